"""``check -o FILE``: any number of records, checked into a file."""

from __future__ import annotations

import os
import pathlib
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date
from typing import Any

import click

from campaign_rules.base.errors import BadInput, Problem
from campaign_rules.base.texts import Lang, Text, counted, file_text
from campaign_rules.bulk.checker import FORMATS, Job
from campaign_rules.bulk.run import Tally, beside, check_into
from campaign_rules.bulk.workers import WorkersLost
from campaign_rules.campaign import Campaign
from campaign_rules.cli.common import (
    MOST_WORDS,
    STANDARD_INPUT,
    Told,
    cant_write,
    must_end_in,
    no_records,
    print_json,
    records_in,
    refuse,
    say,
    unreadable,
)
from campaign_rules.cli.console import FAULT
from campaign_rules.files.disk import Busy
from campaign_rules.files.duplicates import Seen
from campaign_rules.files.folders import search
from campaign_rules.files.record_files import Loaded, Nulls
from campaign_rules.files.streams import GZIPPED, LINES, PARQUET, ZSTANDARD, Block, blocks
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.record.model import RECORD
from campaign_rules.writers import json as json_writer


def check_many(
    campaign: Campaign,
    files: tuple[pathlib.Path, ...],
    as_of: date,
    output: pathlib.Path,
    *,
    rejects: pathlib.Path | None,
    jobs: int,
    strict: bool,
    nulls: Nulls,
    form: str,
    lang: Lang,
) -> int:
    """Check records into a file, say in a few lines what became of them, and return the exit status."""
    must_end_in(output, *FORMATS)
    refused = rejects or output.with_name(f"{output.name}.rejects.jsonl")
    if refused.resolve() == output.resolve():
        raise click.UsageError(f"--rejects {file_text(refused)}: 不能和 -o 是同一个文件 / can't be the file of -o")
    for path in (output, refused):
        if path.is_dir() or not path.resolve().parent.is_dir():
            reason = (
                Text("是文件夹", "is a folder")
                if path.is_dir()
                else Text("没有所在的文件夹", "its folder does not exist")
            )
            text = Text("无法写入：", "can't be written: ") + reason
            refuse([Problem(file_text(path), 0, 0, "", "unwritable", text.zh, text.en)], lang)
    told = Told(lang)
    paths = _files(files, told, output, refused)
    if not paths:
        refuse([no_records(files[0])], lang)
    reading = _Reading(paths, campaign, nulls, told)
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # gives back what is free; 30 MiB less
    job = Job(campaign, as_of, output.suffix.lower(), lang, nulls)
    try:
        with _bar(reading, lang) as watch:
            tally = check_into(
                job, reading, reading.identities(), output, refused, jobs=jobs,
                resumable=STANDARD_INPUT not in paths, watch=watch, tell=lambda text: _warn(text, lang),
            )  # fmt: skip
    except WorkersLost as lost:
        say(lost.text(lang), file=sys.stderr)
        return FAULT  # the processes that check were ended from outside
    except BadInput as wrong:
        refuse(wrong.problems, lang)
    except Busy as busy:
        refuse([_busy(busy, output, refused)], lang)
    except BrokenPipeError:
        raise  # the reader has had enough
    except OSError as wrong:
        path = pathlib.Path(wrong.filename or output)
        if path in paths:
            refuse([unreadable(path, wrong)], lang)
        cant_write(output, wrong, lang)
    except ImportError as wrong:
        text = Text(f"需要另装：{wrong}", f"needs to be installed: {wrong}")
        refuse([Problem(file_text(output), 0, 0, "", "not-installed", text.zh, text.en)], lang)
    _say(tally, campaign, as_of, output, refused, form, told)
    return 2 if tally.rejected else 1 if tally.violating or (strict and tally.unclear) else 0


def _warn(text: Text, lang: Lang) -> None:
    say(Text("提醒：", "warning: ")(lang) + text(lang), file=sys.stderr)


def _busy(busy: Busy, output: pathlib.Path, rejects: pathlib.Path) -> Problem:
    """Say which of the two files another run is writing."""
    held = next((p for p in (rejects, output) if busy.filename == str(beside(p.resolve(), "partial"))), output)
    text = Text("另一次运行正在写这个文件，等它结束再运行", "another run is writing it; run again when that has ended")
    return Problem(file_text(held), 0, 0, "", "busy", text.zh, text.en)


def _files(given: tuple[pathlib.Path, ...], told: Told, *written: pathlib.Path) -> list[pathlib.Path]:
    """Return the files to be read; none of those that are to be written."""
    targets = {path.resolve() for path in written}
    for path in given:
        if not path.is_dir() and path.resolve() in targets:
            raise click.UsageError(f"{file_text(path)}: 不能写在要读的文件上 / would be written over while it is read")
    found = search(given, (*LINES, GZIPPED, *ZSTANDARD, PARQUET))
    kept = [path for path in found.files if path.resolve() not in targets]
    for problem in found.unread:
        if problem.file not in map(file_text, written):
            told(problem)
    return kept


