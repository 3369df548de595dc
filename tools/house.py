"""The house as documents show it: a picture of the storeys and their rooms, and a page with a sentence for each room.

Both are made from what holds the house together: the layers of ``pyproject.toml``, top to bottom, and the docstrings.
"""

from __future__ import annotations

import ast
import re
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "campaign_rules"


@dataclass(frozen=True)
class Room:
    """A module: its dotted name within the package, and the first sentences of its docstring."""

    name: str
    said: str


@dataclass(frozen=True)
class Flat:
    """A folder of a storey, or a storey that is a single module: its name, what its docstring says, and its rooms."""

    name: str
    said: str
    rooms: tuple[Room, ...]


def storeys() -> list[list[Flat]]:
    """Return the storeys, the highest first, each with its flats side by side."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers: list[str] = linter["contracts"][0]["layers"]
    return [[_flat(name) for name in layer.split(" | ")] for layer in layers]


def _flat(name: str) -> Flat:
    folder = PACKAGE / name
    if not folder.is_dir():
        return Flat(name, _docstring(folder.with_suffix(".py")), ())
    rooms = tuple(
        Room(_name(path, folder), _docstring(path).split("\n\n", maxsplit=1)[0].replace("\n", " "))
        for path in sorted(folder.rglob("*.py"), key=lambda path: (len(path.parts), path))
        if path != folder / "__init__.py"
    )
    return Flat(name, _docstring(folder / "__init__.py"), rooms)


def _name(path: Path, folder: Path) -> str:
    parts = path.relative_to(folder).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""


def page() -> str:
    """Return the page on the rooms of the house, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Storeys and rooms\n"
    yield "Made from the layers and the docstrings by `python -m tools.write_docs`. Each may import what stands below it.\n"
    yield "![The storeys of the house](house.svg)"
    for flats in storeys():
        for flat in flats:
            yield f"\n## {flat.name}\n\n{_as_markdown(flat.said)}\n"
            yield from (f"- `{room.name}`: {_as_markdown(room.said)}" for room in flat.rooms)


def _as_markdown(said: str) -> str:
    return re.sub(r"``?([^`]+)``?", r"`\1`", said).replace("*", r"\*")


WIDTH, LINE, PAD, GAP = 960, 17, 10, 10

PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ width }} {{ height }}" font-family="sans-serif" font-size="12">
<title>The storeys of the house: each may import what stands below it</title>
<style>
rect { fill: #f4f6f8; stroke: #8796a5 } text { fill: #1f2933 } .name { font-weight: bold; font-size: 14px }
@media (prefers-color-scheme: dark) { rect { fill: #23303d; stroke: #6b7d8f } text { fill: #e4e9ee } }
</style>
{% for box in boxes -%}
<rect x="{{ box.x }}" y="{{ box.y }}" width="{{ box.width }}" height="{{ box.height }}" rx="4"/>
<text class="name" x="{{ box.x + 10 }}" y="{{ box.y + 20 }}">{{ box.name }}</text>
{% for line in box.lines -%}
<text x="{{ box.x + 10 }}" y="{{ box.y + 38 + 17 * loop.index0 }}">{{ line }}</text>
{% endfor -%}
{% endfor -%}
</svg>
"""


@dataclass(frozen=True)
class _Box:
    name: str
    lines: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int


def picture() -> str:
    """Return the picture of the storeys as SVG: a box for each folder, with the names of its rooms."""
    boxes: list[_Box] = []
    y = PAD
    for flats in storeys():
        width = (WIDTH - 2 * PAD - GAP * (len(flats) - 1)) // len(flats)
        lines = [_rooms(flat, width // 6 - 4) for flat in flats]
        height = 30 + LINE * max(map(len, lines))
        boxes += [
            _Box(flat.name, said, PAD + i * (width + GAP), y, width, height)
            for i, (flat, said) in enumerate(zip(flats, lines, strict=True))
        ]
        y += height + GAP
    made = Environment(autoescape=True).from_string(PICTURE)
    return made.render(boxes=boxes, width=WIDTH, height=y - GAP + PAD) + "\n"


def _rooms(flat: Flat, width: int) -> tuple[str, ...]:
    """Return the names of the rooms in lines; rooms of a folder within stand in brackets after its name."""
    within: dict[str, list[str]] = {}
    for room in flat.rooms:
        head, _, rest = room.name.partition(".")
        within.setdefault(head, []).extend([rest] if rest else [])
    names = [f"{head} ({', '.join(rest)})" if rest else head for head, rest in within.items()]
    return tuple(textwrap.wrap(" · ".join(names), width))
