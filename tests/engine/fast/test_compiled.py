"""The compiled rules say what the interpreter says: on any record, in any reading, for any pack, unknowns included."""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.base.sources import NOWHERE, Source
from campaign_rules.base.texts import Text
from campaign_rules.engine.decisions import CODES
from campaign_rules.engine.fast.compiled import Compiled, Outline, compiled
from campaign_rules.engine.fast.conditions import Draft
from campaign_rules.engine.impossibilities import impossibilities
from campaign_rules.engine.interpreter import Interpreter
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.verdicts import Run
from campaign_rules.files import record_files
from campaign_rules.logic import conditions as c
from campaign_rules.logic.conditions import NOTHING_ASKED
from campaign_rules.logic.lifecycles import Region, Transition, trigger_of
from campaign_rules.logic.operands import FieldRef
from campaign_rules.rules.checks.cycle_shapes import timer_loops
from campaign_rules.rules.duties.obligations import STATUSES
from campaign_rules.rules.outcomes import Outcome
from campaign_rules.rules.pack import Fact, Pack, Season
from campaign_rules.rules.record.model import record_model
from campaign_rules.rules.record.values import Record
from tests import canteens, deliveries
from tests.conditions import FACTS, HAZARD_TESTS, conditions
from tests.examples import MORE
from tests.loading import load
from tests.rules.duties.drawn import duties
from tests.seen import saw, sees
from tests.strategies import DAYS, KINDS, any_records, records

CAMPAIGN = load_campaign()
DAY = date(2023, 10, 15)
NAME = Text("名", "name")
AS_OF = st.sampled_from(
    [date(2023, 5, 15), date(2023, 5, 16), date(2023, 5, 31), date(2023, 7, 31), date(2023, 8, 1), date(2023, 10, 15),
     date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 1)]
)  # fmt: skip


def by_the_interpreter(rules: Ruleset, record: Record, day: date) -> Any:
    """What the readable interpreter says: None where something in the record can't be right."""
    source = Source("", None)
    wrong = [*impossibilities(record, rules.pack.model, source), *rules.vocabulary.problems(record, source)]
    if wrong:
        return None
    run = Run(rules, record, day)
    verdicts = [(v.duty, v.instance, CODES[v.status], v.due) for v in run.obligations()]
    return verdicts, [(i.section, i.item, i.outcomes) for i in run.indications()]


def by_the_compiled(rules: Ruleset, record: Record, day: date) -> Any:
    """What the compiled rules say; its codes, in whatever order, are the same as those of the obligations."""
    code = made(rules, record.actor)
    outline = code.outline(record, day)
    if outline is None:
        return None
    told = list(outline.obligations())
    assert sorted(outline.codes) == sorted(status for _, _, status, _ in told)
    assert sum(outline.summary.values()) == len(told)
    return told, list(outline.outcomes())


@lru_cache(maxsize=64)
def made(rules: Ruleset, actor: str | tuple[str, ...]) -> Compiled | Interpreter:
    """One for all examples: what it learned from one record must be right for the next."""
    return compiled(rules, actor)


@sees(fulfilled=40, fulfilled_late=3, waived=20, violated=100, unknown=100, needs_review=5)
@settings(max_examples=300 * MORE)
@given(deliveries.records(), st.integers(-20, 320).map(lambda n: date(2023, 5, 1) + timedelta(n)))
def test_entries_and_stoppages_of_any_declared_sections_are_compiled(data: dict[str, Any], day: date) -> None:
    rules = deliveries.CAMPAIGN.rules
    record = record_files.load(data, deliveries.MODEL).record
    assert isinstance(made(rules, "canteen"), Compiled)
    said = by_the_compiled(rules, record, day)
    assert said is not None
    assert said == by_the_interpreter(rules, record, day)
    for _, _, code, _ in said[0]:
        saw(STATUSES[code])


