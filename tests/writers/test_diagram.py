"""Life cycles drawn: as Mermaid text, and as SVG that anybody can open."""

import re
import xml.etree.ElementTree as ET
from datetime import date
from itertools import combinations, pairwise
from typing import Any

import pytest

from campaign_rules import Campaign
from campaign_rules.base.texts import Lang, Text
from campaign_rules.logic.conditions import Named
from campaign_rules.logic.grammar import parse
from campaign_rules.logic.lifecycles import Earlier, LifeCycle, Region, Transition, sources_of
from campaign_rules.rules.records import EVENT_TEXTS, label
from campaign_rules.writers.diagram import arrows, guard_text, mermaid, svg

HOSTILE = '</text><script>alert("x")</script>; a: b --> [*] #35; `c` **d** _e_ %% {x} \u202eevil\nnext \ufffe'
NAMESPACE = "{http://www.w3.org/2000/svg}"

each_language = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture(params=["campaign", "obligation", "enforcement", "hazard"])
def shipped(request: pytest.FixtureRequest, campaign: Campaign) -> LifeCycle:
    pack = campaign.pack
    assert pack.enforcement
    assert list(pack.cycles) == ["hazard"]
    whole = {"campaign": pack.course, "obligation": pack.obligation, "enforcement": pack.enforcement}
    made: LifeCycle = {**whole, **pack.cycles}[request.param]
    return made


def same(text: str) -> Text:
    return Text(text, text)


def step(source: Any, target: str, **how: Any) -> Transition:
    return Transition(source=source, target=target, **how)


def region(*steps: Transition, states: str = "a b c", final: tuple[str, ...] = ()) -> Region:
    named = {name: same(name.upper()) for name in states.split()}
    return Region(initial=next(iter(named)), states=named, final=final, transitions=steps)


def cycle(*regions: Region, title: str = "T") -> LifeCycle:
    return LifeCycle(title=same(title), variables={"due": "due"}, regions=dict(zip("xyz", regions, strict=False)))


TINY = LifeCycle(
    title=Text("门", "Door"),
    variables={"due": "due"},
    regions={
        "door": Region(
            initial="shut",
            states={"shut": Text("关", "Shut"), "open": Text("开", "Open")},
            final=("open",),
            transitions=(step("shut", "open", event="push"), step("shut", "open", after="due")),
        )
    },
)


# --- reading the picture again -----------------------------------------------------------------------------------


def drawn(cycle: LifeCycle, lang: Lang = "zh") -> ET.Element:
    return ET.fromstring(svg(cycle, lang))


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


# --- guards in words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        ({"found.by": "enterprise"}, "发现者为企业", "found by is the enterprise"),
        ({"neglect": True}, "部门对排查不力的认定为是", "a department's finding of neglect is true"),
        ({"plan.funds": {"at_least": 1.5}}, "整改资金不少于1.5", "funds is at least 1.5"),
        ({"by": {"in": ["b", "enterprise"]}}, "由谁属于b/企业", "by whom is one of b/the enterprise"),
        ({"by": {"in": "departments"}}, "由谁属于部门", "by whom is one of the departments"),
        ({"event.date": {"not_after": "deadline"}}, "日期不晚于整改期限", "date is not after deadline"),
        ({"date": {"before": "as_of"}}, "日期早于判定日", "date is before the as-of date"),
        ({"date": {"after": "2023-06-01"}}, f"日期晚于{date(2023, 6, 1)}", "date is after 2023-06-01"),
        ({"date": {"after": {"end_of": "p"}}}, "日期晚于p 末日", "date is after the last day of p"),
        ("high_risk", "high_risk", "high_risk"),
        ({"chosen": {"after-return": "again"}}, "解释 after-return=again", "after-return=again"),
        ({"not": "x"}, "非(x)", "not (x)"),
        ({"all": ["x", {"any": ["y", "z"]}]}, "x 且 (y 或 z)", "x and (y or z)"),
        ({"any": ["x", {"all": ["y", "z"]}]}, "x 或 (y 且 z)", "x or (y and z)"),
        ({"all": []}, "恒成立", "always"),
        ({"any": []}, "恒不成立", "never"),
        (True, "恒成立", "always"),
        (False, "恒不成立", "never"),
        (
            {
                "clustered": {
                    "of": "penalties",
                    "patterns": [{"count": 2, "days": 30}, {"count": 3, "years": 1}],
                    "last_not_before": "issued",
                }
            },
            "处罚记录30 日内 2 次 或 1 年内 3 次",
            "penalties: 2 within 30 days or 3 within 1 year(s)",
        ),
    ],
)
def test_a_guard_is_said_in_one_phrase(condition: Any, zh: str, en: str) -> None:
    assert guard_text(parse(condition)) == Text(zh, en)


