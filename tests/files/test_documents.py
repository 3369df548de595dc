"""YAML and JSON read strictly, by both readers alike: what is refused, where, and what plain data the rest becomes."""

import json
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from campaign_rules.base.errors import BadInput, BadPack, BadRecord
from campaign_rules.base.plain_data import MAX_DEPTH
from campaign_rules.base.sources import Path, Source
from campaign_rules.files.documents.decoding import MAX_BYTES, decode
from campaign_rules.files.documents.json_text import locate_json, read_json
from campaign_rules.files.documents.yaml_text import MAX_ALIASED, read_yaml
from tests.loading import from_json, from_yaml

CASES: list[dict[str, Any]] = yaml.safe_load(
    (pathlib.Path(__file__).parents[1] / "cases" / "inputs" / "reading.yaml").read_text(encoding="utf-8")
)


def told(source: Source) -> list[str]:
    return [problem.render("en") for problem in sorted(source.problems)]


def refused(wrong: BadInput) -> list[str]:
    return [problem.render("en") for problem in wrong.problems]


def said_of(case: dict[str, Any]) -> list[str]:
    try:
        return told(read_yaml(case["yaml"], "f") if "yaml" in case else read_json(case["json"], "f"))
    except BadInput as wrong:
        return refused(wrong)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_may_not_be_is_told_with_its_place(case: dict[str, Any]) -> None:
    assert said_of(case) == case["says"]


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("", "f:1:1: 文件是空的"),
        ("a: [", "f:2:1: YAML 语法错误：这里缺一个值，或多了一个逗号"),
        ("a: \0", "f:1:1: YAML 无法读取：文字里有控制字符"),
        ("--- 1\n--- 2\n", "f:2:1: 一个文件只放一份记录（发现第二个 --- 文档）；多份记录请用 JSON Lines 或分成多个文件"),
        ("? {}\n", "f:1:3: 键必须是文字"),
    ],
    ids=["empty", "syntax", "character", "documents", "key"],
)  # fmt: skip
def test_what_yaml_is_refused_for_is_said_in_chinese(text: str, zh: str) -> None:
    with pytest.raises(BadRecord) as caught:
        read_yaml(text, "f", BadRecord)
    assert [problem.render() for problem in caught.value.problems] == [zh]


def test_what_yaml_is_read_past_is_said_in_chinese() -> None:
    source = read_yaml("a: !x 1\na: *b\nc: .inf\n", "f")
    assert [problem.render() for problem in source.problems] == [
        "f:1:4: a: 不允许使用标签 !x，只能写普通数据",
        "f:2:1: a: 重复的键 a",
        "f:2:4: a: 别名 *b 没有对应的锚点，或引用了自身",
        "f:3:4: c: 不是有限的数字",
    ]
    assert source.data == {"a": None, "c": float("inf")}


@pytest.mark.parametrize(
    ("text", "zh"), [("", "f:1:1: 文件是空的"), ("[", "f:1:2: JSON 语法错误：这里应为一个值")], ids=["empty", "syntax"]
)
def test_what_json_is_refused_for_is_said_in_chinese(text: str, zh: str) -> None:
    with pytest.raises(BadPack) as caught:
        read_json(text, "f", error=BadPack)
    assert [problem.render() for problem in caught.value.problems] == [zh]


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_data_as_deep_as_may_be_is_read() -> None:
    depth, data = 0, read_yaml(nested(MAX_DEPTH), "f").data
    while data:
        depth, data = depth + 1, data[0]
    assert depth == MAX_DEPTH - 1
    assert locate_json(nested(MAX_DEPTH), "f").data == read_yaml(nested(MAX_DEPTH), "f").data


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1000, 100_000])
def test_yaml_one_deeper_is_refused_where_it_becomes_too_deep(depth: int) -> None:
    with pytest.raises(BadInput) as caught:
        read_yaml(nested(depth), "f")
    where = "[0]" * MAX_DEPTH
    assert refused(caught.value) == [f"f:1:{MAX_DEPTH + 1}: {where}: nested more than 40 deep"]
    assert caught.value.problems[0].zh == "嵌套超过 40 层"


