"""The ledger of major accident hazards 台账, in the columns that people keep, as of a day (2.1.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.texts import Lang, Text
from campaign_rules.base.words import NOT_NEEDED
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import worlds_of
from campaign_rules.engine.views import Horizon, ItemView, occurrences
from campaign_rules.logic.conditions import UNCLEAR, Named, View, truth
from campaign_rules.logic.replay import Occurrence
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.records import EVENT_TEXTS, WORDS, Event, Hazard, Record

NONE = Text("无", "none")
"""What stands in a ledger where the record says that there is none, or that it did not happen."""

UNKNOWN = Text("不明", "not said")
"""What stands in a ledger where the record does not say."""

NOT_SETTLED, NO_FUNDS = Text("未落实", "not settled"), Text("不需要", "none needed")
"""What stands for funds of which the plan says that there are none yet, or that none are needed."""

Value = str | int | float | bool | date | Text | None
"""What stands in one place of a ledger; None: nothing, it did not happen or there is none."""


class LedgerRow(Struct, frozen=True):
    """One hazard of a ledger: whose it is, and what each column says."""

    record: str
    hazard: str
    values: Mapping[str, Value]

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {name: _plain(value, lang) for name, value in self.values.items()}


class Column(Struct, frozen=True):
    """A column of the ledger: its heading, and how it is worked out."""

    name: str
    title: Text
    value: Callable[[_Hazard], Any]


class _Hazard:
    """One hazard, in every world that its record allows."""

    def __init__(self, rules: Ruleset, record: Record, hazard: Hazard, horizon: Horizon, views: Sequence[View]) -> None:
        self.rules, self.record, self.hazard, self.horizon, self.views = rules, record, hazard, horizon, views

    def said(self, *path: str) -> Any:
        """Return what the record, or the hazard's life cycle, says of a field; `UNSET` if that is not certain."""
        found = {view.get(path) for view in self.views}
        return UNSET if len(found) > 1 or UNCLEAR in found else found.pop()

    def since(self, region: str, state: str) -> Any:
        """Return the day since which the hazard is in a state; None if it is not."""
        if "hazards" not in self.rules.cycles:
            return self.event(state, "date")  # no rule says what an event changes
        cycle = self.rules.cycles["hazards"][0].cycle
        known = region in cycle.regions and state in cycle.regions[region].states
        return self.said(region, state) if known else None

    def event(self, kind: str, field: str, *, latest: bool = False) -> Any:
        """Return a field of the first (or latest) event of a kind that was not taken back; None if there is none."""
        if self.hazard.events is UNSET:
            return UNSET
        found = [one for one in occurrences(self.hazard, "", self.horizon) if one.name == kind]
        chosen = (max if latest else min)(found, key=lambda one: one.day, default=None)
        return getattr(chosen.event, field) if chosen else None

    def latest(self, region: str, state: str, kind: str) -> Any:
        """Return the day since which the hazard is in a state; of one that it has left again, when that was last entered."""
        since = self.since(region, state)
        return self.event(kind, "date", latest=True) if since is None else since

    def beyond(self) -> Text | None:
        """Say what happened that the columns can't hold: other events, a second of a kind, who did it."""
        if not self.hazard.events:
            return None
        happened = list(occurrences(self.hazard, "", self.horizon))
        kept = {id(one.event) for kind in HELD if (one := self._shown(kind, happened))}
        told = [_told(one.event, self.rules.pack, held=id(one.event) in kept) for one in happened]
        said = [text for text in told if text is not None]
        return Text("；", "; ").join(said) if said else None

    def _shown(self, kind: str, happened: Sequence[Occurrence]) -> Occurrence | None:
        """Return the occurrence of a kind whose day stands in a column."""
        found = [one for one in happened if one.name == kind]
        return (min if kind in FIRST else max)(found, key=lambda one: one.day, default=None)

    def holds(self, fact: str) -> Any:
        """Return whether a fact of the campaign holds; `UNSET` if that is not certain, None if there is no such fact."""
        if fact not in self.rules.pack.facts:
            return None
        condition = self.rules.bind(Named(fact))
        found = {truth(condition, view) for view in self.views}
        return UNSET if len(found) > 1 or None in found else found.pop()

    def status(self) -> Any:
        """Return the state of rectification, and whether it is overdue."""
        if "hazards" not in self.rules.cycles:
            return UNSET
        cycle = self.rules.cycles["hazards"][0].cycle
        state = self.said("rectification") if "rectification" in cycle.regions else UNSET
        if state is UNSET:
            return UNSET
        text = cycle.regions["rectification"].states[state]
        overdue = self.holds("overdue")
        if overdue is UNSET:
            return text + Text("（是否逾期不明）", " (whether overdue is not known)")
        return text + Text("，已逾期", ", overdue") if overdue else text


HELD = ("reported", "listed", "rectification_started", "rectified", "returned", "accepted", "closed", "reopened")
"""The events that have columns."""

FIRST = ("reported", "listed", "rectification_started")
"""Of these the first stands in its column, of the others the latest."""


