"""Records from spreadsheets that people typed, in Excel or WPS: every problem told by sheet and cell, nothing half-read.

Tolerant of what people and programs do: titles above the headings, merged cells, blank rows and columns, full-width
digits, days as text or serial numbers, a wrong size written in the file. Not tolerant of what would be lost in silence:
an unknown heading, a formula without a result, a word that names no unit.
"""

from __future__ import annotations

import pathlib
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, BinaryIO

from msgspec import UNSET, Struct

from campaign_rules.base.amounts import (
    COUNTS,
    NotOneNumber,
    agreed,
    in_ten_thousands,
    unit_in_format,
    unit_named,
    units_in_heading,
    units_in_line,
)
from campaign_rules.base.errors import BadRecord, Problem, did_you_mean, nearest
from campaign_rules.base.sources import Path, Source, Spot, spot_problem
from campaign_rules.base.texts import Text, file_text
from campaign_rules.base.words import NOT_NEEDED, folded
from campaign_rules.engine.impossibilities import impossibilities, salvaged
from campaign_rules.files.ledger_statuses import contradictions, days_of, doubts
from campaign_rules.files.record_files import Loaded, typed
from campaign_rules.files.sheets import (
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
    CellProblem,
    Column,
    Sheet,
    as_text,
    heading_key,
    is_blank,
    read,
    sheets_of,
    written_number,
)
from campaign_rules.rules.forms import ATTRIBUTES
from campaign_rules.rules.pack import Pack

NO_SHEETS = "no-sheets"
"""The code of the problem that no sheet of a workbook is known."""

MAX_UNPACKED = 100 * 2**20
"""A workbook whose parts are larger than this (in bytes) is not opened."""

ALIKE = 3
"""A sheet of an unknown name with so many known headings is taken for records."""

HEADING_ROWS = 15
"""Headings are looked for in so many rows."""

IGNORED_SHEETS = frozenset(map(folded, ("填表说明", "说明", "选项", "名单")))
"""Sheets that hold no records: those that a template brings itself."""

IGNORED_HEADINGS = frozenset(map(heading_key, ("序号", "序", "行号", "No.", "#")))
"""Columns that people keep for themselves."""


class _Row(Struct):
    """A row of a sheet: its number, what each column says, and where."""

    sheet: Sheet
    title: str
    number: int
    values: dict[tuple[str, ...], Any]
    spots: dict[tuple[str, ...], Spot]
    first: Spot


class _Unit(Struct):
    """A record as it grows, with the cells that its parts come from."""

    data: dict[str, Any]
    spots: dict[Path, Spot]
    hazards: dict[str, int]
    complete: dict[str, bool]


def read_workbook(path: pathlib.Path, pack: Pack, stream: BinaryIO | None = None) -> tuple[list[Loaded], list[Problem]]:
    """Return the records of a workbook, and what is only strange in it (a sheet that nothing was read from).

    Raises:
        BadRecord: with every problem of every sheet.
        OSError: the file can't be read.
    """
    reader = _Reader(file_text(path), pack)
    content = stream.read() if stream else path.read_bytes()
    units = reader.read(content)
    loaded: list[Loaded] = []
    for unit in units:
        source = Source(file_text(path), unit.data, spots=unit.spots)
        if reader.problems:  # what can be told of the rest, without what a wrong cell left out
            readable = salvaged(unit.data)
            reader.problems += impossibilities(readable, source) if readable else ()
            continue
        try:
            loaded.append(Loaded(typed(source), source))
        except BadRecord as wrong:
            reader.later += wrong.problems
    if reader.problems or reader.later:
        raise BadRecord([*reader.problems, *reader.later])
    return loaded, reader.warnings


