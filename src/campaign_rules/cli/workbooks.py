"""Spreadsheets: template, import, export."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Sequence
from typing import BinaryIO

import click
import msgspec

from campaign_rules.cli.common import (
    campaign_of,
    campaign_option,
    lang_option,
    language_of,
    load_all,
    print_json,
    record_files,
    records_in,
    refuse,
    unreadable,
    written,
)
from campaign_rules.errors import BadInput, Problem
from campaign_rules.loading import Loaded
from campaign_rules.records import Record
from campaign_rules.texts import Lang, Text


@click.command()
@click.argument("output", metavar="FILE.xlsx", type=click.Path(path_type=pathlib.Path))
@click.option(
    "--offices", is_flag=True, help="部门、乡镇、县安委办用的 / for departments, townships and the county office"
)
@campaign_option
@lang_option
def template(output: pathlib.Path, offices: bool, campaign_name: str, lang: Lang | None) -> None:
    """填记录用的 Excel 模板。A workbook to type records in."""
    language = language_of(lang)
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
@campaign_option
@lang_option
def export(files: tuple[pathlib.Path, ...], output: pathlib.Path, campaign_name: str, lang: Lang | None) -> None:
    """把记录写成 Excel，改后可以再导入。Write records as a workbook, which can be imported again."""
    language = language_of(lang)
    campaign = campaign_of(campaign_name, (), language)
    records = [one.record for one in load_all(files, language, campaign.pack)]
    _write(output, records, campaign_name, language)


def _write(
    output: pathlib.Path, records: Sequence[Record], campaign_name: str, lang: Lang, *, offices: bool = False
) -> None:
    pack = campaign_of(campaign_name, (), lang).pack
    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(
            Text(f"{output}：文件名应以 .xlsx 结尾", f"{output}: the file's name must end in .xlsx")(lang)
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
@campaign_option
@lang_option
def import_(
    files: tuple[pathlib.Path, ...], output: pathlib.Path | None, form: str, campaign_name: str, lang: Lang | None
) -> None:
    """读入 Excel 填的记录，写成 JSON Lines。Read records typed in spreadsheets, as JSON Lines."""
    language = language_of(lang)
    campaign = campaign_of(campaign_name, (), language)
    loaded, problems = list[Loaded](), list[Problem]()
    for path in files:
        try:
            loaded += records_in(path, campaign.pack, language)
        except BadInput as wrong:
            problems += wrong.problems
        except OSError as wrong:
            problems.append(unreadable(path, wrong))
    if not problems:
        problems += campaign.problems_of(loaded)
    if problems:
        refuse(problems, language)
    for one in loaded:
        for warning in campaign.warnings_of(one):
            print(Text("提醒：", "warning: ")(language) + warning.render(language), file=sys.stderr)
    if form == "json":
        print_json({"records": [msgspec.to_builtins(one.record) for one in loaded]}, output, language)
    else:
        lines = b"".join(msgspec.json.encode(one.record) + b"\n" for one in loaded)
        written(output, lambda stream: stream.write(lines), language)
    if output:
        said = Text(f"读入 {len(loaded)} 份记录", f"{len(loaded)} records read")
        print(said(language), file=sys.stderr)