def _told(event: Event | None, pack: Pack, *, held: bool) -> Text | None:
    """Say an event that has no place in a column, or what the column leaves out of it; None where it leaves out nothing."""
    if event is None:
        return None
    details = [
        Text(f"{zh}{pack.word(str(value)).zh}", f"{en} {pack.word(str(value)).en}")
        for value, zh, en in ((event.by, "由", "by"), (event.deadline, "期限", "deadline"))
        if value
    ]
    if event.to and not (held and event.kind == "reported"):
        details.append(Text(f"向{pack.word(event.to).zh}", f"to {pack.word(event.to).en}"))
    if held and not details:
        return None
    said = EVENT_TEXTS[event.kind] + Text(f" {event.date}", f" {event.date}")
    inside = Text("，", ", ").join(details)
    return said + Text(f"（{inside.zh}）", f" ({inside.en})") if details else said


def _source(hazard: _Hazard) -> Any:
    by = hazard.hazard.found.by
    return UNSET if by is UNSET else WORDS[by]


def _reported_to(hazard: _Hazard) -> Any:
    to = hazard.event("reported", "to")
    return hazard.rules.pack.word(to) if isinstance(to, str) and to in hazard.rules.pack.called else to


def _funds(hazard: _Hazard) -> Any:
    funds = hazard.said("plan", "funds")
    if hazard.said("plan") is None:
        return None
    return NOT_SETTLED if funds is None else NO_FUNDS if funds == NOT_NEEDED else funds


COLUMNS: tuple[Column, ...] = (
    Column("record", Text("单位编号", "record"), lambda h: h.record.id),
    Column("name", Text("单位名称", "name"), lambda h: h.record.name),
    Column("township", Text("乡镇", "township"), lambda h: h.record.township),
    Column("hazard", Text("隐患编号", "hazard"), lambda h: h.hazard.id),
    Column("description", Text("描述", "description"), lambda h: h.hazard.title),
    Column("source", Text("来源", "source"), _source),
    Column("found", Text("发现日期", "found on"), lambda h: h.hazard.found.date),
    Column("fixable", Text("能否立即整改", "fixable at once"), lambda h: h.hazard.immediately_fixable),
    Column("planned", Text("有无整改方案", "plan"), lambda h: bool(h.hazard.plan) or h.hazard.plan),
    Column("responsible", Text("责任人", "person responsible"), lambda h: h.said("plan", "responsible")),
    Column("measures", Text("措施", "measures"), lambda h: h.said("plan", "measures")),
    Column("funds", Text("资金（万元）", "funds (10,000 yuan)"), _funds),
    Column("deadline", Text("期限", "deadline"), lambda h: h.said("plan", "deadline")),
    Column("deadline_in_force", Text("现行期限", "deadline in force"), lambda h: h.said("deadline")),
    Column("contingency", Text("预案", "contingency plan"), lambda h: h.said("plan", "contingency")),
    Column("reported", Text("上报日期", "reported on"), lambda h: h.event("reported", "date")),
    Column("reported_to", Text("上报部门", "reported to"), _reported_to),
    Column("listed", Text("挂牌督办日期", "listed on"), lambda h: h.since("supervision", "listed")),
    Column("started", Text("开始整改日期", "started on"), lambda h: h.event("rectification_started", "date")),
    Column("rectified", Text("整改完毕日期", "rectified on"), lambda h: h.event("rectified", "date", latest=True)),
    Column("returned", Text("验收不合格日期", "returned on"), lambda h: h.event("returned", "date", latest=True)),
    Column("accepted", Text("验收日期", "accepted on"), lambda h: h.latest("rectification", "accepted", "accepted")),
    Column("closed", Text("销号日期", "closed on"), lambda h: h.latest("closing", "closed", "closed")),
    Column("reopened", Text("复现日期", "reopened on"), lambda h: h.event("reopened", "date", latest=True)),
    Column("status", Text("状态", "status"), _Hazard.status),
    Column("neglect", Text("部门认定排查不力", "neglect found"), lambda h: h.hazard.neglect),
    Column("beyond", Text("其他经过", "other events"), _Hazard.beyond),
    Column("note", Text("备注", "note"), lambda h: h.hazard.note or None),
)
"""The columns: 描述、来源、发现日期、责任人、措施、资金、期限、预案、上报日期、督办、验收、销号, with whose it is and how it stands."""


def ledger(rules: Ruleset, records: Iterable[Record], as_of: date) -> Iterator[LedgerRow]:
    """Yield the hazards that records list and that had been found by a day, in the records' order."""
    for record in records:
        view = rules.view(record, as_of)
        for i, hazard in enumerate(record.hazards or ()):
            if view.sees(hazard):
                base = ItemView(hazard, f"hazards[{i}]", view)
                cycle = rules.cycles.get("hazards")
                views = worlds_of(hazard, base, cycle[0]) if cycle else (base,)
                one = _Hazard(rules, record, hazard, view.horizon, views)
                yield LedgerRow(
                    record.id, hazard.id, {column.name: _value(column.name, column.value(one)) for column in COLUMNS}
                )


OWN = ("name", "township", "note", "description", "beyond")
"""Columns that stay empty where there is nothing to say."""


def _value(name: str, value: Any) -> Value:
    if name in OWN and (value is None or value is UNSET):
        return None
    if value is UNSET and name == "neglect":
        return None  # seldom found on, and an enterprise does not ask itself
    if value is None:
        return None if name == "deadline_in_force" else NONE
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return UNKNOWN if value is UNSET else value


def _plain(value: Value, lang: Lang) -> Any:
    if value is NONE or value is NOT_SETTLED:
        return None
    return value(lang) if isinstance(value, Text) else value.isoformat() if isinstance(value, date) else value
