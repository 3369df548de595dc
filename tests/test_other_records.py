"""What words and days mean in records that are about something else: told by the names that these have, and found as quickly."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given

from campaign_rules import BadRecord
from campaign_rules.base.sources import NOWHERE
from campaign_rules.engine.fast.compiled import Compiled
from campaign_rules.engine.impossibilities import impossibilities
from campaign_rules.engine.views import Horizon, ItemView, occurrences
from campaign_rules.files.record_files import load
from campaign_rules.logic.conditions import Named, truth
from campaign_rules.rules.record.values import Record
from tests.repairs import CAMPAIGN, MODEL, records

DAY = date(2023, 10, 15)
COMPILED = Compiled(CAMPAIGN.rules, "workshop")


def repair(*events: dict[str, Any], **said: Any) -> dict[str, Any]:
    """A record with one repair, to which some things happened."""
    return {"repairs": [{"id": "a", "came": "2023-06-12", **said, "events": list(events)}]}


def happened(kind: str, day: str, **said: Any) -> dict[str, Any]:
    return {"kind": kind, "date": day, **said}


def told(data: dict[str, Any]) -> list[str]:
    """What a person is told of a record that is taken."""
    loaded = load(data, MODEL)
    vocabulary = CAMPAIGN.rules.vocabulary
    wrong = [*impossibilities(loaded.record, MODEL, loaded.source), *vocabulary.problems(loaded.record, loaded.source)]
    assert wrong == []
    return [one.render("zh") for one in vocabulary.warnings(loaded.record, loaded.source)]


def complaint(*events: dict[str, Any], **said: Any) -> dict[str, Any]:
    return {"complaints": [{"id": "k", "made": "2023-06-12", **said, "events": list(events)}]}


@pytest.mark.parametrize(
    ("record", "zh", "en"),
    [
        (
            repair(offer={"until": "2023-06-11"}),
            "repairs[0].offer.until: 2023-06-11 早于送来日 2023-06-12，不可能发生",
            "2023-06-11 is before the day it came of 2023-06-12: impossible",
        ),
        (
            repair(happened("begun", "2023-06-11")),
            "repairs[0].events[0].date: 2023-06-11 早于送来日 2023-06-12，不可能发生",
            "2023-06-11 is before the day it came of 2023-06-12: impossible",
        ),
        (
            repair(happened("begun", "2023-06-14", typed="2023-06-13")),
            "repairs[0].events[0].typed: 2023-06-13 早于日期 2023-06-14，不可能发生",
            "2023-06-13 is before date, 2023-06-14: impossible",
        ),
        (
            repair(happened("came_again", "2023-06-14")),
            "repairs[0].events[0].kind: 此前没有取走（handed_back），不会有返修（came_again）",
            "came again, yet nothing was handed back before",
        ),
        (
            repair(happened("undone", "2023-06-14")),
            "repairs[0].events[0].undoes: 更正须写明 undoes: 被撤回事项的编号",
            "a correction needs undoes: the id of the event it takes back",
        ),
        (
            repair(happened("begun", "2023-06-14", undoes="x")),
            "repairs[0].events[0].undoes: undoes 只用于 kind: undone",
            "undoes goes with kind: undone only",
        ),
        (
            repair(happened("moved", "2023-06-14", whose="gild")),
            "repairs[0].events[0].whose: 不知道 gild 是谁，是否想写 guild？",
            "it is not known who gild is; did you mean guild?",
        ),
        (
            repair(booked="明早"),
            "repairs[0].booked: 应为日期，或日期加时间（2023-06-01 08:30），得到 明早",
            "expected a day, or a day with a time (2023-06-01 08:30), got 明早",
        ),
        (
            repair(offer={"price": "许多"}),
            "repairs[0].offer.price: 应为以欧元计的数字，得到 许多；不需要价格的写 不需要",
            "expected a number (euros), got 许多; where no costs are needed, write 不需要",
        ),
        (
            complaint(begins="2023-06-12 10:00", ends="2023-06-12 09:30"),
            "complaints[0].ends: 2023-06-12 09:30 早于起 2023-06-12 10:00，不可能发生",
            "2023-06-12 09:30 is before begins, 2023-06-12 10:00: impossible",
        ),
        (
            complaint(happened("passed_on", "2023-06-13", whom="没有")),
            "complaints[0].events[0].whom: 事项是转办，却写“没有”，自相矛盾",
            "passed on, yet 没有: a contradiction",
        ),
        (
            complaint(happened("settled", "2023-06-13", duties=["brake"])),
            "complaints[0].events[0].duties[0]: 没有 brake 这项义务，是否想写 brakes？",
            "unknown duty brake; did you mean brakes?",
        ),
        ({"rides": [" "]}, "rides[0]: 不能为空", "must not be empty"),
    ],
)
def test_what_is_impossible_is_refused_in_the_words_of_the_declaration(
    record: dict[str, Any], zh: str, en: str
) -> None:
    with pytest.raises(BadRecord) as caught:
        CAMPAIGN.check({"id": "w", **record}, as_of=DAY)
    assert [(one.render("zh"), one.en) for one in caught.value.problems] == [(zh, en)]


@pytest.mark.parametrize(
    "record",
    [
        complaint(begins="2023-06-12 10:00", ends="2023-06-12"),  # the day alone may be later
        complaint(begins="2023-06-12T09:30", ends="2023-06-12 10:00"),
        repair(happened("handed_back", "2023-06-13"), happened("came_again", "2023-06-13")),
        repair(happened("begun", "2023-06-14", id="x"), happened("undone", "2023-06-14", undoes="x")),
        {"id": "91350100M000100Y44"},  # the declaration asks for no credit codes
    ],
)
def test_what_is_barely_possible_is_taken(record: dict[str, Any]) -> None:
    assert told({"id": "w", **record}) == []


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (
            repair(happened("moved", "2023-06-20", **{"class": "2023-06-30"}), offer={"until": "2023-07-01"}),
            "repairs[0].events[0].class: 改期至 2023-06-30，并不晚于现行期限 2023-07-01，请核对",
        ),
        (
            repair(happened("hurried", "2023-06-20", **{"class": "2023-06-19"})),
            "repairs[0].events[0].class: 期限 2023-06-19 早于定下期限之日 2023-06-20，请核对",
        ),
        (
            {"repairs": [{"id": "a", "came": "2021-12-31"}]},
            "repairs[0].came: 2021-12-31 离本次行动（2023-05-16 至 2023-12-31）太远，请核对年份",
        ),
        (
            complaint(happened("passed_on", "2023-06-13", whom="gild")),
            "complaints[0].events[0].whom: 不认得“gild”，不计入；是否想写 guild？",
        ),
        (
            repair(weather="havy rain"),
            "repairs[0].weather: 不认得“havy rain”，由它决定的判断为“不明”；是否想写 heavy_rain？",
        ),
        ({"mood": "坏"}, "mood: 不认得“坏”，由它决定的判断为“不明”"),
        ({"rides": ["星际"]}, "rides[0]: 不认得“星际”，由它决定的判断为“不明”"),
    ],
)
def test_what_is_strange_or_not_known_is_told(record: dict[str, Any], said: str) -> None:
    assert told({"id": "w", **record}) == [said]


def test_a_word_that_is_not_known_says_which_facts_rest_on_it() -> None:
    record = msgspec.convert({"id": "w", "mood": "坏", "rides": ["星际"], **repair(weather="雾")}, MODEL.record)
    unknown = CAMPAIGN.rules.vocabulary.unrecognised(record)
    assert [(one.field, one.word, one.affects) for one in unknown] == [
        ("rides", "星际", ("rural",)),
        ("mood", "坏", ("cheerful",)),
        ("repairs.weather", "雾", ("wet",)),
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("heavy_rain", True), ("大雨", True), ("heavy rain", True), ("暴雨", True), ("晴", False), ("雾", None), ("不详", None), ("无", False)],
)  # fmt: skip
def test_a_word_of_an_open_list_is_known_by_its_id_its_titles_and_what_else_people_write(
    word: str, expected: bool | None
) -> None:
    record = msgspec.convert({"id": "w", **repair(weather=word)}, MODEL.record)
    view = ItemView(record.repairs[0], "repairs[0]", CAMPAIGN.rules.view(record, DAY))
    assert truth(CAMPAIGN.rules.bind(Named("wet")), view) is expected


def test_what_has_happened_is_what_was_known_and_no_correction_took_back() -> None:
    events = [
        happened("begun", "2023-06-13", id="x"),
        happened("moved", "2023-06-14", typed="2023-06-20", **{"class": "2023-07-01"}),
        happened("undone", "2023-06-15", undoes="x"),
    ]
    item = msgspec.convert({"id": "w", **repair(*events)}, MODEL.record).repairs[0]
    seen = {
        known: [one.name for one in occurrences(item, "", Horizon(DAY, DAY, known))]
        for known in (None, date(2023, 6, 14))
    }
    assert seen == {None: ["moved"], date(2023, 6, 14): ["begun"]}
    assert [one.tie for one in occurrences(item, "", Horizon(DAY, DAY))] == ["2023-07-01"]


def is_wrong(record: Record) -> bool:
    problems = [*impossibilities(record, MODEL, NOWHERE), *CAMPAIGN.rules.vocabulary.problems(record, NOWHERE)]
    return bool(problems)


@given(records())
def test_many_records_are_refused_where_one_is(data: dict[str, Any]) -> None:
    record = msgspec.convert(data, MODEL.record)
    assert (COMPILED.outline(record, DAY) is None) == is_wrong(record)
