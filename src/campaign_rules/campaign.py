"""A campaign as other programs hold it: load it once, then check records, find leads, phases and due days."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache, partial
from itertools import chain
from typing import Any

import msgspec
from msgspec import structs

from campaign_rules.base.errors import (
    BadArgument,
    BadRecord,
    NoForm,
    NoLedger,
    Problem,
    UnknownName,
    a_day,
    first_problems,
)
from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.sources import Source, placed
from campaign_rules.base.texts import Text
from campaign_rules.engine.fast.adaptive import MANY, Adaptive
from campaign_rules.engine.impossibilities import impossibilities
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.files.duplicates import once
from campaign_rules.files.pack_files import find_pack, load_pack
from campaign_rules.files.record_files import Loaded, Nulls, RecordLike, load, load_each
from campaign_rules.logic.transition_tables import Table
from campaign_rules.reports.calendars import Calendar, CalendarEntry, Reminding, entries, last_day
from campaign_rules.reports.cases import Case, Workflow, live_case
from campaign_rules.reports.items import followed_items, one_named
from campaign_rules.reports.ledgers import Ledger, ledger
from campaign_rules.reports.progress.filled import Progress, fill
from campaign_rules.reports.report import Report
from campaign_rules.reports.summaries import Summary, summarise
from campaign_rules.rules.interpretations import Choice
from campaign_rules.rules.leads import Lead
from campaign_rules.rules.pack import Pack, Phase
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.values import Item, Record, attribute, section_of

DEFAULT = "jinxian-2023"

MOST_DAYS = 3_660
"""What falls due is summed up for no more days ahead than this: ten years."""


class Campaign:
    """One campaign's rules, ready to answer. Never changes; can be shared between threads, and pickled.

    >>> campaign = load_campaign("jinxian-2023")
    >>> campaign.phase(date(2023, 6, 1))
    'self_inspection'
    >>> campaign.lead("燃气").candidates[0].department
    'housing_construction'
    """

    def __init__(self, pack: Pack, *, compile_from: int | None = MANY) -> None:
        """Hold a pack's rules; after so many checks of records of the same actors they are compiled for speed.

        With ``compile_from=None`` never: the answers are the same.
        """
        self._pack, self._compile_from = pack, compile_from
        self._course = Table(pack.course, pack.binding())
        days = pack.days()
        self._days = {variable: days[str(field)] for variable, field in pack.course.variables.items()}
        self._outlines = lru_cache(maxsize=64)(self._adaptive)

    @property
    def pack(self) -> Pack:
        """The rules themselves."""
        return self._pack

    @property
    def record_model(self) -> RecordModel:
        """What this campaign's records hold: their classes, by which they are made and told from those of others."""
        return self._pack.model

    @cached_property
    def rules(self) -> Ruleset:
        """The rules compiled: once, for every record and every day."""
        return Ruleset(self._pack)

    @property
    def id(self) -> str:
        """The campaign's id: ``jinxian-2023``."""
        return self._pack.identity.id

    @property
    def interpretations(self) -> dict[str, Choice]:
        """What each interpretation is set to, by name."""
        return self._pack.chosen

    @property
    def phases(self) -> dict[str, Phase]:
        """The phases, in order."""
        return self._pack.identity.phases

    def phase(self, day: date) -> str | None:
        """Return the id of the phase that a day lies in; None outside of all."""
        (world,) = self._course.replay((), self._days, a_day(day, "day")).worlds
        return next((state for state in world.states if state in self.phases), None)

    def lead(self, name: str) -> Lead:
        """Say which department leads the sector that ``name`` names (Chinese, English, an alias, a GB/T 4754 code)."""
        return self.rules.vocabulary.leads.lead(name)

    def report_due(self, year: int, month: int) -> date:
        """Return the day on which a month's form is due, deferred past days off."""
        return self._pack.report_due(year, month)

    def with_interpretation(self, name: str, value: object) -> Campaign:
        """Return the same campaign with an interpretation set otherwise.

        Raises:
            UnknownName: no such interpretation or option.
            BadChoice: a value of the wrong kind.
        """
        return Campaign(self._pack.choosing(name, value), compile_from=self._compile_from)

    def check(
        self, record: RecordLike, *, as_of: date, known_at: date | None = None, nulls: Nulls = "not_done"
    ) -> Report:
        """Check a record as of a day: a `Record`, a mapping, a path, JSON bytes, or one that was loaded already.

        With ``known_at``, as it was known on that day: events that were ``recorded`` later are left out. Where a program
        writes null for what it does not know, ``nulls="unknown"`` (here and wherever records are taken) reads it so.

        Raises:
            BadRecord: the record can't be read, contradicts itself, or tells an impossible history.
            BadArgument: ``as_of`` is no day, or ``known_at`` is before ``as_of``: what had not happened yet could not be known.
        """
        _not_before(known_at, as_of)  # before anything is read
        return self._report(self._loaded(record, nulls), as_of, known_at)

    def _report(self, loaded: Loaded, as_of: date, known_at: date | None = None) -> Report:
        record = loaded.record
        outline = self._outlines(record.actor).outline(record, as_of) if known_at is None else None
        if outline is None and (problems := self.problems([loaded])):
            raise BadRecord(problems)
        return Report(record, self.rules, as_of, known_at, outline=outline, document=loaded)

    def progress(self, records: Iterable[RecordLike], *, as_of: date, nulls: Nulls = "not_done") -> Progress:
        """Fill in the campaign's form from the records of any actors, as of a day.

        Raises:
            BadRecord: a record can't be read, contradicts itself, or tells an impossible history; two differ on a unit.
            NoForm: the campaign has no form.
        """
        a_day(as_of, "as_of")
        if self._pack.form is None:
            raise NoForm(self.id)
        held = self._counted(self._each(records, nulls))
        filled = fill(self._pack.form, self.rules, [one.record for one in held], as_of)
        return replace(filled, spots={one.record.id: one.source.spots for one in held if one.source.spots})

    def ledger(
        self,
        records: Iterable[RecordLike],
        *,
        as_of: date,
        section: str | None = None,
        nulls: Nulls = "not_done",
    ) -> Ledger:
        """Return the ledger of some records, as of a day: of a section, or of the only one of which a ledger is kept.

        Raises:
            BadRecord: a record can't be read, contradicts itself, or tells an impossible history.
            NoLedger: the campaign keeps no ledger.
            UnknownName: it keeps none of that section.
            BadArgument: it keeps several, and no section is named.
        """
        a_day(as_of, "as_of")
        kept = self.record_model.ledgers
        if not kept:
            raise NoLedger(self.id)
        if section is None and len(kept) > 1:
            said = ", ".join(kept)
            text = Text(f"台账不止一种，请指明是哪一种：{said}", f"there are several ledgers, say which: {said}")
            raise BadArgument("which-ledger", text)
        if section is not None and section not in kept:
            raise UnknownName("ledger", section, kept)
        return ledger(self.rules, section or kept[0], self._sound(self._each(records, nulls)), as_of)

    def summary(
        self,
        records: Iterable[RecordLike],
        *,
        as_of: date,
        days: int = 30,
        known_at: date | None = None,
        nulls: Nulls = "not_done",
    ) -> Summary:
        """Sum up many records: how they stand, the worst duties, what is overdue, what falls due within ``days``.

        Raises:
            BadRecord: a record can't be read, contradicts itself, or tells an impossible history; two differ on a unit.
            BadArgument: ``as_of`` is no day, or ``known_at`` is before ``as_of``.
        """
        _not_before(known_at, as_of)
        if not (type(days) is int and 0 <= days <= MOST_DAYS):
            text = Text(f"days 应为 0 至 {MOST_DAYS} 的整数", f"days is a number from 0 to {MOST_DAYS}")
            raise BadArgument("days", text)
        held = self._counted(self._each(records, nulls))
        reports = (self._report(one, as_of, known_at) for one in held)
        return summarise(self._pack, as_of, reports, days, known_at)

    def problems(self, records: Iterable[RecordLike], nulls: Nulls = "not_done") -> list[Problem]:
        """Return what makes records impossible to use: words that the campaign does not know, impossible histories.

        Raises:
            BadRecord: a record can't be read.
        """
        return [
            problem
            for one in self._each(records, nulls)
            for problem in placed(partial(self._problems, one.record), one)
        ]

    def warnings(self, record: RecordLike, nulls: Nulls = "not_done") -> list[Problem]:
        """Return what is allowed in a record, but nearly spells something that would count.

        Raises:
            BadRecord: the record can't be read.
        """
        loaded = self._loaded(record, nulls)
        return placed(partial(self.rules.vocabulary.warnings, loaded.record), loaded)

    def _loaded(self, record: RecordLike, nulls: Nulls = "not_done") -> Loaded:
        return load(record, self.record_model, nulls, campaign=self.id)

    def _each(self, records: Iterable[RecordLike], nulls: Nulls = "not_done") -> list[Loaded]:
        return load_each(records, self.record_model, nulls, campaign=self.id)

    def _counted(self, loaded: Iterable[Loaded]) -> list[Loaded]:
        """Return records of which each unit has one, or say all that is wrong with any of them."""
        held, doubles = once(loaded, self.record_model)
        problems = [*self.problems(held), *(double.problem for double in doubles if not double.identical)]
        if problems:
            raise BadRecord(problems)
        return held

    def _sound(self, loaded: Iterable[Loaded]) -> list[Record]:
        """Return records, or say all that is wrong with any of them."""
        held = list(loaded)
        if problems := self.problems(held):
            raise BadRecord(problems)
        return [one.record for one in held]

    def calendar(
        self,
        record: RecordLike | None = None,
        *,
        actor: str | None = None,
        as_of: date | None = None,
        reminding: Reminding = Reminding(),  # noqa: B008  # frozen
        nulls: Nulls = "not_done",
    ) -> Calendar:
        """Return the dated entries of a record, as they stand on a day; or without one, those of any ``actor``, or of all.

        Without ``as_of``, a record is asked about as of its last entry; where there is none, nothing has begun.

        Raises:
            BadRecord: the record can't be read, contradicts itself, or tells an impossible history.
            BadArgument: the record is another actor's.
            UnknownName: the campaign has no such actor.
        """
        if as_of is not None:
            a_day(as_of, "as_of")
        if actor is not None and actor not in self.record_model.actors:
            raise UnknownName("actor", actor, self.record_model.actors)
        if record is not None:
            return self._calendar(self._loaded(record, nulls), actor, as_of, reminding)
        day = as_of or self._pack.identity.issued - ONE_DAY
        actors: tuple[str, ...] = (actor,) if actor else tuple(self.record_model.actors)
        made: list[CalendarEntry] = []
        for one in actors:
            anybody = self._loaded(self.record_model.record(id=one, actor=one))
            made += entries(self._report(anybody, day), reminding, anybody=True)
        made.sort(key=lambda entry: entry.due)
        return Calendar(pack=self._pack, as_of=day, actors=actors, record=None, entries=tuple(made))

    def _calendar(self, loaded: Loaded, actor: str | None, as_of: date | None, reminding: Reminding) -> Calendar:
        """Return the calendar of a record, or where it is of several actors, of the ``actor`` among them."""
        record = loaded.record
        if actor is not None:
            if actor not in record.actors:
                whose = ", ".join(record.actors)
                text = Text(f"记录的主体是 {whose}，不是 {actor}", f"the record is of actor {whose}, not {actor}")
                raise BadArgument("other-actor", text)
            record = structs.replace(record, actor=actor)
            loaded = structs.replace(loaded, record=record)
        day = as_of or last_day(record, self._pack)
        made = entries(self._report(loaded, day), reminding)
        return Calendar(pack=self._pack, as_of=day, actors=record.actors, record=record, entries=made)

    def case(
        self, item: str | Item | Mapping[str, Any], record: RecordLike | None = None, *, section: str | None = None
    ) -> Case:
        """Return a live case: an item (or, with a record, its id there) to which events can be applied.

        The case knows its whole history: an item without events is one to which nothing has happened yet. Where items of
        several sections have a life cycle, ``section`` says which is meant.

        Raises:
            BadRecord: the item or the record can't be read, or tells an impossible history.
            UnknownName: the record has no item of that id; there is no such section.
            BadArgument: the campaign has no life cycle of items, or several, and it is not said which.
        """
        loaded, (of, index) = self._of_case(item, record, section)
        if problems := self._problems(loaded.record, loaded.source):
            raise BadRecord(problems)
        return live_case(self._workflows[of], loaded.record, index, alone=record is None)

    @cached_property
    def _workflows(self) -> dict[str, Workflow]:
        return {section: Workflow(self.rules, section) for section in self.rules.cycles}

    def _of_case(
        self, given: str | Item | Mapping[str, Any], record: RecordLike | None, section: str | None
    ) -> tuple[Loaded, tuple[str, int]]:
        """Return the record that a case is of, with the item in it, and where the item stands."""
        model, sections = self.record_model, self._sections_of_case(section)
        if isinstance(given, str):
            if record is None:
                text = Text("只给编号时，还要给它所在的记录", "an item's id needs the record that it is in")
                raise BadArgument("no-record", text)
            loaded = self._loaded(record)
            found = followed_items(self.rules, loaded.record)
            known = {key: (key[0], i) for key, i in found.items() if key[0] in sections}
            return loaded, one_named(given, known, model)
        if isinstance(given, Item) and section_of(given) in sections:
            sections = (section_of(given),)
        if len(sections) > 1:
            several = "、".join(sections), ", ".join(sections)
            text = Text(f"请用 section 写明是哪张表：{several[0]}", f"say which section it is of: {several[1]}")
            raise BadArgument("which-section", text)
        around = model.record(id="case") if record is None else self._loaded(record).record
        return _with_item(model, around, sections[0], given)

    def _sections_of_case(self, section: str | None) -> tuple[str, ...]:
        """Return the section that a case can be of, or all where none is named."""
        if not self.rules.cycles:
            text = Text("本行动没有规定任何条目的生命周期", "this campaign has no life cycle of items")
            raise BadArgument("no-life-cycle", text)
        if section is not None and section not in self.rules.cycles:
            raise UnknownName("section", section, self.rules.cycles)
        return tuple(self.rules.cycles) if section is None else (section,)

    def _problems(self, record: Record, source: Source) -> list[Problem]:
        impossible = impossibilities(record, self._pack.model, source)
        return first_problems(chain(impossible, self.rules.vocabulary.problems(record, source)))

    def _adaptive(self, actor: str | tuple[str, ...]) -> Adaptive:
        return Adaptive(self.rules, actor, self._compile_from)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Campaign) and self._pack == other._pack

    def __hash__(self) -> int:
        return hash(self.id)

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(Campaign, compile_from=self._compile_from), (self._pack,)

    def __repr__(self) -> str:
        changed = "".join(f", {name}={value!r}" for name, value in self._pack.overrides.items())
        return f"<Campaign {self.id} {self._pack.identity.version}{changed}>"


