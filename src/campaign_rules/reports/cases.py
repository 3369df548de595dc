"""Live cases: an item as a workflow system handles it, one event after another. The history is the whole state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct

from campaign_rules.base.errors import BadArgument, BadRecord, CampaignRulesError, a_day
from campaign_rules.base.plain_data import sound
from campaign_rules.base.schemas import convert
from campaign_rules.base.sources import NOWHERE
from campaign_rules.base.texts import Lang, Text
from campaign_rules.engine.impossibilities import impossibilities
from campaign_rules.engine.outlooks import with_events
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import Run, replayed
from campaign_rules.engine.views import ItemView
from campaign_rules.logic.conditions import missing
from campaign_rules.logic.lifecycles import Standing, Transition, sources_of
from campaign_rules.logic.machines import Machines
from campaign_rules.logic.operators import is_done
from campaign_rules.logic.replay import TOO_MANY_WAYS, GuardView, Replayed, Tried
from campaign_rules.logic.truth import Truth
from campaign_rules.reports.histories import HistoryStep, changes_of, history, irregularity
from campaign_rules.reports.outcome_findings import OutcomeFinding
from campaign_rules.rules.record.values import Event, Item, Record, attribute, is_correction


class Allowed(Struct, frozen=True):
    """Whether an event may happen to a case now: yes, no, or only with what is ``missing``."""

    event: str
    title: Text
    """What people call the event."""
    allowed: Truth
    why: tuple[Text, ...]
    """What it would do, or why it can't happen."""
    missing: tuple[str, ...] = ()
    """What the event would have to say: ``event.by``."""
    irregular: Text | None = None
    """Why it should not happen as things stand, although it may: a closing without acceptance."""
    robs: tuple[Event, ...] = ()
    """The later events of the case that would then be without the effect that they have."""

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "event": self.event,
            "title": self.title(lang),
            "allowed": self.allowed,
            "why": [text(lang) for text in self.why],
            "missing": list(self.missing),
            "irregular": self.irregular(lang) if self.irregular else None,
            "robs": [{"event": event.kind, "date": event.date.isoformat()} for event in self.robs],
        }


class Refused(CampaignRulesError):
    """An event can't happen to a case; ``reasons`` says why not."""

    code = "refused"

    def __init__(self, event: str, day: date, reasons: tuple[Text, ...]) -> None:
        self.event, self.day, self.reasons = event, day, reasons
        super().__init__(f"{event} on {day}: " + "; ".join(reason.en for reason in reasons))

    def __reduce__(self) -> tuple[type[Refused], tuple[str, date, tuple[Text, ...]]]:
        return type(self), (self.event, self.day, self.reasons)


class Workflow:
    """The life cycle of a section's items on its state machines, shared by every case of it."""

    def __init__(self, rules: Ruleset, section: str) -> None:
        self.rules, self.section, self.model = rules, section, rules.pack.model
        self.cycle = next(cycle for cycle in rules.pack.cycles.values() if cycle.of == section)

    @cached_property
    def machines(self) -> Machines:
        """The machines, one for each dimension."""
        return Machines(self.cycle, self.rules.pack.binding())

    def event(self, kind: str) -> Text:
        """Return what people call something that happens."""
        return self.model.event_kind(self.section, kind).title

    def __reduce__(self) -> tuple[type[Workflow], tuple[Ruleset, str]]:
        return Workflow, (self.rules, self.section)


