"""Answers as text, for people at a terminal: worst first, width-aware, readable without colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text as Styled

from campaign_rules.base.periods import ONE_DAY
from campaign_rules.base.texts import Lang, Text, bracketed, counted, numeral, printable
from campaign_rules.campaign import Campaign
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.vocabulary import UNRECOGNISED
from campaign_rules.reports.outcome_findings import OutcomeFinding
from campaign_rules.reports.readings import reading
from campaign_rules.reports.report import Finding, Report
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.duties.obligations import Status
from campaign_rules.rules.leads import JOINTLY, LEADS, RESPONSIBLE, Lead
from campaign_rules.rules.outcomes import UNDETERMINED
from campaign_rules.rules.pack import Pack

SHOWN: tuple[Status, ...] = ("violated", "unknown", "needs_review", "open", "fulfilled_late")
"""What a report shows unless it is asked for everything."""

NARROW = 64
"""On a terminal narrower than this, clause and due date stand below the duty instead of beside it."""

MOST_PERIODS = 12
"""More periods of one duty than this are not named one by one, where they follow each other."""

NARROWEST = 24
"""No terminal is taken to be narrower than this."""

STATUS_STYLES: dict[Status, str] = {
    "violated": "bold red",
    "unknown": "yellow",
    "needs_review": "magenta",
    "open": "cyan",
    "fulfilled_late": "yellow",
    "fulfilled": "green",
}
"""How a status looks where colours are shown; the word says it too."""


def plain_text(text: str, style: str = "") -> Styled:
    """Return text as it is: no markup, no control characters but line ends."""
    return Styled("\n".join(map(printable, text.split("\n"))), style=style)


def report(
    shown: Report, campaign: Campaign, lang: Lang, *, everything: bool = False, width: int = 80
) -> RenderableType:
    """Return the report of one record, for a terminal ``width`` cells wide."""
    parts: list[RenderableType] = [plain_text(line) for line in unrecognised(shown, lang)]
    parts.append(_head(shown, campaign, lang))
    if not shown.findings:
        return Group(*parts)
    parts.append(_table(shown, lang, everything=everything, narrow=width < NARROW))
    for section in dict.fromkeys(outcome.section for outcome in shown.outcomes):
        parts += ["", _outcomes(shown, section, lang)]
    parts += [plain_text(line) for line in _tail(shown, lang, everything=everything)]
    return Group(*parts)


def unrecognised(shown: Report, lang: Lang) -> Iterator[str]:
    """Yield a line for each word of the record that the campaign does not know: told before anything else."""
    for warning in shown.warnings:
        if warning.code == UNRECOGNISED:
            yield Text("不认得的词：", "unrecognised: ")(lang) + warning.render(lang)


def overview(reports: Sequence[Report], lang: Lang) -> RenderableType:
    """Return one line a record: for when there are many."""
    table = Table(expand=False)
    for column in (Text("编号", "id"), Text("名称", "name")):
        table.add_column(column(lang), overflow="fold")
    for status in SHOWN:
        table.add_column(STATUS_TEXTS[status](lang), justify="right")
    for one in sorted(reports, key=lambda r: (-r.summary.get("violated", 0), r.id)):
        counts = [str(one.summary.get(status, 0)) for status in SHOWN]
        table.add_row(
            plain_text(printable(one.id)),
            plain_text(printable(one.rules.pack.model.name_of(one.record) or "—")),
            *counts,
        )
    if not reports:
        return table
    rules = reports[0].rules
    return Group(table, *map(plain_text, (*withdrawn(rules.pack, lang), *chosen_readings(rules, lang))))


def _head(shown: Report, campaign: Campaign, lang: Lang) -> RenderableType:
    name, summary = campaign.pack.model.name_of(shown.record), shown.summary
    phase = campaign.phase(shown.as_of)
    title = campaign.phases[phase].title(lang) if phase else outside_of_phases(campaign)(lang)
    lines = [
        printable(f"{name or shown.id}  {shown.id if name else ''}".rstrip()),
        campaign.pack.identity.title(lang) + bracketed(campaign.pack.identity.source.number, lang),
        Text(f"判定日 {shown.as_of}，{title}", f"as of {shown.as_of}, {title}")(lang),
    ]
    lines.append(rules_named(campaign.pack, lang))
    if shown.known_at:
        lines.append(known_then(shown.known_at)(lang))
    if shown.leads:
        lines.append(Text("牵头部门：", "led by: ")(lang) + leads(shown, lang))
    lines += ["", verdict_sentence(shown, lang)]
    lines.append("  ".join(f"{STATUS_TEXTS[s](lang)} {n}" for s, n in summary.items()))  # type: ignore[index]
    return Group(*(plain_text(line, style="bold" if i == 0 else "") for i, line in enumerate(lines)))


def outside_of_phases(campaign: Campaign) -> Text:
    """Say that a day lies in none of a campaign's phases, however many it has."""
    count = len(campaign.phases)
    said = "两" if count == 2 else numeral(count)
    return Text("不在行动阶段之内" if count == 1 else f"不在{said}个阶段之内", "outside of all phases")


