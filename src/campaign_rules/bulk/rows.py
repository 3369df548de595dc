"""Many checked records, a row each: JSON Lines, CSV, Parquet. Encoded where records are checked, joined elsewhere.

A row has the record's file, line and id, how many obligations stand how, every obligation, and the outcomes indicated
for each item. What is missing, evidence and reasons are for ``check`` and ``explain`` on the record itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, BinaryIO, Protocol

import msgspec

from campaign_rules.base.csv_text import MARK, as_text
from campaign_rules.base.csv_text import line as csv_line
from campaign_rules.base.texts import Lang, Text
from campaign_rules.engine.fast.compiled import Context, Outline
from campaign_rules.engine.interpreter import Interpreted
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.reports.outcome_findings import titles
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.duties.obligations import ANY, STATUSES
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.values import Record

_json = msgspec.json.Encoder()

Told = Outline | Interpreted


class Encoder(Protocol):
    """Turns checked records into bytes, a block at a time."""

    def add(self, file: str, line: int, record: Record, told: Told, counts: list[int]) -> None:
        """Take a record; ``counts`` says how many of its obligations stand how."""
        ...

    def taken(self) -> bytes:
        """Return the bytes of the records taken since the last time."""
        ...


class Sink(Protocol):
    """Writes the bytes of blocks to a file."""

    def write(self, block: bytes) -> None:
        """Write a block."""
        ...

    def close(self) -> None:
        """Write what ends the file."""
        ...

    def drop(self) -> None:
        """Write nothing more: the file is given up."""
        ...


class _Rows:
    """Keeps what was made of the rows of a context, for its next record."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Context, list[list[Any]]]] = {}

    def rows(self, context: Context) -> list[list[Any]]:
        """Return, for each row and star of a context, what is made of it in each status."""
        if id(context) not in self._known:
            if len(self._known) > 2000:
                self._known.clear()
            rows = ((r.duty, r.instance.removeprefix(f"{r.duty}@"), r.due) for r in (*context.rows, *context.stars))
            made = [[self.item(duty, name, code, due) for code in range(len(STATUSES))] for duty, name, due in rows]
            self._known[id(context)] = context, made  # the context is held, so that its id stays its own
        return self._known[id(context)][1]

    def item(self, duty: str, name: str, code: int, due: date | None) -> Any:
        """Return what is made of an obligation; ``name`` is the period, or the item's id."""
        raise NotImplementedError


def outcome_keys(pack: Pack) -> tuple[str, ...]:
    """Name what is told of an item for which outcomes are indicated: its id and the set, and the section too where those of
    several sections have outcomes. Where none has any, those are meant whose items have a life."""
    first = [pack.model.item_key(section) for section in pack.outcomes or pack.model.cases]
    return (*(first if len(first) == 1 else ("section", "item")), "outcomes")


class JsonLinesEncoder(_Rows):
    """A line of JSON for each record."""

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._parts = {
            id_: (b'{"duty":%b,"instance":%b' % (_json.encode(id_), _json.encode(f"{id_}@")[:-1]),
                  [b'","status":"%b","clause":%b,"due":' % (status.encode(), _json.encode(duty.clause)) for status in STATUSES])
            for id_, duty in pack.duties.items()
        }  # fmt: skip
        self._keys = outcome_keys(pack)
        self._lines: list[bytes] = []

    def item(self, duty: str, name: str, code: int, due: date | None) -> bytes:
        """Return an obligation as JSON."""
        head, middle = self._parts[duty]
        last = b'"%b"}' % due.isoformat().encode() if due else b"null}"
        return head + _json.encode(name)[1:-1] + middle[code] + last

    def add(self, file: str, line: int, record: Record, told: Told, counts: list[int]) -> None:
        """Take a record; ``counts`` says how many of its obligations stand how."""
        summary = {status: count for status, count in zip(STATUSES, counts, strict=True) if count}
        head = _json.encode({"file": file, "line": line, "id": record.id, "actor": record.actor, "summary": summary})
        keys = self._keys
        indicated = [dict(zip(keys, one[-len(keys) :], strict=True)) for one in told.outcomes()]
        outcomes = _json.encode(indicated)
        findings = b",".join(told.each(self))
        self._lines += (head[:-1], b',"findings":[', findings, b'],"outcomes":', outcomes, b"}\n")

    def taken(self) -> bytes:
        """Return the lines of the records taken since the last time."""
        made = b"".join(self._lines)
        self._lines.clear()
        return made


