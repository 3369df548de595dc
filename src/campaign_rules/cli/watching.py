"""Reading files while somebody watches: a progress bar over the bytes, with rate and time left."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, BinaryIO

from campaign_rules.base.texts import Lang, Text
from campaign_rules.cli.common import STANDARD_INPUT

if TYPE_CHECKING:
    from rich.progress import Progress

MANY_BYTES = 2**20
"""Records of more bytes than this are shown a progress bar for."""


def watching(files: Iterable[pathlib.Path], lang: Lang) -> AbstractContextManager[Progress | None]:
    """Return a progress bar with rate and time left, where there is much to read and somebody watches."""
    size = sum(path.stat().st_size for path in files if path.is_file())
    if size < MANY_BYTES or not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn(Text("日历", "calendars")(lang)), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
        TimeRemainingColumn(),
    )  # fmt: skip
    made = Progress(*columns, console=Console(stderr=True), transient=True)
    made.add_task("", total=size)
    return made


def opened(path: pathlib.Path, watched: Progress | None) -> AbstractContextManager[BinaryIO]:
    """Open a file (or standard input) whose reading moves the progress bar, if there is one."""
    if path == STANDARD_INPUT:
        return nullcontext(sys.stdin.buffer)
    if watched is None:
        return path.open("rb")
    (task,) = watched.tasks
    return _Watched(path.open("rb"), lambda size: watched.advance(task.id, size))  # type: ignore[return-value]  # what is read of it is what a reader needs


class _Watched:
    """A file that tells how much has been read of it."""

    def __init__(self, opened: BinaryIO, told: Callable[[int], None]) -> None:
        self._opened, self._told = opened, told

    def read(self) -> bytes:
        return self._tell(self._opened.read())

    def readline(self, size: int) -> bytes:
        return self._tell(self._opened.readline(size))

    def _tell(self, got: bytes) -> bytes:
        self._told(len(got))
        return got

    def __enter__(self) -> _Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()
