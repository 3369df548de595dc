"""Commands on records: check, explain, history, next."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import click

from campaign_rules.base.errors import BadArgument, BadInput, Problem, UnknownName, did_you_mean
from campaign_rules.base.texts import Lang, Text, file_text
from campaign_rules.campaign import Campaign
from campaign_rules.cli.common import (
    F,
    Told,
    as_of_option,
    ascii_only,
    campaign_of,
    common,
    common_options,
    known_at_option,
    language_of,
    load_all,
    must_not_be_before,
    no_such,
    nulls_option,
    print_html,
    print_json,
    progress,
    record_files,
    refuse,
)
from campaign_rules.cli.days import as_typed
from campaign_rules.files.record_files import Loaded, Nulls
from campaign_rules.reports.next_steps import beyond_mending, next_steps
from campaign_rules.reports.report import Report
from campaign_rules.reports.summaries import summarise
from campaign_rules.writers import json as json_writer

T = TypeVar("T")

SEVERAL = 5
"""More records than this are shown a line each."""


def _number_of_jobs(_: click.Context, __: click.Parameter, value: str) -> int:
    """Read how many processes are to be used; 0 for as many as there are cores."""
    if value == "auto":
        return 0
    if not value.isdecimal() or not 1 <= int(value) <= 1024:
        raise click.BadParameter("应为 auto 或 1 至 1024 的数字 / expected auto, or a number from 1 to 1024")
    return int(value)


@click.command()
@record_files
@as_of_option
@known_at_option
@click.option("--strict", is_flag=True, help="资料不足和待核查也算不通过 / unknown and to be reviewed also fail")
@click.option("--all", "everything", is_flag=True, help="列出全部义务 / list every obligation")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=pathlib.Path),
    metavar="FILE",
    help="写入 .html 报告；或成批检查，写入 .jsonl、.csv、.parquet / a report, or many records into a file",
)
@click.option(
    "--jobs",
    "-j",
    default="auto",
    metavar="N|auto",
    callback=_number_of_jobs,
    help="同 -o：进程数 / with -o: processes",
)
@click.option(
    "--rejects",
    type=click.Path(path_type=pathlib.Path),
    metavar="FILE",
    help="同 -o：读不了的记录写到这里 / with -o: records that can't be used",
)
@nulls_option
@common_options("text", "json", "html")
def check(
    files: tuple[pathlib.Path, ...],
    as_of: date,
    known_at: date | None,
    strict: bool,
    everything: bool,
    output: pathlib.Path | None,
    jobs: int,
    rejects: pathlib.Path | None,
    nulls: Nulls,
    campaign_name: str,
    form: str,
    lang: Lang | None,
    choices: tuple[str, ...],
) -> None:
    """检查记录：YAML、JSON、JSON Lines、Excel 文件或文件夹。Check records as of a day.

    有 -o 时成批检查任意多份记录（也读 .gz、.zst、.parquet），每份一行。With -o, any number of them, a row each.
    """
    language = language_of(lang)
    campaign = campaign_of(campaign_name, choices, language)
    if output and output.suffix.lower() != ".html":
        from campaign_rules.cli.bulk import check_many

        if known_at:
            raise click.UsageError("--known-at 不能和 -o 一起用 / can't go with -o")
        sys.exit(
            check_many(
                campaign,
                files,
                as_of,
                output,
                rejects=rejects,
                jobs=jobs,
                strict=strict,
                nulls=nulls,
                form=form,
                lang=language,
            )
        )
    told = Told(language)
    page = form == "html" or output is not None
    loaded = load_all(files, language, campaign, nulls=nulls, told=told, each_once=page)
    reports = _check_all(campaign, loaded, as_of, known_at, language)
    if page:
        several = len(reports) != 1
        summary = summarise(campaign.pack, as_of, reports, known_at=known_at) if several else None
        print_html(campaign, reports, summary, output, language)
    elif form == "json":
        for piece in json_writer.checked(campaign, reports, as_of, language, ascii_only=ascii_only(), told=told.data()):
            sys.stdout.write(piece)
    else:
        _print_reports(reports, campaign, language, everything=everything)
    failing = {"violated", "unknown", "needs_review"} if strict else {"violated"}
    sys.exit(1 if any(failing & report.summary.keys() for report in reports) else 0)


def one_record(command: F) -> F:
    """Add what the commands on a single record have: the file, the day, and the record where a file holds several."""
    for decorate in (
        click.option("--record", metavar="ID", help="文件有多份记录时指定一份 / which record, where FILE has several"),
        nulls_option,
        known_at_option,
        as_of_option,
        click.argument("file", metavar="FILE", type=click.Path(path_type=pathlib.Path)),
    ):
        command = decorate(command)
    return command


@click.command()
@one_record
@click.argument("target", metavar="INSTANCE|ITEM")
@common
def explain(target: str, lang: Lang | None, form: str, **given: Any) -> None:
    """为什么：一项义务或一个条目的理由。Why an obligation stands as it does, or what is indicated on an item."""
    language = language_of(lang)
    report = _one_report(language, **given)
    wanted = as_typed(target)
    findings = {finding.instance: finding for finding in report.findings}
    if wanted in findings:
        proof, data = findings[wanted].proof, findings[wanted].to_dict(language)
        data["proof"] = proof.to_dict(language)
    else:
        known = [*findings, *(outcome.item for outcome in report.outcomes)]
        outcome = _named(lambda: report.outcome(wanted), lambda: _nothing_on(wanted, report, known), language)
        proof, data = outcome.proof, outcome.to_dict(language, full=True)
    _answer(form, report, data, language, lambda reasons: reasons.explained(proof, language, report.as_seen))


@click.command()
@one_record
@click.argument("item", metavar="ITEM")
@common
def history(item: str, lang: Lang | None, form: str, **given: Any) -> None:
    """一个条目的经过：每一步、原因、被拒绝的步骤。What happened to an item, step by step, and what was refused.

    几张表里编号相同的，写作 表/编号。Where items of several sections have the id: SECTION/ID.
    """
    language = language_of(lang)
    report = _one_report(language, **given)
    wanted, ids = as_typed(item), [id_ for _, id_ in report.followed]
    section, id_ = _named(lambda: report.item(wanted), lambda: no_such(wanted, ids), language)
    entries = report.history(wanted)
    data = {
        report.rules.pack.model.item_key(section): id_,
        "history": [entry.to_dict(language) for entry in entries],
    }
    _answer(form, report, data, language, lambda reasons: reasons.history(entries, id_, language, report.as_seen))


@click.command("next")
@one_record
@common
def next_(lang: Lang | None, form: str, **given: Any) -> None:
    """接下来做什么，最急的在前。What to do next, soonest first, and what each step would achieve."""
    language = language_of(lang)
    report = _one_report(language, **given)
    steps, over = next_steps(report), beyond_mending(report)
    data = {
        "steps": [step.to_dict(language) for step in steps],
        "beyond_mending": [
            {
                "of": one.instance,
                "due": one.last_day.isoformat() if one.last_day else None,
                "title": one.title(language),
                "clause": one.clause,
                "clause_label": one.clause_label(language),
            }
            for one in over
        ],
    }
    _answer(form, report, data, language, lambda reasons: reasons.next_steps(report, steps, over, language))


def _one_report(
    lang: Lang,
    *,
    file: pathlib.Path,
    as_of: date,
    known_at: date | None,
    record: str | None,
    nulls: Nulls,
    campaign_name: str,
    choices: tuple[str, ...],
) -> Report:
    """Check the one record that a command is about."""
    campaign = campaign_of(campaign_name, choices, lang)
    loaded = load_all([file], lang, campaign, nulls=nulls)
    ids = [one.record.id for one in loaded]
    if record is not None:
        loaded = [one for one in loaded if one.record.id == as_typed(record)]
        if not loaded:
            raise click.UsageError(no_such(record, ids)(lang))
    if len(loaded) > 1:
        text = Text(
            f"{file_text(file)} 有 {len(loaded)} 份记录，请用 --record 指定一份",
            f"{file_text(file)} has {len(loaded)} records; say which with --record",
        )
        raise click.UsageError((text + did_you_mean("", ids))(lang))
    (report,) = _check_all(campaign, loaded, as_of, known_at, lang)
    return report


def _named(find: Callable[[], T], nothing: Callable[[], Text], lang: Lang) -> T:
    """Return what is found by its name; say what is wrong with the name where nothing is, or several things are."""
    try:
        return find()
    except UnknownName:
        raise click.UsageError(nothing()(lang)) from None
    except BadArgument as several:
        raise click.UsageError(several.text(lang)) from None


def _nothing_on(wanted: str, report: Report, known: Sequence[str]) -> Text:
    """Say why there is nothing to explain: the item is not the campaign's concern, or there is no such name."""
    try:
        section, id_ = report.item(wanted)
    except UnknownName:
        return no_such(wanted, known)
    pack = report.rules.pack
    name = pack.model.item_title(section)
    if section not in pack.outcomes:
        return Text(f"本行动没有关于{name.zh}的处理提示", f"this campaign has no outcomes for a {name.en}")
    return Text(
        f"{report.as_of} 本次行动还不涉及（或不再涉及）{name.zh} {id_}，没有处理提示",
        f"on {report.as_of} the {name.en} {id_} is not, or not yet, a concern of this campaign: nothing is indicated",
    )


