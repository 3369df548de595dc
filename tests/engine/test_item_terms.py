"""Terms of items that are put together: each at its boundary days and hours, by the interpreter and by the code alike."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.authoring.comparison import answer_changes
from campaign_rules.base.texts import Lang, Text
from campaign_rules.engine.fast.compiled import Compiled
from campaign_rules.engine.item_days import first_event, moment
from campaign_rules.engine.views import Horizon
from campaign_rules.files import record_files
from campaign_rules.logic.grammar import parse
from campaign_rules.reports.next_steps import duty_steps
from campaign_rules.reports.report import Finding
from campaign_rules.rules.duties.obligations import STATUSES
from campaign_rules.rules.duties.registry import WrittenDuty, form_of
from campaign_rules.rules.record.declaration import Field
from campaign_rules.rules.record.model import record_model
from campaign_rules.writers.book import book
from tests.examples import MORE
from tests.seen import saw, sees
from tests.strategies import AS_OF, hazards, item_terms, kept_hazards

BASE = load_campaign()
CALLED = {"found_at": Text("发现时刻", "found at"), "told_at": Text("报告时刻", "told at")}


def with_moments() -> Campaign:
    """Return the campaign with two fields of hazards that hold a day with a time."""
    model = BASE.pack.model
    section = model.sections["hazards"]
    fields = {**section.fields, **{name: Field(type="moment", title=title) for name, title in CALLED.items()}}
    sections = {**model.declaration.sections, "hazards": structs.replace(section, fields=fields)}
    made = record_model(structs.replace(model.declaration, sections=sections))
    return Campaign(structs.replace(BASE.pack, model=made))


TIMED = with_moments()


def ruled(chosen: dict[str, Any] | None = None, **written: Any) -> Campaign:
    """Return the campaign with one duty for each hazard, as a pack's file writes it."""
    keys = {"title": {"zh": "报告", "en": "tell"}, "clause": "2.1.2", "bearer": "enterprise", "for_each": "hazards"}
    duty = form_of(msgspec.convert({**keys, **written}, WrittenDuty))
    pack = structs.replace(TIMED.pack, duties={"tell": duty}, overrides={**TIMED.pack.overrides, **(chosen or {})})
    return Campaign(pack)


def told(campaign: Campaign, day: str, **said: Any) -> Finding:
    """Return how the duty stands for a hazard found on 12 June 2023, a Monday; the code must say the same."""
    hazard = {"id": "H", "found": {"date": "2023-06-12"}, "events": [], **said}
    data = {"id": "x", "hazards": [hazard]}
    found = campaign.check(data, as_of=date.fromisoformat(day))["tell@H"]
    record = record_files.load(data, campaign.record_model).record
    outline = Compiled(campaign.rules, "enterprise").outline(record, date.fromisoformat(day))
    assert outline is not None
    ((_, _, code, due),) = outline.obligations()
    assert (STATUSES[code], due) == (found.status, found.due)
    return found


def event(kind: str, day: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "date": day, **more}


FIVE = {"after": {"working_days": 5}, "from": "found.date"}
REPORTED = {"event": "reported"}


@pytest.mark.parametrize(
    ("day", "events", "status"),
    [
        ("2023-06-19", [], "open"),
        ("2023-06-20", [], "violated"),
        ("2023-06-20", [event("reported", "2023-06-19")], "fulfilled"),
        ("2023-06-20", [event("reported", "2023-06-20")], "fulfilled_late"),
        ("2023-06-18", [event("reported", "2023-06-19")], "open"),
    ],
)
def test_working_days_after_a_field(day: str, events: list[Any], status: str) -> None:
    found = told(ruled(done_on=REPORTED, term=FIVE), day, events=events)
    assert (found.status, str(found.due)) == (status, "2023-06-19")
    assert [step.code for step in found.verdict.steps] == ["from", "counted"]


