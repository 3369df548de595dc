"""Packs as folders: which files there must be, how they are read, and what of a folder is never read."""

import os
import pathlib
import re
import shutil
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from campaign_rules.authoring.lint_codes import CODES
from campaign_rules.base.errors import BadPack, UnknownName
from campaign_rules.files.pack_files import (
    SCHEMAS,
    find_pack,
    json_schema,
    load_pack,
    schema_hook,
    shipped_packs,
    shipped_rules,
)
from campaign_rules.logic.conditions import Condition

SHIPPED = shipped_rules() / "jinxian-2023"


@pytest.fixture
def pack(tmp_path: pathlib.Path) -> pathlib.Path:
    return pathlib.Path(shutil.copytree(SHIPPED, tmp_path / "pack"))


def write(path: pathlib.Path, text: str) -> str:
    """Write a file as it is and return its path as messages name it."""
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text, encoding="utf-8", newline="")
    return str(path)


def problems_of(folder: pathlib.Path, lang: Any = "en") -> list[str]:
    with pytest.raises(BadPack) as caught:
        load_pack(folder)
    assert {problem.code for problem in caught.value.problems} <= CODES.keys()
    return [problem.render(lang) for problem in caught.value.problems]


# --- finding ---


def test_the_rules_that_are_shipped_are_found() -> None:
    assert (shipped_rules() / "jinxian-2023" / "campaign.yaml").is_file()
    assert shipped_packs() == ["demo-county-2023", "jinxian-2023", "zhiben-2024"]


def test_a_shipped_pack_is_found_by_its_name() -> None:
    assert find_pack("jinxian-2023") == SHIPPED


def test_a_pack_is_found_by_its_folder(pack: pathlib.Path) -> None:
    assert find_pack(pack) == find_pack(str(pack)) == pack


def test_a_folder_without_a_campaign_is_no_pack(pack: pathlib.Path) -> None:
    (pack / "campaign.yaml").unlink()
    with pytest.raises(UnknownName):
        find_pack(pack)


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("jinxian-2024", "没有 jinxian-2024（行动），是否想写 jinxian-2023？", "unknown campaign jinxian-2024; did you mean jinxian-2023?"),
        ("nanchang", "没有 nanchang（行动），可用：demo-county-2023、jinxian-2023、zhiben-2024", "unknown campaign nanchang; expected one of: demo-county-2023, jinxian-2023, zhiben-2024"),
        ("schema", "没有 schema（行动），可用：demo-county-2023、jinxian-2023、zhiben-2024", "unknown campaign schema; expected one of: demo-county-2023, jinxian-2023, zhiben-2024"),
    ],
)  # fmt: skip
def test_an_unknown_campaign_is_told_with_those_there_are(name: str, zh: str, en: str) -> None:
    with pytest.raises(UnknownName) as caught:
        find_pack(name)
    assert (caught.value.text.zh, str(caught.value)) == (zh, en)


# --- reading ---


def test_the_shipped_pack_is_the_campaign_of_the_plan() -> None:
    pack = load_pack(SHIPPED)
    # contract §2: Campaign jinxian-2023: issued 2023-05-16, ends 2023-12-31.
    assert (pack.identity.id, pack.identity.issued, pack.identity.ends) == (
        "jinxian-2023",
        date(2023, 5, 16),
        date(2023, 12, 31),
    )
    assert {name: (p.start, p.end) for name, p in pack.phases.items()} == {
        "mobilisation": (date(2023, 5, 1), date(2023, 5, 31)),
        "self_inspection": (date(2023, 6, 1), date(2023, 7, 31)),
        "enforcement": (date(2023, 8, 1), date(2023, 11, 30)),
        "summary": (date(2023, 12, 1), date(2023, 12, 31)),
    }
    assert set(pack.cycles) >= {"hazard"}
    assert "obligation" not in pack.cycles


