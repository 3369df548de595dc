"""Random records that are possible: any mix of absent, null and given, never an impossible history."""

import re
from datetime import date, timedelta
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from hypothesis import strategies as st
from msgspec import UNSET, Struct, UnsetType, structs

from campaign_rules.rules.records import SECTIONS, Record

DAYS = st.dates(date(2023, 1, 1), date(2024, 2, 28))
ISSUED, ENDS = date(2023, 5, 16), date(2023, 12, 31)
AS_OF = st.one_of(
    st.dates(ISSUED, ENDS),
    st.dates(date(2023, 8, 1), ENDS),
    st.sampled_from([date(2023, 7, 31), date(2023, 8, 1), date(2023, 9, 30), ENDS, date(2024, 1, 1)]),
    st.dates(ENDS, date(2024, 2, 28)),
    DAYS,
)
"""Days on which to ask: mostly within the campaign and after it, where there is something to judge."""
KINDS = (
    "review_meeting", "hazard_inspection", "safety_study", "safety_lecture", "rescue_drill", "criteria_study",
    "key_post_review", "warning_education", "welding_equipment_check", "outsourcing_review", "self_inspection",
)  # fmt: skip
DOCUMENTS = ("risk_map", "hazard_ledger", "campaign_work_lists", "standardisation_plan")
RECURRING = ("review-meeting", "hazard-inspection", "safety-study", "safety-lecture", "rescue-drill")
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
def kept_hazards(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A hazard as an enterprise that does its duty records it: found, reported, rectified and often accepted in time."""
    found = draw(st.dates(date(2023, 5, 17), date(2023, 8, 31)))
    at = [found + timedelta(days) for days in sorted(draw(st.lists(st.integers(0, 40), min_size=5, max_size=5)))]
    done = draw(st.sampled_from([4, 4, 3, 2, 4, 1, 0]))
    course = ("reported", "rectification_started", "rectified", "accepted")[:done]
    events = [{"kind": kind, "date": dated(day)} for kind, day in zip(course, at, strict=False)]
    deadline = found + timedelta(draw(st.sampled_from([30, 60, 60, 61, 90])))
    extra = draw(st.sampled_from([*[""] * 8, "ordered", "extended", "returned", "reopened", "accident"]))
    wanted = {"reopened": "accepted", "returned": "rectified"}.get(extra)
    if extra and (wanted is None or wanted in course):
        event = {"kind": extra, "date": dated(at[4])}
        if extra in ("ordered", "extended"):
            event |= {"by": "department", "deadline": dated(deadline + timedelta(20))}
        events.append(event)
    plan = {"responsible": "王某", "measures": "更换", "funds": 1, "deadline": dated(deadline), "contingency": "有"}
    by = draw(st.sampled_from([{"by": "enterprise"}] * 5 + [{"by": "department"}, {}]))
    neglect = draw(st.sampled_from([{"neglect": False}, {"neglect": False}, {}]))
    return {"id": name, "found": {"date": dated(found), **by}, "immediately_fixable": False, **neglect,
            "plan": plan, "events": events}  # fmt: skip


@st.composite
def kept_records(draw: st.DrawFn) -> dict[str, Any]:
    """A record of much that was done when it had to be: entries that fit kind, window and role; stoppages; hazards."""
    day, gaps = draw(st.integers(1, 28)), draw(st.sets(st.integers(1, 12), max_size=6))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=4, unique=True))
    activities = [
        {"kind": kind, "date": dated(date(2023, month, day)), "by": "principal", "scope": "full"}
        for month in range(5, 13)
        if month not in gaps
        for kind in kinds
    ]
    documents = [{"kind": kind, "date": dated(draw(DAYS))} for kind in DOCUMENTS]
    names = [f"H-{i}" for i in range(draw(st.sampled_from([1, 2, 2, 0])))]
    return {
        "id": "kept", "high_risk": draw(st.booleans()), "hot_work": draw(st.booleans()), "outsources": draw(st.booleans()),
        "activities": activities, "documents": documents, "hazards": [draw(kept_hazards(name)) for name in names],
        "penalties": [], "waivers": draw(WAIVERS),
    }  # fmt: skip


@st.composite
def hazards_under_way(draw: st.DrawFn) -> tuple[dict[str, Any], date]:
    """A record with one kept hazard, and a day about its deadline."""
    hazard = draw(kept_hazards("H"))
    found = date.fromisoformat(hazard["found"]["date"])
    penalties = draw(
        st.sampled_from([[], [], [{"date": "2023-05-01"}, {"date": "2023-06-01"}, {"date": "2023-09-01"}]])
    )
    return {"id": "kept", "hazards": [hazard], "penalties": penalties}, found + timedelta(draw(st.integers(0, 95)))


@st.composite
def waivers(draw: st.DrawFn) -> dict[str, Any]:
    """A stoppage of a day, of whole months or quarters, or of any days; for some duties, or for all that recur."""
    whole = st.sampled_from(
        [("2023-06-01", "2023-06-30"), ("2023-07-01", "2023-09-30"), ("2023-08-01", "2023-08-31"),
         ("2023-10-01", "2023-12-31"), ("2023-01-01", "2023-12-31"), ("2023-08-01", "2023-08-30"), ("2023-07-31", "2023-07-31")]
    )  # fmt: skip
    start, end = draw(whole | st.tuples(DAYS, DAYS).map(lambda days: (dated(min(days)), dated(max(days)))))
    duties = st.lists(st.sampled_from(RECURRING), min_size=1, max_size=2)
    return {"from": start, "to": end, **draw(some(reason=st.just("停产"), duties=duties))}


WAIVERS = st.one_of(st.just([]), st.lists(waivers(), min_size=1, max_size=2))


def records() -> st.SearchStrategy[dict[str, Any]]:
    """Any record that is possible: of any mix of facts, or of an enterprise that does its duty."""
    return st.one_of(mixed_records(), kept_records())


@st.composite
def mixed_records(draw: st.DrawFn) -> dict[str, Any]:
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
        waivers=WAIVERS,
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
        filled = any("pattern" in repr(meta) or getattr(meta, "min_length", None) for meta in inner[1:])
        return of_type(inner[0], non_empty=non_empty or filled)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(of_type(inner[0]), min_size=int(non_empty), max_size=4).map(tuple)
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
