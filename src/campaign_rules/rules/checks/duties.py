"""What is wrong with the duties of a pack: forms that exclude each other, days that can't be, names that stand for nothing."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator

from msgspec import UNSET

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.rules.checks.conditions import check_condition
from campaign_rules.rules.checks.context import Context, check_name
from campaign_rules.rules.checks.fields import fields_of
from campaign_rules.rules.checks.places import reviews_of
from campaign_rules.rules.checks.readings import check_reading, check_takes_days
from campaign_rules.rules.duties import DEFERRALS, INCLUSIONS, MONTHS_OF_DAYS, Due, Duty, StartOf
from campaign_rules.rules.records import SECTIONS

LEAP_YEAR = 2024
"""A year in which every day that a month can have is there."""


def check_duties(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with each duty."""
    for id_, duty in context.pack.duties.items():
        yield from _duty(context, id_, duty, context.sources.entry("duties", id_))


def _duty(context: Context, id_: str, duty: Duty, source: Source) -> Iterator[Problem]:
    at: Path = (id_,)
    bearers = {*context.pack.identity.roles, *context.pack.identity.actors}
    for i, bearer in enumerate(duty.bearers):
        place = (*at, "bearer") if isinstance(duty.bearer, str) else (*at, "bearer", i)
        yield from check_name("bearer", bearer, bearers, source, place)
    if duty.in_person and not context.pack.identity.roles.keys() >= set(duty.bearers):
        text = Text("in_person 要求 bearer 是一个角色", "in_person needs a bearer that is a role")
        yield source.problem((*at, "in_person"), "in-person", text)
    yield from _form(context, duty, source, at)
    section = duty.for_each or None
    if section:
        yield from check_name("section", section, SECTIONS, source, (*at, "for_each"))
    for key in ("when", "judged_when", "term_unknown", "done_unclear"):
        yield from check_condition(context, getattr(duty, key), section, source, (*at, key))
    if duty.require is not UNSET:
        yield from check_condition(context, duty.require, section, source, (*at, "require"))
    for place, review in reviews_of(duty):
        yield from check_condition(context, review.when, section, source, (*at, *place, "when"))
    for i, variant in enumerate(duty.variants):
        yield from check_condition(context, variant.when, None, source, (*at, "variants", i, "when"))
        yield from check_reading(context, variant.interpretation, source, (*at, "variants", i, "interpretation"))
    for i, name in enumerate(duty.interpretations):
        yield from check_reading(context, name, source, (*at, "interpretations", i))
    yield from _times(context, duty, section, source, at)


def _form(context: Context, duty: Duty, source: Source, at: Path) -> Iterator[Problem]:
    forms = [name for name in ("each", "due", "for_each") if getattr(duty, name) is not UNSET]
    if forms == ["each", "due"] and isinstance(duty.due, Due) and duty.due.day is not UNSET:
        forms = ["each"]  # a day of each period
    if forms == ["each", "due"] and duty.each == "campaign" and isinstance(duty.due, str):
        forms = ["each"]  # once in the campaign, by the end of the phase that an interpretation says
    if len(forms) > 1:
        yield source.problem(
            (*at, forms[1]),
            "form",
            Text(f"{' 与 '.join(forms)} 只能写一个", f"only one of {', '.join(forms)}"),
        )
    elif not forms and not duty.review:
        text = Text(
            "须写 each、due、for_each 之一；原文没有标准的写 review",
            "needs one of each, due, for_each; or review where the text gives no measure",
        )
        yield source.problem(at, "form", text, at_key=True)
    judged = duty.each is UNSET and duty.of is UNSET and duty.where is UNSET and duty.review
    if (duty.each is not UNSET or duty.due is not UNSET) and not judged:  # else nothing that counts is asked for
        if duty.of is UNSET or not duty.where or "kind" not in duty.where:
            text = Text(
                "须写明 of（activities 或 documents）和 where: {kind: …}",
                "needs of (activities or documents) and where: {kind: …}",
            )
            yield source.problem(at, "form", text, at_key=True)
        else:
            fields = set(fields_of(SECTIONS[duty.of]))
            for name in duty.where:
                yield from check_name("field", name, fields, source, (*at, "where", name))
    if duty.for_each is not UNSET and (duty.require is UNSET) == (duty.done_on is UNSET):
        text = Text("for_each 须写 require 或 done_on 之一", "for_each needs one of require and done_on")
        yield source.problem((*at, "for_each"), "form", text)


