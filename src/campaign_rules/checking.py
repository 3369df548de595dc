"""What a check found: a report and its findings, made readable only when somebody reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.conditions import NOTHING_ASKED, Proof, Truth, View, explain, statements, walk_names
from campaign_rules.duties import STATUSES, Basis, Due, Duty, Status
from campaign_rules.errors import Problem
from campaign_rules.leads import Lead
from campaign_rules.outcomes import UNDETERMINED, Outcomes
from campaign_rules.plan import BoundDuty, Indication, Plan, Verdict
from campaign_rules.records import Record, dated, label, place_label
from campaign_rules.texts import Lang, Text, clause_label

STATUS_TEXTS: Mapping[Status, Text] = {
    "violated": Text("未履行", "violated"),
    "unknown": Text("资料不足", "unknown"),
    "needs_review": Text("待人工核查", "needs review"),
    "open": Text("待完成", "open"),
    "fulfilled_late": Text("逾期履行", "fulfilled late"),
    "upcoming": Text("未开始", "upcoming"),
    "fulfilled": Text("已履行", "fulfilled"),
    "waived": Text("免除", "waived"),
    "not_applicable": Text("不适用", "not applicable"),
}
"""How a status is said to people."""

_TRUTHS = {True: Text("是", "yes"), False: Text("否", "no"), None: Text("不明", "unknown")}


class EvidenceItem(Struct, frozen=True):
    """An entry of the record that counted: its path there, its kind or id, and its date."""

    path: str
    name: str
    date: date | None
    note: str | None = None


@dataclass(frozen=True, eq=False)
class Finding:
    """How one obligation stands, with its clause, due date, evidence and what is missing."""

    report: Report
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
    def status(self) -> Status:
        """How it stands on the as-of date."""
        return self.verdict.status

    @property
    def due(self) -> date | None:
        """The last day on which it is done in time; None if the text sets no term."""
        return self.verdict.due

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
        return tuple(dict.fromkeys(self.verdict.missing))

    @property
    def rule(self) -> Duty:
        """The duty as the pack declares it."""
        return self._bound.duty

    @property
    def clause(self) -> str:
        """The clause of the plan: ``2.1.6``."""
        return self.rule.clause

    @property
    def title(self) -> Text:
        """What the duty asks, in both languages."""
        return self.rule.title

    @cached_property
    def evidence(self) -> tuple[EvidenceItem, ...]:
        """The entries of the record that counted."""
        return tuple(_evidence(self.report.record, self.rule.section, i) for i in self.verdict.evidence)

    @cached_property
    def interpretations(self) -> tuple[str, ...]:
        """The readings of the text that the answer rests on."""
        return _interpretations(self._bound, self.report.plan)

    @cached_property
    def _bound(self) -> BoundDuty:
        window = self.verdict.window
        return next(b for b in self.report.plan.duties if b.id == self.duty and (window is None or window in b.windows))

    def message(self, lang: Lang = "zh") -> str:
        """Say in one sentence how it stands and what is wanting."""
        return _message(self)(lang)

    @cached_property
    def proof(self) -> Proof:
        """Why it stands as it does: clause, readings, conditions and evidence, as a tree."""
        return _proof(self)

    def explain(self, lang: Lang = "zh") -> str:
        """Tell why, as indented text."""
        return render_proof(self.proof, lang)

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "duty": self.duty,
            "instance": self.instance,
            "status": self.status,
            "due": self.due.isoformat() if self.due else None,
            "due_basis": self.due_basis,
            "partial": self.partial,
            "clause": self.clause,
            "clause_label": clause_label(self.clause, lang),
            "title": self.title(lang),
            "message": self.message(lang),
            "missing": list(self.missing),
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
class OutcomeFinding:
    """The enforcement outcomes indicated for one hazard: for an officer to decide on, never a decision."""

    report: Report
    indication: Indication

    @property
    def hazard(self) -> str:
        """The hazard's id."""
        return self.indication.item

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The set of outcomes, most serious first; empty where nothing is indicated."""
        return self.indication.outcomes

    @property
    def missing(self) -> tuple[str, ...]:
        """What would have to be recorded to settle the undetermined ones."""
        return self.indication.missing

    @property
    def clause(self) -> str:
        """The clause that the outcomes come from."""
        return next(iter(self._declared.outcomes.values())).clause

    @property
    def _declared(self) -> Outcomes:
        declared = self.report.plan.pack.outcomes
        assert declared is not None  # or nothing would have been indicated
        return declared

    @cached_property
    def proof(self) -> Proof:
        """Why each outcome is or is not indicated."""
        plan = self.report.plan
        view = self.report.item_views(self._declared.for_each)[self.indication.index][0]
        parts = tuple(
            Proof(
                declared.title,
                self.indication.truths[name],
                name,
                (explain(plan.outcome_conditions[name], view),),
            )
            for name, declared in self._declared.outcomes.items()
        )
        return Proof(self._declared.title, None if UNDETERMINED in self.outcomes else True, self.hazard, parts)

    def because(self, lang: Lang = "zh") -> list[str]:
        """Say, one sentence an outcome, what each rests on; with none indicated, what keeps the exemption away."""
        shown = [p for p in self.proof.parts if p.truth is not False]
        alone = self._declared.alone
        if alone in self.outcomes:
            shown = [p for p in shown if p.place == alone]
        elif not shown:
            shown = [p for p in self.proof.parts if p.place == alone]
        return [_because(p, lang) for p in shown]

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "hazard": self.hazard,
            "outcomes": list(self.outcomes),
            "undetermined": [name for name, truth in self.indication.truths.items() if truth is None]
            if UNDETERMINED in self.outcomes
            else [],
            "because": self.because(lang),
            "missing": list(self.missing),
            "clause": self.clause,
        }

    def explain(self, lang: Lang = "zh") -> str:
        """Tell why, as indented text."""
        return render_proof(self.proof, lang)


@dataclass(frozen=True, eq=False)
class Report:
    """The check of one record as of one day. Nothing violated is not yet compliance: see `summary` for unknowns."""

    record: Record
    plan: Plan
    verdicts: tuple[Verdict, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def as_of(self) -> date:
        """The day that was asked about."""
        return self.plan.as_of

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every obligation's finding, in the order of the plan's clauses."""
        return tuple(Finding(self, verdict) for verdict in self.verdicts)

    @cached_property
    def outcomes(self) -> tuple[OutcomeFinding, ...]:
        """The enforcement outcomes indicated for each hazard."""
        return tuple(OutcomeFinding(self, indication) for indication in self.plan.indications(self.record))

    @property
    def summary(self) -> dict[str, int]:
        """How many obligations stand how; only what occurs."""
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
        raise KeyError(instance)

    def item_views(self, section: str) -> Mapping[int, tuple[View, ...]]:
        """Return, by position, each item of a section that the campaign concerns, as conditions see it."""
        if section not in self._views:
            self._views[section] = self.plan.item_views(self.record, section)
        return self._views[section]

    @cached_property
    def _views(self) -> dict[str, dict[int, tuple[View, ...]]]:
        return {}

    @cached_property
    def leads(self) -> tuple[Lead, ...]:
        """Who leads each of the record's sectors."""
        return tuple(self.plan.leads.lead(word) for word in self.record.sectors or ())

    @cached_property
    def not_yet_effective(self) -> tuple[str, ...]:
        """The places of the record that are dated after the as-of date, and so were not looked at."""
        return tuple(path for path, day in dated(self.record) if day > self.as_of)

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "id": self.record.id,
            "name": self.record.name or None,
            "leads": [entry for lead in self.leads for entry in _lead_entries(lead)],
            "summary": self.summary,
            "findings": [finding.to_dict(lang) for finding in self.findings],
            "outcomes": [outcome.to_dict(lang) for outcome in self.outcomes],
            "not_yet_effective": list(self.not_yet_effective),
            "warnings": [warning.render(lang) for warning in self.warnings],
        }

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


