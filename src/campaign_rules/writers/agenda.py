"""Calendars as text: a table at a terminal, and a plain list of reminders to paste into a chat."""

from __future__ import annotations

from datetime import date, timedelta

from rich.console import Group, RenderableType
from rich.table import Table

from campaign_rules.base.texts import Lang, Text, one_line
from campaign_rules.reports.calendars import Calendar, CalendarEntry
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.writers.text import NARROW, STATUS_STYLES, plain_text

PROVISIONAL = Text("（暂定）", " (provisional)")

_WEEKDAYS = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))

SOON, LATER = timedelta(days=7), timedelta(days=30)
"""What is due within so many days is shown apart in a list of reminders."""


def weekday(day: date, lang: Lang) -> str:
    """Name the day of the week.

    >>> weekday(date(2023, 6, 25), "zh"), weekday(date(2023, 6, 25), "en")
    ('周日', 'Sun')
    """
    return f"周{_WEEKDAYS[0][day.weekday()]}" if lang == "zh" else _WEEKDAYS[1][day.weekday()]


def status_text(entry: CalendarEntry) -> Text:
    """Say how an entry stands; a dash for what is no obligation."""
    return STATUS_TEXTS[entry.status] if entry.status else Text("—", "-")


def table(calendar: Calendar, lang: Lang, *, width: int = 80) -> RenderableType:
    """Return a calendar as a table, for a terminal ``width`` cells wide."""
    title = one_line(calendar.name(lang))
    day = Text(f"截至 {calendar.as_of}", f"as of {calendar.as_of}")(lang)
    changed = f"\n{calendar.pack.named(lang)}" if calendar.pack.overrides else ""
    head = plain_text(f"{title}\n{day}{changed}")
    if not calendar.shown:
        return Group(head, plain_text(Text("这段时间没有期限", "nothing is due in this time")(lang)))
    narrow = width < NARROW
    made = Table(expand=True, padding=(0, 1))
    made.add_column(Text("期限", "due")(lang), no_wrap=True)
    made.add_column(Text("事项", "what")(lang), ratio=1, overflow="fold")
    if not narrow:
        made.add_column(Text("条款", "clause")(lang), no_wrap=True)
        made.add_column(Text("状态", "status")(lang), overflow="fold")
    for entry in calendar.shown:
        clause, status = entry.clause_label(lang), status_text(entry)(lang)
        due = f"{entry.due}{chr(10) if narrow else ' '}{weekday(entry.due, lang)}"
        what = [one_line(entry.title(lang))]
        if len(calendar.actors) > 1:
            what[0] = calendar.pack.actor_title(entry.actor)(lang) + Text("：", ": ")(lang) + what[0]
        span = Text(f"自 {entry.start} 起", f"from {entry.start}")(lang) if entry.kind == "phase" else ""
        under = (f"{status}  {clause}" if narrow else "", span, entry.message(lang))
        what += [f"  {one_line(said)}" for said in under if said]
        cells = [plain_text(due + (f"\n{PROVISIONAL(lang).strip()}" if entry.provisional else ""))]
        cells.append(plain_text("\n".join(what)))
        if not narrow:
            style = STATUS_STYLES.get(entry.status, "") if entry.status else ""
            cells += [plain_text(clause), plain_text(status, style)]
        made.add_row(*cells)
    return Group(head, made)


def reminders(calendar: Calendar, lang: Lang) -> str:
    """Return what is not done yet as plain text: what is late, what is due soon, later, and much later."""
    as_of = calendar.as_of
    open_ = [entry for entry in calendar.shown if entry.kind != "phase" and not entry.settled]
    groups = (
        (Text("已过期限", "past the term"), date.min, as_of - timedelta(1) if as_of > date.min else date.min),
        (Text("7天内", "within 7 days"), as_of, _plus(as_of, SOON)),
        (Text("30天内", "within 30 days"), _plus(as_of, SOON + timedelta(1)), _plus(as_of, LATER)),
        (Text("30天以后", "later"), _plus(as_of, LATER + timedelta(1)), date.max),
    )
    name, n = one_line(calendar.name(lang)), len(open_)
    lines = [
        Text(f"【{name}】", f"[{name}]")(lang),
        Text(f"截至 {as_of}，未了事项 {n} 项", f"as of {as_of}: {n} open")(lang),
    ]
    number = 0
    for title, first, last in groups:
        found = [entry for entry in open_ if first <= entry.due <= last]
        if found:
            lines += ["", f"■ {(title + _in_brackets(str(len(found))))(lang)}"]
        for entry in found:
            number += 1
            lines.append(f"{number}. {_reminder(entry, as_of)(lang)}")
    lines += ["", Text("按规则推算，供提醒用，不是决定。", "Reckoned from rules as a reminder, not a decision.")(lang)]
    return "\n".join(lines) + "\n"


def _reminder(entry: CalendarEntry, as_of: date) -> Text:
    day = entry.due
    year = f"{day.year}年" if day.year != as_of.year else ""
    said = Text(f"{year}{day.month}月{day.day}日（{weekday(day, 'zh')}）", f"{day} ({weekday(day, 'en')})")
    said += PROVISIONAL if entry.provisional else Text("", "")
    said += Text("截止：", ": ") + Text(one_line(entry.title.zh), one_line(entry.title.en))
    said += _in_brackets(entry.clause_label.zh, entry.clause_label.en)
    if entry.status in ("violated", "unknown", "needs_review"):
        said += Text("——", " - ") + STATUS_TEXTS[entry.status]
    return said


def _in_brackets(zh: str, en: str = "") -> Text:
    return Text(f"（{zh}）", f" ({en or zh})")


def _plus(day: date, span: timedelta) -> date:
    return day + span if date.max - day > span else date.max
