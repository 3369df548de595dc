"""What the parts share: how an input is tried, guarded and told, and how sound data is damaged."""

from __future__ import annotations

import pathlib
import re
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

ROOT = pathlib.Path(__file__).parents[2]

LONGEST = 20
"""An input that takes more seconds than this hangs."""


class Broken(Exception):
    """An input showed something that is not as promised."""


class TooLong(BaseException):
    """An input takes too long; no ``except Exception`` holds it up."""


class Trial(NamedTuple):
    """One input: how it is shown to who must mend what it breaks, and what is tried with it."""

    shown: str
    run: Callable[[], None]


Part = Callable[[Random, int, pathlib.Path], Trial]
"""Makes the input of a number; the folder is its own, and empty."""


class Failure(NamedTuple):
    """An input that broke something."""

    part: str
    seed: int
    number: int
    shown: str
    what: str
    trace: str
    kind: str
    """The same for inputs that break the same thing."""

    def render(self) -> str:
        """Say what broke, with what, and how to see it again."""
        again = f"python -m tools.fuzz --seed {self.seed} --part {self.part} --input {self.number}"
        return f"{self.part} {self.number}: {self.what}\n  again: {again}\n  input: {self.shown}\n{self.trace}"


@contextmanager
def guarded(seconds: float = LONGEST) -> Iterator[None]:
    """Break off what takes too long."""

    def stop(number: int, frame: object) -> None:
        raise TooLong(f"takes more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)  # once more each second, should something swallow it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def tried(
    name: str, part: Part, seed: int, number: int, folder: pathlib.Path, *, seconds: float = LONGEST
) -> Failure | None:
    """Make an input and try it; return what broke."""
    shown = "(not made)"
    try:
        with guarded(seconds):
            shown, run = part(Random(f"{seed}:{name}:{number}"), number, folder)
            run()
    except (Exception, TooLong, RecursionError) as wrong:
        frames = [frame for frame in traceback.extract_tb(wrong.__traceback__) if "campaign_rules" in frame.filename]
        trace = "" if isinstance(wrong, Broken) else "".join(traceback.format_list(frames[-4:]))
        said = str(wrong).encode("utf-8", "backslashreplace").decode()
        where = re.split("[(,]", shown)[0] if isinstance(wrong, Broken) else frames[-1:]
        kind = f"{type(wrong).__name__} {where}"
        return Failure(name, seed, number, shown, f"{type(wrong).__name__}: {said[:600]}", trace, kind)
    return None


def abridged(text: str, most: int = 3000) -> str:
    """Return a text that a terminal can show, not all of it where it is long."""
    plain = text.encode("ascii", "backslashreplace").decode()
    return plain if len(plain) <= most else f"{plain[:most]}… ({len(plain)} characters)"


# --- damage ---

STRANGE_TEXTS = (
    "", " ", "\x00", "\x1b[31m", "\u202egnp.exe", "\ud800", "=1+1", "@SUM(A1)", "-", "*", "/", "同上", "不详", "无", "null",
    "NaN", "1e999", "2023-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "2023-06-01T00:00:00Z", "今天", "<script>", "]]>",
    "&amp;", "a" * 300, "，" * 40, "、" * 60, "交通运输、" * 12, "是否", "\u2028", "\ufeff", "\r\n", "%s{}{0}", "../../etc/passwd",
    "主要负责人王某", "副总未参加", "!!python/object/apply:os.system [ls]", "🏭", "e\u0301", "１２", "-0", "0x10", "1_000", "[", "{{x}}",
)  # fmt: skip
"""Texts that are not what somebody meant."""

STRANGE_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 3.5, -0.0, 1e308, 1e-320, float("inf"), float("nan"), 10**30, 2**63, [], {}, [[]], [None],
    {"is": True}, {"at_least": 1}, {"before": "2023-06-01"}, {"": ""}, {"zh": "名", "en": "name"},
)  # fmt: skip
"""Values of the wrong kind, or at an end of what a kind can be."""


def strange(random: Random) -> Any:
    """Return a text or a value that is strange."""
    return _copied(random.choice(STRANGE_TEXTS if random.random() < 0.5 else STRANGE_VALUES))  # for it is damaged again


def some_day(random: Random, odd: float = 0.06) -> str:
    """Return a day, mostly of the campaign's year."""
    if random.random() < odd:
        return random.choice(("0001-01-01", "9999-12-31", "2000-02-29", "2024-02-29", "1900-01-01"))
    return (date(2023, 1, 1) + timedelta(random.randrange(420))).isoformat()


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container of plain data with each of its keys or indices."""
    held: Sequence[Any] = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in held:
        yield data, key
        yield from places(data[key])


def damage(data: Any, random: Random, words: Sequence[Any] = ()) -> None:
    """Change one place of plain data, in the place: another value, gone, twice, moved, nested."""
    found = list(places(data))
    if not found:
        return
    container, key = random.choice(found)
    match random.randrange(9):
        case 0:
            container[key] = strange(random)
        case 1 | 2:
            container[key] = _alike(container[key], random, words)
        case 3:
            del container[key]
        case 4:
            other, at = random.choice(found)
            container[key] = _copied(other[at]) if at in _keys(other) else None
        case 5 if isinstance(container, list):
            container.insert(key, _copied(container[key]))
        case 6 if isinstance(container, dict):
            container[str(random.choice(words or STRANGE_TEXTS))] = strange(random)
        case 7:
            for _ in range(random.choice((1, 2, 50))):
                container[key] = [container[key]] if random.random() < 0.5 else {"all": [container[key]]}
        case _ if words:
            container[key] = random.choice(words)


def _keys(container: Any) -> Any:
    return container if isinstance(container, dict) else range(len(container))


def _copied(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(value) for value in data] if isinstance(data, list) else data


def _alike(value: Any, random: Random, words: Sequence[Any]) -> Any:
    """Return another value of the same kind."""
    match value:
        case bool():
            return random.choice((True, False, None))
        case int() | float():
            return random.choice((0, -value, value + 1, value * 10**6, 0.1, 10**18))
        case str() if value[:2] == "20" and len(value) == 10:
            return some_day(random)
        case str() if value and random.random() < 0.5:
            at = random.randrange(len(value))
            return (
                value[:at] + random.choice(("x", "、", "和", "\u200b", " ", "\x07")) + value[at + random.randrange(2) :]
            )
        case str() if words:
            return random.choice(words)
        case list():
            return random.choice(([], value * 2, value[::-1]))
        case dict():
            return dict(reversed(value.items()))
    return strange(random)


def damaged_bytes(raw: bytes, random: Random) -> bytes:
    """Return bytes with some of them flipped, taken away, put in or repeated."""
    made = bytearray(raw)
    for _ in range(random.choice((1, 1, 2, 8, 64))):
        at = random.randrange(max(len(made), 1))
        match random.randrange(6):
            case 0:
                made[at : at + 1] = bytes([random.randrange(256)])
            case 1:
                del made[at:]
            case 2:
                del made[at : at + random.randrange(1, 64)]
            case 3:
                made[at:at] = random.randbytes(random.randrange(1, 16))
            case 4:
                made[at : at + 4] = random.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"))
            case _:
                made[at:at] = made[at : at + random.randrange(1, 256)]
    return bytes(made)
