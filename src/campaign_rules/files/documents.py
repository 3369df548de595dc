"""YAML and JSON text to plain data, strictly: with places, without tags, duplicate keys, bombs or guesses.

YAML is read by YAML 1.2's core schema: only ``true`` and ``false`` are truth values, ``no`` and ``on`` are
text, and ``010`` is the number ten. A date stays text here; the typed records read it.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Callable, Iterator
from itertools import islice
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # undocumented, but stable since 2.7
from typing import Any

import yaml

from campaign_rules.base.errors import MOST_COUNTED, BadInput, Problem
from campaign_rules.base.plain_data import MAX_DEPTH, MOST_VALUES, too_large
from campaign_rules.base.sources import Mark, Path, Source, path_text
from campaign_rules.base.texts import HALF, Text, is_whole, printable

MAX_BYTES = 64 * 2**20
"""A single document larger than this is refused."""
MAX_ALIASED = 10_000
"""More values than this by way of YAML aliases are refused: that many only a bomb has."""


def decode(raw: bytes, file: str, error: type[BadInput] = BadInput) -> str:
    """Decode a file's bytes as UTF-8 (a byte order mark is allowed), or name what they look like instead.

    Raises:
        BadInput: (``error``) the bytes are not UTF-8, or are too many.
    """
    if len(raw) > MAX_BYTES:
        raise error(
            [
                Problem(
                    file,
                    1,
                    1,
                    "",
                    "too-large",
                    f"文件过大：超过 {MAX_BYTES >> 20} MB",
                    f"the file is too large: over {MAX_BYTES >> 20} MB",
                )
            ]
        )
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        before = raw[: wrong.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        looks = _looks_like(raw)
        text = Text(
            f"编码不是 UTF-8（像是 {looks}），请另存为 UTF-8",
            f"not UTF-8 (it looks like {looks}); save the file as UTF-8",
        )
        raise error([Problem(file, line, column, "", "encoding", text.zh, text.en)]) from None


def _looks_like(raw: bytes) -> str:
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "UTF-16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "binary data 二进制数据"
    return "GBK"


def read_yaml(text: str, file: str, error: type[BadInput] = BadInput, most: int = MOST_VALUES) -> Source:
    """Read one YAML document; duplicate keys, tags and other things to be read past are the source's ``problems``.

    Raises:
        BadInput: (``error``) with the place: syntax, more than one document, aliases that multiply, or
            data nested too deep, or more values than ``most``.
    """
    reader = _YamlReader(file, most)
    readable = False
    try:
        _take_all(reader, text)
        readable = reader.documents > 0
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        said = " ".join(part for part in (wrong.context, wrong.problem) if part)
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        first = wrong.context_mark.line + 1 if wrong.context_mark else place[0] - 1
        causes = [
            one for one in misplaced_punctuation(text, file) if one.code == CERTAIN or first <= one.line <= place[0]
        ]
        reader.problems += causes
        if not any(first <= one.line <= place[0] for one in causes):
            reader.add(place, (), "syntax", Text(f"YAML 语法错误：{_in_chinese(said)}", f"YAML syntax error: {said}"))
    except yaml.YAMLError as wrong:
        said = str(wrong).replace("\n", " ")
        reader.add((1, 1), (), "syntax", Text(f"YAML 无法读取：{said}", f"YAML can't be read: {said}"))
    except _Stop:
        pass
    if not reader.problems and not readable:
        reader.add((1, 1), (), "empty", Text("文件是空的", "the file is empty"))
    if not readable:
        raise error(reader.problems)
    return Source(file, reader.data, reader.keys, reader.values, tuple(reader.problems), written=reader.written)


_SYNTAX = (
    ("could not find expected ':'", "这一行缺少冒号"),
    ("mapping values are not allowed", "这里不能再有“键: 值”，请看缩进和上一行"),
    ("block sequence entries are not allowed", "这里不能有“- ”，请看缩进"),
    ("did not find expected '-' indicator", "这里应为“- ”，请看缩进"),
    ("did not find expected ',' or ']'", "列表里缺少逗号或 ]"),
    ("did not find expected ',' or '}'", "映射里缺少逗号或 }"),
    ("did not find expected key", "这里应为一个键，请看缩进"),
    ("did not find expected <document start>", "这里应已结束，请看缩进"),
    ("found unexpected end of stream", "引号没有配对"),
    ("found character that cannot start any token", "这里不能用这个字符（如制表符、@、%、反引号）"),
    ("Expecting property name", "这里应为用英文双引号括起的键"),
    ("Expecting value", "这里应为一个值"),
    ("Expecting ':' delimiter", "这里缺少冒号"),
    ("Expecting ',' delimiter", "这里缺少逗号"),
    ("Extra data", "一份 JSON 之后还有内容"),
    ("Unterminated string", "引号没有配对"),
    ("Invalid control character", "文字里有换行或控制字符"),
    ("Invalid \\", "反斜杠的写法不对"),
    ("Illegal trailing comma", "最后一项后面多了逗号"),
)
"""What the parsers say most often, and how it is said in Chinese."""


def _in_chinese(said: str) -> str:
    return next((chinese for english, chinese in _SYNTAX if english in said), said)


CERTAIN = "punctuation"
"""The code of what can't be meant as text: a key before a Chinese colon, a full-width blank before a line."""

