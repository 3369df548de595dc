"""Conditions as code: on every value of every field they say what the interpreter says, or leave it to it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Struct

from campaign_rules import Campaign
from campaign_rules.base.texts import Text
from campaign_rules.engine.fast.compiled import compiled
from campaign_rules.engine.fast.conditions import Draft, ItemFields, Judge, RecordFields
from campaign_rules.engine.interpreter import Interpreter
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.engine.views import ItemView
from campaign_rules.logic import conditions as conditions_module
from campaign_rules.logic.conditions import AllOf, Condition, Named, Not, truth
from campaign_rules.logic.conditions import Test as FieldTest
from campaign_rules.logic.operands import NUMBER, FieldRef
from campaign_rules.logic.operators import OPERATORS, Operator
from campaign_rules.rules.pack import Fact
from campaign_rules.rules.record import values
from tests.loading import MODEL, load
from tests.strategies import any_records
from tests.work_safety import SECTIONS, Record

AS_OF = date(2023, 10, 15)
VALUES = (None, True, False, 0, 1, -1, 99.5, 100, "", " ", "many", "100", "无", "不详")
OPERANDS: Mapping[str, tuple[Any, ...]] = {
    "scalar": (None, True, False, 0, 100, 99.5, "many", "100", "high_risk"),
    "words": (frozenset(), frozenset({"many"}), frozenset({"100", "无"})),
    "flag": (True, False),
    "day": (AS_OF, FieldRef(("as_of",)), FieldRef(("attributes", "x"))),
    "number": (0, 1, 100, 99.5),
    "field": (FieldRef(("attributes", "x")), FieldRef(("leading_departments",))),
}
PATHS = (("attributes", "x"), ("township",), ("high_risk",), ("name",), ("outsources",))


def every_test_of(path: tuple[str, ...]) -> list[FieldTest]:
    """Return a test of a field with every operator and operand, and every answer for an absent one."""
    return [
        FieldTest(path, name, operand, if_absent)
        for name, operator in OPERATORS.items()
        if name != "has_any"  # refused for what is no list
        for operand in OPERANDS[operator.operand.name]
        for if_absent in (None, True, False)
    ]


def drafted(node: Condition, campaign: Campaign, section: str = "") -> Any:
    """Return the condition as code, of a record or of an item and its record; None where it has no fast form."""
    draft = Draft()
    fields = RecordFields(draft, campaign.record_model, campaign.rules.said)
    try:
        judge = Judge(draft, ItemFields(draft, SECTIONS[section], fields) if section else fields)
        source = judge.truth(node)
    except NotImplementedError:
        return None
    return draft.function("judged", "i, r, as_of" if section else "r, as_of", [f"return {source}"])


def test_what_may_be_absent_is_asked_for_first() -> None:
    draft = Draft()
    judge = Judge(draft, ItemFields(draft, MODEL.items["hazards"], RecordFields(draft, MODEL)))
    early = FieldTest(("plan", "deadline"), "before", date(2023, 7, 1))
    surely, maybe = judge(AllOf((FieldTest(("high_risk",), "is", True), Not(early))))
    day = "x2.__class__ is <class 'datetime.date'> and x2 < datetime.date(2023, 7, 1)"
    assert draft.readable(f"surely = {surely}", f"maybe = {maybe}") == (
        "x0 = r.high_risk\n"
        "x1 = i.plan\n"
        "x2 = x1.deadline if x1 else x1\n"
        f"surely = ((x0 == True) and (not (x2 is UNSET or ({day}))))\n"
        f"maybe = ((x0 is UNSET or (x0 == True)) and (not ({day})))"
    )


CODE = {False: 0, None: 1, True: 2}


@pytest.mark.parametrize("path", PATHS, ids=".".join)
def test_code_judges_every_value_as_the_interpreter_does(campaign: Campaign, path: tuple[str, ...]) -> None:
    rules = campaign.rules
    given: dict[str, Any]
    records = [Record(id="?")]
    for value in VALUES:
        given = {path[0]: value} if len(path) == 1 else {"attributes": {path[1]: value}}
        records.append(Record(id="?", **given))
    compared = 0
    for test in every_test_of(path):
        for node in (test, Not(test)):
            if code := drafted(node, campaign):
                for record in records:
                    if not _fits(record, path):
                        continue  # no record that was read has such a value there
                    assert code(record, AS_OF) == CODE[truth(node, rules.view(record, AS_OF))], (node, record)
                    compared += 1
    assert compared > 300


def _fits(record: values.Record, path: tuple[str, ...]) -> bool:
    value = getattr(record, path[0])
    texts, flags = ("township", "name"), ("high_risk", "outsources")
    return not (path[0] in texts and isinstance(value, (bool, int, float))) and not (
        path[0] in flags and not (value is UNSET or value is None or isinstance(value, bool))
    )


@given(any_records(), st.sampled_from(sorted(set(SECTIONS) - {"waivers"})), st.data())
def test_code_judges_the_fields_of_items_as_the_interpreter_does(
    campaign: Campaign, record: values.Record, section: str, data: st.DataObject
) -> None:
    names = [name for name in SECTIONS[section].__struct_fields__ if name not in ("kind",)]
    name = data.draw(st.sampled_from(names))
    operator = data.draw(st.sampled_from(sorted(set(OPERATORS) - {"has_any"})))
    operand = data.draw(st.sampled_from(OPERANDS[OPERATORS[operator].operand.name]))
    node = FieldTest((name,), operator, operand, data.draw(st.sampled_from([None, True, False])))
    code, rules = drafted(node, campaign, section), campaign.rules
    if code:
        for n, item in enumerate(getattr(record, section) or ()):
            view = ItemView(item, f"{section}[{n}]", rules.view(record, AS_OF))
            assert code(item, record, AS_OF) == CODE[truth(node, view)], (node, item)


LISTED: list[tuple[str, Any]] = [
    ("is", "neglect"),
    ("in", frozenset({"neglect"})),
    ("has_any", frozenset({"neglect", "no_drill"})),
    ("at_least", 1),
    ("done", True),
]


@pytest.mark.parametrize(("operator", "operand"), LISTED)
@pytest.mark.parametrize("found", [UNSET, (), ("neglect",), ("other", "neglect"), ("other",)], ids=str)
@pytest.mark.parametrize("if_absent", [None, True, False])
def test_a_list_is_asked_for_its_entries(
    campaign: Campaign, operator: str, operand: Any, found: Any, if_absent: bool | None
) -> None:
    node = FieldTest(("found",), operator, operand, if_absent)
    check = SECTIONS["spot_checks"](id="S", date=AS_OF, found=found)
    record = Record(id="x", spot_checks=(check,))
    view = ItemView(check, "spot_checks[0]", campaign.rules.view(record, AS_OF))
    for one in (node, Not(node)):
        code = drafted(one, campaign, "spot_checks")
        assert code(check, record, AS_OF) == CODE[truth(one, view)]


@pytest.mark.parametrize("operand", [100, 99.5])
def test_a_word_where_a_number_is_asked_for_is_unknown_on_the_hundredth_check_as_on_the_first(
    campaign: Campaign, operand: float
) -> None:
    pack = campaign.pack
    fact = Fact(
        title=Text("人多", "many people"), clause="2.1.1", holds=FieldTest(("attributes", "x"), "at_least", operand)
    )
    drill = pack.duties["safety-study"]
    made = Campaign(_with(pack, facts={**pack.facts, "many": fact}, duties={**pack.duties, "safety-study": _with(drill, when=Named("many"))}))  # fmt: skip
    told = {
        tuple(made.check({"id": "x", "activities": [], "attributes": {"x": "many"}}, as_of=AS_OF).summary.items())
        for _ in range(100)
    }
    assert len(told) == 1
    assert made.check({"id": "x", "activities": [], "attributes": {"x": "many"}}, as_of=AS_OF)["safety-study@2023-Q3"].status == "unknown"  # fmt: skip


def _with(value: Any, **changes: Any) -> Any:
    from msgspec import structs

    assert isinstance(value, Struct)
    return structs.replace(value, **changes)


def test_an_operator_without_a_source_is_asked_itself(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    words = Text("{field}长于{operand}", "{field} is longer than {operand}")
    longer = Operator(operand=NUMBER, judge=lambda value, operand: len(str(value)) > operand, text=words)
    monkeypatch.setattr(conditions_module, "OPERATORS", {**OPERATORS, "longer": longer})
    pack = campaign.pack
    item = _with(pack.duties["hazard-plan"], require=FieldTest(("title",), "longer", 3))
    whole = _with(pack.duties["safety-study"], when=FieldTest(("name",), "longer", 3))
    rules = Ruleset(_with(pack, duties={**pack.duties, "hazard-plan": item, "safety-study": whole}))
    code = compiled(rules, "enterprise")
    for name in ("x", "江西某某化工", UNSET):
        hazard: dict[str, Any] = {"id": "H", "title": name or "", "found": {"date": "2023-06-12"}, "events": []}
        record = load({"id": "x", **({"name": name} if name else {}), "activities": [], "hazards": [hazard]}).record
        made, asked = code.outline(record, AS_OF), Interpreter(rules).outline(record, AS_OF)
        assert made is not None
        assert asked is not None
        assert sorted(made.obligations()) == sorted(asked.obligations())
