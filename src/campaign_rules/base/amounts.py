"""Numbers as people write them in cells, and the units that stand beside, above or behind them.

A unit may be said by the cell itself (5万元, €300), by its number format, by the heading, by a row of units below the
headings, or by a line above them (金额单位：元). An amount is converted into the unit of its column: from the unit that is
typed behind it, or else from what all others agree on; where these do not, the cell is refused: which of them is right
only the person knows who wrote it.
Which units there are is declared by the campaign: here it is only known how they are found in text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from msgspec import Struct

from campaign_rules.base.texts import Text

COUNTS = frozenset(("人", "名", "人次", "位", "个", "次", "家", "家次", "员", "人员"))
"""Units of what is counted by ones."""


class Written(Struct, frozen=True):
    """A number as it is written: its value, and the unit that stands with it."""

    value: Decimal
    unit: str | None = None


class NotOneNumber(ValueError):
    """A text is not one number; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


def evened(text: str) -> str:
    """Return a text with the width of its characters evened out, in small letters, without what is not seen."""
    return re.sub(r"[\u200b\u2060\ufeff]+", "", unicodedata.normalize("NFKC", text)).casefold().strip()


def closed_up(text: str) -> str:
    """Return a text without its blanks, which no digits may stand on both sides of, but for thousands groups.

    >>> closed_up("１ 000 元"), closed_up("2023 - 6 - 1")
    ('1000元', '2023-6-1')

    Raises:
        NotOneNumber: digits stand on both sides of a blank or of the end of a line.
    """
    said = evened(text)
    said = re.sub(r"(?<![\d.])\d{1,3}(?: \d{3})+(?! ?\d)", lambda found: found[0].replace(" ", ""), said)
    if re.search(r"\d\s+\d", said):
        shown = re.sub(r"\s*\n\s*", "⏎", said)
        raise NotOneNumber(
            Text(
                f"“{shown}”中间有空格或换行，看不出是一个数还是几个",
                f"{shown} has a blank or a line end inside: one number or several?",
            )
        )
    return re.sub(r"\s+", "", said)


_NUMBER = r"(?P<number>[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[-+]?\d+)?)(?P<after>[^\d\s.,]*)"


class UnitWord(Struct, frozen=True):
    """A way of writing a unit: what one of it is in the unit of the column."""

    word: str
    worth: Decimal = Decimal(1)
    spelled: bool = False
    """Whether it is found behind other words (罚款/万元), and not only where it stands alone (万)."""
    before: bool = False
    """Whether it may stand before a number: ¥300."""