def _evidence(record: Record, section: str, index: int) -> EvidenceItem:
    item = getattr(record, section)[index]
    day = item.found.date if section == "hazards" else getattr(item, "date", None)
    name = getattr(item, "kind", None) or getattr(item, "id", "")
    return EvidenceItem(f"{section}[{index}]", str(name), day, item.note or None)


def _interpretations(bound: BoundDuty, plan: Plan) -> tuple[str, ...]:
    duty, pack = bound.duty, plan.pack
    used: list[str] = []
    if bound.recurring:
        used += ["calendar-periods", "period-evidence", "recurring-not-curable", "inclusive-deadlines"]
    elif duty.due is not UNSET:
        used += (
            ["inclusive-deadlines"]
            if isinstance(duty.due, Due) and duty.due.clause
            else ["one-off-window", "inclusive-deadlines"]
        )
    elif duty.done_on is not UNSET or duty.term is not UNSET:
        used += ["inclusive-deadlines"]
    if duty.in_person:
        used.append("personal-duties")
    used += [variant.interpretation for variant in duty.variants]
    if isinstance(duty.term, str):
        used.append(duty.term)
    conditions = (bound.when, *((bound.review,) if bound.review else ()))
    for name in (name for condition in conditions for name in walk_names(condition)):
        used.append(pack.facts[name].interpretation or "" if name in pack.facts else "")
    used += duty.interpretations
    return tuple(name for name in dict.fromkeys(used) if name in pack.interpretations)


# --- sentences -----------------------------------------------------------------------------------------------

