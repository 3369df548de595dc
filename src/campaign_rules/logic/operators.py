"""The operators of conditions: each is one row of `OPERATORS`, and the row is all that there is to know of it.

To add one, add a row and its tests. What is read, bound, judged, said, checked against a field's type, tried for
overlaps and written as code follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from operator import ge, gt, le, lt
from typing import Any, Literal

from msgspec import UNSET, Struct

from campaign_rules.base.texts import Text
from campaign_rules.logic.operands import DAY, FIELD, FLAG, NUMBER, OTHER, SCALAR, WORDS, Holds, Operand
from campaign_rules.logic.truth import Truth, any_of


class Field(Struct, frozen=True):
    """How code reads a value: its source, whether it may be absent (`UNSET`), and what else it can be."""

    source: str
    absent: bool = True
    kinds: tuple[type, ...] = ()
    """The classes that it can have beside null; empty where that is not known."""
    constant: Any = UNSET
    """The value itself, where it is always the same."""
    listed: bool = False
    """Whether it can be a list, of which a test looks at the entries."""
    anything: bool = False
    """Whether it can be a word of which nobody knows what it means: a set of candidates that is empty."""

    def or_anything(self, source: str) -> str:
        """Return the source of whether a test may hold, that holds surely by another; nothing where that says it all."""
        return f"({source} or {self.source}.__class__ is frozenset)" if self.anything else ""


class Comparison(Struct, frozen=True):
    """The source of a comparison of values that are not absent."""

    source: str
    fails_if_absent: bool = False
    """Whether it fails, too, of a field that is absent, so that nobody need ask whether it is."""
    maybe: str = ""
    """The source of whether it may hold, where the values can leave that open."""


Source = Callable[[Field, Field, Callable[[Any], str]], Comparison | None]
"""Writes a comparison as code, of a field and an operand; what names constants in code is given to it.

None where such a field can hold more than the code compares: then the operator itself judges what it holds.
"""


class Operator(Struct, frozen=True, kw_only=True):
    """One way to test a field.

    The JSON Schema, the reading and the binding of what it is compared with are the `Operand`'s; so is, unless it is
    said here, which fields it ``fits`` and the values that lie around its ``border``.
    """

    operand: Operand
    judge: Callable[[Any, Any], Truth]
    """Judges a value: true, false, or unknown where the two can't be compared."""
    text: Text
    affirmed: Text | None = None
    """Said in its stead where the operand is true."""
    sees: Literal["values", "null", "absence"] = "values"
    """What it judges beside values: nothing, so that null is false and what is absent unknown; null, too; or both."""
    names_value: bool = False
    """Whether the operand is what the field holds, word for word."""
    elsewhere: tuple[str, ...] = ()
    """What other programs call it: who writes one of these is told what it is called here."""
    source: Source | None = None
    """Writes it as code. Without it, code asks the operator itself."""
    fits: Callable[[Any], frozenset[Holds]] | None = None
    border: Callable[[Any], tuple[Any, ...]] | None = None

    @property
    def evident(self) -> bool:
        """Whether, where it holds, what is recorded goes without saying."""
        return self.names_value or self.affirmed is not None

    def compare(self, value: Any, operand: Any) -> Truth:
        """Judge a value and an operand that were both said; null is as good as false, and else no value."""
        if value is None and operand is False:
            return True
        if (value is None or operand is None) and self.sees == "values":
            return False
        return self.judge(value, operand)

    def compared(self, value: Field, operand: Field, const: Callable[[Any], str]) -> Comparison:
        """Write `compare` as code: by its source, or as a question to itself, where that has no form for such a field."""
        if made := self.source and self.source(value, operand, const):
            return made
        asked = self.judge if self.sees == "absence" else self.compare
        told = f"{const(partial(asked))}({value.source}, {operand.source})"
        return Comparison(f"({told} is True)", maybe=f"({told} is not False)")

    def fields_for(self, operand: Any) -> frozenset[Holds]:
        """Return what a field must hold for the test to make sense."""
        return (self.fits or self.operand.fits)(operand)

    def values_around(self, operand: Any) -> tuple[Any, ...]:
        """Return the values of a field that are worth trying: on the border that the test draws, and beside it."""
        return (self.border or self.operand.border)(operand)


# --- judging ---


