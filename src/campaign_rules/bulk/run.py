"""Any number of records checked into a file: on all cores, in flat memory, and resumed where it was broken off.

Blocks of lines are checked by processes and come back in order. What came back is kept in a journal beside the output,
a frame for each block, from which the output is written. Broken off at any moment, by a power cut too, and begun again,
the whole frames of the journal whose lines still are the same are taken as they are and the rest is checked: the output
is the same, byte for byte. It takes its place only when all is done and durable: first the rejects, then the output;
then the journal goes.
"""

from __future__ import annotations

import multiprocessing
import os
import pathlib
import signal
import sys
import tempfile
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from itertools import chain, islice, zip_longest
from multiprocessing.connection import Connection, wait
from operator import add
from queue import SimpleQueue
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from campaign_rules import __version__
from campaign_rules.base.errors import BadRecord, CampaignRulesError, Problem
from campaign_rules.base.texts import Lang, Text, file_text
from campaign_rules.bulk.rows import (
    CsvEncoder,
    Encoder,
    JsonLinesEncoder,
    LinesSink,
    ParquetEncoder,
    ParquetSink,
    Sink,
)
from campaign_rules.campaign import Campaign
from campaign_rules.engine.decisions import CODES
from campaign_rules.engine.fast.compiled import Compiled, Interpreter, compiled
from campaign_rules.files.disk import Disk, lock
from campaign_rules.files.documents.decoding import decode
from campaign_rules.files.record_files import UNREAD_NOTES, Nulls, from_json
from campaign_rules.files.staging import is_device, staged_files
from campaign_rules.files.streams import BLOCK, MANY, NEEDS, Block, half_character
from campaign_rules.rules.duties.obligations import STATUSES, Status
from campaign_rules.rules.records import Actor, Record

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


class Fault(Struct, frozen=True):
    """What is wrong with a record, in the language of the job."""

    path: str
    code: str
    message: str
    column: int


class Reject(Struct, frozen=True):
    """A line that can't be used, with all that is wrong with it."""

    file: str
    line: int
    problems: tuple[Fault, ...]
    text: str


class Checked(Struct):
    """What became of a block."""

    records: int
    counts: list[int]
    """How many obligations stand how, in all of its records."""
    violating: int
    """Records in which something is violated."""
    unclear: int
    """Records in which something is unknown or to be reviewed."""
    rejects: list[Reject]
    output: bytes
    unrecognised: list[tuple[str, Text]]
    """Words seen so far that the campaign does not know: the field, and what there is to say of the word."""
    checksum: int = 0
    """That of the block, by which a run that is resumed knows that it is the same."""


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
        self.rejected += len(block.rejects)
        self.violating += block.violating
        self.unclear += block.unclear
        for status, count in zip(STATUSES, block.counts, strict=True):
            self.counts[status] += count
        self.unrecognised |= dict.fromkeys(block.unrecognised)


class Checker:
    """Checks blocks of lines: what each process has one of."""

    def __init__(self, job: Job) -> None:
        self.job, self._rules = job, job.campaign.rules
        self._code: dict[Actor | tuple[Actor, ...], Compiled | Interpreter] = {}
        pack = job.campaign.pack
        encoders: dict[str, Callable[[], Encoder]] = {
            ".csv": lambda: CsvEncoder(pack, job.lang),
            ".parquet": lambda: ParquetEncoder(self._rules),
        }
        self._encoder = encoders.get(job.form, lambda: JsonLinesEncoder(pack))()

    def check(self, block: Block) -> Checked:
        """Check the lines of a block.

        Raises:
            OSError: they can't be read.
            BadInput: they are not what they were when the block was cut.
        """
        file = file_text(block.file)
        made = Checked(0, [0] * len(STATUSES), 0, 0, [], b"", [], block.checksum())
        if block.refused:
            made.rejects.append(self._rejected(file, block.first_line, block.refused, b""))
        for line, raw, record in self._records(block):
            told = self._outline(record) if record else None
            if record is None or told is None:
                made.rejects.append(self._rejected(file, line, self._problems(raw, file, line), raw))
                continue
            counts = [*map(told.codes.count, _ALL_CODES)]
            self._encoder.add(file, line, record, told, counts)
            self._count(counts, made)
        made.output = self._encoder.taken()
        made.unrecognised = list(self._unrecognised())
        return made

    def _outline(self, record: Record) -> Any:
        code = self._code.get(record.actor)
        if code is None:
            code = self._code[record.actor] = compiled(self._rules, record.actor)
        return code.outline(record, self.job.as_of)

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
            self.job.campaign.check(loaded, as_of=self.job.as_of)
        except BadRecord as wrong:
            return tuple(msgspec.structs.replace(problem, line=line) for problem in wrong.problems)
        return (half_character(file, line),)

    def _rejected(self, file: str, line: int, problems: Iterable[Problem], raw: bytes) -> Reject:
        zh = self.job.lang == "zh"
        told = tuple(Fault(p.path, p.code, p.zh if zh else p.en, p.column) for p in problems)
        return Reject(file, line, told, raw.decode("utf-8", errors="replace"))

    def _unrecognised(self) -> Iterator[tuple[str, Text]]:
        for code in self._code.values():
            yield from dict.fromkeys((one.field, one.text) for one in code.unrecognised())


