"""Spreadsheets on the command line: templates, and records from and to workbooks."""

import json
import re
from pathlib import Path

import openpyxl
import pytest

from tests.cli.offices import AS_OF, RECORDS, run


def test_a_template_is_filled_in_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert run("template", path).exit_code == 0
    book = openpyxl.load_workbook(path)
    book["单位"]["A2"], book["单位"]["B2"] = "A-1", "某厂"
    row = {cell.value: cell.column for cell in book["活动"][1]}
    for heading, value in (("活动种类*", "讲评会"), ("日期*", "2023年5月28日"), ("由谁", "主要负责人")):
        book["活动"].cell(2, row[heading], value)
    book.save(path)
    (line,) = run("import", path).stdout.splitlines()
    assert json.loads(line) == {
        "id": "A-1", "actor": "enterprise", "name": "某厂",
        "activities": [{"kind": "review_meeting", "date": "2023-05-28", "by": "principal"}],
    }  # fmt: skip
    checked = json.loads(run("check", path, "--as-of", "2023-05-31", "--format", "json").stdout)
    assert {f["instance"]: f["status"] for f in checked["records"][0]["findings"]}[
        "review-meeting@2023-05"
    ] == "fulfilled"


def test_a_template_never_takes_the_place_of_a_workbook_unless_it_must(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"filled in")
    refused = run("template", path)
    assert (refused.exit_code, path.read_bytes()) == (2, b"filled in")
    assert refused.stderr.splitlines()[-1] == (
        f"错误：{path} 已经存在，里面可能有填好的内容；换个名字，或加 --force 覆盖"
    )
    assert run("template", path, "--force").exit_code == 0
    assert openpyxl.load_workbook(path).sheetnames[0] == "填表说明"


def test_a_template_for_offices_has_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert run("template", path, "--offices").exit_code == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["填表说明", "单位", "活动", "文件", "属性", "选项"]
    assert "金额（万元）" in [cell.value for cell in book["活动"][1]]
    assert run("template", tmp_path / "t.xls").exit_code == 2


def test_what_is_exported_can_be_imported_again(records: Path, tmp_path: Path) -> None:
    assert run("export", records, "-o", tmp_path / "e.xlsx").exit_code == 0
    done = run("import", tmp_path / "e.xlsx", "-o", tmp_path / "back.jsonl")
    assert (done.exit_code, done.stderr) == (0, "读入 2 份记录\n")
    back = [json.loads(line) for line in (tmp_path / "back.jsonl").read_text("utf-8").splitlines()]
    assert back == [{"actor": "enterprise", **RECORDS[0]}, RECORDS[1]]
    assert json.loads(run("import", tmp_path / "e.xlsx", "--format", "json").stdout) == {
        "records": back,
        "input_warnings": [],
    }


def test_a_spreadsheet_of_another_format_is_known_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    for command in (("import", path), ("check", path, *AS_OF)):
        done = run(*command)
        assert (done.exit_code, done.stderr) == (
            2,
            f"{path}: 不读 .xls 文件，请在 Excel 或 WPS 中另存为 .xlsx\n",
        )


