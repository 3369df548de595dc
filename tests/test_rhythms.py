"""Duties of every rhythm, in every answer: nothing is dropped, and people read of which days a period is."""

import pathlib
import re
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from campaign_rules import Campaign
from campaign_rules.authoring.comparison import rule_changes
from campaign_rules.base.periods import FREQUENCIES, Period, period_of
from campaign_rules.base.texts import Lang, Text
from campaign_rules.bulk.rows import CsvEncoder
from campaign_rules.reports.calendars import Reminding, entries
from campaign_rules.reports.next_steps import duty_steps
from campaign_rules.writers import html_record, text
from tests.rhythms import DAYS, campaign_with, duty

RHYTHMS = {
    "daily": "each: day",
    "weekly": "each: week",
    "ten-days": "each: ten_days",
    "half-monthly": "each: half_month",
    "monthly": "each: month",
    "phases": "each: phase",
    "floods": "each: flood",
    "before-holidays": "each: {before_holidays: all}",
    "after-holidays": "each: {after_holidays: [national_day, spring_festival], days: 3}",
    "heating": "each: heating",
    "school-years": "each: {period: year, begins: 9}",
    "terms": "each: [{period: week, during: study}, {period: month, during: [drive, review]}]",
    "fridays": "each: week\ndue: {weekday: friday}",
    "three-days": "each: month\ndue: {day: [5, 15, 25]}",
    "next-month": "each: month\ndue: {day: 5, months_later: 1}",
}
"""Duties of every rhythm that no record has a say in, each with the keys that say when."""

AS_OF = date(2024, 1, 10)
RECORD: dict[str, Any] = {
    "id": "U",
    "actions": [{"kind": "inspection", "day": str(date(2023, 6, 1) + timedelta(n))} for n in range(0, 200, 6)],
}


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    duties = [duty(name, said) for name, said in RHYTHMS.items()]
    return campaign_with(tmp_path_factory.mktemp("packs"), *duties)


def test_every_obligation_stands_in_the_months_of_a_page(campaign: Campaign) -> None:
    shown = campaign.check(RECORD, as_of=AS_OF)
    view = html_record.RecordView(shown, campaign, "zh")
    cells = [cell for row in view.matrix for cell in row["cells"] if cell]
    assert sorted(one["instance"] for cell in cells for one in cell["each"]) == sorted(
        f.instance for f in shown.findings
    )
    assert {sum(cell["span"] if cell else 1 for cell in row["cells"]) for row in view.matrix} == {12}


def test_a_month_of_days_counts_how_they_stand_the_worst_first_and_leads_to_each(campaign: Campaign) -> None:
    view = html_record.RecordView(campaign.check(RECORD, as_of=AS_OF), campaign, "zh")
    june = view.matrix[0]["cells"][0]
    assert (june["status"], june["counts"]) == ("violated", [("violated", 25), ("fulfilled", 5)])
    page = html_record.report(view.shown, campaign, "zh")
    assert '<tr id="o-daily@2023-06-02"' in page
    assert '<a href="#o-daily@2023-06-02"' in page
    assert '<tr id="o-monthly@2023-06"' not in page  # its cell says it all


def test_a_week_across_two_months_stands_in_that_of_its_last_day(campaign: Campaign) -> None:
    view = html_record.RecordView(campaign.check(RECORD, as_of=AS_OF), campaign, "zh")
    weekly = view.matrix[1]
    assert [one["name"] for one in weekly["cells"][1]["each"]] == [
        "2023年第26周（6月26日至7月2日）", "2023年第27周（7月3日至9日）", "2023年第28周（7月10日至16日）",
        "2023年第29周（7月17日至23日）", "2023年第30周（7月24日至30日）",
    ]  # fmt: skip


def test_a_text_says_of_many_periods_how_many_and_which_follow_each_other(campaign: Campaign) -> None:
    made = StringIO()
    shown = campaign.check({"id": "U", "actions": []}, as_of=AS_OF)
    Console(file=made, width=300).print(text.report(shown, campaign, "zh", width=300))
    told = made.getvalue()
    assert "共 223 期、2023-06-01至2024-01-09" in told
    assert "共 32 期、2023年第22周（5月29日至6月4日）（不完整）至2024年第1周（1月1日至7日）" in told
    assert "学习部署阶段" in told
    assert "2022年9月至2023年8月" in told


def test_an_explanation_says_of_which_days_a_week_is(campaign: Campaign) -> None:
    finding = campaign.check(RECORD, as_of=AS_OF)["weekly@2023-W23"]
    assert finding.explain("zh").splitlines()[0] == (
        "是  weekly@2023-W23 开展检查，2023年第23周（6月5日至11日）：已履行。已完成（2023-06-07）"
    )
    assert finding.explain("en").splitlines()[0] == (
        "yes  weekly@2023-W23 an inspection, week 23 of 2023 (5 to 11 June): fulfilled. done on 2023-06-07"
    )


