"""The report form filled in from records: every figure, what stands behind it, and what does not fit together.

Records are counted once, whatever their number of units: the county's form is made from the records, never from the
townships' forms, so that an enterprise that two units report is one enterprise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from msgspec import UNSET, Struct

from campaign_rules.base.errors import UnknownName
from campaign_rules.base.sources import Path, Spot, cell_of
from campaign_rules.base.texts import Lang, Text, clause_label
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import worlds_of
from campaign_rules.engine.views import ItemView, follow
from campaign_rules.logic.conditions import UNCLEAR, Condition, View, truth, walk_names
from campaign_rules.logic.truth import Truth, all_of
from campaign_rules.reports.proofs import explain, statements
from campaign_rules.reports.report import Finding, Report
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.forms import ATTRIBUTES, Figure, Form
from campaign_rules.rules.leads import Leads, plain
from campaign_rules.rules.records import Record, item_date

Number = int | float | bool
"""What stands in a cell: a count, an amount in 万元, or yes or no."""

CellValue = Number | dict[str, Number] | None
"""What a cell says: a number, several by name, or None: nobody speaks to it."""

State = Literal["counted", "repeated", "unknown", "left_out"]
"""Whether an entry counted, had been counted, may count (the record does not say), or does not."""


SHOWN_FINDINGS = 3
"""So many findings are named in a sentence on a difference; all of them are in the data."""


class Contribution(Struct, frozen=True):
    """An entry of a record behind a figure: where it stands, its day, what it adds, and if it did not count, why."""

    figure: str
    record: str
    name: str | None
    path: str
    what: Text
    """What people call it: its kind, or its id."""
    day: date | None
    state: State
    adds: Number = 0
    why: Text | None = None

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "figure": self.figure,
            "record": self.record,
            "name": self.name,
            "path": self.path,
            "what": self.what(lang),
            "date": self.day.isoformat() if self.day else None,
            "state": self.state,
            "adds": self.adds,
            "why": self.why(lang) if self.why else None,
        }


class Remark(Struct, frozen=True):
    """What does not fit in a form: a fault (a part larger than its whole), or a warning (smaller than before; not known)."""

    cell: str
    level: Literal["fault", "warning"]
    code: Literal["part", "shrunk", "unknown"]
    text: Text

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"cell": self.cell, "code": self.code, "message": self.text(lang)}


def remarks_data(remarks: Iterable[Remark], lang: Lang) -> dict[str, list[dict[str, Any]]]:
    """Return remarks as plain data for JSON: the ``faults`` and the ``warnings``."""
    held = list(remarks)
    return {f"{level}s": [one.to_dict(lang) for one in held if one.level == level] for level in ("fault", "warning")}


class Difference(Struct, frozen=True):
    """Where a department's finding at a spot check and the enterprise's record, as of that day, say different things."""

    cell: str
    record: str
    name: str | None
    path: str
    day: date
    recorded: bool
    """Whether the department found the fault."""
    findings: tuple[tuple[str, str], ...]
    """The obligations that say otherwise, and how each stands on that day."""
    text: Text

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "cell": self.cell,
            "record": self.record,
            "name": self.name,
            "path": self.path,
            "date": self.day.isoformat(),
            "recorded": self.recorded,
            "computed": not self.recorded,
            "findings": [{"instance": instance, "status": status} for instance, status in self.findings],
            "message": self.text(lang),
        }


class Unit(Struct, frozen=True):
    """Who reports: a township, a department, the county office; or all records together (kind ``whole``)."""

    kind: Literal["whole", "township", "department", "county_office"]
    key: str
    title: Text


@dataclass
class _Tally:
    spoken: bool = False
    total: Decimal = Decimal(0)
    seen: set[Any] = field(default_factory=set)
    unsure: int = 0


@dataclass(frozen=True, eq=False)
class UnitForm:
    """The form of one unit."""

    unit: Unit
    form: Form
    values: Mapping[str, Number | None]
    """Every figure by its name (``1.1``, ``3.3.amount``)."""
    unsure: Mapping[str, int]
    """By figure, how many entries may count: the record does not say."""

    @cached_property
    def cells(self) -> dict[str, CellValue]:
        """What each cell says, by its name."""
        made: dict[str, CellValue] = {}
        for figure in self.form.figures():
            value = self.values[figure.name]
            if figure.key is None or value is None:
                made.setdefault(figure.cell, value)
            else:
                several = made.setdefault(figure.cell, {})
                if isinstance(several, dict):
                    several[figure.key] = value
        return made

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """The faults of the form, and what the records leave open about it."""
        return (*parts_too_large(self.form, self.values), *self._open())

    def _open(self) -> Iterator[Remark]:
        for figure in self.form.figures():
            if count := self.unsure[figure.name]:
                text = Text(
                    f"另有 {count} 条记录没有写明是否计入（--explain {figure.cell} 可看），未计",
                    f"{count} more entries do not say whether they count (see --explain {figure.cell}); not counted",
                )
                yield Remark(figure.cell, "warning", "unknown", text)

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "unit": self.unit.title(lang),
            "cells": self.cells,
            **remarks_data(self.remarks, lang),
        }


@dataclass(frozen=True, eq=False)
class Progress:
    """The form of all records together, and of every unit among them, as of a day."""

    form: Form
    rules: Ruleset
    as_of: date
    """The last day that is counted."""
    since: date
    whole: UnitForm
    units: tuple[UnitForm, ...]
    differences: tuple[Difference, ...]
    _records: tuple[Record, ...] = ()
    spots: Mapping[str, Mapping[Path, Spot]] = field(default_factory=dict)
    """By record, the cells that it was typed in, if it comes from a workbook."""

    def place(self, record: str, path: str) -> str:
        """Return a place of a record as the person sees it: sheet and cell, or the path where there is no workbook."""
        return cell_of(path, self.spots.get(record, {})) or path

    @property
    def cells(self) -> dict[str, CellValue]:
        """What each cell of the whole form says."""
        return self.whole.cells

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings of the text that the figures rest on: where the count begins, and what its conditions use."""
        pack = self.rules.pack
        names = (name for figure in self.form.figures() for name in walk_names(figure.where))
        used = [self.form.since, *(str(pack.facts[name].interpretation) for name in names)]
        return tuple(name for name in dict.fromkeys(used) if name in pack.interpretations)

    def of_unit(self, name: str) -> UnitForm:
        """Return the form of a unit by its name.

        Raises:
            UnknownName: no record is of that unit.
        """
        wanted = plain(str(name))
        for one in (self.whole, *self.units):
            if wanted in (plain(one.unit.key), plain(one.unit.title.zh), plain(one.unit.title.en)):
                return one
        raise UnknownName("unit", name, [one.unit.title.zh for one in (self.whole, *self.units)])

    def explain(self, cell: str, unit: Unit | None = None) -> tuple[Contribution, ...]:
        """Return every entry behind a cell: what counted, what did not and why.

        Raises:
            UnknownName: the form has no such cell.
        """
        self.form.cell(cell)
        count = _Count(self.rules, self.form, self.as_of, self.since, self._records, keep=cell)
        wanted = count.whole if unit is None or unit.kind == "whole" else unit
        return tuple(one for where, one in count.kept if where == wanted)