@pytest.mark.parametrize("text", [nested(MAX_DEPTH + 1), '[{"a":' * 21 + "1" + "}]" * 21], ids=["lists", "mappings"])
def test_json_one_deeper_is_refused_by_the_reader_of_places(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        locate_json(text, "f")
    (problem,) = caught.value.problems
    assert (problem.line, problem.code, problem.en) == (1, "depth", "nested more than 40 deep")
    assert problem.path.count("[0]") + problem.path.count("a") == MAX_DEPTH


def test_json_so_deep_that_it_can_not_be_decoded_is_refused_with_its_place() -> None:
    with pytest.raises(BadInput) as caught:
        read_json(nested(100_000), "f", line=7)
    assert refused(caught.value) == [f"f:7:41: {'[0]' * MAX_DEPTH}: nested more than 40 deep"]


def test_an_alias_is_the_value_of_its_anchor() -> None:
    source = read_yaml("a: &x {b: [1, two]}\nc: *x\nd: &y 2\ne: [*y, *x]\n&k key: *k\n", "f")
    assert source.data == {"a": {"b": [1, "two"]}, "c": {"b": [1, "two"]}, "d": 2, "e": [2, {"b": [1, "two"]}], "key": None}  # fmt: skip
    assert told(source) == ["f:5:9: key: the alias *k has no anchor, or lies inside it"]
    assert (source.values["c",], source.values["e", 1]) == ((2, 4), (4, 9))


def test_the_last_anchor_of_a_name_counts() -> None:
    assert read_yaml("[&a 1, *a, &a 2, *a]", "f").data == [1, 1, 2, 2]


def test_an_alias_may_be_a_key() -> None:
    assert read_yaml("a: &x word\n*x : 1\n", "f").data == {"a": "word", "word": 1}


def test_as_many_aliased_values_as_may_be_are_read() -> None:
    # An alias of nine values and their list counts ten.
    text = "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb: [" + "*a, " * (MAX_ALIASED // 10) + "]\n"
    assert len(read_yaml(text, "f").data["b"]) == MAX_ALIASED // 10


def test_one_aliased_value_more_is_refused_where_it_stands() -> None:
    text = "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb: [" + "*a, " * (MAX_ALIASED // 10) + "\n  *a]\n"
    with pytest.raises(BadInput) as caught:
        read_yaml(text, "f")
    assert refused(caught.value) == ["f:3:3: b[1000]: the aliases multiply into too much data"]
    assert caught.value.problems[0].zh == "别名展开后数据过多，拒绝读取"


def test_a_billion_laughs_are_refused() -> None:
    levels = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    with pytest.raises(BadInput) as caught:
        read_yaml("\n".join(["a0: &a0 lol", *levels]), "f")
    assert refused(caught.value) == ["f:5:45: a4[7]: the aliases multiply into too much data"]


def test_a_bomb_of_empty_values_is_refused() -> None:
    text = "a: &a [" + "{}, " * 1000 + "]\nb: [" + "*a, " * 1000 + "]\n"
    with pytest.raises(BadInput):
        read_yaml(text, "f")


def test_a_chain_of_aliases_that_is_too_deep_is_refused() -> None:
    half = MAX_DEPTH // 2
    text = f"a: &a {nested(half)}\nb: {'[' * half}*a{']' * half}\n"
    with pytest.raises(BadInput):
        read_yaml(text, "f")


def test_a_document_that_is_too_large_is_refused() -> None:
    with pytest.raises(BadRecord) as caught:
        decode(b" " * (MAX_BYTES + 1), "f", BadRecord)
    assert refused(caught.value) == ["f:1:1: the file is too large: over 64 MB"]
    assert caught.value.problems[0].zh == "文件过大：超过 64 MB"


def test_a_document_as_large_as_may_be_is_read() -> None:
    assert len(decode(b" " * MAX_BYTES, "f")) == MAX_BYTES


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL"),
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("N", "N"), ("No", "No"),
        ("0", 0), ("10", 10), ("-3", -3), ("+3", 3), ("010", 10), ("-010", -10), ("0x1F", 31), ("0xff", 255),
        ("0X1F", "0X1F"), ("-0x1F", "-0x1F"), ("0x", "0x"), ("0b11", "0b11"), ("1_000", "1_000"), ("1:30", "1:30"),
        ("0.5", 0.5), (".5", 0.5), ("5.", 5.0), ("-1.5e3", -1500.0), ("1e3", 1000.0), ("1E-2", 0.01), (".", "."),
        ("1e", "1e"), ("1.2.3", "1.2.3"), ("2.1.6", "2.1.6"), ("12,5", "12,5"), ("１２", "１２"),
        ("2023-05-28", "2023-05-28"), ("2023-05-28T01:02:03Z", "2023-05-28T01:02:03Z"), ("<<", "<<"), ("=", "="),
        ("'1'", "1"), ('"true"', "true"), ("'~'", "~"), ("''", ""), ("|\n  1\n", "1\n"), (">-\n  a\n  b\n", "a b"),
        ("9" * 40, int("9" * 40)),
    ],
)  # fmt: skip
def test_a_scalar_is_read_by_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    # contract §4: YAML 1.2 scalars; a date stays text until the typed records read it.
    source = read_yaml(f"k: {text}\n", "f")
    assert (source.data["k"], type(source.data["k"]), source.problems) == (value, type(value), ())


def test_an_octal_number_is_read_by_the_core_schema_of_yaml_1_2() -> None:
    assert read_yaml("0o17", "f").data == 15


@pytest.mark.parametrize(("text", "value"), [("5", 5), ("~", None), ("[]", []), ("{}", {}), ("--- a\n...\n", "a")])
def test_the_whole_may_be_any_value(text: str, value: object) -> None:
    assert read_yaml(text, "f").data == value


def test_a_key_is_always_its_own_text() -> None:
    assert read_yaml("1: a\nno: b\n~: c\n2023-05-01: d\n'': e\n", "f").data == {
        "1": "a", "no": "b", "~": "c", "2023-05-01": "d", "": "e",
    }  # fmt: skip


def test_a_merge_key_is_an_ordinary_key() -> None:
    assert read_yaml("a: &a {x: 1}\nb: {<<: *a}\n", "f").data == {"a": {"x": 1}, "b": {"<<": {"x": 1}}}


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**39) + 1, 10**39)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
)


