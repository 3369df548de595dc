"""What the records of a campaign hold, as its pack declares it: actors, roles, sections, fields, events, parts played.

In: the declaration, the classes and the JSON Schema made from it, and what is asked of it by name or by part. Never: a
name of any campaign's section, field, event, role or actor.
"""
