"""What is too much is refused at its place, or answered with unknown, in good time: tiny inputs must not cost hours."""

import json
import pathlib
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from campaign_rules import BadInput, BadPack, BadRecord, Campaign, load_campaign
from campaign_rules.authoring.lint import lint
from campaign_rules.base.errors import MORE, MOST_COUNTED, MOST_PROBLEMS, BadArgument, Problem, told_problems
from campaign_rules.files.documents.yaml_text import read_yaml
from campaign_rules.files.pack_files import MOST_PACK_VALUES, load_pack, shipped_rules
from campaign_rules.rules.checks.overlaps import MOST_JUDGED, TooMuch, Tries

AS_OF = date(2023, 10, 15)
LONG = 180
"""No input here may take longer, in seconds: each takes a few at the most, and without a bound many minutes, or years."""


@contextmanager
def in_good_time() -> Iterator[None]:
    """Fail where something takes long; what hangs is ended by whoever runs the tests."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < LONG


def refused(call: Callable[[], Any]) -> list[str]:
    """Return the problems of what is refused, with code and path, without the file's folder."""
    with pytest.raises(BadInput) as caught:
        call()
    return [f"{p.code} {p.path}" for p in caught.value.problems]


# --- problems ---


def test_of_too_many_problems_the_first_are_told_and_how_many_more_there_are() -> None:
    found = [Problem("f", n + 1, 1, "", "x", "错", "wrong") for n in range(MOST_PROBLEMS + 7)]
    told = told_problems(found)
    assert told[:-1] == tuple(found[:MOST_PROBLEMS])
    assert told[-1].render("en") == "f: and 7 more problems"
    assert told[-1].render("zh") == "f: 另有 7 处问题"
    assert told_problems(told) == told  # told already
    assert told_problems(found[:MOST_PROBLEMS]) == tuple(found[:MOST_PROBLEMS])
    beyond = told_problems(Problem("f", n + 1, 1, "", "x", "错", "wrong") for n in range(10 * MOST_COUNTED))
    assert beyond[-1].en == f"and over {MOST_COUNTED + 1 - MOST_PROBLEMS:,} more problems"


def test_problems_come_in_the_order_of_the_record() -> None:
    found = [Problem("", 0, 0, f"activities[{n}].kind", "x", "", "") for n in (10, 9, 100, 1)]
    assert [one.path for one in told_problems(found)] == [f"activities[{n}].kind" for n in (1, 9, 10, 100)]


@pytest.mark.parametrize("key", ["²", "٣", "9" * 5_000, "0", "007", ""])
def test_a_key_that_looks_like_a_number_is_told_like_any(campaign: Campaign, key: str) -> None:
    assert refused(lambda: campaign.check({"id": "x", key: 1, "zz": 1}, as_of=AS_OF))[:1] != []
    assert [one.path for one in told_problems(Problem("", 0, 0, p, "x", "", "") for p in ("a[010]", "a[9]"))] == [
        "a[9]",
        "a[010]",
    ]


@pytest.mark.parametrize("wrong", [1, {"kind": 5, "dat": 3}, {"kind": "x", "date": "2023-13-01"}])
def test_half_a_million_wrong_items_are_refused_in_good_time(campaign: Campaign, wrong: Any) -> None:
    raw = json.dumps({"id": "x", "activities": [wrong] * (500_000 if wrong == 1 else 25_000)}).encode()
    with in_good_time():
        told = refused(lambda: campaign.check(raw, as_of=AS_OF))
    assert (len(told), told[0]) == (MOST_PROBLEMS + 2, "too-many ")
    assert "activities[0]" in told[1]
    assert told[-1].startswith(MORE)


def test_a_yaml_document_of_too_many_values_is_refused() -> None:
    text = "id: x\nnote: [" + "1," * 996 + "]\n"
    assert read_yaml(text, "r.yaml", most=1_000).data["id"] == "x"
    with pytest.raises(BadInput, match=r"^r\.yaml: too much: over 1,000 values$"):
        read_yaml(text.replace("[", "[1,1,1,"), "r.yaml", most=1_000)


