"""What to do next: for each thing not done, known or settled, the step, its term, and what it would achieve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

from msgspec import UNSET, Struct, structs

from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.texts import Lang, Text
from campaign_rules.engine.outlooks import with_events
from campaign_rules.engine.verdicts import Run
from campaign_rules.logic.lifecycles import Region, sources_of
from campaign_rules.logic.replay import Occurrence
from campaign_rules.reports.explanations import names_of
from campaign_rules.reports.outcome_findings import OutcomeFinding, Standing, titles
from campaign_rules.reports.proofs import statements
from campaign_rules.reports.reasons import progress_of
from campaign_rules.reports.report import Finding, Report
from campaign_rules.reports.wording import STATUS_TEXTS, phrase
from campaign_rules.reports.wording.findings import PlaceNames, lacking_text, places_text
from campaign_rules.rules.duties.obligations import Status, Window
from campaign_rules.rules.record.values import attribute, item_date
from campaign_rules.rules.terms.due import Point

StepAction = Literal["do", "record", "review"]
"""To be done, to be recorded because the record does not say, or to be looked at by a person."""


class NextStep(Struct, frozen=True):
    """One step: by when, for which obligation or item, what to do, and how that would then stand."""

    due: date | None
    kind: StepAction
    of: str
    """The obligation (``review-meeting@2023-06``) or the item (``H-001``)."""
    action: Text
    achieves: Text
    clause: str
    clause_label: Text
    detail: Text | None = None
    """What exactly is wanting, where the obligation's title does not say it all; the action says it too."""

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "due": self.due.isoformat() if self.due else None,
            "kind": self.kind,
            "of": self.of,
            "action": self.action(lang),
            "achieves": self.achieves(lang),
            "clause": self.clause,
            "clause_label": self.clause_label(lang),
        }


def next_steps(report: Report) -> tuple[NextStep, ...]:
    """Return what is to be done, soonest first: what is late, then by term.

    What is to be done and has no term counts as due today; what is only to be recorded or looked at comes last.
    """
    steps = [
        *duty_steps(report),
        *(step for outcome in report.outcomes for step in item_steps(outcome)),
    ]
    rank = {"do": 0, "record": 1, "review": 2}
    return tuple(sorted(steps, key=lambda s: (s.due or _undated(s, report), rank[s.kind], s.of)))


def _undated(step: NextStep, report: Report) -> date:
    return report.as_of if step.kind == "do" else date.max


def beyond_mending(report: Report) -> tuple[Finding, ...]:
    """Return the violated obligations that nothing done from now on can fulfil, such as those of a period that is over.

    Every other one that is violated, open, unknown or for a person to judge has a step, but for a limit that has not been
    passed.
    """
    return tuple(one for one in report.findings if one.status == "violated" and not any(_to_do(one)))


def duty_steps(report: Report) -> Iterator[NextStep]:
    """Yield what is to be done about obligations, in the order of the plan's clauses."""
    begun: set[str] = set()
    for finding in report.findings:
        if finding.status == "upcoming":
            # Of what is still to begin, the first of each duty; the rest is for a calendar.
            if finding.duty not in begun:
                begun.add(finding.duty)
                yield from _to_do(finding)
        elif finding.status in ("open", "violated"):
            yield from _to_do(finding)
        elif finding.status == "unknown" and not finding.missing:
            yield _to_review(finding, finding.text)
        elif finding.status == "unknown":
            settled = Text("才能判断是否履行", "then it can be told how it stands")
            yield _step(finding, "record", _to_record(finding.missing, names_of(finding.obligation)), settled)
        elif finding.status == "needs_review":
            yield _to_review(finding, finding.look_at)


def _to_review(finding: Finding, look_at: Text) -> NextStep:
    """Return the step that a person takes: to look, and to judge."""
    action = Text("请人核查：", "have a person look: ") + look_at
    settled = Text("由人作出判断", "then a person can judge")
    return NextStep(finding.last_day, "review", finding.instance, action, settled, finding.clause, finding.clause_label)


def _to_record(missing: Sequence[str], names: PlaceNames) -> Text:
    return Text("在记录中写明：", "record: ") + places_text(missing, names)


