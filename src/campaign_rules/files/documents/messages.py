"""What is said of text that can't be read, of YAML and of JSON alike."""

from __future__ import annotations

from campaign_rules.base.plain_data import MAX_DEPTH
from campaign_rules.base.texts import Text

TOO_DEEP = Text(f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} deep")
NOT_FINITE = Text("不是有限的数字", "not a finite number")


def twice(key: str) -> Text:
    """Say that a key stands there a second time."""
    return Text(f"重复的键 {key}", f"duplicate key {key}")


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


def in_chinese(said: str) -> str:
    """Return what a parser says in Chinese, as far as that is known."""
    return next((chinese for english, chinese in _SYNTAX if english in said), said)
