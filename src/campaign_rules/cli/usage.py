"""What click itself says, in Chinese: the frames of ``--help``, and what is wrong with a command line.

Click speaks English. Its help is put into words by a formatter, and what is wrong is raised as an exception: both are
said here in the language that is asked for, and nothing of click is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import IO, Any

import click
from click import exceptions

from campaign_rules.base.errors import did_you_mean
from campaign_rules.base.texts import Lang
from campaign_rules.cli.common import language_of
from campaign_rules.cli.console import ReaderGone

_FRAMES = {
    "Options": "选项",
    "Commands": "命令",
    "Arguments": "参数",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示这段说明。",
    "Show the version and exit.": "显示版本。",
}
_USAGE = (("[OPTIONS]", "[选项]"), ("COMMAND", "命令"), ("[ARGS]...", "[参数]..."))
_EXTRAS = (("[default: ", "[默认："), ("[required]", "[必填]"), ("; required]", "；必填]"), ("(dynamic)", "（视情况）"))

_SAID = (
    (re.compile(r"No such command (.+?)\.?"), "没有命令 {0}"),
    (re.compile(r"Missing command\."), "缺少命令"),
    (re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL), "多出来的参数：{0}"),
    (re.compile(r"Option (.+) requires an argument\."), "选项 {0} 后面要写值"),
    (re.compile(r"Option (.+) requires (\d+) arguments\."), "选项 {0} 后面要写 {1} 个值"),
    (re.compile(r"Option (.+) does not take a value\."), "选项 {0} 后面不写值"),
    (re.compile(r"(.+) is not one of (.+)\.", re.DOTALL), "{0} 不在可选值之内，可用：{1}"),
    (re.compile(r"(.+) is not in the range (.+)\."), "{0} 不在 {1} 的范围之内"),
    (re.compile(r"(.+) is not a valid (?:integer|int)(?: range)?\.", re.DOTALL), "{0} 不是整数"),
    (re.compile(r"(.+) is not a valid (?:float|number)(?: range)?\.", re.DOTALL), "{0} 不是数字"),
)
"""What click says is wrong, and how it is said in Chinese."""


class Commands(click.Group):
    """The commands of the program: what is wrong with a command line is said in the language that it asks for."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, whose help then speaks the same language."""
        cmd.context_class = _Context
        super().add_command(cmd, name)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the command line."""
        extra.setdefault("obj", language_of(_asked_for(args)))
        with _in_words(extra["obj"]):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            with _in_words(ctx.obj):
                return super().invoke(ctx)
        except BrokenPipeError:  # click would make a failure of it
            raise ReaderGone from None


class _Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        made = super().make_formatter()
        return _Formatter(self.obj, width=made.width, max_width=self.max_content_width)


Commands.context_class = _Context


class _Formatter(click.HelpFormatter):
    """Writes help in one language: the frames that click gives, and that side of what is said in both."""

    def __init__(self, lang: Lang, **given: Any) -> None:
        super().__init__(**given)
        self.lang = lang

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        if self.lang == "zh":
            for english, chinese in _USAGE:
                args = args.replace(english, chinese)
            prefix = prefix or "用法："
        super().write_usage(prog, args, prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(_FRAMES.get(heading, heading) if self.lang == "zh" else heading)

    def write_text(self, text: str) -> None:
        super().write_text("\n\n".join(_sentence(part, self.lang) for part in text.split("\n\n")))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        if self.lang == "zh":
            rows = [(name.replace("INTEGER RANGE", "整数"), text) for name, text in rows]
        super().write_dl([(name, self._said(text)) for name, text in rows], col_max, col_spacing)

    def _said(self, text: str) -> str:
        said, bracket, extra = text.partition("  [")
        sides = re.split(r" ?/ ", said, maxsplit=1)
        said = sides[self.lang == "en"] if len(sides) > 1 else _sentence(said, self.lang)
        if self.lang == "zh":
            said, extra = _FRAMES.get(said, said), bracket + extra
            for english, chinese in _EXTRAS:
                extra = extra.replace(english, chinese)
            return said + extra
        return said + bracket + extra


def _sentence(text: str, lang: Lang) -> str:
    """Return a language's side of a text that is Chinese first, then English."""
    zh, _, en = re.sub(r"(?<=。)(?=[A-Z])", "\0", text, count=1).partition("\0")
    return en if en and lang == "en" else zh


def _asked_for(args: Sequence[str]) -> Lang | None:
    """Return the language that a command line asks for, whatever else is wrong with it."""
    words = [word for one in args for word in (one.split("=", 1) if one.startswith("--lang=") else [one])]
    asked = [after for word, after in pairwise(words) if word == "--lang"]
    return "en" if "en" in asked else "zh" if "zh" in asked else None


@contextmanager
def _in_words(lang: Lang) -> Iterator[None]:
    try:
        yield
    except click.UsageError as wrong:
        only_help = getattr(exceptions, "NoArgsIsHelpError", ())
        if lang == "en" or isinstance(wrong, (_Wrong, only_help) if only_help else _Wrong):
            raise
        raise _Wrong(_told(wrong), wrong.ctx) from None


class _Wrong(click.UsageError):
    """What is wrong with a command line, in Chinese."""

    def show(self, file: IO[Any] | None = None) -> None:
        if self.ctx is not None:
            click.echo(self.ctx.get_usage(), file=file, err=True)
            click.echo(f"说明见 {self.ctx.command_path} --help\n", file=file, err=True)
        click.echo(f"错误：{self.format_message()}", file=file, err=True)


def _told(wrong: click.UsageError) -> str:
    near = getattr(wrong, "possibilities", None) or ()
    hint = did_you_mean(near[0], near).zh if near else ""
    match wrong:
        case click.MissingParameter():
            kind = "参数" if wrong.param is not None and wrong.param.param_type_name == "argument" else "选项"
            return f"缺少{kind} {_hint(wrong)}"
        case click.NoSuchOption():
            return f"没有选项 {wrong.option_name}{hint}"
        case click.BadParameter():
            named = _hint(wrong)
            return f"{named} 的值不对：{_in_chinese(wrong.message)}" if named else _in_chinese(wrong.message)
    return _in_chinese(wrong.message) + hint


def _hint(wrong: click.BadParameter) -> str:
    given = wrong.param_hint or (
        wrong.param.get_error_hint(wrong.ctx or click.get_current_context()) if wrong.param else ""
    )
    return given if isinstance(given, str) else " / ".join(map(repr, given))


def _in_chinese(message: str) -> str:
    for pattern, said in _SAID:
        if found := pattern.fullmatch(message):
            return said.format(*found.groups())
    return re.sub(r" / [a-z][^一-鿿]*$", "", message)  # of what is said in both languages, the Chinese
