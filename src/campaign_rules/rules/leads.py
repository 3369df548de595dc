"""Which department leads which sector (1.2.4), by any name that people use for it; never by a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

from campaign_rules.base.spelling import Names
from campaign_rules.base.texts import Clause, Text
from campaign_rules.base.words import names_in

Role = Literal["lead", "responsible"]
"""牵头负责 or, as for schools, 负责."""

Status = Literal["assigned", "ambiguous", "unassigned"]
"""Whether it is known who leads what a query names."""

LEADING = "leading_departments"
"""Where conditions read the departments that lead a record's sectors; a set of candidates where that is open."""

OWN_DEPARTMENT = "own_department"
"""Where conditions read which department a department's own record is of, as its id or its name says."""

OWN_DEPARTMENT_TITLE = Text("本部门", "this department")
"""What people call it."""

LEADING_TITLE = Text("牵头部门", "lead departments")
"""What people call these."""

MOST_LOOKED_AT = 200
"""Of a name that is not known, so many characters are looked through for names that are."""

_SHORTEST_LATIN = 4
"""A shorter name in Latin letters stands in other words by chance."""


class Sector(Struct, frozen=True, forbid_unknown_fields=True):
    """A sector of industry, with the other names that people use for it."""

    title: Text
    aliases: tuple[str, ...] = ()
    joint: Annotated[bool, Meta(description="several departments lead it jointly; each says so")] = False
    branches: Annotated[
        dict[str, Sector], Meta(description="parts of it that rules ask about by a name of their own; led with it")
    ] = {}


class Department(Struct, frozen=True, forbid_unknown_fields=True):
    """A department and the sectors it leads."""

    title: Text
    sectors: dict[str, Sector]
    role: Role = "lead"
    aliases: tuple[str, ...] = ()


