"""A record of several actors: a department that is also a member of the committee has the duties of both, everywhere."""

import io
import json
import pathlib
from datetime import date

import pytest
from click.testing import CliRunner

from campaign_rules import Campaign
from campaign_rules.base.errors import BadArgument
from campaign_rules.cli import cli
from campaign_rules.files.duplicates import once
from campaign_rules.files.workbooks.records import read_workbook
from campaign_rules.writers.xlsx_records import write_records
from tests.loading import MODEL, load, load_file

DAY = date(2023, 7, 1)
BOTH = {
    "id": "emergency_management",
    "name": "县应急管理局",
    "actor": ["department", "county_committee_member"],
    "activities": [
        {"kind": "mobilisation_meeting", "date": "2023-05-20", "by": "局长"},
        {"kind": "committee_enterprise_talk", "date": "2023-06-01", "by": "局长"},
        {"kind": "town_guidance", "date": "2023-06-02"},
    ],
    "documents": [{"kind": "member_plan", "date": "2023-05-25"}],
}


def instances(campaign: Campaign, actor: object) -> list[str]:
    return [finding.instance for finding in campaign.check({**BOTH, "actor": actor}, as_of=DAY).findings]


@pytest.fixture
def file(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "both.json"
    path.write_text(json.dumps(BOTH, ensure_ascii=False), "utf-8")
    return path


def test_it_has_the_duties_of_each_once_and_no_other(campaign: Campaign) -> None:
    """What both bear is asked once; the order is that of the plan's clauses whatever the order in the record."""
    both = instances(campaign, ["department", "county_committee_member"])
    apart = instances(campaign, "department") + instances(campaign, "county_committee_member")
    assert sorted(both) == sorted(apart)
    assert both == instances(campaign, ["county_committee_member", "department", "county_committee_member"])
    shared = instances(campaign, ["department", "township"])
    assert len(set(shared)) == len(shared) < len(instances(campaign, "department") + instances(campaign, "township"))


def test_one_actor_in_a_list_is_that_actor(campaign: Campaign) -> None:
    """A list of one says what the word alone says."""
    assert instances(campaign, ["department"]) == instances(campaign, "department")


def test_each_finding_says_which_of_the_actors_bears_it(campaign: Campaign) -> None:
    """The bearer is the actor's own role, or the actor that has the duty."""
    report = campaign.check(BOTH, as_of=DAY)
    said = {f.duty: (f.actor, f.bearer.zh) for f in report.findings}
    assert said["mobilisation-meeting"] == ("department", "有关部门")
    assert said["member-plan"] == ("county_committee_member", "县安委会成员单位")
    assert said["committee-enterprise-talk"] == ("county_committee_member", "负责同志（须本人）")
    assert report["committee-enterprise-talk@campaign"].status == "fulfilled"


def test_a_role_of_any_of_the_actors_is_known(campaign: Campaign) -> None:
    """Where a word is a role within each of two actors, it is the one that the duty asks for."""
    said = {"actor": ["township", "county_committee_member"], "documents": []}
    activities = [
        {"kind": "leader_site_supervision", "date": "2023-06-01", "by": "分管负责同志"},
        {"kind": "committee_enterprise_talk", "date": "2023-06-01", "by": "分管负责同志"},
    ]
    report = campaign.check({**BOTH, **said, "activities": activities}, as_of=DAY)
    assert report["site-supervision@once"].status == "fulfilled"
    assert report["committee-enterprise-talk@campaign"].status == "fulfilled"
    assert report.unrecognised == ()


def test_its_calendar_is_of_both_or_of_the_one_asked_for(campaign: Campaign) -> None:
    """Each entry says whose it is, and keeps its id where the record turns out to be another actor's too."""
    made = campaign.calendar(BOTH, as_of=DAY)
    assert made.actors == ("department", "county_committee_member")
    assert {e.duty: e.actor for e in made.entries}["key-hazard-list"] == "county_committee_member"
    alone = campaign.calendar({**BOTH, "actor": "department"}, as_of=DAY)
    asked = campaign.calendar(BOTH, actor="department", as_of=DAY)
    assert [e.uid for e in asked.entries] == [e.uid for e in alone.entries]
    assert {e.uid for e in alone.entries} < {e.uid for e in made.entries}
    with pytest.raises(BadArgument) as refused:
        campaign.calendar(BOTH, actor="township", as_of=DAY)
    assert "the record is of actor department, county_committee_member, not township" in str(refused.value)


def test_it_counts_once_in_the_form_as_the_department_that_it_is(campaign: Campaign) -> None:
    """The form of the department has its help for townships and, as of any office, its talk at an enterprise."""
    made = campaign.progress([BOTH], as_of=DAY)
    assert made.cells["3.1"] == 1
    units = [one for one in made.units if one.unit.kind == "department"]
    assert [one.cells["3.1"] for one in units] == [1]
    township = campaign.progress([BOTH, {"id": "t", "actor": "township", "activities": []}], as_of=DAY)
    assert township.cells["4.4"] == 1


def test_the_same_unit_under_one_of_its_actors_is_a_double(campaign: Campaign) -> None:
    """A second record of the department that leaves out that it is a member is the same unit's."""
    _, doubles = once([load(BOTH), load({**BOTH, "actor": "department"})], MODEL)
    assert [(double.identical, double.problem.code) for double in doubles] == [(False, "double-record")]
    apart = [load({**BOTH, "actor": "department"}), load({**BOTH, "actor": "county_committee_member"})]
    assert once(apart, MODEL)[1] == []


def test_a_workbook_gives_it_back_as_it_was(campaign: Campaign, tmp_path: pathlib.Path) -> None:
    """The column for the actor holds one word, or several with a semicolon between them."""
    stream = io.BytesIO()
    records = [load(BOTH).record, load({**BOTH, "id": "t", "actor": "township"}).record]
    write_records(stream, campaign.pack, records)
    path = tmp_path / "offices.xlsx"
    path.write_bytes(stream.getvalue())
    read = [loaded.record for loaded in read_workbook(path, campaign.pack)[0]]
    assert [record.actor for record in read] == [("department", "county_committee_member"), "township"]
    assert read == records


def test_every_command_takes_a_record_of_several_actors(file: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Check, calendar, summary, form, next and export answer, and say both actors where they say one."""
    run = CliRunner().invoke
    day = ["--as-of", "2023-07-01"]
    checked = run(cli, ["check", str(file), *day, "--format", "json"])
    findings = {f["duty"]: f["status"] for f in json.loads(checked.stdout)["records"][0]["findings"]}
    assert (findings["key-hazard-list"], findings["enforcement-training"]) == ("violated", "open")
    made = run(cli, ["calendar", str(file), *day, "--actor", "县安委会成员单位", "--format", "json"])
    assert {entry["actor"] for entry in json.loads(made.stdout)["entries"]} == {"county_committee_member"}
    refused = run(cli, ["calendar", str(file), *day, "--actor", "township", "--lang", "en"])
    assert refused.exit_code == 2
    assert "actor: the record is of actor department, county_committee_member" in refused.stderr
    for command in ("summary", "progress", "next"):
        assert run(cli, [command, str(file), *day]).exit_code in (0, 1), command


def test_many_records_say_both_actors(campaign: Campaign, tmp_path: pathlib.Path) -> None:
    """In JSON Lines as in the record; in a table, one after the other."""
    lines = tmp_path / "many.jsonl"
    lines.write_text(json.dumps(BOTH, ensure_ascii=False) + "\n", "utf-8")
    for suffix in (".jsonl", ".csv"):
        output = tmp_path / f"out{suffix}"
        run = CliRunner().invoke(cli, ["check", str(lines), "--as-of", "2023-07-01", "-o", str(output)])
        assert run.exit_code == 1, run.output
        said = output.read_text("utf-8-sig")
        expected = (
            '"actor":["department","county_committee_member"]' if suffix == ".jsonl" else "有关部门、县安委会成员单位"
        )
        assert expected in said
    assert [loaded.record.actors for loaded in load_file(lines)] == [("department", "county_committee_member")]