def test_where_the_due_day_itself_does_not_count_the_one_before_is_the_last() -> None:
    exclusive = ruled({"inclusive-deadlines": "exclusive"}, done_on=REPORTED, term=FIVE)
    assert told(exclusive, "2023-06-20", events=[event("reported", "2023-06-19")]).status == "fulfilled_late"
    assert str(told(exclusive, "2023-06-18").last_day) == "2023-06-18"
    own = ruled({"inclusive-deadlines": "exclusive"}, done_on=REPORTED, term={**FIVE, "included": "inclusive"})
    assert told(own, "2023-06-20", events=[event("reported", "2023-06-19")]).status == "fulfilled"


DAY_LATER = {"after": {"hours": 24}, "from": "found_at"}


@pytest.mark.parametrize(
    ("day", "found_at", "told_at", "status"),
    [
        ("2023-06-13", "2023-06-12 10:00", None, "open"),
        ("2023-06-14", "2023-06-12 10:00", None, "violated"),
        ("2023-06-14", "2023-06-12 10:00", "2023-06-13 10:00", "fulfilled"),
        ("2023-06-14", "2023-06-12 10:00", "2023-06-13T10:01", "fulfilled_late"),
        ("2023-06-14", "2023-06-12 10:00", "2023-06-12", "fulfilled"),
        ("2023-06-14", "2023-06-12 10:00", "2023-06-13", "unknown"),
        ("2023-06-14", "2023-06-12 10:00", "2023-06-14", "fulfilled_late"),
        ("2023-06-14", "2023-06-12", "2023-06-12", "fulfilled"),
        ("2023-06-14", "2023-06-12", "2023-06-13 10:00", "unknown"),
        ("2023-06-14", "2023-06-12", "2023-06-14 00:00", "fulfilled_late"),
        ("2023-06-13", "2023-06-12", None, "open"),
        ("2023-06-14", "2023-06-12", None, "violated"),
        ("2023-06-14", None, None, "open"),
        ("2023-06-14", None, "2023-06-13", "fulfilled"),
    ],
)
def test_hours_after_a_moment(day: str, found_at: Any, told_at: Any, status: str) -> None:
    campaign = ruled(done_on="told_at", term=DAY_LATER)
    assert told(campaign, day, found_at=found_at, told_at=told_at).status == status


def test_a_term_that_ends_at_an_hour_says_it() -> None:
    campaign = ruled(done_on="told_at", term=DAY_LATER)
    said = {"found_at": "2023-06-12 10:00", "told_at": None}
    late = told(campaign, "2023-06-14", **said)
    assert late.message() == "未按期完成：期限 2023-06-13 10:00 已过"
    assert late.message("en") == "not done: the term of 2023-06-13 10:00 has passed"
    made = late.to_dict()
    assert (made["due"], made["due_moment"], made["last_day"]) == ("2023-06-13", "2023-06-13T10:00", "2023-06-13")
    assert told(campaign, "2023-06-13", **said).message("en") == "to be done by 2023-06-13 10:00"
    after = told(campaign, "2023-06-14", **{**said, "told_at": "2023-06-13 11:30"})
    assert after.message() == "2023-06-13 11:30 才完成，期限为 2023-06-13 10:00"
    assert "told at by 2023-06-13 10:00: 2023-06-13 11:30" in after.explain("en")
    open_ = told(campaign, "2023-06-14", **{**said, "told_at": "2023-06-13"})
    assert open_.missing == ("hazards[0].told_at",)
    assert open_.message("en") == (
        "done on 2023-06-13; whether in time is not known, missing: told at (hazards[0].told_at)"
    )