def _answer(form: str, report: Report, data: dict[str, Any], lang: Lang, shown: Callable[[Any], Any]) -> None:
    """Print what is said of one record: as JSON, or as what the writer of reasons makes of it."""
    if form == "json":
        print_json(json_writer.about(report, data))
    else:
        from campaign_rules.writers import reasons, text

        text.console().print(shown(reasons))
        if report.rules.pack.overrides:
            text.console().print(text.plain_text(report.rules.pack.named(lang)))


def _check_all(
    campaign: Campaign, records: Sequence[Loaded], as_of: date, known_at: date | None, lang: Lang
) -> list[Report]:
    must_not_be_before(known_at, as_of, lang)
    reports: list[Report] = []
    problems: list[Problem] = []
    for loaded in progress(records, Text("检查", "checking"), lang):
        try:
            reports.append(campaign.check(loaded, as_of=as_of, known_at=known_at))
        except BadInput as wrong:
            problems += wrong.problems
    if problems:
        refuse(problems, lang)
    return reports


def _print_reports(reports: Sequence[Report], campaign: Campaign, lang: Lang, *, everything: bool) -> None:
    from campaign_rules.writers import text

    console = text.console()
    if len(reports) > SEVERAL and not everything:
        console.print(text.overview(reports, lang))
        return
    for i, report in enumerate(reports):
        if i:
            console.print()
        console.print(text.report(report, campaign, lang, everything=everything, width=console.width))
