"""The form, the summary and the ledger as people see them: at a terminal, on paper, in a file."""

from datetime import date
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from rich.console import Console, RenderableType

from campaign_rules import Campaign
from campaign_rules.reports.progress.filled import Progress
from campaign_rules.writers import csv, form, overview, xlsx_form, xlsx_ledger

AS_OF = date(2023, 8, 23)
FINE = {"kind": "administrative_penalty", "date": "2023-08-01", "amount": 7.5, "enterprise": "甲"}
CASE = {"kind": "typical_case", "date": "2023-08-01"}
DEPARTMENT = {
    "id": "emergency_management",
    "name": "县应急管理局",
    "actor": "department",
    "activities": [FINE, {**FINE, "date": "2023-08-24"}, CASE],
}
ENTERPRISE = {
    "id": "甲", "name": "甲厂", "township": "民和镇", "documents": [{"kind": "deputy_responsibility_lists", "date": "2023-07-01"}],
    "hazards": [{"id": "H-1", "title": "=1+1\u202e", "found": {"date": "2023-06-12", "by": "enterprise"}, "plan": {"deadline": "2023-07-20", "funds": 3},
                 "immediately_fixable": False, "events": []}],
    "spot_checks": [{"date": "2023-08-10", "by": "应急管理局", "found": ["no_deputy_lists"]}],
}  # fmt: skip
TOWN = {"id": "民和镇", "actor": "township", "documents": [{"kind": "media_column", "date": "2023-03-01"}], "activities": [{"kind": "whistleblower_reward", "date": "2023-07-01", "amount": 0.3, "anonymous": True}]}  # fmt: skip


def printed(renderable: RenderableType, width: int = 100) -> str:
    console = Console(file=StringIO(), width=width, color_system=None)
    console.print(renderable)
    return str(console.file.getvalue())  # type: ignore[attr-defined]  # a StringIO


@pytest.fixture(scope="module")
def filled(campaign: Campaign) -> Progress:
    return campaign.progress([DEPARTMENT, ENTERPRISE, TOWN], as_of=AS_OF)


def test_a_cell_says_its_figures_with_their_units(filled: Progress) -> None:
    said = {name: form.cell_text(filled.whole, name, "zh") for name in ("1.1", "3.3", "3.8", "4.5", "4.6", "4.7")}
    assert said == {
        "1.1": "1个", "3.3": "1次，7.5万元", "3.8": "1个，其中危险作业罪案例0个", "4.5": "0.3万元，其中匿名举报查实奖励0.3万元",
        "4.6": "是", "4.7": "—",
    }  # fmt: skip
    assert form.cell_text(filled.whole, "3.3", "en") == "1 times, 7.5 10,000 yuan"


def test_the_form_says_who_since_when_and_what_does_not_fit(filled: Progress) -> None:
    said = printed(form.form(filled, filled.whole, filled.whole.remarks, "zh"))
    assert said.splitlines()[:3] == [
        "进贤县重大事故隐患专项排查整治进展情况调度表",
        "填报单位：进贤县",
        "自 2023-05-01 至 2023-08-23 累计（含首尾两日）",
    ]
    assert "“—”：没有单位填报，不是 0" in said
    assert "提醒 3.8: 另有 1 条记录没有写明是否计入（--explain 3.8 可看），未计" in said
    assert "抽查检查记录与企业记录不一致的：" in said
    assert "2.4 甲 甲厂 2023-08-10（spot_checks[0]）：企业未制定分管负责人职责清单：部门查出" in said
    alone = filled.of_unit("民和镇")
    assert "不一致" not in printed(form.form(filled, alone, alone.remarks, "zh"))


def test_what_stands_behind_a_cell_names_clauses_entries_and_reasons(filled: Progress) -> None:
    said = printed(form.explained(filled, "3.3", filled.whole, filled.explain("3.3"), "zh"), 160)
    assert said.splitlines() == [
        "进贤县  3.3 行政处罚：1次，7.5万元",
        "依据：附件三之3、二（二）3",
        "",
        "  计入 +1 [count]  2023-08-01  行政处罚  emergency_management 县应急管理局（activities[0]）",
        "  计入 +7.5 [amount]  2023-08-01  行政处罚  emergency_management 县应急管理局（activities[0]）",
        "  未计 [count]  2023-08-24  行政处罚  emergency_management 县应急管理局（activities[1]）：2023-08-24 晚于 2023-08-23，尚未计入",
        "  未计 [amount]  2023-08-24  行政处罚  emergency_management 县应急管理局（activities[1]）：2023-08-24 晚于 2023-08-23，尚未计入",
    ]
    assert printed(form.explained(filled, "3.9", filled.whole, [], "en")).splitlines()[-1] == "  no entries"