def _times(context: Context, duty: Duty, section: str | None, source: Source, at: Path) -> Iterator[Problem]:
    if isinstance(duty.due, Due):
        yield from _due(context, duty.due, duty, source, (*at, "due"))
    elif duty.due is not UNSET:
        yield from check_name("interpretation", duty.due, context.takers("phase"), source, (*at, "due"))
    if isinstance(duty.counts_from, StartOf):
        yield from check_name(
            "phase",
            duty.counts_from.start_of,
            context.pack.identity.phases,
            source,
            (*at, "counts_from", "start_of"),
        )
    fields = context.item_fields.get(section or "", set())
    days = context.days(section)
    for key, named in (("done_on", duty.done_on), ("term", duty.term)):
        if named is not UNSET:
            known = {*fields, *context.takers("days")} if key == "term" else fields
            yield from check_name("field", named, known, source, (*at, key))
            if named in fields:
                yield from check_name("date", named, days, source, (*at, key))


def _due(context: Context, due: Due, duty: Duty, source: Source, at: Path) -> Iterator[Problem]:
    """Yield what is wrong with a due date: of what it is made, and the names in it."""
    if due.end_of is not UNSET:
        phases = {**context.pack.identity.phases, "campaign": None}
        yield from check_name("phase", due.end_of, phases, source, (*at, "end_of"))
    keys = ("day", "month", "days_before", "rest_of_month", "included", "deferral")
    day_keys = [k for k in keys if getattr(due, k) is not UNSET]
    day_keys += ["months_later"] if due.months_later else []
    if (due.day is UNSET) is (due.end_of is UNSET) or (due.end_of is not UNSET and day_keys):
        text = Text("一次性的写 end_of，按周期的写 day，只能写一种", "one of end_of (one-off) and day (of each period)")
        yield source.problem(at, "form", text)
    elif due.day is not UNSET and duty.each in (UNSET, "campaign"):
        text = Text(
            "day 须与 each: month、quarter、half 或 year 一起写", "day needs each: month, quarter, half or year"
        )
        yield source.problem((*at, "day"), "form", text)
    if due.month is not UNSET and duty.each != "year":
        yield source.problem((*at, "month"), "form", Text("month 须与 each: year 一起写", "month needs each: year"))
    if due.month is not UNSET and (due.months_later or due.day == "report"):
        text = Text("month 与 day: 日 一起写，不用 months_later", "month goes with a day of it, without months_later")
        yield source.problem((*at, "month"), "form", text)
    elif due.month is not UNSET and isinstance(due.day, int) and due.day > monthrange(LEAP_YEAR, due.month)[1]:
        yield source.problem(
            (*at, "day"),
            "date",
            Text(f"{due.month} 月没有 {due.day} 日", f"month {due.month} has no day {due.day}"),
        )
    if isinstance(due.days_before, str):
        yield from check_takes_days(context, due.days_before, source, (*at, "days_before"))
    if due.day == "report" and context.pack.identity.report is UNSET:
        text = Text("campaign.yaml 没有写 report", "campaign.yaml has no report")
        yield source.problem((*at, "day"), "unknown-day", text)
    yield from _due_readings(context, due, source, at)


def _due_readings(context: Context, due: Due, source: Source, at: Path) -> Iterator[Problem]:
    """Yield what is wrong with the interpretations that a due day names."""
    if due.rest_of_month is not UNSET and due.month is UNSET:
        text = Text("rest_of_month 须与 month 一起写", "rest_of_month needs month")
        yield source.problem((*at, "rest_of_month"), "form", text)
    for key, meant in (("included", INCLUSIONS), ("deferral", DEFERRALS), ("rest_of_month", MONTHS_OF_DAYS)):
        if (name := getattr(due, key)) is UNSET:
            continue
        yield from check_reading(context, name, source, (*at, key))
        reading = context.pack.interpretations.get(name)
        if reading and not {*reading.options} <= {*meant}:
            text = Text(f"{name} 的选项须是 {'、'.join(meant)}", f"the options of {name} must be {', '.join(meant)}")
            yield source.problem((*at, key), "options", text)