def test_a_named_fact_goes_by_its_title_once_it_has_one() -> None:
    assert guard_text(Named("risky", title=Text("高危", "high risk"))).zh == "高危"


def test_a_guard_calls_the_states_of_its_life_cycle_by_their_titles() -> None:
    assert guard_text(parse({"door": "open"}), TINY) == Text("door为开", "door is Open")
    assert guard_text(parse({"door.open": {"before": "issued"}}), TINY).zh == "“开”之日早于发文日"
    assert guard_text(parse({"door": "broken"}), TINY).en == "door is broken"


# --- arrows --------------------------------------------------------------------------------------------------------


def said(*steps: Transition, lang: Lang = "en") -> list[tuple[str, str, str]]:
    made = cycle(region(*steps, final=("c",)))
    return [(arrow.source, arrow.target, arrow.label()) for arrow in arrows(made, made.regions["x"], lang)]


def test_events_with_the_same_way_and_guard_share_an_arrow() -> None:
    guarded = {"when": parse("fact")}
    assert said(step("a", "b", event="one"), step("a", "b", at="due"), step("a", "b", event="three", **guarded)) == [
        ("a", "b", "one / at last day"),
        ("a", "b", "three [fact]"),
    ]


def test_timers_are_said_in_words() -> None:
    steps = step("a", "b", at="due"), step("b", "c", after="due")
    assert [label for *_, label in said(*steps, lang="zh")] == ["到 期限日", "过 期限日"]


def test_an_arrow_tells_what_is_set() -> None:
    steps = (
        step("a", "b", event="e", set={"due": "event.due"}),
        step("a", "c", event="e", set={"due": Earlier(("due", "event.due"))}),
    )
    assert [label for *_, label in said(*steps)] == [
        "e / last day := the event's last day",
        "e / last day := the earlier of last day and the event's last day",
    ]


def test_a_step_from_anywhere_comes_from_every_state_that_is_not_final() -> None:
    assert said(step("*", "c", event="e")) == [("a", "c", "e"), ("b", "c", "e")]


def test_a_step_from_anywhere_is_a_loop_only_where_it_sets_something() -> None:
    assert said(step("*", "b", event="e")) == [("a", "b", "e")]
    assert ("b", "b", "e / last day := the event's last day") in said(
        step("*", "b", event="e", set={"due": "event.due"})
    )
    assert said(step("b", "b", event="e")) == [("b", "b", "e")]


# --- Mermaid ---------------------------------------------------------------------------------------------------------


def test_mermaid_of_one_region_is_plain() -> None:
    assert mermaid(TINY, "zh") == (
        "stateDiagram-v2\n"
        '  state "关" as door_shut\n'
        '  state "开" as door_open\n'
        "  [*] --> door_shut\n"
        "  door_shut --> door_open : push / 过 期限日\n"
        "  door_open --> [*]\n"
    )


