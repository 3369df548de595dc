"""Placeholders: what the texts of a pack take from ``campaign.yaml``, so that a county's own days stand in every sentence.

A campaign that extends another has its own days, phases and name. Texts that stand in the layer below must not say
that layer's, so they name what they mean: ``在{phase.self_inspection.to}前`` is filled when the pack has been read and all
its layers are merged. ``{{`` and ``}}`` stand for a brace itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar, cast

from msgspec import Struct, structs

from campaign_rules.base.errors import did_you_mean
from campaign_rules.base.period_titles import day_of_month_text, day_text
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import CLAUSE, LANGS, Lang, Text, clause_label
from campaign_rules.logic.conditions import Condition
from campaign_rules.rules.pack import Identity

T = TypeVar("T")

HERE, REPORT_DAY = Text("本地", "the area"), Text("报送日", "reporting day")
"""What ``{campaign.place}`` and ``{report.day}`` say where the campaign names no place and has no report."""

CLAUSE_OF = "clause:"
"""``{clause:3.2}`` is a clause of the text, as each language labels it."""

_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class Wrong(NamedTuple):
    """A placeholder that stands for nothing: the way to its text, and what is said of it."""

    path: Path
    text: Text


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
    return made | {"report.day": day_of_month_text(identity.report.day) if identity.report else REPORT_DAY}


class Filling:
    """Fills the texts of a pack with what its campaign says of itself."""

    def __init__(self, identity: Identity, clauses: Mapping[str, Any]) -> None:
        self._values, self._clauses = values_of(identity), clauses
        self.templates: dict[Text, Text] = {}
        """What the texts that were filled are written as."""

    def fill(self, value: T, wrong: list[Wrong], path: Path = ()) -> T:
        """Return a part of a pack with every text in it filled; the very same part where nothing is to be filled.

        A placeholder that stands for nothing is left as it is, and told in ``wrong``.
        """
        made: Any = value
        match value:
            case Text():
                if _BRACES.search(value.zh) or _BRACES.search(value.en):
                    zh, en = (self._said(value(lang), lang, wrong, (*path, lang)) for lang in LANGS)
                    made = Text(zh, en)
                    self.templates[made] = value
            case Condition():
                pass
            case Struct():
                kind = type(value)
                changed = {
                    name: new
                    for name, key in zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
                    if (new := self.fill(part := getattr(value, name), wrong, (*path, key))) is not part
                }
                made = structs.replace(value, **changed) if changed else value
            case dict():
                held = {key: self.fill(part, wrong, (*path, str(key))) for key, part in value.items()}
                made = held if any(held[key] is not part for key, part in value.items()) else value
            case tuple() if value and not isinstance(value[0], str):
                several = tuple(self.fill(part, wrong, (*path, i)) for i, part in enumerate(value))
                made = several if any(a is not b for a, b in zip(several, value, strict=True)) else value
        return cast("T", made)

    def _said(self, text: str, lang: Lang, wrong: list[Wrong], path: Path) -> str:
        """Return a text in one language, its placeholders filled."""

        def one(found: re.Match[str]) -> str:
            written, name = found[0], found[1]
            if written in ("{{", "}}"):
                return written[0]
            value = self._value(name) if name is not None else None
            if value is None:
                wrong.append(Wrong(path, self._unknown(name) if name is not None else _alone(written)))
                return written
            return value(lang)

        return _BRACES.sub(one, text)

    def _value(self, name: str) -> Text | None:
        """Return what a placeholder stands for; None where it stands for nothing."""
        if name in self._values or not name.startswith(CLAUSE_OF):
            return self._values.get(name)
        clause = name.removeprefix(CLAUSE_OF)
        listed = clause in self._clauses if self._clauses else re.match(CLAUSE, clause)  # a pack need not list them
        return _label(clause) if listed else None

    def _unknown(self, name: str) -> Text:
        known = [*self._values, *(CLAUSE_OF + clause for clause in self._clauses)]
        said = Text(f"没有占位符 {{{name}}}", f"unknown placeholder {{{name}}}") + did_you_mean(name, known)
        return said + Text("；要写花括号本身，写 {{ 和 }}", "; for a brace itself write {{ or }}")


def _alone(brace: str) -> Text:
    return Text(
        f"{brace} 没有配对；要写花括号本身，写 {brace * 2}",
        f"{brace} has no other half; for a brace itself write {brace * 2}",
    )


def _label(clause: str) -> Text:
    return Text(clause_label(clause), clause_label(clause, "en"))
