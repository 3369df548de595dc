"""Findings in words: the sentence of a reason, and of an entry that was looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from campaign_rules.base.texts import Text
from campaign_rules.logic.replay import TOO_MANY_WAYS
from campaign_rules.reports.codes import EntryCode, FindingCode
from campaign_rules.reports.wording import ENTRY_TEXTS, FINDING_TEXTS, NO_TEXT, phrase
from campaign_rules.reports.wording.conditions import Names, statement_text


class PlaceNames(Names, Protocol):
    """What people call fields, their values, facts, and places of a record."""

    def place(self, place: str) -> Text | None:
        """Return what people call a place of a record; None where it has no name."""
        ...


class FindingNames(PlaceNames, Protocol):
    """What a campaign calls what a finding on one of its duties names."""

    def look_at(self, which: Any) -> Text:
        """Return what a person must look at: texts of the duty by their positions, or that for a stoppage."""
        ...

    @property
    def stoppage(self) -> Text:
        """What people call what a record lists as suspending duties."""
        ...

    def unverified(self, clause: str) -> Text:
        """Return what of a clause was not compared with the text."""
        ...


def sentence(code: FindingCode, params: Mapping[str, Any], names: FindingNames) -> Text:
    """Say in one sentence how an obligation stands and what is wanting, made of a code and its parameters alone."""
    fillings = {name: _filling(name, value, names) for name, value in params.items()}
    fillings |= {name: f"{params[name]} {params[at]}" for name, at in _TIMES.items() if at in params}
    sets_none = phrase("none set" if params.get("none_set") else "text sets none")
    said = FINDING_TEXTS[code].format(stoppage=names.stoppage, sets_none=sets_none, **fillings)
    return said + _beside(code, params, names) + _doubt(params, names)


_TIMES = {"due": "due_at", "done": "done_at"}
"""The parameters that are days, each with that which says its time."""


def _filling(name: str, value: Any, names: FindingNames) -> Any:
    """Return what stands in a sentence for a parameter."""
    match name:
        case "missing":
            return places_text(value, names)
        case "conditions":
            return phrase("conditions").join(statement_text(one, names) for one in value)
        case "condition":
            return statement_text(value, names)
        case "look_at":
            return names.look_at(value)
        case "section":
            return names.label((value,))
        case "reason":
            return phrase("because", reason=value) if value else NO_TEXT
        case "day_counts":
            return phrase("day counts" if value else "day does not count")
    return value


def _beside(code: FindingCode, params: Mapping[str, Any], names: PlaceNames) -> Text:
    """Say what is told beside the sentence."""
    said = phrase("partial") if params.get("partial") else NO_TEXT
    if code == "done_late" and params.get("missing"):
        said += phrase("in time", missing=places_text(params["missing"], names))
    if params.get("too_many_ways"):
        said += phrase("moreover") + TOO_MANY_WAYS
    if "progress" in params:
        said += progress_text(params["progress"], names)
    return said + deferral_text(params)


def progress_text(progress: Mapping[str, Any], names: PlaceNames) -> Text:
    """Say how far a measure is reached, of how much, and what is still lacking of a set."""
    done, needed = progress["done"], progress["needed"]
    if progress["way"] == "limit":
        said = phrase("progress of a limit", done=done, needed=needed)
    else:
        share = progress["way"] == "share" and "of" in progress
        of = phrase("of so many", of=progress["of"]) if share else NO_TEXT
        said = phrase("progress", done=done, needed=needed, of=of, percent=_percent(progress))
    if "perhaps" in progress:
        said += phrase("perhaps as many", perhaps=progress["perhaps"], percent=_percent(progress))
    if progress.get("lacking"):
        said += phrase("lacking still", names=lacking_text(progress, names))
    return said


def _percent(progress: Mapping[str, Any]) -> str:
    return "%" if progress["way"] == "rate" else ""


def lacking_text(progress: Mapping[str, Any], names: PlaceNames) -> Text:
    """Name the members of a set that are still lacking; of many, the first, and how many there are."""
    lacking, number = progress["lacking"], progress["lacking_number"]
    said = phrase("list").join(names.word(("",), one) or Text(one, one) for one in lacking)
    return said + (phrase("and more lacking", number=number) if number > len(lacking) else NO_TEXT)


def deferral_text(params: Mapping[str, Any]) -> Text:
    """Say that a due date was moved by days off, and that it may still be; empty where neither is so."""
    forward = params.get("brought_forward")
    moved = "brought forward" if forward else "deferred"
    said = phrase(moved, nominal_due=params["nominal_due"]) if "nominal_due" in params else NO_TEXT
    unsure = "movable" if "movable" in params else "provisional forward" if forward else "provisional"
    return said + (phrase(unsure, year=params["provisional"]) if "provisional" in params else NO_TEXT)


def _doubt(params: Mapping[str, Any], names: FindingNames) -> Text:
    """Say that an answer rests on clauses that were not compared with the text; empty where it does not."""
    notes = [names.unverified(clause) for clause in params.get("unverified", ())]
    return phrase("unverified", notes=phrase("clauses").join(notes)) if notes else NO_TEXT


def places_text(places: Sequence[str], names: PlaceNames) -> Text:
    """Name places of the record as people call them, with the path behind."""
    return phrase("list").join(_place_text(place, names) for place in places) if places else phrase("nowhere")


def _place_text(place: str, names: PlaceNames) -> Text:
    said = names.place(place)
    if said is None:
        return Text(place, place)
    both = phrase("place", label=said, place=place)
    return Text(both.zh, both.en if said.en != place else place)


def entry_text(code: EntryCode | None, params: Mapping[str, Any], names: Names) -> Text:
    """Say what an entry of the record has, or why its day is not looked at, made of a code and its parameters alone."""
    said = ENTRY_TEXTS[code].format(**dict(_entry_filling(name, value, names) for name, value in params.items()))
    return Text(said.zh.rstrip(), said.en.rstrip())


def _entry_filling(name: str, value: Any, names: Names) -> tuple[str, Any]:
    """Return what stands in an entry's sentence for a parameter, with the name of its place there."""
    match name:
        case "fields":
            return name, phrase("fields").join(_field(one, names) for one in value)
        case "counts_from":
            return "limit", phrase("too early", counts_from=value)
        case "late_until":
            return "limit", phrase("too late", late_until=value)
    return name, value


def _field(given: Mapping[str, Any], names: Names) -> Text:
    """Say what an entry has in a field that the duty asks about."""
    called = names.label((given["field"],))
    if "recorded" not in given:
        return phrase("field not recorded", field=called)
    value = given["recorded"]
    said = (names.word((given["field"],), value) or Text(value, value)) if value else phrase("nobody")
    return phrase("field", field=called, value=said)
