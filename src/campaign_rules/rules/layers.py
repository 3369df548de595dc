"""Layers: rules that build on other rules. A campaign extends a statute, a county's campaign another's.

A layer says openly what it does to the layer below: a new name adds, ``changes: LAYER`` replaces the keys that it
gives, ``withdraws: LAYER`` (with a reason) takes a rule away. A name that is simply written again is a mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, field

from campaign_rules.base.errors import Problem, did_you_mean
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import LANGS, Clause, Lang, Text, bracketed, clause_label

Name = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""A layer's or a campaign's id, which is also its folder's name: never a path."""


class SourceDocument(Struct, frozen=True, forbid_unknown_fields=True):
    """The document that the rules encode."""

    title: str
    number: str
    issuer: str


class Article(Struct, frozen=True, forbid_unknown_fields=True):
    """A provision that rules may cite, and the days on which it is in force, both included."""

    title: Text
    start: Annotated[date, Meta(description="in force from")] = field(name="from")
    end: Annotated[date | UnsetType, Meta(description="in force to; absent: still")] = field(name="to", default=UNSET)


class Statute(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``layer.yaml``: what other packs build on, such as a law; not a campaign by itself."""

    id: Name
    title: Text
    version: str
    source: Annotated[SourceDocument | UnsetType, Meta(description="the document, if it encodes one")] = UNSET
    articles: dict[Clause, Article] = {}
    extends: Name | UnsetType = UNSET


class Layer(Struct, frozen=True):
    """One of the layers that a pack is made of."""

    id: str
    title: Text
    version: str
    articles: dict[str, Article] = {}
    campaign: bool = False
    """Whether it is a campaign, and no statute."""


KINDS: Mapping[str, tuple[str, str]] = {
    "interpretations": ("解释", "interpretation"),
    "gbt4754": ("代码", "code"),
    "facts": ("事实", "fact"),
    "duties": ("义务", "duty"),
    "kinds": ("种类", "kind"),
    "clauses": ("条款", "clause"),
    "holidays": ("放假安排", "holiday notice"),
    "outcomes": ("处理提示", "outcome"),
    "cells": ("调度表的格", "cell"),
    "record": ("记录的内容", "part of the record"),
}
"""What a rule of each kind is called."""


_INNER = str.maketrans("“”", "‘’")


class Withdrawal(Struct, frozen=True):
    """A rule that a layer took away from the one below, and why."""

    kind: str
    name: str
    layer: str
    reason: Text
    title: Text
    """What people call the rule; its name, where it has no title."""
    clause: str = ""
    below: tuple[str, ...] = ()
    """The layers that the rule came from."""

    @property
    def sentence(self) -> Text:
        """Say that the rule is not taken over, and why."""
        called, what = KINDS[self.kind]
        title = self.title.zh.translate(_INNER)  # quoted, so its own quotation marks are inner ones
        zh, en = (bracketed(clause_label(self.clause, lang), lang) if self.clause else "" for lang in LANGS)
        return Text(
            f"本行动未采用：{called}“{title}”{zh}。理由：{self.reason.zh}",
            f"not taken over here: the {what} “{self.title.en}”{en}; reason: {self.reason.en}",
        )

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "kind": KINDS[self.kind][1],
            "name": self.name,
            "title": self.title(lang),
            "clause": self.clause or None,
            "reason": self.reason(lang),
            "layers": [*self.below, self.layer],
        }


class Stack:
    """The named rules of one kind (duties, facts, interpretations …) as layer upon layer is laid down."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.entries: dict[str, Any] = {}
        self.origins: dict[str, tuple[str, ...]] = {}
        self.gone: list[Withdrawal] = []
        self.cited_as = ""
        """Of a form's cells: what the clause of each begins with."""

    @property
    def withdrawn(self) -> list[Withdrawal]:
        """What was taken away, and no layer above has brought back."""
        return [one for one in self.gone if one.name not in self.entries]

    def lay(self, layer: str, source: Source, problems: list[Problem], at: tuple[str, ...] = ()) -> Source:
        """Lay a file's entries on what lies below; return the file with every change filled up from its base."""
        filled: dict[str, Any] = {}
        own = _inside(source.data, at)
        for name, body in own.items() if isinstance(own, dict) else ():
            made = self._laid(name, body, layer, source, problems, at)
            if made is not None:
                filled[name] = made
        for name, body in filled.items():
            # What is changed takes the place that its new file gives it.
            self.entries.pop(name, None)
            self.entries[name] = body
        return Source(source.file, _replaced(source.data, at, filled), source.keys, source.values, source.problems)

    def _laid(
        self, name: str, body: Any, layer: str, source: Source, problems: list[Problem], at: tuple[str, ...]
    ) -> Any:
        path = (*at, name)
        if body is None:
            text = Text(f"{name} 什么也没有写", f"{name} says nothing")
            problems.append(source.problem(path, "type", text, at_key=True))
            return None
        said = [key for key in ("changes", "withdraws") if isinstance(body, dict) and key in body]
        if not said:
            if name in self.entries:
                below = self.origins[name][-1]
                text = Text(
                    f"{name} 在 {below} 中已有，请写 changes: {below}（修改）或 withdraws: {below}（撤销）",
                    f"{name} is already in {below}; write changes: {below} or withdraws: {below}",
                )
                problems.append(source.problem(path, "already-defined", text, at_key=True))
                return None
            self.origins[name] = (layer,)
            return body
        key = said[0]
        if name not in self.entries:
            text = Text(f"下层没有 {name}", f"no layer below has {name}") + did_you_mean(name, self.entries)
            problems.append(source.problem(path, "nothing-below", text, at_key=True))
            return None
        below = self.origins[name][-1]
        if body[key] != below:
            text = Text(f"{name} 来自 {below}，不是 {body[key]}", f"{name} comes from {below}, not from {body[key]}")
            problems.append(source.problem((*path, key), "wrong-layer", text))
            return None
        rest = {k: v for k, v in body.items() if k != key}
        if key == "withdraws":
            gone, origins = self.entries.pop(name), self.origins.pop(name)
            if is_reason(rest):
                own = gone.get("clause", "") if isinstance(gone, dict) else ""
                clause = (
                    f"{self.cited_as}.{name}" if self.kind == "cells" else name if self.kind == "clauses" else str(own)
                )
                title, reason = called(name, gone), Text(**rest["reason"])
                self.gone.append(Withdrawal(self.kind, name, layer, reason, title, clause, origins))
            else:
                text = Text(
                    "撤销须写 reason: {zh: …, en: …}", "a withdrawal needs reason: {zh: …, en: …}, nothing else"
                )
                problems.append(source.problem(path, "reason", text, at_key=True))
            return None
        self.origins[name] = (*self.origins[name], layer)
        return (
            _told_anew({**self.entries[name], **rest}, rest)
            if self.kind == "interpretations"
            else {**self.entries[name], **rest}
        )


def changed_whole(below: Mapping[str, Any], layer: str, source: Source, problems: list[Problem]) -> Source:
    """Return a whole file that changes the one below it: its own keys, and the rest from below."""
    own = source.data if isinstance(source.data, dict) else {}
    if own.get("changes") != layer:
        text = Text(
            f"{layer} 中已有这个文件，请写 changes: {layer}", f"{layer} already has this file; write changes: {layer}"
        )
        problems.append(source.problem(("changes",), "already-defined", text))
    filled = {**below, **{k: v for k, v in own.items() if k != "changes"}}
    return Source(source.file, filled, source.keys, source.values, source.problems)


def cells_laid(stack: Stack, below: Mapping[str, Any], layer: str, source: Source, problems: list[Problem]) -> Source:
    """Lay what a form says of single cells (``cells: {"3.9": {withdraws: …}}``) on the form below; return the file with
    its blocks as they then are.

    A form that brings ``blocks`` of its own has those instead of what lies below.
    """
    if not isinstance(source.data, dict):
        return source
    own, changes = source.data.get("blocks"), source.data.get("cells")
    stack.cited_as = str(source.data.get("cited_as", below.get("cited_as", "annex")))
    if own is not None:
        stack.entries = _cells_of(own)
        stack.origins = dict.fromkeys(stack.entries, (layer,))
    if changes is None or (not below and own is None):
        return source
    numbers, blocks = list(stack.entries), own if own is not None else below.get("blocks")
    marks = {at: mark for path, mark in source.values.items() if (at := _in_its_block(path))}
    stack.lay(layer, source, problems, ("cells",))
    rest = {key: value for key, value in source.data.items() if key != "cells"}
    order = [*(name for name in numbers if name in stack.entries), *(n for n in stack.entries if n not in numbers)]
    made = {**rest, "blocks": _with_cells(blocks, {name: stack.entries[name] for name in order})}
    return Source(source.file, made, source.keys, {**source.values, **marks}, source.problems)


def _in_its_block(path: Path) -> Path:
    """Return where a part of a cell that is written by itself stands in the form: ``cells.3.9`` in block 3."""
    block, _, number = str(path[1]).partition(".") if len(path) > 1 and path[0] == "cells" else ("", "", "")
    return ("blocks", block, "cells", number, *path[2:]) if number else ()


def _cells_of(blocks: Any) -> dict[str, Any]:
    """Return the cells of a form that is not typed yet, by their names."""
    inside = {id_: _inside(block, ("cells",)) for id_, block in blocks.items()} if isinstance(blocks, dict) else {}
    return {
        f"{id_}.{number}": cell
        for id_, cells in inside.items()
        if isinstance(cells, dict)
        for number, cell in cells.items()
    }


def _with_cells(blocks: Any, cells: Mapping[str, Any]) -> Any:
    """Return the blocks of a form with just these cells, each in its block."""
    if not isinstance(blocks, dict):
        return blocks
    inside: dict[str, dict[str, Any]] = {id_: {} for id_ in blocks}
    for name, cell in cells.items():
        id_, _, number = name.partition(".")
        inside.setdefault(id_, {})[number] = cell
    return {id_: {**blocks.get(id_, {}), "cells": held} for id_, held in inside.items()}


def _told_anew(filled: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """Let a reading whose default was changed, but not its text, say what the new default says."""
    options = filled.get("options")
    if "default" in said and "text" not in said and isinstance(options, dict) and isinstance(said["default"], str):
        return {**filled, "text": options.get(said["default"], filled.get("text"))}
    return filled


def called(name: str, rule: Any) -> Text:
    """Return what people call a rule that is not typed yet."""
    said = next((rule[key] for key in ("title", "label") if key in rule), None) if isinstance(rule, dict) else None
    known = isinstance(said, dict) and all(isinstance(said.get(lang), str) for lang in LANGS)
    return Text(said["zh"], said["en"]) if known and said else Text(name, name)


def is_reason(body: Any) -> bool:
    """Tell whether what a withdrawal says beside what it withdraws is a reason in both languages, and nothing else."""
    said = body.get("reason")
    return set(body) == {"reason"} and isinstance(said, dict) and set(said) == {"zh", "en"} and all(said.values())


def _inside(data: Any, at: tuple[str, ...]) -> Any:
    for name in at:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _replaced(data: Any, at: tuple[str, ...], filled: dict[str, Any]) -> Any:
    if not isinstance(_inside(data, at), dict):
        return data
    return {**data, at[0]: _replaced(data[at[0]], at[1:], filled)} if at else filled
