"""All who speak of a hazard agree, in every reading: check, history, live case, advice, calendar, and what would change it.

Each is asked about the same hazard on the same day; what one of them foretells is done, and the others asked again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from campaign_rules import BadRecord, Campaign, Case, Refused, Report, load_campaign
from campaign_rules.base.periods import ONE_DAY
from campaign_rules.logic.conditions import Chosen
from campaign_rules.reports.next_steps import next_steps
from campaign_rules.reports.outcome_findings import OutcomeFinding, Standing
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.duties.obligations import Status
from tests.examples import MORE
from tests.seen import saw, sees

CAMPAIGN = load_campaign("jinxian-2023")
PACK = CAMPAIGN.pack
CYCLE = PACK.cycles["hazard"]
INDICATED = PACK.outcomes["hazards"]
FOUND, DEADLINE, ENDS = date(2023, 6, 12), date(2023, 7, 20), PACK.identity.ends
RECTIFICATION = "hazard-rectification@H"


# --- every reading that has to do with hazards ---


def inside(value: object) -> Iterator[object]:
    """Yield a rule and everything in it."""
    yield value
    parts: list[Any] = []
    if isinstance(value, Struct):
        parts = [getattr(value, name) for name in value.__struct_fields__]
    elif is_dataclass(value):
        parts = [getattr(value, one.name) for one in fields(value)]
    elif isinstance(value, Mapping):
        parts = list(value.values())
    elif isinstance(value, (tuple, list)):
        parts = list(value)
    for part in parts:
        yield from inside(part)


def readings_of_hazards() -> dict[str, list[Any]]:
    """Return what each reading that a rule on hazards rests on can be set to, beside its default."""
    rules = [
        CYCLE,
        INDICATED,
        *(fact for fact in PACK.facts.values() if fact.of == "hazards"),
        *(duty for duty in PACK.duties.values() if duty.items == "hazards"),
    ]
    named = {part.interpretation for rule in rules for part in inside(rule) if isinstance(part, Chosen)}
    named |= {part for rule in rules for part in inside(rule) if isinstance(part, str)}
    found = {}
    for name, reading in PACK.interpretations.items():
        if name in named | {"inclusive-deadlines"}:
            options: dict[str, list[Any]] = {"option": list(reading.options), "days": [None, 0, 7, 30]}
            others = options.get(reading.takes, [])
            found[name] = [other for other in others if other != reading.default]
    return {name: others for name, others in found.items() if others}


READINGS = readings_of_hazards()
CHOICES = st.lists(
    st.sampled_from(sorted(READINGS)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(READINGS[name]))),
    max_size=3,
    unique_by=lambda choice: choice[0],
).map(tuple)


@lru_cache(maxsize=256)
def set_otherwise(choices: tuple[tuple[str, Any], ...]) -> Campaign:
    made = CAMPAIGN
    for name, value in choices:
        made = made.with_interpretation(name, value)
    return made


# --- hazards about their deadlines ---

NEAR = st.sampled_from([*range(-3, 4), -14, -1, 0, 1, 20])
ABOUT = st.one_of(
    NEAR.map(lambda days: DEADLINE + timedelta(days)),
    NEAR.map(lambda days: DEADLINE + timedelta(days)),
    st.integers(0, 15).map(lambda days: FOUND + timedelta(days)),
    st.dates(FOUND, date(2023, 9, 30)),
    NEAR.map(lambda days: ENDS + timedelta(days)),
)
BY = st.sampled_from(["department", "department", "enterprise", None, "县应急管理局"])
TO = st.sampled_from(["县应急管理局", "emergency_management", "镇政府", "本公司安环部", None])
LATER = st.integers(0, 40).map(lambda days: DEADLINE + timedelta(days))
EARLY = st.integers(0, 38).map(lambda days: FOUND + timedelta(days))
AS_OF = st.one_of(LATER, LATER, ABOUT, EARLY)
"""Days on which to ask: about the deadline and after it, where something is to be told."""


@st.composite
def events(draw: st.DrawFn, kinds: tuple[str, ...] = CYCLE.order) -> dict[str, Any]:
    kind = draw(st.sampled_from(kinds))
    made: dict[str, Any] = {"kind": kind, "date": draw(ABOUT).isoformat()}
    if draw(st.integers(0, 2)):
        made["by"] = draw(BY)
    if kind in ("ordered", "extended", "listed") and draw(st.integers(0, 3)):
        made["deadline"] = draw(
            st.none() | LATER.map(date.isoformat) | ABOUT.map(date.isoformat) | LATER.map(date.isoformat)
        )
    if kind == "reported" and draw(st.booleans()):
        made["to"] = draw(TO)
    return made


TERMS = events(("extended", "extended", "ordered"))
"""What moves a deadline, or leaves open whether it does."""

COURSE = ("reported", "rectification_started", "rectified", "accepted")


@st.composite
def hazards(draw: st.DrawFn) -> dict[str, Any]:
    kept = draw(st.sampled_from([4, 2, 3, 2, 4, 3, 1, 2, 0]))
    days = sorted(draw(st.lists(st.one_of(EARLY, EARLY, ABOUT), min_size=kept, max_size=kept)))
    happened = [{"kind": kind, "date": day.isoformat()} for kind, day in zip(COURSE, days, strict=False)]
    happened += draw(st.sampled_from([0, 1, 2]).flatmap(lambda n: st.lists(events(), min_size=n, max_size=n)))
    happened += draw(st.sampled_from([0, 1, 1, 2]).flatmap(lambda n: st.lists(TERMS, min_size=n, max_size=n)))
    if not any(event["kind"] == "accepted" for event in happened):
        happened = [event for event in happened if event["kind"] != "reopened"]
    hazard: dict[str, Any] = {"id": "H", "found": {"date": FOUND.isoformat()}}
    hazard["found"] |= draw(
        st.sampled_from([{"by": "enterprise"}] * 4 + [{"by": "department"}, {"by": "informant"}, {}])
    )
    hazard |= draw(st.sampled_from([{"immediately_fixable": False}] * 4 + [{"immediately_fixable": True}, {}]))
    hazard |= draw(st.sampled_from([{"neglect": False}, {"neglect": False}, {"neglect": True}, {}]))
    deadline = {"deadline": DEADLINE.isoformat()}
    hazard |= draw(
        st.sampled_from([{"plan": deadline}] * 6 + [{"plan": {}}, {"plan": {"deadline": None}}, {"plan": None}, {}])
    )
    if draw(st.integers(0, 15)):
        hazard["events"] = happened
    return hazard


@st.composite
def hazards_well_kept(draw: st.DrawFn) -> dict[str, Any]:
    """One that the enterprise found, reported and began to rectify at once, and what then becomes of its deadline."""
    happened = [{"kind": kind, "date": (FOUND + timedelta(draw(st.integers(0, 2)))).isoformat()} for kind in COURSE[:2]]
    happened += draw(st.sampled_from([0, 1, 1, 2]).flatmap(lambda n: st.lists(TERMS, min_size=n, max_size=n)))
    happened += draw(st.sampled_from([[], [{"kind": "listed", "date": FOUND.isoformat()}]]))
    return {
        "id": "H", "found": {"date": FOUND.isoformat(), "by": "enterprise"}, "immediately_fixable": draw(st.sampled_from([False, False, False, True])),
        "neglect": False, "plan": {"deadline": DEADLINE.isoformat()}, "events": happened,
    }  # fmt: skip


PENALTIES = st.sampled_from([[], [], [{"date": "2023-05-20"}, {"date": "2023-06-13"}, {"date": "2023-07-21"}]])


def of(hazard: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A record with one hazard."""
    return st.builds(lambda one, penalties: {"id": "x", "penalties": penalties, "hazards": [one]}, hazard, PENALTIES)


