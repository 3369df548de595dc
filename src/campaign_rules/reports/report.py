"""What a check found: a report and its findings, made readable only when somebody reads them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

from msgspec import Struct

from campaign_rules.base.errors import Problem, UnknownName
from campaign_rules.base.sources import NOWHERE, Document, cell_of, in_cells, placed
from campaign_rules.base.texts import Lang, Text
from campaign_rules.engine.interpreter import Interpreted, Standings
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import Run, Verdict
from campaign_rules.engine.vocabulary import Unrecognised
from campaign_rules.logic.conditions import Condition
from campaign_rules.reports.codes import EntryCode, FindingCode
from campaign_rules.reports.derivations import derivation, derivation_text
from campaign_rules.reports.entries import entries
from campaign_rules.reports.explanations import bearer, look_at, names_of, proof
from campaign_rules.reports.histories import HistoryStep, history, irregularities
from campaign_rules.reports.items import followed_items, one_named
from campaign_rules.reports.names import DutyNames
from campaign_rules.reports.obligations import Obligation
from campaign_rules.reports.outcome_findings import OutcomeFinding
from campaign_rules.reports.proofs import Proof, render_proof
from campaign_rules.reports.readings import readings_of, unverified
from campaign_rules.reports.reasons import Reason, failed, reason
from campaign_rules.reports.statements import plain_params
from campaign_rules.reports.wording.findings import entry_text, sentence
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.duties.obligations import STATUSES, Basis, Status
from campaign_rules.rules.leads import Lead
from campaign_rules.rules.record.values import Record, dated, item_date


class EvidenceItem(Struct, frozen=True):
    """An entry of the record that counted: its path there, its kind or id, and its date."""

    path: str
    name: str
    date: date | None
    note: str | None = None


class Uncounted(Struct, frozen=True):
    """An entry of the record that was not counted: its path there, and why not, as a code, its parameters and in words."""

    path: str
    code: EntryCode
    params: dict[str, Any]
    text: Text
    perhaps: bool = False
    """Whether it may count after all: the record does not say, or not in words that are known."""

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"path": self.path, "code": self.code, "params": self.params, "message": self.text(lang)}


@dataclass(frozen=True, eq=False)
class Finding:
    """How one obligation stands, with its clause, due date, evidence and what is missing."""

    run: Run
    verdict: Verdict

    @property
    def duty(self) -> str:
        """The duty's id: ``review-meeting``."""
        return self.verdict.duty

    @property
    def instance(self) -> str:
        """The obligation's id: ``review-meeting@2023-06``."""
        return self.verdict.instance

    @property
    def name(self) -> Text:
        """Which of the duty's obligations it is, as people read it: its period, or the item's id; empty for the only one."""
        window, name = self.verdict.window, self.verdict.name
        return self.run.rules.pack.period_name(window.period) if window and window.period else Text(name, name)

    @property
    def status(self) -> Status:
        """How it stands on the as-of date."""
        return self.verdict.status

    @property
    def due(self) -> date | None:
        """The last day on which it is done in time; None if the text sets no term."""
        return self.verdict.due

    @property
    def nominal_due(self) -> date | None:
        """The due date before it was deferred past days off; where it was not, the due date itself."""
        window, reckoned = self.verdict.window, self.verdict.reckoned
        if reckoned:
            return reckoned.nominal
        return window.nominal if window and window.nominal else self.due

    @property
    def due_moment(self) -> datetime | None:
        """The due date with the time up to which it is done in time; None where it counts as a whole."""
        at = self.verdict.due_at
        return datetime.combine(self.due, at) if self.due and at else None

    @property
    def hour(self) -> Text:
        """Says up to which time of its due date it is done in time; empty where the day counts as a whole."""
        at = self.verdict.due_at
        return Text(f"（{at:%H:%M} 前）", f" (by {at:%H:%M})") if at else Text("", "")

    @property
    def last_day(self) -> date | None:
        """The last day on which it is met in time: the due date, or the day before where that is read as not counting."""
        return self.last_good_day(self.due) if self.due else None

    def last_good_day(self, due: date) -> date:
        """Return the last day on which a due date of this obligation is met (``inclusive-deadlines``)."""
        window = self.verdict.window
        if self.rule.is_requirement or (window.own_reading if window else self.verdict.counts_itself):
            return due  # a day up to which something must be so, or of which its own reading says whether it counts
        return self.run.rules.times.last_good_day(due)

    @property
    def provisional(self) -> bool:
        """Whether the due date may still be deferred, because the holidays of its year are not announced."""
        window, reckoned = self.verdict.window, self.verdict.reckoned
        return bool(window.provisional if window else reckoned and reckoned.is_provisional)

    @property
    def due_basis(self) -> Basis | None:
        """Whether the due date stands in the text or in a reading of it."""
        return self.verdict.basis

    @property
    def partial(self) -> bool:
        """Whether the issue date cut its period short."""
        return self.verdict.partial

    @property
    def missing(self) -> tuple[str, ...]:
        """The places of the record that would have to be filled in."""
        return self.obligation.missing

    @property
    def rule(self) -> Duty:
        """The duty as the pack declares it."""
        return self.verdict.bound.duty

    @property
    def condition(self) -> Condition:
        """Whom, or which items, the duty applies to, with this frequency."""
        return self.verdict.bound.when

    @property
    def actor(self) -> str:
        """Which of the record's actors bears it; of several, the one that the record names first."""
        pack, actors = self.run.rules.pack, self.run.record.actors
        return self.rule.borne_by(actors, pack.model.actor_of) or actors[0]

    @property
    def bearer(self) -> Text:
        """Who bears it: the actor, or the role within it."""
        return bearer(self.obligation)

    @property
    def clause(self) -> str:
        """The clause of the plan: ``2.1.6``."""
        return self.rule.clause

    @property
    def clause_label(self) -> Text:
        """What people call the clause; it says so where the number is the pack's own."""
        return self.run.rules.pack.label(self.clause)

    @cached_property
    def unverified(self) -> dict[str, Text]:
        """The clauses it rests on that were not compared with the text, and what of each; its message says it too."""
        return unverified(self.obligation)

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that the rule comes from: a statute, the campaign; the last one's word counts."""
        return self.run.rules.pack.layers_of("duties", self.duty)

    @property
    def title(self) -> Text:
        """What the duty asks, in both languages."""
        return self.rule.title

    @cached_property
    def evidence(self) -> tuple[EvidenceItem, ...]:
        """The entries of the record that counted."""
        return tuple(_entry(self.run.record, self.rule.section, i) for i in self.verdict.evidence)

    @cached_property
    def uncounted(self) -> tuple[Uncounted, ...]:
        """The entries of the right kind that did not count, or not for certain, each with why."""
        return tuple(
            Uncounted(
                one.path,
                one.code,
                one.params,
                entry_text(one.code, one.params, self._names),
                perhaps=one.counts is None,
            )
            for one in entries(self.obligation)
            if one.code
        )

    @cached_property
    def failed(self) -> tuple[str, ...]:
        """The places of the record that were said and do not satisfy, where the obligation is not fulfilled."""
        return failed(self.obligation)

    @cached_property
    def reason(self) -> Reason:
        """Why it stands as it does, as a code and its parameters."""
        return reason(self.obligation)

    @property
    def code(self) -> FindingCode:
        """The stable word for why it stands as it does: ``done_by_another``."""
        return self.reason.code

    @property
    def params(self) -> dict[str, Any]:
        """The plain data that the sentence is made of, with the code."""
        return plain_params(self.reason.params)

    @cached_property
    def interpretations(self) -> tuple[str, ...]:
        """The readings of the text that the answer rests on."""
        return readings_of(self.obligation)

    @property
    def look_at(self) -> Text:
        """What a person must look at, where the duty is for one to judge; empty where it is not."""
        return look_at(self.obligation)

    @cached_property
    def obligation(self) -> Obligation:
        """The verdict with all that there is to say about it."""
        return Obligation(self.run, self.verdict)

    @cached_property
    def _names(self) -> DutyNames:
        return names_of(self.obligation)

    @cached_property
    def requirement(self) -> Proof:
        """How an item stands to what the duty requires of it; for a duty for each item that requires something."""
        return self.obligation.requirement

    @cached_property
    def text(self) -> Text:
        """One sentence on how it stands and what is wanting, in both languages."""
        return sentence(self.code, self.reason.params, self._names)

    def message(self, lang: Lang = "zh") -> str:
        """Say in one sentence how it stands and what is wanting."""
        return self.text(lang)

    @cached_property
    def derivation(self) -> Text:
        """How its due day came about, step by step; empty where it has none."""
        return derivation_text(derivation(self.obligation), self.run.rules.pack, self.rule.items)

    @cached_property
    def proof(self) -> Proof:
        """Why it stands as it does: clause, readings, conditions and evidence, as a tree."""
        return proof(self.obligation)

    def explain(self, lang: Lang = "zh") -> str:
        """Tell why, as indented text."""
        return render_proof(self.proof, lang)

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "duty": self.duty,
            "instance": self.instance,
            "status": self.status,
            "code": self.code,
            "params": self.params,
            "due": self.due.isoformat() if self.due else None,
            **({"due_moment": self.due_moment.isoformat(timespec="minutes")} if self.due_moment else {}),
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "nominal_due": self.nominal_due.isoformat() if self.nominal_due else None,
            "provisional": self.provisional,
            "due_basis": self.due_basis,
            "derivation": self.derivation(lang) or None,
            "partial": self.partial,
            "clause": self.clause,
            "clause_label": self.clause_label(lang),
            "unverified": [{"clause": clause, "said": said(lang)} for clause, said in self.unverified.items()],
            "layers": list(self.layers),
            "title": self.title(lang),
            "message": self.message(lang),
            "missing": list(self.missing),
            "failed": list(self.failed),
            "uncounted": [one.to_dict(lang) for one in self.uncounted],
            "evidence": [
                {
                    "path": e.path,
                    "name": e.name,
                    "date": e.date.isoformat() if e.date else None,
                    "note": e.note,
                }
                for e in self.evidence
            ],
            "interpretations": list(self.interpretations),
        }

    def __repr__(self) -> str:
        return f"<Finding {self.instance} {self.status}>"


