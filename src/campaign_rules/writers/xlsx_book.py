"""A workbook being written: the same bytes for the same content, no text that is a formula or a link, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, BinaryIO

import xlsxwriter

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
