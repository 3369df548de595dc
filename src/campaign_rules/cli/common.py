"""What the commands share: options, languages, the campaign, reading records, and refusing what is wrong with them."""

from __future__ import annotations

import errno
import pathlib
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, BinaryIO, NoReturn, TextIO, TypeVar

import click

from campaign_rules.base.errors import BadInput, Problem, UnknownName, did_you_mean, told_problems
from campaign_rules.base.sources import Source
from campaign_rules.base.texts import Lang, Text, counted, file_text, printable
from campaign_rules.campaign import DEFAULT, Campaign, load_campaign
from campaign_rules.cli.console import CANT_WRITE
from campaign_rules.cli.days import a_day
from campaign_rules.engine.vocabulary import UNRECOGNISED
from campaign_rules.files.duplicates import Double, Seen
from campaign_rules.files.folders import search
from campaign_rules.files.record_files import SUFFIXES, WORKBOOKS, Loaded, Nulls, load_file
from campaign_rules.files.staging import staged_file
from campaign_rules.reports.report import Report
from campaign_rules.reports.summaries import Summary
from campaign_rules.rules.interpretations import BadChoice
from campaign_rules.rules.pack import Pack
from campaign_rules.writers import json as json_writer

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

STANDARD_INPUT = pathlib.Path("-")


