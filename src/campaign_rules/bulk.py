"""Any number of records checked into a file: on all cores, in flat memory, and resumed where it was broken off.

Blocks of lines are checked by processes and come back in order. What came back is kept in a journal beside the output,
a frame for each block, from which the output is written. Broken off at any moment and begun again, the whole frames of
the journal are taken as they are and the rest is checked: the output is the same, byte for byte. It takes its place only
when all is done.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import pathlib
import signal
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from operator import add
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from campaign_rules import __version__
from campaign_rules.campaign import Campaign
from campaign_rules.compiled import Compiled, Interpreter, compiled
from campaign_rules.duties import STATUSES, Status
from campaign_rules.errors import BadRecord, Problem
from campaign_rules.loading import UNREAD_NOTES, Nulls, from_json
from campaign_rules.reading import decode
from campaign_rules.records import Record
from campaign_rules.running import CODES
from campaign_rules.staging import staged_file
from campaign_rules.streams import BLOCK, MANY, NEEDS, Block, half_character
from campaign_rules.texts import Lang, Text, file_text
from campaign_rules.writers.rows import (
    CsvEncoder,
    Encoder,
    JsonLinesEncoder,
    LinesSink,
    ParquetEncoder,
    ParquetSink,
    Sink,
)

FORMATS = (".jsonl", ".ndjson", ".csv", ".parquet")
"""The files that can be written, by their names' ends."""

_ALL_CODES = range(len(STATUSES))


class Job(Struct, frozen=True):
    """What is asked: the same for every block, and the same again when a run is resumed."""

    campaign: Campaign
    as_of: date
    form: str
    """The end of the output's name: one of `FORMATS`."""
    lang: Lang = "zh"
    nulls: Nulls = "not_done"

    def fingerprint(self, inputs: Iterable[Any]) -> bytes:
        """Return what must be the same for a run to be resumed: the rules, the day, the form and the inputs."""
        pack = self.campaign.pack
        asked = [__version__, pack.identity.id, pack.content_hash, sorted(pack.overrides.items()), self.as_of, self.form,
                 self.lang, self.nulls, BLOCK, MANY, list(inputs)]  # fmt: skip
        return msgspec.json.encode(asked, enc_hook=str)


class Checked(Struct):
    """What became of a block."""

    records: int
    counts: list[int]
    """How many obligations stand how, in all of its records."""
    violating: int
    """Records in which something is violated."""
    unclear: int
    """Records in which something is unknown or to be reviewed."""
    rejects: bytes
    rejected: int
    output: bytes
    unrecognised: list[tuple[str, Text]]
    """Words seen so far that the campaign does not know: the field, and what there is to say of the word."""


class Tally(Struct):
    """What became of all records so far."""

    records: int = 0
    rejected: int = 0
    violating: int = 0
    unclear: int = 0
    counts: Counter[Status] = msgspec.field(default_factory=Counter)
    unrecognised: dict[tuple[str, Text], None] = {}
    """Words that the campaign does not know: the field, and what there is to say of the word."""
    resumed: int = 0
    """Records that an earlier run had checked already."""

    def add(self, block: Checked) -> None:
        """Count what became of a block."""
        self.records += block.records
        self.rejected += block.rejected
        self.violating += block.violating
        self.unclear += block.unclear
        for status, count in zip(STATUSES, block.counts, strict=True):
            self.counts[status] += count
        self.unrecognised |= dict.fromkeys(block.unrecognised)


