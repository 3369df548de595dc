"""Ledgers as a workbook, in the columns that people keep; it can be typed on and imported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO

from campaign_rules.base.texts import Lang, Text
from campaign_rules.files.workbooks.cells import FIRST_DAY
from campaign_rules.reports.ledgers import Ledger, Value
from campaign_rules.reports.values import yes_or_no
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import LedgerColumn
from campaign_rules.rules.record.model import RECORD, RecordModel
from campaign_rules.writers.xlsx_book import sheet_name, workbook

FONT = "SimSun"
USUAL, WIDE, WIDER, WIDEST = 11, 18, 24, 30
"""Widths of columns in characters: of days and numbers, of sentences, of what units are called, of what items are."""


def write(stream: BinaryIO, ledgers: Sequence[Ledger], pack: Pack, as_of: date, lang: Lang) -> None:
    """Write ledgers, a sheet for each: a title, the headings, a row for each item; ready to print on A3."""
    with workbook(stream) as book:
        book.set_properties({"title": pack.identity.title(lang), "created": datetime.combine(as_of, time(12))})
        sheets, taken = _Sheets(book, pack.model, as_of, lang), set[str]()
        for one in ledgers:
            named = one.declared.shown if lang == "zh" else one.declared.title.en.capitalize()
            sheets.draw(book.add_worksheet(sheet_name(named, taken)), one)


class _Sheets:
    """The styles of a workbook, and the sheets that are drawn with them."""

    def __init__(self, book: Any, model: RecordModel, as_of: date, lang: Lang) -> None:
        self.model, self.as_of, self.lang = model, as_of, lang
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "border": 1, "text_wrap": True}
        self.head = book.add_format({**base, "bold": True, "align": "center", "bg_color": "#E7EEF7"})
        self.text = book.add_format({**base, "num_format": "@"})
        self.number = book.add_format(base)
        self.day = book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "center"})
        self.top = book.add_format(
            {"font_name": "SimHei", "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"}
        )

    def draw(self, sheet: Any, shown: Ledger) -> None:
        """Draw one ledger on its sheet."""
        named = shown.title + Text(f"（截至 {self.as_of}）", f" (as of {self.as_of})")
        last = len(shown.columns) - 1
        if last:
            sheet.merge_range(0, 0, 0, last, named(self.lang), self.top)
        else:
            sheet.write_string(0, 0, named(self.lang), self.top)
        sheet.set_row(0, 30)
        for position, column in enumerate(shown.columns.values()):
            sheet.set_column(position, position, self._width(shown.section, column))
            sheet.write_string(1, position, column.title(self.lang), self.head)
        sheet.set_row(1, 30)
        for row, entry in enumerate(shown, 2):
            for position, name in enumerate(shown.columns):
                self._cell(sheet, row, position, entry.values[name])
        sheet.freeze_panes(2, _fixed(shown))
        sheet.autofilter(1, 0, max(1 + len(shown.rows), 2), last)
        sheet.set_paper(8)  # A3: so many columns can't be read on A4
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.5)
        sheet.set_footer("&C&P/&N")

    def _cell(self, sheet: Any, row: int, position: int, value: Value) -> None:
        if isinstance(value, Text):
            sheet.write_string(row, position, value(self.lang), self.text)
        elif isinstance(value, bool):
            sheet.write_string(row, position, yes_or_no(value)(self.lang), self.text)
        elif isinstance(value, date) and value >= FIRST_DAY:
            sheet.write_datetime(row, position, datetime.combine(value, time()), self.day)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, position, value, self.number)
        elif value is None:
            sheet.write_blank(row, position, None, self.text)
        else:
            sheet.write_string(row, position, str(value), self.text)

    def _width(self, section: str, column: LedgerColumn) -> int:
        """Return how wide a column is, by what stands in it."""
        if column.record:
            field = self.model.field(RECORD, (column.record,))
            return WIDER if field and (field.called or field.type == "id") else USUAL
        if column.field:
            field = self.model.field(section, column.field.split("."))
            return WIDEST if field and field.called else WIDE if field and field.type == "text" else USUAL
        return WIDE if column.status or column.beyond else USUAL


def _fixed(shown: Ledger) -> int:
    """Return how many columns stay in sight: those that say whose the item is, and which."""
    names = [i for i, column in enumerate(shown.columns.values(), 1) if column.record or column.field == "id"]
    return max(names, default=0)
