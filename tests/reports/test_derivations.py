"""How a due day came about, told step by step: from which day, counted how, past which days off, by which reading."""

from datetime import date
from typing import Any

import msgspec
import pytest

from campaign_rules import load_campaign
from campaign_rules.base.periods import period_of
from campaign_rules.reports.derivations import derivation_text
from campaign_rules.rules.terms.due import Due
from campaign_rules.rules.terms.reckoning import Reckoned

CAMPAIGN = load_campaign("jinxian-2023")
JUNE = period_of(date(2023, 6, 1), "month")


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ({"date": "2023-10-31"}, "原文写明 2023年10月31日", "the text says 31 October 2023"),
        ({"date": "2023-10-31", "included": "exclusive"}, "原文写明 2023年10月31日 → 当日不算 2023年10月30日",
         "the text says 31 October 2023 → that day itself does not count: 30 October 2023"),
        ({"day": 23, "deferral": "state-council"},
         "2023年6月的期限 2023年6月23日 → 6月23日至24日端午节放假 → 6月25日调休上班（端午节） → 顺延至 2023年6月25日",
         "the day set in 2023-06: 23 June 2023 → 23 June to 24 June: off for Dragon Boat Festival → "
         "25 June: a weekend day worked instead of another (Dragon Boat Festival) → deferred to 25 June 2023"),
        ({"after": {"working_days": 3}, "from": "issued"}, "发文之日 2023年5月16日 → 加3个工作日 2023年5月19日",
         "the day of the issue: 16 May 2023 → plus 3 working days 19 May 2023"),
        ({"after": {"working_days": 4}, "from": "issued"},
         "发文之日 2023年5月16日 → 5月20日至21日周末 → 加4个工作日 2023年5月22日",
         "the day of the issue: 16 May 2023 → 20 May to 21 May: a weekend → plus 4 working days 22 May 2023"),
        ({"before": {"days": 3}, "from": "end"}, "每期结束之日 2023年6月30日 → 减3日 2023年6月27日",
         "the day of the end of the period: 30 June 2023 → minus 3 days 27 June 2023"),
        ({"earlier_of": ["2023-10-31", {"end_of": "campaign"}]}, "原文写明 2023年10月31日 → 取较早的一日 2023年10月31日",
         "the text says 31 October 2023 → the earlier of several: 31 October 2023"),
        ({"end_of": "enforcement"}, "部门精准执法最后一天 2023年11月30日",
         "the last day of Targeted enforcement by departments: 30 November 2023"),
    ],
)  # fmt: skip
def test_a_day_says_how_it_came_about(written: dict[str, Any], zh: str, en: str) -> None:
    found = CAMPAIGN.pack.times().reckon(msgspec.convert(written, Due), JUNE)
    assert isinstance(found, Reckoned)
    said = derivation_text(found.steps, CAMPAIGN.pack)
    assert (said.zh, said.en) == (zh, en)


def test_it_stands_beside_the_due_day_in_every_answer() -> None:
    """Annex note 1: the form of June is due on the 23rd, a holiday, and so on the 25th, which is worked."""
    town = {"id": "x", "actor": "township", "activities": []}
    finding = CAMPAIGN.check(town, as_of=date(2023, 7, 1))["monthly-form@2023-06"]
    assert finding.derivation.zh == (
        "2023年6月的期限 2023年6月23日 → 6月23日至24日端午节放假 → 6月25日调休上班（端午节） → "
        "顺延至 2023年6月25日（解释“遇节假日顺延”，附件注1）"
    )
    assert finding.to_dict()["derivation"] == finding.derivation.zh
    assert f"期限由来：{finding.derivation.zh}" in finding.explain()
    entries = {one.instance: one for one in CAMPAIGN.calendar(town, as_of=date(2023, 7, 1)).entries}
    assert entries[finding.instance].derivation == finding.derivation
