"""Records as a workbook to type in: a sheet for each section, Chinese headings, lists to choose from; empty or filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter
from msgspec import UNSET
from msgspec.structs import fields

from campaign_rules.base.errors import BadRecord, Problem
from campaign_rules.base.sources import Source
from campaign_rules.base.texts import Text
from campaign_rules.engine.views import follow
from campaign_rules.files.workbooks.cells import NO, YES, CellProblem
from campaign_rules.files.workbooks.columns import (
    BEYOND,
    COMPLETE,
    EVENTS,
    IN_FORCE,
    OWNER,
    OWNER_NAME,
    OWNER_TOWNSHIP,
    REPORTED_TO,
    SHORT,
    STATUS,
    UNITS,
    Column,
    Sheet,
)
from campaign_rules.files.workbooks.sheets import sheets_of
from campaign_rules.files.workbooks.written_cells import write
from campaign_rules.rules.forms import ATTRIBUTES
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.records import Event, Hazard, Record
from campaign_rules.writers.xlsx_book import workbook

READ_ONLY = (OWNER_NAME.path, OWNER_TOWNSHIP.path, IN_FORCE, STATUS, BEYOND)
"""Columns that are read where people have them, and never written."""

ROWS = 500
"""So many rows are made ready to be typed in."""

FONT = "Microsoft YaHei"
OPTIONS = "选项"
GUIDE = "填表说明"

LINES = (
    "1. 先在“单位”表填一行一家，再到各表填具体事项。各表的“单位编号”须与“单位”表一致；只有一家时可以不填。",
    "2. 带 * 的栏必填。灰色行是表头，不要改名；栏的先后可以变，不用的栏可以删去，前面可以加标题行。",
    "3. 留空表示“没有说明”，判定为资料不足；写“无”表示没有；是非题写“是”或“否”。不清楚就留空，不要猜。",
    "4. 一张表里列出的会当作全部：没有列出的就是没有发生。一行也没有、确实没有的，在“单位”表的“已填全”栏写 是。",
    "5. 日期写 2023-6-1 或 2023年6月1日；金额的单位是万元；编号一律按文本填，不要让软件改成数字。",
    "6. 隐患的常见经过直接填在台账里（上报、督办、整改、退回、验收、销号、复现）；责令、延期、事故等，或同一事项不止一次的，填在“隐患经过”表。",
    "7. 一格里有几个词的，用 ； 隔开。要原样保留的文字（例如“无”字本身）用英文双引号括起来。",
)
"""What the guide of a template says."""


def write_records(stream: BinaryIO, pack: Pack, records: Sequence[Record] = (), *, offices: bool = False) -> None:
    """Write a workbook with records; without any, a template to type in. ``offices``: the template is an office's.

    Raises:
        BadRecord: two records have one id, or a text is too long for a cell.
    """
    sheets = _wanted(sheets_of(pack), records, offices=offices)
    rows, problems = _laid_out(sheets, records)
    if problems:
        raise BadRecord(problems)
    with workbook(stream) as book:
        book.set_properties(
            {"title": pack.identity.title.zh, "created": datetime.combine(pack.identity.issued, datetime.min.time())}
        )
        _Writer(book).write(sheets, rows)


def _wanted(sheets: Sequence[Sheet], records: Sequence[Record], *, offices: bool) -> list[Sheet]:
    """Leave out what only offices have, or only enterprises, where no record has it."""
    office = offices or any({*record.actors} != {"enterprise"} for record in records)
    enterprise = any("enterprise" in record.actors for record in records) or not office
    used = {
        section for record in records for section in record.__struct_fields__ if getattr(record, section) is not UNSET
    }
    kept = []
    for sheet in sheets:
        if enterprise or sheet.offices or sheet.section in used or (sheet.section == EVENTS and "hazards" in used):
            columns = [
                c
                for c in sheet.columns
                if c.path not in READ_ONLY and (not c.offices or office or _is_used(c, sheet.section, records))
            ]
            if not enterprise:
                columns = [
                    c
                    for c in columns
                    if not (c.path[0] == COMPLETE and c.path[1] not in (*used, "activities", "documents", ATTRIBUTES))
                ]
            kept.append(
                Sheet(
                    title=sheet.title,
                    section=sheet.section,
                    columns=tuple(columns),
                    aliases=sheet.aliases,
                    offices=sheet.offices,
                )
            )
    return kept


def _is_used(column: Column, section: str, records: Iterable[Record]) -> bool:
    return any(
        getattr(item, column.path[0]) is not UNSET for record in records for item in getattr(record, section) or ()
    )


# --- rows ---

_Rows = dict[str, list[dict[tuple[str, ...], Any]]]
"""By section, what each row says in each column."""


def _laid_out(sheets: Sequence[Sheet], records: Sequence[Record]) -> tuple[_Rows, list[Problem]]:
    rows: _Rows = {sheet.section: [] for sheet in sheets}
    problems: list[Problem] = []
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            text = Text(
                f"编号 {record.id} 有两份记录，不能写进同一个工作簿",
                f"two records have the id {record.id}: one workbook can't hold both",
            )
            problems.append(Source("", None).problem(("id",), "double-record", text))
        seen.add(record.id)
        for section, row in _rows_of(record, sheets):
            made = {}
            for column in next(sheet.columns for sheet in sheets if sheet.section == section):
                try:
                    made[column.path] = write(column, row.get(column.path, UNSET))
                except CellProblem as wrong:
                    problems.append(Source(record.id, None).problem((section, *column.path), "too-long", wrong.text))
            rows[section].append(made)
    return rows, problems


def _rows_of(record: Record, sheets: Sequence[Sheet]) -> Iterator[tuple[str, dict[tuple[str, ...], Any]]]:
    """Yield the rows of a record, each with its sheet's section."""
    unit: dict[tuple[str, ...], Any] = {}
    for column in next(sheet.columns for sheet in sheets if sheet.section == UNITS):
        if column.path[0] == COMPLETE:
            unit[column.path] = UNSET if getattr(record, column.path[1]) is UNSET else True
        else:
            unit[column.path] = getattr(record, column.path[0])
    yield UNITS, unit
    owner = {OWNER.path: record.id}
    for sheet in sheets:
        if sheet.section == ATTRIBUTES:
            for name, value in (record.attributes or {}).items():
                yield ATTRIBUTES, {**owner, ("name",): name, ("value",): value}
        elif sheet.section not in (UNITS, EVENTS):
            for item in getattr(record, sheet.section) or ():
                yield from _item_rows(sheet, item, owner)


