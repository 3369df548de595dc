"""Layers: rules that build on other rules. A campaign extends a statute, a county's campaign another's.

A layer says openly what it does to the layer below: a new name adds, ``changes: LAYER`` replaces the keys that it
gives, ``withdraws: LAYER`` (with a reason) takes a rule away. A name that is simply written again is a mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, field

from campaign_rules.errors import Problem, did_you_mean
from campaign_rules.sources import Source
from campaign_rules.texts import Clause, Text

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
    source: SourceDocument
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


class Withdrawal(Struct, frozen=True):
    """A rule that a layer took away from the one below, and why."""

    kind: str
    name: str
    layer: str
    reason: Text


class Stack:
    """The named rules of one kind (duties, facts, interpretations …) as layer upon layer is laid down."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.entries: dict[str, Any] = {}
        self.origins: dict[str, tuple[str, ...]] = {}
        self.withdrawn: list[tuple[str, str, Any]] = []

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
            del self.entries[name], self.origins[name]
            self.withdrawn.append((name, layer, rest))
            if not _is_reason(rest):
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


def _told_anew(filled: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """Let a reading whose default was changed, but not its text, say what the new default says."""
    options = filled.get("options")
    if "default" in said and "text" not in said and isinstance(options, dict) and isinstance(said["default"], str):
        return {**filled, "text": options.get(said["default"], filled.get("text"))}
    return filled


def _is_reason(body: Any) -> bool:
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
