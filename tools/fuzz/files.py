"""Damaged files: the bytes and the cells of workbooks; compressed lines; the bytes and the columns of Parquet."""

from __future__ import annotations

import io
import json
import pathlib
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import IllegalCharacterError

from campaign_rules import BadInput
from campaign_rules.bulk.checker import Job
from campaign_rules.bulk.run import check_into
from campaign_rules.files.record_files import Loaded, load
from campaign_rules.files.streams import blocks
from campaign_rules.files.workbooks.records import read_workbook
from campaign_rules.writers.xlsx_records import write_records
from tools.fuzz.harness import STRANGE_TEXTS, Broken, Trial, damaged_bytes
from tools.fuzz.records import MODEL, campaign, hostile_record, refused, sound

DAY = date(2023, 10, 15)
NOON = datetime.fromisoformat("2023-06-01T12:30")  # without a zone, as in cells and columns


@lru_cache
def books() -> tuple[bytes, ...]:
    """Return sound workbooks: the templates, and what some records are exported as."""
    pack = campaign("jinxian-2023").pack
    held = [load(data, MODEL).record for data in sound()[:8]]
    made = []
    for records, offices in (([], False), ([], True), (held[:3], False), (held, True)):
        stream = io.BytesIO()
        write_records(stream, pack, records, offices=offices)
        made.append(stream.getvalue())
    return tuple(made)


def workbook(random: Random, number: int, folder: pathlib.Path) -> Trial:
    """Damage a workbook, as bytes, as an archive or by its cells, and read it."""
    which = random.randrange(len(books()))
    damage = random.choice((damaged_bytes, _damaged_members, _damaged_parts, _damaged_cells))
    raw = damage(books()[which], random)
    path = folder / "book.xlsx"

    def run() -> None:
        path.write_bytes(raw)
        for name in ("jinxian-2023", "zhiben-2024"):
            try:
                loaded, warnings = read_workbook(path, campaign(name).pack)
            except BadInput as wrong:
                refused(wrong)
                continue
            for warning in warnings:
                warning.render("zh").encode("utf-8")
            for one in loaded:
                try:
                    campaign(name).check(one, as_of=DAY)
                except BadInput as wrong:
                    refused(wrong)

    return Trial(f"workbook {which}, {damage.__name__.strip('_')}, {len(raw)} bytes", run)


