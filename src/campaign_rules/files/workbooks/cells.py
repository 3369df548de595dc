"""What a cell says in a column: a value, that there is none, or nothing.

That is wider than what a program writes: people type full-width digits, dates in many forms, 是 or √.
Three things stay apart in a sheet as they do in a record: an empty cell (nobody said), 无 (there is none), and a value.
Text between double quotes is taken as it stands, so that every record has a form in a sheet and comes back the same.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from msgspec import UNSET, structs

from campaign_rules.base.amounts import COUNTS, NO_UNIT, NotOneNumber, Written, closed_up
from campaign_rules.base.dittos import is_ditto
from campaign_rules.base.errors import did_you_mean
from campaign_rules.base.texts import Text
from campaign_rules.base.words import NOT_NEEDED, folded
from campaign_rules.files.workbooks.columns import Column, Form
from campaign_rules.rules.leads import plain

Cell = str | int | float | bool | date | datetime | None
"""What a spreadsheet holds in one cell."""

NULL = "无"
YES, NO = "是", "否"

NULL_WORDS = frozenset((NULL, "没有", "null"))
"""What says in any column that there is none: also of a name or a description, of which nothing else is asked."""

FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets take 1900 for a leap year: days before this one are written as text."""

SERIALS = (30_000, 60_000)
"""A number is taken for a day only in this range (1982 to 2064): 2023.6 or 202306 is no serial number."""

DIGITS = 15
"""A spreadsheet keeps this many digits of a number: a longer id that was typed as a number is no longer itself."""


class CellProblem(ValueError):
    """A cell does not say what its column asks for."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


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
        and (not column.or_text or column.lexicon.denies(text))
        and column.lexicon.flag(text) is not None
        and text not in NULL_WORDS
    ):
        return _SOMETHING
    none = bool(column.none_words) and folded(text) in map(folded, column.none_words)
    said = "none" if none else column.lexicon.says(text)
    if not (column.judged or column.form in ("date", "moment", "flag", "number", "integer")):
        return None if column.nullable and folded(text) in NULL_WORDS else _SOMETHING
    if said == "not_known":
        return UNSET
    if column.needed and said in ("none", "not_needed"):
        return NOT_NEEDED
    if said in ("none", "not_yet") and column.nullable and not (column.denied and _denies(column, text)):
        return False if column.form == "flag" and (column.strict or said == "not_yet") else None
    return _SOMETHING


def _denies(column: Column, text: str) -> bool:
    """Tell whether a word for none is kept; 无 in the sheet of events is how null is written there."""
    return column.path[0] == "events" or folded(text) not in NULL_WORDS


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
    if found is None and column.strict:
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


def _read_moment(column: Column, raw: Cell, text: str, epoch: date) -> str:
    """Return a day, with the time of it where one is said."""
    if (quoted := unquoted(text)) is not None:
        return quoted
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ", "seconds").removesuffix(":00")
    day = _read_date(column, raw, text, epoch).isoformat()
    said = _TIME.search(text)
    if not said or isinstance(raw, date):
        return day
    hour, *others = re.findall(r"\d+", unicodedata.normalize("NFKC", said[0].partition(".")[0]))
    try:
        time.fromisoformat(":".join([f"{int(hour):02}", *others]))
    except ValueError:
        raise CellProblem(Text(f"没有“{text}”这个时间", f"there is no time {text}")) from None
    return ":".join([f"{day} {int(hour):02}", *others])


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
        made = column.measure.number(text)
    except NotOneNumber as wrong:
        raise CellProblem(wrong.text) from None
    if made.unit and (made.unit in COUNTS) is not (column.form == "integer"):
        raise CellProblem(Text(f"“{text}”的单位不是这一栏的单位", f"the unit of {text} is not one of this column"))
    return made


def _read_number(column: Column, raw: Cell, text: str, epoch: date) -> float | str:
    if column.needed and isinstance(raw, str) and (quoted := unquoted(text)) is not None:
        return quoted
    made = written_number(column, raw, text)
    return column.measure.converted(made.value, made.unit if column.form == "number" else None)


def _read_integer(column: Column, raw: Cell, text: str, epoch: date) -> int:
    value = float(_read_number(column, raw, text, epoch))
    if not value.is_integer():
        raise CellProblem(Text(f"“{text}”应为整数", f"{text} should be a whole number"))
    return int(value)


def _read_list(column: Column, raw: Cell, text: str, epoch: date) -> list[Any]:
    if text[:1] == "[" and text[-1:] == "]":
        try:
            made = json.loads(text)
        except ValueError:
            made = None
        if isinstance(made, list) and all(isinstance(one, (str, int, float)) for one in made):
            return made
    if column.element != "text":
        return list(_elements(column, raw, text, epoch))
    parts: list[str] = []
    for part in re.split(r"[;；\n]", text):
        whole = shown(part)
        several = [whole] if plain(whole) in column.words else [shown(one) for one in re.split(r"[、,，]", whole)]
        parts += (_word(column, one) for one in several if one)
    return parts


def _elements(column: Column, raw: Cell, text: str, epoch: date) -> Iterator[Any]:
    """Yield the days, numbers or other values that a cell lists; a comma between digits may part them or not."""
    element = structs.replace(column, form=column.element)
    if column.element in ("number", "integer") and re.search(r"\d\s*[,，]\s*\d", text):
        raise CellProblem(
            Text(
                f"“{text}”看不出是一个数还是几个；几个数之间用 、 隔开",
                f"{text} may be one number or several: part them by 、",
            )
        )
    for part in re.split(r"[;；、,，\n]", text) if isinstance(raw, str) else [raw]:
        if not is_blank(part):
            yield _READERS[column.element](element, part, as_text(part), epoch)


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
        made = NO_UNIT.number(text)
    except NotOneNumber:
        return text
    return text if made.unit else float(made.value)


_READERS: Mapping[Form, Callable[[Column, Any, str, date], Any]] = {
    "text": _read_text,
    "date": _read_date,
    "moment": _read_moment,
    "flag": _read_flag,
    "number": _read_number,
    "integer": _read_integer,
    "list": _read_list,
    "one_or_list": _read_one_or_list,
    "value": _read_value,
}
