"""The known name that a word nearly spells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

LONGEST_WORD = 200
"""A word longer than this spells no name."""


class Names:
    """Known names, among which the nearest to a word is found.

    How alike two words are is what `difflib` says. It takes long to say, so it is only asked of names that share enough
    letters with the word to come near at all.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.by_plain = {plain(name): name for name in sorted(known)}
        self._names = tuple(self.by_plain)
        self._having: dict[str, list[tuple[int, int]]] = {}
        for i, name in enumerate(self._names):
            for letter, count in Counter(name).items():
                self._having.setdefault(letter, []).append((i, count))

    def nearest(self, word: str, cutoff: float) -> str | None:
        """Return the name that is most like a word, if it is at least as like it as ``cutoff`` (0 to 1)."""
        said = plain(str(word))
        if len(said) > LONGEST_WORD:
            return None
        alike = SequenceMatcher(a="", b=said)
        best, found = cutoff, None
        for bound, name in sorted(self._sharing(said, cutoff), reverse=True):
            if bound < best:
                break
            alike.set_seq1(name)
            ratio = alike.ratio()
            if ratio > best or (ratio == best and (found is None or name > found)):
                best, found = ratio, name
        return None if found is None else self.by_plain[found]

    def _sharing(self, said: str, cutoff: float) -> list[tuple[float, str]]:
        """Return the names that share enough letters with a word, each with how like it they are at the most."""
        shared = [0] * len(self._names)
        for letter, count in Counter(said).items():
            for i, other in self._having.get(letter, ()):
                shared[i] += min(count, other)
        bounds = ((2 * n / (len(name) + len(said)), name) for n, name in zip(shared, self._names, strict=True) if n)
        return [one for one in bounds if one[0] >= cutoff]


def plain(text: str) -> str:
    """Return a word without what does not count: case, and whether ``-``, ``_`` or a blank is written."""
    return text.casefold().replace("-", "_").replace(" ", "_")


@lru_cache(maxsize=64)
def names(known: tuple[str, ...]) -> Names:
    """Return names made ready to be searched; those that are searched again and again are made once."""
    return Names(known)