@dataclass(frozen=True, eq=False)
class Case:
    """One item, live: what may happen to it, and the case after something happened. Never changes.

    The state is the item's history and nothing else: `to_dict` holds all of it, and the campaign's ``case`` makes
    the same case of it again.
    """

    workflow: Workflow
    record: Record
    index: int
    alone: bool
    """Whether no record was given: then what the rest of it would say is unknown."""
    robbed: tuple[Event, ...] = ()
    """The later events that the event applied last left without the effect that they had; no part of the state."""

    @property
    def section(self) -> str:
        """The section that the item stands in."""
        return self.workflow.section

    @property
    def item(self) -> Item:
        """The item with its events."""
        item: Item = getattr(self.record, attribute(self.section))[self.index]
        return item

    def states(self, as_of: date) -> dict[str, tuple[str, ...]]:
        """Return the state of each dimension on a day; several where the record leaves it open."""
        a_day(as_of, "as_of")
        machines = self.workflow.machines
        found = self._replayed(as_of)
        if found.gave_up:
            return {name: tuple(region.states) for name, region in machines.cycle.regions.items()}
        worlds = found.worlds
        return {
            region: tuple(dict.fromkeys(world.states[i] for world in worlds))
            for i, region in enumerate(machines.regions)
        }

    def allowed(self, as_of: date) -> tuple[Allowed, ...]:
        """List every event of the life cycle: whether it may happen on a day, and what it would do or why not."""
        a_day(as_of, "as_of")
        return tuple(self._allowed(self._kind(kind=kind, date=as_of)) for kind in self.workflow.machines.cycle.order)

    def apply(self, event: Event | Mapping[str, Any]) -> Case:
        """Return the case after an event; `robbed` lists the later events to which it left no effect.

        Raises:
            Refused: it can't happen on its day, or does not say what it must, with the reasons.
            BadRecord: it is no event.
        """
        if not isinstance(event, (Event, Mapping)):
            text = Text("事项应为 Event 或映射", "an event is an Event or a mapping")
            raise BadArgument("not-an-event", text)
        given = msgspec.to_builtins(event) if isinstance(event, Event) else event
        made = event if isinstance(event, self._kind) else convert(sound(given), self._kind, BadRecord)
        if is_correction(made):
            reasons = self._impossible(made)
        else:
            answer = self._allowed(made)
            reasons = answer.why if answer.allowed is False else self._unsaid_text(made)
        if reasons:
            raise Refused(made.kind, made.date, reasons)
        after = self._with(made)
        return replace(after, robbed=self._robbed(after, made.date))

    def outcomes(self, as_of: date) -> OutcomeFinding | None:
        """Return the enforcement outcomes on a day; None before the campaign, or where it is not concerned."""
        a_day(as_of, "as_of")
        found = (OutcomeFinding(self._run(as_of), one) for one in self._run(as_of).indications())
        return next((one for one in found if (one.section, one.indication.index) == (self.section, self.index)), None)

    def history(self, as_of: date) -> tuple[HistoryStep, ...]:
        """Return what happened up to a day, step by step."""
        a_day(as_of, "as_of")
        return history(self._run(as_of), self.section, self.index)

    def to_dict(self) -> dict[str, Any]:
        """Return all of the case as plain data: ``campaign.case(**case.to_dict())`` is the same case."""
        whole = {"section": self.section, "item": self.item, **({} if self.alone else {"record": self.record})}
        data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(whole))
        return data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and self._state == other._state

    @property
    def _state(self) -> tuple[str, Item, Record | None]:
        return self.section, self.item, None if self.alone else self.record

    def __hash__(self) -> int:
        return hash(self.item.id)

    # --- how it is found out ---

    @property
    def _kind(self) -> type[Event]:
        return self.workflow.model.events[self.section]

    def _run(self, as_of: date) -> Run:
        return Run(self.workflow.rules, self.record, as_of)

    def _base(self, as_of: date) -> ItemView:
        return ItemView(self.item, f"{self.section}[{self.index}]", self._run(as_of).view)

    def _replayed(self, as_of: date) -> Replayed:
        return replayed(self.item, self._base(as_of), self.workflow.machines)

    def _with(self, event: Event) -> Case:
        return Case(self.workflow, with_events(self.record, self.section, self.index, [event]), self.index, self.alone)

    def _impossible(self, event: Event) -> tuple[Text, ...]:
        record = with_events(self.record, self.section, self.index, [event])
        found = (
            *impossibilities(record, self.workflow.rules.pack.model, NOWHERE),
            *self.workflow.rules.vocabulary.problems(record, NOWHERE),
        )
        return tuple(Text(p.zh, p.en) for p in found)

    def _unsaid(self, event: Event) -> tuple[str, ...]:
        """Return the fields that an event must have, and leaves open or blank."""
        said, model = self.workflow.rules.said, self.workflow.model
        wanted = [(name, getattr(event, attribute(name))) for name in model.requires(self.section, event.kind)]
        return tuple(name for name, value in wanted if not is_done(said(self.section, ("event", name), value)))

    def _unsaid_text(self, event: Event) -> tuple[Text, ...]:
        if not (unsaid := self._unsaid(event)):
            return ()
        labels = (self.workflow.model.label(self.section, ("events", name)) for name in unsaid)
        names, said = Text("、", ", ").join(labels), self.workflow.event(event.kind)
        return (Text(f"{said.zh}须写明：{names.zh}", f"what is {said.en} must say: {names.en}"),)

    def _log(self, as_of: date) -> list[Tried] | None:
        """Return what the events up to a day tried on the machines; None where there are too many ways to follow."""
        log: list[Tried] = []
        found = replayed(self.item, self._base(as_of), self.workflow.machines, log)
        return None if found.gave_up else log

    def _robbed(self, after: Case, day: date) -> tuple[Event, ...]:
        """Return the events from a day on that have an effect now, and none once the case is another."""
        events = self.item.events or ()
        if not any(event.date >= day for event in events):
            return ()
        last = max(event.date for event in events)
        now, then = self._log(last), after._log(last)
        if now is None or then is None:
            return ()
        effective, called = _effective(then), {tried.what.place for tried in then if tried.what}
        robbed = {place for place in _effective(now) if place in called and place not in effective}
        return tuple(event for i, event in enumerate(events) if self._place(i) in robbed)

    def _place(self, i: int) -> str:
        return f"{self.section}[{self.index}].events[{i}]"

    def _allowed(self, event: Event) -> Allowed:
        """Try an event on the machines, among those of its day, in every way that things can stand."""
        title = self.workflow.event(event.kind)
        if impossible := self._impossible(event):
            return Allowed(event.kind, title, False, impossible)
        after = self._with(event)
        log = after._log(event.date)
        if log is None:
            return Allowed(event.kind, title, None, (TOO_MANY_WAYS,), ("events",))
        place = self._place(len(self.item.events or ()))
        mine = [tried for tried in log if tried.what and tried.what.place == place]
        cycle = self.workflow.machines.cycle
        changes = list(changes_of(mine, cycle))
        moves = [change for change in changes if change.holds is not False]
        if not moves:
            return Allowed(event.kind, title, False, tuple(c.refusal() for c in changes) or self._elsewhere(mine[0]))
        # Where no way leaves a dimension as it was, something surely happens, whichever of several it is.
        sure = any(change.holds for change in moves) or any(
            tried.after and not {*tried.before} & {*tried.after} for tried in mine
        )
        unsaid = tuple(f"event.{name}" for name in self._unsaid(event))
        guards = [
            name.replace(f"{place}.", "event.", 1)
            for tried in mine
            if tried.holds is None and tried.step and tried.view
            for name in missing(tried.step.when, tried.view)
        ]
        return Allowed(
            event.kind,
            title,
            True if sure and not unsaid else None,
            tuple(change.move() for change in moves),
            tuple(dict.fromkeys((*guards, *unsaid))),
            irregularity(self.workflow.rules, cycle, mine),
            self._robbed(after, event.date),
        )

    def _elsewhere(self, tried: Tried) -> tuple[Text, ...]:
        """Say from which states an event could happen, where the case is in none of them."""
        machines, world = self.workflow.machines, tried.found.world if isinstance(tried.found, GuardView) else None
        regions = range(len(machines.regions)) if world else ()
        return next((said for i in regions if world and (said := _elsewhere(machines, i, world, tried.trigger))), ())


def _effective(log: Iterable[Tried]) -> set[str]:
    """Return the places of the events that did something, or may have."""
    return {tried.what.place for tried in log if tried.what and tried.step and tried.holds is not False}


def _elsewhere(machines: Machines, i: int, world: Standing, event: str) -> tuple[Text, ...]:
    """Say from which states an event could happen, where the case is in none of them."""
    name, region = machines.regions[i], machines.cycle.regions[machines.regions[i]]
    steps: list[Transition] = [step for step in region.transitions if step.event == event]
    if not steps:
        return ()
    states = dict.fromkeys(state for step in steps for state in sources_of(step, region))
    wanted = [region.states[state] for state in states]
    now, called = region.states[world.states[i]], machines.cycle.name_of(name)
    return (
        Text(
            f"{called.zh}现为“{now.zh}”，须为“{'、'.join(t.zh for t in wanted)}”",
            f"{called.en} is “{now.en}”, and would have to be “{', '.join(t.en for t in wanted)}”",
        ),
    )


def live_case(workflow: Workflow, record: Record, index: int, *, alone: bool) -> Case:
    """Return the case of an item of a record; a live case knows its whole history, so absent events are none."""
    return Case(workflow, with_events(record, workflow.section, index, []), index, alone)
