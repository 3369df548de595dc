"""Any number of records checked into a file: on all cores, in flat memory, and resumed where it was broken off.

Blocks of lines are checked by processes and come back in order. What came back is kept in a journal beside the output,
a frame for each block, from which the output is written. Broken off at any moment, by a power cut too, and begun again,
the whole frames of the journal whose lines still are the same are taken as they are and the rest is checked: the output
is the same, byte for byte. It takes its place only when all is done and durable: first the rejects, then the output;
then the journal goes.
"""

from __future__ import annotations

import os
import pathlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice, zip_longest
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from campaign_rules.base.texts import Text
from campaign_rules.bulk.checker import Checked, Job
from campaign_rules.bulk.journal import Journal
from campaign_rules.bulk.rows import CsvEncoder, LinesSink, ParquetSink, Sink
from campaign_rules.bulk.workers import checked_blocks
from campaign_rules.files.disk import Disk
from campaign_rules.files.staging import is_device, staged_files
from campaign_rules.files.streams import NEEDS, Block
from campaign_rules.rules.duties.obligations import STATUSES, Status


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
            for n, checked in enumerate(checked_blocks(job, ahead, jobs, inherited, tell), journal.blocks):
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
    head = CsvEncoder(job.campaign.rules, job.lang).head() if job.form == ".csv" else b""
    return LinesSink(stream, head)
