"""Write ``rules/schema/*.schema.json`` from the classes that read the files. Run it after changing one of those."""

import json
from pathlib import Path

from campaign_rules.files.pack_files import SCHEMAS, json_schema

FOLDER = Path(__file__).parents[1] / "rules" / "schema"


def written(name: str) -> str:
    """Return the text of one schema file."""
    return json.dumps(json_schema(name), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for name in SCHEMAS:
        (FOLDER / f"{name}.schema.json").write_text(written(name), encoding="utf-8", newline="\n")
