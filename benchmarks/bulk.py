"""This library beside what one would use instead, on the same file: rates, ratios, memory.

``python -m benchmarks.bulk`` first verifies that every way gives the same answers, then times them in interleaved
runs, each in a process of its own, and prints medians. ``--write`` puts the tables into docs/performance.md.
``--records N`` sets how many records (20,000), ``--runs N`` how many runs (5), ``--large`` goes on to a million.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from benchmarks import seventeen
from benchmarks.data import records
from campaign_rules import load_campaign
from campaign_rules.engine.decisions import CODES
from campaign_rules.engine.fast.compiled import compiled
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import Run

ROOT = pathlib.Path(__file__).parents[1]
DAY = date(2023, 10, 15)
PART = 1 << 16
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""What is installed is compiled to bytecode once; a process that is timed finds it so."""

# --- the ways: each prepares what is done once, and returns what does a share of a file's records and counts them ---

Done = Callable[[pathlib.Path, int, int], int]


def parts(path: pathlib.Path, share: int, shares: int) -> Iterator[bytes]:
    """Yield the lines of a share of a file, 64 KiB at a time: every so many-th part."""
    with path.open("rb") as stream:
        for n, part in enumerate(iter(lambda: stream.read(PART) + stream.readline(), b"")):
            if n % shares == share:
                yield part


def lines(judge: Callable[[bytes], object]) -> Done:
    """Return what gives each line to a function."""

    def done(path: pathlib.Path, share: int, shares: int) -> int:
        count = 0
        for part in parts(path, share, shares):
            for line in part.splitlines():
                judge(line)
                count += 1
        return count

    return done


def structs(decoder: Any, judge: Callable[[Any], object]) -> Done:
    """Return what gives each decoded line to a function."""

    def done(path: pathlib.Path, share: int, shares: int) -> int:
        count = 0
        for part in parts(path, share, shares):
            for record in decoder.decode_lines(part):
                judge(record)
                count += 1
        return count

    return done


def with_orjson() -> Done:
    """Decode every line, and no more."""
    import orjson

    return lines(orjson.loads)


def typed() -> Done:
    """Decode every line into a typed, checked record."""
    decoder = load_campaign().record_model.shape.light_decoder
    return lambda path, share, shares: sum(len(decoder.decode_lines(part)) for part in parts(path, share, shares))


def ours_17() -> Done:
    """Seventeen duties by this library."""
    campaign = load_campaign()
    outline: Any = seventeen.rules(campaign).outline
    return structs(campaign.record_model.shape.light_decoder, lambda record: outline(record, DAY).codes)


def ours_all() -> Done:
    """Every duty and outcome of the campaign by this library."""
    campaign = load_campaign()
    outline: Any = compiled(campaign.rules, "enterprise").outline
    return structs(campaign.record_model.shape.light_decoder, lambda record: outline(record, DAY).codes)


def tuned() -> Done:
    """Seventeen duties by hand-tuned code over lean Structs."""
    return structs(seventeen.LEAN, seventeen.tuned())


def plain() -> Done:
    """Seventeen duties by plain Python, rule by rule, over the standard library's json."""
    return lines(lambda line: seventeen.plain(json.loads(line)))


def sql() -> Done:
    """Seventeen duties by DuckDB; the number of shares is its number of threads."""
    import duckdb

    def done(path: pathlib.Path, _: int, threads: int) -> int:
        with duckdb.connect(config={"threads": threads}) as made:
            return len(made.execute(seventeen.sql(str(path))).fetchall())

    return done


class Prepared:
    """Seventeen duties by ZEN, on facts prepared beforehand: the seconds of that are not counted."""

    def __init__(self) -> None:
        self.decision, self.seconds = seventeen.zen_decision(), 0.0

    def __call__(self, path: pathlib.Path, share: int, shares: int) -> int:
        """Judge the records, and keep how long that alone took."""
        read = (json.loads(line) for part in parts(path, share, shares) for line in part.splitlines())
        facts = [seventeen.zen_facts(data) for data in read]
        start = time.perf_counter()
        for fact in facts:
            self.decision.evaluate(fact)
        self.seconds = time.perf_counter() - start
        return len(facts)


Way = Callable[[], Done]

# --- measuring ---


def _measured(way: Way, path: pathlib.Path, share: int, shares: int, ready: Any, told: Any) -> None:
    """Run a way in this process, and tell when it began, when it ended, how many it did, and its peak memory."""
    import gc

    done = way()
    done(path.with_name("few.jsonl"), 0, 1)  # what is learned and imported once is not what is measured
    gc.collect()
    gc.freeze()
    gc.disable()
    ready.wait()
    start = time.perf_counter()
    count = done(path, share, shares)
    end = start + done.seconds if isinstance(done, Prepared) else time.perf_counter()
    told.put((start, end, count, _peak()))


