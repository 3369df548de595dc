"""What each reading of the text can be set to, and what it says of anything else."""

from typing import Any

import pytest

from campaign_rules import Campaign
from campaign_rules.base.errors import CampaignRulesError, UnknownName
from campaign_rules.base.texts import Text
from campaign_rules.rules.interpretations import BadChoice, Choice, Interpretation, choose

NAME = Text("名", "name")
READINGS = {
    "way": Interpretation(
        title=NAME, clause="1.1", text=NAME, default="first", options={"first": NAME, "second": NAME}
    ),
    "term": Interpretation(title=NAME, clause="1.1", text=NAME, default=None, takes="days"),
    "window": Interpretation(title=NAME, clause="1.1", text=NAME, default="summary", takes="phase"),
    "risky": Interpretation(title=NAME, clause="1.1", text=NAME, default=("mining",), takes="sectors"),
}


def chosen(name: str, value: object) -> Choice:
    return choose(
        READINGS, name, value, phases={"summary": None}, sectors={"mining": None, "gas": None, "railway": None}
    )


@pytest.mark.parametrize(
    ("name", "value", "made"),
    [
        ("way", "first", "first"),
        ("way", "second", "second"),
        ("term", None, None),
        ("term", 0, 0),
        ("term", 30, 30),
        ("window", "summary", "summary"),
        ("window", "campaign", "campaign"),
        ("risky", [], ()),
        ("risky", ["gas", "mining"], ("gas", "mining")),
        ("risky", ("railway",), ("railway",)),
        ("risky", {"gas"}, ("gas",)),
        ("risky", frozenset({"mining"}), ("mining",)),
    ],
)
def test_a_reading_takes_what_it_says_it_takes(name: str, value: object, made: Choice) -> None:
    got = chosen(name, value)
    assert (got, type(got)) == (made, type(made))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("term", -1, "term takes a number of days (0 to 3660) or null, not -1"),
        ("term", True, "term takes a number of days (0 to 3660) or null, not true"),
        ("term", 1.5, "term takes a number of days (0 to 3660) or null, not 1.5"),
        ("term", "3", "term takes a number of days (0 to 3660) or null, not “3”"),
        ("risky", "mining", "risky takes a list of sectors, not “mining”"),
        ("risky", None, "risky takes a list of sectors, not null"),
        ("risky", {"mining": 1}, "risky takes a list of sectors, not {…}"),
        ("way", None, "way takes the name of one option, not null; expected one of: first, second"),
        ("way", ["first"], "way takes the name of one option, not […]; expected one of: first, second"),
        ("window", 3, "window takes the name of one phase, not 3; expected one of: summary, campaign"),
    ],
)
def test_a_value_of_another_kind_is_a_bad_choice(name: str, value: object, said: str) -> None:
    with pytest.raises(BadChoice) as caught:
        chosen(name, value)
    assert str(caught.value) == said
    assert isinstance(caught.value, CampaignRulesError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("wya", "first", "没有 wya（解释），是否想写 way？", "unknown interpretation wya; did you mean way?"),
        ("none", "first", "没有 none（解释），可用：way、term、window、risky", "unknown interpretation none; expected one of: way, term, window, risky"),
        ("way", "frist", "没有 frist（选项），是否想写 first？", "unknown option of way frist; did you mean first?"),
        ("way", "", "没有 （选项），可用：first、second", "unknown option of way ; expected one of: first, second"),
        ("window", "sumary", "没有 sumary（阶段），是否想写 summary？", "unknown phase sumary; did you mean summary?"),
        ("risky", ["gas", "minning"], "没有 minning（行业领域），是否想写 mining？", "unknown sector minning; did you mean mining?"),
    ],
)  # fmt: skip
def test_a_name_that_there_is_not_is_told_with_the_nearest(name: str, value: object, zh: str, en: str) -> None:
    with pytest.raises(UnknownName) as caught:
        chosen(name, value)
    assert (caught.value.text.zh, str(caught.value)) == (zh, en)


# contract §3: each a named, cited, overridable interpretation that reports repeat.
DEFAULTS: dict[str, Any] = {
    "calendar-periods": "all-overlapping",
    "period-evidence": "whole-period",
    "one-off-window": "self_inspection",
    "recurring-not-curable": "not-curable",
    "inclusive-deadlines": "inclusive",
    "holidays": "state-council",
    "report-day": "inclusive",
    "high-risk-sectors": (
        "mining", "hazardous_chemicals", "fireworks", "road_transport", "water_transport", "urban_rail",
        "building_municipal_works", "highway_waterway_works", "fishing_vessels",
    ),
    "high-risk-replaces": "replaces",
    "personal-duties": "personal",
    "one-drill-many-duties": "shared",
    "report-without-term": None,
    "rectified-means-accepted": "accepted",
    "deadline-in-force": "granted-in-time",
    "after-return": "under-way",
    "exemption": "all-conditions",
    "neglect": "recorded",
    "repeated-penalties": "either",
    "fine-never-closes": "always",
    "cumulative-since": "mobilisation",
    "publicity-days": 30,
    "undated-office-duties": "summary",
}  # fmt: skip


@pytest.mark.parametrize("name", DEFAULTS)
def test_every_reading_of_the_contract_has_its_default(campaign: Campaign, name: str) -> None:
    assert campaign.interpretations[name] == DEFAULTS[name]


def test_every_reading_can_be_set_to_each_of_its_options(campaign: Campaign) -> None:
    for name, reading in campaign.pack.interpretations.items():
        assert (reading.takes == "option") == bool(reading.options), name
        for option in reading.options:
            assert campaign.with_interpretation(name, option).interpretations[name] == option
