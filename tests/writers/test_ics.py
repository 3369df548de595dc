"""iCalendar: what RFC 5545 asks for and no library tells, updates, and the same bytes from the same input."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from campaign_rules import BadInput, Campaign, load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.reports.calendars import Calendar, CalendarEntry, Reminding
from campaign_rules.writers.ics import IcsWriter, Previous, read_previous
from tests.strategies import DAYS, records

CAMPAIGN = load_campaign()
STAMP = datetime(2023, 7, 1, tzinfo=UTC)
HAZARD = {
    "id": "H-1", "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": False,
    "plan": {"deadline": "2023-07-20"}, "events": [],
}  # fmt: skip
RECORD = {"id": "x", "name": "某厂", "activities": [], "documents": [], "hazards": [HAZARD]}
HOSTILE = "逗号, 分号; 反斜杠 \\ \\n 换行\n回车\r\n制表\t😀👩‍🚒🏭 \u202e倒 “引号” \x00\x1b[31m" + "名" * 200


def unfolded(raw: bytes) -> list[str]:
    """Check a file as RFC 5545, 3.1 asks, and return its lines."""
    assert raw.endswith(b"\r\n")
    assert not raw.startswith(b"\xef\xbb\xbf")
    lines = raw[:-2].split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode("utf-8")  # folded between characters, never inside one
        assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line)
    joined: list[str] = []
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            joined[-1] += line[1:].decode("utf-8")
        else:
            joined.append(line.decode("utf-8"))
    return joined


def events(raw: bytes, name: str = "VEVENT") -> dict[str, dict[str, str]]:
    """Return each event's own properties, by uid, read without any library."""
    found: dict[str, dict[str, str]] = {}
    now: dict[str, str] = {}
    inside: list[str] = []
    for line in unfolded(raw):
        head, _, value = line.partition(":")
        if head == "BEGIN":
            inside.append(value)
            now = {} if value == name else now
        elif head == "END":
            assert inside.pop() == value
            if value == name:
                assert now["UID"] not in found
                found[now["UID"]] = now
        elif inside[-1] == name:
            key = head.partition(";")[0]
            assert key not in now
            now[key] = value
            if head == "DTSTART;VALUE=DATE" or "DTEND" in head:
                assert re.fullmatch(r"\d{8}", value)
    assert inside == []
    return found


def written(calendar: Calendar, stamp: datetime = STAMP, previous: bytes = b"", **given: Any) -> bytes:
    before = read_previous(previous, "old.ics") if previous else Previous()
    return IcsWriter(**given).write(calendar, stamp, before)


def of(day: date = date(2023, 7, 1), **changed: Any) -> Calendar:
    return CAMPAIGN.calendar({**RECORD, **changed}, as_of=day)


# --- the form ---


