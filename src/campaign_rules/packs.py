"""Packs from folders of YAML: read, typed, and checked for every name that stands for nothing.

A pack is data. Nothing in it is executed, and nothing outside its folder is read.
"""

from __future__ import annotations

import importlib.resources
import os
import pathlib
from collections.abc import Mapping
from typing import Any, TypeVar

from campaign_rules.conditions import NOTHING_ASKED, Condition
from campaign_rules.duties import Duty
from campaign_rules.errors import BadPack, Problem, UnknownName
from campaign_rules.grammar import ConditionError, parse
from campaign_rules.grammar import schema as condition_schema
from campaign_rules.interpretations import Interpretation
from campaign_rules.leads import Directory, IndustryCode
from campaign_rules.lifecycles import LifeCycle
from campaign_rules.outcomes import Outcomes
from campaign_rules.pack import Fact, Identity, ItemCycle, Pack
from campaign_rules.pack_checks import Sources, check_pack
from campaign_rules.reading import decode, read_yaml
from campaign_rules.records import Record
from campaign_rules.schemas import convert, problems, schema_of
from campaign_rules.sources import Path, Source
from campaign_rules.texts import Text

T = TypeVar("T")

SCHEMAS: Mapping[str, Any] = {
    "record": Record,
    "campaign": Identity,
    "sectors": Directory,
    "gbt4754": dict[str, IndustryCode],
    "facts": dict[str, Fact],
    "interpretations": dict[str, Interpretation],
    "duties": dict[str, Duty],
    "obligation": LifeCycle,
    "lifecycle": ItemCycle,
    "outcomes": Outcomes,
}
"""What each kind of file holds; ``rules/schema/NAME.schema.json`` is made from it."""


def schema_hook(kind: type) -> dict[str, Any]:
    """Return the JSON Schema of a type that msgspec does not know: a condition."""
    if kind is Condition:
        return {"$ref": "#/$defs/Condition"}
    raise NotImplementedError(kind)


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of file, by its name in `SCHEMAS`."""
    return {**_schema(SCHEMAS[name]), "title": f"campaign-rules {name}"}


def _schema(kind: Any) -> dict[str, Any]:
    schema = schema_of(kind, schema_hook)
    if "Condition" in str(schema):
        schema["$defs"]["Condition"] = condition_schema()
    return schema


def shipped_rules() -> pathlib.Path:
    """Return the folder of packs that comes with this library, from a wheel or from a checkout alike."""
    package = pathlib.Path(str(importlib.resources.files("campaign_rules")))
    inside = package / "rules"
    return inside if inside.is_dir() else package.parents[1] / "rules"


def shipped_packs() -> list[str]:
    """Return the names of the packs that come with this library."""
    return sorted(path.parent.name for path in shipped_rules().glob("*/campaign.yaml"))


def find_pack(name: str | os.PathLike[str]) -> pathlib.Path:
    """Return the folder of a pack: the name of one that is shipped, or any folder with a ``campaign.yaml``.

    Raises:
        UnknownName: there is no such pack.
    """
    for folder in (shipped_rules() / name, pathlib.Path(name)):
        if (folder / "campaign.yaml").is_file():
            return folder
    raise UnknownName("campaign", str(name), shipped_packs())


def load_pack(folder: pathlib.Path) -> Pack:
    """Read the pack in a folder.

    Raises:
        BadPack: with every problem of every file.
    """
    return _PackReader(folder).read()


class _PackReader:
    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.sources = Sources({})

    def read(self) -> Pack:
        identity = self._file("campaign.yaml", Identity)
        directory = self._file("sectors.yaml", Directory)
        codes = self._file("gbt4754.yaml", dict[str, IndustryCode], needed=False) or {}
        facts = self._file("facts.yaml", dict[str, Fact], needed=False) or {}
        interpretations = self._file("interpretations.yaml", dict[str, Interpretation], needed=False) or {}
        obligation = self._file("lifecycles/obligation.yaml", LifeCycle)
        outcomes = self._file("outcomes.yaml", Outcomes, needed=False)
        cycles = {}
        for path in sorted(self.folder.glob("lifecycles/*.yaml")):
            if path.stem != "obligation":
                cycles[path.stem] = self._file(f"lifecycles/{path.name}", ItemCycle)
        duties = self._duties()
        if self.problems or not (identity and directory and obligation):
            raise BadPack(self.problems)
        pack = Pack(
            identity=identity,
            directory=directory,
            codes=codes,
            facts=facts,
            interpretations=interpretations,
            duties=duties,
            obligation=obligation,
            cycles={n: c for n, c in cycles.items() if c},
            outcomes=outcomes,
        )
        found = check_pack(pack, self.sources)
        if found:
            raise BadPack(found)
        return pack

    def _duties(self) -> dict[str, Duty]:
        made: dict[str, Duty] = {}
        for path in sorted(p for p in self.folder.glob("duties/**/*") if p.suffix in (".yaml", ".yml")):
            name = path.relative_to(self.folder).as_posix()
            for id_, duty in (self._file(name, dict[str, Duty]) or {}).items():
                if id_ in made:
                    first = self.sources.duties[id_].file
                    text = Text(f"义务 {id_} 已在 {first} 中定义", f"the duty {id_} is already defined in {first}")
                    self.problems.append(self.sources.files[name].problem((id_,), "duplicate-duty", text, at_key=True))
                else:
                    made[id_] = duty
                    self.sources.duties[id_] = self.sources.files[name]
        return made

    def _file(self, name: str, kind: type[T], *, needed: bool = True) -> T | None:
        path = self.folder / name
        if not path.is_file():
            if needed:
                text = Text(f"缺少文件 {name}", f"the file {name} is missing")
                self.problems.append(Source(str(path), None).problem((), "missing-file", text))
            return None
        if not path.resolve().is_relative_to(self.folder.resolve()):
            text = Text("文件指向规则包之外，拒绝读取", "the file leads outside its pack")
            self.problems.append(Source(str(path), None).problem((), "outside", text))
            return None
        try:
            source = read_yaml(decode(path.read_bytes(), str(path), BadPack), str(path), BadPack)
            self.sources.files[name] = source
            return _typed(source, kind)
        except BadPack as wrong:
            self.problems += wrong.problems
            return None


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
