"""Measures over a record: what each entry adds, what it is measured against, and by which entries enough is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from msgspec import UNSET, Struct, structs

from campaign_rules.base.errors import nearest
from campaign_rules.base.words import names_in
from campaign_rules.engine.decisions import Frame
from campaign_rules.engine.ruleset import BoundDuty, Ruleset
from campaign_rules.engine.views import ItemView, RecordView
from campaign_rules.logic.conditions import missing, truth
from campaign_rules.logic.replay import Occurrence
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.duties.obligations import Evidence, Window, nth
from campaign_rules.rules.leads import plain
from campaign_rules.rules.record.values import item_date
from campaign_rules.rules.terms.measures import (
    Addend,
    Level,
    Measure,
    Size,
    exact,
    holds,
    lacking,
    levels,
    needed,
    reached,
)

_SEVERAL = re.compile(r"[、；;]")
"""What stands between several names in one text, wherever it stands."""

_AND_OTHERS = re.compile(r"等(\d+|[一二三四五六七八九十百两]+)?[家个户处名]?\S{0,4}$")
"""Says behind some names that there were others."""


class Against(Struct, frozen=True):
    """What a measure is measured against in a record: its members with all their names, or a number; or that it isn't said."""

    size: Size = Size()
    words: Mapping[str, str | None] = {}
    """By each name of a member, as names are compared, the member; None for what several are called."""
    wanting: tuple[str, ...] = ()
    """The places of the record that would have to say it."""


class Progress(Struct, frozen=True):
    """How far a measure is reached: at least and at most (None: there is no telling), of how much; and what is lacking."""

    done: Fraction
    perhaps: Fraction | None
    need: Fraction
    of: Fraction | None = None
    """What a share is of, and how many members a set has."""
    lacking: tuple[str, ...] = ()
    """The members of the set that are not named yet."""
    again: tuple[int, ...] = ()
    """The positions of entries that name only what counts already."""
    outside: tuple[int, ...] = ()
    """The positions of entries that name no member of the set."""


class Enough(Struct, frozen=True):
    """Whether enough is done in a window, and by which entry."""

    surely: Evidence | None
    """The entry that surely makes it enough."""
    perhaps: Evidence | None
    """The first that may."""
    counted: tuple[Evidence, ...]
    """The entries that count, up to that."""
    progress: Progress | None = None
    broken: Truth = False
    """Whether a limit is exceeded already."""
    nothing: bool = False
    """Whether there is nothing to be measured against."""
    places: tuple[str, ...] = ()
    """What is missing of the measure itself."""
    unsaid: bool = False
    """Whether the record does not say what it is measured against."""

    def within(self, frame: Frame) -> tuple[tuple[Occurrence, ...], Frame]:
        """Return what the life cycle of the obligation hears of, and its frame as the measure leaves it."""
        if self.nothing or self.unsaid:
            changed = {"applies": False} if self.nothing and not frame.absent else {"absent": True}
            return (), structs.replace(frame, **changed)
        if self.progress and frame.absent:
            return (), frame
        happened = []
        if self.perhaps and self.perhaps is not self.surely:
            happened.append(Occurrence(self.perhaps.day, "evidence", None))
        if self.surely:
            happened.append(Occurrence(self.surely.day, "evidence"))
        return tuple(happened), frame


def enough(
    bound: BoundDuty,
    window: Window,
    inside: list[Evidence],
    entries: Sequence[Any],
    view: RecordView,
    rules: Ruleset,
) -> Enough:
    """Tell whether what may count in a window is enough; evidence says at which place among the entries it stands."""
    measure = bound.counted.measure
    if measure is None:
        n = bound.counted.at_least
        sure, perhaps = nth(inside, n)
        certain = [one for one in inside if one.certain]
        return Enough(sure, perhaps, tuple(certain[:n] if sure else certain))
    return _measured(measure, bound, window, inside, entries, view, rules)


