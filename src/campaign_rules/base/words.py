"""What people write where an id is meant, or nothing: words for none, not yet and not known, people, and several names.

The words are data (``rules/words.yaml``); this module says what they do. A word matches a whole value, and only where
a value is judged: 无锡… and 未来公司 are names, and nobody asks this module of a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from campaign_rules.base.texts import Text

Said = Literal["none", "not_yet", "not_known", "not_needed"]
"""What a text says that names nothing; the first two are as good as false, the third says nothing at all."""

NOT_NEEDED = "not_needed"
"""What stands for an amount of which the record says that none is needed: a person must look."""


class Titles(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What people call meanings of words that stand for themselves in conditions."""

    full: Text
    partial: Text
    not_needed: Text


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``words.yaml``: the words that mean the same in every campaign."""

    none: tuple[str, ...] = ()
    denials: Annotated[
        tuple[str, ...], Meta(description="a plain no: none, and false where yes or no is asked for")
    ] = ()
    not_yet: tuple[str, ...] = ()
    not_before: Annotated[tuple[str, ...], Meta(description="what makes a verb a not yet: 未, 尚未 …")] = ()
    ahead_before: Annotated[
        tuple[str, ...], Meta(description="what makes a verb something to come or under way: 待, 正在 …")
    ] = ()
    under_way_after: Annotated[tuple[str, ...], Meta(description="what makes it so behind a verb: 中")] = ()
    done_after: Annotated[tuple[str, ...], Meta(description="what says behind a verb that it is done: 完, 到位 …")] = ()
    before: Annotated[tuple[str, ...], Meta(description="what changes nothing in front: 目前 …")] = ()
    verbs: tuple[str, ...] = ()
    not_known: tuple[str, ...] = ()
    not_needed: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    full: tuple[str, ...] = ("full",)
    partial: tuple[str, ...] = ("partial",)
    surnames: Annotated[str, Meta(description="surnames of one character, one after the other")] = ""
    compound_surnames: tuple[str, ...] = ()
    honorifics: tuple[str, ...] = ()
    not_names: Annotated[tuple[str, ...], Meta(description="what looks like a person's name and is none")] = ()
    not_the_holder: Annotated[tuple[str, ...], Meta(description="what makes a post somebody else's: 助理, 副 …")] = ()
    absent: Annotated[tuple[str, ...], Meta(description="what says that somebody may not have been there")] = ()
    currencies: Annotated[
        tuple[str, ...],
        Meta(description="currencies: those that a campaign does not count in are refused, not overlooked"),
    ] = ()
    titles: Annotated[
        Titles | UnsetType, Meta(description="what people call an extent, and an amount of which none is needed")
    ] = UNSET

    @property
    def titled(self) -> dict[str, Text]:
        """By what stands for a meaning in conditions, what people call it."""
        return structs.asdict(self.titles) if self.titles else {}


def folded(text: str) -> str:
    """Return a word as whole values are compared: width, case and blanks do not count.

    >>> folded(" Ｎ/Ａ ")
    'n/a'
    """
    return re.sub(r"[\s\u200b\u2060\ufeff]+", "", unicodedata.normalize("NFKC", text)).casefold()


class Lexicon:
    """`Words`, ready to be looked up. Never changes."""

    def __init__(self, words: Words) -> None:
        self.words = words
        lists: tuple[tuple[Said, tuple[str, ...]], ...] = (
            ("none", (*words.none, *words.denials)),
            ("not_yet", words.not_yet),
            ("not_known", words.not_known),
            ("not_needed", words.not_needed),
        )
        self._said: dict[str, Said] = {folded(word): said for said, known in lists for word in known}
        self._not_yet = _not_yet(words)
        self._before = re.compile(_any_of(words.before))
        self._extent: dict[str, str] = {folded(word): "full" for word in words.full}
        self._extent |= {folded(word): "partial" for word in words.partial}
        self._denials = frozenset(map(folded, words.denials))
        self._flags = {folded(word): True for word in words.yes} | {folded(word): False for word in words.no}
        given = "[一-鿿]"
        surname = "|".join([*words.compound_surnames, *words.surnames])
        honorific = "|".join(words.honorifics)
        self._person = re.compile(
            rf"(?:(?:{surname}){given}{{0,2}}(?:{honorific})|(?:{honorific})|(?:{surname}){given}{{1,2}}|(?:{surname})?某{{1,2}})"
        )

    def says(self, text: str) -> Said | None:
        """Return what a whole text says that names nothing; None for anything else.

        >>> lexicon_of(Words(none=("无",), not_before=("未",), verbs=("安排",))).says("未安排")
        'not_yet'
        """
        word = _BARE.sub("", folded(text))
        if _NOTHING.fullmatch(word):
            return "none"
        found = self._whole(word)
        return found if found or not (before := self._before.match(word)) else self._whole(word[before.end() :])

    def _whole(self, word: str) -> Said | None:
        return self._said.get(word) or ("not_yet" if self._not_yet.fullmatch(word) else None)

    def value(self, text: str) -> Any:
        """Return a judged text as conditions see it: None where it says none or not yet, `UNSET` where not known."""
        said = self.says(text)
        return UNSET if said == "not_known" else None if said in ("none", "not_yet") else text

    def need(self, text: str) -> Any:
        """Return a text in the place of an amount that is needed: `NOT_NEEDED`, None for not yet, `UNSET` for not known.

        What is no word for any of these is returned as it is.
        """
        said = self.says(text)
        if said in ("none", "not_needed"):
            return NOT_NEEDED
        return UNSET if said == "not_known" else None if said == "not_yet" else text

    def flag(self, text: str) -> bool | None:
        """Return the truth value that a text says, where one is asked for; None if it says neither yes nor no."""
        return self._flags.get(folded(text))

    def denies(self, text: str) -> bool:
        """Tell whether a text is a plain no."""
        return folded(text) in self._denials

    def extent(self, text: str) -> str | None:
        """Return whether a text says ``full`` or ``partial``; None if neither."""
        return self._extent.get(folded(text))

    def is_person(self, text: str) -> bool:
        """Tell whether a text is how a person is named beside a post: a surname with one or two characters, 某, 同志."""
        return bool(self._person.fullmatch(text)) and not any(text.startswith(no) for no in self.words.not_names)

    def may_be_absent(self, text: str) -> bool:
        """Tell whether a text says that somebody it names may not have been there."""
        return any(word in text for word in self.words.absent)


def _any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of some words, the longest first."""
    found = sorted(map(folded, words), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, found)) or '(?!)'})"


