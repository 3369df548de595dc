"""Measures in words, as an official would write them: 至少5家不同的企业, 每个乡镇至少1次, 不少于重点企业的20%."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Condition, Const
from campaign_rules.rules.terms.measures import Measure, exact
from campaign_rules.rules.terms.sayings import Called

Say = Callable[[Condition, str], Text]
"""Says what a condition asks of the entries of a section."""


def amount_text(amount: Fraction) -> str:
    """Write a number in decimals, without what would say nothing; one that has none to two places.

    >>> amount_text(Fraction(19, 2)), amount_text(Fraction(3)), amount_text(Fraction(200, 3))
    ('9.5', '3', '66.67')
    """
    if amount.denominator == 1:
        return str(amount.numerator)
    return f"{float(amount):.2f}".rstrip("0").rstrip(".")


def measure_text(measure: Measure, section: str, called: Called, say: Say) -> Text:
    """Say how much must be done."""
    if measure.way == "row" or (measure.way == "rate" and measure.passing is not UNSET):
        passing = say(measure.passing or Const(True), section)
        if measure.way == "row":
            n = measure.in_a_row
            return Text(f"连续 {n} 次{passing.zh}", f"{n} in a row with {passing.en}")
        percent = amount_text(exact(measure.share or 0))
        return Text(f"不少于 {percent}% 的{passing.zh}", f"at least {percent}% with {passing.en}")
    if measure.way == "each":
        return _each_text(measure, section, called)
    if measure.share is not UNSET:
        return _share_text(measure, section, called)
    most = measure.at_most is not UNSET
    number = amount_text(exact((measure.at_most if most else measure.at_least) or 0))
    bound = Text("至多", "at most") if most else Text("至少", "at least")
    what = _what(measure, section, called)
    return Text(f"{what.zh}{bound.zh} {number}{_unit(measure, section, called).zh}", f"{bound.en} {number} {what.en}")


def _what(measure: Measure, section: str, called: Called) -> Text:
    """Say what is counted, in Chinese as it stands before the number."""
    if measure.sum is not UNSET:
        title, unit = called("field", f"{section}.{measure.sum}"), called("unit", f"{section}.{measure.sum}")
        beside = f" ({unit.en})" if unit.en else ""
        return Text(f"{title.zh}合计", f"{title.en} in all{beside}")
    if measure.different is not UNSET:
        title = called("field", f"{section}.{measure.different}")
        return Text(f"不同的{title.zh}", f"different ones by {title.en}")
    return Text("", "times")


def _unit(measure: Measure, section: str, called: Called) -> Text:
    """Say what stands behind a number in Chinese."""
    if measure.sum is not UNSET:
        unit = called("unit", f"{section}.{measure.sum}")
        return Text(f" {unit.zh}" if unit.zh else "", "")
    return Text(" 个" if measure.different is not UNSET else " 次", "")


def _each_text(measure: Measure, section: str, called: Called) -> Text:
    number = amount_text(exact(measure.at_least or 1))
    times = Text(f"至少 {number} 次", f"at least {number}")
    if measure.all_of is not UNSET:
        parts = Text("、", ", ").join(called("word", word) for word in measure.all_of)
        field = called("field", f"{section}.{measure.by}")
        return Text(f"{field.zh}全部覆盖：{parts.zh}", f"all of {parts.en} by {field.en}") + (
            Text(f"，各{times.zh}", f", {times.en} each") if measure.at_least is not UNSET else Text("", "")
        )
    title = called("set", str(measure.each_of))
    return Text(f"每个{title.zh}{times.zh}", f"{times.en} for each of {title.en}")


def _share_text(measure: Measure, section: str, called: Called) -> Text:
    percent, of = amount_text(exact(measure.share or 0)), called("set", str(measure.of))
    what = _what(measure, section, called)
    return Text(f"{what.zh or '次数'}不少于{of.zh}的 {percent}%", f"at least {percent}% of {of.en}, {what.en}")
