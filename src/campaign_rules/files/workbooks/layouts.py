"""How people lay out a sheet: which sheet it is, which row has the headings, what each column is and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from campaign_rules.base.amounts import COUNTS, NotOneNumber, agreed, unit_named, units_in_heading, units_in_line
from campaign_rules.base.errors import BadRecord, did_you_mean, nearest
from campaign_rules.base.sources import Source, Spot
from campaign_rules.base.texts import Text
from campaign_rules.base.words import folded
from campaign_rules.files.workbooks.cells import is_blank
from campaign_rules.files.workbooks.columns import Column, Sheet
from campaign_rules.files.workbooks.headings import heading_key
from campaign_rules.files.workbooks.pages import Page
from campaign_rules.files.workbooks.problems import Problems

NO_SHEETS = "no-sheets"
"""The code of the problem that no sheet of a workbook is known."""

ALIKE = 3
"""A sheet of an unknown name with so many known headings is taken for records."""

HEADING_ROWS = 15
"""Headings are looked for in so many rows."""

IGNORED_SHEETS = frozenset(map(folded, ("填表说明", "说明", "选项", "名单")))
"""Sheets that hold no records: those that a template brings itself."""

IGNORED_HEADINGS = frozenset(map(heading_key, ("序号", "序", "行号", "No.", "#")))
"""Columns that people keep for themselves."""


class Layout(Struct):
    """How one page is laid out: the last row of its headings, and by position the columns that they name."""

    head: int
    columns: dict[int, tuple[Column, str]]
    """Each column, with its heading as it is typed."""
    units: dict[int, str | None] = {}
    """By position, the unit of a column's amounts."""
    unclear: set[int] = set()
    """The columns of which the units contradict each other: told once, at the heading."""


def known_pages(pages: Sequence[Page], sheets: Sequence[Sheet], problems: Problems) -> Iterator[tuple[Sheet, Page]]:
    """Yield the pages that are sheets of the campaign, and tell of the others.

    Raises:
        BadRecord: none is.
    """
    titles = [sheet.title for sheet in sheets]
    found: dict[str, str] = {}
    by_title = {
        _title_key(word): sheet for sheet in sheets for word in (sheet.title, *sheet.aliases, sheet.section) if word
    }
    for page in pages:
        sheet = by_title.get(_title_key(page.title))
        if sheet is None:
            _unknown_sheet(page, sheets, problems)
        elif sheet.title in found:
            text = Text(f"与“{found[sheet.title]}”是同一张表", f"the same sheet as {found[sheet.title]}")
            problems.tell(Spot(page.title, 1, 1, "A1"), "duplicate-sheet", text)
        else:
            found[sheet.title] = page.title
            yield sheet, page
    if not found:
        text = Text("没有一张认得的表", "no sheet is known") + did_you_mean("", titles)
        raise BadRecord([*problems.wrong, Source(problems.file, None).problem((), NO_SHEETS, text)])


def _unknown_sheet(page: Page, sheets: Sequence[Sheet], problems: Problems) -> None:
    """Warn of a sheet that holds something else; one that looks like records must not be lost."""
    if folded(page.title) in IGNORED_SHEETS or not page.numbers:
        return
    known = [sheet.title for sheet in sheets]
    text = Text("没有读取这张表：名字不认得", "the sheet was not read: its name is not known")
    text += did_you_mean(page.title, known)
    headings = {heading_key(one) for one in page.typed(HEADING_ROWS)}
    like = any(sum(heading_key(column.heading) in headings for column in sheet.columns) >= ALIKE for sheet in sheets)
    tell = problems.tell if like or nearest(_title_key(page.title), known, cutoff=0.6) else problems.warn
    tell(Spot(page.title, 1, 1, "A1"), "unknown-sheet", text)


def _title_key(title: str) -> str:
    """Return a sheet's title as titles are compared; 帐 is often written for 账."""
    return folded(title).replace("帐", "账")


def layout_of(sheet: Sheet, page: Page, problems: Problems) -> Layout | None:
    """Return how a page of a sheet is laid out; None, of which it is told, where no headings are found."""
    known = {
        heading_key(word): column for column in reversed(sheet.columns) for word in (*column.aliases, column.heading)
    }
    known |= {heading_key(column.heading): column for column in sheet.columns}
    head = _heading_row(sheet, page, known)
    if not head:
        text = Text("找不到表头", "no headings found")
        text += did_you_mean("", [column.heading for column in sheet.columns if column.required])
        problems.tell(page.spot(page.numbers[0], 1), "no-headings", text)
        return None
    columns = _columns(sheet, page, head, known, problems)
    layout = _with_units(page, head, columns, problems)
    taken = {column.path for column, _ in columns.values()}
    for column in sheet.columns:
        if column.required and column.path not in taken and any(n > head for n in page.numbers):
            said = Text(f"缺少“{column.heading}”一栏", f"the column {column.heading} is missing")
            problems.tell(page.spot(layout.head, 1), "missing-heading", said)
    return layout


