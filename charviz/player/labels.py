"""Every word that the player shows or speaks; it has none of its own."""

from collections.abc import Callable

from charviz.player.lesson_labels import teaching_labels


def player_labels(_: Callable[[str], str], _n: Callable[[str, str, int], str]) -> dict[str, str]:
    """The player's labels by name, translated by `_` and `_n`; `{places}` are filled in the browser."""
    return {**_controls(_, _n), **_pictures(_), **_hover(_), **_descriptions(_), **_messages(_), **teaching_labels(_)}


def gate_ends(_: Callable[[str], str]) -> dict[str, tuple[str, str]]:
    """Gate -> what it does at the least and at the greatest of its values."""
    return {
        "input": (_("write nothing"), _("write all")),
        "forget": (_("forget"), _("keep")),
        "output": (_("hide"), _("show")),
        "reset": (_("ignore the past"), _("use the past")),
        "update": (_("take the new"), _("keep the old")),
        "candidate": ("−1", "1"),
    }


def _controls(_: Callable[[str], str], _n: Callable[[str, str, int], str]) -> dict[str, str]:
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "first": _("First step"),
        "back": _("One step back"),
        "forward": _("One step forward"),
        "last": _("Last step"),
        "speed": _("Speed"),
        "speed_unit": _("steps/s"),
        "speed_max": _("max"),
        "scrubber": _("Training step"),
        "step": _("step {step} / {steps}"),
        "loss": _("loss {loss} {unit}"),
        "nats": _("nats"),
        "mse": _("squared error"),
        "correct": _("{correct} of {total} right"),
        "live": _("live"),
        "recorded": _("recorded earlier"),
        "opened": _("from a file"),
        "pace": _("{pace} steps/s"),
        "compiled": _("compiled"),
        "this_browser": _("in this browser, {ms} ms"),
        "map": _("{name}: first step with every letter right"),
        "map_never": _("never"),
        "fell_back": _("the GPU was out of memory"),
        "waiting": _("starting…"),
        "ahead": _n("{count} run is ahead of yours", "{count} runs are ahead of yours", 2),
        "ahead_one": _n("{count} run is ahead of yours", "{count} runs are ahead of yours", 1),
        "preparing": _("compiling for this machine, only once: ten seconds to a minute…"),
        "stale": _("Settings changed: train"),
        "stale_long": _("Settings changed: train, about {seconds} s"),
        "tools": _("Tools"),
        "settings": _("Settings"),
        "beside": _("Compare cells"),
        "keep": _("Keep to compare"),
        "kept": _("Kept: now change a setting"),
        "keep_help": _("It stays in the charts, next to what you try next"),
        "keep_full": _("Two runs are kept already: remove one first"),
        "remove": _("Remove {run}"),
        "loss_apart": _("not drawn, because its loss has a different unit: {run}"),
        "solved_at": _("all correct at {step}"),
        "race_hide": _("Hide and vote"),
        "race_show": _("Show"),
        "race_question": _("Which gets everything right first?"),
        "race_first": _("First: {cells}, at step {step}."),
        "race_none": _("None of them got everything right."),
        "race_hands": _("{right} of {total} votes were right."),
        "copy_link": _("Copy link"),
        "link_copied": _("Link copied"),
        "qr_code": _("QR"),
        "says": _("prediction"),
        "should_say": _("target"),
        "layer": _("Layer"),
        "layer_number": _("Layer {layer}"),
        "order": _("Unit order"),
        "order_number": _("by number"),
        "order_similar": _("grouped by similarity"),
        "scale": _("Loss scale"),
        "linear": _("linear"),
        "log": _("log"),
        "close": _("Close"),
        "save_pictures": _("Pictures"),
        "save_film": _("Save as animation (GIF)"),
        "filming": _("Drawing… {share}"),
        "dismiss": _("Dismiss this message"),
    }


def _pictures(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "time": _("time"),
        "input": _("input"),
        "target": _("target"),
        "predicted": _("predicted"),
        "hidden_short": _("hidden"),
        "hidden_layer": _("hidden {layer}"),
        "or_rival": _("or {symbol} {share}"),
        "strip_open": _("Enlarge this strip"),
        "strip_close": _("Make all strips the same size again"),
        "cell_title": _("Unit {unit} at t={time}, input {input}"),
        "network": _("The network, unrolled in time"),
        "history": _("Its predictions, step by step"),
        "loss_title": _("Loss ({unit})"),
        "letters": _("Correct letters"),
        "letters_shown": _("Correct letters, of the piece that is shown"),
        "writes": _("What it writes by itself, at step {step}"),
        "line_held_out": _("validation loss {loss}"),
        "line_guess": _("guessing {loss}"),
        "line_floor": _("limit without memory {loss}"),
        "line_headless": _("limit without output layer {loss}"),
        "line_reference": _("lecture notes"),
        "line_correct": _("without memory at most {count}"),
        "hidden": _("Hidden state"),
        "cell_state": _("Cell state"),
        "gate_input": _("Input gate"),
        "gate_forget": _("Forget gate"),
        "gate_output": _("Output gate"),
        "gate_reset": _("Reset gate"),
        "gate_update": _("Keep (update gate)"),
        "gate_candidate": _("Candidate"),
        "states_of": _("states at step {step}"),
        "units_of": _("the first {drawn} of {all} units"),
        "detail": _("Inside a cell"),
        "fork": _("Fork here"),
        "original_says": _("the original predicts"),
        "states_shown": _("Show states of"),
        "this_run": _("this run"),
        "before": _("before"),
        "original": _("the original"),
        "inside": _("Look inside this cell"),
        "detail_waiting": _("Computing…"),
        "detail_title": _("Unit {unit} at t={time}, input {input}, step {step}"),
        "detail_title_layer": _("Layer {layer}, unit {unit} at t={time}, input {input}, step {step}"),
    }


