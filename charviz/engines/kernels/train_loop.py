"""Forward, loss, backward through time, optimizer, n times over: one call, no Python in between.

Letters as in `layout`. Every array is a view of one that is passed from call to call: nothing is allocated.
"""

from charviz.engines.kernels.base import kernel
from charviz.engines.kernels.cells import (
    gru_backward,
    gru_forward,
    lstm_backward,
    lstm_forward,
    rnn_backward,
    rnn_forward,
)
from charviz.engines.kernels.layout import view
from charviz.engines.kernels.matrices import (
    add_product,
    add_product_with_transpose,
    add_rows,
    add_sum,
    copy,
    sum_rows,
    transpose,
)
from charviz.engines.kernels.optimizers import adam, clip, cross_entropy, rmsprop, sgd, squared_error
from charviz.engines.kernels.plan import ADAM, CROSS_ENTROPY, GRU, LSTM, RMSPROP


@kernel
def train(plan, flat, net, gradient, batch, traces, record, learning, steps_before):
    """A step for each entry of record.losses; `learning` false: measures only."""
    kept = 0
    for step in range(record.losses.size):
        if record.keep[step]:
            copy(record.kept[kept], flat.weights)
            kept += 1
        forward(plan, net, batch, traces)
        record.losses[step] = loss_of(plan, batch, traces, record.predicted[step], record.confidence[step])
        if learning:
            flat.gradient[:] = 0
            backward(plan, net, gradient, batch, traces)
            update(plan, flat, steps_before + step + 1)


@kernel
def forward(plan, net, batch, traces):
    """Inputs to outputs, all times of a layer before those of the next."""
    count, layers = batch.inputs.size, net.recurrent.shape[0]
    x = traces.embedded[:count]
    if plan.sizes.embedded:
        for row in range(count):
            copy(x[row], net.embedding[batch.inputs[row]])
    for layer in range(layers):
        a = traces.a[layer, :count]
        for row in range(count):
            copy(a[row], net.bias_ih[layer])
        if layer:
            add_product(a, x, net.upper[layer - 1])
        elif plan.sizes.embedded:
            add_product(a, x, net.first)
        else:
            add_rows(a, net.first, batch.inputs)
        follow(plan.sizes.cell, layer, net, batch.starts, traces)
        x = traces.h[layer, :count]
    outputs = traces.outputs[:count]
    if not plan.sizes.headed:
        for row in range(count):
            copy(outputs[row], x[row])
        return
    for row in range(count):
        copy(outputs[row], net.head_bias)
    if layers or plan.sizes.embedded:
        add_product(outputs, x, net.head)
    else:
        add_rows(outputs, net.head, batch.inputs)


@kernel
def follow(cell, layer, net, starts, traces):
    """One layer through time; its `a` holds W x + b already."""
    a, u, h_before, h = traces.a[layer], traces.u[layer], traces.h_before[layer], traces.h[layer]
    bias = net.bias_hh[layer]
    for row in range(starts[-1]):
        if cell == GRU:
            u[row] = 0
        for j in range(bias.size):
            u[row, j] += bias[j]
    for t in range(starts.size - 1):
        begin, end = starts[t], starts[t + 1]
        if t:
            back = begin - starts[t - 1]
            for row in range(begin, end):
                copy(h_before[row], h[row - back])
                if cell == LSTM:
                    copy(traces.c_before[layer, row], traces.c[layer, row - back])
            add_product(u[begin:end], h_before[begin:end], net.recurrent[layer])
        for row in range(begin, end):
            if cell == LSTM:
                lstm_forward(
                    a[row], traces.c_before[layer, row], traces.c[layer, row], traces.tanh_c[layer, row], h[row]
                )
            elif cell == GRU:
                gru_forward(a[row], u[row], h_before[row], h[row])
            else:
                rnn_forward(a[row], h[row])


