"""Calendar periods and spans of days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from campaign_rules.base.periods import (
    ONE_DAY,
    Frequency,
    Period,
    latest_cluster,
    months_on,
    period_of,
    periods_between,
)

FREQUENCIES: tuple[Frequency, ...] = ("month", "quarter", "half", "year")


@pytest.mark.parametrize(
    ("day", "each", "expected"),
    [
        (date(2023, 5, 16), "month", Period(date(2023, 5, 1), date(2023, 5, 31), "2023-05")),
        (date(2024, 2, 29), "month", Period(date(2024, 2, 1), date(2024, 2, 29), "2024-02")),
        (date(2023, 3, 31), "quarter", Period(date(2023, 1, 1), date(2023, 3, 31), "2023-Q1")),
        (date(2023, 4, 1), "quarter", Period(date(2023, 4, 1), date(2023, 6, 30), "2023-Q2")),
        (date(2023, 6, 30), "half", Period(date(2023, 1, 1), date(2023, 6, 30), "2023-H1")),
        (date(2023, 7, 1), "half", Period(date(2023, 7, 1), date(2023, 12, 31), "2023-H2")),
        (date(2023, 12, 31), "year", Period(date(2023, 1, 1), date(2023, 12, 31), "2023")),
        (date.max, "year", Period(date(9999, 1, 1), date.max, "9999")),
        (date.min, "month", Period(date.min, date(1, 1, 31), "0001-01")),
    ],
)
def test_a_day_lies_in_one_calendar_period(day: date, each: Frequency, expected: Period) -> None:
    assert period_of(day, each) == expected


@pytest.mark.parametrize(
    ("each", "names"),
    [
        ("month", ["2023-05", "2023-06", "2023-07", "2023-08", "2023-09", "2023-10", "2023-11", "2023-12"]),
        ("quarter", ["2023-Q2", "2023-Q3", "2023-Q4"]),
        ("half", ["2023-H1", "2023-H2"]),
        ("year", ["2023"]),
    ],
)
def test_the_campaign_asks_for_every_period_that_it_overlaps(each: Frequency, names: list[str]) -> None:
    assert [p.name for p in periods_between(date(2023, 5, 16), date(2023, 12, 31), each)] == names


def test_periods_end_with_the_calendar() -> None:
    assert [p.name for p in periods_between(date(9998, 12, 31), date.max, "year")] == ["9998", "9999"]


@given(st.dates(), st.sampled_from(FREQUENCIES))
def test_every_day_lies_in_its_own_period(day: date, each: Frequency) -> None:
    period = period_of(day, each)
    assert day in period
    assert period.within(period.start, period.end)
    assert period.overlaps(day, day)
    assert period_of(period.start, each) == period_of(period.end, each) == period


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 900), st.sampled_from(FREQUENCIES))
def test_periods_follow_each_other_without_gap(start: date, days: int, each: Frequency) -> None:
    made = list(periods_between(start, start + timedelta(days), each))
    assert all(after.start == before.end + ONE_DAY for before, after in pairwise(made))
    assert start in made[0]
    assert start + timedelta(days) in made[-1]


@pytest.mark.parametrize(("apart", "expected"), [(180, True), (181, False)])
def test_both_ends_of_a_span_count(apart: int, expected: bool) -> None:
    """安全生产法 113(1): the first and the last decision at most 180 days apart."""
    first = date(2023, 1, 1)
    days = [first + timedelta(apart), first, first + timedelta(60)]
    assert (latest_cluster(sorted(days), count=3, span=relativedelta(days=180)) == days[0]) is expected


@pytest.mark.parametrize(("last", "expected"), [(date(2024, 3, 1), True), (date(2024, 3, 2), False)])
def test_a_year_ends_on_its_anniversary(last: date, expected: bool) -> None:
    days = [date(2023, 3, 1), date(2023, 4, 1), date(2023, 5, 1), last]
    assert (latest_cluster(days, count=4, span=relativedelta(years=1)) == last) is expected


def test_too_few_are_never_a_cluster() -> None:
    assert latest_cluster([date(2023, 1, 1)] * 2, count=3, span=relativedelta(days=180)) is None


@pytest.mark.parametrize(
    ("day", "months", "wanted", "expected"),
    [
        (date(2023, 1, 31), 1, 30, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, 30, date(2024, 2, 29)),
        (date(2023, 12, 31), 1, 10, date(2024, 1, 10)),
        (date(2023, 6, 30), 0, 23, date(2023, 6, 23)),
        (date(2023, 6, 30), 0, 31, date(2023, 6, 30)),
    ],
)
def test_a_day_of_a_later_month_is_its_last_where_it_is_shorter(
    day: date, months: int, wanted: int, expected: date
) -> None:
    assert months_on(day, months, day_of_month=wanted) == expected
