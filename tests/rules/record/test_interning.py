import gc
from concurrent.futures import ThreadPoolExecutor
from time import sleep

from campaign_rules.rules.record.interning import Interned


class Made:
    """A value that is made slowly."""

    def __init__(self, key: bytes) -> None:
        sleep(0.001)
        self.key = key


def test_one_key_has_one_value_however_many_others_are_made_and_by_whom() -> None:
    interned = Interned(Made)
    first = interned(b"first")
    with ThreadPoolExecutor(8) as pool:
        made = [*pool.map(interned, [b"%d" % (n % 50) for n in range(400)])]
    assert len({id(one) for one in made}) == 50
    assert interned(b"first") is first


def test_a_value_that_nobody_holds_is_forgotten() -> None:
    interned = Interned(Made)
    interned(b"key")
    gc.collect()
    assert len(interned._there) == 0
