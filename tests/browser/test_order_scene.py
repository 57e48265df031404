"""Order matters in Chromium: the paths part, and scrubbing needs no server."""

from harness.tab import opened


def test_the_bag_cannot_and_the_net_can(page, server) -> None:
    opened(page, f"{server[0]}/order?")
    sentence = page.get_by_test_id("order-sentence").inner_text()
    assert "a bag of letters gets at most 50 %" in sentence and "diverge at letter 1 (T / I)" in sentence
    bags = page.get_by_test_id("order-words").locator(".counts").all_inner_texts()
    assert bags[0] == bags[1] == "the bag sees: A E G I L N R T"
    assert page.get_by_test_id("order-words").get_by_text("✓").count() == 2
    paths = page.get_by_test_id("order-plane").locator("path.path")
    last = paths.first.get_attribute("d")
    page.get_by_test_id("scene-steps").focus()
    page.keyboard.press("Home")
    page.get_by_test_id("scene-step").get_by_text("step 0 /").wait_for()
    assert paths.first.get_attribute("d") != last
    page.wait_for_url("**step=0**")


def test_other_words_are_learned_at_once(page, server) -> None:
    opened(page, f"{server[0]}/order?")
    page.get_by_role("button", name="Examples").click()
    page.get_by_role("menuitem", name="as soon as").click()
    page.get_by_test_id("order-sentence").get_by_text("at most 67 %").wait_for()
    page.wait_for_url("**page_text=as+soon+as**")
    page.get_by_test_id("order-words").locator("button").nth(1).click()
    page.get_by_test_id("order-plane").locator("g.faded").first.wait_for()
    assert page.get_by_test_id("order-plane").locator("g.faded").count() == 2
