"""A campaign's rules compiled: all that depends neither on a record nor on a day, done once.

Names in conditions are bound to what they stand for, the windows of every duty are laid out, and the words that
will do are gathered. `campaign_rules.engine.verdicts` runs rules over a record, as of a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any

from msgspec import UNSET, Struct, UnsetType, structs

from campaign_rules.base.dittos import is_ditto
from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.texts import Text
from campaign_rules.engine import grounds
from campaign_rules.engine.decisions import DONE_BY, REQUIRED, SETTLED, Decision, resolved
from campaign_rules.engine.item_days import ItemDay
from campaign_rules.engine.item_terms import ItemTerm
from campaign_rules.engine.unsaid_terms import term_unsaid
from campaign_rules.engine.views import Horizon, RecordView, Sectors
from campaign_rules.engine.vocabulary import OpenWords, Vocabulary
from campaign_rules.logic.conditions import (
    NEVER,
    NOTHING_ASKED,
    AllOf,
    AnyOf,
    Binding,
    Condition,
    Const,
    Test,
    both,
    paths_of,
)
from campaign_rules.logic.replay import Occurrence
from campaign_rules.logic.transition_tables import Table
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.duties.bearers import some_of
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.duties.judging import Counted, Course, ItemTest
from campaign_rules.rules.duties.obligations import Basis, Status, Window, combine
from campaign_rules.rules.kinds import Meant
from campaign_rules.rules.leads import OWN_DEPARTMENT, plain
from campaign_rules.rules.offices import NOBODY_KNOWN
from campaign_rules.rules.outcomes import Outcomes
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.model import RECORD
from campaign_rules.rules.record.places import Place, places
from campaign_rules.rules.record.values import Record, attribute
from campaign_rules.rules.terms.due import Due

MOST_REPLAYED = 65_536
"""Replays of obligations that are remembered at most."""


class BoundDuty(Struct, frozen=True, dict=True):
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
    """Fields beside the kind that an entry must have, each with what will do: roles where it says who did it, else words."""
    counted: Counted
    test: ItemTest
    review: Condition | None
    term_days: int | UnsetType | None
    term_unsaid: Condition
    """Whether the record does not say the term of what must be done for an item."""
    term: ItemTerm | None
    """The term, where it is put together."""
    done_on: ItemDay | None
    """The day on which it was done, of what must be done for an item."""
    readings: tuple[str, ...]
    """The readings of the text that an answer rests on."""
    clauses: tuple[str, ...]
    """The clauses that it rests on."""

    @cached_property
    def once_due(self) -> bool:
        """Whether a person need not look before the last day has passed."""
        return self.duty.judged_once_due

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """What it asks about an item, by the name of the fact (`campaign_rules.engine.decisions`)."""
        return {
            "applies": self.when,
            "require": self.test.require,
            "judged_when": self.test.judged_when,
            "term_unknown": self.term_unknown,
            "done_unclear": self.done_unclear,
            "review": self.review or NEVER,
        }

    @property
    def term_unknown(self) -> Condition:
        """Whether the term is not known: as the duty says, else where the record does not say it."""
        return self.term_unsaid if self.test.term_unknown is UNSET else self.test.term_unknown

    @property
    def done_unclear(self) -> Condition:
        """Whether it is not known if what was done was in time: as the duty says, else where the term is not known."""
        if self.test.done_unclear is not UNSET:
            return self.test.done_unclear
        if self.test.term_unknown is UNSET:
            return self.term_unsaid
        parts = (self.term_unsaid, self.test.term_unknown)
        return NEVER if NEVER in parts else AllOf(parts)

    @cached_property
    def judging(self) -> tuple[Decision, ...]:
        """The table by which an item is judged."""
        return resolved(DONE_BY if self.test.done_on else REQUIRED, self._known)

    @cached_property
    def settling(self) -> tuple[Decision, ...]:
        """The table by which it is settled how an item stands for which the duty is not done."""
        return resolved(SETTLED, self._known)

    @property
    def _known(self) -> dict[str, Truth]:
        """What is true or false of every item alike."""
        fixed = {fact: one.value for fact, one in self.conditions.items() if isinstance(one, Const)}
        return {"absent": False, "once_due": False, **fixed}

    @property
    def term_basis(self) -> Basis:
        """Where the last day comes from that is set for an item."""
        return self.duty.term_basis if self.term_days is UNSET else "interpretation"

    @property
    def windows(self) -> tuple[Window, ...]:
        """Its windows; none for a duty that is judged for each item."""
        return self.course.windows


class Ruleset:
    """The rules of a pack compiled, each part when it is first asked for. Holds no day and no record; safe to share
    between threads."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.times = pack, pack.times()
        self.separate = self.times.reads("one-drill-many-duties", "separate")
        self.outcomes: Mapping[str, Outcomes] = pack.outcomes
        self.says = lru_cache(maxsize=16384)(self._says)
        self.duties_of = lru_cache(maxsize=256)(self._duties_of)
        self.courses_of = lru_cache(maxsize=256)(self._courses_of)
        self._status_of = lru_cache(maxsize=MOST_REPLAYED)(self._replay)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that the campaign knows."""
        return Vocabulary(self.pack)

    @cached_property
    def _binding(self) -> Binding:
        binding = self.pack.binding()
        named = {name: (outcome.title, outcome.when) for name, outcome in self.pack.every_outcome.items()}
        return structs.replace(binding, facts={**binding.facts, **named})

    @cached_property
    def outcome_conditions(self) -> dict[str, dict[str, Condition]]:
        """By section, what makes each outcome for its items hold, by its name."""
        return {
            section: {name: self.bind(outcome.when) for name, outcome in declared.outcomes.items()}
            for section, declared in self.outcomes.items()
        }

    @cached_property
    def outcome_sections(self) -> dict[str, frozenset[str]]:
        """By section, the sections of the record that the outcomes for its items look at, by name or by way of a fact."""
        model = self.pack.model
        return {
            section: frozenset(model.section_of_fact.get(path[0], path[0]) for path in paths_of(conditions.values()))
            & model.sections.keys()
            for section, conditions in self.outcome_conditions.items()
        }

    @cached_property
    def cycles(self) -> dict[str, tuple[Table, Condition]]:
        """By section, the life cycle of its items, and which items the campaign concerns."""
        return {c.of: (Table(c, self._binding), self.bind(c.concerns)) for c in self.pack.cycles.values()}

    @cached_property
    def irregular(self) -> dict[tuple[str, str], tuple[Condition, Text]]:
        """By section and event, when it is irregular, and how that is told."""
        return {
            (c.of, event): (self.bind(one.when), one.say)
            for c in self.pack.cycles.values()
            for event, one in c.irregular.items()
        }

    @cached_property
    def enforcement(self) -> Table | None:
        """The life cycle of an outcome on an item."""
        return Table(self.pack.enforcement, self._binding) if self.pack.enforcement else None

    @cached_property
    def obligation(self) -> Table:
        """The life cycle of an obligation."""
        return Table(self.pack.obligation, self._binding)

    @cached_property
    def _days_decide(self) -> bool:
        """Whether an obligation changes on its own two days and those of what happens, and on no other."""
        return not any(
            step.set or step.when != NOTHING_ASKED for steps in self.obligation.steps.values() for step in steps
        )

    def _duties_of(self, *actors: str) -> tuple[BoundDuty, ...]:
        """Return the duties that any of some actors bears, or a role within one, in the order of the plan's clauses."""
        actor_of = self.pack.model.actor_of
        return tuple(
            bound
            for id_, duty in self.pack.duties.items()
            if duty.borne_by(actors, actor_of) is not None
            for bound in self._bind(id_, duty, self._binding, self._offices(duty, actors))
        )

    def _offices(self, duty: Duty, actors: tuple[str, ...]) -> Condition:
        """Return which departments' records a duty is for, where it is some of them that bear it."""
        offices = some_of(duty.bearer, actors, self.pack.model.actor_of)
        if not offices:
            return NOTHING_ASKED
        led_by = self.vocabulary.leads.sectors
        named = [name for one in offices for name in one.departments]
        leading = [led.department for one in offices for sector in one.sectors for led in led_by.get(sector, ())]
        return Test((OWN_DEPARTMENT,), "in", frozenset((*named, *leading)))

    def _courses_of(self, *actors: str) -> dict[str, tuple[BoundDuty, ...]]:
        """Return each duty of some actors by its id: once for each of its frequencies."""
        found: dict[str, tuple[BoundDuty, ...]] = {}
        for bound in self.duties_of(*actors):
            found[bound.id] = (*found.get(bound.id, ()), bound)
        return found

    def _bind(self, id_: str, duty: Duty, binding: Binding, offices: Condition) -> Iterator[BoundDuty]:
        delegable = self.times.reads("personal-duties", "delegable")
        counted, test = duty.counted.bound(binding), duty.test.bound(binding)
        wanted = {name: frozenset({value}) for name, value in counted.fields.items()}
        doer = self.pack.model.doer(counted.section)
        if duty.in_person and not delegable and doer:
            wanted[doer] = frozenset(duty.bearers)
        days = self.times.chosen.get(test.term, UNSET)
        dated = self.pack.model.day_path(duty.items) if duty.items else ()
        table = self.cycles[duty.items][0] if duty.items in self.cycles else None
        due = test.due or self._moment(duty.items, test.term)
        unsaid = term_unsaid(test.term if test.done_on and not due else "", days, dated, table)
        review = binding.bind(AnyOf(tuple(one.when for one in duty.reviews))) if duty.reviews else None
        for course in duty.courses(id_, self.times):
            when = both(offices, binding.bind(course.when))
            passing = counted.measure.passing if counted.measure else UNSET
            conditions = tuple(one for one in (when, review, passing) if one)
            read = grounds.readings(duty, course, conditions, self.pack)
            yield BoundDuty(
                id_,
                duty,
                both(offices, binding.bind(duty.when)),
                when,
                course,
                tuple(wanted.items()),
                counted,
                test,
                review,
                days,  # type: ignore[arg-type]  # an interpretation that takes days holds an int or None
                unsaid,
                ItemTerm(due, self.times, table) if due else None,
                ItemDay(test.done_on) if test.done_on else None,
                read,
                grounds.clauses(duty, read, conditions, self.pack),
            )

    def _moment(self, section: str, term: str) -> Due | UnsetType:
        """Return the term that ends at the moment which a field says; nothing of a field that says a day."""
        path = tuple(term.split("."))
        declared = self.pack.model.field(section, path) or self.pack.model.field(RECORD, path)
        return Due(earlier_of=(term,)) if declared and declared.type == "moment" else UNSET

    def __reduce__(self) -> tuple[type[Ruleset], tuple[Pack]]:
        return Ruleset, (self.pack,)

    def bind(self, condition: Condition) -> Condition:
        """Return a condition of the pack with every name in it replaced by what it stands for."""
        return self._binding.bind(condition)

    def view(self, record: Record, as_of: date, known_at: date | None = None) -> RecordView:
        """Return a record as conditions see it on a day."""
        field = self.pack.model.sector_field
        words = getattr(record, attribute(field)) if field else UNSET
        horizon, sectors = Horizon(as_of, as_of, known_at), Sectors(words, self.vocabulary.leads)
        return RecordView(record, horizon, sectors, self.pack.model, self.said, self.pack.called.get)

    def said(self, section: str, path: tuple[str, ...], value: Any) -> Any:
        """Return what a judged value means: a text that says none or not yet is null, one that says not known absent."""
        if not isinstance(value, str):
            return value
        if means := self._meanings.get((section, path)):
            return means(value)
        return UNSET if is_ditto(value) else self.vocabulary.lexicon.value(value)  # the same as what? nobody can say

    @cached_property
    def _meanings(self) -> Mapping[tuple[str, tuple[str, ...]], Callable[[str], Any]]:
        """By section and path, what texts mean that are more than words for none and not known."""
        found: dict[tuple[str, tuple[str, ...]], Callable[[str], Any]] = {}
        for place in places(self.pack.model, "kind", "authority", "money", "word", "choice"):
            path = ("event", *place.path) if place.in_event else place.path
            match place.field.type:
                case "kind":
                    found[place.section, path] = self._kind
                case "authority":
                    found[place.section, path] = partial(self._who, nobody=self._blank_denies(place))
                case "money" if place.field.or_text:
                    found[place.section, path] = self._amount
                case "word":
                    found[place.section, path] = partial(self._listed, OpenWords(place.field))
                case "choice":  # it is one of those that are declared, whatever that says elsewhere
                    found[place.section, path] = str
        return found

    def _blank_denies(self, place: Place) -> bool:
        """Tell whether a blank in the place of an authority says that there was none: where a word for none would deny the
        event."""
        events = self.pack.model.events_of(place.section) if place.in_event else None
        return any(place.path == (kind.denied_by,) for kind in events.kinds.values()) if events else False

    def _amount(self, text: str) -> Any:
        return UNSET if is_ditto(text) else self.vocabulary.lexicon.need(text)

    def _listed(self, known: OpenWords, text: str) -> Any:
        """Return the word of an open list that a text stands for; of one that is none of them, one that may be any."""
        if is_ditto(text):
            return UNSET
        if one := known.id(text):
            return one
        said = self.vocabulary.lexicon.value(text)
        return said if not isinstance(said, str) or not said.strip() else NOBODY_KNOWN

    def _who(self, word: str, *, nobody: bool) -> Any:
        """Return whom a word names: null where it says nobody, or nothing; of one that is not known, nobody known.

        A blank is null where that says ``nobody``, else as if absent.
        """
        if not word.strip():
            return None if nobody else UNSET
        said = self.vocabulary.lexicon.value(word)
        if isinstance(said, str) and not is_ditto(word):
            return self.vocabulary.offices.meant(word)
        return None if said is None else NOBODY_KNOWN

    def _kind(self, word: str) -> Any:
        """Return the kind that a word names; several as a tuple, and what it may be as a set of candidates."""
        found = [self.kind_meant(section, word) for section in self.vocabulary.kinds]
        kinds = tuple(kind for meant in found for kind in meant.kinds)
        near = frozenset(kind for meant in found for kind in meant.perhaps)
        several = (*kinds, near | {word}) if near else kinds
        return several if len(several) > 1 else several[0] if several else word

    def kind_meant(self, section: str, word: str) -> Meant:
        """Return what the word of a kind means in a section."""
        return self.vocabulary.kinds[section].meant(word)

    def _says(self, section: str, name: str, value: Any, wanted: frozenset[str], actors: tuple[str, ...]) -> Truth:
        """Tell whether a field of a section's entry has what is wanted; None where it does not say, in words that are
        known."""
        declared = self.pack.model.field(section, (name,))
        kind = declared.type if declared else "text"
        if kind == "role":
            return self.vocabulary.roles.did(value, wanted, actors)
        if isinstance(value, str) and plain(value) in map(plain, wanted):
            return True  # the very word that is asked for
        said = self.vocabulary.lexicon.value(value) if isinstance(value, str) else value
        if not isinstance(said, str) or not said.strip():
            return None if said is UNSET else False
        if kind == "extent":
            extent = self.vocabulary.lexicon.extent(said)
            return None if extent is None else extent in wanted
        return plain(said) in map(plain, wanted)

    def status(self, window: Window, occurrences: tuple[Occurrence, ...], as_of: date) -> Status:
        """Replay the life cycle of an obligation up to a day; a bounded memo remembers the answer."""
        last = self._last_good_day(window, window.earliest or window.due)
        if not window.provisional:
            return self._status_since(window.opens, last, occurrences, as_of)
        # It may be any day up to the latest: what holds of the first and of the last holds of each.
        days = (last, self._last_good_day(window, window.latest))
        return sure({self._status_since(window.opens, day, occurrences, as_of) for day in days})

    def _last_good_day(self, window: Window, due: date | None) -> date | None:
        """Return the last day on which a due day of a window is met, if there is one."""
        return due if due is None or window.own_reading else self.times.last_good_day(due)

    def _status_since(self, opens: date, last: date | None, occurrences: tuple[Occurrence, ...], as_of: date) -> Status:
        """Replay up to the latest day on which something changed: until the next one, all days are alike."""
        if self._days_decide:
            as_of = _latest_change(opens, last, occurrences, as_of)
        return self._status_of(opens, last, occurrences, as_of)

    def _replay(self, opens: date, last: date | None, occurrences: tuple[Occurrence, ...], as_of: date) -> Status:
        found = self.obligation.replay(occurrences, {"opens": opens, "due": last}, as_of)
        return combine({world.states[0] for world in found.worlds})  # type: ignore[no-any-return]


def _latest_change(opens: date, last: date | None, occurrences: tuple[Occurrence, ...], as_of: date) -> date:
    """Return the latest day up to a day on which an obligation's status can have changed."""
    latest = opens if opens <= as_of else date.min
    for one in occurrences:
        if latest < one.day <= as_of:
            latest = one.day
    if last and latest <= last <= as_of:
        return last if last == as_of else last + ONE_DAY
    return latest


def sure(statuses: set[Status]) -> Status:
    """Return how an obligation stands whichever of some days is the last; unknown where that is not alike."""
    return statuses.pop() if len(statuses) == 1 else "unknown"
