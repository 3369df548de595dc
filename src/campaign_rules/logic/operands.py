"""What a test compares a field with: each kind of operand is one value, which says how a pack writes it and what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct, structs

from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.schemas import EXPECTED
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text

Holds = Literal["flag", "number", "text", "date", "list", "fields"]
"""What a field can hold: yes or no, a number, a text, a day, a list, or fields of its own."""

ANYTHING: frozenset[Holds] = frozenset({"flag", "number", "text", "date", "list", "fields"})
"""All that a field can hold."""

DAYS = ("as_of", "issued", "ends")
"""The days that a comparison can name: the as-of date, the plan's issue date and the campaign's end."""

A_DAY = Text(
    "日期（YYYY-MM-DD）、as_of、issued、ends、{start_of: 阶段}、{end_of: 阶段} 或另一个字段",
    "a date (YYYY-MM-DD), as_of, issued, ends, {start_of: phase}, {end_of: phase} or another field",
)
"""What is expected where a day stands."""

SOME_DAY = date(2023, 6, 15)
"""A day to try where a guard asks for one, and any will do."""

OTHER = "(other)"
"""A word to try that no guard names."""


class ConditionError(ValueError):
    """A condition is not written as it must be; ``at`` is the way to the wrong part."""

    def __init__(self, at: Path, text: Text) -> None:
        self.at, self.text = at, text
        super().__init__(text.en)


class FieldRef(Struct, frozen=True):
    """Another field of the same item, as the operand of a comparison."""

    path: tuple[str, ...]


class WordList(frozenset[str]):
    """The words of a named list, with the ``name`` that a condition gave it."""

    name: str = ""


class Meanings(Struct, frozen=True, kw_only=True):
    """What the names in operands stand for: lists of words, and days."""

    words: Mapping[str, frozenset[str]]
    days: Mapping[Any, date]

    def day(self, operand: Any) -> Any:
        """Return the date that an operand stands for; the as-of date and other fields are for the view to say."""
        if operand == "as_of":
            return FieldRef(("as_of",))
        return operand if isinstance(operand, (date, FieldRef)) else self.days[operand]

    def list_of(self, operand: Any) -> Any:
        """Return the words that an operand stands for."""
        if not isinstance(operand, str):
            return operand
        words = WordList(self.words[operand])
        words.name = operand
        return words


class Operand(Struct, frozen=True, kw_only=True):
    """A kind of operand."""

    name: str
    schema: Mapping[str, Any]
    """The JSON Schema of how it is written."""
    read: Callable[[Any, Path], Any]
    """Makes it of plain data, or raises a `ConditionError`."""
    bound: Callable[[Meanings, Any], Any] = lambda meanings, operand: operand
    """Puts what a name stands for in its place."""
    fits: Callable[[Any], frozenset[Holds]] = lambda operand: ANYTHING
    """Says which fields it makes sense to compare with one."""
    border: Callable[[Any], tuple[Any, ...]]
    """Gives the values of a field that are worth trying: on the border that it draws, and beside it."""
    border_of_field: tuple[Any, ...] = ()
    """The same for the other field, where it is one."""


def written(operand: Any) -> Any:
    """Write an operand as plain data again."""
    match operand:
        case FieldRef(path):
            return ".".join(path)
        case (str(edge), str(phase)):
            return {edge: phase}
        case frozenset():
            return sorted(operand)
        case date():
            return operand.isoformat()
    return operand


def read_day(operand: Any, at: Path) -> Any:
    """Read a day: a date, one of `DAYS`, an edge of a phase, or another field.

    Raises:
        ConditionError: it is none.
    """
    match operand:
        case {"start_of": str(phase)} if len(operand) == 1:
            return ("start_of", phase)
        case {"end_of": str(phase)} if len(operand) == 1:
            return ("end_of", phase)
        case str() if operand in DAYS:
            return operand
        case str() if operand[:1].isdigit():
            try:
                return date.fromisoformat(operand)
            except ValueError:
                raise ConditionError(at, Text(f"{operand} 不是日期", f"{operand} is not a date")) from None
        case str():
            return FieldRef(tuple(operand.split(".")))
    raise ConditionError(at, Text(f"应为{A_DAY.zh}", f"expected {A_DAY.en}"))


def expecting(
    fits: Callable[[Any], bool], expected: Text, made: Callable[[Any], Any] = lambda operand: operand
) -> Callable[[Any, Path], Any]:
    """Return what reads an operand, and says what it must look like where it does not."""

    def read(operand: Any, at: Path) -> Any:
        if not fits(operand):
            raise ConditionError(at, expected)
        return made(operand)

    return read


def _are_words(operand: Any) -> bool:
    return isinstance(operand, str) or (isinstance(operand, list) and all(isinstance(word, str) for word in operand))


def _equals(operand: Any) -> frozenset[Holds]:
    if operand in (None, False):
        return ANYTHING  # nothing and no are what any field may come to
    match operand:
        case True:
            return frozenset({"flag"})
        case int() | float():
            return frozenset({"number"})
    return frozenset({"text", "list"})


def _around(operand: Any) -> tuple[date, ...]:
    day = SOME_DAY if isinstance(operand, FieldRef) else operand
    return (day, day - ONE_DAY, day + ONE_DAY)


SCALAR = Operand(
    name="scalar",
    schema={"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "null"}]},
    read=expecting(lambda o: not isinstance(o, (list, dict)), Text("应为单个值", "expected a single value")),
    fits=_equals,
    border=lambda o: (o, not o if isinstance(o, bool) else OTHER),
)
"""One text, number, flag, or nothing."""

WORDS = Operand(
    name="words",
    schema={"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]},
    read=expecting(
        _are_words,
        Text("应为词的列表，或一个列表的名字", "expected a list of words, or the name of a list"),
        lambda o: frozenset(o) if isinstance(o, list) else o,
    ),
    bound=Meanings.list_of,
    fits=lambda o: frozenset({"text", "list"}),
    border=lambda o: (*sorted(o), OTHER),
)
"""Several words, or the name of a list of words."""

FLAG = Operand(
    name="flag",
    schema={"type": "boolean"},
    read=expecting(lambda o: isinstance(o, bool), Text("应为 true 或 false", "expected true or false")),
    border=lambda o: (SOME_DAY, None),  # a field that other tests compare as a day counts as done by holding one
)
"""Yes or no."""

DAY = Operand(
    name="day",
    schema={
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {"start_of": {"type": "string"}, "end_of": {"type": "string"}},
                "additionalProperties": False,
                "minProperties": 1,
                "maxProperties": 1,
            },
        ],
        EXPECTED: structs.asdict(A_DAY),
    },
    read=read_day,
    bound=Meanings.day,
    fits=lambda o: frozenset({"date"}),
    border=_around,
    border_of_field=_around(SOME_DAY),
)
"""A day: by its date, by a name, or that in another field."""

NUMBER = Operand(
    name="number",
    schema={"type": "number"},
    read=expecting(lambda o: type(o) in (int, float), Text("应为数字", "expected a number")),
    fits=lambda o: frozenset({"number"}),
    border=lambda o: (o, o - 1, o + 1),
)
"""A number."""

FIELD = Operand(
    name="field",
    schema={"type": "string"},
    read=expecting(
        lambda o: isinstance(o, str),
        Text("应为另一个字段的名字", "expected the name of another field"),
        lambda o: FieldRef(tuple(o.split("."))),
    ),
    border=lambda o: (OTHER,),
    border_of_field=((OTHER,), ()),
)
"""Another field, whose entries are looked at."""