def fill(form: Form, rules: Ruleset, records: Iterable[Record], as_of: date) -> Progress:
    """Fill in a form from records, as of a day; each unit has one record (`campaign_rules.files.duplicates`)."""
    held = tuple(records)
    since = rules.times.phases[str(rules.times.chosen[form.since])].start
    count = _Count(rules, form, as_of, since, held)
    whole, *others = count.forms()
    named = _only_reporter(held, others, whole)
    differences = tuple(_differences(form, held, rules, since, as_of))
    return Progress(form, rules, as_of, since, named, tuple(others), differences, held)


def _only_reporter(records: Sequence[Record], units: Sequence[UnitForm], whole: UnitForm) -> UnitForm:
    """Name the form of all records after the one office that sent it in, where all of them are its own."""
    offices = [record for record in records if {*record.actors} - {"enterprise", "county_committee_member"}]
    if len(offices) != 1:
        return whole
    mine = [one for one in units if one.unit.kind in offices[0].actors and one.values == whole.values]
    if len(mine) != 1:
        return whole
    return UnitForm(Unit("whole", "", mine[0].unit.title), whole.form, whole.values, whole.unsure)


class _Count:
    """One pass over the records, with a tally for every unit and figure."""

    def __init__(
        self, rules: Ruleset, form: Form, as_of: date, since: date, records: Sequence[Record], keep: str = ""
    ) -> None:
        self.rules, self.form, self.as_of, self.since, self.keep = rules, form, as_of, since, keep
        self.figures = {figure.name: figure for figure in form.figures()}
        self.where = {name: rules.bind(figure.where) for name, figure in self.figures.items()}
        self.whole = Unit("whole", "", form.unit)
        self.tallies: dict[Unit, dict[str, _Tally]] = {self.whole: self._empty()}
        self.kept: list[tuple[Unit, Contribution]] = []
        self.enterprises = _names_of(records)
        for record in records:
            self._take(record)

    def _empty(self) -> dict[str, _Tally]:
        return {name: _Tally() for name in self.figures}

    def forms(self) -> Iterator[UnitForm]:
        """Yield the form of the whole, then those of its units."""
        order = ["whole", "township", "department", "county_office"]
        for unit in sorted(self.tallies, key=lambda one: order.index(one.kind)):
            tallies = self.tallies[unit]
            values = {name: _value(figure, tallies[name]) for name, figure in self.figures.items()}
            yield UnitForm(unit, self.form, values, {name: tally.unsure for name, tally in tallies.items()})

    # --- whose form an entry is for ---

    def _units(self, record: Record) -> Iterator[Unit]:
        """Yield the units that a record belongs to."""
        name, actors = record.name or record.id, record.actors
        if "township" in actors or ("enterprise" in actors and record.township):
            of = (record.township or name) if "township" in actors else str(record.township)
            yield Unit("township", plain(of), Text(of, of))
        if "department" in actors:
            yield self._department(self._leads.department(record.id) or self._leads.department(name), name)
        if "county_office" in actors:
            yield Unit("county_office", plain(name), Text(name, name))
        if "enterprise" in actors:
            sectors = [one for word in record.sectors or () for one in self._leads.resolve(word)]
            led = [one for s in sectors if isinstance(s, str) for one in self._leads.sectors.get(s, ())]
            yield from dict.fromkeys(self._department(one.department, "") for one in led)

    @property
    def _leads(self) -> Leads:
        return self.rules.vocabulary.leads

    def _department(self, id_: str | None, name: str) -> Unit:
        if id_ is None:
            return Unit("department", plain(name), Text(name, name))
        return Unit("department", id_, self.rules.pack.directory.departments[id_].title)

    def _reported_by(self, figure: Figure, item: Any, units: Sequence[Unit]) -> Iterator[Unit]:
        """Yield the units in whose forms an entry counts, the whole first."""
        yield self.whole
        if figure.made_by is None:
            yield from units
            return
        yield from (unit for unit in units if unit.kind != "department")
        by = getattr(item, figure.made_by)
        if isinstance(by, str) and (id_ := self._leads.department(by)):
            yield self._department(id_, by)

    # --- counting ---

    def _take(self, record: Record) -> None:
        view = self.rules.view(record, self.as_of)
        units = list(self._units(record))
        for name, figure in self.figures.items():
            if not {*record.actors}.isdisjoint(figure.spoken_by) and _speaks(record, figure):
                for unit in (self.whole, *units):
                    self._of(unit)[name].spoken = True
        for section in dict.fromkeys(figure.of for figure in self.figures.values()):
            figures = [
                f for f in self.figures.values() if f.of == section and not {*record.actors}.isdisjoint(f.counted_of)
            ]
            if not figures:
                continue
            if section == ATTRIBUTES:
                for figure in figures:
                    self._attribute(figure, record, units)
                continue
            for i, item in enumerate(getattr(record, section) or ()):
                self._item(record, ItemView(item, f"{section}[{i}]", view), figures, units)

    def _of(self, unit: Unit) -> dict[str, _Tally]:
        if unit not in self.tallies:
            self.tallies[unit] = self._empty()
        return self.tallies[unit]

    def _attribute(self, figure: Figure, record: Record, units: Sequence[Unit]) -> None:
        value = (record.attributes or {}).get(str(figure.sum), UNSET)
        if value is UNSET:
            return
        adds = Decimal(str(value or 0))
        for unit in (self.whole, *units):
            self._of(unit)[figure.name].total += adds
            self._keep(unit, figure, record, f"{ATTRIBUTES}.{figure.sum}", figure.label, None, "counted", _number(adds))

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
            what = self._called(item)
            for unit in self._reported_by(figure, item, units):
                if held is False:
                    why = self._why_not(figure, day, timely, views)
                    self._keep(unit, figure, record, path, what, day, "left_out", 0, why)
                else:
                    self._add(unit, figure, record, base, what, day, held)

    def _called(self, item: Any) -> Text:
        kind, id_ = getattr(item, "kind", None), getattr(item, "id", UNSET)
        if kind in self.rules.pack.kinds:
            return self.rules.pack.kinds[kind].title
        word = str(kind or id_ or "—")
        return Text(word, word)

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
            self._keep(unit, figure, record, path, what, day, "unknown", 0, _NOT_SAID)
            return
        adds, why = Decimal(1), None
        if figure.sum is not None:
            amount = follow(base.item, figure.sum.split("."))
            if amount is UNSET and figure.if_absent is UNSET:
                tally.unsure += 1
                self._keep(unit, figure, record, path, what, day, "unknown", 0, _NO_AMOUNT)
                return
            adds = Decimal(str(figure.if_absent or 0) if amount in (UNSET, None) else str(amount))
        elif figure.distinct is not None:
            key, why = self._identity(figure, record, base)
            if key in tally.seen:
                self._keep(unit, figure, record, path, what, day, "repeated", 0, _AGAIN)
                return
            tally.seen.add(key)
        tally.total += adds
        self._keep(unit, figure, record, path, what, day, "counted", _number(adds), why)

    def _identity(self, figure: Figure, record: Record, base: ItemView) -> tuple[Any, Text | None]:
        """Return what makes an entry one with another, and a word on it where that is not known."""
        if figure.distinct == "record":
            return record.id, None
        said = follow(base.item, str(figure.distinct).split("."))
        if not isinstance(said, str) or not said.strip():
            return (record.actor, record.id, base.prefix), _NOBODY_NAMED
        return self.enterprises.get(said.strip()) or self.enterprises.get(plain(said), plain(said)), None

    def _why_not(self, figure: Figure, day: date | None, timely: Truth, views: Sequence[View]) -> Text:
        if timely is False and figure.within is None:
            if day and day < self.since:
                return Text(f"{day} 早于累计起算日 {self.since}", f"{day} is before the count begins on {self.since}")
            return Text(f"{day} 晚于 {self.as_of}，尚未计入", f"{day} is after {self.as_of}: not counted yet")
        failed = [part.text for part in statements(explain(self.where[figure.name], views[0])) if part.truth is False]
        return Text(
            "不成立：" + "、".join(text.zh for text in failed),
            "does not hold: " + "; ".join(text.en for text in failed),
        )

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
            name = record.name or None
            self.kept.append((unit, Contribution(figure.name, record.id, name, path, what, day, state, adds, why)))


