"""The column of a declared field: its headings, what a cell in it may say, and the words to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from campaign_rules.base.amounts import Measure
from campaign_rules.base.texts import Text
from campaign_rules.files.workbooks.columns import Column, Form, Path
from campaign_rules.files.workbooks.measures import any_measure, measures_of
from campaign_rules.rules.leads import plain
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import Field, FieldType

HINTS: Mapping[Form, str] = {
    "date": "日期，如 2023-6-1",
    "moment": "日期，可以带时间，如 2023-6-1 14:30",
    "flag": "是 或 否；不清楚就留空",
    "number": "数字",
    "integer": "整数",
    "list": "多个之间用 ； 隔开",
    "one_or_list": "兼有几种的，之间用 ； 隔开",
}
"""What a person is told who fills in a column of a form, where the field says nothing itself."""

FORMS: Mapping[FieldType, Form] = {
    "date": "date", "moment": "moment", "flag": "flag", "list": "list", "count": "integer",
    "number": "number", "money": "number", "quantity": "number",
}  # fmt: skip
"""What kind of thing the column of a field holds; of all other types, text."""

NOTE = Field(title=Text("备注", "note"), also=("说明", "注"))
"""The field that every item has, declared or not."""


class FieldColumns:
    """Makes the columns of a campaign's declared fields."""

    def __init__(self, pack: Pack) -> None:
        self._pack, self._model = pack, pack.model
        self.units = measures_of(pack.model, pack.lexicon.words.currencies)
        self._uncounted = any_measure(self.units)

    def of(self, field: Field, path: Path, *, section: str = "", **said: Any) -> Column:
        """Return the column of a field; what is ``said`` stands in the place of what the field says."""
        form: Form = FORMS.get(field.type, "text")
        made: dict[str, Any] = {
            "path": path,
            "heading": field.shown,
            "aliases": field.also,
            "form": form,
            "element": FORMS.get(field.of, "text") if form == "list" else "text",  # type: ignore[call-overload]  # it names a type
            "required": field.required,
            "nullable": field.takes_null or form == "flag",
            "strict": form == "flag" and not field.takes_null,
            "or_text": form == "flag" and field.or_text,
            "is_id": field.type == "id",
            "judged": field.judged,
            "needed": form == "number" and field.or_text,
            "none_words": field.none_words,
            "measure": self._measure(field, form),
            "kept_by": field.kept_by,
            "hint": field.hint.zh if field.hint else HINTS.get(form, ""),
            **self._words(field, section),
        }
        return Column(lexicon=self._pack.lexicon, **{**made, **said})

    def aside(self, path: Path, heading: str, aliases: Sequence[str] = (), **said: Any) -> Column:
        """Return a column that is no field."""
        others = tuple(one for one in dict.fromkeys(aliases) if one != heading)
        return Column(path=path, heading=heading, aliases=others, lexicon=self._pack.lexicon, **said)

    def attribute_words(self, asked: Sequence[str]) -> dict[str, Any]:
        """Return the words of the column that names an attribute: those that are declared, or asked for."""
        name = self._model.attributes_field
        declared = self._model.fields[name].fields if name else {}
        texts = {one: Text(one, one) for one in asked} | {one: field.title for one, field in declared.items()}
        return named({one: texts[one] for one in dict.fromkeys((*declared, *asked))})

    def _measure(self, field: Field, form: Form) -> Measure:
        return self.units[field.unit] if field.unit and form == "number" else self._uncounted

    def _words(self, field: Field, section: str) -> dict[str, Any]:
        """Return the words of a column, and how they are shown: of a closed list, or of those that the campaign knows."""
        kind = field.of if field.type == "list" and isinstance(field.of, str) else field.type
        if kind == "kind":
            known = self._pack.kind_words().get(section)
            kinds = {id_: one.title.zh for id_, one in self._pack.kinds.items() if one.of == section}
            return {"words": known.words, "shown": kinds} if known else {}
        if kind == "finding":
            return {**named(self._pack.findings), "strict": bool(self._pack.findings)}
        if kind in ("choice", "word"):
            of = field.of if isinstance(field.of, dict) else field.words
            return {**named(of, field.synonyms), **({"strict": True} if kind == "choice" else {})}
        texts = self._texts(kind)
        return named(texts) if texts else {}

    def _texts(self, kind: str) -> Mapping[str, Text]:
        """Return what people call the words of a type that names things of the campaign."""
        match kind:
            case "extent":
                return {"full": Text("全面", "full")}
            case "duty":
                return {id_: duty.title for id_, duty in self._pack.duties.items()}
            case "sector":
                return self._pack.sector_titles
            case "role" | "department" | "authority":
                return self._people()
        return {}

    def _people(self) -> dict[str, Text]:
        """Return what people call those who do something or are told of it: roles, departments and offices."""
        offices = {id_: actor.title for id_, actor in self._model.actors.items()}
        departments = {id_: department.title for id_, department in self._pack.directory.departments.items()}
        others = {id_: office.title for id_, office in self._model.authorities.items()}
        return {**others, **offices, **departments, **{id_: role.title for id_, role in self._model.roles.items()}}


def named(texts: Mapping[str, Text], also: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """Return the words of a column for some things that have titles, and how they are shown."""
    words = {plain(word): id_ for id_, text in texts.items() for word in (id_, text.zh, text.en)}
    words |= {plain(word): id_ for id_, others in (also or {}).items() for word in others}
    return {"words": words, "shown": {id_: text.zh for id_, text in texts.items()}}