def test_a_calendar_names_each_period_as_people_do_and_knows_it_by_its_own_name(campaign: Campaign) -> None:
    made = {one.instance: one for one in entries(campaign.check(RECORD, as_of=AS_OF), Reminding())}
    assert [made[name].title.zh for name in (
        "weekly@2023-W23", "ten-days@2023-06-T2", "half-monthly@2023-06-F1", "phases@drive", "floods@2024-flood",
        "heating@2023-heating", "school-years@2023-Y09", "three-days@2023-06-15",
    )] == [
        "开展检查（2023年第23周（6月5日至11日））", "开展检查（2023年6月中旬）", "开展检查（2023年6月上半月）",
        "开展检查（集中整治阶段）", "开展检查（2024年汛期）", "开展检查（2023—2024年供暖期）",
        "开展检查（2023年9月至2024年8月）", "开展检查（2023年6月15日）",
    ]  # fmt: skip
    uids = [one.uid for one in made.values()]
    assert len(set(uids)) == len(uids)
    assert made["weekly@2023-W23"].uid.startswith("weekly.2023-W23.")


def test_of_what_is_still_to_begin_only_the_first_of_each_duty_is_a_next_step(campaign: Campaign) -> None:
    steps = [step.of for step in duty_steps(campaign.check(RECORD, as_of=date(2023, 6, 1)))]
    assert [one for one in steps if one.startswith("weekly@")] == ["weekly@2023-W23"]


def test_a_book_says_how_often(tmp_path: pathlib.Path) -> None:
    campaign = campaign_with(
        tmp_path, duty("d", RHYTHMS["terms"]), duty("e", "each: {period: week, during: drive}\ndue: {weekday: friday}")
    )
    said = [
        one.zh
        for made in campaign.pack.duties.values()
        for one in made.how_often(lambda *_: Text("", ""), campaign.pack.called_by_kind)
    ]
    assert said == [
        "学习部署阶段每周至少 1 次",
        "集中整治阶段、总结提高阶段每月至少 1 次",
        "集中整治阶段每周五前至少 1 次",
    ]


def test_rows_name_each_period_as_people_do(tmp_path: pathlib.Path) -> None:
    campaign = campaign_with(
        tmp_path, duty("d", RHYTHMS["terms"]), duty("e", "each: phase"), duty("f", "each: campaign")
    )
    encoder = CsvEncoder(campaign.rules, "zh")
    told = [
        encoder.item(duty, name, 0, None)[1]
        for duty, name in (("d", "2023-W23"), ("d", "2023-09"), ("e", "drive"), ("f", "campaign"))
    ]
    assert told == [
        "开展检查（2023年第23周（6月5日至11日））",
        "开展检查（2023-09）",
        "开展检查（集中整治阶段）",
        "开展检查",
    ]


def test_a_comparison_says_a_rhythm_as_it_is_written(tmp_path: pathlib.Path) -> None:
    before = campaign_with(tmp_path / "before", duty("d", "each: week"))
    after = campaign_with(tmp_path / "after", duty("d", "each: {period: week, during: drive}"))
    (change,) = rule_changes(before.pack, after.pack)
    assert change.details == (("each", "week", {"period": "week", "during": "drive"}),)


# --- the guide ---

DOCS = pathlib.Path(__file__).parent.parent / "docs"
CODE = re.compile("`([^`]+)`")


def rows(page: str, title: str) -> list[list[str]]:
    """The rows of the table under a title of a page of the guide."""
    lines = (DOCS / page).read_text("utf-8").partition(title)[2].split("\n\n|", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines.splitlines()[2:]]


@pytest.mark.parametrize(
    ("page", "title", "lang"), [("rhythms.md", "# 多久", "zh"), ("rhythms.en.md", "# How often", "en")]
)
def test_the_guide_says_of_each_rhythm_what_the_book_says(
    page: str, title: str, lang: Lang, tmp_path: pathlib.Path
) -> None:
    said = rows(page, title)
    duties = [duty(f"d{n}", "\n".join(CODE.findall(written))) for n, (_, written, _) in enumerate(said)]
    pack = campaign_with(tmp_path, *duties).pack
    joined = Text("；", "; ")
    for n, (_, written, sentence) in enumerate(said):
        made = pack.duties[f"d{n}"].how_often(lambda *_: Text("", ""), pack.called_by_kind)
        assert (written, joined.join(made)(lang)) == (written, sentence)


@pytest.mark.parametrize(
    ("page", "title", "lang"), [("rhythms.md", "## 每一期", "zh"), ("rhythms.en.md", "## What a period", "en")]
)
def test_the_guide_names_periods_as_answers_do(campaign: Campaign, page: str, title: str, lang: Lang) -> None:
    periods = [Period(date(2023, 1, 1), date(2023, 12, 31), "2023"), period_of(date(2023, 6, 5), "half")]
    periods += [period_of(date(2023, 6, day), each) for day in (5, 15) for each in FREQUENCIES]
    periods += [w.period for bound in campaign.rules.duties_of("unit") for w in bound.windows if w.period]
    known = {period.name: campaign.pack.period_title(period)(lang) for period in periods}
    for _, name, read in rows(page, title):
        assert known[name.strip("`")] == read


def test_seasons_of_the_guide_are_those_that_its_table_names() -> None:
    for page in ("rhythms.md", "rhythms.en.md"):
        shown = (DOCS / page).read_text("utf-8").partition("```yaml\n")[2].partition("```")[0]
        assert shown in DAYS
