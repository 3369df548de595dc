"""The campaign of school canteens, and random records of schools, caterers and inspectors: quantities, amounts, words."""

import pathlib
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from campaign_rules import load_campaign

PACK = pathlib.Path(__file__).parent / "packs" / "canteens"
CAMPAIGN = load_campaign(PACK)

FIRST = date(2025, 1, 20)
DAYS = st.integers(0, 300).map(lambda n: FIRST + timedelta(n))
DATES = DAYS.map(date.isoformat)
FLAGS = st.sampled_from([True, False, None])
DEGREES = st.sampled_from([-20, -2.1, -2, -1.5, 0, 4, 4.0, 4.5, None])
WHO = st.sampled_from(["headteacher", "校长", "cook", "supplier_manager", "张三", "不详", "", None])
OFFICES = st.sampled_from(["检查处", "inspectorate", "区公所", "本校", "检查处、区公所", "不详", "某处", "", None])
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={"seats": st.sampled_from([180, 0, -1, "many", True, None]), "night_kitchen": st.booleans(), "x": FLAGS},
)


def some(needed: dict[str, st.SearchStrategy[Any]], **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A mapping in which each optional field may be absent."""
    return st.fixed_dictionaries(needed, optional=optional)


def listed(one: st.SearchStrategy[Any], name: str, most: int = 3) -> st.SearchStrategy[list[dict[str, Any]]]:
    """A list of items, each with an id of its own."""
    return st.lists(one, max_size=most).map(
        lambda items: [{"id": f"{name}{n}", **item} for n, item in enumerate(items)]
    )


@st.composite
def complaints(draw: st.DrawFn) -> dict[str, Any]:
    """A complaint with a course of a few events, each on the day of the one before or later."""
    day = draw(DAYS)
    answer = (day + timedelta(draw(st.integers(0, 40)))).isoformat()
    cost = st.sampled_from([0, 80.5, None, "不需要", "不详", "未落实", ""])
    remedy = some(
        {}, measures=st.sampled_from(["换保温箱", "无", "", None]), cost=cost, answer_by=st.sampled_from([answer, None])
    )
    made = {"intake": {"day": day.isoformat(), **draw(some({}, channel=st.sampled_from(["parent", "pupil"])))}}
    events, has_confirmed = [], not draw(st.integers(0, 9))  # now and then it is reopened and was never confirmed
    for _ in range(draw(st.integers(0, 4))):
        day += timedelta(draw(st.integers(0, 12)))
        kinds = ["investigated", "remedied", "confirmed", "extension", *(["reopened"] if has_confirmed else [])]
        kind = draw(st.sampled_from(kinds))
        has_confirmed |= kind == "confirmed"
        event = {"kind": kind, "date": day.isoformat(), **draw(some({}, entered=st.just(day.isoformat())))}
        if kind == "extension":
            event |= draw(some({}, by=OFFICES, until=st.sampled_from([(day + timedelta(14)).isoformat(), None])))
        events.append(event)
    gravity = st.sampled_from(["illness", "quality", None])
    return {**made, **draw(some({}, gravity=gravity, remedy=st.none() | remedy, events=st.just(events)))}


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A record of a school, a caterer or the inspectorate: each section absent, empty or filled."""
    taken = {"taken": DATES}
    storage = some({}, place=st.sampled_from(["一号冰箱", "无", "不详", "", None]), temperature=DEGREES)
    course = some({"kind": st.sampled_from(["visited", "postponed", "signed_off"]), "date": DATES}, postponed_to=DATES)
    sections = {
        "actions": st.lists(some({"kind": st.sampled_from(["tasting", "陪餐", "x"]), "done": DATES}, led_by=WHO), max_size=9),
        "menus": st.lists(some({"kind": st.sampled_from(["menu_plan", "过敏原公示"]), "posted": DATES}), max_size=3),
        "deliveries": st.lists(
            some({"kind": st.just("chilled_delivery"), "delivered": DATES}, driver=WHO, temperature=DEGREES), max_size=5
        ),
        "samples": listed(some(taken, storage=st.none() | storage), "P"),
        "complaints": listed(complaints(), "C"),
        "inspections": listed(some({"ordered": DATES}, visit_by=DATES | st.none(), events=st.lists(course, max_size=3)), "I"),
        "gas_checks": listed(
            some({"checked_on": DATES}, tight=FLAGS, engineer=st.sampled_from([True, False, "王师傅", "无", None]), valid_until=DATES),
            "G",
        ),
    }  # fmt: skip
    facts = {
        "pupils": st.sampled_from([0, 299, 300, None]),
        "allergen_kitchen": st.booleans(),
        "gas_cooking": st.booleans(),
    }
    actor = draw(st.sampled_from(["school", "school", "caterer", "inspectorate"]))
    kept = {name: one for name, one in sections.items() if CAMPAIGN.record_model.keeps(name, (actor,))}
    return {"id": "S", "actor": actor, **draw(some({}, **facts, particulars=ATTRIBUTES, **kept))}
