"""Many records into a file: the same answers as one by one, in order, whatever is bad, and however often broken off."""

import csv
import gzip
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from click.testing import CliRunner
from msgspec import structs

from campaign_rules import BadInput, Campaign
from campaign_rules.base.texts import Text
from campaign_rules.bulk.checker import Checked, Checker, Job
from campaign_rules.bulk.run import Tally, check_into
from campaign_rules.cli import cli
from campaign_rules.files.disk import Busy, lock
from campaign_rules.files.staging import staged_files
from campaign_rules.files.streams import Block, blocks
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.duties.obligations import STATUSES
from tests import deliveries
from tests.bulk.runs import CAMPAIGN, DAY, MANY, command, lines, read, run
from tests.loading import load_file


def test_many_records_of_a_campaign_with_sections_of_its_own_are_checked(tmp_path: pathlib.Path) -> None:
    delivery = {"kind": "milk", "on": "2023-06-03", "driver": "cook"}
    data = [{"id": str(n), "deliveries": [delivery] * n, "menus": []} for n in range(40)]
    path, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(lines(data))
    job = Job(deliveries.CAMPAIGN, DAY, ".jsonl")
    tally = check_into(job, blocks(path, lambda _: ()), [str(path)], output, tmp_path / "no.jsonl", tell=lambda _: None)
    assert (tally.records, tally.rejected) == (40, 0)
    for told, given in zip(read(output), data, strict=True):
        said = deliveries.CAMPAIGN.check(given, as_of=DAY)
        assert (told["id"], told["actor"], told["summary"]) == (given["id"], "canteen", said.summary)
        assert [(f["instance"], f["status"]) for f in told["findings"]] == [
            (f.instance, f.status) for f in said.findings
        ]


def test_parquet_and_csv_say_the_same_as_json_lines(many: pathlib.Path) -> None:
    run(many, many.with_name("out.jsonl"))
    run(many, many.with_name("out.parquet"))
    run(many, many.with_name("out.csv"))
    told = read(many.with_name("out.jsonl"))
    table = pq.read_table(many.with_name("out.parquet"))
    assert table.schema.metadata[b"as_of"] == b"2023-10-15"
    rows = table.to_pylist()
    for one in rows:
        one["summary"] = {status: count for status, count in one["summary"].items() if count}
        for finding in one["findings"]:
            finding["due"] = finding["due"] and finding["due"].isoformat()
    assert rows == told
    text = many.with_name("out.csv").read_text("utf-8-sig")
    duties = CAMPAIGN.pack.duties
    for cells, one in zip(csv.DictReader(text.splitlines()), told, strict=True):
        for status in STATUSES:
            said, found = STATUS_TEXTS[status].zh, [f for f in one["findings"] if f["status"] == status]
            names = [(duties[f["duty"]].title.zh, f["instance"].partition("@")[2]) for f in found]
            assert cells[said] == "；".join(t if n in ("once", "campaign") else f"{t}（{n}）" for t, n in names)
            assert cells[f"{said}（项数）"] == str(len(found))
        assert (cells["编号"].lstrip("'"), cells["主体"]) == (one["id"], "企业")
        assert [part.partition("：")[0] for part in cells["隐患处理提示（供参考）"].split("；") if part] == [
            o["hazard"] for o in one["outcomes"]
        ]


@pytest.mark.parametrize("end", [".jsonl", ".csv", ".parquet"])
def test_a_campaign_without_duties_has_rows_too(many: pathlib.Path, end: str) -> None:
    bare = Campaign(structs.replace(CAMPAIGN.pack, duties={}, outcomes={}, form=None))
    output = many.with_name(f"out{end}")
    tally = check_into(Job(bare, DAY, end), blocks(many, lambda _: ()), [], output, many.with_name("rejects"), jobs=1)
    assert tally.records == 120
    if end == ".parquet":
        assert {tuple(one["findings"]) for one in pq.read_table(output).to_pylist()} == {()}