def _measured(
    measure: Measure,
    bound: BoundDuty,
    window: Window,
    inside: list[Evidence],
    entries: Sequence[Any],
    view: RecordView,
    rules: Ruleset,
) -> Enough:
    first, last = last_days(window, rules)
    if measure.is_final:  # what lies past a due day that may move leaves open whether it counts
        inside = [Evidence(one.day, one.certain and one.day <= first, one.index) for one in inside if one.day <= last]
    section = bound.counted.section
    until = min(view.horizon.as_of, window.due or window.late_until)
    against = _against(measure, view, rules, until)
    views = [ItemView(entries[one.index], f"{section}[{one.index}]", view) for one in inside]
    addends = [_addend(measure, one, seen, against) for one, seen in zip(inside, views, strict=True)]
    certain = tuple(one for one in inside if one.certain)
    places = tuple(place for one, seen in zip(addends, views, strict=True) for place in _unclear(measure, one, seen))
    if against.wanting:
        return Enough(None, None, certain, places=against.wanting, unsaid=True)
    found, need = levels(measure, addends, against.size), needed(measure, against.size)
    progress = _progress(measure, inside, addends, found, against, need)
    over = view.horizon.as_of > last
    if against.size.value == 0 or (measure.way == "rate" and over and not inside):
        return Enough(None, None, (), progress, nothing=True)
    if not measure.is_final:
        by = reached(found, need)
        counted = [one for one, level in zip(inside, found, strict=True) if level.adds]
        up_to = inside[: by.surely + 1] if by.surely is not None else inside
        return Enough(
            _at(inside, by.surely),
            _at(inside, by.perhaps),
            tuple(c for c in counted if c in up_to),
            progress,
            places=places,
        )
    kept = holds(measure, found, need)
    exceeded: Truth = False
    if measure.at_most is not UNSET and kept is not True:
        exceeded = True if kept is False else None
    end = Evidence(first, True, inside[-1].index if inside else -1)
    done, may_be = (end, end) if over and kept else (None, end if over and kept is None else None)
    return Enough(done, may_be, certain, progress, exceeded, places=places)


def _at(inside: Sequence[Evidence], position: int | None) -> Evidence | None:
    return None if position is None else inside[position]


def last_days(window: Window, rules: Ruleset) -> tuple[date, date]:
    """Return the last day of what is in time in a window: the first that it may be, and the latest."""
    if window.due is None:
        return window.late_until, window.late_until
    days = window.due, window.latest or window.due
    return days if window.own_reading else (rules.times.last_good_day(days[0]), rules.times.last_good_day(days[1]))


def _progress(
    measure: Measure,
    inside: list[Evidence],
    addends: list[Addend],
    found: list[Level],
    against: Against,
    need: Fraction,
) -> Progress:
    members = against.size.members
    pairs = list(zip(inside, addends, found, strict=True))
    return Progress(
        found[-1].low if found else Fraction(0),
        found[-1].high if found else Fraction(0),
        need,
        against.size.value,
        lacking(measure, addends, against.size),
        tuple(e.index for e, one, level in pairs if measure.naming and one.certain and one.names and not level.adds),
        tuple(
            e.index
            for e, one, _ in pairs
            if measure.naming and members is not None and one.certain and not one.names and one.open == 0
        ),
    )


# --- what an entry adds ---


def _addend(measure: Measure, one: Evidence, seen: ItemView, against: Against) -> Addend:
    names: tuple[str, ...] = ()
    unsaid: int | None = 0
    amount: Fraction | None = Fraction(1)
    passes: Truth = True
    if measure.naming:
        path = tuple(measure.naming.split("."))
        names, unsaid = _names(seen.get(path), against)
        declared = seen.record.model.field(seen.section, path)
        if unsaid and not names and not (declared and declared.type == "choice") and _is_unsaid(seen.get(path)):
            unsaid = None  # one entry may name several
    if measure.sum is not UNSET:
        amount = _number(seen.get(tuple(measure.sum.split("."))))
    if measure.passing is not UNSET:
        passes = truth(measure.passing, seen)
    return Addend(one.day, one.certain, names, unsaid, amount, passes)


def _unclear(measure: Measure, one: Addend, seen: ItemView) -> Iterator[str]:
    """Yield what an entry leaves open."""
    if one.open != 0:
        yield seen.place(tuple(measure.naming.split(".")))
    if one.value is None:
        yield seen.place(tuple(str(measure.sum).split(".")))
    if one.passes is None and measure.passing is not UNSET:
        yield from missing(measure.passing, seen)


