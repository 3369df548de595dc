"""Why a condition is true, false or unknown: a tree of sentences, pruned to the parts that decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from msgspec import UNSET, Struct, structs

from campaign_rules.base.texts import Lang, Text
from campaign_rules.logic.conditions import (
    NOTHING_ASKED,
    OPERATORS,
    UNCLEAR,
    AllOf,
    AnyOf,
    Clustered,
    Condition,
    Const,
    Doubtful,
    FieldRef,
    Named,
    Not,
    Pattern,
    Test,
    Truth,
    View,
    WordList,
    truth,
)
from campaign_rules.rules.records import LABELS


class Proof(Struct, frozen=True):
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
    judged = truth(node, view)
    match node:
        case AllOf(parts):
            return _group(Text("须全部成立", "all of"), judged, parts, view, all_count=judged is True)
        case AnyOf(parts):
            return _group(Text("成立其一即可", "any of"), judged, parts, view, all_count=judged is False)
        case Not(part):
            inner = explain(part, view)
            if inner.group:
                return Proof(Text("须不成立", "not"), judged, "", (inner,))
            return Proof(Text(f"并非：{inner.text.zh}", f"not: {inner.text.en}"), judged, inner.place, inner.parts)
        case Doubtful(part):
            inner = explain(part, view)
            if judged is False:
                return inner
            said = Text("不能断定，须由人认定", "can't be told: for a person to judge")
            if inner.group:
                return Proof(said, judged, "", (inner,))
            return Proof(
                Text(f"{inner.text.zh}，{said.zh}", f"{inner.text.en}, {said.en}"), judged, inner.place, inner.parts
            )
        case Named(title=Text() as title, part=Condition() as part, span=span):
            inner = explain(part, view)
            if judged and span and (days := span.days(view)) is not None:
                title += Text(f"（{days} 天）", f" ({days} {'day' if days == 1 else 'days'})")
            return Proof(title, judged, "", inner.parts if inner.group else (inner,))
        case Clustered(section, patterns):
            return Proof(_clustered_text(section, patterns, view), judged, view.place((section,)))
        case Test():
            return Proof(_test_text(node, view, judged), judged, view.place(node.path))
    return Proof(Text("恒定", "fixed"), judged)


class Words(Protocol):
    """What people call fields and their values: all of a `View` that words need."""

    def label(self, path: tuple[str, ...]) -> Text:
        """Return what people call a field."""
        ...

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        """Return what people call a field's value, if it has a name of its own."""
        ...


def in_words(node: Condition, words: Words) -> Text:
    """Say what a bound condition asks, whatever the record; named facts by their names.

    A condition inside another that joins is put in brackets.
    """
    match node:
        case AllOf(parts):
            return _joined_words(parts, words, Text("，并且", " and "))
        case AnyOf(parts):
            return _joined_words(parts, words, Text("，或者", " or "))
        case Not(part):
            inner = _bracketed(part, words)
            return Text(f"并非{inner.zh}", f"not {inner.en}")
        case Doubtful(part):
            inner = _bracketed(part, words)
            return Text(f"{inner.zh}时不能断定", f"not known where {inner.en}")
        case Named(title=Text() as title):
            return title
        case Clustered(section, patterns):
            return _clustered_text(section, patterns, words)
        case Test() if node.operator == "done" and node.operand is True:
            return words.label(node.path) + Text("已落实", " is done")
        case Test():
            operand = node.operand
            named = words.label(operand.path) if isinstance(operand, FieldRef) else _called(words, node.path, operand)
            return OPERATORS[node.operator].text.format(field=words.label(node.path), operand=named)
    return Text("恒成立", "always") if node == NOTHING_ASKED else Text("恒不成立", "never")


def _joined_words(parts: tuple[Condition, ...], words: Words, joint: Text) -> Text:
    said = [_bracketed(part, words) for part in parts]
    return Text(joint.zh.join(one.zh for one in said), joint.en.join(one.en for one in said))