record_files = click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=pathlib.Path)
)
output_option = click.option(
    "--output", "-o", type=click.Path(path_type=pathlib.Path), help="写入文件 / write to a file"
)
as_of_option = click.option(
    "--as-of",
    required=True,
    type=a_day,
    metavar="YYYY-MM-DD",
    help="判定日，也可写 2023年6月1日、今天 / the day that is asked about, or today",
)
nulls_option = click.option(
    "--nulls",
    type=click.Choice(["not_done", "unknown"]),
    default="not_done",
    show_default=True,
    help="记录里的 null 是没有做，还是不清楚 / what null says in a record",
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

set_option = click.option(
    "--set",
    "choices",
    multiple=True,
    metavar="NAME=VALUE",
    help="改选一条解释 / set an interpretation otherwise",
)


def format_option(*forms: str) -> Callable[[F], F]:
    """Return the option for the form of an answer; the first of the ``forms`` is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help="输出格式 / output format",
    )


def common_options(*forms: str) -> Callable[[F], F]:
    """Return what adds the options that every command has; the first of the ``forms`` is the default."""

    def add(command: F) -> F:
        for option in _common(forms):
            command = option(command)
        return command

    return add


def _common(forms: Sequence[str]) -> tuple[Callable[[F], F], ...]:
    return (
        campaign_option,
        format_option(*forms),
        lang_option,
        set_option,
    )


def common(command: F) -> F:
    """Add the options that every command has, where the answer is text or JSON."""
    return common_options("text", "json")(command)


def can_show(text: str) -> bool:
    """Tell whether standard output can hold a text."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def language_of(wanted: Lang | None) -> Lang:
    """Return the language asked for; else Chinese, where the console can show it."""
    return wanted or ("zh" if can_show("未履行") else "en")


def campaign_of(name: str, choices: Iterable[str], lang: Lang) -> Campaign:
    """Load a campaign and set its interpretations as ``--set`` says, or say what is wrong and stop."""
    try:
        campaign = load_campaign(name)
        for choice in choices:
            interpretation, equals, value = choice.partition("=")
            if not equals:
                raise click.UsageError(Text(f"--set {choice}：应写成 名称=值", f"--set {choice}: NAME=VALUE")(lang))
            campaign = campaign.with_interpretation(interpretation, _value(campaign, interpretation, value))
    except BadInput as wrong:
        refuse(wrong.problems, lang)
    except UnknownName as wrong:
        raise click.UsageError(wrong.text(lang)) from None
    except BadChoice as wrong:
        raise click.UsageError(wrong.text(lang)) from None
    return campaign


def _value(campaign: Campaign, interpretation: str, text: str) -> object:
    declared = campaign.pack.interpretations.get(interpretation)
    if declared and declared.takes == "sectors":
        return [word for word in text.split(",") if word]
    if declared and declared.takes == "days":
        return int(text) if text.isdecimal() else None if text in ("", "null", "none") else text
    return text


def no_records(folder: pathlib.Path) -> Problem:
    """Say that a folder holds no records."""
    suffixes = Text("、".join((*SUFFIXES, *WORKBOOKS)), ", ".join((*SUFFIXES, *WORKBOOKS)))
    text = Text(f"文件夹里没有记录（{suffixes.zh}）", f"no records in the folder ({suffixes.en})")
    return Source(file_text(folder), None).problem((), "no-files", text)


def unreadable(path: pathlib.Path, wrong: OSError) -> Problem:
    """Say that a file can't be read, and why."""
    text = Text(f"无法读取：{wrong.strerror}", f"can't be read: {wrong.strerror}")
    return Source(file_text(path), None).problem((), "unreadable", text)


def unwritable(path: pathlib.Path, wrong: OSError) -> Problem:
    """Say that a file can't be written, and why."""
    text = Text(f"无法写入：{wrong.strerror}", f"can't be written: {wrong.strerror}")
    return Source(file_text(path), None).problem((), "unwritable", text)


MOST_WORDS = 20
"""So many unrecognised words are told; of more, how many there are."""


class Told:
    """Says on standard error what of an input was not read, or is strange; and keeps it, for the answer."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.problems: list[Problem] = []

    def __call__(self, problem: Problem) -> None:
        """Say a problem, and keep it."""
        self.problems.append(problem)
        say(Text("提醒：", "warning: ")(self.lang) + problem.render(self.lang), file=sys.stderr)

    def strangers(self, campaign: Campaign, loaded: Iterable[Loaded]) -> None:
        """Say the words of records that the campaign does not know; of many, the first and how many more."""
        found = [w for one in loaded for w in campaign.warnings(one) if w.code == UNRECOGNISED]
        for problem in found[:MOST_WORDS]:
            self(problem)
        if (more := len(found) - MOST_WORDS) > 0:
            say(
                Text(f"另有 {more} 处不认得的词", f"and {counted(more, 'more unrecognised word')}")(self.lang),
                file=sys.stderr,
            )

    def data(self) -> list[dict[str, Any]]:
        """Return plain data for JSON."""
        return [json_writer.problem(one, self.lang) for one in self.problems]


def load_all(
    paths: Sequence[pathlib.Path],
    lang: Lang,
    campaign: Campaign,
    *,
    nulls: Nulls = "not_done",
    told: Told | None = None,
    each_once: bool = False,
) -> list[Loaded]:
    """Read every file; if anything is wrong anywhere, say all of it and stop before anything is printed: beside what
    can't be read, what no record that was read can be.

    Spreadsheets are read by the headings and words of the ``campaign``. Of identical records one is returned; where each
    unit is to be there ``each_once``, two that differ on one are refused, else they are ``told``.
    """
    told = told or Told(lang)
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    found = search(paths)
    for problem in found.unread:
        told(problem)
    if not found.files:
        refuse([no_records(paths[0])], lang)
    seen, doubles = Seen(campaign.record_model), list[Double]()
    for path in progress(found.files, Text("读取", "reading"), lang):
        try:
            stream = sys.stdin.buffer if path == STANDARD_INPUT else None
            for one in records_in(path, campaign.pack, lang, stream, asked_for=path in paths, nulls=nulls, told=told):
                double = seen.again(one)
                if double:
                    doubles.append(double)
                if double is None or not double.identical:
                    loaded.append(one)
        except BadInput as wrong:
            problems += wrong.problems
        except OSError as wrong:
            problems.append(unreadable(path, wrong))
    for double in doubles:
        if each_once and not double.identical:
            problems.append(double.problem)
        else:
            told(double.problem)
    if problems:
        refuse([*problems, *campaign.problems(loaded)], lang)
    return loaded


def records_in(
    path: pathlib.Path,
    pack: Pack,
    lang: Lang,
    stream: BinaryIO | None = None,
    *,
    asked_for: bool = True,
    nulls: Nulls = "not_done",
    told: Told | None = None,
) -> Iterable[Loaded]:
    """Return the records of a file, and tell what in a spreadsheet was not read.

    A spreadsheet that only lies in a folder (not ``asked_for``) and holds no records is passed over.

    Raises:
        BadRecord: with every problem of the file.
        OSError: the file can't be read.
    """
    if path.suffix.lower() not in WORKBOOKS:
        return load_file(path, pack.model, stream, nulls=nulls)
    from campaign_rules.files.workbooks.layouts import NO_SHEETS
    from campaign_rules.files.workbooks.records import read_workbook

    try:
        loaded, warnings = read_workbook(path, pack, stream)
    except BadInput as wrong:
        if asked_for or {problem.code for problem in wrong.problems} != {NO_SHEETS}:
            raise
        loaded, warnings = [], list(wrong.problems)
    told = told or Told(lang)
    for warning in warnings:
        told(warning)
    return loaded


def no_such(name: str, known: Sequence[str]) -> Text:
    """Say that there is no such name, with the nearest that there is."""
    return Text(f"没有 {name}", f"there is no {name}") + did_you_mean(name, known)


def progress(items: Sequence[T], doing: Text, lang: Lang) -> Iterable[T]:
    """Return the items; where there are many and somebody watches, with a progress bar."""
    if len(items) < 100 or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, description=doing(lang), console=Console(stderr=True), transient=True)


def say(text: str, file: TextIO | None = None) -> None:
    """Print text, a rule's or a record's words among it, without what would steer a terminal."""
    print("\n".join(map(printable, text.split("\n"))), file=file or sys.stdout)


def refuse(problems: Iterable[Problem], lang: Lang, status: int = 2) -> NoReturn:
    """Say every problem, a line each, and exit: with 2, for what was given must be mended."""
    for problem in told_problems(problems):
        say(problem.render(lang), file=sys.stderr)
    sys.exit(status)


def cant_write(path: pathlib.Path, wrong: OSError, lang: Lang) -> NoReturn:
    """Say that a file can't be written, and why; and exit with 2 where another name would do, else with 74."""
    refuse([unwritable(path, wrong)], lang, 2 if wrong.errno in _OF_THE_NAME else CANT_WRITE)


_OF_THE_NAME = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.EACCES, errno.EPERM,
                errno.EROFS, errno.ELOOP, errno.EINVAL, errno.ENXIO)  # fmt: skip


