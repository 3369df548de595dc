"""Random conditions: on a record, on the items of its sections, with life cycles and facts in them."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from campaign_rules.logic import conditions as c
from campaign_rules.logic.operands import FieldRef

FACTS = ("one", "two")
HAZARD_TESTS: list[tuple[tuple[str, ...], str, Any]] = [
    (("immediately_fixable",), "is", True),
    (("immediately_fixable",), "is", False),
    (("neglect",), "done", True),
    (("found", "by"), "in", frozenset({"department", "informant"})),
    (("found", "by"), "is", "enterprise"),
    (("found", "date"), "not_before", date(2023, 8, 1)),
    (("plan",), "done", True),
    (("plan",), "recorded", False),
    (("plan", "responsible"), "done", True),
    (("plan", "responsible"), "is", "王某"),
    (("plan", "funds"), "done", False),
    (("plan", "funds"), "at_least", 1),
    (("plan", "deadline"), "before", FieldRef(("as_of",))),
    (("plan", "deadline"), "not_after", FieldRef(("found", "date"))),
    (("plan", "deadline"), "recorded", True),
    (("deadline",), "after", FieldRef(("plan", "deadline"))),
    (("deadline",), "before", FieldRef(("as_of",))),
    (("deadline",), "done", True),
    (("events",), "recorded", True),
    (("rectification",), "is", "accepted"),
    (("rectification",), "in", frozenset({"found", "rectifying"})),
    (("rectification", "accepted"), "not_after", FieldRef(("deadline",))),
    (("rectification", "pending_acceptance"), "before", date(2023, 9, 1)),
    (("timeliness",), "is", "overdue"),
    (("timeliness", "overdue"), "after", FieldRef(("reporting", "reported"))),
    (("reporting", "reported"), "done", True),
    (("supervision_deadline",), "before", FieldRef(("deadline",))),
    (("closing",), "is", "closed"),
]  # fmt: skip
RECORD_TESTS: list[tuple[tuple[str, ...], str, Any]] = [
    (("high_risk",), "is", True),
    (("hot_work",), "is", False),
    (("outsources",), "recorded", True),
    (("outsources",), "done", False),
    (("sectors",), "has_any", frozenset({"mining", "road_transport"})),
    (("township",), "is", "民和镇"),
    (("attributes", "metal_smelting"), "is", True),
    (("attributes", "x"), "at_least", 3),
    (("penalties",), "done", True),
]  # fmt: skip
ITEM_TESTS: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {
    "hazards": HAZARD_TESTS,
    "hot_work_jobs": [
        (("approved",), "is", True),
        (("guardian",), "done", True),
        (("guardian",), "is", "李某"),
        (("date",), "after", date(2023, 7, 1)),
        (("supervised",), "recorded", False),
        (("fire_measures_checked",), "done", True),
    ],
    "accident_bulletins": [(("reviewed",), "done", True), (("reviewed",), "not_after", FieldRef(("date",)))],
    "spot_checks": [(("found",), "has_any", frozenset({"no_safety_body"})), (("by",), "done", True)],
}  # fmt: skip


def conditions(
    tests: list[tuple[tuple[str, ...], str, Any]], *, facts: tuple[str, ...] = FACTS
) -> st.SearchStrategy[c.Condition]:
    absent = st.sampled_from([None, None, True, False])
    leaf: st.SearchStrategy[c.Condition] = st.builds(
        lambda test, if_absent: c.Test(test[0], test[1], test[2], if_absent), st.sampled_from(tests), absent
    )
    if tests is HAZARD_TESTS:
        leaf |= st.builds(
            lambda count, last: c.Clustered(
                "penalties", (c.Pattern(count, days=180), c.Pattern(count + 1, years=1)), last
            ),
            st.integers(1, 3),
            st.sampled_from([FieldRef(("found", "date")), date(2023, 6, 1)]),
        )
    leaf = leaf | st.sampled_from([c.Const(True), c.Const(False)])
    if tests is HAZARD_TESTS and facts:
        leaf = leaf | st.sampled_from([c.Named(name) for name in facts])
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: c.AllOf(tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: c.AnyOf(tuple(parts))),
            inner.map(c.Not),
        ),
        max_leaves=5,
    )
