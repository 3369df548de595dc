"""What people call calendar periods."""

from datetime import date

import pytest

from campaign_rules.base.period_titles import period_title
from campaign_rules.base.periods import Frequency, Period, period_of
from campaign_rules.base.texts import Text

DAY = date(2023, 6, 7)


@pytest.mark.parametrize(
    ("each", "begins", "expected"),
    [
        ("day", 1, Text("2023年6月7日", "7 June 2023")),
        ("week", 1, Text("2023年第23周（6月5日至11日）", "week 23 of 2023 (5 to 11 June)")),
        ("ten_days", 1, Text("2023年6月上旬", "1 to 10 June 2023")),
        ("half_month", 1, Text("2023年6月上半月", "1 to 15 June 2023")),
        ("month", 1, Text("2023年6月", "2023-06")),
        ("quarter", 1, Text("2023年第2季度", "Q2 2023")),
        ("half", 1, Text("2023年上半年", "H1 2023")),
        ("year", 1, Text("2023年", "2023")),
        ("year", 9, Text("2022年9月至2023年8月", "September 2022 to August 2023")),
        ("half", 9, Text("第2个半年（2023年3月至2023年8月）", "half 2 (March 2023 to August 2023)")),
        ("quarter", 9, Text("第4季度（2023年6月至2023年8月）", "Q4 (June 2023 to August 2023)")),
    ],
)
def test_a_period_is_called_as_people_call_it(each: Frequency, begins: int, expected: Text) -> None:
    assert period_title(period_of(DAY, each, begins)) == expected


def test_a_week_in_two_months_says_its_days() -> None:
    assert period_title(period_of(date(2023, 7, 31), "week")).zh == "2023年第31周（7月31日至8月6日）"


def test_what_is_no_calendar_period_is_called_by_its_name() -> None:
    assert period_title(Period(DAY, DAY, "mobilisation")) == Text("mobilisation", "mobilisation")
