"""Every code of a problem in a pack: what it means and how it is mended. ``docs/lint/CODE.md`` is made from this."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from campaign_rules.base.texts import Text

Severity = Literal["error", "warning"]
"""An error keeps a pack from being used; a warning is about what can be used but is hardly meant."""


class Code(Struct, frozen=True):
    """What a code means, how it is mended, and how grave it is."""

    title: Text
    fix: Text
    severity: Severity = "error"


def _error(zh: str, en: str, fix_zh: str, fix_en: str) -> Code:
    return Code(Text(zh, en), Text(fix_zh, fix_en))


def _warning(zh: str, en: str, fix_zh: str, fix_en: str) -> Code:
    return Code(Text(zh, en), Text(fix_zh, fix_en), "warning")


_NAMES: Mapping[str, tuple[str, str]] = {
    "actor": ("主体", "an actor"),
    "article": ("法律条文", "an article of a statute"),
    "bearer": ("责任主体", "who bears a duty"),
    "cell": ("调度表的格", "a cell of the form"),
    "country": ("国家", "a country"),
    "department": ("部门", "a department"),
    "date": ("日期字段", "a field with a date"),
    "day": ("日子", "a day"),
    "duty": ("义务", "a duty"),
    "event": ("事件", "an event"),
    "fact": ("事实", "a fact"),
    "field": ("字段", "a field of the record"),
    "interpretation": ("解释", "an interpretation"),
    "list": ("词表", "a list of words"),
    "option": ("选项", "one of the words of a list"),
    "outcome": ("处理结果", "an outcome"),
    "holiday": ("节假日", "a holiday"),
    "phase": ("阶段", "a phase"),
    "period": ("周期", "a period"),
    "placeholder": ("文本里的占位符", "a placeholder in a text"),
    "region": ("维度", "a region of a life cycle"),
    "section": ("记录的部分", "a section of the record"),
    "set": ("名单、列表或记录的部分", "a roll, a list or a section of the record"),
    "sector": ("领域", "a sector"),
    "state": ("状态", "a state"),
    "type": ("类型", "a type of field"),
    "unit": ("单位", "a unit"),
    "variable": ("变量", "a variable"),
    "status": ("状态", "a status"),
    "subdivision": ("国家的地区", "a part of a country"),
}

CODES: Mapping[str, Code] = {
    **{
        f"unknown-{name}": _error(
            f"名字不存在：{zh}", f"a name that stands for nothing: {en}", "改成消息里建议的名字，或先定义它", "write the name that is suggested, or define it first"
        )
        for name, (zh, en) in _NAMES.items()
    },
    # --- how a file is written ---
    "syntax": _error("YAML 语法错误", "YAML syntax", "看消息所指的行；含冒号、逗号的文字要加引号", "look at the line; quote texts with colons or commas"),
    "encoding": _error("文件不是 UTF-8", "not UTF-8", "用编辑器另存为 UTF-8", "save the file as UTF-8"),
    "empty": _error("文件或映射是空的", "an empty file or mapping", "写上内容，或删去文件", "write something, or remove the file"),
    "documents": _error("一个文件里有几个 --- 文档", "several documents in one file", "分成几个文件", "make several files"),
    "tag": _error("用了 YAML 标签", "a YAML tag", "去掉 !! 标签，只写普通数据", "leave the tag out: plain data only"),
    "alias": _error("别名无效或过多", "an alias that has no anchor, or too many", "把内容直接写出来", "write the data out"),
    "depth": _error("嵌套过深", "nested too deep", "减少嵌套", "nest less"),
    "key": _error("键不是文字", "a key that is no text", "给键加引号", "quote the key"),
    "number": _error("不是有限的数字", "not a finite number", "写普通的数字", "write an ordinary number"),
    "duplicate-key": _error("重复的键", "a key twice", "删去其一", "remove one"),
    "too-large": _error("规则包过大", "the pack is too large", "规则包只放规则", "keep only rules in a pack"),
    "unknown-key": _error("没有这个键", "no such key", "改成消息里建议的键", "write the key that is suggested"),
    "missing-key": _error("缺少必填的键", "a required key is missing", "补上", "add it"),
    "type": _error("值的类型不对", "a value of the wrong type", "按消息所说的类型写", "write the type that is asked for"),
    "date": _error("不是日期", "not a date", "写成 YYYY-MM-DD", "write YYYY-MM-DD"),
    "empty-text": _error("文字是空的", "an empty text", "写上内容", "write something"),
    "pattern": _error("写法不合规定", "not written as it must be", "按消息里的样子写", "write it as the message shows"),
    "unknown-value": _error("不在可选值之内", "not one of the choices", "改成可选的值", "write one of the choices"),
    "minimum": _error("数字过小", "a number that is too small", "改大", "make it larger"),
    "maximum": _error("数字过大", "a number that is too large", "改小", "make it smaller"),
    "minLength": _error("内容过少", "too little", "写上内容", "write something"),
    "minItems": _error("列表是空的，或太短", "a list that is empty or too short", "照消息写的补足", "write as many entries as the message says"),
    "maxItems": _error("列表过长", "too many entries", "删去多余的", "remove those that are too many"),
    "too-many": _error("键过多", "too many keys", "分开写", "write them apart"),
    "uniqueItems": _error("列表里有重复", "an entry twice", "删去其一", "remove one"),
    "format": _error("不符合格式", "not as expected", "对照 rules/schema 里的格式", "compare with rules/schema"),
    "condition": _error("不是条件", "not a condition", "写 {字段: 值}、all、any、not 或事实名", "write {field: value}, all, any, not or a fact's name"),
    # --- the folder and its layers ---
    "missing-file": _error("缺少文件", "a file is missing", "补上文件", "add the file"),
    "stray-file": _error("没有哪部分读取这个文件", "a file that nothing is read from", "改名或移走", "rename or move it"),
    "outside": _error("文件指向规则包之外", "a file that leads outside its pack", "把内容放进规则包", "put the content into the pack"),
    "extends": _error("没有要扩展的那一层", "the layer to extend is not there", "改名，或把那一层放在旁边", "correct the name, or put the layer beside the pack"),
    "already-defined": _error("下面一层已有这条规则", "the layer below already has this rule", "写 changes: 层", "write changes: LAYER"),
    "nothing-below": _error("下面没有可以修改的规则", "nothing below to change", "删去 changes，或改正名字", "leave changes out, or correct the name"),
    "wrong-layer": _error("规则不在所写的层里", "the rule is of another layer", "写规则所在的层", "name the layer that the rule is of"),
    "reason": _error("撤销没有写理由", "a withdrawal without a reason", "写 reason: {zh, en}", "write reason: {zh, en}"),
    "reserved-name": _error("保留的名字", "a reserved name", "换一个名字", "take another name"),
    "duplicate-layer": _error("两层同名", "two layers of one name", "换一个 id", "take another id"),
    "duplicate-duty": _error("两个文件定义了同一项义务", "a duty in two files", "删去其一", "remove one"),
    "duplicate-fact": _error("两处定义了同一个事实", "a fact twice", "删去其一", "remove one"),
    "duplicate-interpretation": _error("两处定义了同一条解释", "an interpretation twice", "删去其一", "remove one"),
    "duplicate-section": _error("两个文件写了同一张表的处理提示", "outcomes of one section in two files", "合成一个文件", "make one file of the two"),
    "duplicate-code": _error("两处定义了同一个代码", "a code twice", "删去其一", "remove one"),
    "duplicate-kind": _error("两处定义了同一个种类", "a kind twice", "删去其一", "remove one"),
    "duplicate-clause": _error("两处写了同一条款", "a clause twice", "删去其一", "remove one"),
    "duplicate-holiday-notice": _error("两处写了同一年的放假安排", "a year's notice twice", "删去其一", "remove one"),
    "duplicate-name": _error("名字已被别的规则使用", "a name of another rule", "换一个名字", "take another name"),
    # --- what records hold ---
    "field-type": _error(
        "字段的类型与它的用处不合",
        "a field whose type does not suit the part that it plays, or its reserved name",
        "改字段的 type，或换一个字段",
        "change the type of the field, or name another",
    ),
    "field-key": _error(
        "字段缺一个键，或有一个对它没有意义的键",
        "a field lacks a key that its type asks for, or has one that means nothing there",
        "choice 写 of: {词: 名称}，list 写 of: 类型，money 写 unit；多余的键删去",
        "a choice has of: {word: title}, a list of: TYPE, money unit: …; remove a key without a use",
    ),
    "section-part": _error(
        "表、主体或事项缺少它的用处所要求的部分",
        "a section, an actor or an event lacks what its part asks for",
        "按消息补上；不需要这个用处的，删去",
        "add what the message asks for, or leave the part out",
    ),
    "phrase": _error(
        "说法写得不对",
        "a phrase that can't be matched",
        "一段一段写：(甲|乙) 是其中一个，{类} 是一类词中的一个，后面加 ? 可有可无、加 * 没有或几个；括号里不能再有括号",
        "write parts one after the other: (a|b) is one of these, {class} one of a class of words, with ? behind it one or none, with * none or a few; nothing lies inside brackets",
    ),
    "ledger-column": _error(
        "台账的一栏没有写、或写了几种算法",
        "a column of the ledger that can be worked out in no way, or in several",
        "field、given、variable、since、first、last、status、beyond 等只写一种；since 可以和 first 或 last 一起写",
        "write one of field, given, variable, since, first, last, status, beyond …; since may go with first or last",
    ),
    "default-actor": _error(
        "没有写、或写了几个默认的主体",
        "no actor is the default, or several are",
        "给一个主体写 default: true",
        "write default: true at one actor",
    ),
    "only-one": _error(
        "只能有一个的写了两个",
        "two of what there is only one",
        "留下一个",
        "keep one",
    ),
    "kept-by-nobody": _error(
        "没有谁填写的字段",
        "a field that nobody keeps",
        "kept_by 写填写这张表的主体",
        "name actors who keep the section",
    ),
    "duplicate-heading": _error(
        "两栏或两张表标题相同",
        "two columns of a sheet, or two sheets, under one heading",
        "改掉其一的 heading 或 also",
        "change the heading or also of one",
    ),
    "yaml-word": _error(
        "YAML 1.1 会读成别的东西的名字",
        "a name that YAML 1.1 reads as something else",
        "换一个名字：yes、no、on、off、true、false、null 都不能用",
        "take another name than yes, no, on, off, true, false or null",
    ),
    # --- what rules say together ---
    "dates": _error("先后不对", "days in an impossible order", "改正日期", "correct the dates"),
    "contradiction": _error("自相矛盾", "a contradiction", "改正其一", "correct one of the two"),
    "default": _error("默认值不可用", "a default that can't be", "改成可选的值", "write a value that it can have"),
    "order": _error("先后不对", "in the wrong order", "按日期先后写", "write them in the order of their days"),
    "year": _error("年份不对", "a day of another year", "改正年份", "correct the year"),
    "trigger": _error("一步没有写由什么引起", "a transition without a trigger", "写 event、at、after 之一", "write one of event, at, after"),
    "history": _error("先后不对", "in an impossible order", "改正日期", "correct the dates"),
    "too-long": _error("行动过长", "a campaign that is too long", "改正日期", "correct the dates"),
    "same-instance": _error(
        "一项义务的两个周期给出同名的期次",
        "two rhythms of one duty have a period of the same name",
        "用 during 把各周期分到不同的阶段，或删去其一",
        "give each rhythm phases of its own with during, or leave one out",
    ),
    "form": _error("写法互相排斥，或缺一部分", "forms that exclude each other, or half of one", "只写一种，写全", "write one form, and all of it"),
    "choice": _error("解释没有这个取值", "an interpretation has no such value", "改成可选的值", "write one of its options"),
    "options": _error("解释的选项不合用", "options that can't be used here", "改用消息所列的选项", "use the options that are listed"),
    "and-more": _error(
        "问题太多，只列出前面的",
        "too many problems: the first are told",
        "先改掉列出的，再看其余的",
        "mend these first, then look for the others",
    ),
    "control-character": _error(
        "文字里有控制字符或文字方向标记",
        "a text with a control character or a mark of direction",
        "删掉它：读者看到的应当就是写下的",
        "take it out: what people see must be what is written",
    ),
    "half-character": _error(
        "文字里有半个字符",
        "a text with half a character",
        "删掉 \\ud800 之类的转义",
        "take out escapes such as \\ud800",
    ),
    "not-tried": _warning(
        "条件太多太宽，没有全部试过",
        "too much to try: not every condition was looked at",
        "把条件写简单些，或拆成几个包",
        "make the conditions simpler, or several packs of them",
    ),
    "wrong-type": _error(
        "条件与字段的类型不合，永远不会对",
        "a test that can't be right, whatever a record says: the field holds something else",
        "数用 at_least、at_most，日期用 before、after，列表用 has_any，文字用 in 或直接写值",
        "at_least and at_most are for numbers, before and after for days, has_any for lists, in or a plain value for text",
    ),
    "too-complex": _error("条件展开后过大", "a condition that unfolds to too much", "拆成更简单的事实", "make simpler facts of it"),
    "circle": _error("绕回到自身", "defined by itself", "断开这个圈", "break the circle"),
    "measure": _error("要多少写得不对", "how much is asked for", "每项要求只写一个数量，连同它所需的字段；百分比不超过100，相加的须是数", "say one amount, with the keys that it needs; no more than 100 percent; add up numbers only"),
    "in-person": _error("须本人的义务要由角色承担", "a duty in person of no role", "bearer 写一个角色", "let a role bear it"),
    "two-leads": _error("两个部门牵头同一领域", "two departments lead one sector", "只留一个；确属共同牵头的，两处都写 joint: true", "keep one; if they lead it jointly, write joint: true in both"),
    "duplicate-alias": _error("一个词指两样东西", "one word for two things", "改掉其一", "change one"),
    "ambiguous-alias": _error("一个词指两样东西", "one word for two things", "改掉其一", "change one"),
    "articles": _error("法律条文的日期不对", "an article's days", "改正日期", "correct the days"),
    "not-in-force": _error("行动期间未施行的条文", "an article that is not in force", "引用施行中的条文", "cite one that is in force"),
    "holidays": _error("放假安排不对", "a notice on holidays", "对照通知改正", "compare with the notice"),
    # --- life cycles ---
    "unreachable-state": _error("没有哪一步能到达的状态", "a state that nothing leads to", "补上一步，或删去状态", "add a transition, or remove the state"),
    "dead-end": _error("没有出路的状态", "a state that nothing leads out of", "补上一步，或写入 final", "add a transition, or declare it final"),
    "final": _error("终态写法不对", "a final state", "改正 final", "correct final"),
    "final-left": _error("从终态出发的一步", "a transition out of a final state", "删去这一步，或不列为终态", "remove it, or don't declare the state final"),
    "timer-loop": _error("定时的一步绕圈", "timers that go round", "断开这个圈", "break the circle"),
    "timer-event": _error("定时的一步引用了事件", "a timer that asks about an event", "删去 event.*", "leave event.* out"),
    "overlap": _error("同一事件的两步可同时成立", "two transitions of one event can both hold", "加上互斥的条件；消息给出一个例子", "add guards that exclude each other; the message has an example"),
    "phase-without-state": _error("阶段没有对应的状态", "a phase without a state", "在 lifecycles/campaign.yaml 补上", "add it to lifecycles/campaign.yaml"),
    "guard": _error("条件写法不对", "a guard", "改正条件", "correct the guard"),
    "set": _error("赋值写法不对", "what a transition sets", "改正 set", "correct set"),
    # --- scenarios ---
    "scenario": _error("情景写得不全", "a scenario that is not complete", "写明 record（或 records）和预期", "write record (or records) and what is expected"),
    "expectation": _error("没有这种预期", "nothing such can be expected", "改成消息里建议的", "write what is suggested"),
    # --- what is hardly meant ---
    "unlisted-clause": _warning("引用的条款不在 clauses.yaml 里", "a clause that clauses.yaml does not have", "改正条款号，或在 clauses.yaml 补上", "correct the clause, or add it to clauses.yaml"),
    "wrong-clause": _warning(
        "引用的条款不是这条规则的出处",
        "a rule that cites another clause than its own: its file's, or the one that clauses.yaml gives it to",
        "对照原文：改正条款号，或把规则放进以该条命名的文件，或改正 clauses.yaml 的 subject",
        "compare with the text: correct the clause, move the rule to that clause's file, or correct the subject in clauses.yaml",
    ),
    "unclaimed": _warning(
        "clauses.yaml 的 subject 没有写到",
        "something that no clause's subject names, though others of its kind are named",
        "在 clauses.yaml 中它所依据的条款的 subject 里写上它",
        "write it among the subject of the clause that it rests on, in clauses.yaml",
    ),
    "no-such-subject": _warning(
        "subject 里的名字不存在",
        "a clause's subject that there is not",
        "改成消息里建议的名字，或删去",
        "write the name that is suggested, or leave it out",
    ),
    "uncovered-clause": _warning("条款没有规则，也没有说明原因", "a clause without rules and without a reason", "写规则，或写 not_encoded", "write a rule, or not_encoded"),
    "untitled": _warning(
        "生命周期的维度或日期没有名称",
        "a dimension or a day of a life cycle without a title: people would read its raw name",
        "在 titles 里写上它叫什么",
        "say under titles what people call it",
    ),
    "phase-gap": _warning("两个阶段之间有空档", "a gap between two phases", "改正日期", "correct the dates"),
    "phase-overlap": _warning("两个阶段重叠", "two phases overlap", "改正日期", "correct the dates"),
    "no-lead": _warning("没有部门牵头的领域", "a sector that nobody leads", "写明牵头部门，或放入 unassigned", "say who leads it, or put it under unassigned"),
    "never-due": _warning("行动期间没有要求它的日期", "no day of the campaign asks for the duty", "改正日期；确实不要求的写 asked: false", "correct the day; if it is meant, write asked: false"),
    "asked-after-all": _warning("写明不要求，却有要求它的日期", "said not to be asked for, yet it is", "删去 asked: false", "leave asked: false out"),
    "empty-window": _warning("证据起算日晚于期限", "evidence counts only after the due day", "改正 counts_from 或 due", "correct counts_from or due"),
    "never-in-time": _warning("期限早于发文日，谁也不能按期", "a term before the issue date: nothing can be in time", "改正期限", "correct the term"),
    "idle-term": _warning("几个期限都是定好的日子，有的永远轮不到", "of several terms that are all fixed days, some never count", "只留算数的那个", "leave only the one that counts"),
    "hours-of-a-day": _warning("按小时计，起算的字段却只有日子", "hours are counted from a field that holds a day only", "从 type: moment 的字段起算，或改按天计", "count from a field of type moment, or count days"),
    "never-true": _warning("条件永远不成立", "a condition that can never hold", "改正条件", "correct the condition"),
    "always-true": _warning("条件永远成立", "a condition that always holds", "改正条件，或删去", "correct the condition, or leave it out"),
    "policy": _warning("处理结果不符合声明的组合规则", "outcomes that break the declared policy", "改正 outcomes.yaml；消息给出最小的记录", "correct outcomes.yaml; the message has a smallest record"),
    "unused-interpretation": _warning("没有规则使用这条解释", "an interpretation that no rule uses", "删去，或在规则里引用", "remove it, or let a rule name it"),
    "unused-fact": _warning("没有条件使用这个事实", "a fact that no condition uses", "删去，或在条件里使用", "remove it, or use it"),
    "unknown-kind": _warning("kinds.yaml 没有这个种类", "a kind that kinds.yaml does not have", "改正，或在 kinds.yaml 补上", "correct it, or add it to kinds.yaml"),
    "unknown-word": _warning("这个字段没有这个词", "a word that the field never has", "改成可能的词", "write a word that the field can have"),
    "unproved": _warning("没有情景证明这项规则", "a rule that no scenario proves", "写一个情景", "write a scenario"),
}  # fmt: skip
"""Every code, with its page."""


def severity_of(code: str) -> Severity:
    """Return how grave a problem of a code is."""
    return CODES[code].severity if code in CODES else "error"
