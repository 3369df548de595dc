"""Scenarios run and compared with what the rules say; and which branches of the rules they prove."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.authoring.scenario_problems import roles_of
from campaign_rules.base.errors import BadRecord, Problem
from campaign_rules.base.plain_data import written_in_a_line
from campaign_rules.base.texts import Lang, Text
from campaign_rules.campaign import Campaign
from campaign_rules.files.record_files import Loaded, load
from campaign_rules.reports.calendars import Reminding, entries
from campaign_rules.reports.proofs import render_proof
from campaign_rules.reports.report import EvidenceItem, Finding, Report
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.duties.obligations import Status
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.scenarios import Placed, Scenario


class Failure(Struct, frozen=True):
    """What was expected and what was said instead, with the reason that the rules give."""

    what: str
    expected: Any
    got: Any
    why: Text | None = None


class Result(Struct, frozen=True):
    """A scenario on one day (or a word that it asks about): passed, or what failed; and what was said as expected."""

    placed: Placed
    day: str
    failures: tuple[Failure, ...]
    proved: tuple[Proved, ...] = ()
    refused: tuple[Problem, ...] = ()
    """What is wrong with its records, where these can't be."""

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures

    @property
    def place(self) -> Problem:
        """Where it stands."""
        section = "leads" if self.day in self.placed.scenario.leads else "expect"
        return self.placed.problem((section, self.day), "scenario", self.placed.scenario.title)


class Proved(Struct, frozen=True):
    """Something that a rule said as expected: of a duty a status (with its frequency), of an outcome whether, of a cell,
    of an industry's code, of a sector its lead."""

    kind: str
    name: str
    how: str


# --- running ---


def run(placed: Placed, campaign: Campaign) -> Iterator[Result]:
    """Yield the results of a sound scenario, day by day."""
    scenario = placed.scenario
    for query, meant in scenario.leads.items():
        yield _led(placed, campaign, query, meant)
    for name, value in scenario.set.items():
        campaign = campaign.with_interpretation(name, value)
    if scenario.leads:
        return
    try:
        loaded = _records(scenario, campaign)
        if problems := campaign.problems(loaded):
            raise BadRecord(problems)
    except BadRecord as wrong:
        said = Text(
            "；".join(p.render("zh") for p in wrong.problems), "; ".join(p.render("en") for p in wrong.problems)
        )
        for day in scenario.expect:
            yield Result(
                placed, day, (Failure("record", "a record that can be", "refused", said),), refused=wrong.problems
            )
        return
    for day, wanted in scenario.expect.items():
        one = _Day(campaign, loaded, date.fromisoformat(day))
        failures, proved = one.compare(wanted, scenario.absent)
        yield Result(placed, day, tuple(failures), tuple(proved))


def _led(placed: Placed, campaign: Campaign, query: str, meant: Iterable[str]) -> Result:
    """Return whether a word means the sectors that a scenario expects, and is led by whom it says."""
    found = campaign.lead(query)
    said: Any = list(dict.fromkeys(one.sector for one in found.candidates))
    wanted: Any = list(meant)
    proved = [Proved(kind, query, "") for kind in ("code", "word")]
    if isinstance(meant, Mapping):
        wanted = {sector: roles_of(leading) for sector, leading in meant.items()}
        said = {
            sector: {one.department: one.role for one in found.candidates if one.sector == sector} for sector in said
        }
        proved += [Proved("lead", sector, "") for sector in wanted]
    if said != wanted:
        return Result(placed, query, (Failure(query, wanted, said, found.note),))
    return Result(placed, query, (), tuple(proved))


def _records(scenario: Scenario, campaign: Campaign) -> list[Loaded]:
    given = (scenario.record,) if scenario.record is not UNSET else scenario.records or ()
    several = len(given) > 1
    model = campaign.record_model
    return [load({"id": f"case-{i}" if several else "case", **one}, model) for i, one in enumerate(given, 1)]


