"""A new pack to begin with: one duty, one scenario and a page on what to write next; it passes lint and test as it is."""

from __future__ import annotations

import os
import pathlib
import re
from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from campaign_rules.base.periods import period_of
from campaign_rules.files.documents.yaml_text import read_yaml
from campaign_rules.files.pack_files import find_layer, load_pack, shipped_rules
from campaign_rules.rules.record.declaration import RecordDeclaration
from campaign_rules.rules.record.model import RecordModel, record_model

COMMON = "work-safety"
"""The layer with the record that a new campaign takes, unless it has its own."""

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What a pack can be called: it is its folder's name and its id."""

_CAMPAIGN = """\
# 行动本身：名称、来源、起止、阶段。Identity of the campaign, its source and phases.
id: {name}
{extends}title: {{zh: {name} 行动, en: Campaign {name}}}
version: "0.1"
source: {{title: 方案的标题, number: 文号, issuer: 发文机关}}      # 按原文填写 / as the text says
"""

_BELOW = """\
place: {zh: 本县, en: this county}      # 地名，句子里的 {campaign.place} / the place, where sentences name one
# issued、ends、phases、report：不写就同下层；写了，各处句子里的日期随之改变。
# issued, ends, phases, report: as below if left out; every sentence says the days that stand here.
"""

_OWN_DAYS = """\
issued: 2024-01-15
ends: 2024-12-31
phases:
  main:
    title: {zh: 集中整治, en: The campaign}
    clause: "1.1"
    from: 2024-01-01
    to: 2024-12-31
"""

_RECORD = """\
# 记录里有什么：谁的记录、有哪些表、每栏填什么。What records hold: whose they are, their sections and columns.

actors:
  unit: {kind: subject, default: true, title: {zh: 单位, en: Unit}}
  office: {kind: office, unit: own, title: {zh: 主管机关, en: Office}}

fields:
  id: {type: id, title: {zh: 编号, en: number}, required: true}
  actor: {type: choice, title: {zh: 谁的记录, en: whose record it is}}
  name: {type: text, title: {zh: 名称, en: name}, called: true}
  services: {type: list, of: sector, title: {zh: 业务, en: services}, nullable: false}
  note: {title: {zh: 附注, en: note}}

sections:
  actions:              # 做过的事，义务数的就是这些 / what was done: duties count these
    title: {zh: 工作, en: actions}
    item: {zh: 工作, en: action}
    dated: day
    entries: {doer: who}
    fields:
      kind: {type: kind, title: {zh: 种类, en: kind}, required: true}
      day: {type: date, title: {zh: 日期, en: day}, required: true}
      who: {type: role, title: {zh: 由谁, en: by whom}}

roles:
  head: {actor: unit, title: {zh: 负责人, en: Head}}
"""

_OWN_SECTORS = """\
# 哪个部门管哪种业务。Which department answers for which service.
clause: "1.1"
departments:
  first_department:
    title: {zh: 第一科, en: First department}
    sectors:
      first_service: {title: {zh: 第一种业务, en: First service}}
fallback:
  clause: "1.1"
  text: {zh: 文件没有写明由谁管, en: the text does not say who answers for it}
"""

_OWN_LEADS = """\
# 另写一遍谁管哪种业务，用来核对 sectors.yaml。Who answers for which service, said again to check sectors.yaml.
- it: {zh: 第一种业务由第一科管, en: the first department answers for the first service}
  clause: "1.1"
  leads: {第一种业务: {first_service: first_department}}
"""

_SECTORS = """\
# 谁牵头哪个领域。Who leads which sector.
clause: "1.1"
departments:
  emergency_management:
    title: {zh: 应急管理部门, en: Emergency management}
    aliases: [应急管理局]
    sectors:
      hazardous_chemicals: {title: {zh: 危险化学品, en: Hazardous chemicals}, aliases: [危化品]}
fallback:
  clause: "1.1"
  text: {zh: 方案没有写明由谁牵头, en: the plan does not say who leads it}
"""

_COURSE = """\
# 行动从开始到结束。The campaign from its beginning to its end.
title: {zh: 行动, en: The campaign}
clause: "1.1"
variables: {main: phases.main.from, end: ends}
titles: {phase: {zh: 阶段, en: phase}, end: {zh: 结束日, en: end}}      # 各维度和日期叫什么 / what its dimensions and days are called
regions:
  phase:
    initial: not_begun
    states:
      not_begun: {zh: 尚未开始, en: Not begun}
      main: {zh: 集中整治, en: The campaign}
      over: {zh: 已结束, en: Over}
    final: [over]
    transitions:
      - {at: main, from: not_begun, to: main}
      - {after: end, from: main, to: over}
"""

