"""Working days: the State Council's calendar, cross-checked, deferral, and years that are not announced."""

import pickle
import re
from collections.abc import Callable
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_rules.base.countries import Country, statutory_days
from campaign_rules.base.days_off import LONGEST_HOLIDAY, UNKNOWN, CalendarUnknown, DaysOff, Notice, Year
from campaign_rules.base.texts import Text
from campaign_rules.base.working_days import Reached, WorkingDays

KNOWN = WorkingDays()


class Blind(WorkingDays, frozen=True):
    """The calendar as it was before a year and all that follow were announced."""

    since: int = 9999

    def _noticed(self, number: int) -> Year:
        return UNKNOWN if number >= self.since else super()._noticed(number)


NOTICE = Notice(
    number="国办发明电〔2026〕0号（虚构）",
    off=(
        DaysOff(start=date(2026, 12, 31), end=date(2027, 1, 2), title=Text("元旦", "New Year")),
        DaysOff(start=date(2027, 2, 5), end=date(2027, 2, 11), title=Text("春节", "Spring Festival")),
    ),
    worked=(date(2027, 2, 14),),
)
WITH_2027 = WorkingDays({"2027": NOTICE})


def test_working_days_agree_with_an_independent_calendar_on_every_day_of_2010_to_2026() -> None:
    other = holidays.country_holidays("CN", years=range(2010, 2027))
    days = [date(2010, 1, 1) + timedelta(n) for n in range((date(2027, 1, 1) - date(2010, 1, 1)).days)]
    assert [day for day in days if KNOWN.is_working_day(day) != other.is_working_day(day)] == []


@pytest.mark.parametrize(
    ("nominal", "deferred", "holidays_only"),
    [
        (date(2023, 5, 23), date(2023, 5, 23), date(2023, 5, 23)),
        (date(2023, 6, 23), date(2023, 6, 25), date(2023, 6, 25)),  # 端午放假，25 日（周日）调休上班
        (date(2023, 7, 23), date(2023, 7, 24), date(2023, 7, 23)),
        (date(2023, 9, 23), date(2023, 9, 25), date(2023, 9, 23)),
        (date(2023, 9, 29), date(2023, 10, 7), date(2023, 10, 7)),  # 中秋国庆连休八天，7 日（周六）调休上班
        (date(2023, 12, 23), date(2023, 12, 25), date(2023, 12, 23)),
    ],
)
def test_a_day_is_deferred_past_days_off(nominal: date, deferred: date, holidays_only: date) -> None:
    """附件注1：遇节假日顺延."""
    for past_weekends, day in ((True, deferred), (False, holidays_only)):
        found = KNOWN.defer(nominal, past_weekends=past_weekends)
        assert (found.day, found.provisional) == (day, False)


@pytest.mark.parametrize("past_weekends", [True, False])
@pytest.mark.parametrize("day", [date(2027, 1, 23), date(2027, 6, 23)])
def test_in_a_year_not_announced_a_day_stays_and_is_provisional(day: date, past_weekends: bool) -> None:
    assert KNOWN.defer(day, past_weekends=past_weekends) == Reached(day, day, day + LONGEST_HOLIDAY)
    earliest = max(day - LONGEST_HOLIDAY, date(2026, 12, 31))  # which is known to be worked
    assert KNOWN.advance(day, past_weekends=past_weekends) == Reached(day, earliest, day)


def test_days_off_are_passed_as_far_as_they_are_known() -> None:
    off = Notice(number="x", off=(DaysOff(start=date(2026, 12, 30), end=date(2026, 12, 31), title=Text("a", "b")),))
    known = WorkingDays({"2026": off})
    found = known.defer(date(2026, 12, 30), past_weekends=True)
    assert (found.day, found.latest) == (date(2027, 1, 1), date(2027, 1, 31))
    assert [kind.day.day for kind in found.passed] == [30, 31]


@pytest.mark.parametrize("ask", [KNOWN.is_working_day, KNOWN.about])
def test_a_year_not_announced_is_unknown_and_never_guessed(ask: Callable[[date], bool]) -> None:
    with pytest.raises(CalendarUnknown, match=r"^the holidays of 2027 are not known$") as caught:
        ask(date(2027, 1, 1))
    assert pickle.loads(pickle.dumps(caught.value)).year == 2027


