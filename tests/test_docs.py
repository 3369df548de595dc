"""What the documentation tells people to do can be done: every command and every piece of Python in it, in order."""

import importlib
import pathlib
import pkgutil
import re
import shlex
import shutil
from typing import get_args

import pytest
from click.testing import CliRunner
from msgspec import Struct, structs

from campaign_rules.cli import cli
from campaign_rules.rules.record import declaration

ROOT = pathlib.Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [
    *(DOCS / name for name in ("tutorial.md", "tutorial.en.md", "record.md", "record.en.md")),
    *sorted((DOCS / "howto").glob("*.md")),
]
BLOCK = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_what_a_page_says_can_be_done(
    page: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    done = 0
    for language, title, text in BLOCK.findall(page.read_text("utf-8")):
        if title:
            (tmp_path / title).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / title).write_text(text, "utf-8")
        elif language == "sh":
            for line in text.splitlines():
                name, *arguments = shlex.split(line)
                assert name == "campaign-rules", line
                result = CliRunner().invoke(cli, arguments)
                assert result.exit_code in (0, 1), (line, result.output)
                assert result.exception is None or isinstance(result.exception, SystemExit), (line, result.exception)
                done += 1
        elif language == "python":
            exec(compile(text, str(page), "exec"), {})
            done += 1
    assert done


@pytest.mark.parametrize(
    "page", [p for p in PAGES if not p.name.endswith(".en.md")], ids=lambda page: str(page.relative_to(DOCS))
)
def test_a_page_is_there_in_both_languages_and_says_the_same_commands(page: pathlib.Path) -> None:
    def commands(path: pathlib.Path) -> list[str]:
        return [
            shlex.split(line)[1]
            for language, _, text in BLOCK.findall(path.read_text("utf-8"))
            if language == "sh"
            for line in text.splitlines()
        ]

    assert commands(page) == commands(page.with_suffix(".en.md"))


@pytest.mark.parametrize(
    "page", [p for p in PAGES if not p.name.endswith(".en.md")], ids=lambda page: str(page.relative_to(DOCS))
)
def test_a_pack_that_a_page_shows_is_the_same_in_both_languages(page: pathlib.Path) -> None:
    def files(path: pathlib.Path) -> dict[str, str]:
        blocks = BLOCK.findall(path.read_text("utf-8"))
        return {title: text for _, title, text in blocks if "/" in title}

    assert files(page) == files(page.with_suffix(".en.md"))


KEYS = sorted(
    {
        (kind.__name__, field.encode_name)
        for kind in vars(declaration).values()
        if isinstance(kind, type) and issubclass(kind, Struct) and kind is not Struct
        for field in structs.fields(kind)
    }
)
"""Every key that ``record.yaml`` can have, with the class that has it."""


@pytest.mark.parametrize("name", ["record.md", "record.en.md"])
def test_the_guide_to_records_explains_every_key_and_every_type(name: str) -> None:
    page = (DOCS / name).read_text("utf-8")
    said = set(re.findall(r"`(\w+)(?:: \w+)?`", page))
    types = {(field, "type") for field in get_args(declaration.FieldType)}
    assert [key for _, key in KEYS if key not in said] == []
    assert [one for one, _ in sorted(types) if one not in said] == []


