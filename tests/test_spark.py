"""The same answers inside Apache Spark: on a cluster whose executors are processes of their own."""

import json
import os
import pathlib
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from benchmarks.data import records
from campaign_rules import load_campaign
from campaign_rules.bulk.checker import Job
from campaign_rules.spark import _checked
from tests.bulk.runs import BAD, expected
from tests.rules.test_layers import overlay

DAY = date(2023, 10, 15)
CAMPAIGN = load_campaign()
MANY = list(records(80, absent=0.1))
TEXTS = [json.dumps(one, ensure_ascii=False, indent=1) for one in MANY]


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as ``check`` tells the record."""
    told = {name: row[name] for name in ("id", "actor", "outcomes")}
    told["summary"] = {status: count for status, count in row["summary"].items() if count}
    told["findings"] = [{**one, "due": one["due"].isoformat() if one["due"] else None} for one in row["findings"]]
    return told


def by_id(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["id"]))


def test_batches_of_records_become_batches_of_rows() -> None:
    bad = [text for text, _, _ in BAD if "ud800" not in text]
    batches = [
        pa.RecordBatch.from_pydict({"record": [*TEXTS[:30], *bad, None]}),
        pa.RecordBatch.from_pydict({"record": TEXTS[30:]}),
    ]
    made = list(_checked(Job(CAMPAIGN, DAY, ".parquet", "en"), batches))
    assert len({batch.schema for batch in made}) == 1
    rows = [row for batch in made for row in batch.to_pylist()]
    sound = [row for row in rows if row["problems"] is None]
    assert [plain(row) for row in sound] == [expected(one) for one in MANY]
    refused = [row for row in rows if row["problems"]]
    assert [row["record"] for row in refused] == [*bad, "null"]
    assert refused[1]["problems"][0] == {
        "path": "activites", "code": "unknown-key", "message": "unknown key activites; did you mean activities?",
    }  # fmt: skip
    assert {row["id"] for row in refused} == {None}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A cluster of two executors, each a process of its own."""
    for wanted, there in (("java", shutil.which("java")), ("pyspark[sql]", has("pyspark") and has("pandas"))):
        if not there:
            reason = f"needs {wanted}: pip install 'campaign-rules[spark]', and a Java of 17 or newer"
            (pytest.fail if os.environ.get("REQUIRE_SPARK") else pytest.skip)(reason)
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.executor.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "25")
        .getOrCreate()
    )
    yield made
    made.stop()


def has(module: str) -> bool:
    try:
        __import__(module)
    except ImportError:
        return False
    return True


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::FutureWarning")
def test_a_cluster_says_what_a_check_says(spark: Any) -> None:
    from campaign_rules.spark import check

    frame = spark.createDataFrame([(text,) for text in [*TEXTS, "{"]], "value string").repartition(4)
    rows = [row.asDict(recursive=True) for row in check(frame, CAMPAIGN, DAY).collect()]
    sound = [row for row in rows if row["problems"] is None]
    assert [plain(row) for row in by_id(sound)] == by_id([expected(one) for one in MANY])
    (bad,) = [row for row in rows if row["problems"]]
    assert (bad["record"], bad["problems"][0]["code"]) == ("{", "syntax")

    def process_of(batches: Any) -> Any:  # within the test, so that it is sent itself, and not this module's name
        for _ in batches:
            yield pa.RecordBatch.from_pydict({"process": [os.getpid()]})

    where = frame.mapInArrow(process_of, "process long").distinct().collect()
    assert len(where) >= 2
    assert os.getpid() not in [row["process"] for row in where]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::FutureWarning")
def test_records_in_nested_columns_are_checked_too(spark: Any, tmp_path: pathlib.Path) -> None:
    from campaign_rules.spark import check

    path = tmp_path / "records.json"
    path.write_text("".join(json.dumps(one) + "\n" for one in MANY), "utf-8")
    frame = spark.read.json(str(path))
    assert "hazards" in frame.columns
    rows = [row.asDict(recursive=True) for row in check(frame, "jinxian-2023", "2023-10-15").collect()]
    assert [plain(row) for row in by_id(rows)] == by_id([expected(one) for one in MANY])


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::FutureWarning")
def test_a_cluster_reads_the_records_of_each_campaign_by_its_own_declaration(
    spark: Any, tmp_path: pathlib.Path
) -> None:
    from campaign_rules.spark import check

    floors = "fields: {floors: {type: count, title: {zh: 楼层数, en: floors}}}\n"
    other = load_campaign(overlay(tmp_path, {"record.yaml": floors}))
    frame = spark.createDataFrame([(json.dumps({**one, "floors": 3}),) for one in MANY], "value string").repartition(2)
    taken, refused = (check(frame, campaign, DAY).collect() for campaign in (other, CAMPAIGN))
    assert {row["problems"] for row in taken} == {None}
    assert {(row["problems"][0]["path"], row["problems"][0]["code"]) for row in refused} == {("floors", "unknown-key")}
