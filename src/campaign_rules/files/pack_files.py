"""Packs from folders of YAML: read, typed, and checked for every name that stands for nothing.

A pack is data. Nothing in it is executed, and nothing outside its folder is read.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from campaign_rules.base.days_off import Notice
from campaign_rules.base.errors import BadPack, Problem, UnknownName, did_you_mean, first_problems
from campaign_rules.base.plain_data import too_large
from campaign_rules.base.schemas import convert, problems, schema_of
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text, printable, steering
from campaign_rules.base.words import Words
from campaign_rules.files.documents.decoding import decode
from campaign_rules.files.documents.yaml_text import read_yaml
from campaign_rules.files.layered_schemas import named_layered, record_layered
from campaign_rules.logic.conditions import NOTHING_ASKED, Condition
from campaign_rules.logic.grammar import parse
from campaign_rules.logic.grammar import schema as condition_schema
from campaign_rules.logic.lifecycles import LifeCycle
from campaign_rules.logic.operands import ConditionError
from campaign_rules.rules.checks.context import Sources
from campaign_rules.rules.checks.pack import check_pack
from campaign_rules.rules.checks.record import check_record
from campaign_rules.rules.checks.withdrawn import blamed
from campaign_rules.rules.duties.registry import WrittenDuty, form_of, misfits
from campaign_rules.rules.forms import Form
from campaign_rules.rules.interpretations import Interpretation
from campaign_rules.rules.kinds import Kind
from campaign_rules.rules.layers import KINDS, Layer, Stack, Statute, Withdrawal, cells_laid, changed_whole
from campaign_rules.rules.leads import Directory, IndustryCode
from campaign_rules.rules.outcomes import Outcomes
from campaign_rules.rules.pack import ClauseNote, Fact, Identity, ItemCycle, Pack
from campaign_rules.rules.placeholders import Filling, Wrong
from campaign_rules.rules.record.declaration import RecordDeclaration
from campaign_rules.rules.record.layering import Laid
from campaign_rules.rules.record.model import record_model
from campaign_rules.rules.scenarios import Placed, Scenario

T = TypeVar("T")

SCHEMAS: Mapping[str, Any] = {
    "record": RecordDeclaration,
    "campaign": Identity,
    "sectors": Directory,
    "gbt4754": dict[str, IndustryCode],
    "facts": dict[str, Fact],
    "interpretations": dict[str, Interpretation],
    "duties": dict[str, WrittenDuty],
    "obligation": LifeCycle,
    "lifecycle": ItemCycle,
    "outcomes": Outcomes,
    "form": Form,
    "kinds": dict[str, Kind],
    "words": Words,
    "clauses": dict[str, ClauseNote],
    "holidays": dict[str, Notice],
    "layer": Statute,
    "scenarios": tuple[Scenario, ...],
}
"""What each kind of file holds; ``rules/schema/NAME.schema.json`` is made from it."""

OUTCOMES = "outcomes.yaml"
"""What is indicated for the items of a section; for those of other sections, beside it in ``outcomes/*.yaml``."""

ENFORCEMENT = "lifecycles/enforcement.yaml"
"""How an outcome comes and goes; a pack with outcomes has it."""

WHOLE: Mapping[str, Any] = {
    "campaign.yaml": Identity,
    "record.yaml": RecordDeclaration,
    "sectors.yaml": Directory,
    "lifecycles/campaign.yaml": LifeCycle,
    "lifecycles/obligation.yaml": LifeCycle,
    OUTCOMES: Outcomes,
    "form.yaml": Form,
    ENFORCEMENT: LifeCycle,
}
"""The files of a pack that are each one thing; any other life cycle is that of the items of a section."""

OWN = ("title", "source", "place")
"""What a campaign never takes from the one that it extends: its name, its document, its place."""

NEEDED = ("campaign.yaml", "record.yaml", "sectors.yaml", "lifecycles/campaign.yaml", "lifecycles/obligation.yaml")

NAMED: Mapping[str, Any] = {
    "interpretations": Interpretation,
    "gbt4754": IndustryCode,
    "facts": Fact,
    "duties": WrittenDuty,
    "kinds": Kind,
    "clauses": ClauseNote,
    "holidays": Notice,
}
"""The files of named rules, which a layer can add, change and withdraw one by one; as it can the outcomes."""

MAX_PACK = 8 * 2**20
"""The files of a pack and of its layers are together no larger than this, in bytes."""

MOST_PACK_VALUES = 100_000
"""Nor do they hold more values than this: a county's campaign has six thousand."""

LONGEST_NAME = 100
"""A layer's name longer than this names no folder."""

HEADS = ("campaign.yaml", "layer.yaml")
"""The file that says what a folder is: a campaign, or a layer that campaigns extend."""


def schema_hook(kind: type) -> dict[str, Any]:
    """Return the JSON Schema of a type that msgspec does not know: a condition."""
    if kind is Condition:
        return {"$ref": "#/$defs/Condition"}
    raise NotImplementedError(kind)


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of file, by its name in `SCHEMAS`."""
    schema = _schema(SCHEMAS[name])
    made = named_layered(schema) if name in NAMED else record_layered(schema) if name == "record" else schema
    return {**made, "title": f"campaign-rules {name}"}


def _schema(kind: Any) -> dict[str, Any]:
    schema = schema_of(kind, schema_hook)
    if "Condition" in str(schema):
        schema["$defs"]["Condition"] = condition_schema()
    return schema


def shipped_rules() -> pathlib.Path:
    """Return the folder of packs that comes with this library, from a wheel or from a checkout alike."""
    package = pathlib.Path(__file__).parents[1]
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parents[1] / "rules"


def shipped_packs() -> list[str]:
    """Return the names of the packs that come with this library."""
    return sorted(path.parent.name for path in shipped_rules().glob("*/campaign.yaml"))


