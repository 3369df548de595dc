"""What a form gives the engine to judge a duty by: its courses over time, the entries that count, the test of an item."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import UNSET, Struct, UnsetType, structs

from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import NOTHING_ASKED, Binding, Condition
from campaign_rules.rules.duties.obligations import Window
from campaign_rules.rules.terms.due import Due, Point
from campaign_rules.rules.terms.measures import Measure
from campaign_rules.rules.terms.rhythms import EACH, Rhythm
from campaign_rules.rules.terms.sayings import Called
from campaign_rules.rules.terms.times import CAMPAIGN


class Course(Struct, frozen=True, kw_only=True):
    """One way in which a duty is asked for over time: whom it is asked of, and its windows; one for each frequency."""

    when: Condition
    windows: tuple[Window, ...] = ()
    rhythm: Rhythm | None = None
    """The rhythm in which it recurs, if it does."""
    readings: tuple[str, ...] = ()
    """The readings that say when it is to be done; some of them a campaign may not have."""
    dated: bool = False
    """Whether the campaign's days say when, so that they may never ask for it."""
    by_record: bool = False
    """Whether its days hang on what a record says of another duty, so that the readable engine is asked about it."""
    place: Path = ()
    """Where in the duty it is said, if not by the duty as a whole."""

    @property
    def recurs(self) -> bool:
        """Whether it is asked for again and again: a stoppage that names no duty waives what is."""
        return self.rhythm is not None

    @property
    def each(self) -> str:
        """A short word for its rhythm; empty for what does not recur."""
        return self.rhythm.key if self.rhythm else ""

    def frequency(self, called: Called) -> Text:
        """Say how often it is asked for."""
        return self.rhythm.often(called) if self.rhythm else EACH[CAMPAIGN]

    @property
    def is_asked(self) -> bool:
        """Whether any day of the campaign asks for it, or a record can."""
        return bool(self.windows) or self.by_record or not self.dated


class Counted(Struct, frozen=True):
    """The entries of a record that count: of a kind in a section, with other fields; and how many, or how much, is needed."""

    section: str = ""
    kind: str = ""
    fields: Mapping[str, str] = {}
    at_least: int = 1
    measure: Measure | None = None
    """How much is needed, where that is not a number of entries."""

    @property
    def is_anything(self) -> bool:
        """Whether any entry can count."""
        return bool(self.section and self.kind)

    @property
    def is_any_one(self) -> bool:
        """Whether any one of the entries is enough."""
        return self.at_least == 1 and self.measure is None

    def bound(self, binding: Binding) -> Counted:
        """Return the same with the names in its measure's condition bound to what they stand for."""
        return structs.replace(self, measure=self.measure.bound(binding)) if self.measure else self


class ItemTest(Struct, frozen=True):
    """How an item is judged: something is required of it, or something is to be done by a term."""

    require: Condition = NOTHING_ASKED
    judged_when: Condition = NOTHING_ASKED
    done_on: str | Point = ""
    """The field that holds the day it was done, or the event; empty where something is required."""
    term: str = ""
    """The field that holds the last day, or an interpretation that says how many days there are."""
    due: Due | UnsetType = UNSET
    """The last day, where it is put together otherwise."""
    term_unknown: Condition | UnsetType = UNSET
    """Where the term is not known; if not said, where the record does not say it."""
    done_unclear: Condition | UnsetType = UNSET
    """Where it is not known whether what was done was in time; if not said, where the term is not known for want of a word."""

    def bound(self, binding: Binding) -> ItemTest:
        """Return the same test with the names in its conditions bound to what they stand for."""
        return structs.replace(
            self,
            require=binding.bind(self.require),
            judged_when=binding.bind(self.judged_when),
            term_unknown=self.term_unknown and binding.bind(self.term_unknown),
            done_unclear=self.done_unclear and binding.bind(self.done_unclear),
        )


NOTHING_COUNTS, NO_TEST = Counted(), ItemTest()
