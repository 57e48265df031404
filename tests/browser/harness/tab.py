"""The one way to open a page, and to wait: for its picture, for a frame that has been drawn, for Streamlit to be idle."""

from pathlib import Path

SETUP = Path(__file__).with_suffix(".js")
PATIENCE = 300_000  # ms until a test gives up: on a busy machine what it waits for comes late, but it comes
# Of a new context. Playwright evaluates texts, which the app's content policy forbids.
WINDOW = {"viewport": {"width": 1280, "height": 900}, "locale": "en-US", "bypass_csp": True}
RUN = "cell=lstm&steps=60"  # the query string of a run that is trained in a moment
PICTURES = {  # page -> what it shows, where it is not a scene of the page's own name
    "": "player",
}
STILL = {  # and where nothing on it is drawn in frames
    "gradients": ".js-plotly-plot .modebar-btn",
    "notes": "h2",
    "ideas": "h2",
    "tour": ".st-key-tour-begin button",
    "status": "[data-testid=stMetric]",
}

# Streamlit tells a component of a new theme some time after it has taken it itself.
THEMED = """scheme => {
  const [app, ...parts] = [document.querySelector('.stApp'), ...every('.charviz')].map((node) => getComputedStyle(node));
  return parseInt(app.color.slice(4)) > 127 === (scheme === 'dark')
    && parts.every(({ color, backgroundColor }) => color === app.color && backgroundColor === app.backgroundColor);
}"""


def prepared(page, *, newcomer: bool = False):
    """A new page with the tests' own functions (tab.js); `page.errors` hears what goes wrong, and what leaves this machine.

    newcomer: somebody who has never been here, whom the player tells what is to be seen.
    """
    page.errors = []
    page.set_default_timeout(PATIENCE)
    page.add_init_script(path=SETUP)
    if not newcomer:
        page.add_init_script("try { localStorage.setItem('charviz-seen', 'true') } catch {}")  # a frame may have none
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda told: page.errors.append(told.text) if _failed(told) else None)
    page.on("request", lambda request: page.errors.append(request.url) if _foreign(request.url) else None)
    return page


def opened(page, address: str):
    """The page at an address, once Streamlit is idle and its picture has been drawn."""
    page.goto(address)
    return arrived(page)


def arrived(page):
    """The page that a click has led to, or that has been reloaded, once Streamlit is idle and its picture has been drawn."""
    idle(page)
    name = page.evaluate("location.pathname").strip("/")
    picture = STILL.get(name) or f"[data-testid={PICTURES.get(name, name)}][data-frame]"
    page.locator(picture).first.wait_for(state="attached")
    drawn(page)
    return page


def drawn(page, frames: int = 3) -> None:
    """Waits until so many frames have been drawn, which then show what was done before.

    A key, a click or a message is drawn in the next frame; a new size is measured in one and drawn in the next.
    """
    page.evaluate("frames => window.frames(frames)", frames)


def themed(page, scheme: str) -> None:
    """Lets the browser ask for "light" or "dark", and waits until all parts of the page have taken it."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(THEMED, arg=scheme)
    drawn(page)


def idle(page) -> None:
    """Waits until Streamlit has run all that the page has asked for, and the page has drawn what came of it."""
    page.wait_for_function("() => window.idle()")
    drawn(page)
    page.wait_for_function("() => window.idle()")  # what was drawn may have asked for more


def until(page, condition: str, name: str = "player") -> None:
    """Waits for a condition on `player`, what the player (or the scene of a name) tells of itself: step, have, frame, state."""
    try:
        page.wait_for_function(f"() => {{ const player = shown('{name}')?.dataset; return player && ({condition}); }}")
    except Exception as error:
        raise AssertionError(
            f"never {condition}: {page.evaluate('name => ({ ...shown(name)?.dataset })', name)}"
        ) from error


def state(page, fact: str, name: str = "player") -> str:
    """One of the facts that the player, or a scene, tells of itself; Streamlit has two of them while it replaces one."""
    return page.evaluate("([name, fact]) => shown(name)?.getAttribute(`data-${fact}`)", [name, fact])


def examples(page):
    """What lies behind the button Examples, opened: presets, long texts, a file of one's own, a saved run."""
    button = page.get_by_role("button", name="Examples")
    button.wait_for()
    inside = page.get_by_test_id("stPopoverBody")
    if not inside.is_visible():
        button.click()
    inside.get_by_text("Long texts").wait_for()
    inside.locator("input[type=file]").first.wait_for(
        state="attached"
    )  # Streamlit loads what draws it when it is needed
    return inside


def preset(page, title: str) -> None:
    """Picks a preset, and closes what it lies in."""
    examples(page).get_by_role("radiogroup", name="Presets").get_by_role("radio", name=title, exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_test_id("stPopoverBody").wait_for(state="detached")


def hand_in(page, files, *, saved_run: bool = False) -> None:
    """Hands a file in, as a person does: a text, or a saved run."""
    uploader = examples(page).locator("[class*=st-key-run-]" if saved_run else ".st-key-upload")
    uploader.locator("input[type=file]").set_input_files(files)


def press(page, *keys: str) -> None:
    """Presses keys, and waits until what they do has been drawn."""
    for key in keys:
        page.keyboard.press(key)
    drawn(page)


def _failed(told) -> bool:
    """Whether a panel or a scene has thrown, which stops nothing else, or a page wanted what its content policy forbids."""
    return told.type == "error" and (told.text.startswith("charviz:") or "Content Security Policy" in told.text)


def _foreign(url: str) -> bool:
    """Whether a page asks another machine than its own server, as a class without network cannot."""
    return not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "http://localhost", "data:", "blob:", "file:"))
