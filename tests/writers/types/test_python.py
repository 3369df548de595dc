import itertools
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign_rules.rules.record.model import RecordModel, record_model
from campaign_rules.writers.types.python import python
from tests.loading import MODEL
from tests.strategies import declarations, plain_records
from tests.writers.types.examples import TITLE, models

_NUMBERS = itertools.count()


def module_of(model: RecordModel) -> ModuleType:
    """The module that is written for a model, as a program would import it."""
    name = f"written_{next(_NUMBERS)}"
    made = ModuleType(name)
    sys.modules[name] = made  # msgspec looks annotations up in it
    try:
        exec(compile(python(model, TITLE), name, "exec"), vars(made))
    finally:
        del sys.modules[name]
    return made


def outcome(read: Any, given: Any) -> tuple[bool, object]:
    """What reading gives: the same again as JSON, or the reason why not, without the names of classes."""
    try:
        return True, msgspec.json.encode(read(given))
    except msgspec.ValidationError as wrong:
        return False, str(wrong)


@st.composite
def anything(draw: st.DrawFn) -> tuple[RecordModel, Any]:
    model = draw(st.one_of(st.just(MODEL), declarations().map(record_model)))
    data = draw(plain_records(model))
    if draw(st.booleans()):
        data = {**data, draw(st.sampled_from([*data, "zz"])): draw(st.sampled_from([None, 1, "x", [], [{}], {}]))}
    return model, data


@given(anything())
@settings(max_examples=40)
def test_the_module_reads_what_the_campaign_reads_and_refuses_what_it_refuses(drawn: tuple[RecordModel, Any]) -> None:
    model, data = drawn
    module, raw = module_of(model), msgspec.json.encode(data)
    assert outcome(module.read, raw) == outcome(model.shape.decoder.decode, raw)
    assert outcome(module.read, data) == outcome(lambda plain: msgspec.convert(plain, model.record), data)


def test_the_module_reads_other_kinds_than_records_and_names_fields_as_python_can() -> None:
    module = module_of(MODEL)
    stoppage = module.read({"from": "2023-06-01", "to": "2023-06-30"}, module.Stoppage)
    assert (str(stoppage.from_), stoppage.reason) == ("2023-06-01", msgspec.UNSET)
    assert msgspec.json.encode(stoppage) == b'{"from":"2023-06-01","to":"2023-06-30"}'
    assert module.Hazard.__doc__ == "隐患 / hazard"
    assert module.read(b'{"id": "x"}').actor == "enterprise"


USE = """
from datetime import date
from typing import assert_type

from msgspec import UnsetType

from types_0 import Hazard, HazardPlan, Record, read

record = read(b"{}")
assert_type(record, Record)
assert_type(read("{}", Hazard), Hazard)
assert_type(record.id, str)
for hazard in record.hazards or ():
    assert_type(hazard.found.date, date)
    assert_type(hazard.plan, HazardPlan | None | UnsetType)
Hazard(id="H", found=hazard.found, severity="major")
Hazard(id="H", found=hazard.found, severity="mayor")  # type: ignore[arg-type]
Hazard(id="H")  # type: ignore[call-arg]
record.nothing  # type: ignore[attr-defined]
"""


def test_the_modules_are_typed_strictly(tmp_path: Path) -> None:
    """Also where fields have the names of Python's own types."""
    pytest.importorskip("mypy", reason="needs mypy: pip install campaign-rules[dev]")
    for number, model in enumerate(models(12)):
        (tmp_path / f"types_{number}.py").write_text(python(model, TITLE), "utf-8")
    (tmp_path / "use.py").write_text(USE, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "."], cwd=tmp_path, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.stdout.startswith("Success: no issues found"), done.stdout
