"""Whether a record can be true at all, and what in it looks like a slip of the pen.

An impossible history or a contradiction is a problem, and the record is refused; a near-misspelling is a warning,
and the record is used as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import UNSET

from campaign_rules.conditions import Test, walk
from campaign_rules.errors import Problem, did_you_mean, nearest
from campaign_rules.leads import Leads, plain
from campaign_rules.pack import Pack
from campaign_rules.records import FACT_OF_SECTION, SECTIONS, Bulletin, Event, Hazard, Record
from campaign_rules.sources import Path, Source
from campaign_rules.texts import Text


def impossibilities(record: Record, source: Source) -> Iterator[Problem]:
    """Yield what can't be true whatever the campaign: contradictions, double ids, effects before their causes."""
    for section, fact in FACT_OF_SECTION.items():
        items = getattr(record, section)
        if items and getattr(record, fact) is False:
            text = Text(
                f"写明 {fact}: false，但 {section} 列有 {len(items)} 项，自相矛盾",
                f"{fact} is false, yet {section} lists {len(items)}: a contradiction",
            )
            yield source.problem((fact,), "contradiction", text)
    for section in SECTIONS:
        yield from _double_ids(getattr(record, section) or (), (section,), source)
    for i, hazard in enumerate(record.hazards or ()):
        yield from _impossible_hazard(hazard, ("hazards", i), source)
    for i, bulletin in enumerate(record.accident_bulletins or ()):
        yield from _impossible_review(bulletin, ("accident_bulletins", i), source)
    for i, waiver in enumerate(record.waivers or ()):
        if waiver.end < waiver.start:
            text = Text(
                f"止于 {waiver.end}，早于起始日 {waiver.start}",
                f"ends {waiver.end}, before it begins on {waiver.start}",
            )
            yield source.problem(("waivers", i, "to"), "history", text)


def _double_ids(items: Iterable[object], path: Path, source: Source) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for i, item in enumerate(items):
        name = getattr(item, "id", UNSET)
        if name is UNSET:
            continue
        if name == "*":
            text = Text("编号不能是 *，它代表“没有事项”", "an id can't be *, which stands for no item")
            yield source.problem((*path, i, "id"), "reserved-id", text)
        if name in seen:
            text = Text(
                f"编号 {name} 重复，与第 {seen[name] + 1} 项相同",
                f"the id {name} is already used by entry {seen[name] + 1}",
            )
            yield source.problem((*path, i, "id"), "duplicate-id", text)
        seen.setdefault(name, i)


def _impossible_review(bulletin: Bulletin, path: Path, source: Source) -> Iterator[Problem]:
    if bulletin.reviewed and bulletin.reviewed < bulletin.date:
        yield source.problem(
            (*path, "reviewed"),
            "history",
            _before(bulletin.reviewed, bulletin.date, "通报日", "the bulletin"),
        )


def _before(day: date, start: date, zh: str, en: str) -> Text:
    return Text(f"{day} 早于{zh} {start}，不可能发生", f"{day} is before {en} of {start}: impossible")


def _impossible_hazard(hazard: Hazard, path: Path, source: Source) -> Iterator[Problem]:
    events = hazard.events or ()
    yield from _double_ids(events, (*path, "events"), source)
    ids = {event.id: event for event in events if event.id is not UNSET}
    for i, event in enumerate(events):
        at = (*path, "events", i)
        if event.kind != "correction" and event.date < hazard.found.date:
            yield source.problem(
                (*at, "date"), "history", _before(event.date, hazard.found.date, "发现日", "the finding")
            )
        if event.recorded and event.recorded < event.date:
            yield source.problem(
                (*at, "recorded"), "history", _before(event.recorded, event.date, "发生日", "the event")
            )
        if event.kind == "correction":
            yield from _impossible_correction(event, ids, at, source)
        elif event.retracts is not UNSET:
            text = Text("retracts 只用于 kind: correction", "retracts goes with kind: correction only")
            yield source.problem((*at, "retracts"), "correction", text)
        if event.kind == "reopened" and not any(e.kind == "accepted" and e.date <= event.date for e in events):
            text = Text(
                "此前没有验收（accepted），不会有复现（reopened）",
                "reopened, yet nothing was accepted before",
            )
            yield source.problem((*at, "kind"), "history", text)


def _impossible_correction(event: Event, ids: dict[str, Event], at: Path, source: Source) -> Iterator[Problem]:
    if not isinstance(event.retracts, str):
        text = Text(
            "更正须写明 retracts: 被撤回事项的编号",
            "a correction needs retracts: the id of the event it takes back",
        )
        yield source.problem((*at, "retracts"), "correction", text)
    elif event.retracts not in ids:
        hint = did_you_mean(event.retracts, ids)
        text = Text(
            f"没有编号为 {event.retracts} 的事项",
            f"there is no event with the id {event.retracts}",
        )
        yield source.problem((*at, "retracts"), "correction", text + hint)
    elif event.retracts == event.id:
        text = Text("更正不能撤回自身", "a correction can't take itself back")
        yield source.problem((*at, "retracts"), "correction", text)
    elif event.date < ids[event.retracts].date:
        text = _before(event.date, ids[event.retracts].date, "被撤回事项", "the event it takes back")
        yield source.problem((*at, "date"), "history", text)


