"""Records from files, bytes and plain data: YAML, JSON and JSON Lines, every problem at its place."""

from __future__ import annotations

import io
import os
import pathlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from typing import Any, BinaryIO, Literal, get_args

import msgspec
from msgspec import Struct, structs

from campaign_rules.base.errors import MOST_COUNTED, BadArgument, BadRecord, Problem, first_problems
from campaign_rules.base.plain_data import sound, unfit
from campaign_rules.base.schemas import convert
from campaign_rules.base.sources import NOWHERE, Source
from campaign_rules.base.texts import Text, file_text, one_line
from campaign_rules.engine.impossibilities import MOST_ENTRIES, blanks, impossibilities, salvaged, too_many_entries
from campaign_rules.files.documents.decoding import MAX_BYTES, decode
from campaign_rules.files.documents.json_text import locate_json, read_json
from campaign_rules.files.documents.punctuation import CERTAIN, misplaced_punctuation
from campaign_rules.files.documents.yaml_text import read_yaml
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.values import Record

SUFFIXES = (".yaml", ".yml", ".json", ".jsonl", ".ndjson")
"""The files of records as text."""

WORKBOOKS = (".xlsx", ".xlsm")
"""The files of records as spreadsheets, which `campaign_rules.files.workbooks` reads."""

UNREAD: dict[tuple[str, ...], Text] = {
    (".xls", ".xlt", ".xlsb", ".xltx", ".xltm", ".et", ".ett", ".ods", ".ots", ".numbers", ".csv", ".tsv"): Text(
        "请在 Excel 或 WPS 中另存为 .xlsx", "save it as .xlsx in Excel or WPS"
    ),
    (".doc", ".docx", ".docm", ".wps", ".wpt", ".rtf", ".odt", ".pdf"): Text(
        "请把内容填入 Excel 模板（campaign-rules template）",
        "type it into the workbook that campaign-rules template makes",
    ),
    (".zip", ".rar", ".7z", ".tar", ".tgz"): Text("请先解压", "unpack it first"),
    (".gz", ".zst", ".zstd", ".parquet"): Text(
        "只有成批检查（check -o）读它", "only check -o, which checks any number of records, reads it"
    ),
}
"""Files that may well hold records and are not read, by their names' ends, and what to do about it."""


def unread_format(path: pathlib.Path) -> Text | None:
    """Say what to do about a file that looks like records, of a format that is not read; None for any other."""
    suffix = path.suffix.lower()
    to_do = next((text for suffixes, text in UNREAD.items() if suffix in suffixes), None)
    return Text(f"不读 {suffix} 文件，", f"{suffix} files are not read: ") + to_do if to_do else None


Nulls = Literal["not_done", "unknown"]
"""What null says in a record: that a thing is not done; or nothing, as where a program writes it for *not said*."""


class Loaded(Struct, frozen=True):
    """A record together with the document it was read from; ``text`` is JSON that was read without places."""

    record: Record
    source: Source
    text: str | bytes = ""
    line: int = 1

    def located(self) -> Source:
        """Return the document with the place of every value, which sound JSON is read without."""
        text = self.text.decode("utf-8") if isinstance(self.text, bytes) else self.text
        return locate_json(text, self.source.file, line=self.line, error=BadRecord) if text else self.source

    def __reduce__(self) -> tuple[Any, ...]:
        # The record holds all that the plain data says.
        return Loaded, (self.record, structs.replace(self.source, data=None), self.text, self.line)


RecordLike = Record | Mapping[str, Any] | os.PathLike[str] | bytes | Loaded
"""What can be checked: a `Record`, plain data, a file's path, JSON bytes, or what was loaded already, with its places.
A ``str`` is neither a path nor JSON."""


