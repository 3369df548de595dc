"""Many records as blocks of lines: JSON Lines, plain, gzipped or Zstandard; Parquet; and any other file of records.

A block is whole lines, cut by the input's bytes alone, so that it is the same whoever reads it and however many do. A
plain file is not carried about: a block says where it lies, and the checksum of what lies there. Nothing is ever held
whole. A file that changes while it is read is refused: what was read of it never stood in it together.
"""

from __future__ import annotations

import os
import pathlib
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time
from decimal import Decimal
from functools import partial
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from campaign_rules.base.errors import BadInput, BadRecord, Problem
from campaign_rules.base.texts import HALF, Text, file_text
from campaign_rules.files.documents.decoding import MAX_BYTES
from campaign_rules.files.record_files import Loaded

BLOCK = 1 << 20
"""Bytes of a block, or a little more: as many as end a line."""

MANY = 1000
"""Lines of a block, at the most."""

NEEDS = "pip install 'campaign-rules[bulk]'"
"""What to do where a library that reads or writes a format is not installed."""

LINES = (".jsonl", ".ndjson")
GZIPPED, ZSTANDARD, PARQUET = ".gz", (".zst", ".zstd"), ".parquet"

JSON_COLUMNS = ("record", "json", "value")
"""The column of a Parquet file that holds a record as JSON text, if there is one; else its columns are the record's."""


class Block(Struct, frozen=True):
    """Some lines of a file: as bytes, or where they lie in it."""

    file: str
    first_line: int
    data: bytes | None = None
    offset: int = 0
    length: int = 0
    refused: tuple[Problem, ...] = ()
    """What could not be read at all, in the place of lines."""
    read: int = 0
    """How much of the file was read with it, in bytes: for who watches."""
    lies: int = 0
    """The checksum of the bytes that lie in the file."""

    def lines(self) -> bytes:
        """Return the bytes.

        Raises:
            OSError: the file can't be read.
            BadInput: other bytes lie there by now, or the file is gone.
        """
        if self.data is not None:
            return self.data
        try:
            with pathlib.Path(self.file).open("rb") as stream:
                stream.seek(self.offset)
                data = stream.read(self.length)
        except FileNotFoundError:  # while it is replaced, a file may not be there
            raise changed(self.file) from None
        if zlib.crc32(data) != self.lies:
            raise changed(self.file)
        return data

    def checksum(self) -> int:
        """Return a number that tells the block from one of other lines, or of the same lines elsewhere."""
        content = self.lies if self.data is None else zlib.crc32(self.data)
        place = (file_text(self.file), self.first_line, self.offset, self.length, self.refused)
        return zlib.crc32(msgspec.json.encode(place), content)


ReadOther = Callable[[pathlib.Path], Iterable[Loaded]]
"""Reads a file that is not lines: YAML, JSON, a spreadsheet."""


def blocks(path: pathlib.Path, other: ReadOther, stream: BinaryIO | None = None) -> Iterator[Block]:
    """Yield the blocks of a file; ``stream`` is standard input, read as JSON Lines.

    Raises:
        OSError: the file can't be read.
        BadInput: it changed meanwhile.
        ImportError: its format needs a library that is not installed; the name of the extra is told.
    """
    if stream is not None:
        yield from _cut(stream, str(path))
        return
    before = _state(path)
    yield from _blocks(path, other)
    if _state(path) != before:
        raise changed(str(path))


def _state(path: pathlib.Path) -> tuple[int, ...]:
    """Return what is another number when a file was written to or replaced, as far as its folder tells."""
    try:
        now = path.stat()
    except OSError:
        return ()
    # The time of the last change (of content or name) is the one that no program can set back.
    return (now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns) if stat.S_ISREG(now.st_mode) else ()


def changed(file: str) -> BadInput:
    """Say that a file is not what it was when its reading began."""
    text = Text(
        "读取期间文件有改动，结果没有写出；请在没有程序写它时重新运行",
        "changed while it was read, so nothing was written; run again when no program writes to it",
    )
    return BadInput([Problem(file_text(file), 0, 0, "", "changed", text.zh, text.en)])


