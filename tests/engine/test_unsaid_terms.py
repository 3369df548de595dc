"""A term that nobody recorded is not known: not done is unknown, and done is unknown too; null says that none is set."""

from datetime import date
from typing import Any

import pytest
from msgspec import UNSET, structs

from campaign_rules import Campaign
from campaign_rules.base.texts import Text
from campaign_rules.engine.fast.compiled import Compiled
from campaign_rules.engine.unsaid_terms import TermUnsaid, term_unsaid
from campaign_rules.logic.conditions import NEVER, NOTHING_ASKED, Condition
from campaign_rules.logic.grammar import parse
from campaign_rules.reports.report import Finding
from campaign_rules.rules.duties.obligations import STATUSES
from campaign_rules.rules.duties.per_item import PerItem
from campaign_rules.rules.record.declaration import Field
from campaign_rules.rules.record.model import record_model
from tests import canteens

DAY = date(2025, 4, 1)
CONFIRMED = {"kind": "confirmed", "date": "2025-03-10"}
ANSWER_BY = "complaints[0].remedy.answer_by"
NOT_SAID = "the record does not say; missing: answer by (complaints[0].remedy.answer_by)"
IN_TIME = "done on 2025-03-10; whether in time is not known, missing: answer by (complaints[0].remedy.answer_by)"


def answered(campaign: Campaign = canteens.CAMPAIGN, **said: Any) -> Finding:
    complaint = {"id": "C", "intake": {"day": "2025-03-03"}, **said}
    return campaign.check({"id": "S", "complaints": [complaint]}, as_of=DAY)["complaint-answered@C"]


def ruled(**keys: Any) -> Campaign:
    """Return the campaign of canteens with other keys of the duty to answer complaints."""
    pack = canteens.CAMPAIGN.pack
    duty = structs.replace(pack.duties["complaint-answered"], **keys)
    return Campaign(structs.replace(pack, duties={**pack.duties, "complaint-answered": duty}))


@pytest.mark.parametrize("said", [{}, {"remedy": {}}])
def test_a_term_that_is_absent_leaves_it_unknown_and_is_named(said: dict[str, Any]) -> None:
    found = answered(**said, events=[])
    assert (found.status, found.code, found.missing) == ("unknown", "not_said", (ANSWER_BY,))
    assert found.message("en") == NOT_SAID
    assert found.message("zh") == "记录没有写明，缺：答复期限（complaints[0].remedy.answer_by）"


@pytest.mark.parametrize("said", [{}, {"remedy": {}}])
def test_what_was_done_while_the_term_is_absent_was_in_time_or_not(said: dict[str, Any]) -> None:
    found = answered(**said, events=[CONFIRMED])
    assert (found.status, found.code, found.missing) == ("unknown", "in_time_unknown", (ANSWER_BY,))
    assert found.message("en") == IN_TIME


@pytest.mark.parametrize("said", [{"remedy": None}, {"remedy": {"answer_by": None}}])
def test_a_term_that_is_null_is_none_and_no_text_is_said_to_set_it(said: dict[str, Any]) -> None:
    found = answered(**said, events=[])
    assert (found.status, found.code, found.missing) == ("open", "to_be_done_without_term", ())
    assert found.message("en") == "to be done; no term has been set"
    assert found.message("zh") == "待完成（没有定下期限）"
    assert answered(**said, events=[CONFIRMED]).status == "fulfilled"


def test_a_duty_without_a_term_is_open_for_the_text_sets_none() -> None:
    found = answered(ruled(term=UNSET), events=[])
    assert (found.status, found.message("en")) == ("open", "to be done; the text sets no term")


@pytest.mark.parametrize(("term_unknown", "status"), [(NEVER, "open"), (NOTHING_ASKED, "unknown")])
def test_a_pack_says_itself_when_no_term_is_known(term_unknown: Condition, status: str) -> None:
    assert answered(ruled(term_unknown=term_unknown), events=[]).status == status
    assert answered(ruled(term_unknown=term_unknown), remedy={"answer_by": None}, events=[]).status == status


@pytest.mark.parametrize(
    ("keys", "status"),
    [
        ({"term_unknown": NEVER}, "fulfilled"),
        ({"term_unknown": NOTHING_ASKED}, "unknown"),
        ({"term_unknown": parse({"gravity": "illness"})}, "unknown"),
        ({"done_unclear": NEVER}, "fulfilled"),
    ],
)
def test_a_pack_says_itself_when_it_is_not_known_whether_it_was_done_in_time(keys: dict[str, Any], status: str) -> None:
    assert answered(ruled(**keys), events=[CONFIRMED]).status == status


def test_an_extension_to_a_day_that_nobody_recorded_leaves_the_term_unknown() -> None:
    campaign = _extending_whenever()
    extended = {"kind": "extension", "date": "2025-03-10", "by": "检查处"}
    found = answered(campaign, remedy={"answer_by": None}, events=[extended])
    assert (found.status, found.missing) == ("unknown", ("complaints[0].events",))
    assert answered(campaign, remedy={"answer_by": None}, events=[extended | {"until": None}]).status == "open"


