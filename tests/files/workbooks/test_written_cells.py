"""How a value is written in a cell, so that it is read again."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("element", "value", "cell"),
    [
        ("date", (date(2023, 5, 1), date(2023, 6, 1)), "2023-05-01、2023-06-01"),
        ("number", (1.0, 2.5), "1、2.5"),
        ("integer", (3,), "3"),
        ("flag", (True, False), "是、否"),
        ("moment", ("2023-05-01 14:30", "2023-05-02"), "2023-05-01 14:30；2023-05-02"),
        ("date", (), "[]"),
    ],
)
def test_a_list_is_written_as_people_write_one(element: Any, value: tuple[Any, ...], cell: str) -> None:
    assert write(column("list", element=element), value) == cell
    assert read(column("list", element=element), cell) == list(value)


@given(
    st.one_of(
        st.tuples(st.just("date"), st.lists(st.dates())),
        st.tuples(st.just("number"), st.lists(st.floats(allow_nan=False, allow_infinity=False))),
        st.tuples(st.just("integer"), st.lists(st.integers(0, 10**6))),
        st.tuples(st.just("flag"), st.lists(st.booleans())),
        st.tuples(st.just("moment"), st.lists(st.datetimes().map(lambda one: one.isoformat(" ", "minutes")))),
    )
)
def test_any_list_that_is_written_is_read_again(listed: tuple[Any, list[Any]]) -> None:
    element, value = listed
    assert read(column("list", element=element), write(column("list", element=element), tuple(value))) == value
