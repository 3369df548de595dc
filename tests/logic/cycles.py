"""Life cycles and what happens in them, as tests of them write them."""

from datetime import date
from typing import Any

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Binding
from campaign_rules.logic.lifecycles import LifeCycle, Region, Transition
from campaign_rules.logic.replay import Occurrence
from campaign_rules.logic.transition_tables import Table

NAME = Text("名", "name")
NO_NAMES = Binding(facts={}, chosen={}, words={}, days={})
D = date(2023, 6, 1)
EVENTS = ("x", "y", "z")


class Event:
    """An event with whatever fields a test gives it."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)


def step(source: Any, target: str, **how: Any) -> Transition:
    """A transition from one state or some to another."""
    return Transition(source=source, target=target, **how)


def cycle(*steps: Transition, order: tuple[str, ...] = (), variables: tuple[str, ...] = ("due",)) -> Table:
    """The table of a life cycle of one region, which begins in ``start``."""
    names = {s for t in steps for s in ((t.source,) if isinstance(t.source, str) else t.source)} | {
        t.target for t in steps
    }
    states = dict.fromkeys(["start", *sorted(names - {"start", "*"})], NAME)
    region = Region(initial="start", states=states, transitions=steps)
    made = LifeCycle(title=NAME, regions={"only": region}, order=order, variables={v: v for v in variables})
    return Table(made, NO_NAMES)


def states(table: Table, happened: list[Occurrence], as_of: date, **variables: Any) -> set[str]:
    """The states that the record leaves possible at the end of a day."""
    return {world.states[0] for world in table.replay(happened, variables, as_of).worlds}


def one_region(region: Region) -> LifeCycle:
    """A life cycle of one region, in which events of one day happen in the order of `EVENTS`."""
    return LifeCycle(title=NAME, variables={"due": "due"}, order=EVENTS, regions={"only": region})


OBLIGATION = cycle(
    step("start", "open", at="opens"),
    step(("start", "open"), "done", event="evidence"),
    step("open", "overdue", after="due"),
    step("overdue", "late", event="evidence"),
    step("*", "waived", event="waiver"),
    order=("evidence", "waiver"),
    variables=("opens", "due"),
)


class HolderView:
    """What a guard sees of a life cycle in which only ``due`` is a variable."""

    def __init__(self, holder: Any) -> None:
        self.holder, self.memo = holder, {}  # type: ignore[var-annotated]

    def get(self, path: tuple[str, ...]) -> Any:
        holder = self.holder
        if path[0] == "event":
            return getattr(holder.event, path[1])
        if path == ("due",):
            return holder.due
        return holder.now if len(path) == 1 else holder.since if holder.now == path[1] else None

    def said(self, path: tuple[str, ...], value: Any) -> Any:
        return value

    def place(self, path: tuple[str, ...]) -> str:
        return ".".join(path)

    def label(self, path: tuple[str, ...]) -> Text:
        return NAME

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        return None

    def day(self, entry: Any) -> date | None:
        return None
