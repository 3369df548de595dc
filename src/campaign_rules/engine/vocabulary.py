"""Words of a record against the words that a campaign knows.

A word of a closed list that is not known is a problem, and the record is refused. Any other leaves unknown what rests
on it, and every answer lists it with the nearest known word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.errors import Problem, did_you_mean, nearest
from campaign_rules.base.sources import Path, Source, path_text
from campaign_rules.base.texts import Text
from campaign_rules.base.words import NOT_NEEDED
from campaign_rules.engine.strange_days import Reach, strange_days
from campaign_rules.logic.conditions import Test, paths_of, walk
from campaign_rules.rules.leads import Leads, plain
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import EventKind, Field, FieldType
from campaign_rules.rules.record.model import RECORD
from campaign_rules.rules.record.places import Place, holders, place_of, places
from campaign_rules.rules.record.values import Event, Record, attribute
from campaign_rules.rules.terms.due import Point

UNRECOGNISED = "unrecognised-word"
"""The code of the warning of a word that the campaign does not know."""


class Unrecognised(Struct, frozen=True):
    """A word of a record that the campaign does not know: never judged as if it said no."""

    path: Path
    word: str
    nearest: str | None
    """The known word that it nearly spells, as people write it."""
    affects: tuple[str, ...]
    """What it leaves unknown: the ids of duties, or the field that is read from it; empty: it counts as nothing."""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "path": path_text(self.path),
            "word": self.word,
            "nearest": self.nearest,
            "affects": list(self.affects),
        }

    @property
    def field(self) -> str:
        """Where the word stands, without the item's number: ``activities.by``."""
        return ".".join(step for step in self.path if isinstance(step, str))

    @property
    def text(self) -> Text:
        """Say it to the person who can mend it."""
        said = Text(f"不认得“{self.word}”", f"unknown word {self.word}")
        effect = (
            Text("，由它决定的判断为“不明”", ": what rests on it is unknown")
            if self.affects
            else Text("，不计入", ": it counts as nothing")
        )
        near = Text(f"；是否想写 {self.nearest}？", f"; did you mean {self.nearest}?")
        return said + effect + (near if self.nearest else Text("", ""))