def test_a_pack_needs_only_five_files(tmp_path: pathlib.Path) -> None:
    shutil.copy(SHIPPED.parent / "work-safety" / "record.yaml", tmp_path)
    for name in ("campaign.yaml", "sectors.yaml", "lifecycles/campaign.yaml", "lifecycles/obligation.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(SHIPPED / name, tmp_path / name)
    head = (tmp_path / "campaign.yaml").read_text("utf-8")
    write(tmp_path / "campaign.yaml", head.replace("extends: work-safety-law", ""))
    pack = load_pack(tmp_path)
    assert (pack.codes, pack.facts, pack.interpretations, pack.duties, pack.cycles, pack.outcomes) == (
        {}, {}, {}, {}, {}, {},
    )  # fmt: skip
    assert [layer.id for layer in pack.layers] == ["jinxian-2023"]


def test_an_empty_folder_is_told_every_file_that_it_needs(tmp_path: pathlib.Path) -> None:
    assert problems_of(tmp_path) == [
        f"{tmp_path / 'campaign.yaml'}: the file campaign.yaml is missing",
        f"{tmp_path / 'lifecycles/campaign.yaml'}: the file lifecycles/campaign.yaml is missing",
        f"{tmp_path / 'lifecycles/obligation.yaml'}: the file lifecycles/obligation.yaml is missing",
        f"{tmp_path / 'record.yaml'}: the file record.yaml is missing; or write extends: work-safety in campaign.yaml, "
        "and take its record",
        f"{tmp_path / 'sectors.yaml'}: the file sectors.yaml is missing",
    ]
    assert problems_of(tmp_path, "zh")[4] == f"{tmp_path / 'sectors.yaml'}: 缺少文件 sectors.yaml"


def test_duties_may_lie_in_any_folder_under_duties(pack: pathlib.Path) -> None:
    duty = "{title: {zh: 甲, en: A}, clause: '3.1', bearer: township, review: {look_at: {zh: 看, en: look}}}\n"
    write(pack / "duties" / "one.yaml", f"one: {duty}")
    write(pack / "duties" / "a" / "b" / "two.yaml", f"two: {duty}")
    write(pack / "duties" / "README.md", "not: [read")
    assert set(load_pack(pack).duties) - set(load_pack(SHIPPED).duties) == {"one", "two"}


def test_a_duty_defined_twice_is_refused_at_its_second_place(pack: pathlib.Path) -> None:
    duty = "{title: {zh: 甲, en: A}, clause: '3.1', bearer: township, review: {look_at: {zh: 看, en: look}}}\n"
    first = write(pack / "duties" / "a.yaml", f"one: {duty}")
    second = write(pack / "duties" / "b.yaml", f"zero: {duty}one: {duty}")
    assert problems_of(pack) == [f"{second}:2:1: one: the duty one is already defined in {first}"]
    assert problems_of(pack, "zh") == [f"{second}:2:1: one: 义务 one 已在 {first} 中定义"]


def test_a_pack_with_crlf_and_a_byte_order_mark_is_the_same_pack(pack: pathlib.Path) -> None:
    for path in pack.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_pack(pack) == load_pack(SHIPPED)


def test_what_is_wrong_with_each_of_several_files_is_told_at_once(pack: pathlib.Path) -> None:
    campaign = write(pack / "campaign.yaml", "id: [\n")
    codes = pack / "gbt4754.yaml"
    codes.write_bytes('"01": {title: {zh: 矿, en: Mining}}'.encode("gbk"))
    empty = write(pack / "duties" / "empty.yaml", "# nothing yet\n")
    (pack / "sectors.yaml").unlink()
    assert problems_of(pack) == [
        f"{campaign}:2:1: YAML syntax error: while parsing a flow node did not find expected node content",
        f"{empty}:1:1: the file is empty",
        f"{codes}:1:20: not UTF-8 (it looks like GBK); save the file as UTF-8",
        f"{pack / 'sectors.yaml'}: the file sectors.yaml is missing",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("campaign.yaml", "\nissued: 2023-05-16", "\nisued: 2023-05-16",
         ["issued: issued is required", "isued: unknown key isued; did you mean issued?"]),
        ("campaign.yaml", "issued: 2023-05-16", "issued: 2023/5/16",
         ["issued: “2023/5/16” is not a date, expected YYYY-MM-DD; did you mean 2023-05-16?"]),
        ("campaign.yaml", 'version: "2.0"', "version: 2.0", ['version: expected text, got 2.0; put it in quotes: "2.0"']),
        ("campaign.yaml", "id: jinxian-2023", "id: Jinxian 2023",
         ["id: “Jinxian 2023” does not match ^[a-z0-9]+(-[a-z0-9]+)*$"]),
        ("campaign.yaml", "day: 23", "day: 29", ["report.day: 29 is too large, expected up to 28"]),
        ("campaign.yaml", "day: 23", "day: 0", ["report.day: 0 is less than 1"]),
        ("sectors.yaml", 'clause: "1.2.4"', "clause: 1.2", ['clause: expected text, got 1.2; put it in quotes: "1.2"']),
        ("sectors.yaml", "role: responsible", "role: responsable",
         ["departments.education.role: “responsable” is not one of the choices; did you mean responsible?"]),
        ("interpretations.yaml", "takes: phase", "takes: phases",
         ["one-off-window.takes: “phases” is not one of the choices; did you mean phase?"]),
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_form_is_told_in_our_words(
    pack: pathlib.Path, file: str, old: str, new: str, said: list[str]
) -> None:
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    write(pack / file, text.replace(old, new, 1))
    told = [line.removeprefix(f"{pack / file}:").split(" ", 1)[1] for line in problems_of(pack)]
    assert told == said


DUTY = "d: {title: {zh: 甲, en: A}, clause: '3.1', bearer: township, review: {look_at: {zh: 看, en: look}}}\n"


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("duties/new.yaml", "d:\n  title: {zh: 甲, en: A}\n  clause: 3.1\n  bearer: township\n",
         [':3:11: d.clause: expected text, got 3.1; put it in quotes: "3.1"']),
        ("duties/new.yaml", "d:\n  titel: {zh: 甲, en: A}\n  clause: '3.1'\n  bearer: township\n  each: weekly\n",
         [":2:3: d.titel: unknown key titel; did you mean title?", ":2:3: d.title: title is required"]),
        ("duties/new.yaml", "d: {title: {zh: 甲, en: A}, clause: '3.1', bearer: township, at_least: 0, counts_from: later, also: null}\n",
         [":1:71: d.at_least: 0 is less than 1", ":1:87: d.counts_from: expected any, issued or a mapping, got “later”",
          ":1:100: d.also: expected a list, got null; write [] for none, leave it out if not known"]),
        ("duties/new.yaml", DUTY + DUTY, [":2:1: d: duplicate key d"]),
        ("lifecycles/new.yaml", "title: {zh: 甲, en: A}\nof: contracts\nregions: {}\n", [":1:1: concerns: concerns is required"]),
    ],
    ids=["clause", "keys", "values", "duplicate", "life cycle"],
)  # fmt: skip
def test_a_file_without_conditions_is_told_in_our_words(
    pack: pathlib.Path, file: str, text: str, said: list[str]
) -> None:
    name = write(pack / file, text)
    assert problems_of(pack) == [name + line for line in said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("f: {title: {zh: 甲, en: A}, clause: 2.1, holds: true}\n", [':1:36: f.clause: expected text, got 2.1; put it in quotes: "2.1"']),
        ("f: {title: {zh: 甲, en: A}, titel: 3, holds: hot_work}\n", [":1:28: f.titel: unknown key titel; did you mean title?"]),
        ("f: {title: {zh: 甲, en: A}, holds: true}\nf: {title: {zh: 甲, en: A}, holds: true}\n", [":2:1: f: duplicate key f"]),
    ],
    ids=["clause", "key", "duplicate"],
)  # fmt: skip
def test_a_file_with_conditions_is_told_in_our_words(pack: pathlib.Path, text: str, said: list[str]) -> None:
    name = write(pack / "facts.yaml", text)
    assert problems_of(pack) == [name + line for line in said]


