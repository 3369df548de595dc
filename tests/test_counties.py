"""A county that extends another speaks of itself: what people read has its own name, document, days and clauses."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from campaign_rules import load_campaign
from campaign_rules.cli import cli
from campaign_rules.packs import shipped_rules
from campaign_rules.scaffolding import scaffold
from campaign_rules.texts import LANGS

ROOT = Path(__file__).parents[1]
DAYS = """\
issued: 2023-06-05
ends: 2023-12-22
phases:
  mobilisation: {title: {zh: 发动, en: Setting out}, clause: "3.1", from: 2023-06-01, to: 2023-06-14}
  self_inspection: {title: {zh: 自己查, en: Own inspection}, clause: "3.2", from: 2023-06-15, to: 2023-08-20}
  enforcement: {title: {zh: 执法, en: Enforcing}, clause: "3.3", from: 2023-08-21, to: 2023-11-19}
  summary: {title: {zh: 总结, en: Ending}, clause: "3.4", from: 2023-11-20, to: 2023-12-22}
report: {day: 18, clause: annex.note.1}
"""
BASE_NAME = re.compile("进贤|jinxian|进府办发", re.IGNORECASE)
BASE_DAYS = re.compile(
    "2023-05-16|5月16日|7月31日(?!（周一）截止)|8月1日|12月31日(?!（周日）截止)|5月1日|23日(前|当)|"  # months end on the 31st in every county
    r"\b16 May|\b31 July|\b1 August|\b31 December|\b1 May\b|23rd"
)
PROVENANCE = {"layers", "layer", "interpretation_layers"}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county as ``new --extends`` makes it, with its own name and days, and a rule that it does not take over."""
    folder = tmp_path_factory.mktemp("packs") / "linxian-2023"
    for name, text in scaffold("linxian-2023", "jinxian-2023").items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    head = folder / "campaign.yaml"
    head.write_text(head.read_text("utf-8") + DAYS, encoding="utf-8")
    (folder / "duties" / "gone.yaml").write_text(
        "knowledge-contest: {withdraws: jinxian-2023, reason: {zh: '{campaign.place}到{ends}不办竞赛', en: 'none in {campaign.place}'}}\n",
        encoding="utf-8",
    )
    return folder


def run(*arguments: object, ok: tuple[int, ...] = (0, 1)) -> str:
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code in ok, done.output
    return done.stdout


def without_provenance(data: Any) -> Any:
    """Return an answer without what says of which layer a rule is."""
    if isinstance(data, dict):
        return {key: without_provenance(value) for key, value in data.items() if key not in PROVENANCE}
    return [without_provenance(value) for value in data] if isinstance(data, list) else data


