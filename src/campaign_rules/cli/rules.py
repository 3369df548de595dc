"""Commands on the rules themselves: lead, phase, diagram, book."""

from __future__ import annotations

import pathlib
import sys
from datetime import date

import click

from campaign_rules.base.errors import BadInput
from campaign_rules.base.texts import Lang, Text
from campaign_rules.cli.common import (
    campaign_of,
    campaign_option,
    common,
    format_option,
    lang_option,
    language_of,
    must_end_in,
    no_such,
    output_option,
    print_json,
    refuse,
    set_option,
    written,
)
from campaign_rules.cli.days import a_day, as_typed
from campaign_rules.writers import json as json_writer


@click.command()
@click.argument("name")
@common
def lead(name: str, campaign_name: str, form: str, lang: Lang | None, choices: tuple[str, ...]) -> None:
    """哪个部门牵头这个领域。Which department leads a sector."""
    language = language_of(lang)
    if not name.strip():
        raise click.UsageError(Text("请写领域的名称", "name a sector")(language))
    campaign = campaign_of(campaign_name, choices, language)
    answer = campaign.lead(as_typed(name))
    if form == "json":
        print_json(json_writer.led(answer, language))
    else:
        from campaign_rules.writers import text

        text.console().print(text.lead(answer, language, campaign.pack))


@click.command()
@click.argument("day", metavar="DATE", type=a_day)
@common
def phase(day: date, campaign_name: str, form: str, lang: Lang | None, choices: tuple[str, ...]) -> None:
    """这一天在哪个阶段。Which phase a day lies in."""
    language = language_of(lang)
    campaign = campaign_of(campaign_name, choices, language)
    if form == "json":
        print_json(json_writer.phased(campaign, day, language))
    else:
        from campaign_rules.writers import text

        text.console().print(text.phases(campaign, day, language))


@click.command()
@click.argument("lifecycle")
@format_option("mermaid", "svg")
@output_option
@campaign_option
@lang_option
def diagram(lifecycle: str, form: str, output: pathlib.Path | None, campaign_name: str, lang: Lang | None) -> None:
    """画出一个生命周期。Draw a life cycle of the pack, by its name."""
    language = language_of(lang)
    pack = campaign_of(campaign_name, (), language).pack
    cycles = pack.lifecycles
    if lifecycle not in cycles:
        raise click.UsageError(no_such(lifecycle, list(cycles))(language))
    if form == "svg":
        from campaign_rules.writers.diagrams.svg import svg as draw
    else:
        from campaign_rules.writers.diagrams.mermaid import mermaid as draw
    drawn = draw(cycles[lifecycle], pack, language)
    if output is None:
        if form == "svg":  # a file by its nature: UTF-8, whatever the console is
            sys.stdout.buffer.write(drawn.encode("utf-8"))
        else:
            sys.stdout.write(drawn)
        return
    written(output, lambda stream: stream.write(drawn.encode("utf-8")), language)


@click.command()
@output_option
@campaign_option
@lang_option
@set_option
def book(output: pathlib.Path | None, campaign_name: str, lang: Lang | None, choices: tuple[str, ...]) -> None:
    """规则手册：每条规则的条款、频次、期限、解释和情景，一个网页。The rule book of a pack, as a page."""
    from campaign_rules.files.pack_files import find_pack, load_scenarios
    from campaign_rules.writers import book as writer

    language = language_of(lang)
    must_end_in(output, ".html", ".htm")
    campaign = campaign_of(campaign_name, choices, language)
    try:
        scenarios = load_scenarios(find_pack(campaign_name))
    except BadInput as wrong:
        refuse(wrong.problems, language)
    page = writer.book(campaign.pack, scenarios, language)
    written(output, lambda stream: stream.write(page.encode("utf-8")), language)
