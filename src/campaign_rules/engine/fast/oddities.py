"""What may be wrong with a record of the right form, as quick tests in code: where one holds, the record is looked at exactly.

Each is true at least wherever `campaign_rules.engine.impossibilities` or `campaign_rules.engine.vocabulary` has something to tell,
and is written from the same declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from msgspec import UNSET

from campaign_rules.base.moments import as_moment
from campaign_rules.engine.fast.conditions import Call, Draft, Memo
from campaign_rules.engine.impossibilities import MOST_ENTRIES, MOST_EVENTS, retracting
from campaign_rules.engine.orders import Order, orders_of
from campaign_rules.engine.vocabulary import Vocabulary
from campaign_rules.rules.record.declaration import Events
from campaign_rules.rules.record.model import RECORD, RecordModel
from campaign_rules.rules.record.places import Place, places
from campaign_rules.rules.record.shape import NEVER_BLANK
from campaign_rules.rules.record.values import Record, attribute


class Oddities:
    """Writes quick tests of a record ``r``, an item ``i``, and an event ``e`` of it, into a draft.

    ``known_by`` tells of a word whether it is known who granted something.
    """

    def __init__(self, vocabulary: Vocabulary, draft: Draft, known_by: Mapping[str, bool]) -> None:
        self.vocabulary, self.model, self.draft = vocabulary, vocabulary.pack.model, draft
        self.known_by = known_by

    def lines(self, entries: Collection[str], judged: Mapping[str, Any]) -> list[str]:
        """Return the lines that note in ``odd`` what is to be looked at in a record.

        Of sections of ``entries`` the blank kinds are noted as they are looked up, and ``named`` says whether any has an
        id; of ``judged`` items the ids are looked at as they are judged, and where these have a life cycle, much else.
        """
        self.draft.names["are_odd"] = are_odd
        lines = [f"if {_either(['not r.id.strip()', *self._of_record()])}: odd.append(r)", *self._attributes()]
        with_ids = [name for name in self.model.sections if self.model.field(name, ("id",))]
        named = [f"are_odd(r.{name})" for name in entries if name in with_ids]
        lines += [f"if named and ({' or '.join(named)}): odd.append(r)"] if named else []
        for name in self.model.sections:
            if name in with_ids and name not in entries and name not in judged:
                lines.append(f"if r.{name} and are_odd(r.{name}): odd.append(r)")
            lines += self._items(name, is_entry=name in entries, replayed=bool(judged.get(name)))
        return lines

    def _items(self, section: str, *, is_entry: bool, replayed: bool) -> list[str]:
        of_item = [*self._impossible(section), *self._unknown(section, in_event=False)]
        of_item += self._unsound(section, in_event=False, is_entry=is_entry)
        of_event = self._of_event(section, replayed=replayed)
        lines = [f"    if {_either(of_item)}: odd.append(i)"] if of_item else []
        if of_event:
            lines += ["    for e in i.events or ():", f"        if {_either(of_event)}: odd.append(i)"]
        return [f"for i in r.{section} or ():", *lines] if lines else []

    def _of_event(self, section: str, *, replayed: bool) -> list[str]:
        """Return the tests of an event; of an item that is ``replayed``, without what the replay itself comes upon: ids,
        corrections, what must have happened before, who granted it, events before the item's day or after their entry."""
        events = self.model.events_of(section)
        if not events:
            return []
        orders = orders_of(self.model, section, in_event=True)
        tests = [one.quick_test() for one in orders if not (replayed and self._is_met(one, events, section))]
        if not replayed:
            tests += [*_of_history(events), *self._granted(events)]
        return [
            *tests,
            *self._unsound(section, in_event=True),
            *self._unknown(section, in_event=True),
            *self._denied(events),
        ]

    def _is_met(self, order: Order, events: Events, section: str) -> bool:
        """Tell whether the replay of an item comes upon it by itself when an event breaks an order."""
        day, before = order.day.path, order.before.path
        if order.before.in_event:
            return before == ("date",) and day == (events.recorded_on,)
        return day == ("date",) and before == self.model.day_path(section)

    def _of_record(self) -> Iterator[str]:
        for section, fact in self.model.fact_of_section.items():
            if fact in self.model.fields:
                yield f"r.{attribute(fact)} is False and r.{section}"
        yield from self._unsound(RECORD, in_event=False)
        yield from self._unknown(RECORD, in_event=False)

    def _attributes(self) -> list[str]:
        """Return the lines that look at what else is known of a record: what must be true or false, or a number."""
        flags, counted = (self.draft.const(frozenset(of)) for of in (self.vocabulary.flags, self.vocabulary.counted))
        wrong = [f"name in {flags} and value.__class__ is not bool"] if self.vocabulary.flags else []
        if self.vocabulary.counted:
            wrong.append(f"name in {counted} and not (value.__class__ is float and value >= 0)")
        if not (self.model.attributes_field and wrong):
            return []
        bag = f"r.{attribute(self.model.attributes_field)}"
        return [
            f"if {bag}:",
            f"    for name, value in {bag}.items():",
            f"        if value is not None and ({_either(wrong)}): odd.append(r)",
        ]

    def _impossible(self, section: str) -> Iterator[str]:
        return (order.quick_test() for order in orders_of(self.model, section))

    def _unsound(self, section: str, *, in_event: bool, is_entry: bool = False) -> Iterator[str]:
        """Yield the tests of texts that must say something, and of those that must name a moment."""
        for place in self._places(section, *NEVER_BLANK, in_event=in_event):
            own = place.path == ("id",)  # ids are looked at beside each other
            if not own and not (is_entry and place.path == ("kind",)):
                yield place.test("'' in map(str.strip, {})" if place.field.type == "list" else "not {}.strip()")
        for place in self._places(section, "moment", in_event=in_event):
            is_moment = self.draft.const(Call(Memo(lambda text: as_moment(text) is not None)))
            yield place.test(_each(place, f"{is_moment}[{{}}]"))

    def _unknown(self, section: str, *, in_event: bool) -> Iterator[str]:
        """Yield the tests of words of closed lists, and of texts in the place of an amount."""
        for type_, known in self.vocabulary.closed.items():
            for place in self._places(section, type_, in_event=in_event):
                words = self.draft.const(frozenset(known))
                yield place.test(
                    f"not {words}.issuperset({{}})" if place.field.type == "list" else f"{{}} not in {words}"
                )
        for place in self._places(section, "money", in_event=in_event):
            if place.field.or_text:
                amounts = self.draft.const(Call(Memo(self.vocabulary.is_amount)))
                yield place.test(f"not {amounts}[{{}}]")

    def _granted(self, events: Events) -> Iterator[str]:
        for name, kind in events.kinds.items():
            if kind.granted_by:
                by, known = f"e.{attribute(kind.granted_by)}", self.draft.const(Call(self.known_by))
                yield f"e.kind == {name!r} and {by}.__class__ is str and not {known}[{by}]"

    def _denied(self, events: Events) -> Iterator[str]:
        for name, kind in events.kinds.items():
            if kind.denied_by:
                said, denied = f"e.{attribute(kind.denied_by)}", self.draft.const(Call(Memo(self.vocabulary.denies)))
                yield f"{said}.__class__ is str and e.kind == {name!r} and {denied}[{said}]"

    def _places(self, section: str, *types: Any, in_event: bool) -> Iterator[Place]:
        return (one for one in places(self.model, *types) if (one.section, one.in_event) == (section, in_event))


