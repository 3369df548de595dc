"""Numbers and units of money as people write them: read as one thing, or refused; never silently another amount."""

import pathlib
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from campaign_rules import BadRecord, Campaign, load_campaign
from campaign_rules.base.amounts import NotOneNumber, closed_up
from campaign_rules.files.workbooks.cells import CellProblem, read
from campaign_rules.files.workbooks.columns import Column
from campaign_rules.files.workbooks.fields import FieldColumns
from campaign_rules.files.workbooks.records import read_workbook

YUAN = FieldColumns(load_campaign().pack).units["万元"]
"""How a campaign reads amounts that counts them in 万元."""


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("23", "23", None), ("１，０００．５", "1000.5", None), ("1 000", "1000", None), ("1,000元", "1000", "元"), ("5 万元", "5", "万元"),
     ("￥300", "300", "¥"), ("人民币5万元", "5", "万元"), ("3千元", "3", "千元"), ("1.2亿", "1.2", "亿"), ("12人次", "12", "人次"),
     ("-3", "-3", None), (" 7 ", "7", None), ("5\n万元", "5", "万元")],
)  # fmt: skip
def test_a_number_is_read_with_its_unit(text: str, value: str, unit: str | None) -> None:
    made = YUAN.number(text)
    assert (str(made.value), made.unit) == (value, unit)


@pytest.mark.parametrize(
    "text",
    ["2\n3", "2 3", "1 000 5", "1 0000", "约5", "5万左右", "5-6", "$5", "5美元", "五万", "", "元", "1,00", "¥5人"],
)
def test_what_is_not_one_number_is_refused(text: str) -> None:
    with pytest.raises(NotOneNumber):
        YUAN.number(text)


def test_digits_on_both_sides_of_a_blank_are_told_as_the_person_sees_them() -> None:
    with pytest.raises(NotOneNumber) as wrong:
        closed_up("2\n3")
    assert wrong.value.text.zh == "“2⏎3”中间有空格或换行，看不出是一个数还是几个"


@pytest.mark.parametrize(
    ("texts", "units"),
    [(["金额单位：元"], ["元"]), (["编制单位：某局  单位：元"], ["元"]), (["单位：", "万元"], ["万元"]), (["（元）"], ["元"]), (["单位", "千元"], ["千元"]),
     (["计量单位: 人民币元"], ["人民币元"]), (["填报单位：万寿镇"], []), (["单位：亿源化工有限公司"], []), (["（千户村）"], []), (["单位：家"], []),
     (["单位：美元"], ["美元"])],
)  # fmt: skip
def test_a_line_above_the_headings_may_give_the_unit(texts: list[str], units: list[str]) -> None:
    assert YUAN.in_line(texts) == units


@pytest.mark.parametrize(
    ("number_format", "unit"),
    [("General", None), ("0.00", None), ('0.00"万元"', "万元"), ('#,##0"元"', "元"), ("¥#,##0.00", "¥"), ("[$¥-804]#,##0.00;[Red]-0", "¥"),
     ("0.00_);(0.00)", None), ('_ "¥"* #,##0.00_ ', "¥"), ("#,##0", None), ('0"人"', None)],
)  # fmt: skip
def test_a_number_format_may_show_the_unit(number_format: str, unit: str | None) -> None:
    assert YUAN.in_format(number_format) == unit


@pytest.mark.parametrize("number_format", ["0.0,", '0!.0,"万"', "0%", "#,##0,,", '0.00,,"百万"'])
def test_a_number_format_that_shows_another_number_is_refused(number_format: str) -> None:
    with pytest.raises(NotOneNumber, match="shows another number"):
        YUAN.in_format(number_format)


