"""The record of a work-safety campaign by the names that its sections have there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from campaign_rules.base.texts import Text
from campaign_rules.base.working_days import notice_title
from campaign_rules.rules.record import values as record_values
from campaign_rules.rules.record._work_safety import WORK_SAFETY
from campaign_rules.rules.record.declaration import RecordDeclaration
from campaign_rules.rules.record.model import record_model
from campaign_rules.rules.record.values import Item as Item
from campaign_rules.rules.record.values import Part
from campaign_rules.rules.record.values import actors_in as actors_in
from campaign_rules.rules.record.values import dated as dated
from campaign_rules.rules.record.values import item_date as item_date

MODEL = record_model(msgspec.json.decode(WORK_SAFETY, type=RecordDeclaration))

if TYPE_CHECKING:
    Record: TypeAlias = record_values.Record
    Activity: TypeAlias = Item
    Document: TypeAlias = Item
    Hazard: TypeAlias = Item
    HotWorkJob: TypeAlias = Item
    Operator: TypeAlias = Item
    Contract: TypeAlias = Item
    Penalty: TypeAlias = Item
    Bulletin: TypeAlias = Item
    SpotCheck: TypeAlias = Item
    Waiver: TypeAlias = Item
    Event: TypeAlias = record_values.Event
    RectificationPlan: TypeAlias = Part
    Found: TypeAlias = Part
else:
    Record = MODEL.record
    Activity, Document, Hazard, HotWorkJob, Operator, Contract, Penalty, Bulletin, SpotCheck, Waiver = (
        MODEL.items.values()
    )
    Event = MODEL.events["hazards"]
    RectificationPlan, Found = (MODEL.shape.classes[f"HazardsItem{part}"] for part in ("Plan", "Found"))

Actor = str
"""Whose record it is; each actor has duties of its own."""

EVENT_KINDS: tuple[str, ...] = tuple(MODEL.events_of("hazards").kinds)  # type: ignore[union-attr]  # there are

SECTIONS: Mapping[str, type[Item]] = MODEL.items

FACT_OF_SECTION = MODEL.fact_of_section
SECTION_OF_FACT = MODEL.section_of_fact


def day_path(kind: type[Item]) -> tuple[str, ...]:
    """Return where the items of a section have the day from which they are effective; empty where they have none."""
    return kind._day


def unread_notes() -> type[record_values.Record]:
    """Return the same record, with notes left as the bytes they are: nothing judges them, and reading them takes time."""
    return MODEL.shape.light


LABELS = {
    "id": Text("编号", "id"),
    "name": Text("名称", "name"),
    "township": Text("所属乡镇", "township"),
    "attributes": Text("属性", "attributes"),
    "sectors": Text("所属行业领域", "sectors"),
    "high_risk": Text("高危标记", "high-risk mark"),
    "outsources": Text("有无外包外租", "outsources or leases out"),
    "hot_work": Text("有无动火作业", "does hot work"),
    "special_operations": Text("有无特种作业", "has special operations"),
    "attributes.metal_smelting": Text("金属冶炼", "metal smelting"),
    "attributes.civil_explosives": Text("民用爆炸物品", "civil explosives"),
    "activities": Text("活动记录", "activities"),
    "documents": Text("文件", "documents"),
    "hazards": Text("隐患台账", "hazards"),
    "hot_work_jobs": Text("动火作业", "hot-work jobs"),
    "operators": Text("特种作业人员", "special operators"),
    "contracts": Text("外包外租合同", "contracts"),
    "penalties": Text("处罚记录", "penalties"),
    "accident_bulletins": Text("事故通报", "accident bulletins"),
    "spot_checks": Text("抽查检查", "spot checks"),
    "waivers": Text("停产停业", "stoppages"),
    "enterprise": Text("涉及企业", "enterprise"),
    "persons": Text("人数", "persons"),
    "amount": Text("金额", "amount"),
    "anonymous": Text("是否匿名", "anonymous"),
    "dangerous_operation_crime": Text("是否危险作业罪", "crime of dangerous operation"),
    "found": Text("查出的问题", "what was found"),
    "attributes.technical_inspectors": Text("专兼职技术检查员人数", "technical inspectors"),
    "kind": Text("种类", "kind"),
    "by": Text("由谁", "by whom"),
    "to": Text("向谁", "to whom"),
    "date": Text("日期", "date"),
    "retracts": Text("撤回", "taking back"),
    "departments": Text("部门", "the departments"),
    "opens": Text("起始日", "first day"),
    "due": Text("期限日", "last day"),
    "end": Text("结束日", "end"),
    "status": Text("状态", "status"),
    "phase": Text("阶段", "phase"),
    "evidence": Text("有完成记录", "evidence"),
    "waiver": Text("停产停业免除", "waiver"),
    "established": Text("条件成立", "condition holds"),
    "unclear": Text("条件不明", "condition unknown"),
    "refuted": Text("条件不成立", "condition fails"),
    "recorded": Text("补录于", "recorded on"),
    "note": Text("备注", "note"),
    "scope": Text("范围", "scope"),
    "found.by": Text("发现者", "found by"),
    "found.date": Text("发现日期", "found on"),
    "immediately_fixable": Text("能否立即整改", "fixable at once"),
    "neglect": Text("部门对排查不力的认定", "a department's finding of neglect"),
    "events": Text("隐患处理过程", "events"),
    "plan": Text("整改方案", "rectification plan"),
    "plan.responsible": Text("责任人", "person responsible"),
    "plan.measures": Text("整改措施", "measures"),
    "plan.funds": Text("整改资金", "funds"),
    "plan.deadline": Text("整改期限", "deadline"),
    "plan.contingency": Text("应急预案", "contingency plan"),
    "deadline": Text("整改期限", "deadline"),
    "rectification": Text("整改状态", "rectification"),
    "reporting": Text("报告状态", "reporting"),
    "registration": Text("登记", "registration"),
    "term": Text("期限依据", "term"),
    "renewal": Text("重新定期限", "renewal of the deadline"),
    "orders": Text("责令", "orders"),
    "addressee": Text("报告对象", "reported to"),
    "arrears": Text("曾否逾期", "arrears"),
    "diligence": Text("排查整治是否得力", "diligence"),
    "missed": Text("错过的期限", "missed deadline"),
    "at_least": Text("延期前的期限", "deadline before it was extended"),
    "prompt_until": Text("迅速整改的最后一日", "last day of prompt fixing"),
    "plan_until": Text("可以还没有方案的最后一日", "last day without a plan"),
    "leading_departments": Text("牵头部门", "lead departments"),
    "timeliness": Text("是否逾期", "timeliness"),
    "supervision": Text("督办", "supervision"),
    "supervision_deadline": Text("督办时的整改期限", "the deadline when it was listed"),
    "closing": Text("销号", "closing"),
    "indication": Text("提示", "indication"),
    "measures": Text("措施", "measures"),
    "harm": Text("后果", "harm"),
    "suspicion": Text("涉罪情况", "suspicion"),
    "approved": Text("作业审批", "approval"),
    "guardian": Text("现场监护人员", "guardian"),
    "fire_measures_checked": Text("消防措施检查", "check of fire measures"),
    "supervised": Text("过程监督", "supervision"),
    "certificate_valid_until": Text("证书有效期", "certificate valid until"),
    "qualified": Text("承包承租方条件和资质", "contractor's qualification"),
    "agreement_signed": Text("安全生产协议", "safety agreement"),
    "duties_clear": Text("安全职责划分", "clear duties"),
    "unified_management": Text("统一协调管理", "unified management"),
    "reviewed": Text("同类隐患排查日期", "day of the review"),
}
"""What people call the fields of a record, and the days and events of life cycles."""

EVENT_TEXTS = {
    "registered": Text("登记", "registered"),
    "reported": Text("报告", "reported"),
    "ordered": Text("责令限期整改", "ordered to be rectified"),
    "extended": Text("延期", "extended"),
    "rectification_started": Text("开始整改", "rectification started"),
    "rectified": Text("整改完毕", "rectified"),
    "returned": Text("验收不合格退回", "returned"),
    "accepted": Text("通过验收", "accepted"),
    "closed": Text("销号", "closed"),
    "reopened": Text("验收后复现", "reopened"),
    "listed": Text("挂牌督办", "listed"),
    "neglect_found": Text("部门认定排查整治不力", "neglect found by a department"),
    "accident": Text("发生事故", "accident"),
    "crime_suspected": Text("发现涉嫌犯罪", "crime suspected"),
    "correction": Text("更正", "correction"),
}
"""What people call the events of a hazard."""

WORDS = {
    "enterprise": Text("企业", "the enterprise"),
    "department": Text("部门", "a department"),
    "informant": Text("举报人", "an informant"),
}
"""What people call some values of a record."""


def label(path: Sequence[str]) -> Text:
    """Return what people call a field; its own name where it has no other.

    >>> label(("plan", "funds")).zh
    '整改资金'
    """
    name = ".".join(path)
    return LABELS.get(name) or Text(name, name)


def place_label(place: str) -> Text:
    """Return what people call a place of a record such as ``hazards[0].plan.funds``."""
    if notice := notice_title(place):
        return notice
    inside = re.sub(r"^(\w+\[\d+\]\.)+", "", place)
    said = label((inside,))
    return said if said.zh != inside else Text("", "")
