"""What people read, in Chinese and in English, and how a clause of a plan is named."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta, Struct

Lang = Literal["zh", "en"]
"""The two languages of every text; Chinese comes first."""

LANGS: tuple[Lang, Lang] = ("zh", "en")
"""Both languages."""


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in both languages, in our own words."""

    zh: Annotated[str, Meta(min_length=1, description="中文")]
    en: Annotated[str, Meta(min_length=1, description="English")]

    def __call__(self, lang: Lang = "zh") -> str:
        """Return the text in ``lang``."""
        return self.zh if lang == "zh" else self.en

    def __add__(self, other: Text) -> Text:
        return Text(self.zh + other.zh, self.en + other.en)

    def format(self, **values: object) -> Text:
        """Fill the ``{placeholders}``; a value that is a `Text` is filled in each language by its own."""
        zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
        en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
        return Text(self.zh.format_map(zh), self.en.format_map(en))

    def join(self, texts: Iterable[Text]) -> Text:
        """Join texts with this one between them, in each language.

        >>> Text("、", " and ").join([Text("甲", "A"), Text("乙", "B")])
        Text(zh='甲、乙', en='A and B')
        """
        said = tuple(texts)
        return Text(self.zh.join(one.zh for one in said), self.en.join(one.en for one in said))


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


HALF = Text(
    "含有不成对的代理码点（半个字符），无法写成 UTF-8",
    "holds half a character (a lone surrogate), which can't be written as UTF-8",
)
"""What is said of a text that is not `is_whole`."""


def is_whole(text: str) -> bool:
    """Tell whether a text has only whole characters, so that it can be written.

    >>> is_whole("进贤"), is_whole("\\ud800")
    (True, False)
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def steering(text: str) -> str | None:
    """Return the first character of a text of several lines that would steer a terminal or turn the direction of reading.

    >>> steering("a\\nb"), steering("a\\x1b[31m")
    (None, '\\x1b')
    """
    found = _UNSEEN.search(text.replace("\n", " "))
    return found[0] if found else None


def printable(text: str) -> str:
    """Write out what would steer a terminal or turn the direction of reading, so that hostile text stays text.

    >>> printable("a\\x1b[31m\\n\\u202eb")
    'a\\\\x1b[31m\\\\n\\\\u202eb'
    """
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def file_text(path: str | os.PathLike[str]) -> str:
    """Write a file's name as text that can be printed and sent, whatever its bytes are: most others are GBK.

    >>> file_text("a/进贤.yaml"), file_text(b"\\xbd\\xf8\\xcf\\xcd.yaml".decode("utf-8", "surrogateescape"))
    ('a/进贤.yaml', '进贤.yaml')
    """
    return "/".join(map(_part_text, os.fspath(path).split("/")))


def _part_text(name: str) -> str:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        try:
            return name.encode("utf-8", "surrogateescape").decode("gb18030")
        except UnicodeError:
            return printable(name)
    return name


def bracketed(text: str, lang: Lang) -> str:
    """Put text in brackets, as a language writes them after a word.

    >>> "附件" + bracketed("二", "zh"), "annex" + bracketed("2", "en")
    ('附件（二）', 'annex (2)')
    """
    return f"（{text}）" if lang == "zh" else f" ({text})"


def counted(number: int, one: str, several: str = "") -> str:
    """Count things in English.

    >>> counted(1, "error"), counted(1200, "error"), counted(0, "entry", "entries")
    ('1 error', '1,200 errors', '0 entries')
    """
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def one_line(text: str) -> str:
    """Write text on one line, and as `printable`.

    >>> one_line("a\\r\\nb")
    'a b'
    """
    return printable(re.sub("[\t\r\n\u2028\u2029]+", " ", text))


APPENDIX = r"(?:annex|appendix|table)(?:-[1-9]\d?)?"
"""How an appendix of the text is cited, with its number where there are several: ``annex``, ``table-2``."""

_APPENDICES = {"annex": "附件", "appendix": "附录", "table": "附表"}

CLAUSE = rf"^([1-9]\d?(\.[1-9]\d?){{1,3}}|{APPENDIX}\.([1-9]\.[1-9]\d?|note\.[1-9])|art\.[1-9]\d{{0,2}}(\.[1-9]\d?)?)$"
"""The form of a clause id: ``part.section.item``, ``annex.block.cell``, ``annex.note.n``, or a statute's ``art.113.1``."""

Clause = Annotated[str, Meta(pattern=CLAUSE, description='条款号,务必加引号 / clause id, always quoted: "2.1.6"')]
"""A clause of the plan, cited as ``part.section.item``: ``2.1.6`` is 二、（一）6."""

_NUMERALS = "零一二三四五六七八九十"


def clause_label(clause: str, lang: Lang = "zh") -> str:
    """Name a clause as the printed plan does.

    >>> clause_label("2.1.6"), clause_label("3.2"), clause_label("annex.note.1")
    ('二（一）6', '三（二）', '附件注1')
    >>> clause_label("2.1.6", "en"), clause_label("art.113.1"), clause_label("table-2.1.3")
    ('2.1.6', '第113条（一）', '附表2（一）之3')
    """
    if lang != "zh" or not re.match(CLAUSE, clause):
        return clause
    part, *rest = clause.split(".")
    if part == "art":
        return f"第{rest[0]}条" + (f"（{numeral(int(rest[1]))}）" if rest[1:] else "")
    kind, _, which = part.partition("-")
    if kind in _APPENDICES:
        if rest[0] == "note":
            return f"{_APPENDICES[kind]}{which}注{rest[1]}"
        block = numeral(int(rest[0]))
        return f"{_APPENDICES[kind]}{f'{which}（{block}）' if which else block}之{rest[1]}"
    section = f"（{numeral(int(rest[0]))}）" if rest else ""
    return numeral(int(part)) + section + ".".join(rest[1:])


def numeral(number: int) -> str:
    """Write a number as Chinese does up to ten.

    >>> numeral(4), numeral(12)
    ('四', '12')
    """
    return _NUMERALS[number] if number <= 10 else str(number)
