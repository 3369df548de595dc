"""The command line. Exit status: 0 nothing violated, 1 something violated, 2 bad input or usage."""

from __future__ import annotations

import os
import pathlib
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NoReturn, TypeVar

import click

from campaign_rules import __version__
from campaign_rules.advice import next_steps
from campaign_rules.campaign import DEFAULT, Campaign, load_campaign
from campaign_rules.checking import Report
from campaign_rules.errors import BadInput, Problem, UnknownName, did_you_mean
from campaign_rules.interpretations import BadChoice
from campaign_rules.loading import SUFFIXES, Loaded, files_in, load_file
from campaign_rules.schemas import is_date
from campaign_rules.sources import Source
from campaign_rules.texts import Lang, Text
from campaign_rules.writers import json as json_writer

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

STANDARD_INPUT = pathlib.Path("-")
SEVERAL = 5
"""More records than this are shown a line each."""


def a_day(text: str) -> date:
    """Read a day written YYYY-MM-DD, or say what is wrong with it."""
    if not is_date(text):
        raise click.BadParameter(f"{text!r} 不是日期，应为 YYYY-MM-DD / not a date, expected YYYY-MM-DD")
    return date.fromisoformat(text)


def _can_show(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


as_of_option = click.option(
    "--as-of", required=True, type=a_day, metavar="YYYY-MM-DD", help="判定日 / the day that is asked about"
)
known_at_option = click.option(
    "--known-at",
    type=a_day,
    metavar="YYYY-MM-DD",
    help="只看此日已记录的事项 / only what had been recorded by this day",
)


campaign_option = click.option(
    "--campaign",
    "campaign_name",
    default=DEFAULT,
    show_default=True,
    metavar="NAME|FOLDER",
    help="行动规则包：名称或文件夹 / campaign: a name or a folder",
)
lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="语言，默认中文 / language, Chinese by default"
)


def common(command: F) -> F:
    """Add the options that every command has."""
    for option in (
        campaign_option,
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json"]),
            default="text",
            show_default=True,
            help="输出格式 / output format",
        ),
        lang_option,
        click.option(
            "--set",
            "choices",
            multiple=True,
            metavar="NAME=VALUE",
            help="改选一条解释 / set an interpretation otherwise",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="campaign-rules")
def cli() -> None:
    """按规则包检查专项整治记录。Check records against a campaign's rules."""


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=pathlib.Path))
@as_of_option
@known_at_option
@click.option("--strict", is_flag=True, help="资料不足和待核查也算不通过 / unknown and to be reviewed also fail")
@click.option("--all", "everything", is_flag=True, help="列出全部义务 / list every obligation")
@common
def check(
    files: tuple[pathlib.Path, ...],
    as_of: date,
    known_at: date | None,
    strict: bool,
    everything: bool,
    campaign_name: str,
    form: str,
    lang: Lang | None,
    choices: tuple[str, ...],
) -> None:
    """检查企业记录：YAML、JSON、JSON Lines 文件或文件夹。Check records as of a day."""
    language = _language(lang)
    campaign = _campaign(campaign_name, choices, language)
    reports = _check_all(campaign, _load_all(files, language), as_of, known_at, language)
    if form == "json":
        for piece in json_writer.checked(campaign, reports, as_of, language, ascii_only=_ascii_only()):
            sys.stdout.write(piece)
    else:
        _print_reports(reports, campaign, language, everything=everything)
    failing = {"violated", "unknown", "needs_review"} if strict else {"violated"}
    sys.exit(1 if any(failing & report.summary.keys() for report in reports) else 0)


def one_record(command: F) -> F:
    """Add what the commands on a single record have: the file, the day, and the record where a file holds several."""
    for decorate in (
        click.option("--record", metavar="ID", help="文件有多份记录时指定一份 / which record, where FILE has several"),
        known_at_option,
        as_of_option,
        click.argument("file", metavar="FILE", type=click.Path(path_type=pathlib.Path)),
    ):
        command = decorate(command)
    return command


@cli.command()
@one_record
@click.argument("target", metavar="INSTANCE|HAZARD")
@common
def explain(target: str, lang: Lang | None, form: str, **given: Any) -> None:
    """为什么：一项义务或一个隐患的理由。Why an obligation stands as it does, or what is indicated on a hazard."""
    language = _language(lang)
    report = _one_report(language, **given)
    wanted = _as_typed(target)
    findings = {finding.instance: finding for finding in report.findings}
    hazards = {outcome.hazard: outcome for outcome in report.outcomes}
    if wanted in findings:
        proof, data = findings[wanted].proof, findings[wanted].to_dict(language)
        data["proof"] = proof.to_dict(language)
    elif wanted in hazards:
        proof, data = hazards[wanted].proof, hazards[wanted].to_dict(language, full=True)
    else:
        raise click.UsageError(_nothing_on(wanted, report, [*findings, *hazards])(language))
    _answer(form, report, data, lambda reasons: reasons.explained(proof, language))


