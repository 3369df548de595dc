"""The units that a campaign declares, as cells and headings are read in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from campaign_rules.base.amounts import Measure, UnitWord
from campaign_rules.rules.record.declaration import MeasureUnit, Written
from campaign_rules.rules.record.model import RecordModel


def measures_of(model: RecordModel, currencies: tuple[str, ...]) -> Mapping[str, Measure]:
    """Return the declared units by name; the words of all others, and other currencies, are known as such."""
    of_money = {field.unit for _, _, field in model.typed("money")}
    words = {name: tuple(_words(name, unit)) for name, unit in model.units.items()}
    every = (*currencies, *(one.word for known in words.values() for one in known))
    return {name: Measure(name, known, currencies if name in of_money else (), every) for name, known in words.items()}


def any_measure(measures: Mapping[str, Measure]) -> Measure:
    """Return what knows the words of all units: for numbers that have none of them."""
    return Measure("", (UnitWord(word) for one in measures.values() for word in one.worth))


def _words(name: str, unit: MeasureUnit) -> Iterator[UnitWord]:
    for title in (unit.title.zh, unit.title.en.replace(" ", "")):
        if not any(map(str.isdigit, title)):  # 10,000 yuan stands behind no number
            yield UnitWord(title, spelled=title == unit.title.zh and len(title) > 1)
    yield from _written(name, Decimal(1), unit)
    for other, conversion in unit.conversions.items():
        yield from _written(other, Decimal(str(conversion.worth)), conversion)


def _written(name: str, worth: Decimal, written: Written) -> Iterator[UnitWord]:
    yield UnitWord(name, worth, spelled=True, before=name in written.before)
    for word in dict.fromkeys((*written.also, *written.before)):
        yield UnitWord(word, worth, spelled=name in word, before=word in written.before)
