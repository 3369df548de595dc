"""The workbook of a campaign that has nothing in common with those that are shipped: fish ponds, in °C and euros.

Its record is declared here, its template is filled in as people fill them in, read, written, and read again.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from msgspec import UNSET, convert, structs

from campaign_rules import BadRecord, load_campaign
from campaign_rules.files.workbooks.records import read_workbook
from campaign_rules.rules.checks.record import check_record
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import RecordDeclaration
from campaign_rules.rules.record.model import record_model
from campaign_rules.rules.record.values import Record
from campaign_rules.writers.xlsx_records import write_records

PONDS = """
actors:
  farm: {kind: subject, default: true, title: {zh: 养殖场, en: farm}}
  warden: {kind: office, title: {zh: 渔政站, en: warden}}
units:
  欧元:
    title: {zh: 欧元, en: euro}
    also: [欧]
    before: [€, EUR]
    conversions: {欧分: {worth: 0.01, also: [cent]}, 千欧元: {worth: 1000}}
  °C: {title: {zh: 摄氏度, en: degrees Celsius}, also: [度]}
fields:
  id: {type: id, title: {zh: 编号, en: id}, also: [养殖场编号], required: true}
  name: {title: {zh: 场名, en: name}, also: [养殖场名称], called: true}
  lake: {title: {zh: 所在湖区, en: lake}, area: warden}
  licence: {type: part, title: {zh: 许可, en: licence}, fields: {until: {type: date, title: {zh: 许可至, en: licensed until}}}}
  more: {type: attributes, nullable: false, title: {zh: 其他情况, en: more}, fields: {boats: {type: count, title: {zh: 船数, en: boats}},
    open: {type: flag, title: {zh: 是否开放, en: open}}, rent: {type: money, unit: 欧元, title: {zh: 租金, en: rent}},
    use: {type: choice, title: {zh: 用途, en: use}, of: {food: {zh: 食用, en: food}}}, motto: {title: {zh: 口号, en: motto}}}}
sections:
  readings:
    title: {zh: 水温记录, en: readings}
    item: {zh: 测量, en: reading}
    dated: taken
    fields:
      taken: {type: date, title: {zh: 测量日期, en: taken}, required: true}
      at: {type: moment, title: {zh: 读数时刻, en: at}}
      temperature: {type: quantity, unit: °C, title: {zh: 水温, en: temperature}}
      depth: {type: number, title: {zh: 水深, en: depth}}
      fish: {type: list, of: word, title: {zh: 鱼种, en: fish}, words: {carp: {zh: 鲤鱼, en: carp}, pike: {zh: 狗鱼, en: pike}}}
  breaches:
    title: {zh: 违规登记, en: breaches}
    item: {key: breach, zh: 违规, en: breach}
    dated: seen
    fields:
      id: {type: id, title: {zh: 违规编号, en: id}, required: true}
      seen: {type: date, title: {zh: 发现日期, en: seen}, required: true}
      gravity: {type: choice, title: {zh: 轻重, en: gravity}, of: {light: {zh: 轻, en: light}, grave: {zh: 重, en: grave}}, synonyms: {grave: [严重]}}
      remedy:
        type: part
        title: {zh: 补救, en: remedy}
        fields:
          who: {title: {zh: 补救人, en: who}, judged: true, none_words: [没人管]}
          until: {type: date, title: {zh: 补救期限, en: until}}
          contract:
            type: part
            title: {zh: 合同, en: contract}
            fields: {price: {type: money, unit: 欧元, title: {zh: 合同价, en: price}, or_text: true}}
    events:
      title: {zh: 违规经过, en: course}
      deadline: until
      planned: remedy.until
      fields:
        fine: {type: money, unit: 欧元, title: {zh: 罚款, en: fine}}
        to: {type: authority, title: {zh: 告知谁, en: to whom}, judged: true}
        until: {type: date, title: {zh: 改到, en: until}}
      kinds:
        told: {title: {zh: 告知, en: told}, denied_by: to, column: {heading: 告知日期, fields: {to: {title: {zh: 告知对象, en: told to}}}}}
        remedied: {title: {zh: 补救完毕, en: remedied}, noun: {zh: 补救, en: remedy}, column: {heading: 补救日期}}
        again: {title: {zh: 再犯, en: done again}, reopens: always, column: {heading: 再犯日期}}
        fined: {title: {zh: 罚款, en: fined}, also: [处罚], column: {heading: 罚款日期, behind: told, fields: {fine: {title: {zh: 罚款额, en: fine}}}}}
        put_off: {title: {zh: 宽限, en: put off}, sets: later}
    cases: {deadline: due, status: standing}
    ledger:
      title: {zh: 违规台账, en: Ledger}
      columns:
        farm: {title: {zh: 养殖场编号, en: farm}, record: id}
        until: {title: {zh: 补救期限, en: until}, field: remedy.until}
        due: {title: {zh: 现限期, en: due}, variable: due}
        fined: {title: {zh: 罚款时间, en: fined on}, last: fined}
        put_off: {title: {zh: 宽限日期, en: put off on}, last: put_off}
        status: {title: {zh: 进展, en: status}, status: true}
      statuses:
        words: {already: [已, 已经]}
        settled: [remedied]
        claims:
          - {phrases: ["{already?}补救(好|完)?"], needs: [remedied]}
          - {phrases: [未补救], excludes: [remedied]}
          - {phrases: [超期], overdue: true}
  leaks:
    title: {zh: 渗漏, en: leaks}
    item: {zh: 渗漏, en: leak}
    kept_by: [farm]
    fields:
      id: {type: id, title: {zh: 渗漏编号, en: id}, required: true}
    events:
      title: {zh: 渗漏经过, en: course of leaks}
      kinds: {stopped: {title: {zh: 堵住, en: stopped}}, found: {title: {zh: 又漏, en: found again}}}
  rounds:
    title: {zh: 巡查, en: rounds}
    kept_by: [warden]
    fields: {day: {type: date, title: {zh: 巡查日, en: day}, required: true}}
