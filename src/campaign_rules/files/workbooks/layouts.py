"""How people lay out a sheet: which sheet it is, which row has the headings, what each column is and in which unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from campaign_rules.base.amounts import COUNTS, Measure, NotOneNumber, without_unit
from campaign_rules.base.errors import BadRecord, did_you_mean, nearest
from campaign_rules.base.sources import Source, Spot
from campaign_rules.base.texts import Text
from campaign_rules.base.words import folded
from campaign_rules.files.workbooks.cells import is_blank
from campaign_rules.files.workbooks.columns import OWNER_HEADING, Column, Sheet, is_aside
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

IGNORED_HEADINGS = frozenset(("序号", "序", "行号", "no.", "#"))
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
    by_title = {_title_key(word): sheet for sheet in reversed(sheets) for word in _names_of(sheet)}
    by_title |= {_title_key(sheet.title): sheet for sheet in sheets}
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


def _names_of(sheet: Sheet) -> Iterator[str]:
    """Yield what a sheet may be called beside its title: by other titles, and by the name of its section."""
    yield from sheet.aliases
    if sheet.holds == "events":
        yield from (f"{sheet.section}.events", "events")
    elif sheet.section:
        yield sheet.section


def heading_key(text: str, measures: Sequence[Measure] = ()) -> str:
    """Return a heading as headings are compared: without blanks, marks of what is required, what is in brackets, and
    the unit at its end, if it is one of some.

    >>> heading_key("资金\\n（万元）*") == heading_key("资金")
    True
    """
    said = re.sub(r"[（(【\[].*?[)）】\]]|[*＊:：]", "", text)
    apart = folded(
        re.sub(r"(?<=[A-Za-z])\s+(?=\S+\s*$)", "/", said.strip())
    )  # Fine USD, where fineusd would be one word
    made = without_unit(apart, measures)
    return without_unit(folded(said), measures) if made == apart else made


def measures_in(sheets: Sequence[Sheet]) -> list[Measure]:
    """Return the units in which some sheets have amounts."""
    columns = (column for sheet in sheets for column in sheet.columns if column.form == "number")
    return list({id(column.measure): column.measure for column in columns}.values())


class Headings:
    """What tells which column of a sheet a heading names: by the whole of it or, if no column is called so, by what is
    left of it without brackets and a unit."""

    def __init__(self, sheet: Sheet) -> None:
        self._measures = measures_in((sheet,))
        paths = {self.key(".".join(one.path)): one for one in sheet.columns if not is_aside(one.path)}
        said = [(word, one) for one in reversed(sheet.columns) for word in one.aliases]
        said += [(one.heading, one) for one in reversed(sheet.columns)]
        units = [(f"{word}（{one.measure.name}）", one) for word, one in said if one.measure.name]
        self._whole = {_whole(word): one for word, one in (*units, *said)}
        self._known = paths | {self.key(word): one for word, one in said}

    def key(self, text: str) -> str:
        """Return a heading as those of the sheet are compared that no column is called by as a whole."""
        return heading_key(text, self._measures)

    def column(self, text: str) -> Column | None:
        """Return the column that a heading names."""
        return self._whole.get(_whole(text)) or self._known.get(self.key(text))


def _whole(text: str) -> str:
    return re.sub("[*＊:：]", "", folded(text))


def _unknown_sheet(page: Page, sheets: Sequence[Sheet], problems: Problems) -> None:
    """Warn of a sheet that holds something else; one that looks like records must not be lost."""
    if folded(page.title) in IGNORED_SHEETS or not page.numbers:
        return
    known = [sheet.title for sheet in sheets]
    like = any(_looks_like(page, sheet) for sheet in sheets)
    near = nearest(_title_key(page.title), known, cutoff=0.6)
    text = Text("没有读取这张表：名字不认得", "the sheet was not read: its name is not known")
    if not like and not near and heading_key(OWNER_HEADING) in map(heading_key, page.typed(HEADING_ROWS)):
        text = Text("没有读取：本行动的记录没有这张表", "not read: this campaign has no such sheet")
    tell = problems.tell if like or near else problems.warn
    text += did_you_mean(page.title, known)
    tell(Spot(page.title, 1, 1, "A1"), "unknown-sheet", text)


def _looks_like(page: Page, sheet: Sheet) -> bool:
    """Tell whether a page has so many headings of a sheet that it must be one."""
    key = Headings(sheet).key
    headings = set(map(key, page.typed(HEADING_ROWS)))
    return sum(key(column.heading) in headings for column in sheet.columns) >= ALIKE


def _title_key(title: str) -> str:
    """Return a sheet's title as titles are compared; 帐 is often written for 账."""
    return folded(title).replace("帐", "账")