def cells(path: Path) -> str:
    """Return every text of a workbook."""
    with zipfile.ZipFile(path) as book:
        return "\n".join(book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml"))


def ics(text: str) -> str:
    """Return a calendar with its folded lines put together."""
    return text.replace("\r\n ", "").replace("\n ", "")


EXAMPLES = ("chemical-works", "emergency-management", "wenzhen-town")


def outputs(pack: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield everything that people read of a campaign, with what it is; of records that name no county."""
    examples = folder / "records"
    examples.mkdir()
    for name in EXAMPLES:
        text = (ROOT / "examples" / f"{name}.yaml").read_text("utf-8")
        (examples / f"{name}.yaml").write_text(BASE_NAME.sub("某", text), encoding="utf-8")
    given = ("--campaign", pack)
    day = ("--as-of", "2023-10-15")
    for lang in LANGS:
        said = (*given, "--lang", lang)
        for name in EXAMPLES:
            record = examples / f"{name}.yaml"
            for form in ("text", "html"):
                yield f"check {name} {form}", run("check", record, *day, *said, "--format", form)
            yield f"check {name} all", run("check", record, *day, *said, "--all")
            checked = json.loads(run("check", record, *day, *said, "--format", "json"))
            yield f"check {name} json", json.dumps(without_provenance(checked), ensure_ascii=False)
            yield f"next {name}", run("next", record, *day, *said)
            for form in ("text", "csv", "ics", "reminders"):
                yield f"calendar {name} {form}", ics(run("calendar", record, *day, *said, "--format", form))
            dated = json.loads(run("calendar", record, *day, *said, "--format", "json"))
            yield f"calendar {name} json", json.dumps(without_provenance(dated), ensure_ascii=False)
        for actor in ("enterprise", "department", "township", "county_office", "county_committee_member"):
            for form in ("text", "csv", "ics"):
                made = run("calendar", "--actor", actor, "--year", "2023", *said, "--format", form)
                yield f"calendar {actor} {form}", ics(made)
        records = [examples / f"{name}.yaml" for name in EXAMPLES]
        yield "progress", run("progress", *records, *day, *said, "--units")
        yield "progress cell", run("progress", *records, *day, *said, "--explain", "1.1")
        run("progress", *records, *day, *said, "--format", "xlsx", "-o", folder / f"{lang}.xlsx")
        yield "progress xlsx", cells(folder / f"{lang}.xlsx")
        for form in ("text", "csv"):
            yield f"ledger {form}", run("ledger", *records, *day, *said, "--format", form)
        run("ledger", *records, *day, *said, "--format", "xlsx", "-o", folder / f"l-{lang}.xlsx")
        yield "ledger xlsx", cells(folder / f"l-{lang}.xlsx")
        yield "summary", run("summary", examples, *day, *said)
        run("summary", examples, *day, *said, "-o", folder / f"s-{lang}.html")
        yield "summary html", (folder / f"s-{lang}.html").read_text("utf-8")
        for option in ((), ("--offices",)):
            run("template", folder / f"t-{lang}{len(option)}.xlsx", *said, *option)
            yield "template", cells(folder / f"t-{lang}{len(option)}.xlsx")
        for word in ("燃气", "交通运输", "新业态", "民爆"):
            yield f"lead {word}", run("lead", word, *said)
        for asked in ("2023-05-20", "2023-08-10", "2024-02-01"):
            yield f"phase {asked}", run("phase", asked, *said)
        run("book", *said, "-o", folder / f"b-{lang}.html")
        yield "book", (folder / f"b-{lang}.html").read_text("utf-8")
        for cycle in ("campaign", "hazard", "obligation", "enforcement"):
            yield f"diagram {cycle}", run("diagram", cycle, *said)
    campaign = load_campaign(pack)
    for name in EXAMPLES:
        for at in ("2023-08-25",):
            report = campaign.check(examples / f"{name}.yaml", as_of=_day(at))
            for lang in LANGS:
                for finding in report.findings:
                    yield f"explain {finding.instance}", finding.explain(lang)
                for outcome in report.outcomes:
                    yield f"explain {outcome.hazard}", outcome.explain(lang)
                    entries = report.history(outcome.hazard)
                    data = [without_provenance(entry.to_dict(lang)) for entry in entries]
                    yield f"history {outcome.hazard}", json.dumps(data, ensure_ascii=False)


def _day(text: str) -> Any:
    return yaml.safe_load(text)


def test_nothing_that_people_read_of_a_county_names_its_base_or_the_days_of_its_base(
    county: Path, tmp_path: Path
) -> None:
    """The county of ``new --extends``, with a name, a report day, an issue date and phases of its own."""
    named = {}
    for what, text in outputs(county, tmp_path):
        for pattern in (BASE_NAME, BASE_DAYS):
            if found := pattern.search(text):
                named.setdefault(what, text[max(0, found.start() - 60) : found.end() + 40])
    assert named == {}


def test_nothing_that_people_read_of_the_demo_county_names_its_base(tmp_path: Path) -> None:
    """rules/demo-county-2023: its book named the base 138 times."""
    named = {what for what, text in outputs(shipped_rules() / "demo-county-2023", tmp_path) if BASE_NAME.search(text)}
    assert named == set()
