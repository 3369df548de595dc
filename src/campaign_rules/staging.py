"""Output that is written aside and put in its place only when all went well: never a partial file."""

from __future__ import annotations

import errno
import os
import pathlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import BinaryIO


@contextmanager
def staged_file(path: pathlib.Path | None, aside: pathlib.Path | None = None) -> Iterator[BinaryIO]:
    """Give a file to write to, which becomes ``path`` in the end; standard output where there is none.

    It is written under a name of its own; or as ``aside``, which a run that was killed leaves, and the next one takes.

    Raises:
        OSError: the file can't be written.
    """
    if path is None or (path.exists() and not path.is_file() and not path.is_dir()):
        with tempfile.TemporaryFile() as spool:
            yield spool
            spool.seek(0)
            # A device or a pipe is written to; only a file can be put in a file's place.
            with path.open("wb") if path else nullcontext(sys.stdout.buffer) as target:
                shutil.copyfileobj(spool, target)
                target.flush()
        return
    path = path.resolve()  # through a link: it stays, and what it leads to is renewed
    if aside is None:
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name[:40]}.")
    else:
        handle, name = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), str(aside)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())  # or a power cut may leave the name without the content
        _permit(pathlib.Path(name), like=path)
        pathlib.Path(name).replace(path)
    except BaseException:
        pathlib.Path(name).unlink(missing_ok=True)
        raise


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
