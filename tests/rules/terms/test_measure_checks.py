"""What is wrong with a measure is told at its place, in a pack."""

import pathlib
from datetime import date

import pytest

from campaign_rules import load_campaign
from tests.rules.test_layers import overlay, refused

DUTY = """\
visits:
  title: {zh: 走访, en: visits}
  clause: "2.1.4"
  bearer: township
  each: month
  of: activities
  where: {kind: publicity}
"""
ROLLS = """\
extends: jinxian-2023
id: linxian-2023
title: {zh: 邻县, en: Neighbouring county}
version: "1"
source: {title: t, number: n, issuer: i}
rolls:
  villages: {title: {zh: 村, en: villages}, members: {east: {title: {zh: 东村, en: East}, also: [东头]}, west: {title: {zh: 西村, en: West}}}}
"""


def pack(folder: pathlib.Path, measure: str, more: str = "") -> pathlib.Path:
    """A pack with a duty that asks for so much."""
    return overlay(folder, {"campaign.yaml": ROLLS, "duties/a.yaml": f"{DUTY}  measure: {measure}\n{more}"})


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("{}", ":8:3: visits.measure: must say how much (different, sum, each_of, all_of, share, in_a_row, at_least, at_most)"),
        ("{share: 120, of: villages, different: enterprise}", ":8:20: visits.measure.share: 120 is more than 100 percent"),
        ("{at_least: 0}", ":8:23: visits.measure.at_least: 0 is too small"),
        ("{at_least: .inf}", ":8:23: visits.measure.at_least: not a finite number"),
        ("{at_most: -1}", ":8:22: visits.measure.at_most: -1 is too small"),
        ("{share: 20}", ":8:20: visits.measure.share: share needs one of of, passing"),
        ("{at_least: 5, different: firm}", ":8:37: visits.measure.different: unknown field firm"),
        ("{sum: scope, at_least: 5}", ":8:18: visits.measure.sum: scope holds no number to be added up"),
        ("{at_least: 2.5}", ":8:23: visits.measure.at_least: a number of things must be whole"),
        ("{at_least: 5, at_most: 6}", ":8:35: visits.measure.at_most: only one of at_least, at_most"),
        ("{each_of: villages}", ":8:22: visits.measure.each_of: each_of needs one of by"),
        ("{each_of: towns, by: enterprise}", ":8:22: visits.measure.each_of: unknown set towns"),
        ("{all_of: [a], by: scope, share: 5, of: villages}", ":8:44: visits.measure.share: all_of does not go with share"),
        ("{share: 5, passing: {marvel: true}}", ":8:41: visits.measure.passing.marvel: unknown field marvel"),
    ],
)  # fmt: skip
def test_a_measure_that_can_not_be_is_refused(tmp_path: pathlib.Path, measure: str, told: str) -> None:
    (problem, *_) = refused(pack(tmp_path, measure))
    assert problem.removeprefix("duties/a.yaml").startswith(told)


def test_a_number_of_entries_stands_within_the_measure(tmp_path: pathlib.Path) -> None:
    assert refused(pack(tmp_path, "{at_most: 5}", "  at_least: 2\n")) == [
        "duties/a.yaml:9:3: visits.at_least: write at_least within measure"
    ]


def test_each_on_a_roll_is_known_by_its_id_its_titles_and_its_other_names(tmp_path: pathlib.Path) -> None:
    campaign = load_campaign(pack(tmp_path, "{each_of: villages, by: enterprise}"))
    for said, status in (
        (["东村", "west"], "fulfilled"),
        (["东头、西村"], "fulfilled"),
        (["East", "北村"], "violated"),
    ):
        done = [{"kind": "publicity", "date": "2023-06-05", "enterprise": one} for one in said]
        report = campaign.check({"id": "x", "actor": "township", "activities": done}, as_of=date(2023, 7, 1))
        finding = report["visits@2023-06"]
        assert finding.status == status
    assert finding.params["progress"]["lacking"] == ["west"]
    assert finding.message().endswith("尚缺：西村")


def test_a_name_that_may_be_one_on_the_roll_leaves_it_open(tmp_path: pathlib.Path) -> None:
    campaign = load_campaign(pack(tmp_path, "{each_of: villages, by: enterprise}"))
    done = [{"kind": "publicity", "date": "2023-06-05", "enterprise": one} for one in ("东村", "西村村委会")]
    report = campaign.check({"id": "x", "actor": "township", "activities": done}, as_of=date(2023, 7, 1))
    finding = report["visits@2023-06"]
    assert (finding.status, finding.missing) == ("unknown", ("activities[1].enterprise",))


@pytest.mark.parametrize(
    ("measure", "zh", "en"),
    [
        ("{at_least: 5, different: enterprise}", "每月不同的涉及企业至少 5 个", "each month, at least 5 different ones by enterprise"),
        ("{each_of: villages, by: enterprise}", "每月每个村至少 1 次", "each month, at least 1 for each of villages"),
        ("{share: 20, of: villages, different: enterprise}", "每月不同的涉及企业不少于村的 20%", "each month, at least 20% of villages, different ones by enterprise"),
        ("{sum: amount, at_least: 1.5}", "每月金额合计至少 1.5 万元", "each month, at least 1.5 amount in all (10,000 yuan)"),
        ("{at_most: 3}", "每月至多 3 次", "each month, at most 3 times"),
    ],
)  # fmt: skip
def test_a_measure_is_said_as_an_official_would(tmp_path: pathlib.Path, measure: str, zh: str, en: str) -> None:
    rules = load_campaign(pack(tmp_path, measure)).pack
    (said,) = rules.duties["visits"].how_often(lambda *_: rules.word(""), rules.called_by_kind)
    assert (said.zh, said.en) == (zh, en)


WORDS = """\
sections:
  activities:
    changes: work-safety
    fields:
      grade: {type: choice, title: {zh: 等级, en: grade}, of: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B}}}
"""


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("{different: grade, at_least: 3}", ":8:41: visits.measure.at_least: grade has 2 words, so it can never be reached"),
        ("{all_of: [a, c], by: grade}", ":8:25: visits.measure.all_of[1]: “c” is none of a, b"),
    ],
)  # fmt: skip
def test_what_the_words_of_a_field_can_never_reach_is_refused(tmp_path: pathlib.Path, measure: str, told: str) -> None:
    written = overlay(tmp_path, {"record.yaml": WORDS, "duties/a.yaml": f"{DUTY}  measure: {measure}\n"})
    assert refused(written) == [f"duties/a.yaml{told}"]


def test_a_limit_without_a_day_by_which_is_refused(tmp_path: pathlib.Path) -> None:
    duty = DUTY.replace("each: month", "review: {look_at: {zh: 看, en: look}}") + "  measure: {at_most: 2}\n"
    assert refused(overlay(tmp_path, {"duties/a.yaml": duty})) == [
        "duties/a.yaml:8:3: visits.measure: a limit or a rate is told once its time is over: needs due"
    ]


def test_a_roll_has_a_name_of_its_own(tmp_path: pathlib.Path) -> None:
    written = overlay(tmp_path, {"campaign.yaml": ROLLS.replace("villages:", "hazards:")})
    (problem,) = refused(written)
    assert problem.startswith("campaign.yaml:7:3: rolls.hazards: hazards is a field or a section of the record already")
