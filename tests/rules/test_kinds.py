"""What the words of kinds mean (unrecognised-words): known by any name, near, or counting as nothing."""

from datetime import date

import pytest

from campaign_rules import BadRecord, Campaign

DAY = date(2023, 7, 10)


def meeting(campaign: Campaign, kind: str, by: str = "principal", day: str = "2023-06-10") -> str:
    report = campaign.check({"id": "A", "activities": [{"kind": kind, "date": day, "by": by}]}, as_of=DAY)
    return report["review-meeting@2023-06"].status


@pytest.mark.parametrize("kind", ["review_meeting", "安全生产讲评会", "讲评会", "Safety review meeting", "ＲＥＶＩＥＷ＿ＭＥＥＴＩＮＧ",
                                  "讲评会、应急演练", "安全课和讲评会"])  # fmt: skip
def test_a_kind_may_be_written_as_id_title_or_alias_and_several_count_each(campaign: Campaign, kind: str) -> None:
    assert meeting(campaign, kind) == "fulfilled"


@pytest.mark.parametrize("kind", ["安全例会", "月度讲评例会", "review_meting", "安全生产讲平会"])
def test_a_near_kind_leaves_the_unfulfilled_obligation_unknown(campaign: Campaign, kind: str) -> None:
    assert meeting(campaign, kind) == "unknown"


def test_a_near_kind_whose_other_fields_could_not_count_changes_nothing(campaign: Campaign) -> None:
    assert meeting(campaign, "安全例会", by="deputy") == "violated"
    assert meeting(campaign, "安全例会", day="2023-05-20") == "violated"


@pytest.mark.parametrize("kind", ["团建", "其他", "other", "体检"])
def test_any_other_kind_counts_as_nothing(campaign: Campaign, kind: str) -> None:
    assert meeting(campaign, kind) == "violated"


def test_with_refuse_a_record_with_an_unknown_kind_is_refused(campaign: Campaign) -> None:
    strict = campaign.with_interpretation("unrecognised-words", "refuse")
    assert meeting(strict, "讲评会") == "fulfilled"
    with pytest.raises(BadRecord) as wrong:
        meeting(strict, "安全例会")
    assert [problem.code for problem in wrong.value.problems] == ["unknown-kind"]


def test_every_unrecognised_word_is_in_the_answer_with_the_nearest_and_what_it_affects(campaign: Campaign) -> None:
    record = {
        "id": "A",
        "sectors": ["危险化学品/星际开采"],
        "activities": [
            {"kind": "安全例会", "date": "2023-06-10", "by": "principal"},
            {"kind": "讲评会", "date": "2023-06-11", "by": "主要责任人"},
            {"kind": "key_post_review", "date": "2023-06-12", "scope": "大概"},
            {"kind": "团建", "date": "2023-06-12"},
            {"kind": "其他", "date": "2023-06-12"},
        ],
        "hazards": [
            {
                "id": "H",
                "found": {"date": "2023-06-01", "by": "enterprise"},
                "events": [{"kind": "reported", "date": "2023-06-02", "to": "应急管里局"}],
            }
        ],
    }
    assert campaign.check(record, as_of=DAY).to_dict()["unrecognised"] == [
        {"path": "sectors[0]", "word": "星际开采", "nearest": None, "affects": ["high_risk"]},
        {"path": "activities[0].kind", "word": "安全例会", "nearest": "安全生产讲评会", "affects": ["review-meeting"]},
        {"path": "activities[3].kind", "word": "团建", "nearest": None, "affects": []},
        {"path": "activities[1].by", "word": "主要责任人", "nearest": "主要负责人", "affects": ["review-meeting"]},
        {"path": "activities[2].scope", "word": "大概", "nearest": None, "affects": ["key-post-review"]},
        {
            "path": "hazards[0].events[0].to",
            "word": "应急管里局",
            "nearest": "应急管理局",
            "affects": ["hazard-report"],
        },
    ]
