"""Reports as one self-contained HTML page, for people to read, file and print: of one record, or of many.

Nothing is loaded from anywhere; every text from a record or a pack goes through autoescaping. What a status is, is said
by a mark and a word, and only underlined by its colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from campaign_rules.advice import NextStep, next_steps
from campaign_rules.campaign import Campaign
from campaign_rules.checking import Finding, Report
from campaign_rules.duties import STATUSES, Status
from campaign_rules.indications import NO_DECISION, OutcomeFinding, titles
from campaign_rules.leads import plain
from campaign_rules.pack import Pack
from campaign_rules.periods import Period, periods_between
from campaign_rules.summaries import NOT_NAMED, Summary
from campaign_rules.telling import STATUS_TEXTS
from campaign_rules.texts import Lang, Text, clause_label, printable
from campaign_rules.writers.text import verdict_sentence

MARKS: dict[Status, str] = {
    "violated": "✕",
    "unknown": "?",
    "needs_review": "◎",
    "open": "○",
    "fulfilled_late": "△",
    "upcoming": "·",
    "fulfilled": "✓",
    "waived": "—",
    "not_applicable": "／",
}
"""The mark of each status, so that no colour has to be seen."""

URGENT: tuple[Status, ...] = ("violated", "unknown", "needs_review", "open", "fulfilled_late")
"""What is listed one by one, in this order; all others are in the whole list."""


def report(shown: Report, campaign: Campaign, lang: Lang) -> str:
    """Return the page of one record."""
    view = _Record(shown, campaign, lang)
    return page("record.html.j2", campaign.pack, shown.as_of, lang, record=view, title=view.title)


def overview(reports: Sequence[Report], summary: Summary, campaign: Campaign, lang: Lang) -> str:
    """Return the page of many records: the whole first, and each record to be opened below."""
    views = [_Record(one, campaign, lang) for one in reports]
    views.sort(key=lambda one: (-one.counts.get("violated", 0), -one.counts.get("unknown", 0), one.title))
    title = Text(f"{len(views)} 家的情况", f"How {len(views)} stand")(lang)
    return page(
        "overview.html.j2",
        campaign.pack,
        summary.as_of,
        lang,
        records=views,
        summary=_Overview(summary, lang),
        title=title,
    )


def page(template: str, pack: Pack, as_of: date, lang: Lang, **given: Any) -> str:
    """Return a page made from one of the templates beside this module."""
    return (
        _templates()
        .get_template(template)
        .render(
            lang=lang,
            t=lambda zh, en: zh if lang == "zh" else en,
            campaign=pack.identity.title(lang),
            number=pack.identity.source.number,
            named=pack.named(lang),
            as_of=as_of,
            marks=MARKS,
            statuses=STATUSES,
            status_text={status: STATUS_TEXTS[status](lang) for status in STATUSES},
            no_decision=NO_DECISION(lang),
            **given,
        )
    )


@lru_cache(maxsize=1)
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("campaign_rules.writers", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # What would turn the direction of reading, or can't be seen, is written out.
    made.finalize = lambda value: printable(value) if type(value) is str else value
    return made


class _Record:
    """One record as its page shows it."""

    def __init__(self, shown: Report, campaign: Campaign, lang: Lang) -> None:
        self.shown, self.pack, self.lang, self._campaign = shown, campaign.pack, lang, campaign
        self.id, self.name, self.known_at = shown.id, shown.record.name or "", shown.known_at
        self.title = self.name or self.id
        self.actor = campaign.pack.actor_title(shown.record.actor)(lang)
        township = shown.record.township
        self.township = township if isinstance(township, str) and township.strip() else NOT_NAMED(lang)
        self.counts: dict[str, int] = shown.summary
        self.sentence = verdict_sentence(shown, lang)
        self.worst = next((status for status in STATUSES if status in self.counts), "not_applicable")
        self.search = plain(f"{self.id}{self.name}{self.township}")
        self.violated = self.counts.get("violated", 0)

    @property
    def phase(self) -> str:
        """The phase that the day lies in."""
        phase = self._campaign.phase(self.shown.as_of)
        return (
            self._campaign.phases[phase].title(self.lang)
            if phase
            else Text("不在各阶段之内", "outside of all phases")(self.lang)
        )

    @property
    def sectors(self) -> list[str]:
        """The record's sectors, by the names that people use."""
        known = self.pack.sectors
        found = [c.sector for lead in self.shown.leads for c in lead.candidates if len(lead.candidates) == 1]
        return [known[sector](self.lang) for sector in dict.fromkeys(found)]

    def bar(self) -> list[dict[str, Any]]:
        """The parts of the bar of statuses: where each begins and how wide it is, in hundredths."""
        total, start, parts = sum(self.counts.values()), 0.0, []
        for status, count in self.counts.items():
            width = 100 * count / total
            parts.append({"status": status, "count": count, "x": round(start, 3), "width": round(width, 3)})
            start += width
        return parts

    def groups(self) -> Iterator[tuple[Status, list[dict[str, Any]]]]:
        """The findings that somebody has to do something about, the worst statuses first, the soonest due first."""
        for status in URGENT:
            found = sorted(self.shown.having(status), key=lambda f: f.due or date.max)
            if found:
                yield status, [self.finding(one) for one in found]

    def findings(self) -> list[dict[str, Any]]:
        """Every finding, in the order of the plan's clauses."""
        return [self.finding(one) for one in self.shown.findings]

    def finding(self, one: Finding) -> dict[str, Any]:
        """Return one finding as it is shown."""
        name = one.instance.partition("@")[2]
        return {
            "instance": one.instance,
            "status": one.status,
            "title": one.title(self.lang),
            "name": "" if name in ("once", "campaign", "*") else name,
            "clause": clause_label(one.clause, self.lang),
            "due": one.due,
            "provisional": one.provisional,
            "message": one.message(self.lang),
            "bearer": one.bearer(self.lang),
            "evidence": one.evidence,
            "steps": self._what_to_do(one),
            "search": plain(f"{one.title(self.lang)}{one.instance}{one.clause}"),
        }

    def _what_to_do(self, one: Finding) -> list[str]:
        if one.status == "needs_review":
            return []  # its message says what to look at
        title = one.title(self.lang)
        actions = [step.action(self.lang) for step in self._steps.get(one.instance, ())]
        # The title stands above it already.
        steps = [action.removeprefix(title).lstrip("— -") or action for action in actions]
        if not steps and one.status == "violated" and one.verdict.window and one.verdict.window.period:
            over = Text(
                "这个周期已经结束，不能补做；下一个周期要按时完成",
                "this period is over and can't be made up; do the next in time",
            )
            return [over(self.lang)]
        return steps

    @property
    def _steps(self) -> dict[str, list[NextStep]]:
        if not hasattr(self, "_steps_known"):
            self._steps_known: dict[str, list[NextStep]] = {}
            for step in next_steps(self.shown):
                self._steps_known.setdefault(step.of, []).append(step)
        return self._steps_known

    # --- duties and months ---

    def months(self) -> list[Period]:
        """The months of the campaign."""
        identity = self.pack.identity
        return list(periods_between(identity.issued, identity.ends, "month"))

    def matrix(self) -> list[dict[str, Any]]:
        """The recurring duties, each with its cells: how it stands in a period, and over how many months that goes."""
        months = self.months()
        rows: dict[str, dict[str, Any]] = {}
        for one in self.shown.findings:
            window = one.verdict.window
            if window is None or window.period is None:
                continue
            inside = [n for n, month in enumerate(months) if window.period.overlaps(month.start, month.end)]
            if inside:
                row = rows.setdefault(
                    one.duty,
                    {"title": one.title(self.lang), "clause": clause_label(one.clause, self.lang), "cells": {}},
                )
                row["cells"].setdefault(
                    inside[0], {"span": len(inside), "finding": self.finding(one), "name": window.period.name}
                )
        return [{**row, "cells": self._filled(row["cells"], len(months))} for row in rows.values()]

    def _filled(self, cells: dict[int, dict[str, Any]], count: int) -> list[dict[str, Any] | None]:
        made: list[dict[str, Any] | None] = []
        n = 0
        while n < count:
            cell = cells.get(n)
            made.append(cell)
            n += cell["span"] if cell else 1
        return made

    # --- time ---

    def timeline(self) -> dict[str, Any]:
        """The phases, today, and the last days of what is not settled, in thousandths of the campaign."""
        identity = self.pack.identity
        first = min(identity.issued, *(phase.start for phase in self._campaign.phases.values()))
        last = max(identity.ends, *(phase.end for phase in self._campaign.phases.values()))
        days = (last - first).days + 1

        def at(day: date) -> float:
            return round(1000 * min(max((day - first).days, 0), days) / days, 1)

        phases = [
            {"title": phase.title(self.lang), "x": at(phase.start), "width": round(at(phase.end) - at(phase.start) + 1000 / days, 1),
             "from": phase.start, "to": phase.end}
            for phase in self._campaign.phases.values()
        ]  # fmt: skip
        by_day: dict[date, list[Finding]] = {}
        for one in self.shown.findings:
            if one.due and first <= one.due <= last and one.status in URGENT:
                by_day.setdefault(one.due, []).append(one)
        inside = first <= self.shown.as_of <= last
        return {
            "phases": phases,
            "marks": list(self._marks(by_day, at)),
            "now": at(self.shown.as_of) if inside else None,
        }

    def _marks(self, by_day: dict[date, list[Finding]], at: Callable[[date], float]) -> Iterator[dict[str, Any]]:
        """Yield a mark for each day, or for days so close together that their marks would cover each other."""
        near: list[date] = []
        for day in [*sorted(by_day), None]:
            if near and (day is None or at(day) - at(near[0]) > 26):
                found = [(one.due, one) for when in near for one in by_day[when]]
                yield {
                    "day": str(near[0]) if len(near) == 1 else f"{near[0]} – {near[-1]}",
                    "x": at(near[0]),
                    "count": len(found),
                    "status": min((one.status for _, one in found), key=STATUSES.index),
                    "titles": [f"{due} {one.title(self.lang)}" for due, one in found],
                }
                near = []
            if day is not None:
                near.append(day)

    # --- hazards ---

    def hazards(self) -> Iterator[dict[str, Any]]:
        """Each hazard with the outcomes indicated, their reasons, and its history."""
        indicated = {outcome.hazard: outcome for outcome in self.shown.outcomes}
        for hazard in self.shown.record.hazards or ():
            outcome = indicated.get(hazard.id)
            yield {
                "id": hazard.id,
                "title": hazard.title or "",
                "found": hazard.found.date,
                "outcome": self._outcome(outcome) if outcome else None,
                "history": [
                    {"day": e.day, "what": e.what(self.lang), "kind": e.kind, "note": e.note(self.lang) if e.note else "",
                     "changes": [f"{c.source(self.lang)} → {c.target(self.lang)}" for c in e.changes if c.holds]}
                    for e in self.shown.history(hazard.id)
                ],
            }  # fmt: skip

    def _outcome(self, outcome: OutcomeFinding) -> dict[str, Any]:
        declared = outcome.declared
        standings = [s for s in outcome.standings if s.outcome in outcome.outcomes or s.truth is None]
        return {
            "set": titles(declared, outcome.outcomes)(self.lang),
            "names": outcome.outcomes,
            "because": outcome.because(self.lang),
            "missing": outcome.missing,
            "standings": [
                {
                    "title": s.declared.title(self.lang),
                    "state": s.state_text(s.state)(self.lang),
                    "since": s.since,
                    "until": s.until,
                    "clause": clause_label(s.declared.clause, self.lang),
                    "told": [part.text(self.lang) for part in s.told()],
                }
                for s in standings
            ],
        }

    def interpretations(self) -> list[dict[str, Any]]:
        """The readings of the text that the answers rest on, and what each is set to."""
        pack = self.pack
        used = dict.fromkeys(name for one in self.shown.findings for name in one.interpretations)
        used |= dict.fromkeys(
            o.interpretation for o in (pack.outcomes.outcomes.values() if pack.outcomes else ()) if o.interpretation
        )
        return [
            {
                "name": name,
                "title": pack.interpretations[name].title(self.lang),
                "clause": clause_label(pack.interpretations[name].clause, self.lang),
                "text": pack.interpretations[name].text(self.lang),
                "chosen": self._chosen(name),
                "changed": name in pack.overrides,
            }
            for name in used
            if name in pack.interpretations
        ]

    def _chosen(self, name: str) -> str:
        declared, value = self.pack.interpretations[name], self.pack.chosen[name]
        if isinstance(value, str) and value in declared.options:
            return declared.options[value](self.lang)
        if isinstance(value, tuple):
            known = self.pack.sectors
            return "、".join(known[word](self.lang) if word in known else word for word in value)
        return Text("无", "none")(self.lang) if value is None else str(value)


