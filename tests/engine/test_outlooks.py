"""Outcomes over time: every answer is what a check says on that day, or after that step."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from campaign_rules import Campaign, OutcomeFinding, load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.logic import conditions as c
from campaign_rules.rules.outcomes import Step
from tests.seen import saw, sees
from tests.strategies import AS_OF, hazards_under_way, records

CAMPAIGN = load_campaign("jinxian-2023")
ONE_DAY = timedelta(1)


def hazard(**more: Any) -> dict[str, Any]:
    return {
        "id": "H",
        "found": {"date": "2023-06-12", "by": "enterprise"},
        "immediately_fixable": False,
        "plan": {"deadline": "2023-07-20"},
        "events": [
            {"kind": "reported", "date": "2023-06-13"},
            {"kind": "rectification_started", "date": "2023-06-15"},
        ],
        **more,
    }


def outcome(day: str, *, penalties: Any = (), **more: Any) -> OutcomeFinding:
    record = {"id": "x", "hazards": [hazard(**more)]}
    if penalties is not None:
        record["penalties"] = list(penalties)
    return CAMPAIGN.check(record, as_of=date.fromisoformat(day)).outcome("H")


def test_the_exemption_says_since_when_and_when_it_lapses_and_what_keeps_it() -> None:
    """2.2.3：已按规定报告并正在采取有效措施消除的，依法不予行政处罚——until the deadline has passed."""
    standing = outcome("2023-07-01")["no_penalty"]
    assert (standing.state, standing.since) == ("indicated", date(2023, 6, 15))
    assert (standing.until, standing.becomes) == (date(2023, 7, 21), "lapsed")
    assert standing.unless == (("finish",), ("have_accepted",), ("extend",))
    assert standing.changes == (("accident",), ("crime",))


@pytest.mark.parametrize(
    ("day", "state", "since", "until"),
    [
        ("2023-06-12", "not_indicated", "2023-06-12", None),
        ("2023-06-14", "not_indicated", "2023-06-12", None),
        ("2023-06-15", "indicated", "2023-06-15", "2023-07-21"),
        ("2023-07-20", "indicated", "2023-06-15", "2023-07-21"),
        ("2023-07-21", "lapsed", "2023-07-21", None),
        ("2023-12-31", "lapsed", "2023-07-21", None),
    ],
)
def test_the_exemption_day_by_day(day: str, state: str, since: str, until: str | None) -> None:
    standing = outcome(day)["no_penalty"]
    assert (standing.state, str(standing.since)) == (state, since)
    assert (str(standing.until) if standing.until else None) == until


def test_what_is_overdue_is_ended_by_acceptance_alone() -> None:
    standing = outcome("2023-07-21")["dual_penalty"]
    assert (standing.state, standing.since, standing.until) == ("indicated", date(2023, 7, 21), None)
    assert standing.changes == (("have_accepted",),)
    assert outcome("2023-07-21")["no_penalty"].changes == ()  # it was overdue, and acceptance does not undo that


def test_two_steps_are_named_where_one_will_not_do() -> None:
    standing = outcome("2023-07-01", events=[])["no_penalty"]
    assert standing.changes == (("report", "start"), ("report", "finish"), ("report", "have_accepted"))


def test_an_outcome_that_no_step_changes_names_no_step() -> None:
    standing = outcome("2023-07-01", found={"date": "2023-06-12", "by": "department"})["no_penalty"]
    assert (standing.state, standing.changes, standing.unless) == ("not_indicated", (), ())


def test_an_extension_granted_in_time_moves_the_day_on_which_the_exemption_lapses() -> None:
    events = [
        *hazard()["events"],
        {"kind": "extended", "date": "2023-07-20", "by": "department", "deadline": "2023-09-01"},
    ]
    assert outcome("2023-07-20", events=events)["no_penalty"].until == date(2023, 9, 2)
    assert outcome("2023-07-19", events=events)["no_penalty"].until == date(2023, 7, 21)


@pytest.mark.parametrize(("second", "expected"), [("2023-08-28", True), ("2023-08-29", False)])
def test_three_penalties_180_days_apart_close_181_do_not(second: str, expected: bool) -> None:
    """安全生产法 113(1): 2023-03-01 to 2023-08-28 is 180 days."""
    found = {"date": "2023-06-12", "by": "department"}
    penalties = [{"date": "2023-03-01"}, {"date": "2023-05-01"}, {"date": second}]
    closure = outcome("2023-10-01", penalties=penalties, found=found)["closure_and_ban"]
    assert (closure.state == "indicated") is expected
    assert (closure.since == date.fromisoformat(second)) is expected


def test_what_is_not_known_says_what_each_answer_would_settle() -> None:
    found = {"date": "2023-08-12", "by": "department"}
    one = outcome("2023-08-20", penalties=None, found=found, plan={"deadline": "2023-09-12"}, events=[])
    assert one.missing == ("penalties", "hazards[0].neglect")
    assert [(a.place, a.value, a.outcomes) for a in one["dual_penalty"].answers] == [
        ("penalties", (), ("order_rectification", "undetermined")),
        ("hazards[0].neglect", True, ("dual_penalty", "order_rectification", "undetermined")),
        ("hazards[0].neglect", False, ("order_rectification", "undetermined")),
    ]
    assert one["order_rectification"].answers == ()


def test_an_unknown_finder_says_what_each_finder_would_mean() -> None:
    one = outcome("2023-07-01", found={"date": "2023-06-12"})
    assert one.missing == ("hazards[0].found.by",)
    assert {a.value: a.outcomes for a in one["no_penalty"].answers} == {
        "enterprise": ("no_penalty",), "department": ("order_rectification",), "informant": ("order_rectification",),
    }  # fmt: skip


def test_absent_events_are_settled_by_none_at_all() -> None:
    record = {"id": "x", "penalties": [], "hazards": [{k: v for k, v in hazard().items() if k != "events"}]}
    one = CAMPAIGN.check(record, as_of=date(2023, 7, 1)).outcome("H")
    assert ("hazards[0].events", ()) in {(a.place, a.value) for a in one["no_penalty"].answers}


def shown(day: date, record: dict[str, Any], name: str) -> tuple[str, ...] | None:
    try:
        return CAMPAIGN.check(record, as_of=day).outcome(name).outcomes
    except KeyError:
        return None


def only_until(record: dict[str, Any], day: date) -> dict[str, Any]:
    """The same record without what is dated later."""
    last = day.isoformat()
    made = dict(record)
    for section in ("penalties", "activities", "documents", "hot_work_jobs"):
        if section in record:
            made[section] = [entry for entry in record[section] if entry["date"] <= last]
    hazards = [h for h in record.get("hazards", ()) if h["found"]["date"] <= last]
    made["hazards"] = [
        {**h, "events": [e for e in h["events"] if e["date"] <= last]} if h.get("events") else h for h in hazards
    ]
    return made


@sees(indicated=20, lapsed=2, undetermined=3, earlier=100, later=100, until=10, becomes_indicated=10, no_penalty=10)
@given(st.one_of(hazards_under_way(), hazards_under_way(), st.tuples(records(), AS_OF)), st.data())
def test_a_course_is_what_checks_say_on_every_day(asked: tuple[dict[str, Any], date], data: st.DataObject) -> None:
    record, day = asked
    for one in CAMPAIGN.check(record, as_of=day).outcomes:
        frozen = only_until(record, day)
        for standing in one.standings:
            holds = standing.outcome in one.outcomes
            saw(standing.state)
            if holds:
                saw(standing.outcome)
            assert standing.since is not None  # nothing here is too large to be followed
            between = data.draw(st.dates(standing.since, day))
            assert (standing.outcome in (shown(between, record, one.item) or ())) is holds
            if between < day:
                saw("earlier")
            assert standing.since == day or standing.since <= between
            end = standing.until or date(2024, 6, 1)
            later = data.draw(st.dates(day, max(day, end - ONE_DAY)))
            if later > day:
                saw("later")
            if standing.until:
                saw("until")
            assert (standing.outcome in (shown(later, frozen, one.item) or ())) is holds
            if standing.until and standing.becomes == "indicated":
                saw("becomes_indicated")
                assert standing.outcome in (shown(standing.until, frozen, one.item) or ())


@sees(changes=100, no_penalty=10)
@given(records(), AS_OF)
def test_the_least_change_does_change_the_outcome_and_nothing_less_does(record: dict[str, Any], day: date) -> None:
    for one in CAMPAIGN.check(record, as_of=day).outcomes:
        for standing in one.standings:
            before = one.outlook.happenings(day)[standing.outcome]
            for names in standing.changes[:2]:
                after = one.outlook.after(names, day)[standing.outcome]
                saw("changes")
                if standing.outcome == "no_penalty" and before == "established":
                    saw("no_penalty")
                assert after != before
                assert (after == "established") is (standing.outcome in one.outlook.shown_after(names))
            assert len({len(names) for names in standing.changes}) <= 1


def test_overdue_by_the_timer_is_overdue_by_the_fact(campaign: Campaign) -> None:
    """deadline-in-force: past it and not accepted, a rectification in time that awaits acceptance excepted."""
    cases = {
        ("2023-07-20", ()): False,
        ("2023-07-25", ("accepted:2023-07-19", "reopened:2023-07-20")): True,
        ("2023-07-21", ()): True,
        ("2023-07-21", ("rectified:2023-07-20",)): False,
        ("2023-07-21", ("rectified:2023-07-21",)): True,
        ("2023-07-25", ("rectified:2023-07-10", "returned:2023-07-24")): True,
        ("2023-07-25", ("accepted:2023-07-24",)): False,
        ("2023-07-25", ("accepted:2023-07-19", "reopened:2023-07-24")): False,  # no deadline until a new one is set
    }
    for (day, events), expected in cases.items():
        made = [{"kind": e.split(":")[0], "date": e.split(":")[1]} for e in events]
        case = campaign.case(hazard(events=made))
        as_of = date.fromisoformat(day)
        assert (case.states(as_of)["timeliness"] == ("overdue",)) is expected
        found = case.outcomes(as_of)
        assert found is not None
        assert ("dual_penalty" in found.outcomes) is expected


def test_nobody_is_advised_to_have_an_accident(campaign: Campaign) -> None:
    """What is undetermined is to be made welcome: only what can be done about it is named."""
    one = outcome("2023-07-10", found={"date": "2023-06-12"})
    adverse = {name for name, step in one.declared.steps.items() if step.adverse}
    unknown = [standing for standing in one.standings if standing.truth is None]
    assert unknown
    assert not any(set(names) & adverse for standing in unknown for names in standing.changes)
    no_term = outcome("2023-07-25", plan=None)
    assert no_term["no_penalty"].changes == (("have_accepted",),)


def test_where_events_are_not_known_no_step_would_make_them_so() -> None:
    record = {"id": "x", "penalties": [], "hazards": [{k: v for k, v in hazard().items() if k != "events"}]}
    one = CAMPAIGN.check(record, as_of=date(2023, 7, 10)).outcome("H")
    assert [(s.changes, s.unless) for s in one.standings] == [((), ())] * 5
    assert "今天" not in one.explain()


def test_an_order_without_a_deadline_leaves_open_which_deadline_is_in_force() -> None:
    """deadline-in-force: the earlier of the plan's and the ordered one, which is not recorded."""
    ordered = [*hazard()["events"], {"kind": "ordered", "date": "2023-06-20", "by": "fire_rescue"}]
    record = {"id": "x", "penalties": [], "hazards": [hazard(events=ordered)]}
    for day, status, shown_ in (
        ("2023-06-20", "open", ("no_penalty",)),
        ("2023-07-10", "unknown", ("undetermined",)),
        ("2023-07-21", "violated", ("dual_penalty", "order_rectification")),
    ):
        report = CAMPAIGN.check(record, as_of=date.fromisoformat(day))
        assert report["hazard-rectification@H"].status == status
        assert report.outcome("H").outcomes == shown_
        assert report.outcome("H").missing == (("hazards[0].events[2].deadline",) if status == "unknown" else ())
    without = [*hazard()["events"], {"kind": "ordered", "date": "2023-06-20", "deadline": None}]
    assert outcome("2023-07-10", events=without).outcomes == ("no_penalty",)


