"""One pass over the records that tallies every figure for every unit, and keeps what stands behind a cell if asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import worlds_of
from campaign_rules.engine.views import ItemView, follow
from campaign_rules.logic.conditions import UNCLEAR, Condition, View, truth
from campaign_rules.logic.truth import Truth, all_of
from campaign_rules.reports.progress.contributions import (
    AGAIN,
    NO_AMOUNT,
    NOT_SAID,
    Contribution,
    State,
    called,
    nobody_named,
    out_of_time,
)
from campaign_rules.reports.progress.unit_forms import UnitForm
from campaign_rules.reports.progress.units import WHOLE, Unit, counted_for, kinds_of_units, units_of
from campaign_rules.reports.progress.values import Number, number
from campaign_rules.reports.proofs import explain, statements
from campaign_rules.rules.forms import Figure, Form
from campaign_rules.rules.leads import plain
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.values import Record, attribute, item_date


@dataclass
class Tally:
    """What was counted of a figure for a unit."""

    spoken: bool = False
    total: Decimal = Decimal(0)
    seen: set[Any] = field(default_factory=set)
    unsure: int = 0

    def value(self, figure: Figure) -> Number | None:
        """Return what the figure says: nothing where no record speaks to it."""
        if not self.spoken and not self.total:
            return None
        return bool(self.total) if figure.exists else number(self.total)


class Count:
    """One pass over the records, with a tally for every unit and figure."""

    def __init__(
        self, rules: Ruleset, form: Form, as_of: date, since: date, records: Sequence[Record], keep: str = ""
    ) -> None:
        self.rules, self.form, self.as_of, self.since, self.keep = rules, form, as_of, since, keep
        self.model = rules.pack.model
        self.figures = {figure.name: figure for figure in form.figures()}
        self.where = {name: rules.bind(figure.where) for name, figure in self.figures.items()}
        self.whole = Unit(WHOLE, "", form.unit)
        self.tallies: dict[Unit, dict[str, Tally]] = {self.whole: self._empty()}
        self.kept: list[tuple[Unit, Contribution]] = []
        self.subjects = _names_of(records, self.model)
        for record in records:
            self._take(record)

    def _empty(self) -> dict[str, Tally]:
        return {name: Tally() for name in self.figures}

    def forms(self) -> Iterator[UnitForm]:
        """Yield the form of the whole, then those of its units."""
        order = kinds_of_units(self.model)
        for unit in sorted(self.tallies, key=lambda one: order.index(one.kind)):
            tallies = self.tallies[unit]
            values = {name: tallies[name].value(figure) for name, figure in self.figures.items()}
            yield UnitForm(unit, self.form, values, {name: tally.unsure for name, tally in tallies.items()})

    def _take(self, record: Record) -> None:
        view = self.rules.view(record, self.as_of)
        units = list(units_of(record, self.rules))
        for name, figure in self.figures.items():
            if not {*record.actors}.isdisjoint(figure.spoken_by) and self._speaks(record, figure):
                for unit in (self.whole, *units):
                    self._of(unit)[name].spoken = True
        for section in dict.fromkeys(figure.of for figure in self.figures.values()):
            figures = [
                f for f in self.figures.values() if f.of == section and not {*record.actors}.isdisjoint(f.counted_of)
            ]
            if not figures:
                continue
            if section == self.model.attributes_field:
                for figure in figures:
                    self._attribute(figure, record, units)
                continue
            for i, item in enumerate(getattr(record, attribute(section)) or ()):
                self._item(record, ItemView(item, f"{section}[{i}]", view), figures, units)

    def _of(self, unit: Unit) -> dict[str, Tally]:
        if unit not in self.tallies:
            self.tallies[unit] = self._empty()
        return self.tallies[unit]

    def _attribute(self, figure: Figure, record: Record, units: Sequence[Unit]) -> None:
        value = self._attributes(record).get(str(figure.sum), UNSET)
        if value is UNSET:
            return
        adds = Decimal(str(value or 0))
        for unit in (self.whole, *units):
            self._of(unit)[figure.name].total += adds
            self._keep(unit, figure, record, f"{figure.of}.{figure.sum}", figure.label, None, "counted", number(adds))

    def _item(self, record: Record, base: ItemView, figures: Sequence[Figure], units: Sequence[Unit]) -> None:
        item, path = base.item, base.prefix
        views = self._views(base)
        holds: dict[str, Truth] = {}
        for figure in figures:
            inside = figure.within
            base_holds = holds.get(inside, True) if inside else True
            day, timely = self._day(figure, views, item)
            meets = _agreed(self.where[figure.name], views)
            holds[figure.name] = held = all_of((base_holds, True if inside else timely, meets))
            left_out = self.keep == figure.cell and (inside is not None or (meets is not False and day is not None))
            if base_holds is False or (held is False and not left_out):
                continue
            what = called(item, self.rules.pack.kinds)
            for unit in (self.whole, *counted_for(figure, item, units, self.rules)):
                if held is False:
                    why = self._why_not(figure, day, timely, views)
                    self._keep(unit, figure, record, path, what, day, "left_out", 0, why)
                else:
                    self._add(unit, figure, record, base, what, day, held)

    def _views(self, base: ItemView) -> tuple[View, ...]:
        cycle = self.rules.cycles.get(base.section)
        return worlds_of(base.item, base, cycle[0]) if cycle else (base,)

    def _day(self, figure: Figure, views: Sequence[View], item: Any) -> tuple[date | None, Truth]:
        """Return an entry's day, and whether it lies in the count."""
        if figure.dated is None:
            days: set[Any] = {item_date(item)}
        else:
            days = {view.get(tuple(figure.dated.split("."))) for view in views}
        seen = {_in_time(day, self.since, self.as_of, figure) for day in days}
        day = next(iter(days)) if len(days) == 1 else None
        return (day if isinstance(day, date) else None), (seen.pop() if len(seen) == 1 else None)

    def _add(
        self, unit: Unit, figure: Figure, record: Record, base: ItemView, what: Text, day: date | None, held: Truth
    ) -> None:
        tally, path = self._of(unit)[figure.name], base.prefix
        if held is None:
            tally.unsure += 1
            self._keep(unit, figure, record, path, what, day, "unknown", 0, NOT_SAID)
            return
        adds, why = Decimal(1), None
        if figure.sum is not None:
            amount = follow(base.item, figure.sum.split("."))
            if amount is UNSET and figure.if_absent is UNSET:
                tally.unsure += 1
                self._keep(unit, figure, record, path, what, day, "unknown", 0, NO_AMOUNT)
                return
            adds = Decimal(str(figure.if_absent or 0) if amount in (UNSET, None) else str(amount))
        elif figure.distinct is not None:
            key, why = self._identity(figure, record, base)
            if key in tally.seen:
                self._keep(unit, figure, record, path, what, day, "repeated", 0, AGAIN)
                return
            tally.seen.add(key)
        tally.total += adds
        self._keep(unit, figure, record, path, what, day, "counted", number(adds), why)

    def _identity(self, figure: Figure, record: Record, base: ItemView) -> tuple[Any, Text | None]:
        """Return what makes an entry one with another, and a word on it where that is not known."""
        if figure.distinct == "record":
            return record.id, None
        said = follow(base.item, str(figure.distinct).split("."))
        if not isinstance(said, str) or not said.strip():
            return (record.actor, record.id, base.prefix), nobody_named(figure, self.model)
        return self.subjects.get(said.strip()) or self.subjects.get(plain(said), plain(said)), None

    def _why_not(self, figure: Figure, day: date | None, timely: Truth, views: Sequence[View]) -> Text:
        if timely is False and figure.within is None:
            return out_of_time(day, self.since, self.as_of)
        failed = [part.text for part in statements(explain(self.where[figure.name], views[0])) if part.truth is False]
        return Text(
            "不成立：" + "、".join(text.zh for text in failed),
            "does not hold: " + "; ".join(text.en for text in failed),
        )

    def _attributes(self, record: Record) -> Mapping[str, Any]:
        """Return the attributes that a record states of itself."""
        return getattr(record, attribute(self.model.attributes_field or ""), None) or {}

    def _speaks(self, record: Record, figure: Figure) -> bool:
        if figure.of == self.model.attributes_field:
            return figure.sum in self._attributes(record)
        return getattr(record, attribute(figure.of)) is not UNSET

    def _keep(
        self,
        unit: Unit,
        figure: Figure,
        record: Record,
        path: str,
        what: Text,
        day: date | None,
        state: State,
        adds: Number = 0,
        why: Text | None = None,
    ) -> None:
        if figure.cell == self.keep:
            name = self.model.name_of(record)
            self.kept.append((unit, Contribution(figure.name, record.id, name, path, what, day, state, adds, why)))


def _in_time(day: Any, since: date, as_of: date, figure: Figure) -> Truth:
    if day is UNSET or day is UNCLEAR:
        return None
    return isinstance(day, date) and (figure.exists or since <= day) and day <= as_of


def _agreed(condition: Condition, views: Sequence[View]) -> Truth:
    found = {truth(condition, view) for view in views}
    return found.pop() if len(found) == 1 else None


def _names_of(records: Iterable[Record], model: RecordModel) -> dict[str, str]:
    """Return, by each id and name of a subject, its id; what two are called names neither."""
    exact: dict[str, str] = {}
    loose: dict[str, set[str]] = {}
    for record in records:
        if any(actor in model.subjects for actor in record.actors):
            exact[record.id.strip()] = record.id
            for word in (record.id, model.name_of(record) or ""):
                loose.setdefault(plain(word), set()).add(record.id)
    return {**{word: next(iter(of)) for word, of in loose.items() if word and len(of) == 1}, **exact}