class CsvEncoder(_Rows):
    """A line for each record, for people and their spreadsheets: counts, then the obligations by status, and the outcomes."""

    def __init__(self, rules: Ruleset, lang: Lang) -> None:
        super().__init__()
        pack = rules.pack
        self._rules, self._model, self._lang = rules, pack.model, lang
        self._titles = {id_: duty.title(lang) for id_, duty in pack.duties.items()}
        self._declared = pack.outcomes
        self._titled = lru_cache(maxsize=64)(lambda actors: pack.actors_title(actors)(lang))
        self._lines: list[str] = []

    def head(self) -> bytes:
        """Return what the file begins with: the mark by which Excel knows UTF-8, and the headings."""
        lang = self._lang
        counts = [Text(f"{said.zh}（项数）", f"{said.en} (count)") for said in _STATUS_TEXTS]
        of = next(iter(self._declared)) if len(self._declared) == 1 else None
        item = self._model.item_title(of).zh if of else ""
        heads = [*_HEADS, *counts, *_STATUS_TEXTS, Text(f"{item}处理提示（供参考）", "outcomes (indications)")]
        return (MARK + csv_line(head(lang) for head in heads)).encode("utf-8")

    def item(self, duty: str, name: str, code: int, due: date | None) -> tuple[int, str]:
        """Return an obligation's status, and its title with the period or the item."""
        title, called = self._titles[duty], self._called.get((duty, name), name)
        return code, Text(f"{title}（{called}）", f"{title} ({called})")(self._lang) if called else title

    @cached_property
    def _called(self) -> dict[tuple[str, str], str]:
        """What people call the period of each window; empty for one beside which a duty has no others."""
        pack = self._rules.pack
        bounds = (bound for actor in pack.model.actors for bound in self._rules.duties_of(actor))
        return {
            (b.id, w.instance.removeprefix(f"{b.id}@")): pack.period_name(w.period)(self._lang) if w.period else w.name
            for b in bounds
            for w in b.windows
        }

    def add(self, file: str, line: int, record: Record, told: Told, counts: list[int]) -> None:
        """Take a record; ``counts`` says how many of its obligations stand how."""
        by_status: list[list[str]] = [[] for _ in STATUSES]
        for code, title in told.each(self):
            by_status[code].append(title)
        comma = Text("；", "; ")(self._lang)
        colon = Text("：", ": ")(self._lang)
        outcomes = [
            f"{id_}{colon}{titles(self._declared[section], names)(self._lang)}"
            for section, id_, names in told.outcomes()
        ]
        row = [file, str(line), as_text(record.id), self._model.name_of(record) or "", self._titled(record.actors)]
        lists = (comma.join(one) for one in (*by_status, outcomes))
        self._lines.append(csv_line([*row, *map(str, counts), *lists]))

    def taken(self) -> bytes:
        """Return the lines of the records taken since the last time."""
        made = "".join(self._lines).encode("utf-8", errors="replace")
        self._lines.clear()
        return made


_HEADS = (Text("文件", "file"), Text("行", "line"), Text("编号", "id"), Text("名称", "name"), Text("主体", "actor"))
_STATUS_TEXTS = [STATUS_TEXTS[status] for status in STATUSES]


class Packed(msgspec.Struct):
    """The rows of a block as numbers, which point into the obligations that a campaign has for anybody, and its own."""

    heads: list[tuple[str, int, str, str]]
    counts: bytes
    """For each record, how many obligations stand how: a 32-bit number for each status."""
    lengths: bytes
    """For each record, how many obligations it has."""
    findings: bytes
    """Of every obligation, its number."""
    own: list[tuple[str, str, int, date | None]]
    """The obligations of items: duty, instance, status and due date."""
    outcomes: list[list[tuple[str, str, tuple[str, ...]]]]


def standing(rules: Ruleset) -> list[tuple[str, str, date | None]]:
    """Return every obligation that a campaign has for anybody, whatever the record: duty, instance and due date."""
    found: dict[tuple[str, str, date | None], None] = {}
    for actor in rules.pack.model.actors:
        for bound in rules.duties_of(actor):
            found |= dict.fromkeys((bound.id, window.instance, window.due) for window in bound.windows)
            found[bound.id, f"{bound.id}@{ANY}", None] = None
    return list(found)


