"""Answers as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from datetime import date
from typing import Any

from campaign_rules.base.errors import Problem
from campaign_rules.base.texts import Lang
from campaign_rules.campaign import Campaign
from campaign_rules.reports.calendars import Calendar
from campaign_rules.reports.report import Report
from campaign_rules.rules.leads import Lead
from campaign_rules.rules.pack import Pack


def checked(
    campaign: Campaign,
    reports: Iterable[Report],
    as_of: date,
    lang: Lang,
    *,
    ascii_only: bool = False,
    told: Iterable[dict[str, Any]] = (),
) -> Iterator[str]:
    """Yield what ``check`` says as JSON text, a piece for each record, so that memory does not grow with their number.

    What was ``told`` of the input comes before them.
    """
    head: dict[str, Any] = {
        **rules(campaign.pack),
        "as_of": as_of.isoformat(),
        "phase": campaign.phase(as_of),
        "interpretations": campaign.interpretations,
        "interpretation_layers": {
            name: list(campaign.pack.layers_of("interpretations", name)) for name in campaign.interpretations
        },
        "withdrawn": [gone.to_dict(lang) for gone in campaign.pack.withdrawn],
        "input_warnings": list(told),
        "records": [],
    }
    opening, closing = dumps(head, ascii_only=ascii_only).rsplit("]", 1)
    yield opening
    for i, report in enumerate(reports):
        # A copy, so that what is worked out to be written is not kept.
        yield (",\n" if i else "\n") + _inside(copy(report).to_dict(lang), ascii_only=ascii_only)
    yield f"\n  ]{closing}\n"


def dated(
    calendars: Iterable[Calendar],
    head: dict[str, Any],
    lang: Lang,
    *,
    ascii_only: bool = False,
    told: Callable[[], Iterable[dict[str, Any]]] = tuple,
) -> Iterator[str]:
    """Yield what ``calendar`` says as JSON text, a piece for each calendar; ``head`` is what holds of all of them.

    What was ``told`` of the input comes in the end, when all is read.
    """
    opening = dumps({**head, "entries": []}, ascii_only=ascii_only).rsplit("]", 1)[0]
    yield opening
    begun = False
    for calendar in calendars:
        whose = {
            "record": calendar.record.id if calendar.record else None,
            "record_name": calendar.pack.model.name_of(calendar.record) if calendar.record else None,
            "as_of": calendar.as_of.isoformat(),
        }
        for entry in calendar.shown:
            yield (",\n" if begun else "\n") + _inside({**entry.to_dict(lang), **whose}, ascii_only=ascii_only)
            begun = True
    closing = dumps({"input_warnings": list(told())}, ascii_only=ascii_only).removeprefix("{")
    yield f"\n  ],{closing}\n" if begun else f"],{closing}\n"


def about(report: Report, data: dict[str, Any]) -> dict[str, Any]:
    """Return what ``explain``, ``history`` and ``next`` say, with the record, the day and the campaign it is about."""
    pack = report.rules.pack
    return {
        **rules(pack),
        "as_of": report.as_of.isoformat(),
        "known_at": report.known_at.isoformat() if report.known_at else None,
        "record": report.id,
        **data,
    }


def rules(pack: Pack) -> dict[str, Any]:
    """Return what every answer says of the rules it rests on: the campaign, its version, its content, its layers."""
    return {
        "campaign": pack.identity.id,
        "campaign_version": pack.identity.version,
        "campaign_hash": pack.content_hash or None,
        "layers": [{"id": layer.id, "version": layer.version} for layer in pack.layers],
        **({"set": dict(pack.overrides)} if pack.overrides else {}),
    }


def problem(one: Problem, lang: Lang) -> dict[str, Any]:
    """Return what is said of a place in an input: of a file that was not read, of a record that was there before."""
    return {
        "file": one.file,
        "line": one.line or None,
        "column": one.column or None,
        "cell": one.cell or None,
        "path": one.path or None,
        "code": one.code,
        "message": one.zh if lang == "zh" else one.en,
    }


def led(lead: Lead, lang: Lang) -> dict[str, Any]:
    """Return what ``lead`` says."""
    return {
        "query": lead.query,
        "status": lead.status,
        "candidates": [
            {
                "sector": c.sector,
                "sector_title": c.sector_title(lang),
                "department": c.department,
                "department_title": c.department_title(lang),
                "role": c.role,
                "clause": c.clause,
            }
            for c in lead.candidates
        ],
        "clause": lead.clause,
        "note": lead.note(lang),
        "suggestion": lead.suggestion,
        "unassigned": list(lead.unassigned),
        "unknown": list(lead.unknown),
        "within": list(lead.within),
    }


def phased(campaign: Campaign, day: date, lang: Lang) -> dict[str, Any]:
    """Return what ``phase`` says."""
    return {
        "date": day.isoformat(),
        "phase": campaign.phase(day),
        "phases": [
            {
                "phase": name,
                "title": p.title(lang),
                "from": p.start.isoformat(),
                "to": p.end.isoformat(),
                "clause": p.clause,
            }
            for name, p in campaign.phases.items()
        ],
    }


def dumps(data: dict[str, Any], *, ascii_only: bool = False) -> str:
    """Write JSON; with ``ascii_only``, for a console or file that can't hold Chinese."""
    return json.dumps(data, ensure_ascii=ascii_only, indent=2)


def _inside(data: dict[str, Any], *, ascii_only: bool) -> str:
    """Write JSON as it stands within a list; only JSON's own line ends are indented, never those of a value."""
    return "    " + dumps(data, ascii_only=ascii_only).replace("\n", "\n    ")