class Measure:
    """The unit of a column's amounts: how people write it and others, and what these are worth in it.

    ``foreign`` are words for units of its kind that it can't be converted from, ``elsewhere`` those of other kinds: they
    are told where a heading or a cell has them, where others are no units at all.
    """

    def __init__(
        self,
        name: str = "",
        words: Iterable[UnitWord] = (),
        foreign: Iterable[str] = (),
        elsewhere: Iterable[str] = (),
    ) -> None:
        known = [(evened(one.word), one) for one in words]
        self.name = name
        self.worth: Mapping[str, Decimal] = {word: one.worth for word, one in known}
        """By each way of writing a unit, what one of it is in this one."""
        self.spelled = _alternatives(word for word, one in known if one.spelled)
        """A pattern for the units that are found behind other words."""
        self.signs = tuple(word for word, one in known if one.before and len(word) == 1 and not word.isalnum())
        """Signs of units, which are found anywhere: ¥, €."""
        others = [word for word in map(evened, foreign) if word not in self.worth]
        more = [word for word in map(evened, elsewhere) if word not in self.worth]
        self._foreign = re.compile(_alternatives(filter(_is_telling, others)))
        self._foreign_alone = frozenset(others)
        self._elsewhere = frozenset(more)
        self.endings = _alternatives({*(w for w, one in known if one.spelled), *filter(_is_telling, (*others, *more))})
        """A pattern for the units, of this measure or another, that are found at the end of a heading."""
        self._number = re.compile(f"(?P<before>{_alternatives(word for word, one in known if one.before)})?{_NUMBER}")
        self._behind = re.compile(f"({self.spelled})(?:/[人次家])?$")
        self._literal = "".join({*"".join(word for word, one in known if one.spelled), *self.signs} - _ASCII)

    def number(self, text: str) -> Written:
        """Return the number that a text is, with its unit.

        >>> euro = Measure("€", [UnitWord("€", before=True), UnitWord("cent", Decimal("0.01"))])
        >>> euro.number("5,000.5€"), euro.number("€ 300")
        (Written(value=Decimal('5000.5'), unit='€'), Written(value=Decimal('300'), unit='€'))

        Raises:
            NotOneNumber: it is not one number, or has a unit that is not known.
        """
        said = closed_up(text)
        found = self._number.fullmatch(said)
        if not found or not re.search(r"\d", found["number"]):
            raise NotOneNumber(Text(f"“{text}”不是数字", f"{text} is not a number"))
        value = Decimal(found["number"].replace(",", ""))
        before, after = found["before"], found["after"]
        units = [unit for unit in (before, after) if unit]
        if after and after not in self.worth and after not in COUNTS:
            raise NotOneNumber(
                Text(f"“{text}”不是数字，或单位不认得", f"{text} is not a number, or its unit is not known")
            )
        if before and after and after not in self.worth:
            raise NotOneNumber(Text(f"“{text}”不是数字", f"{text} is not a number"))
        return Written(value, units[-1] if units else None)  # 人民币5万元: the unit that follows says how much

    def agreed(self, units: Iterable[str | None]) -> str | None:
        """Return the unit that all that was said agrees on; None where nothing was said.

        Raises:
            NotOneNumber: two units disagree, or one is not known.
        """
        said = list(dict.fromkeys(unit for unit in units if unit))
        instead = Text(f"换算成{self.name}", f"give the amount in {self.name}")
        if not self.name:
            instead = Text("只写数字", "give the number alone")
        for unit in said:
            if unit not in self.worth:
                raise NotOneNumber(Text(f"不认得单位“{unit}”，请{instead.zh}", f"unknown unit {unit}: {instead.en}"))
        if len({self.worth[unit] for unit in said}) > 1:
            shown = "、".join(said)
            raise NotOneNumber(
                Text(
                    f"单位自相矛盾：{shown}；请只留一种，或{instead.zh}",
                    f"the units contradict each other ({', '.join(said)}): keep one, or {instead.en}",
                )
            )
        return said[0] if said else None

    def converted(self, value: Decimal, unit: str | None) -> float:
        """Return an amount in this unit; without a unit it is taken to be that already."""
        return float(value * self.worth[unit]) if unit else float(value)

    def named(self, text: str) -> str | None:
        """Return the unit that a short text names, known or not; None if it names none.

        >>> yuan = Measure("元", [UnitWord("元", spelled=True)], foreign=["欧元", "€"])
        >>> yuan.named("单位：元"), yuan.named("含税，元"), yuan.named("欧元"), yuan.named("含税")
        ('元', '元', '欧元', None)
        """
        said = re.sub(r"\s+", "", evened(text)).strip("()[]【】")
        if foreign := self._foreign.search(said):
            return foreign[0]
        said = re.sub(r"^(?:金额|货币|计量|计价)?单位:?|^以|计$", "", said)
        if said in self.worth or said in self._foreign_alone:
            return said
        if found := self._behind.search(said):
            return found[1]
        if sign := next((sign for sign in self.signs if sign in said), None):
            return sign
        return said if len(said) <= 4 and re.search(self.spelled, said) else None

    def in_heading(self, heading: str) -> list[str]:
        """Return the units that a heading gives, known or not: in brackets, after a stroke, at its end, or as a sign.

        >>> celsius = Measure("℃", [UnitWord("℃", spelled=True), UnitWord("度")], elsewhere=["元"])
        >>> celsius.in_heading("温度（℃）"), celsius.in_heading("温度/℃"), celsius.in_heading("责任人（签字）")
        (['°c'], ['°c'], [])
        >>> celsius.in_heading("温度（华氏度）"), celsius.in_heading("温度（K）"), celsius.in_heading("温度（元）")
        (['华氏度'], ['k'], ['元'])
        """
        spaced = re.sub(r"\s+", " ", evened(heading))
        found = [unit for one in _BRACKETS.findall(spaced) if (unit := self._in_brackets(one))]
        outside = _BRACKETS.sub("", spaced).strip()
        at_end = (re.search(f"({self.endings})$", one) for one in (outside, outside.replace(" ", "")))
        if ending := next(filter(None, at_end), None):
            found.append(ending[1])
        else:
            found += [sign for sign in self.signs if sign in outside][:1]
        return found

    def _in_brackets(self, text: str) -> str | None:
        """Return the unit that stands alone, known or not; of a measure without a name, only one that is known."""
        unit, said = self.named(text), text.replace(" ", "").strip("()[]【】")
        if foreign := self._foreign.search(text):
            return foreign[0]
        if not self.name or said in self.worth:
            return unit
        if said in self._elsewhere or _SYMBOL.fullmatch(said):
            return said
        known = next((word for word in sorted(self.worth, key=len, reverse=True) if said.endswith(word)), "")
        before = said[: len(said) - len(known)]
        return said if known and before[-1:].isalpha() and not _BEFORE_UNITS.search(before) else unit

    def in_line(self, texts: Iterable[str]) -> list[str]:
        """Return the units that a line above the headings gives, in one cell or in two.

        >>> yuan = Measure("元", [UnitWord("元", spelled=True)], foreign=["欧元"])
        >>> yuan.in_line(["编制单位：某局  单位：元"]), yuan.in_line(["单位", "元"]), yuan.in_line(["填报单位：某镇"])
        (['元'], ['元'], [])
        >>> yuan.in_line(["货币单位：NOK"])
        ['nok']
        """
        cells = [re.sub(r"\s+", " ", evened(text)) for text in texts if text.strip()]
        found: list[str] = []
        for said in re.finditer(r"(金额|货币|计价)?单位 ?:? ?(?=([^\s:()（）,;，；]+))", " ".join(cells)):
            unit = self.named(said[2]) if len(said[2]) <= 5 else None
            if not unit and said[1] and self._foreign_alone:
                found.append(said[2])
            elif unit and (unit == said[2] or re.search(f"({self.spelled})$", said[2])):
                found.append(unit)
        alone = [cell.strip("()（）[]【】") for cell in cells]
        found += [cell for cell in alone if cell in self.signs or re.fullmatch(self.spelled, cell)]
        return list(dict.fromkeys(found))

    def in_format(self, number_format: str | None) -> str | None:
        """Return the unit that a cell's number format shows to the person; None if it shows none.

        >>> yuan = Measure("元", [UnitWord("元", spelled=True), UnitWord("¥", before=True)])
        >>> yuan.in_format('0.00"元"'), yuan.in_format("[$¥-804]#,##0.00"), yuan.in_format("General")
        ('元', '¥', None)

        Raises:
            NotOneNumber: the format shows another number than the cell holds: divided by thousands, or as a share.
        """
        if not number_format or number_format == "General":
            return None
        first = unicodedata.normalize("NFKC", number_format.split(";")[0])
        bare_literals = rf"|([{re.escape(self._literal)}]+)" if self._literal else "|(?!)()"
        literals = re.findall(r'"([^"]*)"|\[\$([^\]-]*)[^\]]*\]|\\(.)' + bare_literals, first)
        shown = "".join(part for parts in literals for part in parts)
        bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", first)
        if re.search(r"[0#?],+(?![0#?,])", bare) or "%" in bare or "!" in bare:
            raise NotOneNumber(
                Text(
                    "数字格式显示的与实际存的不是同一个数，请把本列设为“常规”再核对",
                    "the number format shows another number than the cell holds; set the column to General and check it",
                )
            )
        unit, said = self.named(shown) if shown.strip() else None, evened(shown)
        is_unit = any(map(str.isalpha, shown)) or any(currency for _, currency, *_ in literals)
        return unit or (said if self.name and is_unit and said not in COUNTS else None) or None


