"""Two libraries of the web's world read every event: ical.js (Thunderbird's, Nextcloud's) and node-ical."""

import json
import os
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign_rules import Campaign
from campaign_rules.base.periods import ONE_DAY
from campaign_rules.writers.ics import IcsWriter
from tests.clients.test_caldav import DAY, RECORD
from tests.clients.tools import MODULES, node_modules, program

NAME = "逗号, 分号; 反斜杠 \\ 换行\n“引号” 😀🏭 " + "名" * 200


def read(library: str, content: bytes, folder: Path) -> list[dict[str, Any]]:
    """Return the events as a library of Node reads them."""
    node, modules = program("node"), node_modules("ical.js", "node-ical")
    file = folder / "calendar.ics"
    file.write_bytes(content)
    script = Path(__file__).with_name("read.cjs")
    done = subprocess.run(
        [node, str(script), library, str(file)], capture_output=True, check=False, timeout=120, encoding="utf-8",
        env={**os.environ, MODULES: str(modules), "TZ": "Asia/Shanghai"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("library", ["ical.js", "node-ical"])
@pytest.mark.parametrize("whose", ["a record", "a township"])
def test_every_event_is_read_as_it_is_meant(campaign: Campaign, library: str, whose: str, tmp_path: Path) -> None:
    if whose == "a record":
        (hazard,) = RECORD["hazards"]
        record = {**RECORD, "name": NAME, "hazards": [{**hazard, "title": NAME}]}  # type: ignore[dict-item]
        made = campaign.calendar(record, as_of=DAY)
    else:
        made = campaign.calendar(actor="township")
    found = {
        event["uid"]: event
        for event in read(library, IcsWriter().write(made, datetime(2023, 7, 1, tzinfo=UTC)), tmp_path)
    }
    assert found.keys() == {entry.uid for entry in made.entries}
    for entry in made.entries:
        event = found[entry.uid]
        begins = entry.start if entry.kind == "phase" else entry.due
        assert (event["start"], event["end"]) == (str(begins), str(entry.due + ONE_DAY))
        assert (event["allDay"], event["status"], event["sequence"]) == (True, "CONFIRMED", 0)
        assert event["summary"].endswith(" ".join(entry.title.zh.split("\n")))
        wanted = [
            (moment - datetime.combine(entry.due, datetime.min.time())) // timedelta(seconds=1)
            for moment in entry.reminders
        ]
        assert event["alarms"] == (wanted if library == "ical.js" else len(wanted))


def test_the_four_phases_last_as_long_as_they_do(campaign: Campaign, tmp_path: Path) -> None:
    """三、阶段安排：DTEND is the day after the last."""
    made = campaign.calendar(actor="county_committee_member")
    events = read("ical.js", IcsWriter("en").write(made, datetime(2023, 7, 1, tzinfo=UTC)), tmp_path)
    spans = [(e["start"], e["end"]) for e in events if e["summary"].startswith("Phase: ")]
    assert [date.fromisoformat(end) - date.fromisoformat(start) for start, end in spans] == [
        timedelta(31), timedelta(61), timedelta(122), timedelta(31),
    ]  # fmt: skip