@cli.command()
@one_record
@click.argument("hazard", metavar="HAZARD")
@common
def history(hazard: str, lang: Lang | None, form: str, **given: Any) -> None:
    """一个隐患的经过：每一步、原因、被拒绝的步骤。What happened to a hazard, step by step, and what was refused."""
    language = _language(lang)
    report = _one_report(language, **given)
    wanted = _as_typed(hazard)
    try:
        entries = report.history(wanted)
    except KeyError:
        known = [one.id for one in report.record.hazards or ()]
        raise click.UsageError(_no_such(wanted, known)(language)) from None
    data = {"hazard": wanted, "history": [entry.to_dict(language) for entry in entries]}
    _answer(form, report, data, lambda reasons: reasons.history(entries, wanted, language))


@cli.command("next")
@one_record
@common
def next_(lang: Lang | None, form: str, **given: Any) -> None:
    """接下来做什么，最急的在前。What to do next, soonest first, and what each step would achieve."""
    language = _language(lang)
    report = _one_report(language, **given)
    steps = next_steps(report)
    data = {"steps": [step.to_dict(language) for step in steps]}
    _answer(form, report, data, lambda reasons: reasons.next_steps(report, steps, language))


@cli.command()
@click.argument("name")
@common
def lead(name: str, campaign_name: str, form: str, lang: Lang | None, choices: tuple[str, ...]) -> None:
    """哪个部门牵头这个领域。Which department leads a sector."""
    language = _language(lang)
    if not name.strip():
        raise click.UsageError(Text("请写领域的名称", "name a sector")(language))
    answer = _campaign(campaign_name, choices, language).lead(_as_typed(name))
    if form == "json":
        _print_json(json_writer.led(answer, language))
    else:
        from campaign_rules.writers import text

        text.console().print(text.lead(answer, language))


@cli.command()
@click.argument("day", metavar="DATE", type=a_day)
@common
def phase(day: date, campaign_name: str, form: str, lang: Lang | None, choices: tuple[str, ...]) -> None:
    """这一天在哪个阶段。Which phase a day lies in."""
    language = _language(lang)
    campaign = _campaign(campaign_name, choices, language)
    if form == "json":
        _print_json(json_writer.phased(campaign, day, language))
    else:
        from campaign_rules.writers import text

        text.console().print(text.phases(campaign, day, language))


@cli.command()
@click.argument("lifecycle")
@click.option(
    "--format",
    "form",
    type=click.Choice(["mermaid", "svg"]),
    default="mermaid",
    show_default=True,
    help="输出格式 / output format",
)
@click.option("--output", "-o", type=click.Path(path_type=pathlib.Path), help="写入文件 / write to a file")
@campaign_option
@lang_option
def diagram(lifecycle: str, form: str, output: pathlib.Path | None, campaign_name: str, lang: Lang | None) -> None:
    """画出一个生命周期。Draw a life cycle of the pack: hazard, obligation, campaign, enforcement."""
    from campaign_rules.writers import diagram as draw

    language = _language(lang)
    cycles = _campaign(campaign_name, (), language).pack.lifecycles
    if lifecycle not in cycles:
        raise click.UsageError(_no_such(lifecycle, list(cycles))(language))
    drawn = {"mermaid": draw.mermaid, "svg": draw.svg}[form](cycles[lifecycle], language)
    if output is None:
        if form == "svg":  # a file by its nature: UTF-8, whatever the console is
            sys.stdout.buffer.write(drawn.encode("utf-8"))
        else:
            sys.stdout.write(drawn)
        return
    try:
        output.write_text(drawn, encoding="utf-8", newline="\n")
    except OSError as wrong:
        text = Text(f"无法写入：{wrong.strerror}", f"can't be written: {wrong.strerror}")
        _refuse([Source(str(output), None).problem((), "unwritable", text)], language)


def _language(wanted: Lang | None) -> Lang:
    return wanted or ("zh" if _can_show("未履行") else "en")


def _as_typed(word: str) -> str:
    """Return a word as it was typed where the locale (C, POSIX) could not decode it."""
    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word


def _campaign(name: str, choices: Iterable[str], lang: Lang) -> Campaign:
    try:
        campaign = load_campaign(name)
        for choice in choices:
            interpretation, equals, value = choice.partition("=")
            if not equals:
                raise click.UsageError(f"--set {choice}: NAME=VALUE")
            campaign = campaign.with_interpretation(interpretation, _value(campaign, interpretation, value))
    except BadInput as wrong:
        _refuse(wrong.problems, lang)
    except UnknownName as wrong:
        raise click.UsageError(wrong.text(lang)) from None
    except BadChoice as wrong:
        raise click.UsageError(str(wrong)) from None
    return campaign


def _value(campaign: Campaign, interpretation: str, text: str) -> object:
    declared = campaign.pack.interpretations.get(interpretation)
    if declared and declared.takes == "sectors":
        return [word for word in text.split(",") if word]
    if declared and declared.takes == "days":
        return int(text) if text.isdecimal() else None if text in ("", "null", "none") else text
    return text


