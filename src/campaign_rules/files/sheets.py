"""Records as spreadsheets show them: a sheet for each section, a row for each item, Chinese headings; and what a cell says.

What a cell can say is wider than what a program writes: people type full-width digits, dates in many forms, 是 or √.
Three things stay apart in a sheet as they do in a record: an empty cell (nobody said), 无 (there is none), and a value.
Text between double quotes is taken as it stands, so that every record has a form in a sheet and comes back the same.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, get_origin

import msgspec
from msgspec import UNSET, Struct, UnsetType, structs

from campaign_rules.base.amounts import (
    COUNTS,
    NotOneNumber,
    Written,
    closed_up,
    in_ten_thousands,
    number_in,
    without_unit,
)
from campaign_rules.base.dittos import is_ditto
from campaign_rules.base.errors import did_you_mean
from campaign_rules.base.shapes import struct_in, types_in, words_of
from campaign_rules.base.texts import Text
from campaign_rules.base.words import NOT_NEEDED, Lexicon, Words, folded, lexicon_of
from campaign_rules.logic.conditions import Test, walk
from campaign_rules.rules.forms import ATTRIBUTES
from campaign_rules.rules.leads import plain
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.records import EVENT_TEXTS, SECTIONS, WORDS, Event, Hazard, Record, label

Cell = str | int | float | bool | date | datetime | None
"""What a spreadsheet holds in one cell."""

Form = Literal["text", "date", "flag", "number", "integer", "list", "one_or_list", "value"]
"""What kind of thing a column holds."""

NULL = "无"
YES, NO = "是", "否"

NULL_WORDS = frozenset((NULL, "没有", "null"))
"""What says in any column that there is none: also of a name or a description, of which nothing else is asked."""

FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets take 1900 for a leap year: days before this one are written as text."""

SERIALS = (30_000, 60_000)
"""A number is taken for a day only in this range (1982 to 2064): 2023.6 or 202306 is no serial number."""

LONGEST = 32767
"""The number of characters that a cell can hold."""

DIGITS = 15
"""A spreadsheet keeps this many digits of a number: a longer id that was typed as a number is no longer itself."""


class CellProblem(ValueError):
    """A cell does not say what its column asks for."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class Column(Struct, frozen=True, kw_only=True):
    """A column of a sheet: the field of the record it holds, its heading and other headings that people use."""

    path: tuple[str, ...]
    heading: str
    aliases: tuple[str, ...] = ()
    form: Form = "text"
    required: bool = False
    nullable: bool = True
    words: Mapping[str, str] = {}
    """What people write, as `plain` writes it, for a word of the record."""
    shown: Mapping[str, str] = {}
    """How each word of the record is written for people."""
    closed: bool = False
    """Whether no other words will do."""
    judged: bool = False
    """Whether any text in it counts as done: then words for none and not yet are null, and for not known nothing."""
    denied: bool = False
    """Whether a word for none or not yet is kept as it is, because it contradicts what else the row says."""
    needed: bool = False
    """Of an amount, whether a text may say that none is needed."""
    lexicon: Lexicon = lexicon_of(Words())
    or_text: bool = False
    """With flags: whether text (a name) will do too."""
    is_id: bool = False
    offices: bool = False
    """Whether only the records of offices have it."""
    hint: str = ""


class Sheet(Struct, frozen=True, kw_only=True):
    """A sheet: which section of the record its rows are items of."""

    title: str
    section: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    offices: bool = False
    """Whether an office's records use it."""


UNITS, EVENTS = "", "events"
"""What stands for a section in the sheets of records themselves, and of hazards' events."""

OWNER = Column(path=("record",), heading="单位编号", aliases=("企业编号", "企业", "单位", "统一社会信用代码"), is_id=True,
               hint="“单位”表里的编号；只有一家时可以不填")  # fmt: skip

OWNER_NAME = Column(path=("record_name",), heading="单位名称", aliases=("企业名称",))
OWNER_TOWNSHIP = Column(path=("record_township",), heading="乡镇", aliases=("所在乡镇",))
"""What a ledger says of whose its rows are: read where no sheet lists the units."""

IN_FORCE, STATUS = ("in_force",), ("standing",)
"""The paths of a ledger's columns that its days must agree with: the deadline in force, and how the hazard stands."""

BEYOND = ("beyond",)
"""The path of the ledger's column that says what the others can't hold: it is refused, lest it be lost."""