def _item_rows(
    sheet: Sheet, item: Any, owner: Mapping[tuple[str, ...], Any]
) -> Iterator[tuple[str, dict[tuple[str, ...], Any]]]:
    row = {**owner}
    named = {field.encode_name: field.name for field in fields(item)}
    for column in sheet.columns:
        if column.path != OWNER.path and column.path[0] != "events":
            row[column.path] = follow(item, (named[column.path[0]], *column.path[1:]))
    if not isinstance(item, Hazard):
        yield sheet.section, row
        return
    row["plan",] = item.plan if item.plan is UNSET or item.plan is None else True
    if item.plan is None:  # nothing lies inside: the cells stay empty
        row = {path: UNSET if len(path) > 1 and path[0] == "plan" else value for path, value in row.items()}
    events = item.events or ()
    row["events",] = item.events if item.events is UNSET or item.events is None else True
    if _are_short(events):
        row |= {("events", event.kind): event.date for event in events}
        row[REPORTED_TO] = next((event.to for event in events if event.kind == "reported"), UNSET)
        yield sheet.section, row
        return
    yield sheet.section, row
    for event in events:
        said: dict[tuple[str, ...], Any] = {(f.encode_name,): getattr(event, f.name) for f in fields(event)}
        yield EVENTS, {**owner, ("hazard",): item.id, **said}


def _are_short(events: Sequence[Event]) -> bool:
    """Tell whether the ledger's own columns say all that there is, in the order in which they are read."""
    kinds = [event.kind for event in events]
    if len(set(kinds)) < len(kinds) or not set(kinds) <= set(SHORT):
        return False
    plain_ones = [
        Event(kind=e.kind, date=e.date, to=e.to if e.kind == "reported" and isinstance(e.to, str) else UNSET)
        for e in events
    ]
    order = sorted(events, key=lambda event: (event.date, list(SHORT).index(event.kind)))
    return list(events) == plain_ones and list(events) == order


