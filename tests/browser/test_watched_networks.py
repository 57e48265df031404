"""A watched network's file in the browser: it plays, says where it comes from, and refuses to be trained."""

import torch
from harness.tab import hand_in, opened, state

import charviz as cv


def watched(path, steps: int) -> cv.Run:
    rnn, head = torch.nn.GRU(5, 9, 2), torch.nn.Linear(9, 5)
    model = torch.nn.ModuleList([rnn, head])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    watcher = cv.watch(model, optimizer, text="hihello", symbols="hielo", every=2)
    for _ in range(steps):
        y = head(rnn(torch.eye(5)[[0, 1, 0, 2, 3, 3]])[0])
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(y, torch.tensor([1, 0, 2, 3, 3, 4])).backward()
        optimizer.step()
    watcher.save(path)
    return watcher.run


def test_a_watched_network_plays_and_is_never_trained(page, server, tmp_path) -> None:
    run = watched(tmp_path / "mine.charviz", 41)
    opened(page, server[0])
    hand_in(page, tmp_path / "mine.charviz", saved_run=True)
    page.get_by_text("a network that was trained elsewhere").wait_for()
    page.get_by_test_id("player-last").click()
    page.locator("[data-testid=player][data-step='41']").wait_for()
    assert page.get_by_test_id("player-loss").inner_text() == f"loss {run.losses[-1]:.3f} nats"
    assert page.get_by_test_id("player-prediction").inner_text() == run.predictions[-1]
    assert "training=elsewhere" in page.url
    page.get_by_role("button", name="+100").click()
    page.get_by_text("does not know how they were trained").wait_for()
    assert state(page, "have") == "42"


def test_one_network_alone_is_a_run(page, server, tmp_path) -> None:
    run = watched(tmp_path / "one.charviz", 0)
    opened(page, server[0])
    hand_in(page, tmp_path / "one.charviz", saved_run=True)
    page.get_by_text("Opened from one.charviz").wait_for()
    page.locator("[data-testid=player][data-have='1'][data-step='0']").wait_for()
    assert page.get_by_test_id("player-prediction").inner_text() == run.predictions[0]
