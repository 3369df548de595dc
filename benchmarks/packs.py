"""Two packs side by side: what a record of another campaign costs, against one of the county's that lists as much.

``python -m benchmarks.packs`` makes records of both campaigns with as many entries, items and events each, and nothing odd
in them. It first verifies that the compiled rules say of every record what the interpreter says. Then it times each step
in interleaved runs by the processor's time, and prints the least of each, and the other's ratio to the county's.
``--records N`` sets how many records of each (2,000), ``--runs N`` how many runs (15).
"""

from __future__ import annotations

import argparse
import gc
import pathlib
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.data import DOCUMENTS, LAST, ONE_OFF, YEARLY
from campaign_rules import Campaign, load_campaign
from campaign_rules.bulk.rows import JsonLinesEncoder
from campaign_rules.engine.fast.compiled import Compiled, Outline
from campaign_rules.engine.interpreter import Interpreter
from campaign_rules.rules.duties.obligations import STATUSES
from campaign_rules.rules.record.values import Record

CANTEENS = pathlib.Path(__file__).parents[1] / "tests" / "packs" / "canteens"
DONE, LASTING, CASES, KEPT, WORKED = 30, 11, 2, 3, 2
"""How many of each a record lists: entries of what was done and of what lasts, items with three events, two kinds of
others."""


class Made:
    """Makes records from one source of chance."""

    def __init__(self) -> None:
        self.chance = random.Random(2023)

    def day(self, first: date, last: date) -> str:
        """Return a day from ``first`` to ``last``."""
        return (first + timedelta(self.chance.randint(0, (last - first).days))).isoformat()

    def course(self, start: str, *kinds: str) -> list[dict[str, Any]]:
        """Return events after a day, each some days after the one before."""
        day, events = date.fromisoformat(start), []
        for kind in kinds:
            day += timedelta(self.chance.randint(1, 12))
            events.append({"kind": kind, "date": day.isoformat()})
        return events

    def county(self, number: int) -> dict[str, Any]:
        """Return the record of an enterprise."""
        first, kinds = date(2023, 5, 16), ("review_meeting", "hazard_inspection", "safety_study", *ONE_OFF, *YEARLY)
        hazards = []
        for n in range(CASES):
            found = self.day(first, date(2023, 9, 30))
            plan = {
                "responsible": "王某", "measures": "更换", "funds": self.chance.randint(0, 300) / 10, "contingency": "有",
                "deadline": self.day(date.fromisoformat(found), LAST),
            }  # fmt: skip
            hazards.append({
                "id": f"H-{n:03}", "title": "报警器失效", "found": {"date": found, "by": "enterprise"}, "plan": plan,
                "immediately_fixable": False, "events": self.course(found, "rectification_started", "rectified", "accepted"),
            })  # fmt: skip
        return {
            "id": f"E{number:09}", "name": f"第{number}化工有限公司", "sectors": ["hazardous_chemicals"], "township": "民和镇",
            "hot_work": True, "special_operations": True, "outsources": False,
            "activities": [
                {"kind": self.chance.choice(kinds), "date": self.day(first, LAST), "by": "principal"} for _ in range(DONE)
            ],
            "documents": [{"kind": kind, "date": self.day(date(2023, 1, 10), LAST)} for kind in DOCUMENTS[:LASTING]],
            "hazards": hazards,
            "operators": [
                {"id": f"P-{n:03}", "post": "焊接", "certificate_valid_until": self.day(LAST, date(2026, 1, 1))}
                for n in range(KEPT)
            ],
            "hot_work_jobs": [
                {"id": f"W-{n:03}", "date": self.day(first, LAST), "approved": True, "guardian": "李某",
                 "fire_measures_checked": True, "supervised": self.chance.random() < 0.9}
                for n in range(WORKED)
            ],
            "penalties": [{"date": self.day(first, LAST), "authority": "emergency_management", "amount": 2.0}],
            "attributes": {"metal_smelting": False},
        }  # fmt: skip

    def canteen(self, number: int) -> dict[str, Any]:
        """Return the record of a school."""
        first, last = date(2025, 2, 3), date(2025, 12, 19)
        complaints = []
        for n in range(CASES):
            day = self.day(first, date(2025, 9, 30))
            remedy = {
                "measures": "换保温箱", "cost": self.chance.randint(0, 300) / 10,
                "answer_by": self.day(date.fromisoformat(day), last),
            }  # fmt: skip
            complaints.append({
                "id": f"C-{n:03}", "about": "饭菜不热", "intake": {"day": day, "channel": "pupil"}, "gravity": "quality",
                "remedy": remedy, "events": self.course(day, "investigated", "remedied", "confirmed"),
            })  # fmt: skip
        return {
            "id": f"S{number:09}", "name": f"柳桥第{number}小学", "services": ["hot_meals"], "district": "东区",
            "pupils": self.chance.choice((120, 500)), "allergen_kitchen": True, "gas_cooking": True,
            "actions": [
                {"kind": self.chance.choice(("tasting", "kitchen_training")), "done": self.day(first, last), "led_by": "headteacher"}
                for _ in range(DONE)
            ],
            "menus": [
                {"kind": self.chance.choice(("menu_plan", "allergen_plan")), "posted": self.day(date(2024, 6, 1), last)}
                for _ in range(LASTING)
            ],
            "complaints": complaints,
            "samples": [
                {"id": f"P-{n:03}", "dish": "炖菜", "taken": self.day(first, last),
                 "storage": {"place": "一号冰箱", "temperature": self.chance.choice((-1.5, 2, 6))}}
                for n in range(KEPT)
            ],
            "gas_checks": [
                {"id": f"G-{n:03}", "checked_on": self.day(first, last), "tight": True, "engineer": True,
                 "valid_until": "2026-03-02"}
                for n in range(WORKED)
            ],
            "fines": [{"decided": self.day(first, last), "authority": "food_office", "amount": 2.0}],
            "particulars": {"seats": 180},
        }  # fmt: skip


