"""What is wrong with the life cycles of a pack: names of days, events, states and fields that stand for nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import UNSET

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Test, walk
from campaign_rules.logic.lifecycles import Counted, LifeCycle, Transition, named_in
from campaign_rules.logic.operands import DAYS
from campaign_rules.rules.checks.conditions import check_condition, check_days, check_guard
from campaign_rules.rules.checks.context import Context, check_name
from campaign_rules.rules.checks.cycle_shapes import check_shape
from campaign_rules.rules.checks.field_types import FieldTypes, misfits
from campaign_rules.rules.checks.fields import DAY_TYPES, days_of, event_fields, fields_of, of_types
from campaign_rules.rules.checks.readings import check_takes_days
from campaign_rules.rules.duties.obligations import HAPPENINGS as EVENTS
from campaign_rules.rules.duties.obligations import STATUSES
from campaign_rules.rules.outcomes import HAPPENINGS, STANDINGS
from campaign_rules.rules.pack import ItemCycle
from campaign_rules.rules.record.model import RECORD, RecordModel


def check_engine_cycles(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the life cycles that the engine drives: of obligations, the campaign and outcomes."""
    pack, sources = context.pack, context.sources
    obligation = sources.of("lifecycles/obligation.yaml")
    yield from _engine_cycle(context, pack.obligation, obligation, ("opens", "due"), EVENTS, STATUSES)
    yield from _course(context)
    if pack.enforcement:
        enforcement = sources.of("lifecycles/enforcement.yaml")
        yield from _engine_cycle(context, pack.enforcement, enforcement, (), HAPPENINGS, STANDINGS)


def _engine_cycle(
    context: Context,
    cycle: LifeCycle,
    source: Source,
    days: Collection[str],
    events: Collection[str],
    states: Collection[str],
) -> Iterator[Problem]:
    """Yield what is wrong with a life cycle whose days, events and states are those that the engine knows."""
    if len(cycle.regions) != 1:
        text = Text("只能有一个维度", "it has exactly one region")
        yield source.problem(("regions",), "regions", text)
    for variable, field in cycle.variables.items():
        yield from check_name("day", variable, days, source, ("variables", variable))
        yield from check_name("day", str(field), days, source, ("variables", variable))
    for i, event in enumerate(cycle.order):
        yield from check_name("event", event, events, source, ("order", i))
    for name, region in cycle.regions.items():
        for state in region.states:
            yield from check_name("state", state, states, source, ("regions", name, "states", state))
    yield from _cycle(context, cycle, source, "")


