"""What conditions say of a record, as plain data and back into words."""

from typing import Any

import msgspec
import pytest

from campaign_rules.base.texts import Text
from campaign_rules.reports.proofs import explain
from campaign_rules.reports.statements import Statement
from campaign_rules.reports.wording.conditions import statement_text
from campaign_rules.rules.record.values import Part
from tests.logic.test_conditions import DAY, Facts, bound

TEST = {"type": "test", "field": "a", "place": "a"}


class Names(Facts):
    """What people call fields, and facts by their names."""

    def fact(self, name: str) -> Text:
        return Text(name, name)


@pytest.mark.parametrize(
    ("condition", "facts", "data"),
    [
        ({"a": 1}, {"a": 2}, TEST | {"operator": "is", "operand": 1, "truth": False, "recorded": 2}),
        ({"a": {"done": True}}, {}, TEST | {"operator": "done", "operand": True, "truth": None}),
        (
            {"a": {"before": "2023-06-01"}},
            {"a": DAY},
            TEST | {"operator": "before", "operand": "2023-06-01", "truth": False, "recorded": "2023-06-15"},
        ),
        (
            {"a": {"has_any": ["x", "y"]}},
            {"a": (frozenset({"x"}), "z")},
            TEST
            | {"operator": "has_any", "operand": {"type": "candidates", "of": ["x", "y"]}, "truth": True}
            | {"recorded": [{"type": "candidates", "of": ["x"]}, "z"]},
        ),
        (
            {"a": True},
            {"a": Part()},
            TEST | {"operator": "is", "operand": True, "truth": False, "recorded": "…"},
        ),
        (
            {"not": {"a": 1}},
            {"a": 1},
            {"type": "not", "truth": False}
            | {"of": TEST | {"operator": "is", "operand": 1, "truth": True, "recorded": 1}},
        ),
        ("big", {"size": 3}, {"type": "fact", "fact": "big", "truth": False}),
        (True, {}, {"type": "fixed", "truth": True}),
    ],
)
def test_a_statement_is_plain_data_that_its_sentence_is_made_of(
    condition: Any, facts: dict[str, Any], data: dict[str, Any]
) -> None:
    proof = explain(bound(condition), Facts(facts))
    written = msgspec.json.encode(proof.statement)
    assert msgspec.json.decode(written) == data
    read = msgspec.json.decode(written, type=Statement)
    assert read == proof.statement
    if not isinstance(condition, str):
        assert statement_text(read, Names(facts)) == proof.text
