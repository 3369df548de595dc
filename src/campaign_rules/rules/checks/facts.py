"""What is wrong with the facts of a pack: their conditions, readings and days, and facts that are defined by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.rules.checks.circles import circle_text, circles
from campaign_rules.rules.checks.conditions import check_condition
from campaign_rules.rules.checks.context import Context, check_name
from campaign_rules.rules.checks.readings import check_reading
from campaign_rules.rules.pack import Fact


def check_facts(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with each fact, and the facts that are defined by themselves."""
    for name, fact in context.pack.facts.items():
        source = context.sources.entry("facts", name)
        section = fact.of or None
        if section:
            yield from check_name("section", section, context.model.sections, source, (name, "of"))
        if fact.interpretation:
            yield from check_reading(context, fact.interpretation, source, (name, "interpretation"))
        yield from check_condition(context, fact.holds, section, source, (name, "holds"))
        yield from _lasted(context, fact, source, (name, "lasted"))
    facts = {name: fact.holds for name, fact in context.pack.facts.items()}
    for name in circles(facts):
        yield context.sources.entry("facts", name).problem((name,), "circle", circle_text(name), at_key=True)


def _lasted(context: Context, fact: Fact, source: Source, at: Path) -> Iterator[Problem]:
    """Yield a day that a fact is said to have lasted from, or until, and that no item has."""
    if fact.lasted is UNSET:
        return
    days = context.days(fact.of or None) | {"as_of"}
    yield from check_name("date", fact.lasted.since, days, source, (*at, "since"))
    for i, name in enumerate(fact.lasted.until):
        yield from check_name("date", name, days, source, (*at, "until", i))
