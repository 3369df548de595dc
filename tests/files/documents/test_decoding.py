"""A file's bytes are UTF-8, or it is told what they look like."""

from typing import Any

import pytest

from campaign_rules.base.errors import BadInput
from campaign_rules.base.sources import Source
from campaign_rules.files.documents.decoding import decode
from campaign_rules.files.documents.json_text import locate_json, read_json
from campaign_rules.files.documents.yaml_text import read_yaml


def told(source: Source) -> list[str]:
    return [problem.render("en") for problem in sorted(source.problems)]


def refused(wrong: BadInput) -> list[str]:
    return [problem.render("en") for problem in wrong.problems]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"id: a", "id: a"),
        ("名: 企业".encode(), "名: 企业"),
        (b"\xef\xbb\xbfid: a", "id: a"),
        ("id: 😀".encode(), "id: 😀"),
    ],
    ids=["empty", "ascii", "chinese", "byte order mark", "beyond the basic plane"],
)
def test_utf_8_is_read_with_or_without_a_mark(raw: bytes, text: str) -> None:
    assert decode(raw, "f") == text


@pytest.mark.parametrize(
    ("raw", "place", "looks"),
    [
        ("name: 进贤县".encode("gbk"), "1:7", "GBK"),
        ("id: 甲\nname: 企业\n".encode() + "进贤".encode("gbk"), "3:1", "binary data 二进制数据"),
        ("a: 名".encode() + b"\xff\xfe\xfd", "1:5", "binary data 二进制数据"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "1:1", "binary data 二进制数据"),
        ("id: a".encode("utf-16"), "1:1", "UTF-16"),
        (b"\xff\xfe", "1:1", "UTF-16"),
        (b"\xfe\xff\x00i", "1:1", "UTF-16"),
        (b"id: a\n" + "甲".encode()[:2], "2:1", "GBK"),
    ],
    ids=["gbk", "two encodings", "binary", "image", "utf-16", "utf-16 mark", "utf-16 big-endian", "cut short"],
)
def test_any_other_encoding_is_named(raw: bytes, place: str, looks: str) -> None:
    with pytest.raises(BadInput) as caught:
        decode(raw, "f")
    (problem,) = caught.value.problems
    assert problem.render("en") == f"f:{place}: not UTF-8 (it looks like {looks}); save the file as UTF-8"
    assert problem.render("zh") == f"f:{place}: 编码不是 UTF-8（像是 {looks}），请另存为 UTF-8"


@pytest.mark.parametrize(
    ("raw", "place"), [(b"ab\xff", "1:3"), ("中文a".encode() + b"\xff", "1:4"), ("中\n".encode() + b"\xff", "2:1")]
)
def test_a_wrong_byte_after_a_byte_order_mark_is_placed(raw: bytes, place: str) -> None:
    with pytest.raises(BadInput) as caught:
        decode(b"\xef\xbb\xbf" + raw, "f")
    assert refused(caught.value) == [
        f"f:{place}: not UTF-8 (it looks like binary data 二进制数据); save the file as UTF-8"
    ]


@pytest.mark.parametrize("read", [read_yaml, read_json, locate_json], ids=["yaml", "json", "places"])
def test_crlf_is_a_line_break(read: Any) -> None:
    assert read('{"a": 1,\r\n "b": [2,\r\n  3]}\r\n', "f").data == {"a": 1, "b": [2, 3]}


@pytest.mark.parametrize("read", [read_yaml, locate_json], ids=["yaml", "json"])
def test_places_are_the_same_with_crlf(read: Any) -> None:
    text = '{"甲": 1,\n "b": [2,\n  "三", {"c": null}]}\n'
    lf, crlf = read(text, "f"), read(text.replace("\n", "\r\n"), "f")
    assert lf == crlf
    assert lf.keys == {("甲",): (1, 2), ("b",): (2, 2), ("b", 2, "c"): (3, 9)}
    assert lf.values == {
        (): (1, 1),
        ("甲",): (1, 7),
        ("b",): (2, 7),
        ("b", 0): (2, 8),
        ("b", 1): (3, 3),
        ("b", 2): (3, 8),
        ("b", 2, "c"): (3, 14),
    }


def test_places_count_from_the_line_that_the_text_starts_on() -> None:
    source = read_json('{"a": 1, "a": NaN}', "f", line=12)
    assert told(source) == ["f:12:10: a: duplicate key a", "f:12:15: a: not a finite number"]
    with pytest.raises(BadInput) as caught:
        read_json("{]", "f", line=12)
    assert refused(caught.value) == ["f:12:2: JSON syntax error: Expecting property name enclosed in double quotes"]
