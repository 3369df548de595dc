"""A file of an office's records."""

import json
from pathlib import Path

import pytest

from tests.cli.offices import RECORDS


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Return the path of two records, as JSON Lines."""
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS), "utf-8")
    return path
