"""Layers: a statute below, a campaign on it, an overlay on that; what each does to the one below it says openly."""

import pathlib
import shutil
from datetime import date

import pytest

from campaign_rules import BadPack, Campaign, load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.files.pack_files import find_layer, load_pack, shipped_layers, shipped_packs, shipped_rules


def overlay(folder: pathlib.Path, files: dict[str, str], base: str = "jinxian-2023") -> pathlib.Path:
    """Write a pack that extends a shipped one; every file but campaign.yaml is given."""
    pack = folder / "linxian-2023"
    head = f"""\
extends: {base}
id: linxian-2023
title: {{zh: 邻县, en: Neighbouring county}}
version: "1"
source: {{title: t, number: n, issuer: i}}
"""
    for name, text in {"campaign.yaml": head, **files}.items():
        path = pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return pack


def refused(pack: pathlib.Path) -> list[str]:
    with pytest.raises(BadPack) as caught:
        load_campaign(pack)
    return [p.render("en").removeprefix(f"{pack}/") for p in caught.value.problems]


def codes(pack: pathlib.Path) -> list[str]:
    with pytest.raises(BadPack) as caught:
        load_campaign(pack)
    return [p.code for p in caught.value.problems]


def test_the_campaign_stands_on_the_work_safety_law(campaign: Campaign) -> None:
    """安全生产法 24, 41, 113(1): what the plan borrows is in the law's own layer, in force since 2021-09-01."""
    records, law, plan = campaign.pack.layers
    assert (records.id, law.id, plan.id) == ("work-safety", "work-safety-law", "jinxian-2023")
    assert {clause: article.start for clause, article in law.articles.items()} == dict.fromkeys(
        ("art.24", "art.41", "art.113.1"), date(2021, 9, 1)
    )
    both = ("work-safety-law", "jinxian-2023")
    assert campaign.pack.layers_of("facts", "repeated_penalties") == both
    assert campaign.pack.layers_of("interpretations", "high-risk-sectors") == both
    assert campaign.pack.layers_of("duties", "hazard-report") == both
    assert campaign.pack.layers_of("duties", "review-meeting") == ("jinxian-2023",)


def test_a_layer_is_no_campaign_by_itself() -> None:
    assert "work-safety-law" in shipped_layers()
    assert "work-safety-law" not in shipped_packs()


def test_an_overlay_inherits_all_that_it_does_not_speak_of(tmp_path: pathlib.Path, campaign: Campaign) -> None:
    made = load_campaign(overlay(tmp_path, {}))
    assert made.id == "linxian-2023"
    assert [layer.id for layer in made.pack.layers] == [
        "work-safety", "work-safety-law", "jinxian-2023", "linxian-2023",
    ]  # fmt: skip
    for part in ("duties", "facts", "interpretations", "codes", "outcomes", "cycles", "directory"):
        assert getattr(made.pack, part) == getattr(campaign.pack, part)
    record = {"id": "x", "activities": [], "hazards": []}
    ours, theirs = (c.check(record, as_of=date(2023, 8, 1)).summary for c in (made, campaign))
    assert ours == theirs


def test_an_overlay_adds_changes_and_withdraws_rules_and_interpretations(tmp_path: pathlib.Path) -> None:
    pack = overlay(
        tmp_path,
        {
            "duties/all.yaml": """\
review-meeting: {changes: jinxian-2023, at_least: 2}
knowledge-contest: {withdraws: jinxian-2023, reason: {zh: 本县不办竞赛, en: No contest here}}
night-round:
  {title: {zh: 夜查, en: Night round}, clause: "2.1.6", bearer: principal, each: month, of: activities, where: {kind: night_round}}
""",
            "interpretations.yaml": "report-day: {changes: jinxian-2023, default: exclusive}\n",
        },
    )
    made = load_campaign(pack)
    assert made.interpretations["report-day"] == "exclusive"
    assert made.pack.duties["review-meeting"].counted.at_least == 2
    assert "knowledge-contest" not in made.pack.duties
    (gone,) = made.pack.withdrawn
    assert (gone.kind, gone.name, gone.layer) == ("duties", "knowledge-contest", "linxian-2023")
    assert gone.reason == Text("本县不办竞赛", "No contest here")
    record = {"id": "x", "activities": [{"kind": "review_meeting", "date": date(2023, 6, 1), "by": "principal"}]}
    report = made.check(record, as_of=date(2023, 7, 1))
    assert report["review-meeting@2023-06"].status == "violated"
    assert report["review-meeting@2023-06"].layers == ("jinxian-2023", "linxian-2023")
    assert report["night-round@2023-06"].layers == ("linxian-2023",)


