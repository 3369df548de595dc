"""What is wrong with an input, said to the person who must mend it.

A broken *rule of the campaign* is a finding, never an exception; a broken *file* is `BadInput`,
which carries every problem of the file at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from msgspec import Struct

from campaign_rules.texts import Lang, Text, printable


class Problem(Struct, frozen=True, order=True):
    """One thing wrong in a file: where it stands, its path inside the data, a stable code and a sentence.

    ``line`` and ``column`` count from 1; 0 means that the place is not known (a value that came from no file).
    """

    file: str
    line: int
    column: int
    path: str
    code: str
    zh: str
    en: str
    cell: str = ""
    """In a spreadsheet, the cell; ``file`` then ends in the sheet's title, ``path`` is the column's heading."""

    @property
    def place(self) -> str:
        """``FILE:LINE:COL``; in a spreadsheet ``FILE:SHEET!CELL``."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{self.file}!{self.cell}" if self.cell else place

    def render(self, lang: Lang = "zh") -> str:
        """``FILE:LINE:COL: path: what is wrong, what was expected``; in a spreadsheet ``FILE:SHEET!CELL: heading: …``."""
        said = self.zh if lang == "zh" else self.en
        return printable(": ".join(part for part in (self.place, self.path, said) if part))


class CampaignRulesError(Exception):
    """Base of every exception that this package raises on purpose."""


class BadInput(CampaignRulesError):
    """A file (or a value in its place) can't be used; ``problems`` says all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(p.render("en") for p in self.problems))

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class BadRecord(BadInput):
    """An enterprise's or an office's record can't be read."""


class BadPack(BadInput):
    """A campaign's rule files can't be used."""


_CALLED = {
    "campaign": "行动",
    "interpretation": "解释",
    "phase": "阶段",
    "sector": "行业领域",
    "hazard": "隐患",
    "layer": "层",
}
"""What a kind of name is called in Chinese."""


class UnknownName(CampaignRulesError, LookupError):
    """A name that the campaign does not have, with the nearest that it has."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        called = "选项" if kind.startswith("option of ") else _CALLED.get(kind, kind)
        self.text = Text(f"没有 {name}（{called}）", f"unknown {kind} {name}") + did_you_mean(name, self.known)
        super().__init__(self.text.en)

    def __reduce__(self) -> tuple[type[UnknownName], tuple[str, str, tuple[str, ...]]]:
        return type(self), (self.kind, self.name, self.known)


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.75) -> str | None:
    """Return the known name that ``name`` nearly spells, or None; case, ``-`` and ``_`` do not count."""

    def plain(text: str) -> str:
        return text.casefold().replace("-", "_").replace(" ", "_")

    by_plain = {plain(k): k for k in sorted(known)}
    found = difflib.get_close_matches(plain(name), by_plain, n=1, cutoff=cutoff)
    return by_plain[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> Text:
    """Return the tail of a message that suggests the nearest known name, or the whole list where it is short."""
    known = list(known)
    near = nearest(name, known, cutoff=0.6)
    if near:
        return Text(f"，是否想写 {near}？", f"; did you mean {near}?")
    if known and len(known) <= 12:
        return Text("，可用：" + "、".join(known), "; expected one of: " + ", ".join(known))
    return Text("", "")