COMPLETE = "complete"
"""The first step of the path of a column that says that a section is complete: an empty list, where no row is."""

_TITLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "activities": ("活动", ("活动记录", "工作记录")),
    "documents": ("文件", ("制度文件", "文件资料", "资料")),
    "hazards": ("隐患台账", ("隐患", "重大事故隐患台账", "台账")),
    "hot_work_jobs": ("动火", ("动火作业", "动火作业票")),
    "operators": ("人员", ("特种作业人员", "特种作业")),
    "contracts": ("外包", ("外包外租", "外包外租合同", "合同")),
    "penalties": ("处罚", ("处罚记录", "行政处罚")),
    "accident_bulletins": ("事故通报", ("通报",)),
    "spot_checks": ("抽查检查", ("抽查", "抽查检查记录")),
    "waivers": ("停产停业", ("停产", "停业")),
}

_HEADINGS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("record", "id"): ("编号", "统一社会信用代码", "单位编号", "企业编号"),
    ("record", "actor"): ("主体", "单位类型", "类型"),
    ("record", "name"): ("名称", "单位名称", "企业名称"),
    ("record", "sectors"): ("所属行业领域", "行业领域", "行业", "领域"),
    ("record", "township"): ("乡镇", "所在乡镇", "所属乡镇"),
    ("record", "high_risk"): ("是否高危", "高危", "高危行业企业"),
    ("record", "outsources"): ("有无外包外租", "外包外租"),
    ("record", "hot_work"): ("有无动火作业", "动火作业"),
    ("record", "special_operations"): ("有无特种作业", "特种作业"),
    ("activities", "kind"): ("活动种类", "种类", "活动", "活动名称", "活动类型", "事项"),
    ("activities", "date"): ("日期", "活动日期", "开展日期", "时间"),
    ("activities", "by"): ("由谁", "主持人", "组织人", "主持", "带队人"),
    ("activities", "scope"): ("范围",),
    ("activities", "enterprise"): ("涉及企业", "被处罚企业", "对象企业"),
    ("activities", "persons"): ("人数", "人数（人）"),
    ("activities", "amount"): ("金额", "金额（万元）", "罚款金额", "奖励金额"),
    ("activities", "anonymous"): ("是否匿名", "匿名"),
    ("activities", "dangerous_operation_crime"): ("是否危险作业罪", "危险作业罪"),
    ("activities", "id"): ("活动编号", "编号"),
    ("documents", "kind"): ("文件种类", "种类", "文件", "文件名称", "名称"),
    ("documents", "date"): ("日期", "文件日期", "印发日期", "制定日期", "时间"),
    ("documents", "id"): ("文件编号", "编号", "文号"),
    ("hazards", "id"): ("隐患编号", "编号"),
    ("hazards", "title"): ("描述", "隐患描述", "隐患名称", "隐患内容", "问题描述"),
    ("hazards", "found.by"): ("来源", "隐患来源", "发现者", "由谁发现"),
    ("hazards", "found.date"): ("发现日期", "排查日期", "检查日期"),
    ("hazards", "immediately_fixable"): ("能否立即整改", "立即整改"),
    ("hazards", "neglect"): ("部门认定排查不力", "排查不力"),
    ("hazards", "plan"): ("有无整改方案", "整改方案"),
    ("hazards", "plan.responsible"): ("责任人", "整改责任人"),
    ("hazards", "plan.measures"): ("措施", "整改措施"),
    ("hazards", "plan.funds"): ("资金", "资金（万元）", "整改资金"),
    ("hazards", "plan.deadline"): ("期限", "整改期限", "完成期限"),
    ("hazards", "plan.contingency"): ("预案", "应急预案"),
    ("hazards", "plan.note"): ("方案备注",),
    ("hazards", "events"): ("经过已填全", "处理经过已填全"),
    ("events", "hazard"): ("隐患编号",),
    ("events", "kind"): ("事项", "经过", "环节", "种类"),
    ("events", "date"): ("日期", "时间"),
    ("events", "by"): ("由谁", "批准人", "批准单位"),
    ("events", "to"): ("向谁", "上报部门", "报告对象"),
    ("events", "deadline"): ("期限", "责令期限", "延期至"),
    ("events", "recorded"): ("补录日期",),
    ("events", "id"): ("事项编号", "编号"),
    ("events", "retracts"): ("撤回", "撤回的事项编号"),
    ("hot_work_jobs", "id"): ("作业编号", "编号", "作业票号", "票号"),
    ("hot_work_jobs", "date"): ("日期", "作业日期", "时间"),
    ("hot_work_jobs", "approved"): ("是否审批", "作业审批", "审批"),
    ("hot_work_jobs", "guardian"): ("现场监护人员", "监护人", "现场监护"),
    ("hot_work_jobs", "fire_measures_checked"): ("是否检查消防措施", "消防措施检查", "消防措施"),
    ("hot_work_jobs", "supervised"): ("是否过程监督", "过程监督", "监督"),
    ("operators", "id"): ("人员编号", "编号", "工号"),
    ("operators", "name"): ("姓名", "名字"),
    ("operators", "post"): ("岗位", "工种", "作业类别"),
    ("operators", "certificate_valid_until"): ("证书有效期至", "证书有效期", "有效期", "有效期至", "证件有效期"),
    ("contracts", "id"): ("合同编号", "编号"),
    ("contracts", "contractor"): ("承包承租方", "承包方", "承租方", "外包单位"),
    ("contracts", "qualified"): ("是否具备条件和资质", "资质", "条件和资质"),
    ("contracts", "agreement_signed"): ("是否签订安全协议", "安全协议", "安全生产协议"),
    ("contracts", "duties_clear"): ("安全职责是否清楚", "职责清楚", "安全职责"),
    ("contracts", "unified_management"): ("是否统一协调管理", "统一管理", "统一协调管理"),
    ("penalties", "date"): ("决定日期", "处罚日期", "日期", "时间"),
    ("penalties", "authority"): ("处罚机关", "处罚部门", "决定机关"),
    ("penalties", "amount"): ("金额", "金额（万元）", "罚款金额", "罚款"),
    ("penalties", "id"): ("处罚编号", "编号", "文号", "处罚文号"),
    ("accident_bulletins", "id"): ("通报编号", "编号"),
    ("accident_bulletins", "date"): ("通报日期", "日期", "时间"),
    ("accident_bulletins", "title"): ("标题", "事故", "通报标题"),
    ("accident_bulletins", "reviewed"): ("同类隐患排查日期", "排查日期", "完成排查日期"),
    ("spot_checks", "date"): ("检查日期", "日期", "抽查日期", "时间"),
    ("spot_checks", "by"): ("检查部门", "部门", "由谁"),
    ("spot_checks", "found"): ("查出的问题", "问题", "发现问题"),
    ("spot_checks", "id"): ("检查编号", "编号"),
    ("waivers", "from"): ("起", "起始日", "开始日期", "停产日期"),
    ("waivers", "to"): ("止", "截止日", "结束日期", "复产日期"),
    ("waivers", "reason"): ("原因", "停产原因", "理由"),
    ("waivers", "duties"): ("免除的义务", "义务"),
    ("attributes", "name"): ("属性", "名称", "项目"),
    ("attributes", "value"): ("值", "内容", "数值"),
}
"""By section and field: the heading, then the other headings that are understood."""

