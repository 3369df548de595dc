"""What a county does not take over stands with its reason wherever rules are shown: in check, in the book, in diff."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from campaign_rules import load_campaign
from campaign_rules.authoring.comparison import rule_changes, told
from campaign_rules.cli import cli
from campaign_rules.rules.clauses import coverage, gaps
from tests.rules.test_layers import overlay, refused

RULES = {
    "duties/gone.yaml": "knowledge-contest: {withdraws: jinxian-2023, reason: {zh: 本县不办竞赛, en: no contest here}}\n",
    "interpretations.yaml": "publicity-days: {withdraws: jinxian-2023, reason: {zh: 不设宣传日, en: no such days here}}\n",
    "duties/days.yaml": "".join(
        f"{name}-day: {{withdraws: jinxian-2023, reason: {{zh: 不设宣传日, en: no such days here}}}}\n"
        for name in ("disaster-reduction", "fire-safety", "traffic-safety")
    ),
    "outcomes.yaml": """\
changes: jinxian-2023
policy: []
outcomes:
  transfer_to_justice: {withdraws: jinxian-2023, reason: {zh: 由市里决定, en: the city decides}}
""",
    "form.yaml": """\
changes: jinxian-2023
cells:
  "3.9": {withdraws: jinxian-2023, reason: {zh: 本县不统计, en: not counted here}}
  "1.5": {changes: jinxian-2023, label: {zh: 挂牌的, en: Listed}}
""",
}
SAID = [
    "本行动未采用：解释“宣传日活动何时算数”（二（三）3）。理由：不设宣传日",
    "本行动未采用：义务“‘5·12’防灾减灾日宣传活动”（二（三）3）。理由：不设宣传日",
    "本行动未采用：义务“‘11·9’消防宣传日活动”（二（三）3）。理由：不设宣传日",
    "本行动未采用：义务“‘12·2’全国交通安全日活动”（二（三）3）。理由：不设宣传日",
    "本行动未采用：义务“组织安全生产知识技能竞赛”（二（一）6）。理由：本县不办竞赛",
    "本行动未采用：处理提示“移送司法机关”（二（二）3）。理由：由市里决定",
    "本行动未采用：调度表的格“责任倒查追责问责”（附件三之9）。理由：本县不统计",
]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return overlay(tmp_path, RULES)


def run(*arguments: object) -> str:
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def test_rules_of_every_kind_are_withdrawn_with_their_title_clause_and_reason(county: Path) -> None:
    """Duties, readings, outcomes and cells of the form alike."""
    assert [gone.sentence.zh for gone in load_campaign(county).pack.withdrawn] == SAID
    assert load_campaign(county).pack.withdrawn[-1].sentence.en == (
        "not taken over here: the cell “Persons held to account” (annex.3.9); reason: not counted here"
    )


def test_check_says_what_is_not_taken_over(county: Path, tmp_path: Path) -> None:
    record = tmp_path / "r.json"
    record.write_text('{"id": "x", "documents": []}', "utf-8")
    asked = ("check", record, "--as-of", "2023-08-01", "--campaign", county)
    found: list[dict[str, Any]] = json.loads(run(*asked, "--format", "json"))["withdrawn"]
    assert [one["name"] for one in found][-3:] == ["knowledge-contest", "transfer_to_justice", "3.9"]
    assert found[-3] == {
        "kind": "duty",
        "name": "knowledge-contest",
        "title": "组织安全生产知识技能竞赛",
        "clause": "2.1.6",
        "reason": "本县不办竞赛",
        "layers": ["jinxian-2023", "linxian-2023"],
    }
    text = run(*asked).replace("\n", "")
    page = run(*asked, "--format", "html")
    for line in SAID:
        assert line in text
        assert line in page
    plain = json.loads(run("check", record, "--as-of", "2023-08-01", "--format", "json"))
    assert plain["withdrawn"] == []


def test_an_overview_of_many_records_names_withdrawn_rules_once(county: Path, tmp_path: Path) -> None:
    records = tmp_path / "r.jsonl"
    records.write_text("".join(f'{{"id": "x{n}", "documents": []}}\n' for n in range(30)), "utf-8")
    text = run("check", records, "--as-of", "2023-08-01", "--campaign", county).replace("\n", "")
    assert text.count(SAID[-1]) == 1


def test_the_book_names_a_withdrawn_rule_at_its_clause_and_in_a_list(county: Path, tmp_path: Path) -> None:
    run("book", "--campaign", county, "-o", tmp_path / "b.html")
    page = (tmp_path / "b.html").read_text("utf-8")
    assert page.count(SAID[4]) == 2
    assert "本行动未采用的规则" in page
    run("book", "-o", tmp_path / "own.html")
    assert "未采用" not in (tmp_path / "own.html").read_text("utf-8")


def test_diff_says_why_a_rule_is_gone(county: Path) -> None:
    changes = list(rule_changes(load_campaign("jinxian-2023").pack, load_campaign(county).pack))
    lines = {told(change)[0] for change in changes}
    assert lines >= {
        "删去 义务 knowledge-contest（二（一）6），理由：本县不办竞赛",
        "删去 解释 publicity-days（二（三）3），理由：不设宣传日",
        "删去 处理提示 transfer_to_justice（二（二）3），理由：由市里决定",
        "删去 格 3.9（附件三之9），理由：本县不统计",
    }
    (gone,) = (change for change in changes if change.name == "3.9")
    assert gone.to_dict("en") == {
        "kind": "cell", "name": "3.9", "change": "removed", "clause": "annex.3.9", "details": [], "reason": "not counted here",
    }  # fmt: skip


def test_diff_sets_one_campaign_against_the_other(county: Path) -> None:
    """A county's name and document are what it changes first."""
    (change, *_) = rule_changes(load_campaign("jinxian-2023").pack, load_campaign(county).pack)
    assert told(change) == [
        "改变 行动 linxian-2023",
        "    title.zh: 进贤县安全生产重大事故隐患专项排查整治2023行动 → 邻县",
        "    title.en: Jinxian County campaign against major accident hazards, 2023 → Neighbouring county",
        "    source.title: 进贤县安全生产重大事故隐患专项排查整治 2023 行动工作方案 → t",
        "    source.number: 进府办发〔2023〕25号 → n",
        "    source.issuer: 进贤县人民政府办公室 → i",
        "    place: {zh: 进贤县, en: Jinxian County} → —",
    ]


