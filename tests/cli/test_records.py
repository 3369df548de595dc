"""The command line as people and scripts meet it: exit statuses, streams, encodings, bad input."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from campaign_rules.cli import cli
from tests.loading import load

ROOT = Path(__file__).parents[2]
CLEAN = {"id": "clean", "activities": [], "documents": [], "sectors": ["gas"]}


def run(*arguments: str, data: str | None = None) -> Result:
    return CliRunner().invoke(cli, arguments, input=data)


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the real program; ``environment`` is added to this one's."""
    return subprocess.run(
        [sys.executable, "-m", "campaign_rules", *arguments],
        capture_output=True, cwd=ROOT, env={**os.environ, **environment}, check=False,
    )  # fmt: skip


def answer(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--format", "json").stdout)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "r.json"
    path.write_text(json.dumps(CLEAN), "utf-8")
    return path


@pytest.mark.parametrize(
    ("day", "options", "status"),
    [
        ("2023-05-31", [], 0),
        ("2023-05-31", ["--strict"], 1),  # unknown and needs_review
        ("2023-06-01", [], 1),
    ],
)
def test_the_exit_status_tells_whether_something_is_violated(
    record: Path, day: str, options: list[str], status: int
) -> None:
    assert run("check", str(record), "--as-of", day, *options).exit_code == status


def test_a_check_answers_as_the_contract_says(record: Path) -> None:
    """Contract §5: the keys of the JSON."""
    found = answer("check", str(record), "--as-of", "2023-06-01")
    assert found.keys() >= {"campaign", "as_of", "interpretations", "records"}
    assert (found["campaign"], found["as_of"], found["phase"]) == ("jinxian-2023", "2023-06-01", "self_inspection")
    assert found["interpretations"]["report-without-term"] is None
    (one,) = found["records"]
    assert one.keys() >= {"id", "leads", "summary", "findings", "outcomes"}
    assert one["leads"] == [{"sector": "gas", "department": "housing_construction", "role": "lead", "clause": "1.2.4"}]
    keys = {"duty", "instance", "status", "due", "due_basis", "partial", "clause", "message", "missing", "evidence"}
    assert all(finding.keys() >= keys for finding in one["findings"])
    assert sum(one["summary"].values()) == len(one["findings"])


@pytest.mark.parametrize(
    ("name", "status", "departments"),
    [
        ("燃气", "assigned", ["housing_construction"]),
        ("campus", "assigned", ["education"]),
        ("建筑施工", "ambiguous", ["housing_construction", "transport"]),
        ("新业态", "unassigned", []),
        ("C26", "ambiguous", ["emergency_management", "emergency_management"]),
    ],
)
def test_a_lead_is_named_or_said_to_be_open(name: str, status: str, departments: list[str]) -> None:
    found = answer("lead", name)
    assert (found["query"], found["status"], found["clause"]) == (name, status, "1.2.4")
    assert [c["department"] for c in found["candidates"]] == departments


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["lead", "学校"], "教育部门 负责 校园（一（二）4）\n"),
        (["lead", "gas", "--lang", "en"], "Housing and urban-rural development leads Gas (1.2.4)\n"),
        (["phase", "2024-01-01", "--lang", "en"], "2024-01-01 lies in no phase\n"),
        (["phase", "2023-08-01"], "> 2023-08-01..2023-11-30  部门精准执法（三（三））\n"),
    ],
)
def test_short_answers_are_read_at_a_glance(arguments: list[str], expected: str) -> None:
    assert expected in run(*arguments).stdout


def test_a_word_nearly_spelt_is_suggested_and_never_guessed() -> None:
    assert run("lead", "hazardous_chemical", "--lang", "en").stdout.endswith("did you mean hazardous_chemicals?\n")


def test_a_day_in_no_phase_is_null() -> None:
    found = answer("phase", "2023-04-30")
    assert (found["date"], found["phase"]) == ("2023-04-30", None)
    assert [p["phase"] for p in found["phases"]] == ["mobilisation", "self_inspection", "enforcement", "summary"]


def test_files_folders_and_json_lines_are_checked_together(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "b.yaml").write_text("id: b\n", "utf-8")
    (tmp_path / "folder" / "a.json").write_text('{"id": "a"}', "utf-8")
    (tmp_path / "folder" / "notes.txt").write_text("not a record", "utf-8")
    (tmp_path / "many.jsonl").write_text('{"id": "c"}\n\n{"id": "d"}\n', "utf-8")
    found = answer("check", str(tmp_path / "many.jsonl"), str(tmp_path / "folder"), "--as-of", "2023-06-01")
    assert [one["id"] for one in found["records"]] == ["c", "d", "a", "b"]


