"""Lint: what keeps a pack from being used, and what can be used but is hardly meant; each with code, place and page."""

import json
import pathlib
import re
import shutil
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from campaign_rules import load_campaign
from campaign_rules.authoring.lint import lint
from campaign_rules.authoring.lint_codes import CODES
from campaign_rules.authoring.small_records import small_records
from campaign_rules.cli import cli
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.files.pack_files import load_pack, shipped_rules

ROOT = pathlib.Path(__file__).parents[2]
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
    ("untitled", "lifecycles/campaign.yaml", "titles: {phase: {zh: 阶段, en: phase}, end: {zh: 结束日, en: end}}\nregions:\n  phase:",
     "titles: {end: {zh: 结束日, en: end}}\nregions:\n  ▶phase:", "regions.phase: phase has no title: people see this word"),
    ("untitled", "lifecycles/campaign.yaml", "end: ends\ntitles: {phase: {zh: 阶段, en: phase}, end: {zh: 结束日, en: end}}",
     "▶end: ends\ntitles: {phase: {zh: 阶段, en: phase}}", "variables.end: end has no title: people see this word"),
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
    ("never-in-time", "duties/enterprise/2.1.2-hazard-search.yaml", "  done_on: reviewed ", "  ▶term: 2023-05-15\n  done_on: reviewed ",
     "similar-accident-review.term: it is due on 2023-05-15, before the issue date"),
    ("idle-term", "duties/enterprise/2.1.2-hazard-search.yaml", "  done_on: reviewed ", "  ▶term: {earlier_of: [2023-10-31, {end_of: enforcement}]}\n  done_on: reviewed ",
     "similar-accident-review.term: the days are all fixed, so that some never count"),
    ("hours-of-a-day", "duties/enterprise/2.1.2-hazard-search.yaml", "  done_on: reviewed ", "  ▶term: {after: {hours: 24}, from: date}\n  done_on: reviewed ",
     "similar-accident-review.term: date holds a day only, without a time"),
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
    ("expectation", "scenarios/3.1.yaml", "    2023-05-31: {", "    2023-05-30: {▶outcome: {H: []}}\n    2023-05-31: {", "[0].expect.2023-05-30.outcome: nothing such as outcome can be expected; did you mean outcomes?"),
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
    outcomes.write_text(
        outcomes.read_text("utf-8").replace(
            "        - any: [{not: was_overdue}, {all: [{chosen: {exemption: not-overdue-now}}, {not: overdue}]}]\n", ""
        ),
        "utf-8",
    )
    one, other = (one for one in lint(pack) if one.code == "policy")
    assert (one.path, other.path) == ("policy[3]", "policy[4]")
    assert one.en.startswith(
        "expected dual_penalty, order_rectification, not no_penalty; on 2023-05-28 this record gives [no_penalty]: {"
    )
    data = json.loads(one.en.partition("]: ")[2])
    assert [event["kind"] for event in data["hazards"][0]["events"]] == ["reported", "rectification_started"]
    report = load_campaign(str(pack)).check({"id": "small", **data}, as_of=date(2023, 5, 28))
    assert report.outcomes[0].outcomes == ("no_penalty",)


def test_small_records_come_the_smallest_first() -> None:
    sizes = [
        len(small.record["hazards"][0]["events"]) for small in small_records(Ruleset(load_pack(SHIPPED)), "hazards")
    ]
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


# --- citations ---

