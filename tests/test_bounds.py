"""What the project says of itself outside its code: the oldest dependencies that work, and the minutes of a run."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_lower_bounds_are_the_oldest_versions_that_are_tested() -> None:
    """A bound that nobody installs is a guess."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    parts = (project["dependencies"], extras["bulk"], extras["spark"], extras["test"])
    declared = {bound for part in parts for bound in part}
    bounds = sorted(re.sub(r"\[.*\]", "", bound).lower() for bound in declared)
    lines = (ROOT / "tests" / "oldest.txt").read_text("utf-8").splitlines()
    oldest = sorted(line.replace("==", ">=") for line in lines if line and not line.startswith("#"))
    assert bounds == oldest


def test_the_parts_of_a_run_stay_under_forty_minutes() -> None:
    minutes = re.findall(r"^part .* (\d+)$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    assert len(minutes) > 5
    assert sum(map(int, minutes)) <= 40


def test_every_file_of_tests_that_a_run_names_is_there() -> None:
    """One that was moved is no reason for a run to fail after half an hour."""
    said = (ROOT / ".ci" / "run").read_text("utf-8")
    named = [
        f"{head}{name}{tail}"
        for head, names, tail in re.findall(r"\b(tests/[\w/]*?)(?:\{([\w,]+)\})?(\.py)?(?=[\s)]|$)", said, re.MULTILINE)
        for name in (names or "").split(",")
    ]
    assert len(named) > 30
    assert [path for path in named if not (ROOT / path).exists()] == []
