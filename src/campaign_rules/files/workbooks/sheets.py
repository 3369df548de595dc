"""The sheets that records of a campaign are typed in: one for each section, with a column for each field of its items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, get_origin

from msgspec import UnsetType, structs

from campaign_rules.base.shapes import struct_in, types_in, words_of
from campaign_rules.base.texts import Text
from campaign_rules.files.workbooks.columns import (
    BEYOND,
    COMPLETE,
    EVENTS,
    IN_FORCE,
    OWNER,
    OWNER_NAME,
    OWNER_TOWNSHIP,
    REPORTED_TO,
    SHORT,
    STATUS,
    UNITS,
    Column,
    Form,
    Sheet,
)
from campaign_rules.files.workbooks.headings import HEADINGS, NOTE, title_of
from campaign_rules.logic.conditions import Test, walk
from campaign_rules.rules.forms import ATTRIBUTES
from campaign_rules.rules.leads import plain
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.records import EVENT_TEXTS, SECTIONS, WORDS, Event, Hazard, Record, label

_JUDGED = frozenset(
    ("found.by", "plan.responsible", "plan.measures", "plan.contingency", "guardian", "by", "scope", "to")
)
"""The fields with text that are judged: any text in them would count as said or done."""

_OFFICE_FIELDS = ("enterprise", "persons", "amount", "anonymous", "dangerous_operation_crime")
_OFFICE_SECTIONS = (UNITS, "activities", "documents", ATTRIBUTES)

HINTS: Mapping[Form, str] = {
    "date": "日期，如 2023-6-1",
    "flag": "是 或 否；不清楚就留空",
    "number": "数字",
    "integer": "整数",
    "list": "多个之间用 ； 隔开",
    "one_or_list": "兼有几种的，之间用 ； 隔开",
}


def sheets_of(pack: Pack) -> tuple[Sheet, ...]:
    """Return the sheets that records of a campaign are typed in: the units first, then a sheet for each section."""
    made = [
        Sheet(
            title="单位",
            section=UNITS,
            columns=_unit_columns(pack),
            aliases=("企业", "企业信息", "基本情况", "主体"),
            offices=True,
        )
    ]
    for section, kind in SECTIONS.items():
        title, aliases = title_of(section)
        columns = (OWNER, OWNER_NAME, OWNER_TOWNSHIP, *_columns(pack, section, kind))
        if section == "hazards":
            columns += (
                Column(path=IN_FORCE, heading="现行期限", form="date"),
                Column(path=STATUS, heading="状态", aliases=("整改状态", "隐患状态", "目前状态", "当前状态")),
                Column(path=BEYOND, heading="其他经过", aliases=("本表装不下的经过",)),
            )
        offices = section in _OFFICE_SECTIONS
        made.append(Sheet(title=title, section=section, columns=columns, aliases=aliases, offices=offices))
        if section == "hazards":
            hazard = Column(path=("hazard",), heading="隐患编号", is_id=True, required=True, nullable=False)
            columns = (OWNER, hazard, *_columns(pack, EVENTS, Event))
            made.append(Sheet(title="隐患经过", section=EVENTS, columns=columns, aliases=("处理经过", "经过")))
    named = Column(
        path=("name",),
        heading="属性",
        aliases=("名称", "项目"),
        required=True,
        nullable=False,
        **_attribute_words(pack),
    )
    value = Column(path=("value",), heading="值", aliases=("内容", "数值"), form="value")
    made.append(
        Sheet(title="属性", section=ATTRIBUTES, columns=(OWNER, named, value), aliases=("其他属性",), offices=True)
    )
    return tuple(
        structs.replace(sheet, columns=tuple(structs.replace(one, lexicon=pack.lexicon) for one in sheet.columns))
        for sheet in made
    )


def _unit_columns(pack: Pack) -> tuple[Column, ...]:
    own = ("id", "name", "actor", "sectors", "township", "high_risk", "outsources", "hot_work", "special_operations")
    fields = {field.encode_name: field for field in structs.fields(Record)}
    columns = [_column(pack, "record", (name,), fields[name]) for name in own]
    for section, title in (*((name, title_of(name)[0]) for name in SECTIONS), (ATTRIBUTES, "属性")):
        columns.append(
            Column(
                path=(COMPLETE, section),
                heading=f"{title}已填全",
                form="flag",
                nullable=False,
                offices=False,
                hint=_COMPLETE_HINT,
            )
        )
    return (*columns, _column(pack, "record", ("note",), fields["note"]))


_COMPLETE_HINT = "是：列出的就是全部，一行没有就是没有；留空：没有行就是没有说明"


def _columns(pack: Pack, section: str, kind: Any, prefix: tuple[str, ...] = ()) -> list[Column]:
    """Return the columns of a section's items, those of what lies inside an item among them."""
    made: list[Column] = []
    for field in structs.fields(kind):
        path = (*prefix, field.encode_name)
        inner = struct_in(field.type)
        if kind is Hazard and field.name == "events":
            made += _short_columns(pack)
            made.append(_marker(("events",), "hazards", "是：经过就是这些；无：没有任何处理"))
        elif inner is not None:
            if type(None) in types_in(field.type):
                made.append(_marker(path, section, "有 或 无；填了下面各栏可以不填"))
            made += _columns(pack, section, inner, path)
        else:
            made.append(_column(pack, section, path, field))
    return sorted(made, key=_place)


def _place(column: Column) -> int:
    """Return where a column stands among those of its item: an id that is needed first, a note last, another id before it."""
    if len(column.path) > 1:
        return 1
    return {"id": 0 if column.required else 2, "note": 3}.get(column.path[0], 1)


