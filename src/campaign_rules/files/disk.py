"""What is done to files that must outlast a power cut: written, made durable, renamed, taken away.

All of it goes through a `Disk`, so that a test can put one in its place in which any single step fails.
"""

from __future__ import annotations

import errno
import os
import pathlib
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows, where a file that is open can't be replaced anyway
    fcntl = None  # type: ignore[assignment]

LOCKS = fcntl is not None
"""Whether a file can be locked here; where it can't, one that is open can't be renamed either."""


class Busy(OSError):
    """Another run is writing the file."""

    def __init__(self, path: pathlib.Path) -> None:
        super().__init__(errno.EBUSY, os.strerror(errno.EBUSY), str(path))

    def __reduce__(self) -> tuple[type[Busy], tuple[pathlib.Path]]:
        return type(self), (pathlib.Path(self.filename),)


class Disk:
    """The files of this machine."""

    def open(self, path: pathlib.Path) -> BinaryIO:
        """Open a file for reading and writing as it is; a new one, where there is none, for its owner alone."""
        return open(path, "r+b", opener=_new)  # a Path takes no opener

    def sync(self, stream: BinaryIO) -> None:
        """Make durable what was written to a file."""
        stream.flush()
        os.fsync(stream.fileno())

    def replace(self, made: pathlib.Path, path: pathlib.Path) -> None:
        """Put a file in the place of another; durable when the folder is."""
        made.replace(path)

    def unlink(self, path: pathlib.Path) -> None:
        """Take a file away, if it is there."""
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: pathlib.Path) -> None:
        """Make durable which files a folder holds, and under which names."""
        if not hasattr(os, "O_DIRECTORY"):  # Windows opens no folders
            return
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        except OSError as wrong:
            if wrong.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network drives know no such thing
                raise
        finally:
            os.close(opened)


def _new(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT, 0o600)


def lock(stream: BinaryIO, path: pathlib.Path) -> None:
    """See to it that no other run writes an open file, for as long as it is open.

    Raises:
        Busy: another one does, or put it in its place a moment ago.
    """
    if not LOCKS:
        return
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        same = os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except (BlockingIOError, FileNotFoundError):
        same = False
    except OSError as wrong:
        if wrong.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.EINVAL):
            raise
        return  # a drive that knows no locks
    if not same:
        raise Busy(path)
