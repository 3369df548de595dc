"""Live cases: what may happen to a hazard now, why not, and the case after it happened."""

import json
import pickle
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_rules import BadRecord, Campaign, Case, Refused, UnknownName, load_campaign

CAMPAIGN = load_campaign("jinxian-2023")
MODEL = CAMPAIGN.pack.model
EVENT_KINDS = tuple(CAMPAIGN.pack.model.sections["hazards"].events.kinds)  # type: ignore[union-attr]  # it has some
Event, Hazard, Found = MODEL.events["hazards"], MODEL.items["hazards"], MODEL.shape.classes["HazardsItemFound"]
HAZARD: dict[str, Any] = {
    "id": "H-001",
    "found": {"date": "2023-06-12", "by": "enterprise"},
    "immediately_fixable": False,
    "plan": {"deadline": "2023-07-20"},
    "events": [],
}
D = date


def happened(*events: str) -> Case:
    case = CAMPAIGN.case(HAZARD)
    for event in events:
        kind, _, day = event.partition(":")
        case = case.apply({"kind": kind, "date": day})
    return case


def answer(case: Case, event: str, day: date) -> Any:
    return next(a for a in case.allowed(day) if a.event == event)


def test_a_new_case_may_be_reported_and_rectified_but_not_reopened() -> None:
    case = CAMPAIGN.case(HAZARD)
    allowed = {a.event: a.allowed for a in case.allowed(D(2023, 6, 12))}
    assert set(allowed) == set(EVENT_KINDS) - {"correction"}
    assert {event for event, may in allowed.items() if may is False} == {"reopened"}
    assert allowed["extended"] is None
    assert answer(case, "extended", D(2023, 6, 12)).missing == ("event.deadline", "event.by")
    assert [w.en for w in answer(case, "rectified", D(2023, 6, 12)).why] == [
        "rectification: Found → Acceptance pending",
        "measures: No measures yet → Measures under way or done",
    ]


def test_why_not_is_answered_by_the_state_it_would_have_to_be_in() -> None:
    case = happened("rectified:2023-07-10", "accepted:2023-07-12")
    refused = answer(case, "rectified", D(2023, 7, 25))
    assert refused.allowed is False
    assert [w.zh for w in refused.why] == ["整改状态现为“已验收”，须为“已发现、整改中”"]
    assert refused.to_dict("en") == {
        "event": "rectified",
        "title": "rectified",
        "allowed": False,
        "why": ["rectification is “Accepted”, and would have to be “Found, Being rectified”"],
        "missing": [],
        "irregular": None,
        "robs": [],
    }


def test_why_not_is_answered_by_the_guard_that_refused() -> None:
    """deadline-in-force: an extension after the deadline has passed does not count."""
    with pytest.raises(Refused) as caught:
        CAMPAIGN.case(HAZARD).apply(
            {"kind": "extended", "date": "2023-07-21", "by": "department", "deadline": "2023-09-01"}
        )
    assert caught.value.args == (
        "extended on 2023-07-21: term: By the plan's deadline → Extended: "
        "not so: date is not after 2023-07-20 (recorded: 2023-07-21)",
    )
    assert pickle.loads(pickle.dumps(caught.value)).reasons == caught.value.reasons
    by_itself = {"kind": "extended", "date": "2023-07-01", "by": "enterprise", "deadline": "2023-09-01"}
    with pytest.raises(Refused, match="by whom is one of"):
        CAMPAIGN.case(HAZARD).apply(by_itself)


def test_what_could_not_have_happened_is_refused() -> None:
    with pytest.raises(Refused, match="before the finding"):
        happened("reported:2023-06-11")
    with pytest.raises(Refused, match="nothing was accepted before"):
        happened("reopened:2023-06-20")


def test_an_extension_that_does_not_say_by_whom_and_until_when_is_refused() -> None:
    """deadline-in-force: such a one may stand in a record (unknown); a live case refuses it."""
    case = CAMPAIGN.case(HAZARD)
    with pytest.raises(Refused, match=r"what is extended must say: by whom$"):
        case.apply({"kind": "extended", "date": "2023-07-01", "deadline": "2023-09-01"})
    with pytest.raises(Refused, match=r"not so: deadline \(recorded: nothing\)"):
        case.apply({"kind": "extended", "date": "2023-07-01", "by": "department", "deadline": None})
    with pytest.raises(Refused) as caught:
        case.apply({"kind": "extended", "date": "2023-07-01"})
    assert [reason.zh for reason in caught.value.reasons] == ["延期须写明：由谁、整改期限"]
    recorded = {**HAZARD, "events": [{"kind": "extended", "date": "2023-07-01", "deadline": "2023-09-01"}]}
    assert set(CAMPAIGN.case(recorded).states(D(2023, 8, 1))["timeliness"]) == {"overdue", "within_term"}


