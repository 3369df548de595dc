"""A life cycle as an SVG image: what is said and where it stands, for a template to draw."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import accumulate, chain, count
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from campaign_rules.base.texts import Lang, Text, printable
from campaign_rules.logic.lifecycles import LifeCycle, Region
from campaign_rules.reports.names import CycleNames
from campaign_rules.rules.pack import Pack
from campaign_rules.writers.diagrams.arrows import Arrow, arrows
from campaign_rules.writers.diagrams.layout import (
    HEADING_ROOM,
    HEADING_SIZE,
    LABEL_ROOM,
    LABEL_SIZE,
    LANE,
    LEGEND,
    LETTER,
    LINE,
    MARGIN,
    PAD,
    START,
    Arc,
    Box,
    Row,
    ports_of,
    px,
    row_of,
    shortened,
    units_of,
    wrapped,
)


def svg(cycle: LifeCycle, pack: Pack, lang: Lang = "zh") -> str:
    """Return a life cycle of a pack as an SVG image that needs nothing beside itself, in ``lang``, for light and dark.

    Where an arrow has more to say than fits, all of them are numbered, and told in full below.
    """
    names = CycleNames(pack, cycle)
    told = {name: arrows(names, region, lang) for name, region in cycle.regions.items()}
    numbered = any(units_of(arrow.label()) > LABEL_ROOM for arrow in chain.from_iterable(told.values()))
    numbers = (f"{i}. " if numbered else "" for i in count(1))
    rows, legend = [], []
    for name, region in cycle.regions.items():
        arcs = [_arc(arrow, region, next(numbers), lang) for arrow in told[name]]
        heading = shortened(printable(names.label((name,))(lang)), HEADING_ROOM) if len(cycle.regions) > 1 else ""
        rows.append(row_of(region, arcs, heading, lang))
        legend += [arc.full for arc in arcs if numbered]
    return _template().get_template("diagram.svg.j2").render(_picture(cycle, rows, legend, lang))


@lru_cache(maxsize=1)
def _template() -> Environment:
    return Environment(
        loader=PackageLoader("campaign_rules.writers", "pages"),
        autoescape=False,  # for HTML: here `_xml` does it, of all that is said
        undefined=StrictUndefined,
        finalize=lambda value: _xml(value) if type(value) is str else value,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _xml(text: str) -> str:
    """Escape text for XML, which has no place for two characters that Unicode leaves out too."""
    return escape(text.translate({0xFFFE: "�", 0xFFFF: "�"}))


def _arc(arrow: Arrow, region: Region, number: str, lang: Lang) -> Arc:
    states = list(region.states)
    between = " → ".join(printable(region.states[state](lang)) for state in (arrow.source, arrow.target))
    full = f"{number}{between}{Text('：', ': ')(lang)}{arrow.label()}"
    shown = shortened(number + arrow.label(), LABEL_ROOM)
    return Arc(full, shown, states.index(arrow.source), states.index(arrow.target))


def _picture(cycle: LifeCycle, rows: list[Row], legend: list[str], lang: Lang) -> dict[str, Any]:
    title = printable(cycle.title(lang))
    heading = shortened(title, HEADING_ROOM)
    width = max(MARGIN * 2 + px(heading, HEADING_SIZE), bool(legend) * LEGEND, *(row.width for row in rows))
    tops = list(accumulate((row.height for row in rows), initial=MARGIN + LINE))
    lines = [line for said in legend for line in wrapped(said, int((width - 2 * MARGIN) / (LABEL_SIZE * LETTER)))]
    return {
        "lang": lang,
        "title": title,
        "about": Text("状态图：", "State diagram: ")(lang) + Text("；", "; ")(lang).join(map(_summary, rows)),
        "width": width,
        "height": tops[-1] + len(lines) * LINE + MARGIN,
        "heading": _line(MARGIN + LINE, heading),
        "rows": list(map(_row, rows, tops)),
        "legend": [_line(tops[-1] + LINE * i, line) for i, line in enumerate(lines, 1)],
    }


def _summary(row: Row) -> str:
    states = " · ".join(box.title for box in row.boxes)
    return f"{row.heading} ({states})" if row.heading else states


def _line(y: int, said: str) -> dict[str, Any]:
    """Return a line of text at the left margin."""
    return {"x": MARGIN, "y": y, "said": said}


def _row(row: Row, y: int) -> dict[str, Any]:
    top, bottom = y + row.top, y + row.top + row.box_height
    left = row.boxes[row.initial].left
    return {
        "heading": _line(y + PAD, row.heading) if row.heading else None,
        "start": {"x": left, "dot": left - START + 8, "y": (top + bottom) // 2},
        "boxes": [_box(box, top, row.box_height, final=i in row.final) for i, box in enumerate(row.boxes)],
        "arcs": [*_arcs(row, top, -1), *_arcs(row, bottom, 1)],
    }


def _box(box: Box, top: int, height: int, *, final: bool) -> dict[str, Any]:
    first = top + (height - LINE * len(box.lines)) // 2 + 14
    return {
        "title": box.title,
        "x": box.left,
        "y": top,
        "width": box.width,
        "height": height,
        "final": final,
        "middle": box.left + box.width // 2,
        "lines": [(first + LINE * i, line) for i, line in enumerate(box.lines)],
    }


def _arcs(row: Row, edge: int, side: int) -> Iterator[dict[str, Any]]:
    """Yield the arcs above (-1) or below (1) the boxes, whose edges there are at ``edge``."""
    lanes = row.above if side < 0 else row.below
    ports = ports_of(row.boxes, lanes, side)
    for far, lane in enumerate(lanes, 1):
        for arc in lane:
            at = edge + side * far * LANE
            yield {
                "full": arc.full,
                "shown": arc.shown,
                "start": ports[arc, False],
                "end": ports[arc, True],
                "edge": edge,
                "lane": at,
                "side": side,
                "label": {
                    "x": _middle(row.boxes, arc),
                    "y": at - 11 * arc.loop,
                    "width": px(arc.shown, LABEL_SIZE) + 8,
                },
            }


def _middle(boxes: list[Box], arc: Arc) -> int:
    """Return where the middle of an arc's label is: in its gap, or over its box."""
    if arc.loop:
        return (boxes[arc.source].left + boxes[arc.source].right) // 2
    return (boxes[arc.gap - 1].right + boxes[arc.gap].left) // 2
