"""The ledger of hazards: the columns that people keep (2.1.2), as of a day."""

import pickle
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType, structs

from campaign_rules import BadRecord, Campaign
from campaign_rules.base.errors import BadArgument, NoLedger, UnknownName
from campaign_rules.base.texts import Text
from campaign_rules.files.workbooks.records import read_workbook
from campaign_rules.rules.record.declaration import Ledger, LedgerColumn
from campaign_rules.rules.record.model import record_model
from campaign_rules.writers import csv, xlsx_ledger
from tests.strategies import hazards

AS_OF = date(2023, 8, 1)
FULL: dict[str, Any] = {
    "id": "H-1", "title": "报警器失效", "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": False,
    "plan": {"responsible": "王某", "measures": "更换", "funds": 12.0, "deadline": "2023-07-20", "contingency": "现场处置方案"},
    "events": [
        {"kind": "reported", "date": "2023-06-13", "to": "应急管理局"}, {"kind": "listed", "date": "2023-06-20"},
        {"kind": "rectified", "date": "2023-07-10"}, {"kind": "accepted", "date": "2023-07-15"}, {"kind": "closed", "date": "2023-07-16"},
    ],
}  # fmt: skip


def row(campaign: Campaign, hazard: dict[str, Any], as_of: date = AS_OF, lang: Any = "zh") -> dict[str, Any]:
    (entry,) = campaign.ledger([{"id": "A", "name": "某厂", "township": "民和镇", "hazards": [hazard]}], as_of=as_of)
    return entry.to_dict(lang)


def test_the_columns_are_those_that_people_keep(campaign: Campaign) -> None:
    asked = (
        "描述",
        "来源",
        "发现日期",
        "责任人",
        "措施",
        "资金（万元）",
        "期限",
        "预案",
        "上报日期",
        "挂牌督办日期",
        "验收日期",
        "销号日期",
    )
    titles = [column.title.zh for column in campaign.ledger([], as_of=AS_OF).columns.values()]
    assert [title for title in titles if title in asked] == list(asked)


def test_a_hazard_that_was_dealt_with_fills_every_column(campaign: Campaign) -> None:
    assert row(campaign, FULL) == {
        "record": "A", "name": "某厂", "township": "民和镇", "hazard": "H-1", "description": "报警器失效", "source": "企业",
        "found": "2023-06-12", "fixable": False, "planned": True, "responsible": "王某", "measures": "更换", "funds": 12, "deadline": "2023-07-20",
        "deadline_in_force": "2023-07-20", "contingency": "现场处置方案", "reported": "2023-06-13", "reported_to": "应急管理局",
        "listed": "2023-06-20", "started": None, "rectified": "2023-07-10", "returned": None, "accepted": "2023-07-15", "closed": "2023-07-16", "reopened": None,
        "status": "已验收", "neglect": None, "beyond": None, "note": None,
    }  # fmt: skip


def test_what_comes_after_the_day_has_not_happened_yet(campaign: Campaign) -> None:
    then = row(campaign, FULL, date(2023, 7, 12))
    assert (then["rectified"], then["accepted"], then["closed"], then["status"]) == ("2023-07-10", None, None, "待验收")
    assert campaign.ledger([{"id": "A", "hazards": [FULL]}], as_of=date(2023, 6, 11)).rows == ()


def test_what_the_record_does_not_say_is_said_to_be_unknown(campaign: Campaign) -> None:
    bare = row(campaign, {"id": "H-1", "found": {"date": "2023-06-12"}})
    assert {name for name, value in bare.items() if value == "不明"} == {
        "source", "fixable", "planned", "responsible", "measures", "funds", "deadline", "deadline_in_force", "contingency",
        "reported", "reported_to", "listed", "started", "rectified", "returned", "accepted", "closed", "reopened", "status",
    }  # fmt: skip
    assert row(campaign, {"id": "H-1", "found": {"date": "2023-06-12"}}, lang="en")["status"] == "not said"


def test_what_did_not_happen_is_empty(campaign: Campaign) -> None:
    idle = row(campaign, {**FULL, "events": []})
    assert [idle[name] for name in ("reported", "reported_to", "listed", "rectified", "accepted", "closed")] == [
        None
    ] * 6
    assert idle["status"] == "已发现，已逾期"


