"""Calendars at a terminal and in a chat."""

import io
from datetime import date
from typing import Any

import pytest
from msgspec import structs
from rich.cells import cell_len
from rich.console import Console

from campaign_rules import Campaign
from campaign_rules.reports.calendars import Calendar
from campaign_rules.writers import agenda


def shown(calendar: Calendar, width: int, lang: Any = "zh") -> str:
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, markup=False, emoji=False).print(
        agenda.table(calendar, lang, width=width)
    )
    return out.getvalue()


@pytest.fixture
def june(campaign: Campaign) -> Calendar:
    record = {"id": "x", "name": "民和镇", "actor": "township", "activities": []}
    return campaign.calendar(record, as_of=date(2023, 6, 26)).between(date(2023, 6, 24), date(2023, 7, 30))


def test_a_table_says_what_is_due_when_by_which_clause_and_how_it_stands(june: Calendar) -> None:
    """附件注1：6月23日遇端午顺延到25日（周日，调休上班）."""
    assert [line.rstrip() for line in shown(june, 80).splitlines()] == [
        "民和镇：进贤县安全生产重大事故隐患专项排查整治2023行动",
        "截至 2023-06-26",
        "┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━┳━━━━━━━━┓",
        "┃ 期限            ┃ 事项                                   ┃ 条款     ┃ 状态   ┃",
        "┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━╇━━━━━━━━┩",
        "│ 2023-06-25 周日 │ 报送重大事故隐患排查整治进展情况调度表 │ 附件注1  │ 未履行 │",
        "│                 │ （2023年6月）                          │          │        │",
        "│                 │   未按期完成：期限 2023-06-25          │          │        │",
        "│                 │ 已过（原为 2023-06-23，遇节假日顺延）  │          │        │",
        "│ 2023-06-30 周五 │ 组织开展“安全生产月”活动（2023年）     │ 三（二） │ 待完成 │",
        "│                 │   待完成：2023-06-30 前（含当日）      │          │        │",
        "│ 2023-07-24 周一 │ 报送重大事故隐患排查整治进展情况调度表 │ 附件注1  │ 未开始 │",
        "│                 │ （2023年7月）                          │          │        │",
        "│                 │   2023-07-01 起履行（原为              │          │        │",
        "│                 │ 2023-07-23，遇节假日顺延）             │          │        │",
        "│ 2023-07-31 周一 │ 阶段：企业自查自改和部门帮扶           │ 三（二） │ —      │",
        "│                 │   自 2023-06-01 起                     │          │        │",
        "└─────────────────┴────────────────────────────────────────┴──────────┴────────┘",
    ]


