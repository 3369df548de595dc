"""Records for the benchmarks: invented enterprises of about 5 KB each, the same for the same seed.

Most is as it should be; some is late, missing, delegated or overdue, as in real life. With ``absent``, that share of all
facts is left out of the records.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

FIRST = date(2023, 5, 16)
LAST = date(2023, 12, 31)

SECTORS = ("mining", "hazardous_chemicals", "industry_trade", "fireworks", "road_transport", "fire_safety", "gas",
           "building_municipal_works", "special_equipment", "energy")  # fmt: skip

ONE_OFF = ("criteria_study", "self_inspection", "risk_identification", "warning_education", "key_post_review",
           "welding_equipment_check", "outsourcing_review")  # fmt: skip
YEARLY = ("commendation_meeting", "staff_congress_report", "responsibility_letters", "knowledge_contest",
          "rescue_drill", "safety_training")  # fmt: skip
DOCUMENTS = ("risk_map", "risk_notice_boards", "risk_responsibility_list", "risk_control_list",
             "emergency_measures_list", "hazard_ledger", "post_responsibility_system", "deputy_responsibility_lists",
             "campaign_work_lists", "safety_staffing", "unlicensed_hire_rule", "dual_prevention_system",
             "standardisation_plan")  # fmt: skip


class Maker:
    """Makes records from one source of chance."""

    def __init__(self, seed: int, absent: float) -> None:
        self.chance, self.absent = random.Random(seed), absent

    def day(self, first: date, last: date) -> date:
        """Return a day from ``first`` to ``last``."""
        return first + timedelta(self.chance.randint(0, (last - first).days))

    def some(self, **fields: Any) -> dict[str, Any]:
        """Return the fields, each of them absent with the chosen chance."""
        return {name: value for name, value in fields.items() if self.chance.random() >= self.absent}

    def activity(self, kind: str, first: date, last: date) -> dict[str, Any]:
        """Return an entry of an activity, most often by the principal."""
        by = "principal" if self.chance.random() < 0.9 else "deputy"
        entry = {"kind": kind, "date": self.day(first, last).isoformat(), **self.some(by=by)}
        if kind in ("key_post_review", "outsourcing_review"):
            entry |= self.some(scope="full" if self.chance.random() < 0.9 else "partial")
        if self.chance.random() < 0.6:
            entry["note"] = "会议纪要第" + str(self.chance.randint(1, 99)) + "号，参加人员签到表附后"
        return entry

    def activities(self) -> list[dict[str, Any]]:
        """Return the activities of a year."""
        made = []
        for month in range(5, 13):
            first = date(2023, month, 1)
            last = date(2023, month, 28)
            for kind, often in (("review_meeting", 0.93), ("hazard_inspection", 0.7)):
                if self.chance.random() < often:
                    made.append(self.activity(kind, first, last))
        for quarter in (4, 7, 10):
            if self.chance.random() < 0.9:
                made.append(self.activity("safety_study", date(2023, quarter, 1), date(2023, quarter + 2, 28)))
        for half in (1, 7):
            if self.chance.random() < 0.9:
                made.append(self.activity("safety_lecture", date(2023, half, 1), date(2023, half + 5, 28)))
        made += [self.activity(kind, date(2023, 1, 3), LAST) for kind in YEARLY if self.chance.random() < 0.85]
        made += [self.activity(kind, FIRST, date(2023, 8, 10)) for kind in ONE_OFF if self.chance.random() < 0.9]
        made.sort(key=lambda entry: entry["date"])
        return made

    def hazard(self, name: str) -> dict[str, Any]:
        """Return a hazard with a likely history."""
        found = self.day(date(2023, 4, 20), date(2023, 11, 20))
        deadline = found + timedelta(self.chance.randint(10, 60))
        by = self.chance.choices(("enterprise", "department", "informant"), (8, 3, 1))[0]
        now, events = found, []

        def then(kind: str, most: int, **more: Any) -> None:
            nonlocal now
            now += timedelta(self.chance.randint(0, most))
            events.append({"kind": kind, "date": now.isoformat(), **more})

        if self.chance.random() < 0.9:
            then("reported", 3, **self.some(to="emergency_management"))
        if by == "department" and self.chance.random() < 0.5:
            ordered = now + timedelta(self.chance.randint(5, 40))
            then("ordered", 2, by="emergency_management", **self.some(deadline=ordered.isoformat()))
        if self.chance.random() < 0.9:
            then("rectification_started", 6)
        if self.chance.random() < 0.07:
            then("extended", 6, by="emergency_management", deadline=(deadline + timedelta(30)).isoformat())
        if self.chance.random() < 0.8:
            then("rectified", 30)
            if self.chance.random() < 0.1:
                then("returned", 5)
            if self.chance.random() < 0.85:
                then("accepted", 8)
        plan = self.some(
            responsible="王某", measures="更换并联调，逐点测试", funds=self.chance.randint(0, 300) / 10,
            deadline=deadline.isoformat(), contingency="现场处置方案",
        )  # fmt: skip
        more = {"neglect": self.chance.random() < 0.2} if by == "department" and self.chance.random() < 0.7 else {}
        return {
            "id": name, "title": "储罐区可燃气体报警器失效", "found": {"date": found.isoformat(), **self.some(by=by)},
            **self.some(immediately_fixable=self.chance.random() < 0.2), "plan": plan, **more, "events": events,
        }  # fmt: skip

    def record(self, number: int) -> dict[str, Any]:
        """Return an enterprise's record."""
        chance = self.chance
        hot, outsources, special = chance.random() < 0.5, chance.random() < 0.4, chance.random() < 0.6
        documents = [{"kind": kind, "date": self.day(date(2023, 1, 10), date(2023, 8, 20)).isoformat(),
                      "note": "经主要负责人签发，文号安〔2023〕第" + str(chance.randint(1, 99)) + "号"}
                     for kind in DOCUMENTS if chance.random() < 0.88]  # fmt: skip
        jobs = [{"id": f"W-{i:03}", "date": self.day(FIRST, LAST).isoformat(),
                 **self.some(approved=chance.random() < 0.97, guardian="李某", fire_measures_checked=chance.random() < 0.97,
                             supervised=chance.random() < 0.95)} for i in range(chance.randint(1, 4))] if hot else []  # fmt: skip
        operators = [{"id": f"P-{i:03}", "post": "焊接与热切割作业",
                      **self.some(certificate_valid_until=self.day(date(2023, 9, 1), date(2026, 1, 1)).isoformat())}
                     for i in range(chance.randint(1, 4))] if special else []  # fmt: skip
        contracts = [{"id": f"C-{i:03}", "contractor": "某某设备检修公司",
                      **self.some(qualified=True, agreement_signed=True, duties_clear=True,
                                  unified_management=chance.random() < 0.9)} for i in range(chance.randint(1, 2))] if outsources else []  # fmt: skip
        made = {
            "id": f"E{number:09}",
            "name": f"江西某某第{number}化工有限公司",
            **self.some(sectors=sorted(chance.sample(SECTORS, chance.randint(1, 2)))),
            "township": "民和镇",
            **self.some(outsources=outsources, hot_work=hot, special_operations=special),
            "activities": self.activities(),
            "documents": documents,
            "hazards": [self.hazard(f"H-{i:03}") for i in range(chance.choices((0, 1, 2, 3), (3, 4, 2, 1))[0])],
            "hot_work_jobs": jobs,
            "operators": operators,
            "contracts": contracts,
            "penalties": [{"date": self.day(date(2023, 1, 1), LAST).isoformat(), "authority": "emergency_management",
                           "amount": 2.0} for _ in range(chance.choices((0, 1, 2, 3), (70, 20, 7, 3))[0])],
            "accident_bulletins": [{"id": "B-01", "date": "2023-07-05", "title": "某地动火事故通报",
                                    **self.some(reviewed="2023-07-12")}] if chance.random() < 0.3 else [],
        }  # fmt: skip
        if chance.random() < 0.03:
            made["waivers"] = [{"from": "2023-08-01", "to": "2023-09-30", "reason": "全厂停产检修"}]
        return made


def records(count: int, *, seed: int = 2023, absent: float = 0.0) -> Iterator[dict[str, Any]]:
    """Yield records; with ``absent``, each fact that may be absent is with this chance."""
    maker = Maker(seed, absent)
    for number in range(count):
        yield maker.record(number)