@sees(fulfilled=5, violated=40, unknown=100)
@settings(max_examples=300 * MORE)
@given(canteens.records(), canteens.DAYS)
def test_quantities_amounts_words_and_life_cycles_of_any_declared_sections_are_compiled(
    data: dict[str, Any], day: date
) -> None:
    rules = canteens.CAMPAIGN.rules
    record = record_files.load(data, canteens.CAMPAIGN.record_model).record
    assert isinstance(made(rules, record.actor), Compiled)
    said = by_the_compiled(rules, record, day)
    assert said == by_the_interpreter(rules, record, day)
    for _, _, code, _ in said[0] if said else ():
        saw(STATUSES[code])


def canteen_record(**said: Any) -> Record:
    return record_files.load({"id": "S", **said}, canteens.CAMPAIGN.record_model).record


@pytest.mark.parametrize(
    ("value", "is_odd"), [(180, False), (0, False), (None, False), (-1, True), ("many", True), (True, True)]
)
def test_what_the_form_adds_up_is_a_number_and_looked_at_exactly_where_it_is_none(value: Any, is_odd: bool) -> None:
    record = canteen_record(particulars={"seats": value, "night_kitchen": True})
    assert (by_the_compiled(canteens.CAMPAIGN.rules, record, date(2025, 6, 2)) is None) is is_odd
    assert by_the_compiled(canteens.CAMPAIGN.rules, record, date(2025, 6, 2)) == by_the_interpreter(
        canteens.CAMPAIGN.rules, record, date(2025, 6, 2)
    )


