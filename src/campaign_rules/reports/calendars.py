"""Deadlines: what falls due on which day for an actor, as the entries of a calendar. Pure: the day is always given.

Duties with a due date, the phases, the deadlines of items and exemptions that lapse become dated entries. An entry is known by its duty and nominal period, so that it stays the same when its day moves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from msgspec import Struct, structs

from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.texts import Lang, Text
from campaign_rules.logic.conditions import View, truth
from campaign_rules.logic.replay import Occurrence
from campaign_rules.reports.outcome_findings import state_text, steps_text
from campaign_rules.reports.proofs import explain, statements
from campaign_rules.reports.reasons import deferral
from campaign_rules.reports.report import Finding, Report
from campaign_rules.reports.wording import STATUS_TEXTS, phrase
from campaign_rules.reports.wording.findings import deferral_text
from campaign_rules.rules.duties.obligations import Status, Window, combine
from campaign_rules.rules.pack import ItemCycle, ItemDeadline, Pack
from campaign_rules.rules.record.values import Item, Record, attribute, dated, id_of, item_date

EntryKind = Literal["phase", "duty", "item", "deadline", "exemption"]
"""A phase; a duty of a period or one-off; a duty for an item; another deadline of an item, by its life cycle; the last day
of an exemption that lapses by itself."""

DONE: frozenset[Status] = frozenset({"fulfilled", "fulfilled_late", "waived"})
"""Nothing is left to do about these."""

LONGEST_SLUG = 40


class Reminding(Struct, frozen=True):
    """When to remind: that many days before the due day, at that time of day."""

    days_before: tuple[int, ...] = (7, 1)
    at: time = time(9)

    def of(self, due: date) -> tuple[datetime, ...]:
        """Return the moments, local time, on which to remind of a due day, earliest first."""
        known = sorted({days for days in self.days_before if due.toordinal() - days >= 1}, reverse=True)
        return tuple(datetime.combine(due - timedelta(days), self.at) for days in known)  # local by its nature


class CalendarEntry(Struct, frozen=True, kw_only=True):
    """One dated entry of a calendar: what is due, when, for whom, by which clause, and how it stands."""

    uid: str
    """The same for as long as the duty and its nominal period are, wherever the day moves."""
    kind: EntryKind
    title: Text
    start: date
    """The first day of the time in which it is to be done."""
    due: date
    """The last day on which it is done in time; where that day itself does not count, the one before."""
    nominal_due: date
    """The same before it was deferred past days off."""
    provisional: bool = False
    """Whether the due date may still be deferred, because the holidays of its year are not announced."""
    actor: str
    bearer: Text
    duty: str | None
    instance: str
    clause: str
    clause_label: Text
    status: Status | None
    """How the obligation stands; None for what is no obligation: a phase, an exemption."""
    message: Text
    layer: str
    settled: bool = False
    """Whether nothing is left to do about it."""
    derivation: Text = Text("", "")
    """How its last day came about."""
    reminders: tuple[datetime, ...] = ()
    due_moment: datetime | None = None
    """The last day with the time up to which it is done in time; None where that day counts as a whole."""

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "uid": self.uid,
            "kind": self.kind,
            "title": self.title(lang),
            "due": self.due.isoformat(),
            **({"due_moment": self.due_moment.isoformat(timespec="minutes")} if self.due_moment else {}),
            "nominal_due": self.nominal_due.isoformat(),
            "provisional": self.provisional,
            "window": {"from": self.start.isoformat(), "to": self.due.isoformat()},
            "actor": self.actor,
            "bearer": self.bearer(lang),
            "duty": self.duty,
            "instance": self.instance,
            "clause": self.clause,
            "clause_label": self.clause_label(lang),
            "layer": self.layer,
            "status": self.status,
            "settled": self.settled,
            "message": self.message(lang),
            "derivation": self.derivation(lang) or None,
            "reminders": [moment.isoformat(timespec="minutes") for moment in self.reminders],
        }


class Calendar(Struct, frozen=True, kw_only=True):
    """The dated entries of an actor, or of one record, as of a day; in order of their due days."""

    pack: Pack
    as_of: date
    actors: tuple[str, ...]
    record: Record | None
    entries: tuple[CalendarEntry, ...]
    first: date = date.min
    last: date = date.max

    @property
    def name(self) -> Text:
        """What people call the calendar: whose it is, and of which campaign."""
        title = self.pack.identity.title
        if self.record:
            name = self.pack.model.name_of(self.record) or self.record.id
            return Text(f"{name}：{title.zh}", f"{name}: {title.en}")
        if len(self.actors) > 1:
            return title
        whose = self.pack.actor_title(self.actors[0])
        return Text(f"{whose.zh}：{title.zh}", f"{whose.en}: {title.en}")

    def between(self, first: date, last: date) -> Calendar:
        """Return the calendar with only what is due in a span of days, both included; of phases, what overlaps it."""
        return structs.replace(self, first=max(first, self.first), last=min(last, self.last))

    @property
    def shown(self) -> tuple[CalendarEntry, ...]:
        """The entries of the span that was asked for."""
        return tuple(e for e in self.entries if self.shows(e))

    def shows(self, entry: CalendarEntry) -> bool:
        """Tell whether an entry lies in the span that was asked for."""
        begins = entry.start if entry.kind == "phase" else entry.due
        return begins <= self.last and self.first <= entry.due


def last_day(record: Record, pack: Pack) -> date:
    """Return the day as of which a record is complete: that of its last entry, not before the campaign was issued.

    A stoppage does not count: it is planned ahead.
    """
    planned = pack.model.suspending
    days = (day for place, day in dated(record) if place.partition("[")[0] not in planned)
    return max((pack.identity.issued, *days))


def entries(report: Report, reminding: Reminding, *, anybody: bool = False) -> tuple[CalendarEntry, ...]:
    """Return the dated entries of a report, in order of their due days.

    With ``anybody``, the report is of a record that says nothing: the calendar is any such actor's.
    """
    made = _Entries(report, reminding, anybody=anybody)
    order = {name: i for i, name in enumerate(report.rules.pack.duties)}
    rank = {"phase": -1, "exemption": len(order)}
    return tuple(
        sorted(made.all(), key=lambda e: (e.due, rank.get(e.kind, order.get(e.duty or "", len(order))), e.instance))
    )


class _Entries:
    """Makes the entries of one report."""

    def __init__(self, report: Report, reminding: Reminding, *, anybody: bool) -> None:
        self.report, self.reminding, self.anybody = report, reminding, anybody
        self.pack, self.as_of, self.record = report.rules.pack, report.as_of, report.record
        actors = self.record.actors
        self.first = next((actor for actor in actors if actor in self.pack.model.subjects), actors[0])
        """Whose the phases are, and what concerns items: a subject's, where the record is of one."""

    def all(self) -> Iterator[CalendarEntry]:
        """Yield every entry."""
        yield from self._phases()
        for finding in self.report.findings:
            if finding.due and finding.status != "not_applicable":
                yield from self._of_finding(finding)
        for cycle in self.pack.cycles.values():
            for name, deadline in cycle.deadlines.items():
                yield from self._of_items(name, deadline, cycle)
        yield from self._exemptions()

    def _entry(
        self, *, due: date, nominal_due: date | None = None, settled: bool = False, actor: str = "", **given: Any
    ) -> CalendarEntry:
        """Make an entry, with its uid, its actor and its reminders."""
        remind = not settled and due >= self.as_of and given["kind"] != "phase"
        duty, _, which = given["instance"].partition("@")
        actor = actor or self.first
        given.setdefault("bearer", self.pack.actor_title(actor))
        # An entry stays the same where the record turns out to be another actor's too.
        whose = actor if self.anybody else _digest(actor, self.record.id)
        tail = f".{whose}@{self.pack.identity.id}.campaign-rules"
        return CalendarEntry(
            uid=f"{duty}.{which if given['kind'] in ('phase', 'duty') else _slug(which)}{tail}",
            due=due,
            nominal_due=nominal_due or due,
            actor=actor,
            settled=settled,
            clause_label=self.pack.label(given["clause"]),
            reminders=self.reminding.of(due) if remind else (),
            **given,
        )

    def _phases(self) -> Iterator[CalendarEntry]:
        for name, phase in self.pack.identity.phases.items():
            yield self._entry(
                kind="phase",
                title=Text("阶段：", "Phase: ") + phase.title,
                start=phase.start,
                due=phase.end,
                duty=None,
                instance=f"phase@{name}",
                clause=phase.clause,
                status=None,
                message=Text("", ""),
                layer=self.pack.identity.id,
            )

    def _of_finding(self, finding: Finding) -> Iterator[CalendarEntry]:
        verdict, rule = finding.verdict, finding.rule
        due, nominal = self._last_days(finding)
        title, kind, start = rule.title, "duty", due
        settled = finding.status in DONE
        if verdict.window:
            start = verdict.window.opens
            title += self._of_period(verdict.window)
        else:
            kind = "item"
            item = getattr(self.record, attribute(rule.section))[verdict.index]
            start = max(self.pack.identity.issued, item_date(item) or date.min)
            title = rule.last_day_title + self._of_item(item) + finding.hour
            if rule.is_requirement:
                if finding.due == item_date(item):
                    return  # what must be so on the very day is no deadline to come
                settled = False  # and what must be so up to a day ends with it, even where all is well now
        yield self._entry(
            due_moment=finding.due_moment,
            kind=kind,
            title=title,
            start=min(start, due),
            due=due,
            nominal_due=nominal,
            provisional=finding.provisional,
            actor=finding.actor,
            bearer=finding.bearer,
            duty=finding.duty,
            instance=finding.instance,
            clause=finding.clause,
            status=finding.status,
            message=self._message(finding),
            derivation=finding.derivation,
            layer=finding.layers[-1],
            settled=settled,
        )

    def _last_days(self, finding: Finding) -> tuple[date, date]:
        """Return the last day on which it is in time, and the same before any deferral."""
        due: tuple[date, date] = (finding.due, finding.nominal_due)  # type: ignore[assignment]  # asked before
        return finding.last_good_day(due[0]), finding.last_good_day(due[1])

    def _message(self, finding: Finding) -> Text:
        """Say how it stands; where nothing is recorded, only for whom it is."""
        if not self.anybody:
            return finding.text
        said, view = Text("", ""), self.report.rules.view(self.record, self.as_of)
        if truth(finding.condition, view) is None:
            wanted = phrase("conditions").join(one.text for one in statements(explain(finding.condition, view)))
            said = Text(f"适用条件：{wanted.zh}", f"only where: {wanted.en}")
        return said + deferral_text(deferral(finding.verdict.window)) if finding.verdict.window else said

    def _of_items(self, name: str, deadline: ItemDeadline, cycle: ItemCycle) -> Iterator[CalendarEntry]:
        when, last_good_day = self.pack.binding().bind(deadline.when), self.report.rules.times.last_good_day
        for i, views in self.report.run.views_at(cycle.of).items():
            seen = [view for view in views if truth(when, view) is True]
            item = getattr(self.record, attribute(cycle.of))[i]
            start = max(self.pack.identity.issued, item_date(item) or date.min)
            judged = [self._judged(deadline, cycle, i, start, view) for view in seen]
            status: Status = combine({one for _, one in judged}) if judged else "not_applicable"
            # As a finding says it: violated holds of the latest day, anything else of the earliest.
            due = (max if status == "violated" else min)((day for day, _ in judged if day), default=None)
            if due is None:
                continue
            yield self._entry(
                kind="deadline",
                title=deadline.title + self._of_item(item),
                start=min(start, due),
                due=last_good_day(due),
                duty=None,
                instance=f"{name}@{id_of(item) or f'{cycle.of}[{i}]'}",
                clause=deadline.clause,
                status=status,
                message=STATUS_TEXTS[status],
                layer=self.pack.identity.id,
                settled=status in DONE,
            )

    def _judged(
        self, deadline: ItemDeadline, cycle: ItemCycle, i: int, start: date, view: View
    ) -> tuple[date | None, Status]:
        """Return the day of an item's deadline in one way that it can stand, and how it then stands.

        Where the day is the term of a duty that is done on the same day, it stands as that duty does.
        """
        days = ((path, view.get(tuple(path.split(".")))) for path in deadline.due)
        path, due = next(((path, day) for path, day in days if isinstance(day, date)), (deadline.due[-1], None))
        for id_, duty in self.pack.duties.items():
            if duty.items == cycle.of and (duty.test.done_on, duty.test.term) == (deadline.done_on, path):
                verdict = self.report.run.judged(id_, i, view)
                if verdict:
                    return verdict.due, verdict.status
        done = view.get(tuple(deadline.done_on.split(".")))
        happened = (Occurrence(done, "evidence"),) if isinstance(done, date) else ()
        pending = view.get(tuple(str(deadline.pending_on).split("."))) if deadline.pending_on else None
        if due and not happened and isinstance(pending, date) and pending <= self.report.rules.times.last_good_day(due):
            return due, "needs_review"
        return due, self.report.rules.status(Window("", start, due, start, date.max, None), happened, self.as_of)

    def _exemptions(self) -> Iterator[CalendarEntry]:
        """Yield the last day of each exemption that will lapse by itself."""
        for found in self.report.outcomes:
            declared, outlook, alone = found.declared, found.outlook, found.declared.alone
            change = outlook.change(alone) if alone in found.outcomes else None
            if change is None:
                continue
            day, state = change
            then, outcome = state_text(outlook, state), declared.outcomes[alone]
            message = Text(f"若无变化，{day} 起：{then.zh}", f"left alone, from {day}: {then.en}")
            if steps := outlook.unless(alone):
                only = steps_text(outlook, steps)
                message += Text(f"；除非在当日或之前：{only.zh}", f"; unless by then: {only.en}")
            yield self._entry(
                kind="exemption",
                title=Text(f"“{outcome.title.zh}”的最后一天", f"Last day of: {outcome.title.en}")
                + self._of_item(outlook.item),
                start=max(self.pack.identity.issued, item_date(outlook.item) or date.min),
                due=day - ONE_DAY,
                duty=None,
                instance=f"{alone}@{found.item}",
                clause=outcome.clause,
                status=None,
                message=message,
                layer=self.pack.layers_of("outcomes", alone)[-1],
            )

    def _of_period(self, window: Window) -> Text:
        """Say which period an obligation is of; nothing for a one-off."""
        if window.period is None:
            return Text("", "")
        said = self.pack.period_title(window.period)
        return Text(f"（{said.zh}）", f" ({said.en})")

    def _of_item(self, item: Item) -> Text:
        """Say which item it is: its id, and what people call it."""
        said = " ".join(filter(None, (id_of(item), self.pack.model.called(item))))
        return Text(f"：{said}", f": {said}") if said else Text("", "")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _slug(name: str) -> str:
    """Write an item's id, which may be any text, as part of a uid: what is plain of it, and a digest."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", name)[:LONGEST_SLUG].strip("-")
    return "-".join(filter(None, (plain, _digest(name)[:8])))
