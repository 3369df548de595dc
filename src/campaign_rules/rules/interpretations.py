"""Readings of the text: where it is silent or can be read in two ways, the reading chosen, named and cited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from campaign_rules.base.errors import CampaignRulesError, UnknownName
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
                f"{name} 应为天数（0 至 {MAX_DAYS}）或 none，不能是 {value!r}",
                f"{name} takes a number of days (0 to {MAX_DAYS}) or None, not {value!r}",
            )
        )
    if wanted.takes == "sectors":
        if isinstance(value, str) or not isinstance(value, (list, tuple, set, frozenset)):
            raise BadChoice(
                Text(f"{name} 应为几个领域，不能是 {value!r}", f"{name} takes a list of sectors, not {value!r}")
            )
        return tuple(
            _check("sector", str(sector), sectors)
            for sector in (value if isinstance(value, (list, tuple)) else sorted(value))
        )
    if not isinstance(value, str):
        kind = {"phase": "一个阶段", "option": "一个选项"}[wanted.takes]
        raise BadChoice(
            Text(
                f"{name} 应为{kind}的名称，不能是 {value!r}",
                f"{name} takes the name of one {wanted.takes}, not {value!r}",
            )
        )
    if wanted.takes == "phase":
        return _check("phase", value, {**phases, "campaign": None})
    return _check(f"option of {name}", value, wanted.options)


def _check(kind: str, value: str, known: Mapping[str, object]) -> str:
    if value not in known:
        raise UnknownName(kind, value, known)
    return value