_COURSES = {
    "lifecycles/obligation.yaml": """\
# 每一项义务怎样从“未到期”走到“已履行”或“未履行”；照原样用。How every obligation goes from upcoming to fulfilled or violated.
""",
    "lifecycles/enforcement.yaml": """\
# outcomes.yaml 里的每项处理提示怎样出现、存疑、消失；没有提示就用不着。How each outcome of outcomes.yaml comes, is in doubt and goes.
""",
}
"""What the life cycles are for that are the same in every campaign."""

_DUTY = """\
# {clause}：把条文改写成规则，文件名以条款号开头。Clause {clause} as a rule; the file's name begins with the clause.

first-duty:
  title: {{zh: 每月开展一次检查, en: An inspection each month}}
  clause: "{clause}"
  bearer: {bearer}
  each: month
  of: {section}
  where: {{kind: first_inspection}}
"""

_KINDS = """\
# 记录里各种条目叫什么。What the kinds of entries are called.
first_inspection: {{of: {section}, title: {{zh: 每月检查, en: Monthly inspection}}, aliases: [月检查]}}
"""

_CLAUSES = """\
# 方案的每一条；不能写成规则的写明原因（not_encoded）。Every clause of the text; what is no rule, and why.
{clauses}"""

_SCENARIO = """\
# 规则旁边的情景：哪一天应当得出什么。Scenarios beside the rule: what must be said on which day.
- it:
    zh: 当月最后一天的检查仍算数；全月没有检查的，次日为未履行
    en: an inspection on the last day of the month counts, and a month without one is violated the day after
  clause: "{clause}"
  record: {{{section}: [{{kind: first_inspection, {day}: {last}}}]}}
  expect:
    {last}: {{first-duty@{month}: fulfilled, first-duty@{before}: violated}}
    {next_last}: {{first-duty@{next_month}: open}}
    {after}: {{first-duty@{next_month}: violated}}
"""

_README = """\
# {name}

一个规则包。先看 `duties/` 里的一条规则和 `scenarios/` 里的一个情景，再照样写下去。
A pack of rules: look at the rule in `duties/` and the scenario in `scenarios/`, then go on in the same way.

```sh
campaign-rules lint {name}
campaign-rules test {name} --coverage
campaign-rules check record.yaml --campaign {name} --as-of 2024-07-01
```

1. `campaign.yaml`：填标题、文号、日期和阶段。Title, number, days and phases.
2. `clauses.yaml`：列出方案的每一条。Every clause of the text.
3. `duties/`：一条一个文件。A file for each clause.
4. `scenarios/`：每条规则至少写“做了”和“没有做”。For each rule at least: done, and not done.
"""


_LEADS = """\
# 另写一遍谁牵头哪个领域，用来核对 sectors.yaml。Who leads which sector, said again to check sectors.yaml.
- it: {zh: 危险化学品由应急管理部门牵头, en: emergency management leads hazardous chemicals}
  clause: "1.1"
  leads: {危险化学品: {hazardous_chemicals: emergency_management}}
"""


class BadName(ValueError):
    """A pack can't have this name."""


class NotBeside(ValueError):
    """The campaign to build on lies in another folder than the new one: it could not be named there."""


def scaffold(
    name: str, extends: str | None = None, *, beside: pathlib.Path | None = None, own_record: bool = False
) -> dict[str, str]:
    """Return the files of a new pack, by their paths in its folder.

    With ``extends`` it builds on another campaign: the name of one that lies ``beside`` the new folder or is shipped,
    or the path of one beside. Without, it has days of its own, and takes the record of work-safety campaigns or has an
    ``own_record``.

    Raises:
        BadName: a name that no folder of a pack can have.
        NotBeside: the path of a campaign that lies elsewhere.
        LookupError: there is no such campaign to extend.
    """
    if not NAME.fullmatch(name):
        raise BadName(name)
    if extends is None:
        files, model = _alone_with_record(name) if own_record else _alone(name)
        clause, first, folder = "1.2", date(2024, 2, 29), "" if own_record else f"{model.default_actor}/"
    else:
        files, model, issued = _overlay(name, _layer_named(extends, beside or shipped_rules()))
        clause, first, folder = "9.1", _end(_end(issued) + timedelta(1)), "own/"
    section = model.entries[0]
    named = {"name": name, "clause": clause, "section": section, "day": ".".join(model.day_path(section))}
    duty = "first" if own_record else "inspection"
    return files | {
        f"duties/{folder}{clause}-{duty}.yaml": _DUTY.format(**named, bearer=model.default_actor),
        "kinds.yaml": _KINDS.format(**named),
        f"scenarios/{clause}-first.yaml": _SCENARIO.format(**named, **_days(first)),
        "README.md": _README.format(**named),
    }


