"""The labels and sentences of pages about letters, and what they are for runs of words."""

from charviz.i18n import N_

LABELS: dict[str, str] = {
    # config/fields.py
    "What the network learns: after each character, the next one.": N_(
        "What the network learns: after each word, the next one."
    ),
    "What carries the memory from one character to the next.": N_("What carries the memory from one word to the next."),
    "How a character becomes numbers: one-hot, or a learned vector.": N_(
        "How a word becomes numbers: one-hot, or a learned vector."
    ),
    "Turns the hidden state into one number per character; none: the hidden state is the output.": N_(
        "Turns the hidden state into one number per word; none: the hidden state is the output."
    ),
    "Cross-entropy in nats per character, or squared error summed over the time steps.": N_(
        "Cross-entropy in nats per word, or squared error summed over the time steps."
    ),
    (
        "Each step reads random pieces of the text, this many characters long; lines that are longer are cut to it. "
        "Empty: the whole text."
    ): N_(
        "Each step reads random pieces of the text, this many words long; lines that are longer are cut to it. "
        "Empty: the whole text."
    ),
    # player/labels.py
    "{name}: first step with every letter right": N_("{name}: first step with every word right"),
    "Correct letters": N_("Correct words"),
    "Correct letters, of the piece that is shown": N_("Correct words, of the piece that is shown"),
    (
        "The network reads your text one letter at a time: the row ‘input’.\nAt each letter it predicts the "
        "next one: the row ‘predicted’, to be compared with ‘target’.\nBlue is right, orange and dashed is "
        "wrong; in the strips below, blue is above zero and orange below."
    ): N_(
        "The network reads your text one word at a time: the row ‘input’.\nAt each word it predicts the "
        "next one: the row ‘predicted’, to be compared with ‘target’.\nBlue is right, orange and dashed is "
        "wrong; in the strips below, blue is above zero and orange below."
    ),
    "All letters differ: each letter alone tells what comes next.": N_(
        "All words differ: each word alone tells what comes next."
    ),
    "This text needs no memory: the current letter is enough.": N_(
        "This text needs no memory: the current word is enough."
    ),
    "Still predicting only ‘{symbol}’: one letter is the safest guess at first.": N_(
        "Still predicting only ‘{symbol}’: one word is the safest guess at first."
    ),
    "Now every ‘{symbol}’ gets its own prediction: same letter, different past.": N_(
        "Now every ‘{symbol}’ gets its own prediction: same word, different past."
    ),
    "It has begun to remember: more letters are right than without memory.": N_(
        "It has begun to remember: more words are right than without memory."
    ),
    "All correct, but only {confidence} sure of its weakest letter.": N_(
        "All correct, but only {confidence} sure of its weakest word."
    ),
    # player/lesson_labels.py
    "Ask about the previous letter": N_("Ask about the previous word"),
    "Ask about the next letter": N_("Ask about the next word"),
    # export/html_report.py
    (
        "{cell} with {units} units learned to predict the next letter of a text. After {steps} steps it "
        "predicts {share} of it correctly."
    ): N_(
        "{cell} with {units} units learned to predict the next word of a text. After {steps} steps it "
        "predicts {share} of it correctly."
    ),
    (
        "A network without memory learned to predict the next letter of a text. After {steps} steps it "
        "predicts {share} of it correctly."
    ): N_(
        "A network without memory learned to predict the next word of a text. After {steps} steps it "
        "predicts {share} of it correctly."
    ),
    (
        "{cell} with {units} units learned to predict the next letter of a long text. After {steps} steps it "
        "predicts {share} of the piece shown here correctly, and {unseen} of the held-out text."
    ): N_(
        "{cell} with {units} units learned to predict the next word of a long text. After {steps} steps it "
        "predicts {share} of the piece shown here correctly, and {unseen} of the held-out text."
    ),
    (
        "A network without memory learned to predict the next letter of a long text. After {steps} steps it "
        "predicts {share} of the piece shown here correctly, and {unseen} of the held-out text."
    ): N_(
        "A network without memory learned to predict the next word of a long text. After {steps} steps it "
        "predicts {share} of the piece shown here correctly, and {unseen} of the held-out text."
    ),
    # ui/pages/compare.py
    "nats per character": N_("nats per word"),
    "Steps until every letter is right: one dot per seed": N_("Steps until every word is right: one dot per seed"),
    "Steps until every letter is right: how many of the {total} seeds": N_(
        "Steps until every word is right: how many of the {total} seeds"
    ),
    "{winner} wins: its validation loss is {loss} nats per letter; {second} has {other}.": N_(
        "{winner} wins: its validation loss is {loss} nats per word; {second} has {other}."
    ),
    "{name}: validation loss {loss} nats per letter.": N_("{name}: validation loss {loss} nats per word."),
    # figures/spread.py
    "loss (nats per letter)": N_("loss (nats per word)"),
    # figures/gradients.py
    "characters back": N_("words back"),
    # ui/pages/units.py
    "Another text with the same letters (empty: the run's own)": N_(
        "Another text with the same words (empty: the run's own)"
    ),
    # ui/pages/embeddings.py
    "Letters of the run": N_("Words of the run"),
    "The letters in the plane, as their vectors are learned": N_(
        "The words in the plane, as their vectors are learned"
    ),
    "All letters are equally far apart: the dot product of two different one-hot vectors is 0.": N_(
        "All words are equally far apart: the dot product of two different one-hot vectors is 0."
    ),
    "This run reads one-hot letters: all are equally far apart, and none is similar to another.": N_(
        "This run reads one-hot words: all are equally far apart, and none is similar to another."
    ),
    # ui/live/text_source.py
    (
        "{length} letters, {symbols} different ones; the last tenth is held out, to measure what it has really learned."
    ): N_(
        "{length} words, {symbols} different ones; the last tenth is held out, to measure what it has really learned."
    ),
    # ui/pages/cell.py
    "The text, letter by letter": N_("The text, word by word"),
    "The weights change with every training step, the hidden state with every letter.": N_(
        "The weights change with every training step, the hidden state with every word."
    ),
    "One sum and one tanh: everything it remembers goes through both at every letter.": N_(
        "One sum and one tanh: everything it remembers goes through both at every word."
    ),
    # ui/pages/memory.py
    "Erased everywhere, it has no memory: the same letter always gets the same prediction.": N_(
        "Erased everywhere, it has no memory: the same word always gets the same prediction."
    ),
    "Right: {right} of {total} letters; {before} without this change.": N_(
        "Right: {right} of {total} words; {before} without this change."
    ),
    "The same letter at two time steps": N_("The same word at two time steps"),
    "No letter occurs twice in this text: it can be read without memory.": N_(
        "No word occurs twice in this text: it can be read without memory."
    ),
    # ui/pages/gradients.py
    "Arcs from earlier letters to the predicted one; a wider arc means a stronger influence.": N_(
        "Arcs from earlier words to the predicted one; a wider arc means a stronger influence."
    ),
    "There is only one character to read, and nothing before it, so no gradient flows back.": N_(
        "There is only one word to read, and nothing before it, so no gradient flows back."
    ),
    "{distance} characters back, this much of the gradient is left: {left}.": N_(
        "{distance} words back, this much of the gradient is left: {left}."
    ),
    "Before training, the gradient kept per extra character: {kept}.": N_(
        "Before training, the gradient kept per extra word: {kept}."
    ),
    # ui/pages/generate.py
    "0 picks the most likely letter, 1 samples from the predicted probabilities, higher values are more random.": N_(
        "0 picks the most likely word, 1 samples from the predicted probabilities, higher values are more random."
    ),
    "letter {step} / {steps}": N_("word {step} / {steps}"),
    "Letter written": N_("Word written"),
    "Previous letter": N_("Previous word"),
    "Next letter": N_("Next word"),
    "Free running: it reads its own letters": N_("Free running: it reads its own words"),
    "Letter {place}: what it could have written after {before}": N_(
        "Word {place}: what it could have written after {before}"
    ),
    "Step {step}: the first {count} letters match the text.": N_(
        "Step {step}: the first {count} words match the text."
    ),
    "It departs from the text at letter {place} and reads its own mistakes from there on.": N_(
        "It departs from the text at word {place} and reads its own mistakes from there on."
    ),
    "From letter {place} on, it writes text of its own.": N_("From word {place} on, it writes text of its own."),
    "From letter {place} on, it repeats {words}: raise the temperature, or draw again.": N_(
        "From word {place} on, it repeats {words}: raise the temperature, or draw again."
    ),
    "letter {place}: {letter}, {chance}": N_("word {place}: {letter}, {chance}"),
    # ui/pages/text.py
    "The text grows, and no weight is added: the same ones are used for every letter.": N_(
        "The text grows, and no weight is added: the same ones are used for every word."
    ),
    (
        "From the current letter alone, at most {correct} of {total} can be predicted. This text requires "
        "remembering the last {needed} letters."
    ): N_(
        "From the current word alone, at most {correct} of {total} can be predicted. This text requires "
        "remembering the last {needed} words."
    ),
    "One letter has no next letter: type another.": N_("One word has no next word: type another."),
    "With a shift of 0, the target is the letter just read. Copying needs no memory.": N_(
        "With a shift of 0, the target is the word just read. Copying needs no memory."
    ),
    "The current letter determines the target: this text needs no memory.": N_(
        "The current word determines the target: this text needs no memory."
    ),
    "One-hot: a row of V numbers for each letter": N_("One-hot: a row of V numbers for each word"),
    "What comes after each letter": N_("What comes after each word"),
    "Ringed: several letters come after it, so the letter alone is not enough.": N_(
        "Ringed: several words come after it, so the word alone is not enough."
    ),
    "the current letter": N_("the current word"),
    "the last {count} letters": N_("the last {count} words"),
    "1: the next letter": N_("1: the next word"),
    "time steps: letters that are read": N_("time steps: words that are read"),
    "letters that must be known": N_("words that must be known"),
    "Only the first {most} of {count} letters are shown here.": N_(
        "Only the first {most} of {count} words are shown here."
    ),
    # the pages
    "A network reads your text letter by letter and learns to predict the next one.": N_(
        "A network reads your text word by word and learns to predict the next one."
    ),
    "Every number of one time step, from the input letter to the predicted letter.": N_(
        "Every number of one time step, from the input word to the predicted word."
    ),
    "This network has no cell: each letter goes straight to the output layer. Choose RNN, LSTM or GRU for the run.": N_(
        "This network has no cell: each word goes straight to the output layer. Choose RNN, LSTM or GRU for the run."
    ),
    "What does it write when it reads its own letters?": N_("What does it write when it reads its own words?"),
    "Which letters caused an error, and how far back its gradient reaches.": N_(
        "Which words caused an error, and how far back its gradient reaches."
    ),
    "Erase the memory at a time step, hold a gate open or shut, and see which letters go wrong.": N_(
        "Erase the memory at a time step, hold a gate open or shut, and see which words go wrong."
    ),
    "This network has no memory to erase: it sees one letter at a time. Choose RNN, LSTM or GRU for the run.": N_(
        "This network has no memory to erase: it sees one word at a time. Choose RNN, LSTM or GRU for the run."
    ),
    "This text is too long to be shown letter by letter: at most {most} can be.": N_(
        "This text is too long to be shown word by word: at most {most} can be."
    ),
    "Letters become numbers, numbers become training pairs: do they need memory?": N_(
        "Words become numbers, numbers become training pairs: do they need memory?"
    ),
    "capital letter": N_("begins with a capital letter"),
}
