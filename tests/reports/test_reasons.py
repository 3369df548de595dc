"""Reasons as data: each code at its border, with what fails, what did not count, and its sentence."""

import json
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from msgspec import UNSET, structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.logic.conditions import Const, Doubtful
from campaign_rules.logic.grammar import parse
from campaign_rules.reports.codes import CODES, ENTRY_CODES, FINDING_CODES, EntryCode, FindingCode, OutcomeCode
from campaign_rules.reports.names import DutyNames, ItemNames
from campaign_rules.reports.report import Finding
from campaign_rules.reports.statements import typed_params
from campaign_rules.reports.wording import en, zh
from campaign_rules.reports.wording.findings import entry_text, sentence
from campaign_rules.reports.wording.outcomes import outcome_sentence
from campaign_rules.rules.terms.due import Due
from campaign_rules.rules.terms.measures import Measure
from tests.engine.test_impossibilities import orders, record
from tests.engine.test_item_terms import ruled, told
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
    ("code", "given_record", "day", "instance", "params", "failed", "uncounted", "said"),
    CASES,
    ids=[case[0] for case in CASES],
)
def test_a_finding_says_why_as_data_and_in_words(
    code: str,
    given_record: dict[str, Any],
    day: str,
    instance: str,
    params: dict[str, Any],
    failed: list[str],
    uncounted: list[tuple[str, str]],
    said: tuple[str, str],
) -> None:
    finding = CAMPAIGN.check({"id": "x", **given_record}, as_of=date.fromisoformat(day))[instance]
    data = finding.to_dict()
    assert (data["code"], data["params"], data["failed"]) == (code, params, failed)
    assert [(one["path"], one["code"]) for one in data["uncounted"]] == uncounted
    assert (data["message"], finding.message("en")) == said


def test_an_entry_that_another_duty_took_is_not_counted_again() -> None:
    """`one-drill-many-duties: separate`: the drill of the year is not the drill of the campaign as well."""
    campaign = CAMPAIGN.with_interpretation("one-drill-many-duties", "separate")
    drill = {"activities": [{"kind": "rescue_drill", "date": "2023-06-10"}]}
    report = campaign.check({"id": "x", "high_risk": False, **drill}, as_of=date(2024, 1, 1))
    taken = {"taken_by_another_duty", "done"}
    assert {report[instance].code for instance in ("rescue-drill@2023", "campaign-drill@campaign")} == taken
    (finding,) = (one for one in report.findings if one.code == "taken_by_another_duty")
    assert [one.to_dict("en") for one in finding.uncounted] == [
        {
            "path": "activities[0]",
            "code": "taken_by_another_duty",
            "params": {"date": "2023-06-10", "fields": []},
            "message": "2023-06-10: counts for another duty already",
        }
    ]
    assert finding.uncounted[0].to_dict("zh")["message"] == "2023-06-10：已计入另一项义务，不再计入"
    assert finding.message("en") == "not done: the term of 2023-12-31 has passed"


def with_duty(name: str, **changes: Any) -> Campaign:
    """The campaign with a duty that is written otherwise."""
    duty = structs.replace(CAMPAIGN.pack.duties[name], **changes)
    return Campaign(structs.replace(CAMPAIGN.pack, duties={**CAMPAIGN.pack.duties, name: duty}))


def test_what_was_done_too_seldom_says_how_often() -> None:
    campaign = with_duty("review-meeting", at_least=2)
    finding = campaign.check({"id": "x", **met(by="principal")}, as_of=date(2023, 8, 1))["review-meeting@2023-07"]
    assert (finding.status, finding.code) == ("violated", "too_few")
    assert finding.params == {**JULY, "done_times": 1, "needed_times": 2}
    assert (finding.message(), finding.message("en")) == NOT_DONE


