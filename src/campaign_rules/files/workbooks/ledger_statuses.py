"""How a ledger says that an item stands, in people's words, against what its days say.

A sheet is read without an as-of date. So what is told cannot be so on any day: what is said to have happened and bears
no day, and days that say more than the words allow. Words that are not known claim nothing. Which words claim what is
declared by the campaign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, ValidationError, convert

from campaign_rules.base.texts import Text
from campaign_rules.base.words import folded
from campaign_rules.engine.corrections import retracted
from campaign_rules.files.workbooks.sheets import in_short
from campaign_rules.rules.record.declaration import Claim, Events, Statuses
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.phrases import phrase
from campaign_rules.rules.record.values import attribute


class Days(Struct, frozen=True):
    """What a row says of days: the last of each event that was not taken back, and every deadline."""

    last: Mapping[str, date]
    deadlines: tuple[date, ...]
    declared: Events

    def undone(self, kind: str) -> bool:
        """Tell whether the item was open again, by an event that reopens it, after the last event of a kind."""
        return any(self._at(again) > self._at(kind) for again in self.undoing)

    @property
    def undoing(self) -> list[str]:
        """The events that led back to work: what was done before them is not done."""
        return [kind for kind in self.last if self.declared.kinds[kind].reopens]

    def stands(self, *kinds: str) -> str | None:
        """Return the first of some kinds of events that happened, and that nothing has undone since."""
        return next((kind for kind in kinds if kind in self.last and not self.undone(kind)), None)

    def happened(self, kinds: Sequence[str]) -> bool:
        """Tell whether one of some kinds of events happened."""
        return any(kind in self.last for kind in kinds)

    def _at(self, kind: str) -> tuple[date, int]:
        """Return the place of the last event of a kind among all: what happens on one day has an order."""
        order = list(in_short(self.declared))
        return self.last[kind], order.index(kind) if kind in order else -1

    def noun(self, kind: str) -> Text:
        """Return what the day of an event is a day of."""
        declared = self.declared.kinds[kind]
        return declared.noun or declared.title

    def title(self, kind: str) -> Text:
        """Return what people call an event."""
        return self.declared.kinds[kind].title


def days_of(item: Mapping[str, Any], model: RecordModel, section: str, in_force: date | None = None) -> Days | None:
    """Return the days of an item as a sheet gives it; None where its events can't be read, or it has none."""
    declared = model.events_of(section)
    if declared is None:
        return None
    try:
        events = convert(item.get("events") or [], tuple[model.events[section], ...])  # type: ignore[name-defined]  # made
    except ValidationError:
        return None
    gone = retracted(events, lambda event: True)
    held = [event for i, event in enumerate(events) if i not in gone and not declared.kinds[event.kind].takes_back]
    last: dict[str, date] = {}
    for event in held:
        last[event.kind] = max(event.date, last.get(event.kind, event.date))
    days = [planned_day(item, declared), in_force]
    if deadline := declared.deadline:
        days += [getattr(event, attribute(deadline)) for event in held]
    return Days(last, tuple(day for day in days if isinstance(day, date)), declared)


def planned_day(item: Mapping[str, Any], declared: Events) -> date | None:
    """Return the day that was first set for an item, if it says."""
    said: Any = item
    for step in declared.planned.split(".") if declared.planned else ():
        said = (said or {}).get(step)
    return said if isinstance(said, date) else None


def contradictions(status: str, words: StatusWords, days: Days) -> Iterator[Text]:
    """Yield what a status says that cannot be so by the days beside it, on whatever day it was written."""
    told: set[str] = set()
    for claim, part in words.claims(status):
        for text in _against_claim(claim, part, words.declared, days):
            if text.zh not in told:
                told.add(text.zh)
                yield text


def doubts(status: str, words: StatusWords, days: Days) -> Iterator[Text]:
    """Yield what a status says, and the days leave open: measures without a day, a closing without an acceptance."""
    matches = words.claims(status)
    if not matches and status.strip():
        yield Text(
            f"不认得“{status}”这种状态，没有与各日期核对", f"the status {status} is not known, and was not compared"
        )
    for claim, part in matches:
        if claim.begun and not days.happened(claim.begun):
            began = days.noun(claim.begun[0]).zh
            yield Text(
                f"状态写{part}，却没有{began}日期：按没有{began}计",
                f"the status is {part}, yet there is no day on which that began: it counts as not begun",
            )
        kind = days.stands(*claim.unlikely)
        if kind and not days.stands(*claim.unless):
            yield _against(part, kind, days)


# --- what the words claim ---


