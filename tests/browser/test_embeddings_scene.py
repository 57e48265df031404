"""Embeddings in Chromium: the window on the sentence, likeness, analogies."""

from harness.tab import opened


def test_the_window_and_its_pairs(page, server) -> None:
    opened(page, f"{server[0]}/embeddings?page_text=The%20boy%20is%20going%20to%20school&window=1&pick=going")
    assert page.get_by_test_id("embeddings-pairs").inner_text().endswith("going → is, going → to")
    assert page.get_by_test_id("embeddings-line").locator(".context").all_inner_texts() == ["is", "to"]
    page.get_by_text("CBOW", exact=True).first.click()
    page.get_by_test_id("embeddings-pairs").get_by_text("is + to → going").wait_for()
    page.wait_for_url("**model=cbow**")


def test_king_and_queen(page, server) -> None:
    opened(page, f"{server[0]}/embeddings?pick=king")
    assert page.get_by_test_id("analogy-result").inner_text().startswith("queen")
    page.get_by_test_id("analogy-one").select_option("prince")
    page.get_by_test_id("analogy-other").select_option("boy")
    page.get_by_test_id("analogy-third").select_option("girl")
    page.get_by_test_id("analogy-result").get_by_text("princess").wait_for()
    page.get_by_test_id("embeddings-plane").locator("[data-word=cat]").click()
    page.get_by_test_id("embeddings-sentence").get_by_text("Nearest to cat").wait_for()
    page.wait_for_url("**pick=cat**")


def test_one_hot_letters_are_all_equally_far(page, server) -> None:
    opened(page, f"{server[0]}/embeddings?what=letters")
    assert "equally far apart" in page.get_by_test_id("embeddings-sentence").inner_text()
