"""Placeholders: what the texts of a pack take from ``campaign.yaml``, so that a county's own days stand in every sentence.

A campaign that extends another has its own days, phases and name. Texts that stand in the layer below must not say
that layer's, so they name what they mean: ``在{phase.self_inspection.to}前`` is filled when the pack has been read and all
its layers are merged. ``{{`` and ``}}`` stand for a brace itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeVar, cast

from msgspec import Struct, structs

from campaign_rules.conditions import Condition
from campaign_rules.errors import did_you_mean
from campaign_rules.pack import Identity
from campaign_rules.sources import Path
from campaign_rules.texts import CLAUSE, Text, clause_label

T = TypeVar("T")

HERE, REPORT_DAY = Text("本地", "the area"), Text("报送日", "reporting day")
"""What ``{campaign.place}`` and ``{report.day}`` say where the campaign names no place and has no report."""

CLAUSE_OF = "clause:"
"""``{clause:3.2}`` is a clause of the text, as each language labels it."""

_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip


class Wrong(NamedTuple):
    """A placeholder that stands for nothing: the way to its text, and what is said of it."""

    path: Path
    text: Text


LookUp = Callable[[str, Path, list[Wrong]], Text]
"""Says what a placeholder of a name stands for; one that stands for nothing is told with its place."""


def values_of(identity: Identity) -> dict[str, Text]:
    """Return what each placeholder stands for, by its name; clauses apart, of which there are many."""
    days = {"issued": identity.issued, "ends": identity.ends}
    made = {
        "campaign.title": identity.title,
        "campaign.place": identity.place or HERE,
        **{f"source.{key}": Text(value, value) for key, value in structs.asdict(identity.source).items()},
    }
    for name, phase in identity.phases.items():
        days |= {f"phase.{name}.from": phase.start, f"phase.{name}.to": phase.end}
        made |= {f"phase.{name}.title": phase.title, f"phase.{name}.clause": _label(phase.clause)}
    made |= {name: day_text(day, year=day.year != identity.issued.year) for name, day in days.items()}
    return made | {"report.day": _day_of_month(identity.report.day) if identity.report else REPORT_DAY}


def filling(identity: Identity, clauses: Mapping[str, Any]) -> LookUp:
    """Return what looks up a placeholder by its name; one that stands for nothing is told, and left as it is."""
    values = values_of(identity)

    def value(name: str, path: Path, wrong: list[Wrong]) -> Text:
        if name in values:
            return values[name]
        clause = name.removeprefix(CLAUSE_OF) if name.startswith(CLAUSE_OF) else ""
        if clause in clauses or (not clauses and re.match(CLAUSE, clause)):  # a pack need not list its clauses
            return _label(clause)
        known = [*values, *(CLAUSE_OF + one for one in clauses)]
        said = Text(f"没有占位符 {{{name}}}", f"unknown placeholder {{{name}}}") + did_you_mean(name, known)
        more = Text("；要写花括号本身，写 {{ 和 }}", "; for a brace itself write {{ or }}")
        wrong.append(Wrong(path, said + more))
        return Text(f"{{{name}}}", f"{{{name}}}")

    return value


def filled(value: T, look_up: LookUp, wrong: list[Wrong], path: Path = ()) -> T:
    """Return a part of a pack with every text in it filled; the very same part where nothing is to be filled."""
    made: Any = value
    match value:
        case Text():
            if "{" in value.zh or "}" in value.zh or "{" in value.en or "}" in value.en:
                zh, en = (_said(value, lang, look_up, wrong, path) for lang in ("zh", "en"))
                made = Text(zh, en)
        case Condition():
            pass
        case Struct():
            kind = type(value)
            changed = {
                name: new
                for name, key in zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
                if (new := filled(part := getattr(value, name), look_up, wrong, (*path, key))) is not part
            }
            made = structs.replace(value, **changed) if changed else value
        case dict():
            held = {key: filled(part, look_up, wrong, (*path, str(key))) for key, part in value.items()}
            made = held if any(held[key] is not part for key, part in value.items()) else value
        case tuple() if value and not isinstance(value[0], str):
            several = tuple(filled(part, look_up, wrong, (*path, i)) for i, part in enumerate(value))
            made = several if any(a is not b for a, b in zip(several, value, strict=True)) else value
    return cast("T", made)


def _said(text: Text, lang: Any, look_up: LookUp, wrong: list[Wrong], path: Path) -> str:
    """Return a text in one language, its placeholders filled."""

    def one(found: re.Match[str]) -> str:
        if found[0] in ("{{", "}}"):
            return found[0][0]
        if found[1] is None:
            lone = Text(
                f"{found[0]} 没有配对；要写花括号本身，写 {found[0] * 2}",
                f"{found[0]} has no other half; for a brace itself write {found[0] * 2}",
            )
            wrong.append(Wrong((*path, lang), lone))
            return found[0]
        return look_up(found[1], (*path, lang), wrong)(lang)

    return _BRACES.sub(one, text(lang))


def day_text(day: date, *, year: bool = False) -> Text:
    """Say a day as sentences do; the year where it is not the campaign's own.

    >>> day_text(date(2023, 7, 31)), day_text(date(2024, 1, 5), year=True)
    (Text(zh='7月31日', en='31 July'), Text(zh='2024年1月5日', en='5 January 2024'))
    """
    zh, en = f"{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]}"
    return Text(f"{day.year}年{zh}", f"{en} {day.year}") if year else Text(zh, en)


def _day_of_month(day: int) -> Text:
    """Say a day of any month.

    >>> _day_of_month(23), _day_of_month(11)
    (Text(zh='23日', en='23rd'), Text(zh='11日', en='11th'))
    """
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return Text(f"{day}日", f"{day}{ending}")


def _label(clause: str) -> Text:
    return Text(clause_label(clause), clause_label(clause, "en"))
