"""What a cell says in a column."""

from datetime import date, datetime
from typing import Any

import pytest
from msgspec import UNSET, structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.files.workbooks.cells import CellProblem, read
from campaign_rules.files.workbooks.columns import Column
from campaign_rules.files.workbooks.fields import FieldColumns
from campaign_rules.files.workbooks.written_cells import write


def column(form: Any = "text", **more: Any) -> Column:
    """A column of a campaign that counts money in 万元."""
    made = FieldColumns(load_campaign().pack)
    return structs.replace(made.aside(("x",), "栏"), **{"form": form, "measure": made.units["万元"], **more})


def said(form: Any, raw: Any, **more: Any) -> str:
    with pytest.raises(CellProblem) as caught:
        read(column(form, **more), raw)
    return caught.value.text.zh


@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000", "\u200b\ufeff \u00a0"])
def test_an_empty_cell_says_nothing(raw: Any) -> None:
    assert read(column(), raw) is UNSET


@pytest.mark.parametrize("raw", ["无", " 无 ", "没有", "NULL"])
def test_none_is_said_where_none_can_be(raw: str) -> None:
    assert read(column("date"), raw) is None
    assert read(column(), '"无"') == "无"
    assert read(column(nullable=False), "无") == "无"


@pytest.mark.parametrize("raw", ["不明", "不详", "不 清 楚", "？"])
def test_not_known_says_no_more_than_an_empty_cell_but_in_a_text(raw: str) -> None:
    assert [read(column(form), raw) for form in ("date", "flag", "number", "integer")] == [UNSET] * 4
    assert read(column(), raw) == raw


@pytest.mark.parametrize(
    "raw",
    [
        date(2023, 6, 1), datetime(2023, 6, 1), "2023-06-01", "2023-6-1", " 2023/6/1 ", "2023.6.1", "2023．6．1", "２０２３－０６－０１",  # noqa: DTZ001
        "2023年6月1日", "2023年06月01号", "2023 年 6 月 1 日", "20230601", 20230601, 45078, 45078.0, "2023-06-01 00:00:00", "2023-06-01T00:00:00",
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_forms_that_people_write(raw: Any) -> None:
    assert read(column("date"), raw) == date(2023, 6, 1)


def test_a_serial_number_is_counted_from_the_workbooks_own_day(campaign: Campaign) -> None:
    assert read(column("date"), 43616, date(1904, 1, 1)) == date(2023, 6, 1)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("2023-2-30", "没有“2023-2-30”这一天"),
        ("20231301", "没有“20231301”这一天"),
        ("6月1日", "“6月1日”缺年份或日，应写全，如 2023-6-1"),
        ("2023年6月", "“2023年6月”缺年份或日，应写全，如 2023-6-1"),
        ("6/1", "“6/1”缺年份或日，应写全，如 2023-6-1"),
        ("6/1/2023", "“6/1/2023”不是日期，应如 2023-6-1"),
        ("23.6.1", "“23.6.1”不是日期，应如 2023-6-1"),
        ("已完成", "“已完成”不是日期，应如 2023-6-1"),
        (12, "“12”不是日期，应如 2023-6-1"),
        (True, "“是”不是日期，应如 2023-6-1"),
    ],
)
def test_what_may_be_two_days_or_none_is_no_day(raw: Any, message: str) -> None:
    assert said("date", raw) == message


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("是", True),
        ("√", True),
        ("Ｙ", True),
        (True, True),
        (1, True),
        ("否", False),
        ("×", False),
        (0, False),
        ("FALSE", False),
        ("无", None),
    ],
)
def test_yes_and_no_have_many_words(raw: Any, value: Any) -> None:
    assert read(column("flag"), raw) is value


def test_a_flag_that_knows_no_none_takes_it_for_no() -> None:
    assert read(column("flag", strict=True), "无") is False


def test_a_name_will_do_where_a_name_is_asked_for() -> None:
    assert [read(column("flag", or_text=True), raw) for raw in ("李某", "有", "否", '"是"')] == [
        "李某",
        True,
        False,
        "是",
    ]
    assert said("flag", "李某") == "“李某”应为 是 或 否；不清楚就留空"


