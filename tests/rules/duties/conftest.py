"""What the tests of the forms share: a campaign's days, and the names of a pack."""

from datetime import date

import pytest

from campaign_rules.base.periods import Period
from campaign_rules.rules.remarks import PackNames
from campaign_rules.rules.terms.times import Times


@pytest.fixture
def times() -> Times:
    """A campaign from 16 May to the end of 2023 whose one-off work is due by the end of its first phase; documents last."""
    phases = {"first": Period(date(2023, 6, 1), date(2023, 7, 31), "first")}
    chosen = {"one-off-window": "first", "unclear": "replaces"}
    return Times(date(2023, 5, 16), date(2023, 12, 31), phases, chosen, lasting=frozenset({"documents"}))


@pytest.fixture
def known() -> PackNames:
    """The names of a pack with one phase, four readings, entries of activities and documents, and hazards."""
    return PackNames(
        phases=("first",),
        readings={"unclear": (), "term": (), "one-off-window": (), "days-off": ("state-council", "statutory-only")},
        readings_of_phases=["one-off-window"],
        readings_of_days=["term"],
        sections=("activities", "documents", "hazards"),
        entries=("activities", "documents"),
        doers=frozenset({"activities"}),
        entry_fields={"activities": {"kind", "date", "scope"}, "documents": {"kind", "date"}},
        item_fields={"hazards": {"title", "deadline"}},
        item_days={"hazards": {"deadline"}},
        has_report=False,
    )
