"""What one record costs: import, cold command, pack, and a check from bytes to summary.

``python -m benchmarks.single`` prints medians, and each as a ratio to decoding the same record with the standard
library's json; and what a check costs that is asked on 200 days in turn, as a ratio to one that is asked on one. The
answers are first verified: the record as a mapping and as bytes gives the same report, and a campaign that was asked on
all of the days says of each what one says that was asked on no other.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from campaign_rules import Campaign, load_campaign
from campaign_rules.files.documents.yaml_text import read_yaml
from campaign_rules.rules.record.values import Record

ROOT = Path(__file__).parents[1]
DAY = date(2023, 10, 15)
RECORD = ROOT / "examples" / "chemical-works.yaml"


def median(work: Callable[[], object], *, runs: int, each: int = 1) -> float:
    """Return the median time of ``work`` in microseconds, over ``runs`` runs of ``each`` calls."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in range(each):
            work()
        times.append((time.perf_counter() - start) / each)
    return statistics.median(times) * 1e6


def process(*arguments: str) -> Callable[[], object]:
    """Return the work of running Python as a new process."""
    return lambda: subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=False)


def verified_on(days: list[date], record: Record) -> Campaign:
    """Return a campaign that was asked on some days, and said of each what one says that was asked on no other."""
    asked, summaries = load_campaign(), []
    for _ in range(2):
        summaries = [asked.check(record, as_of=day).summary for day in days]
    pack = asked.pack
    if summaries != [Campaign(pack, compile_from=None).check(record, as_of=day).summary for day in days]:
        sys.exit("a day changes the answers of others")
    return asked


def many_days(record: Record) -> dict[str, float]:
    """Return the ratios of a check that is asked on 200 days in turn to one that is asked on one day, interleaved."""
    days = [date(2023, 5, 20) + timedelta(n) for n in range(200)]
    campaign = verified_on(days, record)
    works: dict[str, Callable[[date], object]] = {
        "to summary": lambda day: campaign.check(record, as_of=day).summary,
        "every finding": lambda day: [(f.status, f.text) for f in campaign.check(record, as_of=day).findings],
    }
    ratios = {}
    for name, work in works.items():
        one, many = [], []
        for _ in range(9):
            one.append(median(lambda: [work(DAY) for _ in days], runs=1))  # noqa: B023  # called at once
            many.append(median(lambda: [work(day) for day in days], runs=1))  # noqa: B023
        ratios[name] = statistics.median(b / a for a, b in zip(one, many, strict=True))
    return ratios


def main() -> None:
    """Measure and print."""
    data = read_yaml(RECORD.read_text("utf-8"), RECORD.name).data
    raw = json.dumps(data, ensure_ascii=False).encode()
    campaign = load_campaign()
    if campaign.check(raw, as_of=DAY).to_dict() != campaign.check(data, as_of=DAY).to_dict():
        sys.exit("the answers differ")
    record = campaign.check(raw, as_of=DAY).record
    bare = median(process("-c", "pass"), runs=9)
    rows = {
        "decode with json": median(lambda: json.loads(raw), runs=30, each=50),
        "check: bytes to summary": median(lambda: campaign.check(raw, as_of=DAY).summary, runs=30, each=20),
        "check: Record to summary": median(lambda: campaign.check(record, as_of=DAY).summary, runs=30, each=20),
        "check: every message and proof": median(lambda: campaign.check(record, as_of=DAY).to_dict(), runs=10, each=3),
        "load the pack": median(load_campaign, runs=10),
        "a bare Python process": bare,
        "import campaign_rules (less the bare process)": median(process("-c", "import campaign_rules"), runs=9) - bare,
        "cold command: check": median(
            process("-m", "campaign_rules", "check", str(RECORD), "--as-of", DAY.isoformat()), runs=9
        ),
    }
    table = Table(title=f"{RECORD.name}: {len(raw)} bytes, Python {sys.version.split()[0]}")
    table.add_column("what")
    table.add_column("median", justify="right")
    table.add_column("ratio to decode", justify="right")
    for name, microseconds in rows.items():
        table.add_row(name, f"{microseconds:,.0f} µs", f"{microseconds / rows['decode with json']:,.1f}")
    Console().print(table)
    for name, ratio in many_days(record).items():
        Console().print(f"200 days in turn against one day, {name}: {ratio:.2f}")


if __name__ == "__main__":
    main()
