"""What a ledger says of how a hazard stands, against its days; marks for "the same as above"; and whose a row is."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from campaign_rules import Campaign
from campaign_rules.base.dittos import is_ditto
from campaign_rules.files.workbooks.records import read_workbook
from campaign_rules.writers.xlsx_records import write_records
from tests.files.workbooks.test_records import UNIT, read, told, typed
from tests.loading import load

HEAD = ("单位编号", "隐患编号", "发现日期", "期限", "上报日期", "挂牌督办日期", "开始整改日期", "整改完毕日期",
        "验收不合格日期", "验收日期", "销号日期", "复现日期", "状态")  # fmt: skip


def ledger(status: str, **days: str) -> bytes:
    """A workbook with one hazard, found on 1 June 2023."""
    cells = {"单位编号": "A-1", "隐患编号": "H-1", "发现日期": "2023-6-1", "状态": status, **days}
    return typed({"单位": UNIT, "隐患台账": [HEAD, [cells.get(name) for name in HEAD]]})


def said(campaign: Campaign, status: str, **days: str) -> list[str]:
    return [text.removeprefix("a.xlsx:隐患台账!M2: 状态: ") for text in told(campaign, ledger(status, **days))]


@pytest.mark.parametrize(
    ("status", "days", "text"),
    [
        ("已逾期", {}, "状态写已逾期，却没有期限"),
        ("逾期未改", {}, "状态写逾期未改，却没有期限"),
        ("已逾期30天", {"期限": "2023-7-20", "验收日期": "2023-7-20"}, "状态写已逾期，却在期限 2023-07-20 内（2023-07-20）验收"),
        ("逾期未改", {"期限": "2023-7-20", "整改完毕日期": "2023-7-21"}, "状态写逾期未改，却有整改完毕日期 2023-07-21"),
        ("逾期未验收", {"期限": "2023-7-20", "验收日期": "2023-7-21"}, "状态写逾期未验收，却有验收日期 2023-07-21"),
        ("未逾期", {"期限": "2023-7-20", "验收日期": "2023-7-21"}, "状态写未逾期，通过验收（2023-07-21）却晚于期限 2023-07-20"),
        ("按期完成", {"期限": "2023-7-20", "整改完毕日期": "2023-7-21"}, "状态写按期完成，整改完毕（2023-07-21）却晚于期限 2023-07-20"),
        ("验收不合格", {"整改完毕日期": "2023-7-1"}, "状态写验收不合格，却没有验收不合格日期"),
        ("验收未通过", {"验收不合格日期": "2023-7-1", "验收日期": "2023-7-2"}, "状态写验收未通过，却有验收日期 2023-07-02"),
        ("重新整改中", {"开始整改日期": "2023-7-1"}, "状态写重新整改中，却没有验收不合格日期"),
        ("返工", {"验收不合格日期": "2023-7-1", "整改完毕日期": "2023-7-2"}, "状态写返工，却有整改完毕日期 2023-07-02"),
        ("复现", {"验收日期": "2023-7-1"}, "状态写复现，却没有复现日期"),
        ("整改中", {"验收日期": "2023-7-1"}, "状态写整改中，却有验收日期 2023-07-01"),
        ("正在整改", {"整改完毕日期": "2023-7-1"}, "状态写正在整改，却有整改完毕日期 2023-07-01"),
        ("未整改", {"验收日期": "2023-7-1"}, "状态写未整改，却有验收日期 2023-07-01"),
        ("尚未整改", {"销号日期": "2023-7-1"}, "状态写尚未整改，却有销号日期 2023-07-01"),
        ("未开始整改", {"开始整改日期": "2023-7-1"}, "状态写未开始整改，却有开始整改日期 2023-07-01"),
        ("已整改", {}, "状态写已整改，却没有整改完毕日期"),
        ("整改完毕", {"整改完毕日期": "2023-7-1", "验收不合格日期": "2023-7-1"}, "状态写整改完毕，却有验收不合格日期 2023-07-01"),
        ("已销号", {"验收日期": "2023-7-1"}, "状态写已销号，却没有销号日期"),
        ("未销号", {"销号日期": "2023-7-1"}, "状态写未销号，却有销号日期 2023-07-01"),
        ("已闭环", {}, "状态写已闭环，却没有销号日期"),
        ("验收合格", {"整改完毕日期": "2023-7-1"}, "状态写验收合格，却没有验收日期"),
        ("已验收", {"验收日期": "2023-7-1", "复现日期": "2023-7-1"}, "状态写已验收，却有复现日期 2023-07-01"),
        ("未验收", {"验收日期": "2023-7-1"}, "状态写未验收，却有验收日期 2023-07-01"),
        ("待验收", {}, "状态写待验收，却没有整改完毕日期"),
        ("整改完毕，待验收", {"整改完毕日期": "2023-7-1", "验收日期": "2023-7-2"}, "状态写待验收，却有验收日期 2023-07-02"),
        ("挂牌督办", {}, "状态写挂牌督办，却没有挂牌督办日期"),
        ("未挂牌", {"挂牌督办日期": "2023-7-1"}, "状态写未挂牌，却有挂牌督办日期 2023-07-01"),
        ("已上报", {}, "状态写已上报，却没有上报日期"),
        ("未上报", {"上报日期": "2023-7-1"}, "状态写未上报，却有上报日期 2023-07-01"),
        ("整改中（已上报）", {"开始整改日期": "2023-7-1"}, "状态写已上报，却没有上报日期"),
        ("已延期", {"期限": "2023-7-20"}, "状态写已延期，却没有延期日期"),
    ],
)  # fmt: skip
def test_a_status_that_the_days_contradict_is_told_in_its_cell(
    campaign: Campaign, status: str, days: dict[str, str], text: str
) -> None:
    assert said(campaign, status, **days) == [text]


@pytest.mark.parametrize(
    ("status", "days"),
    [
        ("已逾期", {"期限": "2023-7-20"}),
        ("已逾期", {"期限": "2023-7-20", "验收日期": "2023-7-21"}),  # it was, before it was accepted
        ("已逾期", {"期限": "2023-7-20", "验收日期": "2023-7-1", "复现日期": "2023-8-1"}),
        ("逾期未改", {"期限": "2023-7-20", "整改完毕日期": "2023-7-2", "验收不合格日期": "2023-7-3"}),
        ("未逾期", {"期限": "2023-7-20", "验收日期": "2023-7-20"}),
        ("未逾期", {}),
        ("验收不合格", {"整改完毕日期": "2023-7-1", "验收不合格日期": "2023-7-1"}),
        ("重新整改中", {"验收日期": "2023-7-1", "复现日期": "2023-7-2"}),
        ("整改中", {"开始整改日期": "2023-6-2"}),
        ("整改中", {"整改完毕日期": "2023-7-1", "验收不合格日期": "2023-7-3"}),
        ("未整改", {"开始整改日期": "2023-6-2"}),
        ("未整改", {}),
        ("已整改", {"验收日期": "2023-7-1"}),
        ("已销号", {"销号日期": "2023-7-1"}),
        ("已验收，未销号", {"验收日期": "2023-7-1"}),
        ("7月15日已验收", {"验收日期": "2023-7-15"}),
        ("待验收", {"整改完毕日期": "2023-7-1"}),
        ("挂牌督办、已上报", {"挂牌督办日期": "2023-7-1", "上报日期": "2023-6-2"}),
        ("不明", {}),
    ],
)  # fmt: skip
def test_a_status_that_can_be_so_on_some_day_is_taken(campaign: Campaign, status: str, days: dict[str, str]) -> None:
    loaded, warnings = read_workbook(Path("a.xlsx"), campaign.pack, BytesIO(ledger(status, **days)))
    assert (len(loaded), warnings) == (1, [])


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("整改中", "状态写整改中，却没有开始整改日期：按没有开始整改计"),
        ("天气晴", "不认得“天气晴”这种状态，没有与各日期核对"),
    ],
)
def test_what_a_status_leaves_open_is_warned_about(campaign: Campaign, status: str, text: str) -> None:
    _, warnings = read_workbook(Path("a.xlsx"), campaign.pack, BytesIO(ledger(status)))
    assert [one.zh for one in warnings] == [text]


def test_an_event_in_the_sheet_of_events_bears_out_a_status(campaign: Campaign) -> None:
    rows = [HEAD, ["A-1", "H-1", "2023-6-1", *[None] * 9, "已销号"]]
    events = [("单位编号", "隐患编号", "事项", "日期"), ("A-1", "H-1", "销号", "2023-7-1")]
    assert len(read(campaign, typed({"单位": UNIT, "隐患台账": rows, "隐患经过": events}))) == 1


# --- the same as above ---

DITTOS = ("同上", "〃", "″", "”", '"', "同左", "（同上）", "——〃——", "与上一行相同", "同上一栏", "ditto")


@pytest.mark.parametrize("mark", DITTOS)
@pytest.mark.parametrize(
    ("sheet", "head", "cells", "column"),
    [
        ("活动", ("单位编号", "活动种类", "日期", "由谁"), ["A-1", "讲评会", "2023-6-1", "主要负责人"], 0),
        ("活动", ("单位编号", "活动种类", "日期", "由谁"), ["A-1", "讲评会", "2023-6-1", "主要负责人"], 1),
        ("活动", ("单位编号", "活动种类", "日期", "由谁"), ["A-1", "讲评会", "2023-6-1", "主要负责人"], 2),
        ("活动", ("单位编号", "活动种类", "日期", "由谁"), ["A-1", "讲评会", "2023-6-1", "主要负责人"], 3),
        ("隐患台账", ("单位名称", "隐患编号", "发现日期", "责任人"), ["某厂", "H-1", "2023-6-1", "王某"], 0),
        ("隐患台账", ("单位名称", "隐患编号", "发现日期", "责任人"), ["某厂", "H-1", "2023-6-1", "王某"], 1),
        ("隐患台账", ("单位名称", "隐患编号", "发现日期", "责任人"), ["某厂", "H-1", "2023-6-1", "王某"], 3),
        ("动火", ("单位编号", "作业编号", "日期", "监护人"), ["A-1", "W-1", "2023-6-1", "李某"], 3),
        ("处罚", ("单位编号", "决定日期", "金额"), ["A-1", "2023-6-1", 2], 2),
    ],
)
def test_a_mark_for_the_same_as_above_is_refused_in_every_column(
    campaign: Campaign, mark: str, sheet: str, head: tuple[str, ...], cells: list[Any], column: int
) -> None:
    row = [mark if i == column else cell for i, cell in enumerate(cells)]
    cell = f"{'ABCD'[column]}2"
    assert told(campaign, typed({"单位": UNIT, sheet: [head, row]})) == [
        f"a.xlsx:{sheet}!{cell}: {head[column]}: “{mark}”指的是哪一格说不准（表一排序、筛选就变了）；请照原样写全"
    ]


def test_a_mark_among_several_words_is_refused_and_in_a_note_it_is_kept(campaign: Campaign) -> None:
    assert "指的是哪一格" in told(campaign, typed({"单位": [(*UNIT[0], "行业"), (*UNIT[1], "矿山；同上")]}))[0]
    (record,) = read(campaign, typed({"单位": [(*UNIT[0], "备注"), (*UNIT[1], "同上")]}))
    assert record.note == "同上"


@pytest.mark.parametrize("name", ["同上村", "同德化工", "上前进厂", "左家庄", "同一", "上行科技", "do", "前进"])
def test_a_name_that_begins_like_one_is_no_mark(name: str) -> None:
    assert not is_ditto(name)


def test_a_text_that_is_such_a_mark_is_written_so_that_it_comes_back(campaign: Campaign) -> None:
    record = load({"id": "A", "name": "同上", "sectors": ["〃"], "activities": []}).record
    stream = BytesIO()
    write_records(stream, campaign.pack, [record])
    assert read(campaign, stream.getvalue()) == [record]


# --- whose a row is ---


def hazards_of(*owners: str, heading: str = "企业名称") -> bytes:
    head = (heading, "编号", "发现日期")
    return typed({"台账": [head, *((owner, f"H-{i}", "2023-6-1") for i, owner in enumerate(owners))]})


@pytest.mark.parametrize("heading", ["企业名称", "单位"])
def test_width_blanks_and_the_kind_of_brackets_make_no_other_enterprise(campaign: Campaign, heading: str) -> None:
    spelled = ("某（江西）", "某(江西)", "某 （江西）", "某【江西】", "某〔 江西 〕", "某　［江西］")
    (one,) = read(campaign, hazards_of(*spelled, heading=heading))
    assert len(one.hazards or ()) == len(spelled)


def test_units_whose_names_differ_in_brackets_are_different_units(campaign: Campaign) -> None:
    made = read(campaign, hazards_of("某（江西）", "某（湖南）", "某", "某江西"))
    assert [len(one.hazards or ()) for one in made] == [1, 1, 1, 1]


def test_a_listed_unit_is_found_by_its_name_however_it_is_bracketed(campaign: Campaign) -> None:
    units = [UNIT[0], ("A-1", "某（江西）", "民和镇"), ("A-2", "某", "民和镇")]
    rows = [("单位名称", "活动种类", "日期"), ("某 [江西]", "讲评会", "2023-6-1"), ("某", "讲评会", "2023-6-2")]
    one, two = read(campaign, typed({"单位": units, "活动": rows}))
    assert [len(each.activities or ()) for each in (one, two)] == [1, 1]
    (problem,) = told(campaign, typed({"单位": units, "活动": [rows[0], ("某江西", "讲评会", "2023-6-1")]}))
    assert problem.startswith("a.xlsx:活动!A2: 单位名称: “单位”表里没有 某江西")


def test_a_name_that_two_units_have_is_refused(campaign: Campaign) -> None:
    units = [UNIT[0], ("A-1", "某（江西）", "民和镇"), ("A-2", "某(江西)", "民和镇")]
    rows = [("单位名称", "活动种类", "日期"), ("某（江西）", "讲评会", "2023-6-1")]
    assert told(campaign, typed({"单位": units, "活动": rows})) == [
        "a.xlsx:活动!A2: 单位名称: 有 2 家单位叫“某（江西）”，请写编号"
    ]


@pytest.mark.parametrize("status", ["已整改70%", "整改完成90%", "完成八成", "基本完成"])
def test_work_that_is_partly_done_does_not_go_with_a_day_on_which_all_was(campaign: Campaign, status: str) -> None:
    assert said(campaign, status, 整改完毕日期="2023-7-1") == [f"状态写{status}，却有整改完毕日期 2023-07-01"]
    assert read(campaign, ledger(status, 开始整改日期="2023-7-1"))


@pytest.mark.parametrize("status", ["已整改 3/5", "整改", "验收", "上报", "整改、验收中"])
def test_a_word_that_does_not_say_whether_it_was_done_claims_nothing(campaign: Campaign, status: str) -> None:
    assert read(campaign, ledger(status, 开始整改日期="2023-7-1"))


def test_a_status_that_says_all_was_done_claims_the_whole(campaign: Campaign) -> None:
    assert read(campaign, ledger("已整改100%", 整改完毕日期="2023-7-1"))