def test_a_form_is_written_as_the_standard_says() -> None:
    made = CAMPAIGN.calendar(actor="township").between(date(2023, 6, 24), date(2023, 6, 26))
    lines = unfolded(written(made))
    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//campaign-rules//calendar//ZH",
        "CALSCALE:GREGORIAN",
        "DESCRIPTION:进贤县安全生产重大事故隐患专项排查整治2023行动（进府办发〔2023〕25号），截至 2023-05-15。按规则推算，供提醒用，不是决定。",
        "X-WR-CALDESC:进贤县安全生产重大事故隐患专项排查整治2023行动（进府办发〔2023〕25号），截至 2023-05-15。按规则推算，供提醒用，不是决定。",
        "NAME:乡镇：进贤县安全生产重大事故隐患专项排查整治2023行动",
        "X-WR-CALNAME:乡镇：进贤县安全生产重大事故隐患专项排查整治2023行动",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
        "BEGIN:VEVENT",
        "UID:monthly-form.2023-06.township@jinxian-2023.campaign-rules",
        "DTSTAMP:20230701T000000Z",
        "LAST-MODIFIED:20230701T000000Z",
        "SEQUENCE:0",
        "SUMMARY:报送重大事故隐患排查整治进展情况调度表（2023年6月）",
        "DTSTART;VALUE=DATE:20230625",
        "DTEND;VALUE=DATE:20230626",
        "CATEGORIES:乡镇,义务",
        "DESCRIPTION:（原为 2023-06-23，遇节假日顺延）\\n条款：附件注1\\n责任人：乡镇\\n时间：2023-06-01 至 2023-06-25\\n期限由来："
        "2023年6月的期限 2023年6月23日 → 6月23日至24日端午节放假 → 6月25日调休上班（端午节） → 顺延至 2023年6月25日（解释“遇节假日顺延”，附件注1）",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:报送重大事故隐患排查整治进展情况调度表（2023年6月）",
        "TRIGGER:-P6DT15H",
        "END:VALARM",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:报送重大事故隐患排查整治进展情况调度表（2023年6月）",
        "TRIGGER:-PT15H",
        "END:VALARM",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:phase.self_inspection.township@jinxian-2023.campaign-rules",
        "DTSTAMP:20230701T000000Z",
        "LAST-MODIFIED:20230701T000000Z",
        "SEQUENCE:0",
        "SUMMARY:阶段：企业自查自改和部门帮扶",
        "DTSTART;VALUE=DATE:20230601",
        "DTEND;VALUE=DATE:20230801",
        "CATEGORIES:乡镇,阶段",
        "DESCRIPTION:条款：三（二）\\n责任人：乡镇\\n时间：2023-06-01 至 2023-07-31",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("component", ["VEVENT", "VTODO"])
def test_hostile_names_stay_text(lang: Any, component: Any) -> None:
    hazard = {**HAZARD, "id": "H,1;\n", "title": HOSTILE}
    raw = written(of(name=HOSTILE, hazards=[hazard]), lang=lang, component=component)
    unfolded(raw)
    said = "逗号, 分号; 反斜杠 \\ \\n 换行 回车 制表 😀👩‍🚒🏭 \\u202e倒 “引号” \\x00\\x1b[31m" + "名" * 200
    escaped = said.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    for name in ("NAME", "X-WR-CALNAME"):
        assert [line for line in unfolded(raw) if line.startswith(f"{name}:{escaped}")]
    (calendar,) = icalendar.Calendar.from_ical(raw, multiple=True)
    found = [str(event["SUMMARY"]) for event in calendar.walk(component)]
    assert [summary for summary in found if summary.endswith(f"H,1;  {said}")]


@settings(max_examples=40)
@given(records(), DAYS, st.text(max_size=90), st.sampled_from(["VEVENT", "VTODO"]))
def test_every_file_keeps_the_standard(record: dict[str, Any], day: date, name: str, component: Any) -> None:
    made = CAMPAIGN.calendar({**record, "name": name}, as_of=day)
    raw = written(made, component=component)
    found = events(raw, component)
    wanted = [e for e in made.entries if e.status != "waived" and (component == "VEVENT" or e.kind != "phase")]
    assert found.keys() == {entry.uid for entry in wanted}
    for entry in wanted:
        event = found[entry.uid]
        if component == "VEVENT":
            assert event["DTSTART"] < event["DTEND"]
            assert event["DTSTART"] == f"{entry.start if entry.kind == 'phase' else entry.due:%Y%m%d}"
        else:
            assert event["DTSTART"] <= event["DUE"] == f"{entry.due:%Y%m%d}"
    assert raw == written(made, component=component)
    assert b"METHOD" not in raw


def test_the_last_day_there_is_has_no_day_after_it() -> None:
    operator = {"id": "P-1", "certificate_valid_until": "9999-12-31"}
    found = events(written(of(operators=[operator])))
    (event,) = [event for uid, event in found.items() if uid.startswith("special-operator-certificate")]
    assert (event["DTSTART"], "DTEND" in event) == ("99991231", False)