CITATIONS: list[tuple[str, str, str, str, str]] = [
    ("duties/enterprise/2.1.6-principal.yaml", 'clause: "2.1.6"', 'clause: ▶"2.1.9"',
     "review-meeting.clause: 文件以 2.1.6 命名，规则却引用 2.1.9",
     "review-meeting.clause: the file is named for 2.1.6, the rule cites 2.1.9"),
    ("duties/units/annex.note.1-monthly-form.yaml", "clause: annex.note.1", "clause: ▶annex.note.2",
     "monthly-form.clause: 文件以 annex.note.1 命名，规则却引用 annex.note.2",
     "monthly-form.clause: the file is named for annex.note.1, the rule cites annex.note.2"),
    ("duties/enterprise/2.1.2-hazard-search.yaml", 'end_of: self_inspection, clause: "3.2"', 'end_of: self_inspection, clause: ▶"3.3"',
     "self-inspection.due.clause: 引用 3.3，而 clauses.yaml 把 self_inspection 归于 3.2",
     "self-inspection.due.clause: cites 3.3; clauses.yaml gives self_inspection to 3.2"),
    ("duties/units/4.2-mobilisation.yaml", 'end_of: mobilisation, clause: "4.2"', 'end_of: mobilisation, clause: ▶"4.3"',
     "implementation-plan.due.clause: 引用 4.3，而 clauses.yaml 把 mobilisation 归于 3.1、4.2",
     "implementation-plan.due.clause: cites 4.3; clauses.yaml gives mobilisation to 3.1, 4.2"),
    ("campaign.yaml", 'clause: "3.3"', 'clause: ▶"3.4"',
     "phases.enforcement.clause: 引用 3.4，而 clauses.yaml 把 enforcement 归于 3.3",
     "phases.enforcement.clause: cites 3.4; clauses.yaml gives enforcement to 3.3"),
    ("campaign.yaml", "clause: annex.note.1", "clause: ▶annex.note.3",
     "report.clause: 引用 annex.note.3，而 clauses.yaml 把 report 归于 annex.note.1",
     "report.clause: cites annex.note.3; clauses.yaml gives report to annex.note.1"),
    ("sectors.yaml", 'clause: "1.2.4"', 'clause: ▶"1.2.3"',
     "clause: 引用 1.2.3，而 clauses.yaml 把 mining 归于 1.2.4",
     "clause: cites 1.2.3; clauses.yaml gives mining to 1.2.4"),
    ("interpretations.yaml", 'clause: "2.1.9"', 'clause: ▶"2.1.6"',
     "one-drill-many-duties.clause: 引用 2.1.6，而 clauses.yaml 把 one-drill-many-duties 归于 2.1.9",
     "one-drill-many-duties.clause: cites 2.1.6; clauses.yaml gives one-drill-many-duties to 2.1.9"),
    ("facts.yaml", 'clause: "2.1.5"', 'clause: ▶"2.1.4"',
     "outsources.clause: 引用 2.1.4，而 clauses.yaml 把 outsources 归于 2.1.5",
     "outsources.clause: cites 2.1.4; clauses.yaml gives outsources to 2.1.5"),
    ("outcomes.yaml", 'clause: "2.2.3"', 'clause: ▶"2.2.5"',
     "outcomes.transfer_to_justice.clause: 引用 2.2.5，而 clauses.yaml 把 transfer_to_justice 归于 2.2.3",
     "outcomes.transfer_to_justice.clause: cites 2.2.5; clauses.yaml gives transfer_to_justice to 2.2.3"),
    ("lifecycles/enforcement.yaml", 'clause: "2.2.3"', 'clause: ▶"2.2.5"',
     "clause: 引用 2.2.5，而 clauses.yaml 把 enforcement 归于 2.2.3",
     "clause: cites 2.2.5; clauses.yaml gives enforcement to 2.2.3"),
    ("lifecycles/hazard.yaml", '    clause: "2.3.5"', '    clause: ▶"2.3.6"',
     "deadlines.supervision.clause: 引用 2.3.6，而 clauses.yaml 把 hazard.supervision 归于 2.3.5",
     "deadlines.supervision.clause: cites 2.3.6; clauses.yaml gives hazard.supervision to 2.3.5"),
    ("form.yaml", 'also: ["2.1.9"]', 'also: [▶"2.1.8"]',
     "blocks.2.cells.8.also[0]: 引用 2.1.8，而 clauses.yaml 把 2.8 归于 2.1.9",
     "blocks.2.cells.8.also[0]: cites 2.1.8; clauses.yaml gives 2.8 to 2.1.9"),
]  # fmt: skip
"""A file, what is changed in it, and what lint says in both languages."""


@pytest.mark.parametrize(("file", "old", "new", "zh", "en"), CITATIONS, ids=[one[4] for one in CITATIONS])
def test_a_citation_of_another_clause_is_told_at_its_place(
    pack: pathlib.Path, file: str, old: str, new: str, zh: str, en: str
) -> None:
    """What a file is named for, and what the list of clauses says, are each a second word on where a rule comes from."""
    place = damaged(pack, file, old, new)
    told = [one for one in lint(pack, proofs=False) if one.code == "wrong-clause"]
    assert (f"{place}: {zh}", f"{place}: {en}") in [(one.render("zh"), one.render("en")) for one in told]


