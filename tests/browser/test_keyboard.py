"""The app by keyboard alone, in real Chromium."""

from harness.tab import drawn, press, state, until

LIVE = "() => every('[aria-live=polite]').map((node) => node.textContent)"


def test_the_first_stop_leads_to_the_player(visit):
    page = visit("", reduced_motion="reduce")
    skip = page.get_by_role("button", name="Skip to the player")
    assert skip.bounding_box()["width"] <= 1, "out of sight until it is come to"
    page.keyboard.press("Tab")
    drawn(page)
    assert page.evaluate("focused().textContent") == "Skip to the player"
    box = skip.bounding_box()
    assert min(box["width"], box["height"]) >= 24 and min(box["x"], box["y"]) >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("focused().dataset.testid") == "player-play"
    page.keyboard.press("Space")
    until(page, "Number(player.step) > 0")
    assert visit("ideas").get_by_role("button", name="Skip to the player").count() == 0


def test_tab_goes_through_the_live_page(visit):
    """Every control of the player is reached once, in the order in which it lies there, with a ring, and Tab gets out again."""
    page = visit("")
    wanted = page.evaluate(
        """every('.charviz :is(button, input, canvas[tabindex])').filter((node) => node.checkVisibility() && !node.disabled)
        .map((node, index) => (node.stop = index))"""
    )
    page.locator("textarea").focus()
    seen = []
    for _press in range(100):
        page.keyboard.press("Tab")
        stop, ring, name, tag = page.evaluate(
            """() => { const node = focused(); const style = getComputedStyle(node);
            return [node.stop ?? null, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
              node.getAttribute('aria-label') || node.textContent, node.tagName]; }"""
        )
        if tag == "BODY":
            break
        if stop is not None:
            assert ring and name.strip(), (stop, name)
            seen.append(stop)
    assert tag == "BODY" and seen == wanted


def test_pictures_by_keyboard(visit):
    page = visit("")
    page.get_by_test_id("player-last").click()
    until(page, "player.step === '60'")  # the keys begin at the step that is drawn
    page.get_by_test_id("player-history").focus()
    press(page, "ArrowRight", "ArrowUp", "ArrowUp")
    page.wait_for_function(
        "every('[aria-live=polite]').some((node) => node.textContent.startsWith('step 58 · t=1 · predicted h'))"
    )
    page.keyboard.press("Enter")
    until(page, "player.step === '58'")
    page.get_by_test_id("player-loss-chart").focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    until(page, "player.step === '48'")
    page.get_by_test_id("player-hidden").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_test_id("player-detail").get_by_text("Unit 1 at t=1, input i, step 48").wait_for()
    page.get_by_test_id("player-detail-close").click()  # it lay over the history
    page.get_by_test_id("player-history").click()  # the mouse leaves the arrows to the playhead
    until(page, "player.step !== '48'")
    step = int(state(page, "step"))
    page.keyboard.press("ArrowRight")
    until(page, f"player.step === '{step + 1}'")


def test_scenes_by_keyboard(visit):
    page = visit("compare", "")
    page.get_by_test_id("compare-strip").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "every('[aria-live=polite]').some((node) => /^LSTM, seed \\d+: step \\d+/.test(node.textContent))"
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/?*cell=lstm*seed=*")
    page = visit("memory")
    page.locator(".map canvas").focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown")
    assert any(words.startswith("unit 1 · t = 2 · h = ") for words in page.evaluate(LIVE))
    page.keyboard.press("Enter")
    page.get_by_test_id("memory-sentence").get_by_text("Erased before t = 2").wait_for()
    page = visit("embeddings", "")
    page.get_by_test_id("embeddings-plane").focus()
    drawn(page)
    picked = page.evaluate("every('g.here')[0].dataset.word")
    page.keyboard.press("ArrowUp")
    page.wait_for_function(f"every('g.here')[0].dataset.word !== '{picked}'")
    word = page.evaluate("every('g.here')[0].dataset.word")
    page.keyboard.press("Enter")
    page.get_by_test_id("embeddings-sentence").get_by_text(f"Nearest to {word}:").wait_for()
