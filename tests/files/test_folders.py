"""Folders as people keep them: what is a record, what only looks like one, what programs left there, the same unit twice."""

import json
import os
import pathlib

import pytest
from click.testing import CliRunner, Result

from campaign_rules.cli import cli
from campaign_rules.files.duplicates import once
from campaign_rules.files.folders import search
from tests.loading import MODEL, load

AS_OF = ("--as-of", "2023-06-01")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def write(path: pathlib.Path, text: str = "x") -> pathlib.Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def names(folder: pathlib.Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in search([folder]).files]


# --- what is read ---


def test_a_folder_is_searched_in_order_of_name_and_what_is_named_by_itself_is_taken(tmp_path: pathlib.Path) -> None:
    for name in ("b.yaml", "a.JSON", "sub/c.yml", "notes.md", "note.txt", "photo.jpg"):
        write(tmp_path / name)
    found = search([tmp_path, tmp_path / "notes.md"])
    assert [path.name for path in found.files] == ["a.JSON", "b.yaml", "c.yml", "notes.md"]
    assert found.unread == ()


@pytest.mark.parametrize(
    "name",
    [
        "._a.yaml", "._a.xlsx", "~$a.xlsx", ".~a.xlsx", ".hidden/a.yaml", "__MACOSX/a.yaml", "__MACOSX/x/._a.xlsx",
        ".venv/lib/a.json", "venv/lib/site-packages/a.json", "node_modules/p/package.json", "$RECYCLE.BIN/a.xlsx",
        "@eaDir/a.xlsx", "rules/schema/record.schema.json",
    ],
)  # fmt: skip
def test_what_programs_keep_beside_peoples_files_is_no_record(tmp_path: pathlib.Path, name: str) -> None:
    write(tmp_path / name)
    write(tmp_path / "r.yaml")
    assert names(tmp_path) == ["r.yaml"]
    assert search([tmp_path]).unread == ()


@pytest.mark.parametrize("mark", ["campaign.yaml", "layer.yaml", "Campaign.yml", "pyvenv.cfg"])
def test_a_pack_of_rules_and_what_is_in_it_are_no_records(tmp_path: pathlib.Path, mark: str) -> None:
    for name in (mark, "facts.yaml", "duties/2.1.1.yaml", "old.csv"):
        write(tmp_path / "rules" / "mine" / name)
    write(tmp_path / "rules" / "r.yaml")
    assert names(tmp_path) == ["rules/r.yaml"]
    assert search([tmp_path]).unread == ()


def test_a_folder_that_is_named_itself_is_searched_whatever_it_is_called(tmp_path: pathlib.Path) -> None:
    write(tmp_path / ".records" / "r.yaml")
    assert names(tmp_path / ".records") == ["r.yaml"]


def test_a_link_to_another_folder_is_followed_and_one_that_leads_back_is_not(tmp_path: pathlib.Path) -> None:
    write(tmp_path / "elsewhere" / "r.yaml")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "there").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to(tmp_path / "here")
    assert names(tmp_path / "here") == ["there/r.yaml"]


# --- what only looks like records ---


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.xls", "不读 .xls 文件，请在 Excel 或 WPS 中另存为 .xlsx"),
        ("a.ET", "不读 .et 文件，请在 Excel 或 WPS 中另存为 .xlsx"),
        ("a.csv", "不读 .csv 文件，请在 Excel 或 WPS 中另存为 .xlsx"),
        ("a.docx", "不读 .docx 文件，请把内容填入 Excel 模板（campaign-rules template）"),
        ("a.zip", "不读 .zip 文件，请先解压"),
        ("a.jsonl.gz", "不读 .gz 文件，只有成批检查（check -o）读它"),
    ],
)
def test_a_file_that_is_not_read_is_told_in_a_folder_and_refused_by_itself(
    tmp_path: pathlib.Path, name: str, told: str
) -> None:
    write(tmp_path / "r.yaml", "id: r\n")
    path = write(tmp_path / name)
    done = run("check", tmp_path, *AS_OF, "--format", "json")
    assert (done.exit_code, done.stderr) == (0, f"提醒：{path}: 没有读取：{told}\n")
    assert json.loads(done.stdout)["input_warnings"] == [
        {"file": str(path), "line": None, "column": None, "cell": None, "path": None, "code": "not-read", "message": f"没有读取：{told}"}
    ]  # fmt: skip
    for command in (("check", path, *AS_OF), ("import", path), ("progress", path, *AS_OF), ("ledger", path, *AS_OF)):
        alone = run(*command)
        assert (alone.exit_code, alone.stdout, alone.stderr) == (2, "", f"{path}: {told}\n")


@pytest.mark.parametrize("command", ["progress", "summary", "ledger", "calendar"])
def test_every_answer_lists_what_was_not_read(tmp_path: pathlib.Path, command: str) -> None:
    write(tmp_path / "r.yaml", "id: r\nactivities: []\n")
    write(tmp_path / "a.xls")
    done = run(command, tmp_path, *AS_OF, "--format", "json")
    assert "a.xls: 没有读取：不读 .xls 文件" in done.stderr
    assert [one["code"] for one in json.loads(done.stdout)["input_warnings"]] == ["not-read"]


def test_a_bulk_run_tells_them_too_and_reads_what_only_it_can(tmp_path: pathlib.Path) -> None:
    write(tmp_path / "in" / "r.yaml", "id: r\n")
    write(tmp_path / "in" / "a.csv")
    write(tmp_path / "in" / "b.jsonl.gz", "damaged")
    done = run("check", tmp_path / "in", *AS_OF, "-o", tmp_path / "out.jsonl", "--format", "json", "-j", "1")
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["records"], answer["rejected"]) == (2, 1, 1)
    assert [pathlib.Path(one["file"]).name for one in answer["input_warnings"]] == ["a.csv"]


