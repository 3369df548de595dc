"""How a ledger says that a hazard stands, in people's words, against what its days say.

A sheet is read without an as-of date. So what is told cannot be so on any day: what is said to have happened and bears
no day, and days that say more than the words allow. Words that are not known claim nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, ValidationError, convert

from campaign_rules.base.texts import Text
from campaign_rules.base.words import folded
from campaign_rules.engine.impossibilities import retracted
from campaign_rules.rules.records import EVENT_TEXTS, Event

_ORDER = ("rectification_started", "rectified", "returned", "accepted", "closed", "reopened")
"""The order of what happens on one day."""

_AGAIN = ("returned", "reopened")
"""What leads back to work: what was done before it is not done."""


class Days(Struct, frozen=True):
    """What a row says of days: the last of each event that was not taken back, and every deadline."""

    last: Mapping[str, date]
    deadlines: tuple[date, ...]

    def undone(self, kind: str) -> bool:
        """Tell whether the hazard was returned, or was there again, after the last event of a kind."""
        return any(again in self.last and self._at(again) > self._at(kind) for again in _AGAIN)

    def stands(self, *kinds: str) -> str | None:
        """Return the first of some kinds of events that happened, and that nothing has undone since."""
        return next((kind for kind in kinds if kind in self.last and not self.undone(kind)), None)

    def _at(self, kind: str) -> tuple[date, int]:
        return self.last[kind], _ORDER.index(kind) if kind in _ORDER else -1


def days_of(hazard: Mapping[str, Any], in_force: date | None = None) -> Days | None:
    """Return the days of a hazard as a sheet gives it; None where its events can't be read."""
    try:
        events = convert(hazard.get("events") or [], tuple[Event, ...])
    except ValidationError:
        return None
    gone = retracted(events, lambda event: True)
    held = [event for i, event in enumerate(events) if i not in gone and event.kind != "correction"]
    last: dict[str, date] = {}
    for event in held:
        last[event.kind] = max(event.date, last.get(event.kind, event.date))
    planned = (hazard.get("plan") or {}).get("deadline")
    days = [planned, in_force, *(event.deadline for event in held)]
    return Days(last, tuple(day for day in days if isinstance(day, date)))


_Check = Callable[[str, Days], Iterator[Text]]


def contradictions(status: str, days: Days) -> Iterator[Text]:
    """Yield what a status says that cannot be so by the days beside it, on whatever day it was written."""
    told: set[str] = set()
    for part, checks in _claims(status):
        for check in checks:
            for text in check(part, days):
                if text.zh not in told:
                    told.add(text.zh)
                    yield text


def doubts(status: str, days: Days) -> Iterator[Text]:
    """Yield what a status says, and the days leave open: measures without a day, a closing without an acceptance."""
    matches = list(_matches(status))
    if not matches and status.strip():
        yield Text(
            f"不认得“{status}”这种状态，没有与各日期核对", f"the status {status} is not known, and was not compared"
        )
    started = days.last.keys() & {"rectification_started", "rectified", "accepted", *_AGAIN}
    for pattern, part in matches:
        if pattern is _UNDER_WAY and not started:
            yield Text(
                f"状态写{part}，却没有开始整改日期：按没有开始整改计",
                f"the status is {part}, yet there is no day on which that began: it counts as not begun",
            )
        if pattern in _OPEN and days.stands("closed") and not days.stands("accepted", "rectified"):
            yield _against(part, "closed", days.last["closed"])


# --- what the words claim ---


def _needs(*kinds: str) -> _Check:
    """Claim that one of some events happened: then one of them must bear a day, and still stand."""

    def check(part: str, days: Days) -> Iterator[Text]:
        if not days.last.keys() & set(kinds):
            yield _dateless(part, kinds[0])
        elif not days.stands(*kinds):
            again = max((days.last[kind], kind) for kind in _AGAIN if kind in days.last)
            yield _against(part, again[1], again[0])

    return check


def _happened(*kinds: str) -> _Check:
    """Claim that one of some events happened, whatever became of it since."""

    def check(part: str, days: Days) -> Iterator[Text]:
        if not days.last.keys() & set(kinds):
            yield _dateless(part, kinds[0])

    return check


def _excludes(*kinds: str) -> _Check:
    """Claim that some events have not happened, or not again since the hazard was returned or reopened."""

    def check(part: str, days: Days) -> Iterator[Text]:
        kind = days.stands(*kinds)
        if kind:
            yield _against(part, kind, days.last[kind])

    return check


def _overdue(part: str, days: Days) -> Iterator[Text]:
    accepted = days.last.get("accepted")
    if not days.deadlines:
        yield Text(f"状态写{part}，却没有期限", "it is said to be overdue, yet there is no deadline")
    elif accepted and accepted <= min(days.deadlines) and not days.last.keys() & set(_AGAIN):
        yield Text(
            f"状态写{part}，却在期限 {min(days.deadlines)} 内（{accepted}）验收",
            f"it is said to be overdue, yet it was accepted on {accepted}, within the deadline of {min(days.deadlines)}",
        )


