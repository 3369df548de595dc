"""The checking of one block of records: its rows, its counts, and the lines that are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from operator import add
from typing import Any

import msgspec
from msgspec import Struct

from campaign_rules import __version__
from campaign_rules.base.errors import BadRecord, Problem
from campaign_rules.base.texts import Lang, Text, file_text
from campaign_rules.bulk.rows import CsvEncoder, Encoder, JsonLinesEncoder, ParquetEncoder
from campaign_rules.campaign import Campaign
from campaign_rules.engine.decisions import CODES
from campaign_rules.engine.fast.compiled import Compiled, compiled
from campaign_rules.engine.interpreter import Interpreter
from campaign_rules.files.documents.decoding import decode
from campaign_rules.files.record_files import Nulls, from_json
from campaign_rules.files.streams import BLOCK, MANY, Block, half_character
from campaign_rules.rules.duties.obligations import STATUSES
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.values import Record

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
        """Return what must be the same for a run to be resumed: the rules, the records, the day, the form and the inputs."""
        pack = self.campaign.pack
        rules = [pack.identity.id, pack.content_hash, pack.model.digest, sorted(pack.overrides.items())]
        asked = [__version__, rules, self.as_of, self.form, self.lang, self.nulls, BLOCK, MANY, list(inputs)]
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


class Checker:
    """Checks blocks of lines: what each process has one of."""

    def __init__(self, job: Job) -> None:
        self.job, self._rules, self._model = job, job.campaign.rules, job.campaign.record_model
        self._code: dict[str | tuple[str, ...], Compiled | Interpreter] = {}
        pack = job.campaign.pack
        encoders: dict[str, Callable[[], Encoder]] = {
            ".csv": lambda: CsvEncoder(self._rules, job.lang),
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
        quickly = self._model.shape.light_decoder.decode
        for line, raw in enumerate(block.lines().split(b"\n"), block.first_line):
            if not raw or raw.isspace():
                continue
            try:
                given = self.job.nulls == "unknown" and b"null" in raw
                record: Record | None = _read(raw, self._model, "unknown") if given else quickly(raw)
            except (ValueError, RecursionError):
                record = _read(raw, self._model, self.job.nulls)
            yield line, raw, record

    def _problems(self, raw: bytes, file: str, line: int) -> tuple[Problem, ...]:
        """Return all that is wrong with a line."""
        try:
            loaded = from_json(decode(raw, file, BadRecord).strip(), file, self._model, line, self.job.nulls)
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


def _read(raw: bytes, model: RecordModel, nulls: Nulls) -> Record | None:
    """Read a line that may be bad, as `campaign_rules.files.record_files` reads it; None for one whose text can't be written again."""
    try:
        record = from_json(decode(raw, "", BadRecord).strip(), "", model, nulls=nulls).record
        msgspec.json.encode(record)
    except (BadRecord, UnicodeEncodeError):
        return None
    return record