class Vocabulary:
    """The words that a campaign knows, against which a record's words are checked."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.model, self.leads = pack, pack.model, Leads(pack.directory, pack.codes)
        self.kinds, self.roles, self.lexicon = pack.kind_words(), pack.role_words(), pack.lexicon
        self.offices = pack.office_words(self.leads)
        self.refuses = pack.chosen.get("unrecognised-words") == "refuse"
        self.counted_for = {id_: duty.counted for id_, duty in pack.duties.items()}
        """By duty, the entries that count for it."""
        self.asks_who, self.asks_extent = self._asked()
        self.counted = pack.form.attributes(pack.model) if pack.form else ()
        self.findings = sorted(pack.findings)
        self.flags = {
            part.path[1]
            for fact in pack.facts.values()
            for part in walk(fact.holds)
            if isinstance(part, Test) and part.path[0] == self.model.attributes_field and isinstance(part.operand, bool)
        }

    def _asked(self) -> tuple[dict[tuple[str, str], list[str]], dict[tuple[str, str], list[str]]]:
        """Return, by section and kind of entry, the duties that ask by whom it was done, and those that ask how much of
        something it covered."""
        who: dict[tuple[str, str], list[str]] = {}
        extent: dict[tuple[str, str], list[str]] = {}
        delegable = self.pack.chosen.get("personal-duties") == "delegable"
        for id_, counted in self.counted_for.items():
            kind, doer = (counted.section, counted.kind), self.model.doer(counted.section)
            in_person = self.pack.duties[id_].in_person and not delegable
            if doer and (doer in counted.fields or in_person):
                who.setdefault(kind, []).append(id_)
            if self.model.extent(counted.section) in counted.fields:
                extent.setdefault(kind, []).append(id_)
        return who, extent

    @cached_property
    def closed(self) -> Mapping[FieldType, Mapping[str, None]]:
        """By the type of a field, the ids that can stand in it, in their order: others are refused."""
        known: dict[FieldType, Mapping[str, None]] = {"duty": dict.fromkeys(self.pack.duties)}
        return {**known, "finding": dict.fromkeys(self.findings)} if self.findings else known

    # --- what is refused ---

    def problems(self, record: Record, source: Source) -> Iterator[Problem]:
        """Yield words whose meaning decides an answer and which the campaign does not know."""
        yield from self._closed(record, source)
        yield from self._attributes(record, source)
        for section in self.model.cases:
            for at, event in holders(record, section, in_event=True):
                yield from self._event(event, self.model.event_kind(section, event.kind), at, source)
        yield from self._amounts(record, source)
        if self.refuses:
            for one in self.unrecognised(record):
                if one.path[-1] == "kind":
                    yield source.problem(one.path, "unknown-kind", one.text)

    def _closed(self, record: Record, source: Source) -> Iterator[Problem]:
        for type_, known in self.closed.items():
            for place in places(self.model, type_):
                for at, word in place.words(record):
                    if word not in known:
                        yield source.problem(at, f"unknown-{type_}", _UNKNOWN[type_](word) + did_you_mean(word, known))

    def denies(self, word: str) -> bool:
        """Tell whether a word says none or not yet, where something is said to have been done."""
        return self.lexicon.says(word) in ("none", "not_yet")

    def is_amount(self, word: str) -> bool:
        """Tell whether a word can stand in the place of an amount that is needed."""
        return not word.strip() or word == NOT_NEEDED or self.lexicon.says(word) is not None

    def _amounts(self, record: Record, source: Source) -> Iterator[Problem]:
        for place in places(self.model, "money"):
            for at, word in place.words(record) if place.field.or_text else ():
                if not self.is_amount(word):
                    yield source.problem(at, "type", self._no_amount(word, place.field))

    def _no_amount(self, word: str, field: Field) -> Text:
        unit = self.model.units[field.unit].title if field.unit else Text("数", "a sum")
        none = next(iter(self.pack.words.not_needed), NOT_NEEDED)
        return Text(
            f"应为以{unit.zh}计的数字，得到 {word}；不需要{field.shown}的写 {none}",
            f"expected a number ({unit.en}), got {word}; where no {field.title.en} are needed, write {none}",
        )

    def _attributes(self, record: Record, source: Source) -> Iterator[Problem]:
        for name, value in self._bag(record).items():
            place = (str(self.model.attributes_field), name)
            if name in self.flags and not (value is None or isinstance(value, bool)):
                text = Text(f"应为 true 或 false，得到 {value}", f"expected true or false, got {value}")
                yield source.problem(place, "type", text)
            if name in self.counted and not (value is None or (type(value) is float and value >= 0)):
                text = Text(f"应为不小于 0 的数字，得到 {value}", f"expected a number of 0 or more, got {value}")
                yield source.problem(place, "type", text)

    def _bag(self, record: Record) -> Mapping[str, Any]:
        """Return what else is known of a record."""
        name = self.model.attributes_field
        return (getattr(record, attribute(name)) or {}) if name else {}

    def grants(self, name: str) -> bool:
        """Tell whether it is known who a name is, of whom a record says that they granted something."""
        return (
            self.offices.office(name) is not None or not isinstance(self.lexicon.value(name), str) or not name.strip()
        )

    def _event(self, event: Event, kind: EventKind, at: Path, source: Source) -> Iterator[Problem]:
        """Yield that nobody knows who granted something, or that a word denies what is said to have happened."""
        by = getattr(event, attribute(kind.granted_by)) if kind.granted_by else UNSET
        if isinstance(by, str) and not (self.grants(by) or all(map(self.grants, self.offices.names(by)))):
            hint = did_you_mean(by, (*self.offices.general, *self.leads.department_names()))
            said = kind.granted_say or Text("不知道 {word} 是谁", "it is not known who {word} is")
            yield source.problem((*at, str(kind.granted_by)), "unknown-authority", said.format(word=by) + hint)
        denied = getattr(event, attribute(kind.denied_by)) if kind.denied_by else UNSET
        if isinstance(denied, str) and self.denies(denied):
            said = kind.denied_say or Text(
                f"事项是{kind.title.zh}，却写“{{word}}”，自相矛盾", f"{kind.title.en}, yet {{word}}: a contradiction"
            )
            yield source.problem((*at, str(kind.denied_by)), "contradiction", said.format(word=denied))

    # --- what is told ---

    def warnings(self, record: Record, source: Source) -> Iterator[Problem]:
        """Yield what is allowed, but not known, nearly spells something that would count, or is dated years off."""
        for one in self.unrecognised(record):
            yield source.problem(one.path, UNRECOGNISED, one.text)
        for place in places(self.model, "id"):
            for at, word in place.words(record) if place.field.check else ():
                if re.fullmatch(r"[0-9A-Za-z]{18}", word) and not is_credit_code(word):
                    text = Text(
                        "像统一社会信用代码，但校验不通过", "looks like a 统一社会信用代码, but its check fails"
                    )
                    yield source.problem(at, "credit-code", text)
        for name in self._bag(record):
            place_of_it = (str(self.model.attributes_field), name)
            yield from self._near(name, sorted({*self.flags, *self.counted}), place_of_it, source)
        reach = Reach(self.pack.identity.issued, self.pack.identity.ends)
        yield from strange_days(record, self.model, reach, self._is_department, source)

    def _is_department(self, word: str) -> bool:
        return self.offices.is_department(self.offices.office(word))

    def unrecognised(self, record: Record) -> Iterator[Unrecognised]:
        """Yield every word of a record that the campaign does not know, where a word that it knows could stand."""
        yield from self._sectors(record)
        for section in self.kinds:
            for at, item in holders(record, section, in_event=False):
                yield from self._kind(section, item, at)
        for section in self.kinds:
            for at, item in holders(record, section, in_event=False):
                meant = self.kinds[section].meant(item.kind)
                kinds = [(section, kind) for kind in (*meant.kinds, *meant.perhaps)]
                yield from self._doer(record, section, item, kinds, at)
                yield from self._extent(section, item, kinds, at)
        for section, fields in self._receivers.items():
            for at, event in holders(record, section, in_event=True):
                for name, duties in fields.items():
                    yield from self._receiver(getattr(event, attribute(name)), (*at, name), duties)
        for place in places(self.model, "word"):
            known = OpenWords(place.field)
            for at, word in place.words(record):
                if isinstance(self.lexicon.value(word), str) and word.strip() and known.id(word) is None:
                    yield Unrecognised(at, word, known.nearest(word), self._resting(place) or (".".join(place.path),))

    def _resting(self, place: Place) -> tuple[str, ...]:
        """Return the facts that are read from a field: those of the section's items, or of records as a whole."""
        of = place.section or UNSET
        return tuple(
            name
            for name, fact in self.pack.facts.items()
            if (fact.of or UNSET) == of
            and any(path[: len(place.path)] == place.path for path in paths_of([fact.holds]))
        )

    @cached_property
    def _by_sector(self) -> tuple[str, ...]:
        """The facts that rest on the sectors of a record."""
        place = place_of(self.model, RECORD, (self.model.sector_field,)) if self.model.sector_field else None
        return self._resting(place) if place else ()

    def _sectors(self, record: Record) -> Iterator[Unrecognised]:
        field = self.model.sector_field
        for i, text in enumerate((getattr(record, attribute(field)) or ()) if field else ()):
            for name in self.leads.names(text):
                if not self.leads.knows(name):
                    affects = tuple(one for one in self._by_sector if getattr(record, attribute(one), UNSET) is UNSET)
                    yield Unrecognised((str(field), i), name, self.leads.lead(name).suggestion, affects)

    def _kind(self, section: str, item: Any, at: Path) -> Iterator[Unrecognised]:
        known = self.kinds[section]
        for name in known.meant(item.kind).unrecognised:
            near = known.near(name)
            duties = [
                id_ for id_, counted in self.counted_for.items() if counted.section == section and counted.kind in near
            ]
            called = near[0] if near else None
            if called in self.pack.kinds and not name.isascii():
                called = self.pack.kinds[called].title.zh
            yield Unrecognised((*at, "kind"), name, called, tuple(duties))

    def _doer(
        self, record: Record, section: str, item: Any, kinds: Iterable[tuple[str, str]], at: Path
    ) -> Iterator[Unrecognised]:
        if not (duties := tuple(id_ for kind in kinds for id_ in self.asks_who.get(kind, ()))):
            return
        field = str(self.model.doer(section))
        by = getattr(item, attribute(field))
        if not isinstance(by, str) or not isinstance(self.lexicon.value(by), str):
            return
        wanted = frozenset(bearer for id_ in duties for bearer in self.pack.duties[id_].bearers)
        if self.roles.did(by, wanted, record.actors) is None:
            words = [w for id_, r in self.roles.roles.items() if r.actor in record.actors for w in r.words(id_)]
            for name in self.roles.named(by, record.actors).unrecognised:
                yield Unrecognised((*at, field), name, nearest(name, words, cutoff=0.6), duties)

    def _extent(self, section: str, item: Any, kinds: Iterable[tuple[str, str]], at: Path) -> Iterator[Unrecognised]:
        if not (duties := tuple(id_ for kind in kinds for id_ in self.asks_extent.get(kind, ()))):
            return
        field = str(self.model.extent(section))
        scope = getattr(item, attribute(field))
        said = self.lexicon.value(scope) if isinstance(scope, str) else None
        if isinstance(said, str) and said.strip() and self.lexicon.extent(said) is None:
            words = (*self.pack.words.full, *self.pack.words.partial)
            yield Unrecognised((*at, field), said, nearest(said, words, cutoff=0.6), duties)

    @cached_property
    def _receivers(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """By section, the fields of events that say to whom something was done, each with the duties that rest on it: those
        that are done by such an event."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for section in self.model.cases:
            events = self.model.events_of(section)
            for name, kind in events.kinds.items() if events else ():
                if kind.denied_by:
                    mine = found.setdefault(section, {})
                    mine[kind.denied_by] = (*mine.get(kind.denied_by, ()), *self._done_by(section, name))
        return found

    def _done_by(self, section: str, event: str) -> Iterator[str]:
        """Yield the duties for a section's items that are done where a kind of event moves the item."""
        moved = {
            name
            for cycle in self.pack.cycles.values()
            if cycle.of == section
            for name, region in cycle.regions.items()
            if any(step.event == event for step in region.transitions)
        }
        for id_, duty in self.pack.duties.items():
            done_on = duty.test.done_on
            is_done = done_on.event == event if isinstance(done_on, Point) else done_on.partition(".")[0] in moved
            if duty.items == section and is_done:
                yield id_

    def _receiver(self, value: Any, path: Path, duties: tuple[str, ...]) -> Iterator[Unrecognised]:
        said = self.lexicon.value(value) if isinstance(value, str) else None
        if isinstance(said, str) and said.strip():
            for name in self.offices.names(said):
                if not self.grants(name):
                    near = nearest(name, self.pack.department_words(), cutoff=0.6)
                    yield Unrecognised(path, name, near, duties)

    def _near(self, word: str, known: list[str], path: Path, source: Source) -> Iterator[Problem]:
        if word not in known and (near := nearest(word, known)):
            yield source.problem(path, "near-miss", _nearly(word, near))


class OpenWords:
    """The words of an open list: each by its id, its titles, and what else people write for it."""

    def __init__(self, field: Field) -> None:
        titles = field.of if isinstance(field.of, dict) else field.words
        self._shown = {id_: title.zh for id_, title in titles.items()}
        self._ids: dict[str, str] = {}
        for id_, title in titles.items():
            for word in (id_, title.zh, title.en, *field.synonyms.get(id_, ())):
                self._ids.setdefault(plain(word), id_)

    def id(self, word: str) -> str | None:
        """Return the word of the list that a text stands for; None where it is none of them."""
        return self._ids.get(plain(word))

    def nearest(self, word: str) -> str | None:
        """Return the word of the list that a text nearly spells, as people write it."""
        near = nearest(plain(word), list(self._ids), cutoff=0.6)
        return None if near is None else self._ids[near] if word.isascii() else self._shown[self._ids[near]]


_UNKNOWN: Mapping[FieldType, Callable[[str], Text]] = {
    "duty": lambda word: Text(f"没有 {word} 这项义务", f"unknown duty {word}"),
    "finding": lambda word: Text(f"没有 {word} 这种问题", f"unknown finding {word}"),
}
"""How it is said that a closed list has no such word."""


def _nearly(word: str, near: str) -> Text:
    return Text(f"{word} 不算数，是否想写 {near}？", f"{word} does not count; did you mean {near}?")


_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
"""What a 统一社会信用代码 is written with: no I, O, S, V and Z, and no small letters."""


def is_credit_code(text: str) -> bool:
    """Tell whether 18 characters are a valid 统一社会信用代码: the check digit of GB 32100-2015.

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)

    Codes of rural collectives (N…) are valid, which the library's own ``validate`` takes for wrong.

    >>> is_credit_code("N2350100M000100Y4J")
    True
    """
    from stdnum.cn import uscc  # slow to import, and few ids look like a code

    return bool(_CREDIT_CODE.fullmatch(text)) and uscc.calc_check_digit(text[:17]) == text[17]
