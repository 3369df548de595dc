"""``record.yaml``: whose records a campaign has, what they hold, and which part each thing plays in the rules.

Fields say their type, their title and how people write them; parts are declared beside them (`Cases`, `Entries` …), so
that no name has a meaning by itself. A few names are reserved: `RESERVED`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as default

from campaign_rules.base.schemas import ELSEWHERE
from campaign_rules.base.texts import Text
from campaign_rules.rules.offices import Office
from campaign_rules.rules.roles import Role

RESERVED: Mapping[str, Text] = {
    "id": Text("区分记录、条目或事项", "what tells a record, an item or an event from the others"),
    "actor": Text(
        "谁的记录；不止一个身份的，全部列在 `actors`",
        "of a record: whose it is; all that it is, where it is several, are its `actors`",
    ),
    "actors": Text("不是字段：`actor` 所写的全部", "no field: what `actor` says, as a tuple"),
    "kind": Text("条目或事项的种类", "of an entry or an event: what it is"),
    "date": Text("事项发生的日期", "of an event: the day on which it happened"),
    "note": Text("保留并显示，不作判断", "kept and shown, never judged"),
    "events": Text("条目的经过", "of an item: what happened to it"),
}
"""The names that mean the same in every campaign's records; all others are the campaign's own."""

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
"""The name of a section, a field, an event, an actor or a role."""

FieldPath = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
"""The way to a field of an item: ``found.date``."""

FieldType = Literal[
    "text", "id", "flag", "date", "moment", "count", "number", "money", "quantity", "choice", "word", "extent", "kind",
    "role", "department", "authority", "sector", "duty", "finding", "reference", "list", "part", "attributes",
]  # fmt: skip
"""What a field holds."""

TYPES_ELSEWHERE: Mapping[str, FieldType] = {
    "bool": "flag", "boolean": "flag", "yesno": "flag", "yes/no": "flag", "是否": "flag",
    "str": "text", "string": "text", "文字": "text", "文本": "text",
    "int": "count", "integer": "count", "整数": "count",
    "float": "number", "decimal": "number", "double": "number", "数": "number", "数字": "number",
    "datetime": "moment", "timestamp": "moment", "time": "moment", "day": "date", "日期": "date",
    "enum": "choice", "select": "choice", "option": "choice", "currency": "money", "金额": "money",
    "array": "list", "set": "list", "列表": "list", "object": "part", "mapping": "part", "struct": "part", "dict": "attributes",
}  # fmt: skip
"""What other programs call a type: who writes one of these is told what it is called here."""


class Headed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What people call something, and how it stands in workbooks."""

    title: Text
    heading: Annotated[
        Annotated[str, Meta(min_length=1)] | UnsetType,
        Meta(description="the column or sheet, if not headed by the Chinese title"),
    ] = UNSET
    also: Annotated[tuple[str, ...], Meta(description="other headings that are understood")] = ()

    @property
    def shown(self) -> str:
        """How it is headed in a workbook."""
        return self.heading or self.title.zh