class ParquetEncoder(_Rows):
    """Numbers, of which the one that writes the file makes columns."""

    def __init__(self, rules: Ruleset) -> None:
        super().__init__()
        self._standing = {told: n * len(STATUSES) for n, told in enumerate(standing(rules))}
        self._first_own = len(self._standing) * len(STATUSES)
        self._packed = Packed([], b"", b"", b"", [], [])
        self._numbers: tuple[array[int], array[int], array[int]] = array("i"), array("i"), array("i")

    def item(self, duty: str, name: str, code: int, due: date | None) -> int:
        """Return an obligation's number."""
        instance = f"{duty}@{name}"
        known = self._standing.get((duty, instance, due))
        if known is not None:
            return known + code
        self._packed.own.append((duty, instance, code, due))
        return self._first_own + len(self._packed.own) - 1

    def add(self, file: str, line: int, record: Record, told: Told, counts: list[int]) -> None:
        """Take a record; ``counts`` says how many of its obligations stand how."""
        all_counts, lengths, findings = self._numbers
        each = told.each(self)
        self._packed.heads.append((file, line, record.id, ",".join(record.actors)))
        all_counts.extend(counts)
        lengths.append(len(each))
        findings.extend(each)
        self._packed.outcomes.append(list(told.outcomes()))

    def taken(self) -> bytes:
        """Return the numbers of the records taken since the last time."""
        made = self._packed
        made.counts, made.lengths, made.findings = (numbers.tobytes() for numbers in self._numbers)
        self._packed = Packed([], b"", b"", b"", [], [])
        self._numbers = array("i"), array("i"), array("i")
        return msgspec.msgpack.encode(made)


class LinesSink:
    """Writes blocks one after the other, after a head."""

    def __init__(self, stream: BinaryIO, head: bytes = b"") -> None:
        self._stream = stream
        stream.write(head)

    def write(self, block: bytes) -> None:
        """Write a block."""
        self._stream.write(block)

    def close(self) -> None:
        """There is nothing that ends the file."""

    def drop(self) -> None:
        """There is nothing that would still write."""