@pytest.mark.parametrize(
    ("told_by", "told_at", "status"),
    [
        ("2023-06-13 10:00", "2023-06-13 10:00", "fulfilled"),
        ("2023-06-13 10:00", "2023-06-13 10:01", "fulfilled_late"),
        ("2023-06-13", "2023-06-13 23:59", "fulfilled"),
        (None, "2023-06-13 10:00", "fulfilled"),
        (None, None, "open"),
        ("2023-06-13 10:00", None, "violated"),
    ],
)
def test_a_field_may_say_the_last_moment_itself(told_by: Any, told_at: Any, status: str) -> None:
    campaign = ruled(done_on="told_at", term="found_at")
    assert told(campaign, "2023-06-14", found_at=told_by, told_at=told_at).status == status


def test_a_day_that_is_absent_is_not_known_and_one_that_is_null_is_none() -> None:
    campaign = ruled(done_on=REPORTED, term={"after": {"days": 3}, "from": "plan.deadline"})
    found = told(campaign, "2023-08-01")
    assert (found.status, found.missing) == ("unknown", ("hazards[0].plan.deadline",))
    assert told(campaign, "2023-08-01", plan={"deadline": None}).status == "open"
    assert told(campaign, "2023-08-01", plan={"deadline": "2023-07-28"}).status == "violated"


SOONER = {"earlier_of": ["plan.deadline", {"after": {"days": 15}, "from": "found.date"}]}
LATER = {"later_of": ["2023-06-20", {"after": {"days": 3}, "from": "plan.deadline"}]}


@pytest.mark.parametrize(
    ("term", "day", "plan", "events", "status"),
    [
        (SOONER, "2023-06-20", {}, [], "unknown"),
        (SOONER, "2023-06-27", {}, [], "unknown"),
        (SOONER, "2023-06-28", {}, [], "violated"),
        (SOONER, "2023-06-28", {}, [event("reported", "2023-06-28")], "fulfilled_late"),
        (SOONER, "2023-06-28", {}, [event("reported", "2023-06-13")], "unknown"),
        (SOONER, "2023-06-27", {"deadline": None}, [], "open"),
        (SOONER, "2023-06-28", {"deadline": None}, [], "violated"),
        (SOONER, "2023-06-20", {"deadline": "2023-06-19"}, [], "violated"),
        (LATER, "2023-06-20", {}, [], "open"),
        (LATER, "2023-06-21", {}, [], "unknown"),
        (LATER, "2023-06-28", {}, [event("reported", "2023-06-20")], "fulfilled"),
        (LATER, "2023-06-28", {}, [event("reported", "2023-06-21")], "unknown"),
        (LATER, "2023-06-21", {"deadline": None}, [], "violated"),
        (LATER, "2023-06-25", {"deadline": "2023-06-21"}, [], "violated"),
    ],
)
def test_the_earlier_or_the_later_of_days_of_which_one_may_not_be_known(
    term: Any, day: str, plan: Any, events: list[Any], status: str
) -> None:
    assert told(ruled(done_on=REPORTED, term=term), day, plan=plan, events=events).status == status


@pytest.mark.parametrize(
    ("day", "events", "status"),
    [
        ("2023-07-30", [], "open"),
        ("2023-06-18", [event("ordered", "2023-06-15", by="department", deadline="2023-07-30")], "open"),
        ("2023-06-19", [event("ordered", "2023-06-15", by="department", deadline="2023-07-30")], "violated"),
        (
            "2023-07-30",
            [
                event("ordered", "2023-06-15", by="department", deadline="2023-07-30", id="O"),
                event("correction", "2023-06-16", retracts="O"),
            ],
            "open",
        ),
    ],
)
def test_days_after_the_first_event_of_a_kind_that_was_not_taken_back(day: str, events: Any, status: str) -> None:
    term = {"after": {"days": 3}, "from": {"event": "ordered"}}
    assert told(ruled(done_on=REPORTED, term=term), day, events=events).status == status


