"""charviz: watch a recurrent network learn a string, step by step.

    import charviz as cv

    run = cv.train(cv.RunConfig(text="hihello", cell_type="lstm", learning_rate=0.1, steps=100))
    print(run.predictions[0], "->", run.predictions[-1])
    run.trace(step=15).gates["forget"]                      # (layers, time, units), in [0, 1]

Names are loaded when they are first used: `import charviz` brings in neither torch nor streamlit.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from charviz.floor import Floor, floor  # at once: later the module `charviz.floor` would stand in the function's place

if TYPE_CHECKING:  # what type checkers and editors read in place of `_HOMES`
    from charviz.adding import add_text
    from charviz.comparison import Comparison, compare
    from charviz.config import RunConfig
    from charviz.errors import ConfigError, RunFileError
    from charviz.gradients import GradientTrace
    from charviz.presets import PRESETS, Preset
    from charviz.replay import Trace
    from charviz.run import Run, StepRecord
    from charviz.training import stream, train
    from charviz.version import __version__
    from charviz.vocab import Vocabulary

_HOMES = {
    "RunConfig": "config",
    "ConfigError": "errors",
    "RunFileError": "errors",
    "Vocabulary": "vocab",
    "add_text": "adding",
    "PRESETS": "presets",
    "Preset": "presets",
    "train": "training",
    "stream": "training",
    "Run": "run",
    "StepRecord": "run",
    "Trace": "replay",
    "GradientTrace": "gradients",
    "compare": "comparison",
    "Comparison": "comparison",
    "__version__": "version",
}

__all__ = [  # written out, for type checkers
    "PRESETS",
    "Comparison",
    "ConfigError",
    "Floor",
    "GradientTrace",
    "Preset",
    "Run",
    "RunConfig",
    "RunFileError",
    "StepRecord",
    "Trace",
    "Vocabulary",
    "__version__",
    "add_text",
    "compare",
    "floor",
    "stream",
    "train",
]


if not TYPE_CHECKING:  # they would take it for any name at all

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'charviz' has no name {name!r}; it has {', '.join(__all__)}")
        value = getattr(import_module(f"charviz.{_HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
