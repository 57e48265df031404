"""A table as CSV that comes back as it was: from pandas, and from a spreadsheet that would take a text for a formula."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

FORMULA = tuple('=+-@\t\r"')  # what a spreadsheet takes for the beginning of a formula; and our own mark
WORDS = {
    "",
    "nan",
    "na",
    "n/a",
    "null",
    "none",
    "<na>",
    "#n/a",
    "#na",
    "#n/a n/a",
    "1.#ind",
    "1.#qnan",
    "true",
    "false",
}


def cell(value: Any) -> Any:
    """A text as it is; one that a reader would take for a number, a formula or nothing at all as JSON, in quotation marks."""
    if not isinstance(value, str) or not (value.startswith(FORMULA) or value.lower() in WORDS or _is_number(value)):
        return value
    return json.dumps(value, ensure_ascii=False)


def csv(frame: "pandas.DataFrame") -> bytes:
    """The table, each text as `cell` writes it; UTF-8 with its mark, which spreadsheets need."""
    texts = {name: frame[name].map(cell) for name in frame.columns if frame[name].dtype.kind not in "biufc"}
    return frame.assign(**texts).to_csv(index=False).encode("utf-8-sig")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
