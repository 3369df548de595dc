"""Histories that tiny inputs could make endless: corrections of corrections, and events that leave much open."""

import json
import pathlib
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from campaign_rules import BadRecord, Campaign
from campaign_rules.cli import cli
from campaign_rules.engine.corrections import retracted
from campaign_rules.engine.fast.compiled import compiled
from campaign_rules.engine.impossibilities import MOST_ENTRIES, MOST_EVENTS
from campaign_rules.engine.interpreter import Interpreter
from campaign_rules.engine.outlooks import NOT_FOLLOWED
from campaign_rules.logic.replay import MOST_MOVES, MOST_WORLDS, TOO_MANY_WAYS
from campaign_rules.reports.cases import Case
from campaign_rules.rules.record import values
from tests.loading import load
from tests.work_safety import Event, Record

AS_OF = date(2023, 10, 15)
REPORTED = {"id": "e0", "kind": "reported", "date": "2023-06-13", "to": "emergency_management"}


def record(events: list[dict[str, Any]], hazards: int = 1) -> dict[str, Any]:
    """Return a record with some hazards to which the same happened."""
    one = {
        "found": {"date": "2023-06-12", "by": "enterprise"},
        "immediately_fixable": False,
        "neglect": False,
        "plan": {"deadline": "2023-07-20"},
        "events": events,
    }
    return {"id": "x", "penalties": [], "hazards": [{**one, "id": f"H-{n}"} for n in range(hazards)]}


def chain(corrections: int) -> list[dict[str, Any]]:
    """Return a report, a correction that takes it back, one that takes that back, and so on."""
    said = (
        {"id": f"e{n}", "kind": "correction", "date": "2023-06-14", "retracts": f"e{n - 1}"}
        for n in range(1, corrections + 1)
    )
    return [REPORTED, *said]


def orders(count: int) -> list[dict[str, Any]]:
    """Return orders on days of their own that name no deadline: each may have brought it forward to its day."""
    return [{"kind": "ordered", "date": str(date(2023, 6, 13) + timedelta(n))} for n in range(count)]


# --- corrections (2.1.2: the record of a hazard says what happened to it) ---


@pytest.mark.parametrize(("corrections", "reported"), [(0, "reported"), (1, "unreported"), (400, "reported"), (999, "unreported")])  # fmt: skip
def test_a_long_chain_of_corrections_is_followed_to_its_end(
    campaign: Campaign, corrections: int, reported: str
) -> None:
    hazard = record(chain(corrections))["hazards"][0]
    assert campaign.case(hazard).states(AS_OF)["reporting"] == (reported,)


@pytest.mark.parametrize("corrections", [2, 8, 14, 900])
def test_corrections_in_a_circle_are_refused_each_at_its_place(campaign: Campaign, corrections: int) -> None:
    circle = [
        {"id": f"c{n}", "kind": "correction", "date": "2023-06-14", "retracts": f"c{(n + 1) % corrections}"}
        for n in range(corrections)
    ]
    with pytest.raises(BadRecord) as refused:
        campaign.check(record([REPORTED, *circle]), as_of=AS_OF)
    assert [(p.path, p.code) for p in refused.value.problems] == [
        (f"hazards[0].events[{n + 1}].retracts", "correction") for n in range(corrections)
    ]


def test_a_correction_that_leads_into_a_circle_is_itself_not_of_it(campaign: Campaign) -> None:
    events = [REPORTED, *({"id": a, "kind": "correction", "date": "2023-06-14", "retracts": b} for a, b in ("ab", "ba", "ca"))]  # fmt: skip
    with pytest.raises(BadRecord) as refused:
        campaign.check(record(events), as_of=AS_OF)
    assert [p.path for p in refused.value.problems] == ["hazards[0].events[1].retracts", "hazards[0].events[2].retracts"]  # fmt: skip


def _taken_back(events: tuple[values.Event, ...]) -> frozenset[int]:
    """Say it as one would by hand, from the last correction to the first: each takes back an earlier one, or an event."""
    gone = set[int]()
    for i in range(len(events) - 1, -1, -1):
        if events[i].kind == "correction" and i not in gone:
            gone |= {j for j, other in enumerate(events) if other.id == events[i].retracts}
    return frozenset(gone)


@given(st.lists(st.integers(0, 100), max_size=12))
def test_what_is_taken_back_is_what_one_finds_going_through_corrections_from_the_last(targets: list[int]) -> None:
    events = [Event(kind="reported", date=AS_OF, id="0")]
    events += [
        Event(kind="correction", date=AS_OF, id=str(n), retracts=str(target % n)) for n, target in enumerate(targets, 1)
    ]
    made = tuple(events)
    assert retracted(made, lambda _: True) == _taken_back(made)


# --- events that leave things open (2.1.4: the deadline in force) ---


@pytest.mark.parametrize("events", [2, 16, 200])
def test_the_same_order_told_again_and_again_leaves_but_two_ways_open(campaign: Campaign, events: int) -> None:
    """`deadline-in-force`: an order that names no deadline may have brought it forward to its own day, or not."""
    ordered = [{"kind": "ordered", "date": "2023-06-20"}] * events
    report = campaign.check(record(ordered), as_of=date(2023, 7, 10))
    assert report["hazard-rectification@H-0"].status == "unknown"
    assert len(report.run.views_at("hazards")[0]) == 2


def test_orders_on_many_days_are_followed_as_far_as_is_documented(campaign: Campaign) -> None:
    report = campaign.check(record(orders(16)), as_of=AS_OF)
    assert 1 < len(report.run.views_at("hazards")[0]) <= MOST_WORLDS
    assert report["hazard-rectification@H-0"].status == "violated"  # in each of them


