"""Why an obligation stands as it does: clause, readings, conditions and evidence, as a tree."""

from __future__ import annotations

from datetime import date, time

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import NOTHING_ASKED, View
from campaign_rules.reports.derivations import derivation, derivation_text
from campaign_rules.reports.entries import entries
from campaign_rules.reports.names import DutyNames
from campaign_rules.reports.obligations import Obligation
from campaign_rules.reports.places import called
from campaign_rules.reports.proofs import Proof, explain
from campaign_rules.reports.readings import cited, reading, readings_of
from campaign_rules.reports.reasons import for_a_person, reason
from campaign_rules.reports.wording import NO_TEXT, STATUS_TEXTS, phrase
from campaign_rules.reports.wording.conditions import condition_text
from campaign_rules.reports.wording.findings import entry_text, sentence
from campaign_rules.rules.terms.measure_sayings import measure_text


def proof(obligation: Obligation) -> Proof:
    """Tell why: clause, readings, conditions and evidence, as a tree."""
    verdict, rule, rules = obligation.verdict, obligation.rule, obligation.rules
    borne_by = bearer(obligation)
    basis = cited((rule.clause, *rule.also), rules.pack.layers_of("duties", verdict.duty), rules.pack)
    parts = [Proof(basis + Text(f"；责任人：{borne_by.zh}", f"; borne by {borne_by.en}"), True, note=True)]
    parts += [Proof(reading(name, rules), True, note=True) for name in readings_of(obligation)]
    if how := derivation(obligation):
        came = Text("期限由来：", "how the due day came about: ") + derivation_text(how, rules.pack, rule.items)
        parts.append(Proof(came, True, note=True))
    if rule.items:
        parts += _item_parts(obligation)
    else:
        if rule.is_for_some:
            parts.append(explain(obligation.bound.when, rules.view(obligation.record, obligation.as_of)))
        parts += _window_parts(obligation)
    parts += [
        Proof(Text("缺 ", "missing ") + (called(place, rules.pack.model) or NO_TEXT), None, place)
        for place in obligation.missing
    ]
    root = {"fulfilled": True, "fulfilled_late": True, "violated": False}.get(verdict.status)
    status, said = STATUS_TEXTS[verdict.status], message(obligation)
    title = rule.title + _called_otherwise(obligation)
    text = Text(
        f"{verdict.instance} {title.zh}：{status.zh}。{said.zh}",
        f"{verdict.instance} {title.en}: {status.en}. {said.en}",
    )
    return Proof(text, root, "", tuple(parts))


def _called_otherwise(obligation: Obligation) -> Text:
    """Say which period it is, where people don't read its name as it is."""
    window, pack = obligation.verdict.window, obligation.rules.pack
    said = pack.period_name(window.period) if window and window.period else NO_TEXT
    return Text("，", ", ") + said if window and window.period and said.zh != window.period.name else NO_TEXT


def names_of(obligation: Obligation) -> DutyNames:
    """Return what the campaign calls what a finding on the obligation names."""
    return DutyNames(obligation.rules.pack, obligation.verdict.duty)


def message(obligation: Obligation) -> Text:
    """Say in one sentence how an obligation stands and what is wanting."""
    why = reason(obligation)
    return sentence(why.code, why.params, names_of(obligation))


def look_at(obligation: Obligation) -> Text:
    """Say what a person must look at: beside a stoppage, where that is why."""
    return names_of(obligation).look_at(for_a_person(obligation).params["look_at"])


def bearer(obligation: Obligation) -> Text:
    """Say who bears a duty: the role within the record's actors, or the actor; and whether in person."""
    rule, roles, actors = obligation.rule, obligation.rules.pack.model.roles, obligation.record.actors
    named = [r.title for b in rule.bearers if (r := roles.get(b)) and r.actor in actors]
    title = named[0] if named else obligation.rules.pack.actor_title(str(rule.borne_by(actors, {})))
    if rule.is_joint:
        title += Text("（共同承担）", " (jointly)")
    person = Text("（须本人）", " (in person)") if rule.in_person else Text("", "")
    return Text(title.zh + person.zh, title.en + person.en)


def _window_parts(obligation: Obligation) -> list[Proof]:
    """Say what had to be done in a window, and of each entry of the kind whether it counts."""
    window, wanted, status = obligation.verdict.window, obligation.bound.counted, obligation.verdict.status
    if window is None or not wanted.is_anything:
        return []
    names, pack = names_of(obligation), obligation.rules.pack
    span = {"first": phrase("any day") if window.counts_from == date.min else window.counts_from, "due": window.due}
    kind = pack.word(wanted.kind)
    if wanted.measure:
        asked = measure_text(
            wanted.measure, wanted.section, pack.called_by_kind, lambda condition, _: condition_text(condition, names)
        )
        needed = phrase("needed measure", measure=asked, kind=kind, **span)
    else:
        needed = phrase("needed", at_least=wanted.at_least, kind=kind, **span)
    enough = None if status == "unknown" else status in ("fulfilled", "fulfilled_late")
    told = [Proof(entry_text(one.code, one.params, names), one.counts, one.path) for one in entries(obligation)]
    return [Proof(needed, enough, wanted.section), *told]


def _item_parts(obligation: Obligation) -> list[Proof]:
    verdict, bound = obligation.verdict, obligation.bound
    if verdict.index is None:
        return []
    views = obligation.views[verdict.index]
    wanted = [bound.when, bound.test.judged_when, bound.test.require, *([bound.review] if bound.review else [])]
    told = [explain(node, views[0]) for node in wanted if node != NOTHING_ASKED]
    return [*_done_parts(obligation, views[0]), *told]


def _done_parts(obligation: Obligation, view: View) -> list[Proof]:
    """Say what had to be done, by which day, and on which it was."""
    verdict, done_on = obligation.verdict, obligation.bound.done_on
    if not done_on:
        return []
    due, day = _timed(verdict.due, verdict.due_at), _timed(verdict.done, verdict.done_at)
    by = Text(f"，期限 {due}", f" by {due}") if due else Text("，没有期限", ", no term")
    done = Text(f"：{day}", f": {day}") if day else Text("：没有记录", ": not recorded")
    truth = bool(verdict.done) or (None if verdict.status == "unknown" else False)
    return [Proof(done_on.label(view) + by + done, truth, done_on.place(view))]


def _timed(day: date | None, at: time | None) -> str:
    """Write a day, with its time where it has one; empty where there is none."""
    return "" if day is None else f"{day} {at:%H:%M}" if at else str(day)
