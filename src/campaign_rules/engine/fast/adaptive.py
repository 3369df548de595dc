"""Records interpreted as long as they are few: compiling rules takes longer than to interpret some."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from campaign_rules.engine.interpreter import Interpreter, Standings
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.rules.record.values import Record, actors_in


class Outlines(Protocol):
    """Says how everything in a record stands: `Interpreter`, or rules that were compiled."""

    def outline(self, record: Record, as_of: date) -> Standings | None:
        """Say how everything in a record stands on a day."""
        ...


MANY = 16
"""From this record on it pays to compile rules."""


class Adaptive:
    """Has the first records interpreted, and the rules compiled once there are many of them."""

    def __init__(self, rules: Ruleset, actor: str | tuple[str, ...], compile_from: int | None = MANY) -> None:
        self.rules, self.actors, self._compile_from = rules, actors_in(actor), compile_from
        self._seen = 0
        self._code: Outlines = Interpreter(rules)

    def outline(self, record: Record, as_of: date) -> Standings | None:
        """Say how everything in a record stands on a day; None where something in it can't be right, for others to say
        what."""
        self._seen += 1
        if self._seen == self._compile_from:
            from campaign_rules.engine.fast.compiled import compiled  # only where many records are asked about

            self._code = compiled(self.rules, self.actors)
        return self._code.outline(record, as_of)