_JUDGED = frozenset(
    ("found.by", "plan.responsible", "plan.measures", "plan.contingency", "guardian", "by", "scope", "to")
)
"""The fields with text that are judged: any text in them would count as said or done."""

_NOTE = ("备注", "说明", "注")
_OFFICE_FIELDS = ("enterprise", "persons", "amount", "anonymous", "dangerous_operation_crime")
_OFFICE_SECTIONS = (UNITS, "activities", "documents", ATTRIBUTES)

SHORT: Mapping[str, tuple[str, ...]] = {
    "reported": ("上报日期", "报告日期"),
    "listed": ("挂牌督办日期", "督办", "督办日期", "挂牌日期"),
    "rectification_started": ("开始整改日期",),
    "rectified": ("整改完毕日期", "整改完成日期"),
    "returned": ("验收不合格日期", "退回日期", "验收退回日期", "验收不合格", "退回"),
    "accepted": ("验收日期", "验收"),
    "closed": ("销号日期", "销号"),
    "reopened": ("复现日期", "验收后复现日期", "复现"),
}
"""Events that the ledger itself has a column for, as people keep it: the day is all that there is to say."""

REPORTED_TO = ("events", "reported", "to")
"""The path of the ledger's column that says to whom a hazard was reported."""

HINTS: Mapping[Form, str] = {
    "date": "日期，如 2023-6-1",
    "flag": "是 或 否；不清楚就留空",
    "number": "数字",
    "integer": "整数",
    "list": "多个之间用 ； 隔开",
    "one_or_list": "兼有几种的，之间用 ； 隔开",
}