@pytest.mark.parametrize("width", [24, 40, 63, 64, 80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_table_keeps_to_the_width(campaign: Campaign, width: int, lang: Any) -> None:
    hazard = {
        "id": "H-1",
        "title": "很长的标题" * 40,
        "found": {"date": "2023-06-12"},
        "plan": {"deadline": "2023-07-20"},
    }
    made = campaign.calendar({"id": "x" * 90, "name": "甲\n乙\x1b[31m", "hazards": [hazard]}, as_of=date(2023, 7, 1))
    lines = shown(made, width, lang).splitlines()
    assert all(cell_len(line) <= width for line in lines)
    assert "\x1b[31m" not in "\n".join(lines)


def test_a_narrow_table_has_the_clause_below(june: Calendar) -> None:
    said = shown(june, 50)
    assert "条款" not in said
    assert "  未履行  附件注1" in said
    assert max(map(cell_len, said.splitlines())) <= 50


def test_phases_say_since_when_and_actors_are_named_where_there_are_several(campaign: Campaign) -> None:
    said = shown(campaign.calendar().between(date(2023, 11, 30), date(2023, 11, 30)), 100)
    assert "自 2023-08-01 起" in said
    assert "县安委办：月调度专项整治进展（2023年11月）" in said
    in_english = shown(campaign.calendar().between(date(2023, 11, 30), date(2023, 11, 30)), 120, "en")
    assert "Office of the county safety committee: Monthly review of progress (2023-11)" in in_english


def test_a_provisional_day_is_marked(june: Calendar) -> None:
    entry = structs.replace(june.entries[-1], provisional=True)
    made = structs.replace(june, entries=(entry,), last=date.max)
    assert "（暂定）" in shown(made, 80)
    assert "(provisional)" in shown(made, 80, "en")
    assert "（暂定）截止：" in agenda.reminders(made, "zh")


def test_an_empty_span_is_said_to_be_empty(june: Calendar) -> None:
    nothing = june.between(date(2023, 6, 26), date(2023, 6, 26))
    assert "这段时间没有期限" in shown(structs.replace(nothing, entries=()), 80)
    assert "nothing is due in this time" in shown(structs.replace(nothing, entries=()), 80, "en")


def test_reminders_are_plain_lines_for_a_chat_late_ones_first(campaign: Campaign) -> None:
    record = {
        "id": "x", "name": "民和镇", "actor": "township",
        "activities": [{"kind": "safety_month", "date": "2023-06-08"}],
        "documents": [{"kind": "implementation_plan", "date": "2023-05-20"}],
    }  # fmt: skip
    made = campaign.calendar(record, as_of=date(2023, 7, 18)).between(date(2023, 6, 1), date(2023, 9, 1))
    assert agenda.reminders(made, "zh").splitlines() == [
        "【民和镇：进贤县安全生产重大事故隐患专项排查整治2023行动】",
        "截至 2023-07-18，未了事项 6 项",
        "",
        "■ 已过期限（1）",
        "1. 6月25日（周日）截止：报送重大事故隐患排查整治进展情况调度表（2023年6月）（附件注1）——未履行",
        "",
        "■ 7天内（1）",
        "2. 7月24日（周一）截止：报送重大事故隐患排查整治进展情况调度表（2023年7月）（附件注1）",
        "",
        "■ 30天内（3）",
        "3. 7月31日（周一）截止：对监管执法人员开展专题培训（二（二）2）",
        "4. 7月31日（周一）截止：对重点企业开展帮扶（三（二））",
        "5. 7月31日（周一）截止：对重点地区开展帮扶（三（二））",
        "",
        "■ 30天以后（1）",
        "6. 8月23日（周三）截止：报送重大事故隐患排查整治进展情况调度表（2023年8月）（附件注1）",
        "",
        "按规则推算，供提醒用，不是决定。",
    ]


@pytest.mark.parametrize(
    ("day", "group"),
    [
        (date(2023, 8, 23), "■ within 7 days (1)"),
        (date(2023, 8, 16), "■ within 7 days (1)"),
        (date(2023, 8, 15), "■ within 30 days (1)"),
        (date(2023, 7, 24), "■ within 30 days (1)"),
        (date(2023, 7, 23), "■ later (1)"),
        (date(2023, 8, 24), "■ past the term (1)"),
    ],
)
def test_what_is_due_soon_is_told_apart(campaign: Campaign, day: date, group: str) -> None:
    made = campaign.calendar(actor="department", as_of=day).between(date(2023, 8, 23), date(2023, 8, 23))
    assert group in agenda.reminders(made, "en").splitlines()


def test_another_year_is_named_and_a_title_stays_on_its_line(campaign: Campaign) -> None:
    operator = {"id": "P-1", "name": "王\n某", "certificate_valid_until": "2024-06-02"}
    made = campaign.calendar({"id": "x", "operators": [operator]}, as_of=date(2023, 12, 1))
    last = agenda.reminders(made.between(date(2024, 1, 1), date.max), "zh").splitlines()[4]
    assert last == "1. 2024年6月2日（周日）截止：特种作业人员证书到期：P-1 王 某（二（一）4）"


def test_with_nothing_open_there_is_nothing_to_paste(campaign: Campaign) -> None:
    made = campaign.calendar(actor="department").between(date(2025, 1, 1), date(2025, 1, 2))
    assert agenda.reminders(made, "en").splitlines() == [
        "[Department: Jinxian County campaign against major accident hazards, 2023]", "as of 2023-05-15: 0 open", "",
        "Reckoned from rules as a reminder, not a decision.",
    ]  # fmt: skip
