"""The guide to due days: what it says of each is what the book says, and the days are those that answers have."""

import pathlib

import pytest

from campaign_rules.base.texts import Lang, Text
from tests.rhythms import campaign_with, duty
from tests.test_rhythms import CODE, rows


@pytest.mark.parametrize(
    ("page", "title", "lang"), [("due-days.md", "# 什么时候", "zh"), ("due-days.en.md", "# When is", "en")]
)
def test_the_guide_says_of_each_due_day_what_the_book_and_answers_say(
    page: str, title: str, lang: Lang, tmp_path: pathlib.Path
) -> None:
    said = rows(page, title)
    written = ["\n".join(CODE.findall(row[1])) for row in said]
    campaign = campaign_with(tmp_path, *(duty(f"d{n}", keys) for n, keys in enumerate(written)))
    days: dict[str, list[str]] = {}
    for bound in campaign.rules.duties_of("unit"):
        days.setdefault(bound.id, []).extend(str(window.due) for window in bound.windows)
    comma = Text("、", ", ")(lang)
    for n, (_, keys, sentence, due) in enumerate(said):
        made = campaign.pack.duties[f"d{n}"].how_often(lambda *_: Text("", ""), campaign.pack.called_by_kind)
        assert (keys, Text("；", "; ").join(made)(lang)) == (keys, sentence)
        assert (keys, comma.join(days[f"d{n}"][:3])) == (keys, due)
    assert len(said) > 20
