"""What is wrong with the readings of a pack's text, and where something names or sets one."""

from __future__ import annotations

from collections.abc import Iterator

from campaign_rules.base.errors import CampaignRulesError, Problem, UnknownName
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.rules.checks.context import Context, check_name
from campaign_rules.rules.interpretations import choose


def check_readings(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the readings that the pack declares."""
    for name, declared in context.pack.interpretations.items():
        source = context.sources.entry("interpretations", name)
        yield from check_choice(context, "default", name, declared.default, source, (name, "default"))


def check_choice(
    context: Context, code: str, name: str, value: object, source: Source, path: Path
) -> Iterator[Problem]:
    """Yield that a reading can't be set to a value, or that there is no such reading."""
    phases, sectors = context.pack.identity.phases, context.sectors()
    try:
        choose(context.pack.interpretations, name, value, phases=phases, sectors=sectors)
    except UnknownName as wrong:
        yield source.problem(path, code, wrong.text)
    except CampaignRulesError as wrong:
        yield source.problem(path, code, Text(f"取值不对：{wrong}", str(wrong)))


def check_reading(context: Context, name: str, source: Source, path: Path) -> Iterator[Problem]:
    """Yield the name of a reading that there is not."""
    yield from check_name("interpretation", name, context.pack.interpretations, source, path)


def check_takes_days(context: Context, name: str, source: Source, path: Path) -> Iterator[Problem]:
    """Yield the name of a reading that there is not, or that takes no number of days."""
    yield from check_name("interpretation", name, context.takers("days"), source, path)
