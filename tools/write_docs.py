"""Write the parts of ``docs/`` that are made from the rules and from the code. Run it after changing a pack or a room."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from campaign_rules import load_campaign
from campaign_rules.authoring.lint_codes import CODES
from campaign_rules.base.texts import LANGS, clause_label
from campaign_rules.files.pack_files import json_schema, shipped_packs
from campaign_rules.logic.operators import OPERATORS
from campaign_rules.reports.codes import CODES as MEANINGS
from campaign_rules.reports.codes import ENTRY_CODES, FINDING_CODES, OUTCOME_CODES
from campaign_rules.rules.clauses import READINGS, Citation, coverage
from campaign_rules.rules.interpretations import ASKED_BY_ITSELF
from campaign_rules.rules.outcomes import HAPPENINGS, STANDINGS
from campaign_rules.rules.pack import Pack
from campaign_rules.rules.record.declaration import Field
from campaign_rules.writers.diagrams.svg import svg
from tools import house

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
    pack = load_campaign().pack
    for name, cycle in pack.lifecycles.items():
        for lang, suffix in (("zh", "zh"), ("en", "en")):
            made[f"lifecycles/{name}.{suffix}.svg"] = svg(cycle, pack, lang)  # type: ignore[arg-type]  # one of the two
        clause = f"（{clause_label(str(cycle.clause))}）" if cycle.clause else ""
        page.append(f"\n## {cycle.title.zh} / {cycle.title.en}{clause}\n")
        page.append(f"![{cycle.title.zh}](lifecycles/{name}.zh.svg)\n\n[English](lifecycles/{name}.en.svg)\n")
    made["lifecycles.md"] = "\n".join(page)
    made["coverage.md"] = covered(pack)
    made |= lint_pages()
    made["interpretations.md"] = readings(load_campaign().pack)
    made["reference.md"] = reference()
    made["records.md"] = records()
    made["conditions.md"] = conditions()
    made["house.md"], made["house.svg"] = house.page(), house.picture()
    made["reasons.md"] = reasons()
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


def readings(pack: Pack) -> str:
    """Return the page of a pack's interpretations: what each chooses, why, and what else it can be set to."""
    lines = [
        f"# 解释 / Interpretations\n\n{pack.identity.title.zh}：原文没有说明、或可以有两种读法的地方采用的读法。每份报告重申，都可以用 "
        "`--set 名称=取值` 改选。\n\nWhere the text is silent or can be read in two ways: the reading chosen, and the others. "
        "`--set NAME=VALUE` sets one otherwise.\n"
    ]
    for name, one in pack.interpretations.items():
        default = ", ".join(one.default) if isinstance(one.default, tuple) else str(one.default)
        lines.append(
            f"\n## `{name}` {one.title.zh} / {one.title.en}（{clause_label(one.clause)}）\n\n{one.text.zh}。\n{one.text.en}.\n"
        )
        if one.options:
            lines += [
                f"- `{option}`{'（默认 / default）' if option == one.default else ''}：{text.zh} / {text.en}"
                for option, text in one.options.items()
            ]
        else:
            lines.append(f"- 默认 / default: `{default}`（{one.takes}）")
    return "\n".join(lines) + "\n"


REASONS = """\
# 理由的代码 / Codes of reasons

每项结论（`check --format json` 的 `findings`）除了给人看的一句话（`message`），还有给程序看的数据。话可以改写，代码不会变。
Beside the sentence for people (`message`), each finding has its reason as data. Wording may change, codes do not.

| key | | |
| --- | --- | --- |
| `code` | 为什么这样，见下表 | why it stands so: one of the words below |
| `params` | 句子由代码和这些参数写成：日期（ISO 8601）、次数、编号、条件 | with the code, all that the sentence is made of: days, counts, ids, conditions |
| `missing` | 没有人写明的位置 | the places that nobody said |
| `failed` | 写了、但不符合要求的位置 | the places that were said and do not satisfy |
| `uncounted` | 没有计入的记录：`path`、`code`、`params`、`message` | the entries that were not counted |

处理提示（`outcomes`）写明 `section`（记录的哪一部分）和 `item`（编号）；每个 `standings` 有自己的 `code` 和 `params`。
Outcomes name their `section` and `item`, and each of their `standings` has a `code` and `params` of its own.

条件写成数据：`type` 为 `test`（字段、比较、记录里的值）、`fact`（规则包定义的事实）、`cluster`、`not`、`doubtful`、`joined`、`fixed`。
Conditions in `params` are data too, by their `type`: a `test` of a field, a `fact` that the campaign defines, or others made of these.
"""


def reasons() -> str:
    """Return the page of the codes of reasons: what each means, and of what it is said."""
    parts = [
        ("结论 / Findings", "findings[].code", FINDING_CODES),
        ("没有计入的记录 / Entries that were not counted", "findings[].uncounted[].code", ENTRY_CODES),
        ("处理提示 / Outcomes", "outcomes[].standings[].code", OUTCOME_CODES),
    ]
    lines = [REASONS]
    for title, where, codes in parts:
        lines.append(f"\n## {title}\n\n`{where}`\n\n| code | | |\n| --- | --- | --- |")
        lines += [f"| `{code}` | {MEANINGS[code].zh} | {MEANINGS[code].en} |" for code in codes]
    return "\n".join(lines) + "\n"


