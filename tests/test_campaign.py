"""The API that other programs hold."""

import dataclasses
import json
import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from campaign_rules import BadChoice, BadRecord, Campaign, Record, RecordLike, UnknownName, load_campaign
from campaign_rules.base.days_off import CalendarUnknown
from tests.loading import from_yaml, load

DAY = date(2023, 7, 1)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2023, 4, 30), None),
        (date(2023, 5, 1), "mobilisation"),
        (date(2023, 5, 31), "mobilisation"),
        (date(2023, 6, 1), "self_inspection"),
        (date(2023, 7, 31), "self_inspection"),
        (date(2023, 8, 1), "enforcement"),
        (date(2023, 11, 30), "enforcement"),
        (date(2023, 12, 1), "summary"),
        (date(2023, 12, 31), "summary"),
        (date(2024, 1, 1), None),
    ],
)
def test_a_day_lies_in_a_phase_or_in_none(campaign: Campaign, day: date, phase: str | None) -> None:
    """三、阶段安排."""
    assert campaign.phase(day) == phase


@pytest.mark.parametrize(
    ("month", "due", "statutory_only"),
    [
        (5, date(2023, 5, 23), date(2023, 5, 23)),
        (6, date(2023, 6, 25), date(2023, 6, 25)),
        (7, date(2023, 7, 24), date(2023, 7, 23)),
        (8, date(2023, 8, 23), date(2023, 8, 23)),
        (9, date(2023, 9, 25), date(2023, 9, 23)),
        (10, date(2023, 10, 23), date(2023, 10, 23)),
        (11, date(2023, 11, 23), date(2023, 11, 23)),
        (12, date(2023, 12, 25), date(2023, 12, 23)),
    ],
)
def test_the_monthly_form_is_due_on_the_23rd_or_the_next_working_day(
    campaign: Campaign, month: int, due: date, statutory_only: date
) -> None:
    """附件注1：每月 23 日前报送，遇节假日顺延."""
    assert campaign.report_due(2023, month) == due
    assert campaign.with_interpretation("holidays", "statutory-only").report_due(2023, month) == statutory_only


def test_the_23rd_can_be_excluded(campaign: Campaign) -> None:
    assert campaign.with_interpretation("report-day", "exclusive").report_due(2023, 5) == date(2023, 5, 22)


def test_a_year_not_announced_has_no_due_day(campaign: Campaign) -> None:
    with pytest.raises(CalendarUnknown):
        campaign.report_due(2099, 5)


