"""Sentences for people, made from codes and their parameters: each language stands complete in a module of its own.

In: words that every campaign shares. Never: a verdict, a record, or a choice that depends on more than the parameters.
"""

from __future__ import annotations

from collections.abc import Mapping

from campaign_rules.base.texts import Text
from campaign_rules.reports.codes import ENTRY_CODES, FINDING_CODES, OUTCOME_CODES, EntryCode, FindingCode, OutcomeCode
from campaign_rules.reports.wording import en, zh
from campaign_rules.rules.duties.obligations import STATUSES, Status

NO_TEXT = Text("", "")
"""Nothing to be said."""

STATUS_TEXTS: Mapping[Status, Text] = {one: Text(zh.STATUSES[one], en.STATUSES[one]) for one in STATUSES}
"""How a status is said to people."""

FINDING_TEXTS: Mapping[FindingCode, Text] = {one: Text(zh.FINDINGS[one], en.FINDINGS[one]) for one in FINDING_CODES}
"""The sentence of a finding by its code, with ``{placeholders}`` for the parameters."""

ENTRY_TEXTS: Mapping[EntryCode | None, Text] = {
    one: Text(zh.ENTRIES[one], en.ENTRIES[one]) for one in (None, *ENTRY_CODES)
}
"""The sentence of an entry that was looked at, by the code of why it was not counted; None stands for one that was."""

OUTCOME_TEXTS: Mapping[OutcomeCode, Text] = {one: Text(zh.OUTCOMES[one], en.OUTCOMES[one]) for one in OUTCOME_CODES}
"""How an outcome stands, by its code."""

LIST_TEXTS: Mapping[str, Text] = {name: Text(said, en.LISTS[name]) for name, said in zh.LISTS.items()}
"""How a list of words that the engine makes is said to people."""

PHRASES: Mapping[str, Text] = {name: Text(said, en.PHRASES[name]) for name, said in zh.PHRASES.items()}
"""The phrases inside the sentences."""


def phrase(name: str, **values: object) -> Text:
    """Return a phrase with its placeholders filled.

    >>> phrase("too late", late_until="2023-08-31").zh
    '晚于 2023-08-31'
    """
    return PHRASES[name].format(**values) if values else PHRASES[name]
