"""A restarted server knows no earlier session; open pages continue as if it did."""

from contextlib import closing

from harness.tab import examples, idle, opened

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
    "order": ("LSTM", "**/order?*page_cell=lstm*"),
}


def test_the_first_click_counts(tab):
    port, seen = free_port(), {}
    with closing(Server(port=port)) as server:
        for place in FIRST:
            seen[place] = opened(tab(), f"{server.address}/{place}")
        for page in seen.values():
            page.evaluate(WATCH)
    for page in seen.values():
        page.wait_for_function("drawn === 'lost'")
    with closing(Server(port=port)):  # all come back in one moment
        for place, (name, address) in FIRST.items():
            seen[place].wait_for_function("drawn === 'yes'")
            idle(seen[place])
            if place.startswith("?"):
                examples(seen[place])
            seen[place].get_by_role("radio", name=name, exact=True).click()
            seen[place].wait_for_url(address)
