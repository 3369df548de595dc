"""Why a condition is true, false or unknown."""

from typing import Any

import pytest

from campaign_rules.base.texts import Text
from campaign_rules.reports.proofs import Proof, explain, render_proof, statements
from campaign_rules.reports.statements import FactSaid, FieldSaid, Joined
from campaign_rules.rules.record.values import Part
from tests.logic.test_conditions import CLUSTER, DAY, Facts, bound


def test_a_condition_tells_why_by_the_parts_that_decide() -> None:
    node = bound({"all": [{"a": 1}, {"any": [{"b": "w"}, "two"]}, True]})
    b = FieldSaid(field="b", operator="is", operand="w", recorded="x", truth=False, place="b")
    size = FieldSaid(field="size", operator="at_least", operand=10, recorded=3, truth=False, place="size")
    big, two = FactSaid(fact="big", truth=False), FactSaid(fact="two", truth=False)
    of_size = Proof(
        Text("字段size不少于10（记录为3）", "field size is at least 10 (recorded: 3)"), False, "size", statement=size
    )
    of_big = Proof(Text("大", "big"), False, parts=(of_size,), statement=big)
    assert explain(node, Facts({"a": 1, "b": "x", "size": 3})) == Proof(
        Text("成立其一即可", "any of"),
        False,
        parts=(
            Proof(Text("字段b为词（记录为x）", "field b is word (recorded: x)"), False, "b", statement=b),
            Proof(Text("二", "two"), False, parts=(of_big,), statement=two),
        ),
        group=True,
        statement=Joined(every=False, of=(b, two), truth=False),
    )


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        ({"not": {"any": [{"a": 1}, {"b": 1}]}}, {"a": 2, "b": 2}, "not"),
        ({"not": {"a": 1}}, {"a": 2}, "not: field a is 1 (recorded: 2)"),
        ({"a": {"done": True}}, {}, "field a (not recorded)"),
        ({"a": {"in": ["y", "x"]}}, {"a": "w"}, "field a is one of x, y (recorded: word)"),
        ({"a": {"not_after": "b"}}, {"a": DAY}, "field a is not after ? (recorded: 2023-06-15)"),
        ({"a": True}, {"a": Part()}, "field a is true (recorded: …)"),
        (CLUSTER, {"found": DAY}, "field penalties: 2 within 10 days"),
        (True, {}, "fixed"),
    ],
)
def test_each_kind_of_condition_has_its_sentence(condition: Any, facts: dict[str, Any], expected: str) -> None:
    assert explain(bound(condition), Facts(facts)).text.en == expected


def test_statements_are_what_groups_are_made_of() -> None:
    node = bound({"a": 1, "b": 1, "c": 1})
    assert [p.place for p in statements(explain(node, Facts(a=1, b=1, c=1)))] == ["a", "b", "c"]


def test_a_year_is_named_in_a_pattern() -> None:
    yearly = {"clustered": {"of": "p", "patterns": [{"count": 4, "years": 1}], "last_not_before": "issued"}}
    assert explain(bound(yearly), Facts(p=())).text == Text("字段p1 年内 4 次", "field p: 4 within 1 year")


def test_a_proof_is_written_as_indented_text() -> None:
    tree = Proof(Text("甲", "a"), None, parts=(Proof(Text("乙", "b"), True, "x[0]"),))
    assert render_proof(tree, "zh") == "不明  甲\n  - 是  乙  [x[0]]"