Asked = tuple[tuple[tuple[str, Any], ...], dict[str, Any], date]

ASKED = st.one_of(
    st.tuples(CHOICES, of(hazards()), AS_OF),
    st.tuples(CHOICES, of(hazards_well_kept()), st.integers(3, 42).map(lambda days: FOUND + timedelta(days))),
)
"""Readings, a record, and a day on which to ask."""


def asked(campaign: Campaign, record: dict[str, Any], day: date) -> Report:
    """Check a record; one that can't be true is not of interest here."""
    try:
        return campaign.check(record, as_of=day)
    except BadRecord:
        assume(False)
        raise


def with_events(record: dict[str, Any], events: list[dict[str, Any]], until: date) -> dict[str, Any]:
    """The record as it is known on a day, and what is done besides."""
    (hazard,) = record["hazards"]
    kept = [event for event in hazard.get("events") or () if event["date"] <= until.isoformat()]
    penalties = [penalty for penalty in record["penalties"] if penalty["date"] <= until.isoformat()]
    return {**record, "penalties": penalties, "hazards": [{**hazard, "events": [*kept, *events]}]}


def step_events(names: tuple[str, ...], day: date) -> list[dict[str, Any]]:
    """The events of steps that are taken on a day."""
    steps = [INDICATED.steps[name] for name in names]
    steps.sort(key=lambda step: CYCLE.order.index(step.event))
    named = {name: day.isoformat() for name, day in PACK.days().items() if isinstance(name, str)}
    return [
        {"kind": step.event, "date": day.isoformat(), **{k: named.get(v, v) for k, v in step.fields.items()}}
        for step in steps
    ]