class CoveringWord(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that cover several sectors, led or given to nobody; each is answered with all of them."""

    words: tuple[str, ...]
    sectors: tuple[str, ...]


class IndustryCode(Struct, frozen=True, forbid_unknown_fields=True):
    """An industry of GB/T 4754-2017 and the sectors it may belong to, led or not: candidates, never a verdict."""

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
    modifiers: Annotated[
        tuple[str, ...], Meta(description="words before a sector's name that change nothing about who leads it: 农村 …")
    ] = ()


class Candidate(Struct, frozen=True):
    """A sector and the department that leads it; no department, where the plan gives the sector to nobody."""

    sector: str
    department: str | None
    role: Role | Literal["unassigned"]
    clause: str
    sector_title: Text
    department_title: Text


class Lead(Struct, frozen=True):
    """The answer to *who leads this?*: who does (assigned), who may (ambiguous) or nobody (unassigned, by the fallback)."""

    query: str
    status: Status
    candidates: tuple[Candidate, ...]
    clause: str
    note: Text
    suggestion: str | None = None
    unassigned: tuple[str, ...] = ()
    """Of the sectors that are named, those that the plan gives to nobody, by id."""
    unknown: tuple[str, ...] = ()
    """Of the names in the query, those that nobody knows."""
    within: tuple[str, ...] = ()
    """The known names that stand inside of those that nobody knows."""


LEADS, RESPONSIBLE, JOINTLY = (
    Text("牵头负责", "leads"),
    Text("负责", "is responsible"),
    Text("共同牵头", "lead it jointly"),
)
"""How one department stands to a sector (牵头负责, 负责), and how several do."""
_NOBODY = Text("未指定部门", "given to nobody")

_SUFFIXES = re.compile(
    r"(安全生产|安全监管|安全管理|安全|行业领域|行业|领域|服务业|业|企业|单位|safety|sector|industry)$"
)
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
        self._led_by = {
            sector: tuple(id_ for id_, department in directory.departments.items() if sector in department.sectors)
            for sector in self._candidates
        }
        self._words: dict[str, tuple[str, ...]] = {}
        self._branches: dict[str, str] = {}
        self._nobodys: dict[str, Candidate] = {}
        self._shown: dict[str, str] = {}
        for department in directory.departments.values():
            for sector_id, sector in department.sectors.items():
                self._name(_names(sector_id, sector), (sector_id,))
                for branch_id, branch in sector.branches.items():
                    self._name(_names(branch_id, branch), (sector_id,))
                    self._branches |= {plain(word): branch_id for word in _names(branch_id, branch)}
        for sector_id, sector in directory.unassigned.items():
            self._name(_names(sector_id, sector), (sector_id,))
            self._nobodys[sector_id] = Candidate(
                sector_id, None, "unassigned", directory.fallback.clause, sector.title, _NOBODY
            )
        for covering in directory.covering:
            self._name(covering.words, covering.sectors)
        self._longest = max(map(len, self._words), default=0)
        modifiers = "|".join(sorted(map(plain, directory.modifiers), key=len, reverse=True))
        self._modifier = re.compile(f"^(?:{modifiers})") if modifiers else None
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
        """Tell whether a sector's name is known: led by somebody or by nobody, an industry's code, or made of such names."""
        return self._listed(name) or bool(self._composed(name))

    def _listed(self, name: str) -> bool:
        return self._key(name) is not None or self._coded(name) is not None

    def names(self, text: str) -> tuple[str, ...]:
        """Return the names of sectors that a text is made of: itself, or several between 、 / 和 and their like."""
        return names_in(text, self._listed)

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
        if parts := self._composed(name):
            meant = tuple(dict.fromkeys(sector for part in parts for sector in self._words[plain(part)]))
            return self._answer(name, meant, by_code=False)
        return self._unknown(name)

    def _composed(self, name: str) -> tuple[str, ...]:
        """Return the known names that a name is wholly made of, with nothing between them (酒店消防): it may mean each."""
        parts = self._within(name)
        return parts if len(parts) > 1 and "".join(map(plain, parts)) == plain(name) else ()

    def _several(self, query: str, answers: list[Lead]) -> Lead:
        """Put the answers on several names together: ambiguous where one of them is."""
        candidates = tuple(dict.fromkeys(one for answer in answers for one in answer.candidates))
        unassigned, unknown, within = (
            tuple(dict.fromkeys(one for answer in answers for one in getattr(answer, part)))
            for part in ("unassigned", "unknown", "within")
        )
        hint = next((answer.suggestion for answer in answers if answer.suggestion), None)
        if not candidates:
            fallback = self.directory.fallback
            note = fallback.text
            if unassigned and unknown:
                note += Text(f"；其中 {'、'.join(unknown)} 不认得", f"; of these {', '.join(unknown)} is not known")
            return Lead(query, "unassigned", (), fallback.clause, note, hint, unassigned, unknown, within)
        note = Text("写了多个领域，各有牵头部门", "several sectors, each with its lead")
        for zh, en, told in (
            ("涵盖多个领域", "covers several sectors", [a.query for a in answers if a.status == "ambiguous"]),
            (
                "没有指定部门",
                "is given to nobody",
                [a.query for a in answers if a.status != "ambiguous" and a.unassigned],
            ),
            ("不认得", "is not known", list(unknown)),
        ):
            if told:
                note += Text(f"；其中 {'、'.join(told)} {zh}", f"; of these {', '.join(told)} {en}")
        status: Status = "ambiguous" if any(answer.status == "ambiguous" for answer in answers) else "assigned"
        return Lead(query, status, candidates, self.directory.clause, note, hint, unassigned, unknown, within)

    def resolve(self, text: str) -> tuple[str | frozenset[str], ...]:
        """Return what each name in a record's text means: the sector, or the set of those that it may mean.

        The empty set: the name is not known, and so is what it means. A sector known by name that nobody leads is
        itself; a branch of a sector is the sector, and then the branch.
        """
        return tuple(one for name in self.names(text) for one in self._meaning(name))

    def leading(self, meant: str | frozenset[str]) -> tuple[str | frozenset[str], ...]:
        """Return the departments that lead what a name was resolved to: each, or the set of those that it may be.

        Where one of the sectors that a name may mean is led by nobody, its own id stands for whoever that is.
        """
        if isinstance(meant, frozenset):
            return (frozenset(by for sector in meant for by in self._led_by.get(sector, (sector,))),)
        if meant in self._branches.values():
            return ()  # the sector that it is a part of stands before it
        return self._led_by.get(meant) or (frozenset(),)

    def _meaning(self, name: str) -> tuple[str | frozenset[str], ...]:
        found, branch = self._lead(name), self._branches.get(self._key(name) or "")
        meant = frozenset(candidate.sector for candidate in found.candidates) or frozenset(found.unassigned)
        if len(meant) != 1:
            return (meant,)
        return (*meant, branch) if branch else (*meant,)

    def _key(self, query: str) -> str | None:
        """Find a name among the words, if need be without a general ending (安全, 行业) or a beginning that says where."""
        key = plain(query)
        while key:
            if (found := _without_ending(key, self._words)) is not None:
                return found
            shorter = self._modifier.sub("", key) if self._modifier else key
            if shorter == key:
                return None
            key = shorter
        return None

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

    def _within(self, name: str) -> tuple[str, ...]:
        """Return the known names that stand inside of one that is not known: the longest, from the left."""
        text, found, start = plain(name)[:MOST_LOOKED_AT], [], 0
        while start < len(text):
            ends = range(min(len(text), start + self._longest), start + 1, -1)
            end = next((end for end in ends if text[start:end] in self._words), None)
            if end is not None and (end - start >= _SHORTEST_LATIN or not text[start:end].isascii()):
                found.append(self._shown[text[start:end]])
            start = end if end is not None else start + 1
        return tuple(dict.fromkeys(found))

    def _unknown(self, name: str) -> Lead:
        """Answer on a name that is not known: nobody, and which known names stand inside of it; which are no answer."""
        fallback, within = self.directory.fallback, self._within(name)
        note = fallback.text
        if name.strip():
            note += Text("；不认得这个名称", "; the name is not known")
        if within:
            note += Text(
                f"，其中含有 {'、'.join(within)}，如指其中之一请按该名称查询",
                f", but has {', '.join(within)} in it: if one of these is meant, ask for it by that name",
            )
        unknown = (name,) if name.strip() else ()
        return Lead(name, "unassigned", (), fallback.clause, note, self._nearest(name), (), unknown, within)

    def _answer(self, query: str, sectors: tuple[str, ...], *, by_code: bool) -> Lead:
        """Answer on a name that is known, with all the sectors that it may mean."""
        led = tuple(one for sector in sectors for one in self._candidates.get(sector, ()))
        unassigned = tuple(sector for sector in sectors if sector in self._nobodys)
        clause, fallback = self.directory.clause, self.directory.fallback
        if not led:
            titles = [self._nobodys[sector].sector_title for sector in unassigned]
            note = fallback.text
            if plain(query) not in {plain(word) for title in titles for word in (title.zh, title.en)}:
                note += Text("；这个名称指", "; the name means ") + Text("或", " or ").join(titles)
            return Lead(query, "unassigned", (), fallback.clause, note, unassigned=unassigned)
        found = (*led, *(self._nobodys[sector] for sector in unassigned))
        several = len({candidate.sector for candidate in found}) > 1
        if by_code:
            note = Text(
                "按行业代码只能列出可能的领域；是否属于（如危险化学品）还要看许可，由人判断",
                "a code gives candidates only; whether they apply (hazardous chemicals, say) depends on licences",
            )
            return Lead(query, "ambiguous" if several else "assigned", found, clause, note, unassigned=unassigned)
        if several:
            meant = Text("、", ", ").join(dict.fromkeys(candidate.sector_title for candidate in found))
            note = Text(
                f"这个词涵盖多个领域（{meant.zh}），请指明是哪一个",
                f"the word covers several sectors ({meant.en}); say which",
            )
            return Lead(query, "ambiguous", found, clause, note, unassigned=unassigned)
        note = JOINTLY if len(found) > 1 else LEADS if found[0].role == "lead" else RESPONSIBLE
        return Lead(query, "assigned", found, clause, note)


def _names(sector_id: str, sector: Sector) -> tuple[str, ...]:
    return (sector_id, sector.title.zh, sector.title.en, *sector.aliases)


def _without_ending(key: str, words: dict[str, tuple[str, ...]]) -> str | None:
    """Find a word among the names, if need be without a general ending such as 安全 or 行业."""
    while key and key not in words:
        shorter = _SUFFIXES.sub("", key)
        if shorter == key:
            return None
        key = shorter
    return key or None
