"""The days off of countries and their parts, as the `holidays` library knows them: holidays, weekends, make-up days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from campaign_rules.base.days_off import CHINESE, UNKNOWN, DayKind, HolidayName, Year, holiday_id
from campaign_rules.base.texts import Text

if TYPE_CHECKING:
    from holidays import HolidayBase

SATURDAY = 5

ESTIMATES_MISS_BY = 2
"""A holiday that hangs on a sighting of the moon is at most so many days earlier or later than the library estimates."""

_ESTIMATED = re.compile(r"\([^)]*\bestimated\)")


class Country(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose days off count: a country, and a part of it that has holidays of its own."""

    country: Annotated[str, Meta(description="the country's code by ISO 3166: CN, DE")]
    subdivision: Annotated[
        str | UnsetType, Meta(description="the code of a part of the country that has holidays of its own: BW")
    ] = UNSET

    @property
    def name(self) -> str:
        """Its code, with that of the part: ``DE-BW``."""
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country


CHINA = Country(country="CN")
"""China, whose days off the State Council announces."""


def countries() -> Mapping[str, tuple[str, ...]]:
    """Return the code of every country whose days off are known, with those of its parts."""
    import holidays  # takes 40 ms to import, and few campaigns ask

    return {one: tuple(parts) for one, parts in holidays.list_supported_countries(include_aliases=False).items()}


def country_names() -> dict[str, str]:
    """Return the code of every country by each name that it has: the code itself, that of three letters, the English."""
    from holidays import registry

    return {name: code for english, code, *others in registry.COUNTRIES.values() for name in (english, code, *others)}


def subdivision_names(country: str) -> dict[str, str]:
    """Return the code of every part of a country by each name that it has: the code itself, and what it is called there."""
    import holidays

    return {**holidays.country_holidays(country).subdivisions_aliases, **{code: code for code in countries()[country]}}


def is_known(country: Country) -> bool:
    """Tell whether the days off of a country, or of its part, are known."""
    parts = countries().get(country.country)
    return parts is not None and (not country.subdivision or country.subdivision in parts)


def days_off(country: Country, number: int) -> Year:
    """Return the days off of a country in a year as the library has them; what it estimates is not known for good."""
    if not is_known(country):
        return UNKNOWN
    english = _library(country, number, "en")
    if not english.start_year <= number <= english.end_year:
        return UNKNOWN
    named = _names(english, _library(country, number, "zh"))
    found = {day: DayKind(day, "holiday", names) for day, names in named.items()}
    estimated = {day: kind for day, kind in found.items() if _ESTIMATED.search(english[day])}
    kinds = weekends(country, number)
    kinds |= {day: kind for day, kind in found.items() if day.year == number and day not in estimated}
    kinds |= {day: DayKind(day, "make_up_day") for day in english.weekend_workdays if day in kinds}
    near = {day + timedelta(n) for day in estimated for n in range(-ESTIMATES_MISS_BY, ESTIMATES_MISS_BY + 1)}
    return Year(
        kinds,
        known=True,
        estimated={day: kind for day, kind in estimated.items() if day.year == number},
        unsure=frozenset(day for day in near if day.year == number and day not in kinds),
    )


def weekends(country: Country, number: int) -> dict[date, DayKind]:
    """Return the days of a year that are the weekend there: Saturdays and Sundays, Fridays and Saturdays, or others."""
    first = date(number, 1, 1)
    year = (first + timedelta(n) for n in range((date(number, 12, 31) - first).days + 1))
    is_weekend = (
        (lambda day: day.weekday() >= SATURDAY) if country == CHINA else _library(country, number, "en").is_weekend
    )
    return {day: DayKind(day, "weekend") for day in year if is_weekend(day)}


def statutory_days(number: int) -> dict[date, tuple[HolidayName, ...]]:
    """Return the days of a year on which China's holidays lie by law, by sun and moon: without what notices add to them."""
    library = _library(CHINA, number, "zh", observed=False)
    found = {day: tuple(name for said, name in CHINESE.items() if said in library[day]) for day in sorted(library)}
    return {day: names for day, names in found.items() if names and day.year == number}


def _library(country: Country, number: int, lang: str, *, observed: bool = True) -> HolidayBase:
    """Return what the library knows of a year, and of those beside it, whose holidays can be made up for in it; its names
    in a language, or in the country's own."""
    import holidays

    part = country.subdivision or None
    made = holidays.country_holidays(country.country, subdiv=part)
    own = made.default_language
    language = next((one for one in sorted(made.supported_languages) if one.startswith(lang)), own)
    years = [year for year in (number - 1, number, number + 1) if made.start_year <= year <= made.end_year]
    return holidays.country_holidays(country.country, part, years, language=language, observed=observed)


def _names(english: HolidayBase, own: HolidayBase) -> dict[date, tuple[HolidayName, ...]]:
    """Return the names of each day's holidays in both languages. Where a day has several, the library sorts them in each
    language; which is which is seen from the days that have one."""
    alone = {english[day]: own[day] for day in english if len(english.get_list(day)) == len(own.get_list(day)) == 1}

    def both(said: Iterable[str]) -> tuple[HolidayName, ...]:
        return tuple(HolidayName(holiday_id(one), Text(alone.get(one, one), one)) for one in said)

    return {day: both(english.get_list(day)) for day in sorted(english)}