FILES = {"campaign": "campaign.yaml", "sectors": "sectors.yaml", "facts": "facts.yaml", "interpretations": "interpretations.yaml",
         "duties": "duties/**/*.yaml", "outcomes": "outcomes.yaml", "lifecycle": "lifecycles/*.yaml", "form": "form.yaml",
         "kinds": "kinds.yaml", "clauses": "clauses.yaml", "scenarios": "scenarios/*.yaml", "holidays": "holidays.yaml",
         "gbt4754": "gbt4754.yaml", "layer": "layer.yaml"}  # fmt: skip


def reference() -> str:
    """Return the page of every key that a pack's files can have, made from the schemas."""
    lines = [
        "# 键的一览 / Every key of a pack's files\n\n由格式定义生成。Made from the schemas in `rules/schema/`. `*`：必填 / required.\n"
    ]
    for name, file in FILES.items():
        schema = json_schema(name)
        lines.append(f"\n## `{file}`\n")
        whole = schema["items"] if schema.get("type") == "array" else schema
        named = whole.get("additionalProperties")
        if isinstance(named, dict):
            options = named.get("anyOf", [named])
            whole = next((o for o in options if "$ref" in o), options[0])
            lines.append("每个名字下 / under each name:\n")
        lines += _keys(whole, schema["$defs"])
        for part, inner in schema["$defs"].items():
            if part not in ("Text", "Condition", str(whole.get("$ref", "")).rpartition("/")[2]) and inner.get(
                "properties"
            ):
                lines += [
                    f"\n### {part}\n",
                    f"{inner.get('description', '').strip()}\n",
                    *_keys(inner, schema["$defs"]),
                ]
    return "\n".join(lines) + "\n"


CONDITIONS = """\
# 条件 / Conditions

条件写在 `when`、`holds`、`require`、`concerns` 后面，问记录里写了什么。每个条件成立、不成立或不明；没有写的就是不明，不会当作“否”。
A condition asks what a record says. It holds, fails or is unknown; what nobody said is unknown, never no.

| 写法 / written | 意思 | means |
| --- | --- | --- |
| `{gas_cooking: true}` | 这一栏就是这个值 | the field is this value |
| `{pupils: {at_least: 300}}` | 用下表的一个运算；一栏一次一个 | one operator of the table below; one a field |
| `{pupils: {at_least: 300, if_absent: false}}` | 没有写这一栏的，当作不成立 | where nobody said, it fails |
| `{a: 1, b: 2}`、`all: [...]` | 都成立 | all hold |
| `any: [...]`、`not: ...` | 有一个成立；不成立 | one holds; it does not |
| `made_ill` | facts.yaml 里的事实 | a fact of facts.yaml |
| `chosen: {answer-in-time: exclusive}` | 一条解释改选为某个取值 | a reading is set to an option |
| `{event.until: {recorded: true}}` | 生命周期的一步里：这个事项自己写了什么 | in a step of a life cycle: what the event itself says |

`where`（一项义务数哪些记录）不是条件：每栏只能写一个词，不能写数、日期、真假和运算。
`where` of a duty is no condition: a word for each field, no numbers, days, flags or operators.

## 运算 / Operators

| 运算 / operator | 与什么比 / compared with | | |
| --- | --- | --- | --- |
"""

BESIDE = """
## 解释和它们的取值 / Readings and their options

程序自己会问的解释，取值只有这些；改变频次的解释（`variants`）写 `replaces`（取代）或 `adds`（两者都要求）。
The readings that are asked about whether or not a rule names them have these options; that of a `variants` has `replaces` or `adds`.

| `interpretations.yaml` | |
| --- | --- |
"""

COURSES = """
## 生命周期里的叫法 / `titles` of a life cycle

`titles` 写维度和变量叫什么，句子和历史里就这样说：`titles: {answer_day: {zh: 答复期限, en: day to answer}}`。状态的叫法写在 `states` 里。
步骤所用的事项都要列入 `order`：同一天的几件事按它的先后算。
`titles` says what people call regions and variables. Every event of a step stands in `order`: which comes first on one day.

## `lifecycles/enforcement.yaml`

有 `outcomes.yaml` 就要有它：每条提示怎样出现和消失。`campaign-rules new` 会写一份，照原样用。事项只能是 EVENTS，状态只能是 STATES。
Needed with `outcomes.yaml`: how each outcome comes and goes. `campaign-rules new` writes one. Its events are EVENTS, its states STATES.

## 情景里的 `outcomes` 和 `cells` / In scenarios

- `outcomes: {C1: [fine, warning]}`：编号为 C1 的一项应有的提示，按声明的先后；没有列出的项应当没有提示。What is indicated for the item C1.
- `cells: {"1.1": 2, "2.1": {count: 2, amount: 200.25}}`：格的名字是“块.格”，加引号；一格有几个数的逐个写。The key is block and cell, in quotes.
- `deadlines: {answer@C3: 2025-04-21}`：期限的名字、@、编号。The name of the deadline, @, the item.
"""