def test_an_overlay_changes_dates_phases_and_whole_files(tmp_path: pathlib.Path) -> None:
    files = {
        "lifecycles/campaign.yaml": "changes: jinxian-2023\ntitle: {zh: 邻县行动, en: Theirs}\n",
        "sectors.yaml": "changes: jinxian-2023\nfallback: {clause: '1.2.4', text: {zh: 问县安委办, en: Ask}}\n",
        "outcomes.yaml": "changes: jinxian-2023\noutcomes:\n  dual_penalty: {changes: jinxian-2023, when: accident}\n",
    }
    pack = overlay(tmp_path, files)
    head = pack / "campaign.yaml"
    head.write_text(head.read_text("utf-8") + "report: {day: 20, clause: annex.note.1}\n", encoding="utf-8")
    made = load_campaign(pack)
    assert made.report_due(2023, 10) == date(2023, 10, 20)
    forms = [str(e.due)[5:] for e in made.calendar(actor="township").entries if e.duty == "monthly-form"]
    assert forms == ["05-22", "06-20", "07-20", "08-21", "09-20", "10-20", "11-20", "12-20"]  # 5月20日、8月20日是周末
    assert made.pack.course.title.en == "Theirs"
    assert made.pack.directory.fallback.text.en == "Ask"
    assert list(made.pack.every_outcome) == [
        "transfer_to_justice", "closure_and_ban", "order_rectification", "no_penalty", "dual_penalty",
    ]  # fmt: skip
    assert made.pack.layers_of("outcomes", "dual_penalty") == ("jinxian-2023", "linxian-2023")


def test_a_name_simply_written_again_is_refused_with_what_to_write(tmp_path: pathlib.Path) -> None:
    pack = overlay(tmp_path, {"interpretations.yaml": "report-day: {default: exclusive}\n"})
    assert refused(pack) == [
        "interpretations.yaml:1:1: report-day: report-day is already in jinxian-2023; "
        "write changes: jinxian-2023 or withdraws: jinxian-2023"
    ]
    pack = overlay(tmp_path, {"sectors.yaml": "fallback: {clause: '1.2.4', text: {zh: 甲, en: A}}\n"})
    assert "sectors.yaml:1:1: changes: jinxian-2023 already has this file; write changes: jinxian-2023" in refused(pack)


def test_what_is_changed_must_lie_below_and_in_the_layer_that_is_named(tmp_path: pathlib.Path) -> None:
    wrong = """\
reviev-meeting: {changes: jinxian-2023, at_least: 2}
rescue-drill: {changes: work-safety-law, at_least: 2}
safety-study: {withdraws: jinxian-2023}
safety-lecture: {withdraws: jinxian-2023, reason: 不要}
"""
    assert refused(overlay(tmp_path, {"duties/a.yaml": wrong})) == [
        "duties/a.yaml:1:1: reviev-meeting: no layer below has reviev-meeting; did you mean review-meeting?",
        "duties/a.yaml:2:25: rescue-drill.changes: rescue-drill comes from jinxian-2023, not from work-safety-law",
        "duties/a.yaml:3:1: safety-study: a withdrawal needs reason: {zh: …, en: …}, nothing else",
        "duties/a.yaml:4:1: safety-lecture: a withdrawal needs reason: {zh: …, en: …}, nothing else",
    ]


def test_what_a_change_makes_wrong_is_told_in_the_file_that_changes_it(tmp_path: pathlib.Path) -> None:
    pack = overlay(
        tmp_path, {"duties/a.yaml": "review-meeting: {changes: jinxian-2023, at_least: zero, when: higrisk}\n"}
    )
    assert refused(pack) == ["duties/a.yaml:1:51: review-meeting.at_least: expected a whole number, got “zero”"]
    pack = overlay(tmp_path, {"duties/a.yaml": "review-meeting: {changes: jinxian-2023, when: higrisk}\n"})
    assert refused(pack) == ["duties/a.yaml:1:47: review-meeting.when: unknown fact higrisk; did you mean high_risk?"]


def test_an_unknown_base_and_a_circle_are_refused(tmp_path: pathlib.Path) -> None:
    assert refused(overlay(tmp_path, {}, base="jinxian-2032")) == [
        "campaign.yaml:1:10: extends: unknown layer jinxian-2032; did you mean jinxian-2023?"
    ]
    assert refused(overlay(tmp_path, {}, base="linxian-2023")) == [
        "campaign.yaml:1:10: extends: linxian-2023 extends itself"
    ]
    for path in ("../jinxian-2023", "/etc", "5", "a" * 300):
        assert codes(overlay(tmp_path, {}, base=f"'{path}'")) == ["extends"]
    assert codes(overlay(tmp_path, {}, base="[5]")) == ["extends"]


