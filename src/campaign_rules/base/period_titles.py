"""What people call calendar periods, and the months, in Chinese and English."""

from __future__ import annotations

import re
from datetime import date

from campaign_rules.base.periods import Period
from campaign_rules.base.texts import Text

_NAME = re.compile(r"(\d{4})(?:-Y(?P<begins>\d\d))?(?:-(\d\d))?(?:-(\d\d))?(?:-(?P<letter>[WTFQH])(\d+))?")

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""The English names of the months."""


def period_title(period: Period) -> Text:
    """Return what people call a period: its title, or what its name says of the calendar; of any other, the name itself.

    >>> from datetime import date
    >>> week, year = Period(date(2023, 6, 5), date(2023, 6, 11), "2023-W23"), Period(date(2022, 9, 1), date(2023, 8, 31), "2022-Y09")
    >>> period_title(week)
    Text(zh='2023年第23周（6月5日至11日）', en='week 23 of 2023 (5 to 11 June)')
    >>> period_title(year).zh
    '2022年9月至2023年8月'
    """
    found = _NAME.fullmatch(period.name)
    if period.title or not found:
        return period.title or Text(period.name, period.name)
    year, begins, month, day, letter, number = found.groups()
    if begins:
        return _shifted(period, letter, number)
    match letter:
        case "W":
            zh, en = f"{year}年第{int(number)}周", f"week {int(number)} of {year}"
            return Text(f"{zh}（{_days(period).zh}）", f"{en} ({_days(period).en})")
        case "T" | "F":
            part = f"{'上中下'[int(number) - 1]}旬" if letter == "T" else f"{'上下'[int(number) - 1]}半月"
            return Text(f"{year}年{int(month)}月{part}", f"{_days(period).en} {year}")
        case "Q":
            return Text(f"{year}年第{number}季度", f"Q{number} {year}")
        case "H":
            return Text(f"{year}年{'上' if number == '1' else '下'}半年", f"H{number} {year}")
    if day:
        return Text(f"{year}年{int(month)}月{int(day)}日", f"{int(day)} {MONTH_NAMES[int(month) - 1]} {year}")
    return Text(f"{year}年{int(month)}月", period.name) if month else Text(f"{year}年", year)


def is_plain(period: Period) -> bool:
    """Tell whether people read the name of a period as it is: 2023-06, 2023-Q2, 2023-06-05; a week's they do not."""
    found = _NAME.fullmatch(period.name)
    return bool(found and not found["begins"] and found["letter"] in (None, "Q", "H"))


def day_text(day: date, *, year: bool = False) -> Text:
    """Say a day as sentences do; the year where it is not the campaign's own.

    >>> from datetime import date
    >>> day_text(date(2023, 7, 31)), day_text(date(2024, 1, 5), year=True)
    (Text(zh='7月31日', en='31 July'), Text(zh='2024年1月5日', en='5 January 2024'))
    """
    zh, en = f"{day.month}月{day.day}日", f"{day.day} {MONTH_NAMES[day.month - 1]}"
    return Text(f"{day.year}年{zh}", f"{en} {day.year}") if year else Text(zh, en)


def day_of_month_text(day: int) -> Text:
    """Say a day of any month.

    >>> day_of_month_text(23), day_of_month_text(11)
    (Text(zh='23日', en='23rd'), Text(zh='11日', en='11th'))
    """
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return Text(f"{day}日", f"{day}{ending}")


def _shifted(period: Period, letter: str | None, number: str | None) -> Text:
    """Return what people call a period of a year that begins in another month: from which month to which."""
    first, last = period.start, period.end
    part = {"Q": Text(f"第{number}季度", f"Q{number}"), "H": Text(f"第{number}个半年", f"half {number}")}.get(
        letter or ""
    )
    zh = f"{first.year}年{first.month}月至{last.year}年{last.month}月"
    en = f"{MONTH_NAMES[first.month - 1]} {first.year} to {MONTH_NAMES[last.month - 1]} {last.year}"
    return Text(f"{part.zh}（{zh}）", f"{part.en} ({en})") if part else Text(zh, en)


def _days(period: Period) -> Text:
    """Say from which to which day a period goes, without the year: 6月5日至11日, 5 to 11 June."""
    first, last = period.start, period.end
    same = last.month == first.month
    zh = f"{first.month}月{first.day}日至" + (f"{last.day}日" if same else f"{last.month}月{last.day}日")
    en = f"{first.day}" if same else f"{first.day} {MONTH_NAMES[first.month - 1]}"
    return Text(zh, f"{en} to {last.day} {MONTH_NAMES[last.month - 1]}")
