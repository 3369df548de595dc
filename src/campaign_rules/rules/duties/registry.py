"""The forms of duty by name: what a pack's file may write of a duty, and which form that is. A new form is a line here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import NODEFAULT, UNSET, Struct, UnsetType, defstruct, field, structs

from campaign_rules.base.errors import did_you_mean
from campaign_rules.base.texts import Text
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.duties.one_off import OneOff
from campaign_rules.rules.duties.per_item import PerItem
from campaign_rules.rules.duties.recurring import Recurring
from campaign_rules.rules.duties.to_be_judged import ToBeJudged
from campaign_rules.rules.remarks import Remark

FORMS: tuple[type[Duty], ...] = (Recurring, OneOff, PerItem, ToBeJudged)
"""Every form; the last takes what no other does."""

SAID = """One duty of the plan. It recurs (``each``), is one-off (``due``), stands for each item of a section
    (``for_each``), or, with none of these, has no measure in the text and is for a person to judge (``review``); so is
    one with a due day and nothing that would count."""

KEYS = [form.key for form in FORMS if form.key]
"""The keys of which an entry has one, to say its form."""


ORDER = (
    "title", "clause", "also", "bearer", "when",
    "each", "due", "of", "where", "in_person", "at_least", "measure", "counts_from", "variants",
    "for_each", "require", "judged_when", "done_on", "term", "term_title", "term_unknown", "done_unclear",
    "in_stoppage", "asked", "review", "interpretations",
)  # fmt: skip
"""The order in which documents and comparisons tell the keys; one that is not here comes after these."""


def _written_duty() -> type[Struct]:
    """Return the class of what a pack's file may write of a duty: the keys of every form, none of one form required."""
    keys = {one.name: (one.name, one.type, _default(one)) for form in FORMS for one in structs.fields(form)}
    shared = {one.name for one in structs.fields(Duty)}
    made = [
        (name, kind | UnsetType, UNSET) if default is NODEFAULT and name not in shared else (name, kind, default)
        for name, kind, default in sorted(keys.values(), key=lambda key: (*ORDER, key[0]).index(key[0]))
    ]
    return defstruct("Duty", made, namespace={"__doc__": SAID}, frozen=True, kw_only=True, forbid_unknown_fields=True)


def _default(one: structs.FieldInfo) -> Any:
    return one.default if one.default_factory is NODEFAULT else field(default_factory=one.default_factory)


WrittenDuty: Any = _written_duty()
"""What a pack's file writes of a duty, whatever its form."""

FIELDS = structs.fields(WrittenDuty)
"""The keys of an entry, with their defaults."""


def form_of(entry: Any) -> Duty:
    """Return what a pack's file writes of a duty as a duty of its form."""
    written = _written(entry)
    form = _form(written)
    return form(**{key: value for key, value in written.items() if key in form.__struct_fields__})


def written_duty(duty: Duty) -> Any:
    """Return a duty as a pack's file would write it, with every key that is not written at its default."""
    return WrittenDuty(**structs.asdict(duty))


def misfits(entry: Any) -> Iterator[Remark]:
    """Yield what is wrong with how an entry says its form: by the keys of several, or by none; and every key that means
    nothing in its form."""
    written = _written(entry)
    form, marks = _form(written), [key for key in KEYS if key in written]
    if not all(key == form.key or form.shares(key, written) for key in marks):
        text = Text(f"{' 与 '.join(marks)} 只能写一个", f"only one of {', '.join(marks)}")
        yield Remark((marks[1],), "form", text)
    elif not marks and "review" not in written:
        text = Text(
            f"须写 {'、'.join(KEYS)} 之一；原文没有标准的写 review",
            f"needs one of {', '.join(KEYS)}; or review where the text gives no measure",
        )
        yield Remark((), "form", text, at_key=True)
    else:
        yield from (_stray(key, form) for key in written if key not in form.__struct_fields__)


def _stray(key: str, form: type[Duty]) -> Remark:
    shared = {one.name for one in structs.fields(Duty)}
    own = [name for name in ORDER if name in form.__struct_fields__ and name not in shared]
    by = form.key or "review"
    tail = did_you_mean(key, own)
    return Remark((key,), "form", Text(f"{by} 的义务没有 {key}", f"a duty with {by} has no {key}") + tail, at_key=True)


def _written(entry: Any) -> dict[str, Any]:
    """Return the keys of an entry that say more than their absence would."""
    return {one.name: value for one in FIELDS if (value := getattr(entry, one.name)) != _unsaid(one)}


def _unsaid(one: structs.FieldInfo) -> Any:
    return one.default if one.default_factory is NODEFAULT else one.default_factory()


def _form(written: Mapping[str, Any]) -> type[Duty]:
    """Return the first form whose key is written, or else the first that takes what is."""
    marked = [form for form in FORMS if form.key in written]
    return next(form for form in (*marked, *FORMS) if form.takes(written))