def test_a_record_can_come_from_standard_input() -> None:
    for data in ('{"id": "x"}', "id: x\r\n"):
        assert '"id": "x"' in run("check", "-", "--as-of", "2023-06-01", "--format", "json", data=data).stdout


def test_many_records_are_a_line_each_unless_all_is_asked_for(tmp_path: Path) -> None:
    for i in range(1, 6):
        (tmp_path / f"{i}.json").write_text(json.dumps({"id": f"r{i}", "activities": []}), "utf-8")
    (tmp_path / "0.json").write_text('{"id": "r0"}', "utf-8")
    said = run("check", str(tmp_path), "--as-of", "2023-07-01", "--lang", "en").stdout
    assert [line.split("│")[1].strip() for line in said.splitlines() if line.startswith("│ r")] == [
        "r1",
        "r2",
        "r3",
        "r4",
        "r5",
        "r0",
    ]
    assert (
        "Chair a safety review meeting"
        in run("check", str(tmp_path), "--as-of", "2023-07-01", "--lang", "en", "--all").stdout
    )


def test_everything_wrong_everywhere_is_told_at_once_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: 1\nnam: x\n", "utf-8")
    (tmp_path / "b.json").write_text('{"id": "b", "operators": [{"id": "P"}], "special_operations": false}', "utf-8")
    (tmp_path / "c.json").write_text('{"id": "c"}', "utf-8")
    done = run(
        "check",
        str(tmp_path),
        str(tmp_path / "missing.yaml"),
        "--as-of",
        "2023-06-01",
        "--lang",
        "en",
        "--format",
        "json",
    )
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.replace(str(tmp_path) + os.sep, "") == (
        'a.yaml:1:5: id: expected text, got 1; put it in quotes: "1"\n'
        "a.yaml:2:1: nam: unknown key nam; did you mean name?\n"
        "b.json:1:63: special_operations: special_operations is false, yet operators lists 1: a contradiction\n"
        "missing.yaml: can't be read: No such file or directory\n"
    )


