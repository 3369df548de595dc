"""What is wrong with a declared record, all at once: before anything is made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from campaign_rules.base.errors import Problem, first_problems
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.base.words import folded
from campaign_rules.rules.checks.record_fields import check_fields, check_keyword, check_word, told_apart
from campaign_rules.rules.checks.record_headings import check_headings
from campaign_rules.rules.checks.record_parts import check_parts
from campaign_rules.rules.checks.record_places import Declared, walked
from campaign_rules.rules.checks.record_statuses import check_statuses
from campaign_rules.rules.record.declaration import Field, RecordDeclaration
from campaign_rules.rules.record.shape import camel_case

MOST_ACTORS = 50
"""A declaration has no more actors than this."""

MOST_SECTIONS = 100
"""Nor more sections."""

MOST_FIELDS = 500
"""Nor has the record, an item or an event more fields, those of parts included."""

MOST_KINDS = 200
"""Nor can more kinds of events happen to an item."""


def check_record(record: RecordDeclaration, sources: Sequence[Source]) -> list[Problem]:
    """Return every problem of a declaration that was read from the files of its layers, the lowest first."""
    return sorted(first_problems(_problems(Declared(record, sources))))


def _problems(declared: Declared) -> Iterator[Problem]:
    too_much = list(_sizes(declared))
    yield from too_much
    if too_much:
        return
    for check in (
        _actors,
        _names,
        check_fields,
        check_parts,
        check_statuses,
        _only_one,
        _units,
        _classes,
        check_headings,
    ):
        yield from check(declared)


def _sizes(declared: Declared) -> Iterator[Problem]:
    record = declared.record
    sizes: list[tuple[Path, str, str, int, int]] = [
        (("actors",), "个主体", "actors", len(record.actors), MOST_ACTORS),
        (("sections",), "张表", "sections", len(record.sections), MOST_SECTIONS),
        (("fields",), "个字段", "fields", _count(record.fields), MOST_FIELDS),
    ]
    for name, section in record.sections.items():
        at: Path = ("sections", name)
        sizes.append(((*at, "fields"), "个字段", "fields", _count(section.fields), MOST_FIELDS))
        if events := section.events:
            sizes.append(((*at, "events", "fields"), "个字段", "fields", _count(events.fields), MOST_FIELDS))
            sizes.append(((*at, "events", "kinds"), "种事项", "kinds of events", len(events.kinds), MOST_KINDS))
    for path, zh, en, count, most in sizes:
        if count > most:
            text = Text(f"超过 {most} {zh}", f"more than {most} {en}")
            yield declared.problem(path, "too-complex", text, at_key=True)


def _count(fields: Mapping[str, Field]) -> int:
    return sum(1 for _ in walked(fields))


def _actors(declared: Declared) -> Iterator[Problem]:
    """Yield what is wrong with actors and roles: whose a record is that does not say, and how they form units."""
    record = declared.record
    ours = [name for name, actor in record.actors.items() if actor.default]
    if len(record.actors) > 1 and not ours:
        text = Text("须有一个主体写 default: true", "one of them needs default: true")
        yield declared.problem(("actors",), "default-actor", text, at_key=True)
    for name in ours[1:]:
        text = Text(f"{ours[0]} 已是默认的主体", f"{ours[0]} is the default already")
        yield declared.problem(("actors", name, "default"), "default-actor", text, at_key=True)
    for name, actor in record.actors.items():
        yield from check_word(declared, name, ("actors", name))
        wanted = {
            "area": (any(field.area == name for field in record.fields.values()), f"area: {name}"),
            "lead": (
                any(f.type == "list" and f.of == "sector" for f in record.fields.values()),
                "type: list, of: sector",
            ),
        }
        there, what = wanted.get(str(actor.unit), (True, ""))
        if not there:
            text = Text(f"记录须有一个字段写 {what}", f"the record needs a field with {what}")
            yield declared.problem(("actors", name, "unit"), "section-part", text)
    for name, role in record.roles.items():
        yield from check_word(declared, name, ("roles", name))
        yield from declared.unknown(
            "actor", role.actor, record.actors, ("roles", name, "actor"), about=("actors", role.actor)
        )
        if name in record.actors:
            text = Text(f"{name} 已是一个主体的名字", f"{name} is already the name of an actor")
            yield declared.problem(("roles", name), "duplicate-name", text, at_key=True)


def _names(declared: Declared) -> Iterator[Problem]:
    """Yield names of sections and events that stand for something else, or for nothing in other programs."""
    for name, section in declared.record.sections.items():
        at: Path = ("sections", name)
        yield from check_word(declared, name, at)
        yield from check_keyword(declared, name, at)
        if name in ("record", "actors"):
            text = Text(f"{name} 已另有含义，请换一个名字", f"{name} already means something else; take another name")
            yield declared.problem(at, "reserved-name", text, at_key=True)
        for kind in section.events.kinds if section.events else ():
            yield from check_word(declared, kind, (*at, "events", "kinds", kind))
        if section.events:
            kinds = section.events.kinds
            named = {name: (kind.title.zh, kind.title.en, *kind.also) for name, kind in kinds.items()}
            yield from told_apart(declared, named, (*at, "events", "kinds"))


def _only_one(declared: Declared) -> Iterator[Problem]:
    """Yield a second field that plays a part of which there is one."""
    record = declared.record
    scopes: list[tuple[Path, Mapping[str, Field]]] = [(("fields",), record.fields)]
    scopes += [(("sections", name, "fields"), section.fields) for name, section in record.sections.items()]
    for at, fields in scopes:
        yield from _second(declared, at, "called", [name for name, field in fields.items() if field.called])
    own = record.fields.items()
    yield from _second(declared, ("fields",), "area", [name for name, field in own if field.area])
    yield from _second(declared, ("fields",), "attributes", [n for n, field in own if field.type == "attributes"])
    sectors = [name for name, field in own if field.type == "list" and field.of == "sector"]
    yield from _second(declared, ("fields",), "of: sector", sectors)


def _second(declared: Declared, at: Path, what: str, names: Sequence[str]) -> Iterator[Problem]:
    for name in names[1:]:
        text = Text(f"{what} 只能有一个，{names[0]} 已是", f"only one can have {what}; {names[0]} has")
        yield declared.problem((*at, name), "only-one", text, at_key=True)


def _units(declared: Declared) -> Iterator[Problem]:
    """Yield words of a unit that stand for two."""
    for name, unit in declared.record.units.items():
        words = {name: (unit.title.zh, *unit.also, *unit.before)}
        words |= {other: (*one.also, *one.before) for other, one in unit.conversions.items()}
        for other in (other for other in unit.conversions if other in declared.record.units):
            text = Text(f"{other} 本身就是单位，不能再折算", f"{other} is a unit itself, and can't be converted")
            yield declared.problem(("units", name, "conversions", other), "ambiguous-alias", text, at_key=True)
        first: dict[str, str] = {}
        for other, said in words.items():
            for word in (other, *said):
                if (owner := first.setdefault(folded(word), other)) != other:
                    text = Text(f"{word} 同时指 {owner} 和 {other}", f"{word} names both {owner} and {other}")
                    yield declared.problem(("units", name), "ambiguous-alias", text, at_key=True)


def _classes(declared: Declared) -> Iterator[Problem]:
    """Yield sections and parts of which the same class would be made: ``a_1`` and ``a1``."""
    made: list[tuple[str, Path]] = [("Record", ("fields",))]
    made += _parts("Record", ("fields",), declared.record.fields)
    for name, section in declared.record.sections.items():
        at: Path = ("sections", name)
        if section.events:
            made += _parts(f"{camel_case(name)}Event", (*at, "events", "fields"), section.events.fields)
            made.append((f"{camel_case(name)}Event", (*at, "events")))
        made += _parts(f"{camel_case(name)}Item", (*at, "fields"), section.fields)
        made.append((f"{camel_case(name)}Item", at))
    count = Counter(name for name, _ in made)
    seen: set[str] = set()
    for name, path in made:
        if count[name] > 1 and name in seen:
            text = Text(
                "和另一个名字只差下划线，请换一个名字", "differs from another name in underscores only; take another"
            )
            yield declared.problem(path, "duplicate-name", text, at_key=True)
        seen.add(name)


def _parts(owner: str, at: Path, fields: Mapping[str, Field]) -> Iterator[tuple[str, Path]]:
    for name, field in fields.items():
        if field.type == "part":
            inner = f"{owner}{camel_case(name)}"
            yield from _parts(inner, (*at, name, "fields"), field.fields)
            yield inner, (*at, name)
