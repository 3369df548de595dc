"""Which department leads which sector (1.2.4), by any name that people use for it; never by a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

from campaign_rules.errors import nearest
from campaign_rules.texts import Clause, Text

Role = Literal["lead", "responsible"]
"""牵头负责 or, as for schools, 负责."""


class Sector(Struct, frozen=True, forbid_unknown_fields=True):
    """A sector of industry, with the other names that people use for it."""

    title: Text
    aliases: tuple[str, ...] = ()
    joint: Annotated[bool, Meta(description="several departments lead it jointly; each says so")] = False


class Department(Struct, frozen=True, forbid_unknown_fields=True):
    """A department and the sectors it leads."""

    title: Text
    sectors: dict[str, Sector]
    role: Role = "lead"
    aliases: tuple[str, ...] = ()


class CoveringWord(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that cover several sectors; each is answered with all of them."""

    words: tuple[str, ...]
    sectors: tuple[str, ...]


class IndustryCode(Struct, frozen=True, forbid_unknown_fields=True):
    """An industry of GB/T 4754-2017 and the sectors it may belong to: candidates, never a verdict."""

    title: Text
    sectors: tuple[str, ...]


class Fallback(Struct, frozen=True, forbid_unknown_fields=True):
    """What the plan says of every sector that it does not name."""

    clause: Clause
    text: Text


class Directory(Struct, frozen=True, forbid_unknown_fields=True):
    """Who leads what: departments with their sectors, covering words, sectors that nobody leads, and the fallback."""

    clause: Clause
    departments: dict[str, Department]
    fallback: Fallback
    covering: tuple[CoveringWord, ...] = ()
    unassigned: Annotated[
        dict[str, Sector], Meta(description="sectors known by name that the plan gives to nobody")
    ] = {}


class Candidate(Struct, frozen=True):
    """A sector and the department that leads it."""

    sector: str
    department: str
    role: Role
    clause: str
    sector_title: Text
    department_title: Text


class Lead(Struct, frozen=True):
    """The answer to *who leads this?*: one candidate, several (ambiguous) or none (unassigned, by the fallback clause)."""

    query: str
    status: Literal["assigned", "ambiguous", "unassigned"]
    candidates: tuple[Candidate, ...]
    clause: str
    note: Text
    suggestion: str | None = None


_SUFFIXES = re.compile(r"(安全生产|安全监管|安全管理|安全|行业领域|行业|领域|企业|单位|safety|sector|industry)$")
_CODE = re.compile(r"[a-t]?(\d{2,4})")


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """Return a word as names are compared: width, case, spaces, ``-`` and ``_`` do not count."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"[\s_\-、，,/()（）]+", "", folded)


class Leads:
    """Answers who leads a sector, from a `Directory` and industry codes (by code: the longest prefix counts)."""

    def __init__(self, directory: Directory, codes: dict[str, IndustryCode]) -> None:
        self.directory, self.codes = directory, codes
        self._candidates: dict[str, tuple[Candidate, ...]] = {}
        for department_id, department in directory.departments.items():
            for sector_id, sector in department.sectors.items():
                one = Candidate(
                    sector_id, department_id, department.role, directory.clause, sector.title, department.title
                )
                self._candidates[sector_id] = (*self._candidates.get(sector_id, ()), one)
        self._words: dict[str, tuple[str, ...]] = {}
        self._shown: dict[str, str] = {}
        for department in directory.departments.values():
            for sector_id, sector in department.sectors.items():
                self._name(_names(sector_id, sector), (sector_id,))
        for sector_id, sector in directory.unassigned.items():
            self._name(_names(sector_id, sector), ())
        for covering in directory.covering:
            self._name(covering.words, covering.sectors)
        self._departments = {
            plain(name): department_id
            for department_id, department in directory.departments.items()
            for name in (department_id, department.title.zh, department.title.en, *department.aliases)
        }

    def _name(self, words: Iterable[str], sectors: tuple[str, ...]) -> None:
        for word in words:
            self._words[plain(word)] = sectors
            self._shown.setdefault(plain(word), word)

    @property
    def sectors(self) -> dict[str, tuple[Candidate, ...]]:
        """Every sector that is led, by id: by one department, or by several jointly."""
        return self._candidates

    def department(self, word: str) -> str | None:
        """Return the id of the department that a word names, or None."""
        return self._departments.get(plain(word))

    def department_names(self) -> tuple[str, ...]:
        """Every id and Chinese name of a department."""
        departments = self.directory.departments
        return (*departments, *(department.title.zh for department in departments.values()))

    def lead(self, query: str) -> Lead:
        """Say who leads the sector that ``query`` names.

        A Chinese name, an English id, an alias, or a code of GB/T 4754-2017 with or without its letter.
        """
        word = _key(query, self._words)
        code = _CODE.fullmatch(plain(query))
        if word is not None:
            return self._answer(query, self._words[word], by_code=False)
        if code:
            return self._answer(query, self._by_code(code[1]), by_code=True)
        return self._answer(query, (), by_code=False, suggestion=self._nearest(query))

    def resolve(self, word: str) -> str | frozenset[str]:
        """Return the one sector that a word of a record names, or the set of those that it may mean.

        The empty set: it nearly spells a known name, so what is meant is not known. A word of no known sector is itself.
        """
        found = self.lead(word)
        candidates = frozenset(candidate.sector for candidate in found.candidates)
        if found.status == "assigned":
            return next(iter(candidates))
        if candidates or found.suggestion:
            return candidates
        return word

    def _by_code(self, digits: str) -> tuple[str, ...]:
        for end in range(len(digits), 1, -1):
            if digits[:end] in self.codes:
                return self.codes[digits[:end]].sectors
        return ()

    def _nearest(self, query: str) -> str | None:
        near = nearest(plain(query), self._shown, cutoff=0.8)
        return self._shown[near] if near else None

    def _answer(self, query: str, sectors: tuple[str, ...], *, by_code: bool, suggestion: str | None = None) -> Lead:
        found = tuple(one for sector in sectors for one in self._candidates[sector])
        fallback = self.directory.fallback
        if not found:
            return Lead(query, "unassigned", (), fallback.clause, fallback.text, suggestion)
        if by_code:
            note = Text(
                "按行业代码只能列出可能的领域；是否属于（如危险化学品）还要看许可，由人判断",
                "a code gives candidates only; whether they apply (hazardous chemicals, say) depends on licences",
            )
            return Lead(query, "ambiguous", found, self.directory.clause, note)
        if len({candidate.sector for candidate in found}) > 1:
            note = Text("这个词涵盖多个领域，请指明是哪一个", "the word covers several sectors; say which")
            return Lead(query, "ambiguous", found, self.directory.clause, note)
        if len(found) > 1:
            return Lead(query, "assigned", found, self.directory.clause, Text("共同牵头", "lead it jointly"))
        verb = Text("牵头负责", "leads") if found[0].role == "lead" else Text("负责", "is responsible")
        return Lead(query, "assigned", found, self.directory.clause, verb)


def _names(sector_id: str, sector: Sector) -> tuple[str, ...]:
    return (sector_id, sector.title.zh, sector.title.en, *sector.aliases)


def _key(query: str, words: dict[str, tuple[str, ...]]) -> str | None:
    """Find the query among the words, if need be without a general ending such as 安全 or 行业."""
    key = plain(query)
    while key and key not in words:
        shorter = _SUFFIXES.sub("", key)
        if shorter == key:
            return None
        key = shorter
    return key or None
