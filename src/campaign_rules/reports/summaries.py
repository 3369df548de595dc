"""The county's view of many records: how they stand, what is worst, which hazards are overdue, and what falls due soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from campaign_rules.base.periods import plus
from campaign_rules.base.texts import Lang, Text
from campaign_rules.logic.conditions import Named, truth
from campaign_rules.reports.calendars import Reminding, entries
from campaign_rules.reports.report import Report
from campaign_rules.rules.duties.obligations import STATUSES, Status
from campaign_rules.rules.leads import plain
from campaign_rules.rules.pack import Pack

NOT_NAMED = Text("未写明", "not said")
"""Under what those are counted whose record does not say where they belong."""

SHOWN_NAMES = 3
"""So many records are named with what falls due on a day."""


class DutyCount(Struct, frozen=True):
    """How often a duty is violated, or not known to be fulfilled: obligations, and the records that bear them."""

    duty: str
    title: Text
    clause: str
    violated: int
    records: int
    """In how many records it is violated."""
    unknown: int


class OverdueHazard(Struct, frozen=True):
    """A hazard past its deadline and not accepted."""

    record: str
    name: str | None
    township: Text
    hazard: str
    title: str | None
    deadline: date | None
    days: int | None
    """For how many days it has been overdue."""


@dataclass
class Group:
    """A township's or a sector's share: its records, how many have something violated, unknown or to be reviewed, and
    its hazards overdue, perhaps overdue, and not accepted."""

    key: str
    """What its records are told by: `groups_of`."""
    title: Text
    records: int = 0
    violating: int = 0
    unknown: int = 0
    needs_review: int = 0
    overdue: int = 0
    perhaps_overdue: int = 0
    not_accepted: int = 0

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "name": self.title(lang),
            "records": self.records,
            "violating": self.violating,
            "unknown": self.unknown,
            "needs_review": self.needs_review,
            "overdue": self.overdue,
            "perhaps_overdue": self.perhaps_overdue,
            "not_accepted": self.not_accepted,
        }


class Coming(Struct, frozen=True):
    """What falls due on a day: a duty or a deadline, in how many records, and some of those."""

    due: date
    title: Text
    clause: str
    actor: str
    records: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """Many records as of a day."""

    pack: Pack
    as_of: date
    days: int
    actors: dict[str, Counter[Status]]
    """By actor, how many records stand how: each by the worst of its obligations, and of several actors under the first."""
    duties: tuple[DutyCount, ...]
    townships: tuple[Group, ...]
    sectors: tuple[Group, ...]
    overdue: tuple[OverdueHazard, ...]
    coming: tuple[Coming, ...]
    known_at: date | None = None
    """If given, what was recorded later is left out."""

    @property
    def counts_hazards(self) -> bool:
        """Whether the pack says when a hazard is overdue and when accepted, so that they can be counted."""
        return {"overdue", "accepted"} <= self.pack.facts.keys()

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "as_of": self.as_of.isoformat(),
            **({"known_at": self.known_at.isoformat()} if self.known_at else {}),
            "records": sum(sum(counts.values()) for counts in self.actors.values()),
            "statuses": {actor: {s: counts[s] for s in STATUSES if counts[s]} for actor, counts in self.actors.items()},
            "duties": [
                {
                    "duty": one.duty,
                    "title": one.title(lang),
                    "clause": one.clause,
                    "clause_label": self.pack.label(one.clause)(lang),
                    "violated": one.violated,
                    "records": one.records,
                    "unknown": one.unknown,
                }
                for one in self.duties
            ],
            "townships": [group.to_dict(lang) for group in self.townships],
            "sectors": [group.to_dict(lang) for group in self.sectors],
            "overdue": [
                {
                    "record": one.record,
                    "name": one.name,
                    "township": one.township(lang),
                    "hazard": one.hazard,
                    "title": one.title,
                    "deadline": one.deadline.isoformat() if one.deadline else None,
                    "days": one.days,
                }
                for one in self.overdue
            ],
            "coming": [
                {
                    "due": one.due.isoformat(),
                    "title": one.title(lang),
                    "clause": one.clause,
                    "actor": one.actor,
                    "records": one.records,
                    "names": list(one.names),
                }
                for one in self.coming
            ],
        }


@dataclass
class _DutyTally:
    violated: int = 0
    records: int = 0
    unknown: int = 0


@dataclass
class _Gathering:
    actors: dict[str, Counter[Status]] = field(default_factory=dict)
    duties: dict[str, _DutyTally] = field(default_factory=dict)
    townships: dict[str, Group] = field(default_factory=dict)
    sectors: dict[str, Group] = field(default_factory=dict)
    overdue: list[OverdueHazard] = field(default_factory=list)
    coming: dict[tuple[date, str, str, str], tuple[Text, dict[str, str]]] = field(default_factory=dict)
    """What falls due, with the records that it falls due for: by id, the names."""


def summarise(
    pack: Pack, as_of: date, reports: Iterable[Report], days: int = 30, known_at: date | None = None
) -> Summary:
    """Sum up reports of one day; ``days`` says how far ahead one looks for what falls due. Holds no report."""
    made = _Gathering()
    until = plus(as_of, timedelta(days))
    for report in reports:
        _take(made, report, until)
    duties = [
        DutyCount(id_, pack.duties[id_].title, pack.duties[id_].clause, t.violated, t.records, t.unknown)
        for id_, t in made.duties.items()
    ]
    groups = [
        sorted(g.values(), key=lambda one: (-one.overdue, -one.violating, one.title.zh))
        for g in (made.townships, made.sectors)
    ]
    coming = [
        Coming(due, title, clause, actor, len(names), tuple(names.values())[:SHOWN_NAMES])
        for (due, _, clause, actor), (title, names) in made.coming.items()
    ]
    return Summary(
        pack=pack,
        as_of=as_of,
        days=days,
        actors={actor: made.actors[actor] for actor in pack.model.actors if actor in made.actors},
        duties=tuple(sorted(duties, key=lambda one: (-one.records, -one.violated, -one.unknown))),
        townships=tuple(groups[0]),
        sectors=tuple(groups[1]),
        overdue=tuple(sorted(made.overdue, key=lambda one: (-(one.days or 0), one.record, one.hazard))),
        coming=tuple(sorted(coming, key=lambda one: (one.due, -one.records, one.title.zh))),
        known_at=known_at,
    )


def _take(made: _Gathering, report: Report, until: date) -> None:
    record, summary = report.record, report.summary
    worst = next((status for status in STATUSES if status in summary), None)
    counts = made.actors.setdefault(record.actors[0], Counter())  # once, under the actor named first
    counts[worst or "not_applicable"] += 1
    seen: set[str] = set()
    for verdict in report.verdicts:
        if verdict.status in ("violated", "unknown"):
            tally = made.duties.setdefault(verdict.duty, _DutyTally())
            if verdict.status == "unknown":
                tally.unknown += 1
            else:
                tally.violated += 1
                tally.records += verdict.duty not in seen
                seen.add(verdict.duty)
    if "enterprise" in record.actors:
        township, *sectors = groups_of(report)
        groups = [
            made.townships.setdefault(township[0], Group(*township)),
            *(made.sectors.setdefault(sector[0], Group(*sector)) for sector in sectors),
        ]
        for group in groups:
            group.records += 1
            group.violating += "violated" in summary
            group.unknown += "unknown" in summary
            group.needs_review += "needs_review" in summary
        _hazards(made, report, groups)
    for entry in entries(report, Reminding(())):
        if entry.kind != "phase" and not entry.settled and report.as_of <= entry.due <= until:
            key = (entry.due, entry.duty or entry.title.zh, entry.clause, entry.actor)
            _, records = made.coming.setdefault(key, (_general(entry.duty, report) or entry.title, {}))
            records[record.id] = record.name or record.id


def _general(duty: str | None, report: Report) -> Text | None:
    """Return a duty's title without the item or period of one record."""
    rule = report.rules.pack.duties.get(duty or "")
    return rule.last_day_title if rule else None


