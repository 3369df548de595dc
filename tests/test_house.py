"""The habits that hold the house together: style, types, layers, schemas and documents that are up to date."""

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import campaign_rules
from campaign_rules.files.documents.yaml_text import read_yaml
from tests.vocabulary import OWN, names_in, words_of
from tools import write_docs, write_schemas

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "campaign_rules"
MODULES = sorted(m.name for m in pkgutil.walk_packages(campaign_rules.__path__, "campaign_rules."))


def run(*command: str) -> str:
    """Run a tool of the development extra in the checkout; its output is the failure's message."""
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "ruff", "check", "--no-cache", "."),
        ("-m", "ruff", "format", "--no-cache", "--check", "."),
        ("-m", "mypy"),
        ("-c", "from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"),
    ],
    ids=["ruff check", "ruff format", "mypy --strict", "layers"],
)
def test_the_code_keeps_the_rules_of_the_house(command: tuple[str, ...]) -> None:
    assert run(*command) == ""


def test_a_schema_for_editors_is_what_its_classes_say() -> None:
    folder = ROOT / "rules" / "schema"
    there = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.glob("**/*.json")}
    assert there == write_schemas.files(), "run: python -m tools.write_schemas"


def test_what_the_docs_show_of_the_rules_is_what_the_rules_say() -> None:
    for path, text in write_docs.files().items():
        assert (ROOT / "docs" / path).read_text("utf-8") == text, "run: python -m tools.write_docs"


def test_every_file_of_a_pack_tells_editors_its_schema() -> None:
    for path in sorted((ROOT / "rules").glob("*/**/*.yaml")):
        first = path.read_text("utf-8").splitlines()[0]
        found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert found, path
        assert (path.parent / found[1]).is_file(), path


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_example_in_the_package_docstring_is_true() -> None:
    assert doctest.testmod(campaign_rules).attempted > 0
    assert doctest.testmod(campaign_rules).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_is_documented(name: str) -> None:
    module: Any = importlib.import_module(name)
    bare = [
        key
        for key, value in vars(module).items()
        if not key.startswith("_")
        and getattr(value, "__module__", None) == name
        and callable(value)
        and not value.__doc__
    ]
    assert bare == []


FOLDERS = sorted(path.parent.relative_to(SOURCE) for path in SOURCE.glob("*/**/__init__.py"))


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_a_folder_says_what_lives_there_what_may_enter_and_what_it_never_does(folder: Path) -> None:
    said = importlib.import_module(".".join(["campaign_rules", *folder.parts])).__doc__ or ""
    assert re.match(r"\S.+\.\n\nIn: [^\n].+\. Never: .+\.\n(\n|\Z)", said, re.DOTALL), said


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_tests_stand_beside_the_module_or_folder_that_they_are_about(folder: Path) -> None:
    about = [path.stem.removeprefix("test_") for path in sorted((ROOT / "tests" / folder).glob("test_*.py"))]
    there = SOURCE / folder
    assert [name for name in about if not (there / f"{name}.py").exists() and not (there / name).is_dir()] == []


def test_a_rule_is_found_from_its_clause_alone() -> None:
    """The file 2.1.6-principal.yaml holds the duties of clause 2.1.6, and only those."""
    for path in sorted((ROOT / "rules" / "jinxian-2023" / "duties").glob("**/*.yaml")):
        for duty in read_yaml(path.read_text("utf-8"), path.name).data.values():
            assert path.name.startswith(duty["clause"] + "-"), path


def test_every_clause_of_the_enterprise_part_has_a_file() -> None:
    files = {p.name.split("-")[0] for p in (ROOT / "rules" / "jinxian-2023" / "duties" / "enterprise").glob("*.yaml")}
    assert files == {f"2.1.{n}" for n in range(1, 10)}


def test_no_tracked_text_holds_personal_data_or_an_index_address() -> None:
    # The plan's annex names a contact with phone and mail; index addresses belong to a machine's own configuration.
    looked_at = [
        p for folder in ("src", "rules", "docs", "examples", "tests", "tools", "benchmarks") for p in (ROOT / folder).rglob("*")
        if p.suffix in (".py", ".yaml", ".md", ".json", ".jsonl", ".toml")
    ]  # fmt: skip
    looked_at += [p for p in ROOT.glob("*") if p.suffix in (".md", ".toml")]
    mark = "@"
    for path in looked_at:
        text = path.read_text("utf-8", errors="replace")
        assert not re.search(r"(?<!\d)(1[3-9]\d{9}|0791-?\d{7,8})(?!\d)", text), path
        assert not re.search(rf"[\w.]+{mark}(qq|163|126|sina|gmail)\.com", text), path
        assert not re.search(r"https?://[\w./-]*/simple\b|(extra-)?index[-]url", text), path


def test_both_readmes_give_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        return re.findall(r"^(?:python|campaign-rules) .*$", (ROOT / name).read_text("utf-8"), re.MULTILINE)

    assert commands("README.md") == commands("README.zh-CN.md") != []


WORDS = words_of(ROOT / "rules") - OWN.keys()


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_word_of_a_campaign_stands_in_the_code_as_a_name(path: Path) -> None:
    assert [(line, name) for line, name in names_in(path.read_text("utf-8")) if name in WORDS] == []


def test_a_word_that_is_the_engines_own_too_is_one_of_a_campaign() -> None:
    assert OWN.keys() <= words_of(ROOT / "rules")