def _read(raw: bytes, nulls: Nulls) -> Record | None:
    """Read a line that may be bad, as `campaign_rules.files.record_files` reads it; None for one whose text can't be written again."""
    try:
        record = from_json(decode(raw, "", BadRecord).strip(), "", nulls=nulls).record
        msgspec.json.encode(record)
    except (BadRecord, UnicodeEncodeError):
        return None
    return record


# --- processes ---


class WorkersLost(CampaignRulesError):
    """All processes that checked were ended from outside; what they had checked is kept, and can be gone on from."""

    text = Text(
        "检查记录的进程都意外结束了（多半是内存不足，被系统结束）；再运行同一命令会从中断处继续，-j 1 最省内存",
        "all processes that check records ended unexpectedly (the system may have run out of memory and killed them); "
        "the same command goes on from here, and -j 1 needs the least memory",
    )

    def __init__(self) -> None:
        super().__init__(self.text.en)


_EACH = 2
"""Blocks that a process is given at a time: while what became of one waits to be taken, it checks the next."""


class _Worker:
    """A process that checks blocks, with a pipe of its own: when it is killed, only what it was given is lost."""

    def __init__(self, job: Job, context: Any, inherited: Sequence[int]) -> None:
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(job, theirs, inherited), daemon=True)
        self._process.start()
        theirs.close()  # so that the pipe ends when the process does
        self.given: list[tuple[int, Block]] = []
        """The blocks of which nothing has come back."""

    def give(self, n: int, block: Block) -> None:
        """Let it check a block."""
        self.given.append((n, block))
        with suppress(OSError):  # it has ended: that is seen when its answer is waited for
            self.pipe.send(block)

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with suppress(OSError):
            self.pipe.send(None)
        if kind:
            self._process.kill()
        self._process.join()
        self.pipe.close()


