"""The command calendar: what falls due on which day, for an actor or for each of many records."""

from __future__ import annotations

import hashlib
import pathlib
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from msgspec import Struct, structs

from campaign_rules.base.errors import BadInput, Problem
from campaign_rules.base.sources import Source
from campaign_rules.base.texts import Lang, Text, file_text
from campaign_rules.campaign import Campaign
from campaign_rules.cli.common import (
    STANDARD_INPUT,
    Told,
    ascii_only,
    campaign_of,
    cant_write,
    common_options,
    language_of,
    no_records,
    no_such,
    nulls_option,
    records_in,
    refuse,
    unreadable,
)
from campaign_rules.cli.days import a_day, as_typed
from campaign_rules.cli.watching import opened, watching
from campaign_rules.files.duplicates import Seen
from campaign_rules.files.folders import search
from campaign_rules.files.record_files import Loaded, Nulls
from campaign_rules.files.staging import staged_file, staged_folder
from campaign_rules.reports.calendars import Calendar, Reminding
from campaign_rules.writers import json as json_writer

if TYPE_CHECKING:
    from campaign_rules.writers.ics import IcsWriter, Previous

FORMS = ("text", "json", "ics", "csv", "reminders")

MOST_DAYS_BEFORE = 366

LONGEST_NAME = 40


class Given(Struct, frozen=True):
    """What the options of the command say, once they are known to go together."""

    files: tuple[pathlib.Path, ...]
    record: str | None
    actor: str | None
    as_of: date | None
    first: date
    last: date
    form: str
    lang: Lang
    """The language of what is said about the run."""
    written_in: Lang
    """The language of what is written."""
    reminding: Reminding
    output: pathlib.Path | None
    folder: pathlib.Path | None
    split: pathlib.Path | None
    previous: pathlib.Path | None
    stamp: datetime | None
    tasks: bool
    nulls: Nulls


def a_moment(text: str) -> datetime:
    """Read a moment: a day, or a day and time of ISO 8601; without an offset it is UTC."""
    try:
        moment = datetime.fromisoformat(text) if "T" in text or " " in text else datetime.combine(a_day(text), time())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, click.BadParameter):
        wrong = f"{text!r} 不是时刻，应为 2023-05-16 或 2023-05-16T08:00:00Z / not a moment"
        raise click.BadParameter(wrong) from None


def some_days(text: str) -> tuple[int, ...]:
    """Read how many days before to remind: ``7,1``; empty or ``none`` for no reminders."""
    words = [word.strip() for word in text.split(",") if word.strip() and word.strip() != "none"]
    if not all(word.isdecimal() and int(word) <= MOST_DAYS_BEFORE for word in words):
        wrong = f"{text!r}：应为天数，如 7,1 / expected numbers of days (0 to {MOST_DAYS_BEFORE}), such as 7,1"
        raise click.BadParameter(wrong)
    return tuple(map(int, words))