def test_a_contradiction_is_refused_in_chinese_by_default(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text("id: b\nspecial_operations: false\noperators: [{id: P}]\n", "utf-8")
    done = run("check", str(path), "--as-of", "2023-06-01")
    assert (done.exit_code, done.stdout) == (2, "")
    assert (
        done.stderr
        == f"{path}:2:21: special_operations: 写明 special_operations: false，但 operators 列有 1 项，自相矛盾\n"
    )


def test_what_is_impossible_in_json_is_told_with_its_place_too(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('\n{"id": "x", "operators": [{"id": "P"}], "special_operations": false}\n', "utf-8")
    done = run("check", str(path), "--as-of", "2023-06-01", "--lang", "en")
    assert done.stderr == (
        f"{path}:2:63: special_operations: special_operations is false, yet operators lists 1: a contradiction\n"
    )
    path.write_text('{"id": "x", "sectors": ["gass"]}', "utf-8")
    (warning,) = answer("check", str(path), "--as-of", "2023-06-01", "--lang", "en")["records"][0]["warnings"]
    assert warning == f"{path}:1:25: sectors[0]: unknown word gass: what rests on it is unknown; did you mean gas?"


def test_control_characters_never_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps({"id": "x\x1b[31m", "name": "a\nb\u202e"}), "utf-8")
    said = run("check", str(path), "--as-of", "2023-06-01").stdout
    assert said.startswith("a\\nb\\u202e  x\\x1b[31m\n")
    path.write_text('{"id": "x", "n\\nm": 1}', "utf-8")
    assert (
        run("check", str(path), "--as-of", "2023-06-01", "--lang", "en").stderr
        == f"{path}:1:13: n\\nm: unknown key n\\nm; expected one of: id, actor, name, sectors, township, note, high_risk, "
        "outsources, hot_work, special_operations, attributes, activities, documents, hazards, hot_work_jobs, operators, "
        "contracts, penalties, accident_bulletins, spot_checks, waivers\n"
    )


def test_a_record_given_twice_is_said_to_be(record: Path) -> None:
    done = run("check", str(record), str(record), "--as-of", "2023-05-31", "--lang", "en")
    assert done.exit_code == 0
    assert done.stderr == (
        f"warning: {record}:1:8: id: the same as the record at {record}:1 (id clean): counted once\n"
    )


def test_the_page_of_many_refuses_two_records_that_differ_on_a_unit(record: Path, tmp_path: Path) -> None:
    other = tmp_path / "s.json"
    other.write_text(json.dumps({**CLEAN, "sectors": ["hotels"]}), "utf-8")
    done = run("check", str(record), str(other), "--as-of", "2023-05-31", "--lang", "en", "--format", "html")
    said = (
        f"{other}:1:8: id: {record}:1 already has a record with the id clean, and the two differ (sectors); "
        "make one of them, or remove the wrong one\n"
    )
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", said)


def test_a_folder_without_records_is_refused(tmp_path: Path) -> None:
    done = run("check", str(tmp_path), "--as-of", "2023-06-01", "--lang", "en")
    assert (done.exit_code, done.stderr) == (
        2,
        f"{tmp_path}: no records in the folder (.yaml, .yml, .json, .jsonl, .ndjson, .xlsx, .xlsm)\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "x.yaml"], "错误：缺少选项 '--as-of'\n"),
        (["check", "x.yaml", "--as-of", "2023-2-30"], "'2023-2-30' 不是日期，应为 YYYY-MM-DD"),
        (["check", "x.yaml", "--as-of", "10/15/2023"], "'10/15/2023' 不是日期，应为 YYYY-MM-DD"),
        (["phase", "2023-02-30"], "'2023-02-30' 不是日期，应为 YYYY-MM-DD"),
        (
            ["phase", "2023-06-01", "--campaign", "jinxian-2032"],
            "没有 jinxian-2032（行动），是否想写 jinxian-2023？",
        ),
        (["lead", " "], "请写领域的名称"),
        (["phase", "2023-06-01", "--set", "holidays"], "--set holidays：应写成 名称=值"),
        (["phase", "2023-06-01", "--set", "holidays=none"], "没有 none（选项）"),
        (
            ["phase", "2023-06-01", "--set", "report-without-term=soon"],
            "report-without-term 应为天数（0 至 3660）或 null，不能是 “soon”",
        ),
        (["phase", "2023-06-01", "--set", "high-risk-sectors=gas,gaz"], "没有 gaz（行业领域），是否想写 gas？"),
    ],
)
def test_wrong_usage_is_exit_status_2(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize(
    ("choice", "name", "value"),
    [
        ("holidays=statutory-only", "holidays", "statutory-only"),
        ("report-without-term=3", "report-without-term", 3),
        ("report-without-term=none", "report-without-term", None),
        ("high-risk-sectors=gas", "high-risk-sectors", ["gas"]),
    ],
)
def test_a_reading_can_be_set_and_is_repeated(record: Path, choice: str, name: str, value: object) -> None:
    assert answer("check", str(record), "--as-of", "2023-06-01", "--set", choice)["interpretations"][name] == value


def test_a_broken_pack_is_told_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "campaign.yaml").write_text("id: x\n", "utf-8")
    done = run("phase", "2023-06-01", "--campaign", str(tmp_path), "--lang", "en")
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{tmp_path / 'campaign.yaml'}:1:1: title: title is required\n" in done.stderr
    assert f"{tmp_path / 'sectors.yaml'}: the file sectors.yaml is missing\n" in done.stderr


# --- the real program ---


def test_a_gbk_console_is_written_in_gbk() -> None:
    done = process("check", "examples/chemical-works.yaml", "--as-of", "2023-10-15", PYTHONIOENCODING="gbk")
    assert done.returncode == 1
    assert "未履行" in done.stdout.decode("gbk")
    assert done.stderr == b""


