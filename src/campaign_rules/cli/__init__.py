"""The command line. Exit status: 0 nothing violated, 1 something violated, 2 bad input or usage."""

from __future__ import annotations

import signal
import sys

import click

from campaign_rules import __version__
from campaign_rules.cli import calendars, forms, packs, records, rules, workbooks
from campaign_rules.cli.usage import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="campaign-rules")
def cli() -> None:
    """按规则包检查专项整治记录。Check records against a campaign's rules."""


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
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; what the console can't show is replaced, never a crash."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # so that what was written aside is taken away
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _: sys.exit(128 + number))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        cli()
    except BrokenPipeError:
        # The reader (head, less) has had enough.
        sys.stderr.close()
        sys.exit(0)
