import pathlib
from types import MappingProxyType

import pytest

from campaign_rules import BadRecord, Record
from campaign_rules.loading import load, load_file


def told(path: pathlib.Path) -> list[str]:
    with pytest.raises(BadRecord) as caught:
        list(load_file(path))
    return [problem.render("en").replace(str(path), path.name) for problem in caught.value.problems]


def write(path: pathlib.Path, text: str | bytes) -> pathlib.Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.yaml", "id: x\r\n"),
        ("r.yml", "\ufeffid: x"),
        ("r.json", '{"id": "x"}'),
        ("R.JSON", '\ufeff{"id": "x"}\r\n'),
        ("r.jsonl", '\n{"id": "x"}\r\n\n'),
        ("r.txt", "id: x"),
        ("r", '  {"id": "x"}'),
    ],
)
def test_a_file_is_read_by_its_ending_or_its_look(tmp_path: pathlib.Path, name: str, text: str) -> None:
    assert [loaded.record.id for loaded in load_file(write(tmp_path / name, text))] == ["x"]


def test_every_bad_line_of_json_lines_is_told_with_its_number(tmp_path: pathlib.Path) -> None:
    lines = ['{"id": "a"}', '{"id": 1}', "", '{"id": "b", "x": 1, "x": 2}', "{", '{"id": "c"}']
    assert told(write(tmp_path / "r.jsonl", "\n".join(lines))) == [
        'r.jsonl:2:8: id: expected text, got 1; put it in quotes: "1"',
        "r.jsonl:4:21: x: duplicate key x",
        "r.jsonl:4:21: x: unknown key x",
        "r.jsonl:5:2: JSON syntax error: Expecting property name enclosed in double quotes",
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("r.jsonl", "\n\n", ["r.jsonl:1:1: the file is empty"]),
        ("r.json", " ", ["r.json:1:2: the file is empty"]),
        ("r.yaml", "# nothing\n", ["r.yaml:1:1: the file is empty"]),
        ("r.yaml", "- id: x\n", ["r.yaml:1:1: expected a mapping, got […]; a record begins with id:"]),
        ("r.json", '{"id": "x", "id": "y", "nme": 1}', ["r.json:1:13: id: duplicate key id", "r.json:1:24: nme: unknown key nme; did you mean name?"]),
        ("r.yaml", "id: x\nid: y\nnme: 1\n", ["r.yaml:2:1: id: duplicate key id", "r.yaml:3:1: nme: unknown key nme; did you mean name?"]),
        ("r.yaml", "id: 名称".encode("gbk"), ["r.yaml:1:5: not UTF-8 (it looks like GBK); save the file as UTF-8"]),
    ],
)  # fmt: skip
def test_everything_wrong_with_a_file_is_told_at_once(
    tmp_path: pathlib.Path, name: str, text: str | bytes, said: list[str]
) -> None:
    assert told(write(tmp_path / name, text)) == said


def test_what_is_impossible_is_told_beside_what_is_of_the_wrong_form(tmp_path: pathlib.Path) -> None:
    text = """\
id: A
bogus: 1
hot_work: false
hot_work_jobs: [{id: W, date: 2023-06-01}]
operators: [{id: P, nme: x}, 3, {id: P}]
hazards: [{id: H, found: {date: 2023-06-12}, events: [{kind: accepted, date: 2023-06-01}]}]
"""
    assert told(write(tmp_path / "r.yaml", text)) == [
        "r.yaml:2:1: bogus: unknown key bogus",
        "r.yaml:3:11: hot_work: hot_work is false, yet hot_work_jobs lists 1: a contradiction",
        "r.yaml:5:21: operators[0].nme: unknown key nme; did you mean name?",
        "r.yaml:5:30: operators[1]: expected a mapping, got 3",
        "r.yaml:5:38: operators[2].id: the id P is already used by entry 1",
        "r.yaml:6:78: hazards[0].events[0].date: 2023-06-01 is before the finding of 2023-06-12: impossible",
    ]


