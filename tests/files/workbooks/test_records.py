"""Records from spreadsheets: what goes out comes back the same, and what people type is read or told, cell by cell."""

import pathlib
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import msgspec
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import UNSET

from campaign_rules import BadRecord, Campaign
from campaign_rules.files.workbooks.problems import Problems
from campaign_rules.files.workbooks.records import read_units, read_workbook
from campaign_rules.rules.record.values import Record
from campaign_rules.writers.xlsx_records import write_records
from tests.examples import MORE
from tests.loading import load, load_file
from tests.strategies import any_records, records

EXAMPLES = pathlib.Path(__file__).parents[3] / "examples"
Rows = Sequence[Sequence[Any]]


def read(campaign: Campaign, content: bytes) -> list[Record]:
    return [one.record for one in read_workbook(pathlib.Path("a.xlsx"), campaign.pack, BytesIO(content))[0]]


def typed(sheets: Mapping[str, Rows], merged: Mapping[str, str] | None = None) -> bytes:
    """A workbook as somebody typed it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
        if merged and title in merged:
            page.merge_cells(merged[title])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def told(campaign: Campaign, content: bytes) -> list[str]:
    with pytest.raises(BadRecord) as caught:
        read(campaign, content)
    return [problem.render() for problem in caught.value.problems]


UNIT = [("编号*", "名称", "乡镇"), ("A-1", "某厂", "民和镇")]


# --- there and back ---


@settings(max_examples=75 * MORE, suppress_health_check=list(HealthCheck))
@given(any_records())
def test_any_record_written_to_a_workbook_comes_back_the_same(campaign: Campaign, record: Record) -> None:
    stream = BytesIO()
    write_records(stream, campaign.pack, [record])
    # Not by way of `read`: a record that can't be possible is refused there, which is not what is asked here.
    problems = Problems("a.xlsx")
    made = [
        msgspec.convert(unit.data, campaign.record_model.record)
        for unit in read_units(stream.getvalue(), campaign.pack, problems)
    ]
    assert (made, problems.wrong) == ([record], [])


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(records())
def test_a_possible_record_comes_back_through_the_whole_way(campaign: Campaign, data: dict[str, Any]) -> None:
    record = load(data).record
    stream = BytesIO()
    write_records(stream, campaign.pack, [record])
    assert read(campaign, stream.getvalue()) == [record]


def test_the_examples_come_back_the_same_all_in_one_workbook(campaign: Campaign) -> None:
    loaded = [one.record for path in sorted(EXAMPLES.glob("*.*")) for one in load_file(path)]
    stream = BytesIO()
    write_records(stream, campaign.pack, loaded)
    assert read(campaign, stream.getvalue()) == loaded


def test_the_same_records_give_the_same_bytes(campaign: Campaign) -> None:
    streams = [BytesIO(), BytesIO()]
    for stream in streams:
        write_records(stream, campaign.pack, [load({"id": "A", "activities": []}).record])
    assert streams[0].getvalue() == streams[1].getvalue()


def test_a_formula_in_a_text_is_written_as_text(campaign: Campaign) -> None:
    stream = BytesIO()
    hostile = {
        "id": "=1+1",
        "name": '=HYPERLINK("http://x")',
        "documents": [{"kind": "risk_map", "date": "2023-06-01", "note": "@SUM(A1)"}],
    }
    write_records(stream, campaign.pack, [load(hostile).record])
    page = openpyxl.load_workbook(stream)["单位"]
    assert [(cell.data_type, cell.value) for cell in page[2][:2]] == [("s", "=1+1"), ("s", '=HYPERLINK("http://x")')]


def test_common_events_stand_in_the_ledger_itself_and_others_in_a_sheet_of_their_own(campaign: Campaign) -> None:
    common = [
        {"kind": "reported", "date": "2023-06-13", "to": "应急管理局"},
        {"kind": "accepted", "date": "2023-07-15"},
    ]
    hazards = [
        {"id": "H-1", "found": {"date": "2023-06-12"}, "events": common},
        {"id": "H-2", "found": {"date": "2023-06-12"}, "events": [*common, {"kind": "accident", "date": "2023-07-20"}]},
    ]
    stream = BytesIO()
    write_records(stream, campaign.pack, [load({"id": "A", "hazards": hazards}).record])
    book = openpyxl.load_workbook(stream)
    head = [cell.value for cell in book["隐患台账"][1]]
    reported = head.index("上报日期")
    days = [cell.value for cell in next(iter(book["隐患台账"].iter_cols(reported + 1)))][1:]
    assert [str(day)[:10] for day in days] == ["2023-06-13", "None"]
    assert [row[2].value for row in book["隐患经过"].iter_rows(min_row=2)] == ["报告", "通过验收", "发生事故"]


def test_two_records_of_one_id_and_a_text_that_is_too_long_are_refused(campaign: Campaign) -> None:
    twice = [load({"id": "A"}).record, load({"id": "A", "note": "长" * 40_000}).record]
    with pytest.raises(BadRecord) as caught:
        write_records(BytesIO(), campaign.pack, twice)
    assert [problem.zh for problem in caught.value.problems] == [
        "编号 A 有两份记录，不能写进同一个工作簿",
        "文字有 40000 个字符，一格最多 32767 个",
    ]


def test_a_template_has_lists_to_choose_from(campaign: Campaign) -> None:
    stream = BytesIO()
    write_records(stream, campaign.pack)
    book = openpyxl.load_workbook(stream)
    assert book.sheetnames == ["填表说明", "单位", "活动", "文件", "隐患台账", "隐患经过", "动火", "人员", "外包", "处罚", "事故通报", "抽查检查", "停产停业", "属性", "选项"]  # fmt: skip
    rules = {str(rule.sqref): rule.formula1 for rule in book["活动"].data_validations.dataValidation}
    kind = next(cell.column_letter for cell in book["活动"][1] if cell.value == "活动种类*")
    where = rules[f"{kind}2:{kind}501"]
    assert where.startswith("选项!$")
    column = where.removeprefix("选项!$")[0]
    assert [cell.value for cell in book["选项"][column]][:2] == ["安全生产讲评会", "重大事故隐患排查整治检查"]
    assert book["选项"].sheet_state == "hidden"


def test_an_empty_template_says_nothing(campaign: Campaign) -> None:
    stream = BytesIO()
    write_records(stream, campaign.pack)
    assert told(campaign, stream.getvalue()) == ["a.xlsx: 表里没有填任何单位"]


# --- what people type ---


def test_what_people_and_programs_do_to_a_sheet_is_read(campaign: Campaign) -> None:
    """A title above the headings, a column of numbers, blank rows, full-width digits, blanks, days in many forms."""
    content = typed(
        {
            "企业": [("某镇企业名单",), (), ("序号", " 统一社会信用代码 ", "企业名称", "乡　镇", "高危", "行业领域"), (1, " Ａ－１ ", "某厂 ", "民和镇", "√", "工贸、特种设备")],
            "活动记录": [
                ("企业编号", "活动", "开展日期", "主持人"),
                ("A-1", "讲评会", "２０２３年６月１日", "主要负责人"),
                (),
                ("A-1", "安全生产讲评会", "2023.7.2", "主要负责人"),
                ("A-1", "review_meeting", 45139, "主要负责人"),
                ("某厂", "应急演练", date(2023, 8, 5), None),
                ("A-1", "辅导课", "20230901", "不 明"),
            ],
            "外包": [("企业编号", "合同编号", "安全协议", "资质"), ("A-1", 7, "是", "不清楚")],
            "处罚": [("企业编号", "决定日期", "罚款（元）", "金额备注"), ("A-1", "2023-6-1", "50,000", None)],
        },
        merged={"企业": "A1:F1"},
    )  # fmt: skip
    (record,) = read(campaign, content)
    assert (record.id, record.name, record.township, record.high_risk, record.sectors) == (
        "A-1",
        "某厂",
        "民和镇",
        True,
        ("industry_trade", "special_equipment"),
    )
    assert [(a.kind, a.date.isoformat(), a.by) for a in record.activities or ()] == [
        ("review_meeting", "2023-06-01", "principal"),
        ("review_meeting", "2023-07-02", "principal"),
        ("review_meeting", "2023-08-01", "principal"),
        ("rescue_drill", "2023-08-05", UNSET),
        ("safety_lecture", "2023-09-01", UNSET),
    ]
    (contract,) = record.contracts
    assert (contract.id, contract.agreement_signed, contract.qualified) == ("7", True, UNSET)
    assert [penalty.amount for penalty in record.penalties or ()] == [5.0]


def test_a_ledger_kept_by_hand_becomes_records_by_itself(campaign: Campaign) -> None:
    rows = [
        ("重大事故隐患台账",),
        (
            "企业名称",
            "编号",
            "隐患描述",
            "来源",
            "发现日期",
            "责任人",
            "整改措施",
            "资金（万元）",
            "整改期限",
            "应急预案",
            "上报日期",
            "督办",
            "验收",
            "销号",
        ),
        (
            "甲厂",
            "H-1",
            "报警器失效",
            "企业自查",
            "2023-6-12",
            "王某",
            "更换",
            "12.5万",
            "2023-7-20",
            "现场处置方案",
            "2023-6-13",
            None,
            "2023-7-15",
            None,
        ),
        (
            "乙厂",
            "H-1",
            "通道堵塞",
            "部门检查",
            "2023-6-14",
            None,
            None,
            None,
            None,
            "无",
            None,
            "2023-7-1",
            None,
            None,
        ),
    ]
    one, two = read(campaign, typed({"台账": rows}))
    (first,), (second,) = one.hazards, two.hazards
    assert (one.id, first.found.by, first.plan.funds) == (
        "甲厂",
        "enterprise",
        12.5,
    )
    assert [(e.kind, e.date.isoformat()) for e in first.events or ()] == [
        ("reported", "2023-06-13"),
        ("accepted", "2023-07-15"),
    ]
    assert (two.id, second.found.by) == ("乙厂", "department")
    assert [(e.kind, e.date.isoformat()) for e in second.events or ()] == [("listed", "2023-07-01")]


def test_a_merged_cell_says_the_same_in_each_of_its_rows(campaign: Campaign) -> None:
    rows = [
        ("单位编号", "文件", "日期"),
        ("A-1", "四色图", "2023-6-1"),
        (None, "告知牌", "2023-6-2"),
        (None, None, None),
    ]
    (record,) = read(
        campaign, typed({"单位": [*UNIT, ("A-2", "又一厂", None)], "文件": rows}, merged={"文件": "A2:A4"})
    )[:1]
    assert [document.kind for document in record.documents or ()] == ["risk_map", "risk_notice_boards"]


def test_what_is_listed_is_all_that_there_is_and_an_empty_sheet_says_nothing(campaign: Campaign) -> None:
    unit = [("编号", "活动已填全", "动火已填全"), ("A-1", "是", None)]
    (record,) = read(
        campaign,
        typed({"单位": unit, "活动": [("活动种类", "日期")], "文件": [("文件种类", "日期"), ("四色图", "2023-6-1")]}),
    )
    assert (record.activities, record.hot_work_jobs, len(record.documents or ())) == ((), UNSET, 1)


def test_nothing_said_and_none_and_a_value_stay_apart(campaign: Campaign) -> None:
    rows = [("人员编号", "证书有效期"), ("P-1", "无"), ("P-2", None), ("P-3", "2025-3-1"), ("P-4", "不详")]
    (record,) = read(campaign, typed({"单位": UNIT, "特种作业人员": rows}))
    assert [p.certificate_valid_until for p in record.operators or ()] == [None, UNSET, date(2025, 3, 1), UNSET]


def test_the_result_of_a_formula_counts_and_one_never_worked_out_is_told(campaign: Campaign) -> None:
    content = typed({"单位": UNIT, "文件": [("文件种类", "日期"), ("四色图", "=DATE(2023,6,1)")]})
    assert told(campaign, content) == ["a.xlsx:文件!B2: 日期: 公式没有算出结果；请粘贴为数值"]


def test_a_size_that_the_file_gets_wrong_hides_nothing(campaign: Campaign) -> None:
    content = typed({"单位": UNIT, "文件": [("文件种类", "日期"), ("四色图", "2023-6-1")]})
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(
                part.filename,
                data.replace(b'<dimension ref="A1:B2" />', b'<dimension ref="A1"/>').replace(
                    b'<dimension ref="A1:B2"/>', b'<dimension ref="A1"/>'
                ),
            )
    assert b'<dimension ref="A1"/>' in zipfile.ZipFile(out).read("xl/worksheets/sheet2.xml")
    assert len(read(campaign, out.getvalue())[0].documents or ()) == 1


def test_every_problem_is_told_by_sheet_and_cell_at_once(campaign: Campaign) -> None:
    content = typed(
        {
            "单位": [("编号", "名称", "高危", "人数"), ("A-1", "某厂", "大概", 5), ("A-1", "某厂", None, None), (913601240000001520, "丙", None, None)],
            "活动": [
                ("单位编号", "活动种类", "日期", "由谁"),
                ("A-1", "讲评会", "2023-2-30", "主要负责人"),
                ("A-1", "讲评会", "6月1日", None),
                ("A-1", "讲评会", None, None),
                ("A-9", "讲评会", "2023-6-1", None),
                (None, "讲评会", "2023-6-1", None),
                ("A-1", "讲评会", "去年", None),
            ],
            "隐患台账": [
                ("单位编号", "隐患编号", "来源", "发现日期", "资金", "验收日期", "有无整改方案", "责任人"),
                ("A-1", "H-1", "群众", "2023-6-12", "很多", "2023-6-1", None, None),
                ("A-1", "H-2", "企业", "2023-6-12", None, None, "无", "王某"),
            ],
            "隐患经过": [("单位编号", "隐患编号", "事项", "日期"), ("A-1", "H-3", "报告", "2023-6-13"), ("A-1", "H-1", "上报了", "2023-6-13")],
            "动火": [("单位编号", "作业编号", "日期", "备注", ""), ("A-1", "W-1", "#N/A", None, "？")],
        }
    )  # fmt: skip
    assert told(campaign, content) == [
        "a.xlsx:动火!C2: 日期: 单元格是错误值 #N/A",
        "a.xlsx:动火!E2: 这一栏有内容，却没有表头",
        "a.xlsx:单位!D1: 人数: 没有这一栏，内容不会被读取；请改名或删去，可用：编号、名称、主体、所属行业领域、乡镇、是否高危、有无外包外租、有无动火作业、有无特种作业、活动已填全、文件已填全、隐患台账已填全、动火已填全、人员已填全、外包已填全、处罚已填全、事故通报已填全、抽查检查已填全、停产停业已填全、属性已填全、备注",
        "a.xlsx:单位!C2: 高危: “大概”应为 是 或 否；不清楚就留空",
        "a.xlsx:单位!A3: 编号: 编号 A-1 重复",
        "a.xlsx:单位!A4: 编号: 编号超过 15 位却存成了数字，后几位已经丢失；请把本列设为“文本”再重填",
        "a.xlsx:活动!C2: 日期: 没有“2023-2-30”这一天",
        "a.xlsx:活动!C3: 日期: “6月1日”缺年份或日，应写全，如 2023-6-1",
        "a.xlsx:活动!C4: 日期: 没有填日期",
        "a.xlsx:活动!A5: 单位编号: “单位”表里没有 A-9，是否想写 A-1？",
        "a.xlsx:活动!A6: 单位编号: 没有写明是哪个单位的",
        "a.xlsx:活动!C7: 日期: “去年”不是日期，应如 2023-6-1",
        "a.xlsx:隐患台账!C2: 来源: “群众”不是可填的词，可用：企业、部门、举报人",
        "a.xlsx:隐患台账!E2: 资金: “很多”不是数字",
        "a.xlsx:隐患台账!F2: 验收日期: 2023-06-01 早于发现日 2023-06-12，不可能发生",
        "a.xlsx:隐患台账!G3: 有无整改方案: 写明没有整改方案，却填了整改方案的内容",
        "a.xlsx:隐患经过!B2: 隐患编号: 这个单位的隐患台账里没有 H-3，是否想写 H-2？",
        "a.xlsx:隐患经过!C3: 事项: “上报了”不是可填的词，可用：登记、报告、责令限期整改、延期、开始整改、整改完毕、验收不合格退回、通过验收、销号、验收后复现、挂牌督办、部门认定排查整治不力、发生事故、发现涉嫌犯罪、更正",
    ]


def test_what_the_record_itself_gets_wrong_is_told_in_its_cell(campaign: Campaign) -> None:
    content = typed(
        {
            "单位": [("编号", "有无动火作业", "文件已填全"), ("A-1", "否", "否")],
            "动火作业": [("作业编号", "日期"), ("W-1", "2023-6-1"), ("W-1", "2023-6-2")],
            "文件": [("文件种类", "日期"), ("四色图", "2023-6-1")],
        }
    )
    assert told(campaign, content) == [
        "a.xlsx:动火作业!A3: 作业编号: 编号 W-1 重复，与第 1 项相同",
        "a.xlsx:单位!B2: 有无动火作业: 写明 hot_work: false，但 hot_work_jobs 列有 2 项，自相矛盾",
        "a.xlsx:单位!C2: 文件已填全: 写明没有填全，却列有 1 行；列出的会当作全部，请填全后写 是",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.xlsx: 是旧格式（.xls、.et）或加了密码的文件，请取消密码并另存为 .xlsx"),
        ("编号,名称\n".encode("gb18030"), "a.xlsx: 不是 .xlsx 工作簿，或文件已损坏"),
        (b"", "a.xlsx: 不是 .xlsx 工作簿，或文件已损坏"),
    ],
    ids=["an old format, or a password", "a CSV by another name", "nothing"],
)  # fmt: skip
def test_what_is_no_workbook_is_told_in_one_line(campaign: Campaign, content: bytes, says: str) -> None:
    assert told(campaign, content) == [says]


def test_a_workbook_without_a_known_sheet_or_without_headings_is_told(campaign: Campaign) -> None:
    assert told(campaign, typed({"Sheet1": [("甲", "乙")]}))[0].startswith("a.xlsx: 没有一张认得的表")
    assert (
        told(campaign, typed({"活动": [("甲", "乙"), (1, 2)]}))[0] == "a.xlsx:活动!A1: 找不到表头，可用：活动种类、日期"
    )
    assert (
        told(campaign, typed({"活动": [("活动种类", "由谁"), ("讲评会", "主要负责人")]}))[0]
        == "a.xlsx:活动!A1: 缺少“日期”一栏"
    )


def test_a_sheet_that_nothing_is_read_from_is_warned_about(campaign: Campaign) -> None:
    content = typed({"单位": UNIT, "我的草稿": [("甲",)]})
    _, warnings = read_workbook(pathlib.Path("a.xlsx"), campaign.pack, BytesIO(content))
    assert [warning.render() for warning in warnings] == [
        "a.xlsx:我的草稿!A1: 没有读取这张表：名字不认得，可用：单位、活动、文件、隐患台账、隐患经过、动火、人员、外包、处罚、事故通报、抽查检查、停产停业、属性",
    ]


def hostile(name: str, data: bytes) -> bytes:
    """A workbook with one part put in another's place."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(typed({"单位": UNIT}))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, data if part.filename == name else old.read(part))
    return out.getvalue()