"""


def pack_of(text: str) -> Pack:
    """The rules of the county, about other records: what a workbook asks of them beside the record is the same."""
    model = record_model(convert(yaml.safe_load(text), RecordDeclaration))
    shipped = load_campaign("zhiben-2024").pack
    return structs.replace(shipped, model=model, kinds={}, facts={}, form=None)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return pack_of(PONDS)


def test_the_declaration_has_nothing_wrong_with_it() -> None:
    assert check_record(convert(yaml.safe_load(PONDS), RecordDeclaration), []) == []


Cells = Mapping[str, Any]
"""By heading, what is typed into the first row that is free."""


def template(pack: Pack, *, offices: bool = False) -> openpyxl.Workbook:
    stream = BytesIO()
    write_records(stream, pack, offices=offices)
    return openpyxl.load_workbook(BytesIO(stream.getvalue()))


def headings(page: Any) -> list[str]:
    return [cell.value for cell in page[1]]


def fill(book: openpyxl.Workbook, sheet: str, *rows: Cells) -> None:
    """Type rows into a sheet of a template, each cell under its heading."""
    page = book[sheet]
    places = {str(name).split("（")[0].rstrip("*"): at for at, name in enumerate(headings(page), 1)}
    for number, row in enumerate(rows, 2):
        for name, said in row.items():
            page.cell(number, places[name], said)


def read(pack: Pack, book: openpyxl.Workbook) -> list[Record]:
    stream = BytesIO()
    book.save(stream)
    return [one.record for one in read_workbook(Path("ponds.xlsx"), pack, BytesIO(stream.getvalue()))[0]]


def told(pack: Pack, book: openpyxl.Workbook) -> list[str]:
    with pytest.raises(BadRecord) as wrong:
        read(pack, book)
    return [problem.render() for problem in wrong.value.problems]


def exported(pack: Pack, records: Sequence[Record]) -> openpyxl.Workbook:
    stream = BytesIO()
    write_records(stream, pack, records)
    return openpyxl.load_workbook(BytesIO(stream.getvalue()))


def test_the_template_has_a_sheet_for_each_section_and_for_its_events_and_columns_for_each_field(pack: Pack) -> None:
    book = template(pack)
    assert book.sheetnames == [
        "填表说明", "单位", "水温记录", "违规登记", "违规经过", "渗漏", "渗漏经过", "其他情况", "选项"
    ]  # fmt: skip
    assert headings(book["单位"]) == [
        "编号*", "场名", "所在湖区", "有无许可", "许可至", "主体", "水温记录已填全", "违规登记已填全", "渗漏已填全",
        "其他情况已填全", "备注",
    ]  # fmt: skip
    assert headings(book["水温记录"]) == ["单位编号", "测量日期*", "读数时刻", "水温（°C）", "水深", "鱼种", "备注"]
    assert headings(book["违规登记"]) == [
        "单位编号", "违规编号*", "发现日期*", "轻重", "有无补救", "补救人", "补救期限", "有无合同", "合同价（欧元）",
        "告知日期", "告知对象", "罚款日期", "罚款额（欧元）", "补救日期", "再犯日期", "经过已填全", "备注",
    ]  # fmt: skip
    assert headings(book["违规经过"]) == [
        "单位编号",
        "违规编号*",
        "事项*",
        "日期*",
        "罚款（欧元）",
        "告知谁",
        "改到",
        "备注",
    ]
    assert "金额的单位是欧元；" in book["填表说明"]["A6"].value


def test_the_template_of_an_office_has_what_offices_keep(pack: Pack) -> None:
    assert "巡查" not in template(pack).sheetnames
    assert template(pack, offices=True).sheetnames == [
        "填表说明", "单位", "水温记录", "违规登记", "违规经过", "巡查", "其他情况", "选项"
    ]  # fmt: skip


def filled(pack: Pack) -> openpyxl.Workbook:
    book = template(pack)
    fill(
        book,
        "单位",
        {"编号": "P-1", "场名": "北湖养殖场", "所在湖区": "北湖", "许可至": "2025年3月1日", "渗漏已填全": "是"},
        {"编号": "P-2", "场名": "南湖养殖场", "有无许可": "无"},
    )
    fill(
        book,
        "水温记录",
        {
            "单位编号": "P-1",
            "测量日期": "2024-5-1",
            "读数时刻": datetime(2024, 5, 1, 6, 30),  # noqa: DTZ001  # as spreadsheets hold it
            "水温": "-1.5 ℃",
            "水深": 2,
            "鱼种": "鲤鱼、狗鱼",
        },
        {"单位编号": "南湖养殖场", "测量日期": date(2024, 5, 2), "读数时刻": "2024/5/2 7：05", "水温": "12度"},
    )
    fill(
        book,
        "违规登记",
        {"单位编号": "P-1", "违规编号": "B1", "发现日期": "2024.5.3", "轻重": "严重", "补救人": "没人管", "有无合同": "有",
         "告知日期": "2024-5-4", "告知对象": "渔政站", "罚款日期": "2024-5-6", "罚款额": "€1,250.50"},
        {"单位编号": "P-1", "违规编号": "B2", "发现日期": "2024-5-9", "有无补救": "无", "告知对象": "尚未报告"},
        {"单位编号": "P-2", "违规编号": "B1", "发现日期": "2024-5-9", "补救人": "张某", "合同价": "不需要"},
    )  # fmt: skip
    fill(
        book,
        "违规经过",
        {"单位编号": "P-1", "违规编号": "B1", "事项": "处罚", "日期": "2024-5-20", "罚款": "EUR 300"},
        {"单位编号": "P-2", "违规编号": "B1", "事项": "宽限", "日期": "2024-5-20", "改到": "2024-7-1"},
    )
    fill(book, "其他情况", {"单位编号": "P-1", "属性": "船数", "值": 3})
    return book


def test_what_people_type_is_read_by_the_declaration(pack: Pack) -> None:
    one, other = read(pack, filled(pack))
    model = pack.model
    assert (one.name, one.lake, one.licence.until, one.more, one.leaks) == (
        "北湖养殖场", "北湖", date(2025, 3, 1), {"boats": 3}, ()
    )  # fmt: skip
    assert (other.licence, other.leaks) == (None, model.record(id="x").leaks)
    (reading,) = one.readings
    assert (reading.at, reading.temperature, reading.depth, reading.fish) == (
        "2024-05-01 06:30",
        -1.5,
        2.0,
        ("carp", "pike"),
    )
    assert (other.readings[0].at, other.readings[0].temperature) == ("2024-05-02 07:05", 12.0)
    first, second = one.breaches
    assert (first.gravity, first.remedy.who, structs.asdict(first.remedy.contract)["price"]) == (
        "grave",
        None,
        model.record(id="x").name,
    )
    assert [(event.kind, event.date.day, event.to or event.fine) for event in first.events] == [
        ("told", 4, "warden"), ("fined", 6, 1250.5), ("fined", 20, 300.0)
    ]  # fmt: skip
    assert (second.remedy, second.events) == (None, ())
    assert other.breaches[0].remedy.contract.price == "not_needed"
    assert other.breaches[0].events[0].until == date(2024, 7, 1)


def test_what_was_read_is_written_and_read_again_the_same(pack: Pack) -> None:
    records = read(pack, filled(pack))
    book = exported(pack, records)
    assert read(pack, book) == records
    page = book["违规登记"]
    rows = [
        dict(zip(headings(page), (cell.value for cell in row), strict=True))
        for row in page.iter_rows(min_row=2, max_row=4)
    ]
    assert [row["罚款额（欧元）"] for row in rows] == [
        None,
        None,
        None,
    ]  # fined twice: both stand in the sheet of events
    assert [row["有无补救"] for row in rows] == ["是", "无", "是"]
    assert book["违规经过"].max_row == 5


def breach(pack: Pack, *, course: Sequence[Cells] = (), **cells: Any) -> list[str]:
    """What is told of a workbook with one breach."""
    book = template(pack)
    fill(book, "单位", {"编号": "P-1"})
    fill(book, "违规登记", {"违规编号": "B1", "发现日期": "2024-5-3", **cells})
    fill(book, "违规经过", *course)
    return [one.replace("ponds.xlsx:", "") for one in told(pack, book)]


def test_what_contradicts_itself_is_told_in_the_campaigns_own_words(pack: Pack) -> None:
    assert breach(pack, 有无补救="无", 补救人="张某", 告知对象="渔政站", 罚款额="300") == [
        "违规登记!E2: 有无补救: 写明没有补救，却填了补救的内容",
        "违规登记!K2: 告知对象: 填了告知对象，没有填告知日期",
        "违规登记!M2: 罚款额（欧元）: 填了罚款额，没有填罚款日期",
    ]


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("300元", "“300元”不是数字，或单位不认得"),
        ("$300", "“$300”不是数字"),
        ("300度", "“300度”不是数字，或单位不认得"),
    ],
)
def test_an_amount_in_another_unit_is_refused(pack: Pack, price: str, said: str) -> None:
    assert breach(pack, 合同价=price) == [f"违规登记!I2: 合同价（欧元）: {said}"]


@pytest.mark.parametrize(
    ("price", "euros"), [("3千欧元", 3000.0), ("1500欧分", 15.0), ("€ 20", 20.0), ("20 euro", 20.0)]
)
def test_an_amount_in_a_unit_that_is_converted_is_read_whatever_unit_the_heading_has(
    pack: Pack, price: str, euros: float
) -> None:
    book = template(pack)
    fill(book, "单位", {"编号": "P-1"})
    fill(book, "违规登记", {"违规编号": "B1", "发现日期": "2024-5-3", "合同价": price})
    (record,) = read(pack, book)
    assert record.breaches[0].remedy.contract.price == euros


def priced(pack: Pack, heading: str, cell: Any = 5, *, above: str = "", form: str = "General") -> Any:
    """What the price of a remedy is read as, in a sheet that people made themselves; or what is told."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "违规登记"
    if above:
        page.append([above])
    page.append(["单位编号", "违规编号", "发现日期", heading])
    page.append(["P-1", "B1", "2024-5-1", cell])
    page.cell(page.max_row, 4).number_format = form
    try:
        return read(pack, book)[0].breaches[0].remedy.contract.price
    except BadRecord as wrong:
        return [problem.zh for problem in wrong.problems]


