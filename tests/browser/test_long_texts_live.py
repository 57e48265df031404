"""A long text in real Chromium: chosen, watched, uploaded; what is no text is refused and the picture stays."""

from harness.tab import hand_in, opened, until


def test_it_writes_better_and_better(page, server) -> None:
    opened(page, f"{server[0]}/?corpus=brackets:5000&cell=lstm&hidden=16&lr=0.02&steps=300&window_length=40&batch=8")
    until(page, "player.state === 'finished' && player.step === '300'")  # it is watched at full speed
    writes, unseen = page.get_by_test_id("player-writes"), page.locator(".held-out-loss")
    last, loss = writes.inner_text(), float(unseen.inner_text().split()[-1])
    assert set(last) <= set("();") and len(last) == 241 and loss < 0.763  # below what pairs can tell
    assert "steps/s" in page.get_by_test_id("player-engine").inner_text()
    page.get_by_test_id("player-first").click()
    until(page, "player.step === '0'")
    assert writes.inner_text() != last and float(unseen.inner_text().split()[-1]) > 0.9
    letters = page.get_by_test_id("player-letters")
    assert letters.is_visible() and letters.get_attribute("aria-label").startswith(
        "Correct letters, of the piece that is shown"
    )


def test_a_file_of_ones_own(page, server, tmp_path) -> None:
    opened(page, server[0])
    page.evaluate("window.first = shown('player')")
    wrong, right = tmp_path / "wrong.txt", tmp_path / "right.txt"
    wrong.write_bytes(b"%PDF-1.7")
    right.write_text("<script>alert(1)</script> 안녕하세요, a text of one's own. " * 3000, encoding="utf-8")
    hand_in(page, wrong)
    page.get_by_text("is a PDF document, not plain text").wait_for()
    assert page.get_by_test_id("player-target").inner_text() == "ihello"  # the picture stays
    hand_in(page, right)
    told(page)
    until(page, "Number(player.have) > 3 && player.state === 'training'")
    assert page.get_by_test_id("player-target").inner_text().startswith("script>alert(1)")
    assert "corpus=upload" in page.url
    page.get_by_role("button", name="Stop").click()
    until(page, "player.state === 'stopped'")
    page.get_by_role("button", name="Fork", exact=False).first.click()
    page.get_by_role("button", name="Discard the fork").click()
    page.get_by_text("Forked from").wait_for(state="detached")
    assert page.evaluate("every('[data-testid=player]').every((one) => one === first)")  # it was never drawn anew
    page.reload()  # the text is still on the server, under its name
    told(page)


def told(page) -> None:
    """What the text is, which its button tells who points at it."""
    page.get_by_role("button", name="Your own text").hover()
    page.get_by_text("letters, 29 different ones").wait_for()
    page.mouse.move(2, 500)