@pytest.mark.parametrize(
    ("day", "worked", "holiday"),
    [
        (date(2026, 12, 31), False, True),  # 元旦假期从上一年开始 / the notice of a year begins in the one before
        (date(2027, 1, 3), False, False),  # 周日 / an ordinary Sunday
        (date(2027, 1, 4), True, False),
        (date(2027, 2, 5), False, True),
        (date(2027, 2, 11), False, True),
        (date(2027, 2, 12), True, False),
        (date(2027, 2, 14), True, False),  # 周日调休上班 / a Sunday that is worked
    ],
)
def test_a_pack_brings_the_notice_of_a_new_year(day: date, worked: bool, holiday: bool) -> None:
    assert (WITH_2027.is_working_day(day), WITH_2027.about(day).kind == "holiday") == (worked, holiday)


def test_the_notice_of_a_pack_has_the_last_word_on_a_year_that_is_known() -> None:
    """The Spring Festival of 2020 was prolonged after its notice; a pack can say so of any year."""
    longer = Notice(number="x", off=(DaysOff(start=date(2023, 6, 22), end=date(2023, 6, 27), title=Text("a", "b")),))
    assert WorkingDays({"2023": longer}).defer(date(2023, 6, 23), past_weekends=True).day == date(2023, 6, 28)


# --- why ---


@pytest.mark.parametrize(
    ("day", "kind", "zh", "en"),
    [
        (date(2023, 6, 21), "working_day", "工作日", "a working day"),
        (date(2023, 6, 22), "holiday", "端午节放假", "off for Dragon Boat Festival"),
        (date(2023, 6, 25), "make_up_day", "调休上班（端午节）", "a weekend day worked instead of another (Dragon Boat Festival)"),
        (date(2023, 7, 1), "weekend", "周末", "a weekend"),
        (date(2020, 10, 1), "holiday", "国庆节、中秋节放假", "off for National Day, Mid-Autumn Festival"),
        (date(2015, 9, 3), "holiday", "抗战胜利纪念日放假", "off for Victory Day"),
    ],
)  # fmt: skip
def test_a_day_says_why_it_is_off_or_worked(day: date, kind: str, zh: str, en: str) -> None:
    found = KNOWN.about(day)
    assert (found.day, found.kind, found.said) == (day, kind, Text(zh, en))


def test_a_day_off_by_the_notice_of_a_pack_says_its_title_and_its_number() -> None:
    off, worked = WITH_2027.about(date(2027, 2, 5)), WITH_2027.about(date(2027, 2, 14))
    assert (off.title, [name.id for name in off.names]) == (Text("春节", "Spring Festival"), ["spring_festival"])
    assert off.said.zh == f"春节放假（{NOTICE.number}）"
    assert (worked.kind, worked.notice, worked.said.en) == (
        "make_up_day", NOTICE.number, f"a weekend day worked instead of another ({NOTICE.number})",
    )  # fmt: skip


def test_a_deferred_day_tells_what_was_passed_and_the_make_up_day_that_was_reached() -> None:
    """6 月 23 日 → 端午节放假 → 25 日（周日）调休上班."""
    passed = KNOWN.defer(date(2023, 6, 23), past_weekends=True).passed
    assert [(kind.day.day, kind.said.zh) for kind in passed] == [
        (23, "端午节放假"), (24, "端午节放假"), (25, "调休上班（端午节）"),
    ]  # fmt: skip


def test_a_day_can_be_brought_forward_instead() -> None:
    """遇节假日提前：端午节放假 22 至 24 日，21 日上班."""
    found = KNOWN.advance(date(2023, 6, 24), past_weekends=True)
    assert (found.day, found.provisional) == (date(2023, 6, 21), False)
    assert [kind.day.day for kind in found.passed] == [24, 23, 22]
    assert KNOWN.advance(date(2023, 7, 23), past_weekends=True).day == date(2023, 7, 21)
    assert KNOWN.advance(date(2023, 7, 23), past_weekends=False).day == date(2023, 7, 23)


# --- working days are counted ---


def test_working_days_are_counted_past_days_off_and_over_make_up_days() -> None:
    found = KNOWN.add(date(2023, 6, 21), 2)
    assert found == Reached(date(2023, 6, 26), date(2023, 6, 26), date(2023, 6, 26), found.passed)
    assert [(kind.day.day, kind.kind) for kind in found.passed] == [
        (22, "holiday"), (23, "holiday"), (24, "holiday"), (25, "make_up_day"),
    ]  # fmt: skip
    assert KNOWN.subtract(date(2023, 6, 26), 2).day == date(2023, 6, 21)
    assert KNOWN.add(date(2023, 6, 22), 0).day == date(2023, 6, 22)


