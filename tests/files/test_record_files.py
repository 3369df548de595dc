import json
import pathlib
from collections import OrderedDict
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from msgspec import UNSET, structs

from campaign_rules import BadRecord, Campaign, RecordLike, RecordModel
from campaign_rules.base.texts import Text
from campaign_rules.files import record_files
from campaign_rules.rules.record.declaration import Field
from campaign_rules.rules.record.model import record_model
from tests.loading import MODEL, from_yaml, load, load_each, load_file


def told(path: pathlib.Path) -> list[str]:
    with pytest.raises(BadRecord) as caught:
        list(load_file(path))
    return [problem.render("en").replace(str(path), path.name) for problem in caught.value.problems]


def write(path: pathlib.Path, text: str | bytes) -> pathlib.Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.yaml", "id: x\r\n"),
        ("r.yml", "\ufeffid: x"),
        ("r.json", '{"id": "x"}'),
        ("R.JSON", '\ufeff{"id": "x"}\r\n'),
        ("r.jsonl", '\n{"id": "x"}\r\n\n'),
        ("r.txt", "id: x"),
        ("r", '  {"id": "x"}'),
    ],
)
def test_a_file_is_read_by_its_ending_or_its_look(tmp_path: pathlib.Path, name: str, text: str) -> None:
    assert [loaded.record.id for loaded in load_file(write(tmp_path / name, text))] == ["x"]


def test_every_bad_line_of_json_lines_is_told_with_its_number(tmp_path: pathlib.Path) -> None:
    lines = ['{"id": "a"}', '{"id": 1}', "", '{"id": "b", "x": 1, "x": 2}', "{", '{"id": "c"}']
    assert told(write(tmp_path / "r.jsonl", "\n".join(lines))) == [
        'r.jsonl:2:8: id: expected text, got 1; put it in quotes: "1"',
        "r.jsonl:4:21: x: duplicate key x",
        "r.jsonl:4:21: x: unknown key x; expected one of: id, actor, name, sectors, township, note, high_risk, outsources, hot_work, special_operations, attributes, activities, documents, hazards, hot_work_jobs, operators, contracts, penalties, accident_bulletins, spot_checks, waivers",
        "r.jsonl:5:2: JSON syntax error: Expecting property name enclosed in double quotes",
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("r.jsonl", "\n\n", ["r.jsonl:1:1: the file is empty"]),
        ("r.json", " ", ["r.json:1:2: the file is empty"]),
        ("r.yaml", "# nothing\n", ["r.yaml:1:1: the file is empty"]),
        ("r.yaml", "- id: x\n", ["r.yaml:1:1: expected a mapping, got […]; a record begins with id:"]),
        ("r.json", '{"id": "x", "id": "y", "nme": 1}', ["r.json:1:13: id: duplicate key id", "r.json:1:24: nme: unknown key nme; did you mean name?"]),
        ("r.yaml", "id: x\nid: y\nnme: 1\n", ["r.yaml:2:1: id: duplicate key id", "r.yaml:3:1: nme: unknown key nme; did you mean name?"]),
        ("r.yaml", "id: 名称".encode("gbk"), ["r.yaml:1:5: not UTF-8 (it looks like GBK); save the file as UTF-8"]),
    ],
)  # fmt: skip
def test_everything_wrong_with_a_file_is_told_at_once(
    tmp_path: pathlib.Path, name: str, text: str | bytes, said: list[str]
) -> None:
    assert told(write(tmp_path / name, text)) == said


def test_what_is_impossible_is_told_beside_what_is_of_the_wrong_form(tmp_path: pathlib.Path) -> None:
    text = """\
id: A
bogus: 1
hot_work: false
hot_work_jobs: [{id: W, date: 2023-06-01}]
operators: [{id: P, nme: x}, 3, {id: P}]
hazards: [{id: H, found: {date: 2023-06-12}, events: [{kind: accepted, date: 2023-06-01}]}]
"""
    assert told(write(tmp_path / "r.yaml", text)) == [
        "r.yaml:2:1: bogus: unknown key bogus; expected one of: id, actor, name, sectors, township, note, high_risk, outsources, hot_work, special_operations, attributes, activities, documents, hazards, hot_work_jobs, operators, contracts, penalties, accident_bulletins, spot_checks, waivers",
        "r.yaml:3:11: hot_work: hot_work is false, yet hot_work_jobs lists 1: a contradiction",
        "r.yaml:5:21: operators[0].nme: unknown key nme; did you mean name?",
        "r.yaml:5:30: operators[1]: expected a mapping, got 3",
        "r.yaml:5:38: operators[2].id: the id P is already used by entry 1",
        "r.yaml:6:78: hazards[0].events[0].date: 2023-06-01 is before the finding of 2023-06-12: impossible",
    ]


