import pickle
from datetime import date

import msgspec
import pytest
from hypothesis import given
from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.rules.record.declaration import Actor, Field, RecordDeclaration, Section
from campaign_rules.rules.record.model import RecordModel, record_model
from campaign_rules.rules.record.values import Record, actors_in, attribute, dated, item_date, section_of
from tests.loading import MODEL
from tests.strategies import any_records


def inspected(**more: object) -> RecordModel:
    """A campaign whose works list inspections, each with a day by another name, which may be absent."""
    day = Field(type="date", title=Text("签字日", "signed"))
    fields = {"id": Field(type="id", title=Text("编号", "id"), required=True), "signed": day, "from": day}
    section = Section(title=Text("检查", "inspections"), fields=fields, dated="signed", **more)  # type: ignore[arg-type]  # as a pack says it
    works = Actor(kind="subject", title=Text("厂", "works"))
    return record_model(RecordDeclaration(actors={"works": works}, sections={"inspections": section}))


def test_an_item_counts_from_the_day_that_its_section_names() -> None:
    item = inspected().items["inspections"](id="I", signed=date(2023, 6, 1))
    assert (item_date(item), section_of(item)) == (date(2023, 6, 1), "inspections")


def test_an_item_whose_day_is_absent_or_null_always_holds() -> None:
    kind = inspected().items["inspections"]
    assert [item_date(one) for one in (kind(id="I"), kind(id="J", signed=None))] == [None, None]


def test_a_field_that_python_keeps_for_itself_has_another_attribute_and_its_own_name_in_data() -> None:
    item = inspected().items["inspections"](id="I", from_=date(2023, 6, 1))
    assert attribute("from") == "from_"
    assert msgspec.to_builtins(item) == {"id": "I", "from": "2023-06-01"}


def test_days_on_which_more_takes_effect_are_dated_too() -> None:
    model = inspected(also_dated=("from",))
    record = msgspec.convert(
        {"id": "W", "inspections": [{"id": "I", "signed": "2023-06-01", "from": "2023-07-01"}]}, model.record
    )
    assert list(dated(record)) == [
        ("inspections[0]", date(2023, 6, 1)),
        ("inspections[0].from", date(2023, 7, 1)),
    ]


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
    assert list(dated(msgspec.convert(data, MODEL.record))) == [
        ("activities[0]", date(2023, 6, 1)),
        ("hazards[0]", date(2023, 6, 2)),
        ("hazards[0].events[0]", date(2023, 6, 3)),
        ("accident_bulletins[0]", date(2023, 6, 4)),
        ("accident_bulletins[0].reviewed", date(2023, 6, 5)),
        ("accident_bulletins[1]", date(2023, 6, 6)),
        ("waivers[0]", date(2023, 6, 7)),
    ]


def test_absent_null_and_given_are_kept_apart() -> None:
    plan = {"responsible": None, "measures": "更换"}
    data = {"id": "x", "hazards": [{"id": "H", "found": {"date": "2023-06-01"}, "plan": plan}]}
    made = msgspec.convert(data, MODEL.record).hazards[0].plan
    assert (made.responsible, made.measures, made.funds) == (None, "更换", UNSET)


def test_one_record_may_be_that_of_several_actors() -> None:
    assert (actors_in("department"), actors_in(("a", "b", "a"))) == (("department",), ("a", "b"))


@given(any_records())
def test_a_record_comes_back_from_a_pickle_as_it_was(record: Record) -> None:
    assert pickle.loads(pickle.dumps(record)) == record


@given(any_records())
def test_a_record_whose_notes_are_left_unread_is_the_same_in_all_else(record: Record) -> None:
    raw = msgspec.json.encode(record)
    unread = MODEL.shape.light_decoder.decode(raw)
    assert isinstance(unread, MODEL.record)
    assert msgspec.json.encode(unread) == raw  # a note that is left as it was written is written so again
    assert msgspec.json.decode(raw, type=MODEL.record) == record


@pytest.mark.parametrize(
    "data",
    [{"nme": "x"}, {"activities": [{"kind": "k", "date": "2023-06-01", "nte": "x"}]}, {"waivers": [{"start": "2023-06-01"}]},
     {"hazards": [{"id": "H", "found": {"date": "2023-06-01"}, "plan": {"nte": ""}, "events": []}]}],
)  # fmt: skip
def test_what_is_no_field_is_refused_with_notes_unread_too(data: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        MODEL.shape.light_decoder.decode(msgspec.json.encode({"id": "x", **data}))
