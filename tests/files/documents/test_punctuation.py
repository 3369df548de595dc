"""Chinese punctuation is told where plain marks are asked for, and left alone where it is text."""

import pytest

from campaign_rules.base.errors import BadRecord
from tests.loading import from_json, from_yaml


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id：X\nname: 江西\n", ["f:1:3: 第1行用了中文冒号，应为 “: ”（英文冒号加空格）"]),
        ("id: X\nname：江西\n", ["f:2:5: 第2行用了中文冒号，应为 “: ”（英文冒号加空格）"]),
        (
            "id：X\nname：Y\n",
            ["f:1:3: 第1行用了中文冒号，应为 “: ”（英文冒号加空格）", "f:2:5: 第2行用了中文冒号，应为 “: ”（英文冒号加空格）"],
        ),
        ("id: X\nhazards:\n  - id: H\n    found：\n      date: 2023-06-01\n", ["f:4:10: 第4行用了中文冒号，应为 “: ”（英文冒号加空格）"]),
        ("id: X\nactivities:\n  - {kind: a， date: 2023-06-01}\n", ["f:3:13: 第3行用了中文逗号，应为英文逗号"]),
        ("id: X\nsectors: 【mining】\n", ["f:2:10: sectors: 应为列表，得到 “【mining】”", "f:2:10: 第2行用了中文括号，应为英文的 [ ] 或 { }"]),
        (
            "id: X\ndocuments:\n  - {kind: a, date: “2023-06-01”}\n",
            [
                "f:3:21: documents[0].date: ““2023-06-01”” 不是日期，应为 YYYY-MM-DD，是否想写 2023-06-01？",
                "f:3:21: 第3行用了中文引号，应为英文引号",
            ],
        ),
        ("id: X\ndocuments:\n\u3000\u3000- {kind: a}\n", ["f:2:11: documents: 应为列表，得到 null；没有就写 []，不清楚就删去这一项", "f:3:1: 第3行用了全角空格，应为半角空格"]),
        ("id:X\nname: Y\n", ["f:1:3: 第1行冒号后面缺一个空格"]),
    ],
)  # fmt: skip
def test_chinese_punctuation_in_yaml_is_found_on_its_line(text: str, says: list[str]) -> None:
    with pytest.raises(BadRecord) as caught:
        from_yaml(text, "f")
    assert sorted(problem.render() for problem in caught.value.problems) == sorted(says)


@pytest.mark.parametrize(
    "text",
    [
        "id: X\nnote: 说明：见附件，共（三）份\n",
        "id: X\nname: “双控”示范企业\nnote: |\n  会议：全体，含“外包”（三家）\n",
        "id: X\nattributes: {备注: 甲，乙}\n",
        '"id": "X：Y，Z"\n',
    ],
)
def test_chinese_punctuation_in_texts_is_text(text: str) -> None:
    assert from_yaml(text, "f").record.id[0] == "X"


def test_another_syntax_error_stays_what_it_is() -> None:
    with pytest.raises(BadRecord) as caught:
        from_yaml("id: X\nnote: 说明：见附件\nbad\n", "f")
    (problem,) = caught.value.problems
    assert (problem.line, problem.code) == (4, "syntax")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: b\nc\n", "f:3:1: YAML 语法错误：这一行缺少冒号"),
        ("a: b: c\n", "f:1:5: YAML 语法错误：这里不能再有“键: 值”，请看缩进和上一行"),
        ("a: [b\nc: d\n", "f:2:2: YAML 语法错误：列表里缺少逗号或 ]"),
        ("a: {b: c\n", "f:2:1: YAML 语法错误：映射里缺少逗号或 }"),
        ('a: "b\n', "f:2:1: YAML 语法错误：引号没有配对"),
        ("a:\n\t- b\n", "f:2:1: YAML 语法错误：这里不能用这个字符（如制表符、@、%、反引号）"),
        ('{"a" 1}', "f:1:6: JSON 语法错误：这里缺少冒号"),
        ('{"a": }', "f:1:7: JSON 语法错误：这里应为一个值"),
        ('{"a": 1} {}', "f:1:10: JSON 语法错误：一份 JSON 之后还有内容"),
    ],
)
def test_a_syntax_error_is_said_in_chinese(text: str, says: str) -> None:
    with pytest.raises(BadRecord) as caught:
        (from_json if text.startswith("{") else from_yaml)(text, "f")
    assert [problem.render() for problem in caught.value.problems] == [says]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"id"："X"}', "f:1:6: 第1行用了中文冒号 ：，应为英文的 :"),
        ('{"id": "X"，\n "name": "Y"}', "f:1:11: 第1行用了中文逗号 ，，应为英文的 ,"),
        ('{\n“id”: "X"}', 'f:2:1: 第2行用了中文引号 “，应为英文的 "'),
        ('{"id": "X", "sectors": 【"gas"】}', "f:1:24: 第1行用了中文括号 【，应为英文的 [ {"),
    ],
)
def test_chinese_punctuation_in_json_is_named(text: str, says: str) -> None:
    with pytest.raises(BadRecord) as caught:
        from_json(text, "f")
    assert [problem.render() for problem in caught.value.problems] == [says]
