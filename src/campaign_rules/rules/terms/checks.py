"""What can be wrong with a due day: of what it is made, and the names in it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator

from msgspec import UNSET, structs

from campaign_rules.base.periods import FREQUENCIES, MONTHS
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.rules.interpretations import strange_options
from campaign_rules.rules.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.terms.due import (
    DEFERRALS,
    EARLY,
    INCLUSIONS,
    MONTHS_OF_DAYS,
    OF_EACH,
    STATIC_POINTS,
    Due,
    Point,
)
from campaign_rules.rules.terms.times import CAMPAIGN, plain_date

LEAP_YEAR = 2024
"""A year in which every day that a month can have is there."""

READINGS = {"included": INCLUSIONS, "deferral": DEFERRALS, "rest_of_month": MONTHS_OF_DAYS, "early": EARLY}
"""The keys that name an interpretation or one of its options, and what that can say."""

WAYS = ("date", "end_of", "day", "weekday", "point", "earlier_of", "later_of")
"""The keys of which a due day has one: the way in which it says the day."""

OF_A_PERIOD = ("day", "weekday")
"""Those of them that only mean something in a period."""


def names_of_due(due: Due, known: PackNames) -> Iterator[NameUsed]:
    """Yield the names in a due day, and in those that it is made of."""
    spans = (*known.phases, *known.seasons, CAMPAIGN)
    if due.end_of is not UNSET:
        yield ("end_of",), "phase", due.end_of, spans
    if isinstance(due.days_before, str):
        yield ("days_before",), "interpretation", due.days_before, known.readings_of_days
    for key, name in due.options.items():
        yield (key,), "interpretation", name, (*known.readings, *READINGS[key])
    if due.point is not UNSET:
        yield from _names_of_point(due.point, known)
    for at, part in _parts(due):
        if isinstance(part, Due):
            yield from (
                (*((*at, *path),), kind, name, others) for path, kind, name, others in names_of_due(part, known)
            )
        elif not plain_date(part):
            yield at, "day", part, (*known.readings_of_phases, *STATIC_POINTS, *known.days)


def _names_of_point(point: str | Point, known: PackNames) -> Iterator[NameUsed]:
    if isinstance(point, str):
        yield ("from",), "day", point, (*STATIC_POINTS, *known.days)
        return
    for key in ("start_of", "end_of"):
        if (name := getattr(point, key)) is not UNSET:
            yield ("from", key), "phase", name, (*known.phases, *known.seasons, CAMPAIGN)
    if point.done is not UNSET:
        yield ("from", "done"), "duty", point.done, known.duties
    if point.event is not UNSET:
        yield ("from", "event"), "event", point.event, known.events


def _parts(due: Due) -> Iterator[tuple[Path, Due | str]]:
    """Yield the terms that a due day is the earlier or the later of, each with its place."""
    for key in ("earlier_of", "later_of"):
        for i, part in enumerate(getattr(due, key) or ()):
            yield (key, i), part


def hangs_on_record(due: Due, known: PackNames) -> bool:
    """Tell whether a due day hangs on days that only a record knows."""
    named = (part for one in due.walk() for part in one.parts if isinstance(part, str))
    own = (*STATIC_POINTS, *known.readings_of_phases)
    return due.by_record or any(not plain_date(part) and part not in own for part in named)


def faults_of_due(due: Due, period: str, known: PackNames) -> Iterator[Remark]:
    """Yield what can't be so in a due day: of each ``period``, or (empty) once."""
    said = [key for key in WAYS if getattr(due, key) is not UNSET]
    if len(said) > 1 or (not said and not (period and due.months_later)):
        names = ", ".join("from" if key == "point" else key for key in WAYS)
        text = Text(f"期限只能写一种：{names}", f"a due day is said in one way: {names}")
        yield Remark((), "form", text)
    elif said and said[0] in OF_A_PERIOD:
        yield from _in_period(said[0], period)
    for at, name in () if period else ((("from",), due.point), *_parts(due)):
        if name in OF_EACH:
            yield Remark(at, "form", Text(f"{name} 须与 each 一起写", f"{name} needs each"))
    if len(due.days) > 1 and due.months_later:
        text = Text("months_later 只与一个 day 一起写", "months_later goes with one day")
        yield Remark(("months_later",), "form", text)
    yield from _of_point(due)
    yield from _of_month(due, period)
    if due.day == "report" and not known.has_report:
        yield Remark(("day",), "unknown-day", Text("campaign.yaml 没有写 report", "campaign.yaml has no report"))
    for key, name in due.options.items():
        meant = READINGS[key]
        if strange := strange_options(name, known.readings.get(name, ()), meant):
            yield Remark((key,), "options", strange)
    for at, part in _parts(due):
        if isinstance(part, Due):
            for fault in faults_of_due(part, period, known):
                yield structs.replace(fault, path=(*at, *fault.path))


def _in_period(key: str, period: str) -> Iterator[Remark]:
    """Yield that a period has no such day: of a week there are weekdays, of a month and longer days by number."""
    if not period:
        yield Remark((key,), "form", Text(f"{key} 须与 each 一起写", f"{key} needs each"))
    elif key == "weekday" and period != "week":
        yield Remark((key,), "form", Text("weekday 须与 each: week 一起写", "weekday needs each: week"))
    elif key == "day" and period in FREQUENCIES and period not in MONTHS:
        text = Text(f"each: {period} 的期限不能写 day", f"each: {period} has no day by its number")
        yield Remark((key,), "form", text)


def _of_point(due: Due) -> Iterator[Remark]:
    """Yield what can't be so of a day that is counted from another."""
    lengths = [key for key in ("after", "before") if getattr(due, key) is not UNSET]
    if len(lengths) != (due.point is not UNSET):
        text = Text("after 或 before 之一须与 from 一起写", "from goes with one of after and before")
        yield Remark((lengths[0] if lengths else "from",), "form", text)
    for key in lengths:
        if len(getattr(due, key).said) != 1:
            text = Text(
                "写一种单位：hours、days、working_days、weeks、months、years",
                "one unit: hours, days, working_days, weeks, months, years",
            )
            yield Remark((key,), "form", text)
    point = due.point
    if isinstance(point, Point) and sum(value is not UNSET for value in structs.astuple(point)) != 1:
        names = ", ".join(Point.__struct_fields__)
        yield Remark(("from",), "form", Text(f"from 写一种：{names}", f"from says one of {names}"))


def _of_month(due: Due, period: str) -> Iterator[Remark]:
    """Yield what can't be so of a day of the year."""
    if due.month is UNSET:
        if due.rest_of_month is not UNSET:
            text = Text("rest_of_month 须与 month 一起写", "rest_of_month needs month")
            yield Remark(("rest_of_month",), "form", text)
        return
    if MONTHS.get(period, 1) == 1:
        several = [each for each, months in MONTHS.items() if months > 1]
        text = Text(
            f"month 须与 each: {'、'.join(several[:-1])} 或 {several[-1]} 一起写",
            f"month needs each: {', '.join(several[:-1])} or {several[-1]}",
        )
        yield Remark(("month",), "form", text)
    if due.months_later or not due.days:
        text = Text("month 与 day: 日 一起写，不用 months_later", "month goes with a day of it, without months_later")
        yield Remark(("month",), "form", text)
    elif isinstance(due.month, int) and period == "year" and max(due.days) > monthrange(LEAP_YEAR, due.month)[1]:
        text = Text(f"{due.month} 月没有 {max(due.days)} 日", f"month {due.month} has no day {max(due.days)}")
        yield Remark(("day",), "date", text)
