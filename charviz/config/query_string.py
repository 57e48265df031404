"""A run in an address: the settings that are not at their default, by their URL keys."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode
from urllib.parse import quote as percent_encode

from charviz import arguments
from charviz.config.fields import RunFields, url_key
from charviz.errors import ConfigError, quote
from charviz.i18n import N_

MOST_KEYS = 100
# What every page's address tells beside the run.
COMMON: tuple[str, ...] = ("lang", "hide", "view", "ask", "every", "in_browser", "until", "beside", "tour")
OF_PAGES = (  # what single pages add to it, and Streamlit
    *(
        "at",
        "batch_first",
        "bias",
        "erase",
        "experiment",
        "feature",
        "gru_convention",
        "kind",
        "layer",
        "length",
        "letters",
    ),
    *(
        "model",
        "negative",
        "nfd",
        "order",
        "page_cell",
        "page_emb",
        "page_head",
        "page_hidden",
        "page_layers",
        "page_lr",
    ),
    *(
        "page_seed",
        "page_steps",
        "page_text",
        "part",
        "pick",
        "prompt",
        "q",
        "run",
        "same_letter",
        "same_size",
        "seeds",
        "shift",
        "show",
    ),
    *(
        "size",
        "split",
        "start",
        "step",
        "t",
        "temp",
        "tokens",
        "top",
        "unit",
        "values",
        "vary",
        "what",
        "which",
    ),
    *("window", "pin_forget", "pin_input", "pin_output", "pin_reset", "pin_update", "embed", "embed_options"),
)
FORMER = {  # what a key was called before -> what it is called now; links are people's files, so both are read for ever
    **{"fb": "forget_bias", "bound": "boundary_tokens", "win": "window_length"},
    **{"dice": "page_seed", "train": "page_steps", "net": "page_cell", "units": "page_hidden", "depth": "page_layers"},
    **{"vector": "page_emb", "rate": "page_lr", "linear": "page_head", "first": "batch_first"},
    **dict.fromkeys(("list", "other", "text_of", "typed", "words"), "page_text"),
    **{
        "apart": "nfd",
        "z": "gru_convention",
        "follows": "feature",
        "fair": "same_size",
        "card": "experiment",
        "find": "q",
        "twins": "same_letter",
    },
}


def by_url_key(values: Mapping[str, str]) -> dict[str, str]:
    """These settings by their URL keys."""
    return {url_key(name): text for name, text in values.items()}


def to_query(values: Mapping[str, str]) -> str:
    """The query string of these settings."""
    return urlencode(by_url_key(values), quote_via=percent_encode, safe="")


def parse(query: str | Mapping[str, str]) -> dict[str, str]:
    """The settings that an address, a query string (with or without '?') or a mapping of URL keys names, as text.

    What the pages' addresses tell beside the run is passed over: of a whole address all of it, else what all pages tell.
    ConfigError for an address that cannot be read, has a key that is nobody's, or a setting's twice.
    """
    if isinstance(query, Mapping):
        pairs, others = list(query.items()), COMMON
    elif (asked := _query_of(arguments.text("address", query))) is None:
        pairs, others = _pairs(query), COMMON
    else:
        pairs, others = _pairs(asked), COMMON + OF_PAGES
    pairs = [(key, value) for key, value in pairs if current(key) not in others]
    names = {url_key(name): name for name in RunFields.model_fields}
    for key, _value in pairs:
        if current(key) not in names:
            raise ConfigError(
                N_("the URL has the key {key}; allowed: {allowed}."), key=quote(key), allowed=tuple(names)
            )
    keys = [current(key) for key, _value in pairs]
    if repeated := [key for key in keys if keys.count(key) > 1]:
        raise ConfigError(
            N_("the URL has {key} {count} times; each key may occur only once."),
            key=quote(repeated[0]),
            count=keys.count(repeated[0]),
        )
    return {names[current(key)]: value for key, value in pairs}


def current(key: str) -> str:
    """What a key of an address is called now."""
    return FORMER.get(key, key)


def with_current_keys(query: str) -> str:
    """A query string with the keys as they are called now, also inside the runs that it is forked from."""
    try:
        pairs = _pairs(query)
    except ConfigError:
        return query  # whoever reads it says what is wrong
    renamed = [(current(key), fork_with_current_keys(value) if key == "fork" else value) for key, value in pairs]
    return query if renamed == pairs else urlencode(renamed, quote_via=percent_encode, safe="")


def fork_with_current_keys(fork: str) -> str:
    """A step, a colon and a run, with the run's keys as they are called now: equal forks are told in one way."""
    step, colon, run = fork.partition(":")
    return step + colon + with_current_keys(run)


def _query_of(address: str) -> str | None:
    """The part after the '?' of a full URL, with or without https://; None for a bare query string."""
    place, mark, asked = address.strip().partition("?")
    is_whole = "=" not in place and ("://" in place or (mark and place))
    return asked.partition("#")[0] if is_whole else None


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="strict", max_num_fields=MOST_KEYS)
    except (ValueError, UnicodeError):
        raise ConfigError(
            N_("the URL {address} cannot be read; it should look like {example}."),
            address=quote(query),
            example="?text=hihello&cell=lstm",
        ) from None
