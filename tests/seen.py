"""Properties that count what they saw: an assertion that hardly ever runs proves nothing, and fails."""

from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec

P = ParamSpec("P")
_SEEN: ContextVar[Counter[str]] = ContextVar("seen")


def saw(what: str) -> None:
    """Count that the property that runs has come to an assertion about ``what``."""
    _SEEN.get()[what] += 1


def sees(**least: int) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Fail a property that came to an assertion less often, over all its examples, than is said here."""

    def counted(prove: Callable[P, None]) -> Callable[P, None]:
        @wraps(prove)
        def proved(*args: P.args, **kwargs: P.kwargs) -> None:
            mark = _SEEN.set(Counter())
            try:
                prove(*args, **kwargs)
                rarely = {what: f"{_SEEN.get()[what]} of {n}" for what, n in least.items() if _SEEN.get()[what] < n}
                assert not rarely, f"asserted too rarely: {rarely}"
            finally:
                _SEEN.reset(mark)

        return proved

    return counted
