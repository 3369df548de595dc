"""Records that can't be true are refused; slips of the pen are warned about."""

from datetime import date
from typing import Any

import pytest

from campaign_rules import BadRecord, Campaign
from campaign_rules.engine.vocabulary import is_credit_code
from tests.conftest import both_ways

campaign = both_ways()
DAY = date(2023, 10, 15)


def hazard(*events: dict[str, Any], found: str = "2023-06-12") -> dict[str, Any]:
    return {"hazards": [{"id": "H", "found": {"date": found}, "events": list(events)}]}


def planned(deadline: str, *events: dict[str, Any]) -> dict[str, Any]:
    (one,) = hazard(*events)["hazards"]
    return {"hazards": [{**one, "plan": {"deadline": deadline}}]}


def event(kind: str, day: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "date": day, **fields}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"hot_work": False, "hot_work_jobs": [{"id": "W", "date": "2023-06-01"}]}, "hot_work: hot_work is false, yet hot_work_jobs lists 1: a contradiction"),
        ({"outsources": False, "contracts": [{"id": "C"}, {"id": "D"}]}, "outsources: outsources is false, yet contracts lists 2: a contradiction"),
        ({"special_operations": False, "operators": [{"id": "P"}]}, "special_operations: special_operations is false, yet operators lists 1: a contradiction"),
        ({"operators": [{"id": "*"}]}, "operators[0].id: an id can't be *, which stands for no item"),
        ({"operators": [{"id": "P"}, {"id": "P"}]}, "operators[1].id: the id P is already used by entry 1"),
        (hazard(event("reported", "2023-06-13", id="e"), event("listed", "2023-06-14", id="e")), "hazards[0].events[1].id: the id e is already used by entry 1"),
        (hazard(event("ordered", "2023-06-13", deadline="2022-07-01")), "hazards[0].events[0].deadline: 2022-07-01 is before the finding of 2023-06-12: impossible"),
        (hazard(event("extended", "2023-06-13", by="department", deadline="2023-06-11")), "hazards[0].events[0].deadline: 2023-06-11 is before the finding of 2023-06-12: impossible"),
        (planned("2022-07-20"), "hazards[0].plan.deadline: 2022-07-20 is before the finding of 2023-06-12: impossible"),
        (hazard(event("accepted", "2023-06-11")), "hazards[0].events[0].date: 2023-06-11 is before the finding of 2023-06-12: impossible"),
        (hazard(event("reported", "2023-06-13", recorded="2023-06-12")), "hazards[0].events[0].recorded: 2023-06-12 is before the event of 2023-06-13: impossible"),
        (hazard(event("reopened", "2023-06-13"), event("accepted", "2023-06-14")), "hazards[0].events[0].kind: reopened, yet nothing was accepted before"),
        (hazard(event("correction", "2023-06-13")), "hazards[0].events[0].retracts: a correction needs retracts: the id of the event it takes back"),
        (hazard(event("reported", "2023-06-13", id="report"), event("correction", "2023-06-14", retracts="raport")), "hazards[0].events[1].retracts: there is no event with the id raport; did you mean report?"),
        (hazard(event("correction", "2023-06-13", id="c", retracts="c")), "hazards[0].events[0].retracts: a correction can't take itself back"),
        (hazard(event("reported", "2023-06-13", id="e"), event("correction", "2023-06-12", retracts="e")), "hazards[0].events[1].date: 2023-06-12 is before the event it takes back of 2023-06-13: impossible"),
        (hazard(event("reported", "2023-06-13", retracts="e")), "hazards[0].events[0].retracts: retracts goes with kind: correction only"),
        (hazard(event("extended", "2023-06-13", by="县里", deadline="2023-08-01")), "hazards[0].events[0].by: 县里 is neither a department nor the enterprise; say who granted the extension; expected one of: department, enterprise, emergency_management, public_security, housing_construction, transport, fire_rescue, development_reform, market_regulation, agriculture_rural, culture_tourism, education, 应急管理部门, 公安部门, 住房城乡建设部门, 交通运输部门, 消防救援部门, 发展改革部门, 市场监管部门, 农业农村部门, 文化和旅游部门, 教育部门"),
        (hazard(event("extended", "2023-06-13", by="departmant", deadline="2023-08-01")), "hazards[0].events[0].by: departmant is neither a department nor the enterprise; say who granted the extension; did you mean department?"),
        ({"accident_bulletins": [{"id": "B", "date": "2023-06-12", "reviewed": "2023-06-11"}]}, "accident_bulletins[0].reviewed: 2023-06-11 is before the bulletin of 2023-06-12: impossible"),
        ({"attributes": {"metal_smelting": "yes"}}, "attributes.metal_smelting: expected true or false, got yes"),
        ({"attributes": {"civil_explosives": 1}}, "attributes.civil_explosives: expected true or false, got 1.0"),
        ({"waivers": [{"from": "2023-08-01", "to": "2023-07-31"}]}, "waivers[0].to: ends 2023-07-31, before it begins on 2023-08-01"),
        ({"waivers": [{"from": "2023-08-01", "to": "2023-08-31", "duties": ["review-meetings"]}]}, "waivers[0].duties[0]: unknown duty review-meetings; did you mean review-meeting?"),
    ],
)  # fmt: skip
def test_what_is_impossible_is_refused(campaign: Campaign, record: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRecord) as caught:
        campaign.check({"id": "x", **record}, as_of=DAY)
    assert [problem.render("en") for problem in caught.value.problems] == [said]
    assert caught.value.problems[0].zh


