"""Phrases: ways of saying something, written so that they can be matched and never run away.

A phrase is a text in which ``(甲|乙)`` stands for one of some words and ``{name}`` for one of a class of words; with a
``?`` behind it for one or none, with a ``*`` for none or a few. Nothing lies inside anything else, but for a class among
the words of a group. A text is matched step by step, by all the places that each step can lead to: the time that takes
grows with the length of the phrase and of the text, whatever they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from campaign_rules.base.errors import did_you_mean
from campaign_rules.base.texts import Text
from campaign_rules.base.words import folded

MOST_STEPS = 16
"""A phrase has no more parts than this."""

A_FEW = 4
"""What may stand several times is looked for so often."""


class BadPhrase(ValueError):
    """A text is no phrase; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class _Step(Struct, frozen=True):
    words: tuple[str, ...]
    least: int = 1
    most: int = 1


class Phrase(Struct, frozen=True):
    """A phrase that can be matched. Made by `phrase`."""

    steps: tuple[_Step, ...]

    def matches(self, text: str) -> bool:
        """Tell whether a whole text, folded, is this phrase."""
        return len(text) in self._ends(text, {0})

    def found_in(self, text: str) -> bool:
        """Tell whether a text, folded, holds this phrase anywhere."""
        return bool(self._ends(text, set(range(len(text) + 1))))

    def _ends(self, text: str, places: set[int]) -> set[int]:
        for step in self.steps:
            reached = set() if step.least else set(places)
            for _ in range(step.most):
                places = {place + len(word) for place in places for word in step.words if text.startswith(word, place)}
                reached |= places
            places = reached
            if not places:
                break
        return places


_PART = re.compile(r"\((?P<group>[^()]*)\)(?P<times>[?*]?)|\{(?P<name>\w+)(?P<repeat>[?*]?)\}|(?P<plain>[^(){}|?*]+)")


def phrase(text: str, words: Mapping[str, Sequence[str]]) -> Phrase:
    """Return the phrase that a text is, with its classes of words.

    >>> ended = phrase("{done*}(验收|复查)(合格)?", {"done": ["已", "已经"]})
    >>> ended.matches("已经验收合格"), ended.matches("已复查"), ended.matches("未验收")
    (True, True, False)

    Raises:
        BadPhrase: it is none.
    """
    steps, end = [], 0
    for found in _PART.finditer(text):
        if found.start() != end:
            break
        end = found.end()
        steps.append(_step(found, words))
    if end != len(text):
        raise BadPhrase(Text(f"“{text}”从“{text[end:]}”起看不懂", f"{text} is not understood from {text[end:]} on"))
    if len(steps) > MOST_STEPS:
        raise BadPhrase(Text(f"“{text}”超过 {MOST_STEPS} 段", f"{text} has more than {MOST_STEPS} parts"))
    if not any(step.least for step in steps):
        raise BadPhrase(Text(f"“{text}”什么都没有也算对上", f"{text} matches nothing at all"))
    return Phrase(tuple(steps))


def _step(found: re.Match[str], words: Mapping[str, Sequence[str]]) -> _Step:
    if found["plain"] is not None:
        return _Step((folded(found["plain"]),))
    times = found["times"] or found["repeat"] or ""
    parts = found["group"].split("|") if found["group"] is not None else [f"{{{found['name']}}}"]
    said = dict.fromkeys(folded(word) for part in parts for word in _words(part, words))
    return _Step(tuple(said), 0 if times else 1, A_FEW if times == "*" else 1)


def _words(part: str, words: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the words that one of a group stands for: those of a class, or itself."""
    if named := re.fullmatch(r"\{(\w+)\}", part):
        if named[1] not in words:
            text = Text(f"没有“{named[1]}”这类词", f"there is no class of words {named[1]}")
            raise BadPhrase(text + did_you_mean(named[1], words))
        yield from words[named[1]]
    elif part and not re.search(r"[{}?*]", part):
        yield part
    else:
        raise BadPhrase(Text(f"“{part}”不是一个词", f"{part or 'nothing'} is no word"))
