"""The rule book: every rule of a pack as people read it, so that an officer can see what the machine believes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from campaign_rules.base.texts import Lang, Text, bracketed
from campaign_rules.engine.ruleset import BoundDuty, Ruleset
from campaign_rules.logic.conditions import NOTHING_ASKED, Condition
from campaign_rules.reports.names import ItemNames
from campaign_rules.reports.wording.conditions import condition_text
from campaign_rules.rules.clauses import coverage
from campaign_rules.rules.duties.bearers import every
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.duties.judging import Counted
from campaign_rules.rules.leads import plain
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.model import RECORD
from campaign_rules.rules.scenarios import Placed
from campaign_rules.rules.terms.due import Due, Point
from campaign_rules.rules.terms.sayings import due_text
from campaign_rules.writers.diagrams.svg import svg
from campaign_rules.writers.html_page import below, page


def book(pack: Pack, scenarios: Sequence[Placed], lang: Lang) -> str:
    """Return the rule book of a pack as one HTML page."""
    return page(
        "book.html.j2",
        pack,
        pack.identity.issued,
        lang,
        title=Text("规则手册", "Rule book")(lang),
        book=_Book(pack, scenarios, lang),
    )


class _Words:
    """What people call the fields of a section's items, and of its life cycle."""

    def __init__(self, pack: Pack, section: str | None) -> None:
        cycles = [cycle for cycle in pack.cycles.values() if cycle.of == section]
        steps = [step for cycle in cycles for region in cycle.regions.values() for step in region.transitions]
        self._variables = {name for step in steps for name in step.set}  # what can change has a value in force
        self._names = ItemNames(pack, section or RECORD)

    def label(self, path: tuple[str, ...]) -> Text:
        """Return what people call a field; of a state's day, the state's title."""
        if path == ("as_of",):
            return Text("判定日", "the as-of date")
        said = self._names.label(path)
        if path[0] in self._variables:
            return Text(f"现行{said.zh}", f"{said.en} in force")
        return said + Text("之日", " day") if self._names.is_state(path) else said

    def word(self, path: tuple[str, ...], value: Any) -> Text | None:
        """Return what people call a value; of a region, the state's title."""
        return self._names.word(path, value)


