"""Conditions as Python source, for code that judges many items: written from the checked tree, never from text.

Only names of our own making enter what is written. Every value, word, path and type stands outside of it, as a
constant that the code finds under its name, so that nothing a pack or a record says can become code.

A condition becomes two expressions: one for *surely*, and one for *maybe* (not surely not). Negation swaps them. So
Kleene's three values cost nothing where all is known, and stay exact where it is not.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, get_origin

import msgspec
from msgspec import UNSET, Struct, UnsetType, structs

from campaign_rules.base.shapes import struct_in, types_in
from campaign_rules.engine.views import Said, accesses, as_written, follow, lists, step_source
from campaign_rules.logic.conditions import Clustered, Code, Condition
from campaign_rules.logic.operators import Field
from campaign_rules.rules.record.model import RECORD, RecordModel
from campaign_rules.rules.record.values import Item, attribute


class Call(Struct, frozen=True, eq=False):
    """Something to call, or to look into, as a constant of a draft; two that are equal stay two constants."""

    it: Any


MOST_REMEMBERED = 20_000
"""Values that a `Memo` remembers at most."""


class Memo(dict[Any, Any]):
    """Remembers what a function says of a value; forgets all when it holds too much."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        self.function = function

    def __missing__(self, value: Any) -> Any:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        made = self[value] = self.function(value)
        return made

    def __hash__(self) -> int:  # type: ignore[override]  # so that it can be a constant of a draft
        return id(self)


Read = Callable[[tuple[str, ...]], Field]
"""Says how the code reads a field that a condition looks at."""


class Draft:
    """A function under construction: its lines, and the constants that they name.

    With another draft, lines of their own for that one: the names are shared.
    """

    def __init__(self, within: Draft | None = None) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = within.names if within else {"UNSET": UNSET, "date": date}
        self._known: dict[tuple[type, Any], str] = within._known if within else {}
        self._numbers: Iterator[int] = within._numbers if within else itertools.count()

    def const(self, value: Any) -> str:
        """Return the name under which the code finds a value."""
        if value is None or value is True or value is False:
            return str(value)
        key = (type(value), value)
        if key not in self._known:
            self._known[key] = f"c{len(self._known)}"
            self.names[self._known[key]] = value.it if isinstance(value, Call) else value
        return self._known[key]

    def local(self, source: str) -> str:
        """Write a line that keeps a value, and return its name."""
        name = f"x{next(self._numbers)}"
        self.lines.append(f"{name} = {source}")
        return name

    def readable(self, *body: str) -> str:
        """Return what was drafted, and then ``body``, with constants as what they are: for people."""
        lines = "\n".join([*self.lines, *body])
        return re.sub(r"\bc\d+\b", lambda name: repr(self.names[name[0]]), lines)

    def function(self, name: str, parameters: str, body: list[str]) -> Callable[..., Any]:
        """Return the function whose body is what was drafted, and then ``body``."""
        source = f"def {name}({parameters}):\n" + "".join(f"    {line}\n" for line in [*self.lines, *body])
        made: dict[str, Any] = dict(self.names)
        exec(compile(source, f"<campaign_rules {name}>", "exec"), made)  # names and operators of our own only
        return made[name]  # type: ignore[no-any-return]


class Judge:
    """Writes conditions as the sources of *surely* and of *maybe*: the same where nothing can be unknown.

    With ``draft.local`` every named fact is worked out once, in a line of its own, however many conditions name it;
    ``inline`` leaves it where it is named, for code in which what it looks at still changes.
    """

    def __init__(self, draft: Draft, read: Read, *, inline: bool = False) -> None:
        self.draft, self.read, self.inline = draft, read, inline
        self._named: dict[str, tuple[str, str]] = {}

    def __call__(self, node: Condition) -> Code:
        """Return the sources for a bound condition.

        Raises:
            NotImplementedError: it has no fast form.
        """
        return node.code(self)

    def const(self, value: Any) -> str:
        """Return the name under which the code finds a value."""
        return self.draft.const(value)

    def latest(self, node: Clustered) -> str:
        """Return the source of the last day of the latest cluster: only a pass over entries can tell it."""
        raise NotImplementedError("clustered")

    def once(self, name: str, part: Condition) -> Code:
        """Return the sources of a named fact."""
        if self.inline:
            return self(part)
        if name not in self._named:
            surely, maybe = self(part)
            if surely == maybe:
                self._named[name] = (self.draft.local(surely),) * 2
            else:
                sure = self.draft.local(surely)
                self._named[name] = sure, self.draft.local(f"{sure} or {maybe}")
        return self._named[name]

    def truth(self, node: Condition) -> str:
        """Return the source of a condition's truth: 2 for true, 1 for unknown, 0 for false."""
        surely, maybe = self(node)
        return f"(2 if {surely} else 0)" if surely == maybe else f"(2 if {surely} else 1 if {maybe} else 0)"


