"""Journals: broken off anywhere, of another run, in use, or with zeros at the end."""

import pathlib
from datetime import date

import pytest

from campaign_rules.base.texts import Text
from campaign_rules.bulk.checker import Checked, Job
from campaign_rules.bulk.journal import Journal
from campaign_rules.bulk.run import check_into
from campaign_rules.files.streams import blocks
from campaign_rules.rules.duties.obligations import STATUSES
from tests.bulk.runs import CAMPAIGN, MANY, expected, interrupt, read, run


@pytest.mark.parametrize("end", [".jsonl", ".csv", ".parquet"])
@pytest.mark.parametrize("cut", [0, 1, 11, 12, 5000, -1, -7])
def test_a_run_goes_on_from_a_journal_that_was_broken_off_anywhere(
    many: pathlib.Path, end: str, cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign_rules.files.streams.BLOCK", 30_000)
    out, journal = many.with_name(f"out{end}"), many.with_name(f".out{end}.journal")
    kept: list[bytes] = []
    real = Journal.close

    def close(self: Journal, *, done: bool) -> None:
        kept.append(journal.read_bytes())
        real(self, done=done)

    monkeypatch.setattr(Journal, "close", close)
    run(many, out)
    whole = out.read_bytes()
    out.unlink()
    journal.write_bytes(kept[0][:cut] if cut else b"")
    tally = run(many, out, 2)
    assert out.read_bytes() == whole
    assert tally.records == 120
    assert not journal.exists()
    assert sorted(p.name for p in many.parent.iterdir()) == sorted(
        ["records.jsonl", out.name, f"{out.name}.rejects.jsonl"]
    )


def test_a_journal_of_other_rules_or_records_is_not_gone_on_with(many: pathlib.Path) -> None:
    out, journal = many.with_name("out.jsonl"), many.with_name(".out.jsonl.journal")
    other = Job(CAMPAIGN, date(2023, 10, 16), ".jsonl")
    with pytest.raises(KeyboardInterrupt):
        check_into(other, blocks(many, lambda _: ()), [str(many)], out, out.with_name("rejects"), watch=interrupt)
    assert journal.exists()
    assert not out.exists()
    told = list[Text]()
    assert run(many, out, 1, told.append).resumed == 0
    assert told == [
        Text(
            "上次中断的运行用的是别的文件（或文件已有改动）、别的规则或别的判定日：从头检查",
            "the run that was broken off was of other files (or they changed), other rules or another day: all is checked anew",
        )
    ]
    assert read(out)[0]["summary"] == expected(MANY[0])["summary"]


def test_two_runs_into_one_file_do_not_mix(many: pathlib.Path) -> None:
    out = many.with_name("out.jsonl")
    journal = Journal(out.with_name(".out.jsonl.journal"), b"another run")
    with pytest.raises(OSError, match=r"\.out\.jsonl\.journal"):
        run(many, out)
    journal.close(done=True)
    assert run(many, out).records == 120


def test_zeros_at_the_end_of_a_journal_are_dropped(many: pathlib.Path) -> None:
    """A power cut may leave them."""
    path = many.with_name("journal")
    journal = Journal(path, b"asked")
    journal.write(Checked(1, [0] * len(STATUSES), 0, 0, [], b"row", []))
    journal.close(done=False)
    with path.open("ab") as stream:
        stream.write(bytes(4096))
    again = Journal(path, b"asked")
    assert [one.output for one in again.read()] == [b"row"]
    again.close(done=False)