def known_then(known_at: date) -> Text:
    """Say that what was recorded later is left out."""
    return Text(f"只看截至 {known_at} 已记录的事项", f"as it was known on {known_at}")


def rules_named(pack: Pack, lang: Lang) -> str:
    """Name the rules that were gone by: the pack, its version and hash, the layers below it, and if any of its clauses
    were not compared with the text."""
    below = [pack.layer_title(layer.id)(lang) + bracketed(layer.version, lang) for layer in pack.layers[:-1]]
    built_on = Text("，所依据的层：", ", built on: ")(lang) + Text("、", ", ")(lang).join(below) if below else ""
    count = len(pack.unverified)
    doubt = Text(f"；有 {count} 条没有对照原文", f"; clauses not compared with the text: {count}") if count else None
    return pack.named(lang) + built_on + (doubt(lang) if doubt else "")


def leads(shown: Report, lang: Lang) -> str:
    """Say which department leads each of a record's sectors; empty where it names none."""
    said = []
    for lead in shown.leads:
        if lead.status == "assigned":
            names = "/".join(dict.fromkeys(c.department_title(lang) for c in lead.candidates))
            said.append(f"{lead.candidates[0].sector_title(lang)} → {names}")
        elif lead.candidates:
            names = "/".join(dict.fromkeys(c.department_title(lang) for c in lead.candidates))
            said.append(f"{lead.query} → {names}{Text('（待明确）', ' (to be settled)')(lang)}")
        else:
            clause = bracketed(shown.rules.pack.label(lead.clause)(lang), lang)
            said.append(f"{lead.query} → {Text('未指定', 'not assigned')(lang)}{clause}")
    return Text("；", "; ")(lang).join(said)


def verdict_sentence(shown: Report, lang: Lang) -> str:
    """Say in one plain sentence how a record stands, and how much of it is not known."""
    violated, unknown = len(shown.violated), len(shown.unknown)
    review = len(shown.having("needs_review"))
    if not shown.findings:
        return Text(
            "本规则包没有为这类主体规定义务，没有作出任何判断。",
            "This campaign has no duties for this kind of actor yet; nothing was judged.",
        )(lang)
    if "upcoming" in shown.summary and shown.summary.keys() <= _NOT_ASKED:
        return Text(
            f"到 {shown.as_of} 为止，还没有哪项义务要求履行；这不等于合规。",
            f"Up to {shown.as_of} nothing is asked for yet: this is not yet compliance.",
        )(lang)
    if violated:
        said = Text(f"有 {violated} 项未履行。", f"{violated} violated.")(lang)
    else:
        said = Text("未发现未履行的义务。", "Nothing found violated.")(lang)
    unclear = [
        *([Text(f"{unknown} 项资料不足", f"{unknown} unknown")] if unknown else []),
        *([Text(f"{review} 项待人工核查", f"{review} for a person to review")] if review else []),
    ]
    if unclear:
        also = Text("、", " and ").join(unclear)
        said += Text(f"另有 {also.zh}，尚不能认定合规。", f" Also {also.en}: this is not yet compliance.")(lang)
    return said


_NOT_ASKED: frozenset[str] = frozenset({"upcoming", "waived", "not_applicable"})


def _table(shown: Report, lang: Lang, *, everything: bool, narrow: bool) -> RenderableType:
    table = Table(expand=True, show_lines=False, padding=(0, 1))
    table.add_column(Text("状态", "status")(lang), no_wrap=not narrow)
    if not narrow:
        table.add_column(Text("条款", "clause")(lang), no_wrap=True)
        table.add_column(Text("期限", "due")(lang), no_wrap=True)
    table.add_column(Text("义务和说明", "duty")(lang), ratio=1, overflow="fold")
    for status in STATUS_TEXTS:
        if everything or status in SHOWN:
            findings = shown.having(status)
            rows = [[f] for f in findings] if everything else _grouped(findings, status)
            for row in rows:
                clauses = list(dict.fromkeys(f.clause_label(lang) for f in row))
                dues = list(dict.fromkeys(f.due.isoformat() for f in row if f.due))
                clause = clauses[0] if len(clauses) == 1 else "…"
                due = dues[0] if len(dues) == 1 else "…" if dues else "—"
                lines = [*_lines(shown, row, status, lang), *([f"{clause} {due}"] if narrow else [])]
                beside = [] if narrow else [clause, due]
                name = plain_text(STATUS_TEXTS[status](lang), style=STATUS_STYLES.get(status, ""))
                table.add_row(name, *beside, plain_text("\n".join(lines)))
    return table