# --- on paper ---


def workbook(filled: Progress, lang: Any = "zh") -> Any:
    stream = BytesIO()
    xlsx_form.write(stream, filled, (filled.whole, *filled.units), lang)
    return openpyxl.load_workbook(stream)


def test_the_printed_form_has_the_annexes_shape(filled: Progress) -> None:
    page = workbook(filled)["进贤县"]
    merged = sorted(str(area) for area in page.merged_cells.ranges)
    assert merged == ["A10:A14", "A15:A18", "A19:G19", "A1:G1", "A20:G20", "A2:D2", "A3:A5", "A6:A9", "E2:G2"]
    assert [page[f"A{row}"].value for row in (1, 3, 6, 10, 15)] == [
        "进贤县重大事故隐患专项排查整治进展情况调度表", "总体情况", "对企业自查自改进行抽查检查情况", "部门精准严格执法情况", "党委政府组织领导情况",
    ]  # fmt: skip
    assert (page["A2"].value, page["E2"].value) == ("填报单位：进贤县", "时间：2023年8月23日")
    assert page["A20"].value.split() == ["填表人：", "审核人：", "（盖章）"]
    numbers = [page.cell(row, column).value for row in range(3, 19) for column in (2, 5)]
    assert numbers == [*range(1, 7), *range(1, 9), *range(1, 11), *range(1, 9)]


def test_the_printed_cells_say_what_they_ask_and_their_figures(filled: Progress) -> None:
    page = workbook(filled)["进贤县"]
    assert [page.cell(3, column).value for column in range(2, 8)] == [
        1,
        "企业自查发现的重大事故隐患（个）",
        1,
        2,
        "企业自查发现重大事故隐患中已完成整改的（个）",
        0,
    ]
    assert [page.cell(11, column).value for column in (3, 4)] == ["行政处罚（次，万元）", "1次，7.5万元"]
    assert page.cell(13, 6).value == "公布典型执法案例（个），其中危险作业罪案例（个）"
    assert page.cell(17, 3).value == "举报奖励（万元），其中匿名举报查实奖励（万元）"
    assert [page.cell(17, column).value for column in (6, 7)] == ["是否在主流媒体设置安全生产专题栏目", "是"]
    assert page.cell(18, 4).value == "—"


def test_the_printed_form_is_one_page_of_a4(filled: Progress) -> None:
    page = workbook(filled)["进贤县"]
    assert (page.page_setup.paperSize, page.page_setup.orientation, page.sheet_properties.pageSetUpPr.fitToPage) == (
        9,
        "landscape",
        True,
    )
    assert (page.page_setup.fitToHeight, page.page_setup.fitToWidth) == (1, 1) or page.page_setup.fitToHeight is None
    assert page.print_area == "'进贤县'!$A$1:$G$20"


def test_the_notes_of_the_annex_stand_below(filled: Progress) -> None:
    lines = workbook(filled)["进贤县"]["A19"].value.splitlines()
    assert [line[:4] for line in lines] == ["注：1.", "2. 如", "3. 重", "“—”表"]


def test_a_sheet_is_made_for_each_unit_and_one_for_what_stands_behind(filled: Progress) -> None:
    book = workbook(filled)
    assert book.sheetnames == ["进贤县", "民和镇", "应急管理部门", "明细"]
    rows = [[cell.value for cell in row] for row in book["明细"].iter_rows(min_row=2)]
    assert [row for row in rows if row[0] == "1.1"] == [
        ["1.1", "企业自查发现的重大事故隐患（个）", "计入", "2023-06-12", "甲", "甲厂", "hazards[0]", "H-1", 1]
    ]
    assert [row[1] for row in rows if row[0] == "3.8" and row[2] is None] == [
        "提醒 3.8: 另有 1 条记录没有写明是否计入（--explain 3.8 可看），未计"
    ]
    assert any("部门查出" in str(row[1]) for row in rows if row[0] == "2.4")
    assert workbook(filled, "en").sheetnames[-1] == "Details"