@pytest.mark.parametrize(
    "heading",
    ["合同价美元", "合同价/美元", "合同价:美元", "合同价 美元", "合同价-美元", "合同价单位美元", "合同价（美元）", "合同价（含税，美元）"],
)  # fmt: skip
def test_another_currency_in_a_heading_is_refused_however_it_is_written(pack: Pack, heading: str) -> None:
    assert priced(pack, heading) == ["不认得单位“美元”，请换算成欧元"]


@pytest.mark.parametrize(
    ("heading", "more", "unit"),
    [
        ("合同价_USD", {}, "usd"), ("合同价 USD", {}, "usd"), ("合同价 (in USD)", {}, "usd"), ("合同价（NOK）", {}, "nok"),
        ("合同价（°C）", {}, "°c"), ("合同价", {"form": "[$NOK-414] 0"}, "nok"), ("合同价", {"form": '0"克朗"'}, "克朗"),
        ("合同价", {"form": '0.0"℃"'}, "℃"), ("合同价", {"above": "货币单位：NOK"}, "nok"),
    ],
)  # fmt: skip
def test_what_is_no_unit_of_a_column_is_refused_where_it_stands_as_one(
    pack: Pack, heading: str, more: dict[str, str], unit: str
) -> None:
    said = "°c" if unit == "℃" else unit
    assert priced(pack, heading, **more) == [f"不认得单位“{said}”，请换算成欧元"]


