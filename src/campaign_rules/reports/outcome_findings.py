"""What a report says of the enforcement outcomes for one item: for an officer to decide on, never a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from msgspec import Struct

from campaign_rules.base.errors import UnknownName
from campaign_rules.base.texts import Lang, Text
from campaign_rules.engine.outlooks import NOT_FOLLOWED, Answer, OutcomeCourse, Outlook
from campaign_rules.engine.verdicts import Indication, Run, gave_up
from campaign_rules.logic.conditions import View
from campaign_rules.logic.replay import TOO_MANY_WAYS
from campaign_rules.logic.truth import Truth
from campaign_rules.reports.codes import OutcomeCode
from campaign_rules.reports.names import ItemNames
from campaign_rules.reports.places import called
from campaign_rules.reports.proofs import TRUTH_TEXTS, Proof, explain, render_proof, statements
from campaign_rules.reports.readings import cited, reading
from campaign_rules.reports.statements import plain_params
from campaign_rules.reports.wording import phrase
from campaign_rules.reports.wording.outcomes import outcome_sentence
from campaign_rules.rules.outcomes import UNDETERMINED, Outcome, Outcomes

NO_DECISION = Text("供执法人员参考，不是决定", "an indication for an officer, not a decision")
"""What every outcome says of itself."""

_CODES: dict[Truth, OutcomeCode] = {True: "indicated", False: "not_indicated", None: "undetermined"}


class OutcomeReason(Struct, frozen=True):
    """Why an outcome is indicated, not indicated or undetermined: what its sentence is made of."""

    code: OutcomeCode
    params: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Standing:
    """How one outcome stands: since when, until when by itself, and the least that would change it."""

    outlook: Outlook
    course: OutcomeCourse
    truth: Truth
    missing: tuple[str, ...]
    reason: OutcomeReason
    """Why it stands so, as a code and its parameters."""

    @property
    def outcome(self) -> str:
        """The outcome's id: ``no_penalty``."""
        return self.course.outcome

    @property
    def declared(self) -> Outcome:
        """The outcome as the pack declares it: title, clause, interpretation."""
        return self.outlook.declared.outcomes[self.outcome]

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that the rule comes from; the last one's word counts."""
        return self.outlook.rules.pack.layers_of("outcomes", self.outcome)

    @property
    def state(self) -> str:
        """Its state in the life cycle of outcomes: ``indicated``, ``lapsed`` …"""
        return self.course.state

    @property
    def since(self) -> date | None:
        """The day since which it stands so; None where the record is too large for that to be worked out."""
        return self.course.since

    @property
    def until(self) -> date | None:
        """The day on which it changes if nothing is done and nothing happens; None if it stays."""
        return self.course.until

    @property
    def becomes(self) -> str | None:
        """The state that it then has."""
        return self.course.becomes

    @cached_property
    def changes(self) -> tuple[tuple[str, ...], ...]:
        """The smallest sets of steps that would change it today; empty where none of up to three steps does."""
        return self.outlook.changes(self.outcome)

    @cached_property
    def unless(self) -> tuple[tuple[str, ...], ...]:
        """The smallest sets of steps after which it would not change by itself."""
        return self.outlook.unless(self.outcome)

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """What each missing entry would settle, where it is undetermined."""
        return tuple(self.outlook.answers(self.missing)) if self.truth is None else ()

    def state_text(self, state: str) -> Text:
        """Return what people call a state."""
        return state_text(self.outlook, state)

    def steps_text(self, alternatives: tuple[tuple[str, ...], ...]) -> Text:
        """Say alternatives of steps: “a; or b and c”."""
        return steps_text(self.outlook, alternatives)

    def told(self) -> list[Proof]:
        """Say since when, until when and what would change it, as parts of a proof."""
        said = [Text(f"自 {self.since} 起", f"since {self.since}")] if self.since else []
        if self.until and self.becomes:
            last, then = self.until - timedelta(1), self.state_text(self.becomes)
            said.append(
                Text(
                    f"若无变化，将于 {self.until} 变为：{then.zh}", f"left alone, from {self.until}: {then.en}".lower()
                )
            )
            if self.unless:
                only = self.steps_text(self.unless)
                said.append(Text(f"除非在 {last} 或之前：{only.zh}", f"unless by {last}: {only.en}"))
        if self.changes:
            what = self.steps_text(self.changes)
            said.append(Text(f"今天最少要这样才会改变：{what.zh}", f"the least that would change it today: {what.en}"))
        elif self.truth is not None and self.outlook.has_steps and not self.outlook.unfollowed:
            said.append(
                Text(
                    "今天没有哪一步（至多三步）能改变它",
                    "no step taken today, nor any three, would change it",
                )
            )
        answered = [self._answered(answer) for answer in self.answers]
        if self.outlook.unfollowed:
            said.append(NOT_FOLLOWED)
        said += answered
        return [Proof(text, True, note=True) for text in said]

    def _answered(self, answer: Answer) -> Text:
        pack = self.outlook.rules.pack
        place = called(answer.place, pack.model) or Text(answer.place, answer.place)
        value = TRUTH_TEXTS.get(answer.value) if isinstance(answer.value, bool) else None
        shown = value or (
            phrase("nobody")
            if answer.value == ()
            else pack.model.words.get(str(answer.value)) or Text(str(answer.value), str(answer.value))
        )
        then = titles(self.outlook.declared, answer.outcomes)
        return Text(
            f"如查明{place.zh}为“{shown.zh}”，则：{then.zh}",
            f"if {place.en} turns out “{shown.en}”: {then.en}",
        )

    def to_dict(self, lang: Lang = "zh", *, full: bool = True) -> dict[str, Any]:
        """Return plain data for JSON; what would change it takes longer to find, and only a ``full`` answer has it."""
        data: dict[str, Any] = {
            "outcome": self.outcome,
            "title": self.declared.title(lang),
            "code": self.reason.code,
            "params": plain_params(self.reason.params),
            "state": self.state,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "becomes": self.becomes,
            "clause": self.declared.clause,
            "also": list(self.declared.also),
            "interpretation": self.declared.interpretation,
            "interpretation_layers": list(
                self.outlook.rules.pack.layers_of("interpretations", self.declared.interpretation)
                if self.declared.interpretation
                else ()
            ),
            "layers": list(self.layers),
        }
        if full:
            data["changes"] = [list(names) for names in self.changes]
            data["changes_text"] = self.steps_text(self.changes)(lang)
            data["unless"] = [list(names) for names in self.unless]
            data["unless_text"] = self.steps_text(self.unless)(lang)
            data["answers"] = [
                {"place": a.place, "value": list(a.value) if a.value == () else a.value, "outcomes": list(a.outcomes)}
                for a in self.answers
            ]
        return data


