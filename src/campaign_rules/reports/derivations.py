"""How a due day came about, in words: from which day, counted how, past which days off and why, by which reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from campaign_rules.base.days_off import DayKind
from campaign_rules.base.period_titles import day_text
from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.texts import Text
from campaign_rules.reports.obligations import Obligation
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.terms.durations import Duration
from campaign_rules.rules.terms.reckoning import Step, StepCode
from campaign_rules.rules.terms.sayings import Called, duration_text, point_text, span_text

ARROW = Text(" → ", " → ")
"""What stands between two steps."""


def derivation(obligation: Obligation) -> tuple[Step, ...]:
    """Return the steps by which an obligation's due day came about; empty where it has none."""
    return obligation.verdict.steps if obligation.verdict.due else ()


def derivation_text(steps: tuple[Step, ...], pack: Pack, section: str = "") -> Text:
    """Say how a due day came about, step by step; of an item, in the words of its section. Empty where nothing is known."""
    called = partial(pack.called_of_items, section) if section else pack.called_by_kind
    return ARROW.join(text for step in steps for text in _said(step, pack, called))


def _said(step: Step, pack: Pack, called: Called) -> Iterator[Text]:
    """Yield what a step says, the days passed over before the day that it comes to."""
    params = dict(step.params)
    yield from _passed(params.get("passed", ()))
    yield _what(step, params, pack, called)


_PLAIN: dict[StepCode, Text] = {
    "given": Text("原文写明", "the text says"),
    "earlier_of": Text("取较早的一日", "the earlier of several:"),
    "later_of": Text("取较晚的一日", "the later of several:"),
    "day_itself_not_counted": Text("当日不算", "that day itself does not count:"),
    "deferred": Text("顺延至", "deferred to"),
    "brought_forward": Text("提前至", "brought forward to"),
}
"""What is said of a step that has nothing else to say than the day that it comes to."""


def _what(step: Step, params: Mapping[str, Any], pack: Pack, called: Called) -> Text:
    """Say what a step does, the day that it comes to, with its time where it has one, and by which reading."""
    day = day_text(step.day, year=True) if step.day else Text("", "")
    if at := params.get("at"):
        day += Text(f" {at}", f" {at}")
    said, by = _PLAIN.get(step.code) or _named(step, params, pack, called), _by(params.get("by"), pack)
    return Text(f"{said.zh} {day.zh}{by.zh}", f"{said.en} {day.en}{by.en}")


def _named(step: Step, params: Mapping[str, Any], pack: Pack, called: Called) -> Text:
    """Say what a step starts from, or counts."""
    match step.code:
        case "counted":
            return _counted(params)
        case "period_day":
            period, last = pack.period_title(params["period"]), step.day == params["period"].end
            if last:
                return Text(f"{period.zh}最后一天", f"the last day of {period.en}:")
            return Text(f"{period.zh}的期限", f"the day set in {period.en}:")
        case "from":
            point = point_text(params["of"], called)
            return Text(f"{point.zh}之日", f"the day of {point.en}:")
    span, first = span_text(params["of"], called), step.code == "start_of"
    return Text(f"{span.zh}{'第一' if first else '最后一'}天", f"the {'first' if first else 'last'} day of {span.en}:")


def _counted(params: Mapping[str, Any]) -> Text:
    n = params["n"]
    length = duration_text(Duration(**{params["unit"]: abs(n)}))
    return Text(f"加{length.zh}", f"plus {length.en}") if n >= 0 else Text(f"减{length.zh}", f"minus {length.en}")


def _by(name: str | None, pack: Pack) -> Text:
    """Say the reading by which a step is made, with its clause."""
    if name not in pack.interpretations:
        return Text("", "")
    reading = pack.interpretations[name]
    label = pack.label(reading.clause)
    return Text(f"（解释“{reading.title.zh}”，{label.zh}）", f" (reading “{reading.title.en}”, {label.en})")


def _passed(days: Iterable[DayKind]) -> Iterator[Text]:
    """Yield the stretches of days off that are passed over, each with why; a working day among them by itself."""
    for kinds in _stretches(sorted(days, key=lambda kind: kind.day)):
        first, last, why = kinds[0].day, kinds[-1].day, kinds[0].said
        said = day_text(first)
        if first != last:
            said += Text("至", " to ") + _end(first, last)
        yield Text(f"{said.zh}{why.zh}", f"{said.en}: {why.en}")


def _end(first: date, last: date) -> Text:
    said = day_text(last)
    return Text(f"{last.day}日", said.en) if last.month == first.month else said


def _stretches(days: list[DayKind]) -> Iterator[list[DayKind]]:
    """Yield the days that follow each other for the same reason."""
    stretch = days[:1]
    for before, day in pairwise(days):
        if day.day - before.day != ONE_DAY or day.said != before.said:
            yield stretch
            stretch = []
        stretch.append(day)
    if stretch:
        yield stretch