def load(given: RecordLike, model: RecordModel, nulls: Nulls = "not_done", *, campaign: str = "") -> Loaded:
    """Return the record in ``given``, of the form that a campaign's ``model`` says; a refusal names the ``campaign``.

    With ``nulls="unknown"`` a null is as if its key were absent, at any depth. What is loaded already is returned as it
    is: its nulls have been understood, as have those of a `Record`.

    Raises:
        BadRecord: with every problem of the data; it is a record of a campaign whose records have another form.
        BadArgument: it is no record at all: a ``str``, say.
        OSError: the file can't be read.
    """
    match given:
        case Loaded():
            _must_fit(given.record, model, given.source, campaign)
            return given
        case Record():
            _must_fit(given, model, NOWHERE, campaign)
            if places := [NOWHERE.problem(path, "other-campaign", _FOREIGN) for path in model.foreign(given)]:
                raise BadRecord(places)
            return Loaded(given, _written(given))
        case bytes():
            return _from_bytes(given, "<bytes>", model, nulls)
        case Mapping():
            source = sound(given)
            return Loaded(typed(source, model, nulls), source)
        case os.PathLike():
            found = list(load_file(pathlib.Path(given), model, nulls=nulls))
            if len(found) != 1:
                text = Text(
                    f"应有一份记录，文件里有 {len(found)} 份",
                    f"expected one record, the file has {len(found)}",
                )
                raise BadRecord([Source(file_text(given), None).problem((), "records", text)])
            return found[0]
        case str():
            text = Text(
                "记录不能是 str：文件请用 pathlib.Path(...)，JSON 文字请用 .encode() 转成 bytes",
                "a record can't be a str: for a file pass pathlib.Path(...), for JSON text its .encode()",
            )
            raise BadArgument("str-is-no-record", text)
    text = Text(
        f"记录应为 Record、映射、路径或 JSON bytes，不能是 {type(given).__name__}",
        f"a record is a Record, a mapping, a path or JSON bytes, not {type(given).__name__}",
    )
    raise BadArgument("not-a-record", text)


def load_each(
    given: Iterable[RecordLike], model: RecordModel, nulls: Nulls = "not_done", *, campaign: str = ""
) -> list[Loaded]:
    """Return several records, each told by its place among them (and its id) where it came from no file.

    What is loaded already is returned as it is.

    Raises:
        BadRecord: with every problem of all of them.
        BadArgument: what was given is no number of records.
        OSError: a file can't be read.
    """
    if isinstance(given, (str, bytes, Mapping, Record)) or not isinstance(given, Iterable):
        text = Text("应为若干记录的列表", "expected a list of records")
        raise BadArgument("not-records", text)
    held: list[Loaded] = []
    problems: list[Problem] = []
    for i, one in enumerate(given):
        try:
            loaded = load(one, model, nulls, campaign=campaign)
        except BadRecord as wrong:
            name = _name_of(i, one.get("id") if isinstance(one, Mapping) else None)
            problems += (structs.replace(p, file=name if p.file in _NAMELESS else p.file) for p in wrong.problems)
            continue
        if loaded is not one and loaded.source.file in _NAMELESS:
            loaded = structs.replace(loaded, source=structs.replace(loaded.source, file=_name_of(i, loaded.record.id)))
        held.append(loaded)
    if problems:
        raise BadRecord(problems)
    return held


_NAMELESS = ("", "<bytes>")
"""What the file of a record is called that came from none."""


def _name_of(i: int, id_: object) -> str:
    return f"[{i}] {one_line(id_)}" if isinstance(id_, str) else f"[{i}]"


def _must_fit(record: Record, model: RecordModel, source: Source, campaign: str) -> None:
    """Refuse a record of a campaign whose records have another form, and say whose records those are, and where the two
    differ."""
    if model.fits(record):
        return
    differing = model.differences(record)
    shown, more = differing[:MOST_DIFFERENCES], len(differing) - MOST_DIFFERENCES
    zh, en = "、".join(shown), ", ".join(shown)
    if more > 0:
        zh, en = f"{zh} 等 {len(differing)} 处", f"{en} and {more} more"
    theirs = [actor for actor in record._shape.actors if actor not in model.actors]
    whose = Text(f"（{'、'.join(theirs)} 的记录）", f" (on records of {', '.join(theirs)})") if theirs else Text("", "")
    ours = Text(f"与 {campaign} 的格式不同", f"whose form differs from that of {campaign}")
    ours = ours if campaign else Text("格式不同", "whose form differs")
    text = Text(
        f"这份记录是另一个行动{whose.zh}的，{ours.zh}：{zh}", f"a record of another campaign{whose.en}, {ours.en}: {en}"
    )
    raise BadRecord([source.problem((), "other-campaign", text)])


