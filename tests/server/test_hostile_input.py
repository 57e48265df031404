"""Ten thousand pieces of rubbish, and some that are well made: nothing but clear refusals, and no memory that stays."""

import gc
import json
import random
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

import charviz as cv
from charviz.comparison.comparison import Comparison
from charviz.config import RunConfig
from charviz.config.fields import url_key
from charviz.config.sweep import sweep, values_of
from charviz.errors import RunFileError
from charviz.player.packets import parse
from charviz.text import corpora

SCRIPT = "<script>alert(1)</script>"
NASTY = [
    "", " ", "\0", "\x1b[2J", "a\u0301" * 50, "\u202eevil", "👩‍👩‍👧‍👦" * 9, "\ud800", "𐏿" * 5, "ﷺ" * 40, SCRIPT,
    "](javascript:alert(1))", "../../etc/passwd", "%00", "{{7*7}}", "$(reboot)", "'; DROP TABLE runs;--", "NaN", "1e999",
    "-0", "9" * 500, "٣", "0x10", "true", "null", "[]", "{}", "\r\n\r\n", "a" * 5000, "upload:" + "f" * 32,
    "16:cell=lstm", "1:" * 400, "\u2028", "\ufeff", "=cmd|' /C calc'!A0",
]  # fmt: skip
FIELDS = list(RunConfig.model_fields)
COUNT = 4000


def piece(draw: random.Random) -> str:
    if draw.random() < 0.6:
        return draw.choice(NASTY)
    return "".join(
        chr(draw.choice([draw.randrange(32, 127), draw.randrange(0x110000)])) for _ in range(draw.randrange(12))
    )


def refused_or_whole(attempt: Callable[[], object]) -> bool:
    """True where it was refused, in one sentence of ordinary length."""
    try:
        attempt()
    except (cv.ConfigError, RunFileError) as error:
        said = str(error)
        assert 10 < len(said) < 1200 and "Traceback" not in said and "\0" not in said and "\x1b" not in said
        return True
    return False


def test_addresses_and_settings() -> None:
    draw, refused = random.Random(1), 0
    for _case in range(COUNT):
        keys = draw.sample([url_key(name) for name in FIELDS] + ["colour", "", "__class__"], draw.randrange(1, 5))
        query = "&".join(f"{key}={piece(draw)}" for key in keys)
        refused += refused_or_whole(lambda query=query: cv.RunConfig.from_url(query).to_url())
        values = {draw.choice(FIELDS): draw.choice([piece(draw), draw.random() * 10**6, None, [], {}, True, b"x", -1])}
        refused += refused_or_whole(lambda values=values: cv.RunConfig(**values).batch)
    assert COUNT < refused < 2 * COUNT  # most is rubbish, some is text