def _work(job: Job, pipe: Connection, inherited: Sequence[int]) -> None:
    """Check the blocks that come, until there are no more; what was inherited of the parent is not this one's concern."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends all
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # A parent that was killed leaves nobody to tell: no words about that.
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # for as long as the process lives
    for descriptor in inherited:  # or they stayed locked for as long as this process outlives a parent that was killed
        os.dup2(sys.stderr.fileno(), descriptor)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    checker = Checker(job)
    gc.collect()
    gc.freeze()
    gc.disable()  # records hold no cycles
    answers: SimpleQueue[Checked | Exception] = SimpleQueue()
    threading.Thread(target=_send, args=(pipe, answers), daemon=True).start()
    while block := pipe.recv():
        try:
            answers.put(checker.check(block))
        except Exception as wrong:  # it is raised where the block came from
            answers.put(wrong)


def _send(pipe: Connection, answers: SimpleQueue[Checked | Exception]) -> None:
    """Send answers as they come. Never does this keep the process from taking the next block: each waited for the other."""
    while True:
        answer = answers.get()
        try:
            pipe.send(answer)
        except OSError:
            os._exit(1)
        except Exception:  # an error that can't be sent as it is
            pipe.send(RuntimeError(repr(answer)))


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: nobody would ever ask it for anything."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _checked(
    job: Job, blocks: Iterable[Block], jobs: int, inherited: Sequence[int], tell: Callable[[Text], None]
) -> Iterator[Checked]:
    """Check blocks by some processes; yield what became of each, in order, with few of them ahead.

    A process that is lost is not replaced, for most likely memory ended: those that are left go on.

    Raises:
        WorkersLost: none is left.
    """
    jobs = jobs or cores()
    if jobs == 1:
        checker = Checker(job)
        yield from map(checker.check, blocks)
        return
    forked = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if forked else "spawn")
    with ExitStack() as stack:
        crew = [stack.enter_context(_Worker(job, context, inherited if forked else ())) for _ in range(jobs)]
        ready: dict[int, Checked] = {}
        again: list[tuple[int, Block]] = []
        ahead, turn, more = enumerate(blocks), 0, True
        while True:
            given = sum(len(worker.given) for worker in crew)
            while more and len(again) + given + len(ready) <= 3 * jobs and given + len(again) < _EACH * len(crew):
                taken = next(ahead, None)
                again += [taken] if taken else []
                more = taken is not None
            while again and len((worker := min(crew, key=lambda one: len(one.given))).given) < _EACH:
                worker.give(*again.pop(0))
            while turn in ready:
                yield ready.pop(turn)
                turn += 1
            busy: dict[Any, _Worker] = {worker.pipe: worker for worker in crew if worker.given}
            if not (busy or more):
                return
            for pipe in wait(list(busy)) if busy else ():
                worker = busy[pipe]
                try:
                    answer = worker.pipe.recv()
                except (EOFError, OSError):
                    crew.remove(worker)
                    again = [*worker.given, *again]
                    if not crew:
                        raise WorkersLost from None
                    tell(_LOST)
                    continue
                n, _ = worker.given.pop(0)
                if isinstance(answer, Exception):
                    raise answer
                ready[n] = answer


_LOST = Text(
    "一个检查记录的进程意外结束（多半是内存不足，被系统结束）；其余进程接着做它的那一份",
    "a process that checks records ended unexpectedly (the system may have run out of memory and killed it); "
    "the others go on with its share",
)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# --- the journal ---


class Journal:
    """What became of each block so far, a frame for each, after a head that says what was asked.

    The checksum of a frame goes on from that of the frame before: behind another head, or out of order, none is whole.
    """

    SYNC = 64 << 20
    """After so many bytes it is made durable: a power cut costs a second of work, and the making one part in twenty."""

    def __init__(self, path: pathlib.Path, fingerprint: bytes, disk: Disk | None = None) -> None:
        self.path, self._disk = path, disk or Disk()
        self._stream = self._disk.open(path)
        try:
            lock(self._stream, path)
            self._ends = self._whole(fingerprint)
            self._resume()
            if not self._ends:
                self._write(fingerprint)
        except BaseException:
            self._stream.close()
            raise
        self._begun = self.blocks > 0

    def _whole(self, fingerprint: bytes) -> list[tuple[int, int]]:
        """Return where each whole frame ends, and its checksum; none where the journal is of another run."""
        ends: list[tuple[int, int]] = []
        self.other = False
        self._stream.seek(0)
        for payload, checksum in _frames(self._stream):
            self.other = not ends and payload != fingerprint
            if self.other:
                break
            ends.append((self._stream.tell(), checksum))
        return ends

    def _resume(self) -> None:
        """Drop what comes after the last whole frame, and go on from there."""
        end, self._checksum = self._ends[-1] if self._ends else (0, 0)
        self._stream.truncate(end)
        self._stream.seek(end)
        self._unsynced = 0

    def _write(self, payload: bytes) -> None:
        frame, self._checksum = _frame(payload, self._checksum)
        self._stream.write(frame)
        self._stream.flush()
        self._ends.append((self._stream.tell(), self._checksum))
        self._unsynced += len(frame)
        if self._unsynced >= self.SYNC:
            self._disk.sync(self._stream)
            self._disk.sync_folder(self.path.parent)
            self._unsynced = 0

    @property
    def descriptor(self) -> int:
        """The number of its open file."""
        return self._stream.fileno()

    @property
    def blocks(self) -> int:
        """How many blocks are in it."""
        return len(self._ends) - 1

    def read(self) -> Iterator[Checked]:
        """Yield what became of the blocks that are in it."""
        with self.path.open("rb") as stream:
            frames = _frames(stream)
            next(frames, None)
            for _, (payload, _checksum) in zip(range(self.blocks), frames, strict=False):
                yield msgspec.msgpack.decode(payload, type=Checked)

    def cut(self, blocks: int) -> None:
        """Keep only the first of its blocks."""
        del self._ends[blocks + 1 :]
        self._resume()

    def write(self, checked: Checked) -> None:
        """Add a block."""
        self._begun = True
        self._write(msgspec.msgpack.encode(checked))

    def close(self, *, done: bool) -> None:
        """Close it; when all is done it has served, and while nothing is it is of no use."""
        with suppress(OSError):  # what it could not take was told, and is checked again
            self._stream.close()
        if done or not self._begun:
            self._disk.unlink(self.path)


def _frame(payload: bytes, before: int) -> tuple[bytes, int]:
    checksum = zlib.crc32(payload, before)
    return len(payload).to_bytes(8, "little") + checksum.to_bytes(4, "little") + payload, checksum


def _frames(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield the payloads of whole frames, and their checksums; what was broken off in writing ends them."""
    checksum, size = 0, os.fstat(stream.fileno()).st_size
    while len(head := stream.read(12)) == 12:
        length = int.from_bytes(head[:8], "little")
        # A power cut may leave zeros, which would read as an empty frame, or any length; there are none such.
        if not 0 < length <= size - stream.tell():
            return
        payload = stream.read(length)
        checksum = zlib.crc32(payload, checksum)
        if checksum != int.from_bytes(head[8:], "little"):
            return
        yield payload, checksum


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
    tell: Callable[[Text], None] = lambda text: None,
    disk: Disk | None = None,
) -> Tally:
    """Check blocks of records into a file, and what can't be read of them into another; return what became of them.

    ``inputs`` identify what the blocks are cut from, so that a run is only resumed on the same. ``watch`` is told of
    every block, ``tell`` of what a person should know. ``jobs`` is the number of processes, 0 for as many as there are
    cores. Both files take their places when all is done; until then there is a journal beside them, from which the same
    call goes on.

    Raises:
        OSError: a file can't be read or written; `campaign_rules.files.disk.Busy` where another run is writing it.
        BadInput: a file changed while it was read.
        WorkersLost: the processes were ended from outside.
        ImportError: a format needs a library that is not installed.
    """
    disk = disk or Disk()
    output, rejects = output.resolve(), rejects.resolve()  # through a link: what it leads to is written
    resumable = resumable and not is_device(output)
    tally, done = Tally(), not resumable
    journal = Journal(_kept(output), job.fingerprint(inputs) if resumable else os.urandom(16), disk)
    try:
        # Who finds the output finds the rejects too: they take their place before it.
        places = [(path, beside(path, "partial")) for path in (rejects, output)]
        with staged_files(*places, disk=disk) as (refused, made), _sink(job, made) as sink:
            if journal.other:
                tell(_OTHER)
            ahead = iter(blocks)
            for n, (block, checked) in enumerate(zip_longest(islice(ahead, journal.blocks), journal.read())):
                if not block or block.checksum() != checked.checksum:
                    journal.cut(n)
                    ahead = chain([block] if block else [], ahead)
                    tell(_OTHERWISE)
                    break
                _take(checked, tally, sink, refused)
                tally.resumed = tally.records
                watch(tally, n)
            inherited = [journal.descriptor, made.fileno(), refused.fileno()]
            for n, checked in enumerate(_checked(job, ahead, jobs, inherited, tell), journal.blocks):
                journal.write(checked)
                _take(checked, tally, sink, refused)
                watch(tally, n)
        done = True
    finally:
        journal.close(done=done)
    return tally