def how(found: Report, outcome: str) -> str:
    """How an outcome stands by a check: established, refuted or unclear."""
    one = found.outcome("H")
    if outcome in one.outcomes:
        return "established"
    return "unclear" if one.indication.truths[outcome] is None and "undetermined" in one.outcomes else "refuted"


# --- history ---


@sees(certain=80, perhaps=5, overdue=6, perhaps_overdue=1, no_effect=1, outcome=100)
@settings(max_examples=130 * MORE)
@given(ASKED)
def test_a_history_says_what_checks_say_on_its_days(asked_of: Asked) -> None:
    choices, record, day = asked_of
    campaign = set_otherwise(choices)
    report = asked(campaign, record, day)
    titles = {name: {t.en: state for state, t in region.states.items()} for name, region in CYCLE.regions.items()}
    history = report.history("H")
    for entry in history:
        if entry.kind == "timer":
            before = with_events(record, [], entry.day - ONE_DAY)
            states = campaign.case("H", before).states(entry.day)
            for change in entry.changes:
                target = titles[change.region][change.target.en]
                certain = states[change.region] == (target,)
                on_the_day = any(
                    event["date"] == entry.day.isoformat() for event in record["hazards"][0].get("events") or ()
                )
                if not on_the_day:
                    saw("certain" if certain else "perhaps")
                    assert change.holds is (True if certain else None)
                if target == "overdue" and not on_the_day:
                    status = campaign.check(before, as_of=entry.day)[RECTIFICATION].status
                    saw("overdue" if certain else "perhaps_overdue")
                    assert (status == "violated") is certain, status
                    assert (status == "unknown") is not certain
        elif entry.kind == "event":
            last = {
                change.region: change
                for e in history
                if e.kind == "event" and e.day == entry.day
                for change in e.changes
                if change.holds is not False
            }
            if entry.day < day and sum(e.day == entry.day and e.kind in ("event", "timer") for e in history) == 1:
                states = campaign.case("H", record).states(entry.day)
                for change in last.values():
                    certain = states[change.region] == (titles[change.region][change.target.en],)
                    saw("certain" if certain else "perhaps")
                    assert change.holds is (True if certain else None)
        elif entry.kind == "no_effect":
            saw("no_effect")
    told: dict[tuple[date, str], Any] = {(e.day, e.what.en): e for e in history if e.kind == "outcome"}
    for (on, what), entry in told.items():
        name = next(n for n, o in INDICATED.outcomes.items() if what.endswith(o.title.en))
        then = campaign.check(record if on <= day else with_events(record, [], day), as_of=on)
        said = {"Indicated": "established", "Undetermined": "unclear"}.get(entry.changes[0].target.en, "refuted")
        saw("outcome")
        assert how(then, name) == said, (on, name)


# --- live cases ---


@sees(allowed=80, refused=15, unsure=2, robbed=2, irregular=1, lacking=2)
@settings(max_examples=30 * MORE)
@given(ASKED, st.data())
def test_a_live_case_says_what_will_be_so_once_it_is_done(asked_of: Asked, data: st.DataObject) -> None:
    choices, record, day = asked_of
    campaign = set_otherwise(choices)
    report = asked(campaign, record, day)
    record = with_events(
        record, record["hazards"][0].get("events") or [], FOUND - ONE_DAY
    )  # its whole history is known
    report = asked(campaign, record, day)
    case = campaign.case("H", record)
    assert case.history(day) == report.history("H")
    assert case.outcomes(day).outcomes == report.outcome("H").outcomes  # type: ignore[union-attr]  # it is concerned
    for answer in data.draw(st.permutations(case.allowed(day)))[:6]:
        made = {"kind": answer.event, "date": day.isoformat()}
        lacking = campaign.record_model.requires("hazards", answer.event)
        if lacking and answer.allowed is not False:
            saw("lacking")
            assert answer.allowed is None
            assert {f"event.{name}" for name in lacking} <= set(answer.missing)
            assert refused(case, made)
            made |= {"by": "department", "deadline": data.draw(LATER).isoformat()}
            if refused(case, made):
                continue
        if answer.allowed is False:
            saw("refused")
            assert refused(case, made)
            continue
        saw("allowed" if answer.allowed else "unsure")
        after = case.apply(made)
        agrees_with_its_history(case, after, answer, day)
        if not lacking:
            assert after.robbed == answer.robs
        written = with_events(record, [*record["hazards"][0]["events"], made], FOUND - ONE_DAY)
        assert campaign.check(written, as_of=day).outcome("H").outcomes == after.outcomes(day).outcomes  # type: ignore[union-attr]


