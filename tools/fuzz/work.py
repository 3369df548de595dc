"""How the work grows with the input: families of inputs at sizes n, 2n and 4n, under a counter of calls.

Counting finds what would hang without waiting for it, and the same on any machine.
"""

from __future__ import annotations

import io
import json
import pathlib
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import openpyxl

from campaign_rules import CampaignRulesError, load_campaign
from campaign_rules.authoring.lint import lint
from campaign_rules.bulk.checker import Checker, Job
from campaign_rules.files.streams import Block
from campaign_rules.files.workbooks.records import read_workbook
from tools.fuzz.harness import ROOT, Broken, Trial
from tools.fuzz.records import campaign

DAY = date(2023, 10, 15)

MOST_CALLS = 30_000_000
"""No input of these sizes may take more calls of functions than this."""

STEEPEST = 2**1.6
"""Twice the input may take this many times the work more: a little over n to the power of one and a half."""

PAIRWISE = {
    "record: events of one day with a term": "MOST_FOLLOWED",
    "record: extensions without who granted them": "MOST_FOLLOWED",
    "pack: transitions of one event": "MOST_TRANSITIONS",
}
"""Families whose work may grow with the square of their size, up to the limit that ends it: each day asks of each event, or
each guard is compared with each other."""

NOISE = 30_000
"""Differences of fewer calls than this say nothing."""


class TooMuch(BaseException):
    """More calls than any input may take; no ``except Exception`` holds it up."""


def calls(run: Callable[[], object]) -> int:
    """Return how many calls of functions a run takes; what is refused is refused.

    Raises:
        TooMuch: more than `MOST_CALLS`.
    """
    made = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal made
        if event in ("call", "c_call"):
            made += 1
            if made > MOST_CALLS:
                raise TooMuch

    sys.setprofile(count)
    try:
        with suppress(CampaignRulesError):
            run()
    finally:
        sys.setprofile(None)
    return made


# --- records ---


def _hazard(*events: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"hazards": [{"id": "H", "found": {"date": "2023-01-01"}, "events": list(events), **more}]}


def _day(n: int) -> str:
    """Return the n-th day after the issue date, all within the campaign's time."""
    return (date(2023, 5, 17) + timedelta(n % 220)).isoformat()


def _event(kind: str, n: int = 0, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "date": _day(n), **more}


def _correction(n: int, of: int) -> dict[str, Any]:
    return _event("correction", 0, id=f"e{n}", retracts=f"e{of}")


