"""How a value is written in a cell, so that it is read again."""

from datetime import date
from typing import Any

import pytest

from campaign_rules import load_campaign
from campaign_rules.files.workbooks.cells import FIRST_DAY, CellProblem, read
from campaign_rules.files.workbooks.columns import Column
from campaign_rules.files.workbooks.written_cells import write


def column(form: Any = "text", **more: Any) -> Column:
    return Column(path=("x",), heading="栏", form=form, lexicon=load_campaign().pack.lexicon, **more)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("王某", "王某"), ("", '""'), (" a ", '" a "'), ("无", '"无"'), ("=1+1", "=1+1"), ('"a"', '"\\"a\\""'),
        ("a\x00b", '"a\\u0000b"'), ("_x0041_", '"\\u005fx0041_"'), ("a\nb", "a\nb"), ("\ud800", '"\\ud800"'),
    ],
)  # fmt: skip
def test_a_text_is_quoted_only_where_it_would_be_read_otherwise(value: str, cell: str) -> None:
    assert write(column(), value) == cell
    assert read(column(), cell) == value


@pytest.mark.parametrize(
    "value",
    [
        FIRST_DAY,
        date(1899, 12, 31),
        date(1, 1, 1),
        date(9999, 12, 31),
        0.1,
        1e-300,
        0.1 + 0.2,
        1e9,
        True,
        False,
        None,
        "x" * 32767,
    ],
)
def test_what_is_written_is_read_again(value: Any) -> None:
    form = (
        "date"
        if isinstance(value, date)
        else "flag"
        if isinstance(value, bool)
        else "text"
        if isinstance(value, str)
        else "number"
    )
    assert read(column(form), write(column(form), value)) == value


def test_a_text_longer_than_a_cell_can_hold_is_told() -> None:
    with pytest.raises(CellProblem, match="the text has 32768 characters, a cell holds 32767"):
        write(column(), "x" * 32768)
