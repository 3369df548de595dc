"""How conditions see a record: as a whole, or one item of a section, as of a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from campaign_rules.base.periods import plus
from campaign_rules.base.texts import Text
from campaign_rules.engine.corrections import retracted
from campaign_rules.logic.conditions import UNCLEAR
from campaign_rules.logic.replay import Occurrence, Replayed, World
from campaign_rules.logic.transition_tables import Table
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.leads import LEADING, OWN_DEPARTMENT, Leads
from campaign_rules.rules.record.model import RECORD, RecordModel
from campaign_rules.rules.record.values import (
    Event,
    Item,
    Record,
    attribute,
    is_correction,
    item_date,
    recorded_on,
    tie_of,
)

Access = Literal["day", "sectors", "section", "fact", "office"]
"""How a field of a record is read: the as-of day; sectors and the departments that lead them, as what their words mean; a
section, without what lies ahead; a fact, which holds too where its section lists something; which department it is of."""


@lru_cache(maxsize=64)
def accesses(model: RecordModel) -> Mapping[str, Access]:
    """Return how what a record holds is read, by name; whatever is not here is read as it stands."""
    of_sectors = (model.sector_field, LEADING) if model.sector_field else (LEADING,)
    return {
        "as_of": "day",
        OWN_DEPARTMENT: "office",
        **dict.fromkeys(of_sectors, "sectors"),
        **dict.fromkeys(model.sections, "section"),
        **dict.fromkeys(model.section_of_fact, "fact"),
    }


def in_effect(item: Any, day: date) -> bool:
    """Tell whether an item of a section has taken effect by a day."""
    since = item_date(item)
    return since is None or since <= day


def lists(record: Record, section: str, day: date) -> bool:
    """Tell whether a section lists something that has taken effect by a day."""
    return any(in_effect(item, day) for item in getattr(record, attribute(section)) or ())


def follow(value: Any, path: Sequence[str]) -> Any:
    """Walk into Structs and mappings; nothing lies inside what is absent (`UNSET`) or null (None)."""
    for name in path:
        if value is UNSET or value is None:
            return value
        value = value.get(name, UNSET) if isinstance(value, dict) else getattr(value, attribute(name), UNSET)
    return value


def step_source(value: str, name: str) -> str:
    """Return a step of `follow` into a Struct as code: what is absent or null counts as false there, and a Struct as true.

    >>> step_source("x0", "day"), step_source("x0", "from")
    ('x0.day if x0 else x0', 'x0.from_ if x0 else x0')
    """
    return f"{value}.{attribute(name)} if {value} else {value}"


Said = Callable[[str, tuple[str, ...], Any], Any]
"""Says what a value in a field of a section (or of the record itself) means: 未安排 is as good as null, 不详 as good as
absent. The fields of what happened to an item stand behind ``event``."""


def as_written(section: str, path: tuple[str, ...], value: Any) -> Any:
    """Return a value as it is written."""
    return value


class Horizon(Struct, frozen=True):
    """How far one looks: the day that is asked about, and what of the record is looked at.

    ``until`` is before ``as_of`` where one asks what will be if nothing more happens; ``known_at`` leaves out the
    events that were recorded later.
    """

    as_of: date
    until: date
    known_at: date | None = None

    def sees(self, event: Event) -> bool:
        """Tell whether an event has taken effect and was known."""
        if event.date > self.until:
            return False
        return self.known_at is None or (recorded_on(event) or event.date) <= self.known_at


class Sectors:
    """What a record's words for sectors mean, found when it is asked for: each the sector, or the set of candidates;
    the departments that lead them likewise."""

    def __init__(self, words: tuple[str, ...] | UnsetType, leads: Leads) -> None:
        self._words, self._leads = words, leads

    def department(self, word: str) -> str | None:
        """Return the department that a word names, if it names one."""
        return self._leads.department(word)

    def get(self, path: tuple[str, ...]) -> Any:
        """Return the sectors, or the departments, as conditions name them."""
        return self._leading if path[0] == LEADING else self._meant

    @cached_property
    def _meant(self) -> tuple[Any, ...] | UnsetType:
        if self._words is UNSET:
            return UNSET
        return tuple(one for word in self._words for one in self._leads.resolve(word))

    @cached_property
    def _leading(self) -> tuple[Any, ...] | UnsetType:
        if self._meant is UNSET:
            return UNSET
        return tuple(one for sector in self._meant for one in self._leads.leading(sector))


class RecordView:
    """A record as of a day."""

    __slots__ = ("_access", "_seen", "called", "horizon", "meaning", "memo", "model", "record", "sectors")

    def __init__(
        self,
        record: Record,
        horizon: Horizon,
        sectors: Sectors,
        model: RecordModel,
        said: Said = as_written,
        called: Callable[[str], Text | None] = lambda word: None,
    ) -> None:
        self.record, self.horizon, self.sectors, self.meaning, self.called = record, horizon, sectors, said, called
        self.model, self._access = model, accesses(model)
        self.memo: dict[str, Truth] = {}
        self._seen: dict[str, Any] = {}

    def get(self, path: tuple[str, ...]) -> Any:
        """Return a field's value; entries of a section that lie after the day are not seen."""
        name = path[0]
        match self._access.get(name):
            case None:
                return self.said(path, follow(self.record, path))
            case "fact":
                value, section = getattr(self.record, attribute(name), UNSET), self.model.section_of_fact[name]
                implied = value is UNSET and lists(self.record, section, self.horizon.until)
                return True if implied else self.said(path, follow(value, path[1:]))
            case "section":
                if name not in self._seen:
                    items = getattr(self.record, attribute(name))
                    self._seen[name] = tuple(filter(self.sees, items)) if isinstance(items, tuple) else items
                return self._seen[name]
            case "day":
                return self.horizon.as_of
            case "sectors":
                return self.sectors.get(path)
            case "office":
                return self._department() if self.model.lead_actor in self.record.actors else None

    def _department(self) -> str | UnsetType:
        names = (self.record.id, self.model.name_of(self.record))
        return next((found for name in names if name and (found := self.sectors.department(name))), UNSET)

    def said(self, path: tuple[str, ...], value: Any) -> Any:
        """Return what a value that stands in a field of the record itself means."""
        return self.meaning(RECORD, path, value)

    def place(self, path: tuple[str, ...]) -> str:
        """Return the path as it is written in the record."""
        return ".".join(path)

    def label(self, path: tuple[str, ...]) -> Text:
        """Return what people call a field."""
        return self.model.label(RECORD, path)

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        """Return what people call a value."""
        return self.called(value) if isinstance(value, str) else None

    def day(self, entry: Any) -> date | None:
        """Return the day from which an entry of a section counts; None where it has none."""
        return item_date(entry)

    def until(self, horizon: Horizon, record: Record) -> RecordView:
        """Return a record much like this one, in the same sectors, as seen with another horizon."""
        return RecordView(record, horizon, self.sectors, self.model, self.meaning, self.called)

    def sees(self, item: Any) -> bool:
        """Tell whether an item of a section has taken effect."""
        return in_effect(item, self.horizon.until)


