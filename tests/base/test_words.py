"""What words that name nothing say, and how several names in one text are told apart (contract: words)."""

import pytest
from msgspec import UNSET

from campaign_rules import Campaign
from campaign_rules.base.words import NOT_NEEDED, Lexicon, Words, lexicon_of, names_in


@pytest.fixture(scope="module")
def lexicon(campaign: Campaign) -> Lexicon:
    return campaign.pack.lexicon


@pytest.mark.parametrize(
    "word", ["无", "没有", "暂无", " 无 ", "（无）", "无。", "/", "——", "－", "\\", "×", "无证", "none"]
)
def test_a_word_for_none_is_as_good_as_null(lexicon: Lexicon, word: str) -> None:
    assert lexicon.says(word) == "none"
    assert lexicon.value(word) is None


@pytest.mark.parametrize(
    "word", ["待定", "未安排", "尚未制定", "没有上报", "还没签订", "暂未落实", "未上报", "未 安排", "TBD"]
)
def test_a_word_for_not_yet_is_as_good_as_null(lexicon: Lexicon, word: str) -> None:
    assert lexicon.says(word) == "not_yet"
    assert lexicon.value(word) is None


@pytest.mark.parametrize(
    "word",
    ["待办", "办理中", "正在办理", "进行中", "整改中", "未完", "尚未……", "筹备中", "已安排", "正在整改中", "待整改", "还在整改",
     "尚未整改到位", "未整改完成", "没办完", "尚未开始", "目前正在整改", "有待完善", "部分完成",
     "pending", "in progress", "In-Progress", "todo", "To Do", "ongoing", "not done", "planned", "Not started", "ＯＮＧＯＩＮＧ",
     "“进行中”", "进行中。", "【整改中】", "（办理中。）", "进行中…"],
)  # fmt: skip
def test_what_is_still_to_come_or_under_way_is_not_done_yet(lexicon: Lexicon, word: str) -> None:
    assert lexicon.says(word) == "not_yet"
    assert lexicon.value(word) is None


@pytest.mark.parametrize(
    "word", ["no", "No.", "ＮＯ", "false", "FALSE", "否", "不", "不是", "目前没有", "不合格", "nobody"]
)
def test_a_plain_no_is_none(lexicon: Lexicon, word: str) -> None:
    assert lexicon.says(word) == "none"
    assert lexicon.value(word) is None


@pytest.mark.parametrize(
    "word", ["基本完成", "已启动", "未核实", "不适用", "目前不详", "almost done", "to be confirmed", "draft"]
)
def test_what_leaves_open_whether_it_was_done_is_not_known(lexicon: Lexicon, word: str) -> None:
    assert lexicon.says(word) == "not_known"
    assert lexicon.value(word) is UNSET


@pytest.mark.parametrize(
    "word",
    ["进行中路", "待办中心", "正定县", "在线监测", "继续教育", "计划检修", "暂停使用", "需求分析", "尚某", "建中", "李建中", "中",
     "在岗", "现场检查", "更换并联调", "已整改", "已完成", "整改", "no entry sign", "open-air store", "Noah", "Ongoing Ltd"],
)  # fmt: skip
def test_a_name_or_a_measure_that_has_such_a_word_in_it_is_a_value(lexicon: Lexicon, word: str) -> None:
    assert lexicon.says(word) is None
    assert lexicon.value(word) == word


@pytest.mark.parametrize("word", ["不详", "不明", "不清楚", "Ｎ/Ａ", "n/a", "待核实", "?", "？"])
def test_a_word_for_not_known_is_as_good_as_absent(lexicon: Lexicon, word: str) -> None:
    assert lexicon.says(word) == "not_known"
    assert lexicon.value(word) is UNSET


@pytest.mark.parametrize(
    "word", ["无锡市某公司", "未来公司", "无人机巡检", "未央区应急局", "王某", "现场处置方案", "0", ""]
)
def test_a_text_that_only_begins_like_one_is_a_value(lexicon: Lexicon, word: str) -> None:
    assert lexicon.says(word) is None
    assert lexicon.value(word) == word


@pytest.mark.parametrize(("word", "means"), [("无", NOT_NEEDED), ("不需要", NOT_NEEDED), ("/", NOT_NEEDED), ("未落实", None),
                                             ("不详", UNSET), ("自筹", "自筹")])  # fmt: skip
def test_of_an_amount_a_word_may_say_that_none_is_needed(lexicon: Lexicon, word: str, means: object) -> None:
    assert lexicon.need(word) == means


@pytest.mark.parametrize(("word", "extent"), [("full", "full"), ("全面排查", "full"), ("１００％", "full"), ("抽查", "partial"),
                                              ("部分", "partial"), ("大概", None), ("不全面", None)])  # fmt: skip
def test_the_extent_of_a_review_is_full_partial_or_not_known(lexicon: Lexicon, word: str, extent: str | None) -> None:
    assert lexicon.extent(word) == extent


@pytest.mark.parametrize("name", ["王某", "王某某", "李明", "张三丰", "欧阳修", "李同志", "同志", "某", "王总"])
def test_a_surname_with_one_or_two_characters_names_a_person(lexicon: Lexicon, name: str) -> None:
    assert lexicon.is_person(name)


@pytest.mark.parametrize("name", ["代表", "安全员", "江西", "王", "助理", "华东", "经理", "欧阳修之子", "常务"])
def test_what_only_looks_like_a_name_names_no_person(lexicon: Lexicon, name: str) -> None:
    assert not lexicon.is_person(name)


KNOWN = {"危险化学品", "特种设备", "文化和旅游", "教育", "住房和城乡建设局", "教育局"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("危险化学品/特种设备", ("危险化学品", "特种设备")),
        ("危险化学品 特种设备", ("危险化学品", "特种设备")),
        ("1、危险化学品 2、特种设备", ("危险化学品", "特种设备")),
        ("①危险化学品②特种设备", ("危险化学品", "特种设备")),
        ("文化和旅游", ("文化和旅游",)),
        ("文化和旅游、教育", ("文化和旅游", "教育")),
        ("住房和城乡建设局和教育局", ("住房和城乡建设局", "教育局")),
        ("特种设备和电梯", ("特种设备", "电梯")),
        ("安全科和工会", ("安全科和工会",)),
        ("不涉及危险化学品", ("不涉及危险化学品",)),
        ("参与教育", ("参与教育",)),
        ("特种设备（电梯、锅炉）", ("特种设备（电梯、锅炉）",)),
        ("", ("",)),
        ("、、", ("、、",)),
    ],
)
def test_several_names_in_one_text_are_all_of_them(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text, KNOWN.__contains__) == names


def test_a_text_with_thousands_of_joining_words_is_one_name_and_takes_no_time() -> None:
    assert names_in("甲和" * 5000, KNOWN.__contains__) == ("甲和" * 5000,)


def test_the_same_words_make_one_lexicon() -> None:
    assert lexicon_of(Words(none=("无",))) is lexicon_of(Words(none=("无",)))
