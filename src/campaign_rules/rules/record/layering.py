"""One ``record.yaml`` laid on another, entry by entry: a layer adds, changes and withdraws, and says so.

A new name adds. ``changes: LAYER`` keeps what lies below and replaces what it gives; where that is again named entries
(the fields of a section, the kinds of its events), these are laid in the same way. ``withdraws: LAYER`` with a reason
takes an entry away. What is changed keeps its place: the order of fields is the order in which they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign_rules.base.errors import Problem, did_you_mean
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.rules.layers import Withdrawal, called, is_reason

ENTRIES = frozenset({
    "actors", "fields", "sections", "roles", "authorities", "units", "conversions", "kinds", "columns", "of", "words",
})  # fmt: skip
"""The keys of ``record.yaml`` that hold named entries; what stands under any other is one thing."""

Origins = dict[Path, tuple[str, ...]]
"""By the way to an entry, the layers that it comes from: where it was added, then every one that changed it."""


class Laid:
    """What is known of a record as layer upon layer is laid down."""

    def __init__(self) -> None:
        self.origins: Origins = {}
        self.gone: list[Withdrawal] = []

    @property
    def withdrawn(self) -> list[Withdrawal]:
        """What was taken away, and no layer above has brought back."""
        there = {".".join(map(str, path)) for path in self.origins}
        return [one for one in self.gone if one.name not in there]

    def lay(self, below: Any, layer: str, source: Source, problems: list[Problem]) -> Source:
        """Lay a layer's ``record.yaml`` on what lies below; return the file as it then is as a whole."""
        made = _Laying(layer, source, self, problems).whole(below if isinstance(below, dict) else {}, source.data, ())
        return Source(source.file, made, source.keys, source.values, source.problems)


class _Laying:
    def __init__(self, layer: str, source: Source, laid: Laid, problems: list[Problem]) -> None:
        self.layer, self.source, self.laid, self.problems = layer, source, laid, problems
        self.origins = laid.origins

    def whole(self, below: Mapping[str, Any], own: Any, at: Path) -> Any:
        """Lay one thing on what it changes: key by key, and entry by entry where a key holds entries."""
        if not isinstance(own, dict):
            return own
        made = dict(below)
        for key, value in own.items():
            path = (*at, key)
            if key in ENTRIES and isinstance(value, dict):
                lower = below.get(key)
                made[key] = self.entries(lower if isinstance(lower, dict) else {}, value, path)
            elif isinstance(value, dict) and isinstance(below.get(key), dict) and _holds_entries(below[key]):
                made[key] = self.whole(below[key], value, path)
            else:
                made[key] = self.new(value, path)
        return made

    def entries(self, below: Mapping[str, Any], own: Mapping[str, Any], at: Path) -> dict[str, Any]:
        """Lay named entries on those below."""
        made = dict(below)
        for name, body in own.items():
            path = (*at, name)
            said = [key for key in ("changes", "withdraws") if isinstance(body, dict) and key in body]
            if not said:
                if name in below:
                    self._already(name, path)
                else:
                    made[name] = self.new(body, path)
                    self.origins[path] = (self.layer,)
                continue
            if not self._may(said[0], name, body, below, path):
                continue
            rest = {key: value for key, value in body.items() if key != said[0]}
            if said[0] == "withdraws":
                self._withdrawn(name, rest, made, path)
            else:
                made[name] = self.whole(below[name] if isinstance(below[name], dict) else {}, rest, path)
                self.origins[path] = (*self.origins.get(path, ()), self.layer)
        return made

    def new(self, body: Any, at: Path) -> Any:
        """Take over what has nothing below it, with all the entries in it."""
        return self.whole({}, body, at) if isinstance(body, dict) else body

    def _already(self, name: str, path: Path) -> None:
        below = self._owner(path)
        text = Text(
            f"{name} 在 {below} 中已有，请写 changes: {below}（修改）或 withdraws: {below}（撤销）",
            f"{name} is already in {below}; write changes: {below} or withdraws: {below}",
        )
        self.problems.append(self.source.problem(path, "already-defined", text, at_key=True))

    def _may(self, key: str, name: str, body: Mapping[str, Any], below: Mapping[str, Any], path: Path) -> bool:
        """Tell whether what it says that it changes or withdraws is there, and comes from the layer that it names."""
        if name not in below:
            text = Text(f"下层没有 {name}", f"no layer below has {name}") + did_you_mean(name, below)
            self.problems.append(self.source.problem(path, "nothing-below", text, at_key=True))
            return False
        if body[key] != self._owner(path):
            owner = self._owner(path)
            text = Text(f"{name} 来自 {owner}，不是 {body[key]}", f"{name} comes from {owner}, not from {body[key]}")
            self.problems.append(self.source.problem((*path, key), "wrong-layer", text))
            return False
        return True

    def _withdrawn(self, name: str, rest: Mapping[str, Any], made: dict[str, Any], path: Path) -> None:
        if is_reason(rest):
            whole = ".".join(map(str, path))
            title, reason = called(name, made.pop(name)), Text(**rest["reason"])
            self.laid.gone.append(
                Withdrawal("record", whole, self.layer, reason, title, below=self.origins.get(path, ()))
            )
            for entry in [entry for entry in self.origins if entry[: len(path)] == path]:
                del self.origins[entry]
            return
        text = Text("撤销须写 reason: {zh: …, en: …}", "a withdrawal needs reason: {zh: …, en: …}, nothing else")
        self.problems.append(self.source.problem(path, "reason", text, at_key=True))

    def _owner(self, path: Path) -> str:
        """Return the layer that had the last word on an entry."""
        return self.origins.get(path, ("",))[-1]


def _holds_entries(value: Mapping[str, Any]) -> bool:
    """Tell whether something that has no name of its own (the events of a section) holds named entries."""
    return any(key in ENTRIES for key in value)
