"""exp, sigmoid and tanh as lines that the compiler turns into vector code, for float32; float64 takes the C library's.

Every constant is a float32: one plain 0.5 among them would turn the whole loop into a float64 one.
"""

import math

import numpy as np
from llvmlite import ir
from numba import float32, int32, types
from numba.extending import intrinsic, overload

from charviz.engines.kernels.base import kernel


def _singles(*numbers: float) -> tuple[np.float32, ...]:
    return tuple(map(np.float32, numbers))


HALF, ONE, LOG2_E = _singles(0.5, 1, 1.44269504)
LN2_HIGH, LN2_LOW = _singles(0.693359375, -2.12194440e-4)  # ln 2 in two parts, so that n * LN2_HIGH is exact
LEAST, MOST = _singles(-87.3, 88.3)  # beyond, e^x is no ordinary float32
FLAT = np.float32(7.90531110763549805)  # beyond, tanh is 1
EXP = _singles(
    5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.9875691500e-4
)  # fmt: skip
ODD = _singles(
    4.89352455891786e-3, 6.37261928875436e-4, 1.48572235717979e-5, 5.12229709037114e-8,
    -8.60467152213735e-11, 2.00018790482477e-13, -2.76076847742355e-16,
)  # fmt: skip
EVEN = _singles(4.89352518554385e-3, 2.26843463243900e-3, 1.18534705686654e-4, 1.19825839466702e-6)


@intrinsic
def _as_float(typingctx, bits):
    """The float32 that has these 32 bits."""

    def code(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.FloatType())

    return float32(int32), code


@kernel
def _exp32(x):
    """2^n times a polynomial on [-ln 2 / 2, ln 2 / 2] (Cephes, expf.c); NaN stays NaN.

    The relative error is below 2e-7 where one instruction multiplies and adds, elsewhere it can grow to |x| / 2^23.
    """
    x = LEAST if x < LEAST else (MOST if x > MOST else x)
    n = np.float32(math.floor(x * LOG2_E + HALF))
    r = x - n * LN2_HIGH - n * LN2_LOW
    p = ((((EXP[5] * r + EXP[4]) * r + EXP[3]) * r + EXP[2]) * r + EXP[1]) * r + EXP[0]
    return (p * r * r + r + ONE) * _as_float((np.int32(n) + np.int32(127)) << np.int32(23))


@kernel
def _tanh32(x):
    """A ratio of polynomials (Eigen, MathFunctionsImpl.h); relative error below 5e-7, NaN stays NaN."""
    x = -FLAT if x < -FLAT else (FLAT if x > FLAT else x)
    s = x * x
    odd = ((((((ODD[6] * s + ODD[5]) * s + ODD[4]) * s + ODD[3]) * s + ODD[2]) * s + ODD[1]) * s + ODD[0]) * x
    return odd / (((EVEN[3] * s + EVEN[2]) * s + EVEN[1]) * s + EVEN[0])


def exp(x: float) -> float:
    """e^x of float32 or float64."""
    return math.exp(x)


def tanh(x: float) -> float:
    """tanh x of float32 or float64."""
    return math.tanh(x)


@overload(exp)
def _exp(x):
    return (lambda x: _exp32(x)) if x == types.float32 else (lambda x: math.exp(x))


@overload(tanh)
def _tanh(x):
    return (lambda x: _tanh32(x)) if x == types.float32 else (lambda x: math.tanh(x))


@kernel
def sigmoid(x):
    """1 / (1 + e^-x)."""
    one = type(x)(1)
    return one / (one + exp(-x))
