"""The sheets of a campaign have a column for each field, and know its words."""

from msgspec import UNSET, structs

from campaign_rules import Campaign
from campaign_rules.files.workbooks.cells import read
from campaign_rules.files.workbooks.columns import Sheet
from campaign_rules.files.workbooks.layouts import heading_key
from campaign_rules.files.workbooks.sheets import sheets_of
from campaign_rules.files.workbooks.written_cells import write
from campaign_rules.rules.record.declaration import RecordDeclaration, Section
from campaign_rules.rules.record.model import RecordModel, record_model


def test_every_field_of_a_record_has_a_column(campaign: Campaign) -> None:
    """What had none would be lost on the way to a sheet; headings of one sheet are all different."""
    model = campaign.pack.model
    sheets = {sheet.key: sheet for sheet in sheets_of(campaign.pack)}
    own = {column.path[0] for column in sheets["units", ""].columns}
    assert {*model.record.__struct_fields__} - own == {*model.sections, "attributes"}
    for section, kind in model.items.items():
        paths = {column.path[0] for column in sheets["items", section].columns}
        assert set(kind.__struct_encode_fields__) <= paths, section
    for sheet in sheets.values():
        headings = [heading_key(column.heading) for column in sheet.columns]
        assert len(set(headings)) == len(headings), sheet.title


def sheet(campaign: Campaign, section: str) -> Sheet:
    return next(one for one in sheets_of(campaign.pack) if one.key == ("items", section))


def test_a_word_is_shown_in_chinese_and_read_in_any_of_its_names(campaign: Campaign) -> None:
    kind = next(one for one in sheet(campaign, "activities").columns if one.path == ("kind",))
    assert write(kind, "review_meeting") == "安全生产讲评会"
    assert {
        read(kind, word)
        for word in ("讲评会", "安全生产讲评会", "review_meeting", "Safety review meeting", " 讲 评 会 ")
    } == {"review_meeting"}
    assert (write(kind, "讲评会"), read(kind, '"讲评会"'), read(kind, "团建")) == ('"讲评会"', "讲评会", "团建")


def test_a_finding_is_read_by_its_cells_label(campaign: Campaign) -> None:
    found = next(one for one in sheet(campaign, "spot_checks").columns if one.path == ("found",))
    assert read(found, "未按规定开展应急演练、员工不熟悉逃生出口；外包外租安全管理混乱") == [
        "no_drill_or_unknown_exits",
        "outsourcing_disorder",
    ]


def test_a_section_without_a_heading_of_its_own_has_a_sheet_called_by_its_title(campaign: Campaign) -> None:
    declared = campaign.pack.model.declaration
    contracts = structs.replace(declared.sections["contracts"], heading=UNSET, also=())
    pack = structs.replace(campaign.pack, model=_with(declared, contracts=contracts))
    units, made = (
        next(one for one in sheets_of(pack) if one.key == key) for key in (("units", ""), ("items", "contracts"))
    )
    assert (made.title, made.aliases) == ("外包外租合同", ())
    assert {column.path[0] for column in made.columns} >= {"id", "qualified"}
    assert "外包外租合同已填全" in {column.heading for column in units.columns}


def _with(declared: RecordDeclaration, **sections: Section) -> RecordModel:
    return record_model(structs.replace(declared, sections={**declared.sections, **sections}))
