import json
import os
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from campaign_rules.writers.types.typescript import typescript
from tests.loading import MODEL, load
from tests.writers.types.examples import ROOT, TITLE, models

FOLDER = "TYPESCRIPT_NODE_MODULES"
"""The environment's name of the folder ``node_modules`` with TypeScript, if tsc is not on the path."""

WRITTEN = typescript(MODEL, TITLE)


def tsc() -> str:
    """The path of the TypeScript compiler; the test is skipped where there is none, and fails where it is required."""
    at = os.environ.get(FOLDER)
    found = shutil.which("tsc", path=str(Path(at) / ".bin") if at else None)
    if not found:
        reason = f"needs tsc: npm install typescript, and {FOLDER}=its node_modules"
        (pytest.fail if os.environ.get("REQUIRE_TYPESCRIPT") else pytest.skip)(reason)
    return found


USE = """
import type { CampaignRecord, Day, Hazard, HazardPlan } from "./types_0";

const plan: HazardPlan | null | undefined = ({} as Hazard).plan;
const none: CampaignRecord = { id: "x", hazards: [{ id: "H", found: { date: "2023-06-01" }, plan: null }] };
const several: CampaignRecord = { id: "x", actor: ["department", "township"], attributes: { a: 1, b: null } };
const day: Day = none.hazards![0]!.found.date;
// @ts-expect-error: an id is text
const number: CampaignRecord = { id: 3 };
// @ts-expect-error: how it was found must be said
const unfound: Hazard = { id: "H" };
// @ts-expect-error: a section may be absent, not null
const nothing: CampaignRecord = { id: "x", hazards: null };
// @ts-expect-error: absent is not the same as undefined
const undefined_: CampaignRecord = { id: "x", name: undefined };
// @ts-expect-error: no such word
const misspelt: Hazard = { id: "H", found: { date: "2023-06-01", by: "enterprize" } };
// @ts-expect-error: no such field
const unknown_: CampaignRecord = { id: "x", nme: "" };
// @ts-expect-error: it is of one at least
const nobody: CampaignRecord = { id: "x", actor: [] };
"""


def test_the_declarations_hold_and_the_examples_are_of_these_types(tmp_path: Path) -> None:
    compiler = tsc()
    (tmp_path / "use.ts").write_text(USE, "utf-8")
    for number, model in enumerate(models(25)):
        (tmp_path / f"types_{number}.ts").write_text(typescript(model, TITLE), "utf-8")
    lines = ['import type { CampaignRecord } from "./types_0";']
    for number, path in enumerate(sorted((ROOT / "examples").glob("*.yaml"))):
        record = msgspec.json.encode(load(path).record).decode()
        lines.append(f"export const example_{number}: CampaignRecord = {record};")
    (tmp_path / "examples.ts").write_text("\n".join(lines), "utf-8")
    files = sorted(path.name for path in tmp_path.glob("*.ts"))
    done = subprocess.run(
        [compiler, "--strict", "--noEmit", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--target", "es2022",
         "--module", "es2022", "--moduleResolution", "bundler", "--types", "", *files],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize(
    "line",
    [
        'export interface CampaignRecord {',
        "  /** 编号 / id */\n  id: string;",
        '  severity?: "major" | "ordinary" | null;',
        "  plan?: HazardPlan | null;",
        "  /**\n   * 整改资金 / funds\n   * 单位：万元 / unit: 10,000 yuan\n   */\n  funds?: number | string | null;",
        "  events?: HazardEvent[] | null;",
        "  from: Day;",
        "export type Day = string;",
    ],
)  # fmt: skip
def test_what_may_be_absent_is_told_from_what_may_be_null(line: str) -> None:
    assert f"\n{line}\n" in WRITTEN


def test_a_title_can_not_end_its_comment() -> None:
    assert json.dumps('行动 "一" *\\/ / A campaign\\ \'\'\' """', ensure_ascii=False)[1:-1] in json.dumps(
        WRITTEN, ensure_ascii=False
    )
