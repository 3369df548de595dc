"""What happened to an item, day by day: each step with its cause, what was refused and why, and what is yet to come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, Literal

from msgspec import Struct, structs

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Source
from campaign_rules.base.texts import Lang, Text
from campaign_rules.engine.corrections import retracted
from campaign_rules.engine.outlooks import NOT_FOLLOWED, Outlook
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import Run, replayed
from campaign_rules.engine.views import ItemView, follow
from campaign_rules.logic.conditions import NOTHING_ASKED, AllOf, Test, truth, walk
from campaign_rules.logic.lifecycles import LifeCycle
from campaign_rules.logic.replay import TOO_MANY_WAYS, Tried
from campaign_rules.logic.transition_tables import Table
from campaign_rules.reports.proofs import Proof, explain, render_proof, statements
from campaign_rules.reports.values import fields_said, said, value_text
from campaign_rules.reports.wording import phrase
from campaign_rules.rules.pack import ItemCycle
from campaign_rules.rules.record.declaration import RESERVED, Field
from campaign_rules.rules.record.values import Event, Item, attribute, is_correction, item_date, recorded_on, taken_back

StepKind = Literal["found", "event", "timer", "outcome", "retracted", "no_effect", "not_yet_effective", "not_yet_known"]
"""What a line of a history is: a finding, an event, a deadline that passed, an outcome that came or went, or an entry
that has no effect: taken back, not waited for, after the day, or recorded after one knew."""


class Change(Struct, frozen=True):
    """One dimension of the item moved, was refused to move, or perhaps moved (``holds`` None)."""

    region: str
    title: Text
    """What people call the dimension."""
    source: Text
    target: Text
    holds: bool | None
    guard: Proof | None = None
    """The condition that allowed or refused it; None where there is none."""

    def move(self) -> Text:
        """Say from where it leads to where."""
        return Text(
            f"{self.title.zh}：{self.source.zh} → {self.target.zh}",
            f"{self.title.en}: {self.source.en} → {self.target.en}",
        )

    def reasons(self) -> Text:
        """Say what is not so that its guard asks for."""
        why = [part.text for part in statements(self.guard) if part.truth is False] if self.guard else []
        return phrase("clauses").join(why)

    def refusal(self) -> Text:
        """Say what was refused, and why."""
        why = self.reasons()
        return self.move() + Text(f"：不满足 {why.zh or '—'}", f": not so: {why.en or '—'}")

    def said(self) -> Text:
        """Say it in a phrase."""
        if self.holds:
            return self.move()
        if self.holds is None:
            return Text("可能 ", "perhaps ") + self.move()
        why = self.reasons()
        return Text("未发生 ", "refused ") + self.move() + Text(f"（不满足：{why.zh}）", f" (not so: {why.en})")


class HistoryStep(Struct, frozen=True):
    """One line of a history: the day, what it was, where it stands in the record, and what it changed."""

    day: date
    kind: StepKind
    what: Text
    place: str = ""
    changes: tuple[Change, ...] = ()
    note: Text | None = None

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "date": self.day.isoformat(),
            "kind": self.kind,
            "what": self.what(lang),
            "place": self.place or None,
            "changes": [
                {
                    "dimension": change.region,
                    "from": change.source(lang),
                    "to": change.target(lang),
                    "taken": change.holds,
                    "why": render_proof(change.guard, lang) if change.guard else None,
                }
                for change in self.changes
            ],
            "note": self.note(lang) if self.note else None,
        }


def history(run: Run, section: str, index: int) -> tuple[HistoryStep, ...]:
    """Return the history of an item up to the as-of date, in the order of time; what has no effect is in its place."""
    told = _Told(run, section, index)
    if section not in run.rules.cycles:
        zh, en = told.model.item_title(section).zh, told.model.section_title(section).en
        note = Text(f"本规则包没有关于{zh}的规则，未作判断", f"this pack has no rules on {en}: nothing is judged")
        entries = [
            *(structs.replace(step, note=note) for step in told.found()),
            *told.recorded(),
            *told.without_effect(),
        ]
        return tuple(sorted(entries, key=lambda entry: entry.day))
    table, _ = run.rules.cycles[section]
    log: list[Tried] = []
    known = replayed(told.item, told.base, table, log, MOST_TOLD)
    entries = [*told.found(), *told.happened(log, table), *told.without_effect()]
    if known.gave_up:
        entries.append(HistoryStep(run.as_of, "no_effect", TOO_MANY_WAYS, told.base.place(("events",))))
    begins = max(run.rules.times.issued, item_date(told.item) or date.min)
    if section in run.rules.outcomes and run.rules.enforcement and run.as_of >= begins:
        entries += _outcomes(Outlook(run, section, index))
    return tuple(sorted(entries, key=lambda entry: (entry.day, _ORDER[entry.kind])))


MOST_TOLD = 2_000
"""Of a history that leaves something open so many moves are told; nobody reads more of one item."""

_NOT_YET = Text("晚于判定日，尚未生效", "after the as-of date: not yet effective")

_ORDER: dict[StepKind, int] = {
    "found": 0,
    **dict.fromkeys(("timer", "event", "no_effect"), 1),  # in the order in which they took effect
    "retracted": 2,
    "outcome": 3,
    "not_yet_known": 4,
    "not_yet_effective": 5,
}


class _Told:
    """What is told of one item of a record."""

    def __init__(self, run: Run, section: str, index: int) -> None:
        self.run, self.pack, self.model, self.section = run, run.rules.pack, run.rules.pack.model, section
        self.item: Item = getattr(run.record, attribute(section))[index]
        self.events: tuple[Event, ...] = getattr(self.item, "events", None) or ()
        self.base = ItemView(self.item, f"{section}[{index}]", run.view)

    def found(self) -> Iterator[HistoryStep]:
        """Yield the item's own day, and who found it; nothing where an item always holds."""
        day = item_date(self.item)
        if day is None:
            return
        what, place = self._found(), self.base.place(self.model.day_path(self.section)[:1])
        if self.base.record.sees(self.item):
            yield HistoryStep(day, "found", what, place)
        else:
            yield HistoryStep(day, "not_yet_effective", what, place, (), _NOT_YET)

    def _found(self) -> Text:
        """Say what dates the item, and who found it where it says so."""
        declared = self.model.sections[self.section]
        path = self.model.day_path(self.section)
        begun = self.model.label(self.section, path[:-1] or path)  # 发现, of which the day is a part
        if not (declared.cases and declared.cases.found_by):
            return begun
        finder = declared.cases.found_by.split(".")
        by, field = follow(self.item, [*map(attribute, finder)]), self.model.field(self.section, finder)
        assert field, finder
        who = value_text(self.pack, field, by) if said(by) else phrase("field not recorded", field=field.title)
        return begun + Text(f"（{who.zh}）", f" ({who.en})")

    def happened(self, log: Iterable[Tried], table: Table) -> Iterator[HistoryStep]:
        """Yield what events and timers did: those of one cause together, once for all the worlds that they were tried in."""
        causes: dict[tuple[date, str, str, bool], list[Tried]] = {}
        eventful = date.min
        for tried in log:
            eventful = tried.day if tried.what else eventful
            place = tried.what.place if tried.what else ""
            late = tried.what is None and tried.day == eventful  # set off by what happened on that day
            causes.setdefault((tried.day, tried.trigger, place, late), []).append(tried)
        for (day, trigger, place, _), tries in causes.items():
            what = tries[0].what
            changes = tuple(changes_of(tries, table.cycle))
            kind: StepKind = "timer" if what is None else "event" if changes else "no_effect"
            said = _timer(trigger, table.cycle) if what is None else self._said(what.event)
            note = irregularity(self.run.rules, table.cycle, tries)
            if not changes:
                note = Text("没有哪个状态在等它，未起作用", "nothing was waiting for it: no effect")
            yield HistoryStep(day, kind, said, place, changes, note)

    def recorded(self) -> Iterator[HistoryStep]:
        """Yield the events in sight as they are recorded, where no rule says what they change."""
        sees = self.run.view.horizon.sees
        gone = self._gone()
        for i, event in enumerate(self.events):
            if sees(event) and i not in gone and not is_correction(event):
                yield HistoryStep(event.date, "event", self._said(event), self._place(i))

    def without_effect(self) -> Iterator[HistoryStep]:
        """Yield corrections, what they took back, and what is not in sight: dated later, or recorded later than one knew."""
        horizon, gone = self.run.view.horizon, self._gone()
        takers = {taken_back(e): e for e in self.events if is_correction(e) and horizon.sees(e)}
        for i, event in enumerate(self.events):
            said, place = self._said(event), self._place(i)
            if event.date > horizon.until:
                yield HistoryStep(event.date, "not_yet_effective", said, place, (), _NOT_YET)
            elif not horizon.sees(event):
                day = recorded_on(event)
                note = Text(f"{day} 才补录，当时尚不知道", f"recorded on {day}: not known then")
                yield HistoryStep(event.date, "not_yet_known", said, place, (), note)
            elif i in gone:
                taker = takers.get(event.id or None)
                when = taker.date if taker else ""
                note = Text(f"已被 {when} 的更正撤回", f"taken back by the correction of {when}")
                yield HistoryStep(event.date, "retracted", said, place, (), note)
            elif is_correction(event):
                yield HistoryStep(event.date, "event", said, place)

    def _gone(self) -> Collection[int]:
        return retracted(self.events, self.run.view.horizon.sees)

    def _place(self, i: int) -> str:
        return f"{self.base.prefix}.events[{i}]"

    def _said(self, event: Event) -> Text:
        """Say an event with all that it says, by the titles of its fields."""
        declared = self.model.events_of(self.section)
        title = self.model.event_kind(self.section, event.kind).title
        names = [name for name in (declared.fields if declared else ()) if name not in RESERVED]
        fields = {name: self.model.field(self.section, ("events", name)) for name in sorted(names, key=self._late)}
        fields["note"] = Field(title=self.model.label(self.section, ("events", "note")))
        told = fields_said(self.pack, {name: field for name, field in fields.items() if field}, event)
        return phrase("fields").join([title, *told])

    def _late(self, name: str) -> bool:
        """Tell whether a field is told last: when an event was entered says nothing of what happened."""
        declared = self.model.events_of(self.section)
        return bool(declared and name == declared.recorded_on)


