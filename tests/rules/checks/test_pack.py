"""What only the checks across files can see: one damage at a time, each told whole and at its place."""

import pathlib
import shutil
from typing import Any

import msgspec
import pytest
import yaml

from campaign_rules.authoring.lint_codes import CODES
from campaign_rules.base.errors import BadPack
from campaign_rules.files.pack_files import load_pack, shipped_rules
from campaign_rules.rules.checks.context import Sources
from campaign_rules.rules.checks.pack import check_pack

SHIPPED = shipped_rules() / "jinxian-2023"
CASES: list[dict[str, Any]] = yaml.safe_load(
    (pathlib.Path(__file__).parents[2] / "cases" / "inputs" / "pack_checks.yaml").read_text(encoding="utf-8")
)
HERE = "▶"
OPERATORS = """
sections:
  operators:
    changes: work-safety
    events:
      title: {zh: 人员的经过, en: what happened to an operator}
      kinds:
        registered: {title: {zh: 登记, en: registered}}
        ordered: {title: {zh: 责令, en: ordered}}
        extended: {title: {zh: 延期, en: extended}}
        accepted: {title: {zh: 通过, en: accepted}}
      fields:
        by: {type: authority, title: {zh: 由谁, en: by whom}}
        deadline: {type: date, title: {zh: 期限, en: deadline}}
"""
"""Part of a record.yaml: things happen to operators, so that these can have a life cycle."""


def damaged(folder: pathlib.Path, file: str, new: str, old: str = "") -> list[str]:
    """Copy the shipped pack, damage one file, and return ``FILE:LINE:COL`` of every place that ``new`` marks."""
    if not folder.exists():
        shutil.copytree(SHIPPED, folder)
        if file == "lifecycles/new.yaml":
            with (folder / "record.yaml").open("a", encoding="utf-8", newline="\n") as declared:
                declared.write(OPERATORS)
    path = folder / file
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in text
    text = text.replace(old, new, 1) if old else text + new
    places = []
    while (at := text.find(HERE)) >= 0:
        text = text[:at] + text[at + 1 :]
        places.append(f"{path}:{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}")
    path.write_text(text, encoding="utf-8", newline="\n")
    return places


def problems_of(folder: pathlib.Path, lang: Any = "en") -> list[str]:
    with pytest.raises(BadPack) as caught:
        load_pack(folder)
    assert {problem.code for problem in caught.value.problems} <= CODES.keys()
    return [problem.render(lang) for problem in caught.value.problems]


def test_the_shipped_pack_has_no_problem(tmp_path: pathlib.Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "pack")
    assert load_pack(tmp_path / "pack") == load_pack(SHIPPED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_damaged_pack_is_refused_with_every_place(case: dict[str, Any], tmp_path: pathlib.Path) -> None:
    places = damaged(tmp_path / "pack", case["file"], case["new"], case.get("old", ""))
    assert problems_of(tmp_path / "pack") == [f"{p}: {said}" for p, said in zip(places, case["says"], strict=True)]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("campaign.yaml", "ends: 2023-12-31", "ends: ▶2023-01-01", "ends: 结束日 2023-01-01 早于发文日 2023-05-16"),
        ("duties/new.yaml", "", "▶d: {title: {zh: 甲, en: A}, clause: '2.1.6', bearer: enterprise}\n",
         "d: 须写 each、due、for_each 之一；原文没有标准的写 review"),
        ("facts.yaml", "", "f: {title: {zh: 甲, en: A}, holds: ▶hot_wrok}\n", "f.holds: 没有 hot_wrok（事实），是否想写 hot_work？"),
        ("facts.yaml", "", "f: {title: {zh: 甲, en: A}, holds: {chosen: {report-without-term: ▶soon}}}\n",
         "f.holds.chosen.report-without-term: report-without-term 应为天数（0 至 3660）或 null，不能是 “soon”"),
    ],
    ids=["dates", "form", "name", "choice"],
)  # fmt: skip
def test_what_is_wrong_with_a_pack_is_said_in_chinese(
    tmp_path: pathlib.Path, file: str, old: str, new: str, said: str
) -> None:
    (place,) = damaged(tmp_path / "pack", file, new, old)
    assert problems_of(tmp_path / "pack", "zh") == [f"{place}: {said}"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("campaign.yaml", "ends: 2023-12-31", "ends: 2023-05-16"),
        ("campaign.yaml", "phases:", 'phases:\n  not_begun: {title: {zh: 天, en: Day}, clause: "3.1", from: 2023-05-01, to: 2023-05-01}'),
        ("duties/new.yaml", "", "d: {title: {zh: 甲, en: A}, clause: '2.1.6', bearer: enterprise, review: {look_at: {zh: 看, en: look}}}\n"),
        ("duties/new.yaml", "", "d: {title: {zh: 甲, en: A}, clause: '2.1.6', bearer: deputy, in_person: true, due: {end_of: campaign}, of: activities, where: {kind: k, by: deputy}}\n"),
        ("facts.yaml", "", "f: {title: {zh: 甲, en: A}, of: hazards, holds: {all: [{found.by: {in: departments}}, {high_risk: true}, hot_work]}}\n"),
        ("facts.yaml", "", "f: {title: {zh: 甲, en: A}, of: hazards, holds: {clustered: {of: penalties, patterns: [{count: 2, days: 9}], last_not_before: {start_of: enforcement}}}}\n"),
    ],
    ids=["one day of campaign", "one day of phase", "review alone", "in person by a role", "the record's fields of an item", "a phase's first day"],
)  # fmt: skip
def test_a_pack_at_the_border_of_what_is_allowed_is_accepted(
    tmp_path: pathlib.Path, file: str, old: str, new: str
) -> None:
    assert damaged(tmp_path / "pack", file, new, old) == []
    assert load_pack(tmp_path / "pack") != load_pack(SHIPPED)


