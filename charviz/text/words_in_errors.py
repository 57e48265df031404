"""The errors of runs of characters, and what they are for runs of words."""

from charviz.i18n import N_, N_n, Words

ERRORS: dict[Words, Words] = {
    # text/vocabulary.py
    "the text has a character of {found:,} code points; at most {most} are allowed.": N_(
        "the text has a word of {found:,} code points; at most {most} are allowed."
    ),
    (
        "text has {symbol}, which the alphabet {alphabet} lacks; add it there, or leave alphabet out to use "
        "the text's own characters."
    ): N_(
        "text has {symbol}, which the alphabet {alphabet} lacks; add it there, or leave alphabet out to "
        "use the text's own words."
    ),
    "{symbol} is not among the characters that this run has learned; they are {known}.": N_(
        "{symbol} is not among the words that this run has learned; they are {known}."
    ),
    "sequence {place} is {found}; every sequence needs two characters or more: one to read, one to predict.": N_(
        "sequence {place} is {found}; every sequence needs two words or more: one to read, one to predict."
    ),
    "every sequence needs two characters or more: one to read, one to predict.": N_(
        "every sequence needs two words or more: one to read, one to predict."
    ),
    "symbols has {found}; each symbol is one character.": N_("symbols has {found}; each symbol is one word."),
    # text/pairs.py
    "there is nothing to read; at least one character is needed.": N_(
        "there is nothing to read; at least one word is needed."
    ),
    # config/validation.py
    (
        "{name} is {found}, {count:,} character; {least} to {most:,} characters are allowed.{instead}",
        "{name} is {found}, {count:,} characters; {least} to {most:,} characters are allowed.{instead}",
    ): N_n(
        "{name} is {found}, {count:,} word; {least} to {most:,} words are allowed.{instead}",
        "{name} is {found}, {count:,} words; {least} to {most:,} words are allowed.{instead}",
    ),
    (
        "{window} is {size}, but the text has {length:,} characters, and part of it is held out; at most {most:,} fit."
    ): N_("{window} is {size}, but the text has {length:,} words, and part of it is held out; at most {most:,} fit."),
    (
        "one step reads {positions:,} characters with {hidden_size} {units}, {num_layers} {layers} and "
        "{symbols:,} symbols; for a network of this size at most {most:,} characters fit into memory (the "
        "limit is {variable})."
    ): N_(
        "one step reads {positions:,} words with {hidden_size} {units}, {num_layers} {layers} and "
        "{symbols:,} symbols; for a network of this size at most {most:,} words fit into memory (the limit "
        "is {variable})."
    ),
    (
        "{steps} is {found:,}; with {positions:,} characters, {hidden_size} {units} and {num_layers} "
        "{layers}, at most {count:,} step fits into the time and memory allowed for a run (the limit is "
        "{variable}).",
        "{steps} is {found:,}; with {positions:,} characters, {hidden_size} {units} and {num_layers} "
        "{layers}, at most {count:,} steps fit into the time and memory allowed for a run (the limit is "
        "{variable}).",
    ): N_n(
        "{steps} is {found:,}; with {positions:,} words, {hidden_size} {units} and {num_layers} {layers}, "
        "at most {count:,} step fits into the time and memory allowed for a run (the limit is {variable}).",
        "{steps} is {found:,}; with {positions:,} words, {hidden_size} {units} and {num_layers} {layers}, "
        "at most {count:,} steps fit into the time and memory allowed for a run (the limit is {variable}).",
    ),
    # nn/sampling.py
    "prompt is empty; it needs at least one character, out of {allowed}.": N_(
        "prompt is empty; it needs at least one word, out of {allowed}."
    ),
    # nn/gradients.py
    "the text has {found} characters to read; gradients are shown for at most {most}.": N_(
        "the text has {found} words to read; gradients are shown for at most {most}."
    ),
    (
        "the text has {found} characters with {hidden_size} {units} and {symbols:,} symbols; for a network of "
        "this size, gradients are shown for at most {most} characters."
    ): N_(
        "the text has {found} words with {hidden_size} {units} and {symbols:,} symbols; for a network of "
        "this size, gradients are shown for at most {most} words."
    ),
    # worker/answers/__init__.py
    (
        "{times:,} characters with {symbols:,} symbols, {num_layers} {layers} and {hidden_size} {units} take "
        "{found:,} MB to show; at most {most:,} MB are allowed (the limit is {variable})."
    ): N_(
        "{times:,} words with {symbols:,} symbols, {num_layers} {layers} and {hidden_size} {units} take "
        "{found:,} MB to show; at most {most:,} MB are allowed (the limit is {variable})."
    ),
}
