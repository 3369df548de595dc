"""A small campaign with phases and seasons, whose duties a test writes as a pack's file does."""

import pathlib
from textwrap import indent

from campaign_rules import Campaign, load_campaign
from campaign_rules.authoring.new_pack import scaffold

DAYS = """\
issued: 2023-06-01
ends: 2024-05-31
phases:
  study: {title: {zh: 学习部署阶段, en: the study phase}, clause: "1.1", from: 2023-06-01, to: 2023-08-31}
  drive: {title: {zh: 集中整治阶段, en: the concentrated phase}, clause: "1.1", from: 2023-09-01, to: 2024-01-31}
  review: {title: {zh: 总结提高阶段, en: the summing-up phase}, clause: "1.1", from: 2024-02-01, to: 2024-05-31}
seasons:
  flood: {title: {zh: 汛期, en: flood season}, from: "04-01", to: "09-30"}
  heating: {title: {zh: 供暖期, en: heating season}, from: "11-15", to: "03-15"}
"""

COURSE = """\
title: {zh: 行动, en: The campaign}
clause: "1.1"
variables: {study: phases.study.from, drive: phases.drive.from, review: phases.review.from, end: ends}
regions:
  phase:
    initial: not_begun
    states:
      not_begun: {zh: 尚未开始, en: Not begun}
      study: {zh: 学习部署阶段, en: study}
      drive: {zh: 集中整治阶段, en: drive}
      review: {zh: 总结提高阶段, en: review}
      over: {zh: 已结束, en: Over}
    final: [over]
    transitions:
      - {at: study, from: not_begun, to: study}
      - {at: drive, from: study, to: drive}
      - {at: review, from: drive, to: review}
      - {after: end, from: review, to: over}
"""


def duty(name: str, said: str, kind: str = "inspection") -> str:
    """The YAML of a duty that an entry of a kind fulfils; ``said`` are the keys that say when."""
    return (
        f'{name}:\n  title: {{zh: 开展检查, en: an inspection}}\n  clause: "1.2"\n  bearer: unit\n'
        f"  of: actions\n  where: {{kind: {kind}}}\n{indent(said.strip(), '  ')}\n"
    )


def pack_with(folder: pathlib.Path, *duties: str, days: str = DAYS) -> pathlib.Path:
    """Write a pack with some duties into a folder, and return it."""
    files = scaffold("rhythms", own_record=True)
    head = files["campaign.yaml"].partition("issued:")[0]
    files |= {
        "campaign.yaml": head + days,
        "lifecycles/campaign.yaml": COURSE,
        "duties/1.2-first.yaml": "".join(duties),
        "kinds.yaml": "inspection: {of: actions, title: {zh: 检查, en: inspection}}\n",
    }
    for name, text in files.items():
        if not name.startswith("scenarios/"):
            path = folder / "rhythms" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return folder / "rhythms"


def campaign_with(folder: pathlib.Path, *duties: str, days: str = DAYS) -> Campaign:
    """The campaign of a pack with some duties."""
    return load_campaign(pack_with(folder, *duties, days=days))
