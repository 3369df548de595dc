"""Days as people type them on a command line; the only place that looks at a clock, and only for who writes *today*."""

from __future__ import annotations

import os
import re
import unicodedata
from datetime import date, datetime

import click

TODAY = frozenset({"今天", "今日", "today"})

_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]|(\d{2})(\d{2}))",
    re.ASCII,
)


def a_day(text: str) -> date:
    """Read a day: 2023-10-15, 2023.10.15, 2023/10/15, 2023年10月15日, 20231015, or today; or say what is wrong with it."""
    plain = unicodedata.normalize("NFKC", as_typed(text)).strip().lower()
    if plain in TODAY:
        return datetime.now().astimezone().date()
    found = _DAY.fullmatch(plain)
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> date:
    said = f"{as_typed(text)!r} 不是日期，应为 YYYY-MM-DD / not a date, expected YYYY-MM-DD"
    raise click.BadParameter(said) from None


def as_typed(word: str) -> str:
    """Return a word as it was typed where the locale (C, POSIX) could not decode it."""
    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word
