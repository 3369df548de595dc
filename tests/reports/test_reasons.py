"""Reasons as data: each code at its border, with what fails, what did not count, and its sentence."""

import json
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from campaign_rules import load_campaign
from campaign_rules.reports.codes import CODES, ENTRY_CODES, FINDING_CODES, EntryCode, FindingCode, OutcomeCode
from campaign_rules.reports.names import DutyNames
from campaign_rules.reports.wording import en, zh
from campaign_rules.reports.wording.findings import sentence
from tests.strategies import AS_OF, records

CAMPAIGN = load_campaign("jinxian-2023")
JULY = {"due": "2023-07-31"}


def met(**fields: Any) -> dict[str, Any]:
    """A record with one review meeting on a day in July."""
    return {"activities": [{"kind": "review_meeting", "date": "2023-07-05", **fields}]}


def reviewed(day: str, **fields: Any) -> dict[str, Any]:
    """A record with one review of the key posts."""
    return {"activities": [{"kind": "key_post_review", "date": day, **fields}]}


def hazard(**fields: Any) -> dict[str, Any]:
    """A record with one hazard."""
    return {"hazards": [{"id": "H", "found": {"date": "2023-06-12"}, **fields}]}


PLAN = {"responsible": "王某", "measures": "更换", "funds": 1, "deadline": "2023-07-20", "contingency": "现场方案"}
NOT_DONE = ("未按期完成：期限 2023-07-31 已过", "not done: the term of 2023-07-31 has passed")
MISSING = "记录没有写明，缺："
DAY = "2023-08-01"