def test_what_was_recorded_later_is_left_out_where_one_asks_what_was_known() -> None:
    campaign = ruled(done_on=REPORTED, term="2023-06-20")
    hazard = {
        "id": "H",
        "found": {"date": "2023-06-12"},
        "events": [event("reported", "2023-06-15", recorded="2023-07-01")],
    }
    data = {"id": "x", "hazards": [hazard]}
    day = date(2023, 6, 25)
    assert campaign.check(data, as_of=day)["tell@H"].status == "fulfilled"
    assert campaign.check(data, as_of=day, known_at=date(2023, 6, 30))["tell@H"].status == "violated"


def test_a_plain_date_or_the_end_of_a_phase() -> None:
    assert str(told(ruled(done_on=REPORTED, term="2023-06-20"), "2023-06-20").due) == "2023-06-20"
    phase = next(iter(TIMED.pack.identity.phases))
    found = told(ruled(done_on=REPORTED, term={"end_of": phase}), "2023-06-20")
    assert (found.due, found.due_basis) == (TIMED.pack.identity.phases[phase].end, "interpretation")


def test_working_days_of_a_year_that_is_not_announced_end_on_one_of_several() -> None:
    campaign = ruled(done_on=REPORTED, term=FIVE)
    hazard = {"found": {"date": "2098-12-26"}}  # 26 December 2098 is a Friday
    early, late = (told(campaign, day, **hazard) for day in ("2098-12-31", "2099-01-20"))
    assert (early.status, str(early.due), early.provisional) == ("open", "2098-12-31", True)
    assert (late.status, late.code, late.missing) == ("unknown", "holidays_unannounced", ("holidays.2098",))
    assert told(campaign, "2099-03-20", **hazard).status == "violated"


def test_a_term_says_how_it_came_about() -> None:
    campaign = ruled(done_on="told_at", term=DAY_LATER)
    found = told(campaign, "2023-06-14", found_at="2023-06-12 10:00", told_at=None)
    assert (found.derivation.zh, found.derivation.en) == (
        "发现时刻之日 2023年6月12日 10:00 → 加24小时 2023年6月13日 10:00",
        "the day of found at: 12 June 2023 10:00 → plus 24 hours 13 June 2023 10:00",
    )
    assert found.derivation.en in found.explain("en")
    sooner = told(ruled(done_on=REPORTED, term=SOONER), "2023-06-20", plan={"deadline": "2023-06-19"})
    assert sooner.derivation.en == "the day of deadline: 19 June 2023 → the earlier of several: 19 June 2023"


@pytest.mark.parametrize(("plan", "status"), [(None, "violated"), ({"measures": "更换"}, "fulfilled")])
def test_what_is_required_may_have_such_a_term_too(plan: Any, status: str) -> None:
    found = told(ruled(require=parse({"plan": {"done": True}}), term=FIVE), "2023-06-20", plan=plan)
    assert (found.status, str(found.due), str(found.last_day)) == (status, "2023-06-19", "2023-06-19")


def test_a_calendar_and_the_next_steps_say_the_hour() -> None:
    campaign = ruled(done_on="told_at", term=DAY_LATER, term_title={"zh": "报告期限", "en": "Time to tell"})
    hazard: dict[str, Any] = {
        "id": "H",
        "found": {"date": "2023-06-12"},
        "events": [],
        "found_at": "2023-06-12 10:00",
        "told_at": None,
    }
    day, data = date(2023, 6, 12), {"id": "x", "hazards": [hazard]}
    (entry,) = (one for one in campaign.calendar(data, as_of=day).entries if one.duty == "tell")
    assert (entry.title.zh, entry.title.en) == ("报告期限：H（10:00 前）", "Time to tell: H (by 10:00)")
    assert (entry.to_dict()["due"], entry.to_dict()["due_moment"]) == ("2023-06-13", "2023-06-13T10:00")
    (step,) = duty_steps(campaign.check(data, as_of=day))
    assert (step.due, step.action.zh, step.achieves.en) == (date(2023, 6, 13), "报告（10:00 前）", "fulfilled")


