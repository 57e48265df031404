"""All that a session remembers, in one list.

`state.view` is a value, and `state.view = "hall"` sets it; `State.view` is its entry, to be handed to a widget. The keys of widgets
begin with those of entries, and style sheets and tests know them: a key stays when an attribute is renamed.
"""

import random
import uuid
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

from charviz.config import RunConfig
from charviz.errors import UserError
from charviz.i18n import Message
from charviz.server.pooled_run import Goal
from charviz.ui.shell.given_runs import GivenRun
from charviz.ui.shell.session_entries import Entries, Entry, Made, Values
from charviz.ui.shell.streamlit_internals import UploadedFile, is_connected, session_name

VIEWERS = 4096  # whose sessions are remembered

_sessions = OrderedDict[str, str]()  # viewer -> Streamlit's name of the session


def _new_viewer() -> str:
    viewer = uuid.uuid4().hex
    _sessions[viewer] = session_name()
    if len(_sessions) > VIEWERS:
        _sessions.popitem(last=False)
    return viewer


def still_here() -> None:
    """Ends this run of the script where its browser has asked for another one meanwhile, or has gone: Streamlit looks for that
    whenever the session's state is read."""
    _ = state.viewer


def is_here(viewer: str) -> bool:
    """Whether a viewer's page is open; one of whom nothing is known counts as here."""
    return is_connected(_sessions.get(viewer, ""))


Address = tuple[str | None, dict[str, list[str]]]  # a page, and what stands after the '?'


class OpenedFile(NamedTuple):
    """A file whose run was opened."""

    run: str  # its key
    name: str
    ends: Message | None  # why it cannot be trained further here


class BeforeTour(NamedTuple):
    """What a person had before the guided tour, and has again after it."""

    config: RunConfig
    shown: RunConfig | None
    options: Values


