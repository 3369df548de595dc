"""Calendar periods and spans of days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from campaign_rules.base.periods import (
    FREQUENCIES,
    ONE_DAY,
    Frequency,
    Period,
    latest_cluster,
    months_on,
    period_of,
    periods_between,
)


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
        (date(2023, 6, 7), "day", Period(date(2023, 6, 7), date(2023, 6, 7), "2023-06-07")),
        (date(2023, 6, 7), "week", Period(date(2023, 6, 5), date(2023, 6, 11), "2023-W23")),
        (date(2024, 12, 30), "week", Period(date(2024, 12, 30), date(2025, 1, 5), "2025-W01")),
        (date(2021, 1, 3), "week", Period(date(2020, 12, 28), date(2021, 1, 3), "2020-W53")),
        (date.max, "week", Period(date(9999, 12, 27), date.max, "9999-W52")),
        (date(2023, 6, 10), "ten_days", Period(date(2023, 6, 1), date(2023, 6, 10), "2023-06-T1")),
        (date(2023, 6, 11), "ten_days", Period(date(2023, 6, 11), date(2023, 6, 20), "2023-06-T2")),
        (date(2024, 2, 29), "ten_days", Period(date(2024, 2, 21), date(2024, 2, 29), "2024-02-T3")),
        (date(2023, 6, 15), "half_month", Period(date(2023, 6, 1), date(2023, 6, 15), "2023-06-F1")),
        (date(2023, 6, 16), "half_month", Period(date(2023, 6, 16), date(2023, 6, 30), "2023-06-F2")),
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


@pytest.mark.parametrize(
    ("each", "day", "expected"),
    [
        ("year", date(2024, 8, 31), ("2023-Y09", date(2023, 9, 1), date(2024, 8, 31))),
        ("year", date(2024, 9, 1), ("2024-Y09", date(2024, 9, 1), date(2025, 8, 31))),
        ("half", date(2024, 2, 29), ("2023-Y09-H1", date(2023, 9, 1), date(2024, 2, 29))),
        ("quarter", date(2024, 6, 1), ("2023-Y09-Q4", date(2024, 6, 1), date(2024, 8, 31))),
        ("month", date(2024, 6, 1), ("2024-06", date(2024, 6, 1), date(2024, 6, 30))),
        ("year", date.min, ("0000-Y09", date.min, date(1, 8, 31))),
        ("year", date.max, ("9999-Y09", date(9999, 9, 1), date.max)),
    ],
)
def test_a_year_can_begin_in_september(each: Frequency, day: date, expected: tuple[str, date, date]) -> None:
    found = period_of(day, each, begins=9)
    assert (found.name, found.start, found.end) == expected


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(1, 400), st.sampled_from(FREQUENCIES), st.integers(1, 12))
def test_names_of_periods_sort_as_their_days_do(start: date, days: int, each: Frequency, begins: int) -> None:
    names = [period.name for period in periods_between(start, start + timedelta(days), each, begins)]
    assert names == sorted(set(names))


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