RECORDS: dict[str, Callable[[int], dict[str, Any]]] = {
    "events": lambda n: _hazard(*(_event("ordered", i, deadline=_day(i + 30)) for i in range(n))),
    "events without a term": lambda n: _hazard(*(_event("ordered", i) for i in range(n))),
    "events of one day without a term": lambda n: _hazard(*(_event("ordered") for _ in range(n))),
    "events of one day with a term": lambda n: _hazard(*(_event("ordered", deadline=_day(i)) for i in range(n))),
    "extensions without who granted them": lambda n: _hazard(*(_event("extended", i, deadline=_day(i + 9)) for i in range(n)), plan={"deadline": "2023-06-01"}),
    "extensions without a term": lambda n: _hazard(*(_event("extended", 0, by="department") for _ in range(n))),
    "returns and acceptances": lambda n: _hazard(*(_event(("accepted", "returned")[i % 2], i) for i in range(n))),
    "returns of one day": lambda n: _hazard(*(_event(("ordered", "accepted", "returned", "extended")[i % 4]) for i in range(n))),
    "corrections in a chain": lambda n: _hazard(_event("ordered", id="e0"), *(_correction(i, i - 1) for i in range(1, n))),
    "corrections in a chain, last first": lambda n: _hazard(*[_event("ordered", id="e0"), *(_correction(i, i - 1) for i in range(1, n))][::-1]),
    "corrections in a circle": lambda n: _hazard(*(_correction(i, (i + 1) % n) for i in range(n))),
    "corrections of everything": lambda n: _hazard(*(_correction(i, (i * 7 + 3) % n) for i in range(n))),
    "corrections of one event": lambda n: _hazard(_event("ordered", id="e0"), *(_correction(i, 0) for i in range(1, n))),
    "corrections without an id": lambda n: _hazard(*(_event("correction", retracts=f"e{i}x") for i in range(n))),
    "hazards": lambda n: {"hazards": [{"id": f"H{i}", "found": {"date": _day(i)}, "events": [_event("ordered", i)]} for i in range(n)]},
    "hazards of one id": lambda n: {"hazards": [{"id": "H", "found": {"date": _day(i)}} for i in range(n)]},
    "penalties": lambda n: {"penalties": [{"date": _day(i), "amount": 1} for i in range(n)]},
    "penalties and hazards": lambda n: {"penalties": [{"date": _day(i)} for i in range(n)], **_hazard(neglect=True)},
    "activities": lambda n: {"activities": [{"kind": "rescue_drill", "date": _day(i), "by": "principal"} for i in range(n)]},
    "activities of one day": lambda n: {"activities": [{"kind": "review_meeting", "date": _day(0)} for _ in range(n)]},
    "unknown kinds": lambda n: {"activities": [{"kind": f"种类{i}", "date": _day(i)} for i in range(n)]},
    "kinds nearly known": lambda n: {"activities": [{"kind": f"review_meetin{i}", "date": _day(i)} for i in range(n)]},
    "unknown people": lambda n: {"activities": [{"kind": "review_meeting", "date": _day(i), "by": f"某{i}"} for i in range(n)]},
    "a person of many names": lambda n: {"activities": [{"kind": "review_meeting", "date": _day(0), "by": "、".join(["总经理", "某"] * n)}]},
    "a kind of many names": lambda n: {"activities": [{"kind": "和".join(["演练", "团建"] * n), "date": _day(0)}]},
    "an extension by many": lambda n: _hazard(_event("extended", by="和".join(["住建局", "某局"] * n), deadline=_day(9))),
    "sectors": lambda n: {"sectors": [f"行业{i}" for i in range(n)]},
    "a sector of many names": lambda n: {"sectors": ["、".join(["燃气", "采矿"] * n)]},
    "attributes": lambda n: {"attributes": {f"a{i}": i for i in range(n)}},
    "waivers": lambda n: {"waivers": [{"from": _day(i), "to": "2023-12-31", "duties": ["review-meeting"]} for i in range(n)]},
    "waivers of unknown duties": lambda n: {"waivers": [{"from": _day(i), "to": "2023-12-31", "duties": [f"review-meetin{i}"]} for i in range(n)]},
    "wrong items": lambda n: {"activities": [{"kind": 1, "date": "x", "nope": []} for _ in range(n)]},
    "items that are none": lambda n: {"activities": [*range(n)]},
    "unknown keys": lambda n: {f"k{i}": i for i in range(n)},
    "jobs": lambda n: {"hot_work_jobs": [{"id": f"W{i}", "date": _day(i), "approved": None} for i in range(n)]},
    "spot checks": lambda n: {"spot_checks": [{"date": _day(i), "found": [f"f{j}" for j in range(9)]} for i in range(n)]},
    "a long text": lambda n: {"note": "同上，" * 100 * n, "name": "=\x1b" * n, "township": "x、" * n},
    "events that can not be": lambda n: _hazard(*({"kind": "reopened", "date": "2022-01-01", "recorded": "2021-01-01"} for _ in range(n))),
}  # fmt: skip
"""Records by what there is much of."""


def _asked(data: dict[str, Any]) -> Callable[[], object]:
    """Ask most things of a record: the finding, what is indicated, the form, the ledger, and all that in bulk."""
    chosen, raw = campaign("jinxian-2023"), json.dumps({"id": "x", **data}).encode()
    checker = Checker(Job(chosen, DAY, ".jsonl"))
    checker.check(Block("x", 1, b'{"id": "x"}\n'))  # what is done once for all records

    def run() -> None:
        checker.check(Block("x", 1, raw + b"\n"))
        chosen.check(raw, as_of=DAY).to_dict("zh")
        chosen.ledger([raw], as_of=DAY)
        chosen.progress([raw], as_of=DAY)
        chosen.calendar(raw, as_of=DAY)

    return run


# --- texts ---

