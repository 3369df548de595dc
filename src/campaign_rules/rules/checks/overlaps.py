"""Can two guards hold at once? Found by trying the values that could make a difference, so that the answer has an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice, product
from math import prod
from typing import Any

from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import (
    NOTHING_ASKED,
    AllOf,
    AnyOf,
    Chosen,
    Condition,
    Named,
    Not,
    Test,
    paths_of,
    truth,
    walk,
)
from campaign_rules.logic.lifecycles import LifeCycle
from campaign_rules.logic.operands import FieldRef
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.pack import Pack

MOST_TRIES = 20_000
"""Guards with more combinations of values than this are tried only so far."""

MOST_READINGS = 64
"""Of the ways in which the interpretations that guards ask about can be set, so many are tried."""

MOST_JUDGED = 3_000_000
"""In all searches of a pack so many parts of conditions are judged: some seconds."""

READING = 200
"""To set an interpretation takes as long as to judge so many."""


class _Values(dict[tuple[str, ...], Any]):
    """A view of made-up values; what is not in it was not said."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.memo: dict[str, Truth] = {}

    def get(self, path: tuple[str, ...]) -> Any:  # type: ignore[override]  # a view's get has no default
        return super().get(path, UNSET)

    def said(self, path: tuple[str, ...], value: Any) -> Any:
        """Return a value as it is."""
        return value

    def place(self, path: tuple[str, ...]) -> str:
        return ".".join(path)

    def label(self, path: tuple[str, ...]) -> Text:
        return Text(".".join(path), ".".join(path))

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        return None

    def day(self, entry: Any) -> date | None:
        return None


class TooMuch(Exception):  # not an error: a search has taken long enough
    """A search has tried all that it may."""


class Tries:
    """How much the searches of one pack may still try: every part of a condition that is judged counts."""

    def __init__(self, most: int = MOST_JUDGED) -> None:
        self.left = most

    def spend(self, parts: int) -> None:
        """Count parts that are to be judged.

        Raises:
            TooMuch: there have been too many.
        """
        self.left -= parts
        if self.left < 0:
            raise TooMuch


def overlap(one: Condition, other: Condition, cycle: LifeCycle, pack: Pack, tries: Tries) -> str | None:
    """Return an example in which both guards hold, as people write a record; None if none was found.

    Raises:
        TooMuch: all that may be tried was, without an answer.
    """
    for chosen in _choices((one, other), pack):
        read = pack
        for name, value in chosen.items():
            tries.spend(READING)
            read = read.choosing(name, value)
        binding = read.binding()
        first, second = binding.bind(one), binding.bind(other)
        pools, size = _pools((first, second), cycle), _parts(first) + _parts(second)
        ways = _ways(AllOf((first, second)))
        tries.spend(size * len(ways))
        if len(ways) < MOST_WAYS and all(_contradicts_itself(way, pools) for way in ways):
            continue
        for values in islice(product(*pools.values()), MOST_TRIES):
            tries.spend(size)
            view = _Values({p: v for p, v in zip(pools, values, strict=True) if v is not UNSET})
            if truth(first, view) and truth(second, view):
                defaults = {name: pack.interpretations[name].default for name in chosen}
                return _example(view, {n: v for n, v in chosen.items() if v != defaults[n]})
    return None


def _parts(condition: Condition) -> int:
    return sum(1 for _ in walk(condition))


def _together(one: Condition, other: Condition) -> AllOf:
    return AllOf(tuple(dict.fromkeys(part for node in (one, other) for part in _conjuncts(node))))


def _asked_of_fields(guards: Iterable[Condition]) -> dict[tuple[str, ...], list[Condition]]:
    """Return, by field, what guards ask of it alone, whatever else holds."""
    asked: dict[tuple[str, ...], list[Condition]] = {}
    for part in (part for guard in guards for part in _conjuncts(guard)):
        test = part.part if isinstance(part, Not) else part
        if isinstance(test, Test) and not isinstance(test.operand, FieldRef):
            asked.setdefault(test.path, []).append(part)
    return asked


def _fitting(way: Condition, pools: Mapping[tuple[str, ...], list[Any]]) -> dict[tuple[str, ...], list[Any]]:
    """Return the values worth trying that suit what is asked of each field alone; one is enough of a field of which
    nothing else is asked."""
    alone = _asked_of_fields((way,))
    known = [part for parts in alone.values() for part in parts]
    shared = paths_of(part for part in _conjuncts(way) if not any(part is one for one in known))
    found = dict(pools)
    for path, parts in alone.items():
        suit = [value for value in pools[path] if all(truth(part, _seen(path, value)) for part in parts)]
        found[path] = suit if path in shared else suit[:1]
    return found


def _contradicts_itself(way: Condition, pools: Mapping[tuple[str, ...], list[Any]]) -> bool:
    """Tell whether no values suit all that one way of holding asks: of one field, or of two compared and not compared so."""
    asked = {_asks(part) for part in _conjuncts(way)}
    if any((what, not holds) in asked for what, holds in asked):
        return True
    return any(
        not any(all(truth(part, _seen(path, value)) for part in parts) for value in pools[path])
        for path, parts in _asked_of_fields((way,)).items()
    )


