"""What an office sends in and keeps: progress, ledger, summary."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO

import click

from campaign_rules.base.errors import BadInput, NoLedger, Problem, did_you_mean
from campaign_rules.base.schemas import is_date
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Lang, Text, file_text
from campaign_rules.campaign import Campaign
from campaign_rules.cli.common import (
    Told,
    as_of_option,
    campaign_of,
    common_options,
    known_at_option,
    language_of,
    load_all,
    must_end_in,
    must_not_be_before,
    no_such,
    nulls_option,
    output_option,
    print_html,
    print_json,
    record_files,
    refuse,
    unreadable,
    written,
)
from campaign_rules.cli.days import as_typed
from campaign_rules.files.documents.decoding import decode
from campaign_rules.files.documents.json_text import read_json
from campaign_rules.files.record_files import WORKBOOKS, Nulls
from campaign_rules.reports.progress.contributions import clauses_of
from campaign_rules.reports.progress.filled import Progress
from campaign_rules.reports.progress.remarks import Remark, parts_too_large, remarks_data, shrunk
from campaign_rules.reports.progress.unit_forms import UnitForm
from campaign_rules.reports.progress.values import Number
from campaign_rules.rules.forms import Figure, Form
from campaign_rules.writers import json as json_writer


@click.command()
@record_files
@as_of_option
@click.option("--unit", "unit_name", metavar="NAME", help="只要一个填报单位的表 / the form of one unit only")
@click.option("--units", is_flag=True, help="另附每个填报单位的表 / also the form of every unit")
@click.option(
    "--explain", "cells", multiple=True, metavar="CELL", help="一格背后的记录，如 3.6 / what stands behind a cell"
)
@click.option(
    "--previous",
    type=click.Path(path_type=pathlib.Path),
    help="上一期的表（JSON），累计数变小的会指出 / an earlier form (JSON): what shrank is told",
)
@nulls_option
@output_option
@common_options("text", "json", "xlsx")
def progress(
    files: tuple[pathlib.Path, ...],
    as_of: date,
    unit_name: str | None,
    units: bool,
    cells: tuple[str, ...],
    previous: pathlib.Path | None,
    nulls: Nulls,
    output: pathlib.Path | None,
    campaign_name: str,
    form: str,
    lang: Lang | None,
    choices: tuple[str, ...],
) -> None:
    """填月度调度表：从记录统计每一格。Fill in the monthly form from records."""
    language = language_of(lang)
    must_end_in(output, ".json", ".xlsx")
    form = output.suffix.lower().removeprefix(".") if output and form == "text" else form
    campaign = campaign_of(campaign_name, choices, language)
    if campaign.pack.form is None:
        raise click.UsageError(Text(f"{campaign.id} 没有调度表", f"{campaign.id} has no form")(language))
    before = _previous(previous, campaign.pack.form, as_of, language) if previous else None
    told = Told(language)
    filled = _filled(campaign, files, as_of, nulls, told)
    shown = _unit(filled, unit_name, language) if unit_name is not None else filled.whole
    for cell in cells:
        if cell not in filled.form.cells:
            raise click.UsageError(no_such(cell, list(filled.form.cells))(language))
    remarks = [*shown.remarks, *(shrunk(filled.form, shown.values, before) if before else ())]
    if before:
        remarks += _faults_before(filled.form, before)
    others = filled.units if units else ()
    if form == "xlsx":
        _write_workbook(filled, (shown, *others), remarks, told, output)
    elif form == "json":
        data = _data(campaign, filled, shown, remarks, cells, others, language)
        print_json({**data, "input_warnings": told.data()}, output, language)
    else:
        _print(filled, shown, remarks, cells, others, language)
    sys.exit(1 if any(remark.level == "fault" for remark in remarks) else 0)


@click.command()
@record_files
@as_of_option
@click.option(
    "--section", metavar="SECTION", help="哪一种台账，默认全部 / which ledger, if not every one that the campaign keeps"
)
@nulls_option
@output_option
@common_options("text", "json", "csv", "xlsx")
def ledger(
    files: tuple[pathlib.Path, ...],
    as_of: date,
    section: str | None,
    nulls: Nulls,
    output: pathlib.Path | None,
    campaign_name: str,
    form: str,
    lang: Lang | None,
    choices: tuple[str, ...],
) -> None:
    """台账：各项的来历、期限和状态。The ledgers that the campaign keeps."""
    language = language_of(lang)
    campaign = campaign_of(campaign_name, choices, language)
    sections = _ledgers(campaign, section, language)
    told = Told(language)
    try:
        loaded = load_all(files, language, campaign, nulls=nulls, told=told)
        told.strangers(campaign, loaded)
        made = [campaign.ledger(loaded, as_of=as_of, section=one) for one in sections]
    except BadInput as wrong:
        refuse(wrong.problems, language)
    ending = output.suffix.lower().removeprefix(".") if output else ""
    form = ending if form == "text" and ending in ("json", "csv", "xlsx") else form
    if form == "json":
        data = {
            **json_writer.rules(campaign.pack),
            "as_of": as_of.isoformat(),
            "input_warnings": told.data(),
            **{one.section: [row.to_dict(language) for row in one] for one in made},
        }
        print_json(data, output, language)
    elif form == "text":
        from campaign_rules.writers import overview, text

        for one in made:
            if len(made) > 1:
                text.console().print(text.plain_text(one.title(language), style="bold"))
            text.console().print(overview.ledger(one, language, text.console().width))
        text.console().print(text.plain_text(campaign.pack.named(language)))
    else:
        from campaign_rules.writers import csv, xlsx_ledger

        def write(stream: BinaryIO) -> None:
            if form == "csv":
                stream.write(csv.ledgers(made, language).encode("utf-8", "replace"))
            else:
                xlsx_ledger.write(stream, made, campaign.pack, as_of, language)

        written(output, write, language)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FOLDER", type=click.Path(path_type=pathlib.Path))
@as_of_option
@click.option(
    "--days", type=click.IntRange(0, 3660), default=30, show_default=True, help="看今后多少天 / how many days ahead"
)
@known_at_option
@nulls_option
@output_option
@common_options("text", "json", "html")
def summary(
    files: tuple[pathlib.Path, ...],
    as_of: date,
    known_at: date | None,
    days: int,
    nulls: Nulls,
    output: pathlib.Path | None,
    campaign_name: str,
    form: str,
    lang: Lang | None,
    choices: tuple[str, ...],
) -> None:
    """总体情况：状态、最差的义务、逾期的事项、临近期限。Many records as a whole."""
    language = language_of(lang)
    must_end_in(output, ".html", ".json")
    must_not_be_before(known_at, as_of, language)
    campaign = campaign_of(campaign_name, choices, language)
    told = Told(language)
    loaded = load_all(files, language, campaign, nulls=nulls, told=told, each_once=True)
    told.strangers(campaign, loaded)
    try:
        made = campaign.summary(loaded, as_of=as_of, days=days, known_at=known_at)
    except BadInput as wrong:
        refuse(wrong.problems, language)
    if form == "html" or (output and output.suffix.lower() == ".html"):
        reports = [campaign.check(one, as_of=as_of, known_at=known_at) for one in loaded]
        print_html(campaign, reports, made, output, language)
    elif form == "json" or output:
        data = {**json_writer.rules(campaign.pack), **made.to_dict(language), "input_warnings": told.data()}
        print_json(data, output, language)
    else:
        from campaign_rules.writers import overview, text

        text.console().print(overview.summary(made, language))
    sys.exit(1 if any(counts["violated"] for counts in made.actors.values()) else 0)


def _ledgers(campaign: Campaign, section: str | None, lang: Lang) -> tuple[str, ...]:
    """Return the sections of which a ledger is asked for, by a name that may be the section's or what people call it."""
    model = campaign.pack.model
    if not model.ledgers:
        raise click.UsageError(NoLedger(campaign.id).text(lang))
    if section is None:
        return model.ledgers
    named: dict[str, str] = {}
    for name in model.ledgers:
        kept = model.sections[name]
        titles = (kept.title, kept.one, *([kept.ledger.title] if kept.ledger else []))
        named |= {word: name for title in titles for word in (title.zh, title.en)}
    named |= {name: name for name in model.ledgers}
    word = as_typed(section)
    if word not in named:
        raise click.UsageError(no_such(word, list(model.ledgers))(lang))
    return (named[word],)


