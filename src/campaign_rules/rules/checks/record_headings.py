"""What is wrong with how a declared record stands in workbooks: sheets and columns that nothing tells apart, or nobody keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.base.words import folded
from campaign_rules.rules.checks.record_fields import Place, places
from campaign_rules.rules.checks.record_places import Declared
from campaign_rules.rules.record.declaration import Headed

LONGEST_TITLE = 31
"""The title of a sheet has no more characters than this: so spreadsheets want it."""

NO_TITLE = re.compile(r"[\[\]:*?/\\]|^'|'$|^\s*$")
"""What no title of a sheet can hold."""

OTHER_SHEETS = ("单位", "选项", "填表说明")
"""The sheets of every workbook beside those of the sections."""

Column = tuple[Path, Headed, frozenset[str]]
"""A column: where it is declared, its headings, and the actors who keep it, if not everybody."""


def check_headings(declared: Declared) -> Iterator[Problem]:
    """Yield sheets of one title, columns of one heading, and what nobody keeps."""
    yield from _columns(declared)
    yield from _sheets(declared)
    yield from _kept(declared)


def _columns(declared: Declared) -> Iterator[Problem]:
    """Yield columns of one sheet that have one heading, so that nothing tells them apart."""
    for columns in _by_sheet(declared).values():
        owners: dict[str, list[Column]] = {}
        for column in columns:
            path, head, _ = column
            for word, said in {folded(said): said for said in (head.shown, *head.also)}.items():
                others = owners.setdefault(word, [])
                if other := next((other for other, _, kept_by in others if _meet(kept_by, column[2])), None):
                    text = Text(
                        f"{said} 已是 {_short(other)} 的标题", f"{said} is already a heading of {_short(other)}"
                    )
                    yield declared.problem(path, "duplicate-heading", text, at_key=True)
                others.append(column)


def _meet(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether some record has both of two columns."""
    return not (some and others) or bool(some & others)


def _by_sheet(declared: Declared) -> dict[Path, list[Column]]:
    """Return the columns of each sheet: of the record, of its attributes, of each section and of what happens there."""
    found: dict[Path, list[Column]] = {}
    for place in places(declared):
        found.setdefault(_sheet(place), []).append((place.path, place.field, frozenset(place.field.kept_by)))
    for name, section in declared.record.sections.items():
        for kind, one in section.events.kinds.items() if section.events else ():
            at: Path = ("sections", name, "events", "kinds", kind, "column")
            if one.column:
                mine = found.setdefault(("sections", name), [])
                mine.append((at, one.column, frozenset()))
                mine += [((*at, "fields", field), head, frozenset()) for field, head in one.column.fields.items()]
    return found


def _sheet(place: Place) -> Path:
    """Return what tells the sheet that a field is a column of."""
    if place.owner == "attributes":
        return ("attributes",)
    if place.path[0] != "sections":
        return ()
    return place.path[:3] if place.path[2] == "events" else place.path[:2]


def _short(path: Path) -> str:
    return ".".join(str(step) for step in path if step not in ("sections", "fields", "kinds"))


def _sheets(declared: Declared) -> Iterator[Problem]:
    """Yield sheets that have one title, or one that no sheet can have."""
    first: dict[str, Path] = {}
    for name, section in declared.record.sections.items():
        sheets: list[tuple[Path, Headed]] = [(("sections", name), section)]
        if section.events:
            sheets.append((("sections", name, "events"), section.events))
        for path, head in sheets:
            if len(head.shown) > LONGEST_TITLE or NO_TITLE.search(head.shown) or folded(head.shown) in OTHER_SHEETS:
                text = Text(
                    f"{head.shown} 不能作表名：最多 {LONGEST_TITLE} 个字，不含 [ ] : * ? / \\，首尾没有单引号，"
                    f"也不是{'、'.join(OTHER_SHEETS)}；可另写 heading",
                    f"{head.shown} can't be a sheet's title: at most {LONGEST_TITLE} characters, none of [ ] : * ? / \\, no quotation "
                    f"mark at its ends, and not {', '.join(OTHER_SHEETS)}; give it a heading",
                )
                yield declared.problem(path, "duplicate-heading", text, at_key=True)
            for word in (head.shown, *head.also):
                if (other := first.setdefault(folded(word), path)) != path:
                    text = Text(f"{word} 已是 {_short(other)} 的表名", f"{word} is already a title of {_short(other)}")
                    yield declared.problem(path, "duplicate-heading", text, at_key=True)


def _kept(declared: Declared) -> Iterator[Problem]:
    """Yield fields that nobody keeps: those who have the section do not have the field."""
    for place in places(declared):
        if place.path[0] == "sections" and place.field.kept_by:
            keepers = declared.record.sections[str(place.path[1])].kept_by
            if keepers and not {*keepers} & {*place.field.kept_by}:
                text = Text(
                    f"没有谁填写：这张表由 {'、'.join(keepers)} 填写",
                    f"nobody keeps it: the section is kept by {', '.join(keepers)}",
                )
                yield declared.problem((*place.path, "kept_by"), "kept-by-nobody", text, at_key=True)
