"""Losses with their gradients, clipping, and the optimizers, as torch defines them."""

import math

import numpy as np

from charviz.engines.kernels.base import kernel
from charviz.engines.kernels.elementary import exp, log, power
from charviz.engines.kernels.matrices import row_sum, square_sum


@kernel
def cross_entropy(outputs, targets, symbols, predicted, confidence):
    """Mean of -log softmax(outputs)[target] in nats; outputs (N, V), padded, become its gradient.

    predicted (N,) and confidence (N,) take the likeliest of the `symbols` ids and its probability.
    """
    total, count = 0.0, targets.size
    share = outputs.dtype.type(1 / count)
    for row in range(count):
        y = outputs[row]
        best = 0
        for j in range(1, symbols):
            if y[j] > y[best]:
                best = j
        most, aim = y[best], y[targets[row]]
        for j in range(y.size):
            y[j] = exp(y[j] - most)
        y[symbols:] = 0
        scale = row_sum(y)
        total += log(np.float64(scale)) + most - aim
        predicted[row], confidence[row] = best, y[best] / scale
        scale = share / scale
        for j in range(y.size):
            y[j] *= scale
        y[targets[row]] -= share
    return total / count


@kernel
def squared_error(outputs, targets, symbols, sequences, predicted, confidence):
    """Squared distance from one-hot targets, mean over V, summed over time, mean over the sequences; else as above."""
    total, least = np.float64(0), outputs.dtype.type(1e-9)
    slope = outputs.dtype.type(2 / (symbols * sequences))
    for row in range(targets.size):
        y = outputs[row]
        best, scale = 0, max(y[0], least)
        for j in range(1, symbols):
            if max(y[j], least) > max(y[best], least):
                best = j
            scale += max(y[j], least)
        predicted[row], confidence[row] = best, max(y[best], least) / scale
        y[targets[row]] -= y.dtype.type(1)
        for j in range(symbols):
            total += y[j] * y[j]
            y[j] *= slope
    return total / (symbols * sequences)


@kernel
def clip(gradient, longest):
    """torch.nn.utils.clip_grad_norm_: shortens the gradient to length `longest`."""
    length = np.float64(math.sqrt(square_sum(gradient)))
    scale = gradient.dtype.type(min(1.0, longest / (length + 1e-6)))
    for j in range(gradient.size):
        gradient[j] *= scale


@kernel
def adam(weights, gradient, mean, square, rate, step):
    """torch.optim.Adam with its defaults, beta 0.9 and 0.999, eps 1e-8; step counts from 1 (Kingma & Ba 2015)."""
    kind = weights.dtype.type
    beta1, new1, beta2, new2, eps = kind(0.9), kind(0.1), kind(0.999), kind(0.001), kind(1e-8)
    size, root = kind(rate / (1 - power(0.9, step))), kind(math.sqrt(1 - power(0.999, step)))
    for j in range(weights.size):
        mean[j] = beta1 * mean[j] + new1 * gradient[j]
        square[j] = beta2 * square[j] + new2 * gradient[j] * gradient[j]
        weights[j] -= size * mean[j] / (math.sqrt(square[j]) / root + eps)


@kernel
def rmsprop(weights, gradient, square, rate):
    """torch.optim.RMSprop with its defaults, alpha 0.99, eps 1e-8."""
    kind = weights.dtype.type
    alpha, new, eps, size = kind(0.99), kind(0.01), kind(1e-8), kind(rate)
    for j in range(weights.size):
        square[j] = alpha * square[j] + new * gradient[j] * gradient[j]
        weights[j] -= size * gradient[j] / (math.sqrt(square[j]) + eps)


@kernel
def sgd(weights, gradient, rate):
    size = weights.dtype.type(rate)
    for j in range(weights.size):
        weights[j] -= size * gradient[j]
