"""Shapes in Chromium: boxes with their shapes, what a cell is, the way to other pages."""

from harness.tab import opened

THREE = "page_text=hello%0Aeolll%0Alleel&page_hidden=2"


def shapes_of(page) -> dict[str, str]:
    boxes = page.get_by_test_id("shapes-way").locator(".tensor").all()
    return {box.get_attribute("data-tensor"): box.locator("code").inner_text() for box in boxes}


def test_the_boxes_tell_the_shapes_and_turn(page, server) -> None:
    opened(page, f"{server[0]}/shapes?{THREE}&page_cell=lstm&page_layers=2")
    assert shapes_of(page) == {
        "ids": "(3, 5)", "x": "(3, 5, 4)", "output": "(3, 5, 2)", "y": "(3, 5, 4)", "prediction": "(3, 5)",
        "h_n": "(2, 3, 2)", "c_n": "(2, 3, 2)",
    }  # fmt: skip
    page.get_by_role("paragraph").filter(has_text="batch_first").click()
    page.get_by_text("(5, 3, 2)", exact=True).wait_for()
    assert (shapes_of(page)["x"], shapes_of(page)["h_n"]) == ("(5, 3, 4)", "(2, 3, 2)")
    page.wait_for_url("**batch_first=false**")


def test_the_last_states_branch_off_the_cell(page, server) -> None:
    opened(page, f"{server[0]}/shapes?{THREE}&page_cell=lstm&page_layers=2")
    boxes = {name: page.locator(f"[data-tensor={name}]").bounding_box() for name in ("x", "output", "h_n", "c_n", "y")}
    for state in ("h_n", "c_n"):
        assert boxes[state]["y"] >= boxes["output"]["y"] + boxes["output"]["height"]  # under the output,
        assert boxes["x"]["x"] + boxes["x"]["width"] <= boxes[state]["x"]  # behind what is read
        assert boxes[state]["x"] + boxes[state]["width"] <= boxes["y"]["x"]  # and before the output layer
    order = [box.get_attribute("data-tensor") for box in page.get_by_test_id("shapes-way").locator(".tensor").all()]
    assert order == ["ids", "x", "output", "h_n", "c_n", "y", "prediction"]


def test_a_cell_says_what_it_is(page, server) -> None:
    opened(page, f"{server[0]}/shapes?{THREE}")
    cells = page.locator("[data-tensor=x] rect.cell")
    assert cells.count() == 3 * 5 * 4
    cells.nth(40).hover()  # the sheet in front is drawn last: word 0, t = 0, symbol 0
    tip = page.locator(".tooltip").filter(has_text="word 0: hello")
    tip.wait_for()
    assert "t = 0: h · symbol 0: h · value 1.000" in tip.inner_text()
    assert page.locator("[data-tensor=output] rect.cell.lit").count() == 2


def test_a_topology_leads_to_its_page(page, server) -> None:
    opened(page, f"{server[0]}/shapes?page_text=hello")
    assert page.get_by_test_id("shapes-topologies").locator("svg").count() == 5
    page.get_by_test_id("shapes-topologies").get_by_role("button", name="Watch it learn").first.click()
    page.get_by_test_id("player-play").wait_for()
