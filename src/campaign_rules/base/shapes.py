"""What a field's type is made of: asked wherever something follows from the record's own classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import msgspec


def types_in(kind: Any) -> Iterator[Any]:
    """Yield a type and everything that it is made of; the words of a `Literal` are no types."""
    yield kind
    for part in get_args(kind) if get_origin(kind) is not Literal else ():
        yield from types_in(part)


def words_of(kind: Any) -> tuple[str, ...]:
    """Return the words that a type allows, if they are a closed list; else none."""
    words = (word for part in types_in(kind) if get_origin(part) is Literal for word in get_args(part))
    return tuple(dict.fromkeys(words))


def struct_in(kind: Any) -> type[msgspec.Struct] | None:
    """Return the Struct that a type is made of, if there is one."""
    structs = (part for part in types_in(kind) if isinstance(part, type) and issubclass(part, msgspec.Struct))
    return next(structs, None)