class _Day:
    """What the campaign says of a scenario's records on one day, asked for only where it is expected."""

    def __init__(self, campaign: Campaign, loaded: Sequence[Loaded], day: date) -> None:
        self.campaign, self.loaded, self.day = campaign, loaded, day

    @cached_property
    def reports(self) -> list[Report]:
        return [self.campaign.check(one, as_of=self.day) for one in self.loaded]

    @cached_property
    def findings(self) -> dict[str, Finding]:
        return {finding.instance: finding for report in self.reports for finding in report.findings}

    @cached_property
    def actors(self) -> dict[str, str]:
        """Return whose duty each obligation is, by its instance."""
        return {finding.instance: str(report.record.actor) for report in self.reports for finding in report.findings}

    def compare(self, wanted: Mapping[str, Any], absent: Iterable[str]) -> tuple[list[Failure], list[Proved]]:
        failures: list[Failure] = []
        proved: list[Proved] = []
        for instance in absent:
            if instance in self.findings:
                failures.append(Failure(instance, "absent", self.findings[instance].status, self._why(instance)))
        for name, value in wanted.items():
            one = self._special(name, value) if "@" not in name else self._obligation(name, value)
            failures += one[0]
            proved += one[1]
        return failures, proved

    def _obligation(self, instance: str, wanted: Any) -> tuple[list[Failure], list[Proved]]:
        finding = self.findings.get(instance)
        asked = {"status": wanted} if isinstance(wanted, str) else dict(wanted)
        if finding is None:
            others = sorted(n for n in self.findings if n.partition("@")[0] == instance.partition("@")[0])
            return [
                Failure(
                    instance,
                    asked,
                    None,
                    Text("有：", "there is: ") + Text("、".join(others), ", ".join(others)) if others else None,
                )
            ], []
        got = {key: _written(getattr(finding, key)) for key in asked}
        if "interpretations" in asked:
            got["interpretations"] = [one for one in asked["interpretations"] if one in finding.interpretations]
        if got != asked:
            shown = (wanted, got["status"]) if isinstance(wanted, str) else (asked, got)
            return [Failure(instance, shown[0], shown[1], self._why(instance))], []
        how = finding.status if "status" in asked else ""
        proved = [Proved("duty", finding.duty, how), Proved("frequency", finding.duty, _frequency(finding))]
        proved += [Proved("basis", finding.duty, str(finding.due_basis))] if "due_basis" in asked else []
        return [], [*proved, Proved("bearer", finding.duty, self.actors[instance])]

    def _why(self, instance: str) -> Text:
        proof = self.findings[instance].proof
        return Text(render_proof(proof, "zh"), render_proof(proof, "en"))

    def _special(self, name: str, wanted: Mapping[str, Any]) -> tuple[list[Failure], list[Proved]]:
        outcomes = {one.item: one for report in self.reports for one in report.outcomes}
        match name:
            case "cells":
                progress = self.campaign.progress(self.loaded, as_of=self.day)
                return _compared(name, wanted, progress.cells, lambda key: Proved("cell", key, ""))
            case "deadlines":
                due = {e.instance: e.due.isoformat() for report in self.reports for e in entries(report, Reminding(()))}
                return _compared(name, wanted, due, lambda key: Proved("deadline", key, ""))
            case "differences":
                told: dict[str, list[str]] = {}
                for one in self.campaign.progress(self.loaded, as_of=self.day).differences:
                    told.setdefault(one.cell, []).extend(instance for instance, _ in one.findings)
                return _compared(name, wanted, told, None)
            case "outcomes_interpretations":
                readings = {name: outcome.interpretation for name, outcome in self.campaign.pack.every_outcome.items()}
                rested = {h: [r for o in one.outcomes if (r := readings.get(o))] for h, one in outcomes.items()}
                return _compared(name, wanted, rested, None)
            case "outcomes":
                said: dict[str, Any] = {hazard: list(one.outcomes) for hazard, one in outcomes.items()}
                failures, _ = _compared(name, {**dict.fromkeys(said), **wanted}, said, None)
                proved = [
                    Proved("outcome", name, "indicated" if name in one.outcomes else "not indicated")
                    for one in outcomes.values()
                    for name in one.declared.outcomes
                ]
                return [_with_why(f, outcomes) for f in failures], [] if failures else proved
            case _:
                said = {hazard: list(one.missing) for hazard, one in outcomes.items()}
                return _compared(name, wanted, said, None)


def _written(value: Any) -> Any:
    """Return what a finding says as a scenario writes it: days as text, evidence by its places."""
    match value:
        case date():
            return value.isoformat()
        case EvidenceItem():
            return value.path
        case tuple():
            return [_written(part) for part in value]
    return value


def _with_why(failure: Failure, outcomes: Mapping[str, Any]) -> Failure:
    hazard = failure.what.removeprefix("outcomes.")
    if hazard not in outcomes:
        return failure
    proof = outcomes[hazard].proof
    return Failure(
        failure.what, failure.expected, failure.got, Text(render_proof(proof, "zh"), render_proof(proof, "en"))
    )


def _compared(
    name: str, wanted: Mapping[str, Any], said: Mapping[str, Any], proved_by: Callable[[str], Proved] | None
) -> tuple[list[Failure], list[Proved]]:
    failures = [
        Failure(f"{name}.{key}", value, said.get(key)) for key, value in wanted.items() if said.get(key) != value
    ]
    proved = [proved_by(key) for key, value in wanted.items() if said.get(key) == value] if proved_by else []
    return failures, proved


def _frequency(finding: Finding) -> str:
    """Return how often the duty is asked for, as the variant or the duty itself that gave this obligation says."""
    verdict = finding.verdict
    return str(verdict.bound.course.each or "") if verdict.window else ""