@pytest.mark.parametrize(
    ("heading", "cell", "euros"),
    [
        ("合同价欧元", 5, 5.0), ("合同价/千欧元", 5, 5000.0), ("合同价 千欧元", 5, 5000.0), ("合同价 €", 5, 5.0),
        ("合同价（千欧元）", "5欧分", 0.05), ("合同价（含税）", 5, 5.0),
    ],
)  # fmt: skip
def test_a_unit_that_is_converted_is_understood_in_a_heading(pack: Pack, heading: str, cell: Any, euros: float) -> None:
    assert priced(pack, heading, cell) == euros


def amounts(pack: Pack, heading: str, cell: Any, *, above: str = "", form: str = "General") -> Any:
    """What the temperature of a reading is read as, in a sheet that people made themselves; or what is told."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "水温记录"
    if above:
        page.append([above])
    page.append(["单位编号", "测量日期", heading])
    page.append(["P-1", "2024-5-1", cell])
    page.cell(page.max_row, 3).number_format = form
    try:
        return read(pack, book)[0].readings[0].temperature
    except BadRecord as wrong:
        return [problem.zh for problem in wrong.problems]


@pytest.mark.parametrize(
    ("heading", "cell", "more"),
    [
        ("水温", 4, {}), ("水温（℃）", 4, {}), ("水温/°C", "4 °c", {}), ("水温（摄氏）", "4度", {}), ("水温", "４℃", {}),
        ("水温", "4摄氏度", {}), ("水温摄氏度", 4, {}), ("水温", "4 degrees Celsius", {}),
        ("水温", 4, {"form": '0.0"℃"'}), ("水温", 4, {"above": "单位：℃"}), ("水温", 4, {"above": "单位：欧元"}), ("水温", 4, {"above": "单位：美元"}),
    ],
)  # fmt: skip
def test_a_temperature_is_read_with_its_unit_and_no_money_is_one(
    pack: Pack, heading: str, cell: Any, more: dict[str, str]
) -> None:
    assert amounts(pack, heading, cell, **more) == 4.0


@pytest.mark.parametrize(
    ("cell", "said"),
    [("4元", "“4元”不是数字，或单位不认得"), ("4K", "“4K”不是数字，或单位不认得"), ("冷", "“冷”不是数字")],
)
def test_what_is_no_temperature_is_told(pack: Pack, cell: str, said: str) -> None:
    assert amounts(pack, "水温", cell) == [said]


@pytest.mark.parametrize(
    ("heading", "form", "unit"),
    [
        ("水温（K）", "General", "k"), ("水温（华氏度）", "General", "华氏度"), ("水温（欧元）", "General", "欧元"),
        ("水温欧元", "General", "欧元"), ("水温", '0.0"°F"', "°f"), ("水温", "[$€-2] 0.0", "€"),
    ],
)  # fmt: skip
def test_another_unit_of_a_temperature_is_refused(pack: Pack, heading: str, form: str, unit: str) -> None:
    assert amounts(pack, heading, 4, form=form) == [f"不认得单位“{unit}”，请换算成°C"]


def ledger(pack: Pack, **cells: Any) -> list[str]:
    """What is told of a ledger of breaches that people kept themselves."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "违规登记"
    row = {"养殖场编号": "P-1", "违规编号": "B1", "发现日期": "2024-5-3", "补救期限": "2024-6-1", **cells}
    page.append([*row])
    page.append([*row.values()])
    try:
        read(pack, book)
    except BadRecord as wrong:
        return [problem.zh for problem in wrong.problems]
    return []


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        ({"进展": "已补救", "补救日期": "2024-5-9"}, []),
        ({"进展": "已补救"}, ["状态写已补救，却没有补救日期"]),
        (
            {"进展": "已经补救完", "补救日期": "2024-5-9", "再犯日期": "2024-5-20"},
            ["状态写已经补救完，却有再犯日期 2024-05-20"],
        ),
        ({"进展": "未补救", "补救日期": "2024-5-9"}, ["状态写未补救，却有补救日期 2024-05-09"]),
        ({"进展": "超期", "补救日期": "2024-5-9"}, ["状态写超期，却在期限 2024-06-01 内（2024-05-09）补救"]),
        ({"进展": "按期整改完毕"}, []),
        ({"现限期": "2024-6-1"}, []),
        ({"现限期": "2024-7-1"}, ["与补救期限不同：宽限的补救期限请填在“违规经过”表"]),
        ({"宽限日期": "2024-5-30"}, ["这些情况台账各栏装不下，不会读入：请填到“违规经过”表，再清空本格"]),
    ],
)
def test_a_ledger_is_read_back_by_its_own_columns_and_words(
    pack: Pack, cells: dict[str, str], texts: list[str]
) -> None:
    assert ledger(pack, **cells) == texts


