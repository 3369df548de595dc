"""The API given what nobody should give it: only a `CampaignRulesError` may come back (or a TypeError or ValueError raised on purpose, for a wrong call)."""

from __future__ import annotations

import io
import pathlib
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from campaign_rules import BadRecord, CampaignRulesError, load_campaign
from tools.fuzz.harness import STRANGE_TEXTS, STRANGE_VALUES, Broken, Trial, abridged
from tools.fuzz.records import campaign, refused

DAY = date(2023, 10, 15)
NO_RECORDS: tuple[Any, ...] = (
    "/etc/passwd",
    "",
    "{}",
    None,
    1,
    [],
    [{}],
    (),
    {1},
    io.BytesIO(b"{}"),
    bytearray(b"{}"),
    b"",
    b"[]",
    b"\xff",
    b"null",
)
DAYS: tuple[Any, ...] = (datetime(2023, 10, 15, tzinfo=UTC), "2023-10-15", None, 20231015, date.min, date.max)
NAMES: tuple[Any, ...] = (*STRANGE_TEXTS, "nobody", "9.9", "hazard-plan@*", "H")
NUMBERS: tuple[Any, ...] = (
    *STRANGE_VALUES,
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("1.5"),
    1j,
    b"x",
    date(2023, 6, 1),
    object(),
    {1: 2},
    {None: 1},
)
_HELD: dict[str, Any] = {"id": "x", "activities": [], "hazards": [{"id": "H", "found": {"date": "2023-06-01"}}]}


def hostile(random: Random, number: int, folder: pathlib.Path) -> Trial:
    """Make a call that is wrong somewhere."""
    chosen = campaign(random.choice(("jinxian-2023", "zhiben-2024", "demo-county-2023")))
    given, day, name, value = (random.choice(pool) for pool in (NO_RECORDS, DAYS, NAMES, NUMBERS))
    field = random.choice(("attributes", "note", "high_risk", "activities", "penalties", "sectors", "id", "actor"))
    days = random.choice((0, -1, 30, 10**4, 10**9, 10**30))
    odd = {
        **_HELD,
        field: {"x": value}
        if field == "attributes"
        else [{"date": "2023-06-01", "amount": value}]
        if field == "penalties"
        else value,
    }
    calls: dict[str, Callable[[], Any]] = {
        f"check({given!r})": lambda: chosen.check(given, as_of=DAY),
        f"check(as_of={day!r})": lambda: chosen.check(_HELD, as_of=day).to_dict(),
        f"check(known_at={day!r})": lambda: chosen.check(_HELD, as_of=DAY, known_at=day).to_dict(),
        f"check({field}: {value!r})": lambda: chosen.check(odd, as_of=DAY).to_dict(),
        f"progress([{field}: {value!r}, …])": lambda: _all_told(lambda: chosen.progress([odd, given, {"id": 1}], as_of=DAY)),
        f"summary(days={days})": lambda: chosen.summary([_HELD], as_of=DAY, days=days),
        f"ledger([{given!r}])": lambda: chosen.ledger([given], as_of=DAY),
        f"case({name!r})": lambda: chosen.case(name, _HELD),
        f"case(hazard found {value!r})": lambda: chosen.case({"id": "H", "found": value}),
        f"case.apply({value!r})": lambda: chosen.case("H", _HELD).apply({"kind": "ordered", "date": value}),
        f"case.allowed({day!r})": lambda: chosen.case("H", _HELD).allowed(day),
        f"calendar(actor={name!r})": lambda: chosen.calendar(actor=name),
        f"calendar(record, actor={name!r})": lambda: chosen.calendar(_HELD, actor=name),
        f"report.outcome({name!r})": lambda: chosen.check(_HELD, as_of=DAY).outcome(name),
        f"report.history({name!r})": lambda: chosen.check(_HELD, as_of=DAY).history(name),
        f"progress.explain({name!r})": lambda: chosen.progress([_HELD], as_of=DAY).explain(name),
        f"progress.of_unit({name!r})": lambda: chosen.progress([_HELD], as_of=DAY).of_unit(name),
        f"with_interpretation({name!r}, {value!r})": lambda: chosen.with_interpretation(name, value),
        f"with_interpretation(known, {value!r})": lambda: chosen.with_interpretation(random.choice([*chosen.interpretations]), value),
        f"lead({name!r})": lambda: chosen.lead(name),
        f"load_campaign({name!r})": lambda: load_campaign(name),
    }  # fmt: skip
    shown = random.choice([*calls])

    def run() -> None:
        try:
            calls[shown]()
        except CampaignRulesError as wrong:
            refused(wrong)
        except (TypeError, ValueError) as wrong:
            if not on_purpose(wrong):
                raise

    return Trial(abridged(f"{shown} of {chosen.id}"), run)


def on_purpose(wrong: Exception) -> bool:
    """Tell whether an exception was raised by a statement of this package, for a call that no data can bring about."""
    last = traceback.extract_tb(wrong.__traceback__)[-1]
    return "campaign_rules" in last.filename and (last.line or "").startswith("raise ")


def _all_told(ask: Callable[[], Any]) -> None:
    """See to it that what is wrong with each of several records is told, not only with the first."""
    try:
        ask()
    except BadRecord as wrong:
        if not any(problem.path.endswith("id") for problem in wrong.problems):
            raise Broken(f"the last record's problem is not told: {[p.render('en') for p in wrong.problems]}") from None
        raise
