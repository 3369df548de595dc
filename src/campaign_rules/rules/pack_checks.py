"""What a JSON Schema can't see in a pack: names that stand for nothing, forms that exclude each other, circles."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain
from typing import Any, get_origin

import msgspec
from msgspec import UNSET, Struct

from campaign_rules.base.errors import CampaignRulesError, Problem, UnknownName, did_you_mean, first_problems
from campaign_rules.base.schemas import is_date
from campaign_rules.base.shapes import struct_in, types_in
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text, clause_label
from campaign_rules.base.working_days import LONGEST_HOLIDAY, SATURDAY, Notice
from campaign_rules.logic.conditions import (
    DAYS,
    OPERATORS,
    Chosen,
    Clustered,
    Condition,
    FieldRef,
    Named,
    Test,
    parts_of,
    walk,
    walk_names,
)
from campaign_rules.logic.lifecycles import Counted, LifeCycle, Region, Transition, named_in
from campaign_rules.rules.cycle_checks import check_shape
from campaign_rules.rules.duties import DEFERRALS, INCLUSIONS, MONTHS_OF_DAYS, STATUSES, Due, Duty, Review, StartOf
from campaign_rules.rules.field_types import FieldTypes, misfits
from campaign_rules.rules.forms import ATTRIBUTES, Block, Cell, Form, Measure
from campaign_rules.rules.interpretations import choose
from campaign_rules.rules.leads import plain
from campaign_rules.rules.outcomes import HAPPENINGS, STANDINGS, Outcomes
from campaign_rules.rules.overlaps import Tries
from campaign_rules.rules.pack import Fact, ItemCycle, Pack
from campaign_rules.rules.records import EVENT_KINDS, LEADING, SECTIONS, Event, Record

MOST_PARTS = 5_000
"""A condition, unfolded through the facts that it names, has no more parts than this."""

MAX_DEEP = 50
"""Nor is it deeper."""

MOST_PARTS_IN_ALL = 200_000
"""Nor have all conditions of a pack together."""

MOST_DUTIES = 1_000
"""No pack has more duties than this, with those that it extends."""

LONGEST_CAMPAIGN = 20
"""No campaign is longer than this, in years: its periods are laid out one by one."""

LEAP_YEAR = 2024
"""A year in which every day that a month can have is there."""


class Sources(Struct):
    """Where the parts of a pack were read from: each file by its name, and each named rule's file."""

    files: dict[str, Source]
    entries: dict[tuple[str, str], Source] = {}

    def of(self, name: str) -> Source:
        """Return a file's source; an empty one for a pack that came from no file."""
        return self.files.get(name, Source(name, None))

    def entry(self, kind: str, name: str) -> Source:
        """Return the file of a named rule: that of the layer that has the last word on it."""
        return self.entries.get((kind, name), Source(kind, None))


def check_pack(pack: Pack, sources: Sources) -> list[Problem]:
    """Return every problem of a pack whose files are each well-formed."""
    checks = _Checks(pack, sources)
    return sorted(first_problems(checks.all()))


DATED = tuple(section for section, kind in SECTIONS.items() if "date" in kind.__struct_fields__)
"""The sections whose entries have a date of their own, so that they can lie close together."""

Placed = tuple[Condition, str | None, Source, Path]
"""A condition, the section whose items it is about (None: the record), and where it stands."""


def placed_conditions(pack: Pack, sources: Sources) -> Iterator[Placed]:
    """Yield every condition of a pack but those of its life cycles."""
    for name, fact in pack.facts.items():
        yield fact.holds, fact.of or None, sources.entry("facts", name), (name, "holds")
    yield from _of_duties(pack, sources)
    if pack.outcomes:
        source = sources.of("outcomes.yaml")
        for name, outcome in pack.outcomes.outcomes.items():
            yield outcome.when, pack.outcomes.for_each, source, ("outcomes", name, "when")
    if pack.form:
        source = sources.of("form.yaml")
        for block_id, block in pack.form.blocks.items():
            for number, cell in block.cells.items():
                at: Path = ("blocks", block_id, "cells", number)
                yield cell.where, cell.of or block.of, source, (*at, "where")
                for key, measure in cell.values.items():
                    yield measure.where, cell.of or block.of, source, (*at, "values", key, "where")


def _reviews(duty: Duty) -> Iterator[tuple[Path, Review]]:
    """Yield each thing that a person may have to look at, with where it stands in the duty."""
    several = isinstance(duty.review, tuple)
    return ((("review", i) if several else ("review",), review) for i, review in enumerate(duty.reviews))


def _of_duties(pack: Pack, sources: Sources) -> Iterator[Placed]:
    for id_, duty in pack.duties.items():
        source, section = sources.entry("duties", id_), duty.for_each or None
        for key in ("when", "judged_when", "term_unknown", "done_unclear", "require"):
            condition = getattr(duty, key)
            if condition is not UNSET:
                yield condition, section, source, (id_, key)
        for at, review in _reviews(duty):
            yield review.when, section, source, (id_, *at, "when")
        for i, variant in enumerate(duty.variants):
            yield variant.when, None, source, (id_, "variants", i, "when")


def _other_conditions(pack: Pack, sources: Sources) -> Iterator[Placed]:
    """Yield the conditions of life cycles, and what the outcomes' policy says."""
    for i, rule in enumerate(pack.outcomes.policy if pack.outcomes else ()):
        yield rule.when, None, sources.of("outcomes.yaml"), ("policy", i, "when")
    for name, cycle in pack.lifecycles.items():
        source = sources.of(f"lifecycles/{name}.yaml")
        for region_name, region in cycle.regions.items():
            for i, step in enumerate(region.transitions):
                yield step.when, None, source, ("regions", region_name, "transitions", i, "when")
        if isinstance(cycle, ItemCycle):
            yield cycle.concerns, cycle.of, source, ("concerns",)
            for key, deadline in cycle.deadlines.items():
                yield deadline.when, cycle.of, source, ("deadlines", key, "when")
            for event, irregular in cycle.irregular.items():
                yield irregular.when, None, source, ("irregular", event, "when")


