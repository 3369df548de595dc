import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from campaign_rules import load_campaign
from campaign_rules.base.schemas import schema_of
from campaign_rules.files.documents.yaml_text import read_yaml
from campaign_rules.rules.record.model import record_model
from campaign_rules.writers.types.json_schema import json_schema, written
from tests.loading import MODEL
from tests.strategies import declarations
from tests.writers.types.examples import ROOT, TITLE

SCHEMA = json_schema(MODEL, load_campaign().pack.identity.title)


def bare(schema: Any, parts: dict[str, Any]) -> Any:
    """What a schema takes: without words for people, without names of its parts, closed lists in any order."""
    if isinstance(schema, list):
        return [bare(one, parts) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return bare(parts[schema["$ref"].removeprefix("#/$defs/")], parts)
    if "properties" in schema:
        said = {name: bare(one, parts) for name, one in schema["properties"].items()}
        rest = {key: value for key, value in schema.items() if key not in ("properties", "title", "description")}
        return {"properties": said, **{key: bare(value, parts) for key, value in rest.items()}}
    kept = {key: value for key, value in schema.items() if key not in ("title", "description", "$schema", "$defs")}
    return {key: sorted(value) if key == "enum" else bare(value, parts) for key, value in kept.items()}


@given(declarations())
@settings(max_examples=30)
def test_the_schema_takes_what_the_classes_take(declared: Any) -> None:
    model = record_model(declared)
    told, made = json_schema(model, TITLE), schema_of(model.record)
    Draft202012Validator.check_schema(told)
    assert bare(told["$defs"]["Record"], told["$defs"]) == bare(made["$defs"]["Record"], made["$defs"])


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schema_for_editors_takes_the_examples(path: Path) -> None:
    assert list(Draft202012Validator(SCHEMA).iter_errors(read_yaml(path.read_text("utf-8"), path.name).data)) == []


def test_a_field_has_its_title_in_both_languages_and_its_unit() -> None:
    funds = SCHEMA["$defs"]["HazardPlan"]["properties"]["funds"]
    assert (funds["title"], funds["description"]) == ("整改资金 / funds", "单位：万元 / unit: 10,000 yuan")


def test_a_closed_list_has_its_words_in_the_order_of_the_declaration_and_says_what_they_mean() -> None:
    severity = SCHEMA["$defs"]["Hazard"]["properties"]["severity"]
    assert severity == {
        "title": "隐患等级 / severity",
        "description": "major 重大；ordinary 一般 / major: major; ordinary: ordinary",
        "anyOf": [{"enum": ["major", "ordinary"]}, {"type": "null"}],
    }
    kinds = SCHEMA["$defs"]["HazardEvent"]["properties"]["kind"]["enum"]
    assert kinds[:3] == ["registered", "reported", "ordered"]


def test_the_schema_is_of_draft_2020_12_and_headed_by_the_campaign() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"] == (
        "进贤县安全生产重大事故隐患专项排查整治2023行动：记录 / Jinxian County campaign against major accident hazards, 2023: record"
    )
    assert (SCHEMA["$ref"], next(iter(SCHEMA["$defs"]))) == ("#/$defs/Record", "Record")


def test_the_file_of_a_schema_is_its_json() -> None:
    assert json.loads(written(MODEL, TITLE)) == json_schema(MODEL, TITLE)
