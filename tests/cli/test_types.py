import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from campaign_rules import load_campaign
from campaign_rules.cli import cli
from campaign_rules.writers.types.json_schema import written
from campaign_rules.writers.types.python import python
from campaign_rules.writers.types.typescript import typescript

PACK = load_campaign("zhiben-2024").pack
WAYS = {"typescript": typescript, "python": python, "json-schema": written}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--campaign", "zhiben-2024"])


@pytest.mark.parametrize("language", WAYS)
def test_the_types_of_a_campaign_are_written_in_the_language_asked_for(language: str) -> None:
    done = run("types", "--for", language)
    assert (done.exit_code, done.stdout) == (0, WAYS[language](PACK.model, PACK.identity.title))


def test_the_schema_of_a_campaign_is_written_to_a_file(tmp_path: Path) -> None:
    done = run("schema", "-o", str(tmp_path / "records.schema.json"))
    assert (done.exit_code, done.stdout) == (0, "")
    assert json.loads((tmp_path / "records.schema.json").read_text("utf-8")) == json.loads(run("schema").stdout)


def test_the_language_must_be_said() -> None:
    done = run("types", "--lang", "en")
    assert done.exit_code == 2
    assert "Missing option '--for'" in done.stderr
