"""Commands for those who write rules: test, lint, diff, new."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from campaign_rules import __version__
from campaign_rules.authoring import sarif
from campaign_rules.authoring.lint_codes import CODES, severity_of
from campaign_rules.authoring.scenario_problems import problems_of
from campaign_rules.authoring.scenario_runs import Coverage, Result, coverage, render, run
from campaign_rules.base.errors import BadInput, Problem, UnknownName
from campaign_rules.base.texts import Lang, Text, counted
from campaign_rules.campaign import DEFAULT, Campaign
from campaign_rules.cli.common import (
    campaign_of,
    cant_write,
    format_option,
    lang_option,
    language_of,
    load_all,
    no_such,
    nulls_option,
    output_option,
    print_json,
    refuse,
    say,
    written,
)
from campaign_rules.cli.days import a_day
from campaign_rules.files.pack_files import find_pack, load_scenarios, shipped_packs
from campaign_rules.files.record_files import Nulls
from campaign_rules.files.staging import staged_folder
from campaign_rules.writers import json as json_writer


@click.command("test")
@click.argument("folder", default=DEFAULT, metavar="[NAME|FOLDER]")
@click.option("--coverage", "covering", is_flag=True, help="哪些规则分支没有情景 / which branches no scenario proves")
@output_option
@format_option("text", "json", "junit")
@lang_option
def test(folder: str, covering: bool, output: pathlib.Path | None, form: str, lang: Lang | None) -> None:
    """运行规则包里的情景。Run the scenarios of a pack."""
    language = language_of(lang)
    campaign = campaign_of(folder, (), language)
    results = _results(folder, campaign, language)
    covered = coverage(campaign.pack, results)
    failed = [one for one in results if not one.passed]
    if form == "junit":
        from campaign_rules.authoring import junit

        text = junit.report(results, language)
        written(output, lambda stream: stream.write(text.encode("utf-8")), language)
    elif form == "json":
        print_json(_data(campaign, results, covered, language), output, language)
    else:
        _print(results, covered, language, covering=covering)
    sys.exit(1 if failed or (covering and covered.missing) else 0)


@click.command("lint")
@click.argument("folder", default=DEFAULT, metavar="[NAME|FOLDER]")
@output_option
@format_option("text", "json", "sarif")
@lang_option
def lint(folder: str, output: pathlib.Path | None, form: str, lang: Lang | None) -> None:
    """检查规则包：一次说完所有问题。Everything wrong with a pack, in one go."""
    from campaign_rules.authoring.lint import lint as problems_in

    language = language_of(lang)
    try:
        problems = problems_in(find_pack(folder))
    except UnknownName as wrong:
        raise click.UsageError(wrong.text(language)) from None
    if form == "sarif":
        print_json(sarif.report(problems, __version__, language), output, language)
    elif form == "json":
        print_json({"problems": [_problem(one, language) for one in problems]}, output, language)
    else:
        for one in problems:
            say(f"{one.render(language)} [{one.code}]")
        errors = sum(severity_of(one.code) == "error" for one in problems)
        said = Text(
            f"错误 {errors}，提醒 {len(problems) - errors}；每个 [代码] 见 docs/lint/",
            f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}; each [code] has a page in docs/lint/",
        )
        say(said(language) if problems else Text("没有发现问题", "no problems found")(language))
    sys.exit(1 if problems else 0)


def _problem(one: Problem, lang: Lang) -> dict[str, Any]:
    code = CODES.get(one.code)
    return {
        "file": one.file,
        "line": one.line,
        "column": one.column,
        "path": one.path,
        "code": one.code,
        "severity": severity_of(one.code),
        "message": one.zh if lang == "zh" else one.en,
        "fix": code.fix(lang) if code else None,
    }


@click.command("diff")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option(
    "--records",
    "files",
    multiple=True,
    type=click.Path(path_type=pathlib.Path),
    help="谁的结论会变：记录的文件或文件夹 / whose answers change: records",
)
@click.option("--as-of", type=a_day, metavar="YYYY-MM-DD", help="只问这一天 / ask about this day only")
@nulls_option
@output_option
@format_option("text", "json")
@lang_option
def diff(
    one: str,
    other: str,
    files: tuple[pathlib.Path, ...],
    as_of: date | None,
    nulls: Nulls,
    output: pathlib.Path | None,
    form: str,
    lang: Lang | None,
) -> None:
    """两个规则包有什么不同，谁的结论会变。What changed between two packs, and for whom."""
    from campaign_rules.authoring.comparison import AnswerChange, RuleChange, answer_changes, rule_changes, told

    language = language_of(lang)
    before, after = campaign_of(one, (), language), campaign_of(other, (), language)
    rules = list(rule_changes(before.pack, after.pack))
    loaded = load_all(files, language, after, nulls=nulls) if files else []
    alike = before.pack.model.shape is after.pack.model.shape
    earlier = loaded if alike or not files else load_all(files, language, before, nulls=nulls)
    if problems := [*before.problems(earlier), *after.problems(loaded)]:
        refuse(set(problems), language)
    answers = list(answer_changes(before, after, loaded, as_of, before=earlier))
    if form == "json":
        data = {
            "before": json_writer.rules(before.pack),
            "after": json_writer.rules(after.pack),
            "rules": [change.to_dict(language) for change in rules],
            "answers": [change.to_dict() for change in answers],
        }
        print_json(data, output, language)
        return
    say(f"{before.pack.named(language)} → {after.pack.named(language)}")
    changes: list[RuleChange | AnswerChange] = [*rules, *answers]
    for change in changes:
        say("\n".join(told(change, language, after.pack)))
    if not rules and not answers:
        say(Text("没有不同", "no difference")(language))


@click.command("new")
@click.argument("name")
@click.option(
    "--extends",
    metavar="BASE",
    help="在哪个规则包之上：自带的或旁边的 / the pack to build on: shipped, or a folder beside",
)
@click.option("--own-record", is_flag=True, help="记录由它自己声明，不用安全生产的 / with a record of its own kind")
@lang_option
def new(name: str, extends: str | None, own_record: bool, lang: Lang | None) -> None:
    """新建规则包：一项义务、一个情景和说明。A new pack in a folder of its name: one duty, one scenario, a page."""
    from campaign_rules.authoring.new_pack import BadName, NotBeside, scaffold

    language = language_of(lang)
    if extends and own_record:
        said = Text("--extends 和 --own-record 只能写一个", "--extends or --own-record, not both")
        raise click.UsageError(said(language))
    folder = pathlib.Path(name)
    try:
        files = scaffold(folder.name, extends, beside=folder.parent, own_record=own_record)
    except BadName:
        said = Text(
            f"名字 {folder.name} 只能有小写字母、数字和 -",
            f"{folder.name}: a name has lower-case letters, digits and -",
        )
        raise click.UsageError(said(language)) from None
    except NotBeside:
        said = Text(
            f"{extends} 不在新文件夹旁边：要在它之上新建，两个文件夹须放在一起",
            f"{extends} does not lie beside the new folder: what builds on another must lie where that does",
        )
        raise click.UsageError(said(language)) from None
    except BadInput as wrong:
        refuse(wrong.problems, language)
    except LookupError:
        there = sorted({*shipped_packs(), *(one.parent.name for one in folder.parent.glob("*/campaign.yaml"))})
        raise click.UsageError(no_such(str(extends), there)(language)) from None
    if folder.exists():
        raise click.UsageError(Text(f"{folder} 已经存在", f"{folder} is there already")(language))
    try:
        with staged_folder(folder) as staged:
            for path, text in files.items():
                staged.write(path, text.encode("utf-8"))
    except OSError as wrong:
        cant_write(folder, wrong, language)
    said = Text(f"已建 {folder}：请看 {folder / 'README.md'}", f"made {folder}: see {folder / 'README.md'}")
    say(said(language))


def _results(folder: str, campaign: Campaign, lang: Lang) -> list[Result]:
    """Run every scenario of a pack, or say what is wrong with them and stop."""
    try:
        scenarios = load_scenarios(find_pack(folder))
    except BadInput as wrong:
        refuse(wrong.problems, lang)
    except UnknownName as wrong:
        raise click.UsageError(wrong.text(lang)) from None
    problems: list[Problem] = [problem for one in scenarios for problem in problems_of(one, campaign)]
    if problems:
        refuse(problems, lang)
    return [result for one in scenarios for result in run(one, campaign)]


def _data(campaign: Campaign, results: Sequence[Result], covered: Coverage, lang: Lang) -> dict[str, Any]:
    failures = [
        {
            "file": one.place.file,
            "line": one.place.line,
            "column": one.place.column,
            "scenario": one.placed.scenario.title(lang),
            "clause": one.placed.scenario.clause,
            "as_of": one.day,
            "what": failure.what,
            "expected": failure.expected,
            "got": failure.got,
            "explanation": failure.why(lang) if failure.why else None,
        }
        for one in results
        for failure in one.failures
    ]
    passed = sum(one.passed for one in results)
    return {
        **json_writer.rules(campaign.pack),
        "passed": passed,
        "failed": len(results) - passed,
        "failures": failures,
        "coverage": {"percent": round(covered.percent, 1), "missing": list(covered.missing)},
    }


def _print(results: Sequence[Result], covered: Coverage, lang: Lang, *, covering: bool) -> None:
    for one in results:
        if not one.passed:
            place = one.place
            say(f"{place.file}:{place.line}:{place.column}: {one.placed.scenario.title(lang)} [{one.day}]")
            for failure in one.failures:
                say("\n".join(f"  {line}" for line in render(failure, lang)))
    passed = sum(one.passed for one in results)
    scenarios = len({(one.placed.source.file, one.placed.index) for one in results})
    words = sum(one.day in one.placed.scenario.leads for one in results)
    said = Text(
        f"{scenarios} 个情景，{len(results) - words} 个判定日",
        f"{counted(scenarios, 'scenario')}, {counted(len(results) - words, 'day')}",
    )
    said += (
        Text(f"，{words} 个领域或代码", f", {counted(words, 'sector or code', 'sectors or codes')}")
        if words
        else Text("", "")
    )
    said += Text(
        f"：通过 {passed}，未通过 {len(results) - passed}", f": {passed} passed, {len(results) - passed} failed"
    )
    say(said(lang))
    if not results:
        say(Text("没有情景：scenarios/ 里什么也没有证明", "no scenarios: nothing is proved")(lang))
    if covering:
        total = len(covered.covered) + len(covered.missing)
        say(
            Text(
                f"规则分支覆盖 {len(covered.covered)}/{total}（{covered.percent:.1f}%）",
                f"branches covered {len(covered.covered)}/{total} ({covered.percent:.1f}%)",
            )(lang)
        )
        for branch in covered.missing:
            say(Text(f"  没有情景：{branch}", f"  no scenario: {branch}")(lang))
