"""The files of records in a folder: which are read, which only look like records and are told, which are nobody's."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Source
from campaign_rules.base.texts import Text, file_text
from campaign_rules.files.record_files import SUFFIXES, WORKBOOKS, unread_format

PROGRAMS = frozenset(
    {
        "__macosx", "__pycache__", "node_modules", "site-packages", "dist-packages", "@eadir",
        "$recycle.bin", "system volume information",
    }
)  # fmt: skip
"""Folders (in small letters) that programs fill for themselves; so are those whose names begin with a dot."""

MARKS = frozenset({"campaign.yaml", "campaign.yml", "layer.yaml", "layer.yml", "pyvenv.cfg"})
"""A folder with a file of this name is a pack of rules or a program's, with all that is in it."""


class Found(Struct, frozen=True):
    """What a search has found: the files to read, in order of name, and what is told of the others."""

    files: tuple[pathlib.Path, ...]
    unread: tuple[Problem, ...]


def search(paths: Iterable[pathlib.Path], more: Collection[str] = ()) -> Found:
    """Return the given files, and for a folder the files of records under it.

    ``more`` are ends of names that are read as well. In a folder, what looks like records and can't be read is told;
    what programs keep beside their files, and packs of rules, are no records.
    """
    files: list[pathlib.Path] = []
    unread: list[Problem] = []
    ends = (*SUFFIXES, *WORKBOOKS, *more)
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        for one in sorted(_under(path, unread)):
            if one.suffix.lower() in ends and not one.name.lower().endswith(".schema.json"):
                if one.is_file():
                    files.append(one)
                elif one.is_symlink():
                    unread.append(_told(one, Text("链接指向的文件不在", "a link to a file that is not there")))
            elif one.is_file() and (text := unread_format(one) or _misnamed(one)):
                unread.append(_told(one, text))
    return Found(tuple(files), tuple(unread))


def _misnamed(path: pathlib.Path) -> Text | None:
    """Say that a name goes on after what records end in: ``r.yaml.txt``, ``r.xlsx.bak``, a blank."""
    ends = [end for one in path.suffixes if (end := one.strip().lower()) in (*SUFFIXES, *WORKBOOKS)]
    if not ends or path.name.lower().endswith(ends[-1]):
        return None
    return Text(
        f"名字不以 {ends[-1]} 结尾；若是记录，请改名",
        f"its name does not end in {ends[-1]}; if it holds records, rename it",
    )


def _told(path: pathlib.Path, text: Text) -> Problem:
    return Source(file_text(path), None).problem((), "not-read", Text("没有读取：", "not read: ") + text)


def _under(folder: pathlib.Path, unread: list[Problem]) -> Iterator[pathlib.Path]:
    """Yield the files under a folder, but for those of programs; a folder that can't be opened is told."""

    def refused(wrong: OSError) -> None:
        text = Text(f"文件夹打不开：{wrong.strerror}", f"the folder can't be opened: {wrong.strerror}")
        unread.append(_told(pathlib.Path(wrong.filename), text))

    seen: set[str] = set()
    for place, inside, names in os.walk(folder, onerror=refused, followlinks=True):
        real = os.path.realpath(place)
        if real in seen or any(name.lower() in MARKS for name in names):
            inside.clear()
            continue
        seen.add(real)  # a link that leads back up leads nowhere new
        inside[:] = sorted(name for name in inside if not (name.startswith(".") or name.lower() in PROGRAMS))
        # ~$ begins the name of the lock that a spreadsheet program keeps beside an open file, ._ what macOS adds to one.
        yield from (pathlib.Path(place, name) for name in names if not name.startswith((".", "~$")))
