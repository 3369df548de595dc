"""Random records that are possible: any mix of absent, null and given, never an impossible history."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st

from campaign_rules.base.texts import Text
from campaign_rules.rules.record.declaration import (
    Actor,
    EventKind,
    Events,
    Field,
    FieldType,
    ItemName,
    RecordDeclaration,
    Section,
)
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.shape import ELEMENTS
from campaign_rules.rules.record.values import Record
from tests.loading import MODEL

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


MOST = {"hours": 80, "days": 20, "working_days": 10, "weeks": 3, "months": 2}
"""How many of each unit a drawn duration has at most."""


def item_terms(days: Sequence[str], events: Sequence[str] = ()) -> st.SearchStrategy[dict[str, Any]]:
    """Terms of items as a pack's file writes them: counted from days or first events, the earlier or later of several."""
    points = [*days, *({"event": kind} for kind in events)]
    lengths = st.sampled_from(sorted(MOST)).flatmap(
        lambda unit: st.fixed_dictionaries({unit: st.integers(0, MOST[unit])})
    )
    moved = st.sampled_from(
        [{}, {}, {"deferral": "state-council"}, {"included": "exclusive"}, {"included": "inclusive"}]
    )
    ways = st.sampled_from(["after", "after", "after", "before"])
    counted = st.builds(
        lambda way, length, point, more: {way: length, "from": point, **more},
        ways,
        lengths,
        st.sampled_from(points),
        moved,
    )
    one = counted | st.sampled_from(["2023-07-20", "2023-10-31", *days])
    several = st.lists(one, min_size=2, max_size=3)
    chosen = st.builds(
        lambda way, parts, more: {way: parts, **more}, st.sampled_from(["earlier_of", "later_of"]), several, moved
    )
    return counted | chosen