class _Overview:
    """A summary as its page shows it."""

    def __init__(self, shown: Summary, lang: Lang) -> None:
        self.shown, self.lang = shown, lang
        self.total = sum(sum(counts.values()) for counts in shown.actors.values())
        worst: dict[Status, int] = {}
        for counts in shown.actors.values():
            for status in STATUSES:
                worst[status] = worst.get(status, 0) + counts[status]
        self.worst = {status: count for status, count in worst.items() if count}

    def bar(self) -> list[dict[str, Any]]:
        """The parts of the bar: how many records stand how, each by its worst obligation."""
        start, parts = 0.0, []
        for status, count in self.worst.items():
            width = 100 * count / max(self.total, 1)
            parts.append({"status": status, "count": count, "x": round(start, 3), "width": round(width, 3)})
            start += width
        return parts

    def sentence(self) -> str:
        """Say in one sentence how it stands."""
        violating = self.worst.get("violated", 0)
        overdue = len(self.shown.overdue)
        unknown, review = self.worst.get("unknown", 0), self.worst.get("needs_review", 0)
        return Text(
            f"{self.total} 家中有 {violating} 家有未履行的义务，逾期未整改到位的隐患 {overdue} 个；"
            f"最差状态为资料不足的 {unknown} 家、待人工核查的 {review} 家，尚不能认定合规。",
            f"Of {self.total}, {violating} with something violated; hazards overdue: {overdue}. Worst unknown: {unknown}, "
            f"worst waiting for review: {review}; these are not yet compliant.",
        )(self.lang)

    def duties(self) -> list[dict[str, Any]]:
        """The duties that are most often violated."""
        return [
            {"title": d.title(self.lang), "clause": clause_label(d.clause, self.lang), "records": d.records, "violated": d.violated, "unknown": d.unknown}
            for d in self.shown.duties[:15]
        ]  # fmt: skip

    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The townships, and the sectors."""
        named = (
            (Text("按乡镇", "By township"), self.shown.townships),
            (Text("按行业领域", "By sector"), self.shown.sectors),
        )
        return [(title(self.lang), [one.to_dict(self.lang) for one in groups]) for title, groups in named if groups]

    def overdue(self) -> list[dict[str, Any]]:
        """The hazards past their deadline."""
        return [
            {"name": o.name or o.record, "record": o.record, "township": o.township(self.lang), "hazard": o.hazard, "title": o.title or "", "deadline": o.deadline, "days": o.days}
            for o in self.shown.overdue
        ]  # fmt: skip

    def coming(self) -> list[dict[str, Any]]:
        """What falls due soon."""
        return [
            {"due": c.due, "title": c.title(self.lang), "clause": clause_label(c.clause, self.lang), "records": c.records, "names": c.names}
            for c in self.shown.coming
        ]  # fmt: skip
