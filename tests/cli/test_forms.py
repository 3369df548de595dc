"""The form, the ledger and the summary on the command line."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
import yaml

from tests.cli.offices import AS_OF, run


def test_progress_answers_as_the_contract_says(records: Path) -> None:
    """Contract §5: {unit, as_of, cells}."""
    done = run("progress", records, *AS_OF, "--format", "json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["unit"], found["as_of"], found["since"]) == (0, "民和镇", "2023-08-23", "2023-05-01")
    assert (found["cells"]["1.1"], found["cells"]["4.1"], found["cells"]["3.3"], len(found["cells"])) == (
        1,
        1,
        None,
        32,
    )
    assert found["interpretations"] == {"cumulative-since": "mobilisation", "rectified-means-accepted": "accepted"}
    assert found.keys() >= {"campaign", "differences"}
    assert (found["faults"], found["warnings"]) == ([], [])


def test_progress_gives_the_form_of_each_unit_or_of_one(records: Path) -> None:
    found = json.loads(run("progress", records, *AS_OF, "--format", "json", "--units").stdout)
    assert [(one["unit"], one["cells"]["1.1"]) for one in found["units"]] == [("民和镇", 1)]
    one = json.loads(run("progress", records, *AS_OF, "--format", "json", "--unit", "民和镇").stdout)
    assert one["unit"] == "民和镇"
    assert "填报单位：民和镇" in run("progress", records, *AS_OF, "--units").stdout
    wrong = run("progress", records, *AS_OF, "--unit", "民合镇")
    assert (wrong.exit_code, "没有 民合镇，是否想写 民和镇？" in wrong.stderr) == (2, True)


def test_progress_explains_a_cell(records: Path) -> None:
    assert (
        "计入 +1  2023-06-12  H-1  A 甲厂（hazards[0]）" in run("progress", records, *AS_OF, "--explain", "1.1").stdout
    )
    both = json.loads(
        run("progress", records, *AS_OF, "--explain", "1.1", "--explain", "4.1", "--format", "json").stdout
    )
    assert {cell: (one["value"], len(one["entries"]), one["clauses"]) for cell, one in both["explained"].items()} == {
        "1.1": (1, 1, "附件一之1、二（一）2"), "4.1": (1, 1, "附件四之1、二（三）1"),
    }  # fmt: skip
    wrong = run("progress", records, *AS_OF, "--explain", "5.1")
    assert (wrong.exit_code, "没有 5.1" in wrong.stderr) == (2, True)


def test_a_smaller_figure_than_before_is_a_warning_and_a_faulty_earlier_form_fails(
    records: Path, tmp_path: Path
) -> None:
    before = tmp_path / "before.json"
    cells = {"1.1": 2, "1.2": 1, "3.3": {"count": 1, "amount": 2.5}, "4.6": None}
    before.write_text(json.dumps({"as_of": "2023-07-23", "cells": cells}), "utf-8")
    done = run("progress", records, *AS_OF, "--previous", before)
    assert done.exit_code == 0
    assert "提醒 1.1: 企业自查发现的重大事故隐患：前表 2，现为 1；累计数只会增加" in done.stdout.replace("\n", "")
    before.write_text(json.dumps({"as_of": "2023-07-23", "cells": {"1.1": 1, "1.2": 3}}), "utf-8")
    done = run("progress", records, *AS_OF, "--previous", before)
    assert done.exit_code == 1
    assert (
        "错误 1.2: 前表：企业自查发现重大事故隐患中已完成整改的 3，大于企业自查发现的重大事故隐患 1"
        in done.stdout.replace("\n", "")
    )


def test_what_is_wrong_with_an_earlier_form_is_told_all_at_once(records: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    cells = {"1.1": "三", "3.3": {"cuont": 1, "amount": -2}, "5.1": 1, "3.8": 2}
    before.write_text(json.dumps({"as_of": "2023-09-23", "cells": cells}, indent=1), "utf-8")
    done = run("progress", records, *AS_OF, "--previous", before)
    assert done.exit_code == 2
    assert [line.partition("before.json")[2].partition(": ")[2] for line in done.stderr.splitlines()] == [
        "as_of: 前表是 2023-09-23 的，晚于 2023-08-23",
        "cells.1.1: 应为不小于 0 的数、是否，或 null",
        "cells.3.3.amount: 应为不小于 0 的数、是否，或 null",
        "cells.3.3.cuont: 应为不小于 0 的数、是否，或 null",
        "cells.5.1: 表里没有 5.1 这一格，是否想写 4.1？",
    ]
    for text, told in (("[]", "cells: 应为 progress --format json 写出的表"), ("{", "JSON 语法错误")):
        before.write_text(text, "utf-8")
        assert told in run("progress", records, *AS_OF, "--previous", before).stderr
    assert "无法读取" in run("progress", records, *AS_OF, "--previous", tmp_path / "none.json").stderr


def test_progress_writes_a_workbook_or_json(records: Path, tmp_path: Path) -> None:
    assert run("progress", records, *AS_OF, "-o", tmp_path / "form.xlsx", "--units").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "form.xlsx").sheetnames == ["民和镇", "民和镇2", "明细"]
    assert run("progress", records, *AS_OF, "-o", tmp_path / "form.json", "--format", "json").exit_code == 0
    assert json.loads((tmp_path / "form.json").read_text("utf-8"))["cells"]["1.1"] == 1
    wrong = run("progress", records, *AS_OF, "-o", tmp_path / "none" / "form.xlsx")
    assert (wrong.exit_code, "无法写入" in wrong.stderr) == (2, True)


def test_the_ledger_is_shown_and_written(records: Path, tmp_path: Path) -> None:
    assert "已发现，已逾期" in run("ledger", records, *AS_OF).stdout
    assert json.loads(run("ledger", records, *AS_OF, "--format", "json").stdout)["hazards"][0]["hazard"] == "H-1"
    for name in ("l.xlsx", "l.csv", "l.json"):
        assert run("ledger", records, *AS_OF, "-o", tmp_path / name).exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "l.xlsx").sheetnames == ["隐患台账"]
    assert (tmp_path / "l.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    back = [json.loads(line) for line in run("import", tmp_path / "l.xlsx").stdout.splitlines()]
    assert [(one["id"], one["hazards"][0]["found"]["date"]) for one in back] == [("A", "2023-06-12")]


def test_the_summary_fails_where_something_is_violated(records: Path, tmp_path: Path) -> None:
    assert run("summary", tmp_path, *AS_OF).exit_code == 1
    found = json.loads(run("summary", records, *AS_OF, "--format", "json", "--days", "0").stdout)
    assert (found["records"], found["areas"][0]["overdue"], found["statuses"]["enterprise"]) == (
        2,
        1,
        {"violated": 1},
    )
    calm = tmp_path / "calm.json"
    calm.write_text(json.dumps({"id": "B"}), "utf-8")
    assert run("summary", calm, *AS_OF).exit_code == 0


@pytest.mark.parametrize("command", [("progress",), ("ledger",), ("summary",)])
def test_an_impossible_record_is_refused_before_anything_is_counted(tmp_path: Path, command: tuple[str, ...]) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps({"id": "A", "waivers": [{"from": "2023-06-02", "to": "2023-06-01"}]}), "utf-8")
    done = run(*command, path, *AS_OF)
    assert (done.exit_code, done.stdout, "早于起始日" in done.stderr) == (2, "", True)


def test_what_shrank_is_said_in_every_form(records: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    assert run("progress", records, *AS_OF, "-o", earlier).exit_code == 0
    before = json.loads(earlier.read_text("utf-8"))
    before["cells"] |= {"4.1": 3, "4.7": 5}
    earlier.write_text(json.dumps(before), "utf-8")
    said = "党委政府分别组织专题学习安全生产十五条硬措施：前表 3，现为 1；累计数只会增加"
    gone = "配备专兼职技术检查员数量：前表 5，现在没有单位填报"
    previous = ("progress", records, *AS_OF, "--previous", earlier)
    assert [one["message"] for one in json.loads(run(*previous, "--format", "json").stdout)["warnings"]] == [said, gone]
    assert f"提醒 4.1: {said}" in run(*previous).stdout.replace("\n", "")
    assert run(*previous, "-o", tmp_path / "form.xlsx").exit_code == 0
    details = openpyxl.load_workbook(tmp_path / "form.xlsx")["明细"]
    assert [details.cell(row, 2).value for row in (2, 3)] == [f"提醒 4.1: {said}", f"提醒 4.7: {gone}"]


def test_a_form_is_written_in_the_form_that_its_name_says(records: Path, tmp_path: Path) -> None:
    assert run("progress", records, *AS_OF, "-o", tmp_path / "form.json").stdout == ""
    assert json.loads((tmp_path / "form.json").read_text("utf-8"))["cells"]["1.1"] == 1
    refused = run("progress", records, *AS_OF, "-o", tmp_path / "form.txt")
    assert (refused.exit_code, list(tmp_path.glob("form.txt"))) == (2, [])


@pytest.mark.parametrize("command", [["progress"], ["ledger"], ["summary"]])
def test_a_word_that_nobody_knows_is_told_by_every_command_that_counts(tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "r.json"
    path.write_text('{"id": "甲", "sectors": ["星际开采"], "hazards": []}', "utf-8")
    done = run(*command, path, "--as-of", "2023-09-25")
    assert done.stderr == f"提醒：{path}:1:25: sectors[0]: 不认得“星际开采”，由它决定的判断为“不明”\n"


# --- the ledgers that a campaign keeps ---

OFFICE = {
    "id": "I-1",
    "name": "食品科",
    "actor": "inspectorate",
    "inspections": [{"id": "V-1", "ordered": "2025-05-02"}],
}
VISITS = {
    "title": {"zh": "检查台账", "en": "Ledger of inspections"},
    "columns": {
        "whose": {"title": {"zh": "单位", "en": "whose"}, "record": "name"},
        "which": {"title": {"zh": "编号", "en": "which"}, "field": "id"},
        "ordered": {"title": {"zh": "下令日期", "en": "ordered on"}, "field": "ordered"},
    },
}


def canteens(folder: Path, **ledgers: dict[str, object] | None) -> Path:
    """Return a copy of the campaign of canteens that keeps other ledgers."""
    made = Path(shutil.copytree("tests/packs/canteens", folder / "canteens"))
    declared = yaml.safe_load((made / "record.yaml").read_text("utf-8"))
    for section, ledger in ledgers.items():
        declared["sections"][section].pop("ledger", None)
        declared["sections"][section] |= {"ledger": ledger} if ledger else {}
    (made / "record.yaml").write_text(yaml.safe_dump(declared, allow_unicode=True, sort_keys=False), "utf-8")
    return made


@pytest.fixture
def inspected(tmp_path: Path) -> Path:
    path = tmp_path / "office.json"
    path.write_text(json.dumps(OFFICE), "utf-8")
    return path


def test_a_campaign_without_a_ledger_says_so_and_writes_nothing(tmp_path: Path, inspected: Path) -> None:
    bare = canteens(tmp_path, complaints=None)
    done = run("ledger", inspected, "--as-of", "2025-06-01", "--campaign", bare, "-o", tmp_path / "l.xlsx")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (2, "错误：canteens 没有台账")
    assert not (tmp_path / "l.xlsx").exists()


def test_every_ledger_is_written_unless_one_is_asked_for(tmp_path: Path, inspected: Path) -> None:
    both = canteens(tmp_path, inspections=VISITS)
    asked = ("ledger", inspected, "--as-of", "2025-06-01", "--campaign", both)
    data = json.loads(run(*asked, "--format", "json").stdout)
    row = {"whose": "食品科", "which": "V-1", "ordered": "2025-05-02"}
    assert (data["complaints"], data["inspections"]) == ([], [row])
    assert [one for one in run(*asked).stdout.splitlines() if one.endswith("台账")] == ["学校食堂投诉台账", "检查台账"]
    for named in ("inspections", "检查", "检查案卷", "Ledger of inspections"):
        one = json.loads(run(*asked, "--section", named, "--format", "json").stdout)
        assert (one["inspections"], "complaints" in one) == ([row], False)
    assert run(*asked, "-o", tmp_path / "l.xlsx").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "l.xlsx").sheetnames == ["投诉登记", "检查案卷"]
    wrong = run(*asked, "--section", "samples")
    assert (wrong.exit_code, wrong.stderr.splitlines()[-1]) == (
        2,
        "错误：没有 samples，可用：complaints、inspections",
    )
