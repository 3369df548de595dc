"""The report form at a terminal: its cells block by block, what does not fit, and what stands behind a cell."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table

from campaign_rules.base.texts import Lang, Text, one_line
from campaign_rules.reports.progress.contributions import Contribution, State, clauses_of
from campaign_rules.reports.progress.filled import Progress
from campaign_rules.reports.progress.remarks import Remark
from campaign_rules.reports.progress.unit_forms import UnitForm
from campaign_rules.reports.progress.values import said
from campaign_rules.writers.text import plain_text

LEVELS = {"fault": Text("错误", "fault"), "warning": Text("提醒", "warning")}
"""How the level of a remark is said."""

STATES: dict[State, Text] = {
    "counted": Text("计入", "counted"),
    "repeated": Text("不重复计", "counted before"),
    "unknown": Text("不明", "not said"),
    "left_out": Text("未计", "not counted"),
}
"""How it is said whether an entry counted."""


def form(progress: Progress, shown: UnitForm, remarks: Sequence[Remark], lang: Lang) -> RenderableType:
    """Return the form of one unit, for a terminal."""
    declared = progress.form
    head = [
        declared.title(lang),
        Text(f"填报单位：{shown.unit.title.zh}", f"reported by {shown.unit.title.en}")(lang),
        Text(
            f"自 {progress.since} 至 {progress.as_of} 累计（含首尾两日）",
            f"from {progress.since} to {progress.as_of}, both included",
        )(lang),
        progress.rules.pack.named(lang),
    ]
    table = Table(expand=False)
    table.add_column(Text("格", "cell")(lang), no_wrap=True)
    table.add_column(Text("内容", "what")(lang), overflow="fold", ratio=1)
    table.add_column(Text("数", "figure")(lang), justify="right", overflow="fold")
    for block_id, block in declared.blocks.items():
        table.add_row("", plain_text(block.title(lang), style="bold"), "")
        for number, cell in block.cells.items():
            name = f"{block_id}.{number}"
            table.add_row(name, plain_text(cell.label(lang)), plain_text(cell_text(shown, name, lang)))
        table.add_section()
    parts: list[RenderableType] = [plain_text(line) for line in head]
    parts.append(table)
    parts.append(plain_text(Text("“—”：没有单位填报，不是 0", "— means that nobody speaks to it; it is not 0")(lang)))
    parts += [plain_text(remark_line(remark, lang)) for remark in remarks]
    if progress.differences and shown is progress.whole:
        parts += ["", plain_text(differing(progress)(lang), style="bold")]
        for one in progress.differences:
            named = one_line(f"{one.record} {one.name or ''}".rstrip())
            parts.append(
                plain_text(
                    f"  {one.cell} {named} {one.day}（{progress.place(one.record, one.path)}）：{one.text(lang)}"
                )
            )
    return Group(*parts)


def differing(progress: Progress) -> Text:
    """Return how the list of differences is headed: between what checks found, and what records say."""
    model = progress.rules.pack.model
    compared = dict.fromkeys(figure.of for figure in progress.form.figures() if progress.form.cell(figure.cell).compare)
    checks = Text("、", ", ").join(map(model.section_title, compared))
    whose = Text("、", ", ").join(map(model.actor_title, model.subjects))
    return Text(f"{checks.zh}记录与{whose.zh}记录不一致的：", f"where {checks.en} and records differ:")


def remark_line(remark: Remark, lang: Lang) -> str:
    """Say in one line what does not fit."""
    return f"{LEVELS[remark.level](lang)} {remark.cell}: {remark.text(lang)}"


def cell_text(shown: UnitForm, name: str, lang: Lang) -> str:
    """Say a cell as the printed form does: ``2次，7.5万元``; — where nobody speaks to it."""
    figures = [figure for figure in shown.form.figures() if figure.cell == name]
    if all(shown.values[figure.name] is None for figure in figures):
        return "—"
    parts = []
    for figure in figures:
        unit = shown.form.units[figure.unit](lang) if figure.unit else ""
        number = said(shown.values[figure.name])(lang)
        gap = "" if lang == "zh" or not unit else " "
        label = figure.label(lang) + (" " if lang == "en" else "") if figure.within and figure.key else ""
        parts.append(f"{label}{number}{gap}{unit}")
    return ("，" if lang == "zh" else ", ").join(parts)


def explained(
    filled: Progress, cell: str, shown: UnitForm, entries: Sequence[Contribution], lang: Lang
) -> RenderableType:
    """Return what stands behind a cell: each entry, whether it counted, and if not, why."""
    declared = filled.form
    title = f"{cell} {declared.cell(cell).label(lang)}：{cell_text(shown, cell, lang)}"
    basis = Text("依据：", "clauses: ")(lang) + clauses_of(declared, cell, lang)
    lines = [f"{shown.unit.title(lang)}  {title}", basis, ""]
    several = len({figure.key for figure in declared.figures() if figure.cell == cell}) > 1
    for one in entries:
        named = one_line(f"{one.record} {one.name or ''}".rstrip())
        figure = f" [{one.figure.rpartition('.')[2]}]" if several else ""
        adds = f" +{one.adds}" if one.state == "counted" else ""
        why = f"：{one.why(lang)}" if one.why else ""
        day = one.day or "—"
        lines.append(
            f"  {STATES[one.state](lang)}{adds}{figure}  {day}  {one_line(one.what(lang))}  {named}（{filled.place(one.record, one.path)}）{why}"
        )
    if not entries:
        lines.append(Text("  没有记录", "  no entries")(lang))
    return Group(*(plain_text(line) for line in lines))
