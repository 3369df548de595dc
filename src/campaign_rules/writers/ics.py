"""Calendars as iCalendar (RFC 5545), for phones, Outlook, Thunderbird and CalDAV servers.

All-day events without a time zone, an event for each deadline (no recurrence rules: a deferred day would break them),
and no METHOD, so that a file can be imported and a feed subscribed to. The same calendar and stamp give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal

import icalendar
from msgspec import Struct, structs

from campaign_rules.base.errors import BadInput
from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.sources import Source
from campaign_rules.base.texts import Lang, Text, one_line
from campaign_rules.reports.calendars import Calendar, CalendarEntry, EntryKind
from campaign_rules.reports.wording import STATUS_TEXTS

Component = Literal["VEVENT", "VTODO"]
"""An event, which every client shows; or a task, which Outlook and many phones leave out."""

KINDS: Mapping[EntryKind, Text] = {
    "phase": Text("阶段", "phase"),
    "duty": Text("义务", "duty"),
    "item": Text("事项期限", "deadline of an item"),
    "deadline": Text("其他期限", "another deadline"),
    "exemption": Text("提示到期", "indication lapses"),
}
"""What the entries of each kind are called, as categories."""

_SHOWN = frozenset({"fulfilled", "fulfilled_late", "violated", "unknown", "needs_review"})
"""The statuses that a title begins with; what is open or upcoming needs no word."""

LINE = 75
"""A line of more octets than this is folded (RFC 5545, 3.1)."""

LONGEST_REASON = 120
"""No more is told of why a file can't be read: the reason may hold all of it."""

LAST_SEQUENCE = 2**31 - 1
"""The largest integer that RFC 5545, 3.3.8 knows; a sequence as long as it was not written by us, and counts as none."""

A_SECOND, LAST_MOMENT = timedelta(seconds=1), datetime.max.replace(microsecond=0, tzinfo=UTC)

PROVISIONAL, WITHDRAWN = Text("暂定", "provisional"), Text("已撤销", "withdrawn")


class Revision(Struct, frozen=True):
    """How often an event was moved, when it was last changed, and what it then said."""

    sequence: int
    modified: datetime | None
    stamp: datetime | None
    said: tuple[Any, ...]
    component: Any


class Previous(Struct, frozen=True):
    """The events of a calendar that was written before, by their uids."""

    revisions: Mapping[str, Revision] = {}

    def knows(self, calendar: Calendar) -> bool:
        """Tell whether any of its events is of the same campaign, actor and record; one without events may well be."""
        tails = {_tail(entry.uid) for entry in calendar.entries}
        return not self.revisions or any(_tail(uid) in tails for uid in self.revisions)


def read_previous(raw: bytes, file: str) -> Previous:
    """Read a calendar that was written before (a client or server may have handled it since).

    Raises:
        BadInput: it is no iCalendar file.
    """
    try:
        calendars = icalendar.Calendar.from_ical(raw.decode("utf-8-sig"), multiple=True)
        if not calendars:
            raise ValueError("BEGIN:VCALENDAR … END:VCALENDAR")
        found = [event for calendar in calendars for event in calendar.walk() if event.name in ("VEVENT", "VTODO")]
        return Previous({str(event["UID"]): _revision(event) for event in found if "UID" in event})
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as wrong:
        said = one_line(str(wrong))[:LONGEST_REASON]
        text = Text(f"不是 iCalendar 文件：{said}", f"not an iCalendar file: {said}")
        raise BadInput([Source(file, None).problem((), "not-ics", text)]) from None


def _revision(event: Any) -> Revision:
    stamp, number = _moment(event, "DTSTAMP"), str(event.get("SEQUENCE", "0"))
    sequence = int(number) if number.isdecimal() and len(number) < len(str(LAST_SEQUENCE)) else 0
    return Revision(sequence, _moment(event, "LAST-MODIFIED") or stamp, stamp, _said(event), event)


def _moment(event: Any, name: str) -> datetime | None:
    value = getattr(event.get(name), "dt", None)
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _day(event: Any, name: str) -> date | None:
    return getattr(event.get(name), "dt", None)


def _said(event: Any) -> tuple[Any, ...]:
    """Return what an event says to people: if that is the same, it has not changed."""
    texts = (str(event.get(name, "")) for name in ("SUMMARY", "DESCRIPTION", "STATUS"))
    alarms = tuple(str(getattr(alarm.get("TRIGGER"), "dt", "")) for alarm in event.walk("VALARM"))
    return (*_when(event), *texts, alarms)


