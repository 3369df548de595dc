"""The rows of a typed sheet: what each of its columns says, and in which cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.amounts import NotOneNumber
from campaign_rules.base.sources import Spot
from campaign_rules.base.texts import Text
from campaign_rules.files.workbooks.cells import CellProblem, as_text, is_blank, read, written_number
from campaign_rules.files.workbooks.columns import NAME, VALUE, Column, Sheet
from campaign_rules.files.workbooks.layouts import Layout, layout_of
from campaign_rules.files.workbooks.pages import Page
from campaign_rules.files.workbooks.problems import Problems


class Bad:
    """What stands for a cell that can't be read: its problem has been told."""


BAD = Bad()


class Row(Struct):
    """A row of a sheet: its number, what each column says, and where."""

    sheet: Sheet
    title: str
    number: int
    values: dict[tuple[str, ...], Any]
    spots: dict[tuple[str, ...], Spot]
    first: Spot


def rows_of(sheet: Sheet, page: Page, epoch: date, problems: Problems) -> Iterator[Row]:
    """Yield the rows of a page that say something; serial days are counted from ``epoch``."""
    layout = layout_of(sheet, page, problems) if page.numbers else None
    for number in page.numbers if layout else ():
        if layout and number > layout.head:
            yield from _row(sheet, page, number, layout, epoch, problems)


def _row(sheet: Sheet, page: Page, number: int, layout: Layout, epoch: date, problems: Problems) -> Iterator[Row]:
    own = [
        p
        for p, (column, _) in layout.columns.items()
        if not page.inherited(number, p) and not is_blank(page.value(number, p))
    ]
    if not own:
        return
    row = Row(sheet, page.title, number, {}, {}, page.spot(number, min(own)))
    for position, (declared, heading) in sorted(layout.columns.items(), key=lambda one: one[1][0].path == VALUE):
        column = sheet.values.get(row.values.get(NAME, ""), declared) if declared.path == VALUE else declared
        spot = page.spot(number, position, heading)
        row.spots[column.path] = spot
        try:
            value = _cell(column, page, number, position, layout, epoch)
        except CellProblem as wrong:
            problems.tell(spot, "cell", wrong.text)
            row.values[column.path] = BAD
            continue
        if value is not UNSET:
            row.values[column.path] = value
        elif column.required:
            text = Text(f"没有填{column.heading}", f"{column.heading} is not filled in")
            problems.tell(spot, "missing", text)
            row.values[column.path] = BAD
    yield row


def _cell(column: Column, page: Page, number: int, position: int, layout: Layout, epoch: date) -> Any:
    raw = page.value(number, position)
    if page.is_error(number, position):
        raise CellProblem(Text(f"单元格是错误值 {raw}", f"the cell holds the error {raw}"))
    if page.is_empty_formula(number, position):
        raise CellProblem(Text("公式没有算出结果；请粘贴为数值", "the formula has no result; paste it as a value"))
    value = read(column, raw, epoch)
    if column.form in ("number", "integer") and isinstance(value, (int, float)):
        return _amount(column, page, number, position, layout, raw, value)
    return value


def _amount(column: Column, page: Page, row: int, position: int, layout: Layout, raw: Any, value: Any) -> Any:
    """Return a number as the person sees it, an amount in the unit of its column."""
    if position in layout.unclear:
        return BAD
    made = written_number(column, raw, as_text(raw))
    try:
        measure = column.measure
        shown = measure.in_format(page.number_format(row, position)) if isinstance(raw, (int, float)) else None
        if column.form == "integer":
            measure.agreed([shown])
            return value
        unit = made.unit or measure.agreed([shown, layout.units.get(position)])
        return measure.converted(made.value, unit)
    except NotOneNumber as wrong:
        raise CellProblem(wrong.text) from None
