"""The items of a section: what of each the answer depends on, drafted as code, and the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.periods import plus
from campaign_rules.engine.decisions import CODES, DONE_BY, REQUIRED, SETTLED, written
from campaign_rules.engine.fast.conditions import (
    Call,
    Draft,
    ItemFields,
    Judge,
    Memo,
    Read,
    RecordFields,
)
from campaign_rules.engine.fast.lifecycles import CARE, UNSORTED, CycleFields, ReplayDraft, in_order
from campaign_rules.engine.item_days import ItemDay, day_of, first_event, moment
from campaign_rules.engine.item_terms import ItemTerm
from campaign_rules.engine.ruleset import BoundDuty, Ruleset
from campaign_rules.engine.verdicts import Run, stands_by_days
from campaign_rules.engine.views import Horizon, ItemView
from campaign_rules.logic.conditions import NEVER, Clustered, Code, Condition, Named, leaves, paths_of, truth
from campaign_rules.rules.outcomes import outcome_set
from campaign_rules.rules.record.values import Record, attribute, item_date

Days = tuple[date | None, ...]


@lru_cache(maxsize=64)
def _horizon_of(day: date) -> Horizon:
    return Horizon(day, day)


class Answer(Struct, frozen=True):
    """How the duties for each item of a section stand for an item, and the outcomes indicated for it.

    ``codes`` has a status for each of these duties, or None where the duty is not for this item.
    """

    codes: tuple[int | None, ...]
    outcomes: tuple[str, ...] | None
    stands: bytes
    """The statuses that there are."""
    mask: int
    """A bit for each duty that has one."""


Found = list[tuple[int, Answer, Days]]
"""For each item that the campaign concerns: its place in the section, the answer, and each duty's last day."""