@kernel
def loss_of(plan, batch, traces, predicted, confidence):
    """The loss; traces.outputs become its gradient."""
    outputs = traces.outputs[: batch.targets.size]
    if plan.loss == CROSS_ENTROPY:
        return cross_entropy(outputs, batch.targets, plan.sizes.symbols, predicted, confidence)
    return squared_error(outputs, batch.targets, plan.sizes.symbols, batch.starts[1], predicted, confidence)


@kernel
def backward(plan, net, gradient, batch, traces):
    """From the outputs' gradient to that of every weight, the top layer first."""
    count, layers = batch.inputs.size, net.recurrent.shape[0]
    slope, outputs = traces.slope, traces.outputs
    below = traces.h[layers - 1] if layers else traces.embedded
    slope[:] = 0
    if not plan.sizes.headed:
        for row in range(count):
            copy(slope[row], outputs[row])
    elif layers or plan.sizes.embedded:
        add_product(gradient.head, below.T, outputs)
        add_product_with_transpose(slope[:count], outputs[:count], net.head, traces.room)
    else:
        sum_rows(gradient.head, outputs, batch.inputs)
    if plan.sizes.headed:
        add_sum(gradient.head_bias, outputs, count)
    for layer in range(layers - 1, -1, -1):
        follow_back(plan.sizes.cell, layer, net, batch.starts, traces)
        a, u = traces.a[layer], traces.u[layer]
        add_product(gradient.recurrent[layer], traces.h_before[layer].T, u)
        add_sum(gradient.bias_ih[layer], a, count)
        add_sum(gradient.bias_hh[layer], u, count)
        if layer:
            add_product(gradient.upper[layer - 1], traces.h[layer - 1].T, a)
            slope[:] = 0
            add_product_with_transpose(slope[:count], a[:count], net.upper[layer - 1], traces.room)
        elif plan.sizes.embedded:
            add_product(gradient.first, traces.embedded.T, a)
            slope[:] = 0
            add_product_with_transpose(slope[:count], a[:count], net.first, traces.room)
        else:
            sum_rows(gradient.first, a, batch.inputs)
    if plan.sizes.embedded:
        sum_rows(gradient.embedding, slope, batch.inputs)


@kernel
def follow_back(cell, layer, net, starts, traces):
    """One layer backwards through time: its gates become their gradients."""
    a, u, h_before, h = traces.a[layer], traces.u[layer], traces.h_before[layer], traces.h[layer]
    dh, dc = traces.dh, traces.dc
    dh[:], dc[:] = 0, 0
    transpose(traces.room, net.recurrent[layer])
    recurrent_t = view(traces.room, 0, net.recurrent[layer].T.shape)
    for t in range(starts.size - 2, -1, -1):
        begin, end = starts[t], starts[t + 1]
        for row in range(begin, end):
            slope, dh_before = traces.slope[row], dh[row - begin]
            for j in range(h.shape[1]):
                slope[j] += dh_before[j]
            if cell == LSTM:
                lstm_backward(
                    a[row], traces.c_before[layer, row], traces.tanh_c[layer, row], slope[: h.shape[1]], dc[row - begin]
                )
                dh_before[:] = 0
            elif cell == GRU:
                gru_backward(a[row], u[row], h_before[row], slope[: h.shape[1]], dh_before)
            else:
                rnn_backward(a[row], h[row], slope)
                dh_before[:] = 0
        if t:
            add_product(dh[: end - begin], u[begin:end], recurrent_t)


@kernel
def update(plan, flat, step):
    """Clipping and the optimizer's step, which counts from 1."""
    if plan.longest >= 0:
        clip(flat.gradient, plan.longest)
    if plan.optimizer == ADAM:
        adam(flat.weights, flat.gradient, flat.mean, flat.square, plan.rate, step)
    elif plan.optimizer == RMSPROP:
        rmsprop(flat.weights, flat.gradient, flat.square, plan.rate)
    else:
        sgd(flat.weights, flat.gradient, plan.rate)