class _Reader:
    """Reads one workbook, gathering every problem of every sheet."""

    def __init__(self, file: str, pack: Pack) -> None:
        self.file, self.pack = file, pack
        self.problems: list[Problem] = []
        self.later: list[Problem] = []
        self.warnings: list[Problem] = []
        self.sheets = sheets_of(pack)
        self.epoch = date(1899, 12, 30)
        self.listed = 0
        self.called: dict[str, list[_Unit]] = {}
        """The units by what they are called: their ids and names, as `unit_key` writes them."""
        self.unowned: set[str] = set()
        """The sheets of which it was told that no column says whose the rows are."""
        self.placed: list[tuple[_Row, dict[str, Any]]] = []  # the hazards' rows, each with what became of it

    def read(self, content: bytes) -> list[_Unit]:
        rows = [row for sheet, page in self._pages(content) for row in self._rows(sheet, page)]
        units = self._units([row for row in rows if row.sheet.section == UNITS])
        owned = [(row, self._owner(row, units)) for row in rows if row.sheet.section != UNITS]
        for section in (None, EVENTS):  # events need their hazards first
            for row, owner in owned:
                if owner is not None and (row.sheet.section == EVENTS) is (section == EVENTS):
                    self._place(row, owner)
        self._finish(units.values())
        for row, hazard in self.placed:
            self._against_status(row, hazard)
        if not units and not self.problems:
            text = Text("表里没有填任何单位", "the workbook has no unit")
            self.problems.append(Source(self.file, None).problem((), "empty", text))
        return list(units.values())

    # --- the workbook ---

    def _refuse(self, text: Text) -> BadRecord:
        return BadRecord([Source(self.file, None).problem((), "workbook", text)])

    def _pages(self, content: bytes) -> Iterator[tuple[Sheet, _Page]]:
        self._look_at(content)
        books = [self._opened(content, values=False)]
        if any(cell.data_type == "f" for page in books[0].worksheets for cell in page._cells.values()):
            books.append(self._opened(content, values=True))
        self.epoch = books[0].epoch.date()
        found: dict[str, str] = {}
        by_title = {
            _title_key(word): sheet
            for sheet in self.sheets
            for word in (sheet.title, *sheet.aliases, sheet.section)
            if word
        }
        for i, page in enumerate(books[0].worksheets):
            sheet = by_title.get(_title_key(page.title))
            if sheet is None:
                self._unknown_sheet(page, [one.title for one in self.sheets])
            elif sheet.title in found:
                text = Text(f"与“{found[sheet.title]}”是同一张表", f"the same sheet as {found[sheet.title]}")
                self.problems.append(spot_problem(self.file, Spot(page.title, 1, 1, "A1"), "duplicate-sheet", text))
            else:
                found[sheet.title] = page.title
                yield sheet, _Page(page, books[-1].worksheets[i])
        if not found:
            text = Text("没有一张认得的表", "no sheet is known") + did_you_mean("", [one.title for one in self.sheets])
            raise BadRecord([*self.problems, Source(self.file, None).problem((), NO_SHEETS, text)])

    def _look_at(self, content: bytes) -> None:
        """Refuse what is no workbook, or one that is made to harm, before it is opened."""
        if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            raise self._refuse(Text("是旧格式（.xls、.et）或加了密码的文件，请取消密码并另存为 .xlsx",
                                    "an old format (.xls, .et) or a file with a password: save it as .xlsx without one"))  # fmt: skip
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                    raise self._refuse(Text("文件展开后过大，拒绝读取", "unpacked, the file is too large"))
                if any(STRICT in archive.read(part)[:4096] for part in archive.infolist() if _is_book(part.filename)):
                    raise self._refuse(Text("是“严格 Open XML”格式，请另存为普通的 .xlsx 工作簿",
                                            "Strict Open XML: save it as an ordinary .xlsx workbook"))  # fmt: skip
                for part in archive.infolist():
                    if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part)[:4096]:
                        raise self._refuse(Text("文件里有外部定义，拒绝读取", "the file holds definitions of its own"))
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
            raise self._refuse(Text("不是 .xlsx 工作簿，或文件已损坏", "not an .xlsx workbook, or damaged")) from None

    def _opened(self, content: bytes, *, values: bool) -> Any:
        import warnings

        from openpyxl import load_workbook

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
            raise self._refuse(text) from None

    def _unknown_sheet(self, page: Any, known: Sequence[str]) -> None:
        """Warn of a sheet that holds something else; one that looks like records must not be lost."""
        texts = [
            str(cell.value)
            for (row, _), cell in page._cells.items()
            if row <= HEADING_ROWS and isinstance(cell.value, str)
        ]
        if folded(page.title) in IGNORED_SHEETS or not any(not is_blank(cell.value) for cell in page._cells.values()):
            return
        text = Text("没有读取这张表：名字不认得", "the sheet was not read: its name is not known") + did_you_mean(
            page.title, known
        )
        problem = spot_problem(self.file, Spot(page.title, 1, 1, "A1"), "unknown-sheet", text)
        headings = {heading_key(one) for one in texts}
        like = any(
            sum(heading_key(column.heading) in headings for column in sheet.columns) >= ALIKE for sheet in self.sheets
        )
        (self.problems if like or nearest(_title_key(page.title), known, cutoff=0.6) else self.warnings).append(problem)

    # --- rows ---

    def _rows(self, sheet: Sheet, page: _Page) -> Iterator[_Row]:
        if not page.numbers:
            return
        head, columns = self._headings(sheet, page)
        if not head:
            text = Text("找不到表头", "no headings found")
            text += did_you_mean("", [column.heading for column in sheet.columns if column.required])
            self.problems.append(spot_problem(self.file, page.spot(page.numbers[0], 1), "no-headings", text))
            return
        for number in page.numbers:
            if number > head:
                yield from self._row(sheet, page, number, columns)

    def _headings(self, sheet: Sheet, page: _Page) -> tuple[int, dict[int, tuple[Column, str]]]:
        """Return the row of the headings, and by position the columns that they name."""
        known = {
            heading_key(word): column
            for column in reversed(sheet.columns)
            for word in (*column.aliases, column.heading)
        }
        known |= {heading_key(column.heading): column for column in sheet.columns}
        candidates = page.numbers[:HEADING_ROWS]
        score = {
            n: len({known[key].path for _, text in page.row(n) if (key := heading_key(text)) in known})
            for n in candidates
        }
        head = max(candidates, key=lambda n: (score[n], -n))
        wanted = min(2, len(sheet.columns))
        if score[head] < wanted:
            return 0, {}
        page.above = [unit for n in candidates if n < head for unit in units_in_line(text for _, text in page.row(n))]
        columns: dict[int, tuple[Column, str]] = {}
        taken: dict[tuple[str, ...], int] = {}
        below = [n for n in page.numbers if n > head]
        for position in page.columns:
            text = page.text(head, position)
            column = known.get(heading_key(text))
            filled = next((n for n in below if not is_blank(page.value(n, position))), None)
            if column is None:
                self._unknown_heading(sheet, page, head, position, text, filled)
            elif column.path in taken:
                if filled:
                    said = Text(
                        f"与 {page.spot(head, taken[column.path]).cell} 是同一栏",
                        f"the same column as {page.spot(head, taken[column.path]).cell}",
                    )
                    self.problems.append(
                        spot_problem(self.file, page.spot(head, position, text), "duplicate-heading", said)
                    )
            else:
                taken[column.path] = position
                columns[position] = (column, text)
        head = self._units_of(page, head, columns)
        for column in sheet.columns:
            if column.required and column.path not in taken and below:
                said = Text(f"缺少“{column.heading}”一栏", f"the column {column.heading} is missing")
                self.problems.append(spot_problem(self.file, page.spot(head, 1), "missing-heading", said))
        return head, columns

    def _units_of(self, page: _Page, head: int, columns: Mapping[int, tuple[Column, str]]) -> int:
        """Learn in which unit each column's amounts are; return the last row of the headings, a row of units included."""
        top, below = head, next((n for n in page.numbers if n > head), None)
        second: dict[int, str] = {}
        if below is not None:
            texts = {at: text for at, text in page.row(below) if not page.inherited(below, at)}
            if texts and all(is_bracketed_unit(text) for text in texts.values()):
                second, head = texts, below
        for position, (column, heading) in columns.items():
            said = [*units_in_heading(heading), *filter(None, [unit_named(second.get(position, ""))])]
            try:
                if column.form == "number":
                    page.units[position] = agreed([*said, *page.above])
                elif column.form == "integer" and re.search(r"[(（][^()（）]*[百千万亿][人名家次]", heading):
                    raise NotOneNumber(Text("请按一人、一家填写，不用万、千", "count by ones, not by thousands"))
            except NotOneNumber as wrong:
                if all(is_blank(page.value(n, position)) for n in page.numbers if n > head):
                    continue
                spot = page.spot(top, position, heading)
                self.problems.append(spot_problem(self.file, spot, "unit", wrong.text))
                page.unclear.add(position)
        return head

    def _unknown_heading(
        self, sheet: Sheet, page: _Page, head: int, position: int, text: str, filled: int | None
    ) -> None:
        if not filled or heading_key(text) in IGNORED_HEADINGS:
            return
        if not text:
            said = Text("这一栏有内容，却没有表头", "the column has something in it, but no heading")
            self.problems.append(spot_problem(self.file, page.spot(filled, position), "no-heading", said))
            return
        known = [column.heading for column in sheet.columns]
        said = Text(
            "没有这一栏，内容不会被读取；请改名或删去", "there is no such column: rename or remove it"
        ) + did_you_mean(text, known)
        self.problems.append(spot_problem(self.file, page.spot(head, position, text), "unknown-heading", said))

    def _row(self, sheet: Sheet, page: _Page, number: int, columns: Mapping[int, tuple[Column, str]]) -> Iterator[_Row]:
        own = [
            p
            for p, (column, _) in columns.items()
            if not page.inherited(number, p) and not is_blank(page.value(number, p))
        ]
        if not own:
            return
        row = _Row(sheet, page.title, number, {}, {}, page.spot(number, min(own)))
        for position, (column, heading) in columns.items():
            spot = page.spot(number, position, heading)
            row.spots[column.path] = spot
            try:
                value = self._cell(column, page, number, position)
            except CellProblem as wrong:
                self.problems.append(spot_problem(self.file, spot, "cell", wrong.text))
                row.values[column.path] = _BAD
                continue
            if value is not UNSET:
                row.values[column.path] = value
            elif column.required:
                text = Text(f"没有填{column.heading}", f"{column.heading} is not filled in")
                self.problems.append(spot_problem(self.file, spot, "missing", text))
                row.values[column.path] = _BAD
        yield row

    def _cell(self, column: Column, page: _Page, number: int, position: int) -> Any:
        raw = page.value(number, position)
        if page.is_error(number, position):
            raise CellProblem(Text(f"单元格是错误值 {raw}", f"the cell holds the error {raw}"))
        if page.is_empty_formula(number, position):
            raise CellProblem(Text("公式没有算出结果；请粘贴为数值", "the formula has no result; paste it as a value"))
        value = read(column, raw, self.epoch)
        if column.form in ("number", "integer") and isinstance(value, (int, float)):
            return self._amount(column, page, number, position, raw, value)
        return value

    def _amount(self, column: Column, page: _Page, row: int, position: int, raw: Any, value: Any) -> Any:
        """Return a number as the person sees it, an amount of money in 万元."""
        if position in page.unclear:
            return _BAD
        made = written_number(column, raw, as_text(raw))
        try:
            shown = unit_in_format(page.number_format(row, position)) if isinstance(raw, (int, float)) else None
            if column.form == "integer":
                agreed([shown] if shown else [])
                return value
            return in_ten_thousands(made.value, agreed([made.unit, shown, page.units.get(position)]))
        except NotOneNumber as wrong:
            raise CellProblem(wrong.text) from None

    # --- records ---

    def _units(self, rows: Sequence[_Row]) -> dict[str, _Unit]:
        units: dict[str, _Unit] = {}
        for row in rows:
            id_ = row.values.get(("id",), _BAD)
            if id_ is _BAD:
                continue
            if id_ in units:
                text = Text(f"编号 {id_} 重复", f"the id {id_} is already used")
                self.problems.append(spot_problem(self.file, row.spots["id",], "duplicate-id", text))
                continue
            unit = _Unit({}, {(): row.first}, {}, {})
            for path, value in row.values.items():
                if path[0] == COMPLETE:
                    if value is not _BAD:
                        unit.complete[path[1]] = bool(value)
                        unit.spots[path[1],] = row.spots[path]
                elif value is not _BAD:
                    unit.data[path[0]] = value
                    unit.spots[path] = row.spots[path]
            units[id_] = unit
            if "id" in unit.data:
                self._call(unit)
        self.listed = len(rows)
        return units

    def _owner(self, row: _Row, units: dict[str, _Unit]) -> _Unit | None:
        """Return the record that a row belongs to; where no sheet lists the units, the rows themselves name them."""
        named = row.values.get(OWNER.path, UNSET)
        if named is UNSET:
            named = row.values.get(OWNER_NAME.path, UNSET)
        spot = row.spots.get(OWNER.path, row.spots.get(OWNER_NAME.path, row.first))
        if named is _BAD:
            return None
        if isinstance(named, str) and named not in units and unit_named(named) == folded(named):
            text = Text(f"“{named}”是计量单位，不是单位名称", f"{named} is a unit of money, not a name")
            self.problems.append(spot_problem(self.file, spot, "unknown-unit", text))
            return None
        if named in (UNSET, None):
            if len(units) == self.listed == 1:
                return next(iter(units.values()))
            self._ownerless(row, spot)
            return None
        if named in units:
            return units[named]
        called = self.called.get(unit_key(named), [])
        if len(called) == 1:
            return called[0]
        if called:
            text = Text(
                f"有 {len(called)} 家单位叫“{named}”，请写编号",
                f"{len(called)} units are called {named}: give the id",
            )
            self.problems.append(spot_problem(self.file, spot, "unknown-unit", text))
            return None
        if not self.listed:
            unit = units[named] = _Unit({"id": named}, {(): spot, ("id",): spot}, {}, {})
            for column, field in ((OWNER_NAME, "name"), (OWNER_TOWNSHIP, "township")):
                if isinstance(said := row.values.get(column.path), str):
                    unit.data[field], unit.spots[field,] = said, row.spots[column.path]
            self._call(unit)
            return unit
        known = [str(unit.data["id"]) for unit in units.values()]
        text = Text(f"“单位”表里没有 {named}", f"the sheet of units has no {named}") + did_you_mean(named, known)
        self.problems.append(spot_problem(self.file, spot, "unknown-unit", text))
        return None

    def _call(self, unit: _Unit) -> None:
        """Let a unit be found by its id and by its name."""
        for key in {unit_key(str(unit.data["id"])), unit_key(str(unit.data.get("name") or ""))}:
            self.called.setdefault(key, []).append(unit)

    def _ownerless(self, row: _Row, spot: Spot) -> None:
        """Say that a row does not say whose it is; of a sheet without such a column, once."""
        text = Text("没有写明是哪个单位的", "it does not say whose it is")
        if OWNER.path not in row.spots and OWNER_NAME.path not in row.spots:
            if row.title in self.unowned:
                return
            self.unowned.add(row.title)
            text = Text("缺少“单位编号”一栏，各行分不清是哪个单位的", "no column says whose the rows are")
        place = Spot(spot.sheet, spot.row, spot.column, spot.cell, OWNER.heading)
        self.problems.append(spot_problem(self.file, place, "no-unit", text))

    def _place(self, row: _Row, unit: _Unit) -> None:
        section = row.sheet.section
        if section == EVENTS:
            self._place_event(row, unit)
        elif section == ATTRIBUTES:
            name, value = row.values.get(("name",), _BAD), row.values.get(("value",), None)
            if name is _BAD or value is _BAD:
                return
            held = unit.data.setdefault(ATTRIBUTES, {})
            if name in held:
                text = Text(f"{name} 重复", f"{name} is already given")
                self.problems.append(spot_problem(self.file, row.spots["name",], "duplicate-id", text))
            held[name] = value
            unit.spots[ATTRIBUTES, name] = row.spots.get(("value",), row.first)
        else:
            items = unit.data.setdefault(section, [])
            path: Path = (section, len(items))
            item = self._item(row, unit, path)
            items.append(item)
            if section == "hazards" and isinstance(item.get("id"), str):
                unit.hazards.setdefault(item["id"], len(items) - 1)

    def _item(self, row: _Row, unit: _Unit, at: Path) -> dict[str, Any]:
        """Return an item of a row's values; what lies inside another field is put there."""
        item: dict[str, Any] = {}
        unit.spots[at] = row.first
        for path, value in row.values.items():
            if path in _ASIDE or value is _BAD or (len(path) > 1 and path[0] == "events"):
                continue
            unit.spots[*at, *path] = row.spots[path]
            if len(path) == 1:
                if row.sheet.section == "hazards" and path[0] in ("plan", "events"):
                    continue  # marks, looked at below
                item[path[0]] = value
            else:
                item.setdefault(path[0], {})[path[1]] = value
        if row.sheet.section == "hazards":
            self.placed.append((row, item))
            self._plan(row, item)
            self._short_events(row, unit, item, at)
        return item

    def _plan(self, row: _Row, item: dict[str, Any]) -> None:
        mark = row.values.get(("plan",), UNSET)
        if mark is True:
            item.setdefault("plan", {})
        elif mark in (None, False) and mark is not UNSET:
            if any(said is not None and said != NOT_NEEDED for said in (item.get("plan") or {}).values()):
                text = Text(
                    "写明没有整改方案，却填了方案的内容",
                    "it says that there is no plan, yet parts of one are filled in",
                )
                self.problems.append(spot_problem(self.file, row.spots["plan",], "contradiction", text))
            item["plan"] = None

    def _short_events(self, row: _Row, unit: _Unit, item: dict[str, Any], at: Path) -> None:
        """Take the events that the ledger has columns for; whether they are all is said by its mark."""
        days = [(row.values.get(("events", kind), UNSET), kind) for kind in SHORT]
        found = sorted((day, list(SHORT).index(kind), kind) for day, kind in days if isinstance(day, date))
        events: list[dict[str, Any]] = []
        for day, _, kind in found:
            events.append({"kind": kind, "date": day})
            unit.spots[*at, "events", len(events) - 1] = row.spots["events", kind]
        to = row.values.get(REPORTED_TO, UNSET)
        reported = next((event for event in events if event["kind"] == "reported"), None)
        nobody = isinstance(to, str) and self.pack.lexicon.says(to) in ("none", "not_yet")
        if isinstance(to, str) and reported:
            reported["to"] = to
            unit.spots[*at, "events", events.index(reported), "to"] = row.spots[REPORTED_TO]
        elif isinstance(to, str) and not nobody:
            text = Text("填了上报部门，没有填上报日期", "it says to whom, but not when it was reported")
            self.problems.append(spot_problem(self.file, row.spots[REPORTED_TO], "missing", text))
        mark = row.values.get(("events",), UNSET)
        if mark is UNSET and (nobody or any(day is None for day, _ in days)):
            mark = True  # what says that something did not happen tells of the events
        if events:
            item["events"] = events
        elif mark is True:
            item["events"] = []
        elif mark is None:
            item["events"] = None
        if mark in (None, False) and mark is not UNSET and events:
            text = Text(
                "写明经过没有或未填全，却填了经过；请填全后写 是",
                "it says that the events are none or not all, yet some are filled in",
            )
            self.problems.append(spot_problem(self.file, row.spots["events",], "contradiction", text))

    def _against_status(self, row: _Row, hazard: dict[str, Any]) -> None:
        """Tell what a ledger's other columns say that its days do not: a deadline that was moved, how it stands."""
        happened = {event.get("kind") for event in hazard.get("events") or ()}
        in_force, planned = row.values.get(IN_FORCE, UNSET), (hazard.get("plan") or {}).get("deadline")
        beyond = row.values.get(BEYOND, UNSET)
        if isinstance(beyond, str):
            text = Text(
                "这些情况台账各栏装不下，不会读入：请填到“隐患经过”表，再清空本格",
                "the ledger's columns can't hold this, so it would be lost: put it into the sheet of events, then empty this cell",
            )
            self.later.append(spot_problem(self.file, row.spots[BEYOND], "beyond", text))
        if isinstance(in_force, date) and in_force != planned and not happened & {"ordered", "extended"}:
            text = Text(
                "与期限不同：延期或责令的期限请填在“隐患经过”表",
                "not the plan's deadline: put what moved it into the sheet of events",
            )
            self.later.append(spot_problem(self.file, row.spots[IN_FORCE], "in-force", text))
        status = row.values.get(STATUS, UNSET)
        days = days_of(hazard, in_force if isinstance(in_force, date) else None)
        if isinstance(status, str) and days is not None and self.pack.lexicon.says(status) not in ("none", "not_known"):
            for text in contradictions(status, days):
                self.later.append(spot_problem(self.file, row.spots[STATUS], "status", text))
            for text in doubts(status, days):
                self.warnings.append(spot_problem(self.file, row.spots[STATUS], "status", text))

    def _place_event(self, row: _Row, unit: _Unit) -> None:
        id_ = row.values.get(("hazard",), _BAD)
        if _BAD in (id_, row.values.get(("kind",)), row.values.get(("date",))):
            return
        if id_ not in unit.hazards:
            text = Text(f"这个单位的隐患台账里没有 {id_}", f"the unit's ledger has no hazard {id_}") + did_you_mean(
                id_, unit.hazards
            )
            self.problems.append(spot_problem(self.file, row.spots["hazard",], "unknown-hazard", text))
            return
        at: Path = ("hazards", unit.hazards[id_], "events")
        hazard = unit.data["hazards"][unit.hazards[id_]]
        events = hazard["events"] = hazard.get("events") or []
        given = ((path[0], value) for path, value in row.values.items() if path not in (*_ASIDE, ("hazard",)))
        event = {name: value for name, value in given if value is not _BAD}
        # The ledger's own column may say the same in short: what says more stands in its place.
        short = (i for i, one in enumerate(events) if unit.spots[*at, i].sheet != row.title and _same(one, event))
        place = next(short, len(events))
        events[place : place + 1] = [{**(events[place] if place < len(events) else {}), **event}]
        unit.spots[*at, place] = row.first
        unit.spots.update({(*at, place, *path): row.spots[path] for path in row.values})

    def _finish(self, units: Any) -> None:
        """Say which sections are complete: those with rows, and those that a unit says are."""
        for unit in units:
            for section, complete in unit.complete.items():
                if complete:
                    unit.data.setdefault(section, {} if section == ATTRIBUTES else [])
                elif unit.data.get(section):
                    text = Text(
                        f"写明没有填全，却列有 {len(unit.data[section])} 行；列出的会当作全部，请填全后写 是",
                        f"it says that the list is not complete, yet {len(unit.data[section])} rows are listed, which would count as all",
                    )
                    self.problems.append(spot_problem(self.file, unit.spots[section,], "contradiction", text))


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(key) == other.get(key) for key in ("kind", "date"))