@pytest.mark.parametrize(
    ("status", "settled", "provisional", "zh", "en"),
    [
        ("open", False, False, "某事", "A thing"),
        ("upcoming", False, True, "【暂定】某事", "[provisional] A thing"),
        ("fulfilled", True, False, "【已履行】某事", "[fulfilled] A thing"),
        ("fulfilled", False, False, "某事", "A thing"),  # 证书仍有效，但会到期 / still valid, but it will expire
        ("fulfilled_late", True, False, "【逾期履行】某事", "[fulfilled late] A thing"),
        ("violated", False, False, "【未履行】某事", "[violated] A thing"),
        ("unknown", False, True, "【资料不足】【暂定】某事", "[unknown] [provisional] A thing"),
        ("needs_review", False, False, "【待人工核查】某事", "[needs review] A thing"),
        (None, False, False, "某事", "A thing"),
    ],
)
def test_a_title_begins_with_how_it_stands(status: Any, settled: bool, provisional: bool, zh: str, en: str) -> None:
    made = of()
    entry = structs.replace(
        made.entries[1], title=Text("某事", "A thing"), status=status, settled=settled, provisional=provisional
    )
    for lang, said in (("zh", zh), ("en", en)):
        (event,) = events(written(structs.replace(made, entries=(entry,)), lang=lang)).values()
        assert event["SUMMARY"] == said
        assert event["STATUS"] == ("TENTATIVE" if provisional else "CONFIRMED")


def test_a_task_has_its_due_day_and_is_completed_when_done() -> None:
    done = [{"kind": "risk_map", "date": "2023-06-01"}]
    raw = written(of(documents=done), component="VTODO")
    found = {uid.partition(".")[0]: event for uid, event in events(raw, "VTODO").items()}
    assert (found["risk-map"]["STATUS"], found["risk-map"]["DUE"]) == ("COMPLETED", "20230731")
    assert (found["hazard-ledger"]["STATUS"], found["hazard-ledger"]["DTSTART"]) == ("NEEDS-ACTION", "20230516")
    assert "phase" not in found
    assert "TRIGGER;RELATED=END:-PT15H" in unfolded(raw)


def test_reminders_are_where_they_are_asked_for() -> None:
    made = CAMPAIGN.calendar(actor="township", reminding=Reminding((0, 30)))
    triggers = {line for line in unfolded(written(made)) if line.startswith("TRIGGER")}
    assert triggers == {"TRIGGER:PT9H", "TRIGGER:-P29DT15H"}


def test_split_gives_a_file_for_each_event() -> None:
    made = of()
    files = dict(IcsWriter().split(made, STAMP))
    whole = events(written(made))
    assert len(files) == len(whole)
    for name, raw in files.items():
        (found,) = events(raw).items()
        assert whole[found[0]] == found[1]
        assert re.fullmatch(r"[A-Za-z0-9._-]+\.ics", name)
        assert unfolded(raw)[:5] == [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//campaign-rules//calendar//ZH", "CALSCALE:GREGORIAN", "BEGIN:VEVENT",
        ]  # fmt: skip
        assert found[0].startswith(name.removesuffix(".ics"))


# --- updates ---


EXTENDED = [{"kind": "extended", "date": "2023-07-01", "by": "department", "deadline": "2023-08-20"}]
LATER = datetime(2023, 7, 2, tzinfo=UTC)


def by_duty(raw: bytes) -> dict[str, dict[str, str]]:
    return {uid.rpartition("@")[0].rpartition(".")[0]: event for uid, event in events(raw).items()}


def test_what_has_not_changed_stays_the_same_to_the_byte() -> None:
    first = written(of())
    assert written(of(), LATER, first) == first
    assert written(of(), LATER) != first


def test_a_moved_deadline_is_the_same_event_on_another_day() -> None:
    first = written(of())
    second = written(of(hazards=[{**HAZARD, "events": EXTENDED}]), LATER, first)
    before, after = events(first), events(second)
    assert before.keys() == after.keys()
    changed = [uid for uid in before if before[uid] != after[uid]]
    assert [uid.partition(".")[0] for uid in changed] == ["hazard-rectification"]
    event = after[changed[0]]
    assert (event["DTSTART"], event["SEQUENCE"]) == ("20230820", "1")
    assert (event["DTSTAMP"], event["LAST-MODIFIED"]) == ("20230702T000000Z", "20230702T000000Z")


