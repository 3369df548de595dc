"""Life cycles as SVG that anybody can open."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise

from campaign_rules.base.texts import Lang
from campaign_rules.logic.grammar import parse
from campaign_rules.logic.lifecycles import LifeCycle, Region
from campaign_rules.reports.names import CycleNames
from campaign_rules.writers.diagrams.arrows import arrows
from campaign_rules.writers.diagrams.svg import svg
from tests.writers.diagrams.cycles import HOSTILE, PACK, TINY, cycle, each_language, region, same, step

NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawn(cycle: LifeCycle, lang: Lang = "zh") -> ET.Element:
    return ET.fromstring(svg(cycle, PACK, lang))


def of_class(picture: ET.Element, tag: str, kind: str) -> list[ET.Element]:
    return [element for element in picture.iter(NAMESPACE + tag) if element.get("class") == kind]


def texts(picture: ET.Element, kind: str) -> list[str]:
    return ["".join(element.itertext()) for element in of_class(picture, "text", kind)]


def edges(element: ET.Element) -> tuple[float, float, float, float]:
    x, y, width, height = (float(element.get(name, "0")) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def apart(one: ET.Element, other: ET.Element) -> bool:
    a, b = edges(one), edges(other)
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def boxes(picture: ET.Element) -> list[ET.Element]:
    """Return the boxes of states, without the inner border of a final one."""
    return [group.findall(f"{NAMESPACE}rect")[0] for group in picture.iter(NAMESPACE + "g") if is_state(group)]


def is_state(group: ET.Element) -> bool:
    return any(rect.get("class") == "box" for rect in group.findall(f"{NAMESPACE}rect"))


def grounds(picture: ET.Element) -> list[ET.Element]:
    """Return the place of each arrow's label."""
    return of_class(picture, "rect", "ground")[1:]


def lanes(picture: ET.Element) -> list[tuple[int, int, int]]:
    """Return the height and both ends of what each arrow has in its lane."""
    found = []
    for line in of_class(picture, "path", "line"):
        if way := re.fullmatch(r"M(\d+) \d+V(\d+)H(\d+)V\d+", line.get("d", "")):
            start, height, end = map(int, way.groups())
            found.append((height, min(start, end), max(start, end)))
    return found


def test_svg_of_a_tiny_life_cycle_is_this() -> None:
    head, rest = svg(TINY, PACK, "en").split("<style>")
    style, body = rest.split("</style>\n")
    assert "prefers-color-scheme: dark" in style
    assert head == PINNED_HEAD
    assert body == PINNED_BODY