_NOT_SAID = Text("记录没有写明是否符合", "the record does not say whether it does")
_NO_AMOUNT = Text("没有写明数额", "it does not say how much")
_AGAIN = Text("同一家，已计过", "the same one, already counted")
_NOBODY_NAMED = Text("没有写明是哪家企业，按单独一家计", "it does not name the enterprise: counted as one by itself")


def _speaks(record: Record, figure: Figure) -> bool:
    if figure.of == ATTRIBUTES:
        return figure.sum in (record.attributes or {})
    return getattr(record, figure.of) is not UNSET


def _in_time(day: Any, since: date, as_of: date, figure: Figure) -> Truth:
    if day is UNSET or day is UNCLEAR:
        return None
    return isinstance(day, date) and (figure.exists or since <= day) and day <= as_of


def _agreed(condition: Condition, views: Sequence[View]) -> Truth:
    found = {truth(condition, view) for view in views}
    return found.pop() if len(found) == 1 else None


def _value(figure: Figure, tally: _Tally) -> Number | None:
    if not tally.spoken and not tally.total:
        return None
    return bool(tally.total) if figure.exists else _number(tally.total)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _names_of(records: Iterable[Record]) -> dict[str, str]:
    """Return, by each id and name of an enterprise, its id; what two enterprises are called names neither."""
    exact: dict[str, str] = {}
    loose: dict[str, set[str]] = {}
    for record in records:
        if "enterprise" in record.actors:
            exact[record.id.strip()] = record.id
            for word in (record.id, record.name or ""):
                loose.setdefault(plain(word), set()).add(record.id)
    return {**{word: next(iter(of)) for word, of in loose.items() if word and len(of) == 1}, **exact}


