"""Output that is written aside and put in its place only when all went well: never a partial file."""

from __future__ import annotations

import errno
import os
import pathlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from typing import BinaryIO

from campaign_rules.files.disk import LOCKS, Disk, lock

Place = tuple[pathlib.Path | None, pathlib.Path | None]
"""Where a file comes to stand (standard output where it is None), and where it is written until then."""


@contextmanager
def staged_file(path: pathlib.Path | None) -> Iterator[BinaryIO]:
    """Give a file to write to, which becomes ``path`` in the end; standard output where there is none.

    Raises:
        OSError: the file can't be written.
    """
    with staged_files((path, None)) as (stream,):
        yield stream


@contextmanager
def staged_files(*places: Place, disk: Disk | None = None) -> Iterator[list[BinaryIO]]:
    """Give files to write to. In the end, when all are whole and durable, one after the other takes its place.

    Each is written under a name of its own; or aside where it is said, which a run that was killed leaves, and the
    next one takes.

    Raises:
        Busy: another run is writing one of them.
        OSError: one can't be written.
    """
    disk = disk or Disk()
    with ExitStack() as stack:
        staged = [_staged(path, aside, disk, stack) for path, aside in places]
        yield [one.stream for one in staged]
        for one in staged:
            one.settle()
        for one in staged:
            one.place()


def is_device(path: pathlib.Path) -> bool:
    """Tell whether a path is a device or a pipe: it is written to, for only a file can be put in a file's place."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _staged(path: pathlib.Path | None, aside: pathlib.Path | None, disk: Disk, stack: ExitStack) -> _Spooled | _Aside:
    staged = _Spooled(path) if path is None or is_device(path) else _Aside(path.resolve(), aside, disk)
    stack.callback(staged.end)
    staged.begin()
    return staged


class _Spooled:
    """What goes to standard output or into a device: only when it is whole."""

    def __init__(self, path: pathlib.Path | None) -> None:
        self._path = path
        self.stream: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  # closed in the end

    def begin(self) -> None:
        """There is nothing to prepare."""

    def settle(self) -> None:
        self.stream.seek(0)

    def place(self) -> None:
        with self._path.open("wb") if self._path else nullcontext(sys.stdout.buffer) as target:
            shutil.copyfileobj(self.stream, target)
            target.flush()

    def end(self) -> None:
        self.stream.close()


class _Aside:
    """A file beside the one whose place it takes."""

    def __init__(self, path: pathlib.Path, aside: pathlib.Path | None, disk: Disk) -> None:
        self._path, self._disk = path, disk
        if aside is None:
            handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name[:40]}.")
            os.close(handle)
            aside = pathlib.Path(name)
        self._name, self._held = aside, False
        self.stream = disk.open(aside)

    def begin(self) -> None:
        """Have it for this run alone, and empty."""
        lock(self.stream, self._name)
        self._held = True
        self.stream.truncate(0)

    def settle(self) -> None:
        """Make it durable: or a power cut might leave the name without the content."""
        _permit(self._name, like=self._path)
        self._disk.sync(self.stream)

    def place(self) -> None:
        """Put it in its place, for good; it stays locked until it is there."""
        if not LOCKS:
            self.stream.close()
        self._disk.replace(self._name, self._path)
        self._held = False
        self._disk.sync_folder(self._path.parent)

    def end(self) -> None:
        """Close it; what did not come to its place is taken away."""
        with suppress(OSError):  # what can't be written any more was told
            self.stream.close()
        if self._held:
            self._disk.unlink(self._name)


class StagedFolder:
    """Files that come to stand in a folder together: put there when all are written."""

    def __init__(self, folder: pathlib.Path, aside: pathlib.Path) -> None:
        self.folder, self._aside = folder, aside

    def write(self, name: str, content: bytes) -> None:
        """Write a file; ``name`` may lie in folders below."""
        path = self._aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def _place(self) -> None:
        targets = {path: self.folder / path.relative_to(self._aside) for path in sorted(self._aside.rglob("*"))}
        for path, target in targets.items():  # all of them first, so that none is placed if one can't be
            if target.exists() and target.is_dir() is not path.is_dir():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        for path, target in targets.items():
            if path.is_dir():
                target.mkdir(exist_ok=True)
            else:
                path.replace(target)


@contextmanager
def staged_folder(folder: pathlib.Path) -> Iterator[StagedFolder]:
    """Give a folder to write files to; they are put in place in the end, and what else the folder holds stays.

    Raises:
        OSError: the folder can't be written.
    """
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    aside = pathlib.Path(tempfile.mkdtemp(dir=folder, prefix=".partial-"))
    done = False
    try:
        staged = StagedFolder(folder, aside)
        yield staged
        staged._place()
        done = True
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if new and not done:
            shutil.rmtree(new[-1], ignore_errors=True)


def _permit(made: pathlib.Path, like: pathlib.Path) -> None:
    """Let a file be read by whom the one in its place is; where there is none, as any new file: temporary ones are private."""
    if like.exists():
        shutil.copymode(like, made)
        return
    mask = os.umask(0)
    os.umask(mask)
    made.chmod(0o666 & ~mask)