class Checker:
    """Checks blocks of lines: what each process has one of."""

    def __init__(self, job: Job) -> None:
        self.job, self._plan = job, job.campaign.plan(job.as_of)
        self._code: dict[str, Compiled | Interpreter] = {}
        pack = job.campaign.pack
        encoders: dict[str, Callable[[], Encoder]] = {
            ".csv": lambda: CsvEncoder(pack, job.lang),
            ".parquet": lambda: ParquetEncoder(self._plan),
        }
        self._encoder = encoders.get(job.form, lambda: JsonLinesEncoder(pack))()

    def check(self, block: Block) -> Checked:
        """Check the lines of a block.

        Raises:
            OSError: they can't be read.
        """
        file = file_text(block.file)
        made = Checked(0, [0] * len(STATUSES), 0, 0, b"", 0, b"", [])
        rejects: list[bytes] = []
        if block.refused:
            rejects.append(self._rejected(file, block.first_line, block.refused, b""))
        for line, raw, record in self._records(block):
            told = self._outline(record) if record else None
            if record is None or told is None:
                rejects.append(self._rejected(file, line, self._problems(raw, file, line), raw))
                continue
            counts = [*map(told.codes.count, _ALL_CODES)]
            self._encoder.add(file, line, record, told, counts)
            self._count(counts, made)
        made.output, made.rejects, made.rejected = self._encoder.taken(), b"".join(rejects), len(rejects)
        made.unrecognised = list(self._unrecognised())
        return made

    def _outline(self, record: Record) -> Any:
        code = self._code.get(record.actor)
        if code is None:
            code = self._code[record.actor] = compiled(self._plan, record.actor)
        return code.outline(record)

    def _count(self, counts: list[int], made: Checked) -> None:
        made.records += 1
        made.counts = [*map(add, made.counts, counts)]
        made.violating += counts[CODES["violated"]] > 0
        made.unclear += counts[CODES["unknown"]] > 0 or counts[CODES["needs_review"]] > 0

    def _records(self, block: Block) -> Iterator[tuple[int, bytes, Record | None]]:
        """Yield each line's number, its bytes and its record; None where it does not read as one."""
        quickly = UNREAD_NOTES.decode
        for line, raw in enumerate(block.lines().split(b"\n"), block.first_line):
            if not raw or raw.isspace():
                continue
            try:
                given = self.job.nulls == "unknown" and b"null" in raw
                record: Record | None = _read(raw, "unknown") if given else quickly(raw)
            except (ValueError, RecursionError):
                record = _read(raw, self.job.nulls)
            yield line, raw, record

    def _problems(self, raw: bytes, file: str, line: int) -> tuple[Problem, ...]:
        """Return all that is wrong with a line."""
        try:
            loaded = from_json(decode(raw, file, BadRecord).strip(), file, line, self.job.nulls)
            self.job.campaign.check_loaded(loaded, as_of=self.job.as_of)
        except BadRecord as wrong:
            return tuple(msgspec.structs.replace(problem, line=line) for problem in wrong.problems)
        return (half_character(file, line),)

    def _rejected(self, file: str, line: int, problems: Iterable[Problem], raw: bytes) -> bytes:
        told = [
            {"path": p.path, "code": p.code, "message": p.zh if self.job.lang == "zh" else p.en, "column": p.column}
            for p in problems
        ]
        text = raw.decode("utf-8", errors="replace")
        return msgspec.json.encode({"file": file, "line": line, "problems": told, "text": text}) + b"\n"

    def _unrecognised(self) -> Iterator[tuple[str, Text]]:
        for code in self._code.values():
            yield from dict.fromkeys((one.field, one.text) for one in code.unrecognised())


def _read(raw: bytes, nulls: Nulls) -> Record | None:
    """Read a line that may be bad, as `campaign_rules.loading` reads it; None for one whose text can't be written again."""
    try:
        record = from_json(decode(raw, "", BadRecord).strip(), "", nulls=nulls).record
        msgspec.json.encode(record)
    except (BadRecord, UnicodeEncodeError):
        return None
    return record


# --- processes ---

_checker: Checker | None = None
"""The one of this process; set once, when the process begins."""


def _begin(job: Job, inherited: int | None) -> None:
    """Make ready a process that checks blocks; what it inherited of its parent is not its concern."""
    global _checker  # a process of a pool has no other place for what it is given once
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends all
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if inherited is not None:
        os.close(
            inherited
        )  # or the journal stayed locked for as long as this process outlives a parent that was killed
    # A parent that was killed leaves nobody to tell: no words about that.
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # for as long as the process lives
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    _checker = Checker(job)
    gc.collect()
    gc.freeze()
    gc.disable()  # records hold no cycles


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: nobody would ever ask it for anything."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _check(block: Block) -> Checked:
    assert _checker is not None
    return _checker.check(block)


def _checked(job: Job, blocks: Iterable[Block], jobs: int, journal: Journal) -> Iterator[Checked]:
    """Check blocks by some processes; yield what became of each, in order, with few of them ahead."""
    jobs = jobs or cores()
    if jobs == 1:
        checker = Checker(job)
        yield from map(checker.check, blocks)
        return
    how = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    inherited = journal.descriptor if how == "fork" else None
    with multiprocessing.get_context(how).Pool(jobs, _begin, (job, inherited)) as pool:
        waiting: list[Any] = []
        for block in blocks:
            waiting.append(pool.apply_async(_check, (block,)))
            if len(waiting) > 2 * jobs:
                yield waiting.pop(0).get()
        for one in waiting:
            yield one.get()
        pool.close()
        pool.join()


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# --- the journal ---


