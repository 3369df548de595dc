"""Parts of records, items and events in rows: there, not there, or not said; within one another; of any declaration."""

from collections.abc import Mapping
from io import BytesIO
from itertools import count
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from campaign_rules import load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.files.workbooks.problems import Problems
from campaign_rules.files.workbooks.records import read_units
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import Field, RecordDeclaration
from campaign_rules.rules.record.model import record_model
from campaign_rules.rules.record.values import Record
from campaign_rules.writers.xlsx_records import write_records
from tests.files.workbooks.test_fields import pack_of
from tests.strategies import declarations, records_of

BOATS = """
actors: {owner: {kind: subject, default: true, title: {zh: 船主, en: owner}}}
fields:
  id: {type: id, title: {zh: 编号, en: id}, required: true}
  licence: {type: part, title: {zh: 许可, en: licence}, fields: {number: {title: {zh: 许可号, en: number}, required: true}, note: {title: {zh: 许可附注, en: note}}}}
sections:
  boats:
    title: {zh: 船只, en: boats}
    fields:
      hull:
        type: part
        title: {zh: 船体, en: hull}
        fields:
          engine:
            type: part
            title: {zh: 发动机, en: engine}
            fields:
              pump: {type: part, title: {zh: 油泵, en: pump}, fields: {made: {type: date, title: {zh: 油泵出厂, en: made}}}}
"""


@pytest.fixture(scope="module")
def boats() -> Pack:
    return pack_of(BOATS)


def back(pack: Pack, record: Record) -> tuple[list[Record], list[str]]:
    """What a record is read as that was written to a workbook, possible or not; and what is told of it."""
    stream, problems = BytesIO(), Problems("a.xlsx")
    write_records(stream, pack, [record])
    units = read_units(stream.getvalue(), pack, problems)
    return [msgspec.convert(unit.data, pack.model.record) for unit in units], [one.zh for one in problems.wrong]


@pytest.mark.parametrize("licence", [{}, {"licence": None}, {"licence": {"number": "7"}}])
def test_a_part_of_the_record_itself_is_there_or_not_or_not_said(boats: Pack, licence: Mapping[str, Any]) -> None:
    record = msgspec.convert({"id": "P-1", **licence}, boats.model.record)
    assert back(boats, record) == ([record], [])


@pytest.mark.parametrize(
    "hull",
    [
        None, {}, {"engine": None}, {"engine": {}}, {"engine": {"pump": None}}, {"engine": {"pump": {}}},
        {"engine": {"pump": {"made": "2024-05-01"}}},
    ],
)  # fmt: skip
def test_parts_within_parts_have_columns_of_their_own(boats: Pack, hull: Any) -> None:
    record = msgspec.convert({"id": "P-1", "boats": [{"hull": hull}]}, boats.model.record)
    assert back(boats, record) == ([record], [])


def told_apart(declared: RecordDeclaration) -> RecordDeclaration:
    """A declaration of which each column and each sheet has a heading of its own, as lint asks."""
    number = count()

    def titled(one: Any, **more: Any) -> Any:
        return structs.replace(one, title=Text(f"栏{next(number)}号", "x"), **more)

    def fields(some: Mapping[str, Field], *kept: str) -> dict[str, Field]:
        made: dict[str, Field] = {}
        for name, field in some.items():
            if name in ("events", "actors", "id", "actor", "note", "kind", "date"):
                continue
            alone = field.type != "attributes" or (
                "attributes" in kept and field.type not in {f.type for f in made.values()}
            )
            inner = fields(field.fields) if field.type == "part" else {}
            plain = not alone or (field.type == "part" and not inner)
            made[name] = titled(field, type="text" if plain else field.type, fields={} if plain else inner)
        return made

    sections = {}
    for name, section in declared.sections.items():
        own = {"id": titled(Field(type="id", title=Text("x", "x"), required=True)), **fields(section.fields)}
        events = section.events
        if events:
            kinds = {kind: titled(one) for kind, one in events.kinds.items()}
            events = titled(events, fields=fields(events.fields), kinds=kinds)
        sections[name] = titled(section, fields=own, events=events)
    actors = {name: titled(actor) for name, actor in declared.actors.items()}
    return structs.replace(declared, actors=actors, fields=fields(declared.fields, "attributes"), sections=sections)


@st.composite
def records_of_any_form(draw: st.DrawFn) -> tuple[Pack, Record]:
    model = record_model(told_apart(draw(declarations())))
    shipped = load_campaign("zhiben-2024").pack
    return structs.replace(shipped, model=model, kinds={}, facts={}, form=None), draw(records_of(model))


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(records_of_any_form())
def test_a_record_of_whatever_form_comes_back_from_a_workbook_as_it_was(drawn: tuple[Pack, Record]) -> None:
    pack, record = drawn
    assert back(pack, record) == ([record], [])
