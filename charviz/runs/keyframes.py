"""Which steps of a run keep their weights: every step at first, then ever fewer, so that any run stays within its budget."""

from charviz.config import RunConfig
from charviz.nn.cell_types import GATES, STATES
from charviz.nn.parameters import count

KEYFRAME = 256  # bytes of overhead per keyframe
BUDGET = 32 * 2**20  # bytes of weights and drawn states of all keyframes of the longest run
OCTAVES = 8  # the longest run has at most this many times the keyframes of the dense part


def keyframe_bytes(config: RunConfig) -> int:
    """The size of a keyframe in bytes: float32 weights, and one byte per drawn value of a state or a gate."""
    drawn = (len(STATES[config.cell_type]) + len(GATES[config.cell_type])) * config.num_layers * config.hidden_size
    return 4 * count(config) + drawn * int(config.batch.mask.sum())


def dense_until(config: RunConfig, budget: int = BUDGET) -> int:
    """The first step from which not every step is a keyframe; a function of the config without its `steps`."""
    return max(1, budget // (OCTAVES * keyframe_bytes(config)))


def run_bytes(config: RunConfig, steps: int) -> int:
    """The approximate size in bytes of a run of `steps` steps: keyframes, losses and predictions."""
    dense, first, kept = dense_until(config), 0, 0
    while first <= steps:  # in each stretch, twice as long as the one before, every 1st, 2nd, 4th, ...
        end = min(2 * first or dense, steps + 1)
        every = 1 << (first // dense).bit_length()
        kept += (end - 1) // every - (first - 1) // every
        first = end if end > first else steps + 1
    return (4 * count(config) + KEYFRAME) * kept + (steps + 1) * (8 + 2 * int(config.batch.mask.sum()))


def is_keyframe(step: int, dense: int) -> bool:
    """Every step below `dense`, every 2nd up to twice as far, every 4th up to four times as far, and so on."""
    return step % (1 << (step // dense).bit_length()) == 0
