"""Hostile records through the API, every writer, the interpreter and the compiled plan."""

from __future__ import annotations

import io
import json
import pathlib
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

import msgspec
import yaml
from rich.console import Console

from campaign_rules import BadInput, Campaign, CampaignRulesError, Report, beyond_mending, load_campaign, next_steps
from campaign_rules.authoring import sarif
from campaign_rules.base.texts import Lang
from campaign_rules.bulk.checker import Checker, Job
from campaign_rules.engine.fast.compiled import Compiled, compiled
from campaign_rules.engine.interpreter import Interpreter
from campaign_rules.files.record_files import Nulls, load
from campaign_rules.files.streams import Block
from campaign_rules.rules.record.values import Record
from campaign_rules.writers import agenda, csv, form, html_record, overview, reasons, text, xlsx_form, xlsx_ledger
from campaign_rules.writers import json as json_writer
from campaign_rules.writers.ics import IcsWriter, Previous
from campaign_rules.writers.xlsx_records import write_records
from tools.fuzz.harness import ROOT, Broken, Trial, abridged, damage, some_day, strange

DAYS = (
    date(2023, 5, 15),
    date(2023, 5, 16),
    date(2023, 7, 31),
    date(2023, 10, 15),
    date(2024, 2, 1),
    date(2026, 12, 31),
)
CAMPAIGNS = ("jinxian-2023", "jinxian-2023", "jinxian-2023", "demo-county-2023", "zhiben-2024")


@lru_cache
def campaign(name: str) -> Campaign:
    """Return a shipped campaign; the same one for all inputs, as a program holds it."""
    return load_campaign(name)


MODEL = campaign("jinxian-2023").record_model
SECTIONS = tuple(MODEL.sections)
EVENT_KINDS = tuple(MODEL.sections["hazards"].events.kinds)  # type: ignore[union-attr]  # it has events

WORDS = (
    *EVENT_KINDS, "principal", "deputy", "department", "enterprise", "informant", "township", "full", "partial", "review_meeting",
    "hazard_inspection", "rescue_drill", "safety_study", "hazardous_chemicals", "gas", "mining", "交通运输", "应急管理局", "住建局和消防救援大队",
    "县里", "总经理", "张三", "多人", "有", "不需要", "未落实", "待定", "uncertified_operators", "review-meeting", "hazard-plan@*", "case",
)  # fmt: skip
"""Words that mean something somewhere in a record."""


@lru_cache
def sound() -> tuple[dict[str, Any], ...]:
    """Return the examples, and the records in lines, as plain data."""
    found = [
        json.loads(msgspec.json.encode(load(path, MODEL).record)) for path in sorted((ROOT / "examples").glob("*.yaml"))
    ]
    lines = (ROOT / "examples" / "records.jsonl").read_text("utf-8").splitlines()
    return (*found, *(json.loads(line) for line in lines if line.strip()))


def events(random: Random) -> list[Any]:
    """Return a history: of one day or of many, with corrections that take each other back, with and without terms."""
    days = sorted(some_day(random, odd=0.01) for _ in range(random.choice((1, 2, 12))))
    many = random.choice((1, 3, 6, 12, 24))
    dates = sorted(random.choice(days) for _ in range(many))
    kinds = random.choice((EVENT_KINDS[:-3], EVENT_KINDS[:-3], ("ordered",), ("ordered", "extended", "returned")))
    corrected, known = random.choice((0, 0, 0.2, 0.9)), random.choice((0, 0, 0.5, 1))
    made: list[Any] = []
    for n, day in enumerate(dates):
        kind = random.choice(kinds if random.random() < 0.99 else WORDS)
        one: dict[str, Any] = {"kind": kind, "date": day, "id": f"e{n}"}
        if random.random() < corrected:  # mostly of what is there already, or of the same day
            one |= {"kind": "correction", "retracts": f"e{random.choice((n - 1, n + 1, random.randrange(many)))}"}
        elif one["kind"] == "reopened":
            one["kind"] = "ordered"
        if random.random() < 0.5 or one["kind"] == "extended":
            one["by"] = random.choice(("department", "enterprise", "应急管理局", random.choice(WORDS)))
        if one["kind"] in ("ordered", "extended", "listed") and random.random() < known:
            one["deadline"] = random.choice((None, day, some_day(random, odd=0.01)))
        if random.random() < 0.05:
            one["recorded"] = random.choice((None, day, some_day(random)))
        made.append(one)
    return made


