"""A campaign of another kind is a folder of YAML: school canteens, with nothing of work safety in it or in its answers."""

import csv
import io
import json
import multiprocessing
import pathlib
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from campaign_rules import BadRecord, Campaign, Refused, load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.cli import cli
from campaign_rules.rules.clauses import coverage

PACK = pathlib.Path(__file__).parent / "packs" / "canteens"
AS_OF = date(2025, 6, 2)

SCHOOL: dict[str, Any] = {
    "id": "S-1",
    "name": "柳桥一小",
    "services": ["热餐"],
    "district": "东区",
    "pupils": 320,
    "allergen_kitchen": True,
    "particulars": {"seats": 180},
    "actions": [
        {"kind": "陪餐", "done": "2025-03-12", "led_by": "校长"},
        {"kind": "tasting", "done": "2025-05-14", "led_by": "厨师长"},
    ],
    "menus": [{"kind": "带量食谱", "posted": "2025-03-01"}],
    "samples": [
        {"id": "P-1", "dish": "炖菜", "taken": "2025-05-20", "storage": {"place": "一号冰箱", "temperature": -1.5}},
        {"id": "P-2", "dish": "汤", "taken": "2025-05-20", "storage": {"place": "一号冰箱", "temperature": 6}},
    ],
    "complaints": [
        {
            "id": "C-1",
            "about": "饭菜不热",
            "intake": {"day": "2025-04-07", "channel": "pupil"},
            "gravity": "quality",
            "remedy": {"measures": "换保温箱", "cost": 80.5, "answer_by": "2025-04-21"},
            "events": [
                {"kind": "investigated", "date": "2025-04-08"},
                {"kind": "remedied", "date": "2025-04-14"},
                {"kind": "confirmed", "date": "2025-04-22"},
            ],
        },
        {
            "id": "C-2",
            "about": "午餐后腹泻",
            "intake": {"day": "2025-05-12", "channel": "parent"},
            "gravity": "illness",
            "remedy": {"answer_by": "2025-05-26"},
            "events": [{"kind": "investigated", "date": "2025-05-13"}],
        },
    ],
    "fines": [{"decided": "2025-05-27", "authority": "食品科", "amount": 250}],
    "gas_checks": [
        {"id": "G-1", "checked_on": "2025-03-03", "tight": True, "engineer": "王师傅", "valid_until": "2026-03-02"}
    ],
}
CATERER: dict[str, Any] = {
    "id": "K-1",
    "actor": "caterer",
    "name": "快送餐饮",
    "services": ["冷链餐"],
    "district": "东区",
    "deliveries": [
        {"kind": "冷藏餐", "delivered": "2025-05-07", "driver": "供餐经理", "checked": "全部", "temperature": -17.5}
    ],
    "complaints": [],
    "samples": [],
}
INSPECTORATE: dict[str, Any] = {
    "id": "I-1",
    "actor": "inspectorate",
    "name": "食品科",
    "inspections": [
        {"id": "V-1", "site": "S-1", "ordered": "2025-04-01", "visit_by": "2025-04-30", "events": [
            {"kind": "visited", "date": "2025-04-29"}, {"kind": "signed_off", "date": "2025-05-02"}]},
        {"id": "V-2", "site": "K-1", "ordered": "2025-05-01", "visit_by": "2025-05-20", "events": []},
    ],
}  # fmt: skip
DISTRICT: dict[str, Any] = {
    "id": "D-1",
    "actor": "district",
    "name": "东区",
    "actions": [{"kind": "区食堂例会", "done": "2025-03-18"}],
}
RECORDS = [SCHOOL, CATERER, INSPECTORATE, DISTRICT]

OF_WORK_SAFETY = re.compile("隐患|万元|企业|整改|重大事故|hazard|enterprise|township|10,000 yuan|rectif", re.IGNORECASE)
"""Words that only a campaign on work safety says."""


@pytest.fixture(scope="module")
def canteens() -> Campaign:
    return load_campaign(PACK)


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """A folder with the records, each in a file and all in one, where commands write what they write."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "records").mkdir()
    for record in RECORDS:
        (tmp_path / "records" / f"{record['id']}.json").write_text(json.dumps(record), "utf-8")
    lines = "".join(json.dumps(record) + "\n" for record in RECORDS)
    (tmp_path / "all.jsonl").write_text(lines, "utf-8")
    return tmp_path


def run(*command: str | pathlib.Path) -> Result:
    """Run a command with the canteens' pack; whatever it says, it foresaw it."""
    done = CliRunner().invoke(cli, [*map(str, command), "--campaign", str(PACK)])
    assert done.exception is None or isinstance(done.exception, SystemExit), (command, done.exception, done.output)
    return done


