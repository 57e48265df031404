"""The nets that are timed."""

import string

import charviz as cv

HIHELLO = cv.RunConfig(device="cpu")
SENTENCE = cv.RunConfig(
    text="hello pytorch. how long can a rnn cell remember?", boundary_tokens=True, hidden_size=35, device="cpu"
)
GRID = ((6, 5, 5), (15, 10, 10), (49, 35, 34), (49, 128, 34), (256, 128, 60))  # T, H, V


def net(cell_type: str, times: int, hidden_size: int, symbols: int) -> cv.RunConfig:
    """One layer with a linear head on a text of T + 1 characters."""
    alphabet = (string.ascii_letters + string.digits)[:symbols]
    text = "".join(alphabet[(7 * i * i + 3 * i) % symbols] for i in range(times + 1))
    return cv.RunConfig(text=text, alphabet=alphabet, cell_type=cell_type, hidden_size=hidden_size, device="cpu")