def _load_all(paths: Sequence[pathlib.Path], lang: Lang) -> list[Loaded]:
    """Read every file; if anything is wrong anywhere, say all of it and stop before anything is printed."""
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    files = list(files_in(list(paths)))
    if not files:
        _refuse(
            [
                Source(str(paths[0]), None).problem(
                    (),
                    "no-files",
                    Text(
                        f"文件夹里没有记录（{'、'.join(SUFFIXES)}）",
                        f"no records in the folder ({', '.join(SUFFIXES)})",
                    ),
                )
            ],
            lang,
        )
    for path in _progress(files, Text("读取", "reading"), lang):
        try:
            loaded += load_file(path, sys.stdin.buffer.read() if path == STANDARD_INPUT else None)
        except BadInput as wrong:
            problems += wrong.problems
        except OSError as wrong:
            text = Text(f"无法读取：{wrong.strerror}", f"can't be read: {wrong.strerror}")
            problems.append(Source(str(path), None).problem((), "unreadable", text))
    if problems:
        _refuse(problems, lang)
    _warn_of_doubles(loaded, lang)
    return loaded


def _one_report(
    lang: Lang,
    *,
    file: pathlib.Path,
    as_of: date,
    known_at: date | None,
    record: str | None,
    campaign_name: str,
    choices: tuple[str, ...],
) -> Report:
    """Check the one record that a command is about."""
    campaign = _campaign(campaign_name, choices, lang)
    loaded = _load_all([file], lang)
    ids = [one.record.id for one in loaded]
    if record is not None:
        loaded = [one for one in loaded if one.record.id == _as_typed(record)]
        if not loaded:
            raise click.UsageError(_no_such(record, ids)(lang))
    if len(loaded) > 1:
        text = Text(
            f"{file} 有 {len(loaded)} 份记录，请用 --record 指定一份",
            f"{file} has {len(loaded)} records; say which with --record",
        )
        raise click.UsageError((text + did_you_mean("", ids))(lang))
    (report,) = _check_all(campaign, loaded, as_of, known_at, lang)
    return report


def _nothing_on(wanted: str, report: Report, known: Sequence[str]) -> Text:
    """Say why there is nothing to explain: the hazard is not the campaign's concern, or there is no such name."""
    if wanted in {one.id for one in report.record.hazards or ()}:
        return Text(
            f"{report.as_of} 本次行动还不涉及（或不再涉及）隐患 {wanted}，没有处理提示",
            f"on {report.as_of} the hazard {wanted} is not, or not yet, a concern of this campaign: nothing is indicated",
        )
    return _no_such(wanted, known)


def _answer(form: str, report: Report, data: dict[str, Any], shown: Callable[[Any], Any]) -> None:
    """Print what is said of one record: as JSON, or as what the writer of reasons makes of it."""
    if form == "json":
        _print_json(json_writer.about(report, data))
    else:
        from campaign_rules.writers import reasons, text

        text.console().print(shown(reasons))


def _no_such(name: str, known: Sequence[str]) -> Text:
    return Text(f"没有 {name}", f"there is no {name}") + did_you_mean(name, known)


def _warn_of_doubles(loaded: Sequence[Loaded], lang: Lang) -> None:
    """Say on standard error which records share an id: the same enterprise twice, or a slip of the pen."""
    first: dict[str, str] = {}
    for one in loaded:
        if one.record.id in first:
            text = Text(
                f"提醒：编号 {one.record.id} 在 {first[one.record.id]} 中已有一份记录",
                f"warning: {first[one.record.id]} already has a record with the id {one.record.id}",
            )
            print(one.located().problem(("id",), "double-record", text).render(lang), file=sys.stderr)
        first.setdefault(one.record.id, one.source.file)


def _check_all(
    campaign: Campaign, records: Sequence[Loaded], as_of: date, known_at: date | None, lang: Lang
) -> list[Report]:
    if known_at and known_at < as_of:
        text = Text(
            f"--known-at {known_at} 早于判定日 {as_of}，当时还不可能知道",
            f"--known-at {known_at} is before --as-of {as_of}: it could not be known yet",
        )
        raise click.UsageError(text(lang))
    reports: list[Report] = []
    problems: list[Problem] = []
    for loaded in _progress(records, Text("检查", "checking"), lang):
        try:
            reports.append(campaign.check_loaded(loaded, as_of=as_of, known_at=known_at))
        except BadInput as wrong:
            problems += wrong.problems
    if problems:
        _refuse(problems, lang)
    return reports


def _progress(items: Sequence[T], doing: Text, lang: Lang) -> Iterable[T]:
    if len(items) < 100 or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, description=doing(lang), console=Console(stderr=True), transient=True)


def _refuse(problems: Iterable[Problem], lang: Lang) -> NoReturn:
    for problem in sorted(problems):
        print(problem.render(lang), file=sys.stderr)
    sys.exit(2)


def _print_json(data: dict[str, Any]) -> None:
    print(json_writer.dumps(data, ascii_only=_ascii_only()))


def _ascii_only() -> bool:
    return not (sys.stdout.encoding or "").lower().startswith("utf")


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


def main() -> None:
    """Run the command line; what the console can't show is replaced, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        cli()
    except BrokenPipeError:
        # The reader (head, less) has had enough.
        sys.stderr.close()
        sys.exit(0)
