"""Sheets and their columns: what a column holds, and the columns that are no field of an item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from campaign_rules.base.words import Lexicon, Words, lexicon_of

Form = Literal["text", "date", "flag", "number", "integer", "list", "one_or_list", "value"]
"""What kind of thing a column holds."""


class Column(Struct, frozen=True, kw_only=True):
    """A column of a sheet: the field of the record it holds, its heading and other headings that people use."""

    path: tuple[str, ...]
    heading: str
    aliases: tuple[str, ...] = ()
    form: Form = "text"
    required: bool = False
    nullable: bool = True
    words: Mapping[str, str] = {}
    """What people write, as `plain` writes it, for a word of the record."""
    shown: Mapping[str, str] = {}
    """How each word of the record is written for people."""
    closed: bool = False
    """Whether no other words will do."""
    judged: bool = False
    """Whether any text in it counts as done: then words for none and not yet are null, and for not known nothing."""
    denied: bool = False
    """Whether a word for none or not yet is kept as it is, because it contradicts what else the row says."""
    needed: bool = False
    """Of an amount, whether a text may say that none is needed."""
    lexicon: Lexicon = lexicon_of(Words())
    or_text: bool = False
    """With flags: whether text (a name) will do too."""
    is_id: bool = False
    offices: bool = False
    """Whether only the records of offices have it."""
    hint: str = ""


class Sheet(Struct, frozen=True, kw_only=True):
    """A sheet: which section of the record its rows are items of."""

    title: str
    section: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    offices: bool = False
    """Whether an office's records use it."""


UNITS, EVENTS = "", "events"
"""What stands for a section in the sheets of records themselves, and of hazards' events."""

OWNER = Column(path=("record",), heading="单位编号", aliases=("企业编号", "企业", "单位", "统一社会信用代码"), is_id=True,
               hint="“单位”表里的编号；只有一家时可以不填")  # fmt: skip

OWNER_NAME = Column(path=("record_name",), heading="单位名称", aliases=("企业名称",))
OWNER_TOWNSHIP = Column(path=("record_township",), heading="乡镇", aliases=("所在乡镇",))
"""What a ledger says of whose its rows are: read where no sheet lists the units."""

IN_FORCE, STATUS = ("in_force",), ("standing",)
"""The paths of a ledger's columns that its days must agree with: the deadline in force, and how the hazard stands."""

BEYOND = ("beyond",)
"""The path of the ledger's column that says what the others can't hold: it is refused, lest it be lost."""

COMPLETE = "complete"
"""The first step of the path of a column that says that a section is complete: an empty list, where no row is."""

SHORT: Mapping[str, tuple[str, ...]] = {
    "reported": ("上报日期", "报告日期"),
    "listed": ("挂牌督办日期", "督办", "督办日期", "挂牌日期"),
    "rectification_started": ("开始整改日期",),
    "rectified": ("整改完毕日期", "整改完成日期"),
    "returned": ("验收不合格日期", "退回日期", "验收退回日期", "验收不合格", "退回"),
    "accepted": ("验收日期", "验收"),
    "closed": ("销号日期", "销号"),
    "reopened": ("复现日期", "验收后复现日期", "复现"),
}
"""Events that the ledger itself has a column for, as people keep it: the day is all that there is to say."""

REPORTED_TO = ("events", "reported", "to")
"""The path of the ledger's column that says to whom a hazard was reported."""
