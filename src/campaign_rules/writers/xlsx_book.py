"""A workbook being written: the same bytes for the same content, no text that is a formula or a link, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, BinaryIO

import xlsxwriter

from campaign_rules.base.texts import one_line

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@contextmanager
def workbook(stream: BinaryIO) -> Iterator[Any]:
    """Give a workbook to write to; it is written to the stream in one piece at the end.

    Raises:
        OSError: the stream can't be written.
    """
    made = BytesIO()  # what fails of the stream itself xlsxwriter would make an error of its own of
    with xlsxwriter.Workbook(made, OPTIONS) as book:
        yield book
    stream.write(made.getvalue())


def sheet_name(title: str, taken: set[str]) -> str:
    """Return a name for a sheet that Excel allows and that is not taken, and take it.

    >>> taken = set()
    >>> sheet_name("甲[镇]", taken), sheet_name("甲_镇_", taken)
    ('甲_镇_', '甲_镇_2')
    """
    plain = "".join("_" if c in "[]:*?/\\'" else c for c in one_line(title)).strip()[:28] or "表"
    name, n = plain, 1
    while name.casefold() in taken:
        n += 1
        name = f"{plain}{n}"
    taken.add(name.casefold())
    return name
