"""Records of the county's form as a program loads them, which is what most tests are about."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from campaign_rules import load_campaign
from campaign_rules.base.sources import Source
from campaign_rules.files import record_files
from campaign_rules.files.record_files import Loaded, Nulls, RecordLike
from campaign_rules.rules.record.values import Record

MODEL = load_campaign("jinxian-2023").record_model
"""What a record of the county holds; its form is that of every campaign which is shipped."""


def load(given: RecordLike, nulls: Nulls = "not_done") -> Loaded:
    return record_files.load(given, MODEL, nulls)


def load_each(given: Iterable[RecordLike], nulls: Nulls = "not_done") -> list[Loaded]:
    return record_files.load_each(given, MODEL, nulls)


def load_file(path: Path, stream: BinaryIO | None = None) -> Iterator[Loaded]:
    return record_files.load_file(path, MODEL, stream)


def from_yaml(text: str, file: str) -> Loaded:
    return record_files.from_yaml(text, file, MODEL)


def from_json(text: str, file: str) -> Loaded:
    return record_files.from_json(text, file, MODEL)


def typed(source: Source) -> Record:
    return record_files.typed(source, MODEL)
