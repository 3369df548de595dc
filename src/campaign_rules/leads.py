"""Which department leads which sector (1.2.4), by any name that people use for it; never by a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

from campaign_rules.spelling import Names
from campaign_rules.texts import Clause, Text
from campaign_rules.words import names_in

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
_PLACE = re.compile(r"^(?:[一-鿿]{1,5}?[省市县区]|[省市县区])")
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
        self._unassigned: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        for department in directory.departments.values():
            for sector_id, sector in department.sectors.items():
                self._name(_names(sector_id, sector), (sector_id,))
        for sector_id, sector in directory.unassigned.items():
            self._name(_names(sector_id, sector), ())
            self._unassigned |= {plain(word): sector_id for word in _names(sector_id, sector)}
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
        """Return the id of the department that a word names, or None; a place before it (进贤县…) does not count."""
        key = plain(word)
        while key and key not in self._departments and (shorter := _PLACE.sub("", key)) != key:
            key = shorter
        return self._departments.get(key)

    def department_names(self) -> tuple[str, ...]:
        """Every id and Chinese name of a department."""
        departments = self.directory.departments
        return (*departments, *(department.title.zh for department in departments.values()))

    def knows(self, name: str) -> bool:
        """Tell whether a sector's name is known: one that somebody leads, one given to nobody, or an industry's code."""
        return self._key(name) is not None or self._coded(name) is not None

    def names(self, text: str) -> tuple[str, ...]:
        """Return the names of sectors that a text is made of: itself, or several between 、 / 和 and their like."""
        return names_in(text, self.knows)

    def lead(self, query: str) -> Lead:
        """Say who leads the sector that ``query`` names, or each of those that it names.

        A Chinese name, an English id, an alias, or a code of GB/T 4754-2017 with or without its letter.
        """
        names = self.names(query)
        if len(names) == 1:
            return structs.replace(self._lead(names[0]), query=query)
        return self._several(query, [self._lead(name) for name in names])

    def _lead(self, name: str) -> Lead:
        word = self._key(name)
        if word is not None:
            return self._answer(name, self._words[word], by_code=False)
        if codes := self._coded(name):
            return self._answer(name, codes, by_code=True)
        return self._answer(name, (), by_code=False, suggestion=self._nearest(name))

    def _several(self, query: str, answers: list[Lead]) -> Lead:
        """Put the answers on several names together: assigned where each of them is."""
        candidates = tuple(dict.fromkeys(one for answer in answers for one in answer.candidates))
        if not candidates:
            return structs.replace(answers[0], query=query)
        assigned = all(answer.status == "assigned" for answer in answers)
        note = Text("写了多个领域，各有牵头部门", "several sectors, each with its lead")
        for word, status in (("涵盖多个领域", "ambiguous"), ("没有指定部门", "unassigned")):
            if found := [answer.query for answer in answers if answer.status == status]:
                en = "covers several sectors" if status == "ambiguous" else "is given to nobody"
                note += Text(f"；其中 {'、'.join(found)} {word}", f"; of these {', '.join(found)} {en}")
        hint = next((answer.suggestion for answer in answers if answer.suggestion), None)
        return Lead(query, "assigned" if assigned else "ambiguous", candidates, self.directory.clause, note, hint)

    def resolve(self, text: str) -> tuple[str | frozenset[str], ...]:
        """Return what each name in a record's text means: the sector, or the set of those that it may mean.

        The empty set: the name is not known, and so is what it means. A sector known by name that nobody leads is itself.
        """
        return tuple(map(self._meaning, self.names(text)))

    def leading(self, meant: str | frozenset[str]) -> tuple[str | frozenset[str], ...]:
        """Return the departments that lead what a name was resolved to: each, or the set of those that it may be."""
        if isinstance(meant, frozenset):
            return (frozenset(one.department for sector in meant for one in self._candidates.get(sector, ())),)
        return tuple(one.department for one in self._candidates.get(meant, ())) or (frozenset(),)

    def _meaning(self, name: str) -> str | frozenset[str]:
        found = self._lead(name)
        candidates = frozenset(candidate.sector for candidate in found.candidates)
        if found.status == "assigned":
            return next(iter(candidates))
        known = self._key(name)
        return self._unassigned.get(known, candidates) if known and not candidates else candidates

    def _key(self, query: str) -> str | None:
        return _key(query, self._words)

    def _coded(self, name: str) -> tuple[str, ...] | None:
        """Return the sectors of an industry's code; None where there is no such code."""
        code = _CODE.fullmatch(plain(name))
        return (self._by_code(code[1]) or None) if code else None

    def _by_code(self, digits: str) -> tuple[str, ...]:
        for end in range(len(digits), 1, -1):
            if digits[:end] in self.codes:
                return self.codes[digits[:end]].sectors
        return ()

    @cached_property
    def _spelt(self) -> Names:
        return Names(self._shown)

    def _nearest(self, query: str) -> str | None:
        near = self._spelt.nearest(plain(query), 0.8)
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