def layout_of(sheet: Sheet, page: Page, problems: Problems) -> Layout | None:
    """Return how a page of a sheet is laid out; None, of which it is told, where no headings are found."""
    known = Headings(sheet).column
    head = _heading_row(sheet, page, known)
    if not head:
        text = Text("找不到表头", "no headings found")
        text += did_you_mean("", [column.heading for column in sheet.columns if column.required])
        problems.tell(page.spot(page.numbers[0], 1), "no-headings", text)
        return None
    columns = _columns(sheet, page, head, known, problems)
    layout = _with_units(sheet, page, head, columns, problems)
    taken = {column.path for column, _ in columns.values()}
    for column in sheet.columns:
        if column.required and column.path not in taken and any(n > head for n in page.numbers):
            said = Text(f"缺少“{column.heading}”一栏", f"the column {column.heading} is missing")
            problems.tell(page.spot(layout.head, 1), "missing-heading", said)
    return layout


_Known = Callable[[str], Column | None]
"""What tells which column a heading names."""


def _heading_row(sheet: Sheet, page: Page, known: _Known) -> int:
    """Return the row that names the most columns, the first of them; 0 if none names enough."""
    candidates = page.numbers[:HEADING_ROWS]
    score = {n: len({column.path for _, text in page.row(n) if (column := known(text))}) for n in candidates}
    head = max(candidates, key=lambda n: (score[n], -n))
    return head if score[head] >= min(2, len(sheet.columns)) else 0


def _columns(sheet: Sheet, page: Page, head: int, known: _Known, problems: Problems) -> dict[int, tuple[Column, str]]:
    """Return the columns that a row of headings names, and tell of those that it does not, or names twice."""
    columns: dict[int, tuple[Column, str]] = {}
    taken: dict[tuple[str, ...], int] = {}
    below = [n for n in page.numbers if n > head]
    for position in page.columns:
        text = page.text(head, position)
        column = known(text)
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


def _with_units(
    sheet: Sheet, page: Page, head: int, columns: dict[int, tuple[Column, str]], problems: Problems
) -> Layout:
    """Return the layout with the unit of each column's amounts; a row of units below the headings belongs to them."""
    measures = measures_in((sheet,))
    lines = [[text for _, text in page.row(n)] for n in page.numbers[:HEADING_ROWS] if n < head]
    below = next((n for n in page.numbers if n > head), None)
    layout, second = Layout(head, columns), dict[int, str]()
    if below is not None:
        texts = {at: text for at, text in page.row(below) if not page.inherited(below, at)}
        if texts and all(is_bracketed_unit(text, measures) for text in texts.values()):
            second, layout.head = texts, below
    for position, (column, heading) in columns.items():
        said = [*_in_heading(column, heading), column.measure.named(second.get(position, ""))]
        try:
            if column.form == "number":
                layout.units[position] = column.measure.agreed([*said, *_in_lines(lines, column.measure, measures)])
            elif column.form == "integer" and re.search(r"[(（][^()（）]*[百千万亿][人名家次]", heading):
                raise NotOneNumber(Text("请按一人、一家填写，不用万、千", "count by ones, not by thousands"))
        except NotOneNumber as wrong:
            if all(is_blank(page.value(n, position)) for n in page.numbers if n > layout.head):
                continue
            problems.tell(page.spot(head, position, heading), "unit", wrong.text)
            layout.unclear.add(position)
    return layout


def _in_heading(column: Column, heading: str) -> list[str]:
    """Return the units that a heading gives; what a column is called itself, like 最高美元, names none but its own."""
    found = column.measure.in_heading(heading)
    its_own = _whole(heading) in map(_whole, (column.heading, *column.aliases))
    return [unit for unit in found if unit in column.measure.worth] if its_own else found


def _in_lines(lines: Sequence[Sequence[str]], measure: Measure, others: Sequence[Measure]) -> list[str]:
    """Return the units that lines above the headings give for one measure; what others have is not of this one."""
    said = [unit for line in lines for unit in measure.in_line(line)]
    return [unit for unit in said if unit in measure.worth or not any(unit in other.worth for other in others)]


def is_bracketed_unit(text: str, measures: Sequence[Measure]) -> bool:
    """Tell whether a cell below the headings holds nothing but a unit: （元）, 万元, （人）."""
    said = folded(text).strip("()[]【】")
    return any(one.named(said) == said for one in measures) or said in COUNTS or said in _OTHER_UNITS


_OTHER_UNITS = frozenset(("年月日", "年-月-日", "是/否", "有/无"))