def test_a_change_of_words_is_a_new_version_but_no_new_appointment() -> None:
    first = written(of())
    second = by_duty(written(of(documents=[{"kind": "risk_map", "date": "2023-06-01"}]), LATER, first))
    event = second["risk-map.once"]
    assert (event["SUMMARY"], event["SEQUENCE"], event["LAST-MODIFIED"]) == (
        "【已履行】红橙黄蓝四色风险分布图", "0", "20230702T000000Z",
    )  # fmt: skip


@pytest.mark.parametrize("stamp", [STAMP, datetime(2020, 1, 1, tzinfo=UTC)])
def test_a_changed_event_is_always_newer_than_before(stamp: datetime) -> None:
    second = by_duty(written(of(documents=[{"kind": "risk_map", "date": "2023-06-01"}]), stamp, written(of())))
    assert second["risk-map.once"]["LAST-MODIFIED"] == "20230701T000001Z"


def test_what_is_no_longer_there_is_cancelled_once_and_comes_back_as_a_newer_event() -> None:
    without = of(hazards=[])
    first = written(of())
    second = written(without, LATER, first)
    gone = next(event for name, event in by_duty(second).items() if name.startswith("hazard-rectification"))
    assert (gone["STATUS"], gone["SEQUENCE"], gone["DTSTART"]) == ("CANCELLED", "1", "20230720")
    assert gone["SUMMARY"] == "【已撤销】重大事故隐患整改期限：H-1"
    assert written(without, LATER + timedelta(1), second) == second
    third = written(of(), LATER + timedelta(1), second)
    back = next(event for name, event in by_duty(third).items() if name.startswith("hazard-rectification"))
    assert (back["STATUS"], back["SEQUENCE"], back["LAST-MODIFIED"]) == ("CONFIRMED", "2", "20230703T000000Z")


def test_a_period_that_is_waived_is_left_out_and_cancelled_where_it_stood() -> None:
    waived = of(waivers=[{"from": "2023-07-01", "to": "2023-07-31"}])
    assert "review-meeting.2023-07" not in by_duty(written(waived))
    assert by_duty(written(waived, LATER, written(of())))["review-meeting.2023-07"]["STATUS"] == "CANCELLED"


def test_a_provisional_day_that_is_settled_is_a_new_appointment() -> None:
    made = of()
    (entry,) = [e for e in made.entries if e.instance == "review-meeting@2023-07"]
    provisional = structs.replace(made, entries=(structs.replace(entry, provisional=True),))
    (event,) = events(written(structs.replace(made, entries=(entry,)), LATER, written(provisional))).values()
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", "1")


def test_what_moves_out_of_the_span_is_moved_and_what_was_outside_is_not_added() -> None:
    july = of().between(date(2023, 7, 1), date(2023, 7, 31))
    first = written(july)
    moved = of(hazards=[{**HAZARD, "events": EXTENDED}]).between(date(2023, 7, 1), date(2023, 7, 31))
    second = written(moved, LATER, first)
    assert events(second).keys() == events(first).keys()
    assert "CANCELLED" not in {event["STATUS"] for event in events(second).values()}


def test_the_next_span_cancels_nothing_of_the_last() -> None:
    july = written(of().between(date(2023, 7, 1), date(2023, 7, 31)))
    august = written(of().between(date(2023, 8, 1), date(2023, 8, 31)), LATER, july)
    assert "CANCELLED" not in {event["STATUS"] for event in events(august).values()}


def test_a_calendar_that_a_client_has_handled_is_known_again() -> None:
    """Clients add properties of their own, sort them, and keep a person's own events in the same file."""
    first = written(of())
    handled = icalendar.Calendar.from_ical(first)
    for event in handled.walk("VEVENT"):
        event.add("x-moz-generation", "3")
        event.add("created", STAMP)
    own = icalendar.Event()
    own.add("uid", "lunch@example")
    own.add("summary", "午饭")
    own.add("dtstart", date(2023, 7, 1))
    handled.add_component(own)
    assert written(of(), LATER, handled.to_ical()) == first


