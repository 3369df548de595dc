"""What tests of many records start from."""

import pathlib

import pytest

from tests.bulk.runs import MANY, lines


@pytest.fixture
def many(tmp_path: pathlib.Path) -> pathlib.Path:
    """A file of 120 records."""
    path = tmp_path / "records.jsonl"
    path.write_bytes(lines(MANY))
    return path


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of about five records."""
    monkeypatch.setattr("campaign_rules.files.streams.BLOCK", 30_000)
