"""Any number of records by processes, into a file that a broken-off run goes on with.

In: blocks, journals, workers and rows. Never: what a rule means; each record is judged by `campaign_rules.engine.fast`.
"""

from campaign_rules.bulk.checker import FORMATS, Job
from campaign_rules.bulk.run import Tally, check_into
from campaign_rules.bulk.workers import WorkersLost

__all__ = ["FORMATS", "Job", "Tally", "WorkersLost", "check_into"]
