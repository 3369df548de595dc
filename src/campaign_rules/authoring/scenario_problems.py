"""What of a scenario can mean nothing: days, obligations, statuses, cells, fields that there are not, a record that can't be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from msgspec import UNSET

from campaign_rules.base.errors import CampaignRulesError, Problem, did_you_mean, unknown_name
from campaign_rules.base.schemas import is_date, shown_value
from campaign_rules.base.sources import Path, path_text
from campaign_rules.base.texts import Text
from campaign_rules.campaign import Campaign
from campaign_rules.rules.duties.obligations import STATUSES
from campaign_rules.rules.outcomes import UNDETERMINED
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.scenarios import Placed

SPECIAL = ("outcomes", "outcomes_missing", "outcomes_interpretations", "cells", "differences", "deadlines")
"""What can be expected of a day beside obligations."""

FIELDS = ("status", "due", "nominal_due", "due_basis", "partial", "provisional", "missing", "evidence", "clause",
          "interpretations")  # fmt: skip
"""What can be expected of an obligation; of its interpretations, those that must be among them."""

PHASE = "phase"
"""What the last days of phases are called among deadlines: ``phase@NAME``."""


def problems_of(placed: Placed, campaign: Campaign) -> Iterator[Problem]:
    """Yield what of a scenario can mean nothing."""
    scenario = placed.scenario
    if scenario.leads:
        yield from _wrong_leads(placed, campaign.pack)
        return
    if (scenario.record is UNSET) is (scenario.records is UNSET):
        text = Text("record 与 records 须写其一", "one of record and records")
        yield placed.problem((), "scenario", text)
    if not scenario.expect and not scenario.absent:
        yield placed.problem(("expect",), "scenario", Text("没有写预期", "nothing is expected"))
    for name, value in scenario.set.items():
        try:
            campaign.with_interpretation(name, value)
        except CampaignRulesError as wrong:
            text = wrong.text if hasattr(wrong, "text") else Text(str(wrong), str(wrong))
            yield placed.problem(("set", name), "choice", text)
    for i, instance in enumerate(scenario.absent):
        yield from _instance(placed, instance, campaign.pack, ("absent", i))
    for day, wanted in scenario.expect.items():
        if not is_date(day):
            text = Text(f"{day} 不是日期，应为 YYYY-MM-DD", f"{day} is not a date, expected YYYY-MM-DD")
            yield placed.problem(("expect", day), "date", text, at_key=True)
        for name, value in wanted.items():
            yield from _wanted(placed, name, value, campaign.pack, ("expect", day, name))


def never_asked(placed: Placed, pack: Pack) -> Iterator[Problem]:
    """Yield obligations that a scenario expects and that their duty never has, in no period, as the readings are by
    default."""
    for day, wanted in placed.scenario.expect.items() if not placed.scenario.set else ():
        for instance in wanted:
            name, _, period = instance.partition("@")
            if not period or name not in pack.duties:
                continue
            courses = pack.duties[name].courses(name, pack.times())
            known = [window.instance for course in courses for window in course.windows]
            if known and instance not in known:
                text = Text(f"{name} 没有 {instance} 这一次", f"{name} is never asked for as {instance}")
                text += did_you_mean(instance, known)
                yield placed.problem(("expect", day, instance), "expectation", text, at_key=True)


def in_scenario(placed: Placed, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield what is wrong with the records of a scenario, at its places."""
    records = placed.scenario.records or ()
    bases: list[Path] = [("records", i) for i in range(len(records))] or [("record",)]
    places: dict[str, Path] = {}
    for base in reversed(bases):  # of several records the problem does not say which: the first that has the place
        whole = (placed.index, *base)
        places |= {path_text(p[len(whole) :]): p[1:] for p in placed.source.values if p[: len(whole)] == whole}
    for problem in problems:
        steps = problem.path
        while steps and steps not in places:  # what is not there is told where it should be
            steps = steps.rpartition(".")[0]
        text = Text(f"{problem.path}：{problem.zh}", f"{problem.path}: {problem.en}")
        yield placed.problem(places.get(steps, bases[0]), problem.code, text)


