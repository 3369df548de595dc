"""Values of a record as people say them: choices by their titles, amounts with their unit, days, yes and no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.texts import Text
from campaign_rules.reports.wording import NO_TEXT, phrase
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import Field
from campaign_rules.rules.record.values import attribute

_PLAIN = frozenset({"text", "id", "moment", "date", "reference"})
"""Types whose values are said as they are written: a text that happens to spell an id is no name."""


def value_text(pack: Pack, field: Field, value: Any) -> Text:
    """Say the value of a field."""
    if value is None:
        return phrase("nothing")
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, int | float):
        return amount_text(value, pack.model.units[field.unit].title if field.unit else None)
    if isinstance(value, tuple):
        return phrase("list").join(value_text(pack, field, one) for one in value)
    if isinstance(value, Struct):
        return phrase("fields").join(fields_said(pack, field.fields, value))
    if isinstance(value, Mapping):
        return phrase("fields").join(_known(pack, field, name, one) for name, one in value.items())
    return word_text(pack, field, str(value))


def yes_or_no(value: bool) -> Text:
    """Say a flag."""
    return Text("是", "yes") if value else Text("否", "no")


def word_text(pack: Pack, field: Field, word: str) -> Text:
    """Say a word that stands in a field, by its title where the field's words have one."""
    kind = field.of if field.type == "list" and isinstance(field.of, str) else field.type
    if kind in _PLAIN and not field.words:
        return Text(word, word)
    own = field.of if isinstance(field.of, dict) else field.words
    duties = {name: duty.title for name, duty in pack.duties.items()} if kind == "duty" else {}
    return own.get(word) or duties.get(word) or pack.word(word)


def amount_text(number: float, unit: Text | None) -> Text:
    """Say a number, in its unit where it has one; a unit that begins with a figure stands in brackets in English.

    >>> amount_text(1200.0, Text("欧元", "euro")), amount_text(1.5, Text("万元", "10,000 yuan")).en
    (Text(zh='1200欧元', en='1200 euro'), '1.5 (10,000 yuan)')
    """
    said = f"{number:.15g}"
    if unit is None:
        return Text(said, said)
    return Text(f"{said}{unit.zh}", f"{said} {f'({unit.en})' if any(map(str.isdigit, unit.en)) else unit.en}")


def fields_said(pack: Pack, fields: Mapping[str, Field], whose: Struct) -> list[Text]:
    """Say each field that something of a record fills in, in their order; null and empty texts say nothing."""
    values = {name: getattr(whose, attribute(name), UNSET) for name in fields}
    return [field_text(pack, fields[name], value) for name, value in values.items() if said(value)]


def said(value: Any) -> bool:
    """Tell whether a value is worth telling: it is there, and neither null nor empty."""
    return value is not UNSET and value is not None and value not in ("", ())


def field_text(pack: Pack, field: Field, value: Any) -> Text:
    """Say a field with its value: by its ``phrase``, or its title and the value.

    >>> from campaign_rules.reports.wording import PHRASES
    >>> PHRASES["field"].format(field=Text("花费", "cost"), value="80")
    Text(zh='花费 80', en='cost 80')
    """
    shown = value_text(pack, field, value)
    return field.phrase.format(value=shown) if field.phrase else phrase("field", field=field.title, value=shown)


def _known(pack: Pack, field: Field, name: str, value: Any) -> Text:
    """Say one of the attributes of a record, which need not be declared."""
    declared = field.fields.get(name) or Field(title=Text(name, name))
    return field_text(pack, declared, value) if said(value) else NO_TEXT