@pytest.mark.parametrize(
    ("early", "day", "status", "code"),
    [
        (UNSET, "2023-06-30", "unknown", "before_the_period_is_over"),
        ("unclear", "2023-06-06", "unknown", "before_the_period_is_over"),
        ("never", "2023-06-30", "violated", "not_done"),
        ("counts", "2023-06-30", "fulfilled", "done"),
        ("counts", "2023-06-06", "fulfilled", "done"),
        ("counts", "2023-06-05", "violated", "not_done"),  # 这一天报的是五月的 / that is May's, and in time
        (UNSET, "2023-07-01", "fulfilled", "done"),
        (UNSET, "2023-07-05", "fulfilled", "done"),
        (UNSET, "2023-07-06", "fulfilled_late", "done_late"),
    ],
)
def test_a_report_sent_before_its_month_is_over_counts_as_the_text_says(
    early: Any, day: str, status: str, code: str
) -> None:
    campaign = with_duty("review-meeting", due=Due(day=5, months_later=1, early=early))
    given = {"id": "x", "activities": [{"kind": "review_meeting", "date": day, "by": "principal"}]}
    finding = campaign.check(given, as_of=date(2023, 7, 10))["review-meeting@2023-06"]
    assert (finding.status, finding.code) == (status, code)
    if code == "before_the_period_is_over":
        assert finding.message() == "期间结束前已有记录，原文没有写明是否算数，须由人认定"
        assert [one.code for one in finding.uncounted] == ["before_the_period_is_over"]


def test_what_is_due_by_an_hour_says_it_and_not_whether_its_day_counts() -> None:
    campaign = ruled(done_on="told_at", term={"after": {"hours": 24}, "from": "found_at"})
    finding = told(campaign, "2023-06-13", found_at="2023-06-12 10:00", told_at=None)
    assert (finding.code, finding.params) == ("to_be_done_by_the_hour", {"due": "2023-06-13", "due_at": "10:00"})
    assert (finding.message(), finding.message("en")) == (
        "待完成：2023-06-13 10:00 前",
        "to be done by 2023-06-13 10:00",
    )


def test_what_no_record_can_tell_is_for_a_person() -> None:
    campaign = with_duty("review-meeting", when=Doubtful(Const(True)))
    finding = campaign.check({"id": "x", "activities": []}, as_of=date(2023, 8, 1))["review-meeting@2023-07"]
    assert (finding.status, finding.code, finding.params) == ("unknown", "cannot_be_told", {"missing": []})
    assert (finding.message(), finding.message("en")) == ("暂不能判断，缺：—", "can't be told yet; missing: —")


def test_a_duty_that_no_day_asks_for_says_so() -> None:
    """The day of disaster reduction, 12 May, lies before the campaign was issued."""
    town = CAMPAIGN.check({"id": "x", "actor": "township"}, as_of=date(2023, 8, 1))
    finding = town["disaster-reduction-day@*"]
    assert (finding.status, finding.code, finding.params) == ("not_applicable", "no_day_asks", {})
    assert finding.message() == "不适用：行动期间没有要求它的日期"


def test_what_waits_for_a_notice_on_holidays_says_so() -> None:
    identity = structs.replace(CAMPAIGN.pack.identity, ends=date(2027, 2, 28))
    later = Campaign(structs.replace(CAMPAIGN.pack, identity=identity))
    town = {"id": "x", "actor": "township", "activities": []}
    finding = later.check(town, as_of=date(2027, 1, 24))["monthly-form@2027-01"]
    assert (finding.code, finding.params) == ("holidays_unannounced", {"missing": ["holidays.2027"]})
    upcoming = later.check(town, as_of=date(2026, 12, 20))["monthly-form@2027-01"]
    assert upcoming.params["provisional"] == 2027


def test_a_deferred_term_says_from_which_day() -> None:
    town = {"id": "x", "actor": "township", "activities": []}
    finding = CAMPAIGN.check(town, as_of=date(2023, 6, 26))["monthly-form@2023-06"]
    assert (finding.code, finding.params) == ("not_done", {"due": "2023-06-25", "nominal_due": "2023-06-23"})
    assert finding.message() == "未按期完成：期限 2023-06-25 已过（原为 2023-06-23，遇节假日顺延）"


def test_what_leaves_too_many_ways_open_says_so() -> None:
    finding = CAMPAIGN.check(record(orders(40)), as_of=date(2023, 10, 15))["hazard-rectification@H-0"]
    assert finding.code == "too_many_ways"
    assert finding.params == {"missing": ["hazards[0].events"], "too_many_ways": True}