def _in_time(part: str, days: Days) -> Iterator[Text]:
    late = next((kind for kind in ("rectified", "accepted") if kind in days.last), None)
    if late and days.deadlines and days.last[late] > max(days.deadlines):
        day, said = days.last[late], EVENT_TEXTS[late]
        yield Text(
            f"状态写{part}，{said.zh}（{day}）却晚于期限 {max(days.deadlines)}",
            f"it is said to be in time, yet it was {said.en} on {day}, after the deadline of {max(days.deadlines)}",
        )


_NAMES = {
    "rectified": Text("整改完毕", "rectification"),
    "returned": Text("验收不合格", "return"),
    "accepted": Text("验收", "acceptance"),
    "reported": Text("上报", "report"),
    "reopened": Text("复现", "reopening"),
    "rectification_started": Text("开始整改", "beginning of the work"),
    "ordered": Text("责令整改", "order"),
    "accident": Text("事故", "accident"),
}
"""What the day of an event is called, where the event itself has a longer name."""


def _dateless(part: str, kind: str) -> Text:
    said = _NAMES.get(kind, EVENT_TEXTS[kind])
    return Text(
        f"状态写{part}，却没有{said.zh}日期",
        f"it is said to be {EVENT_TEXTS[kind].en}, yet there is no day of {said.en}",
    )


def _against(part: str, kind: str, day: date) -> Text:
    said = _NAMES.get(kind, EVENT_TEXTS[kind])
    return Text(
        f"状态写{part}，却有{said.zh}日期 {day}", f"the status {part} does not go with a day of {said.en}, {day}"
    )


_DONE, _NOT = "(?:已经|业已|已|现已|均已|全部|完成|通过)*", "(?:尚未|还未|仍未|没有|未|没|待|等待|不|尚待|未能)"
_FIX = "(?:整改|整治|治理|整改工作|改正|整改措施)"
_UNDER_WAY = re.compile(f"(?:正在|在|仍在|正|已开始|开始|已|持续|抓紧|继续)?{_FIX}(?:之?中|进行中|过程中|期间)|(?:正在|在|仍在|持续|抓紧|继续|已开始|开始){_FIX}(?:之?中)?|整改进行中")  # fmt: skip
_FOUND = re.compile(r"(?:已|新|刚)?(?:发现|登记|排查出)")
_PENDING = re.compile(
    rf"(?:{_DONE}{_FIX}(?:完成|完毕|到位|好)?)?(?:待|等待|申请|已申请|报请|提请|报)(?:组织|进行)?(?:验收|复查|核查|复验)"
)
_OPEN = (_FOUND, _UNDER_WAY, _PENDING)
"""What the ledger itself writes of a hazard that was closed, irregularly, before it was accepted."""

_OVERDUE = "(?:(?:已经|已|现已|仍|严重)?(?:逾期|超期|过期|超时|超过期限|超出期限|超过整改期限|到期))"

_PARTLY = re.compile(
    r"(?<![\d.])\d{1,2}(?:\.\d+)?%|[一二三四五六七八九]成|过半|大部分|部分(?:完成|整改)|基本(?:完成|整改)"
)
"""A share below the whole: the work is not finished."""

_SHARE = re.compile(r"(?<![\d/])\d{1,3}/\d{1,3}(?![\d/])")


