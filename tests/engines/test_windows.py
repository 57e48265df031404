"""Training on windows of a long text: against a bare loop, in any portions, on both engines; what is held out stays unseen."""

import numpy as np
import pytest
import torch
from torch.nn import functional

import charviz as cv
from charviz.engines.selection import wants_compiled
from charviz.engines.windows import MEASURE_EVERY, Windows, ids_of
from charviz.errors import RunFileError
from charviz.export import pytorch_code
from charviz.nn.model import CharModel
from charviz.runs.training import Trainer
from charviz.text import corpora

SMALL = {"corpus": "sums:3000", "window": 12, "batch_size": 6, "hidden_size": 10, "learning_rate": 0.02, "steps": 60}
CELLS = ("rnn", "lstm", "gru", "memoryless")


def test_windows_are_a_function_of_seed_and_step_and_leave_the_end_unseen() -> None:
    config = cv.RunConfig(**SMALL)
    windows, again = Windows(config), Windows(config)
    assert (windows.starts(7) == again.starts(7)).all() and (windows.starts(7) != windows.starts(8)).any()
    assert (windows.starts(7) != Windows(config.replace(seed=1)).starts(7)).any()
    ids = ids_of(config)
    assert len(windows.held_out) == len(ids) // 10 and (np.append(windows.learned, windows.held_out) == ids).all()
    starts = np.concatenate([windows.starts(step) for step in range(2000)])
    assert (
        starts.min() == 0 and starts.max() == len(windows.learned) - 13
    )  # the last window ends where the held-out part begins
    assert np.abs(np.histogram(starts, 10)[0] / len(starts) - 0.1).max() < 0.01  # uniform: 12,000 draws, s.d. 0.003
    batch = windows.batch(3)
    assert batch.inputs.shape == batch.targets.shape == (6, 12) and (batch.inputs[:, 1:] == batch.targets[:, :-1]).all()
    text = "".join(config.vocabulary.symbols[index] for index in windows.held_out)
    for measured in windows.measured:
        for row in measured.inputs:
            assert "".join(config.vocabulary.symbols[index] for index in row) in text


@pytest.mark.parametrize(
    "settings", [{}, {"encoding": "embedding", "num_layers": 2}, {"clip_norm": 0.2, "optimizer": "sgd"}]
)
@pytest.mark.parametrize("cell_type", CELLS)
def test_a_bare_torch_loop_gives_the_same_losses(cell_type: str, settings: dict) -> None:
    config = cv.RunConfig(**SMALL, cell_type=cell_type, engine="torch", **settings)
    run, model, windows = cv.train(config), CharModel(config), Windows(config)
    optimizer = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[config.optimizer](
        model.parameters(), lr=0.02, fused=True
    )

    def loss(batch):
        inputs, targets = torch.from_numpy(batch.inputs), torch.from_numpy(batch.targets)
        return functional.cross_entropy(model(model.encode(inputs)).flatten(0, 1), targets.flatten())

    tolerance = 1e-5  # a loss of 2.5 is rounded by 1e-7, the more threads the differently; 60 steps make more of it
    for step in range(config.steps):
        if step == MEASURE_EVERY:
            with torch.no_grad():
                unseen = np.mean([loss(batch).item() for batch in windows.measured])
            assert run.held_out[step] == pytest.approx(unseen, abs=tolerance)
        found = loss(windows.batch(step))
        assert run.losses[step] == pytest.approx(found.item(), abs=tolerance)
        optimizer.zero_grad()
        found.backward()
        if config.clip_norm:
            torch.nn.utils.clip_grad_norm_(model.parameters(), config.clip_norm)
        optimizer.step()
    shown = torch.from_numpy(config.batch.inputs)
    said = model(model.encode(shown)).argmax(dim=-1)[0].numpy()
    assert (run.predicted[-1] == said).mean() > 0.98
    with torch.no_grad():
        unseen = np.mean([loss(batch).item() for batch in windows.measured])
    assert run.held_out[-1] == pytest.approx(unseen, abs=1e-5)  # the end is measured too
    assert np.flatnonzero(~np.isnan(run.held_out)).tolist() == [0, 50, 60]


