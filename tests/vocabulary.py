"""The words that the shipped packs give a meaning to, and the places in the code where one stands as a name."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from campaign_rules.files.documents.yaml_text import read_yaml
from campaign_rules.rules.record.declaration import RESERVED

ENGINES_OWN = ("campaign", "obligation", "enforcement")
"""The life cycles that every pack has: their states and variables are the engine's."""


def words_of(rules: Path) -> frozenset[str]:
    """Return every word of the packs in a folder that is one campaign's own: of its record, its rules, its leads."""
    found = {word for path in sorted(rules.glob("*/*.yaml")) for word in _words(path.stem, _read(path))}
    for path in sorted(rules.glob("*/lifecycles/*.yaml")):
        if path.stem not in ENGINES_OWN:
            found.update(_of_cycle(_read(path)))
    return frozenset(found - RESERVED.keys())


def _read(path: Path) -> Any:
    return read_yaml(path.read_text("utf-8"), path.name).data


def _words(stem: str, data: Any) -> Iterator[str]:
    match stem:
        case "record":
            for key in ("actors", "roles", "authorities", "units"):
                yield from data.get(key, ())
            yield from _of_fields(data.get("fields", {}))
            for name, section in data.get("sections", {}).items():
                yield name
                yield from _of_section(section)
        case "kinds" | "facts":
            yield from data
        case "outcomes":
            yield from data["outcomes"]
        case "sectors":
            for name, department in data["departments"].items():
                yield name
                yield from department.get("sectors", ())


def _of_section(section: Any) -> Iterator[str]:
    yield from _of_fields(section.get("fields", {}))
    events = section.get("events", {})
    yield from events.get("kinds", ())
    yield from _of_fields(events.get("fields", {}))


def _of_fields(fields: Any) -> Iterator[str]:
    for name, field in fields.items():
        yield name
        for key in ("of", "words"):
            if isinstance(field.get(key), dict):
                yield from field[key]
        yield from _of_fields(field.get("fields", {}))


def _of_cycle(cycle: Any) -> Iterator[str]:
    yield from cycle.get("variables", ())
    for name, region in cycle["regions"].items():
        yield name
        yield from region["states"]


def names_in(code: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of every string and the name of every attribute; docstrings and comments are prose."""
    tree = ast.parse(code)
    prose = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(body := getattr(node, "body", None), list)
        for statement in body
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr


OWN: dict[str, str] = {
    "title": "what anything is called: a key of every file of a pack",
    "name": "what anything is known by in the program",
    "due": "the last day of an obligation, and the key of a duty",
    "duties": "the rules of a pack; a type of field; the key of stoppages that names them",
    "sectors": "what a department leads, by `sectors.yaml`",
    "department": "who leads sectors, by `sectors.yaml`; a type of field",
    "attributes": "a type of field",
    "authority": "a type of field",
    "deadline": "a key of cases and of events: the day in force, the day that is set",
    "overdue": "a key of cases, and what summaries and ledgers say",
    "settled": "a key of cases",
    "reason": "why something is so",
    "term": "a key of duties: the last day",
    "at_least": "an operator of conditions, a key of duties",
    "recorded": "an operator of conditions",
    "never": "a key of policies; a phrase",
    "none": "what a whole cell can say, by `words.yaml`",
    "late": "a word of `reopens`",
    "lapsed": "a state of an outcome, which every pack with outcomes has",
    "nobody": "a phrase of the wording",
    "local": "a local variable of generated code",
    "closed": "a list of words to which none can be added; a column of yes and no",
    "listed": "what is a list",
    "documents": "what a file of YAML holds",
    "severity": "how bad a problem of a pack is",
    "correction": "the code of what is wrong with a correction",
    "orders": "days that can't lie before others",
    "responsible": "how a department answers for a sector",
    "from": "plain English, a key of phases and transitions",
    "to": "plain English, a key of phases and transitions",
    "by": "plain English",
    "found": "plain English",
}
"""Words that are the engine's own too, in another sense."""
