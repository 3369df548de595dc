"""Measures: how much must be done in each window: so many different things, each of a set, a share, a sum, a rate.

A measure is a value, and judging by it is a pure function: of what each entry adds (`Addend`), in order of date, it says
how far that comes, at least and at most (`Level`). What an entry leaves open widens the two; only what lies on one side of
what is needed in every case is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import ceil
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from campaign_rules.logic.conditions import Binding, Condition
from campaign_rules.logic.truth import Truth

Way = Literal["entries", "different", "sum", "each", "share", "rate", "row"]
"""What a measure goes by: the number of entries, of different things, a sum, the members of a set, those of a set of which
a share is enough, the share of entries that pass, or how many pass in a row."""

FieldName = Annotated[str, Meta(min_length=1)]
"""A field of the entries that count; ``a.b`` within a part."""

# A whole number stays one, so that comparisons show it as it is written; the limits are checked with the rest.
Amount = Annotated[int | float, Meta(extra_json_schema={"exclusiveMinimum": 0})]
Limit = Annotated[int | float, Meta(extra_json_schema={"minimum": 0})]
Percent = Annotated[int | float, Meta(extra_json_schema={"exclusiveMinimum": 0, "maximum": 100})]


class Measure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much must be done in each window, beside a plain number of entries: what is counted, and how much of it is needed."""

    at_least: Annotated[
        Amount | UnsetType, Meta(description="so many: entries, different things, of a sum; of each member of a set")
    ] = UNSET
    at_most: Annotated[Limit | UnsetType, Meta(description="no more than so many, told once the window is over")] = (
        UNSET
    )
    different: Annotated[
        FieldName | UnsetType,
        Meta(description="count what this field names, each once: five visits to one firm are one"),
    ] = UNSET
    sum: Annotated[FieldName | UnsetType, Meta(description="add up this field, in its declared unit")] = UNSET
    each_of: Annotated[
        str | UnsetType,
        Meta(description="each member of a set: a roll, a list in the record, a section (its ids), or SECTION.FIELD"),
    ] = UNSET
    all_of: Annotated[
        Annotated[tuple[str, ...], Meta(min_length=1)] | UnsetType,
        Meta(description="all of these parts, by their words"),
    ] = UNSET
    by: Annotated[
        FieldName | UnsetType,
        Meta(description="with each_of and all_of: the field that names the members, one or several"),
    ] = UNSET
    share: Annotated[
        Percent | UnsetType, Meta(description="so many percent: of a set or a number (of), or of the entries (passing)")
    ] = UNSET
    of: Annotated[
        str | UnsetType, Meta(description="with share: a set, as in each_of, or a field of the record with a number")
    ] = UNSET
    passing: Annotated[Condition | UnsetType, Meta(description="with share or in_a_row: which entries pass")] = UNSET
    in_a_row: Annotated[
        Annotated[int, Meta(ge=2)] | UnsetType, Meta(description="so many that pass, with none between that does not")
    ] = UNSET

    @property
    def way(self) -> Way:
        """What it goes by."""
        if self.in_a_row is not UNSET:
            return "row"
        if self.set_named or self.all_of is not UNSET:
            return "each" if self.share is UNSET else "share" if self.different is not UNSET else self._amount
        return "rate" if self.share is not UNSET else self._amount

    @property
    def _amount(self) -> Way:
        return "sum" if self.sum is not UNSET else "different" if self.different is not UNSET else "entries"

    @property
    def set_named(self) -> str:
        """The set, or the number of the record, that it is measured against; empty where there is none."""
        return self.each_of or self.of or ""

    @property
    def naming(self) -> str:
        """The field that names what is counted; empty where entries are."""
        return self.by or self.different or ""

    @property
    def is_final(self) -> bool:
        """Whether only the whole window can tell: what holds so far may not hold in the end."""
        return self.at_most is not UNSET or self.way == "rate"

    def bound(self, binding: Binding) -> Measure:
        """Return the same measure with the names in its condition bound to what they stand for."""
        return self if self.passing is UNSET else structs.replace(self, passing=binding.bind(self.passing))


class Size(Struct, frozen=True):
    """What a measure is measured against: the members of a set, or a number of the record."""

    members: tuple[str, ...] | None = None
    number: Fraction | None = None

    @property
    def value(self) -> Fraction | None:
        """How much it is; None where there is nothing to be measured against."""
        return self.number if self.members is None else Fraction(len(self.members))


NO_SIZE = Size()
"""Nothing, of a measure that is measured against nothing."""


class Addend(Struct, frozen=True):
    """What an entry adds: whether it surely counts, what it names, how much it is, and whether it passes."""

    day: date
    certain: bool = True
    names: tuple[str, ...] = ()
    open: int | None = 0
    """How many more things it may name, that are not said; None: any number."""
    value: Fraction | None = Fraction(1)
    """None: not said."""
    passes: Truth = True


class Level(Struct, frozen=True):
    """How far it comes up to an entry: at least and at most (None: there is no telling), and whether the entry adds to it."""

    low: Fraction
    high: Fraction | None
    adds: bool = True


class Reached(Struct, frozen=True):
    """By which entries, by their positions, a measure is reached: surely, and perhaps; None where by none."""

    surely: int | None
    perhaps: int | None


def needed(measure: Measure, size: Size = NO_SIZE) -> Fraction:
    """Return how much is needed: of a share of things, a whole number of them; of the entries that pass, percent.

    >>> needed(Measure(share=20, of="firms", different="firm"), Size(number=Fraction(47)))
    Fraction(10, 1)
    """
    if measure.in_a_row is not UNSET:
        return Fraction(measure.in_a_row)
    amount = size.value
    if measure.share is not UNSET:
        share = exact(measure.share)
        if amount is None:
            return share
        part = share * amount / 100
        return part if measure.way == "sum" else Fraction(ceil(part))
    if measure.way == "each":
        return amount or Fraction(0)
    said = measure.at_most if measure.at_most is not UNSET else measure.at_least
    return exact(1 if said is UNSET else said)