_FOREIGN = Text("这一项是另一个行动的，格式不同", "of another campaign, whose form differs")

MOST_DIFFERENCES = 5
"""So many places in which the records of two campaigns differ are named; of more, how many there are."""


def _written(record: Record) -> Source:
    """Return the source of a record that a program has made, if it can be written again at all."""
    try:
        msgspec.json.encode(record)
    except UnicodeEncodeError:
        raise BadRecord(unfit(msgspec.to_builtins(record))) from None
    return NOWHERE


def without_nulls(data: Any) -> Any:
    """Return plain data without the keys whose value is null, at any depth.

    >>> without_nulls({"id": "x", "plan": {"funds": None}, "events": [{"to": None}], "hazards": None})
    {'id': 'x', 'plan': {}, 'events': [{}]}
    """
    if isinstance(data, Mapping):
        return {key: without_nulls(value) for key, value in data.items() if value is not None}
    return [without_nulls(value) for value in data] if isinstance(data, (list, tuple)) else data


def typed(source: Source, model: RecordModel, nulls: Nulls = "not_done", *, tell: bool = True) -> Record:
    """Return the record in plain data, of the form that a campaign's ``model`` says.

    Raises:
        BadRecord: with every problem of the data; without any where nobody wants to be told (``tell``).
    """
    if nulls not in get_args(Nulls):
        text = Text(f"nulls 应为 not_done 或 unknown，不能是 {nulls!r}", f"nulls is not_done or unknown, not {nulls!r}")
        raise BadArgument("nulls", text)
    if nulls == "unknown":
        source = structs.replace(source, data=without_nulls(source.data))
    beyond = _lists_too_much(source, model)
    if beyond and tell:
        # Of what is listed so much of is looked at as is worth telling.
        source = structs.replace(source, data=_first_of(source.data, model))
    try:
        record = convert(source, model.record, BadRecord, tell=tell)
    except BadRecord as wrong:
        if not tell:
            raise
        readable = salvaged(source.data, model)
        more = first_problems(impossibilities(readable, model, source)) if readable else ()
        raise BadRecord(list(dict.fromkeys([*beyond, *wrong.problems, *more]))) from None
    if beyond:
        raise BadRecord(beyond)
    if any(True for _ in blanks(record, model, source)):
        raise BadRecord(impossibilities(record, model, source))
    return record


def _lists_too_much(source: Source, model: RecordModel) -> list[Problem]:
    """Say that plain data lists more than a record may, before each entry is looked at."""
    data = source.data if isinstance(source.data, Mapping) else {}
    listed = [items for section in model.items if isinstance(items := data.get(section), (list, tuple))]
    listed += (events for section in model.events for events in _listed_events(data.get(section)))
    return [too_many_entries(source)] if sum(map(len, listed)) > MOST_ENTRIES else []


def _listed_events(items: Any) -> Iterator[list[Any] | tuple[Any, ...]]:
    for item in items if isinstance(items, (list, tuple)) else ():
        if isinstance(item, Mapping) and isinstance(events := item.get("events"), (list, tuple)):
            yield events


def _first_of(data: Any, model: RecordModel, most: int = MOST_COUNTED + 1) -> Any:
    """Return a record's plain data with the first entries of each of its sections; none of one that tells long stories."""
    cut = {k: v[:most] if isinstance(v, (list, tuple)) else v for k, v in data.items()}
    long = [one for one in model.events if any(len(events) > most for events in _listed_events(cut.get(one)))]
    return {**cut, **{section: [] for section in long}}


def _from_bytes(raw: bytes, file: str, model: RecordModel, nulls: Nulls) -> Loaded:
    """Read a record from JSON bytes: quickly where nothing is wrong with them, else with every problem told."""
    try:
        record = model.shape.decoder.decode(raw) if len(raw) <= MAX_BYTES else None
        once = record is not None and _each_key_once(record, model, raw)
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        record, once = None, False
    if record is None or not once or (nulls == "unknown" and b"null" in raw):
        return from_json(decode(raw, file, BadRecord), file, model, nulls=nulls)
    return Loaded(record, Source(file, None), raw)


