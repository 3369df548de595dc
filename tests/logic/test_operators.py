"""Operators: each row of the table says all that there is to know of one."""

from datetime import date
from typing import Any

import pytest
from msgspec import UNSET

from campaign_rules.logic.conditions import Test as FieldTest
from campaign_rules.logic.conditions import truth
from campaign_rules.logic.grammar import parse, schema, unparse
from campaign_rules.logic.operands import ANYTHING
from campaign_rules.logic.operators import OPERATORS, Field, is_done
from tests.logic.test_conditions import BINDING, Facts
from tests.work_safety import RectificationPlan

WRITTEN: dict[str, Any] = {
    "scalar": "w",
    "words": ["a", "b"],
    "flag": True,
    "day": "2023-06-15",
    "number": 10,
    "field": "b",
}
"""For each kind of operand, one as a pack writes it."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, False),
        (False, False),
        (True, True),
        ("", False),
        ("　", False),
        ("王某", True),
        (0, True),  # needs no money, but the funds are recorded
        (12.5, True),
        ((), False),
        (date.min, True),
        (RectificationPlan(), False),
        (RectificationPlan(funds=None), True),
    ],
)
def test_null_empty_and_false_are_not_done(value: object, expected: bool) -> None:
    assert is_done(value) is expected


def test_every_operator_speaks_both_languages_of_its_field_and_operand() -> None:
    for operator in OPERATORS.values():
        assert all("{field}" in said and "{operand}" in said for said in (operator.text.zh, operator.text.en))


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_is_written_as_it_is_read(name: str) -> None:
    data = {"a": {name: WRITTEN[OPERATORS[name].operand.name], "if_absent": False}}
    assert unparse(parse(data)) == data
    (tests,) = (one for one in schema()["anyOf"] if one.get("type") == "object")
    assert name in tests["additionalProperties"]["anyOf"][-1]["properties"]


@pytest.mark.parametrize("name", OPERATORS)
def test_of_the_values_around_its_border_some_satisfy_an_operator_and_some_do_not(name: str) -> None:
    node = BINDING.bind(parse({"a": {name: WRITTEN[OPERATORS[name].operand.name], "if_absent": False}}))
    assert isinstance(node, FieldTest)
    others = OPERATORS[name].operand.border_of_field if OPERATORS[name].operand.name == "field" else (None,)
    found = {
        truth(node, Facts({key: one for key, one in (("a", value), ("b", other)) if one is not UNSET}))
        for value in (*OPERATORS[name].values_around(node.operand), UNSET)
        for other in others
    }
    assert {True, False} <= found


def test_a_day_a_number_and_a_list_are_asked_for_where_nothing_else_makes_sense() -> None:
    fits = {name: row.fields_for("w" if name == "is" else None) for name, row in OPERATORS.items()}
    assert fits == {
        "is": {"text", "list"},
        "in": {"text", "list"},
        "has_any": {"list"},
        "done": ANYTHING,
        "recorded": ANYTHING,
        "before": {"date"},
        "after": {"date"},
        "not_before": {"date"},
        "not_after": {"date"},
        "at_least": {"number"},
        "at_most": {"number"},
        "among": ANYTHING,
    }


def test_what_may_be_of_several_classes_has_no_fast_form_where_order_matters() -> None:
    source = OPERATORS["before"].source
    assert source is not None
    day = Field("c0", absent=False, kinds=(date,))
    assert source(Field("x0", kinds=(date, str)), day, str) is None
    assert source(Field("x0", kinds=(str,)), day, str) is None
