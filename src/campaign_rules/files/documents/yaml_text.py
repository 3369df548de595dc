"""One YAML document to plain data, by YAML 1.2's core schema.

Only ``true`` and ``false`` are truth values, ``no`` and ``on`` are text, and ``010`` is the number ten. A date stays
text here; the typed records read it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import islice
from typing import Any

import yaml

from campaign_rules.base.errors import MOST_COUNTED, BadInput, Problem
from campaign_rules.base.plain_data import MAX_DEPTH, MOST_VALUES, too_large
from campaign_rules.base.sources import Mark, Path, Source, path_text
from campaign_rules.base.texts import HALF, Text, is_whole
from campaign_rules.files.documents.messages import NOT_FINITE, TOO_DEEP, in_chinese, twice
from campaign_rules.files.documents.punctuation import CERTAIN, misplaced_punctuation

MAX_ALIASED = 10_000
"""More values than this by way of YAML aliases are refused: that many only a bomb has."""

_TEXT_KEY = Text("键必须是文字", "a key must be text")


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
            reader.add(place, (), "syntax", Text(f"YAML 语法错误：{in_chinese(said)}", f"YAML syntax error: {said}"))
    except yaml.YAMLError as wrong:
        said = str(wrong).replace("\n", " ")
        reader.add((1, 1), (), "syntax", Text(f"YAML 无法读取：{in_chinese(said)}", f"YAML can't be read: {said}"))
    except _Stop:
        pass
    if not reader.problems and not readable:
        reader.add((1, 1), (), "empty", Text("文件是空的", "the file is empty"))
    if not readable:
        raise error(reader.problems)
    return Source(file, reader.data, reader.keys, reader.values, tuple(reader.problems), written=reader.written)


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


def _too_large(written: str) -> Text:
    return Text(
        f'{written} 读成了数，却不是有限的数字；若是编号或文字，请加引号："{written}"',
        f'{written} reads as a number, but not a finite one; if it is an id or text, put it in quotes: "{written}"',
    )


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
                        event, "number", _too_large(event.value) if re.match(r"\d{6}", event.value) else NOT_FINITE
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
            self._refuse(event, "depth", TOO_DEEP, stop=True)
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
                TOO_DEEP,
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
        container, _, anchor = self._open.pop()
        self._key.pop()
        self._made += 1
        size, depth = self._made - self._made_at.pop(), 1 + self._deepest.pop()
        if anchor:
            self._anchors[anchor] = (container, size, depth)
        self._sink(depth)
        self._place(container)

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
        self._place(value)

    def _take_key(self, event: Any, key: Any, mark: Mark) -> None:
        container, path, _ = self._open[-1]
        if isinstance(key, (dict, list)):  # by way of an alias
            self._refuse(event, "key", _TEXT_KEY, stop=True)
        name = event.value if isinstance(event, yaml.ScalarEvent) else str(key)
        if not is_whole(name):
            self._refuse(event, "half-character", HALF, stop=True)
        if name in container:
            self.add(mark, (*path, name), "duplicate-key", twice(name))
        self.keys[(*path, name)] = mark
        self._key[-1] = name

    def _place(self, value: Any) -> None:
        if not self._open:
            self.data = value
            return
        container = self._open[-1][0]
        if isinstance(container, list):
            container.append(value)
        else:
            container[self._key[-1]] = value
            self._key[-1] = _Stop
