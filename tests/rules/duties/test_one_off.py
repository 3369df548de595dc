"""Duties that are done once: by a phase's end, as an interpretation says, or without a term."""

from datetime import date
from typing import Any

import pytest
from hypothesis import strategies as st
from msgspec import UNSET, structs

from campaign_rules.base.periods import Period
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import NEVER
from campaign_rules.rules.duties.form import Review
from campaign_rules.rules.duties.measured import Variant
from campaign_rules.rules.duties.one_off import OneOff
from campaign_rules.rules.remarks import PackNames
from campaign_rules.rules.terms.due import Due, StartOf
from campaign_rules.rules.terms.times import Times
from tests.rules.duties.drawn import asked, counted, titled

NAME = Text("甲", "a")
DUTY = OneOff(
    title=NAME, clause="2.1.6", bearer="enterprise", due=Due(end_of="first"), of="activities", where={"kind": "meeting"}
)
FIRST_DAY, LAST_DAY = date(2023, 5, 16), date(2023, 12, 31)


@st.composite
def drawn(draw: st.DrawFn) -> OneOff:
    """Any duty that is done once, by the end of a phase."""
    due = st.builds(Due, end_of=st.sampled_from(["self_inspection", "campaign"]))
    start: st.SearchStrategy[Any] = st.sampled_from(["issued", "any", UNSET])
    return OneOff(**draw(asked()), **draw(counted()), due=draw(due), counts_from=draw(start))


def said(text: Any) -> Text:
    """Words for any condition."""
    return Text("高危", "high risk")


@pytest.mark.parametrize(
    ("keys", "due", "basis"),
    [
        ({}, date(2023, 7, 31), "interpretation"),
        ({"due": Due(end_of="first", clause="3.1")}, date(2023, 7, 31), "text"),
        ({"due": Due(end_of="campaign", clause="3.1")}, LAST_DAY, "text"),
        ({"due": "one-off-window"}, date(2023, 7, 31), "interpretation"),
    ],
)
def test_it_is_due_by_the_end_of_a_phase(keys: dict[str, Any], due: date, basis: str, times: Times) -> None:
    (course,) = structs.replace(DUTY, **keys).courses("d", times)
    (window,) = course.windows
    assert (window.instance, window.due, window.late_until, window.basis) == ("d@once", due, LAST_DAY, basis)
    assert (course.each, course.frequency(titled).en, window.name) == ("", "in the campaign", "")


@pytest.mark.parametrize(
    ("keys", "counts_from", "opens"),
    [
        ({}, FIRST_DAY, FIRST_DAY),
        ({"of": "documents"}, date.min, FIRST_DAY),
        ({"of": "documents", "counts_from": "issued"}, FIRST_DAY, FIRST_DAY),
        ({"counts_from": StartOf("first")}, date(2023, 6, 1), date(2023, 6, 1)),
    ],
)
def test_what_does_not_count_before_a_day_is_not_open_before_it(
    keys: dict[str, Any], counts_from: date, opens: date, times: Times
) -> None:
    (window,) = structs.replace(DUTY, **keys).courses("d", times)[0].windows
    assert (window.counts_from, window.opens) == (counts_from, opens)


def test_without_a_term_it_is_open_until_the_campaign_ends(times: Times) -> None:
    duty = OneOff(title=NAME, clause="2.1.6", bearer="enterprise", of="documents", review=Review(NAME))
    (course,) = duty.courses("d", times)
    assert [(w.instance, w.due, w.late_until) for w in course.windows] == [("d@once", None, LAST_DAY)]
    assert course.readings == ()
    assert [text.en for text in duty.how_often(lambda *_: NAME, titled)] == [
        "no measure in the text: for a person to judge"
    ]
    assert duty.branches == {"done": {"fulfilled", "fulfilled_late"}, "not done": {"needs_review", "open"}}


def test_it_rests_on_the_readings_that_say_its_day(times: Times) -> None:
    assert DUTY.courses("d", times)[0].readings == ("inclusive-deadlines",)
    read = structs.replace(DUTY, due="one-off-window")
    assert read.courses("d", times)[0].readings == ("one-off-window", "inclusive-deadlines")
    assert read.named_readings == ("one-off-window",)
    assert (DUTY.due_phase, DUTY.due_clause, read.due_phase) == ("first", "", "")


def test_some_may_have_to_do_it_more_often(times: Times) -> None:
    duty = structs.replace(DUTY, variants=(Variant(NEVER, "quarter", "unclear"),))
    general, often = duty.courses("d", times)
    assert [window.instance for window in often.windows] == ["d@2023-Q2", "d@2023-Q3", "d@2023-Q4"]
    assert (general.each, often.each, often.place) == ("", "quarter", ("variants", 0, "each"))
    assert duty.form_readings == ("unclear",)


def test_what_it_names_and_what_counts_is_checked(known: PackNames) -> None:
    duty = structs.replace(DUTY, due=Due(end_of="last"), where={"kind": "meeting", "colour": "red"})
    wrong = [(path, kind, name) for path, kind, name, others in duty.names(known) if name not in others]
    assert wrong == [(("due", "end_of"), "phase", "last"), (("where", "colour"), "field", "colour")]
    nothing = structs.replace(DUTY, where={})
    assert [(one.path, one.text.en) for one in nothing.faults(known)] == [
        ((), "needs of (activities or documents) and where: {kind: …}")
    ]


def test_only_a_section_of_entries_counts(known: PackNames) -> None:
    duty = structs.replace(DUTY, of="hazards")
    wrong = [(path, kind, name, tuple(others)) for path, kind, name, others in duty.names(known) if name not in others]
    assert wrong == [(("of",), "section", "hazards", ("activities", "documents"))]
    none = structs.replace(known, entries=())
    assert [one.text.en for one in duty.faults(none)] == ["this campaign has no section of entries that duties count"]


def test_nobody_is_bound_in_person_where_entries_do_not_say_who_it_was(known: PackNames) -> None:
    duty = structs.replace(DUTY, of="documents", in_person=True)
    assert [(one.path, one.text.en) for one in duty.faults(known)] == [
        (("in_person",), "in_person needs documents to say who did it (doer of its entries)")
    ]


def test_a_day_of_a_period_is_no_day_of_what_is_done_once(known: PackNames) -> None:
    duty = structs.replace(DUTY, due=Due(day=20))
    assert [(one.path, one.text.en) for one in duty.faults(known)] == [(("due", "day"), "day needs each")]


def test_evidence_that_counts_only_once_it_is_due_looks_wrong(times: Times) -> None:
    phases = {**times.phases, "last": Period(date(2023, 9, 1), LAST_DAY, "last")}
    duty = structs.replace(DUTY, counts_from=StartOf("last"))
    assert [(one.code, one.text.en) for one in duty.doubts("d", structs.replace(times, phases=phases))] == [
        ("empty-window", "d@once: evidence counts from 2023-09-01, and it is due on 2023-07-31")
    ]