def _peak() -> float:
    """Return the peak memory of this process in MiB; 0 where the system does not tell."""
    status = pathlib.Path("/proc/self/status")
    if not status.exists():
        return 0.0
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def measure(way: Way, path: pathlib.Path, processes: int, threads: int) -> tuple[float, float]:
    """Return the microseconds a record, and MiB of all processes together, of one run of a way."""
    context = multiprocessing.get_context("spawn")
    ready, told = context.Barrier(processes), context.Queue()
    shares = [(n, processes) for n in range(processes)] if threads == 1 else [(0, threads)]
    each = [context.Process(target=_measured, args=(way, path, *share, ready, told)) for share in shares]
    for one in each:
        one.start()
    found = [told.get() for _ in each]
    for one in each:
        one.join()
    seconds = max(end for _, end, _, _ in found) - min(start for start, _, _, _ in found)
    return seconds / sum(count for _, _, count, _ in found) * 1e6, sum(peak for _, _, _, peak in found)


WAYS: list[tuple[str, str, Way, str, int, int]] = [
    # what is done, by what, how, on which file, processes, threads
    ("decode", "orjson", with_orjson, "records", 1, 1),
    ("decode", "msgspec, typed and checked, notes unread", typed, "records", 1, 1),
    ("17 duties", "campaign-rules", ours_17, "records", 1, 1),
    ("17 duties", "campaign-rules, 2 processes", ours_17, "records", 2, 1),
    ("17 duties", "hand-tuned, lean Structs", tuned, "records", 1, 1),
    ("17 duties", "DuckDB, 1 thread", sql, "records", 1, 1),
    ("17 duties", "DuckDB, 2 threads", sql, "records", 1, 2),
    ("17 duties", "ZEN, on prepared facts", Prepared, "records", 1, 1),
    ("17 duties", "plain Python", plain, "records", 1, 1),
    ("all duties and outcomes", "campaign-rules", ours_all, "records", 1, 1),
    ("all duties and outcomes", "campaign-rules, 2 processes", ours_all, "records", 2, 1),
    ("all, 10 % of facts absent", "campaign-rules", ours_all, "absent", 1, 1),
]


def verify(folder: pathlib.Path) -> int:
    """Verify that all ways to judge the seventeen duties agree on every record, and the whole campaign with `check`."""
    campaign, path = load_campaign(), folder / "records.jsonl"
    shape = campaign.record_model.shape
    made, judge, decision = seventeen.rules(campaign), seventeen.tuned(), seventeen.zen_decision()
    import duckdb

    rows = duckdb.connect().execute(seventeen.sql(str(path))).fetchall()
    for line, row in zip(path.read_bytes().splitlines(), rows, strict=True):
        data = json.loads(line)
        wanted = seventeen.violated(made, shape.decoder.decode(line))
        others = [
            list(row),
            judge(seventeen.LEAN.decode(line)),
            seventeen.plain(data),
            seventeen.zen_answer(decision.evaluate(seventeen.zen_facts(data))),
        ]
        if any(list(map(int, other)) != wanted for other in others):
            sys.exit(f"the answers differ: {data['id']} {wanted} {others}")
    for name in ("records", "absent"):
        whole = compiled(campaign.rules, "enterprise")
        for line in (folder / f"{name}.jsonl").read_bytes().splitlines()[:1000]:
            record = shape.light_decoder.decode(line)
            told, run = whole.outline(record, DAY), Run(campaign.rules, record, DAY)
            wanted_all = [(v.duty, v.instance, CODES[v.status], v.due) for v in run.obligations()]
            outcomes = [(i.section, i.item, i.outcomes) for i in run.indications()]
            if told is None or (list(told.obligations()), list(told.outcomes())) != (wanted_all, outcomes):
                sys.exit(f"the answers differ: {record.id}")
    return len(rows)


# --- tables ---


