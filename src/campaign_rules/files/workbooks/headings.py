"""The words by which people know sheets and columns, and how headings are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping

from campaign_rules.base.amounts import without_unit
from campaign_rules.base.words import folded
from campaign_rules.rules.records import label

TITLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "activities": ("活动", ("活动记录", "工作记录")),
    "documents": ("文件", ("制度文件", "文件资料", "资料")),
    "hazards": ("隐患台账", ("隐患", "重大事故隐患台账", "台账")),
    "hot_work_jobs": ("动火", ("动火作业", "动火作业票")),
    "operators": ("人员", ("特种作业人员", "特种作业")),
    "contracts": ("外包", ("外包外租", "外包外租合同", "合同")),
    "penalties": ("处罚", ("处罚记录", "行政处罚")),
    "accident_bulletins": ("事故通报", ("通报",)),
    "spot_checks": ("抽查检查", ("抽查", "抽查检查记录")),
    "waivers": ("停产停业", ("停产", "停业")),
}


def title_of(section: str) -> tuple[str, tuple[str, ...]]:
    """Return the title of a section's sheet, and the others that are understood; of one without any, what it is called."""
    return TITLES.get(section) or (label((section,)).zh, (section,))


HEADINGS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("record", "id"): ("编号", "统一社会信用代码", "单位编号", "企业编号"),
    ("record", "actor"): ("主体", "单位类型", "类型"),
    ("record", "name"): ("名称", "单位名称", "企业名称"),
    ("record", "sectors"): ("所属行业领域", "行业领域", "行业", "领域"),
    ("record", "township"): ("乡镇", "所在乡镇", "所属乡镇"),
    ("record", "high_risk"): ("是否高危", "高危", "高危行业企业"),
    ("record", "outsources"): ("有无外包外租", "外包外租"),
    ("record", "hot_work"): ("有无动火作业", "动火作业"),
    ("record", "special_operations"): ("有无特种作业", "特种作业"),
    ("activities", "kind"): ("活动种类", "种类", "活动", "活动名称", "活动类型", "事项"),
    ("activities", "date"): ("日期", "活动日期", "开展日期", "时间"),
    ("activities", "by"): ("由谁", "主持人", "组织人", "主持", "带队人"),
    ("activities", "scope"): ("范围",),
    ("activities", "enterprise"): ("涉及企业", "被处罚企业", "对象企业"),
    ("activities", "persons"): ("人数", "人数（人）"),
    ("activities", "amount"): ("金额", "金额（万元）", "罚款金额", "奖励金额"),
    ("activities", "anonymous"): ("是否匿名", "匿名"),
    ("activities", "dangerous_operation_crime"): ("是否危险作业罪", "危险作业罪"),
    ("activities", "id"): ("活动编号", "编号"),
    ("documents", "kind"): ("文件种类", "种类", "文件", "文件名称", "名称"),
    ("documents", "date"): ("日期", "文件日期", "印发日期", "制定日期", "时间"),
    ("documents", "id"): ("文件编号", "编号", "文号"),
    ("hazards", "id"): ("隐患编号", "编号"),
    ("hazards", "title"): ("描述", "隐患描述", "隐患名称", "隐患内容", "问题描述"),
    ("hazards", "found.by"): ("来源", "隐患来源", "发现者", "由谁发现"),
    ("hazards", "found.date"): ("发现日期", "排查日期", "检查日期"),
    ("hazards", "immediately_fixable"): ("能否立即整改", "立即整改"),
    ("hazards", "neglect"): ("部门认定排查不力", "排查不力"),
    ("hazards", "plan"): ("有无整改方案", "整改方案"),
    ("hazards", "plan.responsible"): ("责任人", "整改责任人"),
    ("hazards", "plan.measures"): ("措施", "整改措施"),
    ("hazards", "plan.funds"): ("资金", "资金（万元）", "整改资金"),
    ("hazards", "plan.deadline"): ("期限", "整改期限", "完成期限"),
    ("hazards", "plan.contingency"): ("预案", "应急预案"),
    ("hazards", "plan.note"): ("方案备注",),
    ("hazards", "events"): ("经过已填全", "处理经过已填全"),
    ("events", "hazard"): ("隐患编号",),
    ("events", "kind"): ("事项", "经过", "环节", "种类"),
    ("events", "date"): ("日期", "时间"),
    ("events", "by"): ("由谁", "批准人", "批准单位"),
    ("events", "to"): ("向谁", "上报部门", "报告对象"),
    ("events", "deadline"): ("期限", "责令期限", "延期至"),
    ("events", "recorded"): ("补录日期",),
    ("events", "id"): ("事项编号", "编号"),
    ("events", "retracts"): ("撤回", "撤回的事项编号"),
    ("hot_work_jobs", "id"): ("作业编号", "编号", "作业票号", "票号"),
    ("hot_work_jobs", "date"): ("日期", "作业日期", "时间"),
    ("hot_work_jobs", "approved"): ("是否审批", "作业审批", "审批"),
    ("hot_work_jobs", "guardian"): ("现场监护人员", "监护人", "现场监护"),
    ("hot_work_jobs", "fire_measures_checked"): ("是否检查消防措施", "消防措施检查", "消防措施"),
    ("hot_work_jobs", "supervised"): ("是否过程监督", "过程监督", "监督"),
    ("operators", "id"): ("人员编号", "编号", "工号"),
    ("operators", "name"): ("姓名", "名字"),
    ("operators", "post"): ("岗位", "工种", "作业类别"),
    ("operators", "certificate_valid_until"): ("证书有效期至", "证书有效期", "有效期", "有效期至", "证件有效期"),
    ("contracts", "id"): ("合同编号", "编号"),
    ("contracts", "contractor"): ("承包承租方", "承包方", "承租方", "外包单位"),
    ("contracts", "qualified"): ("是否具备条件和资质", "资质", "条件和资质"),
    ("contracts", "agreement_signed"): ("是否签订安全协议", "安全协议", "安全生产协议"),
    ("contracts", "duties_clear"): ("安全职责是否清楚", "职责清楚", "安全职责"),
    ("contracts", "unified_management"): ("是否统一协调管理", "统一管理", "统一协调管理"),
    ("penalties", "date"): ("决定日期", "处罚日期", "日期", "时间"),
    ("penalties", "authority"): ("处罚机关", "处罚部门", "决定机关"),
    ("penalties", "amount"): ("金额", "金额（万元）", "罚款金额", "罚款"),
    ("penalties", "id"): ("处罚编号", "编号", "文号", "处罚文号"),
    ("accident_bulletins", "id"): ("通报编号", "编号"),
    ("accident_bulletins", "date"): ("通报日期", "日期", "时间"),
    ("accident_bulletins", "title"): ("标题", "事故", "通报标题"),
    ("accident_bulletins", "reviewed"): ("同类隐患排查日期", "排查日期", "完成排查日期"),
    ("spot_checks", "date"): ("检查日期", "日期", "抽查日期", "时间"),
    ("spot_checks", "by"): ("检查部门", "部门", "由谁"),
    ("spot_checks", "found"): ("查出的问题", "问题", "发现问题"),
    ("spot_checks", "id"): ("检查编号", "编号"),
    ("waivers", "from"): ("起", "起始日", "开始日期", "停产日期"),
    ("waivers", "to"): ("止", "截止日", "结束日期", "复产日期"),
    ("waivers", "reason"): ("原因", "停产原因", "理由"),
    ("waivers", "duties"): ("免除的义务", "义务"),
    ("attributes", "name"): ("属性", "名称", "项目"),
    ("attributes", "value"): ("值", "内容", "数值"),
}
"""By section and field: the heading, then the other headings that are understood."""

NOTE = ("备注", "说明", "注")


def heading_key(text: str) -> str:
    """Return a heading as headings are compared: without blanks, marks of what is required, and what is in brackets.

    >>> heading_key("资金\\n（万元）*") == heading_key("资金")
    True
    """
    return without_unit(re.sub(r"[（(【\[].*?[)）】\]]|[*＊:：]", "", folded(text)).replace("￥", "¥"))