@cache
def _date_fields(kind: type[Struct]) -> tuple[str, ...]:
    """Return every field of a Struct that holds a date, nested ones with dots."""
    found = []
    for field in msgspec.structs.fields(kind):
        found += [field.encode_name] if date in types_in(field.type) else []
        found += (
            [f"{field.encode_name}.{name}" for name in _date_fields(inner)] if (inner := _within(field.type)) else []
        )
    return tuple(found)


def _within(kind: Any) -> type[Struct] | None:
    """Return the Struct that a field is, if it is one; a list of them is none."""
    return None if any(get_origin(part) is tuple for part in types_in(kind)) else struct_in(kind)


def _days_of(cycles: Iterable[LifeCycle], section: str | None) -> set[str]:
    """Return what holds a date in a section's items: fields, variables of their life cycles, and the days of states."""
    days = set(_date_fields(SECTIONS[section])) if section in SECTIONS else set()
    for cycle in cycles:
        days |= set(cycle.variables)
        days |= {f"{name}.{state}" for name, region in cycle.regions.items() for state in region.states}
    return days


@cache
def _fields(kind: type[Struct]) -> tuple[str, ...]:
    """Return every field that a condition can name in a Struct, nested ones with dots."""
    found = []
    for field in msgspec.structs.fields(kind):
        found.append(field.encode_name)
        found += [f"{field.encode_name}.{name}" for name in _fields(inner)] if (inner := _within(field.type)) else []
    return tuple(found)


@cache
def _number_fields(kind: Any) -> list[str]:
    """Return the fields of a Struct that hold a number."""
    return [
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if {int, float} & {*types_in(field.type)} and bool not in types_in(field.type)
    ]


