import re

import pytest

from campaign_rules.base.texts import CLAUSE, Text, clause_label, counted


@pytest.mark.parametrize(
    ("clause", "label"),
    [
        ("1.2.4", "一（二）4"),
        ("2.1.6", "二（一）6"),
        ("3.2", "三（二）"),
        ("annex.3.6", "附件三之6"),
        ("annex.note.1", "附件注1"),
        ("table.3.6", "附表三之6"),
        ("appendix-2.3.6", "附录2（三）之6"),
        ("table-12.note.1", "附表12注1"),
        ("2.11.3", "二（11）3"),
        ("no clause", "no clause"),
        ("安全生产法 41", "安全生产法 41"),
    ],
)
def test_a_clause_is_named_as_the_printed_plan_does(clause: str, label: str) -> None:
    assert clause_label(clause) == label
    assert clause_label(clause, "en") == clause


@pytest.mark.parametrize("text", ["2.1.6", "3.2", "annex.4.12", "annex.note.3"])
def test_a_clause_id_is_known_by_its_form(text: str) -> None:
    assert re.match(CLAUSE, text)


@pytest.mark.parametrize("text", ["", "1", "2.", "0.1", "2.1.6.", "annex", "annex.note.12", "二（一）6", "2.1 "])
def test_anything_else_is_no_clause_id(text: str) -> None:
    assert not re.match(CLAUSE, text)


def test_a_text_speaks_either_language_and_fills_in_texts_by_language() -> None:
    made = Text("甲{x}", "a{x}").format(x=Text("乙", "b")) + Text("。", ".")
    assert (made(), made("zh"), made("en")) == ("甲乙。", "甲乙。", "ab.")


@pytest.mark.parametrize(("number", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (12000, "12,000 days")])
def test_things_are_counted_in_english_as_people_count_them(number: int, said: str) -> None:
    assert counted(number, "day") == said
