"""A run in an address: the knobs that are not at their default, by their URL keys."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode

from charviz.errors import ConfigError, shown
from charviz.knobs import Knobs, url_key
from charviz.translation import N_

MOST_KEYS = 100


def keyed(values: Mapping[str, str]) -> dict[str, str]:
    """These knobs by their URL keys."""
    return {url_key(name): text for name, text in values.items()}


def written(values: Mapping[str, str]) -> str:
    """The query string of these knobs."""
    return urlencode(keyed(values), quote_via=quote, safe="")


def read(query: str | Mapping[str, str]) -> dict[str, str]:
    """The knobs that a query string (with or without '?') or a mapping of URL keys names, as text.

    ConfigError for an address that cannot be read, has a key that is no knob's, or one that stands twice.
    """
    pairs = list(query.items()) if isinstance(query, Mapping) else _pairs(query)
    names = {url_key(name): name for name in Knobs.model_fields}
    for key, _value in pairs:
        if key not in names:
            raise ConfigError(
                N_("the address has the key {key}; allowed are {allowed}."), key=shown(key), allowed=tuple(names)
            )
    keys = [key for key, _value in pairs]
    if repeated := [key for key in keys if keys.count(key) > 1]:
        raise ConfigError(
            N_("the address has {key} {count} times; each key may stand once."),
            key=shown(repeated[0]),
            count=keys.count(repeated[0]),
        )
    return {names[key]: value for key, value in pairs}


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="strict", max_num_fields=MOST_KEYS)
    except (ValueError, UnicodeError):
        raise ConfigError(
            N_("the address {address} cannot be read; it should look like {example}."),
            address=shown(query),
            example="?text=hihello&cell=lstm",
        ) from None
