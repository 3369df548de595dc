"""Campaigns of other countries: whose days off count, from the pack's file to the calendar that people import."""

import pathlib
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from icalendar import Calendar as ICalendar

from campaign_rules import BadPack, Campaign, load_campaign
from campaign_rules.cli import cli
from tests.rhythms import DAYS, campaign_with, duty, pack_with

MONTHLY = duty("monthly-check", "each: month\ndue: {day: 20, deferral: state-council}")
LAST = duty("last-check", "due: {date: 2024-05-30, deferral: state-council}", kind="inspection")


def days_of(country: str, subdivision: str = "") -> str:
    part = f", subdivision: {subdivision}" if subdivision else ""
    return f"{DAYS}calendar: {{country: {country}{part}}}\n"


def due_days(campaign: Campaign, duty: str) -> dict[str, date]:
    return {
        one.instance.partition("@")[2]: one.due for one in campaign.calendar().entries if one.duty == duty and one.due
    }


def test_a_german_campaign_is_deferred_past_german_days_off(tmp_path: pathlib.Path) -> None:
    found = due_days(campaign_with(tmp_path, MONTHLY, days=days_of("DE", "BW")), "monthly-check")
    assert found["2024-05"] == date(2024, 5, 21)  # the 20th is Whit Monday
    assert found["2023-08"] == date(2023, 8, 21)  # the 20th is a Sunday
    assert found["2024-02"] == date(2024, 2, 20)  # no Spring Festival


@pytest.mark.parametrize(("part", "day"), [("BW", 31), ("BE", 30), ("", 30)])
def test_a_day_off_of_some_parts_of_a_country_counts_there_alone(tmp_path: pathlib.Path, part: str, day: int) -> None:
    """30 May 2024 is Corpus Christi."""
    found = due_days(campaign_with(tmp_path, LAST, days=days_of("DE", part)), "last-check")
    assert list(found.values()) == [date(2024, 5, day)]


def test_the_weekend_is_that_of_the_country(tmp_path: pathlib.Path) -> None:
    found = due_days(campaign_with(tmp_path, MONTHLY, days=days_of("EG")), "monthly-check")
    assert found["2023-08"] == date(2023, 8, 20)  # Sunday is worked
    assert found["2023-10"] == date(2023, 10, 22)  # Friday and Saturday are not
    assert found["2024-01"] == date(2024, 1, 21)


def test_everything_that_is_told_of_a_campaign_works_in_another_country(tmp_path: pathlib.Path) -> None:
    pack = str(pack_with(tmp_path, MONTHLY, LAST, days=days_of("DE", "BW")))
    record = tmp_path / "record.yaml"
    record.write_text("id: x\nactions:\n  - {kind: inspection, day: 2024-05-21}\n", "utf-8")

    def said(*arguments: str) -> str:
        done = CliRunner().invoke(cli, [*arguments, "--campaign", pack], catch_exceptions=False)
        assert done.exit_code in (0, 1), done.output
        return done.output

    for format_ in ("text", "json", "csv"):
        assert "2024-05-21" in said("calendar", "--format", format_)
    assert "2024年5月21日（周二）截止" in said("calendar", "--format", "reminders")
    events = ICalendar.from_ical(said("calendar", "--format", "ics")).walk("VEVENT")
    assert {str(event["STATUS"]) for event in events} == {"CONFIRMED"}
    assert "2024-05-21" in said("check", str(record), "--as-of", "2024-05-25", "--all")
    assert "2024-05-21" in said("explain", str(record), "monthly-check@2024-05", "--as-of", "2024-05-25")
    assert "2024-05-21" in said("next", str(record), "--as-of", "2024-05-15", "--format", "json")
    assert "总结提高阶段" in said("phase", "2024-05-25")
    assert "unknown" not in CliRunner().invoke(cli, ["lint", pack], catch_exceptions=False).output


