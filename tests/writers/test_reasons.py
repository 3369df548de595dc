"""Why, what happened and what next, at a terminal of any width, whatever a record has in it."""

import io
from datetime import date
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from campaign_rules import Campaign, beyond_mending, next_steps
from campaign_rules.base.texts import Lang
from campaign_rules.writers import reasons

DAY = date(2023, 8, 1)
HOSTILE = "\x1b[31m[bold]\u202eH\n"


def shown(what: RenderableType, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
    console.print(what)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def record(name: str = "H-1") -> dict[str, Any]:
    events = [
        {"kind": "reported", "date": "2023-06-13", "to": name},
        {"kind": "extended", "date": "2023-07-25", "by": "department", "deadline": "2023-09-01", "note": name},
        {"kind": "closed", "date": "2023-09-30"},
    ]
    hazard = {"id": name, "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": False,
              "plan": {"deadline": "2023-07-20"}, "events": events}  # fmt: skip
    return {"id": "x", "name": name, "penalties": [], "activities": [], "hazards": [hazard]}


@pytest.mark.parametrize("width", [30, 80, 160])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal_and_nothing_steers_it(campaign: Campaign, width: int, lang: Lang) -> None:
    report = campaign.check(record(HOSTILE), as_of=DAY)
    (outcome,) = report.outcomes
    for what in (
        reasons.explained(outcome.proof, lang),
        reasons.history(report.history(HOSTILE), HOSTILE, lang),
        reasons.next_steps(report, next_steps(report), beyond_mending(report), lang),
    ):
        said = shown(what, width)
        assert max(cell_len(line) for line in said.splitlines()) <= width
        assert "\x1b" not in said
        assert "\u202e" not in said


def test_a_tree_tells_each_reason_once(campaign: Campaign) -> None:
    (outcome,) = campaign.check(record(), as_of=DAY).outcomes
    said = shown(reasons.explained(outcome.proof, "en"), 200)
    assert said.startswith("yes H-1 Indications on a major accident hazard: Penalise both")
    assert said.count("yes deadline is before 2023-08-01 (recorded: 2023-07-20)") == 1
    assert "yes Overdue (as above)" in said
    assert "· clause 2.2.3" in said


def test_a_history_is_a_table_of_days_kinds_and_changes(campaign: Campaign) -> None:
    said = shown(reasons.history(campaign.check(record(), as_of=DAY).history("H-1"), "H-1", "zh"), 300)
    assert "整改期限届满" in said
    assert "未发生 期限依据：按整改方案的期限 → 已批准延期（不满足：日期不晚于2023-07-20（记录为2023-07-25））" in said
    assert "尚未生效" in said
    assert said.rstrip().endswith("处理提示供执法人员参考，不是决定")


def test_what_is_late_is_marked_and_what_has_no_term_says_so(campaign: Campaign) -> None:
    report = campaign.check(record(), as_of=DAY)
    said = shown(reasons.next_steps(report, next_steps(report), beyond_mending(report), "zh"), 200)
    assert "2023-07-20（已过）" in said
    assert "未定" in said


def test_a_history_speaks_of_indications_only_where_it_tells_one(campaign: Campaign) -> None:
    entries = campaign.check(record(), as_of=DAY).history("H-1")
    said = [shown(reasons.history(told, "H-1", "en")) for told in (entries, entries[:1])]
    assert ["not a decision" in text for text in said] == [True, False]
