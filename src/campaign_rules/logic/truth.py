"""Three truth values, as in Kleene's strong logic: true, false, and None for unknown.

An unknown operand never makes a conjunction false, nor a disjunction true.
"""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None
"""True, false or unknown (None)."""


def all_of(truths: Iterable[object]) -> Truth:
    """Kleene's conjunction; what is not a truth value counts as unknown.

    >>> all_of([True, None]), all_of([False, None])
    (None, False)
    """
    unknown = False
    for value in truths:
        if value is False:
            return False
        unknown = unknown or value is not True
    return None if unknown else True


def any_of(truths: Iterable[object]) -> Truth:
    """Kleene's disjunction; what is not a truth value counts as unknown.

    >>> any_of([True, None]), any_of([False, None])
    (True, None)
    """
    unknown = False
    for value in truths:
        if value is True:
            return True
        unknown = unknown or value is not False
    return None if unknown else False


def negation(value: object) -> Truth:
    """Kleene's negation; what is not a truth value counts as unknown."""
    return not value if isinstance(value, bool) else None
