"""Every check of a pack that is being loaded, in one function."""

from __future__ import annotations

from collections.abc import Iterator

from campaign_rules.base.errors import Problem, first_problems
from campaign_rules.rules.checks.cases import check_cases, check_ids
from campaign_rules.rules.checks.citations import check_articles
from campaign_rules.rules.checks.context import Context, Sources
from campaign_rules.rules.checks.cycles import check_engine_cycles, check_item_cycles
from campaign_rules.rules.checks.days import check_calendar, check_holidays, check_identity
from campaign_rules.rules.checks.duties import check_duties, check_instances
from campaign_rules.rules.checks.facts import check_facts
from campaign_rules.rules.checks.forms import check_form
from campaign_rules.rules.checks.kinds import check_kinds
from campaign_rules.rules.checks.leads import check_leads
from campaign_rules.rules.checks.outcomes import check_outcomes
from campaign_rules.rules.checks.readings import check_readings, check_readings_of_record
from campaign_rules.rules.checks.sizes import check_sizes
from campaign_rules.rules.pack import Pack

_BEFORE = (check_identity, check_calendar, check_leads, check_readings, check_facts, check_outcomes)
"""The checks that unfold no condition."""

_AFTER = (
    check_duties, check_engine_cycles, check_articles, check_kinds, check_form, check_holidays, check_item_cycles,
    check_cases,
    check_ids,
    check_readings_of_record,
)  # fmt: skip
"""The checks of a pack that is not too much for them."""


def check_pack(pack: Pack, sources: Sources) -> list[Problem]:
    """Return every problem of a pack whose files are each well-formed."""
    context = Context(pack, sources)
    return sorted(first_problems(_problems(context))) or sorted(first_problems(check_instances(context)))


def _problems(context: Context) -> Iterator[Problem]:
    for check in _BEFORE:
        yield from check(context)
    too_much = list(check_sizes(context))
    yield from too_much
    for check in () if too_much else _AFTER:
        yield from check(context)
