"""Words of a record against the words that a campaign knows.

A word of a closed list that is not known is a problem, and the record is refused. Any other leaves unknown what rests
on it, and every answer lists it with the nearest known word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.errors import Problem, did_you_mean, nearest
from campaign_rules.base.sources import Path, Source, path_text
from campaign_rules.base.texts import Text
from campaign_rules.base.words import NOT_NEEDED
from campaign_rules.engine.strange_days import Reach, strange_days
from campaign_rules.logic.conditions import Test, walk
from campaign_rules.rules.leads import Leads
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.records import Activity, Event, Hazard, Record, RectificationPlan

UNRECOGNISED = "unrecognised-word"
"""The code of the warning of a word that the campaign does not know."""


class Unrecognised(Struct, frozen=True):
    """A word of a record that the campaign does not know: never judged as if it said no."""

    path: Path
    word: str
    nearest: str | None
    """The known word that it nearly spells, as people write it."""
    affects: tuple[str, ...]
    """What it leaves unknown: the ids of duties, or the field that is read from it; empty: it counts as nothing."""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "path": path_text(self.path),
            "word": self.word,
            "nearest": self.nearest,
            "affects": list(self.affects),
        }

    @property
    def field(self) -> str:
        """Where the word stands, without the item's number: ``activities.by``."""
        return ".".join(step for step in self.path if isinstance(step, str))

    @property
    def text(self) -> Text:
        """Say it to the person who can mend it."""
        said = Text(f"不认得“{self.word}”", f"unknown word {self.word}")
        effect = (
            Text("，由它决定的判断为“不明”", ": what rests on it is unknown")
            if self.affects
            else Text("，不计入", ": it counts as nothing")
        )
        near = Text(f"；是否想写 {self.nearest}？", f"; did you mean {self.nearest}?")
        return said + effect + (near if self.nearest else Text("", ""))


