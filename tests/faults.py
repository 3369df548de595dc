"""A disk of which any single step fails, or at which the power goes: for every step in turn, as SQLite is tested.

What was written but not made durable may be lost when the power goes, in part or as a whole, and so may what was made,
renamed or taken away in a folder that was not made durable: a `Loss` says what of it survives.
"""

from __future__ import annotations

import errno
import io
import os
import pathlib
from collections.abc import Callable
from typing import Any, BinaryIO, Literal

from campaign_rules.files.disk import Disk

Fault = Literal["full", "broken", "short", "power"]
"""No space from here on; an error of the device at this step; half of what was to be written is taken; the power goes."""

Step = tuple[str, Any, Any]
Loss = tuple[Callable[[list[Step]], list[Step]], Callable[[list[Step]], list[Step]]]
"""What of the steps that were not made durable survives: of those on a file's content, and of those on names."""


def nothing(steps: list[Step]) -> list[Step]:
    return []


def everything(steps: list[Step]) -> list[Step]:
    return steps


def all_but_the_first(steps: list[Step]) -> list[Step]:
    return steps[1:]


def every_other(steps: list[Step]) -> list[Step]:
    return steps[1::2]


LOSSES: dict[str, Loss] = {
    "nothing survives": (nothing, nothing),
    "names survive": (nothing, everything),
    "contents survive": (everything, nothing),
    "all survives": (everything, everything),
    "the first is lost": (all_but_the_first, all_but_the_first),
    "every other is lost": (every_other, every_other),
}


class PowerCut(BaseException):
    """The power has gone: nobody can tidy up."""


class _File:
    """A file's content: what is durable, and what was done to it since."""

    def __init__(self, durable: bytes = b"") -> None:
        self.durable, self.steps = durable, list[Step]()

    def content(self, steps: list[Step]) -> bytes:
        made = bytearray(self.durable)
        for kind, at, what in steps:
            if kind == "truncate":
                del made[at:]
                made.extend(bytes(at - len(made)))
            else:
                made.extend(bytes(max(at - len(made), 0)))
                made[at : at + len(what)] = what
        return bytes(made)


class FaultyDisk(Disk):
    """A disk whose ``at``-th step meets a fault."""

    def __init__(self, folder: pathlib.Path, at: int = 0, fault: Fault = "power") -> None:
        self.folder, self.at, self.fault = folder, at, fault
        self.steps = 0
        """How many steps there were."""
        self.off = False
        self.log = list[str]()
        self._names = {path: _File(path.read_bytes()) for path in folder.iterdir()}
        self._durable = dict(self._names)
        self._renames = list[Step]()

    @property
    def met(self) -> bool:
        """Whether the fault came."""
        return 0 < self.at <= self.steps

    def open(self, path: pathlib.Path) -> BinaryIO:
        if not path.exists() and self._step("make", path):
            self._name("make", path, _File())
        return io.BufferedRandom(_Raw(self, path, self._names.get(path, _File())))

    def sync(self, stream: BinaryIO) -> None:
        stream.flush()
        raw = getattr(stream, "raw")  # noqa: B009
        if self._step("sync", raw.name):
            raw.file.durable, raw.file.steps = raw.file.content(raw.file.steps), []

    def replace(self, made: pathlib.Path, path: pathlib.Path) -> None:
        if self._step("replace", path):
            super().replace(made, path)
            self._name("replace", path, made)

    def unlink(self, path: pathlib.Path) -> None:
        if self._step("unlink", path):
            super().unlink(path)
            self._name("unlink", path, None)

    def sync_folder(self, folder: pathlib.Path) -> None:
        if self._step("sync folder", folder):
            self._durable, self._renames = dict(self._names), []

    def cut(self, loss: Loss) -> None:
        """Leave in the folder what survives."""
        contents, renames = loss
        names = dict(self._durable)
        for step in renames(self._renames):
            _rename(names, step)
        for path in list(self.folder.iterdir()):
            path.unlink()
        for path, file in names.items():
            path.write_bytes(file.content(contents(file.steps)))

    def _name(self, *step: Any) -> None:
        _rename(self._names, step)
        self._renames.append(step)

    def _step(self, kind: str, path: Any) -> bool:
        """Count a step; return whether it is to be done."""
        if self.off:
            return False
        self.steps += 1
        self.log.append(f"{kind} {pathlib.Path(path).name}")
        if self.fault == "full" and self.met and kind in ("make", "write"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self.steps == self.at:
            if self.fault == "broken":
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            if self.fault == "power":
                self.off = True
                raise PowerCut
        return True

    def write(self, file: _File, at: int, data: bytes, through: Callable[[bytes], Any]) -> int:
        """Write to a file; what fails or is cut has got half of the bytes through."""
        half = data[: len(data) // 2]
        try:
            done = self._step("write", "")
        except BaseException:
            if half:
                file.steps.append(("write", at, half))
                through(half)
            raise
        if not done:
            return len(data)
        if self.fault == "short" and self.steps == self.at and half:
            data = half
        file.steps.append(("write", at, data))
        through(data)
        return len(data)

    def truncate(self, file: _File, size: int, through: Callable[[int], Any]) -> None:
        if self._step("truncate", ""):
            file.steps.append(("truncate", size, None))
            through(size)


class _Raw(io.FileIO):
    """An open file, of which every write is a step."""

    def __init__(self, disk: FaultyDisk, path: pathlib.Path, file: _File) -> None:
        super().__init__(path, "r+b", opener=lambda name, flags: os.open(name, flags | os.O_CREAT, 0o600))
        self.disk, self.file = disk, file

    def write(self, data: Any, /) -> int:
        return self.disk.write(self.file, self.tell(), bytes(data), super().write)

    def truncate(self, size: int | None = None, /) -> int:
        size = self.tell() if size is None else size
        self.disk.truncate(self.file, size, super().truncate)
        return size


def _rename(names: dict[pathlib.Path, _File], step: Step) -> None:
    kind, path, what = step
    if kind == "make":
        names[path] = what
    elif kind == "unlink":
        names.pop(path, None)
    elif what in names:  # what it was made as is gone when its making was lost
        names[path] = names.pop(what)
