"""What answers rest on: the clauses of the text, and the readings of it."""

from __future__ import annotations

from typing import Any

from campaign_rules.base.texts import Text
from campaign_rules.engine.ruleset import Ruleset
from campaign_rules.reports.obligations import Obligation
from campaign_rules.rules.pack import Pack


def readings_of(obligation: Obligation) -> tuple[str, ...]:
    """Name the readings that one answer rests on: its duty's, and that of stoppages where one decided."""
    stopped, pack = obligation.verdict.stoppage, obligation.rules.pack
    named = (name for name in stopped.readings if name in pack.interpretations) if stopped else ()
    return (*obligation.bound.readings, *named)


def unverified(obligation: Obligation) -> dict[str, Text]:
    """Return the clauses that an answer rests on and that were not compared with the text, and what of each."""
    known = obligation.rules.pack.unverified
    return {clause: known[clause] for clause in obligation.bound.clauses if clause in known}


def cited(clauses: tuple[str, ...], layers: tuple[str, ...], pack: Pack) -> Text:
    """Say what a rule rests on: its clauses, and the layer of rules that it comes from."""
    said = list(dict.fromkeys(pack.layer_title(layer) for layer in layers))
    named = [pack.citation(clause) for clause in clauses]
    return Text(
        f"依据：{'、'.join(t.zh for t in named)}（{'，经'.join(t.zh for t in said)}{'修改' if said[1:] else ''}）",
        f"clause {', '.join(t.en for t in named)} ({', changed by '.join(t.en for t in said)})",
    )


def reading(name: str, rules: Ruleset) -> Text:
    """Say the reading of the text that an interpretation chooses."""
    declared = rules.pack.interpretations[name]
    chosen = rules.times.chosen[name]
    if isinstance(chosen, str) and chosen in declared.options and chosen != declared.default:
        option = declared.options[chosen]
        return Text(
            f"解释“{declared.title.zh}”（已改选）：{option.zh}",
            f"interpretation {name} (set to {chosen}): {option.en}",
        )
    note = "" if chosen == declared.default else f" = {chosen}"
    changed = "" if chosen == declared.default else f"（已改为 {_chosen(chosen, rules)}）"
    return Text(
        f"解释“{declared.title.zh}”{changed}：{declared.text.zh}", f"interpretation {name}{note}: {declared.text.en}"
    )


def _chosen(value: Any, rules: Ruleset) -> str:
    """Say what an interpretation that takes days, a phase or sectors is set to."""
    values = value if isinstance(value, tuple) else (value,)
    phases = rules.pack.identity.phases
    said = (
        "无" if one is None else phases[one].title.zh if one in phases else rules.pack.word(str(one)).zh
        for one in values
    )
    return "、".join(said)
