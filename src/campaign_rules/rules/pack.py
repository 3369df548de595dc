"""A pack: the rules of one campaign as a single frozen value, whether read from YAML or built by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import MAXYEAR, MINYEAR, date
from functools import cached_property
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field, structs

from campaign_rules.base.countries import CHINA, Country
from campaign_rules.base.days_off import CalendarUnknown, Notice
from campaign_rules.base.errors import BadArgument, NoForm
from campaign_rules.base.period_titles import day_of_month_text, is_plain, period_title
from campaign_rules.base.periods import MONTHS, Period, months_on, period_of
from campaign_rules.base.texts import Clause, Text, clause_label
from campaign_rules.base.words import Lexicon, Words, lexicon_of
from campaign_rules.base.working_days import WorkingDays
from campaign_rules.logic.conditions import Binding, Condition, Span
from campaign_rules.logic.lifecycles import Irregularity, LifeCycle
from campaign_rules.rules.duties.bearers import Office
from campaign_rules.rules.duties.form import Duty
from campaign_rules.rules.forms import Form
from campaign_rules.rules.interpretations import Choice, Interpretation, choose
from campaign_rules.rules.kinds import Kind, KindWords
from campaign_rules.rules.layers import Layer, Name, SourceDocument, Withdrawal
from campaign_rules.rules.leads import Directory, IndustryCode, Leads
from campaign_rules.rules.offices import OfficeWords
from campaign_rules.rules.outcomes import Outcome, Outcomes
from campaign_rules.rules.record.declaration import EventKind
from campaign_rules.rules.record.model import RECORD, RecordModel
from campaign_rules.rules.roles import RoleWords
from campaign_rules.rules.terms.due import Due
from campaign_rules.rules.terms.times import Times

BASE_RULES = Text("基础规则", "the base rules")
"""What people call the campaign that another one extends."""

DEPARTMENTS = "departments"
"""The list of words by which conditions name all departments."""

OWN_NUMBER = Text("（本规则包编号）", " (this pack's own number)")
"""What stands behind the number of a clause that the text does not number so."""


class Phase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A phase of the campaign, both days included."""

    title: Text
    clause: Clause
    start: date = field(name="from")
    end: date = field(name="to")