def test_a_record_is_taken_from_whatever_holds_it(tmp_path: pathlib.Path) -> None:
    path = write(tmp_path / "r.yaml", "id: x")
    for given in (MODEL.record(id="x"), {"id": "x"}, MappingProxyType({"id": "x"}), b'{"id": "x"}', path):
        assert load(given).record == MODEL.record(id="x")


def test_loading_what_is_loaded_returns_it() -> None:
    loaded = load({"id": "x"})
    assert load(loaded) is loaded
    assert load(loaded, nulls="unknown") is loaded


def test_of_several_records_those_that_are_loaded_stay_as_they_are() -> None:
    loaded, nameless = from_yaml("id: a", "r.yaml"), load({"id": "b"})
    one, two, three = load_each([loaded, nameless, {"id": "c"}])
    assert (one, two) == (loaded, nameless)
    assert three.source.file == "[2] c"


def test_bad_bytes_are_told_with_line_and_column() -> None:
    with pytest.raises(BadRecord, match=r'^<bytes>:2:8: id: expected text, got 1; put it in quotes: "1"$'):
        load(b'{\n "id": 1}')


def test_a_function_for_one_record_refuses_several(tmp_path: pathlib.Path) -> None:
    path = write(tmp_path / "r.jsonl", '{"id": "a"}\n{"id": "b"}')
    with pytest.raises(BadRecord, match=r"expected one record, the file has 2$"):
        load(path)


def test_what_is_no_record_at_all_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match=r"^a record is a Record, a mapping, a path or JSON bytes, not int$"):
        load(3)  # type: ignore[arg-type]


def test_a_file_that_is_not_there_is_the_systems_own_error(tmp_path: pathlib.Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.yaml")


def test_every_sound_line_is_given_and_what_is_wrong_with_the_others_is_told_in_the_end(tmp_path: pathlib.Path) -> None:
    found = load_file(write(tmp_path / "r.ndjson", '{"id": "a"}\n{"id": "b"}\n[]\n{"id": "c"}\n'))
    assert [next(found).record.id for _ in range(3)] == ["a", "b", "c"]
    with pytest.raises(BadRecord, match=r"r\.ndjson:3:1: expected a mapping, got \[…\]; a record begins with id:$"):
        next(found)


def test_json_lines_are_read_from_an_open_file_and_one_of_another_encoding_is_wrong_once(
    tmp_path: pathlib.Path,
) -> None:
    path = write(tmp_path / "r.jsonl", b'{"id": "a"}\n' + '{"id": "名"}\n'.encode("gbk") * 3)
    with path.open("rb") as stream:
        found = load_file(path, stream)
        assert next(found).record.id == "a"
        with pytest.raises(BadRecord, match=r"r\.jsonl:2:9: not UTF-8 \(it looks like GBK\); save the file as UTF-8$"):
            next(found)
        assert not stream.closed


@pytest.mark.parametrize(
    ("raw", "quick"),
    [
        (b'{"id":"x"}', True),
        (b'{"id": "x", "actor": "department", "note": "a: b"}', True),
        (b'{"id":"x","actor":"enterprise"}', True),
        (b'{"id":"x","note":"actor \\"actor\\""}', True),
        (
            b'{"id":"x","hazards":[{"id":"H","found":{"date":"2023-06-01"},"plan":{"funds":1}}],"attributes":{"a":1}}',
            True,
        ),
        (b'{"id":"x","note":"\\u003a"}', False),  # a colon that is written otherwise: read with more care, and sound
    ],
)
def test_sound_bytes_are_read_quickly_and_all_others_with_care(raw: bytes, quick: bool) -> None:
    loaded = load(raw)
    assert (loaded.source.data is None) is quick
    assert loaded.located().data["id"] == "x"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"id":"x","id":"x"}',
        b'{"id":"x","activities":[{"kind":"k","date":"2023-06-01","by":"a","by":"b"}]}',
        b'{"id":"x","attributes":{"a":1,"a":2}}',
        b'{"id":"x","hazards":[{"id":"H","found":{"date":"2023-06-01","date":"2023-06-01"}}]}',
        b'{"actor":"enterprise","id":"x","actor":"enterprise"}',
    ],
)
def test_a_key_that_is_written_twice_is_noticed_in_bytes_too(raw: bytes) -> None:
    with pytest.raises(BadRecord) as caught:
        load(raw)
    assert {problem.code for problem in caught.value.problems} == {"duplicate-key"}


