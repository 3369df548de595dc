"""What is told of a record: findings, outcomes, histories, what to do next, calendars, the form, the ledger, the summary.

In: what makes a bare verdict readable, with clause, evidence and what is missing. Never: a verdict, a file, a layout.
"""
