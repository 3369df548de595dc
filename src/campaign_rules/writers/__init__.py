"""What people and programs read: text, pages, workbooks, calendars, JSON and CSV of what reports hold.

In: layout and format. Never: a judgement; what can be said of a record is said in `campaign_rules.reports`.
"""
