"""Life cycles as pictures: Mermaid text for documents, and SVG that needs nothing beside itself.

Both show what is declared: a guard is a phrase, not an answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from itertools import accumulate, chain, count
from operator import add
from typing import Any
from unicodedata import east_asian_width

from msgspec import UNSET, Struct

from campaign_rules.base.texts import Lang, Text, printable
from campaign_rules.logic.conditions import (
    NEVER,
    NOTHING_ASKED,
    AllOf,
    AnyOf,
    Chosen,
    Clustered,
    Condition,
    Doubtful,
    Named,
    Not,
    Pattern,
    Test,
)
from campaign_rules.logic.lifecycles import Earlier, LifeCycle, Region, Transition, sources_of
from campaign_rules.logic.operands import FieldRef
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.rules.records import EVENT_TEXTS, WORDS, label

# --- what an arrow says ----------------------------------------------------------------------------------------


class Arrow(Struct, frozen=True):
    """What leads from one state to another under one guard, as it is said in one language."""

    source: str
    target: str
    guard: str
    sets: str
    triggers: str

    def label(self, quoted: Callable[[str], str] = printable) -> str:
        """Return what stands at the arrow: ``event / event [guard] / deadline := …``, its parts ``quoted``."""
        guard = f" [{quoted(self.guard)}]" if self.guard else ""
        return quoted(self.triggers) + guard + quoted(self.sets)


def arrows(cycle: LifeCycle, region: Region, lang: Lang = "zh") -> list[Arrow]:
    """Return the arrows of a region; transitions that differ in nothing but what fires them share one."""
    merged: dict[tuple[str, str, str, str], dict[str, None]] = {}
    for step in region.transitions:
        guard = "" if step.when == NOTHING_ASKED else guard_text(step.when, cycle)(lang)
        sets = "".join(f" / {label((name,))(lang)} := {_made(made)(lang)}" for name, made in step.set.items())
        for source in sources_of(step, region):
            if step.source == "*" and source == step.target and not step.set:
                continue  # "*" is every state, this one too; but here it would change nothing
            merged.setdefault((source, step.target, guard, sets), {})[_trigger(step, region)(lang)] = None
    return [Arrow(*what, " / ".join(triggers)) for what, triggers in merged.items()]


def _trigger(step: Transition, region: Region) -> Text:
    if step.event is not UNSET:
        return EVENT_TEXTS.get(step.event) or label((step.event,))
    name = str(step.at or step.after)
    state = region.states.get(name)  # a day of the same name is the first of that state
    day = Text(f"“{state.zh}”首日", f"the first day of “{state.en}”") if state else label((name,))
    if step.at is not UNSET:
        return Text(f"到 {day.zh}", f"at {day.en}")
    return Text(f"过 {day.zh}", f"after {day.en}")


def _made(made: str | Earlier | None) -> Text:
    if made is None:
        return Text("未定", "not set")
    if isinstance(made, str):
        return _variable(made)
    first, second = map(_variable, made.earlier_of)
    return Text(f"{first.zh}与{second.zh}中较早的", f"the earlier of {first.en} and {second.en}")


def _variable(name: str) -> Text:
    """Say a field; one of the event's own is told from the variable of the same name."""
    said = label(tuple(name.removeprefix("event.").split(".")))
    return Text(f"事项所写{said.zh}", f"the event's {said.en}") if name.startswith("event.") else said


# --- guards as phrases -----------------------------------------------------------------------------------------


