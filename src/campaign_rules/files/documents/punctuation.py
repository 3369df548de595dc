"""Chinese punctuation that an input method types where YAML or JSON asks for plain marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign_rules.base.errors import Problem
from campaign_rules.base.texts import Text

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


_CHINESE_MARKS = {
    "：": (Text("冒号", "colon"), ":"),
    "，": (Text("逗号", "comma"), ","),
    "、": (Text("顿号", "comma"), ","),
    **dict.fromkeys("“”‘’「」＂", (Text("引号", "quotation mark"), '"')),
    **dict.fromkeys("（｛【［〔", (Text("括号", "bracket"), "[ {")),
    **dict.fromkeys("）｝】］〕", (Text("括号", "bracket"), "] }")),
}
"""What an input method for Chinese types where JSON asks for plain marks."""


def typed_in_chinese(mark: str, line: int) -> Text | None:
    """Say that a Chinese mark stands where JSON asks for a plain one; None for any other character."""
    if mark not in _CHINESE_MARKS:
        return None
    name, plain = _CHINESE_MARKS[mark]
    return Text(
        f"第{line}行用了中文{name.zh} {mark}，应为英文的 {plain}",
        f"line {line} has a Chinese {name.en} {mark}, expected a plain {plain}",
    )