class ItemView:
    """One item of a section; what the item does not have is looked up in the record."""

    __slots__ = ("item", "memo", "prefix", "record", "section")

    def __init__(self, item: Any, prefix: str, record: RecordView) -> None:
        self.item, self.prefix, self.record = item, prefix, record
        self.section = prefix.partition("[")[0]
        self.memo: dict[str, Truth] = {}

    def get(self, path: tuple[str, ...]) -> Any:
        """Return a field's value, or `UNSET`."""
        if attribute(path[0]) in self.item.__struct_fields__:
            return self.said(path, follow(self.item, path))
        return self.record.get(path)

    def said(self, path: tuple[str, ...], value: Any) -> Any:
        """Return what a value that stands in a field means."""
        return self.record.meaning(self.section, path, value)

    def place(self, path: tuple[str, ...]) -> str:
        """Return the path of a field in the record."""
        inside = attribute(path[0]) in self.item.__struct_fields__
        return f"{self.prefix}.{'.'.join(path)}" if inside else self.record.place(path)

    def label(self, path: tuple[str, ...]) -> Text:
        """Return what people call a field."""
        return self.record.model.label(self.section, path)

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        """Return what people call a value."""
        return self.record.word(path, value)

    def day(self, entry: Any) -> date | None:
        """Return the day from which an entry of a section counts; None where it has none."""
        return self.record.day(entry)


class CycleView:
    """An item in one of the worlds of its life cycle.

    ``until`` (a variable) is its value; ``work`` (a region) is the region's state, and ``work.done`` the day on which that
    state was entered, null when it is another. Without a world, where
    the replay gave up, all of these are unclear.
    """

    __slots__ = ("base", "known", "memo", "replayed", "table", "world")

    def __init__(
        self, base: ItemView, table: Table, world: World | None, *, known: bool, replayed: Replayed | None = None
    ) -> None:
        self.base, self.table, self.world, self.known, self.replayed = base, table, world, known, replayed
        self.memo: dict[str, Truth] = {}

    @property
    def gave_up(self) -> bool:
        """Whether there are too many ways for the item to stand."""
        return self.world is None

    def get(self, path: tuple[str, ...]) -> Any:
        """Return a field of the life cycle, of the item, or of the record."""
        slot = self.table.slot(path)
        if slot is None:
            return self.base.get(path)
        if self.world is None:
            return UNCLEAR
        return slot.of(self.world) if self.known or slot.kind == "v" else UNSET

    def said(self, path: tuple[str, ...], value: Any) -> Any:
        """Return what a value that stands in a field means."""
        return self.base.said(path, value)

    def place(self, path: tuple[str, ...]) -> str:
        """Return the place of the record that a field comes from."""
        slot = self.table.slot(path)
        if slot and slot.kind == "v" and self.world is not None:
            field, later = self.table.starts[path[0]] or (("events",), 0)
            started = self.base.get(field)
            if isinstance(started, date) and self.get(path) != plus(started, timedelta(later)):
                field = ("events",)  # what it started from was said, and is not what it is now
            return self.base.place(field)
        return self.base.place(("events",) if slot else path)

    def label(self, path: tuple[str, ...]) -> Text:
        """Return what people call a field; of a state's day, the state."""
        return self.table.cycle.called(path) or self.base.label(path)

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        """Return what people call a value; of a region, the state's title."""
        region = self.table.cycle.regions.get(path[0])
        if region and len(path) == 1 and isinstance(value, str):
            return region.states.get(value)
        return self.base.word(path, value)

    def day(self, entry: Any) -> date | None:
        """Return the day from which an entry of a section counts; None where it has none."""
        return self.base.day(entry)


def occurrences(item: Item, prefix: str, horizon: Horizon) -> Iterator[Occurrence]:
    """Yield what has happened to an item, without what a correction took back."""
    events = item.events or ()
    gone = retracted(events, horizon.sees)
    for i, event in enumerate(events):
        if not is_correction(event) and i not in gone and horizon.sees(event):
            yield Occurrence(event.date, event.kind, True, event, f"{prefix}.events[{i}]", tie_of(event))