def test_the_deadline_in_force_stands_beside_the_plans(campaign: Campaign) -> None:
    extended = [{"kind": "extended", "date": "2023-07-20", "deadline": "2023-09-30", "by": "department"}]
    said = row(campaign, {**FULL, "events": extended})
    assert (said["deadline"], said["deadline_in_force"], said["status"]) == ("2023-07-20", "2023-09-30", "已发现")


def test_whether_a_hazard_is_overdue_is_not_guessed(campaign: Campaign) -> None:
    said = row(campaign, {**FULL, "plan": {}, "events": []})
    assert (said["deadline"], said["status"]) == ("不明", "已发现（是否逾期不明）")


def test_after_a_return_the_latest_work_counts(campaign: Campaign) -> None:
    events = [
        {"kind": k, "date": d}
        for k, d in (("rectified", "2023-07-01"), ("returned", "2023-07-03"), ("rectified", "2023-07-09"))
    ]
    assert row(campaign, {**FULL, "events": events})["rectified"] == "2023-07-09"


def test_an_event_that_was_taken_back_did_not_happen(campaign: Campaign) -> None:
    events = [
        {"kind": "rectified", "date": "2023-07-01", "id": "E"},
        {"kind": "correction", "date": "2023-07-02", "retracts": "E"},
    ]
    assert row(campaign, {**FULL, "events": events})["rectified"] is None


def test_a_ledger_that_is_imported_says_what_the_records_said(campaign: Campaign) -> None:
    """2.1.2: what was not said stays so, what was said to be none too; so no finding on a hazard changes."""
    bare = {"id": "H-2", "found": {"date": "2023-06-01", "by": "enterprise"}, "immediately_fixable": False}
    none = {**bare, "id": "H-3", "plan": dict.fromkeys(("responsible", "measures", "contingency")) | {"funds": 1, "deadline": "2023-07-20"}, "events": []}  # fmt: skip
    partly = {
        **bare,
        "id": "H-4",
        "plan": {"funds": 1, "deadline": "2023-07-20"},
        "events": [{"kind": "reported", "date": "2023-06-02"}],
    }
    record = {"id": "A", "name": "某厂", "township": "民和镇", "hazards": [FULL, bare, none, partly]}
    stream = BytesIO()
    xlsx_ledger.write(stream, [campaign.ledger([record], as_of=AS_OF)], campaign.pack, AS_OF, "zh")
    (back,) = [one.record for one in read_workbook(Path("l.xlsx"), campaign.pack, BytesIO(stream.getvalue()))[0]]
    assert (back.name, back.township) == ("某厂", "民和镇")

    def said(given: Any) -> dict[str, str]:
        findings = campaign.check(given, as_of=AS_OF).findings
        return {
            f.instance: f.status for f in findings if f.duty in ("hazard-plan", "hazard-report", "hazard-rectification")
        }

    assert said(back) == said(record)
    assert {said(record)[f"hazard-plan@H-{n}"] for n in (3, 4)} == {"violated", "unknown"}


def there_and_back(campaign: Campaign, record: dict[str, Any], as_of: date = AS_OF) -> list[Any]:
    stream = BytesIO()
    xlsx_ledger.write(stream, [campaign.ledger([record], as_of=as_of)], campaign.pack, as_of, "zh")
    return [one.record for one in read_workbook(Path("l.xlsx"), campaign.pack, BytesIO(stream.getvalue()))[0]]


def happened(*events: tuple[str, str]) -> dict[str, Any]:
    return {**FULL, "events": [{"kind": kind, "date": day} for kind, day in events]}


def test_a_return_and_a_reopening_have_columns_and_come_back(campaign: Campaign) -> None:
    hazard = happened(("rectified", "2023-07-01"), ("returned", "2023-07-03"), ("accepted", "2023-07-05"),
                      ("closed", "2023-07-06"), ("reopened", "2023-07-08"))  # fmt: skip
    said = row(campaign, hazard)
    assert [said[name] for name in ("rectified", "returned", "accepted", "closed", "reopened", "status", "beyond")] == [
        "2023-07-01", "2023-07-03", "2023-07-05", "2023-07-06", "2023-07-08", "整改中，已逾期", None,
    ]  # fmt: skip
    (back,) = there_and_back(campaign, {"id": "A", "hazards": [hazard]})
    assert [{"kind": one.kind, "date": one.date.isoformat()} for one in back.hazards[0].events] == hazard["events"]


