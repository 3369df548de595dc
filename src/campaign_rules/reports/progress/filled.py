"""The form filled in: for all records together, and for every unit among them.

Records are counted once, whatever their number of units: the form of the whole is made from the records, never from the
units' forms, so that a record that two units report is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from campaign_rules.base.errors import UnknownName
from campaign_rules.base.sources import Path, Spot, cell_of
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.logic.conditions import walk_names
from campaign_rules.reports.progress.contributions import Contribution
from campaign_rules.reports.progress.counting import Count
from campaign_rules.reports.progress.differences import Difference, differences
from campaign_rules.reports.progress.unit_forms import UnitForm
from campaign_rules.reports.progress.units import WHOLE, Unit
from campaign_rules.reports.progress.values import CellValue
from campaign_rules.rules.forms import Form
from campaign_rules.rules.leads import plain
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.values import Record


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
        count = Count(self.rules, self.form, self.as_of, self.since, self._records, keep=cell)
        wanted = count.whole if unit is None or unit.kind == WHOLE else unit
        return tuple(one for where, one in count.kept if where == wanted)


def fill(form: Form, rules: Ruleset, records: Iterable[Record], as_of: date) -> Progress:
    """Fill in a form from records, as of a day; each unit has one record (`campaign_rules.files.duplicates`)."""
    held = tuple(records)
    since = rules.times.phases[str(rules.times.chosen[form.since])].start
    count = Count(rules, form, as_of, since, held)
    whole, *others = count.forms()
    named = _only_reporter(rules.pack.model, held, others, whole)
    differing = tuple(differences(form, held, rules, since, as_of))
    return Progress(form, rules, as_of, since, named, tuple(others), differing, held)


def _only_reporter(
    model: RecordModel, records: Sequence[Record], units: Sequence[UnitForm], whole: UnitForm
) -> UnitForm:
    """Name the form of all records after the one office that sent it in, where all of them are its own."""
    offices = [record for record in records if any(model.actors[actor].unit for actor in record.actors)]
    if len(offices) != 1:
        return whole
    mine = [one for one in units if one.unit.kind in offices[0].actors and one.values == whole.values]
    if len(mine) != 1:
        return whole
    return UnitForm(Unit(WHOLE, "", mine[0].unit.title), whole.form, whole.values, whole.unsure)