@given(st.dates(date(2005, 1, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_as_many_working_days_lie_between_as_were_counted(day: date, n: int) -> None:
    after, before = KNOWN.add(day, n).day, KNOWN.subtract(day, n).day
    assert sum(KNOWN.is_working_day(day + timedelta(i)) for i in range(1, (after - day).days + 1)) == n
    assert sum(KNOWN.is_working_day(day - timedelta(i)) for i in range(1, (day - before).days + 1)) == n
    assert KNOWN.is_working_day(after)
    assert KNOWN.is_working_day(before)


@given(st.integers(2005, 2025), st.integers(-40, 400), st.integers(0, 300), st.sampled_from([1, -1]))
def test_what_is_not_announced_is_bounded_by_what_it_came_to_be(year: int, offset: int, n: int, sign: int) -> None:
    """As if a year and all after it were not announced: the day that it was in fact lies between the bounds."""
    before = Blind(since=year)
    day = date(year, 1, 1) + timedelta(offset)
    for known, blind in (
        (KNOWN.add(day, n), before.add(day, n)) if sign > 0 else (KNOWN.subtract(day, n), before.subtract(day, n)),
        (KNOWN.defer(day, past_weekends=True), before.defer(day, past_weekends=True)),
        (KNOWN.advance(day, past_weekends=True), before.advance(day, past_weekends=True)),
    ):
        if known.provisional:
            return
        assert blind.earliest <= known.day <= blind.latest


@pytest.mark.parametrize("n", [0, 1, 10**4, 10**7])
@pytest.mark.parametrize("day", [date.min, date(1, 1, 3), date(9999, 12, 30), date.max])
def test_counting_ends_with_the_calendar(day: date, n: int) -> None:
    for found in (KNOWN.add(day, n), KNOWN.subtract(day, n)):
        assert date.min <= found.earliest <= found.day <= found.latest <= date.max
    for moved in (KNOWN.defer(day, past_weekends=True), KNOWN.advance(day, past_weekends=True)):
        assert moved.earliest <= moved.day <= moved.latest


# --- holidays by name ---


def test_holidays_are_spans_with_names_and_those_that_adjoin_are_one() -> None:
    found = KNOWN.holidays_between(date(2023, 1, 1), date(2023, 12, 31))
    assert [(h.ids, h.title.zh, f"{h.start:%m-%d}", f"{h.end:%m-%d}", h.provisional) for h in found] == [
        (("new_year",), "元旦", "12-31", "01-02", False),
        (("spring_festival",), "春节", "01-21", "01-27", False),
        (("qingming",), "清明节", "04-05", "04-05", False),
        (("labour_day",), "劳动节", "04-29", "05-03", False),
        (("dragon_boat",), "端午节", "06-22", "06-24", False),
        (("mid_autumn", "national_day"), "中秋节、国庆节", "09-29", "10-06", False),
        (("new_year",), "元旦", "12-30", "01-01", False),
    ]
    assert KNOWN.holidays_between(date(2023, 6, 25), date(2023, 9, 28)) == ()
    (dragon_boat,) = KNOWN.holidays_between(date(2024, 6, 9), date(2024, 6, 9))  # 6 月 10 日放假，与周末连休
    assert (dragon_boat.start, dragon_boat.end) == (date(2024, 6, 8), date(2024, 6, 10))
    assert [h.ids for h in KNOWN.holidays_between(date(2023, 10, 6), date(2023, 10, 6))] == [
        ("mid_autumn", "national_day")
    ]


def test_holidays_of_a_year_not_announced_lie_on_the_days_of_the_law_and_are_provisional() -> None:
    found = KNOWN.holidays_between(date(2027, 1, 1), date(2027, 12, 31))
    assert [(h.ids, f"{h.start:%m-%d}", f"{h.end:%m-%d}") for h in found] == [
        (("new_year",), "01-01", "01-01"),
        (("spring_festival",), "02-05", "02-08"),
        (("qingming",), "04-05", "04-05"),
        (("labour_day",), "05-01", "05-02"),
        (("dragon_boat",), "06-09", "06-09"),
        (("mid_autumn",), "09-15", "09-15"),
        (("national_day",), "10-01", "10-03"),
    ]
    assert all(h.provisional for h in found)
    assert KNOWN.holidays_between(date(2500, 1, 1), date(2500, 12, 31)) == ()


def test_the_notice_of_a_pack_says_the_holidays_of_its_year() -> None:
    found = WITH_2027.holidays_between(date(2027, 1, 1), date(2027, 12, 31))
    assert [(h.ids, h.start, h.end, h.provisional) for h in found] == [
        (("new_year",), date(2026, 12, 31), date(2027, 1, 3), False),  # the 3rd is a Sunday
        (("spring_festival",), date(2027, 2, 5), date(2027, 2, 11), False),
    ]
    both = DaysOff(start=date(2028, 9, 30), end=date(2028, 10, 8), title=Text("国庆节、中秋节", "National Day"))
    own = DaysOff(start=date(2028, 5, 9), end=date(2028, 5, 9), title=Text("建县纪念日", "The County's Day (observed)"))
    made = WorkingDays({"2028": Notice(number="x", off=(both, own))})
    found = made.holidays_between(date(2028, 1, 1), date(2028, 12, 31))
    assert [(h.ids, h.title.zh) for h in found] == [
        (("the_countys_day",), "建县纪念日"), (("mid_autumn", "national_day"), "中秋节、国庆节"),
        (("new_year",), "元旦"),
    ]  # fmt: skip


@pytest.mark.parametrize("year", range(2008, 2027))
def test_each_holiday_lies_in_days_off_that_have_its_name(year: int) -> None:
    """The two calendars agree on which holidays a year has, those that share a day too."""
    found = KNOWN.holidays_between(date(year, 1, 1), date(year, 12, 31))
    for day, names in statutory_days(year).items():
        spans = [h for h in found if h.start <= day <= h.end]
        assert len(spans) == 1, day
        assert {name.id for name in names} <= set(spans[0].ids), day


# --- a value ---


def test_a_calendar_is_the_same_before_and_after_it_was_asked() -> None:
    asked = WorkingDays({"2027": NOTICE})
    asked.about(date(2027, 1, 1))
    assert asked == WITH_2027
    assert pickle.loads(pickle.dumps(asked)) == asked


@given(st.dates(date(2005, 1, 1), date(2026, 12, 1)))
def test_a_deferred_day_is_the_first_that_is_worked(day: date) -> None:
    found = KNOWN.defer(day, past_weekends=True)
    between = [day + timedelta(n) for n in range((found.day - day).days)]
    assert KNOWN.is_working_day(found.day)
    assert not any(map(KNOWN.is_working_day, between))


# --- the table that answers rest on ---


def test_the_digest_changes_with_any_day_off_or_worked_and_with_no_order() -> None:
    other = Notice(number="y", off=(DaysOff(start=date(2028, 1, 1), end=date(2028, 1, 3), title=Text("元旦", "x")),))
    one, turned = {"2027": NOTICE, "2028": other}, {"2028": other, "2027": NOTICE}
    assert WorkingDays(one).digest(2026, 2028) == WorkingDays(turned).digest(2026, 2028)
    backwards = Notice(number=NOTICE.number, off=NOTICE.off[::-1], worked=NOTICE.worked)
    assert WorkingDays({"2027": backwards}).digest(2026, 2028) == WITH_2027.digest(2026, 2028)
    worked = Notice(number=NOTICE.number, off=NOTICE.off)
    tables = [{}, {"2027": NOTICE}, {"2027": worked}, one]
    assert len({WorkingDays(notices).digest(2026, 2028) for notices in tables}) == 4
    asked = WorkingDays(one)
    asked.about(date(2028, 5, 1))  # in whichever order years are asked about
    assert asked.digest(2026, 2028) == WorkingDays(one).digest(2026, 2028)


def test_the_digest_changes_when_a_year_is_announced() -> None:
    assert Blind(since=2026).digest(2024, 2026) != KNOWN.digest(2024, 2026)
    assert Blind(since=2026).digest(2023, 2025) == KNOWN.digest(2023, 2025)
    assert re.fullmatch("[0-9a-f]{64}", KNOWN.digest(0, 1))


@given(
    st.dates(date(2004, 1, 1), date(2026, 12, 31)),
    st.integers(1, 300),
    st.sampled_from([1, -1]),
    st.sampled_from([WorkingDays(), WorkingDays(calendar=Country(country="DE", subdivision="BW"))]),
)
def test_what_is_looked_up_is_what_is_counted_day_by_day(day: date, n: int, sign: int, known: WorkingDays) -> None:
    near, passed = known._count(day, n, sign)
    found = known._looked_up(day, n, sign)
    assert (found is None) == (near.year != day.year)
    assert found is None or found == known._reached(near, near, passed)
