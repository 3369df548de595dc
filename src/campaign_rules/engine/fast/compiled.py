"""Rules compiled for many records: one pass over each, and answers that are looked up rather than worked out.

How an obligation stands depends on few things: into which classes of days its evidence falls, whether it applies,
whether its section is there. How an item stands depends on what its tests say and on the order of a few days. So the
pass over a record only gathers these; what they mean is asked once of the readable interpreter
(`campaign_rules.engine.verdicts`), for the first record that has them, and remembered. The two can't come to differ in what a
rule means; that the pass gathers all that matters is tested on random packs and records.

The day is an argument. Between two days on which some obligation changes by itself (it opens, its last day has passed)
all days are one era, in which the same answers are looked up; from one era to the next only those chunks of rows are
others in which something has turned. So two hundred days cost what one costs.

Nothing is told here: no sentences, no proofs, no evidence. Who asks for these gets them from the interpreter.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from msgspec import UNSET, Struct

from campaign_rules.base.sources import NOWHERE
from campaign_rules.base.words import names_in
from campaign_rules.engine.decisions import CODES, Frame, under_review
from campaign_rules.engine.fast.conditions import (
    Call,
    Draft,
    Judge,
    Memo,
    RecordFields,
)
from campaign_rules.engine.fast.day_classes import Counting, Entries, Group, ObligationDays, Span
from campaign_rules.engine.fast.items import Found, Section
from campaign_rules.engine.fast.oddities import Oddities, lists_much
from campaign_rules.engine.impossibilities import impossibilities
from campaign_rules.engine.interpreter import Interpreter, ItemShape, counted
from campaign_rules.engine.measuring import enough
from campaign_rules.engine.ruleset import BoundDuty, Ruleset
from campaign_rules.engine.stoppages import Stop, stoppage, stops_of
from campaign_rules.engine.verdicts import Run, Verdict, stands, without_items
from campaign_rules.engine.views import RecordView, Sectors, accesses
from campaign_rules.engine.vocabulary import Unrecognised
from campaign_rules.logic.conditions import Condition, Test, leaves, truth
from campaign_rules.logic.replay import Occurrence
from campaign_rules.rules.duties.obligations import ANY, STATUSES, Evidence, Status, Window
from campaign_rules.rules.record.values import Record, Value, actors_in, attribute

MOST_HELD = 100_000
"""Answers that are remembered; then all are forgotten, so that memory stays flat."""

_NOT_APPLICABLE = CODES["not_applicable"]

_EXACT = -1
"""Stands for a section, of duties whose windows hang on what a record says: the readable engine is asked about these."""

_CHUNK = 8
"""Bits of evidence that are looked up at once: few enough that most of what they can be is soon known."""


class Row(Struct, frozen=True):
    """One obligation in a window, and all but the evidence that its status depends on."""

    key: tuple[Any, ...]
    """The places of its duty and its window, and what follows: the same key, the same status for the same evidence."""
    duty: str
    instance: str
    bound: BoundDuty
    window: Window | None = None
    span: Span | None = None
    frame: Frame = Frame()

    @property
    def due(self) -> date | None:
        """Its due date."""
        return self.window.due if self.window else None


T = TypeVar("T")
V = TypeVar("V", bound=Value)


class Shape(ItemShape[T], Protocol[T]):
    """What a writer makes of an obligation: for a row of a context, one for each status (`CODES`); else each by itself."""

    def rows(self, context: Context) -> list[list[T]]:
        """Return, for each row and star of a context, what is made of it in each status."""
        ...


class _AsTold:
    """Obligations as they are."""

    def rows(self, context: Context) -> list[list[tuple[str, str, int, date | None]]]:
        rows = (*context.rows, *context.stars)
        return [[(row.duty, row.instance, code, row.due) for code in range(len(STATUSES))] for row in rows]

    def item(self, duty: str, name: str, code: int, due: date | None) -> tuple[str, str, int, date | None]:
        return duty, f"{duty}@{name}", code, due


_AS_TOLD = _AsTold()


class Outline(Struct):
    """How all obligations of a record stand on a day, and what is indicated for its items: bare, and quickly made."""

    compiled: Compiled
    context: Context
    now: Now
    record: Record
    as_of: date
    parts: list[bytes]
    """The statuses (`CODES`) of all rows in windows, in order; then those of items, in no order."""
    items: list[Found | None]
    """Of each section with duties for each item, the answers; None where the section is absent."""
    exact: tuple[tuple[Verdict, ...], ...]
    """The verdicts on each duty that the readable engine was asked about."""

    @property
    def codes(self) -> bytes:
        """The status of every obligation, as a byte (`CODES`), in no particular order."""
        return b"".join(self.parts)

    @property
    def summary(self) -> dict[Status, int]:
        """How many obligations stand how; only what occurs, worst first."""
        return counted(self.codes)

    def obligations(self) -> Iterator[tuple[str, str, int, date | None]]:
        """Yield duty, instance, status (`CODES`) and due date of every obligation, in the order of the plan's clauses."""
        yield from self.each(_AS_TOLD)

    def each(self, shape: Shape[T]) -> list[T]:
        """Return every obligation, in the order of the plan's clauses, in the shape that a writer gives it."""
        rows, context = shape.rows(self.context), self.context
        made = [row[code] for row, code in zip(rows, self.codes, strict=False)]
        del made[len(context.rows) :]  # the codes go on with those of items
        for section, n, place, star in context.items_at:
            if section == _EXACT:
                made[place:place] = [
                    shape.item(one.duty, one.instance.removeprefix(f"{one.duty}@"), CODES[one.status], one.due)
                    for one in self.exact[n]
                ]
                continue
            found = self.items[section]
            if found:
                duty, items = self.compiled.sections[section].duties[n].id, self.compiled.sections[section].name
                standing = [
                    shape.item(duty, getattr(self.record, items)[i].id, code, dues[n])
                    for i, answer, dues in found
                    if (code := answer.codes[n]) is not None
                ]
                if standing:
                    made[place:place] = standing
                    continue
            code = _NOT_APPLICABLE if found is not None else self.now.absent[section][n]
            made.insert(place, rows[star][code])
        return made

    def outcomes(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield section and id of every item that outcomes are indicated for, with the outcomes (none: an empty set)."""
        is_issued = self.as_of >= self.compiled.rules.times.issued
        for section, found in zip(self.compiled.sections, self.items, strict=True):
            if section.has_outcomes and is_issued:
                items = getattr(self.record, section.name)
                for i, answer, _ in found or ():
                    if answer.outcomes is not None:
                        yield section.name, items[i].id, answer.outcomes


class Compiled:
    """Rules compiled for the records of some actors. It holds no record and no day, and can be shared between threads.

    Raises:
        NotImplementedError: they ask for what can't be told from classes of days (`Interpreter` can tell it).
    """

    def __init__(self, rules: Ruleset, actor: str | tuple[str, ...]) -> None:
        if rules.separate:
            raise NotImplementedError("entries that count once go to the obligation that falls due first")
        self.rules, self.actors = rules, actors_in(actor)
        self.duties = rules.duties_of(*self.actors)
        self.vocabulary = rules.vocabulary
        self.exact = tuple(bound for bound in self.duties if bound.course.by_record)
        if self.vocabulary.refuses:
            raise NotImplementedError("a record with an unknown kind is refused")
        self._lay_out(ObligationDays(rules))
        judged = [section for section in rules.outcomes if rules.pack.model.keeps(section, self.actors)]
        names = [bound.duty.items for bound in self.duties if bound.duty.items and not bound.course.by_record]
        self._known_by = Memo(self._is_known_by)
        self._sectors: Mapping[tuple[str, ...], Any] = {}
        """What was learned of sectors, by the words that records have for them."""
        self.sections = tuple(
            Section(rules, self.duties, name, self._known_by, has_outcomes=name in judged)
            for name in dict.fromkeys([*names, *judged])
        )
        self._contexts: dict[Any, Context] = {}
        self._known_chunks: dict[Any, Chunk] = {}
        self._eras: dict[tuple[int, ...], int] = {}
        self._numbers = itertools.count()
        self._era_of = Memo(self._era)
        self._codes: dict[Any, int] = {}
        self._held = 0
        self._stopped = lru_cache(maxsize=4096)(self._stoppages)
        self._pass = self._drafted()
        self._lists_much = lists_much(rules.pack.model)

    def _is_known_by(self, word: str) -> bool:
        return all(map(self.vocabulary.grants, names_in(word, self.vocabulary.grants)))

    def _lay_out(self, days: ObligationDays) -> None:
        """Give each window of each duty its place among the bits, and the windows their chunks."""
        model = self.rules.pack.model
        groups: dict[str, dict[str, list[Group]]] = {section: {} for section in model.entries}
        self.spans: list[tuple[Span, ...]] = []
        self.tallies: dict[int, int] = {}
        """The duties that need several entries, or so much of something, each with the number of its tally."""
        self.chunk_of: dict[tuple[int, int], int] = {}
        self.chunks = [0]
        """Where each chunk begins among the bits."""
        turns: list[set[date]] = [{self.rules.times.issued}]
        width = 0
        for b, bound in enumerate(self.duties):
            counted, spans = bound.counted, []
            for w, window in enumerate(bound.windows):
                classes = days.classes(window) if counted.is_anything else ()
                if width + len(classes) - self.chunks[-1] > _CHUNK:
                    self.chunks.append(width)
                    turns.append(set())
                self.chunk_of[b, w] = len(self.chunks) - 1
                turns[-1].update(days.turns(window))
                turning = days.turns(window)
                spans.append(Span(window.looks_from, window.late_until, turning, classes, window.counts_from, width))
                width += len(classes) if counted.is_any_one else 0
            self.spans.append(tuple(spans))
            if counted.is_anything and (spans or bound.course.by_record):
                self._group(b, bound, groups[counted.section].setdefault(counted.kind, []))
        self._turns = tuple(tuple(sorted(these)) for these in turns)
        """For each chunk, the days on which one of its rows can change by itself."""
        self._entries = {
            section: Entries(kinds, self.rules, model.items[section], self.actors) for section, kinds in groups.items()
        }

    def _group(self, b: int, bound: BoundDuty, groups: list[Group]) -> None:
        if not bound.counted.is_any_one:
            self.tallies[b] = len(self.tallies)
            groups.append(Group(bound.wanted, [], self.tallies[b]))
            return
        for group in groups:
            if group.wanted == bound.wanted and group.tally is None:
                group.spans.extend(self.spans[b])
                return
        groups.append(Group(bound.wanted, [*self.spans[b]], None))

    # --- the days between which nothing changes by itself ---

    def _era(self, as_of: date) -> int:
        """Return the number of a day's era: on all days of an era, the same answers are looked up."""
        return self._eras.setdefault(self.turns_before(as_of), next(self._numbers))  # no two threads get the same

    def turns_before(self, as_of: date) -> tuple[int, ...]:
        """Return, for each chunk, how many of the days on which its rows can change by themselves a day has reached."""
        return tuple(bisect_right(turns, as_of) for turns in self._turns)

    # --- the pass over a record ---

    def _drafted(self) -> Callable[[Record, date, int], Any]:
        """Draft the function that gathers all of a record that the answer depends on, and looks the answer up."""
        draft = Draft()
        read = RecordFields(draft, self.rules.pack.model, self.rules.said)
        key = self._key(read, draft)
        draft.names |= {"contexts": self._contexts, "new_context": self._new_context}
        draft.lines += [
            "odd = []",
            f"key = ({', '.join(key)},)",
            "context = contexts.get(key)",
            "if context is None: context = new_context(key, r, as_of)",
            "now = context.now.get(era)",
            "if now is None: now = context.on(as_of, era)",
            f"tallies = [{', '.join('[]' for _ in self.tallies)}]",
            "sure = maybe = 0",
            "named = False",
        ]
        for entries in self._entries.values():
            draft.lines += entries.drafted(draft)
        draft.lines += lookups(self.chunks)
        draft.lines.append("items = []")
        for k, section in enumerate(self.sections):
            draft.lines += section.drafted(k, draft, read)
        judged = {section.name: section.cycle for section in self.sections}
        draft.lines += Oddities(self.vocabulary, draft, self._known_by).lines(self._entries, judged)
        stopped = " or ".join(f"r.{attribute(section)}" for section in self.rules.pack.model.suspending) or "()"
        told = f"context, now, parts, items, odd, tallies, {stopped}"
        return draft.function("one_pass", "r, as_of, era", [f"return {told}"])

    def _key(self, read: RecordFields, draft: Draft) -> list[str]:
        """Return the sources of what the answer depends on beside entries and items."""
        conditions = [c for b in self.duties for c in (b.when, b.applies, *([b.review] if b.review else ()))]
        wanted = filter(self._differs, leaves(conditions))
        told = [f"r.{attribute(name)} is UNSET" for name in (*self._entries, *(s.name for s in self.sections))]
        judge = Judge(draft, read)
        return list(dict.fromkeys([*told, *(self._truth(leaf, judge, draft) for leaf in wanted)]))

    def _differs(self, leaf: Condition) -> bool:
        """Tell whether a test of a record, not of its items, can differ from record to record, or from day to day."""
        first, *others = leaf.fields()
        model = self.rules.pack.model
        known, access = model.record.__struct_fields__, accesses(model)
        by_record = any(attribute(p[0]) in known or access.get(p[0]) in ("sectors", "office") for p in (first, *others))
        return by_record or access.get(first[0]) == "day"

    def _truth(self, leaf: Condition, judge: Judge, draft: Draft) -> str:
        model = self.rules.pack.model
        field, access = model.sector_field, accesses(model)
        if field and isinstance(leaf, Test) and {access.get(path[0]) for path in leaf.fields()} == {"sectors"}:
            words = Memo(lambda said: leaf.judge(Sectors(said, self.vocabulary.leads)))  # type: ignore[arg-type]  # it asks for no more
            self._sectors, source = words, f"r.{attribute(field)}"
            return f"(UNSET if {source} is UNSET else {draft.const(words)}[{source}])"
        try:
            return judge.truth(leaf)
        except NotImplementedError:
            return f"{draft.const(Call(lambda r, as_of: truth(leaf, self.rules.view(r, as_of))))}(r, as_of)"

    def _new_context(self, key: Any, record: Record, as_of: date) -> Context:
        made = self._contexts[key] = Context(self, Run(self.rules, record, as_of))
        return made

    def chunk(self, n: int, rows: tuple[Row, ...], turn: int, as_of: date) -> Chunk:
        """Return the chunk of some rows after so many turns; contexts in which they are judged alike share it."""
        key = (n, turn, tuple(row.key for row in rows))
        if key not in self._known_chunks:
            low, end = self.chunks[n], [*self.chunks[1:], None][n]
            mask = (1 << end - low) - 1 if end is not None else -1
            self._known_chunks[key] = Chunk(self, rows, low, mask, as_of)
        return self._known_chunks[key]

    def code(self, row: Row, sure: int | None, perhaps: int | None, as_of: date) -> int:
        """Return the status of a row whose evidence falls into a class of days, and perhaps into an earlier one."""
        key = (row.key, sure, perhaps, bisect_right(row.span.turns, as_of) if row.span else 0)
        if key not in self._codes:
            self._codes[key] = CODES[self._status(row, sure, perhaps, as_of)]
        return self._codes[key]

    def _status(self, row: Row, sure: int | None, perhaps: int | None, as_of: date) -> Status:
        if row.window is None:
            return "not_applicable"  # no day of the campaign asks for it
        happened = []
        if row.span is not None and not row.frame.absent:
            if perhaps is not None and perhaps != sure:
                happened.append(Occurrence(row.span.cuts[perhaps], "evidence", None))
            if sure is not None:
                happened.append(Occurrence(row.span.cuts[sure], "evidence"))
        # The evidence is given the first day of its class, which may lie after the day that was asked about: all of it had
        # happened by then, so the later of the two is asked about, a day of the same era.
        day = max((as_of, *(one.day for one in happened)))
        return stands(self.rules, row.window, tuple(happened), day, row.frame)

    def remember(self, answers: int = 1) -> None:
        """Count answers that are remembered; where they are many, all are forgotten."""
        self._held += answers
        if self._held > MOST_HELD:
            self._contexts.clear()
            self._known_chunks.clear()
            self._held = 0

    def outline(self, record: Record, as_of: date) -> Outline | None:
        """Say how everything in a record stands on a day; None where something in it can't be right, for others to say
        what."""
        if self._lists_much(record):
            return None
        context, now, parts, items, odd, tallies, stopped = self._pass(record, as_of, self._era_of[as_of])
        if odd and self._is_wrong(record):
            return None
        if tallies or stopped:
            parts = self._overruled(context, parts, tallies, record, as_of)
        exact: tuple[tuple[Verdict, ...], ...] = ()
        if self.exact:
            run = Run(self.rules, record, as_of)
            exact = tuple(tuple(run.of_duty(bound)) for bound in self.exact)
            parts = [*parts, bytes(CODES[one.status] for told in exact for one in told)]
        return Outline(self, context, now, record, as_of, parts, items, exact)

    def unrecognised(self) -> Iterator[Unrecognised]:
        """Yield the words seen so far that the campaign does not know, as if one record had them all."""
        model = self.rules.pack.model
        listed: dict[str, tuple[Any, ...]] = {
            section: tuple(_saying(model.items[section], words) for words in entries.words())
            for section, entries in self._entries.items()
        }
        if model.sector_field:
            listed[model.sector_field] = tuple(dict.fromkeys(word for words in self._sectors for word in words))
        yield from self.vocabulary.unrecognised(_saying(model.record, {"id": "?", "actor": self.actors, **listed}))

    def _is_wrong(self, record: Record) -> bool:
        return any(True for _ in impossibilities(record, self.rules.pack.model, NOWHERE)) or any(
            True for _ in self.vocabulary.problems(record, NOWHERE)
        )

    def _overruled(
        self, context: Context, parts: list[bytes], tallies: list[list[Counting]], record: Record, as_of: date
    ) -> list[bytes]:
        """Return the parts with those rows put right that several entries, or a stoppage, decide."""
        windows = len(self.chunks)
        made = bytearray(b"".join(parts[:windows]))
        for b, tally in self.tallies.items():
            if self.duties[b].counted.measure is None:
                context.count(b, sorted(tallies[tally], key=_day), made, as_of)
            else:
                context.measure(b, sorted(tallies[tally], key=_day), made, self.rules.view(record, as_of))
        for place, comes_to in self._stopped(context, stops_of(record, self.rules.pack.model, as_of)):
            made[place] = comes_to[made[place]]
        return [bytes(made), *parts[windows:]]

    def _stoppages(self, context: Context, stops: tuple[Stop, ...]) -> tuple[tuple[int, bytes], ...]:
        """Return the places of the rows whose days stoppages cover, each with what every status then comes to."""
        found = []
        for place, row in enumerate(context.rows):
            bound = row.bound
            if row.window and (
                stopped := stoppage(stops, row.duty, row.window, self.rules.times, recurring=bound.course.recurs)
            ):
                found.append((place, _under_review(bound) if stopped.leaves_open(bound.duty) else _ALL_WAIVED))
        return tuple(found)


def lookups(chunks: list[int]) -> list[str]:
    """Return the lines that look up the rows of each chunk of bits, by where the chunks begin.

    >>> print("\\n".join(lookups([0, 8])))
    try:
        if maybe: m0, m1, = now.pairs; parts = [m0[sure >> 0 & 255, maybe >> 0 & 255], m1[sure >> 8, maybe >> 8]]
        else: m0, m1, = now.surely; parts = [m0[sure >> 0 & 255], m1[sure >> 8]]
    except KeyError: parts = now.told(sure, maybe)
    """
    ends = [*chunks[1:], None]
    bits = [
        f"sure >> {low}" + (f" & {(1 << end - low) - 1}" if end is not None else "")
        for low, end in zip(chunks, ends, strict=True)
    ]
    names = ", ".join(f"m{n}" for n in range(len(bits)))
    known = ", ".join(f"m{n}[{one}]" for n, one in enumerate(bits))
    unsure = ", ".join(f"m{n}[{one}, {one.replace('sure', 'maybe')}]" for n, one in enumerate(bits))
    return [
        "try:",
        f"    if maybe: {names}, = now.pairs; parts = [{unsure}]",
        f"    else: {names}, = now.surely; parts = [{known}]",
        "except KeyError: parts = now.told(sure, maybe)",
    ]


def _day(entry: Counting) -> date:
    return entry[0]


_ALL_WAIVED = bytes([CODES["waived"]]) * len(STATUSES)
"""What every status comes to where stoppages waive the obligation."""


def _under_review(bound: BoundDuty) -> bytes:
    """Return what every status comes to where a person must look at the obligation."""
    return bytes(CODES[under_review(status, once_due=bound.once_due)] for status in STATUSES)


def _saying(kind: type[V], said: Mapping[str, Any]) -> V:
    """Return a record, or an entry of one, that says some things and nothing else, not even what each must say."""
    nothing = dict.fromkeys(kind.__struct_fields__, UNSET)
    return kind(**{**nothing, **{attribute(name): value for name, value in said.items()}})


class Context:
    """What is the same for all records of which the same is true: which rows there are, and how they are judged."""

    def __init__(self, compiled: Compiled, run: Run) -> None:
        self.compiled = compiled
        self.rows: list[Row] = []
        self.items_at: list[tuple[int, int, int, int]] = []
        """The duties for each item, from the last to the first, so that places stay when they are put in: the section,
        the place in it, that among the rows, and that of the row which stands where there is no item."""
        self.stars: list[Row] = []
        self._places: dict[int, list[int]] = {}
        in_chunk: list[list[Row]] = [[] for _ in compiled.chunks]
        self._lay_out(run, in_chunk)
        self._in_chunk = [tuple(rows) for rows in in_chunk]
        self._chunks: list[dict[int, Chunk]] = [{} for _ in in_chunk]
        """By how many turns it has reached, each chunk."""
        self._applies = [[truth(b.when, run.view) for b in section.duties] for section in compiled.sections]
        """For each section, whether the duties for each of its items apply."""
        self.items_at = [(k, n, place, len(self.rows) + star) for k, n, place, star in self.items_at]
        self.now: dict[int, Now] = {}
        """What is known of it, by eras."""
        compiled.remember(len(self.rows))

    def _lay_out(self, run: Run, in_chunk: list[list[Row]]) -> None:
        place_of = {id(bound): (k, n) for k, s in enumerate(self.compiled.sections) for n, bound in enumerate(s.duties)}
        chunk = exact = 0
        for b, bound in enumerate(self.compiled.duties):
            if bound.course.by_record:
                self.items_at.insert(0, (_EXACT, exact, len(self.rows), 0))
                exact += 1
                continue
            if bound.duty.items:
                self.items_at.insert(0, (*place_of[id(bound)], len(self.rows), len(self.stars)))
                self.stars.append(Row((b, -1), bound.id, f"{bound.id}@{ANY}", bound))
                continue
            for row in self._rows(b, bound, run):
                chunk = self.compiled.chunk_of.get(row.key[:2], chunk)
                in_chunk[chunk].append(row)
                self._places.setdefault(b, []).append(len(self.rows))
                self.rows.append(row)

    def _rows(self, b: int, bound: BoundDuty, run: Run) -> Iterator[Row]:
        frame = run.frame(bound)
        if not frame:
            return
        if not bound.windows:
            yield Row((b, -1), bound.id, f"{bound.id}@{ANY}", bound)
        for w, (window, span) in enumerate(zip(bound.windows, self.compiled.spans[b], strict=True)):
            yield Row((b, w, frame), bound.id, window.instance, bound, window, span, frame)

    def on(self, as_of: date, era: int) -> Now:
        """Return what is known of an era, to which a day belongs."""
        made = self.now[era] = Now(self, as_of)
        self.compiled.remember(len(made.chunks))
        return made

    def absent_on(self, as_of: date) -> list[bytes]:
        """Return, for each section, how the duties for each of its items stand on a day where it is absent."""
        rules = self.compiled.rules
        return [bytes(CODES[without_items(rules, one, as_of)] for one in applies) for applies in self._applies]

    def chunks_on(self, as_of: date) -> list[Chunk]:
        """Return every chunk as it is on a day; those in which nothing has turned are those of the days before."""
        made = []
        for n, turn in enumerate(self.compiled.turns_before(as_of)):
            if turn not in self._chunks[n]:
                self._chunks[n][turn] = self.compiled.chunk(n, self._in_chunk[n], turn, as_of)
            made.append(self._chunks[n][turn])
        return made

    def measure(self, b: int, counting: list[Counting], codes: bytearray, view: RecordView) -> None:
        """Put right the rows of a duty that asks for so much of something: the interpreter's own function judges it."""
        rules, entries = self.compiled.rules, [entry for _, _, entry in counting]
        days = [day for day, _, _ in counting]
        for place in self._places.get(b, ()):
            row = self.rows[place]
            span, window = row.span, row.window
            if span is None or window is None:
                continue
            inside = [
                Evidence(days[i], counting[i][1] and days[i] >= span.sure_from, i)
                for i in range(bisect_left(days, span.first), bisect_right(days, span.last))
            ]
            found = enough(row.bound, window, inside, entries, view, rules)
            happened, frame = found.within(row.frame)
            codes[place] = CODES[stands(rules, window, happened, view.horizon.as_of, frame, found.broken)]

    def count(self, b: int, evidence: list[Counting], codes: bytearray, as_of: date) -> None:
        """Put right the rows of a duty that needs several entries: the day of the last of them decides."""
        days = [day for day, _, _ in evidence]
        for place in self._places.get(b, ()):
            row = self.rows[place]
            span, n = row.span, row.bound.counted.at_least
            assert span is not None
            within = evidence[bisect_left(days, span.first) : bisect_right(days, span.last)]
            inside = [(day, certain and day >= span.sure_from) for day, certain, _ in within]
            certainly = [day for day, certain in inside if certain]
            sure = span.of(certainly[n - 1]) if len(certainly) >= n else None
            perhaps = span.of(inside[n - 1][0]) if len(inside) >= n else None
            codes[place] = self.compiled.code(row, sure, perhaps, as_of)


class Now:
    """What is known of a context in an era, that is on all days between which nothing changes by itself."""

    def __init__(self, context: Context, as_of: date) -> None:
        self.chunks = context.chunks_on(as_of)
        self.surely = [chunk.surely for chunk in self.chunks]
        """The statuses known so far of each chunk's rows, by the bits of what surely counts."""
        self.pairs = [chunk.pairs for chunk in self.chunks]
        """The same, by the bits of what counts surely and of what counts maybe."""
        self.absent = context.absent_on(as_of)

    def told(self, sure: int, maybe: int) -> list[bytes]:
        """Return the statuses of the rows of each chunk, from the bits of evidence that counts surely, and maybe."""
        return [chunk.told(sure, maybe) for chunk in self.chunks]


class Chunk:
    """Rows that are looked up at once: by the bits that their evidence sets, from ``low`` on, as far as ``mask`` goes.

    They are looked up as of a day, and so of all days on which none of them has changed by itself since.
    """

    def __init__(self, compiled: Compiled, rows: tuple[Row, ...], low: int, mask: int, as_of: date) -> None:
        self._compiled, self._rows, self._low, self._mask, self._as_of = compiled, rows, low, mask, as_of
        self.surely: dict[int, bytes] = {}
        self.pairs: dict[tuple[int, int], bytes] = {}

    def told(self, sure: int, maybe: int) -> bytes:
        """Return the rows' statuses, and remember them."""
        pair = sure >> self._low & self._mask, maybe >> self._low & self._mask
        if pair not in self.pairs:
            told = bytes(self._by_bits(row, *pair) for row in self._rows)
            self.pairs[pair] = told
            if not pair[1]:
                self.surely[pair[0]] = told
            self._compiled.remember()
        return self.pairs[pair]

    def _by_bits(self, row: Row, sure: int, maybe: int) -> int:
        if row.span is None or not row.bound.counted.is_any_one:
            return self._compiled.code(row, None, None, self._as_of)
        at, full = row.span.base - self._low, (1 << len(row.span.cuts)) - 1
        first, earliest = _lowest(sure >> at & full), _lowest((sure | maybe) >> at & full)
        return self._compiled.code(row, first, earliest, self._as_of)


def _lowest(bits: int) -> int | None:
    return (bits & -bits).bit_length() - 1 if bits else None


# --- where compiling is not possible ---


def compiled(rules: Ruleset, actor: str | tuple[str, ...]) -> Compiled | Interpreter:
    """Compile rules for the records of an actor, or of several at once, or have it interpreted where that is not possible."""
    try:
        return Compiled(rules, actor)
    except NotImplementedError:
        return Interpreter(rules)
