"""What a page says about itself: that the server has been updated, that the browser is too old, that a frame takes no files."""

from contextlib import closing
from pathlib import Path

import pytest
from harness.tab import examples, idle, opened

from benchmarks.server import Server, free_port

UPGRADED = (str(Path(__file__).parent / "harness" / "upgraded.py"),)
SENTENCE = "This server has been updated"


def notice(page, kind: str):
    return page.locator(f"#charviz-notice-{kind}")


def test_a_page_left_open_over_an_upgrade_says_so(tab) -> None:
    port = free_port()
    with closing(Server(port=port)) as server:
        page = opened(tab(locale="ko-KR"), f"{server.address}/ideas")
        assert notice(page, "version").count() == 0
    page.locator("[data-test-connection-state]:not([data-test-connection-state=CONNECTED])").wait_for()
    with closing(Server(port=port)):  # the same one again: nothing is said
        page.locator("[data-test-connection-state=CONNECTED][data-test-script-state=notRunning]").wait_for()
        assert notice(page, "version").count() == 0
    page.locator("[data-test-connection-state]:not([data-test-connection-state=CONNECTED])").wait_for()
    with closing(Server(port=port, launcher=UPGRADED)):
        notice(page, "version").get_by_text("서버가 업데이트됐어요").wait_for()
        idle(page)
        page.get_by_role("radio", name="English").click()
        notice(page, "version").get_by_text(SENTENCE).wait_for()
        with page.expect_navigation():
            page.get_by_role("button", name="Reload").click()
        idle(page)
        assert notice(page, "version").count() == 0


@pytest.mark.parametrize("old", ["CSS.supports = () => false", "HTMLScriptElement.supports = undefined"])
def test_an_old_browser_gets_one_notice(tab, server, old: str) -> None:
    page = tab()
    page.add_init_script(old)
    opened(page, f"{server[0]}/ideas")
    told = notice(page, "old")
    told.get_by_text("too old").wait_for()
    told.get_by_role("button", name="Close").click()
    page.get_by_role("radio", name="한국어").click()
    page.wait_for_function("document.documentElement.lang === 'ko'")
    assert not told.is_visible()


def test_a_frame_of_another_site_says_that_it_takes_no_files(tab, server, harness) -> None:
    harness.page = f'<iframe src="{server[0]}/?embed=true" style="width: 1200px; height: 850px"></iframe>'.encode()
    page = tab()
    page.goto(harness.url.replace("127.0.0.1", "localhost"))  # another site, to a browser
    framed = page.frame_locator("iframe")
    framed.get_by_test_id("player-play").wait_for()
    framed.get_by_role("button", name="Examples").click()
    framed.get_by_text("the browser blocks files").wait_for()
    assert framed.get_by_role("link", name="Open this page on its own").get_attribute("href").startswith(server[0])
    page = opened(tab(), server[0])
    examples(page).locator("input[type=file]").first.wait_for(state="attached")
    assert page.get_by_text("the browser blocks files").count() == 0


SMALL = """() => every('input, textarea, select').filter((node) => node.checkVisibility() && !['range', 'checkbox', 'radio', 'file']
  .includes(node.type)).map((node) => [node.outerHTML.slice(0, 80), parseFloat(getComputedStyle(node).fontSize)])
  .filter(([_html, size]) => size < 16)"""


@pytest.mark.parametrize("name", ["", "shapes", "embeddings", "text", "generate", "order", "compare"])
def test_a_phone_enlarges_no_field(tab, server, name: str) -> None:
    page = tab(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    opened(page, f"{server[0]}/{name}")
    assert page.evaluate("every('input, textarea, select').length") > 0
    assert page.evaluate(SMALL) == []