def _blocks(path: pathlib.Path, other: ReadOther) -> Iterator[Block]:
    file, last = str(path), path.suffix.lower()
    if last in LINES:
        with path.open("rb") as opened:  # a pipe has no place to which one could go back
            yield from _cut(opened, file, lies=stat.S_ISREG(os.fstat(opened.fileno()).st_mode))
    elif last == GZIPPED:
        with path.open("rb") as raw:
            members = _Members(raw, partial(zlib.decompressobj, wbits=zlib.MAX_WBITS | 16))
            yield from _undamaged(_cut(members, file, raw), file, (EOFError, zlib.error))
    elif last in ZSTANDARD:
        with path.open("rb") as raw:
            new, damaged = _zstandard()
            yield from _undamaged(_cut(_Members(raw, new), file, raw), file, (EOFError, damaged))
    elif last == PARQUET:
        yield from _undamaged(_parquet(path), file, _DAMAGES)
    else:
        yield from _others(path, other)


_DAMAGES = (
    ValueError,
    OSError,
    ArithmeticError,
    LookupError,
    TypeError,
    NotImplementedError,
    MemoryError,
    RuntimeError,
)
"""What Arrow raises, or what is made of its values, where a file is damaged or holds what nobody can read as a record."""


def _undamaged(blocks: Iterator[Block], file: str, damaged: tuple[type[Exception], ...]) -> Iterator[Block]:
    """Yield the blocks of a file; where it is damaged, say so in the place of the rest."""
    line = 1
    try:
        for block in blocks:
            yield block
            lines = block.data or b""
            line = block.first_line + lines.count(b"\n") + (lines[-1:] not in (b"", b"\n"))
    except damaged as wrong:
        if isinstance(wrong, OSError) and wrong.errno:  # it is the disk that can't be read, not what is on it
            raise
        text = Text("文件从此处起已损坏或不完整，读不下去", f"damaged or cut short from here on: {wrong}")
        yield Block(file, line, b"", refused=(Problem(file, line, 1, "", "damaged", text.zh, text.en),))


def _cut(stream: Any, file: str, raw: BinaryIO | None = None, *, lies: bool = False) -> Iterator[Block]:
    """Cut a stream into blocks; where it ``lies`` in the file as it is, a block only says where."""
    offset, line = 0, 1
    while chunk := stream.read(BLOCK):
        skipped = 0
        if not chunk.endswith(b"\n"):
            rest = stream.readline(MAX_BYTES + 1)
            chunk += rest
            while rest and not rest.endswith(b"\n"):  # a line that is too long, or the last one: no more of it is kept
                rest = stream.readline(MAX_BYTES)
                skipped += len(rest)
        damaged = stream.wrong if isinstance(stream, _Members) else None
        if damaged:  # a line that is cut short is the damage's, and no record
            chunk = chunk[: chunk.rfind(b"\n") + 1]
        for piece in _pieces(chunk):
            offset += len(piece)
            read = raw.tell() if raw else offset
            start, length = offset - len(piece), len(piece)
            yield (
                Block(file, line, None, start, length, read=read, lies=zlib.crc32(piece))
                if lies
                else Block(file, line, piece, start, length, read=read)
            )
            line += piece.count(b"\n") + (not piece.endswith(b"\n"))
        offset += skipped
        if damaged:
            raise damaged


def _pieces(chunk: bytes) -> Iterator[bytes]:
    """Yield a chunk in pieces of not too many lines: a record of a few bytes has as many obligations as any other."""
    start = 0
    while start < len(chunk):
        end = start
        for _ in range(MANY):
            end = chunk.find(b"\n", end) + 1
            if not end:
                break
        yield chunk[start : end or len(chunk)]
        start = end or len(chunk)


def _zstandard() -> tuple[Callable[[], Any], type[Exception]]:
    """Return what makes a decompressor of one frame, and what it raises.

    Raises:
        ImportError: the library is not installed.
    """
    try:
        import zstandard
    except ImportError:
        raise ImportError(NEEDS) from None
    return zstandard.ZstdDecompressor().decompressobj, zstandard.ZstdError


