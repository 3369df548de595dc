"""Sentences and reasons for one obligation: what a finding says when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.engine.ruleset import BoundDuty, Ruleset
from campaign_rules.engine.stoppages import WAIVERS
from campaign_rules.engine.verdicts import Verdict, counts, gave_up
from campaign_rules.logic.conditions import NOTHING_ASKED, View, truth, walk_names
from campaign_rules.logic.lifecycles import TOO_MANY_WAYS
from campaign_rules.reports.proofs import Proof, explain, statements
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.duties.obligations import Status, Window
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.records import Record, label, place_label

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


@dataclass(frozen=True)
class Case:
    """One verdict with all that there is to say about it: the rule, the record, and the items as conditions see them."""

    verdict: Verdict
    bound: BoundDuty
    rules: Ruleset
    record: Record
    as_of: date
    views: Callable[[], Mapping[int, tuple[View, ...]]]

    @property
    def rule(self) -> Duty:
        """The duty as the pack declares it."""
        return self.bound.duty

    @property
    def missing(self) -> tuple[str, ...]:
        """The places of the record that would have to be filled in."""
        return tuple(dict.fromkeys(self.verdict.missing))


def readings(bound: BoundDuty, pack: Pack) -> tuple[str, ...]:
    """Name the readings of the text that an answer on a duty rests on."""
    duty = bound.duty
    used = list(bound.course.readings)
    if duty.in_person:
        used.append("personal-duties")
        posts = (pack.identity.roles[bearer].interpretation for bearer in duty.bearers if bearer in pack.identity.roles)
        used += [name for name in posts if name is not UNSET]
    used += duty.form_readings
    conditions = (bound.when, *((bound.review,) if bound.review else ()))
    for name in (name for condition in conditions for name in walk_names(condition)):
        used.append(pack.facts[name].interpretation or "" if name in pack.facts else "")
    used += duty.interpretations
    return tuple(name for name in dict.fromkeys(used) if name in pack.interpretations)


def readings_of(case: Case) -> tuple[str, ...]:
    """Name the readings that one answer rests on: its duty's, and that of stoppages where one decided."""
    found, pack = readings(case.bound, case.rules.pack), case.rules.pack
    return (*found, WAIVERS) if case.verdict.waiver is not None and WAIVERS in pack.interpretations else found


def grounds(bound: BoundDuty, pack: Pack) -> tuple[str, ...]:
    """Name the clauses that an answer on a duty rests on: its own, its due day's, those of its readings and facts."""
    duty = bound.duty
    conditions = (bound.when, *((bound.review,) if bound.review else ()))
    facts = (pack.facts[name] for one in conditions for name in walk_names(one) if name in pack.facts)
    named = (
        duty.clause,
        *duty.also,
        duty.due_clause,
        *(pack.interpretations[name].clause for name in readings(bound, pack)),
        *(fact.clause for fact in facts),
    )
    return tuple(dict.fromkeys(clause for clause in named if clause))


def unverified(case: Case) -> dict[str, Text]:
    """Return the clauses that an answer rests on and that were not compared with the text, and what of each."""
    known = case.rules.pack.unverified
    return (
        {clause: known[clause] for clause in grounds(case.bound, case.rules.pack) if clause in known} if known else {}
    )


def _doubt(case: Case) -> Text:
    """Say that an answer rests on clauses that were not compared with the text; empty where it does not."""
    notes = list(unverified(case).values())
    zh, en = "；".join(note.zh for note in notes), "; ".join(note.en for note in notes)
    return Text(f"（未核对原文：{zh}）", f" (not checked against the text: {en})") if notes else Text("", "")


