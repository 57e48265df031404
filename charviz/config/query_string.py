"""A run in an address: the knobs that are not at their default, by their URL keys."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode
from urllib.parse import quote as percent_encode

from charviz import arguments
from charviz.config.fields import RunFields, url_key
from charviz.errors import ConfigError, quote
from charviz.i18n import N_

MOST_KEYS = 100
COMMON: tuple[str, ...] = (
    "lang",
    "hide",
    "view",
    "ask",
    "every",
    "until",
    "beside",
    "tour",
)  # what every page's address tells beside the run
OF_PAGES = (  # what single pages add to it, and Streamlit
    *("apart", "at", "bias", "card", "depth", "dice", "erase", "fair", "find", "first", "follows", "kind", "layer"),
    *("length", "letters", "linear", "list", "model", "negative", "net", "order", "other", "part", "pick", "prompt"),
    *("rate", "run", "seeds", "shift", "show", "size", "split", "start", "step", "t", "temp", "tokens", "top", "train"),
    *(
        "text_of",
        "twins",
        "typed",
        "unit",
        "units",
        "values",
        "vary",
        "vector",
        "what",
        "which",
        "window",
        "words",
        "z",
    ),
    *("pin_forget", "pin_input", "pin_output", "pin_reset", "pin_update", "embed", "embed_options"),
)


def by_url_key(values: Mapping[str, str]) -> dict[str, str]:
    """These knobs by their URL keys."""
    return {url_key(name): text for name, text in values.items()}


def to_query(values: Mapping[str, str]) -> str:
    """The query string of these knobs."""
    return urlencode(by_url_key(values), quote_via=percent_encode, safe="")


def parse(query: str | Mapping[str, str]) -> dict[str, str]:
    """The knobs that an address, a query string (with or without '?') or a mapping of URL keys names, as text.

    What the pages' addresses tell beside the run is passed over: of a whole address all of it, else what all pages tell.
    ConfigError for an address that cannot be read, has a key that is nobody's, or a knob's twice.
    """
    if isinstance(query, Mapping):
        pairs, others = list(query.items()), COMMON
    elif (asked := _query_of(arguments.text("address", query))) is None:
        pairs, others = _pairs(query), COMMON
    else:
        pairs, others = _pairs(asked), COMMON + OF_PAGES
    pairs = [(key, value) for key, value in pairs if key not in others]
    names = {url_key(name): name for name in RunFields.model_fields}
    for key, _value in pairs:
        if key not in names:
            raise ConfigError(
                N_("the URL has the key {key}; allowed: {allowed}."), key=quote(key), allowed=tuple(names)
            )
    keys = [key for key, _value in pairs]
    if repeated := [key for key in keys if keys.count(key) > 1]:
        raise ConfigError(
            N_("the URL has {key} {count} times; each key may occur only once."),
            key=quote(repeated[0]),
            count=keys.count(repeated[0]),
        )
    return {names[key]: value for key, value in pairs}


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
