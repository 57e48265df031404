"""From page to page: the run and the person's choices come along, and the address tells where one is."""

from harness.tab import opened


def test_a_link_opens_its_page_on_a_fresh_server(page, server) -> None:
    opened(page, f"{server[0]}/memory?text=hello&erase=3")
    page.get_by_test_id("memory-sentence").get_by_text("Erased before t = 3").wait_for()
    assert page.get_by_role("dialog").count() == 0
    page.get_by_text("Watch it learn", exact=True).click()
    page.get_by_test_id("player-play").wait_for()


def test_the_run_is_carried_over_and_back(page, server) -> None:
    opened(page, f"{server[0]}/?cell=lstm&lr=0.05&text=hello%20world&until=false")
    page.get_by_text("Understand", exact=True).click()
    page.get_by_text("Memory", exact=True).click()
    page.get_by_text("hello world").first.wait_for()
    page.wait_for_url("**/memory?**text=hello+world&cell=lstm&lr=0.05")
    page.get_by_text("Change the run").click()
    page.get_by_test_id("player-play").wait_for()
    page.wait_for_url("**/?until=false&text=hello+world&cell=lstm&lr=0.05")
    assert page.get_by_role("textbox", name="Text").input_value() == "hello world"
    assert page.get_by_test_id("player-target").inner_text() == "ello world"
    assert page.get_by_role("radio", name="Normal").is_checked()
