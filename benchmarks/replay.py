"""What replaying a hazard costs: the compiled table, against a loop written by hand for this one life cycle.

``python -m benchmarks.replay`` prints medians of interleaved runs over the same random histories, and each as a ratio
to the hand-written loop. Beside them the same replay on the `transitions` library, which live cases use. All three
are first verified to come to the same states, days and deadline for every hazard.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from msgspec import UNSET
from rich.console import Console
from rich.table import Table as Printed

from campaign_rules import load_campaign
from campaign_rules.logic.machines import Machines
from campaign_rules.logic.replay import Occurrence, World
from campaign_rules.logic.transition_tables import Table
from campaign_rules.rules.record.values import Event

AS_OF = date(2023, 12, 31)
FIRST = date(2023, 5, 16)
ONE_DAY = timedelta(1)
HAZARDS = 2000
RUNS = 9

ORDER = ("registered", "reported", "listed", "ordered", "extended", "rectification_started", "rectified", "returned",
         "accepted", "closed", "reopened", "accident", "crime_suspected")  # fmt: skip
RANK = {name: i for i, name in enumerate(ORDER)}
DEPARTMENTS = load_campaign().pack.department_words()

# By hand: what each event does in each state of each dimension.
TABLE: dict[str, tuple[tuple[int, dict[str, str]], ...]] = {
    "registered": ((0, {"unregistered": "registered"}),),
    "reported": ((1, {"unreported": "reported"}),),
    "rectification_started": ((2, {"found": "rectifying"}), (3, {"none": "under_way"})),
    "rectified": ((2, {"found": "pending_acceptance", "rectifying": "pending_acceptance"}), (3, {"none": "under_way"})),
    "accepted": (
        (2, {"found": "accepted", "rectifying": "accepted", "pending_acceptance": "accepted"}),
        (3, {"none": "under_way"}),
        (5, {"within_term": "settled", "overdue": "settled"}),
    ),
    "returned": (
        (2, dict.fromkeys(("found", "rectifying", "pending_acceptance", "accepted"), "rectifying")),
        (3, {"none": "under_way"}),
        (5, {"settled": "within_term"}),
    ),
    "listed": ((6, {"unlisted": "listed"}),),
    "accident": ((7, {"none": "accident"}),),
    "crime_suspected": ((8, {"none": "suspected"}),),
    "closed": ((9, {"on_the_books": "closed"}),),
    "reopened": (
        (2, dict.fromkeys(("found", "rectifying", "pending_acceptance", "accepted"), "rectifying")),
        (3, {"none": "under_way"}),
        (5, {"settled": "within_term"}),
        (9, {"closed": "on_the_books"}),
    ),
    "ordered": ((4, dict.fromkeys(("as_planned", "ordered", "extended"), "ordered")),),
    "extended": ((4, dict.fromkeys(("as_planned", "ordered", "extended"), "extended")),),
}  # fmt: skip
INITIAL = ("unregistered", "unreported", "found", "none", "as_planned", "within_term", "unlisted", "none", "none", "on_the_books")  # fmt: skip


def by_hand(occurrences: list[Occurrence], deadline: Any, as_of: date) -> World:
    """Replay a hazard as one would write it for this life cycle alone."""
    states, since = list(INITIAL), [None] * 10  # type: tuple[list[str], list[Any]]
    happened = sorted((o for o in occurrences if o.day <= as_of), key=lambda o: (o.day, RANK[o.name], o.tie))
    clock, i = date.min, 0
    while i < len(happened):
        day, j = happened[i].day, i
        while j < len(happened) and happened[j].day == day:
            j += 1
        _timer(states, since, deadline, clock, day)
        today = happened[i:j]
        while today:
            k = 0
            if len(today) > 1:
                for n, what in enumerate(today):
                    if any(states[region] in moves for region, moves in TABLE[what.name]):
                        k = n
                        break
            what = today.pop(k)
            for region, moves in TABLE[what.name]:
                target = moves.get(states[region])
                if target is None:
                    continue
                if region == 4:
                    event = what.event
                    if what.name == "ordered":
                        known = [d for d in (deadline, event.deadline) if isinstance(d, date)]
                        deadline = min(known, default=None)
                    elif event.deadline and event.by in DEPARTMENTS and isinstance(deadline, date) and day <= deadline:
                        deadline = event.deadline
                    else:
                        continue
                states[region], since[region] = target, day
        clock, i = day, j
    _timer(states, since, deadline, clock, as_of)
    return World(tuple(states), tuple(since), (deadline,))


def _timer(states: list[str], since: list[Any], deadline: Any, clock: date, until: date) -> None:
    if states[5] != "within_term" or not isinstance(deadline, date) or deadline >= until:
        return
    if states[2] != "pending_acceptance" or since[2] > deadline:
        states[5], since[5] = "overdue", max(deadline + ONE_DAY, clock)


def histories(event_kind: type[Event]) -> list[tuple[list[Occurrence], Any]]:
    """Return random histories of which everything is known, most of them likely ones."""
    made = random.Random(2023)
    found = []
    for _ in range(HAZARDS):
        events = []
        for _ in range(made.randint(2, 9)):
            kind = made.choice(ORDER)
            day = FIRST + timedelta(made.randint(0, 230))
            deadline = day + timedelta(made.randint(0, 60)) if kind in ("ordered", "extended") else UNSET
            by = made.choice(["department", "enterprise"])
            event = event_kind(kind=kind, date=day, by=by, deadline=deadline)
            tie = f"{event.deadline} {event.by}" if event.deadline else ""
            events.append(Occurrence(day, kind, True, event, "", tie))
        found.append((events, FIRST + timedelta(made.randint(10, 200))))
    return found


def main() -> None:
    """Verify, measure and print."""
    pack = load_campaign().pack
    cycle, binding = pack.cycles["hazard"], pack.binding()
    table, machines = Table(cycle, binding), Machines(cycle, binding)
    wanted = histories(pack.model.events["hazards"])
    ways: dict[str, Callable[[list[Occurrence], Any], World]] = {
        "a loop written by hand": lambda events, deadline: by_hand(events, deadline, AS_OF),
        "the compiled table": lambda events, deadline: table.replay(events, {"deadline": deadline}, AS_OF).worlds[0],
        "the transitions library": lambda events, deadline: machines.replay(events, {"deadline": deadline}, AS_OF).worlds[0],
    }  # fmt: skip
    for events, deadline in wanted:
        if len({way(events, deadline) for way in ways.values()}) != 1:
            sys.exit(f"the answers differ: {events} {deadline}")
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(RUNS):
        for name, way in ways.items():
            start = time.perf_counter()
            for events, deadline in wanted:
                way(events, deadline)
            times[name].append((time.perf_counter() - start) / len(wanted) * 1e6)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    base = medians["a loop written by hand"]
    average = sum(len(one) for one, _ in wanted) / len(wanted)
    printed = Printed(
        title=f"{HAZARDS} hazards of {average:.1f} events, the same answers, Python {sys.version.split()[0]}"
    )
    for column in ("replayed by", "a hazard", "ratio"):
        printed.add_column(column, justify="left" if column == "replayed by" else "right")
    for name, microseconds in medians.items():
        printed.add_row(name, f"{microseconds:,.1f} µs", f"{microseconds / base:.2f}")
    Console().print(printed)


if __name__ == "__main__":
    main()
