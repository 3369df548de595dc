"""Commands for other programs that write or read records: schema, types."""

from __future__ import annotations

import pathlib
from typing import Literal

import click

from campaign_rules.base.texts import Lang
from campaign_rules.cli.common import campaign_of, campaign_option, lang_option, language_of, output_option, written

Language = Literal["typescript", "python", "json-schema"]


@click.command()
@campaign_option
@output_option
@lang_option
def schema(campaign_name: str, output: pathlib.Path | None, lang: Lang | None) -> None:
    """记录的 JSON Schema，编辑器和其他程序用。The JSON Schema of a campaign's records, for editors and other programs."""
    _write("json-schema", campaign_name, output, lang)


@click.command()
@click.option(
    "--for",
    "language",
    required=True,
    type=click.Choice(["typescript", "python", "json-schema"]),
    help="用哪种语言 / in which language",
)
@campaign_option
@output_option
@lang_option
def types(language: Language, campaign_name: str, output: pathlib.Path | None, lang: Lang | None) -> None:
    """记录的类型，供其他程序使用。The types of a campaign's records, for other programs."""
    _write(language, campaign_name, output, lang)


def _write(language: Language, campaign_name: str, output: pathlib.Path | None, lang: Lang | None) -> None:
    said = language_of(lang)
    pack = campaign_of(campaign_name, (), said).pack
    if language == "typescript":
        from campaign_rules.writers.types.typescript import typescript as write
    elif language == "python":
        from campaign_rules.writers.types.python import python as write
    else:
        from campaign_rules.writers.types.json_schema import written as write
    text = write(pack.model, pack.identity.title)
    written(output, lambda stream: stream.write(text.encode("utf-8")), said)