class _Checks:
    def __init__(self, pack: Pack, sources: Sources) -> None:
        self.pack, self.sources = pack, sources
        self.tries = Tries()
        self.record_fields = {*_fields(Record), LEADING}
        self.item_fields = {section: self._item_fields(section) for section in SECTIONS}

    def _item_fields(self, section: str) -> set[str]:
        known = set(_fields(SECTIONS[section])) | self.record_fields
        for cycle in self.pack.cycles.values():
            if cycle.of == section:
                known |= {*cycle.variables, *cycle.regions}
                known |= {f"{name}.{state}" for name, region in cycle.regions.items() for state in region.states}
        return known

    def all(self) -> Iterator[Problem]:
        yield from self._identity()
        yield from self._sectors()
        yield from self._interpretations()
        yield from self._facts()
        yield from self._outcomes()
        if len(self.pack.duties) > MOST_DUTIES:
            text = Text(f"超过 {MOST_DUTIES:,} 项义务", f"more than {MOST_DUTIES:,} duties")
            yield self.sources.of("campaign.yaml").problem((), "too-complex", text)
            return
        if too_much := list(self._too_much()):
            yield from too_much  # nothing that unfolds these conditions is begun
            return
        for id_, duty in self.pack.duties.items():
            yield from self._duty(id_, duty, self.sources.entry("duties", id_))
        obligation = self.sources.of("lifecycles/obligation.yaml")
        yield from self._engine_cycle(
            self.pack.obligation, obligation, ("opens", "due"), ("evidence", "waiver"), STATUSES
        )
        yield from self._course()
        if self.pack.enforcement:
            enforcement = self.sources.of("lifecycles/enforcement.yaml")
            yield from self._engine_cycle(self.pack.enforcement, enforcement, (), HAPPENINGS, STANDINGS)
        yield from self._articles()
        yield from self._kinds()
        yield from self._form_cells()
        for year, notice in self.pack.holidays.items():
            yield from _notice(year, notice, self.sources.entry("holidays", year))
        for name, cycle in self.pack.cycles.items():
            source = self.sources.of(f"lifecycles/{name}.yaml")
            yield from self._name("section", cycle.of, SECTIONS, source, ("of",))
            yield from self._condition(cycle.concerns, cycle.of, source, ("concerns",))
            for i, event in enumerate(cycle.order):
                yield from self._name("event", event, EVENT_KINDS, source, ("order", i))
            days = set(_date_fields(SECTIONS[cycle.of])) if cycle.of in SECTIONS else set()
            for variable, start in cycle.variables.items():
                at: Path = ("variables", variable)
                if isinstance(start, Counted):
                    yield from self._name("date", start.after, days, source, (*at, "after"))
                    yield from self._takes_days(start.days, source, (*at, "days"))
                elif start is not None:
                    yield from self._name("date", start, days, source, at)
            yield from self._item_deadlines(cycle, source)
            yield from self._own_names(cycle, cycle.of, source)
            yield from self._cycle(cycle, source, cycle.of)

    def _name(self, kind: str, name: str, known: Collection[str], source: Source, path: Path) -> Iterator[Problem]:
        if name not in known:
            hint = did_you_mean(name, sorted(known) if isinstance(known, set) else known)
            yield source.problem(
                path,
                f"unknown-{kind}",
                Text(f"没有 {name}（{kind}）", f"unknown {kind} {name}") + hint,
            )

    # --- identity, sectors, interpretations ---

    def _identity(self) -> Iterator[Problem]:
        identity, source = self.pack.identity, self.sources.of("campaign.yaml")
        if (identity.ends - identity.issued).days > LONGEST_CAMPAIGN * 366:
            text = Text(
                f"行动长于 {LONGEST_CAMPAIGN} 年，日期是否写错",
                f"longer than {LONGEST_CAMPAIGN} years: is a date wrong",
            )
            yield source.problem(("ends",), "too-long", text)
        if identity.ends < identity.issued:
            text = Text(
                f"结束日 {identity.ends} 早于发文日 {identity.issued}",
                f"ends {identity.ends}, before it was issued on {identity.issued}",
            )
            yield source.problem(("ends",), "dates", text)
        for name, phase in identity.phases.items():
            if phase.end < phase.start:
                text = Text(
                    f"止于 {phase.end}，早于起始日 {phase.start}",
                    f"ends {phase.end}, before it begins on {phase.start}",
                )
                yield source.problem(("phases", name, "to"), "dates", text)

    def _sectors(self) -> Iterator[Problem]:
        source = self.sources.of("sectors.yaml")
        known = {**self.pack.sectors, **self.pack.directory.unassigned}
        leads: dict[str, str] = {}
        for department_id, department in self.pack.directory.departments.items():
            for sector in department.sectors:
                declared = [
                    self.pack.directory.departments[d].sectors[sector] for d in (leads.get(sector), department_id) if d
                ]
                if sector in leads and not all(one.joint for one in declared):
                    text = Text(
                        f"领域 {sector} 已由 {leads[sector]} 牵头",
                        f"the sector {sector} is already led by {leads[sector]}",
                    )
                    path = ("departments", department_id, "sectors", sector)
                    yield source.problem(path, "two-leads", text, at_key=True)
                leads.setdefault(sector, department_id)
        yield from self._aliases(source)
        for i, covering in enumerate(self.pack.directory.covering):
            for j, sector in enumerate(covering.sectors):
                yield from self._name("sector", sector, known, source, ("covering", i, "sectors", j))
        for code, industry in self.pack.codes.items():
            for j, sector in enumerate(industry.sectors):
                yield from self._name(
                    "sector", sector, known, self.sources.entry("gbt4754", code), (code, "sectors", j)
                )

    def _aliases(self, source: Source) -> Iterator[Problem]:
        """Refuse a word that stands for two things: sectors that are led, that are not, and covering words alike."""
        directory = self.pack.directory
        named: list[tuple[Path, str, tuple[str, ...]]] = [
            (("departments", department_id, "sectors", sector), sector, (entry.title.zh, *entry.aliases))
            for department_id, department in directory.departments.items()
            for sector, entry in department.sectors.items()
        ]
        named += [
            (
                ("departments", department_id, "sectors", sector, "branches", id_),
                id_,
                (branch.title.zh, *branch.aliases),
            )
            for department_id, department in directory.departments.items()
            for sector, entry in department.sectors.items()
            for id_, branch in entry.branches.items()
        ]
        named += [
            (("unassigned", sector), sector, (entry.title.zh, *entry.aliases))
            for sector, entry in directory.unassigned.items()
        ]
        named += [(("covering", i), "/".join(c.sectors), c.words) for i, c in enumerate(directory.covering)]
        owners: dict[str, str] = {}
        for path, name, words in named:
            for word in words:
                owner = owners.setdefault(plain(word), name)
                if owner != name:
                    text = Text(f"{word} 同时指 {owner} 和 {name}", f"{word} names both {owner} and {name}")
                    yield source.problem(path, "ambiguous-alias", text, at_key=True)

    def _interpretations(self) -> Iterator[Problem]:
        for name, declared in self.pack.interpretations.items():
            source = self.sources.entry("interpretations", name)
            try:
                self._choose(name, declared.default)
            except CampaignRulesError as wrong:
                yield source.problem((name, "default"), "default", _wrong_choice(wrong))

    def _choose(self, name: str, value: object) -> None:
        choose(
            self.pack.interpretations,
            name,
            value,
            phases=self.pack.identity.phases,
            sectors={**self.pack.sectors, **self.pack.directory.unassigned},
        )

    # --- conditions ---

    def _condition(self, node: Condition, section: str | None, source: Source, base: Path) -> Iterator[Problem]:
        fields = self.item_fields.get(section, self.record_fields) if section else self.record_fields
        facts = dict.fromkeys(n for n, f in self.pack.facts.items() if f.of in (UNSET, section))
        if self.pack.outcomes and self.pack.outcomes.for_each == section:
            facts |= dict.fromkeys(self.pack.outcomes.outcomes)
        cycles = [cycle for cycle in self.pack.cycles.values() if cycle.of == section]
        regions = {name: region for cycle in cycles for name, region in cycle.regions.items()}
        yield from self._no_days(node, fields, _days_of(cycles, section), source, base)
        yield from misfits(node, FieldTypes(section, cycles), source, base)
        for part in walk(node):
            match part:
                case Named(name, at):
                    yield from self._name("fact", name, facts, source, (*base, *at))
                case Chosen(name, value, at):
                    yield from self._chosen(name, value, source, (*base, *at))
                case Test(path, _, operand, _, at):
                    yield from self._field(path, fields, source, (*base, *at))
                    yield from self._operand(operand, part.operator, fields, source, (*base, *at))
                    yield from self._state(part, regions, source, (*base, *at))
                case Clustered(name, _, last_from, at):
                    yield from self._name("section", name, DATED, source, (*base, *at, "of"))
                    yield from self._operand(last_from, "after", fields, source, (*base, *at, "last_not_before"))

    def _field(self, path: tuple[str, ...], fields: Collection[str], source: Source, at: Path) -> Iterator[Problem]:
        if path[0] != "attributes":
            yield from self._name("field", ".".join(path), fields, source, at)

    def _chosen(self, name: str, value: Any, source: Source, at: Path) -> Iterator[Problem]:
        try:
            self._choose(name, value)
        except CampaignRulesError as wrong:
            yield source.problem(at, "choice", _wrong_choice(wrong))

    def _operand(
        self, operand: Any, operator: str, fields: Collection[str], source: Source, at: Path
    ) -> Iterator[Problem]:
        match operand:
            case FieldRef(path):
                yield from self._field(path, fields, source, at)
            case (("start_of" | "end_of"), phase):
                yield from self._name("phase", phase, self.pack.identity.phases, source, at)
            case str() if operator in ("in", "has_any"):
                lists = [n for n, v in self.pack.chosen.items() if isinstance(v, tuple)]
                yield from self._name("list", operand, [*lists, "departments"], source, at)

    # --- facts and outcomes ---

    def _facts(self) -> Iterator[Problem]:
        for name, fact in self.pack.facts.items():
            source = self.sources.entry("facts", name)
            section = fact.of or None
            if section:
                yield from self._name("section", section, SECTIONS, source, (name, "of"))
            if fact.interpretation:
                yield from self._interpretation(fact.interpretation, source, (name, "interpretation"))
            yield from self._condition(fact.holds, section, source, (name, "holds"))
            yield from self._lasted(fact, source, (name, "lasted"))
        facts = {name: fact.holds for name, fact in self.pack.facts.items()}
        for name in self._circles(facts):
            yield self.sources.entry("facts", name).problem((name,), "circle", _circle(name), at_key=True)

    def _outcomes(self) -> Iterator[Problem]:
        outcomes, source = self.pack.outcomes, self.sources.of("outcomes.yaml")
        if not outcomes:
            return
        yield from self._name("section", outcomes.for_each, SECTIONS, source, ("for_each",))
        yield from self._name("outcome", outcomes.alone, outcomes.outcomes, source, ("alone",))
        yield from self._steps(outcomes, source)
        if self.pack.enforcement is None:
            text = Text("有处理结果就须有 lifecycles/enforcement.yaml", "outcomes need lifecycles/enforcement.yaml")
            yield source.problem(("outcomes",), "missing-file", text, at_key=True)
        for name, outcome in outcomes.outcomes.items():
            if outcome.interpretation:
                yield from self._interpretation(outcome.interpretation, source, ("outcomes", name, "interpretation"))
            yield from self._condition(outcome.when, outcomes.for_each, source, ("outcomes", name, "when"))
            if name in self.pack.facts:
                text = Text(f"{name} 已是一个事实的名字", f"{name} is already the name of a fact")
                yield source.problem(("outcomes", name), "duplicate-name", text, at_key=True)
        for name in self._circles({n: o.when for n, o in outcomes.outcomes.items()}):
            yield source.problem(("outcomes", name), "circle", _circle(name), at_key=True)

    def _steps(self, outcomes: Outcomes, source: Source) -> Iterator[Problem]:
        cycles = [cycle for cycle in self.pack.cycles.values() if cycle.of == outcomes.for_each]
        events = {event for cycle in cycles for event in cycle.order}
        for name, step in outcomes.steps.items():
            for field in (field for cycle in cycles for field in cycle.requires.get(step.event, ())):
                if field not in step.fields:
                    text = Text(f"事项 {step.event} 须写明 {field}", f"the event {step.event} must say {field}")
                    yield source.problem(("steps", name), "missing-key", text, at_key=True)
            yield from self._name("event", step.event, events, source, ("steps", name, "event"))
            for field, value in step.fields.items():
                at = ("steps", name, "with", field)
                yield from self._name("field", field, set(_fields(Event)), source, at)
                if field in ("deadline", "recorded") and not is_date(value):
                    yield from self._name("day", value, self.pack.days(), source, at)

    def _lasted(self, fact: Fact, source: Source, at: Path) -> Iterator[Problem]:
        """Yield a day that a fact is said to have lasted from, or until, and that no item has."""
        if fact.lasted is UNSET:
            return
        cycles = [cycle for cycle in self.pack.cycles.values() if cycle.of == fact.of]
        days = _days_of(cycles, fact.of or None) | {"as_of"}
        yield from self._name("date", fact.lasted.since, days, source, (*at, "since"))
        for i, name in enumerate(fact.lasted.until):
            yield from self._name("date", name, days, source, (*at, "until", i))

    def _takes_days(self, name: str, source: Source, path: Path) -> Iterator[Problem]:
        takers = [n for n, i in self.pack.interpretations.items() if i.takes == "days"]
        yield from self._name("interpretation", name, takers, source, path)

    def _interpretation(self, name: str, source: Source, path: Path) -> Iterator[Problem]:
        yield from self._name("interpretation", name, self.pack.interpretations, source, path)

    def _too_much(self) -> Iterator[Problem]:
        """Yield facts that unfold to more than can be judged: each of which names the one before twice, say."""
        facts = {name: fact.holds for name, fact in self.pack.facts.items()}
        outcomes = {n: o.when for n, o in self.pack.outcomes.outcomes.items()} if self.pack.outcomes else {}
        named = {**facts, **outcomes}
        if any(True for _ in self._circles(named)):
            return
        sizes: dict[str, tuple[int, int]] = {}  # how many parts, and how deep
        waiting = list(named)
        while waiting:
            name = waiting[-1]
            ahead = [other for other in walk_names(named[name]) if other in named and other not in sizes]
            if name not in sizes and ahead:
                waiting += ahead
                continue
            waiting.pop()
            sizes[name] = _size(named[name], sizes)
        left = MOST_PARTS_IN_ALL
        for condition, _, source, at in chain(
            placed_conditions(self.pack, self.sources), _other_conditions(self.pack, self.sources)
        ):
            if any(_is_too_much(*sizes[name]) for name in walk_names(condition) if name in sizes):
                continue  # told where it begins
            parts, depth = _size(condition, sizes)
            left -= parts
            if _is_too_much(parts, depth):
                text = Text(
                    f"展开后超过 {MOST_PARTS} 个部分或 {MAX_DEEP} 层",
                    f"unfolds to more than {MOST_PARTS} parts, or {MAX_DEEP} deep",
                )
                yield source.problem(at, "too-complex", text, at_key=True)
            elif left < 0:
                text = Text(
                    f"规则包的条件展开后合计超过 {MOST_PARTS_IN_ALL:,} 个部分",
                    f"the conditions of this pack unfold to more than {MOST_PARTS_IN_ALL:,} parts in all",
                )
                yield source.problem(at, "too-complex", text, at_key=True)
                return

    def _circles(self, named: Mapping[str, Condition]) -> Iterator[str]:
        uses = {name: set(walk_names(condition)) & set(named) for name, condition in named.items()}

        def reached(name: str) -> set[str]:
            seen, open_ = set[str](), [name]
            while open_:
                new = uses[open_.pop()] - seen
                seen |= new
                open_ += new
            return seen

        for name in named:
            if name in reached(name):
                yield name

    # --- kinds and the form ---

    def _kinds(self) -> Iterator[Problem]:
        """Yield words that stand for two kinds."""
        for section in ("activities", "documents"):
            first: dict[str, str] = {}
            for id_, kind in self.pack.kinds.items():
                for word in dict.fromkeys(map(plain, kind.words(id_))) if kind.of == section else ():
                    if (other := first.setdefault(word, id_)) != id_:
                        text = Text(f"{word} 已是 {other} 的名字", f"{word} is already a name of {other}")
                        yield self.sources.entry("kinds", id_).problem((id_,), "duplicate-alias", text, at_key=True)

    def _form_cells(self) -> Iterator[Problem]:
        """Yield what is wrong with the form: names that stand for nothing, and parts of what comes later."""
        form, source = self.pack.form, self.sources.of("form.yaml")
        if form is None:
            return
        takers = [n for n, i in self.pack.interpretations.items() if i.takes == "phase"]
        yield from self._name("interpretation", form.since, takers, source, ("since",))
        before: list[str] = []
        for block_id, block in form.blocks.items():
            at: Path = ("blocks", block_id)
            yield from self._name("section", block.of, [*SECTIONS, ATTRIBUTES], source, (*at, "of"))
            if block.made_by is not UNSET:
                yield from self._field((block.made_by,), self.item_fields.get(block.of, ()), source, (*at, "made_by"))
            for number, cell in block.cells.items():
                here = (*at, "cells", number)
                yield from self._cell(form, block, cell, f"{block_id}.{number}", before, source, here)

    def _cell(
        self, form: Form, block: Block, cell: Cell, name: str, before: list[str], source: Source, at: Path
    ) -> Iterator[Problem]:
        section = cell.of or block.of
        if cell.of is not UNSET:
            yield from self._name("section", section, [*SECTIONS, ATTRIBUTES], source, (*at, "of"))
        known = [*self.pack.duties, *(gone.name for gone in self.pack.withdrawn if gone.kind == "duties")]
        for i, duty in enumerate(cell.compare):
            yield from self._name("duty", duty, known, source, (*at, "compare", i))
        inside = [f"{name}.{key}" for key in cell.values]
        for key, measure in ((None, cell), *cell.values.items()):
            here = (*at, "values", key) if key else at
            yield from self._measure(form, measure, section, source, here)
            if measure.within is not UNSET:
                known = [*before, *(inside[: inside.index(f"{name}.{key}")] if key else ())]
                wanted = f"{name}.{measure.within}" if measure.within in cell.values else measure.within
                yield from self._name("cell", wanted, known, source, (*here, "within"))
        before += inside or [name]

    def _measure(self, form: Form, measure: Measure, section: str, source: Source, at: Path) -> Iterator[Problem]:
        if measure.unit is not UNSET:
            yield from self._name("unit", measure.unit, form.units, source, (*at, "unit"))
        forms = [key for key in ("distinct", "sum", "exists") if getattr(measure, key)]
        if len(forms) > 1:
            text = Text(f"{' 与 '.join(forms)} 只能写一个", f"only one of {', '.join(forms)}")
            yield source.problem((*at, forms[1]), "form", text)
        if section not in SECTIONS:
            return
        fields = self.item_fields[section]
        yield from self._condition(measure.where, section, source, (*at, "where"))
        if measure.distinct not in (UNSET, "record"):
            yield from self._field(tuple(str(measure.distinct).split(".")), fields, source, (*at, "distinct"))
        if measure.sum is not UNSET:
            yield from self._name("field", measure.sum, _number_fields(SECTIONS[section]), source, (*at, "sum"))
        if measure.dated is not UNSET:
            cycles = [cycle for cycle in self.pack.cycles.values() if cycle.of == section]
            yield from self._name("date", measure.dated, _days_of(cycles, section), source, (*at, "dated"))

    # --- duties ---

    def _duty(self, id_: str, duty: Duty, source: Source) -> Iterator[Problem]:
        at: Path = (id_,)
        bearers = {*self.pack.identity.roles, *self.pack.identity.actors}
        for i, bearer in enumerate(duty.bearers):
            place = (*at, "bearer") if isinstance(duty.bearer, str) else (*at, "bearer", i)
            yield from self._name("bearer", bearer, bearers, source, place)
        if duty.in_person and not self.pack.identity.roles.keys() >= set(duty.bearers):
            text = Text("in_person 要求 bearer 是一个角色", "in_person needs a bearer that is a role")
            yield source.problem((*at, "in_person"), "in-person", text)
        yield from self._form(duty, source, at)
        section = duty.for_each or None
        if section:
            yield from self._name("section", section, SECTIONS, source, (*at, "for_each"))
        for key in ("when", "judged_when", "term_unknown", "done_unclear"):
            yield from self._condition(getattr(duty, key), section, source, (*at, key))
        if duty.require is not UNSET:
            yield from self._condition(duty.require, section, source, (*at, "require"))
        for place, review in _reviews(duty):
            yield from self._condition(review.when, section, source, (*at, *place, "when"))
        for i, variant in enumerate(duty.variants):
            yield from self._condition(variant.when, None, source, (*at, "variants", i, "when"))
            yield from self._interpretation(variant.interpretation, source, (*at, "variants", i, "interpretation"))
        for i, name in enumerate(duty.interpretations):
            yield from self._interpretation(name, source, (*at, "interpretations", i))
        yield from self._times(duty, section, source, at)

    def _form(self, duty: Duty, source: Source, at: Path) -> Iterator[Problem]:
        forms = [name for name in ("each", "due", "for_each") if getattr(duty, name) is not UNSET]
        if forms == ["each", "due"] and isinstance(duty.due, Due) and duty.due.day is not UNSET:
            forms = ["each"]  # a day of each period
        if forms == ["each", "due"] and duty.each == "campaign" and isinstance(duty.due, str):
            forms = ["each"]  # once in the campaign, by the end of the phase that an interpretation says
        if len(forms) > 1:
            yield source.problem(
                (*at, forms[1]),
                "form",
                Text(f"{' 与 '.join(forms)} 只能写一个", f"only one of {', '.join(forms)}"),
            )
        elif not forms and not duty.review:
            text = Text(
                "须写 each、due、for_each 之一；原文没有标准的写 review",
                "needs one of each, due, for_each; or review where the text gives no measure",
            )
            yield source.problem(at, "form", text, at_key=True)
        judged = duty.each is UNSET and duty.of is UNSET and duty.where is UNSET and duty.review
        if (duty.each is not UNSET or duty.due is not UNSET) and not judged:  # else nothing that counts is asked for
            if duty.of is UNSET or not duty.where or "kind" not in duty.where:
                text = Text(
                    "须写明 of（activities 或 documents）和 where: {kind: …}",
                    "needs of (activities or documents) and where: {kind: …}",
                )
                yield source.problem(at, "form", text, at_key=True)
            else:
                fields = set(_fields(SECTIONS[duty.of]))
                for name in duty.where:
                    yield from self._name("field", name, fields, source, (*at, "where", name))
        if duty.for_each is not UNSET and (duty.require is UNSET) == (duty.done_on is UNSET):
            text = Text("for_each 须写 require 或 done_on 之一", "for_each needs one of require and done_on")
            yield source.problem((*at, "for_each"), "form", text)

    def _times(self, duty: Duty, section: str | None, source: Source, at: Path) -> Iterator[Problem]:
        if isinstance(duty.due, Due):
            yield from self._due(duty.due, duty, source, (*at, "due"))
        elif duty.due is not UNSET:
            takers = [n for n, i in self.pack.interpretations.items() if i.takes == "phase"]
            yield from self._name("interpretation", duty.due, takers, source, (*at, "due"))
        if isinstance(duty.counts_from, StartOf):
            yield from self._name(
                "phase",
                duty.counts_from.start_of,
                self.pack.identity.phases,
                source,
                (*at, "counts_from", "start_of"),
            )
        fields = self.item_fields.get(section or "", set())
        days = _days_of((c for c in self.pack.cycles.values() if c.of == section), section)
        takers = [n for n, i in self.pack.interpretations.items() if i.takes == "days"]
        for key, named in (("done_on", duty.done_on), ("term", duty.term)):
            if named is not UNSET:
                known = {*fields, *takers} if key == "term" else fields
                yield from self._name("field", named, known, source, (*at, key))
                if named in fields:
                    yield from self._name("date", named, days, source, (*at, key))

    def _due(self, due: Due, duty: Duty, source: Source, at: Path) -> Iterator[Problem]:
        """Yield what is wrong with a due date: of what it is made, and the names in it."""
        if due.end_of is not UNSET:
            phases = {**self.pack.identity.phases, "campaign": None}
            yield from self._name("phase", due.end_of, phases, source, (*at, "end_of"))
        keys = ("day", "month", "days_before", "rest_of_month", "included", "deferral")
        day_keys = [k for k in keys if getattr(due, k) is not UNSET]
        day_keys += ["months_later"] if due.months_later else []
        if (due.day is UNSET) is (due.end_of is UNSET) or (due.end_of is not UNSET and day_keys):
            text = Text(
                "一次性的写 end_of，按周期的写 day，只能写一种", "one of end_of (one-off) and day (of each period)"
            )
            yield source.problem(at, "form", text)
        elif due.day is not UNSET and duty.each in (UNSET, "campaign"):
            text = Text(
                "day 须与 each: month、quarter、half 或 year 一起写", "day needs each: month, quarter, half or year"
            )
            yield source.problem((*at, "day"), "form", text)
        if due.month is not UNSET and duty.each != "year":
            yield source.problem((*at, "month"), "form", Text("month 须与 each: year 一起写", "month needs each: year"))
        if due.month is not UNSET and (due.months_later or due.day == "report"):
            text = Text(
                "month 与 day: 日 一起写，不用 months_later", "month goes with a day of it, without months_later"
            )
            yield source.problem((*at, "month"), "form", text)
        elif due.month is not UNSET and isinstance(due.day, int) and due.day > monthrange(LEAP_YEAR, due.month)[1]:
            yield source.problem(
                (*at, "day"),
                "date",
                Text(f"{due.month} 月没有 {due.day} 日", f"month {due.month} has no day {due.day}"),
            )
        if isinstance(due.days_before, str):
            yield from self._takes_days(due.days_before, source, (*at, "days_before"))
        if due.day == "report" and self.pack.identity.report is UNSET:
            text = Text("campaign.yaml 没有写 report", "campaign.yaml has no report")
            yield source.problem((*at, "day"), "unknown-day", text)
        yield from self._due_readings(due, source, at)

    def _due_readings(self, due: Due, source: Source, at: Path) -> Iterator[Problem]:
        """Yield what is wrong with the interpretations that a due day names."""
        if due.rest_of_month is not UNSET and due.month is UNSET:
            text = Text("rest_of_month 须与 month 一起写", "rest_of_month needs month")
            yield source.problem((*at, "rest_of_month"), "form", text)
        for key, meant in (("included", INCLUSIONS), ("deferral", DEFERRALS), ("rest_of_month", MONTHS_OF_DAYS)):
            if (name := getattr(due, key)) is UNSET:
                continue
            yield from self._interpretation(name, source, (*at, key))
            reading = self.pack.interpretations.get(name)
            if reading and not {*reading.options} <= {*meant}:
                text = Text(
                    f"{name} 的选项须是 {'、'.join(meant)}", f"the options of {name} must be {', '.join(meant)}"
                )
                yield source.problem((*at, key), "options", text)

    def _item_deadlines(self, cycle: ItemCycle, source: Source) -> Iterator[Problem]:
        days = _days_of((cycle,), cycle.of)
        others = [name for other in self.pack.cycles.values() if other is not cycle for name in other.deadlines]
        alone = [self.pack.outcomes.alone] if self.pack.outcomes else []
        for name, deadline in cycle.deadlines.items():
            at: Path = ("deadlines", name)
            if name in {*self.pack.duties, *others, *alone, "phase"}:
                text = Text(
                    f"{name} 已另有含义，请换一个名字", f"{name} already means something else; take another name"
                )
                yield source.problem(at, "reserved-name", text, at_key=True)
            yield from self._condition(deadline.when, cycle.of, source, (*at, "when"))
            for i, field in enumerate(deadline.due):
                yield from self._name("date", field, days, source, (*at, "due", i))
            yield from self._name("date", deadline.done_on, days, source, (*at, "done_on"))
            if deadline.pending_on:
                yield from self._name("date", deadline.pending_on, days, source, (*at, "pending_on"))

    # --- layers ---

    def _articles(self) -> Iterator[Problem]:
        """Yield what cites a statute's article that no layer has, or that is not in force throughout the campaign."""
        articles = {clause: article for layer in self.pack.layers for clause, article in layer.articles.items()}
        cited = [("duties", n, duty.clause) for n, duty in self.pack.duties.items()]
        cited += [("interpretations", n, reading.clause) for n, reading in self.pack.interpretations.items()]
        cited += [("facts", n, fact.clause) for n, fact in self.pack.facts.items() if fact.clause]
        identity = self.pack.identity
        for kind, name, clause in cited:
            if not clause.startswith("art."):
                continue
            source, path = self.sources.entry(kind, name), (name, "clause")
            yield from self._name("article", clause, articles, source, path)
            article = articles.get(clause)
            if article and (article.start > identity.issued or (article.end or date.max) < identity.ends):
                text = Text(
                    f"{clause_label(clause)} 在行动期间（{identity.issued} 至 {identity.ends}）并非一直有效",
                    f"{clause} is not in force throughout the campaign ({identity.issued} to {identity.ends})",
                )
                yield source.problem(path, "not-in-force", text)

    # --- life cycles ---

    def _engine_cycle(
        self, cycle: LifeCycle, source: Source, days: Collection[str], events: Collection[str], states: Collection[str]
    ) -> Iterator[Problem]:
        """Yield what is wrong with a life cycle whose days, events and states are those that the engine knows."""
        if len(cycle.regions) != 1:
            text = Text("只能有一个维度", "it has exactly one region")
            yield source.problem(("regions",), "regions", text)
        for variable, field in cycle.variables.items():
            yield from self._name("day", variable, days, source, ("variables", variable))
            yield from self._name("day", str(field), days, source, ("variables", variable))
        for i, event in enumerate(cycle.order):
            yield from self._name("event", event, events, source, ("order", i))
        for name, region in cycle.regions.items():
            for state in region.states:
                yield from self._name("state", state, states, source, ("regions", name, "states", state))
        yield from self._cycle(cycle, source, "")

    def _own_names(self, cycle: LifeCycle, section: str, source: Source) -> Iterator[Problem]:
        """Yield variables and regions whose names already mean something else in a condition."""
        taken = {name.partition(".")[0] for name in (*_fields(Record), *_fields(SECTIONS.get(section, Record)))}
        taken |= {"event", *DAYS}
        for kind, names in (("variables", cycle.variables), ("regions", cycle.regions)):
            for name in names:
                if name in taken or (kind == "regions" and name in cycle.variables):
                    text = Text(
                        f"{name} 已另有含义，请换一个名字", f"{name} already means something else; take another name"
                    )
                    yield source.problem((kind, name), "reserved-name", text, at_key=True)

    def _state(self, test: Test, regions: Mapping[str, Region], source: Source, at: Path) -> Iterator[Problem]:
        """Yield a comparison of a region with a state that it does not have."""
        region = regions.get(test.path[0]) if len(test.path) == 1 else None
        wanted = test.operand if isinstance(test.operand, (tuple, frozenset, list)) else (test.operand,)
        for state in wanted if region and test.operator in ("is", "in") else ():
            if region and isinstance(state, str):
                yield from self._name("state", state, region.states, source, at)

    def _course(self) -> Iterator[Problem]:
        """Yield what is wrong with the campaign's own life cycle: its days and phases must be those of campaign.yaml."""
        course, source = self.pack.course, self.sources.of("lifecycles/campaign.yaml")
        days = self.pack.days()
        for variable, field in course.variables.items():
            yield from self._name("day", str(field), days, source, ("variables", variable))
        yield from self._cycle(course, source, "campaign")
        states = {state for region in course.regions.values() for state in region.states}
        for phase in self.pack.identity.phases:
            if phase not in states:
                text = Text(f"阶段 {phase} 不在行动的状态之中", f"the phase {phase} is no state of the campaign")
                yield source.problem(("regions",), "phase-without-state", text)

    def _cycle(self, cycle: LifeCycle, source: Source, section: str) -> Iterator[Problem]:
        names = list(self._cycle_names(cycle, source, section))
        yield from names or check_shape(cycle, self.pack, source, self.tries)

    def _cycle_names(self, cycle: LifeCycle, source: Source, section: str) -> Iterator[Problem]:
        events = set(cycle.order)
        fields = {
            *self.item_fields.get(section, set()),
            *cycle.variables,
            *cycle.regions,
            *(f"{name}.{state}" for name, region in cycle.regions.items() for state in region.states),
            *(f"event.{f}" for f in _fields(Event)),
        }
        days = _days_of((cycle,), section) | {f"event.{field}" for field in _date_fields(Event)}
        for name, region in cycle.regions.items():
            base: Path = ("regions", name)
            yield from self._name("state", region.initial, region.states, source, (*base, "initial"))
            for i, state in enumerate(region.final):
                yield from self._name("state", state, region.states, source, (*base, "final", i))
            for i, step in enumerate(region.transitions):
                at = (*base, "transitions", i)
                triggers = [t for t in (step.event, step.at, step.after) if t is not UNSET]
                if len(triggers) != 1:
                    yield source.problem(
                        at, "trigger", Text("须写 event、at、after 之一", "needs one of event, at, after")
                    )
                if step.event is not UNSET:
                    yield from self._name("event", step.event, events, source, (*at, "event"))
                for key in ("at", "after"):
                    if (timer := getattr(step, key)) is not UNSET:
                        yield from self._name("variable", timer, cycle.variables, source, (*at, key))
                sources = (step.source,) if isinstance(step.source, str) else step.source
                if step.event is UNSET:
                    yield from self._without_event(step, source, at)
                for state in (*(s for s in sources if s != "*"), step.target):
                    yield from self._name("state", state, region.states, source, at)
                for variable, made in step.set.items():
                    yield from self._name("variable", variable, cycle.variables, source, (*at, "set", variable))
                    for field in named_in(made):
                        yield from self._set_from(field, fields, days, source, (*at, "set", variable))
                yield from self._guard(step.when, fields, cycle.regions, source, (*at, "when"))
                yield from self._no_days(step.when, fields, days, source, (*at, "when"))
                yield from misfits(step.when, FieldTypes(section, (cycle,)), source, (*at, "when"))
        yield from self._asked_of_events(cycle, fields, days, source)

    def _asked_of_events(
        self, cycle: LifeCycle, fields: Collection[str], days: Collection[str], source: Source
    ) -> Iterator[Problem]:
        """Yield what is wrong with what an event must say, and with when one is irregular."""
        if not isinstance(cycle, ItemCycle):
            return
        for event, wanted in cycle.requires.items():
            yield from self._name("event", event, cycle.order, source, ("requires", event))
            for i, field in enumerate(wanted):
                yield from self._name("field", field, _fields(Event), source, ("requires", event, i))
        for event, irregular in cycle.irregular.items():
            at: Path = ("irregular", event)
            yield from self._name("event", event, cycle.order, source, at)
            yield from self._guard(irregular.when, fields, cycle.regions, source, (*at, "when"))
            yield from self._no_days(irregular.when, fields, days, source, (*at, "when"))
            yield from misfits(irregular.when, FieldTypes(cycle.of, (cycle,)), source, (*at, "when"))

    def _without_event(self, step: Transition, source: Source, at: Path) -> Iterator[Problem]:
        """Yield what a timer asks of the event: there is none."""
        fields = [".".join(node.path) for node in walk(step.when) if isinstance(node, Test)]
        for made in step.set.values():
            fields += named_in(made)
        for field in fields:
            if field.startswith("event."):
                text = Text(
                    f"到期触发的一步没有事项，不能用 {field}", f"a timer has no event: {field} means nothing here"
                )
                yield source.problem(at, "timer-event", text)

    def _set_from(
        self, field: str, fields: Collection[str], days: Collection[str], source: Source, at: Path
    ) -> Iterator[Problem]:
        """Yield what is wrong with a field that a variable is set from: unknown, or no date."""
        yield from self._name("field", field, fields, source, at)
        if field in fields:
            yield from self._name("date", field, days, source, at)

    def _no_days(
        self, node: Condition, fields: Collection[str], days: Collection[str], source: Source, base: Path
    ) -> Iterator[Problem]:
        """Yield a comparison of days of which one side is a field that holds none."""
        for part in walk(node):
            if isinstance(part, Test) and OPERATORS[part.operator].operand == "day":
                sides = [part.path, *([part.operand.path] if isinstance(part.operand, FieldRef) else [])]
                for name in (".".join(side) for side in sides):
                    if (name in fields or name.startswith("attributes.")) and name not in days:
                        yield from self._name("date", name, days, source, (*base, *part.at))

    def _guard(
        self,
        node: Condition,
        fields: Collection[str],
        regions: Mapping[str, Region],
        source: Source,
        base: Path,
    ) -> Iterator[Problem]:
        for part in walk(node):
            match part:
                case Test(path, operator, operand, _, at):
                    yield from self._field(path, fields, source, (*base, *at))
                    yield from self._state(part, regions, source, (*base, *at))
                    yield from self._operand(operand, operator, fields, source, (*base, *at))
                case Chosen(name, value, at):
                    yield from self._chosen(name, value, source, (*base, *at))
                case Named(name, at):
                    text = Text("守卫条件里请写字段，不用事实名", "a guard names fields, not facts")
                    yield source.problem((*base, *at), "guard", text)


