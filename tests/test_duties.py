"""Windows and evidence, apart from any campaign."""

from datetime import date

import pytest

from campaign_rules.duties import STATUSES, Due, Duty, Evidence, Times, combine, nth, windows
from campaign_rules.periods import Period
from campaign_rules.texts import Text

PHASES = {"first": Period(date(2023, 5, 1), date(2023, 7, 31), "first")}
TIMES = Times(date(2023, 5, 16), date(2023, 12, 31), PHASES, {})
DUTY = Duty(title=Text("甲", "a"), clause="2.1.6", bearer="enterprise", due=Due(end_of="first"))


def test_worst_comes_first() -> None:
    assert STATUSES[0] == "violated"
    assert STATUSES[-1] == "not_applicable"


def test_a_campaign_has_two_half_years_and_the_first_is_partial() -> None:
    made = list(windows("d", DUTY, "half", TIMES))
    assert [(w.instance, w.opens, w.due, w.partial) for w in made] == [
        ("d@2023-H1", date(2023, 5, 16), date(2023, 6, 30), True),
        ("d@2023-H2", date(2023, 7, 1), date(2023, 12, 31), False),
    ]
    assert made[0].counts_from == date(2023, 1, 1)


def test_the_end_of_the_campaign_is_a_phase_of_its_own() -> None:
    assert (TIMES.end_of("campaign"), TIMES.end_of("first")) == (date(2023, 12, 31), date(2023, 7, 31))


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
