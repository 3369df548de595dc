"""Entries of a campaign's own sections: which counted for a duty, and why the others did not, by the fields it declares."""

from datetime import date
from typing import Any

import pytest

from campaign_rules.engine.verdicts import Run
from campaign_rules.reports.entries import Entry, entries
from campaign_rules.reports.obligations import Obligation
from tests.deliveries import CAMPAIGN, MODEL


def obligation(instance: str, as_of: date = date(2023, 8, 1), **said: Any) -> Obligation:
    """One obligation of a canteen."""
    run = Run(CAMPAIGN.rules, MODEL.record(id="c", **said), as_of)
    return Obligation(run, next(verdict for verdict in run.obligations() if verdict.instance == instance))


def delivery(kind: str, day: date, **said: Any) -> Any:
    """What a driver brings on a day."""
    return MODEL.items["deliveries"](kind=kind, on=day, **said)


DAY = date(2023, 7, 5)
ON = {"date": "2023-07-05"}


@pytest.mark.parametrize(
    ("instance", "kind", "said", "expected"),
    [
        ("milk@2023-07", "milk", {"driver": "cook"}, (True, None, ())),
        ("milk@2023-07", "鲜奶", {"driver": "大厨"}, (True, None, ())),
        ("milk@2023-07", "milk", {"driver": "help"}, (False, "done_by_another", ("deliveries[0].driver",))),
        ("milk@2023-07", "milk", {"driver": None}, (False, "not_as_asked", ("deliveries[0].driver",))),
        ("milk@2023-07", "milk", {"driver": "外星人"}, (None, "word_unrecognised", ())),
        ("milk@2023-07", "milk", {}, (None, "not_said", ())),
        ("audit@once", "audit", {"share": "全面"}, (True, None, ())),
        ("audit@once", "audit", {"share": "partial"}, (False, "not_the_whole", ("deliveries[0].share",))),
        ("fruit@2023-Q3", "fruit", {"from_": "farm"}, (True, None, ())),
        ("fruit@2023-Q3", "fruit", {"from_": "market"}, (False, "not_as_asked", ("deliveries[0].from",))),
    ],
)
def test_an_entry_counts_by_the_fields_that_say_who_did_it_and_how_much(
    instance: str, kind: str, said: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    (one,) = entries(obligation(instance, deliveries=(delivery(kind, DAY, **said),)))
    assert (one.counts, one.code, one.failed) == expected
    assert (one.path, one.params["date"]) == ("deliveries[0]", "2023-07-05")


def test_what_it_says_in_its_fields_is_told_by_their_declared_names() -> None:
    (one,) = entries(obligation("fruit@2023-Q3", deliveries=(delivery("fruit", DAY, from_="market"),)))
    assert one.params == {**ON, "fields": [{"field": "from", "recorded": "market"}]}


def test_an_entry_on_a_day_that_does_not_count_is_told_with_the_field_of_its_day() -> None:
    early = delivery("audit", date(2023, 5, 1), share="full")
    (one,) = entries(obligation("audit@once", deliveries=(early,)))
    params = {"date": "2023-05-01", "counts_from": "2023-05-16"}
    assert one == Entry("deliveries[0]", False, "outside_the_window", params, ("deliveries[0].on",))


def test_what_lies_ahead_does_not_count_yet() -> None:
    later = delivery("audit", date(2023, 7, 20), share="full")
    (one,) = entries(obligation("audit@once", as_of=date(2023, 7, 1), deliveries=(later,)))
    assert one == Entry("deliveries[0]", False, "not_yet_effective", {"date": "2023-07-20"})


def test_entries_that_last_count_from_long_before() -> None:
    menu = MODEL.items["menus"](kind="菜单", hung=date(2019, 1, 1))
    (one,) = entries(obligation("menu@once", menus=(menu,)))
    assert (one.path, one.counts, one.code) == ("menus[0]", True, None)


def test_a_finding_and_its_explanation_speak_of_the_fields_that_are_declared() -> None:
    data = {"id": "c", "deliveries": [{"kind": "milk", "on": "2023-07-05", "driver": "help"}]}
    report = CAMPAIGN.check(data, as_of=date(2023, 8, 1))
    (finding,) = (one for one in report.findings if one.instance == "milk@2023-07")
    (uncounted,) = finding.uncounted
    assert (uncounted.code, uncounted.text.zh, uncounted.text.en) == (
        "done_by_another", "2023-07-05 司机 帮工", "2023-07-05 driver help"
    )  # fmt: skip
    *_, needed, counted = finding.explain("zh").splitlines()
    assert needed == "  - 否  需要1次“牛奶”，2023-07-01 至 2023-07-31（含当日）  [deliveries]"
    assert counted == "  - 否  2023-07-05 司机 帮工  [deliveries[0]]"
    assert finding.explain("zh").splitlines()[1].endswith("责任人：厨师（须本人）")


def test_what_suspends_a_duty_is_called_as_its_sections_are() -> None:
    closure = {"start": "2023-06-01", "until": "2023-06-30", "why": "装修"}
    report = CAMPAIGN.check({"id": "c", "deliveries": [], "closures": [closure]}, as_of=date(2023, 8, 1))
    (finding,) = (one for one in report.findings if one.instance == "milk@2023-06")
    assert (finding.text.zh, finding.text.en) == ("停餐或罢工期间免除：装修", "waived for a stoppage: 装修")
    assert finding.interpretations[-1] == "closures"


def test_an_absent_section_is_missing_by_its_name() -> None:
    report = CAMPAIGN.check({"id": "c"}, as_of=date(2023, 8, 1))
    (finding,) = (one for one in report.findings if one.instance == "menu@once")
    assert (finding.code, finding.text.zh) == ("section_absent", "记录没有写明，缺：菜单（menus）")
