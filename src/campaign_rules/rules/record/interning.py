"""One value for one key, as long as anybody holds it: what is told apart by identity must not be made twice."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

T = TypeVar("T")


class Interned(Generic[T]):
    """Makes a value of a key, or returns the one that is there. State of a process, as classes are: a record that comes
    from another process must meet the classes that this one has."""

    def __init__(self, make: Callable[[bytes], T]) -> None:
        self._make = make
        self._there: WeakValueDictionary[bytes, T] = WeakValueDictionary()
        self._one_at_a_time = Lock()

    def __call__(self, key: bytes) -> T:
        """Return the value of a key."""
        with self._one_at_a_time:
            made = self._there.get(key)
            if made is None:
                made = self._there[key] = self._make(key)
            return made
