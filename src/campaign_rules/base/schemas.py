"""Typed values from plain data, and every reason why the data does not fit, each at its place.

One definition serves all: the msgspec Structs decode, and the JSON Schemas that editors use (and that find
every problem of a bad file at once) are made from the same Structs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from msgspec import structs

from campaign_rules.base.errors import BadInput, Problem, did_you_mean, first_problems, meant, nearest
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import LANGS, Text, counted

T = TypeVar("T")

DecodeHook = Callable[[type, Any], Any]

ELSEWHERE = "x-elsewhere"
"""The keyword of a schema with words of other programs, by each the word that is meant here: ``bool``, a ``flag``."""

EXPECTED = "x-expected"
"""The keyword of a schema with what is said to be expected, by language, where its form alone says too little."""


def schema_of(kind: Any, schema_hook: Callable[[type], dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a Struct; ``schema_hook`` speaks for types of our own."""
    (made,), parts = msgspec.json.schema_components([kind], schema_hook=schema_hook)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "$defs": parts}


def convert(
    source: Source,
    kind: type[T],
    error: type[BadInput] = BadInput,
    *,
    schema: Callable[[Any], dict[str, Any]] = schema_of,
    dec_hook: DecodeHook | None = None,
    tell: bool = True,
) -> T:
    """Turn plain data into a typed value; ``schema`` makes the JSON Schema that finds the problems of bad data.

    In an item, ``""`` and ``false`` say *not done* just as null does, also where the type is a date or a text. What a
    program writes for a value is taken where it can mean but one thing: 0 and 1 for a flag, midnight for its day, a
    decimal for a number.

    Raises:
        BadInput: (``error``) every problem of the data, each with its place; none of them where nobody wants to be told
            (``tell``), which is soon found out.
    """
    if not source.problems:
        try:
            return msgspec.convert(source.data, kind, dec_hook=dec_hook)
        except (ValueError, RecursionError):  # msgspec.ValidationError is a ValueError, as is what a hook raises
            pass
    shape: Any = kind  # a class, which can be kept by
    checked = _checked(shape, schema)
    plain = _as_written(source.data, checked, checked["$defs"])
    if not source.problems and dec_hook is None:
        try:
            return msgspec.convert(plain, kind)
        except (ValueError, RecursionError):
            pass
    if not tell:
        raise error(())
    places = {
        problem.path for problem in source.problems if problem.code in ("number", "tag", "half-character", "type")
    }
    found = first_problems(problems(structs.replace(source, data=plain, problems=()), checked))
    told = [*source.problems, *(problem for problem in found if not problem.path or problem.path not in places)]
    if told:
        raise error(told)
    try:
        return msgspec.convert(plain, kind, dec_hook=dec_hook)
    except ValueError as wrong:
        text = Text(f"不符合格式：{wrong}", f"not as expected: {wrong}")
        raise error([source.problem((), "format", text)]) from None


