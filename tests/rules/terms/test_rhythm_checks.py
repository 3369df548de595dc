"""What is told of a rhythm that can't be, at its place."""

import pathlib
from datetime import date

import pytest

from campaign_rules import BadPack
from tests.rhythms import DAYS, campaign_with, duty


def wrong(folder: pathlib.Path, said: str, days: str = DAYS) -> list[str]:
    """What is told of a pack whose only duty says when it is to be done."""
    with pytest.raises(BadPack) as refused:
        campaign_with(folder, duty("d", said), days=days)
    return [f"{one.code} {one.path}: {one.en}" for one in refused.value.problems]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("each: weekly", "unknown-period d.each: unknown period weekly; did you mean week?"),
        ("each: floods", "unknown-period d.each: unknown period floods; did you mean flood?"),
        ("each: [week, {period: mnth}]", "unknown-period d.each[1].period: unknown period mnth; did you mean month?"),
        ("each: {period: week, during: [study, driv]}", "unknown-phase d.each.during[1]: unknown phase driv; did you mean drive?"),
        ("each: {before_holidays: [new_year, nation_day]}", "unknown-holiday d.each.before_holidays[1]: unknown holiday nation_day; did you mean national_day?"),
        ("each: {during: study}", "form d.each: a rhythm is said in one way: period, before_holidays, after_holidays"),
        ("each: {before_holidays: all, days: 1000000000}", "maximum d.each.days: 1000000000 is too large, expected up to 366"),
        ("due: {after: {days: 1000000000000}, from: issued}", "maximum d.due.after.days: 1000000000000 is too large, expected up to 10000"),
        ("due: {after: {hours: 1000000000000}, from: issued}", "maximum d.due.after.hours: 1000000000000 is too large, expected up to 100000"),
        ("due: {before: {working_days: 1000000000}, from: ends}", "maximum d.due.before.working_days: 1000000000 is too large, expected up to 10000"),
        ("each: {period: week, before_holidays: all}", "form d.each: a rhythm is said in one way: period, before_holidays, after_holidays"),
        ("each: [month, campaign]", "form d.each[1]: campaign stands by itself, without other rhythms: each: campaign"),
        ("each: {period: week, begins: 9}", "form d.each.begins: begins needs one of period: quarter, half, year"),
        ("each: {period: week, days: 3}", "form d.each.days: days needs before_holidays or after_holidays"),
        ("each: [{period: month}, {period: phase}]\ndue: {month: 11, day: 3}", "form d.due.month: month needs each: quarter, half or year"),
        ("each: [month, {period: month, during: drive}]", "same-instance d.each[1]: an earlier rhythm has d@2023-09 already"),
    ],
)  # fmt: skip
def test_a_rhythm_that_cant_be_is_told_with_the_nearest_that_can(tmp_path: pathlib.Path, said: str, told: str) -> None:
    assert wrong(tmp_path, said) == [told]


def test_a_season_is_not_called_like_a_period_or_a_phase(tmp_path: pathlib.Path) -> None:
    taken = DAYS.replace("flood:", "month:").replace("heating:", "drive:")
    assert wrong(tmp_path, "each: week", taken) == [
        "reserved-name seasons.month: month is the name of a period or a phase already",
        "reserved-name seasons.drive: drive is the name of a period or a phase already",
    ]


def test_a_pack_of_too_many_periods_is_refused_before_they_are_laid_out(tmp_path: pathlib.Path) -> None:
    long = DAYS.replace("ends: 2024-05-31", "ends: 2043-05-31")
    daily = [duty(f"d{n}", "each: day") for n in range(35)]
    with pytest.raises(BadPack) as refused:
        campaign_with(tmp_path, *daily, days=long)
    (one,) = refused.value.problems
    assert (one.code, one.path, one.en) == (
        "too-complex",
        "d34",
        "the duties have more than 250,000 periods in all: the campaign is too long, or they are too short",
    )


def test_rhythms_side_by_side_may_have_the_same_days_under_other_names(tmp_path: pathlib.Path) -> None:
    campaign = campaign_with(tmp_path, duty("d", "each: [month, quarter]"))
    report = campaign.check({"id": "U", "actions": []}, as_of=date(2023, 6, 1))
    assert [one.instance for one in report.findings][11:14] == ["d@2024-05", "d@2023-Q2", "d@2023-Q3"]
