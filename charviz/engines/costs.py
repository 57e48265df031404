"""About how long a training step takes in each engine: a function of the config only."""

from charviz.config import RunConfig
from charviz.nn.cell_types import GATE_COUNT
from charviz.nn.parameters import weight_shapes

# Microseconds on one core, fitted on 60 networks: T 6 to 500, B 1 to 100, H 5 to 512, 1 to 4 layers (`make bench` measures again).
CALLS = {"memoryless": 0, "rnn": 25, "lstm": 3, "gru": 75}  # that torch spends on calls, per time step and layer
LARGE = 2**20  # weights of a matrix that does not fit the core's cache
GPU_CALLS = 900  # microseconds that torch spends on calls where a GPU computes
# Of a GPU that trains one run in each of its threads: estimates, for no GPU has been measured yet (`benchmarks.device` does).
GPU_SLOWER = 50  # times as long as a core a thread takes for a step
GPU_THREADS = 8192  # that a GPU runs before one makes others wait
GPU_BEGIN = 200_000  # microseconds for what does not depend on the number of runs


def torch_cost(config: RunConfig) -> float:
    """The approximate time of a training step in torch, in microseconds."""
    sequences, times = config.batch_shape
    layers, positions, products, weights = _size(config)
    calls = 400 + CALLS[config.cell_type] * times * layers
    return calls + 0.7 * positions + products * (25e-6 + 20e-6 / sequences) + 4e-3 * weights


def compiled_cost(config: RunConfig) -> float:
    """The approximate time of a training step in the compiled loops, in microseconds."""
    layers, positions, products, weights = _size(config)
    each = 30e-6 if config.batch_shape[0] > 1 else 45e-6
    if layers and GATE_COUNT[config.cell_type] * config.hidden_size**2 >= LARGE:
        each *= 1.15
    return 2 + 0.25 * positions * max(layers, 1) + products * each + 1e-3 * weights


def gpu_cost(config: RunConfig) -> float:
    """The approximate time of a training step in a thread of a GPU, in microseconds."""
    return GPU_SLOWER * compiled_cost(config)


def fits_gpu(config: RunConfig, count: int, cores: int) -> bool:
    """Whether a GPU that trains `count` runs at once, one in a thread, would be faster than the cores."""
    waves = -(-count // GPU_THREADS)
    return GPU_BEGIN + config.steps * gpu_cost(config) * waves < config.steps * compiled_cost(config) * count / cores


def _size(config: RunConfig) -> tuple[int, int, int, int]:
    """Layers, positions, multiplications of a step forward and backward, weights."""
    layers = 0 if config.cell_type == "memoryless" else config.num_layers
    positions, shapes = config.positions, weight_shapes(config)
    sizes = [shape[0] * shape[1] for shape in shapes.values() if len(shape) == 2]
    multiplied = sum(sizes[1:])  # the first matrix is only looked up, by id
    return layers, positions, 3 * positions * multiplied, sum(sizes)


def fits_compiled(config: RunConfig) -> bool:
    """Whether the compiled loops are the faster engine on a CPU, or are named in the config."""
    return config.engine == "compiled" or (config.engine == "auto" and compiled_cost(config) <= torch_cost(config))
