"""Two campaigns whose records differ, in one process: in threads, in processes that are spawned, in bulk and on Spark."""

import json
import multiprocessing
import pathlib
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from msgspec import structs

from benchmarks.data import records
from campaign_rules import BadRecord, Campaign, Record, load_campaign
from campaign_rules.bulk.checker import Checker, Job
from campaign_rules.bulk.run import check_into
from campaign_rules.files.streams import Block, blocks
from campaign_rules.rules.record.model import record_model
from campaign_rules.spark import _checked, schema_of
from tests.rules.test_layers import overlay

DAY = date(2023, 10, 15)

RECORD = """
fields:
  floors: {type: count, title: {zh: 楼层数, en: floors}}
sections:
  hazards:
    changes: work-safety
    fields:
      grade: {type: choice, title: {zh: 分级, en: grade}, of: {a: {zh: 甲, en: a}, b: {zh: 乙, en: b}}}
  lifts:
    title: {zh: 电梯, en: lifts}
    item: {zh: 电梯, en: lift}
    fields:
      id: {type: id, title: {zh: 编号, en: id}, required: true}
      valid_until: {type: date, title: {zh: 检验有效期, en: inspected until}}
"""
DUTY = """
lift-inspection:
  title: {zh: 电梯定期检验, en: Lifts are inspected}
  clause: "2.1.4"
  bearer: enterprise
  for_each: lifts
  when: {floors: {at_least: 2}}
  require: {valid_until: {not_before: as_of}}
"""


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """A campaign whose records have a section, a field of the record and one of hazards that the county's have not."""
    files = {"record.yaml": RECORD, "duties/enterprise/2.1.4-lifts.yaml": DUTY}
    return load_campaign(overlay(tmp_path_factory.mktemp("packs"), files))


@pytest.fixture(scope="module")
def county() -> Campaign:
    return load_campaign()


PLAIN = list(records(40, absent=0.1))
WITH_LIFTS = [
    {**one, "floors": n % 4, "lifts": [{"id": "L", "valid_until": f"2023-{n % 12 + 1:02}-28"}]}
    for n, one in enumerate(PLAIN)
]


def answer(campaign: Campaign, data: Any) -> dict[str, Any]:
    return {"id": (report := campaign.check(data, as_of=DAY)).id, **report.summary, "lifts": [
        (one.instance, one.status) for one in report.findings if one.duty == "lift-inspection"]}  # fmt: skip


def raw(data: dict[str, Any]) -> bytes:
    return json.dumps(data).encode()


def lines(data: list[dict[str, Any]]) -> bytes:
    return b"".join(raw(one) + b"\n" for one in data)


def test_each_judges_what_its_own_records_have(county: Campaign, other: Campaign) -> None:
    told = [answer(other, one)["lifts"] for one in WITH_LIFTS[:12]]
    assert told[2] == [("lift-inspection@L", "violated")]
    assert told[11] == [("lift-inspection@L", "fulfilled")]
    assert [answer(county, one)["lifts"] for one in PLAIN[:12]] == [[]] * 12
    with pytest.raises(BadRecord, match="floors: unknown key floors"):
        county.check(WITH_LIFTS[0], as_of=DAY)


ASKED: dict[str, Callable[[Campaign, Any], object]] = {
    "check": lambda campaign, one: campaign.check(one, as_of=DAY),
    "progress": lambda campaign, one: campaign.progress([one], as_of=DAY),
    "ledger": lambda campaign, one: campaign.ledger([one], as_of=DAY),
    "summary": lambda campaign, one: campaign.summary([one], as_of=DAY),
    "problems": lambda campaign, one: campaign.problems([one]),
    "warnings": lambda campaign, one: campaign.warnings(one),
    "calendar": lambda campaign, one: campaign.calendar(one),
    "case": lambda campaign, one: campaign.case("H", one),
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("turned", [False, True], ids=["the county's", "the other's"])
def test_a_record_of_one_is_refused_by_the_other_whatever_is_asked(
    county: Campaign, other: Campaign, asked: str, turned: bool
) -> None:
    one, two = (other, county) if turned else (county, other)
    with pytest.raises(BadRecord) as caught:
        ASKED[asked](two, one.record_model.record(id="x", activities=()))
    (problem,) = caught.value.problems
    assert (
        problem.en
        == f"a record of another campaign, whose form differs from that of {two.id}: floors, hazards.grade, lifts, lifts.id, lifts.valid_until"
    )
    assert (
        problem.zh
        == f"这份记录是另一个行动的，与 {two.id} 的格式不同：floors、hazards.grade、lifts、lifts.id、lifts.valid_until"
    )


def test_in_threads_each_answers_as_it_does_alone(county: Campaign, other: Campaign) -> None:
    tasks = [task for pair in zip(PLAIN, WITH_LIFTS, strict=True) for task in ((county, pair[0]), (other, pair[1]))]
    fresh = {campaign: Campaign(campaign.pack, compile_from=1) for campaign in (county, other)}
    wanted = [answer(Campaign(campaign.pack, compile_from=None), data) for campaign, data in tasks]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda task: answer(fresh[task[0]], raw(task[1])), tasks)) == wanted


