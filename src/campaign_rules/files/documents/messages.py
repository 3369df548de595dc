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
    ("did not find expected node content", "这里缺一个值，或多了一个逗号"),
    ("did not find expected comment or line break", "| 或 > 之后应换行，内容写在下一行"),
    ("did not find expected alphabetic or numeric character", "& 或 * 后面应有名字；要写这个字符本身，请加引号"),
    ("did not find expected hexdecimal number", "反斜杠的写法不对"),
    ("found unknown escape character", "反斜杠的写法不对：请改用单引号，或把 \\ 写两个"),
    ("found invalid Unicode character escape code", "反斜杠的写法不对"),
    ("found unexpected document indicator", "引号没有配对"),
    ("found incompatible YAML document", "不支持这个 YAML 版本"),
    ("directive", "以 % 开头的一行看不懂"),
    ("tag", "! 开头的标签看不懂；要写这个字符本身，请加引号"),
    ("control characters are not allowed", "文字里有控制字符"),
    ("Unexpected UTF-8 BOM", "开头有多余的字节顺序标记"),
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
    """Say in Chinese what a parser says: what is not known of it, only that it can't be understood."""
    return next((chinese for english, chinese in _SYNTAX if english in said), "看不懂这里的写法")