def test_what_the_guide_to_records_answers_of_its_example(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(cli, ["new", "pools", "--own-record"])
    for _, title, text in BLOCK.findall((DOCS / "record.en.md").read_text("utf-8")):
        if title:
            pathlib.Path(title).parent.mkdir(parents=True, exist_ok=True)
            pathlib.Path(title).write_text(text, "utf-8")
    linted = CliRunner().invoke(cli, ["lint", "pools", "--lang", "en"])
    tested = CliRunner().invoke(cli, ["test", "pools", "--lang", "en"])
    assert (linted.exit_code, tested.exit_code) == (0, 0), linted.output + tested.output


def test_the_reference_of_python_names_what_is_there() -> None:
    block = re.compile(r"^::: (\S+)\n(?: .*\n)*? +members:(.*\n(?: +- \w+\n)*)", re.MULTILINE)
    named = block.findall((DOCS / "api.md").read_text("utf-8"))
    assert [module for module, _ in named] == ["campaign_rules", "campaign_rules.bulk", "campaign_rules.spark"]
    for module, members in named:
        names = re.findall(r"\w+", members)
        assert names
        assert [name for name in names if not hasattr(importlib.import_module(module), name)] == []


def test_the_tutorial_says_what_the_commands_say(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall((DOCS / "tutorial.en.md").read_text("utf-8"))
    (record,) = [text for _, title, text in blocks if title == "enterprise.yaml"]
    pathlib.Path("enterprise.yaml").write_text(record, "utf-8")
    result = CliRunner().invoke(cli, ["check", "enterprise.yaml", "--as-of", "2023-07-05", "--lang", "en", "--all"])
    assert result.exit_code == 1
    said = re.sub(r"\s+", " ", result.stdout)
    assert "4 violated. Also 1 unknown and 11 for a person to review: this is not yet compliance." in said
    explained = CliRunner().invoke(cli, ["explain", "enterprise.yaml", "H-1", "--as-of", "2023-07-05", "--lang", "en"])
    assert "Penalise both the enterprise and its principal; Order rectification" in re.sub(
        r"\s+", " ", explained.stdout
    )


def test_every_page_is_in_the_table_of_contents() -> None:
    contents = (ROOT / "mkdocs.yml").read_text("utf-8")
    for path in DOCS.rglob("*.md"):
        name = str(path.relative_to(DOCS))
        assert name in contents or name.startswith("lint/"), name


TEXTS = [
    *(page for page in ROOT.glob("*.md") if page.name != "CHANGELOG.md"),  # which tells of what was
    *DOCS.rglob("*.md"),
    *(code for folder in ("src", "tools", "benchmarks") for code in (ROOT / folder).rglob("*.py")),
]
"""What tells people where something is: the documents, and the code's own docstrings and comments."""

STOREYS = "base|logic|rules|engine|files|reports|authoring|bulk|writers|cli"
A_PATH = re.compile(r"(?<![\w/.<-])(?:src|tests|rules|docs|tools|benchmarks|examples|\.ci)/[\w./*-]+")
A_MODULE = re.compile(rf"(?<![\w./])(?:campaign_rules|tools|benchmarks)(?:\.\w+)+|(?<=`)(?:{STOREYS})(?:\.\w+)+(?=`)")
STANDS_FOR_ONE = re.compile(r"\b(?:NAME|CODE)\b")
"""What is to be put into a path that is named for all of its kind."""


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: str(text.relative_to(ROOT)))
def test_every_path_and_module_that_a_text_names_is_there(text: pathlib.Path) -> None:
    said = text.read_text("utf-8")
    paths = {found.rstrip("./-") for found in A_PATH.findall(said) if not STANDS_FOR_ONE.search(found)}
    assert [path for path in sorted(paths) if not any(ROOT.glob(path))] == []
    assert [name for name in sorted(set(A_MODULE.findall(said))) if not _is_there(name)] == []


def _is_there(name: str) -> bool:
    """Tell whether there is a module, or a name in one; a storey's name may stand without the package's."""
    whole = name if name.startswith(("campaign_rules.", "tools.", "benchmarks.")) else f"campaign_rules.{name}"
    try:
        pkgutil.resolve_name(whole)
    except (ImportError, AttributeError):
        return False
    return True


def test_a_name_of_what_there_is_not_is_noticed() -> None:
    assert [
        name
        for name in A_MODULE.findall("`rules.nothing`, `files.workbooks.cells` and campaign_rules.no")
        if not _is_there(name)
    ] == ["rules.nothing", "campaign_rules.no"]
    assert A_PATH.findall("see `rules/no/where.yaml` or https://x.example/rules/other") == ["rules/no/where.yaml"]