@st.composite
def hazards(draw: st.DrawFn, name: str) -> dict[str, Any]:
    found = draw(DAYS)
    later = st.dates(found, date(2024, 2, 28)).map(dated)
    event = st.fixed_dictionaries(
        {"kind": st.sampled_from(EVENTS), "date": later},
        optional={
            "by": st.sampled_from(["department", "enterprise", "县应急管理局", "住建局和消防救援大队", "不详"]),
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


# --- any record at all, possible or not, as its campaign declares it ---

TEXTS = st.one_of(
    st.sampled_from(["王某", "无", "是", "否", "", " ", "=1+1", "@SUM(A1)", "+86", '"引号"', "_x0041_", "a\r\nb\tc", "\u202e右", "１２", "[]", "全面", "2023-6-1", "待定", "不详", "未上报", "/", "不需要", "安全生产讲评会", "讲评会", "review_meeting"]),
    st.text(max_size=12),
)  # fmt: skip
_NAMED = TEXTS.filter(lambda text: re.search(r"\S", text))
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
_SCALARS: dict[FieldType, st.SearchStrategy[Any]] = {
    "text": TEXTS, "id": _NAMED, "flag": st.booleans(), "date": st.dates().map(dated), "moment": TEXTS, "number": _NUMBERS,
    "count": st.integers(0, 1_000_000), "money": st.one_of(st.integers(0, 10**9).map(float), st.floats(0, 1e9)),
    "quantity": _NUMBERS, "word": TEXTS, "extent": TEXTS, "kind": _NAMED, "role": TEXTS, "department": TEXTS,
    "authority": TEXTS, "sector": _NAMED, "duty": _NAMED, "finding": _NAMED, "reference": TEXTS,
    "attributes": st.dictionaries(TEXTS, st.one_of(st.booleans(), st.none(), _NUMBERS, TEXTS), max_size=3),
}  # fmt: skip
"""What a field of each type may hold; choices, lists and parts are made of what they declare."""
_NOTE = Field(title=Text("备注", "note"))


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """Anything that a field may hold, as it stands in JSON."""
    if field.type == "choice":
        made: st.SearchStrategy[Any] = st.sampled_from(list(field.of))  # type: ignore[arg-type]  # it has words
    elif field.type == "list":
        made = st.lists(_SCALARS[field.of], max_size=4)  # type: ignore[index]  # it names a type
    elif field.type == "part":
        made = fields_of(field.fields)
    else:
        made = _SCALARS[field.type]
    return st.one_of(made, *([TEXTS] if field.or_text else []), *([st.none()] if field.takes_null else []))


def fields_of(fields: Mapping[str, Field]) -> st.SearchStrategy[dict[str, Any]]:
    """What is said in some fields: in those that are required, and in any of the others."""
    made = {name: values_of(field) for name, field in fields.items()}
    needed = {name: one for name, one in made.items() if fields[name].required}
    return st.fixed_dictionaries(needed, optional={name: one for name, one in made.items() if name not in needed})


def items_of(model: RecordModel, section: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    """What a section may list, as it stands in JSON; no id twice."""
    declared = model.sections[section]
    own = {name: field for name, field in declared.fields.items() if name != "note"}
    item = fields_of({"note": _NOTE, **own})
    if declared.events:
        said = {name: one for name, one in declared.events.fields.items() if name not in ("kind", "date")}
        kind = Field(type="choice", required=True, of={name: k.title for name, k in declared.events.kinds.items()}, title=_NOTE.title)  # fmt: skip
        day = Field(type="date", required=True, title=_NOTE.title)
        events = st.none() | st.lists(fields_of({"note": _NOTE, **said, "kind": kind, "date": day}), max_size=4)
        item = st.tuples(item, some(events=events)).map(lambda both: {**both[0], **both[1]})
    return st.lists(item, max_size=4).map(_told_apart)


def _told_apart(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**item, "id": f"{item['id']}{i}"} if "id" in item else item for i, item in enumerate(items)]


def plain_records(model: RecordModel) -> st.SearchStrategy[dict[str, Any]]:
    """Any record of a campaign, possible or not, as it stands in JSON."""
    actor = st.sampled_from(list(model.actors))
    named = {"id": Field(type="id", required=True, title=_NOTE.title), "note": _NOTE}
    fields = {**named, **{name: field for name, field in model.fields.items() if name not in ("id", "actor")}}
    sections = {section: items_of(model, section) for section in model.sections}
    said = st.tuples(fields_of(fields), some(actor=actor | st.lists(actor, min_size=1, max_size=3), **sections))
    return said.map(lambda both: {**both[0], **both[1]})


def records_of(model: RecordModel) -> st.SearchStrategy[Record]:
    """Any record of a campaign, possible or not."""
    return plain_records(model).map(lambda data: msgspec.convert(data, model.record))


def any_records() -> st.SearchStrategy[Record]:
    """Any record of the county, possible or not."""
    return records_of(MODEL)


# --- any declaration, small ---

_NAMES = st.sampled_from(["a", "a_1", "a1", "from", "class", "str", "tuple", "date", "field", "unset", "x_y", "deliveries", "cook", "list", "msgspec", "rename", "none", "kind_of", "number"])  # fmt: skip
"""Names that a campaign may give a field, a section, an actor or a word; among them such as mean something in Python."""
_TITLES = st.builds(
    Text,
    _NAMED,
    st.sampled_from(["cook", "a cook's lot", 'he said "*/"', "back\\slash ''' \"\"\"", "1 + 1", "日本", "Record"]),
)


@st.composite
def declared_fields(draw: st.DrawFn, depth: int = 2) -> Field:
    """Any field: of every type, parts within parts included."""
    kinds: list[FieldType] = [*_SCALARS, "choice", "list"]
    kind: FieldType = draw(st.sampled_from([*kinds, *(["part"] * 4 if depth else [])]))
    more: dict[str, Any] = {}
    if kind == "choice":
        more["of"] = draw(st.dictionaries(_NAMES, _TITLES, min_size=1, max_size=3))
    elif kind == "list":
        more["of"] = draw(st.sampled_from(sorted(ELEMENTS)))
    elif kind == "part":
        more["fields"] = draw(st.dictionaries(_NAMES, declared_fields(depth - 1), min_size=1, max_size=3))
    if draw(st.booleans()):
        more["hint"] = draw(_TITLES)
    or_text = kind in ("flag", "money") and draw(st.booleans())
    required, nullable = draw(st.booleans()), draw(st.booleans())
    return Field(type=kind, title=draw(_TITLES), required=required, nullable=nullable, or_text=or_text, **more)


@st.composite
def declared_sections(draw: st.DrawFn) -> Section:
    """Any section: with events or without, its items called by a name or not."""
    fields = draw(st.dictionaries(_NAMES, declared_fields(), max_size=3))
    if draw(st.booleans()):
        fields = {"id": Field(type="id", required=True, title=draw(_TITLES)), **fields}
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        title = draw(_TITLES)
        more["item"] = ItemName(zh=title.zh, en=title.en)
    if draw(st.booleans()):
        kinds = {name: EventKind(title=draw(_TITLES)) for name in draw(st.sets(_NAMES, min_size=1, max_size=3))}
        said = {
            name: one
            for name, one in draw(st.dictionaries(_NAMES, declared_fields(0), max_size=2)).items()
            if name != "date"
        }
        more["events"] = Events(title=draw(_TITLES), kinds=kinds, fields=said)
    return Section(title=draw(_TITLES), fields=fields, **more)


@st.composite
def declarations(draw: st.DrawFn) -> RecordDeclaration:
    """A declaration of whatever records a campaign may have."""
    actors = {
        name: Actor(kind="subject", title=draw(_TITLES)) for name in draw(st.sets(_NAMES, min_size=1, max_size=3))
    }
    sections = draw(st.dictionaries(_NAMES, declared_sections(), max_size=3))
    fields = {
        name: field
        for name, field in draw(st.dictionaries(_NAMES, declared_fields(), max_size=4)).items()
        if name not in sections
    }
    return RecordDeclaration(actors=actors, fields=fields, sections=sections)
