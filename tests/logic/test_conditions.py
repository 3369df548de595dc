"""Conditions: three truth values, operators, names, and telling why."""

from datetime import date
from typing import Any

import pytest
from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import (
    NOTHING_ASKED,
    AllOf,
    Binding,
    Condition,
    Const,
    Named,
    Not,
    missing,
    truth,
    walk_names,
)
from campaign_rules.logic.grammar import parse
from campaign_rules.rules.record.values import item_date
from tests.work_safety import SECTIONS, Penalty

DAY = date(2023, 6, 15)
BINDING = Binding(
    facts={"big": (Text("大", "big"), parse({"size": {"at_least": 10}})), "two": (Text("二", "two"), parse("big"))},
    chosen={"reading": "strict", "list": ("a", "b")},
    words={"list": frozenset({"a", "b"})},
    days={"as_of": DAY, "issued": date(2023, 5, 16), ("start_of", "second"): date(2023, 6, 1)},
)


class Facts(dict[str, Any]):
    """A view of plain values; what is not in it was not said."""

    def __init__(self, *given: Any, **fields: Any) -> None:
        super().__init__(*given, **fields)
        self.memo: dict[str, bool | None] = {}

    def get(self, path: tuple[str, ...]) -> Any:  # type: ignore[override]
        return super().get(".".join(path), DAY if path == ("as_of",) else UNSET)

    def said(self, path: tuple[str, ...], value: Any) -> Any:
        return value

    def place(self, path: tuple[str, ...]) -> str:
        return ".".join(path)

    def label(self, path: tuple[str, ...]) -> Text:
        return Text("字段" + path[-1], "field " + path[-1])

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        return Text("词", "word") if value == "w" else None

    def day(self, entry: Any) -> date | None:
        return item_date(entry)


def bound(data: Any) -> Condition:
    return BINDING.bind(parse(data))


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        (True, {}, True),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1}, {}, None),
        ({"a": 1}, {"a": None}, False),
        ({"a": None}, {"a": None}, True),
        ({"a": False}, {"a": None}, True),  # null is as good as false
        ({"a": {"is": True, "if_absent": False}}, {}, False),
        ({"a": 1, "b": 2}, {"a": 1, "b": 2}, True),
        ({"a": 1, "b": 2}, {"a": 2}, False),
        ({"a": 1, "b": 2}, {"a": 1}, None),
        ({"any": [{"a": 1}, {"b": 2}]}, {"b": 2}, True),
        ({"any": [{"a": 1}, {"b": 2}]}, {"b": 3}, None),
        ({"not": {"a": 1}}, {}, None),
        ({"not": {"a": 1}}, {"a": 2}, True),
        ({"a": {"in": ["x", "y"]}}, {"a": "y"}, True),
        ({"a": {"in": "list"}}, {"a": "y"}, False),
        ({"a": {"in": "list"}}, {"a": None}, False),
        ({"a": {"has_any": "list"}}, {"a": ("z", "b")}, True),
        ({"a": {"has_any": "list"}}, {"a": ()}, False),
        ({"a": {"has_any": "list"}}, {"a": (frozenset({"a", "b"}),)}, True),
        ({"a": {"has_any": "list"}}, {"a": (frozenset({"a", "z"}),)}, None),
        ({"a": {"has_any": "list"}}, {"a": (frozenset({"y", "z"}),)}, False),
        ({"a": {"has_any": "list"}}, {"a": (frozenset(),)}, None),
        ({"a": {"done": True}}, {"a": "某"}, True),
        ({"a": {"done": True}}, {"a": " "}, False),
        ({"a": {"done": True}}, {"a": None}, False),
        ({"a": {"done": False}}, {"a": None}, True),
        ({"a": {"recorded": True}}, {"a": None}, True),
        ({"a": {"recorded": True}}, {}, False),
        ({"a": {"recorded": False}}, {}, True),
        ({"a": {"before": "as_of"}}, {"a": date(2023, 6, 14)}, True),
        ({"a": {"before": "as_of"}}, {"a": DAY}, False),
        ({"a": {"after": "2023-06-14"}}, {"a": DAY}, True),
        ({"a": {"not_before": "as_of"}}, {"a": DAY}, True),
        ({"a": {"not_before": {"start_of": "second"}}}, {"a": date(2023, 5, 31)}, False),
        ({"a": {"not_after": "b"}}, {"a": DAY, "b": DAY}, True),
        ({"a": {"not_after": "b"}}, {"a": DAY}, None),
        ({"a": {"not_after": "b"}}, {"a": DAY, "b": None}, False),
        ({"a": {"not_after": "b"}}, {"a": None, "b": DAY}, False),
        ({"size": {"at_least": 10}}, {"size": 10}, True),
        ({"size": {"at_most": 10}}, {"size": 11}, False),
        ("two", {"size": 10}, True),
        ("two", {}, None),
        ({"chosen": {"reading": "strict"}}, {}, True),
        ({"chosen": {"reading": "loose"}}, {}, False),
    ],
)
def test_a_condition_is_judged_on_what_is_said(condition: Any, facts: dict[str, Any], expected: bool | None) -> None:
    assert truth(bound(condition), Facts(facts)) is expected