_MESSAGES: Mapping[Status, Text] = {
    "violated": Text("未按期完成：期限 {due} 已过", "not done: the term of {due} has passed"),
    "open": Text("待完成：{due} 前（含当日）", "to be done by {due}, that day included"),
    "fulfilled": Text("已完成（{done}）", "done on {done}"),
    "fulfilled_late": Text("{done} 才完成，期限为 {due}", "done on {done}, due {due}"),
    "upcoming": Text("{opens} 起履行", "begins on {opens}"),
    "waived": Text("停产停业期间免除{reason}", "waived for a stoppage{reason}"),
    "not_applicable": Text("不适用：{why}", "does not apply: {why}"),
    "unknown": Text("记录没有写明，缺：{missing}", "the record does not say; missing: {missing}"),
    "needs_review": Text("需人工核查：{look_at}", "a person must look: {look_at}"),
}

_UNTIMED: Mapping[Status, Text] = {
    "violated": Text("不符合要求：{failed}", "not as required: {failed}"),
    "open": Text("待完成（原文没有规定期限）", "to be done; the text sets no term"),
    "fulfilled": Text("符合要求", "as required"),
}


def _message(finding: Finding) -> Text:
    verdict, rule = finding.verdict, finding.rule
    template = _MESSAGES[verdict.status]
    for_item = rule.require is not UNSET
    if verdict.status in _UNTIMED and (for_item or not (verdict.due or verdict.done)):
        template = _UNTIMED[verdict.status]
    reason = verdict.waiver or ""
    missing = _places(finding.missing)
    note = Text("", "")
    if verdict.status == "fulfilled_late" and verdict.missing:
        note = Text(f"；是否按期还缺：{missing.zh}", f"; whether in time is not known, missing: {missing.en}")
    if verdict.partial and verdict.status in ("violated", "open"):
        note = Text("（首个周期不完整）", " (a first period cut by the issue date)")
    return Text(template.zh + note.zh, template.en + note.en).format(
        due=verdict.due,
        done=verdict.done,
        missing=missing,
        opens=verdict.window.opens if verdict.window else finding.report.plan.times.issued,
        reason=Text(f"：{reason}" if reason else "", f": {reason}" if reason else ""),
        why=_why_not(finding) if verdict.status == "not_applicable" else "",
        failed=_failed(finding) if verdict.status == "violated" and for_item else "",
        look_at=rule.review.look_at if rule.review else "",
    )


def _places(places: tuple[str, ...]) -> Text:
    """Name places of the record as people call them, with the path behind."""
    said = [(place, place_label(place)) for place in places]
    return Text(
        "、".join(f"{t.zh}（{p}）" if t.zh else p for p, t in said) or "—",
        ", ".join(f"{t.en} ({p})" if t.en else p for p, t in said) or "—",
    )


def _why_not(finding: Finding) -> Text:
    rule, report = finding.rule, finding.report
    if finding.verdict.window is None and getattr(report.record, rule.section) is not UNSET:
        return Text(f"{rule.section} 中没有这项义务所指的事项", f"{rule.section} lists nothing that the duty is about")
    proof = explain(finding._bound.when, report.plan.view(report.record))
    return Text(f"{proof.text.zh}：否", f"{proof.text.en}: no")


def _failed(finding: Finding) -> Text:
    failed = [part for part in statements(_item_proof(finding)) if part.truth is False]
    return Text("、".join(part.text.zh for part in failed), "; ".join(part.text.en for part in failed))


def _item_proof(finding: Finding) -> Proof:
    verdict = finding.verdict
    views = finding.report.item_views(finding.rule.section)
    return explain(finding._bound.require, views[verdict.index or 0][0])


def _because(proof: Proof, lang: Lang) -> str:
    """Say an outcome's reasons: what holds of one that holds, what is not known or not so of another."""
    reasons = [part for inner in proof.parts for part in statements(inner) if part.truth is proof.truth]
    colon, comma = ("：", "；") if lang == "zh" else (": ", "; ")
    verdict = {
        True: Text("成立", "indicated"),
        False: Text("不成立", "not indicated"),
        None: Text("不明", "undetermined"),
    }
    said = comma.join(part.text(lang) + ("" if part.truth else _mark(part.truth, lang)) for part in reasons)
    opening, closing = ("（", "）") if lang == "zh" else (" (", ")")
    return f"{proof.text(lang)}{opening}{verdict[proof.truth](lang)}{closing}{colon}{said}"


def _mark(truth: Truth, lang: Lang) -> str:
    said = _TRUTHS[truth](lang)
    return f"——{said}" if lang == "zh" else f" - {said}"


# --- proofs --------------------------------------------------------------------------------------------------


