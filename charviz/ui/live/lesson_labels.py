"""The words of a lesson in the player: what it asks before it shows, a class's votes, the teacher's mode."""

from collections.abc import Callable


def teaching_labels(_: Callable[[str], str]) -> dict[str, str]:
    """The labels by name, translated by `_`; `{places}` are filled in the browser."""
    return {**_questions(_), **_votes(_), **_stage(_)}


def _questions(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "ask": _("Predict first"),
        "ask_way": _("When it asks"),
        "ask_pause": _("at every pause"),
        "ask_stops": _("stop and ask"),
        "ask_question": _("What will it say after ‘{past}’ (t={time})?"),
        "ask_before": _("Ask about the letter before"),
        "ask_after": _("Ask about the next letter"),
        "ask_answers": _("Your guess"),
        "ask_answer": _("{number}: {symbol}"),
        "ask_choices": _("Choose with the digits: {list}. Enter shows it."),
        "ask_show": _("Show me"),
        "ask_on": _("Play on"),
        "ask_playing": _("Press pause, and it asks before it shows."),
        "ask_will_stop": _("It stops by itself before something happens, and asks."),
        "ask_says": _("It says ‘{said}’ ({share}); the text goes on with ‘{target}’."),
        "ask_says_right": _("It says ‘{said}’ ({share}), and so does the text."),
        "ask_right": _("‘{guess}’ was right."),
        "ask_wrong": _("Not ‘{guess}’."),
        "ask_score": _("{right} of {total} guessed right"),
        "ask_your_guess": _("your guess"),
        "ask_it_says": _("it says this"),
        "ask_detail": _("Its numbers are shown when you have answered."),
        "announce_asking": _("step {step}, loss {loss}"),
    }


def _votes(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "votes": _("Class votes"),
        "votes_for": _("Hands up for {symbol}"),
        "votes_class": _("the class"),
        "votes_net": _("the network"),
        "votes_total": _("{count} hands"),
        "votes_share": _("{hands} · {chance}"),
        "votes_sentence": _("{right} of {total} said what the network says."),
    }


def _stage(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "stage_pictures": _("Picture"),
        "stage_all": _("Everything"),
        "stage_network": _("Network"),
        "stage_history": _("History"),
        "stage_loss": _("Loss"),
        "stage_states": _("States"),
        "stage_gates": _("Gates"),
        "stage_unfold": _("K: show the knobs"),
        "stage_fold": _("K: fold the knobs away"),
        "stage_keys": _("?: keys"),
        "stage_help": _("Keys"),
        "stage_help_lines": _(
            "0 … 5 = choose a picture; while a question stands, answer it\n"
            "R, L, G = train an RNN, an LSTM, a GRU\n"
            "Page ↓ ↑ = next picture, picture before (a presenter's remote control sends these)\n"
            "Space = play, pause\n← → = a step; with Shift ten\nEnter = show the answer, play on\n"
            "Q = the link as a QR code\nK = show the knobs, or fold them away\nF = full screen"
        ),
        "code_title": _("Open this run on your phone"),
        "code_alt": _("QR code of {link}"),
        "code_long": _("This link has {count} bytes, and a QR code holds 2,953 at most: send the link itself."),
        "code_fine": _("The squares of a link as long as this one are small: come close to read them."),
    }
