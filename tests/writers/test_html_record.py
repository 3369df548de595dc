"""Pages: whatever a record says stays text, nothing is loaded, and what the report says is there, in both languages."""

import pathlib
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from click.testing import CliRunner

from campaign_rules import load_campaign, next_steps
from campaign_rules.base.texts import Lang, clause_label
from campaign_rules.cli import cli
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.duties.obligations import STATUSES
from campaign_rules.writers import html_record, html_summary
from campaign_rules.writers.html_page import MARKS

CAMPAIGN = load_campaign()
DAY = date(2023, 10, 15)
WORKS = CAMPAIGN.check(pathlib.Path("examples/chemical-works.yaml"), as_of=DAY)
HOSTILE = {
    "id": '"><script>alert(1)</script>',
    "name": "<img src=x onerror=alert(1)>\u202ecod.exe",
    "township": "</title>{{ 7*7 }}{% raw %}",
    "hazards": [
        {"id": "'; DROP TABLE", "title": "]]><svg onload=alert(1)>", "found": {"date": "2023-06-01", "by": "enterprise"},
         "events": [{"kind": "reported", "date": "2023-06-02", "note": "<b>bold</b>"}]}
    ],
    "activities": [{"kind": "review_meeting", "date": "2023-06-01", "by": "principal", "note": "<i>note</i>&amp;"}],
}  # fmt: skip


class Page(HTMLParser):
    """A page as a browser sees it: its elements, their attributes, and its text; every element is closed."""

    VOID = ("meta", "input", "rect", "circle", "line", "link", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] not in (["style"], ["script"]):
            self.text += data


