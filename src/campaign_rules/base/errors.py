"""What is wrong with an input, said to the person who must mend it.

A broken *rule of the campaign* is a finding, never an exception; a broken *file* is `BadInput`,
which carries every problem of the file at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice

from msgspec import Struct

from campaign_rules.base.spelling import names
from campaign_rules.base.texts import Lang, Text, counted, one_line, printable


class Problem(Struct, frozen=True, order=True):
    """One thing wrong in a file: where it stands, its path inside the data, a stable code and a sentence.

    ``line`` and ``column`` count from 1; 0 means that the place is not known (a value that came from no file).
    """

    file: str
    line: int
    column: int
    path: str
    code: str
    zh: str
    en: str
    cell: str = ""
    """In a spreadsheet, the cell; ``file`` then ends in the sheet's title, ``path`` is the column's heading."""

    @property
    def place(self) -> str:
        """``FILE:LINE:COL``; in a spreadsheet ``FILE:SHEET!CELL``."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{self.file}!{self.cell}" if self.cell else place

    def render(self, lang: Lang = "zh") -> str:
        """``FILE:LINE:COL: path: what is wrong, what was expected``; in a spreadsheet ``FILE:SHEET!CELL: heading: …``."""
        said = self.zh if lang == "zh" else self.en
        return printable(": ".join(part for part in (self.place, self.path, said) if part))


MOST_PROBLEMS = 1_000
"""So many problems of one input are told; of more, how many there are."""

MOST_COUNTED = 10_000
"""So many are looked for; of more, only that there are more."""

MORE = "and-more"
"""The code of the last problem of an input that has too many to tell."""


def first_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems as they are found, as long as it is worth looking for more."""
    return list(islice(problems, MOST_COUNTED + 1))


def told_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems in order; of too many the first, and how many more there are."""
    found = sorted(first_problems(problems), key=_order)
    if len(found) <= MOST_PROBLEMS or any(one.code == MORE for one in found):
        return tuple(found)
    more, beyond = len(found) - MOST_PROBLEMS, len(found) > MOST_COUNTED
    text = Text(
        f"另有{'超过 ' if beyond else ' '}{more:,} 处问题",
        f"and {'over ' if beyond else ''}{counted(more, 'more problem')}",
    )
    last = found[MOST_PROBLEMS - 1]
    return (*found[:MOST_PROBLEMS], Problem(last.file, 0, 0, "", MORE, text.zh, text.en))


def _order(problem: Problem) -> tuple[object, ...]:
    """Return where a problem comes among others: by place, the tenth entry after the ninth; last how many more there are."""
    # A number by its length and then its digits: a key may be of any number of them.
    pieces = re.split(r"([0-9]+)", problem.path)
    steps = tuple((len(n := piece.lstrip("0")), n) if i % 2 else (-1, piece) for i, piece in enumerate(pieces))
    return problem.code == MORE, problem.file, problem.line, problem.column, steps, problem


MOST_NAMES = 500
"""Among more names than this none is suggested: to compare a word with all of them takes too long."""


class CampaignRulesError(Exception):
    """Base of every exception that this package raises on purpose; ``code`` is a stable word for the kind of it."""

    code: str = "error"


class BadInput(CampaignRulesError):
    """A file (or a value in its place) can't be used; ``problems`` says all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = told_problems(problems)
        super().__init__("\n".join(p.render("en") for p in self.problems))

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class BadRecord(BadInput):
    """An enterprise's or an office's record can't be read."""

    code = "bad-record"


class BadPack(BadInput):
    """A campaign's rule files can't be used."""

    code = "bad-pack"


class BadArgument(CampaignRulesError, TypeError, ValueError):
    """A function was given what it can't take; ``text`` says what it takes."""

    def __init__(self, code: str, text: Text) -> None:
        self.code, self.text = code, text
        super().__init__(text.en)

    def __reduce__(self) -> tuple[type[BadArgument], tuple[str, Text]]:
        return type(self), (self.code, self.text)


