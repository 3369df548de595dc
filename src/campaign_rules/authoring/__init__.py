"""For who writes rules: all that is wrong with a pack, its scenarios run, what two packs differ in, a new pack.

In: what looks at rules as text. Never: anything that a check of a record needs.
"""
