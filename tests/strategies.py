"""Random records that are possible: any mix of absent, null and given, never an impossible history."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

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

ACTIVITIES = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS), "date": DATES},
    optional={
        "by": st.sampled_from(["principal", "deputy", None]),
        "scope": st.sampled_from(["full", "partial", None]),
    },
)


@st.composite
def hazards(draw: st.DrawFn, name: str) -> dict[str, Any]:
    found = draw(DAYS)
    later = st.dates(found, date(2024, 2, 28)).map(dated)
    event = st.fixed_dictionaries(
        {"kind": st.sampled_from(EVENTS), "date": later},
        optional={"by": st.sampled_from(["department", "enterprise"]), "deadline": later},
    )
    hazard: dict[str, Any] = {"id": name, "found": {"date": dated(found)}}
    hazard["found"] |= draw(some(by=st.sampled_from(["enterprise", "department", "informant"])))
    plan = some(responsible=st.sampled_from(["王某", "", None]), measures=st.just("更换"), funds=st.just(0), deadline=later,
                contingency=st.just("有"))  # fmt: skip
    hazard |= draw(some(immediately_fixable=FLAGS, neglect=FLAGS, plan=st.one_of(st.none(), plan),
                        events=st.lists(event, max_size=6)))  # fmt: skip
    return hazard


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    names = [f"H-{i}" for i in range(draw(st.integers(0, 3)))]
    whole = some(
        sectors=st.lists(st.sampled_from(["mining", "gas", "交通运输", "新业态"]), max_size=2),
        high_risk=st.booleans(),
        hot_work=st.just(True),
        outsources=st.booleans(),
        activities=st.lists(ACTIVITIES, max_size=12),
        documents=st.lists(st.fixed_dictionaries({"kind": st.sampled_from(DOCUMENTS), "date": DATES}), max_size=5),
        hazards=st.tuples(*(hazards(name) for name in names)).map(list),
        hot_work_jobs=st.lists(
            st.fixed_dictionaries({"date": DATES}, optional={"approved": FLAGS, "guardian": st.sampled_from(["李某", None]),
                                                             "fire_measures_checked": FLAGS, "supervised": FLAGS}),
            max_size=3).map(lambda jobs: [{"id": f"W-{i}", **job} for i, job in enumerate(jobs)]),
        penalties=st.lists(st.fixed_dictionaries({"date": DATES}), max_size=5),
    )  # fmt: skip
    return {"id": "random", **draw(whole)}
