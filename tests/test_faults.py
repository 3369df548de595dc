"""Whatever step on the disk fails, and wherever the power goes: nothing partial is seen, and the next run is the same."""

import errno
import pathlib
from collections.abc import Iterator
from datetime import date

import pytest
from msgspec import structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.bulk.checker import Job
from campaign_rules.bulk.journal import Journal
from campaign_rules.bulk.run import Tally, check_into
from campaign_rules.files.disk import Disk
from campaign_rules.files.streams import blocks
from tests.faults import LOSSES, Fault, FaultyDisk, PowerCut

PACK = load_campaign().pack
DUTIES = ["review-meeting", "hazard-ledger"]
CAMPAIGN = Campaign(structs.replace(PACK, duties={id_: PACK.duties[id_] for id_ in DUTIES}, outcomes={}, form=None))
"""A small one: what is tried is the disk, some thousand times."""
DAY = date(2023, 10, 15)
OLD = b"what an earlier run wrote"
ENDS = [".jsonl", ".csv", ".parquet"]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five blocks, and a journal that is made durable after every other."""
    monkeypatch.setattr("campaign_rules.files.streams.BLOCK", 100)
    monkeypatch.setattr("campaign_rules.bulk.rows.ParquetSink.GROUP", 4)
    monkeypatch.setattr(Journal, "SYNC", 1500)


@pytest.fixture
def records(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "records.jsonl"
    lines = [b'{"id": "%d", "activities": [], "name": "%b"}' % (n, b"x" * 20) for n in range(9)]
    path.write_bytes(b"\n".join([*lines[:3], b'{"id": "bad', *lines[3:], b"{", b""]))
    return path


class Case:
    """One input, whole results to compare with, and a folder that is as before for every run."""

    def __init__(self, records: pathlib.Path, end: str) -> None:
        self.records, self.end = records, end
        self.folder = records.with_name("out")
        self.folder.mkdir()
        self.output, self.rejects = self.folder / f"out{end}", self.folder / "out.rejects.jsonl"
        self.run(Disk())
        self.whole = self.seen()
        assert sorted(self.whole) == [self.output.name, self.rejects.name]

    def run(self, disk: Disk, day: date = DAY) -> Tally:
        cut = blocks(self.records, lambda _: ())
        return check_into(
            Job(CAMPAIGN, day, self.end), cut, [str(self.records)], self.output, self.rejects, jobs=1, disk=disk
        )

    def seen(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}

    def begin(self) -> None:
        for path in self.folder.iterdir():
            path.unlink()
        self.output.write_bytes(OLD)

    def disks(self, fault: Fault) -> Iterator[FaultyDisk]:
        """Yield a disk for each step of a run; the last one's fault never came."""
        at = 0
        while True:
            at += 1
            self.begin()
            disk = FaultyDisk(self.folder, at, fault)
            yield disk
            if not disk.met:
                return

    def check(self, said: str) -> None:
        """Whatever was left: nothing partial is seen, and the next run ends as one that nothing disturbed."""
        left = self.seen()
        output, rejects = left.get(self.output.name), left.get(self.rejects.name)
        assert output in (OLD, self.whole[self.output.name]), said
        assert rejects in (None, self.whole[self.rejects.name]), said
        assert output == OLD or rejects, said
        self.run(FaultyDisk(self.folder))
        assert self.seen() == self.whole, said


@pytest.fixture(params=ENDS)
def case(records: pathlib.Path, request: pytest.FixtureRequest) -> Case:
    return Case(records, request.param)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_power_goes_at_every_step_and_the_next_run_ends_the_same(case: Case, loss: str) -> None:
    for disk in case.disks("power"):
        try:
            case.run(disk)
        except PowerCut:
            disk.cut(LOSSES[loss])
        case.check(f"{loss} at step {disk.at}: {disk.log}")
    assert disk.steps > 20


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("when", ["halfway", "late"])
@pytest.mark.parametrize("day", [DAY, date(2023, 12, 31)])
def test_the_power_goes_again_in_the_next_run(records: pathlib.Path, loss: str, day: date, when: str) -> None:
    """At every step, after a first run got halfway or to where all is written; it may have been of another day."""
    case = Case(records, ".csv")
    case.begin()
    steps = FaultyDisk(case.folder)
    case.run(steps, day)
    for disk in case.disks("power"):
        first = FaultyDisk(case.folder, steps.steps // 2 if when == "halfway" else steps.steps - 4)
        with pytest.raises(PowerCut):
            case.run(first, day)
        first.cut(LOSSES["all survives"])
        second = FaultyDisk(case.folder, disk.at)
        try:
            case.run(second)
        except PowerCut:
            second.cut(LOSSES[loss])
        disk.steps = second.steps
        case.check(f"{loss} at step {disk.at}: {second.log}")


@pytest.mark.parametrize(("fault", "code"), [("full", errno.ENOSPC), ("broken", errno.EIO)])
def test_every_step_fails_in_turn_and_the_next_run_ends_the_same(case: Case, fault: Fault, code: int) -> None:
    raised = 0
    for disk in case.disks(fault):
        try:
            case.run(disk)
        except OSError as wrong:
            raised += wrong.errno == code
        case.check(f"{fault} at step {disk.at}: {disk.log}")
    assert raised > 15


def test_a_write_that_takes_half_is_gone_on_with(case: Case) -> None:
    for disk in case.disks("short"):
        case.run(disk)
        assert case.seen() == case.whole, disk.log


def test_content_is_durable_before_names_rejects_before_the_output_and_all_before_the_journal_goes(case: Case) -> None:
    case.begin()
    disk = FaultyDisk(case.folder)
    case.run(disk)
    steps = [step for step in disk.log if not step.startswith(("write", "truncate"))]
    out = case.output.name
    journal = [f"sync .{out}.journal", "sync folder out"]
    begun, ended = steps[:3], steps[-7:]
    assert begun == [f"make .{out}.journal", "make .out.rejects.jsonl.partial", f"make .{out}.partial"]
    assert steps[3:-7] == journal * (len(steps[3:-7]) // 2) != []
    assert ended == [
        "sync .out.rejects.jsonl.partial",
        f"sync .{out}.partial",
        "replace out.rejects.jsonl",
        "sync folder out",
        f"replace {out}",
        "sync folder out",
        f"unlink .{out}.journal",
    ]
