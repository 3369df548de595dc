"""What changed between two packs: as rules, not as text; and for whom answers change, by which clause, from which day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from msgspec import UNSET, Struct, structs, to_builtins

from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.plain_data import written_in_a_line
from campaign_rules.base.texts import Lang, Text, bracketed, clause_label
from campaign_rules.campaign import Campaign
from campaign_rules.engine.verdicts import Run
from campaign_rules.files.record_files import Loaded
from campaign_rules.logic.conditions import Condition
from campaign_rules.logic.grammar import unparse
from campaign_rules.reports.report import Report
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.duties.registry import written_duty
from campaign_rules.rules.layers import KINDS, Withdrawal
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import RecordDeclaration
from campaign_rules.rules.record.places import places
from campaign_rules.rules.record.values import dated

Change = Literal["added", "removed", "changed"]

CHANGES: Mapping[Change, Text] = {
    "added": Text("新增", "added"),
    "removed": Text("删去", "removed"),
    "changed": Text("改变", "changed"),
}
"""How a change is said."""


class RuleChange(Struct, frozen=True):
    """One rule that is only in one of two packs, or differs: its kind, name and clause, and what differs in it."""

    kind: str
    name: str
    change: Change
    clause: str
    details: tuple[tuple[str, Any, Any], ...] = ()
    """The keys that differ, each with what it was and what it is."""
    reason: Text | None = None
    """Why the second pack withdrew it, where it says so."""

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        details = [{"key": key, "before": before, "after": after} for key, before, after in self.details]
        reason = {"reason": self.reason(lang)} if self.reason else {}
        named = {"kind": self.kind, "name": self.name, "change": self.change, "clause": self.clause}
        return {**named, "details": details, **reason}


class AnswerChange(Struct, frozen=True):
    """One answer on a record that differs between two packs, and the first day on which it does."""

    record: str
    what: str
    aspect: Literal["status", "due", "outcomes"]
    day: date
    before: Any
    after: Any
    clause: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "record": self.record,
            "what": self.what,
            "aspect": self.aspect,
            "since": self.day.isoformat(),
            "before": self.before,
            "after": self.after,
            "clause": self.clause,
        }


# --- rules ---


def rule_changes(one: Pack, other: Pack) -> Iterator[RuleChange]:
    """Yield what differs between two packs, kind by kind, in the order of the second's rules."""
    mine, yours = _rules(one), _rules(other)
    mine["campaign"] = dict(zip(yours["campaign"], mine["campaign"].values(), strict=True))  # whatever they are called
    was_gone, is_gone = _withdrawn(one), _withdrawn(other)
    for kind in dict.fromkeys((*mine, *yours)):
        before, after = mine.get(kind, {}), yours.get(kind, {})
        for name in dict.fromkeys((*after, *before)):
            if name not in before:
                yield RuleChange(kind, name, "added", _clause(after[name]))
            elif name not in after:
                gone = is_gone.get((kind, name))
                clause, reason = (gone.clause, gone.reason) if gone else (_clause(before[name]), None)
                yield RuleChange(kind, name, "removed", clause, (), reason)
            elif details := tuple(_differences(before[name], after[name])):
                yield RuleChange(kind, name, "changed", _clause(after[name]), details)
    # What only one of the packs has is told above; a rule that neither has can still be withdrawn by one of them.
    for (kind, name), withdrawal in {**was_gone, **is_gone}.items():
        was, now = was_gone.get((kind, name)), is_gone.get((kind, name))
        called, clause = f"{kind} {name}", withdrawal.clause
        if was and now:
            if details := tuple(
                _differences(_plain(was.reason, one.templates), _plain(now.reason, other.templates), "reason")
            ):
                yield RuleChange("withdrawal", called, "changed", clause, details)
        elif name not in mine.get(kind, {}) and name not in yours.get(kind, {}):
            yield RuleChange("withdrawal", called, "added" if now else "removed", clause, (), withdrawal.reason)


def _withdrawn(pack: Pack) -> dict[tuple[str, str], Withdrawal]:
    """Return what a pack does not take over from the layers below, by kind and name."""
    return {_called(gone): gone for gone in pack.withdrawn}


def _called(gone: Withdrawal) -> tuple[str, str]:
    """Return the kind and the name by which a withdrawn rule is compared."""
    path = gone.name.split(".")
    if gone.kind == "record" and path[-2] in _PARTS:
        return _PARTS[path[-2]], part_name(path)
    return KINDS[gone.kind][1], gone.name


