"""Records as a workbook to type in: a sheet for each section, Chinese headings, lists to choose from; empty or filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter
from msgspec import UNSET, Struct, structs

from campaign_rules.base.errors import BadRecord, Problem
from campaign_rules.base.sources import Source
from campaign_rules.base.texts import Text
from campaign_rules.files.workbooks.cells import NO, YES, Cell, CellProblem
from campaign_rules.files.workbooks.columns import COMPLETE, ITEM, NAME, OWNER, VALUE, Column, Path, Sheet, is_aside
from campaign_rules.files.workbooks.sheets import in_short, sheets_of
from campaign_rules.files.workbooks.written_cells import write, write_attribute
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import Events
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.values import Event, Item, Record, attribute
from campaign_rules.writers.xlsx_book import workbook

ROWS = 500
"""So many rows are made ready to be typed in."""

FONT = "Microsoft YaHei"
OPTIONS = "选项"
GUIDE = "填表说明"


def write_records(stream: BinaryIO, pack: Pack, records: Sequence[Record] = (), *, offices: bool = False) -> None:
    """Write a workbook with records; without any, a template to type in. ``offices``: the template is an office's.

    Raises:
        BadRecord: two records have one id, or something of them does not fit into the sheets.
    """
    sheets = _wanted(sheets_of(pack), pack.model, records, offices=offices)
    laid = _Layout(pack.model, sheets)
    for record in records:
        laid.add(record)
    if laid.problems:
        raise BadRecord(laid.problems)
    with workbook(stream) as book:
        book.set_properties(
            {"title": pack.identity.title.zh, "created": datetime.combine(pack.identity.issued, datetime.min.time())}
        )
        _Writer(book).write(_guide(pack.model, sheets), sheets, laid.rows)


def _guide(model: RecordModel, sheets: Sequence[Sheet]) -> list[str]:
    """Return what the guide of a workbook says: what its own sheets need, and nothing of others."""
    columns = [column for sheet in sheets for column in sheet.columns]
    forms = {column.form for column in columns}
    amounts = "、".join(name for name in _money(model) if name in {one.measure.name for one in columns})
    listed = [sheet for sheet in sheets if sheet.holds != "units"]
    lines = [
        "先在“单位”表填一行一家，再到各表填具体事项。各表的“单位编号”须与“单位”表一致；只有一家时可以不填。"
        if listed
        else "在“单位”表填一行一家。",
        "带 * 的栏必填。灰色行是表头，不要改名；栏的先后可以变，不用的栏可以删去，前面可以加标题行。",
        f"留空表示“没有说明”，判定为资料不足；写“无”表示没有；{'是非题写“是”或“否”。' if 'flag' in forms else ''}不清楚就留空，不要猜。",
        "一张表里列出的会当作全部：没有列出的就是没有发生。一行也没有、确实没有的，在“单位”表的“已填全”栏写 是。"
        if listed
        else "",
        f"{'日期写 2023-6-1 或 2023年6月1日；' if forms & {'date', 'moment'} else ''}{f'金额的单位是{amounts}；' if amounts else ''}"
        "编号一律按文本填，不要让软件改成数字。",
        *(_guide_to(model, sheet) for sheet in sheets if sheet.holds == "events"),
        f"{'一格里有几个词的，用 ； 隔开。' if forms & {'list', 'one_or_list'} else ''}要原样保留的文字（例如“无”字本身）用英文双引号括起来。",
    ]
    return [f"{number}. {line}" for number, line in enumerate(filter(None, lines), 1)]


def _money(model: RecordModel) -> Iterable[str]:
    """Return the units in which a campaign's records have money."""
    return dict.fromkeys(field.unit for _, _, field in model.typed("money") if field.unit)


def _guide_to(model: RecordModel, sheet: Sheet) -> str:
    """Return what the guide says of filling in a sheet of what happened to the items of a section."""
    section = model.sections[sheet.section]
    events = section.events
    if not events:
        return ""
    if events.hint:
        return events.hint.zh
    short = "、".join((one.noun or one.title).zh for one in in_short(events).values())
    here = f"{short}直接填在“{section.shown}”表里；其他的，" if short else ""
    return f"{here}{'或同一事项不止一次的，' if short else '各项经过'}填在“{sheet.title}”表。"


