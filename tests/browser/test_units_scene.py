"""The page Units in Chromium: a text coloured by a unit, and the units that follow a feature best."""

from harness.tab import opened


def test_brackets_are_counted_and_painted(page, server) -> None:
    opened(page, f"{server[0]}/units")
    page.get_by_role("button", name="Examples").click()
    page.get_by_role("menuitem", name="Brackets").click()
    page.get_by_test_id("units-sentence").get_by_text("depth of the brackets").wait_for()
    painted = page.get_by_test_id("units-painted").locator("span")
    assert painted.count() > 600
    tints = {painted.nth(at).evaluate("node => node.style.background") for at in range(0, 300, 10)}
    assert len(tints) > 5
    page.get_by_test_id("units-ranking").locator("button").nth(2).click()
    page.get_by_test_id("units-ranking").locator("tr.picked").nth(0).wait_for()
    page.wait_for_url("**unit=**")
    page.get_by_role("button", name="position in the line").click()
    page.get_by_test_id("units-sentence").get_by_text("position in the line").wait_for()


def test_a_short_text_fills_its_line(page, server) -> None:
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 720})
        opened(page, f"{server[0]}/units?text=hello%20pytorch")
        place = page.get_by_test_id("units-painted")
        letters = [letter.bounding_box() for letter in place.locator("span").all()]
        filled = letters[-1]["x"] + letters[-1]["width"] - letters[0]["x"]
        assert len({letter["y"] for letter in letters}) == 1 and filled > 0.8 * place.bounding_box()["width"], width