@pytest.mark.parametrize("day", [date(2025, 2, 3), date(2025, 5, 1), date(2025, 6, 2)])
def test_a_sound_record_is_not_looked_at_exactly(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Numbers where they belong, and what lies ahead and is possible, cost no exact check."""

    def looked_at(*_: Any) -> Iterator[Any]:
        raise AssertionError("the exact checks were asked")

    monkeypatch.setattr("campaign_rules.engine.fast.compiled.impossibilities", looked_at)
    samples = [{"id": "P", "taken": "2025-05-20", "storage": {"place": "冰箱", "temperature": 3}}]
    events = [
        {"kind": "confirmed", "date": "2025-04-20", "id": "E1"},
        {"kind": "reopened", "date": "2025-04-22", "id": "E2"},
        {"kind": "extension", "date": "2025-05-03", "by": "检查处", "until": "2025-06-09"},
    ]
    remedy = {"measures": "换", "cost": 80.5, "answer_by": "2025-05-26"}
    complaint = {"id": "C", "intake": {"day": "2025-04-12"}, "remedy": remedy, "events": events}
    record = canteen_record(particulars={"seats": 180}, samples=samples, complaints=[complaint], pupils=320)
    assert made(canteens.CAMPAIGN.rules, "school").outline(record, day) is not None


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "reopened", "date": "2025-04-22"},
        {"kind": "extension", "date": "2025-04-22", "by": "某处", "until": "2025-06-09"},
        {"kind": "investigated", "date": "2025-04-11"},
        {"kind": "investigated", "date": "2025-04-22", "entered": "2025-04-21"},
        {"kind": "withdrawn_entry", "date": "2025-04-22", "cancels": "E"},
        {"kind": "investigated", "date": "2025-04-22", "id": "*"},
    ],
)
@pytest.mark.parametrize("day", [date(2025, 4, 1), date(2025, 4, 15), date(2025, 6, 2)])
def test_an_impossible_event_is_refused_whether_it_or_its_item_lies_ahead(event: dict[str, Any], day: date) -> None:
    complaint = {"id": "C", "intake": {"day": "2025-04-12"}, "events": [event]}
    record = canteen_record(complaints=[complaint])
    assert by_the_compiled(canteens.CAMPAIGN.rules, record, day) is None
    assert by_the_interpreter(canteens.CAMPAIGN.rules, record, day) is None


def test_a_deadline_that_nobody_knows_who_extended_may_be_the_old_one_or_the_new() -> None:
    event = {"kind": "extended", "date": "2023-06-15", "by": "不详", "deadline": "2023-08-05"}
    hazard = {
        "id": "H",
        "found": {"date": "2023-06-07"},
        "immediately_fixable": False,
        "plan": {"deadline": "2023-07-01"},
        "events": [event],
    }
    record = load({"id": "x", "hazards": [hazard]}).record
    for day, status in ((date(2023, 7, 1), "open"), (date(2023, 7, 25), "unknown"), (date(2023, 8, 6), "violated")):
        said = by_the_compiled(CAMPAIGN.rules, record, day)
        assert said == by_the_interpreter(CAMPAIGN.rules, record, day)
        assert [STATUSES[code] for duty, _, code, _ in said[0] if duty == "hazard-rectification"] == [status]


@pytest.mark.parametrize(
    ("word", "outcomes"),
    [("illness", ("closing_order", "fine")), ("有人不适", ("closing_order", "fine")), ("quality", ("warning",)),
     ("无", ("warning",)), ("难吃", ("undetermined",)), ("不详", ("undetermined",)), (UNSET, ("undetermined",))],
)  # fmt: skip
def test_a_word_of_an_open_list_is_judged_by_what_it_means(word: Any, outcomes: tuple[str, ...]) -> None:
    """One that the list does not have may mean any of its words."""
    pack, declared = canteens.CAMPAIGN.pack, canteens.CAMPAIGN.record_model.declaration
    section = declared.sections["complaints"]
    gravity = structs.replace(section.fields["gravity"], type="word")
    changed = structs.replace(section, fields={**section.fields, "gravity": gravity})
    model = record_model(structs.replace(declared, sections={**declared.sections, "complaints": changed}))
    rules = Campaign(structs.replace(pack, model=model)).rules
    said = {} if word is UNSET else {"gravity": word}
    complaint = {
        "id": "C",
        "intake": {"day": "2025-05-12"},
        "remedy": {"answer_by": "2025-05-26"},
        "events": [],
        **said,
    }
    record = record_files.load({"id": "S", "complaints": [complaint]}, model).record
    assert isinstance(made(rules, "school"), Compiled)
    told = by_the_compiled(rules, record, date(2025, 6, 2))
    assert told == by_the_interpreter(rules, record, date(2025, 6, 2))
    assert told[1] == [("complaints", "C", outcomes)]


def test_words_of_any_declared_sections_that_nobody_knows_are_told_once() -> None:
    code = compiled(deliveries.CAMPAIGN.rules, "canteen")
    listed = [
        {"kind": "milk", "on": "2023-06-03", "driver": "张三"},
        {"kind": "audit", "on": "2023-06-03", "share": "大概"},
    ]
    record = record_files.load(
        {"id": "c", "deliveries": [*listed, {"kind": "milkk", "on": "2023-06-03"}]}, deliveries.MODEL
    ).record
    code.outline(record, DAY)
    assert [(one.field, one.word, one.affects) for one in code.unrecognised()] == [
        ("deliveries.kind", "milkk", ("milk",)),
        ("deliveries.driver", "张三", ("milk",)),
        ("deliveries.share", "大概", ("audit",)),
    ]


ANY_DAY = st.integers(-20, 320).map(lambda n: date(2023, 5, 1) + timedelta(n))
"""Days from before the campaign to after it."""


@lru_cache(maxsize=64)
def reading(name: str, value: object) -> Campaign:
    return CAMPAIGN.with_interpretation(name, value)


def readings() -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, declared in CAMPAIGN.pack.interpretations.items():
        found += [(name, option) for option in declared.options]
        if declared.takes == "days":
            found += [(name, 0), (name, 30)]
        if declared.takes == "phase":
            found += [(name, "enforcement")]
    return found


@sees(fulfilled=400, fulfilled_late=10, waived=50, violated=400, no_penalty=20, dual_penalty=20, undetermined=10)
@settings(max_examples=400)
@given(records(), AS_OF)
def test_the_compiled_rules_say_what_the_interpreter_says(data: dict[str, Any], day: date) -> None:
    rules, record = CAMPAIGN.rules, load(data).record
    assert isinstance(made(rules, "enterprise"), Compiled)
    said = by_the_compiled(rules, record, day)
    assert said == by_the_interpreter(rules, record, day)
    for what in (STATUSES[code] for _, _, code, _ in said[0]) if said else ():
        saw(what)
    for what in (outcome for _, _, shown in said[1] for outcome in shown) if said else ():
        saw(what)


@lru_cache(maxsize=2)
def not_announced(inclusion: str) -> Ruleset:
    """The rules of a campaign whose last forms are due in a year that is not announced, by no reading of their own."""
    pack, form = CAMPAIGN.pack, CAMPAIGN.pack.duties["monthly-form"]
    general = structs.replace(form, due=structs.replace(form.due, included=UNSET))  # type: ignore[attr-defined]  # a recurring duty
    identity = structs.replace(pack.identity, ends=date(2027, 2, 28))
    later = structs.replace(pack, identity=identity, duties={**pack.duties, "monthly-form": general})
    return Campaign(later).with_interpretation("inclusive-deadlines", inclusion).rules


@given(
    st.sampled_from(["inclusive", "exclusive"]),
    st.sampled_from([date(2027, 1, n) for n in (21, 22, 23, 24)] + [date(2027, 2, n) for n in (20, 21, 22, 23)]),
    st.sampled_from([date(2027, 1, n) for n in (22, 23, 24)] + [date(2027, 2, n) for n in (21, 22, 23, 24)]),
)
def test_compiled_verdicts_are_the_interpreters_around_a_due_day_that_is_not_known_for_good(
    inclusion: str, sent: date, day: date
) -> None:
    record = load({"id": "x", "actor": "township", "activities": [{"kind": "monthly_form", "date": str(sent)}]}).record
    rules = not_announced(inclusion)
    assert by_the_compiled(rules, record, day) == by_the_interpreter(rules, record, day)


@settings(max_examples=150 * MORE)
@given(records(), AS_OF, st.sampled_from(readings()))
def test_compiled_verdicts_are_the_interpreters_in_every_reading_of_the_text(
    data: dict[str, Any], day: date, choice: tuple[str, object]
) -> None:
    rules, record = reading(*choice).rules, load(data).record
    assert by_the_compiled(rules, record, day) == by_the_interpreter(rules, record, day)


@settings(max_examples=150 * MORE)
@given(any_records(), st.sampled_from(["jinxian-2023", "zhiben-2024", "demo-county-2023"]), DAYS)
def test_compiled_verdicts_are_the_interpreters_for_any_record_of_any_actor_and_what_can_not_be_is_refused(
    record: Record, name: str, day: date
) -> None:
    rules, day = campaign(name).rules, day.replace(day=1)
    if {*record.actors} <= {*rules.pack.model.actors}:
        assert by_the_compiled(rules, record, day) == by_the_interpreter(rules, record, day)


@settings(max_examples=200)
@given(
    records(),
    AS_OF,
    st.sampled_from(["plan", "ordered", "extended", "listed"]),
    st.integers(-400, 2),
    st.sampled_from(["jinxian-2023", "zhiben-2024", "demo-county-2023"]),
)
def test_the_compiled_pass_refuses_a_deadline_before_the_finding_wherever_that_stands_and_no_other(
    data: dict[str, Any], day: date, where: str, days: int, name: str
) -> None:
    found = date(2023, 6, 12)
    deadline = (found + timedelta(days)).isoformat()
    hazard: dict[str, Any] = {"id": "H", "found": {"date": found.isoformat()}}
    if where == "plan":
        hazard["plan"] = {"deadline": deadline}
    else:
        hazard["events"] = [{"kind": where, "date": "2023-06-13", "by": "department", "deadline": deadline}]
    rules, record = campaign(name).rules, load({**data, "hazards": [*data.get("hazards", ()), hazard]}).record
    refused_anyway = by_the_compiled(rules, load(data).record, day) is None  # for a duty that not each campaign has
    assert (by_the_compiled(rules, record, day) is None) is (days < 0 or refused_anyway)
    assert by_the_compiled(rules, record, day) == by_the_interpreter(rules, record, day)


@lru_cache
def campaign(name: str) -> Campaign:
    return load_campaign(name)


# --- random packs ---

ANY_DUTY = duties()  # made here, for it imports tests, which can't be while Hypothesis draws


@st.composite
def packs(draw: st.DrawFn) -> "Drawn":
    """The shipped pack with random duties, outcomes and concerns, and some transitions of hazards guarded at random."""
    pack = CAMPAIGN.pack
    made = draw(st.lists(ANY_DUTY, min_size=1, max_size=6))
    outcomes = pack.outcomes["hazards"]
    named = {
        name: Outcome(title=NAME, clause="2.2.3", when=draw(conditions(HAZARD_TESTS))) for name in outcomes.outcomes
    }
    cycle = pack.cycles["hazard"]
    regions = {name: draw(guarded(region)) for name, region in cycle.regions.items()}
    variables = {**cycle.variables, "unread": draw(st.sampled_from(["plan.deadline", "found.date", None]))}
    concerns = draw(st.just(cycle.concerns) | conditions(HAZARD_TESTS))
    days = draw(st.sampled_from([None, 5, 40]))
    facts = {
        name: Fact(title=NAME, clause="2.1.2", of="hazards", holds=draw(conditions(HAZARD_TESTS, facts=())))
        for name in FACTS
    }
    floods = Season(title=NAME, start="06-15", end="09-10")
    drawn = structs.replace(
        pack,
        identity=structs.replace(pack.identity, seasons={"flood": floods}),
        facts={**pack.facts, **facts},
        duties={f"duty-{i}": duty for i, duty in enumerate(made)},
        outcomes={"hazards": structs.replace(outcomes, outcomes=named)},
        cycles={"hazard": structs.replace(cycle, regions=regions, concerns=concerns, variables=variables)},
        overrides={"report-without-term": days},
    )
    return Drawn(drawn)


class Drawn:
    """A random pack, which shows no more than what is random in it."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __repr__(self) -> str:
        outcomes, cycle = self.pack.outcomes["hazards"], self.pack.cycles["hazard"]
        guards = {
            (n, trigger_of(s)): s.when
            for n, r in cycle.regions.items()
            for s in r.transitions
            if s.when != c.Const(True)
        }
        return "\n".join(
            map(str, [self.pack.duties, [o.when for o in outcomes.outcomes.values()], guards, cycle.concerns])
        )


GUARDS: list[tuple[tuple[str, ...], str, Any]] = [
    (("event", "by"), "is", "department"),
    (("event", "deadline"), "done", True),
    (("event", "date"), "not_after", FieldRef(("deadline",))),
    (("rectification",), "is", "rectifying"),
    (("rectification", "pending_acceptance"), "before", FieldRef(("deadline",))),
    (("immediately_fixable",), "is", False),
    (("found", "by"), "is", "department"),
]


VARIABLES = ("deadline", "supervision_deadline", "unread")


@st.composite
def guarded(draw: st.DrawFn, region: Region) -> Region:
    """A region with some guards at random and, now and then, a timer, unless timers would lead round then."""

    def step(declared: Transition) -> Transition:
        if draw(st.integers(0, 5)):
            return declared
        return structs.replace(declared, when=draw(conditions(GUARDS)))

    steps = [step(declared) for declared in region.transitions]
    states = list(region.states)
    if len(states) > 1 and not draw(st.integers(0, 3)):
        source, target = sorted(draw(st.sets(st.integers(0, len(states) - 1), min_size=2, max_size=2)))
        timer: dict[str, Any] = {draw(st.sampled_from(["at", "after"])): draw(st.sampled_from(VARIABLES))}
        when = draw(st.just(NOTHING_ASKED) | conditions(GUARDS))
        timed = (*steps, Transition(source=states[source], target=states[target], when=when, **timer))
        with_timer = structs.replace(region, transitions=timed)
        if not any(timer_loops(with_timer, NOWHERE, ())):
            return with_timer
    return structs.replace(region, transitions=tuple(steps))


@settings(max_examples=80 * MORE)
@given(packs(), AS_OF, st.lists(records(), min_size=1, max_size=6))
def test_compiled_verdicts_are_the_interpreters_for_any_pack(
    drawn: Drawn, day: date, many: list[dict[str, Any]]
) -> None:
    rules = Ruleset(drawn.pack)
    for data in many:
        record = load(data).record
        assert by_the_compiled(rules, record, day) == by_the_interpreter(rules, record, day)


@settings(max_examples=40 * MORE)
@given(records(), st.lists(ANY_DAY, min_size=5, max_size=20), st.sampled_from(readings()))
def test_what_was_learned_on_one_day_is_right_on_every_other(
    data: dict[str, Any], days: list[date], choice: tuple[str, object]
) -> None:
    rules, record = reading(*choice).rules, load(data).record
    for day in days:
        assert by_the_compiled(rules, record, day) == by_the_interpreter(rules, record, day)


def test_a_campaign_that_is_asked_on_many_days_generates_its_code_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No function is generated and nothing is compiled for another day: what 200 days need is there after the first."""
    generated: list[str] = []
    generate = Draft.function

    def counting(draft: Draft, name: str, parameters: str, body: list[str]) -> Any:
        generated.append(name)
        return generate(draft, name, parameters, body)

    monkeypatch.setattr(Draft, "function", counting)
    asked = Campaign(CAMPAIGN.pack, compile_from=1)
    record = load({"id": "x", "high_risk": True, "activities": [], "hazards": []}).record
    outlines = [asked.check(record, as_of=date(2023, 5, 1) + timedelta(n)).outline for n in range(200)]
    assert {type(outline) for outline in outlines} == {Outline}
    assert len({id(outline.compiled) for outline in outlines if isinstance(outline, Outline)}) == 1
    assert generated == ["judge_item", "one_pass", "lists_much"]


@pytest.mark.parametrize(("timer", "due"), [("at", "2023-06-20"), ("after", "2023-06-19")])
def test_a_timer_is_followed_though_nothing_else_reads_its_variable(timer: str, due: str) -> None:
    """What a timer alone reads decides when it fires: one on a variable that no guard and no duty looks at."""
    pack, cycle = CAMPAIGN.pack, CAMPAIGN.pack.cycles["hazard"]
    measures = cycle.regions["measures"]
    given: dict[str, Any] = {timer: "unread"}
    forced = Transition(source="none", target="under_way", **given)
    regions = {**cycle.regions, "measures": structs.replace(measures, transitions=(*measures.transitions, forced))}
    variables = {**cycle.variables, "unread": "found.date"}
    start = date.fromisoformat(due)
    odd = structs.replace(pack, cycles={"hazard": structs.replace(cycle, regions=regions, variables=variables)})
    hazard = {"id": "H", "found": {"date": due, "by": "enterprise"}, "immediately_fixable": False, "neglect": False,
              "plan": {"deadline": "2023-07-20"}, "events": [{"kind": "reported", "date": due}]}  # fmt: skip
    record = load({"id": "x", "penalties": [], "hazards": [hazard]}).record
    rules = Ruleset(odd)
    told = []
    for day in (start, start + timedelta(1)):
        assert isinstance(made(rules, "enterprise"), Compiled)
        assert by_the_compiled(rules, record, day) == by_the_interpreter(rules, record, day)
        told += [by_the_compiled(rules, record, day)[1]]
    exempt, not_yet = [("hazards", "H", ("no_penalty",))], [("hazards", "H", ())]
    assert told == ([exempt, exempt] if timer == "at" else [not_yet, exempt])


# --- what the compiled plan leaves to the interpreter ---


def test_where_each_entry_counts_once_the_interpreter_answers() -> None:
    rules = reading("one-drill-many-duties", "separate").rules
    assert isinstance(compiled(rules, "enterprise"), Interpreter)


def obligation(**changes: Any) -> Pack:
    pack = CAMPAIGN.pack
    (region,) = pack.obligation.regions.values()
    return structs.replace(
        pack, obligation=structs.replace(pack.obligation, regions={"status": structs.replace(region, **changes)})
    )


def timed(event: str, variable: str) -> Pack:
    """Obligations of which the timers set ``event`` (at, after) a day are set so for that variable, others as they are."""
    (region,) = CAMPAIGN.pack.obligation.regions.values()
    other = {"at": "after", "after": "at"}[event]
    steps = [
        structs.replace(step, **{event: variable, other: UNSET}) if getattr(step, other) == variable else step
        for step in region.transitions
    ]
    return obligation(transitions=tuple(steps))


@pytest.mark.parametrize("pack", [timed("at", "due"), timed("after", "opens")], ids=["at due", "after opens"])
def test_a_timer_of_obligations_fires_for_items_on_the_day_that_it_declares(pack: Pack) -> None:
    rules = Ruleset(pack)
    assert isinstance(made(rules, "enterprise"), Compiled)
    days = [date(2023, 5, 15) + timedelta(n) for n in range(5)]
    for found, deadline, done in itertools.product(days[:3], days, [None, *days]):
        if deadline < found or (done and done < found):
            continue
        events = [{"kind": kind, "date": done} for kind in ("rectified", "accepted") if done]
        hazard = {"id": "H", "found": {"date": found}, "plan": {"deadline": deadline}, "events": events}
        bulletin = {"id": "B", "date": found, "reviewed": done}
        record = load({"id": "x", "penalties": [], "hazards": [hazard], "accident_bulletins": [bulletin]}).record
        for day in days:
            assert by_the_compiled(rules, record, day) == by_the_interpreter(rules, record, day)


def odd_obligations() -> Iterator[tuple[str, Pack]]:
    (region,) = CAMPAIGN.pack.obligation.regions.values()
    steps = region.transitions
    late = c.Test(("event", "date"), "after", FieldRef(("due",)))
    yield "a guard", obligation(transitions=(structs.replace(steps[0], when=c.Not(late)), *steps[1:]))
    yield "two timers", obligation(transitions=(*steps, Transition(after="due", source="upcoming", target="violated")))
    yield (
        "a step after a waiver",
        obligation(final=(), transitions=(*steps, Transition(event="evidence", source="waived", target="fulfilled"))),
    )


@pytest.mark.parametrize(("what", "pack"), list(odd_obligations()))
def test_an_unusual_life_cycle_of_obligations_is_interpreted(what: str, pack: Pack) -> None:
    rules = Ruleset(pack)
    code = compiled(rules, "enterprise")
    assert isinstance(code, Interpreter), what
    record = load(
        {"id": "x", "activities": [{"kind": "review_meeting", "date": "2023-06-01", "by": "principal"}]}
    ).record
    assert by_the_compiled(rules, record, DAY) == by_the_interpreter(rules, record, DAY)


def test_what_was_learned_is_forgotten_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaign_rules.engine.fast.compiled.MOST_HELD", 50)
    monkeypatch.setattr("campaign_rules.engine.fast.conditions.MOST_REMEMBERED", 5)
    monkeypatch.setattr("campaign_rules.engine.fast.day_classes.MOST_REMEMBERED", 5)
    rules = Ruleset(CAMPAIGN.pack)
    code = compiled(rules, "enterprise")
    for n in range(200):
        day = date(2022, 12, 1) + timedelta(n)
        entry = {"kind": KINDS[n % len(KINDS)], "date": day.isoformat(), "by": f"p{n}"}
        data = {"id": "x", "high_risk": bool(n % 2), "sectors": [f"s{n}"], "activities": [entry, {**entry, "by": "principal"}],
                "documents": [{"kind": f"k{n}", "date": day.isoformat()}]}  # fmt: skip
        record = load(data).record
        asked = DAY - timedelta(n % 40)
        outline = code.outline(record, asked)
        assert outline is not None
        assert (list(outline.obligations()), list(outline.outcomes())) == by_the_interpreter(rules, record, asked)
