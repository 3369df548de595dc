"""The rule book: every rule, clause and scenario of a pack is in it, in words, in both languages."""

import re
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import structs

from campaign_rules import load_campaign
from campaign_rules.base.texts import Lang, clause_label
from campaign_rules.cli import cli
from campaign_rules.files.pack_files import find_pack, load_scenarios
from campaign_rules.writers.book import _Book, book
from tests.writers.test_html_record import Page

PACKS = ("jinxian-2023", "zhiben-2024", "demo-county-2023")


def made(name: str, lang: Lang = "zh") -> str:
    return book(load_campaign(name).pack, load_scenarios(find_pack(name)), lang)


def duty(id_: str) -> dict[str, Any]:
    shown = _Book(load_campaign().pack, (), "zh")
    return next(one for clause in shown.clauses() for one in clause["duties"] if one["id"] == id_)


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_clause_duty_reading_and_scenario_is_in_the_book(name: str, lang: Lang) -> None:
    pack = load_campaign(name).pack
    said = re.sub(r"\s+", " ", Page(made(name, lang)).text)
    for id_, one in pack.duties.items():
        assert id_ in said
        assert re.sub(r"\s+", " ", one.title(lang)) in said
        assert clause_label(one.clause, lang) in said
    for placed in load_scenarios(find_pack(name)):
        assert re.sub(r"\s+", " ", placed.scenario.title(lang)) in said
    for reading in pack.interpretations.values():
        assert reading.title(lang) in said
    for outcome in pack.every_outcome.values():
        assert outcome.title(lang) in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_book_loads_nothing_and_has_one_of_each_id(lang: Lang) -> None:
    page = Page(made("jinxian-2023", lang))
    assert not any({"src", "data"} & attributes.keys() for _, attributes in page.elements)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_a_recurring_duty_says_how_often_and_by_when() -> None:
    """2.1.6: 每季度; 高危行业领域每月."""
    one = duty("hazard-inspection")
    assert one["frequency"] == ["每季度至少 1 次", "属于高危行业领域的：每月至少 1 次"]
    assert (one["bearers"], one["in_person"]) == (["主要负责人"], True)
    assert one["counts"] == "活动记录：重大事故隐患排查整治检查（hazard_inspection）"
    assert [w["name"] for w in one["windows"] if not w["variant"]] == ["2023-Q2", "2023-Q3", "2023-Q4"]
    assert len([w for w in one["windows"] if w["variant"]]) == 8


def test_a_duty_for_each_item_says_what_it_requires_and_by_when() -> None:
    """2.1.2: 责任人、措施、资金、期限、预案."""
    plan = duty("hazard-plan")
    assert plan["frequency"] == ["对每一项：隐患台账"]
    assert plan["applies"] == "能否立即整改为否"
    assert (
        plan["requires"]
        == "责任人已落实，并且整改措施已落实，并且整改资金应写明数额，并且整改期限已落实，并且应急预案已落实，并且整改期限不晚于2023-12-31"
    )
    assert plan["judged_when"] == "整改方案已落实，或者可以还没有方案的最后一日早于判定日"
    done = duty("hazard-rectification")
    assert (done["done_on"], done["term"]) == ("已验收之日", "现行整改期限")


def test_facts_and_outcomes_are_said_in_words() -> None:
    shown = _Book(load_campaign().pack, (), "zh")
    facts = {one["id"]: one["means"] for one in shown.facts()}
    assert facts["accepted"] == "整改状态为已验收"
    assert "危险化学品" in facts["high_risk"]
    assert facts["found_by_others"] == "发现者属于部门、举报人"
    outcomes = {one["id"]: one["when"] for one in shown.outcomes()}
    assert outcomes["dual_penalty"] == (
        "曾经逾期，此后一直未验收，或者部门认定排查不力，或者（因此发生事故，并且（曾经逾期，或者部门对排查不力的认定为是））"
    )
    english = {one["id"]: one["when"] for one in _Book(load_campaign().pack, (), "en").outcomes()}
    assert english["closure_and_ban"].startswith("not Accepted and not reopened since and not ")


def test_the_command_writes_the_book(tmp_path: Any) -> None:
    path = tmp_path / "book.html"
    done = CliRunner().invoke(cli, ["book", "-o", str(path), "--lang", "en"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "Rule book" in path.read_text("utf-8")


def test_the_book_says_from_when_and_to_when_what_is_done_counts() -> None:
    said = re.sub(r"\s+", " ", Page(made("jinxian-2023", "zh")).text)
    for bound in load_campaign("jinxian-2023").rules.duties_of("enterprise"):
        for window in bound.windows:
            if len(bound.windows) == 1 and bound.counted.kind:
                begins = f"{window.counts_from} 起做的都算" if window.counts_from > date.min else "此前任何一天做的都算"
                assert begins in said
    assert "期限过后至 2023-12-31 补做的为逾期履行" in said
    assert "何日起做的算数" in said
    assert "周期性工作不能补做" in said


def test_the_book_says_what_was_not_compared_with_the_text() -> None:
    said = re.sub(r"\s+", " ", Page(made("zhiben-2024", "en")).text)
    assert "Not compared with the text: which sectors count as high-risk was not compared with the text" in said


def test_the_book_can_be_made_with_a_reading_set_otherwise() -> None:
    asked = ["book", "--lang", "en", "--set", "recurring-not-curable=curable"]
    assert CliRunner().invoke(cli, asked).output != CliRunner().invoke(cli, asked[:3]).output


def test_a_campaign_without_lead_departments_says_so() -> None:
    pack = load_campaign("zhiben-2024").pack
    alone = structs.replace(pack, directory=structs.replace(pack.directory, departments={}), duties={}, kinds={})
    assert "本行动没有牵头部门。" in Page(book(alone, (), "zh")).text
    assert "This campaign has no lead departments." not in made("zhiben-2024", "en")
