"""Ways of saying something are matched whole, and never run away."""

import time

import pytest

from campaign_rules.rules.record.phrases import BadPhrase, phrase

WORDS = {"done": ["已", "已经", "全部"], "fix": ["整改", "治理"]}


@pytest.mark.parametrize(
    ("said", "texts", "others"),
    [
        ("验收", ["验收"], ["", "已验收", "验收了"]),
        ("(验收|复查)合格", ["验收合格", "复查合格"], ["合格", "验收复查合格"]),
        ("(验收|复查)?合格", ["合格", "复查合格"], ["验收"]),
        ("{done}{fix}", ["已整改", "已经治理"], ["整改", "已已整改"]),
        ("{done?}{fix}(完)?", ["整改", "全部整改完"], ["完"]),
        ("{done*}{fix}", ["整改", "已全部整改", "已已已已整改"], ["已已已已已整改"]),
        ("({fix}|改)了", ["改了", "治理了"], ["整了"]),
        ("ＯＫ(Fine)?", ["ok", "okfine"], ["OK"]),
    ],
)
def test_a_phrase_matches_a_whole_text(said: str, texts: list[str], others: list[str]) -> None:
    made = phrase(said, WORDS)
    assert [text for text in (*texts, *others) if made.matches(text)] == texts


def test_a_phrase_is_found_anywhere() -> None:
    made = phrase("(三|四)成", WORDS)
    assert made.found_in("整改三成左右")
    assert not made.found_in("整改成")


@pytest.mark.parametrize(
    "said", ["(验收", "验收)", "{nothing}", "a{}b", "(a|(b))", "(|a)", "a?b", "()", "(a)?", "{done*}", "(a*|b)"]
)
def test_what_is_no_phrase_is_told(said: str) -> None:
    with pytest.raises(BadPhrase):
        phrase(said, WORDS)


def test_no_phrase_runs_away() -> None:
    """What would take a pattern with as many choices years takes a moment."""
    made = phrase("(一|一一|一一一)*" * 15 + "二", {})
    began = time.perf_counter()
    assert not made.matches("一" * 30_000)
    assert time.perf_counter() - began < 5