def _is_too_much(parts: int, depth: int) -> bool:
    return parts > MOST_PARTS or depth > MAX_DEEP


def _size(node: Condition, sizes: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Return how many parts a condition has, unfolded, and how deep it is; ``sizes`` has those of the facts it names."""
    parts = deepest = 0
    open_ = [(node, 1)]
    while open_:
        one, depth = open_.pop()
        inside = sizes.get(one.name, (0, 0)) if isinstance(one, Named) else (0, 0)
        parts, deepest = min(parts + 1 + inside[0], MOST_PARTS + 1), max(deepest, depth + inside[1])
        open_ += [(part, depth + 1) for part in parts_of(one)]
    return parts, deepest


def _notice(year: str, notice: Notice, source: Source) -> Iterator[Problem]:
    """Yield what can't be so in a notice on the holidays of a year."""
    if not re.fullmatch(r"[12]\d{3}", year):
        text = Text('放假安排以年份为名，如 "2027"', 'a notice is named for its year: "2027"')
        yield source.problem((year,), "year", text, at_key=True)
        return
    near = (date(int(year) - 1, 12, 1), date(int(year) + 1, 1, 31))
    for i, days in enumerate(notice.off):
        at: Path = (year, "off", i)
        if days.end < days.start:
            yield source.problem((*at, "to"), "order", Text("to 早于 from", "to is before from"))
        elif not (near[0] <= days.start and days.end <= near[1]) or days.end - days.start > LONGEST_HOLIDAY:
            text = Text(f"不像 {year} 年的一个假期", f"this is no holiday of {year}")
            yield source.problem(at, "year", text)
    for i, day in enumerate(notice.worked):
        if any(days.start <= day <= days.end for days in notice.off):
            text = Text("同一天既放假又上班", "the day is off as well as worked")
            yield source.problem((year, "worked", i), "contradiction", text)
        elif day.weekday() < SATURDAY or not near[0] <= day <= near[1]:
            text = Text(f"调休上班应是 {year} 年的周六或周日", f"a make-up day is a Saturday or Sunday of {year}")
            yield source.problem((year, "worked", i), "year", text)


def _circle(name: str) -> Text:
    return Text(f"{name} 绕回到自身", f"{name} is defined by itself")


def _wrong_choice(wrong: CampaignRulesError) -> Text:
    if isinstance(wrong, UnknownName):
        return wrong.text
    return Text(f"取值不对：{wrong}", str(wrong))