def test_what_is_not_known_of_another_country_is_told_with_its_name(tmp_path: pathlib.Path) -> None:
    """Of Egypt's Eid al-Fitr in 2030 the library knows the estimated day alone: 4 February, a Monday."""
    days = days_of("EG").replace("ends: 2024-05-31", "ends: 2030-12-31").replace("to: 2024-05-31", "to: 2030-12-31")
    eid = duty("eid", "due: {date: 2030-02-04, deferral: state-council}")
    campaign = campaign_with(tmp_path, eid, days=days)
    (entry,) = [one for one in campaign.calendar().entries if one.duty == "eid"]
    assert (entry.due, entry.provisional) == (date(2030, 2, 4), True)
    record = {"id": "x", "actions": [{"kind": "inspection", "day": "2030-02-07"}]}
    report = campaign.check(record, as_of=date(2030, 3, 1))
    (finding,) = [one for one in report.findings if one.duty == "eid"]
    assert (finding.status, list(finding.missing)) == ("unknown", ["holidays.EG.2030"])
    assert "EG 2030年节假日" in finding.message()
    assert "the holidays of 2030 in EG" in finding.message("en")


def problems(folder: pathlib.Path, calendar: str) -> list[tuple[str, str, str]]:
    with pytest.raises(BadPack) as caught:
        load_campaign(pack_with(folder, MONTHLY, days=f"{DAYS}calendar: {calendar}\n"))
    return [(one.code, one.zh, one.en) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("calendar", "code", "zh", "en"),
    [
        ("{country: DEU}", "unknown-country", "没有 DEU（国家），是否想写 DE？", "unknown country DEU; did you mean DE?"),
        ("{country: Germny}", "unknown-country", "没有 Germny（国家），是否想写 DE？", "unknown country Germny; did you mean DE?"),
        ("{country: 火星}", "unknown-country", "没有 火星（国家）", "unknown country 火星"),
        (
            "{country: DE, subdivision: Baden-Wuerttemberg}", "unknown-subdivision",
            "没有 Baden-Wuerttemberg（国家的地区），是否想写 BW？", "unknown subdivision Baden-Wuerttemberg; did you mean BW?",
        ),
        (
            "{country: GB, subdivision: '31'}", "unknown-subdivision",
            "没有 31（国家的地区），可用：ENG、NIR、SCT、WLS", "unknown subdivision 31; expected one of: ENG, NIR, SCT, WLS",
        ),
        (
            "{country: EG, subdivision: C}", "unknown-subdivision",
            "EG 的放假不分地区", "EG has no parts with holidays of their own",
        ),
        (
            "{country: CN, subdivision: BJ}", "unknown-subdivision",
            "CN 的放假不分地区", "CN has no parts with holidays of their own",
        ),
    ],
)  # fmt: skip
def test_a_country_or_a_part_of_one_that_nobody_knows_is_told(
    tmp_path: pathlib.Path, calendar: str, code: str, zh: str, en: str
) -> None:
    assert problems(tmp_path, calendar) == [(code, zh, en)]


def test_what_else_is_wrong_is_told_at_once(tmp_path: pathlib.Path) -> None:
    pack = pack_with(tmp_path, MONTHLY, days=f"{DAYS}calendar: {{country: XX}}\n".replace("ends: 2024", "ends: 2022"))
    (pack / "holidays.yaml").write_text(
        '"2024":\n  number: x\n  off: [{title: {zh: a, en: b}, from: 2024-05-20, to: 2024-05-19}]\n', "utf-8"
    )
    with pytest.raises(BadPack) as caught:
        load_campaign(pack)
    assert {"unknown-country", "dates", "order"} <= {one.code for one in caught.value.problems}


