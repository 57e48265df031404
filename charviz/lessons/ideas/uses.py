"""Ideas of the lecture notes about what a trained network is for: writing, vectors, and which one is better."""

from charviz.i18n import N_
from charviz.lessons.ideas.entry import concept
from charviz.lessons.ideas.links import ABC, EMBEDDED, GAP, SENTENCE, SHAKESPEARE, at

USES = (
    concept(
        51,
        "writing",
        "N4",
        N_("In training the true letter is read next, whatever was predicted: teacher forcing."),
        at("generate", prompt="h"),
    ),
    concept(
        52,
        "writing",
        "N4",
        N_("When it writes, it reads its own letter: after a mistake, it continues from there."),
        at("generate", prompt="h", step=15),
    ),
    concept(
        53,
        "writing",
        "N2",
        N_("‘input_ = output’ would feed its own output back; the training there does not."),
        at("generate", prompt="h", step=10),
    ),
    concept(
        54,
        "vectors",
        "N2 N4",
        N_("One-hot rows are all unrelated: each dot product is 0, and the width grows with the vocabulary."),
        at("embeddings", what="letters"),
        at("text", order="fixed"),
    ),
    concept(
        55,
        "vectors",
        "N2 N4",
        N_("Word vectors can be similar: their cosine says how similar."),
        at("embeddings", what="words"),
        at("notes", experiment="vectors"),
    ),
    concept(
        56,
        "vectors",
        "N4",
        N_("nn.Embedding(count, size) is a table whose rows are learned with the task."),
        at("embeddings", EMBEDDED, what="letters"),
    ),
    concept(
        57,
        "vectors",
        "N2 N4",
        N_("word2vec uses a window: neighbours on each side of the centre word."),
        at("embeddings", page_text="The boy is going to school", model="cbow"),
        at("embeddings", page_text="The boy is going to school", window=1),
    ),
    concept(
        62,
        "writing",
        "N4",
        N_("A long text: letters, then words, then something like Shakespeare."),
        at("live", SHAKESPEARE),
        at("generate", temp=0.8),
        at("notes", experiment="shakespeare"),
    ),
    concept(
        63,
        "comparing",
        "N4",
        N_("Which cell is best depends on the text: compare over many seeds."),
        at("compare", seeds=64),
        at("compare", ABC, values="rnn, gru, lstm"),
    ),
    concept(
        64,
        "comparing",
        "N2",
        N_(
            "How long can an RNN cell remember? The text says what is needed, the reach of the gradient what is "
            "possible."
        ),
        at("compare", GAP, values="rnn, lstm, gru", seeds=8),
        at("gradients", length=40),
        at("text", SENTENCE),
    ),
    concept(
        65,
        "comparing",
        "N0 N3 N4",
        N_("The notes are based on public lessons: Karpathy's text, cs231n, Olah's pictures of the LSTM, WildML."),
        at("ideas", q="Karpathy"),
    ),
)
