"""Scenarios beside the rules: run, compared, told as a difference with the reason, and counted as coverage."""

import json
import pathlib
import shutil
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from campaign_rules.cli import cli
from campaign_rules.files.pack_files import shipped_rules

SHIPPED = shipped_rules() / "jinxian-2023"


@pytest.fixture
def pack(tmp_path: pathlib.Path) -> pathlib.Path:
    """The shipped rules, without their scenarios."""
    return pathlib.Path(shutil.copytree(SHIPPED, tmp_path / "pack", ignore=shutil.ignore_patterns("scenarios")))


def run(pack: pathlib.Path, scenarios: str, *options: str) -> Any:
    (pack / "scenarios").mkdir(exist_ok=True)
    (pack / "scenarios" / "s.yaml").write_text(scenarios, "utf-8")
    return CliRunner().invoke(cli, ["test", str(pack), *options])


FAILING = """\
- it: the deadline day still counts
  clause: "3.2"
  record: {documents: []}
  absent: [hazard-ledger@once]
  expect:
    2023-07-31: {hazard-ledger@once: violated}
    2023-08-01: {hazard-ledger@once: {status: violated, due: 2023-07-30}, hazard-ledger@twice: open}
"""


def test_a_failure_is_a_difference_with_the_reason(pack: pathlib.Path) -> None:
    done = run(pack, FAILING)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0] == f"{pack}/scenarios/s.yaml:6:17: the deadline day still counts [2023-07-31]"
    assert lines[1:4] == ["  hazard-ledger@once", "    - 预期：没有这一项", "    + 得到：open（待完成）"]
    assert "    - 预期：status: violated（未履行），due: 2023-07-30" in lines
    assert "    + 得到：status: violated（未履行），due: 2023-07-31" in lines
    assert "      有：hazard-ledger@once" in lines
    assert lines[-1] == "1 个情景，2 个判定日：通过 0，未通过 2"


def test_the_answer_is_as_the_contract_says(pack: pathlib.Path) -> None:
    found = json.loads(run(pack, FAILING, "--format", "json").stdout)
    assert (found["passed"], found["failed"], len(found["failures"])) == (0, 2, 5)
    first = found["failures"][1]
    assert (first["what"], first["expected"], first["got"], first["as_of"]) == (
        "hazard-ledger@once",
        "violated",
        "open",
        "2023-07-31",
    )
    assert "待完成" in first["explanation"]
    assert found["coverage"]["percent"] == 0.0


def test_results_are_told_as_junit(pack: pathlib.Path) -> None:
    (suite,) = ElementTree.fromstring(run(pack, FAILING, "--format", "junit").stdout.encode("utf-8"))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "2")
    assert suite[0].get("name") == "the deadline day still counts [2023-07-31]"
    assert "得到：open" in str(suite[0][0].text)


def test_outcomes_cells_and_deadlines_can_be_expected(pack: pathlib.Path) -> None:
    scenario = """\
- it: a hazard of its own
  clause: "2.1.2"
  record:
    penalties: []
    hazards: [{id: H, found: {date: 2023-06-12, by: department}, immediately_fixable: false, plan: {deadline: 2023-07-20}, events: []}]
  expect:
    2023-06-13:
      outcomes: {H: [order_rectification]}
      cells: {"1.3": 1, "1.1": 0}
      deadlines: {hazard-rectification@H: 2023-07-20}
"""
    assert run(pack, scenario).exit_code == 0
    wrong = run(
        pack,
        scenario.replace("order_rectification", "no_penalty")
        .replace('"1.3": 1', '"1.3": 2')
        .replace("2023-07-20}\n", "2023-07-21}\n"),
    )
    for line in (
        "  outcomes.H",
        "  cells.1.3",
        "  deadlines.hazard-rectification@H",
        "    - 预期：[no_penalty]",
        "    + 得到：2023-07-20",
    ):
        assert line in wrong.stdout.splitlines()


def test_a_hazard_without_an_expected_outcome_fails(pack: pathlib.Path) -> None:
    scenario = """\
- it: both hazards
  clause: "2.2.3"
  record: {hazards: [{id: H, found: {date: 2023-06-12, by: department}, events: []}, {id: I, found: {date: 2023-06-12, by: department}, events: []}]}
  expect: {2023-06-13: {outcomes: {H: [order_rectification, undetermined]}}}
"""
    assert "  outcomes.I" in run(pack, scenario).stdout.splitlines()


def test_a_record_that_cannot_be_is_a_failure(pack: pathlib.Path) -> None:
    done = run(
        pack,
        '- {it: x, clause: "2.1.2", record: {activties: []}, expect: {2023-06-13: {review-meeting@2023-06: open}}}\n',
    )
    assert (done.exit_code, "没有 activties 这个键，是否想写 activities？" in done.stdout) == (1, True)


