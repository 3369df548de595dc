"""Life cycles as code: where a guard has no fast form, the item is left to the table, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs

from campaign_rules import Campaign
from campaign_rules.base.texts import Text
from campaign_rules.engine.fast.compiled import Compiled
from campaign_rules.engine.interpreter import Interpreter
from campaign_rules.logic import conditions as conditions_module
from campaign_rules.logic.conditions import Test as FieldTest
from campaign_rules.logic.lifecycles import Transition
from campaign_rules.logic.operands import NUMBER
from campaign_rules.logic.operators import OPERATORS, Operator
from campaign_rules.rules.pack import Pack
from tests.engine.fast.test_conditions import AS_OF
from tests.loading import load


def guarded(pack: Pack, chosen: Callable[[Transition], bool]) -> Pack:
    """Return a pack in which transitions of hazards ask for a title of more than three characters."""
    guard = FieldTest(("title",), "longer", 3)
    hazard = pack.cycles["hazard"]
    regions = {
        name: structs.replace(
            region,
            transitions=tuple(structs.replace(s, when=guard) if chosen(s) else s for s in region.transitions),
        )
        for name, region in hazard.regions.items()
    }
    return structs.replace(pack, cycles={**pack.cycles, "hazard": structs.replace(hazard, regions=regions)})


@pytest.mark.parametrize(
    "chosen",
    [lambda step: step.event == "accepted", lambda step: isinstance(step.after, str)],
    ids=["on an event", "on a timer"],
)
def test_an_item_whose_guard_has_no_fast_form_is_judged_by_the_interpreter(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch, chosen: Callable[[Transition], bool]
) -> None:
    words = Text("{field}长于{operand}", "{field} is longer than {operand}")
    longer = Operator(operand=NUMBER, judge=lambda value, operand: len(str(value)) > operand, text=words)
    monkeypatch.setattr(conditions_module, "OPERATORS", {**OPERATORS, "longer": longer})
    rules = Campaign(guarded(campaign.pack, chosen)).rules
    code = Compiled(rules, "enterprise")
    for title in ("短", "安全出口堵塞"):
        for events in ([], [{"date": "2023-06-20", "kind": "accepted", "by": "企业"}]):
            found: dict[str, Any] = {"date": "2023-06-12"}
            hazard = {"id": "H", "title": title, "found": found, "plan": {"deadline": "2023-07-01"}, "events": events}
            record = load({"id": "x", "activities": [], "hazards": [hazard]}).record
            made, asked = code.outline(record, AS_OF), Interpreter(rules).outline(record, AS_OF)
            assert made is not None
            assert asked is not None
            assert sorted(made.obligations()) == sorted(asked.obligations())
            assert list(made.outcomes()) == list(asked.outcomes())
