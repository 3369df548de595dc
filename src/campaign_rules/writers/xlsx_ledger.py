"""The ledger of major accident hazards as a workbook, in the columns that people keep; it can be typed on and imported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import BinaryIO

from campaign_rules.base.texts import Lang, Text
from campaign_rules.files.workbooks.cells import FIRST_DAY
from campaign_rules.reports.ledgers import COLUMNS, LedgerRow
from campaign_rules.writers.xlsx_book import workbook

FONT = "SimSun"
WIDTHS = {"record": 22, "name": 24, "description": 30, "measures": 26, "contingency": 18, "status": 18, "note": 18}
"""Of columns that are not of the usual width, in characters."""

USUAL_WIDTH = 11


def write(stream: BinaryIO, entries: Sequence[LedgerRow], title: Text, as_of: date, lang: Lang) -> None:
    """Write the ledger: a title, the headings, a row for each hazard; ready to print on A4."""
    with workbook(stream) as book:
        book.set_properties({"title": title(lang), "created": datetime.combine(as_of, time(12))})
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "border": 1, "text_wrap": True}
        head = book.add_format({**base, "bold": True, "align": "center", "bg_color": "#E7EEF7"})
        text = book.add_format({**base, "num_format": "@"})
        number = book.add_format(base)
        day = book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "center"})
        top = book.add_format(
            {"font_name": "SimHei", "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"}
        )
        sheet = book.add_worksheet(Text("隐患台账", "Ledger")(lang))
        named = Text(f"重大事故隐患台账（截至 {as_of}）", f"Ledger of major accident hazards (as of {as_of})")
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, named(lang), top)
        sheet.set_row(0, 30)
        for position, column in enumerate(COLUMNS):
            sheet.set_column(position, position, WIDTHS.get(column.name, USUAL_WIDTH))
            sheet.write_string(1, position, column.title(lang), head)
        sheet.set_row(1, 30)
        for row, entry in enumerate(entries, 2):
            for position, column in enumerate(COLUMNS):
                value = entry.values[column.name]
                if isinstance(value, Text):
                    sheet.write_string(row, position, value(lang), text)
                elif isinstance(value, bool):
                    sheet.write_string(
                        row, position, Text("是", "yes")(lang) if value else Text("否", "no")(lang), text
                    )
                elif isinstance(value, date) and value >= FIRST_DAY:
                    sheet.write_datetime(row, position, datetime.combine(value, time()), day)
                elif isinstance(value, (int, float)):
                    sheet.write_number(row, position, value, number)
                elif value is None:
                    sheet.write_blank(row, position, None, text)
                else:
                    sheet.write_string(row, position, str(value), text)
        sheet.freeze_panes(2, 4)
        sheet.autofilter(1, 0, max(1 + len(entries), 2), len(COLUMNS) - 1)
        sheet.set_paper(8)  # A3: so many columns can't be read on A4
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.5)
        sheet.set_footer("&C&P/&N")