def _grouped(findings: Sequence[Finding], status: Status) -> list[list[Finding]]:
    """Put together what a person reads as one: one duty's periods, or all that wants the same missing fact."""
    groups: dict[object, list[Finding]] = {}
    for f in findings:
        judgement = status == "needs_review" and f.verdict.window is not None
        key: object = "review" if judgement else f.missing if status == "unknown" else f.duty
        groups.setdefault(key, []).append(f)
    return list(groups.values())


def _lines(shown: Report, row: Sequence[Finding], status: Status, lang: Lang) -> Iterator[str]:
    if len(row) == 1:
        (one,) = row
        yield f"{one.title(lang)} {one.name(lang)}".rstrip()
        yield f"  {shown.as_seen(one.message(lang))}"
    elif status == "unknown":
        yield shown.as_seen(row[0].message(lang))
        names = list(dict.fromkeys(f.title(lang) + _doubt(f, lang) for f in row))
        yield from (f"·{name}" for name in names)
    elif status == "needs_review" and row[0].verdict.window:
        yield Text(
            "原文没有可量的标准，由人判断（--all 显示看什么）：",
            "the text gives no measure, for a person to judge (--all says what to look at):",
        )(lang)
        yield from (f"·{f.title(lang)}{bracketed(f.clause_label(lang), lang)}{_doubt(f, lang)}" for f in row)
    elif row[0].verdict.window:
        yield row[0].title(lang) + _doubt(row[0], lang)
        yield "  " + Text("、", ", ")(lang).join(_periods(row, lang))
    else:
        yield row[0].title(lang)
        colon = Text("：", ": ")(lang)
        yield from (f"  {f.name(lang)}{colon}{shown.as_seen(f.message(lang))}" for f in row)


def _periods(row: Sequence[Finding], lang: Lang) -> Iterator[str]:
    """Yield the periods of a duty's findings; of more than there is room for how many there are, and the first and the
    last of those that follow each other."""
    marks = [f.name(lang) + (Text("（不完整）", " (partial)")(lang) if f.partial else "") for f in row]
    if len(row) <= MOST_PERIODS:
        yield from marks
        return
    runs = list(_runs(row))
    yield Text(f"共 {len(row)} 期", counted(len(row), "period"))(lang)
    for first, last in runs[:MOST_PERIODS]:
        yield marks[first] if first == last else Text("至", " to ")(lang).join((marks[first], marks[last]))
    if len(runs) > MOST_PERIODS:
        yield Text("……（--all 逐期列出）", "… (--all lists each)")(lang)