def test_a_workbook_made_to_harm_is_refused_before_it_is_opened(campaign: Campaign) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    assert told(campaign, hostile("xl/worksheets/sheet1.xml", bomb)) == ["a.xlsx: 文件里有外部定义，拒绝读取"]
    huge = hostile("xl/worksheets/sheet1.xml", b" " * (301 * 1024 * 1024))
    assert told(campaign, huge) == ["a.xlsx: 文件展开后过大，拒绝读取"]
    assert told(campaign, hostile("xl/worksheets/sheet1.xml", b"<worksheet"))[0].startswith(
        "a.xlsx: 工作簿无法读取，请在 Excel 或 WPS 中另存为 .xlsx 再试"
    )


def test_a_stray_cell_at_the_end_of_a_sheet_costs_nothing(campaign: Campaign) -> None:
    book = openpyxl.load_workbook(BytesIO(typed({"单位": UNIT})))
    book["单位"]["B1048576"] = " "
    stream = BytesIO()
    book.save(stream)
    assert [record.id for record in read(campaign, stream.getvalue())] == ["A-1"]


def test_a_sheet_that_looks_like_records_is_not_lost_for_its_name(campaign: Campaign) -> None:
    """A copy that the program names 活动 (2), a slip of the pen, or a month's own sheet: told, and nothing is imported."""
    rows = [("单位编号", "活动种类", "日期", "由谁"), ("A-1", "讲评会", "2023-7-1", "主要负责人")]
    for title in ("活动 (2)", "活动记 录2", "七月份做的事"):
        (said,) = told(campaign, typed({"单位": UNIT, "活动": rows, title: rows}))
        assert said.startswith(f"a.xlsx:{title}!A1: 没有读取这张表：名字不认得")
    ledger = [("单位编号", "隐患编号", "发现日期"), ("A-1", "H-1", "2023-6-1")]
    assert len(read(campaign, typed({"单位": UNIT, "隐患台帐": ledger}))[0].hazards or ()) == 1


