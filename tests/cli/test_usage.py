"""How the command line speaks of itself: Chinese or English, never half of each; days as people type them."""

import re
from datetime import date, datetime

import click
import pytest
from click.testing import CliRunner, Result

from campaign_rules.cli import cli
from campaign_rules.cli.days import a_day

COMMANDS = sorted(cli.commands)
ENGLISH = re.compile(
    r"Usage|Options|Commands|Arguments|Error|Missing|Invalid|No such|Did you|Show this|Show the|Try|default|required"
    r"|requires|unexpected|valid|range|OPTIONS|ARGS|COMMAND|INTEGER"
)
"""What click says in its own words."""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def wrong(*arguments: str) -> str:
    """Run what can't be done, and return the sentence that says why."""
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert not ENGLISH.search(done.stderr), done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_is_chinese_and_says_all_that_the_english_says(command: str) -> None:
    chinese, english = run(command, "--help").stdout, run(command, "--help", "--lang", "en").stdout
    assert chinese.startswith(f"用法：cli {command} [选项]")
    assert not ENGLISH.search(chinese), chinese
    assert english.startswith(f"Usage: cli {command} [OPTIONS]")
    assert not re.search("[一-鿿]", english), english
    options = [name for one in cli.commands[command].params if isinstance(one, click.Option) for name in one.opts]
    assert all(name in chinese and name in english for name in options)


def test_the_program_itself_says_what_it_has() -> None:
    said = run("--help").stdout
    assert said.startswith(
        "用法：cli [选项] 命令 [参数]...\n\n  按规则包检查记录。\n\n选项:\n  --version   显示版本。\n"
    )
    assert not ENGLISH.search(said)
    assert all(f"\n  {name} " in said for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_wrong_with_any_command_line_is_said_in_chinese(command: str) -> None:
    assert wrong(command, "--nonsense") == "错误：没有选项 --nonsense"
    assert wrong(command, "--lang") == "错误：选项 '--lang' 后面要写值"
    assert wrong(command, "--lang", "fr") == "错误：'--lang' 的值不对：'fr' 不在可选值之内，可用：'zh', 'en'"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "错误：没有命令 'chek'，是否想写 check？"),
        (["check"], "错误：缺少参数 'FILE...'"),
        (["check", "x.yaml"], "错误：缺少选项 '--as-of'"),
        (["check", "x.yaml", "--as-off", "x"], "错误：没有选项 --as-off，是否想写 --as-of？"),
        (["check", "x.yaml", "--strict=1"], "错误：选项 '--strict' 后面不写值"),
        (["phase", "2023-06-01", "b", "c"], "错误：多出来的参数：b c"),
        (["calendar", "--year", "0"], "错误：'--year' 的值不对：0 不在 1<=x<=9999 的范围之内"),
        (["calendar", "--year", "x"], "错误：'--year' 的值不对：'x' 不是整数"),
        (["lead"], "错误：缺少参数 'NAME'"),
        (["phase", "soon"], "错误：'DATE' 的值不对：'soon' 不是日期，应为 YYYY-MM-DD"),
    ],
)
def test_a_wrong_command_line_is_told_in_a_sentence(arguments: list[str], said: str) -> None:
    assert wrong(*arguments) == said


def test_english_is_clicks_own_wherever_it_is_asked_for() -> None:
    for arguments in (["check", "--lang", "en"], ["check", "--lang=en"]):
        assert run(*arguments).stderr.splitlines()[-1] == "Error: Missing argument 'FILE...'."


# --- days ---


@pytest.mark.parametrize(
    "text",
    [
        "2023-10-05", "2023-10-5", "2023.10.05", "2023.10.5", "2023/10/5", "2023年10月5日", "2023年10月05号", "20231005",
        "２０２３－１０－０５", "２０２３．１０．５", "２０２３年１０月５日", " 2023-10-05 ",
    ],
)  # fmt: skip
def test_a_day_may_be_typed_in_any_way_that_means_one_day(text: str) -> None:
    assert a_day(text) == date(2023, 10, 5)


@pytest.mark.parametrize(
    "text",
    ["", "10/05/2023", "2023-10/05", "2023.10", "23-10-05", "2023-02-30", "2023年13月1日", "0000-01-01", "20231", "明天", "2023-10-05 08:00"],
)  # fmt: skip
def test_what_may_mean_another_day_or_none_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        a_day(text)
    assert caught.value.message == f"{text!r} 不是日期，应为 YYYY-MM-DD / not a date, expected YYYY-MM-DD"


@pytest.mark.parametrize("word", ["今天", "today", "TODAY"])
def test_today_is_the_users_word_for_the_day_on_the_clock(word: str) -> None:
    before = datetime.now().astimezone().date()
    assert before <= a_day(word) <= datetime.now().astimezone().date()


@pytest.mark.parametrize("option", ["--as-of", "--from", "--to"])
def test_every_option_for_a_day_takes_every_way_of_writing_one(option: str) -> None:
    assert run("calendar", option, "2023年10月15日", "--format", "json").exit_code == 0


def test_a_stamp_may_be_a_day_written_in_any_way() -> None:
    assert "DTSTAMP:20231015T000000Z" in run("calendar", "--stamp", "2023.10.15", "--format", "ics").stdout
