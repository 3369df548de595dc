"""The windows of recurring duties, apart from any campaign."""

from datetime import date
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, structs

from campaign_rules.base.periods import FREQUENCIES, Frequency, Period
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import NEVER, NOTHING_ASKED, Not
from campaign_rules.rules.duties.measured import Variant
from campaign_rules.rules.duties.obligations import Window
from campaign_rules.rules.duties.recurring import Recurring
from campaign_rules.rules.remarks import PackNames
from campaign_rules.rules.terms.due import Due
from campaign_rules.rules.terms.durations import Duration
from campaign_rules.rules.terms.rhythms import Rhythm
from campaign_rules.rules.terms.times import Times
from tests.rules.duties.drawn import asked, counted, titled

PHASES = {"first": Period(date(2023, 5, 1), date(2023, 7, 31), "first")}
TIMES = Times(date(2023, 5, 16), date(2023, 12, 31), PHASES, {})
DUTY = Recurring(
    title=Text("甲", "a"), clause="2.1.6", bearer="enterprise", each="half", of="activities", where={"kind": "meeting"}
)


UNSAID = st.just(UNSET)
BEGINNING = st.builds(Rhythm, period=st.sampled_from(["quarter", "half", "year"]), begins=st.integers(1, 12))
DURING = st.sampled_from(["self_inspection", "enforcement", "flood", ("mobilisation", "summary")])
RHYTHMS = BEGINNING | st.builds(
    Rhythm, period=st.sampled_from([*FREQUENCIES, "phase", "flood"]), during=UNSAID | DURING
)
"""Rhythms of the shipped campaign, and of a season that random packs have."""

BESIDE_HOLIDAYS = st.sampled_from(
    [Rhythm(before_holidays="all"), Rhythm(after_holidays=("national_day", "new_year"), days=3)]
)

SEVERAL = st.permutations(["mobilisation", "self_inspection", "enforcement", "summary"]).flatmap(
    lambda phases: st.tuples(
        *(st.builds(Rhythm, period=st.sampled_from(FREQUENCIES), during=st.just(one)) for one in phases[:2])
    )
)
"""Two rhythms, each of a phase of its own."""


@st.composite
def drawn(draw: st.DrawFn) -> Recurring:
    """Any recurring duty: in any rhythm or several, by the end of each period or, of each month, by a day of it; or once
    in the campaign."""
    each = draw(st.sampled_from([*get_args(Frequency), "campaign"]) | RHYTHMS | SEVERAL | BESIDE_HOLIDAYS)
    day: st.SearchStrategy[Any] = st.sampled_from(
        [UNSET, Due(day=20), Due(day="report", deferral="holidays", included="report-day")]
    )
    return Recurring(**draw(asked()), **draw(counted()), each=each, due=draw(day) if each == "month" else UNSET)


def test_a_campaign_has_two_half_years_and_the_first_is_partial() -> None:
    (general,) = DUTY.courses("d", TIMES)
    made = general.windows
    assert [(w.instance, w.opens, w.due, w.partial) for w in made] == [
        ("d@2023-H1", date(2023, 5, 16), date(2023, 6, 30), True),
        ("d@2023-H2", date(2023, 7, 1), date(2023, 12, 31), False),
    ]
    assert made[0].counts_from == date(2023, 1, 1)
    assert [window.name for window in made] == ["2023-H1", "2023-H2"]
    assert (general.each, general.frequency(titled).en) == ("half", "each half-year")


READINGS = {"form-day": "inclusive", "days-off": "state-council"}
FORM = Due(day=23, included="form-day", deferral="days-off")


def recurring(
    due: Due, each: Frequency | Rhythm, times: Times = TIMES, chosen: dict[str, str] | None = None
) -> list[Window]:
    """The windows of a duty with a day in each period."""
    with_readings = structs.replace(times, chosen={**READINGS, **(chosen or {})})
    (general,) = structs.replace(DUTY, due=due, each=each).courses("d", with_readings)
    return list(general.windows)


