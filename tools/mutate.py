"""Damage the shipped rules in a few hundred ways and count which lint or test notice: ``python -m tools.mutate``."""

import pathlib
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from campaign_rules import load_campaign
from campaign_rules.authoring.lint import lint
from campaign_rules.authoring.scenario_runs import run
from campaign_rules.base.errors import CampaignRulesError
from campaign_rules.files.pack_files import load_scenarios, shipped_rules

SHIPPED = shipped_rules() / "jinxian-2023"

EDITS: tuple[tuple[str, str, str], ...] = (
    ("flip a comparison", r"\bnot_before\b", "after"),
    ("flip a comparison", r"\bnot_after\b", "before"),
    ("flip a comparison", r"\{before: ", "{not_before: "),
    ("flip a truth value", r": true\}", ": false}"),
    ("flip a truth value", r"(?<=done: )true", "false"),
    ("change a frequency", r"each: month", "each: quarter"),
    ("change a frequency", r"each: quarter", "each: half"),
    ("change a frequency", r"each: half", "each: year"),
    ("change a due date", r"end_of: mobilisation", "end_of: self_inspection"),
    ("change a due date", r"end_of: self_inspection", "end_of: enforcement"),
    ("change a due date", r"due: one-off-window", "due: undated-office-duties"),
    ("change a due date", r"due: undated-office-duties", "due: one-off-window"),
    ("shift a date", r"(?<=to: 2023-\d\d-)3(?=\d)", "2"),
    ("misspell a name", r"(?<=kind: )([a-z_]+)", r"\1x"),
    ("misspell a name", r"(?<=bearer: )([a-z_]+)", r"\1x"),
    ("misspell a name", r"(?<=found\.by: )([a-z_]+)", r"\1x"),
    ("misspell a name", r"(?<=interpretation: )([a-z-]+)", r"\1x"),
    ("delegate what is personal", r"  in_person: true\n", ""),
    ("remove a condition", r"\n  when: [a-z_]+(?=\n)", ""),
    ("remove a guard", r"\n *- not: [a-z_]+(?=\n)", ""),
    ("remove a guard", r"\n *- (reported|found_by_others|accident)(?=\n)", ""),
    ("all for any", r"\ball:", "any:"),
    ("any for all", r"\bany:", "all:"),
)
"""What is done to a file, by kind: each place where it can be done is a mutant."""


def mutants() -> Iterator[tuple[str, str, str]]:
    """Yield the kind, the file and the text of every mutant."""
    files = [
        p
        for p in sorted(SHIPPED.glob("**/*.yaml"))
        if not {"scenarios"} & set(p.relative_to(SHIPPED).parts)
        and p.name not in ("kinds.yaml", "gbt4754.yaml", "clauses.yaml", "interpretations.yaml")
    ]
    for path in files:
        name, text = path.relative_to(SHIPPED).as_posix(), path.read_text("utf-8")
        for kind, pattern, new in EDITS:
            for found in re.finditer(pattern, text):
                yield kind, name, text[: found.start()] + found.expand(new) + text[found.end() :]
        if name.startswith("duties/"):
            for found in re.finditer(r"(?m)^[a-z][a-z-]+:\n(?:(?:  .*)?\n)+", text + "\n"):
                yield "drop a rule", name, (text[: found.start()] + text[found.end() :]) or "{}\n"


def noticed(folder: pathlib.Path) -> str | None:
    """Say which of lint and test notices something wrong with a pack."""
    if lint(folder):
        return "lint"
    try:
        campaign = load_campaign(folder)
        failed = any(not one.passed for placed in load_scenarios(folder) for one in run(placed, campaign))
    except CampaignRulesError:
        return "lint"
    return "test" if failed else None


def tried(mutant: tuple[str, str, str]) -> tuple[str, str, str | None, str]:
    """Try one mutant in a folder of its own: its kind, its file, what notices it, and the line that differs."""
    kind, name, text = mutant
    with tempfile.TemporaryDirectory() as parent:
        folder = pathlib.Path(shutil.copytree(SHIPPED, pathlib.Path(parent) / "pack"))
        original = (folder / name).read_text("utf-8")
        (folder / name).write_text(text, "utf-8")
        changed = [line for line in text.splitlines() if line not in original.splitlines()]
        return kind, name, noticed(folder), changed[0] if changed else "a line less"


def main() -> None:
    """Try every mutant on all cores and print how many were noticed, by kind; those that were not are named."""
    counts: Counter[tuple[str, str]] = Counter()
    with ProcessPoolExecutor() as pool:
        for kind, name, by, line in pool.map(tried, mutants()):
            counts[kind, by or "missed"] += 1
            if by is None:
                print(f"missed: {kind}: {name}: {line.strip()}", flush=True)
    total, missed = sum(counts.values()), sum(n for (_, by), n in counts.items() if by == "missed")
    for key in sorted(counts):
        print(*key, counts[key])
    print(f"{total - missed} of {total} mutants noticed: {100 * (total - missed) / total:.1f} %")


if __name__ == "__main__":
    main()