def _filled(campaign: Campaign, files: tuple[pathlib.Path, ...], as_of: date, nulls: Nulls, told: Told) -> Progress:
    try:
        loaded = load_all(files, told.lang, campaign, nulls=nulls, told=told, each_once=True)
        told.strangers(campaign, loaded)
        return campaign.progress(loaded, as_of=as_of)
    except BadInput as wrong:
        refuse(wrong.problems, told.lang)


def _unit(filled: Progress, name: str, lang: Lang) -> UnitForm:
    try:
        return filled.of_unit(as_typed(name))
    except KeyError:
        known = [one.unit.title.zh for one in (filled.whole, *filled.units)]
        raise click.UsageError(no_such(as_typed(name), known)(lang)) from None


def _data(
    campaign: Campaign,
    filled: Progress,
    shown: UnitForm,
    remarks: list[Remark],
    cells: tuple[str, ...],
    others: tuple[UnitForm, ...],
    lang: Lang,
) -> dict[str, Any]:
    data: dict[str, Any] = {
        **json_writer.rules(campaign.pack),
        "unit": shown.unit.title(lang),
        "as_of": filled.as_of.isoformat(),
        "since": filled.since.isoformat(),
        "interpretations": {name: campaign.interpretations[name] for name in filled.readings},
        "cells": shown.cells,
        **remarks_data(remarks, lang),
        "differences": [one.to_dict(lang) for one in filled.differences],
    }
    if cells:
        data["explained"] = {
            cell: {
                "label": filled.form.cell(cell).label(lang),
                "value": shown.cells[cell],
                "clauses": clauses_of(filled.form, cell, lang),
                "entries": [one.to_dict(lang) for one in filled.explain(cell, shown.unit)],
            }
            for cell in cells
        }
    if others:
        data["units"] = [one.to_dict(lang) for one in others]
    return data