_TABLE: tuple[tuple[re.Pattern[str], tuple[_Check, ...]], ...] = (
    (_PARTLY, (_excludes("closed", "accepted", "rectified"),)),
    (re.compile(rf"(?:{_NOT}|从未|无|并未)(?:逾期|超期|过期|超时|到期|超过期限|超过整改期限)|(?:在)?(?:期限|限期)内"), (_in_time,)),
    (re.compile(rf"(?:在)?(?:期限内|限期内|按期|如期|按时)(?:已)?(?:完成)?(?:{_FIX})?(?:完成|完毕|到位)?"), (_in_time, _needs("rectified", "accepted", "closed"))),
    (re.compile(rf"{_OVERDUE}(?:{_NOT}(?:完成)?(?:{_FIX}|改|完成)(?:完成|完毕|到位|完)?|{_FIX}中)"), (_overdue, _excludes("closed", "accepted", "rectified"))),
    (re.compile(rf"{_OVERDUE}{_NOT}(?:通过|完成)?(?:验收|销号|闭环|办结)(?:通过|合格)?"), (_overdue, _excludes("closed", "accepted"))),
    (re.compile(rf"{_OVERDUE}(?:了|中)?"), (_overdue,)),
    (re.compile(rf"{_OVERDUE}(?:才|后)?(?:完成)?(?:{_FIX})?(?:完成|完毕|到位)"), (_overdue, _happened("rectified", "accepted"))),
    (re.compile(rf"{_OVERDUE}(?:才|后)?(?:通过|完成)?验收(?:通过|合格)?"), (_overdue, _happened("accepted"))),
    (re.compile(rf"(?:复查|复验|核查)?(?:验收)?(?:不合格|未合格|不通过|未通过|没通过|不过关|未达标)|{_NOT}通过验收|(?:验收|复查|复验)?(?:被|已被|已|后)?(?:退回|驳回)(?:重改|返工|整改|重新整改)?"), (_happened("returned"), _excludes("closed", "accepted"))),
    (re.compile(r"(?:验收后|整改后|销号后)?(?:已|再次|又|重新)?(?:复现|反弹|出现|复发|回潮|返潮)"), (_happened("reopened"),)),
    (re.compile(rf"(?:已|正在|现正|退回|复现后?|责令)?(?:重新|再次|二次|重复|返工|复现)(?:进行)?(?:{_FIX})?(?:之?中|进行中)?|返工(?:中)?"), (_happened("returned", "reopened"), _excludes("closed", "accepted", "rectified"))),
    (_PENDING, (_happened("rectified"), _excludes("accepted"))),
    (re.compile(rf"{_NOT}(?:组织|进行|通过|完成)?验收"), (_excludes("closed", "accepted"),)),
    (re.compile(rf"{_NOT}(?:销号|销案|核销|闭环|办结|结案|关闭)"), (_excludes("closed"),)),
    (re.compile(rf"{_NOT}(?:挂牌督办|挂牌|督办)"), (_excludes("listed"),)),
    (re.compile(rf"{_NOT}(?:上报|报告|报送)"), (_excludes("reported"),)),
    (re.compile(rf"{_NOT}(?:开始|启动|着手|动工)(?:{_FIX})?|未动"), (_excludes("closed", "accepted", "rectified", "rectification_started"),)),
    (re.compile(rf"{_NOT}(?:完成|进行|落实)?(?:{_FIX}|改|处理)(?:完成|完毕|到位|完|好|结束)?|{_NOT}(?:完成|落实)|{_FIX}{_NOT}(?:完成|完毕|到位)"), (_excludes("closed", "accepted", "rectified"),)),
    (_FOUND, (_excludes("accepted", "rectified"),)),
    (_UNDER_WAY, (_excludes("accepted", "rectified"),)),
    (re.compile(rf"{_DONE}(?:验收)(?:合格|通过|完成|完毕|了)?|{_DONE}(?:复查|复验)(?:合格|通过)"), (_needs("accepted"),)),
    (re.compile(rf"{_DONE}(?:销号|销案|核销|结案|关闭|注销)(?:完成|完毕|了)?"), (_needs("closed"),)),
    (re.compile(rf"{_DONE}(?:闭环|办结|了结|消除|整治消除)(?:管理|完成|销号)?"), (_needs("closed", "accepted", "rectified"),)),
    (re.compile(rf"{_DONE}{_FIX}(?:完成|完毕|到位|合格|好|完|结束|了)?|(?:已经|已|现已|全部)完成|完成"), (_needs("rectified", "accepted", "closed"),)),
    (re.compile(rf"{_DONE}(?:挂牌督办|挂牌|督办|列入督办)(?:中|整改)?|(?:县级?|市级?|省级?)挂牌(?:督办)?"), (_happened("listed"),)),
    (re.compile(rf"{_DONE}(?:上报|报告|报送)(?:主管部门|部门|应急局|应急管理局)?"), (_happened("reported"),)),
    (re.compile(rf"{_DONE}责令(?:限期)?(?:整改|改正)?"), (_happened("ordered"),)),
    (re.compile(rf"{_DONE}(?:批准|同意)?延期(?:整改)?(?:中)?"), (_happened("extended"),)),
    (re.compile(rf"{_DONE}(?:发生|引发|造成)(?:了)?事故"), (_happened("accident"),)),
)  # fmt: skip
"""What people write, and what it claims; the first that a part of a status matches counts."""


_BARE = frozenset(
    ("整改", "整治", "治理", "验收", "复查", "上报", "报告", "报送", "挂牌", "督办", "延期", "销号", "闭环", "关闭")
)
"""Words that name a step and do not say whether it was taken."""


def _matches(status: str) -> Iterator[tuple[re.Pattern[str], str]]:
    if _PARTLY.search(folded(status)):
        yield _PARTLY, status.strip()
        return
    if _SHARE.search(folded(status)):
        return  # three of five, or the fifth of March: not for us to say
    for part in re.split(r"[,;:、/|+()\[\]【】。.]|并且|但是|并|但|且|和|而", folded(status)):
        said = re.sub(
            r"\d+(?:年|月|日|号|天|%|余天|多天|个月|-|/)*|^(?:目前|现|仍然|该隐患|隐患|状态|于)|[!?…]", "", part
        )
        said = re.sub(r"^于|(?<=已)于", "", said)
        known = said and said not in _BARE
        pattern = next((pattern for pattern, _ in _TABLE if known and pattern.fullmatch(said)), None)
        if pattern:
            yield pattern, said


def _claims(status: str) -> list[tuple[str, tuple[_Check, ...]]]:
    """Return the parts of a status that are understood, each with what it claims."""
    checks = dict(_TABLE)
    return [(part, checks[pattern]) for pattern, part in _matches(status)]
