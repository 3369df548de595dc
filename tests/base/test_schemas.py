"""Every way in which data can fail to fit, in our own words."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest
from jsonschema import Draft202012Validator
from msgspec import UNSET, Meta, Struct

from campaign_rules.base.errors import BadInput
from campaign_rules.base.schemas import convert, problems, schema_of
from campaign_rules.base.sources import Source
from campaign_rules.files.documents.yaml_text import read_yaml
from tests.loading import MODEL, typed

ROOT = Path(__file__).parents[2]


def told(data: dict[str, Any]) -> list[str]:
    with pytest.raises(BadInput) as caught:
        typed(Source("", {"id": "x", **data}))
    return [problem.render("en") for problem in caught.value.problems]


def hazard(**fields: Any) -> dict[str, Any]:
    return {"hazards": [{"id": "H", "found": {"date": "2023-06-01"}, **fields}]}


ALL_KEYS = "; expected one of: " + ", ".join(MODEL.record.__struct_fields__)
"""What is told where no key is near."""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"id": 7}, ['id: expected text, got 7; put it in quotes: "7"']),
        ({"id": True}, ['id: expected text, got true; put it in quotes: "true"']),
        ({"id": None}, ["id: expected text, got null"]),
        ({"id": " "}, ["id: must not be empty"]),
        ({"nam": "x"}, ["nam: unknown key nam; did you mean name?"]),
        ({"zzzzzz": "x"}, ["zzzzzz: unknown key zzzzzz" + ALL_KEYS]),
        ({"{x}": 1}, ["{x}: unknown key {x}" + ALL_KEYS]),
        ({"actor": "enterprize"}, ["actor: “enterprize” is not one of the choices; did you mean enterprise?"]),
        ({"actor": []}, ["actor: must not be an empty list"]),
        ({"actor": 7}, ["actor: expected county_committee_member, county_office, department, enterprise, township or a list, got 7"]),
        ({"actor": ["department", "townshp"]}, ["actor[1]: “townshp” is not one of the choices; did you mean township?"]),
        ({"activities": None}, ["activities: expected a list, got null; write [] for none, leave it out if not known"]),
        ({"activities": {}}, ["activities: expected a list, got {…}"]),
        ({"activities": ["x"]}, ["activities[0]: expected a mapping, got “x”"]),
        ({"activities": [{}]}, ["activities[0].date: date is required", "activities[0].kind: kind is required"]),
        ({"activities": [{"kind": "k", "date": 20230601}]}, ["activities[0].date: expected a date YYYY-MM-DD, got 20230601"]),
        ({"activities": [{"kind": "k", "date": "2023-6-1"}]}, ["activities[0].date: “2023-6-1” is not a date, expected YYYY-MM-DD; did you mean 2023-06-01?"]),
        ({"activities": [{"kind": "k", "date": "2023-06-31"}]}, ["activities[0].date: “2023-06-31” is not a date, expected YYYY-MM-DD"]),
        ({"activities": [{"kind": "k", "date": "２０２３-06-01"}]}, ["activities[0].date: “２０２３-06-01” is not a date, expected YYYY-MM-DD; did you mean 2023-06-01?"]),
        ({"activities": [{"kind": "k", "date": "soon"}]}, ["activities[0].date: “soon” is not a date, expected YYYY-MM-DD"]),
        ({"high_risk": None}, ["high_risk: expected true or false, got null; leave it out if not known"]),
        ({"high_risk": "yes"}, ["high_risk: expected true or false, got “yes”; write true"]),
        ({"sectors": "gas"}, ["sectors: expected a list, got “gas”"]),
        (hazard(plan={"funds": -0.01}), ["hazards[0].plan.funds: -0.01 is less than 0"]),
        (hazard(plan={"funds": 1e10}), ["hazards[0].plan.funds: 10000000000.0 is too large, expected up to 1000000000"]),
        (hazard(plan=[]), ["hazards[0].plan: expected a mapping or null, got […]"]),
        (hazard(plan={"deadline": "soon"}), ["hazards[0].plan.deadline: “soon” is not a date, expected YYYY-MM-DD"]),
        (hazard(plan={"deadline": True}), ["hazards[0].plan.deadline: expected a date YYYY-MM-DD or null, got true"]),
        (hazard(events=[{"kind": "acepted", "date": "2023-06-01"}]), ["hazards[0].events[0].kind: “acepted” is not one of the choices; did you mean accepted?"]),
        ({"attributes": {"x": [1]}}, ["attributes.x: expected true or false or a number or text or null, got […]"]),
        ({"name": "很" * 50, "actor": "很" * 50}, [f"actor: “{'很' * 40}…” is not one of the choices; expected one of: county_committee_member, county_office, department, enterprise, township"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_what_was_expected(data: dict[str, Any], said: list[str]) -> None:
    assert told(data) == said


def test_what_is_not_a_record_at_all_is_told_how_one_begins() -> None:
    with pytest.raises(BadInput) as caught:
        convert(Source("f", [1]), MODEL.record)
    assert [p.render("en") for p in caught.value.problems] == [
        "f: expected a mapping, got […]; a record begins with id:"
    ]


@pytest.mark.parametrize("empty", ["", False])
def test_empty_and_false_are_null_also_where_a_date_or_a_text_is_asked_for(empty: object) -> None:
    """Contract §3: null, empty or false means not done."""
    data = hazard(plan={"deadline": empty, "responsible": empty, "funds": empty}, immediately_fixable=empty)
    made = convert(Source("", {"id": "x", **data}), MODEL.record)
    assert made.hazards is not UNSET
    plan = made.hazards[0].plan
    assert plan
    assert (plan.deadline, plan.funds or None, bool(plan.responsible), bool(made.hazards[0].immediately_fixable)) == (
        None,
        None,
        False,
        False,
    )


class Tag(Struct, forbid_unknown_fields=True):
    """A value with a pattern and a whole number."""

    name: Annotated[str, Meta(pattern="^[a-z]+$")]
    size: Annotated[int, Meta(ge=1)] | None = None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": "A"}, ["name: “A” does not match ^[a-z]+$"]),
        ({"name": "a", "size": 0}, ["size: 0 is less than 1"]),
        ({"name": "a", "size": 1.5}, ["size: expected a whole number, got 1.5"]),
    ],
)
def test_other_constraints_are_told_too(data: dict[str, Any], said: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        convert(Source("", data), Tag)
    assert [p.render("en") for p in caught.value.problems] == said


class Pair(Struct):
    both: Annotated[tuple[int, ...], Meta(min_length=2)]


def test_a_list_that_is_too_short_says_how_many_are_needed() -> None:
    with pytest.raises(BadInput) as caught:
        convert(Source("", {"both": [1]}), Pair)
    assert [p.render("en") for p in caught.value.problems] == ["both: at least 2 entries are needed"]


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schema_for_editors_accepts_the_examples(path: Path) -> None:
    data = read_yaml(path.read_text("utf-8"), path.name).data
    assert list(Draft202012Validator(schema_of(MODEL.record)).iter_errors(data)) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"id": 7}, 'id: 应为文字，得到 7；请加引号："7"'),
        ({"id": " "}, "id: 不能为空"),
        ({"nam": "x"}, "nam: 没有 nam 这个键，是否想写 name？"),
        ({"actor": "enterprize"}, "actor: “enterprize” 不在可选值之内，是否想写 enterprise？"),
        ({"activities": None}, "activities: 应为列表，得到 null；没有就写 []，不清楚就删去这一项"),
        ({"activities": ["x"]}, "activities[0]: 应为键值映射，得到 “x”"),
        ({"activities": [{"date": "2023-06-01"}]}, "activities[0].kind: 缺少必填的 kind"),
        ({"activities": [{"kind": "k", "date": "2023年6月1日"}]}, "activities[0].date: “2023年6月1日” 不是日期，应为 YYYY-MM-DD，是否想写 2023-06-01？"),
        ({"high_risk": None}, "high_risk: 应为 true 或 false，得到 null；不清楚就删去这一项"),
        (hazard(plan={"funds": -1}), "hazards[0].plan.funds: -1 小于 0"),
        (hazard(plan={"funds": 2e9}), "hazards[0].plan.funds: 2000000000.0 过大，应不超过 1000000000"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_in_chinese(data: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        typed(Source("", {"id": "x", **data}))
    assert [problem.render("zh") for problem in caught.value.problems] == [said]


@pytest.mark.parametrize("amount", [0, 0.01, 1e9])
def test_an_amount_on_the_boundary_fits(amount: float) -> None:
    made = convert(Source("", {"id": "x", "penalties": [{"date": "2023-06-01", "amount": amount}]}), MODEL.record)
    assert made.penalties
    assert made.penalties[0].amount == amount


def test_what_only_the_decoder_refuses_is_told_in_its_words() -> None:
    assert told({"penalties": [{"date": "2023-06-01", "amount": float("nan")}]}) == [
        "not as expected: Expected `float` >= 0.0 - at `$.penalties[0].amount`"
    ]


def test_a_key_that_is_no_text_is_told() -> None:
    with pytest.raises(BadInput):
        convert(Source("", {"id": "x", 1: 2}), MODEL.record)


def test_a_date_of_thousands_of_digits_is_no_date() -> None:
    with pytest.raises(BadInput):
        convert(Source("", {"id": "x", "activities": [{"kind": "k", "date": f"2023-{'1' * 5000}-1"}]}), MODEL.record)


def test_a_date_of_python_is_a_date_also_beside_an_empty_value() -> None:
    operators = [{"id": "P", "certificate_valid_until": ""}]
    waivers = [{"from": date(2023, 8, 1), "to": date(2023, 8, 2)}]
    assert convert(Source("", {"id": "x", "operators": operators, "waivers": waivers}), MODEL.record).waivers


def test_two_forms_that_people_call_the_same_are_named_once() -> None:
    schema = {"$defs": {}, "anyOf": [{"type": "string", "maxLength": 1}, {"type": "null"}, {"type": "string"}]}
    assert [p.render("en") for p in problems(Source("f", [3]), {"$defs": {}, "items": schema})] == [
        'f: [0]: expected text or null, got 3; put it in quotes: "3"'
    ]
