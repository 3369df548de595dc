"""Guards are said in one phrase."""

from datetime import date
from typing import Any

import pytest

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Named
from campaign_rules.logic.grammar import parse
from campaign_rules.reports.names import CycleNames
from campaign_rules.writers.diagrams.guards import guard_text
from tests.writers.diagrams.cycles import PACK, TINY

HAZARDS = CycleNames(PACK, PACK.cycles["hazard"])


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        ({"found.by": "enterprise"}, "发现者为企业", "found by is the enterprise"),
        ({"neglect": True}, "部门对排查不力的认定为是", "a department's finding of neglect is true"),
        ({"plan.funds": {"at_least": 1.5}}, "整改资金不少于1.5万元", "funds is at least 1.5 (10,000 yuan)"),
        ({"event.by": {"in": ["b", "enterprise"]}}, "由谁属于b/企业", "by whom is one of b/the enterprise"),
        ({"event.by": {"in": "departments"}}, "由谁属于部门", "by whom is one of the departments"),
        ({"event.date": {"not_after": "deadline"}}, "日期不晚于整改期限", "date is not after deadline"),
        ({"event.date": {"before": "as_of"}}, "日期早于判定日", "date is before the as-of date"),
        ({"event.date": {"after": "2023-06-01"}}, f"日期晚于{date(2023, 6, 1)}", "date is after 2023-06-01"),
        ({"event.date": {"after": {"end_of": "p"}}}, "日期晚于p 末日", "date is after the last day of p"),
        ("high_risk", "high_risk", "high_risk"),
        ({"chosen": {"after-return": "again"}}, "解释 after-return=again", "after-return=again"),
        ({"not": "x"}, "非(x)", "not (x)"),
        ({"all": ["x", {"any": ["y", "z"]}]}, "x 且 (y 或 z)", "x and (y or z)"),
        ({"any": ["x", {"all": ["y", "z"]}]}, "x 或 (y 且 z)", "x or (y and z)"),
        ({"all": []}, "恒成立", "always"),
        ({"any": []}, "恒不成立", "never"),
        (True, "恒成立", "always"),
        (False, "恒不成立", "never"),
        (
            {
                "clustered": {
                    "of": "penalties",
                    "patterns": [{"count": 2, "days": 30}, {"count": 3, "years": 1}],
                    "last_not_before": "issued",
                }
            },
            "处罚记录30 日内 2 次 或 1 年内 3 次",
            "penalties: 2 within 30 days or 3 within 1 year",
        ),
    ],
)
def test_a_guard_is_said_in_one_phrase(condition: Any, zh: str, en: str) -> None:
    assert guard_text(parse(condition), HAZARDS) == Text(zh, en)


def test_a_named_fact_goes_by_its_title_once_it_has_one() -> None:
    assert guard_text(Named("risky", title=Text("高危", "high risk")), HAZARDS).zh == "高危"


def test_a_guard_calls_the_states_of_its_life_cycle_by_their_titles() -> None:
    assert guard_text(parse({"door": "open"}), CycleNames(PACK, TINY)) == Text("door为开", "door is Open")
    assert guard_text(parse({"door.open": {"before": "issued"}}), CycleNames(PACK, TINY)).zh == "“开”之日早于发文日"
    assert guard_text(parse({"door": "broken"}), CycleNames(PACK, TINY)).en == "door is broken"
