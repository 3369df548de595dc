"""Hostile packs: the files of sound ones, damaged as text and as data, through loading, lint, scenarios and a check."""

from __future__ import annotations

import json
import pathlib
import shutil
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

import yaml

from campaign_rules import BadInput, BadPack, CampaignRulesError, load_campaign
from campaign_rules.authoring import junit, sarif
from campaign_rules.authoring.lint import lint
from campaign_rules.authoring.scenario_problems import problems_of
from campaign_rules.authoring.scenario_runs import Result, render
from campaign_rules.authoring.scenario_runs import run as proved
from campaign_rules.files.pack_files import load_scenarios
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.writers.diagrams.mermaid import mermaid
from campaign_rules.writers.diagrams.svg import svg
from tools.fuzz.harness import ROOT, STRANGE_TEXTS, Trial, abridged, damage, damaged_bytes, places
from tools.fuzz.records import both_ways_of, plain, refused, sound

CANTEENS = ROOT / "tests" / "packs" / "canteens"
"""A campaign with a record of its own: other sections, units, outcomes of offices, a form in euros."""

FOLDERS = (
    *(ROOT / "rules" / name for name in ("zhiben-2024", "zhiben-2024", "zhiben-2024", "jinxian-2023")),
    CANTEENS,
    CANTEENS,
)
"""The packs that are damaged, small ones more often."""

WORDS = (
    *OPERATORS,
    "all", "any", "not", "if_absent", "chosen", "count", "clustered", "within", "of", "where", "when", "each", "every", "due", "end_of",
    "start_of", "days_after", "for_each", "variants", "review", "holds", "hazards", "activities", "documents", "attributes.x",
    "event.deadline", "found.date", "plan.deadline", "township", "sectors", "as_of", "issued", "ends", "deadline", "*", "null",
    "month", "quarter", "once", "enterprise", "principal", "department", "high_risk", "accepted", "rectification", "evidence",
    "waiver", "opens", "from", "to", "set", "at", "event", "extends", "work-safety-law", "../jinxian-2023", "/etc", "year_2024",
)  # fmt: skip
"""Words that mean something somewhere in a pack."""

