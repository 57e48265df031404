"""From text to numbers in Chromium: tiles, the one-hot row that lights up, pairs, any script, the guessing."""

from urllib.parse import quote

from harness.tab import drawn, opened

FAMILY = "👩‍👩‍👧‍👦"


def test_a_tile_lights_up_everywhere(page, server) -> None:
    opened(page, f"{server[0]}/text")
    assert "at most 4 of 6" in page.get_by_test_id("text-sentence").inner_text()
    tiles = page.get_by_test_id("text-tiles").locator("button")
    assert tiles.all_inner_texts() == [f"{letter}\n{id}" for letter, id in zip("hihello", "0102334", strict=True)]
    tiles.nth(2).click()
    page.get_by_test_id("text-told").get_by_text("But h is followed by i too").wait_for()
    grid = page.get_by_test_id("text-grid")
    band, ones = grid.locator(".band"), grid.locator(".one")
    assert ones.count() == 7 and band.get_attribute("visibility") == "visible"
    assert float(band.get_attribute("y")) + 2 == float(ones.nth(2).get_attribute("y"))
    assert page.get_by_test_id("text-symbols").locator(".lit").inner_text().split() == ["h", "0"]
    ambiguous = page.get_by_test_id("text-followers").locator("[data-ambiguous=true]")
    assert ambiguous.evaluate_all("nodes => nodes.map((node) => node.dataset.letter)") == ["h", "l"]
    page.wait_for_url("**t=2**")


def test_y_moves_under_x(page, server) -> None:
    opened(page, f"{server[0]}/text")
    pair = page.get_by_test_id("text-pairs").locator(".pair").first
    place = "node => node.getBoundingClientRect().left"
    reads, says = pair.locator(".reads .tile"), pair.locator(".says .tile")
    assert abs(reads.nth(0).evaluate(place) - says.nth(1).evaluate(place)) < 1
    page.get_by_role("button", name="2: the one after").or_(page.get_by_role("radio", name="2: the one after")).click()
    page.wait_for_url("**shift=2**")
    drawn(page)
    assert abs(reads.nth(0).evaluate(place) - says.nth(2).evaluate(place)) < 1


def test_any_script_and_the_guessing(page, server) -> None:
    opened(page, f"{server[0]}/text?page_text={quote('שלום ' + FAMILY)}")
    tiles = page.get_by_test_id("text-tiles").locator("button")
    assert [text.split("\n")[0] for text in tiles.all_inner_texts()] == [*"שלום", "␣", FAMILY]
    lefts = tiles.evaluate_all("nodes => nodes.map((node) => node.getBoundingClientRect().left)")
    assert lefts == sorted(lefts)  # time runs to the right
    assert "has 7" in page.get_by_test_id("text-notes").inner_text()
    page.get_by_test_id("text-guess").click()
    tiles.nth(1).get_by_text("?").wait_for()
    assert tiles.nth(1).inner_text().strip() == "?" and not page.get_by_test_id("text-pairs").is_visible()
    symbols = page.get_by_test_id("text-symbols").locator("button")
    symbols.nth(1).click()
    symbols.nth(1).click()
    page.get_by_test_id("text-told").get_by_text("You got 1 of 2.").wait_for()
    assert [tiles.nth(at).get_attribute("class").split()[1] for at in (1, 2)] == ["right", "wrong"]


def test_what_was_typed_is_learned(page, server) -> None:
    opened(page, f"{server[0]}/text?page_text=banana&order=sorted")
    page.get_by_role("button", name="Watch it learn this").click()
    page.wait_for_url("**text=banana&alphabet=abn")
    page.get_by_role("heading", name="Watch it learn", exact=True).wait_for()