TEXTS: dict[str, Callable[[int], str]] = {
    "keys of YAML": lambda n: "".join(f"k{i}: {i}\n" for i in range(n)),
    "one key of YAML, again and again": lambda n: "id: x\n" * n,
    "lines of YAML that are wrong": lambda n: "id: x\n" + "activities: ：\n" * n,
    "Chinese punctuation": lambda n: "".join(f"键{i}：值\n" for i in range(n)),
    "aliases": lambda n: "id: x\nnote: &a [1, 2]\n" + "".join(f"k{i}: *a\n" for i in range(n)),
    "aliases of aliases": lambda n: "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, n)),
    "anchors": lambda n: "".join(f"k{i}: &a{i} x\n" for i in range(n)),
    "merges": lambda n: "k0: &k0 {a: 1}\n" + "".join(f"k{i}: &k{i} {{<<: *k{i - 1}, b{i}: 1}}\n" for i in range(1, n)),
    "brackets": lambda n: "id: " + "[" * n,
    "braces": lambda n: "id: " + "{a: " * n,
    "dashes": lambda n: "id: x\nnote:\n" + "- " * n,
    "documents": lambda n: "id: x\n---\n" * n,
    "a long scalar": lambda n: "id: x\nnote: '" + "''\\n  " * 20 * n + "'\n",
    "comments": lambda n: "# 注\n" * n + "id: x\n",
    "tags": lambda n: "id: x\n" + "".join(f"k{i}: !!python/name:os.system x\n" for i in range(n)),
    "digits": lambda n: "id: x\nnote: " + "9" * 40 * n + "\n",
    "colons": lambda n: "id: x\nnote: " + "9:" * 40 * n + "9\n",
}  # fmt: skip
"""Texts of YAML by what there is much of."""


def _read(text: str, folder: pathlib.Path) -> Callable[[], object]:
    path = folder / "record.yaml"
    path.write_text(text, "utf-8")
    return lambda: campaign("jinxian-2023").check(path, as_of=DAY)


# --- packs ---


def _named(facts: dict[str, Any]) -> str:
    title = {"zh": "名", "en": "name"}
    held = {"high_risk": {"hot_work": True}, **facts}
    return json.dumps({name: {"title": title, "clause": "2.1", "holds": holds} for name, holds in held.items()})


def _cycle(**regions: Any) -> str:
    return json.dumps(
        {
            "title": {"zh": "隐患", "en": "Hazard"},
            "clause": "2.1",
            "of": "hazards",
            "concerns": {"not": {"found.date": {"after": "ends"}}},
            "order": ["ordered", "accepted"],
            "regions": regions,
        }
    )


def _region(transitions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"initial": "a", "states": {s: {"zh": s, "en": s} for s in "ab"}, "final": ["b"], "transitions": transitions}


_STEP = {"event": "ordered", "from": "a", "to": "b"}
_UNKNOWN = {"immediately_fixable": True}
_WIDE = {
    "any": [
        {"found.by": "enterprise"},
        {"event.by": "department"},
        {"event.deadline": {"before": "2023-06-01"}},
        _UNKNOWN,
    ]
}


def _duty(**more: Any) -> dict[str, Any]:
    return {"title": {"zh": "名", "en": "name"}, "clause": "2.1", "bearer": "enterprise", "of": "activities", "where": {"kind": "rescue_drill"},
            "each": "half", **more}  # fmt: skip


_CLAUSE = {"title": {"zh": "条", "en": "clause"}}
_READINGS = (ROOT / "rules" / "zhiben-2024" / "interpretations.yaml").read_text("utf-8")