class _Book:
    """A pack as its book shows it."""

    def __init__(self, pack: Pack, scenarios: Sequence[Placed], lang: Lang) -> None:
        self.pack, self.lang = pack, lang
        self._rules = Ruleset(pack)
        self._bound: dict[str, list[BoundDuty]] = {}
        for actor in pack.model.actors:
            for bound in self._rules.duties_of(actor):
                held = self._bound.setdefault(bound.id, [])
                if bound not in held:
                    held.append(bound)
        self._scenarios: dict[str, list[str]] = {}
        for placed in scenarios:
            self._scenarios.setdefault(placed.scenario.clause, []).append(placed.scenario.title(lang))

    def _say(self, condition: Condition, section: str | None) -> str:
        return condition_text(self._rules.bind(condition), _Words(self.pack, section))(self.lang)

    def clauses(self) -> Iterator[dict[str, Any]]:
        """Every clause in the order of the text, with its duties and the scenarios that try it."""
        for one in coverage(self.pack):
            duties = dict.fromkeys(c.name for c in one.citations if c.kind == "duty" and c.main)
            titles = [self.pack.duties[id_].title(self.lang) for id_ in duties]
            yield {
                "search": plain(
                    "".join(
                        [one.clause, self.pack.label(one.clause)(self.lang), one.title(self.lang), *duties, *titles]
                    )
                ),
                "id": one.clause,
                "label": self.pack.label(one.clause)(self.lang),
                "title": one.title(self.lang),
                "duties": [self._duty(id_, self.pack.duties[id_]) for id_ in duties],
                "others": [
                    c.title(self.lang) for c in one.citations if c.kind not in ("duty", "fact", "interpretation")
                ],
                "not_encoded": one.not_encoded(self.lang) if one.not_encoded else "",
                "unverified": one.unverified(self.lang) if one.unverified else "",
                "source": one.source or "",
                "withdrawn": [gone.sentence(self.lang) for gone in one.withdrawn],
                "scenarios": self._scenarios.get(one.clause, []),
            }

    def _duty(self, id_: str, duty: Duty) -> dict[str, Any]:
        section, test = duty.items or None, duty.test
        bearers = [self.pack.bearer_title(one)(self.lang) for one in every(duty.bearer)]
        return {
            "id": id_,
            "title": duty.title(self.lang),
            "bearers": bearers,
            "in_person": duty.in_person,
            "frequency": [often(self.lang) for often in duty.how_often(self._said, self.pack.called_by_kind)],
            "applies": self._say(duty.when, section) if duty.when != NOTHING_ASKED else "",
            "counts": self._counts(duty.counted),
            "requires": self._say(test.require, section) if test.require != NOTHING_ASKED else "",
            "judged_when": self._say(test.judged_when, section) if test.judged_when != NOTHING_ASKED else "",
            "done_on": self._done_on(test.done_on, section),
            "term": self._due(test.due, section) if test.due else self._term(test.term, section),
            "review": duty.look_at(self.lang),
            "windows": self._windows(id_),
            "done_when": self._done_when(id_) if duty.counted.kind else "",
            "readings": [
                self.pack.interpretations[name].title(self.lang)
                for name in dict.fromkeys(n for bound in self._bound.get(id_, ()) for n in bound.readings)
            ],
            "also": [self.pack.citation(clause)(self.lang) for clause in duty.also],
            "layers": below(self.pack, self.pack.layers_of("duties", id_), self.lang),
        }

    def _said(self, condition: Condition, section: str) -> Text:
        return condition_text(self._rules.bind(condition), _Words(self.pack, section or None))

    def _counts(self, counted: Counted) -> str:
        """Say what entries of a record count."""
        if not counted.is_anything:
            return ""
        kind = self.pack.kinds.get(counted.kind)
        model = self.pack.model
        named = kind.title(self.lang) if kind else counted.kind
        more = [
            f"{model.label(counted.section, (name,))(self.lang)}={self.pack.word(value)(self.lang)}"
            for name, value in counted.fields.items()
        ]
        return Text("：", ": ")(self.lang).join(
            (
                model.section_title(counted.section)(self.lang),
                Text("，", ", ")(self.lang).join([named + bracketed(counted.kind, self.lang), *more]),
            )
        )

    def _field(self, path: str, section: str | None) -> str:
        return _Words(self.pack, section).label(tuple(path.split(".")))(self.lang) if path else ""

    def _done_on(self, done_on: str | Point, section: str | None) -> str:
        if isinstance(done_on, Point):
            return self.pack.called_of_items(section or "", "event", done_on.event or "")(self.lang)
        return self._field(done_on, section)

    def _due(self, due: Due, section: str | None) -> str:
        """Say a term that is put together, in the words of a section's items."""
        return due_text(due, partial(self.pack.called_of_items, section or ""))(self.lang)

    def _term(self, term: str, section: str | None) -> str:
        reading = self.pack.interpretations.get(term)
        return reading.title(self.lang) if reading else self._field(term, section)

    def _done_when(self, id_: str) -> str:
        """Say from when and to when what is done counts, of a duty with a single obligation that has a term."""
        windows = [window for bound in self._bound.get(id_, ()) for window in bound.windows]
        if len(windows) != 1 or not windows[0].due:
            return ""
        begins, late = windows[0].counts_from, windows[0].late_until
        said = (
            Text(f"{begins} 起做的都算", f"counts from {begins}")
            if begins > date.min
            else Text("此前任何一天做的都算", "any day before counts too")
        )
        after = (
            Text(f"；期限过后至 {late} 补做的为逾期履行", f"; done after the due day, to {late}, is late")
            if late > windows[0].due
            else Text("；期限过后补做的不算", "; done after the due day does not count")
        )
        return (said + after)(self.lang)

    def _windows(self, id_: str) -> list[dict[str, Any]]:
        """The obligations that a duty gives rise to, each with the time in which it is to be done."""
        return [
            {"name": w.instance.partition("@")[2], "opens": w.opens, "due": w.due, "from": w.counts_from if w.counts_from > date.min else None, "late": w.late_until if w.due and w.due < w.late_until < date.max else None,
             "basis": w.basis, "nominal": w.nominal if w.nominal != w.due else None, "partial": w.partial, "variant": n > 0}
            for n, bound in enumerate(self._bound.get(id_, ()))
            for w in bound.windows
        ]  # fmt: skip

    def outcomes(self) -> list[dict[str, Any]]:
        """The outcomes, each with the condition under which it is indicated."""
        return [
            {"id": name, "title": o.title(self.lang), "clause": Text("、", ", ")(self.lang).join(self.pack.citation(c)(self.lang) for c in (o.clause, *o.also)), "when": condition_text(self._rules.outcome_conditions[section][name], _Words(self.pack, section))(self.lang),
             "alone": name == declared.alone}
            for section, declared in self.pack.outcomes.items()
            for name, o in declared.outcomes.items()
        ]  # fmt: skip

    def facts(self) -> list[dict[str, Any]]:
        """The facts that conditions name, and what each means."""
        return [
            {"id": name, "title": f.title(self.lang), "clause": self.pack.label(f.clause)(self.lang) if f.clause else "", "means": self._say(f.holds, f.of or None)}
            for name, f in self.pack.facts.items()
        ]  # fmt: skip

    def interpretations(self) -> list[dict[str, Any]]:
        """The readings of the text, what each is set to, and what else it could be."""
        return [
            {"id": name, "title": i.title(self.lang), "clause": self.pack.label(i.clause)(self.lang), "text": i.text(self.lang),
             "options": [(option, text(self.lang), option == self.pack.chosen[name]) for option, text in i.options.items()]}
            for name, i in self.pack.interpretations.items()
        ]  # fmt: skip

    def diagrams(self) -> list[tuple[str, str]]:
        """The life cycles, drawn."""
        cycles: dict[str, Any] = self.pack.lifecycles
        return [(cycle.title(self.lang), svg(cycle, self.pack, self.lang)) for cycle in cycles.values()]

    def leads(self) -> list[tuple[str, list[str]]]:
        """Which department leads which sectors."""
        return [
            (department.title(self.lang), [sector.title(self.lang) for sector in department.sectors.values()])
            for department in self.pack.directory.departments.values()
        ]
