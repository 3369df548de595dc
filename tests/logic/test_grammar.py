"""How conditions are written."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from campaign_rules.logic.grammar import parse, schema
from campaign_rules.logic.operands import ConditionError


@pytest.mark.parametrize(
    ("data", "message", "at"),
    [
        ({}, "expected a condition: {field: value}, all, any, not or a fact's name", ()),
        ({"all": [1]}, "expected a condition: {field: value}, all, any, not or a fact's name", ("all", 0)),
        (
            {"a": {"before": "as_of", "after": "issued"}},
            "one operator a field; where all must hold, write all: [{a: {before: …}}, {a: {after: …}}]",
            ("a",),
        ),
        ({"a": {"befor": "as_of"}}, "unknown operator befor; did you mean before?", ("a", "befor")),
        ({"a": {"before": "2023-02-30"}}, "2023-02-30 is not a date", ("a", "before")),
        (
            {"a": {"before": 3}},
            "expected a date (YYYY-MM-DD), as_of, issued, ends, {start_of: phase}, {end_of: phase} or another field",
            ("a", "before"),
        ),
    ],
)
def test_what_is_not_a_condition_is_refused_at_its_place(data: Any, message: str, at: tuple[Any, ...]) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(data)
    assert (caught.value.text.en, caught.value.at) == (message, at)


@pytest.mark.parametrize(
    ("data", "valid"),
    [
        (True, True),
        ("high_risk", True),
        ({"all": ["a", {"b": {"not_before": {"start_of": "x"}}}]}, True),
        ({"a": {"before": "as_of", "if_absent": False}}, True),
        ({"a": {"befor": "as_of"}}, False),
        ({"all": {}}, False),
        ([], False),
        ({}, False),
    ],
)
def test_the_schema_of_a_condition_knows_every_operator(data: Any, valid: bool) -> None:
    whole = {"$ref": "#/$defs/Condition", "$defs": {"Condition": schema()}}
    assert Draft202012Validator(whole).is_valid(data) is valid