PACKS: dict[str, tuple[str, Callable[[int], str]]] = {
    "facts": ("facts.yaml", lambda n: _named({f"f{i}": {"hot_work": True} for i in range(n)})),
    "facts in a chain": ("facts.yaml", lambda n: _named({"f0": {"hot_work": True}, **{f"f{i}": {"not": f"f{i - 1}"} for i in range(1, n)}})),
    "facts twice in the next": ("facts.yaml", lambda n: _named({"high_risk": f"f{n - 1}", "f0": {"hot_work": True}, **{f"f{i}": {"all": [f"f{i - 1}", {"not": f"f{i - 1}"}]} for i in range(1, n)}})),
    "facts in a circle": ("facts.yaml", lambda n: _named({f"f{i}": f"f{(i + 1) % n}" for i in range(n)})),
    "parts of a condition": ("facts.yaml", lambda n: _named({"high_risk": {"any": [{f"attributes.a{i}": True} for i in range(n)]}})),
    "parts in parts": ("facts.yaml", lambda n: _named({"high_risk": _nested(min(n, 30))})),
    "words of a condition": ("facts.yaml", lambda n: _named({"high_risk": {"township": {"in": [f"t{i}" for i in range(n)]}}})),
    "regions with unknown guards": ("lifecycles/hazard.yaml", lambda n: _cycle(**{f"r{i}": _region([{**_STEP, "when": _UNKNOWN}]) for i in range(n)})),
    "regions with guards of their own": ("lifecycles/hazard.yaml", lambda n: _cycle(**{f"r{i}": _region([{**_STEP, "when": {"found.by": "enterprise", "event.by": {"done": True}}}]) for i in range(n)})),
    "regions that ask each other": ("lifecycles/hazard.yaml", lambda n: _cycle(**{f"r{i}": _region([{**_STEP, "when": {"all": [{"event.by": {"done": True}}, {"any": [_UNKNOWN, {f"r{(i + 1) % n}": "b"}]}]}}]) for i in range(n)})),
    "transitions of one event": ("lifecycles/hazard.yaml", lambda n: _cycle(r=_region([{**_STEP, "when": _WIDE} for _ in range(n)]))),
    "transitions": ("lifecycles/hazard.yaml", lambda n: _cycle(r=_region([{**_STEP, "when": {"event.deadline": {"is": _day(i)}}} for i in range(n)]))),
    "states": ("lifecycles/hazard.yaml", lambda n: _cycle(r={"initial": "s0", "states": {f"s{i}": {"zh": "x", "en": "x"} for i in range(n)}, "final": [f"s{n - 1}"], "transitions": [{**_STEP, "from": f"s{i}", "to": f"s{i + 1}"} for i in range(n - 1)]})),
    "duties": ("duties/enterprise/2.2-drill.yaml", lambda n: json.dumps({f"d{i}": _duty() for i in range(n)})),
    "parts of a duty": ("duties/enterprise/2.2-drill.yaml", lambda n: json.dumps({"d": _duty(when={"all": [{f"attributes.a{i}": {"at_least": i}} for i in range(n)]})})),
    "variants of a duty": ("duties/enterprise/2.2-drill.yaml", lambda n: json.dumps({"d": _duty(variants=[{"when": "high_risk", "each": "month", "interpretation": "high-risk-replaces"}] * n)})),
    "kinds": ("kinds.yaml", lambda n: json.dumps({f"k{i}": {"of": "activities", "title": {"zh": f"种{i}", "en": f"kind {i}"}, "aliases": [f"别名{i}"]} for i in range(n)})),
    "aliases of a kind": ("kinds.yaml", lambda n: json.dumps({"rescue_drill": {"of": "activities", "title": {"zh": "演练", "en": "Drill"}, "aliases": [f"别名{i}" for i in range(n)]}})),
    "clauses": ("clauses.yaml", lambda n: json.dumps({**dict.fromkeys(("1.2", "2.1", "2.2"), _CLAUSE), **{f"9.{i}": _CLAUSE for i in range(n)}})),
    "keys of a file": ("facts.yaml", lambda n: "".join(f"k{i}: 1\n" for i in range(n))),
    "options": ("interpretations.yaml", lambda n: _READINGS + "x: " + json.dumps({"title": {"zh": "x", "en": "x"}, "clause": "2.1", "text": {"zh": "x", "en": "x"}, "default": "o0", "options": {f"o{i}": {"zh": "x", "en": "x"} for i in range(n)}})),
    "scenarios": ("scenarios/2.1.yaml", lambda n: json.dumps([{"title": f"s{i}", "records": [{"id": "x"}], "expect": {"2024-08-01": {}}} for i in range(n)])),
}  # fmt: skip
"""Packs by what there is much of, in which file."""

_PACK_RECORD: dict[str, Any] = {
    "id": "x",
    "activities": [],
    "documents": [],
    **_hazard(*(_event("ordered", i) for i in range(4))),
}


def _nested(depth: int) -> Any:
    return {"not": {"any": [_nested(depth - 1), {"hot_work": True}]}} if depth else {"hot_work": True}


