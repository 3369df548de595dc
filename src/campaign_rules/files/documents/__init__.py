"""YAML and JSON text to plain data, strictly: with places, without tags, duplicate keys, bombs or guesses.

In: what a text says before anybody knows what it is about. Never: a type, a default; a date stays text here.
"""
