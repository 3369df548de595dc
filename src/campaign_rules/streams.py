"""Many records as blocks of lines: JSON Lines, plain, gzipped or Zstandard; Parquet; and any other file of records.

A block is whole lines, cut by the input's bytes alone, so that it is the same whoever reads it and however many do. A
plain file is not carried about: a block says where it lies. Nothing is ever held whole.
"""

from __future__ import annotations

import gzip
import io
import pathlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from campaign_rules.errors import BadRecord, Problem
from campaign_rules.loading import Loaded
from campaign_rules.reading import MAX_BYTES
from campaign_rules.texts import Text

BLOCK = 1 << 20
"""Bytes of a block, or a little more: as many as end a line."""

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

    def lines(self) -> bytes:
        """Return the bytes.

        Raises:
            OSError: the file can't be read.
        """
        if self.data is not None:
            return self.data
        with pathlib.Path(self.file).open("rb") as stream:
            stream.seek(self.offset)
            return stream.read(self.length)


ReadOther = Callable[[pathlib.Path], Iterable[Loaded]]
"""Reads a file that is not lines: YAML, JSON, a spreadsheet."""


def blocks(path: pathlib.Path, other: ReadOther, stream: BinaryIO | None = None) -> Iterator[Block]:
    """Yield the blocks of a file; ``stream`` is standard input, read as JSON Lines.

    Raises:
        OSError: the file can't be read.
        ImportError: its format needs a library that is not installed; the name of the extra is told.
    """
    file, last = str(path), path.suffix.lower()
    if stream is not None:
        yield from _cut(stream, file)
    elif last in LINES:
        with path.open("rb") as opened:
            yield from _cut(opened, file, lies=True)
    elif last == GZIPPED:
        with path.open("rb") as raw, gzip.GzipFile(fileobj=raw) as content:
            yield from _undamaged(_cut(content, file, raw), file, (EOFError, zlib.error, gzip.BadGzipFile))
    elif last in ZSTANDARD:
        with path.open("rb") as raw:
            frames = _Frames(raw)
            yield from _undamaged(_cut(io.BufferedReader(frames, 1 << 17), file, raw), file, (frames.damaged, EOFError))
    elif last == PARQUET:
        yield from _undamaged(_parquet(path), file, (ValueError, OSError))
    else:
        yield from _others(path, other)


def _undamaged(blocks: Iterator[Block], file: str, damaged: tuple[type[Exception], ...]) -> Iterator[Block]:
    """Yield the blocks of a file; where it is damaged, say so in the place of the rest."""
    line = 1
    try:
        for block in blocks:
            yield block
            line = block.first_line + (block.data or b"").count(b"\n")
    except damaged as wrong:
        text = Text(f"文件从此处起已损坏，读不下去：{wrong}", f"damaged from here on: {wrong}")
        yield Block(file, line, b"", refused=(Problem(file, line, 1, "", "damaged", text.zh, text.en),))


def is_many(path: pathlib.Path) -> bool:
    """Tell whether a file is of a format for many records."""
    return path.suffix.lower() in (*LINES, GZIPPED, *ZSTANDARD, PARQUET)


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
        read = raw.tell() if raw else offset + len(chunk) + skipped
        yield Block(file, line, None if lies else chunk, offset, len(chunk), read=read)
        offset += len(chunk) + skipped
        line += chunk.count(b"\n") + (not chunk.endswith(b"\n"))


class _Frames(io.RawIOBase):
    """The content of a Zstandard file: of all its frames, of which none may be cut short."""

    def __init__(self, raw: BinaryIO) -> None:
        try:
            import zstandard
        except ImportError:
            raise ImportError(NEEDS) from None
        self.damaged: type[Exception] = zstandard.ZstdError
        self._raw, self._new = raw, zstandard.ZstdDecompressor().decompressobj
        self._frame: Any = None
        self._left, self._ready = b"", memoryview(b"")

    def readable(self) -> bool:
        """It is read, and no more."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; none at the end.

        Raises:
            EOFError: a frame is cut short.
        """
        while not self._ready:
            part = self._left or self._raw.read(1 << 11)  # little, for it can become very much
            self._left = b""
            if not part:
                if self._frame:
                    raise EOFError("a frame is cut short")
                return 0
            self._frame = self._frame or self._new()
            self._ready = memoryview(self._frame.decompress(part))
            if self._frame.eof:
                self._left, self._frame = self._frame.unused_data, None
        given = self._ready[: len(buffer)]
        self._ready = self._ready[len(given) :]
        buffer[: len(given)] = given
        return len(given)


def _parquet(path: pathlib.Path) -> Iterator[Block]:
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        raise ImportError(NEEDS) from None
    line = 1
    with parquet.ParquetFile(path) as opened:
        text = next((name for name in JSON_COLUMNS if name in opened.schema_arrow.names), None)
        for batch in opened.iter_batches(batch_size=200, columns=[text] if text else None):
            rows = batch.column(0).to_pylist() if text else batch.to_pylist()
            read = path.stat().st_size * (line - 1 + len(rows)) // opened.metadata.num_rows
            yield Block(str(path), line, b"\n".join(map(_as_line, rows)) + b"\n", read=read)
            line += len(rows)


def _as_line(row: Any) -> bytes:
    """Return a row as a line of JSON. In columns there is no telling what is absent from what is null: it is absent."""
    if isinstance(row, bytes):
        return row.replace(b"\n", b" ")
    if isinstance(row, str):
        return row.replace("\n", " ").encode("utf-8", errors="surrogatepass")
    return msgspec.json.encode(said(row)) if row is not None else b""


def said(value: Any) -> Any:
    """Return plain data without what is null, in mappings at any depth.

    >>> said({"id": "x", "plan": {"funds": None}, "events": [{"kind": "reported", "by": None}]})
    {'id': 'x', 'plan': {}, 'events': [{'kind': 'reported'}]}
    """
    if isinstance(value, dict):
        return {name: said(one) for name, one in value.items() if one is not None}
    return [said(one) for one in value] if isinstance(value, list) else value


def _others(path: pathlib.Path, other: ReadOther) -> Iterator[Block]:
    try:
        for loaded in other(path):
            line = msgspec.json.encode(loaded.record) + b"\n"
            yield Block(loaded.source.file or str(path), loaded.line, line)
    except BadRecord as wrong:
        yield Block(str(path), 1, b"", refused=wrong.problems)
    except OSError as wrong:
        text = Text(f"无法读取：{wrong.strerror}", f"can't be read: {wrong.strerror}")
        problem = Problem(str(path), 0, 0, "", "unreadable", text.zh, text.en)
        yield Block(str(path), 1, b"", refused=(problem,))
