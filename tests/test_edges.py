"""What a program passes wrong: a `CampaignRulesError` with a code and a sentence, whatever it is; never another's exception."""

import pickle
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from campaign_rules import BadRecord, Campaign, CampaignRulesError, UnknownName, load_campaign
from campaign_rules.base.errors import BadArgument, NoForm

DAY = date(2023, 10, 15)
HELD = {"id": "x", "hazards": [{"id": "H-1", "found": {"date": "2023-06-12"}, "events": []}]}
A_DAY = "as_of takes a datetime.date, got "

WRONG: dict[str, tuple[Callable[[Campaign], Any], str, str]] = {
    "a path as a str": (lambda c: c.check("/etc/passwd", as_of=DAY), "str-is-no-record", "a record can't be a str: for a file pass pathlib.Path(...), for JSON text its .encode()"),  # type: ignore[arg-type]
    "JSON as a str": (lambda c: c.check('{"id": "x"}', as_of=DAY), "str-is-no-record", "a record can't be a str: for a file pass pathlib.Path(...), for JSON text its .encode()"),  # type: ignore[arg-type]
    "an empty str": (lambda c: c.progress([""], as_of=DAY), "str-is-no-record", "a record can't be a str: for a file pass pathlib.Path(...), for JSON text its .encode()"),  # type: ignore[list-item]
    "no record": (lambda c: c.check(None, as_of=DAY), "not-a-record", "a record is a Record, a mapping, a path or JSON bytes, not NoneType"),  # type: ignore[arg-type]
    "one record for many": (lambda c: c.summary(HELD, as_of=DAY), "not-records", "expected a list of records"),  # type: ignore[arg-type]
    "a time": (lambda c: c.check(HELD, as_of=datetime(2023, 10, 15)), "not-a-date", A_DAY + "datetime datetime.datetime(2023, 10, 15, 0, 0); take its .date()"),  # noqa: DTZ001  # what is passed wrong
    "a day as a str": (lambda c: c.check(HELD, as_of="2023-10-15"), "not-a-date", A_DAY + "str '2023-10-15'"),  # type: ignore[arg-type]
    "no day": (lambda c: c.ledger([HELD], as_of=None), "not-a-date", A_DAY + "NoneType None"),  # type: ignore[arg-type]
    "a time for a calendar": (lambda c: c.calendar(HELD, as_of=datetime(2023, 10, 15)), "not-a-date", A_DAY + "datetime datetime.datetime(2023, 10, 15, 0, 0); take its .date()"),  # noqa: DTZ001  # what is passed wrong
    "a day of a case": (lambda c: c.case("H-1", HELD).allowed("2023-10-15"), "not-a-date", A_DAY + "str '2023-10-15'"),  # type: ignore[arg-type]
    "a day of a phase": (lambda c: c.phase("2023-10-15"), "not-a-date", "day takes a datetime.date, got str '2023-10-15'"),  # type: ignore[arg-type]
    "known too early": (lambda c: c.check(HELD, as_of=DAY, known_at=date(2023, 1, 1)), "known-too-early", "known_at 2023-01-01 is before as_of 2023-10-15"),
    "a time of knowing": (lambda c: c.check(HELD, as_of=DAY, known_at=datetime(2023, 10, 16)), "not-a-date", "known_at takes a datetime.date, got datetime datetime.datetime(2023, 10, 16, 0, 0); take its .date()"),  # noqa: DTZ001  # what is passed wrong
    "another actor": (lambda c: c.calendar(HELD, actor="township"), "other-actor", "the record is of actor enterprise, not township"),
    "no actor": (lambda c: c.calendar(actor="factory"), "unknown-name", "unknown actor factory; expected one of: enterprise, department, township, county_office, county_committee_member"),
    "no finding": (lambda c: c.check(HELD, as_of=DAY)["hazard-plan@H-2"], "unknown-name", "unknown finding hazard-plan@H-2; did you mean hazard-plan@H-1?"),
    "no hazard": (lambda c: c.check(HELD, as_of=DAY).history("H-2"), "unknown-name", "unknown hazard H-2; did you mean H-1?"),
    "no outcome's hazard": (lambda c: c.check(HELD, as_of=DAY).outcome("H-2"), "unknown-name", "unknown hazard H-2; did you mean H-1?"),
    "no outcome": (lambda c: c.check(HELD, as_of=DAY).outcome("H-1")["no-penalty"], "unknown-name", "unknown outcome no-penalty; did you mean no_penalty?"),
    "no cell": (lambda c: c.progress([HELD], as_of=DAY).explain("1.9"), "unknown-name", "unknown cell 1.9; did you mean 3.9?"),
    "no unit": (lambda c: c.progress([HELD], as_of=DAY).of_unit("某乡"), "unknown-name", "unknown unit 某乡; expected one of: 进贤县"),
    "no month": (lambda c: c.report_due(2023, 13), "not-a-month", "there is no month 13 of 2023"),
    "a hazard without its record": (lambda c: c.case("H-1"), "no-record", "an item's id needs the record that it is in"),
    "no hazard at all": (lambda c: c.case(7), "not-an-item", "a live case is of an Item or a mapping: a hazard"),  # type: ignore[arg-type]
    "no event": (lambda c: c.case("H-1", HELD).apply("accepted"), "not-an-event", "an event is an Event or a mapping"),  # type: ignore[arg-type]
    "another word for nulls": (lambda c: c.check(HELD, as_of=DAY, nulls="none"), "nulls", "nulls is not_done or unknown, not 'none'"),  # type: ignore[arg-type]
    "no campaign": (lambda _: load_campaign("x" * 300), "unknown-name", f"unknown campaign {'x' * 300}; expected one of: demo-county-2023, jinxian-2023, zhiben-2024"),
    "no reading": (lambda c: c.with_interpretation(3, "x"), "unknown-name", "unknown interpretation 3"),  # type: ignore[arg-type]
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_passed_wrong_is_told_with_a_code(campaign: Campaign, name: str) -> None:
    call, code, said = WRONG[name]
    with pytest.raises(CampaignRulesError) as wrong:
        call(campaign)
    assert (wrong.value.code, str(wrong.value)) == (code, said)
    again = pickle.loads(pickle.dumps(wrong.value))
    assert (type(again), again.code, str(again)) == (type(wrong.value), code, said)


def test_a_campaign_without_a_form_says_so_with_a_code() -> None:
    with pytest.raises(NoForm, match=r"^zhiben-2024 has no monthly form$") as wrong:
        load_campaign("zhiben-2024").progress([{"id": "x"}], as_of=DAY)
    assert wrong.value.code == "no-form"


def test_names_and_arguments_are_what_python_calls_them_too() -> None:
    """Who caught a KeyError, a TypeError or a ValueError before goes on catching it."""
    assert issubclass(UnknownName, KeyError)
    assert issubclass(BadArgument, TypeError)
    assert issubclass(BadArgument, ValueError)
    assert issubclass(NoForm, LookupError)
    assert (BadRecord.code, UnknownName.code, CampaignRulesError.code) == ("bad-record", "unknown-name", "error")


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), float("nan"), float("-inf")])
@pytest.mark.parametrize("field", ["high_risk", "note", "attributes"])
def test_a_number_that_is_none_is_refused_wherever_it_stands(campaign: Campaign, value: Any, field: str) -> None:
    data = {"id": "x", field: {"a": value} if field == "attributes" else value}
    with pytest.raises(BadRecord) as wrong:
        campaign.check(data, as_of=DAY)
    (problem,) = wrong.value.problems
    assert (problem.code, problem.path) == ("number", "attributes.a" if field == "attributes" else field)