def shipped_layers() -> list[str]:
    """Return the names of what comes with this library and can be extended: packs, and layers such as a statute."""
    return sorted({path.parent.name for head in HEADS for path in shipped_rules().glob(f"*/{head}")})


def find_layer(name: str, beside: pathlib.Path) -> pathlib.Path | None:
    """Return the folder of a layer by its name: one that lies beside the pack, or else one that is shipped; else None.

    What somebody has put beside a pack is meant, even if something shipped has the same name.
    """
    if len(name) > LONGEST_NAME or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        return None
    folders = (beside / name, shipped_rules() / name)
    return next((f for f in folders if any((f / head).is_file() for head in HEADS)), None)


def find_pack(name: str | os.PathLike[str]) -> pathlib.Path:
    """Return the folder of a pack: the name of one that is shipped, or any folder with a ``campaign.yaml``.

    Only a bare name can be a shipped one: ``./jinxian-2023`` and a `pathlib.Path` are the folder there.

    Raises:
        UnknownName: there is no such pack.
    """
    if isinstance(name, (str, os.PathLike)):
        bare = isinstance(name, str) and not {*name} & {"/", os.sep}
        there = pathlib.Path(name)
        for folder in [shipped_rules() / there, there] if bare else [there]:
            with suppress(OSError, ValueError):  # a name that no file can have
                if (folder / "campaign.yaml").is_file():
                    return folder
    raise UnknownName("campaign", str(name), shipped_packs())


def load_pack(folder: pathlib.Path) -> Pack:
    """Read the pack in a folder.

    Raises:
        BadPack: with every problem of every file.
    """
    return read_pack(folder)[0]


def read_pack(folder: pathlib.Path) -> tuple[Pack, Sources]:
    """Read the pack in a folder, and say where each of its parts was read from.

    Raises:
        BadPack: with every problem of every file.
    """
    reader = _PackReader(folder)
    return reader.read(), reader.sources