def test_an_extension_by_somebody_unknown_is_refused_as_a_check_refuses_it() -> None:
    with pytest.raises(Refused, match="县里 is neither a department nor the enterprise"):
        CAMPAIGN.case(HAZARD).apply({"kind": "extended", "date": "2023-07-01", "by": "县里", "deadline": "2023-09-01"})


def test_closing_what_was_not_accepted_is_allowed_and_told_as_irregular() -> None:
    """rectified-means-accepted: closed alone is not acceptance."""
    say = "closed without acceptance: irregular, and closing does not stand for it"
    case = happened("rectified:2023-07-10")
    found = answer(case, "closed", D(2023, 7, 11))
    assert (found.allowed, found.irregular.en, found.to_dict("en")["irregular"]) == (True, say, say)
    closed = case.apply({"kind": "closed", "date": "2023-07-11"})
    assert [e.note.en for e in closed.history(D(2023, 7, 12)) if e.note] == [say]
    record = {"id": "x", "hazards": [{**HAZARD, "events": closed.to_dict()["item"]["events"]}]}
    (told,) = CAMPAIGN.check(record, as_of=D(2023, 7, 12)).warnings
    assert (told.path, told.code, told.en) == ("hazards[0].events[1].kind", "irregular", say)
    assert CAMPAIGN.check(record, as_of=D(2023, 7, 10)).warnings == ()
    accepted = case.apply({"kind": "accepted", "date": "2023-07-11"})
    assert answer(accepted, "closed", D(2023, 7, 11)).irregular is None


def test_an_event_that_robs_later_ones_of_their_effect_is_told() -> None:
    case = happened("rectified:2023-07-10", "accepted:2023-07-12")
    earlier = answer(case, "accepted", D(2023, 7, 9))
    assert [(e.kind, str(e.date)) for e in earlier.robs] == [("rectified", "2023-07-10"), ("accepted", "2023-07-12")]
    assert earlier.to_dict("en")["robs"][1] == {"event": "accepted", "date": "2023-07-12"}
    robbed = case.apply({"kind": "accepted", "date": "2023-07-09"})
    assert robbed.robbed == earlier.robs
    assert robbed.apply({"kind": "closed", "date": "2023-07-13"}).robbed == ()
    assert robbed == CAMPAIGN.case(**robbed.to_dict())


def test_an_event_is_tried_among_those_of_its_day_in_their_declared_order() -> None:
    """What was rectified and accepted on one day was rectified first, whichever was entered first."""
    case = happened("accepted:2023-07-12")
    assert answer(case, "rectified", D(2023, 7, 12)).allowed is True
    assert case.apply({"kind": "rectified", "date": "2023-07-12"}).robbed == ()
    assert answer(case, "rectified", D(2023, 7, 13)).allowed is False


def test_a_case_is_never_changed_only_followed_by_another() -> None:
    first = CAMPAIGN.case(HAZARD)
    second = first.apply({"kind": "reported", "date": "2023-06-13"})
    assert first.states(D(2023, 7, 1))["reporting"] == ("unreported",)
    assert second.states(D(2023, 7, 1))["reporting"] == ("reported",)
    assert second.states(D(2023, 6, 12))["reporting"] == ("unreported",)
    assert (first == second, hash(first) == hash(second)) == (False, True)


def test_a_case_can_be_written_down_and_taken_up_again() -> None:
    case = happened("reported:2023-06-13", "rectification_started:2023-06-15")
    again = CAMPAIGN.case(**json.loads(json.dumps(case.to_dict())))
    assert again == case
    assert pickle.loads(pickle.dumps(case)) == case
    assert again.outcomes(D(2023, 7, 1)).outcomes == ("no_penalty",)  # type: ignore[union-attr]
    assert case != "a case"


def test_a_case_of_a_record_knows_what_the_record_says() -> None:
    record = {"id": "x", "penalties": [{"date": f"2023-0{m}-01"} for m in (5, 6, 7)], "hazards": [HAZARD]}
    case = CAMPAIGN.case("H-001", record)
    assert case.outcomes(D(2023, 7, 2)).outcomes == ("closure_and_ban", "order_rectification")  # type: ignore[union-attr]
    again = CAMPAIGN.case(**json.loads(json.dumps(case.to_dict())))
    assert again == case
    other = CAMPAIGN.case({**HAZARD, "id": "H-002"}, record)
    assert [h.id for h in other.record.hazards or ()] == ["H-001", "H-002"]
    typed = CAMPAIGN.case(case.item, record)
    assert isinstance(typed.item, Hazard)
    assert typed == case


def test_a_case_that_the_campaign_does_not_concern_has_no_outcomes() -> None:
    assert CAMPAIGN.case(HAZARD).outcomes(D(2023, 5, 1)) is None