def test_outcomes_say_why_as_data_and_in_words() -> None:
    found = {"date": "2023-08-12", "by": "department"}
    one = {
        "id": "x",
        "penalties": [],
        "hazards": [{"id": "H", "found": found, "immediately_fixable": True, "events": []}],
    }
    (outcome,) = CAMPAIGN.check(one, as_of=date(2023, 8, 20)).outcomes
    data = outcome.to_dict("en")
    assert (data["section"], data["item"], data["hazard"]) == ("hazards", "H", "H")
    assert {standing["outcome"]: standing["code"] for standing in data["standings"]} == {
        "transfer_to_justice": "not_indicated",
        "closure_and_ban": "not_indicated",
        "dual_penalty": "undetermined",
        "order_rectification": "indicated",
        "no_penalty": "not_indicated",
    }
    names = ItemNames(CAMPAIGN.pack, "hazards")
    for standing in json.loads(json.dumps(data))["standings"]:
        said = outcome_sentence(standing["code"], typed_params(standing["params"]), names).en
        assert (said in data["because"]) == (standing["code"] != "not_indicated")


def test_every_code_occurs_in_a_test() -> None:
    here = Path(__file__).read_text("utf-8")
    assert [code for code in CODES if f'"{code}"' not in here] == []


def test_every_code_has_a_meaning_and_a_sentence_in_both_languages() -> None:
    codes = {*FINDING_CODES, *ENTRY_CODES, *get_args(OutcomeCode)}
    assert set(CODES) == codes
    assert set(zh.FINDINGS) == set(en.FINDINGS) == set(get_args(FindingCode))
    assert set(zh.ENTRIES) == set(en.ENTRIES) == {None, *ENTRY_CODES}
    assert zh.PHRASES.keys() == en.PHRASES.keys()
    assert set(get_args(EntryCode)) <= codes


@settings(max_examples=100)
@given(records(), AS_OF)
def test_every_sentence_is_made_of_its_code_and_parameters_alone(drawn: dict[str, Any], day: date) -> None:
    for finding in CAMPAIGN.check(drawn, as_of=day).findings:
        params = json.loads(json.dumps(finding.params))
        assert params == finding.params
        assert typed_params(params) == finding.reason.params
        names = DutyNames(CAMPAIGN.pack, finding.duty)
        assert sentence(finding.code, typed_params(params), names) == finding.text
        for entry in json.loads(json.dumps([one.to_dict() for one in finding.uncounted])):
            assert entry_text(entry["code"], entry["params"], names).zh == entry["message"]
        assert finding.code in FINDING_CODES
        assert {one.code for one in finding.uncounted} <= set(ENTRY_CODES)


@settings(max_examples=100)
@given(records(), AS_OF)
def test_what_is_unknown_says_what_is_missing(drawn: dict[str, Any], day: date) -> None:
    for finding in CAMPAIGN.check(drawn, as_of=day).unknown:
        assert finding.missing or any(one.code == "word_unrecognised" for one in finding.uncounted)


# --- measures ---

JUNE = {"due": "2023-06-30"}
PASSED = "未按期完成：期限 2023-06-30 已过"


def measured(measure: Measure, *entries: dict[str, Any], **record: Any) -> Finding:
    """How June stands for a township that is asked for so much of something each month."""
    campaign = with_duty("review-meeting", bearer="township", in_person=False, measure=measure)
    made = [{"kind": "review_meeting", "date": f"2023-06-{n + 1:02}", **one} for n, one in enumerate(entries)]
    data = {"id": "x", "actor": "township", "activities": made, **record}
    return campaign.check(data, as_of=date(2023, 7, 1))["review-meeting@2023-06"]


FIRMS = Measure(at_least=3, different="enterprise")


def test_two_visits_to_one_firm_are_one_firm() -> None:
    finding = measured(FIRMS, {"enterprise": "甲公司"}, {"enterprise": "甲 公司"}, {"enterprise": "乙公司"})
    progress = {"way": "different", "done": 2, "needed": 3}
    assert (finding.status, finding.code, finding.params) == (
        "violated",
        "measure_not_reached",
        {**JUNE, "progress": progress},
    )
    assert finding.message() == f"{PASSED}；已完成 2，应达 3"
    assert finding.message("en") == "not done: the term of 2023-06-30 has passed; 2 done, 3 needed"
    assert [(one.path, one.code) for one in finding.uncounted] == [("activities[1]", "counts_already")]
    assert [one.path for one in finding.evidence] == ["activities[0]", "activities[2]"]


def test_who_was_visited_matters_only_where_it_can_make_enough() -> None:
    firms = [{"enterprise": f"{name}公司"} for name in "甲乙丙"]
    assert measured(FIRMS, *firms, {}).status == "fulfilled"
    finding = measured(FIRMS, *firms[:2], {})
    assert (finding.status, finding.code, finding.missing) == ("unknown", "not_said", ("activities[2].enterprise",))