class Columns:
    """Makes Arrow columns of packed rows; repeated words are dictionaries, or with ``plain`` just text."""

    def __init__(self, rules: Ruleset, *, plain: bool = False) -> None:
        import pyarrow as pa

        self._pa, self._plain = pa, plain
        self._clauses = {id_: duty.clause for id_, duty in rules.pack.duties.items()}
        self._standing = [
            (duty, instance, code, due) for duty, instance, due in standing(rules) for code in range(len(STATUSES))
        ]
        word = pa.string() if plain else pa.dictionary(pa.int32(), pa.string())
        finding = [("duty", word), ("instance", word), ("status", word), ("due", pa.date32()), ("clause", word)]
        self._keys = outcome_keys(rules.pack)
        outcome = pa.struct([*((key, pa.string()) for key in self._keys[:-1]), ("outcomes", pa.list_(pa.string()))])
        self.schema = pa.schema(
            [
                ("file", word),
                ("line", pa.int64()),
                ("id", pa.string()),
                ("actor", word),
                ("summary", pa.struct([(status, pa.int32()) for status in STATUSES])),
                ("findings", pa.list_(pa.struct(finding))),
                ("outcomes", pa.list_(outcome)),
            ]
        )

    def table(self, blocks: list[Packed]) -> Any:
        """Return the rows of some blocks as one ``pyarrow.Table``."""
        heads = [head for block in blocks for head in block.heads]
        files, lines, ids, actors = zip(*heads, strict=True) if heads else ((), (), (), ())
        counts = _joined(block.counts for block in blocks)
        by_status = [self._numbers(counts[k :: len(STATUSES)]) for k in range(len(STATUSES))]
        columns = [
            self._words(files),
            self._numbers(array("q", lines)),
            self._texts(ids),
            self._words(actors),
            self._pa.StructArray.from_arrays(by_status, list(STATUSES)),
            self._lists(_joined(block.lengths for block in blocks), self._findings(blocks)),
            self._outcomes([outcomes for block in blocks for outcomes in block.outcomes]),
        ]
        return self._pa.Table.from_arrays(columns, schema=self.schema)

    # Arrays are made of buffers: of a list, Arrow makes them only after it has loaded pandas, which is 50 MiB of memory.

    def _numbers(self, numbers: array[int]) -> Any:
        type_ = self._pa.int64() if numbers.typecode == "q" else self._pa.int32()
        return self._pa.Array.from_buffers(type_, len(numbers), [None, self._pa.py_buffer(numbers)])

    def _texts(self, words: Iterable[str]) -> Any:
        parts = [word.encode() for word in words]
        buffers = [None, *map(self._pa.py_buffer, (_starts(map(len, parts)), b"".join(parts)))]
        return self._pa.Array.from_buffers(self._pa.string(), len(parts), buffers)

    def _words(self, words: Iterable[str]) -> Any:
        made = self._texts(words)
        return made if self._plain else made.dictionary_encode()

    def _days(self, days: Sequence[date | None]) -> Any:
        numbers = array("i", [day.toordinal() - _EPOCH if day else -1 for day in days])
        present = "".join("1" if day else "0" for day in reversed(days))
        mask = int(f"0{present}", 2).to_bytes(len(numbers) // 8 + 1, "little")
        buffers = [self._pa.py_buffer(mask), self._pa.py_buffer(numbers)]
        return self._pa.Array.from_buffers(self._pa.date32(), len(numbers), buffers)

    def _lists(self, lengths: Iterable[int], items: Any) -> Any:
        return self._pa.ListArray.from_arrays(self._numbers(_starts(lengths)), items)

    def _outcomes(self, of_records: list[list[tuple[str, str, tuple[str, ...]]]]) -> Any:
        of_items = [one for outcomes in of_records for one in outcomes]
        names = self._texts(name for _, _, names in of_items for name in names)
        sections, ids = self._texts(one for one, _, _ in of_items), self._texts(id_ for _, id_, _ in of_items)
        sets = self._lists((len(names) for _, _, names in of_items), names)
        told = [sections, ids, sets][-len(self._keys) :]
        return self._lists(map(len, of_records), self._pa.StructArray.from_arrays(told, list(self._keys)))

    def _findings(self, blocks: list[Packed]) -> Any:
        """Return the obligations of all blocks as one array: rows of a table of all that there are."""
        table, first = self._standing[:], len(self._standing)
        at = array("i")
        for block in blocks:
            moved, shift = array("i", block.findings), len(table) - first
            if shift and block.own:  # a block counts its own from the first on: here they come after those before it
                moved = array("i", [n + shift if n >= first else n for n in moved])
            at += moved
            table += block.own
        duties, instances, codes, dues = zip(*table, strict=True) if table else ((), (), (), ())
        columns = [
            self._words(duties),
            self._words(instances),
            self._words(STATUSES[code] for code in codes),
            self._days(dues),
            self._words(self._clauses[duty] for duty in duties),
        ]
        names = [field.name for field in self.schema.field("findings").type.value_type]
        rows = self._numbers(at)
        return self._pa.StructArray.from_arrays([column.take(rows) for column in columns], names)


_EPOCH = date(1970, 1, 1).toordinal()


def _joined(parts: Iterable[bytes]) -> array[int]:
    """Return the 32-bit numbers of all parts."""
    numbers = array("i")
    for part in parts:
        numbers.frombytes(part)
    return numbers


def _starts(lengths: Iterable[int]) -> array[int]:
    """Return where each of some items begins that lie one after the other, and where the last ends."""
    return array("i", [0, *accumulate(lengths)])


class ParquetSink:
    """Writes a Parquet file, in groups of rows that the numbers of records and of their items' obligations alone decide."""

    GROUP = 2500

    def __init__(self, stream: BinaryIO, rules: Ruleset, as_of: date) -> None:
        from pyarrow import parquet

        self._columns, self._blocks, self._rows, self._own = Columns(rules), list[Packed](), 0, 0
        pack = rules.pack
        asked = {"campaign": pack.identity.id, "version": pack.identity.version, "content_hash": pack.content_hash,
                 "as_of": as_of.isoformat()}  # fmt: skip
        self._writer = parquet.ParquetWriter(stream, self._columns.schema.with_metadata(asked), compression="zstd")

    def write(self, block: bytes) -> None:
        """Write a block."""
        packed = msgspec.msgpack.decode(block, type=Packed)
        self._blocks.append(packed)
        self._rows += len(packed.heads)
        self._own += len(packed.own)
        if self._rows >= self.GROUP or self._own >= 10 * self.GROUP:
            self._flush()

    def close(self) -> None:
        """Write the last group, and what ends the file."""
        if self._rows:
            self._flush()
        self._writer.close()

    def drop(self) -> None:
        """Write nothing more; else the writer would end the file when it is forgotten, and print that it can't."""
        self._writer.is_open = False

    def _flush(self) -> None:
        self._writer.write_table(self._columns.table(self._blocks), row_group_size=self._rows)
        self._blocks, self._rows, self._own = [], 0, 0