def test_corrections_take_events_back() -> None:
    case = CAMPAIGN.case(HAZARD).apply({"kind": "accepted", "date": "2023-07-01", "id": "e1"})
    back = case.apply({"kind": "correction", "date": "2023-07-05", "retracts": "e1"})
    assert back.states(D(2023, 7, 4))["rectification"] == ("accepted",)
    assert back.states(D(2023, 7, 5))["rectification"] == ("found",)
    with pytest.raises(Refused, match="there is no event with the id e2"):
        case.apply({"kind": "correction", "date": "2023-07-05", "retracts": "e2"})


def test_a_history_tells_the_case(campaign: Campaign) -> None:
    entries = happened("reported:2023-06-13").history(D(2023, 7, 1))
    assert [(str(e.day), e.kind) for e in entries if e.kind != "outcome"] == [
        ("2023-06-12", "found"),
        ("2023-06-13", "event"),
    ]


def test_what_is_no_hazard_and_what_is_no_event_are_refused() -> None:
    with pytest.raises(BadRecord, match="found is required"):
        CAMPAIGN.case({"id": "H"})
    with pytest.raises(BadRecord, match="before the finding"):
        CAMPAIGN.case({**HAZARD, "events": [{"kind": "reported", "date": "2023-01-01"}]})
    with pytest.raises(BadRecord, match="did you mean reported"):
        CAMPAIGN.case(HAZARD).apply({"kind": "reportd", "date": "2023-06-13"})
    with pytest.raises(UnknownName, match="unknown hazard H-9"):
        CAMPAIGN.case("H-9", {"id": "x", "hazards": [HAZARD]})
    with pytest.raises(TypeError, match="needs the record"):
        CAMPAIGN.case("H-001")


def test_a_hazard_built_by_hand_is_read_as_one_from_plain_data_is() -> None:
    found = Found(date=D(2023, 6, 12))
    with pytest.raises(BadRecord, match=r"hazards\[0\]\.found\.by: “x” is not one of the choices"):
        CAMPAIGN.case(Hazard(id="H", found=Found(date=D(2023, 6, 12), by="x")))
    with pytest.raises(BadRecord, match=r"hazards\[0\]\.events\[0\]\.kind: “zz” is not one of the choices"):
        CAMPAIGN.case(Hazard(id="H", found=found, events=(Event(kind="zz", date=D(2023, 6, 13)),)))
    plain: Any = ({"kind": "accepted", "date": "2023-06-14"},)
    assert CAMPAIGN.case(Hazard(id="H", found=found, events=plain)).item.events == (
        Event(kind="accepted", date=D(2023, 6, 14)),
    )


def test_what_is_wrong_with_a_hazard_is_told_where_it_stands_in_the_record_it_is_given_with() -> None:
    record = {"id": "z", "hazards": [{"id": "A", "found": {"date": "2023-06-12"}}]}
    with pytest.raises(BadRecord, match=r"hazards\[1\]\.found\.by: “x” is not one of the choices"):
        CAMPAIGN.case({"id": "H", "found": {"date": "2023-06-12", "by": "x"}}, record)
    with pytest.raises(BadRecord, match=r"hazards\[0\]\.found\.by: “x” is not one of the choices"):
        CAMPAIGN.case({"id": "A", "found": {"date": "2023-06-12", "by": "x"}}, record)


@given(st.lists(st.tuples(st.sampled_from(sorted(set(EVENT_KINDS) - {"correction"})), st.integers(1, 60)), max_size=8))
def test_whatever_is_allowed_can_be_applied_and_nothing_else(wanted: list[tuple[str, int]]) -> None:
    case = CAMPAIGN.case(HAZARD)
    for kind, after in sorted(wanted, key=lambda w: w[1]):
        day = date.fromordinal(D(2023, 6, 12).toordinal() + after)
        allowed = answer(case, kind, day).allowed
        said = {"by": "department", "deadline": "2023-10-01"} if kind == "extended" else {}
        try:
            case = case.apply({"kind": kind, "date": day, **said})
        except Refused:
            assert allowed is False or kind == "extended"  # to no later day than before
        else:
            assert allowed is not False


def test_what_was_accepted_and_taken_back_can_not_be_found_again() -> None:
    case = CAMPAIGN.case(HAZARD).apply({"kind": "accepted", "date": "2023-07-05", "id": "a"})
    case = case.apply({"kind": "correction", "date": "2023-07-06", "retracts": "a"})
    assert answer(case, "reopened", D(2023, 7, 8)).allowed is False
    with pytest.raises(Refused, match="nothing was accepted before"):
        case.apply({"kind": "reopened", "date": "2023-07-08"})


def test_corrections_that_take_each_other_back_are_refused() -> None:
    pair = [{"kind": "correction", "date": "2023-07-15", "id": a, "retracts": b} for a, b in ("pq", "qp")]
    with pytest.raises(BadRecord, match="these corrections take each other back"):
        CAMPAIGN.case({**HAZARD, "events": pair})


def test_a_hazard_without_events_is_a_case_to_which_nothing_has_happened() -> None:
    case = CAMPAIGN.case({k: v for k, v in HAZARD.items() if k != "events"})
    assert case == CAMPAIGN.case(HAZARD)
