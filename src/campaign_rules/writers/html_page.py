"""What self-contained HTML pages have in common: their templates, marks, and the readings that answers rest on.

Nothing is loaded from anywhere; every text from a record or a pack goes through autoescaping. What a status is, is said
by a mark and a word, and only underlined by its colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from campaign_rules.base.texts import Lang, Text, bracketed, counted, printable
from campaign_rules.campaign import Campaign
from campaign_rules.reports.outcome_findings import NO_DECISION
from campaign_rules.reports.report import Report
from campaign_rules.reports.wording import STATUS_TEXTS
from campaign_rules.rules.duties.obligations import STATUSES, Status
from campaign_rules.rules.pack import Pack
from campaign_rules.writers.text import rules_named, withdrawn

MARKS: dict[Status, str] = {
    "violated": "✕",
    "unknown": "?",
    "needs_review": "◎",
    "open": "○",
    "fulfilled_late": "△",
    "upcoming": "·",
    "fulfilled": "✓",
    "waived": "—",
    "not_applicable": "／",
}
"""The mark of each status, so that no colour has to be seen."""


def page(template: str, pack: Pack, as_of: date, lang: Lang, **given: Any) -> str:
    """Return a page made from one of the templates in the folder `pages`."""
    return (
        _templates()
        .get_template(template)
        .render(
            lang=lang,
            t=lambda zh, en: zh if lang == "zh" else en,
            bracketed=lambda value: bracketed(str(value), lang),
            campaign=pack.identity.title(lang),
            number=pack.identity.source.number,
            named=rules_named(pack, lang),
            unverified=[(pack.label(clause)(lang), said(lang)) for clause, said in pack.unverified.items()],
            withdrawn=list(withdrawn(pack, lang)),
            as_of=as_of,
            marks=MARKS,
            statuses=STATUSES,
            status_text={status: STATUS_TEXTS[status](lang) for status in STATUSES},
            no_decision=NO_DECISION(lang),
            **given,
        )
    )


def below(pack: Pack, layers: Iterable[str], lang: Lang) -> list[str]:
    """Name the layers below a campaign that a rule comes from, as `Pack.layer_title` does."""
    return list(dict.fromkeys(pack.layer_title(layer)(lang) for layer in layers if layer != pack.identity.id))


@lru_cache(maxsize=1)
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("campaign_rules.writers", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # What would turn the direction of reading, or can't be seen, is written out.
    made.finalize = lambda value: printable(value) if type(value) is str else value
    return made


def readings_of(shown: Report) -> Iterator[str]:
    """Yield the readings that the findings of a report rest on."""
    for one in shown.findings:
        yield from one.interpretations


class Readings:
    """The readings of the text as a page tells them."""

    def __init__(self, campaign: Campaign, lang: Lang) -> None:
        self._campaign, self._pack, self._lang = campaign, campaign.pack, lang

    def told(self, used: Iterable[str]) -> list[dict[str, Any]]:
        """Return those set otherwise, then those that answers or outcomes rest on, and what each is set to."""
        pack, lang = self._pack, self._lang
        outcomes = pack.every_outcome.values()
        names = dict.fromkeys([*pack.overrides, *used, *(o.interpretation for o in outcomes if o.interpretation)])
        return [
            {
                "name": name,
                "title": pack.interpretations[name].title(lang),
                "clause": pack.label(pack.interpretations[name].clause)(lang),
                "text": pack.interpretations[name].text(lang),
                "chosen": self._chosen(name),
                "changed": name in pack.overrides,
            }
            for name in names
            if name in pack.interpretations
        ]

    def _chosen(self, name: str) -> str:
        declared, value, lang = self._pack.interpretations[name], self._pack.chosen[name], self._lang
        if isinstance(value, tuple):
            known = self._pack.sectors
            return Text("、", ", ")(lang).join(known[word](lang) if word in known else word for word in value)
        if value is None:
            return Text("无", "none")(lang)
        if isinstance(value, int):
            return Text(f"{value} 日", counted(value, "day"))(lang)
        phase = self._campaign.phases.get(value) if declared.takes == "phase" else None
        option = declared.options.get(value) or (phase.title if phase else None)
        return option(lang) if option else value
