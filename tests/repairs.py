"""A campaign whose records are about something else: bicycles that a workshop repairs, and what people complain of."""

from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Test
from campaign_rules.rules.duties.one_off import OneOff
from campaign_rules.rules.kinds import Kind
from campaign_rules.rules.pack import Fact
from campaign_rules.rules.record.declaration import RecordDeclaration
from campaign_rules.rules.record.model import record_model
from campaign_rules.rules.terms.due import Due
from tests.deliveries import named

WEATHER = {"sunny": {"zh": "晴", "en": "Sunny"}, "heavy_rain": {"zh": "大雨", "en": "Heavy rain"}}
REPAIRS: dict[str, Any] = named(
    "修理", "repairs",
    dated="came", years_before=1, years_after=0,
    fields={
        "id": named("牌号", "tag", type="id", required=True),
        "came": named("送来日", "day it came", type="date", required=True),
        "booked": named("预约时间", "time booked", type="moment"),
        "weather": named("天气", "weather", type="word", of=WEATHER, synonyms={"heavy_rain": ["暴雨"]}),
        "offer": named(
            "报价", "offer", type="part",
            fields={
                "price": named("价格", "costs", type="money", unit="欧元", or_text=True),
                "until": named("有效期", "valid until", type="date"),
            },
        ),
    },
    impossible=[{"day": "offer.until", "before": "came", "of": {"zh": "送来日", "en": "the day it came"}}],
    events={
        **named("经过", "course"),
        "recorded_on": "typed", "ties": ["class"], "deadline": "class", "planned": "offer.until", "granted": "whose",
        "fields": {
            "id": named("编号", "id", type="id"),
            "typed": named("录入日", "typed on", type="date"),
            "class": named("改到", "moved to", type="date"),
            "whose": named("谁定的", "whose word", type="authority"),
            "undoes": named("撤销", "undoes"),
        },
        "kinds": {
            "begun": named("开工", "begun"),
            "moved": named("改期", "moved", granted_by="whose", sets="later"),
            "hurried": named("催促", "hurried", sets="earlier"),
            "handed_back": named("取走", "handed back"),
            "came_again": named("返修", "came again", after="handed_back", reopens="always"),
            "undone": named("作废", "undone", takes_back="undoes"),
        },
        "impossible": [
            {"day": "date", "before": "came", "of": {"zh": "送来日", "en": "the day it came"}},
            {"day": "typed", "before": "date"},
        ],
    },
)  # fmt: skip
COMPLAINTS: dict[str, Any] = named(
    "投诉", "complaints",
    dated="made",
    fields={
        "id": named("编号", "number", type="id", required=True),
        "made": named("日期", "made on", type="date", required=True),
        "begins": named("起", "begins", type="moment"),
        "ends": named("止", "ends", type="moment"),
    },
    impossible=[{"day": "ends", "before": "begins"}],
    events={
        **named("处理", "handling"),
        "fields": {"whom": named("找谁", "whom", type="authority"), "duties": named("涉及", "what", type="list", of="duty")},
        "kinds": {"passed_on": named("转办", "passed on", denied_by="whom"), "settled": named("办结", "settled")},
    },
)  # fmt: skip
CHECKS: dict[str, Any] = named(
    "检查", "checks",
    dated="on", entries={},
    fields={
        "kind": named("种类", "kind", type="kind", required=True),
        "on": named("日期", "day", type="date", required=True),
        "id": named("编号", "id", type="id"),
    },
)  # fmt: skip
MODEL = record_model(
    msgspec.convert(
        {
            "actors": {
                "workshop": named("修车铺", "Workshop", kind="subject", default=True),
                "guild": named("行会", "Guild", kind="office"),
            },
            "fields": {
                "name": named("名称", "name", called=True),
                "rides": named("行业", "trades", type="list", of="sector"),
                "mood": named("心情", "mood", type="word", of={"good": {"zh": "好", "en": "Good"}}),
            },
            "sections": {"checks": CHECKS, "repairs": REPAIRS, "complaints": COMPLAINTS},
            "authorities": {
                "guild": named("行会", "Guild", department=True, aliases=["公会"]),
                "workshop": named("修车铺", "Workshop"),
                "press": named("报社", "Press"),
            },
            "units": {"欧元": named("欧元", "euros")},
        },
        RecordDeclaration,
    )
)
"""What the records hold: two sections of items to which things happen, moments, open lists, and amounts in euros."""

DUTY = OneOff(
    title=Text("刹车", "brakes"), clause="2.1.6", bearer="workshop", due=Due(end_of="self_inspection"),
    of="checks", where={"kind": "brakes"},
)  # fmt: skip
FACTS = {
    "wet": Fact(title=Text("下雨", "wet"), of="repairs", holds=Test(("weather",), "is", "heavy_rain")),
    "cheerful": Fact(title=Text("高兴", "cheerful"), holds=Test(("mood",), "is", "good")),
    "rural": Fact(title=Text("农村", "rural"), holds=Test(("rides",), "has_any", frozenset({"gas"}))),
}


def _campaign() -> Campaign:
    county = load_campaign("jinxian-2023").pack
    kinds = {"brakes": Kind(of="checks", title=Text("刹车", "brakes"))}
    return Campaign(
        structs.replace(
            county, model=MODEL, duties={"brakes": DUTY}, kinds=kinds, facts=FACTS, cycles={}, outcomes={},
            enforcement=None, form=None,
        )
    )  # fmt: skip


CAMPAIGN = _campaign()
"""The campaign, in the days of the county's."""

DAYS = st.integers(0, 40).map(lambda n: (date(2023, 6, 1) + timedelta(n)).isoformat())
MOMENTS = st.one_of(DAYS, DAYS.map("{} 08:30".format), st.sampled_from(["2023-06-31", "早上", "", "2023-06-10 25:00"]))
IDS = st.sampled_from(["a", "b", "c", "*", " "])
WHO = st.sampled_from(["guild", "公会", "修车铺", "某人", "报社", "无", "", "不详"])


def _some(required: dict[str, Any], **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


def records() -> st.SearchStrategy[dict[str, Any]]:
    """Any record of a workshop, sound or not."""
    happened = _some(
        {"kind": st.sampled_from(sorted(REPAIRS["events"]["kinds"])), "date": DAYS},
        id=st.sampled_from(["x", "y", "z"]), typed=DAYS, whose=WHO, undoes=st.sampled_from(["x", "y", "q"]), **{"class": DAYS},
    )  # fmt: skip
    handled = _some(
        {"kind": st.sampled_from(["passed_on", "settled"]), "date": DAYS},
        whom=WHO, duties=st.lists(st.sampled_from(["brakes", "bells"]), max_size=1),
    )  # fmt: skip
    offer = _some({}, price=st.sampled_from([12.5, "不需要", "许多", "", None]), until=DAYS)
    repair = _some(
        {"id": IDS, "came": DAYS}, booked=MOMENTS, offer=st.none() | offer, events=st.lists(happened, max_size=3)
    )
    complaint = _some({"id": IDS, "made": DAYS}, begins=MOMENTS, ends=MOMENTS, events=st.lists(handled, max_size=2))
    check = _some({"kind": st.sampled_from(["brakes", "刹车", "bell", " "]), "on": DAYS}, id=IDS)
    return _some(
        {"id": st.just("w")},
        mood=st.sampled_from(["good", "好", "bad", "无"]),
        checks=st.lists(check, max_size=2),
        repairs=st.lists(repair, max_size=2),
        complaints=st.lists(complaint, max_size=2),
    )
