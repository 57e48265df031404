"""Files that people bring, in real Chromium: nine visitors, an old encoding, a link whose text is gone, other kinds of file."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from harness.tab import WINDOW, examples, hand_in, prepared, until

import charviz as cv
from benchmarks.server import Server

PATIENCE = 120_000  # milliseconds, on a machine that has much else to do


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server on which the runs of those who have left are soon no longer trained: nobody waits behind them."""
    with closing(Server(CHARVIZ_GRACE="5")) as served:
        yield served.address


def text_of(number: int) -> str:
    return f"This is the text of visitor number {number}, who has written it alone. " * 60


def opened(page, address: str) -> None:
    page.goto(address)
    page.get_by_test_id("player-play").wait_for(timeout=PATIENCE)


def brought(page, content: bytes, name: str = "my.txt", *, saved_run: bool = False) -> None:
    """Hands a file in, as a person does."""
    for chooser in examples(page).locator("input[type=file]").all():
        assert not chooser.get_attribute("accept")  # a phone greys out the kinds of files that it does not know
    hand_in(page, {"name": name, "mimeType": "application/octet-stream", "buffer": content}, saved_run=saved_run)


@contextmanager
def visitor(browser):
    context = browser.new_context(**WINDOW)
    yield prepared(context.new_page())
    context.close()


def target(page, begins: str) -> None:
    page.get_by_test_id("player-target").filter(has_text=re.compile(re.escape(begins[1:8]))).wait_for(timeout=PATIENCE)


def saved(page) -> cv.Run:
    if not page.get_by_role("button", name="Run (.charviz)").is_visible():
        page.get_by_role("button", name="Save", exact=True).click()
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("button", name="Run (.charviz)").click()
    return cv.Run.load(download.value.path())


def test_the_ninth_upload(browser, page, server) -> None:
    """The first person's page works on after nine more texts have been brought, and so does the link to it."""
    opened(page, server)
    brought(page, text_of(0).encode())
    page.wait_for_url(re.compile("corpus=upload"), timeout=PATIENCE)
    with visitor(browser) as other:
        opened(other, server)
        for number in range(1, 10):
            before = other.url
            brought(other, text_of(number).encode())
            other.wait_for_function("before => location.href !== before && /corpus=upload/.test(location)", arg=before)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Train", exact=True).click()
    until(page, "player.state === 'training' && Number(player.have) > 1")
    page.get_by_role("button", name="Stop").click()
    page.locator("[data-testid=player][data-state=stopped]").wait_for(timeout=PATIENCE)
    run = saved(page)
    assert run.config.long_text.text == text_of(0) and len(run) > 1
    assert page.locator("[data-testid=stException]").count() == 0
    with visitor(browser) as friend:
        opened(friend, page.url)
        friend.get_by_role("button", name="Your own text").wait_for(timeout=PATIENCE)
        assert friend.locator("[data-testid=stException], [data-testid=stAlert]").count() == 0


def test_an_old_korean_file(page, server) -> None:
    opened(page, server)
    brought(page, ("안녕하세요 여러분, 똠방각하입니다.\n" * 60).encode("cp949"))
    page.get_by_text("was read as Korean (CP949").wait_for(timeout=PATIENCE)
    target(page, "안녕하세요 여러분")
    page.locator("[data-testid=stSelectbox] input").click()
    page.get_by_role("option", name="Western European").click()
    page.get_by_text("was read as Western European").wait_for(timeout=PATIENCE)
    target(page, "안녕하세요 여러분".encode("cp949").decode("cp1252"))


def test_a_link_whose_text_is_gone(page, server) -> None:
    config = cv.RunConfig(corpus=cv.add_text(text_of(77)), window=20, batch_size=4, steps=30, hidden_size=12)
    opened(page, f"{server}/?{config.to_url()}")
    page.get_by_text("please upload it again").wait_for(timeout=PATIENCE)
    page.get_by_test_id("player-target").first.get_by_text("ihello", exact=True).wait_for()
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(
        {"name": "mine.txt", "mimeType": "text/plain", "buffer": text_of(77).encode()}
    )
    page.wait_for_url(f"**/?{config.to_url()}", timeout=PATIENCE)
    page.locator("[data-testid=player][data-state=finished]").wait_for(timeout=PATIENCE)
    page.locator("[data-testid=stFileUploader]").wait_for(state="detached")


def test_files_of_other_kinds(page, server) -> None:
    opened(page, server)
    brought(page, b"a text, not a run", "run.txt", saved_run=True)
    page.get_by_text("is not a charviz run; a saved run is a file whose name ends in .charviz").wait_for(
        timeout=PATIENCE
    )
    brought(page, cv.train(cv.RunConfig(steps=1)).to_bytes(), "run.charviz")
    page.get_by_text("is a saved run, not a text").wait_for(timeout=PATIENCE)
    page.get_by_test_id("player-target").first.get_by_text("ihello", exact=True).wait_for()