def _runs(row: Sequence[Finding]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each findings whose periods follow each other without a gap."""
    periods = [one.verdict.window.period if one.verdict.window else None for one in row]
    first = 0
    for n, (one, after) in enumerate(zip(periods, [*periods[1:], None], strict=True)):
        if not (one and after and after.start == one.end + ONE_DAY):
            yield first, n
            first = n + 1


def _doubt(finding: Finding, lang: Lang) -> str:
    """Mark what rests on clauses that were not compared with the text, where its message is not shown."""
    return Text("（未核对原文）", " (not checked against the text)")(lang) if finding.unverified else ""


def _outcomes(shown: Report, section: str, lang: Lang) -> RenderableType:
    declared = shown.rules.pack.model.sections[section]
    title = Text(
        f"对{declared.each.zh}的处理提示（供执法人员参考，不是决定）",
        f"Indications on {declared.each.en} (for an officer, never decisions)",
    )
    table = Table(title=title(lang), title_justify="left", expand=True)
    table.add_column(declared.one(lang), overflow="fold")
    table.add_column(Text("提示", "indication")(lang), overflow="fold")
    table.add_column(Text("理由", "because")(lang), ratio=1, overflow="fold")
    for outcome in shown.outcomes:
        if outcome.section != section:
            continue
        table.add_row(
            plain_text(printable(outcome.item)),
            plain_text("\n".join(_outcome_names(outcome, lang))),
            plain_text("\n".join(map(shown.as_seen, outcome.because(lang)))),
        )
    return table


def _outcome_names(outcome: OutcomeFinding, lang: Lang) -> list[str]:
    declared = outcome.declared
    if not outcome.outcomes:
        return [Text("无", "none")(lang)]
    return [
        declared.undetermined(lang) if name == UNDETERMINED else declared.outcomes[name].title(lang)
        for name in outcome.outcomes
    ]


def _tail(shown: Report, lang: Lang, *, everything: bool) -> Iterator[str]:
    if shown.not_yet_effective:
        yield not_yet(shown, lang)
    for warning in shown.warnings:
        if warning.code != UNRECOGNISED:
            yield Text("提醒：", "warning: ")(lang) + warning.render(lang)
    yield from withdrawn(shown.rules.pack, lang)
    yield from _readings(shown, lang)
    if not everything:
        yield Text(
            "（未开始、已履行、免除、不适用的未列出，--all 全部列出）",
            "(upcoming, fulfilled, waived and not applicable are not listed; --all lists all)",
        )(lang)


def chosen_readings(rules: Ruleset, lang: Lang) -> Iterator[str]:
    """Yield each reading of the text that is set otherwise than the pack has it."""
    yield from (reading(name, rules)(lang) for name in rules.pack.overrides)


def _readings(shown: Report, lang: Lang) -> Iterator[str]:
    """Yield the readings that are set otherwise, and where all are told that the answers rest on."""
    yield from chosen_readings(shown.rules, lang)
    used = {name for finding in shown.findings for name in finding.interpretations}
    if used:
        yield Text(
            f"（以上依据 {len(used)} 条对原文的解释：explain 逐项说明，--format html 全部列出）",
            f"(this rests on {counted(len(used), 'reading')} of the text: explain names those of each answer, --format html all)",
        )(lang)


def withdrawn(pack: Pack, lang: Lang) -> Iterator[str]:
    """Yield a sentence for each rule of the layers below that the campaign does not take over, with the reason."""
    yield from (gone.sentence(lang) for gone in pack.withdrawn)


def not_yet(shown: Report, lang: Lang) -> str:
    """Say which entries are dated after the as-of date, and so were not looked at."""
    places = [*map(shown.place, shown.not_yet_effective)]
    said = Text(f"判定日之后、尚未生效的记录 {len(places)} 条：", f"entries not yet effective ({len(places)}): ")
    return said(lang) + Text("、", ", ")(lang).join(places)


def lead(answer: Lead, lang: Lang, pack: Pack) -> RenderableType:
    """Return who leads a sector; clauses are named as ``pack`` does."""
    lines = []
    for one in answer.candidates:
        if one.department is None:
            said = (one.sector_title + Text("：", ": ") + one.department_title)(lang)
            lines.append(said + bracketed(pack.label(one.clause)(lang), lang))
            continue
        verb = Text("牵头负责", "leads") if one.role == "lead" else Text("负责", "is responsible for")
        said = f"{one.department_title(lang)} {verb(lang)} {one.sector_title(lang)}"
        lines.append(said + bracketed(pack.label(one.clause)(lang), lang))
    if answer.note not in (LEADS, RESPONSIBLE, JOINTLY):
        said = answer.query + Text("：", ": ")(lang) + answer.note(lang)
        lines.insert(0, said + bracketed(pack.label(answer.clause)(lang), lang))
    if answer.suggestion:
        lines.append(Text(f"是否想写 {answer.suggestion}？", f"did you mean {answer.suggestion}?")(lang))
    return plain_text("\n".join(lines))


def phases(campaign: Campaign, day: date, lang: Lang) -> RenderableType:
    """Return the phases, with the day's own marked."""
    now = campaign.phase(day)
    lines = [] if now else [Text(f"{day} {outside_of_phases(campaign).zh}", f"{day} lies in no phase")(lang)]
    for name, phase in campaign.phases.items():
        mark = ">" if name == now else " "
        clause = bracketed(campaign.pack.label(phase.clause)(lang), lang)
        lines.append(f"{mark} {phase.start}..{phase.end}  {phase.title(lang)}{clause}")
    return plain_text("\n".join(lines))


def console(*, plain: bool = False) -> Console:
    """Return the console that reports are printed to: standard output, as wide as it is, but not absurdly narrow.

    With ``plain``, without colours whatever standard output is: for text that goes into a file.
    """
    made = Console(highlight=False, markup=False, emoji=False, color_system=None if plain else "auto")
    if made.width < NARROWEST:
        made.width = NARROWEST
    return made
