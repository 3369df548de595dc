"""Terms in words, as an official would write them: 每周五前, 每季度首月10日前, 发文后5个工作日内."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import UNSET

from campaign_rules.base.period_titles import MONTH_NAMES, day_of_month_text, day_text
from campaign_rules.base.texts import Text
from campaign_rules.rules.terms.due import Due, Point
from campaign_rules.rules.terms.durations import Duration
from campaign_rules.rules.terms.times import CAMPAIGN, plain_date

Called = Callable[[str, str], Text]
"""Says what people call something by its kind and name: a ``phase`` or season, a ``duty``, an ``event``, a ``day``, a
``section``; a ``set``, a ``word``, a ``field`` of entries (SECTION.FIELD) or its ``unit``; of a reading (``chosen``) the option that it is set to, as it is."""

WEEKDAY_NAMES = (
    Text("一", "Monday"), Text("二", "Tuesday"), Text("三", "Wednesday"), Text("四", "Thursday"), Text("五", "Friday"),
    Text("六", "Saturday"), Text("日", "Sunday"),
)  # fmt: skip
"""What the days of the week are called; in Chinese what follows 周."""

_UNITS: dict[str, tuple[Text, str]] = {
    "hours": (Text("小时", "hour"), "hours"),
    "days": (Text("日", "day"), "days"),
    "working_days": (Text("个工作日", "working day"), "working days"),
    "weeks": (Text("周", "week"), "weeks"),
    "months": (Text("个月", "month"), "months"),
    "years": (Text("年", "year"), "years"),
}

_POINTS = {
    "issued": Text("发文", "the issue"),
    "ends": Text("行动结束", "the end of the campaign"),
    "start": Text("每期开始", "the start of the period"),
    "end": Text("每期结束", "the end of the period"),
}

_OF_PERIOD = {
    "month": Text("每月", "each month"),
    "quarter": Text("每季度", "each quarter"),
    "half": Text("每半年", "each half-year"),
    "year": Text("每年", "each year"),
}

_MOVED = {
    "state-council": Text("（遇节假日顺延）", " (deferred past days off)"),
    "statutory-only": Text("（遇法定节假日顺延）", " (deferred past public holidays)"),
    "brought-forward": Text("（遇节假日提前）", " (brought forward before days off)"),
}


def duration_text(length: Duration) -> Text:
    """Say how long: 5个工作日, 5 working days."""
    one, many = _UNITS[length.unit]
    n = length.number
    return Text(f"{n}{one.zh}", f"{n} {one.en if n == 1 else many}")


def due_text(due: Due | str, called: Called, period: str = "") -> Text:
    """Say by when something is due: of each ``period``, or (empty) once."""
    if isinstance(due, str):
        if day := plain_date(due):
            return _by(day_text(day, year=True))
        chosen = called("chosen", due).zh
        return _by(point_text(due, called)) if chosen == due else _end_of(chosen, called)
    said = _said(due, called, period)
    options = {key: called("chosen", option).zh for key, option in due.options.items()}
    if options.get("included") == "exclusive":
        said += Text("（不含当日）", " (that day not counted)")
    return said + _MOVED.get(options.get("deferral", ""), Text("", ""))


def says_its_period(due: Due, period: str) -> bool:
    """Tell whether the words for a due day say already of which period it is: 每周五, 每季度首月10日, 次月5日."""
    if due.months_later:
        return period == "month" and due.months_later == 1
    return bool(due.weekdays) or (due.day is not UNSET and period in _OF_PERIOD) or not period


def _said(due: Due, called: Called, period: str) -> Text:
    if due.date is not UNSET:
        return _by(day_text(due.date, year=True))
    if due.end_of is not UNSET:
        return _end_of(due.end_of, called)
    if due.parts:
        return _chosen(due, called, period)
    if due.point is not UNSET:
        return _counted(due, called)
    if due.weekdays:
        each = _joined(WEEKDAY_NAMES[n] for n in due.weekdays)
        return Text(f"每周{each.zh}前", f"by {each.en} of each week")
    return _day_of(due, called, period)


def _chosen(due: Due, called: Called, period: str) -> Text:
    parts = [due_text(part, called, period) for part in due.parts]
    either = Text("，或者", ", or ").join(parts)
    earlier = due.earlier_of is not UNSET
    return either + (
        Text("，以先到的为准", ", whichever is earlier") if earlier else Text("，以后到的为准", ", whichever is later")
    )


def _counted(due: Due, called: Called) -> Text:
    """Say that it is so long after a day, or before."""
    point = point_text(due.point or "", called)
    if due.after is not UNSET:
        long = duration_text(due.after)
        return Text(f"{point.zh}后{long.zh}内", f"within {long.en} after {point.en}")
    assert due.before, "checked at load: from stands with after or before"
    long = duration_text(due.before)
    return Text(f"{point.zh}{long.zh}前", f"at least {long.en} before {point.en}")


def point_text(point: str | Point, called: Called) -> Text:
    """Say the day that a term counts from."""
    if isinstance(point, str):
        return _POINTS.get(point) or called("day", point)
    if point.start_of:
        phase = span_text(point.start_of, called)
        return Text(f"{phase.zh}开始", f"the start of {phase.en}")
    if point.end_of:
        phase = span_text(point.end_of, called)
        return Text(f"{phase.zh}结束", f"the end of {phase.en}")
    if point.done:
        duty = called("duty", point.done)
        return Text(f"“{duty.zh}”完成", f"“{duty.en}” is done")
    return called("event", point.event or "")


def _end_of(name: str, called: Called) -> Text:
    phase = span_text(name, called)
    return Text(f"{phase.zh}结束前", f"by the end of {phase.en}")


def span_text(name: str, called: Called) -> Text:
    """Say a phase, a season, or the campaign."""
    return Text("行动", "the campaign") if name == CAMPAIGN else called("phase", name)


def _day_of(due: Due, called: Called, period: str) -> Text:
    """Say which day of each period: 每月25日前, 每季度首月10日前, 每年11月9日前, 次月5日前."""
    if due.day is UNSET:
        return Text("每期结束前", "by the end of each period")
    days = called("day", "report") if due.day == "report" else _joined(day_of_month_text(n) for n in due.days)
    each = _OF_PERIOD.get(period, Text("每期", "each period"))
    if due.months_later:
        return _later(due.months_later, days, period)
    if isinstance(due.month, int) and period == "year":
        return Text(f"每年{due.month}月{days.zh}前", f"by the {days.en} of {MONTH_NAMES[due.month - 1]} each year")
    if period in ("", "month", "campaign"):
        return Text(f"{each.zh}{days.zh}前", f"by the {days.en} of {each.en}")
    which = {
        "first": Text("首月", "first month"),
        "last": Text("末月", "last month"),
        UNSET: Text("末月", "last month"),
    }
    month = which.get(due.month) or Text(f"第{due.month}个月", f"month {due.month}")
    return Text(f"{each.zh}{month.zh}{days.zh}前", f"by the {days.en} of the {month.en} of {each.en}")


def _later(months: int, days: Text, period: str) -> Text:
    if period == "month" and months == 1:
        return Text(f"次月{days.zh}前", f"by the {days.en} of the following month")
    each = _OF_PERIOD.get(period, Text("每期", "each period"))
    return Text(f"{each.zh}结束后第{months}个月{days.zh}前", f"by the {days.en} of month {months} after {each.en}")


def _by(day: Text) -> Text:
    return Text(f"{day.zh}前", f"by {day.en}")


def _joined(parts: Iterable[Text]) -> Text:
    """Join several: 5日、15日、25日; 5th, 15th and 25th."""
    every = list(parts)
    zh, (*most, last) = "、".join(one.zh for one in every), [one.en for one in every]
    return Text(zh, f"{', '.join(most)} and {last}" if most else last)
