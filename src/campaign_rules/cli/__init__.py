"""The command line: what people type becomes calls of the API, and answers become text, files and an exit status.

In: arguments, standard streams, signals, and the clock where somebody writes today. Never: a rule, a judgement, a layout.

Exit status: 0 nothing violated, 1 something violated, 2 bad input or usage, 70 a fault of ours, 74 output that can't be
written.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback

import click

from campaign_rules import __version__
from campaign_rules.base.texts import one_line
from campaign_rules.cli import calendars, console, forms, packs, records, rules, types, workbooks
from campaign_rules.cli.usage import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="campaign-rules")
def cli() -> None:
    """按规则包检查记录。Check records against a campaign's rules."""


for command in (
    records.check,
    records.explain,
    records.history,
    records.next_,
    calendars.calendar,
    forms.progress,
    forms.ledger,
    forms.summary,
    workbooks.template,
    workbooks.import_,
    workbooks.export,
    packs.lint,
    packs.test,
    packs.diff,
    packs.new,
    rules.lead,
    rules.phase,
    rules.diagram,
    rules.book,
    types.schema,
    types.types,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line, and end with its status."""
    console.prepare()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # so that what was written aside is taken away
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _: sys.exit(128 + number))
    sys.exit(_status())


def _status() -> int:
    """Run a command and write out its answer; return the exit status, also of what nobody foresaw."""
    try:
        status = _run()
        sys.stdout.flush()
    except console.ReaderGone:
        return 0
    except console.Unwritable as unwritable:
        why = unwritable.wrong.strerror
        print(f"标准输出无法写入：{why} / standard output can't be written: {why}", file=sys.stderr)
        return console.CANT_WRITE
    except Exception as fault:  # of ours: nobody foresaw it
        if os.environ.get("CAMPAIGN_RULES_TRACEBACK"):
            traceback.print_exception(fault)
        said = one_line(f"{type(fault).__name__}: {fault}")[:300]
        print(
            f"程序出错（不是您的输入有误）：{said}；请把这一行连同命令和版本 {__version__} 报告到本项目的问题页 / "
            "a fault of this program, not of your input: please report this line, the command and the version "
            "in the project's issue tracker",
            file=sys.stderr,
        )
        return console.FAULT
    return status


def _run() -> int:
    try:
        ended = cli.main(standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except click.Abort:
        return 128 + signal.SIGINT
    except SystemExit as exiting:
        ended = exiting.code
    return ended if isinstance(ended, int) else 0
