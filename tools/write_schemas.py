"""Write ``rules/schema/``: ``*.schema.json`` from the classes that read the files of packs, and ``records/*.schema.json``
from what each campaign that is shipped declares of its records. Run it after changing one of those."""

import json
from pathlib import Path

from campaign_rules import load_campaign
from campaign_rules.files.pack_files import SCHEMAS, json_schema, shipped_packs
from campaign_rules.writers.types import json_schema as of_records

FOLDER = Path(__file__).parents[1] / "rules" / "schema"


def files() -> dict[str, str]:
    """Return the text of every schema file, by its path in the folder."""
    packs = {
        f"{name}.schema.json": json.dumps(json_schema(name), ensure_ascii=False, indent=2) + "\n" for name in SCHEMAS
    }
    shipped = ((name, load_campaign(name).pack) for name in shipped_packs())
    records = {f"records/{name}.schema.json": of_records.written(p.model, p.identity.title) for name, p in shipped}
    return packs | records


if __name__ == "__main__":
    for path, text in files().items():
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_text(text, encoding="utf-8", newline="\n")
