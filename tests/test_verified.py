"""What a pack does not know for certain, it says: its own numbers of clauses, and what was not compared with the text."""

import json
import re
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from campaign_rules import Campaign, load_campaign
from campaign_rules.cli import cli
from campaign_rules.files.pack_files import find_pack, load_scenarios
from campaign_rules.writers import html_record
from campaign_rules.writers.book import book

ZHIBEN = load_campaign("zhiben-2024")
DAY = date(2024, 7, 1)
RECORD: dict[str, Any] = {"id": "E", "sectors": ["industry_trade"], "activities": []}


def run(*command: str) -> str:
    """Return what a command on the three-year action prints."""
    return CliRunner().invoke(cli, [*command, "--campaign", "zhiben-2024"]).output


@pytest.fixture
def record(tmp_path: Any) -> str:
    """A record of an enterprise that has done nothing."""
    path = tmp_path / "record.json"
    path.write_text(json.dumps(RECORD), "utf-8")
    return str(path)


def test_a_number_that_is_the_packs_own_says_so_wherever_the_clause_is_named(record: str) -> None:
    finding = ZHIBEN.check(RECORD, as_of=DAY)["principal-inspection@2024-Q2"]
    assert finding.clause_label("zh") == "二（一）（本规则包编号）"
    assert finding.to_dict("en")["clause_label"] == "2.1 (this pack's own number)"
    as_of = ("--as-of", "2024-07-01")
    said = [
        run("check", record, *as_of),
        run("check", record, *as_of, "--format", "html"),
        run("explain", record, "principal-inspection@2024-Q2", *as_of),
        run("next", record, *as_of),
        run("calendar", "--year", "2024"),
        run("calendar", "--year", "2024", "--format", "csv"),
        re.sub(r"\r?\n ", "", run("calendar", "--year", "2024", "--format", "ics")),
        run("summary", record, *as_of, "--format", "json"),
        run("phase", "2024-05-01"),
        run("lead", "矿山"),
        book(ZHIBEN.pack, load_scenarios(find_pack("zhiben-2024")), "zh"),
    ]
    for text in said:
        plain = re.sub(r"[\s│\\]|<[^>]*>", "", text)
        cited = re.findall(r"[一二三]（[一二三四]）(?!（本规则包编号）)", plain)
        assert "本规则包编号" in plain
        assert cited == [], cited


def test_clauses_that_the_text_numbers_are_named_as_ever(campaign: Campaign) -> None:
    assert campaign.pack.label("2.1.6")("zh") == "二（一）6"
    assert campaign.pack.label("annex.note.1")("en") == "annex.note.1"
    assert "本规则包编号" not in book(campaign.pack, (), "zh")


def test_each_finding_that_rests_on_what_was_not_compared_with_the_text_says_so() -> None:
    report = ZHIBEN.check(RECORD, as_of=DAY)
    for finding in report.findings:
        assert finding.unverified, finding.instance
        assert "（未核对原文：" in finding.message("zh")
        assert " (not checked against the text: " in finding.message("en")
    inspection = report["principal-inspection@2024-Q2"]
    assert inspection.message("zh") == "未按期完成：期限 2024-06-30 已过（未核对原文：高危行业的范围原文未核对）"
    assert inspection.to_dict("zh")["unverified"] == [{"clause": "2.1", "said": "高危行业的范围原文未核对"}]
    drill = report["high-risk-drill@2024-H2"]
    assert list(drill.unverified) == ["2.2", "2.1"]  # whom it binds is read from 2.1


def test_findings_of_offices_that_rest_on_what_was_not_compared_say_so() -> None:
    report = ZHIBEN.check({"id": "D", "actor": "department"}, as_of=date(2025, 12, 31))
    assert {finding.instance: list(finding.unverified) for finding in report.findings} == {
        f"milestone-{year}@once": ["1.2"] for year in (2024, 2025, 2026)
    }


def test_a_page_says_of_each_finding_that_it_rests_on_what_was_not_compared() -> None:
    said = html_record.report(ZHIBEN.check(RECORD, as_of=DAY), ZHIBEN, "zh")
    assert "未核对原文：高危行业的范围原文未核对" in said


def test_findings_told_together_in_text_are_marked(record: str) -> None:
    said = re.sub(r"[\s│]", "", run("check", record, "--as-of", "2025-01-15"))
    assert "主要负责人带队检查重大事故隐患（未核对原文）" in said


def test_what_was_compared_with_the_text_says_nothing_of_it(campaign: Campaign) -> None:
    report = campaign.check({"id": "E", "sectors": ["gas"], "activities": []}, as_of=date(2023, 9, 1))
    assert not any(finding.unverified or "未核对" in finding.message("zh") for finding in report.findings)


def test_an_answer_rests_on_its_own_clause_its_due_days_its_readings_and_its_facts(campaign: Campaign) -> None:
    (drill, *_) = campaign.rules.courses_of("enterprise")["campaign-drill"]
    assert drill.clauses[0] == "2.1.9"
    assert "2.1.6" in drill.clauses  # who is high-risk


@pytest.mark.parametrize("documents", [None, [], [{"kind": "milestone_report", "date": "2024-12-20"}]])
def test_a_milestone_is_always_for_review_whatever_was_reported(documents: Any) -> None:
    data: dict[str, Any] = {"id": "D", "actor": "department"}
    if documents is not None:
        data["documents"] = documents
    before, on, after = (
        ZHIBEN.check(data, as_of=day) for day in (date(2024, 1, 20), date(2024, 12, 31), date(2025, 1, 1))
    )
    assert before["milestone-2024@once"].status == "upcoming"
    assert on["milestone-2024@once"].status == after["milestone-2024@once"].status == "needs_review"
    assert after["milestone-2024@once"].message("zh").startswith("需人工核查：2023年及以前排查发现的")


@pytest.mark.parametrize(
    ("more", "each"),
    [
        ({}, "Q1"),
        ({"attributes": {"metal_smelting": True}}, "03"),
        ({"attributes": {"metal_smelting": False}}, "Q1"),
        ({"attributes": {"metal_smelting": True}, "high_risk": False}, "Q1"),
        ({"sectors": ["金属冶炼"]}, "03"),
        ({"sectors": ["水上交通"]}, "03"),
        ({"sectors": ["民爆"]}, "03"),
        ({"sectors": ["餐饮"]}, "Q1"),
    ],
)
def test_metal_smelting_counts_for_high_risk(more: dict[str, Any], each: str) -> None:
    """By attribute as by sector; the record's own word wins."""
    found = ZHIBEN.check({**RECORD, **more}, as_of=date(2024, 4, 1))
    asked = {one.instance for one in found.findings if one.duty == "principal-inspection" and one.status == "violated"}
    assert f"principal-inspection@2024-{each}" in asked
    assert ("principal-inspection@2024-Q1" in asked) is (each == "Q1")


def test_phases_are_counted_not_written(campaign: Campaign) -> None:
    """Four in one campaign, three in the other."""
    assert run("phase", "2023-06-01").startswith("2023-06-01 不在三个阶段之内")
    four = CliRunner().invoke(cli, ["phase", "2022-01-01"]).output
    assert four.startswith("2022-01-01 不在四个阶段之内")
    early = CliRunner().invoke(cli, ["phase", "2022-01-01", "--lang", "en"]).output
    assert early.startswith("2022-01-01 lies in no phase")
