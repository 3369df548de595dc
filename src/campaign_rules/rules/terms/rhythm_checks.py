"""What can be wrong with a rhythm: of what it is made, the names in it, and how many periods come of it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET, structs

from campaign_rules.base.periods import FREQUENCIES, MONTHS
from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.rules.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.terms.rhythms import PHASE, Rhythm, rhythm
from campaign_rules.rules.terms.times import CAMPAIGN

WAYS = ("period", "before_holidays", "after_holidays")
"""The keys of which a rhythm has one: what its periods are."""

_UNSAID = {one.name: one.default for one in structs.fields(Rhythm)}


def names_of_rhythm(written: str | Rhythm, known: PackNames) -> Iterator[NameUsed]:
    """Yield the names in a rhythm: its period, its holidays, and the phases and seasons during which it is asked for."""
    one = rhythm(written)
    if one.period is not UNSET and one.period != CAMPAIGN:
        yield _at(written, "period"), "period", one.period, (*FREQUENCIES, PHASE, *known.seasons)
    for key in ("before_holidays", "after_holidays"):
        if isinstance(asked := getattr(one, key), tuple):
            yield from (((key, i), "holiday", name, known.holidays()) for i, name in enumerate(asked))
    for i, name in enumerate(one.phases):
        place = ("during",) if isinstance(one.during, str) else ("during", i)
        yield place, "phase", name, (*known.phases, *known.seasons)


def faults_of_rhythm(written: str | Rhythm) -> Iterator[Remark]:
    """Yield what can't be so in a rhythm, though each key by itself is well-formed."""
    one = rhythm(written)
    said = [key for key in WAYS if getattr(one, key) is not UNSET]
    if len(said) != 1:
        names = ", ".join(WAYS)
        yield Remark((), "form", Text(f"周期只能写一种：{names}", f"a rhythm is said in one way: {names}"))
    elif one.period == CAMPAIGN:
        text = Text(
            "campaign 只能单独写：each: campaign", "campaign stands by itself, without other rhythms: each: campaign"
        )
        yield Remark(_at(written, "period"), "form", text)
    if one.begins != _UNSAID["begins"] and MONTHS.get(str(one.period), 1) == 1:
        several = ", ".join(each for each, months in MONTHS.items() if months > 1)
        text = Text(f"begins 须与 period: {several} 之一一起写", f"begins needs one of period: {several}")
        yield Remark(("begins",), "form", text)
    if one.days != _UNSAID["days"] and not (one.before_holidays or one.after_holidays):
        text = Text(
            "days 须与 before_holidays 或 after_holidays 一起写", "days needs before_holidays or after_holidays"
        )
        yield Remark(("days",), "form", text)


def _at(written: str | Rhythm, key: str) -> Path:
    """Return the place of a key in a rhythm; of one that is but a word, the rhythm itself."""
    return () if isinstance(written, str) else (key,)
