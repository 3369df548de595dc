"""Kinds of activities and documents: the names that people use for what a record writes as an id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from campaign_rules.leads import plain
from campaign_rules.texts import Text

Section = Literal["activities", "documents"]
"""The sections whose items have a kind."""


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of ``kinds.yaml``: a kind of activity or of document, with its names."""

    of: Section
    title: Text
    aliases: tuple[str, ...] = ()

    def words(self, id_: str) -> tuple[str, ...]:
        """Return every word for this kind: its id, its names and its aliases."""
        return (id_, self.title.zh, self.title.en, *self.aliases)


def kind_words(kinds: Mapping[str, Kind], section: str) -> dict[str, str]:
    """Return the id of a section's kind by every word for it, each as `plain` writes it."""
    return {plain(word): id_ for id_, kind in kinds.items() if kind.of == section for word in kind.words(id_)}
