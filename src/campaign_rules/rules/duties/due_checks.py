"""What can be wrong with a due date: of what it is made, and the names in it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator

from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.rules.duties.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.duties.times import DEFERRALS, INCLUSIONS, MONTHS_OF_DAYS, Due

LEAP_YEAR = 2024
"""A year in which every day that a month can have is there."""

READINGS = (("included", INCLUSIONS), ("deferral", DEFERRALS), ("rest_of_month", MONTHS_OF_DAYS))
"""The keys that name an interpretation, and what that can say."""


def names_of_due(due: Due, known: PackNames) -> Iterator[NameUsed]:
    """Yield the names in a due date."""
    if due.end_of is not UNSET:
        yield ("end_of",), "phase", due.end_of, (*known.phases, "campaign")
    if isinstance(due.days_before, str):
        yield ("days_before",), "interpretation", due.days_before, known.readings_of_days
    for key, _ in READINGS:
        if (name := getattr(due, key)) is not UNSET:
            yield (key,), "interpretation", name, known.readings


def faults_of_due(due: Due, period: str, known: PackNames) -> Iterator[Remark]:
    """Yield what can't be so in a due date: of each ``period``, or (empty) once."""
    keys = ("day", "month", "days_before", "rest_of_month", "included", "deferral")
    day_keys = [k for k in keys if getattr(due, k) is not UNSET]
    day_keys += ["months_later"] if due.months_later else []
    if (due.day is UNSET) is (due.end_of is UNSET) or (due.end_of is not UNSET and day_keys):
        text = Text("一次性的写 end_of，按周期的写 day，只能写一种", "one of end_of (one-off) and day (of each period)")
        yield Remark((), "form", text)
    elif due.day is not UNSET and not period:
        text = Text(
            "day 须与 each: month、quarter、half 或 year 一起写", "day needs each: month, quarter, half or year"
        )
        yield Remark(("day",), "form", text)
    yield from _of_month(due, period)
    if due.day == "report" and not known.has_report:
        yield Remark(("day",), "unknown-day", Text("campaign.yaml 没有写 report", "campaign.yaml has no report"))
    for key, meant in READINGS:
        name = getattr(due, key)
        if name in known.readings and not {*known.readings[name]} <= {*meant}:
            text = Text(f"{name} 的选项须是 {'、'.join(meant)}", f"the options of {name} must be {', '.join(meant)}")
            yield Remark((key,), "options", text)


def _of_month(due: Due, period: str) -> Iterator[Remark]:
    """Yield what can't be so of a day of the year."""
    if due.month is UNSET:
        if due.rest_of_month is not UNSET:
            text = Text("rest_of_month 须与 month 一起写", "rest_of_month needs month")
            yield Remark(("rest_of_month",), "form", text)
        return
    if period != "year":
        yield Remark(("month",), "form", Text("month 须与 each: year 一起写", "month needs each: year"))
    if due.months_later or due.day == "report":
        text = Text("month 与 day: 日 一起写，不用 months_later", "month goes with a day of it, without months_later")
        yield Remark(("month",), "form", text)
    elif isinstance(due.day, int) and due.day > monthrange(LEAP_YEAR, due.month)[1]:
        text = Text(f"{due.month} 月没有 {due.day} 日", f"month {due.month} has no day {due.day}")
        yield Remark(("day",), "date", text)