def hostile_record(random: Random) -> Any:
    """Return a record: an example, cut down, with some damage, or with histories made up."""
    data = json.loads(json.dumps(random.choice(sound())))
    for section in SECTIONS:
        if random.random() < 0.35:
            data.pop(section, None)
        elif isinstance(data.get(section), list) and random.random() < 0.6:
            data[section] = random.sample(data[section], random.randrange(len(data[section]) + 1))
    if random.random() < 0.5:
        data["hazards"] = [
            {"id": f"H{n}", "found": {"date": "2023-01-01" if random.random() < 0.7 else some_day(random)}, "events": events(random)}
            for n in range(random.choice((1, 1, 3)))
        ]  # fmt: skip
    if random.random() < 0.2:
        data["attributes"] = {random.choice(("metal_smelting", "x", "technical_inspectors", "")): strange(random)}
    for _ in range(random.choice((0, 1, 1, 2, 5))):
        damage(data, random, WORDS)
    return data


def hostile(random: Random, number: int, folder: pathlib.Path) -> Trial:
    """Make a record and ask everything of it."""
    data, name, day = hostile_record(random), random.choice(CAMPAIGNS), random.choice(DAYS)
    chosen = campaign(name)
    nulls: Nulls = random.choice(("not_done", "not_done", "unknown"))
    lang: Lang = random.choice(("zh", "en"))
    given, shown = _in_a_form(data, random, folder)

    def run() -> None:
        try:
            report = chosen.check(given, as_of=day, nulls=nulls)
        except CampaignRulesError as wrong:
            refused(wrong)
        else:
            answers(report, chosen, lang)
            both_ways(report.record, _codes(name, report.record.actor), day)
        asked_of_many(chosen, [given], day, lang)
        if isinstance(given, bytes):
            in_bulk(chosen, given, day)

    return Trial(f"{name} {day} nulls={nulls} {shown}", run)


