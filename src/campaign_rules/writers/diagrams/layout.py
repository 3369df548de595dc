"""Where everything of a drawn life cycle stands: boxes in a row for each region, arrows in lanes above and below them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate, chain
from operator import add
from unicodedata import east_asian_width

from msgspec import Struct

from campaign_rules.base.texts import Lang, printable
from campaign_rules.logic.lifecycles import Region

MARGIN, GAP, LANE, PORT, LINE, PAD, START = 20, 40, 24, 16, 18, 28, 32
"""Pixels: around all, between boxes, lanes and line ends, a line of text, around text, before the initial state."""

HEADING_SIZE, TITLE_SIZE, LABEL_SIZE = 16, 14, 12
TITLE_ROOM, LABEL_ROOM, HEADING_ROOM = 28, 36, 90
"""How many letters fit on a line of a state's title, at an arrow and in a heading; a Chinese one counts as two."""

LETTER = 0.56
"""How wide a letter is taken to be, to its size: a little more than in most fonts, as nobody knows which it will be."""

LEGEND = 560
"""How wide the picture is at least where there is a legend."""


class Box(Struct, frozen=True):
    """A state in a row."""

    title: str
    lines: list[str]
    left: int
    width: int

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.left + self.width


class Arc(Struct, frozen=True, eq=False):
    """An arrow between two boxes of a row, given by their places in it; to the same one, it is a loop."""

    full: str
    shown: str
    source: int
    target: int

    @property
    def loop(self) -> bool:
        """Whether it leads back to where it begins."""
        return self.source == self.target

    @property
    def span(self) -> tuple[int, int]:
        """The boxes that its line runs along, from the first to before the last."""
        return min(self.source, self.target), max(self.source + 1, self.target)

    @property
    def gap(self) -> int:
        """The gap beside its source that its label stands in, by the box after it: no line runs up or down there."""
        return self.source + (self.source < self.target)


Lanes = list[list[Arc]]


class Row(Struct, frozen=True):
    """A region laid out: its boxes, the lanes of what leads on above them and of what leads back below."""

    heading: str
    boxes: list[Box]
    initial: int
    final: list[int]
    above: Lanes
    below: Lanes

    @property
    def top(self) -> int:
        """How far below its own beginning its boxes begin."""
        return bool(self.heading) * PAD + len(self.above) * LANE + LANE

    @property
    def box_height(self) -> int:
        """How high each of its boxes is."""
        return max(len(box.lines) for box in self.boxes) * LINE + LINE

    @property
    def height(self) -> int:
        """How much room it takes from top to bottom."""
        return self.top + self.box_height + len(self.below) * LANE + LINE

    @property
    def width(self) -> int:
        """How much room it takes from left to right, the margin included."""
        return max(self.boxes[-1].right, MARGIN + px(self.heading, TITLE_SIZE)) + MARGIN


def units_of(text: str) -> int:
    """Return how many letters a text counts for; a wide one, or a Chinese one, counts as two."""
    return sum(2 if c in "MWmw@%" or east_asian_width(c) in "WFA" else 1 for c in text)


def px(text: str, size: int) -> int:
    """Return how many pixels wide a text is taken to be."""
    return round(units_of(text) * size * LETTER)


def shortened(text: str, room: int) -> str:
    """Return a text that fits into so many letters, with … for what is left out."""
    if units_of(text) <= room:
        return text
    return text[: sum(used <= room - 2 for used in accumulate(map(units_of, text)))] + "…"


def wrapped(text: str, room: int) -> list[str]:
    """Return the lines of a text, each of so many letters at the most."""
    lines = [""]
    for piece in re.findall(rf"[!-~]{{1,{room}}} *|.", text):  # a Latin word stays whole, Chinese breaks anywhere
        if lines[-1] and units_of(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _packed(arcs: Iterable[Arc]) -> Lanes:
    """Give each arc the first lane where it overlaps no other, the shortest first."""
    lanes: Lanes = []
    for arc in sorted(arcs, key=lambda arc: (arc.span[1] - arc.span[0], arc.span)):
        start, end = arc.span
        lane = next((lane for lane in lanes if all(end <= o.span[0] or o.span[1] <= start for o in lane)), None)
        if lane is None:
            lanes.append(lane := [])
        lane.append(arc)
    return lanes


def row_of(region: Region, arcs: list[Arc], heading: str, lang: Lang) -> Row:
    """Return a region laid out: its states in a row, its arrows in lanes, under a heading (none: empty)."""
    # Loops lie above all else: their labels stand over boxes, where the lines of other arcs run up and down.
    above = _packed(a for a in arcs if a.source < a.target) + _packed(a for a in arcs if a.loop)
    below = _packed(a for a in arcs if a.source > a.target)
    states = list(region.states)
    titles = [printable(title(lang)) for title in region.states.values()]
    lines = [wrapped(shortened(title, 2 * TITLE_ROOM), TITLE_ROOM) for title in titles]
    widths = [max(px(line, TITLE_SIZE) for line in said) + PAD for said in lines]
    gaps = [MARGIN] + [GAP] * (len(states) - 1)
    for arc in arcs:
        room, i = (widths, arc.source) if arc.loop else (gaps, arc.gap)
        room[i] = max(room[i], px(arc.shown, LABEL_SIZE) + PAD)
    for ends in (_ends(above), _ends(below)):
        widths = [max(width, PORT * (len(ends[i]) + 1)) for i, width in enumerate(widths)]
    initial = states.index(region.initial)
    gaps[initial] = max(gaps[initial], MARGIN + START)
    rights = list(accumulate(map(add, gaps, widths)))
    lefts = (right - width for right, width in zip(rights, widths, strict=True))
    boxes = [Box(*what) for what in zip(titles, lines, lefts, widths, strict=True)]
    return Row(heading, boxes, initial, [states.index(state) for state in region.final], above, below)


def _ends(lanes: Lanes) -> dict[int, list[tuple[Arc, bool]]]:
    """Return what ends (True) and then what begins at each box, in the order in which their lines do not cross."""
    ends: dict[int, list[tuple[Arc, bool]]] = defaultdict(list)
    arcs = list(chain.from_iterable(lanes))
    nested = [a for a in arcs if not a.loop] + [a for a in reversed(arcs) if a.loop]  # a loop goes around a lower one
    for arc in nested:
        ends[arc.target].append((arc, True))
    for arc in reversed(nested):
        ends[arc.source].append((arc, False))
    return ends


def ports_of(boxes: list[Box], lanes: Lanes, side: int) -> dict[tuple[Arc, bool], int]:
    """Return where on its box's edge each line ends (True) or begins; the lower side (1) mirrors the upper (-1)."""
    ports = {}
    for i, ends in _ends(lanes).items():
        for k, end in enumerate(ends[::-side], 1):
            ports[end] = boxes[i].left + boxes[i].width * k // (len(ends) + 1)
    return ports
