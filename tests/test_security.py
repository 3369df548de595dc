"""What SECURITY.md says of limits is what the code has, in both of its languages."""

import importlib
import pathlib
import pkgutil
import re

import pytest

import campaign_rules

TEXT = (pathlib.Path(__file__).parents[1] / "SECURITY.md").read_text("utf-8")
CHINESE, ENGLISH = TEXT.split("\n# Security\n")
ROW = re.compile(r"^\| .*`([a-z_.]+)\.([A-Z_]+)`.* \| ([\d,]+)( MiB)? \|", re.MULTILINE)


def limits(text: str) -> dict[str, int]:
    """The limits in the table of a language, by module and name."""
    return {
        f"{module}.{name}": int(value.replace(",", "")) * (2**20 if unit else 1)
        for module, name, value, unit in ROW.findall(text)
    }


def in_code() -> dict[str, int]:
    """Every constant of the code that is named as a limit."""
    found: dict[str, int] = {}
    for module in pkgutil.walk_packages(campaign_rules.__path__, "campaign_rules."):
        if module.name.endswith(("__main__", "spark")):
            continue
        source = pathlib.Path(importlib.import_module(module.name).__file__ or "").read_text("utf-8")
        for name in re.findall(r"^((?:MAX|MOST)_[A-Z_]+)(?:: \w+)? = ", source, re.MULTILINE):
            value = getattr(importlib.import_module(module.name), name)
            found[f"{module.name.removeprefix('campaign_rules.')}.{name}"] = value
    return found


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_every_limit_is_told_as_it_is(text: str) -> None:
    """A limit that is new, gone or changed in the code is so in the table."""
    assert limits(text) == in_code()


def test_both_languages_say_the_same_limits_in_the_same_order() -> None:
    """Who reads one of them misses nothing."""
    assert list(limits(CHINESE).items()) == list(limits(ENGLISH).items())
