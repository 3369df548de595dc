"""What is wrong with the clauses that rules cite: articles not in force, other clauses than file or list of clauses say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import PurePath

from msgspec import Struct

from campaign_rules.base.errors import Problem, did_you_mean
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import APPENDIX, CLAUSE, Text, clause_label
from campaign_rules.rules.checks.context import Context, Sources, check_name
from campaign_rules.rules.pack import Pack, Subject

_NAMED = re.compile(rf"({APPENDIX}\.note\.[1-9]|{APPENDIX}\.[1-9]\.[1-9]\d?|[1-9]\d{{0,2}}(?:\.[1-9]\d?)*)(?:-.*)?")
"""A file named for its clause: ``2.1.6-principal``, ``annex.note.1-monthly-form``; ``41-report`` for a statute's article."""


class _Cited(Struct, frozen=True):
    """One citation: a thing's kind (as in `Subject`) and name, the clause, and where it stands."""

    kind: str
    name: str
    clause: str
    source: Source
    path: Path
    own: bool = True
    """Whether the pack itself has the thing, so that its own list of clauses must know of it."""


def check_articles(context: Context) -> Iterator[Problem]:
    """Yield what cites a statute's article that no layer has, or that is not in force throughout the campaign."""
    articles = {clause: article for layer in context.pack.layers for clause, article in layer.articles.items()}
    cited = [("duties", n, duty.clause) for n, duty in context.pack.duties.items()]
    cited += [("interpretations", n, reading.clause) for n, reading in context.pack.interpretations.items()]
    cited += [("facts", n, fact.clause) for n, fact in context.pack.facts.items() if fact.clause]
    identity = context.pack.identity
    for kind, name, clause in cited:
        if not clause.startswith("art."):
            continue
        source, path = context.sources.entry(kind, name), (name, "clause")
        yield from check_name("article", clause, articles, source, path)
        article = articles.get(clause)
        if article and (article.start > identity.issued or (article.end or date.max) < identity.ends):
            text = Text(
                f"{clause_label(clause)} 在行动期间（{identity.issued} 至 {identity.ends}）并非一直有效",
                f"{clause} is not in force throughout the campaign ({identity.issued} to {identity.ends})",
            )
            yield source.problem(path, "not-in-force", text)


def wrong_citations(pack: Pack, sources: Sources) -> Iterator[Problem]:
    """Yield every rule that cites another clause than its file is named for, or than the list of clauses gives it."""
    yield from _by_file(pack, sources)
    yield from _strangers(pack, sources)
    given: dict[tuple[str, str], list[str]] = {}
    for clause, note in pack.clauses.items():
        for kind in Subject.__struct_fields__ if note.subject else ():
            for name in getattr(note.subject, kind):
                given.setdefault((kind, name), []).append(clause)
    kinds = {kind for kind, _ in given}
    told: set[tuple[str, Path]] = set()  # the clause of all sectors stands in one place: one word on it is enough
    for one in _cited(pack, sources):
        said = given.get((one.kind, one.name), [])
        if one.kind == "ends":  # a phase's own clause sets its end as well
            said = [*given.get(("phases", one.name), []), *said]
        if (one.source.file, one.path) in told:
            continue
        if said and one.clause not in said:
            told.add((one.source.file, one.path))
            text = Text(
                f"引用 {one.clause}，而 clauses.yaml 把 {one.name} 归于 {'、'.join(said)}",
                f"cites {one.clause}; clauses.yaml gives {one.name} to {', '.join(said)}",
            )
            yield one.source.problem(one.path, "wrong-clause", text)
        elif not said and one.own and one.kind in kinds:
            text = Text(
                f"clauses.yaml 没有哪一条的 subject.{one.kind} 写有 {one.name}",
                f"no clause of clauses.yaml has {one.name} among its subject.{one.kind}",
            )
            yield one.source.problem(one.path, "unclaimed", text)


