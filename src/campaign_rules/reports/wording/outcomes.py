"""Enforcement outcomes in words: the sentence of why one is indicated, not indicated or undetermined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign_rules.base.texts import Text
from campaign_rules.reports.codes import OutcomeCode
from campaign_rules.reports.statements import Statement
from campaign_rules.reports.wording import OUTCOME_TEXTS, phrase
from campaign_rules.reports.wording.conditions import Names, statement_text
from campaign_rules.reports.wording.findings import PlaceNames, places_text


def outcome_sentence(code: OutcomeCode, params: Mapping[str, Any], names: PlaceNames) -> Text:
    """Say in one sentence how an outcome stands and what that rests on, made of a code and its parameters alone."""
    said = [_said(one, names) for one in params.get("conditions", ())]
    said += [phrase("missing", places=places_text([place], names)) for place in params.get("missing", ())]
    title, state = names.fact(params["outcome"]), OUTCOME_TEXTS[code]
    return phrase("outcome", title=title, state=state, reasons=phrase("clauses").join(said))


def _said(condition: Statement, names: Names) -> Text:
    """Say a condition, with its truth where it does not hold."""
    said = statement_text(condition, names)
    return said if condition.truth else phrase("not so" if condition.truth is False else "not known", statement=said)
