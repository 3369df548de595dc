"""What it costs that the classes of records are made from a declaration, against the same classes written as Python.

``python -m benchmarks.declared`` prints medians, interleaved, and as ratios to the written classes. These are the module
that ``campaign-rules types --for python`` writes, with the one option that only the library itself can promise
(``gc=False``: no record holds a cycle). The answers are first verified: both read every record alike, to the byte of what
is written again.
"""

import statistics
import sys
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.data import records
from campaign_rules import load_campaign
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.shape import Shape
from campaign_rules.writers.types.python import python

RUNS = 20

Work = Callable[[list[Any]], object] | None


def written(pack: Pack) -> ModuleType:
    """Return the classes of a campaign's records as a module of written ones."""
    text = python(pack.model, pack.identity.title)
    module = ModuleType("written_records")
    sys.modules[module.__name__] = module  # where msgspec looks up what annotations name
    exec(text.replace("forbid_unknown_fields=True", "forbid_unknown_fields=True, gc=False"), vars(module))
    return module


def read_fields(records: list[Any]) -> int:
    """Read what the rules read most: the kinds and days of what was done."""
    return sum(len(entry.kind) + entry.date.year for record in records for entry in record.activities or ())


def timed(read: Callable[[bytes], Any], lines: list[bytes], work: Work) -> float:
    """Return how long some work on records takes, in microseconds a record, or without any, the reading of them."""
    start = time.perf_counter()
    made = [*map(read, lines)]
    if work:
        start = time.perf_counter()
        work(made)
    return (time.perf_counter() - start) * 1e6 / len(lines)


def main() -> None:
    """Verify, measure and print."""
    pack = load_campaign().pack
    shape, decoder = pack.model.shape, msgspec.json.Decoder(written(pack).Record)
    lines = [msgspec.json.encode(one) for one in records(1000, absent=0.1)]
    for line in lines:
        if msgspec.json.encode(shape.decoder.decode(line)) != msgspec.json.encode(decoder.decode(line)):
            sys.exit("the two read a record differently")
    works: dict[str, tuple[Callable[[bytes], Any], Work]] = {
        "decode": (shape.decoder.decode, None),
        "decode, notes left unread": (shape.light_decoder.decode, None),
        "encode": (shape.decoder.decode, lambda made: [*map(msgspec.json.encode, made)]),
        "read fields": (shape.decoder.decode, read_fields),
    }
    size = sum(map(len, lines)) // len(lines)
    table = Table(title=f"{len(lines)} records of {size} bytes, Python {sys.version.split()[0]}")
    for heading in ("what", "declared, a record", "written, a record", "ratio"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for name, (read, work) in works.items():
        ours, theirs = list[float](), list[float]()
        for run in range(
            RUNS
        ):  # where in memory records lie matters as much as what they are: so each goes first in turn
            for times, reads in ((ours, read), (theirs, decoder.decode))[:: 1 if run % 2 else -1]:
                times.append(timed(reads, lines, work))
        ratio = statistics.median(ours) / statistics.median(theirs)
        table.add_row(name, f"{statistics.median(ours):.2f} µs", f"{statistics.median(theirs):.2f} µs", f"{ratio:.2f}")
    Console().print(table)
    start = time.perf_counter()
    Shape(shape.key)
    took = (time.perf_counter() - start) * 1000
    Console().print(f"making all classes of the campaign, those with notes left unread too: {took:.1f} ms")


if __name__ == "__main__":
    main()
