"""The command calendar as people and scripts meet it: forms, places, updates, many records, bad input."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result

from campaign_rules.cli import cli
from campaign_rules.cli.calendars import file_name

ROOT = Path(__file__).parents[2]
DAY = "2023-07-01"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["calendar", *map(str, arguments), "--lang", "en"])


def answer(*arguments: object) -> Any:
    done = run(*arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(*arguments: object) -> list[str]:
    """Run what can't be done; nothing is printed but what is wrong."""
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, ""), done.output
    return done.stderr.splitlines()


def events(path: Path) -> dict[str, Any]:
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")}


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "works.json"
    plan = {"immediately_fixable": False, "plan": {"deadline": "2023-07-20"}}
    hazard = {"id": "H-1", "found": {"date": "2023-06-12"}, **plan, "events": []}
    path.write_text(json.dumps({"id": "WORKS001", "name": "甲厂", "activities": [], "hazards": [hazard]}), "utf-8")
    return path


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "many.jsonl"
    path.write_text("".join(f'{{"id": "WORKS{i:03}", "activities": []}}\n' for i in range(3)), "utf-8")
    return path


# --- forms ---


def test_entries_have_what_the_contract_says() -> None:
    """Contract §5: the keys of the JSON."""
    found = answer("--actor", "department", "--year", "2023")
    assert (found["campaign"], found["actor"], found["from"], found["to"]) == (
        "jinxian-2023", "department", "2023-01-01", "2023-12-31",
    )  # fmt: skip
    keys = {"uid", "title", "due", "nominal_due", "actor", "duty", "clause", "status", "window", "layer", "reminders"}
    assert all(entry.keys() >= keys for entry in found["entries"])
    assert [e["due"][5:] for e in found["entries"] if e["duty"] == "monthly-form"] == [
        "05-23", "06-25", "07-24", "08-23", "09-25", "10-23", "11-23", "12-25",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["township", "乡镇", "Township"])
def test_an_actor_is_known_by_its_names(word: str) -> None:
    assert {entry["actor"] for entry in answer("--actor", word)["entries"]} == {"township"}


def test_a_record_has_its_own_calendar(record: Path) -> None:
    found = answer(record, "--as-of", DAY)["entries"]
    assert {(e["record"], e["record_name"], e["as_of"], e["actor"]) for e in found} == {
        ("WORKS001", "甲厂", DAY, "enterprise")
    }
    (hazard,) = [e for e in found if e["instance"] == "hazard-rectification@H-1"]
    assert (hazard["due"], hazard["status"]) == ("2023-07-20", "open")


@pytest.mark.parametrize("form", ["text", "json", "ics", "csv", "reminders"])
def test_half_a_character_is_refused_at_its_place(tmp_path: Path, form: str) -> None:
    path = tmp_path / "half.json"
    path.write_text('{"id": "x", "name": "\\ud83d厂", "activities": []}', "utf-8")
    done = run(path, "--format", form, "-o", tmp_path / "out")
    assert (done.exit_code, done.output) == (
        2,
        f"{path}:1:21: name: holds half a character (a lone surrogate), which can't be written as UTF-8\n",
    )
    assert not (tmp_path / "out").exists()


def test_a_year_without_deadlines_has_none() -> None:
    assert answer("--actor", "township", "--year", "2027")["entries"] == []
    assert "nothing is due in this time" in run("--actor", "township", "--year", "2027").output


@pytest.mark.parametrize("form", ["text", "json", "ics", "csv", "reminders"])
def test_the_same_input_gives_the_same_bytes(record: Path, form: str) -> None:
    command = [sys.executable, "-m", "campaign_rules", "calendar", str(record), "--as-of", DAY, "--format", form]
    made = [
        subprocess.run(command, capture_output=True, check=True, cwd=cwd, env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed})
        for cwd, zone, seed in ((ROOT, "Asia/Shanghai", "1"), (record.parent, "America/Lima", "2"))
    ]  # fmt: skip
    assert made[0].stdout == made[1].stdout != b""
    assert made[0].stderr == b""


@pytest.mark.parametrize("form", ["ics", "csv"])
def test_files_are_utf_8_whatever_the_console(record: Path, form: str, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "campaign_rules",
        "calendar",
        str(record),
        "--as-of",
        DAY,
        "--format",
        form,
        "--lang",
        "zh",
    ]
    env = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    piped = subprocess.run(command, capture_output=True, check=True, env=env).stdout
    subprocess.run([*command, "-o", str(tmp_path / "out")], check=True, env=env)
    assert (tmp_path / "out").read_bytes() == piped
    assert "甲厂" in piped.decode("utf-8")