@pytest.mark.parametrize(("name", "end"), [("r.yaml.txt", ".yaml"), ("r.xlsx.bak", ".xlsx"), ("r.xlsx ", ".xlsx")])
def test_a_name_that_goes_on_after_its_end_is_told(tmp_path: pathlib.Path, name: str, end: str) -> None:
    write(tmp_path / name)
    (told,) = search([tmp_path]).unread
    assert told.zh == f"没有读取：名字不以 {end} 结尾；若是记录，请改名"


def test_a_link_that_leads_nowhere_is_told(tmp_path: pathlib.Path) -> None:
    (tmp_path / "r.yaml").symlink_to(tmp_path / "gone.yaml")
    (told,) = search([tmp_path]).unread
    assert told.render() == f"{tmp_path / 'r.yaml'}: 没有读取：链接指向的文件不在"


# --- names that are no UTF-8 ---


@pytest.mark.skipif(os.name == "nt", reason="names are bytes only elsewhere")
@pytest.mark.parametrize(
    ("name", "shown"),
    [("进贤".encode("gbk"), "进贤"), (b"\xed\xa0\x80", "\\udced\\udca0\\udc80"), (b"a\xff", "a\\udcff")],
)
def test_a_file_whose_name_is_no_utf_8_is_read_and_named(tmp_path: pathlib.Path, name: bytes, shown: str) -> None:
    for end, text in ((b".yaml", "id: r\nactivities: []\n"), (b".json", '{"id": 1}'), (b".csv", "")):
        pathlib.Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + end)).write_text(text, "utf-8")
    done = run("check", tmp_path, *AS_OF)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        f"提醒：{tmp_path}/{shown}.csv: 没有读取：不读 .csv 文件，请在 Excel 或 WPS 中另存为 .xlsx\n"
        f'{tmp_path}/{shown}.json:1:8: id: 应为文字，得到 1；请加引号："1"\n'
    )
    for form in ("jsonl", "csv"):
        out = tmp_path / f"out.{form}"
        assert run("check", tmp_path, *AS_OF, "-o", out, "-j", "1").exit_code == 2
        assert f"{shown}.yaml" in out.read_text("utf-8").replace("\\\\", "\\")
        assert f"{shown}.json" in (tmp_path / f"out.{form}.rejects.jsonl").read_text("utf-8").replace("\\\\", "\\")
        out.unlink()


# --- the same unit twice ---


def test_an_identical_copy_counts_once_whatever_the_file(tmp_path: pathlib.Path) -> None:
    one = write(tmp_path / "a.yaml", "id: A\nname: 甲\nactivities: []\n")
    copy = write(tmp_path / "sub" / "a.json", '{"activities": [], "name": "甲", "id": "A"}')
    told = f"提醒：{copy}:1:39: id: 与 {one}:1:5 的记录完全相同（编号 A），只算一份\n"
    for command in ("check", "progress", "summary", "ledger"):
        done = run(command, tmp_path, "--as-of", "2023-05-31", "--format", "json")
        assert (done.exit_code, done.stderr) == (0, told), done.stderr
    assert [one["id"] for one in json.loads(run("check", tmp_path, *AS_OF, "--format", "json").stdout)["records"]] == [
        "A"
    ]
    assert run("import", one, copy).stdout.count("\n") == 1
    bulk = run("check", tmp_path, *AS_OF, "-o", tmp_path / "out.csv", "--format", "json", "-j", "1")
    assert (bulk.stderr, json.loads(bulk.stdout)["records"]) == (told, 1)


def test_two_that_differ_are_told_by_check_and_import_and_refused_by_the_form_and_the_summary(
    tmp_path: pathlib.Path,
) -> None:
    one = write(tmp_path / "a.yaml", "id: A\nname: 甲\nactivities: []\n")
    other = write(tmp_path / "b.jsonl", '\n{"id": "A", "name": "乙", "activities": [], "hazards": []}\n')
    said = f"{other}:2:8: id: 编号 A 在 {one}:1:5 已有一份记录，两份内容不同（名称、隐患台账）；请合成一份，或去掉不对的那份\n"
    for command in (("check", tmp_path, "--as-of", "2023-05-31"), ("import", one, other)):
        told = run(*command)
        assert (told.exit_code, told.stderr) == (0, f"提醒：{said}")
        assert told.stdout != ""
    for name in ("progress", "summary"):
        refused = run(name, tmp_path, *AS_OF)
        assert (refused.exit_code, refused.stdout, refused.stderr) == (2, "", said)
    page = run("check", tmp_path, *AS_OF, "--format", "html")
    assert (page.exit_code, page.stdout, page.stderr) == (2, "", said)


@pytest.mark.parametrize(
    ("id_", "same"),
    [("91360124MA00000152", True), ("91360124ma00000152", True), (" ９1360124MA00000152 ", True), ("E-1", False)],
)
def test_a_credit_code_is_the_same_however_it_is_typed(id_: str, same: bool) -> None:
    _, doubles = once([load({"id": "91360124MA00000152"}), load({"id": id_})], MODEL)
    assert [one.identical for one in doubles] == [True] * same


def test_a_department_and_an_enterprise_of_one_id_are_two() -> None:
    kept, doubles = once([load({"id": "A"}), load({"id": "A", "actor": "department"})], MODEL)
    assert (len(kept), doubles) == (2, [])