def test_a_number_out_of_range_is_told_in_its_cell(campaign: Campaign) -> None:
    rows = [("单位编号", "决定日期", "金额"), ("A-1", "2023-6-1", -5)]
    assert told(campaign, typed({"单位": UNIT, "处罚": rows})) == ["a.xlsx:处罚!C2: 金额: -5.0 小于 0"]


@pytest.mark.parametrize(("unit", "amount"), [("元", 2.0), ("千元", 2000.0), ("万元", 20000.0)])
def test_a_line_above_the_headings_can_say_the_unit(campaign: Campaign, unit: str, amount: float) -> None:
    rows = [(f"单位：{unit}",), ("单位编号", "决定日期", "金额"), ("A-1", "2023-6-1", 20000)]
    (record,) = read(campaign, typed({"单位": UNIT, "处罚": rows}))
    assert [penalty.amount for penalty in record.penalties or ()] == [amount]


def test_an_unknown_unit_of_an_amount_is_told(campaign: Campaign) -> None:
    rows = [("单位编号", "决定日期", "金额（美元）"), ("A-1", "2023-6-1", 20000)]
    assert told(campaign, typed({"单位": UNIT, "处罚": rows})) == [
        "a.xlsx:处罚!C1: 金额（美元）: 不认得单位“美元”，请换算成万元"
    ]


