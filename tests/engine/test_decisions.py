"""Decision tables: what the interpreter reads in them, and what code written from them does."""

from itertools import product
from typing import Any

import pytest

from campaign_rules.engine.decisions import (
    CODES,
    DONE_BY,
    IN_WINDOW,
    REQUIRED,
    SETTLED,
    UNDER_REVIEW,
    Ask,
    Decision,
    Frame,
    decide,
    in_window,
    under_review,
    written,
)
from campaign_rules.logic.truth import Truth

TABLES = {
    "required": REQUIRED,
    "done by": DONE_BY,
    "settled": SETTLED,
    "in a window": IN_WINDOW,
    "under review": UNDER_REVIEW,
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_code_written_from_a_table_decides_as_the_table_does_whatever_is_known(table: tuple[Decision, ...]) -> None:
    names = sorted({ask.fact for line in table for ask in line.asks if isinstance(ask, Ask)})
    lines = written(table, "code", {name: (f"({name} is True)", f"({name} is not False)") for name in names})
    code = compile("\n".join(lines), "<test>", "exec")
    for status, known in product(CODES, product((True, None, False), repeat=len(names))):
        facts: dict[str, Truth] = dict(zip(names, known, strict=True))
        made: dict[str, Any] = {**facts, "code": CODES[status]}
        exec(code, made)
        assert made["code"] == CODES[decide(table, status, facts.__getitem__)[0]], (status, facts)


def test_what_is_always_so_is_not_asked_for_in_code() -> None:
    facts = {
        "applies": ("True", "True"),
        "absent": ("False", "False"),
        "review": ("x1", "x2"),
        "once_due": ("False",) * 2,
    }
    assert written(SETTLED, "x0", facts) == [
        "if x0 in (6, 4, 5): pass",
        "elif x1 and x0 == 0: x0 = 2",
        "elif x1 and x0 == 3: x0 = 2",
    ]


@pytest.mark.parametrize(
    ("facts", "status", "wants"),
    [
        ({"require": True, "early": True, "judged_when": None}, "fulfilled", ()),
        ({"require": None, "early": True, "judged_when": None}, "upcoming", ()),
        ({"require": False, "early": False, "judged_when": False}, "open", ()),
        ({"require": False, "early": False, "judged_when": None}, "unknown", ("judged_when",)),
        ({"require": None, "early": False, "judged_when": True}, "unknown", ("require",)),
        ({"require": False, "early": False, "judged_when": True}, "violated", ()),
    ],
)
def test_what_must_be_so_of_an_item_is_violated_only_once_it_is_to_be_judged_and_surely_not_so(
    facts: dict[str, Truth], status: str, wants: tuple[str, ...]
) -> None:
    assert decide(REQUIRED, "unknown", facts.__getitem__) == (status, wants)


def test_an_obligation_under_review_is_open_until_its_last_day_where_nobody_need_look_before() -> None:
    assert in_window("open", Frame(True, absent=False, review=True, once_due=True)) == "open"
    assert in_window("violated", Frame(True, absent=False, review=True, once_due=True)) == "needs_review"
    assert in_window("open", Frame(True, absent=False, review=True, once_due=False)) == "needs_review"
    assert under_review("fulfilled_late", once_due=False) == "fulfilled_late"


def test_a_waiver_holds_whether_or_not_the_duty_applies_and_an_absent_section_leaves_it_unknown() -> None:
    assert in_window("waived", Frame(False, absent=True, review=True, once_due=False)) == "waived"
    assert in_window("violated", Frame(False, absent=True, review=True, once_due=False)) == "not_applicable"
    assert in_window("violated", Frame(True, absent=True, review=True, once_due=False)) == "unknown"
    assert in_window("violated", Frame(None, absent=False, review=True, once_due=False)) == "unknown"