def is_done(value: Any) -> bool:
    """Tell whether a value says that something is done: null, empty and false say that it is not.

    The number 0 is neither: a rectification that needs no money has its funds recorded.
    """
    match value:
        case None | bool():
            return value is True
        case str():
            return bool(value.strip())
        case Struct():
            return any(getattr(value, name) is not UNSET for name in value.__struct_fields__)
        case int() | float():
            return True
    return bool(value)


def _has_any(value: Any, words: Any) -> Truth:
    # An entry may be a set of candidates (a word that covers several sectors): certain only if all agree.
    return any_of(_among(entry, words) for entry in value)


def _is(value: Any, operand: Any) -> Truth:
    if isinstance(value, (frozenset, tuple)):
        return _among(value, frozenset((operand,)))
    return bool(value == operand)


def _among(entry: Any, words: Any) -> Truth:
    if isinstance(entry, tuple):  # several names in one text: all of them
        return any_of(_among(one, words) for one in entry)
    if not isinstance(entry, frozenset):
        return entry in words
    if entry and entry <= words:
        return True
    return None if not entry or entry & words else False


def _one_of(value: Any, entries: Any) -> Truth:
    """Tell whether a value is among the entries of another field; an entry may be a set of candidates."""
    return any_of(_is(entry, value) for entry in entries) if isinstance(entries, (tuple, frozenset)) else None


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Truth]:
    """Return a comparison that does not know what can't be compared: a word where a number is asked for."""

    def judge(value: Any, operand: Any) -> Truth:
        try:
            return bool(compare(value, operand))
        except TypeError:
            return None

    return judge


# --- code ---


def _source_of_is(value: Field, operand: Field, const: Callable[[Any], str]) -> Comparison | None:
    """Write whether a field has a value.

    >>> _source_of_is(Field("x0"), Field("c0", constant="drill"), str)
    Comparison(source='(x0 == c0)', fails_if_absent=True, maybe='')
    """
    if operand.constant is UNSET or value.listed:
        return None
    test = f"({value.source} == {operand.source})"
    if operand.constant is False:
        test = f"({value.source} == False or {value.source} is None)"
    return Comparison(test, fails_if_absent=True, maybe=value.or_anything(test))


def _source_of_in(value: Field, operand: Field, const: Callable[[Any], str]) -> Comparison | None:
    if operand.constant is UNSET or value.listed:
        return None
    test = f"({value.source} in {operand.source})"
    return Comparison(test, fails_if_absent=True, maybe=value.or_anything(test))


def _source_of_done(value: Field, operand: Field, const: Callable[[Any], str]) -> Comparison:
    """Write what `is_done` says, for what the field can hold.

    >>> _source_of_done(Field("x0", kinds=(bool,)), Field("True", constant=True), str)
    Comparison(source='(x0 is True)', fails_if_absent=True, maybe='')
    """
    done = _done(value.source, value.kinds, const)
    return Comparison(done, bool(value.kinds)) if operand.constant else Comparison(f"not {done}")


def _done(value: str, kinds: tuple[type, ...], const: Callable[[Any], str]) -> str:
    if kinds == (bool,):
        return f"({value} is True)"
    if kinds and set(kinds) <= {str, bool}:
        return f"({value} is True or ({value}.__class__ is {const(str)} and {value}.strip() != ''))"
    if len(kinds) == 1 and kinds[0] in (date, int, float):
        return f"({value}.__class__ is {const(kinds[0])})"
    if len(kinds) == 1 and issubclass(kinds[0], Struct):
        names = sorted(kinds[0].__struct_fields__, key="note".__eq__)
        given = " or ".join(f"{value}.{name} is not UNSET" for name in names)
        return f"(bool({value}) and ({given}))"
    return f"{const(is_done)}({value})"


def _source_of_recorded(value: Field, operand: Field, const: Callable[[Any], str]) -> Comparison:
    return Comparison(f"({value.source} is {'not ' if operand.constant else ''}UNSET)")


_NUMBERS = (float, int)
"""The classes of numbers, which can all be compared."""


