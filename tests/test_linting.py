"""Lint: what keeps a pack from being used, and what can be used but is hardly meant; each with code, place and page."""

import json
import pathlib
import shutil
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from campaign_rules import load_campaign
from campaign_rules.cli import cli
from campaign_rules.lint_codes import CODES
from campaign_rules.linting import lint, small_records
from campaign_rules.packs import load_pack, shipped_rules

ROOT = pathlib.Path(__file__).parents[1]
SHIPPED = shipped_rules() / "jinxian-2023"
HERE = "▶"


@pytest.fixture
def pack(tmp_path: pathlib.Path) -> pathlib.Path:
    return pathlib.Path(shutil.copytree(SHIPPED, tmp_path / "pack"))


def damaged(pack: pathlib.Path, file: str, old: str, new: str) -> str:
    """Change a file of a pack, and return the place that ``new`` marks."""
    path = pack / file
    text = path.read_text("utf-8") if path.exists() else ""
    assert old in text
    text = text.replace(old, new, 1) if old else text + new
    at = text.find(HERE)
    assert at >= 0
    path.write_text(text.replace(HERE, ""), "utf-8")
    return f"{path}:{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"


@pytest.mark.parametrize("name", [path.parent.name for path in shipped_rules().glob("*/campaign.yaml")])
def test_a_shipped_pack_is_clean(name: str) -> None:
    assert lint(shipped_rules() / name) == []