def test_text_into_a_file_is_utf_8(record: Path, tmp_path: Path) -> None:
    done = run(record, "--as-of", DAY, "-o", tmp_path / "table.txt")
    assert (done.exit_code, done.output) == (0, "")
    assert "甲厂" in (tmp_path / "table.txt").read_text("utf-8")


def test_json_for_a_console_that_holds_no_chinese_is_escaped(record: Path) -> None:
    command = [sys.executable, "-m", "campaign_rules", "calendar", str(record), "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert json.loads(done.stdout.decode("ascii"))["entries"][0]["record_name"] == "甲厂"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["2023-07-24T09:00", "2023-07-30T09:00"]),
        (["--remind", "3, 0", "--remind-at", "07:30"], ["2023-07-28T07:30", "2023-07-31T07:30"]),
        (["--remind", "none"], []),
        (["--remind", ""], []),
    ],
)
def test_reminders_are_as_asked_for(options: list[str], expected: list[str]) -> None:
    found = answer("--actor", "enterprise", *options)["entries"]
    assert next(e["reminders"] for e in found if e["duty"] == "risk-map") == expected


# --- iCalendar, places and updates ---


def test_an_update_moves_what_moved(record: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old.ics", tmp_path / "new.ics"
    assert (
        run(record, "--as-of", DAY, "--format", "ics", "-o", old, "--stamp", "2023-07-01T08:00:00+08:00").exit_code == 0
    )
    data = json.loads(record.read_text("utf-8"))
    data["hazards"][0]["plan"]["deadline"] = "2023-08-20"
    record.write_text(json.dumps(data), "utf-8")
    done = run(record, "--as-of", "2023-07-02", "--format", "ics", "--previous", old, "-o", new)
    assert (done.exit_code, done.output) == (0, "")
    before, after = events(old), events(new)
    assert {e["DTSTAMP"].dt.isoformat() for e in before.values()} == {"2023-07-01T00:00:00+00:00"}
    assert before.keys() == after.keys()
    (moved,) = [uid for uid in before if before[uid].to_ical() != after[uid].to_ical()]
    assert (moved.startswith("hazard-rectification.H-1"), after[moved]["SEQUENCE"]) == (True, 1)


def test_each_event_has_a_file_of_its_own(record: Path, tmp_path: Path) -> None:
    folder = tmp_path / "phone"
    assert run(record, "--as-of", DAY, "--format", "ics", "--split", folder).exit_code == 0
    files = sorted(folder.iterdir())
    assert len(files) == len(answer(record, "--as-of", DAY)["entries"])
    assert all(len(events(path)) == 1 for path in files)
    first = {path.name: path.read_bytes() for path in files}
    again = run(
        record, "--as-of", DAY, "--format", "ics", "--split", folder, "--previous", folder, "--stamp", "2024-01-01"
    )
    assert (again.exit_code, {path.name: path.read_bytes() for path in sorted(folder.iterdir())}) == (0, first)


@pytest.mark.parametrize(
    ("options", "begins"),
    [
        (["--tasks"], "BEGIN:VCALENDAR"),
        (["--stamp", "2023-05-16"], "BEGIN:VCALENDAR"),
        ([], "Works"),
        (["--format", "json"], "{"),
    ],
)  # fmt: skip
def test_the_form_is_what_the_other_options_speak_of(record: Path, options: list[str], begins: str) -> None:
    record.write_text('{"id": "Works"}', "utf-8")
    assert run(record, *options).output.startswith(begins)


@pytest.mark.parametrize(
    ("name", "begins"), [("a.ics", "BEGIN:VCALENDAR"), ("a.CSV", "\ufeffdue,"), ("a.json", "{"), ("a.txt", "Works")]
)
def test_the_form_is_what_the_files_ending_says(record: Path, tmp_path: Path, name: str, begins: str) -> None:
    record.write_text('{"id": "Works"}', "utf-8")
    assert run(record, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_text("utf-8").startswith(begins)


def test_with_tasks_asked_for_a_calendar_holds_tasks(record: Path) -> None:
    said = run(record, "--as-of", DAY, "--format", "ics", "--tasks").output
    assert "BEGIN:VTODO" in said
    assert "BEGIN:VEVENT" not in said


def test_many_records_have_a_calendar_each(many: Path, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    assert run(many, "--as-of", DAY, "--format", "ics", "--folder", folder).exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["WORKS000.ics", "WORKS001.ics", "WORKS002.ics"]
    alone = run(many, "--record", "WORKS001", "--as-of", DAY, "--format", "ics").stdout_bytes
    assert (folder / "WORKS001.ics").read_bytes() == alone
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "WORKS002.ics").unlink()
    again = run(
        many, "--as-of", DAY, "--format", "ics", "--folder", folder, "--previous", folder, "--stamp", "2024-01-01"
    )
    assert again.exit_code == 0
    assert {p.name: p.read_bytes() == first[p.name] for p in folder.iterdir()} == {
        "WORKS000.ics": True, "WORKS001.ics": True, "WORKS002.ics": False,
    }  # fmt: skip


def test_many_records_can_be_split_each_in_a_folder(many: Path, tmp_path: Path) -> None:
    assert run(many, "--as-of", DAY, "--format", "ics", "--split", tmp_path / "all").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["WORKS000", "WORKS001", "WORKS002"]
    once = run(many, "--record", "WORKS001", "--as-of", DAY, "--format", "ics", "--split", tmp_path / "one")
    assert once.exit_code == 0
    assert (tmp_path / "one" / "risk-map.once.ics").exists() is False
    assert len(list((tmp_path / "one").glob("*.ics"))) == len(list((tmp_path / "all" / "WORKS001").glob("*.ics")))


@pytest.mark.parametrize("form", ["json", "csv", "text", "reminders"])
def test_many_records_come_one_after_the_other(many: Path, form: str) -> None:
    done = run(many, "--as-of", DAY, "--format", form)
    assert done.exit_code == 0
    assert [done.output.find(f"WORKS{i:03}") for i in range(3)] == sorted(
        done.output.find(f"WORKS{i:03}") for i in range(3)
    )
    assert "WORKS002" in done.output


def test_records_come_from_standard_input_too(record: Path) -> None:
    options = ["--as-of", DAY, "--format", "ics"]
    piped = CliRunner().invoke(cli, ["calendar", "-", *options], input=record.read_bytes())
    named = CliRunner().invoke(cli, ["calendar", str(record), *options])
    assert (piped.exit_code, piped.stdout_bytes) == (0, named.stdout_bytes)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a", "A"), ("甲/乙", "甲-乙"), ("../../x", "x"), ("CON", "con"), ("", " "), ("x" * 90, "x" * 91)],
)
def test_files_of_records_never_collide_nor_leave_their_folder(one: str, other: str) -> None:
    names = [file_name(one), file_name(other)]
    assert len({name.casefold() for name in names}) == 2
    assert all(Path(name).name == name and not name.startswith(".") and len(name.encode()) < 200 for name in names)


# --- what is wrong ---


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--actor", "town"], "Error: there is no town; did you mean township?"),
        (["--actor", "x"], "Error: there is no x; expected one of: enterprise, department, township, county_office, county_committee_member"),
        (["--from", "2023-08-01", "--to", "2023-07-31"], "Error: --from is after --to (or outside --year)"),
        (["--from", "2024-01-01", "--year", "2023"], "Error: --from is after --to (or outside --year)"),
        (["--tasks", "--format", "text"], "Error: --folder, --split, --previous, --stamp and --tasks are for --format ics only"),
        (["--format", "ics", "-o", "a", "--split", "b"], "Error: only one of --output, --folder and --split"),
        (["--record", "x"], "Error: --record needs a file of records"),
        (["--format", "ics", "--folder", "x"], "Error: --folder needs a file of records"),
        (["--remind", "a"], "Error: Invalid value for '--remind': 'a'：应为天数，如 7,1 / expected numbers of days (0 to 366), such as 7,1"),
        (["--remind", "-1"], "Error: Invalid value for '--remind': '-1'：应为天数，如 7,1 / expected numbers of days (0 to 366), such as 7,1"),
        (["--remind-at", "9"], "Error: Invalid value for '--remind-at': '9' 不是时间，应为 HH:MM / not a time, expected HH:MM"),
        (["--stamp", "now"], "Error: Invalid value for '--stamp': 'now' 不是时刻，应为 2023-05-16 或 2023-05-16T08:00:00Z / not a moment"),
        (["--stamp", "0001-01-01T00:00:00+08:00"], "Error: Invalid value for '--stamp': '0001-01-01T00:00:00+08:00' 不是时刻，应为 2023-05-16 或 2023-05-16T08:00:00Z / not a moment"),
        (["--year", "0"], "Error: Invalid value for '--year': 0 is not in the range 1<=x<=9999."),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(arguments: list[str], said: str) -> None:
    assert refused(*arguments)[-1] == said


def test_a_record_of_another_actor_is_refused(record: Path) -> None:
    assert refused(record, "--actor", "township") == [f"{record}:1:1: actor: the record is of actor enterprise"]


def test_several_records_need_a_folder_or_a_choice(many: Path, tmp_path: Path) -> None:
    said = "Error: there are several records: give --folder FOLDER (a calendar for each), or say which with --record"
    assert refused(many, "--format", "ics")[-1] == said
    assert refused(many, "--format", "ics", "-o", tmp_path / "x.ics")[-1] == said
    assert not (tmp_path / "x.ics").exists()
    assert refused(many, "--record", "WORKS01")[-1] == "Error: there is no WORKS01; did you mean WORKS001?"


def test_the_same_record_twice_is_one_calendar_and_two_that_differ_can_not_be_two_files(
    record: Path, tmp_path: Path
) -> None:
    told = run(record, record, "--as-of", DAY, "--format", "ics", "--folder", tmp_path / "all")
    same = f"warning: {record}:1:8: id: the same as the record at {record}:1 (id WORKS001): counted once"
    assert (told.exit_code, told.stderr.splitlines()) == (0, [same])
    assert [path.name for path in (tmp_path / "all").iterdir()] == ["WORKS001.ics"]
    other = tmp_path / "other.yaml"
    other.write_text("id: WORKS001\n", "utf-8")
    said = refused(record, other, "--format", "ics", "--folder", tmp_path / "both")
    assert len(said) == 1
    assert said[0].startswith(
        f"{other}:1:5: id: {record}:1 already has a record with the id WORKS001, and the two differ ("
    )
    assert not (tmp_path / "both").exists()


@pytest.mark.parametrize("place", ["-o", "--folder", "--split"])
def test_with_anything_wrong_nothing_is_written_and_everything_is_told(many: Path, tmp_path: Path, place: str) -> None:
    with many.open("a", encoding="utf-8") as lines:
        lines.write('{"id": "WORKS003", "hazards": [{"id": "H"}]}\n{"id": ""}\n')
        early = [{"kind": "reported", "date": "2023-06-01"}]
        hazard = {"id": "H", "found": {"date": "2023-06-12"}, "events": early}
        lines.write(json.dumps({"id": "WORKS004", "hazards": [hazard]}) + "\n")
    before = sorted(tmp_path.iterdir())
    form = "json" if place == "-o" else "ics"
    assert refused(many, "--format", form, place, tmp_path / "out") == [
        f"{many}:4:32: hazards[0].found: found is required",
        f"{many}:5:8: id: must not be empty",
        f"{many}:6:117: hazards[0].events[0].date: 2023-06-01 is before the finding of 2023-06-12: impossible",
    ]
    assert sorted(tmp_path.iterdir()) == before


def test_what_the_folder_held_stays_when_something_is_wrong(many: Path, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "own.txt").write_text("mine", encoding="utf-8")
    with many.open("a", encoding="utf-8") as lines:
        lines.write("{\n")
    assert refused(many, "--format", "ics", "--folder", folder)
    assert [path.name for path in folder.iterdir()] == ["own.txt"]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_calendar_command_stopped_halfway_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("".join(f'{{"id": "WORKS{i:05}", "activities": []}}\n' for i in range(20000)), "utf-8")
    command = [
        sys.executable,
        "-m",
        "campaign_rules",
        "calendar",
        str(path),
        "--format",
        "ics",
        "--folder",
        str(tmp_path / "all"),
    ]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        for _ in range(600):
            if list(tmp_path.glob("all/.partial-*/*.ics")):
                break
            time.sleep(0.05)
        running.send_signal(getattr(signal, name))
    assert running.returncode != 0
    assert [p.name for p in tmp_path.iterdir()] == ["many.jsonl"]


def test_what_is_not_to_be_read_or_written_is_told(record: Path, tmp_path: Path) -> None:
    assert refused(tmp_path / "none.yaml") == [f"{tmp_path / 'none.yaml'}: can't be read: No such file or directory"]
    assert refused(record, "--format", "ics", "-o", tmp_path) == [f"{tmp_path}: can't be written: Is a directory"]
    assert refused(record, "-o", tmp_path / "no" / "x") == [
        f"{tmp_path / 'no' / 'x'}: can't be written: No such file or directory"
    ]
    assert refused(record, "--format", "ics", "--split", record) == [f"{record}: can't be written: File exists"]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert refused(empty) == [f"{empty}: no records in the folder (.yaml, .yml, .json, .jsonl, .ndjson, .xlsx, .xlsm)"]
    assert refused(record, "--format", "ics", "--previous", tmp_path / "none.ics") == [
        f"{tmp_path / 'none.ics'}: can't be read: No such file or directory"
    ]


def test_a_link_stays_and_what_it_leads_to_is_renewed(record: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.ics", tmp_path / "feed.ics"
    real.write_bytes(b"old")
    link.symlink_to(real)
    assert run(record, "--as-of", DAY, "-o", link).exit_code == 0
    assert (link.is_symlink(), len(events(real)) > 40) == (True, True)


def test_a_file_stays_as_private_as_it_was(record: Path, tmp_path: Path) -> None:
    private, new = tmp_path / "private.ics", tmp_path / "new.ics"
    private.touch(mode=0o600)
    for path in (private, new):
        assert run(record, "--as-of", DAY, "-o", path).exit_code == 0
    assert (private.stat().st_mode & 0o777, new.stat().st_mode & 0o600) == (0o600, 0o600)
    assert new.stat().st_mode & 0o777 == (tmp_path / "works.json").stat().st_mode & 0o777


def test_none_of_the_files_is_placed_where_one_can_not_be(many: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "all"
    (folder / "WORKS001.ics").mkdir(parents=True)
    assert refused(many, "--folder", folder) == [f"{folder}: can't be written: File exists"]
    assert [path.name for path in folder.iterdir()] == ["WORKS001.ics"]


def test_folders_made_on_the_way_are_taken_away_again(many: Path, tmp_path: Path) -> None:
    many.write_text("{", encoding="utf-8")
    assert refused(many, "--folder", tmp_path / "a" / "b" / "c")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many.jsonl"]


def test_json_lines_come_from_standard_input_too(many: Path) -> None:
    options = ["--as-of", DAY, "--format", "csv"]
    piped = CliRunner().invoke(cli, ["calendar", "-", *options], input=many.read_bytes())
    named = CliRunner().invoke(cli, ["calendar", str(many), *options])
    assert (piped.exit_code, piped.stdout_bytes) == (0, named.stdout_bytes)


def test_line_ends_of_other_kinds_stay_in_what_is_said(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps({"id": "x", "name": "e\x85f\u2028g"}), "utf-8")
    assert {entry["record_name"] for entry in answer(path)["entries"]} == {"e\x85f\u2028g"}


@pytest.mark.parametrize("coding", ["ascii", "cp1252", "gbk", "utf-8"])
def test_the_console_has_no_say_in_what_a_file_holds(record: Path, tmp_path: Path, coding: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": coding}
    made = []
    for name in ("a.ics", "a.csv", "a.json", "a.txt"):
        command = [
            sys.executable,
            "-m",
            "campaign_rules",
            "calendar",
            str(record),
            "--as-of",
            DAY,
            "-o",
            str(tmp_path / name),
        ]
        subprocess.run(command, env=env, check=True)
        made.append((tmp_path / name).read_text("utf-8"))
    assert all("讲评会" in text for text in made)


def test_a_reader_that_has_had_enough_ends_the_command_quietly(many: Path, tmp_path: Path) -> None:
    path = tmp_path / "more.jsonl"
    path.write_text("".join(f'{{"id": "WORKS{i:03}", "activities": []}}\n' for i in range(60)), "utf-8")
    command = [sys.executable, "-m", "campaign_rules", "calendar", str(path), "--format", "csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read()
    assert (running.returncode, said) == (0, b"")


def test_a_pipe_is_written_to_and_stays_a_pipe(record: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [
        sys.executable,
        "-m",
        "campaign_rules",
        "calendar",
        str(record),
        "--as-of",
        DAY,
        "--format",
        "ics",
        "-o",
        str(pipe),
    ]
    with subprocess.Popen(command) as running:
        got = pipe.read_bytes()
    assert (running.returncode, pipe.is_fifo()) == (0, True)
    assert got.endswith(b"END:VCALENDAR\r\n")


def test_standard_output_by_its_name_is_written_to(record: Path) -> None:
    command = [sys.executable, "-m", "campaign_rules", "calendar", str(record), "--as-of", DAY, "--format", "csv"]
    plain = subprocess.run(command, capture_output=True, check=True).stdout
    assert subprocess.run([*command, "-o", "/dev/stdout"], capture_output=True, check=True).stdout == plain != b""
    assert Path("/dev/stdout").is_symlink()


def test_a_dash_is_standard_output_and_nothing_is_no_path(record: Path) -> None:
    assert run(record, "--as-of", DAY, "-o", "-").output == run(record, "--as-of", DAY).output
    for option in ("-o", "--folder", "--split"):
        assert refused(record, option, "")[-1].endswith("没有写路径 / no path given")


def test_the_first_day_there_is_can_be_asked_about() -> None:
    for form in ("text", "json", "ics", "csv", "reminders"):
        assert run("--actor", "township", "--as-of", "0001-01-01", "--format", form).exit_code == 0


def test_the_calendar_of_somebody_else_is_not_cancelled(record: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.ics"
    assert run("--actor", "township", "--format", "ics", "-o", old).exit_code == 0
    assert refused(record, "--format", "ics", "--previous", old) == [
        f"{old}: this is not a calendar of the same campaign and the same record"
    ]
    old.write_bytes(b"no calendar")
    (said,) = refused(record, "--format", "ics", "--previous", old)
    assert said.startswith(f"{old}: not an iCalendar file")


# --- many ---


def on_a_terminal(*arguments: object, stream: str) -> bytes:
    """Run the command with standard output or error on a terminal, and return what that shows."""
    seen, terminal = pty.openpty()
    command = [sys.executable, "-m", "campaign_rules", "calendar", *map(str, arguments)]
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, env=env, **{stream: terminal}) as running:  # type: ignore[call-overload]  # one of the two
        os.close(terminal)
        shown = b""
        try:
            while piece := os.read(seen, 65536):
                shown += piece
        except OSError:  # the other end is closed
            pass
    os.close(seen)
    assert running.returncode == 0
    return shown


def test_a_long_file_is_shown_a_progress_bar_on_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    note = "字" * 2000
    path.write_text("".join(f'{{"id": "WORKS{i:04}", "note": "{note}"}}\n' for i in range(400)), "utf-8")
    shown = on_a_terminal(path, "--format", "csv", "-o", tmp_path / "o", "--lang", "zh", stream="stderr")
    assert "日历".encode() in shown
    assert b"B/s" in shown
    assert (tmp_path / "o").read_text("utf-8").count("\n") > 400 * 20


def test_a_table_in_a_file_has_no_colours(record: Path, tmp_path: Path) -> None:
    assert b"\x1b[" in on_a_terminal(record, "--as-of", "2023-12-01", stream="stdout")
    assert on_a_terminal(record, "--as-of", "2023-12-01", "-o", tmp_path / "out", stream="stdout") == b""
    assert b"\x1b[" not in (tmp_path / "out").read_bytes()


def test_memory_does_not_grow_with_the_number_of_records(tmp_path: Path) -> None:
    def peak(records: int) -> int:
        path = tmp_path / f"{records}.jsonl"
        path.write_text("".join(f'{{"id": "WORKS{i:05}", "activities": []}}\n' for i in range(records)), "utf-8")
        script = (
            "import resource, sys\nfrom campaign_rules.cli import cli\n"
            f"cli(['calendar', {str(path)!r}, '--format', 'csv', '-o', {os.devnull!r} + '.x' if 0 else {str(tmp_path / 'o')!r}], "
            "standalone_mode=False)\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
        return int(done.stdout)

    assert peak(600) < peak(30) * 1.15


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ([], (None, None)),
        (["--from", "2023-06-01"], ("2023-06-01", None)),
        (["--to", "2023-06-30"], (None, "2023-06-30")),
        (["--year", "2023"], ("2023-01-01", "2023-12-31")),
    ],
)
def test_a_calendar_that_is_open_at_an_end_says_so_with_null(span: list[str], expected: tuple[Any, Any]) -> None:
    made = answer("--actor", "enterprise", *span)
    assert (made["from"], made["to"]) == expected
