"""How duties stand over the sections of entries that a campaign declares, and where others of its sections suspend them."""

from datetime import date
from typing import Any

import pytest

from campaign_rules.engine.verdicts import Run, Verdict
from tests.deliveries import CAMPAIGN, MODEL

JULY, AUGUST = date(2023, 7, 5), date(2023, 8, 1)


def judged(instance: str, as_of: date = AUGUST, **said: Any) -> Verdict:
    """How one obligation of a canteen stands."""
    run = Run(CAMPAIGN.rules, MODEL.record(id="c", **said), as_of)
    return next(verdict for verdict in run.obligations() if verdict.instance == instance)


def brought(kind: str, day: date = JULY, **said: Any) -> Any:
    """What a driver brings on a day."""
    return MODEL.items["deliveries"](kind=kind, on=day, **said)


@pytest.mark.parametrize(
    ("instance", "listed", "status", "missing"),
    [
        ("milk@2023-07", (brought("milk", driver="cook"),), "fulfilled", ()),
        ("milk@2023-07", (brought("milk", driver="help"),), "violated", ()),
        ("milk@2023-07", (brought("milk"),), "unknown", ("deliveries[0].driver",)),
        ("milk@2023-07", (), "violated", ()),
        ("fruit@2023-Q2", (brought("fruit", date(2023, 6, 1), from_="farm"),), "fulfilled", ()),
        ("fruit@2023-Q2", (brought("fruit", date(2023, 6, 1)),), "unknown", ("deliveries[0].from",)),
        ("audit@once", (brought("audit", share="大概"),), "unknown", ("deliveries[0].share",)),
        ("audit@once", (brought("audit", share="full"),), "fulfilled", ()),
        ("bread@2023-H1", (brought("bread", date(2023, 6, 1)),), "violated", ()),
        ("bread@2023-H1", (brought("bread", date(2023, 6, 1)),) * 2, "fulfilled", ()),
    ],
)
def test_a_duty_counts_the_entries_of_its_section(
    instance: str, listed: tuple[Any, ...], status: str, missing: tuple[str, ...]
) -> None:
    found = judged(instance, deliveries=listed)
    assert (found.status, found.missing) == (status, missing)


def test_a_section_that_is_absent_is_unknown() -> None:
    found = judged("menu@once")
    assert (found.status, found.missing) == ("unknown", ("menus",))


def test_entries_that_last_count_from_before_the_campaign() -> None:
    menu = MODEL.items["menus"](kind="menu", hung=date(2019, 1, 1))
    assert (judged("menu@once", menus=(menu,)).status, judged("menu@once", menus=()).status) == (
        "fulfilled",
        "violated",
    )


@pytest.mark.parametrize(
    ("instance", "status", "reason"),
    [("milk@2023-06", "waived", "装修"), ("fruit@2023-Q2", "violated", None), ("audit@once", "violated", None)],
)
def test_a_closure_of_any_section_that_suspends_duties_waives_them(
    instance: str, status: str, reason: str | None
) -> None:
    closure = MODEL.items["closures"](start=date(2023, 6, 1), until=date(2023, 6, 30), why="装修")
    found = judged(instance, deliveries=(), closures=(closure,))
    assert (found.status, found.stoppage and found.stoppage.reason) == (status, reason)


def test_closures_of_several_sections_count_together() -> None:
    closure = MODEL.items["closures"](start=date(2023, 6, 1), until=date(2023, 6, 9))
    strike = MODEL.items["strikes"](class_=date(2023, 6, 10), end=date(2023, 6, 30))
    assert judged("milk@2023-06", deliveries=(), closures=(closure,), strikes=(strike,)).status == "waived"
    assert judged("milk@2023-06", deliveries=(), closures=(closure,)).status == "violated"


def test_a_closure_that_does_not_name_a_duty_may_leave_it_to_a_person() -> None:
    closure = MODEL.items["closures"](start=date(2023, 4, 1), until=date(2023, 6, 30))
    found = judged("fruit@2023-Q2", deliveries=(), closures=(closure,))
    assert (found.status, found.stoppage and found.stoppage.readings) == ("needs_review", ("closures",))