def load_scenarios(folder: pathlib.Path) -> list[Placed]:
    """Read the scenarios in a pack's folder: those of the pack itself, not of what it extends.

    Raises:
        BadPack: with every problem of every file.
    """
    reader = _PackReader(folder)
    reader.problems.clear()  # of the rules themselves, which `load_pack` tells
    placed: list[Placed] = []
    for path in sorted(p for p in (folder / "scenarios").glob("**/*") if p.suffix in (".yaml", ".yml") and p.is_file()):
        source = reader.read_file(folder, path.relative_to(folder).as_posix())
        made = reader.typed_file(source, tuple[Scenario, ...])
        placed += (Placed(one, source, i) for i, one in enumerate(made or ()) if source)
    if reader.problems:
        raise BadPack(reader.problems)
    return placed


class _PackReader:
    """Reads a pack's folder on top of those that it extends, gathering every problem of every file."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.problems: list[Problem] = []
        self.sources = Sources({})
        self.contents: dict[str, str] = {}
        self.left = MOST_PACK_VALUES
        self.depths = {folder: 0}  # how many layers lie above a folder
        self.headless = False
        self.folder = folder
        self.folders = self._chain(folder)
        self.layers: list[Layer] = []
        self.stacks = {kind: Stack(kind) for kind in (*NAMED, "cells")}
        self.indicated: dict[str, Stack] = {}  # of every file with outcomes, these
        self.made: dict[str, dict[str, Any]] = {kind: {} for kind in NAMED}
        self.placed: dict[tuple[str, str], list[Source]] = {}  # by kind and name, every file that speaks of a rule
        self.recorded = Laid()
        self.whole: dict[str, tuple[str, Any, Any]] = {}  # a file's name: its layer, its data, and what it was made

    def _chain(self, folder: pathlib.Path) -> list[pathlib.Path]:
        """Return the folders of a pack and of what it extends, the lowest first."""
        chain = [folder]
        while True:
            head = next((n for n in HEADS if (chain[0] / n).is_file()), HEADS[0])
            source = self.read_file(chain[0], head)
            self.headless = source is None
            wanted = source.data.get("extends") if source and isinstance(source.data, dict) else None
            if source is None or wanted is None:
                return chain
            below = find_layer(wanted, chain[0].parent) if isinstance(wanted, str) else None
            if below is None or below.resolve() in [one.resolve() for one in chain]:
                text = (
                    Text(f"没有 {wanted} 这一层", f"unknown layer {wanted}")
                    + did_you_mean(str(wanted), shipped_layers())
                    if below is None
                    else Text(f"{wanted} 绕回到自身", f"{wanted} extends itself")
                )
                self.problems.append(source.problem(("extends",), "extends", text))
                return chain
            chain.insert(0, below)
            self.depths[below] = len(self.depths)

    def read(self) -> Pack:
        if any(problem.code == "extends" for problem in self.problems):
            raise BadPack(self.problems)  # without its base, whatever it changes would seem wrong
        for folder in self.folders:
            self._lay(folder)
        identity, declared, directory, course, obligation = (self._whole(name) for name in NEEDED)
        if declared:
            self.sources.record = tuple(self.placed["record.yaml", ""])
            self.problems += check_record(declared, self.sources.record)
        if self.problems or not (identity and declared and directory and course and obligation):
            # Where it can't be read what a pack extends, what it changes seems to have nothing below.
            raise BadPack(p for p in self.problems if not (self.headless and p.code == "nothing-below"))
        words = self.typed_file(self._common_words(), Words)
        if words is None:
            raise BadPack(self.problems)
        filling = Filling(identity, self.made["clauses"])
        withdrawn = self._fill(filling)
        _, _, directory, course, obligation = (self._whole(name) for name in NEEDED)
        cycles = {
            pathlib.PurePath(name).stem: made
            for name, (_, _, made) in self.whole.items()
            if isinstance(made, ItemCycle)
        }
        outcomes = self._outcomes()
        pack = Pack(
            identity=identity,
            model=record_model(declared),
            directory=directory,
            codes=self.made["gbt4754"],
            facts=self.made["facts"],
            interpretations=self.made["interpretations"],
            duties={name: form_of(entry) for name, entry in self.made["duties"].items()},
            kinds=self.made["kinds"],
            words=words,
            clauses=self.made["clauses"],
            holidays=self.made["holidays"],
            files_hash=self._files_hash(),
            course=course,
            obligation=obligation,
            cycles=cycles,
            outcomes=outcomes,
            enforcement=self.whole["lifecycles/enforcement.yaml"][2] if ENFORCEMENT in self.whole else None,
            form=self.whole["form.yaml"][2] if "form.yaml" in self.whole else None,
            layers=tuple(self.layers),
            origins={
                **{kind: stack.origins for kind, stack in self.stacks.items()},
                "outcomes": {name: of for stack in self.indicated.values() for name, of in stack.origins.items()},
                "files": {name: (layer,) for name, (layer, _, _) in self.whole.items() if name != "campaign.yaml"},
            },
            withdrawn=tuple(withdrawn),
            templates=filling.templates,
        )
        found = [*self._misfits(), *blamed(check_pack(pack, self.sources), withdrawn, self.placed, self.folder)]
        if found or self.problems:
            raise BadPack([*self.problems, *found])
        return pack

    def _misfits(self) -> Iterator[Problem]:
        """Yield duties whose keys do not say one form."""
        for name, entry in self.made["duties"].items():
            source = self.sources.entry("duties", name)
            for wrong in misfits(entry):
                yield source.problem((name, *wrong.path), wrong.code, wrong.text, at_key=wrong.at_key)

    def _fill(self, filling: Filling) -> list[Withdrawal]:
        """Fill the placeholders in every text, now that it is known which layer has the last word on each; return what was
        withdrawn, filled too."""
        for kind, made in self.made.items():
            for name, rule in made.items():
                made[name] = self._filled(rule, filling, (kind, name), (name,))
        for file, (layer, data, whole) in self.whole.items():
            if file not in ("campaign.yaml", "record.yaml"):  # one has the values, the other says nothing of days
                self.whole[file] = (layer, data, self._filled(whole, filling, (file, ""), ()))
        within = {**self.indicated, "form.yaml": self.stacks["cells"]}
        gone = [one for kind in NAMED for one in self.stacks[kind].withdrawn]
        return [
            *self.recorded.withdrawn,
            *(self._filled(one, filling, (one.kind, one.name), (one.name,)) for one in gone),
            *(
                self._filled(one, filling, (file, ""), (one.kind, one.name))
                for file, stack in within.items()
                for one in stack.withdrawn
            ),
        ]

    def _filled(self, rule: T, filling: Filling, of: tuple[str, str], at: Path) -> T:
        """Return a rule with its texts filled; what stands for nothing is told in the file that the text stands in."""
        wrong: list[Wrong] = []
        made = filling.fill(rule, wrong, at)
        for path, text in wrong:
            placed = self.placed[of]
            source = next((one for one in reversed(placed) if path in one.values), placed[-1])
            self.problems.append(source.problem(path, "unknown-placeholder", text))
        return made

    def _common_words(self) -> Source:
        """Read the words that mean the same in every campaign; they are part of what a pack's content hash stands for."""
        path = shipped_rules() / "words.yaml"
        return read_yaml(self._text(path, path.name), str(path), BadPack)

    def _lay(self, folder: pathlib.Path) -> None:
        """Lay one folder's files on those of the layers below."""
        head: Statute | Identity | None
        if (folder / "layer.yaml").is_file():
            head = self.typed_file(self.read_file(folder, "layer.yaml"), Statute)
        else:
            head = self._lay_whole(folder, "campaign.yaml", Identity, folder.name)
        layer = folder.name
        if head:
            layer = head.id
            if layer in [below.id for below in self.layers]:
                name = "layer.yaml" if isinstance(head, Statute) else "campaign.yaml"
                text = Text(f"{layer} 已是下面一层的名字", f"{layer} is already the id of a layer below")
                place = self.read_file(folder, name) or Source(str(folder / name), None)
                self.problems.append(place.problem(("id",), "duplicate-layer", text))
            self.layers.append(
                Layer(head.id, head.title, head.version, getattr(head, "articles", {}), isinstance(head, Identity))
            )
        self._strangers(folder)
        for name, kind in _whole_files(folder).items():
            self._lay_whole(folder, name, kind, layer)
        for kind, entry in NAMED.items():
            files = folder.glob("duties/**/*") if kind == "duties" else [folder / f"{kind}.yaml"]
            defined: dict[str, Source] = {}
            for path in sorted(p for p in files if p.suffix in (".yaml", ".yml") and p.is_file()):
                source = self.read_file(folder, path.relative_to(folder).as_posix())
                if source and not self._twice(kind, source, defined):
                    self._lay_named(kind, entry, source, layer)
        for kind, made in self.made.items():
            # Only the names that are left, in the order of the layers and files that have the last word on them.
            self.made[kind] = {name: made[name] for name in self.stacks[kind].entries if name in made}

    def _strangers(self, folder: pathlib.Path) -> None:
        """Refuse a file that no part of a pack is read from: a misspelt name must not lose its rules silently."""
        known = sorted({*(name for name in WHOLE if "/" not in name), *HEADS, *(f"{kind}.yaml" for kind in NAMED)})
        for path in sorted(folder.iterdir()):
            if path.suffix in (".yaml", ".yml") and path.name not in known:
                text = Text(f"规则包没有名为 {path.name} 的文件", f"a pack has no file named {path.name}")
                text += did_you_mean(path.name, known)
            elif path.suffix in (".yaml", ".yml") and not path.is_file():
                text = Text("不是可以读取的文件", "not a file that can be read")
            elif path.name in ("duties", "lifecycles", "outcomes", "scenarios") and not path.is_dir():
                text = Text("应为文件夹", "expected a folder")
            else:
                continue
            self.problems.append(Source(str(path), None).problem((), "stray-file", text))
        for path in sorted(folder.glob("duties/**/*")):
            if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()) and path.is_dir():
                text = Text("文件夹指向规则包之外，拒绝读取", "the folder leads outside its pack")
                self.problems.append(Source(str(path), None).problem((), "outside", text))

    def _twice(self, kind: str, source: Source, defined: dict[str, Source]) -> bool:
        """Refuse a name that two files of one layer define."""
        names = [name for name in source.data if isinstance(name, str)] if isinstance(source.data, dict) else []
        found = [name for name in names if name in defined]
        for name in found:
            first = defined[name].file
            called, what = KINDS[kind]
            text = Text(f"{called} {name} 已在 {first} 中定义", f"the {what} {name} is already defined in {first}")
            self.problems.append(source.problem((name,), f"duplicate-{what.replace(' ', '-')}", text, at_key=True))
        defined.update((name, source) for name in names if name not in defined)
        return bool(found)

    def _lay_named(self, kind: str, entry: Any, source: Source, layer: str) -> None:
        for name in source.data if isinstance(source.data, dict) else ():
            self.placed.setdefault((kind, name), []).append(source)
        laid = self.stacks[kind].lay(layer, source, self.problems)
        made = self.typed_file(laid, dict[str, entry])
        for name in laid.data if isinstance(laid.data, dict) else ():
            self.sources.entries[kind, name] = source
        self.made[kind].update(made or {})

    def _lay_whole(self, folder: pathlib.Path, name: str, kind: type[T], layer: str) -> T | None:
        source = self.read_file(folder, name) if (folder / name).is_file() else None
        if source is None:
            return None
        source = self._laid(name, kind, source, layer)
        # Where it can't be read what a pack extends, its record.yaml is no whole.
        made = None if self.headless and name == "record.yaml" else self.typed_file(source, kind)
        self.whole[name] = (layer, source.data, made)
        self.sources.files[name] = source
        self.placed.setdefault((name, ""), []).append(source)
        return made

    def _laid(self, name: str, kind: type, source: Source, layer: str) -> Source:
        """Return a file as it is once it lies on the one below it, if there is one."""
        owner, below, _ = self.whole.get(name, ("", {}, None))
        if name == "record.yaml":
            return self.recorded.lay(below, layer, source, self.problems)
        if kind is Outcomes:
            source = self._outcomes_laid(name, source, layer)
        elif name == "form.yaml":
            source = cells_laid(self.stacks["cells"], below, layer, source, self.problems)
        if not owner:
            return source
        if name == "campaign.yaml":  # its ``extends`` has said already that it changes the one below
            inherited = {key: value for key, value in below.items() if key not in OWN}
            whole = {**inherited, **(source.data or {})}
            return Source(source.file, whole, source.keys, source.values, source.problems)
        return changed_whole(below, owner, source, self.problems)

    def _outcomes_laid(self, name: str, source: Source, layer: str) -> Source:
        stack = self.indicated.setdefault(name, Stack("outcomes"))
        laid = stack.lay(layer, source, self.problems, ("outcomes",))
        if not isinstance(laid.data, dict):
            return laid
        return Source(laid.file, {**laid.data, "outcomes": stack.entries}, laid.keys, laid.values, laid.problems)

    def _outcomes(self) -> dict[str, Outcomes]:
        """Return the outcomes by the section that they are for; those of one section stand in one file."""
        found: dict[str, Outcomes] = {}
        for name, (_, _, made) in self.whole.items():
            if not isinstance(made, Outcomes):
                continue
            if made.for_each in found:
                first = self.sources.outcomes(made.for_each).file
                text = Text(
                    f"{made.for_each} 的处理提示已在 {first} 中",
                    f"the outcomes for {made.for_each} are in {first} already",
                )
                self.problems.append(self.sources.of(name).problem(("for_each",), "duplicate-section", text))
                continue
            found[made.for_each] = made
            self.sources.entries["outcomes", made.for_each] = self.sources.of(name)
        return found

    def _whole(self, name: str) -> Any:
        """Return what a file that every pack needs was made, or say that it is missing."""
        if name in self.whole:
            return self.whole[name][2]
        if not (self.folder / name).is_file():
            text = Text(f"缺少文件 {name}", f"the file {name} is missing") + _taken_over(name)
            self.problems.append(Source(str(self.folder / name), None).problem((), "missing-file", text))
        return None

    def read_file(self, folder: pathlib.Path, name: str) -> Source | None:
        path = folder / name
        if not path.is_file():
            return None
        if not path.resolve().is_relative_to(folder.resolve()):
            text = Text("文件指向规则包之外，拒绝读取", "the file leads outside its pack")
            found: tuple[Problem, ...] = (Source(str(path), None).problem((), "outside", text),)
        else:
            try:
                content = self._text(path, f"{self.depths[folder]}/{name}")
                source = read_yaml(content, str(path), BadPack, self.left)
            except BadPack as wrong:
                left, whole = too_large(str(path), self.left), too_large(str(path), MOST_PACK_VALUES)
                found = tuple(whole if problem == left else problem for problem in wrong.problems)
            else:
                self.problems += first_problems(_steering(source.data, (), source))
                self.left = max(self.left - len(source.values), 0)
                return source
        self.problems += (problem for problem in found if problem not in self.problems)
        return None

    def _text(self, path: pathlib.Path, name: str) -> str:
        """Return a file's text, and keep it for the hash of the pack's files."""
        if name not in self.contents:
            # What is too large is not even read.
            if sum(map(len, self.contents.values())) + path.stat().st_size > MAX_PACK:
                text = Text(f"规则包过大：超过 {MAX_PACK >> 20} MB", f"the pack is too large: over {MAX_PACK >> 20} MB")
                raise BadPack([Source(str(path), None).problem((), "too-large", text)])
            self.contents[name] = decode(path.read_bytes(), str(path), BadPack)
        return self.contents[name]

    def _files_hash(self) -> str:
        """Return the SHA-256 of every file read, by its name; line ends do not count."""
        made = hashlib.sha256()
        for name, text in sorted(self.contents.items()):
            for part in (name, text.replace("\r\n", "\n")):
                made.update(f"{len(part)}:{part}".encode("utf-8", "surrogatepass"))
        return made.hexdigest()

    def typed_file(self, source: Source | None, kind: type[T]) -> T | None:
        try:
            return _typed(source, kind) if source else None
        except BadPack as wrong:
            self.problems += wrong.problems
            return None


