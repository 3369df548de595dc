"""Who bears a duty: an actor or a role, a department by name, the one that leads a sector; each of several, or jointly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from campaign_rules.base.texts import Text

Names = str | Annotated[tuple[str, ...], Meta(min_length=1)]


class Office(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some of the departments, or several who bear a duty together."""

    actor: Annotated[str | UnsetType, Meta(description="the actor that the departments are")] = UNSET
    department: Annotated[Names | UnsetType, Meta(description="a lead department by its id, or several")] = UNSET
    leads: Annotated[Names | UnsetType, Meta(description="the departments that lead this sector, or these")] = UNSET
    jointly: Annotated[
        Annotated[tuple[str, ...], Meta(min_length=2)] | UnsetType,
        Meta(description="actors or roles who bear it together: what one of them did counts for all"),
    ] = UNSET

    @property
    def bearers(self) -> tuple[str, ...]:
        """The actors or roles that it names."""
        return self.jointly or ((self.actor,) if self.actor else ())

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that it names."""
        return _several(self.department)

    @property
    def sectors(self) -> tuple[str, ...]:
        """The sectors whose leading departments it means."""
        return _several(self.leads)

    @property
    def is_some(self) -> bool:
        """Whether it is some of an actor's departments, not all."""
        return bool(self.departments or self.sectors)


Bearer = str | Office | Annotated[tuple[str | Office, ...], Meta(min_length=1)]
"""Who bears a duty; each of several."""

BY_ANOTHER = Text(
    "共同承担的其他单位是否已做（其记录中可能有）",
    "whether another of those who bear it jointly has done it: their records may show it",
)
"""What a person looks at where one of several has not done what they bear together."""


def every(bearer: Bearer) -> Iterator[str | Office]:
    """Yield each who bears a duty, as its file writes it."""
    yield from bearer if isinstance(bearer, tuple) else (bearer,)


def names_of(bearer: Bearer) -> tuple[str, ...]:
    """Return the actors and roles that bear a duty."""
    named = (one.bearers if isinstance(one, Office) else (one,) for one in every(bearer))
    return tuple(dict.fromkeys(name for names in named for name in names))


def some_of(bearer: Bearer, actors: Iterable[str], actor_of: Mapping[str, str]) -> tuple[Office, ...]:
    """Return those offices of which alone some actors bear a duty; empty where they bear it whichever office they are."""
    found = []
    for one in every(bearer):
        names = one.bearers if isinstance(one, Office) else (one,)
        if {actor_of.get(name, name) for name in names} & {*actors}:
            if not (isinstance(one, Office) and one.is_some):
                return ()
            found.append(one)
    return tuple(found)


def _several(said: Names | UnsetType) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said or ()
