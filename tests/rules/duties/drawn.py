"""Random duties of every form: each form's own tests say how one is drawn (`drawn`); here is what they share."""

from importlib import import_module
from typing import Any

from hypothesis import strategies as st
from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Condition, Const, Test
from campaign_rules.rules.duties.form import Duty, Review
from campaign_rules.rules.duties.registry import FORMS
from campaign_rules.rules.terms.measures import Measure
from tests.conditions import RECORD_TESTS, conditions
from tests.strategies import KINDS

NAME = Text("名", "name")

ALWAYS = st.just(Const(True))
OF_SOME = ALWAYS | conditions(RECORD_TESTS)


def duties() -> st.SearchStrategy[Duty]:
    """A duty of any form."""
    return st.one_of([_of(form) for form in FORMS])


def titled(kind: str, name: str) -> Text:
    """Words for anything: its name."""
    return Text(name, name)


def _of(form: type[Duty]) -> Any:
    module = form.__module__.rpartition(".")[2]
    return import_module(f"tests.rules.duties.test_{module}").drawn()


def asked(
    when: st.SearchStrategy[Condition] = OF_SOME,
    looked_at: st.SearchStrategy[Condition] = OF_SOME,
) -> st.SearchStrategy[dict[str, Any]]:
    """The keys that a duty of any form can have: whom it applies to, and perhaps what a person must look at."""
    reviews = st.just(UNSET) | st.builds(Review, st.just(NAME), looked_at)
    keys: dict[str, st.SearchStrategy[Any]] = {
        "title": st.just(NAME),
        "clause": st.just("2.1.1"),
        "bearer": st.just("enterprise"),
    }
    return st.fixed_dictionaries({**keys, "when": when, "review": reviews})


def counted() -> st.SearchStrategy[dict[str, Any]]:
    """The keys of a duty that is done by entries: which activities count, and how many, or how much."""
    wanted = st.sampled_from([{}, {"scope": "full"}, {"by": "deputy"}, {"by": "principal", "scope": "full"}])
    where = st.builds(lambda kind, more: {"kind": kind, **more}, st.sampled_from(KINDS[:5]), wanted)
    of = {"of": st.just("activities"), "where": where}
    several = st.fixed_dictionaries({**of, "at_least": st.sampled_from([1, 1, 2, 3])})
    return several | several | st.fixed_dictionaries({**of, "measure": measures()})


def measures() -> st.SearchStrategy[Measure]:
    """How much is needed: different things, each of a set or a share of it, a limit, a rate, a row."""
    few, percent = st.integers(1, 3), st.integers(1, 100)
    passing = st.sampled_from([Test(("scope",), "is", "full"), Test(("by",), "is", "principal")])
    field = st.sampled_from(["by", "scope", "enterprise"])
    return st.one_of(
        st.builds(lambda n, name: Measure(at_least=n, different=name), few, field),
        st.builds(lambda n, name: Measure(at_most=n - 1, different=name), few, field),
        st.builds(lambda n: Measure(at_most=n - 1), few),
        st.builds(lambda name: Measure(all_of=("full", "partial"), by=name), field),
        st.builds(lambda name: Measure(each_of="sectors", by=name), field),
        st.builds(lambda n, name: Measure(share=n, of="hazards", different=name), percent, field),
        st.builds(lambda n: Measure(share=n, of="hazards"), percent),
        st.builds(lambda n: Measure(at_least=n, sum="persons"), few),
        st.builds(lambda n, condition: Measure(share=n, passing=condition), percent, passing),
        st.builds(lambda n, condition: Measure(in_a_row=n + 1, passing=condition), few, passing),
    )
