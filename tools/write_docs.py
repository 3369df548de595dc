"""Write the parts of ``docs/`` that are made from the rules. Run it after changing a pack."""

from pathlib import Path

from campaign_rules import load_campaign
from campaign_rules.coverage import READINGS, Citation, coverage
from campaign_rules.lint_codes import CODES
from campaign_rules.pack import Pack
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
    made["coverage.md"] = covered(load_campaign().pack)
    made |= lint_pages()
    return made


def lint_pages() -> dict[str, str]:
    """Return a page for every code of a problem in a pack, and the list of them."""
    made, rows = {}, []
    for code, one in sorted(CODES.items()):
        grave = {"error": "错误 / error：规则包不能使用", "warning": "提醒 / warning：能用，但多半不是本意"}[
            one.severity
        ]
        made[f"lint/{code}.md"] = (
            f"# `{code}`\n\n{grave}\n\n{one.title.zh}。{one.title.en.capitalize()}.\n\n"
            f"## 怎样改 / How to mend it\n\n{one.fix.zh}。{one.fix.en.capitalize()}.\n"
        )
        rows.append(f"| [`{code}`](lint/{code}.md) | {one.severity} | {one.title.zh} | {one.title.en} |")
    head = (
        "# lint 的代码 / Codes of lint\n\n`campaign-rules lint FOLDER`\n\n| code | | | |\n| --- | --- | --- | --- |\n"
    )
    made["lint.md"] = head + "\n".join(rows) + "\n"
    return made


COVERAGE = """\
# 条款与规则对照 / Clauses and the rules that encode them

由规则包生成（`python -m tools.write_docs`）。Made from the rules.

{title}（{number}）：{count} 条，其中 {encoded} 条由规则写出；其余各条说明原因。一条规则判断不了、要由人看的，写明看什么。
Of {count} clauses {encoded} are encoded; of the others it says why not. Where only a person can judge, it says what to
look at.

“规则”一栏：义务（id）、处理结果、牵头、阶段、期限、调度表格（附件 B.N）。斜体是据以解读的事实和解释。
"""

KINDS = {"duty": "义务", "outcome": "处理结果", "lead": "牵头", "phase": "阶段", "report": "报送日", "cell": "格", "deadline": "期限",
         "note": "表注", "fact": "事实", "interpretation": "解释"}  # fmt: skip


def covered(pack: Pack) -> str:
    """Return the page that sets every clause of a pack's text beside its rules."""
    found = coverage(pack)
    source = pack.identity.source
    encoded = sum(one.encoded for one in found)
    lines = [COVERAGE.format(title=source.title, number=source.number, count=len(found), encoded=encoded)]
    part = None
    for one in found:
        if (first := one.clause.split(".")[0]) != part:
            part = first
            named = {"annex": "附件 / Annex"}.get(part) or f"{clause_label(part + '.1')[0]} / Part {part}"
            lines.append(f"\n## {named}\n\n| 条款 | 内容 | 规则 | 没有写成规则的，为什么 |\n| --- | --- | --- | --- |")
        rules = "<br>".join(_cited(citation) for citation in one.citations)
        reason = f"{one.not_encoded.zh}<br>{one.not_encoded.en}" if one.not_encoded else ""
        lines.append(
            f"| {clause_label(one.clause)}<br>`{one.clause}` | {one.title.zh}<br>{one.title.en} | {rules} | {reason} |"
        )
    return "\n".join(lines) + "\n"


def _cited(citation: Citation) -> str:
    kind = KINDS[citation.kind]
    text = f"{kind} `{citation.name}` {citation.title.zh}"
    if citation.kind == "note":
        return f"{kind} `{citation.name}`"
    if citation.kind in READINGS:
        return f"*{text}*"
    if citation.review:
        return f"{text}（人工核查：{citation.review.zh}）"
    return text if citation.main else f"{text}（兼）"


if __name__ == "__main__":
    for path, text in files().items():
        (DOCS / path).parent.mkdir(exist_ok=True)
        (DOCS / path).write_text(text, encoding="utf-8", newline="\n")
