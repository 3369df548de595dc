"""Three truth values, as the DMN standard's own cases and De Morgan have them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_rules.logic.truth import all_of, any_of, negation

THREE_VALUED = json.loads((Path(__file__).parents[1] / "conformance" / "dmn-three-valued.json").read_text("utf-8"))[
    "cases"
]
TRUTHS = st.sampled_from([True, False, None])


@pytest.mark.parametrize("case", THREE_VALUED, ids=lambda case: case["id"])
def test_kleene_logic_agrees_with_the_dmn_tck(case: dict[str, Any]) -> None:
    match case["op"]:
        case "all":
            found = all_of(case["args"])
        case "any":
            found = any_of(case["args"])
        case _:
            found = negation(case["args"][0])
    assert found is case["expected"]


def test_the_conformance_suite_is_whole() -> None:
    assert len(THREE_VALUED) == 65


@given(st.lists(TRUTHS))
def test_de_morgan_holds_with_unknowns(truths: list[bool | None]) -> None:
    assert negation(all_of(truths)) is any_of(map(negation, truths))


@given(st.lists(TRUTHS), st.data())
def test_learning_an_unknown_never_reverses_an_answer(truths: list[bool | None], data: st.DataObject) -> None:
    known = [data.draw(st.booleans()) if t is None else t for t in truths]
    for judge in (all_of, any_of):
        assert judge(truths) in (None, judge(known))
