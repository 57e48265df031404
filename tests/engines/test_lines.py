"""Training on the lines of a long text: against a bare loop, on both engines, resumed and forked; whole lines stay unseen."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import charviz as cv
from charviz.engines.lines import Lines
from charviz.engines.torch_engine import one_thread
from charviz.engines.windows import MEASURE_EVERY
from charviz.export import pytorch_code
from charviz.nn.model import initial_weights
from charviz.player.view_packet import training
from charviz.runs.training import Trainer
from charviz.text import corpora

NAMES = "".join(
    f"{one}{other}\n" for one in ("em", "Oli", "a", "isab", "so", "mi") for other in ("", "a", "via", "elle", "phi")
)
TEXT = f"{NAMES}\n\n{NAMES[::-1]}"  # blank lines are no lines
CELLS = ("rnn", "lstm", "gru")


@pytest.fixture(scope="module")
def corpus() -> str:
    return cv.add_text(TEXT)


@pytest.fixture(scope="module")
def small(corpus: str) -> cv.RunConfig:
    more = {"batch_size": 5, "hidden_size": 10, "learning_rate": 0.02, "steps": 60}
    return cv.RunConfig(corpus=corpus, sequences="lines", window=6, **more)


def lines_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def read(config: cv.RunConfig, ids: np.ndarray) -> str:
    return "".join(config.vocabulary.symbols[index] for index in ids)


def test_a_line_is_read_from_the_break_before_it_to_the_one_behind_it(small: cv.RunConfig) -> None:
    assert small.vocabulary.symbols == tuple(dict.fromkeys(TEXT))
    pieces, lines = Lines(small), set(lines_of(TEXT))
    for step in range(20):
        batch = pieces.batch(step)
        assert batch.inputs.shape[0] == 5 and batch.mask.sum(axis=1).max() == batch.inputs.shape[1] <= 6
        for inputs, targets, there in zip(batch.inputs, batch.targets, batch.mask, strict=True):
            x, y = read(small, inputs[there]), read(small, targets[there])
            assert x[0] == "\n" and x[1:] == y[:-1] and not inputs[~there].any()
            assert y[:-1] in lines if y[-1] == "\n" else len(y) == 6 and any(line.startswith(y) for line in lines)


def test_lines_are_a_function_of_seed_and_step_and_whole_lines_stay_unseen(small: cv.RunConfig) -> None:
    pieces, again, other = Lines(small), Lines(small), Lines(small.replace(seed=1))
    assert (pieces.drawn(7) == again.drawn(7)).all() and (pieces.drawn(7) != pieces.drawn(8)).any()
    assert (pieces.drawn(7) != other.drawn(7)).any() and (pieces.held_out == other.held_out).all()
    count = len(lines_of(TEXT))
    assert sorted([*pieces.learned, *pieces.held_out]) == list(range(count)) and len(pieces.held_out) == count // 10
    drawn = np.concatenate([pieces.drawn(step) for step in range(2000)])
    assert set(drawn) == set(pieces.learned)
    assert np.bincount(drawn).max() / len(drawn) < 1.5 / len(pieces.learned)  # 10,000 draws, s.d. 7 % of a line's
    measured = [read(small, row[row >= 0]) for batch in pieces.measured for row in batch.targets]
    wanted = [f"{lines_of(TEXT)[place]}\n"[:6] for place in pieces.held_out]
    assert sorted(measured) == sorted(wanted)


def bare_net(config: cv.RunConfig) -> tuple[nn.Embedding, nn.Module, nn.Linear]:
    """The same network of torch's own modules."""
    size, embedded = len(config.vocabulary), config.encoding == "embedding"
    table = nn.Embedding(size, config.embedding_size if embedded else size)
    kind = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[config.cell_type]
    rnn, head = kind(table.embedding_dim, config.hidden_size, config.num_layers, batch_first=True), nn.Linear(10, size)
    weights = {"embedding.weight": torch.eye(size), **initial_weights(config)}
    table.weight = nn.Parameter(weights["embedding.weight"], requires_grad=embedded)
    rnn.load_state_dict({name[4:]: found for name, found in weights.items() if name.startswith("rnn.")})
    head.load_state_dict({name[5:]: found for name, found in weights.items() if name.startswith("head.")})
    return table, rnn, head