_BRACKETS = re.compile(r"[(【\[]([^()【】\[\]]*)[)】\]]")

_SYMBOL = re.compile(r"[^\W\d_\u4e00-\u9fff]{1,4}|[°%‰$£¥€][a-z]?")
"""What looks like a unit, known or not: a few letters, a sign."""

_BEFORE_UNITS = re.compile(r"(?:单位|金额|以|按|为|人民币)$")
"""Words in front of a unit that make no other unit of it."""

_ASCII = frozenset(map(chr, range(128)))


def _is_telling(word: str) -> bool:
    """Tell whether a word for a unit is one also where it stands with others: a single letter is none."""
    return len(word) > 1 or not word.isalnum()


def _alternatives(words: Iterable[str]) -> str:
    """Return a pattern for some words, the longest first; one in Latin letters is no end of another word."""
    said = sorted(words, key=len, reverse=True)
    return "|".join(("(?<![a-z])" if word[:1] in _LATIN else "") + re.escape(word) for word in said) or "(?!)"


_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")

NO_UNIT = Measure()
"""What is counted, or measured without a unit."""


def without_unit(heading: str, measures: Iterable[Measure]) -> str:
    """Return a heading, as headings are compared, without the unit at its end.

    >>> yuan = Measure("元", [UnitWord("元", spelled=True), UnitWord("¥", before=True)])
    >>> without_unit("罚款/元", [yuan]), without_unit("¥金额", [yuan]), without_unit("责任人", [yuan])
    ('罚款', '金额', '责任人')
    """
    units = "|".join(pattern for one in measures for pattern in (one.endings, *map(re.escape, one.signs)))
    signs = "|".join(re.escape(sign) for one in measures for sign in one.signs) or "(?!)"
    return re.sub(rf"[/_:|-]?(?:金额)?(?:单位)?:?(?:{units})$|^(?:{signs})", "", heading) if units else heading
