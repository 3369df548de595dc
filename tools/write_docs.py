"""Write the parts of ``docs/`` that are made from the rules. Run it after changing a pack."""

from pathlib import Path

from campaign_rules import load_campaign
from campaign_rules.texts import clause_label
from campaign_rules.writers import diagram

DOCS = Path(__file__).parents[1] / "docs"

HEAD = """\
# 生命周期 / Life cycles

Made from the rules by `python -m tools.write_docs`; `campaign-rules diagram NAME --format mermaid|svg` draws the same.

Everything dated is a life cycle: states, transitions on events and timers, guards. The dimensions of one life cycle
run side by side. Each is a file in `rules/*/lifecycles/`.
"""


def files() -> dict[str, str]:
    """Return every written file, by its path under ``docs/``."""
    made, page = {}, [HEAD]
    for name, cycle in load_campaign().pack.lifecycles.items():
        for lang, suffix in (("zh", "zh"), ("en", "en")):
            made[f"lifecycles/{name}.{suffix}.svg"] = diagram.svg(cycle, lang)  # type: ignore[arg-type]  # one of the two
        clause = f"（{clause_label(str(cycle.clause))}）" if cycle.clause else ""
        page.append(f"\n## {cycle.title.zh} / {cycle.title.en}{clause}\n")
        page.append(f"![{cycle.title.zh}](lifecycles/{name}.zh.svg)\n\n[English](lifecycles/{name}.en.svg)\n")
    made["lifecycles.md"] = "\n".join(page)
    return made


if __name__ == "__main__":
    for path, text in files().items():
        (DOCS / path).parent.mkdir(exist_ok=True)
        (DOCS / path).write_text(text, encoding="utf-8", newline="\n")