def guard_text(condition: Condition, cycle: LifeCycle | None = None) -> Text:
    """Return an unbound condition as one short phrase; with its ``cycle``, states go by their titles.

    >>> guard_text(Not(Chosen("after-return", "start-again"))).en
    'not (after-return=start-again)'
    """
    regions = cycle.regions if cycle else {}
    match condition:
        case AllOf(parts) if parts:
            return _joined((_inner(part, cycle) for part in parts), Text(" 且 ", " and "))
        case AnyOf(parts) if parts:
            return _joined((_inner(part, cycle) for part in parts), _OR)
        case Not(part):
            return Text("非({part})", "not ({part})").format(part=guard_text(part, cycle))
        case Doubtful(part):
            return Text("({part})时存疑", "in doubt where ({part})").format(part=guard_text(part, cycle))
        case Named(name, _, title):
            return title or Text(name, name)
        case Chosen(name, value):
            return Text(f"解释 {name}=", f"{name}=") + _said(value, regions)
        case Test(path, operator, operand):
            operand = _states(path[0], operand, regions) or _said(operand, regions)
            return OPERATORS[operator].text.format(field=_field(path, regions), operand=operand)
        case Clustered(section, patterns):
            return label((section,)) + Text("", ": ") + _joined(map(_pattern, patterns), _OR)
    return Text("恒不成立", "never") if condition in (NEVER, AnyOf(())) else Text("恒成立", "always")


_OR = Text(" 或 ", " or ")


def _joined(texts: Iterable[Text], word: Text) -> Text:
    said = tuple(texts)
    return Text(word.zh.join(text.zh for text in said), word.en.join(text.en for text in said))


def _inner(part: Condition, cycle: LifeCycle | None) -> Text:
    said = guard_text(part, cycle)
    return Text(f"({said.zh})", f"({said.en})") if isinstance(part, (AllOf, AnyOf)) else said


def _pattern(pattern: Pattern) -> Text:
    if pattern.years:
        return Text(f"{pattern.years} 年内 {pattern.count} 次", f"{pattern.count} within {pattern.years} year(s)")
    return Text(f"{pattern.days} 日内 {pattern.count} 次", f"{pattern.count} within {pattern.days} days")


def _field(path: tuple[str, ...], regions: Mapping[str, Region]) -> Text:
    if state := _state(path[0], ".".join(path[1:]), regions):
        return Text("“{state}”之日", "the day of “{state}”").format(state=state)
    return label(path[1:] if path[0] == "event" else path)


def _state(region: str, name: object, regions: Mapping[str, Region]) -> Text | None:
    return regions[region].states.get(name) if region in regions and isinstance(name, str) else None


def _states(region: str, operand: object, regions: Mapping[str, Region]) -> Text | None:
    """Say the state that a region is compared with, or each of several."""
    if not isinstance(operand, frozenset):
        return _state(region, operand, regions)
    said = [state for one in sorted(operand) if (state := _state(region, one, regions))]
    return _joined(said, Text("/", "/")) if said else None


_WORDS: Mapping[object, Text] = {
    "township": Text("乡镇", "a township"),
    "county_office": Text("县安委办", "the county office"),
    "county_committee_member": Text("县安委会成员单位", "a member of the committee"),
    "third_party": Text("第三方机构", "a third party"),
    **{word: WORDS[word] for word in WORDS},
    True: Text("是", "true"),
    False: Text("否", "false"),
    None: Text("空", "null"),
    "departments": label(("departments",)),
    "as_of": Text("判定日", "the as-of date"),
    "issued": Text("发文日", "the issue date"),
    "ends": Text("行动结束日", "the campaign's end"),
    "start_of": Text("首日", "the first day"),
    "end_of": Text("末日", "the last day"),
}


def _said(value: Any, regions: Mapping[str, Region]) -> Text:
    match value:
        case FieldRef(path):
            return _field(path, regions)
        case (edge, phase):
            return Text("{phase} {edge}", "{edge} of {phase}").format(phase=phase, edge=_WORDS[edge])
        case frozenset():
            return _joined((_said(word, regions) for word in sorted(value)), Text("/", "/"))
        case str() | bool() | None if value in _WORDS:
            return _WORDS[value]
    return Text(str(value), str(value))


# --- Mermaid ---------------------------------------------------------------------------------------------------