@pytest.mark.parametrize(
    "record",
    [
        hazard(event("reported", "2023-06-12")),  # on the day it was found
        planned("2023-06-12"),
        planned("2023-07-20", event("extended", "2023-07-13", by="department", deadline="2023-07-21")),
        planned(
            "2023-07-20",
            event("extended", "2023-07-13", by="enterprise", deadline="2023-09-30"),
            event("extended", "2023-07-14", by="department", deadline="2023-08-31"),
        ),
        planned(
            "2023-07-20",
            event("accepted", "2023-07-14"),
            event("reopened", "2023-07-15"),
            event("extended", "2023-07-16", by="department", deadline="2023-07-20"),
        ),
        {
            "activities": [
                {"kind": "review_meeting", "date": "2018-01-01"},
                {"kind": "review_meeting", "date": "2026-12-31"},
            ]
        },
        {"documents": [{"kind": "risk_map", "date": "1993-01-01"}]},
        {
            "operators": [
                {"id": "P", "certificate_valid_until": "2031-12-31"},
                {"id": "Q", "certificate_valid_until": None},
            ]
        },
        hazard(event("accepted", "2023-06-13"), event("reopened", "2023-06-13")),
        hazard(event("extended", "2023-06-13", by="住建局", deadline="2023-08-01")),
        hazard(event("extended", "2023-06-13", by="主要负责人", deadline="2023-08-01")),
        {"waivers": [{"from": "2023-08-01", "to": "2023-08-01"}]},
        {"accident_bulletins": [{"id": "B", "date": "2023-06-12", "reviewed": "2023-06-12"}]},
        {"hot_work": False, "hot_work_jobs": []},
    ],
)
def test_what_is_barely_possible_is_taken_without_a_warning(campaign: Campaign, record: dict[str, Any]) -> None:
    assert campaign.check({"id": "x", **record}, as_of=DAY).warnings == ()


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"id": "91350100M000100Y44"}, "id: looks like a 统一社会信用代码, but its check fails"),
        ({"activities": [{"kind": "review_meting", "date": "2023-06-01"}]}, "activities[0].kind: unknown word review_meting: what rests on it is unknown; did you mean review_meeting?"),
        ({"documents": [{"kind": "risk_mpa", "date": "2023-06-01"}]}, "documents[0].kind: unknown word risk_mpa: what rests on it is unknown; did you mean risk_map?"),
        ({"activities": [{"kind": "party", "date": "2023-06-01"}]}, "activities[0].kind: unknown word party: it counts as nothing"),
        ({"activities": [{"kind": "review_meeting", "date": "2023-06-01", "by": "principle"}]}, "activities[0].by: unknown word principle: what rests on it is unknown; did you mean principal?"),
        ({"activities": [{"kind": "key_post_review", "date": "2023-06-01", "scope": "ful"}]}, "activities[0].scope: unknown word ful: what rests on it is unknown; did you mean full?"),
        (hazard(event("reported", "2023-06-13", to="emergancy_management")), "hazards[0].events[0].to: unknown word emergancy_management: what rests on it is unknown; did you mean emergency_management?"),
        ({"attributes": {"metl_smelting": True}}, "attributes.metl_smelting: metl_smelting does not count; did you mean metal_smelting?"),
        ({"sectors": ["hazardous_chemical"]}, "sectors[0]: unknown word hazardous_chemical: what rests on it is unknown; did you mean hazardous_chemicals?"),
    ],
)  # fmt: skip
def test_what_nearly_spells_something_that_counts_is_warned_about(
    campaign: Campaign, record: dict[str, Any], said: str
) -> None:
    warnings = campaign.check({"id": "x", **record}, as_of=DAY).warnings
    assert [warning.render("en") for warning in warnings] == [said]


