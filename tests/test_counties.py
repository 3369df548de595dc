"""A county that extends another speaks of itself: what people read has its own name, document, days and clauses."""

import itertools
import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from campaign_rules import BadPack, load_campaign
from campaign_rules.authoring.new_pack import scaffold
from campaign_rules.base.texts import LANGS, Text
from campaign_rules.cli import cli
from campaign_rules.files.pack_files import shipped_rules

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
ON = ("--as-of", "2023-10-15")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of records that name no county themselves."""
    folder = tmp_path_factory.mktemp("records")
    for name in EXAMPLES:
        text = (ROOT / "examples" / f"{name}.yaml").read_text("utf-8")
        (folder / f"{name}.yaml").write_text(BASE_NAME.sub("某", text), encoding="utf-8")
    return folder


def of_each_record(records: Path, said: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """Yield what is said of each record, with what it is."""
    for record in sorted(records.iterdir()):
        for form in ("text", "html"):
            yield f"check {form}", run("check", record, *ON, *said, "--format", form)
        yield "check --all", run("check", record, *ON, *said, "--all")
        yield "next", run("next", record, *ON, *said)
        for form in ("text", "csv", "ics", "reminders"):
            yield f"calendar {form}", ics(run("calendar", record, *ON, *said, "--format", form))
        for command in ("check", "calendar"):
            data = json.loads(run(command, record, *ON, *said, "--format", "json"))
            yield f"{command} json", json.dumps(without_provenance(data), ensure_ascii=False)


def of_all_records(records: Path, folder: Path, said: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """Yield what is said of all records together."""
    yield "progress", run("progress", records, *ON, *said, "--units")
    yield "progress of a cell", run("progress", records, *ON, *said, "--explain", "1.1")
    run("progress", records, *ON, *said, "--format", "xlsx", "-o", folder / "form.xlsx")
    yield "progress xlsx", cells(folder / "form.xlsx")
    for form in ("text", "csv"):
        yield f"ledger {form}", run("ledger", records, *ON, *said, "--format", form)
    run("ledger", records, *ON, *said, "--format", "xlsx", "-o", folder / "ledger.xlsx")
    yield "ledger xlsx", cells(folder / "ledger.xlsx")
    run("export", records, "-o", folder / "records.xlsx", *said)
    yield "export", cells(folder / "records.xlsx")
    yield "summary", run("summary", records, *ON, *said)
    yield "summary html", run("summary", records, *ON, *said, "--format", "html")


def of_the_campaign(folder: Path, said: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """Yield what is said of the campaign itself."""
    run("book", *said, "-o", folder / "book.html")
    yield "book", (folder / "book.html").read_text("utf-8")
    for actor in ("enterprise", "department", "township", "county_office", "county_committee_member"):
        yield f"calendar of {actor}", run("calendar", "--actor", actor, "--year", "2023", *said)
        yield f"ics of {actor}", ics(run("calendar", "--actor", actor, "--year", "2023", *said, "--format", "ics"))
    for option in ((), ("--offices",)):
        run("template", folder / "template.xlsx", *said, *option, "--force")
        yield "template", cells(folder / "template.xlsx")
    for word in ("燃气", "交通运输", "新业态"):
        yield f"lead {word}", run("lead", word, *said)
    for day in ("2023-05-20", "2023-08-10"):
        yield f"phase {day}", run("phase", day, *said)
    for cycle in ("campaign", "hazard", "obligation", "enforcement"):
        yield f"diagram {cycle}", run("diagram", cycle, *said)


def reasons(pack: Path, records: Path) -> Iterator[tuple[str, str]]:
    """Yield every explanation and history of the records."""
    campaign = load_campaign(pack)
    for record, lang in itertools.product(sorted(records.iterdir()), LANGS):
        report = campaign.check(record, as_of=date(2023, 8, 25))
        yield from ((f"explain {finding.instance}", finding.explain(lang)) for finding in report.findings)
        for outcome in report.outcomes:
            yield f"explain {outcome.item}", outcome.explain(lang)
            told = [without_provenance(entry.to_dict(lang)) for entry in report.history(outcome.item)]
            yield f"history {outcome.item}", json.dumps(told, ensure_ascii=False)


def where(pattern: re.Pattern[str], read: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what has something that it must not have, each with the words around it."""
    return {
        what: text[max(0, found.start() - 60) : found.end() + 40]
        for what, text in read
        if (found := next((one for one in pattern.finditer(text) if not _ends_a_month(text, one)), None))
    }


def _ends_a_month(text: str, found: re.Match[str]) -> bool:
    """Tell whether a day is told as the last of a calendar period, which every county shares."""
    before = re.sub(r"\s", "", text[max(0, found.start() - 60) : found.start()])
    return "最后一天" in before[-20:] or "lastdayof" in before[-25:]


@pytest.mark.parametrize("lang", LANGS)
def test_what_people_read_of_a_county_names_neither_its_base_nor_the_days_of_its_base(
    county: Path, records: Path, tmp_path: Path, lang: str
) -> None:
    """A county of ``new --extends``, with a name, a report day, an issue date and phases of its own."""
    said = ("--campaign", county, "--lang", lang)
    read = [*of_each_record(records, said), *of_all_records(records, tmp_path, said), *of_the_campaign(tmp_path, said)]
    assert where(BASE_NAME, read) == {}
    assert where(BASE_DAYS, read) == {}