def test_a_ledgers_other_heading_for_an_event_is_understood(pack: Pack) -> None:
    book = template(pack)
    fill(book, "单位", {"编号": "P-1"})
    fill(book, "违规登记", {"违规编号": "B1", "发现日期": "2024-5-3", "罚款日期": "2024-5-6"})
    book["违规登记"]["L1"] = "罚款时间"
    (record,) = read(pack, book)
    assert [event.kind for event in record.breaches[0].events] == ["fined"]


def test_every_kind_of_event_of_every_section_comes_back_from_its_sheet(pack: Pack) -> None:
    model = pack.model
    events = [model.events["leaks"](kind=kind, date=date(2024, 5, day)) for kind, day in (("stopped", 4), ("found", 6))]
    breach = model.items["breaches"](id="B1", seen=date(2024, 5, 1), events=())
    leak = model.items["leaks"](id="L1", events=tuple(events))
    record = model.record(id="P-1", leaks=(leak, model.items["leaks"](id="L2", events=None)), breaches=(breach,))
    assert read(pack, exported(pack, [record])) == [record]


def test_an_event_of_an_item_that_the_sheet_does_not_have_is_told_by_what_items_are_called(pack: Pack) -> None:
    course = [{"违规编号": "B7", "事项": "罚款", "日期": "2024-5-6"}]
    assert breach(pack, course=course) == ["违规经过!B2: 违规编号*: 这个单位的违规登记里没有 B7，可用：B1"]