@pytest.mark.parametrize(
    ("raw", "value"),
    [(12.5, 12.5), ("12.5", 12.5), ("１２．５", 12.5), ("1,250", 1250.0), ("12.5万", 12.5), ("12.5 万元", 12.5), ("125,000元", 12.5), (0, 0.0), ("1.25e1", 12.5)],
)  # fmt: skip
def test_an_amount_is_read_with_its_unit(raw: Any, value: float) -> None:
    assert read(column("number"), raw) == value


@pytest.mark.parametrize("raw", ["很多", "约5万", "1.2.3", "1,25", True, date(2023, 6, 1)])
def test_what_is_no_number_is_told(raw: Any) -> None:
    assert said("number", raw).endswith("不是数字")


def test_a_number_of_people_is_whole() -> None:
    assert read(column("integer"), "３人") == 3
    assert said("integer", 2.5) == "“2.5”应为整数"


def test_an_id_is_text_and_one_that_lost_its_digits_is_told() -> None:
    assert [read(column(is_id=True), raw) for raw in (7, 7.0, "007", " Ｈ－００１ ")] == ["7", "7", "007", "H-001"]
    assert said("text", 9.136e17, is_id=True).startswith("编号超过 15 位却存成了数字")


def test_several_words_are_parted_as_people_part_them() -> None:
    words = {"甲乙": "both"}  # as `plain` writes it
    assert read(column("list", words=words), "丙；甲、乙;丁，戊\n己") == ["丙", "both", "丁", "戊", "己"]
    assert read(column("list"), '["a；b", ""]') == ["a；b", ""]


def test_a_value_is_what_it_looks_like() -> None:
    assert [read(column("value"), raw) for raw in (3, "3", "是", "否", "无", "三", '"3"', 0.5)] == [
        3,
        3.0,
        True,
        False,
        None,
        "三",
        "3",
        0.5,
    ]


@pytest.mark.parametrize("raw", [2023.6, 2023, 202306, 630, 99_999])
def test_a_number_that_is_no_serial_of_our_time_is_no_day(raw: float) -> None:
    assert "不是日期" in said("date", raw)


def test_what_any_text_would_fulfil_takes_words_for_none_as_none_and_for_not_known_as_nothing() -> None:
    assert read(column(judged=True), "不明") is UNSET
    assert [read(column(judged=True), word) for word in ("/", "—", "未安排", "待定", "无")] == [None] * 5
    assert read(column(judged=True), '"/"') == "/"
    assert [read(column(), word) for word in ("/", "待定", "无锡厂")] == ["/", "待定", "无锡厂"]


def test_to_whom_nothing_was_reported_is_kept_to_be_held_against_the_day_of_the_report() -> None:
    assert read(column(judged=True, denied=True), "未上报") == "未上报"
    assert read(column(judged=True, denied=True), "不详") is UNSET


@pytest.mark.parametrize("word", ["无", "不需要", "/", "无需"])
def test_funds_may_be_said_not_to_be_needed(word: str) -> None:
    assert read(column("number", needed=True), word) == "not_needed"
    assert read(column("number", needed=True), "未落实") is None
    assert read(column("number", needed=True), "0") == 0
    assert write(column("number", needed=True), "not_needed") == "不需要"


@pytest.mark.parametrize("raw", [date(2023, 1, 2), True, "3.60124E+17"])
def test_an_id_that_a_program_has_changed_is_told(raw: Any) -> None:
    assert said("text", raw, is_id=True).endswith("大概被软件改过；请把本列设为“文本”再重填")


@pytest.mark.parametrize(
    ("element", "raw", "value"),
    [
        ("date", "2023年5月1日,2023/6/1", [date(2023, 5, 1), date(2023, 6, 1)]),
        ("date", date(2023, 5, 1), [date(2023, 5, 1)]),
        ("date", 45000, [date(2023, 3, 15)]),
        ("number", 5, [5.0]),
        ("number", "1；2.5\n3", [1.0, 2.5, 3.0]),
        ("integer", "3人、4人", [3, 4]),
    ],
)
def test_a_list_of_days_or_numbers_is_parted_as_people_part_it(element: Any, raw: Any, value: list[Any]) -> None:
    assert read(column("list", element=element), raw) == value


def test_one_of_a_list_that_is_none_of_its_type_is_told() -> None:
    assert said("list", "2023-5-1、五一", element="date") == "“五一”不是日期，应如 2023-6-1"
    assert said("list", "1,200", element="number") == "“1,200”看不出是一个数还是几个；几个数之间用 、 隔开"