class State:
    """The entries. One that a widget shows is set by `widgets.put` in a callback, so that no older widget sets it back."""

    __slots__ = ()  # an attribute that is no entry would be shared by all sessions

    def update(self, values: Values) -> None:
        """Sets several entries."""
        for entry, value in values.items():
            entry.set(value)

    # What every page's address tells, and how it is followed
    page = Entry[str | None](None)  # the page that is open, as "live"
    language = Entry[str | None](None)  # as it was chosen
    view = Entry("desk")  # how large everything is: desk, hall, class
    hide = Entry("")  # the controls that are left out
    ask = Entry("false")  # whether the player asks before it shows: false, true, stops
    every = Entry(True)  # whether a run is trained on every change of a setting
    in_browser = Entry(True)  # whether quick runs and comparisons are trained in the browser
    until = Entry(True)  # whether a run may stop by itself once its text is learned
    beside = Entry[tuple[RunConfig, ...] | str]("")  # the runs beside the one in the picture; or OTHER_CELLS
    tour = Entry[int | None](None)  # the step of the guided tour
    options = Made[Values](dict)  # what all pages that have been open tell beside the run
    addresses = Made[list[Address]](list)  # where the browser was when it last asked, and where we have sent it since
    arrivals = Entry(0)  # how often the person has come to another place
    from_link = Entry(False)  # whether the live page is to train the run of its address
    lost = Entry[dict[str, str] | None](None)  # the address whose uploaded text is gone

    # The run
    viewer = Made(_new_viewer)  # this session's name in the pool
    setting = {name: Entry[Any](field.default, f"setting:{name}") for name, field in RunConfig.model_fields.items()}
    config = Entry(RunConfig())  # what the settings say, or said when that last was a run
    shown = Entry[RunConfig | None](None)  # the run in the picture; see `session.current_run`
    start = Entry(0)  # how often a run was begun from its first step
    past = Made[list[RunConfig]](list)  # the runs that can be gone back to
    want = Entry[tuple[str, Goal] | None](None)  # the key of the run that was asked for last, and how far
    trainings = Made[list[float]](list)  # when runs were begun within the last minute
    waits_for_text = Entry[RunConfig | None](None)  # the run whose long text is to be fetched
    opened = Entry[OpenedFile | None](None)  # the file that was opened last
    problem = Entry[Message | UserError | None](None)  # what has gone wrong, to be said with the next drawing
    complaint = Entry[Message | UserError | None](None)  # what is being said
    closed = Entries[str | None](None, "closed:{}")  # what a complaint is about -> the one that was closed

    # The live page
    preset = Entry[str | None](None)  # the chip that is lit
    from_preset = Entry("")  # the preset that was picked last
    read_as = Entry[str | None](None)  # set where a file was not UTF-8: the encoding that was guessed, if any
    texts = Made[list[str]](list)  # names, which hold their texts: a fork may have lost more than one
    uploads = Entry(0)  # how many runs have been handed in
    handed_in = Entry[UploadedFile | GivenRun | None](None)  # the file that is to be opened
    press_train = Entry(False)  # whether the run of the settings is to be trained
    pulled = Made[dict[str, Any]](dict)  # what the player has, as it last said
    trains_here = Entry(False)  # whether the browser has said that it trains small runs by itself
    view_sent = Entry[str | None](None)  # the id of the view that it was told last
    sent = Entry[str | None](None)  # the key of the run whose records it was sent last
    look_inside = Entry[dict[str, Any] | None](None)  # the unit that was clicked, for the page Cell

    # What Streamlit's widgets and our components say, under the keys that they are given
    examples = Entry(False)  # whether the popover is open
    length = Entry(100_000)  # of a generated text
    upload = Entry[UploadedFile | None](None)  # a text
    encoding = Entry[str | None](None)  # that was chosen for it
    brought = Entry[UploadedFile | None](None)  # the text of an address, once more
    run_file = Entries[UploadedFile | None](None, "run:{}")  # number of the uploader -> a saved run
    given_run = Entries[str | None](None, "given:{}")  # number of the uploader -> a saved run of the folder
    menu = Entries[Any](None, "examples:{}")  # page -> the example that is picked
    svg = Entries(False, "svg:{}")  # figure -> whether its camera saves SVG
    component = Entries[Any](None, "{}")

    # Behind `widgets` and `component`
    said = Made[dict[Entry[Any], dict[str, Any]]](dict)  # entry -> its widgets' keys -> what each has said last
    then = Made[dict[Entry[Any], Callable[[], None] | None]](dict)  # entry -> what a person's change of it calls
    widgets = Made(lambda: random.randrange(1 << 40))  # the number in the newest widget's key
    heard = Entries(0, "{}:heard")  # component -> the number of the last act that was heard
    told = Entries[dict[str, Any] | None](None, "told:{}")  # scene -> the place that it was told to begin at

    # The guided tour
    before_tour = Entry(BeforeTour(RunConfig(), None, {}))
    tour_entered = Entry(False)  # whether an address names no more than a step
    tour_to = Entry[int | None](None, "tour:to")  # the step whose page is to be opened
    tour_left = Entry(False, "tour:left")  # whether the live page is to be opened
    tour_play = Made[dict[str, Any]](dict, "tour:play")  # how the player goes
    tour_answers = Made[dict[int, int | None]](dict, "tour:answers")  # step -> place of a choice, None: skipped
    tour_controls = Made[dict[int, bool]](dict, "tour:controls")  # step -> whether the page's own controls are seen

    # The pages about the run; None: as by default, which needs no place in the address
    step = Entry[int | None](None)  # the training step that is looked at; None: the last
    layer = Entry(0)
    unit = Entry(0)
    time = Entry(0)

    cell_part = Entry[str | None](None, "cell:part")  # the part of the cell that is explained
    cell_convention = Entry("torch", "cell:z")  # what z means in a GRU: torch, slides

    memory_erase = Entry("", "memory:erase")  # the times at which it is erased: "2,5", "all"
    memory_which = Entry("both", "memory:which")  # the states that are erased: both, h, c
    memory_start = Entry("zeros", "memory:start")  # the state before the text
    memory_pin = Entries("free", "memory:pin:{}")  # gate -> held at: free, 0, 1
    memory_same_letter = Entry[str | None](None, "memory:same_letter")  # the two times that are compared: "2-5"

    units_part = Entry[str | None](None, "units:part")
    units_unit = Entry[int | None](None, "units:unit")
    units_feature = Entry[str | None](None, "units:feature")
    units_text = Entry[str | None](None, "units:text")  # another text that is read

    gradients_length = Entry[int | None](None, "gradients:length")  # of the text
    gradients_bias = Entry(0.0, "gradients:bias")  # the LSTM's forget bias
    gradients_keeps = Entry(False, "gradients:keeps")  # the toggle for it
    gradients_show = Entry("reach", "gradients:show")  # the picture
    gradients_cell = Entry[str | None](None, "gradients:net")
    gradients_part = Entry("weight_hh", "gradients:part")  # the weights
    gradients_time = Entry[int | None](None, "gradients:time")  # the prediction
    gradients_factors = Made[dict[str, float]](
        dict, "gradients:factors"
    )  # cell -> what one character keeps before training

    generate_prompt = Entry[str | None](None, "generate:prompt")
    generate_length = Entry(40, "generate:length")
    generate_temperature = Entry(0.0, "generate:temperature")
    generate_top = Entry(0, "generate:top")
    generate_seed = Entry(0, "generate:seed")
    generate_at = Entry[int | None](None, "generate:at")  # the letter that is looked at

    # The other pages
    text_text = Entry[str | None](None, "text:text")
    text_split = Entry[str | None](None, "text:split")
    text_tokens = Entry[bool | None](None, "text:tokens")
    text_order = Entry[str | None](None, "text:order")  # of the symbols
    text_shift = Entry(1, "text:shift")
    text_apart = Entry(False, "text:apart")  # whether letters are decomposed
    text_time = Entry[int | None](None, "text:time")  # the tile that is picked

    shapes_words = Entry[str | None](None, "shapes:words")
    shapes_alphabet = Entry("", "shapes:alphabet")
    shapes_cell = Entry[str | None](None, "shapes:cell")
    shapes_hidden = Entry[int | None](None, "shapes:hidden")
    shapes_layers = Entry[int | None](None, "shapes:layers")
    shapes_embedding = Entry(0, "shapes:embedding")
    shapes_first = Entry(True, "shapes:first")  # batch_first
    shapes_head = Entry(True, "shapes:head")
    shapes_open = Entry[str | None](None, "shapes:open")  # the page that is to be opened

    order_examples = Entry("TRIANGLE = shape\nINTEGRAL = calculus", "order:examples")
    order_cell = Entry("gru", "order:cell")
    order_hidden = Entry(8, "order:hidden")
    order_rate = Entry(0.02, "order:rate")
    order_steps = Entry(200, "order:steps")
    order_seed = Entry(0, "order:seed")
    order_step = Entry[int | None](None, "order:step")  # the training step that is looked at; None: the last

    embeddings_what = Entry("words", "embeddings:what")  # words, letters
    embeddings_text = Entry[str | None](None, "embeddings:text")
    embeddings_model = Entry("skip-gram", "embeddings:model")
    embeddings_window = Entry(2, "embeddings:window")
    embeddings_size = Entry(16, "embeddings:size")
    embeddings_negative = Entry(0, "embeddings:negative")
    embeddings_steps = Entry(200, "embeddings:steps")
    embeddings_seed = Entry(0, "embeddings:seed")
    embeddings_step = Entry[int | None](None, "embeddings:step")  # the training step that is looked at; None: the last
    embeddings_pick = Entry[str | None](None, "embeddings:pick")  # the word that is picked

    compare_vary = Entry("cell_type", "compare:vary")  # the setting
    compare_values = Entry[str | None](None, "compare:values")
    compare_of = Entry[str | None](None, "compare:of")  # the setting that the values are of
    compare_seeds = Entry(30, "compare:seeds")
    compare_steps = Entry(0, "compare:steps")
    compare_fair = Entry(False, "compare:fair")  # whether all nets have about as many weights
    compare_key = Entry("", "compare:key")  # the comparison in the picture
    compare_configs = Made[list[RunConfig]](list, "compare:configs")  # its runs
    compare_pulled = Made[dict[str, Any]](dict, "compare:pulled")  # what the browser has, as it last said
    compare_returned = Entry("", "compare:returned")  # the comparison that the browser cannot train, or not soon enough
    compare_open = Entry[str | None](None, "compare:open")  # the page that is to be opened

    notes_card = Entry("hihello", "notes:card")  # the experiment
    notes_run = Entry(False, "notes:run")  # whether it is trained here
    notes_variant = Entry[str | None](None, "notes:variant")  # which seeds the strings are of
    notes_of = Entry[str | None](None, "notes:of")  # the experiment that this was said of

    ideas_find = Entry("", "ideas:find")
    ideas_kind = Entry("all", "ideas:kind")

    status_before = Entry[tuple[float, float] | None](None, "status:before")  # records, and when they were counted


state = State()
