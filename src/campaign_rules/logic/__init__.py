"""Conditions with three truth values and life cycles over dated events: the language that rules are written in.

In: what a condition or a life cycle means, whatever it is about. Never: a section of the record, a duty, a file.
"""