class Section:
    """The items of a section, for the duties and outcomes of a campaign: the code that judges them."""

    def __init__(
        self,
        rules: Ruleset,
        duties: tuple[BoundDuty, ...],
        name: str,
        known_by: Mapping[str, bool],
        *,
        has_outcomes: bool,
    ) -> None:
        self.rules, self.name, self.has_outcomes = rules, name, has_outcomes
        self.kind = rules.pack.model.items[name]
        self.duties = tuple(bound for bound in duties if bound.duty.items == name and not bound.course.by_record)
        self.cycle = rules.cycles.get(name)
        self._known_by = known_by
        self._outcomes = rules.outcome_conditions[name] if has_outcomes else {}
        self._conditions = [condition for bound in self.duties for condition in bound.conditions.values()]
        self._conditions += [self.cycle[1]] if self.cycle else []
        self._conditions += self._outcomes.values()
        self._clusters = [leaf for leaf in leaves(self._conditions) if isinstance(leaf, Clustered)]
        self._answers = Memo(self._answer)
        self._statuses: dict[Any, int] = {}
        self._run: Run | None = None
        """The interpreter of the last record that needed one: what it may do is counted for all items of a record."""
        self._sort_key = in_order(self.cycle[0]) if self.cycle else None
        self._judge_item = self._function() if self.cycle else None

    # --- the pass over the items, as code ---

    def drafted(self, k: int, draft: Draft, record: RecordFields) -> list[str]:
        """Return the lines that append the answers for all items to ``items``, and their statuses to ``parts``.

        ``k`` is the section's place; ``r`` the record, ``as_of`` the day, ``now`` what is known of the context on it, and ``odd`` a list for what is to be looked at again.
        """
        none = draft.const(bytes([CODES["not_applicable"]]) * len(self.duties))
        without = draft.const(tuple(self._without(mask) for mask in range(1 << len(self.duties))))
        clusters = f"[{', '.join(self._latest(cluster, draft) for cluster in self._clusters)}]"
        body = self._called(draft) if self._judge_item else self._inlined(draft, record)
        section = attribute(self.name)
        return [
            f"if r.{section} is UNSET:",
            "    items.append(None)",
            f"    parts.append(now.absent[{k}])",
            f"elif not r.{section}:",
            "    items.append(())",
            f"    parts.append({none})",
            "else:",
            "    found, ids, mask, n = [], set(), 0, -1",
            *([f"    clusters = {clusters}"] if self._clusters else []),
            f"    for i in r.{section}:",
            "        n += 1",
            "        name = i.id",
            "        if name in ids or name == '*' or not name.strip(): odd.append(i)",
            "        ids.add(name)",
            *(f"        {line}" for line in body),
            "        mask |= answer.mask",
            "        parts.append(answer.stands)",
            "        found.append((n, answer, days))",
            "    items.append(found)",
            f"    parts.append({without}[mask])",
        ]

    def _without(self, mask: int) -> bytes:
        """Return what stands for the duties that none of the items has."""
        return bytes(CODES["not_applicable"] for n in range(len(self.duties)) if not mask >> n & 1)

    def _inlined(self, draft: Draft, record: RecordFields) -> list[str]:
        inner = Draft(draft)
        answer, days = self._judged(inner, record, "continue")
        return [*inner.lines, f"answer = {answer}", f"days = {days}"]

    def _called(self, draft: Draft) -> list[str]:
        """Return the lines that call a function for an item: its life cycle may come out in many ways."""
        draft.names |= {"CARE": CARE, "UNSORTED": UNSORTED}
        judge, careful = draft.const(Call(self._judge_item)), draft.const(Call(self._careful))
        clusters = "clusters" if self._clusters else "()"
        return [
            f"told = {judge}(i, r, as_of, {clusters}, odd, i.events, False)",
            f"if told is UNSORTED: told = {judge}(i, r, as_of, {clusters}, odd, {draft.const(Call(self._sorted))}(i), True)",
            "if told is CARE:",
            "    odd.append(i)",
            f"    told = {careful}(r, as_of, n, i)",
            "if told is None: continue",
            "answer, days = told",
        ]

    def _function(self) -> Callable[..., Any]:
        draft = Draft()
        answer, days = self._judged(draft, RecordFields(draft, self.rules.pack.model, self.rules.said), "return None")
        return draft.function("judge_item", "i, r, as_of, clusters, odd, es, sorted_", [f"return {answer}, {days}"])

    def _judged(self, draft: Draft, record: RecordFields, skip: str) -> tuple[str, str]:
        """Write how an item ``i`` is judged; return the sources of the answer and of its last days."""
        draft.names["known_by"] = self._known_by
        item = ItemFields(draft, self.kind, record)
        path = self.rules.pack.model.day_path(self.name)
        if path and item(path).absent:
            raise NotImplementedError("items that may lack the day from which they are effective")
        day = item(path).source if path else ""
        read: Read = item
        if self.cycle:
            ReplayDraft(self.cycle[0], item, self._asked_for()).write(day)
            read = CycleFields(item, self.cycle[0])
        elif day:
            draft.lines.append(f"if {day} > as_of or {day} < {draft.const(self.rules.times.issued)}: {skip}")
        judge = _ItemJudge(draft, read, self._clusters, self.rules)
        if self.cycle:
            draft.lines.append(f"if not {judge(self.cycle[1])[1]}: {skip}")
        days = [self._term(bound, read, draft, day) for bound in self.duties]
        codes = [self._duty(bound, due, read, judge, day) for bound, due in zip(self.duties, days, strict=True)]
        truths = [judge.truth(Named(name, part=condition)) for name, condition in self._outcomes.items()]
        told = "".join(f"{part}, " for part in [*codes, *truths])
        return f"{draft.const(Call(self._answers))}[({told})]", f"({''.join(f'{day}, ' for day in days)})"

    def _answer(self, told: tuple[Any, ...]) -> Answer:
        codes, truths = told[: len(self.duties)], told[len(self.duties) :]
        outcomes = None
        if self._outcomes:
            known = dict(zip(self._outcomes, map((False, None, True).__getitem__, truths), strict=True))
            outcomes = outcome_set(known, self.rules.outcomes[self.name].alone)
        mask = sum(1 << k for k, code in enumerate(codes) if code is not None)
        return Answer(codes, outcomes, bytes(code for code in codes if code is not None), mask)

    # --- one duty, as `Run` judges it ---

    def _duty(self, bound: BoundDuty, due: str, read: Read, judge: Judge, day: str) -> str:
        """Write how a duty stands for an item, as a status (`CODES`), or None where it is not for this item."""
        draft = judge.draft
        early = f"(as_of < {draft.const(self.rules.times.issued)})"  # what lies ahead is not judged at all
        facts = {fact: judge(condition) for fact, condition in bound.conditions.items()}
        facts |= {"early": (early, early), "absent": ("False", "False"), "once_due": ("False", "False")}
        code = draft.local("None")
        if bound.term and not bound.test.done_on:
            draft.lines.append(f"{due} = {self._span(bound.term, read, judge)}.told[0]")
        if bound.test.done_on:
            lines = self._done_by(bound, code, due, read, judge, facts, day)
        else:
            lines = written(REQUIRED, code, facts)
        lines += written(SETTLED, code, facts)
        draft.lines += [f"if {facts['applies'][1]}:", *(f"    {line}" for line in lines)]
        return code

    def _done_by(
        self, bound: BoundDuty, code: str, due: str, read: Read, judge: Judge, facts: dict[str, Code], day: str
    ) -> list[str]:
        times, draft = self.rules.times, judge.draft
        issued = draft.const(times.issued)
        assert bound.done_on, "asked before"
        done = self._said(bound.done_on, read, draft)
        is_moment = not bound.done_on.event and read(bound.done_on.path).kinds != (date,)
        at = done
        if is_moment:  # a day, or a day with a time, as text
            at = draft.local(f"{draft.const(Memo(moment))}[{done}]")
            done = draft.local(f"{draft.const(Memo(day_of))}[{done}]")
        said = f"({at} is not UNSET)"
        opens = f"({issued} if {day} <= {issued} else {day})" if day else issued
        lines = [f"opens = {opens}", f"is_done_ = {done}.__class__ is date and {done} <= as_of"]
        if bound.term:
            lines += self._between(code, due, self._span(bound.term, read, judge), at, done, draft)
        else:
            last = due
            if times.reads("inclusive-deadlines", "exclusive") and due != "None":
                draft.names["last_good_day"] = times.last_good_day
                last = draft.local(f"{due} and last_good_day({due})")
            lines += self._standing(code, last, done, draft)
        return [*lines, *written(DONE_BY, code, {**facts, "done": ("is_done_", "is_done_"), "said": (said, said)})]

    def _standing(self, code: str, last: str, done: str, draft: Draft) -> list[str]:
        """Return what finds out how an obligation stands by the last day that is in time."""
        order, of_done = [self._order("as_of", "opens")], self._order(done, "opens")
        if last != "None":
            order.append(f"{last} is not None and ({self._order(last, 'as_of')}, {self._order(last, 'opens')})")
            of_done += f", {last} is not None and ({self._order(last, done)})"
        order += ["is_done_", f"is_done_ and ({of_done})"]
        statuses, learn = draft.const(Call(self._statuses)), draft.const(Call(self._learn_status))
        return [
            f"order = ({', '.join(order)},)",
            f"try: {code} = {statuses}[order]",
            f"except KeyError: {code} = {learn}(order, as_of, opens, {last}, {done} if is_done_ else None)",
        ]

    def _between(self, code: str, due: str, found: str, at: str, done: str, draft: Draft) -> list[str]:
        """Return what finds out how an obligation stands by a term of which something may be open, and its due day."""
        other = draft.local("None")
        first, last = draft.local("None"), draft.local("None")
        unknown, violated = (draft.const(CODES[status]) for status in ("unknown", "violated"))
        return [
            f"{first}, {last} = {found}.days or {found}.limits({at} if is_done_ else None)",
            *self._standing(code, first, done, draft),
            f"if {last} != {first}:",
            *(f"    {line}" for line in self._standing(other, last, done, draft)),
            f"    if {other} != {code}: {code} = {unknown}",
            f"{due} = {found}.told[{code} == {violated}]",
        ]

    def _span(self, term: ItemTerm, read: Read, judge: Judge) -> str:
        """Return the source of between which days a term lies for an item."""
        said = [self._known(day, read, judge) for day in term.days]
        return judge.draft.local(f"{judge.draft.const(Call(term.of))}(({''.join(f'{one}, ' for one in said)}))")

    def _known(self, day: ItemDay, read: Read, judge: Judge) -> str:
        """Return the source of what is known of a day that a term names: None where there is none."""
        said = self._said(day, read, judge.draft)
        if day.event or day.unsaid == NEVER:
            return said
        _, unsaid = judge(day.unsaid)
        return f"(None if {said} is UNSET and not {unsaid} else {said})"

    def _said(self, day: ItemDay, read: Read, draft: Draft) -> str:
        """Return the source of what is said of a day of an item."""
        if not day.event:
            return read(day.path).source
        draft.names |= {"first_event": first_event, "horizon_of": _horizon_of}
        return draft.local(f"first_event(i.events, {draft.const(day.event)}, horizon_of(as_of))")

    def _order(self, one: str, other: str) -> str:
        """Return the sources of what tells which of two days comes first, as far as the life cycle of obligations asks."""
        steps = [step for region in self.rules.pack.obligation.regions.values() for step in region.transitions]
        usual = all(step.at in (UNSET, "opens") and step.after in (UNSET, "due") for step in steps)
        return f"{one} < {other}" if usual else f"{one} < {other}, {one} == {other}"

    def _learn_status(self, order: Any, as_of: date, opens: date, last: date | None, done: date | None) -> int:
        """Ask how an obligation stands whose days lie in some order; remember it for all whose days do."""
        code = CODES[stands_by_days(self.rules, opens, last, done, as_of)]
        self._statuses[order] = code
        return code

    def _asked_for(self) -> set[tuple[str, ...]]:
        """Return the fields that somebody looks at once an item's life cycle was replayed."""
        named = [day for bound in self.duties if bound.term for day in bound.term.days]
        paths = {day.path for day in (*named, *(bound.done_on for bound in self.duties)) if day and not day.event}
        paths |= {tuple(bound.test.term.split(".")) for bound in self.duties if bound.test.term}
        return paths | paths_of([*self._conditions, *(day.unsaid for day in named)])

    def _term(self, bound: BoundDuty, read: Read, draft: Draft, day: str) -> str:
        """Return the source of the last day for an item; None where there is none."""
        if bound.term_days is not UNSET:
            if bound.term_days is None or not day:
                return "None"
            draft.names["plus"] = plus
            return draft.local(f"plus({day}, {draft.const(timedelta(bound.term_days))})")
        if not bound.test.term:
            return draft.local("None") if bound.term else "None"
        value = read(tuple(bound.test.term.split("."))).source
        return draft.local(f"{value} if {value}.__class__ is date else None")

    # --- what the code asks for ---

    def _sorted(self, item: Any) -> list[Any]:
        return sorted(item.events, key=self._sort_key)

    def _latest(self, cluster: Clustered, draft: Draft) -> str:
        """Return the source of the last day of the latest cluster of entries; None where there is none."""

        def latest(entries: Any, as_of: date) -> Any:
            days = sorted(day for entry in entries if (day := item_date(entry)) and day <= as_of)
            return max(filter(None, (pattern.latest(days) for pattern in cluster.patterns)), default=None)

        fewest = min(pattern.count for pattern in cluster.patterns)
        entries = f"r.{cluster.section}"
        none = f"None if len({entries}) < {fewest} else"
        return f"(UNSET if {entries} is UNSET else {none} {draft.const(Call(latest))}({entries}, as_of))"

    def _careful(self, record: Record, as_of: date, n: int, item: Any) -> tuple[Answer, Days] | None:
        """Ask the interpreter of an item; None where the campaign is not concerned with it."""
        run = self._run
        if run is None or run.record is not record or run.as_of != as_of:
            run = self._run = Run(self.rules, record, as_of)
        views = run.seen(item, self.name, n)
        if not views:
            return None
        verdicts = [run.assess_item(bound, n, item, views) for bound in self.duties]
        codes = tuple(CODES[verdict.status] if verdict else None for verdict in verdicts)
        known = run.agreed(self.name, views) if self._outcomes else {}
        answer = self._answers[(*codes, *({False: 0, None: 1, True: 2}[known[name]] for name in self._outcomes))]
        return answer, tuple(verdict.due if verdict else None for verdict in verdicts)


class _ItemJudge(Judge):
    """Writes the conditions of items: also those that look at clusters of entries, whose latest days are in ``clusters``."""

    def __init__(self, draft: Draft, read: Read, clusters: list[Clustered], rules: Ruleset) -> None:
        super().__init__(draft, read)
        self._clusters, self._rules = clusters, rules

    def __call__(self, node: Condition) -> tuple[str, str]:
        """Return the sources of *surely* and *maybe* for a bound condition."""
        try:
            return super().__call__(node)
        except NotImplementedError:
            ask = self.draft.const(Call(lambda i, r, as_of: truth(node, ItemView(i, "", self._rules.view(r, as_of)))))
            asked = self.draft.local(f"{ask}(i, r, as_of)")
            return f"({asked} is True)", f"({asked} is not False)"

    def latest(self, node: Clustered) -> str:
        """Return the source of the last day of the latest cluster: it is worked out once for all items."""
        return f"clusters[{[cluster.asked() for cluster in self._clusters].index(node.asked())}]"
