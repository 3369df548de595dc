"""What a duty gives rise to: obligations, one for each period or item, each with its window of time and its status."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, get_args

from msgspec import Struct

from campaign_rules.base.periods import Period
from campaign_rules.base.texts import Text
from campaign_rules.rules.terms.reckoning import Step

Status = Literal[
    "violated",
    "unknown",
    "needs_review",
    "open",
    "fulfilled_late",
    "upcoming",
    "fulfilled",
    "waived",
    "not_applicable",
]
"""How an obligation stands; in the order in which people need to see them, worst first."""

STATUSES: tuple[Status, ...] = get_args(Status)

WAIVED = Text("免除", "waiver")
"""What a stoppage does; in Chinese what stops stands before it."""

HAPPENINGS = {"evidence": Text("有完成记录", "evidence"), "waiver": WAIVED}
"""What the life cycle of obligations hears of: an entry that counts, and a stoppage."""

Basis = Literal["text", "interpretation"]
"""Where a due date comes from: the plan's own words, or a reading of them."""

ANY = "*"
"""The instance of a duty for each item when there is no item: ``hazard-plan@*``."""


class Window(Struct, frozen=True):
    """The time of one obligation: evidence counts from ``counts_from`` to ``late_until``; done by ``due`` is on time.

    ``nominal`` is the due date before it was deferred. It may be any up to ``latest`` where it is not known for good: the
    holidays of its year are not announced; and from ``earliest`` on, where it may be sooner as well. From ``maybe_from``
    on, before it counts, evidence leaves open whether it does.
    """

    instance: str
    opens: date
    due: date | None
    counts_from: date
    late_until: date
    basis: Basis | None
    partial: bool = False
    period: Period | None = None
    nominal: date | None = None
    latest: date | None = None
    earliest: date | None = None
    maybe_from: date | None = None
    steps: tuple[Step, ...] = ()
    """How the due date came about."""
    own_reading: bool = False
    """Whether a reading of its own says if the due day counts, so that ``inclusive-deadlines`` does not."""

    @property
    def unannounced(self) -> int | None:
        """The year whose holidays would settle its due date; None where that is settled."""
        if self.due is None or self.latest is None:
            return None
        return self.due.year if self.earliest is None else self.latest.year

    @property
    def provisional(self) -> bool:
        """Whether the due date may still be another."""
        return self.latest is not None

    @property
    def looks_from(self) -> date:
        """The first day of evidence that can matter."""
        return self.counts_from if self.maybe_from is None else self.maybe_from

    @property
    def name(self) -> str:
        """What people call it: its period; empty for the only one of a duty that is done once."""
        return self.period.name if self.period else ""


class Evidence(Struct, frozen=True):
    """An entry of the record that counts, or may count, for an obligation."""

    day: date
    certain: bool
    index: int


def nth(evidence: list[Evidence], n: int) -> tuple[Evidence | None, Evidence | None]:
    """Return the entry that surely makes ``n``, and the one that may; ``evidence`` is in order of date."""
    sure = [e for e in evidence if e.certain]
    return (sure[n - 1] if len(sure) >= n else None), (evidence[n - 1] if len(evidence) >= n else None)


def combine(statuses: set[Any]) -> Any:
    """Return the status that holds whichever of several worlds is the real one.

    Done at all is certain where it is done in every world; on time is then not. What has not begun has not begun.
    """
    if len(statuses) == 1:
        return next(iter(statuses))
    if "upcoming" in statuses:
        return "upcoming"
    return "fulfilled_late" if statuses <= {"fulfilled", "fulfilled_late"} else "unknown"
