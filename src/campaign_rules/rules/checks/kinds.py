"""What is wrong with the kinds of entries: sections that have no kinds, and words that stand for two of one section."""

from __future__ import annotations

from collections.abc import Iterator

from campaign_rules.base.errors import Problem
from campaign_rules.base.texts import Text
from campaign_rules.rules.checks.context import Context, check_name
from campaign_rules.rules.leads import plain


def check_kinds(context: Context) -> Iterator[Problem]:
    """Yield kinds of what is no section of entries, and words that stand for two kinds."""
    for id_, kind in context.pack.kinds.items():
        yield from check_name(
            "section", kind.of, context.model.entries, context.sources.entry("kinds", id_), (id_, "of")
        )
    for section in context.model.entries:
        first: dict[str, str] = {}
        for id_, kind in context.pack.kinds.items():
            for word in dict.fromkeys(map(plain, kind.words(id_))) if kind.of == section else ():
                if (other := first.setdefault(word, id_)) != id_:
                    text = Text(f"{word} 已是 {other} 的名字", f"{word} is already a name of {other}")
                    yield context.sources.entry("kinds", id_).problem((id_,), "duplicate-alias", text, at_key=True)