def test_a_table_is_written_without_loading_pandas_which_is_50_mib_of_memory(many: pathlib.Path) -> None:
    pytest.importorskip("pandas", reason="没有装 pandas，无从误载 / pandas is not installed: nothing to load")
    command = "import atexit, sys; from campaign_rules.cli import cli; atexit.register(lambda: print('pandas' in sys.modules)); cli()"
    asked = ["check", str(many), "-o", str(many.with_name("out.parquet")), "--as-of", "2023-10-15", "--jobs", "1"]
    done = subprocess.run([sys.executable, "-c", command, *asked], capture_output=True, text=True, encoding="utf-8")
    assert "检查了 120 份记录" in done.stdout
    assert done.stdout.endswith("False\n"), "pandas was loaded"


@pytest.mark.parametrize("name", ["r.jsonl.gz", "r.jsonl.zst", "text.parquet", "nested.parquet"])
def test_records_are_read_from_compressed_files_and_from_parquet(tmp_path: pathlib.Path, name: str) -> None:
    path, plain = tmp_path / name, tmp_path / "r.jsonl"
    plain.write_bytes(lines(MANY))
    half = len(lines(MANY[:47]))
    match name:
        case "r.jsonl.gz":  # of two members, as a program that appends makes them
            path.write_bytes(gzip.compress(lines(MANY)[:half]) + gzip.compress(lines(MANY)[half:]))
        case "r.jsonl.zst":
            packed = [zstandard.compress(part) for part in (lines(MANY)[:half], lines(MANY)[half:])]
            path.write_bytes(b"".join(packed))
        case "text.parquet":
            pq.write_table(pa.table({"record": [json.dumps(one, indent=1) for one in MANY]}), path)
        case _:
            pq.write_table(pa.Table.from_struct_array(pa.array(MANY)), path)
    run(path, tmp_path / "out.jsonl")
    run(plain, tmp_path / "plain.jsonl")
    told, wanted = read(tmp_path / "out.jsonl"), read(tmp_path / "plain.jsonl")
    for one in (*told, *wanted):
        del one["file"]
    assert told == wanted


def test_columns_of_other_types_are_read_as_what_they_mean(tmp_path: pathlib.Path) -> None:
    day = pa.array([date(2023, 6, 1)], pa.date32()).cast(pa.timestamp("us"))
    activity = pa.StructArray.from_arrays(
        [pa.array(["review_meeting"]), day, pa.array(["principal"])], ["kind", "date", "by"]
    )
    table = pa.table(
        {
            "id": ["x"],
            "activities": pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), activity),
            "attributes": pa.array([[("metal_smelting", True)]], pa.map_(pa.string(), pa.bool_())),
            "penalties": pa.array([[{"date": date(2023, 6, 1), "amount": Decimal("1.50")}]]),
        }
    )
    pq.write_table(table, tmp_path / "r.parquet")
    assert run(tmp_path / "r.parquet", tmp_path / "out.jsonl").rejected == 0
    (one,) = read(tmp_path / "out.jsonl")
    assert {"review-meeting@2023-06": "fulfilled"}.items() <= {
        f["instance"]: f["status"] for f in one["findings"]
    }.items()
    pq.write_table(pa.table({"id": ["x"], "value": [1.5]}), tmp_path / "other.parquet")
    run(tmp_path / "other.parquet", tmp_path / "out.jsonl")
    (bad,) = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert [problem["path"] for problem in bad["problems"]] == ["value"]