class _Reading:
    """The blocks of some files, and how far one has read."""

    def __init__(self, paths: list[pathlib.Path], campaign: Campaign, nulls: Nulls, told: Told) -> None:
        self.paths, self._campaign, self._nulls, self._told = paths, campaign, nulls, told
        self.size = sum(path.stat().st_size for path in paths if path.exists())
        self._before = 0
        self._seen = Seen(campaign.record_model)
        self.ends: list[int] = []

    def identities(self) -> list[Any]:
        """Return what tells these files from others of the same names."""
        return [(file_text(p), *((p.stat().st_size, p.stat().st_mtime_ns) if p.exists() else ())) for p in self.paths]

    def __iter__(self) -> Iterator[Block]:
        for path in self.paths:
            stream = sys.stdin.buffer if path == STANDARD_INPUT else None
            for block in blocks(path, self._others, stream):
                self.ends.append(self._before + block.read)
                yield block
            self._before += path.stat().st_size if path.exists() else 0

    def _others(self, path: pathlib.Path) -> Iterator[Loaded]:
        """Yield the records of a file that people typed; of those in lines, any number, no memory of each is kept."""
        for one in records_in(path, self._campaign.pack, self._told.lang, nulls=self._nulls, told=self._told):
            double = self._seen.again(one)
            if double:
                self._told(double.problem)
            if double is None or not double.identical:
                yield one


def _bar(reading: _Reading, lang: Lang) -> Any:
    """Return a context that gives what watches a run: a progress bar where somebody looks, else nothing."""
    if not sys.stderr.isatty():
        return nullcontext(lambda tally, block: None)
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    class Watched:
        def __enter__(self) -> Callable[[Tally, int], None]:
            done = Text("份", "records")(lang)
            self.progress = Progress(
                TextColumn(Text("检查", "checking")(lang)), BarColumn(),
                TextColumn("{task.percentage:>3.0f}%"), TextColumn("{task.fields[count]:,} " + done),
                TextColumn("{task.fields[rate]:,.0f}/s"), TimeRemainingColumn(),
                console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self.progress.start()
            task = self.progress.add_task("", total=reading.size or None, count=0, rate=0.0)

            def watch(tally: Tally, block: int) -> None:
                elapsed = self.progress.tasks[0].elapsed or 1e-9
                fresh = tally.records - tally.resumed
                self.progress.update(task, completed=reading.ends[block], count=tally.records, rate=fresh / elapsed)

            return watch

        def __exit__(self, *_: object) -> None:
            self.progress.stop()

    return Watched()


def _say(
    tally: Tally, campaign: Campaign, as_of: date, output: pathlib.Path, rejects: pathlib.Path, form: str, told: Told
) -> None:
    lang = told.lang
    for field, word in list(tally.unrecognised)[:MOST_WORDS]:
        place = campaign.record_model.label(RECORD, (field.partition(".")[0],))(lang)
        say(Text("不认得的词：", "unrecognised: ")(lang) + f"{place}: {word(lang)}", file=sys.stderr)
    if (more := len(tally.unrecognised) - MOST_WORDS) > 0:
        say(Text(f"另有 {more} 个不认得的词", f"and {counted(more, 'more unrecognised word')}")(lang), file=sys.stderr)
    if tally.rejected:
        text = Text(
            f"有 {tally.rejected} 份记录读不了，逐份原因见 {file_text(rejects)}",
            f"{counted(tally.rejected, 'record')} can't be used; why, one by one: {file_text(rejects)}",
        )
        say(text(lang), file=sys.stderr)
    summary = {status: tally.counts[status] for status in STATUS_TEXTS if tally.counts[status]}
    if form == "json":
        print_json(
            {
                **json_writer.rules(campaign.pack),
                "as_of": as_of.isoformat(),
                "interpretations": campaign.interpretations,
                "output": file_text(output),
                "rejects": file_text(rejects),
                "input_warnings": told.data(),
                "unrecognised": [{"field": field, "message": word(lang)} for field, word in tally.unrecognised],
                "records": tally.records,
                "rejected": tally.rejected,
                "violating": tally.violating,
                "unclear": tally.unclear,
                "resumed": tally.resumed,
                "summary": summary,
            }
        )
        return
    named = campaign.pack.named
    counts = Text(
        "、".join(f"{STATUS_TEXTS[status].zh} {count}" for status, count in summary.items()),
        ", ".join(f"{STATUS_TEXTS[status].en} {count}" for status, count in summary.items()),
    )
    said = [
        Text(f"截至 {as_of}，{named.zh}", f"as of {as_of}, {named.en}"),
        Text(
            f"检查了 {tally.records} 份记录：{tally.violating} 份有未履行的，{tally.unclear} 份有资料不足或待核查的",
            f"{counted(tally.records, 'record')} checked: in {tally.violating} something is violated, in {tally.unclear} unknown or to be reviewed",
        ),
        *([Text(f"义务：{counts.zh}", f"obligations: {counts.en}")] if summary else []),
        Text(f"结果在 {file_text(output)}", f"written to {file_text(output)}"),
    ]
    for text in said:
        say(text(lang))