def _days(last: date) -> Mapping[str, object]:
    """Return the days of the first scenario: an inspection is made on the ``last`` of a month."""
    month = last.replace(day=1)
    next_last = _end(last + timedelta(1))
    return {
        "last": last,
        "month": f"{last:%Y-%m}",
        "before": f"{month - timedelta(1):%Y-%m}",
        "next_last": next_last,
        "next_month": f"{next_last:%Y-%m}",
        "after": next_last + timedelta(1),
    }


def _end(day: date) -> date:
    return period_of(day, "month").end


def _alone(name: str) -> tuple[dict[str, str], RecordModel]:
    declared = (shipped_rules() / COMMON / "record.yaml").read_text("utf-8")
    files = {"sectors.yaml": _SECTORS, "scenarios/1.1-leads.yaml": _LEADS, **_of_its_own_days(name, COMMON)}
    return files, _model(declared)


def _alone_with_record(name: str) -> tuple[dict[str, str], RecordModel]:
    files = {"record.yaml": _RECORD, "sectors.yaml": _OWN_SECTORS, "scenarios/1.1-leads.yaml": _OWN_LEADS}
    return {**files, **_of_its_own_days(name)}, _model(_RECORD)


def _model(declared: str) -> RecordModel:
    return record_model(msgspec.convert(read_yaml(declared, "record.yaml").data, RecordDeclaration))


def _of_its_own_days(name: str, below: str = "") -> dict[str, str]:
    """Return what every campaign has that does not take it from another one: its days, its phases, its clauses."""
    cycles = {name: _engine_cycle(name) for name in ("lifecycles/obligation.yaml", "lifecycles/enforcement.yaml")}
    clauses = '"1.1": {title: {zh: 起止、阶段和牵头部门, en: "Days, phases and leads"}}\n"1.2": {title: {zh: 每月检查, en: Monthly inspections}}\n'
    return {
        "campaign.yaml": _CAMPAIGN.format(name=name, extends=f"extends: {below}\n" if below else "") + _OWN_DAYS,
        "clauses.yaml": _CLAUSES.format(clauses=clauses),
        "lifecycles/campaign.yaml": _COURSE,
        **cycles,
    }


def _engine_cycle(name: str) -> str:
    """Return a life cycle that is the same in every campaign: without its schema, and the clause that one campaign cites."""
    lines = (shipped_rules() / "jinxian-2023" / name).read_text("utf-8").splitlines(keepends=True)
    return _COURSES[name] + "".join(line for line in lines if not line.startswith(("#", "clause:")))


def _layer_named(extends: str, beside: pathlib.Path) -> pathlib.Path:
    """Return the folder of the campaign to build on, by its name or by its path."""
    path = pathlib.Path(extends)
    if {*extends} & {"/", os.sep}:
        if not (path / "campaign.yaml").is_file():
            raise LookupError(extends)
        if path.resolve().parent not in (beside.resolve(), shipped_rules().resolve()):
            raise NotBeside(extends)
        extends = path.resolve().name
    folder = find_layer(extends, beside)
    if folder is None or not (folder / "campaign.yaml").is_file():
        raise LookupError(extends)
    return folder


def _overlay(name: str, folder: pathlib.Path) -> tuple[dict[str, str], RecordModel, date]:
    extends, pack = folder.name, load_pack(folder)
    clauses = '"9.1": {title: {zh: 本地增加的要求, en: What is asked here besides}}\n'
    files = {
        "campaign.yaml": _CAMPAIGN.format(name=name, extends=f"extends: {extends}\n") + _BELOW,
        "clauses.yaml": _CLAUSES.format(clauses=clauses),
    }
    return files, pack.model, pack.identity.issued