def _packed(file: str, text: str, folder: pathlib.Path) -> Callable[[], object]:
    pack = folder / "pack"
    shutil.copytree(ROOT / "rules" / "zhiben-2024", pack)
    (pack / file).write_text(text, "utf-8")

    def run() -> None:
        lint(pack, proofs=False)
        chosen = load_campaign(pack)
        report = chosen.check(_PACK_RECORD, as_of=date(2024, 8, 1))
        report.to_dict("zh")
        if chosen.pack.cycles:
            report.history("H")
            chosen.case("H", _PACK_RECORD).allowed(date(2024, 8, 1))

    return run


# --- workbooks ---


def _cells(book: Any, sheet: Any, n: int) -> None:
    sheet.append(["单位编号", "种类", "日期", "由谁"])
    for i in range(n):
        sheet.append([f"U{i}", "演练", date(2023, 6, 1), "总经理"])


def _columns(book: Any, sheet: Any, n: int) -> None:
    sheet.append([f"列{i}" for i in range(n)])
    sheet.append(["x"] * n)


def _sheets(book: Any, sheet: Any, n: int) -> None:
    for i in range(n):
        book.create_sheet(f"活动{i}").append(["单位编号", "种类", "日期"])


def _merged(book: Any, sheet: Any, n: int) -> None:
    sheet.append(["单位编号", "种类", "日期"])
    for i in range(n):
        sheet.merge_cells(start_row=2 + 2 * i, end_row=3 + 2 * i, start_column=1, end_column=1)


BOOKS: dict[str, Callable[[Any, Any, int], None]] = {
    "rows of a sheet": _cells, "columns of a sheet": _columns, "sheets": _sheets, "merged cells": _merged,
}  # fmt: skip
"""Workbooks by what there is much of."""


def _book(fill: Callable[[Any, Any, int], None], n: int, folder: pathlib.Path) -> Callable[[], object]:
    book = openpyxl.Workbook()
    book.active.title = "活动"
    fill(book, book.active, n)
    stream = io.BytesIO()
    book.save(stream)
    path = folder / "book.xlsx"
    path.write_bytes(stream.getvalue())
    return lambda: read_workbook(path, campaign("jinxian-2023").pack)


# --- the part ---

Family = Callable[[int, pathlib.Path], Callable[[], object]]


def _of_records(made: Callable[[int], dict[str, Any]]) -> Family:
    return lambda n, _: _asked(made(n))


def _of_texts(made: Callable[[int], str]) -> Family:
    return lambda n, folder: _read(made(4 * n), folder)


def _of_packs(file: str, made: Callable[[int], str]) -> Family:
    return lambda n, folder: _packed(file, made(n), folder)


def _of_books(fill: Callable[[Any, Any, int], None]) -> Family:
    return lambda n, folder: _book(fill, n, folder)


FAMILIES: dict[str, Family] = {
    **{f"record: {name}": _of_records(made) for name, made in RECORDS.items()},
    **{f"YAML: {name}": _of_texts(made) for name, made in TEXTS.items()},
    **{f"pack: {name}": _of_packs(file, made) for name, (file, made) in PACKS.items()},
    **{f"workbook: {name}": _of_books(fill) for name, fill in BOOKS.items()},
}
"""Every family of inputs."""


def _made(folder: pathlib.Path) -> pathlib.Path:
    folder.mkdir()
    return folder


def growing(random: Random, number: int, folder: pathlib.Path) -> Trial:
    """Take a family, one after the other; later rounds take larger sizes."""
    name = [*FAMILIES][number % len(FAMILIES)]
    first = 25 * (1 + number // len(FAMILIES))

    def run() -> None:
        counted: list[int] = []
        calls(FAMILIES[name](2, _made(folder / "0")))  # what is done once for all inputs
        for size in (first, 2 * first, 4 * first):
            asked = FAMILIES[name](size, _made(folder / str(size)))
            try:
                counted.append(calls(asked))
            except TooMuch:
                raise Broken(f"more than {MOST_CALLS} calls at size {size}; at smaller ones {counted}") from None
        less, more = counted[1] - counted[0], counted[2] - counted[1]
        steepest = 2**2.1 if name in PAIRWISE else STEEPEST
        # What is done once hides in the first size: only where the whole more than doubles does the growth matter.
        if more > NOISE and more > steepest * max(less, NOISE / 4) and counted[2] > 2 * counted[1]:
            raise Broken(f"{counted} calls at sizes {first}, {2 * first}, {4 * first}")

    return Trial(f"{name}, from size {first}", run)