def mermaid(cycle: LifeCycle, lang: Lang = "zh") -> str:
    """Return a life cycle as Mermaid text (``stateDiagram-v2``), its titles and phrases in ``lang``.

    Regions run side by side: where there are several, each is a composite state of its own.
    """
    ids = _ids(cycle)
    lines = ["stateDiagram-v2"]
    for name, region in cycle.regions.items():
        inside = _mermaid_region(cycle, region, {state: ids[name, state] for state in region.states}, lang)
        if len(cycle.regions) > 1:
            title = _entities(label((name,))(lang))
            inside = [f'state "{title}" as {ids[name, None]} {{', *(f"  {line}" for line in inside), "}"]
        lines += (f"  {line}" for line in inside)
    return "\n".join(lines) + "\n"


def _mermaid_region(cycle: LifeCycle, region: Region, ids: Mapping[str, str], lang: Lang) -> list[str]:
    return [
        *(f'state "{_entities(title(lang))}" as {ids[state]}' for state, title in region.states.items()),
        f"[*] --> {ids[region.initial]}",
        *(f"{ids[a.source]} --> {ids[a.target]} : {a.label(_entities)}" for a in arrows(cycle, region, lang)),
        *(f"{ids[state]} --> [*]" for state in region.final),
    ]


def _ids(cycle: LifeCycle) -> dict[tuple[str, str | None], str]:
    """Name every state, and every region (its state None): as it is called, so far as that is safe and not taken."""
    ids: dict[str, tuple[str, str | None]] = {}
    for name, region in cycle.regions.items():
        for state in (None, *region.states):
            made = re.sub("[^a-zA-Z0-9]", "_", f"region_{name}" if state is None else f"{name}_{state}")
            while made in ids:
                made += "_"
            ids[made] = (name, state)
    return {what: made for made, what in ids.items()}


def _entities(text: str) -> str:
    """Write as ``#code;`` whatever Mermaid, or the Markdown and HTML inside it, would read as its own."""
    return re.sub(r"[!-'*+:-<>?@\[-^`{-~]|\b_|_\b", lambda found: f"#{ord(found[0])};", printable(text))


# --- SVG: where everything stands ------------------------------------------------------------------------------

MARGIN, GAP, LANE, PORT, LINE, PAD, START = 20, 40, 24, 16, 18, 28, 32
"""Pixels: around all, between boxes, lanes and line ends, a line of text, around text, before the initial state."""

HEADING_SIZE, TITLE_SIZE, LABEL_SIZE = 16, 14, 12
TITLE_ROOM, LABEL_ROOM, HEADING_ROOM = 28, 36, 90
"""How many letters fit on a line of a state's title, at an arrow and in a heading; a Chinese one counts as two."""

LETTER = 0.56
"""How wide a letter is taken to be, to its size: a little more than in most fonts, as nobody knows which it will be."""

LEGEND = 560
"""How wide the picture is at least where there is a legend."""


class _Box(Struct, frozen=True):
    """A state in a row."""

    title: str
    lines: list[str]
    left: int
    width: int

    @property
    def right(self) -> int:
        return self.left + self.width


class _Arc(Struct, frozen=True, eq=False):
    """An arrow between two boxes of a row, given by their places in it; to the same one, it is a loop."""

    full: str
    shown: str
    source: int
    target: int

    @property
    def loop(self) -> bool:
        return self.source == self.target

    @property
    def span(self) -> tuple[int, int]:
        return min(self.source, self.target), max(self.source + 1, self.target)

    @property
    def gap(self) -> int:
        """The gap beside its source that its label stands in, by the box after it: no line runs up or down there."""
        return self.source + (self.source < self.target)


_Lanes = list[list[_Arc]]