def _asks(part: Condition) -> tuple[Any, bool]:
    """Return what a part asks, wherever it is written, and whether it asks that it be so."""
    inner = part.part if isinstance(part, Not) else part
    return inner.asked(), inner is part


def _conjuncts(guard: Condition) -> Iterator[Condition]:
    if isinstance(guard, AllOf):
        for part in guard.parts:
            yield from _conjuncts(part)
    else:
        yield guard


def _seen(path: tuple[str, ...], value: Any) -> _Values:
    return _Values({} if value is UNSET else {path: value})


def satisfiable(condition: Condition, cycle: LifeCycle, pack: Pack, tries: Tries) -> bool | None:
    """Tell whether a condition can hold for some record under some reading; None if there is too much to try.

    Raises:
        TooMuch: all that may be tried for the whole pack was.
    """
    tried_all = prod(len(options) for options in _options((condition,), pack).values()) <= MOST_READINGS
    for chosen in _choices((condition,), pack):
        read = pack
        for name, value in chosen.items():
            tries.spend(READING)
            read = read.choosing(name, value)
        ways = _ways(read.binding().bind(condition))
        tried_all = tried_all and len(ways) < MOST_WAYS
        for way in ways:
            size = _parts(way)
            pools = _fitting(way, _pools((way,), cycle))
            tried_all = tried_all and prod(len(pool) for pool in pools.values()) <= MOST_TRIES
            for values in islice(product(*pools.values()), MOST_TRIES):
                tries.spend(size)
                if truth(way, _Values({p: v for p, v in zip(pools, values, strict=True) if v is not UNSET})):
                    return True
    return False if tried_all else None


MOST_WAYS = 256
"""Of the ways in which a condition can hold, so many are tried."""


def _ways(node: Condition) -> list[Condition]:
    """Return conditions of which one holds wherever a bound one does, each asking for as little as can be."""
    match node:
        case Named(part=part) if part is not None:
            return _ways(part)
        case AnyOf(parts):
            found = [way for part in parts for way in _ways(part)]
        case AllOf(parts):
            found = [NOTHING_ASKED]
            for ways in map(_ways, parts):
                found = list(dict.fromkeys(_together(one, other) for one in found for other in ways))
                found = found[:MOST_WAYS]
        case Not(AllOf(parts)):
            return _ways(AnyOf(tuple(map(Not, parts))))
        case Not(AnyOf(parts)):
            return _ways(AllOf(tuple(map(Not, parts))))
        case Not(Named(part=part)) if part is not None:
            return _ways(Not(part))
        case Not(Not(part)):
            return _ways(part)
        case _:
            return [node]
    return found[:MOST_WAYS]


def _options(guards: tuple[Condition, ...], pack: Pack) -> dict[str, list[Any]]:
    """Return what each interpretation that guards ask about can be set to."""
    names = dict.fromkeys(node.interpretation for guard in guards for node in walk(guard) if isinstance(node, Chosen))
    known = {name: pack.interpretations[name] for name in names if name in pack.interpretations}
    return {name: list(one.options) or [one.default] for name, one in known.items()}


def _choices(guards: tuple[Condition, ...], pack: Pack) -> Iterator[dict[str, Any]]:
    """Yield every way (up to a bound) in which the interpretations that guards ask about can be set."""
    options = _options(guards, pack)
    return (dict(zip(options, values, strict=True)) for values in islice(product(*options.values()), MOST_READINGS))


def _pools(guards: tuple[Condition, ...], cycle: LifeCycle) -> dict[tuple[str, ...], list[Any]]:
    """Return, for each field, the values worth trying: on, just before and just after every border that a guard draws."""
    pools: dict[tuple[str, ...], dict[Any, None]] = {}
    for node in (node for guard in guards for node in walk(guard) if isinstance(node, Test)):
        pool = pools.setdefault(node.path, {UNSET: None})
        operator = OPERATORS[node.operator]
        pool.update(dict.fromkeys(operator.values_around(node.operand)))
        if node.path[0] in cycle.regions and len(node.path) == 1:
            pool.update(dict.fromkeys(cycle.regions[node.path[0]].states))
        if isinstance(node.operand, FieldRef):
            others = dict.fromkeys(operator.operand.border_of_field)
            pools.setdefault(node.operand.path, {UNSET: None}).update(others)
    return {path: list(pool) for path, pool in pools.items()}


def _example(view: _Values, chosen: Mapping[str, Any]) -> str:
    event = {path[1]: value for path, value in view.items() if path[0] == "event"}
    item = {".".join(path): value for path, value in view.items() if path[0] != "event"}
    said = [f"--set {name}={value}" for name, value in chosen.items()]
    for called, fields in (("", item), ("event", event)):
        if fields:
            inside = ", ".join(f"{name}: {_written(value)}" for name, value in fields.items())
            said.insert(0, f"{called}{{{inside}}}")
    return " ".join(said) or "{}"


def _written(value: Any) -> str:
    return {"None": "null", "True": "true", "False": "false"}.get(str(value), str(value))
