"""Enforcement outcomes (2.2.3): a set of indications for each item, for an officer to decide on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct, field

from campaign_rules.base.texts import Clause, Text
from campaign_rules.logic.conditions import Condition
from campaign_rules.logic.truth import Truth


class Outcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One outcome, its clause, and the condition under which it is indicated."""

    title: Text
    clause: Clause
    also: tuple[str, ...] = ()
    when: Condition
    interpretation: str | None = None


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that can be done about an item, or befall it (``adverse``), from now on: an event of its life cycle."""

    title: Text
    event: str
    fields: Annotated[
        dict[str, str], Meta(description="what else the event says; a day of campaign.yaml such as ends by its name")
    ] = field(name="with", default={})
    adverse: bool = False


class Combination(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be so of the set of outcomes wherever a condition holds: a declared policy, which is proved, not applied."""

    when: Condition
    holds: Annotated[tuple[str, ...], Meta(description="outcomes that must be in the set")] = ()
    never: Annotated[tuple[str, ...], Meta(description="outcomes that must not be")] = ()


class Outcomes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The outcomes for the items of a section, most serious first, and how they go together."""

    for_each: str
    title: Text
    alone: Annotated[str, Meta(description="an outcome that, where it holds, stands alone")]
    undetermined: Annotated[Text, Meta(description="what is said when some outcome's condition is unknown")]
    outcomes: dict[str, Outcome]
    policy: Annotated[tuple[Combination, ...], Meta(description="how outcomes go together, for lint to prove")] = ()
    steps: Annotated[dict[str, Step], Meta(description="tried to tell what would change an outcome")] = {}


UNDETERMINED = "undetermined"
"""Added to the set whenever some outcome's condition is unknown."""


HAPPENINGS = {
    "refuted": Text("条件不成立", "condition fails"),
    "unclear": Text("条件不明", "condition unknown"),
    "established": Text("条件成立", "condition holds"),
}
"""What the life cycle of outcomes hears of an outcome on a day: its condition fails, is unknown, or holds."""

STANDINGS = ("not_indicated", "undetermined", "indicated", "lapsed")
"""The states that the life cycle of outcomes can have."""


def outcome_set(truths: Mapping[str, Truth], alone: str) -> tuple[str, ...]:
    """Return the outcomes that are indicated, in declared order.

    >>> outcome_set({"dual_penalty": None, "order_rectification": True, "no_penalty": False}, "no_penalty")
    ('order_rectification', 'undetermined')
    """
    if truths.get(alone) is True:
        return (alone,)
    held = tuple(name for name, truth in truths.items() if truth is True)
    return (*held, UNDETERMINED) if any(truth is None for truth in truths.values()) else held
