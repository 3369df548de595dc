"""What is wrong with the readings of a pack's text, and where something names or sets one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from campaign_rules.base.errors import Problem, UnknownName
from campaign_rules.base.sources import Path, Source
from campaign_rules.rules.checks.context import Context, check_name
from campaign_rules.rules.checks.record_places import Declared
from campaign_rules.rules.interpretations import ASKED_BY_ITSELF, BadChoice, choose, strange_options
from campaign_rules.rules.roles import BY_POST, BY_TITLE


def check_readings(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the readings that the pack declares."""
    for name, declared in context.pack.interpretations.items():
        source = context.sources.entry("interpretations", name)
        yield from check_choice(context, "default", name, declared.default, source, (name, "default"))
        if name in ASKED_BY_ITSELF and (text := strange_options(name, declared.options, ASKED_BY_ITSELF[name])):
            strange = next(option for option in declared.options if option not in ASKED_BY_ITSELF[name])
            yield source.problem((name, "options", strange), "options", text, at_key=True)


def check_readings_of_record(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the readings that ``record.yaml`` names: of posts, and of stoppages.

    A layer is not told of a reading that only some of the campaigns above it have.
    """
    declared = Declared(context.model.declaration, context.sources.record)
    readings, own = context.pack.interpretations, context.pack.identity.id
    posts: list[tuple[Path, str]] = [
        (("roles", name, "interpretation"), role.interpretation)
        for name, role in context.model.roles.items()
        if role.interpretation
    ]
    stoppages: list[tuple[Path, str]] = [
        (("sections", name, "suspends", "reading"), section.suspends.reading)
        for name, section in context.model.sections.items()
        if section.suspends and section.suspends.reading
    ]
    for path, name in (*posts, *stoppages):
        for problem in declared.unknown("interpretation", name, readings, path):
            if PurePath(problem.file).parent.name == own:
                yield problem
    for path, name in posts:
        if name in readings and (text := strange_options(name, readings[name].options, (BY_POST, BY_TITLE))):
            yield declared.problem(path, "options", text)


def check_choice(
    context: Context, code: str, name: str, value: object, source: Source, path: Path
) -> Iterator[Problem]:
    """Yield that a reading can't be set to a value, or that there is no such reading."""
    phases, sectors = context.pack.identity.phases, context.sectors()
    try:
        choose(context.pack.interpretations, name, value, phases=phases, sectors=sectors)
    except UnknownName as wrong:
        yield source.problem(path, code, wrong.text)
    except BadChoice as wrong:
        yield source.problem(path, code, wrong.text)


def check_reading(context: Context, name: str, source: Source, path: Path) -> Iterator[Problem]:
    """Yield the name of a reading that there is not."""
    yield from check_name("interpretation", name, context.pack.interpretations, source, path)


def check_takes_days(context: Context, name: str, source: Source, path: Path) -> Iterator[Problem]:
    """Yield the name of a reading that there is not, or that takes no number of days."""
    yield from check_name("interpretation", name, context.takers("days"), source, path)