# --- null ---

GAPS = {
    "id": "x", "name": None, "hot_work": None, "attributes": {"metal_smelting": None}, "documents": None,
    "hazards": [{"id": "h", "found": {"date": "2023-06-01", "by": None}, "plan": {"funds": None}, "events": None}],
}  # fmt: skip
SAID = {"id": "x", "attributes": {}, "hazards": [{"id": "h", "found": {"date": "2023-06-01"}, "plan": {}}]}


@pytest.mark.parametrize("form", ["mapping", "bytes", "json", "jsonl", "yaml"])
def test_a_null_that_means_unknown_is_as_if_its_key_were_absent_at_every_depth(
    tmp_path: pathlib.Path, form: str
) -> None:
    text = json.dumps(GAPS)
    given: Any = {"mapping": GAPS, "bytes": text.encode()}.get(form) or write(tmp_path / f"r.{form}", text)
    assert load(given, nulls="unknown").record == load(SAID).record
    with pytest.raises(BadRecord):
        load(given)


def test_a_null_is_not_done_where_nothing_else_is_said() -> None:
    plan = {"id": "x", "hazards": [{"id": "h", "found": {"date": "2023-06-01"}, "plan": {"funds": None}}]}
    (kept,) = load(plan).record.hazards
    (unknown,) = load(plan, nulls="unknown").record.hazards
    assert kept.plan
    assert unknown.plan
    assert (kept.plan.funds, unknown.plan.funds) == (None, UNSET)


def test_a_campaign_takes_that_null_means_unknown_wherever_it_takes_records(campaign: Campaign) -> None:
    record = {"id": "x", "operators": [{"id": "p", "certificate_valid_until": None}]}
    day = date(2023, 7, 1)
    assert campaign.check(record, as_of=day)["special-operator-certificate@p"].status == "violated"
    assert campaign.check(record, as_of=day, nulls="unknown")["special-operator-certificate@p"].status == "unknown"
    gone = {"id": "x", "hazards": None}
    assert campaign.progress([gone], as_of=day, nulls="unknown").cells["1.1"] is None
    assert campaign.ledger([gone], as_of=day, nulls="unknown").rows == ()
    assert campaign.summary([gone], as_of=day, nulls="unknown").actors
    assert campaign.calendar(gone, nulls="unknown").record == load({"id": "x"}).record


# --- what programs write ---


MIDNIGHT = datetime.fromisoformat("2023-06-01T00:00:00")
MORNING = datetime.fromisoformat("2023-06-01T08:30:00")


@pytest.mark.parametrize("day", [
    date(2023, 6, 1), MIDNIGHT, "2023-06-01T00:00:00", "2023-06-01 00:00:00", "2023-06-01T00:00",
    "2023-06-01T00:00:00.000", "2023-06-01T00:00:00Z", "2023-06-01T00:00:00+08:00",
])  # fmt: skip
def test_a_midnight_is_its_day(day: Any) -> None:
    (document,) = load({"id": "x", "documents": [{"kind": "k", "date": day}]}).record.documents
    assert document.date == date(2023, 6, 1)


@pytest.mark.parametrize("day", [
    MORNING, "2023-06-01T08:30:00", "2023-05-31T16:00:00Z", "2023-06-01T00:00:00-05:00",
])  # fmt: skip
def test_any_other_time_of_day_is_told(day: Any) -> None:
    shown = day.isoformat() if isinstance(day, datetime) else day
    with pytest.raises(BadRecord) as caught:
        load({"id": "x", "documents": [{"kind": "k", "date": day}]})
    assert [problem.render() for problem in caught.value.problems] == [
        f"documents[0].date: “{shown}” 带有时刻，应只写日期 YYYY-MM-DD"
    ]


@pytest.mark.parametrize(
    ("value", "flag"), [(0, False), (1, True), (1.0, True), (Decimal(0), False), (Decimal(1), True)]
)
def test_zero_and_one_are_no_and_yes_where_a_number_can_not_be_meant(value: Any, flag: bool) -> None:
    jobs = [{"id": "w", "date": "2023-06-01", "approved": value}]
    record = load(
        {"id": "x", "hot_work": value, "attributes": {"n": value}, **({"hot_work_jobs": jobs} if flag else {})}
    ).record
    assert record.hot_work is flag
    assert record.attributes == {"n": float(value)}
    assert [job.approved for job in record.hot_work_jobs or ()] == [True] * flag


