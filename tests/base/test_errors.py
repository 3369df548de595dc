import pickle

import pytest

from campaign_rules.base.errors import (
    BadInput,
    BadRecord,
    CampaignRulesError,
    Problem,
    UnknownName,
    did_you_mean,
    nearest,
)

ONE = Problem("a.yaml", 2, 5, "hazards[0].id", "type", "错", "wrong")


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (ONE, "a.yaml:2:5: hazards[0].id: wrong"),
        (Problem("a.yaml", 1, 1, "", "x", "错", "wrong"), "a.yaml:1:1: wrong"),
        (Problem("a.yaml", 0, 0, "id", "x", "错", "wrong"), "a.yaml: id: wrong"),
        (Problem("", 0, 0, "id", "x", "错", "wrong"), "id: wrong"),
    ],
)
def test_a_problem_is_one_line(problem: Problem, expected: str) -> None:
    """Contract §5: FILE:LINE:COL: path: what is wrong."""
    assert problem.render("en") == expected
    assert problem.render() == expected.replace("wrong", "错")


def test_bad_input_carries_every_problem_sorted_by_place() -> None:
    later = Problem("a.yaml", 10, 1, "", "x", "错", "late")
    wrong = BadRecord([later, ONE])
    assert wrong.problems == (ONE, later)
    assert str(wrong) == "a.yaml:2:5: hazards[0].id: wrong\na.yaml:10:1: late"
    assert isinstance(wrong, BadInput)
    assert isinstance(wrong, CampaignRulesError)
    copy = pickle.loads(pickle.dumps(wrong))
    assert (type(copy), copy.problems) == (BadRecord, wrong.problems)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("review_meting", "review_meeting"),
        ("Review-Meeting", "review_meeting"),
        ("review meeting", "review_meeting"),
        ("risk_map", "risk_map"),
        ("party", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_found_by_spelling_not_by_guess(name: str, expected: str | None) -> None:
    assert nearest(name, ["review_meeting", "risk_map"]) == expected


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("namee", ["name", "id"], "; did you mean name?"),
        ("xyz", ["name", "id"], "; expected one of: name, id"),
        ("xyz", [f"k{i:02}" for i in range(31)], ""),
        ("xyz", [], ""),
    ],
)
def test_a_hint_is_the_nearest_name_or_a_short_list(name: str, known: list[str], said: str) -> None:
    assert did_you_mean(name, known).en == said


def test_an_unknown_name_speaks_both_languages() -> None:
    wrong = UnknownName("phase", "sumary", ["summary"])
    assert (wrong.text.zh, str(wrong)) == (
        "没有 sumary（阶段），是否想写 summary？",
        "unknown phase sumary; did you mean summary?",
    )
    assert isinstance(wrong, LookupError)


def test_an_unknown_name_survives_a_pickle() -> None:
    copy = pickle.loads(pickle.dumps(UnknownName("phase", "sumary", ["summary"])))
    assert (copy.kind, copy.name, copy.known, str(copy)) == (
        "phase",
        "sumary",
        ("summary",),
        "unknown phase sumary; did you mean summary?",
    )