def levels(measure: Measure, addends: Sequence[Addend], size: Size = NO_SIZE) -> list[Level]:
    """Return how far it comes with each entry, in order of date."""
    match measure.way:
        case "entries" | "sum":
            return list(_sums(addends))
        case "different" | "share":
            return list(_different(addends, None if size.members is None else frozenset(size.members)))
        case "each":
            times = ceil(exact(measure.at_least or 1))
            return list(_each(addends, frozenset(size.members or ()), times))
        case "rate":
            return list(_rates(addends))
        case "row":
            return list(_rows(addends))


def reached(found: Sequence[Level], need: Fraction) -> Reached:
    """Return with which entry a measure is reached for good, and with which it may be for the first time."""
    perhaps = next((i for i, one in enumerate(found) if one.high is None or one.high >= need), None)
    surely = None
    for i in range(len(found) - 1, -1, -1):
        if found[i].low < need:
            break
        surely = i
    return Reached(surely, perhaps)


def holds(measure: Measure, found: Sequence[Level], need: Fraction) -> Truth:
    """Tell whether a measure is kept by all entries of a window that is over."""
    end = found[-1] if found else Level(Fraction(0), Fraction(0))
    most = measure.at_most is not UNSET
    if most and end.high is not None and end.high <= need:
        return True
    if most:
        return False if end.low > need else None
    if end.low >= need:
        return True
    return False if end.high is not None and end.high < need else None


def lacking(measure: Measure, addends: Iterable[Addend], size: Size) -> tuple[str, ...]:
    """Return the members of a set that no entry, or not enough of them, surely names; in their own order."""
    times = Counter(name for one in addends if one.certain for name in one.names)
    needs = ceil(exact(measure.at_least or 1)) if measure.way == "each" else 1
    return tuple(name for name in size.members or () if times[name] < needs)


def exact(value: float) -> Fraction:
    """Return a number as it is written in decimals, exactly.

    >>> exact(0.1) * 3 == Fraction(3, 10)
    True
    """
    return Fraction(str(value))


def _sums(addends: Sequence[Addend]) -> Iterator[Level]:
    low, high = Fraction(0), Fraction(0)
    unbounded = False
    for one in addends:
        unbounded = unbounded or one.value is None
        amount = one.value or Fraction(0)
        low += amount if one.certain else min(amount, Fraction(0))
        high += amount if one.certain else max(amount, Fraction(0))
        yield Level(low, None if unbounded else high, one.certain and bool(amount))


def _different(addends: Sequence[Addend], members: frozenset[str] | None) -> Iterator[Level]:
    surely: set[str] = set()
    named: set[str] = set()
    more: int | None = 0
    for one in addends:
        names = [name for name in one.names if members is None or name in members]
        adds = one.certain and not surely.issuperset(names)
        named.update(names)
        if one.certain:
            surely.update(names)
        more = None if more is None or one.open is None else more + one.open
        high = None if more is None else Fraction(len(named) + more)
        if members is not None:
            high = Fraction(len(members)) if high is None else min(high, Fraction(len(members)))
        yield Level(Fraction(len(surely)), high, adds)


def _each(addends: Sequence[Addend], members: frozenset[str], times: int) -> Iterator[Level]:
    surely: Counter[str] = Counter()
    named: Counter[str] = Counter()
    more: int | None = 0
    for one in addends:
        names = {name for name in one.names if name in members}
        adds = one.certain and any(surely[name] < times for name in names)
        named.update(names)
        if one.certain:
            surely.update(names)
        more = None if more is None or one.open is None else more + one.open
        low = sum(surely[name] >= times for name in members)
        yield Level(Fraction(low), Fraction(_filled(members, named, times, more)), adds)


def _filled(members: frozenset[str], named: Counter[str], times: int, more: int | None) -> int:
    """Return how many members may have been named often enough, with so many more names that are not said."""
    if more is None:
        return len(members)
    found = 0
    for wanting in sorted(max(0, times - named[name]) for name in members):
        more -= wanting
        if more < 0:
            break
        found += 1
    return found


def _rates(addends: Sequence[Addend]) -> Iterator[Level]:
    sure = [0, 0]
    """Of what surely counts: what surely passes, and what may not."""
    fails = maybe = doubtful = 0
    for one in addends:
        passes, certain = one.passes, one.certain
        sure[0] += certain and passes is True
        sure[1] += certain and passes is not True
        doubtful += not certain and passes is not True
        fails += certain and passes is False
        maybe += passes is not False
        worst, best = sure[0] + sure[1] + doubtful, maybe + fails
        low = Fraction(100 * sure[0], worst) if worst else Fraction(0)
        high = Fraction(100 * maybe, best) if best else Fraction(0)
        yield Level(low, high, certain and passes is True)


def _rows(addends: Sequence[Addend]) -> Iterator[Level]:
    """Yield the longest row so far: on one day with some that pass and some that don't, the order is not known."""
    low = high = longest = most = 0
    for _, group in groupby(addends, lambda one: one.day):
        of_day = list(group)
        may_break = any(one.passes is not True for one in of_day)
        breaks = any(one.certain and one.passes is False for one in of_day)
        for one in of_day:
            low = 0 if may_break else low + one.certain
            high += one.passes is not False
            longest, most = max(longest, low), max(most, high)
            yield Level(Fraction(longest), Fraction(most), one.certain and one.passes is True)
        if breaks:
            high = sum(one.passes is not False for one in of_day)
