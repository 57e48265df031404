"""Docstrings as the reference shows them: an `Example:` is code, and a link to a source is one."""

import re
from typing import Any

import griffe

EXAMPLE = re.compile(r"^Example:$", re.MULTILINE)
LINK = re.compile(r"`([^`<]+?)\s+<([^>]+)>`_")  # of reStructuredText


class Docstrings(griffe.Extension):
    """Reads each docstring once, before it is parsed."""

    def on_instance(self, *, obj: griffe.Object, **_others: Any) -> None:
        if obj.docstring:
            obj.docstring.value = LINK.sub(r"[\1](\2)", EXAMPLE.sub("Examples:", obj.docstring.value))
