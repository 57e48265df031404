"""A network as an ONNX model: what ONNX Runtime computes is what charviz replays, and what torch's own cells compute."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

import charviz as cv
from charviz.export.formats import FILES
from charviz.nn.cell_types import GATES, STATES
from charviz.nn.model import CharModel
from tests.nn.unrolled_cells import unrolled

onnx = pytest.importorskip("onnx", reason="onnx is not installed")
onnxruntime = pytest.importorskip("onnxruntime", reason="ONNX Runtime is not installed")

NEAR = {"rtol": 1e-6, "atol": 1e-6}
NEAR_SUMS = {"rtol": 1e-5, "atol": 1e-5}  # of logits, which are sums of many numbers in single precision
NETS = [
    cv.RunConfig(
        cell_type=cell_type,
        num_layers=num_layers,
        encoding=encoding,
        head=head,
        hidden_size=5 if head == "none" else 8,
        learning_rate=0.02,
        steps=10,
    )
    for cell_type in ("rnn", "lstm", "gru", "memoryless")
    for num_layers in (1, 2, 3)
    for encoding in ("one-hot", "embedding")
    for head in ("linear", "none")
    if cell_type != "memoryless" or (num_layers, head) == (1, "linear")
]
each_net = pytest.mark.parametrize("config", NETS, ids=lambda config: config.to_url())


def computed(model: bytes, ids: np.ndarray) -> dict[str, np.ndarray]:
    """All outputs of a model by name."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"ids": ids}), strict=True))


@each_net
def test_it_gives_what_is_replayed(config: cv.RunConfig) -> None:
    run = cv.train(config)
    trace = run.trace()
    found = computed(run.to_onnx(), run.vocabulary.encode("hihell")[None])
    states = {name: getattr(trace, name) for name in STATES[config.cell_type]}
    assert found.keys() == {"logits", "probabilities", *states, *trace.gates}
    np.testing.assert_allclose(found["probabilities"][0], trace.probabilities, **NEAR)
    for name, values in {**states, **trace.gates}.items():
        np.testing.assert_allclose(found[name][:, 0], values, err_msg=name, **NEAR)


@each_net
@pytest.mark.parametrize(("batch", "time"), [(3, 9), (1, 1)])
def test_it_gives_what_torchs_own_cells_compute(config: cv.RunConfig, batch: int, time: int) -> None:
    """In double precision; on texts of another number and length than those of the training."""
    run = cv.train(config)
    ids = np.random.default_rng(0).integers(5, size=(batch, time))
    found = computed(run.to_onnx(), ids)
    net = CharModel(config).double()
    net.load_state_dict({name: torch.tensor(array) for name, array in run.weights().items()})
    x = functional.one_hot(torch.tensor(ids), 5).double()
    x = x if net.embedding is None else net.embedding(torch.tensor(ids))
    wanted = {} if net.rnn is None else unrolled(net.rnn, x)
    top = torch.tensor(wanted["hidden"][-1]) if wanted else x
    logits = top if net.head is None else net.head(top)
    wanted |= {"logits": logits.detach().numpy(), "probabilities": logits.softmax(dim=-1).detach().numpy()}
    assert found.keys() == wanted.keys()
    for name, values in wanted.items():
        assert found[name].dtype == np.float32
        np.testing.assert_allclose(found[name], values, err_msg=name, **(NEAR_SUMS if name == "logits" else NEAR))


@each_net
def test_it_is_a_valid_model_of_any_length(config: cv.RunConfig) -> None:
    run = cv.train(config)
    model = onnx.load_from_string(run.to_onnx())
    onnx.checker.check_model(model, full_check=True)
    scans = [node for node in model.graph.node if node.op_type == "Scan"]
    assert len(scans) == (0 if config.cell_type == "memoryless" else config.num_layers)
    shapes = {
        value.name: [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]
        for value in (*model.graph.input, *model.graph.output)
    }
    rows, values = ["batch", "time", 5], [config.num_layers, "batch", "time", config.hidden_size]
    assert shapes.pop("ids") == ["batch", "time"]
    assert shapes.pop("logits") == shapes.pop("probabilities") == rows
    assert shapes == dict.fromkeys([*STATES[config.cell_type], *GATES[config.cell_type]], values)


def test_outputs_that_are_no_logits() -> None:
    run = cv.train(cv.RunConfig(loss="mse", head="none", hidden_size=5, learning_rate=0.05, steps=10))
    found = computed(run.to_onnx(), run.vocabulary.encode("hihell")[None])
    np.testing.assert_array_equal(found["logits"], found["hidden"][-1])
    assert found["logits"].min() < 0  # there the share is that of the least number
    np.testing.assert_allclose(found["probabilities"][0], run.trace().probabilities, **NEAR)


@pytest.fixture(scope="module")
def run() -> cv.Run:
    return cv.train(cv.RunConfig(text="안녕\n<b>", sequences="lines", boundary_tokens=True, cell_type="gru", steps=30))


def test_it_holds_the_weights_of_its_step_and_what_they_belong_to(run: cv.Run) -> None:
    for step in (0, 7, -1):
        model = onnx.load_from_string(run.to_onnx(step=step))
        weights = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
        assert weights.keys() == run.weights(step).keys()
        assert all(np.array_equal(weights[name], array) for name, array in run.weights(step).items())
        told = {entry.key: entry.value for entry in model.metadata_props}
        assert told.keys() == {"config", "step", "vocabulary"}
        assert cv.RunConfig.from_url(told["config"]) == run.config
        assert int(told["step"]) == run.nearest_keyframe(step)
        assert tuple(json.loads(told["vocabulary"])) == run.vocabulary.symbols


def test_it_is_written_to_a_file(run: cv.Run, tmp_path: Path) -> None:
    assert run.to_onnx(tmp_path / "run.onnx", step=3) is None
    assert (tmp_path / "run.onnx").read_bytes() == run.to_onnx(step=3)
    assert FILES["onnx"](run, {}) == run.to_onnx()
    with pytest.raises(cv.ConfigError, match="step is 31; this run has the steps 0 to 30"):
        run.to_onnx(step=31)
    with pytest.raises(cv.RunFileError, match="folder"):
        run.to_onnx(tmp_path)


def test_without_onnx_it_says_what_to_install(run: cv.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(cv.ConfigError, match=r"pip install charviz\[onnx\]"):
        run.to_onnx()


def test_a_model_of_words_tells_them(tmp_path: Path) -> None:
    run = cv.train(cv.RunConfig(text="to be, or not to be", tokenize="words", cell_type="gru", steps=10))
    run.to_onnx(tmp_path / "words.onnx")
    told = {one.key: one.value for one in onnx.load(tmp_path / "words.onnx").metadata_props}
    assert json.loads(told["vocabulary"]) == ["to", "be", ",", "or", "not"]
    assert cv.RunConfig.from_url(told["config"]) == run.config
