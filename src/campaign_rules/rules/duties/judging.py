"""What a form gives the engine to judge a duty by: its courses over time, the entries that count, the test of an item."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, structs

from campaign_rules.base.periods import Frequency
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import NOTHING_ASKED, Binding, Condition, Const
from campaign_rules.rules.duties.obligations import Window

EACH: dict[str, Text] = {
    "month": Text("每月", "each month"),
    "quarter": Text("每季度", "each quarter"),
    "half": Text("每半年", "each half-year"),
    "year": Text("每年", "each year"),
    "campaign": Text("行动期间", "in the campaign"),
}
"""How a frequency is said."""


class Course(Struct, frozen=True, kw_only=True):
    """One way in which a duty is asked for over time: whom it is asked of, and its windows; one for each frequency."""

    when: Condition
    windows: tuple[Window, ...] = ()
    each: Frequency | None = None
    """The frequency with which it recurs, if it does."""
    readings: tuple[str, ...] = ()
    """The readings that say when it is to be done; some of them a campaign may not have."""
    dated: bool = False
    """Whether the campaign's days say when, so that they may never ask for it."""
    place: Path = ()
    """Where in the duty it is said, if not by the duty as a whole."""

    @property
    def recurs(self) -> bool:
        """Whether it is asked for again and again: a stoppage that names no duty waives what is."""
        return self.each is not None

    @property
    def frequency(self) -> Text:
        """How often it is asked for, in words."""
        return EACH[self.each or "campaign"]

    @property
    def is_asked(self) -> bool:
        """Whether any day of the campaign asks for it."""
        return bool(self.windows) or not self.dated


class Counted(Struct, frozen=True):
    """The entries of a record that count: of a kind in a section, with other fields; and how many are needed."""

    section: str = ""
    kind: str = ""
    fields: Mapping[str, str] = {}
    at_least: int = 1

    @property
    def is_anything(self) -> bool:
        """Whether any entry can count."""
        return bool(self.section and self.kind)


class ItemTest(Struct, frozen=True):
    """How an item is judged: something is required of it, or something is to be done by a term."""

    require: Condition = NOTHING_ASKED
    judged_when: Condition = NOTHING_ASKED
    done_on: str = ""
    """The field that holds the day it was done; empty where something is required."""
    term: str = ""
    term_unknown: Condition = Const(False)
    done_unclear: Condition = Const(False)

    def bound(self, binding: Binding) -> ItemTest:
        """Return the same test with the names in its conditions bound to what they stand for."""
        return structs.replace(
            self,
            require=binding.bind(self.require),
            judged_when=binding.bind(self.judged_when),
            term_unknown=binding.bind(self.term_unknown),
            done_unclear=binding.bind(self.done_unclear),
        )


NOTHING_COUNTS, NO_TEST = Counted(), ItemTest()
