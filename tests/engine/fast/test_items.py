"""Items as code: what a pack says twice is worked out once, and all that may be impossible is passed on to be looked at."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from msgspec import structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.engine.fast.compiled import Compiled
from campaign_rules.engine.impossibilities import IMPOSSIBLE, Impossible
from campaign_rules.engine.interpreter import Interpreter
from campaign_rules.logic.grammar import parse
from campaign_rules.rules.records import SECTIONS, Operator, Record
from tests.engine.fast.test_conditions import AS_OF
from tests.loading import load

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


CAMPAIGN = load_campaign()
DAY = date(2023, 10, 15)
TOO_OLD = date(2000, 1, 1)


def outdated(operator: Operator, path: Path, source: Source) -> Iterator[Problem]:
    if operator.certificate_valid_until == TOO_OLD:
        yield source.problem(path, "history", Text("不可能", "impossible"))


def operators(*days: date) -> Record:
    listed = [{"id": f"P{i}", "certificate_valid_until": day.isoformat()} for i, day in enumerate(days)]
    return load({"id": "x", "operators": listed}).record


def is_refused(record: Record) -> bool:
    return Compiled(CAMPAIGN.rules, "enterprise").outline(record, DAY) is None


def test_every_section_says_what_is_impossible_and_has_a_quick_test_of_it() -> None:
    assert set(IMPOSSIBLE) == set(SECTIONS)
    assert "True" not in {impossible.item for impossible in IMPOSSIBLE.values()}


def test_without_a_quick_test_an_item_is_looked_at_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    record, other = operators(DAY, TOO_OLD), operators(DAY, DAY)
    monkeypatch.setitem(IMPOSSIBLE, "operators", Impossible(outdated))
    assert (is_refused(record), is_refused(other)) == (True, False)


def test_a_quick_test_finds_what_is_then_looked_at_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    record, other = operators(DAY, TOO_OLD), operators(DAY, DAY)
    quick = "i.certificate_valid_until and i.certificate_valid_until.year == 2000"
    monkeypatch.setitem(IMPOSSIBLE, "operators", Impossible(outdated, quick))
    assert (is_refused(record), is_refused(other)) == (True, False)


def test_a_section_of_which_nothing_is_declared_is_looked_at_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    hurt = Record(id="x", contracts=(SECTIONS["contracts"](id="C"),) * 2)
    sound = Record(id="x", contracts=(SECTIONS["contracts"](id="C"),))
    monkeypatch.delitem(IMPOSSIBLE, "contracts")
    assert (is_refused(hurt), is_refused(sound)) == (True, False)
