"""Life cycles to draw."""

from typing import Any

import pytest

from campaign_rules import load_campaign
from campaign_rules.base.texts import Text
from campaign_rules.logic.lifecycles import LifeCycle, Region, Transition

HOSTILE = '</text><script>alert("x")</script>; a: b --> [*] #35; `c` **d** _e_ %% {x} \u202eevil\nnext \ufffe'

TITLES = {"due": Text("期限日", "last day")}

PACK = load_campaign().pack

each_language = pytest.mark.parametrize("lang", ["zh", "en"])


def same(text: str) -> Text:
    return Text(text, text)


def step(source: Any, target: str, **how: Any) -> Transition:
    return Transition(source=source, target=target, **how)


def region(*steps: Transition, states: str = "a b c", final: tuple[str, ...] = ()) -> Region:
    named = {name: same(name.upper()) for name in states.split()}
    return Region(initial=next(iter(named)), states=named, final=final, transitions=steps)


def cycle(*regions: Region, title: str = "T") -> LifeCycle:
    return LifeCycle(
        title=same(title), variables={"due": "due"}, titles=TITLES, regions=dict(zip("xyz", regions, strict=False))
    )


TINY = LifeCycle(
    title=Text("门", "Door"),
    variables={"due": "due"},
    titles=TITLES,
    regions={
        "door": Region(
            initial="shut",
            states={"shut": Text("关", "Shut"), "open": Text("开", "Open")},
            final=("open",),
            transitions=(step("shut", "open", event="push"), step("shut", "open", after="due")),
        )
    },
)
