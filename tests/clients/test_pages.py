"""Pages in a real browser: no error, filters and drill-downs, the keyboard, accessibility, phones and paper."""

import base64
import os
import pathlib
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from campaign_rules.cli import cli
from tests.clients.tools import node_modules

pytestmark = pytest.mark.filterwarnings("ignore")
"""The driver's own warnings are no concern of ours."""

SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def needed(what: str) -> None:
    """Skip the test; fail where nothing may be skipped."""
    reason = f"needs {what}: Debian's chromium and chromium-driver, pip install selenium"
    (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)(reason)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium."""
    try:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service
    except ImportError:
        needed("selenium")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        needed("chromium")
    options = webdriver.ChromeOptions()
    options.binary_location = str(chromium)
    for switch in (*SWITCHES, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    made = webdriver.Chrome(options=options, service=Service(str(driver)))
    yield made
    made.quit()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pathlib.Path]:
    """The page of a record, that of many, and the rule book, in both languages."""
    folder, made = tmp_path_factory.mktemp("pages"), {}
    for name, what in (("record", "examples/chemical-works.yaml"), ("overview", "examples")):
        for lang in ("zh", "en"):
            path = folder / f"{name}-{lang}.html"
            CliRunner().invoke(cli, ["check", what, "--as-of", "2023-10-15", "-o", str(path), "--lang", lang])
            made[f"{name}-{lang}"] = path
    for lang in ("zh", "en"):
        made[f"book-{lang}"] = folder / f"book-{lang}.html"
        CliRunner().invoke(cli, ["book", "-o", str(made[f"book-{lang}"]), "--lang", lang])
    return made


NAMES = ("record-zh", "record-en", "overview-zh", "overview-en", "book-zh", "book-en")


def opened(browser: Any, path: pathlib.Path, width: int = 1200, *, dark: bool = False) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    browser.get(path.as_uri())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [375, 1200])
def test_a_page_opens_without_an_error_and_is_not_wider_than_the_screen(
    browser: Any, pages: dict[str, pathlib.Path], name: str, width: int
) -> None:
    browser.get_log("browser")
    opened(browser, pages[name], width)
    assert browser.get_log("browser") == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(browser: Any, pages: dict[str, pathlib.Path], name: str, dark: bool) -> None:
    axe = (node_modules("axe-core") / "axe-core" / "axe.min.js").read_text("utf-8")
    opened(browser, pages[name], dark=dark)
    browser.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")
    browser.execute_script(axe)
    found = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "const told = v => [v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html)];"
        "axe.run(document).then(r => done([r.violations.map(told), r.passes.length]))"
    )
    found, passed = found
    assert passed > 20
    assert [one for one in found if one[0] in ("serious", "critical")] == []


def test_the_list_of_obligations_can_be_filtered(browser: Any, pages: dict[str, pathlib.Path]) -> None:
    opened(browser, pages["record-zh"])
    shown = "return document.querySelectorAll('#all-rows tbody tr:not([hidden])').length"
    whole = browser.execute_script(shown)
    assert whole == 91
    for box in browser.find_elements("css selector", "input[name=status]"):
        if box.get_attribute("value") != "violated":
            box.click()
    assert browser.execute_script(shown) == 5
    browser.find_element("css selector", "input[type=search]").send_keys("讲评会")
    assert browser.execute_script(shown) == 1
    assert browser.find_element("css selector", "form output").text == "1 / 91"


def test_a_rule_is_found_in_the_book_by_its_clause(browser: Any, pages: dict[str, pathlib.Path]) -> None:
    opened(browser, pages["book-zh"])
    browser.find_element("css selector", "input[type=search]").send_keys("二（一）6")
    shown = [one for one in browser.find_elements("css selector", "#rules > section") if one.is_displayed()]
    assert [one.find_element("css selector", "h2").text for one in shown] == ["二（一）6 主要负责人“十个一次” 2.1.6"]


def test_a_township_and_a_sector_lead_to_their_records(browser: Any, pages: dict[str, pathlib.Path]) -> None:
    opened(browser, pages["overview-zh"])
    said = browser.find_element("css selector", "form output")
    assert said.text == "8 / 8"
    for name, count in (("温圳镇", 1), ("工贸", 2)):
        (button,) = [one for one in browser.find_elements("css selector", "button[data-find]") if one.text == name]
        button.click()
        browser.execute_async_script("setTimeout(arguments[0], 50)")
        assert said.text == f"{name}: {count} / 8"
        shown = [one for one in browser.find_elements("css selector", "details.record") if one.is_displayed()]
        assert len(shown) == count
    browser.find_element("css selector", "button[type=reset]").click()
    browser.execute_async_script("setTimeout(arguments[0], 50)")
    assert said.text == "8 / 8"


def test_a_record_is_opened_from_the_whole_by_the_keyboard(browser: Any, pages: dict[str, pathlib.Path]) -> None:
    from selenium.webdriver.common.keys import Keys

    opened(browser, pages["overview-en"])
    search = browser.find_element("css selector", "input[type=search]")
    search.send_keys("91360124MA00000152")
    (one,) = [d for d in browser.find_elements("css selector", "details.record") if d.is_displayed()]
    assert one.get_attribute("open") is None
    for _ in range(12):  # past the filters, to the summary
        browser.switch_to.active_element.send_keys(Keys.TAB)
        if browser.switch_to.active_element.tag_name == "summary":
            break
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert one.get_attribute("open") is not None
    assert "H-006" in one.text


@pytest.mark.parametrize("name", ["record-zh", "overview-zh"])
def test_a_page_prints_on_a4_with_all_that_is_told_only_once_opened(
    browser: Any, pages: dict[str, pathlib.Path], name: str
) -> None:
    opened(browser, pages[name])
    browser.execute_script("dispatchEvent(new Event('beforeprint'))")
    shut = browser.execute_script(
        "return [...document.querySelectorAll('details:not([open])')].map(one => one.className)"
    )
    assert set(shut) <= {"record", "listed"}
    browser.execute_script("dispatchEvent(new Event('afterprint'))")
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    pdf = base64.b64decode(printed["data"])
    assert pdf.startswith(b"%PDF")
    assert len(pdf) > 50_000
    assert browser.execute_script("return document.querySelectorAll('details[open]').length") == 0  # as it was before
