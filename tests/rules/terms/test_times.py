"""The days that the windows of duties depend on, apart from any campaign."""

from datetime import date

from campaign_rules.base.periods import Period
from campaign_rules.rules.terms.times import Times

PHASES = {"first": Period(date(2023, 5, 1), date(2023, 7, 31), "first")}
TIMES = Times(date(2023, 5, 16), date(2023, 12, 31), PHASES, {})


def test_the_end_of_the_campaign_is_a_phase_of_its_own() -> None:
    assert (TIMES.end_of("campaign"), TIMES.end_of("first")) == (date(2023, 12, 31), date(2023, 7, 31))
