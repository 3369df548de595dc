"""Moments: days, or days with a time of day, as records write them."""

from __future__ import annotations

import re
from datetime import date, time

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?")

Moment = tuple[date, time | None]
"""A day, and the time of day where it is said."""


def as_moment(text: str) -> Moment | None:
    """Return what a text says; None where it is neither a day nor a day with a time.

    >>> as_moment("2023-06-01 08:30"), as_moment("2023-06-31")
    ((datetime.date(2023, 6, 1), datetime.time(8, 30)), None)
    """
    found = _MOMENT.fullmatch(text)
    try:
        return (date.fromisoformat(found[1]), time.fromisoformat(found[2]) if found[2] else None) if found else None
    except ValueError:  # the 31st of June
        return None


def is_before(one: date | str, other: date | str) -> bool:
    """Tell whether a day or moment lies before another: surely, where only one of them has a time.

    >>> is_before("2023-06-01 08:30", "2023-06-01 09:00"), is_before("2023-06-01 08:30", date(2023, 6, 1))
    (True, False)
    """
    first, second = _read(one), _read(other)
    if first is None or second is None:
        return False  # that it can't be read is told by itself
    if first[0] != second[0] or first[1] is None or second[1] is None:
        return first[0] < second[0]
    return first[1] < second[1]


def _read(said: date | str) -> Moment | None:
    return as_moment(said) if isinstance(said, str) else (said, None)
