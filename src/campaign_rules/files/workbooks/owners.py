"""The records of a workbook as they grow, and whose each row is: by the id or the name of the unit that it gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.amounts import Measure
from campaign_rules.base.errors import did_you_mean
from campaign_rules.base.sources import Path, Spot
from campaign_rules.base.texts import Text
from campaign_rules.base.words import folded
from campaign_rules.files.workbooks.columns import COMPLETE, OWNER, OWNER_FIELD, OWNER_HEADING
from campaign_rules.files.workbooks.columns import Path as ColumnPath
from campaign_rules.files.workbooks.parts import take_fields
from campaign_rules.files.workbooks.problems import Problems
from campaign_rules.files.workbooks.rows import BAD, Row
from campaign_rules.rules.record.model import RecordModel


class Unit(Struct):
    """A record as it grows, with the cells that its parts come from."""

    data: dict[str, Any]
    spots: dict[Path, Spot]
    items: dict[tuple[str, str], int]
    """By section and id, which of its items that is."""
    complete: dict[str, bool]


class Units:
    """The records of a workbook: those that its sheet of units lists or, where there is none, that its rows name."""

    def __init__(
        self, rows: Sequence[Row], problems: Problems, model: RecordModel, measures: Sequence[Measure] = ()
    ) -> None:
        """Of ``measures``, no unit is taken for a name."""
        self._problems, self._measures = problems, measures
        self._name, self._fields = model.name_field, model.fields
        self._units: dict[str, Unit] = {}
        self._called: dict[str, list[Unit]] = {}
        """The units by what they are called: their ids and names, as `unit_key` writes them."""
        self._unowned: set[str] = set()
        """The sheets of which it was told that no column says whose the rows are."""
        self._listed = len(rows)
        for row in rows:
            self._list(row)

    @property
    def _name_path(self) -> ColumnPath:
        return (OWNER_FIELD, self._name or "")

    def _is_measure(self, named: str) -> bool:
        return any(one.named(named) == folded(named) for one in self._measures)

    def all(self) -> list[Unit]:
        """Return the records, in the order in which they are named first."""
        return list(self._units.values())

    def _list(self, row: Row) -> None:
        id_ = row.values.get(("id",), BAD)
        if id_ is BAD:
            return
        if id_ in self._units:
            text = Text(f"编号 {id_} 重复", f"the id {id_} is already used")
            self._problems.tell(row.spots["id",], "duplicate-id", text)
            return
        unit = Unit({}, {(): row.first}, {}, {})
        said = {path: value for path, value in row.values.items() if value is not BAD}
        for path, value in said.items():
            complete = path[0] == COMPLETE
            unit.spots[path[1:] if complete else path] = row.spots[path]
            if complete:
                unit.complete[path[1]] = bool(value)
        own = {path: value for path, value in said.items() if path[0] != COMPLETE}
        take_fields(row, own, unit.data, self._fields, self._problems)
        self._units[id_] = unit
        if "id" in unit.data:
            self._call(unit)

    def owner(self, row: Row) -> Unit | None:
        """Return the record that a row belongs to; None, of which it is told, if that is not certain."""
        named = row.values.get(OWNER, UNSET)
        if named is UNSET:
            named = row.values.get(self._name_path, UNSET)
        spot = row.spots.get(OWNER, row.spots.get(self._name_path, row.first))
        if named is BAD:
            return None
        if isinstance(named, str) and named not in self._units and self._is_measure(named):
            text = Text(f"“{named}”是计量单位，不是单位名称", f"{named} is a unit of money, not a name")
            self._problems.tell(spot, "unknown-unit", text)
            return None
        if named in (UNSET, None):
            if len(self._units) == self._listed == 1:
                return next(iter(self._units.values()))
            self._ownerless(row, spot)
            return None
        return self._units.get(named) or self._called_so(named, row, spot)

    def _called_so(self, named: str, row: Row, spot: Spot) -> Unit | None:
        """Return the record with a name that is no id; where no sheet lists the units, a new one."""
        called = self._called.get(unit_key(named), [])
        if len(called) == 1:
            return called[0]
        if called:
            text = Text(
                f"有 {len(called)} 家单位叫“{named}”，请写编号",
                f"{len(called)} units are called {named}: give the id",
            )
            self._problems.tell(spot, "unknown-unit", text)
            return None
        if not self._listed:
            return self._new(named, row, spot)
        known = [str(unit.data["id"]) for unit in self._units.values()]
        text = Text(f"“单位”表里没有 {named}", f"the sheet of units has no {named}") + did_you_mean(named, known)
        self._problems.tell(spot, "unknown-unit", text)
        return None

    def _new(self, named: str, row: Row, spot: Spot) -> Unit:
        unit = self._units[named] = Unit({"id": named}, {(): spot, ("id",): spot}, {}, {})
        for path, said in row.values.items():
            if path[0] == OWNER_FIELD and path != OWNER and said is not BAD:
                unit.data[path[1]], unit.spots[path[1],] = said, row.spots[path]
        self._call(unit)
        return unit

    def _call(self, unit: Unit) -> None:
        """Let a unit be found by its id and by its name."""
        name = unit.data.get(self._name) if self._name else None
        for key in {unit_key(str(unit.data["id"])), unit_key(str(name or ""))}:
            self._called.setdefault(key, []).append(unit)

    def _ownerless(self, row: Row, spot: Spot) -> None:
        """Say that a row does not say whose it is; of a sheet without such a column, once."""
        text = Text("没有写明是哪个单位的", "it does not say whose it is")
        if OWNER not in row.spots and self._name_path not in row.spots:
            if row.title in self._unowned:
                return
            self._unowned.add(row.title)
            text = Text(f"缺少“{OWNER_HEADING}”一栏，各行分不清是哪个单位的", "no column says whose the rows are")
        place = Spot(spot.sheet, spot.row, spot.column, spot.cell, OWNER_HEADING)
        self._problems.tell(place, "no-unit", text)


def unit_key(name: str) -> str:
    """Return the name of a unit as names are compared: width, case, blanks and the kind of brackets do not count.

    What stands in the brackets does: two branches of one company are two enterprises.

    >>> unit_key("某（江西）") == unit_key("某 [江西]"), unit_key("某（江西）") == unit_key("某（湖南）")
    (True, False)
    """
    return folded(name).translate(_BRACKETS)


_BRACKETS = str.maketrans("[{〔【〖〘〚《〈「『⟨⦅]}〕】〗〙〛》〉」』⟩⦆", "(" * 13 + ")" * 13)
