"""Every part of the fuzzer finds nothing in its first inputs; and it does find what is broken, again and again."""

import pathlib
from random import Random

import pytest

from campaign_rules import Campaign
from tools.fuzz.harness import Broken, Trial, damage, damaged_bytes, tried
from tools.fuzz.running import PARTS, explore
from tools.fuzz.work import FAMILIES, calls

QUICK = (
    "record: events of one day without a term", "record: returns and acceptances", "record: corrections of everything",
    "record: corrections in a circle", "record: penalties", "record: a person of many names", "record: unknown keys",
    "YAML: aliases of aliases", "YAML: dashes", "pack: facts twice in the next", "pack: regions with unknown guards",
    "workbook: sheets",
)  # fmt: skip
"""Of the families whose work is counted, some that are soon counted."""

INPUTS = {
    "edges": range(300),
    "records": range(12),
    "packs": range(8),
    "workbooks": range(10),
    "parquet": range(20),
    "commands": range(8),
    "work": [n for n, name in enumerate(FAMILIES) if name in QUICK],
}
"""The inputs of each part that are tried here: a few seconds' worth."""


@pytest.mark.parametrize("name", PARTS)
def test_no_hostile_input_breaks_anything(name: str) -> None:
    """The first inputs of every part do no harm; the tool itself tries any number of them."""
    explored = explore(name, 1, numbers=INPUTS[name])
    assert [failure.render() for failure in explored.failures] == []
    assert explored.inputs == len(INPUTS[name])


def test_an_input_is_made_again_from_its_seed_and_number(tmp_path: pathlib.Path) -> None:
    """What failed once can be looked at again."""
    for name in ("records", "commands", "work"):
        one, other = (PARTS[name](Random("1:x:7"), 7, tmp_path).shown for _ in range(2))
        assert one == other
    assert damaged_bytes(b"abc" * 40, Random(5)) == damaged_bytes(b"abc" * 40, Random(5))


def test_damage_changes_data_in_its_place() -> None:
    """Of many tries most make another record, and none of them fails."""
    random, changed = Random(1), 0
    for _ in range(200):
        data = {"id": "x", "activities": [{"kind": "a", "date": "2023-06-01"}, {}], "high_risk": True}
        before = repr(data)
        damage(data, random)
        changed += repr(data) != before
    assert changed > 130


def test_a_failure_says_what_broke_and_how_to_see_it_again(tmp_path: pathlib.Path) -> None:
    """One line to copy is enough."""

    def part(random: Random, number: int, folder: pathlib.Path) -> Trial:
        def run() -> None:
            raise Broken("the wrong answer")

        return Trial("the input", run)

    failure = tried("records", part, 3, 14, tmp_path)
    assert failure is not None
    assert failure.render() == (
        "records 14: Broken: the wrong answer\n"
        "  again: python -m tools.fuzz --seed 3 --part records --input 14\n"
        "  input: the input\n"
    )


def test_what_hangs_is_broken_off(tmp_path: pathlib.Path) -> None:
    """Even where every exception is swallowed."""

    def part(random: Random, number: int, folder: pathlib.Path) -> Trial:
        def run() -> None:
            while True:
                try:
                    sum(range(1000))
                except Exception:  # what is tried here
                    continue

        return Trial("a loop", run)

    failure = tried("records", part, 1, 1, tmp_path, seconds=0.2)
    assert failure is not None
    assert failure.what == "TooLong: takes more than 0.2 s"


def test_work_is_counted_the_same_each_time(campaign: Campaign, tmp_path: pathlib.Path) -> None:
    """Calls, not seconds: the machine does not matter."""
    for _ in range(20):  # what is made once, or compiled once there are many, is made now
        calls(FAMILIES["record: unknown keys"](5, tmp_path))
    counted = {calls(FAMILIES["record: unknown keys"](5, tmp_path)) for _ in range(3)}
    assert max(counted) - min(counted) <= min(counted) / 100  # what else the process tidies up meanwhile