def _in_a_form(data: Any, random: Random, folder: pathlib.Path) -> tuple[Any, str]:
    """Return data as a mapping, as bytes of JSON, or as a file of either notation."""
    shown = abridged(repr(data))
    said = json.dumps(data, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    match random.randrange(4):
        case 0:
            return data if isinstance(data, dict) else {"id": "x", "note": data}, shown
        case 1:
            path = folder / random.choice(("record.yaml", "record.json"))
            text_ = yaml.safe_dump(data, allow_unicode=True) if path.suffix == ".yaml" else None
            path.write_bytes(text_.encode("utf-8", "surrogatepass") if text_ is not None else said)
            return path, f"{path.suffix} {shown}"
    return said, f"JSON {abridged(repr(said))}"


def refused(wrong: CampaignRulesError) -> None:
    """See to it that what is wrong is said in both languages, in so many words, and can be written anywhere."""
    problems = wrong.problems if isinstance(wrong, BadInput) else ()
    if isinstance(wrong, BadInput) and not problems:
        raise Broken("refused without a reason")
    for problem in problems:
        for lang in ("zh", "en"):
            plain(problem.render(lang))
    json.dumps(sarif.report(problems, "0", "zh")).encode("utf-8")


def plain(said: str) -> None:
    """See to it that nothing in a line steers a terminal or can't be written."""
    said.encode("utf-8")
    if any(c in said for c in "\x00\x07\x1b\u202e\u2066"):
        raise Broken(f"control characters reach a terminal: {said[:200]!r}")


def shown_on_a_terminal(*rendered: Any) -> None:
    """See to it that what a terminal is shown does not steer it."""
    stream = io.StringIO()
    console = Console(file=stream, width=80, force_terminal=False)
    for one in rendered:
        console.print(one)
    plain(stream.getvalue())


def answers(report: Report, chosen: Campaign, lang: Lang) -> None:
    """See to it that an answer can be told and written in every form."""
    shown_on_a_terminal(text.report(report, chosen, lang, everything=True), text.overview([report], lang))
    for finding in report.findings:
        finding.to_dict(lang)
    for finding in report.findings[:: max(len(report.findings) // 4, 1)]:
        shown_on_a_terminal(reasons.explained(finding.proof, lang, report.as_seen))
    for outcome in report.outcomes:
        shown_on_a_terminal(reasons.explained(outcome.proof, lang, report.as_seen))
    for hazard in report.record.hazards or ():
        shown_on_a_terminal(reasons.history(report.history(hazard.id), hazard.id, lang, report.as_seen))
    if len(report.findings) < 60:
        shown_on_a_terminal(reasons.next_steps(report, next_steps(report), beyond_mending(report), lang))
    html_record.report(report, chosen, lang).encode("utf-8")
    for piece in json_writer.checked(chosen, [report], report.as_of, lang):
        _in_json(piece)
    calendar = chosen.calendar(report.record, as_of=report.as_of)
    shown_on_a_terminal(agenda.table(calendar, lang))
    plain(agenda.reminders(calendar, lang))
    "".join(csv.rows([calendar], lang)).encode("utf-8")
    from datetime import UTC, datetime

    b"".join(IcsWriter(lang).write(calendar, datetime(2023, 6, 1, tzinfo=UTC), Previous()) for _ in range(1))
    written(lambda stream: write_records(stream, chosen.pack, [report.record]))
    if chosen.pack.form and chosen.pack.lifecycles and report.record.hazards:
        case = chosen.case(report.record.hazards[0].id, report.record)
        case.allowed(report.as_of)
        json.dumps(case.to_dict()).encode("utf-8")


def _in_json(piece: str) -> None:
    """JSON may say half characters only escaped: `check --format json` writes so where it must."""
    piece.encode("utf-8", "backslashreplace")


def written(write: Callable[[io.BytesIO], None]) -> None:
    """Write a file; what can't be written must be said."""
    stream = io.BytesIO()
    try:
        write(stream)
    except CampaignRulesError as wrong:
        refused(wrong)


def asked_of_many(chosen: Campaign, given: Iterable[Any], day: date, lang: Lang) -> None:
    """Ask what is asked of many records: the form, the ledger, the summary."""
    given = list(given)

    def formed() -> None:
        filled = chosen.progress(given, as_of=day)
        shown = filled.units[0] if filled.units else filled.whole
        shown_on_a_terminal(form.form(filled, shown, shown.remarks, lang))
        json.dumps(shown.to_dict(lang), allow_nan=False)
        written(lambda stream: xlsx_form.write(stream, filled, (shown,), lang))

    def listed() -> None:
        kept = chosen.ledger(given, as_of=day)
        shown_on_a_terminal(overview.ledger(kept, lang, 80))
        csv.ledgers([kept], lang).encode("utf-8", "replace")
        written(lambda stream: xlsx_ledger.write(stream, [kept], chosen.pack, day, lang))

    def summed() -> None:
        summary = chosen.summary(given, as_of=day)
        shown_on_a_terminal(overview.summary(summary, lang))
        json.dumps(summary.to_dict(lang), allow_nan=False)

    for ask in (formed, listed, summed):
        try:
            ask()
        except CampaignRulesError as wrong:
            refused(wrong)
        except LookupError as wrong:
            if str(wrong) != f"{chosen.id} has no form":  # as documented
                raise


@lru_cache(maxsize=64)
def _codes(name: str, actor: str | tuple[str, ...]) -> tuple[Interpreter, Compiled | Interpreter]:
    rules = campaign(name).rules
    return Interpreter(rules), compiled(rules, actor)


def both_ways(record: Record, codes: Iterable[Compiled | Interpreter], day: date) -> None:
    """See to it that the compiled plan says what the interpreter says, after whatever records it has seen."""
    said = [code.outline(record, day) for code in codes]
    told = [outline and (list(outline.obligations()), sorted(outline.outcomes()), outline.summary) for outline in said]
    if told[0] != told[1]:
        raise Broken(f"interpreted {told[0]!r:.400} but compiled {told[1]!r:.400}")


def both_ways_of(data: Any, chosen: Campaign, day: date) -> None:
    """See to the same for a campaign that is used once."""
    record, rules = load(data, chosen.record_model).record, chosen.rules
    both_ways(record, (Interpreter(rules), compiled(rules, record.actor)), day)


@lru_cache(maxsize=64)
def _checker(name: str, day: date) -> Checker:
    return Checker(Job(campaign(name), day, ".jsonl"))


def in_bulk(chosen: Campaign, raw: bytes, day: date) -> None:
    """See to it that many records are refused where one is, and only there."""
    made = _checker(chosen.id, day).check(Block("x.jsonl", 1, raw + b"\n"))
    try:
        chosen.check(raw, as_of=day)
    except CampaignRulesError:
        alone = False
    else:
        alone = True
    if made.records != alone or bool(made.rejects) == alone:
        raise Broken(f"alone {'taken' if alone else 'refused'}, but in bulk not so: {made.rejects!r:.300}")