def _not_yet(words: Words) -> re.Pattern[str]:
    """Return what is made of verbs to say that something is still to come, or under way: 未安排, 待整改, 整改中."""
    verb, ahead, end = map(_any_of, (words.verbs, words.ahead_before, words.under_way_after))
    long_verb = _any_of(
        verb for verb in words.verbs if len(verb) > 1
    )  # of one character it may be part of a name: 建中
    never = f"{_any_of(words.not_before)}{verb}{_any_of(words.done_after)}?"
    return re.compile(f"{never}|{ahead}{verb}|{ahead}?{long_verb}{end}")


_BARE = re.compile(r"""^[(（\[【“"'‘「《<]+|[。.!！;；,，、:：了)）\]】”"'’」》>]+$""")
"""Brackets, quotes and punctuation around a word."""

_NOTHING = re.compile(r"[-‐‑‒–—―−－_/\\|~～×✗✘]+")
"""Dashes, slashes and crosses: what people put where there is nothing."""


@lru_cache(maxsize=16)
def lexicon_of(words: Words) -> Lexicon:
    """Return the lexicon of some words; the same for the same words."""
    return Lexicon(words)


_NUMBERING = re.compile(r"(?:^|(?<=[\s;；,，、]))[(（]?\d{1,2}[)）.．、](?=\s*[^\d\s.])|[①-⑳㈠-㈩]")
_BETWEEN = re.compile(r"[、,，;；/／\\|+＋&＆\n\r]")
_JOINING = re.compile(r"(以及|(?<!共)和(?!谐)|(?<![涉普以])及(?!时)|(?<!参)与|\s+and\s+|\s+)")


def names_in(text: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the names that a text is made of: itself, where it is ``known``, else what stands between its separators.

    和, 及, 与 and blanks separate only what is known: 文化和旅游 is one name where it is known as one.

    >>> names_in("危险化学品/特种设备", {"危险化学品", "特种设备"}.__contains__)
    ('危险化学品', '特种设备')
    """
    if known(text):
        return (text,)
    parts = [part.strip() for part in _outside_brackets(_NUMBERING.sub("；", text))]
    return tuple(name for part in parts if part for name in _joined(part, known)) or (text,)


def _outside_brackets(text: str) -> Iterator[str]:
    """Yield what stands between separators; those inside brackets separate nothing."""
    depth, start = 0, 0
    for i, character in enumerate(text):
        if character in "(（":
            depth += 1
        elif character in ")）":
            depth = max(depth - 1, 0)
        elif not depth and _BETWEEN.match(character):
            yield text[start:i]
            start = i + 1
    yield text[start:]


MOST_JOINED = 24
"""A text with more words that may join names than this is taken for one name."""


def _joined(text: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """Part a text at 和 and its like so that as much as can be of it is known, in as few names as that takes."""
    pieces = _JOINING.split(text)
    if known(text) or len(pieces) == 1 or len(pieces) > 2 * MOST_JOINED:
        return (text,)
    best: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]
    for end in range(1, len(pieces) + 1, 2):
        found: list[tuple[int, int, tuple[str, ...]]] = []
        for start in range(0, end, 2):
            name = "".join(pieces[start:end]).strip()
            said, few, names = best[start // 2]
            found.append((said + (len(name) if known(name) else 0), few - 1, (*names, name)))
        best.append(max(found, key=lambda one: one[:2]))
    known_length, _, names = best[-1]
    return tuple(name for name in names if name) if known_length else (text,)