def overview(lang: Lang = "zh") -> str:
    records: list[Any] = [*map(pathlib.Path, ("examples/chemical-works.yaml", "examples/textile-mill.yaml")), HOSTILE]
    reports = [CAMPAIGN.check(one, as_of=DAY) for one in records]
    return html_summary.overview(reports, CAMPAIGN.summary(records, as_of=DAY), CAMPAIGN, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_report_says_is_on_the_page(lang: Lang) -> None:
    page = Page(html_record.report(WORKS, CAMPAIGN, lang))
    said = re.sub(r"\s+", " ", page.text)
    for finding in WORKS.findings:
        assert re.sub(r"\s+", " ", finding.message(lang)) in said
        assert clause_label(finding.clause, lang) in said
    for outcome in WORKS.outcomes:
        assert outcome.item in said
        for because in outcome.because(lang):
            assert because in said
    for status, count in WORKS.summary.items():
        assert f"{STATUS_TEXTS[status](lang)} {count}" in said  # type: ignore[index]
    assert CAMPAIGN.pack.named(lang) in said
    assert ("html", {"lang": "zh-CN" if lang == "zh" else "en"}) in page.elements


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("make", [lambda lang: html_record.report(WORKS, CAMPAIGN, lang), overview])
def test_a_page_loads_nothing_and_has_one_of_each_id(make: Any, lang: Lang) -> None:
    page = Page(make(lang))
    for _, attributes in page.elements:
        assert not {"src", "data", "background"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", make(lang))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {a[key] for _, a in page.elements for key in ("aria-labelledby", "data-filter") if key in a}
    assert named <= set(ids)


@pytest.mark.parametrize(
    "make", [lambda: html_record.report(CAMPAIGN.check(HOSTILE, as_of=DAY), CAMPAIGN, "zh"), overview]
)
def test_hostile_texts_stay_texts(make: Any) -> None:
    page = Page(make())
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert {tag for tag, _ in page.elements}.isdisjoint({"img", "b", "i"} - {"b"})
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert "<img src=x onerror=alert(1)>\\u202ecod.exe" in page.text
    assert "\u202e" not in make()
    assert "{{ 7*7 }}" in page.text


def test_the_bar_is_as_wide_as_it_says() -> None:
    page = Page(html_record.report(WORKS, CAMPAIGN, "zh"))
    widths = [
        float(str(a["width"])) for tag, a in page.elements if tag == "rect" and str(a.get("class")).startswith("f-")
    ]
    assert sum(widths) == pytest.approx(100, abs=0.01)
    assert len(widths) == len(WORKS.summary)


def test_each_duty_has_a_cell_for_every_month_of_the_campaign() -> None:
    view = html_record.RecordView(WORKS, CAMPAIGN, "zh")
    assert len(view.months()) == 8
    rows = view.matrix
    assert rows
    for row in rows:
        assert sum(cell["span"] if cell else 1 for cell in row["cells"]) == 8
    meetings = next(row for row in rows if row["title"] == "主持召开安全生产工作讲评会")
    assert [cell["status"] for cell in meetings["cells"]] == [
        "fulfilled", "fulfilled", "violated", "waived", "fulfilled", "open", "upcoming", "upcoming"
    ]  # fmt: skip


def test_every_status_has_a_mark_of_its_own() -> None:
    assert list(MARKS) == list(STATUSES)
    assert len(set(MARKS.values())) == len(STATUSES)


def test_an_office_and_an_empty_record_have_pages_too() -> None:
    for data in ({"id": "x", "actor": "township"}, {"id": "y"}):
        page = Page(html_record.report(CAMPAIGN.check(data, as_of=date(2023, 1, 1)), CAMPAIGN, "zh"))
        assert "不在各阶段之内" in page.text


def test_the_commands_write_pages(tmp_path: Any) -> None:
    one = CliRunner().invoke(
        cli, ["check", "examples/gas-distributor.yaml", "--as-of", "2023-07-20", "--format", "html"]
    )
    assert one.exit_code == 0
    assert one.stdout.startswith("<!doctype html>")
    for command, name in (("check", "check.html"), ("summary", "summary.html")):
        path = tmp_path / name
        done = CliRunner().invoke(cli, [command, "examples", "--as-of", "2023-10-15", "-o", str(path), "--lang", "en"])
        assert (done.exit_code, done.stdout) == (1, "")
        assert "How 8 records stand" in path.read_text("utf-8")


def test_a_pack_without_a_life_cycle_for_hazards_still_has_a_page() -> None:
    campaign = load_campaign("zhiben-2024")
    data = {"id": "E1", "actor": "enterprise", "hazards": [{"id": "H-1", "found": {"date": "2024-05-01"}}]}
    made = html_record.report(campaign.check(data, as_of=date(2025, 3, 1)), campaign, "zh")
    assert "H-1" in made


def test_a_reading_set_otherwise_is_not_described_by_its_default() -> None:
    asked = ["check", "examples/chemical-works.yaml", "--as-of", "2023-07-05", "--lang", "en", "--format", "html"]
    made = CliRunner().invoke(cli, [*asked, "--set", "recurring-not-curable=curable"]).output
    assert "<dd>made up by the campaign&#39;s end is late</dd>" in made
    assert "stays violated" not in made
    assert "stays violated" in CliRunner().invoke(cli, asked).output


def page_of(data: dict[str, Any], day: date, lang: Lang = "zh", campaign: Any = CAMPAIGN) -> str:
    return re.sub(r"\s+", " ", Page(html_record.report(campaign.check(data, as_of=day), campaign, lang)).text)


def test_a_meeting_held_by_a_deputy_is_shown_with_what_was_asked_of_it() -> None:
    """2.1.6: the principal chairs it."""
    meeting = {"kind": "review_meeting", "date": "2023-06-05", "by": "deputy"}
    said = page_of({"id": "E", "activities": [meeting]}, date(2023, 7, 1))
    assert "有记录，但没有计入：activities[0] 2023-06-05 由谁 分管负责人" in said
    english = page_of({"id": "E", "activities": [meeting]}, date(2023, 7, 1), "en")
    assert "Recorded, but not counted: activities[0] 2023-06-05 by whom Deputy in charge" in english


def test_a_page_says_who_leads_and_what_the_rules_are_built_on() -> None:
    said = page_of({"id": "E", "sectors": ["燃气"]}, date(2023, 7, 1))
    assert "牵头部门：燃气 → 住房城乡建设部门" in said
    assert "所依据的层：安全生产记录（1.0）、安全生产法（2021.1）" in said


def test_a_finding_on_the_page_names_the_layer_below_that_its_rule_comes_from() -> None:
    """2.1.2, 安全生产法 41: the duty to report comes from the statute; what the campaign alone asks bears no such mark."""
    hazard = {"id": "H", "found": {"date": "2023-06-12"}, "events": []}
    page = html_record.report(CAMPAIGN.check({"id": "E", "hazards": [hazard]}, as_of=date(2023, 7, 1)), CAMPAIGN, "zh")
    assert set(re.findall(r'<span class="clause">([^<]*安全生产法[^<]*)</span>', page)) == {"二（一）2（安全生产法）"}


def test_what_to_do_names_what_is_wanting_or_says_to_do_it_and_what_that_achieves() -> None:
    job = {"id": "W-1", "date": "2023-06-18", "approved": True, "guardian": None, "fire_measures_checked": True, "supervised": True}  # fmt: skip
    said = page_of({"id": "E", "hot_work": True, "hot_work_jobs": [job], "documents": []}, date(2023, 9, 1))
    assert "→ 当时已做到而漏记的，补记：现场监护人员（记录为空）；没有做到的，事后不能补做" in said
    assert "→ 完成并记入记录；做到后：逾期履行" in said


def test_words_of_a_record_are_said_as_people_say_them() -> None:
    hazard = {
        "id": "H-1", "title": "报警器失效", "found": {"date": "2023-06-12", "by": "enterprise"},
        "events": [{"kind": "reported", "date": "2023-06-13", "to": "emergency_management"}],
    }  # fmt: skip
    said = page_of({"id": "E", "hazards": [hazard]}, date(2023, 9, 1))
    assert "报告，向应急管理部门" in said
    assert "hazards[0]（H-1 报警器失效）" in said
    assert "emergency_management" not in said
    assert "self_inspection" not in said


def test_a_campaign_of_years_names_the_year_of_each_january() -> None:
    campaign = load_campaign("zhiben-2024")
    data = {"id": "E1", "sectors": ["industry_trade"], "activities": []}
    assert "义务2024年1月2月3月" in page_of(data, date(2025, 3, 1), "zh", campaign)
    english = page_of(data, date(2025, 3, 1), "en", campaign)
    assert "DutyJan 2024FebMar" in english
    assert "DecJan 2025Feb" in english


def test_before_anything_is_asked_for_nothing_is_said_to_be_well() -> None:
    data = {"id": "E", "activities": []}
    assert "到 2023-01-01 为止，还没有哪项义务要求履行；这不等于合规。" in page_of(data, date(2023, 1, 1))
    assert "Up to 2023-01-01 nothing is asked for yet: this is not yet compliance." in page_of(
        data, date(2023, 1, 1), "en"
    )


@pytest.mark.parametrize("make", [lambda r, s: html_record.report(r[0], CAMPAIGN, "en"), lambda r, s: html_summary.overview(r, s, CAMPAIGN, "en")])  # fmt: skip
def test_english_pages_are_punctuated_in_english(make: Any) -> None:
    data = [
        {"id": "E", "sectors": ["gas"], "hazards": [{"id": "H", "found": {"date": "2023-06-12"}}], "activities": []}
    ]
    reports = [CAMPAIGN.check(one, as_of=date(2023, 9, 1)) for one in data]
    said = Page(make(reports, CAMPAIGN.summary(data, as_of=date(2023, 9, 1)))).text.replace("进府办发〔2023〕25号", "")
    assert re.findall(".{0,20}[（）：；、，。].{0,20}", said) == []


def overview_of(data: list[dict[str, Any]], lang: Lang = "zh", campaign: Any = CAMPAIGN) -> str:
    day = date(2023, 9, 1)
    reports = [campaign.check(one, as_of=day) for one in data]
    made = html_summary.overview(reports, campaign.summary(data, as_of=day), campaign, lang)
    return re.sub(r"\s+", " ", Page(made).text)


def test_a_page_of_many_says_what_is_unknown_in_each_township() -> None:
    data: list[dict[str, Any]] = [
        {"id": "A", "township": "温圳镇"},
        {"id": "B", "township": "温圳镇", "activities": []},
    ]
    said = overview_of(data)
    assert "名称家数有未履行有资料不足有待核查逾期隐患是否逾期不明未验收隐患 温圳镇2122000" in said


def test_a_page_of_many_has_the_readings_and_tells_those_set_otherwise_first() -> None:
    changed = CAMPAIGN.with_interpretation("recurring-not-curable", "curable")
    said = overview_of([{"id": "A", "activities": []}], "zh", changed)
    assert f"已改选的解释：{changed.pack.interpretations['recurring-not-curable'].title.zh} =" in said
    assert "原文没有写明之处，本判定采用的读法" in said
    assert "已改选的解释" not in overview_of([{"id": "A", "activities": []}])


def test_a_page_of_many_says_which_ids_are_there_twice_and_why_an_outcome_is_indicated() -> None:
    hazard = {"id": "H-1", "found": {"date": "2023-06-12", "by": "department"}, "plan": {"deadline": "2023-07-20"}, "events": []}  # fmt: skip
    one: dict[str, Any] = {"id": "A", "hazards": [hazard]}
    said = overview_of([one, one])
    assert "编号重复，每份各算一次：A" in said
    assert "对企业和主要负责人“一案双罚”（成立）：曾经逾期，此后一直未验收（" in said


def test_a_page_of_many_as_it_was_known_counts_as_it_was_known() -> None:
    hazard = {
        "id": "H-1", "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": False,
        "plan": {"deadline": "2023-07-20"},
        "events": [{"kind": "accepted", "date": "2023-07-18", "recorded": "2023-09-20"}],
    }  # fmt: skip
    day = date(2023, 9, 1)
    data: list[dict[str, Any]] = [{"id": "A", "hazards": [hazard]}, {"id": "B"}]
    reports = [CAMPAIGN.check(one, as_of=day, known_at=day) for one in data]
    made = html_summary.overview(reports, CAMPAIGN.summary(data, as_of=day, known_at=day), CAMPAIGN, "zh")
    assert "逾期未整改到位的隐患 1 个" in Page(made).text
    assert "逾期未整改到位的隐患 0 个" in overview_of(data)


def test_a_history_on_the_page_says_what_was_refused() -> None:
    hazard = {
        "id": "H-1", "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": False,
        "plan": {"deadline": "2023-07-20"},
        "events": [{"kind": "extended", "date": "2023-08-29", "by": "enterprise", "deadline": "2023-12-20"}],
    }  # fmt: skip
    data = {"id": "E", "hazards": [hazard]}
    said = page_of(data, date(2023, 9, 1), "en")
    (refused,) = [e for e in CAMPAIGN.check(data, as_of=date(2023, 9, 1)).history("H-1") if e.kind == "event"]
    assert refused.changes[0].said()("en").startswith("refused ")
    assert refused.changes[0].said()("en") in said


def test_the_timeline_counts_what_is_not_settled() -> None:
    meeting = {"kind": "review_meeting", "date": "2023-05-20", "by": "principal"}
    shown = CAMPAIGN.check(
        {"id": "E", "sectors": ["gas"], "activities": [meeting], "documents": []}, as_of=date(2023, 7, 1)
    )
    marks = html_record.RecordView(shown, CAMPAIGN, "en").timeline()["marks"]
    unsettled = shown.having("violated", "unknown", "needs_review", "open", "upcoming")
    assert sum(mark["count"] for mark in marks) == sum(1 for one in unsettled if one.due)


def test_what_wants_the_same_facts_stands_together_with_every_obligation() -> None:
    shown = CAMPAIGN.check({"id": "E", "documents": []}, as_of=date(2023, 7, 1))
    (groups,) = [
        found for status, found in html_record.RecordView(shown, CAMPAIGN, "zh").groups() if status == "unknown"
    ]
    assert sum(max(len(one["hanging"]), 1) for one in groups) == len(shown.unknown)
    assert len(groups) == len({one.missing for one in shown.unknown})
    assert "项义务缺同样的资料" in page_of({"id": "E", "documents": []}, date(2023, 7, 1))


def test_what_is_not_yet_effective_and_what_looks_like_a_slip_is_on_the_page() -> None:
    activities = [{"kind": "reveiw_meeting", "date": "2023-06-01"}, {"kind": "review_meeting", "date": "2023-08-01"}]
    said = page_of({"id": "E", "activities": activities}, date(2023, 7, 1))
    assert "判定日之后、尚未生效的记录 1 条：activities[1]" in said
    assert "reveiw_meeting" in said
    assert "是否想写 review_meeting" in said


def test_what_was_not_compared_with_the_text_is_said_on_the_page() -> None:
    campaign = load_campaign("zhiben-2024")
    said = page_of({"id": "E"}, date(2024, 7, 1), "en", campaign)
    assert "clauses not compared with the text: 3" in said
    assert "2.1 (this pack's own number): which sectors count as high-risk was not compared with the text" in said
    assert "This pack has no rules on what is indicated for each hazard" in page_of(
        {"id": "E", "hazards": [{"id": "H", "found": {"date": "2024-05-01"}}]}, date(2024, 7, 1), "en", campaign
    )
    assert "逾期隐患" not in overview_of([{"id": "A"}, {"id": "B"}], "zh", campaign)


def test_what_was_done_too_early_or_too_late_is_shown_as_not_counted() -> None:
    """3.2: the self-inspection of this campaign; what was done before the issue date is another one's."""
    early = [{"kind": "self_inspection", "date": "2023-05-10"}]
    assert "没有计入：activities[0] 2023-05-10：早于 2023-05-16，不计入" in page_of(
        {"id": "E", "activities": early}, date(2023, 8, 25)
    )
    late = [{"kind": "self_inspection", "date": "2024-01-05"}]
    english = page_of({"id": "E", "activities": late}, date(2024, 1, 10), "en")
    assert "not counted: activities[0] 2024-01-05: after 2023-12-31, does not count" in english
    # Another month's meeting is not told beside a month that has none.
    meeting = {"kind": "review_meeting", "date": "2023-06-05", "by": "principal"}
    assert "没有计入" not in page_of({"id": "E", "activities": [meeting]}, date(2023, 8, 1))


def test_the_timeline_and_the_steps_name_the_last_good_day() -> None:
    exclusive = CAMPAIGN.with_interpretation("inclusive-deadlines", "exclusive")
    shown = exclusive.check({"id": "E", "documents": []}, as_of=date(2023, 7, 1))
    assert (shown["risk-map@once"].due, shown["risk-map@once"].last_day) == (date(2023, 7, 31), date(2023, 7, 30))
    assert {step.due for step in next_steps(shown) if step.of == "risk-map@once"} == {date(2023, 7, 30)}
    days = {mark["day"] for mark in html_record.RecordView(shown, exclusive, "zh").timeline()["marks"]}
    assert any("2023-07-30" in day for day in days)
    assert not any("2023-07-31" in day for day in days)


@pytest.mark.parametrize("sectors", [None, ["mining"]])
def test_a_duty_by_the_month_and_by_the_quarter_has_a_row_for_each(sectors: list[str] | None) -> None:
    """2.1.6: where the frequencies add up, or it is not known which holds, no period is left out."""
    campaign = CAMPAIGN.with_interpretation("high-risk-replaces", "adds") if sectors else CAMPAIGN
    data = {"id": "E", "activities": [], **({"sectors": sectors} if sectors else {})}
    shown = campaign.check(data, as_of=date(2023, 8, 30))
    rows = html_record.RecordView(shown, campaign, "zh").matrix
    cells = {one["instance"] for row in rows for cell in row["cells"] if cell for one in cell["each"]}
    assert cells == {one.instance for one in shown.findings if one.verdict.window and one.verdict.window.period}
    assert "检查重大事故隐患排查整治情况（每月）" in page_of(data, date(2023, 8, 30), "zh", campaign)
