"""Days of evidence in classes: an obligation stands alike for all days of a class, so a bit for each is enough.

Each window of a duty has a few classes (in time, late), each class a bit. An entry of a record sets the bits of its day
for all windows that it counts for; what the bits of a window come to is asked once and remembered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any

from msgspec import Struct

from campaign_rules.base.periods import ONE_DAY, plus
from campaign_rules.engine.fast.conditions import MOST_REMEMBERED, Call, Draft, field_of
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import has_wanted
from campaign_rules.logic.conditions import NOTHING_ASKED
from campaign_rules.logic.replay import Occurrence
from campaign_rules.logic.truth import Truth
from campaign_rules.rules.duties.obligations import Status, Window
from campaign_rules.rules.record.values import Item, attribute


class Span(Struct, frozen=True):
    """When evidence counts for a window: from ``first`` to ``last``, in classes that begin on ``cuts``."""

    first: date
    last: date
    turns: tuple[date, ...]
    """The days on which an obligation with this window can change by itself."""
    cuts: tuple[date, ...]
    sure_from: date
    """The first day on which evidence surely counts."""
    base: int
    """The place of its first class among the bits; it has as many bits as cuts."""

    def of(self, day: date) -> int:
        """Return the class of a day of the span."""
        return bisect_right(self.cuts, day) - 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class ObligationDays:
    """Into which classes the days of evidence fall, by the life cycle of obligations.

    Raises:
        NotImplementedError: the life cycle has guards, effects, several timers in a state, or an exemption that
            something can follow: then more than the order of a few days can matter.
    """

    def __init__(self, rules: Ruleset) -> None:
        self.rules = rules
        cycle = rules.obligation
        (region,) = rules.pack.obligation.regions.values()
        if any(step.when != NOTHING_ASKED or step.set for steps in cycle.steps.values() for step in steps):
            raise NotImplementedError("guards or effects in the life cycle of obligations")
        if any(len(timers) > 1 for timers in cycle.timers.values()):
            raise NotImplementedError("several timers in a state of an obligation")
        exempt = {step.target for (_, _, name), steps in cycle.steps.items() for step in steps if name == "waiver"}
        waiting = {state for _, state, name in cycle.steps if name == "waiver"}
        if (
            exempt != {"waived"}
            or exempt & {state for _, state, _ in cycle.steps}
            or waiting | exempt != {*region.states}
        ):
            raise NotImplementedError("something can follow a waiver")
        self.classes = lru_cache(maxsize=None)(self._classes)

    def _classes(self, window: Window) -> tuple[date, ...]:
        """Return the first day of each class, among those on which evidence counts for a window."""
        first, last = window.looks_from, window.late_until
        if first > last:
            return ()
        cuts = sorted({first, *(day for day in self.turns(window) if first < day <= last)})
        made = cuts[:1]
        for cut in cuts[1:]:
            if self._differ(window, made[-1], cut, cuts):
                made.append(cut)
        return tuple(made)

    def turns(self, window: Window) -> tuple[date, ...]:
        """Return the days on which an obligation can change by itself: between two of them it stands as it stood."""
        ends = [plus(day, ONE_DAY) for day in self._last_days(window)]
        return tuple(sorted({window.opens, *self._last_days(window), *ends}))

    def _differ(self, window: Window, one: date, other: date, cuts: list[date]) -> bool:
        """Tell whether evidence of one day ever makes an obligation stand otherwise than that of a later one."""
        days = [other, *(day for day in self.turns(window) if day > other)]
        return any(self._stands(window, one, cuts, day) != self._stands(window, other, cuts, day) for day in days)

    def _last_days(self, window: Window) -> Iterator[date]:
        for due in filter(None, (window.earliest, window.due, window.latest)):
            yield due
            yield self.rules.times.last_good_day(due)

    def _stands(self, window: Window, day: date, others: list[date], as_of: date) -> list[Status]:
        """Say how an obligation stands with evidence of a day: surely, perhaps, and beside evidence of other days."""
        sure, perhaps = Occurrence(day, "evidence"), Occurrence(day, "evidence", None)
        cases: list[tuple[Occurrence, ...]] = [(sure,), (perhaps,)]
        cases += [(Occurrence(other, "evidence", None), sure) for other in others if other <= day]
        cases += [(perhaps, Occurrence(other, "evidence")) for other in others if other >= day]
        return [self.rules.status(window, case, as_of) for case in cases]


Counting = tuple[date, bool, Any]
"""An entry that counts, or may: its day, whether it surely does, and itself."""


class Group(Struct, dict=True):
    """What counts for some windows: entries that have what is wanted; ``tally`` is a number where several are needed."""

    wanted: tuple[tuple[str, frozenset[str]], ...]
    spans: list[Span]
    tally: int | None

    def around(self, day: date) -> Iterator[Span]:
        """Yield the spans that a day lies in; not all are looked at, for there may be one for each day of years."""
        firsts, spans, reached = self._by_first
        for n in range(bisect_right(firsts, day) - 1, -1, -1):
            if reached[n] < day:
                return
            if day in spans[n]:
                yield spans[n]

    @cached_property
    def _by_first(self) -> tuple[list[date], list[Span], list[date]]:
        """Its spans in order of their first days, these, and the latest last day of each and those before it."""
        spans = sorted(self.spans, key=lambda span: span.first)
        return [span.first for span in spans], spans, list(accumulate((span.last for span in spans), max))


class Entries:
    """The entries of a section, of which each sets bits: surely, or maybe where it is not known to have what is wanted."""

    def __init__(
        self, groups: dict[str, list[Group]], rules: Ruleset, form: type[Item], actors: tuple[str, ...]
    ) -> None:
        self._groups, self._rules, self._actors = groups, rules, actors
        self._section, self._form, self._day = form._section, form, day_of(form)
        alone = {kind: group for kind, (group, *others) in groups.items() if not others and group.tally is None}
        asked = {kind: [name for name, _ in group.wanted] for kind, group in alone.items()}
        self._asked = tuple(dict.fromkeys(names[0] for names in asked.values() if len(names) == 1))
        """The fields of which a single one says whether an entry of a kind counts."""
        self.known: dict[str, Known] = {}
        """What was learned of the kinds of which code can tell by itself what an entry sets."""
        self.near: dict[str, None] = {}
        """The words seen that may mean a kind."""
        for kind, names in asked.items():
            if len(names) < 2:
                self.known[kind] = ({}, *({} if name in names else None for name in self._asked))

    def learn(self, entry: Any, as_of: date, tallies: list[list[Counting]], odd: list[Any]) -> tuple[int, int]:
        """Return the bits that an entry sets, surely and maybe, and remember what can be; of a blank kind tell as odd.

        Where several entries are needed, its day goes into the ``tallies``, with whether it surely counts. What lies
        after the as-of date sets nothing.
        """
        sure, maybe, early, day = 0, 0, 0, getattr(entry, self._day)
        meant = self._rules.kind_meant(self._section, entry.kind)
        asked = [(kind, named) for kind, named in meant.each() if kind in self._groups]
        self._settle(entry, asked, odd)
        for kind, named in asked:
            for group in self._groups[kind]:
                says = has_wanted(self._rules, self._section, named, group.wanted, entry, self._actors)
                placed = [(1 << span.base + span.of(day), day < span.sure_from) for span in group.around(day)]
                bits, open_ = sum(bit for bit, _ in placed), sum(bit for bit, before in placed if before)
                sure |= bits & ~open_ if says is True else 0
                maybe |= bits if says is None else open_ if says else 0
                early |= open_
                if group.tally is not None and says is not False and day <= as_of:
                    tallies[group.tally].append((day, says is True, entry))
                if entry.kind in self.known and not early:  # of a day that may count, nothing can be remembered
                    self._remember(entry, day, bits, says)
        return (sure, maybe & ~sure) if day <= as_of else (0, 0)

    def _settle(self, entry: Any, asked: list[tuple[str, Truth]], odd: list[Any]) -> None:
        """Let a word for a kind share what is known of the kind; of one that no duty asks for there is nothing to learn."""
        if not entry.kind.strip():
            odd.append(entry)
        elif entry.kind not in self.known and len(self.known) < MOST_REMEMBERED:
            if not asked:
                self.known[entry.kind] = (_Nothing(), *(None for _ in self._asked))
            elif not asked[0][1]:
                self.near[entry.kind] = None
            elif len(asked) == 1 and asked[0][1] and asked[0][0] in self.known:
                self.known[entry.kind] = self.known[asked[0][0]]

    def words(self) -> Iterator[dict[str, str]]:
        """Yield the words seen so far that leave something open: kinds by themselves, those of other fields with a kind."""
        yield from ({"kind": word} for word in self.near)
        for kind, (_, *fields) in self.known.items():
            yield {"kind": kind}
            for name, said in zip(self._asked, fields, strict=True):
                yield from ({"kind": kind, name: word} for word, says in (said or {}).items() if says is None and word)

    def _remember(self, entry: Any, day: date, bits: int, says: Truth) -> None:
        days, *fields = self.known[entry.kind]
        asked = zip(self._asked, fields, strict=True)
        kept = [(known, getattr(entry, attribute(name)), says) for name, known in asked if known is not None]
        for known, value, said in ((days, day, bits), *kept):
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            known[value] = said

    def drafted(self, draft: Draft) -> list[str]:
        """Return the lines that gather the bits of a section's entries into ``sure`` and ``maybe``."""
        known, learn = draft.const(Call(self.known)), draft.const(Call(self.learn))
        has_id = "id" in self._form.__struct_fields__
        return [
            f"for e in r.{attribute(self._section)} or ():",
            *(["    if e.id is not UNSET: named = True"] if has_id else []),
            "    try:",
            *(f"        {line}" for line in self._known_code(known)),
            "    except KeyError:",
            f"        surely, perhaps = {learn}(e, as_of, tallies, odd)",
            "        sure |= surely",
            "        maybe |= perhaps",
        ]

    def _known_code(self, known: str) -> list[str]:
        """Return the lines that add the bits of an entry of whose kind all is known."""
        if not self._asked:
            return [f"days = {known}[e.kind][0]", f"if e.{self._day} <= as_of: sure |= days[e.{self._day}]"]
        *first, last = ((f"s{n}", f"s{n}[e.{attribute(name)}]") for n, name in enumerate(self._asked))
        says = "".join(f"{told} if {one} is not None else " for one, told in first)
        return [
            f"days, {', '.join(one for one, _ in (*first, last))} = {known}[e.kind]",
            f"says = {says}True if {last[0]} is None else {last[1]}",
            f"if (day := e.{self._day}) > as_of: continue",
            "if says: sure |= days[day]",
            "elif says is None: maybe |= days[day]",
        ]


def day_of(form: type[Item]) -> str:
    """Return the attribute of a section's entries with the day from which they count.

    Raises:
        NotImplementedError: they may lack it, or have it within a part.
    """
    if len(form._day) != 1 or field_of(form, form._day[0], "").absent:
        raise NotImplementedError("entries that may lack the day on which they count")
    return form._day[0]


Known = tuple[Any, ...]
"""Of a kind: the bits of each day (a mapping); then for every field that is asked for by itself, what its values say (a
mapping), or None where the kind does not ask for it."""


class _Nothing(dict[Any, int]):
    """The days of a kind that no duty asks for."""

    def __missing__(self, day: Any) -> int:
        return 0