CASES: list[tuple[str, str, str, str, str]] = [
    ("unlisted-clause", "duties/enterprise/2.1.8-standardisation.yaml", 'clause: "2.1.8"', 'clause: ▶"2.1.10"',
     "standardisation-plan.clause: clauses.yaml has no clause 2.1.10; did you mean 2.1.1?"),
    ("uncovered-clause", "clauses.yaml", '# --- 附件 ---', '▶"4.4": {title: {zh: 新, en: New}}\n# --- 附件 ---',
     "4.4: the clause 4.4 has no rule and no not_encoded"),
    ("phase-gap", "campaign.yaml", "from: 2023-08-01", "from: ▶2023-08-03",
     "phases.enforcement.from: self_inspection ends on 2023-07-31, enforcement begins on 2023-08-03: a gap"),
    ("phase-overlap", "campaign.yaml", "from: 2023-08-01", "from: ▶2023-07-31",
     "phases.enforcement.from: enforcement begins on 2023-07-31, self_inspection ends on 2023-07-31"),
    ("no-lead", "sectors.yaml", "departments:", "departments:\n  nobody: ▶{title: {zh: 闲, en: Idle}, sectors: {}}",
     "departments.nobody: nobody leads no sector"),
    ("never-due", "duties/township/2.3.3-publicity.yaml", "fire-safety-day:", "▶fire-safety-day:", ""),
    ("asked-after-all", "duties/township/2.3.3-publicity.yaml", "where: {kind: fire_safety_day}", "where: {kind: fire_safety_day}\n  asked: ▶false",
     "fire-safety-day.asked: fire-safety-day@2023 is due on 2023-11-30"),
    ("empty-window", "duties/department/3.3-enforcement.yaml", "enforcement-inspection:", "▶enforcement-inspection:", ""),
    ("never-true", "facts.yaml", "holds: {hot_work: true}", "holds: ▶{all: [{hot_work: true}, {hot_work: false}]}", "hot_work.holds: this condition can never hold"),
    ("always-true", "outcomes.yaml", "when: crime_suspected\n\n  closure", "when: ▶{any: [{suspicion: suspected}, {not: {suspicion: suspected}}, {suspicion: {recorded: false}}]}\n\n  closure", ""),
    ("unused-interpretation", "interpretations.yaml", "publicity-days:", "▶idle:\n  title: {zh: 闲, en: Idle}\n  clause: \"2.1.6\"\n  text: {zh: 闲, en: idle}\n  takes: days\n  default: 3\n\npublicity-days:",
     "idle: no rule uses idle"),
    ("unused-fact", "facts.yaml", "hot_work:", "▶idle:\n  title: {zh: 闲, en: Idle}\n  holds: {outsources: true}\n\nhot_work:", "idle: no condition uses idle"),
    ("unknown-kind", "duties/enterprise/2.1.6-principal.yaml", "where: {kind: safety_lecture}", "where: {kind: ▶safety_lectur}",
     "safety-lecture.where.kind: kinds.yaml has no safety_lectur; did you mean safety_lecture?"),
    ("unknown-kind", "form.yaml", "where: {kind: dual_penalty}", "where: {kind: ▶dual_penalties}",
     "blocks.3.cells.4.where.kind: kinds.yaml has no dual_penalties; did you mean dual_penalty?"),
    ("unknown-word", "facts.yaml", "found.by: department", "found.by: ▶departement",
     "found_in_enforcement.holds.found.by: found.by is never departement; did you mean department?"),
    ("expectation", "scenarios/3.1.yaml", "    2023-05-31: {", "    2023-05-30: {outcome: ▶{H: []}}\n    2023-05-31: {", "[0].expect.2023-05-30.outcome: nothing such as outcome can be expected; did you mean outcomes?"),
    ("unknown-status", "scenarios/3.1.yaml", "mobilisation-meeting@once: open", "mobilisation-meeting@once: ▶opened", "[0].expect.2023-05-31.mobilisation-meeting@once: unknown status opened; did you mean open?"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "file", "old", "new", "says"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_what_is_hardly_meant_is_told_at_its_place(
    pack: pathlib.Path, code: str, file: str, old: str, new: str, says: str
) -> None:
    place = damaged(pack, file, old, new)
    if code == "never-due":
        (pack / file).write_text(
            (pack / file).read_text("utf-8").replace("month: 11, day: 9", "month: 4, day: 9"), "utf-8"
        )
        says = "fire-safety-day: no day of the campaign asks for it"
    elif code == "empty-window":
        path = pack / file
        path.write_text(
            path.read_text("utf-8").replace("counts_from: {start_of: enforcement}", "counts_from: {start_of: summary}"),
            "utf-8",
        )
        says = "enforcement-inspection: enforcement-inspection@once: evidence counts from 2023-12-01, and it is due on 2023-11-30"
    elif code == "always-true":
        says = "outcomes.transfer_to_justice.when: this condition always holds"
    found = [(one.code, one.render("en")) for one in lint(pack, proofs=False)]
    assert (code, f"{place}: {says}") in found


def test_a_penalty_rule_that_breaks_the_declared_policy_is_shown_on_a_smallest_record(pack: pathlib.Path) -> None:
    """2.2.3: a hazard that is overdue is punished twice over, never exempt."""
    outcomes = pack / "outcomes.yaml"
    outcomes.write_text(outcomes.read_text("utf-8").replace("        - not: overdue\n", ""), "utf-8")
    (one,) = [one for one in lint(pack) if one.code == "policy"]
    assert one.path == "policy[2]"
    assert one.en.startswith(
        "expected dual_penalty, order_rectification, not no_penalty; on 2023-05-28 this record gives [no_penalty]: {"
    )
    data = json.loads(one.en.partition("]: ")[2])
    assert [event["kind"] for event in data["hazards"][0]["events"]] == ["reported", "rectification_started"]
    report = load_campaign(str(pack)).check({"id": "small", **data}, as_of=date(2023, 5, 28))
    assert report.outcomes[0].outcomes == ("no_penalty",)


def test_small_records_come_the_smallest_first() -> None:
    sizes = [len(record["hazards"][0]["events"]) for record, _ in small_records(load_pack(SHIPPED))]
    assert sizes == sorted(sizes)
    assert len(sizes) > 5000


def test_a_duty_that_no_scenario_proves_is_told(pack: pathlib.Path) -> None:
    for path in (pack / "scenarios").glob("*.yaml"):
        if path.name != "3.1.yaml":
            path.unlink()
    unproved = [one.path for one in lint(pack) if one.code == "unproved"]
    assert "review-meeting" in unproved
    assert "mobilisation-meeting" not in unproved


def test_a_pack_that_cannot_be_used_is_told_with_its_scenarios_problems_too(pack: pathlib.Path) -> None:
    (pack / "facts.yaml").write_text("hot_work: 1\n", "utf-8")
    (pack / "scenarios" / "bad.yaml").write_text("- {it: x}\n", "utf-8")
    files = {pathlib.Path(one.file).name for one in lint(pack)}
    assert files >= {"facts.yaml", "bad.yaml"}


# --- codes ---


def test_every_code_has_a_page() -> None:
    """That every problem of a pack has a code with a page is asked where damaged packs are refused."""
    assert {path.stem for path in (ROOT / "docs" / "lint").glob("*.md")} == set(CODES)


# --- the command ---


def run(*arguments: object) -> Any:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_lint_answers_as_the_contract_says(pack: pathlib.Path) -> None:
    place = damaged(pack, "facts.yaml", "found.by: department", "found.by: ▶departement")
    done = run("lint", pack, "--format", "json")
    (one,) = [one for one in json.loads(done.stdout)["problems"] if one["code"] == "unknown-word"]
    assert (done.exit_code, f"{one['file']}:{one['line']}:{one['column']}") == (1, place)
    assert one.keys() >= {"file", "line", "column", "path", "code", "message", "severity", "fix"}
    told = run("lint", pack)
    assert (
        f"{place}: found_in_enforcement.holds.found.by: found.by 没有 departement 这个词，是否想写 department？ [unknown-word]"
        in told.stdout
    )


def test_a_clean_pack_passes() -> None:
    done = run("lint")
    assert (done.exit_code, done.stdout) == (0, "没有发现问题\n")
    assert run("lint", "no-such-pack").exit_code == 2


def test_problems_are_told_as_sarif(pack: pathlib.Path, tmp_path: pathlib.Path) -> None:
    damaged(pack, "facts.yaml", "found.by: department", "found.by: ▶departement")
    assert run("lint", pack, "--format", "sarif", "-o", tmp_path / "l.sarif").exit_code == 1
    found = json.loads((tmp_path / "l.sarif").read_text("utf-8"))
    (ran,) = found["runs"]
    results = [one for one in ran["results"] if one["ruleId"] == "unknown-word"]
    assert found["version"] == "2.1.0"
    assert results[0]["level"] == "warning"
    assert results[0]["locations"][0]["physicalLocation"]["region"]["startLine"] > 1
    assert ran["tool"]["driver"]["rules"][results[0]["ruleIndex"]]["id"] == "unknown-word"


# --- joint leads ---

JOINT = """\
  second:
    title: {zh: 第二部门, en: Second}
    sectors:
      gas: {title: {zh: 燃气, en: Gas}, joint: true}
covering:"""


def test_a_sector_is_led_by_two_only_if_both_say_that_they_lead_it_jointly(pack: pathlib.Path) -> None:
    path = pack / "sectors.yaml"
    text = path.read_text("utf-8").replace("covering:", JOINT, 1)
    path.write_text(text, "utf-8")
    assert [one.code for one in lint(pack)] == ["two-leads"]
    path.write_text(
        text.replace(
            "gas: {title: {zh: 燃气, en: Gas}, joint: true}", "gas: {title: {zh: 燃气, en: Gas}, joint: true}"
        ).replace("gas:\n        title:", "gas:\n        joint: true\n        title:", 1),
        "utf-8",
    )
    assert lint(pack, proofs=False) == []
    lead = load_campaign(str(pack)).lead("燃气")
    assert (lead.status, [one.department for one in lead.candidates], lead.note.zh) == (
        "assigned", ["housing_construction", "second"], "共同牵头",
    )  # fmt: skip