def _against_claim(claim: Claim, part: str, declared: Statuses, days: Days) -> Iterator[Text]:
    """Yield what of a claim cannot be so."""
    if claim.overdue:
        yield from _overdue(part, declared, days)
    if claim.in_time:
        yield from _in_time(part, declared, days)
    for happened in filter(None, (claim.needs, claim.happened)):
        if not days.happened(happened):
            yield _dateless(part, happened[0], days)
    if days.happened(claim.needs) and not days.stands(*claim.needs):
        again = max((days.last[kind], kind) for kind in days.undoing)
        yield _against(part, again[1], days)
    if kind := days.stands(*claim.excludes):
        yield _against(part, kind, days)


def _overdue(part: str, declared: Statuses, days: Days) -> Iterator[Text]:
    kind = next((kind for kind in declared.settled if kind in days.last), None)
    if not days.deadlines:
        yield Text(f"状态写{part}，却没有期限", "it is said to be overdue, yet there is no deadline")
    elif kind and days.last[kind] <= min(days.deadlines) and not days.undoing:
        day, deadline = days.last[kind], min(days.deadlines)
        yield Text(
            f"状态写{part}，却在期限 {deadline} 内（{day}）{days.noun(kind).zh}",
            f"it is said to be overdue, yet it was {days.title(kind).en} on {day}, within the deadline of {deadline}",
        )


def _in_time(part: str, declared: Statuses, days: Days) -> Iterator[Text]:
    late = next((kind for kind in declared.done if kind in days.last), None)
    if late and days.deadlines and days.last[late] > max(days.deadlines):
        day, said = days.last[late], days.title(late)
        yield Text(
            f"状态写{part}，{said.zh}（{day}）却晚于期限 {max(days.deadlines)}",
            f"it is said to be in time, yet it was {said.en} on {day}, after the deadline of {max(days.deadlines)}",
        )


def _dateless(part: str, kind: str, days: Days) -> Text:
    said = days.noun(kind)
    return Text(
        f"状态写{part}，却没有{said.zh}日期",
        f"it is said to be {days.title(kind).en}, yet there is no day of {said.en}",
    )


def _against(part: str, kind: str, days: Days) -> Text:
    said, day = days.noun(kind), days.last[kind]
    return Text(
        f"状态写{part}，却有{said.zh}日期 {day}", f"the status {part} does not go with a day of {said.en}, {day}"
    )


# --- what the words are ---

_PERCENT = re.compile(r"(?<![\d.])\d{1,2}(?:\.\d+)?%")
"""A share below the whole: the work is not finished."""

_SHARE = re.compile(r"(?<![\d/])\d{1,3}/\d{1,3}(?![\d/])")


class StatusWords:
    """What people write of how an item stands, ready to be matched."""

    def __init__(self, declared: Statuses) -> None:
        words = declared.words
        self.declared = declared
        self._claimed: dict[str, list[tuple[Claim, str]]] = {}
        self._claims = [(claim, [phrase(text, words) for text in claim.phrases]) for claim in declared.claims]
        self._partly = [phrase(text, words) for text in declared.partly]
        self._part = Claim(phrases=declared.partly, excludes=declared.not_in_part)
        self._bare = frozenset(map(folded, declared.bare))
        self._between = re.compile(r"[,;:、/|+()\[\]【】。.]|" + _any_of(declared.joins))
        before, beside = _any_of(declared.before_numbers), _any_of((*declared.with_numbers, "%", "-", "/"))
        self._nothing = re.compile(rf"{before}?\d+{beside}*|[!?…]")
        self._leading = re.compile(f"^{_any_of(declared.leading)}")

    def claims(self, status: str) -> list[tuple[Claim, str]]:
        """Return the parts of a status that are understood, each with what it claims."""
        if status not in self._claimed:  # a ledger says the same in many rows
            self._claimed[status] = list(self._claims_of(status))
        return self._claimed[status]

    def _claims_of(self, status: str) -> Iterator[tuple[Claim, str]]:
        said = folded(status)
        if _PERCENT.search(said) or any(one.found_in(said) for one in self._partly):
            yield self._part, status.strip()
            return
        if _SHARE.search(said):
            return  # three of five, or the fifth of March: not for us to say
        for part in self._between.split(said):
            bare = self._leading.sub("", self._nothing.sub("", part))
            if bare and bare not in self._bare and (claim := self._claim(bare)):
                yield claim, bare

    def _claim(self, said: str) -> Claim | None:
        return next((claim for claim, ways in self._claims if any(way.matches(said) for way in ways)), None)


def _any_of(words: Sequence[str]) -> str:
    return f"(?:{'|'.join(re.escape(folded(word)) for word in words) or '(?!)'})"
