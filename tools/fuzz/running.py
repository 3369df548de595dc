"""The parts, and running one of them for a time or for a number of inputs."""

from __future__ import annotations

import pathlib
import tempfile
import time
from collections.abc import Iterable
from itertools import count
from typing import NamedTuple

from tools.fuzz import commands, edges, files, packs, records, work
from tools.fuzz.harness import Failure, Part, tried

PARTS: dict[str, Part] = {
    "records": records.hostile,
    "edges": edges.hostile,
    "packs": packs.hostile,
    "workbooks": files.workbook,
    "parquet": files.parquet,
    "commands": commands.hostile,
    "work": work.growing,
}
"""Every part by its name."""


class Explored(NamedTuple):
    """What became of a part: how many inputs, in how long, and what broke."""

    inputs: int
    seconds: float
    failures: list[Failure]


def explore(name: str, seed: int, *, seconds: float = float("inf"), numbers: Iterable[int] | None = None) -> Explored:
    """Try the inputs of a part: those of the ``numbers``, or one after the other until the ``seconds`` are over."""
    begun = time.monotonic()
    failures: list[Failure] = []
    inputs = 0
    for number in count() if numbers is None else numbers:
        if time.monotonic() - begun > seconds:
            break
        with tempfile.TemporaryDirectory() as folder:
            failure = tried(name, PARTS[name], seed, number, pathlib.Path(folder))
        inputs += 1
        if failure:
            failures.append(failure)
    return Explored(inputs, time.monotonic() - begun, failures)
