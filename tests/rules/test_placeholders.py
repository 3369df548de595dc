"""Placeholders: texts take days, names and clauses from campaign.yaml as it is when all layers are laid."""

from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from campaign_rules import BadPack, Campaign, load_campaign
from campaign_rules.base.period_titles import day_text
from campaign_rules.base.texts import Text
from campaign_rules.rules.placeholders import Filling, Wrong, values_of
from tests.rules.test_layers import overlay, refused


def said(campaign: Campaign, text: str) -> tuple[str, str, list[Wrong]]:
    """Return a text as it is filled in the campaign, in both languages, and what is wrong with it."""
    wrong: list[Wrong] = []
    made = Filling(campaign.pack.identity, campaign.pack.clauses).fill(Text(text, text), wrong)
    return made.zh, made.en, wrong


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("{issued}", "5月16日", "16 May"),
        ("{ends}", "12月31日", "31 December"),
        ("{phase.self_inspection.to}", "7月31日", "31 July"),
        ("{phase.enforcement.from}", "8月1日", "1 August"),
        ("{phase.mobilisation.title}", "动员部署", "Mobilisation"),
        ("{phase.self_inspection.clause}", "三（二）", "3.2"),
        ("{report.day}", "23日", "23rd"),
        ("{campaign.place}", "进贤县", "Jinxian County"),
        ("{source.number}", "进府办发〔2023〕25号", "进府办发〔2023〕25号"),
        ("{clause:2.1.6}", "二（一）6", "2.1.6"),
        ("{{issued}} {{}}", "{issued} {}", "{issued} {}"),
    ],
)
def test_a_placeholder_is_what_campaign_yaml_says_as_each_language_writes_it(
    campaign: Campaign, text: str, zh: str, en: str
) -> None:
    assert said(campaign, text) == (zh, en, [])


def test_a_day_of_another_year_than_the_issue_has_its_year(campaign: Campaign) -> None:
    identity = structs.replace(campaign.pack.identity, ends=date(2024, 1, 31))
    assert values_of(identity)["ends"] == Text("2024年1月31日", "31 January 2024")
    assert day_text(date(2023, 6, 5)) == Text("6月5日", "5 June")


def test_a_campaign_that_names_no_place_and_has_no_report_has_words_for_them(campaign: Campaign) -> None:
    whole = structs.asdict(campaign.pack.identity)
    without = {key: value for key, value in whole.items() if key not in ("place", "report")}
    values = values_of(type(campaign.pack.identity)(**without))
    assert (values["campaign.place"], values["report.day"]) == (
        Text("本地", "the area"),
        Text("报送日", "reporting day"),
    )


def test_what_has_nothing_to_fill_stays_the_very_same(campaign: Campaign) -> None:
    """Filling is done once, when a pack is loaded, and costs what there is to fill."""
    wrong: list[Wrong] = []
    duty = campaign.pack.duties["review-meeting"]
    assert Filling(campaign.pack.identity, {}).fill(duty, wrong) is duty


def test_a_placeholder_that_stands_for_nothing_is_told_with_its_place_and_the_nearest(tmp_path: Path) -> None:
    pack = overlay(
        tmp_path,
        {
            "interpretations.yaml": """\
one-off-window:
  changes: jinxian-2023
  text:
    zh: 在{phase.self_inspecton.to}前
    en: before {phases.self_inspection.to}, or }
"""
        },
    )
    assert refused(pack) == [
        "interpretations.yaml:4:9: one-off-window.text.zh: unknown placeholder {phase.self_inspecton.to}; "
        "did you mean phase.self_inspection.to?; for a brace itself write {{ or }}",
        "interpretations.yaml:5:9: one-off-window.text.en: } has no other half; for a brace itself write }}",
        "interpretations.yaml:5:9: one-off-window.text.en: unknown placeholder {phases.self_inspection.to}; "
        "did you mean phase.self_inspection.to?; for a brace itself write {{ or }}",
    ]
    with pytest.raises(BadPack) as caught:
        load_campaign(pack)
    assert {problem.code for problem in caught.value.problems} == {"unknown-placeholder"}
    assert caught.value.problems[0].zh == (
        "没有占位符 {phase.self_inspecton.to}，是否想写 phase.self_inspection.to？；要写花括号本身，写 {{ 和 }}"
    )


def test_a_reason_and_a_cell_are_filled_and_told_alike(tmp_path: Path) -> None:
    """Texts of every kind: of what is withdrawn, of a cell that is changed by itself, of an outcome."""
    files = {
        "duties/a.yaml": "knowledge-contest: {withdraws: jinxian-2023, reason: {zh: '到{end}', en: x}}\n",
        "form.yaml": "changes: jinxian-2023\ncells:\n  '1.5': {changes: jinxian-2023, label: {zh: '{isued}', en: x}}\n",
        "outcomes.yaml": "changes: jinxian-2023\noutcomes:\n  dual_penalty: {changes: jinxian-2023, title: {zh: '{x}', en: x}}\n",
    }
    assert [line.partition(";")[0] for line in refused(overlay(tmp_path, files))] == [
        "duties/a.yaml:1:59: knowledge-contest.reason.zh: unknown placeholder {end}",
        "form.yaml:3:46: blocks.1.cells.5.label.zh: unknown placeholder {isued}",
        "outcomes.yaml:3:53: outcomes.dual_penalty.title.zh: unknown placeholder {x}",
    ]


def test_a_text_of_the_base_that_is_changed_need_not_be_right_here(tmp_path: Path) -> None:
    """A county that withdraws a clause says anew what names it; what it leaves is told where it stands, in the base."""
    gone = "'1.2.4': {withdraws: jinxian-2023, reason: {zh: 甲, en: A}}\n"
    (line, *_) = refused(overlay(tmp_path, {"clauses.yaml": gone}))
    assert "unknown placeholder {clause:1.2.4}" in line
    assert "rules/jinxian-2023/" in line
    files = {
        "clauses.yaml": gone
        + "'1.2.3': {changes: jinxian-2023, not_encoded: {zh: 甲, en: A}}\n"
        + "'1.9': {title: {zh: 牵头, en: Leads}}\n",
        "sectors.yaml": "changes: jinxian-2023\nclause: '1.9'\nfallback: {clause: '1.9', text: {zh: '{clause:1.9}', en: A}}\n",
    }
    fallback = load_campaign(overlay(tmp_path, files)).pack.directory.fallback
    assert fallback.text == Text("一（九）", "A")