_MESSAGES: Mapping[Status, Text] = {
    "violated": Text("未按期完成：期限 {due} 已过", "not done: the term of {due} has passed"),
    "open": Text("待完成：{due} 前（{day}）", "to be done by {due}, that day {day}"),
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


_DAY_COUNTS, _DAY_IS_LATE = Text("含当日", "included"), Text("不含当日", "excluded")


def message(case: Case) -> Text:
    """Say in one sentence how an obligation stands and what is wanting."""
    verdict, rule = case.verdict, case.rule
    template = _MESSAGES[verdict.status]
    for_item = rule.is_requirement
    if verdict.status in _UNTIMED and (for_item or not (verdict.due or verdict.done)):
        template = _UNTIMED[verdict.status]
    reason, own_reading = verdict.waiver or "", verdict.window is not None and verdict.window.own_reading
    missing = places_text(case.missing)
    if verdict.status == "unknown" and all(place.startswith("holidays.") for place in case.missing):
        template = Text(
            "暂不能判断，缺：{missing}", "can't be told yet; missing: {missing}"
        )  # it is not the record's fault
    note = Text("", "")
    if verdict.status == "unknown" and verdict.done:
        template = Text(
            "已于 {done} 完成，是否按期不明，缺：{missing}",
            "done on {done}; whether in time is not known, missing: {missing}",
        )
    if verdict.status == "fulfilled_late" and verdict.missing:
        note = Text(f"；是否按期还缺：{missing.zh}", f"; whether in time is not known, missing: {missing.en}")
    if verdict.status == "unknown" and verdict.index is not None and gave_up(case.views()[verdict.index]):
        note = Text("；", "; ") + TOO_MANY_WAYS
    if verdict.partial and verdict.status in ("violated", "open"):
        note = Text("（首个周期不完整）", " (a first period cut by the issue date)")
    if verdict.window and verdict.status in ("violated", "open", "upcoming", "fulfilled_late"):
        note += deferral(verdict.window)
    return Text(template.zh + note.zh, template.en + note.en).format(
        due=verdict.due,
        done=verdict.done,
        day=_DAY_COUNTS if own_reading or case.rules.times.last_good_day(date.max) == date.max else _DAY_IS_LATE,
        missing=missing,
        opens=verdict.window.opens if verdict.window else case.rules.times.issued,
        reason=Text(f"：{reason}" if reason else "", f": {reason}" if reason else ""),
        why=_why_not(case) if verdict.status == "not_applicable" else "",
        failed=_failed(case) if verdict.status == "violated" and for_item else "",
        look_at=look_at(case),
    ) + _doubt(case)


def look_at(case: Case) -> Text:
    """Say what a person must look at: beside a stoppage, where that is why."""
    rule = case.rule
    if case.verdict.waiver is not None and rule.beside_stoppage is not None:
        return rule.beside_stoppage
    if case.verdict.index is None or len(rule.reviews) < 2:
        return rule.look_at
    views = case.views()[case.verdict.index]
    return next((one.look_at for one in rule.reviews if truth(case.rules.bind(one.when), views[0])), rule.look_at)


def deferral(window: Window) -> Text:
    """Say that a due date was deferred past days off, and that it may still be; empty where neither is so."""
    said = Text("", "")
    if window.nominal and window.due and window.nominal != window.due:
        said += Text(f"（原为 {window.nominal}，遇节假日顺延）", f" (deferred from {window.nominal} past days off)")
    if window.provisional and window.due:
        year = window.due.year
        said += Text(
            f"（暂定：{year}年节假日安排尚未公布，只会顺延，不会提前）",
            f" (provisional: the holidays of {year} are not announced; it may be deferred, never brought forward)",
        )
    return said


def places_text(places: tuple[str, ...]) -> Text:
    """Name places of the record as people call them, with the path behind."""
    said = [(place, place_label(place)) for place in places]
    return Text(
        "、".join(f"{t.zh}（{p}）" if t.zh else p for p, t in said) or "—",
        ", ".join(f"{t.en} ({p})" if t.en and t.en != p else p for p, t in said) or "—",
    )


def _why_not(case: Case) -> Text:
    rule = case.rule
    if not rule.items and case.verdict.window is None:
        return Text("行动期间没有要求它的日期", "no day of the campaign asks for it")
    if case.verdict.window is None and getattr(case.record, rule.section) is not UNSET:
        return Text(
            f"{label((rule.section,)).zh}中没有这项义务所指的事项",
            f"{label((rule.section,)).en}: nothing that the duty is about",
        )
    proof = explain(case.bound.when, case.rules.view(case.record, case.as_of))
    return Text(f"{proof.text.zh}：否", f"{proof.text.en}: no")


def _failed(case: Case) -> Text:
    failed = [part for part in statements(requirement(case)) if part.truth is False]
    return Text("、".join(part.text.zh for part in failed), "; ".join(part.text.en for part in failed))


def requirement(case: Case) -> Proof:
    """Tell how an item stands to what is required of it."""
    verdict = case.verdict
    views = case.views()
    return explain(case.bound.test.require, views[verdict.index or 0][0])


def proof(case: Case) -> Proof:
    """Tell why: clause, readings, conditions and evidence, as a tree."""
    verdict, rule, rules = case.verdict, case.rule, case.rules
    borne_by = bearer(case)
    basis = cited((rule.clause, *rule.also), rules.pack.layers_of("duties", verdict.duty), rules.pack)
    parts = [Proof(basis + Text(f"；责任人：{borne_by.zh}", f"; borne by {borne_by.en}"), True, note=True)]
    parts += [Proof(reading(name, rules), True, note=True) for name in readings_of(case)]
    if rule.items:
        parts += _item_parts(case)
    else:
        if rule.is_for_some:
            parts.append(explain(case.bound.when, rules.view(case.record, case.as_of)))
        parts += _window_parts(case)
    parts += [
        Proof(Text(f"缺 {place_label(place).zh}", f"missing {place_label(place).en}"), None, place)
        for place in case.missing
    ]
    root = {"fulfilled": True, "fulfilled_late": True, "violated": False}.get(verdict.status)
    status = STATUS_TEXTS[verdict.status]
    text = Text(
        f"{case.verdict.instance} {rule.title.zh}：{status.zh}。{message(case)('zh')}",
        f"{case.verdict.instance} {rule.title.en}: {status.en}. {message(case)('en')}",
    )
    return Proof(text, root, "", tuple(parts))


def bearer(case: Case) -> Text:
    """Say who bears a duty: the role within the record's actors, or the actor; and whether in person."""
    rule, identity, actors = case.rule, case.rules.pack.identity, case.record.actors
    named = [r.title for b in rule.bearers if (r := identity.roles.get(b)) and r.actor in actors]
    title = named[0] if named else case.rules.pack.actor_title(str(rule.borne_by(actors, {})))
    person = Text("（须本人）", " (in person)") if rule.in_person else Text("", "")
    return Text(title.zh + person.zh, title.en + person.en)


def cited(clauses: tuple[str, ...], layers: tuple[str, ...], pack: Pack) -> Text:
    """Say what a rule rests on: its clauses, and the layer of rules that it comes from."""
    said = list(dict.fromkeys(pack.layer_title(layer) for layer in layers))
    named = [pack.citation(clause) for clause in clauses]
    return Text(
        f"依据：{'、'.join(t.zh for t in named)}（{'，经'.join(t.zh for t in said)}{'修改' if said[1:] else ''}）",
        f"clause {', '.join(t.en for t in named)} ({', changed by '.join(t.en for t in said)})",
    )


def reading(name: str, rules: Ruleset) -> Text:
    """Say the reading of the text that an interpretation chooses."""
    declared = rules.pack.interpretations[name]
    chosen = rules.times.chosen[name]
    if isinstance(chosen, str) and chosen in declared.options and chosen != declared.default:
        option = declared.options[chosen]
        return Text(
            f"解释“{declared.title.zh}”（已改选）：{option.zh}",
            f"interpretation {name} (set to {chosen}): {option.en}",
        )
    note = "" if chosen == declared.default else f" = {chosen}"
    changed = "" if chosen == declared.default else f"（已改为 {_chosen(chosen, rules)}）"
    return Text(
        f"解释“{declared.title.zh}”{changed}：{declared.text.zh}", f"interpretation {name}{note}: {declared.text.en}"
    )


def _chosen(value: Any, rules: Ruleset) -> str:
    """Say what an interpretation that takes days, a phase or sectors is set to."""
    values = value if isinstance(value, tuple) else (value,)
    phases = rules.pack.identity.phases
    said = (
        "无" if one is None else phases[one].title.zh if one in phases else rules.pack.word(str(one)).zh
        for one in values
    )
    return "、".join(said)


def uncounted(case: Case) -> list[Proof]:
    """Tell of the entries that are of the right kind and in time, but did not count, or not for certain."""
    return [part for part in _window_parts(case)[1:] if part.truth is not True]


def _window_parts(case: Case) -> list[Proof]:
    window, wanted, status = case.verdict.window, case.bound.counted, case.verdict.status
    if window is None or not wanted.is_anything:
        return []
    kind = wanted.kind
    called = case.rules.pack.word(kind)
    first = "" if window.counts_from == date.min else window.counts_from
    enough = None if status == "unknown" else status in ("fulfilled", "fulfilled_late")
    parts = [
        Proof(
            Text(
                f"需要{wanted.at_least}次“{called.zh}”，{first} 至 {window.due}（含当日）",
                f"needs {wanted.at_least} {called.en} from {first or 'any day'} to {window.due}, both included",
            ),
            enough,
            wanted.section,
        )
    ]
    for i, item in enumerate(getattr(case.record, wanted.section) or ()):
        meant = case.rules.kind_meant(wanted.section, item.kind)
        if kind not in (*meant.kinds, *meant.perhaps):
            continue
        place = f"{wanted.section}[{i}]"
        if not window.counts_from <= item.date <= window.late_until:
            if len(case.bound.windows) == 1 and item.date <= case.as_of:  # else it is another period's
                parts.append(Proof(_out_of_time(item.date, window), False, place))
            continue
        if item.date > case.as_of:
            text = Text(f"{item.date}：晚于判定日，尚未生效", f"{item.date}: after the as-of date, not yet effective")
            parts.append(Proof(text, False, place))
        else:
            counted = counts(case.rules, case.bound, item, case.record.actors)
            said = [_asked(item, name, case.rules.pack) for name, _ in case.bound.wanted]
            zh, en = "，".join(t.zh for t in said), ", ".join(t.en for t in said)
            parts.append(Proof(Text(f"{item.date} {zh}".rstrip(), f"{item.date} {en}".rstrip()), counted, place))
    return parts


def _out_of_time(day: date, window: Window) -> Text:
    """Say why what was done on a day does not count for an obligation."""
    if day < window.counts_from:
        return Text(f"{day}：早于 {window.counts_from}，不计入", f"{day}: before {window.counts_from}, does not count")
    return Text(f"{day}：晚于 {window.late_until}，不计入", f"{day}: after {window.late_until}, does not count")


def _asked(item: Any, name: str, pack: Pack) -> Text:
    """Say what an entry has in a field that the duty asks about."""
    value, called = getattr(item, name), label((name,))
    if value is UNSET:
        return Text(f"{called.zh}未记录", f"{called.en} not recorded")
    said = pack.word(value) if value else Text("无", "none")
    return Text(f"{called.zh} {said.zh}", f"{called.en} {said.en}")


def _item_parts(case: Case) -> list[Proof]:
    verdict, bound = case.verdict, case.bound
    if verdict.index is None:
        return []
    views = case.views()[verdict.index]
    wanted = [bound.when, bound.test.judged_when, bound.test.require, *([bound.review] if bound.review else [])]
    told = [explain(node, views[0]) for node in wanted if node != NOTHING_ASKED]
    return [*_done_parts(case, views[0]), *told]


def _done_parts(case: Case, view: View) -> list[Proof]:
    """Say what had to be done, by which day, and on which it was."""
    verdict, test = case.verdict, case.bound.test
    if not test.done_on:
        return []
    path = tuple(test.done_on.split("."))
    what, due = view.label(path), verdict.due
    by = Text(f"，期限 {due}", f" by {due}") if due else Text("，没有期限", ", no term")
    done = Text(f"：{verdict.done}", f": {verdict.done}") if verdict.done else Text("：没有记录", ": not recorded")
    return [
        Proof(
            what + by + done, bool(verdict.done) or (None if verdict.status == "unknown" else False), view.place(path)
        )
    ]
