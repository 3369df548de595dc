"""What changed between two packs, as rules; and for whom answers change, by which clause, from which day."""

import json
import pathlib
import re
import shutil
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from campaign_rules import Campaign, load_campaign
from campaign_rules.authoring.comparison import answer_changes, rule_changes, told
from campaign_rules.authoring.new_pack import BadName, scaffold
from campaign_rules.cli import cli
from campaign_rules.files.pack_files import load_pack, shipped_rules
from campaign_rules.logic.conditions import walk
from campaign_rules.logic.grammar import parse, unparse
from tests.loading import load
from tests.rules.test_layers import overlay

SHIPPED = shipped_rules() / "jinxian-2023"
RECORD = {"id": "A", "sectors": ["gas"], "documents": [], "activities": [{"kind": "safety_study", "date": "2023-06-01", "by": "principal"}]}  # fmt: skip


def changed(folder: pathlib.Path, *changes: tuple[str, str, str]) -> Campaign:
    pack = shutil.copytree(SHIPPED, folder / "pack")
    for file, old, new in changes:
        text = (pack / file).read_text("utf-8")
        assert old in text
        (pack / file).write_text(text.replace(old, new, 1), "utf-8")
    return load_campaign(pack)


def test_a_pack_does_not_differ_from_itself(campaign: Campaign) -> None:
    assert list(rule_changes(campaign.pack, campaign.pack)) == []


def test_rules_are_compared_not_text(campaign: Campaign, tmp_path: pathlib.Path) -> None:
    """A comment, another order of keys, another way of writing the same condition: no change."""
    file = "duties/enterprise/2.1.6-principal.yaml"
    other = changed(tmp_path, (file, "each: month\n  of: activities", "of: activities  # 每月\n  each: month"),
                    ("facts.yaml", "holds: {hot_work: true}", "holds: {hot_work: {is: true}}"))  # fmt: skip
    assert list(rule_changes(campaign.pack, other.pack)) == []


def test_what_was_added_removed_and_changed_is_told_with_its_clause(campaign: Campaign, tmp_path: pathlib.Path) -> None:
    other = changed(
        tmp_path,
        ("duties/enterprise/2.1.8-standardisation.yaml", "standardisation-plan:", "standard-plan:"),
        ("campaign.yaml", "to: 2023-11-30", "to: 2023-11-29"),
        ("facts.yaml", "holds: {hot_work: true}", "holds: {any: [{hot_work: true}, {special_operations: true}]}"),
    )
    found = list(rule_changes(campaign.pack, other.pack))
    assert [(c.kind, c.name, c.change, c.clause) for c in found] == [
        ("phase", "enforcement", "changed", "3.3"),
        ("fact", "hot_work", "changed", "2.1.4"),
        ("duty", "standard-plan", "added", "2.1.8"),
        ("duty", "standardisation-plan", "removed", "2.1.8"),
    ]
    assert told(found[0]) == ["改变 阶段 enforcement（三（三））", "    to: 2023-11-30 → 2023-11-29"]
    assert found[1].details == (
        ("holds.hot_work", True, None),
        ("holds.any", None, [{"hot_work": True}, {"special_operations": True}]),
    )
    assert told(found[2], "en") == ["added duty standard-plan (2.1.8)"]


def test_a_duty_of_another_form_differs_by_the_keys_that_are_written(
    campaign: Campaign, tmp_path: pathlib.Path
) -> None:
    file = "duties/enterprise/2.1.6-principal.yaml"
    other = changed(tmp_path, (file, "each: month\n  of: activities", "due: {end_of: summary}\n  of: activities"))
    (change,) = rule_changes(campaign.pack, other.pack)
    assert change.details == (("each", "month", None), ("due", None, {"end_of": "summary", "months_later": 0}))


def test_an_answer_that_changes_is_told_with_the_first_day_on_which_it_does(
    campaign: Campaign, tmp_path: pathlib.Path
) -> None:
    """2.1.6: were two studies a quarter asked for, the one of June would not do from its day on."""
    other = changed(tmp_path, ("duties/enterprise/2.1.6-principal.yaml", "where: {kind: safety_study}", "where: {kind: safety_study}\n  at_least: 2"))  # fmt: skip
    found = list(answer_changes(campaign, other, [load(RECORD)]))
    assert [(c.what, c.aspect, str(c.day), c.before, c.after, c.clause) for c in found] == [
        ("safety-study@2023-Q2", "status", "2023-06-01", "fulfilled", "open", "2.1.6"),
    ]