def test_records_come_from_a_mapping_a_struct_a_path_or_json_bytes(campaign: Campaign, tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("id: x\nactivities: []\n", "utf-8")
    given = (
        {"id": "x", "activities": []},
        campaign.record_model.record(id="x", activities=()),
        path,
        b'{"id": "x", "activities": []}',
    )
    summaries = [campaign.check(record, as_of=DAY).summary for record in given]
    assert all(summary == summaries[0] for summary in summaries)


HAZARD: dict[str, Any] = {"id": "H-1", "title": "坡口", "found": {"date": "2023-06-12", "by": "enterprise"}}
SAID = {"id": "x", "hazards": [HAZARD]}
ASKED: dict[str, Callable[[Campaign, RecordLike], object]] = {
    "check": lambda campaign, one: campaign.check(one, as_of=DAY).to_dict(),
    "progress": lambda campaign, one: campaign.progress([one], as_of=DAY).cells,
    "ledger": lambda campaign, one: campaign.ledger([one], as_of=DAY),
    "summary": lambda campaign, one: campaign.summary([one], as_of=DAY).to_dict(),
    "calendar": lambda campaign, one: campaign.calendar(one, as_of=DAY).entries,
    "case": lambda campaign, one: campaign.case("H-1", one).allowed(DAY),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_the_answer_is_the_same_whatever_the_record_comes_from(
    campaign: Campaign, asked: Callable[[Campaign, RecordLike], object], tmp_path: Path
) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps(SAID), "utf-8")
    told = asked(campaign, SAID)
    for given in (load(SAID).record, load(SAID), load(path), path, path.read_bytes()):
        assert asked(campaign, given) == told


def test_what_makes_records_impossible_is_told_of_each_at_its_place(campaign: Campaign) -> None:
    wrong = from_yaml("id: a\noperators:\n  - {id: P}\n  - {id: P}\n", "a.yaml")
    again = {"id": "b", "operators": [{"id": "Q"}, {"id": "Q"}]}
    assert [one.render("en") for one in campaign.problems([wrong, {"id": "c"}, again])] == [
        "a.yaml:4:10: operators[1].id: the id P is already used by entry 1",
        "[2] b: operators[1].id: the id Q is already used by entry 1",
    ]


def test_what_is_strange_in_a_record_is_told_without_a_check(campaign: Campaign) -> None:
    said = {"id": "x", "activities": [{"kind": "应急演炼", "date": "2023-06-01"}]}
    assert [one.render("en") for one in campaign.warnings(said)] == [
        "activities[0].kind: unknown word 应急演炼: what rests on it is unknown; did you mean 应急救援演练?"
    ]


def test_what_is_strange_in_a_loaded_record_is_told_by_file_and_line(campaign: Campaign) -> None:
    loaded = from_yaml("id: x\nactivities:\n  - {kind: 应急演炼, date: 2023-06-01}\n", "r.yaml")
    assert [one.render("en") for one in campaign.check(loaded, as_of=DAY).warnings] == [
        "r.yaml:3:12: activities[0].kind: unknown word 应急演炼: what rests on it is unknown; did you mean 应急救援演练?"
    ]


def test_anything_else_is_a_type_error(campaign: Campaign) -> None:
    with pytest.raises(TypeError, match=r"^a record is a Record, a mapping, a path or JSON bytes, not int$"):
        campaign.check(7, as_of=DAY)  # type: ignore[arg-type]


def test_a_struct_that_contradicts_itself_is_refused_too(campaign: Campaign) -> None:
    record = campaign.check({"id": "x", "operators": [{"id": "P"}]}, as_of=DAY).record
    with pytest.raises(BadRecord) as caught:
        campaign.check(dataclasses_replace(record, special_operations=False), as_of=DAY)
    assert [p.render("en") for p in caught.value.problems] == [
        "special_operations: special_operations is false, yet operators lists 1: a contradiction"
    ]


def dataclasses_replace(record: Record, **changes: object) -> Record:
    from msgspec import structs

    return structs.replace(record, **changes)


def test_interpretations_are_set_on_a_copy(campaign: Campaign) -> None:
    other = campaign.with_interpretation("holidays", "statutory-only")
    assert (campaign.interpretations["holidays"], other.interpretations["holidays"]) == (
        "state-council",
        "statutory-only",
    )
    assert other != campaign
    assert other.with_interpretation("holidays", "state-council").interpretations == campaign.interpretations
    assert repr(other) == "<Campaign jinxian-2023 2.0, holidays='statutory-only'>"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("holiday", "x", "unknown interpretation holiday; did you mean holidays?"),
        ("holidays", "statutory", "unknown option of holidays statutory; did you mean statutory-only?"),
        ("one-off-window", "sumary", "unknown phase sumary; did you mean summary?"),
        ("high-risk-sectors", ["gaz"], "unknown sector gaz; did you mean gas?"),
    ],
)
def test_a_name_that_is_not_known_is_refused_with_the_nearest(
    campaign: Campaign, name: str, value: object, message: str
) -> None:
    with pytest.raises(UnknownName) as caught:
        campaign.with_interpretation(name, value)
    assert str(caught.value) == message
    assert str(pickle.loads(pickle.dumps(caught.value))) == message


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("holidays", 3, "holidays takes the name of one option, not 3; expected one of: state-council, statutory-only"),
        ("report-without-term", "soon", "report-without-term takes a number of days (0 to 3660) or null, not “soon”"),
        ("report-without-term", True, "report-without-term takes a number of days (0 to 3660) or null, not true"),
        ("high-risk-sectors", "gas", "high-risk-sectors takes a list of sectors, not “gas”"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(campaign: Campaign, name: str, value: object, message: str) -> None:
    with pytest.raises(BadChoice) as caught:
        campaign.with_interpretation(name, value)
    assert str(caught.value) == message


def test_a_campaign_is_a_value(campaign: Campaign) -> None:
    copy = pickle.loads(pickle.dumps(campaign))
    assert copy == campaign
    assert hash(copy) == hash(campaign)
    assert copy != "jinxian-2023"
    assert repr(campaign) == "<Campaign jinxian-2023 2.0>"
    assert dataclasses.is_dataclass(campaign.check({"id": "x"}, as_of=DAY))


def test_every_reading_of_the_contract_is_declared_and_repeated(campaign: Campaign) -> None:
    assert set(campaign.interpretations) == {
        "calendar-periods", "period-evidence", "one-off-window", "recurring-not-curable", "inclusive-deadlines",
        "holidays", "report-day", "high-risk-sectors", "high-risk-replaces", "personal-duties", "one-drill-many-duties",
        "who-is-principal", "unrecognised-words",
        "report-without-term", "rectified-means-accepted", "deadline-in-force", "after-return", "exemption", "neglect",
        "repeated-penalties", "fine-never-closes", "cumulative-since",
        "report-to", "report-timely", "prompt-fixing", "plan-within-campaign", "acceptance-by", "waivers",
        "undated-office-duties",  # not in the contract: for offices the text gives most duties no date
        "publicity-days",  # not in the contract: 2.3.3 does not say when an activity is one for its day
        "publicity-months",  # not in the contract: nor when a month of publicity begins and ends
        "mobilisation-term",  # not in the contract: 4.2 has mobilisation finished in late May, without saying of what
        "standardisation-term",  # not in the contract: 2.1.8 gives the plan no date
    }  # fmt: skip


def test_a_campaign_that_there_is_not_is_refused() -> None:
    with pytest.raises(UnknownName, match=r"^unknown campaign jinxian-2032; did you mean jinxian-2023"):
        load_campaign("jinxian-2032")
