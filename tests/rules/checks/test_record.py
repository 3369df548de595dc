"""What is wrong with a declared record: each damage is told whole, at its place, before anything is made of it."""

import pathlib
from typing import Any

import msgspec
import pytest
import yaml

from campaign_rules.authoring.lint_codes import CODES
from campaign_rules.authoring.new_pack import scaffold
from campaign_rules.base.errors import BadPack, Problem
from campaign_rules.base.schemas import convert, schema_of
from campaign_rules.base.sources import Source
from campaign_rules.base.texts import Text
from campaign_rules.files.documents.yaml_text import read_yaml
from campaign_rules.files.pack_files import load_pack, shipped_rules
from campaign_rules.rules.checks.record import MOST_ACTORS, MOST_FIELDS, MOST_KINDS, MOST_SECTIONS, check_record
from campaign_rules.rules.checks.record_fields import MOST_CHOICES
from campaign_rules.rules.record.declaration import RecordDeclaration
from campaign_rules.rules.record.model import record_model
from tests.rules.checks.test_pack import damaged, problems_of

INPUTS = pathlib.Path(__file__).parents[2] / "cases" / "inputs"
WHOLE = (INPUTS / "record.yaml").read_text(encoding="utf-8")
CASES: list[dict[str, Any]] = yaml.safe_load((INPUTS / "record_checks.yaml").read_text(encoding="utf-8"))


def read(text: str) -> tuple[RecordDeclaration, Source]:
    source = read_yaml(text, "record.yaml", BadPack)
    return convert(source, RecordDeclaration, BadPack, schema=schema_of), source


def told(text: str) -> list[Problem]:
    declared, source = read(text)
    problems = check_record(declared, [source])
    assert {problem.code for problem in problems} <= CODES.keys()
    return problems


def place(text: str, at: int) -> str:
    return f"{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"


def where(text: str, marks: list[str]) -> tuple[str, list[str]]:
    """Return a text without its marks, and the places that were marked, or that begin with some words."""
    places = []
    while (at := text.find("▶")) >= 0:
        text = text[:at] + text[at + 1 :]
        places.append(place(text, at))
    return text, [*places, *(place(text, text.index(mark)) for mark in marks)]


def test_a_record_with_every_part_has_nothing_wrong_with_it_and_a_model_is_made_of_it() -> None:
    declared, source = read(WHOLE)
    assert check_record(declared, [source]) == []
    assert list(record_model(declared).items) == ["rounds", "pests", "sprays_done", "closures"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["it"])
def test_a_damaged_record_is_told_at_every_place(case: dict[str, Any]) -> None:
    assert case["old"] in WHOLE
    marks = case.get("at", [])
    text, places = where(WHOLE.replace(case["old"], case["new"], 1), [marks] if isinstance(marks, str) else marks)
    found = [(f"{problem.line}:{problem.column}", problem.en) for problem in told(text)]
    expected = list(zip(places, case["says"], strict=True))
    assert ([one for one in found if one in expected] if case.get("too") else found) == sorted(
        expected, key=lambda one: [int(n) for n in one[0].split(":")]
    )


