"""Roles: who within an actor did something, by the words that people write in a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from campaign_rules.base.texts import Text
from campaign_rules.base.words import Lexicon, names_in
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.leads import plain

BY_POST, BY_TITLE = "by-post", "title-only"
"""What the reading of a role's posts can be set to: a post names the role, or its own title alone does."""


class Role(Struct, frozen=True, forbid_unknown_fields=True):
    """Someone within an actor who bears duties or acts, with the words that records use for them."""

    actor: str
    title: Text
    aliases: tuple[str, ...] = ()
    posts: Annotated[tuple[str, ...], Meta(description="posts whose holder has the role, by the interpretation")] = ()
    interpretation: Annotated[
        str | UnsetType, Meta(description="the reading by which a post names the role: by-post or title-only")
    ] = UNSET

    def words(self, id_: str, *, by_post: bool = True) -> tuple[str, ...]:
        """Return every word for the role."""
        return (id_, self.title.zh, self.title.en, *self.aliases, *(self.posts if by_post else ()))


class Named(Struct, frozen=True):
    """Who a text names: roles, and the names in it that stand for no known role."""

    roles: frozenset[str]
    unrecognised: tuple[str, ...] = ()
    doubtful: bool = False
    """Whether the text also says something by which a person named may not have been there: 委托, 请假."""


class RoleWords:
    """What the words for roles mean to a campaign as it is set. Never changes.

    ``subjects`` are the actors that are no offices.
    """

    def __init__(
        self, roles: Mapping[str, Role], subjects: tuple[str, ...], chosen: Mapping[str, Any], lexicon: Lexicon
    ) -> None:
        self.roles, self.subjects, self.lexicon = roles, subjects, lexicon
        self._words: dict[str, dict[str, str]] = {}
        for id_, role in roles.items():
            by_post = role.interpretation is UNSET or chosen.get(role.interpretation) != BY_TITLE
            mine = self._words.setdefault(role.actor, {})
            for word in role.words(id_, by_post=by_post):
                mine.setdefault(plain(word), id_)

    def roles_of(self, name: str, actors: Iterable[str]) -> frozenset[str]:
        """Return the roles that one name stands for, alone or with a person: those within the actors, one in each.

        Where there are none, it is another actor's: of a subject's record that is somebody else. An office's own
        people go by the same general words, so there it is whoever has that title in the office, or nobody known.
        """
        said, own_actors = plain(re.sub("[:：]", "", name)), tuple(actors)
        others = [id_ for words in self._words.values() if (id_ := self._among(said, words))][:1]
        if own := self._within(said, own_actors):
            return own
        if any(actor in self.subjects for actor in own_actors):
            return frozenset(others)
        return self._within(plain(self.roles[others[0]].title.zh), own_actors) if others else frozenset()

    def _within(self, said: str, actors: Iterable[str]) -> frozenset[str]:
        return frozenset(id_ for actor in actors if (id_ := self._among(said, self._words.get(actor, {}))))

    def _among(self, said: str, words: Mapping[str, str]) -> str | None:
        if said in words:
            return words[said]
        for word in sorted(words, key=len, reverse=True):
            before, found, after = said.partition(word)
            if found and self._holds(before, after):
                return words[word]
        return None

    def _holds(self, before: str, after: str) -> bool:
        """Tell whether what stands before and after a post only says who holds it."""
        beside = (re.sub(r"^(?:由|本|我|该)?(?:公司|企业|单位|厂|矿)?", "", before), after)
        if any(word in part for part in beside for word in self.lexicon.words.not_the_holder):
            return False
        persons = [part for part in beside if part]
        return len(persons) <= 1 and all(map(self.lexicon.is_person, persons))

    def named(self, text: str, actors: tuple[str, ...]) -> Named:
        """Return who a text names in a record of some actors, be it one or several."""
        names = names_in(text, lambda name: bool(self.roles_of(name, actors)))
        found = [(name, self.roles_of(name, actors)) for name in names]
        strangers = tuple(name for name, roles in found if not roles)
        doubtful = any(self.lexicon.may_be_absent(name) for name in strangers)
        return Named(frozenset(role for _, roles in found for role in roles), strangers, doubtful)

    def did(self, value: Any, wanted: frozenset[str], actors: tuple[str, ...]) -> Truth:
        """Tell whether a text names one of some roles; None where it leaves open who it was."""
        if not isinstance(value, str):
            return None if value is UNSET else False
        said = self.lexicon.value(value)
        if not isinstance(said, str) or not said.strip():
            return None if said is UNSET else False
        named = self.named(value, actors)
        if named.roles & wanted and not named.doubtful:
            return True
        return None if named.unrecognised else False
