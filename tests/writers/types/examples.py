"""Declarations for which types are written: the county's, and any others."""

from pathlib import Path

from hypothesis import given, settings

from campaign_rules.base.texts import Text
from campaign_rules.rules.record.declaration import RecordDeclaration
from campaign_rules.rules.record.model import RecordModel, record_model
from tests.loading import MODEL
from tests.strategies import declarations

ROOT = Path(__file__).parents[3]
TITLE = Text('行动 "一" */', "A campaign\\ ''' \"\"\"")
"""What could end a comment or a text before its time."""


def models(many: int) -> list[RecordModel]:
    """The county's model, and some of declarations drawn at random."""
    made: list[RecordModel] = [MODEL]

    @given(declarations())
    @settings(max_examples=many)
    def collect(declared: RecordDeclaration) -> None:
        made.append(record_model(declared))

    collect()
    return made