def test_bytes_that_are_no_text_and_a_line_beyond_all_measure_are_refused(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign_rules.files.streams.MAX_BYTES", 3000)
    monkeypatch.setattr("campaign_rules.files.streams.BLOCK", 1000)
    path = tmp_path / "r.jsonl"
    good = b'{"id": "x"}\n'
    path.write_bytes(good + b'{"id": "\xff\xfe"}\n' + b'{"id": "' + b"x" * 50_000 + b'"}\n' + good * 200)
    tally = run(path, tmp_path / "out.jsonl", 2)
    assert [one["line"] for one in read(tmp_path / "out.jsonl.rejects.jsonl")] == [2, 3]
    assert tally.records == 201
    assert [one["line"] for one in read(tmp_path / "out.jsonl")] == [1, *range(4, 204)]


@pytest.mark.parametrize("name", ["r.jsonl.gz", "r.jsonl.zst", "r.parquet"])
@pytest.mark.parametrize("how", ["cut", "spoilt", "empty"])
def test_of_a_damaged_file_what_can_be_read_is_checked_and_the_damage_is_told(
    tmp_path: pathlib.Path, name: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign_rules.files.streams.BLOCK", 10_000)
    path = tmp_path / name
    if name.endswith("parquet"):
        pq.write_table(pa.table({"record": [json.dumps(one) for one in MANY]}), path)
    else:
        path.write_bytes((gzip.compress if name.endswith("gz") else zstandard.compress)(lines(MANY)))
    whole = path.read_bytes()
    half = len(whole) // 2
    path.write_bytes(
        {"cut": whole[:half], "spoilt": whole[:half] + b"\xff" * 40 + whole[half + 40 :], "empty": b""}[how]
    )
    tally = run(path, tmp_path / "out.jsonl")
    told = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert len(read(tmp_path / "out.jsonl")) == tally.records < 120
    if name != "r.parquet" and how != "empty":
        assert tally.records > 20  # what comes before the damage
        assert told[-1]["line"] == tally.records + 1
    if how == "empty" and name != "r.parquet":  # as an empty file of lines, it has no records, and no fault
        assert told == []
    else:
        assert "damaged" in {problem["code"] for one in told for problem in one["problems"]}


def test_a_file_without_records_gives_an_empty_output(tmp_path: pathlib.Path) -> None:
    for end in (".jsonl", ".csv", ".parquet"):
        (tmp_path / "none.jsonl").write_bytes(b"")
        assert run(tmp_path / "none.jsonl", tmp_path / f"out{end}").records == 0
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0
    assert (tmp_path / "out.csv").read_text("utf-8-sig").startswith("文件,行,编号,名称,主体,未履行（项数）")


# --- broken off and begun again ---


@pytest.mark.parametrize("end", [".jsonl", ".parquet"])
def test_killed_at_any_moment_and_started_again_the_result_is_the_same(tmp_path: pathlib.Path, end: str) -> None:
    """SIGKILL, so that nobody can tidy up."""
    path = tmp_path / "r.jsonl"
    path.write_bytes(lines(MANY) * 40)
    whole, out = tmp_path / f"whole{end}", tmp_path / f"out{end}"
    run(path, whole)
    asked = [
        sys.executable,
        "-m",
        "campaign_rules",
        "check",
        str(path),
        "--as-of",
        "2023-10-15",
        "-o",
        str(out),
        "-j",
        "2",
    ]
    journal, kills = tmp_path / f".out{end}.journal", 0
    for _ in range(5):
        before = journal.stat().st_size if journal.exists() else 0
        process = subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        while process.poll() is None and (not journal.exists() or journal.stat().st_size <= before + 200):
            time.sleep(0.005)
        if process.poll() is None:  # it has got a block further
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
            assert not out.exists()
    process = subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.wait(120)
    assert kills
    assert process.returncode == 1
    assert out.read_bytes() == whole.read_bytes()


PEAK = """
import sys
from campaign_rules.cli import cli
try:
    cli(sys.argv[1:])
except SystemExit:
    (line,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    print(line.split()[1])
"""


@pytest.mark.skipif(
    not pathlib.Path("/proc/self/status").exists(), reason="only Linux tells a process's peak memory in /proc"
)
@pytest.mark.parametrize("end", [".jsonl", ".parquet"])
def test_memory_does_not_grow_with_the_records(tmp_path: pathlib.Path, end: str) -> None:
    peaks = []
    for times in (25, 100):
        path = tmp_path / "r.jsonl"
        path.write_bytes(lines(MANY) * times)
        asked = ["check", str(path), "--as-of", "2023-10-15", "-o", str(tmp_path / f"o{end}"), "-j", "1"]
        done = subprocess.run([sys.executable, "-c", PEAK, *asked], capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout.split()[-1]) * 1024)
    assert peaks[1] < peaks[0] * 1.25, peaks
    assert peaks[1] < 200 * 2**20


# --- input that changes, and files that are shared ---


CHANGED = "读取期间文件有改动，结果没有写出；请在没有程序写它时重新运行"


def altered(path: pathlib.Path, how: str) -> None:
    """Change a file: let it grow, or put another record in the place of its last one, of the same size and time."""
    if how == "grows":
        with path.open("ab") as stream:
            stream.write(b'{"id": "new"}\n')
        return
    before, data = path.stat(), path.read_bytes()
    last = data.rstrip().rfind(b"\n") + 1
    data = data[:last] + b'{"id": "other"}'.ljust(len(data) - last - 1) + b"\n"
    if how == "replaced":
        path.unlink()
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


@pytest.mark.parametrize("how", ["grows", "rewritten", "replaced"])
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.usefixtures("small_blocks")
def test_what_changes_while_it_is_read_is_told_and_not_written_as_whole(
    many: pathlib.Path, how: str, jobs: int
) -> None:
    out, seen = many.with_name("out.jsonl"), list[int]()

    def watch(tally: Tally, block: int) -> None:
        if not seen:
            altered(many, how)
        seen.append(block)

    with pytest.raises(BadInput) as wrong:
        check_into(
            Job(CAMPAIGN, DAY, ".jsonl"), blocks(many, lambda _: ()), [], out, out.with_name("no"), jobs=jobs, watch=watch
        )  # fmt: skip
    assert [(one.file, one.code, one.zh) for one in wrong.value.problems] == [(str(many), "changed", CHANGED)]
    assert (out.exists(), out.with_name("no").exists()) == (False, False)
    assert run(many, out).records == (121 if how == "grows" else 120)
    assert read(out)[-1]["id"] == ("new" if how == "grows" else "other")


@pytest.mark.parametrize("name", ["r.jsonl.gz", "r.parquet", "r.json"])
def test_a_file_of_any_format_that_changes_while_it_is_read_is_refused(tmp_path: pathlib.Path, name: str) -> None:
    path = tmp_path / name
    match name:
        case "r.jsonl.gz":
            path.write_bytes(gzip.compress(lines(MANY)))
        case "r.parquet":
            pq.write_table(pa.table({"record": [json.dumps(one) for one in MANY]}), path)
        case _:
            path.write_text('{"id": "a"}')
    cut = blocks(path, load_file)
    next(cut)
    path.touch()
    with pytest.raises(BadInput, match=f"{name}: changed while it was read, so nothing was written; run again when no"):
        list(cut)


@pytest.mark.usefixtures("small_blocks")
def test_the_command_refuses_what_changes_while_it_is_read(many: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Checker.check

    def check(self: Checker, block: Block) -> Checked:
        if block.first_line == 1:
            altered(many, "grows")
        return real(self, block)

    monkeypatch.setattr(Checker, "check", check)
    done = command("check", str(many), "--as-of", "2023-10-15", "-j", "1", "-o", str(many.with_name("out.csv")))
    assert (done.exit_code, done.stderr, done.stdout) == (2, f"{many}: {CHANGED}\n", "")


@pytest.mark.parametrize("end", [".jsonl", ".csv", ".parquet"])
@pytest.mark.parametrize("how", ["rewritten", "shorter"])
@pytest.mark.usefixtures("small_blocks")
def test_what_changed_between_a_stop_and_the_next_run_is_checked_anew_from_there_on(
    many: pathlib.Path, end: str, how: str
) -> None:
    """Though its size and time are the same; where it has become shorter, as one whose size nobody looks at."""
    out, told = many.with_name(f"out{end}"), list[Text]()

    def late(tally: Tally, block: int) -> None:
        if tally.records == 120:
            raise KeyboardInterrupt

    job, cut = Job(CAMPAIGN, DAY, end), blocks(many, lambda _: ())
    with pytest.raises(KeyboardInterrupt):
        check_into(job, cut, [str(many)], out, out.with_name(f"{out.name}.rejects.jsonl"), jobs=1, watch=late)
    if how == "rewritten":
        altered(many, "rewritten")
    else:
        many.write_bytes(lines(MANY[:47]))
    tally = run(many, out, 1, told.append)
    assert 0 < tally.resumed < tally.records == (120 if how == "rewritten" else 47)
    assert [text.zh for text in told] == ["要读的文件在上次中断后有改动（大小和时间没有变）：从有改动的地方起重新检查"]
    run(many, many.with_name(f"whole{end}"))
    assert out.read_bytes() == many.with_name(f"whole{end}").read_bytes()


def test_two_runs_do_not_share_a_file_of_rejects(many: pathlib.Path) -> None:
    """Nor does one take as its rejects what another writes its output to."""
    shared = many.with_name("rejects.jsonl")
    asked = ["check", str(many), "--as-of", "2023-10-15", "-j", "1", "-o"]
    with staged_files((shared, shared.with_name(".rejects.jsonl.partial"))) as (stream,):
        stream.write(b"of the other run")
        done = command(*asked, str(many.with_name("out.csv")), "--rejects", str(shared))
        assert done.exit_code == 2
        assert done.stderr == f"{shared}: 另一次运行正在写这个文件，等它结束再运行\n"
        done = command(*asked, str(shared), "--lang", "en")
        assert done.stderr == f"{shared}: another run is writing it; run again when that has ended\n"
    assert shared.read_bytes() == b"of the other run"
    assert sorted(path.name for path in many.parent.iterdir()) == ["records.jsonl", "rejects.jsonl"]


def test_a_file_that_was_put_in_its_place_a_moment_ago_is_not_emptied(tmp_path: pathlib.Path) -> None:
    """Another run opened it under its name aside, and waits for the lock."""
    aside, path = tmp_path / ".partial", tmp_path / "out"
    aside.write_bytes(b"whole")
    with aside.open("r+b") as stream:
        aside.replace(path)
        with pytest.raises(Busy, match="partial"):
            lock(stream, aside)
    assert path.read_bytes() == b"whole"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("jobs", [1, 2])
def test_lines_come_through_a_named_pipe_too(many: pathlib.Path, jobs: int) -> None:
    pipe = many.with_name("pipe.jsonl")
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(many.read_bytes()))
    writer.start()
    assert run(pipe, many.with_name("out.jsonl"), jobs).records == 120
    writer.join()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("end", [".jsonl", ".parquet"])
def test_a_pipe_is_written_to_in_one_piece_and_nothing_is_kept_beside_it(many: pathlib.Path, end: str) -> None:
    pipe, got = many.with_name(f"pipe{end}"), list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    run(many, pipe)
    reader.join()
    run(many, many.with_name(f"out{end}"))
    assert got == [many.with_name(f"out{end}").read_bytes()]
    assert not [path for path in many.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("end", [".jsonl", ".csv", ".parquet"])
def test_a_pipe_that_is_closed_is_no_fault_of_the_run(
    many: pathlib.Path, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = many.with_name(f"pipe{end}")
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: pipe.open("rb").close())
    reader.start()
    copy = shutil.copyfileobj

    def late(source: Any, target: Any) -> None:
        reader.join()  # or a little would still go into the pipe before it is closed
        copy(source, target)

    monkeypatch.setattr("campaign_rules.files.staging.shutil.copyfileobj", late)
    with pytest.raises(BrokenPipeError):
        run(many, pipe)


@pytest.mark.skipif(not pathlib.Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("end", [".jsonl", ".csv", ".parquet"])
def test_a_full_device_is_told_in_a_line(many: pathlib.Path, end: str) -> None:
    full = many.with_name(f"full{end}")
    full.symlink_to("/dev/full")
    asked = ["check", str(many), "--as-of", "2023-10-15", "-o", str(full), "-j", "1", "--lang", "en"]
    done = subprocess.run([sys.executable, "-m", "campaign_rules", *asked], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("", f"{full}: can't be written: No space left on device\n")


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from campaign_rules.cli import main
del sys.argv[1]
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of a process there")
@pytest.mark.parametrize("limit", [10, 9000, 30_000])
@pytest.mark.parametrize("end", [".jsonl", ".csv", ".parquet"])
def test_where_nothing_more_can_be_written_it_is_told_in_a_line_and_gone_on_with(
    many: pathlib.Path, end: str, limit: int
) -> None:
    out = many.with_name(f"out{end}")
    asked = ["check", str(many), "--as-of", "2023-10-15", "-o", str(out), "-j", "2", "--lang", "en"]
    done = subprocess.run([sys.executable, "-c", LIMITED, str(limit), *asked], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("", f"{out}: can't be written: File too large\n")
    assert done.returncode > 1
    assert not out.exists()
    assert run(many, out).records == 120
    assert not [path for path in many.parent.iterdir() if path.name.startswith(".")]


def test_a_file_of_columns_that_is_not_there_is_no_damaged_one(tmp_path: pathlib.Path) -> None:
    with pytest.raises(FileNotFoundError):
        run(tmp_path / "none.parquet", tmp_path / "out.jsonl")


# --- the command ---


def test_the_command_writes_a_file_and_says_in_a_few_lines_what_became_of_the_records(
    many: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(many.parent)
    with many.open("ab") as stream:
        stream.write(b'{"id": "odd", "activities": [{"kind": "reveiw_meeting", "date": "2023-06-01"}]}\n{\n')
    done = command("check", "records.jsonl", "--as-of", "2023-10-15", "-o", "out.csv", "--lang", "en")
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        "unrecognised: activities: unknown word reveiw_meeting: what rests on it is unknown; did you mean review_meeting?",
        "1 record can't be used; why, one by one: out.csv.rejects.jsonl",
    ]
    assert "121 records checked: in " in done.stdout
    assert done.stdout.splitlines()[-1] == "written to out.csv"


def test_the_command_answers_in_json_too(many: pathlib.Path) -> None:
    out = many.with_name("out.parquet")
    done = command("check", str(many), "--as-of", "2023-10-15", "-o", str(out), "--format", "json", "-j", "1")
    told = json.loads(done.stdout)
    assert (told["records"], told["rejected"], told["campaign"]) == (120, 0, "jinxian-2023")
    assert told["campaign_hash"] == CAMPAIGN.pack.content_hash
    assert sum(told["summary"].values()) == sum(len(one["findings"]) for one in pq.read_table(out).to_pylist())
    assert done.exit_code == 1


def test_a_folder_of_any_files_is_checked_into_one(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.yaml").write_text("id: a\nactivities: []\n", "utf-8")
    (tmp_path / "b.json").write_text('{"id": "b"}', "utf-8")
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(b'{"id": "c"}\n{"id": "d"}\n'))
    (tmp_path / "e.yaml").write_text("id: e\nactivites: []\n", "utf-8")
    out = tmp_path / "out.jsonl"
    for _ in range(2):  # what was written is not read the next time
        done = command("check", str(tmp_path), "--as-of", "2023-10-15", "-o", str(out))
        assert done.exit_code == 2
        assert [one["id"] for one in read(out)] == ["a", "b", "c", "d"]
        (bad,) = read(tmp_path / "out.jsonl.rejects.jsonl")
        assert bad["file"] == str(tmp_path / "e.yaml")
        assert bad["problems"][0]["message"] == "没有 activites 这个键，是否想写 activities？"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "out.xls"], "must end in one of .jsonl, .ndjson, .csv, .parquet"),
        (["-o", "out.csv", "--known-at", "2023-12-01"], "can't go with -o"),
        (["-o", "records.jsonl"], "would be written over while it is read"),
        (["-o", "out.csv", "-j", "0"], "expected auto, or a number from 1 to 1024"),
        (["-o", "no/such/folder/out.csv"], "no/such/folder/out.csv: can't be written: its folder does not exist"),
        (["-o", "."], "must end in one of"),
        (["-o", "out.csv", "--rejects", "out.csv"], "can't be the file of -o"),
    ],
)
def test_what_can_not_be_done_is_refused_before_anything_is_read(
    many: pathlib.Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(many.parent)
    done = command("check", "records.jsonl", "--as-of", "2023-10-15", "--lang", "en", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr.replace("\n", " ")
    assert [p.name for p in many.parent.iterdir()] == ["records.jsonl"]


def test_without_the_library_a_format_says_what_to_install(many: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = command(
        "check", str(many), "--as-of", "2023-10-15", "-o", str(many.with_name("out.parquet")), "--lang", "en"
    )
    assert done.exit_code == 2
    assert "pip install 'campaign-rules[bulk]'" in done.stderr


def test_hostile_texts_stay_texts_in_a_table(tmp_path: pathlib.Path) -> None:
    hostile = {
        "id": "=1+1",
        "name": "@SUM(A1)\r\n<script>",
        "hazards": [{"id": '=cmd|"x"', "found": {"date": "2023-06-01", "by": "enterprise"}}],
    }
    (tmp_path / "r.jsonl").write_bytes(lines([hostile]))
    run(tmp_path / "r.jsonl", tmp_path / "out.csv")
    (cells,) = csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines())
    assert (cells["编号"], cells["名称"]) == ("'=1+1", "'@SUM(A1) <script>")
    assert not any(cell.lstrip().startswith(("=", "+", "@")) for cell in cells.values())


def test_through_a_link_what_it_leads_to_is_written(many: pathlib.Path) -> None:
    (many.parent / "elsewhere").mkdir()
    link, target = many.with_name("link.jsonl"), many.parent / "elsewhere" / "target.jsonl"
    link.symlink_to(target)
    run(many, link)
    assert link.is_symlink()
    assert len(read(target)) == 120
    assert [p.name for p in target.parent.iterdir()] == ["target.jsonl"]


def test_what_can_not_even_begin_leaves_nothing_behind(tmp_path: pathlib.Path) -> None:
    done = command("check", str(tmp_path / "none.jsonl"), "--as-of", "2023-10-15", "-o", str(tmp_path / "out.csv"))
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_half_a_character_in_a_folder_is_a_reject(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "a.json").write_text('{"id": "b", "name": "\\ud800"}', "utf-8")
    (folder / "b.yaml").write_text("id: ok\n", "utf-8")
    out = tmp_path / "out.jsonl"
    done = CliRunner().invoke(cli, ["check", str(folder), "-o", str(out), "--as-of", "2023-10-15", "--jobs", "1"])
    assert done.exit_code == 2
    assert [one["id"] for one in read(out)] == ["ok"]
    (reject,) = read(out.with_name("out.jsonl.rejects.jsonl"))
    assert reject["problems"][0]["code"] == "half-character"


def test_small_records_come_in_blocks_of_a_thousand(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"".join(b'{"id":"%d"}\n' % n for n in range(2500)))
    made = list(blocks(path, lambda _: ()))
    assert [(one.first_line, one.lines().count(b"\n")) for one in made] == [(1, 1000), (1001, 1000), (2001, 500)]


def test_a_file_that_is_gone_when_its_lines_are_read_has_changed(many: pathlib.Path) -> None:
    """A program that replaces a file takes it away first; a process that comes to it just then must not fail."""
    first = next(blocks(many, lambda _: ()))
    many.unlink()
    with pytest.raises(BadInput) as wrong:
        first.lines()
    assert [one.zh for one in wrong.value.problems] == [CHANGED]