def test_a_run_is_the_beginning_of_a_longer_one_wherever_it_ends() -> None:
    """What is measured at an end is no record of the longer run, and is not written into the file that goes on."""
    short, long = (cv.train(cv.RunConfig(**SMALL, cell_type="gru").replace(steps=steps)) for steps in (30, 60))
    assert np.array_equal(short.measured, long.measured[:31], equal_nan=True) and np.isnan(long.held_out[30])
    again = cv.Run.from_bytes(short.to_bytes())
    assert np.array_equal(again.held_out, short.held_out, equal_nan=True) and not np.isnan(again.held_out[30])
    trainer = Trainer.resumed(again)
    trainer.advance(30)
    assert np.array_equal(trainer.run.held_out, long.held_out, equal_nan=True)


def test_what_is_right_of_unseen_text_is_counted_there() -> None:
    run = cv.train(cv.RunConfig(**SMALL, cell_type="lstm"))
    model, windows = CharModel(run.config), Windows(run.config)
    model.load_state_dict({name: torch.tensor(array) for name, array in run.weights(50).items()})
    right = [
        (model(model.encode(torch.from_numpy(batch.inputs))).argmax(dim=-1).numpy() == batch.targets).mean()
        for batch in windows.measured
    ]
    assert run.unseen(50).accuracy == pytest.approx(np.mean(right), abs=0.01)
    assert run.unseen(50).loss == pytest.approx(run.held_out[50], abs=1e-5)
    with pytest.raises(cv.ConfigError, match="none of it is held out"):
        cv.train(cv.RunConfig(steps=1)).unseen()


@pytest.mark.parametrize("cell_type", CELLS)
def test_both_engines_give_the_same_numbers(cell_type: str) -> None:
    runs = [cv.train(cv.RunConfig(**SMALL, cell_type=cell_type, engine=engine)) for engine in ("torch", "compiled")]
    assert runs[0].losses == pytest.approx(runs[1].losses, abs=2e-4)
    assert runs[0].held_out == pytest.approx(runs[1].held_out, abs=2e-4, nan_ok=True)
    assert (runs[0].predicted == runs[1].predicted).mean() > 0.99


@pytest.mark.parametrize("engine", ["torch", "compiled"])
def test_other_portions_and_a_continued_run_give_the_same_bits(engine: str) -> None:
    whole = cv.train(cv.RunConfig(**SMALL, cell_type="gru", engine=engine))
    trainer = Trainer(whole.config)
    for n in (1, 2, 5, 32, 11, 9):
        trainer.advance(n)
    for mine, other in ((trainer.run.losses, whole.losses), (trainer.run.held_out, whole.held_out)):
        assert np.array_equal(mine, other, equal_nan=True)
    assert np.array_equal(trainer.run.predicted, whole.predicted)
    assert np.array_equal(trainer.run.flat_weights([60]), whole.flat_weights([60]))
    state = Trainer(whole.config)
    state.advance(30)
    moved = Trainer(whole.config)
    moved.engine.load(state.engine.state())
    assert np.array_equal(moved.engine.advance(10).losses, whole.losses[30:40])


def test_a_typed_text_can_be_read_in_windows_too() -> None:
    config = cv.RunConfig(text="hihello " * 30, window=8, batch_size=4, cell_type="lstm", learning_rate=0.05, steps=150)
    run = cv.train(config)
    assert run.held_out[-1] == pytest.approx(run.held_out[150]) and run.held_out[150] < 0.2
    assert config.shown_text == ("hihello " * 30)[:100] and run.record().accuracy > 0.9
    assert run.to_frame().columns.tolist() == ["step", "loss", "accuracy", "prediction", "held_out"]