def test_a_record_is_taken_from_whatever_holds_it(tmp_path: pathlib.Path) -> None:
    path = write(tmp_path / "r.yaml", "id: x")
    for given in (Record(id="x"), {"id": "x"}, MappingProxyType({"id": "x"}), b'{"id": "x"}', path, str(path)):
        assert load(given).record == Record(id="x")


def test_bad_bytes_are_told_with_line_and_column() -> None:
    with pytest.raises(BadRecord, match=r'^<bytes>:2:8: id: expected text, got 1; put it in quotes: "1"$'):
        load(b'{\n "id": 1}')


def test_one_record_is_asked_for(tmp_path: pathlib.Path) -> None:
    path = write(tmp_path / "r.jsonl", '{"id": "a"}\n{"id": "b"}')
    with pytest.raises(BadRecord, match=r"expected one record, the file has 2$"):
        load(path)


def test_what_is_no_record_at_all_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match=r"^a record is a Record, a mapping, a path or JSON bytes, not int$"):
        load(3)  # type: ignore[arg-type]


def test_a_file_that_is_not_there_is_the_systems_own_error(tmp_path: pathlib.Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.yaml")


def test_every_sound_line_is_given_and_what_is_wrong_with_the_others_is_told_in_the_end(tmp_path: pathlib.Path) -> None:
    found = load_file(write(tmp_path / "r.ndjson", '{"id": "a"}\n{"id": "b"}\n[]\n{"id": "c"}\n'))
    assert [next(found).record.id for _ in range(3)] == ["a", "b", "c"]
    with pytest.raises(BadRecord, match=r"r\.ndjson:3:1: expected a mapping, got \[…\]; a record begins with id:$"):
        next(found)


def test_json_lines_are_read_from_an_open_file_and_one_of_another_encoding_is_wrong_once(
    tmp_path: pathlib.Path,
) -> None:
    path = write(tmp_path / "r.jsonl", b'{"id": "a"}\n' + '{"id": "名"}\n'.encode("gbk") * 3)
    with path.open("rb") as stream:
        found = load_file(path, stream)
        assert next(found).record.id == "a"
        with pytest.raises(BadRecord, match=r"r\.jsonl:2:9: not UTF-8 \(it looks like GBK\); save the file as UTF-8$"):
            next(found)
        assert not stream.closed


@pytest.mark.parametrize(
    ("raw", "quick"),
    [
        (b'{"id":"x"}', True),
        (b'{"id": "x", "actor": "department", "note": "a: b"}', True),
        (b'{"id":"x","actor":"enterprise"}', True),
        (b'{"id":"x","note":"actor \\"actor\\""}', True),
        (
            b'{"id":"x","hazards":[{"id":"H","found":{"date":"2023-06-01"},"plan":{"funds":1}}],"attributes":{"a":1}}',
            True,
        ),
        (b'{"id":"x","note":"\\u003a"}', False),  # a colon that is written otherwise: read with more care, and sound
    ],
)
def test_sound_bytes_are_read_quickly_and_all_others_with_care(raw: bytes, quick: bool) -> None:
    loaded = load(raw)
    assert (loaded.source.data is None) is quick
    assert loaded.located().data["id"] == "x"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"id":"x","id":"x"}',
        b'{"id":"x","activities":[{"kind":"k","date":"2023-06-01","by":"a","by":"b"}]}',
        b'{"id":"x","attributes":{"a":1,"a":2}}',
        b'{"id":"x","hazards":[{"id":"H","found":{"date":"2023-06-01","date":"2023-06-01"}}]}',
        b'{"actor":"enterprise","id":"x","actor":"enterprise"}',
    ],
)
def test_a_key_that_is_written_twice_is_noticed_in_bytes_too(raw: bytes) -> None:
    with pytest.raises(BadRecord) as caught:
        load(raw)
    assert {problem.code for problem in caught.value.problems} == {"duplicate-key"}
