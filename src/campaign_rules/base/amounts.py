"""Numbers as people write them in cells, and the units of money that stand beside, above or behind them.

A unit may be said by the cell itself (5万元, ¥300), by its number format, by the heading, by a row of units below the
headings, or by a line above them (金额单位：元). Where all that is said is one thing, an amount is converted into 万元;
where it is not, the cell is refused: which of them is right only the person knows who wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from msgspec import Struct

from campaign_rules.base.texts import Text

UNITS: Mapping[str, Decimal] = {
    unit: Decimal(value)
    for units, value in (
        (("元", "块", "圆", "元整", "圆整", "人民币元", "人民币", "rmb", "cny", "¥"), "0.0001"),
        (("百元", "百"), "0.01"),
        (("千元", "千"), "0.1"),
        (("万元", "万", "万元整", "人民币万元", "w"), "1"),
        (("十万元", "十万"), "10"),
        (("百万元", "百万"), "100"),
        (("千万元", "千万"), "1000"),
        (("亿元", "亿"), "10000"),
    )
    for unit in units
}
"""What an amount in a unit of money is in 万元."""

COUNTS = frozenset(("人", "名", "人次", "位", "个", "次", "家", "家次", "员", "人员"))
"""Units of what is counted by ones."""

_MONEY = "|".join(sorted((unit for unit in UNITS if "元" in unit), key=len, reverse=True))
_FOREIGN = re.compile(r"(美|港|日|欧|韩|澳|加|新台|卢|泰|台)[元币]|美金|欧元|英镑|\$|usd|eur|hkd|jpy")


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


_NUMBER = re.compile(
    r"(?P<before>人民币|rmb|cny|¥)?(?P<number>[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[-+]?\d+)?)(?P<after>[^\d\s.,]*)"
)


def number_in(text: str) -> Written:
    """Return the number that a text is, with its unit.

    >>> number_in("5,000.5元"), number_in("¥300")
    (Written(value=Decimal('5000.5'), unit='元'), Written(value=Decimal('300'), unit='¥'))

    Raises:
        NotOneNumber: it is not one number, or has a unit that is not known.
    """
    said = closed_up(text)
    found = _NUMBER.fullmatch(said)
    if not found or not re.search(r"\d", found["number"]):
        raise NotOneNumber(Text(f"“{text}”不是数字", f"{text} is not a number"))
    value = Decimal(found["number"].replace(",", ""))
    before, after = found["before"], found["after"]
    units = [unit for unit in (before, after) if unit]
    if after and after not in UNITS and after not in COUNTS:
        raise NotOneNumber(Text(f"“{text}”不是数字，或单位不认得", f"{text} is not a number, or its unit is not known"))
    if before and after and UNITS.get(after) is None:
        raise NotOneNumber(Text(f"“{text}”不是数字", f"{text} is not a number"))
    return Written(value, units[-1] if units else None)  # 人民币5万元: the unit that follows says how much


def agreed(units: Iterable[str | None]) -> str | None:
    """Return the unit that all that was said agrees on; None where nothing was said.

    Raises:
        NotOneNumber: two units disagree, or one is not known.
    """
    said = list(dict.fromkeys(unit for unit in units if unit))
    for unit in said:
        if unit not in UNITS:
            raise NotOneNumber(
                Text(f"不认得单位“{unit}”，请换算成万元", f"unknown unit {unit}: give the amount in 万元")
            )
    if len({UNITS[unit] for unit in said}) > 1:
        shown = "、".join(said)
        raise NotOneNumber(
            Text(
                f"单位自相矛盾：{shown}；请只留一种，或换算成万元",
                f"the units contradict each other ({', '.join(said)}): keep one, or give the amount in 万元",
            )
        )
    return said[0] if said else None


def in_ten_thousands(value: Decimal, unit: str | None) -> float:
    """Return an amount in 万元; without a unit it is taken to be that already."""
    return float(value * UNITS[unit]) if unit else float(value)


def unit_named(text: str) -> str | None:
    """Return the unit of money that a short text names, known or not; None if it names none.

    >>> unit_named("单位：千元"), unit_named("含税，万元"), unit_named("美元"), unit_named("含税")
    ('千元', '万元', '美元', None)
    """
    said = re.sub(r"\s+", "", evened(text)).strip("()[]【】")
    if foreign := _FOREIGN.search(said):
        return foreign[0]
    said = re.sub(r"^(?:金额|货币|计量|计价)?单位:?|^以|计$", "", said)
    if said in UNITS:
        return said
    if found := re.search(rf"({_MONEY})(?:/[人次家])?$", said):
        return found[1]
    if said in ("千", "百", "亿", "万"):
        return said
    return "¥" if "¥" in said else said if "元" in said and len(said) <= 4 else None


def units_in_heading(heading: str) -> list[str]:
    """Return the units of money that a heading gives: in brackets, after a stroke, at its end, or as ¥.

    >>> units_in_heading("资金（元）"), units_in_heading("罚款/万元"), units_in_heading("责任人（签字）")
    (['元'], ['万元'], [])
    """
    said = re.sub(r"\s+", "", evened(heading))
    found = [unit for one in re.findall(r"[(【\[]([^()【】\[\]]*)[)】\]]", said) if (unit := unit_named(one))]
    outside = re.sub(r"[(【\[].*?[)】\]]", "", said)
    if at_end := re.search(rf"({_MONEY})$", outside):
        found.append(at_end[1])
    elif "¥" in outside:
        found.append("¥")
    return found


def without_unit(heading: str) -> str:
    """Return a heading, as headings are compared, without the unit of money at its end.

    >>> without_unit("罚款/元"), without_unit("¥金额"), without_unit("责任人")
    ('罚款', '金额', '责任人')
    """
    return re.sub(rf"[/_:|-]?(?:金额)?(?:单位)?:?(?:{_MONEY}|¥)$|^¥", "", heading)


def units_in_line(texts: Iterable[str]) -> list[str]:
    """Return the units of money that a line above the headings gives, in one cell or in two.

    >>> units_in_line(["编制单位：某局  单位：元"]), units_in_line(["单位", "万元"]), units_in_line(["填报单位：万寿镇"])
    (['元'], ['万元'], [])
    """
    cells = [re.sub(r"\s+", " ", evened(text)) for text in texts if text.strip()]
    found: list[str] = []
    for said in re.finditer(r"单位 ?:? ?(?=([^\s:()（）,;，；]+))", " ".join(cells)):
        unit = unit_named(said[1]) if len(said[1]) <= 5 else None
        if unit and (said[1] in UNITS or _FOREIGN.fullmatch(said[1]) or (said[1].endswith("元"))):
            found.append(unit)
    alone = [cell.strip("()（）[]【】") for cell in cells]
    found += [cell for cell in alone if cell in UNITS and ("元" in cell or cell == "¥")]
    return list(dict.fromkeys(found))


def unit_in_format(number_format: str | None) -> str | None:
    """Return the unit of money that a cell's number format shows to the person; None if it shows none.

    >>> unit_in_format('0.00"万元"'), unit_in_format("[$¥-804]#,##0.00"), unit_in_format("General")
    ('万元', '¥', None)

    Raises:
        NotOneNumber: the format shows another number than the cell holds: divided by thousands, or as a share.
    """
    if not number_format or number_format == "General":
        return None
    first = number_format.split(";")[0]
    literals = re.findall(r'"([^"]*)"|\[\$([^\]-]*)[^\]]*\]|\\(.)|([¥￥元万千百亿]+)', first)
    shown = "".join(part for parts in literals for part in parts)
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", first)
    if re.search(r"[0#?],+(?![0#?,])", bare) or "%" in bare or "!" in bare:
        raise NotOneNumber(
            Text(
                "数字格式显示的与实际存的不是同一个数，请把本列设为“常规”再核对",
                "the number format shows another number than the cell holds; set the column to General and check it",
            )
        )
    return unit_named(shown) if shown.strip() else None
