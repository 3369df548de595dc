"""Seventeen of the plan's duties, as this library has them and as one would write them by hand, in SQL and for ZEN.

Each way gives, for each record, how many obligations of each of the seventeen duties are violated on `AS_OF`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec import Struct, structs

from campaign_rules import Campaign
from campaign_rules.base.periods import Frequency, periods_between
from campaign_rules.engine.decisions import CODES
from campaign_rules.engine.fast.compiled import Compiled, compiled
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.rules.record.values import Record

AS_OF = date(2024, 1, 5)
ISSUED, ENDS, DUE = date(2023, 5, 16), date(2023, 12, 31), date(2023, 7, 31)

MONTHLY, QUARTERLY, HALVES, YEARLY = ("month", "quarter", "half", "year")
PERIODS: dict[str, list[tuple[date, date]]] = {
    each: [(p.start, p.end) for p in periods_between(ISSUED, ENDS, each)] for each in ("month", "quarter", "half", "year")
}  # fmt: skip
CAMPAIGN = [(ISSUED, ENDS)]

RECURRING: list[tuple[str, str, bool, Frequency, Frequency]] = [
    # duty, kind, in person, how often, how often for high-risk enterprises
    ("review-meeting", "review_meeting", True, "month", "month"),
    ("hazard-inspection", "hazard_inspection", True, "quarter", "month"),
    ("safety-study", "safety_study", True, "quarter", "quarter"),
    ("safety-lecture", "safety_lecture", True, "half", "half"),
    ("commendation-meeting", "commendation_meeting", True, "year", "year"),
    ("staff-congress-report", "staff_congress_report", True, "year", "year"),
    ("responsibility-letters", "responsibility_letters", False, "year", "year"),
    ("knowledge-contest", "knowledge_contest", False, "year", "year"),
    ("rescue-drill", "rescue_drill", False, "year", "year"),
    ("safety-training", "safety_training", False, "year", "year"),
]
ONE_OFF = [("criteria-study", "criteria_study", True), ("self-inspection", "self_inspection", False)]
DOCUMENTS = [("risk-map", "risk_map"), ("hazard-ledger", "hazard_ledger")]
DUTIES = [
    *(duty for duty, *_ in RECURRING),
    "campaign-drill",
    *(duty for duty, *_ in ONE_OFF),
    *(duty for duty, _ in DOCUMENTS),
    "hot-work-control",
    "special-operator-certificate",
]
HIGH_RISK = frozenset(
    {"mining", "hazardous_chemicals", "fireworks", "road_transport", "water_transport", "urban_rail",
     "building_municipal_works", "highway_waterway_works", "fishing_vessels"}
)  # fmt: skip


# --- this library ---


def rules(campaign: Campaign) -> Compiled:
    """Return the campaign with these duties alone, compiled."""
    duties = {id_: campaign.pack.duties[id_] for id_ in DUTIES}
    pack = structs.replace(campaign.pack, duties=duties, outcomes={}, cycles={}, files_hash="")
    made = compiled(Ruleset(pack), "enterprise")
    assert isinstance(made, Compiled)
    return made


def violated(made: Compiled, record: Record) -> list[int]:
    """Return how many obligations of each duty are violated."""
    counts = dict.fromkeys(DUTIES, 0)
    outline = made.outline(record, AS_OF)
    assert outline is not None
    for duty, _, code, _ in outline.obligations():
        counts[duty] += code == CODES["violated"]
    return list(counts.values())


# --- plain Python, rule by rule ---


def plain(data: dict[str, Any]) -> list[int]:
    """Judge a record as one would write it down, from plain data."""
    high = any(sector in HIGH_RISK for sector in data["sectors"])
    entries = [(a["kind"], a["date"], a["by"]) for a in data["activities"]]

    def missing(kind: str, personal: bool, windows: list[tuple[date, date]]) -> int:
        days = [day for k, day, by in entries if k == kind and (not personal or by == "principal")]
        return sum(not any(a.isoformat() <= day <= b.isoformat() for day in days) for a, b in windows)

    made = [
        missing(kind, personal, PERIODS[high_each if high else each])
        for _, kind, personal, each, high_each in RECURRING
    ]
    made.append(missing("rescue_drill", False, PERIODS["half"] if high else CAMPAIGN))
    made += [missing(kind, personal, CAMPAIGN) for _, kind, personal in ONE_OFF]
    documents = {d["kind"] for d in data["documents"] if d["date"] <= ENDS.isoformat()}
    made += [kind not in documents for _, kind in DOCUMENTS]
    jobs = [j for j in data["hot_work_jobs"] if ISSUED.isoformat() <= j["date"]]
    asked = ("approved", "guardian", "fire_measures_checked", "supervised")
    made.append(sum(not all(job[name] for name in asked) for job in jobs))
    made.append(sum((o["certificate_valid_until"] or "") < AS_OF.isoformat() for o in data["operators"]))
    return made


# --- Structs with just these fields, and bits laid out by hand ---


class _Activity(Struct, gc=False):
    kind: str
    date: date
    by: str


class _Document(Struct, gc=False):
    kind: str
    date: date


class _Job(Struct, gc=False):
    date: date
    approved: bool
    guardian: str | None
    fire_measures_checked: bool
    supervised: bool


class _Operator(Struct, gc=False):
    certificate_valid_until: date | None


class Lean(Struct, gc=False):
    """A record with the fields that the seventeen duties look at, and no others: unknown keys are not noticed."""

    sectors: list[str]
    activities: list[_Activity]
    documents: list[_Document]
    hot_work_jobs: list[_Job]
    operators: list[_Operator]


def tuned() -> Callable[[Lean], list[int]]:  # noqa: C901  # one function is what makes it quick
    """Return a function that judges by bits: one for each window of each duty, set by kind and day."""
    layout: list[tuple[str, bool, list[tuple[date, date]]]] = []
    for _, kind, personal, each, high_each in RECURRING:
        layout.append((kind, personal, PERIODS[each]))
        if high_each != each:
            layout.append((kind, personal, PERIODS[high_each]))
    layout += [("rescue_drill", False, CAMPAIGN), ("rescue_drill", False, PERIODS["half"])]
    layout += [(kind, personal, CAMPAIGN) for _, kind, personal in ONE_OFF]
    places: list[tuple[int, int]] = []
    bits: dict[str, tuple[bool, dict[date, int]]] = {}
    width = 0
    for kind, personal, windows in layout:
        places.append((width, (1 << len(windows)) - 1))
        days = bits.setdefault(kind, (personal, {}))[1]
        for n, (start, end) in enumerate(windows):
            for k in range((end - start).days + 1):
                day = start + timedelta(k)
                days[day] = days.get(day, 0) | 1 << width + n
        width += len(windows)
    names = [kind for kind, *_ in layout]
    inspection = names.index("hazard_inspection")
    drill = len(layout) - len(ONE_OFF) - 2
    usual = [n for n in range(len(layout)) if n not in (inspection + 1, drill + 1)]
    risky = [n for n in range(len(layout)) if n not in (inspection, drill)]
    kept = {kind for _, kind in DOCUMENTS}

    def judge(record: Lean) -> list[int]:
        met = 0
        for entry in record.activities:
            asked = bits.get(entry.kind)
            if asked is not None and (not asked[0] or entry.by == "principal"):
                met |= asked[1].get(entry.date, 0)
        high = False
        for sector in record.sectors:
            if sector in HIGH_RISK:
                high = True
        made = []
        for n in risky if high else usual:
            shift, mask = places[n]
            made.append((~(met >> shift) & mask).bit_count())
        documents = {d.kind for d in record.documents if d.kind in kept and d.date <= ENDS}
        made += [kind not in documents for _, kind in DOCUMENTS]
        bad = 0
        for job in record.hot_work_jobs:
            if job.date >= ISSUED and not (
                job.approved and job.guardian and job.fire_measures_checked and job.supervised
            ):
                bad += 1
        made.append(bad)
        bad = 0
        for operator in record.operators:
            if operator.certificate_valid_until is None or operator.certificate_valid_until < AS_OF:
                bad += 1
        made.append(bad)
        return made

    return judge


# --- SQL ---


def sql(path: str) -> str:
    """Return a query over a file of JSON Lines: a row for each record, in order, of the seventeen counts."""
    high = f"list_has_any(sectors, {sorted(HIGH_RISK)!r})"

    def missing(kind: str, personal: bool, windows: list[tuple[date, date]]) -> str:
        by = " and a.\"by\" = 'principal'" if personal else ""
        days = f"list_transform(list_filter(activities, lambda a: a.kind = '{kind}'{by}), lambda a: a.date)"
        each = [
            f"(len(list_filter({days}, lambda d: d between date '{a}' and date '{b}')) = 0)::int" for a, b in windows
        ]
        return "(" + " + ".join(each) + ")"

    columns = []
    for _, kind, personal, each, high_each in RECURRING:
        usual, risky = missing(kind, personal, PERIODS[each]), missing(kind, personal, PERIODS[high_each])
        columns.append(usual if each == high_each else f"case when {high} then {risky} else {usual} end")
    drills = missing("rescue_drill", False, PERIODS["half"]), missing("rescue_drill", False, CAMPAIGN)
    columns.append(f"case when {high} then {drills[0]} else {drills[1]} end")
    columns += [missing(kind, personal, CAMPAIGN) for _, kind, personal in ONE_OFF]
    columns += [
        f"(len(list_filter(documents, lambda d: d.kind = '{kind}' and d.date <= date '{ENDS}')) = 0)::int"
        for _, kind in DOCUMENTS
    ]
    columns += [
        f"len(list_filter(hot_work_jobs, lambda j: j.date >= date '{ISSUED}' and not (coalesce(j.approved, false) and "
        "coalesce(j.guardian, '') <> '' and coalesce(j.fire_measures_checked, false) and coalesce(j.supervised, false))))",
        f"len(list_filter(operators, lambda o: coalesce(o.certificate_valid_until, date '0001-01-01') < date '{AS_OF}'))",
    ]
    types = {
        "id": "VARCHAR",
        "sectors": "VARCHAR[]",
        "activities": 'STRUCT(kind VARCHAR, date DATE, "by" VARCHAR)[]',
        "documents": "STRUCT(kind VARCHAR, date DATE)[]",
        "hot_work_jobs": "STRUCT(date DATE, approved BOOLEAN, guardian VARCHAR, fire_measures_checked BOOLEAN, supervised BOOLEAN)[]",
        "operators": "STRUCT(certificate_valid_until DATE)[]",
    }
    known = ", ".join(f"{name}: '{kind}'" for name, kind in types.items())
    return f"select {', '.join(columns)} from read_json('{path}', format = 'newline_delimited', columns = {{{known}}}) order by id"


# --- ZEN ---


def zen_facts(data: dict[str, Any]) -> dict[str, Any]:
    """Return what ZEN is asked about: for each duty, whether each window is met; the jobs, and the certificates' days.

    Making these is most of the work, and is not counted against ZEN.
    """
    high = any(sector in HIGH_RISK for sector in data["sectors"])
    entries = [(a["kind"], a["date"], a["by"]) for a in data["activities"]]

    def met(kind: str, personal: bool, windows: Iterable[tuple[date, date]]) -> list[bool]:
        days = [day for k, day, by in entries if k == kind and (not personal or by == "principal")]
        return [any(a.isoformat() <= day <= b.isoformat() for day in days) for a, b in windows]

    facts: dict[str, Any] = {
        f"d{n}": met(kind, personal, PERIODS[high_each if high else each])
        for n, (_, kind, personal, each, high_each) in enumerate(RECURRING)
    }
    facts["d10"] = met("rescue_drill", False, PERIODS["half"] if high else CAMPAIGN)
    facts |= {f"d{n}": met(kind, personal, CAMPAIGN) for n, (_, kind, personal) in enumerate(ONE_OFF, 11)}
    documents = {d["kind"] for d in data["documents"] if d["date"] <= ENDS.isoformat()}
    facts |= {f"d{n}": [kind in documents] for n, (_, kind) in enumerate(DOCUMENTS, 13)}
    facts["jobs"] = [
        {"a": j["approved"], "g": j["guardian"] or "", "f": j["fire_measures_checked"], "s": j["supervised"]}
        for j in data["hot_work_jobs"]
        if j["date"] >= ISSUED.isoformat()
    ]
    facts["valid"] = [
        date.fromisoformat(o["certificate_valid_until"] or "0001-01-01").toordinal() for o in data["operators"]
    ]
    return facts


def zen_decision() -> Any:
    """Return the decision: an expression for each duty."""
    import zen

    asked = [{"id": f"e{n}", "key": f"d{n}", "value": f"count(d{n}, not #)"} for n in range(15)]
    asked.append({"id": "e15", "key": "d15", "value": "count(jobs, not (#.a and #.g != '' and #.f and #.s))"})
    asked.append({"id": "e16", "key": "d16", "value": f"count(valid, # < {AS_OF.toordinal()})"})
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {
            "id": "x",
            "type": "expressionNode",
            "name": "x",
            "position": {"x": 0, "y": 0},
            "content": {"expressions": asked},
        },
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "x", "type": "edge"},
        {"id": "2", "sourceId": "x", "targetId": "out", "type": "edge"},
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def zen_answer(result: dict[str, Any]) -> list[int]:
    """Return the seventeen counts of ZEN's answer."""
    return [result["result"][f"d{n}"] for n in range(17)]


LEAN = msgspec.json.Decoder(Lean)
"""Reads the lean record."""