def test_a_sheet_of_another_campaigns_workbook_is_told_as_one_that_this_campaign_does_not_have(pack: Pack) -> None:
    book = template(pack)
    fill(book, "单位", {"编号": "P-1"})
    page = book.create_sheet("动火")
    page.append(["单位编号", "作业编号", "是否审批"])
    page.append(["P-1", "W-1", "是"])
    stream = BytesIO()
    book.save(stream)
    _, warnings = read_workbook(Path("ponds.xlsx"), pack, BytesIO(stream.getvalue()))
    assert [one.render("zh") for one in warnings] == [
        "ponds.xlsx:动火!A1: 没有读取：本行动的记录没有这张表，可用：单位、水温记录、违规登记、违规经过、渗漏、渗漏经过、巡查、其他情况"
    ]


# --- what else is known, by its declared type ---


def attribute(pack: Pack, name: str, value: Any) -> Any:
    """What an attribute that was typed in says; or what is told of it."""
    book = template(pack)
    fill(book, "单位", {"编号": "P-1"})
    fill(book, "其他情况", {"属性": name, "值": value})
    try:
        return read(pack, book)[0].more
    except BadRecord as wrong:
        return [problem.render("zh").replace("ponds.xlsx:", "") for problem in wrong.problems]


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("船数", "3艘", ["其他情况!C2: 值: “3艘”不是数字，或单位不认得"]), ("船数", "3个", {"boats": 3.0}),
        ("船数", 3.5, ["其他情况!C2: 值: “3.5”应为整数"]),
        ("船数", date(2024, 5, 1), ["其他情况!C2: 值: “2024-05-01”不是数字"]),
        ("是否开放", "有", {"open": True}), ("是否开放", "否", {"open": False}), ("是否开放", "无", {"open": None}),
        ("是否开放", "大概", ["其他情况!C2: 值: “大概”应为 是 或 否；不清楚就留空"]),
        ("租金", "1500欧分", {"rent": 15.0}), ("租金", "5美元", ["其他情况!C2: 值: “5美元”不是数字，或单位不认得"]),
        ("用途", "食用", {"use": "food"}), ("用途", "观赏", ["其他情况!C2: 值: “观赏”不是可填的词，可用：食用"]),
        ("口号", "3", {"motto": "3"}), ("口号", date(2024, 5, 1), {"motto": "2024-05-01"}),
        ("别的", "3", {"别的": 3.0}), ("别的", "3人", {"别的": "3人"}),
    ],
)  # fmt: skip
def test_an_attribute_is_read_by_its_declared_type(pack: Pack, name: str, cell: Any, value: Any) -> None:
    assert attribute(pack, name, cell) == value