BAD_CONDITIONS = {
    "a number": "3",
    "a list": "[high_risk]",
    "an empty mapping": "{}",
    "two operators": "{deadline: {before: as_of, after: issued}}",
    "an unknown operator": "{deadline: {befor: as_of}}",
    "an impossible date": "{deadline: {before: 2023-13-01}}",
    "a day that is a number": "{deadline: {before: 3}}",
    "two choices": "{chosen: {neglect: recorded, exemption: all-conditions}}",
    "a cluster of nothing": "{clustered: {}}",
    "a cluster without a count": "{clustered: {of: penalties, patterns: [{days: 9}], last_not_before: issued}}",
    "a phase that is a list": "{found.date: {before: {start_of: [enforcement]}}}",
    "done that is text": "{plan: {done: 'yes'}}",
    "in that is a number": "{found.by: {in: 3}}",
    "a value that is a list": "{found.by: [enterprise]}",
    "if_absent that is text": "{high_risk: {is: true, if_absent: 'no'}}",
}


@pytest.mark.parametrize("condition", BAD_CONDITIONS.values(), ids=BAD_CONDITIONS.keys())
def test_a_condition_of_the_wrong_form_is_refused_where_it_stands(pack: pathlib.Path, condition: str) -> None:
    name = write(
        pack / "facts.yaml",
        (pack / "facts.yaml").read_text(encoding="utf-8")
        + f"f:\n  of: hazards\n  title: {{zh: 甲, en: A}}\n  holds:\n    {condition}\n",
    )
    line = (pack / "facts.yaml").read_text(encoding="utf-8").count("\n")
    told = problems_of(pack)
    assert told != []
    assert all(said.startswith(f"{name}:{line}:") and ": f.holds" in said for said in told)


# --- staying inside ---