def _when(event: Any) -> tuple[date | None, ...]:
    return tuple(_day(event, name) for name in ("DTSTART", "DTEND", "DUE"))


class IcsWriter:
    """Writes calendars as iCalendar text; the lines that many events share are made once.

    A ``stamp`` is the moment (UTC) that new and changed events say they were made.
    """

    def __init__(self, lang: Lang = "zh", component: Component = "VEVENT") -> None:
        self.lang, self.component = lang, component
        self._lines = lru_cache(maxsize=8192)(self._made)

    def write(self, calendar: Calendar, stamp: datetime, previous: Previous = Previous()) -> bytes:  # noqa: B008  # frozen
        """Return one file with every event."""
        head, tail = self._wrapping(calendar)
        return head + b"".join(event for _, event in self.events(calendar, stamp, previous)) + tail

    def split(
        self,
        calendar: Calendar,
        stamp: datetime,
        previous: Previous = Previous(),  # noqa: B008  # frozen
    ) -> Iterator[tuple[str, bytes]]:
        """Yield a file's name and its content for each event: for phones that read only the first event of a file."""
        # No name, nor the day: a file must be as it was if its event is, and a phone makes no calendar of it.
        head, tail = self._wrapping(calendar, bare=True)
        for uid, event in self.events(calendar, stamp, previous):
            yield f"{re.sub('[^A-Za-z0-9._-]', '_', uid.partition('@')[0])}.ics", head + event + tail

    def events(self, calendar: Calendar, stamp: datetime, previous: Previous) -> Iterator[tuple[str, bytes]]:
        """Yield the uid and the lines of each event: what is due in the span, then what is withdrawn.

        What was written before is written again wherever it has moved to; what is no longer there is cancelled.
        """
        written, tails = set(), {_tail(entry.uid) for entry in calendar.entries}
        for entry in calendar.entries:
            if not self._takes(entry) or not (calendar.shows(entry) or entry.uid in previous.revisions):
                continue
            written.add(entry.uid)
            yield entry.uid, self._revised(entry, stamp, previous.revisions.get(entry.uid))
        for uid, revision in previous.revisions.items():
            if uid not in written and _tail(uid) in tails:
                yield uid, self._cancelled(revision, stamp)

    def _takes(self, entry: CalendarEntry) -> bool:
        return entry.status != "waived" and (self.component == "VEVENT" or entry.kind != "phase")

    def _wrapping(self, calendar: Calendar, *, bare: bool = False) -> tuple[bytes, bytes]:
        made = icalendar.Calendar()
        made.add("version", "2.0")
        made.add("prodid", f"-//campaign-rules//calendar//{self.lang.upper()}")
        made.add("calscale", "GREGORIAN")
        if not bare:
            self._describe(made, calendar)
        head, end, tail = made.to_ical().rpartition(b"END:VCALENDAR")
        return head, end + tail

    def _describe(self, made: Any, calendar: Calendar) -> None:
        """Say whose calendar it is, as of when, and how often to look for a newer one."""
        identity = calendar.pack.identity
        about = Text(
            f"{identity.title.zh}（{identity.source.number}），截至 {calendar.as_of}。按规则推算，供提醒用，不是决定。",
            f"{identity.title.en} ({identity.source.number}), as of {calendar.as_of}. "
            "Reckoned from rules as a reminder, not a decision.",
        )(self.lang)
        name = one_line(calendar.name(self.lang))
        for key, said in (("name", name), ("x-wr-calname", name), ("description", about), ("x-wr-caldesc", about)):
            made.add(key, icalendar.vText(said))  # which escapes it: as a plain string it would not be, everywhere
        made.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "P1D")

    # --- events ---

    def _revised(self, entry: CalendarEntry, stamp: datetime, before: Revision | None) -> bytes:
        """Return an event's lines; one that says what it said before is the same to the byte."""
        lines = self._lines(structs.replace(entry, uid=""))
        if before is None:
            return _completed(lines, entry.uid, 0, stamp, stamp)
        now = icalendar.Event.from_ical(lines)
        if _said(now) == before.said:
            return _kept(lines, entry.uid, stamp, before)
        # What asks for a new sequence number by RFC 5546, 2.1.4.
        moved = any(one(now) != one(before.component) for one in (_when, _status))
        later = _later(stamp, before)
        return _completed(lines, entry.uid, before.sequence + moved, later, later)

    def _cancelled(self, before: Revision, stamp: datetime) -> bytes:
        """Return the lines of an event that is withdrawn; of one that is already, as they were."""
        event = before.component
        already = _status(event) == "CANCELLED"
        made = type(event)()
        for name in ("DTSTART", "DTEND", "DUE", "DESCRIPTION", "CATEGORIES", "TRANSP"):
            if name in event:
                made[name] = event[name]
        summary = str(event.get("SUMMARY", ""))
        made.add("summary", summary if already else self._headed(WITHDRAWN, summary))
        made.add("status", "CANCELLED")
        lines, uid = bytes(made.to_ical()), str(event["UID"])
        if already:
            return _kept(lines, uid, stamp, before)
        later = _later(stamp, before)
        return _completed(lines, uid, before.sequence + 1, later, later)

    def _made(self, entry: CalendarEntry) -> bytes:
        """Return the lines of an event, all but its uid and its moments."""
        event: Any = icalendar.Event() if self.component == "VEVENT" else icalendar.Todo()
        summary = self._summary(entry)
        event.add("summary", summary)
        event.add("description", self._description(entry))
        categories = [entry.bearer(self.lang), KINDS[entry.kind](self.lang)]
        event.add("categories", [one_line(category) for category in categories])
        if self.component == "VEVENT":
            event.add("dtstart", entry.start if entry.kind == "phase" else entry.due)
            if entry.due < date.max:
                event.add("dtend", entry.due + ONE_DAY)  # a day that the event no longer has
            event.add("transp", "TRANSPARENT")
            event.add("status", "TENTATIVE" if entry.provisional else "CONFIRMED")
        else:
            event.add("dtstart", entry.start)
            event.add("due", entry.due)
            event.add("status", "COMPLETED" if entry.settled else "NEEDS-ACTION")
            event.add("percent-complete", 100 if entry.settled else 0)
        for moment in entry.reminders:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", summary)
            relation = {} if self.component == "VEVENT" else {"RELATED": "END"}
            alarm.add("trigger", moment - datetime.combine(entry.due, time()), parameters=relation)
            event.add_component(alarm)
        return bytes(event.to_ical())

    def _headed(self, mark: Text, title: str) -> str:
        return f"【{mark.zh}】{title}" if self.lang == "zh" else f"[{mark.en}] {title}"

    def _summary(self, entry: CalendarEntry) -> str:
        said = one_line(entry.title(self.lang))
        if entry.provisional:
            said = self._headed(PROVISIONAL, said)
        if entry.status in _SHOWN and entry.settled is (entry.status in ("fulfilled", "fulfilled_late")):
            said = self._headed(STATUS_TEXTS[entry.status], said)
        return said

    def _description(self, entry: CalendarEntry) -> str:
        lang = self.lang
        lines = [
            entry.message(lang),
            Text("条款：", "clause: ")(lang) + entry.clause_label(lang),
            Text("责任人：", "borne by: ")(lang) + entry.bearer(lang),
            Text(f"时间：{entry.start} 至 {entry.due}", f"time: {entry.start} to {entry.due}")(lang),
            Text("期限由来：", "how that day comes about: ")(lang) + entry.derivation(lang)
            if entry.derivation(lang)
            else "",
        ]
        return "\n".join(one_line(line) for line in lines if line)