@lru_cache(maxsize=64)
def _checked(kind: Any, schema: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    return schema(kind)


def problems(source: Source, schema: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what a JSON Schema finds wrong with ``source``, in our own words."""
    # 80 ms to import, and only a bad file needs it.
    from jsonschema import Draft202012Validator, FormatChecker

    checker = FormatChecker(formats=())
    checker.checks("date")(lambda value: not isinstance(value, str) or is_date(value))
    for error in Draft202012Validator(schema, format_checker=checker).iter_errors(source.data):
        yield from _told(source, error, schema["$defs"])


def is_date(text: str) -> bool:
    """Tell whether a text is a day of the calendar, written YYYY-MM-DD and in no other way."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _resolve(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = parts[schema["$ref"].removeprefix("#/$defs/")]
    return schema


def _branches(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    schema = _resolve(schema, parts)
    return [_resolve(branch, parts) for branch in schema.get("anyOf", [schema])]


def _as_written(data: Any, schema: Mapping[str, Any], parts: Mapping[str, Any]) -> Any:
    """Return plain data with what can mean but one thing where it stands written as that thing."""
    if type(data) is date:
        return data.isoformat()
    branches = _branches(schema, parts)
    kinds = {branch.get("type") for branch in branches}
    dated = any(branch.get("format") == "date" for branch in branches)
    if data is False and "boolean" not in kinds and "null" in kinds:
        return None
    if data == "" and "null" in kinds and ("string" not in kinds or dated):
        return None
    if isinstance(data, (datetime, str)):
        return _day(data) if dated else data
    if isinstance(data, (int, float, Decimal)) and not isinstance(data, bool):
        return _number(data, kinds)
    for branch in branches:
        if isinstance(data, Mapping) and branch.get("type") == "object":
            known, others = branch.get("properties", {}), branch.get("additionalProperties") or {}
            return {k: _as_written(v, known.get(k, others), parts) for k, v in data.items()}
        if isinstance(data, (list, tuple)) and branch.get("type") == "array":
            return [_as_written(v, branch.get("items", {}), parts) for v in data]
    return data


_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(:00(\.0+)?)?(Z|\+00:?00|\+08:?00)?", re.ASCII)
"""Midnight of no zone in particular, of China's, or of Greenwich (eight in the morning of the same day in China)."""


def _day(data: datetime | str) -> str:
    """Return the day of a midnight; any other time as it is written."""
    text = data.isoformat() if isinstance(data, datetime) else data
    midnight = _MIDNIGHT.fullmatch(text)
    return midnight[1] if midnight else text


def _number(data: float | Decimal, kinds: Set[Any]) -> Any:
    """Return 0 and 1 as no and yes where a number can't be meant, and a decimal as a plain number."""
    if isinstance(data, Decimal) and data.is_nan():
        return math.nan  # a signalling one can't even be compared
    if not kinds & {"number", "integer"}:
        return bool(data) if "boolean" in kinds and data in (0, 1) else data
    if isinstance(data, Decimal):
        return int(data) if data.is_finite() and data == data.to_integral_value() else float(data)
    return int(data) if "number" not in kinds and isinstance(data, float) and data.is_integer() else data


_KINDS = {
    "object": Text("键值映射", "a mapping"),
    "array": Text("列表", "a list"),
    "string": Text("文字", "text"),
    "boolean": Text(" true 或 false", "true or false"),
    "number": Text("数字", "a number"),
    "integer": Text("整数", "a whole number"),
    "null": Text("null", "null"),
}
SAID: Mapping[str, str] = {
    **dict.fromkeys(("yes", "y", "on", "ja", "是", "有", "true"), "true"),
    **dict.fromkeys(("no", "n", "off", "nein", "否", "无", "没有", "false"), "false"),
}
"""How people say yes and no, and how it is written in YAML and JSON."""

_DATE = Text("日期 YYYY-MM-DD", "a date YYYY-MM-DD")


def _kind_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    return "object" if isinstance(value, Mapping) else "array" if isinstance(value, list) else "string"


def shown_value(value: Any) -> str:
    """Write a value of plain data as people write it, text in quotes: never as a programming language does.

    >>> shown_value(True), shown_value(None), shown_value("no"), shown_value({"a": 1})
    ('true', 'null', '“no”', '{…}')
    """
    if isinstance(value, (Mapping, list, tuple)):
        return "{…}" if isinstance(value, Mapping) else "[…]"
    if isinstance(value, str):
        return f"“{value[:40]}…”" if len(value) > 40 else f"“{value}”"
    return "null" if value is None else _plain(value)


def _expected(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> Text:
    if said := _resolve(schema, parts).get(EXPECTED):
        return Text(**said)
    wanted: list[Text] = []
    for branch in sorted(_branches(schema, parts), key=lambda b: b.get("type") == "null"):  # msgspec has null anywhere
        if "enum" in branch:
            text = Text("、".join(map(str, branch["enum"])), ", ".join(map(str, branch["enum"])))
        elif branch.get("format") == "date":
            text = _DATE
        elif EXPECTED in branch:
            text = Text(**branch[EXPECTED])
        elif {*branch.get("required", ())} == {*LANGS}:
            text = Text(" {zh: …, en: …}", "{zh: …, en: …}")
        else:
            text = _KINDS.get(branch.get("type", ""), Text("另一种值", "another value"))
        if text not in wanted:
            wanted.append(text)
    return Text(" 或 ".join(t.zh for t in wanted), " or ".join(t.en for t in wanted))


def _told(source: Source, error: Any, parts: Mapping[str, Any], base: Path = ()) -> Iterator[Problem]:
    path = (*base, *error.relative_path)
    match error.validator:
        case "additionalProperties":
            known = list(error.schema.get("properties", {}))
            for key in map(str, error.instance):
                if key not in known:
                    text = Text(f"没有 {key} 这个键", f"unknown key {key}") + _meant(key, known, error.schema)
                    yield source.problem((*path, key), "unknown-key", text, at_key=True)
        case "required":
            missing = next(k for k in error.validator_value if k not in error.instance and f"'{k}'" in error.message)
            text = Text(f"缺少必填的 {missing}", f"{missing} is required")
            yield source.problem((*path, missing), "missing-key", text)
        case "anyOf":
            yield from _told_any_of(source, error, parts, path)
        case "type":
            yield source.problem(path, "type", _bad_type(error.instance, _expected(error.schema, parts), path, source))
        case _:
            yield source.problem(path, *_bad_value(error))


def _bad_value(error: Any) -> tuple[str, Text]:
    """Return the code and the sentence for a value of the right type that is still not good."""
    value, bound = error.instance, error.validator_value
    match error.validator:
        case "enum":
            shown, name = shown_value(value), value if isinstance(value, str) else ""
            text = Text(f"{shown} 不在可选值之内", f"{shown} is not one of the choices")
            return "unknown-value", text + _meant(name, [str(option) for option in bound], error.schema)
        case "format":
            return "date", _bad_date(value)
        case "minLength" | "pattern" if not str(value).strip():
            return "empty-text", Text("不能为空", "must not be empty")
        case "pattern":
            return "pattern", Text(
                f"{shown_value(value)} 的写法不对，应形如 {bound}", f"{shown_value(value)} does not match {bound}"
            )
    return _bad_size(error) or (str(error.validator), Text(f"{shown_value(value)} 不符合格式", error.message))


def _bad_size(error: Any) -> tuple[str, Text] | None:
    """Return the code and the sentence for what is too much or too little; None for anything else."""
    value, bound = error.instance, error.validator_value
    match error.validator:
        case "minItems" if bound > 1:
            return "minItems", Text(f"至少写 {bound} 项", f"at least {bound} entries are needed")
        case "minItems":
            return "minItems", Text("不能是空的列表", "must not be an empty list")
        case "minProperties":
            return "empty", Text("不能是空的映射", "must not be an empty mapping")
        case "maxProperties":
            return "too-many", Text(f"最多 {bound} 个键", f"at most {counted(bound, 'key')}")
        case "minimum":
            return "minimum", Text(f"{value} 小于 {bound}", f"{value} is less than {bound}")
        case "maximum":
            return "maximum", Text(
                f"{value} 过大，应不超过 {bound:.0f}", f"{value} is too large, expected up to {bound:.0f}"
            )
        case "uniqueItems":
            return "uniqueItems", Text("列表里有重复", "an entry stands twice in the list")
        case "exclusiveMinimum":
            return "minimum", Text(f"{value} 应大于 {bound}", f"{value} must be more than {bound}")
        case "maxItems":
            return "maxItems", Text(f"最多 {bound} 项", f"at most {counted(bound, 'entry', 'entries')}")
    return None


def _meant(word: str, known: list[str], schema: Mapping[str, Any]) -> Text:
    """Return the tail of a message that suggests what is meant by a word: here it has another name, or is misspelt."""
    near = schema.get(ELSEWHERE, {}).get(word.lower())
    return meant(near) if near else did_you_mean(word, known)


def _told_any_of(source: Source, error: Any, parts: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    branches = _branches(error.schema, parts)
    kind = _kind_of(error.instance)
    for i, branch in enumerate(branches):
        # One word of a closed list, or several of them: a text is meant as one word.
        words = kind == "string" and "enum" in branch and any(other.get("items") == branch for other in branches)
        if words or kind == branch.get("type") or (kind == "number" and branch.get("type") == "integer"):
            inner = [e for e in error.context if e.schema_path[0] == i]
            for one in inner:
                yield from _told(source, one, parts, path)
            return
    text = _bad_type(error.instance, _expected(error.schema, parts), path, source)
    choices = [str(choice) for branch in branches for choice in branch.get("enum", ())]
    near = nearest(error.instance, choices) if isinstance(error.instance, str) else None
    yield source.problem(path, "type", text + did_you_mean(near, [near]) if near else text)


def _bad_type(value: Any, expected: Text, path: Path, source: Source) -> Text:
    written = source.written.get(path) or shown_value(value)
    zh, en = f"应为{expected.zh}，得到 {written}", f"expected {expected.en}, got {written}"
    if _kind_of(value) == "number" and written != _plain(value):
        zh, en = f"{zh}（读成了数 {_plain(value)}）", f"{en} (which reads as the number {_plain(value)})"
    if "文字" in expected.zh and _kind_of(value) in ("number", "boolean"):
        zh, en = f'{zh}；请加引号："{written}"', f'{en}; put it in quotes: "{written}"'
    elif isinstance(value, str) and _KINDS["boolean"].en in expected.en and value.lower() in SAID:
        said = SAID[value.lower()]
        zh, en = f"{zh}；请写 {said}", f"{en}; write {said}"
    elif value is None and expected == _KINDS["array"]:
        zh, en = (
            f"{zh}；没有就写 []，不清楚就删去这一项",
            f"{en}; write [] for none, leave it out if not known",
        )
    elif value is None and expected == _KINDS["boolean"]:
        zh, en = f"{zh}；不清楚就删去这一项", f"{en}; leave it out if not known"
    elif not path and expected == _KINDS["object"]:
        zh, en = f"{zh}；一份记录以 id: 开头", f"{en}; a record begins with id:"
    return Text(zh, en)


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _bad_date(value: str) -> Text:
    if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", value):  # in which zone? its day may be another one
        return Text(
            f"{shown_value(value)} 带有时刻，应只写日期 YYYY-MM-DD",
            f"{shown_value(value)} has a time of day, expected a date YYYY-MM-DD alone",
        )
    zh, en = (
        f"{shown_value(value)} 不是日期，应为 YYYY-MM-DD",
        f"{shown_value(value)} is not a date, expected YYYY-MM-DD",
    )
    numbers = re.match(r"\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?!\d)", value)
    if numbers:
        year, month, day = map(int, numbers.groups())
        meant = f"{year:04}-{month:02}-{day:02}"
        if is_date(meant):
            zh, en = f"{zh}，是否想写 {meant}？", f"{en}; did you mean {meant}?"
    return Text(zh, en)
