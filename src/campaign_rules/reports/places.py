"""What people call the places at which something is missing."""

from __future__ import annotations

from campaign_rules.base.texts import Text
from campaign_rules.base.working_days import notice_title
from campaign_rules.rules.record.model import RecordModel


def called(place: str, model: RecordModel) -> Text | None:
    """Return what people call a place of a record, or the notice on holidays that is missing; None where it has no name."""
    return notice_title(place) or model.place_label(place)
