"""A run in a notebook: what is handed to IPython is the run's own HTML file in a frame."""

import html
import re
import sys
from types import SimpleNamespace

import pytest

import charviz as cv

RUN = cv.train(cv.RunConfig(steps=3))


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What IPython was told to display."""
    shown: list[str] = []
    module = SimpleNamespace(HTML=str, display=shown.append)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(display=module))
    monkeypatch.setitem(sys.modules, "IPython.display", module)
    return shown


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_frame_holds_the_file(displayed: list[str], language: str) -> None:
    RUN.show(500, language)
    (element,) = displayed
    (page,) = re.findall(r'srcdoc="([^"]*)"', element)
    assert html.unescape(page) == RUN.to_html(language=language)
    assert "height: 500px" in element


def test_without_ipython_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "IPython", None)
    monkeypatch.setitem(sys.modules, "IPython.display", None)
    with pytest.raises(cv.ConfigError, match=r"to_html\(path\)"):
        RUN.show()


@pytest.mark.parametrize(("height", "language"), [(10, "en"), ("tall", "en"), (500, "fr")])
def test_wrong_arguments(displayed: list[str], height: object, language: str) -> None:
    with pytest.raises(cv.ConfigError):
        RUN.show(height, language)
    assert displayed == []
