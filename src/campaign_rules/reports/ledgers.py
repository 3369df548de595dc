"""Ledgers 台账: the items of a section, in the columns that people keep, as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.texts import Lang, Text
from campaign_rules.base.words import NOT_NEEDED
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import worlds_of
from campaign_rules.engine.views import ItemView, follow, occurrences
from campaign_rules.logic.conditions import UNCLEAR, Named, View, truth
from campaign_rules.logic.replay import Occurrence
from campaign_rules.reports.values import field_text, said, value_text, word_text
from campaign_rules.rules.record.declaration import Events, Field, LedgerColumn, Section
from campaign_rules.rules.record.model import RECORD
from campaign_rules.rules.record.values import Event, Record, attribute, id_of

NONE = Text("无", "none")
"""What stands in a ledger where the record says that there is none, or that it did not happen."""

UNKNOWN = Text("不明", "not said")
"""What stands in a ledger where the record does not say."""

NOT_SETTLED, NO_AMOUNT = Text("未落实", "not settled"), Text("不需要", "none needed")
"""What stands for an amount of which the record says that there is none yet, or that none is needed."""

Value = str | int | float | bool | date | Text | None
"""What stands in one place of a ledger; None: nothing, it did not happen or there is none."""


class LedgerRow(Struct, frozen=True):
    """One item of a ledger: whose it is, and what each column says."""

    record: str
    """The id of the record that lists it."""
    name: str | None
    """What people call whose it is."""
    item: str
    """Its id, or its place in the record where it has none."""
    called: str | None
    """What people call it."""
    values: Mapping[str, Value]

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {name: _plain(value, lang) for name, value in self.values.items()}


class Ledger(Struct, frozen=True):
    """The ledger of a section: what is declared of it, and a row for each item. Iterating gives the rows."""

    section: str
    declared: Section
    rows: tuple[LedgerRow, ...]

    @property
    def title(self) -> Text:
        """What people call the ledger."""
        return self.declared.ledger.title if self.declared.ledger else self.declared.title

    @property
    def columns(self) -> Mapping[str, LedgerColumn]:
        """Its columns, by their names."""
        return self.declared.ledger.columns if self.declared.ledger else {}

    def __iter__(self) -> Iterator[LedgerRow]:
        return iter(self.rows)


def ledger(rules: Ruleset, section: str, records: Iterable[Record], as_of: date) -> Ledger:
    """Return the ledger of a section: the items that records list and that are there by a day, in the records' order."""
    return Ledger(section, rules.pack.model.sections[section], tuple(_rows(rules, section, records, as_of)))


def _rows(rules: Ruleset, section: str, records: Iterable[Record], as_of: date) -> Iterator[LedgerRow]:
    model, cycle = rules.pack.model, rules.cycles.get(section)
    declared = model.sections[section].ledger
    for record in records:
        view = rules.view(record, as_of)
        for i, item in enumerate(getattr(record, attribute(section)) or ()):
            if declared and view.sees(item):
                base = ItemView(item, f"{section}[{i}]", view)
                case = _Case(rules, record, base, worlds_of(item, base, cycle[0]) if cycle else (base,))
                values = {name: case.shown(column) for name, column in declared.columns.items()}
                yield LedgerRow(
                    record.id, model.name_of(record), id_of(item) or base.prefix, model.called(item), values
                )