def _to_do(finding: Finding) -> Iterator[NextStep]:
    """Yield the step that would fulfil an obligation, if anything done from now on still can."""
    verdict, rule = finding.verdict, finding.rule
    if not (verdict.window or rule.is_requirement):
        yield _of_its_item(finding)
        return
    detail = None
    if verdict.window:
        becomes = _if_done(finding.run, verdict.window)
        if rule.counted.measure:
            if rule.counted.measure.at_most is not UNSET:
                return  # a limit is kept by doing nothing
            detail = _left(finding)
        elif (left := rule.counted.at_least - len(verdict.evidence)) > 1:
            detail = Text(f"还差 {left} 次", f"{left} more")
        if becomes is None:
            return
    else:
        becomes = "fulfilled"  # it is judged as it stands, not by when it came to be so
    if rule.is_requirement and finding.status == "violated":
        wanting = [part.text for part in statements(finding.requirement) if part.truth is False]
        said = phrase("conditions").join(wanting)
        if _is_past(finding):
            detail = Text(
                f"当时已做到而漏记的，补记：{said.zh}；没有做到的，事后不能补做",
                f"if it was so then and only not recorded, record it: {said.en}; what was not done can't be made up",
            )
            yield _step(finding, "record", detail, STATUS_TEXTS[becomes])
            return
        detail = Text("还须满足：", "still to be met: ") + said
    yield _step(finding, "do", detail, STATUS_TEXTS[becomes])


def _left(finding: Finding) -> Text | None:
    """Say what is left to do for a measure."""
    progress = progress_of(finding.obligation)
    if not progress:
        return None
    if progress["way"] == "rate":
        return phrase("left in percent", needed=progress["needed"])
    left = f"{progress['needed'] - progress['done']:.15g}"
    if "lacking" in progress:
        return phrase("left of a set", left=left, names=lacking_text(progress, names_of(finding.obligation)))
    return phrase("left", left=left)


def _is_past(finding: Finding) -> bool:
    """Tell whether a finding is about something that was done on a day, such as a job: it can't be done otherwise now."""
    section, model = finding.rule.section, finding.run.rules.pack.model
    item = getattr(finding.run.record, attribute(section))[finding.verdict.index or 0]
    return section not in model.cases and item_date(item) is not None


def _step(finding: Finding, kind: StepAction, detail: Text | None, achieves: Text) -> NextStep:
    title = finding.title + finding.hour
    action = title + Text(f"——{detail.zh}", f" - {detail.en}") if detail else title
    cited = (finding.clause, finding.clause_label)
    return NextStep(finding.last_day, kind, finding.instance, action, achieves, *cited, detail)


def _if_done(run: Run, window: Window) -> Status | None:
    """Return how an obligation stands once it is done today, or on the first day that counts; None if too late."""
    day = max(run.as_of, window.counts_from)
    if day > window.late_until:
        return None
    status = run.rules.status(window, (Occurrence(day, "evidence"),), max(day, window.opens))
    return None if status == "violated" else status


def _of_its_item(finding: Finding) -> NextStep:
    """Return the step that an obligation asks for by which something is to be done for an item.

    What events of the item's life cycle do is found by letting them happen. Where one settles it, the obligation's title
    says it all; else the least that do are named, or what would still not be known, or the state that is asked for.
    """
    run, rule = finding.run, finding.rule
    if isinstance(rule.test.done_on, Point):
        return _tried(finding, (str(rule.test.done_on.event),)).step(finding)
    region, _, state = rule.test.done_on.partition(".")
    cycles = run.rules.pack.cycles.values()
    cycle = next((c for c in cycles if c.of == rule.section and region in c.regions), None)
    if cycle is None or finding.verdict.index is None:
        is_late = finding.last_day and finding.last_day < run.as_of
        return _step(finding, "do", None, STATUS_TEXTS["fulfilled_late" if is_late else "fulfilled"])
    unsure: _Way | None = None
    for alike in _ways_to(cycle.regions[region], state):
        best = min((_tried(finding, events) for events in alike), key=lambda way: way.rank)
        if best.settles:
            return best.step(finding)
        unsure = unsure or (best if best.status == "unknown" else None)
    if unsure:
        return unsure.step(finding)
    wanted = cycle.called((region, state)) or Text(state, state)
    unsettled = Text("已知的步骤都不能了结，须由人看", "no step that is known settles it: a person must look")
    return _step(finding, "do", Text("还须达到：", "still to be reached: ") + wanted, unsettled)


_BEST_FIRST: tuple[Status, ...] = ("fulfilled", "fulfilled_late", "needs_review", "unknown")
"""How an obligation may stand after events that do something for it."""

MOST_IN_TURN = 3
"""Events that a step names at most, one after the other."""


class _Way(Struct, frozen=True):
    """Events that happen one after the other, how an obligation then stands, and what would still be missing."""

    events: tuple[str, ...]
    status: Status
    missing: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """How well the obligation then stands: the best is the lowest."""
        return _BEST_FIRST.index(self.status) if self.status in _BEST_FIRST else len(_BEST_FIRST)

    @property
    def settles(self) -> bool:
        """Whether nothing more is then to be done or recorded."""
        return self.status in _BEST_FIRST and self.status != "unknown"

    def step(self, finding: Finding) -> NextStep:
        """Return it as the step of an obligation."""
        declared = finding.run.rules.pack.model.events_of(finding.rule.section)
        titles = [declared.kinds[event].title for event in self.events] if declared else []
        parts = [Text("依次：", "in turn: ") + phrase("list").join(titles)] if len(titles) > 1 else []
        parts += [_to_record(self.missing, names_of(finding.obligation))] if self.missing else []
        return _step(finding, "do", phrase("moreover").join(parts) if parts else None, STATUS_TEXTS[self.status])