_OTHER = Text(
    "上次中断的运行用的是别的文件（或文件已有改动）、别的规则或别的判定日：从头检查",
    "the run that was broken off was of other files (or they changed), other rules or another day: all is checked anew",
)
_OTHERWISE = Text(
    "要读的文件在上次中断后有改动（大小和时间没有变）：从有改动的地方起重新检查",
    "what is read changed since the run was broken off (though not its size and time): checked anew from there on",
)


def beside(path: pathlib.Path, what: str) -> pathlib.Path:
    """Return what a run keeps beside a file until that takes its place: its ``journal``, the ``partial`` file."""
    return path.with_name(f".{path.name}.{what}")


def _kept(output: pathlib.Path) -> pathlib.Path:
    """Return where the journal is kept: beside the output; in the folder for temporary files where that is a device."""
    if not is_device(output):
        return beside(output, "journal")
    handle, name = tempfile.mkstemp(prefix="campaign-rules-", suffix=".journal")
    os.close(handle)
    return pathlib.Path(name)


def _take(checked: Checked, tally: Tally, sink: Sink, refused: BinaryIO) -> None:
    tally.add(checked)
    refused.write(b"".join(msgspec.json.encode(one) + b"\n" for one in checked.rejects))
    if checked.records:
        sink.write(checked.output)


@contextmanager
def _sink(job: Job, stream: BinaryIO) -> Iterator[Sink]:
    sink = _begun(job, stream)
    try:
        yield sink
        sink.close()
    except BaseException:
        sink.drop()
        raise


def _begun(job: Job, stream: BinaryIO) -> Sink:
    if job.form == ".parquet":
        try:
            return ParquetSink(stream, job.campaign.rules, job.as_of)
        except ImportError:
            raise ImportError(NEEDS) from None
    head = CsvEncoder(job.campaign.pack, job.lang).head() if job.form == ".csv" else b""
    return LinesSink(stream, head)
