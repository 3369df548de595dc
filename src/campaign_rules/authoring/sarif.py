"""Problems of a pack as SARIF 2.1.0, which code hosts and editors show at their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from campaign_rules.authoring.lint_codes import CODES, severity_of
from campaign_rules.base.errors import Problem
from campaign_rules.base.texts import Lang

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def report(problems: Sequence[Problem], version: str, lang: Lang) -> dict[str, Any]:
    """Return the problems, each with its rule, its level and its place."""
    codes = sorted({problem.code for problem in problems})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": CODES[code].title(lang) if code in CODES else code},
            "help": {"text": CODES[code].fix(lang) if code in CODES else code},
            "helpUri": f"docs/lint/{code}.md",
            "defaultConfiguration": {"level": severity_of(code)},
        }
        for code in codes
    ]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "campaign-rules", "version": version, "rules": rules}},
                "results": [_result(problem, codes, lang) for problem in problems],
            }
        ],
    }


def _result(problem: Problem, codes: Sequence[str], lang: Lang) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": problem.file.replace("\\", "/")}}
    if problem.line:
        place["region"] = {"startLine": problem.line, "startColumn": problem.column}
    said = problem.zh if lang == "zh" else problem.en
    return {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": severity_of(problem.code),
        "message": {"text": f"{problem.path}: {said}" if problem.path else said},
        "locations": [{"physicalLocation": place}],
    }