def test_half_a_character_can_not_be_imported(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"id": "a"}\n{"id": "b", "name": "\\ud800"}\n', "utf-8")
    done = run("import", path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"{path}:2:21: name: 含有不成对的代理码点（半个字符），无法写成 UTF-8\n"


def test_null_can_be_imported_as_unknown(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"id": "a", "hazards": null, "hot_work": 1}\n', "utf-8")
    assert run("import", path, "--nulls", "unknown").stdout == '{"id":"a","actor":"enterprise","hot_work":true}\n'
    assert run("import", path).exit_code == 2


def test_a_workbook_with_one_bad_cell_is_not_imported_at_all(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "台账"
    for line in (("企业编号", "隐患编号", "发现日期"), ("A", "H-1", "2023-6-1"), ("A", "H-2", "昨天")):
        book.active.append(line)
    book.save(tmp_path / "l.xlsx")
    out = tmp_path / "out.jsonl"
    done = run("import", tmp_path / "l.xlsx", "-o", out)
    assert (done.exit_code, out.exists()) == (2, False)
    assert done.stderr == f"{tmp_path / 'l.xlsx'}:台账!C3: 发现日期: “昨天”不是日期，应如 2023-6-1\n"


def test_what_the_campaign_does_not_know_is_told_in_its_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "抽查检查"
    for line in (("企业编号", "检查日期", "问题"), ("A", "2023-6-1", "没有职责清单")):
        book.active.append(line)
    page = book.create_sheet("活动")
    for line in (("企业编号", "活动种类", "日期"), ("A", "讲评", "2023-6-1")):
        page.append(line)
    book.save(tmp_path / "l.xlsx")
    done = run("import", tmp_path / "l.xlsx")
    assert done.exit_code == 2
    assert (
        "抽查检查!C2: 问题: “没有职责清单”不是可填的词，可用：企业主要负责人未按要求亲自研究排查整治工作、"
        in done.stderr
    )
    del book["抽查检查"]
    book.save(tmp_path / "l.xlsx")
    done = run("import", tmp_path / "l.xlsx")
    assert (done.exit_code, done.stderr) == (
        0,
        f"提醒：{tmp_path / 'l.xlsx'}:活动!B2: 活动种类: 不认得“讲评”，由它决定的判断为“不明”；是否想写 安全生产讲评会？\n",
    )


def test_a_folder_may_hold_workbooks_and_what_is_no_record_among_them(records: Path, tmp_path: Path) -> None:
    run("export", records, "-o", tmp_path / "e.xlsx")
    run("progress", records, *AS_OF, "-o", tmp_path / "form.xlsx")
    (tmp_path / "~$e.xlsx").write_bytes(b"lock")
    records.unlink()
    done = run("summary", tmp_path, *AS_OF, "--format", "json")
    assert json.loads(done.stdout)["records"] == 2
    assert "提醒：" in done.stderr
    assert run("check", tmp_path / "form.xlsx", *AS_OF).exit_code == 2
    assert len(json.loads(run("calendar", tmp_path, "--format", "json").stdout)["entries"]) > 10


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run("import", tmp_path / "none.xlsx")
    assert (done.exit_code, "无法读取" in done.stderr) == (2, True)


def test_an_export_that_a_workbook_cannot_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps({"id": "A", "note": "长" * 40_000}), "utf-8")
    done = run("export", path, "-o", tmp_path / "e.xlsx")
    assert (done.exit_code, (tmp_path / "e.xlsx").exists()) == (2, False)
    assert "文字有 40000 个字符，一格最多 32767 个" in done.stderr


def test_import_with_strict_refuses_a_word_that_nobody_knows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "活动"
    for row in (["单位编号", "种类", "日期", "由谁"], ["甲", "安全例会", "2023-06-01", "总经理"]):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    said = f"{tmp_path / 'a.xlsx'}:活动!B2: 种类: 不认得“安全例会”，由它决定的判断为“不明”；是否想写 安全生产讲评会？\n"
    strict, lenient = run("import", tmp_path / "a.xlsx", "--strict"), run("import", tmp_path / "a.xlsx")
    assert (strict.exit_code, strict.stdout, strict.stderr) == (2, "", said)
    assert (lenient.exit_code, lenient.stderr) == (0, "提醒：" + said)


def test_who_typed_a_workbook_is_told_of_cells_and_never_of_paths(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "活动"
    rows = (["单位编号", "种类", "日期", "由谁"], ["甲", "讲评会", "2023-06-10", "张三"], ["甲", "安全例会", "2023-07-10", "总经理"],
            ["甲", "讲评会", "2023-12-10", "总经理"])  # fmt: skip
    for row in rows:
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    said = run("check", tmp_path / "a.xlsx", "--as-of", "2023-08-01", "--all").stdout
    assert "由谁（活动!D2）" in said
    assert "种类（活动!B3）" in said
    assert "尚未生效的记录 1 条：活动第4行" in said
    assert "activities" not in said
    explained = run("explain", tmp_path / "a.xlsx", "review-meeting@2023-06", "--as-of", "2023-08-01").stdout
    assert "[活动!D2]" in explained
    assert "activities" not in explained
    as_json = run("check", tmp_path / "a.xlsx", "--as-of", "2023-08-01", "--format", "json").stdout
    assert '"activities[0].by"' in as_json


@pytest.mark.parametrize(
    "command",
    [
        ["check", "--all"],
        ["check", "--format", "html"],
        ["next", "--record", "91360124MA00000152"],
        ["progress"],
        *(["progress", "--explain", cell] for cell in ("1.1", "1.2", "2.4", "3.3", "3.7", "4.1")),
        ["summary"],
        ["ledger"],
    ],
    ids=" ".join,
)
def test_no_command_tells_a_path_of_the_record_to_who_typed_workbooks(tmp_path: Path, command: list[str]) -> None:
    """Every example as a workbook: what is said of it names sheets and cells."""
    book = tmp_path / "a.xlsx"
    run("export", *sorted((Path(__file__).parents[2] / "examples").glob("*.yaml")), "-o", book)
    done = run(*command, book, "--as-of", "2023-10-15")
    assert done.exit_code in (0, 1), done.output
    assert re.findall(r"\b[a-z_]+\[\d+\][a-z_.\[\]\d]*", done.stdout + done.stderr) == []
