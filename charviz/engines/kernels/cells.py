"""One time step of each cell and its derivative, one sequence at a time: the lines of `cells.py`, and those lines backwards.

Forward: `a` (G*H,) comes in as W x + b (for rnn and lstm with U h + b' added) and goes out as the gates, stacked as in
torch. Backward: `a` comes in as the gates and goes out as dL/d(W x + b); `dh` is dL/dh, from above and from the time
after. Short loops over few arrays each: the compiler makes vector code of those.
"""

from charviz.engines.kernels.base import kernel
from charviz.engines.kernels.elementary import sigmoid, tanh


@kernel
def rnn_forward(a, h):
    """h = tanh(a)."""
    for j in range(h.size):
        h[j] = tanh(a[j])


@kernel
def rnn_backward(a, h, dh):
    one = h.dtype.type(1)
    for j in range(h.size):
        a[j] = dh[j] * (one - h[j] * h[j])


@kernel
def lstm_forward(a, c_before, c, tanh_c, h):
    """c = f * c + i * g;  h = o * tanh(c)."""
    size = h.size
    i, f, g, o = a[:size], a[size : 2 * size], a[2 * size : 3 * size], a[3 * size :]
    for j in range(2 * size):
        a[j] = sigmoid(a[j])
    for j in range(size):
        g[j] = tanh(g[j])
    for j in range(size):
        o[j] = sigmoid(o[j])
    for j in range(size):
        c[j] = f[j] * c_before[j] + i[j] * g[j]
    for j in range(size):
        tanh_c[j] = tanh(c[j])
        h[j] = o[j] * tanh_c[j]


@kernel
def lstm_backward(a, c_before, tanh_c, dh, dc):
    """dc comes in as dL/dc from the time after, and goes out as that for the time before."""
    one, size = dh.dtype.type(1), dh.size
    i, f, g, o = a[:size], a[size : 2 * size], a[2 * size : 3 * size], a[3 * size :]
    for j in range(size):
        dc[j] += dh[j] * o[j] * (one - tanh_c[j] * tanh_c[j])
    for j in range(size):
        o[j] = dh[j] * tanh_c[j] * o[j] * (one - o[j])
    for j in range(size):
        i_j, g_j = i[j], g[j]
        i[j] = dc[j] * g_j * i_j * (one - i_j)
        g[j] = dc[j] * i_j * (one - g_j * g_j)
    for j in range(size):
        f_j, dc_j = f[j], dc[j]
        f[j] = dc_j * c_before[j] * f_j * (one - f_j)
        dc[j] = dc_j * f_j


@kernel
def gru_forward(a, u, h_before, h):
    """h = (1 - z) * n + z * h;  n = tanh(W x + b + r * (U h + b')); u (3H,) is U h + b'."""
    size = h.size
    z, n, hn = a[size : 2 * size], a[2 * size :], u[2 * size :]
    for j in range(2 * size):
        a[j] = sigmoid(a[j] + u[j])
    for j in range(size):
        n[j] = tanh(n[j] + a[j] * hn[j])
    for j in range(size):
        h[j] = n[j] + z[j] * (h_before[j] - n[j])


@kernel
def gru_backward(a, u, h_before, dh, dh_before):
    """u goes out as dL/d(U h + b'), dh_before as the contribution of z to the previous time step's state."""
    one, size = dh.dtype.type(1), dh.size
    r, z, n, hn = a[:size], a[size : 2 * size], a[2 * size :], u[2 * size :]
    for j in range(size):
        u[size + j] = dh[j] * (h_before[j] - n[j]) * z[j] * (one - z[j])
    for j in range(size):
        dh_before[j] = dh[j] * z[j]
        n[j] = dh[j] * (one - z[j]) * (one - n[j] * n[j])
    for j in range(size):
        u[j] = n[j] * hn[j] * r[j] * (one - r[j])
    for j in range(size):
        hn[j] = n[j] * r[j]
    for j in range(2 * size):
        a[j] = u[j]