def test_of_a_share_of_the_record_the_members_that_are_lacking_are_named() -> None:
    measure = Measure(share=50, of="sectors", different="enterprise")
    visits = [{"enterprise": "gas"}, {"enterprise": "别处"}]
    finding = measured(measure, *visits, sectors=["gas", "campus", "mining"])
    progress = {"way": "share", "done": 1, "needed": 2, "of": 3, "lacking": ["campus", "mining"], "lacking_number": 2}
    assert (finding.status, finding.params["progress"]) == ("violated", progress)
    assert finding.message() == f"{PASSED}；已完成 1，应达 2（共 3），尚缺：校园、矿山"
    assert [(one.path, one.code) for one in finding.uncounted] == [("activities[1]", "not_of_the_set")]


def test_a_set_that_is_not_given_leaves_it_unknown_and_an_empty_one_asks_for_nothing() -> None:
    measure = Measure(each_of="sectors", by="enterprise")
    unknown = measured(measure, {"enterprise": "gas"})
    assert (unknown.status, unknown.missing) == ("unknown", ("sectors",))
    empty = measured(measure, {"enterprise": "gas"}, sectors=[])
    assert (empty.status, empty.code) == ("not_applicable", "nothing_to_measure")
    assert empty.message("en") == "does not apply: there is nothing to be measured against"


def test_what_a_set_lists_twice_is_one_member() -> None:
    measure = Measure(each_of="sectors", by="enterprise")
    assert measured(measure, {"enterprise": "gas"}, sectors=["gas", "gas"]).status == "fulfilled"
    same = [{"id": f"H-{n}", "title": "甲", "found": {"date": "2023-06-01"}} for n in (1, 2)]
    called_alike = measured(
        Measure(share=100, of="hazards", different="enterprise"), {"enterprise": "甲"}, hazards=same
    )
    assert (called_alike.status, called_alike.params["progress"]["of"]) == ("violated", 2)
    twice = measured(Measure(share=50, of="hazards", different="enterprise"), {"enterprise": "甲"}, hazards=same)
    assert (twice.status, twice.missing) == ("unknown", ("activities[0].enterprise",))


def test_a_limit_is_exceeded_at_once_and_kept_once_the_window_is_over() -> None:
    limit = Measure(at_most=1)
    over = measured(limit, {}, {})
    assert (over.status, over.code) == ("violated", "limit_exceeded")
    assert over.message("en") == "more than the limit; 2 in all, at most 1"
    assert measured(limit, {}).status == measured(limit).status == "fulfilled"
    assert measured(limit, {}, {"kind": "review_meetings"}).status == "unknown"
    campaign = with_duty("review-meeting", measure=limit, in_person=False)
    for days, day, status in (
        (["01"], "2023-06-30", "open"),
        (["01"], "2023-07-01", "fulfilled"),
        (["01", "02"], "2023-06-01", "open"),
        (["01", "02"], "2023-06-02", "violated"),
    ):
        met_on = [{"kind": "review_meeting", "date": f"2023-06-{one}"} for one in days]
        report = campaign.check({"id": "x", "activities": met_on}, as_of=date.fromisoformat(day))
        assert report["review-meeting@2023-06"].status == status
    absent = campaign.check({"id": "x"}, as_of=date(2023, 7, 1))["review-meeting@2023-06"]
    assert (absent.status, absent.missing) == ("unknown", ("activities",))


def test_a_sum_of_persons_against_a_number_is_exact() -> None:
    assert measured(Measure(sum="persons", at_least=100), {"persons": 60}, {"persons": 40}).status == "fulfilled"
    assert measured(Measure(sum="persons", at_least=100), {"persons": 60}, {"persons": None}).status == "violated"
    assert measured(Measure(sum="persons", at_least=100), {"persons": 60}, {}).status == "unknown"


def test_a_rate_is_that_of_the_whole_window_and_of_nothing_there_is_none() -> None:
    rate = Measure(share=50, passing=parse({"scope": "full"}))
    assert measured(rate, {"scope": "full"}, {"scope": "partial"}).status == "fulfilled"
    assert measured(rate, {"scope": "full"}, {"scope": "partial"}, {"scope": "partial"}).status == "violated"
    unknown = measured(rate, {"scope": "full"}, {"scope": "partial"}, {})
    assert (unknown.status, unknown.missing) == ("unknown", ("activities[2].scope",))
    assert measured(rate).code == "nothing_to_measure"
