import multiprocessing
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import msgspec
import pytest
from msgspec import structs

from campaign_rules.base.texts import Text
from campaign_rules.rules.record.declaration import Field, RecordDeclaration
from campaign_rules.rules.record.model import RecordModel, record_model
from campaign_rules.rules.record.values import Record
from tests.loading import MODEL


def otherwise(**fields: Field) -> RecordDeclaration:
    """The declaration of work-safety records with other fields of the record itself."""
    return structs.replace(MODEL.declaration, fields={**MODEL.declaration.fields, **fields})


def test_of_one_declaration_there_is_one_model_with_one_set_of_classes() -> None:
    again = record_model(msgspec.json.decode(MODEL.canonical, type=RecordDeclaration))
    assert again is MODEL
    assert pickle.loads(pickle.dumps(MODEL)) is MODEL


def test_declarations_that_differ_in_words_only_have_one_form_of_record() -> None:
    named = structs.replace(MODEL.fields["name"], title=Text("厂名", "name of the works"))
    other = record_model(otherwise(name=named))
    assert (other is MODEL, other.digest == MODEL.digest) == (False, False)
    assert other.fits(MODEL.record(id="x"))


def test_a_record_of_another_form_does_not_fit() -> None:
    other = record_model(otherwise(staff=Field(type="count", title=Text("职工人数", "staff"))))
    assert not other.fits(MODEL.record(id="x"))
    assert not MODEL.fits(other.record(id="x", staff=3))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("hazards[0].plan.funds", "整改资金"),
        ("hazards[0].events[2].by", "由谁"),
        ("documents", "文件"),
        ("hazards[0].somewhere", None),
        ("township", "所属乡镇"),
    ],
)
def test_a_place_is_called_what_people_call_it(place: str, expected: str | None) -> None:
    found = MODEL.place_label(place)
    assert (found and found.zh) == expected


def test_an_amount_has_the_unit_in_which_it_is_recorded() -> None:
    assert MODEL.unit("hazards", ("plan", "funds")) == Text("万元", "10,000 yuan")
    assert MODEL.unit("hazards", ("title",)) is None


def test_a_field_without_a_name_of_its_own_is_called_by_its_key() -> None:
    assert MODEL.label("hazards", ("x", "y")).en == "x.y"


def test_a_field_that_an_item_lacks_is_called_as_the_records_is() -> None:
    assert MODEL.label("hazards", ("township",)).en == "township"


def _in_a_process(record: Record) -> tuple[str, bool]:
    return record.id, MODEL.fits(record)


@pytest.mark.parametrize("start", ["spawn", "forkserver"])
def test_records_of_two_campaigns_go_to_other_processes_and_stay_what_they_are(start: str) -> None:
    other = record_model(otherwise(staff=Field(type="count", title=Text("职工人数", "staff"))))
    records = [MODEL.record(id="a"), other.record(id="b", staff=3)]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(start)) as pool:
        assert list(pool.map(_in_a_process, records)) == [("a", True), ("b", False)]


def test_a_model_is_made_again_in_a_process_that_never_saw_it() -> None:
    other = record_model(otherwise(staff=Field(type="count", title=Text("职工人数", "staff"))))
    code = "import pickle, sys; print(pickle.load(sys.stdin.buffer).staff)"
    sent = pickle.dumps(other.record(id="b", staff=3))
    done = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, check=True)
    assert done.stdout.split() == [b"3"]


def test_parts_are_found_by_what_is_declared_of_them() -> None:
    model: RecordModel = MODEL
    assert (model.default_actor, model.subjects) == ("enterprise", ("enterprise",))
    assert (model.name_field, model.area_field, model.sector_field) == ("name", "township", "sectors")
    assert (model.entries, model.suspending, model.cases) == (("activities", "documents"), ("waivers",), ("hazards",))
    assert dict(model.fact_of_section) == {
        "hot_work_jobs": "hot_work",
        "operators": "special_operations",
        "contracts": "outsources",
    }
    assert [".".join((section, *path)) for section, path, _ in model.typed("authority")] == [
        "hazards.events.to",
        "hazards.events.by",
    ]


def test_a_record_is_known_by_the_fields_that_say_whose_it_is_and_where() -> None:
    said = MODEL.record(id="A", name="某厂", township="民和镇", sectors=("燃气",))
    assert (MODEL.name_of(said), MODEL.area_of(said), MODEL.sectors_of(said)) == ("某厂", "民和镇", ("燃气",))
    bare = MODEL.record(id="A", name="")
    assert (MODEL.name_of(bare), MODEL.area_of(bare), MODEL.sectors_of(bare)) == (None, None, ())