def conditions() -> str:
    """Return the page of what conditions can say, its table made from the operators themselves."""
    rows = []
    for name, operator in OPERATORS.items():
        said = [(operator.affirmed or operator.text)(lang).format(field="…", operand="…") for lang in LANGS]
        rows.append(f"| `{name}` | {operator.operand.name} | {said[0]} | {said[1]} |")
    readings = [f"| `{name}` | {' · '.join(f'`{one}`' for one in meant)} |" for name, meant in ASKED_BY_ITSELF.items()]
    events, states = (" / ".join(f"`{one}`" for one in names) for names in (HAPPENINGS, STANDINGS))
    courses = COURSES.replace("EVENTS", events).replace("STATES", states)
    return CONDITIONS + "\n".join(rows) + "\n" + BESIDE + "\n".join(readings) + "\n" + courses


def records() -> str:
    """Return the page of what the records of each shipped campaign hold, and who keeps what."""
    lines = [
        "# 各行动的记录 / The records of each campaign\n\n由各包的 `record.yaml` 生成。Made from the `record.yaml` of each pack. `*`：必填 / required.\n"
    ]
    for name in shipped_packs():
        pack = load_campaign(name).pack
        declared = pack.model.declaration
        lines.append(f"\n## {pack.identity.title.zh} / {pack.identity.title.en}\n")
        lines += ["| 主体 / actor | | | 角色 / roles |", "| --- | --- | --- | --- |"]
        for actor, one in declared.actors.items():
            roles = "<br>".join(f"`{r}` {x.title.zh}" for r, x in declared.roles.items() if x.actor == actor)
            lines.append(f"| `{actor}` | {one.title.zh} | {one.title.en} | {roles} |")
        lines += ["\n### 记录自身 / The record itself\n", *_field_rows(declared.fields)]
        for section_name, section in declared.sections.items():
            keepers = "、".join(declared.actors[one].title.zh for one in section.kept_by) or "全部"
            kept = f"{keepers} / {', '.join(section.kept_by) or 'everybody'}"
            lines.append(f"\n### `{section_name}` {section.title.zh} / {section.title.en}\n\n填写 / kept by: {kept}\n")
            lines += _field_rows(section.fields)
            if section.events:
                lines.append(f"\n`events` {section.events.title.zh} / {section.events.title.en}\n")
                lines += _field_rows(section.events.fields)
                lines += ["\n| 事项 / event | | |", "| --- | --- | --- |"]
                lines += [f"| `{k}` | {x.title.zh} | {x.title.en} |" for k, x in section.events.kinds.items()]
    return "\n".join(lines) + "\n"


def _field_rows(fields: Mapping[str, Field]) -> list[str]:
    """Return a table of fields, those of parts with dots: type, words or unit, and what people call each."""
    rows = ["| 字段 / field | 类型 / type | | | 只由 / only by |", "| --- | --- | --- | --- | --- |"]
    return [*rows, *_rows_within(fields, "")]


def _rows_within(fields: Mapping[str, Field], at: str) -> Iterator[str]:
    for name, field in fields.items():
        of = (
            " · ".join(f"`{word}`" for word in field.of) if isinstance(field.of, dict) else field.of or field.unit or ""
        )
        kind = f"{field.type} {of}".strip()
        yield f"| `{at}{name}`{'*' if field.required else ''} | {kind} | {field.title.zh} | {field.title.en} | {', '.join(field.kept_by)} |"
        yield from _rows_within(field.fields, f"{at}{name}.")


def _keys(schema: dict[str, Any], parts: dict[str, Any]) -> list[str]:
    """Return a row for each key of a mapping."""
    if "$ref" in schema:
        schema = parts[schema["$ref"].rpartition("/")[2]]
    needed = schema.get("required", ())
    rows = ["| key | | |", "| --- | --- | --- |"]
    for key, value in schema.get("properties", {}).items():
        said = str(value.get("description", "")).replace("|", "\\|").replace("\n", " ")
        rows.append(f"| `{key}`{'*' if key in needed else ''} | {_kind(value)} | {said} |")
    return rows


def _kind(value: dict[str, Any]) -> str:
    if "$ref" in value:
        return str(value["$ref"]).rpartition("/")[2]
    if "enum" in value:
        return " · ".join(f"`{one}`" for one in value["enum"])
    if "anyOf" in value:
        return " / ".join(dict.fromkeys(_kind(one) for one in value["anyOf"]))
    if value.get("type") == "array":
        return f"list of {_kind(value['items'])}" if value.get("items") else "list"
    if isinstance(value.get("additionalProperties"), dict):
        return f"mapping to {_kind(value['additionalProperties'])}"
    return str(value.get("format") or value.get("type", ""))


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