_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'|(?:^|\s)#.*')

_PUNCTUATION: tuple[tuple[re.Pattern[str], str, Text], ...] = (
    (re.compile(r"^[ \t]*(?:[-－—–] *)?([\u3000\u00a0])"), CERTAIN,
     Text("用了全角空格，应为半角空格", "has a full-width blank, expected a plain one")),
    (re.compile(r"^\s*([－—–])\s*\S"), CERTAIN,
     Text("用了中文横线，应为 “- ”（减号加空格）", "has a Chinese dash, expected - and a blank")),
    (re.compile(r"(?:^\s*(?:[-－—–]\s*)?|[{,，｛]\s*)[\"'“”‘’]?[A-Za-z_][A-Za-z0-9_]*[\"'“”‘’]? *(：)"), CERTAIN,
     Text("用了中文冒号，应为 “: ”（英文冒号加空格）", "has a Chinese colon, expected : and a blank")),
    (re.compile(r"^\s*(?:- +)?[A-Za-z_][A-Za-z0-9_]*(:)(?=[^\s/])"), "blank-after-colon",
     Text("冒号后面缺一个空格", "lacks a blank after the colon")),
    (re.compile(r"[\[{［｛【].*?(，)|(，)\s*(?:$|[A-Za-z_]+ *[:：])"), "comma",
     Text("用了中文逗号，应为英文逗号", "has a Chinese comma, expected a plain one")),
    (re.compile(r"(?:[:：]|^\s*-|[\[,，])\s*([“”‘’「『])[^“”‘’」』]*[“”‘’」』]\s*(?:$|[,，\]}])"), "quotes",
     Text("用了中文引号，应为英文引号", "has Chinese quotation marks, expected plain ones")),
    (re.compile(r"(?:[:：]|^\s*-|^)\s*([（【［｛〔])"), "brackets",
     Text("用了中文括号，应为英文的 [ ] 或 { }", "has Chinese brackets, expected [ ] or { }")),
)  # fmt: skip
"""What an input method for Chinese types where YAML asks for plain marks: the mark, how certain, what to say."""


def misplaced_punctuation(text: str, file: str) -> Iterator[Problem]:
    """Yield where YAML text has Chinese punctuation that may have been meant as YAML's own; in sound text it need not be."""
    for number, line in enumerate(text.splitlines(), 1):
        plain = _QUOTED.sub(lambda found: " " * len(found[0]), line)
        for pattern, code, said in _PUNCTUATION:
            if found := pattern.search(line if code == CERTAIN else plain):
                at = found.start(found.lastindex or 0) + 1
                yield Problem(file, number, at, "", code, f"第{number}行{said.zh}", f"line {number} {said.en}")


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _take_all(reader: _YamlReader, text: str) -> None:
    taken = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            reader.take(event)
            taken += 1
    except yaml.MarkedYAMLError as wrong:
        if "maximum nesting depth" not in (wrong.problem or ""):
            raise
        # libyaml gives up before it has said where our own limit lies; the slower parser does say.
        for event in islice(yaml.parse(text, Loader=yaml.SafeLoader), taken, None):
            reader.take(event)


class _Stop(Exception):  # not an error: nothing more is worth reading
    pass


