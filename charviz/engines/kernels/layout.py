"""Where each number lies: torch's weights padded and transposed in one row, and what a pass leaves in another.

Letters: N positions of all sequences, B sequences, G gates, and H, E, V padded to whole vectors of the processor.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import types
from numba.core import cgutils
from numba.np.arrayobj import make_array, populate_array

from charviz.engines.kernels.base import kernel, written_in_code
from charviz.engines.kernels.plan import GRU, LSTM

LANES = 8  # numbers that a processor computes with at once


class Flat(NamedTuple):
    """All weights in one row (P,), their gradient, and the optimizer's running averages of it and of its square."""

    weights: np.ndarray
    gradient: np.ndarray
    mean: np.ndarray
    square: np.ndarray


class Net(NamedTuple):
    """Views of a flat row: weights or their gradient. `first` are the lowest layer's input weights, `upper` the others'."""

    embedding: np.ndarray  # (V unpadded, E)
    first: np.ndarray  # (E, or V unpadded, G*H)
    upper: np.ndarray  # (L - 1, H, G*H)
    recurrent: np.ndarray  # (L, H, G*H)
    bias_ih: np.ndarray  # (L, G*H)
    bias_hh: np.ndarray  # (L, G*H)
    head: np.ndarray  # (H, V); without a recurrent layer (E, or V unpadded, V)
    head_bias: np.ndarray  # (V,)


class Traces(NamedTuple):
    """What a forward pass leaves for the backward pass. N is padded here: products over it go by fours."""

    embedded: np.ndarray  # (N, E)
    a: np.ndarray  # (L, N, G*H) gates, then dL/d(W x + b)
    u: np.ndarray  # gru: (L, N, G*H) U h + b', then its gradient; rnn and lstm: the array `a`
    h_before: np.ndarray  # (L, N, H)
    h: np.ndarray  # (L, N, H)
    c_before: np.ndarray  # lstm: (L, N, H)
    c: np.ndarray  # lstm: (L, N, H)
    tanh_c: np.ndarray  # lstm: (L, N, H)
    outputs: np.ndarray  # (N, V), then their gradient
    slope: np.ndarray  # (N, H or E) gradient of what a layer hands upwards
    dh: np.ndarray  # (B, H) gradient that time t + 1 hands back to t
    dc: np.ndarray  # (B, H)
    room: np.ndarray  # for one matrix, transposed


@written_in_code(lambda row, at, shape: row[at : at + math.prod(shape)].reshape(shape))
def view(typingctx, row, at, shape):
    """The numbers of a row from `at` on as an array of a shape; nothing is copied or checked.

    It is contiguous where the row is, and has the row's step between numbers elsewhere: on a GPU, the number of runs.
    """
    contiguous = row.layout == "C"
    array = types.Array(row.dtype, len(shape), "C" if contiguous else "A")

    def code(context, builder, signature, arguments):
        data, begin, sizes = arguments
        whole, part = make_array(row)(context, builder, data), make_array(array)(context, builder)
        item = context.get_constant(types.intp, context.get_abi_sizeof(context.get_data_type(row.dtype)))
        sizes = cgutils.unpack_tuple(builder, sizes)
        (step,) = [item] if contiguous else cgutils.unpack_tuple(builder, whole.strides)
        strides = [step]
        for size in sizes[:0:-1]:
            strides.insert(0, builder.mul(strides[0], size))
        place = builder.gep(whole.data, [begin])
        if not contiguous:
            place = cgutils.pointer_add(builder, whole.data, builder.mul(begin, step))
        populate_array(part, place, sizes, strides, item, whole.meminfo)
        if context.enable_nrt:
            context.nrt.incref(builder, array, part._getvalue())
        return part._getvalue()

    return array(row, types.intp, types.UniTuple(types.intp, len(shape))), code


@kernel
def padded(size):
    """The next whole number of lanes."""
    return (size + LANES - 1) // LANES * LANES


@kernel
def gate_width(s):
    """G*H."""
    gates = 4 if s.cell == LSTM else 3 if s.cell == GRU else 1
    return gates * padded(s.units) if s.layers else 0


@kernel
def net_shapes(s):
    """The shapes of a `Net`; what a net has not is empty."""
    hidden, stacked, outputs = padded(s.units), gate_width(s), padded(s.symbols)
    inputs = padded(s.width) if s.embedded else s.width  # one-hot rows are looked up, not multiplied
    return (
        (s.symbols if s.embedded else 0, inputs),
        (inputs if s.layers else 0, stacked),
        (max(s.layers - 1, 0), hidden, stacked),
        (s.layers, hidden, stacked),
        (s.layers, stacked),
        (s.layers, stacked),
        ((hidden if s.layers else inputs) if s.headed else 0, outputs),
        (outputs if s.headed else 0,),
    )


@kernel
def count2(shape):
    return shape[0] * shape[1]


@kernel
def count3(shape):
    return shape[0] * shape[1] * shape[2]


@kernel
def net_starts(s):
    """Where each field of a `Net` begins in its row, and at last where the row ends."""
    embedding, first, upper, recurrent, bias_ih, bias_hh, head, head_bias = net_shapes(s)
    at_first = count2(embedding)
    at_upper = at_first + count2(first)
    at_recurrent = at_upper + count3(upper)
    at_ih = at_recurrent + count3(recurrent)
    at_hh = at_ih + count2(bias_ih)
    at_head = at_hh + count2(bias_hh)
    at_bias = at_head + count2(head)
    return 0, at_first, at_upper, at_recurrent, at_ih, at_hh, at_head, at_bias, at_bias + head_bias[0]


