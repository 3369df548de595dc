"""Names that are defined by themselves: facts by facts, outcomes by outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Condition, walk_names


def circles(named: Mapping[str, Condition]) -> Iterator[str]:
    """Yield the names among those of conditions that are defined, by way of others or at once, by themselves."""
    uses = {name: set(walk_names(condition)) & set(named) for name, condition in named.items()}

    def reached(name: str) -> set[str]:
        seen, open_ = set[str](), [name]
        while open_:
            new = uses[open_.pop()] - seen
            seen |= new
            open_ += new
        return seen

    for name in named:
        if name in reached(name):
            yield name


def circle_text(name: str) -> Text:
    """Return what is said of a name that is defined by itself."""
    return Text(f"{name} 绕回到自身", f"{name} is defined by itself")