def _bracketed(node: Condition, words: Words) -> Text:
    inner = in_words(node, words)
    return Text(f"（{inner.zh}）", f"({inner.en})") if isinstance(node, (AllOf, AnyOf)) else inner


def _clustered_text(section: str, patterns: tuple[Pattern, ...], words: Words) -> Text:
    zh = "或".join(f"{_span(p, 'zh')}内 {p.count} 次" for p in patterns)
    en = " or ".join(f"{p.count} within {_span(p, 'en')}" for p in patterns)
    label = words.label((section,))
    return Text(f"{label.zh}{zh}", f"{label.en}: {en}")


def _group(text: Text, judged: Truth, parts: tuple[Condition, ...], view: View, *, all_count: bool) -> Proof:
    told = [p for p in parts if not isinstance(p, Const)]
    deciding = [explain(part, view) for part in told if all_count or truth(part, view) is judged]
    flat = dict.fromkeys(
        one for part in deciding for one in (part.parts if part.group and part.text == text else (part,))
    )
    return next(iter(flat)) if len(flat) == 1 else Proof(text, judged, "", tuple(flat), group=True)


def statements(proof: Proof) -> Iterator[Proof]:
    """Yield what a proof says, in the groups' stead their parts."""
    if not proof.group:
        yield proof
    else:
        for part in proof.parts:
            yield from statements(part)


def _span(pattern: Pattern, lang: str) -> str:
    if pattern.years:
        return f"{pattern.years} 年" if lang == "zh" else f"{pattern.years} year(s)"
    return f"{pattern.days} 日" if lang == "zh" else f"{pattern.days} days"


def _test_text(node: Test, view: View, judged: Truth) -> Text:
    operand = view.get(node.operand.path) if isinstance(node.operand, FieldRef) else node.operand
    value = view.get(node.path)
    label = view.label(node.path)
    if node.operator == "done" and node.operand is True:
        said = label
    else:
        said = OPERATORS[node.operator].text.format(field=label, operand=_called(view, node.path, operand))
    if value is UNSET:
        return said + Text("（未记录）", " (not recorded)")
    if value is UNCLEAR:
        return said + Text("（无法推算）", " (can't be told)")
    if judged and node.operator in ("is", "in", "done"):
        return said  # it is as asked: what is recorded would only say it again
    shown = _called(view, node.path, value)
    return said + Text(f"（记录为{shown.zh}）", f" (recorded: {shown.en})")


def _called(words: Words, path: tuple[str, ...], value: Any) -> Text:
    """Return what people call a value, or each of several."""
    named = words.word(path, value) if not isinstance(value, WordList) or value.name not in LABELS else None
    if named or not isinstance(value, (frozenset, tuple)):
        return named or _said(value)
    if isinstance(value, WordList) and value.name in LABELS:
        return _said(value)
    each = [_called(words, path, one) for one in sorted(value, key=str)]
    return Text("、".join(one.zh for one in each), ", ".join(one.en for one in each)) if each else _said(value)


_PLAIN_WORDS = {True: Text("是", "true"), False: Text("否", "false"), None: Text("空", "nothing")}


def _said(value: Any) -> Text:
    if value is None or isinstance(value, bool):
        return _PLAIN_WORDS[value]
    if isinstance(value, WordList) and value.name in LABELS:
        return LABELS[value.name]
    if value == frozenset():
        return Text("认不得的词", "a word that is not known")
    if isinstance(value, (frozenset, tuple)):
        return Text("/".join(sorted(_said(v).zh for v in value)), "/".join(sorted(_said(v).en for v in value)))
    shown = "?" if value is UNSET else "…" if isinstance(value, Struct) else str(value) or "“”"
    return Text(shown, shown)


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
            return structs.replace(part, text=part.text + Text("（同上）", " (as above)"), parts=())
        if part.parts:
            told.add(part)
        return structs.replace(part, parts=tuple(map(once, part.parts)))

    return once(proof)
