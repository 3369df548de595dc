"""English: what people are told, a sentence a code, with the phrases inside the sentences."""

from __future__ import annotations

from collections.abc import Mapping

from campaign_rules.reports.codes import EntryCode, FindingCode, OutcomeCode
from campaign_rules.rules.duties.obligations import Status

STATUSES: Mapping[Status, str] = {
    "violated": "violated",
    "unknown": "unknown",
    "needs_review": "needs review",
    "open": "open",
    "fulfilled_late": "fulfilled late",
    "upcoming": "upcoming",
    "fulfilled": "fulfilled",
    "waived": "waived",
    "not_applicable": "not applicable",
}

_NOT_DONE = "not done: the term of {due} has passed"
_MISSING = "the record does not say; missing: {missing}"
_UNTELLABLE = "can't be told yet; missing: {missing}"
_LOOK_AT = "a person must look: {look_at}"

FINDINGS: Mapping[FindingCode, str] = {
    "done": "done on {done}",
    "done_late": "done on {done}, due {due}",
    "as_required": "as required",
    "not_begun": "begins on {opens}",
    "to_be_done": "to be done by {due}, that day {day_counts}",
    "to_be_done_by_the_hour": "to be done by {due}",
    "to_be_done_without_term": "to be done; {sets_none}",
    "not_done": _NOT_DONE,
    "done_by_another": _NOT_DONE,
    "not_the_whole": _NOT_DONE,
    "not_as_asked": _NOT_DONE,
    "taken_by_another_duty": _NOT_DONE,
    "outside_the_window": _NOT_DONE,
    "too_few": _NOT_DONE,
    "measure_not_reached": _NOT_DONE,
    "limit_exceeded": "more than the limit",
    "item_fails": "not as required: {conditions}",
    "waived_for_stoppage": "waived for a stoppage{reason}",
    "no_day_asks": "does not apply: no day of the campaign asks for it",
    "nothing_concerned": "does not apply: {section}: nothing that the duty is about",
    "nothing_to_measure": "does not apply: there is nothing to be measured against",
    "does_not_apply": "does not apply: {condition}: no",
    "for_a_person": _LOOK_AT,
    "stoppage_for_a_person": _LOOK_AT,
    "in_time_unknown": "done on {done}; whether in time is not known, missing: {missing}",
    "too_many_ways": _MISSING,
    "holidays_unannounced": _UNTELLABLE,
    "word_unrecognised": _MISSING,
    "word_ambiguous": _MISSING,
    "before_the_period_is_over": "done before the period was over; the text does not say whether that counts: a person must judge",
    "applies_unknown": _MISSING,
    "section_absent": _MISSING,
    "not_said": _MISSING,
    "cannot_be_told": _UNTELLABLE,
}

_HAS = "{date} {fields}"

ENTRIES: Mapping[EntryCode | None, str] = {
    None: _HAS,
    "done_by_another": _HAS,
    "not_the_whole": _HAS,
    "not_as_asked": _HAS,
    "taken_by_another_duty": "{date}: counts for another duty already",
    "counts_already": "{date} {fields}: counts already",
    "not_of_the_set": "{date} {fields}: none of those that count",
    "outside_the_window": "{date}: {limit}, does not count",
    "before_the_period_is_over": "{date}: before the period that it reports on was over; the text does not say whether it counts",
    "not_yet_effective": "{date}: after the as-of date, not yet effective",
    "word_unrecognised": _HAS,
    "not_said": _HAS,
}

OUTCOMES: Mapping[OutcomeCode, str] = {
    "indicated": "indicated",
    "not_indicated": "not indicated",
    "undetermined": "undetermined",
}

LISTS: Mapping[str, str] = {"departments": "the departments"}

PHRASES: Mapping[str, str] = {
    # beside a finding's sentence
    "text sets none": "the text sets no term",
    "none set": "no term has been set",
    "day counts": "included",
    "day does not count": "excluded",
    "partial": " (a first period cut by the issue date)",
    "in time": "; whether in time is not known, missing: {missing}",
    "deferred": " (deferred from {nominal_due} past days off)",
    "brought forward": " (brought forward from {nominal_due} before days off)",
    "provisional forward": " (provisional: the holidays of {year} are not announced; this is the earliest day it can be)",
    "movable": " (provisional: the holidays of {year} are not announced; it may come to lie earlier or later)",
    "provisional": (
        " (provisional: the holidays of {year} are not announced; it may be deferred, never brought forward)"
    ),
    "because": ": {reason}",
    "unverified": " (not checked against the text: {notes})",
    "progress": "; {done}{percent} done, {needed}{percent} needed{of}",
    "progress of a limit": "; {done} in all, at most {needed}",
    "perhaps as many": ", {perhaps}{percent} if all counts that the record leaves open",
    "of so many": " (a share of {of})",
    "lacking still": ", still lacking: {names}",
    "and more lacking": " and others, {number} in all",
    "left": "{left} more",
    "left in percent": "{needed}% must be reached",
    "left of a set": "{left} more: {names}",
    # entries that may count
    "needed": "needs {at_least} {kind} from {first} to {due}, both included",
    "needed measure": "needs {measure} ({kind}), from {first} to {due}, both included",
    "any day": "any day",
    "too early": "before {counts_from}",
    "too late": "after {late_until}",
    "field": "{field} {value}",
    "field not recorded": "{field} not recorded",
    "nobody": "none",
    # statements about a record
    "all": "all of",
    "any": "any of",
    "not": "not: {statement}",
    "none of these": "not",
    "doubtful": "can't be told: for a person to judge",
    "lasting": " ({days})",
    "fixed": "fixed",
    "not recorded": " (not recorded)",
    "not to be told": " (can't be told)",
    "recorded": " (recorded: {value})",
    "true": "true",
    "false": "false",
    "nothing": "nothing",
    "an unknown word": "a word that is not known",
    # what a condition asks
    "all asked": " and ",
    "any asked": " or ",
    "asked not": "not {condition}",
    "in doubt where": "not known where {condition}",
    "grouped": "({condition})",
    "always": "always",
    "never": "never",
    # outcomes
    "outcome": "{title} ({state}): {reasons}",
    "not so": "{statement} - no",
    "not known": "{statement} - unknown",
    "missing": "missing {places}",
    "lacking": "missing {place}",
    # joints
    "moreover": "; ",
    "nowhere": "—",
    "list": ", ",
    "or": " or ",
    "clustered": "{section}: {patterns}",
    "count within": "{count} within {span}",
    "within years": "{years}",
    "within days": "{days}",
    "conditions": "; ",
    "fields": ", ",
    "clauses": "; ",
    "place": "{label} ({place})",
}
