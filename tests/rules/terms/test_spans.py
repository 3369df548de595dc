"""Spans: between which two moments a term ends of which something is open."""

from datetime import date, datetime, time
from typing import Any

import msgspec
import pytest
from msgspec import UNSET, structs

from campaign_rules.rules.terms.due import Due
from campaign_rules.rules.terms.reckoning import END_OF_DAY
from campaign_rules.rules.terms.spans import Span, span
from campaign_rules.rules.terms.times import Times

TIMES = Times(date(2023, 5, 16), date(2023, 12, 31), {}, {})
SAID = {"opened": date(2023, 6, 1), "at": datetime(2023, 6, 1, 10, 30), "unset": None}  # noqa: DTZ001  as records write it


def laid(written: dict[str, Any], times: Times = TIMES) -> Span:
    return span(times, msgspec.convert(written, Due), lambda point: SAID.get(str(point), UNSET))


def test_what_is_known_ends_at_one_moment() -> None:
    found = laid({"after": {"days": 3}, "from": "opened"})
    assert found.begins == found.ends == (date(2023, 6, 4), END_OF_DAY)
    assert found.limits(date(2023, 6, 4)) == (date(2023, 6, 4), date(2023, 6, 4))


def test_hours_after_a_moment_end_at_a_moment_and_after_a_day_between_two() -> None:
    found = laid({"after": {"hours": 24}, "from": "at"})
    assert found.begins == found.ends == (date(2023, 6, 2), time(10, 30))
    day = laid({"after": {"hours": 24}, "from": "opened"})
    assert (day.begins, day.ends) == ((date(2023, 6, 2), time(0)), (date(2023, 6, 2), time(23, 59, 59)))


@pytest.mark.parametrize(
    ("done", "first", "last"),
    [
        (None, 2, 2),
        (date(2023, 6, 1), 2, 2),
        (date(2023, 6, 2), 1, 2),
        (datetime(2023, 6, 2, 10, 30), 2, 2),  # noqa: DTZ001
        (datetime(2023, 6, 2, 10, 31), 1, 1),  # noqa: DTZ001
        (date(2023, 6, 3), 2, 2),
    ],
)
def test_what_is_done_on_the_last_day_after_the_hour_is_late(done: Any, first: int, last: int) -> None:
    found = laid({"after": {"hours": 24}, "from": "at"})
    assert found.limits(done) == (date(2023, 6, first), date(2023, 6, last))


def test_days_after_a_moment_are_whole_days() -> None:
    assert laid({"after": {"days": 1}, "from": "at"}).ends == (date(2023, 6, 2), END_OF_DAY)


def test_what_is_not_known_is_at_most_the_earlier_and_at_least_the_later_of_what_is() -> None:
    sooner = laid({"earlier_of": ["2023-07-01", "closed"]})
    assert (sooner.first, sooner.ends) == (None, (date(2023, 7, 1), END_OF_DAY))
    shown = sooner.shown(latest=False)
    assert shown
    assert shown.day == date(2023, 7, 1)
    later = laid({"later_of": ["2023-07-01", "closed"]})
    assert (later.begins, later.last) == ((date(2023, 7, 1), END_OF_DAY), None)


def test_what_is_said_to_be_none_is_no_term() -> None:
    assert laid({"after": {"days": 1}, "from": "unset"}) == Span(None, None, None, None)
    assert laid({"earlier_of": ["2023-07-01", "unset"]}).begins == (date(2023, 7, 1), END_OF_DAY)


def test_whether_a_day_itself_counts_is_asked_of_days_and_not_of_hours() -> None:
    exclusive = structs.replace(TIMES, chosen={"inclusive-deadlines": "exclusive"})
    assert laid({"date": "2023-07-01"}, exclusive).ends == (date(2023, 6, 30), END_OF_DAY)
    assert laid({"date": "2023-07-01", "included": "inclusive"}, exclusive).ends == (date(2023, 7, 1), END_OF_DAY)
    assert laid({"after": {"hours": 1}, "from": "at"}, exclusive).ends == (date(2023, 6, 1), time(11, 30))
