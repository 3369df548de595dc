"""Who is meant by the words of a record's ``by`` (who-is-principal, unrecognised-words; 2.1.6)."""

from datetime import date

import pytest

from campaign_rules import Campaign

DAY = date(2023, 7, 10)


def meeting(campaign: Campaign, by: object, actor: str = "enterprise") -> str:
    activity = {"kind": "review_meeting", "date": "2023-06-10", "by": by}
    report = campaign.check({"id": "A", "actor": actor, "activities": [activity]}, as_of=DAY)
    return report["review-meeting@2023-06"].status


@pytest.mark.parametrize(
    "by",
    ["principal", "Principal", "主要负责人", "企业主要负责人", "单位主要负责人", "法定代表人", "法人", "法人代表", "董事长", "总经理",
     "总裁", "厂长", "矿长", "一把手", "实际控制人", "主要负责人王某", "王某（主要负责人）", "主要负责人（王某某）", "总经理李同志",
     "总经理 李明", "公司总经理", "主要负责人：王某", "General Manager", "主要负责人、安全员", "主要负责人和工会主席", "主要负责人/分管负责人"],
)  # fmt: skip
def test_a_post_names_the_principal_alone_or_with_a_person(campaign: Campaign, by: str) -> None:
    assert meeting(campaign, by) == "fulfilled"


@pytest.mark.parametrize(
    "by",
    ["张三", "王经理", "总经理助理", "董事长秘书", "总经理办公室", "代总经理", "受总经理委托的李某", "原总经理", "主要负责人代表", "车间主要负责人",
     "分公司总经理", "江西总经理", "华东总经理", "主要负责人未到，委托副总", "主要负责人、副总均未参加", "不详", "N/A", "安全科"],
)  # fmt: skip
def test_a_word_that_names_no_role_leaves_open_who_it_was(campaign: Campaign, by: str) -> None:
    assert meeting(campaign, by) == "unknown"


@pytest.mark.parametrize("by", ["deputy", "分管负责人", "副总经理", "副总", "分管负责人李某", "无", "/", "", None])
def test_another_role_and_nobody_are_not_the_principal(campaign: Campaign, by: object) -> None:
    assert meeting(campaign, by) == "violated"


def test_with_title_only_a_post_leaves_open_who_it_was(campaign: Campaign) -> None:
    strict = campaign.with_interpretation("who-is-principal", "title-only")
    assert [meeting(strict, by) for by in ("主要负责人", "总经理", "分管负责人")] == [
        "fulfilled",
        "unknown",
        "violated",
    ]


def test_each_finding_of_a_personal_duty_says_the_reading_that_it_rests_on(campaign: Campaign) -> None:
    report = campaign.check({"id": "A", "activities": []}, as_of=DAY)
    assert "who-is-principal" in report["review-meeting@2023-06"].interpretations
    assert "who-is-principal" not in report["rescue-drill@2023"].interpretations


def test_a_role_is_looked_up_among_those_of_the_records_actor_first(campaign: Campaign) -> None:
    words = campaign.pack.role_words()
    assert words.roles_of("分管领导", ("enterprise",)) == {"deputy"}
    assert words.roles_of("分管领导", ("township",)) == {"deputy_leader"}
    assert words.roles_of("镇长", ("enterprise",)) == {"leader"}


def test_a_record_of_several_actors_has_the_roles_of_each(campaign: Campaign) -> None:
    words = campaign.pack.role_words()
    assert words.roles_of("分管领导", ("department", "county_committee_member")) == {"member_leader"}
    assert words.roles_of("分管领导", ("township", "county_committee_member")) == {"deputy_leader", "member_leader"}
    assert words.roles_of("门卫", ("township", "county_committee_member")) == frozenset()