def test_zero_and_one_are_taken_for_flags_in_json_too() -> None:
    assert (
        load(b'{"id": "x", "hot_work": 1, "outsources": 0}').record
        == load({"id": "x", "hot_work": True, "outsources": False}).record
    )


def test_a_decimal_is_the_number_that_it_is() -> None:
    activity = {"kind": "k", "date": "2023-06-01", "persons": Decimal("3"), "amount": Decimal("2.50")}
    (made,) = load({"id": "x", "activities": (OrderedDict(activity),)}).record.activities
    assert (made.persons, made.amount) == (3, 2.5)


def test_what_may_mean_another_thing_is_told_with_its_place() -> None:
    nan = float("nan")
    activities = [
        {"kind": "k", "date": "2023-06-01", "by": Decimal(1), "persons": Decimal("1.5"), "amount": nan, "anonymous": 2}
    ]
    with pytest.raises(BadRecord) as caught:
        load({"id": "x", "activities": activities, "attributes": {"n": Decimal("NaN")}})
    assert [problem.render() for problem in caught.value.problems] == [
        "activities[0].amount: nan 不是有限的数字",
        "activities[0].anonymous: 应为 true 或 false 或 null，得到 2",
        'activities[0].by: 应为文字 或 null，得到 1；请加引号："1"',
        "activities[0].persons: 应为整数，得到 1.5",
        "attributes.n: NaN 不是有限的数字",
    ]


# --- whose campaign's ---


def of_another_campaign(**fields: Field) -> RecordModel:
    """What the records of another campaign hold: these, and in other fields what they have there."""
    declared = MODEL.declaration
    penalties = declared.sections["penalties"]
    sections = {**declared.sections, "penalties": structs.replace(penalties, fields={**penalties.fields, **fields})}
    return record_model(structs.replace(declared, sections=sections))


PAID = Field(type="flag", title=Text("是否缴清", "paid"))


@pytest.mark.parametrize("loaded", [False, True])
def test_a_record_of_another_campaign_is_refused_where_its_form_differs(loaded: bool) -> None:
    given: RecordLike = of_another_campaign(paid=PAID).record(id="x")
    if loaded:
        given = record_files.load(given, of_another_campaign(paid=PAID))
    with pytest.raises(BadRecord) as caught:
        load(given)
    (problem,) = caught.value.problems
    assert problem.code == "other-campaign"
    assert problem.zh == "这份记录是另一个行动的，格式不同：penalties.paid"
    assert problem.en == "a record of another campaign, whose form differs: penalties.paid"


def test_of_many_differences_the_first_are_named_and_how_many_more_there_are() -> None:
    other = record_model(structs.replace(MODEL.declaration, sections={}))
    with pytest.raises(
        BadRecord, match=r"whose form differs: activities, activities\.kind, (\S+, ){2}\S+ and \d+ more$"
    ):
        load(other.record(id="x"))


def test_a_record_of_another_campaign_is_taken_where_its_form_is_the_same() -> None:
    titled = structs.replace(MODEL.declaration.fields["name"], title=Text("厂名", "name of the works"))
    same = record_model(structs.replace(MODEL.declaration, fields={**MODEL.declaration.fields, "name": titled}))
    assert load(same.record(id="x")).record == MODEL.record(id="x")


def test_an_item_or_an_event_of_another_campaign_is_refused_at_its_place() -> None:
    other = of_another_campaign(paid=PAID)
    day = date(2023, 6, 1)
    penalties = (MODEL.items["penalties"](date=day), other.items["penalties"](date=day, paid=True))
    found = MODEL.shape.classes["HazardsItemFound"](date=day)
    events = (MODEL.events["hazards"](kind="closed", date=day), penalties[0])
    hazards = (MODEL.items["hazards"](id="H", found=found, events=events),)
    with pytest.raises(BadRecord) as caught:
        load(MODEL.record(id="x", penalties=penalties, hazards=hazards))
    assert [problem.render("en") for problem in caught.value.problems] == [
        "hazards[0].events[1]: of another campaign, whose form differs",
        "penalties[1]: of another campaign, whose form differs",
    ]


def test_what_another_campaign_alone_has_is_an_unknown_key_with_what_is_near_in_this_one() -> None:
    data = {"id": "x", "penalties": [{"date": "2023-06-01", "piad": True}]}
    with pytest.raises(BadRecord, match=r"piad: unknown key piad; did you mean id\?$"):
        load(data)
    with pytest.raises(BadRecord, match=r"piad: unknown key piad; did you mean paid\?$"):
        record_files.load(data, of_another_campaign(paid=PAID))