def test_the_monthly_form_is_due_on_the_23rd_or_the_next_working_day() -> None:
    """附件注1：每月 23 日前，遇节假日顺延."""
    made = recurring(FORM, "month")
    assert [(w.instance, str(w.nominal)[5:], str(w.due)[5:]) for w in made] == [
        ("d@2023-05", "05-23", "05-23"), ("d@2023-06", "06-23", "06-25"), ("d@2023-07", "07-23", "07-24"),
        ("d@2023-08", "08-23", "08-23"), ("d@2023-09", "09-23", "09-25"), ("d@2023-10", "10-23", "10-23"),
        ("d@2023-11", "11-23", "11-23"), ("d@2023-12", "12-23", "12-25"),
    ]  # fmt: skip
    assert not any(w.provisional for w in made)
    assert [(w.opens, w.partial) for w in made[:2]] == [(date(2023, 5, 16), True), (date(2023, 6, 1), False)]


@pytest.mark.parametrize(
    ("chosen", "july"),
    [
        ({"days-off": "statutory-only"}, date(2023, 7, 23)),
        ({"form-day": "exclusive"}, date(2023, 7, 24)),  # 22 日（周六）顺延 / the 22nd is a Saturday
        ({"form-day": "exclusive", "days-off": "statutory-only"}, date(2023, 7, 22)),
    ],
)
def test_how_the_due_day_is_read_changes_the_window(chosen: dict[str, str], july: date) -> None:
    assert recurring(FORM, "month", chosen=chosen)[2].due == july


@pytest.mark.parametrize(
    ("due", "each", "expected"),
    [
        (Due(day=31), "month", ["05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30", "12-31"]),
        (Due(day=20), "quarter", ["06-20", "09-20", "12-20"]),
        (Due(day=10, months_later=1), "quarter", ["07-10", "10-10", "01-10"]),
        (Due(month=11, day=9), "year", ["11-09"]),
        (Due(month=5, day=16), "year", ["05-16"]),
        (Due(month=5, day=15), "year", []),  # 发文日之前 / before the issue date
        (Due(day=15), "month", ["06-15", "07-15", "08-15", "09-15", "10-15", "11-15", "12-15"]),
    ],
)
def test_a_day_of_each_period_is_asked_for_while_the_campaign_lasts(
    due: Due, each: Frequency, expected: list[str]
) -> None:
    assert [str(w.due)[5:] for w in recurring(due, each)] == expected


def test_a_day_after_the_campaigns_end_is_not_asked_for_but_a_report_on_a_period_is() -> None:
    until = structs.replace(TIMES, ends=date(2023, 12, 20))
    assert [str(w.due) for w in recurring(Due(day=23), "month", until)][-1] == "2023-11-23"
    assert [str(w.due) for w in recurring(Due(day=5, months_later=1), "month", until)][-1] == "2024-01-05"


def test_a_day_within_the_year_is_not_cut_short_with_the_year() -> None:
    whole = {"calendar-periods": "whole-only"}
    assert [w.partial for w in recurring(Due(month=11, day=9), "year", chosen=whole)] == [False]
    assert recurring(Due(day=23), "year", chosen=whole) == []


def test_what_is_done_after_the_day_but_within_the_period_is_late() -> None:
    june = recurring(FORM, "month")[1]
    assert (june.counts_from, june.late_until) == (date(2023, 6, 1), date(2023, 6, 30))


def test_what_is_due_after_its_period_is_done_then_and_never_counts_twice() -> None:
    made = recurring(Due(day=10, months_later=1), "quarter")
    assert [(str(w.counts_from), str(w.late_until)) for w in made] == [
        ("2023-07-01", "2023-09-30"), ("2023-10-01", "2023-12-31"), ("2024-01-01", "2024-03-31"),
    ]  # fmt: skip


def test_what_is_due_before_its_period_begins_is_done_since_the_one_before() -> None:
    """学年开学前: by the last day of August, for a year that begins in September."""
    from_may = structs.replace(TIMES, ends=date(2024, 12, 31))
    made = recurring(Due(before=Duration(days=1), point="start"), Rhythm(period="year", begins=9), from_may)
    assert [(str(w.counts_from), str(w.due), str(w.late_until)) for w in made] == [
        ("2022-08-31", "2023-08-31", "2023-08-31"), ("2023-09-01", "2024-08-31", "2025-08-31"),
    ]  # fmt: skip


def test_days_before_says_from_when_what_is_due_before_its_period_is_done_and_until_when_it_is_late() -> None:
    asked = Due(before=Duration(days=1), point="start", days_before=30)
    made = recurring(asked, Rhythm(period="year", begins=9), structs.replace(TIMES, ends=date(2024, 12, 31)))
    assert [(str(w.counts_from), str(w.due), str(w.late_until)) for w in made] == [
        ("2023-08-01", "2023-08-31", "2024-07-31"), ("2024-08-01", "2024-08-31", "2025-08-31"),
    ]  # fmt: skip


