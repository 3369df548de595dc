"""The page of many records: the whole first, and each record to be opened below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from campaign_rules.base.texts import Lang, Text, counted
from campaign_rules.campaign import Campaign
from campaign_rules.reports.report import Report
from campaign_rules.reports.summaries import Group, Summary
from campaign_rules.rules.duties.obligations import STATUSES, Status
from campaign_rules.writers.html_page import Readings, page, readings_of
from campaign_rules.writers.html_record import RecordView
from campaign_rules.writers.overview import area_title, group_counts, grouped, lacks, overdue_title


def overview(reports: Sequence[Report], summary: Summary, campaign: Campaign, lang: Lang) -> str:
    """Return the page of many records: the whole first, and each record to be opened below."""
    views = [RecordView(one, campaign, lang) for one in reports]
    views.sort(key=lambda one: (-one.counts.get("violated", 0), -one.counts.get("unknown", 0), one.title))
    title = Text(f"{len(views)} 份记录的情况", f"How {counted(len(views), 'record')} stand{'s' * (len(views) == 1)}")(
        lang
    )
    return page(
        "overview.html.j2",
        campaign.pack,
        summary.as_of,
        lang,
        records=views,
        summary=_Overview(summary, views, lang),
        readings=Readings(campaign, lang).told(name for one in reports for name in readings_of(one)),
        title=title,
    )


class _Overview:
    """A summary as its page shows it."""

    def __init__(self, shown: Summary, records: Sequence[RecordView], lang: Lang) -> None:
        self.shown, self.lang = shown, lang
        ids = Counter(one.id for one in records)
        self.doubled = [id_ for id_, count in ids.items() if count > 1]
        self.total = sum(sum(counts.values()) for counts in shown.actors.values())
        worst: dict[Status, int] = {}
        for counts in shown.actors.values():
            for status in STATUSES:
                worst[status] = worst.get(status, 0) + counts[status]
        self.worst = {status: count for status, count in worst.items() if count}
        self.status = next(iter(self.worst), "not_applicable")

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
        unknown, review = self.worst.get("unknown", 0), self.worst.get("needs_review", 0)
        said = Text(
            f"{self.total} 份记录中，有未履行义务的 {violating} 份",
            f"Of {counted(self.total, 'record')}, something is violated in {violating}",
        )
        said = Text("；", "; ").join([said, *self._overdue()]) + Text("。", ".")
        unclear = [
            *([Text(f"有资料不足的 {unknown} 份", f"something is unknown in {unknown}")] if unknown else []),
            *([Text(f"有待人工核查的 {review} 份", f"something waits for review in {review}")] if review else []),
        ]
        if unclear:
            among = Text("、", " and ").join(unclear)
            said += Text(
                f"其余记录中，{among.zh}，尚不能认定合规。", f" Of the others, {among.en}: not yet compliance."
            )
        return said(self.lang)

    def _overdue(self) -> Iterator[Text]:
        """Say of each section how many of its items are overdue, where the campaign says when they are."""
        pack = self.shown.pack
        for name in self.shown.counted:
            section = pack.model.sections[name]
            late = pack.facts[str(section.cases.overdue)].title if section.cases else section.title
            count = sum(one.section == name for one in self.shown.overdue)
            yield Text(f"{late.zh}的{section.one.zh} {count} 个", f"{section.title.en} overdue: {count}")

    def duties(self) -> list[dict[str, Any]]:
        """The duties that are most often violated."""
        return [
            {"title": d.title(self.lang), "clause": self.shown.pack.label(d.clause)(self.lang), "records": d.records, "violated": d.violated, "unknown": d.unknown}
            for d in self.shown.duties[:15]
        ]  # fmt: skip

    def counts(self) -> dict[str, str]:
        """What is counted of each group, and how that is called."""
        return {name: title(self.lang) for name, title in group_counts(self.shown).items()}

    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The groups under their headings: by area, and by sector."""
        return [
            (_capital(title(self.lang)), [self._group(one) for one in groups]) for title, groups in grouped(self.shown)
        ]

    def whose(self) -> str:
        """Say whose records count in groups."""
        model = self.shown.pack.model
        who = Text("、", ", ").join(map(model.actor_title, model.subjects))
        return Text(f"只计{who.zh}。", f"Counts records of: {who.en}.")(self.lang)

    def heads(self) -> dict[str, str]:
        """How the list of what is overdue is headed, and its columns for areas and items."""
        model = self.shown.pack.model
        items = Text("、", ", ").join(model.sections[name].one for name in self.shown.counted)
        named = {"title": overdue_title(self.shown), "area": area_title(self.shown.pack), "item": items}
        return {name: _capital(text(self.lang)) for name, text in named.items()}

    def lacks(self) -> list[str]:
        """What the campaign has nothing of."""
        return [said(self.lang) for said in lacks(self.shown)]

    def _group(self, one: Group) -> dict[str, Any]:
        counts = {name: getattr(one, name) for name in group_counts(self.shown)}
        return {"key": one.key, "name": one.title(self.lang), **counts}

    def overdue(self) -> list[dict[str, Any]]:
        """The items past their day."""
        return [
            {"name": o.name or o.record, "record": o.record, "area": o.area(self.lang) if o.area else "", "item": o.item, "title": o.title or "", "deadline": o.deadline, "days": o.days}
            for o in self.shown.overdue
        ]  # fmt: skip

    def coming(self) -> list[dict[str, Any]]:
        """What falls due soon."""
        return [
            {"due": c.due, "title": c.title(self.lang), "clause": self.shown.pack.label(c.clause)(self.lang), "records": c.records, "names": c.names}
            for c in self.shown.coming
        ]  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