def test_the_next_step_of_what_an_event_does_is_that_event() -> None:
    campaign = ruled(done_on=REPORTED, term=FIVE)
    hazard = {"id": "H", "found": {"date": "2023-06-12"}, "events": []}
    for day, becomes in ((19, "fulfilled"), (20, "fulfilled late")):
        (step,) = duty_steps(campaign.check({"id": "x", "hazards": [hazard]}, as_of=date(2023, 6, day)))
        assert (step.action.en, step.achieves.en) == ("tell", becomes)


def test_a_book_says_a_term_as_an_official_would() -> None:
    said: tuple[tuple[Lang, str, str], ...] = (
        ("zh", "报告", "发现日期后5个工作日内"),
        ("en", "reported", "within 5 working days after found on"),
    )
    for lang, done_on, term in said:
        page = book(ruled(done_on=REPORTED, term=FIVE).pack, (), lang)
        assert term in page
        assert done_on in page


def test_a_comparison_looks_at_the_days_that_a_term_comes_to() -> None:
    hazard = {"id": "H", "found": {"date": "2023-06-12"}, "events": []}
    longer = ruled(done_on=REPORTED, term={"after": {"working_days": 6}, "from": "found.date"})
    loaded = record_files.load({"id": "x", "hazards": [hazard]}, TIMED.record_model)
    found = [
        (str(one.day), one.aspect, one.before, one.after)
        for one in answer_changes(ruled(done_on=REPORTED, term=FIVE), longer, [loaded])
    ]
    assert ("2023-06-20", "status", "violated", "open") in found


def test_what_awaits_another_duty_is_asked_of_the_whole_record() -> None:
    campaign = ruled(done_on=REPORTED, term={"after": {"days": 3}, "from": {"done": "study"}})
    study = {"title": {"zh": "学习", "en": "study"}, "clause": "2.1.2", "bearer": "enterprise", "each": "campaign",
             "of": "activities", "where": {"kind": "criteria_study"}}  # fmt: skip
    duties = {"study": form_of(msgspec.convert(study, WrittenDuty)), **campaign.pack.duties}
    both = Campaign(structs.replace(campaign.pack, duties=duties))
    hazard = {"id": "H", "found": {"date": "2023-06-12"}, "events": []}
    for day, studied, status in (
        ("2023-06-23", "2023-06-20", "open"),
        ("2023-06-24", "2023-06-20", "violated"),
        ("2023-06-24", None, "open"),
    ):
        activities = [{"kind": "criteria_study", "date": studied}] if studied else []
        data = {"id": "x", "hazards": [hazard], "activities": activities}
        assert both.check(data, as_of=date.fromisoformat(day))["tell@H"].status == status
        record = record_files.load(data, both.record_model).record
        outline = Compiled(both.rules, "enterprise").outline(record, date.fromisoformat(day))
        assert outline is not None
        assert [STATUSES[code] for duty, _, code, _ in outline.obligations() if duty == "tell"] == [status]


def test_the_first_event_of_a_kind_may_not_be_said() -> None:
    far = Horizon(date(2023, 7, 1), date(2023, 7, 1))
    assert first_event(msgspec.UNSET, "reported", far) is msgspec.UNSET
    assert first_event(None, "reported", far) is None
    assert moment("some day") is msgspec.UNSET


DAYS = (
    "found.date", "found_at", "told_at", "deadline", "plan.deadline", "supervision_deadline", "rectification.accepted",
    "reporting.reported", "timeliness.overdue", "issued", "ends",
)  # fmt: skip
TERMS = item_terms(DAYS, ("ordered", "registered", "accepted", "listed"))
DONE = st.sampled_from(["told_at", {"event": "reported"}, "reporting.reported", "rectification.accepted"])
MOMENTS = st.builds(
    lambda day, at: f"{day}{at}", st.dates(date(2023, 5, 20), date(2023, 9, 1)),
    st.sampled_from(["", " 00:00", " 10:00", "T16:30", " 23:59"]),
)  # fmt: skip


