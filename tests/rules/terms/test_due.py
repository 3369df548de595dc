"""Due days that are put together, each at its boundary days."""

from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec import UNSET, structs

from campaign_rules.base.periods import Frequency, Period, period_of
from campaign_rules.rules.terms.due import Due
from campaign_rules.rules.terms.reckoning import Reckoned
from campaign_rules.rules.terms.sayings import due_text
from campaign_rules.rules.terms.times import Times
from tests.rules.duties.drawn import titled

PHASES = {"first": Period(date(2023, 6, 1), date(2023, 7, 31), "first")}
SEASONS = {
    "flood": (Period(date(2023, 4, 1), date(2023, 9, 30), "2023-flood"),),
    "winter": (Period(date(2022, 11, 1), date(2023, 3, 15), "2022-winter"), Period(date(2023, 11, 1), date(2024, 3, 15), "2023-winter")),
}  # fmt: skip
TIMES = Times(date(2023, 5, 16), date(2023, 12, 31), PHASES, {"moved": "state-council"}, 23, seasons=SEASONS)


def due(**written: Any) -> Due:
    """Return a due day as a pack's file writes it."""
    return msgspec.convert(written, Due)


@pytest.mark.parametrize(
    ("day", "each", "written", "expected"),
    [
        (date(2023, 6, 7), "week", {"weekday": "friday"}, ["2023-06-09"]),
        (date(2023, 6, 7), "week", {"weekday": ["friday", "tuesday"]}, ["2023-06-06", "2023-06-09"]),
        (date(2023, 6, 7), "month", {"day": [5, 15, 25]}, ["2023-06-05", "2023-06-15", "2023-06-25"]),
        (date(2023, 2, 7), "month", {"day": [15, 30, 31]}, ["2023-02-15", "2023-02-28"]),
        (date(2023, 6, 7), "quarter", {"day": 25}, ["2023-06-25"]),
        (date(2023, 6, 7), "quarter", {"day": 10, "month": "first"}, ["2023-04-10"]),
        (date(2023, 6, 7), "quarter", {"day": 10, "month": 2}, ["2023-05-10"]),
        (date(2023, 6, 7), "half", {"day": 31, "month": "last"}, ["2023-06-30"]),
        (date(2023, 6, 7), "year", {"day": 9, "month": 11}, ["2023-11-09"]),
        (date(2023, 6, 7), "month", {"day": 5, "months_later": 1}, ["2023-07-05"]),
        (date(2023, 6, 7), "month", {"after": {"working_days": 5}, "from": "end"}, ["2023-07-07"]),
        (date(2023, 6, 7), "week", {"after": {"working_days": 1}, "from": "end"}, ["2023-06-12"]),
        (date(2023, 6, 7), "month", {"before": {"days": 3}, "from": "end"}, ["2023-06-27"]),
    ],
)
def test_days_of_a_period(day: date, each: Frequency, written: dict[str, Any], expected: list[str]) -> None:
    assert [str(found.day) for found in TIMES.in_period(due(**written), period_of(day, each))] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023-10-31", "2023-10-31"),
        ({"date": "2023-10-31"}, "2023-10-31"),
        ({"end_of": "first"}, "2023-07-31"),
        ({"end_of": "campaign"}, "2023-12-31"),
        ({"end_of": "flood"}, "2023-09-30"),
        ({"end_of": "winter"}, "2024-03-15"),
        # 发文在本年汛期之内，汛期前说的是行动之内开始的那一季 / issued within one season, the one meant begins within the campaign
        ({"before": {"days": 1}, "from": {"start_of": "winter"}}, "2023-10-31"),
        ({"before": {"days": 1}, "from": {"start_of": "flood"}}, "2023-03-31"),
        ({"after": {"days": 10}, "from": "issued"}, "2023-05-26"),
        ({"after": {"working_days": 5}, "from": "issued"}, "2023-05-23"),
        # 6 月 22 日至 24 日端午放假，25 日调休上班 / Dragon Boat, and a Sunday that is worked instead
        ({"after": {"working_days": 3}, "from": {"start_of": "first"}}, "2023-06-06"),
        ({"after": {"months": 1}, "from": {"end_of": "first"}}, "2023-08-31"),
        ({"before": {"working_days": 1}, "from": {"start_of": "first"}}, "2023-05-31"),
        ({"after": {"weeks": 2}, "from": "ends"}, "2024-01-14"),
        ({"earlier_of": ["2023-10-31", {"end_of": "first"}]}, "2023-07-31"),
        ({"later_of": ["2023-10-31", {"end_of": "first"}]}, "2023-10-31"),
        ({"date": "2023-06-23", "deferral": "state-council"}, "2023-06-25"),
        ({"date": "2023-06-23", "deferral": "moved"}, "2023-06-25"),
        ({"date": "2023-06-24", "deferral": "statutory-only"}, "2023-06-25"),
        ({"date": "2023-06-17", "deferral": "statutory-only"}, "2023-06-17"),
        ({"date": "2023-10-31", "included": "exclusive"}, "2023-10-30"),
    ],
)
def test_a_day_once(written: Any, expected: str) -> None:
    found = TIMES.reckon(due(**written) if isinstance(written, dict) else written)
    assert isinstance(found, Reckoned)
    assert (str(found.day), found.is_known) == (expected, True)


