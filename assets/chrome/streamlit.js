/**
 * What scripts find by name in what Streamlit draws, in one place; `charviz/ui/shell/streamlit_internals.py` has the same names, for a
 * test that says which of them a new release has moved.
 */

export const CONNECTION = "data-test-connection-state"; // of the app's outermost element
export const SCRIPT = "data-test-script-state"; // of the same
export const OWN_WORDS =
  "[data-testid=stSkipToContent], [data-testid=InputInstructions], [data-testid^=stFileUploader], [role=listbox], [data-testid=stBaseButton-secondary]"; // no text of a person's stands here
export const DROP_ZONE = "[data-testid=stFileUploader] section[role=presentation]"; // it has a name, and so it is a region

export const isConnected = (app) => app.getAttribute(CONNECTION) === "CONNECTED";
export const isIdle = (app) => app.getAttribute(SCRIPT) === "notRunning";
