"""Standard output, error and input as the commands find them: closed, full or broken off, they are told, never a crash."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any, TextIO

CANT_WRITE = 74
"""The exit status where output can't be written (``EX_IOERR`` of sysexits.h)."""

FAULT = 70
"""The exit status of a fault of ours (``EX_SOFTWARE``)."""


class Unwritable(Exception):
    """Standard output can't be written: it is closed, or the disk is full."""

    def __init__(self, wrong: OSError) -> None:
        self.wrong = wrong
        super().__init__(str(wrong))


class ReaderGone(Exception):  # not an error: who reads the output (head, less) has had enough
    """Nobody reads what is written."""


class _Output(io.RawIOBase):
    """Where a stream writes to. Once it was told that it can't, the rest is dropped."""

    def __init__(self, raw: Any, *, tells: bool) -> None:
        self._raw, self._tells, self._gone = raw, tells, False

    def write(self, data: Any) -> int:
        if not self._gone:
            try:
                if self._raw is None:
                    raise OSError(errno.EBADF, os.strerror(errno.EBADF))
                return int(self._raw.write(data))
            except OSError as wrong:
                self._gone = True
                if self._tells:
                    raise ReaderGone if wrong.errno == errno.EPIPE else Unwritable(wrong) from None
        return len(data)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._raw is not None and bool(self._raw.isatty())

    def fileno(self) -> int:
        if self._raw is None:
            raise io.UnsupportedOperation("the stream is closed")
        return int(self._raw.fileno())


class _NoInput(io.RawIOBase):
    """Standard input that is closed."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def prepare() -> None:
    """Put streams in their places that replace what the console can't show, and tell what can't be written."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number: or the next file that is opened would be taken for it
    sys.stdout = _wrapped(sys.stdout, tells=True)
    sys.stderr = _wrapped(sys.stderr, tells=False)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_NoInput()), encoding="utf-8")


def _wrapped(stream: TextIO | None, *, tells: bool) -> TextIO:
    """Return a stream that writes where another did."""
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)  # Python may have been told not to buffer
    if stream is not None and not isinstance(raw, io.RawIOBase):
        return stream  # a program that runs this one has put something of its own there
    output = _Output(raw, tells=tells)
    encoding = stream.encoding if stream is not None else "utf-8"
    return io.TextIOWrapper(
        io.BufferedWriter(output), encoding=encoding, errors="replace", line_buffering=output.isatty() or not tells
    )
