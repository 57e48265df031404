"""The network of one step as an ONNX model whose states and gates are outputs: one Scan over time for each layer.

Written in ONNX's own text, so that the equations can be read beside those of `nn/cells.py`. Inside a Scan everything is called by
its letter, and outside by its name, since ONNX forbids a name that hides another one.
"""

import json

from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.i18n import N_
from charviz.nn.cell_types import GATES, STATES
from charviz.nn.parameters import input_size
from charviz.runs.run import Run
from charviz.version import __version__

FORMAT = '<ir_version: 8, opset_import: ["": 17]>'  # of 2022: whatever runs ONNX models today reads it
LETTERS = {"hidden": "h", "cell_state": "c"}
STEPS = {  # `x` and `h_before`, times their weights, are `from_x` and `from_h`
    "rnn": """
        a = Add (from_x, from_h)
        h = Tanh (a)""",
    "lstm": """
        a = Add (from_x, from_h)
        a_i, a_f, a_g, a_o = Split <axis = 1> (a)
        i = Sigmoid (a_i)
        f = Sigmoid (a_f)
        g = Tanh (a_g)
        o = Sigmoid (a_o)
        old = Mul (f, c_before)
        new = Mul (i, g)
        c = Add (old, new)
        tanh_c = Tanh (c)
        h = Mul (o, tanh_c)""",
    "gru": """
        x_r, x_z, x_n = Split <axis = 1> (from_x)
        h_r, h_z, h_n = Split <axis = 1> (from_h)
        a_r = Add (x_r, h_r)
        r = Sigmoid (a_r)
        a_z = Add (x_z, h_z)
        z = Sigmoid (a_z)
        recalled = Mul (r, h_n)
        a_n = Add (x_n, recalled)
        n = Tanh (a_n)
        one = Constant <value = float {1.0}> ()
        opened = Sub (one, z)
        new = Mul (opened, n)
        old = Mul (z, h_before)
        h = Add (new, old)""",
}


def onnx_model(run: Run, step: int) -> bytes:
    """The network of the keyframe nearest to a step; ConfigError where onnx is not installed."""
    try:
        from onnx import helper, numpy_helper, parser
    except ImportError:
        raise ConfigError(
            N_("an ONNX model is made by the package onnx, which is not installed here; pip install charviz[onnx].")
        ) from None
    keyframe = run.nearest_keyframe(step)
    model = parser.parse_model(_text(run.config))
    for name, array in run.weights(keyframe).items():
        model.graph.initializer.append(numpy_helper.from_array(array, name))
    model.producer_name, model.producer_version = "charviz", __version__
    helper.set_model_props(model, _properties(run.config, keyframe))
    return model.SerializeToString()


def _properties(config: RunConfig, step: int) -> dict[str, str]:
    """What belongs to the network, and cannot be seen in it."""
    symbols = json.dumps(config.vocabulary.symbols, ensure_ascii=False)
    return {"config": config.to_url(), "step": str(step), "vocabulary": symbols}


def _text(config: RunConfig) -> str:
    """The model but for its weights, to which it refers by torch's names; batch and time are free."""
    rows = f"float[batch, time, {len(config.vocabulary)}]"
    values = f"float[{config.num_layers}, batch, time, {config.hidden_size}]"
    given = [f"{rows} logits", f"{rows} probabilities", *(f"{values} {name}" for name in _letters(config))]
    lines = [*_encode(config), *_recurrence(config), *_head(config), *_probabilities(config)]
    return FORMAT + _graph("charviz", ["int64[batch, time] ids"], given, lines)


def _encode(config: RunConfig) -> list[str]:
    """What the first layer reads, (batch, time, in)."""
    if config.encoding == "embedding":
        return ['x_0 = Gather <axis = 0> ("embedding.weight", ids)']
    return [
        f"size = Constant <value_int = {len(config.vocabulary)}> ()",
        "off_on = Constant <value = float[2] {0.0, 1.0}> ()",
        "x_0 = OneHot <axis = -1> (ids, size, off_on)",
    ]