def test_a_missing_deadline_is_named_by_its_place_in_the_record() -> None:
    extended = {"kind": "extended", "date": "2023-07-10", "by": "fire_rescue", "deadline": "2023-07-15"}
    one = outcome("2023-07-25", plan={}, events=[*hazard()["events"], extended])
    assert one.missing == ("hazards[0].plan.deadline",)


def test_in_time_by_the_ordered_deadline_is_not_in_time_by_one_that_is_not_recorded() -> None:
    """deadline-in-force is the earlier of the two: with the plan's not recorded, nothing is certain."""
    events = [
        *hazard()["events"],
        {"kind": "rectified", "date": "2023-06-22"},
        {"kind": "ordered", "date": "2023-08-01", "by": "emergency_management", "deadline": "2023-08-21"},
    ]
    for day in ("2023-07-31", "2023-08-02", "2023-09-30"):
        assert outcome(day, plan={}, events=events).outcomes == ("undetermined",)
    assert outcome("2023-08-02", plan={"deadline": "2023-06-20"}, events=events).outcomes == (
        "dual_penalty", "order_rectification",
    )  # fmt: skip
    assert outcome("2023-08-02", plan={"deadline": None}, events=events).outcomes == ("no_penalty",)
    assert outcome("2023-08-02", plan={"deadline": "2023-06-22"}, events=events).outcomes == ("no_penalty",)


