"""What is wrong with a measure: names that stand for nothing, keys that don't go together, what can never be reached."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from campaign_rules.base.sources import Path
from campaign_rules.base.texts import Text
from campaign_rules.rules.remarks import NameUsed, PackNames, Remark
from campaign_rules.rules.terms.measures import Measure, exact

_ALONE = ("at_most", "share", "in_a_row")
"""Each says how much by itself."""

_NEEDS: dict[str, tuple[str, ...]] = {
    "each_of": ("by",),
    "all_of": ("by",),
    "by": ("each_of", "all_of"),
    "of": ("share",),
    "share": ("of", "passing"),
    "passing": ("share", "in_a_row"),
    "in_a_row": ("passing",),
}
"""Keys that mean something only with one of others."""

_NOT_WITH: dict[str, tuple[str, ...]] = {
    "sum": ("different", "each_of", "all_of", "in_a_row", "passing"),
    "different": ("each_of", "all_of", "in_a_row", "passing"),
    "each_of": ("all_of", "share", "at_most", "in_a_row", "passing"),
    "all_of": ("share", "at_most", "in_a_row", "passing"),
    "of": ("passing",),
}
"""Keys that can't stand together."""

_UNITS = "different, sum, each_of, all_of, share, in_a_row, at_least, at_most"


def names_of_measure(measure: Measure, section: str, known: PackNames) -> Iterator[NameUsed]:
    """Yield the fields and the sets that a measure names."""
    fields = known.entry_fields.get(section, set())
    for key in ("different", "by", "sum"):
        if (name := getattr(measure, key)) is not UNSET and fields:
            yield (key,), "field", name, fields
    if measure.each_of is not UNSET:
        yield ("each_of",), "set", measure.each_of, known.sets
    if measure.of is not UNSET:
        yield ("of",), "set", measure.of, (*known.sets, *known.numbers)


def faults_of_measure(measure: Measure, section: str, known: PackNames) -> Iterator[Remark]:
    """Yield what can't be so in a measure."""
    said = [name for name in measure.__struct_fields__ if getattr(measure, name) is not UNSET]
    for key in said:
        if (needs := _NEEDS.get(key)) and not any(name in said for name in needs):
            one_of = ", ".join(needs)
            yield _fault((key,), Text(f"{key} 须与 {one_of} 之一同写", f"{key} needs one of {one_of}"))
        for other in _NOT_WITH.get(key, ()):
            if other in said:
                yield _fault((other,), Text(f"{key} 不能与 {other} 同写", f"{key} does not go with {other}"))
    bounds = [key for key in ("at_least", *_ALONE) if key in said]
    if len(bounds) > 1:
        text = Text(f"{'、'.join(bounds)} 只能写一个", f"only one of {', '.join(bounds)}")
        yield _fault((bounds[1],), text)
    elif not bounds and measure.way != "each":
        text = Text(f"须写明要多少（{_UNITS}）", f"must say how much ({_UNITS})")
        yield Remark(("measure",), "measure", text, at_key=True)
    unfit = list(_unfit(measure))
    yield from unfit or _amounts(measure, section, known)


def _unfit(measure: Measure) -> Iterator[Remark]:
    """Yield numbers that are none, or too small, or more than all."""
    for key, least in (("at_least", None), ("at_most", 0), ("share", None)):
        value = getattr(measure, key)
        if value is UNSET:
            continue
        if value <= 0 if least is None else value < least:
            yield _fault((key,), Text(f"{value} 太小", f"{value} is too small"))
        elif key == "share" and value > 100:
            yield _fault((key,), Text(f"{value} 超过 100%", f"{value} is more than 100 percent"))


def _amounts(measure: Measure, section: str, known: PackNames) -> Iterator[Remark]:
    """Yield a sum of what is no number, a part of an entry, and more than the members of a roll."""
    numbers = known.entry_numbers.get(section, ())
    if measure.sum is not UNSET and measure.sum in known.entry_fields.get(section, ()) and measure.sum not in numbers:
        text = Text(f"{measure.sum} 不是数，不能相加", f"{measure.sum} holds no number to be added up")
        yield _fault(("sum",), text)
    if measure.way != "sum":
        for key in ("at_least", "at_most"):
            amount = getattr(measure, key)
            if amount is not UNSET and exact(amount).denominator != 1:
                yield _fault((key,), Text("次数须是整数", "a number of things must be whole"))
    words = known.entry_words.get((section, measure.naming))
    if words is None:
        return
    if measure.way == "different" and measure.at_least is not UNSET and measure.at_least > len(words):
        text = Text(
            f"{measure.naming} 只有 {len(words)} 个词，永远达不到",
            f"{measure.naming} has {len(words)} words, so it can never be reached",
        )
        yield _fault(("at_least",), text)
    for i, word in enumerate(measure.all_of or ()):
        if word not in words:
            said = "、".join(words), ", ".join(words)
            yield _fault(("all_of", i), Text(f"“{word}”不是 {said[0]} 之一", f"“{word}” is none of {said[1]}"))


def _fault(path: Path, text: Text) -> Remark:
    return Remark(("measure", *path), "measure", text)