@pytest.mark.parametrize("file", ["facts.yaml", "duties/linked.yaml", "lifecycles/linked.yaml", "campaign.yaml"])
def test_a_link_that_leads_outside_is_refused(pack: pathlib.Path, tmp_path: pathlib.Path, file: str) -> None:
    write(tmp_path / "outside.yaml", "secret: [\n")
    (pack / file).unlink(missing_ok=True)
    (pack / file).symlink_to(tmp_path / "outside.yaml")
    assert problems_of(pack) == [f"{pack / file}: the file leads outside its pack"]
    assert problems_of(pack, "zh") == [f"{pack / file}: 文件指向规则包之外，拒绝读取"]


def test_a_folder_of_duties_that_leads_outside_is_refused(pack: pathlib.Path, tmp_path: pathlib.Path) -> None:
    shutil.move(pack / "duties", tmp_path / "duties")
    write(tmp_path / "duties" / "only.yaml", "only: {}\n")
    (pack / "duties").symlink_to(tmp_path / "duties", target_is_directory=True)
    told = problems_of(pack)
    assert f"{pack / 'duties' / 'only.yaml'}: the file leads outside its pack" in told
    assert all(line.endswith(": the file leads outside its pack") for line in told)


def test_a_link_inside_the_pack_and_a_link_to_the_pack_are_followed(pack: pathlib.Path, tmp_path: pathlib.Path) -> None:
    shutil.move(pack / "facts.yaml", pack / "elsewhere.txt")
    (pack / "facts.yaml").symlink_to("elsewhere.txt")
    (tmp_path / "link").symlink_to(pack, target_is_directory=True)
    assert load_pack(tmp_path / "link") == load_pack(SHIPPED)


def test_a_link_to_nothing_is_a_missing_file(pack: pathlib.Path) -> None:
    (pack / "sectors.yaml").unlink()
    (pack / "sectors.yaml").symlink_to("nothing.yaml")
    assert problems_of(pack) == [
        f"{pack / 'sectors.yaml'}: the file sectors.yaml is missing",
        f"{pack / 'sectors.yaml'}: not a file that can be read",
    ]


def test_what_no_part_of_a_pack_is_read_from_is_refused_not_ignored(pack: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """A misspelt name must not lose its rules silently."""
    write(pack / "fact.yaml", "{}\n")
    write(pack / "README.md", "words\n")
    (pack / "gbt4754.yaml").unlink()
    (pack / "gbt4754.yaml").mkdir()
    (pack / "duties" / "more").symlink_to(tmp_path, target_is_directory=True)
    assert problems_of(pack) == [
        f"{pack / 'duties/more'}: the folder leads outside its pack",
        f"{pack / 'fact.yaml'}: a pack has no file named fact.yaml; did you mean facts.yaml?",
        f"{pack / 'gbt4754.yaml'}: not a file that can be read",
    ]


def test_duties_must_be_a_folder(pack: pathlib.Path) -> None:
    shutil.rmtree(pack / "duties")
    write(pack / "duties", "words\n")
    assert problems_of(pack)[0] == f"{pack / 'duties'}: expected a folder"


def test_nothing_in_a_pack_is_executed(pack: pathlib.Path, tmp_path: pathlib.Path) -> None:
    name = write(pack / "gbt4754.yaml", f"'01': !!python/object/apply:os.mkdir ['{tmp_path / 'made'}']\n")
    assert (
        problems_of(pack)[0]
        == f"{name}:1:7: 01: the tag !!python/object/apply:os.mkdir is not allowed; write plain data"
    )
    assert not os.path.lexists(tmp_path / "made")


# --- schemas ---


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_itself_valid_and_named(name: str) -> None:
    schema = json_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == f"campaign-rules {name}"
    assert ("Condition" in schema["$defs"]) == (
        name in {"facts", "duties", "obligation", "lifecycle", "outcomes", "form"}
    )


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name != "scenarios"])
def test_every_schema_refuses_what_is_no_mapping(name: str) -> None:
    assert not Draft202012Validator(json_schema(name)).is_valid([])


def test_the_schema_hook_knows_only_conditions() -> None:
    assert schema_hook(Condition) == {"$ref": "#/$defs/Condition"}
    with pytest.raises(NotImplementedError, match=r"^<class 'int'>$"):
        schema_hook(int)


# --- trust ---


def test_the_content_hash_changes_with_any_word_of_a_rule_and_with_nothing_else(pack: pathlib.Path) -> None:
    shipped = load_pack(SHIPPED).content_hash
    assert re.fullmatch(r"[0-9a-f]{64}", shipped)
    assert load_pack(pack).content_hash == shipped
    facts = pack / "facts.yaml"
    facts.write_text(facts.read_text("utf-8") + "# one more word\n", "utf-8")
    assert load_pack(pack).content_hash != shipped


