"""Records to count, and the form made from them."""

from datetime import date
from typing import Any

from campaign_rules import Campaign
from campaign_rules.reports.progress.filled import Progress

AS_OF = date(2023, 8, 23)


def form_of(campaign: Campaign, *records: dict[str, Any], as_of: date = AS_OF) -> Progress:
    return campaign.progress(records, as_of=as_of)


def cells(campaign: Campaign, *records: dict[str, Any], as_of: date = AS_OF) -> dict[str, Any]:
    """The cells that somebody speaks to."""
    return {name: value for name, value in form_of(campaign, *records, as_of=as_of).cells.items() if value is not None}


def hazard(
    id_: str, found: str, by: str | None = "enterprise", *events: tuple[str, str], **more: Any
) -> dict[str, Any]:
    finder = {} if by is None else {"by": by}
    return {
        "id": id_,
        "found": {"date": found, **finder},
        "events": [{"kind": k, "date": d} for k, d in events],
        **more,
    }


def enterprise(id_: str = "甲", **sections: Any) -> dict[str, Any]:
    return {"id": id_, **sections}


def department(*activities: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "emergency_management", "actor": "department", "activities": list(activities), **more}
