"""Places: where values of a type stand, wherever a record declares them."""

from typing import Any

import msgspec

from campaign_rules.rules.record.places import Place, place_of, places
from tests.deliveries import MODEL as DELIVERIES
from tests.repairs import MODEL

REPAIR: dict[str, Any] = {
    "id": "a", "came": "2023-06-12", "offer": {"until": "2023-07-01"}, "events": [{"kind": "begun", "date": "2023-06-13"}],
}  # fmt: skip
RECORD = msgspec.convert(
    {"id": "w", "rides": ["gas", "mining"], "repairs": [REPAIR, {**REPAIR, "offer": None}]}, MODEL.record
)


def at(section: str, *path: str, in_event: bool = False) -> Place:
    place = place_of(MODEL, section, path, in_event=in_event)
    assert place
    return place


def test_a_value_in_a_part_is_found_where_the_part_is_there() -> None:
    assert [where for where, _ in at("repairs", "offer", "until").values(RECORD)] == [("repairs", 0, "offer", "until")]


def test_the_words_of_a_list_are_found_one_by_one() -> None:
    assert [*at("", "rides").words(RECORD)] == [(("rides", 0), "gas"), (("rides", 1), "mining")]


def test_the_day_of_an_event_is_there_whether_or_not_it_is_declared() -> None:
    happened = at("repairs", "date", in_event=True).values(RECORD)
    assert [where for where, _ in happened] == [
        ("repairs", 0, "events", 0, "date"),
        ("repairs", 1, "events", 0, "date"),
    ]


def test_what_is_not_declared_is_at_no_place() -> None:
    assert place_of(MODEL, "repairs", ("offer", "colour")) is None


def test_lists_of_a_type_are_places_of_it() -> None:
    assert [(one.section, one.in_event, one.path) for one in places(MODEL, "duty")] == [
        ("complaints", True, ("duties",))
    ]


def test_code_asks_first_for_what_may_be_absent() -> None:
    assert at("repairs", "offer", "until").source() == (["i.offer"], "i.offer.until")
    assert at("repairs", "booked").test("{} < '2023'") == "i.booked.__class__ is str and i.booked < '2023'"


def test_a_field_named_by_a_keyword_is_read_by_its_attribute() -> None:
    place = place_of(DELIVERIES, "deliveries", ("from",))
    assert place
    assert place.source() == ([], "i.from_")
    record = DELIVERIES.record(
        id="c", deliveries=(msgspec.convert({"kind": "milk", "on": "2023-06-01", "from": "farm"}, DELIVERIES.items["deliveries"]),)
    )  # fmt: skip
    assert [*place.words(record)] == [(("deliveries", 0, "from"), "farm")]
