"""What an office types, and the records that it has."""

from typing import Any

from click.testing import CliRunner, Result

from campaign_rules.cli import cli

AS_OF = ("--as-of", "2023-08-23")
HAZARD = {"id": "H-1", "found": {"date": "2023-06-12", "by": "enterprise"}, "plan": {"deadline": "2023-07-20"}, "immediately_fixable": False, "events": []}  # fmt: skip
RECORDS: list[dict[str, Any]] = [
    {"id": "A", "name": "甲厂", "township": "民和镇", "hazards": [HAZARD]},
    {"id": "民和镇", "actor": "township", "activities": [{"kind": "fifteen_measures_study", "date": "2023-06-01"}]},
]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])