def _each_key_once(record: Record, model: RecordModel, raw: bytes) -> bool:
    """Tell whether JSON has no key twice: written again, a record has each of its keys, and so as many colons."""
    # The actor alone is written also where it was not.
    unsaid = record.actor == model.default_actor and b'"actor"' not in raw
    return msgspec.json.encode(record).count(b":") == raw.count(b":") + unsaid


def from_json(text: str, file: str, model: RecordModel, line: int = 1, nulls: Nulls = "not_done") -> Loaded:
    """Read a record of a ``model`` from JSON text that starts on ``line`` of ``file``."""
    source = read_json(text, file, line=line, error=BadRecord)
    try:
        return Loaded(typed(source, model, nulls, tell=False), source, text, line)
    except BadRecord:
        located = locate_json(text, file, line=line, error=BadRecord)
        return Loaded(typed(located, model, nulls), located)


def load_file(
    path: pathlib.Path, model: RecordModel, stream: BinaryIO | None = None, *, nulls: Nulls = "not_done"
) -> Iterator[Loaded]:
    """Yield the records of a file: one, or one a line in JSON Lines, which is read line by line and never held whole.

    ``stream`` is the file, if it is open already. Of JSON Lines every sound line is yielded; what is wrong with the
    others is told in the end.

    Raises:
        BadRecord: with every problem of the file.
        OSError: the file can't be read.
    """
    file, suffix = file_text(path), path.suffix.lower()
    if text := unread_format(path):
        raise BadRecord([Source(file, None).problem((), "not-read", text)])
    with nullcontext(stream) if stream else path.open("rb") as opened:
        if suffix in (".jsonl", ".ndjson"):
            yield from _lines(opened, file, model, nulls)
            return
        said = decode(opened.read(), file, BadRecord)
    if file == "-" and _is_lines(said):
        yield from _lines(io.BytesIO(said.encode("utf-8")), file, model, nulls)
    elif suffix == ".json" or (suffix not in (".yaml", ".yml") and said.lstrip()[:1] in ("{", "[")):
        yield from_json(said, file, model, nulls=nulls)
    else:
        yield from_yaml(said, file, model, nulls)


def _is_lines(text: str) -> bool:
    """Tell whether what came without a name looks like JSON Lines: more than one line, each an object of its own."""
    first, second = (*(line.strip() for line in text.split("\n") if line.strip()), "", "")[:2]
    return first.startswith("{") and first.endswith("}") and second.startswith("{")


def from_yaml(text: str, file: str, model: RecordModel, nulls: Nulls = "not_done") -> Loaded:
    """Read a record of a ``model`` from YAML text; what is wrong where somebody typed Chinese punctuation is told as just that."""
    source = read_yaml(text, file, BadRecord)
    try:
        return Loaded(typed(source, model, nulls), source)
    except BadRecord as wrong:
        lines = {problem.line for problem in wrong.problems}
        whole = isinstance(source.data, str)  # nothing of it was read as keys
        causes = first_problems(one for one in misplaced_punctuation(text, file) if whole or one.line in lines)
        explained = {one.line for one in causes if whole or one.code == CERTAIN}
        raise BadRecord([*(one for one in wrong.problems if one.line not in explained), *causes]) from None


def _lines(stream: BinaryIO, file: str, model: RecordModel, nulls: Nulls) -> Iterator[Loaded]:
    problems: list[Problem] = []
    count = 0
    for number, raw in enumerate(iter(lambda: stream.readline(MAX_BYTES + 1), b""), 1):
        try:
            line = decode(raw, file, BadRecord).rstrip("\r\n")
        except BadRecord as wrong:
            # A file in another encoding is wrong once, not on each of its lines.
            problems += (structs.replace(problem, line=number) for problem in wrong.problems)
            raise BadRecord(problems) from None
        if not line.strip():
            continue
        count += 1
        try:
            yield from_json(line, file, model, number, nulls)
        except BadRecord as wrong:
            if len(problems) <= MOST_COUNTED:
                problems += wrong.problems
    if not count:
        problems.append(Problem(file, 1, 1, "", "empty", "文件是空的", "the file is empty"))
    if problems:
        raise BadRecord(problems)