def test_a_make_up_day_of_a_pack_is_a_weekend_day_of_its_country(tmp_path: pathlib.Path) -> None:
    pack = pack_with(tmp_path, MONTHLY, days=days_of("EG"))
    said = '"2024":\n  number: x\n  off: [{title: {zh: a, en: b}, from: 2024-05-20, to: 2024-05-20}]\n  worked: [%s]\n'
    (pack / "holidays.yaml").write_text(said % "2024-05-24", "utf-8")  # a Friday
    assert due_days(load_campaign(pack), "monthly-check")["2024-05"] == date(2024, 5, 21)
    (pack / "holidays.yaml").write_text(said % "2024-05-26", "utf-8")  # a Sunday
    with pytest.raises(BadPack) as caught:
        load_campaign(pack)
    assert [one.en for one in caught.value.problems] == ["a make-up day is a weekend day of 2024"]


def test_a_day_can_be_brought_forward_before_days_off(tmp_path: pathlib.Path) -> None:
    """遇节假日提前：2024 年 5 月 1 日放假，4 月 30 日前。"""
    labour_day = duty("early", "due: {date: 2024-05-01, deferral: brought-forward}")
    campaign = campaign_with(tmp_path, labour_day)
    (entry,) = [one for one in campaign.calendar().entries if one.duty == "early"]
    assert (entry.due, entry.nominal_due, entry.provisional) == (date(2024, 4, 30), date(2024, 5, 1), False)
    report = campaign.check({"id": "x", "actions": []}, as_of=date(2024, 5, 25))
    (finding,) = [one for one in report.findings if one.duty == "early"]
    assert "（原为 2024-05-01，遇节假日提前）" in finding.message()
    assert "(brought forward from 2024-05-01 before days off)" in finding.message("en")


def test_in_a_year_not_announced_a_day_that_is_brought_forward_is_the_earliest_it_can_be(
    tmp_path: pathlib.Path,
) -> None:
    days = DAYS.replace("ends: 2024-05-31", "ends: 2027-12-31").replace("to: 2024-05-31", "to: 2027-12-31")
    campaign = campaign_with(tmp_path, duty("early", "due: {date: 2027-06-30, deferral: brought-forward}"), days=days)
    (entry,) = [one for one in campaign.calendar().entries if one.duty == "early"]
    assert (entry.due, entry.nominal_due, entry.provisional) == (date(2027, 5, 31), date(2027, 6, 30), True)

    def found(day: str) -> Any:
        record = {"id": "x", "actions": [{"kind": "inspection", "day": day}]}
        report = campaign.check(record, as_of=date(2027, 8, 1))
        return next(one for one in report.findings if one.duty == "early")

    assert [found(day).status for day in ("2027-05-31", "2027-06-30", "2027-07-01")] == [
        "fulfilled", "unknown", "fulfilled_late",
    ]  # fmt: skip
    assert "这是最早可能的一天" in found("2027-07-01").message()


# --- what answers rest on ---


def test_the_hash_of_a_campaign_changes_with_the_days_off_that_its_answers_rest_on(tmp_path: pathlib.Path) -> None:
    def made(name: str, days: str = DAYS, notice: str = "") -> Campaign:
        pack = pack_with(tmp_path / name, MONTHLY, days=days)
        if notice:
            (pack / "holidays.yaml").write_text(notice, "utf-8")
        return load_campaign(pack)

    off = '"2024":\n  number: x\n  off: [{title: {zh: 端午节, en: Dragon Boat}, from: 2024-06-08, to: 2024-06-%s}]\n'
    campaigns = [
        made("china"), made("bw", days_of("DE", "BW")), made("be", days_of("DE", "BE")),
        made("notice", notice=off % 10), made("longer", notice=off % 11),
    ]  # fmt: skip
    hashes = {campaign.pack.content_hash for campaign in campaigns}
    years = {campaign.pack.working_days.digest(2022, 2025) for campaign in campaigns}
    assert (len(hashes), len(years)) == (5, 5)
    assert made("again").pack.content_hash == campaigns[0].pack.content_hash
    assert campaigns[0].pack.content_hash != campaigns[0].pack.files_hash
