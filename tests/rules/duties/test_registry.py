"""Which form a duty of a pack's file has, by the keys that are written."""

from typing import Any

import pytest
from hypothesis import Phase, find, settings
from msgspec import UNSET, structs

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Const
from campaign_rules.rules.duties.form import Duty, Review
from campaign_rules.rules.duties.one_off import OneOff
from campaign_rules.rules.duties.per_item import PerItem
from campaign_rules.rules.duties.recurring import Recurring
from campaign_rules.rules.duties.registry import FORMS, KEYS, WrittenDuty, form_of, misfits, written_duty
from campaign_rules.rules.duties.to_be_judged import ToBeJudged
from campaign_rules.rules.terms.due import Due
from tests.rules.duties.drawn import duties

NAME = Text("甲", "a")
COUNTED: dict[str, Any] = {"of": "activities", "where": {"kind": "meeting"}}
REVIEW: dict[str, Any] = {"review": Review(NAME)}
BY_THE_END = Due(end_of="first")


def entry(keys: dict[str, Any]) -> Any:
    """What a file writes of a duty."""
    return WrittenDuty(title=NAME, clause="2.1.6", bearer="enterprise", **keys)


@pytest.mark.parametrize(
    ("keys", "form"),
    [
        ({"each": "month", **COUNTED}, Recurring),
        ({"each": "month", "due": Due(day=20), **COUNTED}, Recurring),
        ({"each": "campaign", "due": "one-off-window", **COUNTED}, Recurring),
        ({"due": BY_THE_END, **COUNTED}, OneOff),
        ({"due": "one-off-window", **COUNTED, **REVIEW}, OneOff),
        ({**COUNTED, **REVIEW}, OneOff),
        ({"for_each": "hazards", "done_on": "deadline"}, PerItem),
        (REVIEW, ToBeJudged),
        ({"due": BY_THE_END, **REVIEW}, ToBeJudged),
    ],
)
def test_the_keys_that_are_written_say_the_form(keys: dict[str, Any], form: type[Duty]) -> None:
    made = form_of(entry(keys))
    assert type(made) is form
    assert {key: getattr(made, key) for key in keys} == keys
    assert list(misfits(entry(keys))) == []


@pytest.mark.parametrize(
    ("keys", "place", "said"),
    [
        ({"each": "month", "due": BY_THE_END, **COUNTED}, ("due",), "only one of each, due"),
        ({"each": "campaign", "due": BY_THE_END, **COUNTED}, ("due",), "only one of each, due"),
        ({"each": "month", "for_each": "hazards"}, ("for_each",), "only one of each, for_each"),
        ({"due": BY_THE_END, "for_each": "hazards", **REVIEW}, ("for_each",), "only one of due, for_each"),
        ({}, (), "needs one of each, due, for_each; or review where the text gives no measure"),
        (COUNTED, (), "needs one of each, due, for_each; or review where the text gives no measure"),
    ],
)
def test_keys_of_several_forms_or_of_none_are_told(keys: dict[str, Any], place: tuple[str, ...], said: str) -> None:
    assert [(wrong.path, wrong.code, wrong.text.en) for wrong in misfits(entry(keys))] == [(place, "form", said)]


def test_every_key_of_every_form_can_be_written() -> None:
    assert set(WrittenDuty.__struct_fields__) == {key for form in FORMS for key in form.__struct_fields__}


def test_a_key_that_several_forms_have_is_of_one_type() -> None:
    types: dict[str, set[str]] = {}
    for form in FORMS:
        for one in structs.fields(form):
            types.setdefault(one.name, set()).add(repr(one.type))
    assert [key for key, kinds in types.items() if len(kinds) > 1] == []


def test_each_form_has_a_key_of_its_own_and_the_last_has_none() -> None:
    assert len({*KEYS}) == len(FORMS) - 1
    assert FORMS[-1].key == ""


@pytest.mark.parametrize("form", FORMS)
def test_random_duties_are_of_every_form(form: type[Duty]) -> None:
    """The compiled rules are compared with the interpreter on packs of these, so that no form is left out."""
    unshrunk = settings(phases=[Phase.generate], database=None)
    assert type(find(duties(), lambda duty: type(duty) is form, settings=unshrunk)) is form


@pytest.mark.parametrize("form", FORMS)
def test_a_form_says_when_and_how_often_it_is_asked_for(form: type[Duty]) -> None:
    assert form.courses is not Duty.courses
    assert form.how_often is not Duty.how_often


def test_no_key_of_a_single_form_must_be_written() -> None:
    shared = {one.name for one in structs.fields(Duty) if one.required}
    assert {one.name for one in structs.fields(WrittenDuty) if one.required} == shared == {"title", "clause", "bearer"}
    assert entry({}).each is UNSET


@pytest.mark.parametrize("keys", [{"each": "month", **COUNTED}, {"for_each": "hazards", "done_on": "deadline"}, REVIEW])
def test_a_duty_is_written_with_the_keys_that_it_was_read_from(keys: dict[str, Any]) -> None:
    assert written_duty(form_of(entry(keys))) == entry(keys)


OF_RECURRING = "each, due, of, where, at_least, measure, variants, in_stoppage, asked"
OF_PER_ITEM = "for_each, require, judged_when, done_on, term, term_title, term_unknown, done_unclear"


@pytest.mark.parametrize(
    ("keys", "stray", "said"),
    [
        ({"each": "month", **COUNTED}, {"judged_when": Const(False)}, f"each has no judged_when; expected one of: {OF_RECURRING}"),
        ({"each": "month", **COUNTED}, {"term_title": NAME}, f"each has no term_title; expected one of: {OF_RECURRING}"),
        ({"for_each": "hazards", "done_on": "deadline"}, {"at_least": 2}, f"for_each has no at_least; expected one of: {OF_PER_ITEM}"),
    ],
)  # fmt: skip
def test_a_key_that_means_nothing_in_the_form_of_a_duty_is_told_with_those_that_do(
    keys: dict[str, Any], stray: dict[str, Any], said: str
) -> None:
    (wrong,) = misfits(entry({**keys, **stray}))
    assert (wrong.path, wrong.code, wrong.text.en) == (tuple(stray), "form", f"a duty with {said}")
