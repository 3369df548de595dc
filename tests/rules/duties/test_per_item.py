"""Duties for each item of a section: what is required of it, or is to be done by a term."""

from typing import Any

import pytest
from hypothesis import strategies as st
from msgspec import UNSET, structs

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import NEVER, NOTHING_ASKED
from campaign_rules.rules.duties.judging import NOTHING_COUNTS, ItemTest
from campaign_rules.rules.duties.per_item import PerItem
from campaign_rules.rules.remarks import PackNames
from campaign_rules.rules.terms.times import Times
from tests.conditions import ITEM_TESTS, RECORD_TESTS, conditions
from tests.rules.duties.drawn import ALWAYS, asked, titled

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
        term: st.SearchStrategy[Any] = st.sampled_from([UNSET, *TERMS[section]])
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
