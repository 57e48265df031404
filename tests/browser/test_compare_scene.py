"""Compare in Chromium: it fills by itself, says who is first, and a dot leads to its run."""

from itertools import combinations

import pytest
from harness.tab import drawn, opened, press


def test_it_fills_and_says_who_is_first(page, server) -> None:
    opened(page, f"{server[0]}/compare?seeds=20")
    page.locator("[data-testid=compare][data-state=finished]").wait_for()
    assert "80 of 80 runs" in page.get_by_test_id("compare").inner_text()
    sentence = page.get_by_test_id("compare-sentence").inner_text()
    assert sentence.startswith("Every RNN seed solves it (median step 16") and "more than luck" in sentence
    assert page.get_by_test_id("compare-strip").locator("circle").count() == 80
    assert "no memory: 0.462" in page.get_by_test_id("compare-loss").text_content()
    rows = page.get_by_test_id("compare-table").locator("tbody tr").all_inner_texts()
    assert rows[0].split("\t")[1:4] == ["20 / 20", "16", "165"]


def test_a_dot_leads_to_its_run(page, server) -> None:
    opened(page, f"{server[0]}/compare?seeds=8&values=rnn,gru")
    page.locator("[data-testid=compare][data-state=finished]").wait_for()
    page.get_by_test_id("compare-strip").locator("[data-place='1'][data-seed='5']").click(force=True)
    page.get_by_test_id("player-play").wait_for()
    page.wait_for_url("**cell=gru&seed=5**")


def test_many_seeds_are_counted_in_bars_that_lead_to_a_run(page, server) -> None:
    opened(page, f"{server[0]}/compare?seeds=1024&values=rnn,memoryless")
    page.locator("[data-testid=compare][data-state=finished]").wait_for()
    strip = page.get_by_test_id("compare-strip")
    assert strip.locator("circle").count() == 0 and "how many of the 1024 seeds" in page.inner_text(
        "[data-testid=compare]"
    )
    words = strip.locator("rect title").all_text_contents()
    counts = {
        name: [int(word.split(": ")[1].split()[0]) for word in words if word.startswith(name)]
        for name in ("RNN", "No memory")
    }
    assert sum(counts["RNN"]) == 1024 and counts["No memory"] == [1024]
    assert strip.locator("text").get_by_text("100 %").count() == 1
    strip.focus()  # the first bar, and from there to the next, and to the other network's only one
    for key, place in ((None, 0), ("ArrowRight", 0), ("ArrowDown", 1)):
        press(page, *([key] if key else []))
        here = strip.locator(".here")
        assert here.count() == 1 and here.get_attribute("data-place") == str(place)
    first = strip.locator("[data-place='0']").first
    seed = first.get_attribute("data-seed")
    first.click(force=True)
    page.get_by_test_id("player-play").wait_for()
    page.wait_for_url(f"**seed={seed}**")


def test_it_is_stopped_and_what_is_done_stays(page, server) -> None:
    opened(
        page,
        f"{server[0]}/compare?seeds=64&text=a%20sentence%20that%20takes%20a%20while&hidden=32&steps=1500&engine=torch",
    )
    page.get_by_test_id("compare-strip").locator("circle").first.wait_for()
    page.evaluate("""async () => {  // pressed just as the scene asks for more, over and over
      const { poller: link } = shown('compare').parentNode.charviz;
      for (let again = 0; again < 12; again++) {
        if (again === 6) shown('compare-stop').click();
        link.send(link.missing());
        await new Promise((done) => setTimeout(done, 10));
      }
    }""")
    page.locator("[data-testid=compare][data-state=stopped]").wait_for()
    assert page.get_by_test_id("compare-strip").locator("circle").count() >= 1


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("seeds", [8, 200])
def test_on_a_phone_no_word_of_the_dots_is_cut_or_covered(page, server, language: str, seeds: int) -> None:
    opened(page, f"{server[0]}/compare?seeds={seeds}&lang={language}")
    page.locator("[data-testid=compare][data-state=finished]").wait_for()
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        drawn(page)
        box = page.get_by_test_id("compare-strip").bounding_box()
        words = [node.bounding_box() for node in page.get_by_test_id("compare-strip").locator("text").all()]
        assert all(box["x"] <= word["x"] + 1 for word in words), width
        assert all(word["x"] + word["width"] <= box["x"] + box["width"] + 1 for word in words), width
        for one, other in combinations(words, 2):
            beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            assert beside or abs(one["y"] - other["y"]) > 10, width