class RecordFields:
    """How code reads the fields of a record ``r`` as of the day ``as_of``; ``said`` says what a text in a field means."""

    def __init__(self, draft: Draft, model: RecordModel, said: Said = as_written) -> None:
        self.draft, self.model, self.said = draft, model, said
        self._meanings: dict[tuple[str, tuple[str, ...]], str] = {}
        self._read: dict[tuple[str, ...], Field] = {}

    def __call__(self, path: tuple[str, ...]) -> Field:
        """Return how a field is read, as `campaign_rules.engine.views.RecordView` sees it."""
        if accesses(self.model).get(path[0]) == "day":
            return Field("as_of", False, (date,))
        if path not in self._read:
            field = self.meant(RECORD, path, self._drafted(path))
            kept = field.source if field.source.isidentifier() else self.draft.local(field.source)
            self._read[path] = structs.replace(field, source=kept)
        return self._read[path]

    def meant(self, section: str, path: tuple[str, ...], field: Field) -> Field:
        """Return how the meaning of a section's field is read: of a text, what it says; that may be nothing, and is
        remembered."""
        if field.source == "UNSET" or (field.kinds and str not in field.kinds):
            return field
        if (section, path) not in self._meanings:
            self._meanings[section, path] = self.draft.const(Call(Memo(lambda text: self.said(section, path, text))))
        meaning = self._meanings[section, path]
        source = f"({meaning}[{field.source}] if {field.source}.__class__ is str else {field.source})"
        made = structs.replace(field, source=source, absent=True)
        declared = self.model.field(section, ("events", *path[1:]) if path[0] == "event" else path)
        match declared and declared.type:
            case "kind":  # a word may name several
                return structs.replace(made, kinds=(), listed=True)
            case "word" | "authority":
                return structs.replace(made, kinds=(), anything=True)
        return made

    def _drafted(self, path: tuple[str, ...]) -> Field:
        name, *rest = path
        access = accesses(self.model).get(name)
        if access not in (None, "fact"):
            raise NotImplementedError(name)  # what lies ahead is not to be seen; sectors are what their words mean
        if attribute(name) not in self.model.record.__struct_fields__:
            return Field("UNSET")
        if rest:
            return self._inside(name, rest)
        value = self.draft.local(f"r.{attribute(name)}")
        if access == "fact":
            self.draft.names["lists"] = lists
            section = self.draft.const(self.model.section_of_fact[name])
            self.draft.lines.append(f"if {value} is UNSET and lists(r, {section}, as_of): {value} = True")
        return field_of(self.model.record, attribute(name), value)

    def _inside(self, name: str, rest: list[str]) -> Field:
        source = f"r.{attribute(name)}"
        if name == self.model.attributes_field and len(rest) == 1:
            outer = self.draft.local(source)
            key = self.draft.const(rest[0])
            return Field(self.draft.local(f"{outer}.get({key}, UNSET) if {outer}.__class__ is dict else {outer}"))
        self.draft.names["follow"] = follow
        return Field(self.draft.local(f"follow({source}, {self.draft.const(tuple(rest))})"))


class ItemFields:
    """How code reads the fields of an item ``i`` of a section, and beyond it those of its record."""

    def __init__(self, draft: Draft, kind: type[Item], record: RecordFields) -> None:
        self.draft, self.kind, self.record = draft, kind, record
        self.section = kind._section
        self._read: dict[tuple[str, ...], Field] = {}

    def __call__(self, path: tuple[str, ...]) -> Field:
        """Return how a field is read, as `campaign_rules.engine.views.ItemView` sees it."""
        if attribute(path[0]) not in self.kind.__struct_fields__:
            return self.record(path)
        if path not in self._read:
            field = self.meant(path, self._drafted(path))
            kept = field.source if field.source.isidentifier() else self.draft.local(field.source)
            self._read[path] = structs.replace(field, source=kept)
        return self._read[path]

    def meant(self, path: tuple[str, ...], field: Field) -> Field:
        """Return how a field's meaning is read."""
        return self.record.meant(self.section, path, field)

    def _drafted(self, path: tuple[str, ...]) -> Field:
        own = attribute(path[0])
        if len(path) == 1:
            return field_of(self.kind, own, self.draft.local(f"i.{own}"))
        kind = _fields_of(self.kind)[own].type
        inner = None if any(get_origin(part) is tuple for part in types_in(kind)) else struct_in(kind)
        if len(path) > 2 or inner is None or attribute(path[1]) not in inner.__struct_fields__:
            self.draft.names["follow"] = follow
            return Field(self.draft.local(f"follow(i, {self.draft.const(path)})"))
        outer, within = self((path[0],)), attribute(path[1])
        if not outer.absent:
            return field_of(inner, within, self.draft.local(f"{outer.source}.{within}"))
        source = self.draft.local(step_source(outer.source, path[1]))
        return structs.replace(field_of(inner, within, source), absent=True)


def _fields_of(kind: type[Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(kind)}


def field_of(kind: type[Struct], name: str, source: str) -> Field:
    """Return how a field of a Struct is read, with what its type says of its values."""
    field = _fields_of(kind)[name]
    parts = [part for part in types_in(field.type) if isinstance(part, type)]
    kinds = tuple(dict.fromkeys(part for part in parts if part not in (type(None), UnsetType)))
    listed = any(get_origin(part) in (tuple, dict) for part in types_in(field.type))
    return Field(source, not field.required or type(None) in parts, () if listed else kinds, listed=listed)