def a_time(text: str) -> time:
    """Read a time of day written HH:MM."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise click.BadParameter(f"{text!r} 不是时间，应为 HH:MM / not a time, expected HH:MM")
    return time.fromisoformat(text)


A_PATH = click.Path(path_type=pathlib.Path)


def a_place(text: str) -> pathlib.Path:
    """Read where to write; nothing is no place: a variable that was not set."""
    if not text.strip():
        raise click.BadParameter("没有写路径 / no path given")
    return pathlib.Path(text)


def a_file(text: str) -> pathlib.Path | None:
    """Read which file to write; ``-`` is standard output."""
    return None if text == "-" else a_place(text)


@click.command()
@click.argument("files", nargs=-1, metavar="[RECORD]...", type=A_PATH)
@click.option("--actor", metavar="ACTOR", help="哪一类主体，写名称或编号 / which actor, by its title or its name")
@click.option("--year", type=click.IntRange(1, 9999), help="只要这一年 / only this year")
@click.option("--from", "first", type=a_day, metavar="YYYY-MM-DD", help="只要此日起 / only from this day on")
@click.option("--to", "last", type=a_day, metavar="YYYY-MM-DD", help="只要此日止 / only up to this day")
@click.option(
    "--as-of", type=a_day, metavar="YYYY-MM-DD", help="判定日，默认为记录的最后一日 / by default the record's last"
)
@click.option("--record", metavar="ID", help="文件有多份记录时指定一份 / which record, where there are several")
@click.option("--output", "-o", type=a_file, metavar="PATH", help="写入文件 / write to a file")
@click.option("--folder", type=a_place, metavar="PATH", help="每份记录一个 .ics 文件 / an .ics file for each record")
@click.option(
    "--split",
    type=a_place,
    metavar="PATH",
    help="每个事项一个 .ics 文件（手机）/ an .ics file for each event, for phones",
)
@click.option("--tasks", is_flag=True, help="写成待办（VTODO）/ tasks instead of events")
@click.option(
    "--previous", type=A_PATH, help="上次的日历：文件或文件夹 / the calendar written before: a file or folder"
)
@click.option("--stamp", type=a_moment, metavar="MOMENT", help="制作时刻（UTC），默认为判定日 / when it is made")
@click.option(
    "--remind",
    type=some_days,
    metavar="DAYS,DAYS",
    default="7,1",
    show_default=True,
    help="提前几天提醒 / days before, or none",
)
@click.option(
    "--remind-at", type=a_time, metavar="HH:MM", default="09:00", show_default=True, help="几点提醒 / time of day"
)
@nulls_option
@common_options(*FORMS)
def calendar(
    campaign_name: str,
    lang: Lang | None,
    choices: tuple[str, ...],
    year: int | None,
    remind: tuple[int, ...],
    remind_at: time,
    **options: Any,
) -> None:
    """期限日历：某一主体的，或每份记录的。What falls due on which day, for an actor or for each record."""
    language = language_of(lang)
    campaign = campaign_of(campaign_name, choices, language)
    first, last = options.pop("first") or date.min, options.pop("last") or date.max
    if year is not None:
        first, last = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    given = Given(
        first=first, last=last, lang=language, written_in=language, reminding=Reminding(remind, remind_at), **options
    )
    if click.get_current_context().get_parameter_source("form") is ParameterSource.DEFAULT:
        given = structs.replace(given, form=_implied(given))
    given = _agreed(given, campaign)
    if given.form in ("json", "ics", "csv") or given.output:
        given = structs.replace(given, written_in=lang or "zh")  # a file is the same whatever the console can show
    run = _Run(campaign, given)
    try:
        run.write()
    except BrokenPipeError:
        raise  # the reader has had enough
    except OSError as wrong:
        cant_write(given.folder or given.split or given.output or STANDARD_INPUT, wrong, language)


def _implied(given: Given) -> str:
    """Return the form that the other options speak of, where none is named."""
    if _of_ics(given):
        return "ics"
    ending = given.output.suffix.lower().removeprefix(".") if given.output else ""
    return ending if ending in ("ics", "csv", "json") else FORMS[0]


def _of_ics(given: Given) -> bool:
    """Tell whether there is an option that only iCalendar has a use for."""
    return bool(given.folder or given.split or given.previous or given.stamp or given.tasks)


def _agreed(given: Given, campaign: Campaign) -> Given:
    """Check that the options go together, and say what is wrong if they do not."""
    actors = campaign.pack.model.actors
    named = {word: id_ for id_, one in actors.items() for word in (*one.also, one.title.en, one.title.zh)}
    named |= {id_: id_ for id_ in actors}
    if given.actor is not None:
        word = as_typed(given.actor)
        if word not in named:
            raise click.UsageError(no_such(word, list(actors))(given.lang))
        given = structs.replace(given, actor=named[word])
    wrong = None
    if given.first > given.last:
        wrong = Text("--from 晚于 --to（或不在 --year 之内）", "--from is after --to (or outside --year)")
    elif given.form != "ics" and _of_ics(given):
        wrong = Text(
            "--folder、--split、--previous、--stamp、--tasks 只用于 --format ics",
            "--folder, --split, --previous, --stamp and --tasks are for --format ics only",
        )
    elif sum(place is not None for place in (given.output, given.folder, given.split)) > 1:
        wrong = Text("--output、--folder、--split 只能写一个", "only one of --output, --folder and --split")
    elif given.record is not None and not given.files:
        wrong = Text("--record 须与记录文件一起写", "--record needs a file of records")
    elif given.folder and not given.files:
        wrong = Text("--folder 须与记录文件一起写", "--folder needs a file of records")
    if wrong:
        raise click.UsageError(wrong(given.lang))
    return given


class _Run:
    """One run of the command: calendars are made, written and forgotten one by one."""

    def __init__(self, campaign: Campaign, given: Given) -> None:
        self.campaign, self.given = campaign, given
        self.problems: list[Problem] = []
        self.seen = Seen(campaign.record_model)
        self.told = Told(given.lang)

    def write(self) -> None:
        """Write every calendar in the form that is asked for; nothing, if anything is wrong anywhere."""
        given = self.given
        if given.folder or given.split:
            with staged_folder(given.folder or given.split) as staged:  # type: ignore[arg-type]  # one of them
                for name, content in self._files():
                    staged.write(name, content)
                self._stop_if_wrong()
            return
        with staged_file(given.output) as target:
            for piece in self._pieces():
                target.write(piece)
            self._stop_if_wrong()

    def _stop_if_wrong(self) -> None:
        if self.problems:
            refuse(self.problems, self.given.lang)

    # --- calendars ---

    def _calendars(self) -> Iterator[Calendar]:
        """Yield the calendars; what is wrong with a record is kept, and the rest is read for what is wrong with it."""
        given = self.given
        if not given.files:
            yield self._spanned(self.campaign.calendar(actor=given.actor, as_of=given.as_of, reminding=given.reminding))
            return
        found, others = False, []
        for loaded in self._records():
            if given.record is not None and loaded.record.id != as_typed(given.record):
                others.append(loaded.record.id)
                continue
            found = True
            if double := self.seen.again(loaded):
                if (given.folder or given.split) and not double.identical:
                    self.problems.append(double.problem)
                    continue
                self.told(double.problem)
                if double.identical:
                    continue
            if given.actor is not None and given.actor not in loaded.record.actors:
                whose = ", ".join(loaded.record.actors)
                text = Text(f"记录的主体是 {whose}", f"the record is of actor {whose}")
                self.problems.append(loaded.located().problem(("actor",), "other-actor", text))
                continue
            try:
                made = self.campaign.calendar(loaded, actor=given.actor, as_of=given.as_of, reminding=given.reminding)
            except BadInput as wrong:
                self.problems += wrong.problems
                continue
            if not self.problems:
                yield self._spanned(made)
        if not found and not self.problems:
            raise click.UsageError(no_such(as_typed(given.record or ""), others)(given.lang))

    def _spanned(self, made: Calendar) -> Calendar:
        return made.between(self.given.first, self.given.last)

    def _records(self) -> Iterator[Loaded]:
        """Yield every record of every file, with a progress bar where there is much to read."""
        found = search(self.given.files)
        for problem in found.unread:
            self.told(problem)
        if not found.files:
            refuse([no_records(self.given.files[0])], self.given.lang)
        with watching(found.files, self.given.lang) as watched:
            for path in found.files:
                try:
                    with opened(path, watched) as stream:
                        yield from records_in(
                            path,
                            self.campaign.pack,
                            self.given.lang,
                            stream,
                            asked_for=path in self.given.files,
                            nulls=self.given.nulls,
                            told=self.told,
                        )
                except BadInput as wrong:
                    self.problems += wrong.problems
                except OSError as wrong:
                    self.problems.append(unreadable(path, wrong))

    # --- forms ---

    def _pieces(self) -> Iterator[bytes]:
        """Yield the one file or the text in pieces."""
        given = self.given
        match given.form:
            case "json":
                for piece in json_writer.dated(
                    self._calendars(), self._head(), given.written_in, ascii_only=_escaped(given), told=self.told.data
                ):
                    yield piece.encode("utf-8", "backslashreplace")  # half of a surrogate pair: as JSON writes it
            case "csv":
                from campaign_rules.writers import csv

                for piece in csv.rows(self._calendars(), given.written_in):
                    yield piece.encode("utf-8", "replace")
            case "ics":
                yield from self._one_ics()
            case _:
                yield from self._texts()

    def _head(self) -> dict[str, Any]:
        pack, given = self.campaign.pack, self.given
        return {
            **json_writer.rules(pack),
            "interpretations": self.campaign.interpretations,
            "actor": given.actor,
            "from": given.first.isoformat() if given.first > date.min else None,
            "to": given.last.isoformat() if given.last < date.max else None,
        }

    def _texts(self) -> Iterator[bytes]:
        from campaign_rules.writers import agenda, text

        given, console = self.given, text.console(plain=self.given.output is not None)
        coding = "utf-8" if given.output else sys.stdout.encoding or "utf-8"
        for i, made in enumerate(self._calendars()):
            if given.form == "reminders":
                said = agenda.reminders(made, given.written_in)
            else:
                with console.capture() as captured:
                    console.print(agenda.table(made, given.written_in, width=console.width))
                said = captured.get()
            yield (("\n" if i else "") + said).encode(coding, "replace")

    def _one_ics(self) -> Iterator[bytes]:
        for i, made in enumerate(self._calendars()):
            if i:
                text = Text(
                    "有多份记录：请写 --folder 文件夹（每份一个日历），或用 --record 指定一份",
                    "there are several records: give --folder FOLDER (a calendar for each), or say which with --record",
                )
                raise click.UsageError(text(self.given.lang))
            yield self._writer.write(made, self._stamp(made), self._previous(self.given.previous, made))

    def _files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of a folder: one for each record, or for each event."""
        given = self.given
        several = given.folder is not None or self._several()
        for made in self._calendars():
            name = file_name(made.record.id) if made.record else ""
            before = given.previous
            if given.folder:
                if before and before.is_dir():
                    before = before / f"{name}.ics"
                    before = before if before.is_file() else None
                yield f"{name}.ics", self._writer.write(made, self._stamp(made), self._previous(before, made))
            else:
                inside = f"{name}/" if several else ""
                if before and several:  # a record without a folder is new
                    before = before / name if (before / name).is_dir() else None
                for event, content in self._writer.split(made, self._stamp(made), self._previous(before, made)):
                    yield inside + event, content

    def _several(self) -> bool:
        """Tell whether there may be more than one record: a folder, several files, or JSON Lines."""
        files = self.given.files
        lines = any(path.is_dir() or path.suffix.lower() in (".jsonl", ".ndjson") for path in files)
        return self.given.record is None and (len(files) > 1 or lines)

    # --- iCalendar ---

    @cached_property
    def _writer(self) -> IcsWriter:
        from campaign_rules.writers.ics import IcsWriter

        return IcsWriter(self.given.written_in, "VTODO" if self.given.tasks else "VEVENT")

    def _stamp(self, made: Calendar) -> datetime:
        return self.given.stamp or datetime.combine(made.as_of, time(), UTC)

    def _previous(self, path: pathlib.Path | None, made: Calendar) -> Previous:
        """Read the calendar written before, if there is one."""
        from campaign_rules.writers.ics import Previous, read_previous

        if path is None:
            return Previous()
        found: dict[str, Any] = {}
        try:
            for file in sorted(path.glob("*.ics")) if path.is_dir() else [path]:
                found |= read_previous(file.read_bytes(), file_text(file)).revisions
        except BadInput as wrong:
            self.problems += wrong.problems
        except OSError as wrong:
            self.problems.append(unreadable(path, wrong))
        previous = Previous(found)
        if not self.problems and not previous.knows(made):
            text = Text(
                "这不是同一行动、同一单位的日历", "this is not a calendar of the same campaign and the same record"
            )
            self.problems.append(Source(file_text(path), None).problem((), "other-calendar", text))
        return previous


def file_name(record: str) -> str:
    """Return a file's name for a record: its id, where every system takes that as a name; else what is plain of it.

    >>> file_name("91360124MA00000152"), file_name("进贤/一厂")
    ('91360124MA00000152', '进贤-一厂-1689b589')
    """
    if re.fullmatch(r"[A-Z0-9]{6,40}", record):
        return record
    plain = re.sub(r"[^\w]+", "-", record)[:LONGEST_NAME].strip("-")
    digest = hashlib.sha256(record.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(filter(None, (plain, digest)))


def _escaped(given: Given) -> bool:
    return given.output is None and ascii_only()
