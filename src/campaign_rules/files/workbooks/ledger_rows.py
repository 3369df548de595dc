"""A hazard's row in a ledger: its plan, the events that it has columns for, and columns that must agree with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import UNSET

from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.base.words import NOT_NEEDED, Lexicon
from campaign_rules.files.workbooks.columns import BEYOND, IN_FORCE, REPORTED_TO, SHORT, STATUS
from campaign_rules.files.workbooks.ledger_statuses import contradictions, days_of, doubts
from campaign_rules.files.workbooks.owners import Unit
from campaign_rules.files.workbooks.problems import Problems
from campaign_rules.files.workbooks.rows import Row


def take_plan(row: Row, hazard: dict[str, Any], problems: Problems) -> None:
    """Take what a row says of whether there is a plan."""
    mark = row.values.get(("plan",), UNSET)
    if mark is True:
        hazard.setdefault("plan", {})
    elif mark in (None, False) and mark is not UNSET:
        if any(said is not None and said != NOT_NEEDED for said in (hazard.get("plan") or {}).values()):
            text = Text(
                "写明没有整改方案，却填了方案的内容",
                "it says that there is no plan, yet parts of one are filled in",
            )
            problems.tell(row.spots["plan",], "contradiction", text)
        hazard["plan"] = None


def take_events(row: Row, unit: Unit, hazard: dict[str, Any], at: Path, lexicon: Lexicon, problems: Problems) -> None:
    """Take the events that the ledger has columns for; whether they are all is said by its mark."""
    days = [(row.values.get(("events", kind), UNSET), kind) for kind in SHORT]
    found = sorted((day, list(SHORT).index(kind), kind) for day, kind in days if isinstance(day, date))
    events: list[dict[str, Any]] = []
    for day, _, kind in found:
        events.append({"kind": kind, "date": day})
        unit.spots[*at, "events", len(events) - 1] = row.spots["events", kind]
    to = row.values.get(REPORTED_TO, UNSET)
    reported = next((event for event in events if event["kind"] == "reported"), None)
    nobody = isinstance(to, str) and lexicon.says(to) in ("none", "not_yet")
    if isinstance(to, str) and reported:
        reported["to"] = to
        unit.spots[*at, "events", events.index(reported), "to"] = row.spots[REPORTED_TO]
    elif isinstance(to, str) and not nobody:
        text = Text("填了上报部门，没有填上报日期", "it says to whom, but not when it was reported")
        problems.tell(row.spots[REPORTED_TO], "missing", text)
    mark = row.values.get(("events",), UNSET)
    if mark is UNSET and (nobody or any(day is None for day, _ in days)):
        mark = True  # what says that something did not happen tells of the events
    if events:
        hazard["events"] = events
    elif mark is True:
        hazard["events"] = []
    elif mark is None:
        hazard["events"] = None
    if mark in (None, False) and mark is not UNSET and events:
        text = Text(
            "写明经过没有或未填全，却填了经过；请填全后写 是",
            "it says that the events are none or not all, yet some are filled in",
        )
        problems.tell(row.spots["events",], "contradiction", text)


def check_status(row: Row, hazard: Mapping[str, Any], lexicon: Lexicon, problems: Problems) -> None:
    """Tell what a ledger's other columns say that its days do not: a deadline that was moved, how it stands."""
    happened = {event.get("kind") for event in hazard.get("events") or ()}
    in_force, planned = row.values.get(IN_FORCE, UNSET), (hazard.get("plan") or {}).get("deadline")
    beyond = row.values.get(BEYOND, UNSET)
    if isinstance(beyond, str):
        text = Text(
            "这些情况台账各栏装不下，不会读入：请填到“隐患经过”表，再清空本格",
            "the ledger's columns can't hold this, so it would be lost: put it into the sheet of events, then empty this cell",
        )
        problems.tell_later(row.spots[BEYOND], "beyond", text)
    if isinstance(in_force, date) and in_force != planned and not happened & {"ordered", "extended"}:
        text = Text(
            "与期限不同：延期或责令的期限请填在“隐患经过”表",
            "not the plan's deadline: put what moved it into the sheet of events",
        )
        problems.tell_later(row.spots[IN_FORCE], "in-force", text)
    status = row.values.get(STATUS, UNSET)
    days = days_of(hazard, in_force if isinstance(in_force, date) else None)
    if isinstance(status, str) and days is not None and lexicon.says(status) not in ("none", "not_known"):
        for text in contradictions(status, days):
            problems.tell_later(row.spots[STATUS], "status", text)
        for text in doubts(status, days):
            problems.warn(row.spots[STATUS], "status", text)
