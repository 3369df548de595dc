"""What does not fit in a form: parts too large, and figures that shrank."""

from campaign_rules import Campaign
from campaign_rules.reports.progress.remarks import parts_too_large, shrunk


def test_a_part_larger_than_its_whole_is_a_fault(campaign: Campaign) -> None:
    """已整改 ≤ 发现；其中 ≤ 总数."""
    form = campaign.pack.form
    assert form is not None
    values = {
        "1.1": 2,
        "1.2": 3,
        "2.1": 1,
        "2.8": 1,
        "3.8.cases": 1,
        "3.8.dangerous_operation_crime": 2,
        "4.5.amount": 0.1,
        "4.5.anonymous_amount": 0.2,
    }
    assert [(r.cell, r.level, r.text.zh) for r in parts_too_large(form, values)] == [
        ("1.2", "fault", "企业自查发现重大事故隐患中已完成整改的 3，大于企业自查发现的重大事故隐患 2"),
        ("3.8", "fault", "其中危险作业罪案例 2，大于公布典型执法案例 1"),
        ("4.5", "fault", "其中匿名举报查实奖励 0.2，大于举报奖励 0.1"),
    ]
    assert list(parts_too_large(form, {"1.1": None, "1.2": 3})) == []


def test_a_cumulative_figure_that_shrank_is_warned_about(campaign: Campaign) -> None:
    form = campaign.pack.form
    assert form is not None
    now, then = (
        {"1.1": 2, "1.3": 4, "3.1": None, "4.6": False},
        {"1.1": 3, "1.3": 4, "3.1": 1, "4.6": True, "4.7": None},
    )
    assert [(r.cell, r.level, r.text.zh) for r in shrunk(form, now, then)] == [
        ("1.1", "warning", "企业自查发现的重大事故隐患：前表 3，现为 2；累计数只会增加"),
        ("3.1", "warning", "帮扶指导重点乡镇：前表 1，现为 —；累计数只会增加"),
        ("4.6", "warning", "是否在主流媒体设置安全生产专题栏目：前表 是，现为 否；累计数只会增加"),
    ]


def test_a_headcount_may_shrink_but_not_vanish_in_silence(campaign: Campaign) -> None:
    form = campaign.pack.form
    assert form is not None
    assert list(shrunk(form, {"4.7": 3}, {"4.7": 5})) == []
    assert [remark.text.zh for remark in shrunk(form, {"4.7": None}, {"4.7": 5})] == [
        "配备专兼职技术检查员数量：前表 5，现在没有单位填报"
    ]
    assert [figure.name for figure in form.figures() if not figure.cumulative] == ["4.7"]