def test_a_fork_of_a_long_run_goes_on_as_its_original() -> None:
    original = cv.train(cv.RunConfig(**SMALL))
    fork = cv.train(original.config.forked(20).replace(steps=10))
    assert fork.weights(0)["head.weight"] == pytest.approx(original.weights(20)["head.weight"], abs=0)


def test_a_file_carries_the_text_that_was_uploaded(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = cv.RunConfig(corpus=corpora.add("a text of my own, " * 40), window=8, steps=5)
    run = cv.train(config)
    run.save(tmp_path / "run.charviz")
    monkeypatch.setattr(corpora, "_shelf", corpora.Shelf(2**20))  # another machine
    again = cv.Run.load(tmp_path / "run.charviz")
    assert again.config == config and corpora.corpus(config.corpus).length == 720
    assert np.array_equal(again.held_out, run.held_out, equal_nan=True)
    content = (tmp_path / "run.charviz").read_bytes().replace(b"a text of my own", b"a text of theirs", 1)
    (tmp_path / "other.charviz").write_bytes(content)
    monkeypatch.setattr(corpora, "_shelf", corpora.Shelf(2**20))
    with pytest.raises(RunFileError, match="no longer available"):  # its text is not the one that its name says
        cv.Run.load(tmp_path / "other.charviz")


def test_the_lines_that_a_page_shows_give_the_same_losses(tmp_path) -> None:
    config = cv.RunConfig(**SMALL, cell_type="lstm", forget_bias=1.0)
    file = tmp_path / "text.txt"
    file.write_text(corpora.corpus(config.corpus).text, encoding="utf-8")
    lines = "\n".join([*pytorch_code.setup(config), *pytorch_code.training(config)]).replace(
        "'text.txt'", repr(str(file))
    )
    names: dict = {"found": []}
    exec(lines.replace("    loss.backward()", "    loss.backward(); found.append(loss.item())"), names)
    assert cv.train(config).losses[:-1] == pytest.approx(names["found"], abs=1e-5)
    assert names["inputs"].tolist() == config.batch.inputs.tolist()


def test_questions_about_a_long_run(run_of_brackets: cv.Run) -> None:
    run = run_of_brackets
    assert "".join(run.trace().inputs) == run.config.shown_text[:-1]
    assert run.trace(text="(())").probabilities.shape == (3, 3)
    assert run.gradients().hidden.shape == (99, 24)
    assert set(run.sample("(", 50)) <= set("();")


@pytest.fixture(scope="module")
def run_of_brackets() -> cv.Run:
    config = cv.RunConfig(corpus="brackets:20000", cell_type="lstm", hidden_size=24, learning_rate=0.01, steps=300)
    return cv.train(config)


def test_it_learns_what_it_has_never_seen(run_of_brackets: cv.Run) -> None:
    """A bracket language of finite memory: what it learns holds for the held-out text, below what pairs can tell."""
    run = run_of_brackets
    assert run.held_out[300] < 0.95 * run.config.floor.loss < run.held_out[0]


def test_engines_are_chosen_by_what_one_step_reads() -> None:
    large = cv.RunConfig(
        corpus="sums", cell_type="lstm", hidden_size=512, window=128, batch_size=64, steps=1, device="cpu"
    )
    assert not wants_compiled(large)
    assert wants_compiled(cv.RunConfig(**SMALL, cell_type="gru", device="cpu"))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize("cell_type", CELLS)
def test_the_gpu_reads_the_same_windows(cell_type: str) -> None:
    here, there = (cv.train(cv.RunConfig(**SMALL, cell_type=cell_type, device=device)) for device in ("cpu", "cuda"))
    assert there.losses == pytest.approx(here.losses, abs=1e-3)
    assert there.held_out == pytest.approx(here.held_out, abs=1e-3, nan_ok=True)