def test_a_finding_of_neglect_comes_back_and_none_stays_unsaid(campaign: Campaign) -> None:
    for neglect in (True, False):
        (back,) = there_and_back(campaign, {"id": "A", "hazards": [{**FULL, "neglect": neglect}]})
        assert back.hazards[0].neglect is neglect
    (back,) = there_and_back(campaign, {"id": "A", "hazards": [FULL]})
    assert back.hazards[0].neglect is UNSET


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"kind": "ordered", "date": "2023-06-20", "by": "县应急管理局", "deadline": "2023-07-10"}, "责令限期整改 2023-06-20（由县应急管理局，期限2023-07-10）"),
        ({"kind": "accident", "date": "2023-06-20"}, "发生事故 2023-06-20"),
        ({"kind": "crime_suspected", "date": "2023-06-20"}, "发现涉嫌犯罪 2023-06-20"),
        ({"kind": "registered", "date": "2023-06-20"}, "登记 2023-06-20"),
        ({"kind": "rectified", "date": "2023-06-20"}, "整改完毕 2023-06-20"),
        ({"kind": "reported", "date": "2023-06-20", "to": "住建局"}, "报告 2023-06-20（向住建局）"),
    ],
)  # fmt: skip
def test_what_the_columns_can_not_hold_is_said_and_refused_on_the_way_back(
    campaign: Campaign, event: dict[str, Any], said: str
) -> None:
    hazard = {**FULL, "events": [*FULL["events"], event]}
    assert row(campaign, hazard)["beyond"] == said
    with pytest.raises(BadRecord) as caught:
        there_and_back(campaign, {"id": "A", "hazards": [hazard]})
    (problem,) = [one for one in caught.value.problems if one.code == "beyond"]
    assert problem.render("zh") == (
        "l.xlsx:隐患台账!AA3: 其他经过: 这些情况台账各栏装不下，不会读入：请填到“隐患经过”表，再清空本格"
    )


def test_who_accepted_is_not_lost_and_what_was_taken_back_is_not_listed(campaign: Campaign) -> None:
    by = {**FULL, "events": [{"kind": "accepted", "date": "2023-07-15", "by": "县应急管理局"}]}
    assert row(campaign, by)["beyond"] == "通过验收 2023-07-15（由县应急管理局）"
    assert row(campaign, by, lang="en")["beyond"] == "accepted 2023-07-15 (by 县应急管理局)"
    back = [{"kind": "accident", "date": "2023-06-20", "id": "E"}, {"kind": "correction", "date": "2023-06-21", "retracts": "E"}]  # fmt: skip
    assert row(campaign, {**FULL, "events": [*FULL["events"], *back]})["beyond"] is None


ALLOWED = {"beyond", "in-force", "status", "empty"}
"""What a ledger is refused for on the way back: what it can't hold, a moved deadline, a standing that rests on what
it can't hold; and one without any row, for nothing had been found yet."""


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(hazards("H"), st.sampled_from([date(2023, 8, 1), date(2023, 12, 31), date(2024, 2, 28)]))
def test_any_ledger_comes_back_with_the_same_findings_or_is_refused_with_its_cell(
    campaign: Campaign, hazard: dict[str, Any], as_of: date
) -> None:
    record = {"id": "A", "hazards": [hazard]}
    refused: set[str] = set()
    try:
        back = there_and_back(campaign, record, as_of)
    except BadRecord as wrong:
        refused = {one.code for one in wrong.problems}
    if refused:
        assert refused <= ALLOWED
        return

    def said(given: Any) -> list[tuple[str, str]]:
        report = campaign.check(given, as_of=as_of)
        findings = [(f.instance, f.status) for f in report.findings if f.instance.endswith("@H")]
        return findings + [(one.item, str(one.outcomes)) for one in report.outcomes]

    assert said(back[0]) == said(record)


def test_a_ledger_whose_deadline_was_moved_is_not_imported_as_if_it_was_not(campaign: Campaign) -> None:
    extended = [{"kind": "extended", "date": "2023-07-20", "deadline": "2023-09-30", "by": "department"}]
    stream = BytesIO()
    kept = campaign.ledger([{"id": "A", "hazards": [{**FULL, "events": extended}]}], as_of=AS_OF)
    xlsx_ledger.write(stream, [kept], campaign.pack, AS_OF, "zh")
    with pytest.raises(BadRecord, match="not the hazard's own deadline: put what moved it into the sheet of events"):
        read_workbook(Path("l.xlsx"), campaign.pack, BytesIO(stream.getvalue()))


