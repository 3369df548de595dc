from campaign_rules.base.texts import Text
from campaign_rules.rules.record.declaration import Actor, Field, ItemName, RecordDeclaration, Section
from campaign_rules.rules.record.interface import record_types
from campaign_rules.rules.record.model import record_model
from tests.loading import MODEL


def test_a_type_is_called_as_an_item_is_in_english_and_stands_behind_what_it_holds() -> None:
    names = [one.name for one in record_types(MODEL)]
    assert names == [
        "Activity", "Document", "HazardFound", "HazardPlan", "HazardEvent", "Hazard", "HotWorkJob", "Operator", "Contract",
        "Penalty", "Bulletin", "SpotCheck", "Stoppage", "Record",
    ]  # fmt: skip


def section(en: str, **fields: Field) -> Section:
    return Section(title=Text("甲", "things"), item=ItemName(zh="甲", en=en), fields=fields)


def test_a_type_has_the_name_of_its_class_where_its_english_name_is_taken_or_is_none() -> None:
    plan = Field(type="part", title=Text("方案", "plan"), fields={"a": Field(title=Text("甲", "a"))})
    sections = {
        "records": section("record"), "days": section("day"), "lots": section("lot", plan=plan), "others": section("Lot"),
        "plans": section("lot plan"), "ones": section("第一"), "firsts": section("1st"),
    }  # fmt: skip
    model = record_model(
        RecordDeclaration(actors={"x": Actor(kind="subject", title=Text("企业", "x"))}, sections=sections)
    )
    assert [one.name for one in record_types(model)] == [
        "RecordsItem", "DaysItem", "LotPlan", "Lot", "OthersItem", "PlansItem", "OnesItem", "FirstsItem", "Record",
    ]  # fmt: skip


def test_a_section_that_not_everybody_keeps_says_who_does() -> None:
    record = record_types(MODEL)[-1]
    (hazards,) = (one for one in record.properties if one.name == "hazards")
    assert [str(remark.zh) for remark in hazards.remarks] == ["由谁填：企业"]


def remarks(field: Field) -> list[str]:
    declared = RecordDeclaration(actors={"x": Actor(kind="subject", title=Text("企业", "x"))}, fields={"a": field})
    (told,) = (one for one in record_types(record_model(declared))[-1].properties if one.name == "a")
    return [remark.en for remark in told.remarks]


def test_what_a_title_does_not_say_is_remarked() -> None:
    """A hint, how a moment is written, and the words of open lists, which no type holds."""
    title, hot, cold = Text("甲", "a"), Text("热", "hot"), Text("冷", "cold")
    assert remarks(Field(type="moment", title=title, hint=Text("当天填", "on the same day"))) == [
        "on the same day", "a day, or a day with a time: YYYY-MM-DD HH:MM",
    ]  # fmt: skip
    assert remarks(Field(type="list", title=title, of="moment")) == ["a day, or a day with a time: YYYY-MM-DD HH:MM"]
    assert remarks(Field(type="word", title=title, of={"hot": hot})) == ["hot: hot"]
    assert remarks(Field(type="list", title=title, of="word", words={"hot": hot, "cold": cold})) == [
        "hot: hot; cold: cold"
    ]
