"""Two sections of a record with life cycles and outcomes of their own: what a workshop repairs, and complaints about it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from msgspec import structs

from campaign_rules import Campaign, load_campaign
from campaign_rules.base.errors import BadArgument, BadRecord
from campaign_rules.base.texts import Text
from campaign_rules.engine.fast.compiled import compiled
from campaign_rules.engine.verdicts import Run
from campaign_rules.files.record_files import load
from campaign_rules.logic import conditions as c
from campaign_rules.logic.grammar import parse
from campaign_rules.logic.lifecycles import Region, Transition
from campaign_rules.reports.next_steps import next_steps
from campaign_rules.rules.outcomes import Outcome, Outcomes, Step
from campaign_rules.rules.pack import ItemCycle
from tests.repairs import CAMPAIGN, MODEL, records


def step(source: Any, target: str, **how: Any) -> Transition:
    return Transition(source=source, target=target, **how)


def region(*steps: Transition, **states: str) -> Region:
    titles = {name: Text(zh, name) for name, zh in states.items()}
    return Region(initial=next(iter(titles)), states=titles, transitions=steps)


REPAIR = ItemCycle(
    title=Text("修理", "Repair"),
    of="repairs",
    concerns=parse(True),
    variables={"ready_by": "offer.until"},
    order=("begun", "moved", "handed_back", "came_again"),
    titles={"ready_by": Text("交车日", "day it is ready"), "work": Text("进度", "work"), "delay": Text("拖延", "delay")},
    regions={
        "work": region(
            step(("waiting", "in_hand"), "done", event="handed_back"),
            step("waiting", "in_hand", event="begun"),
            step("done", "in_hand", event="came_again"),
            waiting="待修", in_hand="在修", done="修好",
        ),
        "delay": region(
            step("on_time", "late", after="ready_by", when=parse({"not": {"work": "done"}})),
            step("*", "on_time", event="moved", when=parse({"event.whose": "guild"}), set={"ready_by": "event.class"}),
            on_time="没拖", late="拖了",
        ),
    },
)  # fmt: skip
COMPLAINT = ItemCycle(
    title=Text("投诉", "Complaint"),
    of="complaints",
    concerns=parse(True),
    order=("passed_on", "settled"),
    titles={"answer": Text("答复", "answer")},
    regions={
        "answer": region(
            step("open", "with_guild", event="passed_on", when=parse({"event.whom": "guild"})),
            step(("open", "with_guild"), "closed", event="settled"),
            open="未办", with_guild="转行会", closed="办结",
        )
    },
)  # fmt: skip


def outcomes(section: str, bad: c.Test, good: c.Test, name: str, **steps: Step) -> Outcomes:
    fine, none = f"{name}_fine", f"{name}_none"
    return Outcomes(
        for_each=section,
        title=Text("提示", "Indication"),
        alone=none,
        undetermined=Text("资料不足", "not known"),
        outcomes={
            fine: Outcome(title=Text("罚", f"fine the {name}"), clause="2.2.3", when=bad),
            none: Outcome(title=Text("不罚", f"no fine for the {name}"), clause="2.2.3", when=good),
        },
        steps=steps,
    )


LATE, DONE = c.Test(("delay",), "is", "late"), c.Test(("work",), "is", "done")
OPEN, CLOSED = c.Test(("answer",), "is", "open"), c.Test(("answer",), "is", "closed")
INDICATED = {
    "repairs": outcomes(
        "repairs", LATE, DONE, "repair", hand_back=Step(title=Text("取走", "hand it back"), event="handed_back")
    ),
    "complaints": outcomes(
        "complaints", OPEN, CLOSED, "complaint", settle=Step(title=Text("办结", "settle it"), event="settled")
    ),
}
BOTH = Campaign(
    structs.replace(
        CAMPAIGN.pack,
        cycles={"repair": REPAIR, "complaint": COMPLAINT},
        outcomes=INDICATED,
        enforcement=load_campaign("jinxian-2023").pack.enforcement,
    )
)
DAY = date(2023, 7, 1)
OFFER = {"price": 12.5, "until": "2023-06-15"}
MOVED = {"kind": "moved", "date": "2023-06-10", "class": "2023-06-20", "whose": "公会"}
RECORD: dict[str, Any] = {
    "id": "w",
    "repairs": [
        {"id": "7", "came": "2023-06-02", "offer": OFFER, "events": [{"kind": "begun", "date": "2023-06-03"}, MOVED]},
        {"id": "8", "came": "2023-06-02", "offer": OFFER, "events": [{"kind": "handed_back", "date": "2023-06-05"}]},
    ],
    "complaints": [
        {"id": "7", "made": "2023-06-04", "events": [{"kind": "passed_on", "date": "2023-06-05", "whom": "报社"}]}
    ],
}


def test_items_of_both_sections_are_judged_by_the_outcomes_of_their_own() -> None:
    found = BOTH.check(RECORD, as_of=DAY).outcomes
    assert [(one.section, one.item, one.outcomes) for one in found] == [
        ("repairs", "7", ("repair_fine",)),
        ("repairs", "8", ("repair_none",)),
        ("complaints", "7", ("complaint_fine",)),
    ]
    assert found[0]["repair_fine"].since == date(2023, 6, 21)
    assert [one.to_dict()["item"] for one in found] == ["7", "8", "7"]
    assert found[2].explain("en").splitlines()[0] == (
        "yes  7 Indication: fine the complaint (an indication for an officer, not a decision)"
    )


@given(records())
def test_the_compiled_rules_say_of_both_sections_what_the_interpreter_says(data: dict[str, Any]) -> None:
    try:
        record = load(data, MODEL).record
        refused = bool(BOTH.problems([data]))
    except BadRecord:
        return
    outline = compiled(BOTH.rules, "workshop").outline(record, DAY)
    assert (outline is None) is refused
    if outline is not None:
        indicated = Run(BOTH.rules, record, DAY).indications()
        assert list(outline.outcomes()) == [(one.section, one.item, one.outcomes) for one in indicated]


def test_a_history_tells_events_with_all_their_fields_by_their_titles() -> None:
    told = BOTH.check(RECORD, as_of=DAY).history("repairs/7")
    assert [(str(one.day), one.kind, one.what.en, [change.said().en for change in one.changes]) for one in told] == [
        ("2023-06-02", "found", "day it came", []),
        ("2023-06-03", "event", "begun", ["work: waiting → in_hand"]),
        ("2023-06-10", "event", "moved, moved to 2023-06-20, whose word 公会", ["delay: on_time → on_time"]),
        ("2023-06-21", "timer", "day it is ready passed", ["delay: on_time → late"]),
        ("2023-06-21", "outcome", "indication: fine the repair", ["indication: Not indicated → Indicated"]),
    ]


def test_an_id_that_items_of_two_sections_have_needs_its_section() -> None:
    report = BOTH.check(RECORD, as_of=DAY)
    with pytest.raises(BadArgument) as wrong:
        report.history("7")
    assert wrong.value.text == Text(
        "7 是几张表里的编号，请写明是哪一个：repairs/7、complaints/7",
        "7 is the id of items in several sections; say which: repairs/7, complaints/7",
    )
    assert (report.outcome("complaints/7").section, report.outcome("8").section) == ("complaints", "repairs")


def test_a_live_case_of_either_section_is_the_same_again_from_its_data() -> None:
    case = BOTH.case(RECORD["complaints"][0], section="complaints")
    assert case.states(DAY) == {"answer": ("open",)}
    assert [(one.event, one.allowed) for one in case.allowed(DAY)] == [("passed_on", None), ("settled", True)]
    closed = case.apply({"kind": "settled", "date": "2023-07-01"})
    assert (closed.states(DAY), closed.outcomes(DAY).outcomes) == ({"answer": ("closed",)}, ("complaint_none",))  # type: ignore[union-attr]
    assert BOTH.case(**closed.to_dict()) == closed
    assert BOTH.case("8", RECORD).states(DAY)["work"] == ("done",)


@pytest.mark.parametrize(
    ("campaign", "said"),
    [(BOTH, "say which section it is of: repairs, complaints"), (CAMPAIGN, "this campaign has no life cycle of items")],
)
def test_a_case_asks_for_its_section_and_there_is_none_without_a_life_cycle(campaign: Campaign, said: str) -> None:
    with pytest.raises(BadArgument) as wrong:
        campaign.case(RECORD["repairs"][0])
    assert wrong.value.text.en == said


def test_what_to_do_next_is_said_of_the_items_of_both_sections() -> None:
    steps = [(one.of, one.action.en) for one in next_steps(BOTH.check(RECORD, as_of=DAY)) if one.of in ("7", "8")]
    assert steps == [("7", "hand it back"), ("7", "settle it")]


def test_without_a_life_cycle_a_history_says_that_there_are_no_rules_on_the_section() -> None:
    told = CAMPAIGN.check(RECORD, as_of=DAY).history("complaints/7")
    assert [(one.kind, one.what.en, one.note and one.note.en) for one in told] == [
        ("found", "made on", "this pack has no rules on complaints: nothing is judged"),
        ("event", "passed on, whom 报社", None),
    ]
