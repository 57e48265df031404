"""Sums and products of matrices, all stored row by row; the products are blocked by hand, to load each number less often."""

from charviz.engines.kernels.base import kernel


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
def add_product_t(out, a, b):
    """out (m, k) += a (m, n) b^T, b (k, n); k is a multiple of 4."""
    m, n = a.shape
    zero = out.dtype.type(0)
    for i in range(0, m - 1, 2):
        for q in range(0, b.shape[0], 4):
            s0, s1, s2, s3 = zero, zero, zero, zero
            z0, z1, z2, z3 = zero, zero, zero, zero
            for j in range(n):
                x, y = a[i, j], a[i + 1, j]
                b0, b1, b2, b3 = b[q, j], b[q + 1, j], b[q + 2, j], b[q + 3, j]
                s0, s1, s2, s3 = s0 + x * b0, s1 + x * b1, s2 + x * b2, s3 + x * b3
                z0, z1, z2, z3 = z0 + y * b0, z1 + y * b1, z2 + y * b2, z3 + y * b3
            add_four(out[i, q:], s0, s1, s2, s3)
            add_four(out[i + 1, q:], z0, z1, z2, z3)
    if m % 2:
        i = m - 1
        for q in range(0, b.shape[0], 4):
            s0, s1, s2, s3 = zero, zero, zero, zero
            for j in range(n):
                x = a[i, j]
                s0, s1, s2, s3 = s0 + x * b[q, j], s1 + x * b[q + 1, j], s2 + x * b[q + 2, j], s3 + x * b[q + 3, j]
            add_four(out[i, q:], s0, s1, s2, s3)


@kernel
def add_four(out, s0, s1, s2, s3):
    out[0] += s0
    out[1] += s1
    out[2] += s2
    out[3] += s3


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