def print_json(data: dict[str, Any], output: pathlib.Path | None = None, lang: Lang = "zh") -> None:
    """Print an answer as JSON, or write it to a file."""
    if output is None:
        print(json_writer.dumps(data, ascii_only=ascii_only()))
        return
    written(
        output, lambda stream: stream.write((json_writer.dumps(data) + "\n").encode("utf-8", "backslashreplace")), lang
    )


def print_html(
    campaign: Campaign, reports: Sequence[Report], summary: Summary | None, output: pathlib.Path | None, lang: Lang
) -> None:
    """Write the page of a record, or with a ``summary`` that of many, to a file or to standard output."""
    from campaign_rules.writers import html_record, html_summary

    if summary:
        page = html_summary.overview(reports, summary, campaign, lang)
    else:
        page = html_record.report(reports[0], campaign, lang)
    written(output, lambda stream: stream.write(page.encode("utf-8")), lang)


def must_not_be_before(known_at: date | None, as_of: date, lang: Lang) -> None:
    """Refuse a day of knowing that is before the as-of date."""
    if known_at and known_at < as_of:
        text = Text(
            f"--known-at {known_at} 早于判定日 {as_of}，当时还不可能知道",
            f"--known-at {known_at} is before --as-of {as_of}: it could not be known yet",
        )
        raise click.UsageError(text(lang))


def must_end_in(output: pathlib.Path | None, *ends: str) -> None:
    """Refuse the name of a file that does not say what is to be written."""
    if output and output.suffix.lower() not in ends:
        zh, en = "、".join(ends), ", ".join(ends)
        raise click.BadParameter(f"-o {output}: 文件名应以 {zh} 结尾 / the name must end in one of {en}")


def written(output: pathlib.Path | None, write: Callable[[BinaryIO], Any], lang: Lang) -> None:
    """Write a file (standard output where there is none) in one piece, or say why it can't be and stop."""
    try:
        with staged_file(output) as stream:
            write(stream)
    except BrokenPipeError:
        raise  # the reader has had enough
    except OSError as wrong:
        cant_write(output or STANDARD_INPUT, wrong, lang)


def ascii_only() -> bool:
    """Tell whether standard output can't hold Chinese, so that JSON must be escaped."""
    return not (sys.stdout.encoding or "").lower().startswith("utf")
