"""A small comparison is trained in the tab: the server's to the bit, without its worker; Stop, another page, what is returned."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from harness.tab import arrived, idle, opened

from benchmarks.server import Server

SMALL = "seeds=12&lr=0.05&steps=60"
LARGER = "seeds=64&lr=0.05&steps=300&values=lstm,gru"  # some frames long
# What is drawn and downloaded; numbers of 32 bits as their bits. The time of a step is the browser's own.
REPORT = """() => {
  const scene = shown('compare').parentNode.charviz;
  const names = 'points bands solved scores done total parameters texts solved_counts medians verdict'.split(' ');
  const bits = (value) => (ArrayBuffer.isView(value) ? [...new Uint32Array(value.slice().buffer)] : value);
  return { csv: scene.csv(), ...Object.fromEntries(names.map((name) => [name, bits(scene.report[name])])) };
}"""
# All that is written and drawn, but for the time of a step and of all of it.
PICTURE = """() => {
  const copy = shown('compare').cloneNode(true);
  copy.querySelector('[data-testid=compare-engine]').textContent = '';
  for (const row of copy.querySelectorAll('tbody tr')) row.cells[4].textContent = '';
  delete copy.dataset.frame;
  return copy.outerHTML;
}"""
# Presses Stop once some runs are done.
STOPPING = """() => {
  const stopping = setInterval(() => {
    const { local } = window.shown('compare')?.parentNode.charviz ?? {};
    if (!local?.outcomes.some(({ done }) => done)) return;
    clearInterval(stopping);
    window.shown('compare-stop').click();
  }, 1);
}"""


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Path:
    """What the server notes down."""
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="module")
def served(log: Path) -> Iterator[Server]:
    with log.open("wb") as output, closing(Server(output=output.fileno())) as served:
        yield served


def ended(page, state: str = "finished") -> dict:
    """Waits for the end of a comparison; what is drawn then."""
    page.locator(f"[data-testid=compare][data-state={state}]").wait_for()
    idle(page)
    return page.evaluate(REPORT)


def where(page) -> str:
    """Where the page says that it was computed."""
    return page.get_by_test_id("compare-engine").inner_text()


@pytest.fixture
def stopped(page, served):
    """A page whose comparison was stopped in the middle."""
    page.add_init_script(f"({STOPPING})()")
    opened(page, f"{served.address}/compare?{LARGER}")
    assert 0 < sum(ended(page, "stopped")["done"]) < 128
    return page


def test_it_is_the_servers_to_the_bit_and_no_worker_is_asked(tab, served, log: Path) -> None:
    here, there = tab(), tab()
    opened(here, f"{served.address}/compare?{SMALL}")
    report = ended(here)
    assert where(here).startswith("in this browser, ") and where(here).endswith(" ms")
    assert "comparison_requested" not in log.read_text("utf-8")
    opened(there, f"{served.address}/compare?{SMALL}&in_browser=false")
    assert ended(there) == report and len(report["scores"]) == 4 * 12 and report["verdict"]["is_real"]
    assert here.evaluate(PICTURE) == there.evaluate(PICTURE)
    assert where(there) == "" and "comparison_requested" in log.read_text("utf-8")


def test_what_is_stopped_is_told_and_goes_on(stopped, tab, served) -> None:
    done = stopped.evaluate(REPORT)["done"]
    assert "stopped" in stopped.get_by_test_id("compare").inner_text() and where(stopped)
    assert "seed" in stopped.get_by_test_id("compare-sentence").inner_text()
    button = stopped.get_by_test_id("compare-stop")
    assert button.inner_text() == "Continue" and done == stopped.evaluate(REPORT)["done"]
    button.click()
    report = ended(stopped)
    assert report["done"] == [64, 64] and not button.is_visible()
    whole = tab()
    opened(whole, f"{served.address}/compare?{LARGER}")
    assert ended(whole) == report


def test_it_is_as_it_was_when_somebody_comes_back(stopped) -> None:
    done = stopped.evaluate(REPORT)["done"]
    stopped.get_by_test_id("compare-stop").click()
    for group, title in (("Understand", "Memory"), ("Experiment", "Compare")):
        stopped.mouse.move(2, 500)  # where it has rested, a control may explain itself over the menu
        stopped.get_by_text(group, exact=True).first.click()
        stopped.get_by_text(title, exact=True).first.click()
        stopped.wait_for_url(f"**/{title.lower()}*")
        arrived(stopped)
    report = ended(stopped)
    assert report["done"] == [64, 64] and sum(done) < 128


def test_other_seeds_while_it_is_trained(stopped) -> None:
    stopped.get_by_role("slider", name="Seeds").focus()
    stopped.evaluate("shown('compare-stop').click()")
    stopped.keyboard.press("ArrowLeft")
    stopped.wait_for_function("shown('compare').parentNode.charviz.view.total === 30")
    assert ended(stopped)["done"] == [30, 30] and where(stopped) and "30 / 30" in stopped.inner_text(".compare tbody")


def test_what_takes_this_browser_too_long_is_trained_by_the_server(stopped) -> None:
    stopped.evaluate("shown('compare').parentNode.charviz.local.spent = 1e9")
    stopped.get_by_test_id("compare-stop").click()
    assert ended(stopped)["done"] == [64, 64] and where(stopped) == ""


def test_without_the_engine_the_server_trains(page, served) -> None:
    page.route("**/engine.wasm", lambda route: route.abort())
    opened(page, f"{served.address}/compare?{SMALL}")
    assert ended(page)["done"] == [12] * 4 and where(page) == ""


def test_what_is_too_much_for_a_browser_is_not_begun_there(page, served) -> None:
    opened(page, f"{served.address}/compare?seeds=8&values=rnn&text=abababab&engine=torch&steps=30")
    assert ended(page)["done"] == [8] and where(page) == ""
