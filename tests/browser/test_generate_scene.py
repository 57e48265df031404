"""Generate in Chromium: letter by letter, with what could have been written instead."""

from harness.tab import opened


def test_it_writes_hihello_by_itself(page, server) -> None:
    opened(page, f"{server[0]}/generate?length=8")
    written = page.get_by_test_id("generate-free").locator("button").all_inner_texts()
    assert "".join(written[:7]) == "hihello"
    assert "writes the text to its end" in page.get_by_test_id("generate-sentence").inner_text()
    assert "".join(page.get_by_test_id("generate-teacher").locator(".right").all_inner_texts()) == "ihello"
    rows = page.get_by_test_id("generate-babble").locator("tr").all_inner_texts()
    assert rows[-1].startswith("step 100") and "h·ihello" in rows[-1] and "h·ihello" not in rows[0]


def test_letters_are_played_one_by_one(page, server) -> None:
    opened(page, f"{server[0]}/generate?length=6&temp=1")
    page.get_by_test_id("scene-steps").focus()
    page.keyboard.press("Home")
    page.get_by_test_id("scene-step").get_by_text("letter 0 / 6").wait_for()
    assert page.get_by_test_id("generate-free").locator(".ahead").count() == 6
    page.get_by_test_id("scene-forward").click()
    page.get_by_test_id("scene-step").get_by_text("letter 1 / 6").wait_for()
    assert page.get_by_test_id("generate-free").locator(".ahead").count() == 5
    assert page.get_by_test_id("generate-bars").locator("tr.chosen").count() == 1
    page.wait_for_url("**at=1**")
