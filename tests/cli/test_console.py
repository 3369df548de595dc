"""The edges of a command: exit status 1 only ever means violated, output that can't be written is told, nothing is a traceback."""

import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
GAS = ROOT / "examples" / "gas-distributor.yaml"
WORKS = ROOT / "examples" / "chemical-works.yaml"
ZHIBEN = ROOT / "rules" / "zhiben-2024"

ANSWERS = [
    f"check {GAS} --as-of 2023-07-20",
    f"check {GAS} --as-of 2023-07-20 --format json",
    f"check {GAS} --as-of 2023-07-20 --format html",
    f"explain {WORKS} H-001 --as-of 2023-10-15",
    f"history {WORKS} H-001 --as-of 2023-10-15",
    f"next {GAS} --as-of 2023-07-20",
    f"ledger {WORKS} --as-of 2023-10-15",
    f"ledger {WORKS} --as-of 2023-10-15 --format csv",
    f"summary {WORKS} --as-of 2023-10-15",
    f"progress {WORKS} --as-of 2023-10-15",
    "calendar --year 2023",
    "calendar --year 2023 --format ics",
    "calendar --year 2023 --format csv",
    f"import {GAS}",
    f"lint {ZHIBEN}",
    f"test {ZHIBEN}",
    f"test {ZHIBEN} --format junit",
    f"diff {ZHIBEN} {ZHIBEN}",
    "lead 燃气",
    "phase 2023-06-01",
    "diagram hazard",
    "diagram hazard --format svg",
    "book",
    "--help",
    "--version",
    "check --help",
]
REFUSALS = ["chek", "check", f"check {ROOT}/none.yaml --as-of 2023-06-01", "check - --as-of 2023-13-01", "lead"]


def shell(command: str) -> tuple[int, str]:
    """Run a line of bash in which CR stands for the program; return its exit status and what it said on standard error."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "CR": f"{sys.executable} -m campaign_rules"}
    done = subprocess.run(["bash", "-c", command.replace("CR ", "$CR ")], capture_output=True, env=environment, check=False)  # fmt: skip
    return done.returncode, done.stderr.decode("utf-8")


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_full_disk_is_told_with_74(answer: str) -> None:
    status, said = shell(f"CR {answer} >/dev/full")
    assert status == 74
    assert said.splitlines()[-1] == (
        "标准输出无法写入：No space left on device / standard output can't be written: No space left on device"
    )
    assert "Traceback" not in said


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_output_that_is_closed_is_told_with_74(answer: str) -> None:
    status, said = shell(f"CR {answer} >&-")
    assert status == 74
    assert "标准输出无法写入：Bad file descriptor" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_reader_who_has_had_enough_is_no_failure(answer: str) -> None:
    assert shell(f"CR {answer} | (exec <&-; sleep 0.3); exit ${{PIPESTATUS[0]}}") == (0, "")


@pytest.mark.parametrize("way", ["2>&-", "2>/dev/full", "<&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize("refusal", REFUSALS)
def test_what_is_wrong_with_the_input_is_2_wherever_it_is_said(refusal: str, way: str) -> None:
    status, said = shell(f"CR {refusal} {way}")
    assert status == 2
    assert "Traceback" not in said


def test_input_that_is_closed_is_bad_input() -> None:
    assert shell("CR check - --as-of 2023-06-01 --lang en <&-") == (2, "-: can't be read: Bad file descriptor\n")


@pytest.mark.parametrize("answer", [f"check {GAS} --as-of 2023-07-20", f"check {WORKS} --as-of 2023-10-15"])
def test_an_answer_is_the_same_where_standard_error_is_closed(answer: str) -> None:
    assert shell(f"CR {answer} >/dev/null")[0] == shell(f"CR {answer} >/dev/null 2>&-")[0]


@pytest.mark.parametrize(("name", "status"), [("none/x.html", 2), ("/dev/full", 2)])
def test_a_name_that_will_not_do_is_bad_usage(tmp_path: pathlib.Path, name: str, status: int) -> None:
    assert shell(f"cd {tmp_path} && CR check {GAS} --as-of 2023-07-20 -o {name}")[0] == status


@pytest.mark.parametrize("command", [f"check {GAS} --as-of 2023-07-20 -o x.html", f"ledger {WORKS} --as-of 2023-10-15 -o x.xlsx", "calendar --year 2023 -o x.ics"])  # fmt: skip
def test_a_file_that_can_not_be_written_is_told_with_74_and_nothing_is_left(
    tmp_path: pathlib.Path, command: str
) -> None:
    status, said = shell(f"cd {tmp_path} && ulimit -f 1 && trap '' XFSZ && CR {command}")
    assert (status, said, list(tmp_path.iterdir())) == (74, said, [])
    assert "无法写入：File too large" in said


def test_a_fault_of_ours_is_one_line_and_70(tmp_path: pathlib.Path) -> None:
    """Nobody foresaw it, so nothing of it may be taken for an answer."""
    program = (
        "import sys, campaign_rules.cli.common as common\n"
        "common.load_all = None\n"
        "import campaign_rules.cli.records as records\n"
        "records.load_all = lambda *_, **__: 1 / 0\n"
        "from campaign_rules.cli import main\n"
        f"sys.argv = ['campaign-rules', 'check', {str(GAS)!r}, '--as-of', '2023-07-20']\n"
        "main()\n"
    )
    for debugging, lines in (("", 1), ("1", 2)):
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "CAMPAIGN_RULES_TRACEBACK": debugging}
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment, check=False)
        said = done.stderr.decode("utf-8").splitlines()
        assert (done.returncode, done.stdout) == (70, b"")
        assert (len(said) > 1) is (lines > 1)
        assert said[-1].startswith("程序出错（不是您的输入有误）：ZeroDivisionError: division by zero；请把这一行")


def test_violated_is_1_and_a_failed_lint_is_1(tmp_path: pathlib.Path) -> None:
    assert shell(f"CR check {WORKS} --as-of 2023-10-15")[0] == 1
    assert shell(f"CR check {GAS} --as-of 2023-07-20")[0] == 0
    assert shell(f"CR lint {tmp_path}")[0] in (1, 2)
