"""A workbook's bytes opened, and its pages: cells by row and column, the place of each as people name it."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from msgspec import Struct
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from campaign_rules.base.errors import BadRecord
from campaign_rules.base.sources import Source, Spot
from campaign_rules.base.texts import Text
from campaign_rules.files.workbooks.cells import is_blank

MAX_UNPACKED = 100 * 2**20
"""A workbook whose parts are larger than this (in bytes) is not opened."""

STRICT = b"purl.oclc.org/ooxml/"
"""What the name spaces of Strict Open XML begin with, which holds the same data under other names."""


class Page:
    """One sheet: its cells by row and column; a merged cell says what its first one says."""

    def __init__(self, page: Any, values: Any) -> None:
        self.title: str = page.title
        self._cells = {at: cell for at, cell in page._cells.items() if not is_blank(cell.value)}
        self._values = values._cells
        self._merged: dict[tuple[int, int], tuple[int, int]] = {}
        for area in page.merged_cells.ranges:
            if area.size["rows"] * area.size["columns"] > 100_000:
                continue
            first = (area.min_row, area.min_col)
            if first in self._cells:
                for row, column in (
                    (r, c) for r in range(area.min_row, area.max_row + 1) for c in range(area.min_col, area.max_col + 1)
                ):
                    if (row, column) != first:
                        self._merged[row, column] = first
        places = {*self._cells, *self._merged}
        self.numbers = sorted({row for row, _ in places})
        self.columns = sorted({column for _, column in places})

    def value(self, row: int, column: int) -> Any:
        """Return what a cell shows; of a formula, its result."""
        at = self._merged.get((row, column), (row, column))
        cell = self._values.get(at) if at in self._cells else None
        return None if cell is None else cell.value

    def number_format(self, row: int, column: int) -> str | None:
        """Return the format in which a cell shows its number."""
        cell = self._cells.get(self._merged.get((row, column), (row, column)))
        return None if cell is None else cell.number_format

    def text(self, row: int, column: int) -> str:
        """Return what a cell says, as text."""
        value = self.value(row, column)
        return "" if value is None or isinstance(value, (date, datetime)) else str(value).strip()

    def typed(self, rows: int) -> list[str]:
        """Return the texts that were typed into the first rows, whatever they are merged with."""
        return [cell.value for (row, _), cell in self._cells.items() if row <= rows and isinstance(cell.value, str)]

    def row(self, row: int) -> Iterator[tuple[int, str]]:
        """Yield the cells of a row that say something."""
        return ((column, text) for column in self.columns if (text := self.text(row, column)))

    def inherited(self, row: int, column: int) -> bool:
        """Tell whether a cell only says what the cell that it is merged into, of an earlier row, says."""
        return self._merged.get((row, column), (row, 0))[0] < row

    def is_error(self, row: int, column: int) -> bool:
        """Tell whether a cell holds an error, such as #N/A."""
        cell = self._values.get(self._merged.get((row, column), (row, column)))
        return cell is not None and cell.data_type == "e"

    def is_empty_formula(self, row: int, column: int) -> bool:
        """Tell whether a cell holds a formula whose result was never worked out."""
        at = self._merged.get((row, column), (row, column))
        cell = self._cells.get(at)
        result = self._values.get(at)
        # One that was worked out to be an empty text says so by its type.
        return cell is not None and cell.data_type == "f" and result.value is None and result.data_type != "str"

    def spot(self, row: int, column: int, heading: str = "") -> Spot:
        """Return the place of a cell, as people name it."""
        cell = f"{get_column_letter(column)}{row}"
        return Spot(self.title, row, column, cell, re.sub(r"\s+", "", heading))


class Workbook(Struct, frozen=True):
    """An opened workbook: its pages, and the day that its serial numbers are counted from."""

    epoch: date
    pages: tuple[Page, ...]


def opened(file: str, content: bytes) -> Workbook:
    """Return the workbook that some bytes are; ``file`` is what it is called.

    Raises:
        BadRecord: they are none, or one that is made to harm.
    """
    _look_at(file, content)
    book = values = _loaded(file, content, values=False)
    if any(cell.data_type == "f" for page in book.worksheets for cell in page._cells.values()):
        values = _loaded(file, content, values=True)
    return Workbook(book.epoch.date(), tuple(map(Page, book.worksheets, values.worksheets)))


def _look_at(file: str, content: bytes) -> None:
    """Refuse what is no workbook, or one that is made to harm, before it is opened."""
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refused(file, Text("是旧格式（.xls、.et）或加了密码的文件，请取消密码并另存为 .xlsx",
                                "an old format (.xls, .et) or a file with a password: save it as .xlsx without one"))  # fmt: skip
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise _refused(file, Text("文件展开后过大，拒绝读取", "unpacked, the file is too large"))
            if any(STRICT in archive.read(part)[:4096] for part in archive.infolist() if _is_book(part.filename)):
                raise _refused(file, Text("是“严格 Open XML”格式，请另存为普通的 .xlsx 工作簿",
                                        "Strict Open XML: save it as an ordinary .xlsx workbook"))  # fmt: skip
            for part in archive.infolist():
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part)[:4096]:
                    raise _refused(file, Text("文件里有外部定义，拒绝读取", "the file holds definitions of its own"))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        raise _refused(file, Text("不是 .xlsx 工作簿，或文件已损坏", "not an .xlsx workbook, or damaged")) from None


def _is_book(part: str) -> bool:
    return part.endswith("workbook.xml")


def _loaded(file: str, content: bytes, *, values: bool) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on parts (validations, styles) that records are not read from
            return load_workbook(BytesIO(content), data_only=values)
    except Exception as wrong:  # openpyxl raises whatever a damaged part makes it stumble over
        said = f"{type(wrong).__name__}: {wrong}"[:200]
        text = Text(
            f"工作簿无法读取，请在 Excel 或 WPS 中另存为 .xlsx 再试（{said}）",
            f"the workbook can't be read; save it again as .xlsx ({said})",
        )
        raise _refused(file, text) from None


def _refused(file: str, text: Text) -> BadRecord:
    return BadRecord([Source(file, None).problem((), "workbook", text)])