def test_a_guard_on_the_departments_is_said_in_a_word() -> None:
    by_itself = {"kind": "extended", "date": "2023-07-01", "by": "enterprise", "deadline": "2023-09-01"}
    record = {"id": "x", "hazards": [hazard(events=[by_itself])]}
    entries = CAMPAIGN.check(record, as_of=date(2023, 7, 2)).history("H")
    (change,) = next(entry for entry in entries if entry.kind == "event").changes
    assert change.said()("en") == (
        "refused term: By the plan's deadline → Extended (not so: by whom is one of the departments (recorded: the enterprise))"
    )


def said_of(standing: Any) -> list[tuple[str, str]]:
    return [(proof.text.zh, proof.text.en) for proof in standing.told()]


def test_the_course_is_told_line_by_line_with_what_would_stop_it() -> None:
    """2.2.3: the exemption lapses with the deadline, unless something is done by the deadline day."""
    assert said_of(outcome("2023-07-01")["no_penalty"]) == [
        ("自 2023-06-15 起", "since 2023-06-15"),
        ("若无变化，将于 2023-07-21 变为：不再提示", "left alone, from 2023-07-21: no longer indicated"),
        (
            "除非在 2023-07-20 或之前：整改完毕、报请验收；或者 通过验收；或者 由部门批准延期到更晚的日期",
            "unless by 2023-07-20: finish rectifying and ask for acceptance; or have it accepted; "
            "or have a department extend the deadline to a later day",
        ),
        (
            "今天最少要这样才会改变：因此发生事故；或者 发现涉嫌犯罪",
            "the least that would change it today: an accident comes of it; or a crime is suspected",
        ),
    ]


