"""Decision tables: how a duty stands, line by line; the interpreter goes through them, and code is written from them.

Each line asks questions of facts that are true, false or unknown. The first line whose questions all hold decides. So
there is one place that says how a duty for an item is judged, and how what is not done is settled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial

from msgspec import Struct, structs

from campaign_rules.logic.conditions import Code
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.duties.obligations import STATUSES, Status

CODES: dict[Status, int] = {status: code for code, status in enumerate(STATUSES)}
"""The statuses as small numbers, worst first."""


class Ask(Struct, frozen=True):
    """A question to a fact: is its truth one of these?"""

    fact: str
    among: tuple[Truth, ...]

    def of(self, status: Status, truth_of: Callable[[str], Truth]) -> bool:
        """Answer it."""
        return truth_of(self.fact) in self.among

    def answer(self, known: Mapping[str, Truth]) -> bool | None:
        """Answer it by what is known for good; None where that does not tell."""
        return known[self.fact] in self.among if self.fact in known else None

    def source(self, code: str, facts: Mapping[str, Code]) -> str:
        """Return it as code: where unknown is one of these with true, *maybe*; with false, not *surely*."""
        asked = facts[self.fact][(None in self.among) is (True in self.among)]
        return asked if True in self.among else _OPPOSITE.get(asked) or f"not {asked}"


class Stands(Struct, frozen=True):
    """The question whether a duty stands, so far, in one of some ways."""

    statuses: tuple[Status, ...]

    def of(self, status: Status, truth_of: Callable[[str], Truth]) -> bool:
        """Answer it."""
        return status in self.statuses

    def answer(self, known: Mapping[str, Truth]) -> bool | None:
        """Return None: facts do not tell."""
        return None

    def source(self, code: str, facts: Mapping[str, Code]) -> str:
        """Return it as code."""
        numbers = [CODES[status] for status in self.statuses]
        return f"{code} == {numbers[0]}" if len(numbers) == 1 else f"{code} in {tuple(numbers)}"


_OPPOSITE = {"True": "False", "False": "True"}


Wants = tuple[str | tuple[str, ...], ...]
"""Facts of which something is missing."""


class Decision(Struct, frozen=True):
    """One line of a table: where all that it asks holds, the duty stands so; without a ``status``, as it did.

    ``wants`` are the facts of which it is then told what is missing; of several together, the first that lacks something.
    """

    asks: tuple[Ask | Stands, ...]
    status: Status | None = None
    wants: Wants = ()


def surely(fact: str) -> Ask:
    """Ask whether a fact surely holds."""
    return Ask(fact, (True,))


def maybe(fact: str) -> Ask:
    """Ask whether a fact holds, or may."""
    return Ask(fact, (True, None))


def never(fact: str) -> Ask:
    """Ask whether a fact surely does not hold."""
    return Ask(fact, (False,))


def unsure(fact: str) -> Ask:
    """Ask whether a fact does not hold, or is unknown."""
    return Ask(fact, (False, None))


def stands(*statuses: Status) -> Stands:
    """Ask whether the duty stands, so far, in one of some ways."""
    return Stands(statuses)


REQUIRED: tuple[Decision, ...] = (
    Decision((surely("require"),), "fulfilled"),
    Decision((surely("early"),), "upcoming"),
    Decision((never("judged_when"),), "open"),
    Decision((unsure("judged_when"),), "unknown", ("judged_when",)),
    Decision((maybe("require"),), "unknown", ("require",)),
    Decision((), "violated"),
)
"""What must be so, at once or once there is something to judge."""

DONE_BY: tuple[Decision, ...] = (
    Decision((surely("done"), stands("fulfilled"), maybe("done_unclear")), "unknown", (("done_unclear", "term"),)),
    Decision((stands("fulfilled_late"), maybe("done_unclear")), "unknown", (("done_unclear", "term"),)),
    Decision((surely("done"), stands("fulfilled"))),
    Decision((stands("fulfilled_late", "upcoming"),)),
    Decision((surely("done"), stands("unknown")), "unknown", ("term",)),
    Decision((unsure("said"),), "unknown", ("done_on",)),
    Decision((stands("open"), maybe("term_unknown")), "unknown", ("term_unknown", "term")),
    Decision((stands("unknown"),), "unknown", ("term",)),
)
"""What must be done by a term, if there is one: as the life cycle of obligations says, unless something leaves it open."""

UNDER_REVIEW: tuple[Decision, ...] = (
    Decision((surely("review"), stands("violated")), "needs_review"),
    Decision((surely("review"), stands("open"), unsure("once_due")), "needs_review"),
)
"""What is not done, and is for a person to judge."""

SETTLED: tuple[Decision, ...] = (
    Decision((stands("fulfilled", "fulfilled_late", "upcoming"),)),
    Decision((unsure("applies"),), "unknown", ("applies",)),
    Decision((surely("absent"),), "unknown", ("section",)),
    *UNDER_REVIEW,
)
"""What is not done, settled: is it known at all, and is it for a person to judge?"""

IN_WINDOW: tuple[Decision, ...] = (
    Decision((stands("waived"),)),
    Decision((never("applies"),), "not_applicable"),
    *SETTLED,
)
"""How an obligation stands in a window, from how its life cycle does."""


def decide(table: tuple[Decision, ...], status: Status, truth_of: Callable[[str], Truth]) -> tuple[Status, Wants]:
    """Return how a duty stands by a table, and the facts of which something is missing.

    >>> decide(REQUIRED, "unknown", {"require": None, "early": False, "judged_when": True}.get)
    ('unknown', ('require',))
    """
    for line in table:
        for ask in line.asks:
            if not ask.of(status, truth_of):
                break
        else:
            return line.status or status, line.wants
    return status, ()


def resolved(table: tuple[Decision, ...], known: Mapping[str, Truth]) -> tuple[Decision, ...]:
    """Return a table without the questions that are answered for good, and without the lines that they rule out.

    >>> [line.status for line in resolved(REQUIRED, {"judged_when": True})]
    ['fulfilled', 'upcoming', 'unknown', 'violated']
    """

    def left(line: Decision) -> Decision:
        return structs.replace(line, asks=tuple(ask for ask in line.asks if ask.answer(known) is None))

    return tuple(left(line) for line in table if all(ask.answer(known) is not False for ask in line.asks))


class Frame(Struct, frozen=True):
    """What an obligation's standing rests on beside what happened in its window: does its duty apply, is its section
    absent, must a person look at it (``once_due``: not before its last day has passed)?"""

    applies: Truth = True
    absent: bool = False
    review: bool = False
    once_due: bool = False


@cache  # a few hundred answers, asked for each obligation of each record
def in_window(status: Status, frame: Frame) -> Status:
    """Return how an obligation stands in a window, from how its life cycle does."""
    return decide(IN_WINDOW, status, partial(getattr, frame))[0]


def under_review(status: Status, *, once_due: bool) -> Status:
    """Return how an obligation stands that a person must look at."""
    facts: dict[str, Truth] = {"review": True, "once_due": once_due}
    return decide(UNDER_REVIEW, status, facts.__getitem__)[0]


def written(table: tuple[Decision, ...], code: str, facts: Mapping[str, Code]) -> list[str]:
    """Return a table as code that sets the variable ``code``, with the sources of the facts.

    >>> facts = {"require": ("x0", "x1"), "early": ("False", "False"), "judged_when": ("True", "True")}
    >>> print("\\n".join(written(REQUIRED, "code", facts)))
    if x0: code = 6
    elif x1: code = 1
    else: code = 0
    """
    lines: list[str] = []
    for line in table:
        asked = [source for ask in line.asks if (source := ask.source(code, facts)) != "True"]
        if "False" in asked:
            continue
        done = "pass" if line.status is None else f"{code} = {CODES[line.status]}"
        if not asked:
            return [*lines, f"else: {done}"] if lines else [done]
        lines.append(f"{'elif' if lines else 'if'} {' and '.join(asked)}: {done}")
    return lines
