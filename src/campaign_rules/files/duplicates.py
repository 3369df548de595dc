"""The same record twice: identical copies count once, and of different ones nobody can say which is right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from msgspec import UNSET, Struct

from campaign_rules.base.errors import Problem
from campaign_rules.base.texts import Text
from campaign_rules.files.record_files import Loaded
from campaign_rules.rules.record.model import RECORD, RecordModel
from campaign_rules.rules.record.values import Record, declared

CREDIT_CODE = 18
"""An id of so many letters and digits is a 统一社会信用代码: small letters are the same."""


class Double(Struct, frozen=True):
    """A record whose unit there was before: an identical copy, or one that says something else."""

    identical: bool
    problem: Problem


class _First(Struct, frozen=True):
    place: str
    says: dict[str, int]


class Seen:
    """The units seen so far: each with its place and what it says, not the record itself."""

    def __init__(self, model: RecordModel) -> None:
        self._model = model
        self._first: dict[tuple[str, str], _First] = {}
        self._count = 0

    def again(self, loaded: Loaded) -> Double | None:
        """Return what there is to say if a record's unit was there before; else remember it."""
        self._count += 1
        record = loaded.record
        key, says = self._key(record.id), _says(record, self._model)
        keys = [(actor, key) for actor in record.actors]
        first = next((self._first[key] for key in keys if key in self._first), None)
        if first is None:
            self._first |= dict.fromkeys(keys, _First(_place(loaded, self._count), says))
            return None
        differing = [
            self._model.label(RECORD, (declared(name),))
            for name in self._model.record.__struct_fields__
            if first.says.get(name) != says.get(name)
        ]
        if differing:
            where = Text("、", ", ").join(differing)
            text = Text(
                f"编号 {record.id} 在 {first.place} 已有一份记录，两份内容不同（{where.zh}）；请合成一份，或去掉不对的那份",
                f"{first.place} already has a record with the id {record.id}, and the two differ ({where.en}); "
                "make one of them, or remove the wrong one",
            )
        else:
            text = Text(
                f"与 {first.place} 的记录完全相同（编号 {record.id}），只算一份",
                f"the same as the record at {first.place} (id {record.id}): counted once",
            )
        code = "double-record" if differing else "same-record"
        return Double(not differing, loaded.located().problem(("id",), code, text))

    def _key(self, id_: str) -> str:
        plain, field = unicodedata.normalize("NFKC", id_).strip(), self._model.fields.get("id")
        is_code = field and field.check and len(plain) == CREDIT_CODE and plain.isalnum()
        return plain.upper() if is_code else plain


def once(loaded: Iterable[Loaded], model: RecordModel) -> tuple[list[Loaded], list[Double]]:
    """Return records without identical copies, and every record whose unit there was before."""
    seen = Seen(model)
    kept: list[Loaded] = []
    doubles: list[Double] = []
    for one in loaded:
        double = seen.again(one)
        if double:
            doubles.append(double)
        if double is None or not double.identical:
            kept.append(one)
    return kept, doubles


def _says(record: Record, model: RecordModel) -> dict[str, int]:
    """Return by field a mark of what a record says there; the way that its id is written says nothing."""
    said: dict[str, Any] = {name: getattr(record, name) for name in record.__struct_fields__ if name != "id"}
    if (name := model.attributes_field) and said.get(name):
        said[name] = sorted(said[name].items())
    return {name: hash(repr(value)) for name, value in said.items() if value is not UNSET}


def _place(loaded: Loaded, number: int) -> str:
    """Return where a record stands, without reading it again: a program's own has no place but its number."""
    place = loaded.source.problem(("id",), "", Text("-", "-")).place
    if place != loaded.source.file:
        return place
    if place.startswith("["):
        return place  # a program's own, by its number and id
    return f"{place}:{loaded.line}" if place else f"[{number}]"
