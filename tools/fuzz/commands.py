"""Random command lines: what is asked for may be nonsense, the exit status never is."""

from __future__ import annotations

import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
from random import Random
from typing import Any

import click
import msgspec
from click.testing import CliRunner

from campaign_rules.cli import cli
from tools.fuzz.files import books
from tools.fuzz.harness import ROOT, STRANGE_TEXTS, Broken, Trial, abridged
from tools.fuzz.records import hostile_record, sound

FAILING = ("check", "summary", "progress", "lint", "test")
"""The commands that exit with 1 where something is violated."""

STREAMS = (
    "",
    "",
    ">&-",
    "2>&-",
    "<&-",
    ">/dev/full",
    "2>/dev/full",
    "| true",
    "| head -c 1",
    "</dev/null",
    "< records.jsonl",
)
"""What a shell does with a program's streams."""

FILES = (*["record.yaml", "hostile.json"] * 6, "hostile.json", "records.jsonl", "book.xlsx", "broken.xlsx", "empty.json", "no-such.yaml", "folder", ".", "-",
         "list.csv", "pack/campaign.yaml", "", "\n.yaml")  # fmt: skip
VALUES: dict[str, tuple[str, ...]] = {
    "as_of": (
        *["2023-10-15"] * 6,
        "2023-06-01",
        "今天",
        "2023年6月1日",
        "2023-02-30",
        "0001-01-01",
        "9999-12-31",
        "",
        "x",
    ),
    "known_at": ("2023-12-31", "2023-01-01", "x"),
    "output": (
        "out.json",
        "out.csv",
        "out.jsonl",
        "out.parquet",
        "out.html",
        "out.xlsx",
        "out.ics",
        "no/such/out.csv",
        "folder",
        "record.yaml",
        "",
    ),
    "folder": ("pack", "zhiben-2024", "folder", "no-such", "out", ""),
    "campaign_name": (
        "jinxian-2023",
        "zhiben-2024",
        "pack",
        "demo-county-2023",
        "no-such",
        "folder",
        "work-safety-law",
        "",
    ),
    "choices": (
        "holidays=x",
        "nonsense=1",
        "inclusive-deadlines=exclusive",
        "high-risk-sectors=mining,x",
        "=",
        "x",
        "report-day=9999999999999",
    ),
    "jobs": ("1", "1", "2", "0", "x"),
    "record": ("91360124MA00000152", "x", ""),
    "target": ("H-001", "review-meeting@2023-05", "*", "hazard-plan@*", ""),
    "hazard": ("H-001", "H-006", "*", ""),
    "remind": ("7,1,0", "x", "-1", "99999", ""),
    "day": ("2023-06-01", "x", "0001-01-01"),
    "name": ("燃气", "交通运输", "2614", "", "*"),
    "unit_name": ("温圳镇", "x"),
    "previous": ("record.yaml", "hostile.json", "out.ics", "no-such"),
}
"""What an option or an argument may be given, beside strange texts."""


def hostile(random: Random, number: int, folder: pathlib.Path) -> Trial:
    """Make a command line in a folder of some files, and run it: here, or by a shell that does things to its streams."""
    name = random.choice([*cli.commands])
    arguments = [name, *arguments_of(cli.commands[name], random)]
    if name in ("lint", "test", "book") and random.random() < 0.9:  # the large pack takes seconds
        arguments = [
            name,
            *(one for one in arguments[2:] if not one.startswith("jinxian")),
            random.choice(("pack", "zhiben-2024")),
        ]
    if random.random() < 0.05:
        random.shuffle(arguments)
    streams = random.choice(STREAMS) if random.random() < 0.12 else None
    record = hostile_record(random)

    def run() -> None:
        make_files(folder, record, random)
        before = pathlib.Path.cwd()
        os.chdir(folder)
        try:
            by_a_shell(arguments, streams) if streams is not None else here(arguments)
        finally:
            os.chdir(before)

    line = shlex.join(["campaign-rules", *arguments])
    return Trial(abridged(f"{line} {streams or ''} with hostile.json: {json.dumps(record)}"), run)


def make_files(folder: pathlib.Path, record: Any, random: Random) -> None:
    """Put files of most kinds into a folder."""
    (folder / "folder").mkdir()
    shutil.copy(ROOT / "examples" / "chemical-works.yaml", folder / "record.yaml")
    (folder / "hostile.json").write_text(json.dumps(record), "utf-8")
    (folder / "records.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, sound()[:7])))
    (folder / "book.xlsx").write_bytes(books()[2])
    (folder / "broken.xlsx").write_bytes(books()[0][:3000])
    (folder / "empty.json").write_bytes(b"")
    (folder / "list.csv").write_text("id,name\n", "utf-8")
    shutil.copytree(ROOT / "rules" / "zhiben-2024", folder / "pack")


def arguments_of(command: click.Command, random: Random) -> list[str]:
    """Return arguments and options of a command: those that it has, mostly with values that they can have."""
    made: list[str] = []
    for parameter in command.params:
        if (not parameter.required and random.random() < 0.85) or random.random() < 0.02:
            continue
        value = value_of(parameter, random)
        if isinstance(parameter, click.Argument):
            made += [value] * (1 if random.random() < 0.8 or parameter.nargs == 1 else 2)
        elif isinstance(parameter, click.Option):
            made += [random.choice(parameter.opts)] + ([] if parameter.is_flag else [value])
    if random.random() < 0.05:
        made.append(random.choice(("--no-such", "--lang=en", "-h", *STRANGE_TEXTS)))
    return [one.replace("\0", "?") for one in made if "\ud800" not in one]


def value_of(parameter: click.Parameter, random: Random) -> str:
    """Return a value for a parameter."""
    if random.random() < 0.03:
        return random.choice(STRANGE_TEXTS)
    if isinstance(parameter.type, click.Choice):
        return str(random.choice([*parameter.type.choices]))
    named = VALUES.get(parameter.name or "")
    if (named is None and isinstance(parameter.type, click.Path)) or parameter.name in ("files", "file"):
        return random.choice(FILES)
    return random.choice(
        named or ("2023-06-01", "2023", "enterprise", "township", "1.1", "pack", "zhiben-2024", "x", "1", "08:00")
    )


def here(arguments: list[str]) -> None:
    """Run a command in this process."""
    # Processes of a pool would outlive the guard.
    jobs = ["--jobs", "1"] if arguments[0] == "check" and "--jobs" not in arguments and "-j" not in arguments else []
    done = CliRunner().invoke(cli, [*arguments, *jobs], input=b"")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    judge(arguments, done.exit_code, done.output)


def by_a_shell(arguments: list[str], streams: str) -> None:
    """Run a command as a shell does that closes, fills or breaks its streams."""
    line = f"{shlex.join([sys.executable, '-m', 'campaign_rules', *arguments])} {streams}"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {line}"], capture_output=True, check=False, timeout=60)
    judge(arguments, done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"))


def judge(arguments: list[str], status: int, said: str) -> None:
    """See to it that the exit status is one of those that are documented, for a reason that is documented."""
    if "Traceback" in said or "Exception ignored" in said:
        raise Broken(f"a traceback: {said[-600:]}")
    if status not in (0, 1, 2, 74):
        raise Broken(f"exit status {status}: {said[-400:]}")
    if status == 1 and not {*FAILING} & {*arguments}:
        raise Broken(f"exit status 1 of a command that judges nothing: {said[-400:]}")