def test_a_layer_needs_an_id_of_its_own(tmp_path: pathlib.Path) -> None:
    pack = overlay(tmp_path, {})
    head = pack / "campaign.yaml"
    head.write_text(head.read_text("utf-8").replace("id: linxian-2023", "id: jinxian-2023"), encoding="utf-8")
    assert refused(pack) == ["campaign.yaml:2:5: id: jinxian-2023 is already the id of a layer below"]


def test_a_layer_may_lie_beside_the_pack(tmp_path: pathlib.Path) -> None:
    shutil.copytree(shipped_rules() / "jinxian-2023", tmp_path / "county-a")
    head = tmp_path / "county-a" / "campaign.yaml"
    head.write_text(head.read_text("utf-8").replace("id: jinxian-2023", "id: county-a"), encoding="utf-8")
    files = {"interpretations.yaml": "report-day: {changes: county-a, default: exclusive}\n"}
    assert load_campaign(overlay(tmp_path, files, base="county-a")).interpretations["report-day"] == "exclusive"
    assert find_layer("county-a", tmp_path) == tmp_path / "county-a"
    assert find_layer("../county-a", tmp_path / "county-a") is None


def test_an_article_that_no_layer_has_or_that_is_not_in_force_is_refused(tmp_path: pathlib.Path) -> None:
    files = {"interpretations.yaml": "report-day: {changes: jinxian-2023, clause: art.42}\n"}
    (said,) = refused(overlay(tmp_path, files))
    assert said.startswith("interpretations.yaml:1:45: report-day.clause: unknown article art.42; did you mean art.")
    files = {"interpretations.yaml": "report-day: {changes: jinxian-2023, clause: art.41}\n"}
    pack = overlay(tmp_path, files)
    head = pack / "campaign.yaml"
    head.write_text(head.read_text("utf-8") + "issued: 2021-08-31\n", encoding="utf-8")
    assert refused(pack) == [
        "interpretations.yaml:1:45: report-day.clause: art.41 is not in force throughout the campaign "
        "(2021-08-31 to 2023-12-31)"
    ]


def test_an_unreadable_head_does_not_make_every_change_seem_wrong(tmp_path: pathlib.Path) -> None:
    pack = overlay(tmp_path, {"duties/a.yaml": "review-meeting: {changes: jinxian-2023}\n", "campaign.yaml": "id: [\n"})
    assert "nothing-below" not in codes(pack)


def test_a_file_of_the_wrong_form_in_a_layer_is_refused_not_crashed(tmp_path: pathlib.Path) -> None:
    files = {"outcomes.yaml": "[]\n", "duties/a.yaml": "- one\n", "facts.yaml": "high_risk: 5\n"}
    assert len(refused(overlay(tmp_path, files))) >= 3


def test_a_reading_whose_default_is_changed_says_what_the_new_default_says(tmp_path: pathlib.Path) -> None:
    files = {"interpretations.yaml": "exemption: {changes: jinxian-2023, default: progress-not-needed}\n"}
    made = load_campaign(overlay(tmp_path, files))
    declared = made.pack.interpretations["exemption"]
    assert declared.text == declared.options["progress-not-needed"]
    hazard = {"id": "H", "found": {"date": "2023-06-12", "by": "enterprise"}, "immediately_fixable": True,
              "events": [{"kind": "reported", "date": "2023-06-13"}]}  # fmt: skip
    outcome = made.check({"id": "x", "penalties": [], "hazards": [hazard]}, as_of=date(2023, 6, 14)).outcome("H")
    assert outcome.outcomes == ("no_penalty",)
    assert declared.text.zh in outcome.explain()
    assert outcome["no_penalty"].to_dict()["interpretation_layers"] == ["jinxian-2023", "linxian-2023"]
    own = {
        "interpretations.yaml": "exemption: {changes: jinxian-2023, default: progress-not-needed, text: {zh: 甲, en: A}}\n"
    }
    assert load_campaign(overlay(tmp_path, own)).pack.interpretations["exemption"].text == Text("甲", "A")


def test_a_rule_that_says_nothing_is_told(tmp_path: pathlib.Path) -> None:
    folder = shutil.copytree(shipped_rules() / "zhiben-2024", tmp_path / "zhiben-2024")
    (folder / "duties" / "more.yaml").write_text("another-duty:\n", encoding="utf-8")
    with pytest.raises(BadPack) as wrong:
        load_pack(folder)
    assert [str(problem.en) for problem in wrong.value.problems] == ["another-duty says nothing"]