def _hover(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "hover_time": _("t={time} · input {input} · target {target}"),
        "hover_predicted": _("predicted {symbol} {share}"),
        "hover_rival": _("2nd {symbol} {share}"),
        "hover_loss": _("loss {loss} {unit}"),
        "hover_go": _("go to step {step}"),
        "hover_history": _("step {step} · t={time} · predicted {symbol} {share} · target {target}"),
        "hover_step": _("step {step} · loss {loss} {unit}"),
        "hover_held_out": _("validation loss {loss}"),
        "hover_perplexity": _("perplexity {value}"),
        "hover_letters": _("step {step} · {correct} of {total} right"),
        "hover_cell": _("unit {unit} · t={time} · input {input} · {symbol} = {value} ± {error}"),
    }


def _descriptions(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "announce": _("step {step}, loss {loss}, prediction {prediction}"),
        "network_alt": _("The network unrolled in time. It predicts {prediction}; the target is {target}."),
        "history_alt": _("What the network predicted at steps {from} to {to}, one row per step."),
        "loss_alt": _("The loss over the training steps: {first} at step 0, {loss} at step {step}."),
        "heatmap_alt": _("{title}: units down, time across, values from {low} to {high}."),
        "strongest": _("t={time}, {input}: the strongest is unit {unit}, {value}"),
        "keys": _("Arrow keys move through the picture, Enter selects."),
        "table": _("Predictions at step {step}"),
        "probability": _("probability"),
        "right_or_wrong": _("right or wrong"),
        "right": _("right"),
        "wrong": _("wrong"),
        "welcome": _(
            "The network reads your text one letter at a time: the row ‘input’.\n"
            "At each letter it predicts the next one: the row ‘predicted’, to be compared with ‘target’.\n"
            "Blue is right, orange and dashed is wrong; in the strips below, blue is above zero and orange below."
        ),
        "welcome_close": _("Got it"),
        "legend_right": _("predicted right"),
        "legend_wrong": _("predicted wrong"),
        "legend_sure": _("its probability"),
        "legend_plus": _("state above 0"),
        "legend_minus": _("state below 0"),
    }


def _messages(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "tick_letter_right": _("‘{symbol}’ is right for the first time"),
        "tick_tells_apart": _("every ‘{symbol}’ is predicted correctly: it tells them apart"),
        "tick_remembers": _("it has begun to remember"),
        "tick_solved": _("all correct"),
        "tick_lost": _("no longer all correct"),
        "tick_spike": _("the loss jumps"),
        "tick_diverged": _("the loss is no longer a number (NaN)"),
        "tick_learned": _("all correct for twenty steps"),
        "message_all_different": _("All letters differ: each letter alone tells what comes next."),
        "message_no_memory_needed": _("This text needs no memory: the current letter is enough."),
        "message_only_letter": _("Still predicting only ‘{symbol}’: one letter is the safest guess at first."),
        "message_tells_apart": _("Now every ‘{symbol}’ gets its own prediction: same letter, different past."),
        "message_remembers": _("It has begun to remember: more letters are right than without memory."),
        "message_saturated": _(
            "Nearly all hidden values are at −1 or 1, where tanh is flat: no gradient passes. Lower the learning rate."
        ),
        "message_step": _("Step {step}: {sentence}"),
        "message_solved": _("All correct, but only {confidence} sure of its weakest letter."),
        "message_lost": _("It was all correct, and now it is not. Why?"),
        "message_lost_fell": _("The loss fell, but the text got worse. Why?"),
        "message_spike": _("The loss jumps: the learning rate is too high."),
        "message_diverged": _("The loss is no longer a finite number: the learning rate is too high."),
        "message_memoryless_limit": _("This is as far as a model without memory can go."),
        "message_headless_limit": _("Without an output layer the loss cannot go below {floor}."),
        "message_stuck": _("This seed is stuck: draw another one."),
        "message_learned": _("All correct for twenty steps in a row: memorized."),
        "message_stopped": _("Memorized, so training stopped by itself."),
        "message_failed": _("Training has failed. Press Train to start it again."),
        "action_lower_rate": _("Lower it"),
        "action_reroll": _("Draw another seed"),
        "action_continue": _("Continue"),
    }
