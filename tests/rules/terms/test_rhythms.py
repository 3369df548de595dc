"""The periods that come of a rhythm, apart from any campaign."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from campaign_rules.base.countries import Country
from campaign_rules.base.days_off import DaysOff, Notice
from campaign_rules.base.periods import FREQUENCIES, Period
from campaign_rules.base.texts import Text
from campaign_rules.base.working_days import WorkingDays
from campaign_rules.rules.terms.rhythms import Rhythm, rhythm
from campaign_rules.rules.terms.times import Times

PHASES = {
    "study": Period(date(2023, 6, 1), date(2023, 8, 31), "study"),
    "drive": Period(date(2023, 9, 1), date(2024, 1, 20), "drive"),
}
FLOODS = tuple(Period(date(year, 4, 1), date(year, 9, 30), f"{year}-flood") for year in (2022, 2023, 2024))
TIMES = Times(date(2023, 6, 1), date(2024, 1, 20), PHASES, {}, seasons={"flood": FLOODS})


def names(asked: Rhythm) -> list[str]:
    return [period.name for period in asked.periods(TIMES)]


def test_a_week_across_two_phases_is_one_of_the_second() -> None:
    """8月28日至9月3日这一周，最后一天在第二阶段."""
    assert names(Rhythm(period="week", during="study"))[-1] == "2023-W34"
    assert names(Rhythm(period="week", during="drive"))[0] == "2023-W35"


def test_a_month_that_the_campaigns_end_cuts_belongs_to_the_phase_that_it_ends_in() -> None:
    assert names(Rhythm(period="month", during="drive")) == ["2023-09", "2023-10", "2023-11", "2023-12", "2024-01"]


def test_a_rhythm_may_be_asked_for_in_a_season_or_be_the_season() -> None:
    assert names(Rhythm(period="month", during="flood")) == ["2023-06", "2023-07", "2023-08", "2023-09"]
    assert names(rhythm("flood")) == ["2023-flood"]
    assert names(rhythm("phase")) == ["study", "drive"]


def test_a_year_may_begin_in_another_month() -> None:
    assert names(Rhythm(period="year", begins=9)) == ["2022-Y09", "2023-Y09"]


def spans(asked: Rhythm, times: Times = TIMES) -> list[tuple[str, str, str]]:
    return [(period.name, str(period.start), str(period.end)) for period in asked.periods(times)]


def test_what_is_done_before_holidays_is_done_in_the_days_up_to_the_first_day_off() -> None:
    """节前检查：中秋、国庆连休是一个假期，按哪个节日写都是它."""
    assert spans(Rhythm(before_holidays="all")) == [
        ("2023-06-22-before-dragon_boat", "2023-06-15", "2023-06-21"),
        ("2023-09-29-before-mid_autumn", "2023-09-22", "2023-09-28"),
        ("2024-01-01-before-new_year", "2023-12-23", "2023-12-29"),
    ]
    assert spans(Rhythm(before_holidays=("national_day",), days=3)) == [
        ("2023-10-01-before-national_day", "2023-09-26", "2023-09-28")
    ]


def test_what_is_done_after_holidays_is_done_from_the_first_working_day_on() -> None:
    """国庆节后第一个工作日是调休上班的周六，10月7日."""
    (after,) = Rhythm(after_holidays=("national_day",), days=3).periods(TIMES)
    assert (after.start, after.end) == (date(2023, 10, 7), date(2023, 10, 9))
    assert after.title == Text("2023年国庆节后", "after National Day 2023")


def test_periods_beside_a_holiday_that_is_not_announced_are_provisional_and_keep_their_names() -> None:
    later = structs.replace(TIMES, issued=date(2027, 9, 1), ends=date(2027, 10, 31))
    off = DaysOff(start=date(2027, 9, 30), end=date(2027, 10, 6), title=Text("国庆节", "National Day"))
    told = structs.replace(later, working_days=WorkingDays({"2027": Notice(number="x", off=(off,))}))
    asked = Rhythm(before_holidays=("national_day",))
    (before,), (announced,) = asked.periods(later), asked.periods(told)
    assert (before.name, before.end, before.provisional) == (
        "2027-10-01-before-national_day", date(2027, 9, 30), True,
    )  # fmt: skip
    assert (announced.name, announced.end, announced.provisional) == (before.name, date(2027, 9, 29), False)


def test_holidays_of_another_country_are_those_of_its_calendar() -> None:
    german = structs.replace(TIMES, working_days=WorkingDays({}, Country(country="DE", subdivision="BW")))
    assert spans(Rhythm(before_holidays=("corpus_christi", "christmas_day"), days=2), german) == [
        ("2023-06-08-before-corpus_christi", "2023-06-06", "2023-06-07"),
        ("2023-12-25-before-christmas_day", "2023-12-21", "2023-12-22"),
    ]


@given(st.sampled_from([*FREQUENCIES, "phase", "flood"]), st.dates(date(2023, 6, 1), date(2033, 6, 1)))
def test_no_rhythm_has_more_periods_than_are_counted_ahead(each: str, ends: date) -> None:
    times = Times(date(2023, 6, 1), ends, PHASES, {}, seasons={"flood": FLOODS})
    assert len(list(rhythm(each).periods(times))) <= rhythm(each).about((ends - times.issued).days + 1)


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        (rhythm("week"), "week"),
        (Rhythm(period="year", begins=9), "year from 9"),
        (Rhythm(period="week", during=("study", "drive")), "week during study, drive"),
    ],
)
def test_coverage_knows_a_rhythm_by_a_short_word(asked: Rhythm, key: str) -> None:
    assert asked.key == key


@pytest.mark.parametrize(
    ("asked", "zh", "en"),
    [
        (rhythm("day"), "每日", "each day"),
        (rhythm("week"), "每周", "each week"),
        (rhythm("ten_days"), "每旬", "each ten days of a month"),
        (rhythm("half_month"), "每半月", "each half of a month"),
        (rhythm("phase"), "每个阶段", "each phase"),
        (rhythm("flood"), "汛期", "in the flood season"),
        (Rhythm(period="year", begins=9), "每学年（9月起）", "each school year (from September)"),
        (Rhythm(period="half", begins=4), "每半年（4月起）", "each half-year (from April)"),
        (Rhythm(period="week", during="drive"), "整治阶段每周", "each week during the drive"),
        (Rhythm(period="month", during=("study", "drive")), "学习阶段、整治阶段每月", "each month during the study and the drive"),
        (Rhythm(before_holidays="all"), "每个法定节假日前7日内", "within 7 days before each public holiday"),
        (Rhythm(after_holidays=("spring", "labour"), days=3), "春节、劳动节后3日内", "within 3 days after the Spring Festival and Labour Day"),
    ],
)  # fmt: skip
def test_a_rhythm_is_said_as_an_official_would(asked: Rhythm, zh: str, en: str) -> None:
    assert asked.often(lambda _, name: CALLED[name]) == Text(zh, en)


CALLED = {
    "study": Text("学习阶段", "the study"),
    "drive": Text("整治阶段", "the drive"),
    "flood": Text("汛期", "flood season"),
    "spring": Text("春节", "the Spring Festival"),
    "labour": Text("劳动节", "Labour Day"),
}
