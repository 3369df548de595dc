"""Rules run over one record as of a day: bare verdicts, from which readable findings are made only when somebody asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from msgspec import UNSET, Struct, structs

from campaign_rules.base.periods import plus
from campaign_rules.engine.decisions import Frame, Wants, decide, in_window
from campaign_rules.engine.item_days import day_of, moment
from campaign_rules.engine.item_terms import span_of_day
from campaign_rules.engine.measuring import Progress, enough
from campaign_rules.engine.ruleset import BoundDuty, Ruleset, sure
from campaign_rules.engine.stoppages import Stoppage, stoppage, stops_of
from campaign_rules.engine.unsaid_terms import TermUnsaid
from campaign_rules.engine.views import CycleView, Horizon, ItemView, RecordView, follow, occurrences
from campaign_rules.logic.conditions import View, missing, truth
from campaign_rules.logic.lifecycles import started
from campaign_rules.logic.replay import MOST_MOVES, MOST_MOVES_IN_ALL, Occurrence, Replayed, Replayer, Tried
from campaign_rules.logic.transition_tables import Table
from campaign_rules.logic.truth import Truth, all_of
from campaign_rules.rules.duties.obligations import ANY, Basis, Evidence, Status, Window, combine
from campaign_rules.rules.outcomes import UNDETERMINED, outcome_set
from campaign_rules.rules.record.values import Item, Record, attribute, item_date
from campaign_rules.rules.terms.reckoning import Reckoned, Step
from campaign_rules.rules.terms.spans import Span


class Verdict(Struct, frozen=True):
    """How one obligation stands by a duty, and just enough to tell later why."""

    bound: BoundDuty
    """What it was judged by: the duty, with the frequency that applied."""
    instance: str
    status: Status
    due: date | None = None
    basis: Basis | None = None
    partial: bool = False
    missing: tuple[str, ...] = ()
    evidence: tuple[int, ...] = ()
    """The positions, in the duty's section, of the entries that counted."""
    done: date | None = None
    window: Window | None = None
    index: int | None = None
    """The position of the item, for a duty for each item."""
    stoppage: Stoppage | None = None
    """The stoppages that decided."""
    progress: Progress | None = None
    """How far its measure is reached, where it has one."""
    done_at: time | None = None
    """The time of the day on which it was done, for a duty for each item, where the record says it."""
    reckoned: Reckoned | None = None
    """The due date of a duty for each item with how it came about, where its term is put together."""

    @property
    def due_at(self) -> time | None:
        """The time of the due date up to which it is done in time, where that is counted in hours."""
        return self.reckoned.at if self.reckoned else None

    @property
    def counts_itself(self) -> bool:
        """Whether the due date of an item counts whatever ``inclusive-deadlines`` says."""
        return self.due_at is not None or (self.bound.term is not None and self.bound.term.has_own_reading)

    @property
    def steps(self) -> tuple[Step, ...]:
        """How the due date came about."""
        return self.window.steps if self.window else self.reckoned.steps if self.reckoned else ()

    @property
    def duty(self) -> str:
        """The duty's id."""
        return self.bound.id

    @property
    def name(self) -> str:
        """Which of the duty's obligations it is: the period, or the item's id; empty where there are no others."""
        if self.window:
            return self.window.name
        return "" if self.index is None else self.instance.removeprefix(f"{self.duty}@")


class Indication(Struct, frozen=True):
    """The enforcement outcomes indicated for one item."""

    section: str
    item: str
    index: int
    outcomes: tuple[str, ...]
    truths: dict[str, Truth]
    missing: tuple[str, ...]


def counts(rules: Ruleset, bound: BoundDuty, item: Any, actors: tuple[str, ...]) -> Truth:
    """Tell whether an entry has what the duty asks of it: the kind, and the fields beside it."""
    named = rules.kind_meant(bound.counted.section, item.kind).names(bound.counted.kind)
    return has_wanted(rules, bound.counted.section, named, bound.wanted, item, actors)


def has_wanted(
    rules: Ruleset,
    section: str,
    named: Truth,
    wanted: Iterable[tuple[str, frozenset[str]]],
    entry: Any,
    actors: tuple[str, ...],
) -> Truth:
    """Tell whether an entry of a section is of a kind (``named``) and its fields have what is wanted."""
    said = ((name, getattr(entry, attribute(name), UNSET), words) for name, words in wanted)
    return all_of((named, *(rules.says(section, name, value, words, actors) for name, value, words in said)))


