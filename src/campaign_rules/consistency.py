"""Words of a record against the words that a campaign knows.

A word that decides an answer and is not known is a problem, and the record is refused; a near-misspelling of one that
would count is a warning, and the record is used as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign_rules.conditions import Test, walk
from campaign_rules.errors import Problem, did_you_mean, nearest
from campaign_rules.kinds import kind_words
from campaign_rules.leads import Leads, plain
from campaign_rules.pack import Pack
from campaign_rules.records import Record
from campaign_rules.sources import Path, Source
from campaign_rules.texts import Text


class Vocabulary:
    """The words that a campaign knows, against which a record's words are checked."""

    def __init__(self, pack: Pack, leads: Leads) -> None:
        self.pack, self.leads = pack, leads
        self.kinds = {
            section: sorted(
                {d.where["kind"] for d in pack.duties.values() if d.of == section and d.where}
                | {id_ for id_, kind in pack.kinds.items() if kind.of == section}
            )
            for section in ("activities", "documents")
        }
        self.names = {section: kind_words(pack.kinds, section) for section in self.kinds}
        self.counted = pack.form.attributes if pack.form else ()
        self.findings = sorted(pack.form.findings) if pack.form else []
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
        yield from self._attributes(record, source)
        yield from self._findings(record, source)
        for i, hazard in enumerate(record.hazards or ()):
            for j, event in enumerate(hazard.events or ()):
                if event.kind == "extended" and isinstance(event.by, str):
                    yield from self._authority(event.by, ("hazards", i, "events", j, "by"), source)

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
                named = self.names[section].get(plain(item.kind))
                if named and named != item.kind:
                    yield source.problem((section, i, "kind"), "near-miss", _nearly(item.kind, named))
                else:
                    yield from self._near(item.kind, kinds, (section, i, "kind"), source)
        for i, activity in enumerate(record.activities or ()):
            if isinstance(activity.by, str) and plain(activity.by) not in self.roles:
                yield from self._near(activity.by, self.role_ids, (*("activities", i), "by"), source)
            if isinstance(activity.scope, str) and plain(activity.scope) != "full":
                yield from self._near(activity.scope, ["full"], ("activities", i, "scope"), source)
        yield from self._receivers(record, source)
        for name in record.attributes or ():
            yield from self._near(name, sorted({*self.flags, *self.counted}), ("attributes", name), source)
        for i, word in enumerate(record.sectors or ()):
            lead = self.leads.lead(word)
            if lead.suggestion:
                yield source.problem(("sectors", i), "unknown-sector", _nearly(word, lead.suggestion))

    def _receivers(self, record: Record, source: Source) -> Iterator[Problem]:
        for i, hazard in enumerate(record.hazards or ()):
            for j, event in enumerate(hazard.events or ()):
                if not isinstance(event.to, str) or self.leads.department(event.to):
                    continue
                if near := nearest(event.to, self.pack.directory.departments):
                    text = Text(
                        f"没有 {event.to} 这个部门，是否想写 {near}？",
                        f"there is no department {event.to}; did you mean {near}?",
                    )
                    yield source.problem(("hazards", i, "events", j, "to"), "near-miss", text)

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