def _heading_row(sheet: Sheet, page: Page, known: Mapping[str, Column]) -> int:
    """Return the row that names the most columns, the first of them; 0 if none names enough."""
    candidates = page.numbers[:HEADING_ROWS]
    score = {
        n: len({known[key].path for _, text in page.row(n) if (key := heading_key(text)) in known}) for n in candidates
    }
    head = max(candidates, key=lambda n: (score[n], -n))
    return head if score[head] >= min(2, len(sheet.columns)) else 0


def _columns(
    sheet: Sheet, page: Page, head: int, known: Mapping[str, Column], problems: Problems
) -> dict[int, tuple[Column, str]]:
    """Return the columns that a row of headings names, and tell of those that it does not, or names twice."""
    columns: dict[int, tuple[Column, str]] = {}
    taken: dict[tuple[str, ...], int] = {}
    below = [n for n in page.numbers if n > head]
    for position in page.columns:
        text = page.text(head, position)
        column = known.get(heading_key(text))
        filled = next((n for n in below if not is_blank(page.value(n, position))), None)
        if column is None:
            _unknown_heading(sheet, page, head, position, text, filled, problems)
        elif column.path not in taken:
            taken[column.path] = position
            columns[position] = (column, text)
        elif filled:
            first = page.spot(head, taken[column.path]).cell
            said = Text(f"与 {first} 是同一栏", f"the same column as {first}")
            problems.tell(page.spot(head, position, text), "duplicate-heading", said)
    return columns


def _unknown_heading(
    sheet: Sheet, page: Page, head: int, position: int, text: str, filled: int | None, problems: Problems
) -> None:
    if not filled or heading_key(text) in IGNORED_HEADINGS:
        return
    if not text:
        said = Text("这一栏有内容，却没有表头", "the column has something in it, but no heading")
        problems.tell(page.spot(filled, position), "no-heading", said)
        return
    known = [column.heading for column in sheet.columns]
    said = Text(
        "没有这一栏，内容不会被读取；请改名或删去", "there is no such column: rename or remove it"
    ) + did_you_mean(text, known)
    problems.tell(page.spot(head, position, text), "unknown-heading", said)


def _with_units(page: Page, head: int, columns: dict[int, tuple[Column, str]], problems: Problems) -> Layout:
    """Return the layout with the unit of each column's amounts; a row of units below the headings belongs to them."""
    above = [
        unit for n in page.numbers[:HEADING_ROWS] if n < head for unit in units_in_line(text for _, text in page.row(n))
    ]
    below = next((n for n in page.numbers if n > head), None)
    layout, second = Layout(head, columns), dict[int, str]()
    if below is not None:
        texts = {at: text for at, text in page.row(below) if not page.inherited(below, at)}
        if texts and all(is_bracketed_unit(text) for text in texts.values()):
            second, layout.head = texts, below
    for position, (column, heading) in columns.items():
        said = [*units_in_heading(heading), *filter(None, [unit_named(second.get(position, ""))])]
        try:
            if column.form == "number":
                layout.units[position] = agreed([*said, *above])
            elif column.form == "integer" and re.search(r"[(（][^()（）]*[百千万亿][人名家次]", heading):
                raise NotOneNumber(Text("请按一人、一家填写，不用万、千", "count by ones, not by thousands"))
        except NotOneNumber as wrong:
            if all(is_blank(page.value(n, position)) for n in page.numbers if n > layout.head):
                continue
            problems.tell(page.spot(head, position, heading), "unit", wrong.text)
            layout.unclear.add(position)
    return layout


def is_bracketed_unit(text: str) -> bool:
    """Tell whether a cell below the headings holds nothing but a unit: （元）, 万元, （人）."""
    said = folded(text).strip("()[]【】")
    return unit_named(said) == said or said in COUNTS or said in _OTHER_UNITS


_OTHER_UNITS = frozenset(("年月日", "年-月-日", "是/否", "有/无"))