def test_a_due_day_that_moves_and_an_outcome_that_changes_are_told(campaign: Campaign, tmp_path: pathlib.Path) -> None:
    other = changed(tmp_path, ("outcomes.yaml", "        - any: [{not: was_overdue}, {all: [{chosen: {exemption: not-overdue-now}}, {not: overdue}]}]\n", ""), ("duties/enterprise/2.1.8-standardisation.yaml", "due: standardisation-term", "due: {end_of: enforcement}"))  # fmt: skip
    hazard = {
        "id": "H", "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": False, "plan": {"deadline": "2023-07-20"},
        "events": [{"kind": "reported", "date": "2023-06-13"}, {"kind": "rectification_started", "date": "2023-06-14"}],
    }  # fmt: skip
    found = list(answer_changes(campaign, other, [load({**RECORD, "penalties": [], "hazards": [hazard]})]))
    assert [(c.what, c.aspect, str(c.day), c.before, c.after) for c in found] == [
        ("standardisation-plan@once", "due", "2023-05-16", "2023-12-31", "2023-11-30"),
        ("H", "outcomes", "2023-07-21", ["dual_penalty", "order_rectification"], ["no_penalty"]),
        ("standardisation-plan@once", "status", "2023-12-01", "open", "violated"),
    ]
    assert next(answer_changes(campaign, other, [load(RECORD)], date(2023, 7, 1))).aspect == "due"


def test_a_condition_written_again_is_the_same_condition(campaign: Campaign) -> None:
    for fact in campaign.pack.facts.values():
        assert unparse(parse(unparse(fact.holds))) == unparse(fact.holds)
        assert len(list(walk(parse(unparse(fact.holds))))) == len(list(walk(fact.holds)))


# --- the commands ---


def run(*arguments: object) -> Any:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_diff_tells_rules_and_answers(tmp_path: pathlib.Path) -> None:
    changed(tmp_path, ("campaign.yaml", "to: 2023-11-30", "to: 2023-11-29"))
    record = tmp_path / "r.json"
    record.write_text(json.dumps(RECORD), "utf-8")
    done = run("diff", "jinxian-2023", tmp_path / "pack", "--records", record, "--format", "json")
    found = json.loads(done.stdout)
    assert (done.exit_code, [one["name"] for one in found["rules"]], found["answers"]) == (0, ["enforcement"], [])
    assert "to: 2023-11-30 → 2023-11-29" in run("diff", "jinxian-2023", tmp_path / "pack").stdout
    assert run("diff", "jinxian-2023", "jinxian-2023").stdout.endswith("没有不同\n")
    assert run("diff", "jinxian-2023", "nothing").exit_code == 2


@pytest.mark.parametrize("options", [(), ("--own-record",), ("--extends", "jinxian-2023")], ids=" ".join)
def test_a_new_pack_passes_lint_and_test_as_it_is(
    tmp_path: pathlib.Path, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "linxian-2024", *options).exit_code == 0
    assert run("lint", "linxian-2024").stdout == "没有发现问题\n"
    tested = run("test", "linxian-2024", "--format", "json")
    assert (tested.exit_code, json.loads(tested.stdout)["passed"]) == (0, 3 if "--extends" in options else 4)
    assert "已经存在" in run("new", "linxian-2024").stderr
    files = {path.name for path in (tmp_path / "linxian-2024").rglob("*") if path.is_file()}
    assert {"campaign.yaml", "README.md"} <= files


def test_a_pack_has_a_name_that_a_folder_can_have_and_a_base_that_there_is() -> None:
    with pytest.raises(BadName):
        scaffold("../x")
    with pytest.raises(LookupError):
        scaffold("x", "work-safety-law")
    assert run("new", "Bad_Name").exit_code == 2
    assert "没有 nope，可用：" in run("new", "x", "--extends", "nope").stderr
    both = run("new", "x", "--extends", "jinxian-2023", "--own-record", "--lang", "en")
    assert (both.exit_code, both.stderr.splitlines()[-1]) == (2, "Error: --extends or --own-record, not both")


