import sys
from datetime import date
from typing import Any, Literal

import pytest
from hypothesis import settings

from campaign_rules import Campaign, load_campaign
from campaign_rules.engine.fast.compiled import MANY, Adaptive
from campaign_rules.rules.pack import Pack

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

Way = Literal["interpreted", "compiled"]
WAYS: tuple[Way, ...] = ("interpreted", "compiled")


class OneWay(Campaign):
    """A campaign that judges every record in one way, whatever it was asked before: the order of tests decides nothing."""

    def __init__(self, pack: Pack, way: Way) -> None:
        self.way = way
        super().__init__(pack)

    def with_interpretation(self, name: str, value: object) -> Campaign:
        return OneWay(self.pack.choosing(name, value), self.way)

    def _adaptive(self, as_of: date, actor: str | tuple[str, ...]) -> Adaptive:
        made = super()._adaptive(as_of, actor)
        made._seen = MANY - 1 if self.way == "compiled" else -sys.maxsize
        return made


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return OneWay(load_campaign("jinxian-2023").pack, "interpreted")


def both_ways() -> Any:
    """Return a fixture ``campaign`` that runs every test of a module twice: all interpreted, and all compiled."""

    @pytest.fixture(name="campaign", scope="module", params=WAYS)
    def one_way(request: pytest.FixtureRequest) -> Campaign:
        return OneWay(load_campaign("jinxian-2023").pack, request.param)

    return one_way