def test_ids_that_differ_by_a_dash_or_by_width_are_two_units(campaign: Campaign) -> None:
    records = [load({"id": id_, "documents": []}).record for id_ in ("E-11", "E-1-1", "E11", "Ｅ11")]
    stream = BytesIO()
    write_records(stream, campaign.pack, records)
    assert read(campaign, stream.getvalue()) == records


@pytest.mark.parametrize("line", ["填报单位：万寿镇", "单位：亿源化工有限公司", "（千户村）", "2023年度（万家镇）"])
def test_a_name_above_the_headings_is_no_unit_of_money(campaign: Campaign, line: str) -> None:
    rows = [(line,), ("单位编号", "决定日期", "金额"), ("A-1", "2023-6-1", 2)]
    (record,) = read(campaign, typed({"单位": UNIT, "处罚": rows}))
    assert [penalty.amount for penalty in record.penalties or ()] == [2.0]


def test_a_moved_deadline_that_the_sheet_of_events_tells_of_is_sound(campaign: Campaign) -> None:
    ledger = [
        ("单位编号", "隐患编号", "发现日期", "期限", "现行期限", "状态"),
        ("A-1", "H-1", "2023-6-1", "2023-7-20", "2023-9-30", "已验收"),
    ]
    events = [
        ("单位编号", "隐患编号", "事项", "日期", "由谁", "期限"),
        ("A-1", "H-1", "延期", "2023-7-10", "department", "2023-9-30"),
    ]
    sheets: dict[str, Rows] = {
        "单位": UNIT,
        "隐患台账": ledger,
        "隐患经过": [*events, ("A-1", "H-1", "验收", "2023-9-1", None, None)],
    }
    (hazard,) = read(campaign, typed(sheets))[0].hazards
    assert [event.kind for event in hazard.events or ()] == ["extended", "accepted"]
    assert told(campaign, typed({**sheets, "隐患经过": events[:1]})) == [
        "a.xlsx:隐患台账!E2: 现行期限: 与期限不同：责令整改或延期的期限请填在“隐患经过”表",
        "a.xlsx:隐患台账!F2: 状态: 状态写已验收，却没有验收日期",
    ]


