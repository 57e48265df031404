"""What a screen reader reads in real Chromium, and text from right to left."""

from harness.tab import until


def test_titles_differ(visit):
    page = visit("shapes", "")
    titles = {page.title()}
    page.get_by_test_id("stTopNavLink").click()
    page.wait_for_function("document.title.startsWith('Watch')")
    titles.add(page.title())
    assert titles == {"Shapes · charviz", "Watch it learn · charviz"}


def test_pictures_tell_what_they_show(visit):
    page = visit("")
    page.get_by_test_id("player-last").click()
    until(page, "player.step === '60'")
    names = page.evaluate("every('.charviz canvas[aria-label]').map((node) => node.getAttribute('aria-label'))")
    told = [
        "It predicts ihello; the target is ihello",
        "60: ihello",
        "at step 60",
        "Correct letters: 6 of 6 right",
        "t=0, h: the strongest is unit",
    ]
    assert all(any(words in name for name in names) for words in told), names
    assert page.evaluate("every('caption')[0].parentElement.rows.length") == 7  # a line for each letter


def test_it_does_not_chatter_while_it_plays(visit):
    page = visit("")
    page.evaluate("""() => { window.said = 0; window.began = performance.now();
      for (const node of every('.charviz :is([aria-live=polite], output:not([aria-live]))'))
      new MutationObserver(() => window.said++).observe(node, { childList: true, characterData: true, subtree: true }); }""")
    page.get_by_role("button", name="20", exact=True).click()
    page.get_by_test_id("player-first").click()
    if page.get_by_test_id("player-play").get_attribute("aria-label") == "Play":
        page.get_by_test_id("player-play").click()
    until(page, "Number(player.step) >= 40")  # two seconds of playing, or more
    assert 1 <= page.evaluate("said") <= page.evaluate("(performance.now() - began) / 2000 + 3")


MIXED = "שלום hi سلام 👩‍👩‍👧é"


def test_time_goes_to_the_right_in_every_script(visit):
    page = visit("memory", f"text={MIXED}&steps=40&cell=gru")
    cells = page.evaluate(
        "every('[data-testid=memory-reads] .tile').map((node) => [node.textContent, node.getBoundingClientRect().x])"
    )
    letters = [*"שלום", "␣", *"hi", "␣", *"سلام", "␣", "👩‍👩‍👧"]  # the last is only to be said
    assert [letter for letter, _x in cells] == letters
    assert all(one < other for (_one, one), (_other, other) in zip(cells, cells[1:], strict=False))
    page.get_by_test_id("gap-2").click()
    page.get_by_test_id("memory-sentence").get_by_text("Erased before t = 2").wait_for()
    assert "\u2068ם\u2069" in page.get_by_test_id("memory-sentence").inner_text()  # kept from turning it


def test_a_text_from_the_right_turns_no_sentence(visit):
    page = visit("", f"text={MIXED}&steps=40&cell=gru&seed=1")
    page.get_by_test_id("player-last").click()
    target = page.get_by_test_id("player-target")
    assert target.inner_text() == MIXED[1:]
    assert target.evaluate("node => getComputedStyle(node).unicodeBidi") in ("isolate", "plaintext")
    words, letters = page.evaluate(
        "every('[data-testid=player-target]').map((node) => [node.previousSibling, node].map((part) => {"
        "const range = document.createRange(); range.selectNodeContents(part); return range.getBoundingClientRect().x; }))[0]"
    )
    assert words < letters  # "it should say", and then the text
    assert "\u2068" in page.get_by_test_id("player-network").get_attribute("aria-label")
    rows = page.evaluate("[...every('tbody tr')].filter((row) => !row.hidden).map((row) => row.cells[1].textContent)")
    assert rows == [*"שלום", "␣", *"hi", "␣", *"سلام", "␣", "👩‍👩‍👧"]