def paths(data: Any, base: Path = ()) -> Iterator[Path]:
    yield base
    items: Any = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from paths(value, (*base, key))


@given(data=DATA, ascii_only=st.booleans(), indent=st.sampled_from([None, 0, 3]))
@example(data={"\u2028": ["\x85", "\x7f", "\\u0041", "😀"]}, ascii_only=True, indent=3)
@example(data={"": {"a\nb": [[], {}]}}, ascii_only=False, indent=None)
def test_json_text_is_read_back_with_a_mark_for_every_value(data: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(data, ensure_ascii=ascii_only, indent=indent)
    assert read_json(text, "f").data == data
    located = locate_json(text, "f")
    assert located.data == data
    assert located.problems == ()
    assert set(located.values) == set(paths(data))
    assert set(located.keys) == {path for path in paths(data) if path and isinstance(path[-1], str)}
    lines = text.split("\n")
    for line, column in (*located.values.values(), *located.keys.values()):
        assert lines[line - 1][column - 1] in '{["-0123456789tfn'


@given(DATA)
def test_json_text_is_yaml_with_the_same_data_and_a_mark_for_every_value(data: Any) -> None:
    text = json.dumps(data)
    assume("\\ud" not in text)  # JSON writes what lies beyond the basic plane as two halves, which YAML does not know
    source = read_yaml(text, "f")
    assert source.problems == ()
    assert source.data == data
    assert set(source.values) == set(paths(data))
    located = locate_json(text, "f")
    assert (source.values, source.keys) == (located.values, located.keys)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("0123", '应为文字，得到 0123（读成了数 123）；请加引号："0123"'),
        (
            "9136012420000E15",
            '应为文字，得到 9136012420000E15（读成了数 9.13601242e+27）；请加引号："9136012420000E15"',
        ),
        ("1.10", '应为文字，得到 1.10（读成了数 1.1）；请加引号："1.10"'),
        ("0x1F", '应为文字，得到 0x1F（读成了数 31）；请加引号："0x1F"'),
        ("123", '应为文字，得到 123；请加引号："123"'),
        ("913601240000001520", '应为文字，得到 913601240000001520；请加引号："913601240000001520"'),
        ("TRUE", '应为文字，得到 TRUE；请加引号："TRUE"'),
        ("91360124E400", '91360124E400 读成了数，却不是有限的数字；若是编号或文字，请加引号："91360124E400"'),
    ],
)
def test_an_id_that_reads_as_a_number_is_told_as_it_is_written(written: str, says: str) -> None:
    with pytest.raises(BadRecord) as caught:
        from_yaml(f"id: {written}\n", "f")
    assert [problem.render() for problem in caught.value.problems] == [f"f:1:5: id: {says}"]


def test_a_code_of_an_industry_that_lost_its_zero_is_told_in_its_list_and_in_json_too() -> None:
    with pytest.raises(
        BadRecord, match=r'^f:2:13: sectors\[1\]: expected text, got 06 \(.+ 6\); put it in quotes: "06"$'
    ):
        from_yaml("id: X\nsectors: [a,06]\n", "f")
    with pytest.raises(BadRecord, match=r'^f:1:8: id: expected text, got 1e3 \(.+ 1000\.0\); put it in quotes: "1e3"$'):
        from_json('{"id": 1e3}', "f")