def changes_of(tries: Iterable[Tried], cycle: LifeCycle) -> Iterator[Change]:
    """Yield what one event or timer did, each transition once; what was refused, where a dimension has nothing else.

    A transition that not every way of reading the record ends with was perhaps taken.
    """
    alike: dict[tuple[str, int], list[Tried]] = {}
    for tried in tries:
        if tried.step is not None:
            alike.setdefault((tried.region, id(tried.step)), []).append(tried)
    refused = {key: same for key, same in alike.items() if all(tried.holds is False for tried in same)}
    moved = {region for region, _ in alike.keys() - refused.keys()}
    far = {key: _far(same[0], cycle) for key, same in refused.items()}
    meant = min((elsewhere for elsewhere, _ in far.values()), default=False)
    nearest = {of: min(how_far for (region, _), how_far in far.items() if region == of) for of, _ in far}
    for key, same in alike.items():
        region = key[0]
        if key in refused and (region in moved or far[key] != nearest[region] or far[key][0] > (meant and not moved)):
            continue  # another step was for this, or came nearer
        tried = same[0]
        assert tried.step is not None
        states = cycle.regions[region].states
        guard = None
        if tried.step.when != NOTHING_ASKED and tried.view is not None:
            guard = explain(tried.step.when, tried.view)
        truths = {one.holds for one in same}
        holds = truths.pop() if len(truths) == 1 else None
        if holds and any(one.after != (tried.step.target,) for one in same):
            holds = None
        before = dict.fromkeys(state for one in same for state in one.before) if holds else {}
        source = Text("或", " or ").join(states[state] for state in before or (tried.source,))
        yield Change(region, cycle.name_of(region), source, states[tried.step.target], holds, guard)