NONE_SAID = st.sampled_from([{}, {}, {}, {"told_at": None}, {"found_at": None}])


@st.composite
def timed_hazards(draw: st.DrawFn) -> dict[str, Any]:
    """A hazard with moments, each of which may be absent or null."""
    hazard = draw(st.one_of(kept_hazards("H"), kept_hazards("H"), hazards("H")))
    return {**hazard, **{name: draw(MOMENTS) for name in CALLED if draw(st.booleans())}, **draw(NONE_SAID)}


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    """The campaign with a duty for each hazard by a term that is put together somehow."""
    readings = {"inclusive-deadlines": draw(st.sampled_from(["inclusive", "inclusive", "exclusive"]))}
    return ruled(readings, done_on=draw(DONE), term=draw(TERMS))


@sees(fulfilled=5, fulfilled_late=5, violated=20, unknown=20, open=10)
@settings(max_examples=100 * MORE)
@given(campaigns(), st.lists(timed_hazards(), min_size=2, max_size=4), st.lists(AS_OF, min_size=2, max_size=3))
def test_the_code_says_of_any_term_what_the_interpreter_says(
    campaign: Campaign, found: list[Any], days: list[date]
) -> None:
    data = {"id": "x", "hazards": [{**one, "id": f"H{n}"} for n, one in enumerate(found)]}
    record = record_files.load(data, campaign.record_model).record
    code = Compiled(campaign.rules, "enterprise")
    for day in days:
        outline = code.outline(record, day)
        if outline is None:
            return
        findings = campaign.check(record, as_of=day).findings
        assert [(name, STATUSES[code], due) for _, name, code, due in outline.obligations()] == [
            (one.instance, one.status, one.due) for one in findings
        ]
        for one in findings:
            saw(one.status)
            assert one.message()
            assert one.explain("en")


@pytest.mark.parametrize(
    ("studied", "day", "expected"),
    [
        ([("2023-07-01", "full")], "2023-07-05", ("fulfilled", date(2023, 7, 11))),
        ([("2023-07-01", "full")], "2023-07-12", ("fulfilled_late", date(2023, 7, 11))),
        # 学习可能在 6 月 1 日已经做到，期限是 6 月 11 日还是 7 月 11 日不明 / it may have been done in June already
        ([("2023-06-01", "大概"), ("2023-07-01", "full")], "2023-07-05", ("unknown", None)),
        ([("2023-07-01", "full"), ("2023-07-20", "大概")], "2023-07-05", ("fulfilled", date(2023, 7, 11))),
        ([("2023-06-01", "大概")], "2023-07-05", ("unknown", None)),
    ],
)
def test_a_term_after_another_duty_is_not_known_where_that_may_have_been_done_before(
    studied: list[tuple[str, str]], day: str, expected: tuple[str, date | None]
) -> None:
    keys = {"title": {"zh": "学习", "en": "study"}, "clause": "2.1.2", "bearer": "enterprise", "of": "activities"}
    written = {**keys, "due": {"end_of": "campaign"}, "where": {"kind": "criteria_study", "scope": "full"}}
    study = form_of(msgspec.convert(written, WrittenDuty))
    campaign = ruled(done_on="plan.deadline", term={"after": {"days": 10}, "from": {"done": "study"}})
    campaign = Campaign(structs.replace(campaign.pack, duties={"study": study, **campaign.pack.duties}))
    hazard = {"id": "H", "found": {"date": "2023-05-20"}, "plan": {"deadline": day}, "events": []}
    acts = [{"kind": "criteria_study", "date": on, "scope": scope} for on, scope in studied]
    finding = campaign.check({"id": "x", "hazards": [hazard], "activities": acts}, as_of=date(2023, 8, 1))["tell@H"]
    assert (finding.status, finding.due) == expected
