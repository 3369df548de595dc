"""Duties that only a person can judge, with a due day or without one."""

from datetime import date

from hypothesis import strategies as st
from msgspec import structs

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import NEVER
from campaign_rules.rules.duties.form import Review
from campaign_rules.rules.duties.judging import NOTHING_COUNTS
from campaign_rules.rules.duties.to_be_judged import ToBeJudged
from campaign_rules.rules.remarks import PackNames
from campaign_rules.rules.terms.due import Due, StartOf
from campaign_rules.rules.terms.times import Times
from tests.rules.duties.drawn import asked, titled

NAME = Text("甲", "a")
DUTY = ToBeJudged(title=NAME, clause="2.1.6", bearer="enterprise", review=Review(Text("看", "look")))
DUE = structs.replace(DUTY, due=Due(end_of="first"))


def drawn() -> st.SearchStrategy[ToBeJudged]:
    """Any duty that only a person can judge."""
    return asked().map(lambda keys: ToBeJudged(**keys))


def test_it_is_open_through_the_campaign_or_until_its_due_day(times: Times) -> None:
    assert [(w.instance, w.due) for w in DUTY.courses("d", times)[0].windows] == [("d@once", None)]
    assert [(w.instance, w.due) for w in DUE.courses("d", times)[0].windows] == [("d@once", date(2023, 7, 31))]
    later = structs.replace(DUE, counts_from=StartOf("first"))
    assert [w.opens for w in later.courses("d", times)[0].windows] == [date(2023, 6, 1)]


def test_nothing_in_a_record_counts_for_it() -> None:
    assert (DUTY.counted, DUTY.section) == (NOTHING_COUNTS, "")
    assert DUTY.left_to_people == Text("看", "look")


def test_it_says_that_a_person_judges_or_that_it_is_once() -> None:
    assert [text.en for text in DUTY.how_often(lambda *_: NAME, titled)] == [
        "no measure in the text: for a person to judge"
    ]
    assert [text.en for text in DUE.how_often(lambda *_: NAME, titled)] == ["once, by the end of first"]


def test_a_scenario_proves_it_by_a_status_for_review() -> None:
    assert DUTY.branches == {"to be judged": {"needs_review"}}
    assert structs.replace(DUTY, when=NEVER).branches == {
        "to be judged": {"needs_review"},
        "not applicable": {"not_applicable"},
    }


def test_the_phase_from_which_evidence_counts_is_one_of_the_packs(known: PackNames) -> None:
    duty = structs.replace(DUE, counts_from=StartOf("last"))
    wrong = [(path, kind, name) for path, kind, name, others in duty.names(known) if name not in others]
    assert wrong == [(("counts_from", "start_of"), "phase", "last")]


def test_what_is_said_not_to_be_asked_for_is_doubted_where_it_has_a_day(times: Times) -> None:
    assert [(one.path, one.code) for one in structs.replace(DUE, asked=False).doubts("d", times)] == [
        (("asked",), "asked-after-all")
    ]
    assert list(structs.replace(DUTY, asked=False).doubts("d", times)) == []