def _far(tried: Tried, cycle: LifeCycle) -> tuple[bool, int]:
    """Return how far a refused step was from being taken: was it for things as they stand, and how much was not so?"""
    if tried.step is None or tried.view is None:
        return False, 0
    guard, view = tried.step.when, tried.view
    failed = [part for part in (guard.parts if isinstance(guard, AllOf) else (guard,)) if truth(part, view) is False]
    tested = {node.path[0] for part in failed for node in walk(part) if isinstance(node, Test)}
    not_so = sum(1 for part in statements(explain(guard, view)) if part.truth is False)
    return bool(tested & {*cycle.regions, *cycle.variables}), not_so


def irregularity(rules: Ruleset, cycle: LifeCycle, tries: Iterable[Tried]) -> Text | None:
    """Say what is irregular about an event, as the life cycle declares it; None where nothing is."""
    found = [tried for tried in tries if tried.found is not None and tried.what is not None]
    section = cycle.of if isinstance(cycle, ItemCycle) else ""
    declared = rules.irregular.get((section, found[0].trigger)) if found else None
    if declared is None:
        return None
    when, say = declared
    truths = {truth(when, tried.found) for tried in found}  # type: ignore[arg-type]  # asked before
    return say if truths == {True} else None if truths == {False} else Text("可能：", "perhaps: ") + say