def test_text_of_any_kind_goes_all_the_way() -> None:
    draw, trained = random.Random(2), 0
    for _case in range(COUNT // 20):
        text = "".join(piece(draw)[:20] for _part in range(3))
        if not refused_or_whole(lambda text=text: cv.RunConfig(text=text, steps=2)):
            run = cv.train(cv.RunConfig(text=text, steps=2, cell_type=draw.choice(["rnn", "lstm", "gru"])))
            assert "".join(run.trace().inputs) in run.config.text and len(run.predictions) == 3
            trained += 1
    assert trained > 20


def test_uploads() -> None:
    draw, refused = random.Random(3), 0
    for _case in range(COUNT // 2):
        size = draw.randrange(200)
        content = draw.choice(
            [draw.randbytes(size), piece(draw).encode("utf-8", "surrogatepass") * draw.randrange(1, 9)]
        )
        refused += refused_or_whole(lambda content=content: corpora.corpus(corpora.add(content)).floor)
    assert refused > COUNT // 8


def test_run_files(tmp_path: Path) -> None:
    path, draw, refused = tmp_path / "run.charviz", random.Random(4), 0
    good = cv.train(cv.RunConfig(steps=3)).to_bytes()
    head = struct.unpack("<Q", good[:8])[0]
    for case in range(COUNT // 2):
        content = bytearray(good)
        if case % 4 == 0:
            content = content[: draw.randrange(len(content))]
        elif case % 4 == 1:
            for _flip in range(draw.randrange(1, 6)):
                content[draw.randrange(8 + head)] = draw.randrange(256)
        elif case % 4 == 2:
            content[:8] = struct.pack("<Q", draw.choice([0, 1, 2**31, 2**63, head + 8, head - 8]))
        else:
            content = bytearray(draw.randbytes(draw.randrange(400)))
        path.write_bytes(content)
        refused += refused_or_whole(lambda: cv.Run.load(path).trace())
    assert refused > 0.9 * COUNT // 2


@pytest.mark.parametrize(
    "changes",
    [
        {"losses": np.array([np.nan] * 4)},
        {"predicted": np.full((4, 6), 60_000, np.uint16)},
        {"keyframes": np.array([0, 2, 1, 3])},
        {"weights": np.zeros((4, 1), np.float32)},
        {"weights": np.zeros((4, 10**6), np.float32)},
        {"text": np.zeros(6 * 2**20, np.uint8)},
        {"config": "[" * 100_000},
        {"config": '{"text": ' + "[" * 100_000},
        {"config": '{"self": 1}'},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_well_made_run_files_that_lie(tmp_path: Path, changes: dict) -> None:
    run = cv.train(cv.RunConfig(steps=3))
    arrays = {
        "losses": run.losses.copy(),
        "predicted": run.predicted.astype(np.uint16),
        "keyframes": np.arange(4),
        "weights": run.flat_weights([0, 1, 2, 3]),
    }
    header = {"format": "charviz-run-1", "config": changes.get("config", run.config.to_json()), "diverged": "false"}
    arrays |= {name: array for name, array in changes.items() if name != "config"}
    (tmp_path / "run.charviz").write_bytes(save(arrays, header))
    with pytest.raises(RunFileError):
        cv.Run.load(tmp_path / "run.charviz")


def test_comparisons() -> None:
    draw = random.Random(5)
    for _case in range(COUNT // 4):
        setting, text = (
            draw.choice(["cell_type", "hidden_size", "learning_rate", piece(draw)]),
            ",".join(piece(draw) for _ in "123"),
        )
        seeds = draw.choice([range(3), range(10**6), [-1], []])
        refused_or_whole(
            lambda setting=setting, text=text, seeds=seeds: Comparison.empty(
                sweep(cv.RunConfig(steps=5), setting, values_of(setting, text)), seeds
            )
        )


def test_packets_that_are_cut_or_mixed_up() -> None:
    """What two processes of ours say to each other; a broken piece raises, and is never half understood."""
    from charviz.player.packets import chunk

    whole, draw = chunk({"kind": "records", "run": "x"}, {"loss": np.ones(8, np.float32)}), random.Random(6)
    for _case in range(COUNT // 4):
        broken = bytearray(whole[: draw.randrange(1, len(whole))] if draw.random() < 0.5 else whole)
        broken[draw.randrange(len(broken))] = draw.randrange(256)
        try:
            found = list(parse(bytes(broken)))
        except (ValueError, KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError, OverflowError):
            continue
        assert all(isinstance(header, dict) for header, _arrays in found)


def test_no_memory_stays() -> None:
    resource = pytest.importorskip("resource")
    draw = random.Random(7)

    def rubbish(count: int) -> None:
        for _case in range(count):
            refused_or_whole(lambda: cv.RunConfig(text=piece(draw) * 20, alphabet=piece(draw)))
            refused_or_whole(lambda: corpora.add(draw.randbytes(2000)))

    rubbish(500)
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rubbish(3000)
    gc.collect()
    megabyte = 2**20 if sys.platform == "darwin" else 2**10  # macOS counts bytes
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 20 * megabyte
