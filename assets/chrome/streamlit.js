/**
 * The selectors for Streamlit's own elements. `charviz/ui/shell/streamlit_internals.py` has the same names, for a test that
 * says which of them a new release of Streamlit has changed.
 */

export const CONNECTION = "data-test-connection-state"; // of the app's outermost element
export const SCRIPT = "data-test-script-state"; // of the same element
export const OWN_WORDS =
  "[data-testid=stSkipToContent], [data-testid=InputInstructions], [data-testid^=stFileUploader], [role=listbox], [data-testid=stBaseButton-secondary]"; // none of these contains text of the user
export const DROP_ZONE = "[data-testid=stFileUploader] section[role=presentation]"; // it has a name, so it should be a region

export const isConnected = (app) => app.getAttribute(CONNECTION) === "CONNECTED";
export const isIdle = (app) => app.getAttribute(SCRIPT) === "notRunning";
