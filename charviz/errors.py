"""What a user can do wrong: each error is one sentence that says what was wrong, what was found, what is allowed."""


class ConfigError(ValueError):
    """A setting, a text or an address that charviz cannot train."""


class RunFileError(ValueError):
    """A file that is not a charviz run, or not a whole one."""


def shown(value: object, longest: int = 60) -> str:
    """A value as an error quotes it: escaped, and cut where it is long."""
    cut = value[:longest] if isinstance(value, str | bytes) else value
    text = repr(cut).encode("utf-8", "backslashreplace").decode()
    return text if cut == value and len(text) <= 4 * longest else f"{text[: 4 * longest]}…"
