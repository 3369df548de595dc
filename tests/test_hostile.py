"""A hostile record through every writer: what it says stays text, nothing breaks, and a terminal of 80 columns is enough."""

import csv
import json
import os
import pathlib
import subprocess
import sys
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from campaign_rules.cli import cli

BAD = '<script>alert(1)</script>\u202egnp.exe\x1b[31m=HYPERLINK("http://x","y")'
RECORD: dict[str, Any] = {
    "id": "=1+1",
    "name": BAD,
    "township": "@SUM(A1)" + BAD,
    "sectors": ["hazardous_chemicals", BAD],
    "note": BAD,
    "activities": [{"kind": "review_meeting", "date": "2023-06-01", "by": "principal", "note": BAD}, {"kind": BAD, "date": "2023-06-02"}],
    "documents": [],
    "hazards": [
        {"id": f"-{n}{BAD}" if n == 1 else f"H-{n}", "title": f"+{BAD}", "found": {"date": "2023-06-01", "by": "enterprise"},
         "immediately_fixable": False, "plan": {"responsible": BAD, "deadline": "2023-07-01"},
         "events": [{"kind": "reported", "date": "2023-06-02", "to": BAD, "note": BAD}]}
        for n in range(40)
    ],
    "operators": [{"id": BAD, "post": BAD, "certificate_valid_until": "2023-01-01"}],
    "waivers": [{"from": "2023-08-01", "to": "2023-09-30", "reason": BAD}],
}  # fmt: skip

TEXT_COMMANDS = [
    ["check", "RECORD", "--as-of", "2023-10-15", "--all"],
    ["explain", "RECORD", "H-2", "--as-of", "2023-10-15"],
    ["history", "RECORD", "H-2", "--as-of", "2023-10-15"],
    ["next", "RECORD", "--as-of", "2023-10-15"],
    ["summary", "RECORD", "--as-of", "2023-10-15"],
    ["ledger", "RECORD", "--as-of", "2023-10-15"],
    ["progress", "RECORD", "--as-of", "2023-10-15"],
    ["progress", "RECORD", "--as-of", "2023-10-15", "--explain", "1.1"],
    ["calendar", "RECORD", "--as-of", "2023-07-10"],
]
OTHER_COMMANDS = [
    # Reminders are for messages, which the reader's own program breaks into lines.
    ["calendar", "RECORD", "--as-of", "2023-07-10", "--format", "reminders"],
    ["check", "RECORD", "--as-of", "2023-10-15", "--format", "html"],
    ["summary", "RECORD", "--as-of", "2023-10-15", "--format", "html"],
    ["calendar", "RECORD", "--as-of", "2023-07-10", "--format", "ics"],
    ["calendar", "RECORD", "--as-of", "2023-07-10", "--format", "csv"],
    ["ledger", "RECORD", "--as-of", "2023-10-15", "--format", "csv"],
]
FILES = [
    ["check", "RECORD", "--as-of", "2023-10-15", "-o", "out.csv"],
    ["check", "RECORD", "--as-of", "2023-10-15", "-o", "out.jsonl"],
    ["check", "RECORD", "--as-of", "2023-10-15", "-o", "out.parquet"],
    ["ledger", "RECORD", "--as-of", "2023-10-15", "-o", "ledger.xlsx"],
    ["export", "RECORD", "-o", "records.xlsx"],
    ["progress", "RECORD", "--as-of", "2023-10-15", "-o", "form.xlsx"],
]


@pytest.fixture
def record(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    pathlib.Path("record.json").write_text(json.dumps(RECORD), "utf-8")
    return "record.json"


def run(command: list[str], record: str, *more: str) -> Result:
    result = CliRunner().invoke(cli, [record if one == "RECORD" else one for one in command] + list(more))
    assert result.exit_code in (0, 1), (command, result.output)
    return result


@pytest.mark.parametrize("command", [*TEXT_COMMANDS, *OTHER_COMMANDS], ids=" ".join)
def test_no_writer_lets_through_what_steers_a_terminal_or_a_reader(command: list[str], record: str) -> None:
    done = run(command, record, "--lang", "zh")
    said = done.output
    assert "\x1b" not in said
    assert "\u202e" not in said
    if "html" in command:
        assert done.stdout.count("<script>") == 1  # our own


def test_json_says_what_the_record_said(record: str) -> None:
    told = json.loads(run(["check", "RECORD", "--as-of", "2023-10-15", "--format", "json"], record).stdout)
    assert told["records"][0]["name"] == BAD


@pytest.mark.parametrize("command", FILES, ids=" ".join)
def test_no_file_holds_a_formula(command: list[str], record: str) -> None:
    run(command, record)
    path = pathlib.Path(command[-1])
    if path.suffix == ".csv":
        cells = [cell for row in csv.reader(path.read_text("utf-8-sig").splitlines()) for cell in row]
        assert cells
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@")]
    elif path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        assert [c for sheet in book for row in sheet for c in row if c.data_type == "f"] == []
    else:
        assert path.stat().st_size


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", TEXT_COMMANDS, ids=" ".join)
def test_a_terminal_of_80_columns_is_enough_and_a_pipe_gets_no_colours(
    command: list[str], record: str, lang: str
) -> None:
    arguments = [record if one == "RECORD" else one for one in command]
    environment = {**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "campaign_rules", *arguments, "--lang", lang],
        capture_output=True,
        env=environment,
        check=False,
    )
    said = done.stdout.decode("utf-8")
    assert "\x1b" not in said
    assert [line for line in said.splitlines() if cell_len(line) > 80] == []


def test_ten_thousand_findings_are_no_trouble(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    jobs = [{"id": f"W-{n}", "date": "2023-06-01", "approved": n % 2 == 0} for n in range(10_000)]
    pathlib.Path("record.json").write_text(json.dumps({"id": "x", "hot_work": True, "hot_work_jobs": jobs}), "utf-8")
    for command in (
        ["check", "RECORD", "--as-of", "2023-10-15", "--all"],
        ["check", "RECORD", "--as-of", "2023-10-15", "-o", "report.html"],
        ["check", "RECORD", "--as-of", "2023-10-15", "-o", "out.parquet"],
        ["next", "RECORD", "--as-of", "2023-10-15"],
    ):
        run(command, "record.json")
    assert pathlib.Path("report.html").read_text("utf-8").count("W-9999") >= 2