CASES: list[tuple[str, dict[str, Any], str, str, dict[str, Any], list[str], list[tuple[str, str]], tuple[str, str]]] = [
    ("done", met(by="principal"), DAY, "review-meeting@2023-07", {"done": "2023-07-05"}, [], [],
     ("已完成（2023-07-05）", "done on 2023-07-05")),
    ("not_begun", met(), "2023-06-30", "review-meeting@2023-07", {"opens": "2023-07-01", **JULY}, [],
     [("activities[0]", "not_yet_effective")],
     ("2023-07-01 起履行", "begins on 2023-07-01")),
    ("to_be_done", {"activities": []}, "2023-07-31", "review-meeting@2023-07", {**JULY, "day_counts": True}, [], [],
     ("待完成：2023-07-31 前（含当日）", "to be done by 2023-07-31, that day included")),
    ("not_done", {"activities": []}, DAY, "review-meeting@2023-07", JULY, [], [], NOT_DONE),
    ("done_by_another", met(by="deputy"), DAY, "review-meeting@2023-07", JULY, ["activities[0].by"],
     [("activities[0]", "done_by_another")], NOT_DONE),
    ("not_as_asked", met(by=None), DAY, "review-meeting@2023-07", JULY, ["activities[0].by"],
     [("activities[0]", "not_as_asked")], NOT_DONE),
    ("not_the_whole", reviewed("2023-07-31", scope="partial"), DAY, "key-post-review@once", JULY, ["activities[0].scope"],
     [("activities[0]", "not_the_whole")], NOT_DONE),
    ("outside_the_window", reviewed("2023-05-15", scope="full"), DAY, "key-post-review@once", JULY, ["activities[0].date"],
     [("activities[0]", "outside_the_window")], NOT_DONE),
    ("done_late", reviewed("2023-08-01", scope="full"), DAY, "key-post-review@once", {"done": "2023-08-01", **JULY}, [], [],
     ("2023-08-01 才完成，期限为 2023-07-31", "done on 2023-08-01, due 2023-07-31")),
    ("not_said", met(), DAY, "review-meeting@2023-07", {"missing": ["activities[0].by"]}, [],
     [("activities[0]", "not_said")],
     (f"{MISSING}由谁（activities[0].by）", "the record does not say; missing: by whom (activities[0].by)")),
    ("word_unrecognised", met(by="张三"), DAY, "review-meeting@2023-07", {"missing": ["activities[0].by"]}, [],
     [("activities[0]", "word_unrecognised")],
     (f"{MISSING}由谁（activities[0].by）", "the record does not say; missing: by whom (activities[0].by)")),
    ("section_absent", {}, DAY, "review-meeting@2023-07", {"missing": ["activities"]}, [], [],
     (f"{MISSING}活动记录（activities）", "the record does not say; missing: activities")),
    ("applies_unknown", {"activities": []}, DAY, "welding-equipment-check@once", {"missing": ["hot_work"]}, [], [],
     (f"{MISSING}有无动火作业（hot_work）", "the record does not say; missing: does hot work (hot_work)")),
    ("word_ambiguous", {"activities": [], "sectors": ["交通运输"]}, DAY, "hazard-inspection@2023-07",
     {"missing": ["sectors"]}, [], [],
     (f"{MISSING}所属行业领域（sectors）", "the record does not say; missing: sectors")),
    ("does_not_apply", {"hot_work": False}, DAY, "welding-equipment-check@once",
     {"condition": {"type": "fact", "fact": "hot_work", "truth": False}}, [], [],
     ("不适用：有动火作业：否", "does not apply: Does hot work: no")),
    ("nothing_concerned", {"hazards": []}, DAY, "hazard-plan@*", {"section": "hazards"}, [], [],
     ("不适用：隐患台账中没有这项义务所指的事项", "does not apply: hazards: nothing that the duty is about")),
    ("for_a_person", {}, DAY, "exits-known@once", {"look_at": [0]}, [], [],
     ("需人工核查：现场询问从业人员是否熟知安全逃生出口或避灾路线",
      "a person must look: ask people on site whether they know the exits and escape routes")),
    ("waived_for_stoppage", {"activities": [], "waivers": [{"from": "2023-07-01", "to": "2023-07-31", "reason": "停产"}]},
     DAY, "review-meeting@2023-07", {"reason": "停产"}, [], [],
     ("停产停业期间免除：停产", "waived for a stoppage: 停产")),
    ("stoppage_for_a_person",
     {"activities": [], "high_risk": True, "waivers": [{"from": "2023-07-01", "to": "2023-07-31"}]},
     DAY, "hazard-inspection@2023-07", {"look_at": "in_stoppage"}, [], [],
     ("需人工核查：整个周期停产停业：停产期间的重大事故隐患排查整治情况是否有人检查",
      "a person must look: stopped for the whole period: was the rectification of hazards inspected all the same")),
    ("as_required", hazard(immediately_fixable=False, plan=PLAN, events=[]), DAY, "hazard-plan@H", {}, [], [],
     ("符合要求", "as required")),
    ("item_fails", hazard(immediately_fixable=False, plan=PLAN | {"measures": ""}, events=[]), DAY, "hazard-plan@H",
     {"conditions": [{"type": "test", "field": "plan.measures", "operator": "done", "operand": True, "truth": False,
                      "place": "hazards[0].plan.measures", "recorded": ""}]},
     ["hazards[0].plan.measures"], [],
     ("不符合要求：整改措施（记录为“”）", "not as required: measures (recorded: “”)")),
    ("to_be_done_without_term", hazard(events=[]), DAY, "hazard-report@H", {}, ["hazards[0].events"], [],
     ("待完成（原文没有规定期限）", "to be done; the text sets no term")),
    ("in_time_unknown", hazard(immediately_fixable=False, events=[{"kind": "accepted", "date": "2023-07-01"}]), DAY,
     "hazard-rectification@H", {"done": "2023-07-01", "missing": ["hazards[0].plan.deadline"]}, [], [],
     ("已于 2023-07-01 完成，是否按期不明，缺：整改期限（hazards[0].plan.deadline）",
      "done on 2023-07-01; whether in time is not known, missing: deadline (hazards[0].plan.deadline)")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "record", "day", "instance", "params", "failed", "uncounted", "said"),
    CASES,
    ids=[case[0] for case in CASES],
)
def test_a_finding_says_why_as_data_and_in_words(
    code: str,
    record: dict[str, Any],
    day: str,
    instance: str,
    params: dict[str, Any],
    failed: list[str],
    uncounted: list[tuple[str, str]],
    said: tuple[str, str],
) -> None:
    finding = CAMPAIGN.check({"id": "x", **record}, as_of=date.fromisoformat(day))[instance]
    data = finding.to_dict()
    assert (data["code"], data["params"], data["failed"]) == (code, params, failed)
    assert [(one["path"], one["code"]) for one in data["uncounted"]] == uncounted
    assert (data["message"], finding.message("en")) == said


def test_every_code_has_a_meaning_and_a_sentence_in_both_languages() -> None:
    codes = {*FINDING_CODES, *ENTRY_CODES, *get_args(OutcomeCode)}
    assert set(CODES) == codes
    assert set(zh.FINDINGS) == set(en.FINDINGS) == set(get_args(FindingCode))
    assert zh.PHRASES.keys() == en.PHRASES.keys()
    assert set(get_args(EntryCode)) <= codes


@settings(max_examples=100)
@given(records(), AS_OF)
def test_every_sentence_is_made_of_its_code_and_parameters_alone(record: dict[str, Any], day: date) -> None:
    for finding in CAMPAIGN.check(record, as_of=day).findings:
        params = json.loads(json.dumps(finding.params))
        assert params == finding.params
        assert sentence(finding.code, params, DutyNames(CAMPAIGN.pack, finding.duty)) == finding.text
        assert finding.code in FINDING_CODES
        assert {one.code for one in finding.uncounted} <= set(ENTRY_CODES)


@settings(max_examples=100)
@given(records(), AS_OF)
def test_what_is_unknown_says_what_is_missing(record: dict[str, Any], day: date) -> None:
    for finding in CAMPAIGN.check(record, as_of=day).unknown:
        assert finding.missing or any(one.code == "word_unrecognised" for one in finding.uncounted)
