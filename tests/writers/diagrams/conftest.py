"""What the tests of diagrams share."""

import pytest

from campaign_rules import Campaign
from campaign_rules.logic.lifecycles import LifeCycle


@pytest.fixture(params=["campaign", "obligation", "enforcement", "hazard"])
def shipped(request: pytest.FixtureRequest, campaign: Campaign) -> LifeCycle:
    pack = campaign.pack
    assert pack.enforcement
    assert list(pack.cycles) == ["hazard"]
    whole = {"campaign": pack.course, "obligation": pack.obligation, "enforcement": pack.enforcement}
    made: LifeCycle = {**whole, **pack.cycles}[request.param]
    return made