def _wrong_leads(placed: Placed, pack: Pack) -> Iterator[Problem]:
    """Yield what is wrong with a scenario about who leads what: a record beside it, and names that stand for nothing."""
    scenario = placed.scenario
    if (
        scenario.record is not UNSET
        or scenario.records is not UNSET
        or scenario.expect
        or scenario.absent
        or scenario.set
    ):
        text = Text("有 leads 的情景不写记录和日期", "a scenario with leads has no record and no days")
        yield placed.problem(("leads",), "scenario", text)
    for query, wanted in scenario.leads.items():
        for i, sector in enumerate(wanted):
            at: Path = ("leads", query, sector if isinstance(wanted, dict) else i)
            if sector not in pack.sector_titles:
                text = Text(f"没有 {sector} 这个领域", f"unknown sector {sector}") + did_you_mean(
                    sector, pack.sector_titles
                )
                yield placed.problem(at, "unknown-sector", text, at_key=isinstance(wanted, dict))
            known = pack.directory.departments
            for department in roles_of(wanted[sector]) if isinstance(wanted, dict) else ():
                if department not in known:
                    text = Text(f"没有 {department} 这个部门", f"unknown department {department}")
                    yield placed.problem(at, "unknown-department", text + did_you_mean(department, known))


def roles_of(said: str | Mapping[str, str]) -> dict[str, str]:
    """Return what each department is to a sector; a department written alone leads it."""
    return {said: "lead"} if isinstance(said, str) else dict(said)


def _instance(placed: Placed, instance: str, pack: Pack, at: Path) -> Iterator[Problem]:
    duty = instance.partition("@")[0]
    if "@" not in instance or duty not in pack.duties:
        text = Text(f"没有 {duty} 这项义务", f"unknown duty {duty}") + did_you_mean(duty, pack.duties)
        yield placed.problem(at, "unknown-duty", text, at_key=at[0] == "expect")


def _wanted(placed: Placed, name: str, value: Any, pack: Pack, at: Path) -> Iterator[Problem]:
    if "@" not in name:
        yield from _special(placed, name, value, pack, at)
        return
    yield from _instance(placed, name, pack, at)
    status = value if isinstance(value, str) else value.get("status", STATUSES[0]) if isinstance(value, dict) else value
    if status not in STATUSES:
        shown = status if isinstance(status, str) else shown_value(status)
        text = Text(f"没有 {shown} 这种状态", f"unknown status {shown}") + did_you_mean(str(shown), STATUSES)
        yield placed.problem(at, "unknown-status", text)
    for key in value if isinstance(value, dict) else ():
        if key not in FIELDS:
            text = Text(f"没有 {key} 这一项", f"unknown field {key}") + did_you_mean(key, FIELDS)
            yield placed.problem((*at, key), "unknown-field", text)


def _special(placed: Placed, name: str, value: Any, pack: Pack, at: Path) -> Iterator[Problem]:
    """Yield what is wrong with what is expected beside obligations: another word, another shape, names of nothing."""
    if name not in SPECIAL:
        text = Text(f"没有 {name} 这种预期", f"nothing such as {name} can be expected")
        instance = Text(f"；义务的一次写作 {name}@周期", f"; one obligation of a duty is written {name}@PERIOD")
        text += instance if name in pack.duties else did_you_mean(name, SPECIAL)
        yield placed.problem(at, "expectation", text, at_key=True)
        return
    if not isinstance(value, dict):
        shape = _SHAPES[name]
        text = Text(f"应为键值映射，如 {shape}", f"expected a mapping such as {shape}")
        yield placed.problem(at, "expectation", text)
        return
    for key, one in value.items():
        yield from _EXPECTED[name](placed, str(key), one, pack, (*at, key))


_SHAPES: Mapping[str, str] = {
    "outcomes": "{ID: [OUTCOME, …]}",
    "outcomes_missing": "{ID: [PLACE, …]}",
    "outcomes_interpretations": "{ID: [READING, …]}",
    "cells": '{"1.1": 3}',
    "differences": '{"1.1": [DUTY@PERIOD, …]}',
    "deadlines": "{DEADLINE@ID: 2025-04-21}",
}
"""How each of what can be expected beside obligations is written."""