def _wanted(
    sheets: Sequence[Sheet], model: RecordModel, records: Sequence[Record], *, offices: bool
) -> tuple[Sheet, ...]:
    """Leave out what none of the actors has whose records these are, and no record uses."""
    said = {actor for record in records for actor in record.actors}
    actors = said | set(model.offices if offices else () if said else model.subjects)
    used = {name for record in records for name in record.__struct_fields__ if getattr(record, name) is not UNSET}
    kept: list[Sheet] = []
    for sheet in sheets:
        if not _kept(sheet.kept_by, actors) and sheet.section not in used:
            continue
        columns = (
            column
            for column in sheet.columns
            if not _read_only(column.path)
            and (_kept(column.kept_by, actors) or _is_used(column.path, sheet, used, records))
        )
        kept.append(structs.replace(sheet, columns=tuple(columns)))
    return tuple(kept)


def _kept(kept_by: Sequence[str], actors: Iterable[str]) -> bool:
    return not kept_by or any(actor in kept_by for actor in actors)


def _read_only(path: Path) -> bool:
    """Tell whether a column is read where people have it, and never written."""
    return is_aside(path) and path not in (OWNER, ITEM) and path[0] != COMPLETE


def _is_used(path: Path, sheet: Sheet, used: Iterable[str], records: Iterable[Record]) -> bool:
    if path[0] == COMPLETE:
        return path[1] in used
    items = (item for record in records for item in _rows_in(record, sheet))
    return any(_at(item, path) is not UNSET for item in items)


def _rows_in(record: Record, sheet: Sheet) -> Iterable[Any]:
    if sheet.holds == "units":
        return (record,)
    items: Iterable[Item] = getattr(record, attribute(sheet.section)) or ()
    return items if sheet.holds == "items" else (event for item in items for event in item.events or ())


# --- rows ---

_Row = dict[Path, Any]
"""What a row says in each column."""


class _Layout:
    """The rows of each sheet as records are put into them."""

    def __init__(self, model: RecordModel, sheets: Sequence[Sheet]) -> None:
        self._model, self._sheets = model, {sheet.key: sheet for sheet in sheets}
        self._seen: set[str] = set()
        self.rows: dict[Any, list[_Row]] = {key: [] for key in self._sheets}
        self.problems: list[Problem] = []

    def add(self, record: Record) -> None:
        """Put a record into its rows, each cell as it is written; tell of what does not fit."""
        if record.id in self._seen:
            text = Text(
                f"编号 {record.id} 有两份记录，不能写进同一个工作簿",
                f"two records have the id {record.id}: one workbook can't hold both",
            )
            self.problems.append(Source("", None).problem(("id",), "double-record", text))
        self._seen.add(record.id)
        for key, row in self._rows_of(record):
            made = {}
            for column in self._sheets[key].columns:
                try:
                    made[column.path] = self._written(key, column, row)
                except CellProblem as wrong:
                    place = (*filter(None, [key[1]]), *column.path)
                    self.problems.append(Source(record.id, None).problem(place, "too-long", wrong.text))
            self.rows[key].append(made)

    def _written(self, key: Any, column: Column, row: _Row) -> Cell:
        value = row.get(column.path, UNSET)
        if column.form == "value":
            return write_attribute(self._sheets[key], column, row[NAME], value)
        return write(column, value)

    def _rows_of(self, record: Record) -> Iterator[tuple[Any, _Row]]:
        """Yield the rows of a record, each with the key of its sheet."""
        owner: _Row = {OWNER: record.id}
        for key, sheet in self._sheets.items():
            if sheet.holds == "units":
                yield key, _fields_of(sheet, record)
            elif sheet.holds == "attributes":
                for name, value in (getattr(record, attribute(sheet.section)) or {}).items():
                    yield key, {**owner, NAME: name, VALUE: value}
            elif sheet.holds == "items":
                for item in getattr(record, attribute(sheet.section)) or ():
                    yield key, {**owner, **_fields_of(sheet, item), **self._short(sheet.section, item)}
            else:
                yield from ((key, {**owner, **row}) for row in self._events_of(record, sheet))

    def _short(self, section: str, item: Item) -> _Row:
        """Return what an item's own row says of its events: whether it lists them, and their days if it can."""
        declared = self._model.events_of(section)
        if not declared:
            return {}
        row: _Row = {("events",): item.events if item.events is UNSET or item.events is None else True}
        for event in (item.events or ()) if _fits(declared, item.events or ()) else ():
            row["events", event.kind] = event.date
            row |= {
                ("events", event.kind, name): getattr(event, attribute(name))
                for name in _short_fields(declared, event.kind)
            }
        return row

    def _events_of(self, record: Record, sheet: Sheet) -> Iterator[_Row]:
        """Yield the rows for the events that the rows of their items do not say."""
        declared = self._model.events_of(sheet.section)
        for item in getattr(record, attribute(sheet.section)) or ():
            events = item.events or ()
            if declared and not _fits(declared, events):
                yield from ({ITEM: getattr(item, "id", UNSET), **_fields_of(sheet, event)} for event in events)