def amounts(
    campaign: Campaign, heading: str, cell: Any, *, above: list[Any] | None = None, below: str = "", form: str = ""
) -> Any:
    """What the amount of a penalty in a small workbook is read as: the amount in 万元, or what is told."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "处罚"
    if above:
        page.append(above)
    page.append(["单位编号", "决定日期", heading])
    if below:
        page.append([None, None, below])
    page.append(["A-1", "2023-6-1", cell])
    if form:
        page.cell(page.max_row, 3).number_format = form
    stream = BytesIO()
    book.save(stream)
    try:
        ((one,), _) = read_workbook(pathlib.Path("a.xlsx"), campaign.pack, BytesIO(stream.getvalue()))
    except BadRecord as wrong:
        return [problem.render() for problem in wrong.problems]
    return [penalty.amount for penalty in one.record.penalties or ()]


@pytest.mark.parametrize(
    ("more", "amount"),
    [
        ({"heading": "金额（万元）", "cell": 2}, 2),
        ({"heading": "金额（元）", "cell": 20000}, 2),
        ({"heading": "罚款/元", "cell": 20000}, 2),
        ({"heading": "罚款金额¥", "cell": 20000}, 2),
        ({"heading": "金额", "cell": "20000元"}, 2),
        ({"heading": "金额", "cell": "2万"}, 2),
        ({"heading": "金额", "cell": "￥20,000"}, 2),
        ({"heading": "金额", "cell": 20, "above": ["单位：千元"]}, 2),
        ({"heading": "金额", "cell": 20000, "above": ["金额单位：元"]}, 2),
        ({"heading": "金额", "cell": 20000, "above": ["编制单位：某局", None, "单位：元"]}, 2),
        ({"heading": "金额", "cell": 20000, "above": ["单位：", "元"]}, 2),
        ({"heading": "金额", "cell": 20000, "above": [None, None, "（元）"]}, 2),
        ({"heading": "金额", "cell": 20000, "below": "（元）"}, 2),
        ({"heading": "金额", "cell": 20000, "form": '#,##0.00"元"'}, 2),
        ({"heading": "金额", "cell": 2, "form": '0.00"万元"'}, 2),
        ({"heading": "金额", "cell": 20000, "form": "¥#,##0.00"}, 2),
        ({"heading": "金额（元）", "cell": "20000元", "above": ["单位：元"]}, 2),
        ({"heading": "金额（万元）", "cell": "20000元"}, 2),
        ({"heading": "金额（万元）", "cell": "1 000.5"}, 1000.5),
    ],
)
def test_an_amount_whose_units_say_one_thing_is_converted(
    campaign: Campaign, more: dict[str, Any], amount: float
) -> None:
    assert amounts(campaign, **more) == [amount]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"heading": "金额（万元）", "cell": 20000, "form": '0"元"'}, "单位自相矛盾：元、万元"),
        ({"heading": "金额（万元）", "cell": 2, "above": ["单位：元"]}, "单位自相矛盾：万元、元"),
        ({"heading": "金额（万元）（元）", "cell": 2}, "单位自相矛盾：万元、元"),
        ({"heading": "金额（万元）", "cell": 2, "below": "元"}, "单位自相矛盾：万元、元"),
        ({"heading": "金额", "cell": 2, "above": ["单位：美元"]}, "不认得单位“美元”"),
        ({"heading": "金额", "cell": "2\n3"}, "“2⏎3”中间有空格或换行"),
        ({"heading": "金额", "cell": 20000, "form": "0.0,"}, "数字格式显示的与实际存的不是同一个数"),
        ({"heading": "金额", "cell": "5人"}, "“5人”的单位不是这一栏的单位"),
    ],
)
def test_an_amount_whose_units_disagree_is_refused(campaign: Campaign, more: dict[str, Any], said: str) -> None:
    (problem,) = amounts(campaign, **more)
    assert said in problem


@pytest.mark.parametrize(("cell", "day"), [("2023-6-1 00:00:00", 1), ("2023-06-10 14:30", 10), ("2023年6月1日 8:00", 1), ("2023 - 6 - 1", 1),
                                           ("2023年 6月 1日", 1), ("2023/6/1\n", 1), ("2023-6-1T00:00:00", 1)])  # fmt: skip
def test_a_time_behind_a_day_is_split_off_before_the_day_is_read(campaign: Campaign, cell: str, day: int) -> None:
    assert read(Column(path=("x",), heading="日期", form="date"), cell).day == day


@pytest.mark.parametrize("cell", ["2023 6 1", "2023-6-1\n2023-7-1", "2023-6-1 0", "2023-6-1 2", "2023-6-\n1 5"])
def test_a_day_with_more_digits_behind_a_blank_is_refused(cell: str) -> None:
    with pytest.raises(CellProblem):
        read(Column(path=("x",), heading="日期", form="date"), cell)