PINNED_HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" class="life-cycle" role="img" lang="en" width="359" height="160" viewBox="0 0 359 160">
<title>Door</title>
<desc>State diagram: Shut · Open</desc>
"""

PINNED_BODY = """\
<rect class="ground" width="359" height="160"/>
<text class="title" x="20" y="38">Door</text>
<circle class="tip" cx="28" cy="104" r="6"/>
<path class="line" d="M28 104H46"/>
<path class="tip" d="M52 104l-9 -5v10z"/>
<g><title>Shut</title>
<rect class="box" x="52" y="86" width="59" height="36" rx="8"/>
<text class="name" x="81" y="109">Shut</text>
</g>
<g><title>Open</title>
<rect class="box" x="280" y="86" width="59" height="36" rx="8"/>
<rect class="box" x="284" y="90" width="51" height="28" rx="5"/>
<text class="name" x="309" y="109">Open</text>
</g>
<g><title>Shut → Open: push / after last day</title>
<path class="line" d="M81 86V62H309V80"/>
<path class="tip" d="M309 86l-5 -9h10z"/>
<rect class="ground" x="121" y="54" width="149" height="16"/>
<text class="label" x="195" y="66">push / after last day</text></g>
</svg>
"""


@each_language
def test_svg_shows_every_state_and_arrow_of_what_is_shipped(shipped: LifeCycle, lang: Lang) -> None:
    picture = drawn(shipped, lang)
    assert picture.get("role") == "img"
    assert picture.findtext(f"{NAMESPACE}title") == shipped.title(lang)
    assert picture.findtext(f"{NAMESPACE}desc")
    tips = [element.text for element in picture.iter(NAMESPACE + "title")]
    count = 0
    for each in shipped.regions.values():
        assert tips.count(None) == 0
        assert {title(lang) for title in each.states.values()} <= set(tips)
        for arrow in arrows(CycleNames(PACK, shipped), each, lang):
            between = f"{each.states[arrow.source](lang)} → {each.states[arrow.target](lang)}"
            assert any(tip and between in tip and tip.endswith(arrow.label()) for tip in tips)
            count += 1
    assert len(texts(picture, "label")) == len(lanes(picture)) == count


@each_language
def test_nothing_that_is_drawn_lies_on_anything_else(shipped: LifeCycle, lang: Lang) -> None:
    picture = drawn(shipped, lang)
    solid = [*boxes(picture), *grounds(picture)]
    assert all(apart(one, other) for one, other in combinations(solid, 2))
    flat = sorted(lanes(picture))
    assert all(above[0] < below[0] or above[2] < below[1] for above, below in pairwise(flat))


@each_language
def test_everything_lies_within_the_picture(shipped: LifeCycle, lang: Lang) -> None:
    picture = drawn(shipped, lang)
    width, height = map(float, picture.get("viewBox", "").split()[2:])
    for element in [*boxes(picture), *grounds(picture)]:
        left, top, right, bottom = edges(element)
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    for text in picture.iter(NAMESPACE + "text"):
        assert 0 < float(text.get("x", "")) < width
        assert 12 <= float(text.get("y", "")) < height - 5


def test_svg_needs_nothing_beside_itself_and_is_always_the_same(shipped: LifeCycle) -> None:
    written = svg(shipped, PACK)
    assert written == svg(shipped, PACK)
    assert not re.search(r"<script|href|url\(|@import|https?://(?!www\.w3\.org/2000/svg)", written)


def test_each_line_of_a_diagram_ends_at_a_place_of_its_own() -> None:
    steps = [step(one, other, event=one + other) for one in "abcd" for other in "abcd"]
    picture = drawn(cycle(region(*steps, states="a b c d")))
    paths = [line.get("d", "") for line in of_class(picture, "path", "line")]
    ways = [way.groups() for path in paths if (way := re.fullmatch(r"M(\d+) (\d+)V\d+H(\d+)V\d+", path))]
    ends = [(x, edge) for start, edge, end in ways for x in (start, end)]
    assert len(ways) == 16
    assert len(ends) == len(set(ends))


def test_forward_runs_above_and_back_below() -> None:
    picture = drawn(cycle(region(step("a", "b", event="go"), step("b", "a", event="back"))))
    top, bottom = edges(boxes(picture)[0])[1::2]
    (go, *_), (back, *_) = lanes(picture)
    assert go < top < bottom < back


def test_arrows_that_touch_no_common_gap_share_a_lane() -> None:
    picture = drawn(cycle(region(step("a", "b", event="e"), step("b", "c", event="e"), step("a", "c", event="e"))))
    heights = [height for height, *_ in lanes(picture)]
    assert len(set(heights)) == 2


def test_loops_of_one_state_go_around_one_another() -> None:
    steps = (step("a", "a", event=name, when=parse(name)) for name in ("one", "two"))
    inner, outer = sorted(lanes(drawn(cycle(region(*steps)))), reverse=True)
    assert outer[1] < inner[1] < inner[2] < outer[2]


def test_the_dot_stands_before_the_initial_state_wherever_that_is() -> None:
    made = cycle(Region(initial="b", states={"a": same("A"), "b": same("B")}))
    picture = drawn(made)
    (dot,) = picture.iter(NAMESPACE + "circle")
    first, second = boxes(picture)
    assert edges(first)[2] < float(dot.get("cx", "")) < edges(second)[0]


def test_a_final_state_has_a_double_border() -> None:
    assert len(of_class(drawn(cycle(region(final=("b",)))), "rect", "box")) == 4


def test_a_guard_that_fits_beside_its_arrow_is_told_once() -> None:
    picture = drawn(TINY)
    assert texts(picture, "label") == ["push / 过 期限日"]
    assert texts(picture, "legend") == []


def test_a_guard_too_long_for_its_arrow_is_numbered_and_told_in_full_below() -> None:
    long = "event_" * 30
    picture = drawn(cycle(region(step("a", "b", event="go")), region(step("a", "b", event=long))), "en")
    first, second = texts(picture, "label")
    assert first == "1. go"
    assert second.startswith("2. event_")
    assert second.endswith("…")
    assert "".join(texts(picture, "legend")).replace(" ", "") == f"1.A→B:go2.A→B:{long}"
    assert f"2. A → B: {long}" in [tip.text for tip in picture.iter(NAMESPACE + "title")]


def test_a_long_title_is_wrapped_then_shortened_and_its_box_holds_it() -> None:
    title = "企业自查自改 and help from departments " * 9
    picture = drawn(cycle(Region(initial="a", states={"a": same(title)}), title=title * 9))
    lines = texts(picture, "name")
    assert len(lines) > 1
    assert lines[-1].endswith("…")
    assert title in [tip.text for tip in picture.iter(NAMESPACE + "title")]
    assert edges(boxes(picture)[0])[2] < 400
    assert texts(picture, "title")[0].endswith("…")


def test_hostile_text_stays_text() -> None:
    hostile = Region(
        initial=HOSTILE,
        states={HOSTILE: same(HOSTILE)},
        transitions=(step(HOSTILE, HOSTILE, event=HOSTILE, when=parse({HOSTILE: HOSTILE})),),
    )
    picture = drawn(LifeCycle(title=same(HOSTILE), regions={HOSTILE: hostile, "x": region()}), "en")
    assert {element.tag.removeprefix(NAMESPACE) for element in picture.iter()} == {
        "svg", "title", "desc", "style", "rect", "text", "g", "path", "circle",
    }  # fmt: skip
    shown = "".join(picture.itertext())
    assert "<script>" in shown
    assert "\u202e" not in shown
    assert "\\u202eevil\\nnext \ufffd" in shown