def _whole_files(folder: pathlib.Path) -> dict[str, Any]:
    """Return what each file of a folder holds that is one thing, but the head."""
    found = {name: kind for name, kind in WHOLE.items() if name != "campaign.yaml"}
    for among, kind in (("lifecycles", ItemCycle), ("outcomes", Outcomes)):
        for path in sorted(folder.glob(f"{among}/*.yaml")):
            found.setdefault(f"{among}/{path.name}", kind)
    return found


def _taken_over(name: str) -> Text:
    """Say which shipped layer has a record that a pack without one can take; nothing of any other file."""
    layers = (path.parent for path in sorted(shipped_rules().glob("*/layer.yaml")))
    found = next((layer.name for layer in layers if (layer / name).is_file()), None)
    if name != "record.yaml" or found is None:
        return Text("", "")
    return Text(
        f"；也可以在 campaign.yaml 里写 extends: {found}，用它的记录",
        f"; or write extends: {found} in campaign.yaml, and take its record",
    )


def _steering(data: Any, path: Path, source: Source) -> Iterator[Problem]:
    """Yield the texts of a file that hold what would steer a terminal: rules are shown to people as they are written."""
    if isinstance(data, str):
        if character := steering(data):
            said = printable(character)
            text = Text(
                f"含有控制字符或文字方向标记 {said}", f"holds a control character or a mark of direction: {said}"
            )
            yield source.problem(path, "control-character", text)
    elif isinstance(data, dict):
        for key, value in data.items():
            if isinstance(key, str) and (character := steering(key)):
                said = printable(character)
                text = Text(
                    f"键里有控制字符或文字方向标记 {said}",
                    f"a key holds a control character or a mark of direction: {said}",
                )
                yield source.problem((*path, key), "control-character", text, at_key=True)
            yield from _steering(value, (*path, str(key)), source)
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from _steering(value, (*path, i), source)


def _typed(source: Source, kind: type[T]) -> T:
    """Type a file's data; a condition that is not one is told at its own place."""
    wrong: list[tuple[Any, ConditionError]] = []

    def dec_hook(wanted: type, data: Any) -> Any:
        try:
            return parse(data)
        except ConditionError as error:
            wrong.append((data, error))
            return NOTHING_ASKED

    made = convert(source, kind, BadPack, schema=_schema, dec_hook=dec_hook)
    if not wrong:
        return made
    found = list(problems(source, _schema(kind)))
    raise BadPack(
        found or [source.problem((*_place(source.data, data), *e.at), "condition", e.text) for data, e in wrong]
    )


def _place(tree: Any, wanted: Any, path: Path = ()) -> Path:
    """Return the way to the very value ``wanted`` inside a tree that holds it."""
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, value in inside:
        if value is wanted:
            return (*path, step)
        if found := _place(value, wanted, (*path, step)):
            return found
    return ()
