"""Many records at a terminal: the summary of all, and ledgers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Group as Parts
from rich.console import RenderableType
from rich.table import Table

from campaign_rules.base.texts import Lang, Text, bracketed, counted, one_line
from campaign_rules.reports.ledgers import Ledger, LedgerRow, Value
from campaign_rules.reports.summaries import Group, Summary
from campaign_rules.reports.values import yes_or_no
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.duties.obligations import STATUSES
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.model import RECORD
from campaign_rules.writers.text import known_then, plain_text, rules_named

WORST = 10
"""So many duties are shown."""


def summary(shown: Summary, lang: Lang) -> RenderableType:
    """Return the view of many records."""
    title = shown.pack.identity.title(lang)
    parts: list[RenderableType] = [
        plain_text(title, style="bold"),
        plain_text(Text(f"判定日 {shown.as_of}", f"as of {shown.as_of}")(lang)),
        *([plain_text(known_then(shown.known_at)(lang))] if shown.known_at else []),
        plain_text(rules_named(shown.pack, lang)),
        "",
        _standing(shown, lang),
    ]
    if shown.duties:
        parts += ["", _head(Text("最差的义务", "the worst duties"), lang), _duties(shown, lang)]
    for heading, groups in grouped(shown):
        parts += ["", _head(heading, lang), _groups(shown, groups, lang)]
    if shown.overdue:
        parts += ["", _head(overdue_title(shown), lang), *_overdue(shown, lang)]
    if lacking := list(lacks(shown)):
        parts += ["", *(plain_text(said(lang)) for said in lacking)]
    ahead = Text(f"今后 {shown.days} 天到期（未办结的）", f"due within {counted(shown.days, 'day')}, not settled")
    parts += ["", _head(ahead, lang), *_coming(shown, lang)]
    return Parts(*parts)


def _head(title: Text, lang: Lang) -> RenderableType:
    return plain_text(title(lang), style="bold")


def _table(titles: Sequence[Text], lang: Lang) -> Table:
    table = Table(expand=False)
    for i, title in enumerate(titles):
        table.add_column(title(lang), justify="left" if i == 0 else "right", overflow="fold")
    return table


def _standing(shown: Summary, lang: Lang) -> RenderableType:
    used = [status for status in STATUSES if any(counts[status] for counts in shown.actors.values())]
    table = _table(
        [Text("各家最差的状态", "each by its worst"), Text("合计", "all"), *(STATUS_TEXTS[s] for s in used)], lang
    )
    for actor, counts in shown.actors.items():
        row = [str(sum(counts.values())), *(str(counts[status]) for status in used)]
        table.add_row(plain_text(shown.pack.actor_title(actor)(lang)), *row)
    return table


def _duties(shown: Summary, lang: Lang) -> RenderableType:
    titles = (Text("义务", "duty"), Text("条款", "clause"), Text("未履行家数", "violated by"), Text("未履行项数", "violated"), Text("资料不足项数", "unknown"))  # fmt: skip
    table = _table(titles, lang)
    for one in shown.duties[:WORST]:
        table.add_row(
            plain_text(one.title(lang)),
            shown.pack.label(one.clause)(lang),
            *map(str, (one.records, one.violated, one.unknown)),
        )
    return table


def grouped(shown: Summary) -> Iterator[tuple[Text, Sequence[Group]]]:
    """Yield the groups of a summary under their headings: by area, and by sector."""
    if shown.areas:
        area = area_title(shown.pack)
        yield Text(f"按{area.zh}", f"by {area.en.lower()}"), shown.areas
    if shown.sectors:
        called = shown.pack.model.label(RECORD, (str(shown.pack.model.sector_field),))
        zh, en = f"按{called.zh}（一家可属几个）", f"by {called.en} (one may be in several)"
        yield Text(zh, en), shown.sectors


def area_title(pack: Pack) -> Text:
    """Return what people call the units above the records."""
    field = pack.model.fields.get(pack.model.area_field or "")
    return pack.model.actor_title(str(field.area)) if field else Text("地区", "area")


def group_counts(shown: Summary) -> dict[str, Text]:
    """Return what is counted of a group, with its heading, by its name in `Group`: of items only where the campaign says
    how they stand."""
    counts = {
        "records": Text("家数", "records"),
        "violating": Text("有未履行", "violating"),
        "unknown": Text("有资料不足", "unknown"),
        "needs_review": Text("有待核查", "to review"),
    }
    sections = [shown.pack.model.sections[name] for name in shown.counted_in_groups]
    if not sections:
        return counts
    items = "、".join(one.one.zh for one in sections)
    open_ = [(one.cases.unsettled, one.one) for one in sections if one.cases]
    return {
        **counts,
        "overdue": Text(f"逾期{items}", "overdue"),
        "perhaps_overdue": Text("是否逾期不明", "perhaps overdue"),
        "not_settled": Text(
            "、".join(unsettled.zh + one.zh for unsettled, one in open_),
            ", ".join(dict.fromkeys(unsettled.en for unsettled, _ in open_)),
        ),
    }


def overdue_title(shown: Summary) -> Text:
    """Return how the list of what is overdue is headed."""
    sections = [shown.pack.model.sections[name] for name in shown.counted]
    return Text(
        "逾期" + "、".join(one.one.zh for one in sections), "overdue " + ", ".join(one.title.en for one in sections)
    )


def lacks(shown: Summary) -> Iterator[Text]:
    """Yield what a summary can't tell, because the campaign has nothing of the kind."""
    if not shown.pack.model.area_field:
        yield Text("本行动的记录不分地区", "this campaign has no areas")
    if not shown.pack.model.sector_field:
        yield Text("本行动的记录不分行业领域", "this campaign has no sectors")
    if not shown.counted:
        yield NOTHING_OVERDUE