@pytest.mark.parametrize(
    "record",
    [
        {"id": "91350100M000100Y43"},
        {"activities": [{"kind": "other", "date": "2023-06-01", "by": "工会", "scope": "partial"}]},
        {"documents": [{"kind": "risk-map", "date": "2023-06-01"}]},
        {"activities": [{"kind": "review_meeting", "date": "2023-06-01", "by": "Principal"}]},
        {"sectors": ["新业态", "铁路"]},
        {"attributes": {"metal_smelting": None, "civil_explosives": False, "employees": 40}},
    ],
)
def test_words_that_the_campaign_does_not_use_are_allowed(campaign: Campaign, record: dict[str, Any]) -> None:
    """Contract §3: an activity or document kind that the campaign does not use is allowed."""
    assert campaign.check({"id": "x", **record}, as_of=DAY).warnings == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("91350100M000100Y43", True),
        ("91350100M000100Y44", False),
        ("91350100M000100Y4", False),
        ("91350100M000100I43", False),  # I, O, S, V and Z are not used
        ("91350100m000100y43", False),
        ("９1350100M000100Y43", False),
        ("91350100 M000100Y43", False),
        ("-91350100M000100Y4", False),
        ("", False),
    ],
)
def test_a_credit_code_is_checked_by_its_last_character(text: str, expected: bool) -> None:
    """GB 32100-2015."""
    assert is_credit_code(text) is expected


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"hot_work": False, "hot_work_jobs": [{"id": "W", "date": "2023-06-01"}]}, "hot_work: 写明 hot_work: false，但 hot_work_jobs 列有 1 项，自相矛盾"),
        ({"operators": [{"id": "P"}, {"id": "Q"}, {"id": "P"}]}, "operators[2].id: 编号 P 重复，与第 1 项相同"),
        (hazard(event("accepted", "2023-06-11")), "hazards[0].events[0].date: 2023-06-11 早于发现日 2023-06-12，不可能发生"),
        (hazard(event("reported", "2023-06-13", recorded="2023-06-12")), "hazards[0].events[0].recorded: 2023-06-12 早于发生日 2023-06-13，不可能发生"),
        (hazard(event("reopened", "2023-06-13")), "hazards[0].events[0].kind: 此前没有验收（accepted），不会有复现（reopened）"),
        (hazard(event("correction", "2023-06-13", retracts=None)), "hazards[0].events[0].retracts: 更正须写明 retracts: 被撤回事项的编号"),
        (hazard(event("correction", "2023-06-13", retracts="e")), "hazards[0].events[0].retracts: 没有编号为 e 的事项"),
        (hazard(event("correction", "2023-06-13", id="c", retracts="c")), "hazards[0].events[0].retracts: 更正不能撤回自身"),
        (hazard(event("reported", "2023-06-13", id="e"), event("correction", "2023-06-12", retracts="e")), "hazards[0].events[1].date: 2023-06-12 早于被撤回事项 2023-06-13，不可能发生"),
        (hazard(event("reported", "2023-06-13", retracts="e")), "hazards[0].events[0].retracts: retracts 只用于 kind: correction"),
        (hazard(event("extended", "2023-06-13", by="departmant")), "hazards[0].events[0].by: departmant 既不是部门也不是企业，延期由谁批准要写清，是否想写 department？"),
        ({"accident_bulletins": [{"id": "B", "date": "2023-06-12", "reviewed": "2023-06-11"}]}, "accident_bulletins[0].reviewed: 2023-06-11 早于通报日 2023-06-12，不可能发生"),
        ({"attributes": {"metal_smelting": "yes"}}, "attributes.metal_smelting: 应为 true 或 false，得到 yes"),
        ({"attributes": {"civil_explosives": 1}}, "attributes.civil_explosives: 应为 true 或 false，得到 1.0"),
        ({"waivers": [{"from": "2023-08-01", "to": "2023-07-31"}]}, "waivers[0].to: 止于 2023-07-31，早于起始日 2023-08-01"),
        ({"waivers": [{"from": "2023-08-01", "to": "2023-08-31", "duties": ["safety-study", "review-meetings"]}]}, "waivers[0].duties[1]: 没有 review-meetings 这项义务，是否想写 review-meeting？"),
    ],
)  # fmt: skip
def test_what_is_impossible_is_said_in_chinese(campaign: Campaign, record: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRecord) as caught:
        campaign.check({"id": "x", **record}, as_of=DAY)
    assert [problem.render("zh") for problem in caught.value.problems] == [said]


