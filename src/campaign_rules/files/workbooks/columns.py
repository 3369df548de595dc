"""Sheets and their columns: what a column holds, and the columns that are no field of an item.

What is no declared field stands at a path that begins with a mark, which no declared name can be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from campaign_rules.base.amounts import NO_UNIT, Measure
from campaign_rules.base.words import Lexicon, Words, lexicon_of

Form = Literal["text", "date", "moment", "flag", "number", "integer", "list", "one_or_list", "value"]
"""What kind of thing a column holds."""

Holds = Literal["units", "items", "events", "attributes"]
"""What each row of a sheet is: a record itself, an item, an event of one, or whatever else is known of a record."""

Path = tuple[str, ...]
"""The way to what a column holds, from the record or the item that its row is."""


class Column(Struct, frozen=True, kw_only=True):
    """A column of a sheet: the field of the record it holds, its heading and other headings that people use."""

    path: Path
    heading: str
    aliases: tuple[str, ...] = ()
    form: Form = "text"
    element: Form = "text"
    """Of a list, what each of it is."""
    required: bool = False
    nullable: bool = True
    words: Mapping[str, str] = {}
    """What people write, as `plain` writes it, for a word of the record."""
    shown: Mapping[str, str] = {}
    """How each word of the record is written for people."""
    strict: bool = False
    """Whether no other words will do."""
    judged: bool = False
    """Whether any text in it counts as done: then words for none and not yet are null, and for not known nothing."""
    denied: bool = False
    """Whether a word for none or not yet is kept as it is, because it contradicts what else the row says."""
    needed: bool = False
    """Of an amount, whether a text may say that none is needed."""
    none_words: tuple[str, ...] = ()
    """What says none in this column alone."""
    lexicon: Lexicon = lexicon_of(Words())
    measure: Measure = NO_UNIT
    """The unit of its amounts; of what is counted, the units that it does not have."""
    or_text: bool = False
    """With flags: whether text (a name) will do too."""
    is_id: bool = False
    kept_by: tuple[str, ...] = ()
    """The actors whose records have it, if not everybody's."""
    hint: str = ""


class Sheet(Struct, frozen=True, kw_only=True):
    """A sheet: what its rows are, and of which section of the record."""

    title: str
    holds: Holds
    section: str = ""
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    kept_by: tuple[str, ...] = ()
    """The actors whose records have it, if not everybody's."""
    values: Mapping[str, Column] = {}
    """By the name of an attribute whose type is declared, the column as which its value is read."""

    @property
    def key(self) -> tuple[Holds, str]:
        """What tells the sheet from the others of a workbook."""
        return self.holds, self.section


OWNER_FIELD = "@record"
"""The first step of the path of a column that says whose a row is: by its id or, where no sheet lists the units, more."""

OWNER, ITEM, STATUS, IN_FORCE = (OWNER_FIELD, "id"), ("@item",), ("@status",), ("@in_force",)
"""The paths of the columns that say whose a row is and to which item an event happened, and of those of a ledger that
its days must agree with: how the item stands, and the deadline in force."""

OWNER_HEADING = "单位编号"
"""How the column is headed that says whose a row is."""

BEYOND, DERIVED = "@beyond", "@derived"
"""The first step of the paths of a ledger's columns that no row can hold: what is said there is refused, lest it be
lost; and of those that are only worked out from others, which are passed over."""

NAME, VALUE = ("name",), ("value",)
"""The paths of the columns that name an attribute and say its value."""

COMPLETE = "@complete"
"""The first step of the path of a column that says that a section is complete: an empty list, where no row is."""


def is_aside(path: Path) -> bool:
    """Tell whether a column is no field of what its row is."""
    return path[0].startswith("@")