def state_text(outlook: Outlook, state: str) -> Text:
    """Return what people call a state of an outcome."""
    (region,) = outlook.table.cycle.regions.values()
    return region.states[state]


def steps_text(outlook: Outlook, alternatives: tuple[tuple[str, ...], ...]) -> Text:
    """Say alternatives of steps: “a; or b and c”."""
    steps, together = outlook.declared.steps, phrase("all asked")
    return Text("；或者 ", "; or ").join(together.join(steps[name].title for name in names) for names in alternatives)


def titles(declared: Outcomes, names: tuple[str, ...]) -> Text:
    """Say a set of outcomes."""
    said = [declared.undetermined if name == UNDETERMINED else declared.outcomes[name].title for name in names]
    if not said:
        return Text("无处理提示", "nothing indicated")
    return phrase("conditions").join(said)


@dataclass(frozen=True, eq=False)
class OutcomeFinding:
    """The enforcement outcomes indicated for one item: for an officer to decide on, never a decision."""

    run: Run
    indication: Indication

    @property
    def section(self) -> str:
        """The section of the record that the item stands in."""
        return self.indication.section

    @property
    def item(self) -> str:
        """The item's id."""
        return self.indication.item

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The set of outcomes, most serious first; empty where nothing is indicated."""
        return self.indication.outcomes

    @property
    def missing(self) -> tuple[str, ...]:
        """What would have to be recorded to settle the undetermined ones."""
        return self.indication.missing

    @property
    def clause(self) -> str:
        """The clause that the outcomes come from."""
        return next(iter(self.declared.outcomes.values())).clause

    @property
    def declared(self) -> Outcomes:
        """The outcomes as the pack declares them."""
        return self.run.rules.outcomes[self.section]

    @cached_property
    def outlook(self) -> Outlook:
        """The outcomes on any other day and after any step."""
        return Outlook(self.run, self.section, self.indication.index)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How each outcome stands, indicated or not."""
        truths = self.indication.truths
        return tuple(
            Standing(self.outlook, course, truths[name], self.missing, self._reasons[name])
            for name, course in self.outlook.courses.items()
        )

    def __getitem__(self, outcome: str) -> Standing:
        for standing in self.standings:
            if standing.outcome == outcome:
                return standing
        raise UnknownName("outcome", outcome, self.declared.outcomes)

    @cached_property
    def _views(self) -> tuple[View, ...]:
        return self.run.views_at(self.section)[self.indication.index]

    @cached_property
    def names(self) -> ItemNames:
        """What the campaign calls what is named."""
        return ItemNames(self.run.rules.pack, self.section)

    @cached_property
    def _proofs(self) -> tuple[Proof, ...]:
        """Why each outcome's condition is true, false or unknown."""
        rules, view = self.run.rules, self._views[0]
        return tuple(
            Proof(
                outcome.title,
                self.indication.truths[name],
                name,
                (explain(rules.outcome_conditions[self.section][name], view),),
            )
            for name, outcome in self.declared.outcomes.items()
        )

    @cached_property
    def proof(self) -> Proof:
        """Why each outcome is or is not indicated, since when, until when, and what would change it: one tree."""
        title = self.declared.title
        shown = titles(self.declared, self.outcomes)
        root = Text(
            f"{self.item} {title.zh}：{shown.zh}（{NO_DECISION.zh}）",
            f"{self.item} {title.en}: {shown.en} ({NO_DECISION.en})",
        )
        parts = tuple(self._part(s, reason) for s, reason in zip(self.standings, self._proofs, strict=True))
        if len(self._views) > 1:
            ways = len(self._views)
            said = Text(
                f"记录留有 {ways} 种可能，各项结论取其一致的；以下理由是其中一种",
                f"the record leaves {ways} ways open, and what is concluded holds in each; the reasons below are those of one",
            )
            parts = (Proof(said, True, note=True), *parts)
        places = tuple(
            Proof(phrase("lacking", place=self.names.place(place) or Text(place, place)), None, place)
            for place in self.missing
        )
        return Proof(root, None if UNDETERMINED in self.outcomes else True, "", (*parts, *places))

    def _part(self, standing: Standing, reason: Proof) -> Proof:
        pack, declared = self.run.rules.pack, standing.declared
        basis = [Proof(cited((declared.clause, *declared.also), standing.layers, pack), True, note=True)]
        if declared.interpretation:
            basis.append(Proof(reading(declared.interpretation, self.run.rules), True, note=True))
        text = declared.title + Text("：", ": ") + standing.state_text(standing.state)
        return Proof(text, reason.truth, standing.outcome, (*basis, *reason.parts, *standing.told()))

    @cached_property
    def _reasons(self) -> dict[str, OutcomeReason]:
        """Why each outcome stands as it does, as a code and its parameters."""
        return {why.place: self._reason(why) for why in self._proofs}

    def _reason(self, why: Proof) -> OutcomeReason:
        """Return why an outcome stands as it does: what holds of one that holds, what is not known or not so of another."""
        parts = (part for inner in why.parts for part in statements(inner) if part.truth is why.truth)
        conditions = [part.statement for part in parts]
        # Known in each world that the record allows, but not the same in all of them: then what is missing decides.
        params = {"conditions": conditions} if conditions else {"missing": list(self.missing)}
        return OutcomeReason(_CODES[why.truth], {"outcome": why.place, **params})

    def because(self, lang: Lang = "zh") -> list[str]:
        """Say, one sentence an outcome, what each rests on; with none indicated, what keeps the exemption away."""
        alone, shown = self.declared.alone, [why.place for why in self._proofs if why.truth is not False]
        if alone in self.outcomes or not shown:
            shown = [alone]
        names = self.names
        reasons = (self._reasons[outcome] for outcome in shown)
        because = [outcome_sentence(one.code, one.params, names)(lang) for one in reasons]
        return [*because, TOO_MANY_WAYS(lang)] if gave_up(self._views) else because

    def to_dict(self, lang: Lang = "zh", *, full: bool = False) -> dict[str, Any]:
        """Return plain data for JSON; ``full`` adds what would change each outcome, and the proof."""
        truths = self.indication.truths
        data: dict[str, Any] = {
            "section": self.section,
            "item": self.item,
            self.run.rules.pack.model.item_key(self.section): self.item,
            "outcomes": list(self.outcomes),
            "undetermined": [n for n, t in truths.items() if t is None] if UNDETERMINED in self.outcomes else [],
            "because": self.because(lang),
            "missing": list(self.missing),
            "clause": self.clause,
            "note": NO_DECISION(lang),
            "standings": [standing.to_dict(lang, full=full) for standing in self.standings],
        }
        if full:
            data["proof"] = self.proof.to_dict(lang)
        return data

    def explain(self, lang: Lang = "zh") -> str:
        """Tell why, as indented text."""
        return render_proof(self.proof, lang)

    def __repr__(self) -> str:
        return f"<OutcomeFinding {self.item} {', '.join(self.outcomes) or 'none'}>"