def _course(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the campaign's own life cycle: its days and phases must be those of campaign.yaml."""
    course, source = context.pack.course, context.sources.of("lifecycles/campaign.yaml")
    days = context.pack.days()
    for variable, field in course.variables.items():
        yield from check_name("day", str(field), days, source, ("variables", variable))
    yield from _cycle(context, course, source, "")
    states = {state for region in course.regions.values() for state in region.states}
    for phase in context.pack.identity.phases:
        if phase not in states:
            text = Text(f"阶段 {phase} 不在行动的状态之中", f"the phase {phase} is no state of the campaign")
            yield source.problem(("regions",), "phase-without-state", text)


def check_item_cycles(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the life cycles of items."""
    for name, cycle in context.pack.cycles.items():
        yield from _item_cycle(context, cycle, context.sources.of(f"lifecycles/{name}.yaml"))


def _item_cycle(context: Context, cycle: ItemCycle, source: Source) -> Iterator[Problem]:
    yield from check_name("section", cycle.of, context.model.sections, source, ("of",))
    yield from check_condition(context, cycle.concerns, cycle.of, source, ("concerns",))
    events = context.model.events_of(cycle.of)
    for i, event in enumerate(cycle.order):
        yield from check_name("event", event, events.kinds if events else (), source, ("order", i))
    days = set(of_types(fields_of(context.model, cycle.of), DAY_TYPES))
    for variable, start in cycle.variables.items():
        at: Path = ("variables", variable)
        if isinstance(start, Counted):
            yield from check_name("date", start.after, days, source, (*at, "after"))
            yield from check_takes_days(context, start.days, source, (*at, "days"))
        elif start is not None:
            yield from check_name("date", start, days, source, at)
    yield from _deadlines(context, cycle, source)
    yield from _own_names(context.model, cycle, source)
    yield from _cycle(context, cycle, source, cycle.of)


def _cycle(context: Context, cycle: LifeCycle, source: Source, section: str) -> Iterator[Problem]:
    for name in cycle.titles:
        yield from check_name("name", name, {*cycle.regions, *cycle.variables}, source, ("titles", name))
    names = list(_names(context, cycle, source, section))
    yield from names or check_shape(cycle, context.pack, source, context.tries)


def _names(context: Context, cycle: LifeCycle, source: Source, section: str) -> Iterator[Problem]:
    own = event_fields(context.model, section)
    fields = {
        *context.item_fields.get(section, set()),
        *cycle.variables,
        *cycle.regions,
        *(f"{name}.{state}" for name, region in cycle.regions.items() for state in region.states),
        *(f"event.{f}" for f in own),
    }
    days = days_of(context.model, (cycle,), section) | {f"event.{field}" for field in of_types(own, DAY_TYPES)}
    for name, region in cycle.regions.items():
        base: Path = ("regions", name)
        yield from check_name("state", region.initial, region.states, source, (*base, "initial"))
        for i, state in enumerate(region.final):
            yield from check_name("state", state, region.states, source, (*base, "final", i))
        for i, step in enumerate(region.transitions):
            at = (*base, "transitions", i)
            triggers = [t for t in (step.event, step.at, step.after) if t is not UNSET]
            if len(triggers) != 1:
                yield source.problem(at, "trigger", Text("须写 event、at、after 之一", "needs one of event, at, after"))
            if step.event is not UNSET:
                yield from _ordered(context, cycle, section, step.event, source, (*at, "event"))
            for key in ("at", "after"):
                if (timer := getattr(step, key)) is not UNSET:
                    yield from check_name("variable", timer, cycle.variables, source, (*at, key))
            sources = (step.source,) if isinstance(step.source, str) else step.source
            if step.event is UNSET:
                yield from _without_event(step, source, at)
            for state in (*(s for s in sources if s != "*"), step.target):
                yield from check_name("state", state, region.states, source, at)
            for variable, made in step.set.items():
                yield from check_name("variable", variable, cycle.variables, source, (*at, "set", variable))
                for field in named_in(made):
                    yield from _set_from(field, fields, days, source, (*at, "set", variable))
            yield from check_guard(context, step.when, fields, cycle.regions, source, (*at, "when"))
            yield from check_days(context, step.when, fields, days, source, (*at, "when"))
            yield from misfits(step.when, FieldTypes(context.model, section, (cycle,)), source, (*at, "when"))
    yield from _asked_of_events(context, cycle, fields, days, source)


def _ordered(
    context: Context, cycle: LifeCycle, section: str, event: str, source: Source, at: Path
) -> Iterator[Problem]:
    """Yield an event that is none of a life cycle's ``order``, though it may be one that the record declares."""
    declared = context.model.events_of(section) if section else None
    if event not in cycle.order and declared and event in declared.kinds:
        order = ", ".join((*cycle.order, event))
        text = Text(
            f"事项 {event} 还须写进这个文件的 order（同一日的先后），如 order: [{order}]",
            f"the event {event} must also stand in the order of this file (which comes first on one day): order: [{order}]",
        )
        yield source.problem(at, "unknown-event", text)
    else:
        yield from check_name("event", event, (*cycle.order, *(declared.kinds if declared else ())), source, at)


def _own_names(model: RecordModel, cycle: ItemCycle, source: Source) -> Iterator[Problem]:
    """Yield variables and regions whose names already mean something else in a condition."""
    taken = {name.partition(".")[0] for one in (RECORD, cycle.of) for name in fields_of(model, one)}
    taken |= {"event", *DAYS}
    for kind, names in (("variables", cycle.variables), ("regions", cycle.regions)):
        for name in names:
            if name in taken or (kind == "regions" and name in cycle.variables):
                text = Text(
                    f"{name} 已另有含义，请换一个名字", f"{name} already means something else; take another name"
                )
                yield source.problem((kind, name), "reserved-name", text, at_key=True)


def _deadlines(context: Context, cycle: ItemCycle, source: Source) -> Iterator[Problem]:
    days = days_of(context.model, (cycle,), cycle.of)
    others = [name for other in context.pack.cycles.values() if other is not cycle for name in other.deadlines]
    alone = [declared.alone for declared in context.pack.outcomes.values()]
    for name, deadline in cycle.deadlines.items():
        at: Path = ("deadlines", name)
        if name in {*context.pack.duties, *others, *alone, "phase"}:
            text = Text(f"{name} 已另有含义，请换一个名字", f"{name} already means something else; take another name")
            yield source.problem(at, "reserved-name", text, at_key=True)
        yield from check_condition(context, deadline.when, cycle.of, source, (*at, "when"))
        for i, field in enumerate(deadline.due):
            yield from check_name("date", field, days, source, (*at, "due", i))
        yield from check_name("date", deadline.done_on, days, source, (*at, "done_on"))
        if deadline.pending_on:
            yield from check_name("date", deadline.pending_on, days, source, (*at, "pending_on"))


def _asked_of_events(
    context: Context, cycle: LifeCycle, fields: Collection[str], days: Collection[str], source: Source
) -> Iterator[Problem]:
    """Yield what is wrong with when an event is irregular."""
    if not isinstance(cycle, ItemCycle):
        return
    for event, irregular in cycle.irregular.items():
        at: Path = ("irregular", event)
        yield from _ordered(context, cycle, cycle.of, event, source, at)
        yield from check_guard(context, irregular.when, fields, cycle.regions, source, (*at, "when"))
        yield from check_days(context, irregular.when, fields, days, source, (*at, "when"))
        yield from misfits(irregular.when, FieldTypes(context.model, cycle.of, (cycle,)), source, (*at, "when"))


def _without_event(step: Transition, source: Source, at: Path) -> Iterator[Problem]:
    """Yield what a timer asks of the event: there is none."""
    fields = [".".join(node.path) for node in walk(step.when) if isinstance(node, Test)]
    for made in step.set.values():
        fields += named_in(made)
    for field in fields:
        if field.startswith("event."):
            text = Text(f"到期触发的一步没有事项，不能用 {field}", f"a timer has no event: {field} means nothing here")
            yield source.problem(at, "timer-event", text)


def _set_from(
    field: str, fields: Collection[str], days: Collection[str], source: Source, at: Path
) -> Iterator[Problem]:
    """Yield what is wrong with a field that a variable is set from: unknown, or no date."""
    yield from check_name("field", field, fields, source, at)
    if field in fields:
        yield from check_name("date", field, days, source, at)
