"""A campaign compiled for an as-of date: all that does not depend on the record, done once.

Names in conditions are bound to what they stand for, the windows of every duty are laid out, and the words that
will do are gathered. `campaign_rules.engine.verdicts` runs a plan over a record.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec import UNSET, Struct, UnsetType, structs

from campaign_rules.base.dittos import is_ditto
from campaign_rules.base.periods import plus
from campaign_rules.base.working_days import LONGEST_HOLIDAY
from campaign_rules.engine.views import WHO, Horizon, RecordView
from campaign_rules.logic.conditions import AnyOf, Binding, Condition
from campaign_rules.logic.lifecycles import Occurrence
from campaign_rules.logic.transition_tables import Table
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.duties.form import Counted, Course, Duty, ItemTest
from campaign_rules.rules.duties.obligations import Status, Window, combine
from campaign_rules.rules.kinds import Meant
from campaign_rules.rules.leads import Leads, plain
from campaign_rules.rules.offices import NOBODY_KNOWN
from campaign_rules.rules.outcomes import Outcomes
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.records import AMOUNTS, Record

KIND = ("kind",)
"""Where conditions read the kind of an entry, by any of its names."""


class BoundDuty(Struct, frozen=True):
    """A duty with its conditions bound and its windows laid out; for one frequency of a duty with variants."""

    id: str
    duty: Duty
    applies: Condition
    """Whether the duty applies at all, whatever its frequency."""
    when: Condition
    """Whether it applies with this frequency."""
    course: Course
    """How it is asked for over time, with this frequency."""
    wanted: tuple[tuple[str, frozenset[str]], ...]
    """Fields beside the kind that an entry must have, each with what will do: roles for ``by``, else words."""
    counted: Counted
    test: ItemTest
    review: Condition | None
    term_days: int | UnsetType | None

    @property
    def windows(self) -> tuple[Window, ...]:
        """Its windows; none for a duty that is judged for each item."""
        return self.course.windows


class Plan:
    """A pack compiled for one day. Holds no record; safe to share between threads."""

    def __init__(self, pack: Pack, as_of: date) -> None:
        self.pack, self.as_of = pack, as_of
        self.leads = Leads(pack.directory, pack.codes)
        self.lexicon, self.roles, self.kinds = pack.lexicon, pack.role_words(), pack.kind_words()
        self.offices = pack.office_words(self.leads)
        self.says = lru_cache(maxsize=16384)(self._says)
        self.times = pack.times()
        self.separate = self.times.reads("one-drill-many-duties", "separate")
        binding = pack.binding()
        self.outcomes: Outcomes | None = pack.outcomes
        if pack.outcomes:
            named = {name: (o.title, o.when) for name, o in pack.outcomes.outcomes.items()}
            binding = structs.replace(binding, facts={**binding.facts, **named})
        self.outcome_conditions = (
            {name: binding.bind(o.when) for name, o in pack.outcomes.outcomes.items()} if pack.outcomes else {}
        )
        self._binding = binding
        self.duties_of = lru_cache(maxsize=None)(self._duties_of)
        self.forms_of = lru_cache(maxsize=None)(self._forms_of)
        self.cycles = {c.of: (Table(c, binding), binding.bind(c.concerns)) for c in pack.cycles.values()}
        self.irregular = {
            (c.of, event): (binding.bind(one.when), one.say)
            for c in pack.cycles.values()
            for event, one in c.irregular.items()
        }
        """By section and event, when it is irregular, and how that is told."""
        self.enforcement = Table(pack.enforcement, binding) if pack.enforcement else None
        self._obligation = Table(pack.obligation, binding)
        self._status_of = lru_cache(maxsize=65536)(self._replay)

    def _duties_of(self, *actors: str) -> tuple[BoundDuty, ...]:
        """Return the duties that any of some actors bears, or a role within one, in the order of the plan's clauses."""
        actor_of = self.pack.identity.actor_of
        return tuple(
            bound
            for id_, duty in self.pack.duties.items()
            if duty.borne_by(actors, actor_of) is not None
            for bound in self._bind(id_, duty, self._binding)
        )

    def _forms_of(self, *actors: str) -> dict[str, tuple[BoundDuty, ...]]:
        """Return each duty of some actors by its id: once for each of its frequencies."""
        forms: dict[str, tuple[BoundDuty, ...]] = {}
        for bound in self.duties_of(*actors):
            forms[bound.id] = (*forms.get(bound.id, ()), bound)
        return forms

    def _bind(self, id_: str, duty: Duty, binding: Binding) -> Iterator[BoundDuty]:
        delegable = self.times.reads("personal-duties", "delegable")
        wanted = {name: frozenset({value}) for name, value in duty.counted.fields.items()}
        if duty.in_person and not delegable:
            wanted["by"] = frozenset(duty.bearers)
        test = duty.test.bound(binding)
        days = self.times.chosen.get(test.term, UNSET)
        for course in duty.courses(id_, self.times):
            yield BoundDuty(
                id_,
                duty,
                binding.bind(duty.when),
                binding.bind(course.when),
                course,
                tuple(wanted.items()),
                duty.counted,
                test,
                binding.bind(AnyOf(tuple(review.when for review in duty.reviews))) if duty.reviews else None,
                days,  # type: ignore[arg-type]  # an interpretation that takes days holds an int or None
            )

    def __reduce__(self) -> tuple[Any, tuple[Pack, date]]:
        return compile_plan, (self.pack, self.as_of)

    def bind(self, condition: Condition) -> Condition:
        """Return a condition of the pack with every name in it replaced by what it stands for."""
        return self._binding.bind(condition)

    def view(self, record: Record, known_at: date | None = None) -> RecordView:
        """Return a record as this plan's conditions see it."""
        seen: Any = UNSET
        leading: Any = UNSET
        if record.sectors is not UNSET:
            seen = tuple(one for word in record.sectors for one in self.leads.resolve(word))
            leading = tuple(one for sector in seen for one in self.leads.leading(sector))
        horizon = Horizon(self.as_of, self.as_of, known_at)
        return RecordView(record, horizon, seen, self.said, self.pack.called.get, leading)

    def said(self, path: tuple[str, ...], value: Any) -> Any:
        """Return what a judged value means: a text that says none or not yet is null, one that says not known absent."""
        if not isinstance(value, str):
            return value
        if path == KIND:
            return self._kind(value)
        if path in WHO:
            return self._who(value) if value.strip() else None if path == WHO[0] else UNSET
        if is_ditto(value):
            return UNSET  # the same as what? in plain data nobody can say
        return self.lexicon.need(value) if path in AMOUNTS else self.lexicon.value(value)

    def _who(self, word: str) -> Any:
        """Return whom a word names: null where it says nobody, or nothing; of one that is not known, nobody known."""
        said = self.lexicon.value(word)
        if isinstance(said, str) and not is_ditto(word):
            return self.offices.meant(word)
        return None if said is None else NOBODY_KNOWN

    def _kind(self, word: str) -> Any:
        """Return the kind that a word names; several as a tuple, and what it may be as a set of candidates."""
        found = [self.kind_meant(section, word) for section in self.kinds]
        kinds = tuple(kind for meant in found for kind in meant.kinds)
        near = frozenset(kind for meant in found for kind in meant.perhaps)
        several = (*kinds, near | {word}) if near else kinds
        return several if len(several) > 1 else several[0] if several else word

    def kind_meant(self, section: str, word: str) -> Meant:
        """Return what the word of a kind means in a section."""
        return self.kinds[section].meant(word)

    def _says(self, name: str, value: Any, wanted: frozenset[str], actors: tuple[str, ...]) -> Truth:
        """Tell whether a field of an entry has what is wanted; None where it does not say, in words that are known."""
        if name == "by":
            return self.roles.did(value, wanted, actors)
        said = self.lexicon.value(value) if isinstance(value, str) else value
        if not isinstance(said, str) or not said.strip():
            return None if said is UNSET else False
        if name == "scope":
            extent = self.lexicon.extent(said)
            return None if extent is None else extent in wanted
        return plain(said) in map(plain, wanted)

    def status(self, window: Window, occurrences: tuple[Occurrence, ...]) -> Status:
        """Replay the life cycle of an obligation; a bounded memo remembers the answer."""
        return self.status_on(self.as_of, window, occurrences)

    def status_on(self, day: date, window: Window, occurrences: tuple[Occurrence, ...]) -> Status:
        """Replay the life cycle of an obligation up to another day than the plan's."""
        days: tuple[date | None, ...] = (window.due,)
        if window.due and window.provisional:
            # It may be any day up to the longest deferral: what holds of the first and of the last holds of each.
            days = (window.due, plus(window.due, LONGEST_HOLIDAY))
        elif window.due and not window.own_reading:
            days = (self.times.last_good_day(window.due),)
        possible = {self._status_of(window.opens, last, occurrences, day) for last in days}
        return possible.pop() if len(possible) == 1 else "unknown"

    def _replay(self, opens: date, last: date | None, occurrences: tuple[Occurrence, ...], day: date) -> Status:
        found = self._obligation.replay(occurrences, {"opens": opens, "due": last}, day)
        return combine({world.states[0] for world in found.worlds})  # type: ignore[no-any-return]


def compile_plan(pack: Pack, as_of: date) -> Plan:
    """Compile a pack for a day."""
    return Plan(pack, as_of)
