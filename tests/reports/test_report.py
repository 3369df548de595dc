"""Reports and findings: messages, evidence, explanations."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from campaign_rules import Campaign, Report
from campaign_rules.engine.fast.adaptive import MANY
from campaign_rules.engine.fast.compiled import Outline
from campaign_rules.engine.interpreter import Interpreted
from tests.conftest import both_ways

campaign = both_ways()
DAY = date(2023, 10, 15)
RECORD: dict[str, Any] = {
    "id": "demo",
    "name": "某厂",
    "sectors": ["化工", "新业态", "交通运输", "学校"],
    "hot_work": False,
    "activities": [
        {"kind": "review_meeting", "date": "2023-05-28", "by": "principal", "note": "纪要 5-01"},
        {"kind": "review_meeting", "date": "2023-06-20"},
        {"kind": "review_meeting", "date": "2023-07-05", "by": "deputy"},
        {"kind": "review_meeting", "date": "2023-08-05", "by": None},
        {"kind": "review_meeting", "date": "2023-10-16", "by": "principal"},
        {"kind": "key_post_review", "date": "2023-07-01"},
        {"kind": "key_post_review", "date": "2023-08-02", "scope": "full"},
    ],
    "documents": [{"kind": "risk_map", "date": "2020-01-01"}],
    "hazards": [
        {
            "id": "H-1",
            "found": {"date": "2023-06-12", "by": "enterprise"},
            "immediately_fixable": False,
            "plan": {"responsible": "王某", "measures": "", "deadline": "2023-07-20", "funds": 1, "contingency": "有"},
            "events": [{"kind": "reported", "date": "2023-06-13"}, {"kind": "accepted", "date": "2023-07-21"}],
        },
        {"id": "H-2", "found": {"date": "2023-09-12", "by": "department"}, "immediately_fixable": True, "events": []},
        {"id": "H-3", "found": {"date": "2023-12-12"}},
    ],
    "contracts": [
        {"id": "C-1", "qualified": False, "agreement_signed": True, "duties_clear": True, "unified_management": False}
    ],
    "accident_bulletins": [{"id": "B-1", "date": "2023-07-05", "reviewed": "2023-11-01"}],
    "waivers": [{"from": "2023-09-01", "to": "2023-09-30", "reason": "全厂停产"}],
    "penalties": [],
}


@pytest.fixture(scope="module")
def report(campaign: Campaign) -> Report:
    return campaign.check(RECORD, as_of=DAY)


@pytest.mark.parametrize(
    ("instance", "zh", "en"),
    [
        ("review-meeting@2023-05", "已完成（2023-05-28）", "done on 2023-05-28"),
        (
            "review-meeting@2023-06",
            "记录没有写明，缺：由谁（activities[1].by）",
            "the record does not say; missing: by whom (activities[1].by)",
        ),
        ("review-meeting@2023-07", "未按期完成：期限 2023-07-31 已过", "not done: the term of 2023-07-31 has passed"),
        ("review-meeting@2023-09", "停产停业期间免除：全厂停产", "waived for a stoppage: 全厂停产"),
        ("review-meeting@2023-10", "待完成：2023-10-31 前（含当日）", "to be done by 2023-10-31, that day included"),
        ("review-meeting@2023-11", "2023-11-01 起履行", "begins on 2023-11-01"),
        (
            "hazard-inspection@2023-05",
            "未按期完成：期限 2023-05-31 已过（首个周期不完整）",
            "not done: the term of 2023-05-31 has passed (a first period cut by the issue date)",
        ),
        (
            "key-post-review@once",
            "2023-08-02 才完成，期限为 2023-07-31；是否按期还缺：范围（activities[5].scope）",
            "done on 2023-08-02, due 2023-07-31; whether in time is not known, missing: scope (activities[5].scope)",
        ),
        ("risk-map@once", "已完成（2020-01-01）", "done on 2020-01-01"),
        ("hot-work-control@*", "不适用：有动火作业：否", "does not apply: Does hot work: no"),
        ("welding-equipment-check@once", "不适用：有动火作业：否", "does not apply: Does hot work: no"),
        ("hazard-plan@H-1", "不符合要求：整改措施（记录为“”）", "not as required: measures (recorded: “”)"),
        (
            "contractor-control@C-1",
            "不符合要求：承包承租方条件和资质（记录为否）、统一协调管理（记录为否）",
            "not as required: contractor's qualification (recorded: false); unified management (recorded: false)",
        ),
        ("hazard-report@H-2", "待完成（原文没有规定期限）", "to be done; the text sets no term"),
        ("hazard-rectification@H-1", "2023-07-21 才完成，期限为 2023-07-20", "done on 2023-07-21, due 2023-07-20"),
        (
            "special-operator-certificate@*",
            "记录没有写明，缺：特种作业人员（operators）",
            "the record does not say; missing: special operators (operators)",
        ),
        (
            "exits-known@once",
            "需人工核查：现场询问从业人员是否熟知安全逃生出口或避灾路线",
            "a person must look: ask people on site whether they know the exits and escape routes",
        ),
    ],
)
def test_a_finding_says_in_one_sentence_how_it_stands(report: Report, instance: str, zh: str, en: str) -> None:
    finding = report[instance]
    assert (finding.message(), finding.message("en")) == (zh, en)


def test_a_finding_carries_clause_due_date_evidence_and_readings(report: Report) -> None:
    assert report["review-meeting@2023-05"].to_dict("en") == {
        "duty": "review-meeting",
        "instance": "review-meeting@2023-05",
        "status": "fulfilled",
        "code": "done",
        "params": {"done": "2023-05-28"},
        "due": "2023-05-31",
        "last_day": "2023-05-31",
        "nominal_due": "2023-05-31",
        "provisional": False,
        "due_basis": "text",
        "derivation": "the last day of 2023-05: 31 May 2023",
        "partial": True,
        "clause": "2.1.6",
        "clause_label": "2.1.6",
        "layers": ["jinxian-2023"],
        "title": "Chair a safety review meeting",
        "message": "done on 2023-05-28",
        "missing": [],
        "failed": [],
        "uncounted": [],
        "evidence": [{"path": "activities[0]", "name": "review_meeting", "date": "2023-05-28", "note": "纪要 5-01"}],
        "interpretations": [
            "calendar-periods",
            "period-evidence",
            "recurring-not-curable",
            "inclusive-deadlines",
            "personal-duties",
            "who-is-principal",
        ],
        "unverified": [],
    }


@pytest.mark.parametrize(
    ("instance", "readings"),
    [
        ("warning-education@once", ("one-off-window", "inclusive-deadlines")),
        ("self-inspection@once", ("inclusive-deadlines",)),
        ("exits-known@once", ()),
        ("hazard-report@H-1", ("inclusive-deadlines", "report-without-term", "rectified-means-accepted")),
        (
            "campaign-drill@2023-H1",
            ("calendar-periods", "high-risk-replaces", "high-risk-sectors", "one-drill-many-duties"),
        ),
    ],
)
def test_a_finding_names_the_readings_it_rests_on(report: Report, instance: str, readings: tuple[str, ...]) -> None:
    assert set(readings) <= set(report[instance].interpretations)
    assert bool(report[instance].interpretations) == bool(readings)


def test_a_period_is_explained_entry_by_entry(report: Report) -> None:
    said = report["review-meeting@2023-07"].explain()
    assert said.splitlines()[0] == (
        "否  review-meeting@2023-07 主持召开安全生产工作讲评会：未履行。未按期完成：期限 2023-07-31 已过"
    )
    assert (
        said.splitlines()[1]
        == "  - ·  依据：二（一）6（进贤县安全生产重大事故隐患专项排查整治2023行动）；责任人：主要负责人（须本人）"
    )
    assert said.splitlines()[-2:] == [
        "  - 否  需要1次“安全生产讲评会”，2023-07-01 至 2023-07-31（含当日）  [activities]",
        "  - 否  2023-07-05 由谁 分管负责人  [activities[2]]",
    ]


def test_an_entry_not_yet_effective_is_said_to_be_so(report: Report) -> None:
    assert "after the as-of date, not yet effective  [activities[4]]" in report["review-meeting@2023-10"].explain("en")
    assert report.not_yet_effective == ("activities[4]", "hazards[2]", "accident_bulletins[0].reviewed")


def test_an_item_is_explained_by_what_is_wanting(report: Report) -> None:
    said = report["contractor-control@C-1"].explain("en").splitlines()
    assert (
        said[1]
        == "  - ·  clause 2.1.5, annex.note.2 (Jinxian County campaign against major accident hazards, 2023); borne by Principal"
    )
    assert said[-3:] == [
        "  - no  all of",
        "    - no  contractor's qualification (recorded: false)  [contracts[0].qualified]",
        "    - no  unified management (recorded: false)  [contracts[0].unified_management]",
    ]


def test_a_hazard_is_explained_by_what_had_to_be_done_and_when(report: Report) -> None:
    said = report["hazard-rectification@H-1"].explain("en")
    assert "  - yes  Accepted by 2023-07-20: 2023-07-21  [hazards[0].events]\n" in said
    assert "  - no  Reported, no term: not recorded  [hazards[1].events]" in report["hazard-report@H-2"].explain("en")


def test_a_duty_that_does_not_apply_is_explained_by_its_fact(report: Report) -> None:
    assert "有动火作业" in report["welding-equipment-check@once"].explain()
    assert report["hot-work-control@*"].explain().splitlines()[0].startswith("不明  hot-work-control@*")


def test_outcomes_say_what_they_rest_on(report: Report) -> None:
    first, second = report.outcomes
    assert (first.item, first.outcomes, first.clause) == ("H-1", (), "2.2.3")
    assert first.because() == ["依法不予行政处罚（不成立）：并非：曾经逾期（1 天）——否"]
    assert first.because("en") == ["No administrative penalty (not indicated): not: Was overdue (1 day) - no"]
    assert (second.outcomes, second.missing) == (("order_rectification", "undetermined"), ("hazards[1].neglect",))
    assert second.because() == [
        "对企业和主要负责人“一案双罚”（不明）：部门认定排查不力——不明",
        "责令整改并跟踪到位（成立）：并非：已验收且此后未复现；由部门检查或举报发现",
    ]
    assert second.to_dict("en")["undetermined"] == ["dual_penalty"]
    assert second.explain("en").splitlines()[0] == (
        "unknown  H-2 Indications on a major accident hazard: Order rectification and see it through; "
        "Undetermined for want of facts (an indication for an officer, not a decision)"
    )


def test_an_outcome_that_depends_on_which_deadline_holds_says_what_is_missing(campaign: Campaign) -> None:
    events = [{"kind": "extended", "date": "2023-07-10", "deadline": "2023-12-01"}]
    hazard = {
        "id": "H",
        "found": {"date": "2023-06-01", "by": "informant"},
        "immediately_fixable": False,
        "events": events,
    }
    (outcome,) = campaign.check(
        {"id": "x", "penalties": [], "hazards": [hazard | {"plan": {"deadline": "2023-07-20"}}]}, as_of=DAY
    ).outcomes
    assert outcome.outcomes == ("order_rectification", "undetermined")
    assert outcome.because("en")[0] == (
        "Penalise both the enterprise and its principal (undetermined): missing by whom (hazards[0].events[0].by)"
    )


def test_an_empty_set_says_what_keeps_the_exemption_away(campaign: Campaign) -> None:
    record = {
        "id": "x",
        "penalties": [],
        "hazards": [
            {"id": "H", "found": {"date": "2023-06-01", "by": "enterprise"}, "immediately_fixable": True, "events": []}
        ],
    }
    (outcome,) = campaign.check(record, as_of=DAY).outcomes
    assert outcome.outcomes == ()
    assert outcome.because("en") == [
        "No administrative penalty (not indicated): Reported as required - no; Measures under way or done - no"
    ]


def test_a_report_sums_up_and_finds_by_status(report: Report) -> None:
    assert sum(report.summary.values()) == len(report.findings)
    assert {f.status for f in report.violated} == {"violated"}
    assert {f.status for f in report.unknown} == {"unknown"}
    assert report.having("waived") == tuple(f for f in report.findings if f.status == "waived")
    assert repr(report["risk-map@once"]) == "<Finding risk-map@once fulfilled>"
    assert repr(report).startswith("<Report demo as of 2023-10-15: {'violated': ")
    with pytest.raises(KeyError):
        report["no-such@thing"]


def test_leads_are_told_for_each_sector(report: Report) -> None:
    assert [(e["sector"], e["department"], e["role"]) for e in report.to_dict()["leads"]] == [
        ("hazardous_chemicals", "emergency_management", "lead"),
        ("新业态", None, "unassigned"),
        ("road_transport", "transport", "candidate"),
        ("water_transport", "transport", "candidate"),
        ("urban_rail", "transport", "candidate"),
        ("highway_waterway_works", "transport", "candidate"),
        ("road_traffic", "public_security", "candidate"),
        ("campus", "education", "responsible"),
    ]


def test_a_report_can_be_pickled_and_still_explains(report: Report) -> None:
    copy = pickle.loads(pickle.dumps(report))
    assert copy.to_dict("en") == report.to_dict("en")
    assert copy["hazard-plan@H-1"].explain() == report["hazard-plan@H-1"].explain()


def test_a_pickled_report_still_knows_where_its_warnings_stand(campaign: Campaign) -> None:
    lines = b'{"id": "x",\n "activities": [{"kind": "\xe5\xba\x94\xe6\x80\xa5\xe6\xbc\x94\xe7\x82\xbc", "date": "2023-06-01"}]}'
    copy = pickle.loads(pickle.dumps(campaign.check(lines, as_of=DAY)))
    assert [one.render("en") for one in copy.warnings] == [
        "<bytes>:2:26: activities[0].kind: unknown word 应急演炼: what rests on it is unknown; did you mean 应急救援演练?"
    ]


def test_a_report_of_any_mapping_can_be_pickled(campaign: Campaign) -> None:
    report = campaign.check({"id": "x", "attributes": MappingProxyType({"n": 1})}, as_of=DAY)
    assert pickle.loads(pickle.dumps(report)).summary == report.summary


def test_a_verdict_carries_the_duty_that_it_was_judged_by(report: Report) -> None:
    for finding in report.findings:
        bound, window = finding.verdict.bound, finding.verdict.window
        assert finding.rule is bound.duty is report.rules.pack.duties[finding.duty]
        assert window is None or window in bound.windows


def test_a_finding_stands_by_itself(campaign: Campaign) -> None:
    told = [(one.message("en"), one.explain("en")) for one in campaign.check(RECORD, as_of=DAY).findings]
    kept = campaign.check(RECORD, as_of=DAY).findings  # the report itself is gone
    assert [(one.message("en"), one.explain("en")) for one in kept] == told


def test_threads_share_a_campaign(campaign: Campaign) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: campaign.check(RECORD, as_of=DAY).to_dict(), range(32)))
    assert all(one == found[0] for one in found)


def test_a_reading_set_otherwise_is_said_in_the_explanation(campaign: Campaign) -> None:
    other = campaign.with_interpretation("personal-duties", "delegable").with_interpretation("report-without-term", 3)
    report = other.check(RECORD, as_of=DAY)
    assert "解释“主持、带队等不能委托”（已改选）：可以委托" in report["review-meeting@2023-07"].explain()
    assert "interpretation report-without-term = 3: " in report["hazard-report@H-1"].explain("en")


def test_every_actor_is_checked_for_its_own_duties(campaign: Campaign) -> None:
    """三、四、附件注1：乡镇的义务不是企业的。"""
    town = campaign.check({"id": "town", "actor": "township", "activities": []}, as_of=date(2023, 6, 26))
    assert town["monthly-form@2023-06"].message("en") == (
        "not done: the term of 2023-06-25 has passed (deferred from 2023-06-23 past days off)"
    )
    assert {f.duty for f in town.findings}.isdisjoint({"review-meeting", "hazard-report", "monthly-dispatch"})


@pytest.mark.parametrize(
    ("word", "status"),
    [("王某", "fulfilled"), ("待定", "violated"), ("/", "violated"), ("不详", "unknown"), ("同上", "unknown"), ("〃", "unknown"),
     ("无锡王某", "fulfilled")],
)  # fmt: skip
def test_a_word_in_a_plan_says_what_it_says_also_in_plain_data(campaign: Campaign, word: str, status: str) -> None:
    """2.1.2: who answers for the rectification must be recorded."""
    plan = {"responsible": word, "measures": "更换", "funds": 1, "deadline": "2023-07-20", "contingency": "现场方案"}
    hazard = {"id": "H", "found": {"date": "2023-06-12"}, "immediately_fixable": False, "plan": plan, "events": []}
    report = campaign.check({"id": "x", "hazards": [hazard]}, as_of=date(2023, 7, 1))
    assert report["hazard-plan@H"].status == status


def test_each_of_the_two_ways_is_really_gone(report: Report, request: pytest.FixtureRequest) -> None:
    """These tests run once on what the interpreter says of the record, and once on what the compiled plan says."""
    wanted: dict[str, type] = {"interpreted": Interpreted, "compiled": Outline}
    assert any(way in request.node.name and isinstance(report.outline, made) for way, made in wanted.items())


def test_the_order_of_records_decides_nothing(campaign: Campaign) -> None:
    """The first records of a campaign are interpreted, the others compiled: each is answered the same in any place."""
    shipped = Campaign(campaign.pack)
    records = [{**RECORD, "id": f"R-{n}", "activities": RECORD["activities"][n % 7 :]} for n in range(2 * MANY)]
    for way in (records, records[::-1], records[MANY:] + records[:MANY]):
        reports = {record["id"]: shipped.check(record, as_of=DAY) for record in way}
        for record in records:
            assert reports[record["id"]].to_dict() == campaign.check(record, as_of=DAY).to_dict()
        shipped = Campaign(campaign.pack)
    kinds = [type(shipped.check(record, as_of=DAY).outline) for record in records]
    assert kinds == [Interpreted] * (MANY - 1) + [Outline] * (MANY + 1)
