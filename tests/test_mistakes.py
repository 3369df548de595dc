"""What an author meets who does not program: each mistake is told at its line, with what is expected, in both languages."""

import pathlib
import re
import shutil
from typing import Any

import pytest

from campaign_rules.authoring.lint import lint
from campaign_rules.files.documents.yaml_text import read_yaml

TESTS = pathlib.Path(__file__).parent
CANTEENS = TESTS / "packs" / "canteens"
MISTAKES: list[dict[str, str]] = read_yaml(
    (TESTS / "cases" / "inputs" / "mistakes.yaml").read_text("utf-8"), "mistakes.yaml"
).data
PROGRAMMERS = re.compile(r"\b(None|True|False|NoneType)\b|<class")
"""Words of the language that the program is written in: none of them is an author's."""


def mistaken(folder: pathlib.Path, mistake: dict[str, str]) -> pathlib.Path:
    """Return a copy of a pack with one mistake: a text changed, or (without one) the file gone."""
    pack = pathlib.Path(shutil.copytree(CANTEENS, folder / "canteens"))
    path = pack / mistake["file"]
    if "old" not in mistake:
        path.unlink()
        return pack
    text = path.read_text("utf-8")
    assert mistake["old"] in text
    path.write_text(text.replace(mistake["old"], mistake["new"], 1), "utf-8")
    return pack


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.get("new", one["file"])[:40])
def test_a_mistake_is_told_at_its_line_with_what_is_expected(tmp_path: pathlib.Path, mistake: dict[str, Any]) -> None:
    pack = mistaken(tmp_path, mistake)
    told = [
        (f"{pathlib.Path(one.file).relative_to(pack).as_posix()}:{one.line}:{one.column}", one.zh, one.en)
        for one in lint(pack, proofs="scenarios/" in mistake["file"])
    ]
    assert (mistake["at"], mistake["zh"], mistake["en"]) in told
    assert [said for _, zh, en in told for said in (zh, en) if PROGRAMMERS.search(said)] == []
