"""Random records that are possible: any mix of absent, null and given, never an impossible history."""

import re
from datetime import date
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from hypothesis import strategies as st
from msgspec import UNSET, Struct, UnsetType, structs

from campaign_rules.records import SECTIONS, Record

DAYS = st.dates(date(2023, 1, 1), date(2024, 2, 28))
KINDS = (
    "review_meeting", "hazard_inspection", "safety_study", "safety_lecture", "rescue_drill", "criteria_study",
    "key_post_review", "warning_education", "welding_equipment_check", "outsourcing_review", "self_inspection",
)  # fmt: skip
DOCUMENTS = ("risk_map", "hazard_ledger", "campaign_work_lists", "standardisation_plan")
EVENTS = (
    "registered", "reported", "ordered", "extended", "rectification_started", "rectified", "returned", "accepted",
    "closed", "listed", "accident", "crime_suspected",
)  # fmt: skip


def dated(day: date) -> str:
    return day.isoformat()


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping in which each field may be absent."""
    return st.fixed_dictionaries({}, optional=fields)


FLAGS = st.sampled_from([True, False, None])
DATES = DAYS.map(dated)

KIND_WORDS = ("讲评会", "安全例会", "讲评会、应急演练", "演练和团建", "Safety lecture", "团建", "其他")
WHO = (
    "总经理",
    "主要负责人王某",
    "总经理助理",
    "主要负责人和安全员",
    "主要负责人、副总未参加",
    "张三",
    "不详",
    "无",
    "",
)
SAID = st.sampled_from(["王某", "", None, "待定", "未安排", "不详", "/", "有", "同上"])
"""Words of people: known, near, unknown, and such as say none, not yet or not known."""

ACTIVITIES = st.fixed_dictionaries(
    {"kind": st.one_of(st.sampled_from(KINDS), st.sampled_from(KIND_WORDS)), "date": DATES},
    optional={
        "by": st.one_of(st.sampled_from(["principal", "deputy", None]), st.sampled_from(WHO)),
        "scope": st.sampled_from(["full", "partial", None, "全面排查", "抽查", "大概", "不详", "无"]),
    },
)


@st.composite
def hazards(draw: st.DrawFn, name: str) -> dict[str, Any]:
    found = draw(DAYS)
    later = st.dates(found, date(2024, 2, 28)).map(dated)
    event = st.fixed_dictionaries(
        {"kind": st.sampled_from(EVENTS), "date": later},
        optional={
            "by": st.sampled_from(["department", "enterprise", "县应急管理局", "住建局和消防救援大队"]),
            "deadline": later,
        },
    )
    hazard: dict[str, Any] = {"id": name, "found": {"date": dated(found)}}
    hazard["found"] |= draw(some(by=st.sampled_from(["enterprise", "department", "informant"])))
    plan = some(responsible=SAID, measures=st.just("更换"), funds=st.sampled_from([0, None, "不需要", "无", "未落实", "不详", ""]),
                deadline=later, contingency=SAID)  # fmt: skip
    hazard |= draw(some(immediately_fixable=FLAGS, neglect=FLAGS, plan=st.one_of(st.none(), plan),
                        events=st.lists(event, max_size=6)))  # fmt: skip
    return hazard


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    names = [f"H-{i}" for i in range(draw(st.integers(0, 3)))]
    whole = some(
        sectors=st.lists(st.sampled_from(["mining", "gas", "交通运输", "新业态", "民爆", "矿山/星际开采", "燃气和纺织", "星际开采"]), max_size=2),
        high_risk=st.booleans(),
        hot_work=st.just(True),
        outsources=st.booleans(),
        activities=st.lists(ACTIVITIES, max_size=12),
        documents=st.lists(st.fixed_dictionaries({"kind": st.sampled_from(DOCUMENTS), "date": DATES}), max_size=5),
        hazards=st.tuples(*(hazards(name) for name in names)).map(list),
        hot_work_jobs=st.lists(
            st.fixed_dictionaries({"date": DATES}, optional={"approved": FLAGS, "guardian": SAID,
                                                             "fire_measures_checked": FLAGS, "supervised": FLAGS}),
            max_size=3).map(lambda jobs: [{"id": f"W-{i}", **job} for i, job in enumerate(jobs)]),
        penalties=st.lists(st.fixed_dictionaries({"date": DATES}), max_size=5),
    )  # fmt: skip
    return {"id": "random", **draw(whole)}


# --- any record at all, possible or not, as its classes allow ---

TEXTS = st.one_of(
    st.sampled_from(["王某", "无", "是", "否", "", " ", "=1+1", "@SUM(A1)", "+86", '"引号"', "_x0041_", "a\r\nb\tc", "\u202e右", "１２", "[]", "全面", "2023-6-1", "待定", "不详", "未上报", "/", "不需要", "安全生产讲评会", "讲评会", "review_meeting"]),
    st.text(max_size=12),
)  # fmt: skip
_NON_EMPTY = TEXTS.filter(lambda text: re.search(r"\S", text))
_OF_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(0, 1_000_000),
    float: st.one_of(st.integers(0, 10**9).map(float), st.floats(0, 1e9)),
    date: st.dates(),
    type(None): st.none(),
    UnsetType: st.just(UNSET),
}


def of_type(kind: Any, *, non_empty: bool = False) -> st.SearchStrategy[Any]:
    """Any value of a type, as it can stand in a record."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        names = {field.name: of_type(field.type) for field in msgspec.structs.fields(kind)}
        return st.builds(kind, **names)
    if kind is str:
        return _NON_EMPTY if non_empty else TEXTS
    if kind in _OF_TYPE:
        return _OF_TYPE[kind]
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return of_type(inner[0], non_empty=non_empty or any("pattern" in repr(meta) for meta in inner[1:]))
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(of_type(inner[0]), max_size=4).map(tuple)
    if origin is dict:
        values = st.one_of(st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
        return st.dictionaries(TEXTS, values, max_size=3)
    return st.one_of(*(of_type(part, non_empty=non_empty) for part in inner))


@st.composite
def any_records(draw: st.DrawFn) -> Record:
    """Any record whose ids are unique, as a check of possibility asks."""
    made: Record = draw(of_type(Record))
    changed: dict[str, Any] = {}
    for section in SECTIONS:
        items = getattr(made, section)
        if items:
            changed[section] = tuple(
                item if getattr(item, "id", UNSET) is UNSET else structs.replace(item, id=f"{item.id}{i}")
                for i, item in enumerate(items)
            )
    return structs.replace(made, **changed)
