"""Calendars and ledgers as CSV that Excel and WPS open as it is: UTF-8 with a byte order mark, and no cell that is a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from campaign_rules.base.csv_text import MARK, as_text, line
from campaign_rules.base.schemas import is_date
from campaign_rules.base.texts import Lang, Text
from campaign_rules.reports.calendars import Calendar, CalendarEntry
from campaign_rules.reports.ledgers import NOT_SETTLED, Ledger, Value
from campaign_rules.reports.values import yes_or_no
from campaign_rules.rules.pack import BASE_RULES, Pack
from campaign_rules.writers.agenda import status_text, weekday

Cell = Callable[[Calendar, CalendarEntry, Lang], str]

COLUMNS: dict[Text, Cell] = {
    Text("期限", "due"): lambda _, e, lang: e.due.isoformat(),
    Text("星期", "weekday"): lambda _, e, lang: weekday(e.due, lang),
    Text("顺延前", "nominal due"): lambda _, e, lang: e.nominal_due.isoformat(),
    Text("暂定", "provisional"): lambda _, e, lang: Text("是", "yes")(lang) if e.provisional else "",
    Text("事项", "what"): lambda _, e, lang: e.title(lang),
    Text("状态", "status"): lambda _, e, lang: status_text(e)(lang),
    Text("说明", "message"): lambda _, e, lang: e.message(lang),
    Text("条款", "clause"): lambda _, e, lang: e.clause_label(lang),
    Text("责任人", "borne by"): lambda _, e, lang: e.bearer(lang),
    Text("起始", "from"): lambda _, e, lang: e.start.isoformat(),
    Text("提醒", "reminders"): lambda _, e, lang: "; ".join(f"{at:%Y-%m-%d %H:%M}" for at in e.reminders),
    Text("单位编号", "record"): lambda c, e, lang: as_text(c.record.id) if c.record else "",
    Text("单位名称", "name"): lambda c, e, lang: (c.pack.model.name_of(c.record) or "") if c.record else "",
    Text("主体", "actor"): lambda c, e, lang: c.pack.actor_title(e.actor)(lang),
    Text("截至", "as of"): lambda c, e, lang: c.as_of.isoformat(),
    Text("规则层", "layer"): lambda c, e, lang: _layer(c.pack, e.layer, lang),
    Text("标识", "uid"): lambda _, e, lang: e.uid,
}
"""What each column is called, and what stands in it."""


def _layer(pack: Pack, layer: str, lang: Lang) -> str:
    """Return a layer's id; of a campaign below, which is not named, what people call it."""
    said = pack.layer_title(layer)
    return said(lang) if said is BASE_RULES else layer


def rows(calendars: Iterable[Calendar], lang: Lang) -> Iterator[str]:
    """Yield the file in pieces: the heading, then the entries of each calendar."""
    yield MARK + line(title(lang) for title in COLUMNS)
    for calendar in calendars:
        yield "".join(line(cell(calendar, entry, lang) for cell in COLUMNS.values()) for entry in calendar.shown)


def ledgers(shown: Sequence[Ledger], lang: Lang) -> str:
    """Return ledgers, one after the other under their titles where there are several: a heading, a line for each item."""
    return MARK + line([]).join("".join(_ledger(one, lang, titled=len(shown) > 1)) for one in shown)


def _ledger(shown: Ledger, lang: Lang, *, titled: bool) -> Iterator[str]:
    if titled:
        yield line([shown.title(lang)])
    yield line(column.title(lang) for column in shown.columns.values())
    for row in shown:
        yield line(_ledger_cell(row.values[name], lang) for name in shown.columns)


def _ledger_cell(value: Value, lang: Lang) -> str:
    if value is None or value is NOT_SETTLED:
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)(lang)
    said = value(lang) if isinstance(value, Text) else value
    return as_text(said) if isinstance(said, str) and not is_date(said) else str(said)
