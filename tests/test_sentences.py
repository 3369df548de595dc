"""No identifier and no English word reaches a Chinese reader, but those declared here (nor an underscore an English one)."""

import dataclasses
import html
import pathlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from campaign_rules import Campaign, load_campaign, next_steps
from campaign_rules.base.texts import Text
from campaign_rules.files.pack_files import load_scenarios, shipped_rules
from campaign_rules.reports.report import Report
from campaign_rules.writers.book import book
from tests.loading import load, load_file

EXAMPLES = pathlib.Path(__file__).parents[1] / "examples"
DAYS = (date(2023, 7, 20), date(2023, 10, 15), date(2024, 1, 2))

DECLARED = {"APP", "GB", "T", "YAML", "JSON", "VTODO", "App", "H", "W", "P", "C", "Q", "B", "ii", "W-"}
"""Words that Chinese texts may hold: names of standards and formats, and the letters of periods (Q2, H1) and of ids."""

OFFICES = ("township", "county_office", "county_committee_member")
"""Actors, by whom something may have been done: their ids are no words of the record."""

PLACE = re.compile(r"[（(\[【][a-z_]+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)*[)）\]】]")
"""A place of the record behind what people call it: （activities[0].by） helps who writes JSON."""


def texts(of: object, seen: set[int] | None = None) -> Iterator[Text]:
    """Every text in a value, whatever it is made of."""
    seen = set() if seen is None else seen
    if id(of) in seen or of is None or of is UNSET or isinstance(of, (str, bytes, int, float, date)):
        return
    seen.add(id(of))
    if isinstance(of, Text):
        yield of
        return
    inside: Iterable[object] = ()
    if isinstance(of, Mapping):
        inside = of.values()
    elif isinstance(of, (tuple, list, set, frozenset)):
        inside = of
    elif isinstance(of, msgspec.Struct):
        inside = [getattr(of, name) for name in of.__struct_fields__]
    elif dataclasses.is_dataclass(of):
        inside = [getattr(of, field.name) for field in dataclasses.fields(of)]
    for one in inside:
        yield from texts(one, seen)


def told(report: Report) -> Iterator[Text]:
    """Everything that is said of a record."""
    for finding in report.findings:
        yield from (finding.text, finding.title, finding.bearer)
        yield from texts(finding.proof)
    for outcome in report.outcomes:
        yield from texts(outcome.proof)
        yield from (Text(zh, en) for zh, en in zip(outcome.because("zh"), outcome.because("en"), strict=True))
    yield from texts(next_steps(report))
    for hazard in report.record.hazards or ():
        yield from texts(report.history(hazard.id))


def strange(text: str, ids: Iterable[str] = ()) -> set[str]:
    """The English words and identifiers in a Chinese text."""
    text = PLACE.sub("", text)
    for id_ in sorted(ids, key=len, reverse=True):
        text = text.replace(id_, "")
    return set(re.findall(r"[A-Za-z][A-Za-z_]*", text)) - DECLARED


def names_in(record: Any) -> list[str]:
    """What a record itself says: ids and words that its answers repeat."""
    data = msgspec.to_builtins(record)
    found = [data] if isinstance(data, str) else []
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, (list, tuple)) else ()
    return found or [name for one in inside for name in names_in(one)]


def records(name: str) -> list[Any]:
    folder = shipped_rules() / name
    made = [
        load({"id": "某厂", **dict(one.scenario.record)})
        for one in load_scenarios(folder)
        if isinstance(one.scenario.record, dict)
    ]
    return made[:: max(1, len(made) // 40)]


@pytest.mark.parametrize("name", ["jinxian-2023", "zhiben-2024", "demo-county-2023"])
def test_what_is_said_of_the_scenarios_records_has_no_identifier(name: str) -> None:
    campaign = load_campaign(name)
    day = campaign.pack.identity.issued.replace(month=10, day=15)
    wrong: dict[str, str] = {}
    for one in records(name):
        report = campaign.check(one, as_of=day)
        ids = [name for name in names_in(one.record) if name not in {*campaign.pack.called, *OFFICES}]
        ids += [finding.instance for finding in report.findings]
        for text in told(report):
            wrong |= dict.fromkeys(strange(text.zh, ids), text.zh)
            found = re.findall(r"\b[a-z]+_[a-z_]+", PLACE.sub("", text.en))
            wrong |= dict.fromkeys(set(found) - {*ids, "high_risk"}, text.en)
    assert wrong == {}


@pytest.mark.parametrize("day", DAYS)
def test_what_is_said_of_the_examples_has_no_identifier(campaign: Campaign, day: date) -> None:
    loaded = [one for path in sorted(EXAMPLES.glob("*.yaml")) for one in load_file(path)]
    wrong: dict[str, str] = {}
    for one in loaded:
        ids = [name for name in names_in(one.record) if name not in campaign.pack.called]
        report = campaign.check(one, as_of=day)
        ids += [finding.instance for finding in report.findings]
        for text in told(report):
            wrong |= dict.fromkeys(strange(text.zh, ids), text.zh)
        for text in texts(campaign.calendar(one, as_of=day).entries):
            wrong |= dict.fromkeys(strange(text.zh, ids), text.zh)
    form = campaign.progress(loaded, as_of=day)
    ids = [name for one in loaded for name in names_in(one.record) if name not in campaign.pack.called]
    for cell in form.cells:
        for text in texts(form.explain(cell)):
            wrong |= dict.fromkeys(strange(text.zh, ids), text.zh)
    for text in texts([entry.values for entry in campaign.ledger(loaded, as_of=day)]):
        wrong |= dict.fromkeys(strange(text.zh, ids), text.zh)
    assert wrong == {}


def test_the_readings_have_no_identifier(campaign: Campaign) -> None:
    found = texts([campaign.pack.interpretations, campaign.pack.facts, campaign.pack.duties, campaign.pack.kinds])
    assert {word: text.zh for text in found for word in strange(text.zh)} == {}


class TestTheRuleBook:
    @cached_property
    def words(self) -> str:
        campaign = load_campaign("jinxian-2023")
        page = book(campaign.pack, load_scenarios(shipped_rules() / "jinxian-2023"), "zh")
        return html.unescape(re.sub(r"<(style|script|code|pre)\b.*?</\1>|<[^>]*>", " ", page, flags=re.S))

    def test_conditions_are_said_without_identifiers(self) -> None:
        assert set(re.findall(r"\b[a-z]+_[a-z_]+\b", PLACE.sub("", self.words))) == set()