CLUSTER: dict[str, dict[str, Any]] = {
    "clustered": {"of": "penalties", "patterns": [{"count": 2, "days": 10}], "last_not_before": "found"}
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"penalties": (Penalty(date=date(2023, 6, 1)), Penalty(date=date(2023, 6, 11))), "found": DAY}, False),
        ({"penalties": (Penalty(date=date(2023, 6, 5)), Penalty(date=DAY)), "found": DAY}, True),
        ({"penalties": (), "found": DAY}, False),
        ({"found": DAY}, None),
        ({"penalties": ()}, None),
    ],
)
def test_entries_close_together_are_a_pattern(facts: dict[str, Any], expected: bool | None) -> None:
    assert truth(bound(CLUSTER), Facts(facts)) is expected


def test_entries_lie_close_together_by_the_day_from_which_those_of_their_section_count() -> None:
    stoppage = SECTIONS["waivers"]
    stops = (stoppage(from_=date(2023, 6, 8), to=DAY), stoppage(from_=DAY, to=DAY))
    condition = bound({"clustered": {**CLUSTER["clustered"], "of": "waivers"}})
    assert truth(condition, Facts({"waivers": stops, "found": DAY})) is True


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, ("b",)),
        ({"a": 1, "b": 2}, {"a": 2}, ()),
        ({"any": [{"a": 1}, {"b": 1}]}, {}, ("a", "b")),
        ({"any": [{"a": 1}, {"a": 2}]}, {}, ("a",)),
        ({"not": "big"}, {}, ("size",)),
        ({"a": {"not_after": "b"}}, {"a": DAY}, ("b",)),
        (CLUSTER, {"found": DAY}, ("penalties",)),
    ],
)
def test_what_is_missing_is_only_what_would_decide(
    condition: Any, facts: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert missing(bound(condition), Facts(facts)) == expected


def test_names_are_found_wherever_they_stand() -> None:
    assert list(walk_names(parse({"all": ["x", {"not": "y"}, {"any": [{"a": 1}, "z"]}]}))) == ["x", "y", "z"]


def test_binding_leaves_nothing_to_look_up() -> None:
    assert BINDING.bind(AllOf((Const(None), Not(Named("two"))))) == AllOf((Const(None), Not(bound("two"))))
    assert bound({"all": [{"a": 1}, {"chosen": {"reading": "strict"}}]}) == parse({"a": 1}, ("all", 0))
    assert bound({"any": [{"a": 1}, {"not": {"chosen": {"reading": "loose"}}}]}) == Const(True)
    assert bound({"all": []}) == Const(True)
    assert BINDING.bind(NOTHING_ASKED) is NOTHING_ASKED
