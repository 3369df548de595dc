"""Statuses of obligations, and the entries that count for them."""

from datetime import date

import pytest

from campaign_rules.rules.duties.obligations import STATUSES, Evidence, combine, nth


def test_statuses_are_ordered_worst_first() -> None:
    assert STATUSES[0] == "violated"
    assert STATUSES[-1] == "not_applicable"


SURE, PERHAPS = Evidence(date(2023, 6, 2), True, 0), Evidence(date(2023, 6, 1), False, 1)


@pytest.mark.parametrize(
    ("evidence", "n", "expected"),
    [
        ([], 1, (None, None)),
        ([PERHAPS], 1, (None, PERHAPS)),
        ([PERHAPS, SURE], 1, (SURE, PERHAPS)),
        ([SURE], 1, (SURE, SURE)),
        ([PERHAPS, SURE], 2, (None, SURE)),
    ],
)
def test_the_nth_entry_surely_or_perhaps_makes_the_number(
    evidence: list[Evidence], n: int, expected: tuple[Evidence | None, Evidence | None]
) -> None:
    assert nth(evidence, n) == expected


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ({"open"}, "open"),
        ({"open", "fulfilled"}, "unknown"),
        ({"fulfilled", "fulfilled_late"}, "fulfilled_late"),
        ({"fulfilled_late", "violated"}, "unknown"),
    ],
)
def test_what_holds_in_every_world_is_known(statuses: set[str], expected: str) -> None:
    assert combine(statuses) == expected
