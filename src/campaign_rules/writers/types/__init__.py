"""What the records of a campaign are, for other programs: JSON Schema, TypeScript declarations, a Python module.

In: the types of a campaign's records, as text in another language. Never: a type of its own; all are read off the classes.
"""