def _listed(known: Callable[[Pack], Collection[str]] | None, kind: str) -> Callable[..., Iterator[Problem]]:
    """Return what looks at a list of names that is expected of an item; none in particular where nothing is ``known``."""

    def check(placed: Placed, key: str, value: Any, pack: Pack, at: Path) -> Iterator[Problem]:
        if value is not None and not isinstance(value, list):
            shown = shown_value(value)
            text = Text(
                f"应为列表，得到 {shown}；只有一个也写 [{value}]",
                f"expected a list, got {shown}; one alone is [{value}]",
            )
            yield placed.problem(at, "expectation", text)
            return
        names = known(pack) if known else None
        for i, name in enumerate(value or ()):
            if names is not None and name not in names:
                yield placed.problem((*at, i), f"unknown-{kind}", unknown_name(kind, str(name), names))

    return check


def _cell(placed: Placed, key: str, value: Any, pack: Pack, at: Path) -> Iterator[Problem]:
    """Yield a cell that the form does not have, or a value that it never has."""
    cells = pack.form.cells if pack.form else {}
    if key not in cells:
        yield placed.problem(at, "unknown-cell", unknown_name("cell", key, cells), at_key=True)
        return
    inside = cells[key].values
    if value is None:
        return
    if inside and not isinstance(value, dict):
        shape = "{" + ", ".join(f"{one}: …" for one in inside) + "}"
        text = Text(f"这一格有几个数，应写 {shape}", f"this cell has several numbers, expected {shape}")
        yield placed.problem(at, "expectation", text)
        return
    for one in value if inside else ():
        if one not in inside:
            text = unknown_name("cell", f"{key}.{one}", [f"{key}.{name}" for name in inside])
            yield placed.problem((*at, one), "unknown-cell", text, at_key=True)
    if not inside:
        yield from _figure(placed, value, cells[key].exists, at)


def _figure(placed: Placed, value: Any, exists: bool, at: Path) -> Iterator[Problem]:
    """Yield what no figure of a cell can be: one that tells whether there is any is true or false, another a number."""
    if exists is not isinstance(value, bool) or not isinstance(value, (int, float)):
        wanted, shown = Text("true 或 false", "true or false") if exists else Text("数", "a number"), shown_value(value)
        text = Text(f"应为{wanted.zh}，得到 {shown}", f"expected {wanted.en}, got {shown}")
        yield placed.problem(at, "expectation", text)


def _difference(placed: Placed, key: str, value: Any, pack: Pack, at: Path) -> Iterator[Problem]:
    """Yield a cell that the form does not have, or what is no list of obligations."""
    cells = pack.form.cells if pack.form else {}
    if key not in cells:
        yield placed.problem(at, "unknown-cell", unknown_name("cell", key, cells), at_key=True)
    yield from _listed(None, "")(placed, key, value, pack, at)


def _deadline(placed: Placed, key: str, value: Any, pack: Pack, at: Path) -> Iterator[Problem]:
    """Yield a deadline that no rule sets, or a day that is none."""
    known = [*pack.duties, *(name for cycle in pack.cycles.values() for name in cycle.deadlines)]
    known += [*(declared.alone for declared in pack.outcomes.values()), PHASE]
    name = key.partition("@")[0]
    if name not in known:
        text = Text(f"没有 {name} 这个期限", f"unknown deadline {name}") + did_you_mean(name, known)
        yield placed.problem(at, "expectation", text, at_key=True)
    if value is not None and not (isinstance(value, str) and is_date(value)):
        shown = shown_value(value)
        text = Text(f"{shown} 不是日期，应为 YYYY-MM-DD", f"{shown} is not a date, expected YYYY-MM-DD")
        yield placed.problem(at, "date", text)


_EXPECTED: Mapping[str, Callable[..., Iterator[Problem]]] = {
    "outcomes": _listed(lambda pack: (*pack.every_outcome, UNDETERMINED), "outcome"),
    "outcomes_missing": _listed(None, ""),
    "outcomes_interpretations": _listed(lambda pack: pack.interpretations, "interpretation"),
    "cells": _cell,
    "differences": _difference,
    "deadlines": _deadline,
}
"""What looks at each name of what is expected beside obligations."""
