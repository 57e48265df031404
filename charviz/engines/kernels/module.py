"""The one entry that the WebAssembly module has: what is asked, and where in memory what it needs lies.

`facts` (FACTS,) float64 says what is asked and of which run. `work` (as many float32 as ROOM answers) is weights, gradient, the
optimizer's averages, and what a pass leaves; the module itself remembers nothing between two calls.
"""

from numba import carray

from charviz.engines.kernels.base import kernel
from charviz.engines.kernels.draws import draw_weights
from charviz.engines.kernels.elementary import exp
from charviz.engines.kernels.layout import (
    Flat,
    net_starts,
    net_views,
    torch_size,
    traces_starts,
    traces_views,
)
from charviz.engines.kernels.matrices import row_sum
from charviz.engines.kernels.plan import (
    CROSS_ENTROPY,
    DRAW,
    FACTS,
    REPLAY,
    ROOM,
    ROW,
    STATE,
    TRACE,
    TRAIN,
    Batch,
    Plan,
    Record,
    Sizes,
)
from charviz.engines.kernels.train_loop import forward, train


@kernel
def whole(facts, first):
    """Nine facts as whole numbers."""
    f = facts[first : first + 9]
    return int(f[0]), int(f[1]), int(f[2]), int(f[3]), int(f[4]), int(f[5]), int(f[6]), int(f[7]), int(f[8])


@kernel
def plan_of(facts):
    cell, symbols, width, units, layers, embedded, headed, positions, sequences = whole(facts, 0)
    sizes = Sizes(cell, symbols, width, units, layers, embedded != 0, headed != 0, positions, sequences)
    return Plan(sizes, int(facts[9]), int(facts[10]), facts[11], facts[12])


@kernel
def probabilities(plan, y):
    """Outputs (V,), padded, become probabilities: softmax, or the shares of what is above 0 where outputs are targets."""
    symbols, least = plan.sizes.symbols, y.dtype.type(1e-9)
    most = y[0]
    for j in range(1, symbols):
        most = max(most, y[j])
    for j in range(symbols):
        y[j] = exp(y[j] - most) if plan.loss == CROSS_ENTROPY else max(y[j], least)
    y[symbols:] = 0
    scale = row_sum(y)
    for j in range(symbols):
        y[j] /= scale


def engine(facts, work, ids, losses, predicted, confidence, keep, kept, scratch):
    """Answers what `facts` asks, as a float64; the arrays are pointers, and those that a question does not need may be 0.

    ids: int32, inputs and targets (N,) and starts (T + 1,); losses (steps,) float64; predicted (steps, N) int32;
    confidence (steps, N) float32; keep (steps,) bool; kept (k, P) float32; scratch: int64, see `draw_weights`.
    """
    asked = carray(facts, (len(FACTS),))
    plan = plan_of(asked)
    s, times, verb, number = plan.sizes, int(asked[16]), int(asked[17]), int(asked[18])
    row, room = net_starts(s)[8], traces_starts(s)[13]
    if verb == ROOM:
        return float(4 * row + room)
    if verb == ROW:
        return float(row)
    if verb == TRACE:
        return float(4 * row + traces_starts(s)[number])
    numbers = carray(work, (4 * row + room,))
    flat = Flat(numbers[:row], numbers[row : 2 * row], numbers[2 * row : 3 * row], numbers[3 * row : 4 * row])
    if verb == DRAW:
        numbers[:] = 0
        draw_weights(flat, s, int(asked[13]), int(asked[14]), asked[15], carray(scratch, (torch_size(s) + STATE,)))
        return 0.0
    n, count = int(asked[19]), s.positions
    tokens = carray(ids, (2 * count + times + 1,))
    batch = Batch(tokens[:count], tokens[count : 2 * count], tokens[2 * count :])
    net, traces = net_views(flat.weights, s), traces_views(numbers[4 * row :], s)
    rows = carray(kept, (number + 1, row))
    if verb == REPLAY:
        forward(plan, net_views(rows[number], s), batch, traces)
        for position in range(count):
            probabilities(plan, traces.outputs[position])
        return 0.0
    record = Record(
        carray(losses, (n,)), carray(predicted, (n, count)), carray(confidence, (n, count)), carray(keep, (n,)), rows
    )
    train(plan, flat, net, net_views(flat.gradient, s), batch, traces, record, verb == TRAIN, int(asked[20]))
    return 0.0