def _proof(finding: Finding) -> Proof:
    verdict, rule, plan = finding.verdict, finding.rule, finding.report.plan
    cited = (rule.clause, *rule.also)
    bearer = _bearer(rule, plan)
    parts = [
        Proof(
            Text(
                f"依据：{'、'.join(map(clause_label, cited))}；责任人：{bearer.zh}",
                f"clause {', '.join(cited)}; borne by {bearer.en}",
            ),
            True,
        )
    ]
    parts += [Proof(_reading(name, plan), True) for name in finding.interpretations]
    if rule.for_each:
        parts += _item_parts(finding)
    else:
        if rule.when != NOTHING_ASKED or rule.variants:
            parts.append(explain(finding._bound.when, plan.view(finding.report.record)))
        parts += _window_parts(finding)
    parts += [
        Proof(Text(f"缺 {place_label(place).zh}", f"missing {place_label(place).en}"), None, place)
        for place in finding.missing
    ]
    root = {"fulfilled": True, "fulfilled_late": True, "violated": False}.get(verdict.status)
    status = STATUS_TEXTS[verdict.status]
    text = Text(
        f"{finding.instance} {rule.title.zh}：{status.zh}。{finding.message('zh')}",
        f"{finding.instance} {rule.title.en}: {status.en}. {finding.message('en')}",
    )
    return Proof(text, root, "", tuple(parts))


def _bearer(rule: Duty, plan: Plan) -> Text:
    role = plan.pack.identity.roles.get(rule.bearer)
    title = role.title if role else plan.pack.identity.actors[rule.bearer]  # type: ignore[index]  # checked at load
    person = Text("（须本人）", " (in person)") if rule.in_person else Text("", "")
    return Text(title.zh + person.zh, title.en + person.en)


def _reading(name: str, plan: Plan) -> Text:
    declared = plan.pack.interpretations[name]
    chosen = plan.times.chosen[name]
    if isinstance(chosen, str) and chosen in declared.options and chosen != declared.default:
        option = declared.options[chosen]
        return Text(
            f"解释 {name}（已改选 {chosen}）：{option.zh}",
            f"interpretation {name} (set to {chosen}): {option.en}",
        )
    note = "" if chosen == declared.default else f" = {chosen}"
    return Text(f"解释 {name}{note}：{declared.text.zh}", f"interpretation {name}{note}: {declared.text.en}")


def _window_parts(finding: Finding) -> list[Proof]:
    window, rule, report = finding.verdict.window, finding.rule, finding.report
    if window is None or not rule.of or not rule.where:
        return []
    kind = rule.where["kind"]
    first = "" if window.counts_from == date.min else window.counts_from
    parts = [
        Proof(
            Text(
                f"需要 {rule.at_least} 次 {kind}，{first} 至 {window.due}（含当日）",
                f"needs {rule.at_least} {kind} from {first or 'any day'} to {window.due}, both included",
            ),
            None,
            rule.of,
        )
    ]
    for i, item in enumerate(getattr(report.record, rule.of) or ()):
        if item.kind != kind:
            continue
        place = f"{rule.of}[{i}]"
        if not window.counts_from <= item.date <= window.late_until:
            continue
        if item.date > report.as_of:
            text = Text(f"{item.date}：晚于判定日，尚未生效", f"{item.date}: after the as-of date, not yet effective")
            parts.append(Proof(text, False, place))
        else:
            counts = report.plan.counts(finding._bound, item)
            said = [_asked(item, name) for name, _ in finding._bound.wanted]
            zh, en = "，".join(t.zh for t in said), ", ".join(t.en for t in said)
            parts.append(Proof(Text(f"{item.date} {zh}".rstrip(), f"{item.date} {en}".rstrip()), counts, place))
    return parts


def _asked(item: Any, name: str) -> Text:
    """Say what an entry has in a field that the duty asks about."""
    value, called = getattr(item, name), label((name,))
    if value is UNSET:
        return Text(f"{called.zh}未记录", f"{called.en} not recorded")
    return Text(f"{called.zh} {value or '无'}", f"{called.en} {value or 'none'}")


def _item_parts(finding: Finding) -> list[Proof]:
    verdict, bound = finding.verdict, finding._bound
    if verdict.index is None:
        return []
    views = finding.report.item_views(finding.rule.section)[verdict.index]
    wanted = [bound.when, bound.judged_when, bound.require, *([bound.review] if bound.review else [])]
    return [explain(node, views[0]) for node in wanted if node != NOTHING_ASKED]


def render_proof(proof: Proof, lang: Lang = "zh", depth: int = 0) -> str:
    """Write a proof tree as indented text, a line a reason."""
    mark = _TRUTHS[proof.truth](lang)
    place = f"  [{proof.place}]" if proof.place else ""
    lines = [f"{'  ' * depth}{'- ' if depth else ''}{mark}  {proof.text(lang)}{place}"]
    lines += [render_proof(part, lang, depth + 1) for part in proof.parts]
    return "\n".join(lines)