def _answered(task: tuple[Campaign, bytes]) -> tuple[dict[str, Any], Record]:
    campaign, data = task
    return answer(campaign, data), campaign.check(data, as_of=DAY).record


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_in_processes_that_are_new_each_answers_as_it_does_here_and_its_records_come_back(
    county: Campaign, other: Campaign, method: str
) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system can't {method}")
    tasks = [
        (county, raw(PLAIN[0])),
        (other, raw(WITH_LIFTS[2])),
        (county, raw(PLAIN[1])),
        (other, raw(WITH_LIFTS[11])),
    ]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(method)) as pool:
        told = list(pool.map(_answered, tasks))
    assert [said for said, _ in told] == [answer(campaign, data) for campaign, data in tasks]
    for (campaign, data), (_, record) in zip(tasks, told, strict=True):
        assert campaign.record_model.fits(record)
        assert record == campaign.check(data, as_of=DAY).record
    assert not county.record_model.fits(told[1][1])


@pytest.mark.parametrize("spawned", [False, True], ids=["as here", "spawned"])
@pytest.mark.parametrize("end", [".jsonl", ".csv", ".parquet"])
def test_in_bulk_several_processes_say_of_each_what_one_says(
    county: Campaign, other: Campaign, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, spawned: bool, end: str
) -> None:
    monkeypatch.setattr("campaign_rules.files.streams.BLOCK", 20_000)
    if spawned:
        monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    for campaign, data in ((county, PLAIN), (other, WITH_LIFTS)):
        given, made = tmp_path / f"{campaign.id}.jsonl", []
        given.write_bytes(lines([*data, WITH_LIFTS[3]]))
        for jobs in (1, 2):
            out = tmp_path / f"{campaign.id}-{jobs}{end}"
            refused = out.with_suffix(".rejects")
            tally = check_into(Job(campaign, DAY, end), blocks(given, lambda _: ()), [], out, refused, jobs=jobs)
            assert (tally.records, tally.rejected) == ((40, 1) if campaign is county else (41, 0))
            made.append((out.read_bytes(), refused.read_bytes()))
        assert made[0] == made[1]


def test_blocks_of_both_are_checked_in_turn_by_one_process(county: Campaign, other: Campaign) -> None:
    one, two = Checker(Job(county, DAY, ".jsonl")), Checker(Job(other, DAY, ".jsonl"))
    for n in range(0, 40, 10):
        for checker, campaign, data in ((one, county, PLAIN), (two, other, WITH_LIFTS)):
            told = checker.check(Block("x", 1, lines(data[n : n + 10]))).output.splitlines()
            wanted = [answer(campaign, each) for each in data[n : n + 10]]
            said = [json.loads(line) for line in told]
            assert [{"id": each["id"], **each["summary"]} for each in said] == [
                {key: value for key, value in each.items() if key != "lifts" and value != 0} for each in wanted
            ]


def test_a_run_is_not_gone_on_with_where_only_the_records_of_the_campaign_have_another_form(county: Campaign) -> None:
    declared = county.record_model.declaration
    fewer = record_model(structs.replace(declared, fields={**declared.fields, "note": structs.replace(declared.fields["note"], nullable=False)}))  # fmt: skip
    same = Campaign(structs.replace(county.pack, model=fewer))
    made = [
        Job(campaign, DAY, ".jsonl").fingerprint([]) for campaign in (county, same, pickle.loads(pickle.dumps(county)))
    ]
    assert (made[0] == made[1], made[0] == made[2]) == (False, True)


def _rows(campaign: Campaign, data: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    batches = [pa.RecordBatch.from_pydict({"record": [json.dumps(one) for one in data]})]
    for batch in _checked(Job(campaign, DAY, ".parquet"), batches):
        yield from batch.to_pylist()


def test_batches_of_spark_are_judged_by_the_campaign_of_their_job(county: Campaign, other: Campaign) -> None:
    for campaign, data in ((county, PLAIN), (other, WITH_LIFTS), (county, PLAIN[:3])):
        rows = list(_rows(campaign, data))
        assert [row["summary"]["violated"] for row in rows] == [answer(campaign, one)["violated"] for one in data]
        assert {row["problems"] for row in rows} == {None}
    (refused,) = _rows(county, WITH_LIFTS[:1])
    assert refused["problems"][0]["path"] == "floors"


def test_on_spark_an_items_id_is_called_as_the_campaign_calls_it(county: Campaign) -> None:
    assert "outcomes array<struct<hazard: string, outcomes: array<string>>>" in schema_of(county.pack)