@dataclass(frozen=True, eq=False)
class Report:
    """The check of one record as of one day. Nothing violated is not yet compliance: see `summary` for unknowns."""

    record: Record
    rules: Ruleset
    as_of: date
    """The day that was asked about."""
    known_at: date | None = None
    """If given, what was recorded later is left out: what was known then."""
    only: frozenset[str] | None = None
    """If given, only these duties are looked at."""
    outline: Standings | None = None
    """How everything stands, if that is known already."""
    document: Document = NOWHERE
    """What the record was read from, which knows the places of what is told of it."""

    def place(self, path: str) -> str:
        """Return a place of the record as the person sees it: sheet and cell, or the path where there is no workbook."""
        return cell_of(path, self.document.source.spots) or path

    def as_seen(self, text: str) -> str:
        """Return a text whose places of the record are told as the person sees them: by sheet and cell of a workbook."""
        return in_cells(text, self.document.source.spots)

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every obligation's bare verdict, in the order of the plan's clauses."""
        if isinstance(self.outline, Interpreted):
            return self.outline.verdicts
        return tuple(self.run.obligations(self.only))

    @cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """What is allowed in the record, yet to be looked at: near misses, and what was irregular by the day."""
        near = placed(partial(self.rules.vocabulary.warnings, self.record), self.document)
        return (*near, *placed(partial(irregularities, self.run), self.document))

    @cached_property
    def unrecognised(self) -> tuple[Unrecognised, ...]:
        """The words of the record that the campaign does not know, each with the nearest that it does."""
        return tuple(self.rules.vocabulary.unrecognised(self.record))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every obligation's finding, in the order of the plan's clauses."""
        return tuple(Finding(self.run, verdict) for verdict in self.verdicts)

    @cached_property
    def outcomes(self) -> tuple[OutcomeFinding, ...]:
        """The enforcement outcomes indicated for each item."""
        return tuple(OutcomeFinding(self.run, indication) for indication in self.run.indications())

    @property
    def summary(self) -> dict[str, int]:
        """How many obligations stand how; only what occurs."""
        if self.outline is not None:
            return dict(self.outline.summary)  # type: ignore[arg-type]  # a Status is a str
        counts = Counter(verdict.status for verdict in self.verdicts)
        return {status: counts[status] for status in STATUSES if counts[status]}

    def having(self, *statuses: Status) -> tuple[Finding, ...]:
        """Return the findings with any of the given statuses."""
        return tuple(finding for finding in self.findings if finding.status in statuses)

    @property
    def violated(self) -> tuple[Finding, ...]:
        """What is in breach of the plan."""
        return self.having("violated")

    @property
    def unknown(self) -> tuple[Finding, ...]:
        """What the record does not say."""
        return self.having("unknown")

    def __getitem__(self, instance: str) -> Finding:
        for finding in self.findings:
            if finding.instance == instance:
                return finding
        raise UnknownName("finding", instance, [finding.instance for finding in self.findings])

    def outcome(self, item: str) -> OutcomeFinding:
        """Return the enforcement outcomes for an item: by its id, or by section and id (``hazards/H-1``).

        Raises:
            UnknownName: the record has no such item, or the campaign is not concerned with it.
            BadArgument: items of several sections have the id.
        """
        return one_named(item, {(one.section, one.item): one for one in self.outcomes}, self.rules.pack.model)

    @property
    def followed(self) -> dict[tuple[str, str], int]:
        """Where the items stand whose course is told, by section and id: those to which something can happen."""
        return followed_items(self.rules, self.record)

    def item(self, name: str) -> tuple[str, str]:
        """Return section and id of an item whose course is told: by its id, or by section and id.

        Raises:
            UnknownName: the record has no such item.
            BadArgument: items of several sections have the id.
        """
        return one_named(name, {key: key for key in self.followed}, self.rules.pack.model)

    def history(self, item: str) -> tuple[HistoryStep, ...]:
        """Return what happened to an item up to the as-of date: each step, its cause, and what was refused and why.

        Raises:
            UnknownName: the record has no such item.
            BadArgument: items of several sections have the id; then it goes by section and id (``hazards/H-1``).
        """
        at = {(section, id_): (section, i) for (section, id_), i in self.followed.items()}
        return history(self.run, *one_named(item, at, self.rules.pack.model))

    @cached_property
    def run(self) -> Run:
        """The rules over the record, as of the day."""
        return Run(self.rules, self.record, self.as_of, self.known_at)

    @cached_property
    def leads(self) -> tuple[Lead, ...]:
        """Who leads each of the record's sectors."""
        leads = self.rules.vocabulary.leads
        words = self.rules.pack.model.sectors_of(self.record)
        return tuple(leads.lead(name) for text in words for name in leads.names(text))

    @cached_property
    def not_yet_effective(self) -> tuple[str, ...]:
        """The places of the record that are dated after the as-of date, and so were not looked at."""
        return tuple(path for path, day in dated(self.record) if day > self.as_of)

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "id": self.record.id,
            "name": self.rules.pack.model.name_of(self.record),
            "leads": [entry for lead in self.leads for entry in _lead_entries(lead)],
            "unrecognised": [one.to_dict() for one in self.unrecognised],
            "summary": self.summary,
            "findings": [finding.to_dict(lang) for finding in self.findings],
            "outcomes": [outcome.to_dict(lang) for outcome in self.outcomes],
            "not_yet_effective": list(self.not_yet_effective),
            **({"known_at": self.known_at.isoformat()} if self.known_at else {}),
            "warnings": [warning.render(lang) for warning in self.warnings],
        }

    def __reduce__(self) -> tuple[Any, ...]:
        # What was worked out to be read is left behind.
        return Report, (
            self.record,
            self.rules,
            self.as_of,
            self.known_at,
            self.only,
            None,
            self.document,
        )

    def __repr__(self) -> str:
        return f"<Report {self.id} as of {self.as_of}: {self.summary}>"


def _lead_entries(lead: Lead) -> list[dict[str, Any]]:
    if not lead.candidates:
        return [{"sector": lead.query, "department": None, "role": lead.status, "clause": lead.clause}]
    return [
        {
            "sector": c.sector,
            "department": c.department,
            "role": c.role if lead.status == "assigned" else "candidate",
            "clause": c.clause,
        }
        for c in lead.candidates
    ]


def _entry(record: Record, section: str, index: int) -> EvidenceItem:
    item = getattr(record, section)[index]
    name = getattr(item, "kind", None) or getattr(item, "id", "")
    return EvidenceItem(f"{section}[{index}]", str(name), item_date(item), item.note or None)
