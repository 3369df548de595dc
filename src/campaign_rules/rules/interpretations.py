"""Readings of the text: where it is silent or can be read in two ways, the reading chosen, named and cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from campaign_rules.base.errors import CampaignRulesError, UnknownName, did_you_mean, nearest
from campaign_rules.base.schemas import shown_value
from campaign_rules.base.texts import Clause, Text

Choice = str | int | None | tuple[str, ...]
"""What an interpretation is set to: an option's name, a number of days (or None), a phase, or a list of sectors."""


class Interpretation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reading of the text, its default, and what else it can be set to."""

    title: Text
    clause: Clause
    text: Annotated[Text, Meta(description="what the default says, and why")]
    default: Choice
    takes: Annotated[Literal["option", "days", "phase", "sectors"], Meta(description="what it can be set to")] = (
        "option"
    )
    options: Annotated[dict[str, Text], Meta(description="with takes: option, every value and what it means")] = {}


ASKED_BY_ITSELF: Mapping[str, tuple[str, ...]] = {
    "calendar-periods": ("all-overlapping", "whole-only"),
    "period-evidence": ("whole-period", "from-issue"),
    "recurring-not-curable": ("not-curable", "curable"),
    "inclusive-deadlines": ("inclusive", "exclusive"),
    "personal-duties": ("personal", "delegable"),
    "one-drill-many-duties": ("shared", "separate"),
    "holidays": ("state-council", "statutory-only", "brought-forward"),
    "report-day": ("inclusive", "exclusive"),
    "unrecognised-words": ("near-ones-open", "refuse"),
}
"""The readings that are asked about whether or not a rule names them, with all that each can say."""

FREQUENCIES = ("replaces", "adds")
"""What the reading of another frequency can say: it replaces the general one, or both are asked for."""

MAX_DAYS = 3660
"""The largest number of days that an interpretation can be set to: ten years."""


class BadChoice(CampaignRulesError, ValueError):
    """An interpretation can't be set to the given value."""

    code = "bad-choice"

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)

    def __reduce__(self) -> tuple[type[BadChoice], tuple[Text]]:
        return type(self), (self.text,)


def choose(
    interpretations: Mapping[str, Interpretation],
    name: str,
    value: object,
    *,
    phases: Mapping[str, object],
    sectors: Mapping[str, object],
) -> Choice:
    """Check that ``value`` is one that the interpretation ``name`` can be set to, and return it.

    Raises:
        UnknownName: there is no such interpretation, or no such option, phase or sector.
        BadChoice: the value is not of the kind that the interpretation takes.
    """
    if name not in interpretations:
        raise UnknownName("interpretation", name, interpretations)
    wanted = interpretations[name]
    if wanted.takes == "days":
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_DAYS):
            return value
        raise BadChoice(
            Text(
                f"{name} 应为天数（0 至 {MAX_DAYS}）或 null，不能是 {shown_value(value)}",
                f"{name} takes a number of days (0 to {MAX_DAYS}) or null, not {shown_value(value)}",
            )
        )
    if wanted.takes == "sectors":
        if isinstance(value, str) or not isinstance(value, (list, tuple, set, frozenset)):
            raise BadChoice(
                Text(
                    f"{name} 应为几个领域，不能是 {shown_value(value)}",
                    f"{name} takes a list of sectors, not {shown_value(value)}",
                )
            )
        return tuple(
            _check("sector", str(sector), sectors)
            for sector in (value if isinstance(value, (list, tuple)) else sorted(value))
        )
    if not isinstance(value, str):
        kind = {"phase": "一个阶段", "option": "一个选项"}[wanted.takes]
        text = Text(
            f"{name} 应为{kind}的名称，不能是 {shown_value(value)}",
            f"{name} takes the name of one {wanted.takes}, not {shown_value(value)}",
        )
        raise BadChoice(text + did_you_mean("", wanted.options or {**phases, "campaign": None}))
    if wanted.takes == "phase":
        return _check("phase", value, {**phases, "campaign": None})
    return _check(f"option of {name}", value, wanted.options)


def _check(kind: str, value: str, known: Mapping[str, object]) -> str:
    if value not in known:
        raise UnknownName(kind, value, known)
    return value


def strange_options(name: str, options: Iterable[str], meant: Sequence[str]) -> Text | None:
    """Say which options of a reading mean nothing where it is used; None if all do."""
    strange = [option for option in options if option not in meant]
    if not strange:
        return None
    text = Text(
        f"{name} 的选项须是 {'、'.join(meant)}；{'、'.join(strange)} 在这里没有意义",
        f"the options of {name} must be {', '.join(meant)}; {', '.join(strange)}: nothing is meant by that here",
    )
    near = nearest(strange[0], meant) if len(strange) == 1 else None
    return text + (did_you_mean(near, (near,)) if near else Text("", ""))