class Vocabulary:
    """The words that a campaign knows, against which a record's words are checked."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.leads = pack, Leads(pack.directory, pack.codes)
        self.kinds, self.roles, self.lexicon = pack.kind_words(), pack.role_words(), pack.lexicon
        self.refuses = pack.chosen.get("unrecognised-words") == "refuse"
        delegable = pack.chosen.get("personal-duties") == "delegable"
        self.asks_who: dict[str, list[str]] = {}
        """By kind of activity, the duties that ask by whom it was done."""
        self.asks_extent: dict[str, list[str]] = {}
        self.counted_for = {id_: duty.counted for id_, duty in pack.duties.items()}
        """By duty, the entries that count for it."""
        for id_, counted in self.counted_for.items():
            duty = pack.duties[id_]
            if counted.section and ("by" in counted.fields or (duty.in_person and not delegable)):
                self.asks_who.setdefault(counted.kind, []).append(id_)
            if counted.section and "scope" in counted.fields:
                self.asks_extent.setdefault(counted.kind, []).append(id_)
        moved = {
            name
            for cycle in pack.cycles.values()
            for name, region in cycle.regions.items()
            if any(step.event == "reported" for step in region.transitions)
        }
        self.rests_on_reports = tuple(
            id_ for id_, duty in pack.duties.items() if duty.test.done_on.partition(".")[0] in moved
        )
        """The duties that are done by a report of the item."""
        self.counted = pack.form.attributes(pack.model) if pack.form else ()
        self.findings = sorted(pack.findings)
        self.flags = {
            part.path[1]
            for fact in pack.facts.values()
            for part in walk(fact.holds)
            if isinstance(part, Test) and part.path[0] == "attributes" and isinstance(part.operand, bool)
        }
        self.offices = pack.office_words(self.leads)

    def problems(self, record: Record, source: Source) -> Iterator[Problem]:
        """Yield words whose meaning decides an answer and which the campaign does not know."""
        for i, waiver in enumerate(record.waivers or ()):
            for j, duty in enumerate(waiver.duties or ()):
                if duty not in self.pack.duties:
                    hint = did_you_mean(duty, self.pack.duties)
                    text = Text(f"没有 {duty} 这项义务", f"unknown duty {duty}") + hint
                    yield source.problem(("waivers", i, "duties", j), "unknown-duty", text)
        yield from self._attributes(record, source)
        yield from self._findings(record, source)
        for i, hazard in enumerate(record.hazards or ()):
            for j, event in enumerate(hazard.events or ()):
                if event.kind == "extended" and isinstance(event.by, str):
                    yield from self._authority(event.by, ("hazards", i, "events", j, "by"), source)
                if event.kind == "reported" and isinstance(event.to, str) and self.denies(event.to):
                    text = Text(
                        f"有报告日期，报告对象却写“{event.to}”，自相矛盾",
                        f"reported, yet to {event.to}: a contradiction",
                    )
                    yield source.problem(("hazards", i, "events", j, "to"), "contradiction", text)
            yield from self._funds(hazard, ("hazards", i, "plan", "funds"), source)
        if self.refuses:
            for one in self.unrecognised(record):
                if one.path[-1] == "kind":
                    yield source.problem(one.path, "unknown-kind", one.text)

    def denies(self, word: str) -> bool:
        """Tell whether a word says none or not yet, where something is said to have been done."""
        return self.lexicon.says(word) in ("none", "not_yet")

    def is_amount(self, word: str) -> bool:
        """Tell whether a word can stand in the place of an amount that is needed."""
        return not word.strip() or word == NOT_NEEDED or self.lexicon.says(word) is not None

    def _funds(self, hazard: Hazard, path: Path, source: Source) -> Iterator[Problem]:
        funds = hazard.plan.funds if isinstance(hazard.plan, RectificationPlan) else None
        if isinstance(funds, str) and not self.is_amount(funds):
            text = Text(
                f"应为以万元计的数字，得到 {funds}；不需要资金的写 不需要",
                f"expected a number (10,000 yuan), got {funds}; where no funds are needed, write 不需要",
            )
            yield source.problem(path, "type", text)

    def _attributes(self, record: Record, source: Source) -> Iterator[Problem]:
        for name, value in (record.attributes or {}).items():
            if name in self.flags and not (value is None or isinstance(value, bool)):
                text = Text(f"应为 true 或 false，得到 {value}", f"expected true or false, got {value}")
                yield source.problem(("attributes", name), "type", text)
            if name in self.counted and not (value is None or (type(value) is float and value >= 0)):
                text = Text(f"应为不小于 0 的数字，得到 {value}", f"expected a number of 0 or more, got {value}")
                yield source.problem(("attributes", name), "type", text)

    def _findings(self, record: Record, source: Source) -> Iterator[Problem]:
        for i, check in enumerate(record.spot_checks or ()):
            for j, word in enumerate(check.found or ()):
                if self.findings and word not in self.findings:
                    text = Text(f"没有 {word} 这种问题", f"unknown finding {word}") + did_you_mean(word, self.findings)
                    yield source.problem(("spot_checks", i, "found", j), "unknown-finding", text)

    def grants(self, name: str) -> bool:
        """Tell whether it is known who a name is, of whom a record says that they granted an extension."""
        return (
            self.offices.office(name) is not None or not isinstance(self.lexicon.value(name), str) or not name.strip()
        )

    def _authority(self, word: str, path: Path, source: Source) -> Iterator[Problem]:
        if self.grants(word) or all(map(self.grants, self.offices.names(word))):
            return
        hint = did_you_mean(word, (*self.offices.general, *self.leads.department_names()))
        text = Text(
            f"{word} 既不是部门也不是企业，延期由谁批准要写清",
            f"{word} is neither a department nor the enterprise; say who granted the extension",
        )
        yield source.problem(path, "unknown-authority", text + hint)

    def warnings(self, record: Record, source: Source) -> Iterator[Problem]:
        """Yield what is allowed, but not known, nearly spells something that would count, or is dated years off."""
        for one in self.unrecognised(record):
            yield source.problem(one.path, UNRECOGNISED, one.text)
        if re.fullmatch(r"[0-9A-Za-z]{18}", record.id) and not is_credit_code(record.id):
            text = Text("像统一社会信用代码，但校验不通过", "looks like a 统一社会信用代码, but its check fails")
            yield source.problem(("id",), "credit-code", text)
        for name in record.attributes or ():
            yield from self._near(name, sorted({*self.flags, *self.counted}), ("attributes", name), source)
        reach = Reach(self.pack.identity.issued, self.pack.identity.ends)
        yield from strange_days(record, reach, self._is_department, source)

    def _is_department(self, word: str) -> bool:
        return self.offices.is_department(self.offices.office(word))

    def unrecognised(self, record: Record) -> Iterator[Unrecognised]:
        """Yield every word of a record that the campaign does not know, where a word that it knows could stand."""
        yield from self._sectors(record)
        for section in self.kinds:
            for i, item in enumerate(getattr(record, section) or ()):
                yield from self._kind(section, i, item)
        for i, activity in enumerate(record.activities or ()):
            kinds = self.kinds["activities"].meant(activity.kind)
            yield from self._doer(record, i, activity, (*kinds.kinds, *kinds.perhaps))
            yield from self._extent(i, activity, (*kinds.kinds, *kinds.perhaps))
        for i, hazard in enumerate(record.hazards or ()):
            for j, event in enumerate(hazard.events or ()):
                yield from self._receiver(event, ("hazards", i, "events", j, "to"))

    def _sectors(self, record: Record) -> Iterator[Unrecognised]:
        for i, text in enumerate(record.sectors or ()):
            for name in self.leads.names(text):
                if not self.leads.knows(name):
                    affects = ("high_risk",) if record.high_risk is UNSET else ()
                    yield Unrecognised(("sectors", i), name, self.leads.lead(name).suggestion, affects)

    def _kind(self, section: str, i: int, item: Any) -> Iterator[Unrecognised]:
        known = self.kinds[section]
        for name in known.meant(item.kind).unrecognised:
            near = known.near(name)
            duties = [
                id_ for id_, counted in self.counted_for.items() if counted.section == section and counted.kind in near
            ]
            called = near[0] if near else None
            if called in self.pack.kinds and not name.isascii():
                called = self.pack.kinds[called].title.zh
            yield Unrecognised((section, i, "kind"), name, called, tuple(duties))

    def _doer(self, record: Record, i: int, activity: Activity, kinds: Iterable[str]) -> Iterator[Unrecognised]:
        duties = tuple(id_ for kind in kinds for id_ in self.asks_who.get(kind, ()))
        if not duties or not isinstance(activity.by, str) or not isinstance(self.lexicon.value(activity.by), str):
            return
        wanted = frozenset(bearer for id_ in duties for bearer in self.pack.duties[id_].bearers)
        if self.roles.did(activity.by, wanted, record.actors) is None:
            words = [w for id_, r in self.roles.roles.items() if r.actor in record.actors for w in r.words(id_)]
            for name in self.roles.named(activity.by, record.actors).unrecognised:
                yield Unrecognised(("activities", i, "by"), name, nearest(name, words, cutoff=0.6), duties)

    def _extent(self, i: int, activity: Activity, kinds: Iterable[str]) -> Iterator[Unrecognised]:
        duties = tuple(id_ for kind in kinds for id_ in self.asks_extent.get(kind, ()))
        said = self.lexicon.value(activity.scope) if isinstance(activity.scope, str) else None
        if duties and isinstance(said, str) and said.strip() and self.lexicon.extent(said) is None:
            words = (*self.pack.words.full, *self.pack.words.partial)
            yield Unrecognised(("activities", i, "scope"), said, nearest(said, words, cutoff=0.6), duties)

    def _receiver(self, event: Event, path: Path) -> Iterator[Unrecognised]:
        said = self.lexicon.value(event.to) if isinstance(event.to, str) else None
        if isinstance(said, str) and said.strip():
            for name in self.offices.names(said):
                if not self.grants(name):
                    near = nearest(name, self.pack.department_words(), cutoff=0.6)
                    yield Unrecognised(path, name, near, self.rests_on_reports)

    def _near(self, word: str, known: list[str], path: Path, source: Source) -> Iterator[Problem]:
        if word not in known and (near := nearest(word, known)):
            yield source.problem(path, "near-miss", _nearly(word, near))


def _nearly(word: str, near: str) -> Text:
    return Text(f"{word} 不算数，是否想写 {near}？", f"{word} does not count; did you mean {near}?")


_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
"""What a 统一社会信用代码 is written with: no I, O, S, V and Z, and no small letters."""


def is_credit_code(text: str) -> bool:
    """Tell whether 18 characters are a valid 统一社会信用代码: the check digit of GB 32100-2015.

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)

    Codes of rural collectives (N…) are valid, which the library's own ``validate`` takes for wrong.

    >>> is_credit_code("N2350100M000100Y4J")
    True
    """
    from stdnum.cn import uscc  # slow to import, and few ids look like a code

    return bool(_CREDIT_CODE.fullmatch(text)) and uscc.calc_check_digit(text[:17]) == text[17]
