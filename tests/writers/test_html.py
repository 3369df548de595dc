"""Pages: whatever a record says stays text, nothing is loaded, and what the report says is there, in both languages."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from click.testing import CliRunner

from campaign_rules import load_campaign
from campaign_rules.cli import cli
from campaign_rules.duties import STATUSES
from campaign_rules.telling import STATUS_TEXTS
from campaign_rules.texts import Lang, clause_label
from campaign_rules.writers import html

CAMPAIGN = load_campaign()
DAY = date(2023, 10, 15)
WORKS = CAMPAIGN.check("examples/chemical-works.yaml", as_of=DAY)
HOSTILE = {
    "id": '"><script>alert(1)</script>',
    "name": "<img src=x onerror=alert(1)>\u202ecod.exe",
    "township": "</title>{{ 7*7 }}{% raw %}",
    "hazards": [
        {"id": "'; DROP TABLE", "title": "]]><svg onload=alert(1)>", "found": {"date": "2023-06-01", "by": "enterprise"},
         "events": [{"kind": "reported", "date": "2023-06-02", "note": "<b>bold</b>"}]}
    ],
    "activities": [{"kind": "review_meeting", "date": "2023-06-01", "by": "principal", "note": "<i>note</i>&amp;"}],
}  # fmt: skip


class Page(HTMLParser):
    """A page as a browser sees it: its elements, their attributes, and its text; every element is closed."""

    VOID = ("meta", "input", "rect", "circle", "line", "link", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] not in (["style"], ["script"]):
            self.text += data


def overview(lang: Lang = "zh") -> str:
    records: list[Any] = ["examples/chemical-works.yaml", "examples/textile-mill.yaml", HOSTILE]
    reports = [CAMPAIGN.check(one, as_of=DAY) for one in records]
    return html.overview(reports, CAMPAIGN.summary(records, as_of=DAY), CAMPAIGN, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_report_says_is_on_the_page(lang: Lang) -> None:
    page = Page(html.report(WORKS, CAMPAIGN, lang))
    said = re.sub(r"\s+", " ", page.text)
    for finding in WORKS.findings:
        assert re.sub(r"\s+", " ", finding.message(lang)) in said
        assert clause_label(finding.clause, lang) in said
    for outcome in WORKS.outcomes:
        assert outcome.hazard in said
        for because in outcome.because(lang):
            assert because in said
    for status, count in WORKS.summary.items():
        assert f"{STATUS_TEXTS[status](lang)} {count}" in said  # type: ignore[index]
    assert CAMPAIGN.pack.named(lang) in said
    assert ("html", {"lang": "zh-CN" if lang == "zh" else "en"}) in page.elements


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("make", [lambda lang: html.report(WORKS, CAMPAIGN, lang), overview])
def test_a_page_loads_nothing_and_has_one_of_each_id(make: Any, lang: Lang) -> None:
    page = Page(make(lang))
    for _, attributes in page.elements:
        assert not {"src", "data", "background"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", make(lang))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {a[key] for _, a in page.elements for key in ("aria-labelledby", "data-filter") if key in a}
    assert named <= set(ids)


@pytest.mark.parametrize("make", [lambda: html.report(CAMPAIGN.check(HOSTILE, as_of=DAY), CAMPAIGN, "zh"), overview])
def test_hostile_texts_stay_texts(make: Any) -> None:
    page = Page(make())
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert {tag for tag, _ in page.elements}.isdisjoint({"img", "b", "i"} - {"b"})
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert "<img src=x onerror=alert(1)>\\u202ecod.exe" in page.text
    assert "\u202e" not in make()
    assert "{{ 7*7 }}" in page.text


def test_the_bar_is_as_wide_as_it_says() -> None:
    page = Page(html.report(WORKS, CAMPAIGN, "zh"))
    widths = [
        float(str(a["width"])) for tag, a in page.elements if tag == "rect" and str(a.get("class")).startswith("f-")
    ]
    assert sum(widths) == pytest.approx(100, abs=0.01)
    assert len(widths) == len(WORKS.summary)


def test_each_duty_has_a_cell_for_every_month_of_the_campaign() -> None:
    view = html._Record(WORKS, CAMPAIGN, "zh")
    assert len(view.months()) == 8
    rows = view.matrix()
    assert rows
    for row in rows:
        assert sum(cell["span"] if cell else 1 for cell in row["cells"]) == 8
    meetings = next(row for row in rows if row["title"] == "主持召开安全生产工作讲评会")
    assert [cell["finding"]["status"] for cell in meetings["cells"]] == [
        "fulfilled", "fulfilled", "violated", "waived", "fulfilled", "open", "upcoming", "upcoming"
    ]  # fmt: skip


def test_every_status_has_a_mark_of_its_own() -> None:
    assert list(html.MARKS) == list(STATUSES)
    assert len(set(html.MARKS.values())) == len(STATUSES)


def test_an_office_and_an_empty_record_have_pages_too() -> None:
    for data in ({"id": "x", "actor": "township"}, {"id": "y"}):
        page = Page(html.report(CAMPAIGN.check(data, as_of=date(2023, 1, 1)), CAMPAIGN, "zh"))
        assert "不在各阶段之内" in page.text


def test_the_commands_write_pages(tmp_path: Any) -> None:
    one = CliRunner().invoke(
        cli, ["check", "examples/gas-distributor.yaml", "--as-of", "2023-07-20", "--format", "html"]
    )
    assert one.exit_code == 0
    assert one.stdout.startswith("<!doctype html>")
    for command, name in (("check", "check.html"), ("summary", "summary.html")):
        path = tmp_path / name
        done = CliRunner().invoke(cli, [command, "examples", "--as-of", "2023-10-15", "-o", str(path), "--lang", "en"])
        assert (done.exit_code, done.stdout) == (1, "")
        assert "How 8 stand" in path.read_text("utf-8")


def test_a_pack_without_a_life_cycle_for_hazards_still_has_a_page() -> None:
    campaign = load_campaign("zhiben-2024")
    data = {"id": "E1", "actor": "enterprise", "hazards": [{"id": "H-1", "found": {"date": "2024-05-01"}}]}
    made = html.report(campaign.check(data, as_of=date(2025, 3, 1)), campaign, "zh")
    assert "H-1" in made


def test_a_reading_set_otherwise_is_not_described_by_its_default() -> None:
    asked = ["check", "examples/chemical-works.yaml", "--as-of", "2023-07-05", "--lang", "en", "--format", "html"]
    made = CliRunner().invoke(cli, [*asked, "--set", "recurring-not-curable=curable"]).output
    assert "<dd>made up by the campaign&#39;s end is late</dd>" in made
    assert "stays violated" not in made
    assert "stays violated" in CliRunner().invoke(cli, asked).output
