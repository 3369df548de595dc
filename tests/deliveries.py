"""A campaign whose records are about something else: what drivers bring to canteens, menus that hang out, days of closure."""

from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Test
from campaign_rules.rules.duties.form import Duty, Review
from campaign_rules.rules.duties.one_off import OneOff
from campaign_rules.rules.duties.recurring import Recurring
from campaign_rules.rules.kinds import Kind
from campaign_rules.rules.record.declaration import RecordDeclaration
from campaign_rules.rules.record.model import record_model
from campaign_rules.rules.terms.due import Due


def named(zh: str, en: str, **more: Any) -> dict[str, Any]:
    """A declaration with a title."""
    return {"title": {"zh": zh, "en": en}, **more}


ACTORS = {
    "canteen": named("食堂", "canteen", kind="subject", default=True),
    "bureau": named("市场局", "bureau", kind="office"),
}
FIELDS = {"name": named("名称", "name", called=True), "stove": named("有无明火", "open fire", type="flag")}
DELIVERIES = named(
    "送货", "deliveries",
    dated="on", entries={"doer": "driver", "extent": "share"}, kept_by=["canteen"],
    fields={
        "kind": named("品种", "what", type="kind", required=True),
        "on": named("送达日", "day of delivery", type="date", required=True),
        "driver": named("司机", "driver", type="role"),
        "share": named("覆盖", "share", type="extent"),
        "from": named("产地", "origin"),
        "id": named("单号", "number", type="id"),
    },
)  # fmt: skip
MENUS = named(
    "菜单", "menus",
    dated="hung", entries={"lasting": True},
    fields={
        "kind": named("种类", "kind", type="kind", required=True),
        "hung": named("挂出日", "day it was hung out", type="date", required=True),
    },
)  # fmt: skip
CLOSURES = named(
    "停餐", "closures",
    dated="start", suspends={"start": "start", "end": "until", "duties": "spared", "reason": "why", "reading": "closures"},
    fields={
        "start": named("起", "first day", type="date", required=True),
        "until": named("止", "last day", type="date"),
        "spared": named("免除", "what is spared", type="list", of="duty"),
        "why": named("原因", "reason"),
    },
)  # fmt: skip
STRIKES = named(
    "罢工", "strikes",
    dated="class", suspends={"start": "class", "end": "end"},
    fields={
        "class": named("起", "first day", type="date", required=True),
        "end": named("止", "last day", type="date", required=True),
    },
)  # fmt: skip
MODEL = record_model(
    msgspec.convert(
        {
            "actors": ACTORS,
            "fields": FIELDS,
            "sections": {"deliveries": DELIVERIES, "menus": MENUS, "closures": CLOSURES, "strikes": STRIKES},
            "roles": {
                "cook": named("厨师", "cook", actor="canteen", aliases=["大厨"]),
                "help": named("帮工", "help", actor="canteen"),
            },
        },
        RecordDeclaration,
    )
)
"""What the records of the campaign hold: sections of entries with and without doers, and two that suspend duties."""

COOK: dict[str, Any] = {"clause": "2.1.6", "bearer": "cook"}
DUTIES: dict[str, Duty] = {
    "milk": Recurring(title=Text("牛奶", "milk"), **COOK, each="month", of="deliveries", where={"kind": "milk"}, in_person=True),
    "fruit": Recurring(
        title=Text("水果", "fruit"), **COOK, each="quarter", of="deliveries", where={"kind": "fruit", "from": "farm"},
        in_stoppage=Text("看停餐期间", "look at the days of closure"),
    ),
    "bread": Recurring(title=Text("面包", "bread"), **COOK, each="half", of="deliveries", where={"kind": "bread"}, at_least=2),
    "audit": OneOff(
        title=Text("盘点", "audit"), **COOK, due=Due(end_of="self_inspection"), of="deliveries", where={"kind": "audit", "share": "full"},
    ),
    "tour": OneOff(
        title=Text("巡查", "tour"), **COOK, due=Due(end_of="self_inspection"), of="deliveries", in_person=True,
        where={"kind": "tour", "share": "full"}, when=Test(("stove",), "is", True),
    ),
    "menu": OneOff(title=Text("菜单", "menu"), **COOK, due=Due(end_of="self_inspection"), of="menus", where={"kind": "menu"}),
    "look": OneOff(
        title=Text("查看", "look"), **COOK, due=Due(end_of="campaign"), of="menus", where={"kind": "plan"}, review=Review(Text("看", "look")),
    ),
}  # fmt: skip


def _campaign() -> Campaign:
    county = load_campaign("jinxian-2023").pack
    readings = {**county.interpretations, "closures": county.interpretations["waivers"]}
    kinds = {
        "milk": Kind(of="deliveries", title=Text("牛奶", "milk"), aliases=("鲜奶",)),
        "menu": Kind(of="menus", title=Text("菜单", "menu")),
    }
    return Campaign(
        structs.replace(
            county, model=MODEL, duties=DUTIES, kinds=kinds, interpretations=readings, facts={}, cycles={}, outcomes={},
            enforcement=None, form=None,
        )
    )  # fmt: skip


CAMPAIGN = _campaign()
"""The campaign, in the days and with the readings of the county's."""

DAYS = st.integers(0, 300).map(lambda n: (date(2023, 4, 1) + timedelta(n)).isoformat())
WHO = st.sampled_from(["cook", "大厨", "help", "张三", None, "不详", ""])


@st.composite
def closed(draw: st.DrawFn, /, first: str, last: str, **more: st.SearchStrategy[Any]) -> dict[str, Any]:
    """Days of closure: a month, a quarter or any."""
    whole = st.sampled_from([("2023-06-01", "2023-06-30"), ("2023-07-01", "2023-09-30"), ("2023-10-01", "2023-12-31")])
    start, end = draw(whole | st.tuples(DAYS, DAYS).map(lambda days: (min(days), max(days))))
    return {first: start, last: end, **draw(st.fixed_dictionaries({}, optional=more))}


def records() -> st.SearchStrategy[dict[str, Any]]:
    """Any record of a canteen: each section absent, empty or filled."""
    delivery = st.fixed_dictionaries(
        {"kind": st.sampled_from(["milk", "鲜奶", "fruit", "bread", "audit", "tour", "milkk", "其他"]), "on": DAYS},
        optional={
            "driver": WHO,
            "share": st.sampled_from(["full", "partial", "全面", "大概", None]),
            "from": st.sampled_from(["farm", "market", "", None]),
        },
    )
    menu = st.fixed_dictionaries({"kind": st.sampled_from(["menu", "plan", "菜单", "x"]), "hung": DAYS})
    spared = st.lists(st.sampled_from(sorted(DUTIES)), max_size=2)
    closure = closed("start", "until", spared=spared | st.none(), why=st.sampled_from(["装修", None]))
    return st.fixed_dictionaries(
        {"id": st.just("c")},
        optional={
            "stove": st.booleans(),
            "deliveries": st.lists(delivery, max_size=14),
            "menus": st.lists(menu, max_size=3),
            "closures": st.lists(closure, max_size=2),
            "strikes": st.lists(closed("class", "end"), max_size=2),
        },
    )
