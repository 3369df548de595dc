"""The arrows of a diagram: what leads from one state to another, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import UNSET, Struct

from campaign_rules.base.texts import Lang, Text, printable
from campaign_rules.logic.conditions import NOTHING_ASKED
from campaign_rules.logic.lifecycles import Earlier, Region, Transition, sources_of
from campaign_rules.reports.names import EVENT, CycleNames
from campaign_rules.writers.diagrams.guards import guard_text


class Arrow(Struct, frozen=True):
    """What leads from one state to another under one guard, as it is said in one language."""

    source: str
    target: str
    guard: str
    sets: str
    triggers: str

    def label(self, quoted: Callable[[str], str] = printable) -> str:
        """Return what stands at the arrow: ``event / event [guard] / deadline := …``, its parts ``quoted``."""
        guard = f" [{quoted(self.guard)}]" if self.guard else ""
        return quoted(self.triggers) + guard + quoted(self.sets)


def arrows(names: CycleNames, region: Region, lang: Lang = "zh") -> list[Arrow]:
    """Return the arrows of a region; transitions that differ in nothing but what fires them share one."""
    merged: dict[tuple[str, str, str, str], dict[str, None]] = {}
    for step in region.transitions:
        guard = "" if step.when == NOTHING_ASKED else guard_text(step.when, names)(lang)
        sets = "".join(
            f" / {names.label((name,))(lang)} := {_made(made, names)(lang)}" for name, made in step.set.items()
        )
        for source in sources_of(step, region):
            if step.source == "*" and source == step.target and not step.set:
                continue  # "*" is every state, this one too; but here it would change nothing
            merged.setdefault((source, step.target, guard, sets), {})[_trigger(step, region, names)(lang)] = None
    return [Arrow(*what, " / ".join(triggers)) for what, triggers in merged.items()]


def _trigger(step: Transition, region: Region, names: CycleNames) -> Text:
    if step.event is not UNSET:
        return names.event(step.event)
    name = str(step.at or step.after)
    state = region.states.get(name)  # a day of the same name is the first of that state
    day = Text(f"“{state.zh}”首日", f"the first day of “{state.en}”") if state else names.label((name,))
    if step.at is not UNSET:
        return Text(f"到 {day.zh}", f"at {day.en}")
    return Text(f"过 {day.zh}", f"after {day.en}")


def _made(made: str | Earlier | None, names: CycleNames) -> Text:
    if made is None:
        return Text("未定", "not set")
    if isinstance(made, str):
        return _variable(made, names)
    first, second = (_variable(name, names) for name in made.earlier_of)
    return Text(f"{first.zh}与{second.zh}中较早的", f"the earlier of {first.en} and {second.en}")


def _variable(name: str, names: CycleNames) -> Text:
    """Say a field; one of the event's own is told from the variable of the same name."""
    path = tuple(name.split("."))
    said = names.label(path)
    return Text(f"事项所写{said.zh}", f"the event's {said.en}") if path[0] == EVENT else said