class _Row(Struct, frozen=True):
    """A region laid out: its boxes, the lanes of what leads on above them and of what leads back below."""

    heading: str
    boxes: list[_Box]
    initial: int
    final: list[int]
    above: _Lanes
    below: _Lanes

    @property
    def top(self) -> int:
        """How far below its own beginning its boxes begin."""
        return bool(self.heading) * PAD + len(self.above) * LANE + LANE

    @property
    def box_height(self) -> int:
        return max(len(box.lines) for box in self.boxes) * LINE + LINE

    @property
    def height(self) -> int:
        return self.top + self.box_height + len(self.below) * LANE + LINE

    @property
    def width(self) -> int:
        return max(self.boxes[-1].right, MARGIN + _px(self.heading, TITLE_SIZE)) + MARGIN


def _units(text: str) -> int:
    return sum(2 if c in "MWmw@%" or east_asian_width(c) in "WFA" else 1 for c in text)


def _px(text: str, size: int) -> int:
    return round(_units(text) * size * LETTER)


def _short(text: str, room: int) -> str:
    if _units(text) <= room:
        return text
    return text[: sum(used <= room - 2 for used in accumulate(map(_units, text)))] + "…"


def _wrapped(text: str, room: int) -> list[str]:
    lines = [""]
    for piece in re.findall(rf"[!-~]{{1,{room}}} *|.", text):  # a Latin word stays whole, Chinese breaks anywhere
        if lines[-1] and _units(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _packed(arcs: Iterable[_Arc]) -> _Lanes:
    """Give each arc the first lane where it overlaps no other, the shortest first."""
    lanes: _Lanes = []
    for arc in sorted(arcs, key=lambda arc: (arc.span[1] - arc.span[0], arc.span)):
        start, end = arc.span
        lane = next((lane for lane in lanes if all(end <= o.span[0] or o.span[1] <= start for o in lane)), None)
        if lane is None:
            lanes.append(lane := [])
        lane.append(arc)
    return lanes


def _row(region: Region, arcs: list[_Arc], heading: str, lang: Lang) -> _Row:
    # Loops lie above all else: their labels stand over boxes, where the lines of other arcs run up and down.
    above = _packed(a for a in arcs if a.source < a.target) + _packed(a for a in arcs if a.loop)
    below = _packed(a for a in arcs if a.source > a.target)
    states = list(region.states)
    titles = [printable(title(lang)) for title in region.states.values()]
    lines = [_wrapped(_short(title, 2 * TITLE_ROOM), TITLE_ROOM) for title in titles]
    widths = [max(_px(line, TITLE_SIZE) for line in said) + PAD for said in lines]
    gaps = [MARGIN] + [GAP] * (len(states) - 1)
    for arc in arcs:
        room, i = (widths, arc.source) if arc.loop else (gaps, arc.gap)
        room[i] = max(room[i], _px(arc.shown, LABEL_SIZE) + PAD)
    for ends in (_ends(above), _ends(below)):
        widths = [max(width, PORT * (len(ends[i]) + 1)) for i, width in enumerate(widths)]
    initial = states.index(region.initial)
    gaps[initial] = max(gaps[initial], MARGIN + START)
    rights = list(accumulate(map(add, gaps, widths)))
    lefts = (right - width for right, width in zip(rights, widths, strict=True))
    boxes = [_Box(*what) for what in zip(titles, lines, lefts, widths, strict=True)]
    return _Row(heading, boxes, initial, [states.index(state) for state in region.final], above, below)


def _ends(lanes: _Lanes) -> dict[int, list[tuple[_Arc, bool]]]:
    """Return what ends (True) and then what begins at each box, in the order in which their lines do not cross."""
    ends: dict[int, list[tuple[_Arc, bool]]] = defaultdict(list)
    arcs = list(chain.from_iterable(lanes))
    nested = [a for a in arcs if not a.loop] + [a for a in reversed(arcs) if a.loop]  # a loop goes around a lower one
    for arc in nested:
        ends[arc.target].append((arc, True))
    for arc in reversed(nested):
        ends[arc.source].append((arc, False))
    return ends


def _ports(boxes: list[_Box], lanes: _Lanes, side: int) -> dict[tuple[_Arc, bool], int]:
    """Return where on its box's edge each line ends (True) or begins; the lower side (1) mirrors the upper (-1)."""
    ports = {}
    for i, ends in _ends(lanes).items():
        for k, end in enumerate(ends[::-side], 1):
            ports[end] = boxes[i].left + boxes[i].width * k // (len(ends) + 1)
    return ports


# --- SVG: drawn --------------------------------------------------------------------------------------------------

_STYLE = """
.life-cycle { max-width: 100%; height: auto; font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
.life-cycle text { fill: #1f2328; font-size: 12px; white-space: pre; }
.life-cycle .name { font-size: 14px; text-anchor: middle; }
.life-cycle .title { font-size: 16px; font-weight: bold; }
.life-cycle .heading { font-size: 14px; font-weight: bold; }
.life-cycle .label { text-anchor: middle; }
.life-cycle .ground { fill: #ffffff; }
.life-cycle .box { fill: #eef3fa; stroke: #3b5b8c; stroke-width: 1.5px; }
.life-cycle .line { fill: none; stroke: #57606a; stroke-width: 1.3px; stroke-linejoin: round; }
.life-cycle .tip { fill: #57606a; }
@media (prefers-color-scheme: dark) {
.life-cycle text { fill: #e6edf3; }
.life-cycle .ground { fill: #0d1117; }
.life-cycle .box { fill: #1c2636; stroke: #7da2d6; }
.life-cycle .line { stroke: #9aa5b1; }
.life-cycle .tip { fill: #9aa5b1; }
}
"""


def svg(cycle: LifeCycle, lang: Lang = "zh") -> str:
    """Return a life cycle as an SVG image that needs nothing beside itself, in ``lang``, for light and dark.

    Where an arrow has more to say than fits, all of them are numbered, and told in full below.
    """
    told = {name: arrows(cycle, region, lang) for name, region in cycle.regions.items()}
    numbered = any(_units(arrow.label()) > LABEL_ROOM for arrow in chain.from_iterable(told.values()))
    numbers = (f"{i}. " if numbered else "" for i in count(1))
    rows, legend = [], []
    for name, region in cycle.regions.items():
        arcs = [_arc(arrow, region, next(numbers), lang) for arrow in told[name]]
        heading = _short(printable(label((name,))(lang)), HEADING_ROOM) if len(cycle.regions) > 1 else ""
        rows.append(_row(region, arcs, heading, lang))
        legend += [arc.full for arc in arcs if numbered]
    return _document(cycle, rows, legend, lang)


def _arc(arrow: Arrow, region: Region, number: str, lang: Lang) -> _Arc:
    states = list(region.states)
    between = " → ".join(printable(region.states[state](lang)) for state in (arrow.source, arrow.target))
    full = f"{number}{between}{Text('：', ': ')(lang)}{arrow.label()}"
    shown = _short(number + arrow.label(), LABEL_ROOM)
    return _Arc(full, shown, states.index(arrow.source), states.index(arrow.target))


def _document(cycle: LifeCycle, rows: list[_Row], legend: list[str], lang: Lang) -> str:
    title = printable(cycle.title(lang))
    heading = _short(title, HEADING_ROOM)
    width = max(MARGIN * 2 + _px(heading, HEADING_SIZE), bool(legend) * LEGEND, *(row.width for row in rows))
    tops = list(accumulate((row.height for row in rows), initial=MARGIN + LINE))
    lines = [line for said in legend for line in _wrapped(said, int((width - 2 * MARGIN) / (LABEL_SIZE * LETTER)))]
    height = tops[-1] + len(lines) * LINE + MARGIN
    about = Text("状态图：", "State diagram: ")(lang) + Text("；", "; ")(lang).join(map(_summary, rows))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="life-cycle" role="img" lang="{lang}"'
            f' width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
            f"<title>{_xml(title)}</title>",
            f"<desc>{_xml(about)}</desc>",
            f"<style>{_STYLE}</style>",
            f'<rect class="ground" width="{width}" height="{height}"/>',
            _text("title", MARGIN, MARGIN + LINE, heading),
            *chain.from_iterable(map(_drawn, rows, tops)),
            *(_text("legend", MARGIN, tops[-1] + LINE * i, line) for i, line in enumerate(lines, 1)),
            "</svg>\n",
        ]
    )


