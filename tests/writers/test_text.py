"""What a safety officer sees at a terminal."""

import io
import re
from datetime import date
from typing import Any

import pytest
from msgspec import structs
from rich.cells import cell_len
from rich.console import Console, RenderableType

from campaign_rules import Campaign
from campaign_rules.rules.record.declaration import ItemName
from campaign_rules.rules.record.model import record_model
from campaign_rules.writers import text

DAY = date(2023, 10, 15)


def shown(what: RenderableType, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
    console.print(what)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def of(
    campaign: Campaign, record: dict[str, Any], day: date = DAY, *, everything: bool = False, width: int = 80
) -> str:
    report = campaign.check({"id": "x", **record}, as_of=day)
    return shown(text.report(report, campaign, "zh", everything=everything, width=width), width)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(campaign: Campaign, width: int) -> None:
    said = of(campaign, {"name": "某" * 200, "activities": []}, width=width)
    assert max(cell_len(line) for line in said.splitlines()) <= width


def test_a_narrow_terminal_keeps_every_word(campaign: Campaign) -> None:
    said = "".join(line.strip("│ ") for line in of(campaign, {"activities": []}, width=40).splitlines())
    assert "主持召开安全生产工作讲评会" in said.replace("│", "").replace(" ", "")
    assert "二（一）6" in said


def test_no_console_is_absurdly_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1")
    assert text.console().width == 24


def test_a_report_begins_with_who_when_and_one_plain_sentence(campaign: Campaign) -> None:
    record = {"name": "某厂", "sectors": ["gas", "新业态", "建筑"], "activities": []}
    said = of(campaign, record, width=120).splitlines()
    assert said[0] == "某厂  x"
    assert said[2] == "判定日 2023-10-15，部门精准执法"
    assert re.fullmatch(
        r"规则包 jinxian-2023 2.0 \([0-9a-f]{12}\)，所依据的层：安全生产记录（1.0）、安全生产法（2021.1）", said[3]
    )
    assert said[4] == (
        "牵头部门：燃气 → 住房城乡建设部门；新业态 → 未指定（一（二）4）；建筑 → 住房城乡建设部门/交通运输部门（待明确）"
    )
    assert said[6].startswith("有 ")
    assert "尚不能认定合规" in said[6]


def test_what_was_known_then_is_said_at_the_head(campaign: Campaign) -> None:
    known = campaign.check({"id": "x", "activities": []}, as_of=DAY, known_at=DAY)
    assert "只看截至 2023-10-15 已记录的事项" in shown(text.report(known, campaign, "zh"), 100)


def test_worst_comes_first_and_periods_of_one_duty_stand_together(campaign: Campaign) -> None:
    said = of(campaign, {"activities": []}, width=120)
    assert "2023-05（不完整）、2023-06、2023-07、2023-08、2023-09" in said
    assert (
        said.index("未履行     │")
        < said.index("资料不足   │")
        < said.index("待人工核查 │")
        < said.index("待完成     │")
    )


def test_the_option_all_lists_every_obligation(campaign: Campaign) -> None:
    said = of(campaign, {"activities": []}, everything=True, width=200)
    assert "review-meeting" not in said
    assert "主持召开安全生产工作讲评会 2023-12" in said
    assert "--all" not in said


def test_items_of_one_duty_stand_together_under_their_ids(campaign: Campaign) -> None:
    contracts = [{"id": f"C-{i}", "qualified": False} for i in (1, 2)]
    said = of(campaign, {"contracts": contracts}, width=200)
    assert "C-1：不符合要求：承包承租方条件和资质（记录为否）" in said
    assert "C-2：" in said


def test_hostile_text_stays_text(campaign: Campaign) -> None:
    name = "[bold red]x[/bold red] :smile: \u202eabc"
    said = of(campaign, {"name": name, "sectors": ["[/]"], "hazards": [{"id": "[b]", "found": {"date": "2023-06-01"}}]})
    assert "[bold red]x[/bold red] :smile:" in said
    assert "[b]" in said


def test_outcomes_are_said_to_be_indications(campaign: Campaign) -> None:
    hazard = {"id": "H", "found": {"date": "2023-06-01", "by": "enterprise"}, "immediately_fixable": True, "events": []}
    said = of(campaign, {"hazards": [hazard], "penalties": []}, width=200)
    assert "供执法人员参考，不是决定" in said
    assert "│ H    │ 无 " in said


def test_what_is_not_yet_effective_and_what_looks_like_a_slip_is_listed(campaign: Campaign) -> None:
    activities = [{"kind": "review_meting", "date": "2023-12-01"}]
    said = of(campaign, {"activities": activities}, width=200)
    assert "判定日之后、尚未生效的记录 1 条：activities[0]" in said
    assert said.startswith("不认得的词：activities[0].kind: 不认得“review_meting”，由它决定的判断为“不明”；是否想写")


def test_an_actor_without_duties_is_told_that_nothing_was_judged(campaign: Campaign) -> None:
    for_enterprises = structs.replace(
        campaign.pack,
        duties={name: duty for name, duty in campaign.pack.duties.items() if duty.clause.startswith("2.1.")},
    )
    assert "没有作出任何判断" in of(Campaign(for_enterprises), {"actor": "township"})


def test_a_day_outside_of_the_phases_is_said_to_be_so(campaign: Campaign) -> None:
    assert "判定日 2023-04-30，不在四个阶段之内" in of(campaign, {}, date(2023, 4, 30))


def test_what_is_indicated_is_headed_as_the_campaign_calls_its_items(campaign: Campaign) -> None:
    declared = campaign.pack.model.declaration
    hazards = structs.replace(declared.sections["hazards"], item=ItemName(zh="问题", en="issue"))
    model = record_model(structs.replace(declared, sections={**declared.sections, "hazards": hazards}))
    record = {"hazards": [{"id": "H-1", "found": {"date": "2023-06-12"}}]}
    said, otherwise = (of(one, record) for one in (campaign, Campaign(structs.replace(campaign.pack, model=model))))
    assert "对每个隐患的处理提示（供执法人员参考，不是决定）" in said
    assert "对每项问题的处理提示（供执法人员参考，不是决定）" in otherwise


def test_a_reading_that_is_set_otherwise_is_said_at_the_end_with_where_all_are_told(campaign: Campaign) -> None:
    """Contract §3: reports repeat the readings that they rest on."""
    otherwise = campaign.with_interpretation("inclusive-deadlines", "exclusive")
    said = of(otherwise, {"activities": []}, width=200)
    assert re.search(
        r"\n解释“期限当日算在内”（已改选）：须在当日之前 *\n（以上依据 \d+ 条对原文的解释：explain 逐项说明，--format html 全部列出）",
        said,
    )
    assert "已改选" not in of(campaign, {"activities": []}, width=200)
    many = [otherwise.check({"id": id_}, as_of=DAY) for id_ in "ab"]
    assert "解释“期限当日算在内”（已改选）：须在当日之前" in shown(text.overview(many, "zh"), 200)