def test_a_correction_on_the_day_of_what_it_takes_back_is_taken(campaign: Campaign) -> None:
    record = hazard(event("reported", "2023-06-13", id="e"), event("correction", "2023-06-13", retracts="e"))
    assert campaign.check({"id": "x", **record}, as_of=DAY).warnings == ()


def test_every_impossibility_of_a_record_is_told_at_once(campaign: Campaign) -> None:
    record = {
        "hot_work": False,
        "hot_work_jobs": [{"id": "W", "date": "2023-06-01"}, {"id": "W", "date": "2023-06-02"}],
        "waivers": [{"from": "2023-08-02", "to": "2023-08-01", "duties": ["safety-lectur"]}],
    }
    with pytest.raises(BadRecord) as caught:
        campaign.check({"id": "x", **record}, as_of=DAY)
    assert [problem.render("en") for problem in caught.value.problems] == [
        "hot_work: hot_work is false, yet hot_work_jobs lists 2: a contradiction",
        "hot_work_jobs[1].id: the id W is already used by entry 1",
        "waivers[0].duties[0]: unknown duty safety-lectur; did you mean safety-lecture?",
        "waivers[0].to: ends 2023-08-01, before it begins on 2023-08-02",
    ]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"id": "91350100M000100Y44"}, "id: 像统一社会信用代码，但校验不通过"),
        ({"id": "91350100m000100y43"}, "id: 像统一社会信用代码，但校验不通过"),
        (
            {"sectors": ["gas", "危险化学"]},
            "sectors[1]: 不认得“危险化学”，由它决定的判断为“不明”；是否想写 危险化学品？",
        ),
    ],
)
def test_a_warning_is_said_in_chinese(campaign: Campaign, record: dict[str, Any], said: str) -> None:
    warnings = campaign.check({"id": "x", **record}, as_of=DAY).warnings
    assert [warning.render("zh") for warning in warnings] == [said]


@pytest.mark.parametrize(
    "name", ["91350100M000100Y4", "91350100M000100Y444", "甲1350100M000100Y44", "9135-100M000100Y44"]
)
def test_only_eighteen_letters_and_digits_look_like_a_credit_code(campaign: Campaign, name: str) -> None:
    assert campaign.check({"id": name}, as_of=DAY).warnings == ()


FAR = "is years away from the campaign (2023-05-16 to 2023-12-31); check the year"


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"activities": [{"kind": "review_meeting", "date": "2203-06-01"}]}, f"activities[0].date: 2203-06-01 {FAR}"),
        ({"activities": [{"kind": "review_meeting", "date": "2027-01-01"}]}, f"activities[0].date: 2027-01-01 {FAR}"),
        ({"activities": [{"kind": "review_meeting", "date": "2017-12-31"}]}, f"activities[0].date: 2017-12-31 {FAR}"),
        ({"documents": [{"kind": "risk_map", "date": "1923-06-01"}]}, f"documents[0].date: 1923-06-01 {FAR}"),
        ({"operators": [{"id": "P", "certificate_valid_until": "2203-06-01"}]}, f"operators[0].certificate_valid_until: 2203-06-01 {FAR}"),
        ({"operators": [{"id": "P", "certificate_valid_until": "2032-01-01"}]}, f"operators[0].certificate_valid_until: 2032-01-01 {FAR}"),
        ({"waivers": [{"from": "2023-08-01", "to": "2203-09-30"}]}, f"waivers[0].to: 2203-09-30 {FAR}"),
        ({"penalties": [{"date": "1923-06-01"}]}, f"penalties[0].date: 1923-06-01 {FAR}"),
        ({"accident_bulletins": [{"id": "B", "date": "2023-06-12", "reviewed": "2203-06-13"}]}, f"accident_bulletins[0].reviewed: 2203-06-13 {FAR}"),
        (hazard(found="1923-06-12"), f"hazards[0].found.date: 1923-06-12 {FAR}"),
        (hazard(event("accepted", "2203-06-13")), f"hazards[0].events[0].date: 2203-06-13 {FAR}"),
        (planned("2203-07-20"), f"hazards[0].plan.deadline: 2203-07-20 {FAR}"),
    ],
)  # fmt: skip
def test_a_day_that_is_years_off_is_told(campaign: Campaign, record: dict[str, Any], said: str) -> None:
    assert [one.render("en") for one in campaign.check({"id": "x", **record}, as_of=DAY).warnings] == [said]


