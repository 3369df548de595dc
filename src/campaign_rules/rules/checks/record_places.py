"""Where a declared record was written: each layer its own file, and which of them is to be told of what is wrong."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from campaign_rules.base.errors import Problem, unknown_name
from campaign_rules.base.sources import NOWHERE, Path, Source, path_text
from campaign_rules.base.texts import LANGS, Text
from campaign_rules.rules.record.declaration import Field, RecordDeclaration


class Declared(Struct, frozen=True):
    """A declaration, and the files that it was written in: the lowest layer's first."""

    record: RecordDeclaration
    sources: Sequence[Source]

    def problem(self, path: Path, code: str, text: Text, *, at_key: bool = False, about: Path = ()) -> Problem:
        """Say what is wrong at a path, in the highest layer that speaks of it, or that changed or withdrew what it is
        ``about``."""
        for source in reversed(self.sources):
            if path in source.values:
                return source.problem(path, code, text, at_key=at_key)
            if about and (guilty := _changed(about, source)):
                where = path_text(path)
                return source.problem(guilty, code, Text(f"{text.zh}（{where}）", f"{text.en} ({where})"), at_key=True)
        return (self.sources[-1] if self.sources else NOWHERE).problem(path, code, text, at_key=at_key)

    def unknown(
        self, kind: str, name: str, known: Collection[str], path: Path, *, about: Path = (), at_key: bool = False
    ) -> Iterator[Problem]:
        """Yield a name of some kind that is none of those that are known."""
        if name not in known:
            yield self.problem(path, f"unknown-{kind}", unknown_name(kind, name, known), at_key=at_key, about=about)

    def blanks(self, path: Path, said: Text, names: Collection[str]) -> Iterator[Problem]:
        """Yield the blanks of a sentence that nothing fills: of each language, those that are none of the names."""
        for lang in LANGS:
            try:
                named = {name for _, name, _, _ in string.Formatter().parse(said(lang)) if name is not None}
            except ValueError:
                named = {said(lang)}
            for name in sorted(named - {*names}):
                yield from self.unknown("placeholder", name, names, (*path, lang))


def _changed(about: Path, source: Source) -> Path:
    """Return where a layer's file changes something, or withdraws it or what it stands in; empty where it does not."""
    if about in source.values:
        return about
    ends = range(len(about), 0, -1)
    return next((about[:end] for end in ends if (*about[:end], "withdraws") in source.values), ())


class Scope(Struct, frozen=True):
    """Fields that something can name: those of a record, of the items of a section or of their events."""

    at: Path
    """Where they are declared."""
    fields: Mapping[str, Field]
    """Those within parts with dots."""

    def declared_at(self, name: str) -> Path:
        """Return where a field is declared."""
        return (*self.at, *(step for one in name.split(".") for step in ("fields", one)))


def record_scope(record: RecordDeclaration) -> Scope:
    """Return the fields of the record itself."""
    return Scope((), dict(walked(record.fields)))


def item_scope(record: RecordDeclaration, section: str) -> Scope:
    """Return the fields of a section's items."""
    note = Field(title=Text("备注", "note"))
    return Scope(("sections", section), {"note": note, **dict(walked(record.sections[section].fields))})


def event_scope(record: RecordDeclaration, section: str) -> Scope:
    """Return the fields of what happens to a section's items; those that every event has among them."""
    events = record.sections[section].events
    note, day = Field(title=Text("备注", "note")), Field(title=Text("日期", "date"), type="date")
    own = {"note": note, "kind": note, "date": day}
    return Scope(("sections", section, "events"), {**own, **dict(walked(events.fields))} if events else {})


def walked(fields: Mapping[str, Field], at: str = "") -> Iterator[tuple[str, Field]]:
    """Yield the fields among some, and those within parts, each with the way to it."""
    for name, field in fields.items():
        yield f"{at}{name}", field
        if field.type == "part":
            yield from walked(field.fields, f"{at}{name}.")


def names_field(
    declared: Declared, path: Path, name: str, scope: Scope, types: Collection[str] = ()
) -> Iterator[Problem]:
    """Yield a name that stands for no field of a scope, or for one of another type than what it is named for."""
    about = scope.declared_at(name)
    if name not in scope.fields:
        yield from declared.unknown("field", name, scope.fields, path, about=about)
    elif types and scope.fields[name].type not in types:
        is_, wanted = scope.fields[name].type, list(types)
        text = Text(
            f"{name} 的类型是 {is_}，这里要 {' 或 '.join(wanted)}",
            f"{name} is of type {is_}, not {' or '.join(wanted)}",
        )
        yield declared.problem(path, "field-type", text, about=about)