class Journal:
    """What became of each block so far, a frame for each, after a head that says what was asked."""

    def __init__(self, path: pathlib.Path, fingerprint: bytes) -> None:
        self.path = path
        self._fingerprint = _frame(fingerprint)
        self._frames = self._whole()
        self._stream = path.open("r+b" if path.exists() else "w+b")
        self._lock()
        self._stream.truncate(self._frames[-1] if self._frames else 0)
        if not self._frames:
            self._stream.write(self._fingerprint)
        self._stream.seek(0, os.SEEK_END)
        self._begun = self.blocks > 0

    def _lock(self) -> None:
        """See to it that no other run goes on with the same journal."""
        try:
            import fcntl
        except ImportError:  # not on Windows, where a file that is open can't be replaced anyway
            return
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._stream.close()
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(self.path)) from None

    def _whole(self) -> list[int]:
        """Return where each whole frame ends; none where the journal is of another run."""
        ends: list[int] = []
        if self.path.exists():
            with self.path.open("rb") as stream:
                for payload in _frames(stream):
                    if not ends and _frame(payload) != self._fingerprint:
                        return []
                    ends.append(stream.tell())
        return ends

    @property
    def descriptor(self) -> int:
        """The number of its open file."""
        return self._stream.fileno()

    @property
    def blocks(self) -> int:
        """How many blocks are in it."""
        return max(len(self._frames) - 1, 0)

    def read(self) -> Iterator[Checked]:
        """Yield what became of the blocks that are in it."""
        with self.path.open("rb") as stream:
            frames = _frames(stream)
            next(frames, None)
            for _, payload in zip(range(self.blocks), frames, strict=False):
                yield msgspec.msgpack.decode(payload, type=Checked)

    def write(self, checked: Checked) -> None:
        """Add a block."""
        self._begun = True
        self._stream.write(_frame(msgspec.msgpack.encode(checked)))
        self._stream.flush()

    def close(self, *, done: bool) -> None:
        """Close it; when all is done it has served, and while nothing is it is of no use."""
        self._stream.close()
        if done or not self._begun:
            self.path.unlink()


def _frame(payload: bytes) -> bytes:
    return len(payload).to_bytes(8, "little") + zlib.crc32(payload).to_bytes(4, "little") + payload


def _frames(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the payloads of whole frames; what was broken off in writing ends them."""
    while len(head := stream.read(12)) == 12:
        payload = stream.read(int.from_bytes(head[:8], "little"))
        # A power cut may leave zeros, which would read as an empty frame; there are none.
        if (
            not payload
            or len(payload) != int.from_bytes(head[:8], "little")
            or zlib.crc32(payload) != int.from_bytes(head[8:], "little")
        ):
            return
        yield payload


# --- a run ---


def check_into(
    job: Job,
    blocks: Iterable[Block],
    inputs: Iterable[Any],
    output: pathlib.Path,
    rejects: pathlib.Path,
    *,
    jobs: int = 0,
    resumable: bool = True,
    watch: Callable[[Tally, int], None] = lambda tally, block: None,
) -> Tally:
    """Check blocks of records into a file, and what can't be read of them into another; return what became of them.

    ``inputs`` identify what the blocks are cut from, so that a run is only resumed on the same. ``watch`` is told of
    every block. ``jobs`` is the number of processes, 0 for as many as there are cores. Both files take their places when all is done; until then there is a journal beside them, from which
    the same call goes on.

    Raises:
        OSError: a file can't be read or written.
        ImportError: a format needs a library that is not installed.
    """
    output, rejects = output.resolve(), rejects.resolve()  # through a link: what it leads to is written
    journal = Journal(_beside(output, "journal"), job.fingerprint(inputs) if resumable else os.urandom(16))
    tally, done = Tally(), False
    try:
        with ExitStack() as stack:
            made = stack.enter_context(staged_file(output, aside=_beside(output, "partial")))
            refused = stack.enter_context(staged_file(rejects, aside=_beside(rejects, "partial")))
            sink = _sink(job, made)
            ahead = iter(blocks)
            for n, checked in enumerate(journal.read()):
                next(ahead, None)
                _take(checked, tally, sink, refused)
                tally.resumed = tally.records
                watch(tally, n)
            for n, checked in enumerate(_checked(job, ahead, jobs, journal), journal.blocks):
                journal.write(checked)
                _take(checked, tally, sink, refused)
                watch(tally, n)
            sink.close()
        done = True
    finally:
        journal.close(done=done)
    return tally


def _beside(path: pathlib.Path, what: str) -> pathlib.Path:
    return path.with_name(f".{path.name}.{what}")


def _take(checked: Checked, tally: Tally, sink: Sink, refused: BinaryIO) -> None:
    tally.add(checked)
    refused.write(checked.rejects)
    if checked.records:
        sink.write(checked.output)


def _sink(job: Job, stream: BinaryIO) -> Sink:
    if job.form == ".parquet":
        try:
            return ParquetSink(stream, job.campaign.plan(job.as_of))
        except ImportError:
            raise ImportError(NEEDS) from None
    head = CsvEncoder(job.campaign.pack, job.lang).head() if job.form == ".csv" else b""
    return LinesSink(stream, head)
