"""Why a condition is true, false or unknown: a tree of sentences, pruned to the parts that decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from msgspec import UNSET

from campaign_rules.base.texts import Lang, Text
from campaign_rules.logic.conditions import (
    AllOf,
    AnyOf,
    Clustered,
    Condition,
    Const,
    Doubtful,
    Named,
    Not,
    Test,
    View,
    truth,
)
from campaign_rules.logic.truth import Truth
from campaign_rules.reports.statements import (
    Denied,
    Doubted,
    FactSaid,
    Fixed,
    Joined,
    Statement,
    clustered,
    tested,
)
from campaign_rules.reports.wording.conditions import statement_text


@dataclass(frozen=True, slots=True)
class Proof:
    """Why something is so: a sentence, its truth, the place in the record it rests on, and the reasons below it.

    A ``group`` (all of, any of) says nothing of its own: its parts are what is said. A ``note`` (the clause, a reading,
    a day) is told beside the reasons: it is not what is judged.
    """

    text: Text
    truth: Truth
    place: str = ""
    parts: tuple[Proof, ...] = ()
    group: bool = False
    note: bool = False
    statement: Statement = field(default=Fixed(truth=None), compare=False)
    """What it says of the record, as data; nothing, where it is told beside the reasons. What reads the same is the same
    reason, whichever of two fields by one name it is about."""

    def joins(self, *, every: bool) -> bool:
        """Tell whether it is a group of all (or of any) of its parts."""
        return isinstance(self.statement, Joined) and self.statement.every is every

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return the tree as plain data for JSON."""
        return {
            "text": self.text(lang),
            "truth": self.truth,
            "note": self.note,
            "place": self.place or None,
            "parts": [part.to_dict(lang) for part in self.parts],
        }


def explain(node: Condition, view: View) -> Proof:
    """Tell why a bound condition is true, false or unknown on an item, by the parts that decide it."""
    return _explain(node, view, _Spoken(view))


class _Spoken:
    """What people call what a view shows, and the facts that were met on the way."""

    def __init__(self, view: View) -> None:
        self.label, self.word = view.label, view.word
        self.titles: dict[str, Text] = {}

    def fact(self, name: str) -> Text:
        return self.titles[name]


def _explain(node: Condition, view: View, names: _Spoken) -> Proof:
    judged = truth(node, view)

    def told(said: Statement, place: str = "", parts: tuple[Proof, ...] = ()) -> Proof:
        return Proof(statement_text(said, names), judged, place, parts, statement=said)

    match node:
        case AllOf(parts):
            return _group(parts, view, names, judged, every=True)
        case AnyOf(parts):
            return _group(parts, view, names, judged, every=False)
        case Not(part) | Doubtful(part):
            inner = _explain(part, view, names)
            doubtful = isinstance(node, Doubtful)
            if doubtful and judged is False:
                return inner
            said = (Doubted if doubtful else Denied)(of=inner.statement, truth=judged)
            return told(said, "", (inner,)) if inner.group else told(said, inner.place, inner.parts)
        case Named(name=name, title=Text() as title, part=Condition() as part, span=span):
            names.titles[name] = title
            inner = _explain(part, view, names)
            days = span.days(view) if judged and span else None
            fact = FactSaid(fact=name, truth=judged, days=UNSET if days is None else days)
            return told(fact, "", inner.parts if inner.group else (inner,))
        case Clustered():
            return told(clustered(node, view, judged), view.place((node.section,)))
        case Test():
            return told(tested(node, view, judged), view.place(node.path))
    return told(Fixed(truth=judged))


def _group(parts: tuple[Condition, ...], view: View, names: _Spoken, judged: Truth, *, every: bool) -> Proof:
    """Tell the parts that decide: all of them where it takes all, else those that are judged as the whole is."""
    shown = [part for part in parts if not isinstance(part, Const)]
    deciding = [_explain(part, view, names) for part in shown if judged is every or truth(part, view) is judged]
    flat = dict.fromkeys(
        one for part in deciding for one in (part.parts if part.group and part.joins(every=every) else (part,))
    )
    if len(flat) == 1:
        return next(iter(flat))
    said = Joined(every=every, of=tuple(one.statement for one in flat), truth=judged)
    return Proof(statement_text(said, names), judged, "", tuple(flat), group=True, statement=said)


def statements(proof: Proof) -> Iterator[Proof]:
    """Yield what a proof says, in the groups' stead their parts."""
    if not proof.group:
        yield proof
    else:
        for part in proof.parts:
            yield from statements(part)


TRUTH_TEXTS = {True: Text("是", "yes"), False: Text("否", "no"), None: Text("不明", "unknown")}
"""How a truth value is said to people."""


NOTE = "·"
"""Stands before a note, where a reason has its truth."""


def render_proof(proof: Proof, lang: Lang = "zh") -> str:
    """Write a proof tree as indented text, a line a reason; what was told already is not told at length again."""
    return "\n".join(_lines(abridged(proof), lang, 0))


def _lines(proof: Proof, lang: Lang, depth: int) -> Iterator[str]:
    mark = NOTE if proof.note else TRUTH_TEXTS[proof.truth](lang)
    place = f"  [{proof.place}]" if proof.place else ""
    yield f"{'  ' * depth}{'- ' if depth else ''}{mark}  {proof.text(lang)}{place}"
    for part in proof.parts:
        yield from _lines(part, lang, depth + 1)


def abridged(proof: Proof) -> Proof:
    """Return a tree in which what was told already is only named: people need not read it twice."""
    told: set[Proof] = set()

    def once(part: Proof) -> Proof:
        if part in told:
            return replace(part, text=part.text + Text("（同上）", " (as above)"), parts=())
        if part.parts:
            told.add(part)
        return replace(part, parts=tuple(map(once, part.parts)))

    return once(proof)
