"""The page of one record: what is to be done, how each obligation stands, the timeline, its items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from campaign_rules.base.periods import Period, periods_between
from campaign_rules.base.texts import Lang, Text, bracketed
from campaign_rules.campaign import Campaign
from campaign_rules.reports.next_steps import NextStep, duty_steps, item_steps
from campaign_rules.reports.outcome_findings import OutcomeFinding, titles
from campaign_rules.reports.report import EvidenceItem, Finding, Report, Uncounted
from campaign_rules.reports.summaries import area_of, is_subject, sectors_of
from campaign_rules.rules.duties.obligations import STATUSES, Status
from campaign_rules.rules.leads import plain
from campaign_rules.rules.record.values import Item, attribute
from campaign_rules.writers.html_page import Readings, below, page, readings_of
from campaign_rules.writers.text import known_then, leads, not_yet, verdict_sentence

URGENT: tuple[Status, ...] = ("violated", "unknown", "needs_review", "open", "fulfilled_late")
"""What is listed one by one, in this order; all others are in the whole list."""

SHORTEST_MONTH = 28
"""So many days has February."""

_UNSETTLED: frozenset[Status] = frozenset({"violated", "unknown", "needs_review", "open", "upcoming"})
"""What a timeline shows the last days of."""


def report(shown: Report, campaign: Campaign, lang: Lang) -> str:
    """Return the page of one record."""
    view = RecordView(shown, campaign, lang)
    readings = Readings(campaign, lang).told(readings_of(shown))
    return page("record.html.j2", campaign.pack, shown.as_of, lang, record=view, readings=readings, title=view.title)


class RecordView:
    """One record as its page shows it."""

    def __init__(self, shown: Report, campaign: Campaign, lang: Lang) -> None:
        self.shown, self.pack, self.lang, self._campaign = shown, campaign.pack, lang, campaign
        self.id, self.name = shown.id, campaign.pack.model.name_of(shown.record) or ""
        self.title = self.name or self.id
        self.actor = campaign.pack.actors_title(shown.record.actors)(lang)
        self.area = "".join(title(lang) for _, title in area_of(shown))
        self.leads = leads(shown, lang)
        self.counts: dict[str, int] = shown.summary
        self.sentence = verdict_sentence(shown, lang)
        self.known_then = known_then(shown.known_at)(lang) if shown.known_at else ""
        self.worst = next((status for status in STATUSES if status in self.counts), "not_applicable")
        sectors = sectors_of(shown) if is_subject(shown) else []
        groups = [*area_of(shown), *sectors] if is_subject(shown) else []
        self.groups_in = ",".join(key for key, _ in groups)  # no key has a comma: names are plain
        self.search = plain("".join((self.id, self.name, self.area, *(title(lang) for _, title in sectors))))
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
    def asides(self) -> list[str]:
        """What was not looked at yet, and what looks like a slip of the pen."""
        return [
            *([not_yet(self.shown, self.lang)] if self.shown.not_yet_effective else []),
            *(Text("提醒：", "warning: ")(self.lang) + warning.render(self.lang) for warning in self.shown.warnings),
        ]

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
                yield status, list(self._together(found) if status == "unknown" else map(self.finding, found))

    def _together(self, found: Sequence[Finding]) -> Iterator[dict[str, Any]]:
        """Yield findings that want the same facts as one, with all the obligations that hang on them."""
        same: dict[tuple[str, ...], list[Finding]] = {}
        for one in found:
            same.setdefault(one.missing, []).append(one)
        for alike in same.values():
            first = self.finding(alike[0])
            if len(alike) == 1:
                yield first
                continue
            each = [self.finding(one) for one in alike]
            title = Text(f"{len(alike)} 项义务缺同样的资料", f"{len(alike)} obligations want the same facts")(self.lang)
            yield {
                **first, "title": title, "name": "", "clause": "", "layers": [], "due": None, "derivation": "", "bearer": "", "evidence": [], "uncounted": [],
                "hanging": [(one["title"], one["name"], one["clause"], one["due"]) for one in each],
            }  # fmt: skip

    def findings(self) -> list[dict[str, Any]]:
        """Every finding, in the order of the plan's clauses."""
        cells = [cell["each"] for row in self.matrix for cell in row["cells"] if cell]
        linked = {one["instance"] for each in cells if len(each) > 1 for one in each}
        return [self.finding(one) | {"linked": one.instance in linked} for one in self.shown.findings]

    def finding(self, one: Finding) -> dict[str, Any]:
        """Return one finding as it is shown."""
        return {
            "instance": one.instance,
            "status": one.status,
            "title": one.title(self.lang),
            "name": f"{one.name(self.lang)} {self._item_title(one)}".rstrip(),
            "clause": one.clause_label(self.lang),
            "due": one.due,
            "derivation": one.derivation(self.lang),
            "provisional": one.provisional,
            "message": self.shown.as_seen(one.message(self.lang)),
            "bearer": one.bearer(self.lang),
            "layers": below(self.pack, one.layers, self.lang),
            "evidence": [self._evidence(one, entry) for entry in one.evidence],
            "uncounted": [self._uncounted(part) for part in one.uncounted if part.code != "taken_by_another_duty"]
            if one.status in URGENT
            else [],
            "steps": self._what_to_do(one),
            "search": plain(f"{one.title(self.lang)}{one.instance}{one.clause}"),
            "hanging": [],
        }

    def _what_to_do(self, one: Finding) -> list[str]:
        if one.status == "needs_review":
            return []  # its message says what to look at
        steps = [self._step(step) for step in self._steps.get(one.instance, ())]
        if not steps and one.status == "violated" and one.verdict.window and one.verdict.window.period:
            over = Text(
                "这个周期已经结束，不能补做；下一个周期要按时完成",
                "this period is over and can't be made up; do the next in time",
            )
            return [over(self.lang)]
        return steps

    def _step(self, step: NextStep) -> str:
        """Say a step where the title stands above it already."""
        if step.kind != "do":
            return self.shown.as_seen((step.detail or step.action)(self.lang))
        done = step.detail or Text("完成并记入记录", "do it and enter it in the record")
        then = step.achieves
        return Text(f"{done.zh}；做到后：{then.zh}", f"{done.en}; then: {then.en}")(self.lang)

    @cached_property
    def _steps(self) -> dict[str, list[NextStep]]:
        found: dict[str, list[NextStep]] = {}
        for step in duty_steps(self.shown):
            found.setdefault(step.of, []).append(step)
        return found

    def _evidence(self, one: Finding, entry: EvidenceItem) -> dict[str, Any]:
        title = f"{entry.name} {self._item_title(one)}".rstrip() if one.rule.items else ""
        return {"path": self.shown.place(entry.path), "title": title, "date": entry.date, "note": entry.note}

    def _uncounted(self, entry: Uncounted) -> tuple[str, str]:
        doubt = Text("不能确定是否计入", "not sure whether it counts")(self.lang) if entry.perhaps else ""
        return self.shown.place(entry.path), entry.text(self.lang) + (bracketed(doubt, self.lang) if doubt else "")

    def _item_title(self, one: Finding) -> str:
        """Return what people call the item that a finding is about, where it is about one."""
        if one.verdict.index is None:
            return ""
        item: Item = getattr(self.shown.record, attribute(one.rule.section))[one.verdict.index]
        return self.pack.model.called(item) or ""

    # --- duties and months ---

    @cached_property
    def _months(self) -> list[Period]:
        """The months of the campaign."""
        identity = self.pack.identity
        return list(periods_between(identity.issued, identity.ends, "month"))

    def months(self) -> list[str]:
        """What the months are called, the first of each year with the year."""
        return [_month(month.start, self.lang, year=n == 0) for n, month in enumerate(self._months)]

    @cached_property
    def matrix(self) -> list[dict[str, Any]]:
        """The recurring duties, each with its cells: over how many months one goes, and how it stands in the periods there."""
        rows: dict[tuple[str, str], list[Finding]] = {}
        for one in self.shown.findings:
            if one.verdict.window and one.verdict.window.period:
                rows.setdefault((one.duty, one.verdict.bound.course.each), []).append(one)
        of_duty = Counter(duty for duty, _ in rows)
        return [
            {
                "title": found[0].title(self.lang),
                "clause": found[0].clause_label(self.lang),
                "each": self._frequency(found[0]) if of_duty[duty] > 1 else "",
                "cells": self._filled(self._cells(found)),
            }
            for (duty, _), found in rows.items()
        ]

    def _frequency(self, one: Finding) -> str:
        return one.verdict.bound.course.frequency(self.pack.called_by_kind)(self.lang)

    def _cells(self, found: Sequence[Finding]) -> list[tuple[int, int, list[Finding]]]:
        """Return the cells of a row: the first and the last of the months that one goes over, and the findings in it."""
        cells: list[tuple[int, int, list[Finding]]] = []
        for one in sorted(found, key=self._columns):
            (first, last), after = self._columns(one), cells[-1][1] + 1 if cells else 0
            if cells and last < after:
                cells[-1][2].append(one)
            else:
                cells.append((max(first, after), last, [one]))
        return cells

    def _columns(self, one: Finding) -> tuple[int, int]:
        """Return the first and the last month that a finding's period goes over; a short one is in that of its last day."""
        window = one.verdict.window
        assert window, "what has no window is in no row"
        assert window.period, "nor is what has no period"
        period = window.period
        first, last = self._column(period.start), self._column(period.end)
        return (last, last) if (period.end - period.start).days < SHORTEST_MONTH - 1 else (first, last)

    def _column(self, day: date) -> int:
        """Return the month that a day lies in; of a day outside of the campaign, the nearest."""
        months, first = self._months, self._months[0].start
        return min(max(0, (day.year - first.year) * 12 + day.month - first.month), len(months) - 1)

    def _filled(self, cells: list[tuple[int, int, list[Finding]]]) -> list[dict[str, Any] | None]:
        """Return the cells of a row as they are shown, with None for each month that has none."""
        made: list[dict[str, Any] | None] = []
        after = 0
        for first, last, found in cells:
            made += [None] * (first - after)
            made.append(self._cell(found) | {"span": last - first + 1})
            after = last + 1
        return [*made, *[None] * (len(self._months) - after)]

    def _cell(self, found: Sequence[Finding]) -> dict[str, Any]:
        """Return how it stands in the periods of a cell: of several, how many stand how, the worst first, and each."""
        counts = Counter(one.status for one in found)
        return {
            "status": min(counts, key=STATUSES.index),
            "counts": [(status, counts[status]) for status in STATUSES if status in counts],
            "each": [
                {
                    "instance": one.instance,
                    "name": one.name(self.lang),
                    "status": one.status,
                    "message": self.shown.as_seen(one.message(self.lang)),
                }
                for one in found
            ],
        }

    # --- time ---

    def timeline(self) -> dict[str, Any]:
        """The phases, today, and the last days of what is not settled, in thousandths of the campaign."""
        identity = self.pack.identity
        first = min(identity.issued, *(phase.start for phase in self._campaign.phases.values()))
        last = max(identity.ends, *(phase.end for phase in self._campaign.phases.values()))
        days = (last - first).days + 1

        def at(day: date) -> float:
            return round(1000 * min(max((day - first).days, 0), days) / days, 1)

        now = self._campaign.phase(self.shown.as_of)
        phases = [
            {"title": phase.title(self.lang), "x": at(phase.start), "width": round(at(phase.end) - at(phase.start) + 1000 / days, 1),
             "from": phase.start, "to": phase.end, "clause": self.pack.label(phase.clause)(self.lang), "now": id_ == now}
            for id_, phase in self._campaign.phases.items()
        ]  # fmt: skip
        every = len(self._months) // 13 + 1
        ticks = [
            {"x": at(month.start), "label": _month(month.start, self.lang, year=n == 0)}
            for n, month in enumerate(periods_between(first, last, "month"))
            if n % every == 0
        ]
        by_day: dict[date, list[Finding]] = {}
        for one in self.shown.findings:
            if one.last_day and first <= one.last_day <= last and one.status in _UNSETTLED:
                by_day.setdefault(one.last_day, []).append(one)
        inside = first <= self.shown.as_of <= last
        return {
            "phases": phases,
            "ticks": ticks,
            "marks": list(self._marks(by_day, at)),
            "now": at(self.shown.as_of) if inside else None,
        }

    def _marks(self, by_day: dict[date, list[Finding]], at: Callable[[date], float]) -> Iterator[dict[str, Any]]:
        """Yield a mark for each day, or for days so close together that their marks would cover each other."""
        near: list[date] = []
        for day in [*sorted(by_day), None]:
            if near and (day is None or at(day) - at(near[0]) > 26):
                found = [(when, one) for when in near for one in by_day[when]]
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

    # --- items ---

    def sections(self) -> list[dict[str, Any]]:
        """The sections whose items have a course, each with its items and what is indicated on them."""
        indicated = {(outcome.section, outcome.item): outcome for outcome in self.shown.outcomes}
        found: dict[str, list[_Item]] = {}
        for (section, id_), i in self.shown.followed.items():
            item = getattr(self.shown.record, attribute(section))[i]
            one = _Item(self.shown, section, id_, item, indicated.get((section, id_)), self.lang)
            found.setdefault(section, []).append(one)
        return [{"id": section, **self._named(section), "listed": items} for section, items in found.items()]

    def _named(self, section: str) -> dict[str, str]:
        """Say how a section is headed, and what is said of its items where nothing is indicated."""
        declared = self.pack.model.sections[section]
        one, title, each = declared.one, declared.title.en, declared.each
        heading = Text(f"{one.zh}与处理提示", f"{title[:1].upper()}{title[1:]} and what is indicated")
        nothing = (
            Text(f"本次行动不涉及（或尚未涉及）这一{one.zh}。", "No concern of this campaign, or not yet.")
            if section in self.pack.outcomes
            else Text(
                f"本规则包没有{one.zh}处理提示的规则，未作判断。",
                f"This pack has no rules on what is indicated for {each.en}: nothing is judged.",
            )
        )
        return {"heading": heading(self.lang), "nothing": nothing(self.lang)}


