from typing import Any, Literal

import pytest
from hypothesis import settings

from campaign_rules import Campaign, load_campaign

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

Way = Literal["interpreted", "compiled"]
WAYS: tuple[Way, ...] = ("interpreted", "compiled")


def one_way(way: Way) -> Campaign:
    """A campaign that judges every record in one way, whatever it was asked before: the order of tests decides nothing."""
    return Campaign(load_campaign("jinxian-2023").pack, compile_from=1 if way == "compiled" else None)


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return one_way("interpreted")


def both_ways() -> Any:
    """Return a fixture ``campaign`` that runs every test of a module twice: all interpreted, and all compiled."""

    @pytest.fixture(name="campaign", scope="module", params=WAYS)
    def campaign(request: pytest.FixtureRequest) -> Campaign:
        return one_way(request.param)

    return campaign
