"""The report form as it is printed: blocks, merged cells, unit and month, notes, who filled it in; for A4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from campaign_rules.base.texts import Lang, Text, one_line
from campaign_rules.reports.progress.contributions import Contribution
from campaign_rules.reports.progress.filled import Progress
from campaign_rules.reports.progress.remarks import Remark
from campaign_rules.reports.progress.unit_forms import UnitForm
from campaign_rules.rules.forms import Cell, Figure, Form
from campaign_rules.writers.form import LEVELS, STATES, cell_text, remark_line
from campaign_rules.writers.xlsx_book import sheet_name, workbook

WIDTHS = (11, 5, 33, 14, 5, 33, 14)
"""Columns of the printed form, in characters: block, then twice number, content, figure."""

FONT = "SimSun"
A4 = 9
LAST = len(WIDTHS) - 1


class _Sheets:
    """One workbook's styles, and the sheets that are drawn with them."""

    def __init__(self, book: Any, form: Form, lang: Lang) -> None:
        self.book, self.units, self.lang = book, form.units, lang
        self.styles: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.names: set[str] = set()

    def style(self, **wanted: Any) -> Any:
        """Return a format with the house's font, made once."""
        key = tuple(sorted(wanted.items()))
        if key not in self.styles:
            base = {"font_name": FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
            self.styles[key] = self.book.add_format({**base, **wanted})
        return self.styles[key]

    def name(self, title: str) -> str:
        """Return a sheet's name that Excel allows and that is not taken."""
        return sheet_name(title, self.names)


def write(
    stream: BinaryIO,
    progress: Progress,
    shown: Sequence[UnitForm],
    lang: Lang,
    *,
    remarks: Sequence[Remark] | None = None,
    warnings: Sequence[str] = (),
) -> None:
    """Write a workbook with a sheet for each form, and one that says what stands behind the first.

    ``remarks`` say what does not fit in the first, where that is more than the form itself tells; ``warnings`` what of
    the input was not read.
    """
    with workbook(stream) as book:
        # The same form gives the same bytes, whenever it is written.
        book.set_properties({"title": progress.form.title(lang), "created": _noon(progress)})
        sheets = _Sheets(book, progress.form, lang)
        for one in shown:
            _draw(sheets, progress, one)
        _details(sheets, progress, shown[0], shown[0].remarks if remarks is None else remarks, warnings)


def _noon(progress: Progress) -> Any:
    from datetime import datetime, time

    return datetime.combine(progress.as_of, time(12))


def _draw(sheets: _Sheets, progress: Progress, shown: UnitForm) -> None:
    lang, form = sheets.lang, progress.form
    sheet = sheets.book.add_worksheet(sheets.name(shown.unit.title(lang)))
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    as_of = progress.as_of
    title = sheets.style(font_size=16, bold=True, align="center", font_name="SimHei")
    sheet.merge_range(0, 0, 0, LAST, form.title(lang), title)
    sheet.set_row(0, 34)
    unit = Text(f"填报单位：{shown.unit.title.zh}", f"Reported by: {shown.unit.title.en}")(lang)
    when = Text(f"时间：{as_of.year}年{as_of.month}月{as_of.day}日", f"Date: {as_of}")(lang)
    sheet.merge_range(1, 0, 1, 3, unit, sheets.style(align="left"))
    sheet.merge_range(1, 4, 1, LAST, when, sheets.style(align="right"))
    sheet.set_row(1, 22)
    row = 2
    for block_id, block in form.blocks.items():
        cells = list(block.cells.items())
        pairs = [cells[i : i + 2] for i in range(0, len(cells), 2)]
        head = sheets.style(border=1, align="center", bold=True)
        if len(pairs) > 1:
            sheet.merge_range(row, 0, row + len(pairs) - 1, 0, block.title(lang), head)
        else:
            sheet.write_string(row, 0, block.title(lang), head)
        for pair in pairs:
            sheet.set_row(row, 34)
            for i, (number, cell) in enumerate(pair):
                _cell(
                    sheets, sheet, row, 1 + 3 * i, number, cell, cell_text(shown, f"{block_id}.{number}", lang), shown
                )
            for column in range(1 + 3 * len(pair), LAST + 1):
                sheet.write_blank(row, column, None, sheets.style(border=1))
            row += 1
    row = _notes(sheets, sheet, progress, row)
    names = Text("填表人：                              审核人：                              （盖章）",
                 "Filled in by:                          Checked by:                          (seal)")  # fmt: skip
    sheet.merge_range(row, 0, row, LAST, names(lang), sheets.style(align="left"))
    sheet.set_row(row, 30)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.5)
    sheet.center_horizontally()
    sheet.print_area(0, 0, row, LAST)
    sheet.hide_gridlines(2)


