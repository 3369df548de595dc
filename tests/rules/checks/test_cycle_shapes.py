"""The shape of a life cycle: each damage has its code, its place and its sentence."""

import pathlib
from typing import Any

import pytest
import yaml

from campaign_rules import BadPack, load_campaign
from campaign_rules.files.pack_files import load_pack, shipped_rules
from campaign_rules.logic.grammar import parse
from campaign_rules.rules.checks.overlaps import Tries, overlap
from tests.rules.checks.test_pack import damaged

CASES: list[dict[str, Any]] = yaml.safe_load(
    (pathlib.Path(__file__).parents[2] / "cases" / "inputs" / "cycle_shapes.yaml").read_text(encoding="utf-8")
)
HEAD = """\
title: {zh: 周期, en: Cycle}
of: operators
concerns: true
variables: {deadline: certificate_valid_until}
order: [ordered, extended]
"""
PACK = load_campaign().pack


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["it"])
def test_a_life_cycle_of_a_wrong_shape_is_refused(case: dict[str, Any], tmp_path: pathlib.Path) -> None:
    places = damaged(tmp_path / "pack", "lifecycles/new.yaml", HEAD + case["regions"])
    with pytest.raises(BadPack) as caught:
        load_pack(tmp_path / "pack")
    problems = caught.value.problems
    assert [f"{p.file}:{p.line}:{p.column}" for p in problems] == places
    assert [p.code for p in problems] == case["codes"]
    assert [p.en for p in problems] == case["says"]
    assert all(p.zh for p in problems)


def test_the_shipped_life_cycles_have_the_right_shape() -> None:
    assert load_pack(shipped_rules() / "jinxian-2023")


@pytest.mark.parametrize(
    ("one", "other", "example"),
    [
        ({"event.by": "a"}, {"event.by": "b"}, None),
        ({"event.by": "a"}, {"event.by": {"in": ["a", "b"]}}, "event{by: a}"),
        ({"event.by": "a"}, {"not": {"event.by": "b"}}, "event{by: a}"),
        ({"event.date": {"not_after": "deadline"}}, {"event.date": {"after": "deadline"}}, None),
        ({"event.date": {"not_after": "deadline"}}, {"event.date": {"not_before": "deadline"}},
         "event{date: 2023-06-15} {deadline: 2023-06-15}"),
        ({"event.deadline": {"done": True}}, {"event.deadline": {"done": False}}, None),
        ({"event.deadline": {"recorded": True}}, {"event.by": {"recorded": False}}, "event{deadline: 2023-06-15}"),
        ({"plan.funds": {"at_least": 5}}, {"plan.funds": {"at_most": 5}}, "{plan.funds: 5}"),
        ({"plan.funds": {"at_least": 5}}, {"plan.funds": {"at_most": 4}}, None),
        ({"neglect": True}, {"neglect": False}, None),
        ({"rectification": "found"}, {"not": {"rectification": "accepted"}}, "{rectification: found}"),
        ({"chosen": {"after-return": "start-again"}}, {"not": {"chosen": {"after-return": "start-again"}}}, None),
        ({"chosen": {"after-return": "start-again"}}, {"chosen": {"holidays": "statutory-only"}},
         "--set after-return=start-again --set holidays=statutory-only"),
        (True, True, "{}"),
        (True, False, None),
        ({"event.date": {"before": "issued"}}, {"event.date": {"not_before": {"start_of": "enforcement"}}}, None),
    ],
)  # fmt: skip
def test_two_guards_overlap_if_some_record_meets_both(one: Any, other: Any, example: str | None) -> None:
    assert overlap(parse(one), parse(other), PACK.cycles["hazard"], PACK, Tries()) == example


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("hazard", "  deadline: plan.deadline\n", "  deadline: ▶plan.funds\n",
         "variables.deadline: unknown date plan.funds; expected one of: found.date, plan.deadline"),
        ("hazard", "  deadline: plan.deadline\n", "  deadline: plan.deadline\n  ▶as_of: plan.deadline\n",
         "variables.as_of: as_of already means something else; take another name"),
        ("obligation", "variables: {opens: opens,", "variables: {opens: ▶opns,",
         "variables.opens: unknown day opns; did you mean opens?"),
        ("obligation", "order: [evidence, waiver]", "order: [evidence, waiver, ▶evidense]",
         "order[2]: unknown event evidense; did you mean evidence?"),
        ("enforcement", "order: [refuted,", "order: [refuted, ▶refutd,",
         "order[1]: unknown event refutd; did you mean refuted?"),
        ("enforcement", "    states:\n      not_indicated", "    states:\n      gone: ▶{zh: 去, en: Gone}\n      not_indicated",
         "regions.indication.states.gone: unknown state gone; expected one of: not_indicated, undetermined, indicated, lapsed"),
        ("obligation", "regions:\n", "regions:\n  ▶more: {initial: open, states: {open: {zh: 开, en: Open}}, final: [open]}\n",
         "regions: it has exactly one region"),
    ],
)  # fmt: skip
def test_the_engines_own_life_cycles_keep_to_its_days_events_and_states(
    file: str, old: str, new: str, said: str, tmp_path: pathlib.Path
) -> None:
    (place,) = damaged(tmp_path / "pack", f"lifecycles/{file}.yaml", new, old)
    with pytest.raises(BadPack) as caught:
        load_pack(tmp_path / "pack")
    assert f"{place}: {said}" in [problem.render("en") for problem in caught.value.problems]
