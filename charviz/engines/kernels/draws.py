"""The weights before the first step, drawn as torch and numpy draw them: the same generator, the same distributions.

Uniform numbers are to the bit those of torch where it uses the instruction that multiplies and adds (on every processor of the
last ten years), and within one last bit elsewhere. Normal ones agree but for the last bits: torch, too, draws others on each
kind of processor.
"""

import math

import numpy as np

from charviz.engines.kernels.base import kernel
from charviz.engines.kernels.elementary import cosine_and_sine, log
from charviz.engines.kernels.layout import gate_width, padded, torch_places, torch_size
from charviz.engines.kernels.plan import GLOROT, LSTM, NUMPY, WORDS

MIDDLE = 397  # of the generator's state
MARK = WORDS  # the place in the state behind its words: the next one to be read


@kernel
def seed_generator(state, seed):
    """MT19937 (Matsumoto & Nishimura 1998), as torch.manual_seed and numpy.random.seed begin it; state (STATE,) int64."""
    state[0] = seed
    for i in range(1, WORDS):
        state[i] = (1812433253 * (state[i - 1] ^ (state[i - 1] >> 30)) + i) & 0xFFFFFFFF
    state[MARK] = WORDS


@kernel
def refill(state):
    for i in range(WORDS):
        joined = (state[i] & 0x80000000) | (state[(i + 1) % WORDS] & 0x7FFFFFFF)
        state[i] = state[(i + MIDDLE) % WORDS] ^ (joined >> 1) ^ (0x9908B0DF if joined & 1 else 0)
    state[MARK] = 0


@kernel
def next_word(state):
    """The next 32 bits."""
    if state[MARK] == WORDS:
        refill(state)
    y = state[state[MARK]]
    state[MARK] += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9D2C5680
    y ^= (y << 15) & 0xEFC60000
    return y ^ (y >> 18)


@kernel
def draw_uniform(row, begin, end, least, most, state):
    """torch's uniform_: 24 random bits each. Its product and sum are rounded once, as processors of our time do."""
    low = np.float32(least)
    span = np.float64(np.float32(most) - low)
    for j in range(begin, end):
        row[j] = (next_word(state) & 0xFFFFFF) * 2.0**-24 * span + np.float64(low)


@kernel
def draw_normal(row, begin, end, state):
    """torch's normal_(0, 1), by Box and Muller: sixteen at once, the last sixteen of all anew where some would be left over."""
    count = end - begin
    if count < 16:
        draw_few_normal(row, begin, end, state)
        return
    draw_uniform(row, begin, end, 0, 1, state)
    for first in range(begin, end - 15, 16):
        turn_normal(row, first)
    if count % 16:
        draw_uniform(row, end - 16, end, 0, 1, state)
        turn_normal(row, end - 16)


@kernel
def turn_normal(row, first):
    """Sixteen uniform numbers become normal ones."""
    for j in range(first, first + 8):
        radius = math.sqrt(-2 * log(np.float64(np.float32(1) - row[j])))
        cosine, sine = cosine_and_sine(np.float64(np.float32(2 * math.pi) * row[j + 8]))
        row[j], row[j + 8] = radius * cosine, radius * sine


@kernel
def next_share(state):
    """torch's uniform float64 from 0 to 1: 53 bits of two words."""
    high, low = next_word(state), next_word(state)
    return float((high & (2**21 - 1)) << 32 | low) * 2.0**-53


@kernel
def draw_few_normal(row, begin, end, state):
    """Fewer than sixteen, in pairs, in float64."""
    for j in range(begin, end, 2):
        angle, share = next_share(state), next_share(state)
        radius = math.sqrt(-2 * log(1 - share))
        cosine, sine = cosine_and_sine(2 * math.pi * angle)
        row[j] = radius * cosine
        if j + 1 < end:
            row[j + 1] = radius * sine


@kernel
def next_double(state):
    """numpy's uniform float64 from 0 to 1: 53 bits of two words."""
    high, low = next_word(state) >> 5, next_word(state) >> 6
    return (high * 67108864.0 + low) / 9007199254740992.0


@kernel
def draw(row, s, seed, init, forget_bias, state):
    """row (P,) in torch's order: the weights before the first step. See `charviz.nn.model.initial_weights`."""
    seed_generator(state, seed)
    if init == NUMPY:
        draw_as_numpy(row, s, state)
    else:
        draw_as_torch(row, s, state)
        if init == GLOROT:
            draw_as_glorot(row, s, state)
    if s.cell == LSTM:
        add_to_forget_gates(row, s, forget_bias)