def test_an_attribute_without_a_value_says_nothing(pack: Pack) -> None:
    assert attribute(pack, "船数", None) is UNSET


def test_attributes_are_written_as_they_are_read(pack: Pack) -> None:
    more = {"boats": 3.0, "open": False, "rent": None, "use": "food", "motto": "3", "x": "3"}
    record = pack.model.record(id="P-1", more=more)
    book = exported(pack, [record])
    assert [(row[1].value, row[2].value) for row in book["其他情况"].iter_rows(min_row=2)] == [
        ("船数", 3), ("是否开放", "否"), ("租金", "无"), ("用途", "食用"), ("口号", "3"), ("x", '"3"'),
    ]  # fmt: skip
    assert read(pack, book) == [record]


def test_what_is_wrong_with_one_record_is_told_beside_a_cell_of_another_that_cannot_be_read(pack: Pack) -> None:
    book = template(pack)
    fill(book, "单位", {"编号": "P-1"}, {"编号": "P-2"})
    fill(book, "水温记录", {"单位编号": "P-1", "测量日期": "五一"})
    fill(book, "违规登记", {"单位编号": "P-2", "违规编号": "B1", "发现日期": "2024-5-3", "合同价": -5})
    assert [one.split(":")[1] for one in told(pack, book)] == ["水温记录!B2", "违规登记!I2"]