class Vocabulary:
    """The words that a campaign knows, against which a record's words are checked."""

    def __init__(self, pack: Pack, leads: Leads) -> None:
        self.pack, self.leads = pack, leads
        self.kinds = {
            section: sorted({d.where["kind"] for d in pack.duties.values() if d.of == section and d.where})
            for section in ("activities", "documents")
        }
        roles = pack.identity.roles
        self.roles = {plain(w) for i, r in roles.items() for w in (i, r.title.zh, r.title.en, *r.aliases)}
        self.role_ids = sorted(roles)
        self.flags = {
            part.path[1]
            for fact in pack.facts.values()
            for part in walk(fact.holds)
            if isinstance(part, Test) and part.path[0] == "attributes" and isinstance(part.operand, bool)
        }
        self.authorities = {plain(word) for word in pack.department_words()}
        self.others = {
            plain(word)
            for word in ("enterprise", "企业", "informant", "township", "乡镇", "county_office", *self.roles)
        }

    def problems(self, record: Record, source: Source) -> Iterator[Problem]:
        """Yield words whose meaning decides an answer and which the campaign does not know."""
        for i, waiver in enumerate(record.waivers or ()):
            for j, duty in enumerate(waiver.duties or ()):
                if duty not in self.pack.duties:
                    hint = did_you_mean(duty, self.pack.duties)
                    text = Text(f"没有 {duty} 这项义务", f"unknown duty {duty}") + hint
                    yield source.problem(("waivers", i, "duties", j), "unknown-duty", text)
        for name, value in (record.attributes or {}).items():
            if name in self.flags and not (value is None or isinstance(value, bool)):
                text = Text(f"应为 true 或 false，得到 {value}", f"expected true or false, got {value}")
                yield source.problem(("attributes", name), "type", text)
        for i, hazard in enumerate(record.hazards or ()):
            for j, event in enumerate(hazard.events or ()):
                if event.kind == "extended" and isinstance(event.by, str):
                    yield from self._authority(event.by, ("hazards", i, "events", j, "by"), source)

    def _authority(self, word: str, path: Path, source: Source) -> Iterator[Problem]:
        if plain(word) in self.authorities or plain(word) in self.others:
            return
        hint = did_you_mean(word, ("department", "enterprise", *self.leads.department_names()))
        text = Text(
            f"{word} 既不是部门也不是企业，延期由谁批准要写清",
            f"{word} is neither a department nor the enterprise; say who granted the extension",
        )
        yield source.problem(path, "unknown-authority", text + hint)

    def warnings(self, record: Record, source: Source) -> Iterator[Problem]:
        """Yield what is allowed, but nearly spells something that would count."""
        if re.fullmatch(r"[0-9A-Za-z]{18}", record.id) and not is_credit_code(record.id):
            text = Text("像统一社会信用代码，但校验不通过", "looks like a 统一社会信用代码, but its check fails")
            yield source.problem(("id",), "credit-code", text)
        for section, kinds in self.kinds.items():
            for i, item in enumerate(getattr(record, section) or ()):
                yield from self._near(item.kind, kinds, (section, i, "kind"), source)
        for i, activity in enumerate(record.activities or ()):
            if isinstance(activity.by, str) and plain(activity.by) not in self.roles:
                yield from self._near(activity.by, self.role_ids, (*("activities", i), "by"), source)
            if isinstance(activity.scope, str) and plain(activity.scope) != "full":
                yield from self._near(activity.scope, ["full"], ("activities", i, "scope"), source)
        for name in record.attributes or ():
            yield from self._near(name, sorted(self.flags), ("attributes", name), source)
        for i, word in enumerate(record.sectors or ()):
            lead = self.leads.lead(word)
            if lead.suggestion:
                yield source.problem(("sectors", i), "unknown-sector", _nearly(word, lead.suggestion))

    def _near(self, word: str, known: list[str], path: Path, source: Source) -> Iterator[Problem]:
        if word not in known and (near := nearest(word, known)):
            yield source.problem(path, "near-miss", _nearly(word, near))


def _nearly(word: str, near: str) -> Text:
    return Text(f"{word} 不算数，是否想写 {near}？", f"{word} does not count; did you mean {near}?")


_CODE_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_credit_code(text: str) -> bool:
    """Tell whether 18 characters are a valid 统一社会信用代码: the check digit of GB 32100-2015.

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)
    """
    values = [_CODE_CHARS.find(c) for c in text]
    if len(text) != 18 or -1 in values:
        return False
    total = sum(value * pow(3, i, 31) for i, value in enumerate(values[:17]))
    return values[17] == (31 - total % 31) % 31