Groups = dict[str, list[tuple[date, int, Any, Truth]]]
"""Dated entries of a section by kind: the day, the position, the entry, and whether it is surely of the kind."""


def by_kind(rules: Ruleset, section: str, items: Any, as_of: date) -> Groups:
    """Return the entries of a section up to a day, by each kind that they are or may be, in order of date."""
    groups: Groups = {}
    for i, item in enumerate(items or ()):
        day = item_date(item)
        if day and day <= as_of:
            for kind, named in rules.kind_meant(section, item.kind).each():
                groups.setdefault(kind, []).append((day, i, item, named))
    for group in groups.values():
        group.sort(key=lambda entry: entry[:2])
    return groups


def stands(
    rules: Ruleset,
    window: Window,
    happened: tuple[Occurrence, ...],
    as_of: date,
    frame: Frame,
    broken: Truth = False,
) -> Status:
    """Say how an obligation stands from what happened in its window: its frame is all else that the answer depends on.

    What is ``broken`` (a limit is exceeded) is violated before its window is over.
    """
    status = rules.status(window, happened, as_of)
    if broken is not False and status not in ("waived", "upcoming"):
        status = "violated" if broken else "unknown"
    return in_window(status, frame)


def stands_by_days(rules: Ruleset, opens: date, last: date | None, done: date | None, as_of: date) -> Status:
    """Say how what must be done for an item stands by its days alone: when it opens, the last that is in time, and the day
    on which it was done."""
    happened = (Occurrence(done, "evidence"),) if done else ()
    return rules.status(Window("", opens, last, opens, date.max, None, own_reading=True), happened, as_of)


class _ItemFacts:
    """What the tables ask of a duty for an item: its conditions, and what is ``known`` beside them."""

    def __init__(self, bound: BoundDuty, view: View, term: Span, known: dict[str, Truth]) -> None:
        self.bound, self.view, self.term, self.known, self._conditions = bound, view, term, known, bound.conditions

    def __call__(self, fact: str) -> Truth:
        return self.known[fact] if fact in self.known else truth(self._conditions[fact], self.view)

    def said(self) -> Any:
        """Return on which day it was done, with a time or without; None where it was not, `UNSET` where that is not said."""
        return moment(self.bound.done_on.said(self.view)) if self.bound.done_on else UNSET

    def missing(self, wants: Wants) -> tuple[str, ...]:
        """Name the places that are missing for some facts; of several together, for the first that lacks something."""
        places: tuple[str, ...] = ()
        for want in wants:
            each = (self._missing(fact) for fact in ((want,) if isinstance(want, str) else want))
            places += next(filter(None, each), ())
        return places

    def _missing(self, fact: str) -> tuple[str, ...]:
        if fact in self._conditions:
            return missing(self._conditions[fact], self.view)
        unsaid = self.bound.term_unsaid
        if fact == "term" and isinstance(unsaid, TermUnsaid) and self.bound.test.term_unknown is UNSET:
            return (unsaid.place(self.view),)
        if fact == "done_on":
            return (self.bound.done_on.place(self.view),) if self.bound.done_on else ()
        if self.bound.term:
            return self.bound.term.missing(self.view, self.bound.done_on, self.term)
        return (self.view.place(tuple(self.bound.test.term.split("."))),)


def without_items(rules: Ruleset, applies: Truth, as_of: date) -> Status:
    """Say how a duty for each item of a section stands where the section is absent."""
    if applies is False:
        return "not_applicable"
    return "upcoming" if as_of < rules.times.issued else "unknown"