@kernel
def draw_weights(flat, s, seed, init, forget_bias, scratch):
    """The weights before the first step; scratch (torch_size + STATE,)."""
    count = torch_size(s)
    drawn, places = flat.gradient[:count], scratch[:count]
    draw(drawn, s, seed, init, forget_bias, scratch[count:])
    torch_places(places, s)
    for j in range(count):
        flat.weights[places[j]] = drawn[j]
    flat.gradient[:] = 0


@kernel
def draw_as_torch(row, s, state):
    """The reset_parameters of nn.Embedding, nn.RNN and nn.Linear."""
    rows, inputs, at = gate_width(s) // padded(s.units) * s.units, s.width, 0
    if s.embedded:
        at = s.symbols * s.width
        draw_normal(row, 0, at, state)
    end = at
    for _ in range(s.layers):
        end += rows * (inputs + s.units + 2)
        inputs = s.units
    bound = 1 / math.sqrt(s.units)
    draw_uniform(row, at, end, -bound, bound, state)
    if s.headed:
        fan = s.units if s.layers else s.width
        bound = math.sqrt(3.0) * (math.sqrt(2.0 / (1 + math.sqrt(5.0) ** 2)) / math.sqrt(fan))
        draw_uniform(row, end, end + s.symbols * fan, -bound, bound, state)
        bound = 1 / math.sqrt(fan)
        draw_uniform(row, end + s.symbols * fan, row.size, -bound, bound, state)


@kernel
def draw_as_glorot(row, s, state):
    """Glorot and Bengio 2010, as TensorFlow 1 draws: a layer's two matrices as one, biases 0; an embedding stays torch's."""
    rows, inputs, at = gate_width(s) // padded(s.units) * s.units, s.width, s.symbols * s.width if s.embedded else 0
    for _ in range(s.layers):
        end = at + rows * (inputs + s.units)
        bound = math.sqrt(6 / (inputs + s.units + rows))
        draw_uniform(row, at, end, -bound, bound, state)
        at = end + 2 * rows
        row[end:at] = 0
        inputs = s.units
    if s.headed:
        fan = s.units if s.layers else s.width
        bound = math.sqrt(6 / (fan + s.symbols))
        draw_uniform(row, at, at + s.symbols * fan, -bound, bound, state)
        row[at + s.symbols * fan :] = 0


@kernel
def draw_as_numpy(row, s, state):
    """randn (Marsaglia's polar method) for Wxh, Whh, Bh, Wy, By in this order; each bias is one number for all units."""
    row[:] = 0
    count = 2 * s.symbols * s.units + s.units * s.units + 2
    for k in range(0, count, 2):
        x, y, square = 0.0, 0.0, 0.0
        while square >= 1 or square == 0:
            x, y = 2 * next_double(state) - 1, 2 * next_double(state) - 1
            square = x * x + y * y
        scale = math.sqrt(-2 * log(square) / square)
        put_numpys(row, s, k, scale * y)
        if k + 1 < count:
            put_numpys(row, s, k + 1, scale * x)


@kernel
def put_numpys(row, s, k, number):
    """The k-th number of numpy's: its matrices (inputs, outputs) lie transposed in torch's."""
    inputs, recurrent = s.symbols * s.units, s.units * s.units
    head = inputs + recurrent + 2 * s.units
    if k < inputs:
        row[k % s.units * s.symbols + k // s.units] = number
    elif k < inputs + recurrent:
        k -= inputs
        row[inputs + k % s.units * s.units + k // s.units] = number
    elif k == inputs + recurrent:
        row[k : k + s.units] = number
    elif k < inputs + recurrent + 1 + inputs:
        k -= inputs + recurrent + 1
        row[head + k % s.symbols * s.units + k // s.symbols] = number
    else:
        row[head + inputs :] = number


@kernel
def add_to_forget_gates(row, s, more):
    """torch stacks the gates i, f, g, o."""
    inputs, at = s.width, s.symbols * s.width if s.embedded else 0
    for _ in range(s.layers):
        at += 4 * s.units * (inputs + s.units)
        for j in range(at + s.units, at + 2 * s.units):
            row[j] += row.dtype.type(more)
        at += 8 * s.units
        inputs = s.units
