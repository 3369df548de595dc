"""The journal of a run: what became of each block, in a file from which a run that was broken off goes on."""

from __future__ import annotations

import os
import pathlib
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

import msgspec

from campaign_rules.bulk.checker import Checked
from campaign_rules.files.disk import Disk, lock


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
