"""The days off of other countries: as the library has them, with what it only estimates left open."""

import subprocess
import sys
from datetime import date, timedelta

import holidays
import pytest

from campaign_rules.base.countries import CHINA, Country, countries, country_names, is_known, subdivision_names
from campaign_rules.base.days_off import CalendarUnknown, DaysOff, Notice
from campaign_rules.base.texts import Text
from campaign_rules.base.working_days import Reached, WorkingDays

GERMANY = WorkingDays(calendar=Country(country="DE", subdivision="BW"))
EGYPT = WorkingDays(calendar=Country(country="EG"))
EMIRATES = WorkingDays(calendar=Country(country="AE"))


@pytest.mark.parametrize(
    ("country", "part"), [("DE", "BW"), ("US", "CA"), ("JP", ""), ("HU", ""), ("AE", ""), ("EG", ""), ("BN", ""), ("NZ", "")]
)  # fmt: skip
def test_each_day_is_worked_where_the_library_says_so(country: str, part: str) -> None:
    known = WorkingDays(calendar=Country(country=country, subdivision=part) if part else Country(country=country))
    other = holidays.country_holidays(country, subdiv=part or None, years=range(2019, 2026))
    days = [date(2020, 1, 1) + timedelta(n) for n in range((date(2025, 1, 1) - date(2020, 1, 1)).days)]
    assert [day for day in days if known.is_working_day(day) != other.is_working_day(day)] == []


def test_names_are_those_of_the_country_and_english() -> None:
    found = GERMANY.about(date(2024, 5, 30))
    assert (found.kind, found.title) == ("holiday", Text("Fronleichnam", "Corpus Christi"))
    hong_kong = WorkingDays(calendar=Country(country="HK")).about(date(2024, 4, 4))
    assert (hong_kong.title, hong_kong.said.zh) == (Text("清明节", "Ching Ming Festival"), "清明节放假")


def test_the_weekend_is_that_of_the_time() -> None:
    """The Emirates moved it from Friday and Saturday to Saturday and Sunday in 2022."""
    friday = (date(2021, 8, 20), date(2023, 8, 18))
    assert [EMIRATES.about(day).kind for day in friday] == ["weekend", "working_day"]
    assert [EMIRATES.about(day + timedelta(2)).kind for day in friday] == ["working_day", "weekend"]


def test_a_weekend_day_that_is_worked_instead_of_another_is_a_make_up_day() -> None:
    """Hungary: 2020-08-29, a Saturday, for Friday the 21st."""
    hungary = WorkingDays(calendar=Country(country="HU"))
    assert [hungary.about(date(2020, 8, day)).kind for day in (21, 29)] == ["holiday", "make_up_day"]


def test_what_is_only_estimated_leaves_the_days_around_it_open() -> None:
    """Eid al-Fitr of 2030 is estimated on 4 and 5 February, a Monday and a Tuesday."""
    assert EGYPT.is_working_day(date(2030, 1, 31))
    assert not EGYPT.is_working_day(date(2030, 2, 1))  # a Friday
    for day in (3, 4, 5, 6, 7):
        with pytest.raises(CalendarUnknown):
            EGYPT.about(date(2030, 2, day))
    assert EGYPT.is_working_day(date(2030, 2, 10))
    found = EGYPT.defer(date(2030, 2, 4), past_weekends=True)
    assert found == Reached(date(2030, 2, 4), date(2030, 2, 4), date(2030, 2, 10))
    counted = EGYPT.add(date(2030, 1, 31), 2)
    assert (counted.day, counted.latest) == (date(2030, 2, 4), date(2030, 2, 11))
    (eid,) = EGYPT.holidays_between(date(2030, 2, 1), date(2030, 2, 7))
    assert (eid.ids, eid.provisional) == (("eid_al_fitr",), True)


def test_years_that_the_library_does_not_have_are_not_known() -> None:
    for day in (date(1900, 1, 3), date(2101, 1, 3)):
        with pytest.raises(CalendarUnknown):
            GERMANY.about(day)
        assert GERMANY.defer(day, past_weekends=True).provisional
        assert GERMANY.holidays_between(day, day) == ()


def test_a_notice_has_the_last_word_in_any_country() -> None:
    off = Notice(number="x", off=(DaysOff(start=date(2101, 3, 1), end=date(2101, 3, 1), title=Text("a", "b")),))
    made = WorkingDays({"2101": off}, Country(country="EG"))
    assert [made.about(date(2101, 3, day)).kind for day in (1, 2, 3, 4, 5)] == [
        "holiday", "working_day", "working_day", "weekend", "weekend",
    ]  # fmt: skip


def test_a_country_has_a_code_and_names() -> None:
    assert (CHINA.name, GERMANY.calendar.name) == ("CN", "DE-BW")
    names = country_names()
    assert {name for name in names if names[name] == "DE"} >= {"DE", "DEU", "Germany"}
    assert set(names.values()) == set(countries())
    assert subdivision_names("DE")["Bayern"] == subdivision_names("DE")["BY"] == "BY"


@pytest.mark.parametrize("country", [Country(country="XX"), Country(country="DE", subdivision="QQ"), Country(country="CN", subdivision="BJ")])  # fmt: skip
def test_of_a_country_that_nobody_knows_no_day_is_known(country: Country) -> None:
    notice = Notice(number="x", off=(DaysOff(start=date(2024, 3, 1), end=date(2024, 3, 1), title=Text("a", "b")),))
    assert not is_known(country)
    for known in (WorkingDays(calendar=country), WorkingDays({"2024": notice}, country)):
        with pytest.raises(CalendarUnknown):
            known.about(date(2024, 5, 20))


def test_a_chinese_campaign_does_not_ask_the_library_of_other_countries() -> None:
    """It takes long to import, and invents the bridge days of years that are not announced."""
    code = (
        "import sys; from datetime import date; from campaign_rules import load_campaign; "
        "c = load_campaign('jinxian-2023'); c.calendar(); c.pack.content_hash; c.report_due(2023, 6); "
        "assert 'holidays' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