# --- what does not fit together ---


def parts_too_large(form: Form, values: Mapping[str, Number | None]) -> Iterator[Remark]:
    """Yield where a part is larger than what it is a part of: 已整改 than 发现, 其中 than 总数."""
    figures = {figure.name: figure for figure in form.figures()}
    for name, figure in figures.items():
        part, whole = values.get(name), values.get(figure.within or "")
        if figure.within and part is not None and whole is not None and part > whole:
            of = figures[figure.within]
            text = Text(
                f"{figure.label.zh} {part}，大于{of.label.zh} {whole}",
                f"{figure.label.en}: {part}, more than {of.label.en}: {whole}",
            )
            yield Remark(figure.cell, "fault", "part", text)


def shrunk(form: Form, values: Mapping[str, Number | None], before: Mapping[str, Number | None]) -> Iterator[Remark]:
    """Yield where a cumulative figure is smaller than in an earlier form, or any is no longer there."""
    for figure in form.figures():
        now, then = values.get(figure.name), before.get(figure.name)
        if then is None or (now is not None and (now >= then or not figure.cumulative)):
            continue
        if not figure.cumulative:
            text = Text(
                f"{figure.label.zh}：前表 {said(then)('zh')}，现在没有单位填报",
                f"{figure.label.en}: {said(then)('en')} before, now nobody speaks to it",
            )
        else:
            text = Text(
                f"{figure.label.zh}：前表 {said(then)('zh')}，现为 {said(now)('zh')}；累计数只会增加",
                f"{figure.label.en}: {said(then)('en')} before, now {said(now)('en')}; a cumulative figure only grows",
            )
        yield Remark(figure.cell, "warning", "shrunk", text)