def irregularities(run: Run, source: Source) -> Iterator[Problem]:
    """Yield what is irregular about the events of a record by the as-of date, each at its place in the source."""
    for section in dict.fromkeys(section for section, _ in run.rules.irregular):
        for i, item in enumerate(getattr(run.record, attribute(section)) or ()):
            yield from _irregularities(run, section, i, item, source)


def _irregularities(run: Run, section: str, i: int, item: Item, source: Source) -> Iterator[Problem]:
    kinds = {event for of, event in run.rules.irregular if of == section}
    base, events = ItemView(item, f"{section}[{i}]", run.view), item.events or ()
    if not (base.record.sees(item) and any(event.kind in kinds for event in events)):
        return
    table, _ = run.rules.cycles[section]
    log: list[Tried] = []
    replayed(item, base, table, log, MOST_TOLD)
    places = {f"{base.prefix}.events[{j}]": j for j in range(len(events))}
    by_place: dict[str, list[Tried]] = {}
    for tried in log:
        if tried.what is not None and tried.trigger in kinds:
            by_place.setdefault(tried.what.place, []).append(tried)
    for place, tries in by_place.items():
        said = irregularity(run.rules, table.cycle, tries) if any(t.step for t in tries) else None
        if said:
            yield source.problem((section, i, "events", places[place], "kind"), "irregular", said)


def _timer(trigger: str, cycle: LifeCycle) -> Text:
    kind, _, variable = trigger.partition(":")
    called = cycle.name_of(variable)
    return Text(f"{called.zh}届满", f"{called.en} passed") if kind == "after" else Text(f"到{called.zh}", called.en)


def _outcomes(outlook: Outlook) -> Iterator[HistoryStep]:
    """Yield the days on which an outcome came or went, and those on which one will by itself."""
    ((name, region),) = outlook.table.cycle.regions.items()
    called = outlook.table.cycle.name_of(name)
    if outlook.unfollowed:
        yield HistoryStep(outlook.as_of, "no_effect", NOT_FOLLOWED)
        return
    for course in outlook.courses.values():
        title = Text("处理提示：", "indication: ") + outlook.declared.outcomes[course.outcome].title
        for tried in course.log:
            assert tried.step is not None
            change = Change(name, called, region.states[tried.source], region.states[tried.step.target], True)
            yield HistoryStep(tried.day, "outcome", title, "", (change,))
        if course.until and course.becomes:
            change = Change(name, called, region.states[course.state], region.states[course.becomes], True)
            note = Text("若无变化，届时将会如此", "will be so if nothing is done and nothing happens")
            yield HistoryStep(course.until, "outcome", title, "", (change,), note)