def test_diff_says_what_is_withdrawn_otherwise(county: Path, tmp_path: Path) -> None:
    """Neither of two packs has the rule, and what they say of it differs."""
    (tmp_path / "b").mkdir()
    reason = {"duties/gone.yaml": RULES["duties/gone.yaml"].replace("不办", "今年不办")}
    other = overlay(tmp_path / "b", {**RULES, **reason})
    found = list(rule_changes(load_campaign(county).pack, load_campaign(other).pack))
    assert [told(one) for one in found] == [
        ["改变 撤销 义务 knowledge-contest（二（一）6）", "    reason.zh: 本县不办竞赛 → 本县今年不办竞赛"]
    ]


def test_a_clause_whose_rules_are_withdrawn_has_its_reason(tmp_path: Path) -> None:
    """annex.1.6 has no rule here, and that is said: it is no gap."""
    form = "changes: jinxian-2023\ncells:\n  '1.6': {withdraws: jinxian-2023, reason: {zh: 甲, en: A}}\n"
    pack = load_campaign(overlay(tmp_path, {"form.yaml": form})).pack
    (one,) = (covered for covered in coverage(pack) if covered.clause == "annex.1.6")
    assert (one.encoded, [gone.name for gone in one.withdrawn]) == (False, ["1.6"])
    assert gaps(pack) == ()


def test_single_cells_are_withdrawn_changed_and_added_in_their_places(tmp_path: Path) -> None:
    added = RULES["form.yaml"] + '  "4.9": {label: {zh: 夜查, en: Night rounds}, unit: 次, where: {kind: exposure}}\n'
    form = load_campaign(overlay(tmp_path, {"form.yaml": added})).pack.form
    assert form is not None
    assert list(form.blocks["3"].cells) == ["1", "2", "3", "4", "5", "6", "7", "8", "10"]
    assert list(form.blocks["4"].cells)[-1] == "9"
    assert form.cells["1.5"].label.en == "Listed"
    assert form.title.zh == "本地重大事故隐患专项排查整治进展情况调度表"


def test_a_cell_that_others_need_or_that_is_not_there_is_refused_in_its_place(tmp_path: Path) -> None:
    reason = "reason: {zh: 甲, en: A}"
    files = {
        "form.yaml": f"changes: jinxian-2023\ncells:\n  '1.9': {{withdraws: jinxian-2023, {reason}}}\n  '1.5': {{withdraws: jinxian-2023}}\n"
    }
    assert refused(overlay(tmp_path, files)) == [
        "form.yaml:3:3: cells.1.9: no layer below has 1.9; did you mean 3.9?",
        "form.yaml:4:3: cells.1.5: a withdrawal needs reason: {zh: …, en: …}, nothing else",
    ]
    files = {"form.yaml": f"changes: jinxian-2023\ncells:\n  '1.5': {{withdraws: jinxian-2023, {reason}}}\n"}
    (line,) = refused(overlay(tmp_path, files))
    assert line.startswith(
        "form.yaml:3:3: cells.1.5: 1.5 is withdrawn, and layers below still use it: blocks.1.cells.6.within ("
    )
    assert line.endswith("; withdraw or change these too (withdraws, changes)")


def test_what_is_brought_back_above_is_not_withdrawn(tmp_path: Path) -> None:
    """A third layer that writes the rule again has it."""
    below = overlay(tmp_path, {"duties/gone.yaml": RULES["duties/gone.yaml"]})
    top = tmp_path / "top-2023"
    (top / "duties").mkdir(parents=True)
    head = (below / "campaign.yaml").read_text("utf-8").replace("jinxian-2023", "linxian-2023", 1)
    (top / "campaign.yaml").write_text(head.replace("id: linxian-2023", "id: top-2023"), encoding="utf-8")
    (top / "duties" / "a.yaml").write_text(
        'knowledge-contest: {title: {zh: 竞赛, en: Contest}, clause: "2.1.6", bearer: enterprise, each: year, of: activities, where: {kind: knowledge_contest}}\n',
        encoding="utf-8",
    )
    assert load_campaign(below).pack.withdrawn
    assert load_campaign(top).pack.withdrawn == ()