def _extending_whenever() -> Campaign:
    pack = canteens.CAMPAIGN.pack
    cycle = pack.cycles["complaint"]
    clock = cycle.regions["clock"]
    steps = tuple(structs.replace(one, when=NOTHING_ASKED) for one in clock.transitions)
    regions = {**cycle.regions, "clock": structs.replace(clock, transitions=steps)}
    return Campaign(structs.replace(pack, cycles={**pack.cycles, "complaint": structs.replace(cycle, regions=regions)}))


def test_a_variable_that_starts_from_nothing_has_no_term_until_an_event_sets_it() -> None:
    campaign = _extending_whenever()
    pack = campaign.pack
    cycle = structs.replace(pack.cycles["complaint"], variables={"answer_day": None})
    bare = Campaign(structs.replace(pack, cycles={**pack.cycles, "complaint": cycle}))
    assert answered(bare, events=[]).status == "open"
    extended = {"kind": "extension", "date": "2025-03-10", "by": "检查处"}
    assert answered(bare, events=[extended]).status == "unknown"
    assert answered(bare, events=[extended | {"date": "2025-04-02"}]).status == "open"  # it lies ahead
    assert answered(bare, events=[extended | {"until": "2025-03-20"}]).status == "violated"


# --- items without a life cycle ---


def certificates(campaign: Campaign, *, dated: bool = False, term: str = "ordered_until") -> Campaign:
    """Return the campaign with a duty to hand in each certificate: by a day of the operator's, or days after another."""
    pack, model = campaign.pack, campaign.pack.model
    day = Field(type="date", title=Text("日期", "day"))
    operators = model.sections["operators"]
    fields = {**operators.fields, "handed_in": day, "ordered_until": day, "hired": day}
    changed = structs.replace(operators, fields=fields, **({"dated": "hired"} if dated else {}))
    made = record_model(
        structs.replace(model.declaration, sections={**model.declaration.sections, "operators": changed})
    )
    duty = PerItem(
        title=Text("交", "hand in"),
        clause="2.1.4",
        bearer="enterprise",
        for_each="operators",
        done_on="handed_in",
        term=term,
    )
    return Campaign(structs.replace(pack, model=made, duties={"hand-in": duty}, overrides={"report-without-term": 10}))


def handed_in(campaign: Campaign, **said: Any) -> tuple[str, tuple[str, ...]]:
    record = {"id": "x", "operators": [{"id": "P", **said}]}
    found = campaign.check(record, as_of=date(2023, 7, 1))["hand-in@P"]
    return found.status, found.missing


def test_the_field_of_an_item_is_asked_alike(campaign: Campaign) -> None:
    rules = certificates(campaign)
    asked = ("unknown", ("operators[0].ordered_until",))
    assert handed_in(rules, handed_in=None) == asked
    assert handed_in(rules, handed_in="2023-06-20") == asked
    assert handed_in(rules) == ("unknown", ("operators[0].handed_in",))
    assert handed_in(rules, handed_in=None, ordered_until=None) == ("open", ())
    assert handed_in(rules, handed_in="2023-06-20", ordered_until=None) == ("fulfilled", ())
    assert handed_in(rules, handed_in=None, ordered_until="2023-06-30") == ("violated", ())


@pytest.mark.parametrize("said", [{}, {"ordered_until": None}, {"ordered_until": "2023-06-30"}])
@pytest.mark.parametrize("done", [{}, {"handed_in": None}, {"handed_in": "2023-06-20"}])
def test_many_records_are_answered_as_one(campaign: Campaign, done: dict[str, Any], said: dict[str, Any]) -> None:
    rules = certificates(campaign)
    record = rules.pack.model.record(
        id="x",
        operators=(
            rules.pack.model.items["operators"](
                id="P", **{name: day and date.fromisoformat(day) for name, day in (done | said).items()}
            ),
        ),
    )
    outline = Compiled(rules.rules, "enterprise").outline(record, date(2023, 7, 1))
    assert outline is not None
    (told,) = outline.obligations()
    assert STATUSES[told[2]] == handed_in(rules, **done, **said)[0]


def test_days_are_counted_from_the_day_of_an_item_and_without_it_the_term_is_unknown(campaign: Campaign) -> None:
    rules = certificates(campaign, dated=True, term="report-without-term")
    assert handed_in(rules, handed_in=None) == ("unknown", ("operators[0].hired",))
    assert handed_in(rules, handed_in=None, hired="2023-06-01") == ("violated", ())
    assert handed_in(rules, handed_in=None, hired="2023-06-25") == ("open", ())


def test_without_a_term_or_a_day_to_count_from_nothing_has_to_be_said() -> None:
    assert term_unsaid("", UNSET, ("date",), None) == NEVER
    assert term_unsaid("report-within", None, ("date",), None) == NEVER
    assert term_unsaid("report-within", 3, ("found", "date"), None) == TermUnsaid(("found", "date"))
    assert term_unsaid("plan.deadline", UNSET, (), None) == TermUnsaid(("plan", "deadline"))