class Side:
    """A campaign with its records: what is done with them, step by step."""

    def __init__(self, campaign: Campaign, actor: str, day: date, records: list[dict[str, Any]]) -> None:
        self.campaign, self.day = campaign, day
        self.lines = [*map(msgspec.json.encode, records)]
        self.code = Compiled(campaign.rules, actor)
        self.records = self.decoded()
        self.outlines = self.judged()

    def verify(self) -> None:
        """Verify that the interpreter says the same of every record."""
        if len(self.outlines) < len(self.records):
            sys.exit("a record is refused")
        interpreter = Interpreter(self.campaign.rules)
        for record, outline in zip(self.records, self.outlines, strict=True):
            told = interpreter.outline(record, self.day)
            if not told or [*told.obligations(), *told.outcomes()] != [*outline.obligations(), *outline.outcomes()]:
                sys.exit(f"the answers differ: {record.id}")

    def decoded(self) -> list[Record]:
        """Read the records."""
        return [*map(self.campaign.record_model.shape.light_decoder.decode, self.lines)]

    def judged(self) -> list[Outline]:
        """Judge the records."""
        found = [self.code.outline(record, self.day) for record in self.records]
        return [outline for outline in found if outline]

    def written(self) -> bytes:
        """Write a line of JSON for each record, as a command does that checks many."""
        encoder = JsonLinesEncoder(self.campaign.pack)
        for n, (record, outline) in enumerate(zip(self.records, self.outlines, strict=True)):
            encoder.add("", n, record, outline, [*map(outline.codes.count, range(len(STATUSES)))])
        return encoder.taken()

    @property
    def steps(self) -> dict[str, Callable[[], object]]:
        """What is timed."""
        return {"read": self.decoded, "judge": self.judged, "write a row": self.written}


def measured(sides: list[Side], runs: int) -> dict[str, list[float]]:
    """Return, for each step, the least microseconds a record of each side, over interleaved runs."""
    gc.collect()
    gc.freeze()
    gc.disable()
    least = {step: [float("inf")] * len(sides) for step in sides[0].steps}
    for _ in range(runs):
        for n, side in enumerate(sides):
            for step, work in side.steps.items():
                start = time.process_time()
                work()
                took = (time.process_time() - start) / len(side.lines) * 1e6
                least[step][n] = min(least[step][n], took)
    return least


def main() -> None:
    """Verify, measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--records", type=int, default=2_000)
    asked.add_argument("--runs", type=int, default=15)
    given = asked.parse_args()
    made = Made()
    county = Side(load_campaign(), "enterprise", date(2023, 10, 15), [*map(made.county, range(given.records))])
    canteens = Side(load_campaign(CANTEENS), "school", date(2025, 10, 15), [*map(made.canteen, range(given.records))])
    sides = [county, canteens]
    for side in sides:
        side.verify()
    least = measured(sides, given.runs)
    least["all three"] = [sum(of) for of in zip(*least.values(), strict=True)]
    table = Table(title=f"{given.records:,} records each, verified by the interpreter, Python {sys.version.split()[0]}")
    for heading in ("what", "county, a record", "canteens, a record", "ratio"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    sizes = [sum(map(len, side.lines)) / given.records for side in sides]
    rows = [sum(len(outline.codes) for outline in side.outlines) / given.records for side in sides]
    for what, unit, (one, other) in (
        ("size", "bytes", sizes),
        ("obligations", "", rows),
        *((step, "µs", took) for step, took in least.items()),
    ):
        table.add_row(what, f"{one:,.1f} {unit}", f"{other:,.1f} {unit}", f"{other / one:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
