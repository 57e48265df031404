"""The same training as a student writes it: a character RNN in plain numpy, one time step after the other, with Adam."""

import numpy as np

import charviz as cv
from charviz.nn.model import initial_weights


class PlainRNN:
    """One layer, one-hot, a linear head; float64; the first weights are those of charviz, and so are the losses."""

    def __init__(self, config: cv.RunConfig) -> None:
        self.weights = [weight.numpy().astype(np.float64) for weight in initial_weights(config).values()]
        self.inputs, self.targets = config.batch.inputs[0], config.batch.targets[0]
        self.mean = [np.zeros_like(weight) for weight in self.weights]
        self.square = [np.zeros_like(weight) for weight in self.weights]
        self.rate, self.steps = config.learning_rate, 0

    def train(self, steps: int) -> list[float]:
        return [self.step() for _ in range(steps)]

    def step(self) -> float:
        wxh, whh, bxh, bhh, why, by = self.weights
        hs, ps, loss = {-1: np.zeros(len(bhh))}, {}, 0.0
        for t in range(len(self.inputs)):
            x = np.zeros(wxh.shape[1])
            x[self.inputs[t]] = 1
            hs[t] = np.tanh(wxh @ x + bxh + whh @ hs[t - 1] + bhh)
            y = why @ hs[t] + by
            ps[t] = np.exp(y - y.max()) / np.exp(y - y.max()).sum()
            loss -= np.log(ps[t][self.targets[t]])
        gradients = [np.zeros_like(weight) for weight in self.weights]
        dwxh, dwhh, dbxh, dbhh, dwhy, dby = gradients
        dh_next = np.zeros(len(bhh))
        for t in reversed(range(len(self.inputs))):
            dy = ps[t].copy()
            dy[self.targets[t]] -= 1
            dy /= len(self.inputs)
            dwhy += np.outer(dy, hs[t])
            dby += dy
            da = (1 - hs[t] ** 2) * (why.T @ dy + dh_next)
            x = np.zeros(wxh.shape[1])
            x[self.inputs[t]] = 1
            dwxh += np.outer(da, x)
            dwhh += np.outer(da, hs[t - 1])
            dbxh += da
            dbhh += da
            dh_next = whh.T @ da
        self.steps += 1
        for weight, gradient, mean, square in zip(self.weights, gradients, self.mean, self.square, strict=True):
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient**2 - square)
            corrected = mean / (1 - 0.9**self.steps), square / (1 - 0.999**self.steps)
            weight -= self.rate * corrected[0] / (np.sqrt(corrected[1]) + 1e-8)
        return loss / len(self.inputs)
