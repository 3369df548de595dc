"""The checking of lines: each is told as a check of it alone, and what is bad in it by its line and reason."""

import json
import pathlib
from typing import Any

import pytest
from click.testing import CliRunner

from campaign_rules import BadRecord
from campaign_rules.cli import cli
from tests.bulk.runs import BAD, CAMPAIGN, DAY, MANY, expected, lines, read, run


def test_every_record_is_told_as_a_check_tells_it_in_the_order_of_the_lines(many: pathlib.Path) -> None:
    out = many.with_name("out.jsonl")
    tally = run(many, out)
    told = read(out)
    assert [one.pop("line") for one in told] == list(range(1, 121))
    assert {one.pop("file") for one in told} == {str(many)}
    assert told == [expected(data) for data in MANY]
    assert tally.records == 120
    assert sum(tally.counts.values()) == sum(len(one["findings"]) for one in told)


def test_a_bad_record_goes_to_the_rejects_with_its_line_and_reason_and_stops_nothing(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "r.jsonl"
    good = [json.dumps(one, ensure_ascii=False) for one in MANY[: len(BAD) + 1]]
    mixed = [good[0]]
    for (bad, _, _), sound in zip(BAD, good[1:], strict=True):
        mixed += ["", bad, "   ", sound]
    path.write_text("\n".join(mixed), "utf-8")
    tally = run(path, tmp_path / "out.jsonl")
    told = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert [(one["line"], one["text"]) for one in told] == [
        (n, text) for n, text in enumerate(mixed, 1) if text in [bad for bad, _, _ in BAD]
    ]
    for one, (_, code, said) in zip(told, BAD, strict=True):
        assert code in [problem["code"] for problem in one["problems"]], one
        assert said in "".join(problem["message"] for problem in one["problems"])
    assert (tally.records, tally.rejected) == (len(good), len(BAD))
    assert [one["line"] for one in read(tmp_path / "out.jsonl")] == [
        n for n, text in enumerate(mixed, 1) if text in good
    ]


@pytest.mark.parametrize(("bad", "code", "said"), BAD)
def test_a_bad_record_alone_among_sound_lines_is_told_the_same(
    tmp_path: pathlib.Path, bad: str, code: str, said: str
) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(f'{{"id": "a"}}\n{bad}\n{{"id": "b"}}\n', "utf-8")
    tally = run(path, tmp_path / "out.jsonl")
    (one,) = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert (one["line"], one["text"], tally.records) == (2, bad, 2)
    assert code in [problem["code"] for problem in one["problems"]]
    assert said in "".join(problem["message"] for problem in one["problems"])


@pytest.mark.parametrize("text", ['{"id":"a"}{"id":"b"}\n\n{"id":"c"}\n', '{"id":\n"a"}\n{"id":"c"}\n'])
def test_a_line_is_one_record_whatever_its_neighbours_are(tmp_path: pathlib.Path, text: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(text, "utf-8")
    assert run(path, tmp_path / "out.jsonl").records == 1
    assert [one["id"] for one in read(tmp_path / "out.jsonl")] == ["c"]
    assert {one["problems"][0]["code"] for one in read(tmp_path / "out.jsonl.rejects.jsonl")} == {"syntax"}


def test_an_impossible_history_that_lies_ahead_is_refused_too(tmp_path: pathlib.Path) -> None:
    events = [{"kind": "reopened", "date": "2023-11-27"}]
    data = {"id": "x", "hazards": [{"id": "H", "found": {"date": "2023-11-26"}, "events": events}]}
    (tmp_path / "r.jsonl").write_bytes(lines([data]))
    assert run(tmp_path / "r.jsonl", tmp_path / "out.jsonl").rejected == 1
    with pytest.raises(BadRecord, match="nothing was accepted before"):
        CAMPAIGN.check(data, as_of=DAY)


def test_a_deadline_before_the_finding_is_refused_as_a_check_refuses_it(tmp_path: pathlib.Path) -> None:
    hazard = {"id": "H", "found": {"date": "2023-06-12"}, "plan": {"deadline": "2022-07-20"}}
    data = [{"id": f"x-{n}", "hazards": [hazard]} for n in range(20)]  # more than are interpreted
    (tmp_path / "r.jsonl").write_bytes(lines(data))
    assert run(tmp_path / "r.jsonl", tmp_path / "out.jsonl").rejected == 20
    told = [one["problems"] for one in read(tmp_path / "out.jsonl.rejects.jsonl")]
    assert {(one["path"], one["message"]) for (one,) in told} == {
        ("hazards[0].plan.deadline", "2022-07-20 早于发现日 2023-06-12，不可能发生")
    }


@pytest.mark.parametrize("kind", ["reported", "accepted", "ordered", "listed"])
def test_an_event_on_the_first_of_all_days_stops_nothing(tmp_path: pathlib.Path, kind: str) -> None:
    """0001-01-01 is the null of many databases."""
    hazard: Any = {"id": "H", "found": {"date": "2023-06-09"}, "events": [{"kind": kind, "date": "0001-01-01"}]}
    ever = {"id": "H", "found": {"date": "0001-01-01"}, "events": [{"kind": kind, "date": "0001-01-01"}]}
    records: list[dict[str, Any]] = [
        {"id": "a"},
        {"id": "b", "hazards": [hazard]},
        {"id": "c", "hazards": [ever]},
        {"id": "d"},
    ]
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(lines(records))
    assert run(path, out).rejected == 1
    told = read(out)
    assert [one["id"] for one in told] == ["a", "c", "d"]
    assert told[1]["outcomes"] == expected(records[2])["outcomes"]
    assert told[1]["summary"] == expected(records[2])["summary"]


def test_a_null_can_mean_unknown_in_a_bulk_run(tmp_path: pathlib.Path) -> None:
    lines = tmp_path / "in.jsonl"
    operator = {"id": "p", "certificate_valid_until": None}
    lines.write_text(json.dumps({"id": "a", "operators": [operator], "documents": None}) + "\n", "utf-8")
    out = tmp_path / "out.jsonl"
    command = ["check", str(lines), "-o", str(out), "--as-of", "2023-10-15", "--jobs", "1"]
    assert CliRunner().invoke(cli, command).exit_code == 2
    assert CliRunner().invoke(cli, [*command, "--nulls", "unknown"]).exit_code == 0
    (row,) = read(out)
    stands = {one["instance"]: one["status"] for one in row["findings"]}
    assert (stands["special-operator-certificate@p"], stands["hazard-ledger@once"]) == ("unknown", "unknown")
