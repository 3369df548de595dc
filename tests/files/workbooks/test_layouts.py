"""How people lay out a sheet: headings are compared as people mean them."""

import pytest

from campaign_rules.files.workbooks.layouts import heading_key


@pytest.mark.parametrize("text", ["资金（万元）", " 资 金 ", "资金*", "资金\n(万元)", "资金：", "【资金】资金"])
def test_a_heading_is_known_whatever_stands_around_it(text: str) -> None:
    assert heading_key(text) == "资金"
