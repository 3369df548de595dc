"""Working days: the State Council's calendar, cross-checked, deferral, and years that are not announced."""

import pickle
from collections.abc import Callable
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_rules.base.texts import Text
from campaign_rules.base.working_days import CalendarUnknown, DaysOff, Deferred, Notice, WorkingDays

KNOWN = WorkingDays()
NOTICE = Notice(
    number="国办发明电〔2026〕0号（虚构）",
    off=(
        DaysOff(start=date(2026, 12, 31), end=date(2027, 1, 2), title=Text("元旦", "New Year")),
        DaysOff(start=date(2027, 2, 5), end=date(2027, 2, 11), title=Text("春节", "Spring Festival")),
    ),
    worked=(date(2027, 2, 14),),
)
WITH_2027 = WorkingDays({"2027": NOTICE})


def test_working_days_agree_with_an_independent_calendar_on_every_day_of_2010_to_2026() -> None:
    other = holidays.country_holidays("CN", years=range(2010, 2027))
    days = [date(2010, 1, 1) + timedelta(n) for n in range((date(2027, 1, 1) - date(2010, 1, 1)).days)]
    assert [day for day in days if KNOWN.is_working_day(day) != other.is_working_day(day)] == []


@pytest.mark.parametrize(
    ("nominal", "deferred", "holidays_only"),
    [
        (date(2023, 5, 23), date(2023, 5, 23), date(2023, 5, 23)),
        (date(2023, 6, 23), date(2023, 6, 25), date(2023, 6, 25)),  # 端午放假，25 日（周日）调休上班
        (date(2023, 7, 23), date(2023, 7, 24), date(2023, 7, 23)),
        (date(2023, 9, 23), date(2023, 9, 25), date(2023, 9, 23)),
        (date(2023, 9, 29), date(2023, 10, 7), date(2023, 10, 7)),  # 中秋国庆连休八天，7 日（周六）调休上班
        (date(2023, 12, 23), date(2023, 12, 25), date(2023, 12, 23)),
    ],
)
def test_a_day_is_deferred_past_days_off(nominal: date, deferred: date, holidays_only: date) -> None:
    """附件注1：遇节假日顺延."""
    assert KNOWN.defer(nominal, past_weekends=True) == Deferred(deferred, provisional=False)
    assert KNOWN.defer(nominal, past_weekends=False) == Deferred(holidays_only, provisional=False)


@pytest.mark.parametrize("past_weekends", [True, False])
@pytest.mark.parametrize("day", [date(2027, 1, 23), date(2027, 6, 23)])
def test_in_a_year_not_announced_a_day_stays_and_is_provisional(day: date, past_weekends: bool) -> None:
    assert KNOWN.defer(day, past_weekends=past_weekends) == Deferred(day, provisional=True)


def test_days_off_are_passed_as_far_as_they_are_known() -> None:
    off = Notice(number="x", off=(DaysOff(start=date(2026, 12, 30), end=date(2026, 12, 31), title=Text("a", "b")),))
    known = WorkingDays({"2026": off})
    assert known.defer(date(2026, 12, 30), past_weekends=True) == Deferred(date(2027, 1, 1), provisional=True)


@pytest.mark.parametrize("ask", [KNOWN.is_working_day, KNOWN.is_announced_holiday])
def test_a_year_not_announced_is_unknown_and_never_guessed(ask: Callable[[date], bool]) -> None:
    with pytest.raises(CalendarUnknown, match=r"^the holidays of 2027 are not known$") as caught:
        ask(date(2027, 1, 1))
    assert pickle.loads(pickle.dumps(caught.value)).year == 2027


@pytest.mark.parametrize(
    ("day", "worked", "holiday"),
    [
        (date(2026, 12, 31), False, True),  # 元旦假期从上一年开始 / the notice of a year begins in the one before
        (date(2027, 1, 3), False, False),  # 周日 / an ordinary Sunday
        (date(2027, 1, 4), True, False),
        (date(2027, 2, 5), False, True),
        (date(2027, 2, 11), False, True),
        (date(2027, 2, 12), True, False),
        (date(2027, 2, 14), True, False),  # 周日调休上班 / a Sunday that is worked
    ],
)
def test_a_pack_brings_the_notice_of_a_new_year(day: date, worked: bool, holiday: bool) -> None:
    assert (WITH_2027.is_working_day(day), WITH_2027.is_announced_holiday(day)) == (worked, holiday)


def test_the_notice_of_a_pack_has_the_last_word_on_a_year_that_is_known() -> None:
    """The Spring Festival of 2020 was prolonged after its notice; a pack can say so of any year."""
    longer = Notice(number="x", off=(DaysOff(start=date(2023, 6, 22), end=date(2023, 6, 27), title=Text("a", "b")),))
    assert WorkingDays({"2023": longer}).defer(date(2023, 6, 23), past_weekends=True).day == date(2023, 6, 28)


@given(st.dates(date(2005, 1, 1), date(2026, 12, 1)))
def test_a_deferred_day_is_the_first_that_is_worked(day: date) -> None:
    found = KNOWN.defer(day, past_weekends=True)
    between = [day + timedelta(n) for n in range((found.day - day).days)]
    assert KNOWN.is_working_day(found.day)
    assert not any(map(KNOWN.is_working_day, between))