class _Item:
    """An item as a page shows it: the outcomes indicated, their reasons, what to do, and its history."""

    def __init__(
        self, shown: Report, section: str, id_: str, item: Item, outcome: OutcomeFinding | None, lang: Lang
    ) -> None:
        self._shown, self._section, self._outcome, self._lang = shown, section, outcome, lang
        self.id, self.title = id_, shown.rules.pack.model.called(item) or ""
        self.concerned = outcome is not None
        self.names = outcome.outcomes if outcome else ()
        self.set = titles(outcome.declared, outcome.outcomes)(lang) if outcome else ""

    def because(self) -> list[str]:
        """Why the outcomes are indicated."""
        return [*map(self._shown.as_seen, self._outcome.because(self._lang))] if self._outcome else []

    def steps(self) -> list[tuple[date | None, str, str]]:
        """What to do, by when, and what that would achieve; soonest first."""
        steps = item_steps(self._outcome) if self._outcome else ()
        seen = self._shown.as_seen
        told = [(step.due, seen(step.action(self._lang)), seen(step.achieves(self._lang))) for step in steps]
        return sorted(told, key=lambda step: step[0] or date.max)

    def standings(self) -> Iterator[dict[str, Any]]:
        """How each outcome stands that is indicated or undetermined: since when, until when, what would change it."""
        for one in self._outcome.standings if self._outcome else ():
            if one.outcome in self.names or one.truth is None:
                yield {
                    "title": one.declared.title(self._lang),
                    "state": one.state_text(one.state)(self._lang),
                    "clause": self._shown.rules.pack.label(one.declared.clause)(self._lang),
                    "told": [self._shown.as_seen(part.text(self._lang)) for part in one.told()],
                }

    def history(self) -> list[dict[str, Any]]:
        """What happened to it, day by day."""
        return [
            {"day": e.day, "what": e.what(self._lang), "note": self._shown.as_seen(e.note(self._lang)) if e.note else "",
             "changes": [change.said()(self._lang) for change in e.changes]}
            for e in self._shown.history(f"{self._section}/{self.id}")
        ]  # fmt: skip


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _month(day: date, lang: Lang, *, year: bool) -> str:
    """Name the month of a day; each January, and where asked, with its year."""
    said = Text(f"{day.month}月", _MONTHS[day.month - 1])
    if year or day.month == 1:
        said = Text(f"{day.year}年{said.zh}", f"{said.en} {day.year}")
    return said(lang)
