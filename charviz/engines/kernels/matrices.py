"""Sums and products of matrices, all stored row by row; the products are blocked by hand, to load each number less often."""

from charviz.engines.kernels.base import kernel
from charviz.engines.kernels.layout import view


@kernel
def add_product(out, a, b):
    """out (m, n) += a (m, k) b (k, n); k is a multiple of 4."""
    m, k = a.shape
    n = out.shape[1]
    for i in range(0, m - 1, 2):
        for q in range(0, k, 4):
            a0, a1, a2, a3 = a[i, q], a[i, q + 1], a[i, q + 2], a[i, q + 3]
            c0, c1, c2, c3 = a[i + 1, q], a[i + 1, q + 1], a[i + 1, q + 2], a[i + 1, q + 3]
            for j in range(n):
                b0, b1, b2, b3 = b[q, j], b[q + 1, j], b[q + 2, j], b[q + 3, j]
                out[i, j] += a0 * b0 + a1 * b1 + a2 * b2 + a3 * b3
                out[i + 1, j] += c0 * b0 + c1 * b1 + c2 * b2 + c3 * b3
    if m % 2:
        i = m - 1
        for q in range(0, k, 4):
            a0, a1, a2, a3 = a[i, q], a[i, q + 1], a[i, q + 2], a[i, q + 3]
            for j in range(n):
                out[i, j] += a0 * b[q, j] + a1 * b[q + 1, j] + a2 * b[q + 2, j] + a3 * b[q + 3, j]


@kernel
def transpose(room, b):
    """Writes b^T (n, k) into room, which begins with it: a product with it reads whole rows, as the others do."""
    turned = view(room, 0, b.T.shape)
    for j in range(b.shape[1]):
        for q in range(b.shape[0]):
            turned[j, q] = b[q, j]


@kernel
def add_product_with_transpose(out, a, b, room):
    """out (m, n) += a (m, k) b^T, b (n, k); room: at least n * k numbers."""
    transpose(room, b)
    add_product(out, a, view(room, 0, b.T.shape))


@kernel
def row_sum(x):
    """The sum of x (n,), n a multiple of LANES: that of every eighth number, then those in pairs."""
    zero = x.dtype.type(0)
    s0, s1, s2, s3, s4, s5, s6, s7 = zero, zero, zero, zero, zero, zero, zero, zero
    for j in range(0, x.size, 8):
        s0, s1, s2, s3 = s0 + x[j], s1 + x[j + 1], s2 + x[j + 2], s3 + x[j + 3]
        s4, s5, s6, s7 = s4 + x[j + 4], s5 + x[j + 5], s6 + x[j + 6], s7 + x[j + 7]
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))


@kernel
def square_sum(x):
    """The sum of the squares of x (n,), in the order of `row_sum`."""
    zero = x.dtype.type(0)
    s0, s1, s2, s3, s4, s5, s6, s7 = zero, zero, zero, zero, zero, zero, zero, zero
    for j in range(0, x.size, 8):
        s0, s1, s2, s3 = s0 + x[j] * x[j], s1 + x[j + 1] * x[j + 1], s2 + x[j + 2] * x[j + 2], s3 + x[j + 3] * x[j + 3]
        s4, s5 = s4 + x[j + 4] * x[j + 4], s5 + x[j + 5] * x[j + 5]
        s6, s7 = s6 + x[j + 6] * x[j + 6], s7 + x[j + 7] * x[j + 7]
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))


@kernel
def copy(out, x):
    """out (at least n,) takes the numbers of x (n,)."""
    for j in range(x.size):
        out[j] = x[j]


@kernel
def add_rows(out, table, ids):
    """out (N, n) += the table's rows at the ids: a one-hot input times a matrix."""
    for row in range(ids.size):
        source = table[ids[row]]
        for j in range(source.size):
            out[row, j] += source[j]


@kernel
def sum_rows(table, rows, ids):
    """The table's rows at the ids += rows: the gradient of `add_rows`."""
    for row in range(ids.size):
        target = table[ids[row]]
        for j in range(target.size):
            target[j] += rows[row, j]


@kernel
def add_sum(out, rows, count):
    """out (n,) += the sum of the first `count` rows."""
    for row in range(count):
        for j in range(out.size):
            out[j] += rows[row, j]