def _not_before(known_at: date | None, as_of: date) -> None:
    a_day(as_of, "as_of")
    if known_at is not None and a_day(known_at, "known_at") < as_of:
        text = Text(f"known_at {known_at} 早于 as_of {as_of}", f"known_at {known_at} is before as_of {as_of}")
        raise BadArgument("known-too-early", text)


def _with_item(model: RecordModel, around: Record, section: str, given: object) -> tuple[Loaded, tuple[str, int]]:
    """Return a record with an item that a program gives in it, in the place of the one of its id, and where it stands."""
    others = getattr(around, attribute(section)) or ()
    id_ = (
        getattr(given, "id", None)
        if isinstance(given, Item)
        else given.get("id")
        if isinstance(given, Mapping)
        else None
    )
    at = next((i for i, one in enumerate(others) if one.id == id_), len(others))
    item = _typed(model, section, given, at)
    items = (*others[:at], item, *others[at + 1 :])
    return load(structs.replace(around, **{attribute(section): items}), model), (section, at)


def _typed(model: RecordModel, section: str, given: object, at: int) -> Item:
    """Return an item that a program gives, typed; a Struct checks nothing when it is built, so it is read too."""
    if not isinstance(given, (Item, Mapping)):
        name = model.item_title(section)
        text = Text(f"{name.zh}应为 Item 或映射", f"a live case is of an Item or a mapping: a {name.en}")
        raise BadArgument("not-an-item", text)
    plain = msgspec.to_builtins(given) if isinstance(given, Item) else given
    try:
        (item,) = getattr(load({"id": "case", section: [plain]}, model).record, attribute(section))
    except BadRecord as bad:  # alone it was the first; in its record it stands elsewhere
        first, there = f"{section}[0]", f"{section}[{at}]"
        raise BadRecord(structs.replace(p, path=p.path.replace(first, there, 1)) for p in bad.problems) from None
    made: Item = item
    return made


def load_campaign(name: str | os.PathLike[str] = DEFAULT) -> Campaign:
    """Load a campaign: the name of one that is shipped, or a folder of YAML.

    Raises:
        UnknownName: there is no such campaign.
        BadPack: its files can't be used; ``problems`` says all that is wrong, with file, line and column.
    """
    return Campaign(load_pack(find_pack(name)))