def _tried(finding: Finding, events: tuple[str, ...]) -> _Way:
    """Return what becomes of an obligation for an item once events have happened today."""
    run, section, index = finding.run, finding.rule.section, finding.verdict.index or 0
    pack = run.rules.pack
    declared = pack.outcomes.get(section)
    steps = declared.steps.values() if declared else ()
    said = {step.event: dict(step.fields) for step in steps if not step.adverse}
    made = []
    for event in events:
        given = {attribute(name): pack.days().get(value, value) for name, value in said.get(event, {}).items()}
        made.append(pack.model.events[section](kind=event, date=run.as_of, **given))
    then = run.on(with_events(run.record, section, index, made))
    found = [one for one in then.of_item(finding.duty, index) if one.instance == finding.instance]
    ways = [_Way(events, one.status, one.missing if one.status == "unknown" else ()) for one in found]
    return min(ways, key=lambda way: way.rank, default=_Way(events, finding.status))


def _ways_to(region: Region, state: str) -> Iterator[list[tuple[str, ...]]]:
    """Yield the events that lead a region to a state, from whatever state: all the ways of one event, then of two …"""
    ways: list[tuple[tuple[str, ...], str, frozenset[str]]] = [((), state, frozenset({state}))]
    for _ in range(MOST_IN_TURN):
        ways = [
            ((step.event, *events), source, passed | {source})
            for events, target, passed in ways
            for step in region.transitions
            if step.event and step.target == target
            for source in sources_of(step, region)
            if source not in passed
        ]
        if not ways:
            return
        yield [*dict.fromkeys(events for events, _, _ in ways)]


def item_steps(outcome: OutcomeFinding) -> Iterator[NextStep]:
    """Yield what would keep or win an exemption of an item, or end what is indicated.

    Steps that ask for the same thing by the same day are one, with all that it achieves.
    """
    same: dict[tuple[date | None, Text], list[NextStep]] = {}
    for step in _of_item(outcome):
        same.setdefault((step.due, step.action), []).append(step)
    for alike in same.values():
        achieved = dict.fromkeys(step.achieves for step in alike)
        yield structs.replace(alike[0], achieves=phrase("moreover").join(achieved))


def _of_item(outcome: OutcomeFinding) -> Iterator[NextStep]:
    """Yield the steps that would keep or win an exemption, or end what is indicated."""
    item = outcome.item
    for standing in outcome.standings:
        favourable = standing.outcome == outcome.declared.alone
        title, clause = standing.declared.title, standing.declared.clause
        cited = (clause, outcome.run.rules.pack.label(clause))
        if favourable and standing.state == "indicated" and standing.until and standing.unless:
            kept = Text("继续：", "still: ") + title
            yield NextStep(standing.until - ONE_DAY, "do", item, standing.steps_text(standing.unless), kept, *cited)
        elif (
            favourable is not (standing.state == "indicated") and _to_be_done(standing) and (won := _winning(standing))
        ):
            yield NextStep(None, "do", item, standing.steps_text(won), _then(outcome, standing, won), *cited)
    if outcome.missing:
        settled = Text("才能判断处理提示", "then it can be told what is indicated")
        label = outcome.run.rules.pack.label(outcome.clause)
        yield NextStep(None, "record", item, _to_record(outcome.missing, outcome.names), settled, outcome.clause, label)


def _winning(standing: Standing) -> tuple[tuple[str, ...], ...]:
    """Return the least changes that make an outcome as it should be, not those that would merely leave it open."""
    return tuple(names for names in standing.changes if standing.outlook.wins(standing.outcome, names))


def _to_be_done(standing: Standing) -> bool:
    """Tell whether a standing is to be changed: an exemption to be won, or what is indicated to be ended."""
    return standing.outcome == standing.outlook.declared.alone or standing.state == "indicated"


def _then(outcome: OutcomeFinding, standing: Standing, winning: tuple[tuple[str, ...], ...]) -> Text:
    """Say what is indicated after any of the alternatives; where that differs, only what becomes of this outcome."""
    after, title = {standing.outlook.shown_after(names) for names in winning}, standing.declared.title
    if len(after) == 1 or standing.outcome == outcome.declared.alone:
        shown = titles(outcome.declared, after.pop()) if len(after) == 1 else title
        return Text("处理提示变为：", "then indicated: ") + shown
    return Text("不再提示：", "no longer indicated: ") + title