def named(point: Any) -> Any:
    """Say two days by name: one that is known, one that is not said; and one that is said not to be."""
    return {"opened": date(2023, 6, 1), "unset": None}.get(point, UNSET)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"after": {"days": 30}, "from": "opened"}, date(2023, 7, 1)),
        ({"after": {"days": 30}, "from": "unset"}, None),
        ({"after": {"days": 30}, "from": "closed"}, UNSET),
        ({"earlier_of": [{"after": {"days": 30}, "from": "unset"}, "2023-10-31"]}, date(2023, 10, 31)),
        ({"earlier_of": [{"after": {"days": 30}, "from": "unset"}, "unset"]}, None),
        ({"earlier_of": [{"after": {"days": 30}, "from": "closed"}, "2023-10-31"]}, UNSET),
    ],
)
def test_a_day_that_a_record_says_or_does_not(written: dict[str, Any], expected: Any) -> None:
    found = TIMES.reckon(due(**written), None, named)
    assert (found.day if isinstance(found, Reckoned) else found) == expected
    assert due(**written).by_record


def test_working_days_in_a_year_that_is_not_announced_lie_between_two_days() -> None:
    later = structs.replace(TIMES, ends=date(2099, 12, 25))
    found = later.reckon(due(after={"working_days": 5}, **{"from": "ends"}))
    assert isinstance(found, Reckoned)
    assert not found.is_known
    assert found.latest
    assert found.day < found.latest


@pytest.mark.parametrize(
    ("written", "period", "zh", "en"),
    [
        ("2023-10-31", "", "2023年10月31日前", "by 31 October 2023"),
        ({"weekday": "friday"}, "week", "每周五前", "by Friday of each week"),
        ({"weekday": ["tuesday", "friday"]}, "week", "每周二、五前", "by Tuesday and Friday of each week"),
        ({"day": 25}, "month", "每月25日前", "by the 25th of each month"),
        ({"day": [5, 15, 25]}, "month", "每月5日、15日、25日前", "by the 5th, 15th and 25th of each month"),
        ({"day": 25}, "quarter", "每季度末月25日前", "by the 25th of the last month of each quarter"),
        ({"day": 10, "month": "first"}, "quarter", "每季度首月10日前", "by the 10th of the first month of each quarter"),
        ({"day": 9, "month": 11}, "year", "每年11月9日前", "by the 9th of November each year"),
        ({"day": 5, "months_later": 1}, "month", "次月5日前", "by the 5th of the following month"),
        ({"after": {"working_days": 5}, "from": "issued"}, "", "发文后5个工作日内", "within 5 working days after the issue"),
        ({"after": {"days": 1}, "from": {"done": "plan"}}, "", "“plan”完成后1日内", "within 1 day after “plan” is done"),
        ({"before": {"days": 3}, "from": {"end_of": "first"}}, "", "first结束3日前", "at least 3 days before the end of first"),
        ({"end_of": "campaign", "deferral": "state-council"}, "", "行动结束前（遇节假日顺延）",
         "by the end of the campaign (deferred past days off)"),
        ({"earlier_of": ["2023-10-31", {"end_of": "first"}]}, "", "2023年10月31日前，或者first结束前，以先到的为准",
         "by 31 October 2023, or by the end of first, whichever is earlier"),
    ],
)  # fmt: skip
def test_a_due_day_is_said_as_an_official_would(written: Any, period: str, zh: str, en: str) -> None:
    said = due_text(due(**written) if isinstance(written, dict) else written, titled, period)
    assert (said.zh, said.en) == (zh, en)
