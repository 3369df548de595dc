"""Records from files, bytes and plain data: YAML, JSON and JSON Lines, every problem at its place."""

from __future__ import annotations

import io
import os
import pathlib
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct, structs

from campaign_rules.errors import BadRecord, Problem
from campaign_rules.histories import blanks, impossibilities, salvaged
from campaign_rules.reading import MAX_BYTES, decode, locate_json, read_json, read_yaml
from campaign_rules.records import Record, unread_notes
from campaign_rules.schemas import convert
from campaign_rules.sources import Source
from campaign_rules.texts import Text

SUFFIXES = (".yaml", ".yml", ".json", ".jsonl", ".ndjson")
"""The files of records as text."""

WORKBOOKS = (".xlsx", ".xlsm")
"""The files of records as spreadsheets, which `campaign_rules.workbooks` reads."""

OTHER_WORKBOOKS = (".xls", ".et", ".ett", ".ods", ".xlsb")
"""Spreadsheets of other formats: not read, but known for what they are."""


class Loaded(Struct, frozen=True):
    """A record together with the document it was read from; ``text`` is JSON that was read without places."""

    record: Record
    source: Source
    text: str | bytes = ""
    line: int = 1

    def located(self) -> Source:
        """Return the document with the place of every value, which sound JSON is read without."""
        text = self.text.decode("utf-8") if isinstance(self.text, bytes) else self.text
        return locate_json(text, self.source.file, line=self.line, error=BadRecord) if text else self.source


RecordLike = Record | Mapping[str, Any] | str | os.PathLike[str] | bytes
"""What can be checked: a `Record`, plain data, a file's path, or JSON bytes."""


def load(given: RecordLike) -> Loaded:
    """Return the record in ``given``.

    Raises:
        BadRecord: with every problem of the data.
        OSError: the file can't be read.
    """
    match given:
        case Record():
            return Loaded(given, Source("", None))
        case bytes():
            return _from_bytes(given, "<bytes>")
        case Mapping():
            source = Source("", dict(given))
            return Loaded(typed(source), source)
        case str() | os.PathLike():
            found = list(load_file(pathlib.Path(given)))
            if len(found) != 1:
                text = Text(
                    f"应有一份记录，文件里有 {len(found)} 份",
                    f"expected one record, the file has {len(found)}",
                )
                raise BadRecord([Source(str(given), None).problem((), "records", text)])
            return found[0]
    raise TypeError(f"a record is a Record, a mapping, a path or JSON bytes, not {type(given).__name__}")


def typed(source: Source) -> Record:
    """Return the record in plain data.

    Raises:
        BadRecord: with every problem of the data.
    """
    try:
        record = convert(source, Record, BadRecord)
    except BadRecord as wrong:
        readable = salvaged(source.data)
        more = impossibilities(readable, source) if readable else ()
        raise BadRecord(list(dict.fromkeys([*wrong.problems, *more]))) from None
    if any(True for _ in blanks(record, source)):
        raise BadRecord(list(impossibilities(record, source)))
    return record


RECORDS = msgspec.json.Decoder(Record)
"""Reads a record from JSON, quickly: of a key that is written twice it takes the last, and blank texts as they are."""

UNREAD_NOTES = msgspec.json.Decoder(unread_notes())
"""The same, and leaves notes unread."""


def _from_bytes(raw: bytes, file: str) -> Loaded:
    """Read a record from JSON bytes: quickly where nothing is wrong with them, else with every problem told."""
    try:
        record = RECORDS.decode(raw)
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        record = None
    if record is None or not _each_key_once(record, raw):
        return from_json(decode(raw, file, BadRecord), file)
    return Loaded(record, Source(file, None), raw)


def _each_key_once(record: Record, raw: bytes) -> bool:
    """Tell whether JSON has no key twice: written again, a record has each of its keys, and so as many colons."""
    # The actor alone is written also where it was not.
    unsaid = record.actor == "enterprise" and b'"actor"' not in raw
    return msgspec.json.encode(record).count(b":") == raw.count(b":") + unsaid


def from_json(text: str, file: str, line: int = 1) -> Loaded:
    """Read a record from JSON text that starts on ``line`` of ``file``."""
    source = read_json(text, file, line=line, error=BadRecord)
    try:
        return Loaded(typed(source), source, text, line)
    except BadRecord:
        located = locate_json(text, file, line=line, error=BadRecord)
        return Loaded(typed(located), located)


def load_file(path: pathlib.Path, stream: BinaryIO | None = None) -> Iterator[Loaded]:
    """Yield the records of a file: one, or one a line in JSON Lines, which is read line by line and never held whole.

    ``stream`` is the file, if it is open already. Of JSON Lines every sound line is yielded; what is wrong with the
    others is told in the end.

    Raises:
        BadRecord: with every problem of the file.
        OSError: the file can't be read.
    """
    file, suffix = str(path), path.suffix.lower()
    with nullcontext(stream) if stream else path.open("rb") as opened:
        if suffix in (".jsonl", ".ndjson"):
            yield from _lines(opened, file)
            return
        text = decode(opened.read(), file, BadRecord)
    if file == "-" and _is_lines(text):
        yield from _lines(io.BytesIO(text.encode("utf-8")), file)
    elif suffix == ".json" or (suffix not in (".yaml", ".yml") and text.lstrip()[:1] in ("{", "[")):
        yield from_json(text, file)
    else:
        yield from_yaml(text, file)


def _is_lines(text: str) -> bool:
    """Tell whether what came without a name looks like JSON Lines: more than one line, each an object of its own."""
    first, second = (*(line.strip() for line in text.split("\n") if line.strip()), "", "")[:2]
    return first.startswith("{") and first.endswith("}") and second.startswith("{")


def from_yaml(text: str, file: str) -> Loaded:
    """Read a record from YAML text."""
    source = read_yaml(text, file, BadRecord)
    return Loaded(typed(source), source)


def _lines(stream: BinaryIO, file: str) -> Iterator[Loaded]:
    problems: list[Problem] = []
    count = 0
    for number, raw in enumerate(iter(lambda: stream.readline(MAX_BYTES + 1), b""), 1):
        try:
            line = decode(raw, file, BadRecord).rstrip("\r\n")
        except BadRecord as wrong:
            # A file in another encoding is wrong once, not on each of its lines.
            problems += (structs.replace(problem, line=number) for problem in wrong.problems)
            raise BadRecord(problems) from None
        if not line.strip():
            continue
        count += 1
        try:
            yield from_json(line, file, number)
        except BadRecord as wrong:
            problems += wrong.problems
    if not count:
        problems.append(Problem(file, 1, 1, "", "empty", "文件是空的", "the file is empty"))
    if problems:
        raise BadRecord(problems)


def files_in(paths: list[pathlib.Path]) -> Iterator[pathlib.Path]:
    """Yield the given files, and for a folder the record files under it, in order of name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if _is_record_file(p) and p.is_file())
        else:
            yield path


def _is_record_file(path: pathlib.Path) -> bool:
    # ~$ begins the name of the lock that a spreadsheet program keeps beside an open file.
    return path.suffix.lower() in (*SUFFIXES, *WORKBOOKS) and not path.name.startswith("~$")
