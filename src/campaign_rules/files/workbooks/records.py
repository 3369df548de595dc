"""Records from spreadsheets that people typed, in Excel or WPS: every problem told by sheet and cell, nothing half-read.

Tolerant of what people and programs do: titles above the headings, merged cells, blank rows and columns, full-width
digits, days as text or serial numbers, a wrong size written in the file. Not tolerant of what would be lost in silence:
an unknown heading, a formula without a result, a word that names no unit.
"""

from __future__ import annotations

import pathlib
from typing import BinaryIO

from campaign_rules.base.errors import BadRecord, Problem
from campaign_rules.base.sources import Source
from campaign_rules.base.texts import Text, counted, file_text
from campaign_rules.engine.impossibilities import impossibilities, salvaged
from campaign_rules.files.record_files import Loaded, typed
from campaign_rules.files.workbooks.items import place_rows
from campaign_rules.files.workbooks.layouts import known_pages, measures_in
from campaign_rules.files.workbooks.owners import Unit, Units
from campaign_rules.files.workbooks.pages import opened
from campaign_rules.files.workbooks.problems import Problems
from campaign_rules.files.workbooks.rows import rows_of
from campaign_rules.files.workbooks.sheets import sheets_of
from campaign_rules.rules.pack import Pack


def read_workbook(path: pathlib.Path, pack: Pack, stream: BinaryIO | None = None) -> tuple[list[Loaded], list[Problem]]:
    """Return the records of a workbook, and what is only strange in it (a sheet that nothing was read from).

    Raises:
        BadRecord: with every problem of every sheet.
        OSError: the file can't be read.
    """
    problems = Problems(file_text(path))
    content = stream.read() if stream else path.read_bytes()
    loaded: list[Loaded] = []
    for unit in read_units(content, pack, problems):
        source = Source(problems.file, unit.data, spots=unit.spots)
        if problems.wrong:  # what can be told of the rest, without what a wrong cell left out
            readable = salvaged(unit.data, pack.model)
            problems.later += impossibilities(readable, pack.model, source) if readable else ()
        try:
            loaded.append(Loaded(typed(source, pack.model), source))
        except BadRecord as wrong:
            problems.later += wrong.problems
    if problems.wrong or problems.later:
        # What is missing may stand in a cell that can't be read, of which it was told.
        more = (one for one in problems.later if not problems.wrong or one.code != "missing-key")
        raise BadRecord(list(dict.fromkeys([*problems.wrong, *more])))
    return loaded, problems.warnings


def read_units(content: bytes, pack: Pack, problems: Problems) -> list[Unit]:
    """Return the records of a workbook's bytes as plain data, with the cells that their parts come from.

    Raises:
        BadRecord: it is no workbook, or has no sheet that is known.
    """
    book = opened(problems.file, content)
    sheets = sheets_of(pack)
    pages = known_pages(book.pages, sheets, problems)
    rows = [row for sheet, page in pages for row in rows_of(sheet, page, book.epoch, problems)]
    listed = [row for row in rows if row.sheet.holds == "units"]
    units = Units(listed, problems, pack.model, measures_in(sheets))
    owned = ((row, units.owner(row)) for row in rows if row.sheet.holds != "units")
    place_rows([(row, unit) for row, unit in owned if unit is not None], pack, problems)
    made = units.all()
    for unit in made:
        _complete(unit, pack.model.attributes_field, problems)
    if not made and not problems.wrong:
        text = Text("表里没有填任何单位", "the workbook has no unit")
        problems.wrong.append(Source(problems.file, None).problem((), "empty", text))
    return made


def _complete(unit: Unit, attributes: str | None, problems: Problems) -> None:
    """Say which sections are complete: those with rows, and those that the unit says are."""
    for section, complete in unit.complete.items():
        if complete:
            unit.data.setdefault(section, {} if section == attributes else [])
        elif unit.data.get(section):
            text = Text(
                f"写明没有填全，却列有 {len(unit.data[section])} 行；列出的会当作全部，请填全后写 是",
                f"it says that the list is not complete, yet {counted(len(unit.data[section]), 'row is', 'rows are')} listed, which would count as all",
            )
            problems.tell(unit.spots[section,], "contradiction", text)
