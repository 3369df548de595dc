"""The ground: texts in two languages, errors with places, periods, working days, numbers as people write them, schemas.

In: what any program about dated obligations could use, campaign or not. Never: a rule, a record, a file, a clock.
"""