def _members(raw: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _packed(members: list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in dict(members).items():
            archive.writestr(name or "?", content)  # zipfile makes none without a name
    return stream.getvalue()


def _damaged_members(raw: bytes, random: Random) -> bytes:
    """Swap, drop, rename or empty the members of the archive."""
    members = _members(raw)
    at, other = random.randrange(len(members)), random.randrange(len(members))
    match random.randrange(4):
        case 0:
            members[at], members[other] = (members[at][0], members[other][1]), (members[other][0], members[at][1])
        case 1:
            del members[at]
        case 2:
            members[at] = (random.choice(("../../evil", "/etc/x", "xl/../x", "", "xl/workbook.xml")), members[at][1])
        case _:
            members[at] = (
                members[at][0],
                random.choice((b"", b"<", b"\0" * 100, b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")),
            )
    return _packed(members)


def _damaged_parts(raw: bytes, random: Random) -> bytes:
    """Damage the content of a member: bytes of its XML, or one of its values."""
    members = _members(raw)
    at = random.randrange(len(members))
    name, content = members[at]
    if random.random() < 0.5 and content.count(b'"') > 1:
        pieces = content.split(b'"')
        pieces[random.randrange(len(pieces))] = random.choice(
            (b"", b"-1", b"A0", b"ZZZZ9", b"1e9", b"s", b"n", b"d", b"e", b"99999")
        )
        members[at] = (name, b'"'.join(pieces))
    else:
        members[at] = (name, damaged_bytes(content, random))
    return _packed(members)


def _damaged_cells(raw: bytes, random: Random) -> bytes:
    """Type strange things into cells."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    values: list[Any] = [
        *STRANGE_TEXTS, 0, -1, 1, 3.5, 45000, 1e300, True, False, None, NOON, date(1899, 12, 31),
        time(1, 2), timedelta(days=3), "=1/0", "=A1", "#REF!", Decimal("0.1"),
    ]  # fmt: skip
    for _ in range(random.choice((1, 5, 40))):
        sheet = random.choice(book.worksheets)
        row = random.choice((1, 2, 3, 4, 5, random.randrange(1, 60), 5000))
        cell = sheet.cell(row, random.choice((1, 2, 3, random.randrange(1, 30))))
        try:
            cell.value = random.choice(values)
        except (ValueError, AttributeError, IllegalCharacterError):  # openpyxl writes no such thing; a merged cell
            continue
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# --- many records ---


def parquet(random: Random, number: int, folder: pathlib.Path) -> Trial:
    """Write records as Parquet or compressed lines, damage the file, and check it in bulk."""
    kind = random.choice((".parquet", ".parquet", ".parquet", ".jsonl.gz", ".jsonl.zst", ".jsonl"))
    raw = _columns(random) if kind == ".parquet" else _lines(kind, random)
    damaged = random.random() < 0.7
    if damaged:
        raw = damaged_bytes(raw, random)
    path, output = folder / f"in{kind}", folder / random.choice(("out.jsonl", "out.csv", "out.parquet"))

    def run() -> None:
        path.write_bytes(raw)
        rejects = folder / "rejects.jsonl"
        job = Job(campaign("jinxian-2023"), DAY, output.suffix)
        tally = check_into(job, blocks(path, _none), [], output, rejects, jobs=1, resumable=False)
        said = [json.loads(line) for line in rejects.read_bytes().splitlines()]
        if len(said) != tally.rejected or not all(one["problems"] for one in said):
            raise Broken(f"{tally.rejected} rejected, {len(said)} told")
        left = {one.name for one in folder.iterdir()} - {path.name, output.name, rejects.name}
        if left:
            raise Broken(f"left behind: {sorted(left)}")

    return Trial(f"{kind} of {len(raw)} bytes{', damaged' if damaged else ''}, into {output.suffix}", run)


def _none(path: pathlib.Path) -> Iterator[Loaded]:
    yield from ()


def _lines(kind: str, random: Random) -> bytes:
    records = [hostile_record(random) for _ in range(random.choice((1, 5)))]
    raw = b"\n".join(json.dumps(one, ensure_ascii=False).encode("utf-8", "surrogatepass") for one in records)
    if kind.endswith(".gz"):
        import gzip

        return gzip.compress(raw, mtime=0)
    if kind.endswith(".zst"):
        import zstandard

        return zstandard.compress(raw)
    return raw


def _columns(random: Random) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    records = list(random.sample(sound(), 3))
    match random.randrange(4):
        case 0:
            table = pa.table(
                {random.choice(("record", "json", "value", "other")): [json.dumps(one) for one in records]}
            )
        case 1:
            table = pa.Table.from_pylist(
                [{key: one[key] for key in ("id", "name", "township") if key in one} for one in records]
            )
        case 2:
            columns: dict[str, Any] = {
                "id": ["a", "b"], "activities": [[{"kind": "x", "date": date(2023, 6, 1)}], None], "high_risk": [True, None],
                "attributes": pa.array([[("metal_smelting", "x")], None], pa.map_(pa.string(), pa.string())),
            }  # fmt: skip
            table = pa.table(columns)
        case _:
            odd: list[Any] = [
                pa.array([b"\xff\xfe", b"{}"]), pa.array([1, None]), pa.array([float("nan"), float("inf")]), pa.array([Decimal("1.5"), None]),
                pa.array([NOON, None]), pa.array([timedelta(1), None]), pa.array([time(1), None]), pa.array([None, None]),
                pa.array([["x"], []]), pa.array([{"a": None}, {"a": 1}]), pa.array(["x", "同上"]).dictionary_encode(),
                pa.array(["{", '{"id": "x"}']), pa.array([b"\xff", None], pa.large_binary()), pa.array([date(1, 1, 1), None]),
                pa.array([2**63, 0], pa.uint64()), pa.array([[(1, "x")], [("a", "b")][:0]], pa.map_(pa.int64(), pa.string())),
            ]  # fmt: skip
            names = random.sample(("id", "record", "json", "value", "hazards", "name", "", "attributes"), 3)
            table = pa.table(dict(zip(names, random.sample(odd, 3), strict=True)))
    stream = io.BytesIO()
    pq.write_table(table, stream, compression=random.choice(("snappy", "none", "gzip", "zstd")))
    return stream.getvalue()
