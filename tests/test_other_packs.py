"""Packs of other shapes than Jinxian's: without hazards, with outcomes on another section, with texts meant to deceive."""

import json
import pathlib
import re
import shutil
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner, Result

from campaign_rules import BadPack, load_campaign
from campaign_rules.cli import cli
from campaign_rules.files.pack_files import load_pack, shipped_rules
from campaign_rules.writers import html_record

RULES = shipped_rules()
RECORD = {
    "id": "x",
    "name": "某厂",
    "sectors": ["危险化学品"],
    "activities": [{"kind": "drill", "date": "2024-06-12"}],
    "hazards": [
        {
            "id": "H-1",
            "found": {"date": "2024-06-12", "by": "enterprise"},
            "plan": {"deadline": "2024-07-01"},
            "events": [{"kind": "reported", "date": "2024-06-13", "to": "应急管理局"}],
        }
    ],
    "hot_work_jobs": [{"id": "W-1", "date": "2024-06-12", "approved": False}],
}
OUTCOMES = """
title: {zh: 对动火作业的处理提示, en: Indications on hot work}
for_each: hot_work_jobs
alone: nothing
undetermined: {zh: 尚不能判断, en: Undetermined}
outcomes:
  order: {title: {zh: 责令停止作业, en: Order to stop}, clause: "2.1", when: {not: {approved: true}}}
  nothing: {title: {zh: 不予处罚, en: No penalty}, clause: "2.1", when: {approved: true}}
"""


@pytest.fixture
def pack(tmp_path: pathlib.Path) -> pathlib.Path:
    """A pack without hazards, of which a test may change what it likes."""
    return pathlib.Path(shutil.copytree(RULES / "zhiben-2024", tmp_path / "pack"))


@pytest.fixture
def with_outcomes(pack: pathlib.Path) -> pathlib.Path:
    """The same with outcomes for each job of hot work."""
    (pack / "outcomes.yaml").write_text(OUTCOMES, "utf-8")
    shutil.copy(RULES / "jinxian-2023" / "lifecycles" / "enforcement.yaml", pack / "lifecycles")
    return pack


def run(*command: str | pathlib.Path) -> Result:
    """Run a command; whatever it says, it foresaw it."""
    done = CliRunner().invoke(cli, [*map(str, command)])
    assert done.exception is None or isinstance(done.exception, SystemExit), (command, done.exception)
    return done


