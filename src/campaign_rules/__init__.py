"""Government safety campaigns as YAML rules: check a record, with clause, due date, evidence and what is missing.

>>> from datetime import date
>>> from campaign_rules import load_campaign
>>> campaign = load_campaign("jinxian-2023")
>>> report = campaign.check({"id": "demo", "activities": []}, as_of=date(2023, 7, 1))
>>> [finding.instance for finding in report.violated if finding.duty == "review-meeting"]
['review-meeting@2023-05', 'review-meeting@2023-06']
"""

from campaign_rules.base.errors import (
    BadArgument,
    BadInput,
    BadPack,
    BadRecord,
    CampaignRulesError,
    Problem,
    UnknownName,
)
from campaign_rules.campaign import Campaign, load_campaign
from campaign_rules.files.record_files import Loaded, RecordLike
from campaign_rules.reports.calendars import Calendar, CalendarEntry, Reminding
from campaign_rules.reports.cases import Allowed, Case, Refused
from campaign_rules.reports.histories import HistoryStep
from campaign_rules.reports.ledgers import Ledger, LedgerRow
from campaign_rules.reports.next_steps import NextStep, beyond_mending, next_steps
from campaign_rules.reports.outcome_findings import OutcomeFinding, Standing
from campaign_rules.reports.progress.filled import Progress
from campaign_rules.reports.report import Finding, Report
from campaign_rules.reports.summaries import Summary
from campaign_rules.rules.interpretations import BadChoice
from campaign_rules.rules.leads import Candidate, Lead
from campaign_rules.rules.record.model import RecordModel
from campaign_rules.rules.record.values import Record

__version__ = "0.1.0"

__all__ = [
    "Allowed",
    "BadArgument",
    "BadChoice",
    "BadInput",
    "BadPack",
    "BadRecord",
    "Calendar",
    "CalendarEntry",
    "Campaign",
    "CampaignRulesError",
    "Candidate",
    "Case",
    "Finding",
    "HistoryStep",
    "Lead",
    "Ledger",
    "LedgerRow",
    "Loaded",
    "NextStep",
    "OutcomeFinding",
    "Problem",
    "Progress",
    "Record",
    "RecordLike",
    "RecordModel",
    "Refused",
    "Reminding",
    "Report",
    "Standing",
    "Summary",
    "UnknownName",
    "beyond_mending",
    "load_campaign",
    "next_steps",
]