def test_what_is_wrong_with_a_record_is_said_in_chinese() -> None:
    text = WHOLE.replace("dated: held", "dated: by").replace("granted: by", "granted: buy")
    assert [problem.zh for problem in told(text)] == [
        "by 的类型是 role，这里要 date",
        "没有 buy（字段），是否想写 by？",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  why: {title: {zh: 原因", "  010: {title: {zh: 原因", "“010” does not match ^[a-z]"),
        ("  why: {title: {zh: 原因", "  From: {title: {zh: 原因", "“From” does not match ^[a-z]"),
        ("  why: {title: {zh: 原因", "  from_: {title: {zh: 原因", "“from_” does not match ^[a-z]"),
        ("  why: {title: {zh: 原因", "  __class__: {title: {zh: 原因", "“__class__” does not match ^[a-z]"),
    ],
)  # fmt: skip
def test_a_name_or_word_that_is_no_text_is_refused_when_it_is_read(old: str, new: str, said: str) -> None:
    with pytest.raises(BadPack) as caught:
        read(WHOLE.replace(old, new, 1))
    assert said in str(caught.value)


# --- sizes ---


def _many(count: int) -> dict[str, Any]:
    return {f"n{i}": {"title": Text(f"第{i}", f"n{i}")} for i in range(count)}


def _sized(actors: int = 0, sections: int = 0, fields: int = 0, kinds: int = 0, words: int = 0) -> list[str]:
    made: dict[str, Any] = {"actors": {"one": {"kind": "subject", "title": {"zh": "一", "en": "one"}, "default": True}}}
    made["actors"] |= {
        name: {**body, "kind": "subject"} for name, body in msgspec.to_builtins(_many(actors - 1)).items()
    }
    made["sections"] = {name: {**body, "fields": {}} for name, body in msgspec.to_builtins(_many(sections)).items()}
    made["fields"] = msgspec.to_builtins(_many(fields))
    if kinds:
        ids = {"id": {"type": "id", "title": {"zh": "编号", "en": "id"}}}
        events = {"title": {"zh": "经过", "en": "events"}, "kinds": msgspec.to_builtins(_many(kinds))}
        made["sections"] = {"many": {"title": {"zh": "多", "en": "many"}, "fields": ids, "events": events}}
    if words:
        of = {name: body["title"] for name, body in msgspec.to_builtins(_many(words)).items()}
        made["fields"] = {"one": {"type": "choice", "title": {"zh": "一", "en": "one"}, "of": of}}
    return [problem.en for problem in check_record(msgspec.convert(made, RecordDeclaration), [])]


@pytest.mark.parametrize(
    ("what", "most", "said"),
    [
        ("actors", MOST_ACTORS, "more than 50 actors"),
        ("sections", MOST_SECTIONS, "more than 100 sections"),
        ("fields", MOST_FIELDS, "more than 500 fields"),
        ("kinds", MOST_KINDS, "more than 200 kinds of events"),
        ("words", MOST_CHOICES, "more than 1,000 words"),
    ],
)
def test_a_record_is_no_larger_than_can_be_dealt_with(what: str, most: int, said: str) -> None:
    assert _sized(**{what: most}) == []
    assert _sized(**{what: most + 1}) == [said]


def test_every_shipped_record_has_nothing_wrong_with_it() -> None:
    for folder in sorted(path.parent for path in shipped_rules().glob("*/campaign.yaml")):
        assert check_record(load_pack(folder).model.declaration, []) == []


# --- what life cycles have ---


OTHERS = (
    "; expected one of: accepted, acceptance_in_doubt, rectified_in_time, past_deadline, overdue, was_overdue, in_arrears, "
    "reported, addressee_said, addressee_assumed, slow, under_way, accident, crime_suspected, found_by_others, "
    "neglect_found, found_in_enforcement, repeated_penalties, funds_stated"
)
"""The facts about hazards, which are told where none is near."""


def test_what_no_life_cycle_has_is_told_where_the_record_names_it(tmp_path: pathlib.Path) -> None:
    places = damaged(
        tmp_path / "pack",
        "record.yaml",
        """
sections:
  hazards:
    changes: work-safety
    cases: {overdue: ▶late, settled: ▶acepted, deadline: ▶term, status: ▶rectifcation}
    ledger:
      columns:
        listed: {changes: work-safety, since: ▶supervision.list}
        deadline_in_force: {changes: work-safety, variable: ▶dedline}
""",
    )
    names = ["cases.overdue", "cases.settled", "cases.deadline", "cases.status"]
    names += ["ledger.columns.listed.since", "ledger.columns.deadline_in_force.variable"]
    said = [
        "unknown fact late" + OTHERS,
        "unknown fact acepted; did you mean accepted?",
        "unknown variable term; expected one of: "
        "deadline, missed, at_least, supervision_deadline, prompt_until, plan_until",
        "unknown region rectifcation; did you mean rectification?",
        "unknown state supervision.list; did you mean supervision.listed?",
        "unknown variable dedline; did you mean deadline?",
    ]
    assert problems_of(tmp_path / "pack") == [
        f"{place}: sections.hazards.{name}: {text}" for place, name, text in zip(places, names, said, strict=True)
    ]


def test_a_campaign_without_a_life_cycle_takes_a_record_with_cases_as_it_is(tmp_path: pathlib.Path) -> None:
    for name, text in scaffold("new-campaign").items():
        path = tmp_path / "new-campaign" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    pack = load_pack(tmp_path / "new-campaign")
    assert (pack.cycles, bool(pack.model.sections["hazards"].cases)) == ({}, True)


def test_a_layer_is_not_told_of_a_life_cycle_that_a_campaign_above_it_has_its_own_way(tmp_path: pathlib.Path) -> None:
    """The record of work safety names overdue, accepted, supervision … of hazards; this campaign has none of them."""
    for name, text in scaffold("new-campaign").items():
        path = tmp_path / "new-campaign" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "new-campaign" / "lifecycles" / "hazard.yaml").write_text(
        """
title: {zh: 隐患, en: hazard}
clause: "1.2"
of: hazards
order: [rectified]
concerns: {found.date: {not_before: issued}}
regions:
  life:
    initial: seen
    states: {seen: {zh: 已发现, en: seen}, mended: {zh: 已整改, en: mended}}
    final: [mended]
    transitions: [{event: rectified, from: seen, to: mended}]
titles: {life: {zh: 进度, en: progress}}
""",
        encoding="utf-8",
    )
    assert list(load_pack(tmp_path / "new-campaign").cycles) == ["hazard"]


def test_items_that_rules_judge_one_by_one_need_an_id(tmp_path: pathlib.Path) -> None:
    for name, text in scaffold("new-campaign").items():
        path = tmp_path / "new-campaign" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    duty = """
each-check:
  title: {zh: 逐次抽查, en: Each check}
  clause: "1.2"
  bearer: enterprise
  for_each: spot_checks
  require: {by: {done: true}}
"""
    (tmp_path / "new-campaign" / "duties" / "more.yaml").write_text(duty, encoding="utf-8")
    (problem,) = problems_of(tmp_path / "new-campaign")
    assert problem.endswith(
        "sections.spot_checks.fields: rules judge spot checks one by one, so each needs an id: "
        "id: {type: id, required: true, …}"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "sections:\n",
            "units: {欧元: {title: {zh: 欧元, en: euros}, conversions: {欧元: {worth: 2}}}}\nsections:\n",
            "units.欧元.conversions.欧元: 欧元 is a unit itself, and can't be converted",
        ),
        (
            "sections:\n",
            "sections:\n  visits: {title: {zh: 'a/b', en: visits}, fields: {what: {title: {zh: 事, en: what}}}}\n",
            "sections.visits: a/b can't be a sheet's title: at most 31 characters, none of [ ] : * ? / \\, no quotation mark "
            "at its ends, and not 单位, 选项, 填表说明; give it a heading",
        ),
        (
            "sections:\n",
            "sections:\n  visits: {title: {zh: 单位, en: visits}, fields: {what: {title: {zh: 事, en: what}}}}\n",
            "sections.visits: 单位 can't be a sheet's title: at most 31 characters, none of [ ] : * ? / \\, no quotation mark "
            "at its ends, and not 单位, 选项, 填表说明; give it a heading",
        ),
        (
            "sections:\n",
            "sections:\n  visits: {title: {zh: 走访, en: visits}, heading: '', fields: {what: {title: {zh: 事, en: what}}}}\n",
            "sections.visits.heading: must not be empty",
        ),
    ],
)
def test_what_no_workbook_can_have_is_refused(tmp_path: pathlib.Path, old: str, new: str, said: str) -> None:
    for name, text in scaffold("new-campaign", own_record=True).items():
        path = tmp_path / "new-campaign" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new) if name == "record.yaml" else text, encoding="utf-8")
    assert said in " | ".join(problems_of(tmp_path / "new-campaign"))


# --- layers ---


def test_what_a_layer_breaks_in_the_one_below_is_told_at_its_own_line(tmp_path: pathlib.Path) -> None:
    (first, second) = damaged(
        tmp_path / "pack",
        "record.yaml",
        """
sections:
  penalties:
    changes: work-safety
    fields:
      ▶date: {withdraws: work-safety, reason: {zh: 不记, en: not kept}}
  accident_bulletins:
    changes: work-safety
    fields:
      ▶reviewed: {changes: work-safety, type: text}
""",
    )
    reviewed = "sections.accident_bulletins.fields.reviewed"
    known = "unknown field date; expected one of: note, authority, amount, id"
    assert problems_of(tmp_path / "pack") == [
        f"{first}: sections.penalties.fields.date: {known} (sections.penalties.dated)",
        f"{second}: {reviewed}: reviewed is of type text, not date (sections.accident_bulletins.also_dated[0])",
        f"{second}: {reviewed}: reviewed is of type text, not date (sections.accident_bulletins.impossible[0].day)",
    ]