def _strangers(pack: Pack, sources: Sources) -> Iterator[Problem]:
    """Yield what the pack's own list of clauses says they are about, though there is no such thing."""
    known: Mapping[str, Collection[str]] = {
        "sectors": pack.sectors,
        "phases": pack.identity.phases,
        "ends": (*pack.identity.phases, "campaign"),
        "facts": pack.facts,
        "interpretations": pack.interpretations,
        "outcomes": pack.every_outcome,
        "lifecycles": pack.lifecycles,
        "deadlines": [f"{name}.{id_}" for name, cycle in pack.cycles.items() for id_ in cycle.deadlines],
        "cells": [f"{id_}.{n}" for id_, block in pack.form.blocks.items() for n in block.cells] if pack.form else (),
    }
    for clause, note in pack.clauses.items():
        for kind in known if note.subject and pack.is_own("clauses", clause) else ():
            for i, name in enumerate(getattr(note.subject, kind)):
                if name not in known[kind]:
                    text = Text(f"没有 {name}（{kind}）", f"there is no {name} among the {kind}")
                    text += did_you_mean(name, known[kind])
                    source = sources.entry("clauses", clause)
                    yield source.problem((clause, "subject", kind, i), "no-such-subject", text)


def _by_file(pack: Pack, sources: Sources) -> Iterator[Problem]:
    """Yield duties in a file that is named for another clause."""
    for id_, duty in pack.duties.items():
        source = sources.entry("duties", id_)
        named = _NAMED.fullmatch(PurePath(source.file).stem)
        meant = (named[1] if re.match(CLAUSE, named[1]) else f"art.{named[1]}") if named else duty.clause
        if named and duty.clause not in (meant, f"art.{named[1]}"):
            text = Text(
                f"文件以 {meant} 命名，规则却引用 {duty.clause}",
                f"the file is named for {meant}, the rule cites {duty.clause}",
            )
            yield source.problem((id_, "clause"), "wrong-clause", text)


def _cited(pack: Pack, sources: Sources) -> Iterator[_Cited]:
    """Yield every citation that the list of clauses can speak of."""
    campaign, leads = sources.of("campaign.yaml"), sources.of("sectors.yaml")
    led = pack.is_own("files", "sectors.yaml")
    for sector in pack.sectors:
        yield _Cited("sectors", sector, pack.directory.clause, leads, ("clause",), led)
    yield _Cited("parts", "fallback", pack.directory.fallback.clause, leads, ("fallback", "clause"), led)
    for name, phase in pack.identity.phases.items():
        yield _Cited("phases", name, phase.clause, campaign, ("phases", name, "clause"))
    if pack.identity.report:
        yield _Cited("parts", "report", pack.identity.report.clause, campaign, ("report", "clause"))
    for id_, duty in pack.duties.items():
        if duty.due_phase and duty.due_clause:
            at: Path = (id_, "due", "clause")
            yield _Cited("ends", duty.due_phase, duty.due_clause, sources.entry("duties", id_), at)
    for kind, rules in (("facts", pack.facts), ("interpretations", pack.interpretations)):
        for name, rule in rules.items():
            if rule.clause:
                own = pack.is_own(kind, name)
                yield _Cited(kind, name, rule.clause, sources.entry(kind, name), (name, "clause"), own)
    for section, declared in pack.outcomes.items():
        for name, outcome in declared.outcomes.items():
            at = ("outcomes", name, "clause")
            own = pack.is_own("outcomes", name)
            yield _Cited("outcomes", name, outcome.clause, sources.outcomes(section), at, own)
    yield from _of_cycles(pack, sources)
    yield from _of_form(pack, sources)


def _of_cycles(pack: Pack, sources: Sources) -> Iterator[_Cited]:
    for name, cycle in pack.lifecycles.items():
        file = f"lifecycles/{name}.yaml"
        if cycle.clause:
            yield _Cited("lifecycles", name, cycle.clause, sources.of(file), ("clause",), pack.is_own("files", file))
    for name, items in pack.cycles.items():
        file = f"lifecycles/{name}.yaml"
        for id_, deadline in items.deadlines.items():
            at: Path = ("deadlines", id_, "clause")
            own = pack.is_own("files", file)
            yield _Cited("deadlines", f"{name}.{id_}", deadline.clause, sources.of(file), at, own)


def _of_form(pack: Pack, sources: Sources) -> Iterator[_Cited]:
    """Yield what the form cites: as a whole, and each cell for what it measures (its own place is its clause already)."""
    if pack.form:
        source, own = sources.of("form.yaml"), pack.is_own("files", "form.yaml")
        yield _Cited("parts", "form", pack.form.clause, source, ("clause",), own)
        for block_id, block in pack.form.blocks.items():
            for number, cell in block.cells.items():
                for i, clause in enumerate(cell.also):
                    at: Path = ("blocks", block_id, "cells", number, "also", i)
                    yield _Cited("cells", f"{block_id}.{number}", clause, source, at, own)