@pytest.mark.parametrize("settings", [{}, {"encoding": "embedding", "num_layers": 2, "clip_norm": 0.2}])
@pytest.mark.parametrize("cell_type", CELLS)
@one_thread()
def test_both_engines_and_a_bare_loop_over_packed_lines_give_the_same_losses(
    small: cv.RunConfig, cell_type: str, settings: dict
) -> None:
    config = small.replace(cell_type=cell_type, **settings)
    runs = [cv.train(config.replace(engine=engine)) for engine in ("torch", "compiled")]
    table, rnn, head = bare_net(config)
    learned = [weight for module in (table, rnn, head) for weight in module.parameters() if weight.requires_grad]
    optimizer, pieces = torch.optim.Adam(learned, lr=0.02), Lines(config)

    def loss(batch):
        sizes = torch.from_numpy(batch.mask.sum(axis=1))
        packed = pack_padded_sequence(
            table(torch.from_numpy(batch.inputs)), sizes, batch_first=True, enforce_sorted=False
        )
        said, _sizes = pad_packed_sequence(rnn(packed)[0], batch_first=True)
        there = torch.from_numpy(batch.mask)
        return functional.cross_entropy(head(said)[there], torch.from_numpy(batch.targets)[there])

    for step in range(config.steps):
        if step == MEASURE_EVERY:
            with torch.no_grad():
                unseen = np.mean([loss(batch).item() for batch in pieces.measured])
            assert [run.held_out[step] for run in runs] == pytest.approx([unseen] * 2, abs=1e-5)
            assert runs[0].unseen(step).loss == pytest.approx(unseen, abs=1e-5)
        found = loss(pieces.batch(step))
        assert [run.losses[step] for run in runs] == pytest.approx([found.item()] * 2, abs=1e-5)
        optimizer.zero_grad()
        found.backward()
        if config.clip_norm:
            nn.utils.clip_grad_norm_(learned, config.clip_norm)
        optimizer.step()


def test_squared_error_of_lines_is_the_same_on_both_engines(small: cv.RunConfig) -> None:
    runs = [cv.train(small.replace(loss="mse", engine=engine)) for engine in ("torch", "compiled")]
    assert runs[0].losses == pytest.approx(runs[1].losses, abs=1e-5)


def test_accuracy_on_unseen_lines_leaves_padding_out(small: cv.RunConfig) -> None:
    run = cv.train(small)
    right = []
    for batch in Lines(small).measured:
        said = [
            [
                run.vocabulary.ids[symbol]
                for symbol in run.trace(step=60, text=read(small, row[1:][there[1:]])).prediction
            ]
            for row, there in zip(batch.inputs, batch.mask, strict=True)
        ]
        wanted = [row[there].tolist() for row, there in zip(batch.targets, batch.mask, strict=True)]
        pairs = [pair for one, other in zip(said, wanted, strict=True) for pair in zip(one, other, strict=False)]
        right.append(np.mean([one == other for one, other in pairs]))
    assert run.unseen().accuracy == pytest.approx(np.mean(right), abs=1e-9)


def test_any_portions_a_saved_a_resumed_and_a_forked_run_go_on_as_the_whole(small: cv.RunConfig, tmp_path) -> None:
    config = small.replace(cell_type="gru")
    whole, trainer = cv.train(config), Trainer(config)
    for n in (1, 2, 29):
        trainer.advance(n)
    assert np.array_equal(trainer.run.losses, whole.losses[:33])
    short = cv.train(config.replace(steps=25))
    short.save(tmp_path / "lines.charviz")
    again = cv.Run.load(tmp_path / "lines.charviz")
    assert again.config == short.config and np.array_equal(again.predicted, short.predicted)
    longer = again.resume(steps=35)
    assert np.array_equal(longer.losses, whole.losses) and np.array_equal(
        longer.measured, whole.measured, equal_nan=True
    )
    fork = cv.train(config.forked(20).replace(steps=10))
    assert fork.weights(0)["head.weight"] == pytest.approx(whole.weights(20)["head.weight"], abs=0)
    windows = config.forked(20).replace(sequences="whole", window=12, steps=3)
    assert cv.train(windows).config.vocabulary == config.replace(sequences="whole", window=12).vocabulary


@pytest.mark.parametrize("settings", [{}, {"tokenize": "words", "window": 3, "loss": "mse"}, {"forked": True}])
@one_thread()
def test_an_exported_script_gives_the_same_losses(small: cv.RunConfig, settings: dict, tmp_path) -> None:
    text = TEXT if "tokenize" not in settings else "I am here.\n  \nYou aren’t  (there)!\r\nHere I am\n" * 9
    config = small.replace(corpus=cv.add_text(text), cell_type="lstm")
    config = (
        config.forked(9).replace(learning_rate=0.1) if settings.pop("forked", False) else config.replace(**settings)
    )
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8", newline="")
    lines = "\n".join(
        [*pytorch_code.setup(config), *pytorch_code.training_with(config, "    found.append(loss.item())")]
    )
    names: dict = {"found": []}
    exec(lines.replace("'text.txt'", repr(str(file))), names)
    assert cv.train(config).losses[:-1] == pytest.approx(names["found"], abs=1e-5)
    assert names["inputs"].tolist() == config.batch.inputs.tolist()


def test_what_is_shown_are_whole_lines_and_each_is_read_by_itself(small: cv.RunConfig) -> None:
    shown = small.shown_text.split("\n")
    assert shown == lines_of(TEXT)[: len(shown)] and 80 < sum(len(line) + 1 for line in shown) <= 100
    trace = cv.train(small).trace()
    assert "".join(trace.inputs) == "".join(f"\n{line}" for line in shown)
    assert "".join(trace.targets) == "".join(f"{line}\n" for line in shown)
    long = small.replace(corpus=cv.add_text(f"{'ab' * 90}\nb"))
    assert long.shown_text == ("ab" * 90)[:99] and small.replace(probe="emma\nOlivia").shown_text == "emma\nOlivia"