# --- of other sections, of several, of none ---

JOBS = Ledger(
    title=Text("动火作业台账", "Ledger of hot-work jobs"),
    columns={
        "whose": LedgerColumn(title=Text("单位", "record"), record="name", blank=True),
        "job": LedgerColumn(title=Text("编号", "job"), field="id"),
        "day": LedgerColumn(title=Text("日期", "day"), field="date"),
        "approved": LedgerColumn(title=Text("是否审批", "approved"), field="approved"),
        "guardian": LedgerColumn(title=Text("监护人", "guardian"), field="guardian"),
    },
)
JOB = {"id": "W-1", "date": "2023-06-12", "approved": True, "guardian": "未安排"}
RECORD = {"id": "A", "name": "某厂", "hazards": [FULL], "hot_work_jobs": [JOB]}


def keeping(campaign: Campaign, **ledgers: Ledger | UnsetType) -> Campaign:
    """Return a campaign that keeps ledgers of some sections, and of no other."""
    declared = campaign.pack.model.declaration
    sections = {
        name: structs.replace(section, ledger=ledgers.get(name, UNSET)) for name, section in declared.sections.items()
    }
    return Campaign(structs.replace(campaign.pack, model=record_model(structs.replace(declared, sections=sections))))


def test_a_ledger_may_be_of_any_section_and_has_the_columns_that_are_declared(campaign: Campaign) -> None:
    kept = keeping(campaign, hot_work_jobs=JOBS).ledger([RECORD], as_of=AS_OF)
    assert (kept.title.zh, kept.declared.one.zh, [column.title.zh for column in kept.columns.values()]) == (
        "动火作业台账", "动火作业", ["单位", "编号", "日期", "是否审批", "监护人"],
    )  # fmt: skip
    (row,) = kept
    assert row.to_dict() == {"whose": "某厂", "job": "W-1", "day": "2023-06-12", "approved": True, "guardian": None}


def test_several_ledgers_are_asked_for_by_their_sections(campaign: Campaign) -> None:
    hazards = campaign.pack.model.sections["hazards"].ledger
    both = keeping(campaign, hazards=hazards, hot_work_jobs=JOBS)
    assert [row.item for row in both.ledger([RECORD], as_of=AS_OF, section="hot_work_jobs")] == ["W-1"]
    with pytest.raises(BadArgument, match=r"^there are several ledgers, say which: hazards, hot_work_jobs$"):
        both.ledger([RECORD], as_of=AS_OF)
    with pytest.raises(UnknownName, match=r"^unknown ledger hot_work_job; did you mean hot_work_jobs\?$"):
        both.ledger([RECORD], as_of=AS_OF, section="hot_work_job")


def test_several_ledgers_have_a_sheet_each_and_follow_each_other_in_a_file(campaign: Campaign) -> None:
    both = keeping(campaign, hazards=campaign.pack.model.sections["hazards"].ledger, hot_work_jobs=JOBS)
    made = [both.ledger([RECORD], as_of=AS_OF, section=section) for section in both.pack.model.ledgers]
    stream = BytesIO()
    xlsx_ledger.write(stream, made, both.pack, AS_OF, "zh")
    book = openpyxl.load_workbook(stream)
    assert book.sheetnames == ["隐患台账", "动火"]
    assert [str(cell.value) for cell in book["动火"][3]] == ["某厂", "W-1", "2023-06-12 00:00:00", "是", "无"]
    lines = csv.ledgers(made, "zh").splitlines()
    assert lines[0] == "\ufeff重大事故隐患台账"
    assert lines[3:] == ["", "动火作业台账", "单位,编号,日期,是否审批,监护人", "某厂,W-1,2023-06-12,是,无"]


def test_a_campaign_that_keeps_no_ledger_says_so(campaign: Campaign) -> None:
    with pytest.raises(NoLedger, match=r"^jinxian-2023 has no ledger$") as wrong:
        keeping(campaign).ledger([RECORD], as_of=AS_OF)
    assert wrong.value.text.zh == "jinxian-2023 没有台账"
    assert pickle.loads(pickle.dumps(wrong.value)).text == wrong.value.text
