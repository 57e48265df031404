import importlib
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from charviz.config import RunConfig, query_string
from charviz.config.fields import bounds, choices, url_key
from charviz.errors import ConfigError

ROOT = Path(__file__).parents[2]
NUMBERS = ("num_layers", "embedding_size", "seed", "hidden_size", "learning_rate", "forget_bias", "clip_norm")
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=2, max_size=40)


@st.composite
def configs(draw) -> RunConfig:
    values = {
        name: draw(st.sampled_from(choices(name))) for name in ("cell_type", "encoding", "loss", "optimizer", "device")
    }
    for name in NUMBERS:
        least, most = bounds(name)
        whole = RunConfig.model_fields[name].annotation is int
        values[name] = draw(st.integers(int(least), int(most)) if whole else st.floats(least, most))
    values |= {"text": draw(words), "boundary_tokens": draw(st.booleans()), "steps": draw(st.integers(1, 100))}
    if values["cell_type"] != "lstm":
        values["forget_bias"] = 0.0
    try:
        return RunConfig(**values)
    except ConfigError as error:  # a text that is one character to a reader, or a net too large for one run
        assert "characters are allowed" in str(error) or "at most" in str(error) or "needs at least two" in str(error)
        return RunConfig()


@given(configs())
def test_url_and_json_give_the_same_config_back(config: RunConfig) -> None:
    assert RunConfig.from_url(config.to_url()) == config
    assert RunConfig.from_url("?" + config.to_url()) == config
    assert RunConfig.from_json(config.to_json()) == config
    assert RunConfig.from_url(config.to_url()).key == config.key


def test_only_what_differs_is_in_the_url() -> None:
    assert RunConfig().to_url() == ""
    assert RunConfig(cell_type="lstm", text=" a&b").to_url() == f"text={quote(' a&b')}&cell=lstm"


def test_the_key_leaves_out_the_steps() -> None:
    assert RunConfig(steps=100).key == RunConfig(steps=200).key != RunConfig(seed=1).key