# --- what a cell says ---


def shown(text: str) -> str:
    """Return text without what is not seen at its ends."""
    return re.sub(r"^[\s\u200b\ufeff\u00a0]+|[\s\u200b\ufeff\u00a0]+$", "", text)


def is_blank(raw: Cell) -> bool:
    """Tell whether a cell says nothing."""
    return raw is None or (isinstance(raw, str) and not shown(raw))


def as_text(raw: Cell) -> str:
    """Return what a cell says as text; a number without a useless fraction, a day as a day."""
    match raw:
        case bool():
            return YES if raw else NO
        case datetime():
            return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(" ")
        case date():
            return raw.isoformat()
        case float() if raw.is_integer() and abs(raw) < 10**DIGITS:
            return str(int(raw))
    return shown(str(raw))


def unquoted(text: str) -> str | None:
    """Return the text between double quotes; None if it is not quoted."""
    if len(text) >= 2 and text[0] == text[-1] == '"':
        try:
            made = json.loads(text)
        except ValueError:
            return None
        return made if isinstance(made, str) else None
    return None


def read(column: Column, raw: Cell, epoch: date = date(1899, 12, 30)) -> Any:
    """Return what a cell says in a column: a value, None for 无, or `UNSET` for nothing; ``epoch`` is a serial day 0.

    Raises:
        CellProblem: it does not say what the column asks for.
    """
    if is_blank(raw):
        return UNSET
    text = as_text(raw)
    if unquoted(text) is None:
        _refuse_dittos(column, text)
        said = _said(column, text)
        if said is not _SOMETHING:
            return said
    return _READERS[column.form](column, raw, text, epoch)


def _refuse_dittos(column: Column, text: str) -> None:
    """Refuse a mark that stands for another cell; a note is kept and never judged, so it may hold one."""
    parts = re.split(r"[;；、,，\n]", text) if column.form in ("list", "one_or_list") else [text]
    if column.path[-1] != "note" and not text.startswith('["') and any(map(is_ditto, parts)):
        raise CellProblem(
            Text(
                f"“{text}”指的是哪一格说不准（表一排序、筛选就变了）；请照原样写全",
                f"which cell {text} stands for is not certain once rows are sorted: write it out",
            )
        )


_SOMETHING = object()
"""Stands for a cell that holds more than a word for none, not yet or not known."""


def _said(column: Column, text: str) -> Any:
    """Return what a cell says that names nothing: None for none and not yet, `UNSET` for not known."""
    if (
        column.form == "flag"
        and not column.or_text
        and column.lexicon.flag(text) is not None
        and text not in NULL_WORDS
    ):
        return _SOMETHING
    said = column.lexicon.says(text)
    if not (column.judged or column.form in ("date", "flag", "number", "integer")):
        return None if column.nullable and folded(text) in NULL_WORDS else _SOMETHING
    if said == "not_known":
        return UNSET
    if column.needed and said in ("none", "not_needed"):
        return NOT_NEEDED
    if said in ("none", "not_yet") and column.nullable and not (column.denied and _denies(column, text)):
        return False if column.form == "flag" and (column.closed or said == "not_yet") else None
    return _SOMETHING


def _denies(column: Column, text: str) -> bool:
    """Tell whether a word for none is kept; 无 in the sheet of events is how null is written there."""
    return column.path == REPORTED_TO or folded(text) not in NULL_WORDS


def _read_text(column: Column, raw: Cell, text: str, epoch: date) -> str:
    quoted = unquoted(text)
    if quoted is not None:
        return quoted
    if column.is_id:
        if isinstance(raw, (bool, date, datetime)) or (
            isinstance(raw, str) and re.fullmatch(r"\d(\.\d+)?[eE]\+\d+", text)
        ):
            raise CellProblem(
                Text(
                    f"“{text}”不像编号，大概被软件改过；请把本列设为“文本”再重填",
                    f"{text} is hardly an id: the program has changed it; make the column text",
                )
            )
        if isinstance(raw, (int, float)) and not isinstance(raw, bool) and abs(raw) >= 10**DIGITS:
            raise CellProblem(
                Text(
                    f"编号超过 {DIGITS} 位却存成了数字，后几位已经丢失；请把本列设为“文本”再重填",
                    f"an id of more than {DIGITS} digits stored as a number has lost its last ones; make the column text",
                )
            )
        text = unicodedata.normalize("NFKC", text)
    return _word(column, text)


