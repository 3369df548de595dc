"""What is wrong with how a declared ledger's statuses are said: phrases that can't be matched, events that there are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Path
from campaign_rules.rules.checks.record_places import Declared
from campaign_rules.rules.record.declaration import Statuses
from campaign_rules.rules.record.phrases import BadPhrase, phrase

_EVENTS = ("not_in_part", "settled", "done")
_CLAIMED = ("needs", "happened", "excludes", "unlikely", "unless", "begun")
"""The keys that name events: of all statuses, and of a claim."""


def check_statuses(declared: Declared) -> Iterator[Problem]:
    """Yield what is wrong with the statuses of each section's ledger."""
    for name, section in declared.record.sections.items():
        if section.ledger and (statuses := section.ledger.statuses):
            at: Path = ("sections", name, "ledger", "statuses")
            yield from _phrases(declared, statuses, (*at, "partly"), statuses.partly)
            events = dict(section.events.kinds) if section.events else {}
            named = [((*at, key), getattr(statuses, key)) for key in _EVENTS]
            for i, claim in enumerate(statuses.claims):
                yield from _phrases(declared, statuses, (*at, "claims", i, "phrases"), claim.phrases)
                named += [((*at, "claims", i, key), getattr(claim, key)) for key in _CLAIMED]
            for path, kinds in named:
                for j, kind in enumerate(kinds):
                    about = ("sections", name, "events", "kinds", kind)
                    yield from declared.unknown("event", kind, events, (*path, j), about=about)


def _phrases(declared: Declared, statuses: Statuses, at: Path, texts: Sequence[str]) -> Iterator[Problem]:
    for i, text in enumerate(texts):
        try:
            phrase(text, statuses.words)
        except BadPhrase as wrong:
            yield declared.problem((*at, i), "phrase", wrong.text)
