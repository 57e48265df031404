"""charviz: watch a recurrent network learn a string, step by step.

    import charviz as cv

    run = cv.train(cv.RunConfig(text="hihello", cell_type="lstm", learning_rate=0.1, steps=100))
    print(run.predictions[0], "->", run.predictions[-1])
    run.trace(step=15).gates["forget"]                      # (layers, time, units), in [0, 1]

Names are loaded when they are first used: `import charviz` brings in neither torch nor streamlit.
"""

from importlib import import_module

from charviz.floor import Floor, floor  # at once: later the module `charviz.floor` would stand in the function's place

_HOMES = {
    "RunConfig": "config",
    "ConfigError": "errors",
    "RunFileError": "errors",
    "Vocabulary": "vocab",
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
}

__all__ = ["Floor", "floor", *_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'charviz' has no name {name!r}; it has {', '.join(__all__)}")
    value = getattr(import_module(f"charviz.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
