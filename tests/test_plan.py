"""The rules, day by day: every boundary of the plan as a case in YAML."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from campaign_rules import Campaign
from campaign_rules.reading import read_yaml

CASES = sorted((Path(__file__).parent / "cases" / "rules").glob("*.yaml"))


def cases() -> Iterator[Any]:
    for path in CASES:
        for case in read_yaml(path.read_text("utf-8"), path.name).data:
            for day, expected in case["expect"].items():
                yield pytest.param(case, date.fromisoformat(day), expected, id=f"{path.stem}: {case['it']} [{day}]")


@pytest.mark.parametrize(("case", "day", "expected"), list(cases()))
def test_the_rules_answer_as_the_plan_says(
    campaign: Campaign, case: dict[str, Any], day: date, expected: dict[str, Any]
) -> None:
    for name, value in case.get("set", {}).items():
        campaign = campaign.with_interpretation(name, value)
    report = campaign.check({"id": "case", **case["record"]}, as_of=day)
    found = {finding.instance: finding.to_dict() for finding in report.findings}
    for instance in case.get("absent", ()):
        assert instance not in found
    for instance, wanted in expected.items():
        if instance == "outcomes":
            assert {o.hazard: list(o.outcomes) for o in report.outcomes} == wanted
        elif instance == "outcomes_missing":
            assert {o.hazard: list(o.missing) for o in report.outcomes} == wanted
        elif isinstance(wanted, str):
            assert (instance, found[instance]["status"]) == (instance, wanted)
        else:
            got = {**found[instance], "evidence": [entry["path"] for entry in found[instance]["evidence"]]}
            assert {key: got[key] for key in wanted} == wanted


def test_every_case_names_a_clause_and_reads_as_a_sentence() -> None:
    for path in CASES:
        for case in read_yaml(path.read_text("utf-8"), path.name).data:
            assert case.keys() >= {"it", "clause", "record", "expect"}, case