@kernel
def net_views(row, s):
    """A row of weights, or of their gradient, as the matrices that it is made of."""
    at, shapes = net_starts(s), net_shapes(s)
    return Net(
        view(row, at[0], shapes[0]),
        view(row, at[1], shapes[1]),
        view(row, at[2], shapes[2]),
        view(row, at[3], shapes[3]),
        view(row, at[4], shapes[4]),
        view(row, at[5], shapes[5]),
        view(row, at[6], shapes[6]),
        view(row, at[7], shapes[7]),
    )


@kernel
def traces_starts(s):
    """Where each field of `Traces` begins in its row, and at last where the row ends."""
    count, hidden, stacked = padded(s.positions), padded(s.units), gate_width(s)
    states = s.layers * count * hidden
    cells = states if s.cell == LSTM else 0
    embedding = padded(s.width) if s.embedded else 0
    at_a = count * embedding
    at_u = at_a + s.layers * count * stacked
    at_h_before = at_u + (s.layers * count * stacked if s.cell == GRU else 0)
    at_h = at_h_before + states
    at_c_before = at_h + states
    at_c = at_c_before + cells
    at_tanh_c = at_c + cells
    at_outputs = at_tanh_c + cells
    at_slope = at_outputs + count * padded(s.symbols)
    at_dh = at_slope + count * max(hidden, embedding)
    at_dc = at_dh + s.sequences * hidden
    at_room = at_dc + s.sequences * hidden
    largest = max(max(hidden, embedding) * stacked, max(hidden, embedding) * padded(s.symbols))
    end = at_room + largest
    return (
        0,
        at_a,
        at_u,
        at_h_before,
        at_h,
        at_c_before,
        at_c,
        at_tanh_c,
        at_outputs,
        at_slope,
        at_dh,
        at_dc,
        at_room,
        end,
    )


@kernel
def traces_views(row, s):
    """A row of numbers as the arrays of a pass."""
    at, count, hidden, stacked = traces_starts(s), padded(s.positions), padded(s.units), gate_width(s)
    embedding = padded(s.width) if s.embedded else 0
    gates, states = (s.layers, count, stacked), (s.layers, count, hidden)
    cells, carried = (s.layers, count, hidden if s.cell == LSTM else 0), (s.sequences, hidden)
    return Traces(
        view(row, at[0], (count, embedding)),
        view(row, at[1], gates),
        view(row, at[2] if s.cell == GRU else at[1], gates),
        view(row, at[3], states),
        view(row, at[4], states),
        view(row, at[5], cells),
        view(row, at[6], cells),
        view(row, at[7], cells),
        view(row, at[8], (count, padded(s.symbols))),
        view(row, at[9], (count, max(hidden, embedding))),
        view(row, at[10], carried),
        view(row, at[11], carried),
        view(row, at[12], (at[13] - at[12],)),
    )


@kernel
def torch_size(s):
    """How many numbers torch's weights are."""
    gates = gate_width(s) // padded(s.units)
    upper = s.units * s.units * gates
    recurrent = s.layers * (upper + 2 * gates * s.units) + (gates * s.units * s.width if s.layers else 0)
    recurrent += max(s.layers - 1, 0) * upper
    head = (s.units if s.layers else s.width) * s.symbols + s.symbols if s.headed else 0
    return (s.symbols * s.width if s.embedded else 0) + recurrent + head


@kernel
def place(places, at, begin, rows, columns, row_step, column_step):
    """Writes where a matrix of torch's (rows, columns) lies, from places[at] on; returns where the next one is to be written."""
    for i in range(rows):
        for j in range(columns):
            places[at + i * columns + j] = begin + i * row_step + j * column_step
    return at + rows * columns


@kernel
def place_gates(places, at, begin, columns, s):
    """The same of stacked gates (G * units, columns), which lie here transposed, each gate padded."""
    hidden, stacked = padded(s.units), gate_width(s)
    for gate in range(stacked // hidden):
        at = place(places, at, begin + gate * hidden, s.units, columns, 1, stacked)
    return at


@kernel
def torch_places(places, s):
    """places (P,): where each number of torch's weights, in the order of its state_dict, lies in a row of ours."""
    begins, hidden, stacked, at = net_starts(s), padded(s.units), gate_width(s), 0
    if s.embedded:
        at = place(places, at, begins[0], s.symbols, s.width, padded(s.width), 1)
    for layer in range(s.layers):
        if layer:
            at = place_gates(places, at, begins[2] + (layer - 1) * hidden * stacked, s.units, s)
        else:
            at = place_gates(places, at, begins[1], s.width, s)
        at = place_gates(places, at, begins[3] + layer * hidden * stacked, s.units, s)
        at = place_gates(places, at, begins[4] + layer * stacked, 1, s)
        at = place_gates(places, at, begins[5] + layer * stacked, 1, s)
    if s.headed:
        at = place(places, at, begins[6], s.symbols, s.units if s.layers else s.width, 1, padded(s.symbols))
        at = place(places, at, begins[7], s.symbols, 1, 1, 1)
