"""Values of a record as people say them, by what their fields declare."""

from typing import Any

import pytest

from campaign_rules import Campaign
from campaign_rules.base.texts import Text
from campaign_rules.reports.values import amount_text, field_text, fields_said
from campaign_rules.rules.record.declaration import Field

COST = Field(type="money", unit="万元", title=Text("花费", "cost"))
BY = Field(type="text", title=Text("谁办", "by whom"), phrase=Text("由{value}办", "done by {value}"))


@pytest.mark.parametrize(
    ("field", "value", "zh", "en"),
    [
        (COST, 1200.0, "花费 1200万元", "cost 1200 (10,000 yuan)"),
        (Field(type="number", title=Text("人数", "people")), 3.0, "人数 3", "people 3"),
        (Field(type="flag", title=Text("是否急", "urgent")), True, "是否急 是", "urgent yes"),
        (BY, "enterprise", "由enterprise办", "done by enterprise"),
        (
            Field(type="choice", of={"enterprise": Text("乙", "B")}, title=Text("谁", "who")),
            "enterprise",
            "谁 乙",
            "who B",
        ),
        (Field(type="list", of="duty", title=Text("免", "spared")), ("hazard-plan",), "免 {0}", "spared {0}"),
        (
            Field(type="part", title=Text("方案", "plan"), fields={"cost": COST, "by": BY}),
            None,
            "方案 空",
            "plan nothing",
        ),
    ],
)
def test_a_field_is_said_by_what_it_declares(campaign: Campaign, field: Field, value: Any, zh: str, en: str) -> None:
    title = campaign.pack.duties["hazard-plan"].title
    assert field_text(campaign.pack, field, value) == Text(zh.format(title.zh), en.format(title.en))


def test_what_is_absent_null_or_empty_is_not_told_and_no_and_nought_are(campaign: Campaign) -> None:
    record = campaign.record_model.record(id="A", name="", sectors=None)
    fields = {name: campaign.record_model.fields[name] for name in ("id", "name", "sectors")}
    assert [said.en for said in fields_said(campaign.pack, fields, record)] == ["id A"]


def test_a_unit_that_begins_with_a_figure_stands_in_brackets_in_english() -> None:
    assert amount_text(1.5, Text("万元", "10,000 yuan")) == Text("1.5万元", "1.5 (10,000 yuan)")
    assert amount_text(-4.0, Text("摄氏度", "degrees Celsius")) == Text("-4摄氏度", "-4 degrees Celsius")