_CORE: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"~|null|Null|NULL|"), lambda _: None),
    (re.compile(r"true|True|TRUE"), lambda _: True),
    (re.compile(r"false|False|FALSE"), lambda _: False),
    (re.compile(r"[-+]?[0-9]{1,40}"), int),
    (re.compile(r"0x[0-9a-fA-F]{1,40}"), lambda t: int(t, 16)),
    (re.compile(r"0o[0-7]{1,40}"), lambda t: int(t, 8)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), lambda t: float(t.replace(".", "").lower())),
)


def _scalar(event: Any) -> Any:
    text: str = event.value
    if not event.implicit[0]:  # quoted
        return text
    for pattern, make in _CORE:
        if pattern.fullmatch(text):
            return make(text)
    return text


_TEXT_KEY = Text("键必须是文字", "a key must be text")
_TOO_DEEP = Text(f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} deep")
_NOT_FINITE = Text("不是有限的数字", "not a finite number")


def _too_large(written: str) -> Text:
    return Text(
        f'{written} 读成了数，却不是有限的数字；若是编号或文字，请加引号："{written}"',
        f'{written} reads as a number, but not a finite one; if it is an id or text, put it in quotes: "{written}"',
    )


def _twice(key: str) -> Text:
    return Text(f"重复的键 {key}", f"duplicate key {key}")


