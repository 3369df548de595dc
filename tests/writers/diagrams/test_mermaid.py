"""Life cycles as Mermaid text."""

import re

from campaign_rules.base.texts import Lang
from campaign_rules.logic.grammar import parse
from campaign_rules.logic.lifecycles import LifeCycle, Region, sources_of
from campaign_rules.reports.names import CycleNames
from campaign_rules.writers.diagrams.mermaid import mermaid
from tests.writers.diagrams.cycles import HOSTILE, PACK, TINY, cycle, each_language, region, same, step


def test_mermaid_of_one_region_is_plain() -> None:
    assert mermaid(TINY, PACK, "zh") == (
        "stateDiagram-v2\n"
        '  state "关" as door_shut\n'
        '  state "开" as door_open\n'
        "  [*] --> door_shut\n"
        "  door_shut --> door_open : push / 过 期限日\n"
        "  door_open --> [*]\n"
    )


def test_mermaid_of_several_regions_holds_each_in_a_state_of_its_own() -> None:
    made = cycle(region(step("a", "b", event="go", when=parse("x")), states="a b"), region(states="a"))
    assert mermaid(made, PACK, "en") == (
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
    lines = mermaid(made, PACK, "en").splitlines()
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
    ids = re.findall(r'state "\w" as (\S+)', mermaid(made, PACK))
    assert len(ids) == len(set(ids)) == 7
    assert all(re.fullmatch(r"\w+", one, re.ASCII) for one in ids)


@each_language
def test_mermaid_tells_every_state_and_transition_of_what_is_shipped(shipped: LifeCycle, lang: Lang) -> None:
    written, names = mermaid(shipped, PACK, lang), CycleNames(PACK, shipped)
    ids = re.findall(r'^ +state ".*" as (\w+)$', written, re.MULTILINE)
    assert len(ids) == len(set(ids)) == sum(len(each.states) for each in shipped.regions.values())
    for name, each in shipped.regions.items():
        assert f"[*] --> {name}_{each.initial}\n" in written
        for state, title in each.states.items():
            assert re.search(rf'state ".+" as {name}_{state}\n', written), title
        for state in each.final:
            assert f"{name}_{state} --> [*]\n" in written
        for one in each.transitions:
            name_of = str(one.event or one.at or one.after)
            named = None if one.event else each.states.get(name_of)  # the first day of a state of that name
            fired = re.escape((named or (names.event(name_of) if one.event else names.label((name_of,))))(lang))
            for source in sources_of(one, each):
                if one.source == "*" and source == one.target:
                    continue
                arrow = rf"{name}_{source} --> {name}_{one.target} : ([^\[]*[ “])?{fired}[ ”]?"
                assert re.search(arrow, written, re.MULTILINE), arrow
