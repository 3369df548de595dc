"""A real server (Radicale), a real synchroniser (vdirsyncer) and a real calendar (khal) take what is written."""

import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import icalendar
import pytest

from campaign_rules import Campaign
from campaign_rules.writers.ics import IcsWriter, Previous, read_previous
from tests.clients.tools import program

RECORD = {
    "id": "91360124MA00000152", "name": "逗号, 分号; 换行\n😀 化工厂", "sectors": ["hazardous_chemicals"],
    "activities": [], "documents": [],
    "hazards": [{
        "id": "H-1", "title": "储罐区报警器失效", "found": {"date": "2023-06-12", "by": "enterprise"},
        "immediately_fixable": False, "plan": {"deadline": "2023-07-20"},
        "events": [{"kind": "reported", "date": "2023-06-13"}, {"kind": "listed", "date": "2023-06-20"}],
    }],
}  # fmt: skip
DAY = date(2023, 7, 1)
EXTENSION = {"kind": "extended", "date": "2023-07-10", "by": "department", "deadline": "2023-08-20"}
STAMPS = [datetime(2023, 7, day, tzinfo=UTC) for day in (1, 11)]


def extended() -> dict[str, Any]:
    (hazard,) = RECORD["hazards"]
    return {**RECORD, "hazards": [{**hazard, "events": [*hazard["events"], EXTENSION]}]}  # type: ignore[index, dict-item]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Radicale on a free port of the loopback, without passwords."""
    radicale = program("radicale")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--config", "", "--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none",
               "--storage-filesystem-folder", str(tmp_path / "store"), "--logging-level", "error"]  # fmt: skip
    with subprocess.Popen([radicale, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            for _ in range(200):
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            call("MKCOL", f"http://127.0.0.1:{port}/office/")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


def call(method: str, url: str, data: bytes = b"", **headers: str) -> bytes:
    """Ask the server something; http.client refuses an answer that is an error."""
    asked = urllib.request.Request(url, data or None, {"Content-Type": "text/calendar", **headers}, method=method)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return bytes(answer.read())


def on_server(url: str) -> dict[str, tuple[str, Any]]:
    """Return the events that the server holds: their etags and themselves, by uid."""
    query = (
        b'<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/>'
        b'<c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR"/></c:filter></c:calendar-query>'
    )
    answer = ElementTree.fromstring(call("REPORT", url, query, **{"Content-Type": "application/xml", "Depth": "1"}))
    found: dict[str, tuple[str, Any]] = {}
    for response in answer.iter("{DAV:}response"):
        etag, text = (next(response.iter(tag)).text or "" for tag in (
            "{DAV:}getetag", "{urn:ietf:params:xml:ns:caldav}calendar-data"))  # fmt: skip
        for event in icalendar.Calendar.from_ical(text).walk("VEVENT"):
            assert str(event["UID"]) not in found
            found[str(event["UID"])] = (etag, event)
    return found


def split(campaign: Campaign, record: Any, folder: Path, stamp: datetime) -> int:
    """Write one file an event, on top of what the folder holds."""
    held = [read_previous(path.read_bytes(), path.name).revisions for path in sorted(folder.glob("*.ics"))]
    previous = Previous({uid: revision for one in held for uid, revision in one.items()})
    folder.mkdir(exist_ok=True)
    files = dict(IcsWriter().split(campaign.calendar(record, as_of=stamp.date()), stamp, previous))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return len(files)


def test_a_server_takes_the_whole_file_and_gives_every_event_back(campaign: Campaign, server: str) -> None:
    made = campaign.calendar(RECORD, as_of=DAY)
    call("PUT", f"{server}/office/campaign/", IcsWriter().write(made, STAMPS[0]))
    held = on_server(f"{server}/office/campaign/")
    assert held.keys() == {entry.uid for entry in made.entries}
    for entry in made.entries:
        event = held[entry.uid][1]
        begins = entry.start if entry.kind == "phase" else entry.due
        assert (event["DTSTART"].dt, str(event["SUMMARY"]).endswith(entry.title.zh)) == (begins, True)


def test_a_moved_deadline_is_one_event_moved_and_none_doubled(campaign: Campaign, server: str, tmp_path: Path) -> None:
    """2.1.2: the deadline is extended; the exemption's last day and the listed hazard's move with it."""
    vdirsyncer, folder, url = program("vdirsyncer"), tmp_path / "vdir", f"{server}/office/campaign/"
    config = tmp_path / "config"
    config.write_text(
        f'[general]\nstatus_path = "{tmp_path / "status"}"\n'
        '[pair p]\na = "here"\nb = "there"\ncollections = null\nconflict_resolution = "a wins"\n'
        f'[storage here]\ntype = "filesystem"\npath = "{folder}"\nfileext = ".ics"\n'
        f'[storage there]\ntype = "caldav"\nurl = "{url}"\n',
        encoding="utf-8",
    )
    call("MKCALENDAR", url)

    def sync() -> str:
        done = subprocess.run(
            [vdirsyncer, "-c", str(config), "sync"], capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stderr + done.stdout

    count = split(campaign, RECORD, folder, STAMPS[0])
    subprocess.run(
        [vdirsyncer, "-c", str(config), "discover"], input="y\ny\n", text=True, capture_output=True, check=True
    )
    assert "Copying" in sync()
    first = on_server(url)
    assert len(first) == count
    assert "Copying" not in sync()
    assert on_server(url) == first

    assert split(campaign, extended(), folder, STAMPS[1]) == count
    sync()
    second = on_server(url)
    assert second.keys() == first.keys()
    moved = {uid for uid in first if first[uid][1]["DTSTART"].dt != second[uid][1]["DTSTART"].dt}
    assert {uid.partition(".")[0] for uid in moved} == {"hazard-rectification", "supervision"}
    for uid in moved:
        assert (second[uid][1]["DTSTART"].dt, second[uid][1]["SEQUENCE"]) == (date(2023, 8, 20), 1)
    assert all(second[uid] == first[uid] for uid in first.keys() - moved)  # not even sent again
    sync()
    assert on_server(url) == second


def test_khal_lists_the_deadlines_of_a_month(campaign: Campaign, tmp_path: Path) -> None:
    khal = program("khal")
    township = campaign.calendar(actor="township")
    folder = tmp_path / "vdir"
    folder.mkdir()
    for name, content in IcsWriter().split(township, STAMPS[0]):
        (folder / name).write_bytes(content)
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[campaign]]\npath = {folder}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        encoding="utf-8",
    )
    command = [khal, "-c", str(config), "list", "--format", "{start-date} {end-date} {title}", "--day-format", "",
               "2023-06-02", "2023-06-30"]  # fmt: skip
    listed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    lines = list(dict.fromkeys(line for line in listed.splitlines() if line.strip()))
    assert lines == [
        "2023-06-01 2023-07-31 阶段：企业自查自改和部门帮扶",
        "2023-06-25 2023-06-25 报送重大事故隐患排查整治进展情况调度表（2023年6月）",
        "2023-06-30 2023-06-30 组织开展“安全生产月”活动（2023年）",
    ]
