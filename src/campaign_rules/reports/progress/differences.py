"""Where a check on the spot found one thing and the record of that day says another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from campaign_rules.base.texts import Lang, Text
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.views import ItemView
from campaign_rules.logic.conditions import Condition, truth
from campaign_rules.reports.report import Finding, Report
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.forms import Figure, Form
from campaign_rules.rules.record.values import Record, attribute, item_date

SHOWN_FINDINGS = 3
"""So many findings are named in a sentence on a difference; all of them are in the data."""


class Difference(Struct, frozen=True):
    """Where a department's finding at a check and the record that was checked, as of that day, say different things."""

    cell: str
    record: str
    name: str | None
    path: str
    day: date
    recorded: bool
    """Whether the department found the fault."""
    findings: tuple[tuple[str, str], ...]
    """The obligations that say otherwise, and how each stands on that day."""
    text: Text

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "cell": self.cell,
            "record": self.record,
            "name": self.name,
            "path": self.path,
            "date": self.day.isoformat(),
            "recorded": self.recorded,
            "computed": not self.recorded,
            "findings": [{"instance": instance, "status": status} for instance, status in self.findings],
            "message": self.text(lang),
        }


def differences(
    form: Form, records: Iterable[Record], rules: Ruleset, since: date, as_of: date
) -> Iterator[Difference]:
    """Yield where a check on the spot says otherwise than the record did on the day of that check."""
    compared = [(figure, form.cell(figure.cell).compare) for figure in form.figures()]
    by_section: dict[str, list[tuple[Figure, Condition, tuple[str, ...]]]] = {}
    for figure, duties in compared:
        if duties:
            by_section.setdefault(figure.of, []).append((figure, rules.bind(figure.where), duties))
    asked = {duty for rows in by_section.values() for _, _, duties in rows for duty in duties}
    for record in records:
        for section, rows in by_section.items():
            for i, item in enumerate(getattr(record, attribute(section)) or ()):
                day = item_date(item)
                if day is None or not since <= day <= as_of:
                    continue
                report = Report(record, rules, day, only=frozenset(asked))
                view = ItemView(item, f"{section}[{i}]", rules.view(record, day))
                for figure, where, duties in rows:
                    found = truth(where, view)
                    if found is not None and (findings := _against(report, duties, fault=found)):
                        name = rules.pack.model.name_of(record)
                        yield _difference(figure, (record.id, name), view.prefix, day, findings, recorded=found)


def _against(report: Report, duties: Sequence[str], *, fault: bool) -> tuple[Finding, ...]:
    """Return the findings that say the opposite of a department; none where they agree, or nothing is certain."""
    asked = [finding for finding in report.findings if finding.duty in duties]
    violated = tuple(finding for finding in asked if finding.status == "violated")
    if not fault:
        return violated
    done = tuple(finding for finding in asked if finding.status in ("fulfilled", "fulfilled_late"))
    doubtful = any(finding.status in ("unknown", "needs_review", "violated") for finding in asked)
    return () if doubtful else done


def _difference(
    figure: Figure, whose: tuple[str, str | None], path: str, day: date, findings: Sequence[Finding], *, recorded: bool
) -> Difference:
    department = (
        Text("部门查出", "the department found it")
        if recorded
        else Text("部门未查出", "the department did not find it")
    )
    told = [(one.instance, STATUS_TEXTS[one.status]) for one in findings[:SHOWN_FINDINGS]]
    more = len(findings) > len(told)
    zh = "、".join(f"{instance} {status.zh}" for instance, status in told) + (f" 等 {len(findings)} 项" if more else "")
    en = ", ".join(f"{instance} {status.en}" for instance, status in told) + (
        f" … {len(findings)} in all" if more else ""
    )
    text = Text(
        f"{figure.label.zh}：{department.zh}，而记录当日为 {zh}",
        f"{figure.label.en}: {department.en}; the record that day: {en}",
    )
    against = tuple((one.instance, str(one.status)) for one in findings)
    return Difference(figure.cell, *whose, path, day, recorded, against, text)
