"""What every form of duty has, and the questions that each answers in its own way: the others never ask which it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar

from msgspec import UNSET, Meta, Struct, UnsetType

from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Clause, Text
from campaign_rules.logic.conditions import NOTHING_ASKED, Condition, Const
from campaign_rules.rules.duties.bearers import BY_ANOTHER, Bearer, Office, every, names_of
from campaign_rules.rules.duties.judging import NO_TEST, NOTHING_COUNTS, Counted, Course, ItemTest
from campaign_rules.rules.duties.obligations import Basis, Status
from campaign_rules.rules.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.terms.sayings import Called
from campaign_rules.rules.terms.times import Times

Say = Callable[[Condition, str], Text]
"""Says a condition in words: on the items of a section, or (empty) on the record."""


class Review(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person must look at, and when: while the obligation is not done and the condition holds."""

    look_at: Text
    when: Condition = Const(True)
    once_due: Annotated[bool, Meta(description="only once its last day has passed; until then it is open")] = False


class Duty(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One duty of the plan, in any form: what is asked, by which clause, of whom.

    The engine judges it over its windows (`courses`) by the entries that count (`counted`), or for each item of a
    section (`items`) by a test (`test`).
    """

    key: ClassVar[str] = ""
    """The key that says in a pack's file that a duty has this form; empty where the lack of any does."""

    title: Text
    clause: Clause
    also: Annotated[tuple[str, ...], Meta(description="other clauses and statutes that it rests on")] = ()
    bearer: Annotated[
        Bearer,
        Meta(description="an actor, a role within one, some of the departments, several jointly; or each of several"),
    ]
    in_person: Annotated[bool, Meta(description="the bearer may not delegate it (personal-duties)")] = False
    when: Annotated[Condition, Meta(description="whom, or which items, it applies to")] = Const(True)
    review: Annotated[
        Review | Annotated[tuple[Review, ...], Meta(min_length=1)] | UnsetType,
        Meta(description="what a person must look at while it is not done; of several the first whose condition holds"),
    ] = UNSET
    interpretations: Annotated[tuple[str, ...], Meta(description="readings it rests on beside those of its form")] = ()

    @property
    def bearers(self) -> tuple[str, ...]:
        """Everyone who bears it."""
        return names_of(self.bearer)

    @property
    def is_joint(self) -> bool:
        """Whether several bear it together, so that what one of them did counts for all."""
        return any(isinstance(one, Office) and one.jointly for one in every(self.bearer))

    def borne_by(self, actors: Iterable[str], actor_of: Mapping[str, str]) -> str | None:
        """Return the first of some actors that bears it, itself or by a role within it; ``actor_of`` tells a role's actor."""
        bearers = {actor_of.get(bearer, bearer) for bearer in self.bearers}
        return next((actor for actor in actors if actor in bearers), None)

    @property
    def reviews(self) -> tuple[Review, ...]:
        """What a person may have to look at, the first first; empty where nothing is for a person to judge."""
        if self.review is UNSET:
            return (Review(BY_ANOTHER, once_due=True),) if self.is_joint else ()
        return self.review if isinstance(self.review, tuple) else (self.review,)

    @property
    def judged_once_due(self) -> bool:
        """Whether a person need not look before the last day has passed."""
        return bool(self.reviews) and all(review.once_due for review in self.reviews)

    @property
    def look_at(self) -> Text:
        """All that a person may have to look at, in one text."""
        return Text("；", "; ").join(review.look_at for review in self.reviews)

    @classmethod
    def takes(cls, written: Mapping[str, Any]) -> bool:
        """Tell whether what a pack's file writes of a duty, by key, is a duty of this form."""
        return cls.key in written

    @classmethod
    def shares(cls, key: str, written: Mapping[str, Any]) -> bool:
        """Tell whether the key of another form, as it is written, has a meaning in this form too."""
        return False

    # --- what the engine needs ---

    def courses(self, id_: str, times: Times) -> tuple[Course, ...]:
        """Return how it is asked for over time: the general way, then one for each other frequency."""
        raise NotImplementedError

    def about(self, days: int) -> int:
        """Return about how many windows it has in a campaign of so many days, at least as many as there can be."""
        return 1

    @property
    def counted(self) -> Counted:
        """The entries of a record that count for it."""
        return NOTHING_COUNTS

    @property
    def items(self) -> str:
        """The section for each of whose items it is judged; empty for one that is judged over time."""
        return ""

    @property
    def test(self) -> ItemTest:
        """How an item is judged."""
        return NO_TEST

    @property
    def is_requirement(self) -> bool:
        """Whether something must be so of items, up to a day, rather than be done by one."""
        return False

    @property
    def section(self) -> str:
        """The section of the record that it looks at; empty for one that only a person can judge."""
        return self.items or self.counted.section

    @property
    def beside_stoppage(self) -> Text | None:
        """What a person must look at where a stoppage covers its days but does not name it."""
        return None

    @property
    def is_for_some(self) -> bool:
        """Whether it is asked of some and not of others, or otherwise."""
        return self.when != NOTHING_ASKED

    # --- what it rests on ---

    @property
    def due_clause(self) -> str:
        """The clause that sets its last day; empty where none does."""
        return ""

    @property
    def term_basis(self) -> Basis:
        """Where the last day comes from that is set for an item."""
        return "text"

    @property
    def due_phase(self) -> str:
        """The phase by whose end it is due, as its file says; empty where it is not said so."""
        return ""

    @property
    def form_readings(self) -> tuple[str, ...]:
        """The readings that its form names beside those of its days."""
        return ()

    @property
    def named_readings(self) -> tuple[str, ...]:
        """Every reading that it names."""
        return (*self.interpretations, *self.form_readings)

    @property
    def form_conditions(self) -> Mapping[str, Condition]:
        """The conditions that its form has beside whom it applies to and what is for a person, by key."""
        return {}

    def conditions(self) -> Iterator[tuple[Path, Condition, str]]:
        """Yield each of its conditions with its place in the duty and the section whose items it is about (empty: none)."""
        yield ("when",), self.when, self.items
        for key, condition in self.form_conditions.items():
            yield (key,), condition, self.items
        several = isinstance(self.review, tuple)
        for i, review in enumerate(self.reviews):
            yield (*(("review", i) if several else ("review",)), "when"), review.when, self.items

    @property
    def left_to_people(self) -> Text | None:
        """What a person must look at, where nothing in a record could tell; None where something can."""
        return None

    # --- what can be wrong with it in a pack ---

    def names(self, known: PackNames) -> Iterator[NameUsed]:
        """Yield the names that it uses beside those in its conditions."""
        for i, name in enumerate(self.interpretations):
            yield ("interpretations", i), "interpretation", name, known.readings

    def faults(self, known: PackNames) -> Iterator[Remark]:
        """Yield what can't be so, though each key by itself is well-formed."""
        yield from ()

    def doubts(self, id_: str, times: Times) -> Iterator[Remark]:
        """Yield what looks wrong in a campaign, though it could be meant."""
        yield from ()

    def clashes(self, id_: str, times: Times) -> Iterator[Remark]:
        """Yield what can't be so in a campaign: two of its obligations that are called alike."""
        yield from ()

    # --- what is said of it ---

    @property
    def last_day_title(self) -> Text:
        """What a calendar calls its last day."""
        return self.title

    def how_often(self, say: Say, called: Called) -> tuple[Text, ...]:
        """Say how often it is to be done, or of what, in sentences."""
        raise NotImplementedError

    @property
    def branches(self) -> dict[str, set[Status]]:
        """The branches that scenarios must prove, each with the statuses of which one must be expected."""
        return {} if self.when == NOTHING_ASKED else {"not applicable": {"not_applicable"}}