def lists_much(model: RecordModel) -> Callable[[Record], bool]:
    """Return a function that tells whether a record lists more than can be gone through in good time: the same as
    `campaign_rules.engine.impossibilities.too_many`, in code."""
    draft = Draft()
    listed = [f"len(r.{attribute(section)} or ())" for section in model.sections]
    draft.lines += [f"n = {' + '.join(listed) or 0}", *_lengths(_lists_in(model, RECORD, in_event=False))]
    for section in model.sections:
        of_item = _lengths(_lists_in(model, section, in_event=False))
        if model.events_of(section):
            of_event = _lengths(_lists_in(model, section, in_event=True))
            of_item += ["n += len(i.events or ())", f"if i.events and len(i.events) > {MOST_EVENTS}: return True"]
            of_item += ["for e in i.events or ():", *(f"    {line}" for line in of_event)] if of_event else []
        if of_item:
            draft.lines += [f"for i in r.{attribute(section)} or ():", *(f"    {line}" for line in of_item)]
    return draft.function("lists_much", "r", [f"return n > {MOST_ENTRIES}"])


def _lists_in(model: RecordModel, section: str, *, in_event: bool) -> list[Place]:
    """Return the lists in a record itself, in the items of a section, or in what happened to these."""
    return [one for one in places(model, "list") if (one.section, one.in_event) == (section, in_event)]


def _lengths(found: Iterable[Place]) -> list[str]:
    """Return the lines that add up how much lists hold."""
    sources = (place.source() for place in found)
    return [f"if {' and '.join([*asked, value])}: n += len({value})" for asked, value in sources]


def _of_history(events: Events) -> Iterator[str]:
    """Yield the tests of what only the whole history of an item can tell."""
    doubtful = sorted(name for name, kind in events.kinds.items() if kind.takes_back or kind.after)
    if "id" in events.fields:
        yield "e.id is not UNSET"
    yield from (f"e.kind == {name!r}" for name in doubtful)
    yield from (f"e.{attribute(field)} is not UNSET" for field in retracting(events))


def _each(place: Place, test: str) -> str:
    """Return the source of a test that fails for a text, or for any of a list of them."""
    if place.field.type != "list":
        return f"not {test}"
    return f"not all({test.format('one')} for one in {{}})"


def _either(tests: Iterable[str]) -> str:
    return " or ".join(f"({test})" for test in tests)


def are_odd(items: Any) -> bool:
    """Tell whether something is wrong with the ids of a section's items."""
    ids = [*map(_id_of, items or ())]
    known = {*ids}
    unnamed = ids.count(UNSET) if UNSET in known else 0
    known.discard(UNSET)
    return len(known) != len(ids) - unnamed or "*" in known or not all(map(str.strip, known))


_id_of = attrgetter("id")
