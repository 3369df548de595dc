"""Which rule encodes which clause of the text, and what of the text is no rule and why: nothing is left out in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from campaign_rules.base.texts import CLAUSE, Text
from campaign_rules.rules.layers import Withdrawal
from campaign_rules.rules.pack import Pack

CitedBy = Literal["duty", "outcome", "lead", "phase", "report", "cell", "deadline", "note", "fact", "interpretation"]
"""What kind of rule cites a clause; facts and interpretations read a clause but do not encode it by themselves."""

READINGS: frozenset[CitedBy] = frozenset({"fact", "interpretation"})


class Citation(Struct, frozen=True):
    """A rule that cites a clause; ``main`` if the clause is the rule's own, and ``review`` if only a person can judge it."""

    clause: str
    kind: CitedBy
    name: str
    title: Text
    main: bool = True
    review: Text | None = None


class Covered(Struct, frozen=True):
    """One clause of the text: the rules that cite it, and what of it is no rule."""

    clause: str
    title: Text
    citations: tuple[Citation, ...]
    not_encoded: Text | None
    unverified: Text | None = None
    source: str | None = None
    withdrawn: tuple[Withdrawal, ...] = ()
    """The rules on it that the campaign does not take over from a layer below."""

    @property
    def encoded(self) -> bool:
        """Whether at least one rule encodes it."""
        return any(citation.kind not in READINGS for citation in self.citations)


def citations(pack: Pack) -> Iterator[Citation]:
    """Yield every clause that a rule of a pack cites."""
    yield from _of_duties(pack)
    for name, outcome in pack.every_outcome.items():
        yield Citation(outcome.clause, "outcome", name, outcome.title)
    for id_, department in pack.directory.departments.items():
        yield Citation(pack.directory.clause, "lead", id_, department.title)
    for name, phase in pack.identity.phases.items():
        yield Citation(phase.clause, "phase", name, phase.title)
    if pack.identity.report:
        yield Citation(pack.identity.report.clause, "report", "report", Text("报送日", "day of the report"))
    for name, cycle in pack.cycles.items():
        for id_, deadline in cycle.deadlines.items():
            yield Citation(deadline.clause, "deadline", f"{name}.{id_}", deadline.title)
    yield from _of_form(pack)
    for name, fact in pack.facts.items():
        if fact.clause:
            yield Citation(fact.clause, "fact", name, fact.title)
    for name, interpretation in pack.interpretations.items():
        yield Citation(interpretation.clause, "interpretation", name, interpretation.title)


def _of_duties(pack: Pack) -> Iterator[Citation]:
    for id_, duty in pack.duties.items():
        for i, clause in enumerate((duty.clause, *duty.also)):
            yield Citation(clause, "duty", id_, duty.title, i == 0, duty.left_to_people)


def _of_form(pack: Pack) -> Iterator[Citation]:
    if pack.form:
        for name, cell in pack.form.cells.items():
            for i, clause in enumerate((pack.form.clause_of(name), *cell.also)):
                yield Citation(clause, "cell", name, cell.label, i == 0)
        for clause, note in pack.form.notes.items():
            yield Citation(clause, "note", clause, note)


def coverage(pack: Pack) -> tuple[Covered, ...]:
    """Return every clause of a pack's text, in its order, with the rules that encode it."""
    cited: dict[str, list[Citation]] = {}
    for citation in citations(pack):
        cited.setdefault(citation.clause, []).append(citation)
    return tuple(
        Covered(
            clause,
            one.title,
            tuple(cited.get(clause, ())),
            one.not_encoded or None,
            one.unverified or None,
            one.source or None,
            tuple(gone for gone in pack.withdrawn if gone.clause == clause),
        )
        for clause, one in pack.clauses.items()
    )


def gaps(pack: Pack) -> tuple[str, ...]:
    """Return the clauses that no rule encodes and for which no reason is given; that a rule was withdrawn is one."""
    without = (one for one in coverage(pack) if not one.encoded and not one.withdrawn)
    return tuple(one.clause for one in without if one.not_encoded is None)


def strangers(pack: Pack) -> tuple[Citation, ...]:
    """Return what cites a clause that neither the text nor a statute among the pack's layers has.

    What is cited beside a rule's own clause may be any statute, in words; only what has the form of a clause is asked about.
    """
    known = {*pack.clauses, *(article for layer in pack.layers for article in layer.articles)}
    return tuple(c for c in citations(pack) if c.clause not in known and re.match(CLAUSE, c.clause))