# --- coverage ---


@dataclass(frozen=True)
class Coverage:
    """Which branches of the rules some scenario proves, and which none does."""

    covered: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def percent(self) -> float:
        """The share of the branches that is proved, in percent."""
        total = len(self.covered) + len(self.missing)
        return 100.0 * len(self.covered) / total if total else 100.0


def coverage(pack: Pack, results: Iterable[Result]) -> Coverage:
    """Say which branches of a pack's own rules the passed results prove; what it only extends is proved elsewhere."""
    proved = {one for result in results if result.passed for one in result.proved}
    found: dict[str, bool] = {}
    for id_, duty in pack.duties.items():
        if pack.is_own("duties", id_):
            found |= _branches_proved(id_, duty, pack, proved)
    for name in pack.every_outcome:
        if not pack.is_own("outcomes", name):
            continue
        for how in ("indicated", "not indicated"):
            found[f"{name}: {how}"] = Proved("outcome", name, how) in proved
    for name in pack.form.cells if pack.form else ():
        if not pack.is_own("cells", name):
            continue
        found[f"cell {name}"] = Proved("cell", name, "") in proved
    for kind, words in _led_names(pack):
        found[f"{kind} {words[0]}"] = any(Proved(kind, word, "") in proved for word in words)
    return Coverage(tuple(k for k, v in found.items() if v), tuple(k for k, v in found.items() if not v))


def _branches_proved(id_: str, duty: Duty, pack: Pack, proved: Set[Proved]) -> dict[str, bool]:
    """Say of each branch of a duty whether it is proved."""
    statuses = {one.how for one in proved if (one.kind, one.name) == ("duty", id_)}
    general, *others = duty.courses(id_, pack.times())
    branches = duty.branches if general.is_asked else _NEVER_ASKED
    found = {f"{id_}: {branch}": bool(enough & statuses) for branch, enough in branches.items()}
    for course in others:
        found[f"{id_}: each {course.each}"] = Proved("frequency", id_, str(course.each)) in proved
    return found | {f"{id_}: {said}": one in proved for said, one in _grounds(id_, duty, pack) if general.is_asked}


def _grounds(id_: str, duty: Duty, pack: Pack) -> Iterator[tuple[str, Proved]]:
    """Yield whose a duty is, where several bear it, and that the text sets its last day, each with what proves it."""
    if duty.due_clause:
        yield "due by the text", Proved("basis", id_, "text")
    for actor in _bearing(duty, pack) if len(duty.bearers) > 1 else ():
        yield f"borne by {actor}", Proved("bearer", id_, actor)


def _bearing(duty: Duty, pack: Pack) -> tuple[str, ...]:
    """Return the actors that bear a duty, by themselves or by a role."""
    roles = pack.model.roles
    return tuple(dict.fromkeys(str(roles[one].actor) if one in roles else one for one in duty.bearers))


def _led_names(pack: Pack) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every code and sector whose meaning and lead the pack itself gives, and every sector and covering word that
    it gives to nobody or to several: each with its names, of which one is enough."""
    yield from (("code", (code,)) for code in pack.codes if pack.is_own("gbt4754", code))
    if pack.is_own("files", "sectors.yaml"):
        yield from (("lead", (sector,)) for sector in pack.sectors)
        yield from (("word", covering.words) for covering in pack.directory.covering)
        for name, sector in pack.directory.unassigned.items():
            yield "word", (sector.title.zh, name, *sector.aliases)


_NEVER_ASKED: Mapping[str, set[Status]] = {"not applicable": {"not_applicable"}}
"""The only branch of a duty that no day of the campaign asks for."""


def render(failure: Failure, lang: Lang = "zh") -> list[str]:
    """Tell a failure as a difference, with the reason below."""
    lines = [
        failure.what,
        f"  - {Text('预期：', 'expected: ')(lang)}{_said(failure.expected, lang)}",
        f"  + {Text('得到：', 'got: ')(lang)}{_said(failure.got, lang)}",
    ]
    why = failure.why(lang).splitlines() if failure.why else []
    return [*lines, *(f"    {line}" for line in why)]


_IN_CHINESE: Mapping[str, str] = {
    "absent": "没有这一项",
    "a record that can be": "可以成立的记录",
    "refused": "被拒绝",
    **{status: f"{status}（{text.zh}）" for status, text in STATUS_TEXTS.items()},
}
"""How words of expectations are said in Chinese: those that authors write stay beside."""


def _said(value: Any, lang: Lang) -> str:
    if isinstance(value, Mapping):
        return Text("，", ", ")(lang).join(f"{key}: {_said(part, lang)}" for key, part in value.items())
    return (_IN_CHINESE.get(value) if lang == "zh" and isinstance(value, str) else None) or written_in_a_line(value)
