"""Lines of CSV that Excel and WPS open as they are: no cell that is a formula, none cut to fifteen digits."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from campaign_rules.base.texts import one_line

MARK = "\ufeff"
"""The byte order mark, by which Excel knows UTF-8."""


def line(cells: Iterable[str]) -> str:
    """Return a line of cells, each shown as it is."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(neutral(cell) for cell in cells)
    return written.getvalue()


def as_text(code: str) -> str:
    """Mark as text a code that a spreadsheet would take for a number or a date.

    >>> as_text("00123"), as_text("1E5"), as_text("W-1")
    ("'00123", "'1E5", 'W-1')
    """
    return f"'{code}" if re.fullmatch(r"[\d.,:/Ee+-]*\d[\d.,:/Ee+-]*", code) else code


def neutral(cell: str) -> str:
    """Return a cell that a spreadsheet shows as it is: text that would be a formula, or a number cut to 15 digits, is
    marked as text with an apostrophe.

    >>> neutral("=1+1"), neutral("913601240000001520"), neutral("2023-06-25")
    ("'=1+1", "'913601240000001520", '2023-06-25')
    """
    text = one_line(cell)
    return f"'{text}" if re.match(r"\s*[=+\-@＝＋－＠\t]|\d{12,}$", text) else text