def test_it_writes_lines_from_nothing_each_from_a_zero_state() -> None:
    """Of lines that begin with different letters and go on with their place, what follows a break depends on nothing before it."""
    config = cv.RunConfig(corpus=cv.add_text("ab\n" * 40), sequences="lines", cell_type="gru", learning_rate=0.05)
    run = cv.train(config)
    assert run.sample(length=9, temperature=0) == "ab\nab\nab\n" == run.sample("\n", length=9, temperature=0)
    assert run.sample("a", length=2, temperature=0) == run.sample("ab\na", length=2, temperature=0) == "b\n"
    first = run.write("", length=1, temperature=1.0, seed=0).probability
    ended = run.write("ab\nab\n", length=1, temperature=1.0, seed=0).probability
    behind = run.write("", length=4, temperature=0, seed=0).probability[3]
    assert np.array_equal(first, ended) and np.array_equal(behind, first[0])


def test_lines_of_words_have_a_line_break_among_their_symbols() -> None:
    text = "Emma Watson, actress\n \nAda Lovelace\n" * 10
    config = cv.RunConfig(corpus=cv.add_text(text), sequences="lines", tokenize="words", learning_rate=0.05, steps=60)
    assert config.vocabulary.symbols == ("Emma", "Watson", ",", "actress", "\n", "Ada", "Lovelace")
    assert (config.long_text.count, config.long_text.longest, config.batch_shape) == (20, 4, (32, 5))
    assert config.tokens_of("Ada\nEmma") == ("Ada", "\n", "Emma")
    ids = config.vocabulary.encode("Watson, Emma\nAda")
    assert config.vocabulary.decode(ids) == "Watson, Emma\nAda"
    runs = [cv.train(config.replace(engine=engine)) for engine in ("torch", "compiled")]
    assert runs[0].losses == pytest.approx(runs[1].losses, abs=1e-5)
    assert set(runs[0].sample(length=60).replace(",", "").split()) <= {"Emma", "Watson", "actress", "Ada", "Lovelace"}
    assert config.replace(alphabet=config.vocabulary.alphabet).vocabulary == config.vocabulary


def test_the_limit_without_memory_is_that_of_the_lines(corpus: str) -> None:
    config = cv.RunConfig(corpus=corpus, sequences="lines")
    tokens = cv.floor("\n".join(lines_of(TEXT)), sequences="lines", boundary_tokens=True)
    assert config.floor.total == tokens.total == sum(len(line) + 1 for line in lines_of(TEXT))
    assert (config.floor.loss, config.floor.correct) == (pytest.approx(tokens.loss, abs=1e-12), tokens.correct)


def test_nothing_of_windows_has_changed_and_a_tab_leaves_lines_to_the_server(corpus: str) -> None:
    windows, lines = cv.RunConfig(corpus=corpus, window=6), cv.RunConfig(corpus=corpus, window=6, sequences="lines")
    assert windows.key != lines.key and '"sequences":"whole"' in windows.to_json()
    assert "seq" not in windows.to_url() and cv.RunConfig.from_url(lines.to_url()) == lines
    assert cv.RunConfig.from_json(lines.to_json()) == lines and training(lines) is None


@pytest.mark.parametrize(
    ("text", "values", "sentence"),
    [
        ("one line only", {}, "sequences is 'lines', but the number of lines.*that are not empty is 1; at least 2"),
        ("\n \n\t\n", {"tokenize": "words"}, "that are not empty is 0"),
        ("one\ntwo", {"boundary_tokens": True}, "boundary_tokens is true.*line breaks around them"),
        ("one\ntwo", {"alphabet": "onetw"}, r"text has '\\n', which the alphabet"),
        ("one\ntwo", {"probe": "\n\n\n"}, "every sequence needs two characters"),
        ("one\ntwo", {"probe": "six\ntwo"}, "'s' is not among the characters"),
    ],
)
def test_lines_that_cannot_be(text: str, values: dict, sentence: str) -> None:
    with pytest.raises(cv.ConfigError, match=sentence):
        cv.RunConfig(corpus=cv.add_text(text), sequences="lines", **values)


def test_two_lines_of_one_letter_are_enough() -> None:
    run = cv.train(cv.RunConfig(corpus=cv.add_text("a\nb"), sequences="lines", steps=3))
    assert len(Lines(run.config).learned) == len(Lines(run.config).held_out) == 1 and np.isfinite(run.held_out[0])


def test_the_room_of_a_text_counts_its_lines() -> None:
    text = corpora.Corpus("emma\nava\n" * 100)
    before = text.size
    assert text.lines("characters").ids.size == 901 and text.size > before + 900
