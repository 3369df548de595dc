"""The code that gathers the entries of a section: by the fields that it declares, whatever they are called."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from campaign_rules.base.texts import Text
from campaign_rules.engine.fast.conditions import Draft
from campaign_rules.engine.fast.day_classes import Entries, Group, Span, day_of
from campaign_rules.rules.record.declaration import Field
from campaign_rules.rules.record.model import record_model
from tests.deliveries import CAMPAIGN, MODEL

BY_COOK = Group((("driver", frozenset({"cook"})),), [], None)
OF_FARM = Group((("from", frozenset({"farm"})),), [], None)
ANY = Group((), [], None)
FIRST = date(2023, 6, 1)


def drafted(section: str, groups: dict[str, list[Group]]) -> str:
    """The code for a section, of which ``c0`` is what is known of kinds, and ``c1`` learns of a new word."""
    return "\n".join(Entries(groups, CAMPAIGN.rules, MODEL.items[section], ("canteen",)).drafted(Draft()))


def test_entries_of_which_each_kind_asks_for_a_field_are_told_by_it() -> None:
    assert drafted("deliveries", {"milk": [BY_COOK], "fruit": [OF_FARM], "bread": [ANY]}) == (
        "for e in r.deliveries or ():\n"
        "    if e.id is not UNSET: named = True\n"
        "    try:\n"
        "        days, s0, s1 = c0[e.kind]\n"
        "        says = s0[e.driver] if s0 is not None else True if s1 is None else s1[e.from_]\n"
        "        if (day := e.on) > as_of: continue\n"
        "        if says: sure |= days[day]\n"
        "        elif says is None: maybe |= days[day]\n"
        "    except KeyError:\n"
        "        surely, perhaps = c1(e, as_of, tallies, odd)\n"
        "        sure |= surely\n"
        "        maybe |= perhaps"
    )


def test_entries_of_which_only_kind_and_day_count_are_told_by_these() -> None:
    assert drafted("menus", {"menu": [ANY]}) == (
        "for e in r.menus or ():\n"
        "    try:\n"
        "        days = c0[e.kind][0]\n"
        "        if e.hung <= as_of: sure |= days[e.hung]\n"
        "    except KeyError:\n"
        "        surely, perhaps = c1(e, as_of, tallies, odd)\n"
        "        sure |= surely\n"
        "        maybe |= perhaps"
    )


def test_entries_that_may_lack_their_day_are_left_to_the_interpreter() -> None:
    menus = MODEL.sections["menus"]
    open_day = Field(type="date", title=Text("挂出日", "day it was hung out"))
    changed = structs.replace(menus, fields={**menus.fields, "hung": open_day})
    model = record_model(structs.replace(MODEL.declaration, sections={**MODEL.sections, "menus": changed}))
    with pytest.raises(NotImplementedError):
        day_of(model.items["menus"])
    assert day_of(MODEL.items["menus"]) == "hung"


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 30)).map(
        lambda said: Span(FIRST + timedelta(said[0]), FIRST + timedelta(sum(said)), (), (), FIRST, said[0])
    ),
    max_size=12,
)


@given(SPANS, st.integers(-2, 95).map(lambda n: FIRST + timedelta(n)))
def test_the_spans_around_a_day_are_found_without_a_look_at_all(spans: list[Span], day: date) -> None:
    found = Group((), spans, None).around(day)
    assert sorted(found, key=spans.index) == sorted((one for one in spans if day in one), key=spans.index)
