"""The days that the windows of duties depend on, apart from any campaign."""

from datetime import date, datetime, time

import msgspec

from campaign_rules.base.periods import Period
from campaign_rules.rules.terms.due import Due
from campaign_rules.rules.terms.reckoning import Reckoned
from campaign_rules.rules.terms.times import Times

PHASES = {"first": Period(date(2023, 5, 1), date(2023, 7, 31), "first")}
TIMES = Times(date(2023, 5, 16), date(2023, 12, 31), PHASES, {})


def test_the_end_of_the_campaign_is_a_phase_of_its_own() -> None:
    assert (TIMES.end_of("campaign"), TIMES.end_of("first")) == (date(2023, 12, 31), date(2023, 7, 31))


def test_a_moment_that_days_off_move_keeps_its_time() -> None:
    """24 hours after 13:30 on 21 June 2023; the 22nd to the 24th are off, the 25th is worked."""
    for deferral, day in (("state-council", 25), ("brought-forward", 21)):
        written = {"after": {"hours": 24}, "from": "told", "deferral": deferral}
        found = TIMES.reckon(msgspec.convert(written, Due), named=lambda _: datetime(2023, 6, 21, 13, 30))  # noqa: DTZ001
        assert isinstance(found, Reckoned)
        assert (found.day, found.at, found.latest) == (date(2023, 6, day), time(13, 30), None)
        assert found.nominal == date(2023, 6, 22)
