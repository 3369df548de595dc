"""What is wrong with the sectors of a pack, who leads them, and the words and industry codes that stand for them."""

from __future__ import annotations

from collections.abc import Iterator

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path, Source
from campaign_rules.base.texts import Text
from campaign_rules.rules.checks.context import Context, check_name
from campaign_rules.rules.leads import plain


def check_leads(context: Context) -> Iterator[Problem]:
    """Yield sectors with two leads, words for two sectors, and names of sectors that there are not."""
    source = context.sources.of("sectors.yaml")
    known = context.sectors()
    leads: dict[str, str] = {}
    for department_id, department in context.pack.directory.departments.items():
        for sector in department.sectors:
            declared = [
                context.pack.directory.departments[d].sectors[sector] for d in (leads.get(sector), department_id) if d
            ]
            if sector in leads and not all(one.joint for one in declared):
                text = Text(
                    f"领域 {sector} 已由 {leads[sector]} 牵头",
                    f"the sector {sector} is already led by {leads[sector]}",
                )
                path = ("departments", department_id, "sectors", sector)
                yield source.problem(path, "two-leads", text, at_key=True)
            leads.setdefault(sector, department_id)
    yield from _aliases(context, source)
    for i, covering in enumerate(context.pack.directory.covering):
        for j, sector in enumerate(covering.sectors):
            yield from check_name("sector", sector, known, source, ("covering", i, "sectors", j))
    for code, industry in context.pack.codes.items():
        for j, sector in enumerate(industry.sectors):
            yield from check_name("sector", sector, known, context.sources.entry("gbt4754", code), (code, "sectors", j))


def _aliases(context: Context, source: Source) -> Iterator[Problem]:
    """Refuse a word that stands for two things: sectors that are led, that are not, and covering words alike."""
    directory = context.pack.directory
    named: list[tuple[Path, str, tuple[str, ...]]] = [
        (("departments", department_id, "sectors", sector), sector, (entry.title.zh, *entry.aliases))
        for department_id, department in directory.departments.items()
        for sector, entry in department.sectors.items()
    ]
    named += [
        (
            ("departments", department_id, "sectors", sector, "branches", id_),
            id_,
            (branch.title.zh, *branch.aliases),
        )
        for department_id, department in directory.departments.items()
        for sector, entry in department.sectors.items()
        for id_, branch in entry.branches.items()
    ]
    named += [
        (("unassigned", sector), sector, (entry.title.zh, *entry.aliases))
        for sector, entry in directory.unassigned.items()
    ]
    named += [(("covering", i), "/".join(c.sectors), c.words) for i, c in enumerate(directory.covering)]
    owners: dict[str, str] = {}
    for path, name, words in named:
        for word in words:
            owner = owners.setdefault(plain(word), name)
            if owner != name:
                text = Text(f"{word} 同时指 {owner} 和 {name}", f"{word} names both {owner} and {name}")
                yield source.problem(path, "ambiguous-alias", text, at_key=True)
