"""The animated GIF that the browser writes: what Pillow, which has nothing to do with the encoder, sees in it."""

import io
import json
import subprocess

import numpy as np
import pytest
from PIL import Image, ImageSequence
from test_javascript import ROOT, node

WRITE = """
const { Gif } = await import(process.argv[1]);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { width, height, frames, delay } = JSON.parse(Buffer.concat(chunks));
const gif = new Gif(width, height);
for (const frame of frames) gif.add(frame, delay);
process.stdout.write(gif.bytes());
"""


def decoded(frames: np.ndarray, delay: int = 120) -> tuple[np.ndarray, dict]:
    """The frames (N, H, W, 3) as Pillow reads them from our file, and what it says about the file."""
    count, height, width, _channels = frames.shape
    solid = np.concatenate([frames, np.full((count, height, width, 1), 255)], axis=-1).reshape(count, -1)
    asked = {"width": width, "height": height, "frames": solid.tolist(), "delay": delay}
    command = [node(), "--input-type=module", "-e", WRITE, str(ROOT / "assets/shared/gif.js")]
    file = subprocess.run(command, input=json.dumps(asked).encode(), capture_output=True, check=True).stdout
    with Image.open(io.BytesIO(file)) as film:
        return np.stack([np.array(frame.convert("RGB")) for frame in ImageSequence.Iterator(film)]), dict(film.info)


@pytest.mark.parametrize("colours", [1, 2, 3, 64])
@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (120, 200)])
def test_few_colours_come_back_as_they_were(colours: int, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(colours)
    names = rng.permutation(2**15)[:colours]
    palette = np.stack([names >> 10, names >> 5 & 31, names & 31], axis=-1) * 8 + rng.integers(0, 8, (colours, 3))
    noise = palette[rng.integers(0, colours, (2, *shape))]  # noise fills the dictionary again and again
    plain = np.broadcast_to(palette[0], (1, *shape, 3))  # and one colour makes the longest codes
    frames = np.concatenate([noise, plain])
    found, info = decoded(frames)
    assert np.array_equal(found[[0, 1, -1]], frames[[0, 1, -1]])
    assert info["loop"] == 0 and info["duration"] == 120


def test_many_colours_come_back_near_to_what_they_were() -> None:
    across, down = np.meshgrid(np.arange(256), np.arange(96))
    frame = np.stack([across, 255 - across, down * 2], axis=-1)
    found, _info = decoded(frame[None])
    assert np.abs(found[0].astype(int) - frame).mean() < 12