def test_past_the_documented_number_of_ways_an_item_is_unknown_and_says_why(campaign: Campaign) -> None:
    report = campaign.check(record(orders(40)), as_of=AS_OF)
    finding = report["hazard-rectification@H-0"]
    assert (finding.status, finding.missing) == ("unknown", ("hazards[0].events",))
    assert finding.message() == (
        "记录没有写明，缺：隐患处理过程（hazards[0].events）；"
        f"所写事项留有太多可能（超过 {MOST_WORLDS} 种情形或 {MOST_MOVES} 步），未逐一推算"
    )
    outcome = report.outcome("H-0")
    assert outcome.outcomes == ("undetermined",)
    assert TOO_MANY_WAYS.zh in outcome.because()
    assert TOO_MANY_WAYS.zh in [entry.what.zh for entry in report.history("H-0")]
    # What does not rest on the events is judged as ever.
    assert report["hazard-plan@H-0"].status == "unknown"
    assert report["hazard-plan@H-0"].missing[0] == "hazards[0].plan.responsible"


def test_a_live_case_with_too_many_ways_may_be_in_any_state(campaign: Campaign) -> None:
    case: Case = campaign.case(record(orders(40))["hazards"][0])
    assert set(case.states(AS_OF)["term"]) == {"as_planned", "ordered", "extended", "open_ended", "lapsed"}
    accepted = next(one for one in case.allowed(AS_OF) if one.event == "accepted")
    assert (accepted.allowed, accepted.why, accepted.missing) == (None, (TOO_MANY_WAYS,), ("events",))


def test_the_form_and_the_ledger_say_unknown_of_an_item_with_too_many_ways(campaign: Campaign) -> None:
    said = record(orders(40))
    (line,) = campaign.ledger([said], as_of=AS_OF)
    assert (line.to_dict("zh")["deadline_in_force"], line.to_dict("zh")["status"]) == ("不明", "不明")
    progress = campaign.progress([said], as_of=AS_OF)
    assert progress.cells["1.2"] == 0


@pytest.mark.parametrize("hazards", [1, 3, 20])
def test_compiled_and_interpreted_give_up_on_the_same_items(campaign: Campaign, hazards: int) -> None:
    rules, said = campaign.rules, load(record(orders(40), hazards)).record
    one, other = Interpreter(rules).outline(said, AS_OF), compiled(rules, "enterprise").outline(said, AS_OF)
    assert one is not None
    assert other is not None
    assert sorted(one.obligations()) == sorted(other.obligations())
    assert list(one.outcomes()) == list(other.outcomes())


def test_a_record_too_large_for_its_outcomes_course_says_so(campaign: Campaign) -> None:
    """What is indicated on the day is told as ever; since when, and what would change it, is not."""
    fines = [{"date": str(date(2023, 6, 13) + timedelta(n % 120))} for n in range(MOST_ENTRIES // 2)]
    said = record([REPORTED]) | {"penalties": fines}
    outcome = campaign.check(said, as_of=AS_OF).outcome("H-0")
    assert outcome.outcomes == ("closure_and_ban", "dual_penalty", "order_rectification")
    standing = outcome["dual_penalty"]
    assert (standing.state, standing.since, standing.until, standing.changes) == ("indicated", None, None, ())
    assert NOT_FOLLOWED in [part.text for part in standing.told()]
    assert "今天没有哪一步（至多三步）能改变它" not in outcome.explain()


@pytest.mark.parametrize(
    "command",
    [
        "check --format html",
        "check --format json",
        "next",
        "summary",
        "calendar",
        "ledger",
        "progress",
        "history",
        "explain",
    ],
)
def test_every_command_answers_of_hazards_that_leave_much_open(tmp_path: pathlib.Path, command: str) -> None:
    """Twenty hazards, each of which can stand in more ways than are followed."""
    path, (name, *options) = tmp_path / "record.json", command.split()
    path.write_text(json.dumps(record(orders(60), 20)), "utf-8")
    asked = ["H-1"] if name in ("history", "explain") else []
    done = CliRunner().invoke(cli, [name, str(path), *asked, "--as-of", "2023-10-15", *options])
    assert done.exit_code in (0, 1), done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)


# --- how much a record may list ---


def test_a_hazard_with_too_many_events_is_refused_at_its_place(campaign: Campaign) -> None:
    with pytest.raises(BadRecord) as refused:
        campaign.check(record([REPORTED | {"id": f"e{n}"} for n in range(MOST_EVENTS + 1)]), as_of=AS_OF)
    assert str(refused.value) == "hazards[0].events: more than 1,000 events"
    assert [p.code for p in refused.value.problems] == ["too-many"]


def test_a_record_that_lists_too_much_is_refused_interpreted_and_compiled(campaign: Campaign) -> None:
    said = {"id": "x", "activities": [{"kind": "review_meeting", "date": "2023-06-01"}] * (MOST_ENTRIES + 1)}
    with pytest.raises(BadRecord, match=r"^one record lists more than 20,000 entries$"):
        campaign.check(said, as_of=AS_OF)
    with pytest.raises(BadRecord, match=r"^one record lists more than 20,000 entries$"):
        campaign.check(msgspec.convert(said, Record), as_of=AS_OF)
    rules, loaded = campaign.rules, msgspec.convert(said, Record)
    assert Interpreter(rules).outline(loaded, AS_OF) is None
    assert compiled(rules, "enterprise").outline(loaded, AS_OF) is None