class Field(Headed, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A field of a record, an item, an event or a part."""

    type: Annotated[FieldType, Meta(extra_json_schema={ELSEWHERE: TYPES_ELSEWHERE})] = "text"
    required: bool = False
    nullable: Annotated[bool, Meta(description="whether null may stand for not done, or none")] = True
    of: Annotated[
        dict[Id, Text] | str | UnsetType,
        Meta(description="choice, word: the words; list: the type of its elements; reference: a section, or `record`"),
    ] = UNSET
    words: Annotated[dict[Id, Text], Meta(description="list: the words of its elements, if these are words")] = default(
        default_factory=dict
    )
    synonyms: Annotated[
        dict[Id, tuple[str, ...]], Meta(description="choice, word: by a word of `of`, what else people write for it")
    ] = default(default_factory=dict)
    unit: Annotated[str | UnsetType, Meta(description="money and quantity: one of `units`")] = UNSET
    fields: Annotated[dict[Id, Field], Meta(description="part: its fields; attributes: those that are known")] = (
        default(default_factory=dict)
    )
    or_text: Annotated[
        bool, Meta(description="flag: or a name, which says yes; money: or a text which says that none is needed")
    ] = False
    judged: Annotated[
        bool,
        Meta(description="whether any text in it counts as done, so that words for none and not known are looked for"),
    ] = False
    none_words: Annotated[tuple[str, ...], Meta(description="words that say none in this column: 无证")] = ()
    hint: Annotated[Text | UnsetType, Meta(description="what a person is told who fills it in")] = UNSET
    phrase: Annotated[
        Text | UnsetType, Meta(description="of an event: how sentences say it: 由{value}, by {value}")
    ] = UNSET
    kept_by: Annotated[tuple[Id, ...], Meta(description="actors whose records have it, if not everybody's")] = ()
    called: Annotated[bool, Meta(description="of a record or an item: by this people know it")] = False
    area: Annotated[Id | UnsetType, Meta(description="of a record: names the unit above it, of this actor")] = UNSET
    check: Annotated[Literal["credit-code"] | UnsetType, Meta(description="id: a form that is checked")] = UNSET

    @property
    def takes_null(self) -> bool:
        """Whether null may stand in it."""
        return self.nullable and not self.required and self.type not in ("id", "kind")


class Actor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whose records there are: those who are checked (subjects), and the offices."""

    kind: Literal["subject", "office"]
    title: Text
    also: Annotated[tuple[str, ...], Meta(description="other words for it")] = ()
    default: Annotated[bool, Meta(description="whose a record is that does not say")] = False
    unit: Annotated[
        Literal["area", "lead", "own"] | UnsetType,
        Meta(
            description="how it forms a unit that reports: an area, with the subjects in it; the lead of sectors, with "
            "the subjects in these; or itself alone"
        ),
    ] = UNSET


class Written(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How people write a unit, beside its name."""

    also: Annotated[tuple[str, ...], Meta(description="other ways of writing it")] = ()
    before: Annotated[tuple[str, ...], Meta(description="those that may stand before a number: ¥, EUR")] = ()


class Conversion(Written, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Another unit, which is converted into the one in which amounts are recorded."""

    worth: Annotated[float, Meta(gt=0, description="what one of it is in that one")]


class MeasureUnit(Written, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A unit in which amounts are recorded, and what others are worth in it."""

    title: Text
    conversions: Annotated[dict[str, Conversion], Meta(description="other units, by name")] = default(
        default_factory=dict
    )


class Entries(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A section of things done or held, which duties count: each has a kind and a day."""

    doer: Annotated[Id | UnsetType, Meta(description="the field that says who did it")] = UNSET
    extent: Annotated[Id | UnsetType, Meta(description="the field that says how much it covered")] = UNSET
    lasting: Annotated[
        bool, Meta(description="whether an entry counts from its day on, also one older than the campaign")
    ] = False


class Suspends(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A section of stoppages: duties are not asked for from one day to another."""

    start: Annotated[Id, Meta(description="the field with the first day")]
    end: Annotated[Id, Meta(description="the field with the last day")]
    duties: Annotated[Id | UnsetType, Meta(description="the field that names duties; without it, all recurring")] = (
        UNSET
    )
    reason: Id | UnsetType = UNSET
    reading: Annotated[
        str | UnsetType,
        Meta(description="the interpretation that says what they waive; set to nothing, they waive nothing"),
    ] = UNSET


class Cases(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What plays which part in the life of an item: facts, and fields of its life cycle, by their names in the pack."""

    found_by: Annotated[FieldPath | UnsetType, Meta(description="the field that says who found it")] = UNSET
    overdue: Annotated[str | UnsetType, Meta(description="the fact that it is past its day and not settled")] = UNSET
    settled: Annotated[str | UnsetType, Meta(description="the fact that nothing is left to do")] = UNSET
    unsettled: Annotated[Text, Meta(description="what those are called of which that fact does not hold")] = Text(
        "未办结", "not settled"
    )
    deadline: Annotated[str | UnsetType, Meta(description="the variable that holds the day in force")] = UNSET
    status: Annotated[str | UnsetType, Meta(description="the region whose state says how it stands")] = UNSET


class ItemName(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one item of a section is called in sentences."""

    zh: Annotated[str, Meta(min_length=1)]
    en: Annotated[str, Meta(min_length=1)]
    each: Annotated[Text | UnsetType, Meta(description="how sentences say each of them: 每个隐患")] = UNSET
    key: Annotated[Id, Meta(description="what answers for programs call it")] = "item"

    @property
    def title(self) -> Text:
        """What people call one."""
        return Text(self.zh, self.en)


class Impossible(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A day that can't lie before another: a record that says so is refused."""

    day: FieldPath
    before: Annotated[FieldPath, Meta(description="a field of the event, or of the item")]
    of: Annotated[Text | UnsetType, Meta(description="what the other day is of: 发现日, the finding")] = UNSET
    say: Annotated[Text | UnsetType, Meta(description="the whole sentence, with {day} and {before}")] = UNSET


class ShortColumn(Headed, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A column of the section's own sheet for the day of an event, and for fields of it."""

    title: Text | UnsetType = UNSET  # type: ignore[assignment]  # a column is headed by `heading`
    heading: Annotated[str, Meta(min_length=1)]
    first: Annotated[bool, Meta(description="whether the first such event stands in it, and not the latest")] = False
    behind: Annotated[
        Id | UnsetType, Meta(description="the event behind whose column it stands, if not in the order of the kinds")
    ] = UNSET
    fields: Annotated[dict[Id, Headed], Meta(description="columns for fields of the event")] = default(
        default_factory=dict
    )


class EventKind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that can happen to an item."""

    title: Text
    also: Annotated[tuple[str, ...], Meta(description="other words for it")] = ()
    noun: Annotated[Text | UnsetType, Meta(description="what its day is a day of, if the title is long: 验收")] = UNSET
    column: ShortColumn | UnsetType = UNSET
    after: Annotated[Id | UnsetType, Meta(description="the event that must have happened before")] = UNSET
    requires: Annotated[
        tuple[Id, ...],
        Meta(description="the fields without which a live case does not take it; a record may leave them open"),
    ] = ()
    takes_back: Annotated[
        Id | UnsetType, Meta(description="a correction: the field with the id of what it takes back")
    ] = UNSET
    granted_by: Annotated[
        Id | UnsetType, Meta(description="the field that, where it is filled in, must name somebody who is known")
    ] = UNSET
    granted_say: Annotated[
        Text | UnsetType, Meta(description="the whole sentence where it names nobody known, with {word}")
    ] = UNSET
    denied_by: Annotated[
        Id | UnsetType, Meta(description="the field in which none or not yet would contradict that it happened")
    ] = UNSET
    denied_say: Annotated[Text | UnsetType, Meta(description="the whole sentence where it does, with {word}")] = UNSET
    sets: Annotated[
        Literal["earlier", "later"] | UnsetType,
        Meta(description="whether the day that it sets replaces the one in force when earlier, or must be later"),
    ] = UNSET
    reopens: Annotated[
        Literal["always", "late"] | UnsetType,
        Meta(description="whether the next day set replaces the old one: always, or if that had passed"),
    ] = UNSET


class Events(Headed, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What happens to the items of a section: a list in each item, with a kind and a day."""

    kinds: dict[Id, EventKind]
    fields: dict[Id, Field] = default(default_factory=dict)
    recorded_on: Annotated[Id | UnsetType, Meta(description="the field with the day on which it was entered")] = UNSET
    ties: Annotated[tuple[Id, ...], Meta(description="the fields that order events of one day and kind")] = ()
    deadline: Annotated[Id | UnsetType, Meta(description="the field with the day that an event sets")] = UNSET
    planned: Annotated[
        FieldPath | UnsetType, Meta(description="the item's own day, in force until an event sets another")
    ] = UNSET
    granted: Annotated[Id | UnsetType, Meta(description="the field that says who set it")] = UNSET
    hint: Annotated[Text | UnsetType, Meta(description="what the guide of a workbook says of filling them in")] = UNSET
    impossible: tuple[Impossible, ...] = ()


class LedgerColumn(Headed, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A column of the ledger: one of the ways in which it can be worked out."""

    record: Annotated[Id | UnsetType, Meta(description="a field of the record")] = UNSET
    field: Annotated[FieldPath | UnsetType, Meta(description="a field of the item")] = UNSET
    given: Annotated[FieldPath | UnsetType, Meta(description="whether a part is there")] = UNSET
    variable: Annotated[Id | UnsetType, Meta(description="a variable of the life cycle")] = UNSET
    since: Annotated[str | UnsetType, Meta(description="the day since which it is in a state: region.state")] = UNSET
    first: Annotated[
        Id | UnsetType, Meta(description="the first event of a kind; with since: where it is not in that state")
    ] = UNSET
    last: Annotated[Id | UnsetType, Meta(description="the latest event of a kind; with since likewise")] = UNSET
    of_event: Annotated[Id, Meta(description="with first and last: the field of the event, if not its day")] = "date"
    status: Annotated[bool, Meta(description="how it stands, and whether it is overdue")] = False
    beyond: Annotated[bool, Meta(description="what happened that no other column holds")] = False
    blank: Annotated[bool, Meta(description="left empty where nothing is said, and nothing is asked")] = False


Phrase = Annotated[str, Meta(min_length=1)]
"""A way of saying something, as `campaign_rules.rules.record.phrases` reads it: ``{done*}(验收)(合格|通过)?``."""


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What some phrases in the column of a ledger's status say of the days beside it."""

    phrases: Annotated[tuple[Phrase, ...], Meta(min_length=1)]
    overdue: Annotated[bool, Meta(description="that a deadline has passed, or had when it was settled")] = False
    in_time: Annotated[bool, Meta(description="that no deadline has passed")] = False
    needs: Annotated[
        tuple[Id, ...], Meta(description="that one of these happened, and that nothing has undone it")
    ] = ()
    happened: Annotated[tuple[Id, ...], Meta(description="that one of these happened")] = ()
    excludes: Annotated[
        tuple[Id, ...], Meta(description="that none of these happened, or not since it was undone")
    ] = ()
    unlikely: Annotated[tuple[Id, ...], Meta(description="of these it is asked, unless one of `unless` happened")] = ()
    unless: tuple[Id, ...] = ()
    begun: Annotated[tuple[Id, ...], Meta(description="it is asked when it began, unless one of these happened")] = ()


class Statuses(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How people write in a ledger how an item stands; what no phrase matches is not compared with its days."""

    words: Annotated[dict[Id, tuple[str, ...]], Meta(description="words that phrases name: {done}")] = default(
        default_factory=dict
    )
    joins: Annotated[tuple[str, ...], Meta(description="words between two things said: 并且")] = ()
    leading: Annotated[tuple[str, ...], Meta(description="words in front that say nothing: 目前")] = ()
    with_numbers: Annotated[tuple[str, ...], Meta(description="words that are left out with a number: 年, 天")] = ()
    before_numbers: Annotated[tuple[str, ...], Meta(description="the same in front of it: 于")] = ()
    bare: Annotated[tuple[str, ...], Meta(description="words that do not say whether something was done: 验收")] = ()
    partly: Annotated[
        tuple[Phrase, ...], Meta(description="what says, wherever it stands, that it is done in part")
    ] = ()
    not_in_part: Annotated[tuple[Id, ...], Meta(description="what has not happened to something done in part")] = ()
    settled: Annotated[tuple[Id, ...], Meta(description="after which nothing gets overdue")] = ()
    done: Annotated[tuple[Id, ...], Meta(description="which must be within the deadline to be in time")] = ()
    claims: Annotated[tuple[Claim, ...], Meta(description="the first that a status matches counts")] = ()


class Ledger(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The ledger of a section, in the columns that people keep."""

    title: Text
    columns: dict[Id, LedgerColumn]
    statuses: Annotated[
        Statuses | UnsetType, Meta(description="what people write in the column of the status, where it is read back")
    ] = UNSET


class Section(Headed, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A list of items in a record, all of one form."""

    fields: dict[Id, Field]
    item: ItemName | UnsetType = UNSET
    dated: Annotated[FieldPath | UnsetType, Meta(description="the day from which an item counts; absent: always")] = (
        UNSET
    )
    also_dated: Annotated[tuple[FieldPath, ...], Meta(description="days on which more of an item takes effect")] = ()
    events: Events | UnsetType = UNSET
    kept_by: Annotated[tuple[Id, ...], Meta(description="actors whose records have it, if not everybody's")] = ()
    speaks_for: Annotated[Id | UnsetType, Meta(description="the fact that holds where it lists anything")] = UNSET
    entries: Entries | UnsetType = UNSET
    suspends: Suspends | UnsetType = UNSET
    cases: Cases | UnsetType = UNSET
    ledger: Ledger | UnsetType = UNSET
    impossible: tuple[Impossible, ...] = ()
    years_before: Annotated[int, Meta(description="so many years before the campaign its days are still likely")] = 5
    years_after: Annotated[int, Meta(description="so many years after the campaign its days are still likely")] = 3

    @property
    def one(self) -> Text:
        """What people call one of its items."""
        return self.item.title if self.item else self.title

    @property
    def each(self) -> Text:
        """How sentences say each of its items."""
        said = self.item.each if self.item else UNSET
        return said or Text(f"每项{self.one.zh}", f"each {self.one.en}")


class RecordDeclaration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """``record.yaml``: what the records of a campaign hold."""

    actors: Annotated[dict[Id, Actor], Meta(min_length=1)]
    fields: dict[Id, Field] = default(default_factory=dict)
    sections: dict[Id, Section] = default(default_factory=dict)
    roles: dict[Id, Role] = default(default_factory=dict)
    authorities: Annotated[
        dict[Id, Office],
        Meta(
            description="whom a field of type authority may name beside the lead departments; one that is an actor too "
            "has its id"
        ),
    ] = default(default_factory=dict)
    units: dict[str, MeasureUnit] = default(default_factory=dict)
