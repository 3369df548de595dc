"""The sheets that records of a campaign are typed in: one for each section, with a column for each field of its items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import structs

from campaign_rules.base.texts import Text
from campaign_rules.files.workbooks.columns import (
    COMPLETE,
    ITEM,
    NAME,
    OWNER,
    OWNER_FIELD,
    OWNER_HEADING,
    VALUE,
    Column,
    Path,
    Sheet,
)
from campaign_rules.files.workbooks.fields import HINTS, NOTE, FieldColumns
from campaign_rules.files.workbooks.ledger_columns import with_ledger
from campaign_rules.logic.conditions import Test, walk
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import EventKind, Events, Field, Section

_COMPLETE_HINT = "是：列出的就是全部，一行没有就是没有；留空：没有行就是没有说明"
_PART_HINT = "有 或 无；填了下面各栏可以不填"
_EVENTS_HINT = "是：经过就是这些；无：没有任何处理"

_KIND = Field(type="choice", title=Text("事项", "what happened"), also=("种类",))
_DATE = Field(type="date", title=Text("日期", "date"), also=("时间",))
_ID = Field(type="id", title=Text("编号", "id"), required=True)
_ACTOR = Field(type="choice", title=Text("主体", "whose record it is"), also=("单位类型", "类型"))
"""The fields that every event and every record has, where it is not declared how they are headed."""


def sheets_of(pack: Pack) -> tuple[Sheet, ...]:
    """Return the sheets that records of a campaign are typed in: the units first, then a sheet for each section."""
    return tuple(_Sheets(pack).all())


class _Sheets:
    """The sheets of a campaign as they are made."""

    def __init__(self, pack: Pack) -> None:
        self._pack, self._model = pack, pack.model
        self._columns = FieldColumns(pack)
        self._subjects = [self._model.actors[name].title.zh for name in self._model.subjects]
        self._owner = self._owner_column()
        self._more_of_owner = self._owner_fields()

    def all(self) -> Iterator[Sheet]:
        yield self._units()
        for name, section in self._model.sections.items():
            yield self._items(name, section)
            if section.events and "id" in section.fields:
                yield self._events(name, section, section.events)
        if attributes := self._model.attributes_field:
            yield self._attributes(self._model.fields[attributes])

    # --- whose the rows are ---

    def _owner_column(self) -> Column:
        aliases = (*self._model.fields["id"].also, *self._subjects, "单位") if "id" in self._model.fields else ("单位",)
        hint = "“单位”表里的编号；只有一家时可以不填"
        return self._columns.aside(OWNER, OWNER_HEADING, aliases, is_id=True, hint=hint)

    def _owner_fields(self) -> tuple[Column, ...]:
        """Return the columns that say more of whose a row is: read where no sheet lists the units."""
        columns = []
        if name := self._model.name_field:
            columns.append(self._columns.aside((OWNER_FIELD, name), "单位名称", self._model.fields[name].also))
        if area := self._model.area_field:
            field = self._model.fields[area]
            columns.append(self._columns.aside((OWNER_FIELD, area), field.shown, field.also))
        return tuple(columns)

    # --- the sheets ---

    def _units(self) -> Sheet:
        fields = {name: field for name, field in self._model.fields.items() if field.type != "attributes"}
        note = fields.pop("note", NOTE)
        actor = fields.get("actor", _ACTOR)
        fields["actor"] = structs.replace(actor, type="choice", of=self._actors(), synonyms=self._other_actors())
        called = {name: field for name, field in fields.items() if field.called}
        ordered = {"id": fields.get("id", _ID), **called, **{k: v for k, v in fields.items() if k not in called}}
        columns = list(self._within(ordered))
        columns += [self._complete(name, section.shown) for name, section in self._model.sections.items()]
        if attributes := self._model.attributes_field:
            columns.append(self._complete(attributes, self._model.fields[attributes].shown))
        return Sheet(
            title="单位",
            holds="units",
            columns=(*columns, self._columns.of(note, ("note",))),
            aliases=tuple(
                dict.fromkeys((*self._subjects, *(f"{one}信息" for one in self._subjects), "基本情况", "主体"))
            ),
        )

    def _actors(self) -> dict[str, Text]:
        return {name: actor.title for name, actor in self._model.actors.items()}

    def _other_actors(self) -> dict[str, tuple[str, ...]]:
        return {name: actor.also for name, actor in self._model.actors.items()}

    def _complete(self, section: str, title: str) -> Column:
        declared = self._model.sections.get(section)
        return self._columns.aside(
            (COMPLETE, section),
            f"{title}已填全",
            form="flag",
            nullable=False,
            hint=_COMPLETE_HINT,
            kept_by=declared.kept_by if declared else (),
        )

    def _items(self, name: str, section: Section) -> Sheet:
        note = section.fields.get("note") or self._model.fields.get("note") or NOTE
        fields = {"note": note, **{k: v for k, v in section.fields.items() if k != "note"}}
        columns = list(self._within(fields, section=name))
        if section.events:
            columns += self._short_columns(section.events)
            columns.append(self._all_events(section.events))
        owned = (self._owner, *self._more_of_owner, *sorted(columns, key=_place))
        made = Sheet(title=section.shown, holds="items", section=name, columns=owned, aliases=section.also,
                     kept_by=section.kept_by)  # fmt: skip
        return with_ledger(made, self._pack, self._columns)

    def _within(self, fields: Mapping[str, Field], at: Path = (), section: str = "") -> Iterator[Column]:
        """Yield the columns of some fields, those of what lies inside a part among them."""
        for name, field in fields.items():
            path = (*at, name)
            if field.type == "part":
                if not field.required:
                    yield self._whether_there(field, path)
                needed = field.required  # what is required in a part is so where the part is there
                for column in self._within(field.fields, path, section):
                    yield column if needed else structs.replace(column, required=False)
            elif path == ("actor",) and not section:
                yield self._columns.of(field, path, form="one_or_list", hint=HINTS["one_or_list"], nullable=False)
            else:
                yield self._columns.of(field, path, section=section)

    def _whether_there(self, field: Field, path: Path) -> Column:
        """Return the column that says whether there is a part."""
        heading, aliases = field.heading or f"有无{field.title.zh}", (*field.also, field.title.zh)
        return self._columns.aside(path, heading, aliases, form="flag", hint=_PART_HINT)

    def _short_columns(self, events: Events) -> Iterator[Column]:
        """Yield the columns for the day of an event, and for what else is said of it, in the item's own row."""
        for kind, declared in in_short(events).items():
            column = declared.column
            if not column:
                continue
            yield self._columns.aside(("events", kind), column.heading, column.also, form="date", hint=HINTS["date"])
            for name, headed in column.fields.items():
                yield self._columns.of(
                    events.fields[name],
                    ("events", kind, name),
                    heading=headed.shown,
                    aliases=headed.also,
                    denied=declared.denied_by == name,
                    required=False,
                )

    def _all_events(self, events: Events) -> Column:
        aliases = (f"{title}已填全" for title in (events.shown, *events.also))
        return self._columns.aside(("events",), "经过已填全", tuple(aliases), form="flag", hint=_EVENTS_HINT)

    def _events(self, name: str, section: Section, events: Events) -> Sheet:
        item = self._columns.aside(ITEM, section.fields["id"].shown, is_id=True, required=True, nullable=False)
        kinds = {
            "type": "choice",
            "required": True,
            "of": {kind: declared.title for kind, declared in events.kinds.items()},
            "synonyms": {kind: declared.also for kind, declared in events.kinds.items()},
        }
        note = events.fields.get("note") or self._model.fields.get("note") or NOTE
        fields = {
            "note": note,
            "kind": structs.replace(events.fields.get("kind", _KIND), **kinds),
            "date": structs.replace(events.fields.get("date", _DATE), type="date", required=True),
            **{k: v for k, v in events.fields.items() if k not in ("note", "kind", "date")},
        }
        denied = {declared.denied_by for declared in events.kinds.values()}
        columns = (
            structs.replace(column, denied=column.path[0] in denied) for column in self._within(fields, section=name)
        )
        return Sheet(
            title=events.shown,
            holds="events",
            section=name,
            columns=(self._owner, item, *sorted(columns, key=_place)),
            aliases=events.also,
            kept_by=section.kept_by,
        )

    def _attributes(self, field: Field) -> Sheet:
        words = self._columns.attribute_words(self._asked_attributes(self._model.attributes_field or ""))
        name = self._columns.aside(NAME, "属性", ("名称", "项目"), required=True, nullable=False, **words)
        value = self._columns.aside(VALUE, "值", ("内容", "数值"), form="value")
        values = {one: self._columns.of(declared, VALUE, required=False) for one, declared in field.fields.items()}
        return Sheet(title=field.shown, holds="attributes", section=self._model.attributes_field or "",
                     columns=(self._owner, name, value), aliases=field.also, values=values)  # fmt: skip

    def _asked_attributes(self, attributes: str) -> list[str]:
        """Return the attributes that a campaign asks about: in its facts, and in its form."""
        tests = (part for fact in self._pack.facts.values() for part in walk(fact.holds) if isinstance(part, Test))
        asked = [test.path[1] for test in tests if test.path[0] == attributes and len(test.path) > 1]
        return [*asked, *(self._pack.form.attributes(self._model) if self._pack.form else ())]


def in_short(events: Events) -> dict[str, EventKind]:
    """Return the kinds of events that have a column in the item's own row, in the order of these columns."""
    order = [kind for kind, one in events.kinds.items() if one.column and not one.column.behind]
    for kind, one in events.kinds.items():
        if one.column and (behind := one.column.behind):
            order.insert(order.index(behind) + 1 if behind in order else len(order), kind)
    return {kind: events.kinds[kind] for kind in order}


def _place(column: Column) -> int:
    """Return where a column stands among those of its item: an id that is needed first, a note last, another id before it."""
    if len(column.path) > 1:
        return 1
    return {"id": 0 if column.required else 2, "note": 3}.get(column.path[0], 1)