def _cell(
    sheets: _Sheets, sheet: Any, row: int, column: int, number: str, cell: Cell, figure: str, shown: UnitForm
) -> None:
    """Draw a cell: its number, what it asks with its unit, and the figure (as a number where it is a single one)."""
    lang = sheets.lang
    sheet.write_number(row, column, int(number), sheets.style(border=1, align="center"))
    sheet.write_string(row, column + 1, _content(shown.form, cell, lang), sheets.style(border=1))
    style = sheets.style(border=1, align="center")
    value = next((shown.cells[name] for name, one in shown.form.cells.items() if one is cell), None)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(row, column + 2, value, style)
    else:
        sheet.write_string(row, column + 2, figure, style)


def _content(form: Form, cell: Cell, lang: Lang) -> str:
    """Say what a cell asks, with its units; a figure with a name of its own (其中 …) comes after those without."""
    measures = tuple(cell.values.values()) or (cell,)
    plain = [form.units[m.unit](lang) for m in measures if m.unit and (m is cell or not m.label)]
    named = [
        f"{m.label(lang)}{_units([form.units[m.unit](lang)], lang)}"
        for m in measures
        if m is not cell and m.label and m.unit
    ]
    return ("，" if lang == "zh" else ", ").join([cell.label(lang) + _units(plain, lang), *named])


def _units(units: Sequence[str], lang: Lang) -> str:
    if not units:
        return ""
    return f"（{'，'.join(units)}）" if lang == "zh" else f" ({', '.join(units)})"


def _notes(sheets: _Sheets, sheet: Any, progress: Progress, row: int) -> int:
    lang = sheets.lang
    if not progress.form.notes:
        return row
    first = Text("注：", "Notes: ")(lang)
    lines = [
        f"{i}. {note(lang)}（{progress.rules.pack.label(clause)(lang)}）"
        for i, (clause, note) in enumerate(progress.form.notes.items(), 1)
    ]
    none = Text("“—”表示没有单位填报此项，不是 0。", "— means that nobody speaks to the cell; it is not 0.")(lang)
    text = first + "\n".join([*lines, f"{none}{progress.rules.pack.named(lang)}"])
    sheet.merge_range(row, 0, row, LAST, text, sheets.style(font_size=9, align="left", valign="top", top=1))
    sheet.set_row(row, 14 * (len(lines) + 2 + sum(len(line) > 60 for line in lines)))
    return row + 1


DETAIL_WIDTHS = (7, 30, 10, 12, 22, 26, 16, 22, 30)


def _details(
    sheets: _Sheets, progress: Progress, shown: UnitForm, remarks: Sequence[Remark], warnings: Sequence[str]
) -> None:
    """Write the sheet that says which entries stand behind each cell, and what does not fit."""
    lang = sheets.lang
    sheet = sheets.book.add_worksheet(sheets.name(Text("明细", "Details")(lang)))
    for column, width in enumerate(DETAIL_WIDTHS):
        sheet.set_column(column, column, width)
    head = sheets.style(bold=True, border=1, align="center", bg_color="#E7EEF7")
    titles = (Text("格", "Cell"), Text("内容", "Figure"), Text("是否计入", "Counted"), Text("日期", "Date"), Text("编号", "Id"), Text("名称", "Name"),
              Text("位置", "Place"), Text("事项", "What"), Text("数或说明", "Figure or reason"))  # fmt: skip
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title(lang), head)
    figures = {figure.name: figure for figure in progress.form.figures()}
    row = 1
    for warning in warnings:
        sheet.merge_range(row, 1, row, len(titles) - 1, LEVELS["warning"](lang) + f": {warning}", sheets.style())
        row += 1
    for remark in remarks:
        sheet.write_string(row, 0, remark.cell, sheets.style())
        sheet.merge_range(row, 1, row, len(titles) - 1, remark_line(remark, lang), sheets.style())
        row += 1
    for cell in progress.form.cells:
        for one in progress.explain(cell, shown.unit):
            _detail(sheets, sheet, row, one, figures[one.figure], progress.place(one.record, one.path))
            row += 1
    for difference in progress.differences if shown is progress.whole else ():
        sheet.write_string(row, 0, difference.cell, sheets.style())
        named = one_line(f"{difference.record} {difference.name or ''}".rstrip())
        text = (
            f"{named} {difference.day}（{progress.place(difference.record, difference.path)}）：{difference.text(lang)}"
        )
        sheet.merge_range(row, 1, row, len(titles) - 1, text, sheets.style())
        row += 1
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(row - 1, 1), len(titles) - 1)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _detail(sheets: _Sheets, sheet: Any, row: int, one: Contribution, figure: Figure, place: str) -> None:
    lang, plain = sheets.lang, sheets.style(text_wrap=False)
    unit = sheets.units[figure.unit](lang) if figure.unit else ""
    day = one.day.isoformat() if one.day else ""
    texts = (figure.cell, figure.label(lang) + _units([unit] if unit else [], lang), STATES[one.state](lang), day,
             one.record, one.name or "", place, one.what(lang))  # fmt: skip
    for column, text in enumerate(texts):
        sheet.write_string(row, column, one_line(text), plain)
    if one.state == "counted":
        sheet.write_number(row, len(texts), one.adds, plain)
    else:
        sheet.write_string(row, len(texts), one.why(lang) if one.why else "", plain)