def test_an_event_without_moments_or_with_the_last_there_is_is_read_all_the_same() -> None:
    first = written(of())
    bare = b"".join(
        line for line in first.splitlines(keepends=True) if not line.startswith((b"DTSTAMP", b"LAST-MODIFIED"))
    )
    assert events(written(of(), LATER, bare)) == events(written(of(), LATER))
    last = first.replace(b"LAST-MODIFIED:20230701T000000Z", b"LAST-MODIFIED:99991231T235959Z")
    changed = by_duty(written(of(documents=[{"kind": "risk_map", "date": "2023-06-01"}]), LATER, last))
    assert changed["risk-map.once"]["LAST-MODIFIED"] == "99991231T235959Z"


@pytest.mark.parametrize(
    "sequence", ["SEQUENCE:x", "SEQUENCE:-1", "X-NONE:1", "SEQUENCE:", "SEQUENCE:2147483647", "SEQUENCE:" + "9" * 30]
)
def test_a_sequence_that_is_none_counts_as_the_first(sequence: str) -> None:
    first = written(of()).replace(b"SEQUENCE:0", sequence.encode())
    second = by_duty(written(of(documents=[{"kind": "risk_map", "date": "2023-06-01"}]), LATER, first))
    assert second["risk-map.once"]["SEQUENCE"] == "0"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff",
        b"hello",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
        "不是".encode(),
        b"BEGIN:VCALENDAR\r\nX:\xc3\xfb\r\nEND:VCALENDAR\r\n",
    ],
)
def test_a_file_that_is_no_calendar_is_refused(raw: bytes) -> None:
    with pytest.raises(BadInput, match=r"^old\.ics: not an iCalendar file"):
        read_previous(raw, "old.ics")


def test_the_reason_why_a_file_is_none_is_short_and_steers_no_terminal() -> None:
    with pytest.raises(BadInput) as caught:
        read_previous(b"\x1b[31m" + b"x" * 10000, "old.ics")
    said = str(caught.value)
    assert len(said) < 200
    assert "\x1b" not in said


def test_a_calendar_without_events_may_be_anybodys(campaign: Campaign) -> None:
    made = of().between(date(2030, 1, 1), date(2030, 12, 31))
    assert events(written(made)) == {}
    assert read_previous(written(made), "old.ics").knows(of())
    assert Previous().knows(of())


def test_a_calendar_of_another_record_is_not_known(campaign: Campaign) -> None:
    previous = read_previous(written(of()), "old.ics")
    assert previous.knows(of(day=date(2023, 12, 1)))
    assert not previous.knows(campaign.calendar({"id": "y"}))
    assert not previous.knows(campaign.calendar(actor="enterprise"))


@settings(max_examples=25)
@given(st.lists(st.tuples(records(), DAYS), min_size=2, max_size=4))
def test_from_version_to_version_an_event_only_ever_grows_newer(versions: list[tuple[dict[str, Any], date]]) -> None:
    raw, before = b"", dict[str, dict[str, str]]()
    for record, day in versions:
        raw = written(
            CAMPAIGN.calendar({**record, "id": "x"}, as_of=day), datetime.combine(day, datetime.min.time(), UTC), raw
        )
        after = events(raw)
        assert before.keys() <= after.keys()
        for uid, event in before.items():
            newer = after[uid]
            assert int(newer["SEQUENCE"]) >= int(event["SEQUENCE"])
            assert newer["LAST-MODIFIED"] >= event["LAST-MODIFIED"]
            if newer != event:
                assert newer["LAST-MODIFIED"] > event["LAST-MODIFIED"]
            if (newer["DTSTART"], newer["STATUS"]) != (event["DTSTART"], event["STATUS"]):
                assert int(newer["SEQUENCE"]) == int(event["SEQUENCE"]) + 1
        before = after


def test_an_entry_can_be_of_any_length() -> None:
    made = of()
    long: CalendarEntry = structs.replace(
        made.entries[0], title=Text("长" * 3000, "l" * 3000), uid="u" * 300 + ".a@b.c"
    )
    assert events(written(structs.replace(made, entries=(long,)))).keys() == {long.uid}
