"""中文：告诉人的话，每个代码一句，连同句子里的短语。"""

from __future__ import annotations

from collections.abc import Mapping

from campaign_rules.reports.codes import EntryCode, FindingCode, OutcomeCode
from campaign_rules.rules.duties.obligations import Status

STATUSES: Mapping[Status, str] = {
    "violated": "未履行",
    "unknown": "资料不足",
    "needs_review": "待人工核查",
    "open": "待完成",
    "fulfilled_late": "逾期履行",
    "upcoming": "未开始",
    "fulfilled": "已履行",
    "waived": "免除",
    "not_applicable": "不适用",
}

_NOT_DONE = "未按期完成：期限 {due} 已过"
_MISSING = "记录没有写明，缺：{missing}"
_UNTELLABLE = "暂不能判断，缺：{missing}"
_LOOK_AT = "需人工核查：{look_at}"

FINDINGS: Mapping[FindingCode, str] = {
    "done": "已完成（{done}）",
    "done_late": "{done} 才完成，期限为 {due}",
    "as_required": "符合要求",
    "not_begun": "{opens} 起履行",
    "to_be_done": "待完成：{due} 前（{day_counts}）",
    "to_be_done_by_the_hour": "待完成：{due} 前",
    "to_be_done_without_term": "待完成（{sets_none}）",
    "not_done": _NOT_DONE,
    "done_by_another": _NOT_DONE,
    "not_the_whole": _NOT_DONE,
    "not_as_asked": _NOT_DONE,
    "taken_by_another_duty": _NOT_DONE,
    "outside_the_window": _NOT_DONE,
    "too_few": _NOT_DONE,
    "measure_not_reached": _NOT_DONE,
    "limit_exceeded": "超过限额",
    "item_fails": "不符合要求：{conditions}",
    "waived_for_stoppage": "{stoppage}期间免除{reason}",
    "no_day_asks": "不适用：行动期间没有要求它的日期",
    "nothing_concerned": "不适用：{section}中没有这项义务所指的事项",
    "nothing_to_measure": "不适用：没有可以计量的对象",
    "does_not_apply": "不适用：{condition}：否",
    "for_a_person": _LOOK_AT,
    "stoppage_for_a_person": _LOOK_AT,
    "in_time_unknown": "已于 {done} 完成，是否按期不明，缺：{missing}",
    "too_many_ways": _MISSING,
    "holidays_unannounced": _UNTELLABLE,
    "word_unrecognised": _MISSING,
    "word_ambiguous": _MISSING,
    "before_the_period_is_over": "期间结束前已有记录，原文没有写明是否算数，须由人认定",
    "applies_unknown": _MISSING,
    "section_absent": _MISSING,
    "not_said": _MISSING,
    "cannot_be_told": _UNTELLABLE,
}

_HAS = "{date} {fields}"

ENTRIES: Mapping[EntryCode | None, str] = {
    None: _HAS,
    "done_by_another": _HAS,
    "not_the_whole": _HAS,
    "not_as_asked": _HAS,
    "taken_by_another_duty": "{date}：已计入另一项义务，不再计入",
    "counts_already": "{date} {fields}：同一对象已计入，不再计入",
    "not_of_the_set": "{date} {fields}：不在应计的范围内",
    "outside_the_window": "{date}：{limit}，不计入",
    "before_the_period_is_over": "{date}：所报期间尚未结束，是否算数原文没有写明",
    "not_yet_effective": "{date}：晚于判定日，尚未生效",
    "word_unrecognised": _HAS,
    "not_said": _HAS,
}

OUTCOMES: Mapping[OutcomeCode, str] = {"indicated": "成立", "not_indicated": "不成立", "undetermined": "不明"}

LISTS: Mapping[str, str] = {"departments": "部门"}

PHRASES: Mapping[str, str] = {
    # beside a finding's sentence
    "text sets none": "原文没有规定期限",
    "none set": "没有定下期限",
    "day counts": "含当日",
    "day does not count": "不含当日",
    "partial": "（首个周期不完整）",
    "in time": "；是否按期还缺：{missing}",
    "deferred": "（原为 {nominal_due}，遇节假日顺延）",
    "brought forward": "（原为 {nominal_due}，遇节假日提前）",
    "provisional forward": "（暂定：{year}年节假日安排尚未公布，这是最早可能的一天）",
    "movable": "（暂定：{year}年节假日安排尚未公布，可能提前或推后）",
    "provisional": "（暂定：{year}年节假日安排尚未公布，只会顺延，不会提前）",
    "because": "：{reason}",
    "unverified": "（未核对原文：{notes}）",
    "progress": "；已完成 {done}{percent}，应达 {needed}{percent}{of}",
    "progress of a limit": "；已有 {done}，至多 {needed}",
    "perhaps as many": "，记录不明的若都算则为 {perhaps}{percent}",
    "of so many": "（共 {of}）",
    "lacking still": "，尚缺：{names}",
    "and more lacking": "等 {number} 个",
    "left": "还差 {left}",
    "left in percent": "须达到 {needed}%",
    "left of a set": "还差 {left} 个：{names}",
    # entries that may count
    "needed": "需要{at_least}次“{kind}”，{first} 至 {due}（含当日）",
    "needed measure": "需要：{measure}（“{kind}”），{first} 至 {due}（含当日）",
    "any day": "",
    "too early": "早于 {counts_from}",
    "too late": "晚于 {late_until}",
    "field": "{field} {value}",
    "field not recorded": "{field}未记录",
    "nobody": "无",
    # statements about a record
    "all": "须全部成立",
    "any": "成立其一即可",
    "not": "并非：{statement}",
    "none of these": "须不成立",
    "doubtful": "不能断定，须由人认定",
    "lasting": "（{days} 天）",
    "fixed": "恒定",
    "not recorded": "（未记录）",
    "not to be told": "（无法推算）",
    "recorded": "（记录为{value}）",
    "true": "是",
    "false": "否",
    "nothing": "空",
    "an unknown word": "认不得的词",
    # what a condition asks
    "all asked": "，并且",
    "any asked": "，或者",
    "asked not": "并非{condition}",
    "in doubt where": "{condition}时不能断定",
    "grouped": "（{condition}）",
    "always": "恒成立",
    "never": "恒不成立",
    # outcomes
    "outcome": "{title}（{state}）：{reasons}",
    "not so": "{statement}——否",
    "not known": "{statement}——不明",
    "missing": "缺{places}",
    "lacking": "缺 {place}",
    # joints
    "moreover": "；",
    "nowhere": "—",
    "list": "、",
    "or": "或",
    "clustered": "{section}{patterns}",
    "count within": "{span}内 {count} 次",
    "within years": "{years} 年",
    "within days": "{days} 日",
    "conditions": "、",
    "fields": "，",
    "clauses": "；",
    "place": "{label}（{place}）",
}
