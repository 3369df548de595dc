from datetime import date
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given
from msgspec import UNSET, structs

from campaign_rules.base.schemas import convert
from campaign_rules.base.sources import Source
from campaign_rules.bulk.checker import UNREAD_NOTES
from campaign_rules.files.record_files import RECORDS
from campaign_rules.rules.records import (
    LABELS,
    SECTIONS,
    Day,
    Hazard,
    Item,
    Record,
    dated,
    day_path,
    item_date,
    label,
    place_label,
)
from tests.strategies import any_records


def test_absent_null_and_given_are_kept_apart() -> None:
    plan = {"responsible": None, "measures": "更换"}
    record = convert(
        Source("", {"id": "x", "hazards": [{"id": "H", "found": {"date": "2023-06-01"}, "plan": plan}]}), Record
    )
    assert record.hazards
    made = record.hazards[0].plan
    assert made
    assert (made.responsible, made.measures, made.funds) == (None, "更换", UNSET)


def test_every_section_is_a_field_of_the_record() -> None:
    assert set(SECTIONS) <= {field.name for field in structs.fields(Record)}


def test_everything_dated_is_found() -> None:
    data = {
        "id": "x",
        "activities": [{"kind": "k", "date": "2023-06-01"}],
        "operators": [{"id": "P"}],
        "hazards": [
            {"id": "H", "found": {"date": "2023-06-02"}, "events": [{"kind": "reported", "date": "2023-06-03"}]}
        ],
        "accident_bulletins": [
            {"id": "B", "date": "2023-06-04", "reviewed": "2023-06-05"},
            {"id": "C", "date": "2023-06-06"},
        ],
        "waivers": [{"from": "2023-06-07", "to": "2023-06-08"}],
    }
    assert list(dated(convert(Source("", data), Record))) == [
        ("activities[0]", date(2023, 6, 1)),
        ("hazards[0]", date(2023, 6, 2)),
        ("hazards[0].events[0]", date(2023, 6, 3)),
        ("accident_bulletins[0]", date(2023, 6, 4)),
        ("accident_bulletins[0].reviewed", date(2023, 6, 5)),
        ("accident_bulletins[1]", date(2023, 6, 6)),
        ("waivers[0]", date(2023, 6, 7)),
    ]


def test_what_bears_no_date_always_holds() -> None:
    assert item_date(SECTIONS["operators"](id="P")) is None  # type: ignore[call-arg]
    assert issubclass(SECTIONS["hazards"], Hazard)


class Inspection(Item, frozen=True, kw_only=True, gc=False):
    """Items of a section that has a day by another name, which may be absent."""

    effective: ClassVar[tuple[str, ...]] = ("signed",)

    id: str
    signed: Day = UNSET


def test_an_item_is_effective_from_the_day_that_its_class_names() -> None:
    assert day_path(Inspection) == ("signed",)
    assert item_date(Inspection(id="I", signed=date(2023, 6, 1))) == date(2023, 6, 1)


def test_an_item_whose_day_is_absent_or_null_always_holds() -> None:
    assert [item_date(one) for one in (Inspection(id="I"), Inspection(id="J", signed=None))] == [None, None]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("hazards[0].plan.funds", "整改资金"),
        ("hazards[0].events[2].by", "由谁"),
        ("documents", "文件"),
        ("hazards[0].somewhere", ""),
    ],
)
def test_a_place_is_called_what_people_call_it(place: str, expected: str) -> None:
    assert place_label(place).zh == expected


def test_a_field_without_a_name_of_its_own_is_called_by_its_key() -> None:
    assert label(("x", "y")).en == "x.y"
    assert all(text.zh and text.en for text in LABELS.values())


@given(any_records())
def test_a_record_whose_notes_are_left_unread_is_the_same_in_all_else(record: Record) -> None:
    raw = msgspec.json.encode(record)
    unread = UNREAD_NOTES.decode(raw)
    assert isinstance(unread, Record)
    assert msgspec.json.encode(unread) == raw  # a note that is left as it was written is written so again
    assert RECORDS.decode(raw) == record


@pytest.mark.parametrize(
    "data",
    [{"nme": "x"}, {"activities": [{"kind": "k", "date": "2023-06-01", "nte": "x"}]}, {"waivers": [{"start": "2023-06-01"}]},
     {"hazards": [{"id": "H", "found": {"date": "2023-06-01"}, "plan": {"nte": ""}, "events": []}]}],
)  # fmt: skip
def test_what_is_no_field_is_refused_with_notes_unread_too(data: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        UNREAD_NOTES.decode(msgspec.json.encode({"id": "x", **data}))