@pytest.mark.parametrize("deadline", ["2023-07-20", "2023-07-19"])
def test_an_extension_to_the_same_or_an_earlier_day_is_told(campaign: Campaign, deadline: str) -> None:
    record = planned("2023-07-20", event("extended", "2023-07-13", by="department", deadline=deadline))
    (told,) = campaign.check({"id": "x", **record}, as_of=DAY).warnings
    assert told.render("zh") == f"hazards[0].events[0].deadline: 延期至 {deadline}，并不晚于现行期限 2023-07-20，请核对"


def test_an_extension_is_compared_with_what_was_ordered_or_granted_before_and_not_taken_back(
    campaign: Campaign,
) -> None:
    first = event("extended", "2023-07-10", by="县应急管理局", deadline="2023-09-30", id="e")
    second = event("extended", "2023-07-12", by="department", deadline="2023-08-31")
    (told,) = campaign.check({"id": "x", **planned("2023-07-20", first, second)}, as_of=DAY).warnings
    assert told.en == "extended to 2023-08-31, which is not after the deadline in force, 2023-09-30; check it"
    back = event("correction", "2023-07-11", retracts="e")
    assert campaign.check({"id": "x", **planned("2023-07-20", first, back, second)}, as_of=DAY).warnings == ()
    ordered = event("ordered", "2023-06-20", by="department", deadline="2023-07-01")
    later = event("extended", "2023-06-25", by="department", deadline="2023-07-10")
    assert campaign.check({"id": "x", **planned("2023-07-20", ordered, later)}, as_of=DAY).warnings == ()


def test_a_deadline_before_the_day_it_was_set_is_told(campaign: Campaign) -> None:
    ordered = event("ordered", "2023-07-13", by="department", deadline="2023-07-12")
    (told,) = campaign.check({"id": "x", **hazard(ordered)}, as_of=DAY).warnings
    assert told.zh == "期限 2023-07-12 早于定下期限之日 2023-07-13，请核对"


def test_a_stoppage_of_one_day_is_possible(campaign: Campaign) -> None:
    """A stoppage ends on the day it begins at the earliest: both days are included."""
    report = campaign.check({"id": "x", "waivers": [{"from": "2023-08-01", "to": "2023-08-01"}]}, as_of=DAY)
    assert (report.outline is not None, report.warnings) == (True, ())


def test_what_can_not_be_read_is_told_beside_what_is_impossible(campaign: Campaign) -> None:
    """One item's unreadable day hides nothing that is wrong with its neighbour."""
    (impossible,) = hazard(event("accepted", "2023-06-11"))["hazards"]
    unreadable = {"id": "A", "found": {"date": "soon"}}
    said = []
    for items in ([unreadable, impossible], [impossible, unreadable]):
        with pytest.raises(BadRecord) as caught:
            campaign.check({"id": "x", "hazards": items}, as_of=DAY)
        said.append(sorted(problem.render("en") for problem in caught.value.problems))
    assert said == [
        ["hazards[0].found.date: “soon” is not a date, expected YYYY-MM-DD",
         "hazards[1].events[0].date: 2023-06-11 is before the finding of 2023-06-12: impossible"],
        ["hazards[0].events[0].date: 2023-06-11 is before the finding of 2023-06-12: impossible",
         "hazards[1].found.date: “soon” is not a date, expected YYYY-MM-DD"],
    ]  # fmt: skip