def test_a_day_of_a_period_that_is_put_together_is_deferred_and_says_how_it_came_about() -> None:
    earlier = Due(earlier_of=(Due(day=23, deferral="state-council"), Due(day=30)))
    made = recurring(earlier, "month")
    plain = recurring(Due(day=23, deferral="state-council"), "month")
    assert [w.due for w in made] == [w.due for w in plain]
    assert str(made[1].due) == "2023-06-25"
    assert [step.code for step in made[1].steps] == ["period_day", "deferred", "earlier_of"]


def test_working_days_after_a_period_in_a_year_that_is_not_announced_lie_between_two_days() -> None:
    until = structs.replace(TIMES, issued=date(2027, 6, 1), ends=date(2027, 7, 31))
    june, july = recurring(Due(after=Duration(working_days=5), point="end"), "month", until)
    assert june.provisional
    assert july.provisional
    assert [step.code for step in june.steps] == ["from", "counted"]


@pytest.mark.parametrize(
    ("deferral", "due", "first"),
    [("state-council", "2023-10-07", "2023-10-02"), ("brought-forward", "2023-09-28", "2023-09-25")],
)
def test_of_two_that_fall_due_on_one_day_nobody_can_tell_which_an_entry_is_for(
    deferral: str, due: str, first: str
) -> None:
    """每周五前，遇节假日顺延或提前: 29 September and 6 October 2023 are off."""
    made = {w.name: w for w in recurring(Due(weekday="friday", deferral=deferral), "week")}
    before, after = made["2023-W39"], made["2023-W40"]
    assert (str(before.due), str(after.due)) == (due, due)
    assert after.counts_from > date.fromisoformat(due)
    assert (str(after.looks_from), str(after.opens)) == (first, first)


def test_what_is_late_for_one_and_in_time_for_the_next_is_for_the_next() -> None:
    for due, each in (
        (Due(before=Duration(days=5), point="start"), "month"),
        (Due(before=Duration(days=20), point="start"), "week"),
        (Due(after=Duration(working_days=1), point="end"), "half_month"),
        (Due(day=1, included="exclusive"), "month"),
    ):
        made = recurring(due, each)  # type: ignore[arg-type]  # a frequency, each
        assert all(one.late_until < other.counts_from for one, other in pairwise(made)), (due, each)


def test_a_day_that_is_brought_forward_before_the_issue_is_not_asked_for() -> None:
    until = structs.replace(TIMES, issued=date(2023, 10, 1))
    made = recurring(Due(weekday="friday", deferral="brought-forward"), "week", until)
    assert str(made[0].due) == "2023-10-13"


def test_a_report_after_the_end_of_the_calendar_is_due_on_its_last_day() -> None:
    until = structs.replace(TIMES, issued=date(9999, 12, 1), ends=date.max)
    assert [w.due for w in recurring(Due(day=5, months_later=1), "month", until)] == [date.max]


def test_what_is_still_in_time_for_one_period_does_not_count_for_the_next() -> None:
    september, october = recurring(Due(day=31, deferral="days-off"), "month")[4:6]
    assert (september.due, september.late_until) == (date(2023, 10, 7), date(2023, 10, 7))
    assert (october.opens, october.counts_from) == (date(2023, 10, 8), date(2023, 10, 8))


def test_a_deferral_past_the_periods_end_keeps_the_last_day() -> None:
    (december,) = recurring(Due(day=30, deferral="days-off"), "month", structs.replace(TIMES, issued=date(2023, 12, 1)))
    assert (december.due, december.late_until) == (date(2024, 1, 2), date(2024, 1, 2))


def test_a_day_in_a_year_not_announced_is_provisional() -> None:
    later = structs.replace(TIMES, issued=date(2026, 12, 1), ends=date(2027, 1, 31))
    assert [(str(w.due), w.provisional) for w in recurring(FORM, "month", later)] == [
        ("2026-12-23", False), ("2027-01-23", True),
    ]  # fmt: skip