def test_outcomes_for_each_item_of_an_unknown_section_lose_every_fact_of_the_section(tmp_path: pathlib.Path) -> None:
    (place,) = damaged(tmp_path / "pack", "outcomes.yaml", "for_each: ▶hazard", "for_each: hazards")
    said = problems_of(tmp_path / "pack")
    assert f"{place}: for_each: unknown section hazard; did you mean hazards?" in said
    assert len([line for line in said if "unknown fact accepted" in line]) == 2


def test_problems_of_several_files_are_told_at_once_sorted_by_file_line_and_column(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "pack"
    (reading,) = damaged(
        folder,
        "interpretations.yaml",
        "z: {title: {zh: 读, en: R}, clause: '1.1', text: {zh: 读, en: r}, takes: days, default: ▶soon}\n",
    )
    first, second = damaged(
        folder,
        "facts.yaml",
        "f: {title: {zh: 甲, en: A}, holds: {any: [▶hot_wrok, ▶outsorces]}}\n",
    )
    (ends,) = damaged(folder, "campaign.yaml", "ends: ▶2023-05-15", "ends: 2023-12-31")
    assert problems_of(folder) == [
        f"{ends}: ends: ends 2023-05-15, before it was issued on 2023-05-16",
        f"{first}: f.holds.any[0]: unknown fact hot_wrok; did you mean hot_work?",
        f"{second}: f.holds.any[1]: unknown fact outsorces; did you mean outsources?",
        f"{reading}: z.default: z takes a number of days (0 to 3660) or null, not “soon”",
    ]


def test_a_pack_built_by_hand_is_checked_without_places() -> None:
    pack = load_pack(SHIPPED)
    duty = msgspec.structs.replace(pack.duties["review-meeting"], bearer="principle")
    identity = msgspec.structs.replace(pack.identity, ends=pack.identity.issued.replace(day=1))
    wrong = msgspec.structs.replace(pack, duties={"review-meeting": duty}, identity=identity, form=None)
    assert [p.render() for p in check_pack(wrong, Sources({}))] == [
        "campaign.yaml: ends: 结束日 2023-05-01 早于发文日 2023-05-16",
        "duties: review-meeting.bearer: 没有 principle（承担者），是否想写 principal？",
        "duties: review-meeting.in_person: in_person 要求 bearer 是一个角色",
    ]
    assert check_pack(pack, Sources({})) == []


def test_a_sources_that_lacks_a_file_gives_an_empty_one() -> None:
    assert Sources({}).of("facts.yaml").data is None
    assert Sources({}).of("facts.yaml").file == "facts.yaml"


@pytest.mark.parametrize(
    ("old", "new"),
    [("unassigned:", "unassigned:\n  pipes: {title: {zh: 管道, en: Pipes}, aliases: [燃气]}"),
     ("covering:", "covering:\n  - {words: [燃气], sectors: [gas, energy]}\n #")],
    ids=["unassigned", "covering"],
)  # fmt: skip
def test_a_word_for_a_sector_may_not_also_mean_something_else(tmp_path: pathlib.Path, old: str, new: str) -> None:
    damaged(tmp_path / "pack", "sectors.yaml", new, old)
    with pytest.raises(BadPack):
        load_pack(tmp_path / "pack")


def test_a_variable_that_starts_from_a_field_that_there_is_not_is_refused(tmp_path: pathlib.Path) -> None:
    damaged(tmp_path / "pack", "lifecycles/hazard.yaml", "deadline: plan.deadlin\n", "deadline: plan.deadline\n")
    with pytest.raises(BadPack):
        load_pack(tmp_path / "pack")


def test_a_form_due_on_the_reports_day_needs_a_report(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "pack"
    damaged(folder, "campaign.yaml", "", "report:                 # 附件调度表\n  day: 23\n  clause: annex.note.1\n")
    (place,) = damaged(folder, "duties/units/annex.note.1-monthly-form.yaml", "{day: ▶report,", "{day: report,")
    assert problems_of(folder) == [f"{place}: monthly-form.due.day: campaign.yaml has no report"]
