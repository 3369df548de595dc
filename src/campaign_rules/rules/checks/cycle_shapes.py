"""What is wrong with the shape of a life cycle: states that nothing reaches or leaves, steps that exclude each other badly."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from msgspec import UNSET

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.logic.lifecycles import LifeCycle, Region, Transition, sources_of, trigger_of
from campaign_rules.rules.checks.overlaps import TooMuch, Tries, overlap
from campaign_rules.rules.pack import Pack

MOST_TRANSITIONS = 100
"""A region has no more transitions than this: each is compared with every other."""


MOST_STATES = 100
"""Nor has it more states than this."""

MOST_REGIONS = 50
"""Nor a life cycle more regions."""


def check_shape(cycle: LifeCycle, pack: Pack, source: Source, tries: Tries) -> Iterator[Problem]:
    """Yield the problems of a life cycle whose names are all known."""
    if len(cycle.regions) > MOST_REGIONS:
        text = Text(f"超过 {MOST_REGIONS} 个维度", f"more than {MOST_REGIONS} regions")
        yield source.problem(("regions",), "too-complex", text)
        return
    for name, region in cycle.regions.items():
        at: Path = ("regions", name)
        if len(region.transitions) > MOST_TRANSITIONS:
            text = Text(f"超过 {MOST_TRANSITIONS} 步", f"more than {MOST_TRANSITIONS} transitions")
            yield source.problem((*at, "transitions"), "too-complex", text)
            continue
        if len(region.states) > MOST_STATES:
            text = Text(f"超过 {MOST_STATES} 个状态", f"more than {MOST_STATES} states")
            yield source.problem((*at, "states"), "too-complex", text)
            continue
        yield from _unreachable(region, source, at)
        yield from _dead_ends(region, source, at)
        yield from timer_loops(region, source, at)
        yield from _overlaps(region, cycle, pack, source, at, tries)


def _unreachable(region: Region, source: Source, at: Path) -> Iterator[Problem]:
    """A state that no chain of transitions leads to from the initial one."""
    reached, open_ = {region.initial}, [region.initial]
    while open_:
        state = open_.pop()
        for step in region.transitions:
            if state in sources_of(step, region) and step.target not in reached:
                reached.add(step.target)
                open_.append(step.target)
    for state in region.states:
        if state not in reached:
            text = Text(f"没有哪一步能到达状态 {state}", f"no transition leads to the state {state}")
            yield source.problem((*at, "states", state), "unreachable-state", text, at_key=True)


def _dead_ends(region: Region, source: Source, at: Path) -> Iterator[Problem]:
    """A state that nothing leads out of and that is not declared final; or one that is, and something does.

    A step that stays in its state leads out of nothing: a deadline can be extended again and again.
    """
    for state in region.states:
        leaves = any(state in sources_of(step, region) and step.target != state for step in region.transitions)
        if not leaves and state not in region.final:
            text = Text(
                f"状态 {state} 没有出路；若是终态，请写入 final: [{state}]",
                f"nothing leads out of the state {state}; if it is final, say so: final: [{state}]",
            )
            yield source.problem((*at, "states", state), "dead-end", text, at_key=True)
    for i, step in enumerate(region.transitions):
        for state in sources_of(step, region) if step.source != "*" else ():
            if state in region.final and step.target != state:
                text = Text(f"{state} 是终态，不能再从它出发", f"{state} is final: nothing can lead out of it")
                yield source.problem((*at, "transitions", i, "from"), "final-left", text)


def timer_loops(region: Region, source: Source, at: Path) -> Iterator[Problem]:
    """Timers that lead round to where they began: once due, they would fire for ever."""
    timers = [(i, step) for i, step in enumerate(region.transitions) if step.event is UNSET]
    for i, step in timers:
        reached, open_ = set(), [step.target]
        while open_:
            state = open_.pop()
            if state not in reached:
                reached.add(state)
                open_ += [other.target for _, other in timers if state in sources_of(other, region)]
        if reached & set(sources_of(step, region)):
            text = Text("到期后会绕回原状态，无休止地触发", "once due it leads round to where it began, for ever")
            yield source.problem((*at, "transitions", i), "timer-loop", text)


def _overlaps(
    region: Region, cycle: LifeCycle, pack: Pack, source: Source, at: Path, tries: Tries
) -> Iterator[Problem]:
    """Two transitions from one state on one trigger whose guards can hold at once: which is meant?"""
    for (i, one), (j, other) in combinations(enumerate(region.transitions), 2):
        shared = [state for state in sources_of(one, region) if state in sources_of(other, region)]
        if not shared or trigger_of(one) != trigger_of(other):
            continue
        try:
            example = overlap(one.when, other.when, cycle, pack, tries)
        except TooMuch:
            text = Text(
                "守卫条件太多太宽，无法逐一比较是否会同时成立，请写得简单些",
                "the guards are too many and too wide to tell whether two can hold at once: make them simpler",
            )
            yield source.problem((*at, "transitions", j), "too-complex", text)
            return
        if example is not None:
            yield source.problem((*at, "transitions", j), "overlap", _both(i, one, shared[0], example))


def _both(first: int, step: Transition, state: str, example: str) -> Text:
    trigger = trigger_of(step)
    return Text(
        f"在 {state} 遇 {trigger} 时与 transitions[{first}] 可同时成立，例如 {example}",
        f"from {state} on {trigger} it can hold together with transitions[{first}], for example {example}",
    )