def a_day(value: object, name: str) -> date:
    """Return a value that is a day, or say that it is none: a time is not one, nor is a text.

    Raises:
        BadArgument: it is no `date`.
    """
    if type(value) is date:
        return value
    said = f"{type(value).__name__} {value!r}"[:80]
    hint = Text("，请用 .date()", "; take its .date()") if isinstance(value, datetime) else Text("", "")
    text = Text(f"{name} 应为 datetime.date，得到 {said}", f"{name} takes a datetime.date, got {said}") + hint
    raise BadArgument("not-a-date", text)


_CALLED = {
    "campaign": "行动",
    "interpretation": "解释",
    "period": "周期",
    "phase": "阶段",
    "holiday": "节假日",
    "sector": "行业领域",
    "item": "条目",
    "layer": "层",
    "finding": "义务",
    "cell": "格",
    "unit": "单位",
    "actor": "主体",
    "outcome": "处理提示",
    "ledger": "台账",
    "fact": "事实",
    "field": "字段",
    "date": "日期字段",
    "day": "日期",
    "event": "事项",
    "state": "状态",
    "region": "维度",
    "variable": "变量",
    "section": "表",
    "country": "国家",
    "subdivision": "国家的地区",
    "kind": "种类",
    "role": "角色",
    "bearer": "承担者",
    "department": "部门",
    "authority": "机关",
    "duty": "义务",
    "list": "词的列表",
    "set": "名单或集合",
    "name": "名称",
    "placeholder": "空格",
}
"""What a kind of name is called in Chinese."""


class NoForm(CampaignRulesError, LookupError):
    """The campaign has no monthly form."""

    code = "no-form"

    def __init__(self, campaign: str) -> None:
        self.campaign = campaign
        self.text = Text(f"{campaign} 没有月报表", f"{campaign} has no monthly form")
        super().__init__(self.text.en)

    def __reduce__(self) -> tuple[type[NoForm], tuple[str]]:
        return type(self), (self.campaign,)


class NoLedger(CampaignRulesError, LookupError):
    """The campaign keeps no ledger."""

    code = "no-ledger"

    def __init__(self, campaign: str) -> None:
        self.campaign = campaign
        self.text = Text(f"{campaign} 没有台账", f"{campaign} has no ledger")
        super().__init__(self.text.en)

    def __reduce__(self) -> tuple[type[NoLedger], tuple[str]]:
        return type(self), (self.campaign,)


class UnknownName(CampaignRulesError, KeyError):
    """A name that the campaign, or a record, does not have, with the nearest that it has."""

    code = "unknown-name"

    def __init__(self, kind: str | Text, name: object, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, one_line(str(name)), tuple(known)
        called = kind if isinstance(kind, Text) else Text(_called(kind), kind)
        self.text = Text(f"没有 {self.name}（{called.zh}）", f"unknown {called.en} {self.name}")
        self.text += did_you_mean(self.name, self.known)
        super().__init__(self.text.en)

    def __str__(self) -> str:  # a KeyError's would be in quotes
        return self.text.en

    def __reduce__(self) -> tuple[type[UnknownName], tuple[str | Text, str, tuple[str, ...]]]:
        return type(self), (self.kind, self.name, self.known)


def _called(kind: str) -> str:
    return "选项" if kind.startswith("option of ") else _CALLED.get(kind, kind)


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.75) -> str | None:
    """Return the known name that ``name`` nearly spells, or None; case, ``-`` and ``_`` do not count."""
    return names(tuple(known)).nearest(name, cutoff)


MOST_LISTED = 30
"""Where no name is near, those that there are get listed, if there are no more than this."""


def did_you_mean(name: str, known: Iterable[str]) -> Text:
    """Return the tail of a message that suggests the nearest known name, or the whole list where it is short."""
    known = list(known)
    near = nearest(name, known, cutoff=0.6) if len(known) <= MOST_NAMES else None
    if near:
        return meant(near)
    if known and len(known) <= MOST_LISTED:
        return Text("，可用：" + "、".join(known), "; expected one of: " + ", ".join(known))
    return Text("", "")


def meant(name: str) -> Text:
    """Return the tail of a message that suggests a name."""
    return Text(f"，是否想写 {name}？", f"; did you mean {name}?")


def unknown_name(kind: str, name: str, known: Iterable[str]) -> Text:
    """Say that there is no name of some kind, with the nearest that there is."""
    return Text(f"没有 {name}（{_called(kind)}）", f"unknown {kind} {name}") + did_you_mean(name, known)