def test_what_an_entry_would_settle_is_told_by_the_names_that_people_use() -> None:
    """2.2.3: who found it decides between no penalty and an order."""
    told = said_of(outcome("2023-07-01", found={"date": "2023-06-12"})["no_penalty"])
    assert told[-3:] == [
        (
            "如查明发现者为“企业”，则：依法不予行政处罚",
            "if found by turns out “the enterprise”: No administrative penalty",
        ),
        (
            "如查明发现者为“部门”，则：责令整改并跟踪到位",
            "if found by turns out “a department”: Order rectification and see it through",
        ),
        (
            "如查明发现者为“举报人”，则：责令整改并跟踪到位",
            "if found by turns out “an informant”: Order rectification and see it through",
        ),
    ]
    found = {"date": "2023-08-12", "by": "department"}
    one = outcome("2023-08-20", penalties=None, found=found, plan={"deadline": "2023-09-12"}, events=[])
    assert said_of(one["dual_penalty"])[-3:-1] == [
        (
            "如查明处罚记录为“无”，则：责令整改并跟踪到位、资料不足，尚不能判断",
            "if penalties turns out “none”: Order rectification and see it through; Undetermined for want of facts",
        ),
        (
            "如查明部门对排查不力的认定为“是”，则：对企业和主要负责人“一案双罚”、责令整改并跟踪到位、资料不足，尚不能判断",
            "if a department's finding of neglect turns out “yes”: Penalise both the enterprise and its principal; "
            "Order rectification and see it through; Undetermined for want of facts",
        ),
    ]