def said(value: Number | None) -> Text:
    """Say a figure as the printed form does: — where nobody speaks to it."""
    if value is None:
        return Text("—", "—")
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    return Text(str(value), str(value))


# --- what departments recorded and what records say ---


def _differences(
    form: Form, records: Iterable[Record], rules: Ruleset, since: date, as_of: date
) -> Iterator[Difference]:
    """Yield where a check on the spot says otherwise than the record did on the day of that check."""
    compared = [(figure, form.cell(figure.cell).compare) for figure in form.figures()]
    by_section: dict[str, list[tuple[Figure, Condition, tuple[str, ...]]]] = {}
    for figure, duties in compared:
        if duties:
            by_section.setdefault(figure.of, []).append((figure, rules.bind(figure.where), duties))
    asked = {duty for rows in by_section.values() for _, _, duties in rows for duty in duties}
    for record in records:
        for section, rows in by_section.items():
            for i, item in enumerate(getattr(record, section) or ()):
                if not since <= item.date <= as_of:
                    continue
                report = Report(record, rules, item.date, only=frozenset(asked))
                view = ItemView(item, f"{section}[{i}]", rules.view(record, item.date))
                for figure, where, duties in rows:
                    found = truth(where, view)
                    if found is not None and (findings := _against(report, duties, fault=found)):
                        yield _difference(figure, record, view.prefix, item.date, findings, recorded=found)


def _against(report: Report, duties: Sequence[str], *, fault: bool) -> tuple[Finding, ...]:
    """Return the findings that say the opposite of a department; none where they agree, or nothing is certain."""
    asked = [finding for finding in report.findings if finding.duty in duties]
    violated = tuple(finding for finding in asked if finding.status == "violated")
    if not fault:
        return violated
    done = tuple(finding for finding in asked if finding.status in ("fulfilled", "fulfilled_late"))
    doubtful = any(finding.status in ("unknown", "needs_review", "violated") for finding in asked)
    return () if doubtful else done


def _difference(
    figure: Figure, record: Record, path: str, day: date, findings: Sequence[Finding], *, recorded: bool
) -> Difference:
    department = (
        Text("部门查出", "the department found it")
        if recorded
        else Text("部门未查出", "the department did not find it")
    )
    told = [(one.instance, STATUS_TEXTS[one.status]) for one in findings[:SHOWN_FINDINGS]]
    more = len(findings) > len(told)
    zh = "、".join(f"{instance} {status.zh}" for instance, status in told) + (f" 等 {len(findings)} 项" if more else "")
    en = ", ".join(f"{instance} {status.en}" for instance, status in told) + (
        f" … {len(findings)} in all" if more else ""
    )
    text = Text(
        f"{figure.label.zh}：{department.zh}，而记录当日为 {zh}",
        f"{figure.label.en}: {department.en}; the record that day: {en}",
    )
    against = tuple((one.instance, str(one.status)) for one in findings)
    return Difference(figure.cell, record.id, record.name or None, path, day, recorded, against, text)


def clauses_of(form: Form, cell: str, lang: Lang = "zh") -> str:
    """Name the clauses behind a cell: its own place in the annex, and what it measures."""
    own = (f"annex.{cell}", *form.cell(cell).also)
    return "、".join(clause_label(clause, lang) for clause in own) if lang == "zh" else ", ".join(own)
