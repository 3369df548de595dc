"""Processes that check: how many, killed or slow, they make no difference to what is written."""

import json
import multiprocessing
import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest

from campaign_rules.base.texts import Text
from campaign_rules.bulk.checker import Checked, Checker
from campaign_rules.files.streams import Block
from tests.bulk.runs import MANY, command, lines, read, run


def dies(monkeypatch: pytest.MonkeyPatch, once: pathlib.Path | None = None) -> None:
    """Let a process be killed as it checks the block of line 40; with a file to remember it by, only once."""
    real, parent = Checker.check, os.getpid()

    def check(self: Checker, block: Block) -> Checked:
        here = block.first_line <= 40 < block.first_line + block.lines().count(b"\n")
        if os.getpid() != parent and here and not (once and once.exists()):
            if once:
                once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, block)

    monkeypatch.setattr(Checker, "check", check)


forks = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="a process that is not forked knows no patches"
)


@pytest.mark.parametrize("end", [".jsonl", ".csv", ".parquet"])
def test_the_number_of_processes_makes_no_difference(
    many: pathlib.Path, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign_rules.files.streams.BLOCK", 20_000)
    run(many, many.with_name(f"one{end}"), 1)
    run(many, many.with_name(f"three{end}"), 3)
    assert many.with_name(f"one{end}").read_bytes() == many.with_name(f"three{end}").read_bytes()


@forks
@pytest.mark.usefixtures("small_blocks")
def test_where_a_process_is_killed_the_others_go_on_and_it_is_told(
    many: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, out, told = tmp_path / "whole.jsonl", tmp_path / "out.jsonl", list[Text]()
    run(many, whole)
    dies(monkeypatch, once=tmp_path / "once")
    assert run(many, out, 3, told.append).records == 120
    assert out.read_bytes() == whole.read_bytes()
    assert told == [
        Text(
            "一个检查记录的进程意外结束（多半是内存不足，被系统结束）；其余进程接着做它的那一份",
            "a process that checks records ended unexpectedly (the system may have run out of memory and killed it); "
            "the others go on with its share",
        )
    ]


@forks
@pytest.mark.usefixtures("small_blocks")
def test_where_every_process_is_killed_the_run_ends_with_a_word_and_can_be_gone_on_from(
    many: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, asked = tmp_path / "out.jsonl", ["check", str(many), "--as-of", "2023-10-15", "-j", "2", "-o"]
    with monkeypatch.context() as patch:
        dies(patch)
        done = command(*asked, str(out))
    assert done.exit_code == 70
    assert done.stderr.splitlines() == [
        "提醒：一个检查记录的进程意外结束（多半是内存不足，被系统结束）；其余进程接着做它的那一份",
        "检查记录的进程都意外结束了（多半是内存不足，被系统结束）；再运行同一命令会从中断处继续，-j 1 最省内存",
    ]
    assert (out.exists(), out.with_name(".out.jsonl.journal").exists()) == (False, True)
    again = command(*asked, str(out), "--format", "json")
    assert (again.exit_code, json.loads(again.stdout)["records"]) == (1, 120)
    assert json.loads(again.stdout)["resumed"] > 0
    run(many, tmp_path / "whole.jsonl")
    assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.skipif(not pathlib.Path("/proc/self/task").exists(), reason="only Linux tells a process's children there")
def test_a_process_killed_by_the_system_does_not_leave_the_run_waiting(tmp_path: pathlib.Path) -> None:
    """From outside and at any moment, as the system does when memory ends."""
    path, out = tmp_path / "r.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(lines(MANY) * 60)
    asked = ["check", str(path), "--as-of", "2023-10-15", "-o", str(out), "-j", "3", "--lang", "en"]
    process = subprocess.Popen(
        [sys.executable, "-m", "campaign_rules", *asked], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    journal = out.with_name(".out.jsonl.journal")
    while process.poll() is None and not (journal.exists() and journal.stat().st_size > 10_000):
        time.sleep(0.005)
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    stdout, stderr = process.communicate(timeout=120)
    assert (process.returncode, "7,200 records checked" in stdout) == (1, True)
    assert stderr.splitlines() == [
        "warning: a process that checks records ended unexpectedly (the system may have run out of memory and killed it); "
        "the others go on with its share"
    ]


@forks
@pytest.mark.parametrize("jobs", [2, 3])
def test_where_one_block_takes_longer_than_all_others_none_is_left_out(
    many: pathlib.Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign_rules.files.streams.BLOCK", 3000)
    real = Checker.check

    def check(self: Checker, block: Block) -> Checked:
        if block.first_line in (1, 60):
            time.sleep(0.5)
        return real(self, block)

    monkeypatch.setattr(Checker, "check", check)
    out = many.with_name("out.jsonl")
    assert run(many, out, jobs).records == 120
    assert [one["line"] for one in read(out)] == list(range(1, 121))


@forks
def test_what_a_process_raises_is_raised_by_the_run(many: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(self: Checker, block: Block) -> Checked:
        raise ZeroDivisionError("nobody foresaw it")

    monkeypatch.setattr(Checker, "check", check)
    with pytest.raises(ZeroDivisionError, match="nobody foresaw it"):
        run(many, many.with_name("out.jsonl"), 2)
