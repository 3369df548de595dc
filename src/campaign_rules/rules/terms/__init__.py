"""Terms: what a notice says about when, how often and how much, as values that compose: rhythms, due days, measures.

In: periods and working days from `campaign_rules.base`, and the readings of a campaign. Never: a duty, a record or an
item; who asks gives the days that the record knows by name.
"""