@pytest.mark.parametrize("value", [1j, object(), {1, 2}, b"x"])
def test_a_value_that_json_does_not_have_is_refused_at_its_place(campaign: Campaign, value: Any) -> None:
    with pytest.raises(BadRecord) as wrong:
        campaign.check({"id": "x", "penalties": [{"date": "2023-06-01", "amount": value}]}, as_of=DAY)
    assert {p.path for p in wrong.value.problems} == {"penalties[0].amount"}
    assert f"can't be a {type(value).__name__}" in str(wrong.value)


HALF = "holds half a character (a lone surrogate), which can't be written as UTF-8"


def _file(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


@pytest.mark.parametrize("deadline", [False, True], ids=["in a name", "in a day"])
@pytest.mark.parametrize("form", ["mapping", "record", "bytes", "json"])
def test_half_a_character_is_refused_at_its_place(
    campaign: Campaign, tmp_path: Path, form: str, deadline: bool
) -> None:
    half = "\ud800"
    if deadline and form == "record":
        pytest.skip("a Record's days are days")
    event: dict[str, Any] = {"kind": "ordered", "date": "2023-06-13", "deadline" if deadline else "by": half}
    data: dict[str, Any] = {"id": "x", "hazards": [{"id": "H", "found": {"date": "2023-06-12"}, "events": [event]}]}
    text = msgspec.json.encode({**data, "hazards": [{**data["hazards"][0], "events": [{**event, "deadline" if deadline else "by": "@"}]}]}).decode().replace("@", "\\ud800")  # fmt: skip
    given: dict[str, Callable[[], Any]] = {
        "mapping": lambda: data,
        "record": lambda: msgspec.convert(data, campaign.record_model.record),
        "bytes": text.encode,
        "json": lambda: _file(tmp_path, "r.json", text),
    }
    with pytest.raises(BadRecord) as wrong:
        campaign.check(given[form](), as_of=DAY)
    told = [(p.code, p.path, p.en) for p in wrong.value.problems]
    assert ("half-character", f"hazards[0].events[0].{'deadline' if deadline else 'by'}", HALF) in told


def test_half_a_character_in_a_key_is_refused(campaign: Campaign) -> None:
    with pytest.raises(BadRecord, match="half a character"):
        campaign.check({"id": "x", "attributes": {"\udfff": 1}}, as_of=DAY)
    with pytest.raises(BadRecord, match="half a character"):
        campaign.check(b'{"id": "x", "attributes": {"\\udfff": 1}}', as_of=DAY)


def test_two_halves_are_a_whole(campaign: Campaign) -> None:
    assert campaign.check(b'{"id": "x", "name": "\\ud83d\\ude00"}', as_of=DAY).record.name == "😀"


def test_every_bad_record_of_several_is_told_by_its_place_and_id(campaign: Campaign) -> None:
    records = [{"id": "甲", "high_risk": "maybe"}, {"id": "乙"}, b'{"id": "y", "nam": 1}', {"hazards": 3}]
    with pytest.raises(BadRecord) as wrong:
        campaign.progress(records, as_of=DAY)  # type: ignore[arg-type]  # some of them are wrong
    assert [p.render("en") for p in wrong.value.problems] == [
        "[0] 甲: high_risk: expected true or false, got “maybe”",
        "[2]:1:13: nam: unknown key nam; did you mean name?",
        "[3]: hazards: expected a list, got 3",
        "[3]: id: id is required",
    ]
