"""What is wrong with the outcomes of a pack: their conditions, the steps that change them, the files that they need."""

from __future__ import annotations

from collections.abc import Iterator

from campaign_rules.base.errors import Problem
from campaign_rules.base.schemas import is_date
from campaign_rules.base.sources import Source
from campaign_rules.base.texts import Text
from campaign_rules.rules.checks.circles import circle_text, circles
from campaign_rules.rules.checks.conditions import check_condition
from campaign_rules.rules.checks.context import Context, check_name
from campaign_rules.rules.checks.fields import DAY_TYPES, event_fields, of_types
from campaign_rules.rules.checks.readings import check_reading
from campaign_rules.rules.outcomes import HAPPENINGS, STANDINGS, Outcomes


def check_outcomes(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with each outcome, with the steps, and outcomes that are defined by themselves."""
    taken: set[str] = set()
    for section, outcomes in context.pack.outcomes.items():
        source = context.sources.outcomes(section)
        yield from _section(context, outcomes, source)
        for name in outcomes.outcomes:
            if name in context.pack.facts or name in taken:
                what = (
                    Text("一个事实", "a fact")
                    if name in context.pack.facts
                    else Text("另一处理提示", "another outcome")
                )
                text = Text(f"{name} 已是{what.zh}的名字", f"{name} is already the name of {what.en}")
                yield source.problem(("outcomes", name), "duplicate-name", text, at_key=True)
        taken |= outcomes.outcomes.keys()


def _section(context: Context, outcomes: Outcomes, source: Source) -> Iterator[Problem]:
    yield from check_name("section", outcomes.for_each, context.model.sections, source, ("for_each",))
    yield from check_name("outcome", outcomes.alone, outcomes.outcomes, source, ("alone",))
    yield from _steps(context, outcomes, source)
    if context.pack.enforcement is None:
        events, states = (" / ".join(names) for names in (HAPPENINGS, STANDINGS))
        text = Text(
            f"有处理提示就须有 lifecycles/enforcement.yaml：提示怎样出现和消失，事项是 {events}，状态是 {states}；campaign-rules new 会写一份",
            f"outcomes need lifecycles/enforcement.yaml, how each comes and goes: its events are {events}, its states {states}; "
            "campaign-rules new writes one",
        )
        yield source.problem(("outcomes",), "missing-file", text, at_key=True)
    for name, outcome in outcomes.outcomes.items():
        if outcome.interpretation:
            yield from check_reading(context, outcome.interpretation, source, ("outcomes", name, "interpretation"))
        yield from check_condition(context, outcome.when, outcomes.for_each, source, ("outcomes", name, "when"))
    for i, rule in enumerate(outcomes.policy if outcomes.for_each in context.model.sections else ()):
        at = ("policy", i)
        yield from check_condition(context, rule.when, outcomes.for_each, source, (*at, "when"))
        for key, names in (("holds", rule.holds), ("never", rule.never)):
            for j, name in enumerate(names):
                yield from check_name("outcome", name, outcomes.outcomes, source, (*at, key, j))
    for name in circles({n: o.when for n, o in outcomes.outcomes.items()}):
        yield source.problem(("outcomes", name), "circle", circle_text(name), at_key=True)


def _steps(context: Context, outcomes: Outcomes, source: Source) -> Iterator[Problem]:
    cycles = context.cycles(outcomes.for_each)
    events = {event for cycle in cycles for event in cycle.order}
    fields = event_fields(context.model, outcomes.for_each)
    days = of_types(fields, DAY_TYPES)
    for name, step in outcomes.steps.items():
        for field in context.model.requires(outcomes.for_each, step.event):
            if field not in step.fields:
                text = Text(f"事项 {step.event} 须写明 {field}", f"the event {step.event} must say {field}")
                yield source.problem(("steps", name), "missing-key", text, at_key=True)
        yield from check_name("event", step.event, events, source, ("steps", name, "event"))
        for field, value in step.fields.items():
            at = ("steps", name, "with", field)
            yield from check_name("field", field, set(fields) - {"kind", "date"}, source, at)
            if field in days and not is_date(value):
                yield from check_name("day", value, context.pack.days(), source, at)