def _number(value: Any) -> Fraction | None:
    """Return a number that is said, nothing where it is said that there is none; None where it is not said."""
    if value is None:
        return Fraction(0)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return exact(value)


def _names(value: Any, against: Against) -> tuple[tuple[str, ...], int | None]:
    """Return what a value names, each once, and how many more things it may name."""
    if value is None:
        return (), 0
    if isinstance(value, (tuple, list)):
        found = [_names(each, against) for each in value]
        names = tuple(dict.fromkeys(name for each, _ in found for name in each))
        more = [count for _, count in found]
        return names, None if None in more else sum(count for count in more if count)
    if not isinstance(value, str):
        return (), 1
    several = names_in(value, lambda name: plain(name) in against.words) if against.words else _SEVERAL.split(value)
    told = [_named(name, against) for name in several if name.strip()]
    names = tuple(dict.fromkeys(name for name in told if name))
    others = _AND_OTHERS.search(value) is not None and plain(value) not in against.words
    return names, None if others else sum(name is None for name in told)


def _is_unsaid(value: Any) -> bool:
    return not isinstance(value, (str, tuple, list))


def _named(word: str, against: Against) -> str | None:
    """Return what a word names: nothing of a set that has no such member; None where it may be one of them."""
    said = plain(word)
    if against.size.members is None:
        return said
    if said in against.words:
        return against.words[said]
    near = any(said in known or known in said for known in against.words if known) or nearest(said, against.words)
    return None if near else ""


# --- what it is measured against ---


def _against(measure: Measure, view: RecordView, rules: Ruleset, until: date) -> Against:
    if measure.all_of is not UNSET:
        return _set({word: _called(word, rules) for word in measure.all_of})
    name = measure.set_named
    if not name:
        return Against()
    if roll := rules.pack.identity.rolls.get(name):
        return _set({id_: one.names for id_, one in roll.members.items()})
    section, _, field = name.partition(".")
    if section in rules.pack.model.sections:
        return _of_section(section, field, view, rules, until)
    return _of_field(name, view)


def _set(members: Mapping[str, Sequence[str]]) -> Against:
    ids = {plain(id_): id_ for id_ in reversed(list(members))}
    words: dict[str, str | None] = dict(ids)
    for said, id_ in ids.items():
        for word in map(plain, members[id_]):
            words[word] = id_ if words.get(word, id_) == id_ else None
            words[said] = id_
    return Against(Size(tuple(id_ for id_ in members if ids[plain(id_)] == id_)), words)


def _called(word: str, rules: Ruleset) -> tuple[str, ...]:
    titles = (rules.pack.word(word), rules.pack.model.words.get(word))
    return tuple(name for title in titles if title for name in (title.zh, title.en))


def _of_section(section: str, field: str, view: RecordView, rules: Ruleset, until: date) -> Against:
    """Return the items of a section as a set: by what a field says, or by their ids and what people know them by."""
    items = getattr(view.record, section)
    if items is UNSET:
        return Against(wanting=(section,))
    members: dict[str, tuple[str, ...]] = {}
    for i, item in enumerate(items or ()):
        since = item_date(item)
        if since is not None and since > until:
            continue
        seen = ItemView(item, f"{section}[{i}]", view)
        path = tuple(field.split(".")) if field else ("id",)
        value = seen.get(path)
        known_by = None if field else rules.pack.model.called(item)
        if not isinstance(value, str):
            value = known_by if value is UNSET or value is None else UNSET
        if isinstance(value, str) and value.strip():
            members[value] = (known_by,) if known_by else ()
        elif value is not None or not field:
            return Against(wanting=(seen.place(path),))
    return _set(members)


def _of_field(name: str, view: RecordView) -> Against:
    """Return a list that the record holds as a set, or a number that it says."""
    path = tuple(name.split("."))
    value = view.get(path)
    if isinstance(value, (tuple, list)) and all(isinstance(one, str) for one in value):
        return _set(dict.fromkeys(value, ()))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Against(Size(number=exact(value)))
    return Against(wanting=(view.place(path),))