def _word(column: Column, text: str) -> str:
    if not column.words:
        return text
    found = column.words.get(plain(text))
    if found is None and column.closed:
        known = list(column.shown.values())
        raise CellProblem(Text(f"“{text}”不是可填的词", f"{text} is not one of the words") + did_you_mean(text, known))
    return found or text


_DATE_FORMS = (
    re.compile(r"(\d{4})[-/.．。](\d{1,2})[-/.．。](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)


_TIME = re.compile(r"(?<=[\d日号])(?:[\s\u3000]+|[Tt])\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?\s*$")
"""The time of a day, behind the day."""


def _closed_up(text: str) -> str:
    try:
        return closed_up(text)
    except NotOneNumber as wrong:
        raise CellProblem(wrong.text) from None


def _read_date(column: Column, raw: Cell, text: str, epoch: date) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    plain_text = _closed_up(_TIME.sub("", text))
    for form in _DATE_FORMS:
        if found := form.fullmatch(plain_text):
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                raise CellProblem(Text(f"没有“{text}”这一天", f"there is no day {text}")) from None
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and SERIALS[0] <= raw <= SERIALS[1]:
        return epoch + timedelta(int(raw))
    if re.fullmatch(r"(\d{4}年?)?\d{1,2}月(\d{1,2}[日号]?)?|\d{1,2}[-/.]\d{1,2}", plain_text):
        raise CellProblem(
            Text(f"“{text}”缺年份或日，应写全，如 2023-6-1", f"{text} lacks the year or the day; write 2023-6-1")
        )
    raise CellProblem(Text(f"“{text}”不是日期，应如 2023-6-1", f"{text} is not a date; write 2023-6-1"))


def _read_flag(column: Column, raw: Cell, text: str, epoch: date) -> Any:
    flag = column.lexicon.flag(text)
    if flag is not None:
        return flag
    if column.or_text:
        quoted = unquoted(text)
        return text if quoted is None else quoted
    raise CellProblem(
        Text(f"“{text}”应为 是 或 否；不清楚就留空", f"{text} should be 是 or 否; leave it empty if not known")
    )


def written_number(column: Column, raw: Cell, text: str) -> Written:
    """Return the number that a cell of a column holds, with the unit that it says itself.

    Raises:
        CellProblem: it is not one number, or its unit is not one of this column.
    """
    if isinstance(raw, (bool, date, datetime)):
        raise CellProblem(Text(f"“{text}”不是数字", f"{text} is not a number"))
    if isinstance(raw, (int, float)):
        return Written(Decimal(str(raw)))
    try:
        made = number_in(text)
    except NotOneNumber as wrong:
        raise CellProblem(wrong.text) from None
    if made.unit and (made.unit in COUNTS) is not (column.form == "integer"):
        raise CellProblem(Text(f"“{text}”的单位不是这一栏的单位", f"the unit of {text} is not one of this column"))
    return made


def _read_number(column: Column, raw: Cell, text: str, epoch: date) -> float | str:
    if column.needed and isinstance(raw, str) and (quoted := unquoted(text)) is not None:
        return quoted
    made = written_number(column, raw, text)
    return in_ten_thousands(made.value, made.unit if column.form == "number" else None)


def _read_integer(column: Column, raw: Cell, text: str, epoch: date) -> int:
    value = float(_read_number(column, raw, text, epoch))
    if not value.is_integer():
        raise CellProblem(Text(f"“{text}”应为整数", f"{text} should be a whole number"))
    return int(value)


def _read_list(column: Column, raw: Cell, text: str, epoch: date) -> list[str]:
    if text[:1] == "[" and text[-1:] == "]":
        try:
            made = json.loads(text)
        except ValueError:
            made = None
        if isinstance(made, list) and all(isinstance(one, str) for one in made):
            return made
    parts: list[str] = []
    for part in re.split(r"[;；\n]", text):
        whole = shown(part)
        several = [whole] if plain(whole) in column.words else [shown(one) for one in re.split(r"[、,，]", whole)]
        parts += (_word(column, one) for one in several if one)
    return parts


def _read_one_or_list(column: Column, raw: Cell, text: str, epoch: date) -> str | list[str]:
    words = _read_list(column, raw, text, epoch)
    return words[0] if len(words) == 1 and text[:1] != "[" else words


def _read_value(column: Column, raw: Cell, text: str, epoch: date) -> Any:
    if isinstance(raw, (int, float)):
        return raw
    quoted = unquoted(text)
    if quoted is not None:
        return quoted
    word = folded(text)
    if word in (YES, NO):
        return word == YES
    try:
        made = number_in(text)
    except NotOneNumber:
        return text
    return text if made.unit else float(made.value)


_READERS: Mapping[Form, Callable[[Column, Any, str, date], Any]] = {
    "text": _read_text,
    "date": _read_date,
    "flag": _read_flag,
    "number": _read_number,
    "integer": _read_integer,
    "list": _read_list,
    "one_or_list": _read_one_or_list,
    "value": _read_value,
}

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")


def write(column: Column, value: Any) -> Cell:
    """Return the cell that says a value in a column; reading it gives the value again.

    Raises:
        CellProblem: the value does not fit into a cell.
    """
    if value is UNSET:
        return None
    if value is None:  # of what is needed, 无 would say that it is not
        return column.lexicon.words.not_yet[0] if column.needed and column.lexicon.words.not_yet else NULL
    if isinstance(value, bool):
        return YES if value else NO
    if value == NOT_NEEDED and column.needed:
        return column.lexicon.words.not_needed[0] if column.lexicon.words.not_needed else NOT_NEEDED
    if isinstance(value, date):
        return value if value >= FIRST_DAY else value.isoformat()
    if isinstance(value, (int, float)):
        return value if float(f"{value:.16G}") == value and abs(value) < 10**DIGITS else repr(value)
    if isinstance(value, (tuple, list)):
        return _fitting(_list_text(column, tuple(value)))
    return _fitting(_text(column, str(value)))


def _fitting(text: str) -> str:
    if len(text) > LONGEST:
        raise CellProblem(
            Text(
                f"文字有 {len(text)} 个字符，一格最多 {LONGEST} 个",
                f"the text has {len(text)} characters, a cell holds {LONGEST}",
            )
        )
    return text


def _text(column: Column, value: str) -> str:
    candidate = column.shown.get(value, value)
    for text in (candidate, value):
        if not _UNSAFE.search(text) and not _ESCAPED.search(text) and _comes_back(column, text, value):
            return text
    return _quoted(value)


def _comes_back(column: Column, text: str, value: Any) -> bool:
    try:
        return bool(read(column, text) == value)
    except CellProblem:
        return False


def _quoted(value: Any) -> str:
    made = json.dumps(value, ensure_ascii=False)
    made = _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", made)
    return _ESCAPED.sub(r"\\u005fx", made)


def _list_text(column: Column, value: tuple[str, ...]) -> str:
    text = "；".join(column.shown.get(one, one) for one in value)
    if value and not _UNSAFE.search(text) and not _ESCAPED.search(text) and _comes_back(column, text, list(value)):
        return text
    return _quoted(list(value))


# --- the sheets of a campaign ---


def sheets_of(pack: Pack) -> tuple[Sheet, ...]:
    """Return the sheets that records of a campaign are typed in: the units first, then a sheet for each section."""
    made = [
        Sheet(
            title="单位",
            section=UNITS,
            columns=_unit_columns(pack),
            aliases=("企业", "企业信息", "基本情况", "主体"),
            offices=True,
        )
    ]
    for section, (title, aliases) in _TITLES.items():
        columns = (OWNER, OWNER_NAME, OWNER_TOWNSHIP, *_columns(pack, section, SECTIONS[section]))
        if section == "hazards":
            columns += (
                Column(path=IN_FORCE, heading="现行期限", form="date"),
                Column(path=STATUS, heading="状态", aliases=("整改状态", "隐患状态", "目前状态", "当前状态")),
                Column(path=BEYOND, heading="其他经过", aliases=("本表装不下的经过",)),
            )
        offices = section in _OFFICE_SECTIONS
        made.append(Sheet(title=title, section=section, columns=columns, aliases=aliases, offices=offices))
        if section == "hazards":
            hazard = Column(path=("hazard",), heading="隐患编号", is_id=True, required=True, nullable=False)
            columns = (OWNER, hazard, *_columns(pack, EVENTS, Event))
            made.append(Sheet(title="隐患经过", section=EVENTS, columns=columns, aliases=("处理经过", "经过")))
    named = Column(
        path=("name",),
        heading="属性",
        aliases=("名称", "项目"),
        required=True,
        nullable=False,
        **_attribute_words(pack),
    )
    value = Column(path=("value",), heading="值", aliases=("内容", "数值"), form="value")
    made.append(
        Sheet(title="属性", section=ATTRIBUTES, columns=(OWNER, named, value), aliases=("其他属性",), offices=True)
    )
    return tuple(
        structs.replace(sheet, columns=tuple(structs.replace(one, lexicon=pack.lexicon) for one in sheet.columns))
        for sheet in made
    )


def _unit_columns(pack: Pack) -> tuple[Column, ...]:
    own = ("id", "name", "actor", "sectors", "township", "high_risk", "outsources", "hot_work", "special_operations")
    fields = {field.encode_name: field for field in msgspec.structs.fields(Record)}
    columns = [_column(pack, "record", (name,), fields[name]) for name in own]
    for section, (title, _) in (*_TITLES.items(), (ATTRIBUTES, ("属性", ()))):
        columns.append(
            Column(
                path=(COMPLETE, section),
                heading=f"{title}已填全",
                form="flag",
                nullable=False,
                offices=False,
                hint=_COMPLETE_HINT,
            )
        )
    return (*columns, _column(pack, "record", ("note",), fields["note"]))


_COMPLETE_HINT = "是：列出的就是全部，一行没有就是没有；留空：没有行就是没有说明"


def _columns(pack: Pack, section: str, kind: Any, prefix: tuple[str, ...] = ()) -> list[Column]:
    """Return the columns of a section's items, those of what lies inside an item among them."""
    made: list[Column] = []
    for field in msgspec.structs.fields(kind):
        path = (*prefix, field.encode_name)
        inner = struct_in(field.type)
        if kind is Hazard and field.name == "events":
            made += _short_columns(pack)
            made.append(_marker(("events",), "hazards", "是：经过就是这些；无：没有任何处理"))
        elif inner is not None:
            if type(None) in types_in(field.type):
                made.append(_marker(path, section, "有 或 无；填了下面各栏可以不填"))
            made += _columns(pack, section, inner, path)
        else:
            made.append(_column(pack, section, path, field))
    return sorted(made, key=_place)


def _place(column: Column) -> int:
    """Return where a column stands among those of its item: an id that is needed first, a note last, another id before it."""
    if len(column.path) > 1:
        return 1
    return {"id": 0 if column.required else 2, "note": 3}.get(column.path[0], 1)


def _marker(path: tuple[str, ...], section: str, hint: str) -> Column:
    heading, *aliases = _HEADINGS[section, path[-1]]
    return Column(path=path, heading=heading, aliases=tuple(aliases), form="flag", hint=hint)


def _short_columns(pack: Pack) -> list[Column]:
    made = []
    for kind, (heading, *aliases) in SHORT.items():
        made.append(
            Column(
                path=("events", kind),
                heading=heading,
                aliases=tuple(aliases),
                form="date",
                hint=HINTS["date"],
            )
        )
        if kind == "reported":
            made.append(
                Column(
                    path=REPORTED_TO,
                    heading="上报部门",
                    aliases=("报告部门",),
                    judged=True,
                    denied=True,
                    **_named(_people(pack)),
                )
            )
    return made


def _column(pack: Pack, section: str, path: tuple[str, ...], field: Any) -> Column:
    parts = list(types_in(field.type))
    nullable = type(None) in parts
    name = ".".join(path)
    heading, *aliases = _HEADINGS.get((section, name), _NOTE if path[-1] == "note" else (name,))
    form, flags = _form_of(parts)
    words = _words(pack, section, name, field.type)
    required = field.required and UnsetType not in parts
    return Column(
        path=path,
        heading=heading,
        aliases=tuple(aliases),
        form=form,
        required=required,
        nullable=nullable or (form == "flag"),
        closed=bool(words.pop("closed", False)) or (form == "flag" and not nullable),
        or_text=flags and str in parts,
        is_id=path[-1] == "id",
        judged=name in _JUDGED,
        denied=path[-1] == "to",
        needed=float in parts and str in parts,
        offices=section == "activities" and path[-1] in _OFFICE_FIELDS,
        hint=HINTS.get(form, ""),
        **words,
    )


def _form_of(parts: Sequence[Any]) -> tuple[Form, bool]:
    if any(get_origin(part) is tuple for part in parts):
        # Words of a closed list, of which one alone will do.
        return ("one_or_list" if any(get_origin(part) is Literal for part in parts) else "list"), False
    if date in parts:
        return "date", False
    if bool in parts:
        return "flag", True
    if float in parts:
        return "number", False
    return ("integer" if int in parts else "text"), False


def _words(pack: Pack, section: str, name: str, kind: Any) -> dict[str, Any]:
    """Return the words of a column, and how they are shown: of a closed list, or of those that the campaign knows."""
    if section in ("activities", "documents") and name == "kind":
        return {
            "words": pack.kind_words()[section].words,
            "shown": {id_: kind.title.zh for id_, kind in pack.kinds.items() if kind.of == section},
        }
    if (section, name) == ("activities", "scope"):
        return _named({"full": Text("全面", "full")})
    if (section, name) == ("waivers", "duties"):
        return _named({id_: duty.title for id_, duty in pack.duties.items()})
    if (section, name) == ("spot_checks", "found"):
        findings = pack.form.findings if pack.form else {}
        return {**_named(findings), "closed": bool(findings)}
    if (section, name) == ("record", "sectors"):
        return _named(pack.sector_titles)
    if name.rpartition(".")[2] in ("by", "to", "authority") and name != "found.by":
        return _named(_people(pack))
    literals = list(words_of(kind))
    if not literals:
        return {}
    texts: dict[str, Text] = {**WORDS, **EVENT_TEXTS}
    if section == "record":  # of the actors, those that take part in this campaign
        texts = {str(actor): title for actor, title in pack.identity.actors.items()}
        literals = [word for word in literals if word in texts]
    made = _named({word: texts.get(word, Text(word, word)) for word in literals})
    made["words"] |= {plain(said): word for said, word in _ALSO_SAID.items() if word in literals}
    return {**made, "closed": True}


_ALSO_SAID: Mapping[str, str] = {
    "企业自查": "enterprise",
    "自查": "enterprise",
    "部门检查": "department",
    "部门": "department",
    "举报": "informant",
    "群众举报": "informant",
    "上报": "reported",
    "已上报": "reported",
    "责令整改": "ordered",
    "责令限期": "ordered",
    "整改完成": "rectified",
    "完成整改": "rectified",
    "退回": "returned",
    "验收": "accepted",
    "验收通过": "accepted",
    "验收合格": "accepted",
    "复现": "reopened",
    "挂牌": "listed",
    "督办": "listed",
    "认定不力": "neglect_found",
    "认定排查不力": "neglect_found",
    "排查整治不力": "neglect_found",
    "事故": "accident",
    "涉嫌犯罪": "crime_suspected",
}
"""Other words that people use for those of closed lists."""


def _people(pack: Pack) -> dict[str, Text]:
    """Return what people call those who do something or are told of it: roles, departments and offices."""
    offices = {str(actor): title for actor, title in pack.identity.actors.items()}
    departments = {id_: department.title for id_, department in pack.directory.departments.items()}
    others = {id_: office.title for id_, office in pack.identity.offices.items()}
    return {**others, **offices, **departments, **{id_: role.title for id_, role in pack.identity.roles.items()}}


def _named(texts: Mapping[str, Text]) -> dict[str, Any]:
    words = {plain(word): id_ for id_, text in texts.items() for word in (id_, text.zh, text.en)}
    return {"words": words, "shown": {id_: text.zh for id_, text in texts.items()}}


def _attribute_words(pack: Pack) -> dict[str, Any]:
    """Return the attributes that a campaign asks about: in its facts, and in its form."""
    tests = (part for fact in pack.facts.values() for part in walk(fact.holds) if isinstance(part, Test))
    asked = [test.path[1] for test in tests if test.path[0] == ATTRIBUTES and len(test.path) > 1]
    asked += pack.form.attributes if pack.form else ()
    return _named({name: label((ATTRIBUTES, name)) for name in dict.fromkeys(asked)})


def heading_key(text: str) -> str:
    """Return a heading as headings are compared: without blanks, marks of what is required, and what is in brackets.

    >>> heading_key("资金\\n（万元）*") == heading_key("资金")
    True
    """
    return without_unit(re.sub(r"[（(【\[].*?[)）】\]]|[*＊:：]", "", folded(text)).replace("￥", "¥"))
