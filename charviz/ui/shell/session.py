"""What one person is watching: the run in the picture, and how it is trained, stopped and continued."""

import hashlib
import math
import time
from contextlib import suppress
from typing import Any

from charviz.config import RunConfig
from charviz.config.fields import bounds
from charviz.config.lanes import MOST, OTHER_CELLS
from charviz.config.validation import check_trained_here
from charviz.errors import ConfigError
from charviz.i18n import Message, N_n
from charviz.limits import LIMITS
from charviz.player import view_packet
from charviz.runs import run_file
from charviz.server.pooled_run import Goal
from charviz.text import corpora
from charviz.ui.shell import url_state, widgets
from charviz.ui.shell.session_state import OpenedFile, State, state
from charviz.ui.shell.shared_pool import shared_pool

CONTINUE = 100  # steps that one press of the button adds
CELLS = ("rnn", "lstm", "gru")
UNDONE = 50  # runs that one can go back to
QUICK = 6.0  # seconds
PACE = 3e8  # of `cost_per_step`, that one core does in a second


def current_run() -> RunConfig:
    """The config of the run in the picture."""
    if state.shown is None:
        state.shown = RunConfig()
    return state.shown


def train(config: RunConfig) -> None:
    """Trains a run (or joins those who do) and plays it from its first step; one whose text must be fetched waits for it."""
    if config.corpus is not None and not corpora.is_here(config.corpus):
        state.waits_for_text = config
        return
    if config == state.shown:
        try:
            check_trained_here(config)  # of a file; one of a link alone is refused in the picture
        except ConfigError as error:
            state.problem = error
            return
    if (problem := _too_often()) is not None:
        state.problem = problem
        return
    _remember(config)
    state.shown, state.start = config, state.start + 1
    request(config, Goal(config.steps, state.until))


def request(config: RunConfig, goal: Goal | None = None) -> None:
    """Asks for a run, and for the one that it is forked from; as far as this person has asked for it before, if not told."""
    if goal is None:
        asked = state.want
        goal = asked[1] if asked and asked[0] == config.key else Goal(config.steps, state.until)
    state.want = config.key, goal
    shared_pool().request(config, state.viewer, goal, deferred=_is_left_to_the_browser(config))
    train_the_original(config)
    train_beside()


def _is_left_to_the_browser(config: RunConfig) -> bool:
    """Whether the server need not train a run before it is asked for what only it can give."""
    return state.trains_here and state.in_browser and view_packet.is_quick(config)


def _remember(config: RunConfig) -> None:
    """Keeps the run that was in the picture, so that the person can go back to it."""
    if state.shown is not None and state.shown not in (config, *state.past[-1:]):
        state.past.append(state.shown)
        del state.past[:-UNDONE]


def can_undo() -> bool:
    """Whether there was another run in the picture before this one."""
    return bool(state.past)


def undo() -> None:
    """Sets all settings back to the run that was in the picture before, and shows it."""
    if state.past:
        pick(state.past.pop())
        state.past.pop()  # the run that was left is not to be gone back to


def _too_often() -> Message | None:
    """What to say to somebody who trains faster than anyone can watch; counts this time."""
    now, times = time.monotonic(), state.trainings
    times[:] = [at for at in times if now - at < 60]
    if len(times) >= LIMITS.trainings_per_minute:
        words = N_n(
            "You've reached the limit of {count} run per minute. Try again in {seconds} s.",
            "You've reached the limit of {count} runs per minute. Try again in {seconds} s.",
        )
        return Message(words, {"count": len(times), "seconds": math.ceil(60 - (now - times[0]))})
    times.append(now)
    return None


def lanes() -> list[RunConfig]:
    """The runs under one playhead, in their order: the one in the picture with the other cells, or behind those that were
    kept; none where there is but one."""
    config = current_run()
    others = (
        _of_all_cells(config)
        if compares_cells()
        else [run for run in pinned_runs() if run.key != config.key] + [config]
    )
    return others if len(others) > 1 else []


def companions() -> list[RunConfig]:
    """The runs that are seen beside the one in the picture, if any."""
    return [run for run in lanes() if run.key != current_run().key]


def _of_all_cells(config: RunConfig) -> list[RunConfig]:
    """The run, and the same with the other cells."""
    runs = []
    for cell in CELLS if config.cell_type in CELLS else ():
        changes = {"cell_type": cell, "init": "torch" if config.init == "numpy" else config.init}
        with suppress(ConfigError):  # one that costs too much is left out
            runs.append(config if cell == config.cell_type else config.replace(**changes, forget_bias=0.0))
    return runs


def compares_cells() -> bool:
    """Whether the run is seen beside the same with the other cells."""
    return state.beside == OTHER_CELLS


def compare_cells() -> None:
    """Begins with that, or ends it."""
    state.beside = "" if compares_cells() else OTHER_CELLS
    train_beside()


def pinned_runs() -> tuple[RunConfig, ...]:
    """The runs that stay beside whatever is in the picture."""
    return state.beside if isinstance(state.beside, tuple) else ()


def pin(key: str) -> None:
    """Keeps the run in the picture; one that is kept is let go."""
    runs = tuple(run for run in pinned_runs() if run.key != key)
    if runs == pinned_runs() and key == current_run().key and len(runs) < MOST:
        runs += (current_run(),)
    state.beside = runs or ""
    train_beside()


