"""What a parser says is said in Chinese: what is not known of it, only that it can't be understood."""

import pytest

from campaign_rules.base.errors import BadInput
from campaign_rules.files.documents.messages import in_chinese
from campaign_rules.files.documents.yaml_text import read_yaml


@pytest.mark.parametrize(
    "text",
    [
        'a: "\\q"', "a: |9x\n b", "%YAML 2.0\n---\na", "%FOO\n---\na: 1", "a: &", "a: !<", 'a: "\\x1"', 'a: "\\uD800"', "a: ,",
        "[a, , b]", "a: !a!b c", "%TAG ! x\n%TAG ! y\n---\na", 'a: "\n---\n"', "*", "\x01", "a: [1, 2", "a: @b",
    ],
)  # fmt: skip
def test_no_chinese_message_on_yaml_holds_an_english_sentence(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_yaml(text, "f.yaml")
    for problem in refused.value.problems:
        assert not any(word in problem.zh for word in ("found", "expected", "while", "character", "not")), problem.zh


def test_what_nobody_foresaw_is_not_understood() -> None:
    assert in_chinese("something new") == "看不懂这里的写法"
