"""What we use of Streamlit beside its public interface is still there; else a sentence says what a release has moved."""

import re
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from benchmarks.streamlit_messages import BackMsg, ForwardMsg

try:
    from charviz.ui.shell.streamlit_internals import ASKED_FIRST, COMPONENT_FILES, STATES, TEST_IDS, component_files
except ImportError as error:
    sentence = f"Streamlit {st.__version__} has moved what charviz/ui/shell/streamlit_internals.py imports: {error}"
    raise ImportError(sentence) from error

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for pattern in ("charviz/ui/**/*.py", "assets/*/*.js", "assets/*/*.css", "tests/browser/**/*.py", "benchmarks/*.py")
    for path in ROOT.glob(pattern)
]
NAMED = re.compile(
    r"""(?:data-testid\^?=["']?|get_by_test_id\(["']|["'\s(]\.)(st[A-Z]\w+(?:-\w+)?|InputInstructions)"""
)


@cache
def bundle() -> str:
    """All that Streamlit sends to the browser."""
    static = Path(st.__file__).parent / "static"
    return "".join(path.read_text(encoding="utf-8", errors="replace") for path in static.rglob("*.js"))


def moved(what: str, use: str) -> str:
    return f"Streamlit {st.__version__} no longer has {what}; used for: {use}"


@pytest.mark.parametrize("name", TEST_IDS)
def test_what_is_found_by_name_is_drawn(name: str) -> None:
    stem = name.partition("-")[0]  # the kind of a button is put behind it
    assert re.search(rf"[`\"' ]{stem}\b", bundle()), moved(f"an element named {name}", TEST_IDS[name])


@pytest.mark.parametrize(("attribute", "value"), STATES.items())
def test_the_app_tells_its_state(attribute: str, value: str) -> None:
    use = "waiting for the script or the connection"
    assert attribute in bundle() and re.search(rf"[`\"']{value}[`\"']", bundle()), moved(f"{attribute}={value}", use)


def test_the_files_that_draw_our_pages_are_there() -> None:
    static, use = Path(st.__file__).parent / "static", "asking for them with the page itself"
    found = component_files()
    for name in COMPONENT_FILES:
        assert any(path.startswith(f"static/js/{name}.") for path in found), moved(f"a file {name}", use)
    assert all((static / path).is_file() for path in found) and len(found) == len(set(found))
    for path in ASKED_FIRST:
        assert path in bundle(), moved(path, use)


def test_every_name_that_is_used_stands_in_the_table() -> None:
    used = {name for path in SOURCES for name in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert used <= TEST_IDS.keys(), "put into TEST_IDS what it is used for"
    assert TEST_IDS.keys() - {"InputInstructions"} <= used, "no longer used: take it out"


def test_only_one_module_imports_what_is_not_public() -> None:
    private = re.compile(r"^\s*(?:from|import) streamlit\.", re.MULTILINE)
    found = [path.name for path in [*ROOT.glob("charviz/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]
             if private.search(path.read_text(encoding="utf-8"))]  # fmt: skip
    assert found == ["streamlit_internals.py"]


def test_a_page_is_asked_for_and_told_by_messages() -> None:
    """As the load tests and the browser tests' own script take them apart: the numbers of their fields."""
    assert BackMsg.DESCRIPTOR.fields_by_name["rerun_script"].number == 11
    fields = ForwardMsg.DESCRIPTOR.fields_by_name
    assert (fields["new_session"].number, fields["script_finished"].number) == (4, 6)


def test_pages_can_be_run_by_the_app() -> None:
    from streamlit.runtime.pages_manager import PagesManager

    assert hasattr(PagesManager, "uses_pages_directory"), moved("PagesManager.uses_pages_directory", "links to a page")


def test_back_can_be_told_from_a_click() -> None:
    def script() -> None:
        import streamlit as st

        from charviz.ui.shell.streamlit_internals import is_by_history

        st.write(str(is_by_history()))

    app = AppTest.from_function(script).run()
    assert not app.exception, moved("is_history_navigation in its run's context", "Back and Forward")
    assert app.markdown[0].value == "False"


def test_components_are_registered(tmp_path: Path) -> None:
    def script(home: str) -> None:
        from pathlib import Path

        import streamlit as st

        from charviz.ui.shell.streamlit_internals import register

        st.write(register("one", Path(home), "assets"))

    (tmp_path / "assets").mkdir()
    app = AppTest.from_function(script, args=(str(tmp_path),)).run()
    assert not app.exception, moved("a component's manifest that can be registered", "the player and the scenes")
    assert app.markdown[0].value == "charviz.one"
