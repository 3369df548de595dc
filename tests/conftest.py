import pytest
from hypothesis import settings

from campaign_rules import Campaign, load_campaign

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return load_campaign("jinxian-2023")
