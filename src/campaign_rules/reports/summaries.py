"""Many records as a whole: how they stand, what is worst, which items are overdue, and what falls due soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
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
from campaign_rules.rules.record.values import attribute, id_of

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


class OverdueItem(Struct, frozen=True):
    """An item past its day and not settled."""

    record: str
    name: str | None
    area: Text | None
    """The unit above the record; None where the campaign's records name none, and of an office."""
    section: str
    item: str
    """Its id, or its place in the record where it has none."""
    title: str | None
    deadline: date | None
    days: int | None
    """For how many days it has been overdue."""


@dataclass
class Group:
    """An area's or a sector's share: its records, how many have something violated, unknown or to be reviewed, and its
    items overdue, perhaps overdue, and not settled."""

    key: str
    """What its records are told by: `groups_of`."""
    title: Text
    records: int = 0
    violating: int = 0
    unknown: int = 0
    needs_review: int = 0
    overdue: int = 0
    perhaps_overdue: int = 0
    not_settled: int = 0

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
            "not_settled": self.not_settled,
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
    areas: tuple[Group, ...]
    sectors: tuple[Group, ...]
    overdue: tuple[OverdueItem, ...]
    coming: tuple[Coming, ...]
    known_at: date | None = None
    """If given, what was recorded later is left out."""

    @property
    def counted(self) -> tuple[str, ...]:
        """The sections of which the campaign says when an item is overdue and when it is settled."""
        return tuple(counted(self.pack))

    @property
    def counted_in_groups(self) -> tuple[str, ...]:
        """Those of them that subjects keep, who alone count in groups."""
        return tuple(one for one in self.counted if self.pack.model.keeps(one, self.pack.model.subjects))

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
            "areas": [group.to_dict(lang) for group in self.areas],
            "sectors": [group.to_dict(lang) for group in self.sectors],
            "overdue": [
                {
                    "record": one.record,
                    "name": one.name,
                    "area": one.area(lang) if one.area else None,
                    "section": one.section,
                    "item": one.item,
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
    areas: dict[str, Group] = field(default_factory=dict)
    sectors: dict[str, Group] = field(default_factory=dict)
    overdue: list[OverdueItem] = field(default_factory=list)
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
        for g in (made.areas, made.sectors)
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
        areas=tuple(groups[0]),
        sectors=tuple(groups[1]),
        overdue=tuple(sorted(made.overdue, key=lambda one: (-(one.days or 0), one.record, one.item))),
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
    groups: list[Group] = []
    if is_subject(report):
        groups = [
            *(made.areas.setdefault(key, Group(key, title)) for key, title in area_of(report)),
            *(made.sectors.setdefault(key, Group(key, title)) for key, title in sectors_of(report)),
        ]
        for group in groups:
            group.records += 1
            group.violating += "violated" in summary
            group.unknown += "unknown" in summary
            group.needs_review += "needs_review" in summary
    for section in counted(report.rules.pack):
        if report.rules.pack.model.keeps(section, record.actors):
            _items(made, report, section, groups)
    for entry in entries(report, Reminding(())):
        if entry.kind != "phase" and not entry.settled and report.as_of <= entry.due <= until:
            key = (entry.due, entry.duty or entry.title.zh, entry.clause, entry.actor)
            _, records = made.coming.setdefault(key, (_general(entry.duty, report) or entry.title, {}))
            records[record.id] = report.rules.pack.model.name_of(record) or record.id


def _general(duty: str | None, report: Report) -> Text | None:
    """Return a duty's title without the item or period of one record."""
    rule = report.rules.pack.duties.get(duty or "")
    return rule.last_day_title if rule else None


def is_subject(report: Report) -> bool:
    """Tell whether a report is of somebody who is checked, and counts in groups; offices do not."""
    return any(actor in report.rules.pack.model.subjects for actor in report.record.actors)


def area_of(report: Report) -> list[tuple[str, Text]]:
    """Return the key and the title of the area that a record counts in; none where the campaign has no areas."""
    model = report.rules.pack.model
    if not model.area_field:
        return []
    name = model.area_of(report.record) or ""
    return [(f"area:{plain(name)}", Text(name, name)) if name.strip() else ("area:", NOT_NAMED)]


def sectors_of(report: Report) -> list[tuple[str, Text]]:
    """Return the key and the title of each sector that a record counts in; none where the campaign has no sectors.

    A word that covers several sectors is a group of its own.
    """
    pack = report.rules.pack
    if not pack.model.sector_field:
        return []
    found: dict[str, Text] = {}
    for lead in report.leads:
        candidates = {candidate.sector for candidate in lead.candidates}
        if len(candidates) == 1:
            found |= {f"sector:{sector}": pack.sectors[sector] for sector in candidates}
        else:
            found[f"sector:?{plain(lead.query)}"] = Text(lead.query, lead.query)
    return [*(found or {"sector:": NOT_NAMED}).items()]


def counted(pack: Pack) -> Iterator[str]:
    """Yield the sections of which a pack says when an item is overdue and when it is settled, so that they can be
    counted."""
    for name, section in pack.model.sections.items():
        if section.cases and {section.cases.overdue, section.cases.settled} <= pack.facts.keys():
            yield name


def _items(made: _Gathering, report: Report, section: str, groups: list[Group]) -> None:
    rules, record, model = report.rules, report.record, report.rules.pack.model
    cases = model.sections[section].cases
    assert cases, section
    overdue, settled = rules.bind(Named(str(cases.overdue))), rules.bind(Named(str(cases.settled)))
    for i, views in report.run.views_at(section).items():
        late = {truth(overdue, view) for view in views}
        done = {truth(settled, view) for view in views}
        for group in groups:
            group.overdue += late == {True}
            group.perhaps_overdue += late != {True} and late != {False}
            group.not_settled += done != {True}
        if late == {True}:
            item = getattr(record, attribute(section))[i]
            days = {day for view in views if cases.deadline and isinstance(day := view.get((cases.deadline,)), date)}
            deadline = max(days, default=None)
            made.overdue.append(
                OverdueItem(
                    record.id,
                    model.name_of(record),
                    next((title for _, title in area_of(report)), None) if groups else None,
                    section,
                    id_of(item) or f"{section}[{i}]",
                    model.called(item),
                    deadline,
                    (report.as_of - deadline).days if deadline else None,
                )
            )