def _rules(pack: Pack) -> dict[str, dict[str, Any]]:
    """Return a pack's rules as plain data, by kind and name."""
    plain: dict[str, Mapping[str, Any]] = {
        "campaign": {
            pack.identity.id: {
                "title": pack.identity.title,
                "source": pack.identity.source,
                "place": pack.identity.place or None,
                "issued": pack.identity.issued,
                "ends": pack.identity.ends,
                "report": pack.identity.report or None,
                "calendar": pack.identity.calendar or None,
            }
        },
        "phase": pack.identity.phases,
        **record_parts(pack.model.declaration),
        "lead": {
            s: {"department": d, "title": sector.title}
            for d, department in pack.directory.departments.items()
            for s, sector in department.sectors.items()
        },
        "code": pack.codes,
        "interpretation": pack.interpretations,
        "fact": pack.facts,
        "duty": {id_: written_duty(duty) for id_, duty in pack.duties.items()},
        "outcome": pack.every_outcome,
        "cell": pack.form.cells if pack.form else {},
        "kind": pack.kinds,
        "clause": pack.clauses,
        "holiday notice": pack.holidays,
    }
    cycles = {
        f"{name}.{region}": part for name, cycle in pack.lifecycles.items() for region, part in cycle.regions.items()
    }
    made: dict[str, Mapping[str, Any]] = {**plain, "life cycle": cycles}
    return {
        # What the texts of all others take from campaign.yaml is compared as it is.
        kind: {name: _plain(rule, {} if kind in _IDENTITY else pack.templates) for name, rule in rules.items()}
        for kind, rules in made.items()
    }


_IDENTITY = ("campaign", "phase")
"""The kinds of rules that stand in ``campaign.yaml``."""

_PARTS: Mapping[str, str] = {
    "fields": "field", "actors": "actor", "roles": "role", "authorities": "authority", "units": "unit",
    "sections": "section", "kinds": "event", "columns": "column",
}  # fmt: skip
"""What the named entries of a declared record are, by the key that they stand under."""


def record_parts(declaration: RecordDeclaration) -> dict[str, dict[str, Any]]:
    """Return the parts of a declared record as plain data, by kind and name; each without those that stand in it."""
    found: dict[str, dict[str, Any]] = {kind: {} for kind in _PARTS.values()}
    _gather(to_builtins(declaration), (), found)
    return found


