"""Plain data that a program hands in: how deep and how much it may be, and which values no record can hold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from campaign_rules.base.errors import BadRecord, Problem
from campaign_rules.base.sources import NOWHERE, Path, Source
from campaign_rules.base.texts import HALF, Text, is_whole

MAX_DEPTH = 40
"""Data nested deeper than this is refused; a real record is six deep."""
MOST_VALUES = 1_000_000
"""A single document of more values than this is refused: a large record has ten thousand."""


def too_large(file: str, most: int = MOST_VALUES) -> Problem:
    """Say that a document has too many values."""
    text = Text(f"内容过多：超过 {most:,} 个值", f"too much: over {most:,} values")
    return Problem(file, 0, 0, "", "too-large", text.zh, text.en)


def sound(given: Mapping[str, Any]) -> Source:
    """Return plain data of a program as a source, with the problem of every value in it that no record can hold.

    Numbers that are none (what some libraries write for a value that is missing), halves of characters, and classes
    that JSON does not have.

    Raises:
        BadRecord: it is nested too deep, or holds too much, to be looked at; or what is no data at all.
    """
    problems = list(unfit(given))
    if any(one.code in ("depth", "too-large", "type") for one in problems):
        raise BadRecord(problems)
    return Source("", dict(given), problems=tuple(problems))


def unfit(given: Any) -> Iterator[Problem]:
    """Yield the problem of every value in plain data that no record can hold."""
    seen = 0
    open_: list[tuple[Any, Path]] = [(given, ())]
    while open_:
        data, path = open_.pop()
        seen += 1
        if len(path) > MAX_DEPTH or seen > MOST_VALUES:
            too_deep = Text(f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} deep")
            yield NOWHERE.problem(path[:4], "depth", too_deep) if len(path) > MAX_DEPTH else too_large("")
            return
        if isinstance(data, str):
            if not is_whole(data):
                yield NOWHERE.problem(path, "half-character", HALF)
        elif isinstance(data, (float, Decimal)):
            if not (data.is_finite() if isinstance(data, Decimal) else math.isfinite(data)):
                text = Text(f"{data} 不是有限的数字", f"{data} is not a finite number")
                yield NOWHERE.problem(path, "number", text)
        elif isinstance(data, Mapping):
            for key, value in data.items():
                name = key if isinstance(key, str) else repr(key)
                whole = name if is_whole(name) else name.encode("utf-8", "replace").decode("utf-8")
                if whole is not name:
                    yield NOWHERE.problem((*path, whole), "half-character", HALF)
                open_.append((value, (*path, whole)))
        elif isinstance(data, (list, tuple)):
            open_ += [(value, (*path, i)) for i, value in enumerate(data)]
        elif not (data is None or isinstance(data, (bool, int, date, Struct))):
            said = type(data).__name__
            yield NOWHERE.problem(path, "type", Text(f"不能是 {said}", f"can't be a {said}"))


def written_in_a_line(value: Any) -> str:
    """Write plain data on one line, as YAML would have it: for people who compare two values.

    >>> written_in_a_line({"zh": "甲", "days": [1, 2.5, None]}), written_in_a_line(None), written_in_a_line(True)
    ('{zh: 甲, days: [1, 2.5, null]}', '—', 'true')
    """
    return "—" if value is None else _inside(value)


def _inside(value: Any) -> str:
    match value:
        case Mapping():
            return "{" + ", ".join(f"{key}: {_inside(part)}" for key, part in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_inside, value)) + "]"
        case None:
            return "null"
        case bool():
            return str(value).lower()
    return str(value)