class _Case:
    """One item of a ledger, in every world that its record allows."""

    def __init__(self, rules: Ruleset, record: Record, base: ItemView, views: Sequence[View]) -> None:
        self._rules, self._record, self._base, self._views = rules, record, base, views
        self._item, self._model = base.item, rules.pack.model
        self._section = self._model.sections[base.section]
        cycle = rules.cycles.get(base.section)
        self._cycle = cycle[0].cycle if cycle else None
        happened = occurrences(self._item, "", base.record.horizon) if self._section.events else ()
        self._happened = tuple(happened)

    def shown(self, column: LedgerColumn) -> Value:
        """Return what stands in a column."""
        value = self._value(column)
        if column.blank and (value is UNSET or value == "" or (value is None and not self._asks(column))):
            return None
        if value is None:
            return None if column.variable else NONE
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return UNKNOWN if value is UNSET else value

    def _asks(self, column: LedgerColumn) -> bool:
        """Tell whether null is an answer there: of a question that yes and no answer."""
        field = self._model.field(self._base.section, str(column.field).split(".")) if column.field else None
        return field is not None and field.type == "flag"

    def _value(self, column: LedgerColumn) -> Any:
        """Return what a column asks for; `UNSET` where that is not certain, None where there is none."""
        if column.record:
            return self._said(RECORD, self._record, (column.record,))
        if column.field:
            return self._said(self._base.section, self._item, tuple(column.field.split(".")))
        if column.given:
            part = _at(self._item, column.given.split("."))
            return part if part is UNSET or part is None else True
        if column.variable:
            return self._certain(column.variable)
        if column.since:
            since = self._since(*column.since.split("."))
            return self._event(column) if since is None else since
        if column.first or column.last:
            return self._event(column)
        return self._status() if column.status else self._beyond() if column.beyond else UNSET

    def _said(self, section: str, whose: Any, path: tuple[str, ...]) -> Any:
        """Return what a field says, in people's words."""
        field, value = self._model.field(section, path), _at(whose, path)
        if field is None:
            return value
        if field.judged or field.or_text:
            value = self._base.said(path, value)
        if field.type == "money" and field.or_text:
            part = _at(whose, path[:-1])
            return (
                value if part is None else NOT_SETTLED if value is None else NO_AMOUNT if value == NOT_NEEDED else value
            )
        return self._word(field, value)

    def _word(self, field: Field, value: Any) -> Any:
        """Return a value in people's words, where it is a word that the campaign knows."""
        if isinstance(value, tuple):
            return value_text(self._rules.pack, field, value) if value else None
        return word_text(self._rules.pack, field, value) if isinstance(value, str) else value

    def _certain(self, *path: str) -> Any:
        """Return what the item's life cycle says of a field; `UNSET` if that is not certain."""
        found = {view.get(path) for view in self._views}
        return UNSET if len(found) > 1 or UNCLEAR in found else found.pop()

    def _since(self, region: str, state: str) -> Any:
        """Return the day since which the item is in a state; None if it is not, or no life cycle tells."""
        known = self._cycle and region in self._cycle.regions and state in self._cycle.regions[region].states
        return self._certain(region, state) if known else None

    def _event(self, column: LedgerColumn) -> Any:
        """Return a field of the first (or latest) event of a kind that was not taken back; None if there is none."""
        if getattr(self._item, "events", UNSET) is UNSET:
            return UNSET
        chosen = self._chosen(column)
        if chosen is None or chosen.event is None:
            return None
        value = getattr(chosen.event, attribute(column.of_event))
        field = self._model.field(self._base.section, ("events", column.of_event))
        return self._word(field, value) if field else value

    def _chosen(self, column: LedgerColumn) -> Occurrence | None:
        """Return the occurrence that a column tells of."""
        found = [one for one in self._happened if one.name == (column.first or column.last)]
        return (min if column.first else max)(found, key=lambda one: one.day, default=None)

    def _holds(self, fact: str) -> Any:
        """Return whether a fact of the campaign holds; `UNSET` if that is not certain, None if there is no such fact."""
        if fact not in self._rules.pack.facts:
            return None
        condition = self._rules.bind(Named(fact))
        found = {truth(condition, view) for view in self._views}
        return UNSET if len(found) > 1 or None in found else found.pop()

    def _status(self) -> Any:
        """Return the state that says how the item stands, and whether it is overdue."""
        parts = self._section.cases
        region = str(parts.status) if parts and parts.status else ""
        if not self._cycle or region not in self._cycle.regions:
            return UNSET
        state = self._certain(region)
        if state is UNSET:
            return UNSET
        text = self._cycle.regions[region].states[state]
        overdue = self._holds(str(parts.overdue)) if parts and parts.overdue else None
        if overdue is UNSET:
            return text + Text("（是否逾期不明）", " (whether overdue is not known)")
        return text + Text("，已逾期", ", overdue") if overdue else text

    def _beyond(self) -> Text | None:
        """Say what happened that the columns can't hold: other events, a second of a kind, who did it."""
        events = self._section.events
        if not self._happened or not events or not self._section.ledger:
            return None
        held: dict[int, set[str]] = {}
        for column in self._section.ledger.columns.values():
            if (column.first or column.last) and (one := self._chosen(column)):
                held.setdefault(id(one.event), set()).add(column.of_event)
        told = [self._told(one.event, events, held.get(id(one.event), set())) for one in self._happened]
        texts = [text for text in told if text is not None]
        return Text("；", "; ").join(texts) if texts else None

    def _told(self, event: Event | None, events: Events, held: set[str]) -> Text | None:
        """Say an event that has no place in a column, or what the columns leave out of it; None where that is nothing."""
        if event is None:
            return None
        details = [
            field_text(self._rules.pack, events.fields[name], value)
            for name in _order(events)
            if name not in held and said(value := getattr(event, attribute(name)))
        ]
        if held and not details:
            return None
        what = events.kinds[event.kind].title + Text(f" {event.date}", f" {event.date}")
        inside = Text("，", ", ").join(details)
        return what + Text(f"（{inside.zh}）", f" ({inside.en})") if details else what


def _order(events: Events) -> list[str]:
    """Return the fields of an event that are told: who set which day, then the others; not what only orders the record."""
    first = [name for name in (events.granted, events.deadline) if name]
    silent = {"id", "kind", "date", "note", events.recorded_on, *(kind.takes_back for kind in events.kinds.values())}
    return [*first, *(name for name in events.fields if name not in silent and name not in first)]


def _at(value: Any, path: Sequence[str]) -> Any:
    """Return what stands in a field; what is absent or null, where it would stand in that."""
    return follow(value, tuple(map(attribute, path)))


def _plain(value: Value, lang: Lang) -> Any:
    if value is NONE or value is NOT_SETTLED:
        return None
    return value(lang) if isinstance(value, Text) else value.isoformat() if isinstance(value, date) else value