class Run:
    """Rules over one record as of a day; what it works out of the record is kept for whoever asks again."""

    def __init__(self, rules: Ruleset, record: Record, as_of: date, known_at: date | None = None) -> None:
        self.rules, self.record, self.as_of = rules, record, as_of
        self.view = rules.view(record, as_of, known_at)
        self.views: dict[str, list[tuple[int, Any, tuple[View, ...]]]] = {}
        self._at: dict[str, dict[int, tuple[View, ...]]] = {}
        self.stops = stops_of(record, rules.pack.model, as_of)
        self.taken: dict[tuple[str, int], str] = {}
        self._asking: set[str] = set()
        self._moves = 0
        self.replayed = 0
        """How much work replays took so far, so that who asks again and again can stop in time."""

    @cached_property
    def groups(self) -> dict[str, Groups]:
        """The entries of each section up to the day, by kind and in order of date."""
        return {
            section: by_kind(self.rules, section, getattr(self.record, section), self.as_of)
            for section in self.rules.pack.model.entries
        }

    def on(self, record: Record) -> Run:
        """Return the same rules over another record, as of the same day."""
        return Run(self.rules, record, self.as_of, self.view.horizon.known_at)

    def __reduce__(self) -> tuple[Any, ...]:
        # What was worked out is left behind.
        return Run, (self.rules, self.record, self.as_of, self.view.horizon.known_at)

    def obligations(self, only: Collection[str] | None = None) -> Iterator[Verdict]:
        """Yield the verdict on every obligation of the record's actor, in the order of the plan's clauses.

        With ``only``, those of some duties; where an entry counts but once, the others may take it all the same.
        """
        duties = self.rules.duties_of(*self.record.actors)
        if not self.rules.separate:
            for bound in duties if only is None else [bound for bound in duties if bound.id in only]:
                yield from self.of_duty(bound)
            return
        # Each entry counts once: obligations that fall due first choose first.
        windows = [bound.windows for bound in duties]
        order = [(w.due or date.max, i, w) for i, laid in enumerate(windows) for w in laid]
        made = {i: list(self._for_each(b)) for i, b in enumerate(duties) if b.duty.items}
        made |= {i: list(self._in_windows(b)) for i, b in enumerate(duties) if not (b.duty.items or windows[i])}
        for _, i, window in sorted(order, key=lambda entry: entry[:2]):
            made.setdefault(i, []).extend(self._in_windows(duties[i], (window,)))
        for i in sorted(made):
            yield from made[i]

    # --- duties over time ---

    def _in_windows(self, bound: BoundDuty, only: tuple[Window, ...] | None = None) -> Iterator[Verdict]:
        frame = self.frame(bound)
        if not frame:
            return
        evidence = self._evidence(bound)
        windows = only or bound.windows
        if not windows:  # no day of the campaign asks for it
            yield Verdict(bound, f"{bound.id}@{ANY}", "not_applicable")
        for window in windows:
            yield self._assess(bound, window, frame, evidence)

    def of_duty(self, bound: BoundDuty) -> Iterator[Verdict]:
        """Yield the verdicts on one duty of the record's actor."""
        yield from self._for_each(bound) if bound.duty.items else self._in_windows(bound)

    def done(self, duty: str) -> Any:
        """Return the day on which a duty was first fulfilled; None where it is not, `UNSET` where that is not known."""
        if duty in self._asking:  # duties that wait for each other can't be told
            return UNSET
        self._asking.add(duty)
        try:
            found = list(self.obligations({duty}))
        finally:
            self._asking.discard(duty)
        sure = min((one.done for one in found if one.done), default=None)
        courses = self.rules.courses_of(*self.record.actors).get(duty, ())
        perhaps = (e.day for bound in courses for e in self._evidence(bound) if not e.certain)
        if not found or any(sure is None or day < sure for day in perhaps):
            return UNSET
        return UNSET if sure is None and any(one.status in ("unknown", "needs_review") for one in found) else sure

    def frame(self, bound: BoundDuty) -> Frame | None:
        """Return what the obligations of a duty rest on; None where it applies with another frequency."""
        applies = truth(bound.when, self.view)
        if applies is False and truth(bound.applies, self.view) is not False:
            return None
        section = bound.counted.section
        absent = bool(section) and getattr(self.record, section) is UNSET
        review = bound.review is not None and truth(bound.review, self.view) is True
        return Frame(applies, absent, review, bound.once_due)

    def _evidence(self, bound: BoundDuty) -> list[Evidence]:
        wanted = bound.counted
        if not wanted.is_anything:
            return []
        found = []
        for day, i, item, named in self.groups[wanted.section].get(wanted.kind, ()):
            if self.taken.get((wanted.section, i), bound.id) != bound.id:
                continue
            counted = has_wanted(self.rules, wanted.section, named, bound.wanted, item, self.record.actors)
            if counted is not False:
                found.append(Evidence(day, counted is True, i))
        return found

    def _assess(self, bound: BoundDuty, window: Window, frame: Frame, evidence: list[Evidence]) -> Verdict:
        wanted, absent = bound.counted, frame.absent
        inside = [_as_counted(e, window) for e in evidence if window.looks_from <= e.day <= window.late_until]
        entries = getattr(self.record, wanted.section) if wanted.section else ()
        found = enough(bound, window, inside, entries or (), self.view, self.rules)
        happened, frame = found.within(frame)
        sure, perhaps = (found.surely, found.perhaps) if happened else (None, None)
        stopped = stoppage(self.stops, bound.id, window, self.rules.times, recurring=bound.course.recurs)
        doubted = stopped is not None and stopped.leaves_open(bound.duty)
        if stopped and not doubted:
            happened = (*happened, Occurrence(stopped.start, "waiver"))
        if doubted:
            frame = structs.replace(frame, review=True)
        status = stands(self.rules, window, happened, self.as_of, frame, found.broken)
        places: tuple[str, ...] = ()
        if status == "unknown":
            places = missing(bound.when, self.view) if frame.applies is None else ()
            places += (wanted.section,) if absent else ()
        if (status in ("unknown", "fulfilled_late") and perhaps and perhaps is not sure) or (
            status == "unknown" and (found.broken is None or found.unsaid)
        ):
            places += self._unsure(bound, inside, sure)
            places += found.places
        of_calendar = not frame.absent and (perhaps is sure or window.earliest) and found.broken is False
        if status == "unknown" and window.unannounced and of_calendar:
            places += (self.rules.times.working_days.notice_of(window.unannounced),)
        if sure and self.rules.separate and status.startswith("fulfilled"):
            taken = found.counted if wanted.measure else (sure,)
            self.taken |= {(wanted.section, one.index): bound.id for one in taken}
        return Verdict(
            bound,
            window.instance,
            status,
            window.due,
            window.basis,
            window.partial,
            places,
            tuple(e.index for e in found.counted),
            sure.day if sure else None,
            window,
            stoppage=stopped if status in ("waived", "needs_review") else None,
            progress=found.progress,
        )

    def _unsure(self, bound: BoundDuty, evidence: Iterable[Evidence], sure: Evidence | None) -> tuple[str, ...]:
        section = bound.counted.section
        items = getattr(self.record, section)
        return tuple(
            f"{section}[{e.index}].{name}"
            for e in evidence
            if not e.certain and (sure is None or e.day <= sure.day)
            for name in self._unclear(bound, items[e.index])
        )

    def _unclear(self, bound: BoundDuty, item: Any) -> Iterator[str]:
        """Yield the fields of an entry that leave open whether it counts."""
        wanted = bound.counted
        if not self.rules.kind_meant(wanted.section, item.kind).names(wanted.kind):
            yield "kind"
        for name, some in bound.wanted:
            value = getattr(item, attribute(name), UNSET)
            if self.rules.says(wanted.section, name, value, some, self.record.actors) is None:
                yield name

    # --- duties for each item ---

    def _for_each(self, bound: BoundDuty) -> Iterator[Verdict]:
        section = bound.duty.items
        instance = f"{bound.id}@{ANY}"
        if getattr(self.record, section) is UNSET:
            yield self.without(bound)
            return
        found = [self.assess_item(bound, i, item, views) for i, item, views in self.items(section)]
        known = [verdict for verdict in found if verdict]
        yield from known or [Verdict(bound, instance, "not_applicable")]

    def without(self, bound: BoundDuty) -> Verdict:
        """Return the verdict on a duty for each item of a section that is absent."""
        instance = f"{bound.id}@{ANY}"
        status = without_items(self.rules, truth(bound.when, self.view), self.as_of)
        return Verdict(bound, instance, status, missing=(bound.duty.items,) if status == "unknown" else ())

    def items(self, section: str) -> list[tuple[int, Any, tuple[View, ...]]]:
        """Return the items of a section that the campaign concerns, each as seen in every world of its life cycle."""
        if section not in self.views:
            self.views[section] = list(self._items(section))
        return self.views[section]

    def views_at(self, section: str) -> dict[int, tuple[View, ...]]:
        """Return, by position, each item of a section that the campaign concerns, as conditions see it."""
        if section not in self._at:
            self._at[section] = {i: views for i, _, views in self.items(section)}
        return self._at[section]

    def _items(self, section: str) -> Iterator[tuple[int, Any, tuple[View, ...]]]:
        for i, item in enumerate(getattr(self.record, section) or ()):
            if views := self.seen(item, section, i):
                yield i, item, views

    def seen(self, item: Any, section: str, i: int, view: RecordView | None = None) -> tuple[View, ...]:
        """Return an item as it may stand; empty where it is not there yet, or the campaign is not concerned with it."""
        base = ItemView(item, f"{section}[{i}]", view or self.view)
        if not base.record.sees(item):
            return ()
        cycle = self.rules.cycles.get(base.section)
        if not cycle:
            return (base,) if (item_date(item) or date.max) >= self.rules.times.issued else ()
        most = MOST_MOVES if view else min(MOST_MOVES, MOST_MOVES_IN_ALL - self._moves)
        views = worlds_of(item, base, cycle[0], most)
        moves = views[0].replayed.moves if views[0].replayed else 0
        self._moves += 0 if view else moves
        # Roughly in proportion to the time taken: a move costs five times an event, another way to stand ten times.
        self.replayed += 1 + len(item.events or ()) + 5 * moves + 10 * (len(views) - 1)
        return views if any(truth(cycle[1], view) is not False for view in views) else ()

    def assess_item(self, bound: BoundDuty, i: int, item: Any, views: tuple[View, ...]) -> Verdict | None:
        """Return the verdict on a duty for an item; None where the duty is not for this item in any of its worlds."""
        judged = [self._judge(bound, item, view) for view in views]
        standing = [verdict for verdict in judged if verdict]
        if not standing:
            return None
        status: Status = combine(
            {v.status for v in standing} | ({"not_applicable"} if len(standing) < len(judged) else set())
        )
        doubtful = status == "unknown" or len({v.status for v in standing}) > 1
        places = self._wanting(views, [v.missing for v in standing]) if doubtful else ()
        if {v.status for v in judged if v} == {"fulfilled", "fulfilled_late"} and len(standing) == len(judged):
            status = "unknown"  # done, and whether in time is not known
        first, dues = standing[0], [v for v in standing if v.due]
        # Where the worlds differ in the deadline: violated holds of the latest, anything else of the earliest.
        due = (max if status == "violated" else min)(dues, key=_due, default=first)
        return structs.replace(
            first,
            instance=f"{bound.id}@{item.id}",
            status=status,
            due=due.due,
            missing=places,
            evidence=(i,),
            index=i,
            reckoned=due.reckoned,
        )

    def of_item(self, duty: str, index: int) -> list[Verdict]:
        """Return the verdicts on one duty for one item of its section, without a look at the others."""
        section = self.rules.pack.duties[duty].items
        item = getattr(self.record, section)[index]
        views = self.seen(item, section, index)
        courses = self.rules.courses_of(*self.record.actors).get(duty, ()) if views else ()
        return [verdict for bound in courses if (verdict := self.assess_item(bound, index, item, views))]

    def judged(self, duty: str, index: int, view: View) -> Verdict | None:
        """Return how a duty stands for an item in one way that it can be seen; None where it is not for it then."""
        item = getattr(self.record, self.rules.pack.duties[duty].items)[index]
        courses = self.rules.courses_of(*self.record.actors).get(duty, ())
        verdicts = (self.assess_item(bound, index, item, (view,)) for bound in courses)
        return next((verdict for verdict in verdicts if verdict), None)

    def _wanting(self, views: tuple[View, ...], missing_in: list[tuple[str, ...]]) -> tuple[str, ...]:
        """Name what is missing: what leaves more than one world possible, and what is missing in all of them."""
        everywhere = [place for place in missing_in[0] if all(place in other for other in missing_in)]
        view = views[0]
        forks = view.replayed.unsure if isinstance(view, CycleView) and view.replayed and len(views) > 1 else ()
        return tuple(dict.fromkeys((*forks, *everywhere)))

    def _judge(self, bound: BoundDuty, item: Any, view: View) -> Verdict | None:
        applies = truth(bound.when, view)
        if applies is False:
            return None
        opens = max(self.rules.times.issued, item_date(item) or date.min)
        term = (
            bound.term.seen(view, self.done)
            if bound.term
            else span_of_day(self._term(bound, item, view), self.rules.times)
        )
        facts = _ItemFacts(bound, view, term, {"early": self.as_of < opens})
        if bound.test.done_on:
            status, wants, done, found = self._done_by(bound, opens, facts)
        else:
            status, wants, done, found = *decide(bound.judging, "unknown", facts), None, term.shown(latest=False)
        status, more = decide(bound.settling, status, facts)
        places = facts.missing((*more, *wants))
        return Verdict(
            bound,
            "",
            status,
            found.day if found else None,
            bound.term_basis if found else None,
            missing=places,
            done=day_of(done),
            done_at=done.time() if isinstance(done, datetime) else None,
            reckoned=found if bound.term else None,
        )

    def _done_by(
        self, bound: BoundDuty, opens: date, facts: _ItemFacts
    ) -> tuple[Status, Wants, date | None, Reckoned | None]:
        """Judge what must be done by a term, if there is one; with the day on which it was done, and its last day."""
        said = facts.said()
        day = day_of(said)
        done = said if day and day <= self.as_of else None
        facts.known |= {"done": done is not None, "said": said is not UNSET}
        limits = dict.fromkeys(facts.term.limits(done))
        stood = sure({stands_by_days(self.rules, opens, last, done and day, self.as_of) for last in limits})
        status, wants = decide(bound.judging, stood, facts)
        is_done = stood in ("fulfilled", "fulfilled_late") or (stood == "unknown" and done is not None)
        return status, wants, done if is_done else None, facts.term.shown(latest=stood == "violated")

    def _term(self, bound: BoundDuty, item: Any, view: View) -> date | None:
        if bound.term_days is not UNSET:
            start = item_date(item)
            return plus(start, timedelta(bound.term_days)) if start and bound.term_days is not None else None
        day = view.get(tuple(bound.test.term.split("."))) if bound.test.term else None
        return day if isinstance(day, date) else None

    # --- outcomes ---

    def indications(self) -> Iterator[Indication]:
        """Yield the outcomes for each item that the campaign concerns, once the campaign is issued."""
        if self.as_of < self.rules.times.issued:
            return
        keeps = self.rules.pack.model.keeps
        for section, declared in self.rules.outcomes.items():
            if keeps(section, self.record.actors):
                yield from self._indicated(section, declared.alone)

    def _indicated(self, section: str, alone: str) -> Iterator[Indication]:
        conditions = self.rules.outcome_conditions[section]
        for i, item, views in self.items(section):
            truths = self.agreed(section, views)
            shown = outcome_set(truths, alone)
            unknown = [condition for name, condition in conditions.items() if truths[name] is None]
            places: tuple[str, ...] = ()
            if UNDETERMINED in shown:
                in_each = [tuple(p for condition in unknown for p in missing(condition, view)) for view in views]
                places = self._wanting(views, in_each)
            yield Indication(section, item.id, i, shown, truths, places)

    def agreed(self, section: str, views: tuple[View, ...]) -> dict[str, Truth]:
        """Judge every outcome on an item of a section: as it is in all worlds alike, else unknown."""
        truths = {}
        for name, condition in self.rules.outcome_conditions[section].items():
            found = {truth(condition, view) for view in views}
            truths[name] = found.pop() if len(found) == 1 else None
        return truths

    def truths(self, record: Record, section: str, index: int, horizon: Horizon) -> dict[str, Truth]:
        """Judge every outcome on an item of a record much like this one, with another horizon.

        Empty where the item is not there, or the campaign is not concerned with it.
        """
        looked_at = self.rules.outcome_sections[section] - {section}
        self.replayed += sum(len(getattr(record, name) or ()) for name in looked_at)
        view = self.view.until(horizon, record)
        views = self.seen(getattr(record, section)[index], section, index, view)
        return self.agreed(section, views) if views else {}


