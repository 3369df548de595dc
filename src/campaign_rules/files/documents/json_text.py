"""One JSON document to plain data: quickly, and once more, with the place of each value, where something is wrong."""

from __future__ import annotations

import json
import math
import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # undocumented, but stable since 2.7
from typing import Any

from campaign_rules.base.errors import MOST_COUNTED, BadInput, Problem
from campaign_rules.base.plain_data import MAX_DEPTH, MOST_VALUES, too_large
from campaign_rules.base.sources import Mark, Path, Source, path_text
from campaign_rules.base.texts import HALF, Text, is_whole, printable
from campaign_rules.files.documents.messages import NOT_FINITE, TOO_DEEP, in_chinese, twice
from campaign_rules.files.documents.punctuation import typed_in_chinese


def read_json(text: str, file: str, *, line: int = 1, error: type[BadInput] = BadInput) -> Source:
    """Read one JSON document that starts on ``line`` of ``file``.

    Duplicate keys, NaN and infinities are the source's ``problems``.

    Raises:
        BadInput: (``error``) with the place: syntax, or data nested too deep.
    """
    clean = not _HALVES.search(text)

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal clean
        made = dict(items)
        clean = clean and len(made) == len(items)
        return made

    def number(text: str) -> float:
        nonlocal clean
        value = float(text)
        clean = clean and math.isfinite(value)
        return value

    def integer(text: str) -> int | float:
        nonlocal clean
        value = _number(text)
        clean = clean and isinstance(value, int)
        return value

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=number, parse_float=number, parse_int=integer)
    except JSONDecodeError as wrong:
        said = wrong.msg
        place = (wrong.lineno + line - 1, wrong.colno)
        empty = not text.strip()
        told = (
            Text("文件是空的", "the file is empty")
            if empty
            else typed_in_chinese(text[wrong.pos : wrong.pos + 1], place[0])
            or Text(f"JSON 语法错误：{in_chinese(said)}", f"JSON syntax error: {said}")
        )
        raise error([Problem(file, *place, "", "empty" if empty else "syntax", told.zh, told.en)]) from None
    except RecursionError:
        data, clean = None, False
    if clean:
        return Source(file, data)
    return locate_json(text, file, line=line, error=error)


_HALVES = re.compile(r"\\u[dD][89a-fA-F]")
"""How JSON writes half a character: most often two of them, which are one."""

_TOKEN = re.compile(
    r'[ \t\r\n]*(?:([{}\[\],:])|(")|(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(true|false|null|NaN|-?Infinity))'
)
_WORDS = {"true": True, "false": False, "null": None}


def locate_json(text: str, file: str, *, line: int = 1, error: type[BadInput] = BadInput) -> Source:
    """Read JSON text (whose syntax `read_json` has found sound) once more, slowly, for the place of each value."""
    return _JsonReader(text, file, line, error).read()


class _JsonReader:
    """Goes through JSON token by token, without recursion."""

    def __init__(self, text: str, file: str, line: int, error: type[BadInput]) -> None:
        self.text, self.file, self.line, self.error = text, file, line, error
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.row = 0
        self.keys: dict[Path, Mark] = {}
        self.values: dict[Path, Mark] = {}
        self.written: dict[Path, str] = {}
        self.problems: list[Problem] = []
        self.top: list[Any] = []
        self.stack: list[tuple[Any, Path]] = [(self.top, ())]
        self.key: str | None = None

    def read(self) -> Source:
        pos = 0
        while found := _TOKEN.match(self.text, pos):
            punctuation, quote, number, word = found.groups()
            pos = found.end()
            mark = self._mark(found.start(found.lastindex or 0))
            if punctuation and punctuation in "}]":
                self.stack.pop()
            elif punctuation and punctuation in "{[":
                self._open({} if punctuation == "{" else [], mark)
            elif quote:
                value, pos = scanstring(self.text, pos, True)
                self._text(value, mark)
            elif number or word:
                value = _number(number) if number else _WORDS.get(word, math.nan)
                if number and number != str(value):
                    self.written[self._path()] = number
                self._value(value, mark)
        return Source(self.file, self.top[0], self.keys, self.values, tuple(self.problems), written=self.written)

    def _mark(self, at: int) -> Mark:
        while self.row + 1 < len(self.starts) and self.starts[self.row + 1] <= at:
            self.row += 1
        return (self.row + self.line, at - self.starts[self.row] + 1)

    def _refuse(self, mark: Mark, path: Path, code: str, text: Text) -> None:
        if len(self.problems) <= MOST_COUNTED:
            self.problems.append(Problem(self.file, *mark, path_text(path), code, text.zh, text.en))

    def _path(self) -> Path:
        container, base = self.stack[-1]
        if len(self.stack) == 1:
            return ()
        return (*base, len(container) if isinstance(container, list) else str(self.key))

    def _open(self, container: Any, mark: Mark) -> None:
        path = self._path()
        self._value(container, mark)
        self.stack.append((container, path))
        if len(self.stack) > MAX_DEPTH + 1:
            self._refuse(mark, path, "depth", TOO_DEEP)
            raise self.error(self.problems)

    def _text(self, value: str, mark: Mark) -> None:
        container, base = self.stack[-1]
        if not is_whole(value):
            self._refuse(
                mark,
                self._path() if self.key is not None or isinstance(container, list) else base,
                "half-character",
                HALF,
            )
            value = printable(value)
        if not isinstance(container, dict) or self.key is not None:
            self._value(value, mark)
            return
        if value in container:
            self._refuse(mark, (*base, value), "duplicate-key", twice(value))
        self.keys[(*base, value)] = mark
        self.key = value

    def _value(self, value: Any, mark: Mark) -> None:
        path = self._path()
        if isinstance(value, float) and not math.isfinite(value):
            self._refuse(mark, path, "number", NOT_FINITE)
        self.values[path] = mark
        if len(self.values) > MOST_VALUES:  # found slowly, and held: what msgspec reads has no such limit
            raise self.error([too_large(self.file)])
        container = self.stack[-1][0]
        if isinstance(container, list):
            container.append(value)
        else:
            container[str(self.key)] = value
        self.key = None


def _number(text: str) -> int | float:
    if text.lstrip("-").isdigit():
        return int(text) if len(text) <= 40 else math.inf
    return float(text)
