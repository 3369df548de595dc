"""What is known of an enterprise or an office: the record's typed form, from which its JSON Schema is made.

Three things differ in a record and are kept apart throughout: a key that is **absent** (`UNSET`: nobody said),
a value that is **null, empty or false** (said: not done), and a value.
A section (``activities``, ``hazards`` …) that is present is complete: what it does not list did not happen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field

from campaign_rules.base.texts import Text

T = TypeVar("T", bound=Struct)
A = TypeVar("A", bound=str)

NonEmpty = Annotated[str, Meta(extra_json_schema={"pattern": r"\S"})]
"""Text with something in it; `campaign_rules.engine.impossibilities` sees to that, when a record is read."""

Money = Annotated[float, Meta(ge=0, le=1e9)]
"""An amount in 万元 (ten thousand yuan), finite and not negative."""

Flag = bool | None | UnsetType
"""A fact: true, false (null is as good as false), or absent: unknown."""

Said = str | None | UnsetType
"""Text, null (there is none), or absent: unknown."""

Day = date | None | UnsetType
"""A date, null (there is none), or absent: unknown."""

Actor = Literal["enterprise", "department", "township", "county_office", "county_committee_member"]
"""Whose record it is; each actor has duties of its own."""


def actors_in(said: A | tuple[A, ...]) -> tuple[A, ...]:
    """Return the actors that ``actor`` names, be it one or several, each once."""
    return (said,) if isinstance(said, str) else tuple(dict.fromkeys(said))


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Anything listed in a section; a note is kept and shown, never judged."""

    effective: ClassVar[tuple[str, ...]] = ("date",)
    """Where an item says the day from which it is effective; one that has no such field always holds (`day_path`)."""

    note: Said = UNSET


class Activity(Item, frozen=True, kw_only=True, gc=False):
    """Something done on a day: a meeting, an inspection, a drill."""

    kind: NonEmpty
    date: date
    by: Annotated[Said, Meta(description="principal (主要负责人), deputy (分管负责人) …")] = UNSET
    scope: Annotated[Said, Meta(description="full (全面): the whole of what the duty covers")] = UNSET
    enterprise: Annotated[Said, Meta(description="an office's: the enterprise it was about, by id or name")] = UNSET
    persons: Annotated[
        Annotated[int, Meta(ge=0, le=1_000_000)] | UnsetType | None, Meta(description="人 / how many")
    ] = UNSET
    amount: Annotated[Money | UnsetType | None, Meta(description="万元 / ten thousand yuan")] = UNSET
    anonymous: Annotated[Flag, Meta(description="a reward to an anonymous informant")] = UNSET
    dangerous_operation_crime: Annotated[Flag, Meta(description="a case of 危险作业罪")] = UNSET
    id: NonEmpty | UnsetType = UNSET


class Document(Item, frozen=True, kw_only=True, gc=False):
    """A document that exists from its date on: a list, a map, a set of rules."""

    kind: NonEmpty
    date: date
    id: NonEmpty | UnsetType = UNSET


