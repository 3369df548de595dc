"""A life cycle on the state machines of the `transitions` library: what live cases run on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from msgspec import structs

from campaign_rules.logic.conditions import NEVER, Binding, View, truth
from campaign_rules.logic.lifecycles import LifeCycle, Region, Transition, sources_of, trigger_of
from campaign_rules.logic.replay import GuardView, Occurrence, Replayer, World
from campaign_rules.logic.truth import Truth


class Firing:
    """What a `transitions` machine moves: a state, and what its guards look at. Discarded once fired."""

    def __init__(self, state: str, view: View) -> None:
        self.state, self.view = state, view
        self.tried: list[tuple[Transition, Truth]] = []


def machine(region: Region, binding: Binding | None = None) -> Any:
    """Return the `transitions.Machine` of a region, its guards bound by ``binding`` (or left out).

    The machine has no model: fire with ``machine.events[name].trigger(Firing(state, view))``. A timer's trigger is
    named by its variable, ``at:opens`` or ``after:due``; when it is due is for the replay to say. A guard passes where
    it surely holds.
    """
    from transitions import Machine  # 60 ms to import, and only live cases need it

    made = Machine(
        model=None,
        states=list(region.states),
        initial=region.initial,
        send_event=True,
        auto_transitions=False,
        ignore_invalid_triggers=True,
    )
    for declared in region.transitions:
        step = structs.replace(declared, when=binding.bind(declared.when)) if binding else declared
        if step.when == NEVER:
            continue
        guard = partial(_passes, step) if binding else None
        made.add_transition(trigger_of(step), list(sources_of(step, region)), step.target, conditions=guard)
    return made


def _passes(step: Transition, fired: Any) -> bool:
    firing: Firing = fired.model
    holds = truth(step.when, firing.view)
    firing.tried.append((step, holds))
    return holds is True


class Machines(Replayer):
    """The same replay with every step taken by the `transitions` machine of its region: slower, for live cases."""

    def __init__(self, cycle: LifeCycle, binding: Binding) -> None:
        super().__init__(cycle, binding)
        self.machines = tuple(machine(region, binding) for region in cycle.regions.values())

    def tried(
        self, world: World, i: int, trigger: str, what: Occurrence | None, item: View | None
    ) -> Iterator[tuple[Transition, Truth, View]]:
        """Yield what `Replayer.tried` yields, as the machine tried it."""
        firing = Firing(world.states[i], GuardView(self, world, what, item))
        event = self.machines[i].events.get(trigger)
        if event and event.trigger(firing):
            assert firing.state == firing.tried[-1][0].target
        for step, holds in firing.tried:
            yield step, holds, firing.view
