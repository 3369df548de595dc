"""Spreadsheets: template, import, export."""

from __future__ import annotations

import os
import pathlib
import sys
from collections.abc import Sequence
from typing import BinaryIO

import click
import msgspec

from campaign_rules.base.errors import BadInput
from campaign_rules.base.texts import Lang, Text, counted, file_text
from campaign_rules.cli.common import (
    Told,
    campaign_of,
    campaign_option,
    lang_option,
    language_of,
    load_all,
    nulls_option,
    print_json,
    record_files,
    refuse,
    say,
    written,
)
from campaign_rules.engine.vocabulary import UNRECOGNISED
from campaign_rules.files.record_files import Nulls
from campaign_rules.files.streams import half_character
from campaign_rules.rules.record.values import Record


@click.command()
@click.argument("output", metavar="FILE.xlsx", type=click.Path(path_type=pathlib.Path))
@click.option("--offices", is_flag=True, help="机关用的 / for offices")
@click.option("--force", is_flag=True, help="覆盖已有的文件 / write over a file that exists")
@campaign_option
@lang_option
def template(output: pathlib.Path, offices: bool, force: bool, campaign_name: str, lang: Lang | None) -> None:
    """填记录用的 Excel 模板。A workbook to type records in."""
    language = language_of(lang)
    if os.path.lexists(output) and not force:
        file = file_text(output)
        text = Text(
            f"{file} 已经存在，里面可能有填好的内容；换个名字，或加 --force 覆盖",
            f"{file} exists already, and may have been filled in; choose another name, or write over it with --force",
        )
        raise click.UsageError(text(language))
    _write(output, (), campaign_name, language, offices=offices)


@click.command()
@record_files
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(path_type=pathlib.Path),
    help="写入的工作簿 / the workbook to write",
)
@nulls_option
@campaign_option
@lang_option
def export(
    files: tuple[pathlib.Path, ...], output: pathlib.Path, nulls: Nulls, campaign_name: str, lang: Lang | None
) -> None:
    """把记录写成 Excel，改后可以再导入。Write records as a workbook, which can be imported again."""
    language = language_of(lang)
    campaign = campaign_of(campaign_name, (), language)
    records = [one.record for one in load_all(files, language, campaign, nulls=nulls)]
    _write(output, records, campaign_name, language)


def _write(
    output: pathlib.Path, records: Sequence[Record], campaign_name: str, lang: Lang, *, offices: bool = False
) -> None:
    pack = campaign_of(campaign_name, (), lang).pack
    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(
            Text(
                f"{file_text(output)}：文件名应以 .xlsx 结尾", f"{file_text(output)}: the file's name must end in .xlsx"
            )(lang)
        )

    def write(stream: BinaryIO) -> None:
        from campaign_rules.writers import xlsx_records

        xlsx_records.write_records(stream, pack, records, offices=offices)

    try:
        written(output, write, lang)
    except BadInput as wrong:
        refuse(wrong.problems, lang)


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE.xlsx...", type=click.Path(path_type=pathlib.Path))
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=pathlib.Path),
    help="写入的 JSON Lines 文件；不写则输出到屏幕 / JSON Lines; else standard output",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "json"]),
    default="jsonl",
    show_default=True,
    help="每行一份，或合为一个 JSON / a line each, or one document",
)
@click.option(
    "--strict", is_flag=True, help="有不认得的词就不导入 / refuse what has words that the campaign does not know"
)
@nulls_option
@campaign_option
@lang_option
def import_(
    files: tuple[pathlib.Path, ...],
    output: pathlib.Path | None,
    form: str,
    strict: bool,
    nulls: Nulls,
    campaign_name: str,
    lang: Lang | None,
) -> None:
    """读入 Excel 填的记录，写成 JSON Lines。Read records typed in spreadsheets, as JSON Lines."""
    language = language_of(lang)
    campaign = campaign_of(campaign_name, (), language)
    told = Told(language)
    loaded = load_all(files, language, campaign, nulls=nulls, told=told)
    lines, problems = list[bytes](), campaign.problems(loaded)
    for one in loaded:
        try:
            lines.append(msgspec.json.encode(one.record) + b"\n")
        except UnicodeEncodeError:
            problems.append(half_character(one.source.file, one.line))
    warnings = [warning for one in loaded for warning in campaign.warnings(one)]
    if strict:
        problems += [warning for warning in warnings if warning.code == UNRECOGNISED]
    if problems:
        refuse(problems, language)
    for warning in warnings:
        told(warning)
    if form == "json":
        data = {"records": [msgspec.to_builtins(one.record) for one in loaded]}
        print_json({**data, "input_warnings": told.data()}, output, language)
    else:
        written(output, lambda stream: stream.writelines(lines), language)
    if output:
        said = Text(f"读入 {len(loaded)} 份记录", f"{counted(len(loaded), 'record')} read")
        say(said(language), file=sys.stderr)