def test_mermaid_of_several_regions_holds_each_in_a_state_of_its_own() -> None:
    made = cycle(region(step("a", "b", event="go", when=parse("x")), states="a b"), region(states="a"))
    assert mermaid(made, "en") == (
        "stateDiagram-v2\n"
        '  state "x" as region_x {\n'
        '    state "A" as x_a\n'
        '    state "B" as x_b\n'
        "    [*] --> x_a\n"
        "    x_a --> x_b : go [x]\n"
        "  }\n"
        '  state "y" as region_y {\n'
        '    state "A" as y_a\n'
        "    [*] --> y_a\n"
        "  }\n"
    )


def test_mermaid_reads_nothing_in_a_hostile_title_as_its_own() -> None:
    made = cycle(
        Region(
            initial=HOSTILE,
            states={HOSTILE: same(HOSTILE)},
            transitions=(step(HOSTILE, HOSTILE, event=HOSTILE, when=parse({HOSTILE: HOSTILE})),),
        )
    )
    lines = mermaid(made, "en").splitlines()
    assert len(lines) == 4
    quoted = re.fullmatch(r'  state "([^"]*)" as \w+', lines[1])
    label = re.fullmatch(r"  (\w+) --> \1 : ([^\[\]]*) \[([^\[\]]*)\]", lines[3], re.ASCII)
    assert quoted
    assert label
    for text in (quoted[1], label[2], label[3]):
        assert not re.search(r"[:;\"<>\[\]{}`*%&#\\\n\u202e]|-->", re.sub(r"#\d+;", "", text))
    assert re.sub(r"#(\d+);", lambda code: chr(int(code[1])), quoted[1]) == (
        HOSTILE.replace("\n", "\\n").replace("\u202e", "\\u202e")
    )


def test_mermaid_ids_stay_apart_whatever_they_are_made_of() -> None:
    made = LifeCycle(
        title=same("T"),
        regions={
            "a": Region(initial="b_c", states={"b_c": same("1"), "b c": same("2"), "中": same("3"), "文": same("4")}),
            "a_b": Region(initial="c", states={"c": same("5")}),
            "region": Region(initial="a", states={"a": same("6")}),
        },
    )
    ids = re.findall(r'state "\w" as (\S+)', mermaid(made))
    assert len(ids) == len(set(ids)) == 7
    assert all(re.fullmatch(r"\w+", one, re.ASCII) for one in ids)


@each_language
def test_mermaid_tells_every_state_and_transition_of_what_is_shipped(shipped: LifeCycle, lang: Lang) -> None:
    written = mermaid(shipped, lang)
    ids = re.findall(r'^ +state ".*" as (\w+)$', written, re.MULTILINE)
    assert len(ids) == len(set(ids)) == sum(len(region.states) for region in shipped.regions.values())
    for name, region in shipped.regions.items():
        assert f"[*] --> {name}_{region.initial}\n" in written
        for state, title in region.states.items():
            assert re.search(rf'state ".+" as {name}_{state}\n', written), title
        for state in region.final:
            assert f"{name}_{state} --> [*]\n" in written
        for one in region.transitions:
            name_of = str(one.event or one.at or one.after)
            named = None if one.event else region.states.get(name_of)  # the first day of a state of that name
            fired = re.escape((named or EVENT_TEXTS.get(name_of) or label((name_of,)))(lang))
            for source in sources_of(one, region):
                if one.source == "*" and source == one.target:
                    continue
                arrow = rf"{name}_{source} --> {name}_{one.target} : ([^\[]*[ “])?{fired}[ ”]?"
                assert re.search(arrow, written, re.MULTILINE), arrow


# --- SVG ---------------------------------------------------------------------------------------------------------------


def test_svg_of_a_tiny_life_cycle_is_this() -> None:
    head, rest = svg(TINY, "en").split("<style>")
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
    for region in shipped.regions.values():
        assert tips.count(None) == 0
        assert {title(lang) for title in region.states.values()} <= set(tips)
        for arrow in arrows(shipped, region, lang):
            between = f"{region.states[arrow.source](lang)} → {region.states[arrow.target](lang)}"
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
    written = svg(shipped)
    assert written == svg(shipped)
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