def test_why_an_answer_is_given_in_a_county_names_neither_its_base_nor_the_days_of_its_base(
    county: Path, records: Path
) -> None:
    read = list(reasons(county, records))
    assert where(BASE_NAME, read) == {}
    assert where(BASE_DAYS, read) == {}


def test_the_demo_county_is_never_told_by_the_name_of_its_base(records: Path, tmp_path: Path) -> None:
    """rules/demo-county-2023: its book named the base 138 times."""
    said = ("--campaign", "demo-county-2023")
    assert where(BASE_NAME, [*of_all_records(records, tmp_path, said), *of_the_campaign(tmp_path, said)]) == {}
    pack = shipped_rules() / "demo-county-2023"
    assert where(BASE_NAME, reasons(pack, records)) == {}


def test_two_states_of_a_county_are_compared_without_naming_its_base(county: Path, tmp_path: Path) -> None:
    """A day that is moved is told once, not with every sentence that says it."""
    later = shutil.copytree(county, tmp_path / "linxian-2023")
    head = later / "campaign.yaml"
    head.write_text(
        head.read_text("utf-8").replace("day: 18", "day: 20").replace("zh: 自己查", "zh: 自查"), encoding="utf-8"
    )
    said = run("diff", county, later)
    assert said.splitlines()[1:] == [
        "改变 行动 linxian-2023",
        "    report.day: 18 → 20",
        "改变 阶段 self_inspection（三（二））",
        "    title.zh: 自己查 → 自查",
    ]
    assert where(BASE_NAME, [("diff", said)]) == {}


def test_a_county_says_its_own_name_document_and_days(county: Path) -> None:
    """What stands instead: the county's words."""
    pack = load_campaign(county).pack
    assert pack.form is not None
    assert pack.form.unit == Text("本县", "this county")
    assert pack.form.title.zh == "本县重大事故隐患专项排查整治进展情况调度表"
    assert pack.form.notes["annex.note.1"].zh.startswith("每月18日前报县安委办")
    assert "自查自改阶段结束（8月20日）前完成" in pack.interpretations["one-off-window"].text.zh
    assert pack.clauses["3.2"].title == Text("自己查阶段", "Own inspection")
    assert pack.layer_title("jinxian-2023") == Text("基础规则", "the base rules")
    assert pack.layer_title("work-safety-law").zh == "安全生产法"
    assert pack.layer_title("linxian-2023") == pack.identity.title


def test_a_county_has_a_title_and_a_document_of_its_own(tmp_path: Path) -> None:
    """What is not written would be the base's: it is asked for."""
    folder = tmp_path / "linxian-2023"
    folder.mkdir()
    (folder / "campaign.yaml").write_text('extends: jinxian-2023\nid: linxian-2023\nversion: "1"\n', encoding="utf-8")
    with pytest.raises(BadPack) as caught:
        load_campaign(folder)
    assert [problem.render("en").removeprefix(f"{folder}/") for problem in caught.value.problems] == [
        "campaign.yaml:1:1: source: source is required",
        "campaign.yaml:1:1: title: title is required",
    ]


def test_a_county_with_a_clause_list_of_its_own_cites_its_own(county: Path, tmp_path: Path) -> None:
    """A clause that the county numbers otherwise is cited by the county's number, in sentences too."""
    pack = shutil.copytree(county, tmp_path / "linxian-2023")
    head = pack / "campaign.yaml"
    head.write_text(head.read_text("utf-8").replace('clause: "3.2"', 'clause: "9.2"'), encoding="utf-8")
    (pack / "clauses.yaml").write_text(
        '"9.1": {title: {zh: 本地增加的要求, en: Here}}\n"9.2": {title: {zh: 自己查, en: Own}}\n', encoding="utf-8"
    )
    (pack / "interpretations.yaml").write_text(
        'one-off-window: {changes: jinxian-2023, clause: "9.2"}\n', encoding="utf-8"
    )
    reading = load_campaign(pack).pack.interpretations["one-off-window"]
    assert reading.text.zh.endswith("只有自查自改和台账在原文（九（二））有此日期")


def _chinese(data: Any) -> Iterator[str]:
    """Yield every Chinese text of a file of rules."""
    if isinstance(data, dict):
        if isinstance(data.get("zh"), str):
            yield data["zh"]
        for value in data.values():
            yield from _chinese(value)
    elif isinstance(data, list):
        for value in data:
            yield from _chinese(value)


@pytest.mark.parametrize("pack", ["jinxian-2023", "work-safety-law"])
def test_no_text_that_a_county_can_extend_writes_out_a_day_a_clause_or_the_name(pack: str) -> None:
    """They are placeholders, all but in campaign.yaml itself: `{phase.self_inspection.to}`, `{clause:2.1}`."""
    written = re.compile(r"\d月\d+日|每月\d+日|[一二三四]（[一二三四五六七八九]）|进贤")
    files = (
        f for f in (shipped_rules() / pack).rglob("*.yaml") if f.name != "campaign.yaml" and "scenarios" not in f.parts
    )
    texts = ((file.name, text) for file in files for text in _chinese(yaml.safe_load(file.read_text("utf-8"))))
    assert [(name, text) for name, text in texts if written.search(text)] == []
