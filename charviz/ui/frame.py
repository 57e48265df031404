"""What every page has around it: its title, the language, the size for a lecture hall."""

import streamlit as st

from charviz.errors import Told
from charviz.translation import LANGUAGES, Message
from charviz.ui import address, chrome, touring, widgets
from charviz.ui.text import _, language, plain, told

XSRF_COOKIE = "_streamlit_xsrf"  # without it the server takes no upload
STYLE = """
<style>
  .block-container { padding: 3.75rem 1.5rem 2rem; max-width: 1500px; }
  .block-container > [data-testid=stVerticalBlock] { gap: .75rem; }
  @media (max-width: 640px) {
    .block-container { padding: 3.75rem .75rem 1.5rem; }
    .st-key-header { flex-wrap: wrap; gap: .25rem; }
    .st-key-view { display: none; } /* a lecture hall is no phone */
    .st-key-knobs { gap: .5rem .75rem; } /* two to a row, not ten rows */
    .st-key-knobs > :has([data-testid=stSlider], input) { flex: 1 1 140px; width: auto; min-width: 0; max-width: none; }
  }
  .st-key-to-learn { flex-wrap: nowrap; }
  .st-key-to-learn > :first-child { flex: 1 1 0; width: 0; min-width: 0; }
  @media (max-width: 640px) {
    .st-key-to-learn { flex-wrap: wrap; }
    .st-key-to-learn > :first-child { flex: 1 0 100%; } /* presets to be swiped, and under them what is opened */
  }
  .st-key-header h1 { font-size: 1.5rem; padding: 0; }
  .stMain h2 { font-size: 1.25rem; padding: .25rem 0; }
  .st-key-frame { display: none; }
  html:lang(ko) :not(pre, code, code *, textarea) { word-break: keep-all; overflow-wrap: break-word; } /* whole words */
  /* while the player fills the screen, what lies under it is out of the way of keys and screen readers too */
  html[data-charviz-stage] :is([data-testid=stHeader], [data-testid=stSidebar]),
  html[data-charviz-stage] .block-container [data-testid=stVerticalBlock] > :not(.st-key-player, :has(.st-key-player)) {
    display: none;
  }
  .st-key-die [data-testid=stMarkdownContainer] { position: absolute; clip-path: inset(50%); } /* its name is for the ear */
  [data-testid=stCaptionContainer] { opacity: .75; } /* at Streamlit's .6 it is too pale: 3.9 to 1 */
  button[kind=primary] { color: light-dark(#ffffff, #14171c); } /* white on the dark theme's blue is 2.3 to 1 */
  [data-testid=stSidebar][data-collapsed=true] { visibility: hidden; } /* closed, it would still take the focus */
  [data-testid=stMain] { scroll-padding-top: 4rem; } /* what has the focus does not lie under the bar */
  [data-testid=stMarkdown] strong { unicode-bidi: isolate; } /* a text from right to left turns no sentence round it */
  .stApp textarea, .stApp input[type=text] { unicode-bidi: plaintext; }
  /* a phone's browser enlarges the page where what is typed is smaller, and leaves it so */
  @media (pointer: coarse) { .stApp :is(input, textarea, select) { font-size: max(16px, 1em); } }
  @page { margin: 12mm; }
  @media print { /* all of the page, one thing below the other, on white */
    html, body { background: none !important; }
    html, body, #root, .stApp, .stApp :is([data-testid=stAppViewContainer], [data-testid=stMain]) {
      position: static !important; height: auto !important; overflow: visible !important;
    }
    #root > div, #root > div > div { position: static !important; height: auto !important; overflow: visible !important; }
    .stApp :is([data-testid=stHeader], [data-testid=stSidebar], [data-testid=stButton], [data-testid=stButtonGroup],
      [data-testid=stFileUploader], [data-testid=stPopover], [data-testid=stDownloadButton], [data-testid=stToast],
      .modebar) { display: none !important; }
    .block-container { padding: 0 !important; max-width: none; }
    .stApp :is([data-testid=stHorizontalBlock]) { flex-wrap: wrap; }
    html[data-charviz-dark] .stApp { background: #000000; filter: invert(1) hue-rotate(180deg); }
  }
  @media (prefers-reduced-motion: reduce) {
    *, ::before, ::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
  }
</style>
"""


def header(title: str, goal: str) -> None:
    """The page's title and its goal in a sentence; the language and the view at its right."""
    st.html(STYLE)
    st.session_state["language"] = language()
    chrome.speak()
    step = touring.here()
    if step is not None:
        title, goal = touring.heading(step)
    with st.container(key="header", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        with st.container(width="content", horizontal=True, vertical_alignment="bottom", gap="small"):
            st.title(title, anchor=False)
            st.caption(goal)
        with st.container(width="content", horizontal=True, vertical_alignment="center"):
            if "view" not in address.hidden():
                names = {"desk": _("Desk"), "hall": _("Lecture hall"), "class": _("Teacher")}
                widgets.kept(
                    st.segmented_control,
                    "view",
                    _("View"),
                    st.session_state["view"],
                    options=list(names),
                    format_func=names.get,
                    label_visibility="collapsed",
                    required=True,
                )
            if len(LANGUAGES) > 1 and "lang" not in address.hidden():
                widgets.kept(
                    st.segmented_control,
                    "language",
                    _("Language"),
                    language(),
                    options=list(LANGUAGES),
                    format_func=LANGUAGES.get,
                    label_visibility="collapsed",
                    required=True,
                )
    touring.bar(step)


def complaint(problem: Message | Told | None) -> None:
    """What is wrong with what was typed or opened; the picture stays."""
    if problem:
        st.error(plain(told(problem)), icon=":material/error:")


def uploads() -> None:
    """Says so where a file would be refused (403): in a frame of another site the browser keeps Streamlit's cookie back."""
    connected = bool(st.context.headers)  # a test's page has none
    if connected and st.get_option("server.enableXsrfProtection") and XSRF_COOKIE not in st.context.cookies:
        st.warning(
            _("This page is shown inside another site, where the browser lets no file through. Open it by itself.")
        )
        st.link_button(_("Open this page by itself"), st.context.url or "")