class Found(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """When and by whom a hazard was found."""

    date: date
    by: Literal["enterprise", "department", "informant"] | UnsetType = UNSET


class RectificationPlan(Item, frozen=True, kw_only=True, gc=False):
    """The plan for a hazard that can't be fixed at once: 责任人、措施、资金（万元）、期限、应急预案 (2.1.2)."""

    responsible: Said = UNSET
    measures: Said = UNSET
    funds: Annotated[
        Money | str | UnsetType | None,
        Meta(
            description="万元；不需要资金的写“不需要”，由人核查 / ten thousand yuan; text only to say that none are needed"
        ),
    ] = UNSET
    deadline: Day = UNSET
    contingency: Said = UNSET


EventKind = Literal[
    "registered",
    "reported",
    "ordered",
    "extended",
    "rectification_started",
    "rectified",
    "returned",
    "accepted",
    "closed",
    "reopened",
    "listed",
    "neglect_found",
    "accident",
    "crime_suspected",
    "correction",
]
"""What can happen to a hazard."""

EVENT_KINDS: tuple[str, ...] = get_args(EventKind)


class Event(Item, frozen=True, kw_only=True, gc=False):
    """Something that happened to a hazard on a day."""

    kind: EventKind
    date: date
    id: NonEmpty | UnsetType = UNSET
    recorded: Annotated[Day, Meta(description="the day it was entered, if later / 补录日期")] = UNSET
    to: Said = UNSET
    by: Said = UNSET
    deadline: Day = UNSET
    retracts: Annotated[Said, Meta(description="with kind correction: the id of the event taken back")] = UNSET


class Hazard(Item, frozen=True, kw_only=True, gc=False):
    """A major accident hazard 重大事故隐患 and its history."""

    effective: ClassVar[tuple[str, ...]] = ("found", "date")

    id: NonEmpty
    title: Said = UNSET
    found: Found
    immediately_fixable: Flag = UNSET
    neglect: Annotated[Flag, Meta(description="a department's finding of 排查不力")] = UNSET
    plan: RectificationPlan | UnsetType | None = UNSET
    events: tuple[Event, ...] | UnsetType | None = UNSET


class HotWorkJob(Item, frozen=True, kw_only=True, gc=False):
    """One job of hot work 动火作业 (2.1.4)."""

    id: NonEmpty
    date: date
    approved: Flag = UNSET
    guardian: Annotated[bool | str | UnsetType | None, Meta(description="现场监护人员 / who watches")] = UNSET
    fire_measures_checked: Flag = UNSET
    supervised: Flag = UNSET


class Operator(Item, frozen=True, kw_only=True, gc=False):
    """A person in special operations 特种作业人员 (2.1.4)."""

    id: NonEmpty
    name: Said = UNSET
    post: Said = UNSET
    certificate_valid_until: Annotated[Day, Meta(description="null: no certificate / 无证")] = UNSET


class Contract(Item, frozen=True, kw_only=True, gc=False):
    """Work or premises contracted or leased out 外包外租 (2.1.5)."""

    id: NonEmpty
    contractor: Said = UNSET
    qualified: Flag = UNSET
    agreement_signed: Flag = UNSET
    duties_clear: Flag = UNSET
    unified_management: Flag = UNSET


class Penalty(Item, frozen=True, kw_only=True, gc=False):
    """A penalty decision under 安全生产法, by the date of decision."""

    date: date
    authority: Said = UNSET
    amount: Annotated[Money | UnsetType | None, Meta(description="万元 / ten thousand yuan")] = UNSET
    id: NonEmpty | UnsetType = UNSET


class Bulletin(Item, frozen=True, kw_only=True, gc=False):
    """An accident elsewhere that the enterprise was told of (2.1.2)."""

    id: NonEmpty
    date: date
    title: Said = UNSET
    reviewed: Annotated[Day, Meta(description="the day that hazards of the same kind had been reviewed")] = UNSET


class SpotCheck(Item, frozen=True, kw_only=True, gc=False):
    """A department's check of how an enterprise inspects itself (annex, block 2), and what was found."""

    date: date
    by: Annotated[Said, Meta(description="the department")] = UNSET
    found: Annotated[tuple[NonEmpty, ...] | UnsetType | None, Meta(description="the form's words; empty: nothing")] = (
        UNSET
    )
    id: NonEmpty | UnsetType = UNSET


class Waiver(Item, frozen=True, kw_only=True, gc=False):
    """A stoppage 停产停业: periods wholly inside are waived; without ``duties``, all recurring ones."""

    effective: ClassVar[tuple[str, ...]] = ("start",)

    start: date = field(name="from")
    end: date = field(name="to")
    reason: Said = UNSET
    duties: tuple[NonEmpty, ...] | UnsetType = UNSET


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """All that is known of one enterprise (or office); what is absent is unknown, what is empty is none."""

    id: Annotated[NonEmpty, Meta(description="any text; a 统一社会信用代码 is checked when it looks like one")]
    actor: Annotated[
        Actor | Annotated[tuple[Actor, ...], Meta(min_length=1)],
        Meta(description="whose record it is; a list where one body is several: a department that is a member too"),
    ] = "enterprise"
    name: Said = UNSET
    sectors: Annotated[tuple[NonEmpty, ...] | UnsetType, Meta(description="ids, 名称 or GB/T 4754 codes")] = UNSET
    township: Said = UNSET
    note: Said = UNSET
    high_risk: bool | UnsetType = UNSET
    outsources: bool | UnsetType = UNSET
    hot_work: bool | UnsetType = UNSET
    special_operations: bool | UnsetType = UNSET
    attributes: dict[str, bool | float | str | None] | UnsetType = UNSET
    activities: tuple[Activity, ...] | UnsetType = UNSET
    documents: tuple[Document, ...] | UnsetType = UNSET
    hazards: tuple[Hazard, ...] | UnsetType = UNSET
    hot_work_jobs: tuple[HotWorkJob, ...] | UnsetType = UNSET
    operators: tuple[Operator, ...] | UnsetType = UNSET
    contracts: tuple[Contract, ...] | UnsetType = UNSET
    penalties: tuple[Penalty, ...] | UnsetType = UNSET
    accident_bulletins: tuple[Bulletin, ...] | UnsetType = UNSET
    spot_checks: tuple[SpotCheck, ...] | UnsetType = UNSET
    waivers: tuple[Waiver, ...] | UnsetType = UNSET

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Every actor that it is, in the order in which the record names them; each has duties of its own."""
        return actors_in(self.actor)


SECTIONS: dict[str, type[Item]] = {
    "activities": Activity,
    "documents": Document,
    "hazards": Hazard,
    "hot_work_jobs": HotWorkJob,
    "operators": Operator,
    "contracts": Contract,
    "penalties": Penalty,
    "accident_bulletins": Bulletin,
    "spot_checks": SpotCheck,
    "waivers": Waiver,
}
"""The sections of a record, each a list of items of one type."""

AMOUNTS = frozenset({("plan", "funds")})
"""The fields of items with an amount, of which a text may say that none is needed."""

FACT_OF_SECTION = {"hot_work_jobs": "hot_work", "operators": "special_operations", "contracts": "outsources"}
"""The fact that a section's items speak for: an enterprise that lists hot work does hot work."""

SECTION_OF_FACT = {fact: section for section, fact in FACT_OF_SECTION.items()}
"""The same the other way round."""


LEADING = "leading_departments"
"""Where conditions read the departments that lead a record's sectors; a set of candidates where that is open."""


def day_path(kind: type[Item]) -> tuple[str, ...]:
    """Return where the items of a section have the day from which they are effective; empty where they have none.

    >>> day_path(Hazard), day_path(Operator)
    (('found', 'date'), ())
    """
    return kind.effective if kind.effective[0] in kind.__struct_fields__ else ()


def item_date(item: Any) -> date | None:
    """Return the day from which an item of a section is effective; None if it bears no date and always holds."""
    day = item
    for name in item.effective:
        day = getattr(day, name, None)
    return day or None


def unread_notes() -> type[Record]:
    """Return the same record, with notes left as the bytes they are: nothing judges them, and reading them takes time."""
    note = msgspec.Raw | UnsetType
    made: dict[type[Struct], type[Struct]] = {}
    kinds: tuple[type[Item], ...] = (Event, RectificationPlan, *SECTIONS.values())
    for kind in kinds:
        fields: list[tuple[str, Any, Any]] = [("note", note, UNSET)]
        if kind is Hazard:
            fields.append(("plan", made[RectificationPlan] | UnsetType | None, UNSET))
            fields.append(("events", tuple[made[Event], ...] | UnsetType | None, UNSET))  # type: ignore[valid-type]  # made here
        made[kind] = _derived(kind, fields)
    sections = [(name, tuple[made[kind], ...] | UnsetType, UNSET) for name, kind in SECTIONS.items()]  # type: ignore[valid-type]
    return _derived(Record, [("note", note, UNSET), *sections])


def _derived(kind: type[T], fields: list[tuple[str, Any, Any]]) -> type[T]:
    return msgspec.defstruct(
        kind.__name__, fields, bases=(kind,), frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True
    )  # type: ignore[return-value]  # it is one, by its base


def dated(record: Record) -> Iterator[tuple[str, date]]:
    """Yield the path and the date of everything in a record that takes effect on a day."""
    for section in SECTIONS:
        items = getattr(record, section)
        for i, item in enumerate(items or ()):
            day = item_date(item)
            if day is not None:
                yield f"{section}[{i}]", day
            if isinstance(item, Hazard):
                for j, event in enumerate(item.events or ()):
                    yield f"{section}[{i}].events[{j}]", event.date
            elif isinstance(item, Bulletin) and item.reviewed:
                yield f"{section}[{i}].reviewed", item.reviewed


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

EXTENTS = {
    "full": Text("全面", "full"),
    "partial": Text("部分", "partial"),
    "not_needed": Text("不需要", "none needed"),
}
"""What people call the extent of a review, and an amount of which none is needed."""


def label(path: Sequence[str]) -> Text:
    """Return what people call a field; its own name where it has no other.

    >>> label(("plan", "funds")).zh
    '整改资金'
    """
    name = ".".join(path)
    return LABELS.get(name) or Text(name, name)


def holidays_of(year: int) -> str:
    """Name, as what is missing, the notice on the holidays of a year: no place of the record, but of the world."""
    return f"holidays.{year}"


def place_label(place: str) -> Text:
    """Return what people call a place of a record such as ``hazards[0].plan.funds``."""
    if (year := place.removeprefix("holidays.")) != place:
        return Text(f"国务院{year}年节假日安排", f"the State Council's holidays of {year}")
    inside = re.sub(r"^(\w+\[\d+\]\.)+", "", place)
    said = label((inside,))
    return said if said.zh != inside else Text("", "")
