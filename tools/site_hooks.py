"""What the documentation site shows beside its pages: the rule book, made from the rules when the site is built."""

from pathlib import Path
from typing import Any, Literal

from campaign_rules import load_campaign
from campaign_rules.files.pack_files import find_pack, load_scenarios
from campaign_rules.writers.book import book

NAME = "jinxian-2023"


def on_post_build(config: dict[str, Any], **_: Any) -> None:
    """Write the rule book in both languages into the site."""
    languages: tuple[Literal["zh", "en"], ...] = ("zh", "en")
    for lang in languages:
        page = book(load_campaign(NAME).pack, load_scenarios(find_pack(NAME)), lang)
        (Path(config["site_dir"]) / f"rulebook.{lang}.html").write_text(page, "utf-8")
