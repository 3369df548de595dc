"""Stoppages of whatever sections suspend duties: what they cover, and since when."""

from datetime import date
from typing import Any

import pytest

from campaign_rules.base.periods import Period
from campaign_rules.engine.stoppages import Stop, Stoppage, stoppage, stops_of
from campaign_rules.rules.duties.obligations import Window
from campaign_rules.rules.record.values import Item
from campaign_rules.rules.terms.times import Times
from tests.deliveries import MODEL

DAY = date(2023, 12, 31)
FIRST, LAST = date(2023, 6, 1), date(2023, 6, 30)
JUNE = Window("milk@2023-06", FIRST, LAST, FIRST, LAST, "text", period=Period(FIRST, LAST, "2023-06"))
TIMES = Times(date(2023, 5, 16), DAY, {}, {"closures": "stoppages", "strikes": "nothing"})


def closure(**said: Any) -> Item:
    """A closure of the canteen in June."""
    return MODEL.items["closures"](**{"start": FIRST, "until": LAST, **said})


def stop(start: date, end: date, **more: Any) -> Stop:
    """A stoppage by the reading of closures."""
    return Stop(start, end, **{"reading": "closures", **more})


def test_every_section_that_suspends_duties_lists_stoppages_in_its_own_words() -> None:
    strike = MODEL.items["strikes"](class_=date(2023, 7, 1), end=date(2023, 7, 5))
    record = MODEL.record(id="c", closures=(closure(spared=("milk",), why="装修"),), strikes=(strike,))
    assert stops_of(record, MODEL, DAY) == (
        Stop(FIRST, LAST, ("milk",), "装修", "closures"),
        Stop(date(2023, 7, 1), date(2023, 7, 5)),
    )


def test_what_has_not_begun_stops_nothing_yet() -> None:
    record = MODEL.record(id="c", closures=(closure(),))
    assert stops_of(record, MODEL, date(2023, 5, 31)) == ()
    assert stops_of(record, MODEL, FIRST) == (Stop(FIRST, LAST, reading="closures"),)


@pytest.mark.parametrize("said", [{"until": None}, {}])
def test_a_stoppage_that_does_not_say_its_end_stops_nothing(said: dict[str, Any]) -> None:
    record = MODEL.record(id="c", closures=(MODEL.items["closures"](start=FIRST, **said),))
    assert stops_of(record, MODEL, DAY) == ()


def test_one_that_spares_no_duty_is_not_one_for_all() -> None:
    record = MODEL.record(id="c", closures=(closure(spared=None), closure(spared=())))
    assert [one.duties for one in stops_of(record, MODEL, DAY)] == [(), ()]
    assert stoppage(stops_of(record, MODEL, DAY), "milk", JUNE, TIMES, recurring=True) is None


@pytest.mark.parametrize(
    ("stops", "expected"),
    [
        ((stop(FIRST, LAST),), Stoppage(FIRST, "", False, ("closures",))),
        ((stop(FIRST, LAST, duties=("milk",), reason="a"),), Stoppage(FIRST, "a", True, ("closures",))),
        ((stop(FIRST, LAST, duties=("bread",)),), None),
        ((stop(FIRST, date(2023, 6, 29)),), None),
        (
            (stop(FIRST, date(2023, 6, 9), reason="a"), Stop(date(2023, 6, 10), LAST, reason="b")),
            Stoppage(date(2023, 6, 10), "a；b", False, ("closures",)),
        ),
        ((Stop(FIRST, LAST, reading="strikes"),), None),
    ],
)
def test_it_covers_a_window_where_no_day_is_left(stops: tuple[Stop, ...], expected: Stoppage | None) -> None:
    assert stoppage(stops, "milk", JUNE, TIMES, recurring=True) == expected


def test_one_that_names_no_duty_is_not_one_for_what_is_done_once() -> None:
    assert stoppage((stop(FIRST, LAST),), "milk", JUNE, TIMES, recurring=False) is None
