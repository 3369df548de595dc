"""Plain data read from a file, together with the place where each value stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from msgspec import Struct

from campaign_rules.base.errors import Problem
from campaign_rules.base.texts import Text

Path = tuple[str | int, ...]
"""The way from the top of the data to a value: ``("hazards", 0, "found", "date")``."""

Mark = tuple[int, int]
"""Line and column, both counted from 1."""


def path_text(path: Path) -> str:
    """Write a path as people read it.

    >>> path_text(("hazards", 0, "found", "date"))
    'hazards[0].found.date'
    """
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


class Spot(Struct, frozen=True):
    """A cell of a spreadsheet: its sheet, row and column (from 1), its name (``C5``) and its column's heading."""

    sheet: str
    row: int
    column: int
    cell: str
    heading: str = ""


_PLACE = r"[a-z_]+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)*"


def in_cells(text: str, spots: Mapping[Path, Spot]) -> str:
    """Return a text with the places of a record as the person sees them who typed a workbook: sheet and cell.

    A place that has no cell of its own is told by its row; one without a row (a section that is not there) is left out.

    >>> in_cells("缺：由谁（activities[0].by）", {("activities", 0): Spot("活动", 2, 1, "A2")})
    '缺：由谁（活动第2行）'
    """

    def seen(found: re.Match[str]) -> str:
        place = cell_of(found[2], spots)
        return f"{found[1]}{place}{found[3]}" if place else ""

    return re.sub(rf"((?: |  )?[（(\[])({_PLACE})([)）\]])", seen, text) if spots else text


def cell_of(place: str, spots: Mapping[Path, Spot]) -> str:
    """Return the sheet and cell (or row) that a place of a record stands in; empty where it has none."""
    path: Path = tuple(int(step) if step.isdigit() else step for step in re.findall(r"[a-z_]+|\d+", place))
    if path in spots and len(path) > 2:
        return f"{spots[path].sheet}!{spots[path].cell}"
    row = next((spots[path[:end]] for end in range(len(path), 1, -1) if path[:end] in spots), None)
    return f"{row.sheet}第{row.row}行" if row else ""


class Source(Struct, frozen=True):
    """One document: its file's name, its plain data, and where the keys and values stand.

    ``keys`` and ``values`` map a `Path` to a `Mark`; both are empty for data that came from no file.
    """

    file: str
    data: Any
    keys: Mapping[Path, Mark] = {}
    values: Mapping[Path, Mark] = {}
    problems: tuple[Problem, ...] = ()
    """What reading found wrong and could read past, to be told together with what the data's form gets wrong."""
    spots: Mapping[Path, Spot] = {}
    """The cells of data that came from a spreadsheet."""
    written: Mapping[Path, str] = {}
    """How values are written in the text that reading made something else of: ``0123``, which is the number 123."""

    def problem(self, path: Path, code: str, text: Text, *, at_key: bool = False) -> Problem:
        """Say what is wrong at ``path``; a value that is not there is placed at its nearest parent."""
        if self.spots:
            spot = next((s for end in range(len(path), -1, -1) if (s := self.spots.get(path[:end]))), None)
            if spot:
                return spot_problem(self.file, spot, code, text)
        line, column = self._mark(path, at_key=at_key)
        return Problem(self.file, line, column, path_text(path), code, text.zh, text.en)

    def _mark(self, path: Path, *, at_key: bool) -> Mark:
        if at_key and path in self.keys:
            return self.keys[path]
        for end in range(len(path), -1, -1):
            if path[:end] in self.values:
                return self.values[path[:end]]
        return (0, 0)

    @property
    def source(self) -> Source:
        """The source itself: a document that was read with its places."""
        return self

    def located(self) -> Source:
        """Return the source itself, which has the places that there are."""
        return self


class Document(Protocol):
    """What a record was read from. Sound text is read without places, which are looked for when something is told."""

    @property
    def source(self) -> Source:
        """The source as it was read."""
        ...

    def located(self) -> Source:
        """Return the source with the place of every value."""
        ...


def placed(problems: Callable[[Source], Iterable[Problem]], document: Document) -> list[Problem]:
    """Return problems of what was read from a document, each at its place, which is only looked for if there are any."""
    return list(problems(document.located())) if any(True for _ in problems(document.source)) else []


NOWHERE = Source("", None)
"""The source of what came from no file."""


def spot_problem(file: str, spot: Spot, code: str, text: Text) -> Problem:
    """Say what is wrong in a cell of a spreadsheet."""
    place = f"{file}:{spot.sheet}"
    return Problem(place, spot.row, spot.column, spot.heading, code, text.zh, text.en, spot.cell)
