"""What a layer below still uses of what a layer above withdrew: told once, at the line that withdraws it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.rules.layers import Withdrawal

MOST_USES = 5
"""Of the places that use what was withdrawn, so many are told."""


def blamed(
    problems: Iterable[Problem],
    withdrawn: Sequence[Withdrawal],
    sources: Mapping[tuple[str, str], Sequence[Source]],
    own: PurePath,
) -> Iterator[Problem]:
    """Yield problems, those in the files of layers below at what the layers above withdrew, if they are about that.

    A layer is sound by itself: what is wrong in its file once others lie on it, they have made so. ``own`` is the folder
    of the topmost; ``sources`` are the files that speak of a rule, by its kind and name.
    """
    places = {id(one): place for one in withdrawn if (place := _place(one, sources))}
    uses: dict[int, list[Problem]] = {}
    for problem in problems:
        found = None
        # What lies below a file that is changed as a whole has no place in it but its beginning.
        if not PurePath(problem.file).is_relative_to(own) or (problem.line, problem.column) == (1, 1):
            known = [one for one in withdrawn if id(one) in places]
            found = next((one for one in known if _is_about(problem, one)), None)
            if found is None and problem.code.startswith("unknown-"):  # what stood in a section has names of its own
                found = next((one for one in known if one.kind == "record" and one.name.startswith("sections.")), None)
        if found is None:
            yield problem
        else:
            uses.setdefault(id(found), []).append(problem)
    for one in withdrawn:
        if told := uses.get(id(one)):
            source, path = places[id(one)]
            yield source.problem(path, told[0].code, _still_used(one, told), at_key=True)


def _place(one: Withdrawal, sources: Mapping[tuple[str, str], Sequence[Source]]) -> tuple[Source, Path] | None:
    """Return the file that withdraws something, and the way to it there."""
    path: Path
    match one.kind:
        case "record":
            spoken, path = sources.get(("record.yaml", ""), ()), tuple(one.name.split("."))
        case "cells":
            spoken, path = sources.get(("form.yaml", ""), ()), ("cells", one.name)
        case "outcomes":
            spoken = [source for (file, _), found in sources.items() if file.startswith("outcomes") for source in found]
            path = ("outcomes", one.name)
        case _:
            spoken, path = sources.get((one.kind, one.name), ()), (one.name,)
    return next(((source, path) for source in reversed(spoken) if (*path, "withdraws") in source.values), None)


def _is_about(problem: Problem, one: Withdrawal) -> bool:
    """Tell whether a problem is that of a name that is not there any more."""
    name = one.name.rpartition(".")[2] if one.kind == "record" else one.name
    said = problem.en.partition(";")[0]
    return bool(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", said))


def _still_used(one: Withdrawal, told: Sequence[Problem]) -> Text:
    """Say where what was withdrawn is still used."""
    name = one.name.rpartition(".")[2] if one.kind == "record" else one.name
    first = [f"{use.path} ({use.place})" for use in told[:MOST_USES]]
    more = len(told) - len(first)
    rest = Text(f"等 {len(told)} 处", f" and {more} more") if more else Text("", "")
    return Text(
        f"撤销了 {name}，下层还在用它：{'、'.join(first)}{rest.zh}；请把这些也撤销或修改（withdraws、changes）",
        f"{name} is withdrawn, and layers below still use it: {', '.join(first)}{rest.en}; "
        "withdraw or change these too (withdraws, changes)",
    )