def _summary(row: _Row) -> str:
    states = " · ".join(box.title for box in row.boxes)
    return f"{row.heading} ({states})" if row.heading else states


def _drawn(row: _Row, y: int) -> Iterator[str]:
    top, bottom = y + row.top, y + row.top + row.box_height
    if row.heading:
        yield _text("heading", MARGIN, y + PAD, row.heading)
    yield from _drawn_start(row.boxes[row.initial].left, (top + bottom) // 2)
    for i, box in enumerate(row.boxes):
        yield from _drawn_box(box, top, row.box_height, final=i in row.final)
    for lanes, edge, side in ((row.above, top, -1), (row.below, bottom, 1)):
        ports = _ports(row.boxes, lanes, side)
        for far, lane in enumerate(lanes, 1):
            for arc in lane:
                between = ports[arc, False], ports[arc, True]
                yield from _drawn_arc(arc, between, _middle(row.boxes, arc), edge, side * far * LANE)


def _middle(boxes: list[_Box], arc: _Arc) -> int:
    """Return where the middle of an arc's label is: in its gap, or over its box."""
    if arc.loop:
        return (boxes[arc.source].left + boxes[arc.source].right) // 2
    return (boxes[arc.gap - 1].right + boxes[arc.gap].left) // 2


def _drawn_start(left: int, y: int) -> Iterator[str]:
    yield f'<circle class="tip" cx="{left - START + 8}" cy="{y}" r="6"/>'
    yield f'<path class="line" d="M{left - START + 8} {y}H{left - 6}"/>'
    yield f'<path class="tip" d="M{left} {y}l-9 -5v10z"/>'


def _drawn_box(box: _Box, top: int, height: int, *, final: bool) -> Iterator[str]:
    yield f"<g><title>{_xml(box.title)}</title>"
    yield f'<rect class="box" x="{box.left}" y="{top}" width="{box.width}" height="{height}" rx="8"/>'
    if final:
        inner = f'x="{box.left + 4}" y="{top + 4}" width="{box.width - 8}" height="{height - 8}"'
        yield f'<rect class="box" {inner} rx="5"/>'
    first = top + (height - LINE * len(box.lines)) // 2 + 14
    for i, line in enumerate(box.lines):
        yield _text("name", box.left + box.width // 2, first + LINE * i, line)
    yield "</g>"


def _drawn_arc(arc: _Arc, between: tuple[int, int], middle: int, edge: int, away: int) -> Iterator[str]:
    """Draw a line from its box's edge to its lane, ``away`` from there, and back to the other box's edge."""
    start, end = between
    side = 1 if away > 0 else -1
    yield f"<g><title>{_xml(arc.full)}</title>"
    yield f'<path class="line" d="M{start} {edge}V{edge + away}H{end}V{edge + 6 * side}"/>'
    yield f'<path class="tip" d="M{end} {edge}l-5 {9 * side}h10z"/>'
    # Ground behind the label instead of a halo, which programs that know no paint-order draw over the text.
    width, y = _px(arc.shown, LABEL_SIZE) + 8, edge + away - 11 * arc.loop
    yield f'<rect class="ground" x="{middle - width // 2}" y="{y - 8}" width="{width}" height="16"/>'
    yield _text("label", middle, y + 4, arc.shown) + "</g>"


def _text(kind: str, x: int, y: int, said: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{_xml(said)}</text>'


def _xml(text: str) -> str:
    """Escape text for XML, which has no place for two characters that Unicode leaves out too."""
    return escape(text.translate({0xFFFE: "�", 0xFFFF: "�"}))
