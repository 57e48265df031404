"""What the gradients through time of one text are, and how far back they reach."""

from dataclasses import dataclass

import numpy as np

from charviz.errors import ConfigError
from charviz.i18n import N_


@dataclass(frozen=True, eq=False)
class Contribution:
    """Contribution of each time step to the gradient of one weight matrix: sum over t of parts = whole.

    norm: (T,) that of each part; projection: (T,) its component along the whole, as a share of it, so that they sum to 1;
    whole: norm of dL/dW. unit: (T,) and total: the number of the matrix with the largest gradient, time by time and whole.
    """

    norm: np.ndarray
    projection: np.ndarray
    whole: float
    unit: np.ndarray
    total: float


@dataclass(frozen=True, eq=False)
class GradientTrace:
    """How the loss of T characters depends on the states of one layer through time; all arrays are read-only.

    The loss L is the sum of the losses L_t of the times t.

    Attributes:
        step: the step whose weights these are.
        inputs: the T symbols that are read.
        targets: the T symbols that should be predicted.
        losses: (T,) L_t, which sum to the loss of the text.
        hidden: (T, H) dL/dh_t of the hidden states.
        cell_state: (T, H) dL/dc_t of an LSTM, else None.
        flow: (T, T) norms of dL_t/dh_k in row t and column k; 0 where k > t.
        attribution: (T, T) norms of the derivative of the target's output at time t by the input at time k.
        tanh_derivative: (T, H) derivative of the cell's tanh, in (0, 1].
        contributions: what each time adds to the gradient of weight_ih, weight_hh, bias_ih and bias_hh.

    Example:
        >>> import charviz as cv
        >>> trace = cv.train(cv.RunConfig(text="hihello", steps=3)).gradients()
        >>> trace.flow.shape, bool((trace.flow[0, 1:] == 0).all())
        ((6, 6), True)

    Source: Pascanu, Mikolov and Bengio, `On the difficulty of training recurrent neural networks
    <https://arxiv.org/abs/1211.5063>`_, 2013.
    """

    step: int
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    losses: np.ndarray
    hidden: np.ndarray
    cell_state: np.ndarray | None
    flow: np.ndarray
    attribution: np.ndarray
    tanh_derivative: np.ndarray
    contributions: dict[str, Contribution]

    @property
    def gradient_reach(self) -> np.ndarray:
        """The share of the gradient that is left d characters back, (T,): the median over t of flow[t, t - d] / flow[t, t].

        Example:
            >>> reach = cv.train(cv.RunConfig(text="hihello", steps=3)).gradients().gradient_reach
            >>> reach.shape, float(reach[0])
            ((6,), 1.0)
        """
        return reach(self.flow)

    def decay_per_step(self, distance: int = 10) -> float:
        """Returns the factor by which the gradient changes with each further character back.

        It is the geometric mean from the first character back to `distance`: on its way to the first, the gradient goes through
        the output too.

        Args:
            distance: 2 or more characters; where the text is shorter, its length counts.

        Returns:
            The factor; NaN where no gradient flows, or the text has fewer than three characters to read.

        Raises:
            ConfigError: distance is below 2.

        Example:
            >>> untrained = cv.train(cv.RunConfig(text="hihello", steps=1)).gradients(step=0)
            >>> 0 < untrained.decay_per_step() < 1  # it vanishes
            True
        """
        if not distance >= 2:
            raise ConfigError(N_("distance is {found}; allowed: {least} or more."), found=distance, least=2)
        return decay_per_step(self.gradient_reach, distance)


def reach(flow: np.ndarray) -> np.ndarray:
    """The `gradient_reach` of a flow (T, T)."""
    here = np.maximum(np.diagonal(flow), np.finfo(flow.dtype).tiny)
    return np.array([np.median(np.diagonal(flow, -d) / here[d:]) for d in range(len(here))])


def decay_per_step(reach: np.ndarray, distance: int = 10) -> float:
    """The factor of `GradientTrace.decay_per_step`, from a reach (T,)."""
    distance = min(distance, len(reach) - 1)
    if distance < 2 or not reach[1]:
        return float("nan")
    return float((reach[distance] / reach[1]) ** (1 / (distance - 1)))