def _marker(path: tuple[str, ...], section: str, hint: str) -> Column:
    heading, *aliases = HEADINGS.get((section, path[-1]), (path[-1],))
    return Column(path=path, heading=heading, aliases=tuple(aliases), form="flag", hint=hint)


def _short_columns(pack: Pack) -> list[Column]:
    made = []
    for kind, (heading, *aliases) in SHORT.items():
        made.append(
            Column(
                path=("events", kind),
                heading=heading,
                aliases=tuple(aliases),
                form="date",
                hint=HINTS["date"],
            )
        )
        if kind == "reported":
            made.append(
                Column(
                    path=REPORTED_TO,
                    heading="上报部门",
                    aliases=("报告部门",),
                    judged=True,
                    denied=True,
                    **_named(_people(pack)),
                )
            )
    return made


def _column(pack: Pack, section: str, path: tuple[str, ...], field: Any) -> Column:
    parts = list(types_in(field.type))
    nullable = type(None) in parts
    name = ".".join(path)
    heading, *aliases = HEADINGS.get((section, name), NOTE if path[-1] == "note" else (name,))
    form, flags = _form_of(parts)
    words = _words(pack, section, name, field.type)
    required = field.required and UnsetType not in parts
    return Column(
        path=path,
        heading=heading,
        aliases=tuple(aliases),
        form=form,
        required=required,
        nullable=nullable or (form == "flag"),
        closed=bool(words.pop("closed", False)) or (form == "flag" and not nullable),
        or_text=flags and str in parts,
        is_id=path[-1] == "id",
        judged=name in _JUDGED,
        denied=path[-1] == "to",
        needed=float in parts and str in parts,
        offices=section == "activities" and path[-1] in _OFFICE_FIELDS,
        hint=HINTS.get(form, ""),
        **words,
    )


def _form_of(parts: Sequence[Any]) -> tuple[Form, bool]:
    if any(get_origin(part) is tuple for part in parts):
        # Words of a closed list, of which one alone will do.
        return ("one_or_list" if any(get_origin(part) is Literal for part in parts) else "list"), False
    if date in parts:
        return "date", False
    if bool in parts:
        return "flag", True
    if float in parts:
        return "number", False
    return ("integer" if int in parts else "text"), False


def _words(pack: Pack, section: str, name: str, kind: Any) -> dict[str, Any]:
    """Return the words of a column, and how they are shown: of a closed list, or of those that the campaign knows."""
    if section in ("activities", "documents") and name == "kind":
        return {
            "words": pack.kind_words()[section].words,
            "shown": {id_: kind.title.zh for id_, kind in pack.kinds.items() if kind.of == section},
        }
    if (section, name) == ("activities", "scope"):
        return _named({"full": Text("全面", "full")})
    if (section, name) == ("waivers", "duties"):
        return _named({id_: duty.title for id_, duty in pack.duties.items()})
    if (section, name) == ("spot_checks", "found"):
        return {**_named(pack.findings), "closed": bool(pack.findings)}
    if (section, name) == ("record", "sectors"):
        return _named(pack.sector_titles)
    if name.rpartition(".")[2] in ("by", "to", "authority") and name != "found.by":
        return _named(_people(pack))
    literals = list(words_of(kind))
    if not literals:
        return {}
    texts: dict[str, Text] = {**WORDS, **EVENT_TEXTS}
    if section == "record":  # of the actors, those that take part in this campaign
        texts = {id_: actor.title for id_, actor in pack.model.actors.items()}
        literals = [word for word in literals if word in texts]
    made = _named({word: texts.get(word, Text(word, word)) for word in literals})
    made["words"] |= {plain(said): word for said, word in _ALSO_SAID.items() if word in literals}
    return {**made, "closed": True}


_ALSO_SAID: Mapping[str, str] = {
    "企业自查": "enterprise",
    "自查": "enterprise",
    "部门检查": "department",
    "部门": "department",
    "举报": "informant",
    "群众举报": "informant",
    "上报": "reported",
    "已上报": "reported",
    "责令整改": "ordered",
    "责令限期": "ordered",
    "整改完成": "rectified",
    "完成整改": "rectified",
    "退回": "returned",
    "验收": "accepted",
    "验收通过": "accepted",
    "验收合格": "accepted",
    "复现": "reopened",
    "挂牌": "listed",
    "督办": "listed",
    "认定不力": "neglect_found",
    "认定排查不力": "neglect_found",
    "排查整治不力": "neglect_found",
    "事故": "accident",
    "涉嫌犯罪": "crime_suspected",
}
"""Other words that people use for those of closed lists."""


def _people(pack: Pack) -> dict[str, Text]:
    """Return what people call those who do something or are told of it: roles, departments and offices."""
    offices = {id_: actor.title for id_, actor in pack.model.actors.items()}
    departments = {id_: department.title for id_, department in pack.directory.departments.items()}
    others = {id_: office.title for id_, office in pack.model.authorities.items()}
    return {**others, **offices, **departments, **{id_: role.title for id_, role in pack.model.roles.items()}}


def _named(texts: Mapping[str, Text]) -> dict[str, Any]:
    words = {plain(word): id_ for id_, text in texts.items() for word in (id_, text.zh, text.en)}
    return {"words": words, "shown": {id_: text.zh for id_, text in texts.items()}}


def _attribute_words(pack: Pack) -> dict[str, Any]:
    """Return the attributes that a campaign asks about: in its facts, and in its form."""
    tests = (part for fact in pack.facts.values() for part in walk(fact.holds) if isinstance(part, Test))
    asked = [test.path[1] for test in tests if test.path[0] == ATTRIBUTES and len(test.path) > 1]
    asked += pack.form.attributes(pack.model) if pack.form else ()
    return _named({name: label((ATTRIBUTES, name)) for name in dict.fromkeys(asked)})
