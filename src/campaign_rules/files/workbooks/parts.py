"""What a row says, put into what it is of: a record, an item or an event; what lies inside a part is put there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.base.words import NOT_NEEDED
from campaign_rules.files.workbooks.columns import Path
from campaign_rules.files.workbooks.problems import Problems
from campaign_rules.files.workbooks.rows import BAD, Row
from campaign_rules.rules.record.declaration import Field


def take_fields(
    row: Row, said: Mapping[Path, Any], data: dict[str, Any], fields: Mapping[str, Field], problems: Problems
) -> None:
    """Put what a row says of some fields into plain data, and what it says of whether their parts are there."""
    marks = dict(_parts(fields))
    for path, value in said.items():
        if value is not BAD and path not in marks:  # marks are looked at below
            _put(data, path, value)
    _take_marks(row, data, fields, problems)


def _put(data: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Put a value where a path leads; what it lies in is made on the way."""
    *within, last = path
    for step in within:
        if not isinstance(data.get(step), dict):
            data[step] = {}
        data = data[step]
    data[last] = value


def _parts(fields: Mapping[str, Field], at: Path = ()) -> Iterator[tuple[Path, Field]]:
    """Yield the parts among some fields with the way to each, those within others after them."""
    for name, field in fields.items():
        if field.type == "part":
            yield (*at, name), field
            yield from _parts(field.fields, (*at, name))


def _take_marks(row: Row, data: dict[str, Any], fields: Mapping[str, Field], problems: Problems) -> None:
    """Take what a row says of whether its parts are there: those that are, the outermost first; then those that are not."""
    found = [(path, field, row.values.get(path, UNSET)) for path, field in _parts(fields)]
    for path, field, mark in sorted(found, key=lambda one: len(one[0])):
        empty = field.required and not any(one.required for one in field.fields.values())
        within = len(path) == 1 or isinstance(_at(data, path[:-1]), dict)
        if (mark is True or (empty and within)) and _at(data, path) is None:
            _put(data, path, {})
    for path, field, mark in reversed(found):
        if mark is not None and mark is not False:
            continue
        if _says(_at(data, path)):
            text = Text(
                f"写明没有{field.title.zh}，却填了{field.title.zh}的内容",
                f"it says that there is no {field.title.en}, yet parts of one are filled in",
            )
            problems.tell(row.spots[path], "contradiction", text)
        _put(data, path, None)


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _says(said: Any) -> bool:
    """Tell whether anything is said within a part that would be there."""
    if isinstance(said, dict):
        return any(map(_says, said.values()))
    return said is not None and said != NOT_NEEDED
