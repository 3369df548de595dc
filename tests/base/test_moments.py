"""Moments: a day, or a day with a time; nothing else is one."""

from datetime import date, time

import pytest

from campaign_rules.base.moments import Moment, as_moment, is_before

DAY = date(2023, 6, 1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-06-01", (DAY, None)),
        ("2023-06-01 08:30", (DAY, time(8, 30))),
        ("2023-06-01T08:30:15", (DAY, time(8, 30, 15))),
        ("2023-06-31", None),
        ("2023-06-01 24:00", None),
        ("2023-06-01 8:30", None),
        ("2023-06-01 ", None),
        ("明早", None),
        ("", None),
    ],
)
def test_a_text_is_a_moment_or_none(text: str, moment: Moment | None) -> None:
    assert as_moment(text) == moment


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (DAY, date(2023, 6, 2), True),
        (DAY, DAY, False),
        ("2023-06-01 08:30", "2023-06-01 08:31", True),
        ("2023-06-01 08:30", "2023-06-01T08:30", False),
        ("2023-06-01 08:30", DAY, False),  # some time on that day: it may be either
        (DAY, "2023-06-01 08:30", False),
        ("2023-06-01 08:30", date(2023, 6, 2), True),
        ("soon", DAY, False),
    ],
)
def test_a_moment_is_before_another_where_that_is_sure(one: date | str, other: date | str, expected: bool) -> None:
    assert is_before(one, other) is expected
