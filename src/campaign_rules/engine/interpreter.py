"""How everything in a record stands, as the readable engine says it: what `campaign_rules.engine.fast` says more quickly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol, TypeVar

from msgspec import Struct

from campaign_rules.base.sources import NOWHERE
from campaign_rules.engine.decisions import CODES
from campaign_rules.engine.impossibilities import impossibilities
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import Run, Verdict
from campaign_rules.engine.vocabulary import Unrecognised
from campaign_rules.rules.duties.obligations import STATUSES, Status
from campaign_rules.rules.record.values import Record

MOST_WORDS = 20_000
"""So many words that the campaign does not know are told of many records."""

T = TypeVar("T", covariant=True)


class ItemShape(Protocol[T]):
    """What a writer makes of one obligation."""

    def item(self, duty: str, name: str, code: int, due: date | None) -> T:
        """Return what is made of an obligation; ``name`` is the period, or the item's id."""
        ...


class Standings(Protocol):
    """How all obligations of a record stand, and what is indicated for its items: bare."""

    @property
    def summary(self) -> dict[Status, int]:
        """How many obligations stand how; only what occurs, worst first."""
        ...

    def obligations(self) -> Iterator[tuple[str, str, int, date | None]]:
        """Yield duty, instance, status (`CODES`) and due date of every obligation, in the order of the plan's clauses."""
        ...

    def outcomes(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield section and id of every item that outcomes are indicated for, with the outcomes (none: an empty set)."""
        ...


def counted(codes: bytes) -> dict[Status, int]:
    """Return how many obligations stand how; only what occurs, worst first."""
    return {status: n for status, n in zip(STATUSES, map(codes.count, range(len(STATUSES))), strict=True) if n}


class Interpreted(Struct, frozen=True):
    """How everything in a record stands, with the verdicts that say it."""

    run: Run
    verdicts: tuple[Verdict, ...]

    @property
    def codes(self) -> bytes:
        """The status of every obligation, as a byte (`CODES`)."""
        return bytes(CODES[verdict.status] for verdict in self.verdicts)

    @property
    def summary(self) -> dict[Status, int]:
        """How many obligations stand how; only what occurs, worst first."""
        return counted(self.codes)

    def obligations(self) -> Iterator[tuple[str, str, int, date | None]]:
        """Yield duty, instance, status (`CODES`) and due date of every obligation, in the order of the plan's clauses."""
        return ((v.duty, v.instance, CODES[v.status], v.due) for v in self.verdicts)

    def each(self, shape: ItemShape[T]) -> list[T]:
        """Return every obligation, in the order of the plan's clauses, in the shape that a writer gives it."""
        named = ((d, instance.removeprefix(f"{d}@"), code, due) for d, instance, code, due in self.obligations())
        return [shape.item(*told) for told in named]

    def outcomes(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield section and id of every item that outcomes are indicated for, with the outcomes (none: an empty set)."""
        return ((indication.section, indication.item, indication.outcomes) for indication in self.run.indications())


class Interpreter:
    """Says how everything in a record stands where rules are not compiled, or can't be."""

    def __init__(self, rules: Ruleset) -> None:
        self.rules = rules
        self._words: dict[tuple[str, str], Unrecognised] = {}

    def outline(self, record: Record, as_of: date) -> Interpreted | None:
        """Say how everything in a record stands on a day; None where something in it can't be right, for others to say
        what."""
        if any(True for _ in impossibilities(record, self.rules.pack.model, NOWHERE)):
            return None
        if any(True for _ in self.rules.vocabulary.problems(record, NOWHERE)):
            return None
        for one in self.rules.vocabulary.unrecognised(record):
            if len(self._words) < MOST_WORDS:
                self._words[one.field, one.word] = one
        run = Run(self.rules, record, as_of)
        return Interpreted(run, tuple(run.obligations()))

    def unrecognised(self) -> Iterator[Unrecognised]:
        """Yield the words seen so far that the campaign does not know."""
        yield from self._words.values()