def _recurrence(config: RunConfig) -> list[str]:
    """The layers one above the other, each beginning with zeros; then every state and gate of all of them as one output."""
    if config.cell_type == "memoryless":
        return []
    return [
        "batch_size = Shape <start = 0, end = 1> (ids)",
        f"units = Constant <value_ints = [{config.hidden_size}]> ()",
        "of_zeros = Concat <axis = 0> (batch_size, units)",
        "zeros = ConstantOfShape (of_zeros)",
        *(_scan(config, layer) for layer in range(config.num_layers)),
        "in_front = Constant <value_ints = [0]> ()",
        *(line for name, letter in _letters(config).items() for line in _stacked(config, name, letter)),
    ]


def _scan(config: RunConfig, layer: int) -> str:
    """One layer over time, which is axis 1 of what it reads and of what it gives."""
    states, letters = STATES[config.cell_type], _letters(config).values()
    last = [f"{LETTERS[state]}_last_{layer}" for state in states]
    kept = [f"{letter}_{layer}" for letter in letters]
    read = [*("zeros" for _state in states), f"h_{layer - 1}" if layer else "x_0"]
    axes = f"num_scan_inputs = 1, scan_input_axes = [1], scan_output_axes = {[1] * len(kept)}"
    return f"{', '.join([*last, *kept])} = Scan <{axes}, body = {_step(config, layer)}> ({', '.join(read)})"


def _step(config: RunConfig, layer: int) -> str:
    """One layer at one time: the states before and the input -> the states after, and every value."""
    units, width = f"float[batch, {config.hidden_size}]", config.hidden_size if layer else input_size(config)
    states, letters = [LETTERS[state] for state in STATES[config.cell_type]], _letters(config).values()
    read = [*(f"{units} {letter}_before" for letter in states), f"float[batch, {width}] x"]
    given = [*(f"{units} {letter}_after" for letter in states), *(f"{units} {letter}" for letter in letters)]
    lines = [
        f'from_x = Gemm <transB = 1> (x, "rnn.weight_ih_l{layer}", "rnn.bias_ih_l{layer}")',
        f'from_h = Gemm <transB = 1> (h_before, "rnn.weight_hh_l{layer}", "rnn.bias_hh_l{layer}")',
        STEPS[config.cell_type],
        *(f"{letter}_after = Identity ({letter})" for letter in states),
    ]
    return _graph(f"layer_{layer}", read, given, lines)


def _stacked(config: RunConfig, name: str, letter: str) -> list[str]:
    """One value of all layers, (layers, batch, time, units)."""
    layers = range(config.num_layers)
    rows = [f"{name}_{layer} = Unsqueeze ({letter}_{layer}, in_front)" for layer in layers]
    return [*rows, f"{name} = Concat <axis = 0> ({', '.join(f'{name}_{layer}' for layer in layers)})"]


def _head(config: RunConfig) -> list[str]:
    top = "x_0" if config.cell_type == "memoryless" else f"h_{config.num_layers - 1}"
    if config.head == "none":
        return [f"logits = Identity ({top})"]
    return [
        'columns = Transpose <perm = [1, 0]> ("head.weight")',
        f"products = MatMul ({top}, columns)",
        'logits = Add (products, "head.bias")',
    ]


def _probabilities(config: RunConfig) -> list[str]:
    """As `cells.probabilities`."""
    if config.loss == "cross-entropy":
        return ["probabilities = Softmax <axis = -1> (logits)"]
    return [
        "least = Constant <value = float {1e-9}> ()",
        "share = Max (logits, least)",
        "symbols = Constant <value_ints = [-1]> ()",
        "sum = ReduceSum <keepdims = 1> (share, symbols)",
        "probabilities = Div (share, sum)",
    ]


def _letters(config: RunConfig) -> dict[str, str]:
    """States and gates with their letters, in the order of the outputs."""
    gates = {name: gate.symbol for name, gate in GATES[config.cell_type].items()}
    return {name: LETTERS[name] for name in STATES[config.cell_type]} | gates


def _graph(name: str, read: list[str], given: list[str], lines: list[str]) -> str:
    return "\n".join([f"{name} ({', '.join(read)}) => ({', '.join(given)}) {{", *lines, "}"])
