"""Everything wrong with a pack in one go: what keeps it from being used, and what can be used but is hardly meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Any

import msgspec
from msgspec import UNSET, structs

from campaign_rules.authoring.scenario_problems import in_scenario, never_asked, problems_of
from campaign_rules.authoring.scenario_runs import coverage, run
from campaign_rules.authoring.small_records import MOST_SMALL, SmallRecord, small_records
from campaign_rules.base.errors import BadPack, Problem, did_you_mean
from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.shapes import struct_in, words_of
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.campaign import Campaign
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import Run
from campaign_rules.files.pack_files import load_scenarios, read_pack
from campaign_rules.files.record_files import load
from campaign_rules.logic.conditions import Clustered, Condition, Const, Named, Not, Test, truth, walk, walk_names
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.rules.checks.citations import wrong_citations
from campaign_rules.rules.checks.context import Sources
from campaign_rules.rules.checks.overlaps import MOST_JUDGED, TooMuch, Tries, satisfiable
from campaign_rules.rules.checks.places import placed_conditions
from campaign_rules.rules.clauses import gaps, strangers
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.interpretations import ASKED_BY_ITSELF
from campaign_rules.rules.outcomes import Outcomes, outcome_set
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.model import RECORD, RecordModel
from campaign_rules.rules.terms.due import Due


def lint(folder: FilePath, *, proofs: bool = True) -> list[Problem]:
    """Return every problem of the pack in a folder, sorted by place; without ``proofs``, no scenario is run and no small record tried.

    A pack that can't be used at all is told about with everything that keeps it from being used.
    """
    try:
        pack, sources = read_pack(folder)
    except BadPack as wrong:
        return _also_scenarios(folder, list(wrong.problems))
    checks = _Lint(pack, sources)
    found = [*checks.all(), *(checks.policy() if proofs else ())]
    campaign = Campaign(pack)
    try:
        scenarios = load_scenarios(folder)
    except BadPack as wrong:
        return sorted([*found, *wrong.problems])
    wrong_ones = [problem for one in scenarios for problem in problems_of(one, campaign)]
    found += wrong_ones
    found += [problem for one in scenarios for problem in never_asked(one, pack)]
    if proofs and scenarios and not wrong_ones:
        results = [result for one in scenarios for result in run(one, campaign)]
        for placed, refused in {id(one.placed): (one.placed, one.refused) for one in results if one.refused}.values():
            found += in_scenario(placed, refused)
        covered = coverage(pack, results)
        unproved = {branch.partition(":")[0] for branch in covered.missing} & pack.duties.keys()
        proved = {branch.partition(":")[0] for branch in covered.covered}
        for name in sorted(unproved - proved):
            text = Text(f"没有情景证明 {name}", f"no scenario proves {name}")
            found.append(sources.entry("duties", name).problem((name,), "unproved", text, at_key=True))
        found += _unproved_leads(pack, sources, covered.missing)
    return sorted(found)


def _unproved_leads(pack: Pack, sources: Sources, missing: Iterable[str]) -> Iterator[Problem]:
    """Yield codes of industries, sectors and covering words of which no scenario says what they mean and who leads them."""
    leads: dict[str, Path] = {
        sector: ("departments", id_, "sectors", sector)
        for id_, department in pack.directory.departments.items()
        for sector in department.sectors
    }
    words: dict[str, Path] = {one.words[0]: ("covering", i) for i, one in enumerate(pack.directory.covering)}
    words |= {sector.title.zh: ("unassigned", id_) for id_, sector in pack.directory.unassigned.items()}
    for branch in missing:
        kind, _, name = branch.partition(" ")
        if kind in ("code", "lead", "word"):
            source = sources.entry("gbt4754", name) if kind == "code" else sources.of("sectors.yaml")
            text = Text(f"没有情景证明 {name}", f"no scenario proves {name}")
            path: Path = (name,) if kind == "code" else (leads if kind == "lead" else words)[name]
            yield source.problem(path, "unproved", text, at_key=True)


def _also_scenarios(folder: FilePath, problems: list[Problem]) -> list[Problem]:
    try:
        load_scenarios(folder)
    except BadPack as wrong:
        problems += (problem for problem in wrong.problems if problem not in problems)
    return sorted(problems)


class _Lint:
    """The checks of a pack that can be used."""

    def __init__(self, pack: Pack, sources: Sources) -> None:
        self.pack, self.sources = pack, sources
        self.times = pack.times()

    def all(self) -> Iterator[Problem]:
        yield from self._clauses()
        yield from wrong_citations(self.pack, self.sources)
        yield from self._phases()
        yield from self._sectors()
        for id_, duty in self.pack.duties.items():
            yield from self._windows(id_, duty, self.sources.entry("duties", id_))
        yield from self._untitled()
        yield from self._conditions()
        yield from self._unused()
        yield from self._kinds()

    def policy(self) -> Iterator[Problem]:
        """Yield where a declared combination of outcomes does not hold, each with a smallest record that shows it."""
        for section, declared in self.pack.outcomes.items():
            yield from self._policy(section, declared, self.sources.outcomes(section))

    def _untitled(self) -> Iterator[Problem]:
        """Yield regions and variables of life cycles without a title; a day on which a phase begins or ends has that of
        the phase."""
        for name, cycle in self.pack.lifecycles.items():
            source, days = self.sources.of(f"lifecycles/{name}.yaml"), cycle.variables
            named = {variable for variable, start in days.items() if str(start).startswith("phases.")}
            for kind, parts in (("regions", cycle.regions), ("variables", days)):
                for part in parts if self.pack.is_own("files", f"lifecycles/{name}.yaml") else ():
                    if part not in cycle.titles and part not in named:
                        text = Text(
                            f"{part} 没有名称，人会看到这个词本身", f"{part} has no title: people see this word"
                        )
                        yield source.problem((kind, part), "untitled", text, at_key=True)

    # --- clauses, phases, sectors ---

    def _clauses(self) -> Iterator[Problem]:
        if not self.pack.clauses:
            return
        for citation in strangers(self.pack):
            text = Text(f"clauses.yaml 没有条款 {citation.clause}", f"clauses.yaml has no clause {citation.clause}")
            text += did_you_mean(citation.clause, self.pack.clauses)
            source, path = self._place_of(citation.kind, citation.name)
            yield source.problem(path, "unlisted-clause", text)
        for clause in gaps(self.pack):
            text = Text(
                f"条款 {clause} 没有规则，也没有写 not_encoded", f"the clause {clause} has no rule and no not_encoded"
            )
            yield self.sources.entry("clauses", clause).problem((clause,), "uncovered-clause", text, at_key=True)

    def _place_of(self, kind: str, name: str) -> tuple[Source, Path]:
        """Return where a rule of a kind cites its clause."""
        named = {"duty": "duties", "fact": "facts", "interpretation": "interpretations"}
        if kind in named:
            return self.sources.entry(named[kind], name), (name, "clause")
        if kind == "outcome":
            section = next(s for s, declared in self.pack.outcomes.items() if name in declared.outcomes)
            return self.sources.outcomes(section), ("outcomes", name, "clause")
        whole: dict[str, tuple[str, Path]] = {
            "lead": ("sectors.yaml", ("clause",)),
            "phase": ("campaign.yaml", ("phases", name, "clause")),
            "report": ("campaign.yaml", ("report", "clause")),
            "note": ("form.yaml", ("notes", name)),
            "cell": ("form.yaml", ("blocks", name.partition(".")[0], "cells", name.partition(".")[2])),
        }
        file, path = whole.get(kind, (f"lifecycles/{name.partition('.')[0]}.yaml", ("deadlines",)))
        return self.sources.of(file), path

    def _phases(self) -> Iterator[Problem]:
        source = self.sources.of("campaign.yaml")
        order = sorted(self.pack.identity.phases.items(), key=lambda one: (one[1].start, one[1].end))
        for (before, one), (name, other) in pairwise(order):
            if other.start <= one.end:
                text = Text(
                    f"{name} 始于 {other.start}，而 {before} 到 {one.end} 才结束",
                    f"{name} begins on {other.start}, {before} ends on {one.end}",
                )
                yield source.problem(("phases", name, "from"), "phase-overlap", text)
            elif other.start > one.end + ONE_DAY:
                text = Text(
                    f"{before} 止于 {one.end}，{name} 始于 {other.start}，中间有空档",
                    f"{before} ends on {one.end}, {name} begins on {other.start}: a gap",
                )
                yield source.problem(("phases", name, "from"), "phase-gap", text)

    def _sectors(self) -> Iterator[Problem]:
        directory = self.pack.directory
        named = {*directory.unassigned, *(s for d in directory.departments.values() for s in d.sectors)}
        for code, industry in self.pack.codes.items():
            for i, sector in enumerate(industry.sectors):
                if sector not in named:
                    text = Text(f"没有部门牵头 {sector}", f"nobody leads {sector}")
                    yield self.sources.entry("gbt4754", code).problem((code, "sectors", i), "no-lead", text)
        for id_, department in directory.departments.items():
            if not department.sectors:
                text = Text(f"{id_} 没有牵头任何领域", f"{id_} leads no sector")
                yield self.sources.of("sectors.yaml").problem(("departments", id_), "no-lead", text)

    # --- duties ---

    def _windows(self, id_: str, duty: Duty, source: Source) -> Iterator[Problem]:
        for remark in duty.doubts(id_, self.times):
            yield source.problem((id_, *remark.path), remark.code, remark.text, at_key=remark.at_key)
        for one in duty.test.due.walk() if duty.test.due else ():
            yield from self._hours(id_, duty, one, source)

    def _hours(self, id_: str, duty: Duty, due: Due, source: Source) -> Iterator[Problem]:
        """Yield where hours are counted from what holds a day only: then the last day is known, and not the hour."""
        length = due.after or due.before
        if not length or length.unit != "hours" or due.point is UNSET:
            return
        model, point = self.pack.model, due.point
        path = tuple(point.split(".")) if isinstance(point, str) else ()
        field = (model.field(duty.items, path) or model.field(RECORD, path)) if path else None
        if field is None or field.type != "moment":
            name = point if isinstance(point, str) else "from"
            text = Text(f"{name} 只有日子，没有时间", f"{name} holds a day only, without a time")
            yield source.problem((id_, "term"), "hours-of-a-day", text, at_key=True)

    # --- conditions ---

    def _conditions(self) -> Iterator[Problem]:
        outcomes = self.pack.every_outcome
        tries = Tries(2 * MOST_JUDGED)
        for condition, section, source, at in placed_conditions(self.pack, self.sources):
            yield from _words(self.pack.model, condition, section, source, at)
            if isinstance(condition, (Const, Named)) or any(
                isinstance(part, Clustered) for part in self._inside(condition)
            ):
                continue  # what is fixed on purpose; a fact, judged at its own place; and what only dates decide
            if any(name in outcomes for name in walk_names(condition)):
                continue
            cycle = next((c for c in self.pack.cycles.values() if c.of == section), self.pack.obligation)
            try:
                if satisfiable(condition, cycle, self.pack, tries) is False:
                    yield source.problem(at, "never-true", Text("这个条件永远不成立", "this condition can never hold"))
                elif satisfiable(Not(condition), cycle, self.pack, tries) is False:
                    yield source.problem(at, "always-true", Text("这个条件永远成立", "this condition always holds"))
            except TooMuch:
                text = Text(
                    "条件太多太宽，从这里起没有再试是否永远成立或永远不成立",
                    "too much to try: from here on it was not looked whether a condition always or never holds",
                )
                yield source.problem(at, "not-tried", text)
                return

    def _inside(self, condition: Condition) -> Iterator[Condition]:
        """Yield a condition and everything in it, in the facts that it names too."""
        for part in walk(condition):
            yield part
            if isinstance(part, Named) and part.name in self.pack.facts:
                yield from self._inside(self.pack.facts[part.name].holds)

    # --- what nobody uses ---

    def _unused(self) -> Iterator[Problem]:
        conditions = [condition for condition, _, _, _ in placed_conditions(self.pack, self.sources)]
        conditions += [
            step.when
            for cycle in self.pack.lifecycles.values()
            for region in cycle.regions.values()
            for step in region.transitions
        ]
        conditions += [cycle.concerns for cycle in self.pack.cycles.values()]
        conditions += [deadline.when for cycle in self.pack.cycles.values() for deadline in cycle.deadlines.values()]
        parts = [part for condition in conditions for part in walk(condition)]
        facts = {part.name for part in parts if isinstance(part, Named)}
        cases = [one.cases for one in self.pack.model.sections.values() if one.cases]
        facts |= {name for one in cases for name in (one.overdue, one.settled) if name}
        asked = {getattr(part, "interpretation", None) for part in parts}
        asked |= {part.operand for part in parts if isinstance(part, Test) and isinstance(part.operand, str)}
        asked |= {fact.interpretation for fact in self.pack.facts.values()} | {*ASKED_BY_ITSELF}
        for duty in self.pack.duties.values():
            asked |= {*duty.named_readings}
        asked |= {outcome.interpretation for outcome in self.pack.every_outcome.values()}
        if self.pack.form:
            asked.add(self.pack.form.since)
        asked |= {one.suspends.reading for one in self.pack.model.sections.values() if one.suspends}
        asked |= {role.interpretation for role in self.pack.model.roles.values()}
        own = self.pack.identity.id  # what a layer below offers need not be taken up
        for name in self.pack.interpretations:
            if name not in asked and self.pack.layers_of("interpretations", name)[0] == own:
                text = Text(f"没有规则使用 {name}", f"no rule uses {name}")
                yield self.sources.entry("interpretations", name).problem(
                    (name,), "unused-interpretation", text, at_key=True
                )
        for name in self.pack.facts:
            if name not in facts and self.pack.layers_of("facts", name)[0] == own:
                text = Text(f"没有条件使用 {name}", f"no condition uses {name}")
                yield self.sources.entry("facts", name).problem((name,), "unused-fact", text, at_key=True)

    def _kinds(self) -> Iterator[Problem]:
        known = {
            section: [id_ for id_, kind in self.pack.kinds.items() if kind.of == section]
            for section in self.pack.model.entries
        }
        for id_, duty in self.pack.duties.items():
            word, kinds = duty.counted.kind, known.get(duty.counted.section)
            if word and kinds and word not in kinds:
                text = Text(f"kinds.yaml 没有 {word}", f"kinds.yaml has no {word}") + did_you_mean(word, kinds)
                yield self.sources.entry("duties", id_).problem((id_, "where", "kind"), "unknown-kind", text)
        for condition, section, source, at in placed_conditions(self.pack, self.sources):
            for part in walk(condition) if known.get(section or "") else ():
                if isinstance(part, Test) and part.path == ("kind",):
                    words = [part.operand] if isinstance(part.operand, str) else sorted(part.operand or ())
                    for word in words:
                        if word not in known[str(section)]:
                            text = Text(f"kinds.yaml 没有 {word}", f"kinds.yaml has no {word}") + did_you_mean(
                                word, known[str(section)]
                            )
                            yield source.problem((*at, *part.at), "unknown-kind", text)

    # --- outcomes ---

    def _policy(self, section: str, outcomes: Outcomes, source: Source) -> Iterator[Problem]:
        """Try small records, the smallest first, until one shows that a declared combination does not hold."""
        if not outcomes.policy:
            return
        pending = dict(enumerate(outcomes.policy))

        rules = Ruleset(self.pack)
        whens = [rules.bind(rule.when) for rule in outcomes.policy]
        for number, small in enumerate(small_records(rules, section)):
            if number == MOST_SMALL:
                text = Text(
                    f"试了 {MOST_SMALL:,} 份小记录，其余没有试：声明的组合规则没有全部证明",
                    f"{MOST_SMALL:,} small records were tried, and no more: the declared policy is not proved for all",
                )
                yield source.problem(("policy",), "not-tried", text, at_key=True)
                return
            for _, _, views in Run(rules, load(small.record, self.pack.model).record, small.day).items(section):
                conditions = rules.outcome_conditions[section]
                truths = {name: _agreed(condition, views) for name, condition in conditions.items()}
                said = outcome_set(truths, outcomes.alone)
                for i, rule in list(pending.items()):
                    kept = {*rule.holds} <= {*said} and not {*rule.never} & {*said}
                    if not kept and _agreed(whens[i], views) is True:
                        del pending[i]
                        yield source.problem(("policy", i), "policy", _shown(small, said, rule.holds, rule.never))
            if not pending:
                return


def _words(
    model: RecordModel, condition: Condition, section: str | None, source: Source, at: Path
) -> Iterator[Problem]:
    """Yield words of a condition that a field with a closed list of words never has."""
    kinds: list[Any] = [*([model.items[section]] if section and section in model.items else []), model.record]
    for part in walk(condition):
        if not isinstance(part, Test) or not OPERATORS[part.operator].names_value:
            continue
        known = next((words for kind in kinds if (words := _closed(kind, part.path))), ())
        operands = sorted(part.operand) if isinstance(part.operand, frozenset) else [part.operand]
        for word in operands if known else ():
            if isinstance(word, str) and word not in known:
                text = Text(
                    f"{'.'.join(part.path)} 没有 {word} 这个词", f"{'.'.join(part.path)} is never {word}"
                ) + did_you_mean(word, known)
                yield source.problem((*at, *part.at), "unknown-word", text)


def _closed(kind: Any, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that a field can have, if they are a closed list."""
    for name in path:
        fields = {field.encode_name: field.type for field in structs.fields(kind)} if kind else {}
        if name not in fields:
            return ()
        if words := words_of(fields[name]):
            return words if name == path[-1] else ()
        kind = struct_in(fields[name])
    return ()


def _agreed(condition: Condition, views: Iterable[Any]) -> bool | None:
    found = {truth(condition, view) for view in views}
    return found.pop() if len(found) == 1 else None


def _shown(small: SmallRecord, said: tuple[str, ...], holds: Iterable[str], never: Iterable[str]) -> Text:
    wanted = [*holds, *(f"not {one}" for one in never)]
    data = msgspec.json.encode({name: one for name, one in small.record.items() if name != "id"}).decode("utf-8")
    return Text(
        f"应有 {'、'.join(wanted)}，而 {small.day} 对这份记录得到 [{', '.join(said)}]：{data}",
        f"expected {', '.join(wanted)}; on {small.day} this record gives [{', '.join(said)}]: {data}",
    )
