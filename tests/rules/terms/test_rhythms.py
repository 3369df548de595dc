"""The periods that come of a rhythm, apart from any campaign."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_rules.base.periods import FREQUENCIES, Period
from campaign_rules.base.texts import Text
from campaign_rules.rules.terms.durations import Duration
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
        (Rhythm(every=Duration(months=18)), "距上次完成每18个月", "each 18 months since last done"),
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
