"""The words of a lesson in the player: what it asks before it shows, a class's votes, the teacher's mode."""

from collections.abc import Callable


def teaching_labels(_: Callable[[str], str]) -> dict[str, str]:
    """The labels by name, translated by `_`; `{places}` are filled in the browser."""
    return {**_questions(_), **_votes(_), **_stage(_)}


def _questions(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "ask": _("Predict first"),
        "ask_way": _("When to ask"),
        "ask_pause": _("at every pause"),
        "ask_stops": _("stop and ask"),
        "ask_question": _("What will it predict after ‘{past}’ (t={time})?"),
        "ask_before": _("Ask about the previous letter"),
        "ask_after": _("Ask about the next letter"),
        "ask_answers": _("Your guess"),
        "ask_answer": _("{number}: {symbol}"),
        "ask_choices": _("Choose with the digits: {list}. Enter shows it."),
        "ask_show": _("Show me"),
        "ask_on": _("Continue playing"),
        "ask_playing": _("Pause, and it asks before it shows the prediction."),
        "ask_will_stop": _("It pauses by itself before something happens, and asks."),
        "ask_says": _("It predicts ‘{said}’ ({share}); the target is ‘{target}’."),
        "ask_says_right": _("It predicts ‘{said}’ ({share}), which is the target."),
        "ask_right": _("‘{guess}’ was right."),
        "ask_wrong": _("Not ‘{guess}’."),
        "ask_score": _("{right} of {total} guessed right"),
        "ask_your_guess": _("your guess"),
        "ask_it_says": _("its prediction"),
        "ask_detail": _("Its numbers are shown after you have answered."),
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
        "votes_sentence": _("{right} of {total} gave the same answer as the network."),
    }


def _stage(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "teacher_pictures": _("Picture"),
        "teacher_all": _("Everything"),
        "teacher_network": _("Network"),
        "teacher_history": _("History"),
        "teacher_loss": _("Loss"),
        "teacher_states": _("States"),
        "teacher_gates": _("Gates"),
        "teacher_unfold": _("K: show the settings"),
        "teacher_fold": _("K: hide the settings"),
        "teacher_keys": _("?: keys"),
        "teacher_help": _("Keys"),
        "teacher_help_lines": _(
            "0 … 5 = choose a picture; while a question is open, answer it\nR, L, G = train an RNN, an LSTM, a "
            "GRU\nPage ↓ ↑ = next picture, previous picture (a presenter's remote control sends these)\nSpace = "
            "play, pause\n← → = one step; with Shift ten\nEnter = show the answer, continue\nQ = the link as a "
            "QR code\nK = show or hide the settings\nF = full screen"
        ),
        "code_title": _("Open this run on your phone"),
        "code_alt": _("QR code of {link}"),
        "code_long": _("This link has {count} bytes, but a QR code holds at most 2,953: send the link itself."),
        "code_fine": _("The squares of a link as long as this one are small: come close to scan them."),
    }