COMMANDS = [
    ("check", "RECORD", "--as-of", "2024-09-01", "--all"),
    ("check", "RECORD", "--as-of", "2024-09-01", "--format", "json"),
    ("check", "RECORD", "--as-of", "2024-09-01", "--format", "html"),
    ("check", "RECORD", "--as-of", "2024-09-01", "-o", "out.jsonl"),
    ("check", "RECORD", "--as-of", "2024-09-01", "-o", "out.csv"),
    ("check", "RECORD", "--as-of", "2024-09-01", "-o", "out.parquet"),
    ("explain", "RECORD", "H-1", "--as-of", "2024-09-01"),
    ("explain", "RECORD", "W-1", "--as-of", "2024-09-01"),
    ("explain", "RECORD", "W-1", "--as-of", "2024-09-01", "--format", "json"),
    ("history", "RECORD", "H-1", "--as-of", "2024-09-01"),
    ("next", "RECORD", "--as-of", "2024-09-01"),
    ("ledger", "RECORD", "--as-of", "2024-09-01"),
    ("ledger", "RECORD", "--as-of", "2024-09-01", "--format", "csv"),
    ("ledger", "RECORD", "--as-of", "2024-09-01", "-o", "ledger.xlsx"),
    ("summary", "RECORD", "--as-of", "2024-09-01"),
    ("summary", "RECORD", "--as-of", "2024-09-01", "--format", "html"),
    ("progress", "RECORD", "--as-of", "2024-09-01"),
    ("calendar", "RECORD", "--as-of", "2024-09-01"),
    ("calendar", "RECORD", "--as-of", "2024-09-01", "--format", "ics"),
    ("export", "RECORD", "-o", "records.xlsx"),
    ("template", "-o", "template.xlsx"),
    ("book",),
    ("diagram", "obligation"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("shape", ["pack", "with_outcomes"])
def test_every_command_answers_or_refuses_with_a_pack_of_another_shape(
    command: tuple[str, ...], shape: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder: pathlib.Path = request.getfixturevalue(shape)
    monkeypatch.chdir(folder.parent)
    pathlib.Path("record.json").write_text(json.dumps(RECORD), "utf-8")
    done = run(*("record.json" if one == "RECORD" else one for one in command), "--campaign", folder)
    assert done.exit_code in (0, 1, 2)
    assert done.output or "-o" in command


def test_the_ledger_of_a_pack_without_hazards_says_what_the_record_says(pack: pathlib.Path) -> None:
    (line,) = load_campaign(pack).ledger([RECORD], as_of=date(2024, 9, 1))
    said = line.to_dict("zh")
    assert (said["hazard"], said["reported"], said["status"]) == ("H-1", "2024-06-13", "不明")


def test_outcomes_of_another_section_are_explained(with_outcomes: pathlib.Path) -> None:
    report = load_campaign(with_outcomes).check(RECORD, as_of=date(2024, 9, 1))
    (outcome,) = report.outcomes
    assert (outcome.item, outcome.outcomes) == ("W-1", ("order",))
    standing = outcome["order"]
    assert (standing.state, standing.since, standing.changes, standing.unless) == (
        "indicated",
        date(2024, 6, 12),
        (),
        (),
    )
    assert "责令停止作业" in outcome.explain()
    assert outcome.to_dict(full=True)["standings"][0]["changes"] == []


def test_a_page_shows_each_section_whose_items_have_a_course(with_outcomes: pathlib.Path) -> None:
    campaign = load_campaign(with_outcomes)
    page = html_record.report(campaign.check(RECORD, as_of=date(2024, 9, 1)), campaign, "zh")
    headings = re.findall(r'<h2 id="h-(\w+)">([^<]*与处理提示)</h2>', page)
    assert headings == [("hazards", "隐患与处理提示"), ("hot_work_jobs", "动火作业与处理提示")]
    assert "本规则包没有隐患处理提示的规则，未作判断。" in page
    assert "责令停止作业" in page


@pytest.mark.parametrize("pattern", ["{count: 0, days: 5}", "{count: -1, days: 5}", "{count: 3, days: 0}", "{count: 3, days: -180}", "{count: 10000000000, years: 1}", "{count: true, days: 5}"])  # fmt: skip
def test_a_cluster_of_no_entries_or_no_days_is_refused_at_its_place(with_outcomes: pathlib.Path, pattern: str) -> None:
    path = with_outcomes / "outcomes.yaml"
    clustered = f"{{clustered: {{of: penalties, patterns: [{pattern}], last_not_before: issued}}}}"
    path.write_text(path.read_text("utf-8").replace("{approved: true}}\n", f"{clustered}}}\n"), "utf-8")
    with pytest.raises(BadPack) as refused:
        load_pack(with_outcomes)
    assert str(path) in str(refused.value)
    assert {p.path.partition(".when.clustered.patterns[0]")[0] for p in refused.value.problems} == {"outcomes.nothing"}


def test_entries_without_a_date_can_not_lie_close_together(with_outcomes: pathlib.Path) -> None:
    path = with_outcomes / "outcomes.yaml"
    clustered = "{clustered: {of: operators, patterns: [{count: 2, days: 5}], last_not_before: issued}}"
    path.write_text(path.read_text("utf-8").replace("{approved: true}}\n", f"{clustered}}}\n"), "utf-8")
    with pytest.raises(BadPack, match="unknown section operators"):
        load_pack(with_outcomes)


# --- texts meant to deceive ---

STEERING = {"a colour": "\\e[31m", "a reversal": "\\u202e", "an isolate": "\\u2066", "a bell": "\\a", "a null": "\\0", "a mark of order": "\\uFEFF", "a line end": "\\r"}  # fmt: skip


@pytest.mark.parametrize("escape", STEERING.values(), ids=STEERING)
def test_a_text_that_would_steer_a_terminal_is_refused_when_a_pack_is_loaded(pack: pathlib.Path, escape: str) -> None:
    path = pack / "facts.yaml"
    title = f'{{zh: "名{escape}", en: name}}'
    path.write_text(path.read_text("utf-8") + f"\nextra: {{title: {title}, holds: {{hot_work: true}}}}\n", "utf-8")
    with pytest.raises(BadPack) as refused:
        load_pack(pack)
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == ("control-character", "extra.title.zh")
    assert problem.render("zh").isprintable()
    done = run("lint", pack)
    assert done.exit_code == 1
    assert "control-character" in done.output
    assert done.output.replace("\n", "").isprintable()


def test_a_key_or_a_scenario_that_would_steer_a_terminal_is_refused_too(pack: pathlib.Path) -> None:
    facts = pack / "facts.yaml"
    facts.write_text(
        facts.read_text("utf-8") + '\n"f\\e[2J": {title: {zh: 名, en: n}, holds: {hot_work: true}}\n', "utf-8"
    )
    scenario = next(iter(sorted((pack / "scenarios").glob("**/*.yaml"))))
    scenario.write_text(scenario.read_text("utf-8").replace("{zh: ", '{zh: "\\u202e名", e: ', 1), "utf-8")
    done = run("test", pack)
    assert done.exit_code == 2
    assert "facts.yaml" in done.output
    assert done.output.replace("\n", "").isprintable()


def test_what_a_program_puts_into_a_pack_is_neutral_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that were never read from a file: the names in what a command says of a pack."""
    from campaign_rules.cli.common import say

    shown: list[Any] = []
    monkeypatch.setattr("builtins.print", lambda text, file=None: shown.append(text))
    say("行动\x1b[31m\n\u202e名")
    assert shown == ["行动\\x1b[31m\n\\u202e名"]
