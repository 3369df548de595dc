"""Shows the examples in docstrings as code: the reference is made from the docstrings as they are."""

import re
from typing import Any

import griffe

_EXAMPLE = re.compile(r"^(?:>>> .*\n?(?:(?!>>> |\n).+\n?)*)+", re.MULTILINE)


class Examples(griffe.Extension):
    """Puts every run of lines that begins with ``>>>`` between fences."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Change the docstring of an object, before it is parsed."""
        if obj.docstring:
            obj.docstring.value = _EXAMPLE.sub(
                lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", obj.docstring.value
            )