def test_json_with_a_wrong_value_among_too_many_is_refused(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaign_rules.files.documents.json_text.MOST_VALUES", 1_000)
    raw = b'{"id": 1, "activities": [' + b"1," * 1_000 + b"1]}"
    assert refused(lambda: campaign.check(raw, as_of=AS_OF)) == ["too-large "]


@pytest.mark.parametrize("deep", [41, 10_000, 200_000])
def test_plain_data_nested_too_deep_is_refused(campaign: Campaign, deep: int) -> None:
    data: Any = "x"
    for _ in range(deep):
        data = [data]
    assert refused(lambda: campaign.check({"id": "x", "note": data}, as_of=AS_OF)) == ["depth note[0][0][0]"]


def test_plain_data_that_holds_itself_is_refused(campaign: Campaign) -> None:
    data: dict[str, Any] = {"id": "x"}
    data["attributes"] = data
    assert refused(lambda: campaign.check(data, as_of=AS_OF))[0].startswith("depth attributes")
    many: Any = "x"
    for _ in range(30):
        many = [many, many]
    with in_good_time():
        assert refused(lambda: campaign.check({"id": "x", "note": many}, as_of=AS_OF)) == ["too-large "]


# --- words ---


@pytest.mark.parametrize("field", ["kind", "by", "scope"])
def test_thousands_of_words_that_nobody_knows_are_told_in_good_time(campaign: Campaign, field: str) -> None:
    entries = [
        {"kind": "key_post_review", "date": "2023-06-01", field: f"隐患{n}安全检查qxz{n % 97}"} for n in range(5_000)
    ]
    with in_good_time():
        report = campaign.check({"id": "x", "activities": entries}, as_of=AS_OF)
        assert len(report.unrecognised) >= 4_000 or field == "by"


# --- packs ---


@pytest.fixture
def pack(tmp_path: pathlib.Path) -> pathlib.Path:
    """A small pack, of which a test may change what it likes."""
    return pathlib.Path(shutil.copytree(shipped_rules() / "zhiben-2024", tmp_path / "pack"))


def cycle(pack: pathlib.Path, regions: dict[str, Any]) -> None:
    """Give a pack a life cycle of hazards."""
    made = {
        "title": {"zh": "隐患", "en": "hazard"},
        "of": "hazards",
        "concerns": True,
        "order": ["reported", "accepted"],
        "regions": regions,
    }
    (pack / "lifecycles" / "hazard.yaml").write_text(json.dumps(made), "utf-8")


def states(*names: str) -> dict[str, Any]:
    """Return states with titles."""
    return {name: {"zh": name, "en": name} for name in names}


def test_regions_whose_guards_nobody_can_decide_do_not_double_for_ever(pack: pathlib.Path) -> None:
    """Twenty-six regions are 2**26 ways for a hazard to stand."""
    step = {"event": "reported", "from": "a", "to": "b"}
    region = {"initial": "a", "states": states("a", "b"), "final": ["b"]}
    cycle(pack, {f"r{n}": {**region, "transitions": [{**step, "when": {"event.by": f"x{n}"}}]} for n in range(26)})
    record = {"id": "x", "hazards": [{"id": "H", "found": {"date": "2024-06-12"}, "events": [{"kind": "reported", "date": "2024-06-13"}]}]}  # fmt: skip
    with in_good_time():
        report = load_campaign(pack).check(record, as_of=date(2024, 9, 1))
        (view,) = report.run.views_at("hazards")[0]
    assert view.get(("r0",)) is not None
    assert repr(view.get(("r0",))) == "UNCLEAR"
    assert [e.kind for e in report.history("H")][-1] == "no_effect"


FIELDS = ("event.by", "event.to", "event.note", "title", "immediately_fixable", "neglect", "plan.responsible", "plan.measures",
          "plan.funds", "name", "township", "high_risk")  # fmt: skip


def guarded(pack: pathlib.Path, guard: Callable[[int], Any]) -> None:
    """Give a pack a life cycle with ninety-nine transitions on one event."""
    steps = [{"event": "reported", "from": "a", "to": "b", "when": guard(n)} for n in range(99)]
    cycle(pack, {"r": {"initial": "a", "states": states("a", "b"), "final": ["b"], "transitions": steps}})


def test_guards_that_exclude_each_other_in_one_field_are_soon_seen_to(pack: pathlib.Path) -> None:
    guarded(pack, lambda n: {"all": [{field: {"done": bool(n >> k & 1)}} for k, field in enumerate(FIELDS)]})
    with in_good_time():
        load_pack(pack)


def test_guards_too_wide_to_be_compared_are_refused_at_their_place(pack: pathlib.Path) -> None:
    some = [{"any": [{one: {"done": True}}, {other: {"done": True}}]} for one, other in pairwise(FIELDS)]
    guarded(
        pack, lambda n: {"all": [*some, {"any": [{"attributes.x": n}, {"attributes.y": n}]}, {"not": {"any": some}}]}
    )
    with in_good_time():
        told = refused(lambda: load_pack(pack))
    assert len(told) == 1
    assert told[0].startswith("too-complex regions.r.transitions[")


def test_a_search_stops_when_all_that_it_may_try_was_tried() -> None:
    tries = Tries(10)
    tries.spend(10)
    with pytest.raises(TooMuch):
        tries.spend(1)
    assert Tries().left == MOST_JUDGED


BIG: dict[str, tuple[str, Callable[[], str], list[str]]] = {
    "keys": ("duties/x.yaml", lambda: "".join(f"k{n}: 1\n" for n in range(400_000)), ["too-large "]),
    "a list": ("facts.yaml", lambda: "big: [" + "1," * 3_000_000 + "]\n", ["too-large "]),
    "words": ("facts.yaml", lambda: "big: {title: {zh: 大, en: b}, holds: {name: {in: [" + "w," * 700_000 + "w]}}}\n", ["too-large "]),
    "parts of a fact": ("facts.yaml", lambda: "big: {title: {zh: 大, en: b}, holds: {any: [" + "{hot_work: true}," * 6_000 + "]}}\n", ["too-complex big.holds"]),
    "depth of a fact": ("facts.yaml", lambda: "big: {title: {zh: 大, en: b}, holds: " + "{not: " * 34 + "{all: [{hot_work: true}]}" + "}" * 34 + "}\nbigger: {title: {zh: 大, en: b}, holds: " + "{not: " * 20 + "big" + "}" * 20 + "}\n", ["too-complex bigger.holds"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BIG)
def test_a_pack_that_holds_too_much_is_refused_in_good_time(pack: pathlib.Path, name: str) -> None:
    file, text, said = BIG[name]
    path = pack / file
    path.write_text((path.read_text("utf-8") if path.exists() else "") + text(), "utf-8")
    with in_good_time():
        assert refused(lambda: load_pack(pack)) == said
        assert [f"{p.code} {p.path}" for p in lint(pack)] == said


def test_what_a_pack_may_hold_is_told_for_all_of_it(pack: pathlib.Path) -> None:
    path = pack / "facts.yaml"
    path.write_text(path.read_text("utf-8") + "big: [" + "1," * MOST_PACK_VALUES + "]\n", "utf-8")
    with pytest.raises(BadPack, match=r"facts\.yaml: too much: over 100,000 values$"):
        load_pack(pack)


DUTY = '{{title: {{zh: 义务, en: duty}}, clause: "2.1", bearer: enterprise, of: activities, where: {{kind: drill}}, each: month, due: {{day: 5}}{more}}}'


def test_the_parts_of_a_duty_are_bounded_wherever_a_condition_may_stand(pack: pathlib.Path) -> None:
    many = "{any: [" + "{hot_work: true}," * 5_001 + "]}"
    review = f"review: {{when: {many}, look_at: {{zh: 看, en: look}}}}"
    lines = [f"d{n}: " + DUTY.format(more=", " + more) for n, more in enumerate((f"when: {many}", review))]
    (pack / "duties" / "x.yaml").write_text("\n".join(lines), "utf-8")
    assert refused(lambda: load_pack(pack)) == ["too-complex d0.when", "too-complex d1.review.when"]


def test_conditions_that_are_too_much_together_are_refused(pack: pathlib.Path) -> None:
    big = "big: {title: {zh: 大, en: b}, clause: '2.1', holds: {any: [" + "{hot_work: true}," * 4_000 + "]}}\n"
    facts = pack / "facts.yaml"
    facts.write_text(facts.read_text("utf-8") + big, "utf-8")
    (pack / "duties" / "x.yaml").write_text(
        "\n".join(f"d{n}: " + DUTY.format(more=", when: big") for n in range(60)), "utf-8"
    )
    with pytest.raises(BadPack, match="the conditions of this pack unfold to more than 200,000 parts in all"):
        load_pack(pack)


def test_a_pack_of_too_many_duties_is_refused(pack: pathlib.Path) -> None:
    (pack / "duties" / "x.yaml").write_text("\n".join(f"d{n}: " + DUTY.format(more="") for n in range(1_000)), "utf-8")
    with in_good_time(), pytest.raises(BadPack, match="more than 1,000 duties"):
        load_pack(pack)


@pytest.mark.parametrize(("what", "said"), [("regions", "too-complex regions"), ("states", "too-complex regions.r.states"), ("transitions", "too-complex regions.r.transitions")])  # fmt: skip
def test_a_life_cycle_of_too_much_is_refused(pack: pathlib.Path, what: str, said: str) -> None:
    region = {"initial": "a", "states": states("a"), "final": ["a"]}
    step = {"event": "reported", "from": "a", "to": "a"}
    made: dict[str, dict[str, Any]] = {
        "regions": {f"r{n}": region for n in range(51)},
        "states": {"r": {**region, "states": states("a", *(f"s{n}" for n in range(100)))}},
        "transitions": {"r": {**region, "final": [], "transitions": [step] * 101}},
    }
    cycle(pack, made[what])
    assert refused(lambda: load_pack(pack)) == [said]


# --- what a program passes ---


def test_a_record_of_bytes_over_the_limit_is_refused(campaign: Campaign) -> None:
    with pytest.raises(BadRecord, match=r"the file is too large: over 64 MB$"):
        campaign.check(b" " * (64 * 2**20 + 1), as_of=AS_OF)


@pytest.mark.parametrize("days", [-1, 10**30, 1.5, float("nan"), True])
def test_a_summary_looks_no_further_ahead_than_ten_years(campaign: Campaign, days: Any) -> None:
    with pytest.raises(BadArgument, match=r"^days is a number from 0 to 3660$"):
        campaign.summary([{"id": "x"}], as_of=AS_OF, days=days)
