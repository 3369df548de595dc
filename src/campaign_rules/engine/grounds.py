"""What an answer on a duty rests on: the readings of the text, and the clauses."""

from __future__ import annotations

from msgspec import UNSET

from campaign_rules.logic.conditions import Condition, walk_names
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.duties.judging import Course
from campaign_rules.rules.pack import Pack


def readings(duty: Duty, course: Course, conditions: tuple[Condition, ...], pack: Pack) -> tuple[str, ...]:
    """Name the readings of the text that an answer on a duty rests on; ``conditions`` say to whom it applies."""
    used = list(course.readings)
    if duty.in_person:
        used.append("personal-duties")
        posts = (pack.model.roles[bearer].interpretation for bearer in duty.bearers if bearer in pack.model.roles)
        used += [name for name in posts if name is not UNSET]
    used += duty.form_readings
    for name in (name for condition in conditions for name in walk_names(condition)):
        used.append(pack.facts[name].interpretation or "" if name in pack.facts else "")
    used += duty.interpretations
    return tuple(name for name in dict.fromkeys(used) if name in pack.interpretations)


def clauses(duty: Duty, read: tuple[str, ...], conditions: tuple[Condition, ...], pack: Pack) -> tuple[str, ...]:
    """Name the clauses that an answer on a duty rests on: its own, its due day's, those of its readings and facts."""
    facts = (pack.facts[name] for one in conditions for name in walk_names(one) if name in pack.facts)
    named = (
        duty.clause,
        *duty.also,
        duty.due_clause,
        *(pack.interpretations[name].clause for name in read),
        *(fact.clause for fact in facts),
    )
    return tuple(dict.fromkeys(clause for clause in named if clause))