DayOfYear = Annotated[str, Meta(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$", description="MM-DD")]


class Season(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A season of every year, both days included (汛期 from 04-01 to 09-30); one that ends before it begins goes on into
    the next year."""

    title: Text
    start: DayOfYear = field(name="from")
    end: DayOfYear = field(name="to")
    clause: Clause | UnsetType = UNSET

    def in_year(self, name: str, year: int) -> Period:
        """Return the season that begins in a year."""
        first, last = _day_of_year(self.start, year), _day_of_year(self.end, year)
        return Period(first, last if first <= last else _day_of_year(self.end, year + 1), f"{year:04}-{name}")


def _day_of_year(said: str, year: int) -> date:
    """Return a day of a year; the last of its month where that is shorter."""
    month, day = map(int, said.split("-"))
    return months_on(date(year, month, 1), 0, day_of_month=day)


class Member(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One on a roll: a township, a key enterprise."""

    title: Text
    also: Annotated[tuple[str, ...], Meta(description="other names for it")] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What people call it."""
        return (self.title.zh, self.title.en, *self.also)


class Roll(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list that the text, or its annex, gives: of each on it, or of a share of them, a measure may ask for something."""

    title: Text
    members: Annotated[dict[str, Member], Meta(description="those on it, by id", min_length=1)]
    clause: Clause | UnsetType = UNSET


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    """The monthly report: the day it is due on, and the clause."""

    day: Annotated[int, Meta(ge=1, le=28)]
    clause: Clause


class Identity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``campaign.yaml``: what the campaign is, when it runs, and who takes part."""

    id: Name
    title: Text
    version: str
    extends: Annotated[Name | UnsetType, Meta(description="the layer that this campaign builds on")] = UNSET
    source: SourceDocument
    place: Annotated[Text | UnsetType, Meta(description="the place that the campaign is of: {campaign.place}")] = UNSET
    issued: date
    ends: date
    phases: dict[str, Phase]
    seasons: Annotated[
        dict[Name, Season], Meta(description="seasons by name, for duties of each season and for due days")
    ] = {}
    rolls: Annotated[
        dict[Name, Roll], Meta(description="lists by name, for measures: each township, a share of the key enterprises")
    ] = {}
    report: Report | UnsetType = UNSET
    calendar: Annotated[
        Country | UnsetType, Meta(description="the country whose days off count; China's, if nothing is said")
    ] = UNSET


class Fact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact that conditions name: of the record as a whole, or of each item of a section."""

    title: Text
    holds: Condition
    of: Annotated[str | UnsetType, Meta(description="a section, if the fact is one of its items'")] = UNSET
    clause: Clause | UnsetType = UNSET
    interpretation: str | None = None
    lasted: Annotated[Span | UnsetType, Meta(description="the days between which it lasted: said where it holds")] = (
        UNSET
    )


class Subject(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a clause is the ground of, by name: said a second time beside the rules, so that a wrong citation shows."""

    sectors: Annotated[tuple[str, ...], Meta(description="the sectors whose leads it names")] = ()
    phases: Annotated[tuple[str, ...], Meta(description="the phases that it lays down")] = ()
    ends: Annotated[tuple[str, ...], Meta(description="other phases by whose end it sets something due")] = ()
    facts: tuple[str, ...] = ()
    interpretations: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    lifecycles: tuple[str, ...] = ()
    deadlines: Annotated[tuple[str, ...], Meta(description="days in an item's life: CYCLE.DEADLINE")] = ()
    cells: Annotated[tuple[str, ...], Meta(description="the form's cells that measure it")] = ()
    parts: Annotated[
        tuple[Literal["form", "report", "fallback"], ...],
        Meta(description="the form, the day of its report, what is said of sectors that nobody leads"),
    ] = ()


class ClauseNote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clause of the text: what it is about, what of it is no rule and why, and how well its facts are known."""

    title: Text
    subject: Annotated[
        Subject | UnsetType, Meta(description="what cites it: lint compares this with what the rules cite")
    ] = UNSET
    numbering: Annotated[
        Literal["text", "own"],
        Meta(description="own: the text does not number it so, the number is this pack's; every answer says so"),
    ] = "text"
    not_encoded: Annotated[
        Text | UnsetType, Meta(description="what of it is no rule: exhortation, a power, a principle")
    ] = UNSET
    source: Annotated[
        str | UnsetType, Meta(description="where its facts come from, if not from the plan's own text")
    ] = UNSET
    unverified: Annotated[Text | UnsetType, Meta(description="what of it was not compared with the text itself")] = (
        UNSET
    )


class ItemDeadline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day in an item's life that a calendar shows beside those of the duties."""

    title: Text
    clause: Clause
    when: Condition
    due: Annotated[tuple[str, ...], Meta(min_length=1, description="fields with the day; the first that is set counts")]
    done_on: Annotated[str, Meta(description="the field with the day on which there is nothing left to do")]
    pending_on: Annotated[
        str | UnsetType, Meta(description="the field with the day since which only somebody else's word is wanting")
    ] = UNSET


class ItemCycle(LifeCycle, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The life cycle of a section's items."""

    of: str
    concerns: Annotated[Condition, Meta(description="which items the campaign concerns")]
    deadlines: Annotated[dict[str, ItemDeadline], Meta(description="days that a calendar shows")] = field(
        default_factory=dict
    )
    irregular: Annotated[
        dict[str, Irregularity], Meta(description="by event, when it is told as irregular, and how")
    ] = field(default_factory=dict)


class Pack(Struct, frozen=True, kw_only=True, dict=True):
    """All the rules of a campaign."""

    identity: Identity
    model: RecordModel
    """What the records hold."""
    directory: Directory
    codes: dict[str, IndustryCode]
    facts: dict[str, Fact]
    interpretations: dict[str, Interpretation]
    duties: dict[str, Duty]
    course: LifeCycle
    """How the campaign goes from phase to phase."""
    obligation: LifeCycle
    cycles: dict[str, ItemCycle]
    outcomes: Mapping[str, Outcomes] = {}
    """By section, what is indicated for its items."""
    enforcement: LifeCycle | None = None
    """How each outcome comes and goes; needed where there are outcomes."""
    form: Form | None = None
    """The report that units send in, if the campaign has one."""
    kinds: dict[str, Kind] = {}
    """The kinds of entries that records have, with their names."""
    words: Words = Words()
    """What people write for none, not yet and not known, and how they name people."""
    clauses: dict[str, ClauseNote] = {}
    """Every clause of the text, in its order."""
    layers: tuple[Layer, ...] = ()
    """What the pack is made of, the lowest first; the last is the campaign itself."""
    origins: dict[str, dict[str, tuple[str, ...]]] = {}
    """By kind and name, the layers that a rule comes from: where it was added, then every one that changed it; of
    ``files`` that are each one thing, the layer that has the last word."""
    withdrawn: tuple[Withdrawal, ...] = ()
    """The rules of the layers below that are not taken over."""
    templates: dict[Text, Text] = {}
    """What the texts that take days, names and clauses from ``campaign.yaml`` are written as, by what they say."""
    holidays: dict[str, Notice] = {}
    """By year, the notices on holidays that the pack brings."""
    files_hash: str = ""
    """The SHA-256 of the files that the pack was read from, its layers' too; empty for one built by hand."""
    overrides: dict[str, Any] = {}

    @property
    def named(self) -> Text:
        """How reports name the rules: the campaign's id and version, the beginning of its content hash, and what is set
        otherwise."""
        said = f"{self.identity.id} {self.identity.version}" + (
            f" ({self.content_hash[:12]})" if self.content_hash else ""
        )
        changed = [f"{name}={_as_set(value)}" for name, value in self.overrides.items()]
        zh, en = "、".join(changed), ", ".join(changed)
        otherwise = Text(f"，已改选 {zh}", f", set otherwise: {en}") if changed else Text("", "")
        return Text(f"规则包 {said}", f"rules {said}") + otherwise

    @cached_property
    def content_hash(self) -> str:
        """The SHA-256 of all that answers rest on: the files that the pack was read from, and the days off and worked of
        the years that the campaign touches; empty for a pack built by hand."""
        if not self.files_hash:
            return ""
        days_off = self.working_days.digest(self.identity.issued.year - 1, self.identity.ends.year + 1)
        return hashlib.sha256(f"{self.files_hash} {days_off}".encode()).hexdigest()

    def layers_of(self, kind: str, name: str) -> tuple[str, ...]:
        """Return the layers that a rule comes from; the last is the one whose word counts."""
        return self.origins.get(kind, {}).get(name, (self.identity.id,))

    def layer_title(self, layer: str) -> Text:
        """Return what people call a layer: the campaign and a law by their titles. A campaign below is not named: what it
        says is said by this one here."""
        below = next((one for one in self.layers if one.id == layer and layer != self.identity.id), None)
        return self.identity.title if below is None else BASE_RULES if below.campaign else below.title

    def is_own(self, kind: str, name: str) -> bool:
        """Tell whether the pack itself, and no layer below it, has the last word on a rule."""
        return self.layers_of(kind, name)[-1] == self.identity.id

    @property
    def chosen(self) -> dict[str, Choice]:
        """What each interpretation is set to."""
        return {name: self.overrides.get(name, i.default) for name, i in self.interpretations.items()}

    @property
    def phases(self) -> dict[str, Period]:
        """The phases as periods, in order."""
        return {name: Period(p.start, p.end, name) for name, p in self.identity.phases.items()}

    @property
    def sectors(self) -> dict[str, Text]:
        """Every sector that a department leads."""
        return {s: sector.title for d in self.directory.departments.values() for s, sector in d.sectors.items()}

    @cached_property
    def every_outcome(self) -> Mapping[str, Outcome]:
        """Every outcome by its name, whichever section's items it is for."""
        return {name: one for declared in self.outcomes.values() for name, one in declared.outcomes.items()}

    def actors_title(self, actors: Iterable[str]) -> Text:
        """Return what people call some actors, one after the other."""
        return Text("、", ", ").join(map(self.actor_title, actors))

    @property
    def sector_titles(self) -> dict[str, Text]:
        """Every sector that is known by name: led, a branch of one that is, or given to nobody."""
        directory = self.directory
        branches = {
            id_: branch.title
            for department in directory.departments.values()
            for sector in department.sectors.values()
            for id_, branch in sector.branches.items()
        }
        unassigned = {id_: sector.title for id_, sector in directory.unassigned.items()}
        return {**self.sectors, **branches, **unassigned}

    def actor_title(self, actor: str) -> Text:
        """Return what people call an actor; its id, where the campaign does not know it."""
        return self.model.actor_title(actor)

    def bearer_title(self, bearer: str | Office) -> Text:
        """Return what people call who bears a duty, as a duty's file writes it."""
        if isinstance(bearer, str):
            role = self.model.roles.get(bearer)
            return role.title if role else self.actor_title(bearer)
        if bearer.jointly:
            together = [self.bearer_title(one) for one in bearer.jointly]
            return Text("、", ", ").join(together) + Text("（共同承担）", " (jointly)")
        sectors = [self.sector_titles.get(one, Text(one, one)) for one in bearer.sectors]
        leading = [Text(f"{one.zh}牵头部门", f"lead department of {one.en}") for one in sectors]
        departments = self.directory.departments
        named = [departments[one].title if one in departments else self.word(one) for one in bearer.departments]
        return Text("、", ", ").join([*named, *leading])

    def word(self, value: str) -> Text:
        """Return what people call a word of a record: a department, a role, a kind, a sector …; else the word itself."""
        return self.called.get(value) or Text(value, value)

    def called_by_kind(self, kind: str, name: str) -> Text:
        """Return what people call something that a term names (`campaign_rules.rules.terms.sayings.Called`)."""
        identity, model = self.identity, self.model
        match kind:
            case "phase" if name in identity.phases:
                return identity.phases[name].title
            case "phase" if name in identity.seasons:
                return identity.seasons[name].title
            case "duty" if name in self.duties:
                return self.duties[name].title
            case "holiday" if name in self.holiday_titles:
                return self.holiday_titles[name]
            case "section":
                return model.section_title(name)
            case "set" | "field" | "unit" | "word":
                return self._called_of_entries(kind, name)
            case "chosen":
                chosen = str(self.chosen.get(name, name))
                return Text(chosen, chosen)
            case "day" if name in self.interpretations:
                return self.interpretations[name].title
            case "day" if name == "report" and identity.report:
                return day_of_month_text(identity.report.day)
            case "day":
                return model.label(RECORD, tuple(name.split(".")))
            case "event":
                return next((one.title for one in self._events_called(name)), Text(name, name))
        return Text(name, name)

    def period_title(self, period: Period) -> Text:
        """Return what people call a period of its duties: a phase or a season by its title, any other by the calendar."""
        phases, seasons = self.identity.phases, self.identity.seasons
        year, _, season = period.name.partition("-")
        if period.name in phases:
            return phases[period.name].title
        if season not in seasons:
            return period_title(period)
        title, later = seasons[season].title, period.end.year > period.start.year
        return Text(
            f"{year}{f'—{period.end.year}' if later else ''}年{title.zh}",
            f"{title.en} {year}{f' to {period.end.year}' if later else ''}",
        )

    def period_name(self, period: Period) -> Text:
        """Return how a period of its duties stands in a line: by its name where people read that as it is."""
        return Text(period.name, period.name) if is_plain(period) else self.period_title(period)

    def _called_of_entries(self, kind: str, name: str) -> Text:
        """Return what people call what a measure names: a set, a field of entries or its unit, a word."""
        if kind == "set":
            return self._set_title(name)
        if kind == "word":
            return self.model.words.get(name) or self.word(name)
        section, _, path = name.partition(".")
        if kind == "field":
            return self.model.label(section, tuple(path.split(".")))
        return self.model.unit(section, tuple(path.split("."))) or Text("", "")

    def _set_title(self, name: str) -> Text:
        """Return what people call what a measure is measured against: a roll, a section or a field of its items, a field."""
        if name in self.identity.rolls:
            return self.identity.rolls[name].title
        section, _, field = name.partition(".")
        if section in self.model.sections:
            return self.model.label(section, tuple(field.split("."))) if field else self.model.section_title(section)
        return self.model.label(RECORD, tuple(name.split(".")))

    def called_of_items(self, section: str, kind: str, name: str) -> Text:
        """Return what people call something that a term of the items of a section names."""
        if kind == "day" and name not in self.interpretations and name != "report":
            cycles = (cycle for cycle in self.cycles.values() if cycle.of == section)
            called = (said for cycle in cycles if (said := cycle.called(tuple(name.split(".")))))
            return next(called, None) or self.model.label(section, tuple(name.split(".")))
        events = self.model.events_of(section) if kind == "event" and section in self.model.sections else None
        return events.kinds[name].title if events and name in events.kinds else self.called_by_kind(kind, name)

    def _events_called(self, name: str) -> Iterator[EventKind]:
        """Yield the events of a name that the items of some section can have."""
        for section in self.model.sections:
            events = self.model.events_of(section)
            if events and name in events.kinds:
                yield events.kinds[name]

    @cached_property
    def called(self) -> Mapping[str, Text]:
        """What people call every word that records and conditions have for something, by its id."""
        return {
            **{id_: one.title for roll in self.identity.rolls.values() for id_, one in roll.members.items()},
            **self.words.titled,
            **self.findings,
            **{name: outcome.title for name, outcome in self.every_outcome.items()},
            **{id_: kind.title for id_, kind in self.kinds.items()},
            **self.sector_titles,
            **{id_: office.title for id_, office in self.model.authorities.items()},
            **{id_: actor.title for id_, actor in self.model.actors.items()},
            **{id_: role.title for id_, role in self.model.roles.items()},
            **{id_: department.title for id_, department in self.directory.departments.items()},
            **self.model.words,
        }

    @cached_property
    def findings(self) -> Mapping[str, Text]:
        """What can be found at a check, by the words that the form looks for; none without a form."""
        return self.form.findings(self.model) if self.form else {}

    @cached_property
    def unverified(self) -> Mapping[str, Text]:
        """The clauses that were not, or not wholly, compared with the text itself, and what of each."""
        return {clause: note.unverified for clause, note in self.clauses.items() if note.unverified is not UNSET}

    def citation(self, clause: str) -> Text:
        """Name a clause: of the text, or of a law that the pack is built on, cited by its name (``安全生产法 41``)."""
        law = next((layer.title for layer in self.layers if clause.startswith(layer.title.zh)), None)
        return Text(clause, law.en + clause.removeprefix(law.zh)) if law else self.label(clause)

    def label(self, clause: str) -> Text:
        """Name a clause as the text does; where the number is the pack's own, with the words for that."""
        note = self.clauses.get(clause)
        said = Text(clause_label(clause), clause_label(clause, "en"))
        return said + OWN_NUMBER if note and note.numbering == "own" else said

    def choosing(self, interpretation: str, value: object) -> Pack:
        """Return the same pack with an interpretation set to ``value``.

        Raises:
            UnknownName: no such interpretation, option, phase or sector.
            BadChoice: a value of the wrong kind.
        """
        made = choose(
            self.interpretations,
            interpretation,
            value,
            phases=self.identity.phases,
            sectors={**self.sectors, **self.directory.unassigned},
        )
        return structs.replace(self, overrides={**self.overrides, interpretation: made})

    @property
    def lexicon(self) -> Lexicon:
        """The words that mean the same in every campaign, ready to be looked up."""
        return lexicon_of(self.words)

    def role_words(self) -> RoleWords:
        """Return what the words for roles mean, as the pack is set."""
        return RoleWords(self.model.roles, self.model.subjects, self.chosen, self.lexicon)

    def office_words(self, leads: Leads) -> OfficeWords:
        """Return what the words for authorities mean, as the pack is set."""
        return OfficeWords(self.model.authorities, self.model.actors, leads, self.role_words())

    def kind_words(self) -> dict[str, KindWords]:
        """Return, by section, what the words of kinds mean."""
        used = [duty.counted for duty in self.duties.values() if duty.counted.is_anything]
        return {
            section: KindWords(section, self.kinds, [one.kind for one in used if one.section == section])
            for section in self.model.entries
        }

    def times(self) -> Times:
        """Return what the windows of duties depend on."""
        identity = self.identity
        return Times(
            identity.issued,
            identity.ends,
            self.phases,
            self.chosen,
            identity.report.day if identity.report else UNSET,
            self.working_days,
            self.model.lasting,
            self.seasons,
        )

    @cached_property
    def working_days(self) -> WorkingDays:
        """Which days are worked, and why: by the calendar of the campaign's country, and the notices that the pack brings."""
        return WorkingDays(self.holidays, self.identity.calendar or CHINA)

    @cached_property
    def holiday_titles(self) -> Mapping[str, Text]:
        """What the holidays of the years that the campaign touches are called, by their ids."""
        first, last = self.identity.issued.year, self.identity.ends.year
        return self.working_days.holidays_known(date(first, 1, 1), date(max(first, last), 12, 31))

    @property
    def seasons(self) -> dict[str, tuple[Period, ...]]:
        """By name, each season in every year that the campaign touches."""
        identity = self.identity
        years = range(max(identity.issued.year - 1, MINYEAR), min(identity.ends.year + 1, MAXYEAR - 1) + 1)
        return {name: tuple(season.in_year(name, year) for year in years) for name, season in identity.seasons.items()}

    def days(self) -> dict[str, date]:
        """Return the campaign's own days, by their path in ``campaign.yaml``."""
        identity = self.identity
        days = {"issued": identity.issued, "ends": identity.ends}
        for name, phase in identity.phases.items():
            days |= {f"phases.{name}.from": phase.start, f"phases.{name}.to": phase.end}
        return days

    @property
    def lifecycles(self) -> dict[str, LifeCycle]:
        """Every life cycle by the name of its file: the campaign's, an obligation's, an outcome's, and those of items."""
        outcomes = {"enforcement": self.enforcement} if self.enforcement else {}
        return {"campaign": self.course, "obligation": self.obligation, **outcomes, **self.cycles}

    def department_words(self) -> frozenset[str]:
        """Every word for a department: those of the authorities that are one, and the ids and names of the lead departments."""
        words = {id_ for id_, office in self.model.authorities.items() if office.department}
        for department_id, department in self.directory.departments.items():
            words |= {department_id, department.title.zh, *department.aliases}
        return frozenset(words)

    def binding(self) -> Binding:
        """Return what the names in this pack's conditions stand for."""
        identity = self.identity
        days: dict[Any, date] = {"issued": identity.issued, "ends": identity.ends}
        for name, phase in identity.phases.items():
            days["start_of", name] = phase.start
            days["end_of", name] = phase.end
        words = {name: frozenset(value) for name, value in self.chosen.items() if isinstance(value, tuple)}
        return Binding(
            facts={name: (fact.title, fact.holds) for name, fact in self.facts.items()},
            chosen=self.chosen,
            words={**words, DEPARTMENTS: self.department_words()},
            days=days,
            spans={name: fact.lasted for name, fact in self.facts.items() if fact.lasted is not UNSET},
        )

    def report_due(self, year: int, month: int) -> date:
        """Return the day on which a month's form is due, deferred past days off (``report-day``, ``holidays``).

        Raises:
            NoForm: the campaign has no monthly form.
            BadArgument: there is no such month.
            CalendarUnknown: the year's holidays are not announced.
        """
        if self.identity.report is UNSET:
            raise NoForm(self.identity.id)
        if not (type(month) is int and 1 <= month <= MONTHS["year"] and type(year) is int and MINYEAR < year < MAXYEAR):
            text = Text(f"没有 {year} 年 {month} 月", f"there is no month {month} of {year}")
            raise BadArgument("not-a-month", text)
        times, asked = self.times(), Due(day="report", included="report-day", deferral="holidays")
        due = next(times.in_period(asked, period_of(date(year, month, 1), "month")))
        if not due.is_known:
            raise CalendarUnknown(due.day.year)
        return due.day


def _as_set(value: Choice) -> str:
    """Write what an interpretation is set to as ``--set`` takes it."""
    if isinstance(value, tuple):
        return ",".join(value)
    return "none" if value is None else str(value)
