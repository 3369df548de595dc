"""Measures: what is known of how much was done, whatever the record leaves open."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_rules.logic.conditions import Const
from campaign_rules.rules.terms.measures import (
    NO_SIZE,
    Addend,
    Measure,
    Reached,
    Size,
    holds,
    lacking,
    levels,
    needed,
    reached,
)

DAY = date(2023, 6, 1)
TOWNS = Size(("a", "b", "c"))
PASSING = Const(True)


def day(n: int) -> date:
    """The nth day."""
    return DAY + timedelta(n)


def named(*names: str, n: int = 0, **more: Any) -> Addend:
    """An entry that names some things."""
    return Addend(day(n), names=names, **more)


def by(measure: Measure, addends: list[Addend], size: Size = NO_SIZE) -> Reached:
    """By which entries a measure is reached."""
    return reached(levels(measure, addends, size), needed(measure, size))


@pytest.mark.parametrize(
    ("measure", "size", "need"),
    [
        (Measure(at_least=5, different="firm"), NO_SIZE, 5),
        (Measure(at_least=0.1, sum="amount"), NO_SIZE, Fraction(1, 10)),
        (Measure(share=20, of="firms", different="firm"), Size(number=Fraction(47)), 10),
        (Measure(share=20, of="firms", different="firm"), Size(number=Fraction(45)), 9),
        (Measure(share=33.3, of="towns", different="town"), TOWNS, 1),
        (Measure(share=34, of="towns", different="town"), TOWNS, 2),
        (Measure(share=95, of="staff", sum="persons"), Size(number=Fraction(47)), Fraction(893, 20)),
        (Measure(each_of="towns", by="town"), TOWNS, 3),
        (Measure(share=95, passing=PASSING), NO_SIZE, 95),
        (Measure(in_a_row=3, passing=PASSING), NO_SIZE, 3),
        (Measure(at_most=0), NO_SIZE, 0),
    ],
)
def test_how_much_is_needed_is_reckoned_exactly(measure: Measure, size: Size, need: Fraction) -> None:
    assert needed(measure, size) == need


def test_five_visits_to_one_firm_are_one_firm() -> None:
    measure = Measure(at_least=2, different="firm")
    assert by(measure, [named("x", n=n) for n in range(5)]) == Reached(None, None)
    assert by(measure, [named("x"), named("x", n=1), named("y", n=2)]) == Reached(2, 2)
    assert [one.adds for one in levels(measure, [named("x"), named("x", n=1), named("y", n=2)])] == [True, False, True]


def test_a_firm_that_is_not_named_may_be_another() -> None:
    measure = Measure(at_least=2, different="firm")
    assert by(measure, [named("x"), named(open=1, n=1)]) == Reached(None, 1)
    assert by(measure, [named("x"), named(open=1, n=1), named("y", n=2)]) == Reached(2, 1)
    assert by(Measure(at_least=9, different="firm"), [named("x"), named(open=None, n=1)]) == Reached(None, 1)
    assert by(Measure(at_least=9, different="firm"), [named("x"), named(open=1, n=1)]) == Reached(None, None)


def test_each_member_of_a_set_is_asked_for_so_many_times() -> None:
    once, twice = Measure(each_of="towns", by="town"), Measure(each_of="towns", by="town", at_least=2)
    visits = [named("a", "b"), named("c", n=1), named("a", n=2)]
    assert by(once, visits, TOWNS) == Reached(1, 1)
    assert by(twice, visits, TOWNS) == Reached(None, None)
    assert lacking(twice, visits, TOWNS) == ("b", "c")
    assert by(twice, [*visits, named(open=1, n=3), named(open=1, n=4)], TOWNS) == Reached(None, 4)


def test_of_a_share_of_a_set_only_its_members_count() -> None:
    measure = Measure(share=50, of="towns", different="town")
    assert by(measure, [named("a"), named("z", n=1)], TOWNS) == Reached(None, None)
    assert by(measure, [named("a"), named("z", "c", n=1)], TOWNS) == Reached(1, 1)


def test_a_sum_of_what_is_not_said_may_be_any() -> None:
    measure = Measure(at_least=100, sum="persons")
    said = [Addend(day(0), value=Fraction(60)), Addend(day(1), value=None), Addend(day(2), value=Fraction(40))]
    assert by(measure, said) == Reached(2, 1)
    assert by(measure, said[:1]) == Reached(None, None)
    assert by(measure, [Addend(day(0), False, value=Fraction(100))]) == Reached(None, 0)
    assert by(Measure(at_least=0.3, sum="x"), [Addend(day(n), value=Fraction("0.1")) for n in range(3)]) == Reached(
        2, 2
    )


def test_a_sum_that_is_taken_back_is_reached_only_for_good() -> None:
    taken_back = [Addend(day(0), value=Fraction(5)), Addend(day(1), value=Fraction(-1)), Addend(day(2))]
    assert by(Measure(at_least=5, sum="x"), taken_back) == Reached(2, 0)


@pytest.mark.parametrize(
    ("passes", "kept"),
    [
        ([True] * 19 + [False], True),
        ([True] * 18 + [False], False),
        ([True] * 19 + [None], True),
        ([True] * 18 + [None], None),
        ([False, None], False),
    ],
)
def test_a_rate_is_of_the_whole_window(passes: list[bool | None], kept: bool | None) -> None:
    measure = Measure(share=95, passing=PASSING)
    found = levels(measure, [Addend(day(n), passes=one) for n, one in enumerate(passes)])
    assert holds(measure, found, needed(measure)) is kept
    assert measure.is_final


def test_a_limit_is_kept_unless_something_may_exceed_it() -> None:
    measure = Measure(at_most=2)
    for certain, kept in (([True] * 2, True), ([True, True, False], None), ([True] * 3, False), ([], True)):
        found = levels(measure, [Addend(day(n), one) for n, one in enumerate(certain)])
        assert holds(measure, found, needed(measure)) is kept


def test_a_row_is_broken_by_what_fails_and_on_one_day_the_order_is_not_known() -> None:
    measure = Measure(in_a_row=2, passing=PASSING)

    def rows(*said: tuple[int, bool | None]) -> Reached:
        return by(measure, [Addend(day(n), passes=passes) for n, passes in said])

    assert rows((0, True), (1, True)) == Reached(1, 1)
    assert rows((0, True), (1, False), (2, True)) == Reached(None, None)
    assert rows((0, True), (1, None), (2, True)) == Reached(None, 1)
    assert rows((0, True), (1, True), (1, False)) == Reached(None, 1)
    assert rows((0, False), (1, True), (2, True), (3, False)) == Reached(2, 2)


# --- what is known holds in every way to read the record ---

NAMES = ("a", "b", "c", "z")
MEASURES = st.one_of(
    st.builds(lambda n: (Measure(at_least=n, different="x"), NO_SIZE), st.integers(1, 4)),
    st.builds(lambda n: (Measure(at_least=n, each_of="s", by="x"), TOWNS), st.integers(1, 2)),
    st.builds(lambda n: (Measure(share=n, of="s", different="x"), TOWNS), st.integers(1, 100)),
    st.builds(lambda n: (Measure(at_least=n, sum="x"), NO_SIZE), st.integers(1, 6)),
    st.builds(lambda n: (Measure(at_most=n), NO_SIZE), st.integers(0, 3)),
    st.builds(lambda n: (Measure(share=n, passing=PASSING), NO_SIZE), st.integers(1, 100)),
    st.builds(lambda n: (Measure(in_a_row=n, passing=PASSING), NO_SIZE), st.integers(2, 3)),
)
ADDENDS = st.lists(
    st.builds(
        Addend,
        st.integers(0, 2).map(day),
        st.booleans(),
        st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple),
        st.integers(0, 1),
        st.sampled_from([Fraction(1), Fraction(2), None]),
        st.sampled_from([True, False, None]),
    ),
    max_size=4,
).map(lambda found: sorted(found, key=lambda one: one.day))


def readings(one: Addend) -> list[Addend | None]:
    """Every way to read an entry; None, that it does not count."""
    names = [one.names, *(((*one.names, more)) for more in NAMES)] if one.open else [one.names]
    amounts = [one.value] if one.value is not None else [Fraction(0), Fraction(1), Fraction(9)]
    passes = [one.passes] if one.passes is not None else [True, False]
    known: list[Addend | None] = [
        Addend(one.day, True, tuple(dict.fromkeys(n)), 0, amount, p) for n, amount, p in product(names, amounts, passes)
    ]
    return known if one.certain else [*known, None]


def plainly(measure: Measure, found: list[Addend], size: Size) -> bool:
    """Whether a measure is reached by entries of which all is known, said in the plainest words."""
    need = needed(measure, size)
    match measure.way:
        case "different":
            return len({name for one in found for name in one.names}) >= need
        case "share":
            return len({name for one in found for name in one.names if name in (size.members or ())}) >= need
        case "each":
            times = int(measure.at_least or 1)
            return all(sum(name in one.names for one in found) >= times for name in size.members or ())
        case "sum":
            return sum(one.value or 0 for one in found) >= need
        case "entries":
            return len(found) <= need
        case "rate":
            return bool(found) and Fraction(100 * sum(one.passes is True for one in found), len(found)) >= need
        case "row":
            marks = "".join("x" if one.passes else "." for one in found)
            return "x" * int(need) in marks


def orders(found: list[Addend]) -> list[list[Addend]]:
    """Every order of entries that keeps that of their days."""
    return [list(one) for one in permutations(found) if [e.day for e in one] == sorted(e.day for e in found)]


@given(MEASURES, ADDENDS)
def test_what_is_known_holds_in_every_reading(asked: tuple[Measure, Size], addends: list[Addend]) -> None:
    measure, size = asked
    if measure.way in ("sum", "entries", "rate", "row"):
        addends = [Addend(one.day, one.certain, value=one.value, passes=one.passes) for one in addends]
    if measure.way != "sum":
        addends = [Addend(one.day, one.certain, one.names, one.open, passes=one.passes) for one in addends]
    if measure.way in ("different", "each", "share", "sum", "entries"):
        addends = [Addend(one.day, one.certain, one.names, one.open, one.value) for one in addends]
    found = levels(measure, addends, size)
    truths = {
        plainly(measure, order, size)
        for read in product(*map(readings, addends))
        for order in orders([one for one in read if one])
    }
    if measure.is_final:
        known = holds(measure, found, needed(measure, size))
    else:
        done = reached(found, needed(measure, size))
        known = True if done.surely is not None else False if done.perhaps is None else None
    if known is not None:
        assert truths == {known}
