"""The report form as a campaign declares it: blocks of cells, each an aggregate over the records of some actors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from campaign_rules.base.errors import UnknownName
from campaign_rules.base.texts import APPENDIX, Clause, Text
from campaign_rules.logic.conditions import NOTHING_ASKED, AllOf, Condition, Const, Test, walk
from campaign_rules.rules.record.model import RecordModel


class Measure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one figure is made of entries: their number, or one of ``distinct``, ``sum`` and ``exists``."""

    label: Text | UnsetType = UNSET
    unit: Annotated[str | UnsetType, Meta(description="one of the form's units")] = UNSET
    where: Annotated[Condition, Meta(description="which entries count")] = Const(True)
    within: Annotated[
        str | UnsetType, Meta(description="其中: the cell, or the value of this cell, it is a part of")
    ] = UNSET
    dated: Annotated[str | UnsetType, Meta(description="the field with the day that must lie in the count")] = UNSET
    distinct: Annotated[
        str | UnsetType, Meta(description="count different values of a field, or the record itself")
    ] = UNSET
    sum: Annotated[str | UnsetType, Meta(description="add up a field")] = UNSET
    if_absent: Annotated[float | UnsetType, Meta(description="with sum: what an entry that says nothing adds")] = UNSET
    exists: Annotated[bool, Meta(description="yes or no: whether there is any, however old")] = False
    cumulative: Annotated[bool, Meta(description="false: a headcount as it stands, which may shrink")] = True


class Cell(Measure, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A printed cell: one figure, or several ``values``."""

    label: Text
    also: Annotated[tuple[str, ...], Meta(description="the clauses that it measures")] = ()
    of: Annotated[str | UnsetType, Meta(description="a section, if not the block's")] = UNSET
    counted_of: Annotated[
        tuple[str, ...] | UnsetType, Meta(description="whose entries count, if not only of those who speak")
    ] = UNSET
    values: dict[str, Measure] = {}
    compare: Annotated[
        tuple[str, ...], Meta(description="the duties whose findings say the same of who was checked")
    ] = ()


class Block(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A block of cells over one section; where nobody speaks to it, its cells are empty, never zero."""

    title: Text
    of: Annotated[str, Meta(description="a section, or the field in which records state numbers of themselves")]
    spoken_by: Annotated[tuple[str, ...], Meta(min_length=1)]
    cells: dict[str, Cell]
    distinct: Annotated[str | UnsetType, Meta(description="what all its cells count different values of")] = UNSET
    made_by: Annotated[
        str | UnsetType, Meta(description="the field that names the department whose own form an entry is for")
    ] = UNSET


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``form.yaml``: the report that every unit sends in."""

    title: Text
    clause: Clause
    cited_as: Annotated[
        str,
        Meta(
            pattern=rf"^({APPENDIX}|[1-9]\d?(\.[1-9]\d?)?)$",
            description="where the text has it: annex, table-2, or a clause; each cell is cited as the one of its number there",
        ),
    ] = "annex"
    unit: Annotated[Text, Meta(description="who reports when all records are taken together")]
    since: Annotated[str, Meta(description="the interpretation (a phase) that says where the count begins")]
    units: dict[str, Text]
    notes: dict[Clause, Text] = {}
    blocks: dict[str, Block]

    def clause_of(self, cell: str) -> str:
        """Return the clause that a cell is cited as: its own place in the text."""
        return f"{self.cited_as}.{cell}"

    def figures(self) -> Iterator[Figure]:
        """Yield every figure, in the order of the form."""
        for block_id, block in self.blocks.items():
            for number, cell in block.cells.items():
                name = f"{block_id}.{number}"
                for key, measure in cell.values.items() or ((None, cell),):
                    yield _figure(name, key, block, cell, measure)

    def attributes(self, model: RecordModel) -> tuple[str, ...]:
        """Return the numbers of records' own attributes that it adds up."""
        return tuple(str(figure.sum) for figure in self.figures() if figure.of == model.attributes_field)

    def findings(self, model: RecordModel) -> dict[str, Text]:
        """Return what can be found, by the words that conditions look for in lists of findings, each with its cell's
        label."""
        lists = {(section, path) for section, path, _ in model.typed("finding")}
        return {
            word: figure.label
            for figure in self.figures()
            for part in walk(figure.where)
            if isinstance(part, Test) and (figure.of, part.path) in lists and part.operator == "has_any"
            for word in part.operand
        }

    def cell(self, name: str) -> Cell:
        """Return a cell by its name: ``3.6``.

        Raises:
            UnknownName: the form has no such cell.
        """
        if name not in self.cells:
            raise UnknownName("cell", name, self.cells)
        return self.cells[name]

    @property
    def cells(self) -> dict[str, Cell]:
        """Every cell by its name."""
        return {f"{b}.{n}": cell for b, block in self.blocks.items() for n, cell in block.cells.items()}


class Figure(Struct, frozen=True):
    """One number of the form, with all that its block and cell say of it."""

    cell: str
    key: str | None
    label: Text
    unit: str | None
    of: str
    where: Condition
    within: str | None
    """The name of the figure it is a part of."""
    dated: str | None
    distinct: str | None
    sum: str | None
    if_absent: float | UnsetType
    exists: bool
    spoken_by: tuple[str, ...]
    counted_of: tuple[str, ...]
    made_by: str | None
    cumulative: bool = True

    @property
    def name(self) -> str:
        """``1.2``, or ``3.3.amount`` for one of several values."""
        return f"{self.cell}.{self.key}" if self.key else self.cell


def _figure(name: str, key: str | None, block: Block, cell: Cell, measure: Measure) -> Figure:
    several = measure is not cell
    parts = [part for part in (cell.where, *((measure.where,) if several else ())) if part != NOTHING_ASKED]
    within = measure.within or None
    if within and several and within in cell.values:
        within = f"{name}.{within}"
    asked: dict[str, Any] = {
        field: value
        for field in ("dated", "distinct", "sum")
        if (value := getattr(measure, field) or getattr(cell, field)) is not UNSET
    }
    if not asked.get("sum") and not measure.exists and block.distinct:
        asked.setdefault("distinct", block.distinct)
    return Figure(
        cell=name,
        key=key,
        label=measure.label or cell.label,
        unit=(measure.unit or cell.unit) or None,
        of=cell.of or block.of,
        where=parts[0] if len(parts) == 1 else AllOf(tuple(parts)) if parts else NOTHING_ASKED,
        within=within,
        dated=asked.get("dated"),
        distinct=asked.get("distinct"),
        sum=asked.get("sum"),
        if_absent=measure.if_absent,
        exists=measure.exists,
        spoken_by=block.spoken_by,
        counted_of=cell.counted_of or block.spoken_by,
        made_by=block.made_by or None,
        cumulative=measure.cumulative and cell.cumulative,
    )