NOTHING_OVERDUE = Text(
    "本行动没有规定什么算逾期，未作统计", "this campaign has no rule on what is overdue: nothing of the kind is counted"
)
"""What is said where the campaign does not say when an item is overdue."""


def _groups(shown: Summary, groups: Sequence[Group], lang: Lang) -> RenderableType:
    counted = group_counts(shown)
    table = _table([Text("名称", "name"), *counted.values()], lang)
    for one in groups:
        table.add_row(plain_text(one_line(one.title(lang))), *(str(getattr(one, name)) for name in counted))
    return table


def _overdue(shown: Summary, lang: Lang) -> list[RenderableType]:
    lines = []
    for one in shown.overdue:
        days = (
            Text(f"逾期 {one.days} 天（期限 {one.deadline}）", f"{counted(one.days, 'day')} (due {one.deadline})")(lang)
            if one.days
            else ""
        )
        whose = (one.name or one.record) + (bracketed(one.area(lang), lang) if one.area else "")
        named = one_line(f"{whose} {one.item} {one.title or ''}".rstrip())
        lines.append(plain_text(f"  {days}  {named}"))
    return list(lines)


def _coming(shown: Summary, lang: Lang) -> list[RenderableType]:
    if not shown.coming:
        return [plain_text(Text("  没有", "  nothing")(lang))]
    lines = []
    for one in shown.coming:
        more = Text("等", " …")(lang) if one.records > len(one.names) else ""
        names = one_line(Text("、", ", ")(lang).join(one.names)) + more
        count = Text(f"{one.records} 家", f"records: {one.records}")(lang)
        clause = bracketed(shown.pack.label(one.clause)(lang), lang)
        lines.append(plain_text(f"  {one.due}  {one.title(lang)}{clause}  {count}{Text('：', ': ')(lang)}{names}"))
    return list(lines)


def ledger(shown: Ledger, lang: Lang, width: int) -> RenderableType:
    """Return a ledger with all its columns, for a terminal ``width`` cells wide: a row for each item where they find
    room, else a paragraph for each, without what is left empty."""
    titles = [column.title(lang) for column in shown.columns.values()]
    rows = [[one_line(_said(row.values[name], lang)) for name in shown.columns] for row in shown]
    widest = [max(map(cell_len, cells)) for cells in zip(titles, *rows, strict=True)]
    if sum(widest) + 3 * len(widest) + 1 > width:
        return Parts(*(part for row, cells in zip(shown, rows, strict=True) for part in _paragraph(row, titles, cells)))
    table = Table(expand=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    for cells in rows:
        table.add_row(*(plain_text(cell or "—") for cell in cells))
    return table


def _paragraph(row: LedgerRow, titles: Sequence[str], cells: Sequence[str]) -> Iterator[RenderableType]:
    """Yield whose an item is and which, and beneath it what each column says of it."""
    yield plain_text(one_line(f"{row.name or row.record}  {row.item} {row.called or ''}".rstrip()), "bold")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold")
    for title, cell in zip(titles, cells, strict=True):
        if cell:
            grid.add_row(plain_text(f"  {title}", "dim"), plain_text(cell))
    yield grid


def _said(value: Value, lang: Lang) -> str:
    if isinstance(value, bool):
        return yes_or_no(value)(lang)
    return "" if value is None else value(lang) if isinstance(value, Text) else str(value)
