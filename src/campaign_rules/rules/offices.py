"""Offices: who a word names to whom a hazard was reported, or who ordered, granted, accepted or found something."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Annotated

from msgspec import Meta, Struct

from campaign_rules.base.texts import Text
from campaign_rules.base.words import names_in
from campaign_rules.rules.leads import Leads, plain
from campaign_rules.rules.roles import RoleWords

NOBODY_KNOWN: frozenset[str] = frozenset()
"""What a word means that the campaign does not know: it may be anybody."""


_BETWEEN = re.compile(r"[、，,;；/／\\|+＋&＆\n]")
"""What stands between several names and in none."""

_JOINING = re.compile(r"以及|和|及|与|\s+")
"""What may join two names, and may stand within one: 民和镇."""


class Office(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody beside the departments that lead a sector whom a record may name, with the words for it."""

    title: Text
    aliases: tuple[str, ...] = ()
    begins: Annotated[tuple[str, ...], Meta(description="how its names begin: 本公司 …")] = ()
    ends: Annotated[tuple[str, ...], Meta(description="how its names end: 镇, 管委会 …")] = ()
    department: Annotated[bool, Meta(description="whether it answers for work safety, though it leads no sector")] = (
        False
    )


class OfficeWords:
    """What the words for authorities mean to a campaign. Never changes.

    An office that is one of the ``actors`` too is that actor: a subject, which is the unit itself, or an office.
    """

    def __init__(self, offices: Mapping[str, Office], actors: Collection[str], leads: Leads, roles: RoleWords) -> None:
        self.leads, self.roles = leads, roles
        self.meant = lru_cache(maxsize=20_000)(self._meant)
        self.departments = frozenset(id_ for id_, office in offices.items() if office.department)
        self.general = tuple(
            id_ for id_, office in offices.items() if id_ in actors and (office.department or id_ in roles.subjects)
        )
        """Who is named without saying which: a department, and the unit itself."""
        self._exact = {
            plain(word): id_
            for id_, office in offices.items()
            for word in (id_, office.title.zh, office.title.en, *office.aliases)
        }
        self._begins = [(plain(word), id_) for id_, office in offices.items() for word in office.begins]
        self._ends = [
            (plain(word), id_)
            for id_, office in offices.items()
            for word in (*office.ends, *(office.aliases if office.department else ()))
        ]

    def office(self, name: str) -> str | None:
        """Return the id of a department or an office that one name stands for; of a role, whose it is."""
        if found := self.leads.department(name):
            return found
        word = plain(name)
        if word in self._exact:
            return self._exact[word]
        if roles := self.roles.roles_of(name, self.roles.subjects):
            return self.roles.roles[min(roles)].actor
        for begins, id_ in self._begins:
            if word.startswith(begins):
                return id_
        endings = ((len(ends), id_) for ends, id_ in self._ends if word.endswith(ends))
        return max(endings, default=(0, None))[1]

    def names(self, text: str) -> tuple[str, ...]:
        """Return the names that a text is made of: only one that is listed as it stands holds a separator."""
        return names_in(text, self._is_one)

    def _is_one(self, name: str) -> bool:
        if plain(name) in self._exact:
            return True
        parts = [part for part in _JOINING.split(name) if part]
        several = bool(_BETWEEN.search(name)) or (len(parts) > 1 and all(map(self.office, parts)))
        return not several and self.office(name) is not None

    def is_department(self, id_: str | None) -> bool:
        """Tell whether an id is that of somebody who answers for work safety: a department."""
        return id_ in self.departments or id_ in self.leads.directory.departments

    def _meant(self, text: str) -> str | frozenset[str]:
        """Return who a text names: a department, where there is one among them, else the first; `NOBODY_KNOWN` where
        one of the names may be anybody."""
        found = [self.office(name) for name in self.names(text)]
        for id_ in found:
            if id_ and self.is_department(id_):
                return id_
        return found[0] if found and found[0] and None not in found else NOBODY_KNOWN
