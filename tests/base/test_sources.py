from collections.abc import Iterator

import pytest

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import NOWHERE, Path, Source, path_text, placed
from campaign_rules.base.texts import Text

SOURCE = Source("f", {"a": [1]}, {("a",): (1, 1)}, {(): (1, 1), ("a",): (1, 4), ("a", 0): (1, 5)})


@pytest.mark.parametrize(
    ("path", "expected"),
    [((), ""), (("a",), "a"), (("hazards", 0, "found", "date"), "hazards[0].found.date"), ((0, "a"), "[0].a"), (("a", 0, 1), "a[0][1]")],
)  # fmt: skip
def test_a_path_is_written_as_people_read_it(path: Path, expected: str) -> None:
    assert path_text(path) == expected


@pytest.mark.parametrize(
    ("path", "at_key", "place"),
    [
        (("a",), True, "1:1"),
        (("a",), False, "1:4"),
        (("a", 0), True, "1:5"),  # an entry of a list has no key
        (("a", 7, "b"), False, "1:4"),  # what is not there is placed at its nearest parent
        (("z",), False, "1:1"),
    ],
)
def test_a_problem_has_the_line_and_column_of_its_value(path: Path, at_key: bool, place: str) -> None:
    problem = SOURCE.problem(path, "code", Text("错", "wrong"), at_key=at_key)
    assert problem.render("en") == f"f:{place}: {path_text(path)}: wrong"


def test_data_from_no_file_has_no_place() -> None:
    assert Source("", {}).problem(("a",), "code", Text("错", "wrong")).render("en") == "a: wrong"


class _Text:
    """A document that counts how often its places are looked for."""

    source, looked = Source("r.json", None), 0

    def located(self) -> Source:
        self.looked += 1
        return Source("r.json", None, values={("id",): (1, 8)})


def _blank(source: Source) -> Iterator[Problem]:
    yield source.problem(("id",), "blank", Text("空", "blank"))


def test_places_are_looked_for_only_where_there_is_something_to_tell() -> None:
    document = _Text()
    assert placed(lambda source: (), document) == []
    assert document.looked == 0
    assert [one.render("en") for one in placed(_blank, document)] == ["r.json:1:8: id: blank"]
    assert document.looked == 1


def test_data_without_a_text_is_its_own_document() -> None:
    assert [one.render("en") for one in placed(_blank, NOWHERE)] == ["id: blank"]