def compared(folder: pathlib.Path, runs: int) -> list[str]:
    """Return the table that compares the ways."""
    found: list[list[tuple[float, float]]] = [[] for _ in WAYS]
    for _ in range(runs):
        for n, (_, _, way, file, processes, threads) in enumerate(WAYS):
            found[n].append(measure(way, folder / f"{file}.jsonl", processes, threads))
    medians = [statistics.median(us for us, _ in one) for one in found]
    rows = [
        "| what | by | µs a record | records a second | ratio to orjson's decode | peak memory, MiB |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for (what, by, *_), us, one in zip(WAYS, medians, found, strict=True):
        peak = max(peak for _, peak in one)
        rows.append(f"| {what} | {by} | {us:.1f} | {1e6 / us:,.0f} | {us / medians[0]:.2f} | {peak:,.0f} |")
    return rows


def scaled(folder: pathlib.Path, sizes: list[int]) -> list[str]:
    """Return the table of whole commands: many records of one file into one, from the process's start to its end."""
    rows = [
        "| records | into | seconds | µs a record | peak memory of the main process, MiB |",
        "|--:|---|--:|--:|--:|",
    ]
    some = (folder / "records.jsonl").read_bytes()
    count = some.count(b"\n")
    for size in sizes:
        path = folder / "many.jsonl"
        with path.open("wb") as stream:
            for _ in range(size // count):
                stream.write(some)
            stream.writelines(line + b"\n" for line in some.splitlines()[: size % count])
        for end in ("jsonl", "csv", "parquet"):
            if size > 100_000 and end != "parquet":
                continue
            command = ["check", str(path), "--as-of", DAY.isoformat(), "-o", str(folder / f"out.{end}")]
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", _COMMAND, *command],
                cwd=ROOT,
                env=ENVIRONMENT,
                capture_output=True,
                text=True,
                check=True,
            )
            seconds = time.perf_counter() - start
            rows.append(
                f"| {size:,} | {end} | {seconds:.2f} | {seconds / size * 1e6:.1f} | {int(done.stdout.split()[-1]) / 1024:,.0f} |"
            )
        path.unlink()
    return rows


_COMMAND = """
import sys
from campaign_rules.cli import cli
try:
    cli(sys.argv[1:])
except SystemExit:
    (line,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    print(line.split()[1])
"""


def singly(folder: pathlib.Path) -> list[str]:
    """Return the table of what one record, one calendar, one form costs, and of what is paid once."""
    campaign = load_campaign()
    lines = (folder / "records.jsonl").read_bytes().splitlines()[:1000]
    for line in lines[:100]:
        campaign.check(line, as_of=DAY)
    rows = ["| what | |", "|---|--:|"]

    def timed(what: str, work: Callable[[], object], each: int = 1, unit: str = "µs") -> None:
        times = []
        for _ in range(7):
            start = time.perf_counter()
            work()
            times.append((time.perf_counter() - start) / each)
        scale = 1e6 if unit == "µs" else 1e3
        rows.append(f"| {what} | {statistics.median(times) * scale:,.1f} {unit} |")

    timed(
        "check one record, from bytes to summary", lambda: [campaign.check(x, as_of=DAY).summary for x in lines], 1000
    )
    loaded = [campaign.check(x, as_of=DAY).record for x in lines[:100]]
    timed(
        "check one record, every message and reason",
        lambda: [campaign.check(r, as_of=DAY).to_dict() for r in loaded[:10]],
        10,
    )
    timed("the calendar of one record", lambda: [campaign.calendar(r).shown for r in loaded[:50]], 50)
    timed("the form, for each record counted", lambda: campaign.progress(loaded, as_of=DAY), 100)
    bare = _process("pass")
    rows.append(f"| import campaign_rules | {(_process('import campaign_rules') - bare) * 1e3:,.0f} ms |")
    timed("load the pack", load_campaign, unit="ms")
    timed("compile the rules", lambda: compiled(Ruleset(campaign.pack), "enterprise"), unit="ms")
    path = ROOT / "examples" / "chemical-works.yaml"
    cold = _process("from campaign_rules.cli import main; main()", "check", str(path), "--as-of", DAY.isoformat())
    rows.append(f"| the command `check` on one file, from start to end | {cold * 1e3:,.0f} ms |")
    return rows


def _process(code: str, *arguments: str) -> float:
    """Return the median seconds of a new Python process."""
    times = []
    for _ in range(9):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=ROOT, env=ENVIRONMENT, capture_output=True, check=False
        )
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def machine() -> str:
    """Say on what all this was measured."""
    names = [
        line.split(":")[1].strip() for line in _read("/proc/cpuinfo").splitlines() if line.startswith("model name")
    ]
    versions = []
    for name in ("orjson", "msgspec", "duckdb", "zen-engine", "pyarrow"):
        from importlib.metadata import version

        versions.append(f"{name} {version(name)}")
    return f"{(names or [platform.processor()])[0]}, {os.cpu_count()} cores; Python {platform.python_version()}; {', '.join(versions)}"


def _read(path: str) -> str:
    return pathlib.Path(path).read_text("utf-8") if pathlib.Path(path).exists() else ""


def write_records(folder: pathlib.Path, count: int) -> None:
    """Write the files: records, records with a tenth of the facts absent, and a few to warm up with."""
    for name, absent, number, seed in (
        ("records", 0.0, count, 2023),
        ("absent", 0.1, count, 2023),
        ("few", 0.0, 600, 1),
    ):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as stream:
            for one in records(number, seed=seed, absent=absent):
                one.pop("waivers", None)  # the peers know nothing of stoppages
                stream.write(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n")


BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def main() -> None:
    """Verify, measure, print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--records", type=int, default=20_000)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--large", action="store_true")
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made)
        write_records(folder, given.records)
        size = (folder / "records.jsonl").stat().st_size / given.records
        verified = verify(folder)
        sizes = [1_000, 10_000, 100_000, *([1_000_000] if given.large else [])]
        text = "\n".join(
            [
                f"Measured on {datetime.now().astimezone().date()} on {machine()}. {given.records:,} records of {size / 1024:.1f} KiB; "
                f"{verified:,} verified one by one to be judged alike by all; medians of {given.runs} interleaved runs.",
                "",
                *compared(folder, given.runs),
                "",
                *scaled(folder, sizes),
                "",
                *singly(folder),
            ]
        )
    print(text)
    if given.write:
        page = ROOT / "docs" / "performance.md"
        before, rest = page.read_text("utf-8").split(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", "utf-8")


if __name__ == "__main__":
    main()
