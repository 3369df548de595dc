"""China's days off and make-up days as the State Council announced them, year by year."""

from __future__ import annotations

from datetime import date

from campaign_rules.base.countries import CHINA, weekends
from campaign_rules.base.days_off import CHINESE, UNKNOWN, DayKind, HolidayName, Year, holiday_id
from campaign_rules.base.texts import Text

_NAMES: dict[str, HolidayName] = {
    "New Year's Day": CHINESE["元旦"],
    "Spring Festival": CHINESE["春节"],
    "Tomb-sweeping Day": CHINESE["清明"],
    "Labour Day": CHINESE["劳动节"],
    "Dragon Boat Festival": CHINESE["端午"],
    "Mid-autumn Festival": CHINESE["中秋"],
    "National Day": CHINESE["国庆"],
    "Anti-Fascist 70th Day": HolidayName("victory_day", Text("抗战胜利纪念日", "Victory Day")),
}
"""The holidays by the names that the library has for them."""

_SHARED: dict[date, HolidayName] = {date(2020, 10, 1): CHINESE["中秋"]}
"""Holidays on a day that the library has for another one."""


def announced(number: int) -> Year:
    """Return a year as it was announced; one that is not, or that the library does not know yet, as unknown."""
    import chinese_calendar  # takes 20 ms to import, and only what may be deferred asks

    off, worked = chinese_calendar.holidays, chinese_calendar.workdays
    if not min(off).year <= number <= max(off).year:
        return UNKNOWN
    kinds = weekends(CHINA, number)
    kinds |= {day: DayKind(day, "holiday", _names(day, said)) for day, said in off.items() if day.year == number}
    kinds |= {day: DayKind(day, "make_up_day", _names(day, said)) for day, said in worked.items() if day.year == number}
    return Year(kinds, known=True)


def _names(day: date, said: str) -> tuple[HolidayName, ...]:
    name = _NAMES.get(said) or HolidayName(holiday_id(said), Text(said, said))
    return (name, _SHARED[day]) if day in _SHARED else (name,)