def test_what_means_nothing_in_a_scenario_is_told_at_its_place(pack: pathlib.Path) -> None:
    done = run(pack, """\
- it: nothing
  clause: "2.1.2"
  set: {neglect: nonsense}
  expect: {}
- it: much
  clause: "2.1.2"
  record: {}
  records: []
  absent: [review-meting@2023-06]
  expect:
    2023-02-30: {review-meeting: open, review-meeting@2023-06: opn, outcomes: [], safety-study@2023-Q2: {stat: open}}
""")  # fmt: skip
    assert done.exit_code == 2
    said = [line.partition("s.yaml:")[2].split(": ", 1)[1] for line in done.stderr.splitlines()]
    assert said == [
        "[0]: record 与 records 须写其一",
        "[0].set.neglect: 没有 nonsense（选项），可用：recorded、from-enforcement、accident-suffices",
        "[0].expect: 没有写预期",
        "[1]: record 与 records 须写其一",
        "[1].absent[0]: 没有 review-meting 这项义务，是否想写 review-meeting？",
        "[1].expect.2023-02-30: 2023-02-30 不是日期，应为 YYYY-MM-DD",
        "[1].expect.2023-02-30.review-meeting: 没有 review-meeting 这种预期；义务的一次写作 review-meeting@周期",
        "[1].expect.2023-02-30.review-meeting@2023-06: 没有 opn 这种状态，是否想写 open？",
        "[1].expect.2023-02-30.outcomes: 应为键值映射，如 {ID: [OUTCOME, …]}",
        "[1].expect.2023-02-30.safety-study@2023-Q2.stat: 没有 stat 这一项，是否想写 status？",
    ]


def test_coverage_names_the_branches_without_a_scenario(pack: pathlib.Path) -> None:
    scenario = '- {it: x, clause: "2.1.6", record: {activities: []}, expect: {2023-07-01: {review-meeting@2023-06: violated}}}\n'
    done = run(pack, scenario, "--coverage")
    assert done.exit_code == 1
    assert "  没有情景：review-meeting: done" in done.stdout.splitlines()
    assert "  没有情景：review-meeting: not done" not in done.stdout.splitlines()
    assert "  没有情景：hazard-inspection: each month" in done.stdout.splitlines()


def test_a_pack_without_scenarios_proves_nothing(pack: pathlib.Path) -> None:
    done = CliRunner().invoke(cli, ["test", str(pack)])
    assert (done.exit_code, "没有情景" in done.stdout) == (0, True)
    assert CliRunner().invoke(cli, ["test", "no-such-pack"]).exit_code == 2


# --- who leads what ---

LEADS = """\
- it: {zh: 燃气由住建部门牵头, en: housing leads gas}
  clause: "1.2.4"
  leads:
    燃气: {gas: housing_construction}
    校园: {campus: {education: responsible}}
    "45": [gas]
    新业态: []
"""


def test_a_scenario_can_say_who_leads_a_sector_and_what_a_code_may_mean(pack: pathlib.Path) -> None:
    done = run(pack, LEADS)
    assert (done.exit_code, done.stdout) == (0, "1 个情景，0 个判定日，4 个领域或代码：通过 4，未通过 0\n")


def test_a_wrong_lead_is_told_as_a_difference(pack: pathlib.Path) -> None:
    """Department and role alike: the education department is responsible for schools, it does not lead them."""
    wrong = LEADS.replace("{education: responsible}", "education").replace('"45": [gas]', '"45": [gas, energy]')
    done = run(pack, wrong, "--lang", "en")
    lines = done.stdout.splitlines()
    assert done.exit_code == 1
    assert f"{pack}/scenarios/s.yaml:5:9: housing leads gas [校园]" in lines
    assert (
        lines[lines.index("    - expected: campus: education: lead") + 1] == "    + got: campus: education: responsible"
    )
    assert lines[lines.index("    - expected: [gas, energy]") + 1] == "    + got: [gas]"


def test_what_a_scenario_on_leads_can_not_mean_is_refused(pack: pathlib.Path) -> None:
    wrong = LEADS.replace("{gas: housing_construction}", "{gass: housing}") + "  record: {}\n"
    done = run(pack, wrong)
    at = f"{pack}/scenarios/s.yaml"
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        f"{at}:4:5: [0].leads: 有 leads 的情景不写记录和日期",
        f"{at}:4:10: [0].leads.燃气.gass: 没有 gass 这个领域，是否想写 gas？",
        f"{at}:4:16: [0].leads.燃气.gass: 没有 housing 这个部门，可用：emergency_management、public_security、"
        "housing_construction、transport、fire_rescue、development_reform、market_regulation、agriculture_rural、"
        "culture_tourism、education",
    ]


def test_a_scenario_can_say_which_readings_a_finding_rests_on(pack: pathlib.Path) -> None:
    """Those that are named must be among them; the others need not be said."""
    said = """\
- it: x
  clause: "2.1.6"
  record: {sectors: [mining], activities: []}
  expect:
    2023-08-01: {hazard-inspection@2023-06: {interpretations: [high-risk-replaces, holidays]}}
"""
    lines = run(pack, said).stdout.splitlines()
    assert lines[1:4] == [
        "  hazard-inspection@2023-06",
        "    - 预期：interpretations: [high-risk-replaces, holidays]",
        "    + 得到：interpretations: [high-risk-replaces]",
    ]
    assert run(pack, said.replace(", holidays", "")).exit_code == 0
