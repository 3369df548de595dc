"""A new pack to begin with: one duty, one scenario and a page on what to write next; it passes lint and test as it is."""

from __future__ import annotations

import re
from datetime import date, timedelta

from campaign_rules.base.periods import period_of
from campaign_rules.files.pack_files import find_layer, load_pack, shipped_rules

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

_DUTY = """\
# {clause}：把条文改写成规则，文件名以条款号开头。Clause {clause} as a rule; the file's name begins with the clause.

first-duty:
  title: {{zh: 每月开展一次检查, en: An inspection each month}}
  clause: "{clause}"
  bearer: {bearer}
  each: month
  of: activities
  where: {{kind: first_inspection}}
"""

_KINDS = """\
# 记录里的活动和文件叫什么。What activities and documents are called.
first_inspection: {of: activities, title: {zh: 每月检查, en: Monthly inspection}, aliases: [月检查]}
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
  record: {{activities: [{{kind: first_inspection, date: {last}}}]}}
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


def scaffold(name: str, extends: str | None = None) -> dict[str, str]:
    """Return the files of a new pack, by their paths in its folder; with ``extends``, one that builds on a shipped layer.

    Raises:
        BadName: a name that no folder of a pack can have.
        LookupError: there is no such layer to extend.
    """
    if not NAME.fullmatch(name):
        raise BadName(name)
    if extends is None:
        files = _alone(name)
        clause, first = "1.2", date(2024, 2, 29)
    else:
        files, clause, first = _overlay(name, extends)
    month, last = first.replace(day=1), first
    next_last = _end(last + timedelta(1))
    scenario = _SCENARIO.format(
        clause=clause,
        last=last,
        month=f"{last:%Y-%m}",
        before=f"{month - timedelta(1):%Y-%m}",
        next_last=next_last,
        next_month=f"{next_last:%Y-%m}",
        after=next_last + timedelta(1),
    )
    return files | {
        "kinds.yaml": _KINDS,
        f"scenarios/{clause}-first.yaml": scenario,
        "README.md": _README.format(name=name),
    }


def _end(day: date) -> date:
    return period_of(day, "month").end


def _alone(name: str) -> dict[str, str]:
    obligation = (shipped_rules() / "jinxian-2023" / "lifecycles" / "obligation.yaml").read_text("utf-8")
    clauses = '"1.1": {title: {zh: 起止、阶段和牵头部门, en: "Days, phases and leads"}}\n"1.2": {title: {zh: 每月检查, en: Monthly inspections}}\n'
    return {
        "campaign.yaml": _CAMPAIGN.format(name=name, extends="extends: work-safety\n") + _OWN_DAYS,
        "sectors.yaml": _SECTORS,
        "clauses.yaml": _CLAUSES.format(clauses=clauses),
        "lifecycles/campaign.yaml": _COURSE,
        "lifecycles/obligation.yaml": obligation.partition("\n")[2],
        "scenarios/1.1-leads.yaml": _LEADS,
        "duties/enterprise/1.2-inspection.yaml": _DUTY.format(clause="1.2", bearer="enterprise"),
    }


def _overlay(name: str, extends: str) -> tuple[dict[str, str], str, date]:
    folder = find_layer(extends, shipped_rules())
    if folder is None or not (folder / "campaign.yaml").is_file():
        raise LookupError(extends)
    pack = load_pack(folder)
    clause = "9.1"
    actor = next(iter(pack.model.actors))
    issued = pack.identity.issued
    files = {
        "campaign.yaml": _CAMPAIGN.format(name=name, extends=f"extends: {extends}\n") + _BELOW,
        "clauses.yaml": _CLAUSES.format(
            clauses=f'"{clause}": {{title: {{zh: 本地增加的要求, en: What is asked here besides}}}}\n'
        ),
        f"duties/own/{clause}-inspection.yaml": _DUTY.format(clause=clause, bearer=actor),
    }
    return files, clause, _end(_end(issued) + timedelta(1))