# --- drawing ---


class _Writer:
    """Draws the sheets."""

    def __init__(self, book: Any) -> None:
        self.book = book
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        self.head = book.add_format(
            {**base, "bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True, "align": "center"}
        )
        self.text = book.add_format({**base, "num_format": "@"})
        self.day = book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "center"})
        self.number = book.add_format({**base, "num_format": "General"})
        self.guide = book.add_format({**base, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.lists: dict[tuple[str, ...], str] = {}

    def write(self, sheets: Sequence[Sheet], rows: _Rows) -> None:
        guide = self.book.add_worksheet(GUIDE)
        pages = [(sheet, self.book.add_worksheet(sheet.title)) for sheet in sheets]
        self.options = self.book.add_worksheet(OPTIONS)
        self.options.hide()
        guide.set_column(0, 0, 100)
        guide.write_string(0, 0, "怎样填写", self.title)
        for i, line in enumerate(LINES, 1):
            guide.write_string(i, 0, line, self.guide)
            guide.set_row(i, 34)
        guide.hide_gridlines(2)
        guide.set_paper(9)
        guide.fit_to_pages(1, 0)
        for sheet, page in pages:
            self._page(sheet, page, rows[sheet.section])
        pages[0][1].activate()

    def _page(self, sheet: Sheet, page: Any, rows: Sequence[Mapping[tuple[str, ...], Any]]) -> None:
        page.set_row(0, 32)
        for position, column in enumerate(sheet.columns):
            style = self._style(column)
            page.set_column(position, position, _width(column), style)
            unit = "（万元）" if column.form == "number" else ""
            page.write_string(0, position, column.heading + unit + ("*" if column.required else ""), self.head)
            if column.hint:
                page.write_comment(0, position, column.hint)
            self._choices(page, position, column, len(rows))
        for number, row in enumerate(rows, 1):
            for position, column in enumerate(sheet.columns):
                self._cell(page, number, position, column, row.get(column.path))
        page.freeze_panes(1, 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _style(self, column: Column) -> Any:
        return self.day if column.form == "date" else self.number if column.form in ("number", "integer") else self.text

    def _cell(self, page: Any, row: int, position: int, column: Column, value: Any) -> None:
        style = self._style(column)
        if value is None:
            return
        if isinstance(value, date):
            page.write_datetime(row, position, datetime.combine(value, datetime.min.time()), self.day)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            page.write_number(row, position, value, self.number)
        else:
            page.write_string(row, position, value, style)

    def _choices(self, page: Any, position: int, column: Column, filled: int) -> None:
        """Let people choose from a list; where other words will do too, only advise."""
        words = (
            tuple(column.shown.values())
            if column.shown and column.form != "list"
            else (YES, NO)
            if column.form == "flag" and not column.or_text
            else ()
        )
        if not words:
            return
        page.data_validation(
            1, position, max(ROWS, filled), position,
            {"validate": "list", "source": self._list(words), "error_type": "stop" if column.closed and column.shown and column.form != "one_or_list" else "warning",
             "error_title": column.heading, "error_message": "请从下拉表中选；不清楚就留空"},
        )  # fmt: skip

    def _list(self, words: tuple[str, ...]) -> str:
        """Return where a list stands on the hidden sheet of options; a list in the cell itself is too short for most."""
        if words not in self.lists:
            column = len(self.lists)
            for row, word in enumerate(words):
                self.options.write_string(row, column, word)
            name = xlsxwriter.utility.xl_col_to_name(column)
            self.lists[words] = f"={OPTIONS}!${name}$1:${name}${len(words)}"
        return self.lists[words]


def _width(column: Column) -> int:
    if column.shown and column.form != "flag":
        return min(36, max(12, 2 * max(map(len, column.shown.values()))))
    return {"date": 13, "flag": 11, "number": 12, "integer": 9, "list": 26, "value": 18}.get(
        column.form, 22 if column.is_id else 18
    )
