"""CSV for Excel and WPS."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_rules import Campaign
from campaign_rules.base.csv_text import MARK, neutral
from campaign_rules.writers.csv import rows

HEAD = [
    "期限", "星期", "顺延前", "暂定", "事项", "状态", "说明", "条款", "责任人", "起始", "提醒", "单位编号", "单位名称", "主体",
    "截至", "规则层", "标识",
]  # fmt: skip


def test_a_table_has_a_heading_and_a_line_an_entry(campaign: Campaign) -> None:
    record = {"id": "91360124MA00000152", "name": '引号" 逗号, 换行\n厂', "documents": []}
    made = campaign.calendar(record, as_of=date(2023, 7, 1)).between(date(2023, 7, 31), date(2023, 7, 31))
    text = "".join(rows([made, made], "zh"))
    assert text.startswith(MARK)
    assert text.count("\r\n") == text.count("\n")
    head, *lines = csv.reader(io.StringIO(text.removeprefix(MARK), newline=""))
    assert head == HEAD
    assert lines == 2 * lines[: len(made.shown)]
    assert next(dict(zip(head, line, strict=True)) for line in lines if line[4] == "红橙黄蓝四色风险分布图") == {
        "期限": "2023-07-31", "星期": "周一", "顺延前": "2023-07-31", "暂定": "", "事项": "红橙黄蓝四色风险分布图",
        "状态": "待完成", "说明": "待完成：2023-07-31 前（含当日）", "条款": "二（一）1", "责任人": "企业",
        "起始": "2023-05-16", "提醒": "2023-07-24 09:00; 2023-07-30 09:00", "单位编号": "91360124MA00000152",
        "单位名称": '引号" 逗号, 换行 厂', "主体": "企业", "截至": "2023-07-01", "规则层": "jinxian-2023",
        "标识": next(e.uid for e in made.entries if e.duty == "risk-map"),
    }  # fmt: skip


def test_a_calendar_as_csv_comes_in_english_too(campaign: Campaign) -> None:
    first = next(rows([], "en"))
    assert first == MARK + (
        "due,weekday,nominal due,provisional,what,status,message,clause,borne by,from,reminders,record,name,actor,"
        "as of,layer,uid\r\n"
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("\t=1", "' =1"),
        ("\r=1", "' =1"),
        ("913601240000001520", "'913601240000001520"),
        ("91360124MA00000152", "91360124MA00000152"),
        ("12345678901", "12345678901"),
        ("2023-06-25", "2023-06-25"),
        ("一行\n两行", "一行 两行"),
        ("", ""),
    ],
)
def test_a_cell_is_shown_as_it_is(cell: str, expected: str) -> None:
    assert neutral(cell) == expected


@given(st.text())
def test_no_cell_is_a_formula(cell: str) -> None:
    assert neutral(cell).lstrip()[:1] not in tuple("=+-@＝＋－＠\t\r\n") or neutral(cell) == ""