def _print(
    filled: Progress,
    shown: UnitForm,
    remarks: list[Remark],
    cells: tuple[str, ...],
    others: tuple[UnitForm, ...],
    lang: Lang,
) -> None:
    from campaign_rules.writers import form, text

    console = text.console()
    if cells:
        for i, cell in enumerate(cells):
            if i:
                console.print()
            console.print(form.explained(filled, cell, shown, filled.explain(cell, shown.unit), lang))
            for remark in remarks:
                if remark.cell == cell:
                    console.print(text.plain_text(form.remark_line(remark, lang)))
        return
    console.print(form.form(filled, shown, remarks, lang))
    for one in others:
        console.print()
        console.print(form.form(filled, one, one.remarks, lang))


def _write_workbook(
    filled: Progress, shown: tuple[UnitForm, ...], remarks: list[Remark], told: Told, output: pathlib.Path | None
) -> None:
    def write(stream: Any) -> None:
        from campaign_rules.writers import xlsx_form

        warnings = [problem.render(told.lang) for problem in told.problems]
        xlsx_form.write(stream, filled, shown, told.lang, remarks=remarks, warnings=warnings)

    written(output, write, told.lang)


def _faults_before(form: Form, before: dict[str, Number | None]) -> Iterator[Remark]:
    for remark in parts_too_large(form, before):
        yield Remark(remark.cell, remark.level, remark.code, Text("前表：", "the earlier form: ") + remark.text)


def _previous(path: pathlib.Path, form: Form, as_of: date, lang: Lang) -> dict[str, Number | None]:
    """Read the figures of an earlier form, or say all that is wrong with it and stop."""
    if path.suffix.lower() in WORKBOOKS:
        text = Text(
            "请给 progress -o ….json 写出的表，不是工作簿",
            "give the form that progress -o ….json writes, not a workbook",
        )
        refuse([Source(file_text(path), None).problem((), "form", text)], lang)
    try:
        source = read_json(decode(path.read_bytes(), file_text(path), BadInput), file_text(path))
    except BadInput as wrong:
        refuse(wrong.problems, lang)
    except OSError as wrong:
        refuse([unreadable(path, wrong)], lang)
    values: dict[str, Number | None] = {}
    problems = list(_read_form(source, form, as_of, values))
    if problems:
        refuse(problems, lang)
    return values


def _read_form(source: Source, form: Form, as_of: date, values: dict[str, Number | None]) -> Iterator[Problem]:
    data = source.data if isinstance(source.data, dict) else {}
    day = data.get("as_of")
    if not isinstance(day, str) or not is_date(day):
        yield source.problem(("as_of",), "date", Text("应为日期 YYYY-MM-DD", "expected a date YYYY-MM-DD"))
    elif date.fromisoformat(day) > as_of:
        text = Text(f"前表是 {day} 的，晚于 {as_of}", f"the earlier form is of {day}, after {as_of}")
        yield source.problem(("as_of",), "date", text)
    cells = data.get("cells")
    if not isinstance(cells, dict):
        text = Text("应为 progress --format json 写出的表", "expected a form as written by progress --format json")
        yield source.problem(("cells",), "form", text)
        return
    known = form.cells
    for name, value in cells.items():
        if name not in known:
            text = Text(f"表里没有 {name} 这一格", f"the form has no cell {name}") + did_you_mean(name, known)
            yield source.problem(("cells", name), "unknown-cell", text)
            continue
        yield from _read_cell(source, [f for f in form.figures() if f.cell == name], name, value, values)


def _read_cell(
    source: Source, figures: Sequence[Figure], name: str, value: Any, values: dict[str, Number | None]
) -> Iterator[Problem]:
    """Read what an earlier form says in one cell: a figure, or several by name."""
    given: dict[str | None, Any] = dict(value) if isinstance(value, dict) else {f.key: value for f in figures[:1]}
    for key, number in given.items():
        figure = next((one for one in figures if one.key == key), None)
        if figure is None or not (number is None or (isinstance(number, (int, float)) and number >= 0)):
            at: Path = ("cells", name, str(key)) if isinstance(value, dict) else ("cells", name)
            text = Text("应为不小于 0 的数、是否，或 null", "expected a number of 0 or more, a truth value, or null")
            yield source.problem(at, "value", text)
        else:
            values[figure.name] = number
