"""Where the programs are that read calendars; a test that needs one that is not there is skipped, with the reason."""

import os
import shutil
from pathlib import Path

import pytest

FOLDER = "CALENDAR_CLIENTS"
"""The environment's name of the folder with the programs, if they are not on the path."""

MODULES = "CALENDAR_NODE_MODULES"
"""The environment's name of the folder ``node_modules`` with ical.js and node-ical."""

REQUIRED = "REQUIRE_CALENDAR_CLIENTS"
"""With this set in the environment, what would be skipped fails."""


def program(name: str) -> str:
    """Return the path of a program, or skip the test."""
    found = shutil.which(name, path=os.environ.get(FOLDER)) or shutil.which(name)
    return found or missing(f"needs {name}: pip install khal vdirsyncer radicale, and {FOLDER}=the folder it is in")


def node_modules(*names: str) -> Path:
    """Return the folder of Node's packages if it has all of them, or skip the test."""
    folder = Path(os.environ.get(MODULES) or "node_modules").absolute()
    if all((folder / name).is_dir() for name in names):
        return folder
    return Path(missing(f"needs {', '.join(names)}: npm install {' '.join(names)}, and {MODULES}=its node_modules"))


def missing(reason: str) -> str:
    """Skip the test; fail where nothing may be skipped."""
    if os.environ.get(REQUIRED):
        pytest.fail(reason)
    pytest.skip(reason)