_ASIDE = (OWNER.path, OWNER_NAME.path, OWNER_TOWNSHIP.path, IN_FORCE, STATUS, BEYOND)
"""Columns of a row that are no fields of its item."""


class _Bad:
    """What stands for a cell that can't be read: its problem has been told."""


_BAD = _Bad()


class _Page:
    """One sheet: its cells by row and column; a merged cell says what its first one says."""

    def __init__(self, page: Any, values: Any) -> None:
        self.title: str = page.title
        self.above: list[str] = []
        """The units of money that lines above the headings give."""
        self.units: dict[int, str | None] = {}
        """By column, the unit of its amounts."""
        self.unclear: set[int] = set()
        """The columns of which the units contradict each other: told once, at the heading."""
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
        letters, n = "", column
        while n:
            n, rest = divmod(n - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return Spot(self.title, row, column, f"{letters}{row}", re.sub(r"\s+", "", heading))


def unit_key(name: str) -> str:
    """Return the name of a unit as names are compared: width, case, blanks and the kind of brackets do not count.

    What stands in the brackets does: two branches of one company are two enterprises.

    >>> unit_key("某（江西）") == unit_key("某 [江西]"), unit_key("某（江西）") == unit_key("某（湖南）")
    (True, False)
    """
    return folded(name).translate(_BRACKETS)


_BRACKETS = str.maketrans("[{〔【〖〘〚《〈「『⟨⦅]}〕】〗〙〛》〉」』⟩⦆", "(" * 13 + ")" * 13)


STRICT = b"purl.oclc.org/ooxml/"
"""What the name spaces of Strict Open XML begin with, which holds the same data under other names."""


def _is_book(part: str) -> bool:
    return part.endswith("workbook.xml")


def _title_key(title: str) -> str:
    """Return a sheet's title as titles are compared; 帐 is often written for 账."""
    return folded(title).replace("帐", "账")


def is_bracketed_unit(text: str) -> bool:
    """Tell whether a cell below the headings holds nothing but a unit: （元）, 万元, （人）."""
    said = folded(text).strip("()[]【】")
    return unit_named(said) == said or said in COUNTS or said in _OTHER_UNITS


_OTHER_UNITS = frozenset(("年月日", "年-月-日", "是/否", "有/无"))