def test_a_formula_that_was_worked_out_to_be_empty_says_nothing(campaign: Campaign) -> None:
    content = typed({"单位": UNIT, "文件": [("文件种类", "日期", "备注"), ("四色图", "2023-6-1", "=IF(A1=1,1,2)")]})
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            worked_out = old.read(part).replace(
                b'<c r="C2"><f>IF(A1=1,1,2)</f><v />', b'<c r="C2" t="str"><f>IF(A1=1,1,2)</f><v></v>'
            )
            new.writestr(part.filename, worked_out)
    (document,) = read(campaign, out.getvalue())[0].documents
    assert document.note is UNSET


def test_a_missing_column_of_owners_is_told_once_and_not_for_each_row(campaign: Campaign) -> None:
    units = [("编号", "名称"), ("A", "某厂"), ("B", "另厂")]
    rows = [("种类", "日期"), ("讲评会", "2023-6-1"), ("讲评会", "2023-7-1"), ("讲评会", "2023-8-1")]
    assert told(campaign, typed({"单位": units, "活动": rows})) == [
        "a.xlsx:活动!A2: 单位编号: 缺少“单位编号”一栏，各行分不清是哪个单位的"
    ]


def test_strict_open_xml_is_named_as_what_it_is(campaign: Campaign) -> None:
    ordinary, strict = BytesIO(typed({"单位": UNIT})), BytesIO()
    with zipfile.ZipFile(ordinary) as read_from, zipfile.ZipFile(strict, "w") as written:
        for name in read_from.namelist():
            spaces = (b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main")
            written.writestr(name, read_from.read(name).replace(*spaces))
    assert told(campaign, strict.getvalue()) == ["a.xlsx: 是“严格 Open XML”格式，请另存为普通的 .xlsx 工作簿"]


def test_an_exported_workbook_shows_titles_and_no_ids(campaign: Campaign) -> None:
    """What the record writes as an id is shown by its title in every cell, and read back as the id."""
    record = load({
        "id": "甲", "sectors": ["hazardous_chemicals", "civil_explosives"],
        "activities": [{"kind": "review_meeting", "date": "2023-06-10", "by": "principal"}],
        "penalties": [{"date": "2023-06-11", "authority": "emergency_management"}],
        "spot_checks": [{"date": "2023-06-12", "by": "fire_rescue"}],
        "hazards": [{"id": "隐患", "found": {"date": "2023-06-01"}, "events": [
            {"kind": "reported", "date": "2023-06-02", "to": "emergency_management"},
            {"kind": "extended", "date": "2023-06-03", "by": "department", "deadline": "2023-07-01"},
            {"kind": "listed", "date": "2023-06-04", "by": "county_office"}]}],
    }).record  # fmt: skip
    stream = BytesIO()
    write_records(stream, campaign.pack, [record])
    book = openpyxl.load_workbook(BytesIO(stream.getvalue()))
    sheets = [book[name] for name in ("单位", "活动", "处罚", "抽查检查", "隐患台账", "隐患经过")]
    cells = [str(cell.value) for page in sheets for row in page.iter_rows() for cell in row if cell.value]
    assert [text for text in cells if any("a" <= letter <= "z" for letter in text)] == []
    assert read(campaign, stream.getvalue()) == [record]
