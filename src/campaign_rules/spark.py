"""Records checked inside Apache Spark: the same compiled rules, where the records are.

    from campaign_rules.spark import check
    checked = check(spark.read.text("records.jsonl"), "jinxian-2023", "2023-10-15")
    checked.where("summary.violated > 0").select("id", "summary.violated").show()

Nothing is sent to the executors but the rules; they need this package, pyarrow and pandas installed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import msgspec

from campaign_rules.base.texts import Lang
from campaign_rules.bulk.checker import Checker, Job, Reject
from campaign_rules.bulk.rows import Columns, Packed, outcome_keys
from campaign_rules.campaign import Campaign, load_campaign
from campaign_rules.files.record_files import Nulls
from campaign_rules.files.streams import JSON_COLUMNS, Block
from campaign_rules.rules.duties.obligations import STATUSES
from campaign_rules.rules.pack import Pack

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_FINDING = "struct<duty: string, instance: string, status: string, due: date, clause: string>"


def schema_of(pack: Pack) -> str:
    """Return the columns of the answer. Of a record that can't be used, ``problems`` says why, and ``record`` is its text;
    of any other both are null. What is told of an item begins with its id, under the name that the campaign has for it."""
    *ids, _ = outcome_keys(pack)
    return (
        f"id string, actor string, summary struct<{', '.join(f'{status}: int' for status in STATUSES)}>, "
        f"findings array<{_FINDING}>, "
        f"outcomes array<struct<{''.join(f'{name}: string, ' for name in ids)}outcomes: array<string>>>, "
        "problems array<struct<path: string, code: string, message: string>>, record string"
    )


def check(
    records: DataFrame,
    campaign: Campaign | str | os.PathLike[str],
    as_of: date | str,
    *,
    column: str | None = None,
    lang: Lang = "zh",
    nulls: Nulls = "not_done",
) -> DataFrame:
    """Check a DataFrame of records as of a day: one row for each, with every obligation and outcome (`schema_of`).

    Each row is a record as JSON text in ``column`` (without it, in ``record``, ``json`` or ``value``, if it has text); or
    else the columns are those of a record, nested as in JSON. In columns there is no telling what is absent from what
    is null: it is taken to be absent, so unknown; in JSON text, ``nulls`` says what null means. ``campaign`` is a campaign, a shipped one's name, or a folder.

    Raises:
        UnknownName: there is no such campaign.
        BadPack: its files can't be used.
    """
    from pyspark.sql import functions

    rules = campaign if isinstance(campaign, Campaign) else load_campaign(campaign)
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    texts = [name for name, kind in records.dtypes if kind == "string" and name in JSON_COLUMNS]
    name = column or (texts[0] if texts else None)
    # What is null is left out of the JSON.
    text = functions.col(name) if name else functions.to_json(functions.struct("*"))
    job = Job(rules, day, ".parquet", lang, nulls)
    return records.select(text.alias("record")).mapInArrow(partial(_checked, job), schema_of(rules.pack))


def _checked(job: Job, batches: Iterable[Any]) -> Iterator[Any]:
    """Check the batches of a partition, each a column of JSON texts."""
    checker, columns = _checker(job)
    for batch in batches:
        lines = b"\n".join(_line(text) for text in batch.column(0).to_pylist()) + b"\n"
        made = checker.check(Block("", 1, lines))
        sound = [msgspec.msgpack.decode(made.output, type=Packed)] if made.records else []
        yield from _rows(columns.table(sound), made.rejects)


def _line(text: str | None) -> bytes:
    # Between the parts of JSON a line break is a blank; inside its texts there is none.
    return (text or "null").replace("\n", " ").replace("\r", " ").encode("utf-8", errors="replace")


@lru_cache(maxsize=4)
def _checker(job: Job) -> tuple[Checker, Columns]:
    """Return what checks; a process of Spark's gets many partitions, and compiles but once."""
    return Checker(job), Columns(job.campaign.rules, plain=True)


def _rows(sound: Any, rejected: list[Reject]) -> Iterator[Any]:
    """Yield the rows of sound records, and then of those that can't be used."""
    import pyarrow as pa

    problem = pa.struct([("path", pa.string()), ("code", pa.string()), ("message", pa.string())])
    kept = sound.drop_columns(["file", "line"])
    schema = kept.schema.append(pa.field("problems", pa.list_(problem))).append(pa.field("record", pa.string()))
    for name in ("problems", "record"):
        kept = kept.append_column(name, pa.nulls(len(kept), schema.field(name).type))
    yield from kept.to_batches()
    if rejected:
        told = [
            {
                "problems": [{"path": one.path, "code": one.code, "message": one.message} for one in reject.problems],
                "record": reject.text,
            }
            for reject in rejected
        ]
        yield pa.RecordBatch.from_pylist(told, schema=schema)
