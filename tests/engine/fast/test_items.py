"""Items as code: what a pack says twice is worked out once, and all that may be impossible is passed on to be looked at."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from campaign_rules import BadRecord, Campaign, load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.engine.fast.compiled import Compiled
from campaign_rules.engine.interpreter import Interpreter
from campaign_rules.logic.grammar import parse
from campaign_rules.rules.record.declaration import Field, Impossible
from campaign_rules.rules.record.model import record_model
from tests.engine.fast.test_conditions import AS_OF
from tests.loading import load

CLOSE = {"clustered": {"of": "penalties", "patterns": [{"count": 2, "days": 30}], "last_not_before": "issued"}}


def test_the_same_cluster_of_entries_may_be_asked_for_twice(campaign: Campaign) -> None:
    duties = dict(campaign.pack.duties)
    duties["hazard-plan"] = structs.replace(duties["hazard-plan"], require=parse({"any": [CLOSE, CLOSE]}))
    rules = Campaign(structs.replace(campaign.pack, duties=duties)).rules
    code, asked = Compiled(rules, "enterprise"), Interpreter(rules)
    hazard: dict[str, Any] = {"id": "H", "title": "x", "found": {"date": "2023-06-12"}, "events": []}
    for days in ([], ["2023-07-01"], ["2023-07-01", "2023-07-20"]):
        penalties = [{"date": day} for day in days]
        record = load({"id": "x", "activities": [], "hazards": [hazard], "penalties": penalties}).record
        made, told = code.outline(record, AS_OF), asked.outline(record, AS_OF)
        assert made is not None
        assert told is not None
        assert sorted(made.obligations()) == sorted(told.obligations())


CAMPAIGN = load_campaign()
DAY = date(2023, 10, 15)


def issuing(*impossible: Impossible) -> Campaign:
    """Return the campaign with a day of issue for each certificate, and what can't be true of it."""
    model = CAMPAIGN.pack.model
    operators = model.sections["operators"]
    issued = Field(type="date", title=Text("发证日期", "issued on"))
    changed = structs.replace(operators, fields={**operators.fields, "issued": issued}, impossible=impossible)
    sections = {**model.declaration.sections, "operators": changed}
    made = record_model(structs.replace(model.declaration, sections=sections))
    return Campaign(structs.replace(CAMPAIGN.pack, model=made))


def refused(campaign: Campaign, **listed: Any) -> bool:
    model = campaign.pack.model
    record = model.record(
        id="x", **{name: tuple(model.items[name](**one) for one in items) for name, items in listed.items()}
    )
    return Compiled(campaign.rules, "enterprise").outline(record, DAY) is None


def test_what_a_section_declares_impossible_is_found_in_many_records_as_in_one() -> None:
    campaign = issuing(Impossible(day="certificate_valid_until", before="issued"))
    sound = {"id": "P", "issued": DAY, "certificate_valid_until": DAY}
    assert not refused(campaign, operators=[sound, {"id": "Q"}, {"id": "R", "issued": DAY}])
    assert refused(campaign, operators=[sound, {**sound, "id": "Q", "issued": DAY + timedelta(1)}])


def test_what_no_section_declares_is_possible() -> None:
    wrong = {"id": "P", "issued": DAY, "certificate_valid_until": DAY - timedelta(1)}
    assert not refused(issuing(), operators=[wrong])


def test_an_impossible_day_is_told_by_the_words_of_its_declaration() -> None:
    campaign = issuing(Impossible(day="certificate_valid_until", before="issued"))
    given = {"id": "x", "operators": [{"id": "P", "issued": "2023-06-02", "certificate_valid_until": "2023-06-01"}]}
    with pytest.raises(BadRecord) as caught:
        campaign.check(given, as_of=DAY)
    assert [(one.render("zh"), one.en) for one in caught.value.problems] == [
        (
            "operators[0].certificate_valid_until: 2023-06-01 早于发证日期 2023-06-02，不可能发生",
            "2023-06-01 is before issued on, 2023-06-02: impossible",
        )
    ]


def test_double_ids_of_any_section_are_found() -> None:
    assert refused(CAMPAIGN, contracts=[{"id": "C"}, {"id": "C"}])
    assert not refused(CAMPAIGN, contracts=[{"id": "C"}])