def _due(verdict: Verdict) -> date:
    return verdict.due or date.max


def _as_counted(one: Evidence, window: Window) -> Evidence:
    """Return an entry as it counts in a window: not surely where it comes before evidence surely counts."""
    return structs.replace(one, certain=False) if one.certain and one.day < window.counts_from else one


def gave_up(views: Iterable[View]) -> bool:
    """Tell whether an item can stand in too many ways for them to be followed."""
    return any(isinstance(view, CycleView) and view.gave_up for view in views)


def replayed(
    item: Item, base: ItemView, table: Replayer, log: list[Tried] | None = None, most: int = MOST_MOVES
) -> Replayed:
    """Replay the life cycle of an item; a date that is null has not been set, as if absent."""
    start = {name: day_in(item, *of) if of else UNSET for name, of in table.starts.items()}
    horizon = base.record.horizon
    return table.replay(occurrences(item, base.prefix, horizon), start, horizon.as_of, base, log, most)


def day_in(item: Item, path: tuple[str, ...], later: int) -> Any:
    """Return the day that a variable of an item's life cycle starts from: one of the item's, or some days later."""
    return started(follow(item, path), later)


def worlds_of(item: Item, base: ItemView, table: Table, most: int = MOST_MOVES) -> tuple[CycleView, ...]:
    """Return an item as seen in each world that its record allows; as one of which nothing is known if there are too many."""
    known, found = item.events is not UNSET, replayed(item, base, table, None, most)
    worlds = (None,) if found.gave_up else found.worlds
    return tuple(CycleView(base, table, world, known=known, replayed=found) for world in worlds)
