"""Kinds of entries: the names that people use for what a record writes as an id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Annotated

from msgspec import Meta, Struct

from campaign_rules.base.spelling import Names
from campaign_rules.base.texts import Text
from campaign_rules.base.words import names_in
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.leads import plain


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of ``kinds.yaml``: a kind of what a section lists, with its names."""

    of: Annotated[str, Meta(description="the section of entries whose kind it is")]
    title: Text
    aliases: tuple[str, ...] = ()
    telling: Annotated[
        tuple[str, ...], Meta(description="words that make another word look like this kind: 演练 in 消防疏散演练")
    ] = ()

    def words(self, id_: str) -> tuple[str, ...]:
        """Return every word for this kind: its id, its names and its aliases."""
        return (id_, self.title.zh, self.title.en, *self.aliases)


OTHER = frozenset(("other", "其他", "其它"))
"""What a record writes as the kind of what is none of the campaign's kinds."""

NEARLY = 0.6
"""How much two words have in common when one nearly spells the other (1: the same)."""


class Meant(Struct, frozen=True):
    """What the word of a kind means: the kinds that it names, and those that it may mean."""

    kinds: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    unrecognised: tuple[str, ...] = ()
    """The names in it that stand for no kind."""

    def names(self, kind: str) -> Truth:
        """Tell whether it names a kind: surely, maybe, or not."""
        return True if kind in self.kinds else None if kind in self.perhaps else False

    def each(self) -> Iterator[tuple[str, Truth]]:
        """Yield the kinds that it names, surely or maybe."""
        return ((kind, self.names(kind)) for kind in (*self.kinds, *self.perhaps))


class KindWords:
    """What the words of a section's kinds mean to a campaign. Never changes.

    ``used`` are kinds that the rules ask for; ``kinds`` those with names.
    """

    def __init__(self, section: str, kinds: Mapping[str, Kind], used: Iterable[str]) -> None:
        mine = {id_: kind for id_, kind in kinds.items() if kind.of == section}
        self.ids = tuple(sorted({*mine, *used}))
        self.words: dict[str, str] = {plain(id_): id_ for id_ in self.ids}
        """The id of the kind by every word for it, each as `plain` writes it."""
        for id_, kind in mine.items():
            for word in kind.words(id_):
                self.words.setdefault(plain(word), id_)
        self.meant = lru_cache(maxsize=20_000)(self._meant)
        self.near = lru_cache(maxsize=20_000)(self._near)
        self._telling = {id_: tuple(map(plain, kind.telling)) for id_, kind in mine.items()}

    @cached_property
    def _names(self) -> Names:
        return Names(self.words)  # only a record with a word that nobody knows needs them

    def kind(self, name: str) -> str | None:
        """Return the kind that one name stands for."""
        return self.words.get(plain(name))

    def _meant(self, word: str) -> Meant:
        """Return what the word of a kind means; the word ``other`` means none, and is no mistake."""
        if plain(word) in OTHER:
            return Meant()
        if id_ := self.kind(word):
            return Meant((id_,))
        names = names_in(word, lambda name: self.kind(name) is not None or plain(name) in OTHER)
        kinds = tuple(dict.fromkeys(id_ for name in names if (id_ := self.kind(name))))
        strangers = tuple(name for name in names if not self.kind(name) and plain(name) not in OTHER)
        near = (id_ for name in strangers for id_ in self.near(name))
        return Meant(kinds, tuple(id_ for id_ in dict.fromkeys(near) if id_ not in kinds), strangers)

    def _near(self, name: str) -> tuple[str, ...]:
        """Return the kinds that a name nearly spells, or whose telling word it shares, the nearest first."""
        said = plain(name)
        spelt = self._names.nearest(said, NEARLY)
        told = [id_ for id_, words in self._telling.items() if any(word in said for word in words)]
        inside = [id_ for word, id_ in self.words.items() if len(said) > 1 and (said in word or word in said)]
        return tuple(dict.fromkeys([*([self.words[spelt]] if spelt else []), *told, *inside]))
