"""Whatever is declared: the classes, their pickles, and the JSON Schema made from them agree on every record."""

import json
import pickle
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from msgspec import structs

from campaign_rules.base.schemas import is_date, schema_of
from campaign_rules.base.texts import Text
from campaign_rules.rules.record.declaration import Field, RecordDeclaration
from campaign_rules.rules.record.model import RecordModel, record_model
from campaign_rules.rules.record.shape import shape_of
from tests.loading import MODEL
from tests.strategies import declarations, plain_records

_CHECKER = FormatChecker(formats=())
_CHECKER.checks("date")(lambda value: not isinstance(value, str) or is_date(value))

STRANGE = st.sampled_from(
    [None, True, 0, -1, 1.5, 10**10, "", "x", "2023-06-01", "2023-02-30", [], {}, [None], {"x": 1}]
)


@st.composite
def damaged(draw: st.DrawFn, data: Any) -> Any:
    """The same data with one value replaced, one key taken away or one added, at any depth."""
    if isinstance(data, dict) and data and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(data)))
        rest = {name: value for name, value in data.items() if name != key}
        return draw(st.sampled_from([rest, {**rest, key: draw(damaged(data[key]))}, {**data, "zz": 1}]))
    if isinstance(data, list) and data:
        return [*data[:-1], draw(damaged(data[-1]))]
    return draw(STRANGE)


@st.composite
def drawn(draw: st.DrawFn, *, sound: bool) -> tuple[RecordModel, Any]:
    """A model of anything, or the county's, and a record of it, as it stands in JSON."""
    model = draw(st.one_of(st.just(MODEL), declarations().map(record_model), declarations().map(record_model)))
    data = draw(plain_records(model))
    return model, data if sound else draw(damaged(data))


def _reads(read: Callable[[], object]) -> bool:
    try:
        read()
    except msgspec.ValidationError:
        return False
    return True


@given(drawn(sound=True))
@settings(max_examples=60)
def test_a_record_of_whatever_form_comes_back_from_json_and_from_a_pickle_as_it_was(
    drawn: tuple[RecordModel, Any],
) -> None:
    model, data = drawn
    record = msgspec.convert(data, model.record)
    raw = msgspec.json.encode(record)
    assert model.shape.decoder.decode(raw) == record
    assert pickle.loads(pickle.dumps(record)) == record
    light = model.shape.light_decoder.decode(raw)
    assert (isinstance(light, model.record), msgspec.json.encode(light)) == (True, raw)
    assert model.fits(record)


@given(drawn(sound=True) | drawn(sound=False))
@settings(max_examples=150)
def test_what_the_classes_take_is_what_the_schema_takes(drawn: tuple[RecordModel, Any]) -> None:
    model, data = drawn
    raw = json.dumps(data)
    taken = _reads(lambda: model.shape.decoder.decode(raw))
    problems = list(Draft202012Validator(schema_of(model.record), format_checker=_CHECKER).iter_errors(json.loads(raw)))
    blank = all(one.validator == "pattern" for one in _leaves(problems))  # seen to by the loading, not by the classes
    assert taken == (not problems) or (taken and blank), problems


def _leaves(errors: Any) -> Any:
    for error in errors:
        if error.context:
            yield from _leaves(error.context)
        else:
            yield error


@given(declarations())
@settings(max_examples=60)
def test_every_class_of_a_form_has_a_name_of_its_own(declared: RecordDeclaration) -> None:
    """Names that are written alike when they are joined (``a_1`` and ``a1``) included."""
    shape = shape_of(declared)
    made = [shape.record, *shape.items.values(), *shape.events.values()]
    assert all(shape.classes[one._name] is one for one in made)
    assert len({one.__name__ for one in shape.classes.values()}) * 2 == len(shape.classes)


def test_the_places_in_which_two_forms_differ_are_named() -> None:
    flag = Field(type="flag", title=Text("旗", "flag"))
    sections = dict(MODEL.sections)
    hazards = sections.pop("hazards")
    assert hazards.events
    events = structs.replace(hazards.events, kinds={"closed": hazards.events.kinds["closed"]}, fields={})
    fields = {**hazards.fields, "plan": structs.replace(hazards.fields["plan"], fields={"flag": flag})}
    sections["hazards"] = structs.replace(hazards, fields=fields, events=events)
    other = record_model(structs.replace(MODEL.declaration, sections=sections, fields={**MODEL.fields, "name": flag}))
    assert set(MODEL.shape.differences(other.shape)) == {
        "name", "hazards.plan.flag", "hazards.plan.note", "hazards.plan.responsible", "hazards.plan.measures",
        "hazards.plan.funds", "hazards.plan.deadline", "hazards.plan.contingency", "hazards.events.kind",
        "hazards.events.id", "hazards.events.recorded", "hazards.events.to", "hazards.events.by",
        "hazards.events.deadline", "hazards.events.retracts",
    }  # fmt: skip
    assert MODEL.shape.differences(MODEL.shape) == ()