def _fields_of(sheet: Sheet, value: Any) -> _Row:
    """Return what a record, an item or an event says in the columns of its own fields."""
    row: _Row = {}
    for column in sheet.columns:
        path = column.path
        if path[0] == COMPLETE:
            row[path] = UNSET if getattr(value, attribute(path[1])) is UNSET else True
        elif not is_aside(path) and path[0] != "events":
            said = _at(value, path)
            row[path] = True if isinstance(said, Struct) else said
    return row


def _at(value: Any, path: Path) -> Any:
    """Return what lies at a path; nothing is said in a part that is not there."""
    for place, name in enumerate(path):
        value = getattr(value, attribute(name), UNSET)
        if value is UNSET or (value is None and place < len(path) - 1):
            return UNSET
    return value


def _short_fields(declared: Events, kind: str) -> tuple[str, ...]:
    column = declared.kinds[kind].column
    return tuple(column.fields) if column else ()


def _fits(declared: Events, events: Sequence[Event]) -> bool:
    """Tell whether the row of an item can say all that happened to it, in the order in which that is read."""
    order = list(in_short(declared))
    kinds = [event.kind for event in events]
    if len(set(kinds)) < len(kinds) or not set(kinds) <= set(order):
        return False
    for event in events:
        here = {"kind", "date", *map(attribute, _short_fields(declared, event.kind))}
        if any(getattr(event, name) is not UNSET for name in event.__struct_fields__ if name not in here):
            return False
        if any(getattr(event, name) is None for name in here):  # none would say that it did not happen
            return False
    return list(events) == sorted(events, key=lambda event: (event.date, order.index(event.kind)))


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

    def write(self, guidance: Sequence[str], sheets: Sequence[Sheet], rows: Mapping[Any, Sequence[_Row]]) -> None:
        guide = self.book.add_worksheet(GUIDE)
        pages = [(sheet, self.book.add_worksheet(sheet.title)) for sheet in sheets]
        self.options = self.book.add_worksheet(OPTIONS)
        self.options.hide()
        guide.set_column(0, 0, 100)
        guide.write_string(0, 0, "怎样填写", self.title)
        for i, line in enumerate(guidance, 1):
            guide.write_string(i, 0, line, self.guide)
            guide.set_row(i, 34)
        guide.hide_gridlines(2)
        guide.set_paper(9)
        guide.fit_to_pages(1, 0)
        for sheet, page in pages:
            self._page(sheet, page, rows[sheet.key])
        pages[0][1].activate()

    def _page(self, sheet: Sheet, page: Any, rows: Sequence[_Row]) -> None:
        page.set_row(0, 32)
        for position, column in enumerate(sheet.columns):
            style = self._style(column)
            page.set_column(position, position, _width(column), style)
            unit = f"（{column.measure.name}）" if column.form == "number" and column.measure.name else ""
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
            {"validate": "list", "source": self._list(words), "error_type": "stop" if column.strict and column.shown and column.form != "one_or_list" else "warning",
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
