"""Whether the term of what must be done for an item was never said: not recorded is not known, null is none set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import UNSET, UnsetType

from campaign_rules.engine.views import CycleView, ItemView, occurrences
from campaign_rules.logic.conditions import NEVER, UNCLEAR, Code, Condition, View, Writer
from campaign_rules.logic.lifecycles import named_in
from campaign_rules.logic.transition_tables import Table
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.record.values import Event


@dataclass(frozen=True, slots=True)
class TermUnsaid(Condition):
    """Holds where nobody said by when: the term's field is absent, or the day that it is counted from.

    A variable of a life cycle that is not set has no term where the field it starts from is null, or where it starts
    from nothing, as long as no event has happened that sets it.
    """

    path: tuple[str, ...]
    start: tuple[str, ...] = ()
    """Of a variable, the field of the item that it starts from; empty where it starts from nothing."""
    setters: frozenset[str] | None = None
    """Of a variable, the events that set it; None for a field."""

    def judge(self, view: View) -> Truth:
        """Unknown where it can't be told how the item stands."""
        said = view.get(self.path)
        if said is UNCLEAR:
            return None
        return said is UNSET and (self.setters is None or self._is_open(view))

    def _is_open(self, view: View) -> bool:
        """Tell whether a variable that is not set may have had to be."""
        return (bool(self.start) and view.get(self.start) is not None) or self._was_set(view)

    def _was_set(self, view: View) -> bool:
        base = view.base if isinstance(view, CycleView) else view
        if not self.setters or not isinstance(base, ItemView):
            return False
        happened = occurrences(base.item, base.prefix, base.record.horizon)
        return any(one.name in self.setters for one in happened)

    def place(self, view: View) -> str:
        """Return the place of the record where it would have to be said."""
        return view.place(("events",) if self._was_set(view) else self.path)

    def fields(self) -> tuple[tuple[str, ...], ...]:
        """The term's own, and the one that it starts from."""
        return (self.path, self.start) if self.start else (self.path,)

    def code(self, writer: Writer) -> Code:
        """The same of what is absent; the events are ``es``."""
        unset = f"{writer.read(self.path).source} is UNSET"
        if self.setters is None:
            return f"({unset})", f"({unset})"
        ways = [f"{writer.read(self.start).source} is not None"] if self.start else []
        ways += [f"{writer.const(_any_of)}(es, {writer.const(self.setters)}, as_of)"] if self.setters else []
        source = f"({unset} and ({' or '.join(ways)}))" if ways else "False"
        return source, source


def _any_of(events: Iterable[Event] | UnsetType | None, kinds: frozenset[str], as_of: date) -> bool:
    return any(event.date <= as_of and event.kind in kinds for event in events or ())


def term_unsaid(path: str, days: Any, dated: tuple[str, ...], table: Table | None) -> Condition:
    """Return when the term of a duty for an item was never said.

    ``path`` is the field that holds it, or an interpretation by which it is so many ``days`` after the item's own day
    (``dated``); ``table`` is the life cycle of the items, if they have one.
    """
    if not path:
        return NEVER
    if days is not UNSET:
        return TermUnsaid(dated) if dated and days is not None else NEVER
    names = tuple(path.split("."))
    if table is None or not (slot := table.slot(names)) or slot.kind != "v":
        return TermUnsaid(names)
    steps = [step for region in table.cycle.regions.values() for step in region.transitions]
    setters = frozenset(step.event for step in steps if step.event and any(named_in(step.set.get(path))))
    start = table.starts[path]
    return TermUnsaid(names, start[0] if start else (), setters)