def _gather(data: Mapping[str, Any], at: tuple[str, ...], found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Put the parts within a part where they belong; return what is left of it."""
    left: dict[str, Any] = {}
    for key, value in data.items():
        path = (*at, key)
        if (
            isinstance(value, dict) and key in _PARTS and at[-1:] != ("column",)
        ):  # a column's are no fields of their own
            for name, body in value.items():
                found[_PARTS[key]][part_name((*path, name))] = _gather(body, (*path, name), found)
        elif rest := _gather(value, path, found) if isinstance(value, dict) else value:
            left[key] = rest
    return left


def part_name(path: Sequence[str]) -> str:
    """Name a part of a declared record by the way to it, without the keys that entries stand under.

    >>> part_name(("sections", "rounds", "fields", "plan", "fields", "until"))
    'rounds.plan.until'
    >>> part_name(("sections", "rounds", "events", "kinds", "held"))
    'rounds.events.held'
    """
    named, steps = list[str](), iter(path)
    for step in steps:
        named.append(next(steps) if step in _PARTS else step)
    return ".".join(named)


def _plain(value: Any, templates: Mapping[Text, Text]) -> Any:
    """Return a part of a rule as plain data, its conditions and texts as they are written: a day that is moved is one
    change, not one of every sentence that says it."""
    match value:
        case Condition():
            return unparse(value)
        case Text():
            return to_builtins(templates.get(value, value))
        case Struct():
            brief = value.__struct_config__.omit_defaults
            fields = ((field, getattr(value, field.name)) for field in structs.fields(value))
            said = ((field.encode_name, part) for field, part in fields if not (brief and part == field.default))
            return {name: _plain(part, templates) for name, part in said if part is not UNSET}
        case dict():
            return {str(key): _plain(part, templates) for key, part in value.items()}
        case tuple() | list() | frozenset():
            return [_plain(part, templates) for part in (sorted(value) if isinstance(value, frozenset) else value)]
        case date():
            return value.isoformat()
    return value


def _clause(rule: Any) -> str:
    return str(rule.get("clause") or "") if isinstance(rule, dict) else ""


def _differences(before: Any, after: Any, at: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield the keys that differ, those inside mappings with dots."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _differences(before.get(key), after.get(key), f"{at}.{key}" if at else str(key))
    elif before != after:
        yield at, before, after


# --- answers ---


def answer_changes(
    one: Campaign,
    other: Campaign,
    loaded: Iterable[Loaded],
    as_of: date | None = None,
    *,
    before: Iterable[Loaded] | None = None,
) -> Iterator[AnswerChange]:
    """Yield the answers on records that differ, each on the first day on which it does.

    ``before``: the same records as the first campaign reads them, where the two have records of different forms.
    With ``as_of``, only that day is asked about; without, every day on which an answer of one of the packs can change.
    """
    records = list(loaded)
    for record, earlier in zip(records, records if before is None else before, strict=True):
        seen: set[tuple[str, str]] = set()
        for day in [as_of] if as_of else _days(one, other, record):
            mine, yours = one.check(earlier, as_of=day), other.check(record, as_of=day)
            for change in _between(mine, yours, day):
                if (change.what, change.aspect) not in seen:
                    seen.add((change.what, change.aspect))
                    yield change


def _days(one: Campaign, other: Campaign, loaded: Loaded) -> Sequence[date]:
    """Return the days on which an answer on a record can change: of the packs, of their windows, and of the record."""
    days = {day for _, day in dated(loaded.record)}
    for campaign in (one, other):
        identity = campaign.pack.identity
        days |= {identity.issued, identity.ends, *(phase.start for phase in identity.phases.values())}
        for bound in campaign.rules.duties_of(*loaded.record.actors):
            days |= {day for window in bound.windows for day in (window.opens, window.due) if day}
            if bound.term:
                verdicts = Run(campaign.rules, loaded.record, max(days)).of_duty(bound)
                days |= {day for one in verdicts if one.reckoned for day in (one.reckoned.day, one.reckoned.last[0])}
    days |= {day for place in places(other.pack.model, "date") for _, day in place.values(loaded.record)}
    first = min(campaign.pack.identity.issued for campaign in (one, other))
    return sorted(day for day in {*days, *(day + ONE_DAY for day in days if day < date.max)} if day >= first)


def _between(mine: Report, yours: Report, day: date) -> Iterator[AnswerChange]:
    before, after = ({f.instance: f for f in report.findings} for report in (mine, yours))
    for instance in dict.fromkeys((*before, *after)):
        a, b = before.get(instance), after.get(instance)
        clause = (b or a).clause if a or b else ""  # type: ignore[union-attr]  # one of them is there
        for aspect in ("status", "due"):
            was, now = (_said(getattr(f, aspect)) if f else None for f in (a, b))
            # That something is asked for at all shows from the day on which it can be done.
            quiet = (a is None or b is None) and (aspect == "due" or "upcoming" in (was, now))
            if was != now and not quiet:
                yield AnswerChange(mine.id, instance, aspect, day, was, now, clause)
    held, holds = ({(o.section, o.item): o for o in report.outcomes} for report in (mine, yours))
    for item in dict.fromkeys((*held, *holds)):
        was_set, now_set = (list(found[item].outcomes) if item in found else None for found in (held, holds))
        if was_set != now_set:
            clause = (holds.get(item) or held[item]).clause
            yield AnswerChange(mine.id, item[1], "outcomes", day, was_set, now_set, clause)


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


# --- telling ---


def told(change: RuleChange | AnswerChange, lang: Lang = "zh", pack: Pack | None = None) -> list[str]:
    """Tell a change in lines; clauses are named as ``pack`` does, if one is given."""
    named = pack.label(change.clause)(lang) if pack else clause_label(change.clause, lang)
    clause = bracketed(named, lang) if change.clause else ""
    if isinstance(change, RuleChange):
        reason = Text(f"，理由：{change.reason.zh}", f"; reason: {change.reason.en}") if change.reason else Text("", "")
        head = f"{CHANGES[change.change](lang)} {_named(change.kind, change.name, lang)}{clause}{reason(lang)}"
        shown = written_in_a_line
        return [head, *(f"    {key}: {shown(before)} → {shown(after)}" for key, before, after in change.details)]
    since = Text(f"自 {change.day} 起", f"since {change.day}")(lang)
    was, now = (_answer(value, lang, pack) for value in (change.before, change.after))
    return [f"{change.record} {change.what}{clause} {since}{_ASPECTS[change.aspect](lang)}{was} → {now}"]


def _answer(value: Any, lang: Lang, pack: Pack | None) -> str:
    """Say a status, a day, or outcomes, as far as they have titles."""
    if isinstance(value, list):
        return Text("、", ", ")(lang).join(pack.word(name)(lang) if pack else name for name in value) or "—"
    status = STATUS_TEXTS.get(value) if value else None
    return status(lang) if status else written_in_a_line(value)


_ASPECTS: Mapping[str, Text] = {
    "status": Text("状态：", ", status: "),
    "due": Text("期限：", ", due: "),
    "outcomes": Text("处理提示：", ", indicated: "),
}
"""What of an answer differs."""


def _named(kind: str, name: str, lang: Lang) -> str:
    """Name a rule with its kind; a withdrawal is named by what it withdraws."""
    if kind == "withdrawal":
        of, _, name = name.rpartition(" ")
        name = _named(of, name, lang)
    return f"{_CALLED.get(kind, kind) if lang == 'zh' else kind} {name}"


_CALLED: Mapping[str, str] = {
    "campaign": "行动", "phase": "阶段", "actor": "主体", "field": "字段", "section": "表", "event": "事项", "role": "角色",
    "authority": "机关", "unit": "计量单位", "column": "台账的栏", "lead": "牵头", "code": "行业代码", "interpretation": "解释",
    "fact": "事实", "duty": "义务", "outcome": "处理提示", "cell": "格", "kind": "种类", "clause": "条款",
    "holiday notice": "放假安排", "life cycle": "生命周期", "withdrawal": "撤销",
}  # fmt: skip
"""What a kind of rule is called in Chinese."""