@given(
    st.builds(
        Due,
        day=st.integers(1, 31),
        months_later=st.integers(0, 12),
        deferral=st.sampled_from([UNSET, "days-off"]),
    ),
    st.sampled_from(["month", "quarter", "half", "year"]),
)
def test_windows_are_in_order_and_each_is_named_once(due: Due, each: Frequency) -> None:
    made = recurring(due, each)
    assert len({w.instance for w in made}) == len(made)
    for window in made:
        assert window.due is not None
        assert window.nominal is not None
        assert window.opens <= window.nominal <= window.due <= window.late_until
    for one, next_ in pairwise(made):
        assert one.late_until < next_.counts_from
    assert [w.nominal for w in made] == sorted(w.nominal for w in made if w.nominal)


def test_once_in_the_campaign_is_one_window_named_for_it(times: Times) -> None:
    (course,) = structs.replace(DUTY, each="campaign").courses("d", times)
    assert [(w.instance, w.due, w.basis) for w in course.windows] == [
        ("d@campaign", date(2023, 12, 31), "interpretation")
    ]
    assert (course.each, course.readings) == ("", ("one-off-window", "inclusive-deadlines"))


def test_another_frequency_replaces_the_general_one_unless_it_adds_to_it(times: Times) -> None:
    duty = structs.replace(DUTY, variants=(Variant(NEVER, "month", "unclear"),))
    general, often = duty.courses("d", times)
    assert (general.when, often.when, often.each) == (Not(NEVER), NEVER, "month")
    general, _ = duty.courses("d", structs.replace(times, chosen={"unclear": "adds"}))
    assert general.when == NOTHING_ASKED


def test_it_says_how_often_and_for_whom_otherwise() -> None:
    duty = structs.replace(DUTY, at_least=2, variants=(Variant(NEVER, "month", "unclear"),))
    assert [text.en for text in duty.how_often(lambda *_: Text("高危", "high risk"), titled)] == [
        "each half-year, at least 2",
        "where high risk: each month, at least 2",
    ]


def test_it_rests_on_the_readings_of_periods_and_on_those_of_its_day(times: Times) -> None:
    (course,) = structs.replace(DUTY, each="month", due=FORM).courses("d", times)
    assert course.readings == (
        "calendar-periods",
        "period-evidence",
        "recurring-not-curable",
        "form-day",
        "days-off",
    )


@pytest.mark.parametrize(
    ("due", "each", "place", "said"),
    [
        (Due(day=9, month=11), "month", ("due", "month"), "month needs each: quarter, half or year"),
        (Due(day=9, month=11, months_later=1), "year", ("due", "month"), "month goes with a day of it, without months_later"),
        (Due(day=30, month=2), "year", ("due", "day"), "month 2 has no day 30"),
        (Due(day=9, rest_of_month="unclear"), "year", ("due", "rest_of_month"), "rest_of_month needs month"),
        (Due(day="report"), "month", ("due", "day"), "campaign.yaml has no report"),
        (Due(day=9), "campaign", ("due", "day"), "day needs each"),
        (Due(day=(25, 28), months_later=1), "month", ("due", "months_later"), "months_later goes with one day"),
        (Due(date=date(2023, 8, 10)), "month", ("due",), "a due day with each is one of each period, not the same for all"),
        (Due(after=Duration(days=3), point="issued"), "month", ("due",),
         "a due day with each is one of each period, not the same for all"),
        (Due(day=9), "week", ("due", "day"), "each: week has no day by its number"),
        (Due(weekday="friday"), "month", ("due", "weekday"), "weekday needs each: week"),
        (Due(after=Duration(days=3), point="end"), "campaign", ("due", "from"), "end needs each"),
        (Due(after=Duration(), point="end"), "month", ("due", "after"),
         "one unit: hours, days, working_days, weeks, months, years"),
        (Due(day=9, included="days-off"), "month", ("due", "included"),
         "the options of days-off must be inclusive, exclusive; state-council, statutory-only: nothing is meant by that here"),
    ],
)  # fmt: skip
def test_a_due_day_that_cant_be_is_told(
    due: Due, each: Frequency, place: tuple[str, ...], said: str, known: PackNames
) -> None:
    duty = structs.replace(DUTY, due=due, each=each)
    assert [(one.path, one.text.en) for one in duty.faults(known)] == [(place, said)]


def test_a_duty_of_which_no_day_is_in_the_campaign_looks_wrong(times: Times) -> None:
    never = structs.replace(DUTY, each="year", due=Due(month=5, day=15))
    assert [(one.path, one.code) for one in never.doubts("d", times)] == [((), "never-due")]
    assert list(structs.replace(never, asked=False).doubts("d", times)) == []