def _tail(uid: str) -> str:
    """Return the part of a uid that says whose calendar it is: ``WHOSE@CAMPAIGN.campaign-rules``."""
    what, at, campaign = uid.partition("@")
    return what.rpartition(".")[2] + at + campaign


def _status(event: Any) -> str:
    return str(event.get("STATUS", ""))


def _later(stamp: datetime, before: Revision) -> datetime:
    """Return when a changed event was made: always after it was made before."""
    last = before.modified or stamp
    return max(stamp, last + A_SECOND) if last < LAST_MOMENT else last


def _kept(lines: bytes, uid: str, stamp: datetime, before: Revision) -> bytes:
    """Return the lines of an event that is as it was, with the moments that it had."""
    return _completed(lines, uid, before.sequence, before.stamp or stamp, before.modified or stamp)


def _completed(lines: bytes, uid: str, sequence: int, stamp: datetime, modified: datetime) -> bytes:
    """Return an event's lines with those that no two events share."""
    begin, end, rest = lines.partition(b"\r\n")
    own = (f"UID:{uid}", f"DTSTAMP:{_utc(stamp)}", f"LAST-MODIFIED:{_utc(modified)}", f"SEQUENCE:{sequence}")
    return end.join((begin, *(_folded(line) for line in own), rest))


def _folded(line: str) -> bytes:
    made: Any = icalendar.parser.Contentline
    return line.encode() if len(line) <= LINE else bytes(made(line).to_ical())


def _utc(moment: datetime) -> str:
    return f"{moment.year:04}{moment:%m%dT%H%M%SZ}"
