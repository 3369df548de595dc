"""What stands behind a cell: the entries of records, what each adds or why it does not; and the clauses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from msgspec import UNSET, Struct

from campaign_rules.base.texts import Lang, Text, clause_label
from campaign_rules.reports.progress.values import Number
from campaign_rules.rules.forms import Figure, Form
from campaign_rules.rules.kinds import Kind
from campaign_rules.rules.record.model import RecordModel

State = Literal["counted", "repeated", "unknown", "left_out"]
"""Whether an entry counted, had been counted, may count (the record does not say), or does not."""

NOT_SAID = Text("记录没有写明是否符合", "the record does not say whether it does")
NO_AMOUNT = Text("没有写明数额", "it does not say how much")
AGAIN = Text("同一家，已计过", "the same one, already counted")


class Contribution(Struct, frozen=True):
    """An entry of a record behind a figure: where it stands, its day, what it adds, and if it did not count, why."""

    figure: str
    record: str
    name: str | None
    path: str
    what: Text
    """What people call it: its kind, or its id."""
    day: date | None
    state: State
    adds: Number = 0
    why: Text | None = None

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "figure": self.figure,
            "record": self.record,
            "name": self.name,
            "path": self.path,
            "what": self.what(lang),
            "date": self.day.isoformat() if self.day else None,
            "state": self.state,
            "adds": self.adds,
            "why": self.why(lang) if self.why else None,
        }


def called(item: Any, kinds: Mapping[str, Kind]) -> Text:
    """Return what people call an entry of a record: the title of its kind, or its id."""
    kind, id_ = getattr(item, "kind", None), getattr(item, "id", UNSET)
    if isinstance(kind, str) and kind in kinds:
        return kinds[kind].title
    word = str(kind or id_ or "—")
    return Text(word, word)


def nobody_named(figure: Figure, model: RecordModel) -> Text:
    """Say that an entry does not name whom or what a figure counts once."""
    field = model.field(figure.of, str(figure.distinct).split("."))
    if field is None or field.type != "reference":
        what = field.title if field else Text(str(figure.distinct), str(figure.distinct))
        return Text(f"没有写明{what.zh}，按单独一个计", f"it does not say {what.en}: counted as one by itself")
    whom = Text("或", " or ").join(map(model.actor_title, model.subjects))
    said = whom.en[:1].lower() + whom.en[1:]
    return Text(f"没有写明是哪家{whom.zh}，按单独一家计", f"it does not name the {said}: counted as one by itself")


def out_of_time(day: date | None, since: date, as_of: date) -> Text:
    """Say why an entry's day is not among those that are counted."""
    if day and day < since:
        return Text(f"{day} 早于累计起算日 {since}", f"{day} is before the count begins on {since}")
    return Text(f"{day} 晚于 {as_of}，尚未计入", f"{day} is after {as_of}: not counted yet")


def clauses_of(form: Form, cell: str, lang: Lang = "zh") -> str:
    """Name the clauses behind a cell: its own place in the text, and what it measures."""
    own = (form.clause_of(cell), *form.cell(cell).also)
    return "、".join(clause_label(clause, lang) for clause in own) if lang == "zh" else ", ".join(own)