def test_the_key_is_stable() -> None:
    assert RunConfig().key == RunConfig.from_url("").key == "72cafa007aa3712970b4"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"learning_rate": 50}, "learning_rate is 50; allowed: 0.00001 to 10."),
        ({"learning_rate": "nan"}, "learning_rate is 'nan'"),
        ({"learning_rate": "1e999"}, "learning_rate is '1e999'"),
        ({"steps": "9" * 5000}, r"steps is '9+'….*1 to 20,000"),
        ({"hidden_size": 2.5}, "hidden_size is 2.5; allowed: 1 to 512"),
        ({"hidden_size": float("inf")}, "hidden_size is inf"),
        ({"cell_type": "tree"}, "cell_type is 'tree'; allowed: 'rnn', 'lstm', 'gru', 'memoryless'"),
        ({"boundary_tokens": "maybe"}, "true or false"),
        ({"text": ""}, "2 to 2,000 characters"),
        ({"text": "a"}, "1 character;"),
        ({"text": "e\u0301"}, "1 character;"),
        ({"text": "a\ud800b"}, "half a character"),
        ({"text": "x" * 10_000_000}, "10,000,000 code points"),
        ({"text": "ab" + "\u0301" * 64}, "a character of 65 code points; at most 64"),
        ({"alphabet": "hielo" + "\u0332" * 99}, "a character of 100 code points; at most 64"),
        ({"text": "hihello" * 99, "window": 9, "probe": "h" + "\u0332" * 70 + "i"}, "a character of 71 code points"),
        ({"text": "👨‍👩‍👧‍👦a" * 900, "steps": 20_000}, "CHARVIZ_RECORDS"),
        ({"text": "ab" * 1001}, "2,002 characters"),
        ({"text": "ab" * 5000}, r"10,000 characters; 2 to 2,000.* as corpus \(in Python corpus=cv.add_text\(text\)\)"),
        (
            {"text": "hello\na\nhi", "sequences": "lines"},
            "sequence 2 is 'a'; every sequence needs two characters or more",
        ),
        ({"text": "hello", "corpus": "sums:2000"}, "text is 'hello' and corpus is 'sums:2000'.* leave the other out"),
        ({"text": "a\nbc", "sequences": "lines"}, "two characters or more"),
        ({"text": "\n\n\n", "sequences": "lines"}, "two characters or more"),
        ({"colour": 1}, "no setting 'colour'; allowed: text, "),
        ({"head": "none"}, "hidden_size is 8 with head 'none'.* 5"),
        ({"head": "none", "cell_type": "memoryless"}, "there would be nothing to learn"),
        ({"forget_bias": 1.0}, "only 'lstm'"),
        ({"init": "numpy", "cell_type": "gru"}, "init is 'numpy'"),
        ({"alphabet": "hi"}, "the alphabet 'hi' lacks"),
        ({"engine": "compiled", "device": "cuda"}, "compiled.*'cuda'.*'auto' or 'cpu'"),
        ({"text": "ab" * 900, "hidden_size": 512, "num_layers": 4, "steps": 20_000}, r"at most \d+ steps fit"),
    ],
)
def test_a_wrong_value_ends_in_a_sentence(values: dict, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence) as caught:
        RunConfig(**values)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("colour=1", "the key 'colour'; allowed: text, "),
        ("lr=1&lr=2", "'lr' 2 times"),
        ("text=%FF%FE", "cannot be read"),
        ("&".join(f"a{i}=1" for i in range(1000)), "cannot be read"),
        ("hidden=", "hidden_size is ''"),
        ("seed=-1", "seed is '-1'; allowed: 0 to 4,294,967,295"),
    ],
)
def test_a_wrong_address_ends_in_a_sentence(address: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        RunConfig.from_url(address)


def test_a_long_text_takes_the_place_of_a_typed_one_and_never_silently() -> None:
    long = RunConfig(text="hello").replace(corpus="sums:2000")
    assert (long.corpus, long.text, long.window) == ("sums:2000", "hihello", 64)
    assert long == RunConfig(corpus="sums:2000") == RunConfig.from_json(long.to_json()) == long.replace(steps=100)
    with pytest.raises(ConfigError, match="leave the other out"):
        long.replace(text="hello")


def test_equal_configs_have_one_name() -> None:
    zero = RunConfig(cell_type="lstm", forget_bias=-0.0, clip_norm=-0.0)
    assert zero.key == RunConfig(cell_type="lstm", clip_norm=0.0).key and "-0" not in zero.to_url()


WHOLE = [
    "https://charviz.example/memory?text=hello&cell=gru&view=class&lang=ko&hide=seed&ask=stops&erase=2&pin_update=0#top",
    "  http://localhost:8501/?text=hello&cell=gru&step=40&embed=true\n",
    "localhost:8501/cell?text=hello&cell=gru&unit=3&z=slides",
    "?text=hello&cell=gru&lang=en&tour=4",
    "text=hello&cell=gru&every=true&until=false",
]


@pytest.mark.parametrize("address", WHOLE)
def test_a_pasted_address_is_a_config(address: str) -> None:
    assert RunConfig.from_url(address) == RunConfig(text="hello", cell_type="gru")


def test_only_what_pages_tell_is_passed_over() -> None:
    assert RunConfig.from_url("https://charviz.example/") == RunConfig()
    assert RunConfig.from_url("text=what?&cell=gru").text == "what?"
    assert RunConfig.from_url("text=a://b?c").text == "a://b?c"
    for address in ("https://charviz.example/?colour=1", "step=40", "?view=class&hidden=0"):
        with pytest.raises(ConfigError):
            RunConfig.from_url(address)


def test_the_table_of_what_pages_tell_is_whole() -> None:
    paths = [path.relative_to(ROOT).with_suffix("") for path in ROOT.glob("charviz/ui/**/*.py")]
    pages = [importlib.import_module(".".join(path.parts)) for path in paths]
    told = set().union(*(page.OPTIONS for page in pages if hasattr(page, "OPTIONS")))
    assert told | {"embed", "embed_options"} == {*query_string.COMMON, *query_string.OF_PAGES}
    assert set(importlib.import_module("charviz.ui.shell.url_state").OPTIONS) == set(query_string.COMMON)
    assert not told & {url_key(name) for name in RunConfig.model_fields}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lohie", "'lohie'.* their order matters; set alphabet to 'hielo'"),
        ("hexlo", "can only use .* 'hielo'; it has not learned 'x'"),
    ],
)
def test_the_error_of_a_fork_with_other_symbols_says_what_to_do(text: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        RunConfig().forked(5).replace(text=text)
    assert RunConfig().forked(5).replace(text="lohie", alphabet="hielo").vocabulary == RunConfig().vocabulary


@pytest.mark.parametrize("changes", [{"text": "banana"}, {"steps": 7}, {"alphabet": "olehi", "hidden_size": 5}])
def test_a_copy_with_changes_is_the_config_with_these_values(changes: dict) -> None:
    """Nothing that was computed of the first one travels along."""
    config = RunConfig()
    known = (config.vocabulary, config.batch, config.floor, config.key, config.origin)
    for copied in (config.model_copy(update=changes), config.__replace__(**changes), config.copy(update=changes)):
        fresh = RunConfig(**changes)
        assert copied == fresh and copied.key == fresh.key and copied.vocabulary == fresh.vocabulary
        assert copied.batch.inputs.tolist() == fresh.batch.inputs.tolist() and copied.floor == fresh.floor
    assert known == (config.vocabulary, config.batch, config.floor, config.key, config.origin)
    assert config.model_copy() == config and config.known_as("x").model_copy().key == "x"


@pytest.mark.parametrize("changes", [{"hidden_size": -3}, {"colour": 1}, {"window": 50}, {"text": "a"}])
def test_a_copy_is_checked(changes: dict) -> None:
    with pytest.raises(ConfigError):
        RunConfig().model_copy(update=changes)


keys = st.sampled_from([url_key(name) for name in RunConfig.model_fields])
pairs = st.lists(st.tuples(keys, st.text(max_size=9))).map(
    lambda found: "&".join(f"{key}={value}" for key, value in found)
)


@given(st.text(max_size=200) | pairs)
@example("text=\ud800ab")
@example("clip=nan")
def test_any_address_gives_a_config_or_a_sentence(address: str) -> None:
    try:
        RunConfig.from_url(address)
    except ConfigError as error:
        assert str(error).isprintable()


@pytest.mark.parametrize(
    "text", ["    ", "aaaa", "a\tb\x00c", "שלום עולם", "e\u0301a\u0300", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦x", "<b>&amp;"]
)
def test_odd_texts_are_texts(text: str) -> None:
    assert len(RunConfig(text=text).vocabulary) >= 1
