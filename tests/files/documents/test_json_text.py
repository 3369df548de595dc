"""Numbers of JSON, with and without places."""

import pytest

from campaign_rules.base.errors import BadInput
from campaign_rules.base.sources import Source
from campaign_rules.files.documents.json_text import locate_json, read_json
from campaign_rules.files.documents.yaml_text import read_yaml


def told(source: Source) -> list[str]:
    return [problem.render("en") for problem in sorted(source.problems)]


@pytest.mark.parametrize("text", ["0", "-1", "9" * 40, "-" + "9" * 39], ids=len)
def test_a_whole_number_of_up_to_forty_characters_stays_whole(text: str) -> None:
    assert read_json(text, "f").data == locate_json(text, "f").data == read_yaml(text, "f").data == int(text)


@pytest.mark.parametrize("text", ["9" * 41, "-" + "9" * 40], ids=len)
def test_a_longer_whole_number_is_the_same_with_and_without_places(text: str) -> None:
    plain, located = read_json(text, "f"), locate_json(text, "f")
    assert (plain.data, plain.problems) == (located.data, located.problems)


@pytest.mark.parametrize("digits", [5000, 100_000])
def test_a_whole_number_of_thousands_of_digits_is_not_finite(digits: int) -> None:
    assert told(read_json('{"a": ' + "1" * digits + "}", "f")) == ["f:1:7: a: not a finite number"]


@pytest.mark.parametrize(
    "rest", ["]]", ' "abc', ', "b": }', "{", ""], ids=["brackets", "quote", "value", "brace", "end"]
)
def test_a_syntax_error_behind_a_huge_number_is_still_told(rest: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_json('{"a": ' + "1" * 5000 + rest, "f")
    assert any(problem.code == "syntax" for problem in caught.value.problems)


def test_json_that_is_sound_is_read_without_places() -> None:
    assert read_json('{"a": [1, 2.5, true, null, "x"]}', "f") == Source("f", {"a": [1, 2.5, True, None, "x"]})
