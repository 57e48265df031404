"""All that we use of Streamlit beside its public interface, in one place, with a test that says what a release has moved.

Where there is a public way, it is taken. Components could be declared in the pyproject of an installed package, but the app also
runs from a clone, where nothing is installed.
"""

import re
import sys
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import cast

import click
from google.protobuf.message import DecodeError
from streamlit import file_util, runtime
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.delta_generator import DeltaGenerator as DeltaGenerator
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile as UploadedFile
from streamlit.web import cli

# What is found by name in what Streamlit draws, by style sheets, scripts and tests: name -> what it is used for.
TEST_IDS = {
    "stApp": "the state of the script and of the connection; the style of text fields",
    "stAlert": "a test that finds no complaint",
    "stAppViewContainer": "printing more than one page",
    "stBaseButton-secondary": "translating a button of Streamlit's own",
    "stButton": "leaving controls out of what is printed",
    "stButtonGroup": "leaving controls out of what is printed",
    "stCaptionContainer": "captions that can be read",
    "stCheckbox": "settings in one compact row",
    "stColumn": "hiding the controls in the guided tour",
    "stDownloadButton": "leaving controls out of what is printed",
    "stException": "a test that finds none",
    "stFileUploader": "translating the uploader",
    "stHeader": "hiding the bar while the player fills the screen",
    "stHorizontalBlock": "rows on a phone",
    "stLayoutWrapper": "hiding the controls in the guided tour",
    "stMain": "the focus that is not to lie under the bar",
    "stMarkdown": "texts from right to left",
    "stMarkdownContainer": "the name of a button for the ear alone",
    "stMetric": "a test that reads numbers",
    "stNumberInput": "a number that is dragged by its name",
    "stNumberInputContainer": "the height of a number",
    "stPageLink": "links in the guided tour",
    "stPopover": "leaving controls out of what is printed",
    "stPopoverBody": "a test that looks into one",
    "stSelectbox": "a test that chooses in one",
    "stSidebar": "a closed sidebar that takes no focus",
    "stSkeleton": "what is seen before a picture is there",
    "stSkipToContent": "translating the first link",
    "stSlider": "settings on a phone",
    "stSliderThumbValue": "settings in one compact row",
    "stSliderTickBar": "settings in one compact row",
    "stTable": "tables that fit a small window",
    "stTextArea": "a text in one line, which grows while it is written in",
    "stTextAreaRootElement": "the same",
    "stTextInputRootElement": "settings in one compact row",
    "stToast": "leaving notices out of what is printed",
    "stTooltipContent": "hiding a tooltip over the number that is dragged",
    "stTooltipIcon": "a label that explains itself",
    "stTopNavLink": "a test that opens the menu",
    "stVerticalBlock": "the space between the elements of a page",
    "stWidgetLabel": "the name of a number, by which it is dragged",
    "InputInstructions": "translating what a text field says",
}
# The files of Streamlit's own that draw our pages, by the names that they have before their hashes. Its page asks for them when it
# has been told what to draw; asked for with the page itself they are there by then.
COMPONENT_FILES = ("BidiComponent", "Html", "Button", "ButtonGroup", "NumberInput", "TextArea")
COMPONENTS = "_stcore/bidi-components/"  # below the app's address: where it serves the files of components
ASKED_FIRST = ("_stcore/health", "_stcore/host-config")  # what its page asks for before it connects
FILE_IMPORT = re.compile(r"""\b(?:from|import)\s*["'`]\./([\w.-]+\.js)["'`]""")
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STATES = {  # attributes of the app's outermost element -> a value that we wait for
    "data-test-connection-state": "CONNECTED",
    "data-test-script-state": "notRunning",
}


def is_by_history() -> bool:
    """Whether this run of the script follows the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def session_name() -> str:
    """Of the session in which this is called; "" where there is none."""
    context = get_script_run_ctx()
    return "" if context is None else context.session_id


def is_connected(session: str) -> bool:
    """Whether a session's browser is connected; where there is no server nobody knows, and it counts as connected."""
    return not session or not runtime.exists() or runtime.get_instance().is_active_session(session)


def uploaded_bytes() -> int:
    """Of all files that browsers have sent and Streamlit holds."""
    if not runtime.exists():
        return 0
    held = cast(MemoryUploadedFileManager, runtime.get_instance().uploaded_file_mgr).file_storage
    return sum(len(file.data) for files in list(held.values()) for file in list(files.values()))


def takes_pages_for_apps() -> bool:
    """Whether Streamlit would run a page without app.py, since it takes the folder `pages` for an app of the old kind."""
    return bool(PagesManager.uses_pages_directory)


def run_pages_by_app() -> None:
    """Pages are run by app.py, from the first visitor on."""
    PagesManager.uses_pages_directory = False


def run_script(script: Path, options: Mapping[str, object]) -> None:
    """What the command `streamlit run` does, with options by their names as in config.toml; it returns after Ctrl+C."""
    told = [f"--{name}={value}" for name, value in options.items()]
    sys.argv = ["streamlit", "run", str(script), *told]
    with suppress(KeyboardInterrupt, click.Abort):
        cli.main(standalone_mode=False)


def register(name: str, home: Path, assets: str) -> str:
    """Registers a folder of a component's files, as the manifest of an installed package would; returns its full name."""
    manager, full = get_bidi_component_manager(), f"charviz.{name}"
    if manager.get_component_asset_root(full) is None:
        manager.register_from_manifest(ComponentManifest("charviz", "0", [ComponentConfig(name, assets)]), home)
    return full


@cache
def inline_scripts() -> tuple[str, ...]:
    """The hashes of the scripts that stand in Streamlit's page itself, as a content security policy names them."""
    page = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    scripts = INLINE_SCRIPT.findall(page)
    return tuple(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)


@cache
def component_files() -> tuple[str, ...]:
    """The addresses below the app's of COMPONENT_FILES and of all that they import beside what the page asks for by itself."""
    static = Path(file_util.get_static_dir())
    folder, page = static / "static" / "js", (static / "index.html").read_text(encoding="utf-8")
    found = [path.name for name in COMPONENT_FILES for path in sorted(folder.glob(f"{name}.*.js"))]
    for name in found:
        named = FILE_IMPORT.findall((folder / name).read_text(encoding="utf-8"))
        found += [other for other in named if other not in found and other not in page]
    return tuple(f"static/js/{name}" for name in found)


def rerun(content: bytes) -> tuple[str, str] | None:
    """(fragment, page) of a message in which a browser asks that its script is run; None of any other message."""
    try:
        message = BackMsg.FromString(content)
    except DecodeError:
        return None
    asked = message.rerun_script
    return (asked.fragment_id, asked.page_script_hash) if message.WhichOneof("type") == "rerun_script" else None