class _Members:
    """The content of a compressed file, of all its members or frames: to the end, or to where it is damaged.

    What could be read is given first; ``wrong`` says then why there is no more.
    """

    def __init__(self, raw: BinaryIO, new: Callable[[], Any]) -> None:
        self._raw, self._new = raw, new
        self._member: Any = None
        self._left, self._ready = b"", bytearray()
        self.wrong: Exception | None = None

    def read(self, size: int) -> bytes:
        """Return some bytes, as many as were asked for unless there are no more.

        Raises:
            Exception: there are none, for the file is damaged.
        """
        while len(self._ready) < size and self._more():
            pass
        if not self._ready and self.wrong:
            raise self.wrong
        return self._taken(size)

    def readline(self, size: int) -> bytes:
        """Return the rest of a line, or as much of it as was asked for."""
        searched = 0
        while (end := self._ready.find(b"\n", searched)) < 0 and len(self._ready) < size:
            searched = len(self._ready)
            if not self._more():
                break
        return self._taken(min(size, end + 1 if end >= 0 else size))

    def _taken(self, size: int) -> bytes:
        given = bytes(self._ready[:size])
        del self._ready[:size]
        return given

    def _more(self) -> bool:
        """Read a little on; False at the end, or where the file is damaged."""
        if self.wrong:
            return False
        part = self._left or self._raw.read(1 << 11)  # little, for it can become very much
        self._left = b""
        if not part or (not self._member and not part.strip(b"\0")):  # some programs fill a file up with zeros
            self.wrong = EOFError("it ends in the middle") if self._member else None
            return False
        try:
            self._member = self._member or self._new()
            self._ready += self._member.decompress(part)
            if self._member.eof:
                self._left, self._member = self._member.unused_data, None
        except Exception as wrong:  # whatever the library says of damage; who reads tells it apart
            self.wrong = wrong
        return not self.wrong


def _parquet(path: pathlib.Path) -> Iterator[Block]:
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        raise ImportError(NEEDS) from None
    line = 1
    with parquet.ParquetFile(path) as opened:
        texts = [field.name for field in opened.schema_arrow if str(field.type) in _TEXTS]
        text = next((name for name in JSON_COLUMNS if name in texts), None)
        for batch in opened.iter_batches(batch_size=200, columns=[text] if text else None):
            rows = batch.column(0).to_pylist() if text else batch.to_pylist()
            read = path.stat().st_size * (line - 1 + len(rows)) // opened.metadata.num_rows
            yield Block(str(path), line, b"\n".join(map(_as_line, rows)) + b"\n", read=read)
            line += len(rows)


_TEXTS = ("string", "large_string", "string_view", "binary", "large_binary")
"""The types of a column that can hold JSON text."""


def _as_line(row: Any) -> bytes:
    """Return a row as a line of JSON. In columns there is no telling what is absent from what is null: it is absent."""
    if isinstance(row, bytes):
        return row.replace(b"\n", b" ")
    if isinstance(row, str):
        return row.replace("\n", " ").encode("utf-8", errors="surrogatepass")
    return msgspec.json.encode(said(row)) if row is not None else b""


def said(value: Any) -> Any:
    """Return plain data as JSON has it, without what is null: of columns, at any depth.

    A time at midnight is its day, a decimal a number, and pairs are a mapping.

    >>> said({"id": "x", "plan": {"funds": None}, "events": [{"kind": "reported", "by": None}]})
    {'id': 'x', 'plan': {}, 'events': [{'kind': 'reported'}]}
    """
    match value:
        case [(_, _), *_] if all(isinstance(one, tuple) for one in value):
            return said(dict(value))
        case dict():
            return {name: said(one) for name, one in value.items() if one is not None}
        case list():
            return [said(one) for one in value]
        case datetime() if value.time() == time.min:
            return value.date()
        case Decimal():
            return float(value)
    return value


def half_character(file: str, line: int) -> Problem:
    """Say that a record can't be written again, because its text is no text."""
    return Problem(file, line, 1, "", "half-character", HALF.zh, HALF.en)


def _others(path: pathlib.Path, other: ReadOther) -> Iterator[Block]:
    try:
        for loaded in other(path):
            line = msgspec.json.encode(loaded.record) + b"\n"
            yield Block(loaded.source.file or str(path), loaded.line, line)
    except BadRecord as wrong:
        yield Block(str(path), 1, b"", refused=wrong.problems)
    except UnicodeEncodeError:
        yield Block(str(path), 1, b"", refused=(half_character(str(path), 1),))
    except OSError as wrong:
        text = Text(f"无法读取：{wrong.strerror}", f"can't be read: {wrong.strerror}")
        problem = Problem(str(path), 0, 0, "", "unreadable", text.zh, text.en)
        yield Block(str(path), 1, b"", refused=(problem,))
