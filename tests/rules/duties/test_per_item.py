"""Duties for each item of a section: what is required of it, or is to be done by a term."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st
from msgspec import UNSET, structs

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import NEVER, NOTHING_ASKED
from campaign_rules.rules.duties.judging import NOTHING_COUNTS, ItemTest
from campaign_rules.rules.duties.per_item import PerItem
from campaign_rules.rules.remarks import PackNames
from campaign_rules.rules.terms.due import Due, FirstEvent, Point
from campaign_rules.rules.terms.durations import Duration
from campaign_rules.rules.terms.times import Times
from tests.conditions import ITEM_TESTS, RECORD_TESTS, conditions
from tests.rules.duties.drawn import ALWAYS, asked, titled
from tests.strategies import item_terms

NAME = Text("甲", "a")
DONE = PerItem(title=NAME, clause="2.1.6", bearer="enterprise", for_each="hazards", done_on="deadline", term="deadline")
REQUIRED = PerItem(title=NAME, clause="2.1.6", bearer="enterprise", for_each="hazards", require=NEVER)


DONE_ON = {
    "hazards": ["rectification.accepted", "reporting.reported", "timeliness.overdue"],
    "accident_bulletins": ["reviewed"],
}
TERMS = {
    "hazards": ["deadline", "supervision_deadline", "at_least", "plan.deadline", "report-without-term"],
    "accident_bulletins": ["date", "report-without-term"],
}


@st.composite
def drawn(draw: st.DrawFn) -> PerItem:
    """Any duty for the items of a section: what is required of them, or what is to be done by a term or without one."""
    section = draw(st.sampled_from(sorted(ITEM_TESTS)))
    on_items = conditions(ITEM_TESTS[section])
    keys = {**draw(asked(ALWAYS | on_items | conditions(RECORD_TESTS), on_items)), "for_each": section}
    if section in DONE_ON and draw(st.booleans()):
        done_on = st.sampled_from(DONE_ON[section])
        fields, events = TERMS[section][:-1], ["ordered", "accepted"] if section == "hazards" else []
        made = item_terms([*fields, "issued"], events).map(lambda written: msgspec.convert(written, Due))
        term: st.SearchStrategy[Any] = st.sampled_from([UNSET, *TERMS[section]]) | made
        unknown: st.SearchStrategy[Any] = st.sampled_from([UNSET, NEVER]) | on_items
        return PerItem(
            **keys,
            done_on=draw(done_on),
            term=draw(term),
            term_unknown=draw(unknown),
            done_unclear=draw(unknown),
        )
    return PerItem(**keys, require=draw(on_items), judged_when=draw(ALWAYS | on_items))


def test_it_has_no_windows_and_nothing_counts_for_it(times: Times) -> None:
    (course,) = DONE.courses("d", times)
    assert (course.windows, course.each, course.is_asked) == ((), "", True)
    assert (DONE.items, DONE.section, DONE.counted) == ("hazards", "hazards", NOTHING_COUNTS)


def test_an_item_is_judged_by_what_is_required_or_by_what_is_done() -> None:
    assert DONE.test == ItemTest(NOTHING_ASKED, NOTHING_ASKED, "deadline", "deadline")
    assert REQUIRED.test == ItemTest(NEVER, NOTHING_ASKED, "", "")
    assert (DONE.is_requirement, REQUIRED.is_requirement) == (False, True)


def test_only_what_is_to_be_done_rests_on_a_reading_of_days(times: Times) -> None:
    assert DONE.courses("d", times)[0].readings == ("inclusive-deadlines",)
    assert REQUIRED.courses("d", times)[0].readings == ()
    assert structs.replace(DONE, term="term").form_readings == ("term",)


def test_it_says_for_each_of_what() -> None:
    assert [text.en for text in DONE.how_often(lambda *_: NAME, titled)] == ["for each of: hazards"]
    assert structs.replace(DONE, term_title=Text("乙", "b")).last_day_title.en == "b"
    assert DONE.last_day_title is NAME


def test_scenarios_prove_it_done_not_done_and_not_applicable() -> None:
    assert DONE.branches == {
        "done": {"fulfilled", "fulfilled_late"},
        "not done": {"violated", "needs_review"},
        "not applicable": {"not_applicable"},
    }
    assert REQUIRED.branches["not done"] == {"violated", "needs_review", "open"}


@pytest.mark.parametrize("duty", [structs.replace(DONE, require=NEVER), structs.replace(REQUIRED, require=UNSET)])
def test_something_is_required_or_to_be_done_and_not_both(duty: PerItem, known: PackNames) -> None:
    assert [(one.path, one.text.en) for one in duty.faults(known)] == [
        (("for_each",), "for_each needs one of require and done_on")
    ]


def test_its_days_are_days_of_the_item_or_a_reading_of_days(known: PackNames) -> None:
    duty = structs.replace(DONE, done_on="title", term="term", interpretations=("other",))
    wrong = [(path, kind, name) for path, kind, name, others in duty.names(known) if name not in others]
    assert wrong == [(("interpretations", 0), "interpretation", "other"), (("done_on",), "date", "title")]
    nowhere = structs.replace(DONE, for_each="contracts")
    wrong = [(path, kind, name) for path, kind, name, others in nowhere.names(known) if name not in others]
    assert wrong == [
        (("for_each",), "section", "contracts"),
        (("done_on",), "field", "deadline"),
        (("term",), "field", "deadline"),
    ]


SOONER = Due(earlier_of=("deadlin", Due(after=Duration(days=3), point=Point(event="reportd")), "2023-10-31"))


def test_the_names_in_a_term_are_days_and_events_of_its_section(known: PackNames) -> None:
    duty = structs.replace(DONE, term=SOONER, done_on=FirstEvent("reportd"))
    own = structs.replace(known, item_events={"hazards": ("reported",)}, item_moments={"hazards": {"found_at"}})
    wrong = [(path, kind, name, sorted(others)) for path, kind, name, others in duty.names(own) if name not in others]
    assert [one[:3] for one in wrong] == [
        (("done_on", "event"), "event", "reportd"),
        (("term", "earlier_of", 0), "day", "deadlin"),
        (("term", "earlier_of", 1, "from", "event"), "event", "reportd"),
    ]
    assert {"deadline", "found_at", "issued"} <= set(wrong[1][3])


def test_a_term_of_an_item_is_not_a_day_of_a_period(known: PackNames) -> None:
    duty = structs.replace(DONE, term=Due(after=Duration(days=3), point="end"))
    assert [(one.path, one.text.en) for one in duty.faults(known)] == [(("term", "from"), "end needs each")]
    weekly = structs.replace(DONE, term=Due(weekday="friday"))
    assert [(one.path, one.text.en) for one in weekly.faults(known)] == [(("term", "weekday"), "weekday needs each")]


def test_a_plain_date_is_a_term_that_is_put_together_and_a_name_is_not(times: Times) -> None:
    dated = structs.replace(DONE, term="2023-10-31")
    assert (dated.test.term, dated.test.due, dated.form_readings) == ("", Due(date=date(2023, 10, 31)), ())
    assert (DONE.test.term, DONE.test.due) == ("deadline", UNSET)
    deferred = structs.replace(DONE, term=Due(end_of="first", deferral="holidays", clause="3.1"))
    assert deferred.courses("d", times)[0].readings == ("inclusive-deadlines", "holidays")
    assert (deferred.due_clause, deferred.term_basis, deferred.named_readings) == ("3.1", "text", ("holidays",))


def test_a_term_that_awaits_another_duty_hangs_on_all_of_a_record(times: Times) -> None:
    awaits = structs.replace(DONE, term=Due(after=Duration(days=3), point=Point(done="plan")))
    assert awaits.courses("d", times)[0].by_record
    assert not structs.replace(DONE, term=SOONER).courses("d", times)[0].by_record


@pytest.mark.parametrize(
    ("term", "code"),
    [
        (Due(date=date(2023, 5, 15)), ["never-in-time"]),
        (Due(date=date(2023, 5, 16)), []),
        (Due(earlier_of=("2023-05-16", "2023-10-31")), ["idle-term"]),
        (SOONER, []),
    ],
)
def test_a_term_that_nothing_can_meet_or_that_never_counts_is_told(times: Times, term: Due, code: list[str]) -> None:
    assert [one.code for one in structs.replace(DONE, term=term).doubts("d", times)] == code
