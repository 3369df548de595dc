"""Why, what happened, and what next: as text for people at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Styled
from rich.tree import Tree

from campaign_rules.base.texts import Lang, Text
from campaign_rules.reports.histories import HistoryStep, StepKind
from campaign_rules.reports.next_steps import NextStep
from campaign_rules.reports.outcome_findings import NO_DECISION
from campaign_rules.reports.proofs import NOTE, TRUTH_TEXTS, Proof, abridged
from campaign_rules.reports.report import Finding, Report
from campaign_rules.writers.text import plain_text

_KINDS: dict[StepKind, Text] = {
    "found": Text("起始", "beginning"),
    "event": Text("事项", "event"),
    "timer": Text("到期", "deadline"),
    "outcome": Text("提示", "indication"),
    "retracted": Text("已撤回", "taken back"),
    "no_effect": Text("未起作用", "no effect"),
    "not_yet_effective": Text("尚未生效", "not yet effective"),
    "not_yet_known": Text("当时未知", "not yet known"),
}

_QUIET: frozenset[StepKind] = frozenset({"retracted", "no_effect", "not_yet_effective", "not_yet_known"})


def explained(proof: Proof, lang: Lang, seen: Callable[[str], str] = str) -> RenderableType:
    """Return a proof as a tree, a branch a reason; places of the record as ``seen`` tells them."""
    return _branch(abridged(proof), lang, seen)


def _branch(proof: Proof, lang: Lang, seen: Callable[[str], str], under: Tree | None = None) -> Tree:
    mark = NOTE if proof.note else TRUTH_TEXTS[proof.truth](lang)
    place = f"  [{proof.place}]" if proof.place else ""
    styles = {True: "green", False: "red", None: "yellow"}
    line: Styled = plain_text(f"{mark} ", "dim" if proof.note else styles[proof.truth])
    line.append_text(plain_text(seen(proof.text(lang))))
    line.append_text(plain_text(seen(place), "dim"))
    made = under.add(line) if under else Tree(line, guide_style="dim")
    for part in proof.parts:
        _branch(part, lang, seen, made)
    return made


def history(entries: Sequence[HistoryStep], title: str, lang: Lang, seen: Callable[[str], str] = str) -> RenderableType:
    """Return the history of an item, a line a day and cause."""
    table = Table(expand=True, padding=(0, 1), title=plain_text(title), title_justify="left")
    table.add_column(Text("日期", "day")(lang), no_wrap=True)
    table.add_column(Text("类别", "kind")(lang), overflow="fold", max_width=10)
    table.add_column(Text("事项", "what")(lang), ratio=1, overflow="fold")
    table.add_column(Text("变化", "what it changed")(lang), ratio=1, overflow="fold")
    for entry in entries:
        lines = [change.said()(lang) for change in entry.changes]
        if entry.note:
            lines.append(entry.note(lang))
        what = entry.what(lang) + (f"  [{entry.place}]" if entry.place else "")
        cells = (str(entry.day), _KINDS[entry.kind](lang), what, "\n".join(lines))
        style = "dim" if entry.kind in _QUIET else ""
        table.add_row(*(plain_text(seen(cell), style) for cell in cells))
    if not any(entry.kind == "outcome" for entry in entries):
        return table
    return Group(table, plain_text(Text("处理提示", "indications: ")(lang) + NO_DECISION(lang), "dim"))


def next_steps(report: Report, steps: Sequence[NextStep], over: Sequence[Finding], lang: Lang) -> RenderableType:
    """Return what to do next, soonest first, and below it what is violated and ``over``: it can't be made up."""
    name = report.rules.pack.model.name_of(report.record) or report.id
    title = Text(f"{name}：{report.as_of} 起要做的事", f"{name}: what to do from {report.as_of}")(lang)
    below = [plain_text(report.as_seen(line), "dim") for line in _beyond_mending(over, lang)]
    if not steps:
        return Group(plain_text(title + Text("：没有", ": nothing")(lang)), *below)
    table = Table(expand=True, padding=(0, 1), title=plain_text(title), title_justify="left")
    table.add_column(Text("期限", "by")(lang), no_wrap=True)
    table.add_column(Text("要做什么", "what to do")(lang), ratio=3, overflow="fold")
    table.add_column(Text("做到后", "achieves")(lang), ratio=2, overflow="fold")
    for step in steps:
        due = str(step.due) if step.due else Text("未定", "no term")(lang)
        late = Text("（已过）", " (passed)")(lang) if step.due and step.due < report.as_of else ""
        what = f"{step.action(lang)}\n{step.of}  {step.clause_label(lang)}"
        table.add_row(plain_text(due + late), plain_text(report.as_seen(what)), plain_text(step.achieves(lang)))
    return Group(table, *below)


def _beyond_mending(over: Sequence[Finding], lang: Lang) -> Iterator[str]:
    if over:
        count = len(over)
        yield Text(f"未履行而已不能补做的 {count} 项：", f"violated, and can't be made up any more: {count}")(lang)
    for one in over:
        yield f"  {one.title(lang)}  {one.instance}  {one.clause_label(lang)}"