def test_an_ascii_console_is_answered_in_english() -> None:
    done = process("check", "examples/chemical-works.yaml", "--as-of", "2023-10-15", PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "violated" in done.stdout.decode("ascii")


def test_json_for_an_ascii_console_loses_nothing() -> None:
    ascii_only = process("lead", "燃气", "--format", "json", "--lang", "zh", PYTHONIOENCODING="ascii")
    utf8 = process("lead", "燃气", "--format", "json", "--lang", "zh", PYTHONIOENCODING="utf-8")
    assert json.loads(ascii_only.stdout) == json.loads(utf8.stdout)


def test_chinese_arguments_are_understood_under_the_c_locale() -> None:
    done = process("lead", "燃气", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="utf-8")
    assert done.stdout.decode("utf-8") == "住房城乡建设部门 牵头负责 燃气（一（二）4）\n"


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    command = f'"{sys.executable}" -m campaign_rules check examples --as-of 2023-10-15 --all | head -n 1; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode in (0, 1), done.stderr) == (True, b"")


def test_the_readmes_first_command_finds_nothing_violated() -> None:
    done = process("check", "examples/gas-distributor.yaml", "--as-of", "2023-07-20", PYTHONIOENCODING="utf-8")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "未发现未履行的义务。" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("name", ["chemical-works", "textile-mill", "gas-distributor"])
def test_an_example_shows_hazards_jobs_operators_and_contracts(name: str) -> None:
    record = load(ROOT / "examples" / f"{name}.yaml").record
    assert all((record.hazards, record.hot_work_jobs, record.operators, record.contracts))


def test_the_examples_are_records_without_warnings() -> None:
    found = answer("check", str(ROOT / "examples"), "--as-of", "2023-12-31")
    assert [one["warnings"] for one in found["records"]] == [[]] * 8


# --- why, what happened, what next, and how it is drawn ---

HAZARD_FILE = """\
id: demo
penalties: []
hazards:
  - id: H-001
    found: {date: 2023-06-12, by: enterprise}
    immediately_fixable: false
    plan: {deadline: 2023-07-20}
    events:
      - {kind: reported, date: 2023-06-13}
      - {kind: rectification_started, date: 2023-06-15}
      - {kind: extended, date: 2023-07-25, by: department, deadline: 2023-09-01}
      - {kind: accepted, date: 2023-07-10, recorded: 2023-08-05}
"""


@pytest.fixture
def one(tmp_path: Path) -> str:
    path = tmp_path / "one.yaml"
    path.write_text(HAZARD_FILE, encoding="utf-8")
    return str(path)


def test_explain_tells_why_a_hazard_is_not_punished_and_until_when(one: str) -> None:
    """2.2.3"""
    said = answer("explain", one, "H-001", "--as-of", "2023-07-01", "--format", "json", "--lang", "en")
    assert (said["campaign"], said["as_of"], said["record"], said["outcomes"]) == (
        "jinxian-2023", "2023-07-01", "demo", ["no_penalty"],
    )  # fmt: skip
    assert said["note"] == "an indication for an officer, not a decision"
    assert [layer["id"] for layer in said["layers"]] == ["work-safety", "work-safety-law", "jinxian-2023"]
    standing = next(s for s in said["standings"] if s["outcome"] == "no_penalty")
    assert (standing["since"], standing["until"], standing["becomes"]) == ("2023-06-15", "2023-07-21", "lapsed")
    assert standing["unless_text"].startswith("finish rectifying")
    assert said["proof"]["truth"] is True
    text = run("explain", one, "H-001", "--as-of", "2023-07-01")
    assert text.exit_code == 0
    assert "若无变化，将于 2023-07-21 变为：不再提示" in text.output.replace("\n│   ", "").replace("  ", "")


def test_explain_tells_why_an_obligation_stands_as_it_does(one: str) -> None:
    said = answer("explain", one, "hazard-report@H-001", "--as-of", "2023-07-01", "--format", "json")
    assert (said["status"], said["layers"]) == ("fulfilled", ["work-safety-law", "jinxian-2023"])
    assert said["proof"]["parts"][0]["note"] is True


def test_explain_of_what_there_is_not_names_the_nearest(one: str) -> None:
    result = run("explain", one, "hazard-reprt@H-001", "--as-of", "2023-07-01", "--lang", "en")
    assert result.exit_code == 2
    assert "there is no hazard-reprt@H-001; did you mean hazard-report@H-001?" in result.output
    result = run("explain", one, "H-001", "--as-of", "2023-05-01", "--lang", "en")
    assert (result.exit_code, "not yet, a concern of this campaign" in result.output) == (2, True)


def test_history_tells_each_step_and_what_was_refused(one: str) -> None:
    said = answer(
        "history", one, "H-001", "--as-of", "2023-08-01", "--known-at", "2023-08-01", "--format", "json", "--lang", "en"
    )
    kinds = [entry["kind"] for entry in said["history"]]
    assert kinds == [
        "found",
        "event",
        "event",
        "outcome",
        "not_yet_known",
        "timer",
        "outcome",
        "outcome",
        "outcome",
        "event",
    ]
    (refused,) = said["history"][-1]["changes"]
    assert (refused["taken"], "not after 2023-07-20" in refused["why"].replace("date is ", "")) == (False, True)
    text = run("history", one, "H-001", "--as-of", "2023-08-01", "--lang", "en")
    assert (text.exit_code, "an indication for an officer, not a decision" in text.output) == (0, True)
    wrong = run("history", one, "H-002", "--as-of", "2023-08-01", "--lang", "en")
    assert (wrong.exit_code, "there is no H-002; did you mean H-001?" in wrong.output) == (2, True)


def test_what_was_known_then_is_asked_with_known_at(one: str) -> None:
    def status(*more: str) -> Any:
        said = answer("check", one, "--as-of", "2023-08-01", "--format", "json", *more)
        return {f["instance"]: f["status"] for f in said["records"][0]["findings"]}["hazard-rectification@H-001"]

    assert status() == "fulfilled"
    assert status("--known-at", "2023-08-04") == "violated"
    early = run("check", one, "--as-of", "2023-08-01", "--known-at", "2023-07-31", "--lang", "en")
    assert early.exit_code == 2
    assert "--known-at 2023-07-31 is before --as-of 2023-08-01: it could not be known yet" in early.output


def test_next_tells_what_to_do_soonest_first(one: str) -> None:
    said = answer("next", one, "--as-of", "2023-07-01", "--format", "json", "--lang", "en")
    dues = [step["due"] for step in said["steps"] if step["due"]]
    assert dues == sorted(dues)
    assert {"of", "action", "achieves", "clause", "kind"} <= set(said["steps"][0])
    text = run("next", one, "--as-of", "2023-07-01")
    assert (text.exit_code, "要做什么" in text.output) == (0, True)


def test_next_with_nothing_to_do_says_so(tmp_path: Path) -> None:
    path = tmp_path / "office.yaml"
    done = "id: office\nactor: county_committee_member\n"
    done += "activities: [{kind: committee_enterprise_talk, date: 2023-06-01, by: 局长}]\n"
    done += "documents: [{kind: member_plan, date: 2023-05-20}, {kind: key_hazard_list, date: 2023-05-20}]\n"
    path.write_text(done, encoding="utf-8")
    assert run("next", str(path), "--as-of", "2023-07-01", "--lang", "en").output.strip().endswith(": nothing")


def test_a_file_of_several_records_needs_the_record(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text('{"id": "a", "activities": []}\n{"id": "b", "activities": []}\n', encoding="utf-8")
    result = run("next", str(path), "--as-of", "2023-07-01", "--lang", "en")
    assert result.exit_code == 2
    assert "has 2 records; say which with --record, " not in result.output
    assert "has 2 records; say which with --record; expected one of: a, b" in result.output
    assert run("next", str(path), "--as-of", "2023-07-01", "--record", "b").exit_code == 0
    wrong = run("next", str(path), "--as-of", "2023-07-01", "--record", "c", "--lang", "en")
    assert (wrong.exit_code, "there is no c" in wrong.output) == (2, True)


@pytest.mark.parametrize("name", ["hazard", "obligation", "campaign", "enforcement"])
@pytest.mark.parametrize(("form", "begins"), [("mermaid", "stateDiagram-v2\n"), ("svg", "<svg ")])
def test_diagram_draws_every_life_cycle(name: str, form: str, begins: str, tmp_path: Path) -> None:
    drawn = run("diagram", name, "--format", form)
    assert (drawn.exit_code, drawn.output.startswith(begins)) == (0, True)
    path = tmp_path / "drawn"
    assert run("diagram", name, "--format", form, "-o", str(path)).output == ""
    assert path.read_text("utf-8") == drawn.output


def test_diagram_of_what_there_is_not_and_to_where_it_can_not_be_written(tmp_path: Path) -> None:
    wrong = run("diagram", "hazrd", "--lang", "en")
    assert (wrong.exit_code, "there is no hazrd; did you mean hazard?" in wrong.output) == (2, True)
    assert run("diagram", "hazard", "-o", str(tmp_path / "no" / "where")).exit_code == 2


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "command", ["check", "explain", "history", "next", "summary", "ledger", "progress", "calendar"]
)
def test_every_answer_tells_a_reading_that_is_set_otherwise(command: str, form: str) -> None:
    target = {"explain": ["H-001"], "history": ["H-001"]}.get(command, [])
    day = [] if command == "calendar" else ["--as-of", "2023-10-15"]
    asked = [
        command,
        "examples/chemical-works.yaml",
        *target,
        *day,
        "--format",
        form,
        "--set",
        "recurring-not-curable=curable",
    ]
    said = CliRunner().invoke(cli, asked).stdout
    told = (
        json.loads(said).get("set")
        if form == "json"
        else "已改选 recurring-not-curable=curable" in re.sub(r"\s+", " ", said)
    )
    assert told in ({"recurring-not-curable": "curable"}, True)


ASKED = {
    "book": [], "calendar": ["{}"], "check": ["{}"], "explain": ["{}", "risk-map@once"], "history": ["{}", "H"],
    "lead": ["燃气"], "ledger": ["{}"], "next": ["{}"], "phase": ["2023-06-01"], "progress": ["{}"], "summary": ["{}"],
}  # fmt: skip
"""Every command that takes --set, with what else it must be given."""


def test_every_command_that_takes_readings_is_asked_below() -> None:
    assert set(ASKED) == {
        name for name, command in cli.commands.items() if any("--set" in given.opts for given in command.params)
    }


@pytest.mark.parametrize("command", ASKED)
def test_an_unknown_reading_is_bad_usage_in_every_command(tmp_path: Path, command: str) -> None:
    """Exit status 2 with a word on what is wrong, and nothing on standard output."""
    path = tmp_path / "x.yaml"
    path.write_text("id: x\n", "utf-8")
    as_of = [] if command in ("book", "calendar", "lead", "phase") else ["--as-of", "2023-06-01"]
    arguments = [given.format(path) for given in ASKED[command]]
    done = CliRunner().invoke(cli, [command, *arguments, *as_of, "--set", "nonsense=1", "--lang", "en"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == "Error: unknown interpretation nonsense"


@pytest.mark.parametrize("command", ["explain", "history"])
def test_an_item_whose_id_stands_in_two_sections_is_named_with_its_section(command: str, tmp_path: Path) -> None:
    canteens = Path(__file__).parents[1] / "packs" / "canteens"
    complaint = {"id": "X1", "about": "cold", "intake": {"day": "2025-04-07", "channel": "pupil"}, "events": []}
    inspection = {"id": "X1", "ordered": "2025-04-01", "events": []}
    record = {"id": "R", "actor": ["school", "inspectorate"], "complaints": [complaint], "inspections": [inspection]}
    path = tmp_path / "r.json"
    path.write_text(json.dumps(record), "utf-8")

    def run(item: str) -> Any:
        given = [command, str(path), item, "--campaign", str(canteens), "--as-of", "2025-05-02", "--lang", "en"]
        return CliRunner().invoke(cli, given)

    alone = run("X1")
    assert alone.exit_code == 2
    assert alone.stderr.splitlines()[-1] == (
        "Error: X1 is the id of items in several sections; say which: complaints/X1, inspections/X1"
    )
    said = [run(f"{section}/X1") for section in ("complaints", "inspections")]
    assert [one.exit_code for one in said] == [0, 0]
    assert said[0].stdout != said[1].stdout


@pytest.mark.parametrize(
    "command",
    [
        ("check",), ("check", "--format", "html"), ("check", "-o", "page.html"), ("summary",), ("summary", "--format", "html"),
        ("progress",), ("ledger",),
    ],
)  # fmt: skip
def test_everything_wrong_with_many_records_is_told_in_one_go(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contract §6: what can't be read, what can't be, and what two records say differently of one unit."""
    monkeypatch.chdir(tmp_path)
    early = {"id": "H", "found": {"date": "2023-06-12", "by": "enterprise"}, "events": [{"kind": "accepted", "date": "2023-06-01"}]}  # fmt: skip
    records = [{"id": "A", "bogus": 1}, {"id": "B", "hazards": [early]}, {"id": "D"}, {"id": "D", "hot_work": True}]
    (tmp_path / "many.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    done = run(*command, "many.jsonl", "--as-of", "2023-09-01", "--lang", "en")
    told = [line.removeprefix("warning: ").split(": ")[:2] for line in done.stderr.splitlines()]
    assert done.exit_code == 2
    assert sorted(told) == [
        ["many.jsonl:1:13", "bogus"],
        ["many.jsonl:2:130", "hazards[0].events[0].date"],
        ["many.jsonl:4:8", "id"],
    ]
    assert not (tmp_path / "page.html").exists()