def test_units_of_names_that_excel_does_not_allow_get_sheets(campaign: Campaign) -> None:
    towns = [
        {"id": name, "actor": "township", "activities": []} for name in ("甲[镇]:*?/\\'", "长" * 40, "长" * 39, "明细")
    ]
    made = campaign.progress(towns, as_of=AS_OF)
    assert workbook(made).sheetnames == ["进贤县", "甲_镇_______", "长" * 28, "长" * 28 + "2", "明细", "明细2"]


def test_the_same_form_gives_the_same_bytes(filled: Progress) -> None:
    streams = [BytesIO(), BytesIO()]
    for stream in streams:
        xlsx_form.write(stream, filled, (filled.whole,), "zh")
    assert streams[0].getvalue() == streams[1].getvalue()


# --- the summary and the ledger ---


def test_the_summary_tells_the_county_at_a_glance(campaign: Campaign) -> None:
    said = printed(overview.summary(campaign.summary([DEPARTMENT, ENTERPRISE, TOWN], as_of=AS_OF), "zh"), 120)
    for line in (
        "各家最差的状态",
        "最差的义务",
        "按乡镇",
        "逾期 34 天（期限 2023-07-20）  甲厂（民和镇） H-1 =1+1\\u202e",
        "今后 30 天到期（未办结的）",
    ):
        assert line in said
    english = printed(overview.summary(campaign.summary([{"id": "A"}], as_of=date(2025, 1, 1)), "en"))
    assert english.rstrip().endswith("nothing")


def test_a_ledger_has_a_paragraph_for_each_item_where_its_columns_find_no_room(campaign: Campaign) -> None:
    said = printed(overview.ledger(campaign.ledger([ENTERPRISE], as_of=AS_OF), "zh", 80), 80)
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert lines[:4] == ["甲厂 H-1 =1+1\\u202e", "单位编号 甲", "单位名称 甲厂", "乡镇 民和镇"]
    assert lines[-1] == "状态 已发现，已逾期"
    assert not any(line.startswith("备注") for line in lines), "what is left empty is not told"


def test_a_ledger_has_every_column_that_its_file_has_where_they_find_room(campaign: Campaign) -> None:
    kept = campaign.ledger([ENTERPRISE], as_of=AS_OF)
    head, line = (printed(overview.ledger(kept, "zh", 400), 400).splitlines()[i] for i in (1, 3))
    assert head.strip("┃ ").replace(" ", "").split("┃") == [column.title.zh for column in kept.columns.values()]
    assert line.count("│") == len(kept.columns) + 1
    assert [cell.strip() for cell in line.split("│")][1:4] == ["甲", "甲厂", "民和镇"]


def test_the_ledger_as_csv_holds_no_formula(campaign: Campaign) -> None:
    head, line = csv.ledgers([campaign.ledger([ENTERPRISE], as_of=AS_OF)], "zh").splitlines()
    assert head.startswith("\ufeff单位编号,单位名称,乡镇,隐患编号,描述,来源,发现日期")
    assert (
        line
        == "甲,甲厂,民和镇,H-1,'=1+1\\u202e,企业,2023-06-12,否,是,不明,不明,3,2023-07-20,2023-07-20,不明,无,无,无,无,无,无,无,无,无,已发现，已逾期,,,"
    )


def test_the_ledger_as_a_workbook_has_days_and_numbers(campaign: Campaign) -> None:
    stream = BytesIO()
    xlsx_ledger.write(stream, [campaign.ledger([ENTERPRISE], as_of=AS_OF)], campaign.pack, AS_OF, "zh")
    page = openpyxl.load_workbook(stream)["隐患台账"]
    assert page["A1"].value == "重大事故隐患台账（截至 2023-08-23）"
    told = {page.cell(2, column).value: page.cell(3, column) for column in range(1, page.max_column + 1)}
    assert (told["描述"].data_type, told["描述"].value) == ("s", "=1+1\u202e")
    assert (
        str(told["发现日期"].value)[:10],
        told["资金（万元）"].value,
        told["能否立即整改"].value,
        told["验收日期"].value,
    ) == ("2023-06-12", 3, "否", "无")