def said(*command: str | pathlib.Path) -> str:
    """Return what a command prints, with its lines joined."""
    return re.sub(r"\s+", " ", run(*command).stdout)


# --- the pack ---


def test_lint_finds_nothing_in_the_pack() -> None:
    done = CliRunner().invoke(cli, ["lint", str(PACK)])
    assert (done.exit_code, done.stdout) == (0, "没有发现问题\n")


def test_every_scenario_holds_and_every_branch_is_proved() -> None:
    done = CliRunner().invoke(cli, ["test", str(PACK), "--coverage", "--format", "json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["failed"]) == (0, 0), done.stdout
    assert told["coverage"]["missing"] == []


# --- one record ---


def test_a_record_is_checked_as_its_rules_say(canteens: Campaign) -> None:
    report = canteens.check(SCHOOL, as_of=AS_OF)
    stands = {finding.instance: finding.status for finding in report.findings}
    assert {name: stands[name] for name in ("tasting@2025-03", "tasting@2025-05", "menu-posted@once")} == {
        "tasting@2025-03": "fulfilled",
        "tasting@2025-05": "violated",
        "menu-posted@once": "fulfilled",
    }
    assert (stands["allergen-notice@once"], stands["kitchen-order@once"]) == ("violated", "needs_review")
    assert (stands["sample-kept@P-1"], stands["sample-kept@P-2"]) == ("fulfilled", "violated")
    assert (stands["complaint-answered@C-1"], stands["complaint-answered@C-2"]) == ("fulfilled_late", "violated")
    assert stands["gas-check@G-1"] == "fulfilled"


def test_an_outcome_is_told_in_the_words_of_the_pack(canteens: Campaign) -> None:
    report = canteens.check(SCHOOL, as_of=AS_OF)
    assert [one.outcomes for one in report.outcomes] == [("nothing",), ("closing_order", "fine")]
    zh, en = (report.outcomes[1].explain(lang=lang) for lang in ("zh", "en"))
    assert zh.splitlines()[:9] == [
        "是  C-2 对投诉的措施建议：责令停餐、罚款（供执法人员参考，不是决定）",
        "  - 是  责令停餐：提示  [closing_order]",
        "    - ·  依据：三（二）（柳桥市学校食堂食品安全行动（2025））",
        "    - 是  须全部成立",
        "      - 是  有人不适",
        "        - 是  轻重为有人不适  [complaints[1].gravity]",
        "      - 是  过期未答复",
        "        - 是  并非：投诉人已确认",
        "          - 否  办理情况为已确认（记录为已调查）  [complaints[1].events]",
    ]
    assert en.splitlines()[9:12] == [
        "        - yes  day to answer is before 2025-06-02 (recorded: 2025-05-26)  [complaints[1].remedy.answer_by]",
        "    - ·  since 2025-05-27",
        "    - ·  the least that would change it today: have it confirmed; or have the inspectorate extend the day",
    ]


def test_a_history_begins_with_what_dates_the_item_in_the_words_of_the_pack(canteens: Campaign) -> None:
    begun, *_ = canteens.check(SCHOOL, as_of=AS_OF).history("C-2")
    assert (begun.what("zh"), begun.what("en")) == ("收件（家长）", "intake (a parent)")
    begun, *_ = canteens.check(INSPECTORATE, as_of=AS_OF).history("V-1")
    assert (begun.what("zh"), begun.what("en")) == ("下令日期", "ordered on")


def test_a_record_made_for_another_campaign_is_refused_with_whose_it_is(canteens: Campaign) -> None:
    with pytest.raises(BadRecord) as refused:
        load_campaign("jinxian-2023").check(canteens.record_model.record(id="S-1"), as_of=AS_OF)
    said = "a record of another campaign (on records of school, caterer, inspectorate, district), whose form differs from that of jinxian-2023: actor, "
    assert str(refused.value).startswith(said)
    assert refused.value.problems[0].zh.startswith(
        "这份记录是另一个行动（school、caterer、inspectorate、district 的记录）的，与 jinxian-2023 的格式不同：actor、"
    )


def test_a_cell_is_cited_as_the_form_says(canteens: Campaign, folder: pathlib.Path) -> None:
    """The canteens' form is a table of the text, not an annex."""
    form = canteens.pack.form
    assert form
    assert form.clause_of("2.1") == "table.2.1"
    assert "依据：附表二之1、三（二）" in said(
        "progress", folder / "all.jsonl", "--explain", "2.1", "--as-of", "2025-06-02"
    )
    assert [one.citations[0].name for one in coverage(canteens.pack) if one.clause == "table.2.1"] == ["2.1"]


def test_a_doer_is_known_by_the_field_that_says_who_it_was(canteens: Campaign) -> None:
    report = canteens.check(CATERER, as_of=AS_OF)
    (may,) = [finding for finding in report.findings if finding.instance == "accompanied-delivery@2025-05"]
    assert (may.status, [e.date for e in may.evidence]) == ("fulfilled", [date(2025, 5, 7)])


def test_an_impossible_history_is_refused_with_its_place_and_its_day(canteens: Campaign) -> None:
    early = SCHOOL | {"complaints": [{"id": "C-9", "intake": {"day": "2025-04-07", "channel": "pupil"}, "events": [{"kind": "remedied", "date": "2025-04-01"}]}]}  # fmt: skip
    with pytest.raises(BadRecord) as refused:
        canteens.check(early, as_of=AS_OF)
    assert str(refused.value) == (
        "complaints[0].events[0].date: 2025-04-01 is before the intake of 2025-04-07: impossible"
    )
    assert refused.value.problems[0].zh == "2025-04-01 早于收件日 2025-04-07，不可能发生"


ALL_KEYS = "; expected one of: " + ", ".join(load_campaign("jinxian-2023").record_model.record.__struct_fields__)
"""What is told where no key is near."""


def test_a_record_of_another_campaign_is_refused_with_a_word(canteens: Campaign) -> None:
    with pytest.raises(BadRecord) as refused:
        load_campaign("jinxian-2023").check(SCHOOL, as_of=AS_OF)
    assert str(refused.value).splitlines()[:3] == [
        "actions: unknown key actions; did you mean actor?",
        "allergen_kitchen: unknown key allergen_kitchen" + ALL_KEYS,
        "complaints: unknown key complaints" + ALL_KEYS,
    ]


COMMANDS = {
    "check": ("check", "records/S-1.json", "--as-of", "2025-06-02", "--all"),
    "check in JSON": ("check", "records/S-1.json", "--as-of", "2025-06-02", "--format", "json"),
    "check as a page": ("check", "records/S-1.json", "--as-of", "2025-06-02", "--format", "html"),
    "check of an office": ("check", "records/I-1.json", "--as-of", "2025-06-02", "--all"),
    "check of a caterer": ("check", "records/K-1.json", "--as-of", "2025-06-02", "--all"),
    "explain a case": ("explain", "records/S-1.json", "C-2", "--as-of", "2025-06-02"),
    "explain a duty": ("explain", "records/S-1.json", "tasting@2025-05", "--as-of", "2025-06-02"),
    "explain a sample": ("explain", "records/S-1.json", "sample-kept@P-2", "--as-of", "2025-06-02"),
    "history": ("history", "records/S-1.json", "C-1", "--as-of", "2025-06-02"),
    "history of an inspection": ("history", "records/I-1.json", "V-1", "--as-of", "2025-06-02"),
    "next": ("next", "records/S-1.json", "--as-of", "2025-06-02"),
    "next of an office": ("next", "records/I-1.json", "--as-of", "2025-06-02"),
    "ledger": ("ledger", "all.jsonl", "--as-of", "2025-06-02"),
    "ledger as CSV": ("ledger", "all.jsonl", "--as-of", "2025-06-02", "--format", "csv"),
    "ledger in JSON": ("ledger", "all.jsonl", "--as-of", "2025-06-02", "--format", "json"),
    "summary": ("summary", "records", "--as-of", "2025-06-02"),
    "summary in JSON": ("summary", "records", "--as-of", "2025-06-02", "--format", "json"),
    "summary as a page": ("summary", "records", "--as-of", "2025-06-02", "--format", "html"),
    "progress": ("progress", "all.jsonl", "--as-of", "2025-06-02", "--units"),
    "progress in JSON": ("progress", "all.jsonl", "--as-of", "2025-06-02", "--format", "json"),
    "progress explained": ("progress", "all.jsonl", "--as-of", "2025-06-02", "--explain", "2.1"),
    "calendar": ("calendar", "records/S-1.json", "--as-of", "2025-06-02"),
    "calendar as ICS": ("calendar", "records/S-1.json", "--as-of", "2025-06-02", "--format", "ics"),
    "calendar of an actor": ("calendar", "--actor", "district", "--format", "csv"),
    "book": ("book",),
    "diagram": ("diagram", "complaint"),
    "lead": ("lead", "自办食堂"),
    "phase": ("phase", "2025-04-01"),
    "import": ("import", "filled.xlsx"),
    "schema": ("schema",),
    "types": ("types", "--for", "typescript"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_no_command_says_a_word_of_work_safety(command: tuple[str, ...], lang: str, folder: pathlib.Path) -> None:
    if "filled.xlsx" in command:
        run("export", "all.jsonl", "-o", "filled.xlsx")
    done = run(*command, "--lang", lang)
    assert done.exit_code in (0, 1), done.output
    assert done.stdout
    assert [line for line in done.output.splitlines() if OF_WORK_SAFETY.search(line)] == []


# --- workbooks ---


def filled(path: pathlib.Path, sheets: dict[str, list[dict[str, Any]]]) -> None:
    """Fill in a template as people do: by the headings of its columns, one row after the other."""
    book = openpyxl.load_workbook(path)
    for title, rows in sheets.items():
        sheet = book[title]
        columns = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1] if cell.value}
        for number, row in enumerate(rows, 2):
            for heading, value in row.items():
                sheet.cell(number, columns[heading], value)
    book.save(path)


def test_a_workbook_asks_for_what_is_declared_in_its_order(folder: pathlib.Path) -> None:
    assert run("template", "school.xlsx").exit_code == 0
    book = openpyxl.load_workbook("school.xlsx")
    assert book.sheetnames == [
        *("填表说明", "单位", "送餐记录", "公示文件", "工作记录", "留样", "投诉登记", "投诉经过", "罚款", "停餐", "燃气检查"),
        *("其他情况", "选项"),
    ]  # fmt: skip
    assert [cell.value for cell in book["投诉登记"][1]] == [
        *("单位编号", "投诉编号*", "投诉内容", "收件日期*", "投诉人", "轻重", "有无处理办法", "办法附注", "做法"),
        *("花费（欧元）", "答复期限", "调查日期", "处理日期", "确认日期", "再次投诉日期", "经过已填全", "附注"),
    ]  # fmt: skip
    assert [cell.value for cell in book["送餐记录"][1]][5] == "送达温度（°C）"
    said = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert [text for text in said if OF_WORK_SAFETY.search(text)] == []


def guide(path: str) -> str:
    """What the guide of a workbook says."""
    return "\n".join(str(cell.value) for cell in openpyxl.load_workbook(path)["填表说明"]["A"])


def test_a_guide_says_what_the_sheets_of_its_own_workbook_need_and_nothing_of_others(folder: pathlib.Path) -> None:
    run("template", "school.xlsx")
    run("template", "office.xlsx", "--offices")
    of_complaints = "调查、处理、确认、再次投诉直接填在“投诉登记”表里；其他的，或同一事项不止一次的，填在“投诉经过”表。"
    of_inspections = "到场、签结直接填在“检查案卷”表里；其他的，或同一事项不止一次的，填在“检查经过”表。"
    assert of_complaints in guide("school.xlsx")
    assert of_inspections not in guide("school.xlsx")
    assert of_inspections in guide("office.xlsx")
    assert of_complaints not in guide("office.xlsx")


def test_a_workbook_filled_as_people_fill_them_is_read_and_checked(folder: pathlib.Path) -> None:
    run("template", "school.xlsx")
    filled(
        folder / "school.xlsx",
        {
            "单位": [
                {"代码": "S-7", "校名": "河畔中学", "供餐方式": "热餐；冷链餐", "所在区": "西区", "学生人数": "310人",
                 "有无过敏餐厨房": "是", "公示文件已填全": "是", "工作记录已填全": "是"},
            ],
            "送餐记录": [{"送什么": "冷藏餐", "送达日期": "2025年5月7日", "谁送": "厨师长", "查验范围": "全部", "送达温度（°C）": "-18.5℃"}],
            "留样": [{"留样编号": "P-1", "菜品": "汤", "取样日期": "2025/5/20", "存放处": "二号冰箱", "存放温度（°C）": "3度"}],
            "投诉登记": [
                {"投诉编号": "C-1", "投诉内容": "饭菜不热", "收件日期": date(2025, 4, 7), "投诉人": "家长", "轻重": "质量问题",
                 "做法": "换保温箱", "花费（欧元）": "€ 80.50", "答复期限": "2025-4-21", "处理日期": "2025-4-14",
                 "确认日期": "2025-4-22", "经过已填全": "是"},
                {"投诉编号": "C-2", "投诉内容": "午餐后腹泻", "收件日期": "2025-5-12", "投诉人": "家长", "轻重": "腹泻",
                 "答复期限": "2025-5-26", "花费（欧元）": "€15", "经过已填全": "是"},
            ],
            "投诉经过": [{"投诉编号": "C-2", "事项": "宽限", "事项日期": "2025-5-20", "谁办": "食品检查处", "改到": "2025-6-10"}],
        },
    )  # fmt: skip
    done = run("import", "school.xlsx")
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert (record["pupils"], record["services"], record["allergen_kitchen"]) == (310, ["热餐", "冷链餐"], True)
    assert record["deliveries"][0] == {
        "kind": "chilled_delivery", "delivered": "2025-05-07", "driver": "cook", "checked": "全部", "temperature": -18.5,
    }  # fmt: skip
    assert record["samples"][0]["storage"] == {"place": "二号冰箱", "temperature": 3}
    first, second = record["complaints"]
    assert (first["remedy"]["cost"], second["remedy"]["cost"], second["gravity"]) == (80.5, 15, "illness")
    assert first["events"] == [{"kind": "remedied", "date": "2025-04-14"}, {"kind": "confirmed", "date": "2025-04-22"}]
    assert second["events"] == [
        {"kind": "extension", "date": "2025-05-20", "by": "inspectorate", "until": "2025-06-10"}
    ]
    told = json.loads(run("check", "school.xlsx", "--as-of", "2025-06-02", "--format", "json").stdout)
    (checked,) = told["records"]
    stands = {one["instance"]: one["status"] for one in checked["findings"]}
    assert (stands["complaint-answered@C-1"], stands["complaint-answered@C-2"]) == ("fulfilled_late", "open")


def test_what_is_exported_is_read_back_as_it_was(folder: pathlib.Path) -> None:
    assert run("export", "all.jsonl", "-o", "all.xlsx").exit_code == 0
    done = run("import", "all.xlsx")
    assert done.exit_code == 0, done.output
    back = [json.loads(line) for line in done.stdout.splitlines()]
    whose = {"actor": "school"}  # a workbook says it, of whom the record need not
    assert {record["id"]: record for record in back} == {record["id"]: whose | record for record in RECORDS}


# --- ledger, live cases, calendar ---


def test_the_ledger_has_the_columns_that_are_declared(folder: pathlib.Path) -> None:
    done = run("ledger", "all.jsonl", "--as-of", "2025-06-02", "--section", "complaints", "--format", "csv")
    header, first, second = csv.reader(io.StringIO(done.stdout.lstrip("\ufeff")))
    assert header == [
        *("学校代码", "校名", "所在区", "投诉编号", "投诉内容", "投诉人", "收件日期", "做法", "花费（欧元）", "答复期限", "现行期限"),
        *("调查日期", "处理日期", "确认日期", "再次投诉日期", "办理情况", "其他事项", "附注"),
    ]  # fmt: skip
    assert first[8:16] == ["80.5", "2025-04-21", "2025-04-21", "2025-04-08", "2025-04-14", "2025-04-22", "无", "已确认"]
    assert second[15] == "已调查，已逾期"


def test_a_live_case_takes_what_can_happen_and_refuses_what_can_not(canteens: Campaign) -> None:
    case = canteens.case("C-2", SCHOOL)
    allowed = {one.event: one for one in case.allowed(AS_OF)}
    assert {name: one.allowed for name, one in allowed.items()} == {
        "investigated": False,
        "remedied": True,
        "confirmed": True,
        "reopened": False,
        "extension": False,
    }
    assert allowed["confirmed"].irregular == Text("没有处理就确认，不合程序", "confirmed before it was remedied")
    assert [text.en for text in allowed["remedied"].why] == ["handling: Investigated → Remedied"]
    done = case.apply({"kind": "remedied", "date": "2025-06-02"}).apply({"kind": "confirmed", "date": "2025-06-03"})
    assert done.states(date(2025, 6, 3))["handling"] == ("confirmed",)
    with pytest.raises(Refused) as refused:
        case.apply({"kind": "reopened", "date": "2025-06-02"})
    assert [text.en for text in refused.value.reasons] == ["reopened, yet nothing was confirmed before"]


def test_a_ledger_that_was_kept_as_a_workbook_is_read_back(folder: pathlib.Path) -> None:
    assert (
        run("ledger", "records/S-1.json", "--as-of", "2025-06-02", "--section", "complaints", "-o", "l.xlsx").exit_code
        == 0
    )
    done = run("import", "l.xlsx")
    assert done.exit_code == 0, done.output
    columns = ("id", "about", "intake", "remedy", "events")  # nothing else has one
    assert json.loads(done.stdout)["complaints"] == [
        {name: one[name] for name in columns} for one in SCHOOL["complaints"]
    ]


def test_the_form_counts_in_euros(folder: pathlib.Path) -> None:
    told = json.loads(run("progress", "all.jsonl", "--as-of", "2025-06-02", "--format", "json").stdout)
    assert told["cells"] == {
        "1.1": 2,
        "1.2": 1,
        "1.3": 80.5,
        "2.1": {"count": 1, "amount": 250},
        "2.2": 1,
        "2.3": 180,
        "3.1": 2,
        "3.2": 1,
    }
    assert "│ 2.1 │ 罚款 │ 1次，250欧元 │" in said("progress", "all.jsonl", "--as-of", "2025-06-02")


def test_a_summary_groups_by_district_and_service(folder: pathlib.Path) -> None:
    told = json.loads(run("summary", "records", "--as-of", "2025-06-02", "--format", "json", "--lang", "en").stdout)
    assert [(one["name"], one["records"], one["overdue"]) for one in told["areas"]] == [("东区", 2, 1)]
    assert [(one["name"], one["records"]) for one in told["sectors"]] == [("Hot meals", 1), ("Cold meals", 1)]
    assert [(one["section"], one["item"], one["deadline"]) for one in told["overdue"]] == [
        ("inspections", "V-2", "2025-05-20"),
        ("complaints", "C-2", "2025-05-26"),
    ]


def test_an_inspection_of_an_office_is_a_case_too(canteens: Campaign) -> None:
    case = canteens.case("V-2", INSPECTORATE)
    assert case.apply({"kind": "visited", "date": "2025-06-02"}).states(AS_OF)["course"] == ("visited",)
    report = canteens.check(INSPECTORATE, as_of=AS_OF)
    assert {one.item: one.outcomes for one in report.outcomes} == {"V-1": ("leave_it",), "V-2": ("remind_inspector",)}


def test_the_calendar_has_the_days_of_complaints(folder: pathlib.Path) -> None:
    text = run("calendar", "records/S-1.json", "--as-of", "2025-05-20", "--format", "ics", "--lang", "en").stdout
    summaries = re.findall(r"^SUMMARY:(.*)\r?$", text.replace("\r\n ", ""), re.MULTILINE)
    assert [one for one in summaries if "C-2" in one] == [
        "Day to answer a complaint: C-2 午餐后腹泻",
        "Day to answer where somebody fell ill: C-2 午餐后腹泻",
        "Last day of: No measure: C-2 午餐后腹泻",
    ]


# --- many records ---


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_many_records_are_answered_like_one(jobs: str, folder: pathlib.Path, canteens: Campaign) -> None:
    done = run("check", "all.jsonl", "--as-of", "2025-06-02", "-o", "out.jsonl", "--jobs", jobs)
    assert done.exit_code in (0, 1), done.output
    rows = [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]
    for record, row in zip(RECORDS, rows, strict=True):
        report = canteens.check(record, as_of=AS_OF)
        assert {one["instance"]: one["status"] for one in row["findings"]} == {
            one.instance: one.status for one in report.findings
        }
        assert [one["outcomes"] for one in row["outcomes"]] == [list(one.outcomes) for one in report.outcomes]


def statuses(pack: str | pathlib.Path, record: dict[str, Any], day: date) -> list[str]:
    """Check a record in a process of its own."""
    return [one.status for one in load_campaign(pack).check(record, as_of=day).findings]


def test_two_campaigns_of_different_records_live_beside_each_other(canteens: Campaign) -> None:
    hazards = {"id": "x", "sectors": ["危险化学品"], "activities": [{"kind": "drill", "date": "2023-06-12"}]}
    asked: list[tuple[str | pathlib.Path, dict[str, Any], date]]
    asked = [(PACK, SCHOOL, AS_OF), ("jinxian-2023", hazards, date(2023, 9, 1))] * 2
    here = [statuses(*one) for one in asked]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.starmap(statuses, asked) == here