def groups_of(report: Report) -> list[tuple[str, Text]]:
    """Return the key and the title of the groups that an enterprise counts in: its township, then each of its sectors.

    A word that covers several sectors is a group of its own.
    """
    name = report.record.township
    named = isinstance(name, str) and name.strip()
    township = (f"township:{plain(name)}", Text(name, name)) if named and name else ("township:", NOT_NAMED)
    found: dict[str, Text] = {}
    titles = report.rules.pack.sectors
    for lead in report.leads:
        candidates = {candidate.sector for candidate in lead.candidates}
        if len(candidates) == 1:
            found |= {f"sector:{sector}": titles[sector] for sector in candidates}
        else:
            found[f"sector:?{plain(lead.query)}"] = Text(lead.query, lead.query)
    return [township, *(found or {"sector:": NOT_NAMED}).items()]


def _hazards(made: _Gathering, report: Report, groups: list[Group]) -> None:
    rules, record = report.rules, report.record
    if not {"overdue", "accepted"} <= rules.pack.facts.keys():
        return
    overdue, accepted = rules.bind(Named("overdue")), rules.bind(Named("accepted"))
    for i, views in report.run.views_at("hazards").items():
        item = (record.hazards or ())[i]
        late = {truth(overdue, view) for view in views}
        done = {truth(accepted, view) for view in views}
        for group in groups:
            group.overdue += late == {True}
            group.perhaps_overdue += late != {True} and late != {False}
            group.not_accepted += done != {True}
        if late == {True}:
            days = {day for view in views if isinstance(day := view.get(("deadline",)), date)}
            deadline = max(days, default=None)
            late_for = (report.as_of - deadline).days if deadline else None
            township = Text(record.township, record.township) if record.township else NOT_NAMED
            made.overdue.append(
                OverdueHazard(record.id, record.name or None, township, item.id, item.title or None, deadline, late_for)
            )
