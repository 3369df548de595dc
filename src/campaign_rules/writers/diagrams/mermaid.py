"""A life cycle as Mermaid text, which documents show as a picture."""

from __future__ import annotations

import re
from collections.abc import Mapping

from campaign_rules.base.texts import Lang, printable
from campaign_rules.logic.lifecycles import LifeCycle, Region
from campaign_rules.reports.names import CycleNames
from campaign_rules.rules.pack import Pack
from campaign_rules.writers.diagrams.arrows import arrows


def mermaid(cycle: LifeCycle, pack: Pack, lang: Lang = "zh") -> str:
    """Return a life cycle of a pack as Mermaid text (``stateDiagram-v2``), its titles and phrases in ``lang``.

    Regions run side by side: where there are several, each is a composite state of its own.
    """
    ids, names = _ids(cycle), CycleNames(pack, cycle)
    lines = ["stateDiagram-v2"]
    for name, region in cycle.regions.items():
        inside = _mermaid_region(names, region, {state: ids[name, state] for state in region.states}, lang)
        if len(cycle.regions) > 1:
            title = _entities(names.label((name,))(lang))
            inside = [f'state "{title}" as {ids[name, None]} {{', *(f"  {line}" for line in inside), "}"]
        lines += (f"  {line}" for line in inside)
    return "\n".join(lines) + "\n"


def _mermaid_region(names: CycleNames, region: Region, ids: Mapping[str, str], lang: Lang) -> list[str]:
    return [
        *(f'state "{_entities(title(lang))}" as {ids[state]}' for state, title in region.states.items()),
        f"[*] --> {ids[region.initial]}",
        *(f"{ids[a.source]} --> {ids[a.target]} : {a.label(_entities)}" for a in arrows(names, region, lang)),
        *(f"{ids[state]} --> [*]" for state in region.final),
    ]


def _ids(cycle: LifeCycle) -> dict[tuple[str, str | None], str]:
    """Name every state, and every region (its state None): as it is called, so far as that is safe and not taken."""
    ids: dict[str, tuple[str, str | None]] = {}
    for name, region in cycle.regions.items():
        for state in (None, *region.states):
            made = re.sub("[^a-zA-Z0-9]", "_", f"region_{name}" if state is None else f"{name}_{state}")
            while made in ids:
                made += "_"
            ids[made] = (name, state)
    return {what: made for made, what in ids.items()}


def _entities(text: str) -> str:
    """Write as ``#code;`` whatever Mermaid, or the Markdown and HTML inside it, would read as its own."""
    return re.sub(r"[!-'*+:-<>?@\[-^`{-~]|\b_|_\b", lambda found: f"#{ord(found[0])};", printable(text))
