"""How a value is written in a cell: the plainest that `cells.read` turns into the same value again; quoted, if none does."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from msgspec import UNSET, to_builtins

from campaign_rules.base.texts import Text
from campaign_rules.base.words import NOT_NEEDED
from campaign_rules.files.workbooks.cells import DIGITS, FIRST_DAY, NO, NULL, YES, Cell, CellProblem, as_text, read
from campaign_rules.files.workbooks.columns import Column, Sheet

LONGEST = 32767
"""The number of characters that a cell can hold."""

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")


def write(column: Column, value: Any) -> Cell:
    """Return the cell that says a value in a column; reading it gives the value again.

    Raises:
        CellProblem: the value does not fit into a cell.
    """
    if value is UNSET:
        return None
    if value is None:  # of what is needed, 无 would say that it is not
        return column.lexicon.words.not_yet[0] if column.needed and column.lexicon.words.not_yet else NULL
    if isinstance(value, bool):
        return YES if value else NO
    if value == NOT_NEEDED and column.needed:
        return column.lexicon.words.not_needed[0] if column.lexicon.words.not_needed else NOT_NEEDED
    if isinstance(value, date):
        return value if value >= FIRST_DAY else value.isoformat()
    if isinstance(value, (int, float)):
        return value if float(f"{value:.16G}") == value and abs(value) < 10**DIGITS else repr(value)
    if isinstance(value, (tuple, list)):
        return _fitting(_list_text(column, tuple(value)))
    return _fitting(_text(column, str(value)))


def write_attribute(sheet: Sheet, column: Column, name: str, value: Any) -> Cell:
    """Return the cell that says the value of an attribute: by its declared type or, if it is none of it, as it is.

    Raises:
        CellProblem: the value does not fit into a cell.
    """
    declared = sheet.values.get(name)
    if declared is None:
        return write(column, value)
    cell = write(declared, value)
    return cell if _comes_back(declared, cell, value) else write(column, value)


def _fitting(text: str) -> str:
    if len(text) > LONGEST:
        raise CellProblem(
            Text(
                f"文字有 {len(text)} 个字符，一格最多 {LONGEST} 个",
                f"the text has {len(text)} characters, a cell holds {LONGEST}",
            )
        )
    return text


def _text(column: Column, value: str) -> str:
    candidate = column.shown.get(value, value)
    for text in (candidate, value):
        if not _UNSAFE.search(text) and not _ESCAPED.search(text) and _comes_back(column, text, value):
            return text
    return _quoted(value)


def _comes_back(column: Column, cell: Cell, value: Any) -> bool:
    try:
        return bool(read(column, cell) == value)
    except CellProblem:
        return False


def _quoted(value: Any) -> str:
    made = json.dumps(value, ensure_ascii=False)
    made = _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", made)
    return _ESCAPED.sub(r"\\u005fx", made)


def _list_text(column: Column, value: tuple[Any, ...]) -> str:
    parting = "；" if all(isinstance(one, str) for one in value) else "、"
    text = parting.join(_element(column, one) for one in value)
    if value and not _UNSAFE.search(text) and not _ESCAPED.search(text) and _comes_back(column, text, list(value)):
        return text
    return _quoted(to_builtins(value))


def _element(column: Column, one: Any) -> str:
    """Return how one of a list is written: a word by what people call it, a day or a number by itself."""
    return column.shown.get(one, one) if isinstance(one, str) else as_text(one)