CONDITIONS = ("when", "where", "holds", "concerns", "applies", "unless")
"""The keys under which a condition stands."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

EDITS = ("line twice", "line gone", "word", "indent", "bytes", "text in", "anchor", "two lines swapped")


@lru_cache
def files(folder: pathlib.Path) -> tuple[tuple[str, str], ...]:
    """Return the files of a pack."""
    return tuple((p.relative_to(folder).as_posix(), p.read_text("utf-8")) for p in sorted(folder.glob("**/*.yaml")))


def damaged_text(text: str, random: Random) -> bytes:
    """Return the text of a file with something typed wrong."""
    lines = text.splitlines(keepends=True)
    at = random.randrange(len(lines))
    match random.choice(EDITS):
        case "line twice":
            lines.insert(at, lines[at])
        case "line gone":
            del lines[at]
        case "word":
            words = lines[at].split(" ")
            words[random.randrange(len(words))] = random.choice((*WORDS, *STRANGE_TEXTS))
            lines[at] = " ".join(words)
        case "indent":
            lines[at] = " " * random.choice((1, 2, 3)) + lines[at] if random.random() < 0.5 else lines[at][1:]
        case "bytes":
            return damaged_bytes(text.encode(), random)
        case "text in":
            middle = random.randrange(len(lines[at]))
            lines[at] = lines[at][:middle] + random.choice(STRANGE_TEXTS) + lines[at][middle:]
        case "anchor":
            lines[at] = lines[at].replace(": ", random.choice((": &a ", ": *a ", ": !!binary ", ": !x ", ": |\n")), 1)
        case _:
            other = random.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
    return "".join(lines).encode("utf-8", "surrogatepass")


def damaged_data(text: str, random: Random) -> bytes:
    """Return the text of a file with its data changed, and written again as YAML."""
    data = yaml.load(text, LOADER)
    if (held := [(c, k) for c, k in places(data) if k in CONDITIONS]) and random.random() < 0.6:
        container, key = random.choice(held)
        container[key] = condition(random)
    else:
        for _ in range(random.choice((1, 1, 2, 6))):
            damage(data, random, WORDS)
    return yaml.safe_dump(data, allow_unicode=random.random() < 0.8, sort_keys=False).encode("utf-8", "surrogatepass")


FIELDS = (
    "attributes.x", "attributes.metal_smelting", "high_risk", "township", "sectors", "name", "hot_work", "kind", "date", "by", "scope",
    "found.by", "found.date", "plan.deadline", "plan.funds", "immediately_fixable", "rectification", "rectification.accepted", "deadline",
    "event.deadline", "event.by", "event.date", "approved", "certificate_valid_until", "id", "note", "persons", "amount", "penalties",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    True, False, None, 0, 1, -1, 100, 2.5, "x", "many", "principal", "2023-06-01", "issued", "as_of", "deadline", "event.date", [],
    ["enterprise"], ["mining", 1], "departments", "high-risk-sectors", {"start_of": "enforcement"}, {"end_of": "year_2024"}, "accepted",
)  # fmt: skip


def condition(random: Random, deep: int = 0) -> Any:
    """Return a condition: well formed, whether or not it makes sense."""
    if deep < 3 and random.random() < 0.4:
        parts = [condition(random, deep + 1) for _ in range(random.choice((1, 2, 3)))]
        return random.choice(({"all": parts}, {"any": parts}, {"not": parts[0]}))
    if random.random() < 0.15:
        return random.choice(("high_risk", "hot_work", "accepted", {"chosen": {"neglect": "from-enforcement"}}))
    test: Any = random.choice(VALUES)
    if random.random() < 0.7:
        test = {random.choice([*OPERATORS]): random.choice(VALUES)}
        if random.random() < 0.2:
            test["if_absent"] = random.choice((True, False))
    return {random.choice(FIELDS): test}


SCHOOLS: tuple[dict[str, Any], ...] = (
    {"id": "S-1", "pupils": 420, "gas_cooking": True, "actions": [{"kind": "tasting", "done": "2025-02-12", "led_by": "headteacher"}]},
    {"id": "S-2", "complaints": [{"id": "C1", "about": "cold", "intake": {"day": "2025-04-07", "channel": "pupil"}, "gravity": "illness", "remedy": {"answer_by": "2025-04-21"}, "events": [{"kind": "extension", "date": "2025-04-10", "by": "inspectorate", "until": "2025-05-10"}]}]},
    {"id": "I-1", "actor": "inspectorate", "inspections": [{"id": "I1", "ordered": "2025-04-01", "visit_by": "2025-04-30", "events": [{"kind": "visited", "date": "2025-04-29"}]}]},
)  # fmt: skip
"""Sound records of school canteens."""


def hostile(random: Random, number: int, folder: pathlib.Path) -> Trial:
    """Make a pack, and load, lint and use it."""
    of = random.choice(FOLDERS)
    pack = folder / "pack"
    shutil.copytree(of, pack)
    shown = [of.name]
    for file, text in random.sample(files(of), random.choice((1, 1, 1, 2))):
        raw = damaged_data(text, random) if random.random() < 0.6 else damaged_text(text, random)
        (pack / file).write_bytes(raw)
        shown.append(f"{file}: {abridged(difference(text, raw), 1500)}")
    record: Any = random.choice(SCHOOLS if of == CANTEENS else sound())
    day = random.choice((date(2023, 10, 15), date(2024, 8, 1), date(2025, 5, 2)))
    linted, ran = random.random() < 0.3, random.random() < 0.3
    proofs = of.name != "jinxian-2023" and random.random() < 0.3

    def run() -> None:
        if linted:
            for problem in (problems := lint(pack, proofs=proofs)):
                plain(problem.render("zh"))
                plain(problem.render("en"))
            json.dumps(sarif.report(problems, "0", "zh")).encode("utf-8")
        try:
            campaign = load_campaign(pack)
        except BadPack as wrong:
            refused(wrong)
            return
        for cycle in campaign.pack.lifecycles.values():
            svg(cycle, campaign.pack, "zh").encode("utf-8")
            mermaid(cycle, campaign.pack, "en").encode("utf-8")
        both_ways_of(record, campaign, day)
        try:
            report = campaign.check(record, as_of=day)
            json.dumps(report.to_dict("zh"), allow_nan=False).encode("utf-8", "backslashreplace")
            campaign.summary([record], as_of=day)
            campaign.ledger([record], as_of=day)
            campaign.calendar(record, as_of=day)
        except CampaignRulesError as wrong:
            refused(wrong)
        if ran:
            scenarios(pack)

    return Trial("; ".join(shown), run)


def scenarios(pack: pathlib.Path) -> None:
    """Run the scenarios of a pack, and tell how they went."""
    campaign = load_campaign(pack)
    try:
        placed = load_scenarios(pack)
    except BadInput as wrong:
        refused(wrong)
        return
    results: list[Result] = []
    for one in placed:
        wrong_ones = list(problems_of(one, campaign))
        for problem in wrong_ones:
            plain(problem.render("zh"))
        if not wrong_ones:
            results += proved(one, campaign)
    for result in results:
        for failure in result.failures:
            for line in render(failure):
                plain(line)
    junit.report(results, "zh").encode("utf-8")


def difference(before: str, raw: bytes) -> str:
    """Return the lines of a damaged file that the sound one does not have; of data, compared as data is written."""
    after = raw.decode("utf-8", "backslashreplace")
    known = {
        *before.splitlines(),
        *yaml.safe_dump(yaml.load(before, LOADER), allow_unicode=True, sort_keys=False).splitlines(),
    }
    return (
        "\n".join(f"{n}: {line}" for n, line in enumerate(after.splitlines(), 1) if line not in known)
        or "(lines gone or moved)"
    )
