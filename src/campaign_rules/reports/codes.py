"""The codes of reasons: one stable word for each reason why something stands as it does, or was not counted.

Wording may change, codes do not. Programs read them; people read the sentence that `campaign_rules.reports.wording`
makes of a code and its parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from campaign_rules.base.texts import Text

FindingCode = Literal[
    "done",
    "done_late",
    "as_required",
    "not_begun",
    "to_be_done",
    "to_be_done_by_the_hour",
    "to_be_done_without_term",
    "not_done",
    "done_by_another",
    "not_the_whole",
    "not_as_asked",
    "taken_by_another_duty",
    "outside_the_window",
    "too_few",
    "measure_not_reached",
    "limit_exceeded",
    "item_fails",
    "waived_for_stoppage",
    "no_day_asks",
    "nothing_concerned",
    "nothing_to_measure",
    "does_not_apply",
    "for_a_person",
    "stoppage_for_a_person",
    "in_time_unknown",
    "too_many_ways",
    "holidays_unannounced",
    "word_unrecognised",
    "word_ambiguous",
    "before_the_period_is_over",
    "applies_unknown",
    "section_absent",
    "not_said",
    "cannot_be_told",
]
"""Why an obligation stands as it does."""

EntryCode = Literal[
    "done_by_another",
    "not_the_whole",
    "not_as_asked",
    "taken_by_another_duty",
    "counts_already",
    "not_of_the_set",
    "outside_the_window",
    "before_the_period_is_over",
    "not_yet_effective",
    "word_unrecognised",
    "not_said",
]
"""Why an entry of the record was not counted."""

OutcomeCode = Literal["indicated", "not_indicated", "undetermined"]
"""How an enforcement outcome stands."""

Code = FindingCode | EntryCode | OutcomeCode
"""Every code."""

CODES: Mapping[str, Text] = {
    "done": Text("按期完成", "done in time"),
    "done_late": Text("完成了，但晚于期限", "done, but after its term"),
    "as_required": Text("逐项符合要求", "the item is as the duty requires"),
    "not_begun": Text("还没有到开始的日子", "its first day is still to come"),
    "to_be_done": Text("期限未到，还没有完成", "not done yet, and its term has not passed"),
    "to_be_done_by_the_hour": Text(
        "期限未到（期限到时刻），还没有完成", "not done yet, and its term, which ends at an hour, has not passed"
    ),
    "to_be_done_without_term": Text("还没有完成，也没有期限", "not done yet, and there is no term"),
    "not_done": Text("期限已过，没有任何一条可以算数的记录", "its term has passed, and nothing of the kind was done"),
    "done_by_another": Text("做了，但不是由义务人本人做的", "done, but not by whom the duty binds in person"),
    "not_the_whole": Text("做了，但没有覆盖全部范围", "done, but not of the whole that the duty covers"),
    "not_as_asked": Text(
        "做了，但有一项内容写的是没有，或与要求不符", "done, but a field of the entry says none, or not what is asked"
    ),
    "taken_by_another_duty": Text(
        "这条记录已计入另一项义务（改选为每条记录只计入一项义务时）",
        "the entry counts for another duty already (where each entry is read to count but once)",
    ),
    "outside_the_window": Text("做了，但日期不在计入的时间内", "done, but on a day that does not count"),
    "before_the_period_is_over": Text(
        "做了，但所报的期间当时还没有结束，是否算数原文没有写明",
        "done before the period that it reports on was over, and the text does not say whether that counts",
    ),
    "too_few": Text("做了，但次数不够", "done, but fewer times than asked"),
    "measure_not_reached": Text("做了，但没有达到要求的数量", "done, but less of it than asked"),
    "limit_exceeded": Text("超过了限额", "more than the limit allows"),
    "counts_already": Text("同一对象已计入，不再计入", "what it names counts already"),
    "not_of_the_set": Text("所写的对象不在应计的范围内", "what it names is none of those that count"),
    "nothing_to_measure": Text("没有可以计量的对象", "there is nothing to be measured against"),
    "item_fails": Text("该事项不符合要求", "the item is not as the duty requires"),
    "waived_for_stoppage": Text("停止期间，予以免除", "waived, for a stoppage covers its days"),
    "no_day_asks": Text("行动期间没有要求它的日期", "no day of the campaign asks for it"),
    "nothing_concerned": Text("记录的该部分没有这项义务所指的事项", "its section has nothing that the duty is about"),
    "does_not_apply": Text("适用条件不成立", "the condition under which it applies does not hold"),
    "for_a_person": Text(
        "原文没有可以衡量的标准，须由人核查", "a person must judge, and the answer says what to look at"
    ),
    "stoppage_for_a_person": Text(
        "停止期间覆盖了它却没有点名，须由人核查",
        "a stoppage covers its days without naming it, so a person must judge",
    ),
    "in_time_unknown": Text("已经完成，是否按期不明", "done, and whether in time is not known"),
    "too_many_ways": Text("记录留下的可能太多，无法逐一推算", "the record leaves more ways open than can be followed"),
    "holidays_unannounced": Text("有关年份的节假日安排尚未公布", "the holidays of the year are not announced yet"),
    "word_unrecognised": Text("写了，但用的词不认得", "it was said, in a word that the campaign does not know"),
    "word_ambiguous": Text("写了，但用的词可有几种意思", "it was said, in a word that may mean several things"),
    "applies_unknown": Text("是否适用不明", "whether the duty applies is not known"),
    "section_absent": Text("记录没有这一部分", "the record does not have the section"),
    "not_said": Text("记录没有写明", "the record does not say"),
    "cannot_be_told": Text("由记录不能断定，须由人认定", "the record can't tell, and a person must judge"),
    "not_yet_effective": Text("日期晚于判定日", "dated after the as-of date"),
    "indicated": Text("该处理提示成立", "the outcome is indicated"),
    "not_indicated": Text("该处理提示不成立", "the outcome is not indicated"),
    "undetermined": Text("该处理提示是否成立不明", "whether the outcome is indicated is not known"),
}
"""What each code means."""

FINDING_CODES: tuple[FindingCode, ...] = get_args(FindingCode)
ENTRY_CODES: tuple[EntryCode, ...] = get_args(EntryCode)
OUTCOME_CODES: tuple[OutcomeCode, ...] = get_args(OutcomeCode)