def refused(case: Case, event: dict[str, Any]) -> bool:
    try:
        case.apply(event)
    except Refused:
        return True
    return False


def agrees_with_its_history(case: Case, after: Case, answer: Any, day: date) -> None:
    """What was allowed has an effect; what it robs had one and has none; what is irregular is told by all."""
    last = max(day, *(event.date for event in after.item.events or ()))
    now = {entry.place: entry for entry in case.history(last) if entry.place}
    then = {entry.place: entry for entry in after.history(last) if entry.place}
    place = f"hazards[0].events[{len(case.item.events or ())}]"
    held = {change.holds for change in then[place].changes}
    assert held & {True, None}
    assert answer.allowed or answer.missing or True not in held
    for i, event in enumerate(case.item.events or ()):
        at = f"hazards[0].events[{i}]"
        robbed = did_something(now[at]) and not did_something(then[at])
        saw("robbed" if robbed else "left alone")
        assert robbed is any(event is one for one in after.robbed)
    if answer.irregular:
        saw("irregular")
        assert then[place].note == answer.irregular


def did_something(entry: Any) -> bool:
    return any(change.holds is not False for change in entry.changes)


@sees(irregular=10, regular=5)
@settings(max_examples=60 * MORE)
@given(ASKED, st.booleans())
def test_what_is_irregular_is_told_by_history_and_check_alike(asked_of: Asked, accepted: bool) -> None:
    choices, record, day = asked_of
    campaign = set_otherwise(choices)
    (hazard,) = record["hazards"]
    closing = {"kind": "closed", "date": (day - ONE_DAY).isoformat()}
    acceptance = [{"kind": "accepted", "date": (day - ONE_DAY).isoformat(), "by": "department"}] if accepted else []
    record = {**record, "hazards": [{**hazard, "events": [*(hazard.get("events") or ()), *acceptance, closing]}]}
    report = asked(campaign, record, day)
    told = {w.path.removesuffix(".kind"): w.en for w in report.warnings if w.code == "irregular"}
    says = {say.en for declared in CYCLE.irregular.values() for say in [declared.say]}
    noted = {e.place: e.note.en for e in report.history("H") if e.note and e.note.en.removeprefix("perhaps: ") in says}
    saw("irregular" if told else "regular")
    assert told == noted


# --- what would change it, and until when it stays ---


@sees(changes=30, unless=5, nothing=5, later=10, answers=1)
@settings(max_examples=60 * MORE)
@given(ASKED, st.data())
def test_what_would_change_an_outcome_changes_it_once_it_is_done(asked_of: Asked, data: st.DataObject) -> None:
    choices, record, day = asked_of
    campaign = set_otherwise(choices)
    report = asked(campaign, record, day)
    one = report.outcome("H")
    standing = one[data.draw(st.sampled_from([INDICATED.alone, *INDICATED.outcomes, INDICATED.alone]))]
    outcome, now = standing.outcome, how(report, standing.outcome)
    if standing.until:
        left = with_events(record, [], day) if "events" in record["hazards"][0] else record
        for on in {day, standing.until - ONE_DAY, data.draw(st.dates(day, standing.until - ONE_DAY))}:
            saw("later")
            assert how(campaign.check(left, as_of=on), outcome) == now
        assert how(campaign.check(left, as_of=standing.until), outcome) != now
        for names in standing.unless[:3]:
            for on in {day, standing.until - ONE_DAY, data.draw(st.dates(day, standing.until - ONE_DAY))}:
                saw("unless")
                done = with_events(record, step_events(names, on), day)
                assert how(campaign.check(done, as_of=standing.until), outcome) == now, (names, on)
    for names in standing.changes[:3]:
        saw("changes")
        case = campaign.case("H", with_events(record, [], day))
        for event in step_events(names, day):
            case = case.apply(event)
        done = with_events(record, step_events(names, day), day)
        after = campaign.check(done, as_of=day)
        assert how(after, outcome) != now, names
        assert case.outcomes(day).outcomes == after.outcome("H").outcomes  # type: ignore[union-attr]
        for fewer in combinations(names, len(names) - 1) if len(names) > 1 else ():
            less = campaign.check(with_events(record, step_events(fewer, day), day), as_of=day)
            assert how(less, outcome) == now or standing.outlook.welcome(outcome) != how(less, outcome)
    if "no step taken today, nor any three, would change it" in {proof.text.en for proof in standing.told()}:
        saw("nothing")
        no_step_changes(campaign, record, day, standing, now)
    for answer in standing.answers[:2]:
        filled = fill(record, answer.place, answer.value)
        saw("answers")
        assert campaign.check(filled, as_of=day).outcome("H").outcomes == answer.outcomes


