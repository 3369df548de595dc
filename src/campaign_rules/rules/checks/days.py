"""What can't be so in the days that a pack gives: the campaign's, its phases', the holidays'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from campaign_rules.base.countries import (
    CHINA,
    Country,
    countries,
    country_names,
    is_known,
    subdivision_names,
    weekends,
)
from campaign_rules.base.days_off import LONGEST_HOLIDAY, Notice
from campaign_rules.base.errors import Problem, meant, nearest, unknown_name
from campaign_rules.base.periods import FREQUENCIES
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.rules.checks.context import Context
from campaign_rules.rules.terms.rhythms import PHASE
from campaign_rules.rules.terms.times import CAMPAIGN

LONGEST_CAMPAIGN = 20
"""No campaign is longer than this, in years: its periods are laid out one by one."""


def check_identity(context: Context) -> Iterator[Problem]:
    """Yield what can't be so in the days of the campaign and of its phases."""
    identity, source = context.pack.identity, context.sources.of("campaign.yaml")
    if (identity.ends - identity.issued).days > LONGEST_CAMPAIGN * 366:
        text = Text(
            f"行动长于 {LONGEST_CAMPAIGN} 年，日期是否写错",
            f"longer than {LONGEST_CAMPAIGN} years: is a date wrong",
        )
        yield source.problem(("ends",), "too-long", text)
    if identity.ends < identity.issued:
        text = Text(
            f"结束日 {identity.ends} 早于发文日 {identity.issued}",
            f"ends {identity.ends}, before it was issued on {identity.issued}",
        )
        yield source.problem(("ends",), "dates", text)
    for name in identity.rolls:
        if name in context.model.sections or name in context.model.fields:
            text = Text(f"{name} 已是记录的字段或部分", f"{name} is a field or a section of the record already")
            yield source.problem(("rolls", name), "duplicate-name", text, at_key=True)
    for name, phase in identity.phases.items():
        if phase.end < phase.start:
            text = Text(
                f"止于 {phase.end}，早于起始日 {phase.start}",
                f"ends {phase.end}, before it begins on {phase.start}",
            )
            yield source.problem(("phases", name, "to"), "dates", text)
    yield from _seasons(context)


def _seasons(context: Context) -> Iterator[Problem]:
    """Yield seasons that are called like a calendar period or a phase: a rhythm and a due day could mean either."""
    identity = context.pack.identity
    for name in identity.seasons:
        if name in (*FREQUENCIES, PHASE, CAMPAIGN, *identity.phases):
            text = Text(f"{name} 已另有所指（周期或阶段）", f"{name} is the name of a period or a phase already")
            yield context.sources.of("campaign.yaml").problem(("seasons", name), "reserved-name", text, at_key=True)


def check_calendar(context: Context) -> Iterator[Problem]:
    """Yield a country, or a part of one, whose days off are not known."""
    asked, source = context.pack.identity.calendar or CHINA, context.sources.of("campaign.yaml")
    if asked == CHINA:
        return
    known = countries()
    if asked.country not in known:
        text = _unknown("country", asked.country, country_names())
        yield source.problem(("calendar", "country"), "unknown-country", text)
    elif asked.subdivision and not known[asked.country]:
        text = Text(f"{asked.country} 的放假不分地区", f"{asked.country} has no parts with holidays of their own")
        yield source.problem(("calendar", "subdivision"), "unknown-subdivision", text)
    elif asked.subdivision and asked.subdivision not in known[asked.country]:
        text = _unknown("subdivision", asked.subdivision, subdivision_names(asked.country))
        yield source.problem(("calendar", "subdivision"), "unknown-subdivision", text)


def _unknown(kind: str, said: str, names: Mapping[str, str]) -> Text:
    """Say that there is no such code, with the one whose name is nearest."""
    near = nearest(said, names, cutoff=0.6)
    return unknown_name(kind, said, () if near else sorted(set(names.values()))) + (
        meant(names[near]) if near else Text("", "")
    )


def check_holidays(context: Context) -> Iterator[Problem]:
    """Yield what can't be so in the notices on holidays."""
    asked = context.pack.identity.calendar or CHINA
    calendar = asked if asked == CHINA or is_known(asked) else CHINA
    for year, notice in context.pack.holidays.items():
        yield from _notice(year, notice, calendar, context.sources.entry("holidays", year))


def _notice(year: str, notice: Notice, calendar: Country, source: Source) -> Iterator[Problem]:
    """Yield what can't be so in a notice on the holidays of a year."""
    if not re.fullmatch(r"[12]\d{3}", year):
        text = Text('放假安排以年份为名，如 "2027"', 'a notice is named for its year: "2027"')
        yield source.problem((year,), "year", text, at_key=True)
        return
    near = (date(int(year) - 1, 12, 1), date(int(year) + 1, 1, 31))
    for i, days in enumerate(notice.off):
        at: Path = (year, "off", i)
        if days.end < days.start:
            yield source.problem((*at, "to"), "order", Text("to 早于 from", "to is before from"))
        elif not (near[0] <= days.start and days.end <= near[1]) or days.end - days.start > LONGEST_HOLIDAY:
            text = Text(f"不像 {year} 年的一个假期", f"this is no holiday of {year}")
            yield source.problem(at, "year", text)
    for i, day in enumerate(notice.worked):
        if any(days.start <= day <= days.end for days in notice.off):
            text = Text("同一天既放假又上班", "the day is off as well as worked")
            yield source.problem((year, "worked", i), "contradiction", text)
        elif day not in weekends(calendar, day.year) or not near[0] <= day <= near[1]:
            text = Text(f"调休上班应是 {year} 年的周六或周日", f"a make-up day is a Saturday or Sunday of {year}")
            if calendar != CHINA:
                text = Text(f"调休上班应是 {year} 年的周末", f"a make-up day is a weekend day of {year}")
            yield source.problem((year, "worked", i), "year", text)
