"""charviz: the page's frame and its list of pages; and, for `streamlit run`, the routes beside them."""

import streamlit as st

from charviz.paths import ASSETS

LOGO = ASSETS / "logo.svg"


def main() -> None:
    """The script that Streamlit runs for every page."""
    from charviz.ui.shell.locale import _
    from charviz.ui.shell.session_state import state

    # before st.navigation: else the browser gets the page's own icon for its tab, from another machine
    st.set_page_config(page_icon=str(LOGO), layout="wide", initial_sidebar_state="collapsed")
    sections = {
        "": [
            st.Page("pages/live.py", title=_("Watch it learn"), icon=":material/play_circle:", default=True),
            st.Page("pages/status.py", title=_("Status"), visibility="hidden"),
        ],
        _("Learn"): [
            st.Page("pages/tour.py", title=_("Guided tour"), icon=":material/school:"),
            st.Page("pages/notes.py", title=_("The notes"), icon=":material/menu_book:"),
            st.Page("pages/ideas.py", title=_("All ideas"), icon=":material/lightbulb:"),
        ],
        _("Understand"): [
            st.Page("pages/text.py", title=_("From text to numbers"), icon=":material/view_column:"),
            st.Page("pages/memory.py", title=_("Memory"), icon=":material/memory:"),
            st.Page("pages/cell.py", title=_("Inside a cell"), icon=":material/account_tree:"),
            st.Page("pages/units.py", title=_("What a unit knows"), icon=":material/psychology:"),
            st.Page("pages/gradients.py", title=_("Gradients through time"), icon=":material/undo:"),
            st.Page("pages/shapes.py", title=_("Shapes"), icon=":material/deployed_code:"),
            st.Page("pages/order.py", title=_("Order matters"), icon=":material/swap_horiz:"),
        ],
        _("Experiment"): [
            st.Page("pages/compare.py", title=_("Compare"), icon=":material/compare_arrows:"),
            st.Page("pages/generate.py", title=_("Generate"), icon=":material/edit_note:"),
            st.Page("pages/embeddings.py", title=_("Embeddings"), icon=":material/scatter_plot:"),
        ],
    }
    page = st.navigation(sections, position="top")
    title = f"{page.title} · charviz"
    st.set_page_config(page_title=title)
    state.page = page.url_path or "live"
    page.run()


if __name__ == "__main__":
    main()
else:  # `streamlit run` has imported this file, to serve it
    from charviz.ui.shell.http_routes import served
    from charviz.ui.shell.streamlit_internals import run_pages_by_app

    run_pages_by_app()  # else the first visitors' pages would be run without `main`
    app = st.App(__file__, **served())