def no_step_changes(campaign: Campaign, record: dict[str, Any], day: date, standing: Standing, now: str) -> None:
    """What is as it should be would not even be changed by what may befall; what is not, by nothing that can be done."""
    welcome = now == standing.outlook.welcome(standing.outcome)
    names = [name for name, step in INDICATED.steps.items() if welcome or not step.adverse]
    for steps in [*((name,) for name in names), *combinations(names, 2)]:
        try:
            after = campaign.check(with_events(record, step_events(steps, day), day), as_of=day)
        except BadRecord:
            continue  # a deadline before the finding
        if any(e["deadline"] < e["date"] for e in step_events(steps, day) if e.get("deadline")):
            continue  # a deadline that has passed is none
        assert how(after, standing.outcome) == now, steps


def fill(record: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    """The record with a missing entry filled in."""
    if not place.startswith("hazards[0]."):
        return {**record, place: list(value) if value == () else value}
    (hazard,) = record["hazards"]
    *outer, last = place.removeprefix("hazards[0].").split(".")
    made = {**hazard}
    inner = made
    for name in outer:
        inner[name] = {**inner[name]}
        inner = inner[name]
    inner[last] = list(value) if value == () else value
    return {**record, "hazards": [made]}


# --- advice and calendar ---


@sees(kept=5, won=5, duty=10, late=3, allowed=10)
@settings(max_examples=50 * MORE)
@given(ASKED, st.data())
def test_what_is_advised_achieves_what_was_said_until_the_last_day_that_was_named(
    asked_of: Asked, data: st.DataObject
) -> None:
    choices, record, day = asked_of
    campaign = set_otherwise(choices)
    report = asked(campaign, record, day)
    frozen = with_events(record, [], day) if "events" in record["hazards"][0] else record
    case = campaign.case("H", frozen)
    found = report.outcome("H")
    for step in next_steps(report):
        if step.kind != "do" or step.of.split("@")[-1] != "H":
            continue
        if step.of != "H":
            a_duty_is_done(campaign, report, frozen, case, step, data)
            continue
        for names in alternatives(step.action.zh):
            taken(case, names, day)
            saw("allowed")
            if step.due:
                saw("kept")
                for on in {day, step.due, data.draw(st.dates(day, step.due))}:
                    taken(case, names, on)
                    after = campaign.check(with_events(frozen, step_events(names, on), day), as_of=step.due + ONE_DAY)
                    assert set(found.outcomes) <= set(after.outcome("H").outcomes), (names, on)
                assert set(found.outcomes) - set(campaign.check(frozen, as_of=step.due + ONE_DAY).outcome("H").outcomes)
            else:
                saw("won")
                after = campaign.check(with_events(frozen, step_events(names, day), day), as_of=day)
                told(after.outcome("H"), step.achieves.zh)


def told(after: OutcomeFinding, said: str) -> None:
    """What is said, in Chinese, to be indicated then is; what is said not to be is not."""
    titles = {outcome.title.zh: name for name, outcome in after.declared.outcomes.items()}
    for part in said.split("；"):
        kind, _, what = part.partition("：")
        named = {titles[title] for title in what.split("、") if title in titles}
        if kind == "处理提示变为":
            assert named == set(after.outcomes) - {"undetermined"}
        else:
            assert kind == "不再提示"
            assert named
            assert not named & set(after.outcomes)


def alternatives(action: str) -> list[tuple[str, ...]]:
    """The steps that an action names, in Chinese: “甲；或者 乙，并且丙”."""
    titles = {step.title.zh: name for name, step in INDICATED.steps.items()}
    return [tuple(titles[title] for title in said.split("，并且")) for said in action.split("；或者 ")]


def taken(case: Case, names: tuple[str, ...], on: date) -> Case:
    """The case after steps, none of which it refuses, nor says that it would."""
    for event in step_events(names, on):
        (answer,) = [a for a in case.allowed(on) if a.event == event["kind"]]
        assert answer.allowed is not False
        case = case.apply(event)
    return case


def a_duty_is_done(
    campaign: Campaign, report: Report, record: dict[str, Any], case: Case, step: Any, data: st.DataObject
) -> None:
    """Done today it stands as was said; done by the last day it is in time, and on the next it is not."""
    finding = report[step.of]
    region, _, state = str(finding.rule.test.done_on).partition(".")
    if not state or "events" not in record["hazards"][0]:
        return
    kinds = [t.event for t in CYCLE.regions[region].transitions if t.target == state and t.event]
    statuses: dict[date, set[Status]] = {}
    days = {report.as_of, *([finding.last_day, finding.last_day + ONE_DAY] if finding.last_day else [])}
    for on in sorted(on for on in days if on >= report.as_of):
        for kind in kinds:
            event = {"kind": kind, "date": on.isoformat(), "by": "department"}
            if kind != "accepted":
                del event["by"]
            if not refused(case, event):
                after = campaign.check(with_events(record, [event], report.as_of), as_of=on)
                statuses.setdefault(on, set()).add(after[step.of].status)
    saw("duty")
    titles = {STATUS_TEXTS[status].en for status in statuses[report.as_of]}
    assert step.achieves.en in titles
    if finding.last_day and finding.last_day >= report.as_of and step.achieves.en == "fulfilled":
        saw("late")
        assert "fulfilled" in statuses[finding.last_day]
        assert "fulfilled" not in statuses[finding.last_day + ONE_DAY]


@sees(duty=80, supervision=5, exemption=3)
@settings(max_examples=120 * MORE)
@given(ASKED)
def test_a_calendar_says_what_the_check_says(asked_of: Asked) -> None:
    choices, record, day = asked_of
    campaign = set_otherwise(choices)
    report = asked(campaign, record, day)
    one, findings = report.outcome("H"), {finding.instance: finding for finding in report.findings}
    frozen = with_events(record, [], day) if "events" in record["hazards"][0] else record
    for entry in campaign.calendar(record, as_of=day).entries:
        if entry.instance.split("@")[-1] != "H":
            continue
        if entry.instance in findings:
            saw("duty")
            finding = findings[entry.instance]
            assert (entry.due, entry.status) == (finding.last_day, finding.status)
        elif entry.kind == "deadline":
            listed = [e for e in frozen["hazards"][0].get("events", ()) if e["kind"] == "listed"]
            if not any("deadline" in e for e in listed):
                saw("supervision")
                finding = findings[RECTIFICATION]
                assert (entry.due, entry.status) == (finding.last_day, finding.status)
        else:
            saw("exemption")
            standing = one[INDICATED.alone]
            assert (entry.due, standing.state) == ((standing.until or date.min) - ONE_DAY, "indicated")
            assert INDICATED.alone in campaign.check(frozen, as_of=entry.due).outcome("H").outcomes
            assert INDICATED.alone not in campaign.check(frozen, as_of=entry.due + ONE_DAY).outcome("H").outcomes


@sees(unknown=5, violated=5, determined=10)
@settings(max_examples=15 * MORE)
@given(CHOICES, st.lists(of(hazards() | hazards_well_kept()), min_size=3, max_size=6), AS_OF)
def test_compiled_rules_say_the_same(choices: Any, records: list[dict[str, Any]], day: date) -> None:
    compiled = Campaign(set_otherwise(choices).pack, compile_from=1)
    for record in records:
        one, other = asked(set_otherwise(choices), record, day), compiled.check(record, as_of=day)
        statuses = {finding.instance: finding.status for finding in one.findings}
        saw(statuses[RECTIFICATION])
        saw("undetermined" if "undetermined" in one.outcome("H").outcomes else "determined")
        assert other.summary == one.summary
        assert {finding.instance: finding.status for finding in other.findings} == statuses
        assert other.outcome("H").outcomes == one.outcome("H").outcomes
