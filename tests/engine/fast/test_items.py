"""Items as code: what is written twice in a pack is worked out once, wherever it stands."""

from typing import Any

from msgspec import structs

from campaign_rules import Campaign
from campaign_rules.engine.fast.compiled import Compiled, Interpreter
from campaign_rules.files.record_files import load
from campaign_rules.logic.grammar import parse
from tests.engine.fast.test_conditions import AS_OF

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