def test_the_guides_rule_and_scenario_work_as_they_are_printed(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/writing-rules.md: a pack of its own, with the rule, the fact, the reading and the scenario of the page."""
    monkeypatch.chdir(tmp_path)
    guide = (pathlib.Path(__file__).parents[2] / "docs" / "writing-rules.md").read_text("utf-8")
    found = re.findall(r"```yaml\n(# yaml-language-server: \S+?schema/(\w+)\.schema.*?)```", guide, re.DOTALL)
    blocks = {name: block for block, name in found}
    assert run("new", "my-campaign").exit_code == 0
    pack = tmp_path / "my-campaign"
    for name, file in (("duties", "duties/enterprise/2.1-inspection.yaml"), ("facts", "facts.yaml"),
                       ("interpretations", "interpretations.yaml"), ("scenarios", "scenarios/2.1.yaml")):  # fmt: skip
        (pack / file).write_text(blocks[name], "utf-8")
    for name, line in (("clauses", '"2.1": {title: {zh: 带队检查, en: Inspections}}'), ("kinds", "hazard_inspection: {of: activities, title: {zh: 带队检查, en: Inspection}}")):  # fmt: skip
        path = pack / f"{name}.yaml"
        path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")
    assert run("lint", "my-campaign").stdout == "没有发现问题\n"
    assert run("test", "my-campaign").exit_code == 0


def test_what_differs_in_the_record_is_told_part_by_part(campaign: Campaign, tmp_path: pathlib.Path) -> None:
    reason = "reason: {zh: 不分类, en: no categories}"
    record = f"""
roles: {{guard: {{actor: enterprise, title: {{zh: 安全员, en: Guard}}}}}}
sections:
  drills: {{title: {{zh: 演练台账, en: drills}}, fields: {{}}}}
  hazards:
    changes: work-safety
    title: {{zh: 风险台账, en: risks}}
    fields:
      category: {{withdraws: work-safety, {reason}}}
      plan: {{changes: work-safety, fields: {{approver: {{title: {{zh: 审批人, en: approver}}}}}}}}
    events: {{kinds: {{inspected: {{title: {{zh: 复查, en: inspected}}}}}}}}
"""
    other = load_pack(overlay(tmp_path, {"record.yaml": record}))
    own = ("role", "section", "field", "event", "column", "withdrawal")
    changes = [change for change in rule_changes(campaign.pack, other) if change.kind in own]
    assert [line for change in changes for line in told(change, "en")] == [
        "added field hazards.plan.approver",
        "removed field hazards.category; reason: no categories",
        "added role guard",
        "changed section hazards",
        "    title.zh: 隐患台账 → 风险台账",
        "    title.en: hazards → risks",
        "added section drills",
        "added event hazards.events.inspected",
    ]


def test_records_are_read_by_each_of_two_packs_where_a_layer_adds_a_field(tmp_path: pathlib.Path) -> None:
    for name, text in scaffold("base", own_record=True).items():
        path = tmp_path / "base" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    above = tmp_path / "above"
    above.mkdir()
    head = (
        'id: above\nextends: base\ntitle: {zh: 上, en: above}\nversion: "1"\nsource: {title: t, number: n, issuer: i}\n'
    )
    (above / "campaign.yaml").write_text(head, encoding="utf-8")
    (above / "record.yaml").write_text("fields: {extra: {type: flag, title: {zh: 多, en: extra}}}\n", encoding="utf-8")
    record = tmp_path / "r.json"

    def answer(text: str) -> Any:
        record.write_text(text, encoding="utf-8")
        given = ["diff", str(tmp_path / "base"), str(above), "--records", str(record), "--lang", "en"]
        return CliRunner().invoke(cli, given)

    assert answer('{"id": "A"}').exit_code == 0
    refused = answer('{"id": "A", "extra": true}')
    assert refused.exit_code == 2
    assert "r.json:1:13: extra: unknown key extra" in refused.output


def test_a_new_pack_builds_on_one_beside_it_by_name_or_by_path(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(pathlib.Path(__file__).parents[1] / "packs" / "canteens", "canteens")
    for name, extends in (("by-name", "canteens"), ("by-path", "./canteens")):
        assert run("new", name, "--extends", extends).exit_code == 0
        assert [run("lint", name).exit_code, run("test", name).exit_code] == [0, 0]
        assert load_campaign(pathlib.Path(name)).pack.identity.id == name
        assert "extends: canteens\n" in pathlib.Path(name, "campaign.yaml").read_text("utf-8")
    pathlib.Path("elsewhere").mkdir()
    assert run("new", "elsewhere/far", "--extends", "./canteens", "--lang", "en").stderr.splitlines()[-1] == (
        "Error: ./canteens does not lie beside the new folder: what builds on another must lie where that does"
    )
    assert "did you mean canteens?" in run("new", "x", "--extends", "canteen", "--lang", "en").stderr


def test_a_folder_beside_is_meant_where_something_shipped_has_its_name(tmp_path: pathlib.Path) -> None:
    shutil.copytree(pathlib.Path(__file__).parents[1] / "packs" / "canteens", tmp_path / "zhiben-2024")
    head = tmp_path / "zhiben-2024" / "campaign.yaml"
    head.write_text(head.read_text("utf-8").replace("id: canteens", "id: zhiben-2024"), "utf-8")
    files = scaffold("mine", "zhiben-2024", beside=tmp_path)
    for path, text in files.items():
        (tmp_path / "mine" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "mine" / path).write_text(text, "utf-8")
    assert "tasting" in load_campaign(tmp_path / "mine").pack.duties
