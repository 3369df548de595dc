"""Random duties of every form: each form's own tests say how one is drawn (`drawn`); here is what they share."""

from importlib import import_module
from typing import Any

from hypothesis import strategies as st
from msgspec import UNSET

from campaign_rules.base.texts import Text
from campaign_rules.logic.conditions import Condition, Const
from campaign_rules.rules.duties.form import Duty, Review
from campaign_rules.rules.duties.registry import FORMS
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
    """The keys of a duty that is done by entries: which activities count, and how many."""
    wanted = st.sampled_from([{}, {"scope": "full"}, {"by": "deputy"}, {"by": "principal", "scope": "full"}])
    where = st.builds(lambda kind, more: {"kind": kind, **more}, st.sampled_from(KINDS[:5]), wanted)
    return st.fixed_dictionaries(
        {"of": st.just("activities"), "where": where, "at_least": st.sampled_from([1, 1, 2, 3])}
    )
