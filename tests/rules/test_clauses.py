"""Every clause of the plan is encoded, or it is said why not."""

from msgspec import structs

from campaign_rules import Campaign
from campaign_rules.rules.clauses import citations, coverage, gaps, strangers

# The plan's headings and numbers, counted in its text.
CLAUSES = [
    "1.1", *(f"1.2.{n}" for n in range(1, 6)), "1.3",
    "2.1", *(f"2.1.{n}" for n in range(1, 10)), "2.2", *(f"2.2.{n}" for n in range(1, 10)),
    "2.3", *(f"2.3.{n}" for n in range(1, 10)),
    "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3",
    *(f"annex.1.{n}" for n in range(1, 7)), *(f"annex.2.{n}" for n in range(1, 9)),
    *(f"annex.3.{n}" for n in range(1, 11)), *(f"annex.4.{n}" for n in range(1, 9)),
    "annex.note.1", "annex.note.2", "annex.note.3",
]  # fmt: skip


def test_every_clause_of_the_plan_is_listed_in_its_order(campaign: Campaign) -> None:
    assert list(campaign.pack.clauses) == CLAUSES


def test_no_clause_is_left_out_in_silence(campaign: Campaign) -> None:
    assert gaps(campaign.pack) == ()
    assert [one.clause for one in coverage(campaign.pack) if not one.encoded] == [
        "1.1",
        "1.2.1",
        "1.2.2",
        "1.2.3",
        "1.2.5",
        "1.3",
        "2.2",
    ]


def test_no_rule_cites_a_clause_that_the_plan_or_a_statute_does_not_have(campaign: Campaign) -> None:
    assert strangers(campaign.pack) == ()


def test_a_clause_without_rules_and_without_a_reason_is_a_gap(campaign: Campaign) -> None:
    pack = structs.replace(
        campaign.pack, duties={n: d for n, d in campaign.pack.duties.items() if not d.clause.startswith("2.2.7")}
    )
    assert gaps(pack) == ("2.2.7",)


def test_a_rule_that_cites_a_clause_that_is_not_listed_is_a_stranger(campaign: Campaign) -> None:
    pack = structs.replace(campaign.pack, clauses={n: c for n, c in campaign.pack.clauses.items() if n != "2.1.8"})
    assert [c.name for c in strangers(pack)] == [
        "standardisation-plan",
        "standardisation-resources",
        "standardisation-levels",
        "standardisation-term",
    ]


def test_an_interpretation_reads_a_clause_but_does_not_encode_it(campaign: Campaign) -> None:
    duties = {n: d for n, d in campaign.pack.duties.items() if "2.1.5" not in (d.clause, *d.also)}
    pack = structs.replace(campaign.pack, duties=duties, form=None)
    (one,) = (one for one in coverage(pack) if one.clause == "2.1.5")
    assert {c.kind for c in one.citations} == {"fact"}
    assert not one.encoded


def test_what_only_a_person_can_judge_says_what_to_look_at(campaign: Campaign) -> None:
    judged = {c.name: c.review for c in citations(campaign.pack) if c.review}
    assert judged["safety-research"] is not None
    assert judged["safety-research"].zh == "是否支持科研项目、推广成熟先进适用的成果；原文没有可量的标准"
    assert "review-meeting" not in judged
