"""One declared record laid on another: at every level an entry is added, changed or withdrawn, and says so."""

import json
import pathlib
from typing import Any

import jsonschema
import pytest
import yaml

from campaign_rules import load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.files.pack_files import load_pack, shipped_rules
from campaign_rules.rules.pack import Pack
from tests.rules.test_layers import overlay, refused

SCHEMA = json.loads((shipped_rules() / "schema" / "record.schema.json").read_text(encoding="utf-8"))
EDITOR = jsonschema.Draft202012Validator(SCHEMA)


def laid(folder: pathlib.Path, record: str) -> Pack:
    """The pack of a county whose record.yaml lies on that of the shipped one; an editor takes the file as well."""
    assert list(EDITOR.iter_errors(yaml.safe_load(record))) == []
    return load_pack(overlay(folder, {"record.yaml": record}))


def test_every_shipped_record_is_taken_by_an_editor() -> None:
    for path in sorted(shipped_rules().glob("*/record.yaml")):
        assert list(EDITOR.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8")))) == []


def test_a_layer_adds_a_section_a_field_an_event_a_role_and_a_unit(tmp_path: pathlib.Path) -> None:
    made = laid(
        tmp_path,
        """
units: {吨: {title: {zh: 吨, en: tonne}}}
roles: {guard: {actor: enterprise, title: {zh: 安全员, en: Guard}}}
fields: {staff: {type: count, title: {zh: 职工人数, en: staff}}}
sections:
  drills:
    title: {zh: 演练台账, en: drills}
    fields: {id: {type: id, title: {zh: 演练编号, en: id}}}
  hazards:
    changes: work-safety
    fields:
      weight: {type: quantity, unit: 吨, title: {zh: 储量, en: weight}}
      plan: {changes: work-safety, fields: {approver: {title: {zh: 审批人, en: approver}}}}
      severity: {changes: work-safety, of: {critical: {zh: 特别重大, en: critical}}}
    events:
      kinds: {inspected: {title: {zh: 复查, en: inspected}}}
      fields: {witness: {title: {zh: 见证人, en: witness}}}
    ledger:
      columns: {weight: {title: {zh: 储量, en: weight}, field: weight, blank: true}}
""",
    )
    model, below = made.model, load_campaign().pack.model
    hazards, theirs = model.sections["hazards"], below.sections["hazards"]
    assert hazards.events
    assert theirs.events
    assert hazards.ledger
    assert theirs.ledger
    assert list(model.sections) == [*below.sections, "drills"]
    assert list(model.fields) == [*below.fields, "staff"]
    assert list(model.roles) == [*below.roles, "guard"]
    assert list(model.units) == [*below.units, "吨"]
    assert list(hazards.fields) == [*theirs.fields, "weight"]
    assert list(hazards.fields["plan"].fields) == [*theirs.fields["plan"].fields, "approver"]
    assert list(hazards.fields["severity"].of or ()) == ["major", "ordinary", "critical"]
    assert list(hazards.events.kinds) == [*theirs.events.kinds, "inspected"]
    assert list(hazards.events.fields) == [*theirs.events.fields, "witness"]
    assert list(hazards.ledger.columns) == [*theirs.ledger.columns, "weight"]
    assert (hazards.title, hazards.cases, hazards.dated) == (theirs.title, theirs.cases, theirs.dated)


def test_what_is_changed_keeps_its_place_and_all_that_is_not_spoken_of(tmp_path: pathlib.Path) -> None:
    made = laid(
        tmp_path,
        """
actors: {township: {changes: work-safety, title: {zh: 街道, en: Subdistrict}}}
units: {万元: {changes: work-safety, conversions: {元: {changes: work-safety, also: [块钱]}}}}
sections:
  hazards:
    changes: work-safety
    title: {zh: 风险台账, en: risks}
    fields:
      severity: {changes: work-safety, of: {major: {changes: work-safety, zh: 特大, en: grave}}}
    events:
      title: {zh: 风险处理过程, en: what happened}
      kinds: {accepted: {changes: work-safety, title: {zh: 验收合格, en: passed}, also: []}}
    ledger:
      title: {zh: 风险台账, en: Ledger of risks}
""",
    )
    model, below = made.model, load_campaign().pack.model
    hazards, theirs = model.sections["hazards"], below.sections["hazards"]
    assert hazards.events
    assert theirs.events
    assert list(model.actors) == list(below.actors)
    assert (model.actors["township"].title.en, model.actors["township"].unit) == ("Subdistrict", "area")
    assert (model.units["万元"].conversions["元"].worth, model.units["万元"].conversions["元"].also) == (
        0.0001,
        ("块钱",),
    )
    assert list(model.sections) == list(below.sections)
    assert (hazards.title.en, hazards.heading, hazards.events.title.en) == ("risks", theirs.heading, "what happened")
    assert hazards.fields["severity"].of == {
        "major": Text("特大", "grave"), "ordinary": Text("一般", "ordinary"),
    }  # fmt: skip
    assert list(hazards.events.kinds) == list(theirs.events.kinds)
    assert (hazards.events.kinds["accepted"].title.en, hazards.events.deadline) == ("passed", "deadline")
    assert hazards.ledger
    assert hazards.ledger.columns == (theirs.ledger and theirs.ledger.columns)


def test_what_is_withdrawn_is_told_with_its_reason_like_any_other_rule(tmp_path: pathlib.Path) -> None:
    reason = "reason: {zh: 不记人数, en: persons are not counted}"
    made = laid(
        tmp_path,
        f"""
fields: {{attributes: {{changes: jinxian-2023, fields: {{civil_explosives: {{withdraws: work-safety, {reason}}}}}}}}}
sections:
  hazards:
    changes: work-safety
    fields: {{category: {{withdraws: work-safety, {reason}}}}}
    events: {{kinds: {{registered: {{changes: work-safety, also: [入账]}}}}}}
    ledger: {{columns: {{beyond: {{withdraws: work-safety, {reason}}}}}}}
""",
    )
    assert "category" not in made.model.sections["hazards"].fields
    assert [gone.to_dict("en") for gone in made.withdrawn] == [
        {
            "kind": "part of the record", "name": name, "title": title, "clause": None,
            "reason": "persons are not counted", "layers": ["work-safety", "linxian-2023"],
        }
        for name, title in (
            ("fields.attributes.fields.civil_explosives", "civil explosives"),
            ("sections.hazards.fields.category", "category"),
            ("sections.hazards.ledger.columns.beyond", "other events"),
        )
    ]  # fmt: skip
    assert made.withdrawn[1].sentence.zh == "本行动未采用：记录的内容“隐患类别”。理由：不记人数"


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("sections: {hazards: {title: {zh: 甲, en: a}}}\n",
         "1:12: sections.hazards: hazards is already in work-safety; write changes: work-safety or withdraws: work-safety"),
        ("sections: {hazard: {changes: work-safety}}\n", "1:12: sections.hazard: no layer below has hazard; did you mean hazards?"),
        ("sections: {hazards: {changes: jinxian-2023}}\n",
         "1:31: sections.hazards.changes: hazards comes from work-safety, not from jinxian-2023"),
        ("sections: {waivers: {withdraws: work-safety}}\n",
         "1:12: sections.waivers: a withdrawal needs reason: {zh: …, en: …}, nothing else"),
        ("sections: {hazards: {changes: work-safety, fields: {severity: {changes: work-safety, of: {major: {zh: 大, en: big}}}}}}\n",
         "1:91: sections.hazards.fields.severity.of.major: major is already in work-safety; write changes: work-safety or withdraws: work-safety"),
        ("sections: {hazards: {changes: work-safety, events: {kinds: {acepted: {changes: work-safety}}}}}\n",
         "1:61: sections.hazards.events.kinds.acepted: no layer below has acepted; did you mean accepted?"),
    ],
)  # fmt: skip
def test_what_a_layer_says_wrongly_is_told_at_its_own_line(tmp_path: pathlib.Path, record: str, said: str) -> None:
    assert refused(overlay(tmp_path, {"record.yaml": record})) == [f"record.yaml:{said}"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sections": {"hazards": {"changes": "work-safety", "fieldz": {}}}},
        {"sections": {"hazards": {"withdraws": "work-safety"}}},
        {"sections": {"hazards": {"fields": {"x": {"type": "txt", "title": {"zh": "甲", "en": "a"}}}}}},
        {"fields": {"x": {"type": "text"}}},
    ],
)
def test_an_editor_refuses_what_no_layer_can_say(wrong: dict[str, Any]) -> None:
    assert list(EDITOR.iter_errors(wrong)) != []