def _source_of_order(sign: str) -> Source:
    """Return what writes a comparison by a sign, of days or of numbers: others can't always be compared.

    >>> _source_of_order("<")(Field("x0", kinds=(date,)), Field("c0", False, (date,)), lambda kind: "date")
    Comparison(source='(x0.__class__ is date and x0 < c0)', fails_if_absent=True, maybe='')
    >>> _source_of_order(">=")(Field("x0", kinds=(float,)), Field("c0", False, (int,)), lambda kinds: "numbers")
    Comparison(source='(x0.__class__ in numbers and x0 >= c0)', fails_if_absent=True, maybe='')
    """

    def source(value: Field, operand: Field, const: Callable[[Any], str]) -> Comparison | None:
        if not (value.kinds and operand.kinds):
            return None
        kinds = {*value.kinds, *operand.kinds}
        if kinds <= {*_NUMBERS}:
            among = f"in {const(_NUMBERS)}"
        elif len(kinds) == 1:
            among = f"is {const(value.kinds[0])}"
        else:
            return None
        asked = [f"{one.source}.__class__ {among}" for one in (value, operand) if one.absent]
        return Comparison(f"({' and '.join([*asked, f'{value.source} {sign} {operand.source}'])})", True)

    return source


OPERATORS: Mapping[str, Operator] = {
    "is": Operator(
        operand=SCALAR,
        judge=_is,
        text=Text("{field}为{operand}", "{field} is {operand}"),
        sees="null",
        names_value=True,
        elsewhere=("=", "==", "eq", "equals", "equal"),
        source=_source_of_is,
    ),
    "in": Operator(
        operand=WORDS,
        judge=_among,
        text=Text("{field}属于{operand}", "{field} is one of {operand}"),
        names_value=True,
        elsewhere=("one_of", "oneof", "isin", "any_of"),
        source=_source_of_in,
    ),
    "has_any": Operator(
        operand=WORDS,
        judge=_has_any,
        text=Text("{field}含有{operand}之一", "{field} has any of {operand}"),
        elsewhere=("contains", "includes", "has"),
        fits=lambda o: frozenset({"list"}),
        border=lambda o: ((sorted(o)[0],), (OTHER,)) if o else ((OTHER,),),
    ),
    "done": Operator(
        operand=FLAG,
        judge=lambda value, o: is_done(value) is o,
        text=Text("{field}已落实：{operand}", "{field} is done: {operand}"),
        affirmed=Text("{field}已落实", "{field} is done"),
        sees="null",
        source=_source_of_done,
    ),
    "recorded": Operator(
        operand=FLAG,
        judge=lambda value, o: (value is not UNSET) is o,
        text=Text("{field}有记录：{operand}", "{field} is recorded: {operand}"),
        sees="absence",
        elsewhere=("exists", "present", "known", "given"),
        source=_source_of_recorded,
    ),
    "before": Operator(
        operand=DAY,
        judge=_ordered(lt),
        text=Text("{field}早于{operand}", "{field} is before {operand}"),
        elsewhere=("earlier", "earlier_than"),
        source=_source_of_order("<"),
    ),
    "after": Operator(
        operand=DAY,
        judge=_ordered(gt),
        text=Text("{field}晚于{operand}", "{field} is after {operand}"),
        elsewhere=("later", "later_than"),
        source=_source_of_order(">"),
    ),
    "not_before": Operator(
        operand=DAY,
        judge=_ordered(ge),
        text=Text("{field}不早于{operand}", "{field} is not before {operand}"),
        elsewhere=("from", "since"),
        source=_source_of_order(">="),
    ),
    "not_after": Operator(
        operand=DAY,
        judge=_ordered(le),
        text=Text("{field}不晚于{operand}", "{field} is not after {operand}"),
        elsewhere=("by", "until", "to"),
        source=_source_of_order("<="),
    ),
    "at_least": Operator(
        operand=NUMBER,
        judge=_ordered(ge),
        text=Text("{field}不少于{operand}", "{field} is at least {operand}"),
        elsewhere=(">=", ">", "ge", "gte", "gt", "greater", "greater_than", "more_than", "over", "min", "minimum"),
        source=_source_of_order(">="),
    ),
    "at_most": Operator(
        operand=NUMBER,
        judge=_ordered(le),
        text=Text("{field}不多于{operand}", "{field} is at most {operand}"),
        elsewhere=("<=", "<", "le", "lte", "lt", "less", "less_than", "under", "max", "maximum"),
        source=_source_of_order("<="),
    ),
    "among": Operator(
        operand=FIELD,
        judge=_one_of,
        text=Text("{field}在{operand}之列", "{field} is among {operand}"),
    ),
}
"""Every operator of a condition, by the word that a pack writes for it."""