class _YamlReader:
    """Builds data from parse events without recursion, so that hostile nesting costs nothing."""

    def __init__(self, file: str, most: int) -> None:
        self.file, self.most = file, most
        self.problems: list[Problem] = []
        self.keys: dict[Path, Mark] = {}
        self.values: dict[Path, Mark] = {}
        self.written: dict[Path, str] = {}
        self.data: Any = None
        self.documents = 0
        self._open: list[tuple[Any, Path, str | None]] = []  # container, its path, its anchor
        self._key: list[Any] = []  # the key that awaits its value, one for each open container
        self._anchors: dict[str, tuple[Any, int, int]] = {}  # value, how many values it holds, how deep
        self._made = 0
        self._aliased = 0
        self._made_at: list[int] = []
        self._deepest: list[int] = []  # how deep what lies in each open container is

    def add(self, mark: Mark, path: Path, code: str, text: Text) -> None:
        if len(self.problems) <= MOST_COUNTED:
            self.problems.append(Problem(self.file, *mark, path_text(path), code, text.zh, text.en))

    def take(self, event: Any) -> None:
        if len(self.values) > self.most:
            self.problems.append(too_large(self.file, self.most))
            raise _Stop
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self._refuse(
                        event,
                        "documents",
                        Text(
                            "一个文件只放一份记录（发现第二个 --- 文档）；多份记录请用 JSON Lines 或分成多个文件",
                            "one record a file (a second --- document begins); use JSON Lines or several files for many",
                        ),
                        stop=True,
                    )
            case yaml.ScalarEvent():
                self._check_tag(event)
                value = _scalar(event)
                if isinstance(value, float) and not math.isfinite(value):
                    self._refuse(
                        event, "number", _too_large(event.value) if re.match(r"\d{6}", event.value) else _NOT_FINITE
                    )
                self._value(event, value, 1)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check_tag(event)
                self._start(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()
            case _:
                pass

    def _refuse(self, event: Any, code: str, text: Text, *, stop: bool = False) -> None:
        mark = (event.start_mark.line + 1, event.start_mark.column + 1)
        self.add(mark, self._path() if self._open else (), code, text)
        if stop:
            raise _Stop

    def _check_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(
                event,
                "tag",
                Text(f"不允许使用标签 {tag}，只能写普通数据", f"the tag {tag} is not allowed; write plain data"),
            )

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            self._refuse(
                event,
                "alias",
                Text(
                    f"别名 *{event.anchor} 没有对应的锚点，或引用了自身",
                    f"the alias *{event.anchor} has no anchor, or lies inside it",
                ),
            )
            self._value(event, None, 1)
            return
        value, size, depth = self._anchors[str(event.anchor)]
        if len(self._open) + depth > MAX_DEPTH:
            self._refuse(event, "depth", _TOO_DEEP, stop=True)
        self._sink(depth)
        self._aliased += size
        if self._aliased > MAX_ALIASED:
            self._refuse(
                event,
                "alias",
                Text("别名展开后数据过多，拒绝读取", "the aliases multiply into too much data"),
                stop=True,
            )
        self._value(event, value, size)

    def _path(self) -> Path:
        container, path, _ = self._open[-1]
        if isinstance(container, list):
            return (*path, len(container))
        return path if self._key[-1] is _Stop else (*path, str(self._key[-1]))

    def _start(self, event: Any, container: Any) -> None:
        if len(self._open) >= MAX_DEPTH:
            self._refuse(
                event,
                "depth",
                _TOO_DEEP,
                stop=True,
            )
        path = self._path() if self._open else ()
        if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is _Stop:
            self._refuse(event, "key", _TEXT_KEY, stop=True)
        self.values[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        self._open.append((container, path, event.anchor))
        self._key.append(_Stop)
        self._made_at.append(self._made)
        self._deepest.append(0)

    def _end(self) -> None:
        container, path, anchor = self._open.pop()
        self._key.pop()
        self._made += 1
        size, depth = self._made - self._made_at.pop(), 1 + self._deepest.pop()
        if anchor:
            self._anchors[anchor] = (container, size, depth)
        self._sink(depth)
        self._place(container, path)

    def _sink(self, depth: int) -> None:
        if self._deepest:
            self._deepest[-1] = max(self._deepest[-1], depth)

    def _value(self, event: Any, value: Any, size: int) -> None:
        self._made += size
        mark = (event.start_mark.line + 1, event.start_mark.column + 1)
        if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is _Stop:
            self._take_key(event, value, mark)
            return
        path = self._path() if self._open else ()
        self.values[path] = mark
        if isinstance(value, str) and not is_whole(value):
            self._refuse(event, "half-character", HALF)
        if isinstance(event, yaml.ScalarEvent):
            if not isinstance(value, str) and event.value != str(value):
                self.written[path] = event.value
            if event.anchor:
                self._anchors[event.anchor] = (value, 1, 0)
        self._place(value, path)

    def _take_key(self, event: Any, key: Any, mark: Mark) -> None:
        container, path, _ = self._open[-1]
        if isinstance(key, (dict, list)):  # by way of an alias
            self._refuse(event, "key", _TEXT_KEY, stop=True)
        name = event.value if isinstance(event, yaml.ScalarEvent) else str(key)
        if not is_whole(name):
            self._refuse(event, "half-character", HALF, stop=True)
        if name in container:
            self.add(mark, (*path, name), "duplicate-key", _twice(name))
        self.keys[(*path, name)] = mark
        self._key[-1] = name

    def _place(self, value: Any, path: Path) -> None:
        if not self._open:
            self.data = value
            return
        container = self._open[-1][0]
        if isinstance(container, list):
            container.append(value)
        else:
            container[self._key[-1]] = value
            self._key[-1] = _Stop


_CHINESE_MARKS = {
    "：": (Text("冒号", "colon"), ":"),
    "，": (Text("逗号", "comma"), ","),
    "、": (Text("顿号", "comma"), ","),
    **dict.fromkeys("“”‘’「」＂", (Text("引号", "quotation mark"), '"')),
    **dict.fromkeys("（｛【［〔", (Text("括号", "bracket"), "[ {")),
    **dict.fromkeys("）｝】］〕", (Text("括号", "bracket"), "] }")),
}
"""What an input method for Chinese types where JSON asks for plain marks."""


def _typed_in_chinese(mark: str, line: int) -> Text | None:
    """Say that a Chinese mark stands where JSON asks for a plain one; None for any other character."""
    if mark not in _CHINESE_MARKS:
        return None
    name, plain = _CHINESE_MARKS[mark]
    return Text(
        f"第{line}行用了中文{name.zh} {mark}，应为英文的 {plain}",
        f"line {line} has a Chinese {name.en} {mark}, expected a plain {plain}",
    )


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
            else _typed_in_chinese(text[wrong.pos : wrong.pos + 1], place[0])
            or Text(f"JSON 语法错误：{_in_chinese(said)}", f"JSON syntax error: {said}")
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
            self._refuse(mark, path, "depth", _TOO_DEEP)
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
            self._refuse(mark, (*base, value), "duplicate-key", _twice(value))
        self.keys[(*base, value)] = mark
        self.key = value

    def _value(self, value: Any, mark: Mark) -> None:
        path = self._path()
        if isinstance(value, float) and not math.isfinite(value):
            self._refuse(mark, path, "number", _NOT_FINITE)
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
