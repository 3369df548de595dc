"""Marks that stand for what another cell says: nobody can tell which, once rows are sorted, filtered or removed."""

from __future__ import annotations

import re

from campaign_rules.base.words import folded

_PLACE = "(?:一?(?:行|栏|格|列|条|项|个|户|家|面|述|文|排|例|单位|企业|隐患|日期|人|者|条目))?"
_WORDS = re.compile(
    rf"(?:均|都|皆)?同(?:上|前|左|右|下){_PLACE}|(?:与|和|跟|见|如|参见)?(?:上|前|左|右|下){_PLACE}(?:相同|一样|一致|同)"
    rf"|(?:见|如|参见|参照)(?:上|前|左|右){_PLACE}|ditto|idem|do\."
)
_MARKS = re.compile(r"[〃々〻゛\"'`´′″‴‵‶‘’“”„‟↑←↖]+")


def is_ditto(text: str) -> bool:
    """Tell whether a text is no more than a mark for "the same as there".

    >>> [is_ditto(text) for text in ("同上", "（ 同上 ）", "〃", "″", "—〃—", "同左", "与上一行相同", "同上村", "同德")]
    [True, True, True, True, True, True, True, False, False]
    """
    said = re.sub(r"^[-—–―=_.·…:,,。;(\[【]+|[-—–―=_·…:,。;)\]】]+$", "", folded(text))
    return bool(_WORDS.fullmatch(said) or _MARKS.fullmatch(said))