def test_the_content_hash_knows_the_layers_below(tmp_path: pathlib.Path) -> None:
    shutil.copytree(SHIPPED.parent / "work-safety-law", tmp_path / "law")
    shutil.copytree(SHIPPED, tmp_path / "pack")
    for name in (
        "pack/campaign.yaml",
        "law/layer.yaml",
        "pack/facts.yaml",
        "pack/interpretations.yaml",
        "pack/duties/enterprise/2.1.2-hazard-search.yaml",
        "pack/duties/enterprise/2.1.2-staff-report.yaml",
    ):
        path = tmp_path / name
        path.write_text(path.read_text("utf-8").replace("work-safety-law", "law"), "utf-8")
    before = load_pack(tmp_path / "pack").content_hash
    law = tmp_path / "law" / "facts.yaml"
    law.write_text(law.read_text("utf-8") + "# changed\n", "utf-8")
    assert load_pack(tmp_path / "pack").content_hash != before


def test_a_pack_that_is_too_large_is_not_even_read(pack: pathlib.Path) -> None:
    with (pack / "duties" / "big.yaml").open("wb") as big:
        big.truncate(40 * 2**20)
    with pytest.raises(BadPack) as caught:
        load_pack(pack)
    assert [problem.en for problem in caught.value.problems] == ["the pack is too large: over 8 MB"]


def test_facts_that_unfold_without_end_are_refused_at_once(pack: pathlib.Path) -> None:
    """Each fact names the one before twice: forty of them are a million million parts."""
    laughs = "".join(
        f"laugh-{n}: {{title: {{zh: 笑, en: laugh}}, holds: {{all: [laugh-{n - 1}, laugh-{n - 1}]}}}}\n"
        for n in range(1, 41)
    )
    facts = pack / "facts.yaml"
    first = "laugh-0: {title: {zh: 笑, en: laugh}, holds: {hot_work: true}}\n"
    facts.write_text(facts.read_text("utf-8") + first + laughs, "utf-8")
    (said,) = problems_of(pack)
    assert said.endswith("laugh-11.holds: unfolds to more than 5000 parts, or 50 deep")


def test_a_chain_of_facts_that_is_too_long_is_refused(pack: pathlib.Path) -> None:
    chain = "".join(
        f"link-{n}: {{title: {{zh: 链, en: link}}, holds: {{not: link-{n - 1}}}}}\n" for n in range(1, 2001)
    )
    facts = pack / "facts.yaml"
    first = "link-0: {title: {zh: 链, en: link}, holds: {hot_work: true}}\n"
    facts.write_text(facts.read_text("utf-8") + first + chain, "utf-8")
    (said,) = problems_of(pack)  # where it becomes too much, and nothing of what names that
    assert said.endswith("link-25.holds: unfolds to more than 5000 parts, or 50 deep")


def test_a_campaign_of_ten_thousand_years_is_refused(pack: pathlib.Path) -> None:
    head = pack / "campaign.yaml"
    head.write_text(head.read_text("utf-8").replace("ends: 2023-12-31", "ends: 9999-12-31"), "utf-8")
    assert any(one.endswith("ends: longer than 20 years: is a date wrong") for one in problems_of(pack))


def test_a_folder_named_as_a_folder_is_never_a_shipped_pack(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that somebody edits must not pass as the original."""
    copied = tmp_path / "jinxian-2023"
    shutil.copytree(shipped_rules() / "jinxian-2023", copied)
    monkeypatch.chdir(tmp_path)
    assert find_pack("jinxian-2023") == shipped_rules() / "jinxian-2023"
    assert find_pack("./jinxian-2023") == pathlib.Path("jinxian-2023")
    assert find_pack(pathlib.Path("jinxian-2023")) == pathlib.Path("jinxian-2023")


def test_the_outcomes_of_one_section_stand_in_one_file(tmp_path: pathlib.Path) -> None:
    canteens = pathlib.Path(__file__).parents[1] / "packs" / "canteens"
    pack = pathlib.Path(shutil.copytree(canteens, tmp_path / "canteens"))
    text = (pack / "outcomes.yaml").read_text("utf-8")
    (pack / "outcomes" / "again.yaml").write_text(text, "utf-8")
    assert problems_of(pack) == [
        f"{pack / 'outcomes' / 'again.yaml'}:4:11: for_each: the outcomes for complaints are in {pack / 'outcomes.yaml'} already"
    ]
