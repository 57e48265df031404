"""A server that has been started anew knows no session of before: the pages that are open go on as if it had."""

from contextlib import ExitStack, closing

import pytest

from benchmarks.server import Server, free_port

# From now on `drawn` is no, and yes once the page has been drawn after its connection was lost.
WATCH = """() => {
  const app = document.querySelector('[data-test-connection-state]');
  window.drawn = 'no';
  new MutationObserver(() => {
    const { testConnectionState: link, testScriptState: script } = app.dataset;
    if (link !== 'CONNECTED') window.drawn = 'lost';
    else if (script === 'running' && drawn === 'lost') window.drawn = 'being drawn';
    else if (script === 'notRunning' && drawn === 'being drawn') window.drawn = 'yes';
  }).observe(app, { attributes: true });
}"""
FIRST = {  # a page -> the first click in it, and what the address then says
    "?cell=lstm&steps=60": ("if you want you", "**/?*text=*if+you+want*"),
    "embeddings": ("CBOW", "**/embeddings?*model=cbow*"),
    "order": ("LSTM", "**/order?*net=lstm*"),
}


@pytest.fixture
def pages(browser):
    """pages() -> a page without any in it yet."""
    with ExitStack() as contexts:

        def opened():
            context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
            contexts.callback(context.close)
            return context.new_page()

        yield opened


def test_the_first_click_counts(pages):
    port, opened = free_port(), {}
    with closing(Server(port=port)) as server:
        for place in FIRST:
            opened[place] = pages()
            opened[place].goto(f"{server.address}/{place}")
        for page in opened.values():
            page.get_by_role("radio", name="Desk").wait_for(timeout=90_000)
            page.wait_for_timeout(1000)
            page.evaluate(WATCH)
    for page in opened.values():
        page.wait_for_function("drawn === 'lost'", timeout=60_000)
    with closing(Server(port=port)):  # all come back in one moment
        for place, (name, address) in FIRST.items():
            opened[place].wait_for_function("drawn === 'yes'", timeout=60_000)
            opened[place].wait_for_timeout(300)
            opened[place].get_by_role("radio", name=name, exact=True).click()
            opened[place].wait_for_url(address, timeout=30_000)
