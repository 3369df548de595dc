"""Runs of many records into a file, as tests of them begin them."""

import json
import pathlib
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
from click.testing import CliRunner, Result

from benchmarks.data import records
from campaign_rules import load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.bulk.checker import Job
from campaign_rules.bulk.run import Tally, check_into
from campaign_rules.cli import cli
from campaign_rules.files.streams import blocks

DAY = date(2023, 10, 15)
CAMPAIGN = load_campaign()
MANY = [*records(60, absent=0.1), *records(60, seed=7)]

BAD: list[tuple[str, str, str]] = [
    ("{", "syntax", "JSON 语法错误"),
    ('{"id": "a", "activites": []}', "unknown-key", "是否想写 activities"),
    ('{"id": "b", "activities": [{"kind": "review_meeting", "date": "2023-6-1"}]}', "date", "是否想写 2023-06-01"),
    ('{"id": "c", "outsources": false, "contracts": [{"id": "C"}]}', "contradiction", "自相矛盾"),
    ('{"id": "d", "hazards": [{"id": "H", "found": {"date": "2023-06-02"}, "events": [{"kind": "accepted", "date": "2023-06-01"}]}]}',
     "history", "早于发现日"),
    ('{"id": "e", "operators": [{"id": "P"}, {"id": "P"}]}', "duplicate-id", "重复"),
    ('{"id": " "}', "empty-text", "不能为空"),
    ('{"id": "f", "waivers": [{"from": "2023-06-01", "to": "2023-06-30", "duties": ["reveiw-meeting"]}]}', "unknown-duty", "review-meeting"),
    ('[1]', "type", "一份记录以 id: 开头"),
    ('{"id": "\\ud800"}', "half-character", "半个字符"),
]  # fmt: skip
"""Lines that are no sound records, each with the code of what is wrong and a piece of what is said."""


def lines(data: list[dict[str, Any]]) -> bytes:
    """Write records as JSON Lines."""
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in data)


def run(
    path: pathlib.Path, output: pathlib.Path, jobs: int = 1, tell: Callable[[Text], None] = lambda text: None
) -> Tally:
    """Check a file of records into another."""
    job = Job(CAMPAIGN, DAY, output.suffix)
    rejects = output.with_name(output.name + ".rejects.jsonl")
    return check_into(job, blocks(path, lambda _: ()), [str(path)], output, rejects, jobs=jobs, tell=tell)


def read(path: pathlib.Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def expected(data: dict[str, Any]) -> dict[str, Any]:
    """What ``check`` says of the record."""
    report = CAMPAIGN.check(data, as_of=DAY)
    return {
        "id": report.id,
        "actor": msgspec.to_builtins(report.record.actor),
        "summary": report.summary,
        "findings": [
            {"duty": f.duty, "instance": f.instance, "status": f.status, "due": f.due.isoformat() if f.due else None, "clause": f.clause}
            for f in report.findings
        ],
        "outcomes": [{"hazard": o.item, "outcomes": list(o.outcomes)} for o in report.outcomes],
    }  # fmt: skip


def interrupt(*_: object) -> None:
    """Do what a person does who presses Ctrl-C."""
    raise KeyboardInterrupt


def command(*arguments: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, arguments)
