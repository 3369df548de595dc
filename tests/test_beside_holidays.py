"""Duties before and after holidays whose days are not announced: unknown where that matters, in every answer."""

import pathlib
import tempfile
from datetime import date, timedelta
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_rules.engine.decisions import CODES
from campaign_rules.engine.fast.compiled import Compiled, compiled
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import Run
from campaign_rules.files import record_files
from campaign_rules.reports.calendars import Reminding, entries
from tests.rhythms import DAYS, campaign_with, duty

LATER = DAYS.replace("2024-05-31", "2027-03-31")


@pytest.mark.parametrize(
    ("done", "day", "status"),
    [
        ([], "2027-01-04", "upcoming"),
        ([], "2027-02-10", "unknown"),
        ([], "2027-03-07", "violated"),  # no holiday is longer than 30 days
        (["2027-02-01"], "2027-03-07", "unknown"),  # in the days before it only if it is where the law has it
        (["2026-12-29"], "2027-03-07", "violated"),
    ],
)
def test_what_is_due_before_a_holiday_that_is_not_announced_is_unknown_where_that_matters(
    tmp_path: pathlib.Path, done: list[str], day: str, status: str
) -> None:
    campaign = campaign_with(tmp_path, duty("d", "each: {before_holidays: [spring_festival]}"), days=LATER)
    record = {"id": "U", "actions": [{"kind": "inspection", "day": one} for one in done]}
    found = campaign.check(record, as_of=date.fromisoformat(day))["d@2027-02-05-before-spring_festival"]
    assert (found.status, found.due, found.provisional) == (status, date(2027, 2, 4), True)
    assert found.missing == (("holidays.2027",) if status == "unknown" else ())
    if status == "upcoming":
        assert found.message() == "2027-01-29 起履行（暂定：2027年节假日安排尚未公布，可能提前或推后）"
        assert found.message("en") == (
            "begins on 2027-01-29 (provisional: the holidays of 2027 are not announced; it may come to lie earlier or later)"
        )
    by = {one.instance: one for one in entries(campaign.check(record, as_of=date(2026, 12, 1)), Reminding())}
    assert by["d@2027-02-05-before-spring_festival"].title.zh == "开展检查（2027年春节前）"


@lru_cache(maxsize=2)
def beside_spring_festival(side: str) -> Ruleset:
    """The rules of a duty before or after the Spring Festival of a year that is not announced."""
    with tempfile.TemporaryDirectory() as folder:
        said = f"each: {{{side}_holidays: [spring_festival]}}"
        return campaign_with(pathlib.Path(folder), duty("d", said), days=LATER).rules


@given(st.sampled_from(["before", "after"]), st.integers(-70, 70), st.integers(-70, 70))
def test_the_compiled_pass_says_the_same_of_days_beside_holidays(side: str, done: int, day: int) -> None:
    around = date(2027, 2, 5)
    record = {"id": "U", "actions": [{"kind": "inspection", "day": str(around + timedelta(done))}]}
    rules, as_of = beside_spring_festival(side), around + timedelta(day)
    loaded = record_files.load(record, rules.pack.model).record
    code = compiled(rules, "unit")
    assert isinstance(code, Compiled)
    outline = code.outline(loaded, as_of)
    assert outline is not None
    run = Run(rules, loaded, as_of)
    assert list(outline.obligations()) == [(v.duty, v.instance, CODES[v.status], v.due) for v in run.obligations()]
