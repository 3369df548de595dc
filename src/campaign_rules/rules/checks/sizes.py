"""How much a pack is: no more duties, and no conditions that unfold to more, than can be judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from campaign_rules.base.errors import Problem
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Condition, Named, walk_names
from campaign_rules.rules.checks.circles import circles
from campaign_rules.rules.checks.context import Context
from campaign_rules.rules.checks.places import cycle_conditions, placed_conditions

MOST_PARTS = 5_000
"""A condition, unfolded through the facts that it names, has no more parts than this."""

MAX_DEEP = 50
"""Nor is it deeper."""

MOST_PARTS_IN_ALL = 200_000
"""Nor have all conditions of a pack together."""

MOST_DUTIES = 1_000
"""No pack has more duties than this, with those that it extends."""


MOST_WINDOWS = 250_000
"""Nor do its duties have more periods than this in all: a thousand duties of each month of twenty years."""


def check_sizes(context: Context) -> Iterator[Problem]:
    """Yield that there are too many duties or periods, or else the conditions that are too much: nothing may unfold those."""
    if len(context.pack.duties) > MOST_DUTIES:
        text = Text(f"超过 {MOST_DUTIES:,} 项义务", f"more than {MOST_DUTIES:,} duties")
        yield context.sources.of("campaign.yaml").problem((), "too-complex", text)
    elif too_many := next(_periods(context), None):
        yield too_many
    else:
        yield from _conditions(context)


def _periods(context: Context) -> Iterator[Problem]:
    """Yield that the duties have too many periods in all, at the first that is too much."""
    days, left = (context.pack.identity.ends - context.pack.identity.issued).days + 1, MOST_WINDOWS
    for id_, duty in context.pack.duties.items():
        left -= duty.about(days)
        if left < 0:
            text = Text(
                f"义务的期次合计超过 {MOST_WINDOWS:,} 个：行动太长，或周期太短",
                f"the duties have more than {MOST_WINDOWS:,} periods in all: the campaign is too long, or they are too short",
            )
            yield context.sources.entry("duties", id_).problem((id_,), "too-complex", text, at_key=True)


def _conditions(context: Context) -> Iterator[Problem]:
    """Yield conditions that unfold to more than can be judged: of facts that each name the one before twice, say."""
    facts = {name: fact.holds for name, fact in context.pack.facts.items()}
    outcomes = {name: outcome.when for name, outcome in context.pack.every_outcome.items()}
    named = {**facts, **outcomes}
    if any(True for _ in circles(named)):
        return
    sizes: dict[str, tuple[int, int]] = {}  # how many parts, and how deep
    waiting = list(named)
    while waiting:
        name = waiting[-1]
        ahead = [other for other in walk_names(named[name]) if other in named and other not in sizes]
        if name not in sizes and ahead:
            waiting += ahead
            continue
        waiting.pop()
        sizes[name] = _size(named[name], sizes)
    left = MOST_PARTS_IN_ALL
    for condition, _, source, at in chain(
        placed_conditions(context.pack, context.sources), cycle_conditions(context.pack, context.sources)
    ):
        if any(_is_too_much(*sizes[name]) for name in walk_names(condition) if name in sizes):
            continue  # told where it begins
        parts, depth = _size(condition, sizes)
        left -= parts
        if _is_too_much(parts, depth):
            text = Text(
                f"展开后超过 {MOST_PARTS} 个部分或 {MAX_DEEP} 层",
                f"unfolds to more than {MOST_PARTS} parts, or {MAX_DEEP} deep",
            )
            yield source.problem(at, "too-complex", text, at_key=True)
        elif left < 0:
            text = Text(
                f"规则包的条件展开后合计超过 {MOST_PARTS_IN_ALL:,} 个部分",
                f"the conditions of this pack unfold to more than {MOST_PARTS_IN_ALL:,} parts in all",
            )
            yield source.problem(at, "too-complex", text, at_key=True)
            return


def _is_too_much(parts: int, depth: int) -> bool:
    return parts > MOST_PARTS or depth > MAX_DEEP


def _size(node: Condition, sizes: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Return how many parts a condition has, unfolded, and how deep it is; ``sizes`` has those of the facts it names."""
    parts = deepest = 0
    open_ = [(node, 1)]
    while open_:
        one, depth = open_.pop()
        inside = sizes.get(one.name, (0, 0)) if isinstance(one, Named) else (0, 0)
        parts, deepest = min(parts + 1 + inside[0], MOST_PARTS + 1), max(deepest, depth + inside[1])
        open_ += [(part, depth + 1) for part in one.inside()]
    return parts, deepest