def test_a_file_named_for_one_number_is_an_articles(pack: pathlib.Path) -> None:
    """``41-report.yaml`` is for article 41 of a statute; no clause of a plan has one number."""
    duties = pack / "duties" / "enterprise"
    (duties / "2.1.8-standardisation.yaml").rename(duties / "41-standardisation.yaml")
    told = lint(pack, proofs=False)
    assert {(one.code, one.en) for one in told} == {
        ("wrong-clause", "the file is named for art.41, the rule cites 2.1.8")
    }


def test_a_file_named_for_no_clause_may_hold_rules_of_any(pack: pathlib.Path) -> None:
    duties = pack / "duties" / "enterprise"
    (duties / "2.1.8-standardisation.yaml").rename(duties / "standardisation.yaml")
    assert lint(pack, proofs=False) == []


def test_what_no_clause_is_said_to_be_about_is_told_where_others_of_its_kind_are(pack: pathlib.Path) -> None:
    clauses = pack / "clauses.yaml"
    clauses.write_text(clauses.read_text("utf-8").replace("phases: [enforcement]", "phases: []"), "utf-8")
    one, other = lint(pack, proofs=False)
    assert [(told.code, told.path) for told in (one, other)] == [
        ("unclaimed", "phases.enforcement.clause"),
        ("unclaimed", "enforcement-inspection.due.clause"),
    ]
    assert (one.zh, one.en) == (
        "clauses.yaml 没有哪一条的 subject.phases 写有 enforcement",
        "no clause of clauses.yaml has enforcement among its subject.phases",
    )


def test_what_a_clause_is_said_to_be_about_must_be_there(pack: pathlib.Path) -> None:
    place = damaged(pack, "clauses.yaml", "facts: [outsources]", "facts: [outsources, ▶outsourced]")
    (one,) = lint(pack, proofs=False)
    assert one.code == "no-such-subject"
    assert (one.render("zh"), one.render("en")) == (
        f"{place}: 2.1.5.subject.facts[1]: 没有 outsourced（facts），是否想写 outsources？",
        f"{place}: 2.1.5.subject.facts[1]: there is no outsourced among the facts; did you mean outsources?",
    )


def test_a_pack_whose_clauses_say_nothing_of_their_subject_is_not_asked(pack: pathlib.Path) -> None:
    clauses = pack / "clauses.yaml"
    text = re.sub(r"\n  subject:\n(    .*\n)+", "\n", clauses.read_text("utf-8"))
    clauses.write_text(text, "utf-8")
    damaged(pack, "facts.yaml", 'clause: "2.1.5"', 'clause: ▶"2.1.4"')
    assert lint(pack, proofs=False) == []


def test_a_code_and_a_lead_that_no_scenario_proves_are_told(pack: pathlib.Path) -> None:
    code = damaged(pack, "gbt4754.yaml", '"90":', '▶"91": {title: {zh: 国家机构, en: State}, sectors: [campus]}\n"90":')
    leads = pack / "scenarios" / "leads.yaml"
    leads.write_text(leads.read_text("utf-8").replace("    能源: {energy: development_reform}\n", ""), "utf-8")
    sector = damaged(pack, "sectors.yaml", "      energy:", "      ▶energy:")
    told = [one for one in lint(pack) if one.code == "unproved"]
    assert [one.render("zh") for one in told] == [
        f"{code}: 91: 没有情景证明 91",
        f"{sector}: departments.development_reform.sectors.energy: 没有情景证明 energy",
    ]
    assert [one.en for one in told] == ["no scenario proves 91", "no scenario proves energy"]


def test_a_wrong_citation_is_in_sarif_with_its_page(pack: pathlib.Path, tmp_path: pathlib.Path) -> None:
    damaged(pack, "facts.yaml", 'clause: "2.1.5"', 'clause: ▶"2.1.4"')
    assert run("lint", pack, "--format", "sarif", "-o", tmp_path / "l.sarif").exit_code == 1
    (ran,) = json.loads((tmp_path / "l.sarif").read_text("utf-8"))["runs"]
    (one,) = ran["results"]
    assert (one["ruleId"], one["level"]) == ("wrong-clause", "warning")
    assert ran["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == "wrong-clause"


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


def test_a_sound_pack_passes_lint_without_a_word() -> None:
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


def test_small_records_are_tried_up_to_a_bound_and_lint_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaign_rules.authoring.lint.MOST_SMALL", 3)
    canteens = pathlib.Path(__file__).parents[1] / "packs" / "canteens"
    (told,) = lint(canteens)
    assert (told.code, told.en) == (
        "not-tried",
        "3 small records were tried, and no more: the declared policy is not proved for all",
    )
