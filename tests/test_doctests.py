"""The examples in the docstrings of the public names run, and give what they say."""

import doctest
import inspect
from collections.abc import Iterator

import pytest

import charviz as cv

WITHOUT = {  # for whoever extends charviz, or plain facts
    "Records.append",
    "Comparison.add",
    "Results.add",
    "RunConfig.model_copy",
}


def methods(owner: type) -> Iterator[object]:
    """The public functions of a class of ours, and of its properties and class methods the functions behind them."""
    ours = [part for part in owner.__mro__ if part.__module__.startswith("charviz.")]
    for name, member in {name: member for part in reversed(ours) for name, member in vars(part).items()}.items():
        function = getattr(member, "fget", None) or getattr(member, "__func__", None) or getattr(member, "func", member)
        if not name.startswith("_") and inspect.isfunction(function):
            yield function


def documented() -> list[object]:
    found = [value for name in cv.__all__ if callable(value := getattr(cv, name))]
    return [*found, *(function for owner in found if inspect.isclass(owner) for function in methods(owner))]


@pytest.mark.parametrize("value", documented(), ids=lambda value: value.__qualname__)
def test_its_example_gives_what_it_says(value: object) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    parsed = doctest.DocTestParser().get_doctest(
        inspect.getdoc(value) or "", {"cv": cv}, value.__qualname__, inspect.getsourcefile(value), 0
    )
    told: list[str] = []
    runner.run(parsed, out=told.append)
    assert not runner.failures, "".join(told)


@pytest.mark.parametrize("value", documented(), ids=lambda value: value.__qualname__)
def test_it_is_documented(value: object) -> None:
    text = inspect.getdoc(value) or ""
    assert text.split("\n")[0].endswith((".", ":")), "one sentence comes first"
    if not inspect.isfunction(value):
        assert "Example:" in text
        return
    asked = [name for name in inspect.signature(value).parameters if name not in ("self", "cls")]
    assert not asked or "Args:" in text
    assert all(f"    {name}: " in text for name in asked), "each argument is told of"
    assert not asked or "Example:" in text or value.__qualname__ in WITHOUT
