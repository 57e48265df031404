"""Memory in Chromium: a click between two letters erases what the net remembers."""

from harness.tab import opened


def texts(page, row: str) -> list[str]:
    return page.get_by_test_id(f"memory-{row}").locator(".tile").all_inner_texts()


def test_erasing_before_the_second_h_turns_e_into_i(page, server) -> None:
    opened(page, f"{server[0]}/memory?")
    assert "".join(texts(page, "now")) == "".join(texts(page, "target")) == "ihello"
    page.get_by_test_id("gap-2").click()
    page.locator("[data-testid=memory-now] .tile", has_text="≠ i").first.wait_for()
    assert texts(page, "plain")[2] == "e"
    assert "e became i" in page.get_by_test_id("memory-sentence").inner_text()
    page.wait_for_url("**/memory?erase=2")
    page.get_by_test_id("gap-2").click()
    page.get_by_text("Click a dot between two columns").wait_for()
    assert "".join(texts(page, "now")) == "ihello"


def test_scrubbing_asks_the_server_nothing_until_it_rests(page, server) -> None:
    opened(page, f"{server[0]}/memory?cell=lstm&steps=80&until=false")
    asked = page.evaluate(
        """async () => { const slider = shown('scene-steps'); const before = runs.sent;
        for (let step = 79; step >= 68; step--) { slider.value = step; slider.dispatchEvent(new Event('input')); }
        await frames(1); return [runs.sent - before, shown('scene-step').textContent]; }"""
    )
    assert asked == [0, "step 68 / 80"]
    page.wait_for_url("**step=68**")
    page.get_by_test_id("memory-reads").locator("button").nth(4).click()
    page.get_by_text("at two time steps").wait_for()
    assert "t = 4" in page.get_by_test_id("same-letter").inner_text()
    page.wait_for_url("**same_letter=4-5**")


def test_a_gate_is_held(page, server) -> None:
    opened(page, f"{server[0]}/memory?cell=lstm&pin_forget=0")
    assert "Forget gate held at 0" in page.get_by_test_id("memory-sentence").inner_text()
    page.get_by_role("button", name="Restore").click()
    page.get_by_text("Click a dot between two columns").wait_for()


def test_the_keyboard_erases(page, server) -> None:
    opened(page, f"{server[0]}/memory?")
    page.get_by_test_id("gap-0").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("e")
    page.locator("[data-testid=memory-now] .tile", has_text="≠ i").first.wait_for()
