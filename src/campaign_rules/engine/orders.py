"""Days that can't lie before others, as a section or its events declare them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct

from campaign_rules.base.errors import Problem
from campaign_rules.base.moments import is_before
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.rules.record.declaration import Impossible
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.places import Place, place_of


class Order(Struct, frozen=True):
    """A day of an item, or of an event, that can't lie before another."""

    day: Place
    before: Place
    """A day of the same, or of the item to which the event happened."""
    declared: Impossible

    def problems(self, holder: Any, item: Any, at: Path, source: Source) -> Iterator[Problem]:
        """Yield that an item, or an event of it, has them the other way round."""
        first = self.day.of(holder)
        second = self.before.of(holder if self.before.in_event else item)
        if first and second and is_before(first, second):
            yield source.problem((*at, *self.day.path), "history", self._text(first, second))

    def _text(self, first: date | str, second: date | str) -> Text:
        if say := self.declared.say:
            return say.format(day=first, before=second)
        if of := self.declared.of:
            return too_early(first, second, of)
        title = self.before.field.title
        return Text(
            f"{first} 早于{title.zh} {second}，不可能发生", f"{first} is before {title.en}, {second}: impossible"
        )

    def quick_test(self) -> str:
        """Return, as Python source, a test of an item ``i``, or of an event ``e`` of it, that holds at least wherever it is
        the wrong way round."""
        tests: list[str] = []
        sources = []
        for place in (self.day, self.before):
            asked, value = place.source()
            sources.append(value)
            tests += [*asked, *([] if place.sure[-1] else [value])]
        if {self.day.field.type, self.before.field.type} == {"date"}:
            tests.append(" < ".join(sources))
        return " and ".join(dict.fromkeys(tests)) or "True"


def orders_of(model: RecordModel, section: str, *, in_event: bool = False) -> tuple[Order, ...]:
    """Return what is declared of the days of a section's items, or of what happened to them."""
    events = model.events_of(section)
    declared = (events.impossible if events else ()) if in_event else model.sections[section].impossible
    return tuple(made for one in declared if (made := _order(model, section, one, in_event=in_event)))


def _order(model: RecordModel, section: str, declared: Impossible, *, in_event: bool) -> Order | None:
    day = place_of(model, section, declared.day.split("."), in_event=in_event)
    path = declared.before.split(".")
    before = (place_of(model, section, path, in_event=True) if in_event else None) or place_of(model, section, path)
    return Order(day, before, declared) if day and before else None


def too_early(day: date | str, start: date | str, of: Text) -> Text:
    """Say that a day lies before another that it can't lie before."""
    return Text(f"{day} 早于{of.zh} {start}，不可能发生", f"{day} is before {of.en} of {start}: impossible")