def exempt_after(*events: str) -> Campaign:
    """The campaign with an exemption that needs each of some steps, each of which moves a region of its own."""
    needed = {
        "report": c.Test(("reporting",), "is", "reported", None),
        "start": c.Test(("measures",), "is", "under_way", None),
        "extend": c.Test(("term",), "is", "extended", None),
        "have_accepted": c.Test(("rectification",), "is", "accepted", None),
    }
    pack = CAMPAIGN.pack
    exemption = structs.replace(
        pack.outcomes["hazards"].outcomes["no_penalty"], when=c.AllOf(tuple(needed[name] for name in events))
    )
    outcomes = {**pack.outcomes["hazards"].outcomes, "no_penalty": exemption}
    made = structs.replace(pack.outcomes["hazards"], outcomes=outcomes)
    return Campaign(structs.replace(pack, outcomes={"hazards": made}))


@pytest.mark.parametrize(
    ("needed", "found"),
    [
        (("report", "extend"), (("report", "extend"),)),
        (("report", "extend", "have_accepted"), (("report", "have_accepted", "extend"),)),
        (("report", "extend", "have_accepted", "crime"), ()),
    ],
)
def test_changes_of_up_to_three_steps_are_looked_for_and_no_more(
    needed: tuple[str, ...], found: tuple[tuple[str, ...], ...]
) -> None:
    """What four steps would change is not found, and the line says how far was looked."""
    changed = exempt_after(*(name for name in needed if name != "crime"))
    record = {"id": "x", "penalties": [], "hazards": [hazard(events=[])]}
    if "crime" in needed:
        changed = with_a_fourth_step(changed)
    standing = changed.check(record, as_of=date(2023, 7, 1)).outcome("H")["no_penalty"]
    assert standing.changes == found
    if not found:
        assert said_of(standing)[-1] == (
            "今天没有哪一步（至多三步）能改变它", "no step taken today, nor any three, would change it",
        )  # fmt: skip


def with_a_fourth_step(campaign: Campaign) -> Campaign:
    """The same with an exemption that also needs a hazard to be listed, and a step that lists it."""
    outcomes = campaign.pack.outcomes["hazards"]
    exemption = outcomes.outcomes["no_penalty"]
    listed = c.Test(("supervision",), "is", "listed", None)
    more = structs.replace(exemption, when=c.AllOf((exemption.when, listed)))
    steps = {**outcomes.steps, "list": Step(title=Text("挂牌", "list it"), event="listed")}
    made = structs.replace(outcomes, outcomes={**outcomes.outcomes, "no_penalty": more}, steps=steps)
    four = Campaign(structs.replace(campaign.pack, outcomes={"hazards": made}))
    done = [{"kind": kind, "date": "2023-07-01"} for kind in ("reported", "listed")]
    three = four.check({"id": "x", "penalties": [], "hazards": [hazard(events=done)]}, as_of=date(2023, 7, 1))
    assert three.outcome("H")["no_penalty"].changes == (("have_accepted", "extend"),)
    return four


def test_where_no_steps_are_declared_nothing_is_said_of_any(campaign: Campaign) -> None:
    """That no step would change it is only said once steps were tried."""
    pack = campaign.pack
    without = {name: structs.replace(one, steps={}) for name, one in pack.outcomes.items()}
    hazard = {"id": "H", "found": {"date": "2023-08-02", "by": "department"}, "neglect": False, "events": []}
    record = {"id": "x", "penalties": [], "hazards": [hazard]}
    found = Campaign(structs.replace(pack, outcomes=without)).check(record, as_of=date(2023, 8, 10)).outcome("H")
    assert found is not None
    assert "今天没有哪一步" not in found.explain()
    assert "今天最少要这样才会改变" not in found.explain()
