"""exp, log, powers, sigmoid and tanh from nothing but +, -, *, / and bits, so that every processor gives the same ones.

Those of float32 are lines that the compiler turns into vector code. Every constant in them is a float32: one plain 0.5 would
turn the whole loop into a float64 one. exp and tanh of float64, in which only tests train, are the C library's.
"""

import math

import numpy as np
from llvmlite import ir
from numba import float32, float64, int32, int64, types
from numba.extending import overload

from charviz.engines.kernels.base import kernel, written_in_code


def _singles(*numbers: float) -> tuple[np.float32, ...]:
    return tuple(map(np.float32, numbers))


ONE, LOG2_E = _singles(1, 1.44269504)
ROUND = np.float32(1.5 * 2**23)  # a float32 of this size has no fraction: adding it rounds
ONE_BITS, MANTISSA = np.int32(0x3F800000), np.int32(23)  # the bits of 1.0, and how many of them are the fraction
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
LN2_HIGH64, LN2_LOW64 = 6.93147180369123816490e-01, 1.90821492927058770002e-10
LOG = (
    6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
    1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01,
)  # fmt: skip
HALF_PI_HIGH, HALF_PI_LOW = 1.57079632673412561417, 6.07710050650619224932e-11
SIN = (
    -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04, 2.75573137070700676789e-06,
    -2.50507602534068634195e-08, 1.58969099521155010221e-10,
)  # fmt: skip
COS = (
    4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05, -2.75573143513906633035e-07,
    2.08757232129817482790e-09, -1.13596475577881948265e-11,
)  # fmt: skip
SQRT_HALF_BITS = 0x3FE6A09E << 32  # of the square root of 1/2, but for the last ones
ONE_BITS64, MANTISSA64 = 0x3FF << 52, 52


def _reinterpreted(to: types.Type, of: types.Type, code: ir.Type):
    """A function that reads the bits of one number as another one of the same size."""

    @written_in_code(lambda number: getattr(np, str(of))(number).view(str(to)))
    def read(typingctx, number):
        return to(of), lambda context, builder, signature, arguments: builder.bitcast(arguments[0], code)

    return read


_as_float32, _as_bits32 = _reinterpreted(float32, int32, ir.FloatType()), _reinterpreted(int32, float32, ir.IntType(32))
_as_float64, _as_bits64 = (
    _reinterpreted(float64, int64, ir.DoubleType()),
    _reinterpreted(int64, float64, ir.IntType(64)),
)


@kernel
def _exp32(x):
    """2^n times a polynomial on [-ln 2 / 2, ln 2 / 2] (Cephes, expf.c); relative error below 2e-7, NaN stays NaN."""
    x = LEAST if x < LEAST else (MOST if x > MOST else x)
    rounded = x * LOG2_E + ROUND  # n, in the last bits
    n = rounded - ROUND
    r = x - n * LN2_HIGH - n * LN2_LOW
    p = ((((EXP[5] * r + EXP[4]) * r + EXP[3]) * r + EXP[2]) * r + EXP[1]) * r + EXP[0]
    return (p * r * r + r + ONE) * _as_float32((_as_bits32(rounded) << MANTISSA) + ONE_BITS)


@kernel
def _tanh32(x):
    """A ratio of polynomials (Eigen, MathFunctionsImpl.h); relative error below 5e-7, NaN stays NaN."""
    x = -FLAT if x < -FLAT else (FLAT if x > FLAT else x)
    s = x * x
    odd = ((((((ODD[6] * s + ODD[5]) * s + ODD[4]) * s + ODD[3]) * s + ODD[2]) * s + ODD[1]) * s + ODD[0]) * x
    return odd / (((EVEN[3] * s + EVEN[2]) * s + EVEN[1]) * s + EVEN[0])


def exp(x: float) -> float:
    """e^x of float32 or float64."""
    return _exp32(x) if isinstance(x, np.float32) else math.exp(x)


def tanh(x: float) -> float:
    """tanh x of float32 or float64."""
    return _tanh32(x) if isinstance(x, np.float32) else math.tanh(x)


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


@kernel
def log(x):
    """The natural logarithm of an ordinary float64 above 0 (fdlibm, e_log.c); error below 1 ulp, NaN and infinity stay."""
    if not x < np.inf:
        return x
    bits = _as_bits64(x)
    power = (bits - SQRT_HALF_BITS) >> MANTISSA64  # x = 2^power (1 + f), 1 + f from sqrt(1/2) to sqrt(2)
    f = _as_float64(bits - (power << MANTISSA64)) - 1.0
    s = f / (2.0 + f)
    z = s * s
    even = z * (LOG[0] + z * (LOG[1] + z * (LOG[2] + z * (LOG[3] + z * (LOG[4] + z * (LOG[5] + z * LOG[6]))))))
    half = 0.5 * f * f
    return power * LN2_HIGH64 - ((half - (s * (half + even) + power * LN2_LOW64)) - f)


@kernel
def power(base, n):
    """base^n for a whole n >= 0, by squaring."""
    product = 1.0
    while n:
        if n & 1:
            product *= base
        base *= base
        n >>= 1
    return product


@kernel
def cosine_and_sine(x):
    """cos x and sin x of a float64 from 0 to 2 pi (fdlibm, k_cos.c and k_sin.c)."""
    quarter = int(x * 0.63661977236758138243 + 0.5)  # of the circle
    r = x - quarter * HALF_PI_HIGH - quarter * HALF_PI_LOW
    z = r * r
    sine = r + r * z * (SIN[0] + z * (SIN[1] + z * (SIN[2] + z * (SIN[3] + z * (SIN[4] + z * SIN[5])))))
    cosine = 1 - 0.5 * z + z * z * (COS[0] + z * (COS[1] + z * (COS[2] + z * (COS[3] + z * (COS[4] + z * COS[5])))))
    if quarter % 2:
        cosine, sine = -sine, cosine
    return (-cosine, -sine) if quarter % 4 >= 2 else (cosine, sine)