def train_beside() -> None:
    """Asks for the runs beside the one in the picture."""
    for other in companions():
        shared_pool().request(other, state.viewer, Goal(other.steps, state.until), keep_current=True)


def is_quick(config: RunConfig) -> bool:
    """Whether a run is trained within some seconds, and so at once when a setting is changed."""
    return seconds(config) <= QUICK


def seconds(config: RunConfig) -> float:
    """About how long a run is trained on one core."""
    return config.cost_per_step * config.steps / PACE


def train_the_original(config: RunConfig) -> None:
    """The run from which one is forked is trained as far as the fork, to be seen beside it."""
    if config.origin is None:
        return
    parent, step = config.origin
    steps = min(step + config.steps, bounds("steps")[1])
    with suppress(ConfigError):  # too costly so far: it ends earlier
        parent = parent.replace(steps=max(steps, 1))
    shared_pool().request(parent, state.viewer, Goal(parent.steps), keep_current=True)


def fork(step: int) -> None:
    """Sets the settings to a run that starts from the one in the picture, at a step; it is trained when something is changed."""
    try:
        forked = current_run().forked(step)
    except ConfigError as error:
        state.problem = error
        return
    url_state.set_config(forked)


def drop_fork() -> None:
    """Back to the run from which this one is forked."""
    if (origin := state.config.origin) is not None:
        pick(origin[0])


def open_file(name: str, content: bytes) -> None:
    """Shows the run of a file, with its own losses and weights; a UserError where it cannot be, and all stays as it was."""
    file = run_file.decode(content, name, is_uploaded=True)
    corpora.check_room()
    steps = len(file.arrays["losses"]) - 1
    key = hashlib.sha256(content).hexdigest()[: len(file.config.key)]
    config = file.config.replace(steps=max(steps, 1)).known_as(key)
    ends = shared_pool().adopt(config, content)
    for text in config.added_texts:
        corpora.keep(text)
    url_state.set_config(config)
    state.shown, state.start = config, state.start + 1
    state.opened = OpenedFile(key, name, ends)
    request(config, Goal(steps))


def opened_file() -> OpenedFile | None:
    """The file that the run in the picture came in, if any."""
    file = state.opened
    return file if file is not None and file.run == current_run().key else None


def show(config: RunConfig) -> None:
    """Makes a run the one that all pages speak of; it is trained when one of them asks about it."""
    url_state.set_config(config)
    state.shown = config


def pick(config: RunConfig) -> None:
    """Sets all settings to a run and trains it; nobody waits for the text of a link any longer."""
    state.lost = None
    url_state.set_config(config)
    train(config)


def stop() -> None:
    """Stops at once, for this person; what has been trained stays."""
    if want := shared_pool().stop(current_run().key, state.viewer):
        state.want = current_run().key, want
    if (origin := current_run().origin) is not None:
        shared_pool().stop(origin[0].key, state.viewer)


def go_on() -> None:
    """Trains the run in the picture a hundred steps further, also where it has stopped by itself."""
    if (file := opened_file()) is not None and file.ends:
        state.problem = file.ends
        return
    ahead = is_training() and view_packet.is_quick(current_run())  # the browser is at its end before the server is
    last = current_run().steps if is_recorded() or ahead else last_step()
    steps = min((last or 0) + CONTINUE, int(bounds("steps")[1]))
    try:
        longer = current_run().replace(steps=steps)
    except ConfigError as error:
        state.problem = error
        return
    state.shown = longer
    widgets.put(State.setting["steps"], steps)
    request(longer, Goal(steps))


def file(config: RunConfig, viewer: str, what: str, *, recorded: bool, **fields: Any) -> bytes:
    """A run, as far as a viewer sees it, as one of `server.files.FILES`; it may be called from a thread without a session."""
    last = config.steps if recorded else max(shared_pool().last_step(config.key, viewer), 0)
    _answer, arrays = shared_pool().ask(config, what, last, timeout=60, **fields)
    return arrays["file"].tobytes()


def hear_counts(pulled: dict[str, Any]) -> None:
    """The browser says what it has, and so what it lacks."""
    held = {name: pulled.get(name) for name in ("have", "ghost")}
    counts = {name: count if isinstance(count, int) and count >= 0 else 0 for name, count in held.items()}
    state.pulled = {**pulled, **counts}
    state.trains_here = state.trains_here or pulled.get("trains") is True


def hear_end(pulled: dict[str, Any]) -> None:
    """The browser has all of a run that the page still offers to stop; the page is about to be drawn without that."""
    hear_counts(pulled)
    state.problem = state.complaint  # nobody has read it yet


def last_step() -> int:
    """The newest step of the run in the picture that there is for this person; -1 before the first."""
    return shared_pool().last_step(current_run().key, state.viewer)


def is_recorded() -> bool:
    """Whether the picture shows a recording, as the one that opens the page."""
    return shared_pool().is_recorded(current_run().key)


def is_training() -> bool:
    """Whether the run in the picture is still growing, for this person."""
    return not is_recorded() and shared_pool().is_growing(current_run().key, state.viewer)
